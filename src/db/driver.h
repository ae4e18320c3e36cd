/*
 * driver.h - what an engine must be able to do.  A room of db/: the other
 * storeys see db.h only.
 */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/db.h"

struct dialect {
	const char *type_int, *type_text, *type_real, *type_blob;
	const char *table_end; /* closes a CREATE TABLE */
	bool one_writer;       /* writers take turns and share a flush */
	/* begin and end to write without waiting for the disk: engine_hurry() */
	const char *hurry, *settle;
};

struct driver {
	const char *name;
	struct dialect dialect;
	enum err (*open)(const char *url, bool make, bool writer, void **conn, char *why,
	    size_t why_size);
	void (*close)(void *conn);
	enum err (*exec)(void *conn, const char *text); /* begin, commit, savepoint … */
	bool (*in_tx)(void *conn); /* false after the engine gave up on it */
	enum err (*prepare)(void *conn, const struct sql *q, void **statement);
	enum err (*step)(void *statement, bool *row);
	void (*reset)(void *conn, void *statement);
	void (*column)(void *statement, int column, struct cell *out);
	int64_t (*changes)(void *conn);
	int64_t (*written)(void *conn); /* rows since it was opened */
	void (*budget)(void *conn, int64_t until_us);
	const char *(*said)(void *conn);
	enum err (*backup)(void *conn, const char *path);
};

extern const struct driver driver_sqlite;

#endif
