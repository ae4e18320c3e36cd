/*
 * pdf_page.c - strips put on pages, and pages drawn.
 *
 * What is to stay together goes to the next page whole, if one page can hold it.  A page
 * that begins within the table begins with its head.
 */
#include "paper/pdf_room.h"

static const double inks[][3] = { [INK_TEXT] = { 0.10, 0.12, 0.17 },
	[INK_QUIET] = { 0.38, 0.42, 0.49 },
	[INK_ACCENT] = { 0.12, 0.30, 0.55 } };
static const double rules[][4] = { [RULE_NONE] = { 0 },
	[RULE_THIN] = { 0.76, 0.79, 0.84, 0.6 },
	[RULE_STRONG] = { 0.30, 0.36, 0.45, 0.9 } };

/* ---- where each stands ---- */

static void
put(struct pages *p, size_t strip, double *y)
{
	const struct strip *s = &p->sheet->strips.at[strip];

	if (*y > 0)
		*y += s->above;
	*list_add(p->sheet->mem, &p->placed) =
	    (struct placed){ .strip = strip, .y = *y, .page = p->count - 1 };
	*y += s->height;
}

static enum err
turn(struct pages *p, size_t next, double *y)
{
	const struct sheet *s = p->sheet;

	if (p->count == PDF_PAGES_MAX)
		return ERR_LARGE;
	p->count++;
	*y = 0;
	if (s->strips.at[next].table)
		for (size_t i = 0; i < s->head_count; i++)
			put(p, s->head + i, y);
	return OK;
}

/* What is kept together from first on; out: behind it. */
static double
run_height(const struct sheet *s, size_t first, size_t *end)
{
	double height = 0;
	size_t i = first;

	for (;; i++) {
		height += s->strips.at[i].above + s->strips.at[i].height;
		if (!s->strips.at[i].keep || i + 1 == s->strips.count)
			break;
	}
	*end = i + 1;
	return height;
}

static double
head_height(const struct sheet *s)
{
	double height = 0;

	for (size_t i = 0; i < s->head_count; i++)
		height += s->strips.at[s->head + i].height;
	return height;
}

enum err
pages_fill(struct sheet *s, struct pages *out)
{
	double head = head_height(s), y = 0;

	*out = (struct pages){ .sheet = s, .count = 1 };
	for (size_t first = 0, end; first < s->strips.count; first = end) {
		double height = run_height(s, first, &end);

		if (y + height > PDF_BODY && y > 0 && height <= PDF_BODY - head)
			TRY(turn(out, first, &y));
		for (size_t i = first; i < end; i++) {
			const struct strip *one = &s->strips.at[i];

			if (y > 0 && y + one->above + one->height > PDF_BODY)
				TRY(turn(out, i, &y));
			put(out, i, &y);
		}
	}
	return OK;
}

/* ---- drawn ---- */

static void
ink(cairo_t *to, enum pdf_ink which)
{
	cairo_set_source_rgb(to, inks[which][0], inks[which][1], inks[which][2]);
}

static void
draw_rule(const struct sheet *s, cairo_t *to, enum pdf_rule which, double from, double y)
{
	const double *rule = rules[which];
	double left = PDF_SIDE + (s->mirrored ? 0 : from);
	double right = PDF_WIDTH - PDF_SIDE - (s->mirrored ? from : 0);

	cairo_set_source_rgb(to, rule[0], rule[1], rule[2]);
	cairo_set_line_width(to, rule[3]);
	cairo_move_to(to, left, y);
	cairo_line_to(to, right, y);
	cairo_stroke(to);
}

static void
draw_strip(const struct sheet *s, cairo_t *to, const struct strip *strip, double y)
{
	for (size_t i = 0; i < strip->pieces.count; i++) {
		const struct piece *piece = &strip->pieces.at[i];

		ink(to, piece->ink);
		cairo_move_to(to, piece->x, y + piece->y);
		pango_cairo_show_layout_line(to, piece->line);
	}
	if (strip->rule != RULE_NONE)
		draw_rule(s, to, strip->rule, strip->rule_from, y + strip->height);
}

/* A number in the figures of the language. */
static struct str
figures(struct sheet *s, int number)
{
	struct str ascii = str_printf(s->mem, "%d", number);
	struct text t = TEXT_INIT(s->mem);

	for (size_t i = 0; i < ascii.len; i++)
		if (strcmp(s->paper->language, "fa") == 0)
			text_point(&t, 0x6F0 + (uint32_t)(ascii.at[i] - '0'));
		else
			text_char(&t, ascii.at[i]);
	return text_done(&t);
}

static struct str
with(struct arena *mem, struct str text, const char *place, struct str value)
{
	size_t at = str_find(text, str_of(place)), behind = at + strlen(place);

	if (at == text.len)
		return text;
	return str_printf(mem, "%.*s%.*s%.*s", (int)at, text.at, STR_ARG(value),
	    (int)(text.len - behind), text.at + behind);
}

/* The first line of a text at the bottom of the page. */
static enum err
draw_at_bottom(struct sheet *s, cairo_t *to, struct str text, enum pdf_side side)
{
	struct cell_text cell = { text, side == SIDE_START ? 0 : PDF_INNER - 120,
		side == SIDE_START ? PDF_INNER - 130 : 120, LOOK_SMALL, side, false };
	PangoLayoutLine *line;
	PangoLayout *layout;

	if (text.len == 0)
		return OK;
	TRY(text_layout(s, &cell, &layout));
	line = pango_layout_get_line_readonly(layout, 0);
	ink(to, INK_QUIET);
	cairo_move_to(to, line_x(s, line, &cell), PDF_HEIGHT - PDF_BOTTOM + 30);
	pango_cairo_show_layout_line(to, line);
	return OK;
}

static enum err
draw_foot(struct pages *p, cairo_t *to, int page)
{
	struct sheet *s = p->sheet;
	struct str text = with(s->mem, s->paper->page, "{page}", figures(s, page + 1));

	text = with(s->mem, text, "{pages}", figures(s, p->count));
	draw_rule(s, to, RULE_THIN, 0, PDF_HEIGHT - PDF_BOTTOM + 16);
	TRY(draw_at_bottom(s, to, s->paper->foot, SIDE_START));
	return draw_at_bottom(s, to, text, SIDE_END);
}

enum err
pages_draw(struct pages *p, cairo_t *to)
{
	size_t i = 0;

	for (int page = 0; page < p->count; page++) {
		for (; i < p->placed.count && p->placed.at[i].page == page; i++)
			draw_strip(p->sheet, to,
			    &p->sheet->strips.at[p->placed.at[i].strip],
			    PDF_TOP + p->placed.at[i].y);
		TRY(draw_foot(p, to, page));
		cairo_show_page(to);
	}
	return cairo_status(to) == CAIRO_STATUS_SUCCESS ? OK : ERR_DOWN;
}
