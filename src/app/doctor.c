/*
 * doctor.c - is a database whole?  Says each fault, where, and what to do.
 */
#include "app/app.h"

#include "file/file.h"

#include <sys/stat.h>
#include <unistd.h>

struct visit {
	const char *files;
	int64_t faults;
	bool terminal;
};

static void
looks_at(void *arg, struct str what)
{
	const struct visit *v = arg;

	if (v->terminal)
		fprintf(stderr, "\r\033[K%.*s …", STR_ARG(what));
}

static void
found(void *arg, const struct finding *f)
{
	struct visit *v = arg;

	if (v->terminal)
		fputs("\r\033[K", stderr);
	printf("%s %.*s: ", f->fault ? "fault" : "note ", STR_ARG(f->where));
	if (f->count > 0)
		printf("%" PRId64 " × ", f->count);
	printf("%s", f->what);
	if (f->example != 0)
		printf(" (the first: %" PRId64 ")", f->example);
	printf("\n      %s\n", f->advice);
	v->faults += f->fault;
}

static bool
has_file(void *arg, struct str hash, int64_t size)
{
	const struct visit *v = arg;
	struct stat st;
	bool whole;
	int fd;

	if (file_open(v->files, hash, &fd) != OK)
		return false;
	whole = fstat(fd, &st) == 0 && st.st_size == size;
	close(fd);
	return whole;
}

/* Pages and indexes, as the engine knows them. */
static enum err
look_at_pages(struct work *work, struct visit *v)
{
	struct finding f = { .fault = true,
		.where = STR("database"),
		.advice = "restore the newest backup, and look after the disk" };
	struct str said = STR("ok");

	looks_at(v, STR("database"));
	TRY(db_check(work->c.db, work->mem, &said));
	f.what = str_c(work->mem, said);
	if (!str_is(said, "ok"))
		found(v, &f);
	return OK;
}

static int
doctor(int argc, char **argv)
{
	const char *files = take_option(&argc, argv, "--files");
	const char *anchors = take_option(&argc, argv, "--anchors");
	struct chain_check chain;
	struct visit v = { .terminal = isatty(STDERR_FILENO) };
	struct examiner x = {
		.looks_at = looks_at, .found = found, .has_file = has_file, .arg = &v
	};
	struct work work;
	int code;
	enum err e;

	if (argc != 2 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_look(&work, argv[1], files))
		return 1;
	v.files = site_files(work.site);
	e = look_at_pages(&work, &v);
	if (e == OK)
		e = site_examine(&work.c, &x);
	if (e == OK)
		e = site_prove(&work.c, &x, anchors, &chain);
	if (v.terminal)
		fputs("\r\033[K", stderr);
	if (e != OK) {
		code = work_failed(&work, e, argv[1]);
	} else if (v.faults > 0) {
		printf("%" PRId64 " faults\n", v.faults);
		code = 1;
	} else {
		puts("no fault");
		code = 0;
	}
	work_end(&work);
	return code;
}

/* ---- the search box's index, made anew ---- */

static bool
tell_indexed(void *arg, struct str entity, int64_t done)
{
	const bool *terminal = arg;

	if (*terminal)
		fprintf(stderr, "\r\033[K%.*s %" PRId64, STR_ARG(entity), done);
	return true;
}

static int
index_anew(int argc, char **argv)
{
	bool terminal = isatty(STDERR_FILENO);
	struct index_watch watch = { tell_indexed, &terminal };
	struct work work;
	int code = 0;
	enum err e;

	if (argc != 2 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	e = record_index_all(&work.c, &watch);
	if (terminal)
		fputs("\r\033[K", stderr);
	if (e != OK)
		code = work_failed(&work, e, argv[1]);
	else
		puts("the index of words is made anew");
	work_end(&work);
	return code;
}

/* ---- the chain's head, to be noted elsewhere ---- */

static int
trail_head(int argc, char **argv)
{
	struct chain_head head;
	struct work work;
	int code = 0;
	enum err e;

	if (argc != 3 || strcmp(argv[1], "head") != 0 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[2], false))
		return 1;
	e = site_seal(&work.c, NULL);
	if (e == OK)
		e = chain_last(work.c.db, work.mem, &head);
	if (e != OK)
		code = work_failed(&work, e, argv[2]);
	else if (head.n == 0)
		code = fail("nothing happened yet, so nothing is sealed");
	else
		printf("%.*s", STR_ARG(chain_head_line(work.mem, &head)));
	work_end(&work);
	return code;
}

const struct command doctor_commands[] = {
	{ "index", "DATABASE", "make the search box's index anew, while nobody is served",
	    index_anew },
	{ "doctor", "DATABASE [--files DIR] [--anchors FILE]",
	    "verify a database and its files, also while they are in use", doctor },
	{ "trail", "head DATABASE",
	    "print the head of the chain over all that happened, to be noted elsewhere",
	    trail_head },
	{ 0 },
};
