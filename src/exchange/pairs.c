/*
 * pairs.c - the search for duplicates as a job, and how the last one went.
 *
 * The table of pairs is everybody's, so it is searched by the program; who asks for it
 * must see all of it, because the job tells how much there is.  Of what too many share
 * the job keeps one record that has it, not the value: it is read when it is told.
 */
#include "exchange/room.h"

#define TELL_AFTER INT64_C(500000) /* µs between two words of how far it is */

/* ---- the job ---- */

struct telling {
	struct job *job;
	int64_t told_us;
};

static enum err
tell(struct ctx *c, void *arg, int64_t done, int64_t total)
{
	DEFER(arena_freep) struct arena *mem = NULL;
	DEFER(tx_end) struct tx tx = { 0 };
	struct telling *telling = arg;
	struct ctx part;

	if (time_steady_us() - telling->told_us < TELL_AFTER)
		return c->stop != NULL && *c->stop ? ERR_LIMIT : OK;
	telling->told_us = time_steady_us();
	mem = arena_new();
	part = ctx_part(c, mem);
	TRY(tx_begin(part.db, &tx));
	TRY(job_step(&part, telling->job, done, total));
	return tx_commit(&tx);
}

static enum err
finish(struct ctx *c, struct job *job)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t all = json_get_int(job->result, "read", 0);

	json_object_set_new(job->result, "finished", json_integer(time_now_ms()));
	TRY(tx_begin(c->db, &tx));
	TRY(job_step(c, job, all, all));
	return tx_commit(&tx);
}

/* Whoever asked may not any more: it is searched for nobody. */
static enum err
still_may(struct ctx *c, const struct job *job, const struct entity *e)
{
	TRY(as_asker(c, job));
	if (!record_may_find_pairs(c, e))
		return ERR_DENIED;
	site_as_program(c);
	return OK;
}

enum err
pairs_job(struct ctx *c, struct job *job)
{
	const struct entity *e = meta_entity(c->meta, json_get_str(job->args, "entity"));
	struct telling telling = { .job = job };
	struct pair_watch watch = { tell, &telling };

	if (json_object_get(job->result, "finished") != NULL)
		return OK;
	if (e == NULL || !record_has_pairs(e))
		return ERR_ABSENT;
	TRY(still_may(c, job, e));
	TRY(record_pairs_find(c, e, job->id, &watch, job->result));
	return finish(c, job);
}

/* ---- asked for, and told ---- */

static json_t *
args_of(struct ctx *c, const struct entity *e)
{
	return json_hold(c->mem, json_pack("{s:s}", "entity", str_c(c->mem, e->name)));
}

/* The last search of e; 0: there was none. */
static enum err
last_job(struct ctx *c, const struct entity *e, int64_t *id)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select coalesce(max(id), 0) from _job where kind = 'pairs'"
		     " and args = ");
	sql_str(&q, json_dump(c->mem, args_of(c, e)));
	return db_int(c->db, &q, ERR_BUG, id);
}

/* Somebody else's, too: whoever may have it searched may know that it is. */
static enum err
load_last(struct ctx *c, const struct entity *e, struct job *out)
{
	struct ctx program = *c;
	int64_t id;

	TRY(last_job(c, e, &id));
	if (id == 0)
		return ERR_ABSENT;
	program.actor.program = true;
	return job_load(&program, id, out);
}

static bool
is_under_way(const struct job *job)
{
	return str_is(job->state, "waiting") || str_is(job->state, "running");
}

enum err
pairs_find(struct ctx *c, const struct entity *e, int64_t *id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct job last = { 0 };
	enum err err;

	if (!record_has_pairs(e))
		return ERR_ABSENT;
	if (!record_may_find_pairs(c, e)) {
		fault(c, STR(""), "pairs_find", NULL);
		return ERR_DENIED;
	}
	TRY(tx_begin(c->db, &tx));
	err = load_last(c, e, &last);
	if (err != OK && err != ERR_ABSENT)
		return err;
	if (err == OK && is_under_way(&last)) {
		fault(c, STR(""), "pairs_running", NULL);
		return ERR_CLASH;
	}
	TRY(job_add(c, "pairs", args_of(c, e), id));
	return tx_commit(&tx);
}

/* One of those that share it, for these eyes; it may be gone. */
static enum err
write_skipped(struct ctx *c, struct jw *w, const struct entity *e, const json_t *skipped)
{
	const json_t *each;
	size_t i;

	jw_array(w);
	json_array_foreach((json_t *)(uintptr_t)skipped, i, each)
	{
		struct record *rec;
		int64_t id;
		enum err err = ERR_ABSENT;

		if (str_int(json_get_str(each, "like_id"), &id))
			err = record_load(c, (struct ref){ e, id }, &rec);
		if (err == ERR_ABSENT)
			continue;
		TRY(err);
		jw_open(w);
		jw_key(w, "why");
		jw_json(w, each);
		jw_key(w, "row");
		TRY(record_write(c, w, rec, true));
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

enum err
pairs_write_run(struct ctx *c, const struct entity *e, struct jw *w)
{
	struct job job = { 0 };
	enum err err;

	jw_key(w, "may_find");
	jw_bool(w, record_may_find_pairs(c, e));
	jw_key(w, "run");
	err = record_may_find_pairs(c, e) ? load_last(c, e, &job) : ERR_ABSENT;
	if (err != OK) {
		jw_null(w);
		return err == ERR_ABSENT ? OK : err;
	}
	jw_open(w);
	jw_key(w, "job");
	jw_id(w, job.id);
	jw_key(w, "state");
	jw_str(w, job.state);
	jw_key(w, "done");
	jw_int(w, job.done);
	jw_key(w, "total");
	jw_int(w, job.total);
	jw_key(w, "at_ms");
	jw_int(w, job.created_ms);
	jw_key(w, "read");
	jw_int(w, json_get_int(job.result, "read", 0));
	jw_key(w, "full");
	jw_bool(w, json_get_bool(job.result, "full"));
	jw_key(w, "skipped_all");
	jw_int(w, json_get_int(job.result, "skipped_all", 0));
	jw_key(w, "skipped");
	TRY(write_skipped(c, w, e, json_object_get(job.result, "skipped")));
	jw_close(w);
	return OK;
}
