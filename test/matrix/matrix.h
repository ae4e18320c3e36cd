/*
 * matrix.h - who may what, proven: every role, entity, field and way.
 *
 * A company is made: people with roles in several units, and records of every
 * entity, one for each owner.  Each text in it is a canary,
 * CNR-entity-field-number-owner, that names itself wherever it turns up.  What
 * must be answered is known beforehand, from the declarations and an evaluator
 * of our own (rule.c), never from Kith; then each person asks for everything,
 * in every way there is, and each answer is laid beside what it must be.
 *
 * Every answer, of whatever way, is held to this (ask.c):
 *
 *   no canary in it that its reader may not read, in files that are zipped too
 *   no status of 500 or above
 *   after a change that was refused, the database is as it was
 *
 *   main.c     the order of things, and the count of what was checked
 *   model.c    entities, fields and rights, as the documents declare them
 *   cast.c     the people, and the records that are made for each
 *   rule.c     may they?  the reference
 *   ask.c      a request, its answer, and what holds for each
 *   store.c    the database behind the server's back
 *   routes.c   every way in is in ways.table, or the build fails
 *   read.c     list where sort group sum count read history timeline search
 *   why.c      why, and through the eyes of others
 *   write.c    create change delete restore convert act shares
 *   many.c     bulk import
 *   hand.c     all that somebody owns, to somebody else
 *   carry.c    export files persons
 *   hear.c     streams and the feed
 *   leave.c    records get other owners: whom one leaves, and whom it comes to
 *   infer.c    what is forbidden changes, and no answer does
 *   merge.c    merges, and back
 *   pairs.c    pairs that may be one
 *   offers.c   what a price list says
 *   document.c what is in a document of a record
 *   lines.c    a record and its lines in one step
 *   late.c     rights change while everybody is at it
 */
#ifndef MATRIX_MATRIX_H
#define MATRIX_MATRIX_H

#include "../torture/kit.h"

#define PEOPLE_MAX 20
#define ENTITIES_MAX 60
#define FIELDS_MAX 60
#define ROWS_MAX 3000
#define PAGE_MAX 200 /* of an entity with more, as notices become, no list is whole */
#define PLACES 4096  /* more than ROWS_MAX: 12 bits of a hash */

enum right { READ, CREATE, CHANGE, DELETE, EXPORT, IMPORT, HAND, SHARE, RIGHTS };
extern const char *const right_names[RIGHTS];

struct field {
	const char *name, *type;
	const json_t *says; /* its declaration; NULL: a trait or the program adds it */
	const struct entity *to; /* of a ref */
	const struct entity *of;
	double min, max; /* HUGE_VAL: none */
	bool required, readonly, unique, computed, system, sortable, hidden;
	bool own;          /* private: the owner's alone */
	const json_t *see; /* roles that see it; NULL: all */
	const json_t *change;
	const char *lost; /* a role that lost it; NULL: none */
	bool carried;     /* its values are canaries */
	bool proven;      /* a code of some scheme: no canary is one */
};

struct entity {
	const char *name;
	json_t *doc;
	struct field fields[FIELDS_MAX];
	size_t field_count;
	const struct field *title;
	bool server;
	size_t rows[ROWS_MAX], row_count; /* places in matrix.rows */
};

struct person {
	const char *name;
	const char *roles;                  /* "seller agent" */
	const char *unit, *teams, *manager; /* "": none */
	const char *deputy;       /* who stands in for them while they are away: */
	const char *from, *until; /* days; NULL: without an end */
	bool away;                /* and today is one */
	const char
	    *scopes; /* they come by a token for these; NULL: signed in as browsers are */
	const char *of; /* another way in of that person; NULL: a person */
	char id[24], token[200], password[80];
	bool admin;
};

struct row {
	struct entity *entity;
	int number; /* in its canaries */
	char id[24];
	const struct person *owner;
	json_t *seen; /* as an administrator reads it */
	json_t *own;  /* what its owner alone reads, of private fields */
	bool gone;    /* in the trash */
	struct share {
		const char *kind, *who; /* "user" "sal" */
		bool change;
	} shares[4];
	size_t share_count;
	bool reads[PEOPLE_MAX];
};

struct matrix {
	struct kit *kit;
	struct person people[PEOPLE_MAX]; /* the first: an administrator */
	size_t person_count;
	struct entity entities[ENTITIES_MAX];
	size_t entity_count;
	struct row rows[ROWS_MAX];
	size_t row_count;
	size_t places[PLACES]; /* by id: the place in rows, and one; 0: free */
	const char *way;       /* what is being tried, for the count and for messages */
	const char *about;     /* more of it, for messages */
	size_t thin;           /* of the pairs of a person and an entity, every thin-th */
	bool late;  /* values are not those that were made: no filter goes by them */
	bool first; /* difference: no more is asked (FIRST=1 in the environment) */
	const char *said; /* by who asks, in what went before: it may come back */
	char currency[8];
};

/* ---- main.c ---- */

/* One check more, in the present way; a difference is told and counted. */
void check(struct matrix *m, bool holds, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void way(struct matrix *m, const char *name);
bool way_tried(const char *name);

/* Is this pair left out?  THIN=4 in the environment tries a quarter of them. */
bool skipped(const struct matrix *m, const struct person *p, const struct entity *e);

/* ---- model.c ---- */

/* The documents in these folders. */
void model_read(struct matrix *m, const char *const *folders, size_t count);
/* Fields and their types, from what an administrator is told. */
void model_complete(struct matrix *m);
struct entity *entity_of(struct matrix *m, const char *name);
struct field *field_of(struct entity *e, const char *name);
bool has_trait(const struct entity *e, const char *trait);

/* ---- cast.c ---- */

void cast_hire(struct matrix *m);
bool is_made(const struct entity *e); /* by us, of what the type says, for each owner */
/* What some people look after: "@territory". */
struct territory {
	const char *name, *entity, *rule, *people;
};
#define TERRITORIES 3
extern const struct territory territories[TERRITORIES];
/* May a field that names any of several name one of these? */
bool may_name(const struct field *f, const struct entity *to);
const struct person *person_named(const struct matrix *m, const char *name);
const struct person *person_by_id(const struct matrix *m, const char *id);
/* Is the unit the other, or below it? */
bool is_below(const char *unit, const char *above);
/* Sessions, and who they are; the administrator's with this password. */
void cast_enter(struct matrix *m, const char *password);
void cast_make(struct matrix *m); /* the records */
/* What all records are now, and who reads them: asked anew of the administrator. */
void cast_look(struct matrix *m);
/* Who reads it, as it is known. */
void cast_see(struct matrix *m, struct row *r);
struct row *row_by_id(struct matrix *m, const char *id);
struct row *row_by_number(struct matrix *m, int number);
/* A body for a new record that p may refer from; number: of its canaries. */
json_t *cast_body(struct matrix *m, struct entity *e, const struct person *p, int number,
    const char *owner);

/* ---- rule.c: the reference ---- */

bool may(struct matrix *m, const struct person *p, enum right right, const struct row *r);
/* Of values that are not stored: fields as on the wire. */
bool may_values(struct matrix *m, const struct person *p, enum right right,
    const struct entity *e, const json_t *fields);
/* To give it to that owner, and nothing else of it. */
bool may_hand(
    struct matrix *m, const struct person *p, const struct row *r, const json_t *after);
bool may_hand_changed(struct matrix *m, const struct person *p, const struct row *r,
    const json_t *kept, const json_t *after);
/* For no row at all? */
bool never(
    struct matrix *m, const struct person *p, enum right right, const struct entity *e);
bool sees(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f, const struct row *r);
/* A field one never sees is one that is not there. */
bool knows(struct matrix *m, const struct person *p, const struct field *f);
/* And may they find, sort and sum by it? */
bool finds(struct matrix *m, const struct person *p, const struct field *f);
/* Of records that they may change. */
bool sets(struct matrix *m, const struct person *p, const struct field *f);
bool is_owner(const struct person *p, const struct row *r);
static inline bool
reads(struct matrix *m, const struct person *p, const struct row *r)
{
	return r->reads[p - m->people];
}

/* ---- ask.c ---- */

struct answer {
	int status;
	const char *body;
	size_t len;
	const char *text; /* of a file that is a zip, all its parts; else the body */
	const char *type, *etag, *cookie; /* "": none */
	json_t *json;                     /* NULL: it is none */
};

/*
 * Valid until p asks again.  body NULL: none.  The path is escaped where it has
 * what a path cannot have; arguments fill it.
 */
const struct answer *ask(struct matrix *m, const struct person *p, const char *method,
    json_t *body, const char *path, ...) __attribute__((format(printf, 5, 6)));
const struct answer *ask_bytes(struct matrix *m, const struct person *p,
    const char *method, const char *bytes, size_t len, const char *path, ...)
    __attribute__((format(printf, 6, 7)));
/* A field of e whose text p could change, and nothing depends on. */
const struct field *plain_field(
    struct matrix *m, const struct person *p, struct entity *e);
/* What the job that a was told of came to; NULL: it was not told of one. */
json_t *job_done(struct matrix *m, const struct person *p, const struct answer *a);
/* A header of the next requests; NULL: no more. */
void ask_header(struct matrix *m, const char *header);
size_t asked(void);
json_t *rows_of(const struct answer *a); /* borrowed; an empty list if none */
char *escaped(const char *text);         /* for a query; to be freed */
/* Loses unless it has that status. */
const struct answer *must(struct matrix *m, int status, const struct answer *a);

/* ---- store.c ---- */

/* Shares that end some day have ended. */
void store_open(struct matrix *m);
/* It is as it should be: from here on nothing may change in it, … */
void store_hold(struct matrix *m);
/* … until somebody was allowed to. */
void store_let(struct matrix *m);
/* Held, and not as it was?  out: what differs */
bool store_changed(struct matrix *m, char *out, size_t size);
/* One statement that answers rows, behind the server's back. */
void store_run(struct matrix *m, const char *sql);
/* Until what the server does by itself is done: rights that change leave it work. */
void store_rest(struct matrix *m);
void store_close(struct matrix *m);

/* ---- the ways ---- */

void routes(struct matrix *m, const char *table);
void routes_tried(struct matrix *m); /* in the end */
void read_all_ways(struct matrix *m);
void why_all_ways(struct matrix *m);
void write_all_ways(struct matrix *m);
void bulk_all(struct matrix *m, const struct person *p);
void import_all(struct matrix *m, const struct person *p);
void hand_all(struct matrix *m, const struct person *p);
void carry_all_ways(struct matrix *m);
void exports_all(struct matrix *m);
void hear_all_ways(struct matrix *m);
void leave_all_ways(struct matrix *m);
/* Streams and feed, where this happens after all have begun to listen; NULL: nothing. */
void hear_through(struct matrix *m, void (*happens)(struct matrix *m));
/* A change of a record that everybody reads: who is told of it was told of all before. */
const struct row *hear_fence(struct matrix *m);
/* What the feed tells p of what came behind this place: id of a record to its last row.
 * Up to the fence, if there is one: while anybody on that server writes, what came later
 * is not settled, and is not told yet. */
json_t *read_feed(
    struct matrix *m, const struct person *p, const char *after, const struct row *fence);
/* What a field is given that takes not just any text; NULL: it does. */
const char *given_value(const struct entity *e, const struct field *f);
/* May what is given be said by p?  Else it is refused where it stands. */
bool given_speaks(struct matrix *m, const struct person *p, const struct entity *e);
/* Where the feed is now. */
void feed_place(struct matrix *m, char *out, size_t size);
void late_all_ways(struct matrix *m);
void merge_all_ways(struct matrix *m);
void pairs_all_ways(struct matrix *m);
void offers_all_ways(struct matrix *m);
void document_all_ways(struct matrix *m);
void lines_all_ways(struct matrix *m);
void links_all_ways(struct matrix *m);
/* Of which kind are its lines?  lines.c */
bool has_lines(struct matrix *m, const struct entity *e, const struct entity **lines);
void infer_all_ways(struct matrix *m);

#endif
