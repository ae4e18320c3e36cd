/*
 * load.c - clients in a closed loop: each asks again when it has its answer; or
 * with a rate, when its time has come.
 *
 * One thread, one epoll: 64 clients cost it little more than their system
 * calls, so that the other core is the server's.  Latency runs from the first
 * byte sent of a unit to the last byte read; with a rate from when it was due,
 * so that an answer that comes late is not forgiven by asking later.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD_MAX 16384 /* of an answer: its head, and a small body */
#define READ_MAX 262144
#define ASK_MAX 8192
#define SAID_MAX 160 /* of a refusal */
#define TICK_US 50000
#define PATIENCE_MS 20000

/* ---- histograms ---- */

static size_t
slot_of(uint64_t us)
{
	int bits;

	if (us < HIST_SUB)
		return us;
	bits = 63 - __builtin_clzll(us) - 5; /* HIST_SUB is 2^5 */
	return (size_t)(bits + 1) * HIST_SUB + (size_t)(us >> bits) - HIST_SUB;
}

void
hist_add(struct histogram *h, uint64_t us)
{
	size_t slot = slot_of(us);

	h->at[slot < HIST_SIZE ? slot : HIST_SIZE - 1]++;
	h->count++;
	if (us > h->max_us)
		h->max_us = us;
}

static double
slot_us(size_t slot)
{
	size_t octave = slot / HIST_SUB;

	if (octave == 0)
		return (double)slot;
	return ldexp((double)(slot % HIST_SUB + HIST_SUB) + 0.5, (int)octave - 1);
}

double
hist_ms(const struct histogram *h, double part)
{
	uint64_t want = (uint64_t)ceil((double)h->count * part), seen = 0;

	for (size_t i = 0; i < HIST_SIZE; i++) {
		seen += h->at[i];
		if (seen >= want && seen > 0)
			return slot_us(i) / 1000;
	}
	return 0;
}

/* ---- a client ---- */

struct client {
	int fd;
	size_t unit, step;        /* the unit it is at, and the request of it */
	int64_t began_us, due_us; /* due: with a rate, its next unit */
	bool resting;             /* until then */
	bool head_done;
	int status;
	size_t have;       /* in text */
	size_t left, body; /* of the body: still to come, whole */
	char text[HEAD_MAX];
};

struct crowd {
	const struct load *load;
	struct scenario *s;
	struct figures *out;
	struct client *clients;
	int epoll;
	bool counting, ending;
	int64_t pause_us; /* of a client, from unit to unit; 0: none */
	size_t busy;
};

static int
dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		perror("bench: connect");
		exit(1);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* What must not be the same twice: a name, a number, an address. */
static void
fill_number(char *body)
{
	static unsigned number;
	char digits[8];

	snprintf(digits, sizeof(digits), "%07u", ++number % 10000000);
	while ((body = strstr(body, "#######")) != NULL)
		memcpy(body, digits, 7);
}

static size_t
compose(const struct ask *ask, const char *token, char *to)
{
	size_t body = ask->body == NULL ? 0 : strlen(ask->body);
	bool browser = token[0] == '\0' || strchr(token, '=') != NULL;
	int n = snprintf(to, ASK_MAX, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n",
	    ask->method, ask->path,
	    browser ? "X-Kith: 1\r\nCookie: " : "Authorization: Bearer ", token);

	if (ask->version > 0)
		n += snprintf(to + n, ASK_MAX - (size_t)n,
		    "If-Match: \"%" PRId64 "\"\r\n", ask->version);
	if (ask->body != NULL)
		n += snprintf(to + n, ASK_MAX - (size_t)n,
		    "Content-Type: application/json\r\nContent-Length: %zu\r\n", body);
	n += snprintf(
	    to + n, ASK_MAX - (size_t)n, "\r\n%s", ask->body == NULL ? "" : ask->body);
	if (ask->body != NULL)
		fill_number(to + (size_t)n - body);
	return (size_t)n;
}

static size_t
compose_floor(size_t place, char *to)
{
	return (size_t)snprintf(
	    to, ASK_MAX, "GET /%zu HTTP/1.1\r\nHost: localhost\r\n\r\n", place);
}

static void
send_all(int fd, const char *text, size_t len)
{
	if (write(fd, text, len) != (ssize_t)len) {
		perror("bench: write");
		exit(1);
	}
}

static size_t
place_of(const struct crowd *c, const struct client *client)
{
	return client->unit * c->s->per + client->step;
}

static void
send_next(struct crowd *c, struct client *client)
{
	size_t place = place_of(c, client), len;
	const struct ask *ask = &c->s->asks[place];
	const struct load *load = c->load;
	char text[ASK_MAX];

	len = load->floor ? compose_floor(place, text)
			  : compose(ask,
				load->tokens[(size_t)ask->who % load->token_count], text);
	client->have = 0;
	client->head_done = false;
	if (client->step == 0)
		client->began_us = c->pause_us > 0 ? client->due_us : time_steady_us();
	send_all(client->fd, text, len);
}

/* To the next unit of its own: every clients-th, then from the beginning. */
static void
next_unit(struct crowd *c, struct client *client)
{
	client->step = 0;
	client->unit += c->load->clients;
	if (client->unit >= c->s->count / c->s->per)
		client->unit %= c->load->clients;
}

/* ---- an answer ---- */

static void
read_head(struct client *client)
{
	char *end, *field;

	client->text[client->have] = '\0';
	end = strstr(client->text, "\r\n\r\n");
	if (end == NULL)
		return;
	field = strcasestr(client->text, "content-length:");
	client->body = field == NULL || field > end ? 0 : strtoul(field + 15, NULL, 10);
	client->status = atoi(client->text + 9);
	client->left = client->body;
	client->head_done = true;
	end += 4;
	client->left -= client->have - (size_t)(end - client->text);
}

/* Take in what has come; true: the answer is whole. */
static bool
take_in(struct client *client)
{
	static char rest[READ_MAX];
	size_t room = HEAD_MAX - 1 - client->have;
	ssize_t n = room > 0 ? read(client->fd, client->text + client->have, room)
			     : read(client->fd, rest, sizeof(rest));

	if (n <= 0) {
		fprintf(stderr, "bench: the connection broke\n");
		exit(1);
	}
	if (room > 0)
		client->have += (size_t)n;
	if (client->head_done)
		client->left -= (size_t)n;
	else
		read_head(client);
	return client->head_done && client->left == 0;
}

static void
note_refusal(struct crowd *c, struct client *client, const struct ask *ask)
{
	const char *body;
	struct str said;

	if (c->out->refused++ > 0)
		return;
	client->text[client->have] = '\0';
	body = strstr(client->text, "\r\n\r\n");
	said = utf8_head(str_of(body == NULL ? "" : body + 4), SAID_MAX);
	snprintf(c->out->refusal, sizeof(c->out->refusal), "%s %.120s: %d %.*s",
	    ask->method, ask->path, client->status, STR_ARG(said));
}

/* The version to send next time. */
static void
note_version(struct client *client, struct ask *ask)
{
	const char *at;

	client->text[client->have] = '\0';
	at = strstr(client->text, "\"version\":");
	if (at != NULL && ask->version > 0)
		ask->version = atoll(at + 10);
}

static void
count_unit(struct crowd *c, struct client *client, int kind)
{
	uint64_t us = (uint64_t)(time_steady_us() - client->began_us);

	if (!c->counting)
		return;
	hist_add(&c->out->all, us);
	hist_add(&c->out->kinds[kind], us);
}

static void
answered(struct crowd *c, struct client *client)
{
	struct ask *ask = &c->s->asks[place_of(c, client)];

	if (client->status / 100 != 2)
		note_refusal(c, client, ask);
	else if (!c->load->floor) {
		ask->bytes = client->body;
		note_version(client, ask);
	}
	if (c->counting) {
		c->out->bytes += client->body;
		c->out->answers++;
	}
	if (++client->step == c->s->per) {
		count_unit(c, client, ask->kind);
		next_unit(c, client);
		if (c->ending) {
			c->busy--;
			return;
		}
		client->due_us += c->pause_us;
		client->resting = client->due_us > time_steady_us();
	}
	if (!client->resting)
		send_next(c, client);
}

/* ---- at a rate ---- */

/* Those whose time has come ask; the next has so long, in µs. */
static int64_t
wake_rested(struct crowd *c)
{
	int64_t now = time_steady_us(), next = PATIENCE_MS * INT64_C(1000);

	for (size_t i = 0; i < c->load->clients; i++) {
		struct client *client = &c->clients[i];
		int64_t left = client->due_us - now;

		if (!client->resting)
			continue;
		if (c->ending) {
			client->resting = false;
			c->busy--;
		} else if (left <= 0) {
			client->resting = false;
			send_next(c, client);
		} else if (left < next) {
			next = left;
		}
	}
	return next;
}

static int
wait_for(struct crowd *c, struct epoll_event *events, int most)
{
	int64_t us = c->pause_us > 0 ? wake_rested(c) : PATIENCE_MS * INT64_C(1000);
	struct timespec most_wait = { us / 1000000, us % 1000000 * 1000 };

	if (c->busy == 0)
		return 0;
	return epoll_pwait2(c->epoll, events, most, &most_wait, NULL);
}

/* ---- the crowd ---- */

static void
gather(struct crowd *c)
{
	size_t units = c->s->count / c->s->per;

	int64_t now = time_steady_us();

	if (c->load->rate > 0)
		c->pause_us = (int64_t)((double)c->load->clients / c->load->rate * 1e6);
	c->clients = calloc(c->load->clients, sizeof(*c->clients));
	c->epoll = epoll_create1(EPOLL_CLOEXEC);
	for (size_t i = 0; i < c->load->clients && i < units; i++) {
		struct client *client = &c->clients[i];
		struct epoll_event e = { .events = EPOLLIN, .data.ptr = client };

		client->fd = dial(c->load->port);
		client->unit = i;
		/* not all at the same moment */
		client->due_us =
		    now + c->pause_us * (int64_t)i / (int64_t)c->load->clients;
		client->resting = c->pause_us > 0;
		epoll_ctl(c->epoll, EPOLL_CTL_ADD, client->fd, &e);
		if (!client->resting)
			send_next(c, client);
		c->busy++;
	}
}

/* Let them ask until the time, or until the last has its answer. */
static void
go_on(struct crowd *c, int64_t until_us)
{
	struct epoll_event events[64];
	int64_t ticked = 0, now = time_steady_us();

	while (c->busy > 0 && (c->ending || now < until_us)) {
		int n = wait_for(c, events, 64);

		if ((n == 0 && c->pause_us == 0) || (n < 0 && errno != EINTR)) {
			fprintf(stderr, "bench: %s: no answer\n", c->s->name);
			exit(1);
		}
		for (int i = 0; i < n; i++)
			if (take_in(events[i].data.ptr))
				answered(c, events[i].data.ptr);
		now = time_steady_us();
		if (c->load->tick != NULL && now - ticked > TICK_US) {
			c->load->tick(c->load->arg);
			ticked = now;
		}
	}
}

static void
part(struct crowd *c)
{
	for (size_t i = 0; i < c->load->clients; i++)
		if (c->clients[i].fd > 0)
			close(c->clients[i].fd);
	close(c->epoll);
	free(c->clients);
}

void
load_run(const struct load *load, struct scenario *s, struct figures *out)
{
	struct crowd c = { .load = load, .s = s, .out = out };
	int64_t began;

	memset(out, 0, sizeof(*out));
	gather(&c);
	go_on(&c, time_steady_us() + (int64_t)(load->warm_s * 1e6));
	c.counting = true;
	began = time_steady_us();
	go_on(&c, began + (int64_t)(load->run_s * 1e6));
	out->seconds = (double)(time_steady_us() - began) / 1e6;
	c.counting = false;
	c.ending = true;
	go_on(&c, 0);
	part(&c);
}

double
load_per_second(const struct figures *f)
{
	return f->seconds > 0 ? (double)f->all.count / f->seconds : 0;
}

int
load_send(int port, const char *token, const struct ask *ask)
{
	char text[ASK_MAX];
	int fd = dial(port);

	send_all(fd, text, compose(ask, token, text));
	return fd;
}

int
load_once(struct arena *mem, int port, const char *token, const struct ask *ask,
    struct str *body)
{
	struct text t = TEXT_INIT(mem);
	char *text = NULL, *end = NULL, *field;
	size_t want = 0, head = 0;
	int fd = load_send(port, token, ask);
	ssize_t n;

	while (end == NULL || text_done(&t).len < head + want) {
		static _Thread_local char some[READ_MAX];

		n = read(fd, some, sizeof(some));
		if (n <= 0) {
			fprintf(stderr, "bench: %s: the connection broke\n", ask->path);
			exit(1);
		}
		text_str(&t, (struct str){ some, (size_t)n });
		text = str_c(mem, text_done(&t));
		if (end == NULL && (end = strstr(text, "\r\n\r\n")) != NULL) {
			field = strcasestr(text, "content-length:");
			head = (size_t)(end - text) + 4;
			want = field == NULL ? 0 : strtoul(field + 15, NULL, 10);
		}
	}
	close(fd);
	*body = (struct str){ str_c(mem, text_done(&t)) + head, want };
	return atoi(text + 9);
}
