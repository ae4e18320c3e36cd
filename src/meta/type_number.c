/*
 * type_number.c - the type "number": drawn from a series, like HD-2026-00017.
 *
 * Nobody types it: the trait "number" draws it when the record is made.
 */
#include "meta/types.h"

static void
number_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s;

	if (read_text(c, f, in, false, 60, &s))
		v[0] = CELL_OF_TEXT(s);
}

const struct type type_number = {
	.name = "number",
	.doc = "Drawn from a series when the record is made.",
	.wire = "string",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_EQ | OP_LESS | OP_TEXT | OP_EMPTY,
	.text = true,
	.read = number_read,
	.write = write_first,
	.show = show_first,
	.literal = literal_text,
};
