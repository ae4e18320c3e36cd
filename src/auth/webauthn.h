/*
 * webauthn.h - what a browser says with a passkey, read and proven.
 *
 * src     Web Authentication level 2 §7.1 (a passkey is made) and §7.2 (it signs)
 * library libfido2 reads authenticator data and keys, and verifies signatures; what
 *         the browser says of itself (client data) is JSON, read by our own reader
 *
 * A user must have been verified (a finger, a PIN), so that a passkey is two factors.
 * Nothing is asked of the maker of an authenticator: attestation "none".
 *
 * Threads  any.  Limits  those below, asked before anything is read.
 */
#ifndef AUTH_WEBAUTHN_H
#define AUTH_WEBAUTHN_H

#include "base/base.h"

#define WEBAUTHN_ID_MAX 1023 /* §5.8.3 */
#define WEBAUTHN_CLIENT_MAX 4096
#define WEBAUTHN_DATA_MAX 4096
#define WEBAUTHN_SIGNATURE_MAX 1024
#define WEBAUTHN_USER_MAX 64

enum webauthn_act { WEBAUTHN_CREATE, WEBAUTHN_GET };

/* Where passkeys are for. */
struct webauthn_place {
	struct str rp;     /* "crm.example.com" */
	struct str origin; /* "https://crm.example.com:8443" */
};

/* What was said: bytes, but for challenge, which is as it was sent. */
struct webauthn_said {
	struct str id, challenge;
	struct str client, data;
	struct str signature, user; /* GET only */
};

struct webauthn_key {
	struct str id, key; /* key: as libfido2 keeps it */
	int algorithm;      /* COSE: -7 ES256, -8 EdDSA, -257 RS256 */
	int64_t counter;    /* signatures so far; 0: it does not count */
};

/* Of the algorithms above, best first; 0 at the end. */
extern const int webauthn_algorithms[];

/* False: passkeys need https and a name, or http://localhost. */
bool webauthn_place_of(struct arena *mem, struct str address, struct webauthn_place *out);
/*
 * A PublicKeyCredential as its toJSON() is.
 * errs  WHO  of another place, another act, or not to be read; why: for the log
 */
MUST_USE enum err webauthn_read(struct arena *mem, const struct webauthn_place *place,
    enum webauthn_act act, const json_t *credential, struct webauthn_said *out,
    const char **why);
/* The key that was made.  errs  WHO */
MUST_USE enum err webauthn_made(struct arena *mem, const struct webauthn_place *place,
    const struct webauthn_said *said, struct webauthn_key *out, const char **why);
/* Did that key sign it, with its user verified?  counter: the key's now.  errs  WHO */
MUST_USE enum err webauthn_signed(const struct webauthn_place *place,
    const struct webauthn_said *said, const struct webauthn_key *key, int64_t *counter,
    const char **why);
/* For URLs, without "=" (RFC 4648 §5). */
struct str webauthn_text(struct arena *mem, struct str bytes);
/* errs  WHO  it is none, or has more than max bytes, or none at all */
MUST_USE enum err webauthn_bytes(
    struct arena *mem, struct str text, size_t max, struct str *out);

#endif
