/*
 * near.c - how many mistakes lie between two words, and how many a word may have.
 */
#include "search/search.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void
mistakes_are_counted(void **state)
{
	(void)state;
	assert_int_equal(search_mistakes(STR("harbor"), STR("harbor")), 0);
	assert_int_equal(search_mistakes(STR("harbor"), STR("harbour")), 1);
	assert_int_equal(search_mistakes(STR("harbour"), STR("harbor")), 1);
	assert_int_equal(search_mistakes(STR("jarbor"), STR("harbor")), 1);
	assert_int_equal(search_mistakes(STR("ahrbor"), STR("harbor")), 1);
	assert_int_equal(search_mistakes(STR("hrabro"), STR("harbor")), 2);
	assert_int_equal(search_mistakes(STR("یگاته"), STR("یگانه")), 1);
	assert_true(search_mistakes(STR("harbor"), STR("port")) > 2);
}

/* Numbers are not words, nor is what is longer than words are. */
static void
some_are_not_counted(void **state)
{
	(void)state;
	assert_int_equal(search_mistakes(STR("12345"), STR("12346")), INT_MAX);
	assert_int_equal(search_mistakes(STR("harbor"), STR("harbor2")), INT_MAX);
	assert_int_equal(
	    search_mistakes(STR("abcdefghijklmnopqrstu"), STR("abcdefghijklmnopqrst")),
	    INT_MAX);
}

static void
short_words_are_as_they_are(void **state)
{
	(void)state;
	assert_int_equal(search_mistakes_in(STR("anh")), 0);
	assert_int_equal(search_mistakes_in(STR("hong")), 1);
	assert_int_equal(search_mistakes_in(STR("harbors")), 1);
	assert_int_equal(search_mistakes_in(STR("logistic")), 2);
	assert_int_equal(search_mistakes_in(STR("3456")), 0);
	assert_int_equal(search_mistakes_in(STR("")), 0);
	assert_int_equal(search_mistakes_in(STR("abcdefghijklmnopqrstu")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_are_counted),
		cmocka_unit_test(some_are_not_counted),
		cmocka_unit_test(short_words_are_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
