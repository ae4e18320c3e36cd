/*
 * pdf_room.h - what the files of the paper as PDF share.
 *
 * A paper is laid out from top to bottom as strips: what stands beside each other and is
 * not broken over pages, such as one line of each cell of a row.  Then the strips are put
 * on pages, and drawn.  Positions are in points, from the side where reading begins.
 */
#ifndef PAPER_PDF_ROOM_H
#define PAPER_PDF_ROOM_H

#include "paper/pdf.h"

#include <pango/pangocairo.h>

#define PDF_WIDTH 595.276
#define PDF_HEIGHT 841.89
#define PDF_SIDE 54.0
#define PDF_TOP 54.0
#define PDF_BOTTOM 66.0
#define PDF_INNER (PDF_WIDTH - 2 * PDF_SIDE)
#define PDF_BODY (PDF_HEIGHT - PDF_TOP - PDF_BOTTOM)

enum pdf_ink { INK_TEXT, INK_QUIET, INK_ACCENT };
enum pdf_look {
	LOOK_BODY,
	LOOK_STRONG,
	LOOK_SMALL,
	LOOK_LABEL,
	LOOK_COMPANY,
	LOOK_KIND,
	LOOK_TITLE,
	LOOK_HEADING,
	LOOK_TOTAL,
	LOOK_COUNT
};
enum pdf_side { SIDE_START, SIDE_END, SIDE_OWN /* where its own language begins */ };

struct piece { /* a line of text */
	PangoLayoutLine *line;
	double x, y; /* of its left end on the page; of its base line within the strip */
	enum pdf_ink ink;
};

enum pdf_rule { RULE_NONE, RULE_THIN, RULE_STRONG };

struct strip {
	double above, height;
	LIST(struct piece) pieces;
	double rule_from;   /* where the line below it begins */
	enum pdf_rule rule; /* below it */
	bool keep;          /* on one page with the next */
	bool table;         /* it stands below the table's head */
};

struct cell_text { /* of a row */
	struct str text;
	double x, width;
	enum pdf_look look;
	enum pdf_side side;
	bool number; /* it runs as the paper does: "۱۲۳ USD" is no English text */
};

struct sheet {
	struct arena *mem;
	const struct pdf_paper *paper;
	PangoContext *context;
	PangoFontDescription *fonts[LOOK_COUNT];
	bool mirrored;
	LIST(struct strip) strips;
	size_t head, head_count; /* the strips of the table's head */
	size_t letters;          /* so far */
	int64_t until_us;
	const atomic_bool *stop;
	struct text unknown; /* letters without a font */
	size_t unknown_count;
};

/* ---- pdf_text.c ---- */

/* errs  LARGE · LIMIT */
MUST_USE enum err text_layout(
    struct sheet *s, const struct cell_text *cell, PangoLayout **out);
/* As wide as it is, unbroken. */
MUST_USE enum err text_width(
    struct sheet *s, struct str text, enum pdf_look look, double *out);
/* Its lines into one strip, from *y on, which moves on. */
MUST_USE enum err text_stack(
    struct sheet *s, struct strip *to, const struct cell_text *cell, double *y);
/* Cells side by side, as strips: the first line of each, the second … */
MUST_USE enum err text_row(
    struct sheet *s, const struct cell_text *cells, size_t count, double above);
double line_x(const struct sheet *s, PangoLayoutLine *line, const struct cell_text *cell);
struct strip *strip_add(struct sheet *s, double above);
/* Those since first stay on one page. */
void strips_keep(struct sheet *s, size_t first);

/* ---- pdf_sheet.c, pdf_table.c ---- */

MUST_USE enum err sheet_lay(struct sheet *s);
MUST_USE enum err sheet_table(struct sheet *s);

/* ---- pdf_page.c ---- */

struct pages {
	struct sheet *sheet;
	LIST(struct placed {
		size_t strip;
		double y;
		int page;
	})
	placed;
	int count;
};

MUST_USE enum err pages_fill(struct sheet *s, struct pages *out);
MUST_USE enum err pages_draw(struct pages *p, cairo_t *to);

/* ---- pdf_lang.c ---- */

/* Say in the file in which language it is, and which way it is read. */
struct str pdf_in_language(struct arena *mem, struct str file, const char *language);

#endif
