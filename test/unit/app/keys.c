/*
 * keys.c - `kith key`, and what becomes of secrets in a backup.
 */
#include "unit/app/help.h"
#include "auth/auth.h"

#include <sodium.h>

static int
setup(void **state)
{
	(void)state;
	make_dir();
	return shell("%s new %s/a.db 2>&1", kith, dir);
}

/* A secret in a.db, as the server keeps it. */
static void
put_secret(const char *name)
{
	struct ctx c = { .mem = arena_new(), .now_ms = 1 };
	struct engine *engine;
	char path[100], why[200];

	snprintf(path, sizeof(path), "%s/a.db.key", dir);
	c.keys = keyring_new(path);
	snprintf(path, sizeof(path), "%s/a.db", dir);
	assert_int_equal(engine_open(path, false, &engine, why, sizeof(why)), OK);
	assert_int_equal(db_new(engine, &c.db), OK);
	assert_int_equal(auth_secret_put(&c, str_of(name), STR("a-plain-secret")), OK);
	db_free(c.db);
	engine_close(engine);
	keyring_free(c.keys);
	arena_free(c.mem);
}

static bool
says(const char *what)
{
	return strstr(said, what) != NULL;
}

static void
test_key(void **state)
{
	(void)state;
	assert_int_equal(shell("%s key show %s/a.db 2>&1", kith, dir), 0);
	assert_true(says("is not there"));
	put_secret("totp/1");
	assert_int_equal(shell("%s key show %s/a.db 2>&1", kith, dir), 0);
	assert_true(says("key 1     seals and opens"));
	assert_true(says("1, 0 of them under an older key"));
	assert_int_equal(shell("%s key add %s/a.db 2>&1", kith, dir), 0);
	assert_int_equal(shell("%s key rotate %s/a.db 2>&1", kith, dir), 0);
	assert_true(says("1 secrets sealed anew"));
	assert_true(says("key 3     seals and opens"));
	assert_true(says("key 1     opens"));
	assert_int_equal(shell("stat -c %%a %s/a.db.key", dir), 0);
	assert_string_equal(said, "400\n");
	assert_int_equal(shell("%s key nonsense %s/a.db 2>&1", kith, dir), 2);
}

/* Neither the secret nor its key is in a backup; the doctor says what is closed. */
static void
test_backup(void **state)
{
	(void)state;
	put_secret("totp/2");
	assert_int_equal(shell("cd %s && %s backup a.db b.db 2>&1", dir, kith), 0);
	assert_int_equal(shell("cd %s && ls b.db.key 2>&1", dir), 2);
	assert_int_equal(shell("cd %s && cat *.db* | grep -c -a a-plain-secret", dir), 1);
	assert_int_equal(
	    shell("cd %s && grep -a -F -e \"$(tail -1 a.db.key | cut -d' ' -f2)\" b.db",
		dir),
	    1);
	assert_int_equal(shell("cd %s && %s doctor b.db 2>&1", dir, kith), 1);
	assert_true(says("fault secrets: "));
	assert_true(says("cannot be opened"));
	assert_true(says("b.db.key"));
	assert_int_equal(
	    shell("cd %s && %s doctor b.db --key a.db.key 2>&1", dir, kith), 0);
	assert_int_equal(
	    shell("cd %s && KITH_KEY=a.db.key %s doctor b.db 2>&1", dir, kith), 0);
	assert_int_equal(shell("cd %s && mkdir cred && cp a.db.key cred/kith.key && "
			       "CREDENTIALS_DIRECTORY=$PWD/cred %s doctor b.db 2>&1",
			     dir, kith),
	    0);
	assert_int_equal(
	    shell("cd %s && chmod 444 a.db.key && %s doctor a.db 2>&1", dir, kith), 1);
	assert_true(says("chmod 400 a.db.key"));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_key, setup, teardown),
		cmocka_unit_test_setup_teardown(test_backup, setup, teardown),
	};

	(void)argc;
	find_kith(argv[0]);
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
