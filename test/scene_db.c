/*
 * scene_db.c - looks into the scratch database behind the server's back.
 *
 * KITH_PG holds the address of a cluster ("postgres://kith@/%s?host=/dir"):
 * the play is then played on a database of its own in it.
 */
#include "scene.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <unistd.h>

#define EVENTS_SIZE 8000

static bool
is_postgres(const struct play *p)
{
	return strncmp(p->db, "postgres://", 11) == 0;
}

/* "kith_scene_x" and its end, as a file or a database of the cluster. */
static void
address(struct play *p, const char *end, char *to, size_t size)
{
	const char *cluster = getenv("KITH_PG");
	const char *hole = cluster == NULL ? NULL : strstr(cluster, "%s");
	char *name = strdup(strrchr(p->dir, '/') + 1);

	for (char *at = name; *at != '\0'; at++)
		if (*at == '-')
			*at = '_';
	if (hole == NULL)
		snprintf(to, size, "%s/scene%s.db", p->dir, end);
	else
		snprintf(to, size, "%.*s%s%s%s", (int)(hole - cluster), cluster, name,
		    end, hole + 2);
	free(name);
}

void
db_choose(struct play *p)
{
	address(p, "", p->first, sizeof(p->first));
	address(p, "_other", p->other, sizeof(p->other));
	memcpy(p->db, p->first, sizeof(p->db));
}

/* ---- SQLite ---- */

static char *
sqlite_text(struct play *p, const char *sql)
{
	char *out = calloc(1, EVENTS_SIZE), *to = out;
	sqlite3_stmt *st = NULL;
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(p->db, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(db, 5000) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		lose(p, "the database: %s", sqlite3_errmsg(db));
	while (sqlite3_step(st) == SQLITE_ROW && to - out < EVENTS_SIZE - 200)
		to += sprintf(to, "%s%.150s", to == out ? "" : " ",
		    (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	return out;
}

/* ---- PostgreSQL ---- */

static char *
postgres_text(struct play *p, const char *sql)
{
	char *out = calloc(1, EVENTS_SIZE), *to = out;
	PGconn *link = PQconnectdb(p->db);
	PGresult *r = PQexec(link, sql);

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		lose(p, "the database: %s", PQerrorMessage(link));
	for (int i = 0; i < PQntuples(r) && to - out < EVENTS_SIZE - 200; i++)
		to += sprintf(to, "%s%.150s", to == out ? "" : " ", PQgetvalue(r, i, 0));
	PQclear(r);
	PQfinish(link);
	return out;
}

static void
drop(const char *db)
{
	char url[200], text[200], *name, *end;
	PGconn *link;

	if (strncmp(db, "postgres://", 11) != 0)
		return; /* it goes with its folder */
	snprintf(url, sizeof(url), "%s", db);
	name = strstr(url, "@/") + 2;
	end = strchr(name, '?');
	snprintf(text, sizeof(text), "drop database if exists \"%.*s\" with (force)",
	    (int)(end - name), name);
	snprintf(
	    url, sizeof(url), "%.*spostgres%s", (int)(name - url), db, db + (end - url));
	link = PQconnectdb(url);
	PQclear(PQexec(link, text));
	PQfinish(link);
}

void
db_drop(struct play *p)
{
	drop(p->first);
	drop(p->other);
}

static char *
text_of(struct play *p, const char *sql)
{
	return is_postgres(p) ? postgres_text(p, sql) : sqlite_text(p, sql);
}

void
db_change(struct play *p, const char *sql)
{
	sqlite3 *db = NULL;
	PGconn *link;

	if (is_postgres(p)) {
		link = PQconnectdb(p->db);
		PQclear(PQexec(link, sql));
		if (PQerrorMessage(link)[0] != '\0')
			lose(p, "the database: %s", PQerrorMessage(link));
		PQfinish(link);
		return;
	}
	if (sqlite3_open_v2(p->db, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		lose(p, "the database: %s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* ---- what happened ---- */

bool
db_there(struct play *p)
{
	return is_postgres(p) ? p->made : access(p->db, F_OK) == 0;
}

int64_t
event_last(struct play *p)
{
	char *text = text_of(p, "select coalesce(max(id), 0) from _event");
	int64_t id = strtoll(text, NULL, 10);

	free(text);
	return id;
}

char *
events_after(struct play *p, int64_t id)
{
	char sql[200], *out;

	snprintf(sql, sizeof(sql),
	    "select what || ':' || entity from _event where id > %lld"
	    " order by id limit 50",
	    (long long)id);
	out = text_of(p, sql);
	if (out[0] == '\0')
		strcpy(out, "none");
	return out;
}
