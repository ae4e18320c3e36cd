/*
 * passkey.h - passkeys: made by somebody who is in, and good to come in by.
 *
 * A passkey is of one person, and of the address people reach us by (site_address()).
 * It is found by its name, so nobody types who they are; a browser asks its user for
 * a finger or a PIN, so it is both factors.  What the browser says is proven in
 * webauthn.h; here are the challenges, each good once, and what is kept of a key.
 *
 * Limits  PASSKEYS_MAX of a person; a challenge is good for CHALLENGE_MS.
 */
#ifndef AUTH_PASSKEY_H
#define AUTH_PASSKEY_H

#include "auth/webauthn.h"
#include "meta/meta.h"

#define PASSKEYS_MAX 20
#define CHALLENGE_MS (5 * MINUTE_MS)

/* What a browser needs to make one: PublicKeyCredentialCreationOptions as JSON.
 * errs  LIMIT  they have PASSKEYS_MAX: fault too_many */
MUST_USE enum err passkey_begin(
    struct ctx *c, const struct webauthn_place *place, int64_t person, struct jw *w);
/*
 * Keep the one that was made.
 * errs  WHO    what was said does not hold: fault passkey_wrong; it is in the trail
 *       CLASH  it is here already: fault passkey_taken
 */
MUST_USE enum err passkey_finish(struct ctx *c, const struct webauthn_place *place,
    int64_t person, struct str name, const json_t *credential, int64_t *id);

/* What a browser needs to sign: PublicKeyCredentialRequestOptions as JSON. */
MUST_USE enum err passkey_ask(
    struct ctx *c, const struct webauthn_place *place, struct jw *w);
/*
 * Who signed?  out  person  0: nobody knows; also when it is refused
 * errs  WHO  fault passkey_wrong, whatever was wrong
 */
MUST_USE enum err passkey_answer(struct ctx *c, const struct webauthn_place *place,
    const json_t *credential, int64_t *person);

MUST_USE enum err passkey_list(struct ctx *c, int64_t person, struct jw *w);
MUST_USE enum err passkey_rename(
    struct ctx *c, int64_t person, int64_t id, struct str name);
/* in  by  "self" "administrator"; why, of all  as the trail says  errs  ABSENT */
MUST_USE enum err passkey_drop(struct ctx *c, int64_t person, int64_t id, const char *by);
MUST_USE enum err passkey_drop_all(struct ctx *c, int64_t person, const char *why);
MUST_USE enum err passkey_has(struct ctx *c, int64_t person, bool *has);

#endif
