/*
 * about.c - what is about a record: where nothing is asked of it, how deep it is
 * followed, also in circles; and that a row in memory is answered as a stored one.
 */
#include "auth/auth.h"

#include "unit/auth/make.h"
#include "unit/exchange/help.h"

static const char leaf[] =
    "{\"entity\":\"leaf\",\"label\":[\"Leaf\",\"Leaves\"],\"traits\":[\"own\","
    "\"timeline\"],"
    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\",\"label\":"
    "\"Name\"}},\"may\":{\"seller\":{\"read\":\"@own\"},\"manager\":{\"read\":true}}}";

/* Of which some are about others of them. */
static const char twig[] =
    "{\"entity\":\"twig\",\"label\":[\"Twig\",\"Twigs\"],\"traits\":[\"own\","
    "\"timeline\","
    "\"item\"],\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\","
    "\"label\":\"Name\"},\"about\":{\"type\":\"any\",\"label\":\"About\",\"to_trait\":"
    "\"timeline\",\"up\":true}},\"may\":{\"seller\":{\"read\":true,\"change\":true},"
    "\"manager\":{\"read\":true}}}";

static int64_t ann, bob;

static int64_t
make_twig(int64_t owner, const char *entity, int64_t about)
{
	return make("twig",
	    "{\"name\":\"x\",\"owner\":\"%" PRId64
	    "\",\"about\":{\"entity\":\"%s\",\"id\":\"%" PRId64 "\"}}",
	    owner, entity, about);
}

static void
become(int64_t user, const char *role)
{
	assert_int_equal(auth_as(&c, user), OK);
	c.actor.roles = json_hold(mem, json_pack("[s]", role));
}

static struct grant
read_twigs(void)
{
	return auth_grant(&c, meta_entity(c.meta, STR("twig")), MAY_READ);
}

static size_t
letters(const struct grant *g)
{
	struct sql q = SQL_INIT(mem);

	auth_where(&c, g, "t", &q);
	return text_done(&q.text).len;
}

/* By a statement, and by the rows that a stream looks at. */
static bool
sees(int64_t id)
{
	const struct entity *e = meta_entity(c.meta, STR("twig"));
	struct event event = {
		.entity = STR("twig"), .what = STR("created"), .record = id
	};
	struct record *rec;
	bool stored = record_load(&c, (struct ref){ e, id }, &rec) == OK;

	assert_int_equal(record_sight(&c, record_happened(&c, &event)),
	    stored ? SIGHT_SEEN : SIGHT_NONE);
	return stored;
}

static void
test_open(void **state)
{
	struct grant g;

	(void)state;
	become(ann, "manager");
	g = read_twigs();
	assert_true(g.all);
	assert_int_equal(letters(&g), 0);
	become(ann, "seller");
	g = read_twigs();
	assert_false(g.all);
	assert_non_null(g.item);
	/* they refer to themselves, and the statement has an end */
	assert_in_range(letters(&g), 1, 20000);
	g = auth_grant(&c, meta_entity(c.meta, STR("twig")), MAY_CHANGE);
	assert_true(g.all); /* who changes it reads it first */
	become(ann, "viewer");
	g = read_twigs();
	assert_true(auth_never(&g));
	site_as_program(&c);
}

static void
test_depth(void **state)
{
	int64_t hidden, mine, far[3], near[3];

	(void)state;
	hidden = make("leaf", "{\"name\":\"h\",\"owner\":\"%" PRId64 "\"}", bob);
	mine = make("leaf", "{\"name\":\"m\",\"owner\":\"%" PRId64 "\"}", ann);
	for (int i = 0; i < 3; i++) {
		far[i] = make_twig(
		    bob, i == 0 ? "leaf" : "twig", i == 0 ? hidden : far[i - 1]);
		near[i] =
		    make_twig(bob, i == 0 ? "leaf" : "twig", i == 0 ? mine : near[i - 1]);
	}
	become(ann, "seller");
	for (int i = 0; i < 3; i++)
		assert_false(sees(far[i]));
	assert_true(sees(near[0]));
	assert_true(sees(near[1]));
	assert_false(sees(near[2])); /* AUTH_ABOUT_DEPTH steps, and no more */
	become(bob, "seller");
	for (int i = 0; i < 3; i++)
		assert_true(sees(near[i])); /* what is their own */
	become(ann, "manager");
	for (int i = 0; i < 3; i++)
		assert_true(sees(far[i])); /* at any depth, where all is open */
	site_as_program(&c);
}

static void
test_circle(void **state)
{
	const struct entity *e = meta_entity(c.meta, STR("twig"));
	int64_t one, two, loose;
	struct sql q = SQL_INIT(mem);
	struct tx tx;

	(void)state;
	loose = make("twig", "{\"name\":\"x\",\"owner\":\"%" PRId64 "\"}", bob);
	one = make_twig(bob, "twig", loose);
	two = make_twig(bob, "twig", one);
	become(ann, "seller");
	assert_true(sees(loose)); /* about nothing */
	assert_true(sees(one));
	assert_true(sees(two));
	site_as_program(&c);
	/* each about the other */
	sql_text(&q, "update ");
	sql_table(&q, e);
	sql_text(&q, " set about = ");
	sql_int(&q, two);
	sql_text(&q, " where id = ");
	sql_int(&q, one);
	assert_int_equal(tx_begin(c.db, &tx), OK);
	assert_int_equal(db_run(c.db, &q), OK);
	assert_int_equal(tx_commit(&tx), OK);
	become(ann, "seller");
	assert_false(sees(one));
	assert_false(sees(two));
	site_as_program(&c);
}

static int
begin(void **state)
{
	(void)setup(state);
	apply("leaf.json", leaf);
	apply("twig.json", twig);
	ann = make("user", "{\"name\":\"Ann\"}");
	bob = make("user", "{\"name\":\"Bob\"}");
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_open),
		cmocka_unit_test(test_depth), cmocka_unit_test(test_circle) };

	return cmocka_run_group_tests(tests, begin, teardown);
}
