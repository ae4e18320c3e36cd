/*
 * clock.c - a wall clock that jumps:  clock KITH [TIMES]
 *
 * Somebody sets the clock back an hour, or forward a day and back, while people
 * work and over a restart.  Saving goes on, ids rise, whoever is signed in
 * stays so, a job is not left lying for an hour, a stream misses nothing.
 */
#include "kit.h"

#define WRITERS 16
#define HOUR 3600
#define DAY (24 * HOUR)
#define SLOW_MS 10000 /* nobody waits so long because of a clock */

static struct kit k;

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
		stream_until(stream, 10);
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
	struct stream stream = { .kit = &k };
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
		stream_begin(&stream, stream.place);
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
