/*
 * reshape.c - a field of each kind comes to the contacts while people work: how long
 * the change took, how long who saved and who read waited at worst, and when its index
 * was there.
 *
 * Each step is put in force when all indexes of the one before are made.
 */
#include "bench.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#define SAVERS 2
#define READERS 4
#define PAUSE_MS 10 /* of each, between two requests */
#define PATIENCE_S 600

/* Of the steps. */
#define TEXT 1
#define IN_TABLE 4
#define BECOMES_UNIQUE 6

static const struct {
	const char *what, *field; /* the nth is called bench<n> */
} steps[] = {
	{ "a number", "{\"type\":\"int\"}" },
	{ "a text", "{\"type\":\"text\"}" },
	{ "a choice", "{\"type\":\"choice\",\"of\":{\"one\":{\"label\":\"One\"},\"two\":{"
		      "\"label\":\"Two\"}}}" },
	{ "a unique text", "{\"type\":\"text\",\"unique\":true}" },
	{ "a text in the table view", "{\"type\":\"text\"}" },
	{ "a reference", "{\"type\":\"ref\",\"to\":\"account\"}" },
	{ "the text of above becomes unique", NULL },
	/* the last: the job that goes through all records keeps others waiting */
	{ "a text that the search box looks in", "{\"type\":\"text\",\"search\":true}" },
};

struct worker {
	pthread_t thread;
	struct site_of_work *at;
	struct ask ask;
	bool saves;
};

struct site_of_work {
	int port;
	char cookie[300]; /* of the administrator: a token may not reshape */
	const struct sample *sample;
	struct worker workers[SAVERS + READERS];
	atomic_bool rest;
	_Atomic int64_t save_us, read_us; /* the slowest since somebody looked */
	atomic_int refused;
};

static void
nap_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* ---- people at work ---- */

static void
note_slowest(_Atomic int64_t *slowest, int64_t us)
{
	int64_t was = atomic_load(slowest);

	while (us > was && !atomic_compare_exchange_weak(slowest, &was, us))
		;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct site_of_work *at = w->at;

	while (!atomic_load(&at->rest)) {
		DEFER(arena_freep) struct arena *mem = arena_new();
		int64_t began = time_steady_us();
		struct str body;
		int status = load_once(mem, at->port,
		    at->sample->tokens[(size_t)w->ask.who % at->sample->people_count],
		    &w->ask, &body);

		if (status >= 400)
			atomic_fetch_add(&at->refused, 1);
		note_slowest(
		    w->saves ? &at->save_us : &at->read_us, time_steady_us() - began);
		nap_ms(PAUSE_MS);
	}
	return NULL;
}

static void
begin_work(struct site_of_work *at)
{
	for (int i = 0; i < SAVERS + READERS; i++) {
		struct worker *w = &at->workers[i];

		w->at = at;
		w->saves = i < SAVERS;
		w->ask = (struct ask){ .method = w->saves ? "POST" : "GET", .who = i };
		w->ask.path = w->saves ? "/api/contact"
				       : "/api/contact?where=owner%20%3D%20@me&sort=name";
		w->ask.body = w->saves ? "{\"name\":{\"family\":\"Bench\"}}" : NULL;
		if (pthread_create(&w->thread, NULL, work, w) != 0)
			exit(1);
	}
}

static void
end_work(struct site_of_work *at)
{
	atomic_store(&at->rest, true);
	for (int i = 0; i < SAVERS + READERS; i++)
		pthread_join(at->workers[i].thread, NULL);
}

/* ---- the administrator ---- */

/* As `kith new --recipe` made them. */
static void
sign_in(struct site_of_work *at)
{
	char body[200], head[4096] = { 0 }, *cookie;
	const struct ask ask = { .method = "POST", .path = "/api/login", .body = body };
	size_t len = 0;
	ssize_t n;
	int fd;

	snprintf(body, sizeof(body), "{\"login\":\"%s\",\"password\":\"kith-demo-2026\"}",
	    at->sample->people[0].login);
	fd = load_send(at->port, "", &ask);
	while (strstr(head, "\r\n\r\n") == NULL && len < sizeof(head) - 1 &&
	       (n = read(fd, head + len, sizeof(head) - 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	cookie = strcasestr(head, "set-cookie: ");
	if (cookie == NULL) {
		fprintf(stderr, "bench: the administrator cannot sign in: %s\n", head);
		exit(1);
	}
	snprintf(at->cookie, sizeof(at->cookie), "%.*s", (int)strcspn(cookie + 12, ";\r"),
	    cookie + 12);
}

static const char *
ask_studio(struct site_of_work *at, struct arena *mem, const char *body)
{
	struct ask ask = { .method = body == NULL ? "GET" : "PUT",
		.path = "/api/studio",
		.body = body };
	struct str answer;
	int status = load_once(mem, at->port, at->cookie, &ask, &answer);

	if (status == 200)
		return str_c(mem, answer);
	fprintf(stderr, "bench: %s /api/studio: %d %.*s\n", ask.method, status,
	    STR_ARG(answer));
	exit(1);
}

/* What the sheet says with the first `count` steps. */
static const char *
sheet(struct arena *mem, const char *stamp, size_t count)
{
	struct text t = TEXT_INIT(mem);

	text_printf(&t,
	    "{\"stamp\":\"%s\",\"documents\":{\"bench.json\":{\"extend\":\"contact\","
	    "\"fields\":{",
	    stamp);
	for (size_t i = 0; i < count; i++)
		if (steps[i].field != NULL)
			text_printf(&t, "%s\"bench%zu\":%s", i > 0 ? "," : "", i,
			    i == TEXT && count > BECOMES_UNIQUE
				? "{\"type\":\"text\",\"unique\":true}"
				: steps[i].field);
	text_c(&t, "}");
	if (count > IN_TABLE)
		text_printf(
		    &t, ",\"views\":{\"table\":[\"name\",\"bench%d\"]}", IN_TABLE);
	text_c(&t, "}}}");
	return str_c(mem, text_done(&t));
}

static const char *
stamp_of(struct arena *mem, const char *studio)
{
	const char *at = strstr(studio, "\"stamp\":\"");

	return at == NULL ? "0"
			  : str_c(mem, (struct str){ at + 9, strcspn(at + 9, "\"") });
}

/* Ms until no index is to be made any more. */
static double
until_made(struct site_of_work *at, int64_t began)
{
	for (;;) {
		DEFER(arena_freep) struct arena *mem = arena_new();

		if (strstr(ask_studio(at, mem, NULL), "\"making\":{") == NULL)
			return (double)(time_steady_us() - began) / 1000;
		if (time_steady_us() - began > PATIENCE_S * INT64_C(1000000)) {
			fprintf(stderr, "bench: the indexes never came\n");
			exit(1);
		}
		nap_ms(20);
	}
}

static double
look(_Atomic int64_t *slowest)
{
	return (double)atomic_exchange(slowest, 0) / 1000;
}

static void
step(struct site_of_work *at, size_t n)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	const char *stamp = stamp_of(mem, ask_studio(at, mem, NULL));
	double change_ms, save_ms, read_ms, made_ms;
	int64_t began;

	(void)look(&at->save_us);
	(void)look(&at->read_us);
	began = time_steady_us();
	(void)ask_studio(at, mem, sheet(mem, stamp, n + 1));
	change_ms = (double)(time_steady_us() - began) / 1000;
	nap_ms(5L * PAUSE_MS); /* who waited has the answer */
	save_ms = look(&at->save_us);
	read_ms = look(&at->read_us);
	made_ms = until_made(at, began);
	nap_ms(5L * PAUSE_MS);
	printf("| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |\n", steps[n].what,
	    change_ms, save_ms, read_ms, made_ms, look(&at->save_us), look(&at->read_us));
	fflush(stdout);
}

void
reshape_run(int port, const struct sample *sample)
{
	struct site_of_work *at = calloc(1, sizeof(*at));

	at->port = port;
	at->sample = sample;
	sign_in(at);
	begin_work(at);
	printf(
	    "\nA field comes to %" PRId64 " contacts while %d save and %d read, ms:\n\n"
	    "| put in force | answered in | slowest save | slowest read | indexes there "
	    "after | slowest save until then | slowest read |\n"
	    "|---|--:|--:|--:|--:|--:|--:|\n",
	    sample->total, SAVERS, READERS);
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		step(at, i);
	end_work(at);
	if (atomic_load(&at->refused) > 0)
		printf(
		    "\n%d requests were refused meanwhile.\n", atomic_load(&at->refused));
	free(at);
}
