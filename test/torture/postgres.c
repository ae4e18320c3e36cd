/*
 * postgres.c - PostgreSQL that goes and comes:  postgres KITH [TIMES]
 *
 * A cluster of our own, in a network of its own, is stopped, restarted and
 * crashed while people save; its connections are cut; the network to it goes
 * dead.  Who cannot be served is told so soon, and when to come again; nothing
 * promised is lost, nothing refused is kept; all goes on by itself.
 */
#include "kit.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

#define WRITERS 16
#define LONGEST_MS \
	30000 /* until anybody is answered: a commit is waited for, and asked after */

static struct kit k;
static struct {
	char dir[60], space[30], near[16], psql[200];
} pg;

/* ---- the cluster, and its network ---- */

static int
shell(const char *format, ...)
{
	char *line = NULL;
	va_list args;
	int status;

	va_start(args, format);
	if (vasprintf(&line, format, args) < 0)
		abort();
	va_end(args);
	status = system(line);
	free(line);
	return status;
}

static void
pg_must(const char *what, int status)
{
	if (status != 0)
		kit_lose(&k, "PostgreSQL: %s failed", what);
}

static void
pg_ctl(const char *words)
{
	pg_must(words, shell("ip netns exec %s tool/cluster.sh ctl %s %s >>%s/ctl 2>&1",
			   pg.space, pg.dir, words, pg.dir));
}

static void
pg_say(const char *sql)
{
	pg_must(sql, shell("%s -c \"%s\" >/dev/null 2>&1", pg.psql, sql));
}

static void
pg_end(void)
{
	if (shell("tool/cluster.sh stop %s >/dev/null 2>&1; ip netns del %s; rm -rf %s",
		pg.dir, pg.space, pg.dir) != 0)
		fprintf(stderr, "%s and the network %s remain\n", pg.dir, pg.space);
}

/* kith - near (10.231.77.1) ===== far (.2) - PostgreSQL; false: not allowed */
static bool
pg_begin(char url[200])
{
	int id = (int)getpid();

	snprintf(pg.dir, sizeof(pg.dir), "/tmp/kith-pg-%d", id);
	snprintf(pg.space, sizeof(pg.space), "kith-%d", id);
	snprintf(pg.near, sizeof(pg.near), "kith%d", id);
	snprintf(pg.psql, sizeof(pg.psql), "psql -qAt -h %s -U kith -d kith", pg.dir);
	if (shell("ip netns add %s 2>/dev/null", pg.space) != 0)
		return false;
	k.undo = pg_end;
	pg_must("a network",
	    shell(
		"ip link add %s type veth peer name far netns %s && "
		"ip addr add 10.231.%d.1/24 dev %s && ip link set %s up && "
		"ip -n %s addr add 10.231.%d.2/24 dev far && ip -n %s link set far up && "
		"ip -n %s link set lo up",
		pg.near, pg.space, id % 250, pg.near, pg.near, pg.space, id % 250,
		pg.space, pg.space));
	pg_must("a cluster", shell("LISTEN='*' TRUST=10.231.%d.1/32 ip netns exec %s "
				   "tool/cluster.sh start %s "
				   ">/dev/null",
				 id % 250, pg.space, pg.dir));
	snprintf(url, 200, "postgres://kith@10.231.%d.2/kith", id % 250);
	return true;
}

/* ---- what is done to it ---- */

static void
restart_fast(void)
{
	pg_ctl("restart -m fast");
}

static void
crash_and_start(void)
{
	pg_ctl("stop -m immediate");
	pg_ctl("start");
}

static void
cut_connections(void)
{
	for (int i = 0; i < 10; i++)
		pg_say("select pg_terminate_backend(pid) from pg_stat_activity where "
		       "application_name = 'kith' order by random() limit 3");
}

/* The others notice, end, and the server recovers as after a crash. */
static void
kill_backend(void)
{
	pg_must("kill -9 of a backend", shell("kill -9 $(%s -c \"select pid from "
					      "pg_stat_activity where application_name "
					      "= 'kith' limit 1\")",
					    pg.psql));
}

struct wanted {
	const struct tally *tally;
	size_t down;
};

static bool
is_told(void *arg)
{
	struct wanted *w = arg;

	return w->tally->down >= w->down;
}

static struct crowd *crowd;

static void
partition(void)
{
	struct wanted w = { crowd_tally(crowd), crowd_tally(crowd)->down + 2 * WRITERS };

	pg_must("down", shell("ip -n %s link set far down", pg.space));
	until(&k, "everybody is told that the database is away", is_told, &w);
	pg_must("up", shell("ip -n %s link set far up", pg.space));
}

/* Away for a while: asked again and again, it is refused at once each time. */
static void
stop_for_a_while(void)
{
	struct wanted w = { crowd_tally(crowd), crowd_tally(crowd)->down + 20 * WRITERS };

	pg_ctl("stop -m fast");
	until(&k, "everybody is told that the database is away", is_told, &w);
	pg_ctl("start");
}

static const struct {
	const char *name;
	void (*run)(void);
} faults[] = {
	{ "restarted", restart_fast },
	{ "crashed", crash_and_start },
	{ "connections cut", cut_connections },
	{ "a backend killed", kill_backend },
	{ "stopped for a while", stop_for_a_while },
	{ "the network dead", partition },
};

/* ---- all of it ---- */

static void
go_through(size_t i, struct stream *stream)
{
	const struct tally *t = crowd_tally(crowd);
	size_t saved = t->saved, down = t->down;

	crowd_work(crowd);
	crowd_until_saved(crowd, 100);
	atomic_store((atomic_long *)(uintptr_t)&t->slowest_ms, 0);
	faults[i].run();
	crowd_until_saved(crowd, 100);
	stream_until(stream, 10);
	crowd_rest(crowd);
	crowd_verify(crowd, false);
	printf("%-20s %4zu saves, %4zu refused, nobody waited for more than %ld ms\n",
	    faults[i].name, t->saved - saved, t->down - down, t->slowest_ms);
	if (t->other > 0)
		kit_lose(&k, "nobody expected: %s", t->strange);
	if (t->unsaid > 0)
		kit_lose(&k, "503 without Retry-After");
	if (t->slowest_ms > LONGEST_MS)
		kit_lose(&k, "that is too long");
}

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 1;
	struct stream stream = { .kit = &k };
	char url[200];

	if (argc < 2 || times < 1) {
		fprintf(stderr, "usage: postgres KITH [TIMES]\n");
		return 2;
	}
	if (!pg_begin(url)) {
		fprintf(stderr, "SKIPPED postgres: no network of our own: be root\n");
		return 0;
	}
	kit_begin(&k, argv[1], NULL, url);
	kit_start(&k);
	crowd = crowd_new(&k, WRITERS);
	stream_begin(&stream, 0);
	for (int t = 0; t < times; t++)
		for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
			go_through(i, &stream);
	stream_end(&stream);
	crowd_verify(crowd, true);
	kit_must(&k, "doctor '%s'", k.db);
	crowd_free(crowd);
	kit_end(&k);
	return 0;
}
