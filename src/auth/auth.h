/*
 * auth.h - the door of auth/: who is asking, and may they.
 *
 * A right is a rule; every way in and out asks the same one, so list and page
 * cannot disagree.  An open right adds nothing to a statement.
 *
 * Limits  sign-in: AUTH_FREE_TRIES, then a delay that doubles; never for ever.
 */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

#include "auth/secret.h"
#include "meta/meta.h"

#define AUTH_SESSION_MS (INT64_C(30) * DAY_MS)
#define AUTH_IDLE_MS (INT64_C(7) * DAY_MS)
#define AUTH_PASSWORD_MIN 10
#define AUTH_PASSWORD_MAX 1024
#define AUTH_FREE_TRIES 5
#define AUTH_LOCK_MAX_MS INT64_C(900000)
#define AUTH_TOKEN_SIZE 64 /* "kith_" and 43 letters, with room */

/* ---- may they? ---- */

/* All, none, or those for which one of the rules holds. */
struct grant {
	bool all;
	const struct rule *rules[16];
	size_t rule_count; /* !all and 0: none */
};

struct grant auth_grant(const struct ctx *c, const struct entity *e, enum may what);
bool auth_never(const struct grant *g);
/* " and (…)" for the rows of alias that the actor may; nothing when all. */
void auth_where(struct ctx *c, const struct grant *g, const char *alias, struct sql *q);
/* Do its rules ask the row alone?  Then auth_holds() needs no far. */
bool auth_local(const struct grant *g);
/* Does it reach the row with these cells?  Asks no statement but what far does. */
bool auth_holds(struct ctx *c, const struct grant *g, const struct cell *cells,
    const struct far *far);
/*
 * Of one row: cells when the rules are local, else the stored row id.
 * errs  DENIED  no
 */
MUST_USE enum err auth_of_row(struct ctx *c, const struct entity *e, enum may what,
    int64_t id, const struct cell *cells);

/* ---- who? ---- */

MUST_USE enum err auth_password_set(struct ctx *c, int64_t user, struct str password);
/*
 * out   token  for the cookie; its hash is what is stored
 * errs  WHO    wrong, with the fault login_wrong whatever was wrong
 *       LIMIT  locked for a while: fault login_locked{seconds}
 */
MUST_USE enum err auth_login(struct ctx *c, struct str login, struct str password,
    struct str agent, char token[AUTH_TOKEN_SIZE]);
MUST_USE enum err auth_session_new(
    struct ctx *c, int64_t user, struct str agent, char token[AUTH_TOKEN_SIZE]);
/* Fill c->actor from a cookie's token or a bearer's.  errs  WHO */
MUST_USE enum err auth_by_session(struct ctx *c, struct str token);
MUST_USE enum err auth_by_token(struct ctx *c, struct str token);
MUST_USE enum err auth_as(struct ctx *c, int64_t user);
MUST_USE enum err auth_logout(struct ctx *c, struct str token);
/* End the sessions of a user, but the one with this token. */
MUST_USE enum err auth_end_sessions(struct ctx *c, int64_t user, struct str but_token);
MUST_USE enum err auth_password_is(
    struct ctx *c, int64_t user, struct str password, bool *is);
MUST_USE enum err auth_has_password(struct ctx *c, int64_t user, bool *has);

MUST_USE enum err auth_token_new(struct ctx *c, struct str name, int64_t days,
    char token[AUTH_TOKEN_SIZE], int64_t *id);
MUST_USE enum err auth_token_drop(struct ctx *c, int64_t id);
MUST_USE enum err auth_tokens(struct ctx *c, struct jw *w);

/* Is there nobody yet who can sign in? */
MUST_USE enum err auth_is_empty(struct ctx *c, bool *empty);
/* Random letters, 256 bits, for links and tokens. */
void auth_random(char out[44]);

#endif
