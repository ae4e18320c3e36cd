/*
 * person.c - all that is held on somebody, as a file to hand out.
 *
 * A zip: person.json for machines, person.html to read, and the files.  What the
 * asker may not see is not in it; who must hand out all asks as an administrator.
 */
#include "privacy/room.h"

#include "file/file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define PAGES_MAX 400 /* of a history, of a timeline */

/* ---- as JSON ---- */

static enum err
write_pages(struct ctx *c, struct ref who, struct jw *w,
    enum err (*page)(struct ctx *c, struct ref who, struct str after, struct jw *w))
{
	struct str after = STR("");
	bool more = true;

	jw_array(w);
	for (int i = 0; more && i < PAGES_MAX; i++) {
		struct text t = TEXT_INIT(c->mem);
		struct jw part = JW_INIT(&t);
		json_t *tree;
		const json_t *row;
		size_t j;

		TRY(page(c, who, after, &part));
		TRY(json_read(c->mem, text_done(&t), &tree, NULL));
		json_array_foreach(json_object_get(tree, "rows"), j, row) jw_json(w, row);
		after = json_get_str(tree, "next");
		more = after.len > 0;
	}
	jw_end(w);
	return OK;
}

static enum err
timeline_page(struct ctx *c, struct ref who, struct str after, struct jw *w)
{
	return record_timeline(c, who, after, STR(""), w);
}

/* ---- of colleagues: how they come in ---- */

static bool
signs_in(struct ref who)
{
	return who.entity->server && str_is(who.entity->name, "user");
}

static enum err
write_identities(struct ctx *c, int64_t user, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select issuer, subject, created_ms from _identity where person = ");
	sql_int(&q, user);
	sql_text(&q, " order by id");
	TRY(rows_begin(c->db, &q, &r));
	jw_array(w);
	while (rows_next(&r)) {
		jw_open(w);
		jw_key(w, "issuer");
		jw_str(w, row_str(&r, 0));
		jw_key(w, "subject");
		jw_str(w, row_str(&r, 1));
		jw_key(w, "since");
		jw_str(w, time_write(c->mem, row_int(&r, 2)));
		jw_close(w);
	}
	jw_end(w);
	return rows_err(&r);
}

static enum err
write_sign_in(struct ctx *c, int64_t user, struct jw *w)
{
	jw_open(w);
	jw_key(w, "identities");
	TRY(write_identities(c, user, w));
	jw_key(w, "sessions");
	TRY(auth_sessions(c, user, w));
	jw_key(w, "tokens");
	TRY(auth_tokens(c, user, w));
	jw_close(w);
	return OK;
}

/* Whom the record was shown to by a share. */
static enum err
write_shares(struct ctx *c, struct ref who, struct jw *w)
{
	struct share *shares;
	size_t count;

	TRY(auth_shares(c, who.entity, who.id, &shares, &count));
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		jw_open(w);
		jw_key(w, "with");
		jw_str(w, shares[i].kind);
		jw_key(w, "id");
		jw_id(w, shares[i].who);
		jw_key(w, "level");
		jw_c(w, shares[i].change ? "change" : "see");
		jw_key(w, "at");
		jw_str(w, time_write(c->mem, shares[i].at_ms));
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

/* ---- the trail ---- */

static enum err
write_trail(struct ctx *c, struct ref who, struct jw *w)
{
	struct trail_query query = { .trail_only = true, .limit = TRAIL_PAGE_MAX };
	struct trail_row *rows;
	size_t count;
	int64_t next;

	if (signs_in(who)) { /* what they did and what was done to them, from where */
		query.user = who.id;
	} else {
		query.entity = who.entity->name;
		query.record = who.id;
	}
	TRY(trail_page(c->db, c->mem, &query, &rows, &count, &next));
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		jw_open(w);
		jw_key(w, "at");
		jw_str(w, time_write(c->mem, rows[i].at_ms));
		jw_key(w, "kind");
		jw_str(w, rows[i].kind);
		jw_key(w, "address");
		jw_str(w, rows[i].from.address);
		jw_key(w, "details");
		jw_raw(w, rows[i].details);
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

/* Records of the pieces and those that name them, as these eyes see them. */
static enum err
write_around(struct ctx *c, const struct pieces *p, struct jw *w)
{
	jw_array(w);
	for (size_t i = 1; i < p->go.count + p->stay.count; i++) {
		struct ref ref =
		    i < p->go.count ? p->go.at[i].ref : p->stay.at[i - p->go.count].ref;
		struct text t = TEXT_INIT(c->mem);
		struct jw part = JW_INIT(&t);
		enum err e = record_show(c, ref, &part);

		if (e == ERR_ABSENT)
			continue;
		TRY(e);
		jw_raw(w, text_done(&t));
	}
	jw_end(w);
	return OK;
}

static bool
sees_all(const struct ctx *c)
{
	return c->actor.admin || c->actor.program;
}

/* Values of fields that were hidden by the company are still held. */
static void
write_put_away_of(const struct record *rec, struct jw *w)
{
	const struct entity *e = rec->entity;

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (!f->away || value_empty(record_value(rec, f)))
			continue;
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, e->name);
		jw_key(w, "id");
		jw_id(w, rec->id);
		jw_key(w, "field");
		jw_str(w, f->name);
		jw_key(w, "value");
		value_write(w, f, record_value(rec, f));
		jw_close(w);
	}
}

static enum err
write_put_away(struct ctx *c, const struct pieces *p, struct jw *w)
{
	jw_array(w);
	for (size_t i = 0; i < p->go.count; i++) {
		struct record *rec;
		enum err e = record_load(c, p->go.at[i].ref, &rec);

		if (e == ERR_ABSENT)
			continue;
		TRY(e);
		write_put_away_of(rec, w);
	}
	jw_end(w);
	return OK;
}

static enum err
write_json(struct ctx *c, struct ref who, const struct pieces *p, struct jw *w)
{
	jw_open(w);
	jw_key(w, "company");
	jw_str(w, c->meta->facts.name);
	jw_key(w, "made");
	jw_str(w, time_write(c->mem, c->now_ms));
	jw_key(w, "record");
	TRY(record_show(c, who, w));
	jw_key(w, "around");
	TRY(write_around(c, p, w));
	jw_key(w, "timeline");
	TRY(write_pages(c, who, w, timeline_page));
	jw_key(w, "history");
	TRY(write_pages(c, who, w, record_history));
	jw_key(w, "shares");
	TRY(write_shares(c, who, w));
	if (sees_all(c)) {
		jw_key(w, "put_away");
		TRY(write_put_away(c, p, w));
	}
	if (signs_in(who) && (sees_all(c) || c->actor.user == who.id)) {
		jw_key(w, "sign_in");
		TRY(write_sign_in(c, who.id, w));
	}
	if (sees_all(c)) {
		jw_key(w, "trail");
		TRY(write_trail(c, who, w));
	}
	jw_close(w);
	return OK;
}

/* ---- as a page ---- */

static void
add_record(struct ctx *c, struct text *t, const struct record *rec)
{
	const struct entity *e = rec->entity;

	text_c(t, "<h2>");
	text_html(
	    t, meta_label(c->meta, c->actor.language, str_c(c->mem, e->name), e->one));
	text_c(t, ": ");
	text_html(t, record_title(c->mem, rec));
	text_c(t, "</h2>\n<table>\n");
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const struct cell *v = record_value(rec, f);

		if (f->to_count > 0 || value_empty(v) ||
		    !(f->away ? sees_all(c) : auth_sees(c, f)))
			continue;
		text_c(t, "<tr><th>");
		text_html(t, field_label(c->meta, c->actor.language, f));
		text_c(t, "</th><td>");
		text_html(t, value_show(c->mem, f, v));
		text_c(t, "</td></tr>\n");
	}
	text_c(t, "</table>\n");
}

static enum err
write_page(struct ctx *c, const struct pieces *p, struct text *t)
{
	text_c(t, "<!doctype html>\n<html lang=\"");
	text_c(t, c->actor.language);
	text_c(t, "\"><meta charset=\"utf-8\"><title>person</title>\n<h1>");
	text_html(t, c->meta->facts.name);
	text_c(t, "</h1>\n<p>");
	text_str(t, time_write(c->mem, c->now_ms));
	text_c(t, "</p>\n");
	for (size_t i = 0; i < p->go.count; i++) {
		struct record *rec;
		enum err e = record_load(c, p->go.at[i].ref, &rec);

		if (e == OK)
			add_record(c, t, rec);
		else if (e != ERR_ABSENT)
			return e;
	}
	text_c(t, "</html>\n");
	return OK;
}

/* ---- the zip ---- */

static enum err
add_text(zip_t *zip, const char *name, struct str text)
{
	zip_source_t *source = zip_source_buffer(zip, text.at, text.len, 0);

	if (source == NULL || zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) < 0)
		return ERR_FULL;
	return OK;
}

/* "files/1234 offer.pdf": what people called it, without a way out of the folder. */
static char *
entry_name(struct ctx *c, const struct record *rec)
{
	struct str title = record_title(c->mem, rec);
	char *name = str_c(c->mem,
	    str_printf(c->mem, "files/%" PRId64 " %.*s", rec->id, STR_ARG(title)));

	for (char *at = name + 6; *at != '\0'; at++)
		if (*at == '/' || *at == '\\' || (unsigned char)*at < 32)
			*at = '_';
	return name;
}

static enum err
add_files(struct ctx *c, const struct pieces *p, zip_t *zip)
{
	for (size_t i = 0; i < p->go.count; i++) {
		const struct entity *e = p->go.at[i].ref.entity;
		const struct field *hash = entity_field(e, STR("hash"));
		struct record *rec;
		zip_source_t *source;
		struct str at;

		if (!e->server || hash == NULL || !hash->hidden ||
		    record_load(c, p->go.at[i].ref, &rec) != OK ||
		    value_empty(record_value(rec, hash)))
			continue;
		at = record_value(rec, hash)->s;
		source = zip_source_file(zip,
		    str_c(c->mem, str_printf(c->mem, "%s/%.2s/%.*s", site_files(c->site),
				      at.at, STR_ARG(at))),
		    0, -1);
		if (source == NULL ||
		    zip_file_add(zip, entry_name(c, rec), source, ZIP_FL_ENC_UTF_8) < 0)
			return ERR_DOWN;
	}
	return OK;
}

enum err
person_write(struct ctx *c, struct ref who, const char *path)
{
	struct text json = TEXT_INIT(c->mem), page = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&json);
	struct pieces p;
	zip_t *zip;
	enum err e;

	TRY(pieces_find(c, who, &p));
	TRY(write_json(c, who, &p, &w));
	TRY(write_page(c, &p, &page));
	zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	if (zip == NULL)
		return ERR_FULL;
	e = add_text(zip, "person.json", text_done(&json));
	if (e == OK)
		e = add_text(zip, "person.html", text_done(&page));
	if (e == OK)
		e = add_files(c, &p, zip);
	if (e != OK) {
		zip_discard(zip);
		return e;
	}
	if (zip_close(zip) == 0)
		return chmod(path, 0600) == 0 ? OK : ERR_DOWN;
	zip_discard(zip);
	return ERR_FULL;
}

/* ---- the job ---- */

static const char *
path_of(struct ctx *c, int64_t job)
{
	char *dir = str_c(c->mem, str_printf(c->mem, "%s/persons", site_files(c->site)));

	mkdir(dir, 0700);
	return str_c(c->mem, str_printf(c->mem, "%s/%" PRId64 ".zip", dir, job));
}

void
person_forget(struct ctx *c, int64_t job)
{
	(void)unlink(path_of(c, job));
}

enum err
person_add(struct ctx *c, struct ref who, int64_t *job)
{
	struct grant g = auth_grant(c, who.entity, MAY_EXPORT);
	struct record *rec;
	json_t *args;

	TRY(record_load(c, who, &rec));
	if (auth_never(&g))
		return ERR_DENIED;
	if (!who.entity->person) {
		fault(c, STR(""), "not_person", NULL);
		return ERR_INPUT;
	}
	TRY(auth_of_row(c, who.entity, MAY_EXPORT, who.id, NULL));
	args = json_hold(
	    c->mem, json_pack("{s:s, s:s}", "entity", str_c(c->mem, who.entity->name),
			"id", str_printf(c->mem, "%" PRId64, who.id).at));
	TRY(job_add(c, "person", args, job));
	TRY(trail(c, TRAIL_PERSON, (struct trail_about){ who.entity, who.id, 0 }, "job",
	    str_printf(c->mem, "%" PRId64, *job).at, NULL));
	site_wake_jobs(c->site);
	return OK;
}

enum err
person_job(struct ctx *c, struct job *job)
{
	struct ref who = { meta_entity(c->meta, json_get_str(job->args, "entity")), 0 };

	if (who.entity == NULL || !str_int(json_get_str(job->args, "id"), &who.id))
		return ERR_BUG;
	c->actor.program = false; /* what the asker may not see is not in it */
	TRY(auth_as(c, job->owner));
	TRY(person_write(c, who, path_of(c, job->id)));
	json_object_set_new(job->result, "file", json_true());
	return OK;
}

/* It lies there for a while: who may take the person out no more does not get it. */
static enum err
still_may(struct ctx *c, const struct job *job)
{
	struct ref who = { meta_entity(c->meta, json_get_str(job->args, "entity")), 0 };
	struct record *rec;

	if (who.entity == NULL || !str_int(json_get_str(job->args, "id"), &who.id))
		return ERR_ABSENT;
	TRY(record_load(c, who, &rec));
	return auth_of_row(c, who.entity, MAY_EXPORT, who.id, NULL);
}

enum err
person_file(struct ctx *c, int64_t id, const char **path)
{
	struct job job = { 0 };

	TRY(job_load(c, id, &job));
	if (!str_is(job.kind, "person") || !str_is(job.state, "done"))
		return ERR_ABSENT;
	TRY(still_may(c, &job));
	*path = path_of(c, id);
	return access(*path, F_OK) == 0 ? OK : ERR_ABSENT;
}
