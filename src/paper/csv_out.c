/*
 * csv_out.c - rows as comma separated values, into any sink.
 *
 * src  RFC 4180
 */
#include "paper/inside.h"

#define FLUSH_AT ((size_t)32 << 10)

struct csv_out {
	struct sheet_sink sink;
	char delimiter;
	bool raw;
	struct arena *mem; /* of what waits to be sent */
	struct text wait;
	struct arena *cell_mem;
};

static enum err
csv_flush(struct csv_out *csv)
{
	enum err e = OK;

	if (csv->wait.len > 0)
		e = csv->sink.write(csv->sink.arg, csv->wait.at, csv->wait.len);
	arena_reset(csv->mem);
	csv->wait = (struct text)TEXT_INIT(csv->mem);
	return e;
}

/*
 * Quote whatever some locale might cut: the delimiter is one of several that
 * spreadsheets believe in.
 */
static bool
wants_quotes(const struct csv_out *csv, struct str s)
{
	if (s.len == 0)
		return false;
	if (s.at[0] == ' ' || s.at[s.len - 1] == ' ')
		return true;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == csv->delimiter || strchr(",;\t\"\r\n", s.at[i]) != NULL)
			return true;
	return false;
}

static void
put_text(struct csv_out *csv, struct str s)
{
	if (!wants_quotes(csv, s)) {
		text_str(&csv->wait, s);
		return;
	}
	text_char(&csv->wait, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"')
			text_char(&csv->wait, '"');
		text_char(&csv->wait, s.at[i]);
	}
	text_char(&csv->wait, '"');
}

static void
put_cell(struct csv_out *csv, enum sheet_kind kind, const struct sheet_cell *cell)
{
	struct text t = TEXT_INIT(csv->cell_mem);
	bool fits = kind_fits(kind, cell->text);

	if (cell->text.len == 0)
		return;
	if (fits || csv->raw)
		text_str(&t, cell->text);
	else
		guard_write(&t, cell->text);
	if (kind == SHEET_MONEY && fits && currency_of(cell->currency) != NULL) {
		text_char(&t, ' ');
		text_str(&t, cell->currency);
	}
	put_text(csv, text_done(&t));
}

static enum err
csv_row_end(struct csv_out *csv)
{
	text_c(&csv->wait, "\r\n");
	arena_reset(csv->cell_mem);
	return csv->wait.len < FLUSH_AT ? OK : csv_flush(csv);
}

static enum err
csv_write(struct sheet_out *out, const struct sheet_cell *cells)
{
	struct csv_out *csv = out->room;

	for (size_t i = 0; i < out->count; i++) {
		if (i > 0)
			text_char(&csv->wait, csv->delimiter);
		put_cell(csv, out->columns[i].kind, &cells[i]);
	}
	/* one empty cell alone would be an empty line, which is no row */
	if (out->count == 1 && cells[0].text.len == 0)
		text_c(&csv->wait, "\"\"");
	return csv_row_end(csv);
}

static enum err
csv_finish(struct sheet_out *out)
{
	return csv_flush(out->room);
}

static void
csv_free(void *room)
{
	struct csv_out *csv = room;

	arena_free(csv->mem);
	arena_free(csv->cell_mem);
	free(csv);
}

static const struct writer csv_writer = { csv_write, csv_finish, csv_free };

static enum err
csv_head(struct sheet_out *out)
{
	struct csv_out *csv = out->room;

	for (size_t i = 0; i < out->count; i++) {
		struct sheet_cell title = { .text = out->columns[i].title };

		if (i > 0)
			text_char(&csv->wait, csv->delimiter);
		put_cell(csv, SHEET_TEXT, &title);
	}
	return csv_row_end(csv);
}

enum err
sheet_csv(struct sheet_sink sink, const struct csv_style *style,
    const struct sheet_column *columns, size_t count, struct sheet_out **out)
{
	static const struct csv_style plain = { 0 };
	DEFER(sheet_freep) struct sheet_out *o = NULL;
	struct csv_out *csv;

	style = style == NULL ? &plain : style;
	TRY(sheet_out_new(columns, count, &o));
	csv = memory_new(1, sizeof(*csv));
	csv->sink = sink;
	csv->delimiter = style->delimiter == 0 ? ',' : style->delimiter;
	csv->raw = style->raw;
	csv->mem = arena_new();
	csv->cell_mem = arena_new();
	csv->wait = (struct text)TEXT_INIT(csv->mem);
	o->writer = &csv_writer;
	o->room = csv;
	if (style->bom)
		text_c(&csv->wait, "\xEF\xBB\xBF");
	TRY(csv_head(o));
	*out = o;
	o = NULL;
	return OK;
}
