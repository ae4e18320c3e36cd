/*
 * act.h - what the files of an action share.
 *
 * An action is what an entity says can be done with a record (meta/action.c): somebody
 * moves to another company, a company closes, a lead is converted.  It is one
 * transaction: others are changed ("changes"), some are made ("makes"), and the record
 * comes last ("then"), so that what it was is still there to be read until then.  Each
 * of them is stored as by hand, with the rights of who does it, its rules and its
 * history; only what the program alone writes ("readonly") is written by the program.
 *
 * What the actor does not see is carried only to where they do not see it either.
 *
 *   act.c         the way, and what it would do
 *   act_say.c     what was said, and the values that follow
 *   act_change.c  others that are changed
 *   act_make.c    others that are made
 */
#ifndef RECORD_ACT_H
#define RECORD_ACT_H

#include "record/room.h"

#define ACT_MAX 500 /* records that one step of an action changes */

struct made {
	const char *as;
	const struct entity *entity;
	int64_t id;
	bool existing;
};

struct changed { /* by one step */
	const char *as;
	const struct entity *entity;
	int64_t count, stays; /* not theirs to change */
};

struct act {
	const struct action *action;
	const json_t *wish; /* { asks, choices, into } */
	struct record *rec;
	json_t *seen, *whole; /* its fields, as on the wire: the actor's, and all */
	json_t *asked;        /* name -> value */
	struct made made[META_STEPS_MAX];
	size_t made_count;
	struct changed changed[META_STEPS_MAX];
	size_t changed_count;
	struct acted acted;
	bool inner; /* done by another, with each of its records */
};

/* ---- act_say.c ---- */

/* Into a->asked.  Faults at "asks.name": required, unknown_field, same_as_now … */
void act_read_asks(struct ctx *c, struct act *a);
/* What a value begins with, before anybody said one; NULL: nothing. */
json_t *act_preset(struct ctx *c, const struct ask *ask);
/* May they say it? */
bool act_may_ask(const struct ctx *c, const struct ask *ask);

/* Who says a value: the actor, or the program in fields that are not theirs. */
enum sayer { SAID_BY_ACTOR, SAID_BY_PROGRAM };

/* What "set" makes of it, as news of an e; clears: what is not there is null. */
json_t *act_values(struct ctx *c, const struct act *a, const struct entity *e,
    const json_t *set, enum sayer sayer, bool clears);
json_t *act_value(
    struct ctx *c, const struct act *a, const struct field *f, const json_t *from);
/* "when" and "given" of a step. */
bool act_applies(struct ctx *c, const struct act *a, const json_t *step);
/* Faults behind the first `from`, of values of set: at what was asked, or at "as.field".
 */
void act_place_faults(
    struct ctx *c, const struct act *a, size_t from, const json_t *set, const char *as);

/* ---- act_make.c ---- */

MUST_USE enum err act_make(struct ctx *c, struct act *a);
MUST_USE enum err act_write_makes(struct ctx *c, const struct act *a, struct jw *w);
MUST_USE enum err act_write_made(struct ctx *c, const struct act *a, struct jw *w);
/* One more, by the values of set. */
MUST_USE enum err act_create(struct ctx *c, struct act *a, const struct made *made,
    const json_t *set, const json_t *chosen, struct record **rec);

/* ---- act_change.c ---- */

MUST_USE enum err act_change(struct ctx *c, struct act *a);
MUST_USE enum err act_write_changes(struct ctx *c, const struct act *a, struct jw *w);

/* ---- act.c ---- */

/* Another action, done by this one with a record; with: what it asks, name to value, of
 * which { "of": field } is that record's own. */
MUST_USE enum err act_inner(struct ctx *c, struct act *a, struct ref which,
    const struct action *action, const json_t *with);

#endif
