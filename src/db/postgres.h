/*
 * postgres.h - what the files of the PostgreSQL driver share.
 *
 * postgres.c  connections and transactions     pg_run.c   statements and rows
 * pg_news.c   what other processes commit      pg_copy.c  many rows at once
 * pg_link.c   one connection                   pg_beside.c  indexes beside writers
 */
#ifndef DB_POSTGRES_H
#define DB_POSTGRES_H

#include "db/driver.h"

#include <libpq-fe.h>

#define PG_STATEMENTS_MAX 256    /* kept prepared, per connection */
#define PG_FROZEN (-1)           /* in place of a number: reads see one moment */
#define PG_LOCK_CLASS 1265202280 /* "Kith", for advisory locks */

struct pg_kept {
	uint64_t hash, used, number; /* number 0: a free place */
	char *text;
};

struct pg {
	PGconn *link;
	bool lost;        /* within a transaction: everything fails until it ends */
	int64_t number;   /* the open transaction's; 0: none */
	int64_t witness;  /* an event that it writes; 0: none */
	int64_t until_us; /* of statements; 0: no end */
	int64_t again_us; /* not to be connected to before */
	int64_t changes, written;
	struct pg_kept kept[PG_STATEMENTS_MAX];
	uint64_t clock, prepared;
	/* values on their way, as libpq wants them */
	const char **values;
	int *lengths, *formats;
	char (*digits)[32];
	size_t room;
	char said[400];
};

/* Connect, or fail with DOWN and what was said in pg->said. */
MUST_USE enum err pg_connect(struct pg *pg, const char *url);
/* Connect again if the connection was lost; never within a transaction. */
MUST_USE enum err pg_mend(struct pg *pg);
/* Note what went wrong, and say which error of ours it is. */
enum err pg_failed(struct pg *pg, const PGresult *result);
/* Wait for the answer of what was sent.  out  NULL: the connection is lost */
MUST_USE enum err pg_answer(struct pg *pg, PGresult **out);
/* The same, and every so many ms somebody is asked whether it goes on; LIMIT: it was
 * cancelled. */
MUST_USE enum err pg_answer_watched(
    struct pg *pg, const struct beside *watch, int ms, PGresult **out);
/* Run text without values.  out  may be NULL */
enum err pg_ask(struct pg *pg, const char *text, PGresult **out);
/* The one number that text answers. */
MUST_USE enum err pg_ask_int(struct pg *pg, const char *text, int64_t *out);
void pg_forget(struct pg *pg); /* all that was prepared */
/* Hand on what libpq holds; LIMIT when the time is over. */
MUST_USE enum err pg_flush(struct pg *pg);
/* Run "copy … from stdin": the server waits for its data now. */
MUST_USE enum err pg_copy_begin(struct pg *pg, const char *text);
MUST_USE enum err pg_put(void *conn, const struct db_rows *rows);
enum err pg_beside(void *conn, const struct sql *q, const struct beside *watch);

enum err pg_prepare(void *conn, const struct sql *q, void **statement);
enum err pg_step(void *statement, bool *row);
void pg_reset(void *conn, void *statement);
void pg_column(void *statement, int column, struct cell *out);

enum err pg_news_open(const char *url, struct engine *engine, struct news **out,
    char *why, size_t why_size);
void pg_news_send(struct news *news);
void pg_news_say(struct news *news, struct str text);
void pg_news_close(struct news *news);

#endif
