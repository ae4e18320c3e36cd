/*
 * face.h - a row as it passes from the engine to JSON: what is asked of it, once for
 * all rows, and what stands in the one that passes.
 */
#ifndef RECORD_FACE_H
#define RECORD_FACE_H

#include "record/record.h"

struct face_right {
	struct grant grant;
	bool local; /* asked of the row's own cells */
};

/* What a page needs of a field. */
enum want {
	WANT_NOTHING,
	WANT_SHOWN, /* the columns that are written */
	WANT_ALL    /* and those it is found and sorted by */
};

struct face_cell {
	const struct field *field;
	int column;
};

struct face {
	const struct entity *entity;
	const struct field **fields; /* what is loaded, in the entity's order */
	size_t field_count;
	struct face_cell *cells; /* their columns */
	size_t cell_count;
	bool shown;   /* with titles and rights */
	bool *joined; /* by index of field: its title comes from a table of its own */
	bool *marked; /* and what it names can be one of the past */
	enum whose *whose; /* by index of field: in whose records it is told */
	bool asks_owner;   /* some only in the actor's own */
	struct face_right change, remove;
	bool asks_gone; /* it can be no more (reach.never, gone), and they may know */
	/* the row that passes */
	int64_t id, version, deleted_ms;
	struct cell *now;   /* entity->cell_count cells, those of cells are set */
	struct str *titles; /* of what a reference names, by index of field */
	struct str *marks;  /* and whether that is one of the past */
	bool may_change, may_delete;
	const struct never *gone; /* why it is no more; NULL: it is */
	bool mine;                /* asks_owner: it is the actor's own */
	struct str merged;        /* of one in the trash: where it went, as JSON; or "" */
};

/* Is f told of the row that passes?  Some are read for a rule only. */
static inline bool
face_tells(const struct face *face, const struct field *f)
{
	enum whose whose = face->whose[f->index];

	return whose == WHOSE_ALL || (whose == WHOSE_MINE && face->mine);
}

/* in  wanted  by index of field; NULL: all; what the actor does not see is left out */
void face_init(struct ctx *c, const struct entity *e, const enum want *wanted, bool shown,
    struct face *out);
/* "select …" of what face_take reads, from a table called t, and behind it the
 * " left join …" that this speaks of */
void face_select(struct ctx *c, const struct face *face, struct sql *q);
void face_join(struct ctx *c, const struct face *face, struct sql *q);
/* Of a record in memory, asking for the titles of what it names. */
MUST_USE enum err face_of(struct ctx *c, const struct record *rec, struct face *out);
/* Take a row; its text is valid until the next. */
void face_take(struct ctx *c, const struct rows *r, struct face *face);
struct face_taker {
	void (*take)(struct ctx *c, const struct face *face, void *arg);
	void *arg;
};

/* Each row with one of these ids that these eyes may see, in any order. */
MUST_USE enum err face_each(struct ctx *c, struct face *face, const int64_t *ids,
    size_t count, struct face_taker to);

/* ---- titles (face_title.c) ---- */

void face_choose_titles(struct ctx *c, struct face *face);
void face_take_titles(const struct rows *r, struct face *face, int *at);
void face_select_titles(struct ctx *c, const struct face *face, struct sql *q);
MUST_USE enum err face_ask_titles(struct ctx *c, struct face *face);
struct str face_title(struct ctx *c, const struct face *face);
/* Which entity its i-th field names a record of; NULL: none. */
const struct entity *face_names(const struct face *face, size_t i);

/* ---- who is no more, and what has ended (past.c) ---- */

/* Can one of e be gone, and may they know?  Can one be marked at all? */
bool past_gone(struct ctx *c, const struct entity *e);
bool past_marks(struct ctx *c, const struct entity *e);
/* " case … end" of the row in this table, for past_reason */
void past_add_gone(
    struct ctx *c, const struct entity *e, const char *alias, struct sql *q);
/* What past_write takes; null of what is not of the past. */
void past_add_mark(
    struct ctx *c, const struct entity *e, const char *alias, struct sql *q);
/* The same before a title, in one text; past_cut takes it off again. */
void past_add_before(
    struct ctx *c, const struct entity *e, const char *alias, struct sql *q);
struct str past_cut(struct str *title);
const struct never *past_reason(const struct entity *e, struct str mark);
/* Of a record in memory that can be gone. */
const struct never *past_now(
    struct ctx *c, const struct entity *e, const struct cell *now);
/* "gone": why; "ended": since when; nothing of what is neither. */
void past_write_gone(
    struct ctx *c, struct jw *w, const struct entity *e, const struct never *why);
void past_write_ended(struct ctx *c, struct jw *w, struct str day);
void past_write(struct ctx *c, struct jw *w, const struct entity *e, struct str mark);

/* ---- in the archive (archive.c) ---- */

bool face_is_archived(const struct face *face);
/* "archived_ms": since when. */
void face_write_archived(struct jw *w, const struct face *face);

/* ---- as JSON (face_write.c, doubted.c) ---- */

void face_write_ended(struct ctx *c, struct jw *w, const struct face *face);
void face_write_doubted(struct ctx *c, struct jw *w, const struct face *face);
void face_write(struct ctx *c, struct jw *w, const struct face *face, bool as_list);

#endif
