/*
 * pins.c - the few values by which all that a rule lets through can be found.
 *
 * "owner in @team" lets through records of eight owners: eight places in the index
 * (owner, name), each in the order of names, and eight such lists merge into one
 * without sorting.  A rule has pins if every way through it asks an indexed field
 * for known values: "or" has those of all its parts, "and" the fewest of one part.
 */
#include "meta/rule.h"

/* An index of (f, sort), or of (f, id) for the order of ids. */
static bool
is_indexed(const struct entity *e, const struct field *f, const struct field *sort)
{
	struct list_index lists[META_LISTS_MAX];
	size_t n = entity_lists(e, lists);

	if (sort == NULL)
		return field_has_index(f);
	for (size_t i = 0; i < n; i++)
		if (lists[i].by == f && lists[i].sort == sort)
			return true;
	return false;
}

/* Once; false: there are too many. */
static bool
add(struct pins *pins, const struct field *by, const struct cell *value)
{
	for (size_t i = 0; i < pins->count; i++)
		if (pins->at[i].by == by && pins->at[i].value.kind == value->kind &&
		    (value->kind == CELL_NULL || cell_same(&pins->at[i].value, value)))
			return true;
	if (pins->count == PINS_MAX)
		return false;
	pins->at[pins->count++] = (struct pin){ by, *value };
	return true;
}

/* Into pins that are empty. */
static bool
add_circle(struct ctx *c, struct pins *pins, const struct rule *r)
{
	struct people people = actor_circle(&c->actor, r->operands[0].circle);

	if (people.count > PINS_MAX)
		return false;
	for (size_t i = 0; i < people.count; i++) /* of whom nobody is there twice */
		pins->at[i] = (struct pin){ r->field, CELL_OF_INT(people.ids[i]) };
	pins->count = people.count;
	return true;
}

static bool
leaf(struct ctx *c, const struct rule *r, struct pins *pins)
{
	if (r->op == RULE_EMPTY && r->part < 0)
		return add(pins, r->field, &(struct cell){ 0 });
	if ((r->op != RULE_EQ && r->op != RULE_IN) ||
	    r->column != r->field->type->compare)
		return false;
	if (r->operands[0].kind == OPERAND_CIRCLE)
		return add_circle(c, pins, r);
	for (size_t i = 0; i < r->operand_count; i++) {
		struct cell value;

		if (r->operands[i].kind == OPERAND_FIELD)
			return false;
		value = operand_cell(c, r, &r->operands[i]);
		if (value.kind == CELL_NULL || !add(pins, r->field, &value))
			return false;
	}
	return true;
}

/* Of one part, the fewest. */
static bool
pins_of_any(struct ctx *c, const struct rule *r, const struct entity *e,
    const struct field *sort, struct pins *out)
{
	bool found = false;

	for (size_t i = 0; i < r->of_count; i++) {
		struct pins *one = arena_make(c->mem, struct pins);

		if (!rule_pins(c, r->of[i], e, sort, one) ||
		    (found && one->count >= out->count))
			continue;
		*out = *one;
		found = true;
	}
	out->exact = false; /* the other parts ask for more */
	return found;
}

static bool
pins_of_all(struct ctx *c, const struct rule *r, const struct entity *e,
    const struct field *sort, struct pins *out)
{
	bool exact = true;

	for (size_t i = 0; i < r->of_count; i++) {
		struct pins *one = arena_make(c->mem, struct pins);

		if (!rule_pins(c, r->of[i], e, sort, one) || !pins_join(out, one))
			return false;
		exact &= one->exact;
	}
	out->exact = exact;
	return r->of_count > 0;
}

bool
pins_join(struct pins *to, const struct pins *more)
{
	if (to->count == 0) {
		memcpy(to->at, more->at, more->count * sizeof(*more->at));
		to->count = more->count;
		return true;
	}
	for (size_t i = 0; i < more->count; i++)
		if (!add(to, more->at[i].by, &more->at[i].value))
			return false;
	return true;
}

bool
rule_pins(struct ctx *c, const struct rule *r, const struct entity *e,
    const struct field *sort, struct pins *out)
{
	out->count = 0;
	out->exact = true;
	switch (r->op) {
	case RULE_AND: return pins_of_any(c, r, e, sort, out);
	case RULE_OR: return pins_of_all(c, r, e, sort, out);
	case RULE_NOT:
	case RULE_YES: return false;
	default:
		return r->hop == NULL && is_indexed(e, r->field, sort) && leaf(c, r, out);
	}
}
