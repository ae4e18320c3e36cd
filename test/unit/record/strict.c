/*
 * strict.c - what one engine would take and another refuse: names that are
 * words of SQL, the longest names and values, odd letters, numbers at their
 * borders.  Run on both engines, it must end the same way on both.
 */
#include "unit/exchange/help.h"

#define A40 "an_entity_whose_name_is_as_long_as_can_b" /* 40 letters */
#define F39 "a_field_whose_name_is_as_long_as_it_can"  /* and one more to come */

static const char words_of_sql[] =
    "{\"entity\":\"select\",\"label\":[\"S\",\"Ss\"],\"traits\":[\"own\"],"
    "\"face\":{\"title\":\"from\",\"badge\":\"order\"},"
    "\"views\":{\"table\":[\"from\",\"group\",\"user\",\"end\",\"updated_ms\"]},"
    "\"match\":[[\"user\"]],"
    "\"fields\":{\"from\":{\"type\":\"text\",\"required\":true},"
    "\"order\":{\"type\":\"choice\",\"of\":[\"asc\",\"desc\"]},"
    "\"group\":{\"type\":\"int\"},\"user\":{\"type\":\"text\"},"
    "\"where\":{\"type\":\"text\",\"unique\":true},\"end\":{\"type\":\"date\"},"
    "\"analyze\":{\"type\":\"bool\"},\"limit\":{\"type\":\"real\"},"
    "\"offset\":{\"type\":\"money\"},\"t\":{\"type\":\"text\"},"
    "\"x\":{\"type\":\"tags\"},\"one\":{\"type\":\"ref\",\"to\":\"select\","
    "\"among\":\"one.from != from and not (t = 'no')\"}}}";

static const char long_names[] =
    "{\"entity\":\"" A40 "\",\"label\":[\"L\",\"Ls\"],\"traits\":[\"own\",\"stage\"],"
    "\"face\":{\"title\":\"" F39 "1\"},"
    "\"views\":{\"table\":[\"" F39 "1\",\"" F39 "2\",\"updated_ms\"],"
    "\"board\":{\"by\":\"stage\",\"sum\":\"" F39 "5\"}},"
    "\"fields\":{\"" F39 "1\":{\"type\":\"text\"},\"" F39 "2\":{\"type\":\"text\"},"
    "\"" F39 "3\":{\"type\":\"text\",\"unique\":true},"
    "\"" F39 "4\":{\"type\":\"text\",\"unique\":true},"
    "\"" F39 "5\":{\"type\":\"money\"},\"" F39 "6\":{\"type\":\"address\"},"
    "\"" F39 "7\":{\"type\":\"person_name\"}},"
    "\"pipeline\":{\"new\":{\"next\":[\"old\"]},\"old\":{\"end\":\"won\"}}}";

static const struct entity *
kind(const char *name)
{
	const struct entity *e = meta_entity(c.meta, str_of(name));

	assert_non_null(e);
	return e;
}

static struct record *
made(const char *entity, json_t *news)
{
	struct record *rec = NULL;

	c.fault_count = 0;
	assert_ok(record_create(&c, kind(entity), json_hold(c.mem, news), &rec));
	return rec;
}

static enum err
tried(const char *entity, json_t *news)
{
	struct record *rec;

	c.fault_count = 0;
	return record_create(&c, kind(entity), json_hold(c.mem, news), &rec);
}

static size_t
rows_of(const char *entity, const char *where, const char *sort)
{
	struct query q = { .entity = kind(entity),
		.where = str_of(where),
		.sort = str_of(sort),
		.limit = 50 };
	struct page page;

	assert_ok(record_page(&c, &q, &page));
	return page.count;
}

/* ---- names ---- */

static void
words_of_sql_are_names(void **state)
{
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);
	struct query q = { 0 };
	struct record *a, *b;

	(void)state;
	apply("select.json", words_of_sql);
	a = made("select", json_pack("{s:s,s:s,s:i,s:s,s:s,s:s,s:b,s:f,s:{s:i,s:s}}",
			       "from", "A", "order", "asc", "group", 1, "user", "root",
			       "where", "1=1", "end", "2026-11-22", "analyze", 1, "limit",
			       1.5, "offset", "minor", 100, "cur", "USD"));
	b = made("select", json_pack("{s:s,s:s,s:s}", "from", "B", "t", "yes", "one",
			       str_printf(c.mem, "%" PRId64, a->id).at));
	assert_int_equal(
	    tried("select", json_pack("{s:s,s:s,s:s}", "from", "B", "t", "no", "one",
				str_printf(c.mem, "%" PRId64, a->id).at)),
	    ERR_INPUT);
	assert_true(fault_has(&c, "not_among"));
	assert_int_equal(rows_of("select",
			     "group = 1 and user = 'root' and analyze"
			     " and end = '2026-11-22' and limit > 1"
			     " and offset >= 1 and order = 'asc'",
			     "-group"),
	    1);
	assert_int_equal(rows_of("select", "one.from = 'A'", "from"), 1);
	assert_int_equal(rows_of("select", "not (user = 'root')", "-end"), 1);
	q.entity = kind("select");
	assert_ok(record_sum(&c, &q, entity_field(q.entity, STR("order")),
	    entity_field(q.entity, STR("offset")), &w));
	assert_ok(record_duplicates(&c, q.entity,
	    json_hold(c.mem, json_pack("{s:s,s:s}", "from", "C", "user", "root")), &w));
	assert_true(str_find(text_done(&t), STR("\"A\"")) < t.len);
	assert_ok(record_delete(&c, (struct ref){ q.entity, b->id }, 0, &b));
	assert_ok(record_restore(&c, (struct ref){ q.entity, b->id }, &b));
}

/* The engine cuts names: two that differ at their ends must not meet. */
static void
long_names_stay_apart(void **state)
{
	struct record *rec;

	(void)state;
	apply("long.json", long_names);
	rec = made(A40, json_pack("{s:s,s:s,s:s,s:s}", F39 "1", "a", F39 "2", "b",
			    F39 "3", "c", F39 "4", "c"));
	assert_ok(record_change(&c, (struct ref){ kind(A40), rec->id }, 0,
	    json_hold(c.mem, json_pack("{s:{s:i,s:s},s:{s:s}}", F39 "5", "minor", 7,
				 "cur", "USD", F39 "7", "family", "Nguyễn")),
	    &rec));
	assert_int_equal(tried(A40, json_pack("{s:s}", F39 "3", "c")), ERR_INPUT);
	assert_int_equal(tried(A40, json_pack("{s:s}", F39 "4", "c")), ERR_INPUT);
	assert_int_equal(rows_of(A40, F39 "2 = 'b'", "-" F39 "2"), 1);
	apply("long.json", long_names); /* again: nothing is made twice */
}

/* Columns that PostgreSQL has already, tables that SQLite keeps for itself. */
static void
names_of_the_engines_are_refused(void **state)
{
	static const char *const fields[] = { "ctid", "xmin", "xmax", "cmin", "cmax",
		"tableoid", "id", "version", "deleted_ms" };
	static const char *const entities[] = { "sqlite_thing", "pg_class" };
	struct str said;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		struct str text = str_printf(c.mem,
		    "{\"entity\":\"raft\",\"label\":[\"R\",\"Rs\"],"
		    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":"
		    "\"text\"},\"%s\":{\"type\":\"int\"}}}",
		    fields[i]);

		assert_int_equal(
		    site_apply(&c, STR("raft.json"), text, &said), ERR_INPUT);
		if (str_find(said, STR("E051")) == said.len)
			fail_msg("%s: %.*s", fields[i], STR_ARG(said));
	}
	for (size_t i = 0; i < COUNT_OF(entities); i++) {
		struct str text = str_printf(c.mem,
		    "{\"entity\":\"%s\",\"label\":[\"R\",\"Rs\"],"
		    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":"
		    "\"text\"}}}",
		    entities[i]);

		assert_int_equal(
		    site_apply(&c, STR("raft.json"), text, &said), ERR_INPUT);
		assert_true(str_find(said, STR("E051")) < said.len);
	}
}

/* ---- values ---- */

/* Letters at random, so that no engine can press them together. */
static const char *
letters(size_t count, uint32_t from, uint32_t range)
{
	static uint64_t seed = 20261122;
	struct text t = TEXT_INIT(c.mem);

	for (size_t i = 0; i < count; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		text_point(&t, from + (uint32_t)(seed >> 33) % range);
	}
	return text_done(&t).at;
}

/* The longest of everything, in every script, where an index holds it. */
static void
longest_values_fit_their_indexes(void **state)
{
	static const struct {
		uint32_t from, range;
	} scripts[] = { { 'a', 26 }, { 0x1ea0, 80 }, { 0x627, 28 }, { 0x4e00, 20000 },
		{ 0x20000, 40000 } };

	(void)state;
	apply("select.json", words_of_sql);
	for (size_t i = 0; i < COUNT_OF(scripts); i++) {
		const char *s = letters(500, scripts[i].from, scripts[i].range);
		const char *n = letters(80, scripts[i].from, scripts[i].range);
		struct record *rec = made("select",
		    json_pack("{s:s,s:s,s:s}", "from", s, "user", s, "where", s));
		struct record *who = made(
		    "contact", json_pack("{s:{s:s,s:s,s:s},s:s,s:s}", "name", "family", n,
				   "given", n, "middle", n, "job_title", n, "description",
				   letters(20000, scripts[i].from, scripts[i].range)));

		assert_int_equal(rows_of("select", "where is set", "user"), i + 1);
		assert_ok(record_change(&c, (struct ref){ kind("select"), rec->id }, 0,
		    json_hold(c.mem, json_pack("{s:s}", "from", n)), &rec));
		assert_ok(
		    record_delete(&c, (struct ref){ kind("contact"), who->id }, 0, &who));
	}
	/* up to eighteen letters each, taken apart: what no index holds is refused */
	c.fault_count = 0;
	if (tried("select", json_pack("{s:s,s:s}", "from", letters(500, 0xfdf0, 12),
				"user", letters(500, 0xfdf0, 12))) == ERR_BUG)
		fail_msg("%s", db_said(c.db));
}

/* What is typed anywhere: kept as it is, or refused, never an error of the engine. */
static void
odd_texts(void **state)
{
	static const char *const texts[] = { "'", "\"", "\\", "\\0", "\\x41", "%", "_",
		"$1", "'; drop table \"select\"; --", "\xf0\x9f\x98\x80", "\xef\xbf\xbf",
		"\xf4\x8f\xbf\xbf", "a\xe2\x80\xae", "a\xcc\x81", "(&|!:*'", "<->", "NaN",
		"null", "a\x01z" };
	static const char *const bad[] = { "\xff", "\xc0\x80", "\xed\xa0\x80",
		"\xf5\x80\x80\x80" };

	(void)state;
	apply("select.json", words_of_sql);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct text t = TEXT_INIT(c.mem);
		struct jw w = JW_INIT(&t);
		struct query q = {
			.entity = kind("select"), .words = str_of(texts[i]), .limit = 5
		};
		struct page page;
		struct record *rec, *back;

		if (tried("select", json_pack("{s:s,s:s}", "from", "x", "t", texts[i])) !=
		    OK) {
			assert_true(c.fault_count > 0);
			continue;
		}
		rec = made(
		    "select", json_pack("{s:s,s:s}", "from", texts[i], "t", texts[i]));
		assert_ok(record_load(&c, (struct ref){ rec->entity, rec->id }, &back));
		assert_true(
		    value_same(rec->entity->title, record_value(rec, rec->entity->title),
			record_value(back, rec->entity->title)));
		assert_ok(record_page(&c, &q, &page));
		assert_ok(record_search(&c, str_of(texts[i]), ARCHIVED_OUT, 5, &w));
	}
	/* what nobody sees is nothing: not for a field that must be there */
	assert_int_equal(
	    tried("select", json_pack("{s:s}", "from", "\xe2\x80\xae")), ERR_INPUT);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct query q = {
			.entity = kind("select"), .words = str_of(bad[i]), .limit = 5
		};
		struct text t = TEXT_INIT(c.mem);
		struct jw w = JW_INIT(&t);
		struct page page;

		assert_int_equal(tried("select", json_pack("{s:s,s:o}", "from", "x", "t",
						     json_string_nocheck(bad[i]))),
		    ERR_INPUT);
		assert_int_not_equal(record_page(&c, &q, &page), ERR_BUG);
		assert_int_not_equal(
		    record_search(&c, str_of(bad[i]), ARCHIVED_OUT, 5, &w), ERR_BUG);
	}
}

/* Numbers at their borders come back as they went. */
static void
numbers_at_their_borders(void **state)
{
	static const double reals[] = { 0, -0.5, 1e308, -1e308, 5e-324, 0.1, 1e15 + 0.3 };
	static const int64_t wholes[] = { 0, -1, INT32_MAX, (int64_t)INT32_MAX + 1,
		INT64_C(9007199254740991), -INT64_C(9007199254740991) };

	(void)state;
	apply("select.json", words_of_sql);
	for (size_t i = 0; i < COUNT_OF(reals); i++) {
		struct record *rec = made("select",
				  json_pack("{s:s,s:f}", "from", "r", "limit", reals[i])),
			      *back;

		assert_ok(record_load(&c, (struct ref){ rec->entity, rec->id }, &back));
		assert_true(
		    record_value(back, entity_field(rec->entity, STR("limit")))->d ==
		    reals[i]);
	}
	for (size_t i = 0; i < COUNT_OF(wholes); i++) {
		struct record *rec = made("select",
				  json_pack("{s:s,s:I,s:{s:I,s:s}}", "from", "w", "group",
				      (json_int_t)wholes[i], "offset", "minor",
				      (json_int_t)wholes[i], "cur", "USD")),
			      *back;

		assert_ok(record_load(&c, (struct ref){ rec->entity, rec->id }, &back));
		assert_int_equal(
		    record_value(back, entity_field(rec->entity, STR("group")))->i,
		    wholes[i]);
	}
	assert_int_equal(tried("select", json_pack("{s:s,s:I}", "from", "w", "group",
					     (json_int_t)INT64_MAX)),
	    ERR_INPUT);
	assert_int_equal(
	    rows_of("select", "group > 2147483647 or group < -2147483648", "-group"), 3);
	assert_int_equal(rows_of("select", "limit > 1000000000000000", "-limit"), 2);
}

/* More than an int64 holds: a sum says so, or how much, but does not fail. */
static void
sums_beyond_a_number(void **state)
{
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);
	struct query q;

	(void)state;
	apply("select.json", words_of_sql);
	(void)made(
	    "select", json_pack("{s:s,s:s,s:{s:I,s:s}}", "from", "w", "order", "asc",
			  "offset", "minor", (json_int_t)9007199254740991, "cur", "USD"));
	tell("insert into \"select\" (id, version, \"from\", \"order\", offset_base)"
	     " select n, 1, 'x', 'asc', 9007199254740991 from (with recursive s(n) as"
	     " (select 1 union all select n + 1 from s where n < 1100) select n from s) "
	     "s");
	q = (struct query){ .entity = kind("select") };
	assert_ok(record_sum(&c, &q, entity_field(q.entity, STR("order")),
	    entity_field(q.entity, STR("offset")), &w));
}

/* Where anybody may have a mailbox is data, and a site's to say. */
static void
hosts_of_mail(void **state)
{
	(void)state;
	assert_true(meta_is_mail_host(c.meta, STR("gmail.com")));
	assert_true(meta_is_mail_host(c.meta, STR("yahoo.co.jp")));
	assert_true(meta_is_mail_host(c.meta, STR("yahoo.com")));
	assert_false(meta_is_mail_host(c.meta, STR("yahoo")));
	assert_false(meta_is_mail_host(c.meta, STR("mail.yahoo.example")));
	assert_false(meta_is_mail_host(c.meta, STR("harbor.example")));
	assert_false(meta_is_mail_host(c.meta, STR("")));
	apply("hosts.json",
	    "{\"mail_hosts\": [\"Harbor.example\", \"-qq.com\", \"post.*\"]}");
	assert_true(meta_is_mail_host(c.meta, STR("harbor.example")));
	assert_true(meta_is_mail_host(c.meta, STR("post.example")));
	assert_false(meta_is_mail_host(c.meta, STR("qq.com")));
	assert_true(meta_is_mail_host(c.meta, STR("gmail.com")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(words_of_sql_are_names),
		exchange_test(long_names_stay_apart),
		exchange_test(names_of_the_engines_are_refused),
		exchange_test(longest_values_fit_their_indexes),
		exchange_test(odd_texts),
		exchange_test(numbers_at_their_borders),
		exchange_test(sums_beyond_a_number),
		exchange_test(hosts_of_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
