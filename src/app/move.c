/*
 * move.c - a site into another database, from the command line.
 */
#include "app/app.h"

#include "exchange/exchange.h"
#include "privacy/privacy.h"

#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void
stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

/* Ctrl-C is heard between two batches; the second one ends at once. */
static void
listen_to_stop(void)
{
	struct sigaction act = { .sa_handler = stop, .sa_flags = (int)SA_RESETHAND };

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
}

struct screen {
	int64_t shown_us;
	enum move_stage stage;
	bool terminal, begun;
};

static const char *const stages[] = {
	[MOVE_ROWS] = "rows",
	[MOVE_INDEXES] = "indexes",
	[MOVE_WORDS] = "words of the search box",
	[MOVE_FILES] = "files",
	[MOVE_CHECK] = "check",
};

/* A line that changes on a terminal, a line per stage elsewhere. */
static bool
show(void *arg, enum move_stage stage, struct str table, int64_t rows)
{
	struct screen *s = arg;
	int64_t now = time_steady_us();

	if (!s->begun || s->stage != stage) {
		fprintf(stderr, s->terminal ? "\r\033[K%s …" : "%s\n", stages[stage]);
		s->begun = true;
		s->stage = stage;
	} else if (s->terminal && table.len > 0 && now - s->shown_us > 100000) {
		fprintf(stderr, "\r\033[K%s … %.*s %" PRId64, stages[stage],
		    STR_ARG(table), rows);
		s->shown_us = now;
	}
	return stopped == 0;
}

static void
print_tables(const struct move_report *r)
{
	struct move_sum all = { 0 };

	printf("%-20s %12s %18s\n", "table", "rows", "sum");
	for (size_t i = 0; i < r->count; i++) {
		const struct move_table *t = &r->tables[i];

		printf("%-20.*s %12" PRId64 " %18" PRIx64, STR_ARG(t->name), t->from.rows,
		    t->from.sum);
		if (!move_same(t))
			printf("   DIFFERS: %" PRId64 " rows, %" PRIx64, t->to.rows,
			    t->to.sum);
		putchar('\n');
		all.rows += t->from.rows;
		all.sum += t->from.sum;
	}
	printf("%-20s %12" PRId64 " %18" PRIx64 "\n", "all", all.rows, all.sum);
}

static int
say_differences(const struct move_report *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!move_same(&r->tables[i]))
			fail("%.*s differs", STR_ARG(r->tables[i].name));
	return 1;
}

static int
say_failure(const struct move_report *r, enum err e, bool marked)
{
	if (e == ERR_LIMIT)
		fail("stopped");
	else if (r->why.len > 0)
		fail("%.*s", STR_ARG(r->why));
	else if (e == ERR_CLASH)
		say_differences(r);
	else
		fail("%s", err_text(e));
	if (marked)
		fail("what was carried is not whole and cannot be used: remove the new "
		     "database; the old one is as it was");
	return 1;
}

static void
say_done(const struct move_report *r, const char *to)
{
	if (r->same_files)
		puts("files: both have one folder, nothing was copied");
	else
		printf("files: %" PRId64 ", %" PRId64 " bytes\n", r->files.files,
		    r->files.bytes);
	if (r->later > 0)
		printf("NOT CARRIED: %" PRId64 " events that the old database got "
		       "after the move began; stop its server and move again\n",
		    r->later);
	printf("ready: kith serve %s\n", to);
}

static void
end_line(const struct screen *s)
{
	if (s->terminal && s->begun)
		fputs("\r\033[K", stderr);
}

static int
carry(struct work *work, const char *to, const char *files)
{
	struct site_config config = { .url = to,
		.files_dir = files,
		.words = &app_words,
		.docs = app_docs,
		.doc_count = app_doc_count };
	struct screen screen = { .terminal = isatty(STDERR_FILENO) };
	struct move_watch watch = { show, &screen };
	struct move_report report;
	enum err e;

	listen_to_stop();
	e = trail(&work->c, TRAIL_BACKUP, TRAIL_NOTHING, "kind", "moved", NULL);
	if (e == OK)
		e = site_seal(&work->c, NULL); /* so that both have the same seals */
	if (e != OK)
		return work_failed(work, e, "the chain");
	e = move_site(&work->c, &config, &watch, &report);
	end_line(&screen);
	if (report.count > 0 && (e == OK || (e == ERR_CLASH && report.why.len == 0)))
		print_tables(&report);
	if (e != OK)
		return say_failure(&report, e, screen.begun);
	if (ledger_carry(site_url(work->site), to) != OK)
		return fail("the list of who was erased could not be carried: copy the "
			    "file that ends in .erased");
	say_done(&report, to);
	return 0;
}

static int
compare(struct work *work, const char *to)
{
	struct screen screen = { .terminal = isatty(STDERR_FILENO) };
	struct move_watch watch = { show, &screen };
	struct move_report report;
	struct work other;
	enum err e;

	if (!work_begin(&other, to, false))
		return 1;
	listen_to_stop();
	e = move_compare(&work->c, &other.c, &watch, &report);
	end_line(&screen);
	if (report.count > 0 && report.why.len == 0 && e != ERR_LIMIT)
		print_tables(&report);
	work_end(&other);
	return e == OK ? 0 : say_failure(&report, e, false);
}

static int
move(int argc, char **argv)
{
	bool check = take_flag(&argc, argv, "--check");
	const char *files = take_option(&argc, argv, "--files");
	struct work work;
	int code;

	if (argc != 3 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	code = check ? compare(&work, argv[2]) : carry(&work, argv[2], files);
	work_end(&work);
	return code;
}

static int
make_masked(struct work *work, const char *to, const char *files)
{
	struct site_config config = { .url = to,
		.files_dir = files,
		.words = &app_words,
		.docs = app_docs,
		.doc_count = app_doc_count };
	struct screen screen = { .terminal = isatty(STDERR_FILENO) };
	struct move_watch watch = { show, &screen };
	struct mask_report report;
	enum err e;

	listen_to_stop();
	e = mask_site(&work->c, &config, &watch, &report);
	end_line(&screen);
	if (e != OK)
		return say_failure(&report.move, e, screen.begun);
	printf("ready: kith serve %s\n", to);
	if (report.login.len > 0)
		printf("sign in as %.*s, an administrator\n", STR_ARG(report.login));
	printf("password of everybody, said only here: %s\n", report.password);
	return 0;
}

static int
masked(int argc, char **argv)
{
	const char *files = take_option(&argc, argv, "--files");
	struct work work;
	int code;

	if (argc != 3 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	code = make_masked(&work, argv[2], files);
	work_end(&work);
	return code;
}

const struct command move_commands[] = {
	{ "masked", "FROM TO [--files DIR]",
	    "a copy for tests and training, in which nobody is anybody", masked },

	{ "move", "FROM TO [--files DIR] [--check]",
	    "carry a company into a new database, file or postgres://…, and verify it; "
	    "--check: compare two",
	    move },
	{ 0 },
};
