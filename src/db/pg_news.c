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
 *
 * What is of the moment and in no row (engine_say) goes the same way, as the
 * text of a NOTIFY; what waits to be said is bounded, the oldest is dropped.
 */
#include "db/postgres.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define NEWS_MS 1000
#define NODES 256
#define SAID_MAX 256 /* texts that wait */

struct said {
	struct said *next;
	char *text;
};

struct news {
	struct pg pg;
	struct engine *engine;
	pthread_t thread;
	atomic_bool sent, stop;
	int wake;
	pthread_mutex_t lock; /* of what waits to be said */
	struct said *first, **last;
	int waiting;
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

/* A standby takes no LISTEN: there the look at every NEWS_MS must do. */
static enum err
listen(struct news *news)
{
	PGresult *result;
	bool standby;

	TRY(pg_ask(&news->pg, "select pg_is_in_recovery()", &result));
	standby = PQgetvalue(result, 0, 0)[0] == 't';
	PQclear(result);
	return standby ? OK : pg_ask(&news->pg, "listen kith", NULL);
}

static enum err
settle(struct news *news)
{
	TRY(take_node(news));
	TRY(pg_ask(&news->pg,
	    "set default_transaction_read_only = off; set synchronous_commit = off",
	    NULL));
	return listen(news);
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
		if (note->be_pid != self && note->extra[0] != '\0')
			engine_hear(news->engine, str_of(note->extra));
		PQfreemem(note);
	}
	return others;
}

/* The oldest of more than `leave` that wait; NULL: there are not so many. */
static struct said *
take_said(struct news *news, int leave)
{
	struct said *s = NULL;

	pthread_mutex_lock(&news->lock);
	if (news->waiting > leave) {
		s = news->first;
		news->first = s->next;
		if (--news->waiting == 0)
			news->last = &news->first;
	}
	pthread_mutex_unlock(&news->lock);
	return s;
}

static void
free_said(struct said *s)
{
	free(s->text);
	free(s);
}

static void
say_all(struct news *news)
{
	struct said *s;

	while ((s = take_said(news, 0)) != NULL) {
		char *quoted = PQescapeLiteral(news->pg.link, s->text, strlen(s->text));
		char *text = NULL;

		if (quoted != NULL && asprintf(&text, "notify kith, %s", quoted) >= 0)
			(void)pg_ask(&news->pg, text, NULL);
		free(text);
		PQfreemem(quoted);
		free_said(s);
	}
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
		news->pg.lost = !told;
	} else {
		if (atomic_exchange(&news->sent, false)) /* lost: mended above */
			(void)pg_ask(&news->pg, "notify kith", NULL);
		say_all(news);
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
	struct news *news = memory_new(1, sizeof(*news));
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
	pthread_mutex_init(&news->lock, NULL);
	news->last = &news->first;
	news->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	thread_begin(&news->thread, run, news);
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
pg_news_say(struct news *news, struct str text)
{
	struct said *s = memory_new(1, sizeof(*s)), *oldest;

	s->text = memory_copy(text.at, text.len);
	pthread_mutex_lock(&news->lock);
	*news->last = s;
	news->last = &s->next;
	news->waiting++;
	pthread_mutex_unlock(&news->lock);
	while ((oldest = take_said(news, SAID_MAX)) != NULL)
		free_said(oldest);
	ring(news);
}

void
pg_news_close(struct news *news)
{
	struct said *s;

	news->stop = true;
	ring(news);
	pthread_join(news->thread, NULL);
	if (atomic_exchange(&news->sent, false) && !news->pg.lost)
		(void)pg_ask(
		    &news->pg, "notify kith", NULL); /* others look by themselves */
	if (!news->pg.lost)
		say_all(news);
	while ((s = take_said(news, 0)) != NULL)
		free_said(s);
	PQfinish(news->pg.link);
	pthread_mutex_destroy(&news->lock);
	close(news->wake);
	free(news);
}
