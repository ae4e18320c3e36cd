/*
 * sheet.c - the site's own rights, over those that the documents declare.
 *
 *   { "rights": { "seller": { "deal": { "read": "@unit", "hand": false,
 *                                       "fields": { "amount": "see" } } } } }
 *
 * What is named replaces what the documents say of that role, entity and right;
 * the rest stays as it is declared.  The administrator may everything and is not
 * named; "*" is everybody.
 */
#include "meta/compile.h"

/* The role's row of rights, where a right is said once. */
static struct may_row *
row_of(struct compiler *k, struct entity *e, struct str role)
{
	for (size_t i = 0; i < e->may_count; i++)
		if (str_same(e->may[i].role, role))
			return &e->may[i];
	e->may = arena_grow(k->mem, e->may, e->may_count * sizeof(*e->may),
	    (e->may_count + 1) * sizeof(*e->may));
	e->may[e->may_count].role = str_copy(k->mem, role);
	return &e->may[e->may_count++];
}

/* Documents may speak of a role several times: all that they said is void. */
static void
put_right(struct compiler *k, struct entity *e, struct str role, enum may what,
    const struct right *right)
{
	struct may_row *row = row_of(k, e, role);

	for (size_t i = 0; i < e->may_count; i++)
		if (str_same(e->may[i].role, role)) {
			e->may[i].rights[what] = (struct right){ 0 };
			e->may[i].said[what] = true;
		}
	row->rights[what] = *right;
	row->site = true;
}

static int
may_of(const char *name)
{
	for (int i = 0; i < MAY_COUNT; i++)
		if (strcmp(may_names[i], name) == 0)
			return i;
	return -1;
}

static void
take_right(struct compiler *k, struct entity *e, const struct source *s, const char *at,
    struct str role, const char *name, const json_t *level)
{
	struct rule_fault why;
	struct right right;
	int what = may_of(name);

	if (what < 0)
		say(k, s, at, "E002", "unknown right \"%s\"", name);
	else if (!json_is_boolean(level) && !json_is_string(level))
		say(k, s, at, "E003", "a right is true, false, a level or a rule");
	else if (right_compile(k->mem, k->meta, e, level, &right, &why) != OK)
		say_rule(k, s, at, "E021", &why);
	else
		put_right(k, e, role, (enum may)what, &right);
}

static void
take_entity(struct compiler *k, const struct source *s, const char *at, struct str role,
    struct str name, const json_t *rights)
{
	struct entity *e = map_get(&k->meta->by_name, name);
	const json_t *fields = json_object_get(rights, "fields");
	const char *key;
	json_t *value;
	char deeper[400];

	if (e == NULL) {
		say(k, s, at, "E013", "there is no entity \"%.*s\"", STR_ARG(name));
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)rights, key, value)
	{
		snprintf(deeper, sizeof(deeper), "%s.%s", at, key);
		if (strcmp(key, "fields") != 0)
			take_right(k, e, s, deeper, role, key, value);
	}
	for (size_t i = 0; i < e->may_count; i++)
		if (str_same(e->may[i].role, role))
			imply_rights(&e->may[i]);
	json_object_foreach((json_t *)(uintptr_t)fields, key, value)
	{
		snprintf(deeper, sizeof(deeper), "%s.fields.%s", at, key);
		compile_level(k, e, s, deeper, str_of(key), role, json_str(value));
	}
}

void
compile_sheet(struct compiler *k, const struct source *s)
{
	const char *role, *entity;
	json_t *entities, *rights;
	char at[200];

	k->meta->rights = json_object_get(s->json, "rights");
	json_object_foreach(json_object_get(s->json, "rights"), role, entities)
	{
		if (strcmp(role, "admin") == 0)
			say(k, s, "rights.admin", "E075",
			    "the administrator may everything");
		json_object_foreach(entities, entity, rights)
		{
			snprintf(at, sizeof(at), "rights.%s.%s", role, entity);
			take_entity(k, s, at, str_of(role), str_of(entity), rights);
		}
	}
}

/* ---- what holds, as one would write it ---- */

static void
add_level(struct text *t, const struct right *right)
{
	if (t->len > 0)
		text_c(t, " or ");
	text_char(t, '(');
	text_str(t, level_rule(right->level));
	text_char(t, ')');
}

json_t *
right_level(struct arena *mem, const struct entity *e, struct str role, enum may what)
{
	struct text t = TEXT_INIT(mem);
	struct str only = STR_NONE;
	size_t count = 0;

	for (size_t i = 0; i < e->may_count; i++) {
		const struct right *right = &e->may[i].rights[what];

		if (!right->yes || !str_same(e->may[i].role, role))
			continue;
		if (right->rule == NULL)
			return json_hold(mem, json_true());
		only = right->level;
		count++;
		add_level(&t, right);
	}
	if (count == 0)
		return json_hold(mem, json_false());
	if (count > 1)
		only = text_done(&t);
	return json_hold(mem, json_stringn(only.at, only.len));
}
