/*
 * scene.h - the player: a text says what is asked of a real server, what must
 * be answered, and what must have happened, and what not.
 *
 *   # comment
 *   as sam, seller                    a user with roles, made once; signs in
 *   as nobody                         no session;  as admin: who set it up
 *   get PATH   post PATH {JSON}       also put, patch, delete
 *     > Header: value                 sent;  "> -X-Kith" leaves one out
 *     | line                          the body, raw, a line each; \xHH as byte
 *     upload FILE                     the body, from a file beside the play
 *     fill N {"name":"%"}             the body, % becomes N letters
 *     201  .version = 1  .faults[0].code = "taken"   status and values, two
 *                                     blanks between; also != ~ < > length
 *                                     absent; [*] takes all of a list
 *     header ETag ~ text              body ~ text  body empty
 *     until .state = "done"           ask again until it holds, for longer than any lease
 *     part word/document.xml ~ text   of a body that is a zip; also !~
 *     events created:deal changed:deal        what was written; events none
 *     files 2                         so many are stored, and no upload lies about
 *     save acme = .id                 @acme from then on; @1: the first made
 *     save page = body                all of it, for  same page  later
 *   walk PATH                         all pages to the end, no row twice
 *     .count = 60  .rows[0].title = "A"       of all rows together
 *   crawl                             every route in every way, refusals too: what
 *                                     is claimed below holds for each answer
 *   repeat N post PATH {JSON}         @n counts from 1
 *   run kith ARGUMENTS                exit 0  out ~ text  err ~ text
 *   process                           body ~ "Seccomp:\t2": what the system says of the
 *                                     server; under sanitizers nothing is asked
 *   set NAME = text
 *   code NAME = SECRET [1]            what an app shows now, or 30 seconds on
 *   letter NAME ADDRESS [LINK]        the next in the outbox is to this address; the
 *                                     secret of its link is @NAME, the link @NAME_link;
 * LINK: it begins so listen NAME                       to what happens, as who acts; also
 * > Header heard NAME created:deal=@1 gone:deal=@2     told since then: all of it, in
 *                                     order, nothing else; =* is any id;
 *                                     @last_NAME is the id they resume from
 *     without text                    which was never sent
 *   deaf NAME
 *   remember NAME                     the requests below, a line each, and what is
 *                                     answered;  again NAME: not a byte differs
 *   age 2                             what is stored now was two days ago
 *   stop                              ends politely, until the next restart
 *   sql STATEMENT                     behind the server's back, while it is stopped
 *   restart [--rate N …]              ends politely, begins again with these options
 *   restart on DATABASE               and goes on with that one
 *   kill -9                           ends at once, begins again
 *
 * @cookie_sam is what sam's browser sends; @db is the database's path or address, @other
 * one of the same engine that is not there, @dir the folder, @tree where the runner was
 * started.  Names nobody saved (@me) stay.
 */
#ifndef TEST_SCENE_H
#define TEST_SCENE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAVED_MAX 400
#define ACTORS_MAX 20
#define BODY_MAX ((size_t)64 << 20)
#define TWICE_MAX 200

struct bytes {
	char *at;
	size_t len;
};

struct saved {
	char name[64];
	char *value;
};

struct actor {
	char name[40];
	char *cookie; /* "kith=…"; NULL: none */
};

struct play {
	const char *kith, *file, *folder;
	char dir[64], db[200], first[200], other[200], files[96], base[64];
	bool made; /* the database */
	int port, pid;
	char setup[80];
	const char *options; /* for the server, with blanks between; NULL: none */
	const char *text;    /* the line that is played, for messages */
	int line, number;    /* of it, and how many records were made */
	struct saved saved[SAVED_MAX];
	size_t saved_count;
	struct actor actors[ACTORS_MAX];
	size_t actor_count;
	struct actor *actor; /* who acts; NULL: nobody */
};

/* What was answered, by the server or by a command. */
struct answer {
	int status; /* or an exit code */
	struct bytes head, body, err;
	json_t *json;  /* NULL: the body is no JSON */
	int64_t event; /* the newest event before the request */
};

struct ask {
	const char *method;
	char *path;
	struct bytes body;
	bool has_body;
	char *headers[20]; /* "Name: value"; "-Name": left out */
	size_t header_count;
};

/* scene.c: ends the play, with file, line and what the server said. */
void lose(struct play *p, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));
char *filled(const struct play *p, const char *text); /* @names replaced */
/* "post /api/deal {…}" into method, path and body. */
void request_read(struct play *p, const char *line, struct ask *ask);
void keep(struct play *p, const char *name, const char *value);
struct bytes read_all(const char *path);

/* scene_server.c */
void server_begin(struct play *p); /* a new company on a scratch database */
void server_start(struct play *p);
void server_stop(struct play *p, int signal);
/* What the system says of it; false: it is built for a sanitizer. */
bool server_status(struct play *p, struct answer *out);
void server_check(struct play *p); /* it lives, and no sanitizer spoke */
void server_clear(struct play *p);
void server_said(struct play *p);
void command_run(struct play *p, const char *line, struct answer *out);

/* scene_db.c */
void db_choose(struct play *p); /* p->db and p->other, from KITH_PG and p->dir */
void db_drop(struct play *p);
bool db_there(struct play *p);
void db_change(struct play *p, const char *sql);
int64_t event_last(struct play *p);
char *events_after(struct play *p, int64_t id); /* "created:deal changed:deal" */

/* scene_files.c: in scene.db.END and below; and as if stored so many days ago */
size_t files_of(const struct play *p, const char *end);
char *unpacked(const struct bytes *file, const char *name);
void files_age(const struct play *p, int days);

/* scene_http.c */
void http_ask(struct play *p, const struct ask *ask, struct answer *out);
void http_as(struct play *p, char *line);
void answer_clear(struct answer *a);

/* scene_crawl.c: how many routes there are */
int crawl(
    struct play *p, void (*look)(struct play *, struct answer *, void *), void *arg);

/* scene_mail.c */
void mail_take(struct play *p, const char *name, const char *to, const char *begins);

/* scene_code.c: "SECRET [STEPS]" in base32, as RFC 6238 */
char *code_of(const char *text);

/* scene_twice.c */
void twice_remember(
    struct play *p, const char *name, char *const *lines, const int *at, size_t count);
void twice_again(struct play *p, const char *name);

/* scene_live.c */
int64_t now_ms(void); /* of a clock that nobody sets */
void live_listen(struct play *p, const char *name, const struct ask *ask);
void live_heard(struct play *p, const char *name, const char *words);
void live_never(struct play *p, const char *name, const char *text);
void live_deaf(struct play *p, const char *name);

/* scene_say.c: does one claim about an answer hold?  why: what differs. */
bool claim_holds(
    struct play *p, struct answer *a, const char *claim, char *why, size_t size);
json_t *json_at(json_t *tree, const char *path); /* borrowed, or held by tree */

#endif
