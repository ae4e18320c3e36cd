/*
 * carry.c - the ways out and in by the many: exports, imports, and files.
 */
#include "matrix.h"

/* ---- export ---- */

/* "CNR-crate-name-17-", which stands for the record in a file of any kind. */
static bool
is_in(const struct row *r, const char *text)
{
	char canary[200];

	snprintf(canary, sizeof(canary), "CNR-%s-%s-%d-", r->entity->name,
	    r->entity->title->name, r->number);
	return strstr(text, canary) != NULL;
}

static bool
is_titled(const struct row *r)
{
	const char *text = json_string_value(json_object_get(r->seen, "title"));

	return r->entity->title->to == NULL && text != NULL && is_in(r, text);
}

static void
export_one(
    struct matrix *m, const struct person *p, const struct entity *e, const char *kind)
{
	const struct answer *a = ask(m, p, "GET", NULL, "/api/%s/export?as=%s&fields=%s",
	    e->name, kind, e->title->name);
	bool allowed = !never(m, p, EXPORT, e) && !never(m, p, READ, e);

	store_let(m); /* an export is noted */
	check(m, a->status == (allowed ? 200 : 403), "%s: %s as %s: %d", p->name, e->name,
	    kind, a->status);
	if (a->status != 200)
		return;
	for (size_t i = 0; i < e->row_count; i++) {
		const struct row *r = &m->rows[e->rows[i]];
		bool wanted = !r->gone && reads(m, p, r) && may(m, p, EXPORT, r);

		if (is_titled(r))
			check(m, is_in(r, a->text) == wanted, "%s: %s %d as %s: %s",
			    p->name, e->name, r->number, kind,
			    wanted ? "is not there" : "is there, and must not");
	}
}

static void
export_all(struct matrix *m, const struct person *p)
{
	way(m, "export");
	for (size_t i = 0; i < m->entity_count; i++) {
		const struct entity *e = &m->entities[i];
		char fields[2000] = "";

		if (skipped(m, p, e))
			continue;
		export_one(m, p, e, "csv");
		export_one(m, p, e, "xlsx");
		for (size_t j = 0; j < e->field_count; j++)
			if (knows(m, p, &e->fields[j]))
				snprintf(fields + strlen(fields),
				    sizeof(fields) - strlen(fields), "%s%s",
				    fields[0] == '\0' ? "" : ",", e->fields[j].name);
		/* every field: no canary but those that p reads (ask.c) */
		ask(m, p, "GET", NULL, "/api/%s/export?as=%s&fields=%s", e->name,
		    i % 2 == 0 ? "csv" : "xlsx", fields);
		store_let(m);
	}
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
		const json_t *v =
		    json_object_get(json_object_get(r->seen, "fields"), key->name);

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

/* Not there, or not what this token is for. */
static bool
is_refused(const struct person *p, const struct answer *a)
{
	return a->status == 404 || (p->scopes != NULL && a->status == 403);
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
			check(m,
			    is_refused(other, ask(m, other, asks[j].method, NULL,
						  "/api/imports/%s%s", id, asks[j].end)),
			    "%s: %s %s of an import of %s", other->name, asks[j].method,
			    asks[j].end, p->name);
	}
}

/* It ran: what p may change is changed, and what p may not is not. */
static void
check_imported(struct matrix *m, const struct person *p, struct entity *e,
    const struct field *text, bool done)
{
	const struct answer *a = must(m, 200,
	    ask(m, m->people, "GET", NULL, "/api/%s?limit=200&fields=%s", e->name,
		text->name));
	json_t *each;
	size_t i;

	json_array_foreach(rows_of(a), i, each)
	{
		const struct row *r =
		    row_by_id(m, json_string_value(json_object_get(each, "id")));
		const json_t *v =
		    json_object_get(json_object_get(each, "fields"), text->name);
		bool is =
		    json_is_string(v) && strcmp(json_string_value(v), "imported") == 0;

		if (r == NULL ||
		    json_is_null(json_object_get(
			json_object_get(r->seen, "fields"), key_of(e)->name)))
			continue;
		check(m, is == (done && reads(m, p, r) && may(m, p, CHANGE, r)),
		    "%s: %s %d %s imported", p->name, e->name, r->number,
		    is ? "was" : "was not");
	}
}

static void
wait_for(struct matrix *m, const struct person *p, const char *id, const char *state)
{
	int64_t end = steady_ms() + KIT_PATIENCE_MS;

	while (
	    strcmp(json_string_value(json_object_get(
		       must(m, 200, ask(m, p, "GET", NULL, "/api/imports/%s", id))->json,
		       "state")),
		state) != 0) {
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
	check_imported(m, p, e, text, true);
	ask(m, p, "GET", NULL, "/api/imports/%s/refused.csv", id);
	must(m, 202, ask(m, p, "POST", NULL, "/api/imports/%s/undo", id));
	wait_for(m, p, id, "undone");
	check_imported(m, p, e, text, false);
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

/* ---- files ---- */

static const struct row *
about_of(struct matrix *m, const struct row *file)
{
	const json_t *about =
	    json_object_get(json_object_get(file->seen, "fields"), "about");

	return row_by_id(m, json_string_value(json_object_get(about, "id")));
}

/* A file is for those who may read it, and the record it belongs to. */
static void
files_down(struct matrix *m, const struct person *p)
{
	const struct entity *file = entity_of(m, "file");
	char *none =
	    strdup(ask(m, p, "GET", NULL, "/api/files/4611686018427387904")->body);

	for (size_t i = 0; i < file->row_count; i++) {
		const struct row *r = &m->rows[file->rows[i]], *about = about_of(m, r);
		bool allowed = reads(m, p, r) && (about == NULL || reads(m, p, about));
		const struct answer *a = ask(m, p, "GET", NULL, "/api/files/%s", r->id);

		check(m, a->status == (allowed ? 200 : 404), "%s: file %d of %s %d: %d",
		    p->name, r->number, about == NULL ? "nothing" : about->entity->name,
		    about == NULL ? 0 : about->number, a->status);
		if (!allowed)
			check(m, strcmp(a->body, none) == 0,
			    "%s: file %d: hidden and absent differ", p->name, r->number);
	}
	free(none);
}

static void
files_up(struct matrix *m, const struct person *p)
{
	for (size_t i = 0; i < m->row_count; i += 5) {
		const struct row *about = &m->rows[i];
		const struct answer *a;

		if (!has_trait(about->entity, "files") || about->gone ||
		    reads(m, p, about))
			continue;
		store_hold(m);
		a = ask_bytes(m, p, "POST", "x", 1, "/api/files?name=x.txt&about=%s:%s",
		    about->entity->name, about->id);
		check(m, a->status == 404 || a->status == 403, "%s: a file on %s %d: %d",
		    p->name, about->entity->name, about->number, a->status);
	}
}

/* ---- all that is held on a person ---- */

/* With that status; or, by a token, that it is not for this. */
static void
job_file(struct matrix *m, const struct person *p, const char *job, const char *what,
    int status)
{
	const struct answer *a = ask(m, p, "GET", NULL, "/api/jobs/%s/%s", job, what);

	check(m, a->status == status || (p->scopes != NULL && a->status == 403),
	    "%s: the %s of a job: %d, must be %d", p->name, what, a->status, status);
}

/* What p reads by it is looked through by ask(), as every answer is. */
static void
person_read(struct matrix *m, const struct person *p, const char *job)
{
	const struct person *other = &m->people[p == &m->people[2] ? 3 : 2];

	job_file(m, p, job, "file", 200);
	job_file(m, p, job, "certificate", 404);
	job_file(m, other, job, "file", 404);
}

static void
person_one(struct matrix *m, const struct person *p, const struct row *r)
{
	bool is_person = strcmp(r->entity->name, "contact") == 0 ||
			 strcmp(r->entity->name, "lead") == 0 ||
			 strcmp(r->entity->name, "user") == 0;
	int expected = !reads(m, p, r)                      ? 404
		       : never(m, p, EXPORT, r->entity)     ? 403
		       : !is_person                         ? 422
		       : !p->admin && !may(m, p, EXPORT, r) ? 403
							    : 202;
	const struct answer *a =
	    ask(m, p, "POST", NULL, "/api/%s/%s/person", r->entity->name, r->id);
	json_t *done;
	char job[24];

	check(m, a->status == expected, "%s: the person %s %d: %d, not %d", p->name,
	    r->entity->name, r->number, a->status, expected);
	if (a->status != 202)
		return;
	store_let(m);
	snprintf(
	    job, sizeof(job), "%s", json_string_value(json_object_get(a->json, "job")));
	done = job_done(m, p, a);
	check(m, done != NULL, "%s: the person %s %d was never made", p->name,
	    r->entity->name, r->number);
	person_read(m, p, job);
}

static void
person_all(struct matrix *m, const struct person *p)
{
	way(m, "person");
	for (size_t i = 0; i < m->entity_count; i++) {
		const struct entity *e = &m->entities[i];

		for (size_t j = 0; !skipped(m, p, e) && j < e->row_count && j < 3; j++)
			person_one(m, p, &m->rows[e->rows[j]]);
	}
}

void
carry_all_ways(struct matrix *m)
{
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->people[i];

		export_all(m, p);
		person_all(m, p);
		way(m, "files");
		files_down(m, p);
		files_up(m, p);
		way(m, "import");
		for (size_t j = 0; j < m->entity_count; j++)
			if (!skipped(m, p, &m->entities[j]))
				import_one(m, p, &m->entities[j]);
	}
}
