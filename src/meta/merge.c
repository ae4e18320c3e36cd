/*
 * merge.c - what several documents say of an entity, as one document.
 *
 * A document { "extend": "deal", … } adds to what is declared before it, and says
 * otherwise where it names what is there: key by key, lists as a whole, null takes a
 * word away (RFC 7396).  Documents come in the order core, packs, site, so the site's
 * own word is the last one, and taking it away brings back what the pack said.
 *
 * What holds people's data cannot be taken away by others than who brought it: a field
 * is hidden, a choice retired, a stage left without arrows.  Nor can its type change,
 * since the values that are there are of the old one.
 *
 * Which document a word came from is remembered by its path: a problem is told at the
 * place where somebody wrote it.
 */
#include "meta/compile.h"

#define PATH_SIZE 400

struct merging {
	struct compiler *k;
	struct source *to;       /* the entity's own document, which grows */
	const struct source *by; /* what extends it */
};

static const char *
deeper(const struct merging *m, const char *at, const char *key)
{
	return str_c(m->k->mem,
	    at[0] == '\0' ? str_of(key) : str_printf(m->k->mem, "%s.%s", at, key));
}

static void
note(const struct merging *m, const char *at)
{
	map_put(m->to->from, str_of(at), (void *)(uintptr_t)m->by);
}

const struct source *
said_by(const struct source *s, const char *path)
{
	const struct source *by = NULL;
	size_t len = strlen(path);

	while (s->from != NULL && by == NULL && len > 0) {
		by = map_get(s->from, (struct str){ path, len });
		while (len > 0 && path[--len] != '.')
			;
	}
	return by == NULL ? s : by;
}

/* One word; objects that both have are merged key by key. */
static void
merge_word(struct merging *m, const char *at, json_t *to, const char *key, json_t *word)
{
	json_t *was = json_object_get(to, key), *part;
	const char *name;

	if (json_is_object(was) && json_is_object(word) && strcmp(at, "convert") != 0) {
		json_object_foreach(word, name, part)
		    merge_word(m, deeper(m, at, name), was, name, part);
		return;
	}
	note(m, at);
	if (json_is_null(word))
		json_object_del(to, key);
	else
		json_object_set(to, key, word);
}

/* ---- choices and stages: keys whose order people see ---- */

static bool
names_all(const json_t *by, const json_t *to)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)to, key,
	    value) if (json_object_get(by, key) == NULL) return false;
	return true;
}

/* In the order of by, which names them all. */
static void
reorder(struct merging *m, json_t *to, json_t *by)
{
	json_t *was = json_hold(m->k->mem, json_copy(to)), *value;
	const char *key;

	json_object_clear(to);
	json_object_foreach(by, key, value)
	{
		if (json_object_get(was, key) != NULL)
			json_object_set(to, key, json_object_get(was, key));
	}
}

/* Records may hold each of these keys: none can be taken away. */
static void
merge_keys(struct merging *m, const char *at, json_t *to, json_t *by, const char *instead)
{
	bool all = names_all(by, to);
	const char *key;
	json_t *value;

	json_object_foreach(by, key, value)
	{
		const char *here = deeper(m, at, key);

		if (json_is_null(value))
			say(m->k, m->by, here, "E033",
			    "\"%s\" cannot be taken away, records may hold it: %s", key,
			    instead);
		else
			merge_word(m, here, to, key, value);
	}
	if (all)
		reorder(m, to, by);
}

/* ["a", "b"] as { "a": {}, "b": {} }; what is something else as it is. */
static json_t *
choices(struct merging *m, json_t *of)
{
	json_t *out, *name;
	size_t i;

	if (!json_is_array(of))
		return of;
	out = json_hold(m->k->mem, json_object());
	json_array_foreach(of, i, name)
	{
		if (!json_is_string(name))
			return of;
		json_object_set_new(out, json_string_value(name), json_object());
	}
	return out;
}

static void
merge_choices(struct merging *m, const char *at, json_t *field, json_t *of)
{
	json_t *was = choices(m, json_object_get(field, "of"));

	of = choices(m, of);
	if (!json_is_object(was) || !json_is_object(of)) {
		merge_word(m, at, field, "of", of);
		return;
	}
	json_object_set(field, "of", was);
	merge_keys(m, at, was, of, "retire it with \"retired\": true");
}

/* ---- fields ---- */

static void
merge_field(struct merging *m, const char *at, json_t *field, json_t *by)
{
	const char *key;
	json_t *value;

	json_object_foreach(by, key, value)
	{
		const char *here = deeper(m, at, key);

		if (strcmp(key, "of") == 0 && !json_is_null(value))
			merge_choices(m, here, field, value);
		else if (strcmp(key, "type") != 0)
			merge_word(m, here, field, key, value);
		else if (!json_equal(value, json_object_get(field, "type")))
			say(m->k, m->by, here, "E032",
			    "the type of a field that is there stays: hide it and add "
			    "another");
	}
}

static void
merge_fields(struct merging *m, json_t *fields, json_t *by)
{
	const char *name;
	json_t *value;

	json_object_foreach(by, name, value)
	{
		const char *here = deeper(m, "fields", name);
		json_t *was = json_object_get(fields, name);

		if (was != NULL && json_is_null(value))
			say(m->k, m->by, here, "E033",
			    "field \"%s\" cannot be taken away, others brought it: hide "
			    "it with \"hidden\": true",
			    name);
		else if (json_is_object(was) && json_is_object(value))
			merge_field(m, here, was, value);
		else
			merge_word(m, here, fields, name, value);
	}
}

/* ---- documents ---- */

static void
merge_part(struct merging *m, const char *key, json_t *word)
{
	json_t *to = m->to->json, *was = json_object_get(to, key);
	bool both = json_is_object(was) && json_is_object(word);

	if (strcmp(key, "traits") == 0)
		say(m->k, m->by, key, "E034",
		    "traits belong to who declared the entity: they cannot be added");
	else if (strcmp(key, "fields") == 0 && both)
		merge_fields(m, was, word);
	else if (strcmp(key, "pipeline") == 0 && both)
		merge_keys(m, key, was, word, "take the arrows that lead to it away");
	else if (strcmp(key, "extend") != 0)
		merge_word(m, key, to, key, word);
}

/* What the program itself reads, a pack may add fields to, and change nothing of. */
static void
refuse_pack(struct merging *m)
{
	const json_t *fields = json_object_get(m->to->json, "fields");
	const char *key;
	json_t *word;

	json_object_foreach(m->by->json, key, word)
	{
		if (strcmp(key, "extend") != 0 && strcmp(key, "fields") != 0)
			say(m->k, m->by, key, "E092",
			    "the program itself reads it: a pack adds fields, no more");
	}
	json_object_foreach(json_object_get(m->by->json, "fields"), key, word)
	{
		if (json_object_get(fields, key) != NULL)
			say(m->k, m->by, deeper(m, "fields", key), "E092",
			    "the program itself reads it: a pack leaves it as it is");
	}
}

static void
merge_one(struct compiler *k, struct source *to, const struct source *by)
{
	struct merging m = { .k = k, .to = to, .by = by };
	const char *key;
	json_t *word;

	if (str_starts(by->file, "packs/") && json_get_bool(to->json, "server"))
		refuse_pack(&m);
	if (to->from == NULL) {
		to->from = arena_make(k->mem, struct map);
		*to->from = (struct map)MAP_INIT(k->mem);
	}
	if (to->base == NULL && str_starts(by->file, "site/"))
		to->base = json_hold(k->mem, json_deep_copy(to->json));
	json_object_foreach(by->json, key, word) merge_part(&m, key, word);
}

static struct source *
source_of(struct compiler *k, struct str entity)
{
	for (size_t i = 0; i < k->entities.count; i++)
		if (str_same(json_get_str(k->entities.at[i].json, "entity"), entity))
			return &k->entities.at[i];
	return NULL;
}

/* ---- what is hidden has no place in views ---- */

static bool
is_hidden(const json_t *doc, const json_t *name)
{
	const json_t *field =
	    json_is_string(name)
		? json_object_get(json_object_get(doc, "fields"), json_string_value(name))
		: NULL;

	return json_get_bool(field, "hidden");
}

static void
strip_names(const json_t *doc, json_t *names)
{
	for (size_t i = json_array_size(names); i-- > 0;) {
		json_t *name = json_array_get(names, i);

		if (json_is_array(name))
			strip_names(doc, name);
		else if (is_hidden(doc, name))
			json_array_remove(names, i);
	}
}

static void
strip_words(const json_t *doc, json_t *object, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		json_t *word = json_object_get(object, *keys);

		strip_names(doc, word);
		if (is_hidden(doc, word))
			json_object_del(object, *keys);
	}
}

static void
strip(json_t *doc)
{
	static const char *const face[] = { "under", "badge", "facts", NULL },
				 *const views[] = { "table", "form", "create", NULL },
				 *const board[] = { "sum", NULL };
	json_t *all = json_object_get(doc, "views");

	strip_words(doc, json_object_get(doc, "face"), face);
	strip_words(doc, all, views);
	strip_words(doc, json_object_get(all, "board"), board);
	if (is_hidden(doc, json_object_get(json_object_get(all, "board"), "by")))
		json_object_del(all, "board");
}

void
merge_documents(struct compiler *k)
{
	for (size_t i = 0; i < k->extensions.count; i++) {
		const struct source *by = &k->extensions.at[i];
		struct str name = json_get_str(by->json, "extend");
		struct source *to = source_of(k, name);

		if (to == NULL)
			say(k, by, "extend", "E013", "there is no entity \"%.*s\"",
			    STR_ARG(name));
		else
			merge_one(k, to, by);
	}
	for (size_t i = 0; i < k->entities.count; i++)
		if (k->entities.at[i].from != NULL)
			strip(k->entities.at[i].json);
}

/* Of a field that somebody else brought: does everything go on without it? */
void
check_hidden(struct compiler *k, struct entity *e, const struct source *s)
{
	for (size_t i = 0; s->from != NULL && i < e->field_count; i++) {
		struct field *f = &e->fields[i];
		const char *whose =
		    str_c(k->mem, str_printf(k->mem, "fields.%.*s", STR_ARG(f->name)));
		const char *at = str_c(k->mem, str_printf(k->mem, "%s.hidden", whose));

		f->away = f->hidden && said_by(s, at) != said_by(s, whose);
		if (f->away && f->title)
			say(k, s, at, "E035",
			    "the title names its record: it cannot be hidden");
		else if (f->away && f->required && f->preset == NULL)
			say(k, s, at, "E035",
			    "\"%.*s\" is required, and nobody could fill it: say "
			    "\"required\": false too, or give it a default",
			    STR_ARG(f->name));
		else if (f->away && e->server)
			say(k, s, at, "E035",
			    "the program itself reads %.*s: its fields stay",
			    STR_ARG(e->name));
	}
}

/* ---- where each word came from ---- */

/* "core", the name of a pack, "site". */
static json_t *
origin(const struct source *s)
{
	struct str file = s->file, pack;

	if (str_starts(file, "site/"))
		return json_string("site");
	if (!str_starts(file, "packs/"))
		return json_string("core");
	pack = (struct str){ file.at + 6, file.len - 6 };
	(void)str_cut(pack, '/', &pack, &file);
	return json_stringn(pack.at, pack.len);
}

static void
note_parts(json_t *out, const struct source *s, const char *key, const json_t *parts)
{
	const char *name;
	char at[PATH_SIZE];
	json_t *part;

	json_object_foreach((json_t *)(uintptr_t)parts, name, part)
	{
		snprintf(at, sizeof(at), "%s.%s", key, name);
		json_object_set_new(out, at, origin(said_by(s, at)));
	}
}

static json_t *
origins(const struct source *s)
{
	json_t *out = json_object(), *word;
	const char *key;

	json_object_set_new(out, "", origin(s));
	json_object_foreach(s->json, key, word)
	{
		if (json_is_object(word))
			note_parts(out, s, key, word);
	}
	for (size_t i = 0; s->from != NULL && i < s->from->size; i++) {
		const struct map_slot *slot = &s->from->slots[i];

		if (slot->value != NULL)
			json_object_setn_new(
			    out, slot->name.at, slot->name.len, origin(slot->value));
	}
	return out;
}

void
note_documents(struct compiler *k)
{
	json_t *documents = json_hold(k->mem, json_object());
	json_t *from = json_hold(k->mem, json_object());
	json_t *bases = json_hold(k->mem, json_object());

	for (size_t i = 0; i < k->entities.count; i++) {
		const struct source *s = &k->entities.at[i];
		const char *name = json_string_value(json_object_get(s->json, "entity"));

		if (name == NULL || json_object_get(documents, name) != NULL)
			continue;
		json_object_set(documents, name, s->json);
		json_object_set_new(from, name, origins(s));
		if (s->base != NULL)
			json_object_set(bases, name, (json_t *)(uintptr_t)s->base);
	}
	k->meta->sources = k->entities.at;
	k->meta->source_count = k->entities.count;
	k->meta->documents = documents;
	k->meta->origins = from;
	k->meta->bases = bases;
}
