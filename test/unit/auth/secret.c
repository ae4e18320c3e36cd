/*
 * secret.c - secrets in a database, on either engine: none can be read without
 * the keys, moved to another's place, or lost while keys change under load.
 */
#include "auth/auth.h"

#include "unit/scratch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch base;
static struct engine *engine;
static struct ctx c;
static char path[100];

static int
setup(void **state)
{
	char why[300];

	(void)state;
	scratch_make(&base);
	snprintf(path, sizeof(path), "%s/k.key", base.dir);
	if (engine_open(base.url, true, &engine, why, sizeof(why)) != OK)
		fail_msg("%s", why);
	c = (struct ctx){
		.mem = arena_new(), .keys = keyring_new(path), .now_ms = time_now_ms()
	};
	assert_int_equal(db_new(engine, &c.db), OK);
	assert_int_equal(db_migrate(c.db), OK);
	return sodium_init() < 0;
}

static int
teardown(void **state)
{
	(void)state;
	db_free(c.db);
	engine_close(engine);
	keyring_free(c.keys);
	arena_free(c.mem);
	scratch_drop(&base);
	return 0;
}

static void
rename_row(const char *from, const char *to)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c.mem);

	assert_int_equal(tx_begin(c.db, &tx), OK);
	sql_text(&q, "update _secret set name = ");
	sql_str(&q, str_of(to));
	sql_text(&q, " where name = ");
	sql_str(&q, str_of(from));
	assert_int_equal(db_run(c.db, &q), OK);
	assert_int_equal(tx_commit(&tx), OK);
}

static void
test_keep(void **state)
{
	struct secrets seen;
	struct str out;

	(void)state;
	assert_int_equal(auth_secret(&c, STR("totp/1"), &out), ERR_ABSENT);
	assert_int_equal(access(path, F_OK), -1); /* not made for those without secrets */
	assert_int_equal(auth_secret_put(&c, STR("totp/1"), STR("one")), OK);
	assert_int_equal(auth_secret_put(&c, STR("totp/2"), STR("two")), OK);
	assert_int_equal(auth_secret_put(&c, STR("totp/1"), STR("uno")), OK);
	assert_int_equal(auth_secret(&c, STR("totp/1"), &out), OK);
	assert_true(str_is(out, "uno"));
	assert_int_equal(auth_secrets_look(&c, &seen), OK);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.closed + seen.old, 0);
	assert_int_equal(auth_secret_drop(&c, STR("totp/1")), OK);
	assert_int_equal(auth_secret_drop(&c, STR("totp/1")), OK);
	assert_int_equal(auth_secret(&c, STR("totp/1"), &out), ERR_ABSENT);
}

/* Who may write to the database gives himself another's second factor: no. */
static void
test_moved(void **state)
{
	struct secrets seen;
	struct str out;

	(void)state;
	assert_int_equal(auth_secret_put(&c, STR("totp/1"), STR("mine")), OK);
	rename_row("totp/1", "totp/2");
	assert_int_equal(auth_secret(&c, STR("totp/2"), &out), ERR_DOWN);
	assert_true(fault_has(&c, "secret_closed"));
	assert_int_equal(auth_secrets_look(&c, &seen), OK);
	assert_int_equal(seen.closed, 1);
	assert_true(str_is(seen.first, "totp/2"));
}

/* A lost key is not papered over by a new one: the old ones could not be told. */
static void
test_lost(void **state)
{
	char aside[120];
	struct str out;

	(void)state;
	snprintf(aside, sizeof(aside), "%s.aside", path);
	assert_int_equal(auth_secret_put(&c, STR("totp/1"), STR("one")), OK);
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(auth_secret(&c, STR("totp/1"), &out), ERR_DOWN);
	assert_int_equal(auth_secret_put(&c, STR("totp/2"), STR("two")), ERR_DOWN);
	assert_true(fault_has(&c, "secret_key"));
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(rename(aside, path), 0);
	assert_int_equal(auth_secret(&c, STR("totp/1"), &out), OK);
	assert_true(str_is(out, "one"));
}

#define MANY 450 /* more than two batches */

/* The server, which has its own eyes on the same file. */
static void *
work(void *arg)
{
	atomic_bool *stop = arg;
	struct ctx o = {
		.mem = arena_new(), .keys = keyring_new(path), .now_ms = c.now_ms
	};
	struct str out;
	char name[24];
	size_t n = 0;

	assert_int_equal(db_new(engine, &o.db), OK);
	while (!*stop) {
		snprintf(name, sizeof(name), "totp/%03d", (int)(++n % MANY));
		assert_int_equal(auth_secret(&o, str_of(name), &out), OK);
		assert_true(str_is(out, name) || str_is(out, "other"));
		if (n % 7 == 0)
			assert_int_equal(
			    auth_secret_put(&o, str_of(name), STR("other")), OK);
		arena_reset(o.mem);
	}
	db_free(o.db);
	keyring_free(o.keys);
	arena_free(o.mem);
	return NULL;
}

static void
test_rotate(void **state)
{
	static atomic_bool stop;
	struct secrets seen;
	pthread_t server;
	int64_t done, again;
	char name[24];
	struct str out;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "totp/%03d", i);
		assert_int_equal(auth_secret_put(&c, str_of(name), str_of(name)), OK);
	}
	stop = false;
	assert_int_equal(
	    pthread_create(&server, NULL, work, (void *)(uintptr_t)&stop), 0);
	for (int turn = 0; turn < 3; turn++) {
		assert_int_equal(keyring_add(c.keys), OK);
		assert_int_equal(auth_secrets_reseal(&c, &done), OK);
		assert_true(done > 0);
		assert_int_equal(auth_secrets_reseal(&c, &again), OK);
		assert_int_equal(auth_secrets_look(&c, &seen), OK);
		assert_int_equal(seen.count, MANY);
		assert_int_equal(seen.closed, 0);
	}
	stop = true;
	pthread_join(server, NULL);
	assert_int_equal(auth_secrets_reseal(&c, &again), OK);
	assert_int_equal(auth_secrets_look(&c, &seen), OK);
	assert_int_equal(seen.count, MANY);
	assert_int_equal(seen.closed + seen.old, 0);
	assert_int_equal(auth_secret(&c, STR("totp/001"), &out), OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_keep, setup, teardown),
		cmocka_unit_test_setup_teardown(test_moved, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lost, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rotate, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
