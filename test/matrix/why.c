/*
 * why.c - what is explained is what is answered: why somebody may, and what an
 * administrator is shown through their eyes.
 */
#include "matrix.h"

/* ---- why ---- */

static bool
says_yes(const struct answer *a, const char *right)
{
	return json_is_true(json_object_get(json_object_get(a->json, right), "yes"));
}

static bool
has_reasons(const struct answer *a, const char *right)
{
	return json_array_size(
		   json_object_get(json_object_get(a->json, right), "because")) > 0;
}

static void
check_fields(
    struct matrix *m, const struct person *p, const struct row *r, const struct answer *a)
{
	const json_t *fields = json_object_get(a->json, "fields");

	for (size_t i = 0; i < r->entity->field_count; i++) {
		const struct field *f = &r->entity->fields[i];
		const json_t *told = json_object_get(fields, f->name);

		if (told == NULL) {
			check(m, f->see == NULL && !f->own, "%s: %s %d: nothing of %s",
			    p->name, r->entity->name, r->number, f->name);
			continue;
		}
		check(m,
		    json_is_true(json_object_get(told, "see")) ==
			sees(m, p, r->entity, f, r),
		    "%s: %s %d: sees %s", p->name, r->entity->name, r->number, f->name);
		check(m,
		    json_is_true(json_object_get(told, "change")) ==
			(reads(m, p, r) && may(m, p, CHANGE, r) && sets(m, p, f) &&
			    (!f->own || is_owner(p, r))),
		    "%s: %s %d: changes %s", p->name, r->entity->name, r->number,
		    f->name);
	}
}

/* What is said of a record, beside what must be, and what its page answers. */
static void
ask_why(struct matrix *m, const struct person *p, const struct row *r)
{
	static const enum right told[] = { READ, CHANGE, DELETE, EXPORT, HAND, SHARE };
	const struct answer *a;
	bool seen =
	    ask(m, p, "GET", NULL, "/api/%s/%s", r->entity->name, r->id)->status == 200;

	a = must(m, 200,
	    ask(m, m->people, "GET", NULL, "/api/%s/%s/why?user=%s", r->entity->name,
		r->id, p->id));
	check(m, says_yes(a, "read") == seen, "%s: %s %d: why says %d, the page %d",
	    p->name, r->entity->name, r->number, says_yes(a, "read"), seen);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const char *right = right_names[told[i]];

		check(m, says_yes(a, right) == (seen && may(m, p, told[i], r)),
		    "%s: %s %d: why says %d of %s", p->name, r->entity->name, r->number,
		    says_yes(a, right), right);
		check(m, !seen || says_yes(a, right) == has_reasons(a, right),
		    "%s: %s %d: %s: %s", p->name, r->entity->name, r->number, right,
		    a->body);
	}
	check_fields(m, p, r, a);
}

/* Of oneself, what one sees; of others nothing. */
static void
ask_of_oneself(struct matrix *m, const struct person *p, const struct row *r)
{
	const struct answer *a =
	    ask(m, p, "GET", NULL, "/api/%s/%s/why", r->entity->name, r->id);

	check(m, a->status == (reads(m, p, r) ? 200 : 404), "%s: %s %d/why: %d", p->name,
	    r->entity->name, r->number, a->status);
	check(m, a->status != 200 || says_yes(a, "read"), "%s: %s %d/why: %s", p->name,
	    r->entity->name, r->number, a->body);
	a = ask(m, p, "GET", NULL, "/api/%s/%s/why?user=%s", r->entity->name, r->id,
	    m->people[0].id);
	check(m, p->admin || a->status == (reads(m, p, r) ? 403 : 404),
	    "%s: %s %d/why?user: %d", p->name, r->entity->name, r->number, a->status);
}

void
why_all_ways(struct matrix *m)
{
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->people[i];

		for (size_t j = 0; j < m->entity_count; j++) {
			const struct entity *e = &m->entities[j];

			way(m, "why");
			for (size_t k = 0; k < e->row_count && !skipped(m, p, e); k++) {
				if (p->scopes == NULL)
					ask_why(m, p, &m->rows[e->rows[k]]);
				ask_of_oneself(m, p, &m->rows[e->rows[k]]);
			}
		}
	}
}
