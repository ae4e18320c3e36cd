/*
 * allow.c - may the actor turn this row into that one?
 *
 * A change is asked of the row before and of the row now: nobody changes what is
 * not theirs, and nobody pushes a record out of their own rights.
 *
 * To give a record to another owner is a right of its own, "hand".  Where nothing
 * is said of it, it is as change, and asked of both rows as any other change: a
 * record stays among those one may change.  Where something is said, it speaks of
 * the record as it is now, and the next owner may be anybody; the rest of such a
 * change is judged as if the owner had stayed.  What was shared with somebody to be
 * changed is not theirs to hand on.
 *
 * Private fields go along, so whoever takes another's record reads what was the
 * other's alone.  A right to change is not enough for that: where there are such
 * fields, to take a record, or to leave it to nobody, from whom it could be taken,
 * asks a right to hand that is said.
 */
#include "record/room.h"

/* Says in words what they may not. */
static enum err
told(struct ctx *c, enum err err, enum may what)
{
	if (err == ERR_DENIED)
		fault(c, STR(""),
		    what == MAY_CREATE   ? "denied_create"
		    : what == MAY_DELETE ? "denied_delete"
		    : what == MAY_HAND   ? "denied_hand"
					 : "denied_change",
		    NULL);
	return err;
}

enum err
allow(struct ctx *c, const struct entity *e, enum may what, int64_t id,
    const struct cell *cells)
{
	return told(c, auth_of_row(c, e, what, id, cells), what);
}

/* Is the right to hand said, and does it reach the row before? */
static bool
may_hand(struct ctx *c, const struct record *rec)
{
	struct grant g = auth_grant_said(c, rec->entity, MAY_HAND);

	return auth_reaches(c, rec->entity, &g, rec->id, rec->before) == OK;
}

static bool
is_owner_alone(struct ctx *c, const struct entity *e, const json_t *news)
{
	return e->owner != NULL && json_object_size(news) == 1 &&
	       json_object_get(news, str_c(c->mem, e->owner->name)) != NULL;
}

enum err
allow_begin(struct ctx *c, const struct record *rec, const json_t *news)
{
	if (is_owner_alone(c, rec->entity, news) && may_hand(c, rec))
		return OK;
	return allow(c, rec->entity, MAY_CHANGE, rec->id, rec->before);
}

static bool
is_handed(const struct record *rec)
{
	return rec->entity->owner != NULL && record_changed(rec, rec->entity->owner);
}

/* The row now, had its owner stayed. */
static const struct cell *
with_old_owner(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	size_t size = sizeof(struct cell) * e->cell_count;
	struct cell *cells = arena_alloc(c->mem, size);

	memcpy(cells, rec->now, size);
	memcpy(&cells[e->owner->first], &rec->before[e->owner->first],
	    sizeof(struct cell) * (size_t)type_columns(e->owner->type));
	return cells;
}

/* A row that is not stored like that, and never will be. */
struct supposed {
	struct ctx *c;
	const struct record *rec;
	const struct cell *cells;
	enum err err; /* of a record behind a reference that could not be read */
};

static const struct cell *
behind(void *arg, const struct field *hop, const struct cell *own)
{
	struct supposed *s = arg;
	const struct cell *v = &own[hop->first];
	const struct entity *to = value_empty(v) ? NULL : value_target(hop, v);
	struct record *far;
	enum err e;

	if (to == NULL)
		return NULL;
	if (to == s->rec->entity && v->i == s->rec->id)
		return s->cells;
	e = record_load_any(s->c, (struct ref){ to, v->i }, &far);
	if (e != OK && e != ERR_ABSENT)
		s->err = e;
	return e == OK ? far->now : NULL;
}

/* May the actor change the row as it would be, had its owner stayed?  No statement
 * can be asked of that, so a rule that looks beyond the row is followed here. */
static enum err
allow_but_for_owner(struct ctx *c, const struct record *rec)
{
	struct supposed s = { c, rec, with_old_owner(c, rec), OK };
	struct grant g = auth_grant(c, rec->entity, MAY_CHANGE);
	bool holds = auth_holds(c, &g, rec->id, s.cells, &(struct far){ behind, &s });

	TRY(s.err);
	return told(c, holds ? OK : ERR_DENIED, MAY_CHANGE);
}

/* Did the actor speak of the owner and of nothing else? */
static bool
is_given_alone(const struct record *rec)
{
	for (size_t i = 0; i < rec->entity->field_count; i++)
		if (rec->given[i] && &rec->entity->fields[i] != rec->entity->owner)
			return false;
	return true;
}

bool
allow_is_private(const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].guard != NULL && e->fields[i].guard->own)
			return true;
	return false;
}

/* Would the actor come by what is private to somebody else? */
static bool
is_taken(const struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	const struct cell *next = record_value(rec, e->owner);

	return allow_is_private(e) && !auth_is_mine(c, e, rec->before) &&
	       (value_empty(next) || next->i == c->actor.user);
}

enum err
allow_turn(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;

	if (!is_handed(rec))
		return allow(c, e, MAY_CHANGE, rec->id, rec->now);
	rec->handed = may_hand(c, rec);
	if (rec->handed)
		return is_given_alone(rec) ? OK : allow_but_for_owner(c, rec);
	if (is_taken(c, rec)) {
		fault(c, e->owner->name, "taken_private", NULL);
		return ERR_DENIED;
	}
	TRY(allow(c, e, MAY_HAND, rec->id, rec->before));
	return allow(c, e, MAY_CHANGE, rec->id, rec->now);
}

/* A rule that looks beyond the row is asked of the row as stored. */
enum err
allow_stored(struct ctx *c, const struct record *rec)
{
	if (rec->handed)
		return OK;
	return allow(c, rec->entity, MAY_CHANGE, rec->id, NULL);
}
