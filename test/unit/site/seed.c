/*
 * seed.c - what the program brings comes once: deleted stays deleted, whatever begins
 * afterwards, and what a later version adds comes.
 */
#include "unit/exchange/help.h"

static const char first[] =
    "{\"seed\":\"view\",\"rows\":[{\"key\":\"one\",\"name\":\"One\",\"entity\":\"lead\","
    "\"shared\":true}]}";
static const char second[] =
    "{\"seed\":\"view\",\"rows\":[{\"key\":\"one\",\"name\":\"One\",\"entity\":\"lead\","
    "\"shared\":true},{\"key\":\"two\",\"name\":\"Two\",\"entity\":\"lead\","
    "\"shared\":true}]}";

static size_t
program_brings(const char *text)
{
	docs[doc_count] =
	    (struct document){ str_of(strdup("entities/seed/more.json")), str_of(text) };
	return doc_count++;
}

static void
begin_again(void)
{
	work_close();
	work_open();
}

static size_t
found(const char *entity, const char *where, struct page *page)
{
	struct query query = { .entity = meta_entity(c.meta, str_of(entity)),
		.where = str_of(where),
		.limit = 10 };

	assert_ok(record_page(&c, &query, page));
	return page->count;
}

static size_t
there(const char *entity, const char *where)
{
	struct page page;

	return found(entity, where, &page);
}

static void
remove_it(const char *entity, const char *where)
{
	struct record *gone;
	struct page page;

	assert_int_equal(found(entity, where, &page), 1);
	assert_ok(record_delete(&c,
	    (struct ref){ meta_entity(c.meta, str_of(entity)), page.rows[0]->id },
	    page.rows[0]->version, &gone));
}

static void
somebody_is_there(void)
{
	struct record *rec;
	json_t *news = json_hold(mem, json_pack("{s:s, s:s, s:[s]}", "login", "ann",
					  "name", "Ann", "roles", "admin"));

	assert_ok(record_create(&c, meta_entity(c.meta, STR("user")), news, &rec));
}

static void
what_was_deleted_stays_deleted(void **state)
{
	(void)state;
	somebody_is_there();
	assert_int_equal(there("view", "name = 'Worth another try'"), 1);
	remove_it("view", "name = 'Worth another try'");
	remove_it("role", "key = 'viewer'");
	begin_again();
	assert_int_equal(there("view", ""), 0);
	assert_int_equal(there("role", "key = 'viewer'"), 0);
	assert_int_equal(there("role", "key = 'seller'"), 1);
}

static void
a_later_version_brings_more(void **state)
{
	size_t more;

	(void)state;
	somebody_is_there();
	more = program_brings(first);
	begin_again();
	assert_int_equal(there("view", "name = 'One' and shared"), 1);
	remove_it("view", "name = 'One'");
	docs[more].text = str_of(second);
	begin_again();
	assert_int_equal(there("view", "name = 'One'"), 0);
	assert_int_equal(there("view", "name = 'Two'"), 1);
	begin_again();
	assert_int_equal(there("view", "name = 'Two'"), 1);
}

/* The memory is new: what such a company deleted before is not brought back by it. */
static void
a_company_of_before_keeps_what_it_decided(void **state)
{
	(void)state;
	somebody_is_there();
	remove_it("role", "key = 'agent'");
	tell("delete from _seeded");
	begin_again();
	assert_int_equal(there("role", "key = 'agent'"), 0);
	assert_int_equal(there("role", "key = 'seller'"), 1);
}

static void
begin_as_a_server(void)
{
	struct site_config config = site_config_of();
	struct str why;

	mem = arena_new();
	if (site_open(&config, mem, &site, &why) != OK)
		fail_msg("%.*s", STR_ARG(why));
	c = (struct ctx){ .mem = mem };
	assert_int_equal(db_new(site_engine(site), &c.db), OK);
	site_begin(site, &c);
	site_as_program(&c);
}

/* Nor does what the company asks of such records keep it from work. */
static void
what_does_not_fit_waits(void **state)
{
	(void)state;
	somebody_is_there();
	apply("view.json", "{\"extend\":\"view\",\"fields\":{\"why\":{\"type\":\"text\","
			   "\"label\":\"Why\",\"required\":true}}}");
	(void)program_brings(first);
	work_close();
	begin_as_a_server();
	assert_int_equal(there("view", "name = 'One'"), 0);
	apply("view.json", "{\"extend\":\"view\",\"fields\":{\"why\":{\"type\":\"text\","
			   "\"label\":\"Why\"}}}");
	begin_again();
	assert_int_equal(there("view", "name = 'One'"), 1);
}

/* Its rule is one that leads can be asked, and means what its name says. */
static void
leads_are_worth_another_try(void **state)
{
	static const char *const reasons[] = { "no_budget", "unreachable", "spam",
		"duplicate" };
	struct page page;
	struct record *rec;
	struct str where;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(reasons); i++) {
		json_t *news = json_hold(
		    mem, json_pack("{s:{s:s}, s:s, s:s}", "name", "family", reasons[i],
			     "stage", "disqualified", "disqualified_reason", reasons[i]));

		assert_ok(
		    record_create(&c, meta_entity(c.meta, STR("lead")), news, &rec));
	}
	assert_int_equal(found("view", "name = 'Worth another try'", &page), 1);
	where = ask_text("select \"where\" from view where name = 'Worth another try'");
	assert_int_equal(there("lead", str_c(mem, where)), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(what_was_deleted_stays_deleted),
		exchange_test(a_later_version_brings_more),
		exchange_test(a_company_of_before_keeps_what_it_decided),
		exchange_test(what_does_not_fit_waits),
		exchange_test(leads_are_worth_another_try),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
