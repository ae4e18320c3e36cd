/*
 * room.h - what the files of auth/ share; nobody else includes it.
 *
 *   may.c       rights as rules
 *   asks.c      rules in the words of who asks
 *   about.c     what is about a record follows the rights to that record
 *   person.c    who somebody is, by a session or a token
 *   session.c   sessions of browsers
 *   token.c     tokens of programs
 *   scope.c     what a token is for
 *   password.c  passwords, and signing in with one
 *   strength.c  is a new password a good one?
 *   hash.c      argon2id, apart from all other work
 *   passkey.c   passkeys: challenges, and what is kept of a key
 *   webauthn.c  passkeys: what a browser says, proven
 *   tries.c     how often somebody may be wrong
 *   policy.c    what the company settled: how long, how strong
 *   org.c       the organisation in memory: units, teams, managers, deputies (org.h)
 *   territory.c what is in somebody's territories
 *   standing.c  where the actor stands in it
 *   since.c     do they stand elsewhere than when they were here last?
 *   why.c       and why they may
 */
#ifndef AUTH_ROOM_H
#define AUTH_ROOM_H

#include "auth/auth.h"

#define AUTH_SEEN_MS 60000 /* a session or token notes its use at most so often */
#define AUTH_KEPT_MS (INT64_C(30) * DAY_MS) /* what has ended stays in the table */

char *number_text(struct arena *mem, int64_t n); /* for the trail */

/* ---- what is about a record ---- */

/* auth_where() and auth_holds(), so many steps from the row that was asked for. */
void grant_where(
    struct ctx *c, const struct grant *g, const char *alias, int depth, struct sql *q);
bool grant_holds(struct ctx *c, const struct grant *g, int64_t id,
    const struct cell *cells, const struct far *far, int depth);
/* The person's right to read, whatever their token is for. */
struct grant grant_to_read(const struct ctx *c, const struct entity *e);
/* What the roles say, and nothing else. */
bool grant_is_open(const struct ctx *c, const struct entity *e);

/* Is all that its records could be about theirs to read? */
bool about_is_open(const struct ctx *c, const struct entity *e);
/* "(…)": the row is their own, or what it is about theirs to read. */
void about_where(
    struct ctx *c, const struct entity *e, const char *alias, int depth, struct sql *q);
bool about_holds(struct ctx *c, const struct entity *e, const struct cell *cells,
    const struct far *far, int depth);

/*
 * A select of a person, to be gone on with when their pass was last used and its id;
 * its where ends with person_may_act().  person_become() makes the row the actor.
 */
#define PERSON_COLUMNS 9 /* of its own: then seen, id, and what else is asked for */
void person_select(struct sql *q);
void person_may_act(struct sql *q);
MUST_USE enum err person_become(struct ctx *c, const struct rows *r, int64_t *seen);

#define PERSON_ROLES 1 /* which of them are the roles, as they are stored */

/* Does the setting, an array of roles or "*", ask who has these for a second factor? */
bool second_is_asked(const json_t *settled, struct str roles);
/* The sessions of a person that began without one. */
MUST_USE enum err session_end_weak(struct ctx *c, int64_t user);
/* The session c came by has one now; in the caller's transaction. */
MUST_USE enum err session_strengthen(struct ctx *c);

/* A wish for scopes, NULL: read and write all.  errs  INPUT  faults of "scopes" */
MUST_USE enum err scopes_read(struct ctx *c, const json_t *wish, json_t **out);

/* errs  INPUT  faults of the field "password" · DOWN  the file of breaches is away */
MUST_USE enum err strength_check(struct ctx *c, int64_t user, struct str password);

/* Is it in the file of auth_breached_use()?  errs  DOWN */
MUST_USE enum err strength_breached(struct str password, bool *found);

/* ---- hashes ---- */

#define HASH_SIZE 128 /* crypto_pwhash_STRBYTES */

/* A place to wait for the thread that hashes; false: none is free. */
bool hash_enter(bool known);
void hash_leave(bool known);
/*
 * in    hash  "": of somebody who is not there; costs the same, and is wrong
 * errs  LIMIT the thread did not come to it in HASH_WAIT_S
 */
MUST_USE enum err hash_verify(
    struct str hash, struct str password, bool known, bool *right);
MUST_USE enum err hash_make(struct str password, char out[HASH_SIZE]);

/* ---- tries ---- */

enum try_kind { TRY_PASSWORD, TRY_CODE };

struct
try {
	enum try_kind kind;
	struct str who; /* what they said, or an id */
	bool known;     /* they were signed in from this network before */
};

/* Was the person signed in from where c comes from? */
MUST_USE enum err tries_known(struct ctx *c, int64_t person, bool *known);
/*
 * Count one, before it is judged.
 * errs  LIMIT  too many were wrong: fault login_locked{seconds}; it must not be judged
 */
MUST_USE enum err tries_take(struct ctx *c, const struct try *t);
MUST_USE enum err tries_right(struct ctx *c, const struct try *t); /* it was right */

#endif
