/*
 * calc.c - calculations over a record's own fields: "amount * probability".
 *
 *   sum     = product *( ( "+" / "-" ) product )
 *   product = atom *( ( "*" / "/" ) atom )
 *   atom    = number / field / "(" sum ")"
 *
 * A percent counts as its hundredth.  Money keeps the currency of the first
 * money met.  Bool results come from rules, not from here.
 */
#include "meta/meta.h"

#define CALC_DEPTH_MAX 16

struct calc {
	char op; /* + - * / f(ield) n(umber) */
	double number;
	const struct field *field;
	struct calc *a, *b;
};

struct reader {
	struct arena *mem;
	const struct entity *entity;
	struct str text;
	size_t at;
	int depth;
	struct rule_fault *why;
};

static enum err read_sum(struct reader *r, struct calc **out);

static enum err
complain(struct reader *r, const char *text)
{
	r->why->at = r->at;
	snprintf(r->why->text, sizeof(r->why->text), "%s", text);
	return ERR_INPUT;
}

static char
peek(struct reader *r)
{
	while (r->at < r->text.len && r->text.at[r->at] == ' ')
		r->at++;
	return r->at < r->text.len ? r->text.at[r->at] : '\0';
}

static bool
in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static struct calc *
node(struct reader *r, char op, struct calc *a, struct calc *b)
{
	struct calc *n = arena_make(r->mem, struct calc);

	n->op = op;
	n->a = a;
	n->b = b;
	return n;
}

static enum err
read_atom(struct reader *r, struct calc **out)
{
	size_t from;
	struct str word;

	if (peek(r) == '(') {
		if (++r->depth > CALC_DEPTH_MAX)
			return complain(r, "too deep");
		r->at++;
		TRY(read_sum(r, out));
		if (peek(r) != ')')
			return complain(r, "a bracket is open");
		r->at++;
		r->depth--;
		return OK;
	}
	from = r->at;
	while (r->at < r->text.len && in_word(r->text.at[r->at]))
		r->at++;
	word = (struct str){ r->text.at + from, r->at - from };
	*out = node(r, 'n', NULL, NULL);
	if (str_real(word, &(*out)->number))
		return OK;
	(*out)->op = 'f';
	(*out)->field = word.len == 0 ? NULL : entity_field(r->entity, word);
	if ((*out)->field == NULL)
		return complain(r, "there is no such field or number");
	if ((*out)->field->type->columns[0].store == STORE_TEXT ||
	    ((*out)->field->type->ops & OP_LESS) == 0)
		return complain(r, "one cannot calculate with this field");
	return OK;
}

static enum err
read_product(struct reader *r, struct calc **out)
{
	TRY(read_atom(r, out));
	while (peek(r) == '*' || peek(r) == '/') {
		char op = r->text.at[r->at++];
		struct calc *b;

		TRY(read_atom(r, &b));
		*out = node(r, op, *out, b);
	}
	return OK;
}

static enum err
read_sum(struct reader *r, struct calc **out)
{
	TRY(read_product(r, out));
	while (peek(r) == '+' || peek(r) == '-') {
		char op = r->text.at[r->at++];
		struct calc *b;

		TRY(read_product(r, &b));
		*out = node(r, op, *out, b);
	}
	return OK;
}

enum err
calc_compile(struct arena *mem, const struct entity *e, struct str text,
    struct calc **out, struct rule_fault *why)
{
	struct reader r = { .mem = mem, .entity = e, .text = text, .why = why };

	TRY(read_sum(&r, out));
	return peek(&r) == '\0' ? OK : complain(&r, "the calculation should end here");
}

bool
calc_asks(const struct calc *n, const struct field *f)
{
	if (n->op == 'f')
		return n->field == f;
	return n->op != 'n' && (calc_asks(n->a, f) || calc_asks(n->b, f));
}

static bool
run(const struct calc *n, const struct cell *cells, double *out)
{
	double a, b;

	if (n->op == 'n') {
		*out = n->number;
		return true;
	}
	if (n->op == 'f') {
		const struct cell *v = &cells[n->field->first];

		*out = v->kind == CELL_INT ? (double)v->i : v->d;
		if (strcmp(n->field->type->name, "percent") == 0)
			*out /= 100;
		return v->kind == CELL_INT || v->kind == CELL_REAL;
	}
	if (!run(n->a, cells, &a) || !run(n->b, cells, &b))
		return false;
	*out = n->op == '+' ? a + b : n->op == '-' ? a - b : n->op == '*' ? a * b : a / b;
	return n->op != '/' || b != 0;
}

/* The money that gives the result its currency. */
static const struct field *
money_in(const struct calc *n)
{
	const struct field *f;

	if (n->op == 'f')
		return strcmp(n->field->type->name, "money") == 0 ? n->field : NULL;
	if (n->op == 'n')
		return NULL;
	f = money_in(n->a);
	return f != NULL ? f : money_in(n->b);
}

static void
put_money(const struct calc *calc, const struct cell *cells, double minor, struct cell *v)
{
	const struct field *from = money_in(calc);
	const struct cell *m = from == NULL ? NULL : &cells[from->first];

	if (m == NULL)
		return;
	v[0] = CELL_OF_INT(real_round(minor));
	v[1] = m[1];
	if (m[2].kind == CELL_INT && m[0].i != 0 &&
	    !int_scale(v[0].i, m[2].i, m[0].i, &v[2].i))
		return;
	v[2].kind = m[2].kind;
	if (m[0].i == 0)
		v[2] = m[2];
}

void
calc_run(const struct meta *meta, const struct calc *calc, const struct field *f,
    const struct cell *cells, struct cell *v)
{
	double result;

	(void)meta;
	value_clear(f, v);
	if (!run(calc, cells, &result))
		return;
	if (strcmp(f->type->name, "money") == 0)
		put_money(calc, cells, result, v);
	else if (strcmp(f->type->name, "percent") == 0)
		v[0] = CELL_OF_REAL(result * 100);
	else if (f->type->columns[0].store == STORE_INT)
		v[0] = CELL_OF_INT(real_round(result));
	else
		v[0] = CELL_OF_REAL(result);
}
