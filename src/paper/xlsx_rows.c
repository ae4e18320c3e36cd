/*
 * xlsx_rows.c - the rows of a worksheet, out of its XML.
 */
#include "paper/inside.h"

#define COLUMN_MAX 16384       /* XFD */
#define DIMENSION_ROW_BYTES 16 /* a row takes more than that: else it is a lie */

/* "AB12" -> 27; the row number in it is not asked. */
static bool
column_read(const char *ref, size_t *column)
{
	size_t n = 0;

	while (*ref >= 'A' && *ref <= 'Z') {
		n = n * 26 + (size_t)(*ref++ - 'A' + 1);
		if (n > COLUMN_MAX)
			return false;
	}
	*column = n - 1;
	return n > 0;
}

static void
row_start(struct xlsx_rows *x, const char *r)
{
	int64_t line = x->line + 1, said;

	if (r != NULL) {
		if (!str_int(str_of(r), &said) || said < 1 || said > SHEET_ROWS_MAX) {
			part_stop(x->part, "xlsx_bad");
			return;
		}
		line = said > line ? said : line;
	}
	if (line > SHEET_ROWS_MAX) {
		part_stop(x->part, "xlsx_bad");
		return;
	}
	x->line = line;
	x->in_row = true;
	x->column = 0;
	row_begin(x->row, line);
}

static char
cell_type(const char *t)
{
	static const struct {
		const char *name;
		char type;
	} types[] = { { "s", 's' }, { "inlineStr", 'i' }, { "b", 'b' }, { "d", 'd' },
		{ "n", 'n' } };

	for (size_t i = 0; t != NULL && i < COUNT_OF(types); i++)
		if (strcmp(t, types[i].name) == 0)
			return types[i].type;
	return t == NULL ? 'n' : 't'; /* str: of a formula; e: an error's name */
}

static void
cell_start(struct xlsx_rows *x, const char **attributes)
{
	const char *r = part_get(attributes, "r"), *s = part_get(attributes, "s");
	size_t column = x->column;
	int64_t style = 0;

	if (r != NULL && (!column_read(r, &column) || column < x->column)) {
		row_break(x->row, column < x->column ? "cell_bad" : "columns", x->line);
		column = x->column;
	}
	if (s != NULL && !str_int(str_of(s), &style))
		style = 0;
	x->look = style >= 0 && (uint64_t)style < x->book->looks.count
		      ? (enum look)x->book->looks.at[style]
		      : LOOK_NUMBER;
	x->type = cell_type(part_get(attributes, "t"));
	x->column = column + 1;
	x->value_len = 0;
	row_at(x->row, column);
}

static void
rows_start(void *arg, const char *name, const char **attributes)
{
	struct xlsx_rows *x = arg;
	const char *ref, *colon;

	if (strcmp(name, "row") == 0) {
		row_start(x, part_get(attributes, "r"));
	} else if (x->in_row && strcmp(name, "c") == 0) {
		cell_start(x, attributes);
	} else if (strcmp(name, "rPh") == 0) {
		x->phonetic++;
	} else if (strcmp(name, "dimension") == 0) {
		ref = part_get(attributes, "ref");
		colon = ref == NULL ? NULL : strchr(ref, ':');
		colon = colon == NULL ? "" : colon + 1;
		colon += strspn(colon, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (!str_int(str_of(colon), &x->last) || x->last > SHEET_ROWS_MAX ||
		    x->part->size / DIMENSION_ROW_BYTES < (uint64_t)x->last)
			x->last = 0;
	}
	x->in_value =
	    x->in_row && x->phonetic == 0 &&
	    (strcmp(name, "v") == 0 || (x->type == 'i' && strcmp(name, "t") == 0));
}

/* Numbers and dates as their readers see them. */
static void
number_put(struct xlsx_rows *x, struct str stored)
{
	char text[LOOK_TEXT_MAX];
	size_t len = look_write(x->look, x->book->since_1904, stored, text);

	if (len > 0)
		row_add(x->row, text, len);
	else
		row_add(x->row, stored.at, stored.len);
}

/* "2026-11-22T00:00:00Z", of a cell that is a date by its type. */
static void
date_put(struct xlsx_rows *x, struct str s)
{
	if (s.len < 19 || s.at[10] != 'T') {
		row_add(x->row, s.at, s.len);
		return;
	}
	row_add(x->row, s.at, 10);
	if (memcmp(s.at + 11, "00:00:00", 8) != 0) {
		row_add(x->row, " ", 1);
		row_add(x->row, s.at + 11, 8);
	}
}

static void
cell_end(struct xlsx_rows *x)
{
	struct str value = { x->value, x->value_len };
	int64_t index;

	if (value.len == 0)
		return;
	switch (x->type) {
	case 's':
		if (!str_int(str_trim(value), &index) || index < 0 ||
		    !strings_put(x->strings, (size_t)index, x->row))
			row_break(x->row, "cell_bad", x->line);
		break;
	case 'b':
		value = value.at[0] == '1' ? STR("true") : STR("false");
		row_add(x->row, value.at, value.len);
		break;
	case 'n': number_put(x, str_trim(value)); break;
	case 'd': date_put(x, value); break;
	default: row_add(x->row, value.at, escape_undo(x->value, value.len));
	}
}

static void
rows_end(void *arg, const char *name)
{
	struct xlsx_rows *x = arg;

	x->in_value = false;
	if (strcmp(name, "rPh") == 0) {
		x->phonetic--;
	} else if (strcmp(name, "sheetData") == 0) {
		x->ended = true;
		part_stop(x->part, NULL); /* what follows is not rows */
	} else if (x->in_row && strcmp(name, "c") == 0) {
		cell_end(x);
		x->value_len = 0;
	} else if (x->in_row && strcmp(name, "row") == 0) {
		x->in_row = false;
		x->row_done = true;
		part_pause(x->part);
	}
}

static void
rows_text(void *arg, const char *at, size_t len)
{
	struct xlsx_rows *x = arg;

	if (!x->in_value)
		return;
	if (x->value_len + len > SHEET_CELL_MAX) {
		row_break(x->row, "cell_long", x->line);
		return;
	}
	memcpy(x->value + x->value_len, at, len);
	x->value_len += len;
}

const struct part_words row_words = { rows_start, rows_end, rows_text };
