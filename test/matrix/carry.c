/*
 * carry.c - the ways out and in in files: exports, attachments, persons.
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

/* ---- files ---- */

/* The bytes are for who reads the record of the file. */
static void
files_down(struct matrix *m, const struct person *p)
{
	const struct entity *file = entity_of(m, "file");
	char *none =
	    strdup(ask(m, p, "GET", NULL, "/api/files/4611686018427387904")->body);

	for (size_t i = 0; i < file->row_count; i++) {
		const struct row *r = &m->rows[file->rows[i]];
		const struct answer *a = ask(m, p, "GET", NULL, "/api/files/%s", r->id);

		check(m, a->status == (reads(m, p, r) ? 200 : 404), "%s: file %d: %d",
		    p->name, r->number, a->status);
		if (!reads(m, p, r))
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
exports_all(struct matrix *m)
{
	for (size_t i = 0; i < m->person_count; i++)
		export_all(m, &m->people[i]);
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
		import_all(m, p);
	}
}
