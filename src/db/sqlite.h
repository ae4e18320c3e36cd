/*
 * sqlite.h - what the files of the SQLite driver share.
 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "db/driver.h"

#include <sqlite3.h>

/* Copy what `from` sees now to path, on disk.  Answers SQLite's code. */
int sqlite_copy(sqlite3 *from, const char *path, const struct copy_watch *watch);

/* The words of ours that statements use (db.c sql_ids).  Answers SQLite's code. */
int sqlite_teach(sqlite3 *db);

#endif
