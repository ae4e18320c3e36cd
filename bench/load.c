/*
 * load.c - requests over plain sockets, as fast as answers come.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALONE_US 5000000 /* and how long it may take */
#define ALONE 3000       /* requests of the one that measures delay */
#define CROWD 16         /* connections at once */
#define CROWD_US 3000000 /* how long they ask */
#define ANSWER_MAX (1 << 20)

int
compare_doubles(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		perror("bench: connect");
		exit(1);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* Ask once and read the whole answer; answers the size of its body. */
static size_t
ask(int fd, const char *token, const char *path, char *buffer)
{
	size_t len = 0, body = 0, want = 0;
	char *end = NULL, *field;
	ssize_t n;

	len = (size_t)snprintf(buffer, 4096,
	    "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n",
	    path, token);
	if (write(fd, buffer, len) != (ssize_t)len)
		exit(1);
	for (len = 0; end == NULL || len < body + want; len += (size_t)n) {
		n = read(fd, buffer + len, ANSWER_MAX - len - 1);
		if (n <= 0) {
			fprintf(stderr, "bench: %s: the connection broke\n", path);
			exit(1);
		}
		buffer[len + (size_t)n] = '\0';
		if (end == NULL && (end = strstr(buffer, "\r\n\r\n")) != NULL) {
			field = strcasestr(buffer, "content-length:");
			body = (size_t)(end - buffer) + 4;
			want = field == NULL ? 0 : strtoul(field + 15, NULL, 10);
		}
	}
	if (strncmp(buffer, "HTTP/1.1 200", 12) != 0) {
		fprintf(stderr, "bench: %s: %.300s\n", path, buffer);
		exit(1);
	}
	return want;
}

struct crowd {
	int port;
	const char *token;
	const struct scenario *s;
	size_t from, asked;
};

static void *
ask_for_a_while(void *arg)
{
	struct crowd *c = arg;
	char *buffer = malloc(ANSWER_MAX);
	int fd = dial(c->port);
	int64_t until = time_steady_us() + CROWD_US;

	while (time_steady_us() < until)
		ask(fd, c->token, c->s->paths[(c->from + c->asked++) % c->s->count],
		    buffer);
	close(fd);
	free(buffer);
	return NULL;
}

static double
crowd_per_second(int port, const char *token, const struct scenario *s)
{
	struct crowd crowd[CROWD];
	pthread_t threads[CROWD];
	size_t asked = 0;

	for (size_t i = 0; i < CROWD; i++) {
		crowd[i] = (struct crowd){ port, token, s, i * 7, 0 };
		pthread_create(&threads[i], NULL, ask_for_a_while, &crowd[i]);
	}
	for (size_t i = 0; i < CROWD; i++) {
		pthread_join(threads[i], NULL);
		asked += crowd[i].asked;
	}
	return (double)asked * 1e6 / CROWD_US;
}

void
load_run(int port, const char *token, const struct scenario *s, struct figures *out)
{
	double *us = calloc(ALONE, sizeof(*us));
	char *buffer = malloc(ANSWER_MAX);
	int fd = dial(port);
	size_t n = 0;
	int64_t until;

	for (size_t i = 0; i < 50; i++) /* warm */
		out->bytes = ask(fd, token, s->paths[i % s->count], buffer);
	until = time_steady_us() + ALONE_US;
	for (; n < ALONE && time_steady_us() < until; n++) {
		int64_t began = time_steady_us();

		ask(fd, token, s->paths[n % s->count], buffer);
		us[n] = (double)(time_steady_us() - began);
	}
	close(fd);
	qsort(us, n, sizeof(*us), compare_doubles);
	out->p50_us = us[n / 2];
	out->p99_us = us[n - 1 - n / 100];
	out->per_second = crowd_per_second(port, token, s);
	free(us);
	free(buffer);
}
