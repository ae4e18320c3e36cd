/*
 * pdf_table.c - the table: how wide its columns are, its head, its rows.
 *
 * Numbers are not broken: their columns are as wide as the widest of them, and texts
 * share what is left.  What no row has is no column.
 */
#include "paper/pdf_room.h"

#define BETWEEN 12.0            /* columns */
#define TEXT_LEAST 60           /* of a column of texts, before numbers are broken, too */
#define ROW_TALL (PDF_BODY / 3) /* what is taller may be broken over pages */

struct table {
	struct sheet *sheet;
	size_t used[PDF_COLUMNS_MAX], count; /* columns that some row has */
	double wide[PDF_COLUMNS_MAX];        /* as each would like to be */
	double x[PDF_COLUMNS_MAX], width[PDF_COLUMNS_MAX];
};

static const struct pdf_column *
column_at(const struct table *t, size_t i)
{
	return &t->sheet->paper->columns[t->used[i]];
}

static struct str
cell_at(const struct table *t, size_t row, size_t i)
{
	return t->sheet->paper->cells[row * t->sheet->paper->column_count + t->used[i]];
}

static void
find_used(struct table *t)
{
	const struct pdf_paper *p = t->sheet->paper;

	for (size_t c = 0; c < p->column_count; c++)
		for (size_t row = 0; row < p->row_count; row++)
			if (p->cells[row * p->column_count + c].len > 0) {
				t->used[t->count++] = c;
				break;
			}
}

/* The longest of them, by bytes, tells as much as all: each would be laid out twice. */
static enum err
measure(struct table *t, size_t i)
{
	const struct pdf_column *column = column_at(t, i);
	struct str longest = STR("");
	double head, width;

	for (size_t row = 0; row < t->sheet->paper->row_count; row++)
		if (cell_at(t, row, i).len > longest.len)
			longest = cell_at(t, row, i);
	TRY(text_width(t->sheet, column->title, LOOK_LABEL, &head));
	TRY(text_width(t->sheet, utf8_head(longest, 120), LOOK_BODY, &width));
	width += column->number ? 4 : 0; /* figures are not all of one width */
	t->wide[i] = width > head + 2 ? width : head + 2;
	return OK;
}

static void
place(struct table *t)
{
	double room = PDF_INNER - BETWEEN * (double)(t->count - 1), numbers = 0,
	       texts = 0, x = 0;
	size_t text_count = 0;

	for (size_t i = 0; i < t->count; i++)
		if (column_at(t, i)->number) {
			numbers += t->wide[i];
		} else {
			texts += t->wide[i];
			text_count++;
		}
	for (size_t i = 0; i < t->count; i++) {
		bool fits = room - numbers >= TEXT_LEAST * (double)text_count;

		if (!fits || text_count == 0)
			t->width[i] = room * t->wide[i] / (numbers + texts);
		else if (column_at(t, i)->number)
			t->width[i] = t->wide[i];
		else
			t->width[i] = (room - numbers) * t->wide[i] / texts;
		t->x[i] = x;
		x += t->width[i] + BETWEEN;
	}
}

static enum err
lay_head(struct table *t)
{
	struct cell_text cells[PDF_COLUMNS_MAX];
	struct sheet *s = t->sheet;
	struct strip *last;

	for (size_t i = 0; i < t->count; i++)
		cells[i] = (struct cell_text){ column_at(t, i)->title, t->x[i],
			t->width[i], LOOK_LABEL,
			column_at(t, i)->number ? SIDE_END : SIDE_START, false };
	s->head = s->strips.count;
	TRY(text_row(s, cells, t->count, 20));
	s->head_count = s->strips.count - s->head;
	last = &s->strips.at[s->strips.count - 1];
	last->height += 4;
	last->rule = RULE_STRONG;
	strips_keep(s, s->head);
	last->keep = true;
	return OK;
}

static enum err
lay_row(struct table *t, size_t row)
{
	struct cell_text cells[PDF_COLUMNS_MAX];
	struct sheet *s = t->sheet;
	size_t first = s->strips.count;
	double height = 0;

	for (size_t i = 0; i < t->count; i++)
		cells[i] = (struct cell_text){ cell_at(t, row, i), t->x[i], t->width[i],
			LOOK_BODY, column_at(t, i)->number ? SIDE_END : SIDE_START,
			column_at(t, i)->number };
	TRY(text_row(s, cells, t->count, 5));
	for (size_t i = first; i < s->strips.count; i++) {
		s->strips.at[i].table = true;
		height += s->strips.at[i].height;
	}
	if (height < ROW_TALL)
		strips_keep(s, first);
	s->strips.at[s->strips.count - 1].height += 4;
	s->strips.at[s->strips.count - 1].rule = RULE_THIN;
	return OK;
}

enum err
sheet_table(struct sheet *s)
{
	struct table t = { .sheet = s };

	if (s->paper->row_count == 0)
		return OK;
	find_used(&t);
	if (t.count == 0)
		return OK;
	for (size_t i = 0; i < t.count; i++)
		TRY(measure(&t, i));
	place(&t);
	TRY(lay_head(&t));
	for (size_t row = 0; row < s->paper->row_count; row++)
		TRY(lay_row(&t, row));
	return OK;
}
