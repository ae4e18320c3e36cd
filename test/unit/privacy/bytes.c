/*
 * bytes.c - bytes without a record go, and no others; those that are just being
 * stored are not taken away in between.
 */
#include "unit/exchange/help.h"

#include "file/file.h"
#include "privacy/room.h"

#include <pthread.h>
#include <utime.h>

#define LONG_AGO 1600000000

static char hash[FILE_HASH_SIZE];

/* A spooled upload, sealed. */
static char *
spooled(const char *text)
{
	char *path = str_c(c.mem, str_printf(c.mem, "%s/spooled", base.files));
	FILE *f;

	mkdir(base.files, 0700);
	f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_ok(file_seal(path, hash));
	return path;
}

static bool
stored(void)
{
	int fd;
	enum err e = file_open(base.files, str_of(hash), &fd);

	if (e == OK)
		close(fd);
	return e == OK;
}

/* As if it had lain there for years. */
static void
place_old(const char *path)
{
	char to[400];

	assert_ok(file_place(base.files, path, str_of(hash)));
	snprintf(to, sizeof(to), "%s/%.2s/%s", base.files, hash, hash);
	utime(to, &(struct utimbuf){ LONG_AGO, LONG_AGO });
}

static int64_t
add_record(void)
{
	struct record *rec;

	assert_ok(record_create_hidden(&c, meta_entity(c.meta, STR("file")),
	    json_of("{\"name\":\"a.txt\"}"),
	    json_hold(c.mem, json_pack("{s:s, s:i}", "hash", hash, "size", 1)), &rec));
	return rec->id;
}

static int64_t
sweep(struct ctx *with)
{
	int64_t n;

	assert_ok(bytes_sweep(with, hash[0], with->now_ms - DAY_MS, &n));
	return n;
}

static void
what_no_record_has_goes(void **state)
{
	const char *path = spooled("young");
	bool gone;

	(void)state;
	assert_ok(file_place(base.files, path, str_of(hash)));
	assert_int_equal(sweep(&c), 0); /* it may be on its way */
	assert_true(stored());
	place_old(spooled("an orphan"));
	assert_int_equal(sweep(&c), 1);
	assert_false(stored());
	assert_int_equal(sweep(&c), 0);

	place_old(spooled("somebody's"));
	(void)add_record();
	assert_int_equal(sweep(&c), 0);
	assert_ok(bytes_drop(&c, str_of(hash), &gone));
	assert_false(gone);
	assert_true(stored());
	assert_ok(bytes_drop(&c, STR(""), &gone));
	assert_false(gone);
}

/* Names that are no hashes are not ours to take away. */
static void
what_else_lies_there_stays(void **state)
{
	char path[400];
	FILE *f;

	(void)state;
	place_old(spooled("an orphan"));
	snprintf(path, sizeof(path), "%s/%.2s/notes.txt", base.files, hash);
	f = fopen(path, "we");
	assert_non_null(f);
	fclose(f);
	utime(path, &(struct utimbuf){ LONG_AGO, LONG_AGO });
	assert_int_equal(sweep(&c), 1);
	assert_int_equal(access(path, F_OK), 0);
}

static void *
sweep_beside(void *arg)
{
	struct ctx own = { .mem = arena_new() };

	(void)arg;
	own.db = site_handle(site);
	site_begin(site, &own);
	site_as_program(&own);
	(void)sweep(&own);
	site_end(&own);
	site_handle_end(own.db);
	arena_free(own.mem);
	return NULL;
}

/* The bytes are in their place, their record is not kept yet: whoever sweeps now
 * waits for it, and finds it. */
static void
what_is_being_stored_stays(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		char text[20], *path;
		struct tx tx;
		pthread_t other;

		snprintf(text, sizeof(text), "bytes %d", i);
		path = spooled(text);
		assert_ok(tx_begin(c.db, &tx));
		assert_ok(tx_lock_files(c.db, c.mem, false));
		place_old(path);
		pthread_create(&other, NULL, sweep_beside, NULL);
		(void)add_record();
		assert_ok(tx_commit(&tx));
		tx_end(&tx);
		pthread_join(other, NULL);
		assert_true(stored());
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(what_no_record_has_goes),
		exchange_test(what_else_lies_there_stays),
		exchange_test(what_is_being_stored_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
