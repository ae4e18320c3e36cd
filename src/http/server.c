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
#include <fcntl.h>
#include <netdb.h>
#include <sodium.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FAULT_SIZE 200
#define MEMORY_EACH ((size_t)40 << 10) /* a connection's head and buffers, at most */
#define CIPHERS "SECURE128:%SERVER_PRECEDENCE:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

static enum err say(char *fault, enum err e, const char *format, ...) PRINTF(3, 4);

static enum err
say(char *fault, enum err e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault, FAULT_SIZE, format, args);
	va_end(args);
	return e;
}

static void
defaults(struct http_config *c)
{
	if (c->workers == 0)
		c->workers = HTTP_WORKERS;
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
}

/* "[::]:80" into "::" and "80"; false: no port, or no room. */
static bool
listen_split(const char *listen, char host[256], char port[8])
{
	const char *colon = strrchr(listen, ':');
	struct str name;

	if (colon == NULL || strlen(colon + 1) == 0 || strlen(colon + 1) > 5)
		return false;
	name = (struct str){ listen, (size_t)(colon - listen) };
	if (name.len >= 2 && name.at[0] == '[' && name.at[name.len - 1] == ']')
		name.at++, name.len -= 2;
	if (name.len >= 256)
		return false;
	memcpy(host, name.at, name.len);
	host[name.len] = '\0';
	strcpy(port, colon + 1);
	return true;
}

static int
listen_on(const struct addrinfo *address)
{
	int yes = 1, no = 0;
	int fd =
	    socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
	if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, 1024) == 0)
		return fd;
	close(fd);
	return -1;
}

static int
port_of(int fd)
{
	struct sockaddr_storage at = { 0 };
	socklen_t len = sizeof(at);

	getsockname(fd, (struct sockaddr *)&at, &len);
	return ntohs(at.ss_family == AF_INET6
			 ? ((struct sockaddr_in6 *)(void *)&at)->sin6_port
			 : ((struct sockaddr_in *)(void *)&at)->sin_port);
}

static enum err
listen_open(struct http_server *s, char *fault)
{
	const char *listen = s->config.listen;
	struct addrinfo hints = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char host[256], port[8];

	if (listen == NULL || !listen_split(listen, host, port))
		return say(fault, ERR_INPUT,
		    "\"%s\" is not an address like 127.0.0.1:8080",
		    listen == NULL ? "" : listen);
	if (host[0] == '\0')
		strcpy(host, "::");
	if (getaddrinfo(host, port, &hints, &found) != 0)
		return say(
		    fault, ERR_INPUT, "\"%s\" is not an address of this machine", listen);
	s->listen_fd = listen_on(found);
	freeaddrinfo(found);
	if (s->listen_fd < 0)
		return say(
		    fault, ERR_DOWN, "cannot listen on %s: %s", listen, strerror(errno));
	s->port = port_of(s->listen_fd);
	return OK;
}

static char *
file_read(const char *path)
{
	FILE *f = path == NULL ? NULL : fopen(path, "re");
	char *at = calloc(1, (size_t)64 << 10);
	size_t len;

	if (at == NULL)
		abort();
	if (f == NULL) {
		free(at);
		return NULL;
	}
	len = fread(at, 1, ((size_t)64 << 10) - 1, f);
	at[len] = '\0';
	fclose(f);
	return at;
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

static enum err
daemon_start(struct http_server *s, char *fault)
{
	const struct http_config *c = &s->config;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_TURBO | (c->tls_cert == NULL ? 0u : MHD_USE_TLS);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, s->key },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)CIPHERS },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, intake, s,
	    MHD_OPTION_LISTEN_SOCKET, s->listen_fd, MHD_OPTION_THREAD_POOL_SIZE,
	    (unsigned)c->loops, MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->connections,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)c->connections_per_ip,
	    MHD_OPTION_CONNECTION_TIMEOUT, c->idle_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    MEMORY_EACH, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK,
	    intake_begin, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, intake_end, s, MHD_OPTION_NOTIFY_CONNECTION,
	    watch_line, s, MHD_OPTION_ARRAY, c->tls_cert == NULL ? none : tls,
	    MHD_OPTION_END);
	if (s->daemon == NULL)
		return c->tls_cert == NULL
			   ? say(fault, ERR_DOWN, "the server does not start: %s",
				 strerror(errno))
			   : say(fault, ERR_INPUT,
				 "%s and %s are no certificate and its key", c->tls_cert,
				 c->tls_key);
	return OK;
}

static struct http_server *
server_new(const struct http_config *config)
{
	struct http_server *s = calloc(1, sizeof(*s));
	pthread_condattr_t steady;

	if (s == NULL || sodium_init() < 0)
		abort();
	s->config = *config;
	defaults(&s->config);
	s->listen_fd = -1;
	randombytes_buf(&s->ids, sizeof(s->ids));
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->watch_lock, NULL);
	pthread_mutex_init(&s->events_lock, NULL);
	pthread_mutex_init(&s->pulls.lock, NULL);
	pthread_cond_init(&s->work, NULL);
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
	if (s->daemon != NULL) {
		MHD_quiesce_daemon(s->daemon);
		shutdown(s->listen_fd, SHUT_RDWR); /* refuse; loops may still hold it */
		events_close(s);
		active_wait(s, grace_ms);
	}
	watch_stop(s);
	workers_stop(s);
	events_close(s);
	pulls_cut(s);
	if (s->daemon != NULL)
		MHD_stop_daemon(s->daemon);
	pulls_stop(s);
	if (s->listen_fd >= 0)
		close(s->listen_fd);
	free(s->cert);
	free(s->key);
	free(s);
}

enum err
http_start(const struct http_config *config, struct http_server **out, char fault[200])
{
	struct http_server *s = server_new(config);
	const struct http_config *c = &s->config;
	enum err e = OK;

	s->cert = file_read(c->tls_cert);
	s->key = file_read(c->tls_key);
	if (c->tls_cert != NULL && (s->cert == NULL || s->key == NULL))
		e = say(fault, ERR_INPUT, "cannot read %s",
		    s->cert == NULL      ? c->tls_cert
		    : c->tls_key == NULL ? "a key beside the certificate"
					 : c->tls_key);
	descriptors_raise(c->connections);
	if (e == OK)
		e = listen_open(s, fault);
	if (e == OK && (!workers_start(s) || !pulls_start(s) || !watch_start(s)))
		e = say(fault, ERR_DOWN, "no more threads: %s", strerror(errno));
	if (e == OK)
		e = daemon_start(s, fault);
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
