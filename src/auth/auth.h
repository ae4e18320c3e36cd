/*
 * auth.h - the door of auth/: who is asking, and may they.
 *
 * A right is a rule; every way in and out asks the same one, so list and page
 * cannot disagree.  An open right adds nothing to a statement.  What is about a
 * record (a note, a file) is read by who reads that record.
 *
 * Limits  sign-in: AUTH_FREE_TRIES, then a delay that doubles; never for ever.  Few
 *         passwords are hashed at once, apart from other work (hash.c).
 */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

#include "auth/passkey.h"
#include "auth/secret.h"
#include "auth/second.h"
#include "auth/ticket.h"
#include "event/event.h"
#include "meta/meta.h"

#define AUTH_PASSWORD_MAX 1024
#define AUTH_FREE_TRIES 5
#define AUTH_LOCK_MAX_MS INT64_C(900000)
#define AUTH_FRESH_MS (10 * MINUTE_MS)
#define AUTH_TOKEN_SIZE 64 /* "kith_" and 43 letters, with room */

/* ---- may they? ---- */

#define GRANT_RULES 64 /* of all of somebody's roles; others give nothing */

struct territory;

/* All, none, or those for which one of the rules holds. */
struct grant {
	bool all;
	const struct rule *rules[GRANT_RULES];
	const struct may_row *from[GRANT_RULES]; /* who gives each */
	const struct territory *in[GRANT_RULES]; /* auth/org.h: by which; NULL: by none */
	size_t rule_count;                       /* !all and 0: none */
	const struct may_row *opens;             /* who gives all; NULL: nobody has to */
	/* And what a record of it is about must be theirs to read, or it their own:
	 * about.c.  NULL: nothing more is asked. */
	const struct entity *item;
	struct people shared; /* and these records, whatever was said */
};

#define AUTH_ABOUT_DEPTH 2 /* steps from an item: a file of a note of a deal */

struct grant auth_grant(const struct ctx *c, const struct entity *e, enum may what);
bool auth_never(const struct grant *g);
/* " and (…)" for the rows of alias that the actor may; nothing when all. */
void auth_where(struct ctx *c, const struct grant *g, const char *alias, struct sql *q);
/* Do its rules ask the row alone?  Then auth_holds() needs no far. */
bool auth_local(const struct grant *g);
/* Does it reach the row with this id and these cells?  Asks no statement but what far
 * does. */
bool auth_holds(struct ctx *c, const struct grant *g, int64_t id,
    const struct cell *cells, const struct far *far);
/*
 * Of one row: cells when the rules are local, else the stored row id.
 * errs  DENIED  no
 */
MUST_USE enum err auth_of_row(struct ctx *c, const struct entity *e, enum may what,
    int64_t id, const struct cell *cells);
MUST_USE enum err auth_reaches(struct ctx *c, const struct entity *e,
    const struct grant *g, int64_t id, const struct cell *cells);
/* Only what is said of a right, not what it is where nothing is said: of hand and
 * share, which are as change then. */
struct grant auth_grant_said(const struct ctx *c, const struct entity *e, enum may what);

/* ---- territories ---- */

#define TERRITORIES_MAX 32 /* of one person; others do not count */

/* Can records of it be in one? */
bool auth_has_territories(const struct entity *e);
/* Does a territory of such records ask the field, or could it? */
bool auth_territory_asks(
    const struct ctx *c, const struct entity *e, const struct field *f);
/* The rule of a territory of such records.  errs  INPUT  *why */
MUST_USE enum err auth_territory(struct arena *mem, const struct meta *meta,
    const struct entity *e, struct str text, struct rule **out, struct rule_fault *why);

/* ---- shares: one record, for somebody beside those whose rights reach it ---- */

#define SHARES_MAX 1000 /* that count for somebody, the newest */
#define SHARED_MAX 200  /* of one record */

struct share {
	int64_t id, who, by, at_ms, until_ms; /* until_ms 0: without end */
	struct str kind; /* "user" "team" "unit" and those below it */
	bool change;     /* else see */
};

/*
 * A share gives sight of a record, or sight and change, to who has a role that
 * reads, or changes, any such records at all: it widens whose records, not what a
 * role may do.  The caller asked whether the actor may share.
 * errs  INPUT  of kind, who, until_ms: faults
 */
MUST_USE enum err auth_share(struct ctx *c, const struct entity *e, int64_t record,
    const struct share *share, int64_t *id);
/* was: what it was.  errs  ABSENT */
MUST_USE enum err auth_share_end(
    struct ctx *c, const struct entity *e, int64_t record, int64_t id, struct share *was);
/* Those that have not ended, newest first. */
MUST_USE enum err auth_shares(struct ctx *c, const struct entity *e, int64_t record,
    struct share **out, size_t *count);

/*
 * With whom one of some is shared, another of them is: [[share, record], …], those
 * that moved and from where; and back, those that are still there.
 */
MUST_USE enum err auth_shares_move(struct ctx *c, const struct entity *e,
    const int64_t *from, size_t count, int64_t to, json_t **moved);
MUST_USE enum err auth_shares_back(
    struct ctx *c, const struct entity *e, int64_t from, const json_t *moved);

/* ---- why? ---- */

#define REASONS_MAX 64

/* ABOUT: what it is about is not theirs to read; never a reason why. */
enum reason_kind { REASON_ADMIN, REASON_ROLE, REASON_SHARE, REASON_ABOUT };

struct reason {
	enum reason_kind kind;
	bool holds;                /* else it was asked, and does not reach the record */
	const struct may_row *row; /* of a role */
	const struct right *right;
	struct share share;
	struct {
		int64_t id; /* 0: by none */
		struct str name, rule;
	} territory;
	int64_t for_whom; /* whose deputy they are by it; 0: for themselves */
};

struct why {
	bool yes;
	struct reason at[REASONS_MAX];
	size_t count;
};

/*
 * Why the actor may that, or may not: by the grant that all ways in and out ask, and
 * by nothing else.
 */
MUST_USE enum err auth_why(
    struct ctx *c, const struct entity *e, enum may what, int64_t id, struct why *out);

/* ---- which fields? ---- */

/*
 * A field that somebody does not have is not there for them: they are answered as
 * if it were not declared.  Whoever shows, stores or looks for a field of a stranger's
 * asks here, and nobody else decides.
 */
enum whose { WHOSE_NONE, WHOSE_MINE, WHOSE_ALL };

/* Of whose records, among those that the actor may: what  MAY_READ or MAY_CHANGE.
 * MINE, of a private field: those they own. */
enum whose auth_field(const struct ctx *c, const struct field *f, enum may what);
/* Is it the actor's own, or the program at work? */
bool auth_is_mine(const struct ctx *c, const struct entity *e, const struct cell *cells);
/* Is it there for them, if only in records of their own? */
bool auth_sees(const struct ctx *c, const struct field *f);
/* And may they find, sort, group, add up and match records by it? */
bool auth_asks(const struct ctx *c, const struct field *f);
/* By its name; NULL: for them there is none. */
const struct field *auth_seen_field(
    const struct ctx *c, const struct entity *e, struct str name);
const struct field *auth_asked_field(
    const struct ctx *c, const struct entity *e, struct str name);
/* A rule in the words of the actor, who speaks of fields that auth_asks(). */
MUST_USE enum err auth_rule(struct ctx *c, const struct entity *e, struct str text,
    struct rule **out, struct rule_fault *why);
/* What the segment with this id (0: a new one) is to say: a rule, and not within itself.
 */
MUST_USE enum err auth_segment(struct ctx *c, const struct entity *e, int64_t id,
    struct str text, struct rule_fault *why);
/* Is that all the rule, somebody else's, speaks of?  Else it tells what is not theirs. */
bool auth_asks_all(struct ctx *c, const struct rule *rule);

/* ---- the organisation: who is in whose team and unit, who reports to whom ---- */

#define ORG_DEPTH_MAX 64 /* levels of units, or of managers */

/* Of a site: what requests share of it.  c->orgs */
struct orgs *orgs_new(void);
void orgs_free(struct orgs *orgs);
/* It changes in this transaction: whoever asks later sees what is new. */
MUST_USE enum err auth_org_touch(struct ctx *c);
bool auth_is_organisation(struct str entity); /* but the people themselves */
/* Now: what auth_stand() goes by. */
struct moment {
	int64_t org;  /* another number since each change of the organisation */
	bool shared;  /* is anything shared with anybody? */
	int64_t meta; /* the site's stamp of its metadata (site_is_behind) */
};
MUST_USE enum err auth_moment(struct ctx *c, struct moment *out);
/* Place the actor in the organisation, and see what is shared with them, as it is
 * today.  Whoever signs in is placed; this is for those who stay. */
MUST_USE enum err auth_stand(struct ctx *c, struct moment now);

/* Has anything moved since this event that is no event of a record, so that they may see
 * other records: rights, shares, a deputy's day? */
MUST_USE enum err auth_moved_since(struct ctx *c, int64_t event, bool *yes);

/*
 * Where an actor stands lives as long as the work that asked.  Who keeps a copy of
 * the actor longer holds it: for as long as mem lives, or until it is dropped.
 */
void auth_keep(struct arena *mem, const struct actor *a);
void auth_hold(const struct actor *a);
void auth_drop(const struct actor *a);
/* Do both stand among the same people? */
bool auth_same_standing(const struct actor *a, const struct actor *b);

/* ---- who? ---- */

/* How somebody comes in; the address is the work's (c->from). */
struct arrival {
	struct str agent; /* what the browser calls itself */
	const char *how;  /* "password" … */
	bool strong;      /* with a second factor, or with what needs none */
};

/* Have they one here, or does somebody else vouch for them? */
MUST_USE enum err auth_password_has(struct ctx *c, int64_t user, bool *has);
/*
 * All other sessions of theirs end with it; their tokens and passkeys too, if
 * somebody else gave it.
 * in    by     "self", or who gave it: "administrator" "command" …
 * errs  INPUT  it is too weak: faults of the field "password"
 */
MUST_USE enum err auth_password_set(
    struct ctx *c, int64_t user, struct str password, const char *by);
/* As it is kept, for a database that is being made.  errs  LIMIT  too many hash */
MUST_USE enum err auth_password_hash(struct ctx *c, struct str password, struct str *out);
/*
 * The same by a ticket, which is used with it: of two who come at once, one sets it.
 * errs  as above, and WHO  the ticket is no more: fault ticket_old
 */
MUST_USE enum err auth_password_by_ticket(struct ctx *c, enum ticket_kind kind,
    struct str ticket, struct str password, const char *by);
/*
 * Refuse passwords whose hashes are in this file from now on; path must stay.  Before
 * there are threads.  False: it cannot be read, or is no file of hashes.
 */
bool auth_breached_use(const char *path);
/* errs  WHO  it is not theirs: fault login_wrong · LIMIT  as auth_login()
 *       ABSENT  they have none */
MUST_USE enum err auth_password_is(struct ctx *c, int64_t user, struct str password);
/*
 * out   user   whose login and password these are
 * errs  WHO    wrong, with the fault login_wrong whatever was wrong
 *       LIMIT  locked for a while: fault login_locked{seconds}; or too many sign in
 *              at this moment: login_busy{seconds}
 */
MUST_USE enum err auth_login(
    struct ctx *c, struct str login, struct str password, int64_t *user);
/* What auth_login() called wrong was right: a directory vouches for them. */
MUST_USE enum err auth_login_forgive(struct ctx *c, struct str login);

/* In hex: what may be stored of a secret, or stand for a long text. */
struct str auth_hash_of(struct ctx *c, struct str text);

/* The actor becomes the person of a cookie's token or a bearer's.  errs  WHO */
MUST_USE enum err auth_by_session(struct ctx *c, struct str token);
MUST_USE enum err auth_by_token(struct ctx *c, struct str token);
MUST_USE enum err auth_as(struct ctx *c, int64_t user); /* by the same pass */
/*
 * Is the actor still who they were when auth_as() or a pass made them: here, with the
 * same roles, among the same people, under the same metadata?  For work that takes long.
 *
 * errs  WHO  they may act no more
 */
MUST_USE enum err auth_still(struct ctx *c, bool *same);

/* The network an address is of: itself, or the first 64 bits of an IPv6 one. */
struct str auth_net(struct arena *mem, struct str address);

/* ---- sessions ---- */

MUST_USE enum err auth_session_new(struct ctx *c, int64_t user,
    const struct arrival *arrival, char token[AUTH_TOKEN_SIZE]);
/* Those that live, as an array; the actor's own is "current". */
MUST_USE enum err auth_sessions(struct ctx *c, int64_t user, struct jw *w);
/* The session that c came by.  errs  ABSENT  it came by none */
MUST_USE enum err auth_sign_out(struct ctx *c);
/* errs  ABSENT  they have no such session */
MUST_USE enum err auth_end_session(struct ctx *c, int64_t user, int64_t id);
/* Did the session that c came by begin less than AUTH_FRESH_MS ago? */
MUST_USE enum err auth_session_fresh(struct ctx *c, bool *fresh);
/* All of them but one; 0: all. */
MUST_USE enum err auth_end_sessions(struct ctx *c, int64_t user, int64_t but);
/* The passes, of sessions and tokens, that ended in the last minute; again each time. */
MUST_USE enum err auth_ended(
    struct ctx *c, void (*each)(void *arg, int64_t pass), void *arg);
/* Has this one?  For a thread that goes on with the work of whoever came by it. */
MUST_USE enum err auth_pass_ended(
    struct db *db, struct arena *mem, int64_t pass, bool *ended);

/* ---- who reads much (reads.c) ---- */

struct reads; /* of a site */

struct reads *reads_new(void);
void reads_free(struct reads *reads); /* accepts NULL */
/* So many records go out to the actor. */
void auth_read(struct ctx *c, size_t records);

struct much_read { /* more than the company's limit within an hour */
	int64_t user, count;
	struct origin from; /* of what was one too many */
};
/* Somebody for whom no alarm was raised yet, until reads_raised() says it was. */
bool reads_due(struct ctx *c, struct much_read *out);
void reads_raised(struct ctx *c, int64_t user);

/* ---- tokens of programs ---- */

#define AUTH_TOKEN_DAYS 365

struct token_wish {
	struct str name;
	int64_t days;         /* up to AUTH_TOKEN_DAYS */
	const json_t *scopes; /* auth/scope.c; NULL: read and write all */
};

/* Of the actor.  out  token  shown once; its hash is what is stored */
MUST_USE enum err auth_token_new(struct ctx *c, const struct token_wish *wish,
    char token[AUTH_TOKEN_SIZE], int64_t *id);
MUST_USE enum err auth_token_drop(struct ctx *c, int64_t id);
MUST_USE enum err auth_end_tokens(struct ctx *c, int64_t user);
/* Those of a person that live: how many; as an array, 0: of all. */
MUST_USE enum err auth_token_count(struct ctx *c, int64_t user, int64_t *count);
MUST_USE enum err auth_tokens(struct ctx *c, int64_t user, struct jw *w);
/* Has the pass of this actor the scope?  A session has all. */
bool auth_scope_has(const struct actor *a, const char *scope);
bool auth_scope(const struct actor *a, const struct entity *e, enum may what);

/* ---- what the company settled ---- */

int64_t auth_number(const struct ctx *c, const char *name); /* one of the table's */
void auth_policy_write(const struct ctx *c, struct jw *w);  /* keys and values */
MUST_USE enum err auth_policy_check(struct ctx *c, const json_t *news);

/* Is there nobody yet who can sign in? */
MUST_USE enum err auth_is_empty(struct ctx *c, bool *empty);
/* Random letters, 256 bits, for links and tokens. */
void auth_random(char out[44]);

#endif
