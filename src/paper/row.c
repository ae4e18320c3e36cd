/*
 * row.c - a row in the making: cells one behind the other, then into an arena.
 *
 * The limits are held here for both formats, before memory is spent: a cell,
 * a row, the columns.  What breaks one is remembered and the rest of the row
 * is read past.
 */
#include "paper/inside.h"

#define ROW_KEEP ((size_t)64 << 10) /* room kept from row to row */

void
row_begin(struct row_make *row, int64_t line)
{
	if (row->size > ROW_KEEP) {
		free(row->at);
		row->at = NULL;
		row->size = 0;
	}
	row->len = row->count = 0;
	row->beyond = false;
	row->line = line;
	row->fault = (struct sheet_fault){ 0 };
}

void
row_break(struct row_make *row, const char *code, int64_t line)
{
	if (row->fault.code == NULL)
		row->fault = (struct sheet_fault){ code, line };
}

void
row_at(struct row_make *row, size_t column)
{
	row->beyond = column >= SHEET_COLUMNS_MAX;
	if (row->beyond)
		return;
	while (row->count <= column)
		row->start[row->count++] = row->len;
}

size_t
row_cell_len(const struct row_make *row)
{
	return row->count == 0 ? 0 : row->len - row->start[row->count - 1];
}

static void
row_room(struct row_make *row, size_t more)
{
	size_t size = row->size == 0 ? 4096 : row->size;

	while (size < row->len + more)
		size *= 2;
	if (size == row->size)
		return;
	row->at = memory_grow(row->at, size);
	row->size = size;
}

/*
 * Whether nothing is left of a text once it is clean.  Asked before memory is
 * taken: a file of nothing but empty rows must not cost any.
 */
static bool
blank(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)at[i];

		if (c <= ' ' || c == 0x7F)
			continue;
		if (c == 0xC2 && i + 1 < len && (unsigned char)at[i + 1] < 0xA0)
			i++; /* a control character of Latin-1 */
		else if (i + 2 < len && memcmp(at + i, "\xEF\xBB\xBF", 3) == 0)
			i += 2;
		else
			return false;
	}
	return true;
}

bool
row_blank(const struct row_make *row)
{
	return blank(row->at, row->len);
}

void
row_add(struct row_make *row, const char *at, size_t len)
{
	if (len == 0 || row->fault.code != NULL)
		return;
	if (row->beyond) {
		/* sheets are written with thousands of empty cells: let them be */
		if (!blank(at, len))
			row_break(row, "columns", row->line);
		return;
	}
	if (row_cell_len(row) + len > SHEET_CELL_MAX) {
		row_break(row, "cell_long", row->line);
		return;
	}
	if (row->len + len > SHEET_ROW_MAX) {
		row_break(row, "row_long", row->line);
		return;
	}
	if (row->len + len > row->size)
		row_room(row, len);
	memcpy(row->at + row->len, at, len);
	row->len += len;
}

/*
 * Hand the row over: its cells clean and trimmed, the empty ones at its end
 * left away.
 *
 * errs  false  a cell is not text: row->fault says so
 */
bool
row_take(struct row_make *row, struct arena *mem, struct sheet_row *out)
{
	char *copy = arena_copy(mem, row->len == 0 ? "" : row->at, row->len);
	struct str *cells = arena_array(mem, struct str, row->count);
	size_t count = 0;

	for (size_t i = 0; i < row->count; i++) {
		size_t end = i + 1 < row->count ? row->start[i + 1] : row->len;
		struct str raw = { copy + row->start[i], end - row->start[i] };

		if (!text_clean(mem, raw, true, &cells[i])) {
			row_break(row, "text", row->line);
			return false;
		}
		if (cells[i].len > 0)
			count = i + 1;
	}
	*out = (struct sheet_row){ cells, count, row->line };
	return true;
}
