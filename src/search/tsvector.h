/*
 * tsvector.h - what the files of PostgreSQL's index share.
 *
 * tsvector.c  make, keep   tsvector_ask.c  ask   tsvector_fill.c  the whole anew
 */
#ifndef SEARCH_TSVECTOR_H
#define SEARCH_TSVECTOR_H

#include "search/room.h"

#define SLAB 16384   /* records */
#define WORD_MAX 120 /* characters of a word that count; also in _search_words() */

/* The sequence that counts the records of a kind. */
struct str tsvector_series(struct ctx *c, const struct entity *e);
MUST_USE enum err tsvector_make_index(struct ctx *c);

MUST_USE enum err tsvector_find(
    struct ctx *c, const struct search_ask *ask, struct hit *hits, size_t *count);
MUST_USE enum err tsvector_where(
    struct ctx *c, const struct search_list *list, const char *alias, struct sql *q);

MUST_USE enum err tsvector_clear(struct ctx *c);
MUST_USE enum err tsvector_fill(struct ctx *c, const struct entity *e,
    const struct search_words *words, size_t count);
MUST_USE enum err tsvector_filled(struct ctx *c);

#endif
