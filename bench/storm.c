/*
 * storm.c - what others feel while strangers try to sign in, 500 times a second.
 *
 * The storm is a child that keeps to its rate, whether it is answered or not (up to
 * STORM_LINES open tries), each from another address (as a proxy would name it) or
 * all from one, in the names of those who are there and of those who are not.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define STORM_LINES 400
#define TICK_US 10000
#define ROUNDS                                                                  \
	3 /* in turn, because the machine is not the same from minute to minute \
	   */

struct tries {
	uint64_t sent, wrong, later, other;
};

struct storm {
	int port, each_tick;
	bool everywhere;
	const struct sample *sample;
	struct tries *tries; /* shared with the parent */
	struct pollfd lines[STORM_LINES];
	bool busy[STORM_LINES];
	uint64_t random;
};

static uint64_t
next(struct storm *s)
{
	s->random = s->random * 6364136223846793005u + 1442695040888963407u;
	return s->random >> 33;
}

static int
dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		perror("bench: connect");
		exit(1);
	}
	return fd;
}

static void
send_try(struct storm *s, size_t i)
{
	uint64_t a = s->everywhere ? next(s) : 7, who = next(s);
	const struct person *p = &s->sample->people[who % s->sample->people_count];
	char text[600], body[200];
	int n;

	if (s->lines[i].fd < 0)
		s->lines[i].fd = dial(s->port);
	n = snprintf(body, sizeof(body), "{\"login\":\"%s%s\",\"password\":\"guess %d\"}",
	    p->login, who & 64 ? "" : ".not", (int)(who % 1000));
	n = snprintf(text, sizeof(text),
	    "POST /api/login HTTP/1.1\r\nHost: localhost\r\nX-Kith: 1\r\n"
	    "X-Forwarded-For: 11.%d.%d.%d\r\nContent-Type: application/json\r\n"
	    "Content-Length: %d\r\n\r\n%s",
	    (int)(a >> 16) & 255, (int)(a >> 8) & 255, (int)a & 255, n, body);
	s->busy[i] = write(s->lines[i].fd, text, (size_t)n) == n;
	s->tries->sent += s->busy[i];
}

/* An answer is short, and comes in one piece. */
static void
take_answer(struct storm *s, size_t i)
{
	char text[8192];
	ssize_t n = read(s->lines[i].fd, text, sizeof(text) - 1);
	int status = n > 12 ? atoi(text + 9) : 0;

	s->tries->wrong += status == 401;
	s->tries->later += status == 429;
	s->tries->other += status != 401 && status != 429;
	s->busy[i] = false;
	if (n <= 0) {
		close(s->lines[i].fd);
		s->lines[i].fd = -1;
	}
}

static void
go_on(struct storm *s)
{
	int64_t due_us = time_steady_us();

	for (;;) {
		int left = s->each_tick;
		int64_t now_us;

		for (size_t i = 0; i < STORM_LINES && left > 0; i++)
			if (!s->busy[i]) {
				send_try(s, i);
				left--;
			}
		due_us += TICK_US;
		while ((now_us = time_steady_us()) < due_us) {
			poll(s->lines, STORM_LINES, (int)((due_us - now_us) / 1000) + 1);
			for (size_t i = 0; i < STORM_LINES; i++)
				if (s->busy[i] && s->lines[i].revents != 0)
					take_answer(s, i);
		}
	}
}

static pid_t
begin(struct storm *s)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < STORM_LINES; i++)
		s->lines[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	go_on(s);
	_exit(0);
}

/* ---- what others feel ---- */

struct part {
	const char *what;
	bool storms, everywhere;
	double per_second, p50_ms, p99_ms; /* sums over the rounds */
	double seconds;
	struct tries tries;
};

static struct tries
since(const struct tries *now, const struct tries *before)
{
	return (struct tries){ now->sent - before->sent, now->wrong - before->wrong,
		now->later - before->later, now->other - before->other };
}

static void
measure(
    const struct load *load, struct scenario *scenario, struct storm *s, struct part *p)
{
	struct figures *f = calloc(1, sizeof(*f));
	struct tries before, got;
	pid_t child = 0;

	s->everywhere = p->everywhere;
	if (p->storms)
		child = begin(s);
	poll(NULL, 0, 500);
	before = *s->tries;
	load_run(load, scenario, f);
	got = since(s->tries, &before);
	if (p->storms) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	p->per_second += load_per_second(f);
	p->p50_ms += hist_ms(&f->all, 0.5);
	p->p99_ms += hist_ms(&f->all, 0.99);
	p->seconds += load->warm_s + load->run_s;
	p->tries.sent += got.sent;
	p->tries.wrong += got.wrong;
	p->tries.later += got.later;
	p->tries.other += got.other;
	free(f);
}

static void
print(const struct part *p, double calm)
{
	printf("| %s | %.0f | %.2f | %.2f |", p->what, p->per_second / ROUNDS,
	    p->p50_ms / ROUNDS, p->p99_ms / ROUNDS);
	if (p->storms)
		printf(" %.0f | %.0f | %.0f | %" PRIu64 " | %.2f × |\n",
		    (double)p->tries.sent / p->seconds,
		    (double)p->tries.wrong / p->seconds,
		    (double)p->tries.later / p->seconds, p->tries.other,
		    calm / p->per_second);
	else
		printf(" | | | | |\n");
}

double
storm_run(const struct load *load, struct scenario *scenario, const struct sample *sample,
    int per_second)
{
	struct part parts[] = { { .what = "nobody signs in" },
		{ .what = "tries from one address", .storms = true },
		{ .what = "tries from everywhere", .storms = true, .everywhere = true } };
	struct storm *s = calloc(1, sizeof(*s));
	double worst = 0;

	s->tries = mmap(NULL, sizeof(*s->tries), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	s->sample = sample;
	s->port = load->port;
	s->each_tick = per_second * TICK_US / 1000000;
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < COUNT_OF(parts); i++) {
			s->random = (uint64_t)round * 3 + i;
			measure(load, scenario, s, &parts[i]);
		}
	printf("\n| first page of a list, while | a second | p50 ms | p99 ms | tries a "
	       "second | 401 a second | 429 a second | other | slower |\n"
	       "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		double factor = parts[0].per_second / parts[i].per_second;

		print(&parts[i], parts[0].per_second);
		worst = factor > worst ? factor : worst;
	}
	munmap(s->tries, sizeof(*s->tries));
	free(s);
	return worst;
}
