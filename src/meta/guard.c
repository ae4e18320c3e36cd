/*
 * guard.c - who has a field: roles that see it, roles that change it, or its
 * record's owner alone.
 *
 * An entity's document says what holds everywhere; the site's own rights say
 * otherwise for a role (compile_level).  What is calculated from a guarded field
 * would tell it, so it is seen by whom its parts are seen, unless its own "may"
 * says who sees it.
 *
 * Some fields are everybody's who has the record, because more than the record
 * speaks of them: see why_open().
 */
#include "meta/compile.h"

const struct key guard_keys[] = {
	{ "see", JSON_ARRAY, "roles that see it; absent: every role" },
	{ "change", JSON_ARRAY, "roles that change it; absent: those that see it" },
	{ NULL, JSON_NULL, NULL },
};

static struct guard *
guard_of(struct compiler *k, struct field *f)
{
	if (f->guard == NULL) {
		f->guard = arena_make(k->mem, struct guard);
		f->guard->others = LEVEL_CHANGE;
	}
	return f->guard;
}

static void
set_level(struct compiler *k, struct guard *g, struct str role, enum level level)
{
	struct role_level *named = NULL;

	if (str_is(role, "*")) {
		g->others = level;
		return;
	}
	for (size_t i = 0; i < g->roles.count; i++)
		if (str_same(g->roles.at[i].role, role))
			named = &g->roles.at[i];
	if (named == NULL)
		named = list_add(k->mem, &g->roles);
	*named = (struct role_level){ str_copy(k->mem, role), level };
}

static void
set_levels(struct compiler *k, struct guard *g, const struct source *s, const char *at,
    const json_t *roles, enum level level)
{
	const json_t *role;
	size_t i;

	json_array_foreach(roles, i, role)
	{
		if (json_is_string(role))
			set_level(k, g, json_str(role), level);
		else
			say(k, s, at, "E003", "roles are texts");
	}
}

void
compile_guard(struct compiler *k, struct field *f, const struct source *s, const char *at,
    const json_t *doc)
{
	const json_t *may = json_object_get(doc, "may");
	const json_t *see = json_object_get(may, "see");
	const json_t *change = json_object_get(may, "change");
	char deeper[330];

	if (json_get_bool(doc, "private"))
		guard_of(k, f)->own = true;
	if (may == NULL)
		return;
	snprintf(deeper, sizeof(deeper), "%s.may", at);
	if (!check_keys(k, s, deeper, may, guard_keys))
		return;
	if (see == NULL && change == NULL)
		say(k, s, deeper, "E003", "\"may\" of a field says who: see, change");
	guard_of(k, f)->open_parts = true;
	f->guard->others = see != NULL ? LEVEL_NONE : LEVEL_SEE;
	set_levels(
	    k, f->guard, s, deeper, see, change == NULL ? LEVEL_CHANGE : LEVEL_SEE);
	set_levels(k, f->guard, s, deeper, change, LEVEL_CHANGE);
}

/* ---- what cannot be guarded ---- */

static bool
is_file(const struct field *f)
{
	return strcmp(f->type->name, "file") == 0 || strcmp(f->type->name, "image") == 0;
}

/* Why everybody has it who has the record; NULL: it may be guarded. */
static const char *
why_open(const struct field *f)
{
	if (f->title)
		return "the title names its record wherever it is spoken of";
	if (f->trait != NULL || f->system || str_is(f->name, "owner"))
		return "rights and the program itself go by it";
	if (f->unique && (f->required || f->entity->server))
		return "records are told apart by it";
	if (f->up)
		return "it says in whose stream the record stands";
	if (is_file(f))
		return "a file is a record of its own, with rights of its own";
	return NULL;
}

bool
field_guardable(const struct field *f)
{
	return !f->hidden && why_open(f) == NULL;
}

/* Whose value is its owner's alone cannot find a record, for anybody. */
static const char *
why_not_private(const struct field *f)
{
	if (f->unique)
		return "be unique: who tries a value would learn that it is taken";
	if (f->required)
		return "be required: others could not store the record";
	if (f->search)
		return "be found by the search box";
	if (f->matched)
		return "tell duplicates";
	if (f == entity_board(f->entity))
		return "be what a board is divided by";
	return NULL;
}

bool
field_hides(const struct field *f)
{
	const struct guard *g = f->guard;
	bool hidden = g != NULL && (g->own || g->others < LEVEL_SEE);

	for (size_t i = 0; g != NULL && i < g->roles.count; i++)
		hidden |= g->roles.at[i].level < LEVEL_SEE;
	for (size_t i = 0; g != NULL && i < g->part_count; i++)
		hidden |= field_hides(g->parts[i]);
	return hidden;
}

bool
field_is_kept(const struct field *f)
{
	const struct guard *g = f->guard;
	bool kept = g != NULL && (g->own || (g->open_parts && g->others < LEVEL_SEE));

	for (size_t i = 0; g != NULL && !g->open_parts && i < g->part_count; i++)
		kept |= field_is_kept(g->parts[i]);
	return kept;
}

static void
check_guard(
    struct compiler *k, const struct field *f, const struct source *s, const char *at)
{
	const char *open = field_hides(f) ? why_open(f) : NULL;

	if (open != NULL)
		say(k, s, at, "E071", "\"%.*s\" cannot be kept from anybody: %s",
		    STR_ARG(f->name), open);
	else if (f->guard->own && f->entity->owner == NULL)
		say(k, s, at, "E072",
		    "a private field needs an owner: the trait \"own\"");
	else if (f->guard->own && why_not_private(f) != NULL)
		say(k, s, at, "E073", "a private field cannot %s", why_not_private(f));
}

void
check_guards(struct compiler *k, struct entity *e, const struct source *s)
{
	const char *name;
	json_t *doc;
	char at[340];

	json_object_foreach(json_object_get(s->json, "fields"), name, doc)
	{
		const struct field *f = entity_field(e, str_of(name));

		if (f == NULL || f->guard == NULL)
			continue;
		snprintf(at, sizeof(at), "fields.%s.%s", name,
		    f->guard->own ? "private" : "may");
		check_guard(k, f, s, at);
	}
}

void
compile_level(struct compiler *k, struct entity *e, const struct source *s,
    const char *at, struct str field, struct str role, struct str level)
{
	static const char *const levels[] = { "none", "see", "change" };
	struct field *f = map_get(&e->by_name, field);
	size_t i = 0;

	while (i < COUNT_OF(levels) && !str_is(level, levels[i]))
		i++;
	if (f == NULL || f->hidden)
		say(k, s, at, "E014", "%.*s has no field \"%.*s\"%s", STR_ARG(e->name),
		    STR_ARG(field), hint_field(k, e, field));
	else if (i == COUNT_OF(levels))
		say(k, s, at, "E074",
		    "a role has a field as \"none\", \"see\" or \"change\"");
	else if (i < LEVEL_SEE && why_open(f) != NULL)
		say(k, s, at, "E071", "\"%.*s\" cannot be kept from anybody: %s",
		    STR_ARG(f->name), why_open(f));
	else
		set_level(k, guard_of(k, f), role, (enum level)i);
}

/* ---- what is calculated from them ---- */

/* Guarded parts of f, through what is calculated on the way. */
static void
add_parts(const struct field *f, bool *met, struct guard *out)
{
	const struct entity *e = f->entity;

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *part = &e->fields[i];

		if (met[i] || !calc_asks(f->is, part))
			continue;
		met[i] = true;
		if (part->guard != NULL)
			out->parts[out->part_count++] = part;
		if (part->is != NULL && (part->guard == NULL || !part->guard->open_parts))
			add_parts(part, met, out);
	}
}

static void
guard_calculated(struct field *f, struct arena *mem)
{
	size_t count = f->entity->field_count;
	struct guard parts = { .others = LEVEL_CHANGE };
	bool met[META_FIELDS_MAX] = { false };

	if (f->is == NULL || calc_is_quality(f->is) || /* it asks what is open only */
	    (f->guard != NULL && f->guard->open_parts))
		return;
	parts.parts = arena_array(mem, const struct field *, count);
	add_parts(f, met, &parts);
	if (parts.part_count == 0)
		return;
	if (f->guard == NULL) {
		f->guard = arena_make(mem, struct guard);
		*f->guard = parts;
	}
	f->guard->parts = parts.parts;
	f->guard->part_count = parts.part_count;
	for (size_t i = 0; i < parts.part_count; i++)
		f->guard->own |= parts.parts[i]->guard->own;
}

void
finish_guards(struct entity *e, struct arena *mem)
{
	for (size_t i = 0; i < e->field_count; i++)
		guard_calculated(&e->fields[i], mem);
	for (size_t i = 0; i < e->field_count; i++)
		e->guarded |= e->fields[i].guard != NULL;
}
