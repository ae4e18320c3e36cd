/*
 * live.c - people who listen while others write:  live KITH [EARS [URL [RATE]]]
 *
 * EARS streams, of sellers who see their own parcels and of managers who see
 * all, and two programs that follow the feed.  Writers make parcels, change
 * them and hand them on as fast as they are answered, or RATE a second.  Some
 * ears drop and come back.  Then: whoever may see a change was told of it,
 * once; whom a parcel left was told so; nobody was told of one that was never
 * theirs; the feed had each change once, in rising order.
 *
 * Prints what a stream costs in memory and how late it is told.
 */
#include "kit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SELLERS 20
#define VERSIONS 6
#define PARCELS_MAX 60000

struct parcel {
	int64_t id;
	int versions;
	signed char owner[VERSIONS];
	int64_t at_us[VERSIONS]; /* when it was answered */
};

struct told {
	int64_t id, at_us;
	int version; /* 0: gone */
};

struct ear {
	int fd, user; /* -1: a manager */
	char buf[4096], last[24];
	size_t len, head; /* the head's last bytes, until it is over: 4 */
	size_t chunk;     /* bytes left of it; in the line before it: its size */
	bool in_chunk;
	atomic_bool begun, fenced;
	bool drops, keeps, lost;
	struct told *told;
	size_t count, size;
};

struct writer {
	pthread_t thread;
	struct line *line;
	unsigned seed;
	int breath_ms;
};

static struct kit kit;
static struct parcel *parcels; /* by id, in the end */
static atomic_size_t parcel_count, saves, manies;
static atomic_bool rest, over;
static char tokens[SELLERS + 1][80], users[SELLERS][24]; /* the last is a manager's */
static struct ear *ears;
static int ear_count;
static size_t drops;

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- a company ---- */

static const char parcel_json[] =
    "{ \"entity\": \"parcel\", \"label\": [\"Parcel\", \"Parcels\"], \"traits\": "
    "[\"own\"], \"face\": { \"title\": \"name\" }, \"fields\": { \"name\": { \"type\": "
    "\"text\", \"label\": \"Name\" } }, \"may\": { \"manager\": { \"read\": true }, "
    "\"seller\": { \"read\": \"owner = @me\" } } }";

static void
add_user(struct line *l, int i)
{
	const char *role = i < SELLERS ? "seller" : "manager";
	char body[200], *out;
	const struct said *s;

	snprintf(body, sizeof(body),
	    "{\"login\":\"u%d\",\"name\":\"u%d\",\"roles\":[\"%s\"],\"active\":true}", i,
	    i, role);
	s = line_ask(l, "POST", "/api/user", body);
	if (s->status != 201)
		kit_lose(&kit, "no user: %ld %s", s->status, s->body);
	if (i < SELLERS)
		snprintf(users[i], sizeof(users[i]), "%s", said_str(s, "id"));
	if (kit_run(&kit, &out, "token add '%s' t --user u%d", kit.db, i) != 0 ||
	    sscanf(out, "%79s", tokens[i]) != 1)
		kit_lose(&kit, "no token: %s", out);
	free(out);
}

static void
found(const char *kith, const char *url)
{
	char path[100];
	struct line *l;
	FILE *f;

	kit_begin(&kit, kith, NULL, url);
	snprintf(path, sizeof(path), "%s/parcel.json", kit.dir);
	f = fopen(path, "w");
	fputs(parcel_json, f);
	fclose(f);
	kit_must(&kit, "apply '%s' '%s'", kit.db, path);
	kit_start(&kit);
	l = line_new(&kit);
	for (int i = 0; i <= SELLERS; i++)
		add_user(l, i);
	line_free(l);
}

/* ---- ears ---- */

static void
keep(struct ear *e, int64_t id, int version)
{
	if (e->count == e->size) {
		e->size = e->size * 2 + 64;
		e->told = realloc(e->told, e->size * sizeof(*e->told));
	}
	e->told[e->count++] = (struct told){ id, now_us(), version };
}

static void
hear_record(struct ear *e, const char *data)
{
	const char *id = strstr(data, "\"id\":\""), *version;

	if (strstr(data, "\"entity\":\"product\"") != NULL)
		e->fenced = true;
	if (strstr(data, "\"entity\":\"parcel\"") == NULL || id == NULL)
		return;
	version = strstr(data, "\"version\":");
	if (e->keeps)
		keep(e, strtoll(id + 6, NULL, 10),
		    version == NULL ? 0 : atoi(version + 10));
}

static void
hear_message(struct ear *e, char *text)
{
	char *line, *event = NULL, *data = NULL;

	while ((line = strsep(&text, "\n")) != NULL) {
		if (strncmp(line, "id: ", 4) == 0)
			snprintf(e->last, sizeof(e->last), "%s", line + 4);
		if (strncmp(line, "event: ", 7) == 0)
			event = line + 7;
		if (strncmp(line, "data: ", 6) == 0)
			data = line + 6;
	}
	if (event == NULL)
		return;
	if (strcmp(event, "hello") == 0)
		e->begun = true;
	if (strcmp(event, "record") == 0 && data != NULL)
		hear_record(e, data);
	if (strcmp(event, "many") == 0 || strcmp(event, "reset") == 0) {
		e->lost = true;
		atomic_fetch_add(&manies, 1);
		e->fenced |= event[0] == 'r' || strstr(data, "product") != NULL;
	}
}

static void
dial(struct ear *e, int epoll)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)kit.port) };
	struct epoll_event watch = { .events = EPOLLIN, .data.ptr = e };
	char head[400];
	int len;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	e->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (e->fd < 0 || connect(e->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		kit_lose(&kit, "cannot connect: %s", strerror(errno));
	len = snprintf(head, sizeof(head),
	    "GET /api/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
	    "%s\r\n%s%s%s\r\n",
	    tokens[e->user < 0 ? SELLERS : e->user],
	    e->last[0] == '\0' ? "" : "Last-Event-ID: ", e->last,
	    e->last[0] == '\0' ? "" : "\r\n");
	if (write(e->fd, head, (size_t)len) != len)
		kit_lose(&kit, "cannot ask: %s", strerror(errno));
	fcntl(e->fd, F_SETFL, O_NONBLOCK);
	epoll_ctl(epoll, EPOLL_CTL_ADD, e->fd, &watch);
	e->len = e->head = e->chunk = 0;
	e->in_chunk = false;
}

/* A byte of the answer; true: it is one of the stream. */
static bool
unchunk(struct ear *e, char c)
{
	static const char hex[] = "0123456789abcdef";

	if (e->head < 4) {
		e->head = c == "\r\n\r\n"[e->head] ? e->head + 1 : c == '\r';
	} else if (e->in_chunk) {
		if (e->chunk-- > 0)
			return true;
		e->in_chunk = c != '\n'; /* the line's end behind it */
		e->chunk = 0;
	} else if (c == '\n') {
		e->in_chunk = true;
	} else if (c != '\r') {
		e->chunk = e->chunk * 16 + (size_t)(strchr(hex, c | 32) - hex);
	}
	return false;
}

/* Of most ears only the beginning and the end are looked for: what reads here
 * must not be what is slow. */
static void
skim(struct ear *e, const char *in, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t n = len - at < 2048 ? len - at : 2048;

		memcpy(e->buf + e->len, in + at, n);
		e->len += n;
		at += n;
		e->begun |= memmem(e->buf, e->len, "event: hello", 12) != NULL;
		e->fenced |= memmem(e->buf, e->len, "product", 7) != NULL ||
			     memmem(e->buf, e->len, "event: reset", 12) != NULL;
		n = e->len < 16 ? e->len : 16; /* a word may lie across */
		memmove(e->buf, e->buf + e->len - n, n);
		e->len = n;
	}
}

static void
hear(struct ear *e)
{
	static char in[65536];
	ssize_t n = read(e->fd, in, sizeof(in));

	if (n > 0 && !e->keeps) {
		skim(e, in, (size_t)n);
		return;
	}
	if (n <= 0 && (n == 0 || errno != EAGAIN))
		kit_lose(&kit, "a stream ended: %.*s", (int)e->len, e->buf);
	for (ssize_t i = 0; i < n; i++) {
		if (!unchunk(e, in[i]))
			continue;
		if (e->len + 1 == sizeof(e->buf))
			kit_lose(&kit, "too long: %.*s", (int)e->len, e->buf);
		e->buf[e->len++] = in[i];
		if (e->len < 2 || memcmp(e->buf + e->len - 2, "\n\n", 2) != 0)
			continue;
		e->buf[e->len - 1] = '\0';
		hear_message(e, e->buf);
		e->len = 0;
	}
}

/* One of those who drop: at once, in the middle of whatever comes. */
static void
drop_one(int epoll)
{
	static unsigned seed = 7;
	unsigned i = (unsigned)rand_r(&seed) % 100 % (unsigned)ear_count;
	struct ear *e = &ears[i];

	if (!e->drops || !e->begun)
		return;
	close(e->fd);
	e->begun = false;
	dial(e, epoll);
	drops++;
}

static void *
listen_all(void *arg)
{
	struct epoll_event news[256];
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	int64_t next_us = now_us();

	(void)arg;
	for (int i = 0; i < ear_count; i++) {
		dial(&ears[i], epoll);
		if (i % 100 == 99) /* the line to the server is not endless */
			for (int n; (n = epoll_wait(epoll, news, 256, 20)) > 0;)
				while (n-- > 0)
					hear(news[n].data.ptr);
	}
	while (!atomic_load(&over)) {
		int n = epoll_wait(epoll, news, 256, 10);

		while (n-- > 0)
			hear(news[n].data.ptr);
		if (now_us() > next_us && !atomic_load(&rest)) {
			drop_one(epoll);
			next_us = now_us() + 2000;
		}
	}
	close(epoll);
	return NULL;
}

static bool
all_begun(void *arg)
{
	(void)arg;
	for (int i = 0; i < ear_count; i++)
		if (!ears[i].begun)
			return false;
	return true;
}

static bool
all_fenced(void *arg)
{
	(void)arg;
	for (int i = 0; i < ear_count; i++)
		if (!ears[i].fenced)
			return false;
	return true;
}

/* ---- writers ---- */

static void
save(struct writer *w, struct parcel *p, const char *name)
{
	int owner = (int)((unsigned)rand_r(&w->seed) % SELLERS), v = p->versions;
	char body[200], path[80];
	const struct said *s;

	if (name != NULL && v > 0)
		owner = p->owner[v - 1];
	snprintf(body, sizeof(body), "{\"name\":\"%s\",\"owner\":\"%s\"}",
	    name == NULL ? "handed on" : name, users[owner]);
	snprintf(path, sizeof(path), "/api/parcel/%lld", (long long)p->id);
	s = v == 0 ? line_ask(w->line, "POST", "/api/parcel", body)
		   : line_ask(w->line, "PATCH", path, body);
	if (s->status != 201 && s->status != 200)
		kit_lose(&kit, "a save: %ld %s", s->status, s->body);
	if (v == 0)
		p->id = strtoll(said_str(s, "id"), NULL, 10);
	if (json_integer_value(json_object_get(s->json, "version")) == v)
		return; /* by chance nothing was new */
	p->owner[v] = (signed char)owner;
	p->at_us[v] = now_us();
	p->versions++;
	atomic_fetch_add(&saves, 1);
	nap_ms(w->breath_ms);
}

static void *
write_on(void *arg)
{
	struct writer *w = arg;

	while (!atomic_load(&rest)) {
		size_t i = atomic_fetch_add(&parcel_count, 1);

		if (i >= PARCELS_MAX)
			break;
		save(w, &parcels[i], "new");
		if (i % 2 == 0)
			save(w, &parcels[i], "changed");
		if (i % 3 == 0)
			save(w, &parcels[i], NULL);
		if (i % 6 == 0)
			save(w, &parcels[i], "at home");
	}
	return NULL;
}

/* ---- the feed ---- */

struct reader {
	pthread_t thread;
	const char *query;
	struct ear got;
};

static void *
follow(void *arg)
{
	struct reader *r = arg;
	struct line *l = line_new(&kit);
	int64_t last = 0;
	char path[200], next[24] = "now";

	while (!r->got.fenced) {
		const struct said *s;
		json_t *row;
		size_t i;

		snprintf(path, sizeof(path), "/api/feed?after=%s&%s", next,
		    r->got.begun ? r->query : "");
		s = line_ask(l, "GET", path, NULL);
		if (s->status != 200)
			kit_lose(&kit, "the feed: %ld %s", s->status, s->body);
		r->got.begun = true;
		json_array_foreach(json_object_get(s->json, "rows"), i, row)
		{
			int64_t id = strtoll(
			    json_string_value(json_object_get(row, "id")), NULL, 10);
			const char *entity =
			    json_string_value(json_object_get(row, "entity"));

			if (id <= last)
				kit_lose(&kit, "the feed goes back: %lld after %lld",
				    (long long)id, (long long)last);
			last = id;
			r->got.fenced |= strcmp(entity, "product") == 0;
			if (strcmp(entity, "parcel") == 0)
				keep(&r->got,
				    strtoll(
					json_string_value(json_object_get(row, "record")),
					NULL, 10),
				    (int)json_integer_value(
					json_object_get(row, "version")));
		}
		snprintf(next, sizeof(next), "%s", said_str(s, "next"));
	}
	line_free(l);
	return NULL;
}

static bool
has_begun(void *arg)
{
	return ((struct reader *)arg)->got.begun;
}

/* ---- what must have been told, and what must not ---- */

static int
by_parcel(const void *a, const void *b)
{
	const struct parcel *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int
by_record(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	return x->id != y->id ? (x->id > y->id) - (x->id < y->id)
			      : x->version - y->version;
}

/* How often was e told of this version? */
static size_t
times_told(const struct ear *e, int64_t id, int version)
{
	struct told key = { .id = id, .version = version };
	struct told *t = e->count == 0
			     ? NULL
			     : bsearch(&key, e->told, e->count, sizeof(*t), by_record);
	size_t n = 1;

	if (t == NULL)
		return 0;
	for (struct told *o = t; o > e->told && by_record(o - 1, &key) == 0; o--)
		n++;
	for (struct told *o = t + 1; o < e->told + e->count && by_record(o, &key) == 0;
	     o++)
		n++;
	return n;
}

static void
check_parcel(const struct ear *e, const struct parcel *p)
{
	bool theirs = true, was = false;

	for (int v = p->versions; v > 0; v--) {
		size_t n = times_told(e, p->id, v);

		theirs &= e->user < 0 || p->owner[v - 1] == e->user;
		was |= e->user < 0 || p->owner[v - 1] == e->user;
		if (n > 1 && !e->drops)
			kit_lose(&kit, "%lld version %d was told %zu times to user %d",
			    (long long)p->id, v, n, e->user);
		if (theirs && n == 0)
			kit_lose(&kit, "%lld version %d of %d was not told to user %d",
			    (long long)p->id, v, p->versions, e->user);
	}
	if (!was && times_told(e, p->id, 0) > 0)
		kit_lose(&kit, "%lld was never of user %d, and is told as gone",
		    (long long)p->id, e->user);
	if (was && e->user >= 0 && p->owner[p->versions - 1] != e->user &&
	    times_told(e, p->id, 0) == 0)
		kit_lose(&kit, "%lld left user %d, and they were not told",
		    (long long)p->id, e->user);
}

/* Nothing of what was never theirs. */
static void
check_alien(const struct ear *e, size_t count)
{
	for (size_t i = 0; i < e->count; i++) {
		struct parcel key = { .id = e->told[i].id };
		struct parcel *p = bsearch(&key, parcels, count, sizeof(key), by_parcel);
		bool was = e->user < 0;

		if (p == NULL)
			kit_lose(&kit, "%lld was told, and is none", (long long)key.id);
		for (int v = 0; v < p->versions; v++)
			was |= p->owner[v] == e->user;
		if (!was)
			kit_lose(&kit, "%lld was told to user %d, who never had it",
			    (long long)key.id, e->user);
	}
}

static void
check_ear(struct ear *e, size_t count)
{
	if (!e->keeps)
		return;
	if (e->count > 0)
		qsort(e->told, e->count, sizeof(*e->told), by_record);
	check_alien(e, count);
	for (size_t i = 0; i < count && !e->lost; i++)
		if (parcels[i].versions > 0)
			check_parcel(e, &parcels[i]);
}

/* ---- how late ---- */

static int
by_int(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* From the answer to the writer until an ear was told, of the ears that keep. */
static void
print_late(size_t count)
{
	int64_t *all = NULL;
	size_t n = 0;

	for (int i = 0; i < ear_count; i++)
		for (size_t j = 0; ears[i].keeps && !ears[i].drops && j < ears[i].count;
		     j++) {
			struct told *t = &ears[i].told[j];
			struct parcel key = { .id = t->id };
			struct parcel *p =
			    bsearch(&key, parcels, count, sizeof(key), by_parcel);

			if (t->version == 0 || t->version > p->versions)
				continue;
			if (n % 4096 == 0)
				all = realloc(all, (n + 4096) * sizeof(*all));
			all[n++] = t->at_us - p->at_us[t->version - 1];
		}
	qsort(all, n, sizeof(*all), by_int);
	if (n > 0)
		printf("told after the answer: p50 %.1f ms, p99 %.1f ms, max %.1f ms "
		       "(%zu)\n",
		    (double)all[n / 2] / 1000, (double)all[n * 99 / 100] / 1000,
		    (double)all[n - 1] / 1000, n);
	free(all);
}

/* ---- the whole ---- */

static void
make_ears(int count)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	ear_count = count;
	ears = calloc((size_t)count, sizeof(*ears));
	for (int i = 0; i < count; i++)
		ears[i] = (struct ear){ .user = i % 10 == 9 ? -1 : i % SELLERS,
			.keeps = i < 100,
			.drops = i < 100 && (i % 25 == 4 || i % 25 == 9) };
}

static void
work(int writers, int breath_ms, int ms)
{
	struct writer *all = calloc((size_t)writers, sizeof(*all));

	for (int i = 0; i < writers; i++) {
		all[i].line = line_new(&kit);
		all[i].seed = (unsigned)i + 1;
		all[i].breath_ms = breath_ms;
		pthread_create(&all[i].thread, NULL, write_on, &all[i]);
	}
	nap_ms(ms);
	atomic_store(&rest, true);
	for (int i = 0; i < writers; i++) {
		pthread_join(all[i].thread, NULL);
		line_free(all[i].line);
	}
	free(all);
}

int
main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[2]) : 200, rate = argc > 4 ? atoi(argv[4]) : 0;
	int writers = count < 1000 ? 8 : 64, ms = count < 1000 ? 1500 : 10000;
	struct reader readers[2] = { { .query = "wait=20",
					 .got = { .user = -1, .keeps = true } },
		{ .query = "wait=20&limit=7", .got = { .user = -1, .keeps = true } } };
	pthread_t listener;
	long idle_kb, before_kb;
	struct line *l;
	size_t n;

	if (argc < 2 || count < 1) {
		fprintf(stderr, "usage: live KITH [EARS [URL [RATE]]]\n");
		return 2;
	}
	found(argv[1], argc > 3 && argv[3][0] != '\0' ? argv[3] : NULL);
	parcels = calloc(PARCELS_MAX, sizeof(*parcels));
	make_ears(count);
	before_kb = kit_rss_kb(&kit, "VmRSS:");
	pthread_create(&listener, NULL, listen_all, NULL);
	until(&kit, "all ears", all_begun, NULL);
	idle_kb = kit_rss_kb(&kit, "VmRSS:");
	for (int i = 0; i < 2; i++) {
		pthread_create(&readers[i].thread, NULL, follow, &readers[i]);
		until(&kit, "the feed", has_begun, &readers[i]);
	}
	work(writers, rate == 0 ? 0 : writers * 1000 / rate, ms);
	l = line_new(&kit);
	until(&kit, "all ears again", all_begun, NULL);
	if (line_ask(l, "POST", "/api/product", "{\"name\":\"The end\"}")->status != 201)
		kit_lose(&kit, "no end");
	line_free(l);
	until(&kit, "the end in all ears", all_fenced, NULL);
	atomic_store(&over, true);
	pthread_join(listener, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(readers[i].thread, NULL);
	n = atomic_load(&parcel_count) < PARCELS_MAX ? atomic_load(&parcel_count)
						     : PARCELS_MAX;
	qsort(parcels, n, sizeof(*parcels), by_parcel);
	for (int i = 0; i < ear_count; i++)
		check_ear(&ears[i], n);
	for (int i = 0; i < 2; i++)
		check_ear(&readers[i].got, n);
	printf("%d idle streams: %ld kB, %.1f kB each\n", count, idle_kb,
	    (double)(idle_kb - before_kb) / count);
	printf("%zu saves in %d ms, %zu drops, %zu times \"many\"\n", atomic_load(&saves),
	    ms, drops, atomic_load(&manies));
	print_late(n);
	if (count == 5000 && idle_kb > 100 * 1024)
		kit_lose(&kit, "5,000 idle streams may take 100 MB");
	kit_check(&kit);
	kit_end(&kit);
	return 0;
}
