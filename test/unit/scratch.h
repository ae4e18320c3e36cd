/*
 * scratch.h - a database of a test's own, on either engine.
 *
 * A file in a scratch folder; or where KITH_PG holds the address of a cluster
 * ("postgres://kith@/%s?host=/dir"), a database in it, named as the folder.
 * Whoever opens the address makes it; scratch_drop() leaves nothing behind.
 * What is about SQLite's own files begins with sqlite_only().
 */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct scratch {
	char dir[64];   /* for whatever else the test wants to write */
	char files[80]; /* of a site */
	char url[200];  /* to be opened; of SQLite a path */
	char root[200]; /* of PostgreSQL: where databases are dropped from */
};

static inline bool
on_sqlite(void)
{
	const char *address = getenv("KITH_PG");

	return address == NULL || strstr(address, "%s") == NULL;
}

#define sqlite_only()             \
	do                        \
		if (!on_sqlite()) \
			skip();   \
	while (0)

static inline void
scratch_address(char *to, size_t size, const char *name)
{
	const char *address = getenv("KITH_PG"), *hole = strstr(address, "%s");

	snprintf(to, size, "%.*s%s%s", (int)(hole - address), address, name, hole + 2);
}

static inline void
scratch_make(struct scratch *s)
{
	snprintf(s->dir, sizeof(s->dir), "/tmp/kith_unit_XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->files, sizeof(s->files), "%s/files", s->dir);
	if (on_sqlite()) {
		snprintf(s->url, sizeof(s->url), "%s/kith.db", s->dir);
		return;
	}
	setenv("KITH_FILES", s->files, 1); /* what is beside a database that is no file */
	scratch_address(s->url, sizeof(s->url), s->dir + strlen("/tmp/"));
	scratch_address(s->root, sizeof(s->root), "postgres");
}

/* Ask PostgreSQL behind Kith's back; the first value, or -1. */
static inline int64_t
scratch_ask(const char *url, const char *text)
{
	PGconn *link = PQconnectdb(url);
	PGresult *r = PQexec(link, text);
	int64_t n = -1;

	if (PQresultStatus(r) == PGRES_FATAL_ERROR)
		print_error("%s: %s", text, PQerrorMessage(link));
	if (PQntuples(r) > 0)
		n = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	PQfinish(link);
	return n;
}

/* Nobody has it open any more. */
static inline void
scratch_drop(struct scratch *s)
{
	char command[200];

	if (!on_sqlite()) {
		snprintf(command, sizeof(command),
		    "drop database if exists \"%s\" with (force)",
		    s->dir + strlen("/tmp/"));
		scratch_ask(s->root, command);
	}
	snprintf(command, sizeof(command), "rm -rf '%s'", s->dir);
	assert_int_equal(system(command), 0);
}

#endif
