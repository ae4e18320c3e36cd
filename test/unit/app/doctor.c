/*
 * doctor.c - what is broken is found, said where, and leaves the exit code; what
 * is whole is called whole, also while somebody works on it.
 */
#include "unit/app/help.h"
#include "base/base.h"

#include <sqlite3.h>

static int
setup(void **state)
{
	(void)state;
	make_dir();
	return shell("%s new %s/whole.db --recipe bench/recipe.json"
		     " --scale 0.001 2>&1",
	    kith, dir);
}

/* A copy of the whole one, hurt by text. */
static void
hurt(const char *text)
{
	char path[100], *why = NULL;
	sqlite3 *db;

	assert_int_equal(
	    shell("cd %s && rm -rf hurt.* && cp whole.db hurt.db && cp -r whole.db.files "
		  "hurt.db.files",
		dir),
	    0);
	snprintf(path, sizeof(path), "%s/hurt.db", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int
examine(const char *name)
{
	return shell("%s doctor %s/%s 2>&1", kith, dir, name);
}

static void
test_whole(void **state)
{
	(void)state;
	assert_int_equal(examine("whole.db"), 0);
	assert_string_equal(said, "no fault\n");
	assert_int_equal(examine("absent.db"), 1);
	assert_int_not_equal(access("absent.db", F_OK), 0);
}

static void
test_finds(void **state)
{
	static const struct {
		const char *hurt, *says;
	} cases[] = {
		{ "delete from account where id in (select account from contact limit 1)",
		    "contact.account: " },
		{ "update deal set version = 7 where id = (select min(id) from deal)",
		    "deal: 1 × has another version" },
		{ "delete from _timeline where item = (select min(item) from _timeline "
		  "where kind = 'note')",
		    "note.about: 1 × is missing in a timeline" },
		{ "insert into _timeline (entity, record, at_ms, kind, item) select "
		  "'contact', min(id), 1, 'call', 17 from contact",
		    "call: 1 × stands in a timeline" },
		{ "delete from _search where rowid = (select min(id) from contact)",
		    "contact: 1 × is not found" },
		{ "insert into _search (rowid, kind, title, body) values (17, 'contact', "
		  "'a', 'b')",
		    "contact: 1 × is gone and still" },
		{ "insert into _event select (select max(id) + 1 from _event), at_ms, "
		  "entity, record, what, version, actor, via, job, changes, null, null "
		  "from _event "
		  "where id = (select min(id) from _event)",
		    "history: 1 × was written out of order" },
		{ "insert into _job (id, kind, state, args, done, total, owner, "
		  "created_ms, run_ms, lease_ms, tries) values (5, 'x', 'dead', '{}', 0, "
		  "0, 0, 0, 0, 0, 5)",
		    "jobs: 1 × took the server" },
		{ "insert into file (id, version, name, hash, size) values (17, 1, 'x', "
		  "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', "
		  "5)",
		    "file: 1 × is not in the folder" },
		{ "alter table deal drop column next_step",
		    "deal: its table does not fit" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		hurt(cases[i].hurt);
		if (examine("hurt.db") != 1 || strstr(said, cases[i].says) == NULL)
			fail_msg("%s: wanted \"%s\", it said: %s", cases[i].hurt,
			    cases[i].says, said);
	}
}

/* It looks, and leaves everything as it is: beside one who writes, and without
 * bringing the tables up to this program. */
static void
test_looks_only(void **state)
{
	char path[100];
	sqlite3 *db;

	(void)state;
	hurt("drop index contact_i_mobile; delete from _made where what = "
	     "'contact#mobile'");
	snprintf(path, sizeof(path), "%s/hurt.db", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "begin immediate; delete from contact", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(examine("hurt.db"), 0);
	assert_string_equal(said, "no fault\n");
	assert_int_equal(sqlite3_exec(db, "rollback", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "create index contact_i_mobile on contact (mobile)", NULL,
		NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(db);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole),
		cmocka_unit_test(test_finds), cmocka_unit_test(test_looks_only) };

	(void)argc;
	find_kith(argv[0]);
	return cmocka_run_group_tests(tests, setup, teardown);
}
