/*
 * driver.h - what an engine must be able to do.  A room of db/: the other
 * storeys see db.h only.
 */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/db.h"

struct dialect {
	const char *type_int, *type_text, *type_real, *type_blob;
	const char *cast_text, *collate; /* type_text, where a cast stands between */
	const char *table_end;           /* closes a CREATE TABLE */
	const char *lock_row;            /* behind a select whose rows will change */
	const char *lock_named;  /* whose rows, of t, must stay as others see them */
	const char *skip_locked; /* the same, leaving out what others hold */
	bool one_writer;         /* writers take turns and share a flush */
	/* It keeps no statistics, so it is told which index to walk; else NULL */
	const char *by_index, *by_none;
	const char *hurry;     /* of a writer that nobody else sees; NULL: none */
	const char *memory;    /* and its memory: MB go behind it */
	const char *settle;    /* and the end of it */
	const char *look;      /* at what tables hold, for plans; NULL: need not */
	const char *catalogue; /* a select of what db_catalogue() tells */
	const char *scrub;     /* answers 0 when nothing is left in the log; NULL: none */
	const char *whole_row; /* a row t as one text, to look in; NULL: in files */
	const char *beside;    /* makes an index while others write; NULL: nothing does */
};

struct news;

struct driver {
	const char *name;
	struct dialect dialect;
	enum err (*open)(const char *url, bool make, bool writer, void **conn, char *why,
	    size_t why_size);
	void (*close)(void *conn);
	enum err (*begin)(void *conn);                  /* to write */
	enum err (*commit)(void *conn);                 /* OK: it is on disk */
	enum err (*exec)(void *conn, const char *text); /* rollback, savepoint … */
	/* Several at once, or what the engine is told of itself. */
	enum err (*script)(void *conn, const char *text);
	bool (*in_tx)(void *conn); /* false after the engine gave up on it */
	enum err (*prepare)(void *conn, const struct sql *q, void **statement);
	enum err (*step)(void *statement, bool *row);
	void (*reset)(void *conn, void *statement);
	void (*column)(void *statement, int column, struct cell *out);
	int64_t (*changes)(void *conn);
	int64_t (*written)(void *conn); /* rows since it was opened */
	void (*budget)(void *conn, int64_t until_us);
	const char *(*said)(void *conn);
	enum err (*backup)(void *conn, const char *path, const struct copy_watch *watch);
	/* From here to exec("rollback") all reads see one moment. */
	enum err (*freeze)(void *conn);
	/* db_put(); NULL: nothing is faster than to insert many in a statement. */
	enum err (*put)(void *conn, const struct db_rows *rows);

	/* ---- engines with many writers; NULL where one_writer ---- */

	/* The open transaction's own number: rising with the order of their
	 * beginnings, shared by all processes. */
	int64_t (*number)(void *conn);
	/* The open transaction writes the event id: where it is, that was kept. */
	void (*witness)(void *conn, int64_t id);
	/* No transaction with a number below it runs any more. */
	enum err (*settled)(void *conn, int64_t *number);
	/* A statement that makes or drops an index while others write. */
	enum err (*beside)(void *conn, const struct sql *q, const struct beside *watch);
	/* What other processes commit, and which node of them this one is. */
	enum err (*news_open)(const char *url, struct engine *engine, struct news **out,
	    char *why, size_t why_size);
	void (*news_send)(struct news *news);
	void (*news_say)(struct news *news, struct str text);
	void (*news_close)(struct news *news);
};

extern const struct driver driver_sqlite, driver_postgres;

/* Called by the news: somebody else committed, or spoke; which node this process is. */
void engine_tell(struct engine *engine);
void engine_turn(struct engine *engine);
void engine_hear(struct engine *engine, struct str text);
void engine_set_node(struct engine *engine, int64_t node);

#endif
