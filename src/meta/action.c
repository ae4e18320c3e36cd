/*
 * action.c - what can be done with a record: "actions", and "convert", which is one.
 *
 * An action asks for a few values, then changes other records, makes some, and ends
 * with the record itself (record/act.h does it).  What it says stays JSON, and is
 * checked here once, so that nothing of it is left to be found out when it runs.
 *
 * A value is a field of the record, "@this" (the record), "@today", "@name" of what is
 * asked or made before, {"const": …}, or else the text itself.
 */
#include "meta/compile.h"

const struct key action_keys[] = {
	{ "label", JSON_STRING, "what the button says" },
	{ "doc", JSON_STRING, "what it does, and what it leaves; shown in its dialog" },
	{ "icon", JSON_STRING, "a lucide icon" },
	{ "when", JSON_STRING, "rule that must hold to do it" },
	{ "asks", JSON_OBJECT, "values that are asked for: name to { field, … }" },
	{ "changes", JSON_ARRAY, "other records that are changed, before any is made" },
	{ "makes", JSON_ARRAY, "records that are made: { as, entity, set, find, … }" },
	{ "then", JSON_OBJECT, "field of the record to value, at the end" },
	{ NULL, JSON_NULL, NULL },
};

const struct key ask_keys[] = {
	{ "field", JSON_STRING, "whose values it takes: a field, or \"entity.field\"" },
	{ "label", JSON_STRING, "its name for people; absent: the field's" },
	{ "doc", JSON_STRING, "what it is for; shown as help" },
	{ "required", JSON_TRUE, "nothing happens without it" },
	{ "other", JSON_TRUE, "not what the field holds now, nor the record itself" },
	{ "default", JSON_NULL, "value it begins with; \"@today\"" },
	{ NULL, JSON_NULL, NULL },
};

const struct key change_keys[] = {
	{ "as", JSON_STRING, "its name, for choices and what is told" },
	{ "label", JSON_STRING, "what they are called in the dialog; absent: as usual" },
	{ "entity", JSON_STRING, "what they are" },
	{ "when", JSON_STRING, "rule on the record: only then" },
	{ "given", JSON_STRING, "only if this was said, of what is asked" },
	{ "same", JSON_OBJECT, "which of them: field to value" },
	{ "where", JSON_STRING, "and which of those: a rule on them" },
	{ "set", JSON_OBJECT, "field to value" },
	{ "else", JSON_OBJECT, "where there is none: one is made, field to value" },
	{ "choose", JSON_OBJECT,
	    "instead of set: name to { label, set } or { label, do, with }, of which "
	    "people "
	    "choose one, or that they stay as they are" },
	{ NULL, JSON_NULL, NULL },
};

const struct key choice_keys[] = {
	{ "label", JSON_STRING, "what people choose" },
	{ "set", JSON_OBJECT, "field to value" },
	{ "do", JSON_STRING, "an action of theirs, done with each" },
	{ "with", JSON_OBJECT,
	    "what that asks: name to value; { \"of\": field } is its own" },
	{ NULL, JSON_NULL, NULL },
};

const struct key make_keys[] = {
	{ "as", JSON_STRING, "its name: @name is it, from then on" },
	{ "entity", JSON_STRING, "what it is" },
	{ "find", JSON_OBJECT, "taken instead, if it is there: field to value" },
	{ "set", JSON_OBJECT, "field to value" },
	{ "when", JSON_STRING, "rule on the record: only then" },
	{ "given", JSON_STRING, "only if this was said, of what is asked" },
	{ "optional", JSON_TRUE, "people may leave it out" },
	{ NULL, JSON_NULL, NULL },
};

/* An action on its way: what can be named by now. */
struct naming {
	struct compiler *k;
	const struct entity *entity;
	const struct source *source;
	const json_t *asks;
	const char *made[META_STEPS_MAX];
	size_t made_count;
};

static const char *
deeper(const struct naming *n, const char *at, const char *key)
{
	return str_c(n->k->mem, str_printf(n->k->mem, "%s.%s", at, key));
}

static bool
is_named(const struct naming *n, const char *name)
{
	for (size_t i = 0; i < n->made_count; i++)
		if (strcmp(n->made[i], name) == 0)
			return true;
	return strcmp(name, "this") == 0 || strcmp(name, "today") == 0 ||
	       json_object_get(n->asks, name) != NULL;
}

static void
check_value(const struct naming *n, const char *at, const json_t *from)
{
	const char *text = json_string_value(from);

	if (text != NULL && text[0] == '@' && !is_named(n, text + 1))
		say(n->k, n->source, at, "E084",
		    "nothing is called \"%s\" here: it is asked, or made before, or "
		    "@this "
		    "or @today",
		    text);
}

static void
check_values(
    const struct naming *n, const char *at, const struct entity *e, const json_t *set)
{
	const char *name;
	json_t *from;

	json_object_foreach((json_t *)(uintptr_t)set, name, from)
	{
		named_field(n->k, e, n->source, at,
		    json_hold(n->k->problems->mem, json_string(name)));
		check_value(n, at, from);
	}
}

static const struct entity *
check_entity(const struct naming *n, const char *at, const json_t *step)
{
	struct str name = json_get_str(step, "entity");
	const struct entity *e = meta_entity(n->k->meta, name);

	if (e == NULL)
		say(n->k, n->source, deeper(n, at, "entity"), "E013",
		    "there is no entity \"%.*s\"", STR_ARG(name));
	return e;
}

static const struct rule *
check_rule(const struct naming *n, const char *at, const char *key,
    const struct entity *e, const json_t *of)
{
	const json_t *text = json_object_get(of, key);
	struct rule_fault why;
	struct rule *rule;

	if (text == NULL)
		return NULL;
	if (rule_compile(n->k->mem, n->k->meta, e, arena_str(n->k, text), &rule, &why) ==
	    OK)
		return rule;
	say_rule(n->k, n->source, deeper(n, at, key), "E021", &why);
	return NULL;
}

static void
check_given(const struct naming *n, const char *at, const json_t *step)
{
	const char *given = json_string_value(json_object_get(step, "given"));

	if (given != NULL && json_object_get(n->asks, given) == NULL)
		say(n->k, n->source, deeper(n, at, "given"), "E084",
		    "nothing that is asked is called \"%s\"", given);
}

/* When it is done at all, and what it is called: of each change, and of what is made. */
static const struct entity *
check_step(struct naming *n, const char *at, const json_t *step, const struct key *keys)
{
	const char *as = json_string_value(json_object_get(step, "as"));

	if (!check_keys(n->k, n->source, at, step, keys))
		return NULL;
	if (as == NULL || is_named(n, as) || n->made_count == META_STEPS_MAX) {
		say(n->k, n->source, at, "E083",
		    "each step has a name of its own (\"as\"), and there are %d at most",
		    META_STEPS_MAX);
		return NULL;
	}
	check_rule(n, at, "when", n->entity, step);
	check_given(n, at, step);
	return check_entity(n, at, step);
}

/* What is done with each of them may not do the like with others in its turn. */
static void
check_do(
    const struct naming *n, const char *at, const struct entity *e, const json_t *choice)
{
	struct str name = json_get_str(choice, "do");
	const char *key;
	json_t *from;

	json_object_foreach(json_object_get(choice, "with"), key, from)
	    check_value(n, deeper(n, at, "with"), from);
	if (name.at != NULL && e == n->entity)
		say(n->k, n->source, at, "E083",
		    "an action is not done with more records of its own kind");
}

static void
check_choices(
    const struct naming *n, const char *at, const struct entity *e, const json_t *choose)
{
	const char *name;
	json_t *choice;

	json_object_foreach((json_t *)(uintptr_t)choose, name, choice)
	{
		const char *here = deeper(n, at, name);

		if (!check_keys(n->k, n->source, here, choice, choice_keys))
			continue;
		check_values(
		    n, deeper(n, here, "set"), e, json_object_get(choice, "set"));
		check_do(n, here, e, choice);
	}
}

static void
check_changes(struct naming *n, const char *at, const json_t *changes)
{
	const json_t *step;
	size_t i;

	json_array_foreach(changes, i, step)
	{
		const char *here =
		    str_c(n->k->mem, str_printf(n->k->mem, "%s.#%zu", at, i));
		const struct entity *e = check_step(n, here, step, change_keys);

		if (e == NULL)
			continue;
		check_rule(n, here, "where", e, step);
		check_values(
		    n, deeper(n, here, "same"), e, json_object_get(step, "same"));
		check_values(n, deeper(n, here, "set"), e, json_object_get(step, "set"));
		check_values(
		    n, deeper(n, here, "else"), e, json_object_get(step, "else"));
		check_choices(
		    n, deeper(n, here, "choose"), e, json_object_get(step, "choose"));
		if (json_object_size(json_object_get(step, "same")) == 0)
			say(n->k, n->source, here, "E083",
			    "\"same\" says which records: without it all would be "
			    "changed");
	}
}

static void
check_makes(struct naming *n, const char *at, const json_t *makes)
{
	const json_t *step;
	size_t i;

	json_array_foreach(makes, i, step)
	{
		const char *here =
		    str_c(n->k->mem, str_printf(n->k->mem, "%s.#%zu", at, i));
		const struct entity *e = check_step(n, here, step, make_keys);

		if (e == NULL)
			continue;
		check_values(
		    n, deeper(n, here, "find"), e, json_object_get(step, "find"));
		check_values(n, deeper(n, here, "set"), e, json_object_get(step, "set"));
		n->made[n->made_count++] = json_string_value(json_object_get(step, "as"));
	}
}

/* "field", of the entity itself, or "entity.field". */
static const struct field *
asked_field(const struct naming *n, const char *at, const json_t *doc)
{
	struct str text = json_get_str(doc, "field"), head, rest;
	const struct entity *e = n->entity;

	if (str_cut(text, '.', &head, &rest)) {
		e = meta_entity(n->k->meta, head);
		text = rest;
	}
	if (e == NULL) {
		say(n->k, n->source, deeper(n, at, "field"), "E013",
		    "there is no entity \"%.*s\"", STR_ARG(head));
		return NULL;
	}
	return named_field(n->k, e, n->source, deeper(n, at, "field"),
	    json_hold(n->k->problems->mem, json_stringn(text.at, text.len)));
}

static void
compile_asks(struct naming *n, const char *at, struct action *a)
{
	const char *name;
	json_t *doc;

	a->asks = arena_array(n->k->mem, struct ask, META_ASKS_MAX);
	json_object_foreach((json_t *)(uintptr_t)n->asks, name, doc)
	{
		const char *here = deeper(n, at, name);
		const struct field *f;

		if (!check_keys(n->k, n->source, here, doc, ask_keys))
			continue;
		f = asked_field(n, here, doc);
		if (a->ask_count == META_ASKS_MAX || !name_ok(str_of(name)))
			say(n->k, n->source, here, "E083",
			    "an action asks for %d values at most, each by a name of "
			    "a-z, "
			    "0-9 and _",
			    META_ASKS_MAX);
		else if (f != NULL)
			a->asks[a->ask_count++] =
			    (struct ask){ .name = str_copy(n->k->mem, str_of(name)),
				    .label =
					arena_str(n->k, json_object_get(doc, "label")),
				    .doc = arena_str(n->k, json_object_get(doc, "doc")),
				    .field = f,
				    .required = json_get_bool(doc, "required"),
				    .other = json_get_bool(doc, "other"),
				    .preset = json_object_get(doc, "default") };
	}
}

static void
compile_action(struct compiler *k, struct entity *e, const struct source *s,
    const char *name, const json_t *doc)
{
	struct naming n = {
		.k = k, .entity = e, .source = s, .asks = json_object_get(doc, "asks")
	};
	bool convert = doc == json_object_get(s->json, "convert");
	const char *at = convert ? "convert" : deeper(&n, "actions", name);
	struct action *a = &e->actions[e->action_count];

	if (!check_keys(k, s, at, doc, action_keys))
		return;
	if (e->action_count == META_ACTIONS_MAX || !name_ok(str_of(name))) {
		say(k, s, at, "E083",
		    "an entity has %d actions at most, each by a name of a-z, 0-9 and _",
		    META_ACTIONS_MAX);
		return;
	}
	*a = (struct action){ .name = str_copy(k->mem, str_of(name)),
		.label = arena_str(k, json_object_get(doc, "label")),
		.doc = arena_str(k, json_object_get(doc, "doc")),
		.icon = arena_str(k, json_object_get(doc, "icon")),
		.when = check_rule(&n, at, "when", e, doc),
		.when_text = arena_str(k, json_object_get(doc, "when")),
		.spec = doc };
	compile_asks(&n, deeper(&n, at, "asks"), a);
	check_changes(&n, deeper(&n, at, "changes"), json_object_get(doc, "changes"));
	check_makes(&n, deeper(&n, at, "makes"), json_object_get(doc, "makes"));
	check_values(&n, deeper(&n, at, "then"), e, json_object_get(doc, "then"));
	e->action_count++;
}

void
compile_actions(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *convert = json_object_get(s->json, "convert");
	const char *name;
	json_t *doc;

	e->actions = arena_array(k->mem, struct action, META_ACTIONS_MAX + 1);
	if (convert != NULL)
		compile_action(k, e, s, ACTION_CONVERT, convert);
	json_object_foreach(json_object_get(s->json, "actions"), name, doc)
	{
		if (entity_action(e, str_of(name)) == NULL)
			compile_action(k, e, s, name, doc);
		else
			say(k, s, deeper(&(struct naming){ .k = k }, "actions", name),
			    "E083", "another action is called \"%s\"", name);
	}
}

/* When all are known: is there what they do with others? */
void
check_actions(struct compiler *k, struct entity *e, const struct source *s)
{
	for (size_t i = 0; i < e->action_count; i++) {
		const json_t *step, *choice;
		const char *name;
		size_t j;

		json_array_foreach(
		    json_object_get(e->actions[i].spec, "changes"), j, step)
		{
			const struct entity *to =
			    meta_entity(k->meta, json_get_str(step, "entity"));

			json_object_foreach(json_object_get(step, "choose"), name,
			    *(json_t **)(uintptr_t)&choice)
			{
				struct str does = json_get_str(choice, "do");

				if (to != NULL && does.at != NULL &&
				    entity_action(to, does) == NULL)
					say(k, s, "actions", "E083",
					    "%.*s has no action \"%.*s\"",
					    STR_ARG(to->name), STR_ARG(does));
			}
		}
	}
}

const struct action *
entity_action(const struct entity *e, struct str name)
{
	for (size_t i = 0; i < e->action_count; i++)
		if (str_same(e->actions[i].name, name))
			return &e->actions[i];
	return NULL;
}
