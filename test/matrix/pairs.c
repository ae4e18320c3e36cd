/*
 * pairs.c - pairs that may be one: told to those who read both, and count what tells.
 *
 * Who may not ask all that tells has each pair judged by what they may ask: left are
 * those that agree in it.
 *
 * Hardly anything in the cast is alike, so pairs are put where a search leaves them,
 * behind the server's back: each record of a kind with the next one.
 */
#include "matrix.h"

static bool
has_pairs(const struct entity *e)
{
	return json_array_size(json_object_get(e->doc, "match")) > 0 && !e->server &&
	       is_made(e) && e->row_count > 1 && e->row_count < PAGE_MAX;
}

static size_t
place_of(const struct matrix *m, const struct entity *e)
{
	return (size_t)(e - m->entities) * 1000 + 1;
}

/* The id that the pair of the i-th and the next has. */
static void
put_pair(struct matrix *m, const struct entity *e, size_t i)
{
	const char *one = m->rows[e->rows[i]].id, *other = m->rows[e->rows[i + 1]].id;
	bool rising = strtoll(one, NULL, 10) < strtoll(other, NULL, 10);
	char sql[500];

	snprintf(sql, sizeof(sql),
	    "insert into _pair (id, entity, low, high, score, why, state, run, at_ms)"
	    " values (%zu, '%s', %s, %s, %zu, '{\"agree\":[],\"differ\":[]}', 'open', 1,"
	    " 1) returning id",
	    place_of(m, e) + i, e->name, rising ? one : other, rising ? other : one,
	    50 + i % 50);
	store_run(m, sql);
}

static bool
finds_named(
    struct matrix *m, const struct person *p, struct entity *e, const json_t *names)
{
	const json_t *each;
	size_t i;

	if (json_is_string(names))
		return finds(m, p, field_of(e, json_string_value(names)));
	json_array_foreach((json_t *)(uintptr_t)names, i, each)
	{
		if (!finds(m, p, field_of(e, json_string_value(each))))
			return false;
	}
	return true;
}

/* All that records of it are compared by. */
static bool
finds_all(struct matrix *m, const struct person *p, struct entity *e)
{
	const json_t *keys = json_object_get(e->doc, "match"), *each;
	const char *name;
	json_t *value;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)keys, i, each)
	{
		if (json_is_array(each) && !finds_named(m, p, e, each))
			return false;
		json_object_foreach((json_t *)(uintptr_t)each, name, value)
		{
			if (strcmp(name, "weight") != 0 && !finds_named(m, p, e, value))
				return false;
		}
	}
	json_object_foreach(json_object_get(e->doc, "unlike"), name, value)
	{
		if (!finds(m, p, field_of(e, name)))
			return false;
	}
	return true;
}

static bool
is_same(const struct row *a, const struct row *b, const char *field)
{
	const json_t *x = json_object_get(json_object_get(a->seen, "fields"), field),
		     *y = json_object_get(json_object_get(b->seen, "fields"), field);

	if (json_is_string(x) && json_is_string(y))
		return strcasecmp(json_string_value(x), json_string_value(y)) == 0;
	return x != NULL && !json_is_null(x) && json_equal(x, y);
}

/* Do they agree in all of a list of fields, each of which this person may ask? */
static bool
agree(struct matrix *m, const struct person *p, struct entity *e, size_t i,
    const json_t *names)
{
	const struct row *a = &m->rows[e->rows[i]], *b = &m->rows[e->rows[i + 1]];
	const json_t *name;
	size_t at;

	if (!json_is_array(names) || !finds_named(m, p, e, names))
		return false;
	json_array_foreach((json_t *)(uintptr_t)names, at, name)
	{
		if (!is_same(a, b, json_string_value(name)))
			return false;
	}
	return true;
}

/* By what they may ask, as far as the keys are plain lists of fields. */
static bool
is_alike(struct matrix *m, const struct person *p, struct entity *e, size_t i)
{
	const json_t *each;
	size_t at;

	json_array_foreach(json_object_get(e->doc, "match"), at, each)
	{
		if (agree(m, p, e, i, each))
			return true;
	}
	return false;
}

static bool
is_told(struct matrix *m, const struct person *p, const struct entity *e, size_t i)
{
	const struct row *a = &m->rows[e->rows[i]], *b = &m->rows[e->rows[i + 1]];

	return reads(m, p, a) && reads(m, p, b) && !a->gone && !b->gone;
}

static void
check_page(struct matrix *m, const struct person *p, const struct entity *e,
    const struct answer *a, bool *told)
{
	size_t first = place_of(m, e), i;
	json_t *each;

	json_array_foreach(json_object_get(a->json, "rows"), i, each)
	{
		const char *id = json_string_value(json_object_get(each, "id"));
		size_t n = (size_t)strtoull(id, NULL, 10) - first;

		check(m, n < e->row_count && is_told(m, p, e, n),
		    "%s is told of a pair of %s that is hidden", p->name, e->name);
		if (n < e->row_count)
			told[n] = true;
	}
}

static void
list_all(struct matrix *m, const struct person *p, struct entity *e)
{
	bool told[ROWS_MAX] = { false };
	char after[60] = "";
	size_t seen = 0;
	bool more = true;

	for (size_t i = 0; i + 1 < e->row_count; i++)
		seen += is_told(m, p, e, i);
	while (more) {
		const struct answer *a = must(m, 200,
		    ask(m, p, "GET", NULL, "/api/%s/pairs?after=%s", e->name, after));
		const char *next = json_string_value(json_object_get(a->json, "next"));

		check(m,
		    json_integer_value(json_object_get(a->json, "count")) ==
			(json_int_t)seen,
		    "%s counts other pairs of %s than the %zu they see", p->name, e->name,
		    seen);
		check_page(m, p, e, a, told);
		more = next != NULL;
		snprintf(after, sizeof(after), "%s", more ? next : "");
	}
	for (size_t i = 0; i + 1 < e->row_count; i++)
		check(m, told[i] == is_told(m, p, e, i), "%s: pair %zu of %s is told: %d",
		    p->name, i, e->name, told[i]);
}

/* To say that they are two is to know both, and to be let change both. */
static int
part_status(struct matrix *m, const struct person *p, struct entity *e, size_t i)
{
	const struct row *a = &m->rows[e->rows[i]], *b = &m->rows[e->rows[i + 1]];

	if (!reads(m, p, a) || !reads(m, p, b))
		return 404;
	if (!finds_all(m, p, e) && !is_alike(m, p, e, i))
		return 404;
	return may(m, p, CHANGE, a) && may(m, p, CHANGE, b) ? 204 : 403;
}

static void
part_all(struct matrix *m, const struct person *p, struct entity *e)
{
	bool done = false;

	for (size_t i = 0; i + 1 < e->row_count; i++) {
		int status = part_status(m, p, e, i);
		const struct answer *a;

		if (status == 204 && done)
			continue;
		if (status == 204)
			store_let(m);
		else
			store_hold(m);
		a = ask(m, p, "POST", json_pack("{s:b}", "apart", 1), "/api/%s/pairs/%zu",
		    e->name, place_of(m, e) + i);
		check(m, a->status == status, "%s parts pair %zu of %s: %d, must be %d",
		    p->name, i, e->name, a->status, status);
		done |= a->status == 204;
		if (a->status == 204)
			must(m, 204,
			    ask(m, p, "POST", json_pack("{s:b}", "apart", 0),
				"/api/%s/pairs/%zu", e->name, place_of(m, e) + i));
	}
}

/* Whoever cannot have all of it does not have all of it compared. */
static void
find(struct matrix *m, const struct person *p, struct entity *e)
{
	bool all = finds_all(m, p, e);
	const struct answer *a;

	for (size_t i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];

		all &= r->gone ||
		       (reads(m, p, r) && may(m, p, CHANGE, r) && may(m, p, DELETE, r));
	}
	if (all)
		return;
	store_hold(m);
	a = ask(m, p, "POST", json_object(), "/api/%s/pairs", e->name);
	check(m, a->status == 403, "%s has %s searched: %d", p->name, e->name, a->status);
}

/* Not all that tells is theirs: only what agrees in what is. */
static void
list_alike(struct matrix *m, const struct person *p, struct entity *e)
{
	bool told[ROWS_MAX] = { false };
	const struct answer *a;

	store_hold(m);
	a = ask(m, p, "GET", NULL, "/api/%s/pairs", e->name);
	check(m, a->status == 403 || (!never(m, p, READ, e) && a->status == 200),
	    "%s lists pairs of %s: %d", p->name, e->name, a->status);
	if (a->status != 200)
		return;
	check_page(m, p, e, a, told);
	for (size_t i = 0; i + 1 < e->row_count; i++)
		check(m, !told[i] || is_alike(m, p, e, i),
		    "%s is told that pair %zu of %s is alike, in what is not theirs",
		    p->name, i, e->name);
}

static void
pairs_of(struct matrix *m, const struct person *p, struct entity *e)
{
	if (never(m, p, READ, e) || !finds_all(m, p, e))
		list_alike(m, p, e);
	else
		list_all(m, p, e);
	part_all(m, p, e);
	find(m, p, e);
}

void
pairs_all_ways(struct matrix *m)
{
	json_t *result;

	way(m, "pairs");
	cast_look(m);
	store_let(m);
	for (size_t i = 0; i < m->entity_count; i++)
		for (size_t j = 0;
		     has_pairs(&m->entities[i]) && j + 1 < m->entities[i].row_count; j++)
			put_pair(m, &m->entities[i], j);
	for (size_t i = 0; i < m->person_count; i++)
		for (size_t j = 0; j < m->entity_count; j++)
			if (has_pairs(&m->entities[j]) &&
			    !skipped(m, &m->people[i], &m->entities[j]))
				pairs_of(m, &m->people[i], &m->entities[j]);
	store_let(m);
	result = job_done(m, &m->people[0],
	    must(m, 202,
		ask(m, &m->people[0], "POST", json_object(), "/api/contact/pairs")));
	check(m, strcmp(json_string_value(json_object_get(result, "state")), "done") == 0,
	    "the search for pairs does not end well");
	json_decref(result);
}
