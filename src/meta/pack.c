/*
 * pack.c - which packs there are, and whether they can be: pack.json.
 *
 *   { "pack": "sales", "version": "1.0.0", "needs": ["core >= 0.1"], … }
 */
#include "meta/compile.h"

const struct key pack_keys[] = {
	{ "pack", JSON_STRING, "its name: a-z, 0-9 and _" },
	{ "name", JSON_OBJECT, "language to what people call it" },
	{ "version", JSON_STRING, "1.0.0" },
	{ "needs", JSON_ARRAY, "\"core >= 0.1\", or another pack that must be there" },
	{ "doc", JSON_STRING, "what it is for" },
	{ "demo", JSON_OBJECT, "data to try it with" },
	{ NULL, JSON_NULL, NULL },
};

int
version_compare(struct str a, struct str b)
{
	while (a.len > 0 || b.len > 0) {
		struct str x = STR("0"), y = STR("0");
		int64_t m = 0, n = 0;

		(void)str_next(&a, '.', &x);
		(void)str_next(&b, '.', &y);
		(void)str_int(x, &m);
		(void)str_int(y, &n);
		if (m != n)
			return m < n ? -1 : 1;
	}
	return 0;
}

static const struct source *
pack_named(const struct compiler *k, struct str name)
{
	for (size_t i = 0; i < k->packs.count; i++)
		if (str_same(json_get_str(k->packs.at[i].json, "pack"), name))
			return &k->packs.at[i];
	return NULL;
}

/* "core >= 1.4" */
static bool
read_need(struct str need, struct str *name, struct str *version)
{
	struct str sign;

	return str_cut(need, ' ', name, &need) && str_cut(need, ' ', &sign, version) &&
	       str_is(sign, ">=") && name->len > 0 && version->len > 0;
}

static void
check_need(struct compiler *k, const struct source *s, const char *at, struct str need)
{
	const struct source *other;
	struct str name, version, there = STR_NONE;

	if (!read_need(need, &name, &version)) {
		say(k, s, at, "E081", "a need is written as \"core >= 1.4\"");
		return;
	}
	other = pack_named(k, name);
	if (str_is(name, "core"))
		there = str_of(k->words->version);
	else if (other != NULL)
		there = json_get_str(other->json, "version");
	if (there.at == NULL)
		say(k, s, at, "E082", "the pack \"%.*s\" is not here", STR_ARG(name));
	else if (version_compare(there, version) < 0)
		say(k, s, at, "E082", "it needs %.*s %.*s or newer; this is %.*s",
		    STR_ARG(name), STR_ARG(version), STR_ARG(there));
}

static void
add_pack(json_t *packs, const struct source *s)
{
	json_t *pack = json_object();

	json_object_set(pack, "name", json_object_get(s->json, "pack"));
	json_object_set(pack, "version", json_object_get(s->json, "version"));
	json_object_set(pack, "label", json_object_get(s->json, "name"));
	if (json_object_get(s->json, "doc") != NULL)
		json_object_set(pack, "doc", json_object_get(s->json, "doc"));
	if (json_object_get(s->json, "needs") != NULL)
		json_object_set(pack, "needs", json_object_get(s->json, "needs"));
	json_object_set_new(pack, "file", json_stringn(s->file.at, s->file.len));
	json_array_append_new(packs, pack);
}

void
compile_packs(struct compiler *k)
{
	json_t *packs = json_hold(k->mem, json_array()), *need;
	char at[40];
	size_t i;

	for (size_t n = 0; n < k->packs.count; n++) {
		const struct source *s = &k->packs.at[n];

		check_keys(k, s, "", s->json, pack_keys);
		json_array_foreach(json_object_get(s->json, "needs"), i, need)
		{
			snprintf(at, sizeof(at), "needs.#%zu", i);
			check_need(k, s, at, json_str(need));
		}
		add_pack(packs, s);
	}
	k->meta->packs = packs;
}
