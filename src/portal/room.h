/*
 * room.h - what the files of portal/ share.
 */
#ifndef PORTAL_ROOM_H
#define PORTAL_ROOM_H

#include "portal/portal.h"

enum portal_state {
	PORTAL_OPEN,
	PORTAL_LATE, /* behind its day: it can be asked for, not accepted */
	PORTAL_ACCEPTED,
	PORTAL_REFUSED,
	PORTAL_AWAY /* drawn back: somebody works on it, and it is not shown */
};

struct visit { /* a link, and what it leads to */
	struct link link;
	struct record *rec;
	const struct portal *portal;
	struct version version;
	enum portal_state state;
};

/* The actor is the program from here on.  errs  ABSENT */
MUST_USE enum err visit_begin(struct ctx *c, struct str secret, struct visit *out);
MUST_USE enum err visit_write(struct ctx *c, const struct visit *v, struct jw *w);

struct reply_said {
	const char *kind; /* of "reply" */
	struct str name, text, signature;
};

/* On the timeline, and to the owner. */
MUST_USE enum err reply_keep(
    struct ctx *c, const struct visit *v, const struct reply_said *said);

#endif
