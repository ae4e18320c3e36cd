/*
 * park.c - requests that wait for something, without a thread.
 *
 * One worker, so that a request which held it would hold the whole test.
 */
#include "support.h"

#include <stdatomic.h>

#define WAITERS 50

static struct http_server *server;
static _Atomic uint64_t turns;
static atomic_int asked, news; /* calls of /wait; what it has to say */
static char key, other;

/* /wait?s=N: until there is news, N seconds at most. */
static void
wait_for_news(struct req *r)
{
	uint64_t seen = atomic_load(&turns);
	int64_t s = 0;

	assert_true(str_int(req_query(r, "s"), &s));
	req_header_set(r, "X-Again", r->again ? STR("yes") : STR("no"));
	atomic_fetch_add(&asked, 1);
	if (atomic_load(&news) > 0 ||
	    !req_park(r, &key, (unsigned)s * 1000, &turns, seen))
		req_reply(r, 200, "text/plain",
		    str_printf(r->mem, "%d %" PRId64, atomic_load(&news), r->mark));
	else
		r->mark++;
}

/* News between the handler's look and its parking. */
static void
hurry(struct req *r)
{
	uint64_t seen = atomic_load(&turns);

	if (!r->again) {
		atomic_fetch_add(&turns, 1);
		http_wake(server, &key);
		if (req_park(r, &key, 20000, &turns, seen))
			return;
	}
	req_reply(r, 200, "text/plain", STR("in time"));
}

static void
handle(struct req *r)
{
	if (str_is(r->path, "/wait"))
		wait_for_news(r);
	else if (str_is(r->path, "/hurry"))
		hurry(r);
	else
		req_reply(r, 200, "text/plain", STR("at once"));
}

static int
quiet(void **state)
{
	(void)state;
	atomic_store(&news, 0);
	atomic_store(&asked, 0);
	return 0;
}

static int
begin(void **state)
{
	(void)state;
	server = serve((struct http_config){ .handle = handle, .workers = 1 });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	http_stop(server, 1000);
	return 0;
}

/* Asked, and looked at by the handler. */
static int
wait_begin(const char *path)
{
	char request[200];
	int fd = dial(server), before = atomic_load(&asked);

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
	tell(fd, request);
	while (atomic_load(&asked) == before)
		usleep(1000);
	return fd;
}

static void
expect(int fd, const char *body)
{
	struct heard h = hear(fd, false);

	assert_int_equal(h.status, 200);
	assert_string_equal(h.body, body);
	heard_clear(&h);
}

static void
tell_news(const void *to)
{
	atomic_fetch_add(&turns, 1);
	http_wake(server, to);
}

static void
who_waits_holds_nobody(void **state)
{
	int fd[WAITERS];
	struct heard h;

	(void)state;
	for (int i = 0; i < WAITERS; i++)
		fd[i] = wait_begin("/wait?s=20");
	h = ask_get(server, "/", "");
	assert_string_equal(h.body, "at once");
	heard_clear(&h);
	assert_int_equal(atomic_load(&asked), WAITERS);
	atomic_store(&news, 7);
	tell_news(&key);
	for (int i = 0; i < WAITERS; i++) {
		expect(fd[i], "7 1");
		close(fd[i]);
	}
}

static void
the_handler_may_wait_again(void **state)
{
	int fd = wait_begin("/wait?s=20"), before;

	(void)state;
	for (int i = 0; i < 3; i++) {
		before = atomic_load(&asked);
		tell_news(&key);
		while (atomic_load(&asked) == before)
			usleep(1000);
	}
	atomic_store(&news, 1);
	tell_news(&key);
	expect(fd, "1 4"); /* what it keeps for itself is kept */
	/* and the connection serves on */
	expect((tell(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), fd), "at once");
	close(fd);
}

static void
only_those_of_the_key_are_woken(void **state)
{
	int fd = wait_begin("/wait?s=1");

	(void)state;
	atomic_store(&news, 1);
	tell_news(&other);
	expect(fd, "1 1"); /* by the end of its second */
	assert_int_equal(atomic_load(&asked), 2);
	close(fd);
}

static void
a_wait_has_an_end(void **state)
{
	struct heard h = ask_get(server, "/wait?s=1", "");

	(void)state;
	assert_int_equal(h.status, 200);
	assert_string_equal(h.body, "0 1");
	assert_string_equal(head_of(&h, "X-Again"), "yes");
	heard_clear(&h);
}

static void
what_happens_before_it_sleeps_wakes_it(void **state)
{
	struct heard h = ask_get(server, "/hurry", "");

	(void)state;
	assert_string_equal(h.body, "in time");
	heard_clear(&h);
}

static void
a_stop_answers_who_waits(void **state)
{
	int fd = wait_begin("/wait?s=20");
	int64_t began_us = time_steady_us();

	(void)state;
	http_stop(server, 5000);
	assert_true(time_steady_us() - began_us < 5000000);
	expect(fd, "0 1");
	close(fd);
	begin(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup(
						who_waits_holds_nobody, quiet),
		cmocka_unit_test_setup(the_handler_may_wait_again, quiet),
		cmocka_unit_test_setup(only_those_of_the_key_are_woken, quiet),
		cmocka_unit_test_setup(a_wait_has_an_end, quiet),
		cmocka_unit_test_setup(what_happens_before_it_sleeps_wakes_it, quiet),
		cmocka_unit_test_setup(a_stop_answers_who_waits, quiet) };

	return cmocka_run_group_tests(tests, begin, end);
}
