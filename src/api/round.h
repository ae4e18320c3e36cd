/*
 * round.h - what streams are told in one round: what the files of streams share.
 */
#ifndef API_ROUND_H
#define API_ROUND_H

#include "api/crowd.h"

#include <pthread.h>
#include <stdatomic.h>

struct streams {
	struct site *site;
	struct listener listener;
	struct db *db; /* of the hub's thread */
	_Atomic uint64_t rounds;

	pthread_mutex_t lock;
	struct http_server *server; /* where requests may be parked; NULL: none */
	struct crowds crowds;
	int64_t place, top; /* of the last round */
	uint64_t told;      /* rounds that told something */
	int64_t stood_ms;   /* when it was looked at where all stand */
	int64_t looked_us;  /* for sessions that ended */
};

#define STAND_MS 60000 /* absences and shares begin and end: looked at so often */

/* One round, while it is told. */
struct round {
	struct streams *of;
	struct ctx c;
	const struct news *news;
	struct happened **happened;
	struct str (*texts)[SIGHT_ASK]; /* of an event, as it is seen */
};

/* ---- said.c: what is said on a stream; place: resume from here ---- */

struct str said_event(
    struct arena *mem, const struct event *event, enum sight sight, int64_t place);
struct str said_many(struct arena *mem, struct str entity);
struct str said_reset(struct arena *mem, int64_t place);
struct str said_place(struct arena *mem, int64_t place); /* nothing happened */

/* ---- join.c ---- */

/*
 * Tell them what they missed since from (NULL: they come for the first time), and
 * let them in.
 *
 * err   of the database; they are not in, and come again
 */
MUST_USE enum err stream_join(struct ctx *c, struct client *client, const int64_t *from);

/* ---- stand.c: where those who listen stand in the organisation ---- */

/* May it have changed what this actor sees, beyond its own record?  Then who comes
 * back is not brought up to date by being told what happened since. */
bool stand_shifts(const struct ctx *c, const struct event *event);
/* Whoever stands elsewhere than before looks at everything again (eyes->anew). */
void stand_again(struct round *r);
/* A share { kind, who } began or ended: the same of those whom it is with. */
void stand_shared(struct round *r, struct str data);

#endif
