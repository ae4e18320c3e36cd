/*
 * many.c - the ways of changing by the many: in bulk, and by an import.
 *
 * Either says one word in a text of every record there is; what p may change
 * then has that word, and nothing else does.  Taken back, nothing has.
 */
#include "matrix.h"

static const json_t *
value_of(const struct row *r, const struct field *f)
{
	return json_object_get(json_object_get(r->seen, "fields"), f->name);
}

/* As an administrator reads it now.  key: what records were named by, and those
 * that have none were not, by an import; NULL: all were, in bulk. */
static void
check_many(struct matrix *m, const struct person *p, struct entity *e,
    const struct field *f, const struct field *key, const char *word, bool done)
{
	const struct answer *a = must(m, 200,
	    ask(m, m->people, "GET", NULL, "/api/%s?limit=200&fields=%s", e->name,
		f->name));
	json_t *each;
	size_t i;

	json_array_foreach(rows_of(a), i, each)
	{
		const struct row *r =
		    row_by_id(m, json_string_value(json_object_get(each, "id")));
		const char *is = json_string_value(
		    json_object_get(json_object_get(each, "fields"), f->name));
		bool has = is != NULL && strcmp(is, word) == 0;
		bool may_be = r != NULL && reads(m, p, r) && may(m, p, CHANGE, r) &&
			      (key == NULL || may(m, p, IMPORT, r));

		if (r != NULL && key != NULL && json_is_null(value_of(r, key)))
			continue;
		check(m, r != NULL && has == (done && may_be), "%s: %s %d %s %s", p->name,
		    e->name, r == NULL ? -1 : r->number, has ? "is" : "is not", word);
	}
}

/* With that status, or as not what this token is for. */
static void
refused(struct matrix *m, const struct person *p, const struct answer *a, int status)
{
	check(m, a->status == status || (p->scopes != NULL && a->status == 403),
	    "%s is answered %d: %.200s", p->name, a->status, a->body);
}

/* ---- bulk ---- */

/* Every record there is, of which those that p may change are. */
static json_t *
bulk_wish(struct matrix *m, struct entity *e, const struct field *f, bool by_ids)
{
	json_t *ids = json_array();

	for (size_t i = 0; i < e->row_count; i++)
		json_array_append_new(ids, json_string(m->rows[e->rows[i]].id));
	if (by_ids)
		return json_pack("{s:o, s:{s:s}}", "ids", ids, "set", f->name, "in bulk");
	json_decref(ids);
	return json_pack(
	    "{s:s, s:{s:s}}", "where", "created_ms is set", "set", f->name, "in bulk");
}

/* Another's job is not there. */
static void
check_job_of(struct matrix *m, const struct person *p, const char *id)
{
	const struct person *other =
	    &m->people[1 + (size_t)(p - m->people) % (m->person_count - 1)];
	const struct answer *a;

	if (strcmp(other->id, p->id) == 0 || other->admin)
		return;
	store_hold(m);
	refused(m, other, ask(m, other, "GET", NULL, "/api/jobs/%s", id), 404);
	refused(m, other, ask(m, other, "POST", NULL, "/api/jobs/%s/stop", id), 404);
	refused(m, other, ask(m, other, "POST", NULL, "/api/jobs/%s/undo", id), 404);
	a = ask(m, other, "GET", NULL, "/api/done/%s", id);
	check(m, a->status == 404 || a->status == 403, "%s looks at a job of %s: %d",
	    other->name, p->name, a->status);
	a = ask(m, other, "GET", NULL, "/api/done");
	check(m, strstr(a->body, id) == NULL, "%s is told of a job of %s", other->name,
	    p->name);
	a = must(m, 200, ask(m, m->people, "GET", NULL, "/api/done"));
	check(m, strstr(a->body, id) != NULL, "who administers is not told of a job");
}

static void
bulk_one(struct matrix *m, const struct person *p, struct entity *e, bool by_ids)
{
	const struct field *f = plain_field(m, p, e);
	const struct answer *a;
	json_t *job;
	char id[24];

	if (f == NULL)
		return;
	if (never(m, p, CHANGE, e) && never(m, p, HAND, e)) {
		store_hold(m);
		a = ask(
		    m, p, "POST", bulk_wish(m, e, f, by_ids), "/api/%s/bulk", e->name);
		check(m, a->status == 403, "%s: %s: %d", p->name, e->name, a->status);
		return;
	}
	a = must(m, 202,
	    ask(m, p, "POST", bulk_wish(m, e, f, by_ids), "/api/%s/bulk", e->name));
	snprintf(
	    id, sizeof(id), "%s", json_string_value(json_object_get(a->json, "job")));
	job = job_done(m, p, a);
	check_many(m, p, e, f, NULL, "in bulk", true);
	check_job_of(m, p, id);
	json_decref(job);
	/* what a token is not for, somebody else takes back */
	a = ask(m, p, "POST", NULL, "/api/jobs/%s/undo", id);
	if (p->scopes != NULL && a->status == 403)
		a = ask(m, p = m->people, "POST", NULL, "/api/jobs/%s/undo", id);
	job = job_done(m, p, must(m, 202, a));
	check_many(m, p, e, f, NULL, "in bulk", false);
	json_decref(job);
}

void
bulk_all(struct matrix *m, const struct person *p)
{
	way(m, "bulk");
	for (size_t i = 0; i < m->entity_count; i++)
		if (is_made(&m->entities[i]) && !skipped(m, p, &m->entities[i]))
			bulk_one(m, p, &m->entities[i],
			    (i + (size_t)(p - m->people)) % 2 == 0);
}

/* ---- import ---- */

/* A file of one new record, and of each that is there, with another text. */
static char *
sheet_of(struct matrix *m, const struct entity *e, const struct field *key,
    const struct field *text)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	(void)m;
	fprintf(to, "%s,%s\n", key->name, text->name);
	for (size_t i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];
		const json_t *v = value_of(r, key);

		if (json_is_string(v) && !r->gone)
			fprintf(to, "%s,imported\n", json_string_value(v));
	}
	fclose(to);
	return out;
}

static const struct field *
key_of(const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].unique && !e->fields[i].hidden)
			return &e->fields[i];
	return NULL;
}

/* What is another's is not there; so nobody but p does any of this. */
static void
import_is_mine(struct matrix *m, const struct person *p, const char *id)
{
	static const struct {
		const char *method, *end;
	} asks[] = { { "GET", "" }, { "PATCH", "" }, { "GET", "/preview" },
		{ "POST", "/run" }, { "GET", "/refused.csv" }, { "POST", "/undo" } };

	for (size_t i = 1; i < m->person_count; i++) {
		const struct person *other = &m->people[i];

		if (strcmp(other->id, p->id) == 0)
			continue;
		store_hold(m);
		check(m,
		    strstr(ask(m, other, "GET", NULL, "/api/imports")->body, id) == NULL,
		    "%s sees an import of %s", other->name, p->name);
		for (size_t j = 0; j < sizeof(asks) / sizeof(asks[0]); j++)
			refused(m, other,
			    ask(m, other, asks[j].method, NULL, "/api/imports/%s%s", id,
				asks[j].end),
			    404);
	}
}

/* The import is in that state, and its job has let go of it. */
static bool
is_in(const json_t *import, const char *state)
{
	const json_t *job = json_object_get(import, "job");
	const char *works = json_string_value(json_object_get(job, "state"));

	return strcmp(json_string_value(json_object_get(import, "state")), state) == 0 &&
	       (works == NULL ||
		   (strcmp(works, "waiting") != 0 && strcmp(works, "running") != 0));
}

static void
wait_for(struct matrix *m, const struct person *p, const char *id, const char *state)
{
	int64_t end = steady_ms() + KIT_PATIENCE_MS;

	while (!is_in(
	    must(m, 200, ask(m, p, "GET", NULL, "/api/imports/%s", id))->json, state)) {
		if (steady_ms() > end)
			kit_lose(m->kit, "an import is never %s", state);
		nap_ms(3);
	}
}

static void
run_import(struct matrix *m, const struct person *p, struct entity *e,
    const struct field *key, const struct field *text, const char *id)
{
	must(m, 200,
	    ask(m, p, "PATCH",
		json_pack("{s:{s:{s:{s:s}, s:{s:s}}, s:s, s:[s]}}", "map", "columns",
		    key->name, "to", key->name, text->name, "to", text->name,
		    "on_duplicate", "update", "duplicate_by", key->name),
		"/api/imports/%s", id));
	must(m, 200, ask(m, p, "GET", NULL, "/api/imports/%s/preview", id));
	must(m, 202, ask(m, p, "POST", NULL, "/api/imports/%s/run", id));
	wait_for(m, p, id, "done");
	check_many(m, p, e, text, key, "imported", true);
	ask(m, p, "GET", NULL, "/api/imports/%s/refused.csv", id);
	must(m, 202, ask(m, p, "POST", NULL, "/api/imports/%s/undo", id));
	wait_for(m, p, id, "undone");
	check_many(m, p, e, text, key, "imported", false);
}

static void
import_one(struct matrix *m, const struct person *p, struct entity *e)
{
	const struct field *key = key_of(e), *text = plain_field(m, p, e);
	const struct answer *a;
	char *bytes, id[24];

	if (key == NULL || text == NULL || e->server)
		return;
	m->said = bytes = sheet_of(m, e, key, text);
	store_hold(m);
	a = ask_bytes(m, p, "POST", bytes, strlen(bytes),
	    "/api/imports?entity=%s&name=m.csv", e->name);
	check(m, a->status == (never(m, p, IMPORT, e) ? 403 : 201), "%s: %s: %d", p->name,
	    e->name, a->status);
	if (a->status == 201) {
		snprintf(id, sizeof(id), "%s",
		    json_string_value(json_object_get(a->json, "id")));
		import_is_mine(m, p, id);
		run_import(m, p, e, key, text, id);
	}
	m->said = NULL;
	free(bytes);
}

void
import_all(struct matrix *m, const struct person *p)
{
	way(m, "import");
	for (size_t i = 0; i < m->entity_count; i++)
		if (!skipped(m, p, &m->entities[i]))
			import_one(m, p, &m->entities[i]);
}
