/*
 * xlsx_in.c - rows out of a workbook: opens the zip, holds its limits, finds
 * the parts.
 *
 * src  ECMA-376 parts 1 and 2; trust V22
 */
#include "paper/inside.h"

#include <fcntl.h>
#include <unistd.h>
#include <zip.h>

#define SMALL_PART ((uint64_t)1 << 20) /* below this no ratio is a bomb */
#define META_MAX ((uint64_t)64 << 20)  /* workbook, links, styles: each */
#define TAIL_MAX (65536 + 64)          /* where the directory's end is found */

struct xlsx {
	zip_t *zip;
	zip_file_t *file; /* the worksheet's */
	struct part part;
	struct book book;
	struct strings strings;
	struct xlsx_rows rows;
};

static uint64_t
little(const unsigned char *at, int bytes)
{
	uint64_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | at[bytes];
	return n;
}

/*
 * How many entries the directory claims, read by hand: libzip makes room for
 * all of them before anyone can ask.  0: there is no directory.
 */
static uint64_t
entries_claimed(const char *path)
{
	unsigned char *tail = memory_room(TAIL_MAX), far_end[56];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = lseek(fd, 0, SEEK_END);
	off_t from = size > TAIL_MAX ? size - TAIL_MAX : 0;
	ssize_t len = tail == NULL ? -1 : pread(fd, tail, TAIL_MAX, from);
	uint64_t count = 0;

	for (ssize_t i = len - 22; i >= 0; i--) {
		if (memcmp(tail + i, "PK\5\6", 4) != 0)
			continue;
		count = little(tail + i + 10, 2);
		if (i >= 20 && memcmp(tail + i - 20, "PK\6\7", 4) == 0 &&
		    pread(fd, far_end, sizeof(far_end),
			(off_t)little(tail + i - 12, 8)) == (ssize_t)sizeof(far_end))
			count = little(far_end + 32, 8);
		break;
	}
	if (fd >= 0)
		close(fd);
	free(tail);
	return count;
}

/* Sizes are as the directory says; part.c holds the unpacking to them. */
static bool
zip_is_bomb(zip_t *zip)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	uint64_t packed = 0, unpacked = 0;

	if (count > XLSX_ENTRIES_MAX)
		return true;
	for (zip_int64_t i = 0; i < count; i++) {
		zip_stat_t s;

		if (zip_stat_index(zip, (zip_uint64_t)i, 0, &s) != 0)
			continue;
		if (s.size > XLSX_PART_MAX ||
		    (s.size > SMALL_PART && s.size / XLSX_RATIO_MAX > s.comp_size))
			return true;
		packed += s.comp_size;
		unpacked += s.size;
	}
	return unpacked > SMALL_PART && unpacked / XLSX_RATIO_MAX > packed;
}

static int64_t
zip_chunk(void *from, void *at, uint64_t size)
{
	return zip_fread(from, at, size);
}

/*
 * Begin a part by its name in the zip.
 *
 * errs  ABSENT  no such part
 *       FORM    packed in a way no office does, or encrypted
 *       LARGE   over its limit
 */
static enum err
part_open(struct xlsx *x, const char *name, uint64_t size_max, struct part *p,
    zip_file_t **file)
{
	zip_int64_t at = zip_name_locate(x->zip, name, ZIP_FL_NOCASE);
	zip_stat_t s;

	if (at < 0)
		return ERR_ABSENT;
	if (zip_stat_index(x->zip, (zip_uint64_t)at, 0, &s) != 0 ||
	    (s.comp_method != ZIP_CM_STORE && s.comp_method != ZIP_CM_DEFLATE))
		return ERR_FORM;
	if (s.size > size_max)
		return ERR_LARGE;
	*file = zip_fopen_index(x->zip, (zip_uint64_t)at, 0);
	if (*file == NULL)
		return ERR_FORM;
	p->read = zip_chunk;
	p->from = *file;
	p->size = s.size;
	return OK;
}

static enum err
part_read(
    struct xlsx *x, const char *name, const struct part_words *words, uint64_t size_max)
{
	struct part p;
	zip_file_t *file = NULL;
	enum err e;

	part_init(&p, words, &x->book);
	e = part_open(x, name, size_max, &p, &file);
	if (e == OK)
		e = part_run(&p);
	part_clear(&p);
	if (file != NULL)
		zip_fclose(file);
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
			    : part_open(x, name, XLSX_PART_MAX, &x->part, &x->file);
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
	struct xlsx *x = xlsx_new(in, options->temp_dir);
	enum err e;

	fault->code = "xlsx_bomb";
	if (entries_claimed(path) > XLSX_ENTRIES_MAX)
		return ERR_LARGE;
	fault->code = "xlsx_bad";
	x->zip = zip_open(path, ZIP_RDONLY, NULL);
	if (x->zip == NULL)
		return ERR_INPUT;
	if (zip_is_bomb(x->zip))
		e = ERR_LARGE;
	else
		e = book_open(x, in, options->sheet);
	if (e == ERR_LARGE)
		fault->code = "xlsx_bomb";
	else if (e == ERR_DOWN)
		fault->code = "io";
	else if (e == ERR_ABSENT && options->sheet != NULL && x->book.sheets.count > 0)
		fault->code = "sheet";
	return e == ERR_ABSENT || e == ERR_FORM ? ERR_INPUT : e;
}
