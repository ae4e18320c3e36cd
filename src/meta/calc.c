/*
 * calc.c - calculations over a record's own fields: "amount * probability".
 *
 *   sum     = product *( ( "+" / "-" ) product )
 *   product = atom *( ( "*" / "/" ) atom )
 *   atom    = number / field / "(" sum ")"
 *
 * Exact: fractions until the end, then rounded once, half away from zero, to what the
 * field keeps.  A percent counts as its hundredth.
 *
 * Money is no number.  It is added to money, multiplied and divided by numbers, and has
 * a ratio to money; a formula that says anything else is refused when it is written.
 * Amounts of one currency make an amount of that currency.  Of several, each counts as
 * what it is worth in the site's, at the rate of its own day; without a rate there is
 * no result, and never one that takes a dong for a dollar.
 *
 * Bool results come from rules, not from here.
 */
#include "base/exact.h"
#include "meta/types.h"

#include <math.h>

#define CALC_DEPTH_MAX 16

struct calc {
	char op; /* + - * / f(ield) n(umber); q(uality): of the whole record */
	bool money;
	struct str number; /* as written */
	const struct quality *quality;
	const struct field *field;
	struct calc *a, *b;
};

static bool
is_money(const struct field *f)
{
	return strcmp(f->type->name, "money") == 0;
}

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
is_number(struct str word)
{
	DEFER(exact_end) mpq_t q;

	mpq_init(q);
	return exact_read(q, word);
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
	(*out)->number = word;
	if (is_number(word))
		return OK;
	(*out)->op = 'f';
	(*out)->field = word.len == 0 ? NULL : entity_field(r->entity, word);
	if ((*out)->field == NULL)
		return complain(r, "there is no such field or number");
	if ((*out)->field->type->columns[0].store == STORE_TEXT ||
	    ((*out)->field->type->ops & OP_LESS) == 0)
		return complain(r, "one cannot calculate with this field");
	(*out)->money = is_money((*out)->field);
	return OK;
}

/* What comes of money and numbers; NULL, or why nothing does. */
static const char *
mixed(struct calc *n)
{
	bool a = n->a->money, b = n->b->money;

	n->money = n->op == '/' ? a && !b : a || b;
	if (n->op == '*' && a && b)
		return "money cannot be multiplied by money";
	if (n->op == '/' && !a && b)
		return "a number cannot be divided by money";
	if ((n->op == '+' || n->op == '-') && a != b)
		return "money and a number cannot be added";
	return NULL;
}

/* One more on the right of *out. */
static enum err
join(struct reader *r, char op, struct calc *b, struct calc **out)
{
	const char *why;

	*out = node(r, op, *out, b);
	why = mixed(*out);
	return why == NULL ? OK : complain(r, why);
}

static enum err
read_product(struct reader *r, struct calc **out)
{
	TRY(read_atom(r, out));
	while (peek(r) == '*' || peek(r) == '/') {
		char op = r->text.at[r->at++];
		struct calc *b;

		TRY(read_atom(r, &b));
		TRY(join(r, op, b, out));
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
		TRY(join(r, op, b, out));
	}
	return OK;
}

enum err
calc_compile(struct arena *mem, const struct field *f, struct str text, struct calc **out,
    struct rule_fault *why)
{
	struct reader r = { .mem = mem, .entity = f->entity, .text = text, .why = why };

	TRY(read_sum(&r, out));
	if (peek(&r) != '\0')
		return complain(&r, "the calculation should end here");
	if ((*out)->money && !is_money(f))
		return complain(&r, "this is money, and the field keeps a number");
	if (!(*out)->money && is_money(f))
		return complain(&r, "this is a number, and the field keeps money");
	return OK;
}

struct calc *
calc_of_quality(struct arena *mem, const struct quality *q, const struct field *f)
{
	struct calc *n = arena_make(mem, struct calc);

	n->op = 'q';
	n->quality = q;
	n->field = f;
	return n;
}

bool
calc_is_quality(const struct calc *n)
{
	return n->op == 'q';
}

bool
calc_asks(const struct calc *n, const struct field *f)
{
	if (n->op == 'q')
		return quality_asks(n->quality, n->field, f);
	if (n->op == 'f')
		return n->field == f;
	return n->op != 'n' && (calc_asks(n->a, f) || calc_asks(n->b, f));
}

/* An amount counts in its own currency, or by what it is worth in the site's. */
enum { OWN = 0, CURRENCY = 1, WORTH = 2 };

static bool
take(const struct field *f, const struct cell *cells, int worth, mpq_t out)
{
	const struct cell *v = &cells[f->first + (size_t)(is_money(f) ? worth : 0)];

	if (v->kind == CELL_INT)
		mpq_set_si(out, v->i, 1);
	else if (v->kind != CELL_REAL || !exact_of_real(out, v->d))
		return false;
	if (strcmp(f->type->name, "percent") == 0) {
		mpz_mul_ui(mpq_denref(out), mpq_denref(out), 100);
		mpq_canonicalize(out);
	}
	return true;
}

/* False: a part is empty, or nothing can be divided so. */
static bool
run(const struct calc *n, const struct cell *cells, int worth, mpq_t out)
{
	DEFER(exact_end) mpq_t b;

	mpq_init(b);
	if (n->op == 'n')
		return exact_read(out, n->number);
	if (n->op == 'f')
		return take(n->field, cells, worth, out);
	if (!run(n->a, cells, worth, out) || !run(n->b, cells, worth, b))
		return false;
	switch (n->op) {
	case '+': mpq_add(out, out, b); break;
	case '-': mpq_sub(out, out, b); break;
	case '*': mpq_mul(out, out, b); break;
	default:
		if (mpq_sgn(b) == 0)
			return false;
		mpq_div(out, out, b);
	}
	return true;
}

/* The currency of all amounts into *cur, which is empty at first; false: of several. */
static bool
one_currency(const struct calc *n, const struct cell *cells, struct str *cur)
{
	const struct cell *v;

	if (n->op == 'n')
		return true;
	if (n->op != 'f')
		return one_currency(n->a, cells, cur) && one_currency(n->b, cells, cur);
	v = &cells[n->field->first];
	if (!n->money || v[CURRENCY].kind != CELL_TEXT)
		return true;
	if (cur->len == 0)
		*cur = v[CURRENCY].s;
	return str_same(*cur, v[CURRENCY].s);
}

static bool
whole(struct ctx *c, const struct calc *calc, const struct field *f,
    const struct cell *cells, int worth, int64_t *out)
{
	DEFER(exact_end) mpq_t q;

	mpq_init(q);
	if (!run(calc, cells, worth, q))
		return false;
	if (!exact_whole(q, out))
		*out = mpq_sgn(q) < 0 ? INT64_MIN : INT64_MAX;
	return whole_fits(c, f, *out);
}

static void
put_money(struct ctx *c, const struct calc *calc, const struct field *f,
    const struct cell *cells, struct str cur, struct cell *v)
{
	int64_t own, worth;

	if (!whole(c, calc, f, cells, cur.len > 0 ? OWN : WORTH, &own))
		return;
	v[OWN] = CELL_OF_INT(own);
	v[CURRENCY] =
	    CELL_OF_TEXT(cur.len > 0 ? cur : str_of(c->meta->facts.currency->code));
	if (whole(c, calc, f, cells, WORTH, &worth))
		v[WORTH] = CELL_OF_INT(worth);
}

static void
put_real(const struct calc *calc, const struct field *f, const struct cell *cells,
    int worth, struct cell *v)
{
	DEFER(exact_end) mpq_t q;
	double d;

	mpq_init(q);
	if (!run(calc, cells, worth, q))
		return;
	if (strcmp(f->type->name, "percent") == 0) {
		mpz_mul_ui(mpq_numref(q), mpq_numref(q), 100);
		mpq_canonicalize(q);
	}
	d = exact_real(q);
	if (isfinite(d))
		v[0] = CELL_OF_REAL(d);
}

static void
calculate(struct ctx *c, const struct calc *calc, const struct field *f,
    const struct cell *cells, struct cell *v)
{
	struct str cur = STR("");
	int worth = one_currency(calc, cells, &cur) ? OWN : WORTH;
	int64_t n;

	if (is_money(f))
		put_money(c, calc, f, cells, worth == OWN ? cur : STR(""), v);
	else if (f->type->columns[0].store != STORE_INT)
		put_real(calc, f, cells, worth, v);
	else if (whole(c, calc, f, cells, worth, &n))
		v[0] = CELL_OF_INT(n);
}

void
calc_run(struct ctx *c, const struct calc *calc, const struct field *f,
    const struct cell *cells, struct cell *v)
{
	value_clear(f, v);
	if (calc->op == 'q')
		quality_run(c, calc->quality, f, cells, v);
	else
		calculate(c, calc, f, cells, v);
}
