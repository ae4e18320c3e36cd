/*
 * store.c - the database behind the server's back: what did a request change?
 *
 * The engine says cheaply whether anybody committed (stamp_now); only then all
 * rows are laid beside those of before.  What the program notes of its own comings and
 * goings (when a token was used last) is in `restless`, and counts for nothing.
 */
#include "matrix.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#define LINK_EACH 8

/* What is asked of them instead of everything; NULL: nothing. */
static const struct {
	const char *table, *query;
} restless[] = {
	{ "_job", "select * from _job where kind <> 'sweep'" }, /* once a day */
	{ "_seal", NULL },
	{ "_session", "select id, person, created_ms, ended_ms from _session" },
	{ "_step", NULL },
	{ "_try", NULL }, /* tries to sign in, counted */
	{ "_token",
	    "select id, hash, person, name, created_ms, until_ms, ended_ms from _token" },
	{ "_trail", "select * from _trail where kind not in ('sign_in', 'sign_in_bad')" },
};
#define RESTLESS (sizeof(restless) / sizeof(restless[0]))

static const char all_tables[] =
    "select tablename from pg_tables where schemaname = 'public'";

static struct {
	sqlite3 *file;
	PGconn *link;
	char *ask_stamp;
	int64_t stamp;
	json_t *tables; /* name to the rows' texts, each with how often; NULL: not held */
} store;

static const char *
text_at(sqlite3_stmt *st, int i)
{
	const char *s = (const char *)sqlite3_column_text(st, i);

	return s == NULL ? "(null)" : s;
}

/* ---- a statement: take is given each row's columns, joined ---- */

static void
ask_file(struct matrix *m, const char *sql, void (*take)(void *arg, const char *row),
    void *arg)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(store.file, sql, -1, &st, NULL) != SQLITE_OK)
		kit_lose(m->kit, "%s: %s", sql, sqlite3_errmsg(store.file));
	while (sqlite3_step(st) == SQLITE_ROW) {
		char *text = NULL;
		size_t size;
		FILE *to = open_memstream(&text, &size);

		for (int i = 0; i < sqlite3_column_count(st); i++)
			fprintf(to, "%s%s", i == 0 ? "" : "|", text_at(st, i));
		fclose(to);
		take(arg, text);
		free(text);
	}
	sqlite3_finalize(st);
}

static void
ask_link(struct matrix *m, const char *sql, void (*take)(void *arg, const char *row),
    void *arg)
{
	PGresult *r = PQexec(store.link, sql);

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		kit_lose(m->kit, "%s: %s", sql, PQerrorMessage(store.link));
	for (int i = 0; i < PQntuples(r); i++) {
		char *text = NULL;
		size_t size;
		FILE *to = open_memstream(&text, &size);

		for (int j = 0; j < PQnfields(r); j++)
			fprintf(to, "%s%s", j == 0 ? "" : "|", PQgetvalue(r, i, j));
		fclose(to);
		take(arg, text);
		free(text);
	}
	PQclear(r);
}

static void
ask_store(struct matrix *m, const char *sql, void (*take)(void *arg, const char *row),
    void *arg)
{
	if (store.link != NULL)
		ask_link(m, sql, take, arg);
	else
		ask_file(m, sql, take, arg);
}

static void
take_nothing(void *arg, const char *row)
{
	(void)arg, (void)row;
}

void
store_run(struct matrix *m, const char *sql)
{
	ask_store(m, sql, take_nothing, NULL);
}

static void
take_count(void *arg, const char *row)
{
	*(long *)arg = atol(row);
}

static bool
is_idle(void *arg)
{
	long busy = 0;

	ask_store(arg,
	    "select count(*) from _job where state = 'running' or (state = 'waiting'"
	    " and kind <> 'sweep')",
	    take_count, &busy);
	return busy == 0;
}

void
store_rest(struct matrix *m)
{
	until(m->kit, "jobs end", is_idle, m);
}

/* ---- all rows ---- */

static void
take_row(void *arg, const char *row)
{
	json_t *rows = arg, *n = json_object_get(rows, row);

	json_object_set_new_nocheck(rows, row, json_integer(json_integer_value(n) + 1));
}

static void
take_name(void *arg, const char *name)
{
	for (size_t i = 0; i < RESTLESS; i++)
		if (strcmp(restless[i].table, name) == 0 && restless[i].query == NULL)
			return;
	if (strncmp(name, "_search", 7) == 0 || strncmp(name, "sqlite_", 7) == 0)
		return; /* its shadows have no text */
	json_object_set_new(arg, name, json_object());
}

static void
query_of(const char *table, char *out, size_t size)
{
	snprintf(out, size, "select * from \"%s\"", table);
	for (size_t i = 0; i < RESTLESS; i++)
		if (strcmp(restless[i].table, table) == 0)
			snprintf(out, size, "%s", restless[i].query);
}

static json_t *
all_rows(struct matrix *m)
{
	json_t *tables = json_object(), *rows;
	const char *name;
	char sql[200];

	ask_store(m,
	    store.link == NULL ? "select name from sqlite_master where type = 'table'"
			       : all_tables,
	    take_name, tables);
	json_object_foreach(tables, name, rows)
	{
		query_of(name, sql, sizeof(sql));
		ask_store(m, sql, take_row, rows);
	}
	return tables;
}

static void
take_number(void *arg, const char *row)
{
	*(int64_t *)arg = strtoll(row, NULL, 10);
}

/*
 * PostgreSQL: the newest transaction that left a row, and how many rows there are.
 * (The next transaction's number would do, if a lock that came to nothing did not
 * take one.)
 */
static char *
stamp_statement(struct matrix *m)
{
	json_t *tables = json_object(), *none;
	char *sql = NULL;
	size_t size;
	FILE *to = open_memstream(&sql, &size);
	const char *name;

	ask_store(m, all_tables, take_name, tables);
	fputs("prepare stamp as select coalesce(max(x), 0) * 1000003 + sum(n) from "
	      "(select 0 x, 0 n",
	    to);
	json_object_foreach(tables, name, none) fprintf(
	    to, " union all select max(xmin::text::bigint), count(*) from \"%s\"", name);
	fputs(") t", to);
	fclose(to);
	json_decref(tables);
	PQclear(PQexec(store.link, sql));
	free(sql);
	return strdup("execute stamp");
}

static int64_t
stamp_now(struct matrix *m)
{
	int64_t stamp = 0;

	if (store.ask_stamp == NULL)
		store.ask_stamp = store.link == NULL ? strdup("pragma data_version")
						     : stamp_statement(m);
	ask_store(m, store.ask_stamp, take_number, &stamp);
	return stamp;
}

/* ---- what differs ---- */

static bool
differ(const json_t *before, const json_t *after, char *out, size_t size)
{
	const json_t *rows;
	const char *name, *row;
	const json_t *n;

	json_object_foreach((json_t *)(uintptr_t)after, name, rows)
	{
		json_t *was = json_object_get(before, name);

		if (json_equal(was, (json_t *)(uintptr_t)rows))
			continue;
		snprintf(out, size, "%s", name);
		json_object_foreach((json_t *)(uintptr_t)rows, row, n)
		{
			if (json_equal(json_object_get(was, row), (json_t *)(uintptr_t)n))
				continue;
			snprintf(out, size, "%s: %s", name, row);
			break;
		}
		return true;
	}
	return false;
}

void
store_let(struct matrix *m)
{
	(void)m;
	json_decref(store.tables);
	store.tables = NULL;
}

void
store_hold(struct matrix *m)
{
	if (store.tables != NULL)
		return;
	store.stamp = stamp_now(m);
	store.tables = all_rows(m);
}

/* PostgreSQL is asked after every few: what changed stays so, and is found then. */
static bool
is_asked(void)
{
	static unsigned calls;

	return store.tables != NULL && (store.link == NULL || calls++ % LINK_EACH == 0);
}

bool
store_changed(struct matrix *m, char *out, size_t size)
{
	int64_t stamp;
	json_t *now;
	bool yes;

	if (!is_asked())
		return false;
	stamp = stamp_now(m);
	if (stamp == store.stamp)
		return false;
	now = all_rows(m);
	yes = differ(store.tables, now, out, size);
	json_decref(store.tables);
	store.tables = now;
	store.stamp = stamp;
	return yes;
}

/* As if their day had come. */
static void
end_shares(struct matrix *m)
{
	ask_store(m,
	    "update _share set until_ms = 1 where until_ms is not null returning id",
	    take_nothing, NULL);
}

void
store_open(struct matrix *m)
{
	const char *db = m->kit->db;

	if (strncmp(db, "postgres://", 11) == 0) {
		store.link = PQconnectdb(db);
		if (PQstatus(store.link) != CONNECTION_OK)
			kit_lose(m->kit, "%s", PQerrorMessage(store.link));
	} else if (sqlite3_open_v2(db, &store.file, SQLITE_OPEN_READWRITE, NULL) !=
		       SQLITE_OK ||
		   sqlite3_busy_timeout(store.file, 5000) != SQLITE_OK) {
		kit_lose(m->kit, "%s: %s", db, sqlite3_errmsg(store.file));
	}
	end_shares(m);
}

void
store_close(struct matrix *m)
{
	(void)m;
	json_decref(store.tables);
	sqlite3_close(store.file);
	PQfinish(store.link);
	free(store.ask_stamp);
}
