/*
 * fit.h - what fit.c and fit_index.c share.  A room of meta/.
 */
#ifndef META_FIT_H
#define META_FIT_H

#include "meta/compile.h"

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
	const struct entity *asked; /* whether it is large */
	bool large;
};

/* It is there; since this fitting. */
bool fit_made(const struct fitting *t, struct str what);
bool fit_is_new(const struct fitting *t, struct str what);
/* Run one statement and remember what it made. */
MUST_USE enum err fit_make(struct fitting *t, struct str what, const struct sql *define);
struct str fit_column(struct ctx *c, const struct field *f, int i);
/* All indexes that the entity wants, and that are not there. */
MUST_USE enum err fit_indexes(struct fitting *t, const struct entity *e);

#endif
