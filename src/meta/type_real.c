/*
 * type_real.c - the types "real", "percent" and "score": numbers with a point.
 */
#include "meta/types.h"

#include <math.h>

static void
real_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	if (json_is_number(in) && isfinite(json_number_value(in)))
		v[0] = CELL_OF_REAL(json_number_value(in));
	else
		fault(c, f->name, "not_number", NULL);
}

static void
real_check(struct ctx *c, const struct field *f, const struct cell *v)
{
	check_range(c, f, v[0].d);
}

static void
between(struct ctx *c, const struct field *f, double value, const char *max, double limit)
{
	if (value < 0)
		fault(c, f->name, "too_small", "min", "0", NULL);
	else if (value > limit)
		fault(c, f->name, "too_large", "max", max, NULL);
	else
		check_range(c, f, value);
}

static void
percent_check(struct ctx *c, const struct field *f, const struct cell *v)
{
	if (f->has_min || f->has_max)
		check_range(c, f, v[0].d);
	else
		between(c, f, v[0].d, "100", 100);
}

static void
score_check(struct ctx *c, const struct field *f, const struct cell *v)
{
	if (f->has_max)
		between(c, f, v[0].d, str_c(c->mem, real_write(c->mem, f->max)), f->max);
	else
		between(c, f, v[0].d, "5", 5);
}

static void
write_real(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_real(w, v[0].d);
}

static struct str
real_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	(void)f;
	return real_write(mem, v[0].d);
}

static bool
real_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	double d;

	(void)mem, (void)f;
	if (!number || !str_real(text, &d))
		return false;
	*out = CELL_OF_REAL(d);
	return true;
}

#define REAL_TYPE(n, sentence, form, checker)      \
	const struct type type_##n = {             \
		.name = #n,                        \
		.doc = sentence,                   \
		.wire = form,                      \
		.columns = { { "", STORE_REAL } }, \
		.ops = OP_EQ | OP_LESS | OP_EMPTY, \
		.read = real_read,                 \
		.check = checker,                  \
		.write = write_real,               \
		.show = real_show,                 \
		.literal = real_literal,           \
	}

REAL_TYPE(real, "A number.", "number", real_check);
REAL_TYPE(percent, "A share of a hundred.", "number, 0 to 100", percent_check);
REAL_TYPE(score, "A mark: from 0 to 5, or to max.", "number, 0 to max", score_check);
