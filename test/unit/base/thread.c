/*
 * thread.c - a thread that ends gives back what it kept for itself.
 *
 * The second test says nothing by itself: `make asan` looks for what was leaked.
 */
#include "base/base.h"
#include "base/thread.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static char ended[8];

static void
note(void *at)
{
	strcat(ended, at);
}

static void *
keeps_two(void *arg)
{
	thread_ends_with(note, "a");
	thread_ends_with(note, "b");
	assert_string_equal(ended, arg);
	return NULL;
}

static void
test_the_last_said_is_done_first_and_once(void **state)
{
	pthread_t thread;

	(void)state;
	for (int i = 0; i < 2; i++) {
		ended[0] = '\0';
		assert_int_equal(pthread_create(&thread, NULL, keeps_two, ""), 0);
		pthread_join(thread, NULL);
		assert_string_equal(ended, "ba");
	}
}

static void *
sorts_and_counts_days(void *arg)
{
	static const char *const languages[] = { "en", "vi", "fa", "zh", "de", "fr", "sv",
		"da" };
	struct arena *mem = arena_new();
	int64_t days;

	(void)arg;
	for (size_t i = 0; i < 2 * COUNT_OF(languages); i++)
		assert_true(
		    fold_sort(mem, languages[i % COUNT_OF(languages)], STR("Điện")).len >
		    0);
	assert_true(jalali_days((struct civil){ 1400, 1, 1 }, &days));
	assert_int_equal(zone_offset_ms("Asia/Ho_Chi_Minh", 0), 8 * 3600000);
	assert_int_equal(zone_offset_ms("Asia/Tehran", 0), 3 * 3600000 + 1800000);
	arena_free(mem);
	return NULL;
}

static void
test_collators_and_calendars_end_with_their_thread(void **state)
{
	pthread_t thread;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
		    pthread_create(&thread, NULL, sorts_and_counts_days, NULL), 0);
		pthread_join(thread, NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_last_said_is_done_first_and_once),
		cmocka_unit_test(test_collators_and_calendars_end_with_their_thread),
	};

	return cmocka_run_group_tests_name("thread", tests, NULL, NULL);
}
