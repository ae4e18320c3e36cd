/*
 * mask_value.c - what becomes of a value.
 *
 * The type says how another one is invented, and the metadata whether one must be:
 *
 *   invented   names, addresses, mails, phones, links and every text, but those
 *              that are declared to be nobody's ("personal": "no")
 *   shifted    dates and times that are personal: by half a year at most
 *   drawn      numbers, money and choices that are personal
 *   emptied    what the program reads itself and need not be there (the rule of a
 *              saved view), and whatever has a type that is not known here
 *   kept       the rest: money, dates and choices that no one is known by
 */
#include "privacy/mask_room.h"

#include <math.h>

#define SHIFT_DAYS 180
#define TURNS 20 /* tries to find a mask that nobody has yet */

enum how { KEEP, INVENT, SHIFT, DRAW, EMPTY };

static bool
is_among(struct str name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static bool
is_text(struct str type)
{
	static const char *const names[] = { "text", "long_text", "rich_text",
		"person_name", "address", "email", "url", "phone", "tags" };

	return is_among(type, names, COUNT_OF(names));
}

static enum how
how_of(const struct field *f)
{
	static const char *const kept[] = { "ref", "any", "file", "image" };
	static const char *const drawn[] = { "bool", "choice", "int", "duration", "real",
		"percent", "score", "money" };
	struct str type = str_of(f->type->name);
	const struct entity *e = f->entity;

	if (f->impersonal || is_among(type, kept, COUNT_OF(kept)))
		return KEEP;
	if (is_text(type))
		return e->server && !e->person && !f->required && !f->unique ? EMPTY
									     : INVENT;
	if (f->personal == PERSONAL_NO)
		return f->type->text ? EMPTY : KEEP;
	if (str_is(type, "date") || str_is(type, "time"))
		return SHIFT;
	return is_among(type, drawn, COUNT_OF(drawn)) ? DRAW : EMPTY;
}

/* ---- invented ---- */

static struct str
one_mask(struct masker *m, const char *kind, struct str s, uint64_t turn)
{
	struct arena *mem = m->c->mem;
	struct draw d = draw_of(mem, m->key, kind, s, turn, utf8_count(s));

	if (strcmp(kind, "email") == 0)
		return mask_email(mem, &d, s);
	if (strcmp(kind, "url") == 0)
		return mask_url(mem, &d, s);
	if (strcmp(kind, "phone") == 0)
		return mask_phone(mem, &d, s);
	if (strcmp(kind, "rich_text") == 0)
		return mask_html(mem, &d, s);
	return mask_letters(mem, &d, s);
}

struct str
mask_text(struct masker *m, const char *kind, struct str s)
{
	return one_mask(m, kind, s, 0);
}

/* No two records share a value, nor its mask: short ones may need another turn. */
static struct str
unique_mask(struct masker *m, const struct field *f, int64_t id, struct str s)
{
	struct map *taken = &m->taken[f->entity - m->c->meta->entities];
	struct str mask = STR(""), key = STR("");

	for (uint64_t turn = 0; turn <= TURNS; turn++) {
		mask = turn < TURNS
			   ? one_mask(m, f->type->name, s, turn)
			   : str_printf(m->c->mem, "%.*s%" PRId64, STR_ARG(mask), id);
		key = str_printf(
		    m->c->mem, "%zu %.*s", f->index, STR_ARG(fold(m->c->mem, mask)));
		if (!map_has(taken, key))
			break;
	}
	map_put(taken, str_copy(m->mem, key), m);
	return mask;
}

static json_t *
text_json(struct str s)
{
	return json_stringn(s.at, s.len);
}

/* A name, an address: each part for itself, but drawn with the whole. */
static json_t *
parts_json(struct masker *m, const struct field *f, const struct cell *v)
{
	struct arena *mem = m->c->mem;
	struct draw d =
	    draw_of(mem, m->key, f->type->name, v[0].s, 0, utf8_count(v[0].s) * 2 + 200);
	json_t *parts = json_object();

	for (int i = 1; i < type_columns(f->type); i++) {
		const char *part = f->type->parts[i];
		struct draw own = d;

		if (part == NULL || v[i].kind != CELL_TEXT)
			continue;
		if (strcmp(part, "country") == 0) {
			json_object_set_new(parts, part, text_json(v[i].s));
			continue;
		}
		/* a city is another's too: the same one everywhere */
		if (strcmp(f->type->name, "address") == 0 && strcmp(part, "street") != 0)
			own = draw_of(mem, m->key, part, v[i].s, 0, utf8_count(v[i].s));
		json_object_set_new(
		    parts, part, text_json(mask_letters(mem, &own, v[i].s)));
		d.at += 2 * (size_t)i;
		d.left -= 2 * (size_t)i;
	}
	if (json_object_size(parts) > 0)
		return parts;
	json_decref(parts);
	return text_json(mask_letters(mem, &d, v[0].s));
}

static json_t *
words_json(struct masker *m, struct str words)
{
	json_t *list = json_array();
	struct str rest = words, word;

	while (str_cut(rest, '|', &word, &rest))
		if (word.len > 0)
			json_array_append_new(
			    list, text_json(mask_text(m, "tags", word)));
	return list;
}

static json_t *
invented(struct masker *m, const struct field *f, int64_t id, const struct cell *v)
{
	if (f->type->parts != NULL)
		return parts_json(m, f, v);
	if (strcmp(f->type->name, "tags") == 0)
		return words_json(m, v[0].s);
	return text_json(f->unique ? unique_mask(m, f, id, v[0].s)
				   : mask_text(m, f->type->name, v[0].s));
}

static void
invent(struct masker *m, const struct field *f, int64_t id, struct cell *v)
{
	struct ctx *c = m->c;
	json_t *news = json_hold(c->mem, invented(m, f, id, v));

	value_clear(f, v);
	f->type->read(c, f, news, v);
	if (c->fault_count > 0) /* rather nothing than what was */
		value_clear(f, v);
	fault_clear(c);
}

/* ---- shifted and drawn ---- */

/* Never by nothing. */
static int64_t
shift_days(struct draw *d)
{
	int64_t days = 1 + (int64_t)(draw_next(d) % SHIFT_DAYS);

	return draw_next(d) % 2 == 0 ? days : -days;
}

static struct draw
draw_value(struct masker *m, const struct field *f, int64_t id, const struct cell *v)
{
	struct str s = v->kind == CELL_TEXT ? v->s
					    : str_printf(m->c->mem, "%" PRId64 " %.17g",
						  v->kind == CELL_INT ? v->i : 0,
						  v->kind == CELL_REAL ? v->d : 0.0);

	if (id != 0)
		s = str_printf(m->c->mem, "%.*s %" PRId64, STR_ARG(s), id);
	return draw_of(m->c->mem, m->key, f->type->name, s, 0, 16);
}

static void
shift(struct masker *m, const struct field *f, struct cell *v)
{
	struct draw d = draw_value(m, f, 0, v);
	int64_t days = shift_days(&d), date;

	if (v->kind == CELL_INT)
		v->i += days * DAY_MS;
	else if (date_read(v->s, &date))
		*v = CELL_OF_TEXT(date_write(m->c->mem, date + days));
	else
		value_clear(f, v);
}

/* Between half of it and half more of it. */
static double
factor(struct draw *d)
{
	return 0.5 + (double)draw_next(d) / 65536.0;
}

static double
within(const struct field *f, double n)
{
	if (f->has_min && n < f->min)
		return f->min;
	return f->has_max && n > f->max ? f->max : n;
}

static void
draw_number(const struct field *f, struct draw *d, struct cell *v)
{
	double by = factor(d);

	for (int i = 0; i < type_columns(f->type); i++)
		if (v[i].kind == CELL_INT)
			v[i].i = (int64_t)within(f, round((double)v[i].i * by));
		else if (v[i].kind == CELL_REAL)
			v[i].d = within(f, v[i].d * by);
}

/* Of choices each record draws its own: there are so few that who is which would be
 * told by one whom somebody knows. */
static void
redraw(struct masker *m, const struct field *f, int64_t id, struct cell *v)
{
	bool choice = strcmp(f->type->name, "choice") == 0;
	bool few = choice || strcmp(f->type->name, "bool") == 0;
	struct draw d = draw_value(m, f, few ? id : 0, v);

	if (choice && f->of_count > 0)
		*v = CELL_OF_TEXT(f->of[draw_next(&d) % f->of_count].name);
	else if (few)
		v->i = draw_next(&d) % 2;
	else
		draw_number(f, &d, v);
}

void
mask_value(struct masker *m, const struct field *f, int64_t id, struct cell *v)
{
	if (value_empty(v))
		return;
	switch (how_of(f)) {
	case KEEP: return;
	case INVENT: invent(m, f, id, v); return;
	case SHIFT: shift(m, f, v); return;
	case DRAW: redraw(m, f, id, v); return;
	case EMPTY: value_clear(f, v); return;
	}
}

/* ---- as JSON ---- */

json_t *
mask_wire(struct masker *m, const struct field *f, int64_t id, const json_t *in)
{
	struct cell v[TYPE_COLUMNS_MAX] = { 0 };
	struct text t = TEXT_INIT(m->c->mem);
	struct jw w = JW_INIT(&t);
	json_t *out;

	if (in == NULL || json_is_null(in) || how_of(f) == KEEP)
		return in == NULL ? NULL : json_incref((json_t *)(uintptr_t)in);
	if (how_of(f) == EMPTY || f->unique) /* a mask is given once */
		return json_null();
	f->type->read(m->c, f, in, v);
	fault_clear(m->c);
	mask_value(m, f, id, v);
	if (value_empty(v))
		return json_null();
	value_write(&w, f, v);
	if (json_read(m->c->mem, str_printf(m->c->mem, "[%s]", t.at), &out, NULL) != OK)
		return json_null();
	return json_incref(json_array_get(out, 0));
}

json_t *
mask_tree(struct masker *m, const json_t *in)
{
	const char *key;
	json_t *out, *value;
	size_t i;

	switch (json_typeof(in)) {
	case JSON_STRING: return text_json(mask_text(m, "tree", json_str(in)));
	case JSON_ARRAY:
		out = json_array();
		json_array_foreach((json_t *)(uintptr_t)in, i, value)
		    json_array_append_new(out, mask_tree(m, value));
		return out;
	case JSON_OBJECT:
		out = json_object();
		json_object_foreach((json_t *)(uintptr_t)in, key, value)
		    json_object_set_new(out, key, mask_tree(m, value));
		return out;
	default: return json_incref((json_t *)(uintptr_t)in);
	}
}
