/*
 * seal.c - what is sealed comes back only as it was, at its place, with its key;
 * and no key is ever lost between two who change the file.
 */
#include "base/base.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64], path[80];
static struct arena *mem;

static int
setup(void **state)
{
	(void)state;
	mem = arena_new();
	snprintf(dir, sizeof(dir), "/tmp/kith_seal_XXXXXX");
	snprintf(path, sizeof(path), "%s/k.key", mkdtemp(dir));
	return sodium_init() < 0;
}

static int
teardown(void **state)
{
	char line[100];

	(void)state;
	arena_free(mem);
	snprintf(line, sizeof(line), "rm -rf %s", dir);
	return system(line);
}

static struct keyring *
with_key(void)
{
	struct keyring *k = keyring_new(path);

	assert_int_equal(keyring_make(k), OK);
	return k;
}

static void
test_back(void **state)
{
	struct keyring *k = keyring_new(path);
	struct str secret = { "a\0b", 3 }, sealed, again, out;
	struct keyring_state there;
	struct stat st;

	(void)state;
	assert_int_equal(seal(k, mem, STR("t/c/1"), secret, &sealed), ERR_ABSENT);
	assert_int_equal(keyring_look(k, &there), OK);
	assert_int_equal(there.count, 0);
	assert_int_equal(keyring_make(k), OK);
	assert_int_equal(keyring_make(k), ERR_CLASH);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);

	assert_int_equal(seal(k, mem, STR("t/c/1"), secret, &sealed), OK);
	assert_int_equal(seal(k, mem, STR("t/c/1"), secret, &again), OK);
	assert_false(str_same(sealed, again)); /* equal secrets do not look equal */
	assert_int_equal(unseal(k, mem, STR("t/c/1"), sealed, &out), OK);
	assert_true(str_same(out, secret));
	assert_int_equal(seal(k, mem, STR("t/c/1"), STR(""), &sealed), OK);
	assert_int_equal(unseal(k, mem, STR("t/c/1"), sealed, &out), OK);
	assert_int_equal(out.len, 0);
	keyring_free(k);
}

static void
test_tampered(void **state)
{
	struct keyring *k = with_key();
	struct str sealed, out = STR("untouched");
	char *copy;

	(void)state;
	assert_int_equal(seal(k, mem, STR("t/c/1"), STR("JBSWY3DP"), &sealed), OK);
	/* another row, another column, a place that runs on */
	assert_int_equal(unseal(k, mem, STR("t/c/2"), sealed, &out), ERR_CLASH);
	assert_int_equal(unseal(k, mem, STR("t/d/1"), sealed, &out), ERR_CLASH);
	assert_int_equal(unseal(k, mem, STR("t/c/11"), sealed, &out), ERR_CLASH);
	assert_int_equal(unseal(k, mem, STR(""), sealed, &out), ERR_CLASH);
	/* each letter, changed; each length, cut; more of it */
	for (size_t i = 0; i < sealed.len; i++) {
		copy = arena_copy(mem, sealed.at, sealed.len);
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		assert_int_not_equal(
		    unseal(k, mem, STR("t/c/1"), (struct str){ copy, sealed.len }, &out),
		    OK);
		assert_int_not_equal(
		    unseal(k, mem, STR("t/c/1"), (struct str){ sealed.at, i }, &out), OK);
	}
	copy = str_c(mem, str_printf(mem, "%.*sA", STR_ARG(sealed)));
	assert_int_not_equal(unseal(k, mem, STR("t/c/1"), str_of(copy), &out), OK);
	assert_int_equal(unseal(k, mem, STR("t/c/1"), STR(""), &out), ERR_CLASH);
	assert_int_equal(unseal(k, mem, STR("t/c/1"), STR("JBSWY3DP"), &out), ERR_CLASH);
	assert_true(str_is(out, "untouched"));
	keyring_free(k);
}

/* The letters of a secret, or of a key, are nowhere in what is stored. */
static void
test_hidden(void **state)
{
	struct keyring *k = with_key();
	struct str sealed;
	char *large = arena_alloc(mem, SECRET_MAX + 1);

	(void)state;
	assert_int_equal(seal(k, mem, STR("p"), STR("a-plain-secret"), &sealed), OK);
	assert_int_equal(str_find(sealed, STR("plain")), sealed.len);
	memset(large, 'x', SECRET_MAX + 1);
	assert_int_equal(
	    seal(k, mem, STR("p"), (struct str){ large, SECRET_MAX }, &sealed), OK);
	assert_int_equal(
	    seal(k, mem, STR("p"), (struct str){ large, SECRET_MAX + 1 }, &sealed),
	    ERR_LARGE);
	keyring_free(k);
}

/* Another process adds a key, and forgets one: seen at once. */
static void
test_turns(void **state)
{
	struct keyring *k = with_key(), *other = keyring_new(path);
	struct str old, new, out;
	struct keyring_state there;

	(void)state;
	assert_int_equal(seal(k, mem, STR("p"), STR("one"), &old), OK);
	assert_int_equal(keyring_add(other), OK);
	assert_int_equal(unseal(k, mem, STR("p"), old, &out), OK);
	assert_int_equal(seal(k, mem, STR("p"), STR("two"), &new), OK);
	assert_int_equal(sealed_by(old), 1);
	assert_int_equal(sealed_by(new), 2);
	assert_int_equal(unseal(other, mem, STR("p"), new, &out), OK);
	assert_true(str_is(out, "two"));
	for (size_t i = 2; i < KEYS_MAX; i++)
		assert_int_equal(keyring_add(k), OK);
	assert_int_equal(keyring_add(k), ERR_LIMIT);
	assert_int_equal(keyring_look(other, &there), OK);
	assert_int_equal(there.count, KEYS_MAX);
	assert_false(there.open_to_others);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(seal(k, mem, STR("p"), STR("x"), &new), OK);
	keyring_free(k);
	keyring_free(other);
}

static void *
add_keys(void *arg)
{
	struct keyring *k = keyring_new(path);

	(void)arg;
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(keyring_add(k), OK);
	keyring_free(k);
	return NULL;
}

static void
test_together(void **state)
{
	struct keyring *k = with_key();
	struct keyring_state there;
	pthread_t them[4];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(them); i++)
		assert_int_equal(pthread_create(&them[i], NULL, add_keys, NULL), 0);
	for (size_t i = 0; i < COUNT_OF(them); i++)
		pthread_join(them[i], NULL);
	assert_int_equal(keyring_look(k, &there), OK);
	assert_int_equal(there.count, 25);
	for (size_t i = 0; i < there.count; i++)
		assert_int_equal(there.numbers[i], i + 1);
	keyring_free(k);
}

static void
write_key_file(const char *text)
{
	FILE *f;

	unlink(path);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

#define A_KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* Numbers end at 255 and begin anew, over none that is there. */
static void
test_numbers(void **state)
{
	struct keyring *k = keyring_new(path);
	struct keyring_state there;

	(void)state;
	write_key_file("254 " A_KEY "\n");
	assert_int_equal(keyring_add(k), OK);
	assert_int_equal(keyring_add(k), OK);
	assert_int_equal(keyring_look(k, &there), OK);
	assert_int_equal(there.numbers[1], 255);
	assert_int_equal(there.numbers[2], 1);
	write_key_file("1 " A_KEY "\n255 " A_KEY "\n");
	assert_int_equal(keyring_add(k), ERR_LIMIT);
	keyring_free(k);
}

static void
test_files(void **state)
{
	static const struct {
		const char *text;
		enum err e;
	} cases[] = {
		{ "1 " A_KEY "\n", OK },
		{ "# words\n\n  7   " A_KEY "  ", OK },
		{ "1 " A_KEY "\r\n2 " A_KEY "\r\n", OK },
		{ "", ERR_DOWN },
		{ "# only words\n", ERR_DOWN },
		{ "0 " A_KEY "\n", ERR_DOWN },
		{ "256 " A_KEY "\n", ERR_DOWN },
		{ "1 " A_KEY "A\n", ERR_DOWN },
		{ "1 AAAA\n", ERR_DOWN },
		{ "1 " A_KEY "\n2 short\n", ERR_DOWN }, /* none of it is used */
		{ A_KEY "\n", ERR_DOWN },
	};
	struct str out;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct keyring *k = keyring_new(path);

		write_key_file(cases[i].text);
		assert_int_equal(seal(k, mem, STR("p"), STR("s"), &out), cases[i].e);
		keyring_free(k);
	}
}

static void
test_derive(void **state)
{
	struct keyring *k = with_key();
	unsigned char a[KEY_SIZE], b[KEY_SIZE];
	int number = 0;

	(void)state;
	assert_int_equal(keyring_derive(k, &number, "trail", a), OK);
	assert_int_equal(number, 1);
	assert_int_equal(keyring_derive(k, &number, "seal", b), OK);
	assert_memory_not_equal(a, b, KEY_SIZE);
	assert_int_equal(keyring_add(k), OK);
	assert_int_equal(keyring_derive(k, &number, "trail", b), OK);
	assert_memory_equal(a, b, KEY_SIZE);
	number = 3;
	assert_int_equal(keyring_derive(k, &number, "trail", b), ERR_ABSENT);
	keyring_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tampered, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hidden, setup, teardown),
		cmocka_unit_test_setup_teardown(test_turns, setup, teardown),
		cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_together, setup, teardown),
		cmocka_unit_test_setup_teardown(test_files, setup, teardown),
		cmocka_unit_test_setup_teardown(test_derive, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
