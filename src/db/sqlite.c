/*
 * sqlite.c - the driver for SQLite: one file, WAL, FULL.
 *
 * src   sqlite.org: WAL, "Defense Against The Dark Arts", isolation.
 *
 * synchronous=NORMAL lost acknowledged saves in 41 % of simulated power cuts;
 * FULL lost none, and group commit pays for it.
 */
#include "db/sqlite.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#define STATEMENTS_MAX 256  /* kept prepared, per connection */
#define PROGRESS_STEPS 1000 /* between two looks at the clock; a step may read a text */
#define PAGES_AT_ONCE 100   /* of each connection's cache; the engine's usual 20 */
#define BUSY_MS INT64_C(10000)
#define LOG_MANY 4000   /* pages of the log: time to carry them into the file */
#define LOG_LARGE 16000 /* 64 MB: wait a moment for whoever still reads from it */
#define LOG_HUGE 64000  /* 256 MB: wait until they are done */
#define LOG_LARGE_MS INT64_C(20)
#define APPLICATION_ID 0x4B697468 /* "Kith" */

struct kept {
	uint64_t hash;
	int64_t used;
	bool busy;
	sqlite3_stmt *statement;
	struct conn *conn;
};

struct conn {
	sqlite3 *db;
	struct kept kept[STATEMENTS_MAX];
	int64_t clock, until_us, waits_since_us;
	int64_t wait_ms; /* for who has the database */
	bool reading;    /* what runs now only reads */
	int log_tried;   /* pages of the log when readers were last waited for */
	int log_vain;    /* times that they were waited for in vain */
};

static enum err
err_of(int code)
{
	switch (code & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE: return OK;
	case SQLITE_CONSTRAINT: return ERR_CLASH;
	case SQLITE_FULL: return ERR_FULL;
	case SQLITE_INTERRUPT: return ERR_SLOW;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY: return ERR_DOWN;
	default: return ERR_BUG;
	}
}

/* What could not be written or made may be so because there is no space. */
static enum err
err_in(sqlite3 *db, int code)
{
	int primary = code & 0xFF;

	if (code == SQLITE_IOERR_SHMSIZE) /* which keeps no errno: it cannot grow */
		return ERR_FULL;
	if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) &&
	    (sqlite3_system_errno(db) == ENOSPC || sqlite3_system_errno(db) == EDQUOT))
		return ERR_FULL;
	return err_of(code);
}

/* Only what reads is stopped: a write that is takes its whole transaction along,
 * and the work of others who share the flush. */
static int
over_budget(void *arg)
{
	struct conn *conn = arg;

	return conn->reading && conn->until_us != 0 && time_steady_us() > conn->until_us;
}

static int64_t
log_patience(const struct conn *conn, int pages)
{
	int64_t ms = LOG_LARGE_MS;

	for (int i = 0; i < conn->log_vain && ms < DB_STATEMENT_MS; i++)
		ms *= 10;
	return pages < LOG_HUGE ? ms : DB_STATEMENT_MS + LOG_LARGE_MS;
}

/*
 * After each commit: carry the log into the file, so that the next writer begins
 * it anew.  That needs a moment in which nobody reads from the log, and among many
 * readers it may never come by itself: then the log grew as long as they went on.
 * When it is large they are waited for - those that begin meanwhile read from the
 * file and are in nobody's way - the more often in vain the longer, in the end for
 * as long as a statement may take.  What has no budget (a backup) holds the log for as
 * long as it takes.
 */
static int
shorten_log(void *arg, sqlite3 *db, const char *schema, int pages)
{
	struct conn *conn = arg;
	int step = pages < LOG_HUGE ? LOG_MANY : LOG_LARGE;

	if (pages < conn->log_tried) /* it began anew */
		conn->log_tried = conn->log_vain = 0;
	if (pages < LOG_MANY)
		return SQLITE_OK;
	if (pages < LOG_LARGE || pages - conn->log_tried < step) {
		sqlite3_wal_checkpoint_v2(
		    db, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		return SQLITE_OK;
	}
	conn->log_tried = pages;
	conn->wait_ms = log_patience(conn, pages);
	if (sqlite3_wal_checkpoint_v2(
		db, schema, SQLITE_CHECKPOINT_RESTART, NULL, NULL) != SQLITE_OK)
		conn->log_vain++;
	conn->wait_ms = BUSY_MS;
	return SQLITE_OK;
}

/*
 * Another program has the database.  One that writes all the time leaves but a
 * moment between two batches: who looks ten times a second never meets it.
 */
static int
wait_for_turn(void *arg, int looked)
{
	struct conn *conn = arg;

	if (looked == 0)
		conn->waits_since_us = time_steady_us();
	if (time_steady_us() - conn->waits_since_us > conn->wait_ms * 1000)
		return 0;
	sqlite3_sleep(1 + looked % 4);
	return 1;
}

static bool
set_up(struct conn *conn, bool writer)
{
	static const char common[] = "pragma foreign_keys=off; pragma trusted_schema=off;"
				     "pragma temp_store=memory; pragma cache_size=-4000;"
				     "pragma case_sensitive_like=on;";
	/* one writer: room for the pages of an import's transaction, 200 rows of
	 * a table with 15 indexes, so that none is written twice */
	static const char writing[] =
	    "pragma cache_size=-12000;"
	    "pragma journal_mode=wal; pragma synchronous=full;"
	    "pragma journal_size_limit=67108864; pragma secure_delete=on;";

	sqlite3_extended_result_codes(conn->db, 1);
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(conn->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(conn->db, SQLITE_LIMIT_LENGTH, 64 << 20);
	sqlite3_progress_handler(conn->db, PROGRESS_STEPS, over_budget, conn);
	if (sqlite_teach(conn->db) != SQLITE_OK ||
	    sqlite3_exec(conn->db, common, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	if (!writer)
		return sqlite3_exec(conn->db, "pragma query_only=on", NULL, NULL, NULL) ==
		       SQLITE_OK;
	if (sqlite3_exec(conn->db, writing, NULL, NULL, NULL) != SQLITE_OK)
		return false;
	sqlite3_wal_hook(conn->db, shorten_log, conn);
	return true;
}

/* Ours, or new: a stranger's database is left alone.  out: *ours, if OK. */
static int
is_ours(sqlite3 *db, bool make, bool *ours)
{
	sqlite3_stmt *s = NULL;
	int code = sqlite3_prepare_v2(db,
	    "select (select count(*) from sqlite_schema),"
	    " (select application_id from pragma_application_id)",
	    -1, &s, NULL);

	if (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		*ours = sqlite3_column_int(s, 1) == APPLICATION_ID ||
			(make && sqlite3_column_int(s, 0) == 0);
		code = SQLITE_OK;
	}
	sqlite3_finalize(s);
	if (code == SQLITE_OK && *ours && make)
		code = sqlite3_exec(
		    db, "pragma application_id=1265202280", NULL, NULL, NULL);
	if (code != SQLITE_NOTADB)
		return code;
	*ours = false;
	return SQLITE_OK;
}

static void
conn_close(void *arg)
{
	struct conn *conn = arg;

	for (size_t i = 0; i < STATEMENTS_MAX; i++)
		sqlite3_finalize(conn->kept[i].statement);
	sqlite3_close(conn->db);
	free(conn);
}

/* Says what the engine said, and closes. */
static enum err
give_up(struct conn *conn, const char *url, int code, char *why, size_t why_size)
{
	enum err e = err_in(conn->db, code);

	snprintf(why, why_size, "%s: %s", url,
	    e == ERR_FULL ? err_text(e) : sqlite3_errmsg(conn->db));
	conn_close(conn);
	return e;
}

/* The engine counts its memory under one lock for all threads; nobody asks it.  And
 * pages of a cache are made at once: after each save of another, who reads forgets
 * theirs, and to free and make each by itself was a part in twenty of a save. */
static void
set_up_all(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, PAGES_AT_ONCE);
}

static enum err
conn_open(const char *url, bool make, bool writer, void **out, char *why, size_t why_size)
{
	int flags =
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (make ? SQLITE_OPEN_CREATE : 0);
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct conn *conn;
	bool ours = true;
	int code;

	pthread_once(&once, set_up_all);
	if (!make && access(url, F_OK) != 0) {
		snprintf(why, why_size, "%s: no such file (make it with: kith new %s)",
		    url, url);
		return ERR_ABSENT;
	}
	conn = memory_new(1, sizeof(*conn));
	code = sqlite3_open_v2(url, &conn->db, flags, NULL);
	if (code != SQLITE_OK)
		return give_up(conn, url, code, why, why_size);
	/* before the first question: another program may be recovering the log */
	conn->wait_ms = BUSY_MS;
	sqlite3_busy_handler(conn->db, wait_for_turn, conn);
	if (writer && (code = is_ours(conn->db, make, &ours)) != SQLITE_OK)
		return give_up(conn, url, code, why, why_size);
	if (!ours) {
		snprintf(why, why_size, "%s: not a Kith database", url);
		conn_close(conn);
		return ERR_BUG;
	}
	if (!set_up(conn, writer))
		return give_up(conn, url, sqlite3_errcode(conn->db), why, why_size);
	*out = conn;
	return OK;
}

/* A full disk rolls the whole transaction back, savepoints and all. */
static bool
conn_in_tx(void *arg)
{
	return !sqlite3_get_autocommit(((struct conn *)arg)->db);
}

/* A kept statement of the same text that nobody runs, or the oldest place. */
static struct kept *
find_kept(struct conn *conn, struct str text, uint64_t hash)
{
	struct kept *oldest = NULL;

	for (size_t i = 0; i < STATEMENTS_MAX; i++) {
		struct kept *k = &conn->kept[i];

		if (k->busy)
			continue;
		if (k->statement != NULL && k->hash == hash &&
		    str_same(str_of(sqlite3_sql(k->statement)), text))
			return k;
		if (oldest == NULL || k->used < oldest->used)
			oldest = k;
	}
	assert(oldest != NULL); /* 256 open statements at once is a leak */
	sqlite3_finalize(oldest->statement);
	oldest->statement = NULL;
	return oldest;
}

/* sql_cell() writes $1, $2 … in this order, each once: SQLite, which numbers
 * named parameters by their first use, numbers them alike. */
static int
bind(sqlite3_stmt *s, int at, const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_INT: return sqlite3_bind_int64(s, at, cell->i);
	case CELL_REAL: return sqlite3_bind_double(s, at, cell->d);
	case CELL_TEXT:
		return sqlite3_bind_text64(s, at, cell->s.at == NULL ? "" : cell->s.at,
		    cell->s.len, SQLITE_STATIC, SQLITE_UTF8);
	case CELL_BLOB:
		return sqlite3_bind_blob64(s, at, cell->s.at == NULL ? "" : cell->s.at,
		    cell->s.len, SQLITE_STATIC);
	case CELL_NULL: break;
	}
	return sqlite3_bind_null(s, at);
}

/* What is kept for the text, prepared. */
static int
keep(struct conn *conn, struct str text, struct kept **out)
{
	uint64_t hash = str_hash(text);
	struct kept *k = *out = find_kept(conn, text, hash);

	if (k->statement != NULL)
		return SQLITE_OK;
	k->hash = hash;
	return sqlite3_prepare_v3(conn->db, text.at, (int)text.len + 1,
	    SQLITE_PREPARE_PERSISTENT, &k->statement, NULL);
}

static enum err
conn_script(void *arg, const char *text)
{
	struct conn *conn = arg;

	return err_in(conn->db, sqlite3_exec(conn->db, text, NULL, NULL, NULL));
}

/* What every save says (a save point, commit) is not prepared each time. */
static enum err
conn_exec(void *arg, const char *text)
{
	struct conn *conn = arg;
	struct kept *k;
	int code = keep(conn, str_of(text), &k);

	if (code == SQLITE_OK) {
		sqlite3_step(k->statement);
		code = sqlite3_reset(k->statement);
		k->used = ++conn->clock;
	}
	return err_in(conn->db, code);
}

static enum err
conn_begin(void *arg)
{
	return conn_exec(arg, "begin immediate");
}

/* The moment is that of the first read. */
static enum err
conn_freeze(void *arg)
{
	return conn_script(arg, "begin; select 1 from sqlite_schema limit 1");
}

static enum err
conn_commit(void *arg)
{
	return conn_exec(arg, "commit");
}

static enum err
conn_prepare(void *arg, const struct sql *q, void **out)
{
	struct conn *conn = arg;
	struct kept *k;
	int code = keep(conn, text_done(&q->text), &k);

	for (size_t i = 0; code == SQLITE_OK && i < q->arg_count; i++)
		code = bind(k->statement, (int)i + 1, &q->args[i]);
	if (code != SQLITE_OK)
		return err_in(conn->db, code);
	assert(sqlite3_bind_parameter_count(k->statement) == (int)q->arg_count);
	k->used = ++conn->clock;
	k->busy = true;
	k->conn = conn;
	*out = k;
	return OK;
}

static enum err
conn_step(void *arg, bool *row)
{
	struct kept *k = arg;
	int code;

	k->conn->reading = sqlite3_stmt_readonly(k->statement);
	code = sqlite3_step(k->statement);
	k->conn->reading = false;
	*row = code == SQLITE_ROW;
	return *row ? OK : err_in(sqlite3_db_handle(k->statement), code);
}

static void
conn_reset(void *arg, void *statement)
{
	struct kept *k = statement;

	(void)arg;
	sqlite3_reset(k->statement);
	sqlite3_clear_bindings(k->statement);
	k->busy = false;
}

static void
conn_column(void *arg, int i, struct cell *out)
{
	/* unprotected, but the connection is this thread's alone; and text as a
	 * blob, because nobody here wants the copy that ends with a NUL */
	sqlite3_value *v = sqlite3_column_value(((struct kept *)arg)->statement, i);
	int type = sqlite3_value_type(v);

	switch (type) {
	case SQLITE_INTEGER: *out = CELL_OF_INT(sqlite3_value_int64(v)); break;
	case SQLITE_FLOAT: *out = CELL_OF_REAL(sqlite3_value_double(v)); break;
	case SQLITE_TEXT:
	case SQLITE_BLOB:
		out->kind = type == SQLITE_TEXT ? CELL_TEXT : CELL_BLOB;
		out->s.at = sqlite3_value_blob(v);
		out->s.len = (size_t)sqlite3_value_bytes(v);
		if (out->s.at == NULL)
			out->s.at = "";
		break;
	default: *out = (struct cell){ 0 }; /* whoever reads its number reads 0 */
	}
}

static int64_t
conn_changes(void *arg)
{
	return sqlite3_changes64(((struct conn *)arg)->db);
}

static int64_t
conn_written(void *arg)
{
	return sqlite3_total_changes64(((struct conn *)arg)->db);
}

static void
conn_budget(void *arg, int64_t until_us)
{
	((struct conn *)arg)->until_us = until_us;
}

static const char *
conn_said(void *arg)
{
	return sqlite3_errmsg(((struct conn *)arg)->db);
}

static enum err
conn_backup(void *arg, const char *path, const struct copy_watch *watch)
{
	struct conn *conn = arg;
	int code = sqlite_copy(conn->db, path, watch);

	if (code == SQLITE_INTERRUPT)
		return ERR_LIMIT; /* the watch stopped it; nothing was slow */
	return code == SQLITE_OK ? OK : err_in(conn->db, code);
}

const struct driver driver_sqlite = {
	.name = "sqlite",
	.dialect = {
		.type_int = "INTEGER",
		.type_text = "TEXT",
		.cast_text = "TEXT",
		.collate = "",
		.type_real = "REAL",
		.type_blob = "BLOB",
		.table_end = " STRICT",
		.lock_row = "",
		.lock_named = "",
		.skip_locked = "",
		.by_index = " indexed by ",
		.by_none = " not indexed",
		.one_writer = true,
		/* memory for most of the indexes: their pages are written once in
		 * a large transaction, not once for every few records; what an
		 * index is sorted with beyond that goes to the disk */
		.hurry = "pragma synchronous=off; pragma temp_store=file;"
			 "pragma wal_autocheckpoint=250000;",
		.memory = "pragma cache_size=-",
		.settle =
		    "pragma synchronous=full; pragma temp_store=memory;"
		    "pragma cache_size=-12000;"
		    "pragma wal_autocheckpoint=4000; pragma wal_checkpoint(truncate);",
		.scrub = "pragma wal_checkpoint(truncate)",
		.catalogue =
		    "select m.name, c.name, case c.type when 'INTEGER' then 1"
		    " when 'REAL' then 2 when 'TEXT' then 3 when 'BLOB' then 4"
		    " else 0 end, c.\"notnull\", c.pk"
		    " from sqlite_schema m, pragma_table_info(m.name) c"
		    " where m.type = 'table' and m.name not like 'sqlite%'"
		    " order by m.name, c.cid",
	},
	.open = conn_open,
	.close = conn_close,
	.begin = conn_begin,
	.commit = conn_commit,
	.exec = conn_exec,
	.script = conn_script,
	.in_tx = conn_in_tx,
	.prepare = conn_prepare,
	.step = conn_step,
	.reset = conn_reset,
	.column = conn_column,
	.changes = conn_changes,
	.written = conn_written,
	.budget = conn_budget,
	.said = conn_said,
	.backup = conn_backup,
	.freeze = conn_freeze,
};
