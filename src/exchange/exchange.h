/*
 * exchange.h - the door of exchange/: records in bulk.
 *
 *   import  rows of a file become records: detected, mapped, tried, run, undone
 *   export  records become rows of a file, in people's words
 *   bulk    one change, the archive, or the trash, for many records at once
 *   hand    all that somebody owns, to others
 *   pairs   search a whole table for records that may be one
 *   act     what an entity says can be done with a record
 *   undo    take back what an import, a bulk job, a hand-over or an action did
 *   sow     the records that a new company, or a demo, begins with
 *   move    a whole site into another database
 *
 * What takes long is a job: it keeps its place in the transaction of its work,
 * goes on there after a kill, and every record it touches is saved as any other
 * is, with the owner's rights, so that history and undo need nothing more.
 *
 * Life     what comes out lives in c->mem; an export is its own.
 * Threads  an export may be pulled by any thread, one at a time.
 * Limits   below; memory does not grow with the number of rows.
 */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "paper/paper.h"
#include "record/record.h"
#include "exchange/move.h"
#include "exchange/sow.h"
#include "site/site.h"

#define IMPORT_BATCH 200   /* rows of one transaction */
#define IMPORT_SAMPLE 50   /* rows that are shown and guessed from */
#define IMPORT_PREVIEW 100 /* rows that are tried */
#define IMPORT_LIST_MAX 50
#define IMPORT_TRIAL 10000 /* rows of one transaction when nothing is kept */
#define IMPORT_NAME_MAX 200
#define IMPORT_CACHE_MAX 50000 /* references remembered by name */
#define BULK_IDS_MAX 10000
#define BULK_FAULTS_MAX 20
#define HAND_MAX 500000    /* records of one hand-over */
#define HAND_PEOPLE_MAX 50 /* who get some in turn */
#define HAND_RULES_MAX 20
#define HAND_COUNT_MS 20000    /* to count all there is, exactly */
#define HAND_MS INT64_C(40000) /* it takes longer than that: it is not done */

/* Kinds of jobs: archive, import, undo, bulk, hand, pairs; ended by a NULL name. */
extern const struct job_kind exchange_kinds[];

/* ---- import ---- */

/*
 * Keep a file for import: detect its form, guess what its columns mean.
 *
 * in    entity  its name; "": guess from the columns
 *       name    as the user calls the file
 *       path    the uploaded file: it is moved away, or removed when it is refused
 * out   id      of the import, in the state "mapping"
 * errs  DENIED  the actor may not import such records, or any
 *       INPUT   not a sheet: faults at "file" (xlsx_bad …), or unknown_entity
 */
MUST_USE enum err import_new(
    struct ctx *c, struct str entity, struct str name, const char *path, int64_t *id);
/* As the contract shows it: the actor's own; an administrator's: any. errs ABSENT */
MUST_USE enum err import_write(struct ctx *c, int64_t id, struct jw *w);
MUST_USE enum err import_list(struct ctx *c, struct jw *w); /* { rows }, newest 50 */
/*
 * Change how it is read ("entity", "charset", "delimiter", "sheet") or what
 * its columns mean ("map"), while it is not running.
 *
 * errs  INPUT   a fault for each: "map.columns.Name.to" unknown_field …
 *       CLASH   it is running, or has run
 */
MUST_USE enum err import_patch(struct ctx *c, int64_t id, const json_t *news);
/* { rows, counts }: what the first rows would do.  Nothing is kept. */
MUST_USE enum err import_preview(struct ctx *c, int64_t id, struct jw *w);
/* Add the job.  errs  CLASH  it runs already, or is done · INPUT  bad map */
MUST_USE enum err import_run(struct ctx *c, int64_t id);
/* Add the job that takes it back.  errs  CLASH  nothing to take back */
MUST_USE enum err import_undo(struct ctx *c, int64_t id);
/* Path of the rows that were refused, as CSV.  errs  ABSENT  none were */
MUST_USE enum err import_refused(struct ctx *c, int64_t id, const char **path);

struct import_counts {
	int64_t created, updated, skipped, refused;
	int64_t alike; /* of all of them: that resembled what is there, if it was asked */
};

/* How a command looks on; false from progress stops after the batch. */
struct import_watch {
	bool (*progress)(void *arg, int64_t done, int64_t total);
	void *arg;
	FILE *refused; /* rows that were refused, as CSV; NULL: nowhere */
};

/*
 * Import a file here and now, for the command line.  The file stays where it is.
 *
 * in    map      as in a map file or the contract; NULL: guess
 *       dry_run  nothing is kept: counts say what would happen
 * out   out      counts; id of the import for its undo, 0 if dry_run
 * errs  INPUT    faults of the file or the map · LIMIT  progress() stopped it
 */
MUST_USE enum err import_file(struct ctx *c, struct str entity, const char *path,
    const json_t *map, bool dry_run, const struct import_watch *watch,
    struct import_counts *out, int64_t *id);

/* ---- export ---- */

struct export;

enum export_as { EXPORT_CSV, EXPORT_XLSX };

/* What is to be exported: everything is copied. */
struct export_wish {
	const struct entity *entity;
	struct str where, words, sort; /* as in struct query */
	enum archived archived;
	const struct field *const *fields; /* NULL: those of the table */
	size_t field_count;
	enum export_as as;
	bool parts; /* names and addresses also in their parts */
};

/*
 * Begin: rights are asked and the wish is checked now; rows come later.
 * It holds what it needs by itself: the actor, the metadata, its memory.
 *
 * errs  DENIED  no right to export, or to read
 *       INPUT   bad_rule, bad_sort
 */
MUST_USE enum err export_begin(
    struct ctx *c, const struct export_wish *wish, struct export **out);
const char *export_type(const struct export *e); /* of content */
const char *export_name(const struct export *e); /* "contacts.csv" */
/*
 * The next bytes, read by db: a handle of the calling thread.
 *
 * out   len   at most room; 0: the end
 * errs  any   it broke: what was sent is not whole
 */
MUST_USE enum err export_next(
    struct export *e, struct db *db, char *buf, size_t room, size_t *len);
void export_end(struct export *e); /* accepts NULL */
/* All of it to a file, for the command line. */
MUST_USE enum err export_file(
    struct ctx *c, const struct export_wish *wish, FILE *to, int64_t *rows);

/* ---- the archive, by rules (archive.c) ---- */

/* Each rule, whether it is on, and how many it would take now: { rules }. errs  DENIED */
MUST_USE enum err archive_write(struct ctx *c, struct jw *w);
/* { "deal.lost": true }: those that are on from now; the others are not.
 * errs  DENIED · INPUT  a fault at each that is none */
MUST_USE enum err archive_switch(struct ctx *c, const json_t *wish);
/* Add the run of the day now.  errs  DENIED */
MUST_USE enum err archive_run(struct ctx *c, int64_t *job);

/* ---- bulk ---- */

/*
 * Add the job: { "ids": […] | "where": rule, "set": {…} | "delete": true | "archive":
 * true, or false: out of it }; of where "archived": "with", "only", as of a list.
 *
 * errs  INPUT   faults: at "ids", "where", "set" …
 *       DENIED  the actor may change, or delete, none of them
 */
MUST_USE enum err bulk_add(
    struct ctx *c, const struct entity *e, const json_t *wish, int64_t *job);

/* ---- hand-over ---- */

/*
 * What somebody owns, by kind, as far as the actor may hand it on: { kinds: [{ entity,
 * count, open, ends }] }.
 * errs  DENIED  no kind at all · ABSENT  no such person
 */
MUST_USE enum err hand_held(struct ctx *c, int64_t from, struct jw *w);
/*
 * What a wish would do: { total, to: [{ id, count, kinds: { entity: count } }] }.
 *
 * in    wish  to     ids of who get it in turn, one or more
 *             rules  [{ entity, where, to }]: the first that holds says who gets it
 *             kinds  names of entities; absent: all that the actor may hand on
 *             open   only what is not at an end
 * errs  as above; INPUT  a fault each: at "to", "kinds", "rules.0.where" …
 */
MUST_USE enum err hand_plan(
    struct ctx *c, int64_t from, const json_t *wish, struct jw *w);
/* Add the job that does it, in one transaction or not at all. */
MUST_USE enum err hand_add(struct ctx *c, int64_t from, const json_t *wish, int64_t *job);

/* ---- duplicates over the whole table ---- */

/* Add the job that searches e for pairs (record_pairs_find).
 * errs  DENIED · CLASH  a search of it is under way · ABSENT  none is possible */
MUST_USE enum err pairs_find(struct ctx *c, const struct entity *e, int64_t *job);
/* Into an open object: may_find, and run, how the last search went, or null. */
MUST_USE enum err pairs_write_run(struct ctx *c, const struct entity *e, struct jw *w);

/* ---- actions ---- */

/*
 * As record_act(), with the job by which it can be taken back: { made, changed, row,
 * job }.  errs  as there
 */
MUST_USE enum err act_run(struct ctx *c, struct ref which, struct str action,
    int64_t seen, const json_t *wish, struct jw *w);

/* ---- undo ---- */

/* Of a bulk job, a hand-over or an action, or of an import by its job.  errs  ABSENT ·
 * CLASH  not yet, or not a job that can be taken back */
MUST_USE enum err job_undo(struct ctx *c, int64_t job, int64_t *undo);
bool job_is_busy(const struct job *job); /* it has more to do */
/* Records that it made or changed; of one that says nothing of it, 0. */
int64_t job_touched(const struct job *job);

/* Can it be taken back?  If not, why not. */
enum stands {
	STANDS,
	STANDS_RUNS,      /* it is not done yet */
	STANDS_BACK_RUNS, /* it is being taken back */
	STANDS_BACK,      /* it was */
	STANDS_NOTHING,   /* it changed nothing */
	STANDS_LATER,     /* something that came later stands on it */
	STANDS_LOST,      /* what it takes is not known any more */
	STANDS_NOT        /* its kind cannot be */
};
/* out  undo  the job that takes it back, where there is one */
MUST_USE enum err job_stands(
    struct ctx *c, const struct job *job, struct job *undo, enum stands *out);

/* ---- what was done, and can be taken back (done.c) ---- */

#define DONE_PAGE 20
#define DONE_LOOK \
	20000 /* records that are looked at to say how many were changed since */

/*
 * Imports, bulk changes, hand-overs, actions, merges and changes of the structure, newest
 * first: { rows, next }.  Administrators are told of everybody's, the others of their
 * own; of records, what these eyes see.
 *
 * in    after  as "next" of the page before; ""
 *       mine   the actor's own alone
 * errs  FORM   after is none
 */
MUST_USE enum err done_list(struct ctx *c, struct str after, bool mine, struct jw *w);
/*
 * How many records a job touched, and how many were changed since and would stay:
 * { total, looked, later }.  errs  ABSENT
 */
MUST_USE enum err done_look(struct ctx *c, int64_t job, struct jw *w);

#endif
