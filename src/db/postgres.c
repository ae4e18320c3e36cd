/*
 * postgres.c - the driver for PostgreSQL: connections and transactions.
 *
 * src   PostgreSQL 15 manual: libpq, 13 "Concurrency Control", 9.26.8
 *       "Transaction ID and Snapshot Information", appendix A (error codes)
 *
 * A handle is a connection.  Outside of a transaction it only reads, and a
 * connection that was lost is made again without a word.  A transaction is an
 * ordinary one (READ COMMITTED; what is changed was locked or carries its
 * version); lost or refused in its middle it answers AGAIN: nothing of it is
 * kept, the work may run once more.  So does what finds the server
 * away.  Lost while it commits, its own number is
 * asked for what became of it: nothing acknowledged is lost, nothing that was
 * kept is done twice.
 */
#include "db/postgres.h"

#include <poll.h>

#define DOUBT_US 5000000 /* to find out what became of a commit */

static enum err
make_database(const char *url, char *why, size_t why_size)
{
	PQconninfoOption *options = PQconninfoParse(url, NULL);
	struct pg pg = { 0 };
	const char *names[32], *values[32];
	char *name = NULL, *text = NULL, *quoted;
	size_t n = 0;
	enum err e = ERR_DOWN;

	for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++) {
		if (strcmp(o->keyword, "dbname") == 0)
			name = o->val;
		else if (o->val != NULL && n < COUNT_OF(names) - 2)
			names[n] = o->keyword, values[n++] = o->val;
	}
	names[n] = "dbname", values[n++] = "postgres";
	names[n] = NULL;
	pg.link = PQconnectdbParams(names, values, 0);
	quoted = name == NULL ? NULL : PQescapeIdentifier(pg.link, name, strlen(name));
	if (quoted != NULL &&
	    asprintf(&text, "create database %s encoding 'UTF8' template template0",
		quoted) >= 0)
		e = pg_ask(&pg, text, NULL);
	if (e != OK)
		snprintf(why, why_size, "%s: cannot make it: %s",
		    name == NULL ? "the database" : name,
		    pg.said[0] != '\0' ? pg.said : PQerrorMessage(pg.link));
	PQfreemem(quoted);
	free(text);
	PQfinish(pg.link);
	PQconninfoFree(options);
	return e;
}

/* The server answered that there is no such database. */
static bool
is_missing(const struct pg *pg)
{
	return strstr(pg->said, "does not exist") != NULL &&
	       strstr(pg->said, "database") != NULL;
}

static void
conn_close(void *arg)
{
	struct pg *pg = arg;

	pg_forget(pg);
	PQfinish(pg->link);
	free(pg->values);
	free(pg->lengths);
	free(pg->formats);
	free(pg->digits);
	free(pg);
}

/* Ours, or new: a stranger's tables are left alone. */
static enum err
is_ours(struct pg *pg, bool make, bool *ours)
{
	int64_t made, all;

	TRY(pg_ask_int(pg,
	    "select count(*) from pg_class where relnamespace = current_schema()"
	    "::regnamespace and relname in ('_step', '_made', '_event')",
	    &made));
	TRY(pg_ask_int(pg,
	    "select count(*) from pg_class where relnamespace = current_schema()"
	    "::regnamespace",
	    &all));
	*ours = made == 3 || (make && all == 0);
	return OK;
}

static enum err
open_link(struct pg *pg, const char *url, bool make, char *why, size_t why_size)
{
	enum err e = pg_connect(pg, url);

	if (e != OK && make && is_missing(pg)) {
		TRY(make_database(url, why, why_size));
		PQfinish(pg->link);
		e = pg_connect(pg, url);
	}
	if (e != OK)
		snprintf(why, why_size, "%s", pg->said);
	return e != OK && is_missing(pg) ? ERR_ABSENT : e;
}

static enum err
conn_open(const char *url, bool make, bool writer, void **out, char *why, size_t why_size)
{
	struct pg *pg = memory_new(1, sizeof(*pg));
	bool ours = true;
	enum err e;

	e = open_link(pg, url, make, why, why_size);
	if (e == ERR_AGAIN && !writer) {
		*out = pg; /* it is made when the server is there again */
		return OK;
	}
	if (e == OK && writer) {
		e = is_ours(pg, make, &ours);
		if (e != OK)
			snprintf(why, why_size, "%s", pg->said);
	}
	if (e == OK && !ours) {
		snprintf(why, why_size, "%s: not a Kith database", PQdb(pg->link));
		e = ERR_BUG;
	}
	if (e != OK) {
		conn_close(pg);
		return e;
	}
	*out = pg;
	return OK;
}

/* ---- transactions ---- */

static enum err
conn_begin(void *arg)
{
	static const char text[] = "begin read write; select pg_current_xact_id()";
	struct pg *pg = arg;
	enum err e;

	TRY(pg_mend(pg));
	e = pg_ask_int(pg, text, &pg->number);
	if (e == OK || !pg->lost)
		return e;
	TRY(pg_mend(pg)); /* it was lost while nobody looked */
	return pg_ask_int(pg, text, &pg->number);
}

/* A lost connection takes the moment along: as in a transaction, all fails then. */
static enum err
conn_freeze(void *arg)
{
	struct pg *pg = arg;

	TRY(pg_mend(pg));
	TRY(pg_ask(
	    pg, "begin isolation level repeatable read read only; select 1", NULL));
	pg->number = PG_FROZEN;
	return OK;
}

/* Of a committed number: is it ours?  A crash forgets numbers whose work it
 * forgets, and gives them again; the row of an order that we took is ours alone. */
static enum err
by_witness(struct pg *pg, int64_t witness)
{
	char text[160];
	int64_t there;

	if (witness == 0)
		return ERR_DOUBT;
	snprintf(text, sizeof(text),
	    "select (select count(*) from _event where id = %" PRId64 ")"
	    " + (select count(*) from _trail where id = %" PRId64 ")",
	    witness, witness);
	TRY(pg_ask_int(pg, text, &there));
	return there > 0 ? OK : ERR_AGAIN;
}

/*
 * The connection was lost while it committed: what became of the transaction?
 * A number that the server does not know was lost with its log: not kept.  One
 * that is still at it is ended: its process may wait for a word of ours.
 */
static enum err
in_doubt(struct pg *pg, int64_t number, int64_t witness)
{
	int64_t until = time_steady_us() + DOUBT_US;
	int process = PQbackendPID(pg->link);
	char text[160];

	snprintf(text, sizeof(text),
	    "select case s when 'in progress' then pg_terminate_backend(%d)::text else s"
	    " end from pg_xact_status('%" PRId64 "') s",
	    process, number);
	pg->until_us = until;
	while (time_steady_us() < until) {
		PGresult *result = NULL;
		char state[20] = "";
		enum err e = pg_mend(pg);

		if (e == OK)
			e = pg_ask(pg, text, &result);
		if (e == OK && !PQgetisnull(result, 0, 0))
			snprintf(state, sizeof(state), "%s", PQgetvalue(result, 0, 0));
		PQclear(result);
		if (strcmp(state, "aborted") == 0 || e == ERR_BUG) /* "in the future" */
			return ERR_AGAIN;
		if (strcmp(state, "committed") == 0) {
			e = by_witness(pg, witness);
			if (!pg->lost)
				return e;
		}
		poll(NULL, 0, 50);
	}
	return ERR_DOUBT;
}

static enum err
conn_commit(void *arg)
{
	struct pg *pg = arg;
	PGresult *result = NULL;
	int64_t number = pg->number, witness = pg->witness;
	int64_t until = pg->until_us, begun = time_steady_us();
	enum err e;

	pg->number = pg->witness = 0;
	if (pg->lost)
		return ERR_AGAIN;
	pg->until_us = 0; /* a commit is waited for */
	e = pg_ask(pg, "commit", &result);
	if (e == OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
		e = ERR_CLASH; /* a statement in it had failed */
	PQclear(result);
	if (pg->lost)
		e = in_doubt(pg, number, witness);
	/* what follows has its time, however long that took */
	pg->until_us = until == 0 ? 0 : until + time_steady_us() - begun;
	return e;
}

static enum err
conn_exec(void *arg, const char *text)
{
	struct pg *pg = arg;
	bool ends = strcmp(text, "rollback") == 0;
	enum err e = pg->lost ? ERR_AGAIN : pg_ask(pg, text, NULL);

	if (strncmp(text, "rollback", 8) == 0)
		pg->witness = 0; /* it may be gone with its savepoint */
	if (!ends)
		return e;
	pg->number = 0; /* with the connection, what was begun on it is gone */
	return OK;
}

static bool
conn_in_tx(void *arg)
{
	return ((struct pg *)arg)->number != 0;
}

static int64_t
conn_number(void *arg)
{
	return ((struct pg *)arg)->number;
}

static void
conn_witness(void *arg, int64_t id)
{
	((struct pg *)arg)->witness = id;
}

/*
 * The snapshot's own border counts the transactions of every database of the
 * server.  Only those of ours can write a row of ours: the oldest of them, or the
 * border of what the snapshot has not seen.  backend_xid has the lower 32 bits.
 * The server's own housekeeping (autovacuum), which runs for no user, holds a number
 * too while it notes what it counted, and writes no row of ours: nobody waits for it.
 * A standby knows no backends: there it is the snapshot's.
 */
static enum err
conn_settled(void *arg, int64_t *number)
{
	static const char text[] =
	    "select case when pg_is_in_recovery()"
	    " then cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)"
	    " else top - coalesce(max(behind) filter (where behind < 2147483648), 0) end"
	    " from (select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text)"
	    "  as bigint) as top) x left join lateral (select mod(mod(top -"
	    "  cast(cast(backend_xid as text) as bigint), 4294967296) + 4294967296,"
	    "  4294967296) as behind from pg_stat_activity"
	    "  where datname = current_database() and usesysid is not null"
	    "  and backend_xid is not null) y on true"
	    " group by top";
	struct pg *pg = arg;

	TRY(pg_mend(pg));
	return pg_ask_int(pg, text, number);
}

/* ---- the rest ---- */

static int64_t
conn_changes(void *arg)
{
	return ((struct pg *)arg)->changes;
}

static int64_t
conn_written(void *arg)
{
	return ((struct pg *)arg)->written;
}

static void
conn_budget(void *arg, int64_t until_us)
{
	((struct pg *)arg)->until_us = until_us;
}

static const char *
conn_said(void *arg)
{
	return ((struct pg *)arg)->said;
}

static enum err
conn_backup(void *arg, const char *path, const struct copy_watch *watch)
{
	struct pg *pg = arg;

	(void)path;
	(void)watch;
	snprintf(pg->said, sizeof(pg->said),
	    "a PostgreSQL database is copied by its own tools: pg_dump -Fc for one "
	    "database, pg_basebackup for the whole server");
	return ERR_INPUT;
}

const struct driver driver_postgres = {
	.name = "postgres",
	.dialect = {
		.type_int = "bigint",
		.type_text = "text collate \"C\"",
		.cast_text = "text",
		.collate = " collate \"C\"",
		.type_real = "double precision",
		.whole_row = "strpos(cast(t as text), ",
		.type_blob = "bytea",
		.table_end = "",
		.lock_row = " for update",
		.lock_named = " for key share of t",
		.skip_locked = " for update skip locked",
		.one_writer = false,
		.beside = "concurrently ",
		.look = "analyze",
		.catalogue =
		    "select cast(c.relname as text), cast(a.attname as text),"
		    " case a.atttypid when 20 then 1 when 701 then 2 when 25 then 3"
		    " when 17 then 4 else 0 end, cast(a.attnotnull as int),"
		    " coalesce(array_position(cast(i.indkey as int2[]), a.attnum) + 1, 0)"
		    " from pg_class c join pg_attribute a on a.attrelid = c.oid"
		    " and a.attnum > 0 and not a.attisdropped"
		    " left join pg_index i on i.indrelid = c.oid and i.indisprimary"
		    " where c.relnamespace = cast(current_schema() as regnamespace)"
		    " and c.relkind = 'r' order by c.relname, a.attnum",
	},
	.open = conn_open,
	.close = conn_close,
	.begin = conn_begin,
	.commit = conn_commit,
	.exec = conn_exec,
	.script = conn_exec,
	.in_tx = conn_in_tx,
	.prepare = pg_prepare,
	.step = pg_step,
	.reset = pg_reset,
	.column = pg_column,
	.changes = conn_changes,
	.written = conn_written,
	.budget = conn_budget,
	.said = conn_said,
	.backup = conn_backup,
	.freeze = conn_freeze,
	.put = pg_put,
	.number = conn_number,
	.witness = conn_witness,
	.settled = conn_settled,
	.beside = pg_beside,
	.news_open = pg_news_open,
	.news_send = pg_news_send,
	.news_say = pg_news_say,
	.news_close = pg_news_close,
};
