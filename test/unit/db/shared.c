/*
 * shared.c - many threads, one database: what is acknowledged is there, what
 * is rolled back is not, and a full disk is said and survived.
 */
#include "db/db.h"

#include "unit/scratch.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREADS 8
#define ROWS 200

static struct scratch base;
static struct engine *engine;

static int
setup(void **state)
{
	struct arena *mem = arena_new();
	struct sql q = SQL_INIT(mem);
	struct tx tx;
	struct db *db;
	char why[200];

	(void)state;
	scratch_make(&base);
	if (engine_open(base.url, true, &engine, why, sizeof(why)) != OK ||
	    db_new(engine, &db) != OK || tx_begin(db, &tx) != OK)
		return -1;
	sql_define(
	    &q, db, "create table t (id %I primary key, who %I not null, what %T)%S");
	if (db_run(db, &q) != OK || tx_commit(&tx) != OK)
		return -1;
	db_free(db);
	arena_free(mem);
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

static enum err
put(struct db *db, struct arena *mem, int64_t id, int64_t who, struct str what)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "insert into t (id, who, what) values (");
	sql_int(&q, id);
	sql_text(&q, ", ");
	sql_int(&q, who);
	sql_text(&q, ", ");
	sql_str(&q, what);
	sql_text(&q, ")");
	return db_run(db, &q);
}

static int64_t
count(struct db *db, struct arena *mem, int64_t who)
{
	struct sql q = SQL_INIT(mem);
	int64_t n;

	sql_text(&q, "select count(*) from t where who = ");
	sql_int(&q, who);
	assert_int_equal(db_int(db, &q, ERR_BUG, &n), OK);
	return n;
}

/* ---- many writers ---- */

struct writer {
	pthread_t thread;
	int64_t who;
	int kept, lost;
};

/* Every third gives up; the others are seen by their own reader at once. */
static void *
write_rows(void *arg)
{
	struct writer *w = arg;
	struct arena *mem = arena_new();
	struct db *db;

	if (db_new(engine, &db) != OK)
		return NULL;
	for (int i = 0; i < ROWS; i++) {
		struct tx tx;

		if (tx_begin(db, &tx) != OK ||
		    put(db, mem, db_new_id(db), w->who, STR("x")) != OK)
			w->lost++;
		if (i % 3 == 2)
			tx_end(&tx);
		else if (tx_commit(&tx) == OK)
			w->kept++;
		else
			w->lost++;
		if (count(db, mem, w->who) != w->kept)
			w->lost++;
		arena_reset(mem);
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
	for (int i = 0; i < THREADS; i++) {
		writers[i].who = 100 + i;
		pthread_create(&writers[i].thread, NULL, write_rows, &writers[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(writers[i].thread, NULL);
	assert_int_equal(db_new(engine, &db), OK);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(writers[i].lost, 0);
		assert_int_equal(writers[i].kept, ROWS - ROWS / 3);
		assert_int_equal(count(db, mem, writers[i].who), writers[i].kept);
	}
	db_free(db);
	arena_free(mem);
}

/* ---- savepoints ---- */

static void
test_parts(void **state)
{
	struct arena *mem = arena_new();
	struct tx outer, inner;
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(tx_begin(db, &outer), OK);
	assert_int_equal(put(db, mem, 1, 1, STR("kept")), OK);
	assert_int_equal(tx_begin(db, &inner), OK);
	assert_int_equal(put(db, mem, 2, 1, STR("given up")), OK);
	tx_end(&inner);
	assert_int_equal(tx_begin(db, &inner), OK);
	assert_int_equal(put(db, mem, 3, 1, STR("kept")), OK);
	assert_int_equal(tx_commit(&inner), OK);
	assert_true(db_in_tx(db));
	assert_int_equal(count(db, mem, 1), 2); /* its own writes, before the end */
	assert_int_equal(tx_commit(&outer), OK);
	assert_false(db_in_tx(db));
	assert_int_equal(count(db, mem, 1), 2);
	tx_end(&outer); /* after the end: nothing */
	/* an inner that was kept goes with an outer that is given up */
	assert_int_equal(tx_begin(db, &outer), OK);
	assert_int_equal(tx_begin(db, &inner), OK);
	assert_int_equal(put(db, mem, 4, 1, STR("gone")), OK);
	assert_int_equal(tx_commit(&inner), OK);
	tx_end(&outer);
	assert_int_equal(count(db, mem, 1), 2);
	/* the same key twice fails alone, in a part: what came before stays */
	assert_int_equal(tx_begin(db, &outer), OK);
	assert_int_equal(put(db, mem, 5, 1, STR("kept")), OK);
	assert_int_equal(tx_begin(db, &inner), OK);
	assert_int_equal(put(db, mem, 5, 1, STR("again")), ERR_CLASH);
	tx_end(&inner);
	assert_int_equal(tx_commit(&outer), OK);
	assert_int_equal(count(db, mem, 1), 3);
	db_free(db);
	arena_free(mem);
}

/* ---- values ---- */

static void
test_values(void **state)
{
	static const char odd[] = "Robert'); drop table t;-- \xe2\x80\xae $1 é";
	struct arena *mem = arena_new();
	struct sql q = SQL_INIT(mem), part = SQL_INIT(mem), bad = SQL_INIT(mem);
	struct str back;
	struct tx tx;
	struct db *db;
	int64_t n;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(tx_begin(db, &tx), OK);
	assert_int_equal(put(db, mem, 900, 2, str_of(odd)), OK);
	assert_int_equal(tx_commit(&tx), OK);
	sql_text(&part, " and what = ");
	sql_str(&part, str_of(odd));
	sql_text(&q, "select what from t where id = ");
	sql_int(&q, 900);
	sql_part(&q, &part); /* its $1 is $2 by now */
	assert_int_equal(db_str(db, &q, mem, ERR_ABSENT, &back), OK);
	assert_true(str_is(back, odd));
	sql_text(&bad, "select nonsense from t");
	assert_int_not_equal(db_int(db, &bad, ERR_ABSENT, &n), OK);
	assert_true(strlen(db_said(db)) > 0);
	db_free(db);
	arena_free(mem);
}

/* In a hurry nothing waits for the disk; settled, all is in the file itself. */
static void
test_hurry(void **state)
{
	struct arena *mem;
	struct stat log;
	char name[220];
	struct tx tx;
	struct db *db;

	(void)state;
	sqlite_only(); /* another server's disk is its own business */
	mem = arena_new();
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(engine_hurry(engine, 2000), OK);
	for (int64_t i = 0; i < 100; i++) {
		assert_int_equal(tx_begin(db, &tx), OK);
		assert_int_equal(put(db, mem, 2000 + i, 33, STR("quick")), OK);
		assert_int_equal(tx_commit(&tx), OK);
	}
	assert_int_equal(engine_settle(engine), OK);
	snprintf(name, sizeof(name), "%s-wal", base.url);
	assert_int_equal(stat(name, &log), 0);
	assert_int_equal(log.st_size, 0);
	assert_int_equal(tx_begin(db, &tx), OK);
	assert_int_equal(put(db, mem, 2100, 33, STR("as before")), OK);
	assert_int_equal(tx_commit(&tx), OK);
	assert_int_equal(count(db, mem, 33), 101);
	db_free(db);
	arena_free(mem);
}

static void
test_ids(void **state)
{
	int64_t before = 0;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		int64_t id = engine_new_id(engine);

		assert_true(id > before);
		before = id;
	}
}

/* A statement that never ends does end. */
static void
test_budget(void **state)
{
	struct arena *mem = arena_new();
	struct sql q = SQL_INIT(mem);
	int64_t n, began = time_steady_us();
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	db_budget(db, 200);
	sql_text(&q, "with recursive x (n) as (select 1 union all select n + 1 from x) "
		     "select count(*) from x");
	assert_int_equal(db_int(db, &q, ERR_BUG, &n), ERR_SLOW);
	assert_true(time_steady_us() - began < 5000000);
	db_budget(db, 0);
	assert_true(count(db, mem, 1) >= 0);
	db_free(db);
	arena_free(mem);
}

/* Within a transaction too: a file keeps what was written before, a server gives
 * the whole up.  The next who writes has their own time. */
static void
test_budget_in_tx(void **state)
{
	bool file = getenv("KITH_PG") == NULL;
	struct arena *mem = arena_new();
	struct sql q = SQL_INIT(mem);
	struct db *db, *other;
	int64_t n, was;
	struct tx tx;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(db_new(engine, &other), OK);
	was = count(db, mem, 77);
	db_budget(db, 200);
	assert_int_equal(tx_begin(db, &tx), OK);
	assert_int_equal(put(db, mem, db_new_id(db), 77, STR("x")), OK);
	sql_text(&q, "with recursive x (n) as (select 1 union all select n + 1 from x) "
		     "select count(*) from x");
	assert_int_equal(db_int(db, &q, ERR_BUG, &n), ERR_SLOW);
	if (file)
		assert_int_equal(tx_commit(&tx), OK);
	tx_end(&tx);
	db_budget(db, 0);
	assert_int_equal(tx_begin(other, &tx), OK);
	assert_int_equal(put(other, mem, db_new_id(other), 77, STR("x")), OK);
	assert_int_equal(tx_commit(&tx), OK);
	assert_int_equal(count(db, mem, 77), was + (file ? 2 : 1));
	db_free(other);
	db_free(db);
	arena_free(mem);
}

/* What is said inside a transaction holds for what follows in it. */
static void
test_budget_said_in_tx(void **state)
{
	struct arena *mem = arena_new();
	struct sql q = SQL_INIT(mem);
	struct tx tx;
	struct db *db;
	int64_t n;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	db_budget(db, 3600000);
	assert_int_equal(tx_begin(db, &tx), OK);
	db_budget(db, 200);
	sql_text(&q, "with recursive x (n) as (select 1 union all select n + 1 from x "
		     "where n < 200000000) select count(*) from x");
	assert_int_equal(db_int(db, &q, ERR_BUG, &n), ERR_SLOW);
	tx_end(&tx);
	db_free(db);
	arena_free(mem);
}

/* ---- the disk is full ---- */

static enum err
limit_pages(struct db *db, struct arena *mem, int64_t pages)
{
	struct sql q = SQL_INIT(mem);
	struct str s;

	/* a pragma takes no value; the number is the test's own */
	if (pages > 0)
		sql_text(&q, "pragma max_page_count = 1");
	else
		sql_text(&q, "pragma max_page_count = 1073741823");
	return db_str(db, &q, mem, ERR_BUG, &s);
}

static void
test_full(void **state)
{
	struct arena *mem;
	char *big;
	struct tx tx;
	struct db *db;
	enum err e;

	(void)state;
	sqlite_only(); /* by a pragma */
	mem = arena_new();
	big = arena_alloc(mem, 1 << 20);
	memset(big, 'x', 1 << 20);
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(tx_begin(db, &tx), OK); /* on the writer: no more pages */
	assert_int_equal(limit_pages(db, mem, 1), OK);
	e = put(db, mem, 1000, 3, (struct str){ big, 1 << 20 });
	assert_int_equal(e, ERR_FULL);
	tx_end(&tx);
	assert_int_equal(count(db, mem, 3), 0);
	/* room again: work goes on, on the same connection */
	assert_int_equal(tx_begin(db, &tx), OK);
	assert_int_equal(limit_pages(db, mem, 0), OK);
	assert_int_equal(put(db, mem, 1001, 3, (struct str){ big, 1 << 20 }), OK);
	assert_int_equal(tx_commit(&tx), OK);
	assert_int_equal(count(db, mem, 3), 1);
	db_free(db);
	arena_free(mem);
}

static void
test_backup(void **state)
{
	struct arena *mem;
	struct engine *other;
	struct str fault_text = STR("");
	struct db *db, *copy;
	char name[220], why[200];

	(void)state;
	sqlite_only(); /* others have pg_basebackup */
	mem = arena_new();
	snprintf(name, sizeof(name), "%s-copy", base.url);
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(db_backup(db, name, NULL), OK);
	assert_int_equal(engine_open(name, false, &other, why, sizeof(why)), OK);
	assert_int_equal(db_new(other, &copy), OK);
	assert_int_equal(count(copy, mem, 100), count(db, mem, 100));
	assert_int_equal(db_check(copy, mem, &fault_text), OK);
	db_free(copy);
	engine_close(other);
	db_free(db);
	arena_free(mem);
	unlink(name);
}

static void
test_not_ours(void **state)
{
	struct engine *other;
	char name[220], why[200] = "";
	FILE *f;

	(void)state;
	sqlite_only(); /* a file */
	snprintf(name, sizeof(name), "%s-other", base.url);
	assert_int_equal(engine_open(name, false, &other, why, sizeof(why)), ERR_ABSENT);
	assert_true(strlen(why) > 0);
	f = fopen(name, "w");
	for (int i = 0; i < 1000; i++)
		fputs("this is no database\n", f);
	fclose(f);
	why[0] = '\0';
	assert_int_not_equal(engine_open(name, true, &other, why, sizeof(why)), OK);
	assert_true(strlen(why) > 0);
	unlink(name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_threads),
		cmocka_unit_test(test_parts), cmocka_unit_test(test_values),
		cmocka_unit_test(test_hurry), cmocka_unit_test(test_ids),
		cmocka_unit_test(test_budget), cmocka_unit_test(test_budget_in_tx),
		cmocka_unit_test(test_budget_said_in_tx), cmocka_unit_test(test_full),
		cmocka_unit_test(test_backup), cmocka_unit_test(test_not_ours) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
