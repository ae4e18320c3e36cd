/*
 * retain.c - what the rules do not keep goes, and nothing else; the chain and the
 * doctor have nothing to say against it.
 */
#include "help.h"

#include <utime.h>

#define LONG_AGO "1600000000000"

static json_t *
sweep(const char *rules)
{
	json_t *result = json_hold(c.mem, json_object());

	assert_ok(retain_check(&c, json_of(rules)));
	assert_ok(site_set(&c, "retention", str_of(rules)));
	assert_ok(sweep_now(&c, result));
	return result;
}

static void
old_file(const char *folder, const char *name, bool old)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", base.files, folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%s/%s", base.files, folder, name);
	f = fopen(path, "we");
	assert_non_null(f);
	fclose(f);
	if (old)
		utime(path, &(struct utimbuf){ 1600000000, 1600000000 });
}

static int
there(const char *folder, const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s/%s", base.files, folder, name);
	return access(path, F_OK) == 0;
}

/* The past is made before it is sealed: as if it had been lived through. */
static void
old_things_go_and_new_ones_stay(void **state)
{
	int64_t lost, kept, events;
	struct record *rec;
	json_t *result;

	(void)state;
	tell("update _event set at_ms = " LONG_AGO); /* what the site began with */
	tell("update _trail set at_ms = " LONG_AGO);
	c.now_ms = INT64_C(1600000000000);
	lost = make("contact", "{\"name\":\"Gone Long\"}");
	kept = make("contact", "{\"name\":\"Stays Here\"}");
	(void)make("task", "{\"name\":\"Old task\"}");
	assert_ok(trail(&c, TRAIL_SIGN_IN, TRAIL_NOTHING, NULL));
	assert_ok(trail(&c, TRAIL_EXPORT, TRAIL_NOTHING, NULL));
	assert_ok(record_delete(
	    &c, (struct ref){ meta_entity(c.meta, STR("contact")), lost }, 0, &rec));
	c.now_ms = time_now_ms();
	(void)make("task", "{\"name\":\"New task\"}");
	lost = make("contact", "{\"name\":\"Gone Today\"}");
	assert_ok(record_delete(
	    &c, (struct ref){ meta_entity(c.meta, STR("contact")), lost }, 0, &rec));
	assert_ok(trail(&c, TRAIL_SIGN_IN, TRAIL_NOTHING, NULL));
	assert_ok(site_seal(&c, NULL));
	old_file("imports", "1", true);
	old_file("imports", "2", false);
	old_file("persons", "1.zip", true);

	events = ask("select count(*) from _event");
	result = sweep("{}"); /* nothing is said: nothing of a company's goes */
	assert_int_equal(ask("select count(*) from _event"), events);
	assert_int_equal(ask("select count(*) from contact"), 3);
	assert_true(there("imports", "1"));
	assert_false(there("persons", "1.zip")); /* but what was made to be handed out */

	result = sweep("{\"trash\":30,\"history\":{\"task\":100},\"trail\":{\"sign_in\":"
		       "50},\"uploads\":90}");
	assert_int_equal(json_get_int(result, "trash", 0), 1);
	assert_int_equal(ask("select count(*) from contact"), 2);
	assert_int_equal(ask("select count(*) from contact where deleted_ms is null"), 1);
	assert_int_equal(ask("select count(*) from _event where entity = 'task'"), 1);
	assert_int_equal(ask("select count(*) from _trail where kind = 'sign_in'"), 1);
	assert_int_equal(ask("select count(*) from _trail where kind = 'export'"), 1);
	assert_true(ask("select count(*) from _trail where kind = 'dropped'") >= 3);
	assert_int_equal(
	    ask(str_c(
		c.mem, str_printf(c.mem,
			   "select count(*) from _event where record = %" PRId64, kept))),
	    1);
	assert_false(there("imports", "1"));
	assert_true(there("imports", "2"));
	must_be_whole();

	/* again: nothing is left to do */
	result = sweep("{\"trash\":30,\"history\":{\"task\":100}}");
	assert_int_equal(json_object_size(result), 0);
	/* all history may go but the newest event; the numbers go on */
	events = ask("select max(id) from _event");
	c.now_ms += 10 * DAY_MS;
	(void)sweep("{\"history\":{\"*\":1}}");
	assert_int_equal(ask("select count(*) from _event"), 1);
	assert_int_equal(ask("select max(id) from _event"), events);
	must_be_whole();
}

static void
wrong_rules_are_refused(void **state)
{
	static const char *const wrong[] = { "{\"trsh\":1}", "{\"trash\":-1}",
		"{\"trash\":\"x\"}", "{\"history\":{\"nothing\":3}}",
		"{\"trail\":{\"erase\":3}}", "{\"trail\":{\"dropped\":3}}",
		"{\"jobs\":{\"*\":3}}", "{\"history\":{\"task\":99999999}}" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		fault_clear(&c);
		if (retain_check(&c, json_of(wrong[i])) != ERR_INPUT)
			fail_msg("%s was taken", wrong[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(old_things_go_and_new_ones_stay),
		exchange_test(wrong_rules_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
