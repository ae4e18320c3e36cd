/*
 * room.h - what the files of signin/ share.
 */
#ifndef SIGNIN_ROOM_H
#define SIGNIN_ROOM_H

#include "fetch/fetch.h"
#include "signin/signin.h"

/* An answer that did not hold: for the log, and a fault that tells nothing more. */
MUST_USE enum err provider_is_wrong(
    struct ctx *c, const struct provider *p, const char *why);
MUST_USE enum err provider_is_down(
    struct ctx *c, const struct provider *p, struct str why);
/* https, or http to this machine; an address that libcurl reads as we do. */
bool provider_url_fits(struct str url);

/* ---- round.c ---- */

struct round {
	struct str provider, back;
	int64_t link;
	char nonce[44], verifier[44]; /* made of both halves; kept nowhere */
};

MUST_USE enum err round_begin(struct ctx *c, const struct oidc_start *start,
    char state[44], char cookie[44], struct round *out);
/* Once; errs  WHO  round_stale */
MUST_USE enum err round_finish(
    struct ctx *c, struct str state, struct str cookie, struct round *out);

/* ---- discover.c ---- */

struct issuer {
	struct str issuer, authorize, token, userinfo;
	bool says_iss;      /* names itself in its answers: RFC 9207 */
	bool posts;         /* wants the secret in the form and not in a header */
	const json_t *keys; /* the array of its JWKS */
};

/* fresh: a key was not found, ask for them again (seldom enough). */
MUST_USE enum err issuer_load(struct ctx *c, struct issuers *issuers,
    const struct provider *p, bool fresh, struct issuer *out);

#endif
