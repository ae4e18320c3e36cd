/*
 * room.h - what the files of record/ share.
 */
#ifndef RECORD_ROOM_H
#define RECORD_ROOM_H

#include "record/record.h"

struct record *record_new(struct ctx *c, const struct entity *e);
/* Cells of the current row from column `from` on, into the cells of rec. */
void record_take_row(struct ctx *c, const struct rows *r, int from, struct record *rec);
/* The stored row whoever asks; ABSENT if it is not there. */
MUST_USE enum err record_load_any(struct ctx *c, struct ref which, struct record **out);

MUST_USE enum err record_fill(struct ctx *c, struct record *rec, const json_t *news);
MUST_USE enum err record_check(struct ctx *c, struct record *rec);
MUST_USE enum err record_store(struct ctx *c, struct record *rec, int64_t seen);
MUST_USE enum err record_after(struct ctx *c, struct record *rec, const char *what);
void record_compute(struct ctx *c, struct record *rec);
/* field -> { from, to } of what differs; "" for nothing. */
struct str record_diff(struct ctx *c, const struct record *rec);
/* Rule of a request: compiled, with faults bad_rule at "where". */
MUST_USE enum err record_rule(
    struct ctx *c, const struct entity *e, struct str text, const struct rule **out);

#endif
