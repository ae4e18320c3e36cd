/*
 * rule.c - the rule language: text to tree.
 *
 *   rule     = either *( "or" either )
 *   either   = single *( "and" single )
 *   single   = "not" single / "(" rule ")" / "@segment." id / compare
 *   compare  = path [ op operand / ["not"] "in" "(" operand *( "," operand ) ")"
 *              / ["not"] "in" ( "@team" / "@unit" / "@units" / "@reports" )
 *              / "contains" text / "starts" text / "between" operand "and" operand
 *              / "is" ( "set" / "empty" ) ]           a bool alone asks for true
 *   path     = field *( "." field )                   one hop along a ref; parts
 *   operand  = text / number / "true" / "false" / path
 *              / "@me" / ( "@today" / "@now" / border ) [ ( "+" / "-" ) span ]
 *   border   = "@" [ "last_" / "next_" ] ( "week" / "month" / "quarter" / "year" )
 *              [ "_end" ]
 *
 * Empty never compares: = < in with an empty value are false, != is true; there
 * is no third truth value.
 */
#include "meta/rule.h"

const char *const rule_op_names[] = { "and", "or", "not", "yes", "=", "!=", "<",
	"<=", ">", ">=", "in", "not in", "contains", "starts", "is set", "is empty" };

const char *const circle_names[CIRCLE_COUNT] = { NULL, "team", "unit", "units",
	"reports" };

enum token_kind { T_END, T_NAME, T_TEXT, T_NUMBER, T_SIGN, T_AT, T_BAD };

struct token {
	enum token_kind kind;
	struct str text;
	size_t at;
};

struct parser {
	struct arena *mem;
	const struct meta *meta;
	const struct entity *entity;
	const struct rule_eyes *eyes; /* NULL: all but hidden fields are there */
	struct str text;
	size_t at;
	struct token token;
	int depth, nodes, segments;
	struct rule_fault *why;
};

static enum err parse_rule(struct parser *p, struct rule **out);

static enum err
complain(struct parser *p, size_t at, enum rule_reason why, struct str what)
{
	*p->why = rule_fault_of(why, at, what);
	return ERR_INPUT;
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* 'text' with '' for a quote inside. */
static void
lex_text(struct parser *p)
{
	struct text t = TEXT_INIT(p->mem);
	size_t i = p->at + 1;

	p->token.kind = T_BAD;
	for (; i < p->text.len; i++) {
		if (p->text.at[i] == '\'') {
			if (i + 1 < p->text.len && p->text.at[i + 1] == '\'') {
				i++;
			} else {
				p->token.kind = T_TEXT;
				i++;
				break;
			}
		}
		text_char(&t, p->text.at[i]);
	}
	p->token.text = text_done(&t);
	p->at = i;
}

static void
lex_run(struct parser *p, enum token_kind kind, size_t len)
{
	p->token.kind = kind;
	p->token.text = (struct str){ p->text.at + p->at, len };
	p->at += len;
}

/* A sign, or a letter that is no part of a rule: whole, however many bytes. */
static void
lex_other(struct parser *p, char c)
{
	struct str rest = { p->text.at + p->at, p->text.len - p->at };

	if (c != '\0' && strchr("=<>(),+-", c) != NULL)
		lex_run(p, T_SIGN, 1);
	else
		lex_run(p, T_BAD, utf8_valid(rest) ? utf8_head(rest, 1).len : 1);
}

static void
next(struct parser *p)
{
	size_t i, left;
	char c;

	while (p->at < p->text.len && strchr(" \t\r\n", p->text.at[p->at]) != NULL &&
	       p->text.at[p->at] != '\0')
		p->at++;
	p->token = (struct token){ T_END, STR(""), p->at };
	if (p->at == p->text.len)
		return;
	c = p->text.at[p->at];
	left = p->text.len - p->at;
	if (c == '\'') {
		lex_text(p);
		return;
	}
	i = c == '@' || (c == '-' && left > 1 && p->text.at[p->at + 1] >= '0' &&
			    p->text.at[p->at + 1] <= '9');
	while (p->at + i < p->text.len && (is_name(p->text.at[p->at + i]) ||
					      (p->text.at[p->at + i] == '.' && i > 0)))
		i++;
	if (c == '@')
		lex_run(p, T_AT, i);
	else if ((c >= '0' && c <= '9') || (c == '-' && i > 1))
		lex_run(p, T_NUMBER, i);
	else if (i > 0)
		lex_run(p, T_NAME, i);
	else if (left > 1 && p->text.at[p->at + 1] == '=' && strchr("!<>", c) != NULL &&
		 c != '\0')
		lex_run(p, T_SIGN, 2);
	else
		lex_other(p, c);
}

static bool
take(struct parser *p, enum token_kind kind, const char *text)
{
	if (p->token.kind != kind || !str_is(p->token.text, text))
		return false;
	next(p);
	return true;
}

static struct rule *
node(struct parser *p, enum rule_op op)
{
	struct rule *r = arena_make(p->mem, struct rule);

	r->op = op;
	r->part = -1;
	p->nodes++;
	return r;
}

static void
add_child(struct parser *p, struct rule *r, struct rule *child)
{
	r->of = arena_grow(p->mem, r->of, r->of_count * sizeof(*r->of),
	    (r->of_count + 1) * sizeof(*r->of));
	r->of[r->of_count++] = child;
}

/* field, field.part, ref.field, ref.field.part */
static enum err
resolve(struct parser *p, struct token name, struct rule *r)
{
	struct str rest = name.text, step;
	const struct entity *e = p->entity;

	for (;;) {
		bool last = !str_cut(rest, '.', &step, &rest);
		const struct field *f;

		if (last)
			step = rest;
		f = entity_field(e, step);
		if (f == NULL || f->hidden || !rule_shows(p->eyes, f))
			return complain(p, name.at, RULE_no_field, step);
		r->field = f;
		r->column = f->type->compare;
		if (last)
			return OK;
		if (f->type->parts != NULL)
			break;
		if (f->to_count != 1 || r->hop != NULL ||
		    f->type->columns[1].suffix != NULL)
			return complain(p, name.at, RULE_no_further, step);
		r->hop = f;
		r->reach = p->eyes == NULL ? NULL : p->eyes->reach;
		e = f->to[0];
	}
	for (int i = 0; i < type_columns(r->field->type); i++)
		if (r->field->type->parts[i] != NULL &&
		    str_is(rest, r->field->type->parts[i])) {
			r->column = r->part = i;
			return OK;
		}
	return complain(p, name.at, RULE_no_part, rest);
}

static enum err
parse_span(struct parser *p, struct operand *o)
{
	bool plus = p->token.kind == T_SIGN && str_is(p->token.text, "+");
	bool minus = p->token.kind == T_SIGN && str_is(p->token.text, "-");
	struct str text = p->token.text;

	/* "-7d" after a word is one token: a sign and a span */
	if (p->token.kind == T_NUMBER && text.at[0] == '-') {
		minus = true;
		text = (struct str){ text.at + 1, text.len - 1 };
	} else if (plus || minus) {
		next(p);
		text = p->token.text;
	} else {
		return OK;
	}
	if (!span_read(text, &o->span_ms))
		return complain(p, p->token.at, RULE_no_span, text);
	o->minus = minus;
	next(p);
	return OK;
}

static bool
circle_read(struct str word, enum circle *out)
{
	for (int i = 0; i < CIRCLE_COUNT; i++)
		if (circle_names[i] != NULL && word.len > 1 &&
		    str_is((struct str){ word.at + 1, word.len - 1 }, circle_names[i])) {
			*out = (enum circle)i;
			return true;
		}
	return false;
}

static enum err
parse_word(struct parser *p, const struct rule *r, struct operand *o)
{
	struct token t = p->token;
	const char *type = r->field->type->name;

	next(p);
	if (str_is(t.text, "@me")) {
		o->kind = OPERAND_ME;
		return strcmp(type, "ref") == 0
			   ? OK
			   : complain(p, t.at, RULE_is_person, t.text);
	}
	if (str_is(t.text, "@today") || str_is(t.text, "@now") ||
	    period_read(t.text, o)) {
		o->kind = str_is(t.text, "@today") ? OPERAND_TODAY
			  : str_is(t.text, "@now") ? OPERAND_NOW
						   : OPERAND_PERIOD;
		o->text = t.text;
		if (strcmp(type, "date") != 0 && strcmp(type, "time") != 0)
			return complain(p, t.at, RULE_is_time, t.text);
		return parse_span(p, o);
	}
	if (circle_read(t.text, &o->circle))
		return complain(p, t.at, RULE_are_several, t.text);
	return complain(p, t.at, RULE_unknown_word, t.text);
}

static enum err
parse_other_field(struct parser *p, const struct rule *r, struct operand *o)
{
	struct rule other = { .part = -1 };
	struct token t = p->token;

	TRY(resolve(p, t, &other));
	next(p);
	if (other.hop != NULL || other.field->type != r->field->type)
		return complain(p, t.at, RULE_not_compared, t.text);
	o->kind = OPERAND_FIELD;
	o->field = other.field;
	o->column = other.column;
	return OK;
}

static enum err
parse_operand(struct parser *p, const struct rule *r, bool folded, struct operand *o)
{
	struct token t = p->token;
	bool truth =
	    t.kind == T_NAME && (str_is(t.text, "true") || str_is(t.text, "false"));

	if (t.kind == T_AT)
		return parse_word(p, r, o);
	if (t.kind == T_NAME && !truth)
		return parse_other_field(p, r, o);
	if (t.kind != T_TEXT && t.kind != T_NUMBER && !truth)
		return complain(p, t.at, RULE_wants_value, t.text);
	next(p);
	o->text = t.text;
	o->number = t.kind == T_NUMBER;
	if (!utf8_valid(t.text) || memchr(t.text.at, 0, t.text.len) != NULL)
		return complain(p, t.at, RULE_no_utf8, STR(""));
	if (folded)
		o->cell = CELL_OF_TEXT(fold(p->mem, t.text));
	else if (r->part >= 0)
		o->cell = CELL_OF_TEXT(t.text);
	else if (r->field->type->literal == NULL ||
		 !r->field->type->literal(p->mem, r->field, t.text, o->number, &o->cell))
		return complain(p, t.at, RULE_no_value, t.text);
	if (!folded && o->cell.kind == CELL_TEXT &&
	    str_same(o->cell.s, str_lower(p->mem, t.text)))
		o->text = o->cell.s; /* an address as it is kept, for the client too */
	return OK;
}

static enum err
add_operand(struct parser *p, struct rule *r, bool folded)
{
	r->operands =
	    arena_grow(p->mem, r->operands, r->operand_count * sizeof(*r->operands),
		(r->operand_count + 1) * sizeof(*r->operands));
	return parse_operand(p, r, folded, &r->operands[r->operand_count++]);
}

static enum err
allow(struct parser *p, const struct rule *r, unsigned op, struct token t)
{
	unsigned ops = r->part >= 0 ? OP_EQ | OP_EMPTY : r->field->type->ops;

	return ops & op ? OK : complain(p, t.at, RULE_not_asked, t.text);
}

/* in @team */
static enum err
parse_circle(struct parser *p, struct rule *r)
{
	struct token t = p->token;
	struct operand *o = r->operands = arena_make(p->mem, struct operand);

	o->kind = OPERAND_CIRCLE;
	r->operand_count = 1;
	if (!circle_read(t.text, &o->circle))
		return complain(p, t.at, RULE_no_people, t.text);
	if (strcmp(r->field->type->name, "ref") != 0 ||
	    !str_is(r->field->to[0]->name, "user"))
		return complain(p, t.at, RULE_are_people, t.text);
	next(p);
	return OK;
}

static enum err
parse_in(struct parser *p, struct rule *r, enum rule_op op, struct token t)
{
	TRY(allow(p, r, OP_EQ, t));
	r->op = op;
	if (p->token.kind == T_AT)
		return parse_circle(p, r);
	if (!take(p, T_SIGN, "("))
		return complain(p, p->token.at, RULE_wants_list, STR(""));
	do
		TRY(add_operand(p, r, false));
	while (take(p, T_SIGN, ",") && r->operand_count < 200);
	if (!take(p, T_SIGN, ")"))
		return complain(p, p->token.at, RULE_wants_list_end, p->token.text);
	return OK;
}

/* a between x and y: two nodes under an "and". */
static enum err
parse_between(struct parser *p, struct rule *r, struct token t)
{
	struct rule *low = node(p, RULE_GE), *high = node(p, RULE_LE);

	TRY(allow(p, r, OP_LESS, t));
	*low = *r;
	low->op = RULE_GE;
	TRY(add_operand(p, low, false));
	if (!take(p, T_NAME, "and"))
		return complain(p, p->token.at, RULE_wants_and, p->token.text);
	*high = *r;
	high->op = RULE_LE;
	TRY(add_operand(p, high, false));
	*r = (struct rule){ .op = RULE_AND, .part = -1 };
	add_child(p, r, low);
	add_child(p, r, high);
	return OK;
}

static enum err
parse_text_op(struct parser *p, struct rule *r, enum rule_op op, struct token t)
{
	unsigned has = op == RULE_CONTAINS ? r->field->type->ops & OP_HAS : 0;

	TRY(allow(p, r, OP_TEXT | has, t));
	r->op = op;
	if (!has && r->field->type->fold > 0)
		r->column = r->field->type->fold;
	TRY(add_operand(p, r, !has && r->field->type->fold > 0));
	if (rule_lowers(r) && r->operands[0].kind == OPERAND_CELL)
		r->operands[0].cell.s = str_lower(p->mem, r->operands[0].cell.s);
	return r->operands[0].kind == OPERAND_CELL
		   ? OK
		   : complain(p, t.at, RULE_wants_text, t.text);
}

static enum err
parse_sign(struct parser *p, struct rule *r, struct token t)
{
	static const enum rule_op ops[] = { RULE_EQ, RULE_NE, RULE_LT, RULE_LE, RULE_GT,
		RULE_GE };

	for (size_t i = 0; i < COUNT_OF(ops); i++)
		if (str_is(t.text, rule_op_names[ops[i]])) {
			r->op = ops[i];
			TRY(allow(p, r, r->op <= RULE_NE ? OP_EQ : OP_LESS, t));
			return add_operand(p, r, false);
		}
	return complain(p, t.at, RULE_no_comparison, t.text);
}

static enum err
parse_compare(struct parser *p, struct rule **out)
{
	struct rule *r = *out = node(p, RULE_EQ);
	struct token t = p->token;

	if (t.kind != T_NAME)
		return complain(p, t.at, RULE_wants_field, t.text);
	TRY(resolve(p, t, r));
	next(p);
	t = p->token;
	if (t.kind == T_SIGN && !str_is(t.text, ")") && !str_is(t.text, "(")) {
		next(p);
		return parse_sign(p, r, t);
	}
	if (take(p, T_NAME, "in"))
		return parse_in(p, r, RULE_IN, t);
	if (take(p, T_NAME, "contains"))
		return parse_text_op(p, r, RULE_CONTAINS, t);
	if (take(p, T_NAME, "starts"))
		return parse_text_op(p, r, RULE_STARTS, t);
	if (take(p, T_NAME, "between"))
		return parse_between(p, r, t);
	if (take(p, T_NAME, "not"))
		return take(p, T_NAME, "in") ? parse_in(p, r, RULE_NOT_IN, t)
					     : complain(p, t.at, RULE_wants_in, t.text);
	if (take(p, T_NAME, "is")) {
		r->op = str_is(p->token.text, "set") ? RULE_SET : RULE_EMPTY;
		if (r->part < 0)
			r->column = 0;
		return take(p, T_NAME, "set") || take(p, T_NAME, "empty")
			   ? OK
			   : complain(p, p->token.at, RULE_wants_set, p->token.text);
	}
	if (strcmp(r->field->type->name, "bool") != 0)
		return complain(p, t.at, RULE_wants_comparison, t.text);
	r->operands = arena_make(p->mem, struct operand);
	r->operands[0] = (struct operand){ .cell = CELL_OF_INT(1), .text = STR("true") };
	r->operand_count = 1;
	return OK;
}

/* Within this rule, as if its own stood there in brackets.  What is wrong with it is
 * told by its name alone: its words may be others' than who asks sees. */
static enum err
parse_segment(struct parser *p, struct rule **out)
{
	static const struct str head = { "@segment.", 9 };
	struct token t = p->token;
	struct parser inner = *p;
	struct rule_fault why;
	int64_t id = 0;
	enum err e;

	if (!str_int((struct str){ t.text.at + head.len, t.text.len - head.len }, &id))
		return complain(p, t.at, RULE_no_segment, t.text);
	if (inner.segments++ == RULE_SEGMENTS_MAX)
		return complain(p, t.at, RULE_segments_deep, t.text);
	e = p->eyes->segment(p->eyes->arg, p->entity, id, &inner.text);
	if (e == ERR_ABSENT)
		return complain(p, t.at, RULE_no_segment, t.text);
	TRY(e);
	inner.at = 0;
	inner.why = &why;
	next(&inner);
	e = parse_rule(&inner, out);
	if (e == OK && inner.token.kind != T_END)
		e = ERR_INPUT;
	p->nodes = inner.nodes;
	next(p);
	if (e == ERR_INPUT)
		return complain(p, t.at,
		    str_is(str_of(why.name), "segments_deep") ? RULE_segments_deep
							      : RULE_segment_bad,
		    t.text);
	return e;
}

static bool
is_segment(const struct parser *p)
{
	return p->token.kind == T_AT && str_starts(p->token.text, "@segment.") &&
	       p->eyes != NULL && p->eyes->segment != NULL;
}

static enum err
parse_single(struct parser *p, struct rule **out)
{
	if (++p->depth > RULE_DEPTH_MAX || p->nodes > RULE_NODES_MAX)
		return complain(p, p->token.at, RULE_too_deep, STR(""));
	if (take(p, T_NAME, "not")) {
		struct rule *of = NULL;

		TRY(parse_single(p, &of));
		*out = node(p, RULE_NOT);
		add_child(p, *out, of);
	} else if (take(p, T_SIGN, "(")) {
		TRY(parse_rule(p, out));
		if (!take(p, T_SIGN, ")"))
			return complain(
			    p, p->token.at, RULE_wants_bracket, p->token.text);
	} else if (is_segment(p)) {
		TRY(parse_segment(p, out));
	} else {
		TRY(parse_compare(p, out));
	}
	p->depth--;
	return OK;
}

static enum err
parse_list(struct parser *p, enum rule_op op, struct rule **out)
{
	struct rule *first, *all = NULL;

	TRY(op == RULE_OR ? parse_list(p, RULE_AND, &first) : parse_single(p, &first));
	while (take(p, T_NAME, rule_op_names[op])) {
		struct rule *more;

		if (all == NULL) {
			all = node(p, op);
			add_child(p, all, first);
		}
		TRY(op == RULE_OR ? parse_list(p, RULE_AND, &more)
				  : parse_single(p, &more));
		add_child(p, all, more);
	}
	*out = all == NULL ? first : all;
	return OK;
}

static enum err
parse_rule(struct parser *p, struct rule **out)
{
	return parse_list(p, RULE_OR, out);
}

enum err
rule_compile(struct arena *mem, const struct meta *meta, const struct entity *e,
    struct str text, struct rule **out, struct rule_fault *why)
{
	return rule_compile_for(mem, meta, e, text, NULL, out, why);
}

enum err
rule_compile_for(struct arena *mem, const struct meta *meta, const struct entity *e,
    struct str text, const struct rule_eyes *eyes, struct rule **out,
    struct rule_fault *why)
{
	struct parser p = { .mem = mem,
		.meta = meta,
		.entity = e,
		.eyes = eyes,
		.text = text,
		.segments = eyes == NULL ? 0 : eyes->within,
		.why = why };

	if (text.len > RULE_TEXT_MAX)
		return complain(&p, 0, RULE_too_long, STR(""));
	next(&p);
	if (p.token.kind == T_END) {
		*out = node(&p, RULE_YES);
		return OK;
	}
	TRY(parse_rule(&p, out));
	if (p.token.kind != T_END)
		return complain(&p, p.token.at, RULE_wants_end, p.token.text);
	return OK;
}
