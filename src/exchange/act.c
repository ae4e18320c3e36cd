/*
 * act.c - what is done with a record by an action of its entity, and taken back again.
 *
 * It is done at once (record/act.h); a job that is done already is its name among what
 * can be taken back, and its events are that job's.  It goes back whole, in one
 * transaction, or not at all: half of a move would be two truths.  What others changed
 * since beside it stays; what they changed of it stops it, and they are named.
 */
#include "exchange/room.h"

#define BACK_PAGE 200 /* events */

static enum err
note(struct ctx *c, struct ref which, struct str action, int64_t job,
    const struct acted *acted)
{
	const char *record = str_printf(c->mem, "%" PRId64, which.id).at;
	json_t *args =
	    json_hold(c->mem, json_pack("{s:s%, s:s, s:s%}", "entity",
				  which.entity->name.at, which.entity->name.len, "record",
				  record, "action", action.at, action.len));
	json_t *result =
	    json_hold(c->mem, json_pack("{s:I, s:I, s:b}", "created", acted->created,
				  "updated", acted->changed, "finished", 1));

	return job_note(c, job, "act", args, result);
}

/* Of nothing there is nothing to take back. */
static enum err
write_job(struct ctx *c, struct ref which, struct str action, int64_t job,
    const struct acted *acted, struct jw *w)
{
	jw_key(w, "job");
	if (acted->created + acted->changed == 0) {
		jw_null(w);
		return OK;
	}
	jw_id(w, job);
	return note(c, which, action, job, acted);
}

enum err
act_run(struct ctx *c, struct ref which, struct str action, int64_t seen,
    const json_t *wish, struct jw *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t was = c->job, job = db_new_id(c->db);
	struct acted acted = { 0 };
	enum err e;

	TRY(tx_begin(c->db, &tx));
	jw_open(w);
	c->job = job;
	e = record_act(c, which, action, seen, wish, &acted, w);
	c->job = was;
	TRY(e);
	TRY(write_job(c, which, action, job, &acted, w));
	jw_close(w);
	return tx_commit(&tx);
}

/* ---- and back ---- */

static enum err
back_all(struct ctx *c, int64_t of, int64_t *count)
{
	struct event *events;
	size_t n = BACK_PAGE;

	*count = 0;
	for (int64_t before = INT64_MAX; n == BACK_PAGE; before = events[n - 1].id) {
		TRY(event_of_job(c, of, before, BACK_PAGE, &events, &n));
		for (size_t i = 0; i < n; i++)
			TRY(record_event_back(c, &events[i]));
		*count += (int64_t)n;
		if (n == 0)
			break;
	}
	return OK;
}

enum err
act_undo(struct ctx *c, struct job *job, const struct job *of)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t count;

	TRY(still_asked(c, job));
	TRY(tx_begin(c->db, &tx));
	c->now_ms = time_now_ms();
	TRY(back_all(c, of->id, &count));
	count_set(job->result, "updated", count);
	json_object_set_new(job->result, "finished", json_true());
	TRY(job_step(c, job, count, count));
	return tx_commit(&tx);
}
