/*
 * tx.c - transactions that share a flush.
 *
 * Turns.  `turn` is held by whoever writes.  A writer that finds others
 * waiting leaves its work in the open batch, hands the turn on and waits; the
 * last of a batch commits for all and tells them.  A batch that cannot be
 * committed fails for everyone in it: nobody was told "saved".
 *
 * Depth.  What is begun inside of another is a savepoint; inside of a whole
 * (tx_whole) it is only counted.  The first of a batch needs none either: what
 * it gives up is all that the batch holds.
 */
#include "db/room.h"

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

/* Inside of a transaction that is kept as a whole or not at all? */
static bool
is_part(const struct db *db)
{
	return db->whole > 0 && db->depth >= db->whole;
}

/* Outermost, and the first of its batch? */
static bool
is_batch(const struct db *db, int depth)
{
	return depth == 0 && db->alone;
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
	return db->engine->driver->written(db->engine->writer);
}

void
tx_whole(struct tx *tx)
{
	struct db *db = tx->db;

	assert(db != NULL && db->depth == tx->depth + 1);
	if (db->whole > 0)
		return; /* it is a part itself */
	db->whole = db->depth;
	db->doomed = false;
}

enum err
tx_begin(struct db *db, struct tx *out)
{
	char text[32];
	enum err err;

	if (is_part(db)) {
		*out = (struct tx){ db, db->depth++, written(db) };
		return OK;
	}
	if (db->depth == 0) {
		TRY(take_turn(db));
		db->alone = db->engine->open->members == 0;
	}
	err = is_batch(db, db->depth)
		  ? OK
		  : exec(db, savepoint(text, sizeof(text), "savepoint", db->depth));
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
	if (db->whole == db->depth && db->doomed)
		return ERR_CLASH; /* tx_end() rolls it back */
	leave_whole(db);
	if (!is_part(db) && !is_batch(db, tx->depth))
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
	leave_whole(db);
	if (is_part(db)) {
		db->doomed = db->doomed || written(db) != tx->written;
		tx->db = NULL;
		db->depth--;
		return;
	}
	if (is_batch(db, tx->depth)) {
		(void)exec(db, "rollback"); /* nobody else is in it */
	} else {
		(void)exec(db, savepoint(text, sizeof(text), "rollback to", tx->depth));
		(void)exec(db, savepoint(text, sizeof(text), "release", tx->depth));
	}
	tx->db = NULL;
	if (--db->depth == 0)
		(void)hand_on(db, false);
}
