/*
 * xlsx_in.c - rows out of a workbook: finds the parts in its zip.
 *
 * src  ECMA-376 parts 1 and 2; trust V22
 */
#include "paper/inside.h"

#include <zip.h>

#define META_MAX ((uint64_t)64 << 20) /* workbook, links, styles: each */

struct xlsx {
	zip_t *zip;
	zip_file_t *file; /* the worksheet's */
	struct part part;
	struct book book;
	struct strings strings;
	struct xlsx_rows rows;
};

static enum err
part_read(
    struct xlsx *x, const char *name, const struct part_words *words, uint64_t size_max)
{
	struct part p;
	enum err e;

	part_init(&p, words, &x->book);
	e = pack_run(x->zip, name, size_max, &p);
	part_clear(&p);
	return e;
}

/* A target as a name in the zip: from the root, or from the folder base. */
static const char *
part_name(struct book *b, const char *base, struct str target)
{
	const char *slash = strrchr(base, '/');
	int folder = slash == NULL ? 0 : (int)(slash - base) + 1;

	if (str_starts(target, "/"))
		return str_c(b->mem, (struct str){ target.at + 1, target.len - 1 });
	if (str_starts(target, "./"))
		target = (struct str){ target.at + 2, target.len - 2 };
	return str_printf(b->mem, "%.*s%.*s", folder, base, STR_ARG(target)).at;
}

static const char *
linked(struct book *b, const char *base, const char *kind, struct str id)
{
	for (size_t i = 0; i < b->links.count; i++) {
		const struct book_link *l = &b->links.at[i];

		if (str_is(l->kind, kind) && (id.len == 0 || str_same(l->id, id)))
			return part_name(b, base, l->target);
	}
	return NULL;
}

/* Where the links of a part are: xl/workbook.xml -> xl/_rels/workbook.xml.rels */
static const char *
links_name(struct book *b, const char *part)
{
	const char *slash = strrchr(part, '/');
	int folder = slash == NULL ? 0 : (int)(slash - part) + 1;

	return str_printf(b->mem, "%.*s_rels/%s.rels", folder, part, part + folder).at;
}

static void
looks_fill(struct book *b)
{
	b->by_id = arena_alloc(b->mem, LOOK_ID_MAX);
	for (int id = 0; id < 64; id++)
		b->by_id[id] = (unsigned char)look_builtin(id);
}

/* The worksheet asked for, or the first that is shown. */
static const struct book_sheet *
sheet_choose(const struct book *b, const char *name)
{
	for (size_t i = 0; i < b->sheets.count; i++) {
		const struct book_sheet *s = &b->sheets.at[i];

		if (name == NULL ? !s->hidden : str_is(s->name, name))
			return s;
	}
	return name == NULL && b->sheets.count > 0 ? &b->sheets.at[0] : NULL;
}

static enum err
absent_ok(enum err e)
{
	return e == ERR_ABSENT ? OK : e;
}

static enum err
strings_read(struct xlsx *x, const char *name)
{
	if (name == NULL)
		return OK;
	TRY(absent_ok(part_read(x, name, &string_words, XLSX_STRINGS_MAX)));
	if (x->strings.full)
		return ERR_LARGE;
	return x->strings.failed ? ERR_DOWN : OK;
}

/* Read all but the worksheet, and begin that. */
static enum err
book_open(struct xlsx *x, struct sheet_in *in, const char *wanted)
{
	struct book *b = &x->book;
	const char *book, *name;
	const struct book_sheet *s;

	TRY(part_read(x, "_rels/.rels", &link_words, META_MAX));
	book = linked(b, "", "officeDocument", STR_NONE);
	if (book == NULL)
		return ERR_FORM;
	b->links.count = 0;
	TRY(part_read(x, book, &book_words, META_MAX));
	TRY(part_read(x, links_name(b, book), &link_words, META_MAX));
	name = linked(b, book, "styles", STR_NONE);
	if (name != NULL)
		TRY(absent_ok(part_read(x, name, &style_words, META_MAX)));

	in->about.sheets = arena_array(b->mem, struct str, b->sheets.count);
	in->about.sheet_count = b->sheets.count;
	for (size_t i = 0; i < b->sheets.count; i++)
		in->about.sheets[i] = b->sheets.at[i].name;
	s = sheet_choose(b, wanted);
	if (s == NULL)
		return wanted == NULL ? ERR_FORM : ERR_ABSENT;
	in->about.sheet = s->name;
	TRY(strings_read(x, linked(b, book, "sharedStrings", STR_NONE)));
	name = s->id.len == 0 ? NULL : linked(b, book, "worksheet", s->id);
	return name == NULL ? ERR_FORM
			    : pack_part(x->zip, name, XLSX_PART_MAX, &x->part, &x->file);
}

static enum err
xlsx_next(struct sheet_in *in, struct sheet_fault *fault)
{
	struct xlsx *x = in->room;
	enum err e;

	if (x->rows.ended)
		return ERR_ABSENT;
	x->rows.row_done = false;
	e = part_run(&x->part);
	if (e != OK) {
		*fault = (struct sheet_fault){ x->part.fault, x->rows.line };
		return e;
	}
	return x->rows.row_done ? OK : ERR_ABSENT;
}

static void
xlsx_close(void *room)
{
	struct xlsx *x = room;

	part_clear(&x->part);
	if (x->file != NULL)
		zip_fclose(x->file);
	if (x->zip != NULL)
		zip_discard(x->zip);
	strings_clear(&x->strings);
	free(x->rows.value);
	free(x);
}

static void
xlsx_progress(const void *room, int64_t *done, int64_t *size)
{
	const struct xlsx *x = room;

	*done = part_done(&x->part);
	*size = (int64_t)x->part.size;
}

static int64_t
xlsx_total(const void *room)
{
	const struct xlsx *x = room;

	return x->rows.last;
}

static const struct reader xlsx_reader = { xlsx_next, xlsx_close, xlsx_progress,
	xlsx_total };

static struct xlsx *
xlsx_new(struct sheet_in *in, const char *temp_dir)
{
	struct xlsx *x = memory_new(1, sizeof(*x));

	x->rows.value = memory_room(SHEET_CELL_MAX);
	strings_init(&x->strings, temp_dir);
	x->book.mem = in->mem;
	x->book.strings = &x->strings;
	x->rows.book = &x->book;
	x->rows.strings = &x->strings;
	x->rows.row = &in->row;
	x->rows.part = &x->part;
	looks_fill(&x->book);
	part_init(&x->part, &row_words, &x->rows);
	in->reader = &xlsx_reader;
	in->room = x;
	in->about.format = "xlsx";
	return x;
}

enum err
xlsx_open(struct sheet_in *in, const char *path, const struct sheet_options *options,
    struct sheet_fault *fault)
{
	static const struct pack_limits limits = { XLSX_ENTRIES_MAX, XLSX_PART_MAX,
		UINT64_MAX };
	struct xlsx *x = xlsx_new(in, options->temp_dir);
	enum err e;

	fault->code = "xlsx_bad";
	e = pack_open(path, &limits, &x->zip);
	if (e == OK)
		e = book_open(x, in, options->sheet);
	if (e == ERR_LARGE)
		fault->code = "xlsx_bomb";
	else if (e == ERR_DOWN)
		fault->code = "io";
	else if (e == ERR_ABSENT && options->sheet != NULL && x->book.sheets.count > 0)
		fault->code = "sheet";
	return e == ERR_ABSENT || e == ERR_FORM ? ERR_INPUT : e;
}
