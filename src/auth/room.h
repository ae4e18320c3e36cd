/*
 * room.h - what the files of auth/ share; nobody else includes it.
 *
 *   may.c       rights as rules
 *   person.c    who somebody is, by a session or a token
 *   session.c   sessions of browsers
 *   token.c     tokens of programs
 *   password.c  passwords, and signing in with one
 *   policy.c    what the company settled: how long, how strong
 *   org.c       the organisation in memory: units, teams, managers, deputies (org.h)
 *   standing.c  where the actor stands in it
 */
#ifndef AUTH_ROOM_H
#define AUTH_ROOM_H

#include "auth/auth.h"

#define AUTH_SEEN_MS 60000 /* a session or token notes its use at most so often */
#define AUTH_KEPT_MS (INT64_C(30) * DAY_MS) /* what has ended stays in the table */

/* What is stored in the place of a secret with 256 random bits; hex, in c->mem. */
struct str auth_hash_of(struct ctx *c, struct str token);

char *number_text(struct arena *mem, int64_t n); /* for the trail */

/*
 * A select of a person, to be gone on with when their pass was last used and its id;
 * its where ends with person_may_act().  person_become() makes the row the actor.
 */
void person_select(struct sql *q);
void person_may_act(struct sql *q);
MUST_USE enum err person_become(struct ctx *c, const struct rows *r, int64_t *seen);

#endif
