/*
 * worker.c - a request becomes an answer: the queue and who works it off.
 *
 * A connection has one request at a time and sleeps while it is queued, so
 * the queue is a chain of exchanges and needs no memory of its own.
 *
 * There are more workers than processors, because a save waits for its turn and the
 * disk, and as many as wait share a flush.  But sixteen that calculate on two cores
 * put each other aside, and all are late: so a request is begun only while fewer than
 * config.running work.  Who waits (base/thread.h) does not count; nor who has worked for
 * longer than a slice: four long reports do not shut the door.  Somebody looks after
 * slices while requests wait: the patient one.
 *
 * Who worked last is called first.  What it has is warm: pages of the database, prepared
 * statements, on PostgreSQL a whole process of plans; and where there is little to do,
 * most workers never come to hold any of it.
 */
#include "http/inside.h"

static const int64_t slice_us = HTTP_SLICE_MS * 1000;

static _Thread_local void *mine;

void *
http_mine(void)
{
	return mine;
}

void *
mine_begin(struct http_server *s)
{
	mine = s->config.worker_begin == NULL
		   ? NULL
		   : s->config.worker_begin(s->config.site_set);
	return mine;
}

void
mine_end(struct http_server *s)
{
	if (s->config.worker_end != NULL)
		s->config.worker_end(mine);
	mine = NULL;
}

/* ---- how many work ---- */

static bool
is_full(const struct http_server *s)
{
	int64_t begun = time_steady_us() - slice_us;
	size_t running = 0;

	for (size_t i = 0; i < s->worker_count; i++)
		running += s->workers[i].since_us > begun;
	return running >= s->config.running;
}

static void
pile_put(struct worker *w)
{
	w->below = w->server->waiting;
	w->server->waiting = w;
	w->waits = true;
}

static void
pile_take(struct worker *w)
{
	struct worker **at = &w->server->waiting;

	while (*at != w)
		at = &(*at)->below;
	*at = w->below;
	w->waits = false;
}

static void
call(struct worker *w)
{
	pile_take(w);
	pthread_cond_signal(&w->called);
}

/* There is something to do, and somebody who could. */
static void
call_one(struct http_server *s)
{
	if (s->first != NULL && s->waiting != NULL && (s->patient == 0 || !is_full(s)))
		call(s->waiting);
}

static void
worker_rests(void *at, bool rests)
{
	struct worker *w = at;
	struct http_server *s = w->server;

	pthread_mutex_lock(&s->lock);
	w->since_us = rests ? 0 : time_steady_us();
	if (rests)
		call_one(s);
	pthread_mutex_unlock(&s->lock);
}

/* ---- the queue ---- */

void
queue_put(struct http_server *s, struct exchange *x)
{
	x->next = NULL;
	if (s->last == NULL)
		s->first = x;
	else
		s->last->next = x;
	s->last = x;
	s->queued++;
	call_one(s);
}

/* False: too many wait already, or the workers have gone. */
bool
workers_take(struct exchange *x)
{
	struct http_server *s = x->server;
	bool room;

	pthread_mutex_lock(&s->lock);
	room = s->queued < HTTP_QUEUE_MAX && !s->over;
	if (room)
		queue_put(s, x);
	pthread_mutex_unlock(&s->lock);
	return room;
}

/* Until there may be something to do; for half a slice, if there is. */
static void
wait_for_work(struct worker *w)
{
	struct http_server *s = w->server;
	struct timespec until;

	pile_put(w);
	if (s->first == NULL || s->patient > 0) {
		pthread_cond_wait(&w->called, &s->lock);
	} else {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += slice_us * 1000 / 2;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		s->patient++;
		pthread_cond_clockwait(&w->called, &s->lock, CLOCK_MONOTONIC, &until);
		s->patient--;
	}
	if (w->waits) /* nobody called */
		pile_take(w);
}

/* The next request; NULL: go home. */
static struct exchange *
queue_next(struct worker *w, bool *late)
{
	struct http_server *s = w->server;
	struct exchange *x;

	pthread_mutex_lock(&s->lock);
	w->since_us = 0;
	while (!s->over && (s->first == NULL || is_full(s)))
		wait_for_work(w);
	x = s->first;
	if (x != NULL) {
		s->first = x->next;
		if (s->first == NULL)
			s->last = NULL;
		s->queued--;
		w->since_us = time_steady_us();
		call_one(s);
	}
	*late = s->late;
	pthread_mutex_unlock(&s->lock);
	return x;
}

static void
work_on(struct worker *w, struct exchange *x, bool late)
{
	bool keeps_mem;

	x->worker = w;
	x->req.mem = w->mem;
	x->req.mine = w->mine;
	if (late)
		answer_plain(x, 503);
	else
		w->server->config.handle(&x->req);
	if (x->response == NULL && x->key != NULL) {
		arena_reset(w->mem);
		park(x); /* x may be another worker's now */
		return;
	}
	if (x->response == NULL)
		answer_plain(x, 500);
	keeps_mem = x->keeps_mem;
	x->req.mem = NULL;
	MHD_resume_connection(x->conn); /* x is the loop's now */
	if (keeps_mem)
		w->mem = arena_new();
	else
		arena_reset(w->mem);
}

static void *
worker_run(void *arg)
{
	struct worker *w = arg;
	struct exchange *x;
	bool late;

	w->mem = arena_new();
	w->packer = packer_new();
	w->mine = mine_begin(w->server);
	thread_counts_with(worker_rests, w);
	while ((x = queue_next(w, &late)) != NULL)
		work_on(w, x, late);
	thread_counts_with(NULL, NULL);
	mine_end(w->server);
	packer_free(w->packer);
	arena_free(w->mem);
	return NULL;
}

bool
workers_start(struct http_server *s)
{
	size_t count = s->config.workers;
	bool begun = true;

	s->workers = memory_new(count, sizeof(*s->workers));
	pthread_mutex_lock(&s->lock); /* whoever has begun counts the others */
	for (; begun && s->worker_count < count; s->worker_count += begun) {
		struct worker *w = &s->workers[s->worker_count];

		w->server = s;
		pthread_cond_init(&w->called, NULL);
		begun = pthread_create(&w->thread, NULL, worker_run, w) == 0;
	}
	pthread_mutex_unlock(&s->lock);
	return begun;
}

/* Whoever runs a handler is waited for; what is queued is answered. */
void
workers_stop(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	s->over = true;
	while (s->waiting != NULL)
		call(s->waiting);
	pthread_mutex_unlock(&s->lock);
	for (size_t i = 0; i < s->worker_count; i++)
		pthread_join(s->workers[i].thread, NULL);
	free(s->workers);
	s->workers = NULL;
	s->worker_count = 0;
}
