/*
 * stream.c - many screens that wait for news: what they cost, and how soon a
 * change reaches the last of them.
 */
#include "bench.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define PATIENCE_MS 5000
#define ROUNDS 10

struct screens {
	int epoll;
	size_t count;
	int *fds;
	int *round; /* of the last news each has heard; 0: only the head */
};

static void
let_open(size_t files)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < files + 100)
		fprintf(
		    stderr, "bench: only %ld files may be open\n", (long)limit.rlim_cur);
}

static void
open_screens(struct screens *s, int port, const struct sample *sample)
{
	for (size_t i = 0; i < s->count; i++) {
		struct ask ask = { .method = "GET", .path = "/api/events" };
		struct epoll_event e = { .events = EPOLLIN, .data.u64 = i };

		s->fds[i] =
		    load_send(port, sample->tokens[i % sample->people_count], &ask);
		s->round[i] = -1;
		epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->fds[i], &e);
	}
}

static void
close_screens(struct screens *s)
{
	for (size_t i = 0; i < s->count; i++)
		close(s->fds[i]);
	close(s->epoll);
}

/* Read what has come to one; true: it has what it waits for. */
static bool
hear(struct screens *s, size_t i, const char *word)
{
	char text[8192];
	ssize_t n = read(s->fds[i], text, sizeof(text) - 1);

	if (n <= 0) {
		fprintf(stderr, "bench: a stream ended\n");
		exit(1);
	}
	text[n] = '\0';
	return strstr(text, word) != NULL;
}

/* Until each has heard the word; false: some do not. */
static bool
wait_for_all(struct screens *s, const char *word, int round)
{
	struct epoll_event events[256];
	size_t heard = 0;

	while (heard < s->count) {
		int n = epoll_wait(s->epoll, events, 256, PATIENCE_MS);

		if (n <= 0)
			return false;
		for (int k = 0; k < n; k++) {
			size_t i = (size_t)events[k].data.u64;

			if (hear(s, i, word) && s->round[i] < round) {
				s->round[i] = round;
				heard++;
			}
		}
	}
	return true;
}

/* Somebody makes a contact; from the request to the last screen, ms. */
static double
one_change(struct screens *s, int port, const struct sample *sample, int round)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ask ask = { .method = "POST",
		.path = "/api/contact",
		.body = "{\"name\":{\"family\":\"Stream\",\"given\":\"N#######\"}}" };
	int64_t began = time_steady_us();
	struct str body;

	if (load_once(mem, port, sample->tokens[0], &ask, &body) != 201)
		return -1;
	if (!wait_for_all(s, "event: record", round))
		return -1;
	return (double)(time_steady_us() - began) / 1000;
}

bool
stream_run(
    struct server *server, const struct sample *sample, size_t count, double *worst_ms)
{
	struct screens s = { .epoll = epoll_create1(EPOLL_CLOEXEC), .count = count };
	bool ok;

	let_open(count);
	s.fds = calloc(count, sizeof(*s.fds));
	s.round = calloc(count, sizeof(*s.round));
	open_screens(&s, server->port, sample);
	ok = wait_for_all(&s, "200 OK", 0);
	server_look(server);
	*worst_ms = 0;
	for (int round = 1; ok && round <= ROUNDS; round++) {
		double ms = one_change(&s, server->port, sample, round);

		ok = ms >= 0;
		*worst_ms = ms > *worst_ms ? ms : *worst_ms;
	}
	close_screens(&s);
	free(s.fds);
	free(s.round);
	return ok;
}
