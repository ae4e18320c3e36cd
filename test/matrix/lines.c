/*
 * lines.c - a record and its lines in one step: for who may change the record, and what
 * they may not do to a line alone they may not do so either.
 */
#include "matrix.h"

bool
has_lines(struct matrix *m, const struct entity *e, const struct entity **lines)
{
	for (size_t i = 0; i < m->entity_count; i++) {
		struct entity *line = &m->entities[i];
		const char *of = json_string_value(
		    json_object_get(json_object_get(line->doc, "line"), "of"));

		if (of != NULL && field_of(line, of)->to == e) {
			*lines = line;
			return true;
		}
	}
	return false;
}

static bool
is_of(const struct row *line, const struct row *whole)
{
	const char *of = json_string_value(
	    json_object_get(json_object_get(line->entity->doc, "line"), "of"));
	const json_t *v = json_object_get(json_object_get(line->seen, "fields"), of);

	const char *id =
	    json_string_value(json_is_object(v) ? json_object_get(v, "id") : v);

	return id != NULL && strcmp(id, whole->id) == 0;
}

static void
save(struct matrix *m, const struct person *p, const struct row *r, json_t *wish,
    int expected)
{
	const struct answer *a;

	if (expected != 200)
		store_hold(m);
	a = ask(m, p, "POST", wish, "/api/%s/%s/lines", r->entity->name, r->id);
	check(m, a->status == expected, "%s: lines of %s %d: %d, must be %d: %s", p->name,
	    r->entity->name, r->number, a->status, expected, a->body);
}

static void
lines_of(struct matrix *m, const struct person *p, const struct row *r)
{
	const struct entity *lines;
	bool has = has_lines(m, r->entity, &lines), sees = reads(m, p, r) && !r->gone;

	if (!has || !sees) {
		save(m, p, r, json_pack("{s:[]}", "create"), 404);
		return;
	}
	save(m, p, r, json_pack("{s:{}, s:[]}", "fields", "change"),
	    may(m, p, CHANGE, r) ? 200 : 403);
	for (size_t i = 0; i < lines->row_count; i++) {
		const struct row *line = &m->rows[lines->rows[i]];

		if (!may(m, p, CHANGE, r) || line->gone || !reads(m, p, line) ||
		    may(m, p, DELETE, line) || !is_of(line, r))
			continue;
		save(m, p, r, json_pack("{s:[{s:s}]}", "delete", "id", line->id), 403);
	}
}

/* Another with its lines, of which nothing is said: who may make some is asked for the
 * rest, and nobody else hears what lines there are. */
static void
copy_of(struct matrix *m, const struct person *p, const struct row *r)
{
	const struct entity *lines;
	bool sees = has_lines(m, r->entity, &lines) && reads(m, p, r) && !r->gone;
	int expected = !sees ? 404 : never(m, p, CREATE, r->entity) ? 403 : 422;
	const struct answer *a;

	store_hold(m);
	a = ask(m, p, "POST", json_object(), "/api/%s/%s/copy", r->entity->name, r->id);
	check(m, a->status == expected, "%s: a copy of %s %d: %d, must be %d: %s",
	    p->name, r->entity->name, r->number, a->status, expected, a->body);
}

void
lines_all_ways(struct matrix *m)
{
	cast_look(m);
	way(m, "copy");
	for (size_t i = 0; i < m->person_count; i++)
		for (size_t j = 0; j < m->row_count; j++)
			if (!skipped(m, &m->people[i], m->rows[j].entity))
				copy_of(m, &m->people[i], &m->rows[j]);
	way(m, "lines");
	cast_look(m);
	for (size_t i = 0; i < m->person_count; i++)
		for (size_t j = 0; j < m->row_count; j++)
			if (!skipped(m, &m->people[i], m->rows[j].entity))
				lines_of(m, &m->people[i], &m->rows[j]);
}
