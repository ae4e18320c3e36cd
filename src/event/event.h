/*
 * event.h - the door of event/: what happened is a row.
 *
 * The row is written in the transaction that did it: history, change feed and
 * wake-up in one.  A hub tells listeners of a site, after the commit; what is
 * only of the moment (progress) is shouted.
 *
 * Order    ids rise, but where several write at once a lower id may be seen
 *          after a higher one.  What has an id below the *settled* border is
 *          there or never will be.  Who must not miss anything (the feed, a
 *          resume) reads up to the border; the hub tells at once what it sees,
 *          and remembers what it told above the border.
 * Threads  event_add: the work's; the hub has a thread and a handle of its own.
 * Limits   HUB_KEPT ids told above the border.
 */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include "event/chain.h"
#include "event/trail.h"

struct event {
	int64_t id, at_ms, record, version, actor, job;
	struct str entity, what; /* created changed deleted restored */
	enum via via;
	struct str changes; /* JSON: field -> { from, to }; "" for none */
	struct origin from;
};

MUST_USE enum err event_add(struct ctx *c, const struct entity *e, int64_t record,
    const char *what, int64_t version, struct str changes);

/* The same of many records of e at once; changes as above, of each. */
struct event_of {
	int64_t record, version;
	struct str changes;
};
MUST_USE enum err event_add_many(struct ctx *c, const struct entity *e, const char *what,
    const struct event_of *of, size_t count);

/* Walk the events of a record, newest first, those before the id `before`. */
MUST_USE enum err event_history(struct ctx *c, const struct entity *e, int64_t record,
    int64_t before, int limit, struct event **out, size_t *count);
/* The one that made this version of a record.  errs  ABSENT */
MUST_USE enum err event_of_version(struct ctx *c, const struct entity *e, int64_t record,
    int64_t version, struct event *out);
/* Events after an id, oldest first. */
MUST_USE enum err event_after(struct db *db, struct arena *mem, int64_t after, int limit,
    struct event **out, size_t *count);
MUST_USE enum err event_last(struct db *db, struct arena *mem, int64_t *id);
/* All events with an id below *border are there, or never will be. */
MUST_USE enum err event_settled(struct db *db, int64_t *border);
/* The newest settled event: who begins to follow here misses nothing. */
MUST_USE enum err event_place(struct db *db, struct arena *mem, int64_t *id);
/* Events of a job, newest first. */
MUST_USE enum err event_of_job(struct ctx *c, int64_t job, int64_t before, int limit,
    struct event **out, size_t *count);

/* Did anybody but its own job, and the one that runs now, touch the record since? */
MUST_USE enum err event_built_on(struct ctx *c, const struct event *event, bool *yes);

/* ---- the hub ---- */

#define HUB_KEPT 8192

struct hub;

/* A round: what was seen since the last one, each event once. */
struct news {
	const struct event *events; /* by id, with repetitions only after lost */
	size_t count;
	int64_t border; /* ids below it are settled */
	int64_t place;  /* resume from here and miss nothing */
	int64_t top;    /* the highest id that was told */
	bool lost;      /* too much above the border: look at everything again */
};

struct listener {
	void (*hear)(void *arg, const struct news *news); /* also when count is 0 */
	void (*shout)(void *arg, int64_t user, struct str name, struct str data);
	void *arg;
	struct listener *next; /* the hub's */
};

MUST_USE enum err hub_new(struct engine *engine, struct hub **out);
void hub_free(struct hub *hub);
void hub_listen(struct hub *hub, struct listener *listener);
void hub_deafen(struct hub *hub, struct listener *listener); /* and never again */
/* One more to tell, and one less: the hub reads nothing for nobody, and looks by
 * itself for what other programs wrote only while there is somebody.  Whatever is
 * committed after hub_attend() is told.  A listener being told may leave, and
 * must not attend. */
void hub_attend(struct hub *hub);
void hub_leave(struct hub *hub);
void hub_look(struct hub *hub, int64_t ms); /* look so, for a while */
void hub_wake(void *hub);                   /* something was committed */
/*
 * Now, and never again: to the streams of a user, of this process and of others;
 * HUB_HERE: to everybody's, of this process only.
 */
#define HUB_HERE 0
void hub_shout(struct hub *hub, int64_t user, const char *name, struct str data);
/* To listeners in other processes, as a shout to the user HUB_SITES: no stream's. */
#define HUB_SITES (-1)
void event_call(struct engine *engine, const char *name);
struct tally *hub_tally(struct hub *hub); /* what trail() counts by */
int64_t hub_place(struct hub *hub);       /* resume from here and miss nothing */

#endif
