/*
 * entity.c - pipelines, rights, rules and faces of an entity.
 */
#include "meta/compile.h"

const struct key entity_keys[] = {
	{ "entity", JSON_STRING, "its name: a-z, 0-9 and _" },
	{ "extend", JSON_STRING, "the entity that this document adds to" },
	{ "label", JSON_ARRAY, "one, many: in English" },
	{ "doc", JSON_STRING, "what a record of it is; shown as help" },
	{ "icon", JSON_STRING, "a lucide icon" },
	{ "group", JSON_STRING, "where in the navigation: sales, work, company, admin" },
	{ "order", JSON_INTEGER, "place in the navigation; absent: not in it" },
	{ "server", JSON_TRUE, "read by the program itself" },
	{ "person", JSON_TRUE,
	    "a record is a human being: can be asked for, and erased, as one" },
	{ "traits", JSON_ARRAY, "what it can do: trait words" },
	{ "face", JSON_OBJECT,
	    "how it looks small: title, under, badge, facts (4 at most); ended: the date "
	    "behind which it is one of the past" },
	{ "fields", JSON_OBJECT, "name to field" },
	{ "pipeline", JSON_OBJECT, "stage to its arrows, needs and end (trait stage)" },
	{ "rules", JSON_OBJECT, "what must hold: name to { holds, at, says }" },
	{ "match", JSON_ARRAY,
	    "what two records agree in if they are one: lists of fields, all equal, or "
	    "objects" },
	{ "unlike", JSON_OBJECT,
	    "field to weight, 1 to 99: how much less likely another value makes it that "
	    "two records are one" },
	{ "complete", JSON_OBJECT,
	    "field to weight, 1 to 100, or to { weight, or, when }: what is wanted of a "
	    "record" },
	{ "doubts", JSON_OBJECT,
	    "name to { when, at, says }: what is taken and doubted; with it, what is "
	    "doubted of any e-mail, phone, name and tax code" },
	{ "stale", JSON_NULL,
	    "180d, or { after, when }: for how long nothing may happen with a record" },
	{ "archive", JSON_OBJECT,
	    "name to { when, after, since, says }: records of the past, that leave the "
	    "lists; "
	    "{}: by hand alone" },
	{ "actions", JSON_OBJECT, "what can be done with a record: name to action" },
	{ "price", JSON_OBJECT,
	    "a record of it is a rate: { by, valid, quantity, each, per, fixed, least, "
	    "days } (trait price)" },
	{ "line", JSON_OBJECT,
	    "a record of it is a line of another: { of, order, sums } (trait line)" },
	{ "portal", JSON_OBJECT,
	    "what a customer sees by a link, and may answer: { shows, lines, at, accept, "
	    "refuse, until } (trait portal)" },
	{ "paper", JSON_OBJECT,
	    "what a customer gets of it as PDF: { to, facts, columns, totals, texts, "
	    "language }" },
	{ "reach", JSON_OBJECT,
	    "by what they can be contacted, and when never: { by, never, free } (trait "
	    "reach); or whom a record stands for: { through }" },
	{ "approach", JSON_OBJECT,
	    "a record of it is to contact somebody: { whom, by, planned, at }" },
	{ "convert", JSON_OBJECT,
	    "the action by which one record becomes others: { label, when, makes, then "
	    "}" },
	{ "may", JSON_OBJECT,
	    "role to rights: read create change delete export import hand share; each "
	    "false, true, @own @team @unit @units @reports @territory, or a rule" },
	{ "views", JSON_OBJECT, "table, board, form, create" },
	{ NULL, JSON_NULL, NULL },
};

const struct key stage_keys[] = {
	{ "label", JSON_STRING, "its name for people" },
	{ "hue", JSON_INTEGER, "colour" },
	{ "next", JSON_ARRAY, "stages an arrow leads to" },
	{ "needs", JSON_ARRAY, "fields that must be filled to come here" },
	{ "locks", JSON_ARRAY, "fields that cannot be changed here" },
	{ "end", JSON_STRING, "\"won\" or \"lost\": the way ends here" },
	{ "sets", JSON_OBJECT, "field to value, on coming here" },
	{ "stale_after", JSON_STRING, "14d: how long is too long" },
	{ "when", JSON_STRING, "rule that must hold to come here" },
	{ "keeps", JSON_TRUE, "on coming here it is kept, with its lines: a version" },
	{ NULL, JSON_NULL, NULL },
};

const char *const may_names[MAY_COUNT] = { "read", "create", "change", "delete", "export",
	"import", "hand", "share" };

const struct field *
named_field(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *name)
{
	const struct field *f = entity_field(e, json_str(name));

	if (f == NULL)
		say(k, s, at, "E014", "%.*s has no field \"%.*s\"%s", STR_ARG(e->name),
		    STR_ARG(json_str(name)), hint_field(k, e, json_str(name)));
	return f;
}

static void
field_list(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *names, const struct field ***out, size_t *count)
{
	const json_t *name;
	size_t i;

	*out = arena_array(k->mem, const struct field *, json_array_size(names) + 1);
	json_array_foreach(names, i, name)
	{
		const struct field *f = named_field(k, e, s, at, name);

		if (f != NULL)
			(*out)[(*count)++] = f;
	}
}

void
compile_pipeline(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *pipeline = json_object_get(s->json, "pipeline");
	struct field *f = map_get(&e->by_name, STR("stage"));
	const char *key;
	json_t *doc;
	char at[200];

	if (f == NULL || f->trait == NULL) {
		if (pipeline != NULL)
			say(k, s, "pipeline", "E061",
			    "a pipeline needs the trait \"stage\"");
		return;
	}
	if (json_object_size(pipeline) < 2 ||
	    json_object_size(pipeline) > META_OPTIONS_MAX) {
		say(k, s, "pipeline", "E061",
		    "the trait \"stage\" needs a pipeline of stages");
		return;
	}
	e->stages = arena_array(k->mem, struct stage, json_object_size(pipeline));
	f->of = arena_array(k->mem, struct option, json_object_size(pipeline));
	json_object_foreach((json_t *)(uintptr_t)pipeline, key, doc)
	{
		struct stage *stage = &e->stages[e->stage_count++];
		struct option *o = &f->of[f->of_count++];
		struct str end = json_get_str(doc, "end");

		snprintf(at, sizeof(at), "pipeline.%s", key);
		check_keys(k, s, at, doc, stage_keys);
		stage->name = o->name = str_copy(k->mem, str_of(key));
		o->label = arena_str(k, json_object_get(doc, "label"));
		if (o->label.len == 0)
			o->label = o->name;
		o->hue = (int)json_get_int(doc, "hue", 0);
		if (end.len > 0 && !str_is(end, "won") && !str_is(end, "lost"))
			say(k, s, at, "E064", "\"end\" is \"won\" or \"lost\"");
		stage->end = str_is(end, "won")    ? STAGE_WON
			     : str_is(end, "lost") ? STAGE_LOST
						   : STAGE_OPEN;
		stage->sets = json_object_get(doc, "sets");
		stage->keeps = json_is_true(json_object_get(doc, "keeps"));
	}
}

static void
stage_arrows(struct compiler *k, struct entity *e, const struct source *s, const char *at,
    const json_t *next, struct stage *stage)
{
	const json_t *name;
	size_t i;

	stage->next = arena_array(k->mem, struct str, json_array_size(next) + 1);
	json_array_foreach(next, i, name)
	{
		if (entity_stage(e, json_str(name)) == NULL)
			say(k, s, at, "E062", "there is no stage \"%.*s\"",
			    STR_ARG(json_str(name)));
		else
			stage->next[stage->next_count++] = arena_str(k, name);
	}
}

void
compile_stage_rules(struct compiler *k, struct entity *e, const struct source *s)
{
	const char *key;
	json_t *doc;
	char at[200];

	json_object_foreach(json_object_get(s->json, "pipeline"), key, doc)
	{
		struct stage *stage =
		    (struct stage *)(uintptr_t)entity_stage(e, str_of(key));
		struct str when = json_get_str(doc, "when"),
			   stale = json_get_str(doc, "stale_after");
		struct rule_fault why;
		struct rule *rule;
		const char *name;
		json_t *value;

		if (stage == NULL)
			continue;
		snprintf(at, sizeof(at), "pipeline.%s.next", key);
		stage_arrows(k, e, s, at, json_object_get(doc, "next"), stage);
		snprintf(at, sizeof(at), "pipeline.%s.needs", key);
		field_list(k, e, s, at, json_object_get(doc, "needs"), &stage->needs,
		    &stage->needs_count);
		snprintf(at, sizeof(at), "pipeline.%s.locks", key);
		field_list(k, e, s, at, json_object_get(doc, "locks"), &stage->locks,
		    &stage->locks_count);
		snprintf(at, sizeof(at), "pipeline.%s.sets", key);
		json_object_foreach((json_t *)(uintptr_t)stage->sets, name, value)
		    named_field(
			k, e, s, at, json_hold(k->problems->mem, json_string(name)));
		snprintf(at, sizeof(at), "pipeline.%s.stale_after", key);
		if (stale.at != NULL && !span_read(stale, &stage->stale_after_ms))
			say(k, s, at, "E063", "\"%.*s\" is no span like 14d",
			    STR_ARG(stale));
		snprintf(at, sizeof(at), "pipeline.%s.when", key);
		if (when.at == NULL)
			continue;
		if (rule_compile(
			k->mem, k->meta, e, str_copy(k->mem, when), &rule, &why) != OK)
			say_rule(k, s, at, "E021", &why);
		else
			stage->when = rule;
	}
}

/* One's own are always among them. */
const struct level_word level_words[LEVEL_WORDS] = {
	{ "@own", "owner = @me" }, { "@team", "owner in @team" },
	{ "@unit", "owner in @unit" }, { "@units", "owner in @units" },
	{ "@reports", "owner in @reports" },
	{ "@territory", "owner = @me" }, /* and what a rule of theirs says */
};

const struct level_word *
level_named(struct str word)
{
	for (size_t i = 0; i < LEVEL_WORDS; i++)
		if (str_is(word, level_words[i].word))
			return &level_words[i];
	return NULL;
}

struct str
level_rule(struct str text)
{
	const struct level_word *level = level_named(text);

	return level == NULL ? text : str_of(level->rule);
}

enum err
right_compile(struct arena *mem, const struct meta *meta, const struct entity *e,
    const json_t *value, struct right *out, struct rule_fault *why)
{
	struct str text = json_str(value);
	struct rule *rule;

	*out = (struct right){ .yes = json_is_true(value) || text.at != NULL };
	if (text.at == NULL)
		return OK;
	out->level = str_copy(mem, text);
	TRY(rule_compile(mem, meta, e, level_rule(out->level), &rule, why));
	rule_stands_in(rule);
	out->rule = rule;
	out->territory = str_is(text, "@territory");
	return OK;
}

static void
compile_right(struct compiler *k, struct entity *e, const struct source *s,
    const char *at, const json_t *value, struct right *out)
{
	struct rule_fault why;

	if (right_compile(k->mem, k->meta, e, value, out, &why) != OK)
		say_rule(k, s, at, "E021", &why);
}

void
imply_rights(struct may_row *row)
{
	static const enum may implied[] = { MAY_HAND, MAY_SHARE };

	for (size_t i = 0; i < COUNT_OF(implied); i++)
		if (!row->said[implied[i]]) {
			row->rights[implied[i]] = row->rights[MAY_CHANGE];
			row->rights[implied[i]].implied = true;
		}
}

void
compile_rights(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *may = json_object_get(s->json, "may");
	const char *role, *key;
	json_t *rights, *value;
	char at[200];

	if (may == NULL)
		return;
	e->may = arena_grow(k->mem, e->may, e->may_count * sizeof(*e->may),
	    (e->may_count + json_object_size(may)) * sizeof(*e->may));
	json_object_foreach((json_t *)(uintptr_t)may, role, rights)
	{
		struct may_row *row = &e->may[e->may_count++];

		row->role = str_copy(k->mem, str_of(role));
		json_object_foreach(rights, key, value)
		{
			size_t i = 0;

			snprintf(at, sizeof(at), "may.%s.%s", role, key);
			while (i < MAY_COUNT && strcmp(may_names[i], key) != 0)
				i++;
			if (i == MAY_COUNT)
				say(k, s, at, "E002", "unknown right \"%s\"", key);
			else
				compile_right(k, e, s, at, value, &row->rights[i]);
			if (i < MAY_COUNT)
				row->said[i] = true;
		}
		imply_rights(row);
	}
}

void
compile_holds(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *rules = json_object_get(s->json, "rules");
	const char *key;
	json_t *doc;
	char at[200];

	e->holds = arena_grow(k->mem, e->holds, e->holds_count * sizeof(*e->holds),
	    (e->holds_count + json_object_size(rules) + 1) * sizeof(*e->holds));
	json_object_foreach((json_t *)(uintptr_t)rules, key, doc)
	{
		struct holds *h = &e->holds[e->holds_count];
		struct rule_fault why;
		struct rule *rule;

		snprintf(at, sizeof(at), "rules.%s.holds", key);
		if (rule_compile(k->mem, k->meta, e,
			arena_str(k, json_object_get(doc, "holds")), &rule, &why) != OK) {
			say_rule(k, s, at, "E021", &why);
			continue;
		}
		if (!rule_is_local(rule)) {
			say(k, s, at, "E023", "a rule may ask its own record only");
			continue;
		}
		h->name = str_copy(k->mem, str_of(key));
		h->says = arena_str(k, json_object_get(doc, "says"));
		h->rule = rule;
		snprintf(at, sizeof(at), "rules.%s.at", key);
		h->at = json_object_get(doc, "at") == NULL
			    ? NULL
			    : named_field(k, e, s, at, json_object_get(doc, "at"));
		e->holds_count++;
	}
}

static void
check_view(struct compiler *k, struct entity *e, const struct source *s, const char *at,
    const json_t *names)
{
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		if (json_is_array(name))
			check_view(k, e, s, at, name);
		else
			named_field(k, e, s, at, name);
	}
}

/* What finds a record stands in an index, whose entries PostgreSQL bounds. */
static void
check_key(
    struct compiler *k, const struct source *s, const struct field *f, const char *is)
{
	char at[200];

	if (f->type->fold <= 0 || !f->has_max || f->max <= META_KEY_MAX)
		return;
	snprintf(at, sizeof(at), "fields.%.*s.max", STR_ARG(f->name));
	say(k, s, at, "E018", "%s holds at most %d letters", is, META_KEY_MAX);
}

static void
check_all_keys(struct compiler *k, const struct entity *e, const struct source *s)
{
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].unique)
			check_key(k, s, &e->fields[i], "a unique text");
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].plain)
			check_key(
			    k, s, e->match[i].fields[0], "a text that tells duplicates");
	if (e->title != NULL)
		check_key(k, s, e->title, "a title");
}

void
compile_faces(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *face = json_object_get(s->json, "face"), *name;
	const json_t *views = json_object_get(s->json, "views"), *board;
	struct field *title;
	size_t i;

	title = map_get(&e->by_name, json_get_str(face, "title"));
	if (title == NULL) {
		say(k, s, "face.title", "E017", "an entity needs a face with a title");
	} else {
		e->title = title;
		title->title = true;
	}
	e->under = entity_field(e, json_get_str(face, "under"));
	e->badge = entity_field(e, json_get_str(face, "badge"));
	if (json_object_get(face, "ended") != NULL)
		e->ended =
		    named_field(k, e, s, "face.ended", json_object_get(face, "ended"));
	if (e->ended != NULL && strcmp(e->ended->type->name, "date") != 0)
		say(k, s, "face.ended", "E017", "%.*s is no date",
		    STR_ARG(e->ended->name));
	json_array_foreach(json_object_get(face, "facts"), i, name)
	{
		const struct field *f = named_field(k, e, s, "face.facts", name);

		if (f != NULL && e->fact_count < COUNT_OF(e->facts))
			e->facts[e->fact_count++] = f;
	}
	check_view(k, e, s, "views.table", json_object_get(views, "table"));
	check_view(k, e, s, "views.form", json_object_get(views, "form"));
	check_view(k, e, s, "views.create", json_object_get(views, "create"));
	board = json_object_get(views, "board");
	if (board != NULL)
		named_field(k, e, s, "views.board.by", json_object_get(board, "by"));
	if (json_object_get(board, "sum") != NULL)
		named_field(k, e, s, "views.board.sum", json_object_get(board, "sum"));
	e->views = views;
	compile_match(k, e, s);
	check_all_keys(k, e, s);
}
