/*
 * job.h - the door of job/: work for later, and work that takes long.
 *
 * A job is a row.  A worker claims it by a lease, runs the kind's function with
 * a ctx of its own, and keeps the lease alive by job_step().  A job whose
 * process died is claimed again when its lease ends, with what job_step() kept
 * last: so every kind must be safe to run again from there.  One that takes its
 * process with it JOB_TRIES_MAX times is dead.
 *
 * Threads  job_add, job_load: any work's; a running job belongs to its worker.
 */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "event/event.h"

#define JOB_LEASE_MS INT64_C(20000)
#define JOB_TRIES_MAX 5

struct job {
	int64_t id, owner, done, total, created_ms, tries;
	int64_t undone;         /* the job that takes it back; 0: none does */
	struct str kind, state; /* waiting running done failed dead stopped */
	json_t *args;           /* as given */
	json_t *result;         /* object: counts and, between steps, where to go on */
	struct str said;        /* why it failed, for people */
	struct origin from;     /* of who asked for it: all it writes has it too */
	json_t
	    *scopes; /* of the token it was asked for with, and is done with; or NULL */
};

struct job_kind {
	const char *name;
	const char *doc;
	enum err (*run)(struct ctx *c, struct job *job);
};

/* Row only: it runs after the caller's transaction is committed. */
MUST_USE enum err job_add(
    struct ctx *c, const char *kind, const json_t *args, int64_t *id);
/* A row of what is done already, in the caller's transaction, under an id of
 * db_new_id(): so that it can be taken back. */
MUST_USE enum err job_note(struct ctx *c, int64_t id, const char *kind,
    const json_t *args, const json_t *result);
/*
 * Keep how far it came; in the caller's transaction, so that work and place
 * are stored together or not at all.  Tells the owner's screens.
 *
 * errs  LIMIT  somebody stopped the job, or the process ends: return, and roll
 *              back; what was kept by the step before stays
 */
MUST_USE enum err job_step(struct ctx *c, struct job *job, int64_t done, int64_t total);
/*
 * Of work that is one transaction, and keeps nothing until its end: keep others from
 * the job for so long (60 s at most), before it begins; then tell how far it is.
 * errs  LIMIT  as of job_step()
 */
MUST_USE enum err job_hold(struct ctx *c, struct job *job, int64_t ms);
MUST_USE enum err job_tell(struct ctx *c, struct job *job, int64_t done, int64_t total);
/* It is done; in the caller's transaction, together with what that depends on. */
MUST_USE enum err job_done(struct ctx *c, struct job *job);
MUST_USE enum err job_load(struct ctx *c, int64_t id, struct job *out);
/* For whoever asks about it: its result tells of records, and to take it back changes
 * some, which another token of theirs may not be for.  errs  ABSENT */
MUST_USE enum err job_look(struct ctx *c, int64_t id, struct job *out);
MUST_USE enum err job_stop(struct ctx *c, int64_t id);
/*
 * The newest of those that can be taken back, of everybody or of one person.
 * in  owner  0: everybody's · before  an id; INT64_MAX: from the newest on
 */
MUST_USE enum err job_list(struct ctx *c, int64_t owner, int64_t before, size_t max,
    struct job **out, size_t *count);
/* Job undo takes it back; in the caller's transaction.
 * errs  CLASH  somebody else began that since it was loaded */
MUST_USE enum err job_set_undone(struct ctx *c, const struct job *job, int64_t undo);
bool job_can_undo(const struct job *job); /* is it of a kind that can be taken back? */
void job_write(struct jw *w, const struct job *job);
/* Run one job to its end in this thread: the command line, tests. */
MUST_USE enum err job_run_now(struct ctx *c, const struct job_kind *kinds, int64_t id);

/* ---- the workers of a site ---- */

struct queue;

struct queue_config {
	struct engine *engine;
	struct hub *hub;
	const struct job_kind *kinds; /* ended by a NULL name */
	void *arg;
	/* Make and end the ctx of a piece of work: db and mem are set. */
	enum err (*begin)(void *arg, struct ctx *c);
	void (*end)(void *arg, struct ctx *c);
};

MUST_USE enum err queue_new(const struct queue_config *config, struct queue **out);
/* Lets the running job come to its next step; it goes on at the next start. */
void queue_free(struct queue *queue);
void queue_wake(struct queue *queue);
/* From queue_halt() to queue_halted() the job hears from job_tell() that it is to stop:
 * one that writes all the time lets nobody write that down.  queue may be NULL. */
void queue_halt(struct queue *queue, int64_t job);
void queue_halted(struct queue *queue, int64_t job);
bool queue_halts(struct queue *queue, int64_t job);

#endif
