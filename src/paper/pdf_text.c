/*
 * pdf_text.c - text as lines, and lines as strips.
 *
 * Text is whatever somebody typed: what would turn the direction of its neighbours, and
 * what is no letter, is left out; a paragraph that has no end is cut up, since Pango's
 * work for one grows faster than its length.
 */
#include "paper/pdf_room.h"

#define PARAGRAPH_MAX 4000 /* bytes that are broken into lines at once */
#define UNKNOWN_MAX 10     /* letters that are said */

/* ---- what may be written ---- */

static bool
ends_line(uint32_t p)
{
	return p == '\n' || p == 0x0B || p == 0x0C || p == 0x85 || p == 0x2028 ||
	       p == 0x2029;
}

/* Controls, what turns the direction beyond its own end, what is no character. */
static bool
is_nothing(uint32_t p)
{
	return (p < 0x20 && p != '\t') || (p >= 0x7F && p < 0xA0) || p == 0xFEFF ||
	       (p >= 0x202A && p <= 0x202E) || (p >= 0xFFF9 && p <= 0xFFFC) ||
	       (p & 0xFFFE) == 0xFFFE || (p >= 0xE0000 && p < 0xE0080);
}

static struct str
written(struct sheet *s, struct str in)
{
	struct text t = TEXT_INIT(s->mem);
	size_t since = 0;

	for (size_t at = 0; at < in.len;) {
		uint32_t p = utf8_next(in, &at);
		bool ends = ends_line(p) || since >= PARAGRAPH_MAX;

		if (ends)
			text_char(&t, '\n');
		if (!ends_line(p) && !is_nothing(p))
			text_point(&t, p);
		since = ends ? 0 : since + 1;
	}
	return str_trim(text_done(&t));
}

/* ---- layouts ---- */

static void
note_unknown(struct sheet *s, uint32_t letter)
{
	struct text one = TEXT_INIT(s->mem);

	text_point(&one, letter);
	if (str_find(text_done(&s->unknown), text_done(&one)) < s->unknown.len ||
	    s->unknown_count == UNKNOWN_MAX)
		return;
	s->unknown_count++;
	text_printf(&s->unknown, "%s%s (U+%04" PRIX32 ")", s->unknown.len > 0 ? ", " : "",
	    one.at, letter);
}

static void
find_unknown(struct sheet *s, PangoLayout *layout)
{
	PangoLayoutIter *iter = pango_layout_get_iter(layout);

	do {
		PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);

		for (int i = 0; run != NULL && i < run->glyphs->num_glyphs; i++) {
			PangoGlyph g = run->glyphs->glyphs[i].glyph;

			if (g != PANGO_GLYPH_EMPTY && g & PANGO_GLYPH_UNKNOWN_FLAG)
				note_unknown(s, g & ~PANGO_GLYPH_UNKNOWN_FLAG);
		}
	} while (pango_layout_iter_next_run(iter));
	pango_layout_iter_free(iter);
}

enum err
text_layout(struct sheet *s, const struct cell_text *cell, PangoLayout **out)
{
	struct str clean;

	s->letters += cell->text.len;
	if (s->letters > PDF_LETTERS_MAX)
		return ERR_LARGE;
	if (time_steady_us() > s->until_us || (s->stop != NULL && atomic_load(s->stop)))
		return ERR_LIMIT;
	clean = written(s, cell->text);
	*out = pango_layout_new(s->context);
	arena_defer(s->mem, g_object_unref, *out);
	pango_layout_set_font_description(*out, s->fonts[cell->look]);
	pango_layout_set_auto_dir(*out, !cell->number);
	pango_layout_set_wrap(*out, PANGO_WRAP_WORD_CHAR);
	if (cell->width > 0)
		pango_layout_set_width(*out, pango_units_from_double(cell->width));
	pango_layout_set_text(*out, clean.len > 0 ? clean.at : "", (int)clean.len);
	if (pango_layout_get_unknown_glyphs_count(*out) > 0)
		find_unknown(s, *out);
	return OK;
}

enum err
text_width(struct sheet *s, struct str text, enum pdf_look look, double *out)
{
	struct cell_text cell = { .text = text, .look = look };
	PangoLayout *layout;
	int width;

	TRY(text_layout(s, &cell, &layout));
	pango_layout_get_size(layout, &width, NULL);
	*out = pango_units_to_double(width);
	return OK;
}

/* ---- strips ---- */

static enum pdf_ink
ink_of(enum pdf_look look)
{
	switch (look) {
	case LOOK_SMALL:
	case LOOK_LABEL: return INK_QUIET;
	case LOOK_KIND: return INK_ACCENT;
	default: return INK_TEXT;
	}
}

double
line_x(const struct sheet *s, PangoLayoutLine *line, const struct cell_text *cell)
{
	PangoRectangle box;
	bool turned =
	    pango_layout_line_get_resolved_direction(line) == PANGO_DIRECTION_RTL;
	double left = s->mirrored ? PDF_INNER - cell->x - cell->width : cell->x;
	bool right =
	    cell->side == SIDE_OWN ? turned : (cell->side == SIDE_END) != s->mirrored;

	pango_layout_line_get_extents(line, NULL, &box);
	return PDF_SIDE + left +
	       (right ? cell->width - pango_units_to_double(box.width) : 0);
}

struct strip *
strip_add(struct sheet *s, double above)
{
	struct strip *new = list_add(s->mem, &s->strips);

	new->above = above;
	return new;
}

void
strips_keep(struct sheet *s, size_t first)
{
	for (size_t i = first; i + 1 < s->strips.count; i++)
		s->strips.at[i].keep = true;
}

struct line { /* and where it stands in its layout */
	PangoLayoutLine *line;
	double height, base;
};

static struct line
line_at(PangoLayoutIter *iter)
{
	struct line one = { .line = pango_layout_iter_get_line_readonly(iter) };
	int from, to;

	pango_layout_iter_get_line_yrange(iter, &from, &to);
	one.height = pango_units_to_double(to - from);
	one.base = pango_units_to_double(pango_layout_iter_get_baseline(iter) - from);
	return one;
}

static void
piece_add(struct sheet *s, struct strip *to, const struct cell_text *cell,
    const struct line *line, double y)
{
	*list_add(s->mem, &to->pieces) = (struct piece){ .line = line->line,
		.x = line_x(s, line->line, cell),
		.y = y + line->base,
		.ink = ink_of(cell->look) };
}

enum err
text_stack(struct sheet *s, struct strip *to, const struct cell_text *cell, double *y)
{
	PangoLayoutIter *iter;
	PangoLayout *layout;

	TRY(text_layout(s, cell, &layout));
	iter = pango_layout_get_iter(layout);
	do {
		struct line line = line_at(iter);

		piece_add(s, to, cell, &line, *y);
		*y += line.height;
	} while (pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
	if (*y > to->height)
		to->height = *y;
	return OK;
}

/* The base lines of what stands beside each other are one. */
static void
row_strip(struct sheet *s, const struct cell_text *cells, PangoLayoutIter **iters,
    size_t count, double above)
{
	struct strip *to = strip_add(s, above);
	struct line lines[PDF_COLUMNS_MAX + 1] = { 0 };
	double base = 0, below = 0;

	for (size_t i = 0; i < count; i++) {
		if (iters[i] == NULL)
			continue;
		lines[i] = line_at(iters[i]);
		base = lines[i].base > base ? lines[i].base : base;
	}
	for (size_t i = 0; i < count; i++) {
		if (iters[i] == NULL)
			continue;
		piece_add(s, to, &cells[i], &lines[i], base - lines[i].base);
		if (lines[i].height - lines[i].base > below)
			below = lines[i].height - lines[i].base;
	}
	to->height = base + below;
}

/* False: none has another line. */
static bool
iters_next(PangoLayoutIter **iters, size_t count)
{
	bool more = false;

	for (size_t i = 0; i < count; i++)
		if (iters[i] != NULL && pango_layout_iter_next_line(iters[i])) {
			more = true;
		} else if (iters[i] != NULL) {
			pango_layout_iter_free(iters[i]);
			iters[i] = NULL;
		}
	return more;
}

enum err
text_row(struct sheet *s, const struct cell_text *cells, size_t count, double above)
{
	PangoLayout *layouts[PDF_COLUMNS_MAX + 1];
	PangoLayoutIter *iters[PDF_COLUMNS_MAX + 1];
	size_t first = s->strips.count;

	for (size_t i = 0; i < count; i++)
		TRY(text_layout(s, &cells[i], &layouts[i]));
	for (size_t i = 0; i < count; i++)
		iters[i] = pango_layout_get_iter(layouts[i]);
	do
		row_strip(s, cells, iters, count, s->strips.count == first ? above : 0);
	while (iters_next(iters, count));
	/* no single line is left behind, nor sent ahead */
	s->strips.at[first].keep = s->strips.count - first > 1;
	if (s->strips.count - first > 1)
		s->strips.at[s->strips.count - 2].keep = true;
	return OK;
}
