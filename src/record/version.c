/*
 * version.c - a record with its lines, kept as it was when it came to a stage.
 *
 * The history tells who changed which field; a version tells what somebody outside was
 * shown: all of it, at one moment.  It holds what people say of the record - no stage, no
 * owner, no stamps - so that who moves it back and forth makes no version that says
 * nothing new.
 *
 * What is read of it is asked of the record as it is now: who does not see a field does
 * not see what it was, and who does not read lines gets none.
 */
#include "record/room.h"

/* ---- kept ---- */

static bool
is_said(const struct field *f)
{
	return !f->hidden && !f->system && !f->brought && f->trait == NULL;
}

static void
write_fields(struct jw *w, const struct record *rec, const struct field *but)
{
	const struct entity *e = rec->entity;

	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (!is_said(f) || f == but || value_empty(&rec->now[f->first]))
			continue;
		jw_key_quoted(w, f->key);
		value_write(w, f, &rec->now[f->first]);
	}
	jw_close(w);
}

static enum err
page_of_lines(struct ctx *c, const struct record *rec, struct page *out)
{
	const struct entity *lines = rec->entity->lines;
	struct query query = { .entity = lines, .limit = LINES_MAX };
	LIST(const struct field *) fields = { 0 };

	for (size_t i = 0; i < lines->field_count; i++)
		*list_add(c->mem, &fields) = &lines->fields[i];
	query.fields = fields.at;
	query.field_count = fields.count;
	query.where = str_printf(
	    c->mem, "%.*s = '%" PRId64 "'", STR_ARG(lines->line->of->name), rec->id);
	if (lines->line->order != NULL)
		query.sort = lines->line->order->name;
	return record_page(c, &query, out);
}

static enum err
write_lines(struct ctx *c, const struct record *rec, struct jw *w)
{
	struct page page;

	TRY(page_of_lines(c, rec, &page));
	jw_key(w, "lines");
	jw_array(w);
	for (size_t i = 0; i < page.count; i++) {
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, page.rows[i]->id);
		write_fields(w, page.rows[i], page.rows[i]->entity->line->of);
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

/* Whoever keeps it: a version is the same for all, and shown to each as they may. */
static enum err
body_of(struct ctx *c, const struct record *rec, struct str *out)
{
	struct actor was = c->actor;
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	enum err e = OK;

	c->actor.program = true;
	jw_open(&w);
	write_fields(&w, rec, NULL);
	if (rec->entity->lines != NULL)
		e = write_lines(c, rec, &w);
	jw_close(&w);
	c->actor = was;
	*out = text_done(&t);
	return e;
}

static void
select_versions(struct sql *q, struct ref which, bool bodies)
{
	sql_text(q, "select number, at_ms, actor, stage");
	if (bodies)
		sql_text(q, ", body");
	sql_text(q, " from _version where record = ");
	sql_int(q, which.id);
	sql_text(q, " and entity = ");
	sql_str(q, which.entity->name);
}

static struct version
version_of_row(struct ctx *c, const struct rows *r)
{
	return (struct version){ .number = row_int(r, 0),
		.at_ms = row_int(r, 1),
		.actor = row_int(r, 2),
		.stage = str_copy(c->mem, row_str(r, 3)) };
}

/* With its body as it is stored. */
static enum err
find(struct ctx *c, struct sql *q, struct version *out, struct str *body)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(c->db, q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	*out = version_of_row(c, &r);
	*body = str_copy(c->mem, row_str(&r, 4));
	return OK;
}

static enum err
find_last(struct ctx *c, struct ref which, struct version *out, struct str *body)
{
	struct sql q = SQL_INIT(c->mem);

	select_versions(&q, which, true);
	sql_text(&q, " order by number desc");
	sql_limit(&q, 1);
	return find(c, &q, out, body);
}

static enum err
insert(struct ctx *c, const struct record *rec, int64_t number, struct str body)
{
	const struct field *stage = rec->entity->stage;
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _version (id, entity, record, number, stage, actor,"
		     " at_ms, body) values (");
	sql_int(&q, db_new_id(c->db));
	sql_text(&q, ", ");
	sql_str(&q, rec->entity->name);
	sql_text(&q, ", ");
	sql_int(&q, rec->id);
	sql_text(&q, ", ");
	sql_int(&q, number);
	sql_text(&q, ", ");
	sql_str(&q, stage == NULL ? STR("") : rec->now[stage->first].s);
	sql_text(&q, ", ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_str(&q, body);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

enum err
record_version_keep(struct ctx *c, const struct record *rec)
{
	struct ref which = { rec->entity, rec->id };
	struct version last = { 0 };
	struct str body, was = STR("");
	enum err e;

	TRY(body_of(c, rec, &body));
	e = find_last(c, which, &last, &was);
	if (e != OK && e != ERR_ABSENT)
		return e;
	return str_same(body, was) ? OK : insert(c, rec, last.number + 1, body);
}

enum err
record_version_last(struct ctx *c, struct ref which, struct version *out)
{
	struct str body;

	TRY(find_last(c, which, out, &body));
	return json_read(c->mem, body, &out->body, NULL) == OK ? OK : ERR_BUG;
}

enum err
record_versions_forget(struct ctx *c, struct ref which)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _version where record = ");
	sql_int(&q, which.id);
	return db_run(c->db, &q);
}

/* ---- told ---- */

static enum err
write_head(struct ctx *c, struct jw *w, const struct version *v)
{
	const struct entity *user = meta_entity(c->meta, STR("user"));

	jw_key(w, "number");
	jw_int(w, v->number);
	jw_key(w, "at_ms");
	jw_int(w, v->at_ms);
	jw_key(w, "stage");
	jw_str(w, v->stage);
	jw_key(w, "by");
	if (v->actor != 0 && user != NULL)
		return record_write_named(c, w, user, v->actor);
	jw_null(w);
	return OK;
}

enum err
record_versions(struct ctx *c, struct ref which, struct jw *w)
{
	LIST(struct version) all = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct record *rec;

	TRY(record_load(c, which, &rec));
	select_versions(&q, which, false);
	sql_text(&q, " order by number desc");
	sql_limit(&q, VERSIONS_TOLD);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (rows_next(&r))
			*list_add(c->mem, &all) = version_of_row(c, &r);
		TRY(rows_err(&r));
	}
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < all.count; i++) {
		jw_open(w);
		TRY(write_head(c, w, &all.at[i]));
		jw_close(w);
	}
	jw_end(w);
	jw_close(w);
	return OK;
}

static void
tell_fields(
    struct ctx *c, struct jw *w, const struct entity *e, const json_t *fields, bool mine)
{
	jw_key(w, "fields");
	jw_raw(w, changes_told(c, e, json_dump(c->mem, fields), mine));
}

/* Titles of what its references name, as they are called now. */
static enum err
tell_refs(struct ctx *c, struct jw *w, const struct entity *e, const json_t *fields)
{
	jw_key(w, "refs");
	jw_open(w);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		int64_t id;

		if (f->to_count != 1 || !auth_asks(c, f) ||
		    !str_int(json_get_str(fields, str_c(c->mem, f->name)), &id))
			continue;
		jw_key_quoted(w, f->key);
		TRY(record_write_named(c, w, f->to[0], id));
	}
	jw_close(w);
	return OK;
}

static enum err
tell_lines(struct ctx *c, struct jw *w, const struct entity *lines, const json_t *all)
{
	struct grant g = auth_grant(c, lines, MAY_READ);
	const json_t *line;
	size_t i;

	jw_key(w, "lines");
	jw_array(w);
	json_array_foreach((json_t *)(uintptr_t)all, i, line)
	{
		int64_t id;

		if (!str_int(json_get_str(line, "id"), &id))
			continue;
		if (!g.all && auth_reaches(c, lines, &g, id, NULL) != OK)
			continue;
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, id);
		tell_fields(c, w, lines, json_object_get(line, "fields"), false);
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

enum err
record_version(struct ctx *c, struct ref which, int64_t number, struct jw *w)
{
	struct sql q = SQL_INIT(c->mem);
	const json_t *fields;
	struct record *rec;
	struct version v;
	struct str body;

	TRY(record_load(c, which, &rec));
	select_versions(&q, which, true);
	sql_text(&q, " and number = ");
	sql_int(&q, number);
	TRY(find(c, &q, &v, &body));
	if (json_read(c->mem, body, &v.body, NULL) != OK)
		return ERR_BUG;
	fields = json_object_get(v.body, "fields");
	jw_open(w);
	TRY(write_head(c, w, &v));
	tell_fields(c, w, which.entity, fields, auth_is_mine(c, which.entity, rec->now));
	TRY(tell_refs(c, w, which.entity, fields));
	if (which.entity->lines != NULL)
		TRY(tell_lines(
		    c, w, which.entity->lines, json_object_get(v.body, "lines")));
	jw_close(w);
	return OK;
}
