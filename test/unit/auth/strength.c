/*
 * strength.c - a file of breached passwords, searched where it lies.
 */
#include "auth/room.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <gnutls/crypto.h>
#include <sodium.h>
#include <unistd.h>

#define COUNT 3000

static char path[] = "/tmp/kith_breached_XXXXXX";
static char lines[COUNT][64];

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Passwords p0, p1 …, their numbers of many lengths, as the file is published. */
static void
write_file(int count, const char *end)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	for (int i = 0; i < count; i++) {
		unsigned char sum[20];
		char word[20], hex[41];

		snprintf(word, sizeof(word), "p%d", i);
		gnutls_hash_fast(GNUTLS_DIG_SHA1, word, strlen(word), sum);
		sodium_bin2hex(hex, sizeof(hex), sum, sizeof(sum));
		for (char *at = hex; *at != '\0'; at++)
			*at = (char)(*at >= 'a' ? *at - 32 : *at);
		snprintf(lines[i], sizeof(lines[i]), "%s:%d%s", hex,
		    i * i % 7 == 0 ? i : i * 100003, end);
	}
	qsort(lines, (size_t)count, sizeof(lines[0]), by_text);
	for (int i = 0; i < count; i++)
		fputs(lines[i], f);
	fclose(f);
}

static bool
has(char letter, int i)
{
	char word[20];
	bool found = false;

	snprintf(word, sizeof(word), "%c%d", letter, i);
	assert_int_equal(strength_breached(str_of(word), &found), OK);
	return found;
}

static void
finds_each_and_no_other(void **state)
{
	static const char *const ends[] = { "\r\n", "\n" };

	(void)state;
	for (size_t e = 0; e < COUNT_OF(ends); e++) {
		write_file(COUNT, ends[e]);
		assert_true(auth_breached_use(path));
		for (int i = 0; i < COUNT; i++) {
			assert_true(has('p', i));
			assert_false(has('q', i));
		}
	}
}

static void
small_ones_too(void **state)
{
	(void)state;
	for (int count = 1; count < 8; count++) {
		write_file(count, "\r\n");
		assert_true(auth_breached_use(path));
		for (int i = 0; i < 20; i++)
			assert_int_equal(has('p', i), i < count);
	}
}

static void
what_is_none_is_refused(void **state)
{
	FILE *f;

	(void)state;
	assert_false(auth_breached_use("/nowhere/at/all"));
	f = fopen(path, "w");
	fputs("password\n123456\n", f);
	fclose(f);
	assert_false(auth_breached_use(path));
}

static void
a_file_that_went_is_said(void **state)
{
	bool found;

	(void)state;
	write_file(3, "\n");
	assert_true(auth_breached_use(path));
	unlink(path);
	assert_int_equal(strength_breached(STR("p1"), &found), ERR_DOWN);
}

static int
setup(void **state)
{
	(void)state;
	close(mkstemp(path));
	return sodium_init() < 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_each_and_no_other),
		cmocka_unit_test(small_ones_too),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(a_file_that_went_is_said),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
