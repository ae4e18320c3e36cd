/*
 * pg_link.c - the connection to PostgreSQL: made, waited for, asked, mended.
 *
 * src   PostgreSQL 15 manual: libpq 34.4 "Asynchronous Command Processing",
 *       appendix A (error codes); tcp(7)
 *
 * But for connecting, which libpq bounds, each wait is ours and has an end: a
 * network that swallows packets costs a budget and not a worker.
 */
#include "db/postgres.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#define REST_US 500000 /* between tries of a server that is away */

/* What a connection is told once.  A statement of a process that is gone ends
 * within two seconds.  A statement is planned once and not for each value: here
 * planning takes ten times as long as running, and indexes fit by design. */
#define SESSION                                                                    \
	"set default_transaction_read_only = on; set client_min_messages = error;" \
	"set jit = off; set plan_cache_mode = force_generic_plan;"                 \
	"set client_connection_check_interval = 2000;"                             \
	"set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2;"            \
	"set tcp_keepalives_count = 5; set tcp_user_timeout = 15000;"              \
	"set idle_in_transaction_session_timeout = 120000"

/* ---- errors ---- */

struct sqlstate {
	const char *start; /* of the code */
	enum err err;
};

/* The first that fits. */
static const struct sqlstate states[] = {
	{ "23", ERR_CLASH },     /* a constraint */
	{ "40", ERR_AGAIN },     /* serialisation, deadlock */
	{ "55P03", ERR_AGAIN },  /* lock not available */
	{ "57014", ERR_SLOW },   /* cancelled */
	{ "54", ERR_LARGE },     /* more than an index or a row holds */
	{ "53100", ERR_FULL },   /* disk full */
	{ "0A000", ERR_AGAIN },  /* a plan from before the table was altered */
	{ "26000", ERR_AGAIN },  /* a statement that a pooler does not know */
	{ "25P03", ERR_AGAIN },  /* idle for too long */
	{ "25006", ERR_DENIED }, /* a standby only reads */
	{ "08", ERR_DOWN },      /* from here on: the connection, see pg_failed() */
	{ "53", ERR_DOWN },
	{ "57P", ERR_DOWN },
};

static enum err
err_of(const char *code)
{
	for (size_t i = 0; code != NULL && i < COUNT_OF(states); i++)
		if (strncmp(code, states[i].start, strlen(states[i].start)) == 0)
			return states[i].err;
	return ERR_BUG;
}

enum err
pg_failed(struct pg *pg, const PGresult *result)
{
	const char *code =
	    result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
	enum err e = err_of(code);

	snprintf(pg->said, sizeof(pg->said), "%s",
	    result == NULL ? PQerrorMessage(pg->link) : PQresultErrorMessage(result));
	for (char *at = pg->said; *at != '\0'; at++)
		if (*at == '\n')
			*at = ' ';
	if (PQstatus(pg->link) == CONNECTION_BAD || e == ERR_DOWN) {
		pg->lost = true;
		e = ERR_AGAIN;
	}
	if (code != NULL && (strcmp(code, "0A000") == 0 || strcmp(code, "26000") == 0))
		pg_forget(pg);
	return e;
}

/* ---- wait ---- */

/* Bytes or questions after its health that the other end leaves unanswered: it is
 * the network, and no statement that takes too long. */
static bool
is_cut_off(const struct pg *pg)
{
	struct tcp_info t = { 0 };
	socklen_t len = sizeof(t);

	return getsockopt(PQsocket(pg->link), IPPROTO_TCP, TCP_INFO, &t, &len) == 0 &&
	       (t.tcpi_unacked > 0 || t.tcpi_probes > 0);
}

/* Past its time a statement takes its connection along: the server notices. */
static enum err
give_up(struct pg *pg)
{
	bool cut_off = is_cut_off(pg);

	snprintf(pg->said, sizeof(pg->said), "%s",
	    cut_off ? "the server cannot be reached" : "the statement took too long");
	shutdown(PQsocket(pg->link), SHUT_RDWR);
	PQconsumeInput(pg->link);
	pg->lost = true;
	return cut_off ? ERR_AGAIN : ERR_SLOW;
}

static bool
wait_for(struct pg *pg, short events)
{
	struct pollfd at = { .fd = PQsocket(pg->link), .events = events };
	int64_t left = pg->until_us - time_steady_us();
	bool forever = pg->until_us == 0;
	int found;

	if (!forever && left <= 0)
		return false;
	thread_rest();
	found = poll(&at, 1, forever ? -1 : (int)(left / 1000) + 1);
	thread_wake();
	return found > 0 || (found < 0 && errno == EINTR);
}

enum err
pg_flush(struct pg *pg)
{
	while (PQflush(pg->link) == 1) {
		if (!wait_for(pg, POLLIN | POLLOUT))
			return give_up(pg);
		if (PQconsumeInput(pg->link) == 0)
			return OK; /* the answer tells */
	}
	return OK;
}

/* Until PQgetResult() would not wait. */
static enum err
wait_answer(struct pg *pg)
{
	while (PQisBusy(pg->link)) {
		if (!wait_for(pg, POLLIN))
			return give_up(pg);
		if (PQconsumeInput(pg->link) == 0)
			break;
	}
	return OK;
}

enum err
pg_copy_begin(struct pg *pg, const char *text)
{
	PGresult *result, *end;
	enum err e = OK;

	if (PQsendQuery(pg->link, text) == 0)
		return pg_failed(pg, NULL);
	TRY(pg_flush(pg));
	TRY(wait_answer(pg));
	result = PQgetResult(pg->link);
	if (PQresultStatus(result) != PGRES_COPY_IN) {
		e = pg_failed(pg, result);
		while ((end = PQgetResult(pg->link)) != NULL)
			PQclear(end);
	}
	PQclear(result);
	return e;
}

enum err
pg_answer(struct pg *pg, PGresult **out)
{
	PGresult *next;
	enum err e;

	*out = NULL;
	TRY(pg_flush(pg));
	for (;;) {
		e = wait_answer(pg);
		if (e != OK) {
			PQclear(*out);
			*out = NULL;
			return e;
		}
		next = PQgetResult(pg->link);
		if (next == NULL)
			return OK;
		/* of several, the first that failed, else the last */
		if (*out != NULL && PQresultStatus(*out) == PGRES_FATAL_ERROR) {
			PQclear(next);
			continue;
		}
		PQclear(*out);
		*out = next;
	}
}

/* What is under way ends soon, with an error: on a connection of its own. */
static void
cancel(struct pg *pg)
{
	PGcancel *way = PQgetCancel(pg->link);
	char why[200];

	if (way == NULL || PQcancel(way, why, sizeof(why)) == 0)
		(void)give_up(pg);
	PQfreeCancel(way);
}

enum err
pg_answer_watched(struct pg *pg, const struct beside *watch, int ms, PGresult **out)
{
	bool goes_on = true;
	enum err e = OK;

	while (e == OK && PQisBusy(pg->link)) {
		pg->until_us = goes_on ? time_steady_us() + ms * INT64_C(1000) : 0;
		if (wait_for(pg, POLLIN)) {
			if (PQconsumeInput(pg->link) == 0)
				break;
		} else if (goes_on && !watch->goes_on(watch->arg)) {
			goes_on = false;
			cancel(pg);
		}
	}
	pg->until_us = 0;
	e = pg_answer(pg, out);
	return e == OK && !goes_on ? ERR_LIMIT : e;
}

enum err
pg_ask(struct pg *pg, const char *text, PGresult **out)
{
	PGresult *result = NULL;
	enum err e = OK;

	if (PQsendQuery(pg->link, text) == 0)
		return pg_failed(pg, NULL);
	TRY(pg_answer(pg, &result));
	if (result == NULL || PQresultStatus(result) == PGRES_FATAL_ERROR)
		e = pg_failed(pg, result);
	if (e == OK && out != NULL)
		*out = result;
	else
		PQclear(result);
	return e;
}

/* The one number of the answer's first row. */
enum err
pg_ask_int(struct pg *pg, const char *text, int64_t *out)
{
	PGresult *result = NULL;

	TRY(pg_ask(pg, text, &result));
	*out = PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
	PQclear(result);
	return OK;
}

/* ---- connect ---- */

static void
ignore(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

static enum err
tell_session(struct pg *pg)
{
	if (PQstatus(pg->link) != CONNECTION_OK)
		return pg_failed(pg, NULL);
	if (PQsetnonblocking(pg->link, 1) != 0)
		return pg_failed(pg, NULL);
	PQsetNoticeReceiver(pg->link, ignore, NULL);
	pg->lost = false;
	return pg_ask(pg, SESSION, NULL);
}

/* The address may say otherwise: what stands before it is a default. */
enum err
pg_connect(struct pg *pg, const char *url)
{
	const char *const names[] = { "application_name", "connect_timeout",
		"keepalives_idle", "keepalives_interval", "keepalives_count",
		"tcp_user_timeout", "client_encoding", "dbname", NULL };
	/* asked after its health within the time of a statement: see is_cut_off() */
	const char *const values[] = { "kith", "5", "1", "1", "10", "15000", "UTF8", url,
		NULL };

	pg->link = PQconnectdbParams(names, values, 1);
	return tell_session(pg);
}

void
pg_forget(struct pg *pg)
{
	for (size_t i = 0; i < PG_STATEMENTS_MAX; i++) {
		free(pg->kept[i].text);
		pg->kept[i] = (struct pg_kept){ 0 };
	}
}

/* What the network did not take is not sent when it is there again: a commit that
 * came so late would keep what somebody has been told is lost. */
static void
drop_unsent(const struct pg *pg)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	if (PQsocket(pg->link) >= 0)
		setsockopt(
		    PQsocket(pg->link), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

enum err
pg_mend(struct pg *pg)
{
	if (!pg->lost && PQstatus(pg->link) == CONNECTION_OK)
		return OK;
	if (time_steady_us() < pg->again_us)
		return ERR_AGAIN;
	pg_forget(pg);
	drop_unsent(pg);
	PQreset(pg->link);
	if (tell_session(pg) == OK)
		return OK;
	pg->again_us = time_steady_us() + REST_US;
	return ERR_AGAIN;
}

/* ---- open ---- */

/* "/path?host=…" without its last name: where databases are made from. */
