/*
 * type_rich_text.c - the type "rich_text": paragraphs, lists, links, emphasis.
 *
 * Cleaned on the way in, so that what is stored is fit to show; its plain
 * words stand beside it, for search and export.
 */
#include "meta/types.h"

#define RICH_TEXT_MAX 100000

static void
rich_text_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str typed, html, plain;

	if (!read_text(c, f, in, true, RICH_TEXT_MAX, &typed))
		return;
	if (!html_clean(c->mem, typed, &html, &plain)) {
		fault(c, f->name, "text_invalid", NULL);
		return;
	}
	if (!text_shows(plain))
		return; /* tags around nothing */
	v[0] = CELL_OF_TEXT(html);
	v[1] = CELL_OF_TEXT(plain);
}

static struct str
rich_text_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	(void)mem, (void)f;
	return v[1].s;
}

const struct type type_rich_text = {
	.name = "rich_text",
	.doc = "Text with paragraphs, lists, links and emphasis; cleaned on the way in.",
	.wire = "string, a small subset of HTML",
	.columns = { { "", STORE_TEXT }, { "_plain", STORE_TEXT } },
	.ops = OP_EMPTY,
	.sort = -1,
	.text = true,
	.read = rich_text_read,
	.write = write_first,
	.show = rich_text_show,
};
