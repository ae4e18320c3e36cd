/*
 * type_text.c - the types "text" and "long_text".
 */
#include "meta/types.h"

#define TEXT_MAX 500
#define LONG_TEXT_MAX 100000

/* A number of a scheme; *s becomes the form in which it is kept. */
static bool
proves(struct ctx *c, const struct field *f, struct str *s)
{
	const char *fault_code;

	if (f->scheme == SCHEME_NONE)
		return true;
	fault_code = scheme_read(c->mem, f->scheme, *s, c->meta->facts.country, s);
	if (fault_code != NULL)
		fault(c, f->name, fault_code, NULL);
	return fault_code == NULL;
}

static void
text_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s;

	if (read_text(c, f, in, false, TEXT_MAX, &s) && proves(c, f, &s))
		fill_text(c, s, v);
}

static void
long_text_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s;

	if (read_text(c, f, in, true, LONG_TEXT_MAX, &s))
		v[0] = CELL_OF_TEXT(s);
}

static bool
text_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	if (f->scheme != SCHEME_NONE)
		text = scheme_form(mem, f->scheme, text);
	return literal_text(mem, f, text, number, out);
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
	.literal = text_literal,
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
