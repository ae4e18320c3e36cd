/*
 * type_int.c - the types "int" and "duration": whole numbers.
 */
#include "meta/types.h"

static void
int_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	double d = json_is_real(in) ? json_real_value(in) : 0;

	if (json_is_integer(in)) {
		if (whole_fits(c, f, json_integer_value(in)))
			v[0] = CELL_OF_INT(json_integer_value(in));
	} else if (json_is_real(in) && d >= -9e15 && d <= 9e15 &&
		   d == (double)(int64_t)d) {
		v[0] = CELL_OF_INT((int64_t)d);
	} else {
		fault(c, f->name, json_is_real(in) ? "not_integer" : "not_number", NULL);
	}
}

static void
int_check(struct ctx *c, const struct field *f, const struct cell *v)
{
	check_range(c, f, (double)v[0].i);
}

static void
int_write(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_int(w, v[0].i);
}

static struct str
int_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	(void)f;
	return str_printf(mem, "%" PRId64, v[0].i);
}

static bool
int_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	int64_t i;
	double d;

	(void)mem, (void)f;
	if (str_int(text, &i))
		*out = CELL_OF_INT(i);
	else if (str_real(text, &d))
		*out = CELL_OF_REAL(d);
	else
		return false;
	return number;
}

static void
duration_check(struct ctx *c, const struct field *f, const struct cell *v)
{
	if (v[0].i < 0)
		fault(c, f->name, "too_small", "min", "0", NULL);
	else
		int_check(c, f, v);
}

const struct type type_int = {
	.name = "int",
	.doc = "A whole number.",
	.wire = "integer",
	.columns = { { "", STORE_INT } },
	.ops = OP_EQ | OP_LESS | OP_EMPTY,
	.read = int_read,
	.check = int_check,
	.write = int_write,
	.show = int_show,
	.literal = int_literal,
};

const struct type type_duration = {
	.name = "duration",
	.doc = "A length of time, in seconds.",
	.wire = "integer, seconds",
	.columns = { { "", STORE_INT } },
	.ops = OP_EQ | OP_LESS | OP_EMPTY,
	.read = int_read,
	.check = duration_check,
	.write = int_write,
	.show = int_show,
	.literal = int_literal,
};
