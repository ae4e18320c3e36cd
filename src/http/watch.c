/*
 * watch.c - heartbeats for the idle, an end for those too slow.
 *
 * The library cuts who is silent; who sends one byte now and then is cut here:
 * each connection has an instant by which the client must have got on with
 * what is its turn (send a head, send a body, read an answer).
 */
#include "http/inside.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>

#define TICK_MS 250

void
watch_expect(struct exchange *x, int64_t from_us, uint64_t len)
{
	int64_t grace_s = x->server->config.head_s + (int64_t)(len / HTTP_BODY_RATE);

	atomic_store(&x->line->due_us, from_us + grace_s * 1000000);
}

/*
 * The next request may begin when it likes: who is silent is cut anyway.  Where the
 * end of the connection is the end of the answer there is none: the library closes
 * it when next it looks, which may be when all have been silent for long.
 */
void
watch_forget(struct exchange *x)
{
	const struct http_config *config = &x->server->config;

	if (x->old && x->length == OPEN) {
		atomic_store(&x->line->due_us, time_steady_us());
		return;
	}
	atomic_store(&x->line->due_us,
	    time_steady_us() + (int64_t)(config->idle_s + config->head_s) * 1000000);
}

static struct line *
line_open(struct http_server *s, struct MHD_Connection *conn)
{
	const union MHD_ConnectionInfo *about;
	struct line *l = memory_new(1, sizeof(*l));

	about = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	l->address = address_count(s, about->client_addr);
	about = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
	l->fd = about->connect_fd;
	l->due_us = time_steady_us() + (int64_t)s->config.head_s * 1000000;
	pthread_mutex_lock(&s->watch_lock);
	l->older = s->lines;
	if (l->older != NULL)
		l->older->newer = l;
	s->lines = l;
	pthread_mutex_unlock(&s->watch_lock);
	return l;
}

static void
line_close(struct http_server *s, struct line *l)
{
	pthread_mutex_lock(&s->watch_lock);
	if (l->older != NULL)
		l->older->newer = l->newer;
	if (l->newer != NULL)
		l->newer->older = l->older;
	else
		s->lines = l->older;
	pthread_mutex_unlock(&s->watch_lock);
	atomic_fetch_sub(l->address, 1);
	atomic_fetch_sub(&s->line_count, 1);
	free(l);
}

void
watch_line(void *server, struct MHD_Connection *conn, void **line,
    enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*line = line_open(server, conn);
	} else {
		line_close(server, *line);
		*line = NULL;
	}
}

/*
 * The loop sees the end of the connection, and lets go of it.  Told of an
 * error in a body, the library does so only when next it looks.
 */
void
line_cut(struct line *line)
{
	atomic_store(&line->due_us, NEVER);
	shutdown(line->fd, SHUT_RDWR);
}

/*
 * Of an answer that is not whole: reset, not ended.  To a client of HTTP/1.0, or a
 * proxy that speaks it, the end of the connection is the end of the file.
 */
void
line_break(struct line *line)
{
	struct sockaddr none = { .sa_family = AF_UNSPEC };

	atomic_store(&line->due_us, NEVER);
	if (connect(line->fd, &none, sizeof(none)) != 0)
		shutdown(line->fd, SHUT_RDWR);
}

static void
lines_cut(struct http_server *s, int64_t now_us)
{
	for (struct line *l = s->lines; l != NULL; l = l->older)
		if (atomic_load(&l->due_us) < now_us)
			line_cut(l);
}

/*
 * No room: who has kept us waiting longest, with a head, a body or an answer
 * that goes too slowly, gives way to somebody new.  False: nobody does.
 */
bool
watch_displace(struct http_server *s)
{
	struct line *longest = NULL;
	int64_t due_us = NEVER;

	pthread_mutex_lock(&s->watch_lock);
	for (struct line *l = s->lines; l != NULL; l = l->older)
		if (atomic_load(&l->due_us) < due_us) {
			due_us = atomic_load(&l->due_us);
			longest = l;
		}
	if (longest != NULL)
		line_cut(longest);
	pthread_mutex_unlock(&s->watch_lock);
	return longest != NULL;
}

static void
tick_after(struct timespec *at)
{
	clock_gettime(CLOCK_MONOTONIC, at);
	at->tv_nsec += TICK_MS * 1000000L;
	at->tv_sec += at->tv_nsec / 1000000000L;
	at->tv_nsec %= 1000000000L;
}

static void *
watch_run(void *arg)
{
	struct http_server *s = arg;
	struct timespec at;

	pthread_mutex_lock(&s->watch_lock);
	while (!s->watch_over) {
		tick_after(&at);
		pthread_cond_timedwait(&s->watch_news, &s->watch_lock, &at);
		lines_cut(s, time_steady_us());
		pthread_mutex_unlock(&s->watch_lock);
		events_beat(s, time_steady_us());
		parks_due(s, time_steady_us());
		pthread_mutex_lock(&s->watch_lock);
	}
	pthread_mutex_unlock(&s->watch_lock);
	return NULL;
}

bool
watch_start(struct http_server *s)
{
	s->watching = pthread_create(&s->watch, NULL, watch_run, s) == 0;
	return s->watching;
}

void
watch_stop(struct http_server *s)
{
	if (!s->watching)
		return;
	pthread_mutex_lock(&s->watch_lock);
	s->watch_over = true;
	pthread_cond_signal(&s->watch_news);
	pthread_mutex_unlock(&s->watch_lock);
	pthread_join(s->watch, NULL);
	s->watching = false;
}
