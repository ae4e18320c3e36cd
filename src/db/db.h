/*
 * db.h - the door of db/: SQL by hand, in the subset that both engines speak.
 *
 * A struct engine is one open database, shared by all threads.  A struct db
 * is one thread's handle on it: its own reader connection, and the way to the
 * writer.  Text of a statement comes from string literals, names come from
 * metadata, values only as $n: an injection does not compile.
 *
 * SQLite has one writer.  tx_begin() takes its turn; the work runs under a
 * savepoint; tx_commit() returns when the *batch* it belongs to is on disk,
 * so a hundred people saving cost one flush and nobody is told "saved" early.
 *
 * PostgreSQL has many: each handle is a connection, a transaction is its own, and
 * other processes write too.  What met another transaction's change, or a server
 * that went away, answers AGAIN: nothing of it was kept, and it may be run again.
 *
 * Threads  engine: any; db, rows, tx: one thread.
 * Limits   DB_STATEMENT_MS for a statement; DB_ARGS_MAX values in one.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/base.h"

#define DB_ARGS_MAX 8000
#define DB_STATEMENT_MS 5000 /* a request's statements together, where nobody said */
#define DB_READ_MS 2000      /* of one that only reads */
#define DB_KEPT_MAX 32       /* answers a handle keeps */
#define DB_BATCH_MAX 256     /* transactions in one flush */
#define ENGINE_SAY_MAX 4000

struct engine;
struct db;

/* ---- open and close ---- */

/*
 * in    url    a file's path (made if make), or postgres://…
 * out   why    one line for a person, on failure
 * errs  ABSENT no such file and not make · DOWN · BUG not a Kith database
 */
MUST_USE enum err engine_open(
    const char *url, bool make, struct engine **out, char *why, size_t why_size);
void engine_close(struct engine *engine);
/*
 * Called after each commit, by the thread that flushed, and when another
 * process committed (where the engine says so); must be brief.
 */
void engine_on_commit(struct engine *engine, void (*tell)(void *arg), void *arg);
/*
 * Where there is one writer: when a long transaction (tx_long) has ended, its thread
 * calls turned() (NULL: nothing), behind one more in engine_turns().  Who was turned
 * away meanwhile may come again.
 */
void engine_on_turn(struct engine *engine, void (*turned)(void *arg), void *arg);
const _Atomic uint64_t *engine_turns(const struct engine *engine);
/*
 * To the other processes on the database, who hear it soon, in order, or, while
 * a connection is away, not at all.  One that is alone speaks to nobody.  text
 * has at most ENGINE_SAY_MAX bytes, more is not said; hear must be brief.
 */
void engine_say(struct engine *engine, struct str text);
void engine_on_hear(
    struct engine *engine, void (*hear)(void *arg, struct str text), void *arg);
int64_t engine_new_id(struct engine *engine); /* unique, rising with time */
/* One that was made before, under a clock that may have run ahead: rise above it. */
void engine_saw_id(struct engine *engine, int64_t id);

/*
 * For a database that is being made: from now on a commit does not wait for
 * the disk, and up to so many MB of memory are used, if there is so much to write.
 * A power cut may leave a broken file.  When engine_settle() returns OK all is on
 * disk, and it is as before.  Nobody else may have the database open.
 */
MUST_USE enum err engine_hurry(struct engine *engine, int megabytes);
MUST_USE enum err engine_settle(struct engine *engine);

MUST_USE enum err db_new(struct engine *engine, struct db **out);
void db_free(struct db *db);
struct engine *db_engine(const struct db *db);
bool db_is(const struct db *db, const char *engine); /* "sqlite" "postgres" */
int64_t db_new_id(struct db *db);
/* What reads fails with SLOW after ms from now, also within a transaction; 0: never.
 * What writes is not stopped in the middle: others may share its flush. */
void db_budget(struct db *db, int64_t ms);
void db_budget_more(struct db *db, int64_t us); /* of one that there is */
int64_t db_budget_left(const struct db *db);    /* ms, to be given back; 0: no end */
/* What the engine said of the last failure: for the log, not for users. */
const char *db_said(const struct db *db);

/* ---- a statement and its values ---- */

enum cell_kind { CELL_NULL, CELL_INT, CELL_REAL, CELL_TEXT, CELL_BLOB };

struct cell {
	enum cell_kind kind;
	union {
		int64_t i;
		double d;
		struct str s;
	};
};

#define CELL_OF_INT(n) ((struct cell){ .kind = CELL_INT, .i = (n) })
#define CELL_OF_REAL(n) ((struct cell){ .kind = CELL_REAL, .d = (n) })
#define CELL_OF_TEXT(t) ((struct cell){ .kind = CELL_TEXT, .s = (t) })
#define CELL_OF_BLOB(t) ((struct cell){ .kind = CELL_BLOB, .s = (t) })

bool cell_same(const struct cell *a, const struct cell *b);
struct cell cell_copy(struct arena *mem, const struct cell *cell);

struct sql {
	struct text text;
	struct cell *args;
	size_t arg_count, arg_size;
	bool walks; /* rows come in an order, and are asked one by one: sql_way() */
};

#define SQL_INIT(m)                  \
	{                            \
		.text = TEXT_INIT(m) \
	}
#define sql_text(q, lit) sql_literal((q), "" lit, sizeof(lit) - 1)

void sql_literal(struct sql *q, const char *literal, size_t len);
void sql_name(struct sql *q, struct str name); /* [a-z0-9_]+, else a bug */
void sql_int(struct sql *q, int64_t i);
void sql_real(struct sql *q, double d);
void sql_str(struct sql *q, struct str s);
void sql_cell(struct sql *q, const struct cell *cell);
/* The value of the next $n, which the text has already. */
void sql_value(struct sql *q, const struct cell *cell);
/* A limit in the text: engines plan by it, and there are few. */
void sql_limit(struct sql *q, int64_t n);
/*
 * " in (…)" of many ids, ascending, in few texts: a statement is planned once for
 * each.  Where the engine walks, in words that cost nothing before the first row; no
 * index is of use to them.
 */
void sql_ids(struct sql *q, const struct db *db, const int64_t *ids, size_t count);
/* At the end of a select, where others may write: its rows are ours until the end
 * of the transaction; those of its table t are only held, by many at a time, and
 * nobody makes them his meanwhile; the third leaves out what others hold. */
void sql_lock(struct sql *q, const struct db *db);
void sql_hold(struct sql *q, const struct db *db);
void sql_skip_locked(struct sql *q, const struct db *db);
/*
 * Behind a table of a select, for an engine that keeps no statistics and asks for
 * them (db_wants_way): walk this index; "": none, the rows in the order of ids.
 */
bool db_wants_way(const struct db *db);
void sql_way(struct sql *q, const struct db *db, struct str index);
void sql_part(struct sql *q, const struct sql *part); /* its $n are renumbered */

/*
 * Data definition, where the engines differ in words:
 * %I int, %T text, %R real, %B blob, %S the end of a CREATE TABLE; a text is cast
 * by "cast(… as %t)%C".
 */
void sql_define(struct sql *q, const struct db *db, const char *text);

/* ---- run ---- */

MUST_USE enum err db_run(struct db *db, const struct sql *q);
int64_t db_changes(const struct db *db); /* rows the last db_run() touched */
/*
 * Run q at the end of the transaction, after all that is not late: for what nobody
 * in it reads again, where a statement is dear alone and cheap among many.  With
 * shared flushes those of the whole batch are run together, by rising key, and an
 * error fails the batch: for statements that only a full disk can refuse.
 */
MUST_USE enum err db_run_late(struct db *db, int64_t key, const struct sql *q);
/* First column of the first row; absent when there is none. */
MUST_USE enum err db_int(
    struct db *db, const struct sql *q, enum err absent, int64_t *out);
MUST_USE enum err db_str(struct db *db, const struct sql *q, struct arena *mem,
    enum err absent, struct str *out);

struct rows {
	struct db *db;
	void *statement;
	enum err err;
};

/* DEFER(rows_end) struct rows r = { 0 };  text is valid until the next row. */
MUST_USE enum err rows_begin(struct db *db, const struct sql *q, struct rows *out);
bool rows_next(struct rows *r);
void rows_end(struct rows *r);
MUST_USE enum err rows_err(const struct rows *r);
int64_t row_int(const struct rows *r, int column); /* null: 0 */
double row_real(const struct rows *r, int column);
struct str row_str(const struct rows *r, int column);
bool row_null(const struct rows *r, int column);
void row_cell(const struct rows *r, int column, struct arena *mem, struct cell *out);
/* Without a copy: text is valid until the next row. */
void row_peek(const struct rows *r, int column, struct cell *out);

/*
 * An answer that was kept for this statement with these values, if the stamp is
 * still the one it was kept under; never inside a transaction.  Read the stamp
 * before the statement runs: an answer may be newer than its stamp, not older.
 */
bool db_kept(struct db *db, struct arena *mem, const struct sql *q, int64_t stamp,
    struct str *out);
void db_keep(struct db *db, struct arena *mem, const struct sql *q, int64_t stamp,
    struct str answer);

/* ---- transactions ---- */

struct tx {
	struct db *db; /* NULL: ended */
	int depth;
	int64_t written; /* db's own */
	size_t late;     /* db's own */
};

/*
 * Begin to write.  Nested calls are savepoints of the outer transaction.
 * errs  DOWN  the database is locked by another program · AGAIN  it is away
 */
MUST_USE enum err tx_begin(struct db *db, struct tx *out);
/*
 * On disk when it returns OK (for the outermost).
 * errs  AGAIN  nothing was kept: run the work again · DOUBT  nobody knows
 */
MUST_USE enum err tx_commit(struct tx *tx);
void tx_end(struct tx *tx); /* rolls back unless committed */
/* How many outermost transactions of this handle are on disk: whoever would do
 * all of a work again asks whether a part of it was kept. */
int64_t db_commits(const struct db *db);
/* Rows that were written in the open transaction and before: only differences say
 * something. */
int64_t db_written(const struct db *db);
/*
 * What is begun inside of tx from now on is a part of it, without a savepoint
 * of its own: for many records at once, because each savepoint makes the
 * engine write its indexes out.  A part that ends uncommitted after it wrote
 * dooms the whole: its tx_commit() answers CLASH, and nothing of it is kept.
 * Where savepoints are cheap nothing changes: such a part goes alone.
 */
void tx_whole(struct tx *tx);
bool db_in_tx(const struct db *db);
/*
 * The outermost around tx will take long.  Where there is one writer no more than a few
 * wait for it, so that somebody is left to serve who reads: the others' tx_begin()
 * answers AGAIN.
 */
void tx_long(struct tx *tx);
/* Was that why this handle's last tx_begin() answered AGAIN? */
bool db_turned_away(const struct db *db);

#define TX_ORDER_MAX (INT64_C(1) << 20) /* one transaction may take half of it */

/*
 * The next number, rising, for a row that others read in order (an event).  With
 * many writers rows become visible out of order; those below db_settled() are
 * all there, or never will be.
 */
MUST_USE enum err tx_order(struct db *db, int64_t *id);
MUST_USE enum err db_settled(struct db *db, int64_t *before);
/* Another number whenever what this handle sees may have changed. */
MUST_USE enum err db_stamp(struct db *db, struct arena *mem, int64_t *stamp);
/* Of those who alter tables, one at a time; held to the end of the transaction. */
MUST_USE enum err tx_lock_tables(struct db *db, struct arena *mem);
/* Of files beside the database: many may put some in their place, each with its row;
 * alone is who takes away what no row names.  Held to the end of the transaction. */
MUST_USE enum err tx_lock_files(struct db *db, struct arena *mem, bool alone);

/* ---- whole databases: for a move from one into another ---- */

/*
 * What this handle reads from here on is the database of this moment, until
 * db_thaw(); it cannot begin to write meanwhile.
 * errs  AGAIN  it is away; or later, by any read: the moment is lost
 */
MUST_USE enum err db_freeze(struct db *db);
void db_thaw(struct db *db); /* also if it is not frozen */

struct db_column {
	struct str table, name;
	enum cell_kind kind; /* CELL_NULL: none that tables of ours have */
	bool not_null;
	int key; /* its place in the primary key, from 1; 0: none */
};

/* All columns that there are, by table, in their order: as the engine says. */
MUST_USE enum err db_catalogue(
    struct db *db, struct arena *mem, struct db_column **out, size_t *count);

struct db_rows { /* of one table, cells row by row */
	struct str table;
	const struct str *columns;
	size_t column_count;
	const struct cell *cells;
	size_t count;
};

/* Insert many rows, in the fastest way the engine knows; in a transaction. */
MUST_USE enum err db_put(struct db *db, const struct db_rows *rows);

/* Take the indexes of the server tables away before many rows come, and make
 * them behind: faster than row by row.  In a transaction. */
MUST_USE enum err db_indexes_off(struct db *db, struct arena *mem);
MUST_USE enum err db_indexes_on(struct db *db, struct arena *mem);
/* Let the engine look at what its tables hold, if its plans depend on it. */
MUST_USE enum err db_look(struct db *db, struct arena *mem);

/* ---- what was deleted, really gone? ---- */

/*
 * Leave nothing of what was deleted in files of the database, as far as the engine
 * can: SQLite overwrites it, and its log is carried into the file and emptied;
 * PostgreSQL keeps it until its own VACUUM has come by.
 * errs  AGAIN  somebody reads from the log: try later
 */
MUST_USE enum err db_scrub(struct db *db);

struct db_place {
	struct str name; /* a file, or a table */
	int64_t bytes;   /* that were read; of a table 0 */
	int64_t hits;
};

/*
 * Where in all that is stored do these texts stand?  Of SQLite the files' bytes are
 * read, free pages and the log too; of PostgreSQL all rows of all tables as text.
 */
MUST_USE enum err db_scan(struct db *db, struct arena *mem, const struct str *texts,
    size_t text_count, struct db_place **out, size_t *count);

/* ---- indexes, made beside those who work ---- */

/* Can an index be made while others write?  Else it is made in a transaction. */
bool db_makes_beside(const struct db *db);
/* Behind "create index " and "drop index ": so that it is. */
void sql_beside(struct sql *q, const struct db *db);

struct beside { /* who looks on */
	/* Once, when nobody can alter tables any more: is it wanted still? */
	bool (*begins)(void *arg);
	bool (*goes_on)(void *arg); /* several times a second; false: give it up */
	void *arg;
};

/*
 * Run a statement that makes or drops one; not in a transaction.  Given up, or with
 * its process, it may leave a part of the index, which serves nobody and is to be
 * dropped.  tx_lock_beside() of others waits for it: goes_on asks whether one does.
 *
 * errs  LIMIT  it was to be given up · AGAIN  it is away, or met others · FULL
 */
MUST_USE enum err db_beside(
    struct db *db, const struct sql *q, const struct beside *watch);
MUST_USE enum err db_beside_wanted(struct db *db, struct arena *mem, bool *wanted);
/* No index is made beside us; held to the end of the transaction. */
MUST_USE enum err tx_lock_beside(struct db *db, struct arena *mem);

/* ---- server tables ---- */

/* Bring the tables that start with "_" to the version of this program. */
MUST_USE enum err db_migrate(struct db *db);

/* Who looks on while a database is copied. */
struct copy_watch {
	/* Pages of all; false: stop.  Called first with 0 of 0, when it is settled
	 * what is copied: the moment to see to what lies beside the database. */
	bool (*step)(void *arg, int64_t done, int64_t total);
	void *arg;
	bool hurry; /* leave no time to others */
};

/*
 * Copy the whole database, as it is at one moment, to path, while it is in use.
 * On failure a part of it is at path: the caller's to remove.
 *
 * in    watch  NULL: nobody looks on, and it hurries
 * errs  INPUT  not a file's database: db_said() knows who copies it
 *       LIMIT  the watch stopped it · FULL · DOWN
 */
MUST_USE enum err db_backup(
    struct db *db, const char *path, const struct copy_watch *watch);
/* The engine's own check of pages and indexes; text of the first fault. */
MUST_USE enum err db_check(struct db *db, struct arena *mem, struct str *fault_text);

#endif
