/*
 * match.c - what tells that two records are one, and what tells that they are not.
 *
 * A list of fields, all equal, is asked of an index whenever somebody saves.  What
 * an object says beside "same" needs more than equality, and is for the search over
 * the whole table (record/pair.h).
 */
#include "meta/compile.h"

const struct key match_keys[] = {
	{ "same", JSON_ARRAY, "fields that are the same in both" },
	{ "any", JSON_ARRAY,
	    "fields of which one of the one is one of the other: two phones" },
	{ "like", JSON_STRING, "a name that is about the same in both" },
	{ "domain", JSON_STRING, "an e-mail address or page at the same domain" },
	{ "weight", JSON_INTEGER, "1 to 99: how sure agreement in it makes, alone" },
	{ NULL, JSON_NULL, NULL },
};

static bool
type_is(const struct field *f, const char *name)
{
	return strcmp(f->type->name, name) == 0;
}

/* As sure as what people write into such fields makes, unless the data says it. */
static int
usual_weight(const struct match *m)
{
	const struct field *f = m->count > 0 ? m->fields[0] : NULL;

	if (m->count + m->any_count + (m->like != NULL) + (m->domain != NULL) > 1)
		return 75;
	if (f == NULL)
		return 50;
	return f->scheme != SCHEME_NONE || f->unique ? 95
	       : type_is(f, "email")                 ? 85
	       : type_is(f, "phone")                 ? 60
						     : 50;
}

static void
take_fields(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *names, const struct field *out[4], size_t *count)
{
	const json_t *name;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)names, i, name)
	{
		const struct field *f = named_field(k, e, s, "match", name);

		if (f != NULL && *count < 4)
			out[(*count)++] = f;
	}
}

static const struct field *
take_field(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *name)
{
	return name == NULL ? NULL : named_field(k, e, s, "match", name);
}

static void
check_match(struct compiler *k, const struct source *s, const struct match *m)
{
	if (m->like != NULL && !m->like->type->text)
		say(k, s, "match", "E074", "%.*s is no name that can be about the same",
		    STR_ARG(m->like->name));
	if (m->domain != NULL && !type_is(m->domain, "email") &&
	    !type_is(m->domain, "url"))
		say(k, s, "match", "E074",
		    "%.*s has no domain: only an e-mail address or a page has one",
		    STR_ARG(m->domain->name));
	if (m->weight < 1 || m->weight > 99)
		say(k, s, "match", "E074", "a weight is a number from 1 to 99");
	if (m->count + m->any_count == 0 && m->domain == NULL)
		say(k, s, "match", "E074",
		    "what is about the same alone would be asked of every two records: "
		    "add fields that are the same");
}

static void
compile_one(
    struct compiler *k, struct entity *e, const struct source *s, const json_t *in)
{
	struct match *m = &e->match[e->match_count++];

	if (json_is_array(in)) {
		take_fields(k, e, s, in, m->fields, &m->count);
	} else if (check_keys(k, s, "match", in, match_keys)) {
		take_fields(k, e, s, json_object_get(in, "same"), m->fields, &m->count);
		take_fields(k, e, s, json_object_get(in, "any"), m->any, &m->any_count);
		m->like = take_field(k, e, s, json_object_get(in, "like"));
		m->domain = take_field(k, e, s, json_object_get(in, "domain"));
	}
	m->plain =
	    m->count > 0 && m->any_count == 0 && m->like == NULL && m->domain == NULL;
	m->weight = (int)json_get_int(in, "weight", usual_weight(m));
	if (json_is_object(in))
		check_match(k, s, m);
}

static void
compile_unlike(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *unlike = json_object_get(s->json, "unlike"), *weight;
	const char *name;

	e->unlike = arena_array(k->mem, struct unlike, META_UNLIKE_MAX);
	json_object_foreach((json_t *)(uintptr_t)unlike, name, weight)
	{
		const struct field *f = entity_field(e, str_of(name));
		json_int_t n = json_integer_value(weight);

		if (f == NULL)
			say(k, s, "unlike", "E014", "%.*s has no field \"%s\"%s",
			    STR_ARG(e->name), name, hint_field(k, e, str_of(name)));
		else if (n < 1 || n > 99 || e->unlike_count == META_UNLIKE_MAX)
			say(k, s, "unlike", "E074",
			    "%d fields at most, each with a weight from 1 to 99",
			    META_UNLIKE_MAX);
		else
			e->unlike[e->unlike_count++] = (struct unlike){ f, (int)n };
	}
}

static bool
has(const struct field *const *fields, size_t count, const struct field *f)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i] == f)
			return true;
	return false;
}

static bool
speaks_of(const struct entity *e, const struct field *f)
{
	for (size_t i = 0; i < e->match_count; i++) {
		const struct match *m = &e->match[i];

		if (has((const struct field *const *)m->fields, m->count, f) ||
		    has((const struct field *const *)m->any, m->any_count, f) ||
		    m->like == f || m->domain == f)
			return true;
	}
	for (size_t i = 0; i < e->unlike_count; i++)
		if (e->unlike[i].field == f)
			return true;
	return false;
}

void
compile_match(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *match = json_object_get(s->json, "match"), *each;
	size_t i;

	e->match = arena_array(k->mem, struct match, META_MATCH_MAX);
	if (json_array_size(match) > META_MATCH_MAX)
		say(k, s, "match", "E074", "%d keys at most tell duplicates",
		    META_MATCH_MAX);
	json_array_foreach((json_t *)(uintptr_t)match, i, each)
	{
		if (e->match_count < META_MATCH_MAX)
			compile_one(k, e, s, each);
	}
	compile_unlike(k, e, s);
	for (i = 0; i < e->field_count; i++)
		e->fields[i].matched = speaks_of(e, &e->fields[i]);
}

bool
match_begins_with(const struct entity *e, const struct field *f)
{
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].plain && e->match[i].fields[0] == f)
			return true;
	return false;
}
