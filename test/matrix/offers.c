/*
 * offers.c - what a price list says to each: rates that they read, and no other; by
 * fields that they may ask, and no other.
 */
#include "matrix.h"

static const char *
price_word(const struct entity *e, const char *word)
{
	return json_string_value(json_object_get(json_object_get(e->doc, "price"), word));
}

static bool
has_price(const struct row *r, const char *field)
{
	const json_t *v = json_object_get(json_object_get(r->seen, "fields"), field);

	return v != NULL && !json_is_null(v);
}

static size_t
rates_of(struct matrix *m, const struct person *p, const struct entity *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];

		n += !r->gone && reads(m, p, r) && has_price(r, price_word(e, "each"));
	}
	return n;
}

static void
check_offers(struct matrix *m, const struct person *p, const struct entity *e,
    const struct answer *a)
{
	json_t *offers = json_object_get(a->json, "offers"), *each;
	size_t i, count = rates_of(m, p, e);

	check(m, a->status == 200, "%s: %s: %d %.200s", p->name, e->name, a->status,
	    a->body);
	check(m, (size_t)json_integer_value(json_object_get(a->json, "count")) == count,
	    "%s: %s: %lld offers, and not %zu", p->name, e->name,
	    (long long)json_integer_value(json_object_get(a->json, "count")), count);
	json_array_foreach(offers, i, each)
	{
		const struct row *r = row_by_id(
		    m, json_string_value(
			   json_object_get(json_object_get(each, "record"), "id")));

		check(m, r != NULL && reads(m, p, r), "%s is offered %s %d", p->name,
		    e->name, r == NULL ? -1 : r->number);
	}
}

static void
offers_by(struct matrix *m, const struct person *p, struct entity *e, const char *name)
{
	const struct field *f = field_of(e, name);
	const struct answer *a = ask(m, p, "POST",
	    json_pack("{s:{s:s}}", "by", name, "no such"), "/api/%s/offers", e->name);

	if (strcmp(f->type, "text") == 0 && finds(m, p, f))
		check(m, a->status == 200, "%s asks by %s: %d", p->name, name, a->status);
	else
		check(m,
		    a->status == 422 &&
			(finds(m, p, f) || strstr(a->body, "unknown_field") != NULL),
		    "%s asks by %s: %.200s", p->name, name, a->body);
}

static void
offers_of(struct matrix *m, const struct person *p, struct entity *e)
{
	const struct answer *a =
	    ask(m, p, "POST", json_object(), "/api/%s/offers", e->name);
	json_t *by = json_object_get(json_object_get(e->doc, "price"), "by"), *name;
	size_t i;

	if (by == NULL) {
		check(m, a->status == 404 || a->status == 403, "%s: %s: %d", p->name,
		    e->name, a->status);
		return;
	}
	if (never(m, p, READ, e) || !finds(m, p, field_of(e, price_word(e, "each"))) ||
	    p->scopes != NULL) {
		check(m, a->status == 403 || p->scopes != NULL, "%s: %s: %d", p->name,
		    e->name, a->status);
		return;
	}
	check_offers(m, p, e, a);
	json_array_foreach(by, i, name) offers_by(m, p, e, json_string_value(name));
}

/* Few are asked: no pair is left out. */
void
offers_all_ways(struct matrix *m)
{
	way(m, "offers");
	cast_look(m);
	for (size_t i = 0; i < m->person_count; i++)
		for (size_t j = 0; j < m->entity_count; j++)
			offers_of(m, &m->people[i], &m->entities[j]);
}
