/*
 * signin.h - the door of signin/: people whom somebody else vouches for.
 *
 * A provider is a company's directory (LDAP) or an OpenID Connect issuer; an
 * administrator names it.  What it says of somebody is claims, an object, the same
 * for both kinds:
 *
 *   sub                 who, for ever: never a mail address, which changes hands
 *   name, email, preferred_username, and the claim of groups
 *
 * An identity is (issuer, sub) and belongs to one user.  It is linked by an
 * administrator, by the user who is signed in, or when the provider may make users;
 * never because two mail addresses are alike.  After this storey has said who
 * somebody is, the session, the second factor and the trail are everybody's.
 *
 *   provider.c   what an administrator said of each
 *   identity.c   whose it is
 *   round.c      a browser on its way to an issuer and back
 *   discover.c   what issuers say of themselves, kept for a while
 *   id_token.c   is it theirs, ours, fresh?
 *   oidc.c       the way there and back
 *   ldap.c       the directory
 *
 * Threads  as the ctx; what discover.c keeps is shared and locked.
 * Limits   PROVIDERS_MAX; waits as fetch/ has them.
 */
#ifndef SIGNIN_SIGNIN_H
#define SIGNIN_SIGNIN_H

#include "fetch/fetch.h"
#include "record/record.h"
#include "site/site.h"

#define PROVIDERS_MAX 20
#define ROUND_MS (10 * MINUTE_MS) /* so long may somebody be away at the issuer */

/* ---- providers ---- */

enum provider_kind { PROVIDER_OIDC, PROVIDER_LDAP };

struct provider {
	struct str name, label;
	enum provider_kind kind;
	bool active;        /* may be used */
	bool create;        /* makes users it vouches for */
	const json_t *body; /* all that was said, without the secret */
};

/* One of the keys of the kind, or what it is when nothing was said. */
struct str provider_text(const struct provider *p, const char *key);

MUST_USE enum err provider_list(
    struct ctx *c, struct provider out[PROVIDERS_MAX], size_t *count);
MUST_USE enum err provider_load(struct ctx *c, struct str name, struct provider *out);
/*
 * Make or change one, whole; "secret" is kept when it is left out, and taken away
 * when it is null.
 * errs  INPUT  faults by key · LIMIT  PROVIDERS_MAX
 */
MUST_USE enum err provider_put(struct ctx *c, struct str name, const json_t *body);
MUST_USE enum err provider_drop(struct ctx *c, struct str name); /* ABSENT */
/* For administrators: all but the secret, of which it says whether there is one. */
MUST_USE enum err provider_write(struct ctx *c, struct jw *w, const struct provider *p);
MUST_USE enum err provider_secret(
    struct ctx *c, const struct provider *p, struct str *out); /* "": none */

/* What the company runs inside, as the setting "outgoing" has it. */
MUST_USE enum err signin_gate(struct ctx *c, struct gate *out);

/* ---- identities ---- */

/*
 * Whose are these claims?  Makes the user where the provider may, and follows its
 * groups where they are mapped to roles.
 *
 * errs  WHO  identity_unknown: nobody's · identity_exists: one of that name is here,
 *            and not linked · identity_role: no group of theirs has a role
 */
MUST_USE enum err identity_user(struct ctx *c, const struct provider *p,
    struct str issuer, const json_t *claims, int64_t *user);
/* errs  CLASH  identity_taken: it is another's */
MUST_USE enum err identity_link(struct ctx *c, const struct provider *p,
    struct str issuer, struct str subject, int64_t user);
MUST_USE enum err identity_unlink(struct ctx *c, int64_t user, int64_t id); /* ABSENT */
MUST_USE enum err identity_list(struct ctx *c, int64_t user, struct jw *w);
struct str identity_issuer(struct arena *mem, const struct provider *p);

/* ---- OpenID Connect ---- */

struct issuers; /* what they said of themselves, kept: one for a site */

struct issuers *issuers_new(void);
void issuers_free(struct issuers *issuers); /* accepts NULL */

struct oidc_start {
	struct str provider, back; /* back: a path of ours to go to in the end */
	int64_t link;              /* the user who links it to himself; 0: a sign-in */
};

/*
 * out   location  to send the browser to
 *       cookie    its half of the secret, to be set
 * errs  ABSENT  no such provider · DOWN  provider_down · LIMIT
 */
MUST_USE enum err oidc_begin(struct ctx *c, struct issuers *issuers,
    const struct oidc_start *start, struct str *location, char cookie[44]);

struct oidc_answer { /* what the browser came back with */
	struct str state, code, iss, error, cookie;
};

struct oidc_done {
	int64_t user;
	struct str back;
	bool linked; /* and not signed in */
};

/*
 * errs  WHO   round_stale: begun elsewhere, too long ago, or used · provider_refused ·
 *             provider_wrong: what it said does not hold · those of identity_user()
 *       DOWN  provider_down
 */
MUST_USE enum err oidc_finish(struct ctx *c, struct issuers *issuers, struct str provider,
    const struct oidc_answer *answer, struct oidc_done *out);

/* Can it be reached, and does it say what it should?  Faults as above. */
MUST_USE enum err oidc_check(
    struct ctx *c, struct issuers *issuers, const struct provider *p);

struct id_ask {
	const json_t *keys; /* of a JWKS: the array */
	struct str issuer, client_id, nonce;
	int64_t now_ms;
};

/*
 * out   claims  of a token that is theirs, ours and fresh
 *       why     for the log, when it is not
 * errs  ABSENT  no key of that name: they may have changed them · WHO  it does not hold
 */
MUST_USE enum err id_token_read(struct arena *mem, const struct id_ask *ask,
    struct str token, json_t **claims, const char **why);

/* ---- a directory ---- */

/*
 * Ask each directory in turn whether this is somebody's password.
 * errs  WHO   nobody's: login_wrong, or as identity_user() · DOWN  provider_down
 *       ABSENT  there is no directory
 */
MUST_USE enum err ldap_login(struct ctx *c, struct str login, struct str password,
    int64_t *user, struct str *provider);
/* The same to link what it finds in one of them to a user. */
MUST_USE enum err ldap_link(struct ctx *c, const struct provider *p, struct str login,
    struct str password, int64_t user);
MUST_USE enum err ldap_check(struct ctx *c, const struct provider *p);
/* RFC 4515 §3: what is a value stays one. */
struct str ldap_escape(struct arena *mem, struct str value);

#endif
