/*
 * type_date.c - the types "date", a day without a zone, and "time", an instant.
 */
#include "meta/types.h"

#define TIME_MAX_MS INT64_C(253402300799999) /* the end of the year 9999 */

static void
date_in(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	int64_t days;

	if (json_is_string(in) && date_read(json_str(in), &days))
		v[0] = CELL_OF_TEXT(json_str(in));
	else
		fault(c, f->name, "not_date", NULL);
}

static bool
date_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	int64_t days;

	(void)mem, (void)f;
	*out = CELL_OF_TEXT(text);
	return !number && date_read(text, &days);
}

static void
time_in(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	int64_t ms = json_integer_value(in);

	if (json_is_integer(in) && ms >= -TIME_MAX_MS && ms <= TIME_MAX_MS)
		v[0] = CELL_OF_INT(ms);
	else
		fault(c, f->name, "not_time", NULL);
}

static void
time_out(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_int(w, v[0].i);
}

static struct str
time_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	(void)f;
	return time_write(mem, v[0].i);
}

/* A day in a rule is its beginning, UTC; an instant is RFC 3339. */
static bool
time_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	int64_t n;

	(void)mem, (void)f;
	if (number ? str_int(text, &n) : time_read(text, &n))
		*out = CELL_OF_INT(n);
	else if (!number && date_read(text, &n))
		*out = CELL_OF_INT(n * DAY_MS);
	else
		return false;
	return true;
}

const struct type type_date = {
	.name = "date",
	.doc = "A day, without a zone.",
	.wire = "\"YYYY-MM-DD\"",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_EQ | OP_LESS | OP_EMPTY,
	.read = date_in,
	.write = write_first,
	.show = show_first,
	.literal = date_literal,
};

const struct type type_time = {
	.name = "time",
	.doc = "An instant, shown in the zone and calendar of who looks.",
	.wire = "integer, ms since 1970 UTC",
	.columns = { { "", STORE_INT } },
	.ops = OP_EQ | OP_LESS | OP_EMPTY,
	.read = time_in,
	.write = time_out,
	.show = time_show,
	.literal = time_literal,
};
