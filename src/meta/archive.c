/*
 * archive.c - "archive" of an entity's document: which records of the past leave the
 * lists, and the field that says since when.
 */
#include "meta/compile.h"
#include "meta/rule.h"

const struct key put_away_keys[] = {
	{ "when", JSON_STRING, "rule: of which records; absent: of all" },
	{ "after", JSON_STRING, "1095d: so long behind \"since\"" },
	{ "since", JSON_STRING,
	    "a field of type date or time; absent: when something last happened with "
	    "it" },
	{ "says", JSON_STRING, "which these are, for people, in English" },
	{ NULL, JSON_NULL, NULL },
};

void
compile_archive_fields(struct compiler *k, struct entity *e, const struct source *s)
{
	json_t *fields;

	if (!json_is_object(json_object_get(s->json, "archive")))
		return;
	if (map_has(&e->by_name, STR("archived_ms"))) {
		say(k, s, "fields.archived_ms", "E031",
		    "field \"archived_ms\" is brought by \"archive\": take another name");
		return;
	}
	fields = json_hold(k->mem,
	    json_pack("{s:{s:s, s:s, s:s, s:b}}", "archived_ms", "type", "time", "label",
		"Archived", "doc", "Since when it is in the archive, and out of lists.",
		"readonly", 1));
	compile_brought_fields(k, e, "archive", fields);
	e->fields[e->field_count - 1].brought = false; /* to be put away is a change */
	e->archive = arena_make(k->mem, struct archive);
}

/* ---- rules ---- */

/* NULL: it was said what is wrong. */
static const struct field *
since_of(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *doc)
{
	const json_t *name = json_object_get(doc, "since");
	const struct field *f = entity_field(e, STR("touched_ms"));

	if (name == NULL)
		return f != NULL ? f : entity_field(e, STR("updated_ms"));
	f = named_field(k, e, s, at, name);
	if (f == NULL || strcmp(f->type->name, "date") == 0 ||
	    strcmp(f->type->name, "time") == 0)
		return f;
	say(k, s, at, "E087", "\"%.*s\" is neither a date nor a time", STR_ARG(f->name));
	return NULL;
}

/* Does what it says of time make sense? */
static bool
reads_after(struct compiler *k, const struct source *s, const char *at, struct str after,
    int64_t *days)
{
	int64_t ms;

	if (!span_read(after, &ms) || ms < DAY_MS) {
		say(k, s, at, "E063", "\"%.*s\" is no span of days like 1095d",
		    STR_ARG(after));
		return false;
	}
	*days = ms / DAY_MS;
	return true;
}

/* What somebody has just changed, or taken out, is not put away the next day. */
static struct str
text_of(struct compiler *k, const struct field *since, int64_t days, struct str when)
{
	struct text t = TEXT_INIT(k->mem);
	bool date = strcmp(since->type->name, "date") == 0;

	text_printf(&t,
	    "archived_ms is empty and %.*s < %s - %" PRId64
	    "d and updated_ms < @now - %" PRId64 "d",
	    STR_ARG(since->name), date ? "@today" : "@now", days,
	    days < ARCHIVE_REST_DAYS ? days : ARCHIVE_REST_DAYS);
	if (when.len > 0)
		text_printf(&t, " and (%.*s)", STR_ARG(when));
	return text_done(&t);
}

static void
take_rule(struct compiler *k, struct entity *e, const struct source *s, const char *name,
    const json_t *doc)
{
	struct archive_rule *r = &e->archive->rules[e->archive->count];
	const struct field *since;
	struct str when;
	bool hidden = false;
	int64_t days;
	char at[200], path[220];

	snprintf(at, sizeof(at), "archive.%s", name);
	if (!check_keys(k, s, at, doc, put_away_keys) || !json_is_object(doc))
		return;
	snprintf(path, sizeof(path), "%s.since", at);
	since = since_of(k, e, s, path, doc);
	snprintf(path, sizeof(path), "%s.after", at);
	if (since == NULL || since->hidden ||
	    !reads_after(k, s, path, json_get_str(doc, "after"), &days))
		return;
	if (json_get_str(doc, "when").len > 0 &&
	    compile_stored_rule(k, e, s, at, doc, &when, &hidden) == NULL)
		return; /* it was said what is wrong, or it asks what is hidden here */
	r->name = str_copy(k->mem, str_of(name));
	r->says = arena_str(k, json_object_get(doc, "says"));
	r->text = text_of(k, since, days, json_get_str(doc, "when"));
	r->rule = compile_said_rule(k, e, s, at, r->text);
	e->archive->count += r->rule != NULL;
}

void
compile_archive(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *all = json_object_get(s->json, "archive");
	const char *name;
	json_t *doc;

	if (e->archive == NULL)
		return;
	e->archive->at = entity_field(e, STR("archived_ms"));
	if (json_object_size(all) > ARCHIVE_RULES_MAX) {
		say(k, s, "archive", "E076", "%d at most", ARCHIVE_RULES_MAX);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)all, name, doc)
	    take_rule(k, e, s, name, doc);
}

void
finish_archive(struct entity *e)
{
	for (size_t i = 0; e->archive != NULL && i < e->archive->count; i++)
		e->archive->rules[i].counts =
		    rule_asks_open(e, e->archive->rules[i].rule);
}

const struct archive_rule *
archive_rule_named(const struct archive *archive, struct str name)
{
	for (size_t i = 0; archive != NULL && i < archive->count; i++)
		if (str_same(archive->rules[i].name, name))
			return archive->rules[i].counts ? &archive->rules[i] : NULL;
	return NULL;
}
