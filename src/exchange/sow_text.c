/*
 * sow_text.c - names, paths and templates of a recipe.
 */
#include "exchange/sow_room.h"

/* Numbers are kept in the map from 1, because 0 is what is not there. */
enum err
name_number(struct sower *s, struct str name, int *out)
{
	intptr_t found = (intptr_t)map_get(&s->name_of, name);

	if (found == 0) {
		if (name.len == 0)
			return sow_fail(s, "a name is empty");
		if (s->name_count == SOW_NAMES_MAX)
			return sow_fail(s, "more than %d names", SOW_NAMES_MAX);
		name = str_copy(s->mem, name);
		s->names[s->name_count++] = name;
		found = s->name_count;
		map_put(&s->name_of, name, (void *)found);
	}
	*out = (int)found - 1;
	return OK;
}

/*
 * Whatever a path reads of another record must be kept of it: its second name
 * and those behind.
 */
enum err
path_read(struct sower *s, struct str text, struct path *out)
{
	struct str rest = text, name;

	out->count = 0;
	while (rest.at != NULL) {
		int n = 0;

		if (!str_cut(rest, '.', &name, &rest)) {
			name = rest;
			rest = STR_NONE;
		}
		if (out->count == PATH_MAX_STEPS)
			return sow_fail(s, "path \"%.*s\": too long", STR_ARG(text));
		TRY(name_number(s, name, &n));
		if (out->count > 0)
			s->wanted[n] = true;
		else
			s->begun[n] = true;
		out->names[out->count++] = n;
	}
	return OK;
}

struct value
value_of_json(struct sower *s, const json_t *j)
{
	switch (json_typeof(j)) {
	case JSON_STRING: return value_of_text(json_str(j));
	case JSON_INTEGER:
		return (struct value){ .kind = V_INT, .i = json_integer_value(j) };
	case JSON_REAL: return (struct value){ .kind = V_REAL, .d = json_real_value(j) };
	case JSON_TRUE: return (struct value){ .kind = V_BOOL, .i = 1 };
	case JSON_FALSE: return (struct value){ .kind = V_BOOL };
	case JSON_OBJECT:
	case JSON_ARRAY:
		return (struct value){ .kind = V_JSON, .s = json_dump(s->c->mem, j) };
	case JSON_NULL: break;
	}
	return (struct value){ 0 };
}

/* A step from v: to what a record kept, or to a part of an object. */
static struct value
step_to(struct sower *s, const struct value *v, int name)
{
	struct value none = { 0 };
	const json_t *part;
	json_t *tree;

	if (v->kind == V_PLANT) {
		int slot = v->plant->bed->slots[name];

		return slot == 0 ? none : v->plant->kept[slot - 1];
	}
	if (v->kind != V_JSON || json_read(s->c->mem, v->s, &tree, NULL) != OK)
		return none;
	part = json_object_getn(tree, s->names[name].at, s->names[name].len);
	return part == NULL ? none : value_of_json(s, part);
}

struct value
path_walk(struct sower *s, const struct path *path)
{
	struct value v = { 0 };

	if (path->count > 0)
		v = s->now[path->names[0]];
	for (size_t i = 1; i < path->count && v.kind != V_EMPTY; i++)
		v = step_to(s, &v, path->names[i]);
	return v;
}

struct value
value_of_text(struct str text)
{
	if (text.len == 0)
		return (struct value){ 0 };
	return (struct value){ .kind = V_TEXT, .s = text };
}

struct str
value_text(struct sower *s, const struct value *v)
{
	switch (v->kind) {
	case V_TEXT:
	case V_JSON: return v->s;
	case V_ENTRY: return v->entry->text;
	case V_BOOL: return v->i != 0 ? STR("true") : STR("");
	case V_INT: return str_printf(s->c->mem, "%" PRId64, v->i);
	case V_REAL: return real_write(s->c->mem, v->d);
	case V_DAY: return date_write(s->c->mem, v->i);
	case V_TIME: return time_write(s->c->mem, v->i);
	case V_EMPTY:
	case V_PLANT: break;
	}
	return STR("");
}

/* Cut the next {…} off text: what stands before it, and what is inside. */
static bool
next_brace(struct str *rest, struct str *before, struct str *inside)
{
	struct str behind;

	if (!str_cut(*rest, '{', before, &behind))
		return false;
	if (!str_cut(behind, '}', inside, rest)) {
		*inside = behind;
		*rest = STR("");
	}
	return true;
}

enum err
template_read(struct sower *s, struct str text)
{
	struct str rest = text, before, inside, path, code;
	struct path read;

	while (next_brace(&rest, &before, &inside)) {
		if (!str_cut(inside, ':', &path, &code)) {
			path = inside;
			code = STR("code");
		}
		if (!str_is(code, "code"))
			return sow_fail(s, "template \"%.*s\": what is \":%.*s\"?",
			    STR_ARG(text), STR_ARG(code));
		TRY(path_read(s, path, &read));
	}
	return OK;
}

static struct str
fill_brace(struct sower *s, struct str inside)
{
	struct str path, code;
	bool coded = str_cut(inside, ':', &path, &code);
	struct path p;
	struct value v;

	if (path_read(s, coded ? path : inside, &p) != OK)
		return STR("");
	v = path_walk(s, &p);
	if (!coded)
		return value_text(s, &v);
	return v.kind == V_ENTRY ? v.entry->code : code_of(s->c->mem, value_text(s, &v));
}

struct str
template_fill(struct sower *s, struct str text)
{
	struct text t = TEXT_INIT(s->c->mem);
	struct str rest = text, before, inside;

	if (memchr(text.at == NULL ? "" : text.at, '{', text.len) == NULL)
		return text;
	while (next_brace(&rest, &before, &inside)) {
		text_str(&t, before);
		text_str(&t, fill_brace(s, inside));
	}
	text_str(&t, rest);
	return text_done(&t);
}
