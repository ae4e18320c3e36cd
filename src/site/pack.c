/*
 * pack.c - packs that came from outside: what a pack is, and which are here.
 *
 *   { "pack": "boats", "version": "1.1.0", "needs": ["core >= 0.1"], "name": { … },
 *     "documents": { "entities/boat.json": { … }, "lang/vi.json": { … } } }
 *
 * Somebody else wrote it.  It may declare entities, extend others and bring labels;
 * rights of the company, rows, and what the program says itself are not its affair.
 */
#include "site/room.h"

#include <stdarg.h>

#define NAME_MAX_LEN 40
#define PATH_MAX_LEN 100
#define VERSION_MAX_LEN 32
#define NEEDS_MAX 20

/* ---- names ---- */

bool
site_is_pack(struct str document)
{
	return str_starts(document, SITE_PACK);
}

struct str
site_pack_document(struct arena *mem, struct str name)
{
	return str_printf(mem, SITE_PACK "%.*s.json", STR_ARG(name));
}

static bool
ends_in(struct str s, const char *end)
{
	size_t n = strlen(end);

	return s.len > n && memcmp(s.at + s.len - n, end, n) == 0;
}

/* a-z, 0-9 and _, a letter first: it is a folder of what is compiled. */
static bool
pack_name_ok(struct str name)
{
	bool fine = name.len > 0 && name.len <= NAME_MAX_LEN && name.at[0] >= 'a' &&
		    name.at[0] <= 'z';

	for (size_t i = 0; i < name.len && fine; i++)
		fine = (name.at[i] >= 'a' && name.at[i] <= 'z') ||
		       (name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '_';
	return fine && !str_is(name, "core") && !str_is(name, "site");
}

/* "1.10.2": up to four numbers. */
static bool
version_ok(struct str version)
{
	bool fine = version.len > 0 && version.len <= VERSION_MAX_LEN &&
		    version.at[version.len - 1] != '.';
	struct str part;
	int parts = 0;

	while (fine && str_next(&version, '.', &part)) {
		fine = part.len > 0 && part.len <= 9 && ++parts <= 4;
		for (size_t i = 0; i < part.len && fine; i++)
			fine = part.at[i] >= '0' && part.at[i] <= '9';
	}
	return fine;
}

/* "lang/vi.json" */
static bool
is_language(struct str path)
{
	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		char name[24];

		snprintf(name, sizeof(name), "lang/%s.json", languages[i]);
		if (str_is(path, name))
			return true;
	}
	return false;
}

/* "boat.json", "entities/boat.json", "extend/deal.json" */
static bool
path_ok(struct str path)
{
	struct str name = path, folder;
	bool fine = !str_cut(path, '/', &folder, &name) || str_is(folder, "entities") ||
		    str_is(folder, "extend");

	fine = fine && path.len <= PATH_MAX_LEN && ends_in(name, ".json") &&
	       !str_is(path, "pack.json");
	for (size_t i = 0; i + strlen(".json") < name.len && fine; i++)
		fine = (name.at[i] >= 'a' && name.at[i] <= 'z') || name.at[i] == '_' ||
		       (name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '-';
	return fine;
}

/* ---- what came from outside ---- */

struct reading {
	struct ctx *c;
	struct site_pack *pack;
	struct problems *problems;
};

static void PRINTF(4, 5)
    bad(const struct reading *r, const char *at, const char *id, const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	problem_add(r->problems,
	    str_printf(r->c->mem, SITE_PACK "%.*s/pack.json", STR_ARG(r->pack->name)), 1,
	    1, str_of(at), id, utf8_part(str_of(text)));
}

/* "deal.colour": a text, or one and many. */
static bool
are_labels(const json_t *words)
{
	const char *key;
	json_t *word, *part;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)words, key, word)
	{
		if (!json_is_string(word) && json_array_size(word) != 2)
			return false;
		json_array_foreach(word, i, part) if (!json_is_string(part)) return false;
	}
	return true;
}

static bool
says_more(const json_t *doc)
{
	static const char *const words[] = { "rights", "import", "seed", "pack",
		"server" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (json_object_get(doc, words[i]) != NULL)
			return true;
	return false;
}

static void
check_document(const struct reading *r, const char *path, const json_t *doc)
{
	const char *at = str_c(r->c->mem, str_printf(r->c->mem, "documents.%s", path));
	bool declares = json_object_get(doc, "entity") != NULL;
	bool extends = json_object_get(doc, "extend") != NULL;

	if (!json_is_object(doc)) {
		bad(r, at, "E091", "a document is an object");
	} else if (is_language(str_of(path))) {
		if (!are_labels(doc))
			bad(r, at, "E091",
			    "words are \"deal.colour\": \"Colour\", or [one, many]");
	} else if (!path_ok(str_of(path))) {
		bad(r, at, "E091",
		    "a document is called entities/NAME.json, extend/NAME.json or "
		    "lang/en.json, vi, fa, zh");
	} else if (declares == extends) {
		bad(r, at, "E091", "it declares an entity, or extends one");
	} else if (says_more(doc)) {
		bad(r, at, "E092",
		    "rights of roles, rows and what the program reads itself are not a "
		    "pack's to say");
	}
}

static void
check_documents(const struct reading *r, const json_t *documents)
{
	const char *path;
	json_t *doc;

	if (!json_is_object(documents) || json_object_size(documents) == 0) {
		bad(r, "documents", "E091", "there is no document in it");
		return;
	}
	if (json_object_size(documents) > SITE_PACK_DOCUMENTS) {
		bad(r, "documents", "E091", "it has more than %d documents",
		    SITE_PACK_DOCUMENTS);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)documents, path, doc)
	    check_document(r, path, doc);
}

/* Is it one of those inside the program? */
static bool
is_built_in(const struct ctx *c, struct str name)
{
	const struct site_config *config = &c->site->config;
	const char *file =
	    str_c(c->mem, str_printf(c->mem, SITE_PACK "%.*s/", STR_ARG(name)));

	for (size_t i = 0; i < config->doc_count; i++)
		if (str_starts(config->docs[i].file, file))
			return true;
	return false;
}

static void
check_head(const struct reading *r)
{
	const struct site_pack *pack = r->pack;
	const json_t *needs = json_object_get(pack->bundle, "needs"), *need;
	size_t i;

	if (!version_ok(pack->version))
		bad(r, "version", "E091", "\"version\" is numbers: 1.4.0");
	if (is_built_in(r->c, pack->name))
		bad(r, "pack", "E031", "the pack \"%.*s\" is a part of the program",
		    STR_ARG(pack->name));
	if (json_array_size(needs) > NEEDS_MAX)
		bad(r, "needs", "E091", "it needs more than %d others", NEEDS_MAX);
	json_array_foreach(needs, i, need)
	{
		if (!json_is_string(need))
			bad(r, "needs", "E081", "a need is written as \"core >= 1.4\"");
	}
}

enum err
site_pack_read(
    struct ctx *c, struct str body, struct site_pack *out, struct problems *problems)
{
	struct reading r = { c, out, problems };
	struct json_fault fault = { 0 };
	json_t *bundle;

	*out = (struct site_pack){ .name = STR(""), .version = STR("") };
	if (body.len > SITE_PACK_MAX) {
		bad(&r, "", "E091", "it is larger than %zu KB", SITE_PACK_MAX >> 10);
		return ERR_INPUT;
	}
	if (json_read(c->mem, body, &bundle, &fault) != OK) {
		problem_add(problems, STR("pack.json"), fault.line, fault.column, STR(""),
		    "E001", str_of(fault.text));
		return ERR_INPUT;
	}
	out->bundle = bundle;
	out->body = json_dump(c->mem, bundle);
	if (!pack_name_ok(json_get_str(bundle, "pack"))) {
		bad(&r, "pack", "E091", "\"pack\" is its name: a-z, 0-9 and _");
		return ERR_INPUT;
	}
	out->name = json_get_str(bundle, "pack");
	if (json_get_str(bundle, "version").at != NULL)
		out->version = json_get_str(bundle, "version");
	check_head(&r);
	check_documents(&r, json_object_get(bundle, "documents"));
	return problems_forbid(problems) ? ERR_INPUT : OK;
}

/* ---- which are here ---- */

static bool
is_before(const struct site_pack *packs, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_same(packs[i].name, name))
			return true;
	return false;
}

/* Does pack stand on nothing of the rest but on those before? */
static bool
stands(const struct site_pack *packs, size_t before, size_t count,
    const struct site_pack *pack)
{
	const json_t *needs = json_object_get(pack->bundle, "needs"), *need;
	struct str name, rest;
	size_t i;

	json_array_foreach(needs, i, need)
	{
		if (str_cut(json_str(need), ' ', &name, &rest) &&
		    !str_same(name, pack->name) &&
		    is_before(packs + before, count - before, name))
			return false;
	}
	return true;
}

/* A circle is cut anywhere: what is wrong with it is said of each need. */
void
site_order_packs(struct site_pack *packs, size_t count)
{
	for (size_t done = 0; done < count; done++) {
		size_t next = done;
		struct site_pack pack;

		while (next < count && !stands(packs, done, count, &packs[next]))
			next++;
		if (next == count)
			next = done;
		pack = packs[next];
		memmove(packs + done + 1, packs + done, sizeof(*packs) * (next - done));
		packs[done] = pack;
	}
}

struct site_pack
site_pack_of(struct ctx *c, struct str body)
{
	struct site_pack pack = { .body = body };
	json_t *bundle;

	if (json_read(c->mem, body, &bundle, NULL) != OK)
		bundle = json_hold(c->mem, json_object()); /* by hand, and badly */
	pack.bundle = bundle;
	pack.name = json_get_str(bundle, "pack");
	pack.version = json_get_str(bundle, "version");
	return pack;
}

enum err
site_packs(struct ctx *c, struct site_pack **out, size_t *count)
{
	struct site_doc *docs;
	size_t stored;

	TRY(site_stored(c, &docs, &stored));
	*out = arena_array(c->mem, struct site_pack, stored + 1);
	*count = 0;
	for (size_t i = 0; i < stored; i++)
		if (site_is_pack(docs[i].name))
			(*out)[(*count)++] = site_pack_of(c, docs[i].body);
	site_order_packs(*out, *count);
	return OK;
}
