/*
 * search.h - the door of search/: one index over everything, in folded words.
 *
 * What is asked is folded as what is kept, so `nguyen` finds Nguyễn, an Arabic
 * kaf finds a Persian one, two Chinese characters find a name, four digits find
 * a phone.  Newest first; titles before the rest.
 *
 * Limits  SEARCH_WORDS words of a query, SEARCH_TEXT words of a record.
 */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include "meta/meta.h"

#define SEARCH_WORDS 8
#define SEARCH_TEXT 400
#define SEARCH_CANDIDATES 2000 /* rows that a list narrowed by words looks at */

struct hit {
	int64_t id;
	struct str entity;
};

MUST_USE enum err search_fit(struct ctx *c); /* make the index if it is not there */
bool search_covers(const struct entity *e);  /* is it what a search box is for? */
/*
 * Living records of e that are not in the index (with the id of one), and how
 * many more it holds than there are.
 */
MUST_USE enum err search_examine(struct ctx *c, const struct entity *e, int64_t *lost,
    int64_t *stray, int64_t *example);
/* title and body are folded words, as fold_words() makes them. */
MUST_USE enum err search_put(struct ctx *c, const struct entity *e, int64_t id,
    struct str title, struct str body, bool is_new);
MUST_USE enum err search_drop(struct ctx *c, int64_t id);
/* e NULL: of every entity.  At most limit hits, into c->mem. */
MUST_USE enum err search_find(struct ctx *c, struct str words, const struct entity *e,
    int limit, struct hit **out, size_t *count);
/* " and alias.id in (…)"; none, if the words hold nothing to look for. */
MUST_USE enum err search_where(struct ctx *c, struct str words, const struct entity *e,
    const char *alias, struct sql *q);

/* ---- the whole index anew, in a database that nobody else has open ---- */

struct search_words {
	int64_t id;
	struct str title, body; /* folded words */
};

/* Forget all; in a transaction.  Then fill, by rising id; then search_filled(). */
MUST_USE enum err search_clear(struct ctx *c);
MUST_USE enum err search_fill(struct ctx *c, const struct entity *e,
    const struct search_words *words, size_t count);
MUST_USE enum err search_filled(struct ctx *c);

#endif
