/*
 * room.h - what db.c, tx.c and turn.c share: an engine and a handle from inside.
 */
#ifndef DB_ROOM_H
#define DB_ROOM_H

#include "db/driver.h"

#include <pthread.h>
#include <stdatomic.h>

/* A statement that waits for the flush: late.c */
struct late {
	int64_t key;
	size_t at; /* its place in the batch */
	struct sql q;
};

struct batch {
	int members, readers; /* committed work in it; who still waits for it */
	bool done;
	enum err err;
	struct db *late, **late_end; /* members with late statements, in order */
};

struct engine {
	const struct driver *driver;
	char *url;
	struct news *news;    /* of engines with many writers */
	_Atomic int64_t base; /* of tx_order(): what its numbers begin from */

	/* ---- one writer: turn.c ---- */
	void *writer;
	int64_t order; /* the last of tx_order() in the open batch; 0: not asked yet */
	pthread_mutex_t turn;
	atomic_int waiting;
	atomic_bool slow;       /* who has the turn keeps it for long */
	_Atomic uint64_t turns; /* of those who did, that ended */
	struct batch *open;     /* under turn */
	pthread_mutex_t told_lock;
	pthread_cond_t told;

	pthread_mutex_t tell_lock;
	void (*tell)(void *arg);
	void *tell_arg;
	void (*hear)(void *arg, struct str text);
	void *hear_arg;
	void (*turned)(void *arg);
	void *turned_arg;
	_Atomic int64_t last_id, node;
};

struct db {
	struct engine *engine;
	void *conn; /* reads; with many writers it writes too */
	int depth;
	int whole;   /* what is begun at this depth or deeper is a part; 0: nothing is */
	bool doomed; /* a part was given up after it wrote */
	bool alone;  /* the outermost is the first of its batch */
	bool frozen; /* reads see one moment */
	bool turned_away; /* the last time that it wanted a turn */
	int64_t order;    /* numbers of tx_order() that this transaction took */
	int64_t changes;
	int64_t commits; /* outermost ones that are on disk */
	int64_t until_us;
	LIST(struct late) late; /* in late_mem */
	struct arena *late_mem; /* NULL: none was late yet */
	struct db *late_next;   /* in the batch */
	struct keeper *keeper;  /* keep.c; NULL: nothing kept yet */
};

void keeper_free(struct keeper *k); /* accepts NULL */

/* The connection that statements of this handle go to now. */
void *db_conn(const struct db *db);

/* Bring the numbers of tx_order() behind all that are there; in a transaction. */
MUST_USE enum err order_settle(struct db *db, struct arena *mem);

/* ---- late.c ---- */

/* Those of the members of a batch, on the writer. */
MUST_USE enum err late_run(struct engine *e, const struct db *members);
/* Forget all but the first count. */
void late_cut(struct db *db, size_t count);

/* ---- turn.c: the outermost transaction of an engine with one writer ---- */

MUST_USE enum err turn_take(struct db *db);
/* On disk when OK: the batch that the work belongs to was flushed. */
MUST_USE enum err turn_keep(struct db *db);
void turn_give_up(struct db *db);

#endif
