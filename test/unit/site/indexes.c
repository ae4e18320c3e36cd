/*
 * indexes.c - a change of the structure of a large table: in force at once, its indexes
 * made by a job behind it; lists are right meanwhile, unique fields are unique, and
 * what was cut off is made anew.
 */
#include "unit/exchange/help.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#define TO_TEXT(n) #n
#define TEXT_OF(n) TO_TEXT(n)
#define ONE_MORE "1 + " TEXT_OF(META_AT_ONCE_MAX)

static const char extension[] =
    "{\"extend\":\"account\",\"fields\":{\"shade\":{\"type\":\"text\"},"
    "\"code\":{\"type\":\"text\",\"unique\":true},"
    "\"partner\":{\"type\":\"ref\",\"to\":\"account\"}},"
    "\"views\":{\"table\":[\"name\",\"shade\"]}}";

/* ---- what there is ---- */

static void
fill(const char *count)
{
	char text[300];

	snprintf(text, sizeof(text),
	    "with recursive x (n) as (select 1 union all select n + 1 from x where n < "
	    "%s) insert into account (id, version, name, name_sort, owner)"
	    " select n, 1, 'Co', null, n %% 50 from x",
	    count);
	tell(text);
}

/* Whole: PostgreSQL keeps the parts of one that was cut off. */
static bool
has_index(const char *name)
{
	char text[300];

	snprintf(text, sizeof(text),
	    on_sqlite() ? "select count(*) from sqlite_schema where type = 'index'"
			  " and name = '%s'"
			: "select count(*) from pg_index where indisvalid and"
			  " indexrelid = to_regclass('%s')",
	    name);
	return ask(text) == 1;
}

static int64_t
jobs_in(const char *state)
{
	char text[120];

	snprintf(text, sizeof(text),
	    "select count(*) from _job where kind = 'indexes' and state = '%s'", state);
	return ask(text);
}

/* What Studio shows: the place among how many; 0: nothing is to be made. */
static int64_t
made_of(int64_t *total)
{
	struct job now;

	assert_ok(site_indexes_now(&c, &now));
	*total = now.total;
	return now.id;
}

static enum err
list_by(const char *sort)
{
	struct query q = { .entity = meta_entity(c.meta, STR("account")),
		.sort = str_of(sort) };
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);

	fault_clear(&c);
	return record_list(&c, &q, &w);
}

static enum err
make_with(const char *code)
{
	struct record *rec;

	fault_clear(&c);
	return record_create(&c, meta_entity(c.meta, STR("account")),
	    json_hold(c.mem, json_pack("{s:s, s:s}", "name", "New", "code", code)), &rec);
}

static void
renew(void)
{
	site_renew(&c);
	site_as_program(&c);
}

/* ---- small, large ---- */

static void
of_a_small_table_they_are_made_in_the_change(void **state)
{
	(void)state;
	fill(TEXT_OF(META_AT_ONCE_MAX));
	apply("more.json", extension);
	assert_false(c.meta->late);
	assert_int_equal(ask("select count(*) from _job where kind = 'indexes'"), 0);
	assert_true(has_index("account_ia_shade_sort"));
	assert_true(has_index("account_i_partner"));
	assert_true(has_index("account_iu_code"));
	assert_ok(list_by("shade"));
}

static void
of_a_large_one_a_job_makes_them(void **state)
{
	const struct entity *e;
	int64_t total;

	(void)state;
	fill(ONE_MORE);
	apply("more.json", extension);
	e = meta_entity(c.meta, STR("account"));
	assert_true(c.meta->late);
	assert_int_equal(jobs_in("waiting"), 1);
	assert_false(has_index("account_ia_shade_sort"));
	assert_false(has_index("account_i_partner"));
	assert_false(field_has_index(entity_field(e, STR("partner"))));

	/* meanwhile: nobody sorts so many, and no two are called the same */
	assert_int_equal(list_by("shade"), ERR_INPUT);
	assert_string_equal(c.faults[0].code, "sort_too_many");
	assert_ok(list_by("name"));
	assert_false(has_index("account_iu_code"));
	assert_ok(make_with("A"));
	assert_int_equal(make_with("A"), ERR_INPUT);
	assert_string_equal(c.faults[0].code, "taken");

	assert_int_not_equal(made_of(&total), 0);

	/* a change more is no job more */
	apply("other.json", "{\"extend\":\"deal\",\"fields\":{\"n\":{\"type\":"
			    "\"int\"}}}");
	assert_int_equal(jobs_in("waiting"), 1);

	jobs_run();
	renew();
	assert_int_equal(jobs_in("done"), 1);
	assert_int_equal(ask("select done from _job where kind = 'indexes'"), 3);
	assert_int_equal(ask("select total from _job where kind = 'indexes'"), 3);
	assert_int_equal(made_of(&total), 0);
	assert_false(c.meta->late);
	assert_true(has_index("account_ia_shade_sort"));
	assert_true(has_index("account_i_partner"));
	assert_true(has_index("account_iu_code"));
	assert_int_equal(ask("select count(*) from _made where what like '~%'"), 0);
	assert_ok(list_by("shade"));
	assert_int_equal(make_with("A"), ERR_INPUT);
}

/* ---- the report on data quality ---- */

static const char boat[] =
    "{\"entity\":\"boat\",\"label\":[\"Boat\",\"Boats\"],\"traits\":[\"own\"],"
    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"},"
    "\"crew\":{\"type\":\"int\"},\"mast\":{\"type\":\"int\"}}%s}";

static void
apply_boat(const char *more)
{
	char text[600];

	snprintf(text, sizeof(text), boat, more);
	apply("boat.json", text);
}

static json_t *
report_of_boats(void)
{
	struct query q = { .entity = meta_entity(c.meta, STR("boat")) };
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);
	json_t *out;

	jw_open(&w);
	assert_ok(record_quality(&c, &q, &w));
	assert_ok(site_write_making(&c, q.entity, &w));
	jw_close(&w);
	assert_ok(json_read(c.mem, text_done(&t), &out, NULL));
	return out;
}

static int64_t
report_indexes(void)
{
	return ask(on_sqlite() ? "select count(*) from sqlite_schema where type = 'index'"
				 " and name like 'boat_quality_%'"
			       : "select count(*) from pg_indexes where indexname like"
				 " 'boat_quality_%'");
}

static void
a_report_says_that_its_index_is_made(void **state)
{
	json_t *report;

	(void)state;
	apply_boat("");
	tell("with recursive x (n) as (select 1 union all select n + 1 from x where n "
	     "< " ONE_MORE ") insert into boat (id, version, name, owner)"
	     " select n, 1, 'B', n % 3 from x");
	apply_boat(",\"complete\":{\"crew\":1},\"stale\":\"9d\"");
	report = report_of_boats();
	assert_true(json_is_null(json_object_get(report, "all")));
	assert_string_equal(
	    json_string_value(json_object_get(json_object_get(report, "making"), "what")),
	    "index");
	jobs_run();
	renew();
	report = report_of_boats();
	assert_int_equal(
	    json_get_int(json_object_get(report, "all"), "incomplete", 0), 20001);
	assert_true(json_is_null(json_object_get(report, "making")));
	assert_int_equal(report_indexes(), 1);

	/* "stale" asks another field: the index that holds it, and no other */
	apply_boat(",\"complete\":{\"crew\":1},\"stale\":{\"after\":\"9d\",\"when\":"
		   "\"mast > 1\"}");
	assert_true(json_is_null(json_object_get(report_of_boats(), "all")));
	assert_int_equal(report_indexes(), 0);
	jobs_run();
	renew();
	assert_false(json_is_null(json_object_get(report_of_boats(), "all")));
	assert_int_equal(report_indexes(), 1);
	apply_boat("");
	assert_int_equal(report_indexes(), 0);
}

/* The change is taken back before the job came to it: nothing is made, and the job
 * has nothing to do. */
static void
what_is_taken_back_is_not_made(void **state)
{
	const struct site_doc gone = { .name = STR("more.json") };

	(void)state;
	fill(ONE_MORE);
	apply("more.json", extension);
	assert_ok(site_change(&c, &(struct site_change){ .docs = &gone, .count = 1 }));
	renew();
	assert_false(c.meta->late);
	jobs_run();
	assert_int_equal(jobs_in("done"), 1);
	assert_false(has_index("account_ia_shade_sort"));
	assert_false(has_index("account_i_partner"));
}

/* ---- cut off ---- */

/* A server that begins finds that they are missing, and who was to make them stopped
 * or dead. */
static void
who_begins_plans_it_again(void **state)
{
	(void)state;
	fill(ONE_MORE);
	apply("more.json", extension);
	tell("update _job set state = 'stopped' where kind = 'indexes'");
	work_close();
	work_open();
	assert_true(c.meta->late);
	assert_int_equal(jobs_in("waiting"), 1);
	jobs_run();
	renew();
	assert_false(c.meta->late);
	assert_ok(list_by("-shade"));
}

/* One that was begun and has no end may be anything: it is dropped, and made anew. */
static void
what_was_cut_off_is_made_anew(void **state)
{
	(void)state;
	if (on_sqlite())
		skip();
	fill(ONE_MORE);
	apply("more.json", extension);
	tell("insert into _made (what) values ('~account_ia_shade_sort')");
	tell("insert into _made (what) values ('~account_i_never_begun')");
	tell("create index account_ia_shade_sort on account (version)");
	jobs_run();
	renew();
	assert_false(c.meta->late);
	assert_int_equal(ask("select count(*) from _made where what like '~%'"), 0);
	assert_int_equal(ask("select count(*) from pg_indexes where"
			     " indexname = 'account_ia_shade_sort'"
			     " and indexdef like '%(shade_sort, id)%'"),
	    1);
	assert_ok(list_by("shade"));
}

/* ---- others alter tables meanwhile ---- */

static void *
run_job(void *arg)
{
	struct ctx job = { .mem = arena_new() };
	int64_t *id = arg;

	assert_int_equal(db_new(site_engine(site), &job.db), OK);
	site_begin(site, &job);
	site_as_program(&job);
	job.via = VIA_JOB;
	assert_int_equal(job_run_now(&job, exchange_kinds, *id), OK);
	site_end(&job);
	db_free(job.db);
	arena_free(job.mem);
	return NULL;
}

static void
until(const char *text)
{
	struct timespec moment = { 0, 5000000 };

	while (scratch_ask(base.url, text) != 1)
		nanosleep(&moment, NULL);
}

/* One of its statements waits for the writer. */
#define WAITS(statement)                                                        \
	"select count(*) from pg_stat_activity where datname = "                \
	"current_database() and state = 'active' and wait_event_type = 'Lock' " \
	"and query like '" statement " index concurrently%'"

/* An index waits for a writer who began before it, as long as he likes. */
static PGconn *
hold_it_up(void)
{
	PGconn *writer = PQconnectdb(base.url);

	PQclear(PQexec(writer, "begin"));
	PQclear(PQexec(writer, "update account set version = version where id = 1"));
	assert_int_equal(PQtransactionStatus(writer), PQTRANS_INTRANS);
	return writer;
}

/* The job has begun, in a thread of its own, and waits. */
static PGconn *
begin_held_up(pthread_t *thread, int64_t *id)
{
	PGconn *writer;

	alarm(300);
	fill(ONE_MORE);
	apply("more.json", extension);
	*id = ask("select id from _job where kind = 'indexes'");
	writer = hold_it_up();
	pthread_create(thread, NULL, run_job, id);
	until(WAITS("create"));
	return writer;
}

static void
lock_tables_and_go(void)
{
	DEFER(tx_end) struct tx tx = { 0 };

	assert_ok(tx_begin(c.db, &tx));
	assert_ok(tx_lock_tables(c.db, c.mem));
	assert_ok(tx_commit(&tx));
}

static void
who_alters_tables_does_not_wait_for_it(void **state)
{
	pthread_t thread;
	PGconn *writer;
	int64_t id;

	(void)state;
	if (on_sqlite())
		skip();
	writer = begin_held_up(&thread, &id);
	lock_tables_and_go(); /* as whoever seals what happened, all the time */
	assert_int_equal(scratch_ask(base.url, WAITS("create")), 1);
	apply("other.json", "{\"extend\":\"deal\",\"fields\":{\"n\":{\"type\":"
			    "\"int\"}}}");
	assert_int_equal(PQtransactionStatus(writer), PQTRANS_INTRANS);
	until(WAITS("drop")); /* what it gave up, to make it once more */
	assert_int_equal(jobs_in("running"), 1);
	PQclear(PQexec(writer, "commit"));
	PQfinish(writer);
	pthread_join(thread, NULL);
	alarm(0);
	renew();
	assert_int_equal(jobs_in("done"), 1);
	assert_false(c.meta->late);
	assert_true(has_index("account_ia_shade_sort"));
}

static void
one_that_is_stopped_ends(void **state)
{
	pthread_t thread;
	PGconn *writer;
	int64_t id;

	(void)state;
	if (on_sqlite())
		skip();
	writer = begin_held_up(&thread, &id);
	assert_ok(job_stop(&c, id));
	pthread_join(thread, NULL);
	PQfinish(writer);
	alarm(0);
	assert_int_equal(jobs_in("stopped"), 1);
	assert_int_equal(list_by("shade"), ERR_INPUT);
	/* the next change of anything plans it again */
	apply("other.json", "{\"extend\":\"deal\",\"fields\":{\"n\":{\"type\":"
			    "\"int\"}}}");
	jobs_run();
	renew();
	assert_true(has_index("account_ia_shade_sort"));
	assert_ok(list_by("shade"));
}

static void *
let_go_of_it(void *writer)
{
	until("select count(*) from pg_stat_activity where datname = current_database()"
	      " and state = 'active' and wait_event_type = 'Lock' and query like 'drop"
	      " index if exists%'");
	PQclear(PQexec(writer, "commit"));
	return NULL;
}

/* A unique one that is half made forbids what the sheet allows again: it goes with the
 * change, and the job does not make it. */
static void
one_that_nobody_waits_for_is_not_made(void **state)
{
	pthread_t thread, clerk;
	PGconn *writer;
	int64_t id;

	(void)state;
	if (on_sqlite())
		skip();
	alarm(300);
	fill(ONE_MORE);
	apply("more.json", "{\"extend\":\"account\",\"fields\":{\"code\":{\"type\":"
			   "\"text\",\"unique\":true}}}");
	id = ask("select id from _job where kind = 'indexes'");
	writer = hold_it_up();
	pthread_create(&thread, NULL, run_job, &id);
	until(WAITS("create unique"));
	pthread_create(&clerk, NULL, let_go_of_it, writer);
	apply("more.json", "{\"extend\":\"account\",\"fields\":{\"code\":{\"type\":"
			   "\"text\"}}}");
	pthread_join(clerk, NULL);
	PQfinish(writer);
	assert_int_equal(ask("select count(*) from pg_indexes where indexname = "
			     "'account_iu_code'"),
	    0);
	pthread_join(thread, NULL);
	alarm(0);
	assert_int_equal(jobs_in("done"), 1);
	assert_int_equal(ask("select count(*) from pg_indexes where indexname = "
			     "'account_iu_code'"),
	    0);
	assert_int_equal(
	    ask("select count(*) from _made where what like '~%' or what like '?%'"), 0);
	assert_ok(make_with("A"));
	assert_ok(make_with("A"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(of_a_small_table_they_are_made_in_the_change),
		exchange_test(of_a_large_one_a_job_makes_them),
		exchange_test(a_report_says_that_its_index_is_made),
		exchange_test(what_is_taken_back_is_not_made),
		exchange_test(who_begins_plans_it_again),
		exchange_test(what_was_cut_off_is_made_anew),
		exchange_test(who_alters_tables_does_not_wait_for_it),
		exchange_test(one_that_is_stopped_ends),
		exchange_test(one_that_nobody_waits_for_is_not_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
