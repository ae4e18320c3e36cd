/*
 * paper.c - a record as a paper for a customer: what its entity's word "paper" says,
 * gathered with the eyes of whoever asks, in the language of who gets it.
 */
#include "document/room.h"

struct gathering {
	struct making m;
	struct record *rec;
	const struct paper_word *word;
	struct str currency; /* of all amounts of the lines; "": there are several */
	struct pdf_paper paper;
};

static const char *
language(const struct gathering *g)
{
	return g->m.c->actor.language;
}

static struct str
word_of(const struct gathering *g, const char *key)
{
	return meta_text(g->m.c->meta, g->m.c->mem, language(g), key, NULL);
}

/* ---- a place ---- */

static bool
is_type(const struct field *f, const char *type)
{
	return f != NULL && strcmp(f->type->name, type) == 0;
}

static bool
is_number(const struct paper_place *place)
{
	return place->what == PAPER_ROW || is_type(place->field, "money") ||
	       is_type(place->field, "int") || is_type(place->field, "real") ||
	       is_type(place->field, "percent") || is_type(place->field, "score");
}

/* The record whose field it is, and its value; NULL: nothing, or not for these eyes. */
static enum err
value_at(struct gathering *g, struct record *rec, const struct paper_place *place,
    const struct cell **out)
{
	*out = NULL;
	if (place->through != NULL)
		TRY(read_follow(&g->m, rec, place->through, &rec));
	if (rec == NULL || !read_tells(&g->m, rec, place->field) ||
	    value_empty(record_value(rec, place->field)))
		return OK;
	*out = record_value(rec, place->field);
	return OK;
}

static enum err
text_at(struct gathering *g, struct record *rec, const struct paper_place *place,
    int part, struct str *out)
{
	const struct cell *v;

	*out = STR("");
	if (place->what == PAPER_TODAY) {
		*out = show_day(g->m.c, ctx_today(g->m.c));
		return OK;
	}
	TRY(value_at(g, rec, place, &v));
	if (v == NULL)
		return OK;
	if (place->field->to_count > 0)
		return read_title(&g->m, place->field, v, out);
	*out = show_value(g->m.c, place->field, v, part);
	return OK;
}

static struct str
label_of(const struct gathering *g, const struct paper_place *place)
{
	switch (place->what) {
	case PAPER_TODAY: return word_of(g, "paper.date");
	case PAPER_ROW: return word_of(g, "paper.row");
	default: return field_label(g->m.c->meta, language(g), place->field);
	}
}

/* ---- parts ---- */

static enum err
gather_to(struct gathering *g)
{
	struct str *to = arena_array(g->m.c->mem, struct str, PAPER_PLACES_MAX);

	for (size_t i = 0; i < g->word->parts[PAPER_TO].count; i++) {
		struct str text;

		TRY(text_at(g, g->rec, &g->word->parts[PAPER_TO].at[i], -1, &text));
		if (text.len > 0)
			to[g->paper.to_count++] = text;
	}
	g->paper.to = to;
	return OK;
}

/* What is not said stands nowhere. */
static enum err
gather_facts(
    struct gathering *g, enum paper_part part, const struct pdf_fact **out, size_t *count)
{
	struct pdf_fact *facts =
	    arena_array(g->m.c->mem, struct pdf_fact, PAPER_PLACES_MAX);

	*out = facts;
	for (size_t i = 0; i < g->word->parts[part].count; i++) {
		const struct paper_place *place = &g->word->parts[part].at[i];
		struct str text;

		TRY(text_at(g, g->rec, place, -1, &text));
		if (text.len > 0)
			facts[(*count)++] = (struct pdf_fact){ label_of(g, place), text,
				is_number(place) };
	}
	return OK;
}

/* ---- lines ---- */

/* One for all amounts of the lines is said once, in the sums. */
static enum err
find_currency(struct gathering *g, void **rows, size_t count)
{
	bool first = true;

	for (size_t row = 0; row < count; row++)
		for (size_t i = 0; i < g->word->parts[PAPER_COLUMNS].count; i++) {
			const struct paper_place *place =
			    &g->word->parts[PAPER_COLUMNS].at[i];
			const struct cell *v;

			if (!is_type(place->field, "money"))
				continue;
			TRY(value_at(g, rows[row], place, &v));
			if (v == NULL)
				continue;
			if (!first && !str_same(g->currency, v[1].s)) {
				g->currency = STR("");
				return OK;
			}
			g->currency = v[1].s;
			first = false;
		}
	return OK;
}

/* Do the sums say it? */
static enum err
is_said(struct gathering *g, bool *out)
{
	const struct cell *v;

	*out = false;
	for (size_t i = 0; i < g->word->parts[PAPER_TOTALS].count; i++) {
		const struct paper_place *place = &g->word->parts[PAPER_TOTALS].at[i];

		if (!is_type(place->field, "money"))
			continue;
		TRY(value_at(g, g->rec, place, &v));
		*out |= v != NULL && str_same(v[1].s, g->currency);
	}
	return OK;
}

static enum err
gather_row(struct gathering *g, void *row, size_t number, struct str *cells)
{
	for (size_t i = 0; i < g->word->parts[PAPER_COLUMNS].count; i++) {
		const struct paper_place *place = &g->word->parts[PAPER_COLUMNS].at[i];
		bool bare = is_type(place->field, "money") && g->currency.len > 0;

		if (place->what == PAPER_ROW)
			cells[i] = show_count(g->m.c, number + 1);
		else
			TRY(text_at(g, row, place, bare ? 0 : -1, &cells[i]));
	}
	return OK;
}

/* Where words that belong to the whole line stand: its first text. */
static size_t
words_at(const struct gathering *g)
{
	for (size_t i = 0; i < g->word->parts[PAPER_COLUMNS].count; i++)
		if (!is_number(&g->word->parts[PAPER_COLUMNS].at[i]))
			return i;
	return 0;
}

/* What is offered beside the others says so. */
static void
mark_optional(struct gathering *g, struct record *row, struct str *cells)
{
	const struct field *optional = row->entity->line->optional;
	struct str *words = &cells[words_at(g)], label;

	if (optional == NULL || record_value(row, optional)->i == 0)
		return;
	label = field_label(g->m.c->meta, language(g), optional);
	*words = str_printf(g->m.c->mem, "%.*s (%.*s)", STR_ARG(*words), STR_ARG(label));
}

/* A heading is a row of its own, above its line. */
static bool
heading_of(struct gathering *g, const struct record *row, struct str *cells)
{
	const struct field *heading = row->entity->line->heading;

	if (heading == NULL || value_empty(record_value(row, heading)) ||
	    !read_tells(&g->m, row, heading))
		return false;
	cells[words_at(g)] = record_value(row, heading)->s;
	return true;
}

static enum err
gather_lines(struct gathering *g)
{
	const struct entity *lines = g->rec->entity->lines;
	size_t columns = g->word->parts[PAPER_COLUMNS].count, count;
	struct pdf_column *heads =
	    arena_array(g->m.c->mem, struct pdf_column, PAPER_PLACES_MAX);
	struct str *cells;
	bool said;
	void **rows;

	if (lines == NULL || columns == 0)
		return OK;
	TRY(read_children(&g->m, g->rec->id, lines, lines->line->of, &rows, &count));
	TRY(find_currency(g, rows, count));
	TRY(is_said(g, &said));
	g->currency = said ? g->currency : STR("");
	for (size_t i = 0; i < columns; i++) {
		const struct paper_place *place = &g->word->parts[PAPER_COLUMNS].at[i];

		heads[i] = (struct pdf_column){ label_of(g, place), is_number(place) };
	}
	cells = arena_array(g->m.c->mem, struct str, 2 * count * columns + 1);
	for (size_t row = 0; row < count; row++) {
		if (heading_of(g, rows[row], cells + g->paper.row_count * columns))
			g->paper.row_count++;
		TRY(gather_row(g, rows[row], row, cells + g->paper.row_count * columns));
		mark_optional(g, rows[row], cells + g->paper.row_count * columns);
		g->paper.row_count++;
	}
	g->paper.columns = heads;
	g->paper.column_count = columns;
	g->paper.cells = cells;
	return OK;
}

/* ---- all ---- */

/* Which page of how many is known when it is laid out: the places stay. */
static struct str
page_of(const struct gathering *g)
{
	struct ctx *c = g->m.c;

	return meta_text(c->meta, c->mem, language(g), "paper.page",
	    json_hold(
		c->mem, json_pack("{s:s, s:s}", "page", "{page}", "pages", "{pages}")));
}

static enum err
gather(struct gathering *g)
{
	struct ctx *c = g->m.c;
	struct pdf_paper *p = &g->paper;

	p->language = language(g);
	p->company = p->foot = c->meta->facts.name;
	p->kind = meta_one(c->meta, language(g), g->rec->entity);
	p->title = record_title(c->mem, g->rec);
	p->page = page_of(g);
	TRY(gather_to(g));
	TRY(gather_facts(g, PAPER_FACTS, &p->facts, &p->fact_count));
	TRY(gather_lines(g));
	TRY(gather_facts(g, PAPER_TOTALS, &p->totals, &p->total_count));
	return gather_facts(g, PAPER_TEXTS, &p->texts, &p->text_count);
}

/* What could not be made of it, for whoever asks. */
static enum err
say_why(struct ctx *c, enum err e, const struct pdf_fault *why)
{
	if (e == ERR_INPUT)
		fault(c, STR(""), "paper_letters", "letters", str_c(c->mem, why->letters),
		    NULL);
	else if (e == ERR_DOWN)
		fault(c, STR(""), "paper_font", NULL);
	else if (e == ERR_LARGE || e == ERR_LIMIT)
		fault(c, STR(""), "paper_large", NULL);
	return e == ERR_LARGE || e == ERR_LIMIT ? ERR_INPUT : e;
}

static enum err
make(struct gathering *g, struct str *out)
{
	struct pdf_how how = { .ms = DOCUMENT_PAPER_MS };
	struct pdf_fault why = { 0 };
	enum err e = gather(g);

	auth_read(g->m.c, g->m.rows + g->m.seen.count + 1);
	TRY(e);
	e = pdf_make(g->m.c->mem, &g->paper, &how, out, &why);
	return e == OK ? OK : say_why(g->m.c, e, &why);
}

static const char *
known_language(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (str_is(word, languages[i]))
			return languages[i];
	return NULL;
}

/* As was asked; else as the record says; else the actor's. */
static enum err
choose_language(struct gathering *g, struct str asked, const char **out)
{
	const struct cell *v = NULL;

	*out = known_language(asked);
	if (asked.len > 0 && *out == NULL) {
		fault(g->m.c, STR("language"), "not_choice", "value",
		    str_c(g->m.c->mem, utf8_head(asked, 20)), NULL);
		return ERR_INPUT;
	}
	if (*out == NULL && g->word->language.field != NULL)
		TRY(value_at(g, g->rec, &g->word->language, &v));
	if (v != NULL)
		*out = known_language(v->s);
	if (*out == NULL)
		*out = language(g);
	return OK;
}

/* "Q-2026-0001.pdf" */
static struct str
name_of(struct gathering *g)
{
	struct str name = record_title(g->m.c->mem, g->rec);

	for (size_t i = 0; i < g->word->parts[PAPER_FACTS].count; i++) {
		const struct paper_place *place = &g->word->parts[PAPER_FACTS].at[i];
		const struct cell *v = NULL;

		if (place->through == NULL && is_type(place->field, "number") &&
		    value_at(g, g->rec, place, &v) == OK && v != NULL)
			name = v->s;
	}
	return text_name(g->m.c->mem,
	    str_printf(g->m.c->mem, "%.*s.pdf", STR_ARG(utf8_head(name, 100))));
}

enum err
document_paper(
    struct ctx *c, struct ref which, struct str asked, struct document_paper *out)
{
	struct gathering g = { .m = { .c = c }, .word = which.entity->paper };
	struct actor was = c->actor;
	const char *in;
	enum err e;

	TRY(record_load(c, which, &g.rec));
	if (g.word == NULL || g.rec->deleted_ms != 0)
		return ERR_ABSENT;
	TRY(choose_language(&g, asked, &in));
	out->name = name_of(&g);
	out->language = in;
	c->actor.language = in;
	if (strcmp(in, "fa") == 0)
		c->actor.calendar = "persian";
	e = make(&g, &out->bytes);
	c->actor = was;
	return e;
}
