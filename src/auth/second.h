/*
 * second.h - the second factor: codes of an app (RFC 6238), and recovery codes.
 *
 * The secret of an app is sealed (secret.h); it is pending until a code of it was
 * seen.  A code is good for its step of 30 seconds and the ones beside it, once; a
 * recovery code is good once, ever.  Both are counted as tries (tries.c), so five
 * wrong ones are followed by a wait of a whole window.
 *
 * Limits  RECOVERY_CODES of 120 random bits each, stored as hashes.
 */
#ifndef AUTH_SECOND_H
#define AUTH_SECOND_H

#include "meta/meta.h"

#define RECOVERY_CODES 10

struct second {
	bool on;
	int64_t since_ms;
	int64_t recovery; /* codes that are left */
};

MUST_USE enum err auth_second(struct ctx *c, int64_t person, struct second *out);
/* Did the company settle that somebody with these roles must have one? */
MUST_USE enum err auth_second_must(struct ctx *c, int64_t person, bool *must);
/*
 * settled, roles or "*", must have one from now on: the sessions end that began
 * without, of a person, or, 0, of everybody it asks.
 */
MUST_USE enum err auth_second_enforce(
    struct ctx *c, const json_t *settled, int64_t person);
/*
 * A new secret, pending: what was in force stays so.
 * out   secret  base32, to be typed · uri  to be scanned: otpauth://…
 */
MUST_USE enum err auth_second_begin(
    struct ctx *c, int64_t person, struct str *secret, struct str *uri);
/*
 * The pending one is in force from now on, with new recovery codes; all other
 * sessions of theirs end.
 * out   codes  an array of texts: shown once
 * errs  WHO    it is no code of the pending one: fault code_wrong · LIMIT
 */
MUST_USE enum err auth_second_confirm(
    struct ctx *c, int64_t person, struct str code, json_t **codes);
/* errs  WHO  neither a code nor a recovery code, or used before: code_wrong · LIMIT */
MUST_USE enum err auth_second_check(struct ctx *c, int64_t person, struct str code);
/* Other recovery codes; the old ones are worth nothing. */
MUST_USE enum err auth_recovery_new(struct ctx *c, int64_t person, json_t **codes);
/* All other sessions of theirs end.  in  by  "self" "administrator" "command" */
MUST_USE enum err auth_second_drop(struct ctx *c, int64_t person, const char *by);

/* ---- apart for tests ---- */

/* The code of a secret in a step, RFC 6238 with SHA-1 and six digits. */
void totp_code(const unsigned char *secret, size_t len, int64_t step, char out[7]);
/* RFC 4648, without "=". */
struct str base32(struct arena *mem, const unsigned char *at, size_t len);

#endif
