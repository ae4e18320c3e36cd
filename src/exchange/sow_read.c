/*
 * sow_read.c - a recipe, read into steps and nodes before anything is made, so
 * that a slip in its last line is told at once.
 */
#include "exchange/sow_room.h"

/* ---- nodes ---- */

/* The word of an object, by the first of the table: "plus" has a "by" too. */
static const struct word *
word_of(const json_t *in)
{
	const struct word *w = words_of_recipes;

	while (w->name != NULL && json_object_get(in, w->name) == NULL)
		w++;
	return w->name == NULL ? NULL : w;
}

static enum err
check_keys(struct sower *s, const json_t *in, const struct word *w)
{
	const char *key;
	json_t *value;
	char held[64];

	json_object_foreach((json_t *)(uintptr_t)in, key, value)
	{
		snprintf(held, sizeof(held), " %s ", key);
		if (strcmp(key, w->name) != 0 && strstr(w->keys, held) == NULL)
			return sow_fail(
			    s, "\"%s\" does not go with \"%s\"", key, w->name);
	}
	return OK;
}

static enum err
read_skew(struct sower *s, const json_t *in, struct node *n)
{
	const json_t *skew = json_object_get(in, "skew");
	bool number = n->word->name[0] == 'r' || n->word->name[0] == 'm';

	n->skew = skew == NULL ? 1 : json_number_value(skew);
	n->log = number && str_is(json_str(skew), "log");
	if (!n->log && !(n->skew > 0))
		return sow_fail(s, "a skew is a number above 0, or \"log\" of numbers");
	return OK;
}

enum err
node_read(struct sower *s, const json_t *in, struct node **out)
{
	struct node *n = arena_make(s->mem, struct node);

	*out = n;
	if (in == NULL)
		return sow_fail(s, "a value is missing");
	n->word = &words_of_recipes[0];
	if (!json_is_object(in)) {
		n->value = value_of_json(s, in);
		return OK;
	}
	n->word = word_of(in);
	if (n->word == NULL)
		return sow_fail(s, "%.*s: none of the words of a recipe",
		    STR_ARG(utf8_head(json_dump(s->mem, in), 60)));
	TRY(check_keys(s, in, n->word));
	TRY(read_skew(s, in, n));
	return n->word->read(s, in, n);
}

enum err
node_draw(struct sower *s, const struct node *n, struct value *out)
{
	return n->word->draw(s, n, out);
}

/* ---- what stands above the steps ---- */

static enum err
read_pools(struct sower *s, const json_t *in)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)in, key, value)
	{
		struct pool *pool;

		s->line = str_of(key);
		TRY(pool_read(s, value, &pool));
		map_put(&s->pools, str_of(key), pool);
	}
	return OK;
}

static enum err
read_locales(struct sower *s, const json_t *in)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)in, key, value)
	{
		struct locale *locale = arena_make(s->mem, struct locale);

		s->line = str_of(key);
		locale->currency = currency_of(json_get_str(value, "cur"));
		locale->unit = json_number_value(json_object_get(value, "unit"));
		if (locale->currency == NULL || !(locale->unit > 0))
			return sow_fail(s, "a locale has a currency and a unit");
		map_put(&s->locales, str_of(key), locale);
	}
	return OK;
}

static enum err
read_shared(struct sower *s, const json_t *in)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)in, key, value)
	{
		struct node *n;

		s->line = str_of(key);
		TRY(node_read(s, value, &n));
		map_put(&s->shared, str_of(key), n);
	}
	return OK;
}

static enum err
read_above(struct sower *s, const json_t *recipe)
{
	s->place = STR("locales");
	TRY(read_locales(s, json_object_get(recipe, "locales")));
	s->place = STR("pools");
	TRY(read_pools(s, json_object_get(recipe, "pools")));
	s->place = STR("shared");
	return read_shared(s, json_object_get(recipe, "shared"));
}

/* ---- steps ---- */

static enum err
read_line(
    struct sower *s, struct bed *bed, const char *key, const json_t *in, struct line *out)
{
	s->line = str_of(key);
	TRY(name_number(s, s->line, &out->name));
	bed->defined[out->name] = s->defined[out->name] = true;
	if (key[0] != '_') {
		out->field = entity_field(bed->entity, s->line);
		if (out->field == NULL)
			return sow_fail(s, "no such field");
		if (out->field->to_count == 1)
			bed_of(s, out->field->to[0]->name)->kept = true;
	}
	return node_read(s, in, &out->node);
}

static enum err
read_row(struct sower *s, struct bed *bed, const json_t *in, struct row *out)
{
	const char *key;
	json_t *value;

	if (!json_is_object(in))
		return sow_fail(s, "fields are an object");
	out->lines = arena_array(s->mem, struct line, json_object_size(in));
	json_object_foreach((json_t *)(uintptr_t)in, key, value)
	    TRY(read_line(s, bed, key, value, &out->lines[out->count++]));
	s->line = STR("");
	return OK;
}

static bool
is_wanted(const struct sower *s, const struct entity *e)
{
	const char *const *only = s->options->only;

	while (only != NULL && *only != NULL && !str_is(e->name, *only))
		only++;
	return only == NULL || *only != NULL;
}

static int64_t
scaled(const struct sower *s, int64_t count)
{
	double scale = s->options->scale > 0 ? s->options->scale : 1;
	int64_t n = real_round((double)count * scale);

	return n < 1 && count > 0 ? 1 : n;
}

static enum err
read_rows(struct sower *s, const json_t *in, struct step *step)
{
	const json_t *rows = json_object_get(in, "rows"), *row;
	const json_t *count = json_object_get(in, "count");
	size_t i;

	step->repeat = rows == NULL;
	if (step->repeat) {
		if (!json_is_integer(count) || json_integer_value(count) < 0)
			return sow_fail(s, "a step has \"rows\", or a \"count\"");
		step->count = scaled(s, json_integer_value(count));
		step->rows = arena_make(s->mem, struct row);
		return read_row(s, step->bed, json_object_get(in, "fields"), step->rows);
	}
	step->count = (int64_t)json_array_size(rows);
	step->rows = arena_array(s->mem, struct row, json_array_size(rows));
	json_array_foreach(rows, i, row) TRY(read_row(s, step->bed, row, &step->rows[i]));
	return OK;
}

static enum err
read_step(struct sower *s, const json_t *in, size_t number, struct step *step)
{
	static const char *const keys = " entity doc rows count fields distinct ";
	const struct word any = { .name = "entity", .keys = keys };
	struct str entity = json_get_str(in, "entity");
	struct str distinct = json_get_str(in, "distinct");

	s->line = STR("");
	s->place = str_printf(s->mem, "step %zu (%.*s)", number, STR_ARG(entity));
	step->bed = bed_of(s, entity);
	if (step->bed == NULL)
		return sow_fail(s, "no such entity");
	TRY(check_keys(s, in, &any));
	step->distinct = -1;
	step->seen = (struct map)MAP_INIT(s->mem);
	if (distinct.len > 0)
		TRY(name_number(s, distinct, &step->distinct));
	TRY(read_rows(s, in, step));
	if (!is_wanted(s, step->bed->entity))
		step->count = 0;
	s->total += step->count;
	return OK;
}

static enum err
check_names(struct sower *s)
{
	s->place = STR("make");
	s->line = STR("");
	for (int i = 0; i < s->name_count; i++)
		if (s->begun[i] && !s->defined[i])
			return sow_fail(s,
			    "a path begins with \"%.*s\", which nothing gives",
			    STR_ARG(s->names[i]));
	return OK;
}

static enum err
check_top(struct sower *s)
{
	static const char *const keys =
	    " name doc seed today site pools_from locales pools shared make ";
	const struct word any = { .name = "recipe", .keys = keys };

	s->place = STR("recipe");
	if (json_get_str(s->recipe, "recipe").len == 0)
		return sow_fail(s, "it has no word \"recipe\"");
	if (json_get_str(s->recipe, "pools_from").len > 0 && s->options->base == NULL)
		return sow_fail(s, "the recipe that \"pools_from\" names is not here");
	return check_keys(s, s->recipe, &any);
}

/* The day that bounds count from: the caller's, else the recipe's, else this. */
static enum err
read_today(struct sower *s)
{
	const json_t *day = json_object_get(s->recipe, "today");

	s->today = zone_day(s->zone, s->c->now_ms);
	if (day != NULL && !date_read(json_str(day), &s->today))
		return sow_fail(s, "\"today\" is a date: 2026-01-31");
	if (s->options->today != 0)
		s->today = s->options->today;
	return OK;
}

enum err
recipe_read(struct sower *s)
{
	const json_t *make = json_object_get(s->recipe, "make"), *each;
	size_t i;

	TRY(check_top(s));
	TRY(read_today(s));
	TRY(name_number(s, STR("n"), &s->name_n));
	TRY(name_number(s, STR("_locale"), &s->name_locale));
	s->defined[s->name_n] = true;
	s->random = (uint64_t)json_get_int(s->recipe, "seed", 1);
	if (s->options->base != NULL)
		TRY(read_above(s, s->options->base));
	memset(s->begun, 0, sizeof(s->begun)); /* it may share more than is used */
	TRY(read_above(s, s->recipe));
	s->step_count = json_array_size(make);
	s->steps = arena_array(s->mem, struct step, s->step_count);
	json_array_foreach(make, i, each) TRY(read_step(s, each, i + 1, &s->steps[i]));
	TRY(check_names(s));
	beds_ready(s);
	return OK;
}
