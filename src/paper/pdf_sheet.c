/*
 * pdf_sheet.c - a paper from top to bottom, as strips: who writes, what it is, whom it is
 * for, facts, the table, sums, texts.
 */
#include "paper/pdf_room.h"

#define LABEL_WIDTH 96.0
#define GAP 14.0
#define HALF ((PDF_INNER - GAP) / 2)

/* Acme Trading                     Quote
 * -------------------------------------- */
static enum err
lay_letterhead(struct sheet *s)
{
	const struct pdf_paper *p = s->paper;
	struct cell_text cells[] = {
		{ p->company, 0, HALF + 40, LOOK_COMPANY, SIDE_START, false },
		{ p->kind, HALF + 40 + GAP, HALF - 40, LOOK_KIND, SIDE_END, false },
	};
	struct strip *last;

	TRY(text_row(s, cells, 2, 0));
	last = &s->strips.at[s->strips.count - 1];
	last->height += 8;
	last->rule = RULE_STRONG;
	strips_keep(s, 0);
	last->keep = true;
	return OK;
}

static enum err
lay_line(struct sheet *s, struct str text, enum pdf_look look, enum pdf_side side,
    double above)
{
	struct cell_text cell = { text, 0, PDF_INNER, look, side, false };

	return text.len == 0 ? OK : text_row(s, &cell, 1, above);
}

/* One column: a label, and what it says. */
static enum err
stack_facts(struct sheet *s, struct strip *to, size_t first, size_t count, double x,
    double width, double *y)
{
	for (size_t i = first; i < first + count; i++) {
		const struct pdf_fact *f = &s->paper->facts[i];
		struct cell_text label = { f->label, x, LABEL_WIDTH, LOOK_LABEL,
			SIDE_START, false };
		struct cell_text text = { f->text, x + LABEL_WIDTH + 8,
			width - LABEL_WIDTH - 8, LOOK_BODY, SIDE_START, f->number };
		double below_label = *y + 0.8, below_text = *y;

		TRY(text_stack(s, to, &label, &below_label));
		TRY(text_stack(s, to, &text, &below_text));
		*y = (below_text > below_label ? below_text : below_label) + 2.5;
	}
	return OK;
}

static enum err
stack_to(struct sheet *s, struct strip *strip, double *y)
{
	for (size_t i = 0; i < s->paper->to_count; i++) {
		struct cell_text cell = { s->paper->to[i], 0, HALF,
			i == 0 ? LOOK_STRONG : LOOK_BODY, SIDE_START, false };

		TRY(text_stack(s, strip, &cell, y));
	}
	return OK;
}

/* Row by row, where a block would be too tall for a page. */
static enum err
lay_long_facts(struct sheet *s)
{
	for (size_t i = 0; i < s->paper->to_count; i++)
		TRY(lay_line(s, s->paper->to[i], i == 0 ? LOOK_STRONG : LOOK_BODY,
		    SIDE_START, i == 0 ? 14 : 0));
	for (size_t i = 0; i < s->paper->fact_count; i++) {
		const struct pdf_fact *f = &s->paper->facts[i];
		struct cell_text cells[] = {
			{ f->label, 0, LABEL_WIDTH + 24, LOOK_LABEL, SIDE_START, false },
			{ f->text, LABEL_WIDTH + 32, PDF_INNER - LABEL_WIDTH - 32,
			    LOOK_BODY, SIDE_START, f->number },
		};

		TRY(text_row(s, cells, 2, i == 0 ? 14 : 3));
	}
	return OK;
}

/* Whom it is for beside the facts; or the facts, in two columns. */
static enum err
lay_facts(struct sheet *s)
{
	const struct pdf_paper *p = s->paper;
	size_t first = p->to_count > 0 ? 0 : (p->fact_count + 1) / 2;
	double left = 0, right = 0;
	struct strip *strip;

	if (p->to_count + p->fact_count == 0)
		return OK;
	strip = strip_add(s, 14);
	if (p->to_count > 0)
		TRY(stack_to(s, strip, &left));
	else
		TRY(stack_facts(s, strip, 0, first, 0, HALF, &left));
	TRY(stack_facts(
	    s, strip, first, p->fact_count - first, HALF + GAP, HALF, &right));
	if (strip->height < PDF_BODY / 2)
		return OK;
	s->strips.count--;
	return lay_long_facts(s);
}

static enum err
lay_totals(struct sheet *s)
{
	const struct pdf_paper *p = s->paper;
	double from = PDF_INNER * 0.5;
	size_t first = s->strips.count;

	for (size_t i = 0; i < p->total_count; i++) {
		bool last = i + 1 == p->total_count;
		enum pdf_look look = last ? LOOK_TOTAL : LOOK_BODY;
		struct cell_text cells[] = {
			{ p->totals[i].label, from, 90, look, SIDE_START, false },
			{ p->totals[i].text, from + 94, PDF_INNER - from - 94, look,
			    SIDE_END, true },
		};

		if (last && i > 0) {
			struct strip *above = &s->strips.at[s->strips.count - 1];

			above->height += 4;
			above->rule = RULE_STRONG;
			above->rule_from = from;
		}
		TRY(text_row(s, cells, 2, i == 0 ? 10 : last ? 5 : 3));
	}
	if (p->total_count > 0 && first > 0 && p->row_count > 0)
		s->strips.at[first - 1].keep = true; /* not alone on a page */
	strips_keep(s, first);
	return OK;
}

/* A paragraph each line: between them a page may end. */
static enum err
lay_paragraphs(struct sheet *s, struct str text)
{
	struct str rest = text, one;
	bool after_empty = false;

	while (str_next(&rest, '\n', &one)) {
		if (str_trim(one).len > 0)
			TRY(lay_line(s, one, LOOK_BODY, SIDE_OWN, after_empty ? 8 : 2));
		after_empty = str_trim(one).len == 0;
	}
	return OK;
}

static enum err
lay_texts(struct sheet *s)
{
	for (size_t i = 0; i < s->paper->text_count; i++) {
		const struct pdf_fact *t = &s->paper->texts[i];

		if (t->text.len == 0)
			continue;
		TRY(lay_line(s, t->label, LOOK_HEADING, SIDE_START, 20));
		s->strips.at[s->strips.count - 1].keep = true;
		TRY(lay_paragraphs(s, t->text));
	}
	return OK;
}

enum err
sheet_lay(struct sheet *s)
{
	TRY(lay_letterhead(s));
	TRY(lay_line(s, s->paper->title, LOOK_TITLE, SIDE_START, 18));
	TRY(lay_facts(s));
	TRY(sheet_table(s));
	TRY(lay_totals(s));
	return lay_texts(s);
}
