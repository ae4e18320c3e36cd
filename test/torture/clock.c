/*
 * clock.c - a wall clock that jumps:  clock KITH [TIMES]
 *
 * Somebody sets the clock back an hour, or forward a day and back, while people
 * work and over a restart.  Saving goes on, ids rise, whoever is signed in
 * stays so, a job is not left lying for an hour, a stream misses nothing.
 */
#include "kit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define WRITERS 16
#define HOUR 3600
#define DAY (24 * HOUR)
#define SLOW_MS 10000 /* nobody waits so long because of a clock */

static struct kit k;

/* ---- a stream, which counts on by one ---- */

struct stream {
	pthread_t thread;
	int fd;
	_Atomic int64_t last;
};

static void
hear_line(struct stream *s, const char *line)
{
	int64_t id;
	long long n;

	if (sscanf(line, "id: %lld", &n) != 1)
		return;
	id = n;
	if (s->last != 0 && id != s->last + 1)
		kit_lose(
		    &k, "the stream told event %lld after %lld", n, (long long)s->last);
	s->last = id;
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

/* after: the event that was seen last; 0: from now on */
static void
stream_begin(struct stream *s, int64_t after)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)k.port) };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	s->last = 0;
	if (connect(s->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		kit_lose(&k, "no stream");
	dprintf(s->fd,
	    "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n",
	    k.token);
	if (after != 0)
		dprintf(s->fd, "Last-Event-ID: %lld\r\n", (long long)after);
	dprintf(s->fd, "\r\n");
	pthread_create(&s->thread, NULL, stream_run, s);
}

static int64_t
stream_end(struct stream *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	return s->last;
}

struct heard {
	struct stream *stream;
	int64_t more;
};

static bool
has_heard(void *arg)
{
	struct heard *h = arg;

	return h->stream->last >= h->more;
}

static void
stream_until(struct stream *s, int64_t more)
{
	struct heard h = { s, s->last + more };

	until(&k, "the stream goes on", has_heard, &h);
}

/* ---- who is signed in ---- */

struct person {
	struct line *line;
	char password[80];
};

static void
still_in(struct person *p, const char *when)
{
	const struct said *s = line_ask(p->line, "GET", "/api/me", NULL);

	if (s->status != 200)
		kit_lose(&k, "%s the session is answered %ld", when, s->status);
}

static bool
gets_in(void *arg)
{
	struct person *p = arg;

	return line_sign_in(p->line, "eve", p->password);
}

/* Too many wrong guesses lock for seconds, not until the clock is there again. */
static void
guess_and_wait(struct person *p)
{
	for (int i = 0; i < 6; i++)
		line_sign_in(p->line, "eve", "certainly not this");
	kit_clock_set(&k, -HOUR);
	until(&k, "a lock ends", gets_in, p);
	kit_clock_set(&k, 0);
}

/* ---- a job ---- */

static void
job_begin(struct line *l, char path[80])
{
	const struct said *s;

	for (int i = 0; i < 100; i++)
		line_ask(l, "POST", "/api/account", "{\"name\":\"Many\"}");
	s = line_ask(l, "POST", "/api/account/bulk",
	    "{\"where\":\"name is set\",\"set\":{\"description\":\"x\"}}");
	snprintf(path, 80, "/api/jobs/%s", said_str(s, "job"));
	if (s->status != 202)
		kit_lose(&k, "no job: %ld %s", s->status, s->body);
}

struct job {
	struct line *line;
	const char *path;
};

static bool
is_done(void *arg)
{
	struct job *j = arg;

	return strcmp(said_str(line_ask(j->line, "GET", j->path, NULL), "state"),
		   "done") == 0;
}

/* ---- the same request, an hour earlier ---- */

static void
once_only(struct line *l, int round)
{
	char key[60], first[40];

	snprintf(key, sizeof(key), "Idempotency-Key: jump%d", round);
	line_header(l, key);
	snprintf(first, sizeof(first), "%s",
	    said_str(line_ask(l, "POST", "/api/account", "{\"name\":\"Once\"}"), "id"));
	kit_clock_set(&k, -HOUR);
	if (strcmp(first,
		said_str(line_ask(l, "POST", "/api/account", "{\"name\":\"Once\"}"),
		    "id")) != 0)
		kit_lose(&k, "the same request was done twice");
	kit_clock_set(&k, 0);
	line_header(l, NULL);
}

/* ---- all of it ---- */

static void
jump_at_work(struct crowd *crowd, struct stream *stream, struct person *p)
{
	static const int64_t jumps[] = { -HOUR, 0, DAY, 0, DAY, -HOUR };

	crowd_work(crowd);
	for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		crowd_until_saved(crowd, 50);
		kit_clock_set(&k, jumps[i]);
		crowd_until_saved(crowd, 50);
		stream_until(stream, 50);
		still_in(p, "after a jump");
	}
}

/* A server that dies in a job, and begins an hour earlier. */
static void
restart_earlier(struct crowd *crowd, struct line *l, struct stream *stream)
{
	struct job job = { .line = l };
	char path[80];
	int64_t seen;

	kit_clock_set(&k, 0);
	job_begin(l, path);
	kit_kill(&k);
	kit_clock_set(&k, -HOUR);
	seen = stream_end(stream);
	kit_start(&k);
	stream_begin(stream, seen);
	job.path = path;
	crowd_until_saved(crowd, 100);
	until(&k, "the job goes on", is_done, &job);
	crowd_rest(crowd);
	kit_clock_set(&k, 0);
}

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 1;
	struct stream stream = { 0 };
	struct person person = { 0 };
	struct crowd *crowd;
	struct line *l;

	if (argc < 2 || times < 1) {
		fprintf(stderr, "usage: clock KITH [TIMES]\n");
		return 2;
	}
	kit_begin(&k, argv[1], NULL, NULL);
	kit_clock(&k);
	kit_start(&k);
	l = line_new(&k);
	crowd = crowd_new(&k, WRITERS);
	person.line = line_of_person(&k, "eve", person.password);
	still_in(&person, "at first");
	for (int i = 0; i < times; i++) {
		stream_begin(&stream, stream.last);
		jump_at_work(crowd, &stream, &person);
		restart_earlier(crowd, l, &stream);
		crowd_verify(crowd, true);
		once_only(l, i);
		stream_end(&stream);
	}
	guess_and_wait(&person);
	if (crowd_tally(crowd)->slowest_ms > SLOW_MS)
		kit_lose(&k, "a save took %ld ms", crowd_tally(crowd)->slowest_ms);
	if (crowd_tally(crowd)->other > 0)
		kit_lose(&k, "nobody expected: %s", crowd_tally(crowd)->strange);
	kit_must(&k, "doctor '%s'", k.db);
	printf("%d times about: %zu saves promised, all of them there; the slowest took "
	       "%ld ms\n",
	    times, crowd_tally(crowd)->saved, crowd_tally(crowd)->slowest_ms);
	crowd_free(crowd);
	line_free(person.line);
	line_free(l);
	kit_end(&k);
	return 0;
}
