/*
 * detect.c - what a file turned out to be: its form, header and first rows.
 */
#include "exchange/room.h"

#define CELL_SHOWN 200 /* letters of a cell in the sample */

/* Faults of a sheet in the words that people have texts for. */
void
sheet_say(struct ctx *c, const struct sheet_fault *f)
{
	static const struct {
		const char *code, *fault, *max;
	} table[] = {
		{ "csv_quote", "csv_quote", NULL },
		{ "csv_nul", "csv_nul", NULL },
		{ "columns", "too_many", "512" },
		{ "cell_long", "too_long", "65536" },
		{ "row_long", "too_long", "1048576" },
		{ "text", "text_invalid", NULL },
		{ "cell_bad", "xlsx_bad", NULL },
		{ "xlsx_bad", "xlsx_bad", NULL },
		{ "xlsx_bomb", "xlsx_bomb", NULL },
		{ "sheet", "unknown_word", NULL },
		{ "charset", "unknown_word", NULL },
	};
	const char *code = "file_type", *max = "";
	char line[24];

	snprintf(line, sizeof(line), "%" PRId64, f->line);
	for (size_t i = 0; f->code != NULL && i < COUNT_OF(table); i++)
		if (strcmp(table[i].code, f->code) == 0) {
			code = table[i].fault;
			max = table[i].max == NULL ? "" : table[i].max;
		}
	fault(c, STR("file"), code, "line", line, "max", max, "word",
	    f->code == NULL ? "" : f->code, NULL);
}

static enum err
refused(struct ctx *c, enum err e, const struct sheet_fault *f)
{
	if (e == ERR_DOWN || e == ERR_FULL || e == ERR_LIMIT)
		return e;
	sheet_say(c, f);
	return ERR_INPUT;
}

/* A header as it is shown: none is empty, none is there twice. */
static struct str
column_name(struct ctx *c, const json_t *header, struct str cell, size_t i)
{
	struct str base = cell.len > 0 ? utf8_head(cell, CELL_SHOWN)
				       : str_printf(c->mem, "#%zu", i + 1);
	struct str name = base;

	for (int n = 2;; n++) {
		const json_t *each;
		bool there = false;
		size_t at;

		json_array_foreach(header, at, each) there |=
		    str_same(json_str(each), name);
		if (!there)
			return name;
		name = str_printf(c->mem, "%.*s (%d)", STR_ARG(base), n);
	}
}

static void
add_text(json_t *array, struct str s)
{
	json_array_append_new(array, json_stringn(s.at == NULL ? "" : s.at, s.len));
}

static enum err
take_header(struct ctx *c, struct sheet_in *in, json_t *header)
{
	struct sheet_fault f;
	struct sheet_row row;
	enum err e = sheet_next(in, c->mem, &row, &f);

	if (e == ERR_ABSENT) {
		fault(c, STR("file"), "required", NULL); /* an empty file */
		return ERR_INPUT;
	}
	if (e != OK)
		return refused(c, e, &f);
	for (size_t i = 0; i < row.count; i++)
		add_text(header, column_name(c, header, row.cells[i], i));
	return OK;
}

/* Rows that are broken are left out here; the run refuses them one by one. */
static enum err
take_sample(struct ctx *c, struct sheet_in *in, json_t *header, json_t *sample)
{
	while (json_array_size(sample) < IMPORT_SAMPLE) {
		struct sheet_fault f;
		struct sheet_row row;
		enum err e = sheet_next(in, c->mem, &row, &f);
		json_t *cells;

		if (e == ERR_INPUT)
			continue;
		if (e == ERR_ABSENT)
			break;
		if (e != OK)
			return refused(c, e, &f);
		cells = json_array();
		for (size_t i = 0; i < row.count; i++)
			add_text(cells, utf8_head(row.cells[i], CELL_SHOWN));
		/* more cells than names: columns that have none */
		while (json_array_size(header) < row.count)
			add_text(header,
			    column_name(c, header, STR(""), json_array_size(header)));
		json_array_append_new(sample, cells);
	}
	return OK;
}

static void
set_text(json_t *to, const char *key, const char *text)
{
	json_object_set_new(to, key, text == NULL ? json_null() : json_string(text));
}

static void
describe(const struct sheet_in *in, json_t *seen)
{
	const struct sheet_about *about = sheet_about(in);
	char delimiter[2] = { about->delimiter, '\0' };
	json_t *sheets = json_array();

	set_text(seen, "format", about->format);
	set_text(seen, "charset", about->charset);
	set_text(seen, "delimiter",
	    about->delimiter == '\t' ? "tab"
	    : about->delimiter == 0  ? NULL
				     : delimiter);
	for (size_t i = 0; i < about->sheet_count; i++)
		add_text(sheets, about->sheets[i]);
	json_object_set_new(seen, "sheets", sheets);
	if (about->sheet_count > 0)
		json_object_set_new(
		    seen, "sheet", json_stringn(about->sheet.at, about->sheet.len));
}

enum err
detect(struct ctx *c, const char *path, const struct reading *how, json_t **out)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct sheet_options options = { how->charset, how->delimiter, how->sheet, NULL };
	json_t *seen = json_hold(c->mem, json_object());
	json_t *header = json_array(), *sample = json_array();
	struct sheet_fault f = { 0 };
	enum err e;

	json_object_set_new(seen, "header", header);
	json_object_set_new(seen, "sample", sample);
	e = sheet_open(path, &options, &in, &f);
	if (e != OK)
		return refused(c, e, &f);
	TRY(take_header(c, in, header));
	TRY(take_sample(c, in, header, sample));
	describe(in, seen);
	count_set(seen, "total", sheet_total(in) > 0 ? sheet_total(in) - 1 : 0);
	*out = seen;
	return OK;
}

enum err
sheet_reopen(struct ctx *c, const char *path, const json_t *seen, struct sheet_in **out)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct str delimiter = json_get_str(seen, "delimiter");
	struct sheet_options options = {
		.charset = json_string_value(json_object_get(seen, "charset")),
		.delimiter = str_is(delimiter, "tab") ? '\t'
			     : delimiter.len == 1     ? delimiter.at[0]
						      : '\0',
		.sheet = json_string_value(json_object_get(seen, "sheet")),
	};
	struct sheet_fault f = { 0 };
	struct sheet_row row;
	enum err e = sheet_open(path, &options, &in, &f);

	if (e == OK)
		e = sheet_next(in, c->mem, &row, &f);
	if (e != OK)
		return refused(c, e, &f);
	*out = in;
	in = NULL;
	return OK;
}
