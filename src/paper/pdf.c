/*
 * pdf.c - the paper as a file: fonts chosen, laid out, put on pages, written.
 */
#include "paper/pdf_room.h"

#include <cairo-pdf.h>

/* TrueType first: of a font with CFF outlines, as Noto Sans CJK has, Cairo keeps all
 * subroutines, a megabyte in each paper. */
#define CHINESE "WenQuanYi Micro Hei,Droid Sans Fallback,Noto Sans CJK SC"

/* Ours first; what they lack is found among all that there are. */
static const char *
family_of(const char *language)
{
	if (strcmp(language, "fa") == 0)
		return "Vazirmatn,Noto Sans Arabic,Noto Sans," CHINESE;
	if (strcmp(language, "zh") == 0)
		return CHINESE ",Noto Sans,Noto Sans Arabic";
	return "Noto Sans,Noto Sans Arabic," CHINESE;
}

static const struct look {
	double size;
	PangoWeight weight;
} looks[] = { [LOOK_BODY] = { 9.5, PANGO_WEIGHT_NORMAL },
	[LOOK_STRONG] = { 10.5, PANGO_WEIGHT_BOLD },
	[LOOK_SMALL] = { 7.5, PANGO_WEIGHT_NORMAL },
	[LOOK_LABEL] = { 8.5, PANGO_WEIGHT_NORMAL },
	[LOOK_COMPANY] = { 12, PANGO_WEIGHT_BOLD },
	[LOOK_KIND] = { 18, PANGO_WEIGHT_NORMAL },
	[LOOK_TITLE] = { 15, PANGO_WEIGHT_BOLD },
	[LOOK_HEADING] = { 11, PANGO_WEIGHT_BOLD },
	[LOOK_TOTAL] = { 11, PANGO_WEIGHT_BOLD } };

static void
free_font(void *font)
{
	pango_font_description_free(font);
}

/* Letters as they are, not as a screen would have them. */
static void
choose_fonts(struct sheet *s)
{
	const char *language = s->paper->language;
	bool chinese = strcmp(language, "zh") == 0;
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	s->context = pango_font_map_create_context(pango_cairo_font_map_get_default());
	arena_defer(s->mem, g_object_unref, s->context);
	pango_cairo_context_set_resolution(s->context, 72);
	pango_cairo_context_set_font_options(s->context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(s->context, FALSE);
	pango_context_set_language(
	    s->context, pango_language_from_string(chinese ? "zh-cn" : language));
	pango_context_set_base_dir(s->context,
	    s->mirrored ? PANGO_DIRECTION_WEAK_RTL : PANGO_DIRECTION_WEAK_LTR);
	for (size_t i = 0; i < LOOK_COUNT; i++) {
		PangoFontDescription *font = pango_font_description_new();

		pango_font_description_set_family_static(font, family_of(language));
		pango_font_description_set_weight(font, looks[i].weight);
		pango_font_description_set_absolute_size(
		    font, looks[i].size * PANGO_SCALE);
		arena_defer(s->mem, free_font, font);
		s->fonts[i] = font;
	}
}

static cairo_status_t
take_bytes(void *arg, const unsigned char *at, unsigned len)
{
	text_add(arg, (const char *)at, len);
	return CAIRO_STATUS_SUCCESS;
}

static void
name_file(struct sheet *s, cairo_surface_t *surface)
{
	const struct pdf_paper *p = s->paper;
	struct str title = str_printf(s->mem, "%.*s%s%.*s", STR_ARG(p->kind),
	    p->title.len > 0 ? " – " : "", STR_ARG(p->title));

	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_TITLE, str_c(s->mem, title));
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_AUTHOR, str_c(s->mem, p->company));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Kith");
}

static enum err
write_file(struct pages *pages, struct str *out)
{
	struct sheet *s = pages->sheet;
	struct text file = TEXT_INIT(s->mem);
	cairo_surface_t *surface =
	    cairo_pdf_surface_create_for_stream(take_bytes, &file, PDF_WIDTH, PDF_HEIGHT);
	cairo_t *to = cairo_create(surface);
	enum err e;

	name_file(s, surface);
	e = pages_draw(pages, to);
	cairo_destroy(to);
	cairo_surface_finish(surface);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS && e == OK)
		e = ERR_DOWN;
	cairo_surface_destroy(surface);
	*out = text_done(&file);
	return e;
}

static enum err
make(struct sheet *s, struct str *out, struct pdf_fault *fault)
{
	struct pages pages;

	choose_fonts(s);
	TRY(sheet_lay(s));
	if (s->unknown_count > 0) {
		fault->letters = text_done(&s->unknown);
		return ERR_INPUT;
	}
	TRY(pages_fill(s, &pages));
	return write_file(&pages, out);
}

enum err
pdf_make(struct arena *mem, const struct pdf_paper *paper, const struct pdf_how *how,
    struct str *out, struct pdf_fault *fault)
{
	DEFER(arena_freep) struct arena *work = arena_new();
	struct sheet s = { .mem = work,
		.paper = paper,
		.unknown = TEXT_INIT(work),
		.mirrored = strcmp(paper->language, "fa") == 0,
		.stop = how->stop };
	struct str file;
	enum err e;

	*fault = (struct pdf_fault){ 0 };
	if (paper->row_count > PDF_ROWS_MAX || paper->column_count > PDF_COLUMNS_MAX)
		return ERR_LARGE;
	if (!pdf_has_font(paper->language))
		return ERR_DOWN;
	s.until_us = time_steady_us() + (how->ms > 0 ? how->ms : PDF_MS_MAX) * 1000;
	e = make(&s, &file, fault);
	fault->letters = str_copy(mem, fault->letters);
	TRY(e);
	*out = pdf_in_language(mem, file, paper->language);
	return OK;
}
