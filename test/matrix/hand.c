/*
 * hand.c - all that somebody owns, to somebody else, by everybody.
 *
 * What p is told there is, is what p reads and may hand on, and nothing else; that goes
 * to the other one, as far as p could have given each by itself, and nothing else does.
 * Taken back, all is as it was.
 */
#include "matrix.h"

static const char *
owner_of(const json_t *fields)
{
	const char *id = json_string_value(json_object_get(fields, "owner"));

	return id == NULL ? "" : id;
}

static bool
is_held(struct matrix *m, const struct person *p, const struct row *r,
    const struct person *from)
{
	return !r->gone &&
	       strcmp(owner_of(json_object_get(r->seen, "fields")), from->id) == 0 &&
	       reads(m, p, r) && may(m, p, HAND, r);
}

/* Would p by itself give it to that one? */
static bool
is_given(struct matrix *m, const struct person *p, const struct row *r,
    const struct person *from, const struct person *to)
{
	json_t *after;
	bool given;

	if (!is_held(m, p, r, from))
		return false;
	after = json_deep_copy(json_object_get(r->seen, "fields"));
	json_object_set_new(after, "owner", json_string(to->id));
	given = may_hand(m, p, r, after);
	json_decref(after);
	return given;
}

static size_t
count_held(struct matrix *m, const struct person *p, const struct entity *e,
    const struct person *from)
{
	size_t count = 0;

	for (size_t i = 0; i < e->row_count; i++)
		count += is_held(m, p, &m->rows[e->rows[i]], from);
	return count;
}

/* Of an entity with more than a page not all records are known. */
static bool
is_known(const struct entity *e)
{
	return has_trait(e, "own") && is_made(e) && e->row_count < PAGE_MAX;
}

static bool
may_any(struct matrix *m, const struct person *p)
{
	for (size_t i = 0; i < m->entity_count; i++)
		if (has_trait(&m->entities[i], "own") &&
		    !never(m, p, READ, &m->entities[i]) &&
		    !never(m, p, HAND, &m->entities[i]))
			return true;
	return false;
}

static int
expected(struct matrix *m, const struct person *p, int status)
{
	if (p->scopes != NULL && strstr(p->scopes, "admin") == NULL)
		return 403;
	if (never(m, p, READ, entity_of(m, "user")))
		return 404;
	return may_any(m, p) ? status : 403;
}

static bool
look(struct matrix *m, const struct person *p, const struct person *from)
{
	int status = expected(m, p, 200);
	const struct answer *a;
	const json_t *kinds;
	json_t *each;
	size_t i;

	store_hold(m);
	a = ask(m, p, "GET", NULL, "/api/user/%s/hand", from->id);
	check(m, a->status == status, "%s looks at what %s has: %d, must be %d", p->name,
	    from->name, a->status, status);
	if (a->status != 200)
		return false;
	kinds = json_object_get(a->json, "kinds");
	json_array_foreach((json_t *)(uintptr_t)kinds, i, each)
	{
		struct entity *e =
		    entity_of(m, json_string_value(json_object_get(each, "entity")));
		json_int_t count = json_integer_value(json_object_get(each, "count"));

		check(m, e != NULL && !never(m, p, READ, e) && !never(m, p, HAND, e),
		    "%s is told of a kind", p->name);
		if (e != NULL && is_known(e))
			check(m, count == (json_int_t)count_held(m, p, e, from),
			    "%s: %s has %lld %s, must be %zu", p->name, from->name,
			    (long long)count, e->name, count_held(m, p, e, from));
	}
	return true;
}

/* As an administrator reads it now. */
static void
check_owners(struct matrix *m, const struct person *p, struct entity *e,
    const struct person *from, const struct person *to)
{
	const struct answer *a = must(m, 200,
	    ask(m, m->people, "GET", NULL, "/api/%s?limit=200&fields=owner", e->name));
	json_t *each;
	size_t i;

	json_array_foreach(rows_of(a), i, each)
	{
		const struct row *r =
		    row_by_id(m, json_string_value(json_object_get(each, "id")));
		const char *owner = owner_of(json_object_get(each, "fields"));
		bool given = r != NULL && to != NULL && is_given(m, p, r, from, to);

		if (r != NULL)
			check(m,
			    strcmp(owner, given ? to->id
						: owner_of(json_object_get(
						      r->seen, "fields"))) == 0,
			    "%s hands what is %s's to %s: %s %d is %s", p->name,
			    from->name, to == NULL ? "nobody" : to->name, e->name,
			    r->number, given ? "not given" : "given");
	}
}

static void
check_all_owners(struct matrix *m, const struct person *p, const struct person *from,
    const struct person *to)
{
	for (size_t i = 0; i < m->entity_count; i++)
		if (is_known(&m->entities[i]))
			check_owners(m, p, &m->entities[i], from, to);
}

static void
hand(struct matrix *m, const struct person *p, const struct person *from,
    const struct person *to)
{
	const struct answer *a;
	char id[24];

	if (!look(m, p, from)) {
		store_hold(m);
		a = ask(m, p, "POST", json_pack("{s:[s]}", "to", to->id),
		    "/api/user/%s/hand", from->id);
		check(m, a->status == expected(m, p, 202), "%s hands over: %d", p->name,
		    a->status);
		return;
	}
	store_hold(m);
	a = ask(m, p, "POST", json_pack("{s:[s]}", "to", to->id),
	    "/api/user/%s/hand/plan", from->id);
	check(
	    m, a->status == 200 || a->status == 422, "%s plans: %d", p->name, a->status);
	if (a->status != 200)
		return;
	store_let(m);
	a = must(m, 202,
	    ask(m, p, "POST", json_pack("{s:[s]}", "to", to->id), "/api/user/%s/hand",
		from->id));
	snprintf(
	    id, sizeof(id), "%s", json_string_value(json_object_get(a->json, "job")));
	json_decref(job_done(m, p, a));
	check_all_owners(m, p, from, to);
	json_decref(job_done(m, m->people,
	    must(m, 202, ask(m, m->people, "POST", NULL, "/api/jobs/%s/undo", id))));
	check_all_owners(m, p, from, NULL);
}

void
hand_all(struct matrix *m, const struct person *p)
{
	way(m, "hand-over");
	/* some of the others each, and all of them by somebody */
	for (size_t i = 1 + (size_t)(p - m->people) % 4; i < m->person_count; i += 4) {
		const struct person *from = &m->people[i], *to = &m->people[3];

		if (from == to || strcmp(from->id, to->id) == 0)
			to = &m->people[5];
		hand(m, p, from, to);
	}
}
