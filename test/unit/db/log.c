/*
 * log.c - the write-ahead log: readers wait for nobody, and it does not grow
 * for ever however many of them there are.
 */
#include "literal.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define WRITTEN (240 * MIB) /* in all */
/* That the log may be: readers are waited for at 64, and each 16 for longer; by now it
 * was seconds, and a machine with too much to do may need them. */
#define LARGEST (128 * MIB)

static struct scratch base;
static struct engine *engine;

static int
setup(void **state)
{
	static const char *const tables[] = {
		"create table t (id integer primary key, what blob) strict",
		"insert into t (id, what) values (1, zeroblob(10)), (2, "
		"zeroblob(10)), (3, zeroblob(10))"
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

static size_t
log_size(void)
{
	struct stat st;
	char name[220];

	snprintf(name, sizeof(name), "%s-wal", base.url);
	return stat(name, &st) == 0 ? (size_t)st.st_size : 0;
}

/* A reader in the middle of its answer: it holds what it saw. */
static void
begin_reading(struct db *db, struct arena *mem, struct rows *r)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select id from t where id < 4 order by id");
	assert_int_equal(rows_begin(db, &q, r), OK);
	assert_true(rows_next(r));
	assert_int_equal(row_int(r, 0), 1);
}

static void
end_reading(struct rows *r)
{
	assert_true(rows_next(r));
	assert_true(rows_next(r));
	assert_false(rows_next(r));
	assert_int_equal(rows_err(r), OK);
	rows_end(r);
}

/* ---- readers without a gap ---- */

static atomic_bool over;

/* Always one of the two is in the middle of an answer: never is there a moment
 * in which nobody reads, as among a hundred people. */
static void *
read_without_gap(void *arg)
{
	struct arena *mem = arena_new();
	struct rows rows[2] = { 0 };
	struct db *dbs[2];
	int i = 0;

	(void)arg;
	assert_int_equal(db_new(engine, &dbs[0]), OK);
	assert_int_equal(db_new(engine, &dbs[1]), OK);
	begin_reading(dbs[0], mem, &rows[0]);
	while (!atomic_load(&over)) {
		begin_reading(dbs[!i], mem, &rows[!i]);
		usleep(1000); /* how long an answer takes; nothing is waited for */
		end_reading(&rows[i]);
		i = !i;
		arena_reset(mem);
	}
	end_reading(&rows[i]);
	db_free(dbs[0]);
	db_free(dbs[1]);
	arena_free(mem);
	return NULL;
}

static void
test_bounded(void **state)
{
	struct arena *mem = arena_new();
	size_t largest = 0;
	pthread_t reader;
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	pthread_create(&reader, NULL, read_without_gap, NULL);
	for (size_t n = 0; n < WRITTEN; n += 4 * MIB) {
		run(db, mem, "insert into t (what) values (zeroblob(4194304))");
		run(db, mem, "delete from t where id > 3");
		if (log_size() > largest)
			largest = log_size();
		arena_reset(mem);
	}
	atomic_store(&over, true);
	pthread_join(reader, NULL);
	assert_true(largest <= LARGEST);
	db_free(db);
	arena_free(mem);
}

/* ---- readers wait for nobody ---- */

static void
test_while_writing(void **state)
{
	struct arena *mem = arena_new();
	struct sql q = SQL_INIT(mem);
	struct db *writer, *reader;
	struct rows r = { 0 };
	struct tx tx;

	(void)state;
	assert_int_equal(db_new(engine, &writer), OK);
	assert_int_equal(db_new(engine, &reader), OK);
	assert_int_equal(tx_begin(writer, &tx), OK);
	sql_text(&q, "delete from t where id < 3");
	assert_int_equal(db_run(writer, &q), OK);
	begin_reading(reader, mem, &r); /* all three: nothing is committed */
	end_reading(&r);
	begin_reading(reader, mem, &r);
	tx_end(&tx);
	end_reading(&r);
	db_free(writer);
	db_free(reader);
	arena_free(mem);
}

struct checkpoint {
	sqlite3 *db;
	atomic_bool over;
	int code;
};

static void *
run_checkpoint(void *arg)
{
	struct checkpoint *c = arg;

	c->code = sqlite3_wal_checkpoint_v2(
	    c->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	atomic_store(&c->over, true);
	return NULL;
}

static atomic_int waits;

static int
count_waits(void *arg, int times)
{
	(void)arg;
	(void)times;
	atomic_fetch_add(&waits, 1);
	usleep(1000);
	return 1;
}

/* A checkpoint that is held up in its middle holds up nobody who reads. */
static void
test_while_checkpoint(void **state)
{
	struct checkpoint c = { 0 };
	struct arena *mem = arena_new();
	struct db *slow, *reader, *writer;
	struct rows held = { 0 }, r = { 0 };
	pthread_t thread;

	(void)state;
	assert_int_equal(db_new(engine, &slow), OK);
	assert_int_equal(db_new(engine, &reader), OK);
	assert_int_equal(db_new(engine, &writer), OK);
	begin_reading(slow, mem, &held);
	run(writer, mem, "insert into t (id) values (100)");
	assert_int_equal(sqlite3_open(base.url, &c.db), SQLITE_OK);
	sqlite3_busy_handler(c.db, count_waits, NULL);
	assert_int_equal(
	    sqlite3_exec(c.db, "select 1 from t", NULL, NULL, NULL), SQLITE_OK);
	pthread_create(&thread, NULL, run_checkpoint, &c);
	/* until it runs, and waits for `slow` */
	while (atomic_load(&waits) < 3 && !atomic_load(&c.over))
		usleep(1000);
	for (int i = 0; i < 100; i++) {
		begin_reading(reader, mem, &r);
		end_reading(&r);
	}
	assert_false(atomic_load(&c.over));
	end_reading(&held);
	pthread_join(thread, NULL);
	assert_int_equal(c.code, SQLITE_OK);
	sqlite3_close(c.db);
	db_free(slow);
	db_free(reader);
	db_free(writer);
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_while_writing),
		cmocka_unit_test(test_while_checkpoint) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
