/*
 * undo.c - taking back what a job did, as far as nobody built on it since.
 *
 * Events say what a job did; they are walked newest first, so that what refers
 * to a record goes before it.  The place is the last event that was tried.
 */
#include "exchange/room.h"

#define UNDO_BATCH 200

/* Its last step says that it is done; a moment later its row does, too. */
bool
job_is_busy(const struct job *job)
{
	return (str_is(job->state, "waiting") || str_is(job->state, "running")) &&
	       !json_get_bool(job->result, "finished");
}

static enum err
undo_import(struct ctx *c, int64_t id, int64_t *undo)
{
	struct import imp;

	TRY(import_undo(c, id));
	TRY(import_load(c, id, &imp));
	*undo = imp.job;
	return OK;
}

/* What takes it back, if that is at work or has done it; else it may be begun again. */
static enum err
load_undo(struct ctx *c, const struct job *job, struct job *undo)
{
	enum err e = job->undone == 0 ? ERR_ABSENT : job_load(c, job->undone, undo);

	if (e == OK && !job_is_busy(undo) && !json_get_bool(undo->result, "finished"))
		e = ERR_ABSENT;
	return e;
}

enum err
job_stands(struct ctx *c, const struct job *job, struct job *undo, enum stands *out)
{
	bool was = c->actor.program;
	enum err e;

	*undo = (struct job){ 0 };
	c->actor.program = true; /* an administrator may have taken back what is theirs */
	e = load_undo(c, job, undo);
	c->actor.program = was;
	if (e != OK && e != ERR_ABSENT)
		return e;
	*out = e == OK && job_is_busy(undo) ? STANDS_BACK_RUNS
	       : e == OK                    ? STANDS_BACK
	       : !job_can_undo(job)         ? STANDS_NOT
	       : job_is_busy(job)           ? STANDS_RUNS
	       : job_touched(job) == 0      ? STANDS_NOTHING
					    : STANDS;
	return OK;
}

static enum err
add_undo(struct ctx *c, const struct job *job, int64_t *undo)
{
	DEFER(tx_end) struct tx tx = { 0 };
	json_t *args = json_hold(c->mem,
	    json_pack("{s:[s]}", "jobs", str_printf(c->mem, "%" PRId64, job->id).at));

	TRY(tx_begin(c->db, &tx));
	TRY(job_add(c, "undo", args, undo));
	TRY(job_set_undone(c, job, *undo)); /* two clicks are one */
	TRY(tx_commit(&tx));
	site_wake_jobs(c->site);
	return OK;
}

enum err
job_undo(struct ctx *c, int64_t id, int64_t *undo)
{
	struct job job = { 0 }, other;
	enum stands stands;

	TRY(job_look(c, id, &job));
	TRY(job_stands(c, &job, &other, &stands));
	if (stands != STANDS && stands != STANDS_NOTHING) {
		fault(c, STR(""),
		    stands == STANDS_RUNS        ? "undo_early"
		    : stands == STANDS_BACK_RUNS ? "undo_runs"
		    : stands == STANDS_BACK      ? "undo_twice"
						 : "undo_nothing",
		    NULL);
		return ERR_CLASH;
	}
	return str_is(job.kind, "import")
		   ? undo_import(c, id_of(job.args, "import"), undo)
		   : add_undo(c, &job, undo);
}

static enum err
count_events(struct ctx *c, int64_t job, int64_t *out)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select count(*) from _event where job <> 0 and job = ");
	sql_int(&q, job);
	return db_int(c->db, &q, ERR_BUG, out);
}

static enum err
undo_event(struct ctx *c, struct job *job, const struct event *event)
{
	bool undone = false;
	const char *key;

	TRY(record_undo(c, event, &undone));
	fault_clear(c);
	key = undone ? "updated" : "refused";
	count_set(job->result, key, json_get_int(job->result, key, 0) + 1);
	return OK;
}

/* *before 0 at the end. */
static enum err
undo_some(struct ctx *c, struct job *job, int64_t of, int64_t *before, int64_t total)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct event *events;
	size_t count;

	TRY(tx_begin(c->db, &tx));
	TRY(event_of_job(c, of, *before, UNDO_BATCH, &events, &count));
	for (size_t i = 0; i < count; i++)
		TRY(undo_event(c, job, &events[i]));
	*before = count < UNDO_BATCH ? 0 : events[count - 1].id;
	count_set(job->result, "before", *before);
	TRY(job_step(c, job, job->done + (int64_t)count, total));
	return tx_commit(&tx);
}

static enum err
undo_of(struct ctx *c, struct job *job, int64_t of, int64_t total)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	int64_t before = json_get_int(job->result, "before", 0);

	before = before == 0 ? INT64_MAX : before;
	while (before != 0) {
		struct ctx part;

		arena_reset(mem);
		part = ctx_part(c, mem);
		part.now_ms = time_now_ms();
		TRY(still_asked(&part, job));
		TRY(undo_some(&part, job, of, &before, total));
	}
	return OK;
}

/* Of a hand-over or an action all at once; it finishes the job, too. */
static enum err
undo_whole(struct ctx *c, struct job *job, bool *was)
{
	const json_t *jobs = json_object_get(job->args, "jobs");
	struct job of = { 0 };
	int64_t id, total;
	enum err err;

	*was = false;
	if (json_array_size(jobs) != 1 ||
	    !str_int(json_str(json_array_get(jobs, 0)), &id))
		return OK;
	err = job_load(c, id, &of);
	*was = err == OK && (str_is(of.kind, "hand") || str_is(of.kind, "act"));
	if (!*was)
		return err == ERR_ABSENT ? OK : err;
	if (str_is(of.kind, "act"))
		return act_undo(c, job, &of);
	TRY(count_events(c, id, &total));
	return hand_undo(c, job, &of, total);
}

static enum err
total_of(struct ctx *c, const json_t *jobs, int64_t *total)
{
	const json_t *each;
	int64_t of, n;
	size_t i;

	*total = 0;
	json_array_foreach(jobs, i, each)
	{
		if (!str_int(json_str(each), &of))
			continue;
		TRY(count_events(c, of, &n));
		*total += n;
	}
	return OK;
}

/* How many stayed, in words, beside the number. */
static void
say_refused(struct ctx *c, struct job *job)
{
	char number[24];
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	json_t *faults;

	if (json_get_int(job->result, "refused", 0) == 0)
		return;
	snprintf(
	    number, sizeof(number), "%" PRId64, json_get_int(job->result, "refused", 0));
	fault_clear(c);
	fault(c, STR(""), "undo_later", "count", number, NULL);
	faults_write(c, &w, c->faults, c->fault_count);
	fault_clear(c);
	if (json_read(c->mem, text_done(&t), &faults, NULL) == OK)
		json_object_set(job->result, "faults", faults);
}

static enum err
finish(struct ctx *c, struct job *job)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t import = id_of(job->args, "import");

	say_refused(c, job);
	json_object_set_new(job->result, "finished", json_true());
	TRY(tx_begin(c->db, &tx));
	if (import != 0)
		TRY(import_state(c, import, "undone"));
	TRY(job_step(c, job, job->done, job->done));
	return tx_commit(&tx);
}

/* The newest job first; "at" is how many are done with. */
enum err
undo_job(struct ctx *c, struct job *job)
{
	const json_t *jobs = json_object_get(job->args, "jobs");
	int64_t total, of;
	bool whole;

	if (json_get_bool(job->result, "finished"))
		return OK;
	TRY(as_asker(c, job));
	c->via = VIA_UNDO;
	TRY(undo_whole(c, job, &whole));
	if (whole)
		return OK;
	TRY(total_of(c, jobs, &total));
	for (size_t n = (size_t)json_get_int(job->result, "at", 0);
	     n < json_array_size(jobs); n++) {
		if (str_int(json_str(json_array_get(jobs, json_array_size(jobs) - 1 - n)),
			&of))
			TRY(undo_of(c, job, of, total));
		count_set(job->result, "at", (int64_t)n + 1);
		count_set(job->result, "before", 0);
	}
	return finish(c, job);
}
