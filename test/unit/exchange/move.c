/*
 * move.c - a company carried into another database and back: nothing is lost,
 * nothing half-carried is taken for whole, and no difference passes.
 *
 * It goes from one engine to the other where KITH_CLUSTER, the address of a
 * PostgreSQL, says where that is; else from file to file.
 */
#include "help.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

static int made, on_cluster; /* new databases, for their names */

/* ---- addresses ---- */

static bool
is_address(const char *url)
{
	return strstr(url, "://") != NULL;
}

static struct site_config
config_of(const char *url)
{
	struct site_config config = site_config_of();

	config.url = url;
	config.make = false;
	config.files_dir = is_address(url)
			       ? str_c(c.mem, str_printf(c.mem, "%s/pg.files", base.dir))
			       : NULL;
	return config;
}

static const char *
file_url(void)
{
	return str_c(c.mem, str_printf(c.mem, "%s/new%d.db", base.dir, ++made));
}

/* A database of the cluster that is not there yet; without one, a file. */
static const char *
cluster_url(void)
{
	const char *address = getenv("KITH_CLUSTER");
	const char *hole = address == NULL ? NULL : strstr(address, "%s");

	if (hole == NULL)
		return file_url();
	return str_c(
	    c.mem, str_printf(c.mem, "%.*skith_move_%d_%d%s", (int)(hole - address),
		       address, (int)getpid(), ++made, hole + 2));
}

/* Of the other engine than what the test begins with. */
static const char *
other_url(void)
{
	return on_sqlite() ? cluster_url() : file_url();
}

static int
drop_made(void **state)
{
	const char *address = getenv("KITH_CLUSTER");
	char url[300], text[100];

	(void)state;
	if (address == NULL || strstr(address, "%s") == NULL)
		return 0;
	snprintf(url, sizeof(url), "%.*spostgres%s",
	    (int)(strstr(address, "%s") - address), address, strstr(address, "%s") + 2);
	for (int i = 1; i <= on_cluster; i++) {
		snprintf(text, sizeof(text),
		    "drop database if exists kith_move_%d_%d with (force)", (int)getpid(),
		    i);
		scratch_ask(url, text);
	}
	return 0;
}

/* SQL behind Kith's back. */
static void
meddle(const char *url, const char *sql)
{
	sqlite3 *db = NULL;

	if (is_address(url)) {
		scratch_ask(url, sql);
		return;
	}
	assert_int_equal(sqlite3_open(url, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* ---- a company with a bit of everything ---- */

static int64_t
create(const char *entity, const char *json)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec;

	assert_ok(tx_begin(c.db, &tx));
	assert_ok(
	    record_create(&c, meta_entity(c.meta, str_of(entity)), json_of(json), &rec));
	assert_ok(tx_commit(&tx));
	return rec->id;
}

static void
run(const struct sql *q)
{
	DEFER(tx_end) struct tx tx = { 0 };

	assert_ok(tx_begin(c.db, &tx));
	assert_ok(db_run(c.db, q));
	assert_ok(tx_commit(&tx));
}

static void
define(const char *text)
{
	struct sql q = SQL_INIT(c.mem);

	sql_define(&q, c.db, text);
	run(&q);
}

static void
put_boat(int64_t id, struct cell name, struct cell length, struct cell photo)
{
	struct sql q = SQL_INIT(c.mem);

	sql_text(&q, "insert into boat (id, version, name, length, photo) values (");
	sql_int(&q, id);
	sql_text(&q, ", 1, ");
	sql_cell(&q, &name);
	sql_text(&q, ", ");
	sql_cell(&q, &length);
	sql_text(&q, ", ");
	sql_cell(&q, &photo);
	sql_text(&q, ")");
	run(&q);
}

static void
furnish(void)
{
	json_t *in;

	for (int i = 0; i < 700; i++) {
		in = json_pack("{s:s, s:s}", "name",
		    str_c(c.mem, str_printf(c.mem, "Nguyễn %d سلام 你好", i)), "phone",
		    str_c(c.mem, str_printf(c.mem, "+8490300%04d", i)));
		create("contact", json_dump(c.mem, json_hold(c.mem, in)).at);
	}
	create("product",
	    "{\"name\":\"Crane\",\"price\":{\"minor\":1250000,\"cur\":\"VND\"}}");
	/* what no entity shows any more, and every kind of value */
	define("alter table contact add column shoe_size %R");
	tell("update contact set shoe_size = id / 3.0");
	tell("insert into _made (what) values ('contact.shoe_size')");
	define("create table boat (id %I primary key, version %I not null,"
	       " deleted_ms %I, name %T, length %R, photo %B)%S");
	put_boat(INT64_MIN + 1, CELL_OF_TEXT(STR("")), CELL_OF_REAL(-0.0),
	    CELL_OF_BLOB(STR("")));
	put_boat(0, CELL_OF_TEXT(STR("a\n\\N\t'")), CELL_OF_REAL(1e308),
	    CELL_OF_BLOB(STR("\0\377")));
	put_boat(INT64_MAX, (struct cell){ 0 }, CELL_OF_REAL(0.1), (struct cell){ 0 });
	tell("insert into _made (what) values ('boat'), ('boat.name')");
	tell("insert into _series (name, next) values ('invoice', 42)");
	tell("insert into _session (hash, person, created_ms, seen_ms, until_ms, agent) "
	     "values ('hash', 5, 1, 2, 9999999999999, 'a browser')");
}

/* ---- moving ---- */

struct look_on {
	const char *at; /* "rows/contact": where something happens */
	void (*happens)(void *arg);
	void *arg;
	bool stop;
};

static bool
on_tell(void *arg, enum move_stage stage, struct str table, int64_t rows)
{
	static const char *const names[] = { "rows", "indexes", "words", "files",
		"check" };
	struct look_on *l = arg;
	char at[100];

	(void)rows;
	snprintf(at, sizeof(at), "%s/%.*s", names[stage], STR_ARG(table));
	if (l->at == NULL || strcmp(at, l->at) != 0)
		return true;
	l->at = NULL;
	if (l->happens != NULL)
		l->happens(l->arg);
	return !l->stop;
}

static enum err
move_to(const char *url, struct look_on *l, struct move_report *report)
{
	struct move_watch watch = { on_tell, l };
	struct site_config config = config_of(url);

	return move_site(&c, &config, l == NULL ? NULL : &watch, report);
}

static void
open_at(const char *url)
{
	struct site_config config = config_of(url);
	struct str why = STR("");

	if (site_open(&config, mem, &site, &why) != OK)
		fail_msg("%.*s", STR_ARG(why));
	c = (struct ctx){ .mem = mem };
	assert_int_equal(db_new(site_engine(site), &c.db), OK);
	site_begin(site, &c);
	site_as_program(&c);
}

/* The work goes on in what it was moved to. */
static void
reopen(const char *url)
{
	site_end(&c);
	db_free(c.db);
	site_close(site);
	open_at(url);
}

static void
assert_moved(enum err e, const struct move_report *r)
{
	if (e != OK && r->why.len > 0)
		fail_msg("%.*s", STR_ARG(r->why));
	for (size_t i = 0; i < r->count; i++)
		if (!move_same(&r->tables[i]))
			fail_msg("%.*s differs", STR_ARG(r->tables[i].name));
	assert_int_equal(e, OK);
}

static struct move_sum
sum_of(const struct move_report *r, const char *table)
{
	for (size_t i = 0; i < r->count; i++)
		if (str_is(r->tables[i].name, table))
			return r->tables[i].to;
	fail_msg("no table %s", table);
	return (struct move_sum){ 0 };
}

static struct str
search(const char *words)
{
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);

	assert_ok(record_search(&c, str_of(words), ARCHIVED_OUT, 20, &w));
	return text_done(&t);
}

/* ---- tests ---- */

static void
test_there_and_back(void **state)
{
	static const char *const words[] = { "nguyen 69", "9030", "سلام", "你好",
		"crane" };
	const char *there = other_url(), *back = on_sqlite() ? file_url() : cluster_url();
	struct move_report one, two;
	struct str found[COUNT_OF(words)];
	int64_t last;

	(void)state;
	furnish();
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		found[i] = search(words[i]);
		assert_true(found[i].len > 60);
	}
	assert_moved(move_to(there, NULL, &one), &one);
	assert_int_equal(sum_of(&one, "contact").rows, 700);
	assert_int_equal(sum_of(&one, "boat").rows, 3);
	assert_int_equal(one.later, 0);
	last = ask("select max(id) from _event");

	reopen(there);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_string_equal(str_c(c.mem, search(words[i])), found[i].at);
	assert_int_equal(ask("select next from _series where name = 'invoice'"), 42);
	assert_int_equal(
	    ask("select count(*) from contact where shoe_size = id / 3.0"), 700);
	/* a session that could sign in still can; a new event comes behind the old */
	assert_int_equal(ask("select person from _session"), 5);
	create("contact", "{\"name\":\"Sau\"}");
	assert_true(ask("select max(id) from _event") > last);

	assert_moved(move_to(back, NULL, &two), &two);
	assert_int_equal(sum_of(&two, "boat").rows, 3);
	assert_true(sum_of(&two, "boat").sum == sum_of(&one, "boat").sum);
	assert_true(sum_of(&two, "_event").rows == sum_of(&one, "_event").rows + 1);
	last = ask("select max(id) from _event");
	reopen(back);
	create("contact", "{\"name\":\"Bay\"}");
	assert_true(ask("select max(id) from _event") > last);
	assert_int_equal(ask("select count(*) from contact"), 702);
	assert_true(search("bay").len > 60);
}

/*
 * As after a restore into a server that counted fewer transactions than the one it
 * came from: what happens now still comes behind what happened, and is settled.
 */
static void
test_restored(void **state)
{
	int64_t last, settled;

	(void)state;
	create("contact", "{\"name\":\"Mot\"}");
	tell("update _event set id = id + 4000000000000000");
	last = ask("select max(id) from _event");
	reopen(base.url);
	create("contact", "{\"name\":\"Hai\"}");
	assert_int_equal(ask("select count(*) from _event where id > 4000000000000000"),
	    ask("select count(*) from _event"));
	assert_true(ask("select max(id) from _event") > last);
	assert_ok(db_settled(c.db, &settled));
	assert_true(settled > ask("select max(id) from _event"));
}

static void
meddle_with_new(void *arg)
{
	meddle(arg, "update contact set updated_ms = updated_ms + 1 where id ="
		    " (select min(id) from contact)");
}

/* One value of one row, changed before it is read again. */
static void
test_flipped_value(void **state)
{
	const char *urls[] = { file_url(), cluster_url() };
	struct move_report report;

	(void)state;
	furnish();
	for (size_t i = 0; i < COUNT_OF(urls); i++) {
		struct look_on l = { "check/", meddle_with_new,
			(void *)(uintptr_t)urls[i], false };
		struct site_config config = config_of(urls[i]);
		struct site *other = NULL;
		struct str why = STR("");

		assert_int_equal(move_to(urls[i], &l, &report), ERR_CLASH);
		for (size_t j = 0; j < report.count; j++)
			assert_int_equal(move_same(&report.tables[j]),
			    !str_is(report.tables[j].name, "contact"));
		/* it is not a site */
		assert_int_equal(site_open(&config, c.mem, &other, &why), ERR_INPUT);
		assert_true(str_find(why, STR("was not completed")) < why.len);
	}
}

static void
end_at_once(void *arg)
{
	(void)arg;
	raise(SIGKILL);
}

/* Killed anywhere: what is left is not opened, and the next move is whole. */
static void
test_killed(void **state)
{
	static const char *const places[] = { "rows/", "rows/contact", "indexes/",
		"words/contact", "files/", "check/user" };
	struct move_report report;

	(void)state;
	furnish();
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		const char *url = i % 2 == 0 ? cluster_url() : file_url();
		struct look_on l = { places[i], end_at_once, NULL, false };
		struct site *other = NULL;
		struct site_config config;
		struct str why = STR("");
		int status;
		pid_t pid;

		pid = fork();
		if (pid == 0) {
			open_at(base.url); /* a connection is one process's */
			(void)!move_to(url, &l, &report);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		config = config_of(url);
		assert_int_equal(site_open(&config, c.mem, &other, &why), ERR_INPUT);
		assert_true(str_find(why, STR("was not completed")) < why.len);
		/* and nothing is carried on top of it */
		assert_int_equal(move_to(url, NULL, &report), ERR_CLASH);
		assert_true(str_find(report.why, STR("must be new")) < report.why.len);
	}
	assert_moved(move_to(file_url(), NULL, &report), &report);
}

static void
create_one(void *arg)
{
	(void)arg;
	/* by another process, to the old database */
	meddle(site_config_of().url,
	    "insert into _event select max(id) + 1, 1, 'contact', 1, 'created', 1, 0,"
	    " 0, 0, null, null, null from _event; update product set version = version + "
	    "1");
}

/* What is written while it moves is not carried, none of it, and that is said. */
static void
test_one_moment(void **state)
{
	struct look_on l = { "rows/", create_one, NULL, false };
	const char *there = other_url();
	struct move_report report;
	int64_t events;

	(void)state;
	furnish();
	events = ask("select count(*) from _event");
	assert_moved(move_to(there, &l, &report), &report);
	assert_int_equal(report.later, 1);
	assert_int_equal(ask("select count(*) from _event"), events + 1);
	reopen(there);
	assert_int_equal(ask("select count(*) from _event"), events);
	assert_int_equal(ask("select sum(version) from product"), 1);
}

static void
test_stopped(void **state)
{
	struct look_on l = { "rows/contact", NULL, NULL, true };
	struct move_report report;

	(void)state;
	furnish();
	assert_int_equal(move_to(file_url(), &l, &report), ERR_LIMIT);
	create("contact", "{\"name\":\"Sau\"}"); /* the old one works on */
	assert_moved(move_to(file_url(), NULL, &report), &report);
}

/* Files come along, each is read again; imports find theirs where they are now. */
static void
test_files(void **state)
{
	const char *csv = scratch("list.csv", "Name\nAn\n"), *other = other_url();
	const char *photo = scratch("photo", "a photo");
	char hash[FILE_HASH_SIZE], path[300];
	struct move_report report;
	int64_t import;
	int fd;

	(void)state;
	assert_ok(file_keep(site_files(site), photo, hash));
	assert_ok(import_new(&c, STR("contact"), STR("list.csv"), csv, &import));
	assert_moved(move_to(other, NULL, &report), &report);
	assert_int_equal(report.files.files, 2);
	assert_int_equal(report.files.bytes, 7 + 8);
	snprintf(path, sizeof(path), "rm -r %s", site_files(site));
	assert_int_equal(system(path), 0);
	reopen(other);
	assert_int_equal(file_open(site_files(site), str_of(hash), &fd), OK);
	close(fd);
	assert_ok(import_run(&c, import));

	/* one that is not what its name says is no copy */
	snprintf(path, sizeof(path), "%s/%.2s/%s", site_files(site), hash, hash);
	assert_int_equal(chmod(path, 0600), 0);
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "A", 1, 0), 1);
	close(fd);
	assert_int_equal(move_to(file_url(), NULL, &report), ERR_CLASH);
	assert_true(str_find(report.why, str_of(hash)) < report.why.len);
}

static void
test_folder_names(void **state)
{
	static const struct {
		const char *url, *files;
	} rows[] = {
		{ "/data/acme.db", "/data/acme.db.files" },
		{ "postgres://kith@db/acme", "acme.files" },
		{ "postgres://kith@/acme?host=/run/postgresql&port=5433", "acme.files" },
	};

	(void)state;
	unsetenv("KITH_FILES");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *files = site_files_of(rows[i].url, NULL);

		assert_string_equal(files, rows[i].files);
		free(files);
	}
}

static void
test_not_new(void **state)
{
	const char *stranger = file_url();
	struct move_report report;

	(void)state;
	assert_int_equal(move_to(site_config_of().url, NULL, &report), ERR_CLASH);
	meddle(stranger, "create table mine (a)");
	assert_int_equal(move_to(stranger, NULL, &report), ERR_BUG);
	assert_true(str_find(report.why, STR("not a Kith database")) < report.why.len);
	tell("create table odd (a integer, b date)");
	assert_int_equal(move_to(file_url(), NULL, &report), ERR_INPUT);
	assert_true(str_find(report.why, STR("odd")) < report.why.len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(test_there_and_back),
		exchange_test(test_restored),
		exchange_test(test_flipped_value),
		exchange_test(test_killed),
		exchange_test(test_one_moment),
		exchange_test(test_stopped),
		exchange_test(test_files),
		exchange_test(test_not_new),
		cmocka_unit_test(test_folder_names),
	};

	return cmocka_run_group_tests_name("move", tests, NULL, drop_made);
}
