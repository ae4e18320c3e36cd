/*
 * away.c - a field that the company hid still holds what people wrote of somebody: who
 * asks for all that is held on them gets it.
 */
#include "unit/privacy/help.h"

#include <unistd.h>
#include <zip.h>

static struct str
entry(const char *path, const char *name)
{
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	zip_stat_t st;
	zip_file_t *f;
	char *text;

	assert_non_null(zip);
	assert_int_equal(zip_stat(zip, name, 0, &st), 0);
	text = arena_alloc(c.mem, st.size + 1);
	f = zip_fopen(zip, name, 0);
	assert_non_null(f);
	assert_int_equal(zip_fread(f, text, st.size), (zip_int64_t)st.size);
	zip_fclose(f);
	zip_discard(zip);
	return (struct str){ text, st.size };
}

static bool
holds(struct str text, const char *what)
{
	return str_find(text, str_of(what)) < text.len;
}

static void
hidden_is_told(void **state)
{
	static const char hide[] =
	    "{\"extend\":\"contact\",\"fields\":{\"description\":{\"hidden\":true}}}";
	const char *path = "away.zip";
	struct str said;
	int64_t mai;

	(void)state;
	mai = make("contact",
	    "{\"name\":{\"family\":\"Trần\",\"given\":\"Mai\"},\"description\":\"%s\"}",
	    "likes tall cranes");
	assert_ok(site_apply(&c, STR("contact.json"), str_of(hide), &said));
	site_renew(&c);
	site_as_program(&c);
	assert_ok(person_write(
	    &c, (struct ref){ meta_entity(c.meta, STR("contact")), mai }, path));
	said = entry(path, "person.json");
	assert_true(holds(said, "\"put_away\":[{\"entity\":\"contact\""));
	assert_true(
	    holds(said, "\"field\":\"description\",\"value\":\"likes tall cranes\""));
	assert_true(holds(entry(path, "person.html"), "likes tall cranes"));
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(hidden_is_told),
	};

	return cmocka_run_group_tests_name("away", tests, NULL, NULL);
}
