/*
 * events.c - server-sent events: thousands of clients, no thread for any.
 *
 * A stream with nothing to send is a sleeping connection, of some ten
 * kilobytes.  A client who does not read is cut when its backlog is full: it asks
 * again and says where it stopped (Last-Event-ID).
 *
 * Locks    events_lock (the chain) before a stream's own; neither is held over
 *          closed().
 */
#include "http/inside.h"

#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

struct http_stream {
	struct http_stream *older, *newer;
	struct http_server *server;
	struct exchange *x; /* until closed() */
	void (*closed)(void *arg);
	void *arg;

	pthread_mutex_t lock;
	char *buf;
	size_t at, len, size; /* buf[at, len) is unsent */
	int64_t sent_us, until_us;
	bool asleep, closing, broken;
	bool thin; /* its memory was given back */
};

static void
stream_wake(struct http_stream *stream)
{
	if (!stream->asleep)
		return;
	stream->asleep = false;
	MHD_resume_connection(stream->x->conn);
}

static bool
is_zero(const char *at, size_t len)
{
	return at[0] == 0 && memcmp(at, at + 1, len - 1) == 0;
}

/*
 * The library has zeroed the half of the connection's memory that it kept for
 * reading, and needs none of it until the stream is over.  Whole pages of zeros
 * are given back to the system: who reads them finds zeros, as before.  It is
 * half of what a sleeping stream costs.
 */
static void
memory_thin(const char *begin, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = (char *)(((uintptr_t)begin + page - 1) / page * page);

	for (; at + page <= begin + len; at += page)
		if (is_zero(at, page))
			(void)madvise(at, page, MADV_DONTNEED);
}

static void
stream_sleep(struct http_stream *stream)
{
	if (!stream->thin)
		memory_thin(stream->x->uri, HTTP_MEMORY_EACH / 2);
	stream->thin = true;
	stream->asleep = true;
	free(stream->buf);
	stream->buf = NULL;
	stream->at = stream->len = stream->size = 0;
	atomic_store(&stream->x->line->due_us, NEVER);
	MHD_suspend_connection(stream->x->conn);
}

static ssize_t
stream_read(void *arg, uint64_t pos, char *buf, size_t room)
{
	struct http_stream *stream = arg;
	ssize_t answer = 0;

	(void)pos;
	pthread_mutex_lock(&stream->lock);
	if (stream->broken) {
		line_cut(stream->x->line);
		answer = MHD_CONTENT_READER_END_WITH_ERROR;
	} else if (stream->at < stream->len) {
		size_t n = stream->len - stream->at;

		n = n < room ? n : room;
		memcpy(buf, stream->buf + stream->at, n);
		stream->at += n;
		stream->sent_us = time_steady_us();
		watch_expect(stream->x, stream->sent_us, n);
		answer = (ssize_t)n;
	} else if (stream->closing) {
		answer = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		stream_sleep(stream);
	}
	pthread_mutex_unlock(&stream->lock);
	return answer;
}

static void
stream_drop(void *arg)
{
	struct http_stream *stream = arg;
	struct http_server *s = stream->server;

	pthread_mutex_lock(&s->events_lock);
	if (stream->older != NULL)
		stream->older->newer = stream->newer;
	if (stream->newer != NULL)
		stream->newer->older = stream->older;
	else
		s->streams = stream->older;
	pthread_mutex_unlock(&s->events_lock);
	if (stream->closed != NULL)
		stream->closed(stream->arg);
	pthread_mutex_destroy(&stream->lock);
	free(stream->buf);
	free(stream);
}

static void
stream_room(struct http_stream *stream, size_t more)
{
	size_t size = stream->size == 0 ? 512 : stream->size;
	char *grown;

	if (stream->at > 0) {
		memmove(stream->buf, stream->buf + stream->at, stream->len - stream->at);
		stream->len -= stream->at;
		stream->at = 0;
	}
	while (size < stream->len + more)
		size *= 2;
	if (size == stream->size)
		return;
	grown = memory_grow(stream->buf, size);
	stream->buf = grown;
	stream->size = size;
}

static bool
stream_add(struct http_stream *stream, struct str chunk)
{
	if (stream->closing || stream->broken)
		return false;
	if (stream->len - stream->at + chunk.len > HTTP_STREAM_BACKLOG) {
		stream->broken = true;
		/* It does not read, so the loop would not ask us: the watch cuts. */
		atomic_store(&stream->x->line->due_us, 0);
		return false;
	}
	stream_room(stream, chunk.len);
	memcpy(stream->buf + stream->len, chunk.at, chunk.len);
	stream->len += chunk.len;
	return true;
}

bool
http_stream_send(struct http_stream *stream, struct str chunk)
{
	bool added;

	if (chunk.len == 0)
		return true;
	pthread_mutex_lock(&stream->lock);
	added = stream_add(stream, chunk);
	stream_wake(stream);
	pthread_mutex_unlock(&stream->lock);
	return added;
}

void
http_stream_close(struct http_stream *stream)
{
	pthread_mutex_lock(&stream->lock);
	stream->closing = true;
	stream_wake(stream);
	pthread_mutex_unlock(&stream->lock);
}

/* Not all at once: those who came together go one after the other. */
static int64_t
life_us(const struct http_server *s)
{
	int64_t life_us = (int64_t)s->config.life_ms * 1000;

	return life_us + life_us / 4 * (int64_t)(randombytes_uniform(1000)) / 1000;
}

struct http_stream *
req_events(struct req *r, void (*closed)(void *arg), void *arg)
{
	struct exchange *x = (struct exchange *)(void *)r;
	struct http_server *s = x->server;
	struct http_stream *stream = memory_new(1, sizeof(*stream));

	*stream =
	    (struct http_stream){ .server = s, .x = x, .closed = closed, .arg = arg };
	pthread_mutex_init(&stream->lock, NULL);
	stream->until_us = time_steady_us() + life_us(s);
	stream_add(stream, STR(":\n\n")); /* so that the head leaves at once */
	pthread_mutex_lock(&s->events_lock);
	stream->closing = s->stopping; /* else http_stop() will find it in the chain */
	stream->older = s->streams;
	if (stream->older != NULL)
		stream->older->newer = stream;
	s->streams = stream;
	pthread_mutex_unlock(&s->events_lock);
	req_header_set(r, "X-Accel-Buffering", STR("no"));
	x->length = OPEN;
	answer(x, 200, HTTP_EVENTS,
	    MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, 64, stream_read, stream, stream_drop));
	return stream;
}

/*
 * A word to each who has heard nothing: proxies stay, the dead are noticed.  A
 * stream that is old ends: who still may comes again, and is asked who they are.
 */
void
events_beat(struct http_server *s, int64_t now_us)
{
	int64_t before_us = now_us - (int64_t)s->config.beat_ms * 1000;

	pthread_mutex_lock(&s->events_lock);
	for (struct http_stream *one = s->streams; one != NULL; one = one->older) {
		pthread_mutex_lock(&one->lock);
		if (one->until_us < now_us) {
			one->closing = true;
			stream_wake(one);
		} else if (one->asleep && one->sent_us < before_us &&
			   stream_add(one, STR(":\n\n")))
			stream_wake(one);
		pthread_mutex_unlock(&one->lock);
	}
	pthread_mutex_unlock(&s->events_lock);
}

void
events_close(struct http_server *s)
{
	pthread_mutex_lock(&s->events_lock);
	for (struct http_stream *one = s->streams; one != NULL; one = one->older)
		http_stream_close(one);
	pthread_mutex_unlock(&s->events_lock);
}
