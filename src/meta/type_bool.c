/*
 * type_bool.c - the type "bool": yes or no.
 */
#include "meta/types.h"

static void
bool_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	if (json_is_boolean(in))
		v[0] = CELL_OF_INT(json_is_true(in));
	else
		fault(c, f->name, "not_bool", NULL);
}

static void
bool_write(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_bool(w, v[0].i != 0);
}

static struct str
bool_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	(void)mem, (void)f;
	return v[0].i != 0 ? STR("true") : STR("false");
}

static bool
bool_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	(void)mem, (void)f;
	*out = CELL_OF_INT(str_is(text, "true"));
	return !number && (str_is(text, "true") || str_is(text, "false"));
}

const struct type type_bool = {
	.name = "bool",
	.doc = "Yes or no.",
	.wire = "boolean",
	.columns = { { "", STORE_INT } },
	.ops = OP_EQ | OP_EMPTY,
	.read = bool_read,
	.write = bool_write,
	.show = bool_show,
	.literal = bool_literal,
};
