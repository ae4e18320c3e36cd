/*
 * pack.c - packs from outside: hostile ones, the order in which they hold, and what is a
 * conflict with the site's own words and what is none.
 */
#include "unit/exchange/help.h"

#include "site/room.h"

#define TURNS 100

/* ---- hostile ---- */

static unsigned seed;

static unsigned
dice(unsigned sides)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % sides;
}

static json_t *
another_word(void)
{
	static const char *const words[] = { "null", "true", "7", "-1", "\"\"", "\"x\"",
		"[]", "{}", "[null]", "{\"\":{}}", "\"core\"", "\"deal\"", "\"../x\"",
		"{\"type\":\"ref\",\"to\":\"nothing\"}", "{\"entity\":\"user\"}", "1e300",
		"[[[[\"a\"]]]]", "\"\\u202e\"" };

	return json_loads(words[dice(COUNT_OF(words))], JSON_DECODE_ANY, NULL);
}

/* One word anywhere becomes another, or has another beside it. */
static void
spoil(json_t *tree)
{
	const char *key = NULL;
	json_t *word = NULL;
	void *next;

	if (json_is_array(tree) && json_array_size(tree) > 0) {
		size_t i = dice((unsigned)json_array_size(tree));

		if (dice(3) > 0)
			spoil(json_array_get(tree, i));
		else
			json_array_set_new(tree, i, another_word());
	} else if (json_is_object(tree) && json_object_size(tree) > 0) {
		unsigned n = dice((unsigned)json_object_size(tree));

		json_object_foreach_safe(tree, next, key, word) if (n-- == 0) break;
		if (dice(4) > 0 && (json_is_object(word) || json_is_array(word)))
			spoil(word);
		else if (dice(3) == 0)
			json_object_set_new(tree, "odd", another_word());
		else
			json_object_set_new(tree, key, another_word());
	}
}

/* boats 1.1 as one document. */
static json_t *
boats(void)
{
	static const char *const files[] = { "entities/boat.json", "extend/deal.json",
		"lang/vi.json", "lang/fa.json", "lang/zh.json" };
	json_t *bundle = json_load_file("test/pack/boats-1.1/pack.json", 0, NULL);
	json_t *documents = json_object();

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char path[100];

		snprintf(path, sizeof(path), "test/pack/boats-1.1/%s", files[i]);
		json_object_set_new(documents, files[i], json_load_file(path, 0, NULL));
	}
	json_object_set_new(bundle, "documents", documents);
	return bundle;
}

/* Planned as an administrator would: no harm, and a problem where it cannot be. */
static enum err
plan_of(struct ctx *in, const json_t *bundle)
{
	struct site_upgrade u = { .body = json_dump(in->mem, bundle) };
	struct site_change change = { .note = STR("") };
	enum err e = site_upgrade(in, &u, &change);

	if (e == OK)
		e = site_plan(in, &change);
	assert_true(e == OK || (e == ERR_INPUT && problems_forbid(&change.problems)));
	return e;
}

static void
spoiled_packs_do_no_harm(void **state)
{
	json_t *good = boats();
	int fine = 0;

	(void)state;
	seed = 20;
	for (int i = 0; i < TURNS; i++) {
		struct ctx turn = c;
		json_t *bad = json_deep_copy(good);

		turn.mem = arena_new();
		for (unsigned times = 1 + dice(3); times > 0; times--)
			spoil(bad);
		fine += plan_of(&turn, bad) == OK;
		json_decref(bad);
		arena_free(turn.mem);
	}
	assert_int_equal(plan_of(&c, good), OK);
	assert_true(fine > 0 && fine < TURNS); /* both ways were walked */
	json_decref(good);
	assert_null(meta_entity(c.meta, STR("boat")));
}

/* ---- the order ---- */

static struct site_pack
pack_that_needs(const char *name, const char *needs)
{
	return site_pack_of(
	    &c, str_printf(c.mem, "{\"pack\":\"%s\",\"version\":\"1\",\"needs\":[%s]}",
		    name, needs));
}

static void
each_stands_behind_what_it_needs(void **state)
{
	struct site_pack packs[5];
	struct text names = TEXT_INIT(c.mem);

	(void)state;
	packs[0] = pack_that_needs("a", "\"c >= 1\", \"core >= 0.1\"");
	packs[1] = pack_that_needs("b", "\"e >= 1\"");
	packs[2] = pack_that_needs("c", "\"d >= 1\"");
	packs[3] = pack_that_needs("d", "");
	packs[4] = pack_that_needs("e", "\"b >= 1\""); /* a circle comes to an end */
	site_order_packs(packs, COUNT_OF(packs));
	for (size_t i = 0; i < COUNT_OF(packs); i++)
		text_str(&names, packs[i].name);
	assert_string_equal(text_done(&names).at, "dcabe");
}

static void
versions_go_by_numbers(void **state)
{
	(void)state;
	assert_int_equal(version_compare(STR("1.4"), STR("1.10")), -1);
	assert_int_equal(version_compare(STR("1.0.1"), STR("1.0.0")), 1);
	assert_int_equal(version_compare(STR("1"), STR("1.0.0")), 0);
	assert_int_equal(version_compare(STR("2"), STR("1.9.9.9")), 1);
	assert_int_equal(version_compare(STR("0.1"), STR("0.2")), -1);
}

/* ---- conflicts ---- */

#define BOAT(fields)                                                            \
	"{\"pack\":\"boats\",\"version\":\"%s\",\"documents\":{\"boat.json\":{" \
	"\"entity\":\"boat\",\"label\":[\"Boat\",\"Boats\"],\"face\":{"         \
	"\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"}," fields "}}}}"

static const struct {
	const char *was, *now, *site, *at; /* at NULL: no conflict */
} cases[] = {
	/* nothing but the pack changed, and nothing but the site did */
	{ "\"a\":{\"type\":\"int\",\"max\":5}", "\"a\":{\"type\":\"int\",\"max\":6}",
	    "\"a\":{\"min\":1}", NULL },
	{ "\"a\":{\"type\":\"int\",\"max\":5}", "\"a\":{\"type\":\"int\",\"max\":5}",
	    "\"a\":{\"max\":9}", NULL },
	/* both, and alike */
	{ "\"a\":{\"type\":\"int\",\"max\":5}", "\"a\":{\"type\":\"int\",\"max\":9}",
	    "\"a\":{\"max\":9}", NULL },
	{ "\"a\":{\"type\":\"int\",\"max\":5}", "\"a\":{\"type\":\"int\",\"max\":6}",
	    "\"a\":{\"max\":9}", "boat.fields.a.max" },
	/* the site took it away */
	{ "\"a\":{\"type\":\"int\",\"max\":5}", "\"a\":{\"type\":\"int\",\"max\":6}",
	    "\"a\":{\"max\":null}", "boat.fields.a.max" },
	{ "\"a\":{\"type\":\"int\",\"max\":5}", "\"a\":{\"type\":\"int\"}",
	    "\"a\":{\"max\":null}", NULL },
	/* a choice of the site's, beside one more of the pack's, however it is written */
	{ "\"k\":{\"type\":\"choice\",\"of\":[\"x\"]}",
	    "\"k\":{\"type\":\"choice\",\"of\":[\"x\",\"y\"]}",
	    "\"k\":{\"of\":{\"z\":{\"label\":\"Z\"}}}", NULL },
	{ "\"k\":{\"type\":\"choice\",\"of\":{\"x\":{\"label\":\"X\"}}}",
	    "\"k\":{\"type\":\"choice\",\"of\":{\"x\":{\"label\":\"XX\"}}}",
	    "\"k\":{\"of\":{\"x\":{\"label\":\"Z\"}}}", "boat.fields.k.of.x.label" },
	/* a field that goes, one that both bring */
	{ "\"a\":{\"type\":\"int\"}", "\"b\":{\"type\":\"int\"}",
	    "\"a\":{\"label\":\"A\"}", "boat.fields.a" },
	{ "\"a\":{\"type\":\"int\"}",
	    "\"a\":{\"type\":\"int\"},\"b\":{\"type\":\"int\",\"label\":\"B\"}",
	    "\"b\":{\"type\":\"int\",\"label\":\"Ours\"}", "boat.fields.b.label" },
};

static const char *
boat_with(const char *version, const char *fields)
{
	struct str whole = str_printf(c.mem, BOAT("@"), version);
	size_t at = str_find(whole, STR("@"));

	return str_c(c.mem,
	    str_printf(c.mem, "%.*s%s%s", (int)at, whole.at, fields, whole.at + at + 1));
}

static void
take_over(const char *bundle)
{
	struct site_upgrade u = { .body = str_of(bundle) };
	struct site_change change = { .note = STR("") };

	assert_ok(site_upgrade(&c, &u, &change));
	assert_ok(site_change(&c, &change));
}

static void
clear(void)
{
	struct site_doc gone[] = { { STR("boat.json"), STR_NONE },
		{ STR("packs/boats.json"), STR_NONE } };
	struct site_change change = { .docs = gone, .count = 2, .note = STR("") };

	assert_ok(site_change(&c, &change));
}

static void
a_conflict_is_where_both_say_otherwise(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct site_upgrade u = { .body = str_of(boat_with("2", cases[i].now)) };
		struct site_change change = { .note = STR("") };

		take_over(boat_with("1", cases[i].was));
		apply("boat.json",
		    str_c(
			c.mem, str_printf(c.mem, "{\"extend\":\"boat\",\"fields\":{%s}}",
				   cases[i].site)));
		assert_ok(site_upgrade(&c, &u, &change));
		if (u.conflicts.count != (cases[i].at != NULL))
			fail_msg("case %zu: %zu conflicts", i, u.conflicts.count);
		if (cases[i].at != NULL && !str_is(u.conflicts.at[0].at, cases[i].at))
			fail_msg("case %zu: at %.*s", i, STR_ARG(u.conflicts.at[0].at));
		assert_int_equal(change.count, 1); /* the sheet stays as it is */
		clear();
	}
}

/* The pack's word holds, and the sheet says nothing of it any more. */
static void
what_is_taken_goes_out_of_the_sheet(void **state)
{
	json_t *take = json_hold(mem, json_pack("[s]", "boat.fields.a.max"));
	struct site_upgrade u = { .take = take };
	struct site_change change = { .note = STR("") };
	struct str sheet;

	(void)state;
	u.body = str_of(boat_with("2", "\"a\":{\"type\":\"int\",\"max\":6}"));
	take_over(boat_with("1", "\"a\":{\"type\":\"int\",\"max\":5}"));
	apply("boat.json", "{\"extend\":\"boat\",\"fields\":{\"a\":{\"max\":9}}}");
	assert_ok(site_upgrade(&c, &u, &change));
	assert_ok(site_change(&c, &change));
	assert_ok(site_document(&c, STR("boat.json"), &sheet));
	assert_null(sheet.at);
	site_renew(&c);
	assert_true(entity_field(meta_entity(c.meta, STR("boat")), STR("a"))->max == 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(spoiled_packs_do_no_harm),
		exchange_test(each_stands_behind_what_it_needs),
		exchange_test(versions_go_by_numbers),
		exchange_test(a_conflict_is_where_both_say_otherwise),
		exchange_test(what_is_taken_goes_out_of_the_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
