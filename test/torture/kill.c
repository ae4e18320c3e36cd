/*
 * kill.c - a server that is killed while people save:  kill KITH [TIMES]
 *
 * Eight clients create and change contacts as fast as they are answered; the
 * server gets kill -9 at a random moment and begins again.  Then every write
 * that was acknowledged must be there: the row in its version, an event for
 * each version, its words in the index; and the database must be whole.
 */
#include "scene.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 8
#define WRITES_MAX 20000 /* of a client in a round */

struct written {
	int64_t id;
	int version;
	int number;
};

struct client {
	pthread_t thread;
	struct play *play;
	int round, number;
	size_t count;
	struct written *written;
	volatile bool *over;
};

static struct play play;

/* What scene_*.c ask of the player. */

void
lose(struct play *p, const char *format, ...)
{
	static bool losing;
	va_list args;

	if (losing)
		_exit(1);
	losing = true;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	server_said(p);
	if (p->pid != 0)
		kill(p->pid, SIGKILL);
	fprintf(stderr, "the database is kept: %s\n", p->db);
	exit(1);
}

struct bytes
read_all(const char *path)
{
	struct bytes b = { calloc(1, 1 << 20), 0 };
	FILE *f = fopen(path, "rb");

	if (f != NULL) {
		b.len = fread(b.at, 1, (1 << 20) - 1, f);
		fclose(f);
	}
	return b;
}

void
keep(struct play *p, const char *name, const char *value)
{
	(void)p, (void)name, (void)value;
}

/* ---- a client ---- */

struct reply {
	char at[8192];
	size_t len;
};

static size_t
take(char *at, size_t one, size_t n, void *arg)
{
	struct reply *r = arg;
	size_t room = sizeof(r->at) - 1 - r->len;
	size_t len = one * n < room ? one * n : room;

	memcpy(r->at + r->len, at, len);
	r->len += len;
	return one * n;
}

/* The status, 0 if there was no whole answer; id and version out of the row. */
static long
ask(CURL *curl, const char *method, const char *url, const char *body,
    struct written *out)
{
	struct reply reply = { .len = 0 };
	long status = 0;
	char *at;

	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
	if (curl_easy_perform(curl) != CURLE_OK)
		return 0;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	reply.at[reply.len] = '\0';
	at = strstr(reply.at, "\"id\":\"");
	if (at != NULL)
		out->id = strtoll(at + 6, NULL, 10);
	at = strstr(reply.at, "\"version\":");
	if (at != NULL)
		out->version = atoi(at + 10);
	return status;
}

static CURL *
curl_of(struct client *c, struct curl_slist **headers)
{
	CURL *curl = curl_easy_init();
	char cookie[300];

	snprintf(cookie, sizeof(cookie), "Cookie: %s", c->play->actors[0].cookie);
	*headers = curl_slist_append(NULL, cookie);
	*headers = curl_slist_append(*headers, "X-Kith: 1");
	*headers = curl_slist_append(*headers, "Content-Type: application/json");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, *headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	return curl;
}

/* Make one, change it; what was answered is what must be there. */
static bool
save_one(struct client *c, CURL *curl)
{
	struct written *w = &c->written[c->count];
	char url[200], body[200];
	long status;

	snprintf(url, sizeof(url), "%s/api/contact", c->play->base);
	snprintf(body, sizeof(body), "{\"name\":{\"given\":\"r%dc%dn%zu\"}}", c->round,
	    c->number, c->count);
	status = ask(curl, "POST", url, body, w);
	if (status != 201) {
		if (status != 0 && !*c->over)
			fprintf(stderr, "a save was answered %ld\n", status);
		return false;
	}
	w->number = (int)c->count++;
	if (c->count % 3 != 0)
		return true;
	snprintf(
	    url, sizeof(url), "%s/api/contact/%lld", c->play->base, (long long)w->id);
	snprintf(body, sizeof(body), "{\"job_title\":\"n%zu\"}", c->count);
	return ask(curl, "PATCH", url, body, w) == 200;
}

static void *
client_run(void *arg)
{
	struct client *c = arg;
	struct curl_slist *headers;
	CURL *curl = curl_of(c, &headers);

	while (!*c->over && c->count < WRITES_MAX && save_one(c, curl))
		continue;
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return NULL;
}

/* ---- what must be there ---- */

static sqlite3_stmt *
prepared(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		lose(&play, "%s: %s", sql, sqlite3_errmsg(db));
	return st;
}

static int64_t
asked(sqlite3_stmt *st, int64_t id)
{
	int64_t n = -1;

	sqlite3_reset(st);
	sqlite3_bind_int64(st, 1, id);
	if (sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	return n;
}

static void
check_client(const struct client *c, sqlite3 *db)
{
	sqlite3_stmt *row = prepared(db, "select version from contact where id = ?"),
		     *events = prepared(db, "select count(*) from _event where entity = "
					    "'contact' and record = ?"),
		     *words =
			 prepared(db, "select count(*) from _search where rowid = ?");

	for (size_t i = 0; i < c->count; i++) {
		const struct written *w = &c->written[i];
		int64_t version = asked(row, w->id);

		if (version < w->version)
			lose(&play,
			    "round %d: contact %lld was acknowledged in version %d, and "
			    "has %lld",
			    c->round, (long long)w->id, w->version, (long long)version);
		if (asked(events, w->id) != version)
			lose(&play,
			    "round %d: contact %lld of version %lld has %lld events",
			    c->round, (long long)w->id, (long long)version,
			    (long long)asked(events, w->id));
		if (asked(words, w->id) != 1)
			lose(&play, "round %d: contact %lld is not in the index once",
			    c->round, (long long)w->id);
	}
	sqlite3_finalize(row);
	sqlite3_finalize(events);
	sqlite3_finalize(words);
}

static void
check_whole(sqlite3 *db)
{
	static const char *const checks[] = { "pragma integrity_check",
		"insert into _search(_search) values ('integrity-check')" };
	char *why = NULL;
	sqlite3_stmt *st = prepared(db, checks[0]);

	if (sqlite3_step(st) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(st, 0), "ok") != 0)
		lose(&play, "the database is not whole: %s", sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	if (sqlite3_exec(db, checks[1], NULL, NULL, &why) != SQLITE_OK)
		lose(&play, "the index is not whole: %s", why);
}

static size_t
round_of(int round)
{
	struct client clients[CLIENTS] = { 0 };
	volatile bool over = false;
	struct timespec nap = { 0, (100 + rand() % 500) * 1000000 };
	sqlite3 *db = NULL;
	size_t sum = 0;

	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){ .play = &play,
			.round = round,
			.number = i,
			.written = calloc(WRITES_MAX + 1, sizeof(struct written)),
			.over = &over };
		pthread_create(&clients[i].thread, NULL, client_run, &clients[i]);
	}
	nanosleep(&nap, NULL);
	over = true;
	server_stop(&play, SIGKILL);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i].thread, NULL);
	server_start(&play);
	if (sqlite3_open(play.db, &db) != SQLITE_OK)
		lose(&play, "the database cannot be opened");
	sqlite3_busy_timeout(db, 10000);
	for (int i = 0; i < CLIENTS; i++) {
		check_client(&clients[i], db);
		sum += clients[i].count;
		free(clients[i].written);
	}
	check_whole(db);
	sqlite3_close(db);
	return sum;
}

int
main(int argc, char **argv)
{
	int times = argc > 2 ? atoi(argv[2]) : 10;
	size_t sum = 0;

	if (argc < 2 || (play.kith = realpath(argv[1], NULL)) == NULL) {
		fprintf(stderr, "usage: kill KITH [TIMES]\n");
		return 2;
	}
	curl_global_init(CURL_GLOBAL_ALL);
	signal(SIGPIPE, SIG_IGN);
	srand((unsigned)time(NULL));
	play.file = "kill";
	play.folder = ".";
	play.rate = "1000000";
	server_begin(&play);
	http_as(&play, strdup("admin"));
	for (int i = 1; i <= times; i++)
		sum += round_of(i);
	server_stop(&play, SIGTERM);
	server_clear(&play);
	printf("%d kills, %zu acknowledged saves, all of them there\n", times, sum);
	if (sum < (size_t)times * 20)
		fprintf(stderr, "too few saves to mean anything\n");
	return sum < (size_t)times * 20;
}
