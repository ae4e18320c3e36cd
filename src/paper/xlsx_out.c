/*
 * xlsx_out.c - rows as a workbook, through libxlsxwriter in constant memory:
 * a row is on disk as soon as the next begins.
 *
 * Text is written as a string and never as a formula.  A worksheet that is
 * full is followed by another with the same header.
 */
#include "paper/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define CURRENCIES_MAX 32
#define DIGITS_MAX 15  /* of a double; longer numbers stay text, to stay whole */
#define NAME_POINTS 26 /* of 31, so that " 1234" can follow */
#define WIDTH_MAX 60
#define EPOCH_SERIAL 25569 /* 1970-01-01 */
#define FIRST_SERIAL 61    /* 1900-03-01: before, Excel counts a day too many */

struct money_format {
	char code[4];
	lxw_format *format;
};

struct xlsx_out {
	char *path;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *bold, *date, *time;
	struct money_format money[CURRENCIES_MAX];
	size_t money_count;
	char name[NAME_POINTS * 4 + 1];
	int sheets;
	int64_t row, rows_max;
	struct arena *mem; /* of a row */
};

static enum err
err_of(lxw_error e)
{
	if (e == LXW_NO_ERROR)
		return OK;
	/* a failed write is told without its reason: there is but one */
	return e == LXW_ERROR_ZIP_FILE_OPERATION ||
		       (e == LXW_ERROR_CREATING_TMPFILE && errno == ENOSPC)
		   ? ERR_FULL
		   : ERR_DOWN;
}

/* Rows wait in a file whose errors the library does not look at: without this
 * a full disk makes a workbook that lacks some. */
static enum err
rows_kept(const struct xlsx_out *x)
{
	FILE *rows = x->sheet == NULL ? NULL : x->sheet->optimize_tmpfile;

	return rows == NULL || (fflush(rows) == 0 && !ferror(rows)) ? OK : ERR_FULL;
}

static int
width_of(const struct sheet_column *c)
{
	static const int by_kind[] = { [SHEET_TEXT] = 24,
		[SHEET_NUMBER] = 14,
		[SHEET_MONEY] = 18,
		[SHEET_DATE] = 12,
		[SHEET_TIME] = 20,
		[SHEET_BOOL] = 8,
		[SHEET_URL] = 32 };
	int title = (int)utf8_count(c->title) + 2;

	if (c->width > 0)
		return c->width < WIDTH_MAX ? c->width : WIDTH_MAX;
	title = title < WIDTH_MAX ? title : WIDTH_MAX;
	return title > by_kind[c->kind] ? title : by_kind[c->kind];
}

/* The head of s that a cell can hold: characters beyond U+FFFF count twice. */
static char *
cell_text(struct arena *mem, struct str s)
{
	size_t at = 0, units = 0;

	while (at < s.len) {
		size_t next = at;

		units += utf8_next(s, &next) > 0xFFFF ? 2 : 1;
		if (units > SHEET_TEXT_MAX)
			break;
		at = next;
	}
	return str_c(mem, (struct str){ s.at, at });
}

/* A further worksheet, with its header. */
static enum err
sheet_begin(struct sheet_out *out)
{
	struct xlsx_out *x = out->room;
	char name[sizeof(x->name) + 16];

	x->sheets++;
	if (x->sheets == 1)
		snprintf(name, sizeof(name), "%s", x->name);
	else
		snprintf(name, sizeof(name), "%s %d", x->name, x->sheets);
	x->sheet = workbook_add_worksheet(x->book, name);
	if (x->sheet == NULL)
		return ERR_DOWN;
	for (size_t i = 0; i < out->count; i++)
		TRY(err_of(worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i,
		    width_of(&out->columns[i]), NULL)));
	worksheet_freeze_panes(x->sheet, 1, 0);
	for (size_t i = 0; i < out->count; i++)
		TRY(err_of(worksheet_write_string(x->sheet, 0, (lxw_col_t)i,
		    cell_text(x->mem, out->columns[i].title), x->bold)));
	x->row = 1;
	return OK;
}

/* One format a currency: #,##0.00 "USD". */
static lxw_format *
money_format(struct xlsx_out *x, struct str code)
{
	const struct currency *c = currency_of(code);
	struct money_format *m;
	char text[48];

	if (c == NULL)
		return NULL;
	for (size_t i = 0; i < x->money_count; i++)
		if (strcmp(x->money[i].code, c->code) == 0)
			return x->money[i].format;
	if (x->money_count == CURRENCIES_MAX)
		return NULL;
	m = &x->money[x->money_count++];
	snprintf(m->code, sizeof(m->code), "%s", c->code);
	snprintf(text, sizeof(text), "#,##0%s%.*s\\ \"%s\"", c->digits > 0 ? "." : "",
	    c->digits, "0000", c->code);
	m->format = workbook_add_format(x->book);
	format_set_num_format(m->format, text);
	return m->format;
}

static bool
fits_double(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++)
		digits += s.at[i] >= '0' && s.at[i] <= '9';
	return digits <= DIGITS_MAX;
}

static lxw_error
put_text(struct xlsx_out *x, lxw_col_t column, struct str s)
{
	return worksheet_write_string(
	    x->sheet, (lxw_row_t)x->row, column, cell_text(x->mem, s), NULL);
}

static lxw_error
put_moment(struct xlsx_out *x, lxw_col_t column, struct str s, lxw_format *format)
{
	int64_t days;
	int seconds;

	moment_read(s, &days, &seconds);
	days += EPOCH_SERIAL;
	if (days < FIRST_SERIAL)
		return put_text(x, column, s);
	return worksheet_write_number(x->sheet, (lxw_row_t)x->row, column,
	    (double)days + seconds / 86400.0, format);
}

static lxw_error
put_cell(struct xlsx_out *x, lxw_col_t column, enum sheet_kind kind,
    const struct sheet_cell *cell)
{
	double d;

	if (!kind_fits(kind, cell->text))
		return put_text(x, column, cell->text);
	switch (kind) {
	case SHEET_NUMBER:
	case SHEET_MONEY:
		if (!fits_double(cell->text) || !str_real(cell->text, &d))
			return put_text(x, column, cell->text);
		return worksheet_write_number(x->sheet, (lxw_row_t)x->row, column, d,
		    kind == SHEET_MONEY ? money_format(x, cell->currency) : NULL);
	case SHEET_DATE: return put_moment(x, column, cell->text, x->date);
	case SHEET_TIME: return put_moment(x, column, cell->text, x->time);
	case SHEET_BOOL:
		return worksheet_write_boolean(x->sheet, (lxw_row_t)x->row, column,
		    str_is(cell->text, "true"), NULL);
	default: return put_text(x, column, cell->text);
	}
}

static enum err
xlsx_write(struct sheet_out *out, const struct sheet_cell *cells)
{
	struct xlsx_out *x = out->room;

	if (x->row == x->rows_max) {
		TRY(rows_kept(x));
		TRY(sheet_begin(out));
	}
	for (size_t i = 0; i < out->count; i++)
		if (cells[i].text.len > 0)
			TRY(err_of(
			    put_cell(x, (lxw_col_t)i, out->columns[i].kind, &cells[i])));
	x->row++;
	arena_reset(x->mem);
	return OK;
}

static enum err
xlsx_finish(struct sheet_out *out)
{
	struct xlsx_out *x = out->room;
	enum err e;

	TRY(rows_kept(x));
	e = err_of(workbook_close(x->book));
	x->book = NULL; /* it is freed, whatever came of it */
	if (e != OK)
		unlink(x->path);
	return e;
}

static void
xlsx_free(void *room)
{
	struct xlsx_out *x = room;

	if (x->book != NULL) {
		lxw_workbook_free(x->book);
		unlink(x->path);
	}
	arena_free(x->mem);
	free(x->path);
	free(x);
}

static const struct writer xlsx_writer = { xlsx_write, xlsx_finish, xlsx_free };

/* A name without what Excel refuses in names of worksheets. */
static void
name_set(struct xlsx_out *x, const char *name)
{
	struct str s = utf8_head(
	    str_of(name == NULL || *name == '\0' ? "Sheet" : name), NAME_POINTS);

	memcpy(x->name, s.at, s.len);
	x->name[s.len] = '\0';
	for (char *c = x->name; *c != '\0'; c++)
		if (strchr("[]:*?/\\'", *c) != NULL || (unsigned char)*c < ' ')
			*c = ' ';
}

/* Make sure of the place before the work: the library writes at the end. */
static enum err
path_claim(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd >= 0 && close(fd) == 0)
		return OK;
	return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_DOWN;
}

static enum err
xlsx_begin(struct sheet_out *out, const char *path, const struct xlsx_style *style)
{
	struct xlsx_out *x = out->room;
	lxw_workbook_options options = { .constant_memory = 1,
		.tmpdir = (char *)(uintptr_t)style->temp_dir };

	TRY(path_claim(path));
	x->path = memory_text(path);
	x->mem = arena_new();
	x->rows_max = style->rows_max > 1 ? style->rows_max : SHEET_ROWS_MAX;
	name_set(x, style->name);
	x->book = workbook_new_opt(path, &options);
	if (x->path == NULL || x->book == NULL)
		return ERR_DOWN;
	x->bold = workbook_add_format(x->book);
	x->date = workbook_add_format(x->book);
	x->time = workbook_add_format(x->book);
	format_set_bold(x->bold);
	format_set_num_format(x->date, "yyyy-mm-dd");
	format_set_num_format(x->time, "yyyy-mm-dd hh:mm:ss");
	return sheet_begin(out);
}

enum err
sheet_xlsx(const char *path, const struct xlsx_style *style,
    const struct sheet_column *columns, size_t count, struct sheet_out **out)
{
	static const struct xlsx_style plain = { 0 };
	DEFER(sheet_freep) struct sheet_out *o = NULL;

	TRY(sheet_out_new(columns, count, &o));
	o->writer = &xlsx_writer;
	o->room = memory_new(1, sizeof(struct xlsx_out));
	TRY(xlsx_begin(o, path, style == NULL ? &plain : style));
	*out = o;
	o = NULL;
	return OK;
}
