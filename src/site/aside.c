/*
 * aside.c - words of the company that do not fit a newer program.
 *
 * Core and packs of another version may contradict what the site's sheet says: it names
 * a field that is gone, it leaves a pipeline without an end.  A company must work after
 * an upgrade, so at the beginning such words are set aside: taken out of the sheet, one
 * by one, as few as it takes, in one change that is kept and can be undone like any
 * other, and noted in the document aside.json with the reason.  An administrator mends
 * or drops them.  Columns and values stay.
 *
 *   { "words": [ { "document": "deal.json", "at": "fields.shade.show", "word": …,
 *                  "code": "E021", "why": "…", "since": "0.2.0" } ] }
 *
 * What is not the site's to say cannot be set aside: then there is no beginning.
 */
#include "site/room.h"

#define ROUNDS_MAX 200
#define WORDS_MAX 500 /* that are noted; the others are in the change */

struct setting_aside {
	struct ctx *c;
	struct site_doc *docs; /* all that is stored, and what becomes of it */
	bool *changed;
	size_t count;
	json_t *words;
};

bool
site_is_aside(struct str document)
{
	return str_is(document, SITE_ASIDE);
}

/* ---- one word ---- */

/* "site/deal.json" is deal.json, "packs/boats/pack.json" packs/boats.json. */
static struct str
document_of(struct ctx *c, struct str file)
{
	struct str name = { file.at + 5, file.len - 5 }, rest;

	if (str_starts(file, "site/"))
		return name;
	if (!str_starts(file, SITE_PACK))
		return STR_NONE;
	name = (struct str){ file.at + 6, file.len - 6 };
	return str_cut(name, '/', &name, &rest) ? site_pack_document(c->mem, name)
						: STR_NONE;
}

static size_t
index_of(const struct setting_aside *a, struct str document)
{
	size_t i = 0;

	while (i < a->count &&
	       !(str_same(a->docs[i].name, document) && a->docs[i].body.at != NULL))
		i++;
	return i;
}

static void
note_word(struct setting_aside *a, struct str document, struct str at, json_t *word,
    const struct problem *p)
{
	const char *version = a->c->site->config.words->version;
	struct str code = str_of(p->id);

	log_warn("site: %.*s: %.*s does not fit this version and is set aside: %s %.*s",
	    STR_ARG(document), STR_ARG(at), p->id, STR_ARG(p->text));
	if (json_array_size(a->words) >= WORDS_MAX)
		return;
	json_array_append_new(
	    a->words, json_pack("{s:s%, s:s%, s:O?, s:s%, s:s%, s:s}", "document",
			  document.at, document.len, "at", at.at == NULL ? "" : at.at,
			  at.len, "word", word, "code", code.at, code.len, "why",
			  p->text.at, p->text.len, "since", version));
}

/* A rule, a view, a stage goes as a whole; of a field, and of rights, a word of it. */
static int
depth_of(struct str at)
{
	return str_starts(at, "fields.") || str_starts(at, "rights.") ? 3 : 2;
}

/*
 * Take out of doc what stands at `at`, or the last that is there on the way to it.
 * False: nothing is, but the document.
 */
static bool
take_word(struct arena *mem, json_t *doc, struct str at, struct str *where, json_t **word)
{
	json_t *holder = NULL, *here = doc;
	const char *last = NULL;
	struct str rest = at, key;
	int most = depth_of(at);

	for (int depth = 0; depth < most && str_next(&rest, '.', &key); depth++) {
		json_t *next = json_object_get(here, str_c(mem, key));

		if (next == NULL)
			break;
		holder = here;
		last = str_c(mem, key);
		here = next;
		*where = (struct str){ at.at, (size_t)(key.at + key.len - at.at) };
	}
	if (holder == NULL || strcmp(last, "entity") == 0 ||
	    strcmp(last, "extend") == 0 ||
	    (holder == doc && json_object_get(doc, "rights") != NULL))
		return false;
	*word = json_hold(mem, json_incref(here));
	json_object_del(holder, last);
	return true;
}

/* False: it is not the site's, or is gone already. */
static bool
set_aside(struct setting_aside *a, const struct problem *p)
{
	struct str where = STR(""), name = document_of(a->c, p->file);
	size_t i = index_of(a, name);
	json_t *doc, *word = NULL;

	if (name.at == NULL || i == a->count)
		return false;
	a->changed[i] = true;
	if (!site_is_pack(name) &&
	    json_read(a->c->mem, a->docs[i].body, &doc, NULL) == OK &&
	    take_word(a->c->mem, doc, p->at, &where, &word)) {
		note_word(a, name, where, word, p);
		a->docs[i].body =
		    site_says_nothing(doc) ? STR_NONE : json_dump(a->c->mem, doc);
		return true;
	}
	if (!site_is_pack(name) &&
	    json_read(a->c->mem, a->docs[i].body, &word, NULL) != OK)
		word = NULL;
	note_word(a, name, STR(""), word, p); /* a pack is in the change, as it came */
	a->docs[i].body = STR_NONE;
	return true;
}

/* Of each place once: several things may be wrong with it. */
static bool
is_first(const struct problems *problems, size_t n)
{
	const struct problem *p = &problems->list.at[n];

	for (size_t i = 0; i < n; i++)
		if (str_same(problems->list.at[i].file, p->file) &&
		    str_same(problems->list.at[i].at, p->at))
			return false;
	return true;
}

static bool
set_all_aside(struct setting_aside *a, const struct problems *problems)
{
	bool done = false;

	for (size_t i = 0; i < problems->list.count; i++)
		if (!problem_warns(&problems->list.at[i]) && is_first(problems, i))
			done |= set_aside(a, &problems->list.at[i]);
	return done;
}

/* ---- all of it ---- */

/* What is different, as a change; with the words that were set aside. */
static struct site_change
change_of(struct setting_aside *a)
{
	struct site_change change = { .note = STR("") };
	struct site_doc *docs = arena_array(a->c->mem, struct site_doc, a->count + 2);
	json_t *note = json_hold(a->c->mem, json_pack("{s:O}", "words", a->words));

	for (size_t i = 0; i < a->count; i++)
		if (a->changed[i])
			docs[change.count++] = a->docs[i];
	docs[change.count++] =
	    (struct site_doc){ STR(SITE_ASIDE), json_dump(a->c->mem, note) };
	change.docs = docs;
	return change;
}

enum err
site_asides(struct ctx *c, const json_t **out)
{
	json_t *doc;
	struct str body;

	*out = json_hold(c->mem, json_array());
	TRY(site_document(c, STR(SITE_ASIDE), &body));
	if (body.at != NULL && json_read(c->mem, body, &doc, NULL) == OK &&
	    json_is_array(json_object_get(doc, "words")))
		*out = json_object_get(doc, "words");
	return OK;
}

static enum err
begin(struct setting_aside *a)
{
	const json_t *before;

	TRY(site_stored(a->c, &a->docs, &a->count));
	TRY(site_asides(a->c, &before));
	a->changed = arena_array(a->c->mem, bool, a->count + 1);
	a->words = json_hold(a->c->mem, json_copy((json_t *)(uintptr_t)before));
	return OK;
}

enum err
site_set_aside(struct ctx *c, struct str *why)
{
	struct setting_aside a = { .c = c };
	struct site_change change = { 0 };
	enum err e = ERR_INPUT;

	TRY(begin(&a));
	for (int round = 0; round < ROUNDS_MAX && e == ERR_INPUT; round++) {
		change = change_of(&a);
		e = site_plan(c, &change);
		if (e == ERR_INPUT && !set_all_aside(&a, &change.problems))
			break;
	}
	if (e == OK) {
		change = change_of(&a);
		change.note =
		    str_printf(c->mem, "Kith %s: what does not fit is set aside",
			c->site->config.words->version);
		e = site_change(c, &change);
	}
	*why = e == ERR_INPUT ? site_told(c->mem, &change) : STR("");
	return e;
}
