/*
 * book.c - what a workbook says about its sheets: their names, where their
 * parts are, how their numbers look, the strings they share.
 *
 * Each part has a table of handlers; all of them fill one struct book.
 */
#include "paper/inside.h"

#define LINKS_MAX 4096
#define LOOKS_MAX 65536
#define WORD_MAX 1024 /* of a sheet, an id, a target */

static struct str
keep(struct book *b, const char *c)
{
	return c == NULL || strlen(c) > WORD_MAX ? STR_NONE : str_copy(b->mem, str_of(c));
}

static bool
is_true(const char *c)
{
	return c != NULL && (strcmp(c, "1") == 0 || strcmp(c, "true") == 0);
}

static void
no_end(void *arg, const char *name)
{
	(void)arg, (void)name;
}

/* xl/workbook.xml */
static void
book_start(void *arg, const char *name, const char **attributes)
{
	struct book *b = arg;
	const char *state;

	if (strcmp(name, "workbookPr") == 0)
		b->since_1904 = is_true(part_get(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0 || b->sheets.count == SHEET_SHEETS_MAX)
		return;
	state = part_get(attributes, "state");
	*list_add(b->mem, &b->sheets) = (struct book_sheet){
		.name = keep(b, part_get(attributes, "name")),
		.id = keep(b, part_get(attributes, "id")),
		.hidden = state != NULL && strcmp(state, "visible") != 0,
	};
}

/* _rels/….rels: the kind is the last word of a long address. */
static void
link_start(void *arg, const char *name, const char **attributes)
{
	struct book *b = arg;
	const char *type = part_get(attributes, "Type"), *slash;

	if (strcmp(name, "Relationship") != 0 || type == NULL ||
	    b->links.count == LINKS_MAX)
		return;
	slash = strrchr(type, '/');
	*list_add(b->mem, &b->links) = (struct book_link){
		.id = keep(b, part_get(attributes, "Id")),
		.kind = keep(b, slash == NULL ? type : slash + 1),
		.target = keep(b, part_get(attributes, "Target")),
	};
}

static bool
number_id(const char *c, int *id)
{
	int64_t n;

	if (c == NULL || !str_int(str_of(c), &n) || n < 0 || n >= LOOK_ID_MAX)
		return false;
	*id = (int)n;
	return true;
}

/* xl/styles.xml: formats come before the cells' styles that use them. */
static void
style_start(void *arg, const char *name, const char **attributes)
{
	struct book *b = arg;
	const char *code = part_get(attributes, "formatCode");
	int id = 0;

	if (strcmp(name, "cellXfs") == 0) {
		b->in_xfs = true;
	} else if (strcmp(name, "numFmt") == 0) {
		if (code != NULL && number_id(part_get(attributes, "numFmtId"), &id))
			b->by_id[id] = (unsigned char)look_custom(code);
	} else if (strcmp(name, "xf") == 0 && b->in_xfs && b->looks.count < LOOKS_MAX) {
		unsigned char *look = list_add(b->mem, &b->looks);

		if (number_id(part_get(attributes, "numFmtId"), &id))
			*look = b->by_id[id];
	}
}

static void
style_end(void *arg, const char *name)
{
	struct book *b = arg;

	if (strcmp(name, "cellXfs") == 0)
		b->in_xfs = false;
}

/* xl/sharedStrings.xml: si holds t, or runs r of t; rPh is how it is read. */
static void
string_start(void *arg, const char *name, const char **attributes)
{
	struct book *b = arg;

	(void)attributes;
	if (strcmp(name, "rPh") == 0)
		b->phonetic++;
	b->in_text = strcmp(name, "t") == 0 && b->phonetic == 0;
}

static void
string_end(void *arg, const char *name)
{
	struct book *b = arg;

	b->in_text = false;
	if (strcmp(name, "rPh") == 0)
		b->phonetic--;
	else if (strcmp(name, "si") == 0)
		strings_end(b->strings);
}

static void
string_text(void *arg, const char *at, size_t len)
{
	struct book *b = arg;

	if (b->in_text)
		strings_add(b->strings, at, len);
}

const struct part_words book_words = { book_start, no_end, NULL };
const struct part_words link_words = { link_start, no_end, NULL };
const struct part_words style_words = { style_start, style_end, NULL };
const struct part_words string_words = { string_start, string_end, string_text };
