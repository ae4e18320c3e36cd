/*
 * support.h - a server and clients for the tests of http/.
 *
 * Clients are plain sockets, so that a test can say exactly what is on the
 * wire.  Whoever waits, waits for something and gives up loudly after 20 s.
 */
#ifndef TEST_HTTP_SUPPORT_H
#define TEST_HTTP_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 20000

struct heard {
	int status;
	char *head; /* lines of the head, NUL-terminated */
	char *body;
	size_t len;
	bool whole; /* its length was announced and came */
};

static inline struct http_server *
serve(struct http_config config)
{
	struct http_server *s = NULL;
	char why[200] = "";

	if (config.listen == NULL)
		config.listen = "127.0.0.1:0";
	if (http_start(&config, &s, why) != OK)
		fail_msg("the server does not start: %s", why);
	return s;
}

static inline int
dial(const struct http_server *s)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_port(s)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* False: the server does not want to hear it. */
static inline bool
tell_len(int fd, const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static inline bool
tell(int fd, const char *text)
{
	return tell_len(fd, text, strlen(text));
}

static inline bool
hear_byte(int fd, char *c)
{
	return recv(fd, c, 1, 0) == 1;
}

/* A line without its end; NULL: the connection is over. */
static inline char *
hear_line(int fd)
{
	size_t len = 0, size = 256;
	char *line = malloc(size), c;

	while (hear_byte(fd, &c)) {
		if (c == '\n') {
			line[len > 0 && line[len - 1] == '\r' ? len - 1 : len] = '\0';
			return line;
		}
		if (len + 2 > size)
			line = realloc(line, size *= 2);
		line[len++] = c;
	}
	free(line);
	return NULL;
}

static inline size_t
hear_len(int fd, char *at, size_t len)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = recv(fd, at + got, len - got, 0);

		if (n <= 0)
			break;
		got += (size_t)n;
	}
	return got;
}

/* The value of a header, at most 500 letters; "" if absent. */
static inline const char *
head_of(const struct heard *h, const char *name)
{
	static _Thread_local char value[1024];
	size_t len = strlen(name);

	for (const char *at = h->head; at != NULL && *at != '\0';) {
		const char *end = strchr(at, '\n');

		if (strncasecmp(at, name, len) == 0 && at[len] == ':') {
			snprintf(value, sizeof(value), "%.*s",
			    (int)(end - at - (long)len - 2), at + len + 2);
			return value;
		}
		at = end + 1;
	}
	return "";
}

static inline void
heard_clear(struct heard *h)
{
	free(h->head);
	free(h->body);
	*h = (struct heard){ 0 };
}

static inline void
hear_chunks(int fd, struct heard *h)
{
	char *line;

	while ((line = hear_line(fd)) != NULL) {
		size_t len = strtoul(line, NULL, 16);

		free(line);
		h->body = realloc(h->body, h->len + len + 1);
		if (hear_len(fd, h->body + h->len, len) < len)
			return;
		h->len += len;
		h->body[h->len] = '\0';
		free(hear_line(fd));
		if (len == 0) {
			h->whole = true;
			return;
		}
	}
}

/* Only the head of the next answer; status 0: there is none. */
static inline struct heard
hear_head(int fd)
{
	struct heard h = { 0 };
	char *line = hear_line(fd);
	size_t len = 0;

	h.head = calloc(1, 1);
	if (line == NULL)
		return h;
	sscanf(line, "HTTP/1.%*d %d", &h.status);
	free(line);
	while ((line = hear_line(fd)) != NULL && line[0] != '\0') {
		size_t more = strlen(line);

		h.head = realloc(h.head, len + more + 2);
		memcpy(h.head + len, line, more);
		memcpy(h.head + len + more, "\n", 2);
		len += more + 1;
		free(line);
	}
	free(line);
	return h;
}

static inline struct heard
hear(int fd, bool head_only)
{
	struct heard h = hear_head(fd);
	size_t len = strtoul(head_of(&h, "Content-Length"), NULL, 10);

	if (h.status == 100) {
		heard_clear(&h);
		return hear(fd, head_only);
	}
	h.body = calloc(1, len + 1);
	if (head_only || h.status == 304 || h.status == 204 || h.status == 0)
		return h;
	if (strcmp(head_of(&h, "Transfer-Encoding"), "chunked") == 0) {
		hear_chunks(fd, &h);
		return h;
	}
	h.len = hear_len(fd, h.body, len);
	h.whole = h.len == len;
	return h;
}

static inline struct heard
ask_fd(int fd, const char *request)
{
	tell(fd, request);
	return hear(fd, strncmp(request, "HEAD", 4) == 0);
}

/* One request on a connection of its own. */
static inline struct heard
ask(const struct http_server *s, const char *request)
{
	int fd = dial(s);
	struct heard h;

	assert_true(fd >= 0);
	h = ask_fd(fd, request);
	close(fd);
	return h;
}

static inline struct heard
ask_get(const struct http_server *s, const char *path, const char *headers)
{
	char request[4096];

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", path,
	    headers);
	return ask(s, request);
}

/* What the server answers, and nothing else. */
static inline void
expect_status(const struct http_server *s, const char *request, int status)
{
	struct heard h = ask(s, request);

	if (h.status != status)
		fail_msg("%d instead of %d for %.60s", h.status, status, request);
	heard_clear(&h);
}

static inline void
await(sem_t *news)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_MS / 1000;
	while (sem_timedwait(news, &until) != 0)
		if (errno != EINTR)
			fail_msg("nothing happened");
}

/* The server closes the connection, sooner or later. */
static inline void
await_end(int fd)
{
	char c[4096];
	ssize_t n;

	while ((n = recv(fd, c, sizeof(c), 0)) > 0)
		;
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		fail_msg("the connection stays");
}

#endif
