/*
 * reach_plan.c - a plan to contact somebody who may not be is no plan.
 *
 * Asked when it becomes one, or another one: whom, when.  What was said and done stays
 * sayable, a call that happened, and a plan of before can be given to a colleague, or
 * ended, whoever died meanwhile.
 */
#include "record/reach.h"

#define HOPS_MAX 2 /* a call about a deal is to the deal's contact */

static bool
is_plan(struct ctx *c, const struct record *rec, const struct cell *cells)
{
	return rule_holds(c, rec->entity->approach->planned, cells);
}

static bool
becomes_plan(struct ctx *c, const struct record *rec)
{
	const struct approach *a = rec->entity->approach;

	return is_plan(c, rec, rec->now) &&
	       (record_is_new(rec) || record_changed(rec, a->whom) ||
		   record_changed(rec, a->at) || !is_plan(c, rec, rec->before));
}

/* Who is contacted by what the field names; *who NULL: nobody that can be asked of. */
static enum err
find_who(
    struct ctx *c, const struct record *rec, const struct field *f, struct record **who)
{
	const struct record *at = rec;

	*who = NULL;
	for (int hops = 0; hops < HOPS_MAX; hops++) {
		const struct cell *v = record_value(at, f);
		const struct entity *to = value_empty(v) ? NULL : value_target(f, v);
		struct record *next;
		enum err err;

		if (to == NULL || to->reach == NULL)
			return OK;
		err = record_load_any(c, (struct ref){ to, v->i }, &next);
		if (err != OK)
			return err == ERR_ABSENT ? OK : err;
		f = to->reach->through;
		if (f == NULL) {
			*who = next->deleted_ms == 0 ? next : NULL;
			return OK;
		}
		at = next;
	}
	return OK;
}

/* Of somebody they do not see they learn that it may not be, and nothing else. */
static enum err
is_seen(struct ctx *c, const struct record *who, bool *seen)
{
	struct record *rec;
	enum err err = record_load(c, (struct ref){ who->entity, who->id }, &rec);

	*seen = err == OK;
	return err == ERR_ABSENT ? OK : err;
}

static void
object(struct ctx *c, const struct approach *a, const struct record *who,
    const struct reach_answer *answer, bool seen)
{
	for (size_t i = 0; i < answer->count; i++) {
		const struct reach_why *why = &answer->why[i];

		if (why->code == REACH_NOTHING) /* it is still to be found out */
			continue;
		if (!seen || !why->told)
			fault_unseen(c);
		else
			fault(c, why->code == REACH_QUIET ? a->at->name : a->whom->name,
			    "reach", "says",
			    str_c(c->mem, reach_says(c, who->entity, answer, why)), NULL);
	}
}

enum err
reach_check_plan(struct ctx *c, const struct record *rec)
{
	const struct approach *a = rec->entity->approach;
	struct reach_answer answer;
	struct reach_ask ask = { 0 };
	struct record *who;
	bool seen;

	if (a == NULL || !becomes_plan(c, rec))
		return OK;
	TRY(find_who(c, rec, a->whom, &who));
	if (who == NULL)
		return OK;
	ask.by = a->by;
	ask.at_ms = value_empty(record_value(rec, a->at)) ? c->now_ms
							  : record_value(rec, a->at)->i;
	TRY(record_reach(c, who, &ask, &answer));
	TRY(is_seen(c, who, &seen));
	object(c, a, who, &answer, seen);
	return OK;
}
