/*
 * ticket.h - what may be done once, soon, by whoever holds the ticket.
 *
 * A ticket stands for one step of somebody who is not signed in: the second step of
 * a sign-in, a new password by a link.  It is good once, for minutes or hours, and
 * only while its person may sign in and has the password they had when it was
 * made: who changes it makes all tickets worthless.  Only its hash is stored.
 */
#ifndef AUTH_TICKET_H
#define AUTH_TICKET_H

#include "meta/meta.h"

enum ticket_kind {
	TICKET_SECOND, /* the code of a second factor is still to come */
	TICKET_ENROL,  /* a second factor is to be set up first */
	TICKET_RESET,  /* a new password */
	TICKET_INVITE, /* the first one */
};

/* Instead of the older ones of its kind. */
MUST_USE enum err ticket_new(
    struct ctx *c, enum ticket_kind kind, int64_t person, char ticket[44]);
/* errs  WHO  used, too old, or of nobody: fault ticket_old */
MUST_USE enum err ticket_look(
    struct ctx *c, enum ticket_kind kind, struct str ticket, int64_t *person);
/* The same, and it is used: of two who come at once, one has it. */
MUST_USE enum err ticket_use(
    struct ctx *c, enum ticket_kind kind, struct str ticket, int64_t *person);

/* All of a person's are worth nothing. */
MUST_USE enum err ticket_drop(struct ctx *c, int64_t person);

#endif
