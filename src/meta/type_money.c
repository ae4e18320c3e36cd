/*
 * type_money.c - the type "money": an amount and its currency.
 *
 * Kept in minor units of its currency, and beside it in minor units of the
 * site's currency at the site's rate on the day it was written: sums, sorting
 * and rules compare that.  Without a rate it is empty, and counts as such.
 */
#include "meta/types.h"

#define RATE_DIGITS 6

static int64_t
power_of_ten(int digits)
{
	int64_t n = 1;

	while (digits-- > 0)
		n *= 10;
	return n;
}

bool
money_worth(struct ctx *c, int64_t minor, const struct currency *cur, int64_t *out)
{
	const struct currency *base = c->meta->facts.currency;
	struct str rate = json_get_str(c->meta->facts.rates, cur->code);
	int64_t micro;

	if (cur == base) {
		*out = minor;
		return true;
	}
	return rate.at != NULL && decimal_minor(rate, RATE_DIGITS, &micro) &&
	       int_scale(minor, micro, power_of_ten(RATE_DIGITS), out) &&
	       int_scale(
		   *out, power_of_ten(base->digits), power_of_ten(cur->digits), out);
}

static void
money_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	const json_t *minor = json_object_get(in, "minor");
	struct str code = json_get_str(in, "cur");
	const struct currency *cur = currency_of(code);
	int64_t base;

	if (!json_is_object(in) || !json_is_integer(minor) || json_object_size(in) != 2) {
		fault(c, f->name, "not_money", NULL);
	} else if (cur == NULL) {
		fault(c, f->name, "bad_currency", "value", str_c(c->mem, code), NULL);
	} else if (whole_fits(c, f, json_integer_value(minor))) {
		v[0] = CELL_OF_INT(json_integer_value(minor));
		v[1] = CELL_OF_TEXT(str_of(cur->code));
		if (money_worth(c, v[0].i, cur, &base) && whole_fits(c, f, base))
			v[2] = CELL_OF_INT(base);
	}
}

static void
money_check(struct ctx *c, const struct field *f, const struct cell *v)
{
	const struct currency *cur = currency_of(v[1].s);

	check_range(c, f, (double)v[0].i / (double)power_of_ten(cur->digits));
}

void
currencies_write(struct jw *w)
{
	const struct currency *cur;

	jw_array(w);
	for (size_t i = 0; (cur = currency_at(i)) != NULL; i++) {
		jw_open(w);
		jw_key(w, "code");
		jw_c(w, cur->code);
		jw_key(w, "digits");
		jw_int(w, cur->digits);
		jw_key(w, "symbol");
		jw_c(w, cur->symbol);
		jw_close(w);
	}
	jw_end(w);
}

void
money_json(struct jw *w, int64_t minor, struct str cur)
{
	jw_open(w);
	jw_key(w, "minor");
	jw_int(w, minor);
	jw_key(w, "cur");
	jw_str(w, cur);
	jw_close(w);
}

static void
money_write(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	money_json(w, v[0].i, v[1].s);
}

static struct str
money_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	const struct currency *cur = currency_of(v[1].s);
	struct str amount = minor_decimal(mem, v[0].i, cur == NULL ? 0 : cur->digits);

	(void)f;
	return str_printf(mem, "%.*s %.*s", STR_ARG(amount), STR_ARG(v[1].s));
}

/* A number in a rule is an amount in the site's currency, in major units: rules
 * multiply it when they run, because only then is the site known. */
static bool
money_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	double d;

	(void)mem, (void)f;
	if (!number || !str_real(text, &d))
		return false;
	*out = CELL_OF_REAL(d);
	return true;
}

const struct type type_money = {
	.name = "money",
	.doc = "An amount and its currency.",
	.wire = "{ minor: integer, cur: ISO 4217 }",
	.columns = { { "", STORE_INT }, { "_cur", STORE_TEXT }, { "_base", STORE_INT } },
	.ops = OP_EQ | OP_LESS | OP_EMPTY,
	.compare = 2,
	.sort = 2,
	.read = money_read,
	.check = money_check,
	.write = money_write,
	.show = money_show,
	.literal = money_literal,
};
