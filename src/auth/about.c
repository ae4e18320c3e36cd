/*
 * about.c - what is about a record follows the rights to that record.
 *
 * A note on a deal says what the deal is about, and the name of a file often does.
 * So an item (the trait "item": notes, calls, meetings, tasks, files …) is read by
 * who may read such items and what this one is about; by its owner, who has the task
 * whether or not they see the deal; and by those with whom it is shared itself.  It
 * is a part of the right to read, so no list, page, search, export or stream is
 * without it, and all other rights ask that one first.
 *
 * Where the actor's roles read all that items could be about, as most do, nothing is
 * asked and no statement has a letter more.  What is about nothing is as its own
 * right says.  A token narrows what it reads itself, and not what that is about.
 *
 * Limits  AUTH_ABOUT_DEPTH steps from the row: a file of a note of a deal.  What hangs
 *         deeper, where not all is open, is its owner's.
 */
#include "auth/room.h"

/* Entities that refer to each other in a circle are met once. */
static bool
is_open(const struct ctx *c, const struct entity *e, bool *met)
{
	for (size_t i = 0; i < e->about_count; i++)
		for (size_t j = 0; j < e->about[i]->to_count; j++) {
			const struct entity *to = e->about[i]->to[j];
			bool *seen = &met[to - c->meta->entities];

			if (!*seen) {
				*seen = true;
				if (!grant_is_open(c, to) || !is_open(c, to, met))
					return false;
			}
		}
	return true;
}

bool
about_is_open(const struct ctx *c, const struct entity *e)
{
	bool met[META_ENTITIES_MAX] = { false };

	return c->actor.admin || c->actor.program || is_open(c, e, met);
}

/* ---- of a statement ---- */

static void
add_column(struct sql *q, const char *alias, const struct field *f, int i)
{
	text_c(&q->text, alias);
	sql_text(q, ".");
	sql_column(q, f, i);
}

static void
add_own(struct ctx *c, const struct entity *e, const char *alias, struct sql *q)
{
	struct people me = actor_circle(&c->actor, CIRCLE_ME);

	add_column(q, alias, e->owner, 0);
	sql_ids(q, c->db, me.ids, me.count);
	sql_text(q, " or ");
}

/* The record of this kind that f names is theirs to read. */
static void
add_target(struct ctx *c, const struct field *f, const struct entity *to,
    const char *alias, int depth, struct sql *q)
{
	static const char *const names[AUTH_ABOUT_DEPTH] = { "u1", "u2" };
	struct grant g = grant_to_read(c, to);

	if (g.all) {
		sql_text(q, "1 = 1");
		return;
	}
	sql_text(q, "exists (select 1 from ");
	sql_table(q, to);
	sql_text(q, " ");
	text_c(&q->text, names[depth]);
	sql_text(q, " where ");
	text_c(&q->text, names[depth]);
	sql_text(q, ".id = ");
	add_column(q, alias, f, 0);
	grant_where(c, &g, names[depth], depth + 1, q);
	sql_text(q, ")");
}

/* A reference to any of several says in its second column to which. */
static void
add_targets(
    struct ctx *c, const struct field *f, const char *alias, int depth, struct sql *q)
{
	if (f->type->columns[1].suffix == NULL) {
		add_target(c, f, f->to[0], alias, depth, q);
		return;
	}
	sql_text(q, "case ");
	add_column(q, alias, f, 1);
	for (size_t i = 0; i < f->to_count; i++) {
		sql_text(q, " when ");
		sql_str(q, f->to[i]->name);
		sql_text(q, " then ");
		add_target(c, f, f->to[i], alias, depth, q);
	}
	sql_text(q, " else 1 = 0 end");
}

void
about_where(
    struct ctx *c, const struct entity *e, const char *alias, int depth, struct sql *q)
{
	sql_text(q, "(");
	if (e->owner != NULL)
		add_own(c, e, alias, q);
	for (size_t i = 0; i < e->about_count; i++) {
		if (i > 0)
			sql_text(q, " and ");
		sql_text(q, "(");
		add_column(q, alias, e->about[i], 0);
		sql_text(q, " is null");
		if (depth < AUTH_ABOUT_DEPTH) {
			sql_text(q, " or ");
			add_targets(c, e->about[i], alias, depth, q);
		}
		sql_text(q, ")");
	}
	sql_text(q, ")");
}

/* ---- of a row in memory ---- */

static bool
target_holds(struct ctx *c, const struct field *f, const struct cell *cells,
    const struct far *far, int depth)
{
	const struct cell *v = &cells[f->first], *of;
	const struct entity *to;
	struct grant g;

	if (value_empty(v))
		return true;
	if (depth == AUTH_ABOUT_DEPTH)
		return false;
	to = value_target(f, v);
	if (to == NULL)
		return false;
	g = grant_to_read(c, to);
	if (g.all || auth_never(&g))
		return g.all;
	of = far->cells(far->arg, f, cells);
	return of != NULL && grant_holds(c, &g, v->i, of, far, depth + 1);
}

bool
about_holds(struct ctx *c, const struct entity *e, const struct cell *cells,
    const struct far *far, int depth)
{
	if (e->owner != NULL && cells[e->owner->first].kind == CELL_INT &&
	    people_hold(actor_circle(&c->actor, CIRCLE_ME), cells[e->owner->first].i))
		return true;
	for (size_t i = 0; i < e->about_count; i++)
		if (!target_holds(c, e->about[i], cells, far, depth))
			return false;
	return true;
}
