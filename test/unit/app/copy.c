/*
 * copy.c - backup and restore: whole or not at all, while others write.
 */
#include "literal.h"

#include <libgen.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define FILE_NAME "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char dir[64], base[80], kith[400];

static char *
in_dir(const char *name)
{
	static char paths[8][400];
	static size_t n;
	char *path = paths[n++ % COUNT_OF(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

static bool
is_there(const char *name)
{
	return access(in_dir(name), F_OK) == 0;
}

static void
write_file(const char *name, const char *text, mode_t mode)
{
	FILE *f = fopen(in_dir(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(in_dir(name), mode), 0);
}

static struct engine *
open_at(const char *path, bool make)
{
	struct engine *engine;
	char why[200];

	assert_int_equal(engine_open(path, make, &engine, why, sizeof(why)), OK);
	return engine;
}

static int
setup(void **state)
{
	struct arena *mem = arena_new();
	struct engine *engine;
	struct db *db;

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/kith-copy-%d", (int)getpid());
	mkdir(dir, 0700);
	snprintf(base, sizeof(base), "%s", in_dir("base.db"));
	engine = open_at(base, true);
	assert_int_equal(db_new(engine, &db), OK);
	/* what one transaction writes in both is in both, or in none */
	run(db, mem, "create table a (id integer primary key, what blob) strict");
	run(db, mem, "create table b (id integer primary key, what blob) strict");
	run(db, mem,
	    "insert into a (what) with recursive n (i) as (select 1 union all "
	    "select i + 1 from n where i < 3000) select zeroblob(4000) from n");
	run(db, mem, "insert into b select * from a");
	db_free(db);
	engine_close(engine);
	mkdir(in_dir("base.db.files"), 0700);
	mkdir(in_dir("base.db.files/01"), 0700);
	write_file("base.db.files/01/" FILE_NAME, "an offer", 0400);
	write_file("base.db.files/growing", "not yet", 0600);
	arena_free(mem);
	return 0;
}

static int
teardown(void **state)
{
	char command[120];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* The program itself, which is beside the tests; answers its exit code. */
static int
command(const char *name, const char *from, const char *to, const char *option)
{
	char line[1024];
	int code;

	snprintf(line, sizeof(line), "%s %s %s %s %s 2>/dev/null", kith, name, from, to,
	    option == NULL ? "" : option);
	code = system(line);
	assert_true(WIFEXITED(code));
	return WEXITSTATUS(code);
}

/* Equal halves: the copy is of one moment. */
static int64_t
halves(const char *name)
{
	struct arena *mem = arena_new();
	struct engine *engine = open_at(in_dir(name), false);
	struct str said;
	struct db *db;
	int64_t n;

	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(db_check(db, mem, &said), OK);
	assert_string_equal(str_c(mem, said), "ok");
	n = ask(db, mem, "select count(*) from a");
	assert_int_equal(ask(db, mem, "select count(*) from b"), n);
	db_free(db);
	engine_close(engine);
	arena_free(mem);
	return n;
}

/* ---- another process that writes without a pause ---- */

static atomic_bool over;

static void *
write_both(void *arg)
{
	struct arena *mem = arena_new();
	struct engine *engine = open_at(base, false);
	int *written = arg;
	struct db *db;

	assert_int_equal(db_new(engine, &db), OK);
	while (!atomic_load(&over)) {
		struct sql a = SQL_INIT(mem), b = SQL_INIT(mem);
		struct tx tx;

		sql_text(&a, "insert into a (what) values (zeroblob(100))");
		sql_text(&b, "insert into b (what) values (zeroblob(100))");
		assert_int_equal(tx_begin(db, &tx), OK);
		assert_int_equal(db_run(db, &a), OK);
		assert_int_equal(db_run(db, &b), OK);
		assert_int_equal(tx_commit(&tx), OK);
		++*written;
		arena_reset(mem);
	}
	db_free(db);
	engine_close(engine);
	arena_free(mem);
	return NULL;
}

static void
test_while_writing(void **state)
{
	pthread_t writer;
	int written = 0;
	struct stat st;

	(void)state;
	pthread_create(&writer, NULL, write_both, &written);
	assert_int_equal(command("backup", base, in_dir("one.db"), NULL), 0);
	assert_int_equal(command("backup", base, in_dir("two.db"), "--hurry"), 0);
	atomic_store(&over, true);
	pthread_join(writer, NULL);
	assert_true(written > 0);
	assert_true(halves("one.db") >= 3000);
	assert_true(halves("two.db") >= halves("one.db"));
	assert_false(is_there("one.db.part") || is_there("one.db.files.part"));
	/* what never changes is named twice, what may change is a copy */
	assert_int_equal(stat(in_dir("one.db.files/01/" FILE_NAME), &st), 0);
	assert_int_equal(st.st_nlink, 3);
	assert_int_equal(stat(in_dir("one.db.files/growing"), &st), 0);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(st.st_size, 7);
}

static void
test_restore(void **state)
{
	int64_t n = halves("one.db");

	(void)state;
	assert_int_equal(
	    command("restore", in_dir("one.db"), in_dir("again.db"), NULL), 0);
	assert_int_equal(halves("again.db"), n);
	assert_true(is_there("again.db.files/01/" FILE_NAME));
}

/* Nothing that is there is written over, nor a copy that somebody else makes. */
static void
test_refuses(void **state)
{
	(void)state;
	write_file("mine.db", "mine", 0600);
	assert_int_equal(command("backup", base, in_dir("mine.db"), NULL), 1);
	mkdir(in_dir("theirs.db.files"), 0700);
	assert_int_equal(command("backup", base, in_dir("theirs.db"), NULL), 1);
	assert_false(is_there("theirs.db") || is_there("theirs.db.part"));
	write_file("busy.db.part", "half", 0600);
	assert_int_equal(command("backup", base, in_dir("busy.db"), NULL), 1);
	assert_true(is_there("busy.db.part"));
	assert_false(is_there("busy.db") || is_there("busy.db.files"));
	assert_int_equal(command("backup", in_dir("no.db"), in_dir("new.db"), NULL), 1);
	assert_int_equal(command("backup", base, in_dir("no/where.db"), NULL), 1);
	assert_false(is_there("new.db") || is_there("new.db.part"));
}

/* A damaged backup does not become a database. */
static void
test_damaged(void **state)
{
	char junk[8192];
	FILE *f;

	(void)state;
	assert_int_equal(command("backup", base, in_dir("bad.db"), "--hurry"), 0);
	f = fopen(in_dir("bad.db"), "r+");
	assert_non_null(f);
	memset(junk, 0x5a, sizeof(junk));
	fseek(f, 40 * 4096, SEEK_SET);
	fwrite(junk, 1, sizeof(junk), f);
	fclose(f);
	assert_int_equal(command("restore", in_dir("bad.db"), in_dir("new.db"), NULL), 1);
	assert_false(is_there("new.db") || is_there("new.db.part") ||
		     is_there("new.db.files") || is_there("new.db.files.part"));
}

/* ---- stopped ---- */

static int looks;

static bool
stop_soon(void *arg, int64_t done, int64_t total)
{
	(void)arg;
	if (looks++ == 0)
		assert_true(done == 0 && total == 0);
	else
		assert_true(done > 0 && done < total);
	return looks < 3;
}

static void
test_stopped(void **state)
{
	struct copy_watch watch = { .step = stop_soon };
	struct arena *mem = arena_new();
	struct engine *engine = open_at(base, false);
	struct db *db;

	(void)state;
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(db_backup(db, in_dir("stopped.db"), &watch), ERR_LIMIT);
	assert_int_equal(looks, 3);
	/* the handle is as before, and holds nothing */
	assert_true(ask(db, mem, "select count(*) from a") >= 3000);
	run(db, mem, "delete from b");
	assert_int_equal(ask(db, mem, "select count(*) from b"), 0);
	db_free(db);
	engine_close(engine);
	arena_free(mem);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_while_writing),
		cmocka_unit_test(test_restore), cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_stopped) };

	assert(argc > 0);
	snprintf(kith, sizeof(kith), "%s/../../../kith", dirname(argv[0]));
	return cmocka_run_group_tests(tests, setup, teardown);
}
