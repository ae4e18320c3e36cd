/*
 * tx.c - transactions, and those inside of others.
 *
 * The outermost is the engine's own, or with one writer a turn (turn.c).  What
 * is begun inside of another is a savepoint; inside of a whole (tx_whole) it is
 * only counted, where a savepoint is dear: each makes SQLite's full text write
 * its index out.  An engine with many writers keeps its savepoints, since there
 * a statement that fails spoils all up to the last of them.
 */
#include "db/room.h"

static enum err
exec(struct db *db, const char *text)
{
	return db->engine->driver->exec(db_conn(db), text);
}

static enum err
savepoint(struct db *db, const char *verb, int depth)
{
	char text[32];

	snprintf(text, sizeof(text), "%s s%d", verb, depth);
	return exec(db, text);
}

bool
db_in_tx(const struct db *db)
{
	return db->depth > 0;
}

static bool
one_writer(const struct db *db)
{
	return db->engine->driver->dialect.one_writer;
}

/* ---- the outermost ---- */

static enum err
outer_begin(struct db *db)
{
	if (one_writer(db))
		return turn_take(db);
	/* anywhere in the lower half: a number that a crash gives again does not make
	 * the same ids again, so a row with one of ours is ours */
	db->order = arc4random_uniform(TX_ORDER_MAX / 2);
	return db->engine->driver->begin(db->conn);
}

static enum err
outer_commit(struct db *db)
{
	struct engine *e = db->engine;

	if (one_writer(db))
		return turn_keep(db);
	TRY(e->driver->commit(db->conn));
	e->driver->news_send(e->news);
	engine_tell(e);
	return OK;
}

static void
outer_end(struct db *db)
{
	if (one_writer(db))
		turn_give_up(db);
	else
		(void)db->engine->driver->exec(db->conn, "rollback");
}

/* ---- a whole and its parts ---- */

/* Inside of a transaction that is kept as a whole or not at all? */
static bool
is_part(const struct db *db)
{
	return db->whole > 0 && db->depth >= db->whole;
}

static void
leave_whole(struct db *db)
{
	if (db->whole == db->depth)
		db->whole = 0;
}

static int64_t
written(const struct db *db)
{
	return db->engine->driver->written(db_conn(db));
}

int64_t
db_written(const struct db *db)
{
	return written(db);
}

void
tx_whole(struct tx *tx)
{
	struct db *db = tx->db;

	assert(db != NULL && db->depth == tx->depth + 1);
	if (db->whole > 0 || !one_writer(db))
		return; /* it is a part itself, or savepoints are cheap */
	db->whole = db->depth;
	db->doomed = false;
}

void
tx_long(struct tx *tx)
{
	struct db *db = tx->db;

	assert(db != NULL && db->depth == tx->depth + 1);
	if (one_writer(db))
		atomic_store(&db->engine->slow, true);
}

/* ---- begin, commit, end ---- */

enum err
tx_begin(struct db *db, struct tx *out)
{
	assert(!db->frozen);
	if (is_part(db)) {
		*out = (struct tx){ db, db->depth++, written(db), db->late.count };
		return OK;
	}
	TRY(db->depth == 0 ? outer_begin(db) : savepoint(db, "savepoint", db->depth));
	out->db = db;
	out->depth = db->depth++;
	out->late = db->late.count;
	return OK;
}

int64_t
db_commits(const struct db *db)
{
	return db->commits;
}

enum err
tx_commit(struct tx *tx)
{
	struct db *db = tx->db;
	enum err e = OK;

	assert(db != NULL && db->depth == tx->depth + 1);
	if (db->whole == db->depth && db->doomed)
		return ERR_CLASH; /* tx_end() rolls it back */
	leave_whole(db);
	if (tx->depth > 0 && !is_part(db))
		TRY(savepoint(db, "release", tx->depth));
	tx->db = NULL;
	if (tx->depth == 0)
		e = outer_commit(db);
	if (tx->depth == 0 && e == OK)
		db->commits++;
	db->depth--;
	return e;
}

void
tx_end(struct tx *tx)
{
	struct db *db = tx->db;

	if (db == NULL)
		return;
	assert(db->depth == tx->depth + 1);
	late_cut(db, tx->late);
	leave_whole(db);
	tx->db = NULL;
	if (is_part(db)) {
		db->doomed = db->doomed || written(db) != tx->written;
	} else if (tx->depth > 0) {
		(void)savepoint(db, "rollback to", tx->depth);
		(void)savepoint(db, "release", tx->depth);
	} else {
		outer_end(db);
	}
	db->depth--;
}

/* ---- the order of what is committed ---- */

static enum err
last_event(struct db *db, struct arena *mem, int64_t *id)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select coalesce(max(id), 0) from _event");
	return db_int(db, &q, ERR_BUG, id);
}

/* All tables whose rows have a number of the order; and what was sealed is never
 * given again, though its row be gone. */
#define ORDERED                                                                  \
	"(select max(id) as id from _event union all select max(id) from _trail" \
	" union all select max(ends) from _seal) o"

static enum err
last_order(struct db *db, struct arena *mem, int64_t *id)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select coalesce(max(id), 0) from " ORDERED);
	return db_int(db, &q, ERR_BUG, id);
}

/*
 * Many writers: the transaction's own number above, a counter below.  A row's
 * place is then known from its transaction, and who reads up to the oldest that
 * still runs (db_settled) never sees one come late.
 */
enum err
tx_order(struct db *db, int64_t *id)
{
	DEFER(arena_freep) struct arena *mem = NULL;
	struct engine *e = db->engine;

	assert(db->depth > 0);
	if (!one_writer(db)) {
		if (db->order >= TX_ORDER_MAX)
			return ERR_LARGE;
		*id = e->base + e->driver->number(db->conn) * TX_ORDER_MAX + db->order++;
		e->driver->witness(db->conn, *id);
		return OK;
	}
	if (e->order == 0) {
		mem = arena_new();
		TRY(last_order(db, mem, &e->order));
	}
	*id = ++e->order;
	return OK;
}

enum err
db_settled(struct db *db, int64_t *before)
{
	struct engine *e = db->engine;
	int64_t number;

	*before = INT64_MAX;
	if (one_writer(db))
		return OK;
	TRY(e->driver->settled(db->conn, &number));
	*before = e->base + number * TX_ORDER_MAX;
	return OK;
}

enum err
db_stamp(struct db *db, struct arena *mem, int64_t *stamp)
{
	struct sql q = SQL_INIT(mem);

	if (one_writer(db))
		return last_event(db, mem, stamp);
	sql_text(&q, "select hashtextextended(pg_current_snapshot()::text, 0)");
	return db_int(db, &q, ERR_BUG, stamp);
}

enum err
tx_lock_tables(struct db *db, struct arena *mem)
{
	struct sql q = SQL_INIT(mem);

	assert(db->depth > 0);
	if (one_writer(db))
		return OK;
	sql_text(&q, "select pg_advisory_xact_lock(1265202280)");
	return db_run(db, &q);
}

enum err
tx_lock_files(struct db *db, struct arena *mem, bool alone)
{
	struct sql q = SQL_INIT(mem);

	assert(db->depth > 0);
	if (one_writer(db))
		return OK;
	if (alone)
		sql_text(&q, "select pg_advisory_xact_lock(1265202281)");
	else
		sql_text(&q, "select pg_advisory_xact_lock_shared(1265202281)");
	return db_run(db, &q);
}

/*
 * What the numbers begin from, so that they go on rising in a server that a copy
 * was restored into, whose own count may be behind.
 */
static enum err
base_of(struct db *db, struct arena *mem, int64_t *base, bool *fits)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);
	int64_t last, next;

	/* one statement, one snapshot: no transaction in it has a number from next */
	sql_text(&q,
	    "select coalesce(max(id), 0), (select base from _order),"
	    " cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)"
	    " from " ORDERED);
	TRY(rows_begin(db, &q, &r));
	if (!rows_next(&r))
		return ERR_BUG;
	last = row_int(&r, 0);
	next = row_int(&r, 2);
	*base = row_int(&r, 1);
	*fits = !row_null(&r, 1) && *base + next * TX_ORDER_MAX > last;
	if (!*fits)
		*base = last + 1 - next * TX_ORDER_MAX;
	return OK;
}

enum err
order_settle(struct db *db, struct arena *mem)
{
	struct sql drop = SQL_INIT(mem), q = SQL_INIT(mem);
	int64_t base;
	bool fits;

	if (one_writer(db))
		return OK;
	TRY(base_of(db, mem, &base, &fits));
	db->engine->base = base;
	if (fits)
		return OK;
	sql_text(&drop, "delete from _order");
	TRY(db_run(db, &drop));
	sql_text(&q, "insert into _order (base) values (");
	sql_int(&q, base);
	sql_text(&q, ")");
	return db_run(db, &q);
}
