/*
 * pdf.h - a paper for a customer, as PDF: pages of A4 with a head, facts, a table whose
 * head is repeated, sums and terms.
 *
 * Pango finds fonts, shapes letters and breaks lines; Cairo writes the file, with those
 * letters of the fonts that are used.  The paper is mirrored where its language is
 * written from the right.  Letters that no font of this machine has are said, never drawn
 * as boxes.
 *
 * Fonts are looked for once, by pdf_fonts_begin(): before the process is confined, since
 * what is known of them lies in a cache that it reads no more.
 *
 * Threads  any: what Pango keeps is each thread's own.
 * Limits   below; a paper ends with LARGE or LIMIT, not with the machine's memory.
 */
#ifndef PAPER_PDF_H
#define PAPER_PDF_H

#include "base/base.h"

#define PDF_COLUMNS_MAX 12
#define PDF_ROWS_MAX 2000
#define PDF_LETTERS_MAX ((size_t)400000) /* bytes of all texts */
#define PDF_PAGES_MAX 300
#define PDF_MS_MAX 15000
#define PDF_FONTS_MAX 64 /* folders */

struct pdf_fact {
	struct str label, text;
	bool number; /* an amount: it runs as the paper does */
};

struct pdf_column {
	struct str title;
	bool number; /* it is written to the end, and not broken */
};

struct pdf_paper {
	const char *language; /* "en" "vi" "fa" "zh" */
	struct str company, kind, title;
	const struct str *to; /* whom it is for; the first stands out */
	size_t to_count;
	const struct pdf_fact *facts;
	size_t fact_count;
	const struct pdf_column *columns;
	size_t column_count;
	const struct str *cells; /* row by row */
	size_t row_count;
	const struct pdf_fact *totals; /* the last stands out */
	size_t total_count;
	const struct pdf_fact *texts; /* a heading, and what stands below */
	size_t text_count;
	struct str foot; /* on every page */
	struct str page; /* "Page {page} of {pages}" */
};

struct pdf_how {
	int64_t ms;              /* at most; 0: PDF_MS_MAX */
	const atomic_bool *stop; /* or NULL */
};

/* What no font has: letters, each once, as far as they help. */
struct pdf_fault {
	struct str letters;
};

/*
 * Make the paper.
 *
 * out   out    the file, in mem
 *       fault  if INPUT: letters without a font
 * errs  INPUT  · LARGE  too much of it · LIMIT  it took too long, or was stopped
 *       DOWN   there is no font for the language, or no place for the file
 */
MUST_USE enum err pdf_make(struct arena *mem, const struct pdf_paper *paper,
    const struct pdf_how *how, struct str *out, struct pdf_fault *fault);

/* ---- fonts ---- */

/* Look for them, once for all. */
void pdf_fonts_begin(void);
/* Give back what they took, when no paper is made any more. */
void pdf_fonts_end(void);
/* The folders they lie in; they live as long as the process.  Answers how many. */
size_t pdf_font_folders(const char *out[PDF_FONTS_MAX]);
/* Has this machine a font for what the language is written with? */
bool pdf_has_font(const char *language);

#endif
