/*
 * scene_live.c - somebody listens to what happens (/api/events).
 *
 * What was told is compared as a whole, up to the last word expected: so a
 * play that lets something happen for all, behind what only some may see,
 * proves without waiting that the others were not told.
 */
#include "scene.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 30000
#define EARS_MAX 20
#define TOLD_MAX 8000

struct ear {
	char name[40], last[40];
	int fd;
	struct bytes in;     /* what came and is no whole message yet */
	struct bytes raw;    /* all since it was asked last */
	struct bytes past;   /* what it was told in its life, a line each */
	char told[TOLD_MAX]; /* words since it was asked last */
	size_t words;
	bool begun, closed;
	bool again; /* it came back: a resume may repeat what it was told */
};

static struct ear ears[EARS_MAX];

static struct ear *
ear_of(struct play *p, const char *name, bool make)
{
	struct ear *free_ear = NULL;

	for (size_t i = 0; i < EARS_MAX; i++) {
		if (strcmp(ears[i].name, name) == 0)
			return &ears[i];
		if (ears[i].name[0] == '\0' && free_ear == NULL)
			free_ear = &ears[i];
	}
	if (!make || free_ear == NULL)
		lose(p, "nobody listens as \"%s\"", name);
	snprintf(free_ear->name, sizeof(free_ear->name), "%s", name);
	return free_ear;
}

static void
add(struct bytes *b, const char *at, size_t len)
{
	b->at = realloc(b->at, b->len + len + 1);
	memcpy(b->at + b->len, at, len);
	b->len += len;
	b->at[b->len] = '\0';
}

static void
note(struct ear *e, const char *word)
{
	size_t len = strlen(e->told);

	snprintf(e->told + len, sizeof(e->told) - len, "%s%s", len > 0 ? " " : "", word);
	e->words++;
}

/* "what:entity=id", "many:entity", or the name of the event. */
static void
note_event(struct ear *e, const char *event, const char *data)
{
	json_t *j = json_loads(data, 0, NULL);
	const char *entity = json_string_value(json_object_get(j, "entity"));
	const char *what = json_string_value(json_object_get(j, "what"));
	const char *id = json_string_value(json_object_get(j, "id"));
	char word[200];

	if (strcmp(event, "hello") == 0) {
		e->begun = true;
	} else if (entity != NULL && what != NULL) {
		snprintf(word, sizeof(word), "%s:%s=%s", what, entity, id);
		note(e, word);
	} else if (entity != NULL) {
		snprintf(word, sizeof(word), "%s:%s", event, entity);
		note(e, word);
	} else if (strcmp(event, "job") != 0 && strcmp(event, "meta") != 0) {
		note(e, event);
	}
	json_decref(j);
}

/* Told before the stream was dropped, and told again after it? */
static bool
was_told(struct ear *e, const char *data)
{
	char line[1000];

	if (strcmp(data, "{}") == 0)
		return false;
	snprintf(line, sizeof(line), "\n%s\n", data);
	e->again = e->again && e->past.at != NULL && strstr(e->past.at, line) != NULL;
	if (!e->again)
		add(&e->past, line, strlen(line));
	return e->again;
}

static void
take_message(struct play *p, struct ear *e, char *text)
{
	char *event = NULL, *data = NULL, *rest = text, *line, name[60];

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (strncmp(line, "id: ", 4) == 0) {
			snprintf(e->last, sizeof(e->last), "%s", line + 4);
			snprintf(name, sizeof(name), "last_%s", e->name);
			keep(p, name, e->last);
		}
		if (strncmp(line, "event: ", 7) == 0)
			event = line + 7;
		if (strncmp(line, "data: ", 6) == 0)
			data = line + 6;
	}
	if (event == NULL || data == NULL || was_told(e, data))
		return;
	note_event(e, event, data);
}

/* HTTP/1.0 was asked for: no chunks between them. */
static void
take_messages(struct play *p, struct ear *e)
{
	char *end;

	while ((end = strstr(e->in.at, "\n\n")) != NULL) {
		size_t len = (size_t)(end - e->in.at) + 2;

		end[1] = '\0';
		take_message(p, e, e->in.at);
		memmove(e->in.at, e->in.at + len, e->in.len - len + 1);
		e->in.len -= len;
	}
}

/* More of the stream; false: nothing came for so long. */
static bool
listen_on(struct play *p, struct ear *e, int ms)
{
	struct pollfd fd = { .fd = e->fd, .events = POLLIN };
	char buf[4096];
	ssize_t n;

	if (e->closed || poll(&fd, 1, ms) <= 0)
		return false;
	n = recv(e->fd, buf, sizeof(buf), 0);
	if (n <= 0) {
		e->closed = true;
		return true;
	}
	add(&e->raw, buf, (size_t)n);
	add(&e->in, buf, (size_t)n);
	take_messages(p, e);
	return true;
}

int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
live_deaf(struct play *p, const char *name)
{
	struct ear *e = ear_of(p, name, false), now = { 0 };

	close(e->fd);
	free(e->in.at);
	free(e->raw.at);
	now.past = e->past;
	now.again = true;
	snprintf(now.name, sizeof(now.name), "%s", e->name);
	*e = now;
}

static bool
says_cookie(const struct ask *ask)
{
	for (size_t i = 0; i < ask->header_count; i++)
		if (strncmp(ask->headers[i], "Cookie:", 7) == 0)
			return true;
	return false;
}

static void
ask_for_stream(struct play *p, struct ear *e, const struct ask *ask)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)p->port) };
	char head[2000];
	int n;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	e->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(e->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		lose(p, "cannot connect: %s", strerror(errno));
	n = snprintf(head, sizeof(head),
	    "GET /api/events HTTP/1.0\r\nHost: 127.0.0.1:%d\r\n", p->port);
	if (p->actor != NULL && p->actor->cookie != NULL && !says_cookie(ask))
		n += snprintf(head + n, sizeof(head) - (size_t)n, "Cookie: %s\r\n",
		    p->actor->cookie);
	for (size_t i = 0; i < ask->header_count; i++)
		n += snprintf(
		    head + n, sizeof(head) - (size_t)n, "%s\r\n", ask->headers[i]);
	n += snprintf(head + n, sizeof(head) - (size_t)n, "\r\n");
	if (send(e->fd, head, (size_t)n, MSG_NOSIGNAL) != n)
		lose(p, "cannot ask for the stream");
}

void
live_listen(struct play *p, const char *name, const struct ask *ask)
{
	struct ear *e = ear_of(p, name, true);
	int64_t until = now_ms() + PATIENCE_MS;

	if (e->fd != 0)
		live_deaf(p, name);
	ask_for_stream(p, e, ask);
	while (!e->begun && !e->closed && now_ms() < until)
		listen_on(p, e, 100);
	if (!e->begun)
		lose(p, "no stream: %s", e->raw.at == NULL ? "" : e->raw.at);
}

/* "*" at the end of an expected word stands for any id; ".." as the last word for
 * whatever comes then. */
static bool
words_same(const char *told, const char *words)
{
	while (*told != '\0' && *words != '\0') {
		size_t t = strcspn(told, " "), w = strcspn(words, " ");

		if (strcmp(words, "..") == 0)
			return true;
		if (w > 0 && words[w - 1] == '*'
			? t < w || memcmp(told, words, w - 1) != 0
			: t != w || memcmp(told, words, w) != 0)
			return false;
		told += t + strspn(told + t, " ");
		words += w + strspn(words + w, " ");
	}
	return *told == *words || strcmp(words, "..") == 0;
}

static size_t
words_in(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text += strcspn(text, " ")) {
		text += strspn(text, " ");
		n += *text != '\0';
	}
	return n;
}

/* The last n words of a text that has as many. */
static const char *
last_words(const char *text, size_t n)
{
	for (size_t skip = words_in(text) - n; skip > 0; skip--) {
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	return text;
}

/* ".. WORDS": whatever came before them.  Who begins to listen may still be told of
 * what happened just before. */
static bool
is_heard(const struct ear *e, const char *words)
{
	size_t n;

	if (strncmp(words, ".. ", 3) != 0)
		return words_same(e->told, words);
	n = words_in(words + 3);
	return e->words >= n && words_same(last_words(e->told, n), words + 3);
}

static bool
is_awaited(const struct ear *e, const char *words)
{
	if (strcmp(words, "closed") == 0)
		return !e->closed;
	if (strncmp(words, ".. ", 3) == 0)
		return !is_heard(e, words);
	return !is_heard(e, words) && e->words < words_in(words);
}

void
live_heard(struct play *p, const char *name, const char *words)
{
	struct ear *e = ear_of(p, name, false);
	int64_t until = now_ms() + PATIENCE_MS;
	bool end = strcmp(words, "closed") == 0;

	while (is_awaited(e, words) && now_ms() < until)
		if (!listen_on(p, e, 100) && e->closed)
			break;
	if (end && !e->closed)
		lose(p, "%s's stream is open; it told: %s", name, e->told);
	if (!end && !is_heard(e, words))
		lose(p, "%s heard: %s", name, e->words == 0 ? "nothing" : e->told);
	e->told[0] = '\0';
	e->words = 0;
}

/* Nothing that was sent since `listen` has this text in it. */
void
live_never(struct play *p, const char *name, const char *text)
{
	struct ear *e = ear_of(p, name, false);

	if (e->raw.at != NULL && strstr(e->raw.at, text) != NULL)
		lose(p, "%s was sent: %s", name, e->raw.at);
}
