/*
 * type_text.c - the types "text" and "long_text".
 */
#include "meta/types.h"

#define TEXT_MAX 500
#define LONG_TEXT_MAX 100000

static void
text_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s;

	if (read_text(c, f, in, false, TEXT_MAX, &s))
		fill_text(c, s, v);
}

static void
long_text_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s;

	if (read_text(c, f, in, true, LONG_TEXT_MAX, &s))
		v[0] = CELL_OF_TEXT(s);
}

const struct type type_text = {
	.name = "text",
	.doc = "One line of text.",
	.wire = "string",
	.columns = { { "", STORE_TEXT }, { "_fold", STORE_TEXT },
	    { "_sort", STORE_BLOB } },
	.ops = OP_EQ | OP_LESS | OP_TEXT | OP_EMPTY,
	.fold = 1,
	.sort = 2,
	.text = true,
	.read = text_read,
	.write = write_first,
	.show = show_first,
	.literal = literal_text,
};

const struct type type_long_text = {
	.name = "long_text",
	.doc = "Text of several lines.",
	.wire = "string",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_EMPTY,
	.sort = -1,
	.text = true,
	.read = long_text_read,
	.write = write_first,
	.show = show_first,
};
