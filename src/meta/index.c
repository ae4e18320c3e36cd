/*
 * index.c - which orders and which lists of an entity an index serves.
 *
 * Nobody declares indexes: they follow from what is declared anyway.
 *
 *   an order   a column of the table view and the title: one index each
 *   a list     whose records (a right that compares with @me, the owner) or
 *              which kind (stage, badge, the board's columns), by title or by
 *              when: the first date or time of the table view
 *
 * Every index makes a save dearer, so an entity has META_LISTS_MAX of the second
 * kind at most; those of rights come first, and what does not fit is dropped:
 * such a list walks the index of its order, or sorts what its filter leaves.
 */
#include "meta/compile.h"
#include "meta/rule.h"

bool
field_in_view(const struct field *f, const char *view)
{
	const json_t *names = json_object_get(f->entity->views, view), *name;
	size_t i;

	json_array_foreach(
	    names, i, name) if (str_same(json_str(name), f->name)) return true;
	return false;
}

bool
field_wants_order(const struct field *f)
{
	return f->type->sort >= 0 && !f->hidden &&
	       (f == f->entity->title || field_in_view(f, "table"));
}

bool
field_is_late(const struct field *f, int column)
{
	return (f->late >> column & 1) != 0;
}

bool
field_in_order(const struct field *f)
{
	return field_wants_order(f) && !field_is_late(f, f->type->sort);
}

/*
 * What is asked of all that lives, whoever is in the archive: references, and what
 * tells duplicates.  The others are for lists, which leave the archive out.
 */
static bool
is_for_all(const struct field *f, int column)
{
	const struct type *type = f->type;

	return (f->to_count > 0 && !f->system && column == 0) ||
	       (column == (type->fold > 0 ? type->fold : type->compare) &&
		   (match_begins_with(f->entity, f) || f == f->entity->title));
}

bool
column_index_is_lean(const struct field *f, int column)
{
	return f->entity->archive != NULL && !is_for_all(f, column);
}

bool
field_order_is_lean(const struct field *f)
{
	return column_index_is_lean(f, f->type->sort);
}

/* ---- filters: by what the lists are narrowed ---- */

#define FILTERS_MAX 16

struct filters {
	const struct field *at[FILTERS_MAX];
	size_t count;
};

static void
add_filter(struct filters *to, const struct field *f)
{
	for (size_t i = 0; i < to->count; i++)
		if (to->at[i] == f)
			return;
	if (f != NULL && to->count < FILTERS_MAX)
		to->at[to->count++] = f;
}

/* Own fields that must be the actor's, on every way through the rule. */
/* The actor's, or that of people who are always the actor too. */
static bool
is_mine(const struct rule *r)
{
	return r->hop == NULL &&
	       ((r->op == RULE_EQ && r->operands[0].kind == OPERAND_ME) ||
		   (r->op == RULE_IN && r->operands[0].kind == OPERAND_CIRCLE));
}

static void
add_mine(struct filters *to, const struct rule *r)
{
	if (r->op == RULE_AND || r->op == RULE_OR)
		for (size_t i = 0; i < r->of_count; i++)
			add_mine(to, r->of[i]);
	else if (is_mine(r))
		add_filter(to, r->field);
}

/* The site's own rights are not asked: they change in a moment, an index of a large
 * table does not. */
void
note_mine(struct compiler *k, struct entity *e)
{
	struct filters mine = { 0 };

	for (size_t i = 0; i < e->may_count; i++) {
		const struct right *read = &e->may[i].rights[MAY_READ];

		if (read->yes && read->rule != NULL)
			add_mine(&mine, read->rule);
	}
	e->mine = arena_array(k->mem, const struct field *, FILTERS_MAX);
	memcpy(e->mine, mine.at, sizeof(mine.at));
	e->mine_count = mine.count;
}

static void
filters_of(const struct entity *e, struct filters *out)
{
	*out = (struct filters){ 0 };
	for (size_t i = 0; i < e->mine_count; i++)
		add_filter(out, e->mine[i]);
	add_filter(out, e->owner);
	add_filter(out, e->badge);
	add_filter(out, e->stage);
	add_filter(out, entity_board(e));
}

const struct field *
entity_board(const struct entity *e)
{
	return entity_field(e, json_get_str(json_object_get(e->views, "board"), "by"));
}

/* When: the first date or time that the table view shows. */
static const struct field *
when_of(const struct entity *e)
{
	const json_t *names = json_object_get(e->views, "table"), *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		const struct field *f = entity_field(e, json_str(name));

		if (f != NULL && (strcmp(f->type->name, "date") == 0 ||
				     strcmp(f->type->name, "time") == 0))
			return f;
	}
	return NULL;
}

static bool
serves(const struct field *by, const struct field *sort)
{
	return sort != NULL && by != sort && sort->type->sort >= 0;
}

size_t
entity_wants_lists(const struct entity *e, struct list_index out[META_LISTS_MAX])
{
	const struct field *orders[] = { e->title, when_of(e) };
	struct filters filters;
	size_t n = 0;

	filters_of(e, &filters);
	for (size_t i = 0; i < filters.count; i++)
		for (size_t j = 0; j < COUNT_OF(orders); j++)
			if (n < META_LISTS_MAX && serves(filters.at[i], orders[j]))
				out[n++] =
				    (struct list_index){ filters.at[i], orders[j] };
	return n;
}

size_t
entity_lists(const struct entity *e, struct list_index out[META_LISTS_MAX])
{
	size_t all = entity_wants_lists(e, out), n = 0;

	for (size_t i = 0; i < all; i++)
		if ((e->late_lists >> i & 1) == 0)
			out[n++] = out[i];
	return n;
}

/* ---- what they serve ---- */

/* Is it one person, for this actor?  Before there is one: as if. */
static bool
is_alone(const struct actor *a, const struct operand *o)
{
	return o->kind == OPERAND_CIRCLE &&
	       (a == NULL || actor_circle(a, o->circle).count == 1);
}

/* Does the rule ask for one value of f, whatever else it asks? */
static bool
pins(const struct rule *r, const struct field *f, const struct actor *a)
{
	if (r->op == RULE_AND)
		for (size_t i = 0; i < r->of_count; i++)
			if (pins(r->of[i], f, a))
				return true;
	if (r->hop != NULL || r->field != f || r->column != f->type->compare)
		return false;
	return (r->op == RULE_EQ && r->operands[0].kind != OPERAND_FIELD) ||
	       (r->op == RULE_IN && is_alone(a, r->operands));
}

/* An index of (f, id): see fit_index.c. */
bool
field_has_index(const struct field *f)
{
	bool own = (f->to_count > 0 && !f->system) || f == f->entity->stage ||
		   f == entity_board(f->entity);

	return (own && !field_is_late(f, 0)) ||
	       (field_in_order(f) && f->type->sort == f->type->compare);
}

bool
rule_is_served(const struct rule *rule, const struct entity *e, const struct field *sort,
    const struct actor *a)
{
	struct list_index lists[META_LISTS_MAX];
	size_t n = entity_lists(e, lists);

	for (size_t i = 0; i < n; i++)
		if (lists[i].sort == sort && pins(rule, lists[i].by, a))
			return true;
	for (size_t i = 0; sort == NULL && i < e->field_count; i++)
		if (field_has_index(&e->fields[i]) && pins(rule, &e->fields[i], a))
			return true;
	return false;
}

/* Is it narrowed by an index on every way through the rule? */
static bool
is_narrowed(const struct rule *r, const struct entity *e)
{
	if (r->op == RULE_OR) {
		for (size_t i = 0; i < r->of_count; i++)
			if (!is_narrowed(r->of[i], e))
				return false;
		return r->of_count > 0;
	}
	return rule_is_served(r, e, NULL, NULL) || rule_is_served(r, e, e->title, NULL);
}

/*
 * A right to read that no index serves: whoever sees few of many records by it
 * has them searched for among all.  Asked when all is compiled.
 */
void
warn_rights(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *may = json_object_get(s->json, "may");
	char at[200];

	for (size_t i = 0; i < e->may_count; i++) {
		const struct right *read = &e->may[i].rights[MAY_READ];
		const char *role = str_c(k->mem, e->may[i].role);
		const json_t *said = json_object_get(json_object_get(may, role), "read");

		if (e->server || e->may[i].site || !read->yes || read->rule == NULL ||
		    !json_is_string(said) || is_narrowed(read->rule, e))
			continue;
		snprintf(at, sizeof(at), "may.%s.read", role);
		say(k, s, at, "W001",
		    "no index serves this rule: where few of many records are seen by "
		    "it, lists are slow (begin each way with %s = @me, or a choice of "
		    "the stage or board)",
		    e->owner == NULL ? "a person" : "the owner");
	}
}
