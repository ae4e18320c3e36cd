/*
 * model.c - what is declared: entities, fields and rights, out of the documents.
 *
 * Rights are read from the files and from nowhere else.  Which fields there are,
 * and of which type, an administrator is told by the server: a field that it
 * keeps to itself is found missing where the documents declare it.
 */
#include "matrix.h"

#include <dirent.h>
#include <math.h>

struct entity *
entity_of(struct matrix *m, const char *name)
{
	for (size_t i = 0; name != NULL && i < m->entity_count; i++)
		if (strcmp(m->entities[i].name, name) == 0)
			return &m->entities[i];
	return NULL;
}

struct field *
field_of(struct entity *e, const char *name)
{
	for (size_t i = 0; name != NULL && i < e->field_count; i++)
		if (strcmp(e->fields[i].name, name) == 0)
			return &e->fields[i];
	return NULL;
}

bool
has_trait(const struct entity *e, const char *trait)
{
	const json_t *each;
	size_t i;

	json_array_foreach(json_object_get(e->doc, "traits"), i, each)
	{
		if (strcmp(json_string_value(each), trait) == 0)
			return true;
	}
	return false;
}

static void
read_document(struct matrix *m, const char *path)
{
	json_error_t why;
	json_t *doc = json_load_file(path, 0, &why);
	const char *name = json_string_value(json_object_get(doc, "entity"));
	struct entity *e = &m->entities[m->entity_count];

	if (doc == NULL)
		kit_lose(m->kit, "%s:%d: %s", path, why.line, why.text);
	if (name == NULL)
		return;
	if (m->entity_count == ENTITIES_MAX)
		kit_lose(m->kit, "more entities than ENTITIES_MAX");
	m->entity_count++;
	e->name = name;
	e->doc = doc;
	e->server = json_is_true(json_object_get(doc, "server"));
}

void
model_read(struct matrix *m, const char *const *folders, size_t count)
{
	char path[600];

	for (size_t i = 0; i < count; i++) {
		struct dirent **names;
		int n = scandir(folders[i], &names, NULL, alphasort);

		if (n < 0)
			kit_lose(m->kit, "%s cannot be read", folders[i]);
		for (int j = 0; j < n; j++) {
			const char *end = strrchr(names[j]->d_name, '.');

			snprintf(
			    path, sizeof(path), "%s/%s", folders[i], names[j]->d_name);
			if (end != NULL && strcmp(end, ".json") == 0)
				read_document(m, path);
			free(names[j]);
		}
		free(names);
	}
}

static double
bound(const json_t *told, const char *key)
{
	const json_t *v = json_object_get(told, key);

	return json_is_number(v) ? json_number_value(v) : HUGE_VAL;
}

static bool
is_carried(const char *type)
{
	static const char *const types[] = { "text", "long_text", "rich_text",
		"person_name", "email", "url", "address", "tags" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i], type) == 0)
			return true;
	return false;
}

/* Who has it: from the declaration. */
static void
take_guard(const struct entity *e, struct field *f)
{
	const json_t *may = json_object_get(f->says, "may");

	f->of = e;
	f->own = json_is_true(json_object_get(f->says, "private"));
	f->see = json_object_get(may, "see");
	f->change = json_object_get(may, "change");
}

static void
take_field(struct matrix *m, struct entity *e, const char *name, const json_t *told)
{
	struct field *f = &e->fields[e->field_count++];
	const json_t *to = json_object_get(told, "to");

	if (e->field_count > FIELDS_MAX)
		kit_lose(m->kit, "%s has more fields than FIELDS_MAX", e->name);
	f->name = name;
	f->type = json_string_value(json_object_get(told, "type"));
	f->says = json_object_get(json_object_get(e->doc, "fields"), name);
	f->to = json_is_string(to) ? entity_of(m, json_string_value(to)) : NULL;
	f->min = bound(told, "min");
	f->max = bound(told, "max");
	f->required = json_is_true(json_object_get(told, "required"));
	f->readonly = json_is_true(json_object_get(told, "readonly"));
	f->unique = json_is_true(json_object_get(told, "unique"));
	f->computed = json_is_true(json_object_get(told, "computed"));
	f->system = json_is_true(json_object_get(told, "system"));
	f->sortable = json_is_true(json_object_get(told, "sortable"));
	f->proven = json_object_get(f->says, "scheme") != NULL;
	f->carried = is_carried(f->type) && !f->proven;
	take_guard(e, f);
}

/* Declared and not told: it never leaves the server. */
static void
take_hidden(struct matrix *m, struct entity *e)
{
	const char *name;
	const json_t *says;

	json_object_foreach(json_object_get(e->doc, "fields"), name, says)
	{
		struct field *f = &e->fields[e->field_count];

		if (field_of(e, name) != NULL)
			continue;
		if (!json_is_true(json_object_get(says, "hidden")) &&
		    !json_is_true(json_object_get(says, "private")))
			kit_lose(m->kit,
			    "%s.%s is declared, and an administrator is not told of it",
			    e->name, name);
		*f = (struct field){ .name = name,
			.type = json_string_value(json_object_get(says, "type")),
			.says = says,
			.hidden = true };
		e->field_count++;
	}
}

void
model_complete(struct matrix *m)
{
	json_t *meta =
	    json_incref(must(m, 200, ask(m, m->people, "GET", NULL, "/api/meta"))->json);
	const json_t *told = json_object_get(meta, "entities"), *each;
	const char *name;

	snprintf(m->currency, sizeof(m->currency), "%s",
	    json_string_value(
		json_object_get(json_object_get(meta, "site"), "currency")));
	json_object_foreach((json_t *)(uintptr_t)told, name, each)
	{
		if (entity_of(m, name) == NULL)
			kit_lose(m->kit, "no document declares the entity %s", name);
	}
	for (size_t i = 0; i < m->entity_count; i++) {
		struct entity *e = &m->entities[i];
		const json_t *one = json_object_get(told, e->name);
		const json_t *face = json_object_get(one, "face");

		if (one == NULL)
			kit_lose(m->kit, "an administrator is not told of %s", e->name);
		json_object_foreach(json_object_get(one, "fields"), name, each)
		    take_field(m, e, name, each);
		take_hidden(m, e);
		e->title = field_of(e, json_string_value(json_object_get(face, "title")));
	}
	/* kept: names point into it */
}
