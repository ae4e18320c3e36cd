/*
 * standing.c - where people stand: circles by the organisation of now, deputies by
 * the day, shares by the hour; with a thousand people, and with trees that are none.
 */
#include "auth/auth.h"

#include "unit/auth/make.h"
#include "unit/exchange/help.h"

#define DAY0 INT64_C(1795323600000) /* 2026-11-22 12:00 in Ho Chi Minh City */
#define PEOPLE 600

static void
change(int64_t user, const char *format, ...)
{
	struct record *rec;
	char text[400];
	json_t *news;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	site_as_program(&c);
	assert_int_equal(json_read(mem, str_of(text), &news, NULL), OK);
	assert_int_equal(
	    record_change(&c, (struct ref){ meta_entity(c.meta, STR("user")), user }, 0,
		news, &rec),
	    OK);
}

static struct people
circle(int64_t user, enum circle what)
{
	struct people people;

	c.now_ms = c.now_ms == 0 ? DAY0 : c.now_ms;
	assert_int_equal(auth_as(&c, user), OK);
	people = actor_circle(&c.actor, what);
	for (size_t i = 1; i < people.count; i++)
		assert_true(people.ids[i - 1] < people.ids[i]);
	assert_true(people_hold(people, user));
	return people;
}

static void
test_alone(void **state)
{
	int64_t ann = make("user", "{\"name\":\"Ann\"}");

	(void)state;
	for (int i = 0; i < CIRCLE_COUNT; i++)
		assert_int_equal(circle(ann, (enum circle)i).count, 1);
	assert_null(c.actor.standing);
	site_as_program(&c);
}

/* Ten to a unit, each unit under the one before; each unit's first leads the rest. */
static void
test_many(void **state)
{
	static int64_t ids[PEOPLE];
	int64_t unit = 0, lead = 0;

	(void)state;
	c.now_ms = DAY0;
	for (int i = 0; i < PEOPLE; i++) {
		char text[200];

		if (i % 10 == 0) {
			snprintf(text, sizeof(text),
			    unit == 0 ? "{\"name\":\"u\"}"
				      : "{\"name\":\"u\",\"parent\":\"%" PRId64 "\"}",
			    unit);
			unit = make("unit", "%s", text);
		}
		if (lead == 0)
			ids[i] = make(
			    "user", "{\"name\":\"p\",\"unit\":\"%" PRId64 "\"}", unit);
		else
			ids[i] = make("user",
			    "{\"name\":\"p\",\"unit\":\"%" PRId64
			    "\",\"manager\":\"%" PRId64 "\"}",
			    unit, lead);
		if (i % 10 == 0)
			lead = ids[i];
	}
	assert_int_equal(circle(ids[0], CIRCLE_UNITS).count, PEOPLE);
	assert_int_equal(circle(ids[0], CIRCLE_UNIT).count, 10);
	assert_int_equal(circle(ids[0], CIRCLE_REPORTS).count, PEOPLE);
	assert_int_equal(circle(ids[5], CIRCLE_REPORTS).count, 1);
	assert_int_equal(circle(ids[10], CIRCLE_REPORTS).count, PEOPLE - 10);
	assert_int_equal(circle(ids[PEOPLE - 1], CIRCLE_UNITS).count, 10);
	assert_false(people_hold(circle(ids[10], CIRCLE_UNITS), ids[5]));

	/* many in one statement */
	{
		const struct entity *user = meta_entity(c.meta, STR("user"));
		struct query q = { .entity = user, .where = STR("manager in @reports") };
		int64_t n;
		bool exact;

		assert_int_equal(auth_as(&c, ids[0]), OK);
		assert_int_equal(record_count(&c, &q, &n, &exact), OK);
		assert_int_equal(n, PEOPLE - 1);
	}
	site_as_program(&c);
}

/* The deputy has the circles of who is away, on the days of the absence. */
static void
test_deputy(void **state)
{
	int64_t boss = make("user", "{\"name\":\"Boss\"}");
	int64_t rep =
	    make("user", "{\"name\":\"Rep\",\"manager\":\"%" PRId64 "\"}", boss);
	int64_t aide = make("user", "{\"name\":\"Aide\"}");
	int64_t other = make("user", "{\"name\":\"Other\"}");

	(void)state;
	c.now_ms = DAY0;
	change(boss,
	    "{\"deputy\":\"%" PRId64
	    "\",\"away_from\":\"2026-11-23\",\"away_until\":\"2026-11-24\"}",
	    aide);
	assert_int_equal(circle(aide, CIRCLE_ME).count, 1);
	c.now_ms = DAY0 + DAY_MS;
	assert_true(people_hold(circle(aide, CIRCLE_ME), boss));
	assert_true(people_hold(circle(aide, CIRCLE_REPORTS), rep));
	assert_int_equal(circle(boss, CIRCLE_REPORTS).count, 2);
	c.now_ms = DAY0 + 2 * DAY_MS;
	assert_int_equal(circle(aide, CIRCLE_ME).count, 2);

	/* one step: who stands in for the deputy does not stand in for both */
	change(aide, "{\"deputy\":\"%" PRId64 "\",\"away_from\":\"2026-11-01\"}", other);
	assert_true(people_hold(circle(other, CIRCLE_ME), aide));
	assert_false(people_hold(circle(other, CIRCLE_ME), boss));

	c.now_ms = DAY0 + 3 * DAY_MS;
	assert_int_equal(circle(aide, CIRCLE_ME).count, 1);
	assert_int_equal(circle(aide, CIRCLE_REPORTS).count, 1);
	/* without a last day it lasts */
	c.now_ms = DAY0 + 300 * DAY_MS;
	assert_int_equal(circle(other, CIRCLE_ME).count, 2);
	site_as_program(&c);
}

/* What a hook forbids may be in a database all the same. */
static void
test_no_tree(void **state)
{
	int64_t a = make("user", "{\"name\":\"A\"}");
	int64_t b = make("user", "{\"name\":\"B\",\"manager\":\"%" PRId64 "\"}", a);
	int64_t below = make("user", "{\"name\":\"C\",\"manager\":\"%" PRId64 "\"}", b);
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(mem);

	(void)state;
	c.now_ms = DAY0;
	assert_int_equal(circle(a, CIRCLE_REPORTS).count, 3);
	site_as_program(&c);
	assert_int_equal(tx_begin(c.db, &tx), OK);
	sql_text(&q, "update \"user\" set manager = ");
	sql_int(&q, below);
	sql_text(&q, " where id = ");
	sql_int(&q, a);
	assert_int_equal(db_run(c.db, &q), OK);
	assert_int_equal(auth_org_touch(&c), OK);
	assert_int_equal(tx_commit(&tx), OK);
	assert_int_equal(circle(a, CIRCLE_REPORTS).count, 1);
	assert_int_equal(circle(below, CIRCLE_REPORTS).count, 1);
	site_as_program(&c);
}

/* ---- shares ---- */

static size_t
shared_with(int64_t user, const struct entity *e, enum may what)
{
	struct grant g;

	assert_int_equal(auth_as(&c, user), OK);
	c.actor.roles = json_hold(mem, json_pack("[s]", "seller"));
	g = auth_grant(&c, e, what);
	return g.shared.count;
}

static void
test_share_ends(void **state)
{
	/* of an entity whose sellers read all there is no need to share */
	static const char crate[] =
	    "{\"entity\":\"crate\",\"label\":[\"Crate\",\"Crates\"],\"traits\":[\"own\"],"
	    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\","
	    "\"label\":\"Name\"}},\"may\":{\"seller\":{\"read\":\"@own\",\"change\":"
	    "\"@own\"}}}";
	int64_t ann = make("user", "{\"name\":\"Ann\"}"), id, first, record;
	struct share share = { .kind = STR("user"), .who = ann, .by = ann };
	const struct entity *e;
	struct str said;

	(void)state;
	c.now_ms = DAY0;
	assert_int_equal(site_apply(&c, STR("crate.json"), str_of(crate), &said), OK);
	site_end(&c);
	site_begin(site, &c);
	site_as_program(&c);
	c.now_ms = DAY0;
	e = meta_entity(c.meta, STR("crate"));
	record = make("crate", "{\"name\":\"x\"}");
	share.until_ms = DAY0 + 1000;
	assert_int_equal(auth_share(&c, e, record, &share, &first), OK);
	assert_int_equal(
	    auth_share(&c, e, make("crate", "{\"name\":\"y\"}"), &share, &id), OK);
	share.until_ms = 0;
	share.change = true;
	assert_int_equal(
	    auth_share(&c, e, make("crate", "{\"name\":\"z\"}"), &share, &id), OK);

	assert_int_equal(shared_with(ann, e, MAY_READ), 3);
	assert_int_equal(shared_with(ann, e, MAY_CHANGE), 1);
	assert_int_equal(shared_with(ann, e, MAY_DELETE), 0);
	assert_int_equal(shared_with(ann, e, MAY_EXPORT), 0);
	c.now_ms = DAY0 + 1000;
	assert_int_equal(shared_with(ann, e, MAY_READ), 1);
	c.now_ms = DAY0;
	assert_int_equal(auth_share_end(&c, e, record, first, &share), OK);
	assert_int_equal(auth_share_end(&c, e, record, first, &share), ERR_ABSENT);
	assert_int_equal(shared_with(ann, e, MAY_READ), 2);
	site_as_program(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_alone),
		cmocka_unit_test(test_many), cmocka_unit_test(test_deputy),
		cmocka_unit_test(test_no_tree), cmocka_unit_test(test_share_ends) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
