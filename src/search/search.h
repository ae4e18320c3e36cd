/*
 * search.h - the door of search/: one index over everything, in folded words.
 *
 * What is asked is folded as what is kept, so `nguyen` finds Nguyễn, an Arabic
 * kaf finds a Persian one, two Chinese characters find a name, four digits find
 * a phone.  Newest first; titles before the rest.  Where nothing is found, mistyped
 * words are taken for what is nearly the same in titles (near.c).
 *
 * Words of fields that not everybody has are kept apart from the others; what the
 * index holds is remembered (known.c), so that nobody is answered by words of what
 * they do not see, also while the index is made anew.
 *
 * Limits  SEARCH_WORDS words of a query, SEARCH_TEXT words of a record.
 */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H

#include "meta/meta.h"

#define SEARCH_WORDS 8
#define SEARCH_TEXT 400
#define SEARCH_CANDIDATES 2000 /* hits of a list, for who is shown them all */
#define SEARCH_NEAR_MIN 4      /* letters of a word that may be mistyped */
#define SEARCH_NEAR_LONG 8     /* from which on it may be twice */
#define SEARCH_NEAR_MAX 20     /* and longer ones are not looked at */

/* Of the index of an entity, what somebody is answered by beside the titles. */
enum { SEARCH_BODY = 1, SEARCH_APART = 2 };

/* The parts of each entity, by its place in the metadata; NULL: the body of all. */
typedef const unsigned char *search_scope;

struct search_words { /* of a record: folded words, as fold_words() makes them */
	int64_t id;
	struct str title, body, apart;
};

struct hit {
	int64_t id;
	struct str entity;
};

MUST_USE enum err search_fit(struct ctx *c); /* make the index if it is not there */
bool search_covers(const struct entity *e);  /* is it what a search box is for? */
bool search_holds(const struct field *f);    /* words of it, beside the title's? */
bool search_parts(const struct field *f);    /* apart from the others'? */
/* What the index holds, into a snapshot that is not in force yet. */
MUST_USE enum err search_know(struct ctx *c, struct meta *meta);
/* It holds of e what it should: in the transaction that saw to it. */
MUST_USE enum err search_settle(struct ctx *c, const struct entity *e);
/*
 * Living records of e that are not in the index (with the id of one), and how
 * many more it holds than there are.
 */
MUST_USE enum err search_examine(struct ctx *c, const struct entity *e, int64_t *lost,
    int64_t *stray, int64_t *example);
MUST_USE enum err search_put(
    struct ctx *c, const struct entity *e, const struct search_words *words, bool is_new);
MUST_USE enum err search_drop(struct ctx *c, int64_t id);
struct search_ask {
	struct str words;
	search_scope scope;
	const struct entity *only; /* NULL: every entity */
	/*
	 * Who asks is shown whatever is found: then the words as they stand may be
	 * enough, and are not looked for as beginnings too.  Where something is hidden
	 * that would tell of it, by what is missing beside it.
	 */
	bool all_shown;
	/* 0, or 1, 2: titles in which each word may be mistyped so often */
	int mistakes;
	int limit;
};
/* At most limit hits, into c->mem. */
MUST_USE enum err search_find(
    struct ctx *c, const struct search_ask *ask, struct hit **out, size_t *count);

struct search_list { /* a list that is narrowed by words */
	const struct entity *entity;
	struct str words;
	search_scope scope;
	/*
	 * All that have them: where something else leaves out some of those.  The newest
	 * SEARCH_CANDIDATES are enough for who is shown each of them; else what is hidden
	 * takes places, and tells of its words by what is missing
	 */
	bool whole;
	int mistakes; /* as of struct search_ask */
};

/* How often the folded word may be mistyped: 0, 1 or 2. */
int search_mistakes_in(struct str word);
/* How many mistakes lie between two of them; INT_MAX: it is not counted. */
int search_mistakes(struct str a, struct str b);

/* " and alias.id in (…)"; none, if the words hold nothing to look for. */
MUST_USE enum err search_where(
    struct ctx *c, const struct search_list *list, const char *alias, struct sql *q);

/*
 * Let nothing be left of the words of records that were dropped: a part of that
 * work, in the caller's transaction.  out  *more  call again, in another one
 */
MUST_USE enum err search_scrub(struct ctx *c, bool *more);

/* ---- the whole index anew, in a database that nobody else has open ---- */

/* Forget all; in a transaction.  Then fill, by rising id; then search_filled(). */
MUST_USE enum err search_clear(struct ctx *c);
MUST_USE enum err search_fill(struct ctx *c, const struct entity *e,
    const struct search_words *words, size_t count);
MUST_USE enum err search_filled(struct ctx *c);

#endif
