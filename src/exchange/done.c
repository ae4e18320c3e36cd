/*
 * done.c - what was done to many records at once, and can be taken back.
 *
 * Jobs, merges and changes of the structure are three tables; their ids come of one
 * clock, so a page is the newest of all, behind one id.
 */
#include "exchange/room.h"

struct line {
	int64_t id, at_ms, by;
	struct str kind; /* act bulk hand import merge studio */
	int64_t count;
	enum stands stands;
	struct job job, undo;         /* of a job */
	const struct entity *entity;  /* NULL: not of one kind, or not there any more */
	int64_t record, person;       /* the one that stays; who gave */
	int64_t undone_ms, undone_by; /* 0: it is not, or nobody knows who */
	struct site_part *parts;      /* of a change of the structure: count documents */
};

/* ---- jobs ---- */

int64_t
job_touched(const struct job *job)
{
	return json_get_int(job->result, "created", 0) +
	       json_get_int(job->result, "updated", 0);
}

static enum err
entity_of_import(struct ctx *c, const struct job *job, const struct entity **out)
{
	struct import imp;
	enum err e = import_load(c, id_of(job->args, "import"), &imp);

	if (e == OK)
		*out = meta_entity(c->meta, imp.entity);
	return e == ERR_ABSENT ? OK : e;
}

static enum err
line_of_job(struct ctx *c, const struct job *job, struct line *out)
{
	*out = (struct line){ .id = job->id,
		.at_ms = job->created_ms,
		.by = job->owner,
		.kind = job->kind,
		.count = job_touched(job),
		.job = *job,
		.entity = meta_entity(c->meta, json_get_str(job->args, "entity")),
		.person = str_is(job->kind, "hand") ? id_of(job->args, "from") : 0 };
	if (str_is(job->kind, "act"))
		out->record = id_of(job->args, "record");
	if (str_is(job->kind, "import"))
		TRY(entity_of_import(c, job, &out->entity));
	TRY(job_stands(c, job, &out->undo, &out->stands));
	if (out->undo.id != 0) {
		out->undone_ms = out->undo.created_ms;
		out->undone_by = out->undo.owner;
	}
	return OK;
}

/* ---- merges ---- */

static void
select_merges(struct ctx *c, int64_t owner, int64_t before, size_t max, struct sql *q)
{
	sql_text(q,
	    "select m.id, m.at_ms, m.actor, m.entity, m.record, m.undone_ms, m.body,"
	    " (select count(*) from _merge_part p where p.merge = m.id),"
	    " (select count(*) from _merge n where n.record = m.record and n.id > m.id"
	    "  and n.undone_ms is null and n.body <> ''),"
	    " (select count(*) from _merge_part p join _merge n on n.id = p.merge"
	    "  where p.record = m.record and n.undone_ms is null and n.body <> '')"
	    " from _merge m where m.id < ");
	sql_int(q, before);
	if (owner != 0) {
		sql_text(q, " and m.actor = ");
		sql_int(q, owner);
	}
	if (c->actor.scopes != NULL) /* no token made one that it could be told of */
		sql_text(q, " and 1 = 0");
	sql_text(q, " order by m.id desc");
	sql_limit(q, (int64_t)max);
}

static struct line
line_of_merge(struct ctx *c, const struct rows *r)
{
	struct line line = { .id = row_int(r, 0),
		.at_ms = row_int(r, 1),
		.by = row_int(r, 2),
		.kind = STR("merge"),
		.entity = meta_entity(c->meta, row_str(r, 3)),
		.record = row_int(r, 4),
		.undone_ms = row_int(r, 5),
		.count = row_int(r, 7) };

	line.stands = line.undone_ms != 0      ? STANDS_BACK
		      : row_str(r, 6).len == 0 ? STANDS_LOST
		      : line.entity == NULL    ? STANDS_LOST
		      : row_int(r, 8) > 0      ? STANDS_LATER
		      : row_int(r, 9) > 0      ? STANDS_LATER
					       : STANDS;
	return line;
}

static enum err
load_merges(struct ctx *c, int64_t owner, int64_t before, struct line *out, size_t max,
    size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	select_merges(c, owner, before, max, &q);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < max && rows_next(&r))
		out[(*count)++] = line_of_merge(c, &r);
	return rows_err(&r);
}

/* ---- changes of the structure ---- */

/* Administrators' alone; what took one back is told with what it took back. */
static void
select_sheets(struct ctx *c, int64_t owner, int64_t before, size_t max, struct sql *q)
{
	sql_text(q, "select t.id, t.at_ms, t.actor, coalesce((select max(u.id) from"
		    " _sheet_change u where u.undoes = t.id), 0) from _sheet_change t"
		    " where t.undoes = 0 and t.id < ");
	sql_int(q, before);
	if (owner != 0) {
		sql_text(q, " and t.actor = ");
		sql_int(q, owner);
	}
	if (!c->actor.admin || c->actor.scopes != NULL)
		sql_text(q, " and 1 = 0");
	sql_text(q, " order by t.id desc");
	sql_limit(q, (int64_t)max);
}

static enum err
load_sheets(struct ctx *c, int64_t owner, int64_t before, struct line *out, size_t max,
    size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	select_sheets(c, owner, before, max, &q);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < max && rows_next(&r))
		out[(*count)++] = (struct line){ .id = row_int(&r, 0),
			.at_ms = row_int(&r, 1),
			.by = row_int(&r, 2),
			.kind = STR("studio"),
			.undo = { .id = row_int(&r, 3) } };
	return rows_err(&r);
}

/* What it said is there still, or somebody said otherwise of the same since. */
static enum err
sheet_stands(struct ctx *c, struct line *line)
{
	struct site_doc without;
	struct site_past back;
	size_t count;

	TRY(site_past_parts(c, line->id, &line->parts, &count));
	line->count = (int64_t)count;
	line->stands = STANDS;
	if (line->undo.id != 0) {
		TRY(site_past(c, line->undo.id, &back));
		line->undo.id = 0; /* no job */
		line->stands = STANDS_BACK;
		line->undone_ms = back.at_ms;
		line->undone_by = back.by;
	}
	for (size_t i = 0; line->stands == STANDS && i < count; i++) {
		enum err e = site_take_back(c, &line->parts[i], &without);

		if (e != OK && e != ERR_CLASH)
			return e;
		if (e == ERR_CLASH)
			line->stands = STANDS_LATER;
	}
	return OK;
}

static enum err
sheets_stand(struct ctx *c, struct line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(lines[i].kind, "studio"))
			TRY(sheet_stands(c, &lines[i]));
	return OK;
}

/* ---- a page of all ---- */

static int
newest_first(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->id < y->id) - (x->id > y->id);
}

static enum err
load_jobs(struct ctx *c, int64_t owner, int64_t before, struct line *out, size_t max,
    size_t *count)
{
	struct job *jobs;

	TRY(job_list(c, owner, before, max, &jobs, count));
	for (size_t i = 0; i < *count; i++)
		TRY(line_of_job(c, &jobs[i], &out[i]));
	return OK;
}

static enum err
load_lines(struct ctx *c, int64_t owner, int64_t before, struct line *out, size_t max,
    size_t *count)
{
	struct line *all = arena_array(c->mem, struct line, 3 * max);
	size_t jobs, merges, sheets;

	TRY(load_jobs(c, owner, before, all, max, &jobs));
	TRY(load_merges(c, owner, before, all + jobs, max, &merges));
	TRY(load_sheets(c, owner, before, all + jobs + merges, max, &sheets));
	*count = jobs + merges + sheets;
	qsort(all, *count, sizeof(*all), newest_first);
	*count = *count < max ? *count : max;
	memcpy(out, all, *count * sizeof(*all));
	return sheets_stand(c, out, *count);
}

/* ---- as it is told ---- */

static enum err
write_title(
    struct ctx *c, struct jw *w, const char *key, const struct entity *e, int64_t id)
{
	struct title *titles;

	jw_key_c(w, key);
	if (id == 0 || e == NULL) {
		jw_null(w);
		return OK;
	}
	TRY(record_titles(c, e, &id, 1, &titles));
	if (titles[0].text.len == 0) { /* not for these eyes */
		jw_null(w);
		return OK;
	}
	title_write(c, w, e, &titles[0]);
	return OK;
}

static enum err
write_name(struct ctx *c, struct jw *w, const struct line *line)
{
	struct import imp;
	enum err e = import_load(c, id_of(line->job.args, "import"), &imp);

	if (e != OK)
		return e == ERR_ABSENT ? OK : e;
	jw_key(w, "name");
	jw_str(w, imp.name);
	jw_key(w, "import");
	jw_id(w, imp.id);
	return OK;
}

/* The fields that were set, those that the actor sees; or that they were deleted. */
static void
write_bulk(struct ctx *c, struct jw *w, const struct line *line)
{
	const json_t *set = json_object_get(line->job.args, "set");
	const char *name;
	json_t *value;

	jw_key(w, "delete");
	jw_bool(w, json_get_bool(line->job.args, "delete"));
	if (json_object_get(line->job.args, "archive") != NULL) {
		jw_key(w, "archive");
		jw_bool(w, json_get_bool(line->job.args, "archive"));
	}
	jw_key(w, "fields");
	jw_array(w);
	json_object_foreach((json_t *)(uintptr_t)set, name, value)
	{
		const struct field *f =
		    line->entity == NULL ? NULL
					 : auth_seen_field(c, line->entity, str_of(name));

		if (f != NULL)
			jw_str(w, f->name);
	}
	jw_end(w);
}

/* What it is called; it may be gone by now. */
static void
write_action(struct ctx *c, struct jw *w, const struct line *line)
{
	struct str name = json_get_str(line->job.args, "action");
	const struct action *a =
	    line->entity == NULL ? NULL : entity_action(line->entity, name);

	jw_key(w, "action");
	jw_str(w,
	    a == NULL ? name : action_label(c->meta, c->actor.language, line->entity, a));
}

static void
write_documents(struct jw *w, const struct line *line)
{
	jw_key(w, "documents");
	jw_array(w);
	for (int64_t i = 0; i < line->count; i++)
		jw_str(w, line->parts[i].name);
	jw_end(w);
}

static enum err
write_back(struct ctx *c, struct jw *w, const struct line *line)
{
	jw_key(w, "back");
	if (line->undone_ms == 0) {
		jw_null(w);
		return OK;
	}
	jw_open(w);
	jw_key(w, "at");
	jw_int(w, line->undone_ms);
	TRY(write_title(c, w, "by", meta_entity(c->meta, STR("user")), line->undone_by));
	if (line->undo.id != 0) {
		jw_key(w, "job");
		jw_id(w, line->undo.id);
		jw_key(w, "count");
		jw_int(w, job_touched(&line->undo));
		jw_key(w, "stayed");
		jw_int(w, json_get_int(line->undo.result, "refused", 0));
	}
	jw_close(w);
	return OK;
}

static enum err
write_line(struct ctx *c, struct jw *w, const struct line *line)
{
	static const char *const why[] = { "", "runs", "back_runs", "back", "nothing",
		"later", "lost", "not" };
	const struct entity *user = meta_entity(c->meta, STR("user"));

	jw_open(w);
	jw_key(w, "id");
	jw_id(w, line->id);
	jw_key(w, "kind");
	jw_str(w, line->kind);
	jw_key(w, "at");
	jw_int(w, line->at_ms);
	TRY(write_title(c, w, "by", user, line->by));
	jw_key(w, "entity");
	if (line->entity != NULL)
		jw_str(w, line->entity->name);
	else
		jw_null(w);
	jw_key(w, "count");
	jw_int(w, line->count);
	TRY(write_title(c, w, "record", line->entity, line->record));
	TRY(write_title(c, w, "person", user, line->person));
	if (str_is(line->kind, "import"))
		TRY(write_name(c, w, line));
	if (str_is(line->kind, "bulk"))
		write_bulk(c, w, line);
	if (str_is(line->kind, "act"))
		write_action(c, w, line);
	if (str_is(line->kind, "studio"))
		write_documents(w, line);
	jw_key(w, "undo");
	jw_bool(w, line->stands == STANDS);
	jw_key(w, "why");
	jw_c(w, why[line->stands]);
	TRY(write_back(c, w, line));
	jw_close(w);
	return OK;
}

enum err
done_list(struct ctx *c, struct str after, bool mine, struct jw *w)
{
	struct line *lines = arena_array(c->mem, struct line, DONE_PAGE + 1);
	int64_t owner = mine || !c->actor.admin ? c->actor.user : 0, before = INT64_MAX;
	size_t count;

	if (after.len > 0 && !str_int(after, &before))
		return ERR_FORM;
	TRY(load_lines(c, owner, before, lines, DONE_PAGE + 1, &count));
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count && i < DONE_PAGE; i++)
		TRY(write_line(c, w, &lines[i]));
	jw_end(w);
	jw_key(w, "next");
	if (count > DONE_PAGE)
		jw_id(w, lines[DONE_PAGE - 1].id);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}

/* ---- how much of it would stay ---- */

static enum err
count_later(struct ctx *c, int64_t job, int64_t *looked, int64_t *later)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q,
	    "select count(*), coalesce(sum(case when exists (select 1 from _event l"
	    " where l.entity = e.entity and l.record = e.record and l.id > e.id"
	    " and l.job <> e.job) then 1 else 0 end), 0) from (select id, entity, record,"
	    " job from _event where job <> 0 and job = ");
	sql_int(&q, job);
	sql_text(&q, " order by id desc");
	sql_limit(&q, DONE_LOOK);
	sql_text(&q, ") e");
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_BUG;
	*looked = row_int(&r, 0);
	*later = row_int(&r, 1);
	return OK;
}

enum err
done_look(struct ctx *c, int64_t id, struct jw *w)
{
	struct job job = { 0 };
	int64_t looked, later;

	TRY(job_look(c, id, &job));
	if (!job_can_undo(&job))
		return ERR_ABSENT;
	TRY(count_later(c, id, &looked, &later));
	jw_open(w);
	jw_key(w, "total");
	jw_int(w, job_touched(&job));
	jw_key(w, "looked");
	jw_int(w, looked);
	jw_key(w, "later");
	jw_int(w, later);
	jw_close(w);
	return OK;
}
