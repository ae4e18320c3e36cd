/*
 * job.c - rows of work: add, keep, load.
 */
#include "job/room.h"

static enum err
insert(
    struct ctx *c, int64_t id, const char *kind, const json_t *args, const json_t *result)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q,
	    "insert into _job (id, kind, state, args, result, done, total, owner,"
	    " created_ms, run_ms, lease_ms, tries, address, session, scopes) values (");
	sql_int(&q, id);
	sql_text(&q, ", ");
	sql_str(&q, str_of(kind));
	sql_text(&q, ", ");
	sql_str(&q, result == NULL ? STR("waiting") : STR("done"));
	sql_text(&q, ", ");
	sql_str(&q, json_dump(c->mem, args));
	sql_text(&q, ", ");
	sql_str(&q, result == NULL ? STR("") : json_dump(c->mem, result));
	sql_text(&q, ", 0, 0, ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", 0, 0, ");
	sql_str(&q, c->from.address);
	sql_text(&q, ", ");
	sql_int(&q, c->from.session);
	sql_text(&q, ", ");
	if (c->actor.scopes == NULL)
		sql_text(&q, "null");
	else
		sql_str(&q, json_dump(c->mem, c->actor.scopes));
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

enum err
job_add(struct ctx *c, const char *kind, const json_t *args, int64_t *id)
{
	DEFER(tx_end) struct tx tx = { 0 };

	*id = db_new_id(c->db);
	TRY(tx_begin(c->db, &tx));
	TRY(insert(c, *id, kind, args, NULL));
	return tx_commit(&tx);
}

enum err
job_note(
    struct ctx *c, int64_t id, const char *kind, const json_t *args, const json_t *result)
{
	assert(db_in_tx(c->db));
	return insert(c, id, kind, args, result);
}

/* Of a token's job; what cannot be read allows nothing. */
static json_t *
scopes_of(struct ctx *c, const struct rows *r, int column)
{
	json_t *scopes;

	if (row_null(r, column))
		return NULL;
	if (json_read(c->mem, row_str(r, column), &scopes, NULL) != OK)
		return json_hold(c->mem, json_array());
	return scopes;
}

static enum err
take_row(struct ctx *c, const struct rows *r, struct job *out)
{
	struct str args = str_copy(c->mem, row_str(r, 3)),
		   result = str_copy(c->mem, row_str(r, 4));

	out->id = row_int(r, 0);
	out->kind = str_copy(c->mem, row_str(r, 1));
	out->state = str_copy(c->mem, row_str(r, 2));
	out->done = row_int(r, 5);
	out->total = row_int(r, 6);
	out->owner = row_int(r, 7);
	out->created_ms = row_int(r, 8);
	out->tries = row_int(r, 9);
	out->said = str_copy(c->mem, row_str(r, 10));
	out->from = (struct origin){ .address = str_copy(c->mem, row_str(r, 11)),
		.session = row_int(r, 12) };
	out->scopes = scopes_of(c, r, 13);
	out->undone = row_int(r, 14);
	if (json_read(c->mem, args, &out->args, NULL) != OK)
		return ERR_BUG;
	if (result.len == 0)
		out->result = json_hold(c->mem, json_object());
	else if (json_read(c->mem, result, &out->result, NULL) != OK)
		return ERR_BUG;
	return OK;
}

static void
select_jobs(struct sql *q)
{
	sql_text(q,
	    "select id, kind, state, args, result, done, total, owner, created_ms, tries,"
	    " said, address, session, scopes, undone from _job where ");
}

enum err
job_load(struct ctx *c, int64_t id, struct job *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	select_jobs(&q);
	sql_text(&q, "id = ");
	sql_int(&q, id);
	if (!c->actor.admin && !c->actor.program) {
		sql_text(&q, " and owner = ");
		sql_int(&q, c->actor.user);
	}
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	return take_row(c, &r, out);
}

/* A token's jobs are told to that token alone: see job_look(). */
enum err
job_list(struct ctx *c, int64_t owner, int64_t before, size_t max, struct job **out,
    size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*out = arena_array(c->mem, struct job, max);
	*count = 0;
	select_jobs(&q);
	sql_text(&q, "kind in ('act', 'archive', 'bulk', 'hand', 'import') and id < ");
	sql_int(&q, before);
	if (owner != 0) {
		sql_text(&q, " and owner = ");
		sql_int(&q, owner);
	}
	if (c->actor.scopes != NULL) {
		sql_text(&q, " and session = ");
		sql_int(&q, c->from.session);
	}
	sql_text(&q, " order by id desc");
	sql_limit(&q, (int64_t)max);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < max && rows_next(&r))
		TRY(take_row(c, &r, &(*out)[(*count)++]));
	return rows_err(&r);
}

enum err
job_set_undone(struct ctx *c, const struct job *job, int64_t undo)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _job set undone = ");
	sql_int(&q, undo);
	sql_text(&q, " where id = ");
	sql_int(&q, job->id);
	sql_text(&q, " and coalesce(undone, 0) = ");
	sql_int(&q, job->undone);
	TRY(db_run(c->db, &q));
	return db_changes(c->db) == 0 ? ERR_CLASH : OK;
}

enum err
job_look(struct ctx *c, int64_t id, struct job *out)
{
	TRY(job_load(c, id, out));
	return c->actor.scopes != NULL && out->from.session != c->from.session
		   ? ERR_ABSENT
		   : OK;
}

void
job_where_ours(const struct job *job, struct sql *q)
{
	sql_text(q, " where state = 'running' and id = ");
	sql_int(q, job->id);
	sql_text(q, " and tries = ");
	sql_int(q, job->tries);
}

void
job_shout(struct ctx *c, const struct job *job, const char *state)
{
	struct text t = TEXT_INIT(c->mem);

	if (c->hub == NULL)
		return;
	text_printf(&t,
	    "{\"id\":\"%" PRId64 "\",\"kind\":\"%.*s\",\"state\":\"%s\",\"done\":%" PRId64
	    ",\"total\":%" PRId64 "}",
	    job->id, STR_ARG(job->kind), state, job->done, job->total);
	hub_shout(c->hub, job->owner, "job", text_done(&t));
}

static bool
is_over(const struct ctx *c)
{
	return c->stop != NULL && *c->stop;
}

enum err
job_step(struct ctx *c, struct job *job, int64_t done, int64_t total)
{
	struct sql q = SQL_INIT(c->mem);

	if (is_over(c))
		return ERR_LIMIT;
	job->done = done;
	job->total = total;
	sql_text(&q, "update _job set done = ");
	sql_int(&q, done);
	sql_text(&q, ", total = ");
	sql_int(&q, total);
	sql_text(&q, ", result = ");
	sql_str(&q, json_dump(c->mem, job->result));
	sql_text(&q, ", lease_ms = ");
	sql_int(&q, time_now_ms() + JOB_LEASE_MS);
	job_where_ours(job, &q);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_LIMIT;
	job_shout(c, job, "running");
	return OK;
}

enum err
job_done(struct ctx *c, struct job *job)
{
	struct sql q = SQL_INIT(c->mem);

	TRY(job_step(c, job, job->done, job->done));
	sql_text(&q, "update _job set state = 'done'");
	job_where_ours(job, &q);
	return db_run(c->db, &q);
}

enum err
job_hold(struct ctx *c, struct job *job, int64_t ms)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _job set lease_ms = ");
	sql_int(&q, time_now_ms() + ms);
	job_where_ours(job, &q);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_LIMIT;
	return tx_commit(&tx);
}

/* Stopped by another process, where one can be while we write? */
static enum err
still_runs(struct ctx *c, const struct job *job)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t one;

	sql_text(&q, "select 1 from _job");
	job_where_ours(job, &q);
	return db_int(c->db, &q, ERR_LIMIT, &one);
}

enum err
job_tell(struct ctx *c, struct job *job, int64_t done, int64_t total)
{
	if (is_over(c) || queue_halts(c->queue, job->id))
		return ERR_LIMIT;
	TRY(still_runs(c, job));
	job->done = done;
	job->total = total;
	job_shout(c, job, "running");
	return OK;
}

static enum err
write_stop(struct ctx *c, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _job set state = 'stopped' where state in ('waiting', "
		     "'running') and id = ");
	sql_int(&q, id);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
job_stop(struct ctx *c, int64_t id)
{
	struct job job;
	enum err err;

	TRY(job_look(c, id, &job));
	queue_halt(c->queue, id);
	err = write_stop(c, id);
	queue_halted(c->queue, id);
	return err;
}

bool
job_can_undo(const struct job *job)
{
	return str_is(job->kind, "act") || str_is(job->kind, "archive") ||
	       str_is(job->kind, "import") || str_is(job->kind, "bulk") ||
	       str_is(job->kind, "hand");
}

void
job_write(struct jw *w, const struct job *job)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, job->id);
	jw_key(w, "kind");
	jw_str(w, job->kind);
	jw_key(w, "state");
	jw_str(w, job->state);
	jw_key(w, "done");
	jw_int(w, job->done);
	jw_key(w, "total");
	jw_int(w, job->total);
	jw_key(w, "result");
	jw_json(w, job->result);
	jw_key(w, "undo"); /* may it be asked for */
	jw_bool(w, str_is(job->state, "done") && job_can_undo(job) && job->undone == 0);
	if (job->said.len > 0) {
		jw_key(w, "said");
		jw_str(w, job->said);
	}
	jw_close(w);
}
