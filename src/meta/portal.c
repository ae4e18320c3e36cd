/*
 * portal.c - "portal" of an entity's document: what a customer sees of a record, and what
 * becomes of it when they say yes or no.
 */
#include "meta/portal.h"

#include "meta/compile.h"

const struct key portal_keys[] = {
	{ "shows", JSON_ARRAY, "fields that the customer sees, in this order" },
	{ "lines", JSON_ARRAY, "and those of its lines" },
	{ "at", JSON_STRING, "the stage in which it is open to them; it \"keeps\"" },
	{ "accept", JSON_STRING, "the stage it comes to when they say yes" },
	{ "refuse", JSON_STRING, "and when they say no" },
	{ "until", JSON_STRING, "a date: behind it, it is not accepted any more" },
	{ NULL, JSON_NULL, NULL },
};

/* One by one, those that can be shown. */
static size_t
take_fields(struct compiler *k, const struct entity *e, const struct source *s,
    const char *key, const struct field **out)
{
	const json_t *names = json_object_get(json_object_get(s->json, "portal"), key);
	const json_t *name;
	size_t i, count = 0;
	char at[60];

	if (json_array_size(names) > PORTAL_FIELDS_MAX) {
		snprintf(at, sizeof(at), "portal.%s", key);
		say(k, s, at, "E076", "%d at most", PORTAL_FIELDS_MAX);
		return 0;
	}
	json_array_foreach((json_t *)(uintptr_t)names, i, name)
	{
		snprintf(at, sizeof(at), "portal.%s.%zu", key, i);
		out[count] = named_field(k, e, s, at, name);
		count += out[count] != NULL && !out[count]->hidden;
	}
	return count;
}

static const struct stage *
stage_said(
    struct compiler *k, const struct entity *e, const struct source *s, const char *key)
{
	struct str name = json_get_str(json_object_get(s->json, "portal"), key);
	const struct stage *stage = entity_stage(e, name);
	char at[40];

	snprintf(at, sizeof(at), "portal.%s", key);
	if (stage == NULL)
		say(k, s, at, "E095", "\"%.*s\" is no stage of it", STR_ARG(name));
	return stage;
}

static void
take_answer(struct compiler *k, const struct entity *e, const struct source *s,
    const char *key, const struct stage **out)
{
	const struct stage *at = e->portal->at;
	char path[40];

	*out = stage_said(k, e, s, key);
	for (size_t i = 0; at != NULL && *out != NULL && i < at->next_count; i++)
		if (str_same(at->next[i], (*out)->name))
			return;
	snprintf(path, sizeof(path), "portal.%s", key);
	if (at != NULL && *out != NULL)
		say(k, s, path, "E095", "no arrow leads there from \"%.*s\"",
		    STR_ARG(at->name));
}

static void
take_until(struct compiler *k, const struct entity *e, const struct source *s)
{
	const json_t *name = json_object_get(json_object_get(s->json, "portal"), "until");
	const struct field *f =
	    name == NULL ? NULL : named_field(k, e, s, "portal.until", name);

	if (f != NULL && strcmp(f->type->name, "date") != 0)
		say(k, s, "portal.until", "E095", "%.*s is no date", STR_ARG(f->name));
	else
		e->portal->until = f;
}

void
compile_portal(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *doc = json_object_get(s->json, "portal");
	struct portal *p;

	if (entity_has(e, "portal") != (doc != NULL))
		say(k, s, doc == NULL ? "traits" : "portal", "E095",
		    doc == NULL ? "the trait \"portal\" needs \"portal\": what is shown?"
				: "this needs the trait \"portal\"");
	if (doc == NULL || !check_keys(k, s, "portal", doc, portal_keys))
		return;
	if (e->stage_count == 0) {
		say(k, s, "portal", "E095", "this needs the trait \"stage\"");
		return;
	}
	p = e->portal = arena_make(k->mem, struct portal);
	p->shows_count = take_fields(k, e, s, "shows", p->shows);
	if (e->lines != NULL)
		p->lines_count = take_fields(k, e->lines, s, "lines", p->lines);
	else if (json_object_get(doc, "lines") != NULL)
		say(k, s, "portal.lines", "E095", "it has no lines");
	p->at = stage_said(k, e, s, "at");
	if (p->at != NULL && !p->at->keeps)
		say(k, s, "portal.at", "E095",
		    "what they are shown is what \"keeps\" kept: the stage needs it");
	take_answer(k, e, s, "accept", &p->accept);
	take_answer(k, e, s, "refuse", &p->refuse);
	take_until(k, e, s);
}

/* ---- when it is known who has which field ---- */

static void
must_be_open(struct compiler *k, const struct source *s, const char *key,
    const struct field *const *fields, size_t count)
{
	char at[40];

	snprintf(at, sizeof(at), "portal.%s", key);
	for (size_t i = 0; i < count; i++)
		if (field_is_kept(fields[i]))
			say(k, s, at, "E095",
			    "%.*s is not everybody's to see: no customer's either",
			    STR_ARG(fields[i]->name));
}

void
check_portal(struct compiler *k, struct entity *e, const struct source *s)
{
	const struct portal *p = e->portal;

	if (p == NULL)
		return;
	must_be_open(k, s, "shows", p->shows, p->shows_count);
	must_be_open(k, s, "lines", p->lines, p->lines_count);
}
