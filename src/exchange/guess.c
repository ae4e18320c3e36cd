/*
 * guess.c - what the columns of a file mean.
 *
 * A file of a known program follows its preset.  Else each column is held
 * beside the names and labels of fields in every language, the words of
 * entities/seed/columns.json, and what its cells look like; the surest pair is
 * taken first, and each field once.  What is unsure is left to the person, who
 * sees it all before anything is saved.
 */
#include "exchange/guess_room.h"

#define IDEAS_MAX 12 /* of one column */

struct idea {
	const struct field *to;
	const char *part;
	double sure;
};

struct heading {
	const char *header;
	struct idea ideas[IDEAS_MAX];
	size_t count;
	const struct idea *chosen;
};

/* ---- ideas ---- */

static void
add_idea(struct heading *col, const struct field *to, const char *part, double sure)
{
	size_t at = 0;

	for (size_t i = 0; i < col->count; i++)
		if (col->ideas[i].to == to && col->ideas[i].part == part) {
			if (col->ideas[i].sure < sure)
				col->ideas[i].sure = sure;
			return;
		}
	if (col->count < IDEAS_MAX) {
		at = col->count++;
	} else { /* in place of the least sure */
		for (size_t i = 1; i < IDEAS_MAX; i++)
			if (col->ideas[i].sure < col->ideas[at].sure)
				at = i;
		if (col->ideas[at].sure >= sure)
			return;
	}
	col->ideas[at] = (struct idea){ to, part, sure };
}

static void
by_words(struct arena *mem, const struct vocabulary *v, struct heading *col)
{
	struct str key = squeeze(mem, str_of(col->header));
	struct str phrase = phrase_of(mem, str_of(col->header));

	for (size_t i = 0; i < v->terms.count; i++) {
		const struct term *t = &v->terms.at[i];

		if (str_same(t->key, key))
			add_idea(col, t->to, t->part, t->sure);
		else if (t->key.len >= 4 && str_find(phrase, t->phrase) < phrase.len)
			add_idea(col, t->to, t->part,
			    0.4 + t->sure / 10 + (double)utf8_count(t->key) / 100);
	}
}

/* Most of the cells look like one thing. */
static void
by_cells(
    struct ctx *c, const struct entity *e, const struct samples *s, struct heading *col)
{
	static const struct {
		const char *type;
		bool (*looks)(struct str cell);
		double sure;
	} kinds[] = { { "email", looks_email, 0.7 }, { "phone", looks_phone, 0.65 },
		{ "url", looks_url, 0.6 } };

	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		size_t yes = 0;

		for (size_t i = 0; i < s->count; i++)
			yes += kinds[k].looks(s->cells[i]);
		if (s->count == 0 || yes * 10 < s->count * 8)
			continue;
		for (size_t i = 0; i < e->field_count; i++)
			if (may_map(c, &e->fields[i]) &&
			    type_is(&e->fields[i], kinds[k].type))
				add_idea(col, &e->fields[i], NULL,
				    kinds[k].sure - (double)i / 1000);
	}
}

/* ---- choosing ---- */

/* What is taken: the same part, or by several columns one can fill together. */
static bool
is_taken(const struct heading *cols, size_t count, const struct idea *idea)
{
	for (size_t i = 0; i < count; i++) {
		const struct idea *other = cols[i].chosen;

		if (other != NULL && other->to == idea->to &&
		    (other->part == idea->part ||
			(other->part == NULL) != (idea->part == NULL)))
			return true;
	}
	return false;
}

static const struct idea *
best_of(const struct heading *cols, size_t count, const struct heading *col)
{
	const struct idea *best = NULL;

	for (size_t i = 0; i < col->count; i++)
		if ((best == NULL || col->ideas[i].sure > best->sure) &&
		    !is_taken(cols, count, &col->ideas[i]))
			best = &col->ideas[i];
	return best;
}

/* The surest pair first; answers how sure they are in all. */
static double
choose(struct heading *cols, size_t count)
{
	double sum = 0;

	for (;;) {
		const struct idea *best = NULL;
		size_t at = 0;

		for (size_t i = 0; i < count; i++) {
			const struct idea *idea = cols[i].chosen != NULL
						      ? NULL
						      : best_of(cols, count, &cols[i]);

			if (idea != NULL && (best == NULL || idea->sure > best->sure)) {
				best = idea;
				at = i;
			}
		}
		if (best == NULL)
			return sum;
		cols[at].chosen = best;
		sum += best->sure;
	}
}

static double
think(struct ctx *c, const struct entity *e, const json_t *seen, struct heading **out,
    size_t *count)
{
	const json_t *header = json_object_get(seen, "header"), *name;
	struct vocabulary v = vocabulary_of(c, e);
	struct heading *cols =
	    arena_array(c->mem, struct heading, json_array_size(header) + 1);
	size_t i;

	json_array_foreach(header, i, name)
	{
		struct samples s = samples_of(c->mem, seen, i);

		cols[i].header = json_string_value(name);
		by_words(c->mem, &v, &cols[i]);
		by_cells(c, e, &s, &cols[i]);
	}
	*out = cols;
	*count = json_array_size(header);
	return choose(cols, *count);
}

/* ---- the map ---- */

static void
set_str(json_t *to, const char *key, struct str s)
{
	json_object_set_new(to, key, json_stringn(s.at, s.len));
}

/* How it is found, and what becomes of it if nobody is: a colleague is not
 * made by a file. */
static void
set_reference(json_t *said, const struct field *f)
{
	const struct entity *to = f->to_count == 1 ? f->to[0] : NULL;

	if (to == NULL)
		return;
	set_str(said, "find", to->title->name);
	json_object_set_new(said, "missing", json_string(to->server ? "skip" : "create"));
}

static json_t *
column_json(const struct idea *idea)
{
	json_t *said = json_object();

	if (idea == NULL) {
		json_object_set_new(said, "to", json_null());
		return said;
	}
	set_str(said, "to", idea->to->name);
	if (idea->part != NULL)
		json_object_set_new(said, "part", json_string(idea->part));
	set_reference(said, idea->to);
	json_object_set_new(
	    said, "confidence", json_real((double)(int)(idea->sure * 100 + 0.5) / 100));
	return said;
}

static bool
is_mapped(json_t *map, const struct field *f)
{
	json_t *columns = json_object_get(map, "columns"), *said;
	const char *name;

	json_object_foreach(columns, name, said)
	{
		if (str_same(json_get_str(said, "to"), f->name))
			return true;
	}
	return false;
}

/* Keys of their own first; then what the entity itself matches by alone. */
static json_t *
keys_of(const struct entity *e, json_t *map)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].unique && is_mapped(map, &e->fields[i]))
			json_array_append_new(keys,
			    json_stringn(e->fields[i].name.at, e->fields[i].name.len));
	for (size_t i = 0; json_array_size(keys) > 0 && i < e->match_count; i++) {
		const struct field *f = e->match[i].fields[0];

		if (e->match[i].plain && e->match[i].count == 1 && is_mapped(map, f))
			json_array_append_new(
			    keys, json_stringn(f->name.at, f->name.len));
	}
	return keys;
}

/* What a preset says of a column, if the actor may fill what it names. */
static json_t *
preset_said(struct ctx *c, const struct entity *e, const json_t *said)
{
	const struct field *f = entity_field(e, json_get_str(said, "to"));

	return f != NULL && !may_map(c, f) ? column_json(NULL) : json_deep_copy(said);
}

static json_t *
preset_keys(struct ctx *c, const struct entity *e, const json_t *names)
{
	json_t *keys = json_array(), *name;
	size_t i;

	json_array_foreach(names, i, name)
	{
		const struct field *f = entity_field(e, json_str(name));

		if (f == NULL || auth_asks(c, f))
			json_array_append(keys, name);
	}
	return keys;
}

json_t *
guess_map(struct ctx *c, const struct entity *e, const json_t *seen, struct str *preset)
{
	json_t *map = json_hold(c->mem, json_object()), *columns = json_object();
	const json_t *file = preset_of(c, e, seen, preset);
	struct heading *cols;
	size_t count;

	json_object_set_new(map, "columns", columns);
	json_object_set_new(map, "set", json_object());
	think(c, e, seen, &cols, &count);
	for (size_t i = 0; i < count; i++) {
		const json_t *said = preset_column(c->mem, file, cols[i].header);

		json_object_set_new(columns, cols[i].header,
		    said != NULL   ? preset_said(c, e, said)
		    : file != NULL ? column_json(NULL)
				   : column_json(cols[i].chosen));
	}
	json_object_set_new(map, "on_duplicate",
	    file != NULL ? json_deep_copy(json_object_get(file, "on_duplicate"))
			 : json_string("skip"));
	json_object_set_new(map, "duplicate_by",
	    file != NULL ? preset_keys(c, e, json_object_get(file, "duplicate_by"))
			 : keys_of(e, map));
	guess_forms(c, e, seen, map);
	return map;
}

const struct entity *
guess_entity(struct ctx *c, const json_t *seen)
{
	const struct entity *best = preset_entity(c, seen);
	double most = 1.0; /* one name alone says too little */

	if (best != NULL)
		return best;
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];
		struct heading *cols;
		bool titled = false;
		size_t count;
		double sum;

		if (e->server || may_import(c, e) != OK)
			continue;
		sum = think(c, e, seen, &cols, &count);
		for (size_t j = 0; j < count; j++)
			titled |=
			    cols[j].chosen != NULL && cols[j].chosen->to == e->title;
		if (titled && sum > most) {
			most = sum;
			best = e;
		}
	}
	return best;
}
