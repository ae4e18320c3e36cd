/*
 * db.c - engines, handles and statements.
 */
#include "db/room.h"

#include <unistd.h>

#define ID_EPOCH_MS INT64_C(1704067200000) /* 2024-01-01 */
#define ID_SEQ_BITS 14
#define IDS_IN_TEXT 256 /* more come as one value */
#define IDS_IN_PLACE 2  /* as many are compared one by one */
#define ID_NODE_BITS 8

/* postgres://… and postgresql://… are addresses; everything else is a file. */
static const struct driver *
driver_of(const char *url)
{
	if (strncmp(url, "postgres://", 11) == 0 ||
	    strncmp(url, "postgresql://", 13) == 0)
		return &driver_postgres;
	return &driver_sqlite;
}

static void
engine_free(struct engine *e)
{
	if (e->news != NULL)
		e->driver->news_close(e->news);
	if (e->writer != NULL)
		e->driver->close(e->writer);
	pthread_mutex_destroy(&e->turn);
	pthread_mutex_destroy(&e->told_lock);
	pthread_mutex_destroy(&e->tell_lock);
	pthread_cond_destroy(&e->told);
	free(e->url);
	free(e);
}

enum err
engine_open(const char *url, bool make, struct engine **out, char *why, size_t why_size)
{
	struct engine *e = memory_new(1, sizeof(*e));
	enum err err;

	e->driver = driver_of(url);
	e->url = memory_text(url);
	pthread_mutex_init(&e->turn, NULL);
	pthread_mutex_init(&e->told_lock, NULL);
	pthread_mutex_init(&e->tell_lock, NULL);
	pthread_cond_init(&e->told, NULL);
	e->node = getpid() & ((1 << ID_NODE_BITS) - 1);
	err = e->driver->open(url, make, true, &e->writer, why, why_size);
	if (err == OK && !e->driver->dialect.one_writer) {
		e->driver->close(e->writer); /* it has looked whose database it is */
		e->writer = NULL;
		err = e->driver->news_open(url, e, &e->news, why, why_size);
	}
	if (err != OK) {
		engine_free(e);
		return err;
	}
	*out = e;
	return OK;
}

void
engine_close(struct engine *e)
{
	if (e != NULL)
		engine_free(e);
}

void
engine_on_commit(struct engine *e, void (*tell)(void *arg), void *arg)
{
	pthread_mutex_lock(&e->tell_lock);
	e->tell_arg = arg;
	e->tell = tell;
	pthread_mutex_unlock(&e->tell_lock);
}

void
engine_tell(struct engine *e)
{
	pthread_mutex_lock(&e->tell_lock);
	if (e->tell != NULL)
		e->tell(e->tell_arg);
	pthread_mutex_unlock(&e->tell_lock);
}

void
engine_on_turn(struct engine *e, void (*turn)(void *arg), void *arg)
{
	pthread_mutex_lock(&e->tell_lock);
	e->turned_arg = arg;
	e->turned = turn;
	pthread_mutex_unlock(&e->tell_lock);
}

/* Who was turned away meanwhile may come again. */
void
engine_turn(struct engine *e)
{
	atomic_fetch_add(&e->turns, 1);
	pthread_mutex_lock(&e->tell_lock);
	if (e->turned != NULL)
		e->turned(e->turned_arg);
	pthread_mutex_unlock(&e->tell_lock);
}

const _Atomic uint64_t *
engine_turns(const struct engine *e)
{
	return &e->turns;
}

void
engine_on_hear(struct engine *e, void (*hear)(void *arg, struct str text), void *arg)
{
	pthread_mutex_lock(&e->tell_lock);
	e->hear_arg = arg;
	e->hear = hear;
	pthread_mutex_unlock(&e->tell_lock);
}

void
engine_hear(struct engine *e, struct str text)
{
	pthread_mutex_lock(&e->tell_lock);
	if (e->hear != NULL)
		e->hear(e->hear_arg, text);
	pthread_mutex_unlock(&e->tell_lock);
}

void
engine_say(struct engine *e, struct str text)
{
	if (e->news != NULL && text.len > 0 && text.len <= ENGINE_SAY_MAX)
		e->driver->news_say(e->news, text);
}

void
engine_set_node(struct engine *e, int64_t node)
{
	e->node = node;
}

bool
db_is(const struct db *db, const char *engine)
{
	return strcmp(db->engine->driver->name, engine) == 0;
}

enum err
engine_hurry(struct engine *e, int megabytes)
{
	const struct dialect *d = &e->driver->dialect;
	char memory[80];

	if (d->hurry == NULL)
		return OK;
	snprintf(memory, sizeof(memory), "%s%d000", d->memory, megabytes);
	TRY(e->driver->script(e->writer, memory));
	return e->driver->script(e->writer, d->hurry);
}

enum err
engine_settle(struct engine *e)
{
	const char *text = e->driver->dialect.settle;

	return text == NULL ? OK : e->driver->script(e->writer, text);
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

void
engine_saw_id(struct engine *e, int64_t id)
{
	/* the next instant: its node may have been another */
	int64_t seen = ((id >> (ID_SEQ_BITS + ID_NODE_BITS)) + 1) << ID_SEQ_BITS;
	int64_t last = atomic_load(&e->last_id);

	while (seen > last && !atomic_compare_exchange_weak(&e->last_id, &last, seen))
		;
}

enum err
db_new(struct engine *engine, struct db **out)
{
	struct db *db = memory_new(1, sizeof(*db));
	char why[200];
	enum err e;

	db->engine = engine;
	e = engine->driver->open(engine->url, false, false, &db->conn, why, sizeof(why));
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
	db->engine->driver->close(db->conn);
	keeper_free(db->keeper);
	if (db->late_mem != NULL)
		arena_free(db->late_mem);
	free(db);
}

bool
db_turned_away(const struct db *db)
{
	return db->turned_away;
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

void *
db_conn(const struct db *db)
{
	return db->depth > 0 && db->engine->writer != NULL ? db->engine->writer
							   : db->conn;
}

/* Within a transaction the one writer may be whom it is said to. */
static void
say_budget(struct db *db)
{
	db->engine->driver->budget(db->conn, db->until_us);
	if (db_conn(db) != db->conn)
		db->engine->driver->budget(db_conn(db), db->until_us);
}

void
db_budget(struct db *db, int64_t ms)
{
	db->until_us = ms == 0 ? 0 : time_steady_us() + ms * 1000;
	say_budget(db);
}

int64_t
db_budget_left(const struct db *db)
{
	int64_t left_ms = (db->until_us - time_steady_us()) / 1000;

	if (db->until_us == 0)
		return 0;
	return left_ms > 0 ? left_ms : 1;
}

void
db_budget_more(struct db *db, int64_t us)
{
	if (db->until_us == 0)
		return;
	db->until_us += us;
	say_budget(db);
}

const char *
db_said(const struct db *db)
{
	return db->engine->driver->said(db_conn(db));
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
		case 't': text_c(&q->text, d->cast_text); break;
		case 'C': text_c(&q->text, d->collate); break;
		case 'S': text_c(&q->text, d->table_end); break;
		default: assert(!"sql_define: unknown word");
		}
	}
}

void
sql_lock(struct sql *q, const struct db *db)
{
	text_c(&q->text, db->engine->driver->dialect.lock_row);
}

void
sql_hold(struct sql *q, const struct db *db)
{
	text_c(&q->text, db->engine->driver->dialect.lock_named);
}

void
sql_skip_locked(struct sql *q, const struct db *db)
{
	text_c(&q->text, db->engine->driver->dialect.skip_locked);
}

bool
db_wants_way(const struct db *db)
{
	return db->engine->driver->dialect.by_index != NULL;
}

void
sql_way(struct sql *q, const struct db *db, struct str index)
{
	const struct dialect *d = &db->engine->driver->dialect;

	assert(d->by_index != NULL);
	q->walks = true;
	text_c(&q->text, index.len > 0 ? d->by_index : d->by_none);
	if (index.len > 0)
		sql_name(q, index);
}

static struct str
ids_text(struct arena *mem, char open, const int64_t *ids, size_t count, char close)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < count; i++) {
		text_char(&t, i > 0 ? ',' : open);
		text_int(&t, ids[i]);
	}
	text_char(&t, close);
	return text_done(&t);
}

/* Where there are arrays, one value; else as many as the next power of two. */
void
sql_ids(struct sql *q, const struct db *db, const int64_t *ids, size_t count)
{
	size_t room = 1;

	assert(count > 0);
	if (!db->engine->driver->dialect.one_writer) {
		sql_text(q, " = any (cast(");
		sql_str(q, ids_text(q->text.mem, '{', ids, count, '}'));
		sql_text(q, " as bigint[]))");
		return;
	}
	if (q->walks && count > IDS_IN_PLACE) {
		sql_text(q, " match ");
		sql_cell(q, &CELL_OF_BLOB(((struct str){
				(const char *)ids, count * sizeof(*ids) })));
		return;
	}
	if (count > IDS_IN_TEXT) {
		sql_text(q, " in (select value from json_each(");
		sql_str(q, ids_text(q->text.mem, '[', ids, count, ']'));
		sql_text(q, "))");
		return;
	}
	while (room < count)
		room *= 2;
	sql_text(q, " in (");
	for (size_t i = 0; i < room; i++) {
		text_c(&q->text, i > 0 ? ", " : "");
		sql_int(q, ids[i < count ? i : count - 1]);
	}
	sql_text(q, ")");
}

void
sql_limit(struct sql *q, int64_t n)
{
	sql_text(q, " limit ");
	text_int(&q->text, n);
}

/* ---- run ---- */

enum err
rows_begin(struct db *db, const struct sql *q, struct rows *out)
{
	void *statement;

	TRY(db->engine->driver->prepare(db_conn(db), q, &statement));
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
	r->db->engine->driver->reset(db_conn(r->db), r->statement);
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
	db->changes = db->engine->driver->changes(db_conn(db));
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
row_peek(const struct rows *r, int i, struct cell *out)
{
	r->db->engine->driver->column(r->statement, i, out);
}

void
row_cell(const struct rows *r, int i, struct arena *mem, struct cell *out)
{
	struct cell cell = column(r, i);

	*out = cell_copy(mem, &cell);
}

struct cell
cell_copy(struct arena *mem, const struct cell *cell)
{
	struct cell copy = *cell;

	if (copy.kind == CELL_TEXT || copy.kind == CELL_BLOB)
		copy.s = str_copy(mem, copy.s);
	return copy;
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

enum err
db_backup(struct db *db, const char *path, const struct copy_watch *watch)
{
	return db->engine->driver->backup(db->conn, path, watch);
}

enum err
db_check(struct db *db, struct arena *mem, struct str *fault_text)
{
	struct sql q = SQL_INIT(mem);

	*fault_text = STR("ok");
	if (!db->engine->driver->dialect.one_writer)
		return OK; /* pages are the server's own business */
	sql_text(&q, "pragma integrity_check(1)");
	return db_str(db, &q, mem, ERR_BUG, fault_text);
}
