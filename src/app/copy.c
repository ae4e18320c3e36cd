/*
 * copy.c - a company's database and its files, copied: backup and restore.
 *
 * A copy is written aside and gets its name when all of it is on disk, the
 * database last: what has the name is whole.  A stopped one leaves nothing.
 */
#include "app/app.h"

#include "file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <unistd.h>

#define PATH_SIZE 4096

struct copy {
	const char *to;
	char *files; /* of what is copied */
	char part[PATH_SIZE], to_files[PATH_SIZE], part_files[PATH_SIZE];
	enum err files_err;
	int64_t shown_us;
	bool terminal;
};

static volatile sig_atomic_t stopped;

static void
stop(int sign)
{
	(void)sign;
	stopped = 1;
}

/* The files as they are when the database's moment is chosen: every one that it
 * speaks of is there, since a file is on disk before its record is. */
static bool
look_on(void *arg, int64_t done, int64_t total)
{
	struct copy *copy = arg;
	int64_t now = time_steady_us();

	if (total == 0)
		copy->files_err = file_copy_all(copy->files, copy->part_files);
	if (copy->terminal && total > 0 &&
	    (now - copy->shown_us > 100000 || done == total)) {
		copy->shown_us = now;
		fprintf(stderr, "\r%" PRId64 " %% of %" PRId64 " MB  ",
		    done * 100 / total, total * 4 / 1024);
	}
	return copy->files_err == OK && !stopped;
}

static bool
names(struct copy *copy, const char *to)
{
	copy->to = to;
	return snprintf(copy->part, PATH_SIZE, "%s.part", to) < PATH_SIZE &&
	       snprintf(copy->to_files, PATH_SIZE, "%s.files", to) < PATH_SIZE &&
	       snprintf(copy->part_files, PATH_SIZE, "%s.files.part", to) < PATH_SIZE;
}

/* Ours alone from now on; says why not. */
static bool
claim(const struct copy *copy)
{
	const char *const taken[] = { copy->to, copy->to_files };
	int fd;

	for (size_t i = 0; i < COUNT_OF(taken); i++)
		if (access(taken[i], F_OK) == 0) {
			fail("%s is there already", taken[i]);
			return false;
		}
	if (access(copy->part_files, F_OK) != 0 &&
	    (fd = open(copy->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) >= 0) {
		close(fd);
		return true;
	}
	if (access(copy->part, F_OK) == 0 || access(copy->part_files, F_OK) == 0)
		fail("%s is being written, or a copy was cut off: if none runs, remove "
		     "%s and %s",
		    copy->to, copy->part, copy->part_files);
	else
		fail("%s: %s", copy->part, strerror(errno));
	return false;
}

static void
give_up(const struct copy *copy)
{
	char path[PATH_SIZE + 16];

	unlink(copy->part);
	snprintf(path, sizeof(path), "%s-journal", copy->part);
	unlink(path);
	file_remove_all(copy->part_files);
}

/* The names, and on disk that they are; the database's last. */
static bool
finish(const struct copy *copy)
{
	char path[PATH_SIZE];
	bool done;
	int fd;

	snprintf(path, sizeof(path), "%s", copy->to);
	done = rename(copy->part_files, copy->to_files) == 0 &&
	       rename(copy->part, copy->to) == 0;
	fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	done = done && fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return done;
}

static int
say_why(struct copy *copy, struct db *db, enum err e)
{
	if (copy->terminal)
		fputc('\n', stderr);
	if (stopped)
		return fail("stopped; nothing was left behind");
	if (e == ERR_INPUT)
		return fail("%s", db_said(db));
	if (copy->files_err != OK)
		return fail("%s: %s", copy->to_files, err_text(copy->files_err));
	return fail("%s: %s", copy->to, err_text(e));
}

/* db's database and the files beside it, to copy->to. */
static int
make_copy(struct copy *copy, struct db *db, bool hurry)
{
	struct copy_watch watch = { .step = look_on, .arg = copy, .hurry = hurry };
	struct sigaction act = { .sa_handler = stop };
	enum err e;
	int code = 0;

	if (!claim(copy))
		return 1;
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	e = db_backup(db, copy->part, &watch);
	if (e != OK)
		code = say_why(copy, db, e);
	else if (!finish(copy))
		code = fail("%s: %s", copy->to, strerror(errno));
	else if (copy->terminal)
		fputc('\n', stderr);
	if (code != 0)
		give_up(copy);
	return code;
}

/* It is part of what happened.  A database of an older program, or one that cannot be
 * written, is copied all the same. */
static void
note_backup(struct db *db, const char *to)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ctx c = {
		.mem = mem, .db = db, .now_ms = time_now_ms(), .via = VIA_COMMAND
	};
	enum err e =
	    trail(&c, TRAIL_BACKUP, TRAIL_NOTHING, "kind", "backup", "to", to, NULL);

	if (e != OK)
		fprintf(stderr,
		    "kith: the copy is whole, but is not in the trail of what was copied:"
		    " %s\n",
		    err_text(e));
}

/* A backup is verified before it becomes a database. */
static int
verify(struct db *db, const char *path)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct str said = STR("");
	enum err e = db_check(db, mem, &said);

	if (e != OK)
		return fail("%s: %s (%s)", path, err_text(e), db_said(db));
	return str_is(said, "ok") ? 0 : fail("%s is damaged: %.*s", path, STR_ARG(said));
}

/* The chain of the copy may end before heads that were noted of what it replaces. */
static int
note_restored(struct db *db, const char *to)
{
	return site_note_restored(db, to) == OK
		   ? 0
		   : fail("%s is restored, but its file of heads cannot be written", to);
}

/* An older copy holds whom it was promised to forget: not for a moment longer.
 * Only then it is brought up to this program. */
static int
erase_restored(const char *to)
{
	char *ledger = site_beside(to, ".erased");
	bool any = access(ledger, F_OK) == 0;
	struct work work;
	bool done;

	free(ledger);
	if (!any)
		return 0;
	if (!work_begin(&work, to, false))
		return 1;
	done = apply_ledger(work.site);
	work_end(&work);
	return done ? 0 : 1;
}

/* The database is opened as it is: nothing in it is brought up to this program. */
static int
copy_database(int argc, char **argv)
{
	bool is_restore = strcmp(argv[0], "restore") == 0;
	const char *files = take_option(&argc, argv, "--files");
	bool hurry = take_flag(&argc, argv, "--hurry") || is_restore;
	struct copy copy = { .terminal = isatty(STDERR_FILENO) };
	struct engine *engine;
	struct db *db = NULL;
	char why[300];
	int code = 0;

	if (argc != 3 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!names(&copy, argv[2]))
		return fail("%s: the name is too long", argv[2]);
	if (engine_open(argv[1], false, &engine, why, sizeof(why)) != OK)
		return fail("%s", why);
	if (db_new(engine, &db) != OK)
		code = fail("%s: cannot be opened", argv[1]);
	if (code == 0 && is_restore)
		code = verify(db, argv[1]);
	copy.files = site_files_of(argv[1], files);
	if (code == 0)
		code = make_copy(&copy, db, hurry);
	if (code == 0 && !is_restore)
		note_backup(db, copy.to);
	if (code == 0 && is_restore)
		code = note_restored(db, argv[2]);
	free(copy.files);
	db_free(db);
	engine_close(engine);
	return code == 0 && is_restore ? erase_restored(argv[2]) : code;
}

const struct command copy_commands[] = {
	{ "backup", "DATABASE FILE [--files DIR] [--hurry]",
	    "copy a database and its files while they are in use", copy_database },
	{ "restore", "BACKUP FILE [--files DIR]",
	    "make a database of a backup, after verifying it", copy_database },
	{ 0 },
};
