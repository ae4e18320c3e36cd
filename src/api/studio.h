/*
 * studio.h - what the files of Studio share.
 */
#ifndef API_STUDIO_H
#define API_STUDIO_H

#include "api/room.h"

/* The entity that a document declares or extends; NONE: neither. */
struct str studio_subject(const json_t *doc);
/* "changes": each word that is another, [ { at, was, is } ]. */
MUST_USE enum err studio_write_parts(
    struct ctx *c, struct jw *w, const struct site_part *parts, size_t count);

/* "stamp": the state of the sheet, its last change. */
MUST_USE enum err studio_write_stamp(struct ctx *c, struct jw *w);
/* "records" and "exact": how many there are. */
MUST_USE enum err studio_write_records(
    struct ctx *c, struct jw *w, const struct entity *e);
/* What somebody is called; 0: the program. */
MUST_USE enum err studio_person(struct ctx *c, int64_t id, struct str *out);
/* Who changed that document, and when, as a fault; then CLASH. */
MUST_USE enum err studio_clash(
    struct ctx *c, struct str name, int64_t change, const char *code);
/* What became of a change: its stamp, or what is wrong with it at each place. */
MUST_USE enum err studio_answer(
    struct ctx *c, const struct site_change *change, enum err e);

/* errs  CLASH  somebody changed one of its documents after `stamp`: told who, and when */
MUST_USE enum err studio_seen(
    struct ctx *c, const struct site_change *change, int64_t stamp);
/* What is stored beside what is wished. */
MUST_USE enum err studio_parts(struct ctx *c, const struct site_change *change,
    struct site_part **out, size_t *count);
/* Packs among the parts, as the documents that they hold, and their version. */
MUST_USE enum err studio_unpack(struct ctx *c, struct site_part **parts, size_t *count);
/* Of a plan: its stamp, problems, statements, whom it touches, what becomes different. */
MUST_USE enum err studio_write_plan(struct ctx *c, struct jw *w,
    const struct site_change *change, struct site_part *parts, size_t count);
/* Where each word of e came from: path -> "core", a pack, "site". */
const json_t *studio_origins(struct ctx *c, const struct entity *e);

enum err studio_put(struct ctx *c);
enum err studio_plan(struct ctx *c);
enum err studio_changes(struct ctx *c);
enum err studio_change_read(struct ctx *c);
enum err studio_undo(struct ctx *c);

#endif
