/*
 * privacy.c - a person from the command line: handed out, erased, and not brought
 * back by a backup of before.
 */
#include "base/base.h"

#include <libgen.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64], kith[400], said[1 << 16];

/* Run a line of shell; its output is in said.  Answers the exit code. */
static int
shell(const char *format, ...)
{
	char line[2048];
	va_list args;
	size_t n;
	FILE *out;
	int code;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	out = popen(line, "r");
	assert_non_null(out);
	n = fread(said, 1, sizeof(said) - 1, out);
	said[n] = '\0';
	code = pclose(out);
	assert_true(WIFEXITED(code));
	return WEXITSTATUS(code);
}

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/kith-privacy-%d", (int)getpid());
	return shell("mkdir %s && %s new %s/acme.db --recipe bench/recipe.json"
		     " --scale 0.001 2>&1",
	    dir, kith, dir);
}

static int
teardown(void **state)
{
	(void)state;
	return shell("rm -rf %s", dir);
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

	assert(argc > 0);
	snprintf(kith, sizeof(kith), "%s/../../../kith", dirname(argv[0]));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
