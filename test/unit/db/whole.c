/*
 * whole.c - transactions whose parts have no savepoint of their own.
 */
#include "db/db.h"

#include "unit/scratch.h"

static struct arena *mem;
static struct engine *engine;
static struct db *db;
static struct scratch scratch;

static int
setup(void **state)
{
	struct sql q;
	char why[200];

	(void)state;
	mem = arena_new();
	q = (struct sql)SQL_INIT(mem);
	scratch_make(&scratch);
	if (engine_open(scratch.url, true, &engine, why, sizeof(why)) != OK ||
	    db_new(engine, &db) != OK)
		return -1;
	DEFER(tx_end) struct tx tx = { 0 };
	sql_define(&q, db, "create table t (n %I primary key)%S");
	return tx_begin(db, &tx) != OK || db_run(db, &q) != OK || tx_commit(&tx) != OK;
}

static int
teardown(void **state)
{
	(void)state;
	db_free(db);
	engine_close(engine);
	arena_free(mem);
	scratch_drop(&scratch);
	return 0;
}

/* A part: writes n (0: nothing), and is kept or given up. */
static enum err
part(int64_t n, bool keep)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(mem);

	TRY(tx_begin(db, &tx));
	sql_text(&q, "insert into t (n) values (");
	sql_int(&q, n);
	sql_text(&q, ")");
	if (n != 0)
		TRY(db_run(db, &q));
	return keep ? tx_commit(&tx) : ERR_INPUT;
}

static int64_t
sum(void)
{
	struct sql q = SQL_INIT(mem);
	int64_t n;

	assert_false(db_in_tx(db));
	sql_text(&q, "select coalesce(sum(n), 0) from t");
	assert_int_equal(db_int(db, &q, ERR_BUG, &n), OK);
	return n;
}

static void
parts_are_kept_together(void **state)
{
	struct tx tx = { 0 };

	(void)state;
	assert_int_equal(tx_begin(db, &tx), OK);
	tx_whole(&tx);
	assert_int_equal(part(1, true), OK);
	assert_int_equal(part(0, false), ERR_INPUT); /* wrote nothing: no harm */
	assert_int_equal(part(2, true), OK);
	assert_int_equal(tx_commit(&tx), OK);
	tx_end(&tx);
	assert_int_equal(sum(), 3);
}

/* Where savepoints are cheap, the part goes alone; never is a half of it kept. */
static void
check_doomed(enum err e, int64_t doomed, int64_t alone)
{
	assert_int_equal(e, on_sqlite() ? ERR_CLASH : OK);
	assert_int_equal(sum(), on_sqlite() ? doomed : alone);
}

static void
a_part_given_up_dooms_the_whole(void **state)
{
	struct tx tx = { 0 };
	enum err e;

	(void)state;
	assert_int_equal(tx_begin(db, &tx), OK);
	tx_whole(&tx);
	assert_int_equal(part(1, true), OK);
	assert_int_equal(part(2, false), ERR_INPUT);
	assert_int_equal(part(3, true), OK);
	e = tx_commit(&tx);
	tx_end(&tx);
	check_doomed(e, 0, 4);
	assert_int_equal(part(5, true), OK); /* the next is not touched by it */
	assert_int_equal(sum(), on_sqlite() ? 5 : 9);
}

/* A statement that failed has written nothing by itself. */
static void
a_refused_statement_is_no_harm(void **state)
{
	struct tx tx = { 0 };

	(void)state;
	assert_int_equal(tx_begin(db, &tx), OK);
	tx_whole(&tx);
	assert_int_equal(part(1, true), OK);
	assert_int_equal(part(1, true), ERR_CLASH);
	assert_int_equal(tx_commit(&tx), OK);
	tx_end(&tx);
	assert_int_equal(sum(), 1);
}

static void
a_whole_inside_of_another(void **state)
{
	struct tx outer = { 0 }, inner = { 0 };
	enum err e;

	(void)state;
	assert_int_equal(tx_begin(db, &outer), OK);
	assert_int_equal(part(1, true), OK);
	assert_int_equal(part(2, false), ERR_INPUT); /* a savepoint of its own */
	assert_int_equal(tx_begin(db, &inner), OK);
	tx_whole(&inner);
	assert_int_equal(part(4, true), OK);
	assert_int_equal(part(8, false), ERR_INPUT);
	e = tx_commit(&inner);
	tx_end(&inner);
	assert_int_equal(part(16, true), OK);
	assert_int_equal(part(32, false), ERR_INPUT);
	assert_int_equal(tx_commit(&outer), OK);
	tx_end(&outer);
	check_doomed(e, 17, 21);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(parts_are_kept_together, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_part_given_up_dooms_the_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_refused_statement_is_no_harm, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_whole_inside_of_another, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
