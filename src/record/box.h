/*
 * box.h - what the files of the search box share.
 *
 * box.c  looks, and asks   hit.c  a hit: its order, how it is shown, why it is there
 * meant.c  mistyped words  narrow.c  "stage: won", "phone: 0912"
 */
#ifndef RECORD_BOX_H
#define RECORD_BOX_H

#include "record/room.h"

/* What the words are to a record, the best first. */
enum likeness { LIKE_SAME, LIKE_WHOLE, LIKE_BEGUN, LIKE_ELSEWHERE };

struct shown { /* a hit that these eyes may see */
	const struct entity *entity;
	int64_t id, changed_ms;
	size_t place; /* among the hits of the index */
	struct str title;
	enum likeness likeness;
	bool mine;
	struct str row; /* as JSON, of those that are answered */
};

struct found {
	struct str words;       /* folded, that were asked */
	LIST(struct shown) at;  /* when put in order: the best first */
	bool more;              /* there may be others */
	enum archived archived; /* of the archive: what is asked for */
	size_t away;            /* hits that are there, and left out */
};

/* ---- hit.c ---- */

enum likeness box_likeness(struct ctx *c, struct str title, struct str asked);
/* Of hits, those that these eyes may see, in place of what was found, or beside it. */
MUST_USE enum err box_take(
    struct ctx *c, const struct hit *hits, size_t count, struct found *found);
MUST_USE enum err box_take_of(struct ctx *c, const struct entity *e,
    const struct hit *hits, size_t count, struct found *found);
/* "hits": […], the best of them. */
MUST_USE enum err box_write(
    struct ctx *c, struct jw *w, struct found *found, size_t most);

/* ---- box.c ---- */

typedef LIST(struct hit) hit_list;

/* Is it one of the kinds that are asked, and may the actor read any of it? */
bool box_asks(struct ctx *c, const struct entity *only, const struct entity *e);
/* The first `most` that are shown. */
MUST_USE enum err box_look(
    struct ctx *c, struct search_ask *ask, size_t most, struct found *found);
/* A page of e, as a list would show it: what the actor may see, and nothing else. */
MUST_USE enum err box_add_page(struct ctx *c, struct query query, hit_list *to);

/* ---- meant.c ---- */

/* Nothing is shown: what may have been meant is asked instead.  out  *meant  or "" */
MUST_USE enum err box_meant(struct ctx *c, struct search_ask *ask, size_t most,
    struct found *found, struct str *meant);

/* ---- narrow.c ---- */

#define NARROW_MAX 4 /* fields that one question is narrowed by */

struct narrow {
	struct str label, value; /* the label folded */
};

struct narrows {
	struct narrow at[NARROW_MAX];
	size_t count;
	struct str words; /* the others */
};

/* Take "label: value" out of the words, where it is a label of a field of what is asked
 * that the actor has. */
void box_cut_narrows(
    struct ctx *c, const struct entity *only, struct str words, struct narrows *out);
MUST_USE enum err box_narrow(struct ctx *c, const struct search_ask *ask,
    const struct narrows *narrows, size_t most, struct found *found);

#endif
