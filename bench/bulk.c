/*
 * bulk.c - what takes much at once: a merge of ten records that thousands name, and all
 * that somebody owns given to others; and both taken back.
 *
 * The processor's time is the server's, with what it does beside.
 */
#include "bench.h"

#include <stdlib.h>
#include <time.h>

#define MERGED 10
#define GOAL_NOTES 10000
#define HANDED 300000   /* at least, if there are */
#define HAND_MAX 500000 /* that one hand-over takes */
#define PATIENCE_S 300

struct bulk {
	const struct server *server;
	const struct sample *sample;
	struct arena *mem; /* of the step */
};

/* Loses unless it answers below 300. */
static json_t *
say(const struct bulk *b, const char *method, const char *path, const char *body)
{
	struct ask ask = { .method = method, .path = path, .body = body };
	struct str answer;
	json_t *out;
	int got = load_once(b->mem, b->server->port, b->sample->tokens[0], &ask, &answer);

	if (got < 300 && json_read(b->mem, answer, &out, NULL) == OK)
		return out;
	fprintf(stderr, "bench: %s %s: %d %.*s\n", method, path, got,
	    STR_ARG(utf8_head(answer, 1000)));
	exit(1);
}

#define SAY(b, method, body, ...) \
	say(b, method, str_printf((b)->mem, __VA_ARGS__).at, body)

/* ---- a step, timed ---- */

struct clock {
	int64_t began_us;
	double cpu_s;
};

static struct clock
start(const struct bulk *b)
{
	return (struct clock){ time_steady_us(), server_cpu_s(b->server) };
}

static double
row(const struct bulk *b, const struct clock *clock, const char *what)
{
	double s = (double)(time_steady_us() - clock->began_us) / 1e6;

	printf("| %s | %.2f | %.2f |\n", what, s, server_cpu_s(b->server) - clock->cpu_s);
	fflush(stdout);
	return s;
}

static void
head(void)
{
	printf("\n| at once | s | of the processor, s |\n|---|--:|--:|\n");
}

/* ---- a merge ---- */

static const char *
contact(const struct bulk *b, int n)
{
	return json_get_str(
	    say(b, "POST", "/api/contact",
		str_printf(b->mem, "{\"name\":{\"family\":\"Merged %d\"}}", n).at),
	    "id")
	    .at;
}

static void
note(const struct bulk *b, const char *about, int n)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct bulk one = { b->server, b->sample, mem };

	(void)say(&one, "POST", "/api/note",
	    str_printf(mem,
		"{\"about\":{\"entity\":\"contact\",\"id\":\"%s\"},\"text\":\"Said "
		"%d\"}",
		about, n)
		.at);
}

static const char *
wish(const struct bulk *b, const char *const ids[MERGED], bool preview)
{
	struct text t = TEXT_INIT(b->mem);

	text_printf(&t, "{\"into\":\"%s\",\"from\":[", ids[0]);
	for (int i = 1; i < MERGED; i++)
		text_printf(&t, "%s\"%s\"", i > 1 ? "," : "", ids[i]);
	text_printf(&t, "]%s}", preview ? ",\"preview\":true" : "");
	return str_c(b->mem, text_done(&t));
}

void
bulk_merge(const struct server *server, const struct sample *sample, int notes)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct bulk b = { server, sample, mem };
	const char *ids[MERGED];
	const json_t *done;
	struct clock clock;
	double s;

	for (int i = 0; i < MERGED; i++)
		ids[i] = contact(&b, i);
	for (int i = 0; i < notes; i++)
		note(&b, ids[1 + i % (MERGED - 1)], i);
	head();
	clock = start(&b);
	(void)say(&b, "POST", "/api/contact/merge", wish(&b, ids, true));
	(void)row(&b, &clock, "what a merge would do");
	clock = start(&b);
	done = say(&b, "POST", "/api/contact/merge", wish(&b, ids, false));
	s = row(&b, &clock, "the merge");
	clock = start(&b);
	(void)SAY(
	    &b, "POST", "{}", "/api/merges/%s/undo", json_get_str(done, "merge").at);
	(void)row(&b, &clock, "the merge, taken back");
	printf("\nA merge of %d records that %d name: %.2f s", MERGED, notes, s);
	if (notes == GOAL_NOTES)
		printf(" (goal: < 1, **%s**)", s < 1 ? "yes" : "no");
	printf(".\n");
}

/* ---- a hand-over ---- */

static void
until_done(const struct bulk *b, const char *job)
{
	int64_t began = time_steady_us();

	while (time_steady_us() - began < PATIENCE_S * INT64_C(1000000)) {
		const json_t *now = SAY(b, "GET", NULL, "/api/jobs/%s", job);
		struct str state = json_get_str(now, "state");

		if (str_is(state, "done"))
			return;
		if (str_is(state, "failed")) {
			fprintf(stderr, "bench: %s\n", json_dumps(now, 0));
			exit(1);
		}
		nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
	}
	fprintf(stderr, "bench: job %s never ended\n", job);
	exit(1);
}

/* To so many people, in turn, beginning with `to`. */
static const char *
hand(const struct bulk *b, size_t who, size_t to, size_t count)
{
	const struct sample *s = b->sample;
	struct text t = TEXT_INIT(b->mem);
	const char *job;

	text_c(&t, "{\"to\":[");
	for (size_t i = 0; i < count; i++)
		text_printf(&t, "%s\"%s\"", i > 0 ? "," : "",
		    s->people[(to + i) % s->people_count].id);
	text_c(&t, "]}");
	job = json_get_str(SAY(b, "POST", str_c(b->mem, text_done(&t)),
			       "/api/user/%s/hand", s->people[who].id),
	    "job")
		  .at;
	until_done(b, job);
	return job;
}

static int64_t
owned(const struct bulk *b, size_t who)
{
	const json_t *told =
	    SAY(b, "GET", NULL, "/api/user/%s/hand", b->sample->people[who].id);
	const json_t *kinds = json_object_get(told, "kinds"), *each;
	int64_t sum = 0;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)kinds, i, each) sum +=
	    json_get_int(each, "count", 0);
	return sum;
}

void
bulk_hand(const struct server *server, const struct sample *sample)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct bulk b = { server, sample, mem };
	size_t last = sample->people_count - 1;
	struct clock clock;
	int64_t records;
	const char *job;
	double s;

	records = owned(&b, last);
	for (size_t i = 0; i < last && records < HANDED; i++) {
		int64_t more = owned(&b, i);

		if (more == 0 || records + more > HAND_MAX)
			continue;
		(void)hand(&b, i, last, 1);
		records += more;
	}
	head();
	clock = start(&b);
	job = hand(&b, last, 0, 3);
	s = row(&b, &clock, "all that somebody owns, to three");
	clock = start(&b);
	until_done(
	    &b, json_get_str(SAY(&b, "POST", "{}", "/api/jobs/%s/undo", job), "job").at);
	(void)row(&b, &clock, "the hand-over, taken back");
	printf("\nA hand-over of %" PRId64 " records: %.1f s (goal: seconds).\n", records,
	    s);
}
