/*
 * bench.c - the measurements: which scenarios, on which database; the table.
 *
 *   bench read   KITH DATABASE TOKENS    what reading costs, beside its floor
 *   bench write  KITH DATABASE TOKENS    the same of writing; the data changes
 *   bench import KITH DATABASE CSV ROWS  one import, its time and memory
 *   bench sum    DATABASE                a number that depends on the contacts
 *   bench flush  FOLDER                  what a flush of 4 kB costs there
 *   bench bare                           what the clients reach at most
 *
 *   ONLY=list,search   scenarios whose names begin so     CLIENTS=64
 *   SECONDS=5          how long each is measured          FLOOR=0: without
 *   PROFILE=PATH       what misses its goal is looked into: PATH-scenario.txt
 *   FIGURES=FILE       append name, rate, p99 there, for comparing engines
 */
#include "bench.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define PROFILE_S 3.0
#define STREAMS 5000
#define STORM 500 /* tries a second */

static double
number_from(const char *name, double otherwise)
{
	const char *text = getenv(name);

	return text == NULL || text[0] == '\0' ? otherwise : strtod(text, NULL);
}

/* Does ONLY, a list with commas, hold a word that the name begins with? */
static bool
wanted(const char *name)
{
	const char *only = getenv("ONLY");
	size_t len;

	if (only == NULL || only[0] == '\0')
		return true;
	for (; *only != '\0'; only += len + (only[len] == ',')) {
		len = strcspn(only, ",");
		if (len > 0 && strncmp(name, only, len) == 0)
			return true;
	}
	return false;
}

/* ---- a row of the table ---- */

struct result {
	const struct scenario *s;
	const struct figures *f;
	double cpu_us, floor_per_second, floor_cpu_us;
	double half_p99_ms; /* at half that rate; 0: not measured */
};

static void
note_figures(const char *name, double per_second, double p99_ms)
{
	const char *path = getenv("FIGURES");
	FILE *f = path == NULL ? NULL : fopen(path, "a");

	if (f == NULL)
		return;
	fprintf(f, "%s\t%.0f\t%.2f\n", name, per_second, p99_ms);
	fclose(f);
}

/* What it should reach, and whether it does; *met stays true without a goal. */
static const char *
goal_of(const struct result *r, char *to, size_t size, bool *met)
{
	double p99 = hist_ms(&r->f->all, 0.99), rate = load_per_second(r->f);
	const struct scenario *s = r->s;
	size_t n = 0;

	*met = true;
	to[0] = '\0';
	if (s->goal_floor > 0 && r->floor_per_second > 0) {
		n += (size_t)snprintf(
		    to + n, size - n, "≥ %.0f %% of floor, ", s->goal_floor * 100);
		*met = *met && rate >= s->goal_floor * r->floor_per_second;
	}
	if (s->goal_p99_ms > 0) {
		n +=
		    (size_t)snprintf(to + n, size - n, "p99 < %.0f ms, ", s->goal_p99_ms);
		*met = *met && p99 < s->goal_p99_ms;
	}
	if (s->goal_per_second > 0) {
		n += (size_t)snprintf(to + n, size - n, "≥ %.0f/s, ", s->goal_per_second);
		*met = *met && rate >= s->goal_per_second;
	}
	if (n > 0)
		snprintf(to + n, size - n, "%s", *met ? "**yes**" : "**no**");
	return to;
}

static void
table_head(void)
{
	printf("\n| work | a second | p50 ms | p99 ms | most ms | p99 at half the rate | "
	       "CPU µs | kB | floor a second | its CPU µs | of floor | goal, met |\n"
	       "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n");
}

/* True: it reaches what it should. */
static bool
table_row(const struct result *r)
{
	const struct histogram *h = &r->f->all;
	bool met;
	char goal[200], floor[60] = "| | ", half[20] = "";

	if (r->floor_per_second > 0)
		snprintf(floor, sizeof(floor), "%.0f | %.0f | %.0f %%",
		    r->floor_per_second, r->floor_cpu_us,
		    100 * load_per_second(r->f) / r->floor_per_second);
	if (r->half_p99_ms > 0)
		snprintf(half, sizeof(half), "%.2f", r->half_p99_ms);
	printf("| %s | %.0f | %.2f | %.2f | %.1f | %s | %.0f | %.1f | %s | %s |\n",
	    r->s->what, load_per_second(r->f), hist_ms(h, 0.5), hist_ms(h, 0.99),
	    (double)h->max_us / 1000, half, r->cpu_us,
	    (double)r->f->bytes / 1024 / (double)(r->f->answers + !r->f->answers), floor,
	    goal_of(r, goal, sizeof(goal), &met));
	for (size_t i = 0; i < KINDS_MAX && r->s->kinds[i] != NULL; i++) {
		const struct histogram *k = &r->f->kinds[i];

		printf("| – %s | %.0f | %.2f | %.2f | %.1f | | | | | | | |\n",
		    r->s->kinds[i], (double)k->count / r->f->seconds, hist_ms(k, 0.5),
		    hist_ms(k, 0.99), (double)k->max_us / 1000);
	}
	if (r->f->refused > 0)
		printf("| – %" PRIu64 " refused: %s | | | | | | | | | | | |\n",
		    r->f->refused, r->f->refusal);
	fflush(stdout);
	note_figures(r->s->name, load_per_second(r->f), hist_ms(h, 0.99));
	return met;
}

/* ---- a scenario ---- */

static struct load
load_for(const struct scenario *s, const struct sample *sample)
{
	return (struct load){ .clients = s->clients > 0
					     ? s->clients
					     : (size_t)number_from("CLIENTS", 64),
		.warm_s = 1,
		.run_s = number_from("SECONDS", 5),
		.tokens = sample->tokens,
		.token_count = sample->people_count };
}

/* Run it; processor time of the server for one unit, µs. */
static double
run_and_weigh(const struct load *load, struct scenario *s, const struct server *server,
    struct figures *f)
{
	double before = server_cpu_s(server), whole = load->warm_s + load->run_s;

	load_run(load, s, f);
	return (server_cpu_s(server) - before) * 1e6 /
	       ((double)f->all.count * whole / load->run_s + 1);
}

static void
measure_floor(
    struct scenario *s, const struct sample *sample, const char *url, struct result *r)
{
	struct load load = load_for(s, sample);
	struct figures *f = calloc(1, sizeof(*f));
	struct server bare = { 0 };

	load.port = floor_start(url, s, &bare.pid);
	load.floor = true;
	r->floor_cpu_us = run_and_weigh(&load, s, &bare, f);
	r->floor_per_second = load_per_second(f);
	floor_stop(bare.pid);
	free(f);
}

/* Once more, with a look at where the time goes. */
static void
profile(const struct load *load, struct scenario *s, const struct server *server)
{
	struct figures *f = calloc(1, sizeof(*f));
	struct load again = *load;
	char path[4096];
	pid_t child;

	snprintf(path, sizeof(path), "%s-%s.txt", getenv("PROFILE"), s->name);
	again.warm_s = 1;
	again.run_s = PROFILE_S + 1;
	child = server_profile(server, path, PROFILE_S);
	load_run(&again, s, f);
	waitpid(child, NULL, 0);
	free(f);
}

/* All clients at once keep both cores busy without a pause: what is waited for then
 * is the crowd.  At half that rate it is the work. */
static double
half_p99(const struct load *load, struct scenario *s, double per_second)
{
	struct figures *f = calloc(1, sizeof(*f));
	struct load half = *load;
	double p99;

	half.rate = per_second / 2;
	load_run(&half, s, f);
	p99 = hist_ms(&f->all, 0.99);
	free(f);
	return p99;
}

static void
measure(struct scenario *s, const struct sample *sample, struct server *server,
    const char *url, struct figures *f)
{
	struct load load = load_for(s, sample);
	struct result r = { .s = s, .f = f };

	load.port = server->port;
	load.tick = server_look;
	load.arg = server;
	r.cpu_us = run_and_weigh(&load, s, server, f);
	if (s->goal_p99_ms > 0)
		r.half_p99_ms = half_p99(&load, s, load_per_second(f));
	if (s->asks[0].sql != NULL && number_from("FLOOR", 1) > 0)
		measure_floor(s, sample, url, &r);
	if (!table_row(&r) && getenv("PROFILE") != NULL)
		profile(&load, s, server);
}

/* ---- the runs ---- */

static void
say_started(const struct server *server)
{
	printf("Started in %.0f ms; %ld MB resident before the first request (goal: < 40 "
	       "MB, **%s**).\n",
	    server->start_ms, server->rss_kb / 1024,
	    server->rss_kb < 40 * 1024 ? "yes" : "no");
}

static void
say_depth(const struct figures *first, const struct figures *deep)
{
	double ratio = hist_ms(&deep->all, 0.5) / hist_ms(&first->all, 0.5);

	if (first->all.count > 0 && deep->all.count > 0)
		printf("\nA page behind nine tenths takes %.2f × the time of a first one "
		       "(goal: ≤ 1.5, "
		       "**%s**).\n",
		    ratio, ratio <= 1.5 ? "yes" : "no");
}

static void
say_role(int port, const struct sample *sample)
{
	double ms = once_role(port, sample);

	if (ms < 0)
		printf("\nA change of role: the answers were not as expected.\n");
	else
		printf("\nA change of role of whoever owns most: in force after %.1f ms "
		       "(goal: < 100, **%s**).\n",
		    ms, ms < 100 ? "yes" : "no");
}

/* On a server of its own, so that the memory is that of the streams. */
static void
say_streams(const char *kith, const char *url, const struct sample *sample)
{
	struct server server;
	double worst_ms;
	long before_kb;

	server_start(&server, kith, url);
	before_kb = server.rss_kb;
	if (stream_run(&server, sample, STREAMS, &worst_ms))
		printf(
		    "\n%d idle streams: %ld MB resident, %ld MB before (goal: < 100, "
		    "**%s**); a change reaches the last of them after %.0f ms (goal: < "
		    "1000, **%s**).\n",
		    STREAMS, server.rss_kb / 1024, before_kb / 1024,
		    server.rss_kb < 100 * 1024 ? "yes" : "no", worst_ms,
		    worst_ms < 1000 ? "yes" : "no");
	else
		printf(
		    "\n%d streams: some did not hear of a change (**no**).\n", STREAMS);
	server_stop(&server);
}

/* Strangers who sign in must not be felt by those who are in.  A server of its own,
 * because a hash has 64 MB for a moment. */
static void
say_storm(const char *kith, const char *url, struct sample *sample)
{
	struct server server;
	struct scenario s;
	struct load load;
	double slower;
	size_t n = 0;

	server_start(&server, kith, url);
	while (strcmp(reading_name(n), "first") != 0)
		n++;
	if (reading(n, sample, server.port, &s)) {
		load = load_for(&s, sample);
		load.port = server.port;
		slower = storm_run(&load, &s, sample, STORM);
		printf("\nWhile %d strangers a second try to sign in, a list is at most "
		       "%.2f × slower (goal: ≤ 2, **%s**).\n",
		    STORM, slower, slower <= 2 ? "yes" : "no");
	}
	server_stop(&server);
}

/* Whose records they are is asked of each list: on a server of its own, because the
 * rights are other ones after it. */
static void
say_gated(const char *kith, const char *url, const struct sample *sample)
{
	struct scenario any = { 0 };
	struct server server;
	struct load load = load_for(&any, sample);
	double slower;

	server_start(&server, kith, url);
	load.port = server.port;
	slower = gated_run(&load, &server, sample);
	printf("\nA list of a role that does not read all costs at most %.2f × the open "
	       "one (goal: ≤ 1.15, **%s**).\n",
	    slower, slower <= 1.15 ? "yes" : "no");
	server_stop(&server);
}

static void
say_memory(struct server *server)
{
	server_look(server);
	printf("\nResident: %ld MB after it, %ld MB at most", server->rss_kb / 1024,
	    server->most_kb / 1024);
	if (server->log_most_kb > 0)
		printf("; the log %ld MB at most", server->log_most_kb / 1024);
	printf(
	    " (goal: < 150 MB, **%s**).\n", server->most_kb < 150 * 1024 ? "yes" : "no");
}

static int
run_reading(const char *kith, const char *url, const char *tokens)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct figures *f = calloc(reading_count, sizeof(*f));
	size_t first = 0, deep = 0;
	struct server server;
	struct sample sample;

	sample_take(&sample, mem, url, tokens);
	server_start(&server, kith, url);
	say_started(&server);
	table_head();
	for (size_t i = 0; i < reading_count; i++) {
		struct scenario s;

		if (strcmp(reading_name(i), "first") == 0)
			first = i;
		if (strcmp(reading_name(i), "deep") == 0)
			deep = i;
		if (wanted(reading_name(i)) && reading(i, &sample, server.port, &s))
			measure(&s, &sample, &server, url, &f[i]);
	}
	say_depth(&f[first], &f[deep]);
	if (wanted("role"))
		say_role(server.port, &sample);
	say_memory(&server);
	server_stop(&server);
	if (wanted("storm"))
		say_storm(kith, url, &sample);
	free(f);
	return 0;
}

static int
run_writing(const char *kith, const char *url, const char *tokens)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct figures *f = calloc(1, sizeof(*f));
	struct server server;
	struct sample sample;

	sample_take(&sample, mem, url, tokens);
	if (wanted("create"))
		printf("\nThe engine alone copies %.0f rows of contacts a second into "
		       "their table, 64 to a flush.\n",
		    floor_inserts(url, &sample, number_from("SECONDS", 5)));
	if (wanted("streams"))
		say_streams(kith, url, &sample);
	server_start(&server, kith, url);
	table_head();
	for (size_t i = 0; i < writing_count; i++) {
		struct scenario s;

		if (wanted(writing_name(i)) && writing(i, &sample, &s))
			measure(&s, &sample, &server, url, f);
	}
	if (wanted("reshape"))
		reshape_run(server.port, &sample);
	if (wanted("merge"))
		bulk_merge(&server, &sample, (int)number_from("NOTES", 10000));
	if (wanted("hand"))
		bulk_hand(&server, &sample);
	say_memory(&server);
	server_stop(&server);
	if (wanted("gated"))
		say_gated(kith, url, &sample);
	free(f);
	return 0;
}

static double
cpu_us(const struct rusage *used)
{
	return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1e6 +
	       (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec);
}

/* The clients against the library alone, 100 bytes to an answer. */
static int
run_bare(void)
{
	struct ask asks[64];
	struct scenario s = { .name = "bare", .asks = asks, .count = 64, .per = 1 };
	double own_s = number_from("SECONDS", 5) + 1;
	struct result r = { .s = &s };
	struct sample nobody = { 0 };
	struct rusage own;

	for (size_t i = 0; i < COUNT_OF(asks); i++)
		asks[i] = (struct ask){ .method = "GET", .bytes = 100 };
	measure_floor(&s, &nobody, "", &r);
	getrusage(RUSAGE_SELF, &own);
	printf("%.0f a second against the library alone, at %.1f µs of processor each\n",
	    r.floor_per_second, cpu_us(&own) / (r.floor_per_second * own_s));
	return 0;
}

static int
run_import(const char *kith, const char *url, const char *csv, int64_t rows)
{
	const char *const argv[] = { kith, "import", url, csv, "--as", "contact", NULL };
	struct once once;

	once_csv(csv, rows);
	fflush(stdout);
	if (once_run(argv, &once) != 0) {
		fprintf(stderr, "bench: the import failed\n");
		return 1;
	}
	printf(
	    "\nImport of %" PRId64 " contacts with duplicate check: %.0f s (%.0f s of "
	    "the processor), %.0f rows a second, %.0f MB at most (goals for 1,000,000: "
	    "< 240 s, **%s**; < 200 MB, **%s**).\n",
	    rows, once.seconds, once.cpu_s, (double)rows / once.seconds, once.most_mb,
	    once.seconds * 1e6 / (double)rows < 240 ? "yes" : "no",
	    once.most_mb < 200 ? "yes" : "no");
	note_figures("import", (double)rows / once.seconds, 0);
	return 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	signal(SIGPIPE, SIG_IGN);
	if (strcmp(what, "read") == 0 && argc == 5)
		return run_reading(argv[2], argv[3], argv[4]);
	if (strcmp(what, "write") == 0 && argc == 5)
		return run_writing(argv[2], argv[3], argv[4]);
	if (strcmp(what, "import") == 0 && argc == 6)
		return run_import(argv[2], argv[3], argv[4], atoll(argv[5]));
	if (strcmp(what, "sum") == 0 && argc == 3)
		return sample_sum(argv[2]), 0;
	if (strcmp(what, "flush") == 0 && argc == 3)
		return printf("%.2f\n", once_flush(argv[2])), 0;
	if (strcmp(what, "bare") == 0)
		return run_bare();
	fprintf(stderr, "usage: bench read|write|import|sum|flush|bare …\n");
	return 2;
}
