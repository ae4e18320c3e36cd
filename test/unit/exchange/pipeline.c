/*
 * pipeline.c - a real company's pipeline, in and out again.
 */
#include "help.h"

static const char *data;

static struct import_counts
bring(const char *file, const char *entity, const char *map, int64_t *id)
{
	char *path = str_c(c.mem, str_printf(c.mem, "%s/%s", data, file));
	char *map_path =
	    str_c(c.mem, str_printf(c.mem, "packs/sales/demo/pipeline/%s.json", map));
	struct import_watch watch = { .refused = stderr };
	struct import_counts n;

	assert_ok(import_file(&c, str_of(entity), path, json_of(file_read(map_path).at),
	    false, &watch, &n, id));
	return n;
}

static void
check_counts(void)
{
	assert_int_equal(ask("select count(*) from product where deleted_ms is null"), 7);
	assert_int_equal(ask("select count(*) from \"user\""), 35 + 6);
	assert_int_equal(ask("select count(*) from account"), 85);
	assert_int_equal(
	    ask("select count(*) from account where parent is not null"), 15);
	assert_int_equal(ask("select count(*) from deal where deleted_ms is null"), 8800);
	assert_int_equal(ask("select count(*) from deal where stage = 'won'"), 4238);
	assert_int_equal(ask("select count(*) from deal where stage = 'lost'"), 2473);
	assert_int_equal(ask("select count(*) from deal where stage = 'engaging'"), 1589);
	assert_int_equal(
	    ask("select count(*) from deal where stage = 'prospecting'"), 500);
	assert_int_equal(ask("select count(*) from deal where account is null"), 1425);
	assert_int_equal(
	    ask("select count(*) from deal d join product p on p.id = d.product"
		" where p.name = 'GTX Pro'"),
	    1480);
	assert_int_equal(
	    ask("select sum(amount) from deal where stage = 'won'"), INT64_C(1000553400));
	assert_int_equal(
	    ask("select revenue from account where name = 'Acme Corporation'"),
	    INT64_C(110004000000));
	assert_int_equal(ask("select count(*) from deal where stage = 'lost'"
			     " and lost_reason = 'unknown'"),
	    2473);
	assert_int_equal(ask("select count(*) from deal where name = 'GTX Pro'"), 222);
}

static void
comes_in_and_goes_again(void **state)
{
	int64_t ids[4], again;
	struct import_counts n;

	(void)state;
	data = "test/data/sales-pipeline";
	n = bring("products.csv", "product", "products", &ids[0]);
	assert_int_equal(n.created, 7);
	n = bring("sales_teams.csv", "user", "agents", &ids[1]);
	assert_int_equal(n.created, 35);
	n = bring("accounts.csv", "account", "accounts", &ids[2]);
	assert_int_equal(n.created + n.updated, 85);
	assert_int_equal(n.refused, 0);
	n = bring("sales_pipeline_whole.csv", "deal", "deals", &ids[3]);
	assert_int_equal(n.created, 8800);
	check_counts();

	/* twice is as once */
	n = bring("sales_pipeline_whole.csv", "deal", "deals", &again);
	assert_int_equal(n.skipped, 8800);
	n = bring("accounts.csv", "account", "accounts", &again);
	assert_int_equal(n.skipped, 85);
	check_counts();

	assert_ok(import_undo(&c, ids[3]));
	jobs_run();
	assert_int_equal(ask("select count(*) from deal where deleted_ms is null"), 0);
	assert_int_equal(
	    ask("select count(*) from account where deleted_ms is null"), 85);
	assert_string_equal(
	    ask_text("select state from _import where id = (select max(id)"
		     " from _import where entity = 'deal' and state = 'undone')")
		.at,
	    "undone");

	/* accounts that were made as parents and completed by their own line */
	assert_ok(import_undo(&c, ids[2]));
	jobs_run();
	assert_int_equal(ask("select count(*) from account where deleted_ms is null"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(comes_in_and_goes_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
