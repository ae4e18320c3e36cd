/*
 * kept.c - an entity cannot be called as a route is: nobody would reach it.
 */
#include "api/room.h"

#include "unit/scratch.h"

extern const struct words app_words;

static bool
is_kept(struct str name)
{
	for (const char *const *kept = app_words.kept; *kept != NULL; kept++)
		if (str_is(name, *kept))
			return true;
	return false;
}

/* "/api/trail/kinds": "trail". */
static struct str
first_word(const char *pattern)
{
	struct str path = str_of(pattern + strlen("/api/")), word, rest;

	return str_cut(path, '/', &word, &rest) ? word : path;
}

static void
routes_are_no_entities(void **state)
{
	size_t seen = 0;

	(void)state;
	for (const struct route *const *table = api_tables; *table != NULL; table++)
		for (const struct route *r = *table; r->method != NULL; r++) {
			struct str word = first_word(r->pattern);

			if (!str_starts(str_of(r->pattern), "/api/") ||
			    word.at[0] == '{' || str_is(word, "user") ||
			    str_find(word, STR(".")) < word.len)
				continue;
			seen++;
			if (!is_kept(word))
				print_error("%.*s is a route\n", STR_ARG(word));
			assert_true(is_kept(word));
		}
	assert_true(seen > 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_are_no_entities),
	};

	return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
