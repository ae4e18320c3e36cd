/*
 * room.h - what db.c and tx.c share: an engine and a handle from inside.
 */
#ifndef DB_ROOM_H
#define DB_ROOM_H

#include "db/driver.h"

#include <pthread.h>
#include <stdatomic.h>

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
	int whole;   /* what is begun at this depth or deeper is a part; 0: nothing is */
	bool doomed; /* a part was given up after it wrote */
	bool alone;  /* the outermost is the first of its batch */
	int64_t changes;
	int64_t until_us;
	struct keeper *keeper; /* keep.c; NULL: nothing kept yet */
};

void keeper_free(struct keeper *k); /* accepts NULL */

#endif
