/*
 * merge.h - what the files of a merge share.
 *
 * A merge is a change of several records in one transaction: those that go into the
 * trash, the one that stays, and each that named one of those that go.  Each is
 * stored as any other change is, with its event, its words and what its traits do to
 * others; so history, feed, streams and chain need nothing more, and whose rights
 * reach a record hears of it.
 *
 * What it takes to make it as it was is kept beside (_merge…): of the one that stays
 * the values that changed, of all others ids and stamps.  So what is kept of a
 * person stands in one place more, and goes with any of the records it is of
 * (record_merge_forget).
 *
 *   merge_wish.c   what is asked, and by whom
 *   merge_choose.c which value of which record
 *   merge_move.c   what names one that goes names the one that stays; and back
 *   merge_stream.c whose stream it stands in
 *   merge_keep.c   what is remembered
 *   merge_show.c   what is told
 *   merge.c        the way
 *   unmerge.c      the way back
 */
#ifndef RECORD_MERGE_H
#define RECORD_MERGE_H

#include "record/room.h"

#define MERGE_LIST_MAX 50 /* merges of a record that are listed, the newest */
#define MERGE_MS 30000    /* the statements of a merge, all of them together */
#define MERGE_LONG 10000  /* records that name them: it will take a second or more */

struct merge {
	const struct entity *entity;
	int64_t id, stays; /* of the merge, and of the record that stays */
	int64_t goes[MERGE_MAX];
	size_t go_count;
	struct record *at[MERGE_MAX]; /* the one that stays, and the others as asked */
	size_t count;
	const struct record **chosen; /* by index of field, as "take" says; or NULL */
};

/* ---- the wish ---- */

/* in  mine  they are to be changed: in a transaction.  errs  INPUT · CLASH */
MUST_USE enum err merge_read(struct ctx *c, const struct entity *e, const json_t *wish,
    int64_t seen, bool mine, struct merge *out);
/* errs  DENIED */
MUST_USE enum err merge_allow(struct ctx *c, const struct merge *m);
bool merge_has(const struct merge *m, const struct entity *e, int64_t id);
/* May the actor say whose value of f is taken? */
bool merge_may_take(const struct ctx *c, const struct field *f);

/* ---- which value ---- */

/* Into the record that stays, m->at[0]->now.  Faults: too_many. */
void merge_choose(struct ctx *c, const struct merge *m);
/* Whose value of f it is; NULL: of several. */
const struct record *merge_source(
    struct ctx *c, const struct merge *m, const struct field *f);

/* ---- what names them ---- */

struct moved { /* of one field, those that the actor sees */
	const struct field *field;
	int64_t count;
};

/*
 * in    seen  count those only that the actor sees; else all are counted
 * out   of each field that names such records, where there are any
 */
MUST_USE enum err merge_count(
    struct ctx *c, const struct merge *m, struct moved **out, size_t *count);
/* errs  INPUT  more than MERGE_MOVES_MAX */
MUST_USE enum err merge_move(struct ctx *c, const struct merge *m, size_t *moved);
struct kept;
MUST_USE enum err merge_move_back(
    struct ctx *c, const struct merge *m, const struct kept *kept, size_t *moved);

/* When all are moved. */
MUST_USE enum err merge_streams(struct ctx *c, const struct merge *m);
MUST_USE enum err merge_streams_back(struct ctx *c, const struct merge *m);

/* ---- what is remembered ---- */

struct kept {
	int64_t id, record, version, actor, at_ms, undone_ms;
	struct str entity, body; /* body "": what it was is not known any more */
};

struct part {
	int64_t record, version;
	struct cell updated_ms, updated_by; /* as they were before */
};

/* All are stored.  in  shares  [[share, record], …]: those that moved, and from where */
MUST_USE enum err merge_keep(struct ctx *c, const struct merge *m, const json_t *shares);
/* And it is ours until the end of the transaction.  errs  ABSENT */
MUST_USE enum err merge_load(struct ctx *c, int64_t id, struct kept *out);
MUST_USE enum err merge_parts(
    struct ctx *c, int64_t id, struct part out[MERGE_MAX], size_t *count);
MUST_USE enum err merge_undone(struct ctx *c, int64_t id);
/*
 * Is the record as the merge left it, with this version?  A later merge that was taken
 * back left it so, too.
 */
MUST_USE enum err merge_untouched(struct ctx *c, const struct kept *kept,
    const struct record *rec, int64_t version, bool *yes);
/* The newest that made it one with another and still does; *merge 0: none did. */
MUST_USE enum err merge_of(struct ctx *c, int64_t record, int64_t *merge, int64_t *into);
/* The newest of those that went into it. */
MUST_USE enum err merge_into(struct ctx *c, int64_t record, int64_t *merge);

/* Cells, exactly: as JSON and back. */
json_t *cells_write(const struct field *f, const struct cell *v);
bool cells_read(struct arena *mem, const struct field *f, const json_t *in,
    struct cell out[TYPE_COLUMNS_MAX]);

/* ---- what is told ---- */

void merge_write_moved(struct jw *w, const struct moved *moved, size_t count);
/* Of a record in the trash, where it went, as the actor sees it: JSON, or "". */
MUST_USE enum err merge_told(struct ctx *c, struct ref which, struct str *out);

#endif
