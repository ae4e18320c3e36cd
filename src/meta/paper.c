/*
 * paper.c - the word "paper": which fields of a record, and of its lines, stand on what a
 * customer gets.
 */
#include "meta/compile.h"

const struct key paper_keys[] = {
	{ "to", JSON_ARRAY, "whom it is for: fields, the first stands out" },
	{ "facts", JSON_ARRAY, "fields beside it, and \"@today\"" },
	{ "columns", JSON_ARRAY, "of its lines: fields, and \"@row\"" },
	{ "totals", JSON_ARRAY, "fields below the lines, the last stands out" },
	{ "texts", JSON_ARRAY, "long texts at the end" },
	{ "language", JSON_STRING, "a choice: in which it is written" },
	{ NULL, JSON_NULL, NULL },
};

static const char *const parts[] = { [PAPER_TO] = "to",
	[PAPER_FACTS] = "facts",
	[PAPER_COLUMNS] = "columns",
	[PAPER_TOTALS] = "totals",
	[PAPER_TEXTS] = "texts" };

/* ---- places: FIELD, REFERENCE.FIELD, @today, @row ---- */

static bool
find_field(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, struct str name, const struct field **out)
{
	*out = entity_field(e, name);
	if (*out == NULL)
		say(k, s, at, "E088", "%.*s has no field \"%.*s\"%s", STR_ARG(e->name),
		    STR_ARG(name), hint_field(k, e, name));
	return *out != NULL;
}

/* False: it was said why. */
static bool
find_place(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, struct str word, struct paper_place *out)
{
	struct str ref, there;

	if (!str_cut(word, '.', &ref, &there))
		return find_field(k, e, s, at, word, &out->field);
	if (!find_field(k, e, s, at, ref, &out->through))
		return false;
	if (out->through->to_count == 1)
		return find_field(k, out->through->to[0], s, at, there, &out->field);
	say(k, s, at, "E088", "%.*s is no reference to one kind", STR_ARG(ref));
	return false;
}

static bool
find_word(struct str word, enum paper_part part, enum paper_what *out)
{
	if (part == PAPER_FACTS && str_is(word, "@today"))
		*out = PAPER_TODAY;
	else if (part == PAPER_COLUMNS && str_is(word, "@row"))
		*out = PAPER_ROW;
	else
		return false;
	return true;
}

static bool
is_hidden(const struct paper_place *place)
{
	return (place->field != NULL && place->field->hidden) ||
	       (place->through != NULL && place->through->hidden);
}

static void
compile_part(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *words, enum paper_part part, struct paper_word *paper)
{
	const json_t *word;
	char at[60];
	size_t i;

	if (json_array_size(words) > PAPER_PLACES_MAX) {
		snprintf(at, sizeof(at), "paper.%s", parts[part]);
		say(k, s, at, "E088", "%d at most", PAPER_PLACES_MAX);
		return;
	}
	json_array_foreach((json_t *)(uintptr_t)words, i, word)
	{
		struct paper_place place = { .said = i };

		snprintf(at, sizeof(at), "paper.%s.%zu", parts[part], i);
		if (find_word(json_str(word), part, &place.what) ||
		    (find_place(k, e, s, at, json_str(word), &place) &&
			!is_hidden(&place))) /* what a site hides stands nowhere */
			paper->parts[part].at[paper->parts[part].count++] = place;
	}
}

static void
compile_language(struct compiler *k, const struct entity *e, const struct source *s,
    struct str word, struct paper_word *paper)
{
	struct paper_place place = { 0 };

	if (word.len == 0 || !find_place(k, e, s, "paper.language", word, &place))
		return;
	if (strcmp(place.field->type->name, "choice") != 0)
		say(k, s, "paper.language", "E088", "%.*s is no choice", STR_ARG(word));
	else if (!is_hidden(&place))
		paper->language = place;
}

void
compile_paper(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *doc = json_object_get(s->json, "paper");
	struct paper_word *paper;

	if (doc == NULL || !check_keys(k, s, "paper", doc, paper_keys))
		return;
	paper = arena_make(k->mem, struct paper_word);
	for (int part = 0; part < PAPER_PARTS; part++) {
		const json_t *words = json_object_get(doc, parts[part]);
		const struct entity *of = part == PAPER_COLUMNS ? e->lines : e;

		if (of != NULL)
			compile_part(k, of, s, words, (enum paper_part)part, paper);
		else if (words != NULL)
			say(k, s, "paper.columns", "E088", "%.*s has no lines",
			    STR_ARG(e->name));
	}
	compile_language(k, e, s, json_get_str(doc, "language"), paper);
	e->paper = paper;
}

/* ---- what may never stand there: what a document keeps from some who read the record.
 * What the site takes from a role is not asked: it is left out of what that role makes
 * ---- */

static void
check_place(struct compiler *k, const struct source *s, const char *at,
    const struct paper_place *place)
{
	const struct field *f = place->field;

	if (f == NULL)
		return;
	if (field_is_kept(f) || (place->through != NULL && field_is_kept(place->through)))
		say(k, s, at, "E088",
		    "\"%.*s\" is not everybody's: it cannot be on a paper, which goes to "
		    "strangers",
		    STR_ARG(f->name));
}

void
check_paper(struct compiler *k, struct entity *e, const struct source *s)
{
	char at[60];

	for (int part = 0; e->paper != NULL && part < PAPER_PARTS; part++)
		for (size_t i = 0; i < e->paper->parts[part].count; i++) {
			const struct paper_place *place = &e->paper->parts[part].at[i];

			snprintf(
			    at, sizeof(at), "paper.%s.%zu", parts[part], place->said);
			check_place(k, s, at, place);
		}
}
