/*
 * merge_choose.c - which value of which record is the one that stays?
 *
 * As "take" says; else its own, and where it has none, that of the first of the
 * others that has one.  Words of a list are united.  A yes to a question stays a yes:
 * who asked not to be called did so under whatever record.
 *
 * What is shown of some records only (why a deal was lost, the day it was won) goes
 * where it is shown: an open deal does not come by the reasons of a lost one.
 *
 * What the actor does not see is carried too, to where they do not see it either: it
 * would be lost else.  What they see and may not change stays as it is.  A private
 * value goes only to a record of the same owner: else it would be shown to another.
 */
#include "record/merge.h"

/* It names one of them: of itself, once they are one. */
static bool
names_member(const struct merge *m, const struct field *f, const struct cell *v)
{
	return f->to_count > 0 && !value_empty(v) &&
	       merge_has(m, value_target(f, v), v->i);
}

static bool
is_bool(const struct field *f)
{
	return strcmp(f->type->name, "bool") == 0;
}

static bool
is_said(const struct merge *m, const struct field *f, const struct record *rec)
{
	const struct cell *v = &rec->before[f->first];

	return !value_empty(v) && !names_member(m, f, v) && !(is_bool(f) && v->i == 0);
}

static bool
has_same_owner(const struct record *a, const struct record *b)
{
	const struct field *owner = a->entity->owner;

	return owner != NULL && !value_empty(&a->before[owner->first]) &&
	       value_same(owner, &a->before[owner->first], &b->before[owner->first]);
}

/* May a value of f go from that record to the one that stays, where nobody said so? */
static bool
is_carried(const struct merge *m, const struct field *f, const struct record *from)
{
	return f->guard == NULL || !f->guard->own || has_same_owner(m->at[0], from);
}

/* Is f as it is in the one that stays, whatever the others say? */
static bool
is_kept(struct ctx *c, const struct field *f)
{
	return f->system || f->is != NULL ||
	       (auth_sees(c, f) && auth_field(c, f, MAY_CHANGE) == WHOSE_NONE);
}

static const struct record *
first_said(const struct merge *m, const struct field *f)
{
	for (size_t i = 0; i < m->count; i++)
		if (is_said(m, f, m->at[i]) && (i == 0 || is_carried(m, f, m->at[i])))
			return m->at[i];
	return m->at[0];
}

/* Would f be shown in the record as it is now, with that value? */
static bool
has_place(struct ctx *c, const struct merge *m, const struct field *f,
    const struct record *from)
{
	size_t size = sizeof(struct cell) * m->entity->cell_count;
	struct cell *cells;

	if (f->show == NULL || !rule_is_local(f->show) || from == m->at[0])
		return true;
	cells = arena_alloc(c->mem, size);
	memcpy(cells, m->at[0]->now, size);
	memcpy(&cells[f->first], &from->before[f->first],
	    sizeof(*cells) * (size_t)type_columns(f->type));
	return rule_holds(c, f->show, cells);
}

const struct record *
merge_source(struct ctx *c, const struct merge *m, const struct field *f)
{
	const struct record *from;

	if (m->chosen[f->index] != NULL)
		return m->chosen[f->index];
	if (is_kept(c, f))
		return m->at[0];
	if (f->type->join != NULL)
		return NULL;
	from = first_said(m, f);
	return has_place(c, m, f, from) ? from : m->at[0];
}

static void
unite(struct ctx *c, const struct merge *m, const struct field *f)
{
	struct cell *to = record_value(m->at[0], f);

	for (size_t i = 1; i < m->count; i++) {
		const struct cell *more = &m->at[i]->before[f->first];

		if (value_empty(more) || !is_carried(m, f, m->at[i]))
			continue;
		if (value_empty(to))
			*to = *more;
		else if (!f->type->join(c->mem, to, more))
			fault(c, f->name, "too_many", "max", "50", NULL);
	}
}

static void
choose_one(struct ctx *c, const struct merge *m, const struct field *f)
{
	struct record *stays = m->at[0];
	const struct record *from = merge_source(c, m, f);
	struct cell *to = record_value(stays, f);

	if (from == NULL)
		unite(c, m, f);
	else if (from != stays)
		memcpy(to, &from->before[f->first],
		    sizeof(*to) * (size_t)type_columns(f->type));
	if (names_member(m, f, to) && (to->i != m->stays || from != stays))
		value_clear(f, to);
	stays->given[f->index] = record_changed(stays, f);
}

void
merge_choose(struct ctx *c, const struct merge *m)
{
	const struct entity *e = m->entity;

	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].show == NULL)
			choose_one(c, m, &e->fields[i]);
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].show != NULL) /* it asks the others */
			choose_one(c, m, &e->fields[i]);
}
