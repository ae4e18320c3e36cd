/*
 * unique.c - a field that comes to a large table and is unique: it is from the first
 * moment, though a job makes its index later; whatever happens in between.
 */
#include "unit/exchange/help.h"

#include <pthread.h>

#define TO_TEXT(n) #n
#define TEXT_OF(n) TO_TEXT(n)
#define THREADS 8

static const char with_code[] =
    "{\"extend\":\"account\",\"fields\":{\"code\":{\"type\":\"text\",\"unique\":true},"
    "\"seat\":{\"type\":\"int\",\"unique\":true},"
    "\"share\":{\"type\":\"real\",\"unique\":true}}}";
static const char code_of_many[] =
    "{\"extend\":\"account\",\"fields\":{\"code\":{\"type\":\"text\"}}}";
static const char without[] =
    "{\"extend\":\"account\",\"fields\":{\"other\":{\"type\":\"text\"}}}";

/* ---- what there is ---- */

static int
large(void **state)
{
	assert_int_equal(setup(state), 0);
	tell("with recursive x (n) as (select 1 union all select n + 1 from x where n < "
	     "1 + " TEXT_OF(META_AT_ONCE_MAX) ") insert into account (id, version, name,"
					      " name_sort, owner) select n, 1, 'Co', "
					      "null, n % 50 from x");
	return 0;
}

static bool
has_index(const char *name)
{
	char text[300];

	snprintf(text, sizeof(text),
	    on_sqlite() ? "select count(*) from sqlite_schema where type = 'index'"
			  " and name = '%s'"
			: "select count(*) from pg_indexes where indexname = '%s'",
	    name);
	return ask(text) == 1;
}

static bool
waits(void)
{
	int64_t notes = ask("select count(*) from _made where what like '?%'");

	assert_int_equal(meta_entity(c.meta, STR("account")) != NULL, 1);
	return notes > 0;
}

static const struct entity *
account(void)
{
	return meta_entity(c.meta, STR("account"));
}

static json_t *
said(struct ctx *in, json_t *news)
{
	if (json_object_get(news, "name") == NULL)
		json_object_set_new(news, "name", json_string("New"));
	return json_hold(in->mem, news);
}

/* 0: refused, at the field that is taken. */
static int64_t
make(json_t *news, const char *at)
{
	struct record *rec;
	enum err e;

	fault_clear(&c);
	e = record_create(&c, account(), said(&c, news), &rec);
	if (e == OK)
		return rec->id;
	assert_int_equal(e, ERR_INPUT);
	assert_int_equal(c.fault_count, 1);
	assert_string_equal(c.faults[0].code, "taken");
	assert_true(str_is(c.faults[0].at, at));
	return 0;
}

static int64_t
make_code(const char *code)
{
	return make(json_pack("{s:s}", "code", code), "code");
}

static enum err
change_code(int64_t id, json_t *code)
{
	struct record *rec;

	fault_clear(&c);
	return record_change(&c, (struct ref){ account(), id }, 0,
	    json_hold(c.mem, json_pack("{s:o}", "code", code)), &rec);
}

static enum err
trash(int64_t id)
{
	struct record *rec;

	fault_clear(&c);
	return record_delete(&c, (struct ref){ account(), id }, 0, &rec);
}

static enum err
from_trash(int64_t id)
{
	struct record *rec;

	fault_clear(&c);
	return record_restore(&c, (struct ref){ account(), id }, &rec);
}

static int64_t
found(const char *code)
{
	int64_t id;

	assert_ok(
	    record_find(&c, entity_field(account(), STR("code")), str_of(code), &id));
	return id;
}

static void
renew(void)
{
	site_renew(&c);
	site_as_program(&c);
}

static enum err
put(const char *text, struct str *told)
{
	enum err e = site_apply(&c, STR("more.json"), str_of(text), told);

	renew();
	return e;
}

/* ---- meanwhile ---- */

static void
all_that_can_be_done_with_a_record(bool waiting)
{
	int64_t a, b;

	assert_int_equal(waits(), waiting);
	a = make_code("A");
	assert_int_equal(make_code("A"), 0);
	assert_int_equal(found("A"), a);
	assert_int_equal(found("B"), 0);

	/* whoever gives it up leaves it to others */
	assert_ok(change_code(a, json_string("A2")));
	b = make_code("A");
	assert_int_equal(change_code(a, json_string("A")), ERR_INPUT);
	assert_string_equal(c.faults[0].code, "taken");
	assert_ok(change_code(b, json_null()));
	assert_ok(change_code(a, json_string("A")));
	assert_int_equal(found("A"), a);
	assert_ok(change_code(a, json_string("A"))); /* said again */

	/* so does the trash, and who comes out of it finds it taken */
	assert_ok(trash(a));
	assert_int_equal(found("A"), 0);
	assert_ok(change_code(b, json_string("A")));
	assert_int_equal(from_trash(a), ERR_INPUT);
	assert_string_equal(c.faults[0].code, "taken");
	assert_ok(trash(b));
	assert_ok(from_trash(a));
	assert_int_equal(from_trash(b), ERR_INPUT);
	assert_int_equal(make_code("A"), 0);
	assert_ok(trash(a));

	/* other types, too */
	assert_int_not_equal(make(json_pack("{s:i}", "seat", 7), "seat"), 0);
	assert_int_equal(make(json_pack("{s:i}", "seat", 7), "seat"), 0);
	assert_int_not_equal(make(json_pack("{s:f}", "share", 0.1), "share"), 0);
	assert_int_equal(make(json_pack("{s:f}", "share", 0.1), "share"), 0);
	assert_int_not_equal(make(json_pack("{s:i}", "share", 1), "share"), 0);
	assert_int_equal(make(json_pack("{s:f}", "share", 1.0), "share"), 0);
	tell("delete from account where seat is not null or share is not null");
}

static void
it_is_unique_before_and_behind_its_index(void **state)
{
	(void)state;
	apply("more.json", with_code);
	assert_false(has_index("account_iu_code"));
	assert_true(entity_field(account(), STR("code"))->waits);
	all_that_can_be_done_with_a_record(true);

	jobs_run();
	assert_true(has_index("account_iu_code"));
	assert_true(has_index("account_iu_seat"));
	assert_true(has_index("account_iu_share"));
	assert_int_equal(ask("select count(*) from _unique_wait"), 0);
	/* by the snapshot of before, too */
	assert_true(entity_field(account(), STR("code"))->waits);
	all_that_can_be_done_with_a_record(false);
	renew();
	assert_false(entity_field(account(), STR("code"))->waits);
	all_that_can_be_done_with_a_record(false);
}

/* What is rolled back keeps nothing. */
static void
who_gives_up_takes_nothing(void **state)
{
	struct tx tx = { 0 };

	(void)state;
	apply("more.json", with_code);
	assert_ok(tx_begin(c.db, &tx));
	assert_int_not_equal(make_code("A"), 0);
	tx_end(&tx);
	assert_int_equal(ask("select count(*) from _unique_wait"), 0);
	assert_int_not_equal(make_code("A"), 0);
}

/* A process that does not know the field took the record away. */
static void
who_has_it_no_more_is_in_nobodys_way(void **state)
{
	int64_t a;
	char text[100];

	(void)state;
	apply("more.json", with_code);
	a = make_code("A");
	snprintf(text, sizeof(text),
	    "update account set deleted_ms = 1 where id = %" PRId64, a);
	tell(text);
	assert_int_not_equal(make_code("A"), 0);
	assert_int_equal(make_code("A"), 0);
	jobs_run();
	assert_true(has_index("account_iu_code"));
}

struct hand {
	pthread_t thread;
	struct ctx c;
	enum err err;
	int round;
};

static void *
make_at_once(void *arg)
{
	struct hand *h = arg;
	struct record *rec;

	do {
		fault_clear(&h->c);
		h->err = record_create(&h->c, meta_entity(h->c.meta, STR("account")),
		    said(&h->c, json_pack("{s:i}", "seat", h->round)), &rec);
	} while (h->err == ERR_AGAIN);
	return NULL;
}

static void
one_of_many_has_it(void **state)
{
	struct hand hands[THREADS] = { 0 };

	(void)state;
	apply("more.json", with_code);
	for (int i = 0; i < THREADS; i++) {
		hands[i].c = (struct ctx){ .mem = arena_new() };
		assert_ok(db_new(site_engine(site), &hands[i].c.db));
		site_begin(site, &hands[i].c);
		site_as_program(&hands[i].c);
	}
	for (int round = 1; round <= 12; round++) {
		int won = 0, told = 0;

		for (int i = 0; i < THREADS; i++) {
			hands[i].round = round;
			pthread_create(&hands[i].thread, NULL, make_at_once, &hands[i]);
		}
		if (round == 6)
			jobs_run(); /* and while the index comes */
		for (int i = 0; i < THREADS; i++)
			pthread_join(hands[i].thread, NULL);
		for (int i = 0; i < THREADS; i++) {
			won += hands[i].err == OK;
			told += hands[i].err == ERR_INPUT &&
				strcmp(hands[i].c.faults[0].code, "taken") == 0;
		}
		assert_int_equal(won, 1);
		assert_int_equal(told, THREADS - 1);
	}
	for (int i = 0; i < THREADS; i++) {
		site_end(&hands[i].c);
		db_free(hands[i].c.db);
		arena_free(hands[i].c.mem);
	}
	assert_true(has_index("account_iu_seat"));
	assert_int_equal(ask("select count(*) from account where seat is not null"), 12);
}

/* ---- the sheet says otherwise, before the index is there ---- */

static void
values_that_may_be_the_same_again_are_kept_no_more(void **state)
{
	struct str told = STR("");

	(void)state;
	apply("more.json", with_code);
	assert_int_not_equal(make_code("A"), 0);
	assert_ok(put(code_of_many, &told));
	assert_false(waits());
	assert_int_equal(ask("select count(*) from _unique_wait"), 0);
	assert_int_not_equal(make_code("A"), 0);
	jobs_run();
	assert_false(has_index("account_iu_code"));

	assert_int_equal(put(with_code, &told), ERR_INPUT);
	assert_true(strstr(str_c(c.mem, told), "E037") != NULL);
	assert_ok(trash(found("A")));
	assert_ok(put(with_code, &told));
	assert_true(has_index("account_iu_code")); /* it had values: made in the change */
	assert_int_equal(make_code("A"), 0);
}

/* It left, and came back: what was saved meanwhile nobody kept. */
static void
one_that_comes_back_is_read(void **state)
{
	struct str told = STR("");
	int64_t a;

	(void)state;
	apply("more.json", with_code);
	a = make_code("A");
	assert_ok(trash(a));
	assert_int_not_equal(make_code("A"), 0);
	assert_ok(put(without, &told));
	assert_false(waits());
	assert_ok(from_trash(a)); /* nobody knows of its code */
	assert_int_equal(put(with_code, &told), ERR_INPUT);
	assert_true(strstr(str_c(c.mem, told), "E037") != NULL);
	assert_ok(trash(a));
	assert_ok(put(with_code, &told));
	assert_true(has_index("account_iu_code"));
	assert_int_equal(from_trash(a), ERR_INPUT);
}

/* One that is there and becomes unique is read, and the plan says so. */
static void
one_that_has_values_is_read(void **state)
{
	const struct site_doc doc = { STR("more.json"), str_of(with_code) };
	struct site_change plan = { .docs = &doc, .count = 1 };
	const char *told;

	(void)state;
	apply("more.json", code_of_many);
	assert_ok(site_plan(&c, &plan));
	told = str_c(c.mem, plan.said);
	assert_non_null(strstr(told, "-- in the change, behind a reading of all records:"
				     "\ncreate unique index \"account_iu_code\""));
	assert_non_null(strstr(told, "create unique index \"account_iu_seat\""));
	assert_non_null(strstr(told, "-- later, by a job: people go on working, and no"));
	assert_false(waits());
	apply("more.json", with_code);
	assert_true(has_index("account_iu_code"));
	assert_false(has_index("account_iu_seat"));
}

/* ---- cut off ---- */

static void
who_begins_anew_knows_it_all(void **state)
{
	(void)state;
	apply("more.json", with_code);
	assert_int_not_equal(make_code("A"), 0);
	work_close();
	work_open();
	assert_true(waits());
	assert_int_equal(make_code("A"), 0);
	jobs_run();
	renew();
	assert_false(waits());
	assert_true(has_index("account_iu_code"));
	assert_int_equal(make_code("A"), 0);
}

/* It is small now: made in the next change of anything. */
static void
a_table_that_is_small_again_has_it_at_once(void **state)
{
	struct str told = STR("");

	(void)state;
	apply("more.json", with_code);
	assert_int_not_equal(make_code("A"), 0);
	tell("delete from account where code is null");
	assert_ok(site_reload(&c, &told));
	renew();
	assert_false(waits());
	assert_true(has_index("account_iu_code"));
	assert_int_equal(make_code("A"), 0);
	jobs_run();
	assert_true(has_index("account_iu_code"));
}

int
main(void)
{
#define LARGE(f) cmocka_unit_test_setup_teardown(f, large, teardown)
	const struct CMUnitTest tests[] = {
		LARGE(it_is_unique_before_and_behind_its_index),
		LARGE(who_gives_up_takes_nothing),
		LARGE(who_has_it_no_more_is_in_nobodys_way),
		LARGE(one_of_many_has_it),
		LARGE(values_that_may_be_the_same_again_are_kept_no_more),
		LARGE(one_that_comes_back_is_read),
		LARGE(one_that_has_values_is_read),
		LARGE(who_begins_anew_knows_it_all),
		LARGE(a_table_that_is_small_again_has_it_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
