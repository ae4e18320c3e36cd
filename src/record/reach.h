/*
 * reach.h - what the files about reaching people share.  A room of record/.
 */
#ifndef RECORD_REACH_H
#define RECORD_REACH_H

#include "record/room.h"

/* ---- hours at which nobody may (quiet.c) ---- */

struct quiet {
	int channel;      /* -1: any but letters, which wake nobody */
	int from, until;  /* minutes since midnight; from > until: over midnight */
	unsigned days;    /* on which they begin: bit 0 is Monday */
	const char *zone; /* whose clock */
};

bool quiet_holds(const struct quiet *q, int64_t at_ms);
/* The first moment from at on at which none of them holds for the channel; 0: there is
 * none within some weeks. */
int64_t quiet_end(const struct quiet *list, size_t count, enum channel by, int64_t at_ms);

/* ---- what people said (reach.c) ---- */

struct said;

/* Of these records, ascending by id; whoever may read it. */
MUST_USE enum err reach_said(
    struct ctx *c, const int64_t *ids, size_t count, struct said **out);
void reach_judge(struct ctx *c, const struct said *said, const struct record *who,
    const struct reach_ask *ask, struct reach_answer *out);
/* The reason as the actor reads it, and its word in an answer. */
struct str reach_says(struct ctx *c, const struct entity *e,
    const struct reach_answer *answer, const struct reach_why *why);
struct str reach_code(struct ctx *c, const struct reach_why *why);

/* ---- plans to contact somebody (reach_plan.c) ---- */

/* Faults of a plan that must not be. */
MUST_USE enum err reach_check_plan(struct ctx *c, const struct record *rec);

#endif
