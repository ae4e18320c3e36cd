/*
 * rule_run.c - a rule asked of cells in memory: guards, needs, flows.
 *
 * Gives the same answers as rule_sql.c; test/rule.cases holds them together.
 */
#include "meta/rule.h"

static int
order(const struct cell *a, const struct cell *b)
{
	double x, y;

	if (a->kind == CELL_TEXT || a->kind == CELL_BLOB)
		return b->kind == a->kind ? str_order(a->s, b->s) : 1;
	if (a->kind == CELL_INT && b->kind == CELL_INT)
		return (a->i > b->i) - (a->i < b->i);
	x = a->kind == CELL_INT ? (double)a->i : a->d;
	y = b->kind == CELL_INT ? (double)b->i : b->d;
	return (x > y) - (x < y);
}

/* The record that the rule asks: its own, or the one behind the hop; or NULL. */
static const struct cell *
asked(const struct rule *r, const struct cell *own, const struct far *far)
{
	/* analyse: analyzer-null-dereference: a rule with a hop is asked by
	 * rule_holds_far() only, as rule_holds() asserts */
	/* analyse: clang-analyzer-core.NullDereference: the same */
	return r->hop == NULL ? own : far->cells(far->arg, r->hop, own);
}

static bool
compare(struct ctx *c, const struct rule *r, const struct operand *o,
    const struct cell *cells, const struct cell *of)
{
	const struct cell *v = &of[r->field->first + (size_t)r->column];
	struct cell with;
	struct str text;
	int way;

	if (v->kind == CELL_NULL) /* what today is need not be known */
		return false;
	with = o->kind == OPERAND_FIELD ? cells[o->field->first + (size_t)o->column]
					: operand_cell(c, r, o);
	if (o->kind == OPERAND_CIRCLE)
		return v->kind == CELL_INT &&
		       people_hold(actor_circle(&c->actor, o->circle), v->i);
	if (with.kind == CELL_NULL)
		return false;
	way = order(v, &with);
	text = rule_lowers(r) ? str_lower(c->mem, v->s) : v->s;
	switch (r->op) {
	case RULE_LT: return way < 0;
	case RULE_LE: return way <= 0;
	case RULE_GT: return way > 0;
	case RULE_GE: return way >= 0;
	case RULE_CONTAINS: return str_find(text, with.s) < text.len || with.s.len == 0;
	case RULE_STARTS:
		return text.len >= with.s.len &&
		       memcmp(text.at, with.s.at, with.s.len) == 0;
	default: return way == 0;
	}
}

static bool
any(struct ctx *c, const struct rule *r, const struct cell *cells, const struct cell *of)
{
	for (size_t i = 0; of != NULL && i < r->operand_count; i++)
		if (compare(c, r, &r->operands[i], cells, of))
			return true;
	return false;
}

static bool
leaf(struct ctx *c, const struct rule *r, const struct cell *cells, const struct far *far)
{
	const struct cell *of = asked(r, cells, far);

	switch (r->op) {
	case RULE_SET:
	case RULE_EMPTY:
		return (of == NULL || of[r->field->first + (size_t)r->column].kind ==
					  CELL_NULL) == (r->op == RULE_EMPTY);
	case RULE_NE:
	case RULE_NOT_IN: return !any(c, r, cells, of);
	default: return any(c, r, cells, of);
	}
}

bool
rule_holds_far(
    struct ctx *c, const struct rule *r, const struct cell *cells, const struct far *far)
{
	switch (r->op) {
	case RULE_YES: return true;
	case RULE_NOT: return !rule_holds_far(c, r->of[0], cells, far);
	case RULE_AND:
		for (size_t i = 0; i < r->of_count; i++)
			if (!rule_holds_far(c, r->of[i], cells, far))
				return false;
		return true;
	case RULE_OR:
		for (size_t i = 0; i < r->of_count; i++)
			if (rule_holds_far(c, r->of[i], cells, far))
				return true;
		return false;
	default: return leaf(c, r, cells, far);
	}
}

bool
rule_holds(struct ctx *c, const struct rule *r, const struct cell *cells)
{
	assert(rule_is_local(r));
	return rule_holds_far(c, r, cells, NULL);
}
