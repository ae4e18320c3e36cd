/*
 * secret.h - the secrets of a site that must come back as they were, sealed.
 *
 * One table holds them all (base/seal.h says how), so one walk seals them anew
 * under another key, and one question tells whether all can be opened.  The place
 * a secret is sealed for is "_secret/sealed/" and its name.
 *
 * Names    "totp/123", "provider/google": a kind, and whose.
 * Limits   AUTH_SECRET_NAME letters a name, SECRET_MAX bytes a secret.
 */
#ifndef AUTH_SECRET_H
#define AUTH_SECRET_H

#include "meta/meta.h"

#define AUTH_SECRET_NAME 120

/*
 * Keep a secret, over the one of that name; the key file is made with the first.
 * errs  DOWN  with a fault at "": secret_key, there is no key to seal with
 */
MUST_USE enum err auth_secret_put(struct ctx *c, struct str name, struct str secret);
/*
 * errs  ABSENT  there is none of that name
 *       DOWN    with a fault at "": secret_closed, its key is not here, or it was
 *               tampered with
 */
MUST_USE enum err auth_secret(struct ctx *c, struct str name, struct str *out);
MUST_USE enum err auth_secret_drop(struct ctx *c, struct str name); /* also if absent */

struct secrets {
	int64_t count, closed; /* closed: cannot be opened */
	int64_t old;           /* opened by another key than the one that seals now */
	struct str first;      /* the name of the first that is closed; "" */
};

/* Try them all. */
MUST_USE enum err auth_secrets_look(struct ctx *c, struct secrets *out);
/*
 * Seal anew those that another key sealed, some hundreds at a time, while others
 * work: what somebody stores meanwhile stays his.  Stopped anywhere, it goes on where
 * it was when it is called again.  Those that are closed stay as they are.
 *
 * out   done  how many were sealed anew
 */
MUST_USE enum err auth_secrets_reseal(struct ctx *c, int64_t *done);

#endif
