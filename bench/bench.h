/*
 * bench.h - what the files of the measurement share.
 *
 *   bench.c    the run: which scenarios, on which engine; the table
 *   scene.c    scenarios of reading: what is asked, and what the floor does
 *   write.c    scenarios of writing, and the mix of a hundred users
 *   sample.c   records and words out of the database, always the same
 *   load.c     clients in a closed loop, one thread; histograms
 *   floor.c    the bare statement and the bare HTTP library, asked the same way
 *   server.c   the server as a child: its memory, its log, its processor time
 *   stream.c   thousands of screens that wait for news
 *   storm.c    strangers who try to sign in, 500 times a second
 *   gated.c    a list that is not everybody's
 *   reshape.c  fields that come while people work
 *   bulk.c     what takes much at once: a merge, a hand-over
 *   once.c     what is done once and timed: an import, a change of role
 *
 * One unit of a scenario is what a person waits for: one request, or several
 * on one connection, one after the other (a record and its timeline).
 */
#ifndef BENCH_H
#define BENCH_H

#include "base/base.h"

#include <sys/types.h>

#define KINDS_MAX 8
#define TOKENS_MAX 32

/* ---- what is asked ---- */

struct ask {
	const char *method; /* GET, POST, PATCH */
	const char *path;
	const char *body;  /* NULL: none; "#######" in it: a number, never the same */
	int who;           /* whose token */
	int kind;          /* of scenario->kinds */
	int64_t version;   /* for PATCH: the last seen; 0: none is sent */
	size_t bytes;      /* of the last answer's body; load_run() fills it */
	const char *sql;   /* for the floor: with at most one $1; NULL: no floor */
	const char *value; /* of $1 */
};

struct scenario {
	const char *name; /* one word, for ONLY */
	const char *what; /* for the table */
	struct ask *asks; /* units of `per`, each client its own */
	size_t count, per;
	size_t clients;                                  /* 0: the run's */
	const char *kinds[KINDS_MAX];                    /* of a mix; else none */
	double goal_p99_ms, goal_floor, goal_per_second; /* 0: none */
};

/* ---- load ---- */

#define HIST_SUB 32 /* steps to the double: 3 % */
#define HIST_SIZE (32 * HIST_SUB)

struct histogram {
	uint64_t count, max_us;
	uint32_t at[HIST_SIZE];
};

void hist_add(struct histogram *h, uint64_t us);
double hist_ms(const struct histogram *h, double part); /* 0.5: the median */

struct figures {
	struct histogram all, kinds[KINDS_MAX];
	double seconds;
	uint64_t bytes, answers, refused;
	char refusal[1000]; /* the first */
};

struct load {
	int port;
	size_t clients;
	double rate; /* units a second of all together; 0: as fast as they can */
	double warm_s, run_s;
	const char *const *tokens;
	size_t token_count;
	bool floor; /* ask the floor's server: GET /n, n the place of the ask */
	void (*tick)(void *arg); /* some times a second; NULL: nothing */
	void *arg;
};

void load_run(const struct load *load, struct scenario *s, struct figures *out);
double load_per_second(const struct figures *f);
/* One request, waited for; the body in mem.  Answers the status.  token: "a=b" is a
 * cookie, as a browser has it; "": nobody. */
int load_once(struct arena *mem, int port, const char *token, const struct ask *ask,
    struct str *body);

/* Send one request on a connection of its own, and answer that. */
int load_send(int port, const char *token, const struct ask *ask);

/* ---- the server ---- */

struct server {
	pid_t pid;
	int port;
	double start_ms;
	char log[4096]; /* SQLite's -wal; "": none */
	long rss_kb, most_kb, log_most_kb;
};

void server_start(struct server *s, const char *kith, const char *url);
void server_stop(struct server *s);
void server_look(void *server); /* a tick: how large is it now? */
double server_cpu_s(const struct server *s);
/* Begin a profile of it, into path; wait for the child that is answered. */
pid_t server_profile(const struct server *s, const char *path, double seconds);

/* ---- the floor ---- */

/* A server of bare statements for this scenario, in a child.  Answers its port. */
int floor_start(const char *url, const struct scenario *s, pid_t *child);
void floor_stop(pid_t child);
/* ---- what the database holds ---- */

struct person {
	const char *id, *login, *token;
};

struct thing { /* a record; texts are "" if there is none */
	const char *id, *name, *mobile, *email, *owner, *account;
	int64_t version;
};

struct sample {
	struct arena *mem;
	uint64_t random;
	struct person people[TOKENS_MAX];
	const char *tokens[TOKENS_MAX];
	size_t people_count;
	struct thing *contacts, *accounts, *deals;
	size_t contact_count, account_count, deal_count;
	const char **words; /* of names, the most frequent first */
	size_t word_count;
	int64_t total; /* contacts */
};

void sample_take(
    struct sample *s, struct arena *mem, const char *url, const char *tokens);
uint64_t draw(struct sample *s, uint64_t below);
/* As printf: a path or a body that lives as long as the sample. */
#define sample_text(s, ...) str_c((s)->mem, str_printf((s)->mem, __VA_ARGS__))
const char *url_text(struct arena *mem, const char *text); /* as a part of a URL */
/* Print a number that depends on what the contacts hold. */
void sample_sum(const char *url);

/* Copies of contacts into their table, 64 to a flush, by the engine alone: a second. */
double floor_inserts(const char *url, const struct sample *s, double seconds);

/* ---- scenarios ---- */

extern const size_t reading_count, writing_count;
/* n from 0; false: it does not apply here. */
bool reading(size_t n, struct sample *s, int port, struct scenario *out);
bool writing(size_t n, struct sample *s, struct scenario *out);
const char *reading_name(size_t n);
const char *writing_name(size_t n);

/* ---- streams ---- */

/*
 * Open so many event streams, look at the server's memory, and make changes.
 *
 * out  worst_ms  from the request of a change to the last stream that heard it
 * False: some did not hear.
 */
bool stream_run(
    struct server *server, const struct sample *sample, size_t count, double *worst_ms);

/* ---- a storm ---- */

/*
 * The scenario in peace, and while so many tries a second come, from one address and
 * from everywhere; printed.  The load's server must believe the proxy 127.0.0.1.
 * Answers by how much it is slower, at worst: 2 is half as many a second.
 */
double storm_run(const struct load *load, struct scenario *scenario,
    const struct sample *sample, int per_second);

/* ---- rights ---- */

/*
 * The same page while a role reads all, and less and less; printed.  Users, a team and
 * units are made for it, and the rights stay as the last.  Answers the processor time
 * of the slowest beside that of the open list.
 */
double gated_run(
    const struct load *load, const struct server *server, const struct sample *sample);

/* ---- a structure that changes ---- */

/* Fields of every kind, one after the other, while some save and read; printed.  They
 * stay. */
void reshape_run(int port, const struct sample *sample);

/* ---- much at once ---- */

/* Ten records that so many name become one, and are ten again; printed. */
void bulk_merge(const struct server *server, const struct sample *sample, int notes);
/* All that there is, owned by one person, goes to three, and back; printed. */
void bulk_hand(const struct server *server, const struct sample *sample);

/* ---- once ---- */

/* Write a CSV of contacts; some rows are in it twice. */
void once_csv(const char *path, int64_t rows);
struct once {
	double seconds, cpu_s, most_mb;
};

/* Run a command: how long, how much of the processor, the most memory it had.
 * Answers its exit code. */
int once_run(const char *const *argv, struct once *out);
/* From the change of a person's role to an answer by the new rights, ms. */
double once_role(int port, const struct sample *s);
/* A write of 4 kB and its flush, ms: the median of many. */
double once_flush(const char *dir);

#endif
