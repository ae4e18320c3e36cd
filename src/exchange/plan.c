/*
 * plan.c - a map, compiled against the metadata.
 *
 * A map is data and a stranger's: every name in it is looked up here, once,
 * and what is not known is a fault at its place.  Rows then cost no look-ups.
 */
#include "exchange/room.h"

/* "map.columns.<header>.<key>" */
static struct str
place(struct ctx *c, const char *header, const char *key)
{
	return str_printf(c->mem, "map.columns.%.60s.%s", header, key);
}

static void
bad_word(struct ctx *c, const char *header, const char *key, struct str word)
{
	fault(c, place(c, header, key), "unknown_word", "word",
	    str_c(c->mem, utf8_head(word, 60)), NULL);
}

/* Index of a word among several, ended by NULL; -1: not there. */
static int
among(const char *const *words, struct str word)
{
	for (int i = 0; words[i] != NULL; i++)
		if (str_is(word, words[i]))
			return i;
	return -1;
}

/* Answers otherwise when the key is not there; a fault when its word is unknown. */
static int
read_word(struct ctx *c, const char *header, const json_t *said, const char *key,
    const char *const *words, int otherwise)
{
	const json_t *j = json_object_get(said, key);
	int found;

	if (j == NULL || json_is_null(j))
		return otherwise;
	found = json_is_string(j) ? among(words, json_str(j)) : -1;
	if (found < 0) {
		bad_word(c, header, key, json_str(j));
		return otherwise;
	}
	return found;
}

static void
read_part(struct ctx *c, const char *header, const json_t *said, struct source *s)
{
	const json_t *part = json_object_get(said, "part");

	if (part == NULL || json_is_null(part))
		return;
	for (int i = 0; s->to->type->parts != NULL && i < TYPE_COLUMNS_MAX; i++)
		if (s->to->type->parts[i] != NULL &&
		    str_is(json_str(part), s->to->type->parts[i]))
			s->part = s->to->type->parts[i];
	if (s->part == NULL)
		bad_word(c, header, "part", json_str(part));
}

static void
read_find(struct ctx *c, const char *header, const json_t *said, struct source *s)
{
	static const char *const missing[] = { "refuse", "create", "skip", NULL };
	const json_t *find = json_object_get(said, "find");

	if (s->to->to_count == 0)
		return;
	s->missing =
	    (enum missing)read_word(c, header, said, "missing", missing, MISSING_REFUSE);
	if (find == NULL || json_is_null(find))
		return;
	s->find = auth_asked_field(c, s->to->to[0], json_str(find));
	if (s->find == NULL)
		bad_word(c, header, "find", json_str(find));
}

/* A decimal such as 1000000 or 0.01: as written, never through a double. */
static void
read_scale(struct ctx *c, const char *header, const json_t *said, struct source *s)
{
	const json_t *j = json_object_get(said, "scale");
	struct str text, whole, part = STR("");

	s->scale = 1;
	if (j == NULL || json_is_null(j))
		return;
	text = json_is_string(j) ? json_str(j) : json_dump(c->mem, j);
	if (str_cut(text, '.', &whole, &part))
		s->scale_digits = (int)part.len;
	if (s->scale_digits > 9 || !decimal_minor(text, s->scale_digits, &s->scale) ||
	    s->scale == 0)
		bad_word(c, header, "scale", text);
}

static void
read_currency(struct ctx *c, const char *header, const json_t *said, struct source *s)
{
	const json_t *j = json_object_get(said, "currency");

	if (j == NULL || json_is_null(j))
		return;
	if (str_is(json_str(j), "IRT") && s->scale <= INT64_MAX / 10) {
		s->currency = currency_of(STR("IRR")); /* a toman is ten rials */
		s->scale *= 10;
		return;
	}
	s->currency = currency_of(json_str(j));
	if (s->currency == NULL)
		fault(c, place(c, header, "currency"), "bad_currency", "value",
		    str_c(c->mem, json_str(j)), NULL);
}

static void
read_forms(struct ctx *c, const char *header, const json_t *said, struct source *s)
{
	static const char *const dates[] = { "m/d/y", "d/m/y", "y/m/d", "iso", "jalali",
		NULL };
	static const enum date_order orders[] = { DATE_MDY, DATE_DMY, DATE_YMD, DATE_ISO,
		DATE_JALALI };
	static const char *const decimals[] = { ".", ",", NULL };
	int decimal = read_word(c, header, said, "decimal", decimals, -1);

	s->order = orders[read_word(c, header, said, "date", dates, 3)];
	s->decimal = decimal < 0 ? 0 : decimals[decimal][0];
	read_scale(c, header, said, s);
	read_currency(c, header, said, s);
}

static void
add_word(struct ctx *c, struct map *map, struct str from, struct str to)
{
	struct str *held = arena_make(c->mem, struct str);

	*held = str_copy(c->mem, to);
	if (from.len > 0 && !map_has(map, squeeze(c->mem, from)))
		map_put(map, squeeze(c->mem, from), held);
}

static void
read_words(struct ctx *c, const char *header, const json_t *said, struct source *s)
{
	json_t *words = json_object_get(said, "words"), *to;
	const char *from;

	s->words = (struct map)MAP_INIT(c->mem);
	s->choices = (struct map)MAP_INIT(c->mem);
	if (words != NULL && !json_is_object(words) && !json_is_null(words))
		bad_word(c, header, "words", STR("words"));
	json_object_foreach(words, from, to)
	{
		if (json_is_string(to))
			add_word(c, &s->words, str_of(from), json_str(to));
		else
			bad_word(c, header, "words", str_of(from));
	}
	if (s->part != NULL && strcmp(s->part, "country") == 0)
		countries_add(c, &s->choices);
	for (size_t i = 0; i < s->to->of_count; i++)
		add_word(c, &s->choices, s->to->of[i].name, s->to->of[i].name);
	for (int l = 0; l < 4; l++)
		for (size_t i = 0; i < s->to->of_count; i++)
			add_word(c, &s->choices,
			    option_label(c->meta, languages[l], s->to, &s->to->of[i]),
			    s->to->of[i].name);
}

static const struct field *
known_field(struct ctx *c, const struct entity *e, struct str name)
{
	const struct field *f = entity_field(e, name);

	if (f == NULL || f->hidden || f->is != NULL ||
	    auth_field(c, f, MAY_CHANGE) == WHOSE_NONE)
		return NULL;
	if (f->readonly && !c->actor.program && !str_is(name, "created_ms"))
		return NULL;
	return f;
}

static bool
column_of(const json_t *header, const char *name, size_t *out)
{
	const json_t *each;
	size_t i;

	json_array_foreach(header, i, each)
	{
		if (str_is(json_str(each), name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

static void
read_column(struct ctx *c, struct plan *p, const char *header, const json_t *said)
{
	const json_t *to = json_object_get(said, "to");
	struct source s = { .header = str_copy(c->mem, str_of(header)) };

	if (!json_is_object(said) || !column_of(p->header, header, &s.column)) {
		fault(c, place(c, header, ""), "unknown_word", "word", header, NULL);
		return;
	}
	if (to == NULL || json_is_null(to) || json_str(to).len == 0)
		return; /* not taken, and said so */
	s.to = known_field(c, p->entity, json_str(to));
	if (s.to == NULL) {
		fault(c, place(c, header, "to"), "unknown_field", NULL);
		return;
	}
	read_part(c, header, said, &s);
	read_find(c, header, said, &s);
	read_forms(c, header, said, &s);
	read_words(c, header, said, &s);
	p->sources[p->source_count++] = s;
}

static void
read_setting(struct ctx *c, struct plan *p, const char *name, json_t *said)
{
	struct setting *s = &p->settings[p->setting_count];
	struct str at = str_printf(c->mem, "map.set.%.60s", name);
	struct str when;
	struct rule_fault why;
	struct rule *rule;

	s->to = known_field(c, p->entity, str_of(name));
	if (s->to == NULL) {
		fault(c, at, "unknown_field", NULL);
		return;
	}
	s->value = json_object_get(said, "const");
	when = json_get_str(said, "when");
	if (s->value == NULL)
		s->value = said;
	else if (when.at != NULL) {
		if (auth_rule(c, p->entity, when, &rule, &why) != OK)
			fault_rule(c, at, &why);
		else if (!rule_is_local(rule)) {
			why = rule_fault_of(RULE_own_record, 0, STR(""));
			fault_rule(c, at, &why);
		}
		s->when = rule;
		p->conditional = true;
	}
	if (json_is_string(s->value) &&
	    memchr(json_str(s->value).at, '{', json_str(s->value).len) != NULL)
		s->text = json_str(s->value);
	p->setting_count++;
}

static void
read_same(struct ctx *c, struct plan *p, const json_t *map)
{
	static const char *const words[] = { "skip", "update", "create", NULL };
	const json_t *on = json_object_get(map, "on_duplicate"), *each;
	const json_t *by = json_object_get(map, "duplicate_by");
	int found =
	    on == NULL || json_is_null(on) ? SAME_SKIP : among(words, json_str(on));
	size_t i;

	if (found < 0)
		fault(c, STR("map.on_duplicate"), "unknown_word", "word",
		    str_c(c->mem, json_str(on)), NULL);
	p->on_same = found < 0 ? SAME_SKIP : (enum on_same)found;
	p->by = arena_array(c->mem, const struct field *, json_array_size(by) + 1);
	json_array_foreach(by, i, each)
	{
		const struct field *f = auth_asked_field(c, p->entity, json_str(each));

		if (f == NULL)
			fault(c, STR("map.duplicate_by"), "unknown_field", NULL);
		else
			p->by[p->by_count++] = f;
	}
}

static void
read_alike(struct ctx *c, struct plan *p, const json_t *map)
{
	static const char *const words[] = { "create", "skip", "update", "review", NULL };
	const json_t *on = json_object_get(map, "on_alike");
	int found =
	    on == NULL || json_is_null(on) ? ON_ALIKE_CREATE : among(words, json_str(on));

	if (found < 0)
		fault(c, STR("map.on_alike"), "unknown_word", "word",
		    str_c(c->mem, utf8_head(json_str(on), 60)), NULL);
	p->on_alike = found < 0 ? ON_ALIKE_CREATE : (enum on_alike)found;
}

static bool
has_reference(const struct field *const *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i]->to_count > 0)
			return true;
	return false;
}

/* A key such as name and account can be asked for only when both are known. */
static bool
asks_references(const struct plan *p)
{
	const struct entity *e = p->entity;

	if (p->by_count > 0)
		return has_reference(p->by, p->by_count);
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].plain &&
		    has_reference((const struct field *const *)e->match[i].fields,
			e->match[i].count))
			return true;
	return false;
}

enum err
plan_read(struct ctx *c, const struct entity *e, const json_t *map, const json_t *seen,
    struct plan **out)
{
	json_t *columns = json_object_get(map, "columns");
	json_t *set = json_object_get(map, "set"), *said;
	struct plan *p = arena_make(c->mem, struct plan);
	const char *name;

	p->entity = e;
	p->header = json_object_get(seen, "header");
	p->sources = arena_array(c->mem, struct source, json_object_size(columns) + 1);
	p->settings = arena_array(c->mem, struct setting, json_object_size(set) + 1);
	if (!json_is_object(map) || !json_is_object(columns))
		fault(c, STR("map"), "required", NULL);
	json_object_foreach(columns, name, said) read_column(c, p, name, said);
	json_object_foreach(set, name, said) read_setting(c, p, name, said);
	read_same(c, p, map);
	read_alike(c, p, map);
	p->match_refers = asks_references(p);
	*out = p;
	return c->fault_count > 0 ? ERR_INPUT : OK;
}
