/*
 * read.c - the ways of reading: each person, each entity, each field.
 *
 * What a person is shown of a record is what an administrator is shown of it,
 * less what the reference takes away: fields they do not see, and the titles of
 * references they may not read.
 */
#include "matrix.h"

#define GROUPS_MAX 100 /* the most that are told */
#define VALUES_TRIED 3 /* of a field, by where, for each person */

/* ---- rows ---- */

/* The ids of an answer's rows, as a set. */
static json_t *
ids_in(const json_t *rows)
{
	json_t *ids = json_object();
	const json_t *each;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)rows, i, each) json_object_set_new(
	    ids, json_string_value(json_object_get(each, "id")), json_true());
	return ids;
}

typedef bool chosen(const struct row *r, const void *arg);

static bool
any(const struct row *r, const void *arg)
{
	(void)r;
	(void)arg;
	return true;
}

/* Exactly those which p reads, of the chosen ones, in the trash or out of it. */
static void
check_rows(struct matrix *m, const struct person *p, const struct entity *e,
    const struct answer *a, bool gone, chosen *is, const void *arg)
{
	json_t *ids = ids_in(rows_of(a));
	size_t expected = 0;

	for (size_t i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];
		bool wanted = r->gone == gone && reads(m, p, r) && is(r, arg);

		expected += wanted;
		check(m, (json_object_get(ids, r->id) != NULL) == wanted,
		    "%s: %s %s (%d): %s", p->name, e->name, r->id, r->number,
		    wanted ? "is not there" : "is there, and must not");
	}
	check(m,
	    json_object_size(ids) == expected && json_array_size(rows_of(a)) == expected,
	    "%s: %s: %zu rows of %zu records, %zu expected", p->name, e->name,
	    json_array_size(rows_of(a)), json_object_size(ids), expected);
	json_decref(ids);
}

/* ---- what is shown of a record ---- */

/* The titles of what may not be read are empty, and nothing is said of them. */
static void
mask_refs(struct matrix *m, const struct person *p, json_t *refs)
{
	const char *name;
	json_t *ref;

	json_object_foreach(refs, name, ref)
	{
		const struct row *far =
		    row_by_id(m, json_string_value(json_object_get(ref, "id")));

		if (far != NULL && reads(m, p, far))
			continue;
		json_object_set_new(ref, "title", json_string(""));
		json_object_del(ref, "gone");
		json_object_del(ref, "ended");
	}
}

static json_t *
own_value(const struct row *r, const struct field *f)
{
	json_t *v = json_object_get(r->own, f->name);

	return v == NULL ? json_null() : v;
}

/* What p is shown of r, but for "may". */
static json_t *
shown_to(struct matrix *m, const struct person *p, const struct row *r)
{
	json_t *seen = json_deep_copy(r->seen), *fields = json_object_get(seen, "fields");

	for (size_t i = 0; i < r->entity->field_count; i++) {
		const struct field *f = &r->entity->fields[i];

		if (sees(m, p, r->entity, f, r)) {
			if (f->own)
				json_object_set(fields, f->name, own_value(r, f));
			continue;
		}
		json_object_del(fields, f->name);
		json_object_del(json_object_get(seen, "refs"), f->name);
	}
	mask_refs(m, p, json_object_get(seen, "refs"));
	if (r->entity->title->to != NULL) {
		const json_t *ref = json_object_get(
		    json_object_get(seen, "refs"), r->entity->title->name);

		json_object_set(seen, "title", json_object_get(ref, "title"));
	}
	json_object_del(seen, "may");
	json_object_del(seen, "doubted");
	return seen;
}

/* Where something is doubted is told of fields that they see. */
static void
check_doubted(
    struct matrix *m, const struct person *p, const struct row *r, const json_t *doubted)
{
	json_t *each, *name;
	size_t i, j;

	json_array_foreach((json_t *)(uintptr_t)doubted, i, each)
	    json_array_foreach(json_object_get(each, "at"), j, name)
	{
		const struct field *f = field_of(r->entity, json_string_value(name));

		check(m, f != NULL && sees(m, p, r->entity, f, r),
		    "%s: %s %d: %s is doubted", p->name, r->entity->name, r->number,
		    json_string_value(name));
	}
}

static void
check_shown(struct matrix *m, const struct person *p, const struct row *r, json_t *told)
{
	json_t *expected = shown_to(m, p, r), *rights = json_object_get(told, "may");
	const json_t *change = json_object_get(rights, "change"), *each;
	char *is = NULL, *must_be = NULL;
	size_t i;

	check(m, json_is_true(json_object_get(rights, "delete")) == may(m, p, DELETE, r),
	    "%s: %s %d: may delete", p->name, r->entity->name, r->number);
	check(m,
	    json_object_get(rights, "hand") == NULL ||
		json_is_true(json_object_get(rights, "hand")) == may(m, p, HAND, r),
	    "%s: %s %d: may hand on", p->name, r->entity->name, r->number);
	check(m,
	    json_object_get(rights, "share") == NULL ||
		json_is_true(json_object_get(rights, "share")) == may(m, p, SHARE, r),
	    "%s: %s %d: may share", p->name, r->entity->name, r->number);
	check(m, (json_is_array(change) || json_is_true(change)) == may(m, p, CHANGE, r),
	    "%s: %s %d: may change", p->name, r->entity->name, r->number);
	json_array_foreach((json_t *)(uintptr_t)change, i, each)
	{
		const struct field *f = field_of(r->entity, json_string_value(each));

		check(m, f != NULL && sees(m, p, r->entity, f, r) && sets(m, p, f),
		    "%s: %s %d: may change %s", p->name, r->entity->name, r->number,
		    json_string_value(each));
	}
	json_object_del(told, "may");
	check_doubted(m, p, r, json_object_get(told, "doubted"));
	json_object_del(told, "doubted");
	if (!json_equal(expected, told)) {
		is = json_dumps(told, JSON_SORT_KEYS);
		must_be = json_dumps(expected, JSON_SORT_KEYS);
	}
	check(m, is == NULL, "%s: %s %d is shown as\n  %s\nand must be\n  %s", p->name,
	    r->entity->name, r->number, is, must_be);
	free(is);
	free(must_be);
	json_decref(expected);
}

/* ---- one record ---- */

/* What is answered for an id that never was, on the same path. */
static char *
answer_of_none(
    struct matrix *m, const struct person *p, const struct entity *e, const char *end)
{
	return strdup(
	    ask(m, p, "GET", NULL, "/api/%s/4611686018427387904%s", e->name, end)->body);
}

static const char *const below[] = { "", "/history", "/timeline", "/versions" };

static void
read_records(struct matrix *m, const struct person *p, const struct entity *e)
{
	for (size_t j = 0; j < sizeof(below) / sizeof(below[0]); j++) {
		char *none;

		way(m, j == 0 ? "read" : below[j] + 1);
		none = answer_of_none(m, p, e, below[j]);
		for (size_t i = 0; i < e->row_count; i++) {
			const struct row *r = &m->rows[e->rows[i]];
			const struct answer *a = ask(
			    m, p, "GET", NULL, "/api/%s/%s%s", e->name, r->id, below[j]);

			check(m, a->status == (reads(m, p, r) ? 200 : 404),
			    "%s: %s %d%s: %d", p->name, e->name, r->number, below[j],
			    a->status);
			if (a->status == 404)
				check(m, strcmp(a->body, none) == 0,
				    "%s: %s %d%s: hidden and absent differ", p->name,
				    e->name, r->number, below[j]);
			else if (j == 0 && a->json != NULL)
				check_shown(m, p, r, a->json);
		}
		free(none);
	}
}

/* ---- may they be contacted? ---- */

static bool
is_reached(const struct entity *e)
{
	const json_t *traits = json_object_get(e->doc, "traits"), *each;
	size_t i;

	json_array_foreach(traits, i, each)
	{
		if (strcmp(json_string_value(each), "reach") == 0)
			return true;
	}
	return false;
}

/* Of those they read, and of no others: one by one, and as many as there are. */
static void
reach_records(struct matrix *m, const struct person *p, const struct entity *e)
{
	json_t *ids = json_array();
	const struct answer *a;
	json_int_t seen = 0;

	way(m, "reach");
	for (size_t i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];
		bool told = is_reached(e) && reads(m, p, r) && !r->gone;

		a = ask(m, p, "GET", NULL, "/api/%s/%s/reach", e->name, r->id);
		check(m, a->status == (told ? 200 : 404), "%s: %s %d/reach: %d", p->name,
		    e->name, r->number, a->status);
		json_array_append_new(ids, json_string(r->id));
		seen += told;
	}
	if (!is_reached(e) || e->row_count > 200) {
		json_decref(ids);
		return;
	}
	a = ask(m, p, "POST", json_pack("{s:s, s:o}", "by", "email", "ids", ids),
	    "/api/%s/reach", e->name);
	check(m,
	    never(m, p, READ, e) ? a->status == 403
				 : a->status == 200 && json_integer_value(json_object_get(
							   a->json, "of")) == seen,
	    "%s: reach of all %s: %d, not of %d", p->name, e->name, a->status, (int)seen);
}

/* ---- lists ---- */

static void
list_all(struct matrix *m, const struct person *p, const struct entity *e)
{
	char fields[2000] = "";
	const struct answer *a;
	json_t *each;
	size_t i;

	for (i = 0; i < e->field_count; i++)
		if (knows(m, p, &e->fields[i]))
			snprintf(fields + strlen(fields), sizeof(fields) - strlen(fields),
			    "%s%s", fields[0] == '\0' ? "" : ",", e->fields[i].name);
	way(m, "list");
	a = ask(m, p, "GET", NULL, "/api/%s?limit=200&fields=%s", e->name, fields);
	check(m, a->status == (never(m, p, READ, e) ? 403 : 200), "%s: %s: %d", p->name,
	    e->name, a->status);
	check_rows(m, p, e, a, false, any, NULL);
	json_array_foreach(rows_of(a), i, each)
	{
		const struct row *r =
		    row_by_id(m, json_string_value(json_object_get(each, "id")));

		if (r != NULL)
			check_shown(m, p, r, each);
	}
	check_rows(m, p, e, ask(m, p, "GET", NULL, "/api/%s?limit=200", e->name), false,
	    any, NULL);
	check_rows(m, p, e, ask(m, p, "GET", NULL, "/api/%s?limit=200&trash=1", e->name),
	    true, any, NULL);
}

static size_t
count_of(struct matrix *m, const struct person *p, const struct entity *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->row_count; i++)
		n += !m->rows[e->rows[i]].gone && reads(m, p, &m->rows[e->rows[i]]);
	return n;
}

static void
count_all(struct matrix *m, const struct person *p, const struct entity *e)
{
	const struct answer *a;

	way(m, "count");
	a = ask(m, p, "GET", NULL, "/api/%s/count", e->name);
	check(m, a->status == (never(m, p, READ, e) ? 403 : 200), "%s: %s: %d", p->name,
	    e->name, a->status);
	if (a->status == 200)
		check(m,
		    json_integer_value(json_object_get(a->json, "count")) ==
			(json_int_t)count_of(m, p, e),
		    "%s: %s: %s", p->name, e->name, a->body);
}

/* ---- by a field ---- */

struct has {
	const char *field;
	const json_t *value; /* NULL: any */
};

static const json_t *
value_of(const struct row *r, const char *field)
{
	return json_object_get(json_object_get(r->seen, "fields"), field);
}

static bool
has_value(const struct row *r, const void *arg)
{
	const struct has *has = arg;
	const json_t *v = value_of(r, has->field);

	if (v == NULL || json_is_null(v))
		return false;
	return has->value == NULL || json_equal(v, (json_t *)(uintptr_t)has->value);
}

/* 'text', with '' for a quote inside. */
static char *
quoted(const char *text)
{
	char *out = malloc(strlen(text) * 2 + 3), *to = out;

	*to++ = '\'';
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			*to++ = '\'';
		*to++ = *text;
	}
	memcpy(to, "'", 2);
	return out;
}

/* The value as a rule writes it; NULL: it has no such way. */
static char *
literal(const struct field *f, const json_t *v)
{
	char *out = NULL;
	int n = -1;

	if (strcmp(f->type, "person_name") == 0 || strcmp(f->type, "address") == 0)
		return NULL;
	if (json_is_string(v))
		return quoted(json_string_value(v));
	if (json_is_integer(v) && strcmp(f->type, "time") != 0)
		n = asprintf(&out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (json_is_real(v))
		n = asprintf(&out, "%.17g", json_real_value(v));
	return n < 0 ? NULL : out;
}

static void
where_is(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f, const char *op, const struct has *has, const char *word)
{
	char *rule = NULL, *query;

	if (asprintf(&rule, "%s %s%s%s", f->name, op, word[0] == '\0' ? "" : " ", word) <
	    0)
		abort();
	m->about = rule;
	query = escaped(rule);
	check_rows(m, p, e,
	    must(m, 200,
		ask(m, p, "GET", NULL, "/api/%s?limit=200&where=%s", e->name, query)),
	    false, has_value, has);
	m->about = "";
	free(query);
	free(rule);
}

static bool
can_equal(const struct field *f)
{
	static const char *const not_these[] = { "rich_text", "tags", "choices", "bool",
		"any", "long_text", "phone", "money", "duration" };

	for (size_t i = 0; i < sizeof(not_these) / sizeof(not_these[0]); i++)
		if (strcmp(not_these[i], f->type) == 0)
			return false;
	return true;
}

static void
where_all(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f)
{
	size_t place = (size_t)(f - e->fields) + (size_t)(p - m->people);
	struct has has = { f->name, NULL };

	way(m, "where");
	if (strcmp(f->type, "bool") != 0)
		where_is(m, p, e, f, "is set", &has, "");
	for (size_t i = 0; can_equal(f) && i < e->row_count; i++) {
		char *word;

		has.value = value_of(&m->rows[e->rows[i]], f->name);
		word = literal(f, has.value);
		if (word != NULL && (i + place) % (e->row_count / VALUES_TRIED + 1) == 0)
			where_is(m, p, e, f, "=", &has, word);
		free(word);
	}
}

/* ---- through a reference ---- */

struct behind {
	struct matrix *m;
	const struct person *p;
	const char *ref; /* the field that names it */
	const char *id;  /* which one */
};

/* Does it name that record, and is that one theirs to read? */
static bool
names_it(const struct row *r, const void *arg)
{
	const struct behind *b = arg;
	const char *id = json_string_value(value_of(r, b->ref));
	const struct row *far = row_by_id(b->m, id);

	return id != NULL && far != NULL && strcmp(id, b->id) == 0 &&
	       reads(b->m, b->p, far);
}

static void
through_one(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *ref, const struct row *far, const struct field *f)
{
	struct behind b = { m, p, ref->name, far->id };
	char *word = literal(f, value_of(far, f->name)), *rule = NULL, *query;

	if (word == NULL || asprintf(&rule, "%s.%s = %s", ref->name, f->name, word) < 0) {
		free(word);
		return;
	}
	m->about = rule;
	query = escaped(rule);
	check_rows(m, p, e,
	    must(m, 200,
		ask(m, p, "GET", NULL, "/api/%s?limit=200&where=%s", e->name, query)),
	    false, names_it, &b);
	m->about = "";
	free(query);
	free(rule);
	free(word);
}

/* What is behind a reference is asked of those who may read it, and no other. */
static void
through_all(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *ref)
{
	struct entity *to = (struct entity *)(uintptr_t)ref->to;

	if (to == NULL || strcmp(ref->type, "ref") != 0 || never(m, p, READ, to))
		return;
	way(m, "through");
	for (size_t i = 0; i < to->row_count; i++)
		for (size_t j = 0; j < to->field_count; j++) {
			const struct field *f = &to->fields[j];

			/* a name that is one record's alone */
			if ((f->unique || (f == to->title && is_made(to))) &&
			    finds(m, p, f) && can_equal(f) && i < 14)
				through_one(m, p, e, ref, &m->rows[to->rows[i]], f);
		}
}

static void
sort_all(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f)
{
	way(m, "sort");
	if (!f->sortable)
		return;
	for (int i = 0; i < 2; i++)
		check_rows(m, p, e,
		    must(m, 200,
			ask(m, p, "GET", NULL, "/api/%s?limit=200&sort=%s%s", e->name,
			    i == 0 ? "" : "-", f->name)),
		    false, any, NULL);
}

/* How many of those p reads have each value, and their sum of another field. */
static void
check_group(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f, const json_t *group)
{
	struct has has = { f->name, json_object_get(group, "key") };
	json_int_t n = 0;

	for (size_t i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];
		const json_t *v = value_of(r, f->name);
		bool empty = v == NULL || json_is_null(v);

		if (r->gone || !reads(m, p, r))
			continue;
		n += json_is_null(has.value) ? empty : !empty && has_value(r, &has);
	}
	check(m, json_integer_value(json_object_get(group, "count")) == n,
	    "%s: %s by %s: a group of %lld, and must be %lld", p->name, e->name, f->name,
	    (long long)json_integer_value(json_object_get(group, "count")), (long long)n);
}

static double
amount_of(const json_t *v)
{
	return json_number_value(json_is_object(v) ? json_object_get(v, "minor") : v);
}

static void
group_all(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f)
{
	const struct answer *a;
	json_t *each;
	size_t i, counted = 0;

	way(m, "group");
	a = must(m, 200, ask(m, p, "GET", NULL, "/api/%s/sum?by=%s", e->name, f->name));
	json_array_foreach(json_object_get(a->json, "groups"), i, each)
	{
		check_group(m, p, e, f, each);
		counted += (size_t)json_integer_value(json_object_get(each, "count"));
	}
	if (i < GROUPS_MAX)
		check(m, counted == count_of(m, p, e), "%s: %s by %s: %zu in groups",
		    p->name, e->name, f->name, counted);
}

static bool
is_number(const struct field *f)
{
	static const char *const numbers[] = { "money", "int", "real", "percent",
		"duration", "score" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (strcmp(numbers[i], f->type) == 0)
			return true;
	return false;
}

static void
sum_all(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f)
{
	double told = 0, expected = 0;
	const struct answer *a;
	json_t *each;
	size_t i;

	way(m, "sum");
	if (!is_number(f))
		return;
	a = must(m, 200,
	    ask(m, p, "GET", NULL, "/api/%s/sum?by=created_by&sum=%s", e->name, f->name));
	json_array_foreach(json_object_get(a->json, "groups"), i, each) told +=
	    amount_of(json_object_get(each, "sum"));
	for (i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];

		if (!r->gone && reads(m, p, r))
			expected += amount_of(value_of(r, f->name));
	}
	check(m, told > expected - 0.5 && told < expected + 0.5,
	    "%s: %s: the sum of %s is %f, and must be %f", p->name, e->name, f->name,
	    told, expected);
}

/* Of what they read, and what is doubtful of it: of nobody else's. */
static void
quality_all(struct matrix *m, const struct person *p, const struct entity *e)
{
	json_int_t records = 0, doubtful = 0;
	const struct answer *a;
	const json_t *all;
	json_t *each;
	size_t i;

	way(m, "quality");
	a = ask(m, p, "GET", NULL, "/api/%s/quality", e->name);
	if (json_object_get(e->doc, "complete") == NULL) {
		check(m, a->status == 404, "%s: %s: %d", p->name, e->name, a->status);
		return;
	}
	check(m, a->status == (never(m, p, READ, e) ? 403 : 200), "%s: %s: %d", p->name,
	    e->name, a->status);
	if (a->status != 200)
		return;
	all = json_object_get(a->json, "all");
	json_array_foreach(json_object_get(a->json, "rows"), i, each) records +=
	    json_integer_value(json_object_get(each, "records"));
	check(m,
	    json_integer_value(json_object_get(all, "records")) ==
		    (json_int_t)count_of(m, p, e) &&
		records == (json_int_t)count_of(m, p, e),
	    "%s: %s: %s", p->name, e->name, a->body);
	for (i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];
		const json_t *v = value_of(r, "doubts");

		doubtful += !r->gone && reads(m, p, r) && v != NULL && !json_is_null(v);
	}
	check(m, json_integer_value(json_object_get(all, "doubtful")) == doubtful,
	    "%s: %s: %lld doubtful: %s", p->name, e->name, (long long)doubtful, a->body);
}

/* A field one may not see, and one that is not there: the same answer. */
static void
refuse_all(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f)
{
	static const char *const asks[] = { "?where=%s%%20is%%20set",
		"?where=%s%%20%%3D%%20'a'", "?sort=%s", "?sort=-%s", "/sum?by=%s",
		"/sum?by=owner&sum=%s", "/count?where=%s%%20is%%20set", "/export?sort=%s",
		"?fields=%s", "/export?fields=%s" };
	/* a private field may be asked for, only not asked by */
	size_t count = sizeof(asks) / sizeof(asks[0]) - (knows(m, p, f) ? 2 : 0);
	char none[80], *want, *told;

	/* as long, so that only the name differs */
	snprintf(none, sizeof(none), "zz%.*s", (int)strlen(f->name), f->name);
	none[strlen(f->name)] = '\0';
	way(m, "unknown");
	for (size_t i = 0; i < count; i++) {
		char path[300], query[200];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(query, sizeof(query), asks[i], f->name);
		snprintf(path, sizeof(path), "/api/%s%s", e->name, query);
		told = strdup(ask(m, p, "GET", NULL, "%s", path)->body);
		snprintf(query, sizeof(query), asks[i], none);
#pragma GCC diagnostic pop
		snprintf(path, sizeof(path), "/api/%s%s", e->name, query);
		want = strdup(ask(m, p, "GET", NULL, "%s", path)->body);
		for (char *at = want; (at = strstr(at, none)) != NULL;)
			memcpy(at, f->name, strlen(f->name));
		check(m, strcmp(told, want) == 0,
		    "%s: %s.%s is told apart from what is not there:\n  %s\n  %s",
		    p->name, e->name, f->name, told, want);
		free(told);
		free(want);
	}
}

/* ---- search ---- */

static void
check_hits(struct matrix *m, const struct person *p, const struct row *r, bool wanted,
    const struct answer *a, const char *words)
{
	const json_t *hits = json_object_get(a->json, "hits"), *each;
	bool found = false;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)hits, i, each)
	{
		const char *id = json_string_value(json_object_get(each, "id"));
		const struct row *hit = row_by_id(m, id);

		found |= strcmp(id, r->id) == 0;
		check(m, hit != NULL && reads(m, p, hit) && !hit->gone,
		    "%s: \"%s\" finds %s %s", p->name, words,
		    hit == NULL ? "?" : hit->entity->name, id);
	}
	check(m, found == wanted, "%s: \"%s\" %s %s %d", p->name, words,
	    found ? "finds" : "does not find", r->entity->name, r->number);
}

static bool
is_found_by(const struct entity *e, const struct field *f)
{
	if (e->server && json_object_get(e->doc, "order") == NULL)
		return false;
	return f == e->title || json_is_true(json_object_get(f->says, "search")) ||
	       strcmp(f->type, "email") == 0;
}

static bool
is_guarded(const struct field *f)
{
	return f->see != NULL || f->lost != NULL;
}

/* Words of guarded fields are found by who has all of those there are. */
static bool
finds_words(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f)
{
	if (!is_found_by(e, f) || f->own)
		return false;
	if (!is_guarded(f))
		return true;
	for (size_t i = 0; i < e->field_count; i++)
		if (is_guarded(&e->fields[i]) && is_found_by(e, &e->fields[i]) &&
		    !finds(m, p, &e->fields[i]))
			return false;
	return true;
}

/* "crate: place: …": who asks by a field that is not there for them finds nothing by it.
 */
static void
search_narrowed(struct matrix *m, const struct person *p, const struct row *r,
    const struct field *f, const char *text, const char *words)
{
	const struct entity *e = r->entity;
	bool covered = !e->server || json_object_get(e->doc, "order") != NULL;
	size_t len = strlen(words);

	if (strcmp(f->type, "text") != 0)
		return;
	if (len > 3 && strcmp(words + len - 3, "%27") == 0)
		len -= 3; /* the end of a literal */
	check_hits(m, p, r, !r->gone && covered && sees(m, p, e, f, r) && finds(m, p, f),
	    ask(m, p, "GET", NULL, "/api/search?limit=50&q=%s:%%20%s:%%22%.*s%%22",
		e->name, f->name, (int)len, words),
	    text);
}

static void
search_all(struct matrix *m, const struct person *p, const struct entity *e)
{
	size_t place = (size_t)(p - m->people);

	way(m, "search");
	for (size_t i = 0; i < e->row_count; i++)
		for (size_t j = 0; j < e->field_count; j++) {
			const struct row *r = &m->rows[e->rows[i]];
			const struct field *f = &e->fields[j];
			char *text = literal(f, value_of(r, f->name)), *words;

			if (!f->carried || text == NULL ||
			    (f != e->title && (i + j + place) % 3 != 0) ||
			    strcasestr(text, "cnr-") == NULL) {
				free(text);
				continue;
			}
			words = escaped(strcasestr(text, "cnr-"));
			check_hits(m, p, r,
			    !r->gone && sees(m, p, e, f, r) && finds_words(m, p, e, f),
			    ask(m, p, "GET", NULL, "/api/search?limit=50&q=%s", words),
			    text);
			if ((i + j + place) % 6 == 0)
				search_narrowed(m, p, r, f, text, words);
			free(words);
			free(text);
		}
}

/* ---- all of it ---- */

void
read_all_ways(struct matrix *m)
{
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->people[i];

		for (size_t j = 0; j < m->entity_count; j++) {
			struct entity *e = &m->entities[j];

			if (skipped(m, p, e) || e->row_count > PAGE_MAX)
				continue;
			read_records(m, p, e);
			reach_records(m, p, e);
			list_all(m, p, e);
			count_all(m, p, e);
			quality_all(m, p, e);
			search_all(m, p, e);
			for (size_t k = 0; k < e->field_count; k++) {
				const struct field *f = &e->fields[k];

				if (!finds(m, p, f)) {
					refuse_all(m, p, e, f);
				} else if (!never(m, p, READ, e)) {
					if (!m->late) {
						where_all(m, p, e, f);
						through_all(m, p, e, f);
					}
					sort_all(m, p, e, f);
					group_all(m, p, e, f);
					sum_all(m, p, e, f);
				}
			}
		}
	}
}
