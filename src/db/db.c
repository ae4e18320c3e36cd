/*
 * db.c - handles, statements, and transactions that share a flush.
 *
 * Turns.  `turn` is held by whoever writes.  A writer that finds others
 * waiting leaves its work in the open batch, hands the turn on and waits; the
 * last of a batch commits for all and tells them.  A batch that cannot be
 * committed fails for everyone in it: nobody was told "saved".
 */
#include "db/driver.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define ID_EPOCH_MS INT64_C(1704067200000) /* 2024-01-01 */
#define ID_SEQ_BITS 14
#define ID_NODE_BITS 8

struct batch {
	int members, readers; /* committed work in it; who still waits for it */
	bool done;
	enum err err;
};

struct engine {
	const struct driver *driver;
	char *url;
	void *writer;
	pthread_mutex_t turn;
	atomic_int waiting;
	struct batch *open; /* under turn */
	pthread_mutex_t told_lock;
	pthread_cond_t told;
	void (*tell)(void *arg);
	void *tell_arg;
	_Atomic int64_t last_id;
	int64_t node;
};

struct db {
	struct engine *engine;
	void *reader;
	int depth;
	int64_t changes;
	int64_t until_us;
};

enum err
engine_open(const char *url, bool make, struct engine **out, char *why, size_t why_size)
{
	struct engine *e = calloc(1, sizeof(*e));
	enum err err;

	e->driver = &driver_sqlite;
	e->url = strdup(url);
	err = e->driver->open(url, make, true, &e->writer, why, why_size);
	if (err != OK) {
		free(e->url);
		free(e);
		return err;
	}
	pthread_mutex_init(&e->turn, NULL);
	pthread_mutex_init(&e->told_lock, NULL);
	pthread_cond_init(&e->told, NULL);
	e->node = getpid() & ((1 << ID_NODE_BITS) - 1);
	*out = e;
	return OK;
}

void
engine_close(struct engine *e)
{
	if (e == NULL)
		return;
	e->driver->close(e->writer);
	pthread_mutex_destroy(&e->turn);
	pthread_mutex_destroy(&e->told_lock);
	pthread_cond_destroy(&e->told);
	free(e->url);
	free(e);
}

void
engine_on_commit(struct engine *e, void (*tell)(void *arg), void *arg)
{
	e->tell_arg = arg;
	e->tell = tell;
}

/* Time above, node in the middle, a counter below; a clock that jumps back
 * does not bring ids back. */
int64_t
engine_new_id(struct engine *e)
{
	int64_t at = (time_now_ms() - ID_EPOCH_MS) << ID_SEQ_BITS;
	int64_t last = atomic_load(&e->last_id), next;

	do
		next = at > last ? at : last + 1;
	while (!atomic_compare_exchange_weak(&e->last_id, &last, next));
	return (next >> ID_SEQ_BITS) << (ID_SEQ_BITS + ID_NODE_BITS) |
	       e->node << ID_SEQ_BITS | (next & ((1 << ID_SEQ_BITS) - 1));
}

enum err
db_new(struct engine *engine, struct db **out)
{
	struct db *db = calloc(1, sizeof(*db));
	char why[200];
	enum err e;

	db->engine = engine;
	e = engine->driver->open(
	    engine->url, false, false, &db->reader, why, sizeof(why));
	if (e != OK) {
		free(db);
		return e;
	}
	*out = db;
	return OK;
}

void
db_free(struct db *db)
{
	if (db == NULL)
		return;
	assert(db->depth == 0);
	db->engine->driver->close(db->reader);
	free(db);
}

struct engine *
db_engine(const struct db *db)
{
	return db->engine;
}

int64_t
db_new_id(struct db *db)
{
	return engine_new_id(db->engine);
}

static void *
conn_of(const struct db *db)
{
	return db->depth > 0 ? db->engine->writer : db->reader;
}

void
db_budget(struct db *db, int64_t ms)
{
	db->until_us = ms == 0 ? 0 : time_steady_us() + ms * 1000;
	db->engine->driver->budget(db->reader, db->until_us);
}

const char *
db_said(const struct db *db)
{
	return db->engine->driver->said(conn_of(db));
}

void
sql_define(struct sql *q, const struct db *db, const char *text)
{
	const struct dialect *d = &db->engine->driver->dialect;

	for (; *text != '\0'; text++) {
		if (*text != '%') {
			text_char(&q->text, *text);
			continue;
		}
		switch (*++text) {
		case 'I': text_c(&q->text, d->type_int); break;
		case 'T': text_c(&q->text, d->type_text); break;
		case 'R': text_c(&q->text, d->type_real); break;
		case 'B': text_c(&q->text, d->type_blob); break;
		case 'S': text_c(&q->text, d->table_end); break;
		default: assert(!"sql_define: unknown word");
		}
	}
}

/* ---- run ---- */

enum err
rows_begin(struct db *db, const struct sql *q, struct rows *out)
{
	void *statement;

	TRY(db->engine->driver->prepare(conn_of(db), q, &statement));
	out->db = db;
	out->statement = statement;
	out->err = OK;
	return OK;
}

bool
rows_next(struct rows *r)
{
	bool row = false;

	if (r->err == OK)
		r->err = r->db->engine->driver->step(r->statement, &row);
	return r->err == OK && row;
}

void
rows_end(struct rows *r)
{
	if (r->statement == NULL)
		return;
	r->db->engine->driver->reset(conn_of(r->db), r->statement);
	r->statement = NULL;
}

enum err
rows_err(const struct rows *r)
{
	return r->err;
}

enum err
db_run(struct db *db, const struct sql *q)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(db, q, &r));
	while (rows_next(&r))
		;
	db->changes = db->engine->driver->changes(conn_of(db));
	return rows_err(&r);
}

int64_t
db_changes(const struct db *db)
{
	return db->changes;
}

enum err
db_int(struct db *db, const struct sql *q, enum err absent, int64_t *out)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(db, q, &r));
	if (!rows_next(&r))
		return r.err != OK ? r.err : absent;
	*out = row_int(&r, 0);
	while (rows_next(&r))
		; /* an insert … returning is done only at its end */
	return rows_err(&r);
}

enum err
db_str(struct db *db, const struct sql *q, struct arena *mem, enum err absent,
    struct str *out)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(db, q, &r));
	if (!rows_next(&r))
		return r.err != OK ? r.err : absent;
	*out = str_copy(mem, row_str(&r, 0));
	return OK;
}

static struct cell
column(const struct rows *r, int i)
{
	struct cell cell;

	r->db->engine->driver->column(r->statement, i, &cell);
	return cell;
}

int64_t
row_int(const struct rows *r, int i)
{
	struct cell cell = column(r, i);

	return cell.kind == CELL_INT    ? cell.i
	       : cell.kind == CELL_REAL ? real_round(cell.d)
					: 0;
}

double
row_real(const struct rows *r, int i)
{
	struct cell cell = column(r, i);

	return cell.kind == CELL_REAL  ? cell.d
	       : cell.kind == CELL_INT ? (double)cell.i
				       : 0;
}

struct str
row_str(const struct rows *r, int i)
{
	struct cell cell = column(r, i);

	return cell.kind == CELL_TEXT || cell.kind == CELL_BLOB ? cell.s : STR("");
}

bool
row_null(const struct rows *r, int i)
{
	return column(r, i).kind == CELL_NULL;
}

void
row_cell(const struct rows *r, int i, struct arena *mem, struct cell *out)
{
	*out = column(r, i);
	if (out->kind == CELL_TEXT || out->kind == CELL_BLOB)
		out->s = str_copy(mem, out->s);
}

bool
cell_same(const struct cell *a, const struct cell *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CELL_NULL: return true;
	case CELL_INT: return a->i == b->i;
	case CELL_REAL: return a->d == b->d;
	case CELL_TEXT:
	case CELL_BLOB: return str_same(a->s, b->s);
	}
	return false;
}

/* ---- transactions ---- */

static enum err
exec(struct db *db, const char *text)
{
	return db->engine->driver->exec(db->engine->writer, text);
}

static const char *
savepoint(char *to, size_t size, const char *verb, int depth)
{
	snprintf(to, size, "%s s%d", verb, depth);
	return to;
}

bool
db_in_tx(const struct db *db)
{
	return db->depth > 0;
}

/* The engine rolled the open batch back by itself: whoever is in it must hear. */
static bool
lost(struct engine *e)
{
	return !e->driver->in_tx(e->writer);
}

/* Commit the open batch for all its members; the caller holds the turn. */
static void
flush(struct db *db)
{
	struct engine *e = db->engine;
	struct batch *b = e->open;
	bool worth = b->members > 0;
	enum err err = lost(e) ? ERR_FULL : exec(db, worth ? "commit" : "rollback");

	if (err != OK && !lost(e))
		(void)exec(db, "rollback");
	e->open = NULL;
	pthread_mutex_lock(&e->told_lock);
	b->err = err;
	b->done = true;
	if (b->readers == 0)
		free(b);
	pthread_cond_broadcast(&e->told);
	pthread_mutex_unlock(&e->told_lock);
	if (err == OK && worth && e->tell != NULL)
		e->tell(e->tell_arg);
}

/* Take the turn and join the open batch, or open one. */
static enum err
take_turn(struct db *db)
{
	struct engine *e = db->engine;
	enum err err;

	atomic_fetch_add(&e->waiting, 1);
	pthread_mutex_lock(&e->turn);
	atomic_fetch_sub(&e->waiting, 1);
	if (e->open != NULL && !lost(e))
		return OK;
	if (e->open != NULL)
		flush(db);
	err = exec(db, "begin immediate");
	if (err != OK) {
		pthread_mutex_unlock(&e->turn);
		return err;
	}
	e->open = calloc(1, sizeof(*e->open));
	return OK;
}

/* Wait until somebody has flushed b; the last to hear frees it. */
static enum err
hear(struct engine *e, struct batch *b)
{
	enum err err;

	pthread_mutex_lock(&e->told_lock);
	while (!b->done)
		pthread_cond_wait(&e->told, &e->told_lock);
	err = b->err;
	if (--b->readers == 0)
		free(b);
	pthread_mutex_unlock(&e->told_lock);
	return err;
}

/* Hand the turn on: flush if nobody waits for it, else let the batch grow. */
static enum err
hand_on(struct db *db, bool member)
{
	struct engine *e = db->engine;
	struct batch *b = e->open;
	bool last =
	    atomic_load(&e->waiting) == 0 || b->members >= DB_BATCH_MAX || lost(e);

	if (member) {
		pthread_mutex_lock(&e->told_lock);
		b->readers++;
		pthread_mutex_unlock(&e->told_lock);
	}
	if (last)
		flush(db);
	pthread_mutex_unlock(&e->turn);
	return member ? hear(e, b) : OK;
}

enum err
tx_begin(struct db *db, struct tx *out)
{
	char text[32];
	enum err err;

	if (db->depth == 0)
		TRY(take_turn(db));
	err = exec(db, savepoint(text, sizeof(text), "savepoint", db->depth));
	if (err != OK) {
		if (db->depth == 0)
			(void)hand_on(db, false);
		return err;
	}
	out->db = db;
	out->depth = db->depth++;
	return OK;
}

enum err
tx_commit(struct tx *tx)
{
	struct db *db = tx->db;
	char text[32];

	assert(db != NULL && db->depth == tx->depth + 1);
	TRY(exec(db, savepoint(text, sizeof(text), "release", tx->depth)));
	tx->db = NULL;
	if (--db->depth > 0)
		return OK;
	db->engine->open->members++;
	return hand_on(db, true);
}

void
tx_end(struct tx *tx)
{
	struct db *db = tx->db;
	char text[32];

	if (db == NULL)
		return;
	assert(db->depth == tx->depth + 1);
	(void)exec(db, savepoint(text, sizeof(text), "rollback to", tx->depth));
	(void)exec(db, savepoint(text, sizeof(text), "release", tx->depth));
	tx->db = NULL;
	if (--db->depth == 0)
		(void)hand_on(db, false);
}

enum err
db_backup(struct db *db, const char *path)
{
	return db->engine->driver->backup(db->reader, path);
}

enum err
db_check(struct db *db, struct arena *mem, struct str *fault_text)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "pragma integrity_check(1)");
	return db_str(db, &q, mem, ERR_BUG, fault_text);
}
