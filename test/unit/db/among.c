/*
 * among.c - "one of these", in the words for looking up and in those for walking: the
 * same rows, whatever the numbers are, and none where there is no number.
 */
#include "literal.h"

#include <unistd.h>

static struct scratch base;
static struct engine *engine;
static struct arena *mem;
static struct db *db;

static int
setup(void **state)
{
	static const char *const tables[] = {
		"create table t (id integer primary key, n integer) strict",
		"create index t_n on t (n)"
	};

	(void)state;
	engine = scratch_engine(&base, tables, COUNT_OF(tables));
	mem = arena_new();
	assert_int_equal(db_new(engine, &db), OK);
	run(db, mem,
	    "insert into t (id, n) values (1, null), (2, 0), (3, 7), (4, -7), "
	    "(5, 9223372036854775807), (6, 8), (7, 4294967303)");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	db_free(db);
	arena_free(mem);
	engine_close(engine);
	scratch_drop(&base);
	return 0;
}

/* The ids of rows whose n is, or is not, among these. */
static const char *
rows_of(bool walks, bool not, const int64_t *ids, size_t count)
{
	struct sql q = SQL_INIT(mem);
	struct str s;

	sql_text(&q, "select coalesce(group_concat(id, ' '), '') from (select id from t");
	if (walks)
		sql_way(&q, db, STR(""));
	if (not )
		sql_text(&q, " where not coalesce(t.n");
	else
		sql_text(&q, " where (t.n");
	sql_ids(&q, db, ids, count);
	if (not )
		sql_text(&q, ", false");
	sql_text(&q, ") order by id) x");
	assert_int_equal(db_str(db, &q, mem, ERR_BUG, &s), OK);
	return str_c(mem, s);
}

static void
both_find(const int64_t *ids, size_t count, const char *found, const char *others)
{
	assert_string_equal(rows_of(false, false, ids, count), found);
	assert_string_equal(rows_of(true, false, ids, count), found);
	assert_string_equal(rows_of(false, true, ids, count), others);
	assert_string_equal(rows_of(true, true, ids, count), others);
}

static void
the_same_rows(void **state)
{
	static const int64_t few[] = { 7 }, some[] = { -7, 0, 7 },
			     ends[] = { INT64_MIN, -8, 1, 9, INT64_MAX };

	(void)state;
	both_find(few, COUNT_OF(few), "3", "1 2 4 5 6 7");
	both_find(some, COUNT_OF(some), "2 3 4", "1 5 6 7");
	both_find(ends, COUNT_OF(ends), "5", "1 2 3 4 6 7");
}

/* More than are written into the statement one by one. */
static void
of_very_many(void **state)
{
	int64_t ids[1000];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		ids[i] = (int64_t)i * 2 + 4294966303;
	both_find(ids, COUNT_OF(ids), "7", "1 2 3 4 5 6");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_rows),
		cmocka_unit_test(of_very_many),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
