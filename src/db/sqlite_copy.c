/*
 * sqlite_copy.c - a copy of a database that is in use.
 *
 * SQLite's online backup begins again whenever another process writes: beside a
 * server at work it may never end.  So the copy is made of a snapshot, which a
 * read transaction holds: it ends, and it is the database as it was at one moment.
 * The price: the log keeps what is written meanwhile, and is shortened after.
 *
 * Half of the time the disk is left to those who work; what was copied is sent to
 * it as we go, so that no wave of it comes at the end.
 */
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define STEP_PAGES 256    /* copied at a time: 1 MB */
#define REST_MAX_US 50000 /* between the steps, and never longer than a step took */
#define SEND_STEPS 16     /* steps between what is sent to the disk */

static bool
go_on(const struct copy_watch *watch, int64_t done, int64_t total)
{
	return watch == NULL || watch->step == NULL ||
	       watch->step(watch->arg, done, total);
}

static void
rest(int64_t step_us)
{
	usleep((useconds_t)(step_us < REST_MAX_US ? step_us : REST_MAX_US));
}

/* errs  SQLITE_INTERRUPT  the watch says so */
static int
copy_pages(sqlite3_backup *b, int fd, const struct copy_watch *watch)
{
	int code = SQLITE_OK;

	for (int64_t n = 1; code == SQLITE_OK; n++) {
		int64_t began = time_steady_us(), took, total, done;

		code = sqlite3_backup_step(b, STEP_PAGES);
		if (code == SQLITE_OK && n % SEND_STEPS == 0)
			(void)fdatasync(fd); /* whether it is there: fsync, at the end */
		took = time_steady_us() - began;
		total = sqlite3_backup_pagecount(b);
		done = total - sqlite3_backup_remaining(b);
		if (code == SQLITE_OK && !go_on(watch, done, total))
			code = SQLITE_INTERRUPT;
		if (code == SQLITE_OK && watch != NULL && !watch->hurry)
			rest(took);
	}
	return code;
}

static int
copy_into(sqlite3 *from, sqlite3 *to, int fd, const struct copy_watch *watch)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int code = b == NULL ? sqlite3_errcode(to) : copy_pages(b, fd, watch);

	sqlite3_backup_finish(b);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* An error of the copy's disk, which the source knows nothing of. */
static bool
is_no_space(int code, int system)
{
	int primary = code & 0xFF;

	return (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) &&
	       (system == ENOSPC || system == EDQUOT);
}

static int
copy_snapshot(sqlite3 *from, const char *path, const struct copy_watch *watch)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	sqlite3 *to = NULL;
	int code = fd < 0 ? SQLITE_CANTOPEN : sqlite3_open(path, &to);

	/* nobody reads it before it is whole, and then it is flushed by fd */
	if (code == SQLITE_OK)
		code = sqlite3_exec(to,
		    "pragma synchronous=off; pragma journal_mode=off;"
		    "pragma cache_size=-2000;",
		    NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = copy_into(from, to, fd, watch);
	if (is_no_space(code, sqlite3_system_errno(to)))
		code = SQLITE_FULL;
	sqlite3_close(to);
	if (code == SQLITE_OK && fsync(fd) != 0)
		code = errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL : SQLITE_IOERR;
	if (fd >= 0)
		close(fd);
	return code;
}

int
sqlite_copy(sqlite3 *from, const char *path, const struct copy_watch *watch)
{
	int code = sqlite3_exec(
	    from, "begin; select count(*) from sqlite_schema;", NULL, NULL, NULL);

	if (code == SQLITE_OK)
		code = go_on(watch, 0, 0) ? copy_snapshot(from, path, watch)
					  : SQLITE_INTERRUPT;
	if (!sqlite3_get_autocommit(from))
		sqlite3_exec(from, "rollback", NULL, NULL, NULL);
	return code;
}
