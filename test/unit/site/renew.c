/*
 * renew.c - metadata is put in force by two at once, one of them in the middle of a
 * transaction of his own: both come to an end, and nothing is in force that was
 * rolled back.
 */
#include "unit/exchange/help.h"

#include <pthread.h>
#include <unistd.h>

#define TURNS 40

static enum err
renew_within(struct ctx *in, void *arg)
{
	(void)arg;
	return site_reload(in, &(struct str){ 0 });
}

/* arg: in a transaction of its own, or without. */
static void *
renew_often(void *arg)
{
	struct ctx mine = { .mem = arena_new() };

	assert_int_equal(db_new(site_engine(site), &mine.db), OK);
	site_begin(site, &mine);
	site_as_program(&mine);
	for (int i = 0; i < TURNS; i++) {
		enum err e = arg != NULL ? site_whole(&mine, renew_within, NULL)
					 : renew_within(&mine, NULL);

		/* on PostgreSQL the other's commit may be the first: asked again */
		assert_true(e == OK || e == ERR_AGAIN);
	}
	site_end(&mine);
	db_free(mine.db);
	arena_free(mine.mem);
	return NULL;
}

static void
two_renew_at_once(void **state)
{
	pthread_t one, two;

	(void)state;
	alarm(100); /* they wait for each other: the process ends, and that is the finding
		     */
	pthread_create(&one, NULL, renew_often, "within");
	pthread_create(&two, NULL, renew_often, NULL);
	pthread_join(one, NULL);
	pthread_join(two, NULL);
	alarm(0);
}

static enum err
become_persian(struct ctx *in, void *arg)
{
	const enum err *then = arg;

	TRY(site_set(in, "language", STR("fa")));
	TRY(site_reload(in, &(struct str){ 0 }));
	return *then;
}

static void
what_is_rolled_back_was_never_in_force(void **state)
{
	enum err refused = ERR_INPUT, kept = OK;

	(void)state;
	assert_int_equal(site_whole(&c, become_persian, &refused), ERR_INPUT);
	site_renew(&c);
	assert_string_equal(c.meta->facts.language.at, "en");
	assert_ok(site_whole(&c, become_persian, &kept));
	assert_ok(site_reload(&c, &(struct str){ 0 }));
	site_renew(&c);
	assert_string_equal(c.meta->facts.language.at, "fa");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(two_renew_at_once),
		exchange_test(what_is_rolled_back_was_never_in_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
