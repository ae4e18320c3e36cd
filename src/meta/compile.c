/*
 * compile.c - documents into one immutable snapshot.
 *
 * Three passes, because everything may name everything: first the entities,
 * then their fields, then what speaks of fields (rules, rights, faces).
 */
#include "meta/compile.h"

#include <stdatomic.h>

struct held {
	struct meta meta; /* first: a snapshot is its own handle */
	atomic_int count;
};

const char *const languages[4] = { "en", "vi", "fa", "zh" };

int
language_index(const char *language)
{
	for (int i = 1; i < 4; i++)
		if (language != NULL && strncmp(language, languages[i], 2) == 0)
			return i;
	return 0;
}

struct meta *
meta_hold(struct meta *meta)
{
	atomic_fetch_add(&((struct held *)meta)->count, 1);
	return meta;
}

void
meta_drop(struct meta *meta)
{
	if (meta != NULL && atomic_fetch_sub(&((struct held *)meta)->count, 1) == 1)
		arena_free(meta->mem);
}

const struct entity *
meta_entity(const struct meta *meta, struct str name)
{
	return name.at == NULL ? NULL : map_get(&meta->by_name, name);
}

const struct field *
entity_field(const struct entity *e, struct str name)
{
	return name.at == NULL ? NULL : map_get(&e->by_name, name);
}

const struct stage *
entity_stage(const struct entity *e, struct str name)
{
	for (size_t i = 0; i < e->stage_count; i++)
		if (str_same(e->stages[i].name, name))
			return &e->stages[i];
	return NULL;
}

bool
entity_has(const struct entity *e, const char *trait)
{
	for (size_t i = 0; i < e->trait_count; i++)
		if (strcmp(e->traits[i]->name, trait) == 0)
			return true;
	return false;
}

const struct option *
field_option(const struct field *f, struct str name)
{
	for (size_t i = 0; i < f->of_count; i++)
		if (str_same(f->of[i].name, name))
			return &f->of[i];
	return NULL;
}

/* "x/lang/vi.json" -> 1; -1: not a file of words. */
static int
language_of(struct str file)
{
	for (int i = 0; i < 4; i++) {
		char end[24];

		snprintf(end, sizeof(end), "lang/%s.json", languages[i]);
		if (file.len >= strlen(end) &&
		    memcmp(file.at + file.len - strlen(end), end, strlen(end)) == 0)
			return i;
	}
	return -1;
}

static void
add_words(struct compiler *k, const struct source *s, int language)
{
	bool own = str_starts(s->file, "lang/");
	const json_t **into =
	    own ? &k->meta->texts[language] : &k->meta->labels[language];

	if (*into == NULL)
		*into = json_hold(k->mem, json_object());
	json_object_update((json_t *)(uintptr_t)*into, s->json);
}

/* What columns of files are called: read by exchange/. */
static void
add_import(struct compiler *k, const struct source *s)
{
	if (k->meta->imports == NULL)
		k->meta->imports = json_hold(k->mem, json_array());
	json_array_append((json_t *)(uintptr_t)k->meta->imports, s->json);
}

/* "-host" takes one away that another document brought. */
static void
add_mail_hosts(struct compiler *k, const struct source *s)
{
	const json_t *hosts = json_object_get(s->json, "mail_hosts"), *each;
	static char is_one, is_none;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)hosts, i, each)
	{
		struct str host = str_lower(k->mem, json_str(each));
		bool taken = str_starts(host, "-");

		if (taken)
			host = (struct str){ host.at + 1, host.len - 1 };
		if (str_find(host, STR(".")) == host.len || host.len > MAIL_HOST_MAX) {
			char at[40];

			snprintf(at, sizeof(at), "mail_hosts.#%zu", i);
			say(k, s, at, "E086",
			    "\"%.*s\" is no host of mail: example.com, or example.*",
			    STR_ARG(utf8_head(host, 60)));
			continue;
		}
		map_put(&k->meta->mail_hosts, host, taken ? &is_none : &is_one);
	}
	k->meta->no_mail_host = &is_none;
}

/* In every country: yahoo.co.jp is yahoo.* */
bool
meta_is_mail_host(const struct meta *meta, struct str domain)
{
	struct str head, rest;
	char any[MAIL_HOST_MAX + 3];
	const void *said = map_get(&meta->mail_hosts, domain);

	if (said == NULL && str_cut(domain, '.', &head, &rest) &&
	    head.len <= MAIL_HOST_MAX) {
		int len = snprintf(any, sizeof(any), "%.*s.*", STR_ARG(head));

		said = map_get(&meta->mail_hosts, (struct str){ any, (size_t)len });
	}
	return said != NULL && said != meta->no_mail_host;
}

static void
take_document(struct compiler *k, const struct document *doc)
{
	struct source s = { .file = str_copy(k->mem, doc->file),
		.text = str_copy(k->mem, doc->text) };
	struct json_fault bad;
	int language = language_of(doc->file);

	if (json_read(k->mem, s.text, &s.json, &bad) != OK) {
		problem_add(k->problems, doc->file, bad.line, bad.column, STR(""), "E001",
		    str_of(bad.text));
	} else if (!json_is_object(s.json)) {
		say(k, &s, "", "E003", "a document is an object");
	} else if (json_object_get(s.json, "rights") != NULL) {
		*list_add(k->mem, &k->sheets) = s;
	} else if (json_object_get(s.json, "import") != NULL) {
		add_import(k, &s);
	} else if (json_object_get(s.json, "mail_hosts") != NULL) {
		add_mail_hosts(k, &s);
	} else if (str_find(s.file, STR("/seed/")) < s.file.len) {
		return; /* rows, read by who sows them */
	} else if (language >= 0) {
		add_words(k, &s, language);
	} else if (json_object_get(s.json, "entity") != NULL) {
		*list_add(k->mem, &k->entities) = s;
	} else if (json_object_get(s.json, "extend") != NULL) {
		*list_add(k->mem, &k->extensions) = s;
	} else if (json_object_get(s.json, "pack") != NULL) {
		*list_add(k->mem, &k->packs) = s;
	} else if (json_object_get(s.json, "seed") == NULL) {
		say(k, &s, "", "E004",
		    "what is this? an entity, extend, pack, seed, import or mail_hosts "
		    "is "
		    "expected");
	}
}

static void
take_traits(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *names = json_object_get(s->json, "traits"), *name;
	const char *known[32];
	size_t i, n = 0;

	for (const struct trait *const *t = k->words->traits; *t != NULL && n < 31; t++)
		known[n++] = (*t)->name;
	known[n] = NULL;
	json_array_foreach(names, i, name)
	{
		size_t j = 0;
		char at[40];

		snprintf(at, sizeof(at), "traits.#%zu", i);
		while (j < n && !str_is(json_str(name), known[j]))
			j++;
		if (j == n)
			say(k, s, at, "E012", "trait \"%.*s\" is not a word%s",
			    STR_ARG(json_str(name)), hint(k, json_str(name), known));
	}
	/* the order of the table, not of the document: it must not matter */
	e->traits = arena_array(k->mem, const struct trait *, n + 1);
	for (const struct trait *const *t = k->words->traits; *t != NULL; t++)
		json_array_foreach(names, i, name) if (str_is(json_str(name), (*t)->name))
		    e->traits[e->trait_count++] = *t;
}

/* False: it was said what is wrong, and nothing else of it is looked at. */
static bool
begin_entity(struct compiler *k, const struct source *s)
{
	struct entity *e = &k->meta->entities[k->meta->entity_count];
	const json_t *label = json_object_get(s->json, "label");

	check_keys(k, s, "", s->json, entity_keys);
	e->name = arena_str(k, json_object_get(s->json, "entity"));
	if (!entity_name_ok(e->name)) {
		say(k, s, "entity", "E051",
		    name_ok(e->name) ? "\"%.*s\" is a name the database keeps for itself"
				     : "\"%.*s\" is no name: use a-z, 0-9 and _",
		    STR_ARG(e->name));
		return false;
	}
	if (map_has(&k->meta->by_name, e->name)) {
		say(k, s, "entity", "E031", "entity \"%.*s\" is there twice",
		    STR_ARG(e->name));
		return false;
	}
	if (json_array_size(label) != 2)
		say(k, s, "label", "E003", "\"label\" must be [one, many]");
	e->one = arena_str(k, json_array_get(label, 0));
	e->many = arena_str(k, json_array_get(label, 1));
	e->doc = arena_str(k, json_object_get(s->json, "doc"));
	e->icon = arena_str(k, json_object_get(s->json, "icon"));
	e->group = arena_str(k, json_object_get(s->json, "group"));
	e->order = (int)json_get_int(s->json, "order", 0);
	e->server = json_get_bool(s->json, "server");
	e->person = json_get_bool(s->json, "person");
	e->by_name = (struct map)MAP_INIT(k->mem);
	e->fields = arena_array(k->mem, struct field, META_FIELDS_MAX);
	take_traits(k, e, s);
	for (const struct hooks *const *h = k->words->hooks; *h != NULL; h++)
		if (str_is(e->name, (*h)->entity))
			e->hooks = *h;
	map_put(&k->meta->by_name, e->name, e);
	k->meta->entity_count++;
	return true;
}

/* Run a pass over the document of each entity, with what extends it. */
static void
each_source(struct compiler *k,
    void (*pass)(struct compiler *k, struct entity *e, const struct source *s))
{
	for (size_t i = 0; i < k->entities.count; i++) {
		struct source *s = &k->entities.at[i];
		struct entity *e =
		    map_get(&k->meta->by_name, json_get_str(s->json, "entity"));

		if (e != NULL && !s->refused)
			pass(k, e, s);
	}
}

/* ", t.name, t.name_fold, …": built once, because every load needs it. */
static struct str
column_list(struct arena *mem, const struct entity *e)
{
	struct sql q = SQL_INIT(mem);

	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0; j < type_columns(e->fields[i].type); j++) {
			sql_text(&q, ", t.");
			sql_column(&q, &e->fields[i], j);
		}
	return text_done(&q.text);
}

/* As long as there are columns, and the same for every new record. */
static struct str
insert_text(struct arena *mem, const struct entity *e)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "insert into ");
	sql_table(&q, e);
	sql_text(&q, " (id, version");
	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0; j < type_columns(e->fields[i].type); j++) {
			sql_text(&q, ", ");
			sql_column(&q, &e->fields[i], j);
		}
	sql_text(&q, ") values ($1, $2");
	for (size_t i = 0; i < e->cell_count; i++)
		text_printf(&q.text, ", $%zu", i + 3);
	sql_text(&q, ")");
	return text_done(&q.text);
}

/* Who reads an item reads what it is about (auth/about.c). */
static void
note_about(struct compiler *k, struct entity *e)
{
	if (!entity_has(e, "item"))
		return;
	e->about = arena_array(k->mem, const struct field *, e->field_count + 1);
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].up && e->fields[i].to_count > 0)
			e->about[e->about_count++] = &e->fields[i];
}

static void
finish_entity(struct compiler *k, struct entity *e)
{
	struct meta *m = k->meta;

	e->columns = column_list(k->mem, e);
	e->insert = insert_text(k->mem, e);
	e->owner = entity_field(e, STR("owner"));
	e->stage = e->stage_count > 0 ? entity_field(e, STR("stage")) : NULL;
	note_about(k, e);
	e->related = arena_alloc(k->mem, sizeof(*e->related) * META_FIELDS_MAX);
	for (size_t i = 0; i < m->entity_count; i++)
		for (size_t j = 0; j < m->entities[i].field_count; j++) {
			const struct field *f = &m->entities[i].fields[j];

			for (size_t t = 0; t < f->to_count; t++)
				if (f->to[t] == e && !f->system &&
				    e->related_count < META_FIELDS_MAX) {
					e->related[e->related_count].entity =
					    &m->entities[i];
					e->related[e->related_count++].field = f;
				}
		}
}

/* Lines first: who sees a sum is known when what is calculated from it is looked at. */
static void
finish_all_guards(struct compiler *k)
{
	struct meta *m = k->meta;

	for (size_t i = 0; i < m->entity_count; i++)
		if (m->entities[i].line != NULL) {
			finish_guards(&m->entities[i], k->mem);
			guard_sums(&m->entities[i], k->mem);
		}
	for (size_t i = 0; i < m->entity_count; i++)
		if (m->entities[i].line == NULL)
			finish_guards(&m->entities[i], k->mem);
}

static void
passes(struct compiler *k)
{
	struct meta *m = k->meta;

	compile_packs(k);
	merge_documents(k);
	m->entities = arena_array(k->mem, struct entity, k->entities.count + 1);
	for (size_t i = 0; i < k->entities.count && i < META_ENTITIES_MAX; i++)
		k->entities.at[i].refused = !begin_entity(k, &k->entities.at[i]);
	each_source(k, compile_fields);
	for (size_t i = 0; i < m->entity_count; i++) {
		compile_trait_fields(k, &m->entities[i]);
		compile_system_fields(k, &m->entities[i]);
	}
	each_source(k, compile_quality_fields);
	each_source(k, compile_archive_fields);
	each_source(k, compile_pipeline);
	each_source(k, compile_field_rules);
	each_source(k, compile_quality);
	each_source(k, compile_archive);
	each_source(k, order_formulas);
	each_source(k, compile_stage_rules);
	each_source(k, check_ways);
	each_source(k, check_name);
	each_source(k, compile_rights);
	for (size_t i = 0; i < m->entity_count; i++)
		note_mine(k, &m->entities[i]);
	each_source(k, compile_holds);
	each_source(k, compile_faces);
	each_source(k, compile_actions);
	each_source(k, check_actions);
	each_source(k, compile_reach);
	each_source(k, compile_price);
	each_source(k, compile_line);
	each_source(k, compile_from);
	each_source(k, compile_portal);
	each_source(k, compile_paper);
	for (size_t i = 0; i < k->sheets.count; i++)
		compile_sheet(k, &k->sheets.at[i]);
	for (size_t i = 0; i < m->entity_count; i++)
		finish_entity(k, &m->entities[i]);
	each_source(k, check_hidden);
	each_source(k, check_guards);
	finish_all_guards(k);
	each_source(k, check_portal);
	each_source(k, check_paper);
	for (size_t i = 0; i < m->entity_count; i++)
		finish_quality(&m->entities[i], k->mem);
	for (size_t i = 0; i < m->entity_count; i++)
		finish_archive(&m->entities[i]);
	for (size_t i = 0; i < m->entity_count; i++)
		finish_indexes(&m->entities[i], k->mem);
	each_source(k, warn_rights);
	each_source(k, warn_labels);
	note_documents(k);
}

static void
take_facts(struct compiler *k, const struct facts *facts)
{
	struct facts *to = &k->meta->facts;

	*to = *facts;
	to->name = str_copy(k->mem, facts->name);
	to->language = str_copy(k->mem, facts->language);
	to->country = str_copy(k->mem, facts->country);
	to->zone = str_copy(k->mem, facts->zone);
	to->rates = json_hold(k->mem, json_deep_copy(facts->rates));
	to->security = json_hold(k->mem, json_deep_copy(facts->security));
}

enum err
meta_compile(const struct words *words, const struct document *docs, size_t count,
    const struct facts *facts, int64_t version, struct problems *problems,
    struct meta **out)
{
	struct arena *mem = arena_new();
	struct held *held = arena_make(mem, struct held);
	struct compiler k = {
		.mem = mem, .words = words, .problems = problems, .meta = &held->meta
	};

	held->count = 1;
	k.meta->mem = mem;
	k.meta->version = version;
	k.meta->by_name = (struct map)MAP_INIT(mem);
	k.meta->mail_hosts = (struct map)MAP_INIT(mem);
	take_facts(&k, facts);
	for (size_t i = 0; i < count; i++)
		take_document(&k, &docs[i]);
	passes(&k);
	if (problems_forbid(problems)) {
		arena_free(mem);
		return ERR_INPUT;
	}
	*out = k.meta;
	return OK;
}
