/*
 * field.c - fields from their documents.
 */
#include "meta/compile.h"

const struct key field_keys[] = {
	{ "type", JSON_STRING, "what a value can be: a type word" },
	{ "label", JSON_STRING, "its name for people, in English" },
	{ "doc", JSON_STRING, "why it exists; shown as help" },
	{ "required", JSON_TRUE, "cannot be empty" },
	{ "readonly", JSON_TRUE, "only the program sets it" },
	{ "max", JSON_REAL, "longest text, or largest number" },
	{ "min", JSON_REAL, "smallest number" },
	{ "unit", JSON_STRING, "shown behind the number" },
	{ "plain", JSON_TRUE, "a number whose digits are not grouped: a year, a code" },
	{ "scheme", JSON_STRING,
	    "text with a check digit: \"tax_code\" (VN, IR, CN verified) or \"iban\"" },
	{ "to", JSON_NULL, "the entity a ref points to; a list for any" },
	{ "to_trait", JSON_STRING, "any: every entity that has this trait" },
	{ "back", JSON_STRING,
	    "what the records that refer so are called on the page of what they refer "
	    "to; absent: their entity's name" },
	{ "among", JSON_STRING, "rule the reference must fulfil" },
	{ "says", JSON_STRING, "why not, where it does not" },
	{ "on_delete", JSON_STRING,
	    "\"refuse\": what it points to cannot be deleted; absent: cleared" },
	{ "of", JSON_NULL, "choices: a list of keys, or key to { label, hue, retired }" },
	{ "is", JSON_STRING, "calculated from its own row" },
	{ "default", JSON_NULL,
	    "value of a new record; of a date also \"@today\" and \"@today + 30d\"" },
	{ "from", JSON_STRING,
	    "REFERENCE.FIELD: taken over from what the reference names, when it is set "
	    "or "
	    "becomes another, unless somebody says or said something else" },
	{ "show", JSON_STRING, "shown when this rule holds" },
	{ "needed", JSON_STRING, "required when this rule holds" },
	{ "unique", JSON_TRUE, "no two records share a value" },
	{ "search", JSON_TRUE, "the search box finds records by it" },
	{ "audit", JSON_TRUE, "false: its changes are not kept in the history" },
	{ "series", JSON_STRING, "pattern of a number: HD-{yyyy}-{#####}" },
	{ "hidden", JSON_TRUE,
	    "never leaves the server; of a field that others brought: its values are "
	    "kept" },
	{ "personal", JSON_STRING,
	    "\"yes\" \"sensitive\" \"no\": says something of a person; absent: by its "
	    "type" },
	{ "may", JSON_OBJECT,
	    "roles that have it, of records that they may: { see, change }; for others "
	    "there is no such field" },
	{ "private", JSON_TRUE,
	    "only the record's owner sees and changes it; nobody finds records by it" },
	{ "up", JSON_TRUE,
	    "what happens to this record shows on the page of what it points to" },
	{ NULL, JSON_NULL, NULL },
};

static const struct type *
find_type(struct compiler *k, struct str name)
{
	for (const struct type *const *t = k->words->types; *t != NULL; t++)
		if (str_is(name, (*t)->name))
			return *t;
	return NULL;
}

static const char *
hint_type(struct compiler *k, struct str wrong)
{
	const char *names[64];
	size_t n = 0;

	for (const struct type *const *t = k->words->types; *t != NULL && n < 63; t++)
		names[n++] = (*t)->name;
	names[n] = NULL;
	return hint(k, wrong, names);
}

static void
add_target(struct compiler *k, struct field *f, const struct source *s, const char *at,
    struct str name)
{
	const struct entity *to = meta_entity(k->meta, name);
	const char *names[META_ENTITIES_MAX + 1];
	size_t n = 0;

	if (to == NULL) {
		for (; n < k->meta->entity_count; n++)
			names[n] = str_c(k->problems->mem, k->meta->entities[n].name);
		names[n] = NULL;
		say(k, s, at, "E013", "there is no entity \"%.*s\"%s", STR_ARG(name),
		    hint(k, name, names));
		return;
	}
	f->to = arena_grow(k->mem, f->to, f->to_count * sizeof(*f->to),
	    (f->to_count + 1) * sizeof(*f->to));
	f->to[f->to_count++] = to;
}

/* Every entity with a trait: also those that are declared tomorrow. */
static void
add_with_trait(struct compiler *k, struct field *f, const char *trait)
{
	const struct meta *m = k->meta;

	f->to = arena_array(k->mem, const struct entity *, m->entity_count);
	for (size_t i = 0; i < m->entity_count; i++)
		if (entity_has(&m->entities[i], trait))
			f->to[f->to_count++] = &m->entities[i];
}

static void
compile_to(struct compiler *k, struct field *f, const struct source *s, const char *at,
    const json_t *doc)
{
	bool file =
	    strcmp(f->type->name, "file") == 0 || strcmp(f->type->name, "image") == 0;
	const json_t *to = json_object_get(doc, "to"), *each;
	struct str trait = json_get_str(doc, "to_trait");
	size_t i;

	if (file) {
		add_target(k, f, s, at, STR("file"));
	} else if (json_is_string(to)) {
		add_target(k, f, s, at, json_str(to));
	} else if (json_is_array(to)) {
		json_array_foreach(to, i, each) add_target(k, f, s, at, json_str(each));
	} else if (trait.len > 0) {
		add_with_trait(k, f, str_c(k->mem, trait));
	}
	if (strcmp(f->type->name, "ref") == 0 && f->to_count != 1)
		say(k, s, at, "E015", "a ref needs \"to\": one entity");
	if (strcmp(f->type->name, "any") == 0 && f->to_count == 0)
		say(k, s, at, "E015",
		    "any needs \"to\", a list of entities, or \"to_trait\"");
}

static struct str
capitalised(struct compiler *k, struct str key)
{
	struct str s = str_copy(k->mem, key);
	char *at = (char *)(uintptr_t)s.at;

	for (size_t i = 0; i < s.len; i++)
		if (at[i] == '_')
			at[i] = ' ';
	if (s.len > 0 && at[0] >= 'a' && at[0] <= 'z')
		at[0] = (char)(at[0] - 32);
	return s;
}

static const struct key option_keys[] = {
	{ "label", JSON_STRING, "its name for people" },
	{ "hue", JSON_INTEGER, "colour: 20 60 95 145 185 220 255 290 330" },
	{ "retired", JSON_TRUE, "no longer offered, still readable" },
	{ NULL, JSON_NULL, NULL },
};

static void
compile_options(struct compiler *k, struct field *f, const struct source *s,
    const char *at, const json_t *of)
{
	size_t n = json_is_array(of) ? json_array_size(of) : json_object_size(of), i;
	const char *key;
	json_t *value;

	if (n == 0 || n > META_OPTIONS_MAX) {
		say(k, s, at, "E016", "a choice needs \"of\": its %d choices at most",
		    META_OPTIONS_MAX);
		return;
	}
	f->of = arena_array(k->mem, struct option, n);
	if (json_is_array(of)) {
		json_array_foreach(of, i, value)
		{
			struct option *o = &f->of[f->of_count++];

			o->name = arena_str(k, value);
			o->label = capitalised(k, o->name);
		}
	}
	json_object_foreach((json_t *)(uintptr_t)of, key, value)
	{
		struct option *o = &f->of[f->of_count++];
		char deeper[400];

		snprintf(deeper, sizeof(deeper), "%s.%s", at, key);
		check_keys(k, s, deeper, value, option_keys);
		o->name = str_copy(k->mem, str_of(key));
		o->label = json_object_get(value, "label") != NULL
			       ? arena_str(k, json_object_get(value, "label"))
			       : capitalised(k, o->name);
		o->hue = (int)json_get_int(value, "hue", 0);
		o->retired = json_get_bool(value, "retired");
	}
	for (i = 0; i < f->of_count; i++)
		if (!name_ok(f->of[i].name) && !str_starts(f->of[i].name, "zh"))
			say(k, s, at, "E051", "\"%.*s\" is no key: use a-z, 0-9 and _",
			    STR_ARG(f->of[i].name));
}

/*
 * Names, addresses, mails and phones are somebody's wherever they stand; what is
 * typed of a person is that person's.
 */
static enum personal
personal_by_type(const struct field *f)
{
	static const char *const always[] = { "person_name", "email", "phone",
		"address" };
	static const char *const of_people[] = { "text", "long_text", "rich_text", "url",
		"date", "image", "tags" };

	for (size_t i = 0; i < COUNT_OF(always); i++)
		if (strcmp(f->type->name, always[i]) == 0)
			return PERSONAL_YES;
	for (size_t i = 0; f->entity->person && i < COUNT_OF(of_people); i++)
		if (strcmp(f->type->name, of_people[i]) == 0)
			return PERSONAL_YES;
	return PERSONAL_NO;
}

static void
compile_personal(struct compiler *k, struct field *f, const struct source *s,
    const char *at, const json_t *doc)
{
	struct str said = json_get_str(doc, "personal");

	f->impersonal = str_is(said, "no");
	if (said.at == NULL)
		f->personal = personal_by_type(f);
	else if (str_is(said, "sensitive"))
		f->personal = PERSONAL_SENSITIVE;
	else if (str_is(said, "yes"))
		f->personal = PERSONAL_YES;
	else if (!f->impersonal)
		say(k, s, at, "E019", "\"personal\" is \"yes\", \"sensitive\" or \"no\"");
}

static void
compile_scheme(struct compiler *k, struct field *f, const struct source *s,
    const char *at, const json_t *doc)
{
	struct str said = json_get_str(doc, "scheme");

	if (said.at == NULL)
		return;
	for (int i = SCHEME_NONE + 1; i < SCHEME_COUNT; i++)
		if (str_is(said, scheme_names[i]))
			f->scheme = (enum scheme)i;
	if (f->scheme == SCHEME_NONE || strcmp(f->type->name, "text") != 0)
		say(k, s, at, "E024",
		    "\"scheme\" is \"tax_code\" or \"iban\", of a field of type "
		    "\"text\"");
}

static void
compile_limits(struct field *f, const json_t *doc)
{
	const json_t *max = json_object_get(doc, "max"),
		     *min = json_object_get(doc, "min");

	f->has_max = max != NULL;
	f->has_min = min != NULL;
	f->max = json_number_value(max);
	f->min = json_number_value(min);
	f->required = json_get_bool(doc, "required");
	f->readonly =
	    json_get_bool(doc, "readonly") || json_object_get(doc, "is") != NULL;
	f->unique = json_get_bool(doc, "unique");
	f->search = json_get_bool(doc, "search");
	f->hidden = json_get_bool(doc, "hidden");
	f->up = json_get_bool(doc, "up");
	f->no_audit = json_is_false(json_object_get(doc, "audit"));
	f->preset = json_object_get(doc, "default");
	f->on_delete = str_is(json_get_str(doc, "on_delete"), "refuse") ? DELETE_REFUSE
									: DELETE_CLEAR;
}

/* "@today", "@today + 30d", "@today - 1d" */
static bool
read_today(struct str text, int64_t *days)
{
	struct str rest = { text.at + strlen("@today"), text.len - strlen("@today") };
	bool before;
	int64_t ms;

	*days = 0;
	rest = str_trim(rest);
	if (rest.len == 0)
		return true;
	before = rest.at[0] == '-';
	if (!before && rest.at[0] != '+')
		return false;
	rest = str_trim((struct str){ rest.at + 1, rest.len - 1 });
	if (!span_read(rest, &ms) || ms % DAY_MS != 0)
		return false;
	*days = before ? -(ms / DAY_MS) : ms / DAY_MS;
	return true;
}

static void
compile_preset(struct compiler *k, struct field *f, const struct source *s)
{
	struct str text = json_str(f->preset);
	char at[200];

	if (!str_starts(text, "@today"))
		return;
	f->preset_today =
	    strcmp(f->type->name, "date") == 0 && read_today(text, &f->preset_days);
	if (f->preset_today)
		return;
	snprintf(at, sizeof(at), "fields.%.*s.default", STR_ARG(f->name));
	say(k, s, at, "E096", "\"%.*s\" is no day of a field of type %s: @today + 30d",
	    STR_ARG(text), f->type->name);
}

static void
compile_field(struct compiler *k, struct entity *e, const struct source *s,
    struct str name, const json_t *doc, const struct trait *trait)
{
	char at[300], deeper[320];
	struct field *f;

	snprintf(at, sizeof(at), "fields.%.*s", STR_ARG(name));
	if (!field_name_ok(name)) {
		say(k, s, at, "E051",
		    name_ok(name) ? "\"%.*s\" is a name the database keeps for itself"
				  : "\"%.*s\" is no name: use a-z, 0-9 and _",
		    STR_ARG(name));
		return;
	}
	if (!check_keys(k, s, at, doc, field_keys))
		return;
	if (map_has(&e->by_name, name)) {
		say(k, s, at, "E031", "field \"%.*s\" is there twice", STR_ARG(name));
		return;
	}
	f = &e->fields[e->field_count];
	f->type = find_type(k, json_get_str(doc, "type"));
	if (f->type == NULL && json_object_get(doc, "type") == NULL) {
		say(k, s, at, "E014",
		    "\"%.*s\" has no type: nobody declares a field of that name",
		    STR_ARG(name));
		return;
	}
	if (f->type == NULL) {
		snprintf(deeper, sizeof(deeper), "%s.type", at);
		say(k, s, deeper, "E011", "type \"%.*s\" is not a word%s",
		    STR_ARG(json_get_str(doc, "type")),
		    hint_type(k, json_get_str(doc, "type")));
		return;
	}
	f->name = str_copy(k->mem, name);
	f->key = str_printf(k->mem, "\"%.*s\":", STR_ARG(name));
	f->label = json_object_get(doc, "label") != NULL
		       ? arena_str(k, json_object_get(doc, "label"))
		       : capitalised(k, name);
	f->doc = arena_str(k, json_object_get(doc, "doc"));
	f->unit = arena_str(k, json_object_get(doc, "unit"));
	f->back = arena_str(k, json_object_get(doc, "back"));
	f->plain = json_get_bool(doc, "plain");
	f->series = arena_str(k, json_object_get(doc, "series"));
	f->entity = e;
	f->trait = trait;
	f->index = e->field_count++;
	f->first = e->cell_count;
	e->cell_count += (size_t)type_columns(f->type);
	compile_limits(f, doc);
	compile_preset(k, f, s);
	snprintf(deeper, sizeof(deeper), "%s.scheme", at);
	compile_scheme(k, f, s, deeper, doc);
	snprintf(deeper, sizeof(deeper), "%s.personal", at);
	compile_personal(k, f, s, deeper, doc);
	compile_guard(k, f, s, at, doc);
	snprintf(deeper, sizeof(deeper), "%s.to", at);
	compile_to(k, f, s, deeper, doc);
	snprintf(deeper, sizeof(deeper), "%s.of", at);
	if (json_object_get(doc, "of") != NULL ||
	    (strncmp(f->type->name, "choice", 6) == 0 &&
		(trait == NULL || !str_is(name, "stage"))))
		compile_options(k, f, s, deeper, json_object_get(doc, "of"));
	map_put(&e->by_name, f->name, f);
}

static void
compile_all(struct compiler *k, struct entity *e, const struct source *s,
    const json_t *fields, const struct trait *trait)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)fields, key, value)
	{
		if (e->field_count == META_FIELDS_MAX) {
			say(k, s, "fields", "E041", "more than %d fields",
			    META_FIELDS_MAX);
			return;
		}
		compile_field(k, e, s, str_of(key), value, trait);
	}
}

void
compile_fields(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *fields = json_object_get(s->json, "fields");

	if (json_is_object(fields))
		compile_all(k, e, s, fields, NULL);
}

static void
compile_text(struct compiler *k, struct entity *e, const char *name, const char *text,
    const struct trait *trait, bool system)
{
	struct source s = { .file = str_of(name), .text = str_of(text) };
	size_t from = e->field_count;

	if (json_read(k->mem, s.text, &s.json, NULL) != OK)
		assert(!"a trait's fields are not JSON");
	compile_all(k, e, &s, s.json, trait);
	for (; from < e->field_count; from++)
		e->fields[from].system = system;
}

void
compile_trait_fields(struct compiler *k, struct entity *e)
{
	for (size_t i = 0; i < e->trait_count; i++)
		if (e->traits[i]->adds != NULL)
			compile_text(k, e, e->traits[i]->name, e->traits[i]->adds,
			    e->traits[i], false);
}

void
compile_system_fields(struct compiler *k, struct entity *e)
{
	static const char fields[] =
	    "{ \"created_ms\": { \"type\": \"time\", \"label\": \"Created\", "
	    "\"readonly\": true, \"audit\": false },"
	    "  \"created_by\": { \"type\": \"ref\",  \"label\": \"Created by\", \"to\": "
	    "\"user\", \"readonly\": true, \"audit\": false },"
	    "  \"updated_ms\": { \"type\": \"time\", \"label\": \"Changed\", "
	    "\"readonly\": true, \"audit\": false },"
	    "  \"updated_by\": { \"type\": \"ref\",  \"label\": \"Changed by\", \"to\": "
	    "\"user\", \"readonly\": true, \"audit\": false } }";

	compile_text(k, e, "system", fields, NULL, true);
}

void
compile_brought_fields(
    struct compiler *k, struct entity *e, const char *by, const json_t *fields)
{
	struct source s = { .file = str_of(by), .text = STR("{}") };
	size_t from = e->field_count;

	compile_all(k, e, &s, fields, NULL);
	for (; from < e->field_count; from++)
		e->fields[from].system = e->fields[from].brought = true;
}

static void
field_rule(struct compiler *k, struct entity *e, const struct source *s,
    const json_t *doc, const struct field *f, const char *key, const struct rule **out)
{
	struct str text = json_get_str(doc, key);
	struct rule_fault why;
	struct rule *rule;
	char at[300];

	if (text.at == NULL)
		return;
	snprintf(at, sizeof(at), "fields.%.*s.%s", STR_ARG(f->name), key);
	text = str_copy(k->mem, text);
	if (rule_compile(k->mem, k->meta, e, text, &rule, &why) != OK)
		say_rule(k, s, at, "E021", &why);
	else if (strcmp(key, "among") != 0 && !rule_is_local(rule))
		say(k, s, at, "E023", "\"%s\" may ask its own record only", key);
	else
		*out = rule;
}

/* Second pass, when every field of every entity has its place. */
void
compile_field_rules(struct compiler *k, struct entity *e, const struct source *s)
{
	const char *key;
	json_t *doc;
	char at[300];

	json_object_foreach(json_object_get(s->json, "fields"), key, doc)
	{
		struct field *f = map_get(&e->by_name, str_of(key));
		struct str is = json_get_str(doc, "is");
		struct rule_fault why;
		struct calc *calc;

		if (f == NULL)
			continue;
		field_rule(k, e, s, doc, f, "show", &f->show);
		f->show_text = arena_str(k, json_object_get(doc, "show"));
		field_rule(k, e, s, doc, f, "needed", &f->needed);
		field_rule(k, e, s, doc, f, "among", &f->among);
		f->says = arena_str(k, json_object_get(doc, "says"));
		if (is.at == NULL)
			continue;
		snprintf(at, sizeof(at), "fields.%s.is", key);
		if (calc_compile(k->mem, f, str_copy(k->mem, is), &calc, &why) != OK)
			say_rule(k, s, at, "E022", &why);
		else
			f->is = calc, f->is_text = str_copy(k->mem, is);
	}
}
