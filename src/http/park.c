/*
 * park.c - requests that wait for something to happen, without a thread.
 *
 * The connection sleeps as it does in the queue; whoever makes it happen puts
 * the request back there, and a worker asks the handler anew.  What happened
 * between the handler's look and its parking is in the counter it looked at.
 */
#include "http/inside.h"

bool
req_park(struct req *r, const void *key, unsigned wait_ms, const _Atomic uint64_t *turns,
    uint64_t seen)
{
	struct exchange *x = (struct exchange *)(void *)r;
	struct http_server *s = x->server;
	int64_t now_us = time_steady_us();
	bool full;

	pthread_mutex_lock(&s->lock);
	full = s->parked_count >= HTTP_PARKED;
	pthread_mutex_unlock(&s->lock);
	if (x->park_end_us == 0)
		x->park_end_us = now_us + (int64_t)wait_ms * 1000;
	if (now_us >= x->park_end_us || s->stopping || full)
		return false;
	x->key = key;
	x->turns = turns;
	x->turns_seen = seen;
	return true;
}

/* Under s->lock, and out of the chain. */
static void
unpark(struct http_server *s, struct exchange *x)
{
	x->key = NULL;
	queue_put(s, x);
}

/* The worker's last word: x may be another's when it returns. */
void
park(struct exchange *x)
{
	struct http_server *s = x->server;

	x->req.mem = NULL;
	x->req.mine = NULL;
	x->req.again = true;
	x->headers.at = NULL; /* they ended with the worker's memory */
	x->headers.count = x->headers.size = 0;
	pthread_mutex_lock(&s->lock);
	if (s->stopping || atomic_load(x->turns) != x->turns_seen) {
		unpark(s, x);
	} else {
		x->next = s->parked;
		s->parked = x;
		s->parked_count++;
	}
	pthread_mutex_unlock(&s->lock);
}

/* key NULL: under any; before INT64_MAX: only those whose time is over then. */
static void
wake(struct http_server *s, const void *key, int64_t before_us)
{
	struct exchange **at = &s->parked;

	pthread_mutex_lock(&s->lock);
	while (*at != NULL) {
		struct exchange *x = *at;

		if ((key != NULL && x->key != key) || x->park_end_us > before_us) {
			at = &x->next;
			continue;
		}
		*at = x->next;
		s->parked_count--;
		unpark(s, x);
	}
	pthread_mutex_unlock(&s->lock);
}

void
http_wake(struct http_server *server, const void *key)
{
	wake(server, key, INT64_MAX);
}

size_t
http_parked(struct http_server *server)
{
	size_t count;

	pthread_mutex_lock(&server->lock);
	count = server->parked_count;
	pthread_mutex_unlock(&server->lock);
	return count;
}

void
parks_due(struct http_server *s, int64_t now_us)
{
	wake(s, NULL, now_us);
}

void
parks_end(struct http_server *s)
{
	wake(s, NULL, INT64_MAX);
}
