/*
 * field.c - whose records an actor has a field of.
 *
 * A person has a field as far as one of their roles has it.  A role that the
 * field does not name has it as all others do, if the role reads such records at
 * all: one that has nothing to do with them opens nothing.  What is calculated
 * is had as far as each of its parts.
 */
#include "auth/auth.h"

static enum level
higher(enum level a, enum level b)
{
	return a > b ? a : b;
}

static bool
named_level(const struct guard *g, struct str role, enum level *out)
{
	for (size_t i = 0; i < g->roles.count; i++)
		if (str_same(g->roles.at[i].role, role)) {
			*out = g->roles.at[i].level;
			return true;
		}
	return false;
}

static bool
role_reads(const struct entity *e, struct str role)
{
	for (size_t i = 0; i < e->may_count; i++)
		if (str_same(e->may[i].role, role) && e->may[i].rights[MAY_READ].yes)
			return true;
	return false;
}

static enum level
level_by_roles(const struct ctx *c, const struct field *f)
{
	const struct guard *g = f->guard;
	enum level level = LEVEL_NONE, named;
	bool any = role_reads(f->entity, STR("*"));
	const json_t *role;
	size_t i;

	if (any)
		level = g->others;
	json_array_foreach(c->actor.roles, i, role)
	{
		if (!named_level(g, json_str(role), &named)) {
			if (!role_reads(f->entity, json_str(role)))
				continue;
			named = g->others;
		}
		level = higher(level, named);
		any = true;
	}
	return any ? level : g->others;
}

static enum level
level_of(const struct ctx *c, const struct field *f)
{
	enum level level = level_by_roles(c, f);

	for (size_t i = 0; i < f->guard->part_count; i++) {
		enum level part = level_by_roles(c, f->guard->parts[i]);

		level = part < level ? part : level;
	}
	return level;
}

enum whose
auth_field(const struct ctx *c, const struct field *f, enum may what)
{
	if (f->guard == NULL || c->actor.program)
		return WHOSE_ALL;
	if (!c->actor.admin &&
	    level_of(c, f) < (what == MAY_READ ? LEVEL_SEE : LEVEL_CHANGE))
		return WHOSE_NONE;
	return f->guard->own ? WHOSE_MINE : WHOSE_ALL;
}

bool
auth_is_mine(const struct ctx *c, const struct entity *e, const struct cell *cells)
{
	const struct cell *owner = e->owner == NULL ? NULL : &cells[e->owner->first];

	/* who looks through the owner's eyes is not the owner */
	return c->actor.program || (owner != NULL && owner->kind == CELL_INT &&
				       owner->i == c->actor.user && c->from.looker == 0);
}

/* ---- what there is for them ---- */

bool
auth_sees(const struct ctx *c, const struct field *f)
{
	return !f->hidden && auth_field(c, f, MAY_READ) != WHOSE_NONE;
}

bool
auth_asks(const struct ctx *c, const struct field *f)
{
	return !f->hidden && auth_field(c, f, MAY_READ) == WHOSE_ALL;
}

const struct field *
auth_seen_field(const struct ctx *c, const struct entity *e, struct str name)
{
	const struct field *f = entity_field(e, name);

	return f != NULL && auth_sees(c, f) ? f : NULL;
}

const struct field *
auth_asked_field(const struct ctx *c, const struct entity *e, struct str name)
{
	const struct field *f = entity_field(e, name);

	return f != NULL && auth_asks(c, f) ? f : NULL;
}
