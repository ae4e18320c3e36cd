/*
 * pair.h - two records that may be one: how it is found out, and what is kept of it.
 *
 * Nobody compares all with all.  Each record says, for every key of its entity
 * ("match"), in what it would have to agree with another: a few marks.  Marks are
 * gathered and sorted; who has the same mark is compared, value by value.  How sure
 * the keys that agree make, and how unsure what differs ("unlike"), is data.
 *
 *   pair_form.c   a value as it is compared
 *   pair_name.c   names, about the same
 *   pair_score.c  what two records agree in, and how sure that makes
 *   pair_gather.c who could be one with whom
 *   alike.c       who may be one with a record that is about to be
 *   pair_find.c   the way over the whole table, and what is kept of it
 *   pair_eyes.c   the same, for who may not ask all of it
 *   pair.c        what is told of it, and what people say to it
 *
 * A pair that is kept (_pair) holds ids, a number and names of fields: no value.  It
 * stands as long as both records do, and is told to those who see both.  Who may ask all
 * that records are compared by is told what was kept; for others the pair is judged
 * anew, by what they may ask.  So that nothing else is to be read off the list, a
 * search keeps what would be sure enough if nothing differed, where fields are hidden.
 */
#ifndef RECORD_PAIR_H
#define RECORD_PAIR_H

#include "record/room.h"

#define PAIR_FLOOR 50          /* less sure is not worth anybody's time */
#define PAIR_GROUP_MAX 20      /* more who share a value share a switchboard */
#define PAIR_MARKS_MAX 4000000 /* at a time; more take another walk over the table */
#define PAIR_MOST_MAX 2000000  /* that are compared in one search */
#define PAIR_PAGE_MAX 50
#define PAIR_JUDGED_MAX 2000 /* the newest, that are judged anew for who asks */

/* ---- values, as they are compared ---- */

/* "": it says nothing.  In mem. */
struct str form_of(struct arena *mem, const struct field *f, const struct cell *v);
/* Of the form of an e-mail address, or of a page; "" where it is everybody's: anybody
 * may have a mailbox there, and it says nothing of who works where. */
struct str form_domain(const struct meta *meta, struct str form);
/* What two forms of f that are the same have in common, exactly. */
struct str form_mark(const struct field *f, struct str form);
bool form_same(const struct field *f, struct str a, struct str b);
bool form_is_name(const struct field *f);
/* As form_of(), but it may stand in v; not of a name, which is dear. */
struct str form_peek(struct arena *mem, const struct field *f, const struct cell *v);

#define NAME_WORDS_MAX 8
#define NAME_LIKE 80 /* from here on names are about the same */

/* The words of a name, folded, in order of letters, without what any may have
 * (Mr, Ltd).  in  person  whose it is: a human being's */
struct str name_form(struct arena *mem, struct str folded, bool person);
size_t name_words(struct str form, struct str out[NAME_WORDS_MAX]);
/* 0…100, of two forms. */
int name_likeness(struct str a, struct str b);

/* ---- two records ---- */

struct profile {
	int64_t id;
	bool there;
	struct str *forms;      /* by index of field */
	struct str *domains;    /* of those that are compared by theirs */
	const struct cell *now; /* of the one that others are laid beside; else NULL */
};

/* in  asked  by index of field: those that count; NULL: all.  In c->mem
 *     own    whose names need not be read anew where they are these; or NULL */
void profile_read(struct ctx *c, const struct entity *e, const struct cell *now,
    const bool *asked, const struct profile *own, struct profile *out);
/*
 * May a record of these cells agree with own in some key?  Asked before anything is made
 * of its names, so it takes names for the same: false is certain, true is not.
 */
bool profile_may_meet(struct ctx *c, const struct entity *e, const struct cell *now,
    const bool *asked, const struct profile *own);
struct profiles { /* by rising id */
	struct profile *at;
	size_t count;
};

/* Of those of ids, which are put in order, that live; whoever asks. */
MUST_USE enum err profiles_load(struct ctx *c, const struct entity *e, int64_t *ids,
    size_t count, const bool *asked, struct profiles *out);
const struct profile *profile_of(const struct profiles *all, int64_t id); /* or NULL */
/* "select …" of what is compared, and of no other field, " from … t"; and a row of it. */
void profile_select(struct sql *q, const struct entity *e);
void profile_peek(const struct rows *r, struct record *into); /* until the next row */
void profile_take(struct ctx *c, const struct rows *r, struct record *into,
    const bool *asked, struct profile *out);

/* By key of the entity: how many share what these two agree in; 0: they do not. */
struct shared {
	uint8_t by[META_MATCH_MAX];
};

struct verdict {
	int score;         /* 0…99 */
	int most;          /* what it would be if nothing differed */
	unsigned agree;    /* a bit for each key that counted */
	unsigned disagree; /* a bit for each of "unlike" that did */
};

/* Of those keys that shared names; the values decide. */
struct verdict pair_judge(const struct entity *e, const struct profile *a,
    const struct profile *b, const struct shared *shared);
/* The fields in which they agree, of the keys that counted. */
void pair_why(const struct entity *e, const struct profile *a, const struct profile *b,
    const struct verdict *v, struct alike *out);
/* The same, as it is kept and told: { agree, differ } as JSON, of fields that are asked.
 */
struct str pair_told(
    struct ctx *c, const struct entity *e, const struct verdict *v, const bool *asked);
/* No two that share these can be surer. */
int pair_at_most(const struct entity *e, const struct shared *shared);

/* ---- what is kept, for these eyes (pair_eyes.c) ---- */

struct pair_row {
	int64_t id, low, high, score;
	struct str why;
};

/* By index of field: may the actor ask it?  Is some key theirs to ask? */
bool *pair_asked(const struct ctx *c, const struct entity *e);
bool pair_key_asked(const struct entity *e, const bool *asked);
/* Is the actor told of pairs, of those records that are theirs to see?  May they ask all
 * that makes one? */
bool pair_tells(const struct ctx *c, const struct entity *e);
bool pair_sees_fields(const struct ctx *c, const struct entity *e);
/* For who may not.  out  exact  there are no more than were judged */
MUST_USE enum err pairs_judged(struct ctx *c, const struct entity *e,
    const struct rule *only, struct pair_row **out, size_t *count, bool *exact);
struct pair_tally {
	int64_t owner, records;
};

/* Of those that query asks, how many stand in a pair that the actor is told of, by owner
 * (0: nobody's).  errs  ABSENT  they are told of none, whatever there is */
MUST_USE enum err pairs_count(
    struct ctx *c, const struct query *query, struct pair_tally **out, size_t *count);
/* Those that are pairs by these fields alone, the surest first: score and why anew. */
MUST_USE enum err pairs_judge(struct ctx *c, const struct entity *e, const bool *asked,
    struct pair_row *rows, size_t *count);

/* ---- who could be one with whom ---- */

struct mark { /* the last bits of what: the key */
	uint64_t what;
	int64_t id;
};

struct twins {
	int64_t low, high;
	struct shared shared;
};

struct skipped { /* so many share a value that it tells nothing */
	size_t key;
	int64_t count, like; /* like: one that has it */
};

#define SKIPPED_MAX 20

struct gathered {
	struct mark *marks;
	size_t mark_count, mark_size;
	struct twins *twins;
	size_t twin_count, twin_size;
	struct skipped skipped[SKIPPED_MAX]; /* the largest */
	size_t skipped_count, skipped_all;
	bool full;           /* PAIR_MOST_MAX were found, and not all */
	const int64_t *only; /* whose twins are asked for; NULL: everybody's */
};

void gathered_clear(struct gathered *g);
/* Its marks of one walk of walks. */
void gather_marks(struct gathered *g, const struct entity *e, const struct profile *p,
    size_t walk, size_t walks);
/* Of all marks, who has the same; the marks are gone then. */
void gather_twins(struct gathered *g, const struct entity *e);
/* When all walks are done: each pair once, by its first id. */
void gather_done(struct gathered *g);

#endif
