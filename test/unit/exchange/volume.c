/*
 * volume.c - many rows: constant memory, and a run that is killed goes on.
 *
 * KITH_ROWS says how many; 100000 for a measurement.
 */
#include "help.h"

#include <sqlite3.h>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define MAP                                                                              \
	"{'columns':{'Name':{'to':'name'},'Email':{'to':'email'},'Phone':{'to':'phone'}" \
	","                                                                              \
	"'Mobile':{'to':'mobile'},'Title':{'to':'job_title'},'Company':{'to':'account'," \
	"'find':'name','missing':'create'},'Status':{'to':'status'},'City':{'to':"       \
	"'address','part':'city'},'Tags':{'to':'tags'},'Birthday':{'to':'birthday',"     \
	"'date':'d/m/y'},'Source':{'to':'source'},'ID':{'to':'external_id'}},"           \
	"'set':{},'on_duplicate':'update'}"

static int64_t
rows_wanted(int64_t otherwise)
{
	const char *said = getenv("KITH_ROWS");

	return said == NULL ? otherwise : atoll(said);
}

static json_t *
map_of(const char *quoted)
{
	char *text = str_c(c.mem, str_of(quoted));

	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	return json_of(text);
}

/* Every hundredth row is bad. */
static const char *
file_of(int64_t count)
{
	static const char *const family[] = { "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng",
		"Smith", "محمدی", "Đặng" };
	static const char *const given[] = { "Văn An", "Thị Bình", "Quốc Cường", "Ánh",
		"John", "زهرا", "Mai Hương" };
	static const char *const status[] = { "lead", "Customer", "Đang chăm sóc" };
	const char *path = scratch("contacts.csv", "");
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	fputs("Name,Email,Phone,Mobile,Title,Company,Status,City,Tags,Birthday,Source,"
	      "ID\n",
	    f);
	for (int64_t i = 0; i < count; i++)
		fprintf(f,
		    "%s %s %d,p%d%s,024 3%07d,09%08d,Manager %d,Company %d,%s,Hà Nội,"
		    "\"vip; fair %d\",%d/%d/%d,Referral,X-%d\n",
		    family[i % 8], given[i % 7], (int)i, (int)i,
		    i % 100 == 99 ? "@" : "@example.com", (int)(i % 9999999), (int)i,
		    (int)(i % 40), (int)(i % 5000), status[i % 3], (int)(i % 5),
		    (int)(i % 28 + 1), (int)(i % 12 + 1), (int)(1950 + i % 50), (int)i);
	fclose(f);
	return path;
}

static void
takes_many(void **state)
{
	int64_t count = rows_wanted(3000), id, start;
	struct import_counts n;
	struct rusage use;
	const char *path = file_of(count);

	(void)state;
	start = time_steady_us();
	assert_ok(
	    import_file(&c, STR("contact"), path, map_of(MAP), false, NULL, &n, &id));
	getrusage(RUSAGE_SELF, &use);
	print_message("%" PRId64 " rows in %.1f s, %ld MB at most\n", count,
	    (double)(time_steady_us() - start) / 1e6, use.ru_maxrss / 1024);
	assert_int_equal(n.created, count - count / 100);
	assert_int_equal(n.refused, count / 100);
	assert_int_equal(ask("select count(*) from contact"), count - count / 100);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what is freed */
#ifndef __SANITIZE_ADDRESS__ /* which has a memory of its own */
	assert_true(use.ru_maxrss < 400 * 1024);
#endif
#endif
}

/* As a worker would: claim what its dead owner left, when the lease is over. */
static int64_t
begin_import(const char *path)
{
	json_t *news = json_hold(c.mem, json_object());
	int64_t id;

	assert_ok(import_new(&c, STR("contact"), STR("contacts.csv"), path, &id));
	json_object_set(news, "map", map_of(MAP));
	assert_ok(import_patch(&c, id, news));
	assert_ok(import_run(&c, id));
	return id;
}

/* How far the job is, read beside the process that works: no turn is taken. */
static int64_t
done_in(sqlite3 *db)
{
	static const char text[] = "select max(done) from _job";
	sqlite3_stmt *s = NULL;
	int64_t done = -1;

	if (!on_sqlite())
		return scratch_ask(base.url, text);
	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		done = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return done;
}

static void
kill_when(pid_t child, int64_t done)
{
	sqlite3 *db = NULL;
	int status;

	if (on_sqlite())
		assert_int_equal(
		    sqlite3_open_v2(base.url, &db, SQLITE_OPEN_READWRITE, NULL),
		    SQLITE_OK);
	for (int i = 0; i < 100000 && done_in(db) < done; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			fail_msg("the child ended by itself: %d", status);
		usleep(1000);
	}
	sqlite3_close(db);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void
run_in_child(void)
{
	int64_t done = ask("select max(done) from _job");
	pid_t child;

	work_close(); /* a connection does not survive a fork */
	child = fork();
	if (child == 0) {
		work_open();
		jobs_run();
		_exit(0);
	}
	kill_when(child, done + 400);
	work_open();
}

static void
goes_on_after_a_kill(void **state)
{
	int64_t count = 12000, done;
	const char *refused;
	int64_t id = begin_import(file_of(count));
	struct str text;
	int lines = 0;

	(void)state;
	for (int i = 0; i < 3; i++) {
		run_in_child();
		tell("update _job set lease_ms = 0, state = 'waiting'"
		     " where state = 'running'");
	}
	done = ask("select done from _job");
	print_message("killed at %" PRId64 " of %" PRId64 "\n", done, count);
	jobs_run();
	assert_int_equal(ask("select count(*) from contact"), count - count / 100);
	assert_int_equal(
	    ask("select count(distinct external_id) from contact"), count - count / 100);
	assert_int_equal(ask("select count(*) from account"), 5000 - 5000 / 100);
	assert_int_equal(ask("select done from _job"), count);
	assert_string_equal(ask_text("select state from _import").at, "done");
	assert_ok(import_refused(&c, id, &refused));
	text = file_read(refused);
	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\n';
	assert_int_equal(lines, 1 + count / 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(takes_many),
		exchange_test(goes_on_after_a_kill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
