/*
 * upgrade.c - a pack comes, in the place of its older version or of nothing, or goes.
 *
 * The site's sheet stands on what core and packs say.  That is compiled twice without
 * the sheet, as it is and as it is to be; wherever the two are different and the sheet
 * says something else again, its word was chosen in view of another one.  It stays in
 * force, and is told as a conflict; at the places of `take` it is taken out of the
 * sheet, in the same change, so that the pack's word holds.
 */
#include "site/room.h"

#define CONFLICTS_MAX 500

/* ---- what the sheet stands on ---- */

/* Core and packs without the sheet; *out NULL: they cannot be by themselves. */
static enum err
compile_base(struct ctx *c, const struct site_change *over, struct meta **out)
{
	struct problems problems = { .mem = c->mem };
	struct document *docs;
	struct facts facts;
	size_t count;
	enum err e;

	*out = NULL;
	TRY(site_facts(c, &facts));
	TRY(site_load(c, over, false, &docs, &count));
	e = meta_compile(c->site->config.words, docs, count, &facts, 0, &problems, out);
	return e == ERR_INPUT ? OK : e;
}

/* ---- word by word ---- */

struct weighing {
	struct ctx *c;
	struct site_upgrade *u;
	struct str document;
	size_t taken;
};

static bool
same(const json_t *a, const json_t *b)
{
	return a == b || (a != NULL && b != NULL && json_equal(a, b));
}

static bool
is_taken(const json_t *take, struct str at)
{
	json_t *place;
	size_t i;

	json_array_foreach(take, i, place) if (str_same(json_str(place), at)) return true;
	return false;
}

/* A conflict.  What the sheet says from now on: NULL, where the pack's word is taken. */
static json_t *
meet(struct weighing *w, struct str at, const json_t *was, const json_t *now,
    json_t *theirs)
{
	bool taken = is_taken(w->u->take, at);

	if (w->u->conflicts.count < CONFLICTS_MAX)
		*list_add(w->c->mem, &w->u->conflicts) =
		    (struct site_conflict){ w->document, at, was, now, theirs, taken };
	w->taken += taken;
	return taken ? NULL : theirs;
}

/* Choices are written as a list, too: ["red", "green"]. */
static const json_t *
as_object(struct weighing *w, const json_t *list)
{
	json_t *out, *name;
	size_t i;

	if (!json_is_array(list))
		return list;
	out = json_hold(w->c->mem, json_object());
	json_array_foreach(list, i, name)
	{
		if (!json_is_string(name))
			return list;
		json_object_set_new(out, json_string_value(name), json_object());
	}
	return out;
}

static json_t *weigh(struct weighing *w, struct str at, const json_t *was,
    const json_t *now, json_t *theirs);

/* Key by key; what is left of it, NULL for nothing. */
static json_t *
weigh_keys(struct weighing *w, struct str at, const json_t *was, const json_t *now,
    json_t *theirs)
{
	json_t *out = json_hold(w->c->mem, json_object()), *word;
	const char *key;

	json_object_foreach(theirs, key, word)
	{
		json_t *left =
		    strcmp(key, "extend") == 0
			? word
			: weigh(w, str_printf(w->c->mem, "%.*s.%s", STR_ARG(at), key),
			      json_object_get(was, key), json_object_get(now, key), word);

		if (left != NULL)
			json_object_set(out, key, left);
	}
	return json_object_size(out) == 0 && json_object_size(theirs) > 0 ? NULL : out;
}

static json_t *
weigh(struct weighing *w, struct str at, const json_t *was, const json_t *now,
    json_t *theirs)
{
	if (json_is_object(theirs)) {
		was = as_object(w, was);
		now = as_object(w, now);
	}
	if (same(was, now) || same(theirs, now) || (now == NULL && json_is_null(theirs)))
		return theirs;
	if (json_is_object(theirs) && json_is_object(now))
		return weigh_keys(w, at, was, now, theirs);
	return meet(w, at, was, now, theirs);
}

/* ---- documents ---- */

/* The words of "lang/vi.json"; NULL: it is none. */
static const json_t *
labels_of(const struct meta *base, struct str name)
{
	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		char file[24];

		snprintf(file, sizeof(file), "lang/%s.json", languages[i]);
		if (str_is(name, file))
			return base->labels[i];
	}
	return NULL;
}

/* What core and packs say of what a document of the sheet speaks of. */
static const json_t *
base_of(struct ctx *c, const struct meta *base, struct str name, const json_t *doc)
{
	struct str entity = json_get_str(doc, "extend");

	return entity.at == NULL
		   ? labels_of(base, name)
		   : json_object_get(base->documents, str_c(c->mem, entity));
}

/* "deal", "lang/vi" */
static struct str
place_of(struct str name, const json_t *doc)
{
	struct str entity = json_get_str(doc, "extend");
	size_t end = strlen(".json");

	if (entity.at != NULL)
		return entity;
	return (struct str){ name.at, name.len > end ? name.len - end : name.len };
}

/* *out: what is left of it, if words were taken out; at NULL and taken: nothing. */
static enum err
weigh_document(struct weighing *w, const struct site_doc *doc, const struct meta *was,
    const struct meta *now, struct site_doc *out, bool *changed)
{
	json_t *body, *left;

	*changed = false;
	TRY(json_read(w->c->mem, doc->body, &body, NULL));
	if (json_object_get(body, "entity") != NULL ||
	    json_object_get(body, "rights") != NULL)
		return OK; /* it stands on nothing */
	w->document = doc->name;
	w->taken = 0;
	left = weigh(w, place_of(doc->name, body), base_of(w->c, was, doc->name, body),
	    base_of(w->c, now, doc->name, body), body);
	*changed = w->taken > 0;
	*out = (struct site_doc){ .name = doc->name };
	if (left != NULL && !site_says_nothing(left))
		out->body = json_dump(w->c->mem, left);
	return OK;
}

/* The documents of the sheet, from which words are taken, behind the pack's own. */
static enum err
weigh_sheet(struct weighing *w, const struct meta *was, const struct meta *now,
    struct site_change *change)
{
	struct site_doc *sheet, *docs;
	size_t count;
	bool changed;

	TRY(site_sheet(w->c, &sheet, &count));
	docs = arena_array(w->c->mem, struct site_doc, count + 2);
	docs[0] = change->docs[0];
	for (size_t i = 0; i < count; i++) {
		TRY(weigh_document(
		    w, &sheet[i], was, now, &docs[change->count], &changed));
		change->count += changed;
	}
	change->docs = docs;
	return OK;
}

static bool
is_met(const struct site_upgrade *u, struct str place)
{
	for (size_t i = 0; i < u->conflicts.count; i++)
		if (str_same(u->conflicts.at[i].at, place))
			return true;
	return false;
}

/* What the administrator saw is not there any more: somebody was faster. */
static enum err
must_meet_all(struct ctx *c, const struct site_upgrade *u)
{
	json_t *place;
	size_t i;

	json_array_foreach(u->take, i, place)
	{
		if (is_met(u, json_str(place)))
			continue;
		fault(c, STR("take"), "pack_take", "at", str_c(c->mem, json_str(place)),
		    NULL);
		return ERR_CLASH;
	}
	return OK;
}

static void
drop_base(void *meta)
{
	meta_drop(meta);
}

/* ---- may it come? ---- */

static void
refuse(struct ctx *c, const struct site_upgrade *u, struct site_change *change,
    const char *at, const char *id, struct str text)
{
	problem_add(&change->problems,
	    str_printf(c->mem, SITE_PACK "%.*s/pack.json", STR_ARG(u->name)), 1, 1,
	    str_of(at), id, text);
}

static void
check_version(struct ctx *c, const struct site_upgrade *u, struct site_change *change,
    struct str stored)
{
	int order = u->was.len == 0 ? 1 : version_compare(u->pack.version, u->was);

	if (order < 0)
		refuse(c, u, change, "version", "E093",
		    str_printf(c->mem,
			"%.*s is older than %.*s, which is here: take it away first, or "
			"undo its upgrade",
			STR_ARG(u->pack.version), STR_ARG(u->was)));
	else if (order == 0 && !str_same(stored, u->pack.body))
		refuse(c, u, change, "version", "E093",
		    str_printf(c->mem,
			"%.*s is here already, and says otherwise: what is different "
			"has another version",
			STR_ARG(u->was)));
	if (u->how == SITE_NEW && u->was.len > 0)
		refuse(c, u, change, "pack", "E031",
		    str_printf(c->mem, "it is here already, as %.*s: upgrade it",
			STR_ARG(u->was)));
	if (u->how == SITE_OVER && u->was.len == 0)
		refuse(
		    c, u, change, "pack", "E082", STR("it is not here yet: install it"));
}

static enum err
check_room(struct ctx *c, const struct site_upgrade *u, struct site_change *change)
{
	struct site_pack *packs;
	size_t count;

	TRY(site_packs(c, &packs, &count));
	if (u->was.len == 0 && count >= SITE_PACKS_MAX)
		refuse(c, u, change, "pack", "E091",
		    str_printf(
			c->mem, "there are %d packs, and no more fit", SITE_PACKS_MAX));
	return OK;
}

/* What comes, and in the place of what. */
static enum err
read_pack(struct ctx *c, struct site_upgrade *u, struct site_change *change)
{
	struct str stored;

	if (u->body.at != NULL) {
		TRY(site_pack_read(c, u->body, &u->pack, &change->problems));
		u->name = u->pack.name;
	}
	TRY(site_document(c, site_pack_document(c->mem, u->name), &stored));
	if (stored.at != NULL)
		u->was = site_pack_of(c, stored).version;
	if (u->body.at == NULL && stored.at == NULL)
		return ERR_ABSENT;
	if (u->body.at == NULL) {
		u->pack = site_pack_of(c, stored);
		u->pack.body = STR_NONE;
		return OK;
	}
	check_version(c, u, change, stored);
	TRY(check_room(c, u, change));
	return problems_forbid(&change->problems) ? ERR_INPUT : OK;
}

/* What is told of a base is told as long as the work lasts, and so does the base. */
static enum err
base(struct ctx *c, const struct site_change *over, struct meta **out)
{
	enum err e = compile_base(c, over, out);

	if (*out != NULL)
		arena_defer(c->mem, drop_base, *out);
	return e;
}

enum err
site_upgrade(struct ctx *c, struct site_upgrade *u, struct site_change *change)
{
	struct weighing w = { .c = c, .u = u };
	struct site_doc *doc = arena_make(c->mem, struct site_doc);
	struct meta *was, *now;

	u->was = STR("");
	u->conflicts.count = 0;
	change->problems = (struct problems){ .mem = c->mem };
	TRY(read_pack(c, u, change));
	*doc = (struct site_doc){ site_pack_document(c->mem, u->name), u->pack.body };
	change->docs = doc;
	change->count = 1;
	if (u->body.at == NULL)
		return OK; /* what stands on it is a problem, and at its place */
	TRY(base(c, NULL, &was));
	TRY(base(c, change, &now));
	if (was == NULL || now == NULL)
		return OK; /* the change will tell what is wrong with the pack */
	TRY(weigh_sheet(&w, was, now, change));
	return must_meet_all(c, u);
}
