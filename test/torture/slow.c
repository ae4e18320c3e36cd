/*
 * slow.c - clients that send, or read, a byte a second:  slow KITH [CLIENTS]
 *
 * All connections that the server takes are held by somebody who is in no
 * hurry: with a head, with a body, with an answer, with a stream.  Whoever
 * else comes is answered at once; memory stays within bounds; and who is too
 * slow is thrown out.
 */
#include "kit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define NORMAL 4
#define SHARE 20 /* connections of one address, where that is limited */
#define SHARE_TEXT "20"
#define ASKS 250      /* of each normal client */
#define QUICK_MS 1000 /* p99 of theirs, on a machine that does much else */
#ifdef __SANITIZE_ADDRESS__
#define TIMES 8L /* what a sanitizer needs */
#else
#define TIMES 1L
#endif
#define BASE_KB (TIMES * (80L << 10)) /* memory of the server with nobody there */
#define EACH_KB (TIMES * 24L)         /* and of a slow client, at most */

static struct kit k;

/* ---- the slow ---- */

enum kind { HEAD, BODY, ANSWER, STREAM, KINDS };

struct slow {
	atomic_int fd; /* < 0: thrown out */
	enum kind kind;
	size_t sent;
};

struct herd {
	struct slow *all;
	size_t count;
	atomic_bool over;
	pthread_t thread;
	char wish[KINDS][400];
};

static void
wishes_of(struct herd *h)
{
	static const char *const lines[] = { "GET /api/contact?limit=200",
		"POST /api/contact", "GET /api/contact?limit=200", "GET /api/events" };

	for (int i = 0; i < KINDS; i++)
		snprintf(h->wish[i], sizeof(h->wish[i]),
		    "%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s%s",
		    lines[i], k.token,
		    i == BODY ? "Content-Type: application/json\r\n"
				"Content-Length: 100000\r\n"
			      : "",
		    i == HEAD ? "X-Slow: " : "\r\n");
}

/* From another address than everybody else's. */
static int
connect_slowly(void)
{
	struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)k.port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), small = 2048;

	from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	if (bind(fd, (struct sockaddr *)&from, sizeof(from)) != 0 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		kit_lose(&k, "a slow client: %s", strerror(errno));
	return fd;
}

static void
slow_begin(struct herd *h, struct slow *s, enum kind kind)
{
	size_t len = strlen(h->wish[kind]);

	s->fd = connect_slowly();
	s->kind = kind;
	s->sent = kind == HEAD ? 1 : len;
	if (send(s->fd, h->wish[kind], s->sent, MSG_NOSIGNAL) < 0)
		kit_lose(&k, "a slow client cannot send: %s", strerror(errno));
}

static void
slow_end(struct slow *s)
{
	close(s->fd);
	s->fd = -1;
}

/* A byte, in the direction of its kind; is it still there? */
static bool
slow_step(struct herd *h, struct slow *s)
{
	const char *wish = h->wish[s->kind];
	char byte;
	ssize_t n;

	if (s->kind == HEAD || s->kind == BODY) {
		byte = s->sent < strlen(wish) ? wish[s->sent] : 'a';
		s->sent++;
		n = send(s->fd, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN)
			return false;
	}
	n = recv(s->fd, &byte, 1, MSG_DONTWAIT);
	return n > 0 || (n < 0 && errno == EAGAIN);
}

static void *
herd_run(void *arg)
{
	struct herd *h = arg;

	while (!h->over) {
		int64_t begun = steady_ms();

		for (size_t i = 0; i < h->count && !h->over; i++)
			if (h->all[i].fd >= 0 && !slow_step(h, &h->all[i]))
				slow_end(&h->all[i]);
		while (!h->over && steady_ms() < begun + 1000)
			nap_ms(20);
	}
	return NULL;
}

static void
herd_begin(struct herd *h, size_t count)
{
	h->all = calloc(count, sizeof(*h->all));
	h->count = count;
	wishes_of(h);
	for (size_t i = 0; i < count; i++)
		slow_begin(h, &h->all[i], (enum kind)(i % KINDS));
	pthread_create(&h->thread, NULL, herd_run, h);
}

static void
herd_end(struct herd *h)
{
	h->over = true;
	pthread_join(h->thread, NULL);
	for (size_t i = 0; i < h->count; i++)
		if (h->all[i].fd >= 0)
			close(h->all[i].fd);
	free(h->all);
}

/*
 * All but the streams, who do nothing wrong.  What counts is what the server
 * holds: bytes it got rid of are the kernel's, until the slow one has read them.
 * Connections, not files: a worker that is called for the first time opens the
 * database, and keeps it.
 */
struct leaving {
	size_t connections;
};

static bool
are_out(void *arg)
{
	struct leaving *l = arg;

	return kit_connections(&k) <= l->connections;
}

/* ---- the others ---- */

struct normal {
	pthread_t thread;
	int64_t took_ms[ASKS];
};

static void *
normal_run(void *arg)
{
	static const char *const paths[] = { "/api/contact", "/api/me",
		"/api/search?q=w1n" };
	struct normal *n = arg;

	for (int i = 0; i < ASKS; i++) {
		struct line *l =
		    line_new(&k); /* new each time: to be let in is the point */
		const struct said *s = line_ask(l, "GET", paths[i % 3], NULL);

		if (s->status != 200)
			kit_lose(&k,
			    "among the slow somebody was answered %ld after %lld ms",
			    s->status, (long long)s->took_ms);
		n->took_ms[i] = s->took_ms;
		line_free(l);
	}
	return NULL;
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* How long 99 of 100 were answered within. */
static int64_t
others_are_served(void)
{
	static struct normal all[NORMAL];
	static int64_t took[NORMAL * ASKS];

	for (int i = 0; i < NORMAL; i++)
		pthread_create(&all[i].thread, NULL, normal_run, &all[i]);
	for (int i = 0; i < NORMAL; i++) {
		pthread_join(all[i].thread, NULL);
		memcpy(took + (size_t)i * ASKS, all[i].took_ms, sizeof(all[i].took_ms));
	}
	qsort(took, NORMAL * ASKS, sizeof(took[0]), by_size);
	return took[NORMAL * ASKS * 99 / 100];
}

static void
files_raise(size_t want)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < want + 100)
		kit_lose(&k, "%zu clients need as many files; the limit is %llu", want,
		    (unsigned long long)limit.rlim_max);
}

/* With a limit, one address gets so many connections, and others still theirs. */
static void
one_address_has_its_share(void)
{
	int fds[2 * SHARE];
	size_t cut = 0;
	char byte;

	kit_stop(&k);
	k.options[0] = "--per-address";
	k.options[1] = SHARE_TEXT;
	kit_start(&k);
	for (size_t i = 0; i < 2 * SHARE; i++)
		fds[i] = connect_slowly();
	others_are_served();
	for (size_t i = 0; i < 2 * SHARE; i++) {
		cut += recv(fds[i], &byte, 1, MSG_DONTWAIT) == 0;
		close(fds[i]);
	}
	if (cut != SHARE)
		kit_lose(&k, "of %d connections from one address %zu were refused",
		    2 * SHARE, cut);
}

int
main(int argc, char **argv)
{
	size_t count = argc > 2 ? (size_t)atoi(argv[2]) : 500;
	struct herd herd = { 0 };
	struct leaving leaving;
	struct crowd *crowd;
	size_t quiet;
	int64_t p99;
	long before, peak;

	if (argc < 2 || count < 100) {
		fprintf(stderr, "usage: slow KITH [CLIENTS]\n");
		return 2;
	}
	kit_begin(&k, argv[1], NULL, NULL);
	kit_start(&k); /* with the files that it takes by itself */
	files_raise(count);
	crowd = crowd_new(&k, 4);
	crowd_work(crowd);
	crowd_until_saved(crowd, 300);
	crowd_rest(crowd);
	before = kit_rss_kb(&k, "VmRSS:");
	quiet = kit_connections(&k);
	herd_begin(&herd, count);
	p99 = others_are_served();
	crowd_work(crowd);
	crowd_until_saved(crowd, 200);
	crowd_rest(crowd);
	leaving.connections = quiet + count / KINDS + NORMAL;
	until(&k, "who is too slow is thrown out", are_out, &leaving);
	peak = kit_rss_kb(&k, "VmHWM:");
	crowd_verify(crowd, true);
	herd_end(&herd);
	one_address_has_its_share();
	printf("%zu slow clients: others answered within %lld ms (99 of 100), the server "
	       "grew from %ld to %ld MB\n",
	    count, (long long)p99, before >> 10, peak >> 10);
	if (p99 > QUICK_MS)
		kit_lose(&k, "that is not quick");
	if (peak > BASE_KB + (long)count * EACH_KB)
		kit_lose(&k, "that is too much memory");
	crowd_free(crowd);
	kit_end(&k);
	return 0;
}
