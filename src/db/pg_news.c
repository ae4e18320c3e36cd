/*
 * pg_news.c - what other processes commit, by LISTEN and NOTIFY.
 *
 * A thread of each process keeps one connection.  It holds the process's node
 * number (an advisory lock), so that ids of two processes never meet; it is
 * woken by the server when others commit, and by our own commits, which it
 * tells the others.  A NOTIFY within the transaction itself would put all
 * commits of the database in a row behind one lock; one a moment later, for
 * many commits at once and without a flush, does not.  News may be lost with
 * a connection: whoever hears is told at least every NEWS_MS.
 */
#include "db/postgres.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define NEWS_MS 1000
#define NODES 256

struct news {
	struct pg pg;
	struct engine *engine;
	pthread_t thread;
	atomic_bool sent, stop;
	int wake;
};

static void
drain(int fd)
{
	uint64_t n;

	if (read(fd, &n, sizeof(n)) < 0)
		return; /* nothing there: it was woken by the other end */
}

static void
ring(const struct news *news)
{
	uint64_t one = 1;

	if (write(news->wake, &one, sizeof(one)) < 0)
		return; /* the counter is full: it is awake */
}

/* The first number that no other process holds, begun anywhere. */
static enum err
take_node(struct news *news)
{
	int64_t first = time_steady_us();
	char text[100];

	for (int i = 0; i < NODES; i++) {
		int node = (int)((first + i) % NODES);
		PGresult *result;
		bool got;

		snprintf(text, sizeof(text), "select pg_try_advisory_lock(%d, %d)",
		    PG_LOCK_CLASS, node);
		TRY(pg_ask(&news->pg, text, &result));
		got = PQgetvalue(result, 0, 0)[0] == 't';
		PQclear(result);
		if (got) {
			engine_set_node(news->engine, node);
			return OK;
		}
	}
	snprintf(news->pg.said, sizeof(news->pg.said),
	    "%d processes use this database already", NODES);
	return ERR_LIMIT;
}

static enum err
settle(struct news *news)
{
	TRY(take_node(news));
	TRY(pg_ask(&news->pg,
	    "set default_transaction_read_only = off; set synchronous_commit = off",
	    NULL));
	return pg_ask(&news->pg, "listen kith", NULL);
}

/* Did somebody else say something? */
static bool
heard(struct news *news)
{
	int self = PQbackendPID(news->pg.link);
	bool others = false;
	PGnotify *note;

	if (PQconsumeInput(news->pg.link) == 0)
		news->pg.lost = true;
	while ((note = PQnotifies(news->pg.link)) != NULL) {
		others = others || note->be_pid != self;
		PQfreemem(note);
	}
	return others;
}

static void
look(struct news *news)
{
	struct pollfd at[2] = { { .fd = news->wake, .events = POLLIN },
		{ .fd = PQsocket(news->pg.link), .events = POLLIN } };
	bool quiet = poll(at, news->pg.lost ? 1 : 2, NEWS_MS) <= 0, told = false;

	drain(news->wake);
	if (news->pg.lost || PQstatus(news->pg.link) != CONNECTION_OK) {
		news->pg.lost = true;
		told = pg_mend(&news->pg) == OK && settle(news) == OK;
	} else if (atomic_exchange(&news->sent, false)) {
		(void)pg_ask(&news->pg, "notify kith", NULL); /* lost: mended above */
	}
	if (!news->pg.lost)
		told = heard(news) || told;
	if (told || quiet)
		engine_tell(news->engine);
}

static void *
run(void *arg)
{
	struct news *news = arg;

	while (!news->stop)
		look(news);
	return NULL;
}

enum err
pg_news_open(
    const char *url, struct engine *engine, struct news **out, char *why, size_t why_size)
{
	struct news *news = calloc(1, sizeof(*news));
	enum err e;

	news->engine = engine;
	e = pg_connect(&news->pg, url);
	if (e == OK)
		e = settle(news);
	if (e != OK) {
		snprintf(why, why_size, "%s", news->pg.said);
		PQfinish(news->pg.link);
		free(news);
		return e;
	}
	news->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	pthread_create(&news->thread, NULL, run, news);
	*out = news;
	return OK;
}

void
pg_news_send(struct news *news)
{
	if (!atomic_exchange(&news->sent, true))
		ring(news);
}

void
pg_news_close(struct news *news)
{
	news->stop = true;
	ring(news);
	pthread_join(news->thread, NULL);
	if (atomic_exchange(&news->sent, false) && !news->pg.lost)
		(void)pg_ask(
		    &news->pg, "notify kith", NULL); /* others look by themselves */
	PQfinish(news->pg.link);
	close(news->wake);
	free(news);
}
