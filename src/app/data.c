/*
 * data.c - records in and out from the command line.
 */
#include "app/app.h"

#include "exchange/exchange.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct screen {
	int64_t shown_us;
	bool terminal;
};

/* A line that changes on a terminal, a line per step elsewhere. */
static bool
show(void *arg, int64_t done, int64_t total)
{
	struct screen *s = arg;
	int64_t now = time_steady_us();

	if (now - s->shown_us < (s->terminal ? 100000 : 2000000))
		return true;
	s->shown_us = now;
	fprintf(stderr,
	    s->terminal ? "\r%" PRId64 " of %" PRId64 "   "
			: "%" PRId64 " of %" PRId64 "\n",
	    done, total);
	return true;
}

static enum err
note_import(struct work *work, int64_t id)
{
	char text[30];

	snprintf(text, sizeof(text), "%" PRId64, id);
	return trail(&work->c, TRAIL_IMPORT, TRAIL_NOTHING, "import", text, NULL);
}

static int
import(int argc, char **argv)
{
	const char *as = take_option(&argc, argv, "--as");
	const char *map_path = take_option(&argc, argv, "--map");
	const char *refused = take_option(&argc, argv, "--refused");
	bool dry_run = take_flag(&argc, argv, "--dry-run");
	struct screen screen = { .terminal = isatty(STDERR_FILENO) };
	struct import_watch watch = { .progress = show, .arg = &screen };
	struct import_counts counts = { 0 };
	struct json_fault bad;
	json_t *map = NULL;
	struct work work;
	int64_t id = 0;
	size_t size;
	enum err e = OK;
	int code = 0;

	if (argc != 3 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	if (map_path != NULL) {
		char *text = read_file(work.mem, map_path, &size);

		if (text == NULL)
			code = fail("%s: cannot be read", map_path);
		else if (json_read(work.mem, (struct str){ text, size }, &map, &bad) !=
			 OK)
			code = fail(
			    "%s:%d:%d: %s", map_path, bad.line, bad.column, bad.text);
	}
	if (code == 0 && access(argv[2], R_OK) != 0)
		code = fail("%s: %s", argv[2], strerror(errno));
	if (code == 0 && refused != NULL &&
	    (watch.refused = fopen(refused, "we")) == NULL)
		code = fail("%s: cannot be written", refused);
	if (code == 0) {
		e = import_file(&work.c, str_of(as == NULL ? "" : as), argv[2], map,
		    dry_run, &watch, &counts, &id);
		if (e == OK && !dry_run)
			e = note_import(&work, id);
		code = e == OK ? 0 : work_failed(&work, e, argv[2]);
	}
	if (watch.refused != NULL)
		fclose(watch.refused);
	if (code == 0)
		printf("%screated %" PRId64 ", updated %" PRId64 ", skipped %" PRId64
		       ", refused %" PRId64 "\n",
		    screen.terminal ? "\r" : "", counts.created, counts.updated,
		    counts.skipped, counts.refused);
	if (code == 0 && counts.alike > 0)
		printf("%" PRId64 " resembled what is there\n", counts.alike);
	work_end(&work);
	return code;
}

/* Written beside its place until it is whole: what is there stays if this fails.
 * What is no file (a pipe, a terminal) is written as it is. */
static FILE *
open_beside(const char *path, char *beside, size_t size)
{
	struct stat there;
	bool is_file = stat(path, &there) != 0 || S_ISREG(there.st_mode);

	if (snprintf(beside, size, "%s%s", path, is_file ? ".part" : "") >= (int)size)
		return NULL;
	return fopen(beside, "we");
}

/* Into a file; NULL: to who reads our output. */
static int
export_into(struct work *work, const struct export_wish *wish, const char *path)
{
	char beside[PATH_MAX];
	FILE *file = path == NULL ? NULL : open_beside(path, beside, sizeof(beside));
	FILE *to = path == NULL ? stdout : file;
	int64_t rows;
	enum err e;

	if (to == NULL)
		return fail("%s: cannot be written", path);
	e = export_file(&work->c, wish, to, &rows);
	if (fflush(to) != 0 && e == OK)
		e = ERR_FULL;
	if (file != NULL)
		fclose(file);
	if (file != NULL && strcmp(beside, path) != 0) {
		if (e == OK && rename(beside, path) != 0)
			e = ERR_DOWN;
		if (e != OK)
			unlink(beside);
	}
	if (e != OK)
		return work_failed(work, e, "export");
	fprintf(stderr, "%" PRId64 " rows\n", rows);
	return 0;
}

static int export(int argc, char **argv)
{
	const char *where = take_option(&argc, argv, "--where");
	const char *as = take_option(&argc, argv, "--as");
	struct export_wish wish = { .where = str_of(where == NULL ? "" : where) };
	struct work work;
	int code;

	if (argc < 3 || argc > 4 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	wish.entity = meta_entity(work.c.meta, str_of(argv[2]));
	wish.as = as != NULL && strcmp(as, "xlsx") == 0 ? EXPORT_XLSX : EXPORT_CSV;
	code = wish.entity == NULL
		   ? fail("there is no entity \"%s\"", argv[2])
		   : export_into(&work, &wish, argc == 4 ? argv[3] : NULL);
	work_end(&work);
	return code;
}

const struct command data_commands[] = {
	{ "import",
	    "DATABASE FILE --as ENTITY [--map MAP.json] [--dry-run] [--refused CSV]",
	    "records out of a CSV or XLSX file", import },
	{ "export", "DATABASE ENTITY [FILE] [--where RULE] [--as csv|xlsx]",
	    "records into a CSV or XLSX file", export },
	{ 0 },
};
