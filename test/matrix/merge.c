/*
 * merge.c - who may make one record of two, and what they are told of it.
 *
 * Every person tries pairs of records of every kind: hidden ones are as if they were
 * not there, and what is refused changes nothing.  What is allowed is done and taken
 * back; then each record there is, is what it was, for all that names one of the two,
 * be it hidden from who did it.
 */
#include "matrix.h"

#define NONE "4611686018427387904"

static const json_t *
value_of(const struct row *r, const char *field)
{
	return json_object_get(json_object_get(r->seen, "fields"), field);
}

static bool
names(const struct row *r, const struct field *f, const struct row *to)
{
	const json_t *v = value_of(r, f->name);

	if (json_is_object(v)) {
		const char *entity = json_string_value(json_object_get(v, "entity"));

		if (entity == NULL || strcmp(entity, to->entity->name) != 0)
			return false;
		v = json_object_get(v, "id");
	} else if (f->to != to->entity) {
		return false;
	}
	return json_is_string(v) && strcmp(json_string_value(v), to->id) == 0;
}

static json_t *
wish_of(const char *into, const char *from, bool preview)
{
	return json_pack(
	    "{s:s, s:[s], s:b}", "into", into, "from", from, "preview", preview ? 1 : 0);
}

/* ---- may they? ---- */

static int
status_of(struct matrix *m, const struct person *p, const struct row *into,
    const struct row *from)
{
	if (!reads(m, p, into) || !reads(m, p, from) || into->gone || from->gone)
		return 422;
	if (!may(m, p, CHANGE, into) || !may(m, p, DELETE, from))
		return 403;
	return from->share_count > 0 && !may(m, p, SHARE, into) ? 403 : 200;
}

/* Hidden, and not there at all: the same answer, byte for byte. */
static void
refuse_hidden(struct matrix *m, const struct person *p, const struct row *into,
    const struct row *from)
{
	const char *e = into->entity->name;
	char *none;

	if (reads(m, p, from) || !reads(m, p, into))
		return;
	none = strdup(
	    ask(m, p, "POST", wish_of(into->id, NONE, false), "/api/%s/merge", e)->body);
	check(m,
	    none != NULL &&
		strcmp(none, ask(m, p, "POST", wish_of(into->id, from->id, false),
				 "/api/%s/merge", e)
				 ->body) == 0,
	    "%s: %s %d: hidden and absent differ", p->name, e, from->number);
	free(none);
}

static void
refuse(struct matrix *m, const struct person *p, const struct row *into,
    const struct row *from, int status)
{
	for (int preview = 0; preview < 2; preview++) {
		const struct answer *a;

		store_hold(m);
		a = ask(m, p, "POST", wish_of(into->id, from->id, preview == 1),
		    "/api/%s/merge", into->entity->name);
		check(m, a->status == status || (p->scopes != NULL && a->status == 403),
		    "%s merges %s %d into %d: %d, must be %d: %.200s", p->name,
		    into->entity->name, from->number, into->number, a->status, status,
		    a->body);
	}
	refuse_hidden(m, p, into, from);
}

/* ---- what they are told ---- */

static void
check_differs(struct matrix *m, const struct person *p, const struct row *into,
    const struct row *from, const json_t *differs)
{
	json_t *each;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)differs, i, each)
	{
		const char *name = json_string_value(json_object_get(each, "name"));
		const struct field *f = field_of(into->entity, name);
		bool seen = f != NULL && sees(m, p, into->entity, f, into) &&
			    sees(m, p, into->entity, f, from);

		check(m, seen, "%s is told of %s.%s", p->name, into->entity->name, name);
		check(m,
		    !seen || json_is_true(json_object_get(each, "may")) == sets(m, p, f),
		    "%s may choose %s.%s: wrong", p->name, into->entity->name, name);
	}
}

/* Of those that name it, as many as p reads; by fields that p knows. */
static void
check_moved(
    struct matrix *m, const struct person *p, const struct row *from, const json_t *moved)
{
	for (size_t i = 0; i < m->entity_count; i++)
		for (size_t j = 0; j < m->entities[i].field_count; j++) {
			const struct entity *e = &m->entities[i];
			const struct field *f = &e->fields[j];
			json_int_t must_be = 0, is = 0;
			json_t *each;
			size_t k;

			for (k = 0; k < e->row_count && !f->system; k++) {
				const struct row *r = &m->rows[e->rows[k]];

				must_be += !r->gone && reads(m, p, r) && finds(m, p, f) &&
					   names(r, f, from);
			}
			json_array_foreach((json_t *)(uintptr_t)moved, k,
			    each) if (strcmp(json_string_value(json_object_get(each,
						 "entity")),
					  e->name) == 0 &&
				      strcmp(json_string_value(
						 json_object_get(each, "field")),
					  f->name) == 0) is =
			    json_integer_value(json_object_get(each, "count"));
			check(m, is == must_be,
			    "%s: %s %d: %lld are said to name it by %s.%s, and %lld do",
			    p->name, from->entity->name, from->number, (long long)is,
			    e->name, f->name, (long long)must_be);
		}
}

static void
look_before(struct matrix *m, const struct person *p, const struct row *into,
    const struct row *from)
{
	const struct answer *a = must(m, 200,
	    ask(m, p, "POST", wish_of(into->id, from->id, true), "/api/%s/merge",
		into->entity->name));
	json_t *told = json_deep_copy(a->json);

	check(m, json_array_size(json_object_get(told, "rows")) == 2, "%s: %zu rows",
	    p->name, json_array_size(json_object_get(told, "rows")));
	check_differs(m, p, into, from, json_object_get(told, "differs"));
	check_moved(m, p, from, json_object_get(told, "moved"));
	json_decref(told);
}

/* ---- there and back ---- */

/* As an administrator reads it. */
static json_t *
fields_now(struct matrix *m, const struct row *r)
{
	return json_deep_copy(json_object_get(
	    must(m, 200,
		ask(m, m->people, "GET", NULL, "/api/%s/%s", r->entity->name, r->id))
		->json,
	    "fields"));
}

/* What named the one names the other, whoever sees it; or, taken back, the one. */
static void
check_names(struct matrix *m, const struct row *from, const struct row *into, bool merged)
{
	for (size_t i = 0; i < m->row_count; i++) {
		const struct row *r = &m->rows[i];
		struct row now = *r;

		for (size_t j = 0; j < r->entity->field_count; j++) {
			const struct field *f = &r->entity->fields[j];

			if (r == into || r == from || f->system || !names(r, f, from))
				continue;
			now.seen = json_pack("{s:o}", "fields", fields_now(m, r));
			check(m,
			    merged ? names(&now, f, into)
				   : json_equal(json_object_get(now.seen, "fields"),
					 json_object_get(r->seen, "fields")),
			    "%s %d: %s is not %s", r->entity->name, r->number, f->name,
			    merged ? "turned" : "turned back");
			json_decref(now.seen);
		}
	}
}

static void
check_same(struct matrix *m, const struct row *r)
{
	json_t *now = fields_now(m, r);

	check(m, json_equal(now, json_object_get(r->seen, "fields")),
	    "%s %d is not what it was", r->entity->name, r->number);
	json_decref(now);
}

static void
take_back(struct matrix *m, const struct person *p, const char *merge)
{
	const struct answer *a;

	/* what a token is not for, and who would lose it by that, asks somebody else */
	a = ask(m, p, "POST", NULL, "/api/merges/%s/undo", merge);
	if (a->status == 403 || a->status == 404)
		a = ask(m, m->people, "POST", NULL, "/api/merges/%s/undo", merge);
	check(m, a->status == 200, "%s takes a merge back: %d %.200s", p->name, a->status,
	    a->body);
}

/* Whose rights do not reach it, as it is now, cannot take it back, nor learn of it. */
static void
other_tries(
    struct matrix *m, const struct person *p, const struct row *into, const char *merge)
{
	const char *e = into->entity->name;
	const struct answer *a = ask(m, p, "GET", NULL, "/api/%s/%s", e, into->id);
	int status = a->status == 200 ? 403 : 404, list = a->status;

	if (list == 200 &&
	    !json_is_false(json_object_get(json_object_get(a->json, "may"), "change")))
		return;
	store_hold(m);
	a = ask(m, p, "POST", NULL, "/api/merges/%s/undo", merge);
	check(m, a->status == status || (p->scopes != NULL && a->status == 403),
	    "%s takes a merge of %s %d back: %d, must be %d", p->name, e, into->number,
	    a->status, status);
	a = ask(m, p, "GET", NULL, "/api/%s/%s/merges", e, into->id);
	check(m, a->status == list, "%s reads merges of %s %d: %d, must be %d", p->name,
	    e, into->number, a->status, list);
}

/* With its own values, as far as p may say so: who reads it is who read it before. */
static json_t *
own_wish(struct matrix *m, const struct person *p, const struct row *into,
    const struct row *from)
{
	json_t *wish = wish_of(into->id, from->id, false), *take = json_object();

	for (size_t i = 0; i < into->entity->field_count; i++) {
		const struct field *f = &into->entity->fields[i];

		if (!f->system && knows(m, p, f))
			json_object_set_new(take, f->name, json_string(into->id));
	}
	json_object_set_new(wish, "take", take);
	return wish;
}

/* Whom the one was shared with, the other is, for as long as it is merged. */
static void
share_with(struct matrix *m, struct row *into, const struct row *from)
{
	for (size_t i = 0; i < from->share_count; i++)
		if (into->share_count < sizeof(into->shares) / sizeof(into->shares[0]))
			into->shares[into->share_count++] = from->shares[i];
	cast_see(m, into);
}

/* True: it was done, and taken back. */
static bool
there_and_back(
    struct matrix *m, const struct person *p, struct row *into, const struct row *from)
{
	size_t shares = into->share_count;
	const struct answer *a;
	char merge[24];

	store_hold(m);
	a = ask(m, p, "POST", own_wish(m, p, into, from), "/api/%s/merge",
	    into->entity->name);
	/* what it would become may be nothing they may make of it */
	check(m, a->status == 200 || a->status == 403 || a->status == 422,
	    "%s merges %s %d into %d: %d %.200s", p->name, into->entity->name,
	    from->number, into->number, a->status, a->body);
	if (a->status != 200)
		return false;
	snprintf(merge, sizeof(merge), "%s",
	    json_string_value(json_object_get(a->json, "merge")));
	check_names(m, from, into, true);
	share_with(m, into, from);
	for (size_t i = 1; i < m->person_count; i++)
		other_tries(m, &m->people[i], into, merge);
	take_back(m, p, merge);
	into->share_count = shares;
	cast_see(m, into);
	check_same(m, into);
	check_same(m, from);
	check_names(m, from, into, false);
	return true;
}

/* ---- everybody, everything ---- */

static bool
is_merged(struct matrix *m, const struct entity *e)
{
	const struct entity *lines;

	return !e->server && !has_trait(e, "line") && !has_lines(m, e, &lines);
}

/* The next of its kind that p may merge into it; NULL: none. */
static const struct row *
next_allowed(struct matrix *m, const struct person *p, const struct entity *e, size_t i)
{
	for (size_t j = i + 1; j < e->row_count && is_merged(m, e); j++)
		if (status_of(m, p, &m->rows[e->rows[i]], &m->rows[e->rows[j]]) == 200)
			return &m->rows[e->rows[j]];
	return NULL;
}

/* A record, and the next of its kind; and the next that p may, which are few. */
static size_t
merge_kind(struct matrix *m, const struct person *p, struct entity *e)
{
	bool done = false;

	for (size_t i = 0; i + 1 < e->row_count; i++) {
		struct row *into = &m->rows[e->rows[i]];
		const struct row *from = &m->rows[e->rows[i + 1]];
		int status = !is_merged(m, e) ? 422 : status_of(m, p, into, from);

		if (status != 200)
			refuse(m, p, into, from, status);
		from = next_allowed(m, p, e, i);
		if (from == NULL)
			continue;
		look_before(m, p, into, from);
		if (!done)
			done = there_and_back(m, p, into, from);
	}
	return done;
}

void
merge_all_ways(struct matrix *m)
{
	size_t done = 0, least = m->thin > 8 ? 1 : 3; /* few pairs, few merges */

	way(m, "merge");
	cast_look(m);
	for (size_t i = 0; i < m->person_count; i++)
		for (size_t j = 0; j < m->entity_count; j++)
			if (!skipped(m, &m->people[i], &m->entities[j]))
				done += merge_kind(m, &m->people[i], &m->entities[j]);
	check(m, done >= least, "only %zu merges were done", done);
}
