/*
 * rule_sql.c - a rule as a condition in SQL, the same text for both engines.
 */
#include "meta/rule.h"

static void
column(struct sql *q, const char *alias, const struct field *f, int i)
{
	text_c(&q->text, alias);
	sql_text(q, ".");
	sql_column(q, f, i);
}

static int64_t
digits_power(int digits)
{
	int64_t n = 1;

	while (digits-- > 0)
		n *= 10;
	return n;
}

struct cell
operand_cell(struct ctx *c, const struct rule *r, const struct operand *o)
{
	int64_t span = o->minus ? -o->span_ms : o->span_ms, day;
	bool date = strcmp(r->field->type->name, "date") == 0;

	switch (o->kind) {
	case OPERAND_ME: return CELL_OF_INT(c->actor.user);
	case OPERAND_NOW:
	case OPERAND_TODAY:
		day = ctx_today(c);
		if (date)
			return CELL_OF_TEXT(date_write(c->mem, day + span / DAY_MS));
		return CELL_OF_INT(
		    (o->kind == OPERAND_NOW ? c->now_ms
					    : zone_start_ms(c->actor.zone, day)) +
		    span);
	case OPERAND_PERIOD:
		day = period_day(&c->actor, ctx_today(c), o);
		if (date)
			return CELL_OF_TEXT(date_write(c->mem, day + span / DAY_MS));
		/* the end of a day is its last millisecond */
		return CELL_OF_INT((o->end ? zone_start_ms(c->actor.zone, day + 1) - 1
					   : zone_start_ms(c->actor.zone, day)) +
				   span);
	case OPERAND_CELL:
		if (o->cell.kind == CELL_REAL &&
		    strcmp(r->field->type->name, "money") == 0)
			return CELL_OF_INT(
			    real_round(o->cell.d * (double)digits_power(
						       c->meta->facts.currency->digits)));
		break;
	case OPERAND_CIRCLE: /* several: asked of each */
	case OPERAND_FIELD: break;
	}
	return o->cell;
}

/* own is the row the rule is about; alias may be the one behind a hop. */
static void
operand(struct ctx *c, const struct rule *r, const struct operand *o, const char *own,
    struct sql *q)
{
	struct cell cell;

	if (o->kind == OPERAND_FIELD) {
		column(q, own, o->field, o->column);
		return;
	}
	cell = operand_cell(c, r, o);
	sql_cell(q, &cell);
}

/* like, with the text's own % _ \ made plain; both sides are folded, or lowered. */
static void
like(struct sql *q, struct str s, const char *head)
{
	struct text t = TEXT_INIT(q->text.mem);

	text_c(&t, head);
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("%_\\", s.at[i]) != NULL && s.at[i] != '\0')
			text_char(&t, '\\');
		text_char(&t, s.at[i]);
	}
	text_char(&t, '%');
	sql_str(q, text_done(&t));
	sql_text(q, " escape '\\'");
}

/* No id is 0: it stands for nobody. */
static void
in_circle(struct ctx *c, enum circle circle, struct sql *q)
{
	struct people people = actor_circle(&c->actor, circle);

	if (people.count > 1) {
		sql_ids(q, c->db, people.ids, people.count);
	} else {
		sql_text(q, " = ");
		sql_int(q, people.count == 1 ? people.ids[0] : 0);
	}
}

static void
in_list(struct ctx *c, const struct rule *r, const char *own, struct sql *q)
{
	sql_text(q, " in (");
	for (size_t i = 0; i < r->operand_count; i++) {
		if (i > 0)
			sql_text(q, ", ");
		operand(c, r, &r->operands[i], own, q);
	}
	sql_text(q, ")");
}

static void
compare(struct ctx *c, const struct rule *r, const char *alias, const char *own,
    struct sql *q)
{
	static const char *const signs[] = { [RULE_EQ] = " = ",
		[RULE_LT] = " < ",
		[RULE_LE] = " <= ",
		[RULE_GT] = " > ",
		[RULE_GE] = " >= " };
	const struct operand *o = r->operands;

	if (rule_lowers(r))
		sql_text(q, "lower(");
	column(q, alias, r->field, r->column);
	if (rule_lowers(r))
		sql_text(q, ")");
	switch (r->op) {
	case RULE_SET: sql_text(q, " is not null"); return;
	case RULE_IN:
		if (o->kind == OPERAND_CIRCLE)
			in_circle(c, o->circle, q);
		else
			in_list(c, r, own, q);
		return;
	case RULE_CONTAINS:
	case RULE_STARTS:
		sql_text(q, " like ");
		like(q, o->cell.s, r->op == RULE_CONTAINS ? "%" : "");
		return;
	default: break;
	}
	text_c(&q->text, signs[r->op]);
	operand(c, r, o, own, q);
}

/*
 * != , not in and is empty are the negation of their positive, so that what
 * is empty, or reached through an empty reference, counts as different.
 */
static enum rule_op
positive(enum rule_op op, bool *negated)
{
	*negated = op == RULE_NE || op == RULE_NOT_IN || op == RULE_EMPTY;
	return op == RULE_NE       ? RULE_EQ
	       : op == RULE_NOT_IN ? RULE_IN
	       : op == RULE_EMPTY  ? RULE_SET
				   : op;
}

/* The row behind a reference, in a name that the row itself does not have. */
static void
behind(struct ctx *c, const struct rule *r, const char *alias, struct sql *q)
{
	const char *far = strcmp(alias, "h") == 0 ? "hh" : "h";

	sql_text(q, "exists (select 1 from ");
	sql_table(q, r->hop->to[0]);
	sql_text(q, " ");
	text_c(&q->text, far);
	sql_text(q, " where ");
	text_c(&q->text, far);
	sql_text(q, ".id = ");
	column(q, alias, r->hop, 0);
	sql_text(q, " and ");
	compare(c, r, far, alias, q);
	if (r->reach != NULL)
		r->reach(c, r->hop->to[0], far, q);
	sql_text(q, ")");
}

static void
leaf(struct ctx *c, const struct rule *rule, const char *alias, struct sql *q)
{
	struct rule r = *rule;
	bool negated;

	r.op = positive(rule->op, &negated);
	if (negated)
		sql_text(q, "not ");
	/* the inner answer must be 0 or 1, never null, before it is negated */
	if (r.hop != NULL) {
		behind(c, &r, alias, q);
	} else if (negated && r.op != RULE_SET) {
		sql_text(q, "coalesce(");
		compare(c, &r, alias, alias, q);
		sql_text(q, ", false)");
	} else if (negated) {
		sql_text(q, "(");
		compare(c, &r, alias, alias, q);
		sql_text(q, ")");
	} else {
		compare(c, &r, alias, alias, q);
	}
}

static void
tree(struct ctx *c, const struct rule *r, const char *alias, struct sql *q)
{
	switch (r->op) {
	case RULE_YES: sql_text(q, "1 = 1"); return;
	case RULE_NOT:
		/* null is not true: what is under "not" must be told so */
		sql_text(q, "not coalesce(");
		rule_sql(c, r->of[0], alias, q);
		sql_text(q, ", false)");
		return;
	case RULE_AND:
	case RULE_OR:
		for (size_t i = 0; i < r->of_count; i++) {
			if (i > 0 && r->op == RULE_AND)
				sql_text(q, " and ");
			else if (i > 0)
				sql_text(q, " or ");
			rule_sql(c, r->of[i], alias, q);
		}
		return;
	default: leaf(c, r, alias, q);
	}
}

void
rule_sql(struct ctx *c, const struct rule *r, const char *alias, struct sql *q)
{
	sql_text(q, "(");
	tree(c, r, alias, q);
	sql_text(q, ")");
}
