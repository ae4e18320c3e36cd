/*
 * merge_choose.c - which value of which record is the one that stays?
 *
 * As "take" says; else its own, and where it has none, that of the first of the
 * others that has one.  Words of a list are united.  A yes to a question stays a yes:
 * who asked not to be called did so under whatever record.
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

const struct record *
merge_source(struct ctx *c, const struct merge *m, const struct field *f)
{
	if (m->chosen[f->index] != NULL)
		return m->chosen[f->index];
	if (is_kept(c, f))
		return m->at[0];
	return f->type->join != NULL ? NULL : first_said(m, f);
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

void
merge_choose(struct ctx *c, const struct merge *m)
{
	struct record *stays = m->at[0];

	for (size_t i = 0; i < m->entity->field_count; i++) {
		const struct field *f = &m->entity->fields[i];
		const struct record *from = merge_source(c, m, f);
		struct cell *to = record_value(stays, f);

		if (from == NULL)
			unite(c, m, f);
		else if (from != stays)
			memcpy(to, &from->before[f->first],
			    sizeof(*to) * (size_t)type_columns(f->type));
		if (names_member(m, f, to) && to->i != m->stays)
			value_clear(f, to);
		else if (names_member(m, f, to) && from != stays)
			value_clear(f, to);
		stays->given[i] = record_changed(stays, f);
	}
}
