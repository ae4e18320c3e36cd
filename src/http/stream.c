/*
 * stream.c - answers of any length in constant memory.
 *
 * Two buffers a stream: the loop sends from one while a stream thread fills
 * the other.  A full pair waits for the client without a thread; an empty one
 * puts the connection to sleep until there is more.  So neither a slow client
 * nor a slow query holds anyone but itself.
 *
 * Life     a pull ends when the library has let go of the answer and end() has
 *          returned, in either order.
 * Locks    one for all pulls; never held over pull() or end().
 */
#include "http/inside.h"

struct pull {
	struct pull *next;          /* in the queue of the stream threads */
	struct pull *older, *newer; /* of all */
	struct http_server *server;
	struct exchange *x; /* only while the library asks */
	struct MHD_Connection *conn;
	struct arena *mem;
	size_t (*pull)(void *arg, char *buf, size_t room);
	void (*end)(void *arg);
	void *arg;

	char *out, *in; /* out: the loop's; in: the stream thread's */
	size_t out_at, out_len, in_len;
	bool taken;  /* queued, or with a stream thread */
	bool asleep; /* the connection waits for us */
	bool over;   /* pull() has nothing more */
	bool broken; /* and that was not the end */
	bool ended;  /* end() has returned */
	bool dead;   /* the library has let go */
};

static void
queue_add(struct pulls *all, struct pull *p)
{
	p->taken = true;
	p->next = NULL;
	if (all->last == NULL)
		all->first = p;
	else
		all->last->next = p;
	all->last = p;
	pthread_cond_signal(&all->news);
}

static struct pull *
queue_next(struct pulls *all)
{
	struct pull *p;

	while (all->first == NULL && !all->over)
		pthread_cond_wait(&all->news, &all->lock);
	p = all->first;
	if (p != NULL) {
		all->first = p->next;
		if (all->first == NULL)
			all->last = NULL;
	}
	return p;
}

static void
pull_free(struct pulls *all, struct pull *p)
{
	if (p->older != NULL)
		p->older->newer = p->newer;
	if (p->newer != NULL)
		p->newer->older = p->older;
	else
		all->all = p->older;
	free(p->out);
	free(p->in);
	free(p);
}

static void
pull_wake(struct pull *p)
{
	if (!p->asleep)
		return;
	p->asleep = false;
	MHD_resume_connection(p->conn);
}

/* One buffer full, with the lock let go. */
static void
pull_fill(struct pulls *all, struct pull *p)
{
	size_t n;

	pthread_mutex_unlock(&all->lock);
	n = p->pull(p->arg, p->in, HTTP_STREAM_CHUNK);
	pthread_mutex_lock(&all->lock);
	if (n == HTTP_PULL_BROKEN || n > HTTP_STREAM_CHUNK)
		p->over = p->broken = true;
	else if (n == 0)
		p->over = true;
	else
		p->in_len = n;
}

static void
pull_end(struct pulls *all, struct pull *p)
{
	pthread_mutex_unlock(&all->lock);
	if (p->end != NULL)
		p->end(p->arg);
	arena_free(p->mem);
	pthread_mutex_lock(&all->lock);
	p->ended = true;
}

static void *
stream_run(void *arg)
{
	struct http_server *s = arg;
	struct pulls *all = &s->pulls;
	struct pull *p;

	mine_begin(s);
	pthread_mutex_lock(&all->lock);
	while ((p = queue_next(all)) != NULL) {
		if (!p->dead && !p->over)
			pull_fill(all, p);
		if ((p->dead || p->over) && !p->ended)
			pull_end(all, p);
		p->taken = false;
		pull_wake(p);
		if (p->dead)
			pull_free(all, p);
	}
	pthread_mutex_unlock(&all->lock);
	mine_end(s);
	return NULL;
}

/* Nothing left to send: the other buffer, the end, or sleep. */
static ssize_t
pull_turn(struct pull *p)
{
	struct pulls *all = &p->server->pulls;
	ssize_t answer = 0;

	pthread_mutex_lock(&all->lock);
	if (p->in_len > 0) {
		char *full = p->in;

		p->in = p->out;
		p->out = full;
		p->out_at = 0;
		p->out_len = p->in_len;
		p->in_len = 0;
		answer = 1;
	} else if (p->broken) {
		line_break(p->x->line);
		answer = MHD_CONTENT_READER_END_WITH_ERROR;
	} else if (p->over) {
		answer = MHD_CONTENT_READER_END_OF_STREAM;
	}
	if (!p->over && !p->taken)
		queue_add(all, p);
	if (answer == 0) {
		p->asleep = true;
		atomic_store(&p->x->line->due_us, NEVER);
		MHD_suspend_connection(p->conn);
	}
	pthread_mutex_unlock(&all->lock);
	return answer;
}

static ssize_t
pull_read(void *arg, uint64_t pos, char *buf, size_t room)
{
	struct pull *p = arg;
	size_t n;

	(void)pos;
	if (p->out_at == p->out_len) {
		ssize_t answer = pull_turn(p);

		if (answer != 1)
			return answer;
	}
	n = p->out_len - p->out_at;
	if (n > room)
		n = room;
	memcpy(buf, p->out + p->out_at, n);
	p->out_at += n;
	watch_expect(p->x, time_steady_us(), n);
	return (ssize_t)n;
}

/* The library has let go; a stream thread ends what is not ended. */
static void
pull_drop(void *arg)
{
	struct pull *p = arg;
	struct pulls *all = &p->server->pulls;

	pthread_mutex_lock(&all->lock);
	p->dead = true;
	p->asleep = false;
	if (!p->taken) {
		if (p->ended)
			pull_free(all, p);
		else
			queue_add(all, p);
	}
	pthread_mutex_unlock(&all->lock);
}

void
req_stream(struct req *r, int status, const char *type,
    size_t (*pull)(void *arg, char *buf, size_t room), void (*end)(void *arg), void *arg)
{
	struct exchange *x = (struct exchange *)(void *)r;
	struct pulls *all = &x->server->pulls;
	struct pull *p = memory_new(1, sizeof(*p));

	*p = (struct pull){ .server = x->server,
		.x = x,
		.conn = x->conn,
		.mem = r->mem,
		.pull = pull,
		.end = end,
		.arg = arg };
	p->out = memory_room(HTTP_STREAM_CHUNK);
	p->in = memory_room(HTTP_STREAM_CHUNK);
	pthread_mutex_lock(&all->lock);
	p->older = all->all;
	if (p->older != NULL)
		p->older->newer = p;
	all->all = p;
	pthread_mutex_unlock(&all->lock);
	x->keeps_mem = true;
	x->length = OPEN;
	answer(x, status, type,
	    MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, HTTP_STREAM_CHUNK / 4, pull_read, p, pull_drop));
}

bool
pulls_start(struct http_server *s)
{
	for (; s->pulls.count < STREAM_THREADS; s->pulls.count++)
		if (pthread_create(
			&s->pulls.threads[s->pulls.count], NULL, stream_run, s) != 0)
			return false;
	return true;
}

void
pulls_cut(struct http_server *s)
{
	pthread_mutex_lock(&s->pulls.lock);
	for (struct pull *p = s->pulls.all; p != NULL; p = p->older) {
		if (!p->over)
			p->broken = p->over = true;
		pull_wake(p);
	}
	pthread_mutex_unlock(&s->pulls.lock);
}

void
pulls_stop(struct http_server *s)
{
	pthread_mutex_lock(&s->pulls.lock);
	s->pulls.over = true;
	pthread_cond_broadcast(&s->pulls.news);
	pthread_mutex_unlock(&s->pulls.lock);
	for (size_t i = 0; i < s->pulls.count; i++)
		pthread_join(s->pulls.threads[i], NULL);
	s->pulls.count = 0;
}
