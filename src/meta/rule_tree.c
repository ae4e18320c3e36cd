/*
 * rule_tree.c - what a compiled rule asks, who may ask it, and how a client gets it.
 */
#include "meta/rule.h"

bool
rule_shows(const struct rule_eyes *eyes, const struct field *f)
{
	return eyes == NULL || eyes->passes(eyes->arg, f);
}

bool
rule_is_local(const struct rule *r)
{
	if (r->hop != NULL)
		return false;
	for (size_t i = 0; i < r->of_count; i++)
		if (!rule_is_local(r->of[i]))
			return false;
	return true;
}

bool
rule_reaches(const struct rule *r, const struct field *f)
{
	if (r->hop != NULL && r->field == f)
		return true;
	for (size_t i = 0; i < r->of_count; i++)
		if (rule_reaches(r->of[i], f))
			return true;
	return false;
}

const struct rule *
rule_yes(void)
{
	static const struct rule yes = { .op = RULE_YES, .part = -1 };

	return &yes;
}

bool
rule_asks(const struct rule *r, const struct field *f)
{
	if (r->field == f || r->hop == f)
		return true;
	for (size_t i = 0; i < r->operand_count; i++)
		if (r->operands[i].field == f)
			return true;
	for (size_t i = 0; i < r->of_count; i++)
		if (rule_asks(r->of[i], f))
			return true;
	return false;
}

bool
rule_passes(const struct rule *r, const struct rule_eyes *eyes)
{
	if ((r->field != NULL && !rule_shows(eyes, r->field)) ||
	    (r->hop != NULL && !rule_shows(eyes, r->hop)))
		return false;
	for (size_t i = 0; i < r->operand_count; i++)
		if (r->operands[i].field != NULL &&
		    !rule_shows(eyes, r->operands[i].field))
			return false;
	for (size_t i = 0; i < r->of_count; i++)
		if (!rule_passes(r->of[i], eyes))
			return false;
	return true;
}

void
rule_stands_in(struct rule *r)
{
	struct operand *o = r->operands;

	if ((r->op == RULE_EQ || r->op == RULE_NE) && o->kind == OPERAND_ME) {
		r->op = r->op == RULE_EQ ? RULE_IN : RULE_NOT_IN;
		*o = (struct operand){ .kind = OPERAND_CIRCLE, .circle = CIRCLE_ME };
	}
	for (size_t i = 0; i < r->of_count; i++)
		rule_stands_in(r->of[i]);
}

/* The tree that the client evaluates: [op, ["field", name], value]. */
static void
operand_json(struct jw *w, const struct operand *o)
{
	int64_t whole;
	double real;

	jw_array(w);
	switch (o->kind) {
	case OPERAND_CELL:
		jw_c(w, "is");
		if (o->number && str_int(o->text, &whole))
			jw_int(w, whole);
		else if (o->number && str_real(o->text, &real))
			jw_real(w, real);
		else
			jw_str(w, o->text);
		break;
	case OPERAND_ME: jw_c(w, "me"); break;
	case OPERAND_CIRCLE:
		jw_c(w, o->circle == CIRCLE_ME ? "me" : "circle");
		if (o->circle != CIRCLE_ME)
			jw_c(w, circle_names[o->circle]);
		break;
	case OPERAND_TODAY:
	case OPERAND_NOW:
		jw_c(w, o->kind == OPERAND_TODAY ? "today" : "now");
		jw_int(w, o->minus ? -o->span_ms : o->span_ms);
		break;
	case OPERAND_PERIOD:
		jw_c(w, "period");
		jw_str(w, (struct str){ o->text.at + 1, o->text.len - 1 });
		jw_int(w, o->minus ? -o->span_ms : o->span_ms);
		break;
	case OPERAND_FIELD:
		jw_c(w, "field");
		jw_str(w, o->field->name);
		break;
	}
	jw_end(w);
}

void
rule_json(struct jw *w, const struct rule *r)
{
	jw_array(w);
	jw_c(w, rule_op_names[r->op]);
	for (size_t i = 0; i < r->of_count; i++)
		rule_json(w, r->of[i]);
	if (r->field != NULL) {
		jw_array(w);
		jw_c(w, "field");
		jw_str(w, r->field->name);
		if (r->part >= 0)
			jw_c(w, r->field->type->parts[r->part]);
		jw_end(w);
	}
	for (size_t i = 0; i < r->operand_count; i++)
		operand_json(w, &r->operands[i]);
	jw_end(w);
}
