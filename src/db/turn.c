/*
 * turn.c - one writer: transactions that share a flush.
 *
 * `turn` is held by whoever writes.  A writer that finds others waiting leaves
 * its work in the open batch, hands the turn on and waits; the last of a batch
 * commits for all and tells them.  A batch that cannot be committed fails for
 * everyone in it: nobody was told "saved".
 */
#include "db/room.h"

#define SLOW_WAIT_MAX 6 /* who wait for one that takes long, each with a thread */

/* The engine rolled the open batch back by itself: whoever is in it must hear. */
static bool
lost(struct engine *e)
{
	return !e->driver->in_tx(e->writer);
}

/* Commit the open batch for all its members; the caller holds the turn. */
static void
flush(struct engine *e)
{
	struct batch *b = e->open;
	bool worth = b->members > 0;
	enum err err = lost(e) ? ERR_FULL : worth ? late_run(e, b->late) : OK;

	thread_rest(); /* for the disk */
	if (err == OK)
		err = worth ? e->driver->commit(e->writer)
			    : e->driver->exec(e->writer, "rollback");
	thread_wake();
	if (err != OK && !lost(e))
		(void)e->driver->exec(e->writer, "rollback");
	e->open = NULL;
	pthread_mutex_lock(&e->told_lock);
	b->err = err;
	b->done = true;
	if (b->readers == 0)
		free(b);
	pthread_cond_broadcast(&e->told);
	pthread_mutex_unlock(&e->told_lock);
	if (err == OK && worth)
		engine_tell(e);
}

/* Take the turn and join the open batch, or open one. */
static enum err
join(struct db *db)
{
	struct engine *e = db->engine;
	enum err err;

	db->turned_away =
	    atomic_load(&e->slow) && atomic_load(&e->waiting) >= SLOW_WAIT_MAX;
	if (db->turned_away)
		return ERR_AGAIN;
	thread_rest();
	atomic_fetch_add(&e->waiting, 1);
	pthread_mutex_lock(&e->turn);
	atomic_fetch_sub(&e->waiting, 1);
	thread_wake();
	e->driver->budget(e->writer, db->until_us);
	if (e->open != NULL && !lost(e))
		return OK;
	if (e->open != NULL)
		flush(e);
	err = e->driver->begin(e->writer);
	if (err != OK) {
		pthread_mutex_unlock(&e->turn);
		return err;
	}
	e->open = memory_new(1, sizeof(*e->open));
	e->open->late_end = &e->open->late;
	e->order = 0;
	return OK;
}

/* Wait until somebody has flushed b; the last to hear frees it. */
static enum err
hear(struct engine *e, struct batch *b)
{
	enum err err;

	thread_rest();
	pthread_mutex_lock(&e->told_lock);
	while (!b->done)
		pthread_cond_wait(&e->told, &e->told_lock);
	err = b->err;
	if (--b->readers == 0)
		free(b);
	pthread_mutex_unlock(&e->told_lock);
	thread_wake();
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
	bool slow = atomic_exchange(&e->slow, false);

	if (member) {
		pthread_mutex_lock(&e->told_lock);
		b->readers++;
		pthread_mutex_unlock(&e->told_lock);
	}
	e->driver->budget(e->writer, 0);
	if (last)
		flush(e);
	pthread_mutex_unlock(&e->turn);
	if (slow)
		engine_turn(e);
	return member ? hear(e, b) : OK;
}

/* The first of a batch needs no savepoint: what it gives up is all there is. */
enum err
turn_take(struct db *db)
{
	struct engine *e = db->engine;
	enum err err;

	TRY(join(db));
	db->alone = e->open->members == 0;
	err = db->alone ? OK : e->driver->exec(e->writer, "savepoint s0");
	if (err != OK)
		(void)hand_on(db, false);
	return err;
}

static void
bring_late(struct batch *b, struct db *db)
{
	if (db->late.count == 0)
		return;
	db->late_next = NULL;
	*b->late_end = db;
	b->late_end = &db->late_next;
}

enum err
turn_keep(struct db *db)
{
	struct engine *e = db->engine;
	enum err err = db->alone ? OK : e->driver->exec(e->writer, "release s0");

	if (err != OK) {
		turn_give_up(db);
		return err;
	}
	e->open->members++;
	bring_late(e->open, db);
	err = hand_on(db, true);
	late_cut(db, 0);
	return err;
}

void
turn_give_up(struct db *db)
{
	struct engine *e = db->engine;

	late_cut(db, 0);
	if (db->alone) {
		(void)e->driver->exec(e->writer, "rollback");
	} else {
		(void)e->driver->exec(e->writer, "rollback to s0");
		(void)e->driver->exec(e->writer, "release s0");
	}
	e->order = 0; /* what was taken may be given again */
	(void)hand_on(db, false);
}
