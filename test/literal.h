/*
 * literal.h - statements of a test as they stand, without values, on an engine
 * that knows nothing of Kith's tables.
 */
#ifndef TEST_LITERAL_H
#define TEST_LITERAL_H

#include "db/db.h"

#include "unit/scratch.h"

/* In a transaction of its own, on disk when it returns. */
static inline void
run(struct db *db, struct arena *mem, const char *literal)
{
	struct sql q = SQL_INIT(mem);
	struct tx tx;

	text_c(&q.text, literal);
	assert_int_equal(tx_begin(db, &tx), OK);
	assert_int_equal(db_run(db, &q), OK);
	assert_int_equal(tx_commit(&tx), OK);
}

static inline int64_t
ask(struct db *db, struct arena *mem, const char *literal)
{
	struct sql q = SQL_INIT(mem);
	int64_t n = -1;

	text_c(&q.text, literal);
	assert_int_equal(db_int(db, &q, ERR_BUG, &n), OK);
	return n;
}

/* A new database where the literals have been run; engine_close() and scratch_drop(). */
static inline struct engine *
scratch_engine(struct scratch *s, const char *const *literals, size_t count)
{
	struct arena *mem = arena_new();
	struct engine *engine;
	struct db *db;
	char why[200];

	scratch_make(s);
	assert_int_equal(engine_open(s->url, true, &engine, why, sizeof(why)), OK);
	assert_int_equal(db_new(engine, &db), OK);
	for (size_t i = 0; i < count; i++)
		run(db, mem, literals[i]);
	db_free(db);
	arena_free(mem);
	return engine;
}

#endif
