/*
 * whole.c - what only an entity as a whole shows: formulas that go in a circle, a
 * pipeline without an end, names that are taken, labels that a language lacks.
 */
#include "meta/compile.h"

/* ---- formulas, each behind those it asks ---- */

enum met { MET_NOT, MET_OPEN, MET_DONE };

struct ordering {
	struct compiler *k;
	struct entity *e;
	const struct source *s;
	enum met met[META_FIELDS_MAX];
};

static void
place(struct ordering *o, const struct field *f)
{
	const char *at;

	if (o->met[f->index] == MET_OPEN) {
		at = str_c(
		    o->k->mem, str_printf(o->k->mem, "fields.%.*s.is", STR_ARG(f->name)));
		say(o->k, o->s, at, "E025", "\"%.*s\" is calculated from itself",
		    STR_ARG(f->name));
	}
	if (o->met[f->index] != MET_NOT)
		return;
	o->met[f->index] = MET_OPEN;
	for (size_t i = 0; i < o->e->field_count; i++)
		if (o->e->fields[i].is != NULL && calc_asks(f->is, &o->e->fields[i]))
			place(o, &o->e->fields[i]);
	o->met[f->index] = MET_DONE;
	o->e->computed[o->e->computed_count++] = f;
}

void
order_formulas(struct compiler *k, struct entity *e, const struct source *s)
{
	struct ordering o = { .k = k, .e = e, .s = s };

	e->computed = arena_array(k->mem, const struct field *, e->field_count + 1);
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].is != NULL)
			place(&o, &e->fields[i]);
}

/* ---- a pipeline leads somewhere ---- */

static bool
leads_on(const struct entity *e, const struct stage *stage, const bool *ends)
{
	for (size_t i = 0; i < stage->next_count; i++) {
		const struct stage *next = entity_stage(e, stage->next[i]);

		if (next != NULL && ends[next - e->stages])
			return true;
	}
	return false;
}

void
check_ways(struct compiler *k, struct entity *e, const struct source *s)
{
	bool ends[META_OPTIONS_MAX] = { false }, more = true, any = false;

	for (size_t i = 0; i < e->stage_count; i++)
		any |= ends[i] = e->stages[i].end != STAGE_OPEN;
	if (e->stage_count > 0 && !any)
		say(k, s, "pipeline", "E065",
		    "it has no end: give a stage \"end\": \"won\" or \"lost\"");
	while (any && more) {
		more = false;
		for (size_t i = 0; i < e->stage_count; i++)
			if (!ends[i] && leads_on(e, &e->stages[i], ends))
				ends[i] = more = true;
	}
	for (size_t i = 0; any && i < e->stage_count; i++)
		if (!ends[i])
			say(k, s,
			    str_c(k->mem, str_printf(k->mem, "pipeline.%.*s",
					      STR_ARG(e->stages[i].name))),
			    "W005", "no way leads from here to an end");
}

/* ---- names ---- */

/* Indexes stand among the tables: those of `of` begin with its name. */
static bool
is_index_of(struct str name, struct str of)
{
	static const char *const whole[] = { "trash", "board", "count" },
				 *const heads[] = { "i_", "iu_", "l_", "quality_" };
	struct str rest = { name.at + of.len, name.len - of.len };

	if (!str_starts(name, of.at) || rest.len < 2 || rest.at[0] != '_')
		return false;
	rest = (struct str){ rest.at + 1, rest.len - 1 };
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		if (str_is(rest, whole[i]))
			return true;
	for (size_t i = 0; i < COUNT_OF(heads); i++)
		if (str_starts(rest, heads[i]))
			return true;
	return false;
}

void
check_name(struct compiler *k, struct entity *e, const struct source *s)
{
	for (const char *const *kept = k->words->kept; *kept != NULL; kept++)
		if (str_is(e->name, *kept))
			say(k, s, "entity", "E052",
			    "\"%.*s\" is a name the program keeps for itself",
			    STR_ARG(e->name));
	for (size_t i = 0; i < k->meta->entity_count; i++)
		if (is_index_of(e->name, k->meta->entities[i].name))
			say(k, s, "entity", "E052",
			    "\"%.*s\" is what an index of \"%.*s\" is called",
			    STR_ARG(e->name), STR_ARG(k->meta->entities[i].name));
}

/* ---- labels ---- */

static bool
is_sites(const struct source *s, const char *at)
{
	return str_starts(said_by(s, at)->file, "site/");
}

static void
warn_label(struct compiler *k, const struct source *s, const char *at, const char *path)
{
	struct text missing = TEXT_INIT(k->mem);

	if (!is_sites(s, at))
		return;
	for (int l = 1; l < (int)COUNT_OF(languages); l++)
		if (k->meta->labels[l] == NULL ||
		    json_object_get(k->meta->labels[l], path) == NULL)
			text_printf(
			    &missing, "%s%s", missing.len == 0 ? "" : ", ", languages[l]);
	if (missing.len > 0)
		say(k, s, at, "W004", "no label in %.*s: people see the English one",
		    STR_ARG(text_done(&missing)));
}

/* Of what stands in the document at `at`, and is called by `path` in the catalogues. */
static void
warn_word(struct compiler *k, const struct source *s, const json_t *doc, struct str at,
    struct str path)
{
	if (json_get_str(doc, "label").len > 0)
		warn_label(k, s, str_c(k->mem, at), str_c(k->mem, path));
}

/* What people choose of those that are changed, and what these are called. */
static void
warn_changes(struct compiler *k, const struct source *s, struct str at, struct str path,
    const json_t *changes)
{
	const char *name;
	const json_t *step;
	json_t *choice;
	size_t i;

	json_array_foreach(changes, i, step)
	{
		struct str here = str_printf(k->mem, "%.*s.#%zu", STR_ARG(at), i);
		struct str word = str_printf(k->mem, "%.*s.%.*s", STR_ARG(path),
		    STR_ARG(json_get_str(step, "as")));

		warn_word(k, s, step, here, word);
		json_object_foreach(json_object_get(step, "choose"), name, choice)
		    warn_word(k, s, choice,
			str_printf(k->mem, "%.*s.choose.%s", STR_ARG(here), name),
			str_printf(k->mem, "%.*s.%s", STR_ARG(word), name));
	}
}

/* What it asks and changes, by the catalogues' keys: see api/meta_actions.c and
 * record/act_change.c. */
static void
warn_action(struct compiler *k, const struct entity *e, const struct source *s,
    struct str at, const char *action, const json_t *doc)
{
	struct str path = str_printf(k->mem, "%.*s.act.%s", STR_ARG(e->name), action);
	const char *name;
	json_t *ask;

	json_object_foreach(json_object_get(doc, "asks"), name, ask)
	    warn_word(k, s, ask, str_printf(k->mem, "%.*s.asks.%s", STR_ARG(at), name),
		str_printf(k->mem, "%.*s.%s", STR_ARG(path), name));
	warn_changes(k, s, str_printf(k->mem, "%.*s.changes", STR_ARG(at)), path,
	    json_object_get(doc, "changes"));
}

static void
warn_actions(struct compiler *k, const struct entity *e, const struct source *s)
{
	const json_t *convert = json_object_get(s->json, ACTION_CONVERT);
	const char *name;
	json_t *doc;

	warn_word(k, s, convert, STR(ACTION_CONVERT),
	    str_printf(k->mem, "%.*s." ACTION_CONVERT, STR_ARG(e->name)));
	warn_action(k, e, s, STR(ACTION_CONVERT), ACTION_CONVERT, convert);
	json_object_foreach(json_object_get(s->json, "actions"), name, doc)
	{
		struct str at = str_printf(k->mem, "actions.%s", name);

		warn_word(k, s, doc, at,
		    str_printf(k->mem, "%.*s.act.%s", STR_ARG(e->name), name));
		warn_action(k, e, s, at, name, doc);
	}
}

/* Of what the site brings: the core's and the packs' own are checked as they are made. */
void
warn_labels(struct compiler *k, struct entity *e, const struct source *s)
{
	const char *name = str_c(k->mem, e->name), *field;
	json_t *doc;

	warn_label(k, s, "label", name);
	json_object_foreach(json_object_get(s->json, "fields"), field, doc)
	{
		const char *at = str_c(k->mem, str_printf(k->mem, "fields.%s", field));

		warn_label(
		    k, s, at, str_c(k->mem, str_printf(k->mem, "%s.%s", name, field)));
		if (json_object_get(doc, "back") == NULL)
			continue;
		at = str_c(k->mem, str_printf(k->mem, "fields.%s.back", field));
		warn_label(k, s, at,
		    str_c(k->mem, str_printf(k->mem, "%s.%s.back", name, field)));
	}
	warn_actions(k, e, s);
}
