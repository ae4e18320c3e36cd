/*
 * help.h - a site on a scratch database, with the core's own documents.
 */
#ifndef TEST_EXCHANGE_HELP_H
#define TEST_EXCHANGE_HELP_H

#include "exchange/exchange.h"

#include "unit/scratch.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct words app_words;

static struct scratch base;
static struct arena *mem, *site_mem;
static struct site *site;
static struct ctx c;
static struct document docs[400];
static size_t doc_count;

static inline struct str
file_read(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct text t = TEXT_INIT(site_mem);
	char buf[65536];
	size_t n;

	if (f == NULL)
		return STR_NONE;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(&t, buf, n);
	fclose(f);
	return text_done(&t);
}

static inline void
docs_of(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *each;

	while (d != NULL && (each = readdir(d)) != NULL) {
		char path[1000];
		struct stat st;

		snprintf(path, sizeof(path), "%.600s/%s", dir, each->d_name);
		if (each->d_name[0] == '.' || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			docs_of(path);
		} else if (strstr(path, ".json") != NULL) {
			docs[doc_count].file = str_of(strdup(path));
			docs[doc_count++].text = file_read(path);
		}
	}
	if (d != NULL)
		closedir(d);
}

static inline struct site_config
site_config_of(void)
{
	return (struct site_config){ .url = base.url,
		.files_dir = base.files,
		.make = true,
		.words = &app_words,
		.docs = docs,
		.doc_count = doc_count,
		.kinds = exchange_kinds };
}

/* Open the site of the folder, and begin work in it as the program. */
static inline void
work_open(void)
{
	struct site_config config = site_config_of();
	struct str why = STR("");

	if (site_mem == NULL)
		site_mem = arena_new();
	mem = arena_new();
	if (doc_count == 0) {
		docs_of("entities");
		docs_of("lang");
		config.doc_count = doc_count;
	}
	if (site_open(&config, mem, &site, &why) != OK)
		fail_msg("%.*s", STR_ARG(why));
	c = (struct ctx){ .mem = mem };
	assert_int_equal(db_new(site_engine(site), &c.db), OK);
	site_begin(site, &c);
	site_as_program(&c);
	if (site_seed(&c) != OK)
		fail_msg("seed: %s", db_said(c.db));
}

static inline void
work_close(void)
{
	site_end(&c);
	db_free(c.db);
	site_close(site);
	arena_free(mem);
}

/* A document of the site's own sheet, in force from here on. */
static inline void
apply(const char *name, const char *text)
{
	struct str said = STR("");

	if (site_apply(&c, str_of(name), str_of(text), &said) != OK)
		fail_msg("%.*s", STR_ARG(said));
	site_end(&c);
	site_begin(site, &c);
	site_as_program(&c);
}

static inline int
setup(void **state)
{
	(void)state;
	doc_count = 0;
	scratch_make(&base);
	work_open();
	return 0;
}

static inline int
teardown(void **state)
{
	(void)state;
	work_close();
	for (size_t i = 0; i < doc_count; i++)
		free((void *)(uintptr_t)docs[i].file.at);
	arena_free(site_mem);
	site_mem = NULL;
	scratch_drop(&base);
	return 0;
}

#define exchange_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static inline void
assert_ok(enum err e)
{
	for (size_t i = 0; e != OK && i < c.fault_count; i++)
		print_error("%.*s: %s %s\n", STR_ARG(c.faults[i].at), c.faults[i].code,
		    json_dump(c.mem, c.faults[i].args).at);
	if (e != OK)
		fail_msg("%s: %s", err_key(e), db_said(c.db));
}

static inline int64_t
ask(const char *text)
{
	struct sql q = SQL_INIT(c.mem);
	int64_t n = -1;

	text_c(&q.text, text);
	assert_ok(db_int(c.db, &q, ERR_ABSENT, &n));
	return n;
}

static inline struct str
ask_text(const char *text)
{
	struct sql q = SQL_INIT(c.mem);
	struct str s = STR("");

	text_c(&q.text, text);
	assert_ok(db_str(c.db, &q, c.mem, ERR_ABSENT, &s));
	return s;
}

static inline void
tell(const char *text)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c.mem);

	text_c(&q.text, text);
	assert_ok(tx_begin(c.db, &tx));
	assert_ok(db_run(c.db, &q));
	assert_ok(tx_commit(&tx));
}

static inline const char *
scratch(const char *name, const char *content)
{
	char *path = str_c(c.mem, str_printf(c.mem, "%s/%s", base.dir, name));
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	fputs(content, f);
	fclose(f);
	return path;
}

static inline json_t *
json_of(const char *text)
{
	json_t *out;
	struct json_fault why;

	if (json_read(c.mem, str_of(text), &out, &why) != OK)
		fail_msg("%d:%d %s in %s", why.line, why.column, why.text, text);
	return out;
}

/* A user with a role; the ctx acts as them. */
static inline int64_t
user_new(const char *name, const char *role)
{
	struct record *rec;
	json_t *news = json_hold(c.mem,
	    json_pack("{s:s, s:s, s:[s]}", "name", name, "login", name, "roles", role));

	site_as_program(&c);
	assert_ok(record_create(&c, meta_entity(c.meta, STR("user")), news, &rec));
	return rec->id;
}

static inline void
act_as(int64_t user)
{
	c.actor.program = false;
	assert_ok(auth_as(&c, user));
}

/* Run all jobs that wait, here. */
static inline void
jobs_run(void)
{
	int64_t id;

	while ((id = ask("select coalesce(min(id), 0) from _job where state = "
			 "'waiting'")) != 0) {
		struct ctx job = { .mem = c.mem, .db = c.db };

		site_begin(site, &job);
		site_as_program(&job);
		job.via = VIA_JOB;
		assert_int_equal(job_run_now(&job, exchange_kinds, id), OK);
		site_end(&job);
	}
}

#endif
