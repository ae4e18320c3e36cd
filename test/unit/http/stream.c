/*
 * stream.c - answers without an end in sight: exports and events; and the end
 * of the server.
 */
#include "support.h"

#include <stdatomic.h>

#define LONG_LEN ((size_t)50 << 20)
#define CLIENTS 20

static struct http_server *server;
static sem_t ended, closed, entered, gate, accepted;

/* The hub of a test: what an application would keep of its streams. */
static pthread_mutex_t hub = PTHREAD_MUTEX_INITIALIZER;
static struct http_stream *streams[200];
static size_t stream_count;

struct export
{
	size_t left;
	bool breaks;
	char *note; /* in the request's memory */
};

static size_t
export_pull(void *arg, char *buf, size_t room)
{
	struct export *e = arg;
	size_t n = e->left < room ? e->left : room;

	if (strcmp(e->note, "still here") != 0)
		abort();
	if (n == 0)
		return e->breaks ? HTTP_PULL_BROKEN : 0;
	for (size_t i = 0; i < n; i++)
		buf[i] = (char)('a' + (e->left - i) % 23);
	e->left -= n;
	return n;
}

static void
export_end(void *arg)
{
	if (strcmp(((struct export *)arg)->note, "still here") != 0)
		abort();
	sem_post(&ended);
}

static void
export_begin(struct req *r)
{
	struct export *e = arena_make(r->mem, struct export);
	int64_t len = LONG_LEN;

	str_int(req_query(r, "len"), &len);
	*e = (struct export){ (size_t)len, req_query(r, "breaks").at != NULL,
		arena_copy(r->mem, "still here", 10) };
	req_stream(r, 200, "text/csv", export_pull, export_end, e);
}

static void
stream_closed(void *arg)
{
	struct http_stream **place = arg;

	pthread_mutex_lock(&hub);
	*place = NULL;
	pthread_mutex_unlock(&hub);
	sem_post(&closed);
}

static void
stream_begin(struct req *r)
{
	pthread_mutex_lock(&hub);
	streams[stream_count] = req_events(r, stream_closed, &streams[stream_count]);
	http_stream_send(streams[stream_count], STR("data: welcome\n\n"));
	stream_count++;
	pthread_mutex_unlock(&hub);
}

static void
handle(struct req *r)
{
	if (str_is(r->path, "/export")) {
		export_begin(r);
	} else if (str_is(r->path, "/events")) {
		stream_begin(r);
	} else if (str_is(r->path, "/gate")) {
		sem_post(&entered);
		await(&gate);
		req_reply(r, 200, "text/plain", STR("through"));
	} else {
		req_reply(r, 200, "text/plain", STR("here"));
	}
}

static enum http_body
accepts(void *site_set, const struct req *r)
{
	(void)site_set, (void)r;
	sem_post(&accepted);
	return HTTP_BODY_SMALL;
}

static int
begin(void **state)
{
	(void)state;
	sem_init(&ended, 0, 0);
	sem_init(&closed, 0, 0);
	sem_init(&entered, 0, 0);
	sem_init(&gate, 0, 0);
	sem_init(&accepted, 0, 0);
	stream_count = 0;
	server = serve((struct http_config){ .handle = handle,
	    .accepts = accepts,
	    .workers = 2,
	    .beat_ms = 100,
	    .idle_s = 60 });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	http_stop(server, 0);
	server = NULL;
	return 0;
}

static size_t
resident(void)
{
	size_t pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	assert_int_equal(fscanf(f, "%*u %zu", &pages), 1);
	fclose(f);
	return pages * 4096;
}

static void
exports_take_no_memory(void **state)
{
	static char buf[65536];
	int fd = dial(server);
	size_t before = 0, got = 0, most = 0, n;
	struct heard h;

	(void)state;
	tell(fd, "GET /export HTTP/1.1\r\nHost: a\r\n\r\n");
	h = hear_head(fd);
	assert_int_equal(h.status, 200);
	heard_clear(&h);
	while (got < LONG_LEN && (n = hear_len(fd, buf, sizeof(buf))) > 0) {
		size_t now = resident();

		got += n;
		if (got < LONG_LEN / 5)
			before = now;
		most = now > most ? now : most;
	}
	assert_true(got >= LONG_LEN);
	assert_true(most < before + ((size_t)4 << 20));
	await(&ended);
	close(fd);
}

static void
exports_arrive_whole(void **state)
{
	size_t len = 300001;
	struct heard h = ask_get(server, "/export?len=300001", "");

	(void)state;
	assert_true(h.whole);
	assert_int_equal(h.len, len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(h.body[i], 'a' + (len - i) % 23);
	heard_clear(&h);
	await(&ended);
	h = ask_get(server, "/export?len=0", "");
	assert_true(h.whole && h.len == 0);
	heard_clear(&h);
	await(&ended);
}

static void
exports_that_break_are_not_whole(void **state)
{
	struct heard h = ask_get(server, "/export?len=100000&breaks=1", "");

	(void)state;
	assert_int_equal(h.status, 200);
	assert_false(h.whole);
	heard_clear(&h);
	await(&ended);
}

static void
old_clients_get_exports_too(void **state)
{
	int fd = dial(server);
	struct heard h;
	char body[2000];

	(void)state;
	tell(fd, "GET /export?len=1000 HTTP/1.0\r\n\r\n");
	h = hear_head(fd);
	assert_string_equal(head_of(&h, "Transfer-Encoding"), "");
	assert_int_equal(hear_len(fd, body, sizeof(body)), 1000);
	heard_clear(&h);
	await(&ended);
	close(fd);
}

/* Without chunks the end of the connection is the end of the file: what broke off
 * must not end like that. */
static void
old_clients_see_that_it_broke(void **state)
{
	int fd = dial(server);
	struct heard h;
	char byte;
	ssize_t n;

	(void)state;
	tell(fd, "GET /export?len=1000&breaks=1 HTTP/1.0\r\n\r\n");
	h = hear_head(fd);
	do
		n = recv(fd, &byte, 1, 0);
	while (n == 1);
	assert_int_equal(n, -1);
	assert_int_equal(errno, ECONNRESET);
	heard_clear(&h);
	await(&ended);
	close(fd);
}

static void
heads_of_exports_end(void **state)
{
	struct heard h = ask(server, "HEAD /export HTTP/1.1\r\nHost: a\r\n\r\n");

	(void)state;
	assert_int_equal(h.status, 200);
	heard_clear(&h);
	await(&ended);
}

static void
readers_that_stop_hold_nobody(void **state)
{
	int stuck[20];
	struct heard h;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(stuck); i++) {
		stuck[i] = dial(server);
		tell(stuck[i], "GET /export HTTP/1.1\r\nHost: a\r\n\r\n");
		h = hear_head(stuck[i]);
		assert_int_equal(h.status, 200);
		heard_clear(&h);
	}
	h = ask_get(server, "/export?len=1000000", "");
	assert_true(h.whole && h.len == 1000000);
	heard_clear(&h);
	h = ask_get(server, "/", "");
	assert_string_equal(h.body, "here");
	heard_clear(&h);
	for (size_t i = 0; i < COUNT_OF(stuck); i++)
		close(stuck[i]);
	for (size_t i = 0; i < COUNT_OF(stuck) + 1; i++)
		await(&ended);
}

static int
listen_to_events(void)
{
	int fd = dial(server);
	struct heard h;

	tell(fd, "GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
	h = hear_head(fd);
	assert_int_equal(h.status, 200);
	assert_string_equal(head_of(&h, "Content-Type"), "text/event-stream");
	heard_clear(&h);
	return fd;
}

/* Read lines until one is wanted; heartbeats and chunk sizes pass by. */
static bool
hear_event(int fd, const char *wanted)
{
	char *line;
	bool is = false;

	while (!is && (line = hear_line(fd)) != NULL) {
		is = strcmp(line, wanted) == 0;
		free(line);
	}
	return is;
}

static void
close_all(void)
{
	pthread_mutex_lock(&hub);
	for (size_t i = 0; i < stream_count; i++)
		if (streams[i] != NULL)
			http_stream_close(streams[i]);
	pthread_mutex_unlock(&hub);
}

/* Without chunks the end of the connection is the end of the events.  The library
 * closes it now and then only when all have been silent for idle_s. */
static void
old_clients_see_that_events_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(streams); i++) {
		int fd = dial(server);
		char byte;

		tell(fd, "GET /events HTTP/1.0\r\n\r\n");
		assert_true(hear_event(fd, "data: welcome"));
		close_all();
		while (recv(fd, &byte, 1, 0) == 1)
			continue;
		assert_int_equal(recv(fd, &byte, 1, 0), 0); /* -1: patience is over */
		await(&closed);
		close(fd);
	}
}

static void
send_all(struct str chunk)
{
	pthread_mutex_lock(&hub);
	for (size_t i = 0; i < stream_count; i++)
		if (streams[i] != NULL)
			http_stream_send(streams[i], chunk);
	pthread_mutex_unlock(&hub);
}

static void
events_reach_everyone(void **state)
{
	int fd[CLIENTS];
	char event[64], wanted[64];

	(void)state;
	for (size_t i = 0; i < CLIENTS; i++) {
		fd[i] = listen_to_events();
		assert_true(hear_event(fd[i], "data: welcome"));
	}
	for (int n = 0; n < 50; n++) {
		snprintf(event, sizeof(event), "data: %d\n\n", n);
		send_all(str_of(event));
	}
	for (int n = 0; n < 50; n++) {
		snprintf(wanted, sizeof(wanted), "data: %d", n);
		for (size_t i = 0; i < CLIENTS; i++)
			assert_true(hear_event(fd[i], wanted));
	}
	for (size_t i = 0; i < CLIENTS; i++)
		close(fd[i]);
	/* the next heartbeat notices */
	for (size_t i = 0; i < CLIENTS; i++)
		await(&closed);
}

/* Who still may comes again, and is asked who they are. */
static void
a_stream_that_is_old_ends(void **state)
{
	struct http_config config = {
		.handle = handle, .accepts = accepts, .workers = 2, .life_ms = 300
	};
	struct heard h = { 0 };
	int fd;

	(void)state;
	http_stop(server, 0);
	server = serve(config);
	fd = listen_to_events();
	hear_chunks(fd, &h);
	assert_true(h.whole); /* an end, not a cut */
	assert_non_null(strstr(h.body, "data: welcome"));
	heard_clear(&h);
	await(&closed);
	close(fd);
}

static void
the_idle_hear_a_heartbeat(void **state)
{
	int fd = listen_to_events();

	(void)state;
	assert_true(hear_event(fd, "data: welcome"));
	for (int i = 0; i < 3; i++)
		assert_true(hear_event(fd, ":"));
	close(fd);
	await(&closed);
}

static void
who_does_not_read_is_cut(void **state)
{
	int fd = listen_to_events();
	char *chunk = malloc(65536);
	bool open = true;

	(void)state;
	memset(chunk, 'e', 65536);
	while (open) {
		pthread_mutex_lock(&hub);
		open = http_stream_send(streams[0], (struct str){ chunk, 65536 });
		pthread_mutex_unlock(&hub);
	}
	await(&closed);
	assert_null(streams[0]);
	close(fd);
	free(chunk);
}

static void
streams_end_when_asked(void **state)
{
	int fd = listen_to_events();

	(void)state;
	assert_true(hear_event(fd, "data: welcome"));
	pthread_mutex_lock(&hub);
	assert_true(http_stream_send(streams[0], STR("data: bye\n\n")));
	http_stream_close(streams[0]);
	assert_false(http_stream_send(streams[0], STR("data: too late\n\n")));
	pthread_mutex_unlock(&hub);
	assert_true(hear_event(fd, "data: bye"));
	assert_true(hear_event(fd, "0"));
	await(&closed);
	close(fd);
}

static void *
stop_softly(void *arg)
{
	(void)arg;
	http_stop(server, PATIENCE_MS);
	return NULL;
}

static void
stopping_lets_requests_finish(void **state)
{
	pthread_t stopper;
	int idle, busy, listens, refused;
	struct heard h;

	begin(state);
	idle = dial(server);
	h = ask_fd(idle, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	heard_clear(&h);
	listens = listen_to_events();
	assert_true(hear_event(listens, "data: welcome"));
	busy = dial(server);
	tell(busy, "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
	await(&entered);
	pthread_create(&stopper, NULL, stop_softly, NULL);
	assert_true(hear_event(listens, "0"));
	await(&closed);
	while ((refused = dial(server)) >= 0)
		close(refused);
	sem_post(&gate);
	h = hear(busy, false);
	assert_string_equal(h.body, "through");
	assert_string_equal(head_of(&h, "Connection"), "close");
	heard_clear(&h);
	await_end(busy);
	await_end(idle);
	pthread_join(stopper, NULL);
	close(idle), close(busy), close(listens);
}

static void *
open_gate(void *arg)
{
	int fd;

	(void)arg;
	while ((fd = dial(server)) >= 0)
		close(fd);
	sem_post(&gate);
	sem_post(&gate);
	return NULL;
}

static void
stopping_does_not_wait_for_ever(void **state)
{
	int busy[2], waits, endless;
	struct heard h;
	pthread_t opener;

	begin(state);
	endless = dial(server);
	tell(endless, "GET /export HTTP/1.1\r\nHost: a\r\n\r\n");
	h = hear_head(endless);
	heard_clear(&h);
	for (int i = 0; i < 2; i++) {
		busy[i] = dial(server);
		tell(busy[i], "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
		await(&entered);
	}
	waits = dial(server);
	tell(waits, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
	await(&accepted);
	pthread_create(&opener, NULL, open_gate, NULL);
	http_stop(server, 0);
	await(&ended); /* the export, though nobody reads it */
	for (int i = 0; i < 2; i++) {
		h = hear(busy[i], false);
		assert_true(h.status == 200 || h.status == 0);
		heard_clear(&h);
		close(busy[i]);
	}
	pthread_join(opener, NULL);
	close(waits), close(endless);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(exports_take_no_memory, begin, end),
		cmocka_unit_test_setup_teardown(exports_arrive_whole, begin, end),
		cmocka_unit_test_setup_teardown(a_stream_that_is_old_ends, begin, end),
		cmocka_unit_test_setup_teardown(
		    exports_that_break_are_not_whole, begin, end),
		cmocka_unit_test_setup_teardown(old_clients_get_exports_too, begin, end),
		cmocka_unit_test_setup_teardown(
		    old_clients_see_that_it_broke, begin, end),
		cmocka_unit_test_setup_teardown(heads_of_exports_end, begin, end),
		cmocka_unit_test_setup_teardown(
		    readers_that_stop_hold_nobody, begin, end),
		cmocka_unit_test_setup_teardown(
		    old_clients_see_that_events_end, begin, end),
		cmocka_unit_test_setup_teardown(events_reach_everyone, begin, end),
		cmocka_unit_test_setup_teardown(the_idle_hear_a_heartbeat, begin, end),
		cmocka_unit_test_setup_teardown(who_does_not_read_is_cut, begin, end),
		cmocka_unit_test_setup_teardown(streams_end_when_asked, begin, end),
		cmocka_unit_test(stopping_lets_requests_finish),
		cmocka_unit_test(stopping_does_not_wait_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
