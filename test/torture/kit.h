/*
 * kit.h - what every torture needs: a real server on a scratch database, a
 * line to it, and a crowd that writes and remembers what it was promised.
 *
 *   kit.c      the server, the commands, the folder      one thread
 *   line.c     a request and its answer                  a line: one thread
 *   stream.c   what the server tells by itself       a stream: one thread
 *   crowd.c    writers, and what must be there           starts its own
 *
 * Nothing here waits for a time to pass: it waits for a condition, and loses
 * when that has not come within KIT_PATIENCE_MS.
 */
#ifndef TORTURE_KIT_H
#define TORTURE_KIT_H

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define KIT_PATIENCE_MS 60000

/* ---- the server ---- */

struct kit {
	char *kith;     /* the program */
	char dir[60];   /* log and scratch; removed in the end */
	char db[256];   /* a file, or postgres://… */
	char base[40];  /* http://127.0.0.1:PORT */
	char token[80]; /* of an administrator */
	int port;
	pid_t pid;              /* 0: it does not run */
	const char *options[8]; /* more words for `kith serve` */
	char *env[4];           /* NAME=VALUE, for the server only */
	void (*undo)(void);     /* what a test made outside of dir; NULL: nothing */
	int64_t *clock;         /* seconds that its wall clock is moved */
};

/*
 * A company with an administrator and a token; the server is not started.
 * in    place  folder of the database's file; NULL: the kit's own
 *       url    of the database; NULL: a file
 */
void kit_begin(struct kit *k, const char *kith, const char *place, const char *url);
/* Another server of its own on a copy of k's database; not started. */
void kit_copy(struct kit *copy, const struct kit *k, const char *db);
void kit_start(struct kit *k); /* until it answers */
/* Starts it and says how it ended, -1: it runs; out: what it said, to be freed. */
int kit_try_start(struct kit *k, char **out);
void kit_kill(struct kit *k);
void kit_stop(struct kit *k); /* politely; loses if it does not end well */
void kit_end(struct kit *k);  /* stops it, looks at its log, removes the folder */
/* The wall clock of servers that are started from now on can be moved. */
void kit_clock(struct kit *k);
void kit_clock_set(struct kit *k, int64_t seconds); /* from the true time */
/* Runs `kith …`; the exit code; out: what it said, to be freed, or NULL. */
int kit_run(struct kit *k, char **out, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Runs it and loses if it fails. */
void kit_must(struct kit *k, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The server lives, and no sanitizer or assertion spoke. */
void kit_check(struct kit *k);
/* Ends the whole test; the folder is kept. */
void kit_lose(struct kit *k, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));
size_t kit_connections(const struct kit *k);            /* that the server has open */
long kit_rss_kb(const struct kit *k, const char *what); /* "VmRSS:" "VmHWM:" */

int64_t steady_ms(void);
void nap_ms(long ms);
/* Asks again until yes, at most for KIT_PATIENCE_MS. */
void until(struct kit *k, const char *what, bool (*yes)(void *arg), void *arg);

/* ---- a line to it ---- */

struct line;

struct said {
	long status; /* 0: no whole answer */
	json_t *json;
	char *body;
	size_t len;
	char type[80], etag[60], retry_after[20], cookie[200];
	int64_t took_ms;
};

struct line *line_new(struct kit *k);
void line_free(struct line *l);
void line_timeout(struct line *l, long seconds); /* default 30 */
/* A line as a browser has it: of an administrator who is made and signed in. */
struct line *line_of_person(struct kit *k, const char *login, char password[80]);
bool line_sign_in(struct line *l, const char *login, const char *password);
/* Who asks: "Cookie: …" or "Authorization: …"; "": nobody. */
void line_who(struct line *l, const char *header);
/* More headers for the next asks: "Name: value"; NULL: none. */
void line_header(struct line *l, const char *header);
/* What is said is valid until the next ask. */
const struct said *line_ask(
    struct line *l, const char *method, const char *path, const char *body);
const struct said *line_ask_bytes(
    struct line *l, const char *method, const char *path, const char *body, size_t len);
const char *said_str(const struct said *s, const char *key); /* "" if absent */

/* ---- a stream ---- */

struct stream {
	struct kit *kit;
	int fd;
	pthread_t thread;
	_Atomic int64_t place; /* from where it could go on: never falls */
	atomic_size_t told;
};

/* after: a place that was learned before; 0: from now on. */
void stream_begin(struct stream *s, int64_t after);
int64_t stream_end(struct stream *s); /* its place */
/* It is told so much more than until now; that it missed something loses. */
void stream_until(struct stream *s, size_t more);

/* ---- a crowd ---- */

struct crowd;

/* What it was told, over its life. */
struct tally {
	atomic_size_t saved, full, down, cut, other;
	atomic_size_t unsaid;    /* 503 that does not say when to come again */
	atomic_long slowest_ms;  /* until an answer, or its absence */
	_Atomic(char *) strange; /* the first answer that nobody expected */
};

/*
 * Writers that make contacts, change them and write notes about them.  Each
 * remembers of each record what was acknowledged, and what was not answered:
 * that is asked again, with the same key, when there is an answer to be had.
 */
struct crowd *crowd_new(struct kit *k, int writers);
void crowd_work(struct crowd *c); /* begin, in threads */
void crowd_rest(struct crowd *c); /* each ends what it is at */
/*
 * All that was promised is there, in that version, with as many events, once in
 * the index, with its notes on its page; and nothing that was refused.  Only
 * what was touched since the last time, unless all.
 */
void crowd_verify(struct crowd *c, bool all);
/* What was promised until now; all of that, at least, and all of it whole, is in
 * a copy of the database that another kit serves. */
void crowd_mark(struct crowd *c);
void crowd_verify_copy(struct crowd *c, struct kit *copy);
/* Called after each writer's saves came to an end; for who waits. */
const struct tally *crowd_tally(const struct crowd *c);
void crowd_until_saved(struct crowd *c, size_t more); /* than now */
void crowd_free(struct crowd *c);

#endif
