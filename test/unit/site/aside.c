/*
 * aside.c - another program comes under the site's sheet: whatever it changed, the
 * company opens, what still fits holds, and what does not is set aside with the reason.
 */
#include "unit/exchange/help.h"

#include "site/room.h"

static const char before[] =
    "{\"entity\":\"thing\",\"label\":[\"Thing\",\"Things\"],\"traits\":[\"own\"],"
    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"},"
    "\"colour\":{\"type\":\"text\",\"label\":\"Colour\"},"
    "\"size\":{\"type\":\"int\",\"label\":\"Size\"}}}";
/* Without the colour; and the core has a lamp of its own. */
static const char after[] =
    "{\"entity\":\"thing\",\"label\":[\"Thing\",\"Things\"],\"traits\":[\"own\"],"
    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"},"
    "\"size\":{\"type\":\"int\",\"label\":\"Size\"}}}";
static const char lamp[] =
    "{\"entity\":\"lamp\",\"label\":[\"Lamp\",\"Lamps\"],"
    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"}}}";

static size_t
program_has(const char *file, const char *text)
{
	docs[doc_count] = (struct document){ str_of(strdup(file)), str_of(text) };
	return doc_count++;
}

static void
begin_again(void)
{
	work_close();
	work_open();
}

static const json_t *
aside(const char *document, const char *at)
{
	const json_t *words;
	json_t *word;
	size_t i;

	assert_ok(site_asides(&c, &words));
	json_array_foreach(
	    words, i, word) if (str_is(json_get_str(word, "document"), document) &&
				str_is(json_get_str(word, "at"), at)) return word;
	return NULL;
}

static int64_t
asides(void)
{
	const json_t *words;

	assert_ok(site_asides(&c, &words));
	return (int64_t)json_array_size(words);
}

static const struct field *
field_of(const char *entity, const char *name)
{
	const struct entity *e = meta_entity(c.meta, str_of(entity));

	return e == NULL ? NULL : entity_field(e, str_of(name));
}

static void
another_program_comes(void **state)
{
	struct site_past *past;
	struct site_part *parts;
	size_t thing, count;

	(void)state;
	thing = program_has("entities/thing.json", before);
	begin_again();
	apply("thing.json",
	    "{\"extend\":\"thing\",\"fields\":{\"size\":{\"label\":\"How large\"},"
	    "\"colour\":{\"label\":\"Paint\"},"
	    "\"shade\":{\"type\":\"text\",\"show\":\"colour = 'red'\"}},"
	    "\"rules\":{\"red\":{\"holds\":\"colour is set\",\"says\":\"Which?\"}},"
	    "\"views\":{\"table\":[\"name\",\"colour\"]}}");
	apply("lamp.json",
	    "{\"entity\":\"lamp\",\"label\":[\"Lamp\",\"Lamps\"],"
	    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"},"
	    "\"watts\":{\"type\":\"int\"}}}");
	apply("room.json",
	    "{\"entity\":\"room\",\"label\":[\"Room\",\"Rooms\"],"
	    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"},"
	    "\"lamp\":{\"type\":\"ref\",\"to\":\"lamp\"}}}");
	assert_int_equal(asides(), 0);

	docs[thing].text = str_of(after);
	(void)program_has("entities/lamp.json", lamp);
	begin_again();

	/* what fits holds */
	assert_string_equal(field_of("thing", "size")->label.at, "How large");
	assert_non_null(field_of("thing", "shade"));
	assert_non_null(field_of("room", "lamp"));
	assert_null(field_of("thing", "colour"));
	/* what does not is named, with its place and what it said */
	assert_int_equal(asides(), 5);
	assert_string_equal(
	    json_get_str(aside("thing.json", "fields.shade.show"), "code").at, "E021");
	assert_string_equal(
	    json_get_str(aside("thing.json", "fields.shade.show"), "word").at,
	    "colour = 'red'");
	assert_non_null(aside("thing.json", "rules.red"));
	assert_non_null(aside("thing.json", "views.table"));
	assert_non_null(aside("thing.json", "fields.colour"));
	/* the core declares it now: the company's own is kept, and not in force */
	assert_string_equal(json_get_str(aside("lamp.json", ""), "code").at, "E031");
	assert_null(field_of("lamp", "watts"));
	/* as one change, and what speaks of it is told no more */
	assert_ok(site_changes(&c, 0, 1, &past, &count));
	assert_int_equal(past[0].by, 0);
	assert_ok(site_past_parts(&c, past[0].id, &parts, &count));
	assert_int_equal(count, 3);
	begin_again();
	assert_int_equal(asides(), 5);

	/* mended, and out of the list */
	docs[thing].text = str_of(before);
	begin_again();
	assert_int_equal(asides(), 5);
	apply("thing.json",
	    "{\"extend\":\"thing\",\"fields\":{"
	    "\"shade\":{\"type\":\"text\",\"show\":\"colour = 'red'\"}}}");
	assert_non_null(field_of("thing", "shade")->show);
	apply("aside.json", "{\"words\":[]}");
	assert_int_equal(asides(), 0);
}

static void
a_pack_that_does_not_fit_is_set_aside(void **state)
{
	const char *pack =
	    "{\"pack\":\"boats\",\"version\":\"1.0\",\"documents\":{"
	    "\"extend/thing.json\":{\"extend\":\"thing\",\"views\":{"
	    "\"table\":[\"name\",\"colour\"]}},"
	    "\"entities/boat.json\":{\"entity\":\"boat\",\"label\":[\"Boat\","
	    "\"Boats\"],\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{"
	    "\"type\":\"text\"}}}}}";
	struct site_upgrade u = { .body = str_of(pack) };
	struct site_change change = { .note = STR("") };
	struct site_pack *packs;
	size_t thing, count;

	(void)state;
	thing = program_has("entities/thing.json", before);
	begin_again();
	assert_ok(site_upgrade(&c, &u, &change));
	assert_ok(site_change(&c, &change));
	begin_again();
	apply("boat.json",
	    "{\"extend\":\"boat\",\"fields\":{\"mast\":{\"type\":\"int\"}}}");
	assert_non_null(field_of("boat", "mast"));

	docs[thing].text = str_of(after);
	begin_again();
	assert_null(meta_entity(c.meta, STR("boat")));
	assert_non_null(aside("packs/boats.json", ""));
	assert_non_null(aside("boat.json", ""));
	assert_ok(site_packs(&c, &packs, &count));
	assert_int_equal(count, 0);
}

/* What the program itself brings cannot be set aside. */
static void
a_program_that_cannot_be_is_refused(void **state)
{
	struct site_config config;
	struct site *other;
	struct str why;

	(void)state;
	(void)program_has("entities/thing.json", "{\"entity\":\"thing\"}");
	config = site_config_of();
	config.make = false;
	assert_int_equal(site_open(&config, mem, &other, &why), ERR_INPUT);
	assert_true(str_find(why, STR("entities/thing.json")) < why.len);
	assert_int_equal(asides(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(another_program_comes),
		exchange_test(a_pack_that_does_not_fit_is_set_aside),
		exchange_test(a_program_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
