/*
 * late.c - statements that wait for the flush: of what is kept all of them run,
 * in order; of what is given up none.
 */
#include "literal.h"

#include <pthread.h>
#include <unistd.h>

#define THREADS 8
#define ROWS 100

static struct scratch base;
static struct engine *engine;

static int
setup(void **state)
{
	static const char *const tables[] = {
		"create table t (id integer primary key, what text not null) strict",
		"create table trail (n integer primary key, id integer, what text) strict"
	};

	(void)state;
	engine = scratch_engine(&base, tables, COUNT_OF(tables));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	engine_close(engine);
	scratch_drop(&base);
	return 0;
}

/* Leaves what it says behind in `trail`, in the order in which it was run. */
static void
put_late(struct db *db, struct arena *mem, int64_t id, const char *what)
{
	char own[40];
	struct sql q = SQL_INIT(mem);

	snprintf(own, sizeof(own), "%s", what); /* gone before the statement runs */
	sql_text(&q, "insert into trail (id, what) values (");
	sql_int(&q, id);
	sql_text(&q, ", ");
	sql_str(&q, str_of(own));
	sql_text(&q, ")");
	assert_int_equal(db_run_late(db, id, &q), OK);
	memset(own, '!', sizeof(own));
}

static struct str
trail(struct db *db, struct arena *mem)
{
	struct sql q = SQL_INIT(mem);
	struct str s;

	sql_text(&q,
	    "select coalesce(group_concat(what, ' '), '') from (select what from "
	    "trail order by n) x");
	assert_int_equal(db_str(db, &q, mem, ERR_BUG, &s), OK);
	return s;
}

static void
test_order(void **state)
{
	struct arena *mem = arena_new();
	struct tx outer, inner;
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	run(db, mem, "delete from trail");
	assert_int_equal(tx_begin(db, &outer), OK);
	put_late(db, mem, 7, "c1");
	put_late(db, mem, 3, "a");
	assert_int_equal(tx_begin(db, &inner), OK);
	put_late(db, mem, 1, "never");
	tx_end(&inner);
	assert_int_equal(tx_begin(db, &inner), OK);
	put_late(db, mem, 5, "b");
	assert_int_equal(tx_commit(&inner), OK);
	put_late(db, mem, 7, "c2");
	assert_int_equal(ask(db, mem, "select count(*) from trail"), 0); /* not yet */
	assert_int_equal(tx_commit(&outer), OK);
	/* by key; of one key, as it was done */
	assert_string_equal(str_c(mem, trail(db, mem)), "a b c1 c2");

	assert_int_equal(tx_begin(db, &outer), OK);
	assert_int_equal(tx_begin(db, &inner), OK);
	put_late(db, mem, 9, "gone");
	assert_int_equal(tx_commit(&inner), OK);
	tx_end(&outer);
	assert_int_equal(tx_begin(db, &outer), OK);
	assert_int_equal(tx_commit(&outer), OK); /* what was given up is not run later */
	assert_string_equal(str_c(mem, trail(db, mem)), "a b c1 c2");
	db_free(db);
	arena_free(mem);
}

/* Inside of a whole nothing waits in vain, and what is given up is not kept. */
static void
test_whole(void **state)
{
	struct arena *mem = arena_new();
	struct tx whole, part;
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	run(db, mem, "delete from trail");
	assert_int_equal(tx_begin(db, &whole), OK);
	tx_whole(&whole);
	for (int64_t i = 0; i < 3; i++) {
		assert_int_equal(tx_begin(db, &part), OK);
		put_late(db, mem, i, "in");
		assert_int_equal(tx_commit(&part), OK);
	}
	assert_int_equal(tx_commit(&whole), OK);
	assert_string_equal(str_c(mem, trail(db, mem)), "in in in");
	assert_int_equal(tx_begin(db, &whole), OK);
	tx_whole(&whole);
	put_late(db, mem, 1, "out");
	tx_end(&whole);
	assert_string_equal(str_c(mem, trail(db, mem)), "in in in");
	db_free(db);
	arena_free(mem);
}

/* One that fails fails the whole flush: nobody is told "saved". */
static void
test_fault(void **state)
{
	struct arena *mem = arena_new();
	struct sql q = SQL_INIT(mem);
	struct tx tx;
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	run(db, mem, "delete from t");
	assert_int_equal(tx_begin(db, &tx), OK);
	sql_text(&q, "insert into t (id, what) values (1, 'x')");
	assert_int_equal(db_run(db, &q), OK);
	assert_int_equal(db_run_late(db, 1, &q), OK); /* the same row again */
	assert_int_equal(tx_commit(&tx), ERR_CLASH);
	assert_int_equal(ask(db, mem, "select count(*) from t"), 0);
	assert_int_equal(tx_begin(db, &tx), OK);
	assert_int_equal(tx_commit(&tx), OK);
	db_free(db);
	arena_free(mem);
}

/* ---- many writers, who share flushes ---- */

struct writer {
	pthread_t thread;
	int64_t who;
	int wrong;
};

static void *
write_rows(void *arg)
{
	struct writer *w = arg;
	struct arena *mem = arena_new();
	struct db *db;

	if (db_new(engine, &db) != OK)
		return NULL;
	for (int i = 0; i < ROWS; i++) {
		struct sql q = SQL_INIT(mem), late = SQL_INIT(mem);
		int64_t id = w->who * 1000 + i;
		struct tx tx;

		sql_text(&q, "insert into t (id, what) values (");
		sql_int(&q, id);
		sql_text(&q, ", 'new')");
		sql_text(&late, "update t set what = 'done' where id = ");
		sql_int(&late, id);
		w->wrong += tx_begin(db, &tx) != OK || db_run(db, &q) != OK ||
			    db_run_late(db, id, &late) != OK;
		if (i % 3 == 2)
			tx_end(&tx);
		else
			w->wrong += tx_commit(&tx) != OK;
		arena_reset(mem); /* a statement that waits has its own memory */
	}
	db_free(db);
	arena_free(mem);
	return NULL;
}

static void
test_threads(void **state)
{
	struct writer writers[THREADS] = { 0 };
	struct arena *mem = arena_new();
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	run(db, mem, "delete from t");
	for (int i = 0; i < THREADS; i++) {
		writers[i].who = i + 1;
		pthread_create(&writers[i].thread, NULL, write_rows, &writers[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].wrong, 0);
	}
	assert_int_equal(ask(db, mem, "select count(*) from t where what = 'done'"),
	    THREADS * (ROWS - ROWS / 3));
	assert_int_equal(ask(db, mem, "select count(*) from t where what <> 'done'"), 0);
	db_free(db);
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_order),
		cmocka_unit_test(test_whole), cmocka_unit_test(test_fault),
		cmocka_unit_test(test_threads) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
