/*
 * room.h - what an index must do, one for each engine.
 */
#ifndef SEARCH_ROOM_H
#define SEARCH_ROOM_H

#include "search/search.h"

struct search_index {
	const char *key; /* the column of _search that is the record's id */
	enum err (*fit)(struct ctx *c);
	enum err (*has_apart)(struct ctx *c, bool *out); /* a place for words apart? */
	enum err (*put)(struct ctx *c, const struct entity *e,
	    const struct search_words *words, bool is_new);
	enum err (*drop)(struct ctx *c, int64_t id);
	enum err (*find)(
	    struct ctx *c, const struct search_ask *ask, struct hit *hits, size_t *count);
	enum err (*clear)(struct ctx *c);
	enum err (*fill)(struct ctx *c, const struct entity *e,
	    const struct search_words *words, size_t count);
	enum err (*filled)(struct ctx *c);
	enum err (*scrub)(struct ctx *c, bool *more); /* NULL: nothing is ever left */
	enum err (*where)(struct ctx *c, const struct search_list *list,
	    const char *alias, struct sql *q);
};

extern const struct search_index search_fts5, search_tsvector;

/* ---- near.c: what may have been meant ---- */

struct near {
	struct str word;         /* itself */
	LIST(struct str) others; /* one mistake away */
	struct str head;         /* or whatever begins so, if there are letters */
};

/* The words, each as it may have been meant.  out  room for SEARCH_WORDS */
size_t near_words(struct arena *mem, struct str words, int mistakes, struct near *out);

MUST_USE enum err search_has_apart(struct ctx *c, bool *out);
/* Parts of e that are asked. */
unsigned search_scope_of(const struct ctx *c, search_scope scope, const struct entity *e);
/* A number as it is dialled at home, 0903…, without its zero; "" if it is none. */
struct str search_dialled(struct str word);
/* Rows of (id, kind) behind the hits that are there, each record once. */
void search_take(
    struct ctx *c, struct rows *r, int limit, struct hit *hits, size_t *count);

#endif
