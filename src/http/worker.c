/*
 * worker.c - a request becomes an answer: the queue and who works it off.
 *
 * A connection has one request at a time and sleeps while it is queued, so
 * the queue is a chain of exchanges and needs no memory of its own.
 */
#include "http/inside.h"

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
	if (s->idle > 0)
		pthread_cond_signal(&s->work);
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

/* The next request; NULL: go home. */
static struct exchange *
queue_next(struct http_server *s, bool *late)
{
	struct exchange *x;

	pthread_mutex_lock(&s->lock);
	while (s->first == NULL && !s->over) {
		s->idle++;
		pthread_cond_wait(&s->work, &s->lock);
		s->idle--;
	}
	x = s->first;
	if (x != NULL) {
		s->first = x->next;
		if (s->first == NULL)
			s->last = NULL;
		s->queued--;
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
	while ((x = queue_next(w->server, &late)) != NULL)
		work_on(w, x, late);
	mine_end(w->server);
	packer_free(w->packer);
	arena_free(w->mem);
	return NULL;
}

bool
workers_start(struct http_server *s)
{
	size_t count = s->config.workers;

	s->workers = memory_new(count, sizeof(*s->workers));
	for (; s->worker_count < count; s->worker_count++) {
		struct worker *w = &s->workers[s->worker_count];

		w->server = s;
		if (pthread_create(&w->thread, NULL, worker_run, w) != 0)
			return false;
	}
	return true;
}

/* Whoever runs a handler is waited for; what is queued is answered. */
void
workers_stop(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	s->over = true;
	pthread_cond_broadcast(&s->work);
	pthread_mutex_unlock(&s->lock);
	for (size_t i = 0; i < s->worker_count; i++)
		pthread_join(s->workers[i].thread, NULL);
	free(s->workers);
	s->workers = NULL;
	s->worker_count = 0;
}
