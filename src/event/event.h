/*
 * event.h - the door of event/: what happened is a row.
 *
 * The row is written in the transaction that did it: history, change feed and
 * wake-up in one.  A hub tells listeners of a site, after the commit, in the
 * order of the rows; what is only of the moment (progress) is shouted.
 *
 * Threads  event_add: the work's; the hub has a thread and a handle of its own.
 */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include "meta/meta.h"

struct event {
	int64_t id, at_ms, record, version, actor, job;
	struct str entity, what; /* created changed deleted restored */
	enum via via;
	struct str changes; /* JSON: field -> { from, to }; "" for none */
};

MUST_USE enum err event_add(struct ctx *c, const struct entity *e, int64_t record,
    const char *what, int64_t version, struct str changes);

/* Walk the events of a record, newest first, those before the id `before`. */
MUST_USE enum err event_history(struct ctx *c, const struct entity *e, int64_t record,
    int64_t before, int limit, struct event **out, size_t *count);
/* Events after an id, oldest first. */
MUST_USE enum err event_after(struct db *db, struct arena *mem, int64_t after, int limit,
    struct event **out, size_t *count);
MUST_USE enum err event_last(struct db *db, struct arena *mem, int64_t *id);
/* Events of a job, newest first. */
MUST_USE enum err event_of_job(struct ctx *c, int64_t job, int64_t before, int limit,
    struct event **out, size_t *count);

/* Did anybody but its own job, and the one that runs now, touch the record since? */
MUST_USE enum err event_built_on(struct ctx *c, const struct event *event, bool *yes);

/* ---- the hub ---- */

struct hub;

struct listener {
	void (*hear)(void *arg, const struct event *event);
	void (*shout)(void *arg, int64_t user, struct str name, struct str data);
	void *arg;
	struct listener *next; /* the hub's */
};

MUST_USE enum err hub_new(struct engine *engine, struct hub **out);
void hub_free(struct hub *hub);
void hub_listen(struct hub *hub, struct listener *listener);
void hub_deafen(struct hub *hub, struct listener *listener); /* and never again */
void hub_wake(void *hub);                                    /* something was committed */
/* To the streams of a user (0: everybody), now, and never again. */
void hub_shout(struct hub *hub, int64_t user, const char *name, struct str data);
int64_t hub_last(struct hub *hub); /* the newest event that was told */

#endif
