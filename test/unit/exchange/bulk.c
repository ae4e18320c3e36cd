/*
 * bulk.c - one change for many, and back.
 */
#include "help.h"

static int64_t
bulk(const char *quoted)
{
	char *text = str_c(c.mem, str_of(quoted));
	int64_t job = 0;

	for (char *p = text; *p != '\0'; p++)
		if (*p == '`')
			*p = '"';
	assert_ok(bulk_add(&c, meta_entity(c.meta, STR("account")), json_of(text), &job));
	jobs_run();
	return job;
}

static int64_t
result(int64_t id, const char *key)
{
	struct job job = { 0 };

	assert_ok(job_load(&c, id, &job));
	if (!str_is(job.state, "done"))
		fail_msg("%.*s: %.*s", STR_ARG(job.state), STR_ARG(job.said));
	return json_get_int(job.result, key, 0);
}

static void
make_accounts(int count)
{
	struct record *rec;

	for (int i = 0; i < count; i++) {
		json_t *news = json_hold(c.mem,
		    json_pack("{s:s, s:i, s:s}", "name", str_printf(c.mem, "Co %d", i).at,
			"employees", i, "kind", i % 3 == 0 ? "customer" : "prospect"));

		assert_ok(
		    record_create(&c, meta_entity(c.meta, STR("account")), news, &rec));
	}
}

/* One more than may be, and nothing is begun. */
static void
takes_so_many_ids(void **state)
{
	json_t *ids = json_array(),
	       *wish = json_hold(c.mem,
		   json_pack("{s:o, s:{s:s}}", "ids", ids, "set", "sector", "retail"));
	int64_t job = 0, jobs = ask("select count(*) from _job");

	(void)state;
	for (int i = 0; i < BULK_IDS_MAX; i++)
		json_array_append_new(ids, json_string("1"));
	assert_ok(bulk_add(&c, meta_entity(c.meta, STR("account")), wish, &job));
	assert_int_equal(ask("select count(*) from _job"), jobs + 1);
	json_array_append_new(ids, json_string("1"));
	assert_int_equal(
	    bulk_add(&c, meta_entity(c.meta, STR("account")), wish, &job), ERR_INPUT);
	assert_string_equal(c.faults[0].code, "too_many");
	assert_int_equal(ask("select count(*) from _job"), jobs + 1);
	fault_clear(&c);
	jobs_run();
}

static void
changes_many_and_takes_it_back(void **state)
{
	int64_t job, undo;

	(void)state;
	make_accounts(250);
	/* what the change makes true or untrue of the rule does not matter */
	job = bulk(
	    "{`where`:`kind = 'prospect'`,`set`:{`kind`:`customer`,`sector`:`retail`}}");
	assert_int_equal(result(job, "updated"), 166);
	assert_int_equal(result(job, "refused"), 0);
	assert_int_equal(
	    ask("select count(*) from account where kind = 'customer'"), 250);
	job = bulk("{`where`:`sector = 'retail'`,`set`:{`sector`:`retail`}}");
	assert_int_equal(result(job, "skipped"), 166);
	assert_int_equal(job_undo(&c, job + 1, &undo), ERR_ABSENT);

	job = ask("select min(id) from _job");
	assert_ok(job_undo(&c, job, &undo));
	jobs_run();
	assert_int_equal(result(undo, "updated"), 166);
	assert_int_equal(
	    ask("select count(*) from account where kind = 'prospect'"), 166);
	assert_int_equal(ask("select count(*) from account where sector is not null"), 0);
}

static void
trashes_and_brings_back(void **state)
{
	int64_t job, undo;

	(void)state;
	make_accounts(10);
	job = bulk("{`where`:`employees < 4`,`delete`:true}");
	assert_int_equal(result(job, "updated"), 4);
	assert_int_equal(ask("select count(*) from account where deleted_ms is null"), 6);
	assert_ok(job_undo(&c, job, &undo));
	jobs_run();
	assert_int_equal(
	    ask("select count(*) from account where deleted_ms is null"), 10);
}

static void
asks_rights_and_rules_of_each(void **state)
{
	int64_t seller, job, one;
	struct job row = { 0 };
	char text[300];

	(void)state;
	make_accounts(6); /* nobody's: a seller may change them */
	seller = user_new("Sam", "seller");
	snprintf(text, sizeof(text),
	    "update account set owner = %" PRId64 " where employees < 2",
	    user_new("Eve", "seller"));
	tell(text);
	act_as(seller);
	job = bulk("{`where`:`employees >= 0`,`set`:{`sector`:`retail`}}");
	act_as(seller);
	assert_int_equal(result(job, "updated"), 4);
	assert_int_equal(result(job, "refused"), 2);
	assert_ok(job_load(&c, job, &row));
	assert_int_equal(json_array_size(json_object_get(row.result, "faults")), 2);
	one = ask("select id from account where employees = 5");
	snprintf(text, sizeof(text),
	    "{`ids`:[`%" PRId64 "`,`99`],`set`:{`kind`:`partner`}}", one);
	job = bulk(text);
	act_as(seller);
	assert_int_equal(result(job, "updated"), 1);
	assert_int_equal(result(job, "refused"), 1);
	assert_int_equal(bulk_add(&c, meta_entity(c.meta, STR("account")),
			     json_of("{\"where\":\"\",\"delete\":true}"), &job),
	    ERR_DENIED);
}

static void
refuses_what_cannot_be(void **state)
{
	static const char *const wishes[] = {
		"{}",
		"{\"ids\":[\"1\"],\"where\":\"\",\"set\":{}}",
		"{\"ids\":[\"x\"],\"set\":{\"kind\":\"customer\"}}",
		"{\"ids\":[\"1\"],\"set\":{\"kind\":\"nope\"}}",
		"{\"ids\":[\"1\"],\"set\":{\"name\":null}}",
		"{\"ids\":[\"1\"],\"set\":{\"created_ms\":1}}",
		"{\"where\":\"kind =\",\"set\":{\"kind\":\"customer\"}}",
		"{\"ids\":[\"1\"],\"set\":{\"kind\":\"customer\"},\"delete\":true}",
	};
	int64_t job;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wishes); i++) {
		fault_clear(&c);
		if (bulk_add(&c, meta_entity(c.meta, STR("account")), json_of(wishes[i]),
			&job) != ERR_INPUT)
			fail_msg("%s", wishes[i]);
	}
	assert_int_equal(ask("select count(*) from _job"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(changes_many_and_takes_it_back),
		exchange_test(takes_so_many_ids),
		exchange_test(trashes_and_brings_back),
		exchange_test(asks_rights_and_rules_of_each),
		exchange_test(refuses_what_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
