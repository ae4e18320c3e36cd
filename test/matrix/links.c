/*
 * links.c - a link for a customer: handed out and taken back by who may change the
 * record, told to who reads it, and to nobody else.
 */
#include "matrix.h"

static bool
is_shown(const struct row *r)
{
	return has_trait(r->entity, "portal") && !r->gone;
}

static int
changes(struct matrix *m, const struct person *p, const struct row *r)
{
	return !is_shown(r) || !reads(m, p, r) ? 404 : may(m, p, CHANGE, r) ? 201 : 403;
}

/* Somebody else's hand on it, and then the hand of whoever made it. */
static void
take_back(struct matrix *m, const struct person *p, const struct row *r, const char *id)
{
	const struct answer *a;

	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *other = &m->people[i];
		int expected = changes(m, other, r);

		if (expected == 201 || skipped(m, other, r->entity))
			continue;
		store_hold(m);
		a = ask(m, other, "DELETE", NULL, "/api/%s/%s/links/%s", r->entity->name,
		    r->id, id);
		check(m, a->status == expected, "%s takes back a link of %s %d: %d",
		    other->name, r->entity->name, r->number, a->status);
	}
	a = ask(m, p, "DELETE", NULL, "/api/%s/%s/links/%s", r->entity->name, r->id, id);
	check(m, a->status == 204, "%s takes back a link of %s %d: %d", p->name,
	    r->entity->name, r->number, a->status);
}

static void
link_of(struct matrix *m, const struct person *p, const struct row *r)
{
	bool sees = has_trait(r->entity, "portal") && reads(m, p, r);
	int expected = changes(m, p, r);
	const struct answer *a;
	char *id;

	a = ask(m, p, "GET", NULL, "/api/%s/%s/links", r->entity->name, r->id);
	check(m, a->status == (sees ? 200 : 404), "%s: links of %s %d: %d", p->name,
	    r->entity->name, r->number, a->status);
	if (expected != 201)
		store_hold(m);
	a = ask(m, p, "POST", json_object(), "/api/%s/%s/links", r->entity->name, r->id);
	check(m, a->status == expected, "%s: a link to %s %d: %d, must be %d: %s",
	    p->name, r->entity->name, r->number, a->status, expected, a->body);
	if (a->status != 201)
		return;
	id = strdup(json_string_value(json_object_get(a->json, "id")));
	take_back(m, p, r, id);
	free(id);
}

void
links_all_ways(struct matrix *m)
{
	cast_look(m);
	way(m, "links");
	for (size_t i = 0; i < m->person_count; i++)
		for (size_t j = 0; j < m->row_count; j++)
			if (!skipped(m, &m->people[i], m->rows[j].entity))
				link_of(m, &m->people[i], &m->rows[j]);
}
