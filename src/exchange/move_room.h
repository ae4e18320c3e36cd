/*
 * move_room.h - what the files of a move share.
 *
 *   move.c       the steps, in order
 *   move_rows.c  tables as they are, their rows, and sums over them
 */
#ifndef EXCHANGE_MOVE_ROOM_H
#define EXCHANGE_MOVE_ROOM_H

#include "exchange/move.h"

#define MOVE_KEYS_MAX 4

struct table {
	struct str name;
	const struct db_column *columns; /* by name: both engines in one order */
	struct str *names;               /* of columns */
	size_t count;
	size_t keys[MOVE_KEYS_MAX]; /* places of the primary key's columns */
	size_t key_count;
};

/*
 * Tables of a database that a move carries, by name.
 * errs  INPUT  one that ours could not be: why
 */
MUST_USE enum err tables_load(
    struct db *db, struct arena *mem, struct table **out, size_t *count, struct str *why);
/* Make what is not there yet, and note it as metadata does; in a transaction. */
MUST_USE enum err table_make(struct db *db, struct arena *mem, const struct table *t);

struct watching {
	const struct move_watch *watch;
	enum move_stage stage;
};

/* Tell, and LIMIT if it is to stop. */
MUST_USE enum err move_tell(const struct watching *w, struct str table, int64_t rows);

struct way { /* where rows go; NULL: nowhere, they are only read */
	struct db *to;
	const struct move_veil *veil; /* NULL: as they are */
};

/* Read all rows of a table, and send them on their way. */
MUST_USE enum err table_read(struct db *from, const struct table *t,
    const struct way *way, const struct watching *w, struct move_sum *out);

#endif
