/*
 * fit.h - what fit.c, fit_index.c, fit_list.c and fit_unique.c share.  A room of meta/.
 */
#ifndef META_FIT_H
#define META_FIT_H

#include "meta/compile.h"

struct waiting { /* a unique index that a job is to make */
	struct str index;
	bool wanted; /* by this metadata still */
};

struct fitting {
	struct ctx *c;
	struct meta *meta;
	struct map made;  /* what there is */
	struct map types; /* "deal.amount" -> its type */
	bool plan;
	bool at_once; /* indexes of large tables, too */
	struct str *unread;
	struct problems *problems;
	struct text *said;
	LIST(struct late_index) late;
	LIST(struct waiting) waits; /* from before */
	const struct entity *asked; /* whether it is large */
	bool large;
};

/* It is there; since this fitting. */
bool fit_made(const struct fitting *t, struct str what);
bool fit_is_new(const struct fitting *t, struct str what);
/* Run one statement and remember what it made. */
MUST_USE enum err fit_make(struct fitting *t, struct str what, const struct sql *define);
struct str fit_column(struct ctx *c, const struct field *f, int i);
/* It is made, or known: for this fitting and all later ones. */
MUST_USE enum err fit_note(struct fitting *t, struct str what);

/* An index that is made and not wanted any more. */
MUST_USE enum err fit_drop(struct fitting *t, struct str what, struct str name);

/* All indexes that the entity wants, and that are not there. */
MUST_USE enum err fit_indexes(struct fitting *t, const struct entity *e);
/* Are its records too many for an index in the change? */
MUST_USE enum err fit_is_large(struct fitting *t, const struct entity *e, bool *large);
/* The job's; the plan says it, and what is said behind. */
void fit_later(struct fitting *t, const struct late_index *x, const char *say);
struct str fit_index_name(
    struct arena *mem, const struct field *f, int column, const char *kind);
struct str fit_column_what(
    struct ctx *c, const struct field *f, int column, const char *kind);

MUST_USE enum err fit_unique(struct fitting *t, const struct field *f);
MUST_USE enum err fit_not_unique(struct fitting *t, const struct field *f);
/* Of what stands in _made: is a unique index waited for?  And those that nobody wants
 * any more are waited for no longer, once all entities were looked at. */
void fit_note_wait(struct fitting *t, struct str what);
MUST_USE enum err fit_end_waits(struct fitting *t);
/* In _made no more. */
MUST_USE enum err fit_forget(struct ctx *c, struct str what);

/* Those on several columns. */
MUST_USE enum err fit_lists(struct fitting *t, const struct entity *e);

/* ---- fit_index.c, for fit_list.c ---- */

#define LEAN "a" /* without the archive */

/* Now, or by a job. */
MUST_USE enum err fit_index(struct fitting *t, const struct late_index *x);
/* Engines cut names at 63 letters: a longer one ends in what tells it apart. */
struct str fit_short_name(struct arena *mem, struct str name);
/* As _made knows an index without the archive; no field is called so. */
const char *fit_lean_mark(bool lean);
/* " where …": what is not in the trash; lean: nor in the archive. */
void fit_living(struct sql *q, bool lean);
/* When the one that is wanted is there, and not only to come. */
MUST_USE enum err fit_drop_other(
    struct fitting *t, struct str wanted, struct str what, struct str name);

#endif
