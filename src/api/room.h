/*
 * room.h - what the handlers share.
 */
#ifndef API_ROOM_H
#define API_ROOM_H

#include "api/api.h"

#define COOKIE "kith"

struct reply {
	int status;
	const char *type;
	struct text body;
	struct jw w; /* writes into body */
	bool direct; /* a stream or a file has been answered already */
};

enum route_flag {
	OPEN = 1,   /* without a session */
	UPLOAD = 2, /* the body is a file */
	/* A token may use what names an {entity}, as its scopes say (auth/scope.h);
	 * what else there is, if it is open, or: */
	TOKEN = 4,    /* with any scope: the rights of records decide */
	WRITES = 8,   /* with write:* */
	SESSION = 16, /* never: it guards an account.  The rest is for the scope admin */
	SECRET = 32   /* its answer is told once, and never kept */
};

struct route {
	const char *method, *pattern; /* first: as struct http_route */
	enum err (*run)(struct ctx *c);
	const char *doc;
	unsigned flags;
};

struct streams;
struct issuers;

extern const struct route auth_routes[], document_routes[], done_routes[], feed_routes[],
    file_routes[], import_routes[], job_routes[], link_routes[], meta_routes[],
    pack_routes[], pair_routes[], passkey_routes[], portal_routes[], privacy_routes[],
    record_routes[], rights_routes[], second_routes[], security_routes[],
    session_routes[], share_routes[], sign_routes[], stream_routes[], studio_routes[],
    token_routes[], trail_routes[], way_routes[], why_routes[];
extern const struct route *const api_tables[]; /* all of them, then NULL */

/* ---- the request ---- */

/* {entity} of the path.  errs  ABSENT  no such entity, or hidden */
MUST_USE enum err req_entity(struct ctx *c, const struct entity **out);
/* {entity} and {id}. */
MUST_USE enum err req_ref(struct ctx *c, struct ref *out);
MUST_USE enum err req_id(struct ctx *c, const char *part, int64_t *out);
/* {id} of the path, a user: others' matters are for administrators.  errs  DENIED */
MUST_USE enum err req_other(struct ctx *c, int64_t *user);
/* If-Match: "3"; 0 without it.  errs  FORM */
MUST_USE enum err req_version(struct ctx *c, int64_t *out);
MUST_USE enum err req_json(struct ctx *c, json_t **out);
/* ?where= ?sort= ?fields= ?limit= ?after= ?q= ?trash= ?archived= (with, only) */
MUST_USE enum err req_archived(struct ctx *c, enum archived *out);
MUST_USE enum err req_list(struct ctx *c, const struct entity *e, struct query *out);
/* It changes nothing, by its method: GET and HEAD.  Of the others that RFC 9110, 9.2.1
 * calls safe no route answers any, and none is let through unasked. */
bool req_is_safe(const struct ctx *c);
struct str req_q(struct ctx *c, const char *name); /* "" when absent */

/* ---- the reply ---- */

/* The writer of the answer, which will have this status. */
struct jw *reply_json(struct ctx *c, int status);
MUST_USE enum err reply_record(struct ctx *c, int status, struct record *rec);
/* And, as "alike", what it resembles. */
MUST_USE enum err reply_record_alike(struct ctx *c, int status, struct record *rec);
MUST_USE enum err reply_nothing(struct ctx *c); /* 204 */
/* 202 { "job" }; it may begin. */
MUST_USE enum err reply_job(struct ctx *c, int64_t job);
/* { "id", "entity", "title" } of a person, team or unit; the title as these eyes may. */
MUST_USE enum err write_named(struct ctx *c, struct jw *w, struct str entity, int64_t id);

/* ---- rights, as they are told ---- */

extern const char *const field_words[]; /* by enum level */
/* As a role has a field with a guard, be it private or not. */
enum level field_level(const struct field *f, struct str role);
/* A problem (RFC 9457): what the error means, and all faults in their language. */
void reply_problem(struct ctx *c, enum err e);
void reply_send(struct ctx *c); /* unless it was answered another way, or waits */

/* ---- through the eyes of others (eyes.c) ---- */

struct looks *looks_new(void);
void looks_free(struct looks *looks); /* accepts NULL */

struct taken *taken_new(void);
void taken_free(struct taken *taken); /* accepts NULL */
/* The bytes of a file go out: a row of the trail, unless there is one of this hour. */
MUST_USE enum err note_taken(struct ctx *c, const struct record *file);
/* Become whom the request names, if it names one.
 * errs  DENIED  who asks, or what is asked, has no such eyes · INPUT  nobody's are */
MUST_USE enum err eyes_borrow(struct ctx *c, const struct route *route);
bool route_guards(const struct route *route); /* an account: for its person alone */

/* ---- who came in ---- */

/* Begin a session in this browser, in the place of the one it may have had, and be
 * its person from here on.  in  strong  with a second factor */
MUST_USE enum err sign_in(struct ctx *c, int64_t user, const char *how, bool strong);
/*
 * Who has said a password is let in, or, where they have or must have a second factor,
 * told what is to come: OK, or WHO with the fault second_factor{ticket} or
 * second_factor_setup{ticket}.
 */
MUST_USE enum err sign_second(struct ctx *c, int64_t user);
/* Write down that somebody could not come in.  in  user  0: nobody knows who it was */
void sign_note_bad(struct ctx *c, const char *by, struct str login, int64_t user);
/*
 * Is it the password of whoever acts?  One who has none must have signed in just now.
 * errs  INPUT  no: a fault at this place
 */
MUST_USE enum err sign_again(struct ctx *c, const char *at, struct str password);
/* Is this site reached by an address that passkeys can be for? */
bool passkeys_possible(struct ctx *c);
/* Oneself; wrapped: as { "me": … }. */
MUST_USE enum err reply_me(struct ctx *c, int status, bool wrapped);
MUST_USE enum err me_write(struct ctx *c, struct jw *w);

/* ---- the gate: is this request what it seems? ---- */

/* The names in Host that are ours; len 0: any is. */
struct own_name {
	char with_port[280], bare[280]; /* bare: "" unless the port is the scheme's */
};

/* url: NULL, or http(s)://NAME[:PORT].  False: it is something else. */
bool gate_url(struct str url);
MUST_USE bool gate_name_read(const char *url, struct own_name *out);
bool gate_named(const struct own_name *name, struct str host);
/* A change that rides on a cookie: does it come from our own pages? */
bool gate_same_origin(struct req *r);
/* errs  FORM  a parameter comes twice, or too many do */
MUST_USE enum err gate_said_once(struct ctx *c);

/* ---- live streams ---- */

struct streams *streams_new(struct site *site);
/* Requests may be parked there, and are woken by news; NULL: no longer. */
void streams_serve(struct streams *s, struct http_server *server);
void streams_close(struct streams *s);
/* Counts rounds of news; with each, who is parked under s is woken. */
const _Atomic uint64_t *streams_rounds(const struct streams *s);
/* created changed deleted restored, or appeared, or gone */
struct str sight_word(const struct event *event, enum sight sight);
struct streams *api_streams(struct ctx *c);
struct issuers *api_issuers(struct ctx *c); /* signin/: what they said */
struct taken *api_taken(struct ctx *c);
struct looks *api_looks(struct ctx *c); /* through the eyes of others (eyes.c) */
const struct words *api_words(struct ctx *c);
/*
 * Whoever is nobody yet and shows a secret: so many may be wrong, of a network.
 * errs  LIMIT  with the fault login_locked{seconds}
 */
MUST_USE enum err api_door_take(struct ctx *c);
void api_door_give(struct ctx *c); /* it was right */

#endif
