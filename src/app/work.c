/*
 * work.c - what every command needs: a site, options, a last word.
 */
#include "app/app.h"

#include "privacy/privacy.h"

#include <stdarg.h>

int
fail(const char *format, ...)
{
	va_list args;

	fputs("kith: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return 1;
}

static bool
begin(struct work *work, struct site_config *config)
{
	struct str why;
	enum err e;

	config->words = &app_words;
	config->docs = app_docs;
	config->doc_count = app_doc_count;
	*work = (struct work){ .mem = arena_new(), .looks = config->look };
	e = site_open(config, work->mem, &work->site, &why);
	if (e == OK)
		e = db_new(site_engine(work->site), &work->c.db);
	if (e != OK) {
		fail("%.*s", STR_ARG(why.len > 0 ? why : str_of(err_text(e))));
		arena_free(work->mem);
		return false;
	}
	work->c.mem = work->mem;
	site_begin(work->site, &work->c);
	site_as_program(&work->c);
	work->c.via = VIA_COMMAND;
	return true;
}

bool
work_begin(struct work *work, const char *url, bool make)
{
	struct site_config config = { .url = url, .make = make };

	return begin(work, &config);
}

bool
work_look(struct work *work, const char *url, const char *files)
{
	struct site_config config = { .url = url, .files_dir = files, .look = true };

	return begin(work, &config);
}

void
work_end(struct work *work)
{
	enum err e;

	if (!work->looks && (e = site_seal(&work->c, NULL)) != OK)
		fail("what was done is not sealed yet, a server will do it: %s",
		    err_text(e));
	site_end(&work->c);
	db_free(work->c.db);
	site_close(work->site);
	arena_free(work->mem);
}

bool
apply_ledger(struct site *site)
{
	struct work work = { .mem = arena_new(), .site = site };
	int64_t count = 0;
	enum err e = db_new(site_engine(site), &work.c.db);

	if (e == OK) {
		work.c.mem = work.mem;
		site_begin(site, &work.c);
		site_as_program(&work.c);
		work.c.via = VIA_COMMAND;
		e = erase_again(&work.c, &count);
		if (e != OK)
			work_failed(&work, e, "who was erased could not be erased again");
		site_end(&work.c);
		db_free(work.c.db);
	}
	if (count > 0)
		fprintf(stderr,
		    "%" PRId64 " records of people who were erased had come back with an "
		    "older copy: they are erased again\n",
		    count);
	arena_free(work.mem);
	return e == OK;
}

int
work_failed(struct work *work, enum err e, const char *what)
{
	struct ctx *c = &work->c;

	for (size_t i = 0; i < c->fault_count && i < 20; i++) {
		char key[64];
		struct str text;

		snprintf(key, sizeof(key), "fault.%s", c->faults[i].code);
		text = strcmp(c->faults[i].code, "rule") == 0
			   ? json_get_str(c->faults[i].args, "says")
			   : meta_text(c->meta, c->mem, c->actor.language, key,
				 c->faults[i].args);
		fail("%s: %.*s%s%.*s", what, STR_ARG(c->faults[i].at),
		    c->faults[i].at.len > 0 ? ": " : "", STR_ARG(text));
	}
	if (c->fault_count == 0)
		fail("%s: %s (%s)", what, err_text(e), db_said(c->db));
	return 1;
}

static void
take_out(int *argc, char **argv, int at, int count)
{
	for (int i = at; i + count <= *argc; i++)
		argv[i] = argv[i + count];
	*argc -= count;
}

const char *
take_option(int *argc, char **argv, const char *name)
{
	for (int i = 1; i + 1 < *argc; i++)
		if (strcmp(argv[i], name) == 0) {
			const char *value = argv[i + 1];

			take_out(argc, argv, i, 2);
			return value;
		}
	return NULL;
}

bool
take_flag(int *argc, char **argv, const char *name)
{
	for (int i = 1; i < *argc; i++)
		if (strcmp(argv[i], name) == 0) {
			take_out(argc, argv, i, 1);
			return true;
		}
	return false;
}

bool
options_left(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (argv[i][0] == '-' && argv[i][1] == '-') {
			fail("%s: unknown option %s, or its value is missing", argv[0],
			    argv[i]);
			return true;
		}
	return false;
}

char *
read_file(struct arena *mem, const char *path, size_t *size)
{
	struct text t = TEXT_INIT(mem);
	FILE *f = fopen(path, "re");
	char buffer[65536];
	size_t n;

	if (f == NULL)
		return NULL;
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0 && t.len < JSON_TEXT_MAX)
		text_add(&t, buffer, n);
	fclose(f);
	*size = t.len;
	return t.at == NULL ? arena_copy(mem, "", 0) : t.at;
}
