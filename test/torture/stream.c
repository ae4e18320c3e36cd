/*
 * stream.c - somebody who listens to what changes, and notes what was missed.
 */
#include "kit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static void
hear_line(struct stream *s, const char *line)
{
	long long place;

	if (strncmp(line, "event: record", 13) == 0 ||
	    strncmp(line, "event: many", 11) == 0)
		s->told++;
	if (strncmp(line, "event: reset", 12) == 0)
		kit_lose(s->kit, "the stream cannot go on where it was");
	if (sscanf(line, "id: %lld", &place) != 1)
		return;
	if (place < s->place)
		kit_lose(s->kit, "the stream is at %lld after %lld", place,
		    (long long)s->place);
	s->place = place;
}

static void *
stream_run(void *arg)
{
	struct stream *s = arg;
	FILE *in = fdopen(s->fd, "r");
	char line[2000];

	while (fgets(line, sizeof(line), in) != NULL)
		hear_line(s, line);
	fclose(in);
	return NULL;
}

void
stream_begin(struct stream *s, int64_t after)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)s->kit->port) };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	s->place = 0;
	if (connect(s->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		kit_lose(s->kit, "no stream");
	dprintf(s->fd,
	    "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n",
	    s->kit->token);
	if (after != 0)
		dprintf(s->fd, "Last-Event-ID: %lld\r\n", (long long)after);
	dprintf(s->fd, "\r\n");
	pthread_create(&s->thread, NULL, stream_run, s);
}

int64_t
stream_end(struct stream *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	return s->place;
}

struct heard {
	const struct stream *stream;
	size_t told;
};

static bool
has_heard(void *arg)
{
	struct heard *h = arg;

	return h->stream->told >= h->told;
}

void
stream_until(struct stream *s, size_t more)
{
	struct heard h = { s, s->told + more };

	until(s->kit, "the stream goes on", has_heard, &h);
}
