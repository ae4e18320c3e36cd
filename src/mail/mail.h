/*
 * mail.h - the door of mail/: letters, composed and put into an outbox.
 *
 * The outbox is a folder of files NNN.eml, each a whole message (RFC 5322), for
 * whatever takes them from there and sends them.  A file appears whole or not at
 * all, is readable by its owner only, and is never written again.
 *
 * Names and subjects come from people: they are encoded (RFC 2047), so nothing in
 * them can begin a line or another recipient.
 */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include "base/base.h"

#define LETTER_MAX ((size_t)64 << 10) /* of its text */

struct letter {
	struct str from_name, from; /* "Harbor Trading", "kith@crm.example" */
	struct str to_name, to;
	struct str subject, text; /* UTF-8; lines end with \n */
	int64_t id;               /* the file's number, unique in its outbox */
	int64_t at_ms;
};

/*
 * The message as it is sent, in mem.
 * errs  INPUT  an address that is none · LARGE
 */
MUST_USE enum err letter_compose(
    struct arena *mem, const struct letter *letter, struct str *out);
/* errs  as above; FULL, DOWN: it cannot be written */
MUST_USE enum err letter_put(
    struct arena *mem, const char *outbox, const struct letter *letter);

#endif
