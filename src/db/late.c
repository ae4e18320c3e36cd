/*
 * late.c - statements that wait for the flush.
 *
 * SQLite's full text writes its index out at every savepoint: a piece of the
 * index for each save, and then the merging of the pieces, was more work than
 * all the rest of a save.  What nobody in the transaction reads again is
 * therefore kept aside, copied, and run when the batch is flushed: the words of
 * all its members in one go, without a savepoint between them.
 *
 * The writer waits until its batch is on disk, so what it kept lives long enough
 * for whoever flushes.
 */
#include "db/room.h"

#define LATE_MAX 100000 /* of one transaction */

/* A whole has no savepoints inside, and the first of a batch comes after nobody. */
static bool
is_alone(const struct db *db)
{
	return db->whole > 0 && db->alone && db->late.count == 0;
}

enum err
db_run_late(struct db *db, int64_t key, const struct sql *q)
{
	struct late *late;
	struct sql *copy;

	assert(db->depth > 0);
	if (!db->engine->driver->dialect.one_writer || is_alone(db))
		return db_run(db, q);
	if (db->late.count >= LATE_MAX)
		return ERR_LARGE;
	if (db->late_mem == NULL)
		db->late_mem = arena_new();
	late = list_add(db->late_mem, &db->late);
	late->key = key;
	copy = &late->q;
	*copy = (struct sql)SQL_INIT(db->late_mem);
	text_str(&copy->text, text_done(&q->text));
	copy->args = arena_array(db->late_mem, struct cell, q->arg_count);
	copy->arg_count = q->arg_count;
	for (size_t i = 0; i < q->arg_count; i++) {
		struct cell *arg = &copy->args[i];

		*arg = q->args[i];
		if (arg->kind == CELL_TEXT || arg->kind == CELL_BLOB)
			arg->s = str_copy(db->late_mem, arg->s);
	}
	return OK;
}

static enum err
run_one(struct engine *e, const struct sql *q)
{
	void *statement;
	bool row = true;
	enum err err = e->driver->prepare(e->writer, q, &statement);

	if (err != OK)
		return err;
	while (err == OK && row)
		err = e->driver->step(statement, &row);
	e->driver->reset(e->writer, statement);
	return err;
}

/* By key, and of one key in the order in which the work was done. */
static int
by_key(const void *a, const void *b)
{
	const struct late *const *x = a, *const *y = b;
	int order = ((*x)->key > (*y)->key) - ((*x)->key < (*y)->key);

	return order != 0 ? order : ((*x)->at > (*y)->at) - ((*x)->at < (*y)->at);
}

enum err
late_run(struct engine *e, const struct db *members)
{
	const struct late **all;
	size_t count = 0, n = 0;
	enum err err = OK;

	for (const struct db *db = members; db != NULL; db = db->late_next)
		count += db->late.count;
	all = memory_new(count + 1, sizeof(struct late *));
	for (const struct db *db = members; db != NULL; db = db->late_next)
		for (size_t i = 0; i < db->late.count; i++, n++) {
			db->late.at[i].at = n;
			all[n] = &db->late.at[i];
		}
	qsort(all, count, sizeof(struct late *), by_key);
	for (size_t i = 0; i < count && err == OK; i++)
		err = run_one(e, &all[i]->q);
	free(all);
	return err;
}

void
late_cut(struct db *db, size_t count)
{
	db->late.count = count;
	if (count > 0 || db->late_mem == NULL)
		return;
	db->late.at = NULL;
	db->late.size = 0;
	arena_reset(db->late_mem);
}
