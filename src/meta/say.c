/*
 * say.c - problems of metadata, told as a compiler tells them.
 */
#include "meta/compile.h"

#include <stdarg.h>

#define PROBLEMS_MAX 500

void
problem_add(struct problems *to, struct str file, int line, int column, struct str at,
    const char *id, struct str text)
{
	struct problem *p;

	if (to->list.count == PROBLEMS_MAX)
		return;
	p = list_add(to->mem, &to->list);
	p->file = str_copy(to->mem, file);
	p->line = line;
	p->column = column;
	p->id = id;
	p->at = str_copy(to->mem, at);
	p->text = str_copy(to->mem, text);
}

bool
problem_warns(const struct problem *p)
{
	return p->id[0] == 'W';
}

bool
problems_forbid(const struct problems *problems)
{
	for (size_t i = 0; i < problems->list.count; i++)
		if (!problem_warns(&problems->list.at[i]))
			return true;
	return false;
}

struct str
problem_show(struct arena *mem, const struct problem *p)
{
	return str_printf(mem, "%.*s:%d:%d: %s %.*s", STR_ARG(p->file), p->line,
	    p->column, p->id, STR_ARG(p->text));
}

void
say(struct compiler *k, const struct source *s, const char *path, const char *id,
    const char *format, ...)
{
	int line, column;
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	s = said_by(s, path);
	json_where(s->text, path, &line, &column);
	problem_add(k->problems, s->file, line, column, str_of(path), id,
	    utf8_part(str_of(text)));
}

void
say_rule(struct compiler *k, const struct source *s, const char *path, const char *id,
    const struct rule_fault *why)
{
	int line, column;

	s = said_by(s, path);
	json_where(s->text, path, &line, &column);
	/* past the quote; an escape before it would shift the column, rarely */
	problem_add(k->problems, s->file, line, column + 1 + (int)why->at, str_of(path),
	    id, str_of(why->text));
}

void
meta_say(const struct meta *meta, struct problems *to, const struct field *f,
    const char *word, const char *id, const char *format, ...)
{
	char at[120], text[400];
	int line = 1, column = 1;
	struct str file = f->entity->name;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(at, sizeof(at), "fields.%.*s.%s", STR_ARG(f->name), word);
	for (size_t i = 0; i < meta->source_count; i++) {
		const struct source *s = &meta->sources[i];

		if (!str_same(json_get_str(s->json, "entity"), f->entity->name))
			continue;
		s = said_by(s, at);
		file = s->file;
		json_where(s->text, at, &line, &column);
	}
	problem_add(to, file, line, column, str_of(at), id, utf8_part(str_of(text)));
}

/* Levenshtein, for short words only. */
static size_t
distance(struct str a, struct str b)
{
	size_t row[64], before, above;

	if (a.len >= COUNT_OF(row) || b.len >= COUNT_OF(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		before = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t best = before + (a.at[i - 1] != b.at[j - 1]);

			above = row[j];
			best = above + 1 < best ? above + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			before = above;
			row[j] = best;
		}
	}
	return row[b.len];
}

struct nearest {
	struct str wrong, best;
	size_t distance;
};

static void
nearer(struct nearest *n, struct str candidate)
{
	size_t d = distance(n->wrong, candidate);

	if (d < n->distance && d <= 1 + candidate.len / 3) {
		n->distance = d;
		n->best = candidate;
	}
}

static const char *
hint_text(struct compiler *k, const struct nearest *n)
{
	return n->best.at == NULL
		   ? ""
		   : str_c(k->problems->mem,
			 str_printf(k->problems->mem, " (did you mean \"%.*s\"?)",
			     STR_ARG(n->best)));
}

const char *
hint(struct compiler *k, struct str wrong, const char *const *right)
{
	struct nearest n = { .wrong = wrong, .distance = SIZE_MAX };

	for (; *right != NULL; right++)
		nearer(&n, str_of(*right));
	return hint_text(k, &n);
}

const char *
hint_field(struct compiler *k, const struct entity *e, struct str wrong)
{
	struct nearest n = { .wrong = wrong, .distance = SIZE_MAX };

	for (size_t i = 0; i < e->field_count; i++)
		nearer(&n, e->fields[i].name);
	return hint_text(k, &n);
}

static const char *
type_name(json_type type)
{
	switch (type) {
	case JSON_OBJECT: return "an object";
	case JSON_ARRAY: return "a list";
	case JSON_STRING: return "a text";
	case JSON_INTEGER:
	case JSON_REAL: return "a number";
	case JSON_TRUE:
	case JSON_FALSE: return "true or false";
	case JSON_NULL: break;
	}
	return "nothing";
}

static bool
type_fits(json_type wanted, const json_t *value)
{
	if (wanted == JSON_NULL)
		return true;
	if (wanted == JSON_TRUE)
		return json_is_boolean(value);
	if (wanted == JSON_REAL)
		return json_is_number(value);
	return json_typeof(value) == wanted;
}

bool
check_keys(struct compiler *k, const struct source *s, const char *path,
    const json_t *object, const struct key *keys)
{
	const char *names[64], *key;
	json_t *value;
	size_t n = 0, before = k->problems->list.count;
	char at[300];

	if (!json_is_object(object)) {
		say(k, s, path, "E003", "this must be an object");
		return false;
	}
	for (; keys[n].name != NULL; n++)
		names[n] = keys[n].name;
	names[n] = NULL;
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		size_t i = 0;

		snprintf(at, sizeof(at), "%s%s%s", path, path[0] == '\0' ? "" : ".", key);
		while (i < n && strcmp(keys[i].name, key) != 0)
			i++;
		if (i == n)
			say(k, s, at, "E002", "unknown key \"%s\"%s", key,
			    hint(k, str_of(key), names));
		else if (!type_fits(keys[i].type, value))
			say(k, s, at, "E003", "\"%s\" must be %s", key,
			    type_name(keys[i].type));
	}
	return k->problems->list.count == before;
}

struct str
arena_str(struct compiler *k, const json_t *j)
{
	struct str s = json_str(j);

	return s.at == NULL ? STR("") : str_copy(k->mem, s);
}

bool
name_ok(struct str name)
{
	if (name.len == 0 || name.len > 40 || name.at[0] < 'a' || name.at[0] > 'z')
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!((name.at[i] >= 'a' && name.at[i] <= 'z') ||
			(name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '_'))
			return false;
	return true;
}

bool
entity_name_ok(struct str name)
{
	return name_ok(name) && !str_starts(name, "pg_") && !str_starts(name, "sqlite_");
}

/* Columns of every table: ours, and those PostgreSQL has before anybody's. */
bool
field_name_ok(struct str name)
{
	static const char *const kept[] = { "id", "version", "deleted_ms", "ctid", "xmin",
		"xmax", "cmin", "cmax", "tableoid" };

	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (str_is(name, kept[i]))
			return false;
	return name_ok(name);
}
