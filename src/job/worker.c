/*
 * worker.c - claims jobs by lease and runs them.
 */
#include "job/room.h"

#include <pthread.h>
#include <time.h>

#define HALTS_MAX 16 /* who ask at once; one more waits for the job's next step */
#define LOOK_MS 2000 /* a waiting worker looks at least so often */
/* A lease or a pause that ends later is of a clock that ran ahead, and is set back
 * by now: no job lies until that hour has come again. */
#define AHEAD_MS (3 * JOB_LEASE_MS)

struct queue {
	struct queue_config config;
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool awake;
	atomic_bool stop;
	_Atomic int64_t halts[HALTS_MAX]; /* jobs that are to stop; 0: a free place */
};

/* The next that is due, and that nobody works on. */
static void
select_due(struct sql *q, int64_t only, int64_t now)
{
	sql_text(q, "select id from _job where state in ('waiting', 'running')"
		    " and (state = 'waiting' or not lease_ms between ");
	sql_int(q, now);
	sql_text(q, " and ");
	sql_int(q, now + AHEAD_MS);
	sql_text(q, ") and not run_ms between ");
	sql_int(q, now + 1);
	sql_text(q, " and ");
	sql_int(q, now + AHEAD_MS);
	if (only != 0) {
		sql_text(q, " and id = ");
		sql_int(q, only);
	}
	sql_text(q, " order by run_ms, id limit 1");
}

/* One statement: two claims of the same row cannot both succeed.  Whoever looks
 * and finds nothing, every two seconds, has not begun to write. */
static enum err
claim(struct ctx *c, int64_t only, int64_t *id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql ask = SQL_INIT(c->mem), q = SQL_INIT(c->mem);
	int64_t now = time_now_ms();

	select_due(&ask, only, now);
	TRY(db_int(c->db, &ask, ERR_ABSENT, id));
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _job set state = 'running', tries = tries + 1, lease_ms = ");
	sql_int(&q, now + JOB_LEASE_MS);
	sql_text(&q, " where id = (");
	select_due(&q, only, now);
	sql_skip_locked(&q, c->db);
	sql_text(&q, ") returning id");
	TRY(db_int(c->db, &q, ERR_ABSENT, id));
	return tx_commit(&tx);
}

static enum err
finish(struct ctx *c, struct job *job, const char *state, struct str said, int64_t run_ms)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _job set state = ");
	sql_str(&q, str_of(state));
	sql_text(&q, ", said = ");
	sql_str(&q, said);
	sql_text(&q, ", run_ms = ");
	sql_int(&q, run_ms);
	sql_text(&q, ", result = ");
	sql_str(&q, json_dump(c->mem, job->result));
	job_where_ours(job, &q);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* The process ends: whoever is next may go on at once. */
static enum err
let_go(struct ctx *c, const struct job *job)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _job set lease_ms = 0, tries = tries - 1");
	job_where_ours(job, &q);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

static const struct job_kind *
kind_of(const struct job_kind *kinds, struct str name)
{
	for (; kinds->name != NULL; kinds++)
		if (str_is(name, kinds->name))
			return kinds;
	return NULL;
}

/* What went wrong, for the job's page: the first fault, else the error. */
static struct str
reason(struct ctx *c, enum err e)
{
	char key[64];

	if (c->fault_count == 0) {
		snprintf(key, sizeof(key), "problem.%s", err_key(e));
		return meta_text(c->meta, c->mem, c->actor.language, key, NULL);
	}
	snprintf(key, sizeof(key), "fault.%s", c->faults[0].code);
	return meta_text(c->meta, c->mem, c->actor.language, key, c->faults[0].args);
}

/*
 * Run a claimed job.  What may pass by itself (a locked database, a full
 * disk) is tried again later, each time after a longer while.
 */
static enum err
run_claimed(struct ctx *c, const struct job_kind *kinds, int64_t id, atomic_bool *stop)
{
	const struct job_kind *kind;
	struct job job = { 0 };
	const char *state = "done";
	enum err e;

	TRY(job_load(c, id, &job));
	kind = kind_of(kinds, job.kind);
	c->job = id;
	c->from = job.from;
	c->actor.scopes = job.scopes;
	c->stop = stop;
	/* more tries than that only a job has that ends its process */
	e = kind == NULL || job.tries > JOB_TRIES_MAX ? ERR_BUG : kind->run(c, &job);
	if (e == ERR_LIMIT) /* stopped, by somebody or by the end of the process */
		return let_go(c, &job);
	if ((e == ERR_DOWN || e == ERR_AGAIN || e == ERR_FULL) &&
	    job.tries < JOB_TRIES_MAX)
		state = "waiting";
	else if (e == ERR_BUG)
		state = "dead";
	else if (e != OK)
		state = "failed";
	if (e != OK && (stop == NULL || !*stop))
		log_warn("job %" PRId64 " (%.*s): %s: %s", id, STR_ARG(job.kind),
		    err_text(e), db_said(c->db));
	TRY(finish(c, &job, state, e == OK ? STR("") : reason(c, e),
	    time_now_ms() + (1000 << job.tries)));
	job_shout(c, &job, state);
	return OK;
}

static bool
work_once(struct queue *queue)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ctx c = { .mem = mem, .db = queue->db };
	int64_t id;
	enum err e = queue->config.begin(queue->config.arg, &c);

	if (e != OK)
		return false;
	e = claim(&c, 0, &id);
	if (e == OK) {
		e = run_claimed(&c, queue->config.kinds, id, &queue->stop);
		if (e != OK)
			log_error("job %" PRId64 ": %s", id, err_text(e));
	}
	queue->config.end(queue->config.arg, &c);
	return e == OK;
}

static void
wait_for_work(struct queue *queue)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_MS / 1000;
	pthread_mutex_lock(&queue->lock);
	if (!queue->awake && !queue->stop)
		pthread_cond_timedwait(&queue->woken, &queue->lock, &until);
	queue->awake = false;
	pthread_mutex_unlock(&queue->lock);
}

static void *
run(void *arg)
{
	struct queue *queue = arg;

	while (!queue->stop)
		if (!work_once(queue))
			wait_for_work(queue);
	return NULL;
}

enum err
queue_new(const struct queue_config *config, struct queue **out)
{
	struct queue *queue = memory_new(1, sizeof(*queue));
	pthread_condattr_t steady;
	enum err e = db_new(config->engine, &queue->db);

	if (e != OK) {
		free(queue);
		return e;
	}
	queue->config = *config;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->woken, &steady);
	pthread_condattr_destroy(&steady);
	thread_begin(&queue->thread, run, queue);
	*out = queue;
	return OK;
}

void
queue_wake(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->awake = true;
	pthread_cond_signal(&queue->woken);
	pthread_mutex_unlock(&queue->lock);
}

static void
put_halt(struct queue *queue, int64_t from, int64_t to)
{
	bool put = queue == NULL;

	for (size_t i = 0; i < HALTS_MAX && !put; i++) {
		int64_t was = from;

		put = atomic_compare_exchange_strong(&queue->halts[i], &was, to);
	}
}

void
queue_halt(struct queue *queue, int64_t job)
{
	put_halt(queue, 0, job);
}

void
queue_halted(struct queue *queue, int64_t job)
{
	put_halt(queue, job, 0);
}

bool
queue_halts(struct queue *queue, int64_t job)
{
	for (size_t i = 0; queue != NULL && i < HALTS_MAX; i++)
		if (queue->halts[i] == job)
			return true;
	return false;
}

void
queue_free(struct queue *queue)
{
	if (queue == NULL)
		return;
	pthread_mutex_lock(&queue->lock);
	queue->stop = true;
	pthread_cond_signal(&queue->woken);
	pthread_mutex_unlock(&queue->lock);
	pthread_join(queue->thread, NULL);
	db_free(queue->db);
	pthread_mutex_destroy(&queue->lock);
	pthread_cond_destroy(&queue->woken);
	free(queue);
}

enum err
job_run_now(struct ctx *c, const struct job_kind *kinds, int64_t id)
{
	TRY(claim(c, id, &id));
	return run_claimed(c, kinds, id, NULL);
}
