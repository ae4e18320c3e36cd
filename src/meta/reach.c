/*
 * reach.c - by what somebody can be contacted, when nobody may, and which records
 * are plans to.
 *
 * All of it is data: a person of one's own, an owner of a boat or a patient, is
 * reached and left in peace by the same words (record/reach.c asks them).
 */
#include "meta/compile.h"

const struct key reach_keys[] = {
	{ "by", JSON_OBJECT,
	    "channel (phone sms email chat post visit) to the fields it needs, any of "
	    "them; []: none" },
	{ "never", JSON_OBJECT, "name to what forbids every channel" },
	{ "free", JSON_ARRAY, "topics that are no advertising: they ask for no consent" },
	{ "through", JSON_STRING,
	    "a reference: who it names is contacted, for a record of this" },
	{ NULL, JSON_NULL, NULL },
};

const struct key never_keys[] = {
	{ "when", JSON_STRING, "rule: while it holds, nobody contacts them" },
	{ "says", JSON_STRING, "why, for people" },
	{ "gone", JSON_TRUE, "they are no more: shown so wherever they are" },
	{ NULL, JSON_NULL, NULL },
};

const struct key approach_keys[] = {
	{ "whom", JSON_STRING, "the reference to who is contacted" },
	{ "by", JSON_STRING, "the channel: phone sms email chat post visit" },
	{ "planned", JSON_STRING, "rule: while it holds, it is still to happen" },
	{ "at", JSON_STRING, "when: a field of type time" },
	{ NULL, JSON_NULL, NULL },
};

const char *const channel_names[CHANNEL_COUNT] = { "phone", "sms", "email", "chat",
	"post", "visit" };

int
channel_named(struct str name)
{
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (str_is(name, channel_names[i]))
			return i;
	return -1;
}

static const struct rule *
local_rule(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *text)
{
	struct rule_fault why;
	struct rule *rule;

	if (rule_compile(k->mem, k->meta, e, arena_str(k, text), &rule, &why) != OK) {
		say_rule(k, s, at, "E021", &why);
		return NULL;
	}
	if (!rule_is_local(rule)) {
		say(k, s, at, "E023", "a rule may ask its own record only");
		return NULL;
	}
	return rule;
}

static void
compile_points(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *by, struct reach_word *reach)
{
	const char *key;
	json_t *names, *name;
	char at[80];
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)by, key, names)
	{
		int channel = channel_named(str_of(key));
		struct point *p;

		snprintf(at, sizeof(at), "reach.by.%.60s", key);
		if (channel < 0 || !json_is_array(names) ||
		    json_array_size(names) > REACH_POINTS_MAX) {
			say(k, s, at, "E076",
			    "a channel (phone sms email chat post visit) names %d fields "
			    "at most",
			    REACH_POINTS_MAX);
			continue;
		}
		p = &reach->by[channel];
		p->has = true;
		json_array_foreach(names, i, name)
		{
			const struct field *f = named_field(k, e, s, at, name);

			if (f != NULL)
				p->fields[p->count++] = f;
		}
	}
}

static void
compile_never(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *never, struct reach_word *reach)
{
	const char *key;
	json_t *doc;
	char at[80];

	if (json_object_size(never) > REACH_NEVER_MAX)
		say(k, s, "reach.never", "E076", "%d at most", REACH_NEVER_MAX);
	json_object_foreach((json_t *)(uintptr_t)never, key, doc)
	{
		struct never *n = &reach->never[reach->never_count];
		const struct rule *when;

		snprintf(at, sizeof(at), "reach.never.%.40s", key);
		if (reach->never_count == REACH_NEVER_MAX ||
		    !check_keys(k, s, at, doc, never_keys))
			continue;
		if (json_get_str(doc, "says").len == 0)
			say(k, s, at, "E076", "say why: \"says\"");
		snprintf(at, sizeof(at), "reach.never.%.40s.when", key);
		when = local_rule(k, e, s, at, json_object_get(doc, "when"));
		if (when == NULL)
			continue;
		*n = (struct never){ str_copy(k->mem, str_of(key)),
			arena_str(k, json_object_get(doc, "says")), when,
			json_get_bool(doc, "gone") };
		reach->never_count++;
	}
}

static void
compile_free(struct compiler *k, const struct source *s, const json_t *topics,
    struct reach_word *reach)
{
	const json_t *topic;
	size_t i;

	if (json_array_size(topics) > REACH_FREE_MAX)
		say(k, s, "reach.free", "E076", "%d at most", REACH_FREE_MAX);
	json_array_foreach((json_t *)(uintptr_t)topics, i, topic)
	{
		if (reach->free_count < REACH_FREE_MAX)
			reach->free[reach->free_count++] = arena_str(k, topic);
	}
}

static void
compile_through(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *name, struct reach_word *reach)
{
	const struct field *f =
	    name == NULL ? NULL : named_field(k, e, s, "reach.through", name);

	if (f != NULL && f->to_count != 1)
		say(k, s, "reach.through", "E076", "%.*s names no record of one kind",
		    STR_ARG(f->name));
	else
		reach->through = f;
}

static void
compile_whom(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *doc = json_object_get(s->json, "reach");
	bool reached = entity_has(e, "reach");
	struct reach_word *reach;

	if (doc == NULL) {
		if (reached)
			say(k, s, "traits", "E076",
			    "the trait \"reach\" needs \"reach\": by what?");
		return;
	}
	if (!check_keys(k, s, "reach", doc, reach_keys))
		return;
	reach = arena_make(k->mem, struct reach_word);
	compile_points(k, e, s, json_object_get(doc, "by"), reach);
	compile_never(k, e, s, json_object_get(doc, "never"), reach);
	compile_free(k, s, json_object_get(doc, "free"), reach);
	compile_through(k, e, s, json_object_get(doc, "through"), reach);
	if (reached == (json_object_get(doc, "through") != NULL))
		say(k, s, "reach", "E076",
		    reached ? "who is reached themselves is not reached through another"
			    : "this needs the trait \"reach\", or \"through\"");
	e->reach = reach;
}

static void
compile_approach(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *doc = json_object_get(s->json, "approach");
	int channel = channel_named(json_get_str(doc, "by"));
	struct approach *a = arena_make(k->mem, struct approach);

	if (doc == NULL || !check_keys(k, s, "approach", doc, approach_keys))
		return;
	if (channel < 0)
		say(k, s, "approach.by", "E077",
		    "by which channel? phone sms email chat post or visit");
	else
		a->by = (enum channel)channel;
	a->whom = named_field(k, e, s, "approach.whom", json_object_get(doc, "whom"));
	a->at = named_field(k, e, s, "approach.at", json_object_get(doc, "at"));
	a->planned =
	    local_rule(k, e, s, "approach.planned", json_object_get(doc, "planned"));
	if (a->whom != NULL && a->whom->to_count == 0)
		say(k, s, "approach.whom", "E077", "%.*s names nobody",
		    STR_ARG(a->whom->name));
	if (a->at != NULL && strcmp(a->at->type->name, "time") != 0)
		say(k, s, "approach.at", "E077", "%.*s is no time", STR_ARG(a->at->name));
	if (a->whom != NULL && a->at != NULL && a->planned != NULL)
		e->approach = a;
}

void
compile_reach(struct compiler *k, struct entity *e, const struct source *s)
{
	compile_whom(k, e, s);
	compile_approach(k, e, s);
}
