/*
 * unseen.c - what is not told of fields that the actor does not see: in what
 * happened to a record, and in why it may not be stored.
 *
 * What holds for a record holds whoever stores it.  If that asks a field which
 * they do not see, they learn that something forbids it, and neither which field
 * nor what stands in it.
 */
#include "record/room.h"

/* ---- what happened ---- */

static bool
is_told(struct ctx *c, const struct field *f, bool mine)
{
	enum whose whose;

	if (f == NULL) /* a field of before: whose it was is not known any more */
		return c->actor.admin;
	whose = f->hidden ? WHOSE_NONE : auth_field(c, f, MAY_READ);
	return whose == WHOSE_ALL || (whose == WHOSE_MINE && mine);
}

struct str
changes_told(struct ctx *c, const struct entity *e, struct str changes, bool mine)
{
	json_t *all, *told, *change;
	const char *name;

	if (!e->guarded || changes.len == 0 || c->actor.program)
		return changes;
	if (json_read(c->mem, changes, &all, NULL) != OK)
		return STR("");
	told = json_hold(c->mem, json_object());
	json_object_foreach(all, name, change)
	{
		if (is_told(c, entity_field(e, str_of(name)), mine))
			json_object_set(told, name, change);
	}
	return json_dump(c->mem, told);
}

/* ---- why not ---- */

void
fault_unseen(struct ctx *c)
{
	if (!fault_has(c, "unseen"))
		fault(c, STR(""), "unseen", NULL);
}

void
faults_told(struct ctx *c, const struct entity *e, size_t from)
{
	size_t kept = from, count = c->fault_count;
	bool unseen = false;

	if (!e->guarded)
		return;
	for (size_t i = from; i < count; i++) {
		const struct field *f = entity_field(e, c->faults[i].at);

		if (f != NULL && !auth_sees(c, f))
			unseen = true;
		else
			c->faults[kept++] = c->faults[i];
	}
	c->fault_count = kept;
	if (unseen)
		fault_unseen(c);
}
