/*
 * server.c - start and stop.
 *
 * The order of stopping is the whole art: no new connections; long streams
 * end; running requests finish; workers go home, which wakes every sleeping
 * connection; only then may the library stop, and last the stream threads,
 * which end what it let go of.
 */
#include "http/inside.h"

#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <time.h>

#define FAULT_SIZE 200

enum err
server_fault(char *fault, enum err e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault, FAULT_SIZE, format, args);
	va_end(args);
	return e;
}

/* Two for each core: one that calculates, and one that finds its page on the disk. */
static size_t
running_at_once(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores < 2 ? 4 : 2 * (size_t)cores;
}

static void
defaults(struct http_config *c)
{
	if (c->workers == 0)
		c->workers = HTTP_WORKERS;
	if (c->running == 0)
		c->running = running_at_once();
	if (c->loops == 0)
		c->loops = 2;
	if (c->connections == 0)
		c->connections = HTTP_CONNECTIONS;
	if (c->body_max == 0)
		c->body_max = HTTP_BODY_MAX;
	if (c->upload_max == 0)
		c->upload_max = HTTP_UPLOAD_MAX;
	if (c->idle_s == 0)
		c->idle_s = HTTP_IDLE_S;
	if (c->head_s == 0)
		c->head_s = HTTP_HEAD_S;
	if (c->beat_ms == 0)
		c->beat_ms = HTTP_STREAM_BEAT_S * 1000;
	if (c->life_ms == 0)
		c->life_ms = HTTP_STREAM_LIFE_S * 1000;
}

/* Each connection is a descriptor, and files and databases want some too. */
static void
descriptors_raise(size_t connections)
{
	struct rlimit limit;
	rlim_t want = connections + 1024;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= want)
		return;
	limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Addresses are decoded by us, once and strictly: the library leaves them. */
static size_t
leave_escapes(void *arg, struct MHD_Connection *conn, char *text)
{
	(void)arg, (void)conn;
	return strlen(text);
}

static struct MHD_Daemon *
loop_start(struct http_server *s)
{
	const struct http_config *c = &s->config;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_TURBO | MHD_USE_NO_LISTEN_SOCKET |
			 (c->tls_cert == NULL ? 0u : MHD_USE_TLS);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(uintptr_t)tls_show },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_ciphers() },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

	return MHD_start_daemon(flags, 0, NULL, NULL, intake, s,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->connections,
	    MHD_OPTION_CONNECTION_TIMEOUT, c->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    HTTP_MEMORY_EACH, MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_URI_LOG_CALLBACK, intake_begin, s, MHD_OPTION_UNESCAPE_CALLBACK,
	    leave_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED, intake_end, s,
	    MHD_OPTION_NOTIFY_CONNECTION, watch_line, s, MHD_OPTION_ARRAY,
	    c->tls_cert == NULL ? none : tls, MHD_OPTION_END);
}

static enum err
loops_start(struct http_server *s, char *fault)
{
	const struct http_config *c = &s->config;

	s->loops = memory_new(c->loops, sizeof(*s->loops));
	for (; s->loop_count < c->loops; s->loop_count++) {
		s->loops[s->loop_count] = loop_start(s);
		if (s->loops[s->loop_count] == NULL)
			return server_fault(fault, ERR_DOWN,
			    "the server does not start: %s", strerror(errno));
	}
	return OK;
}

static void
loops_stop(struct http_server *s)
{
	for (size_t i = 0; i < s->loop_count; i++)
		MHD_stop_daemon(s->loops[i]);
	free(s->loops);
	s->loops = NULL;
	s->loop_count = 0;
}

static struct http_server *
server_new(const struct http_config *config)
{
	struct http_server *s = memory_new(1, sizeof(*s));
	pthread_condattr_t steady;

	if (s == NULL || sodium_init() < 0)
		abort();
	s->config = *config;
	defaults(&s->config);
	s->listen_fd = s->listen_end = -1;
	randombytes_buf(&s->ids, sizeof(s->ids));
	randombytes_buf(s->secret, sizeof(s->secret));
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->watch_lock, NULL);
	pthread_mutex_init(&s->events_lock, NULL);
	pthread_mutex_init(&s->pulls.lock, NULL);
	pthread_cond_init(&s->done, &steady);
	pthread_cond_init(&s->watch_news, &steady);
	pthread_cond_init(&s->pulls.news, NULL);
	pthread_condattr_destroy(&steady);
	return s;
}

/* Wait until all that was begun is answered and sent, or until then. */
static void
active_wait(struct http_server *s, unsigned grace_ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += grace_ms / 1000;
	until.tv_nsec += (long)(grace_ms % 1000) * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&s->lock);
	while (s->active > 0)
		if (pthread_cond_timedwait(&s->done, &s->lock, &until) == ETIMEDOUT)
			break;
	s->late = true;
	pthread_mutex_unlock(&s->lock);
}

void
http_stop(struct http_server *s, unsigned grace_ms)
{
	if (s == NULL)
		return;
	s->stopping = true;
	listen_stop(s);
	events_close(s);
	parks_end(s);
	active_wait(s, grace_ms);
	watch_stop(s);
	workers_stop(s);
	events_close(s); /* those that the last handlers began */
	pulls_cut(s);
	loops_stop(s);
	pulls_stop(s);
	if (s->config.tls_cert != NULL)
		tls_end();
	free(s);
}

enum err
http_start(const struct http_config *config, struct http_server **out, char fault[200])
{
	struct http_server *s = server_new(config);
	const struct http_config *c = &s->config;
	enum err e = OK;

	s->tls_look = tls_look(c);
	if (c->tls_cert != NULL)
		e = tls_load(c, fault);
	if (e == OK && !nets_read(c->proxy, s->proxies, &s->proxy_count))
		e = server_fault(fault, ERR_INPUT,
		    "\"%.100s\" is no list of networks like 10.0.0.0/8,::1", c->proxy);
	descriptors_raise(c->connections);
	if (e == OK)
		e = listen_open(s, fault);
	if (e == OK)
		e = loops_start(s, fault);
	if (e == OK &&
	    (!workers_start(s) || !pulls_start(s) || !watch_start(s) || !listen_start(s)))
		e = server_fault(fault, ERR_DOWN, "no more threads: %s", strerror(errno));
	if (e != OK) {
		http_stop(s, 0);
		return e;
	}
	*out = s;
	return OK;
}

int
http_port(const struct http_server *server)
{
	return server->port;
}
