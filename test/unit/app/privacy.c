/*
 * privacy.c - a person from the command line: handed out, erased, and not brought
 * back by a backup of before.
 */
#include "unit/app/help.h"
#include "base/base.h"

#include <sqlite3.h>

static int
setup(void **state)
{
	(void)state;
	make_dir();
	return shell("%s new %s/acme.db --recipe bench/recipe.json"
		     " --scale 0.001 2>&1",
	    kith, dir);
}

static char *
ask(const char *name, const char *text)
{
	static char answer[400];
	sqlite3_stmt *st;
	char path[120];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
	answer[0] = '\0';
	if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_type(st, 0) != SQLITE_NULL)
		snprintf(answer, sizeof(answer), "%s",
		    (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	return answer;
}

static void
erased_and_not_brought_back(void **state)
{
	char id[40], mail[200];

	(void)state;
	snprintf(id, sizeof(id), "%s",
	    ask("acme.db", "select id from contact where email is not null limit 1"));
	snprintf(mail, sizeof(mail), "%s",
	    ask("acme.db", "select email from contact where email is not null limit 1"));
	assert_int_equal(
	    shell("%s person %s/acme.db contact %s %s/p.zip 2>&1", kith, dir, id, dir),
	    0);
	assert_int_equal(shell("unzip -p %s/p.zip person.json 2>/dev/null ||"
			       " python3 -m zipfile -l %s/p.zip",
			     dir, dir),
	    0);
	assert_true(strstr(said, mail) != NULL || strstr(said, "person.json") != NULL);
	assert_int_equal(shell("%s backup %s/acme.db %s/old.db 2>&1", kith, dir, dir), 0);
	assert_int_equal(shell("%s erase %s/acme.db contact %s 2>&1", kith, dir, id), 2);
	assert_int_equal(
	    shell("%s erase %s/acme.db contact %s --dry-run 2>&1", kith, dir, id), 0);
	assert_non_null(strstr(said, "\"goes\""));
	assert_int_equal(
	    shell("%s erase %s/acme.db contact %s --reason asked 2>&1", kith, dir, id),
	    0);
	assert_int_equal(shell("grep -c '%s' %s/acme.db", mail, dir), 1);
	assert_int_equal(shell("%s doctor %s/acme.db 2>&1", kith, dir), 0);

	/* the database is lost, and the copy of before takes its place */
	assert_int_equal(
	    shell("cd %s && rm -rf acme.db acme.db-wal acme.db-shm acme.db.files", dir),
	    0);
	assert_int_equal(
	    shell("%s restore %s/old.db %s/acme.db 2>&1", kith, dir, dir), 0);
	assert_non_null(strstr(said, "erased again"));
	assert_int_equal(shell("grep -c '%s' %s/acme.db", mail, dir), 1);
	assert_int_equal(shell("%s doctor %s/acme.db 2>&1", kith, dir), 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    erased_and_not_brought_back, setup, teardown),
	};

	(void)argc;
	find_kith(argv[0]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
