/*
 * org.h - the organisation, as it was at one moment: org.c makes it, standing.c reads it.
 */
#ifndef AUTH_ORG_H
#define AUTH_ORG_H

#include "auth/auth.h"

#include <stdatomic.h>

struct person {
	int64_t id, deputy;
	struct str from, until; /* of an absence, days; "" for no end */
	int unit;               /* its place among the units, or -1 */
	struct people reports; /* and who reports to them, at any depth; themselves too */
	const int *teams;      /* places among the teams */
	size_t team_count;
	const int *territories; /* and among the territories */
	size_t territory_count;
};

struct unit {
	int64_t id;
	int parent;               /* a place, or -1 */
	struct people own, below; /* below: and in the units under it */
};

struct team {
	int64_t id;
	struct people members;
};

struct territory {
	int64_t id;
	struct str name, entity, text;
	const struct rule *rule; /* NULL: it cannot be read, and nothing is in it */
};

/* Somebody who is away names who stands in for them. */
struct absence {
	int64_t deputy;
	const struct person *away;
};

struct org {
	struct arena *mem;
	_Atomic int holders;
	int64_t stamp;
	struct person *people; /* by id, as all below */
	struct unit *units;
	struct team *teams;
	struct absence *absences; /* by deputy */
	struct territory *territories;
	struct meta *meta; /* held: their rules speak of it */
	size_t people_count, unit_count, team_count, absence_count, territory_count;
};

/* Columns that tell the moment, and how it is read from them. */
#define ORG_MOMENT                                                \
	"(select s.value from _setting s where s.name = '_org')," \
	" (select min(x.id) from _share x),"                      \
	" (select s.value from _setting s where s.name = '_changed')"
void org_moment(const struct rows *r, int from, struct moment *out);

/* The organisation of this stamp, held: org_drop() it. */
MUST_USE enum err org_at(struct ctx *c, int64_t stamp, struct org **out);
struct org *org_hold(struct org *org);
void org_drop(struct org *org);
/* Where the id stands among things that begin with their id, by id; or -1. */
int org_place(const void *things, size_t count, size_t size, int64_t id);

/* ---- what is shared with somebody (share.c) ---- */

struct shared { /* records of one entity, by id */
	struct str entity;
	struct people see, change; /* see holds those of change */
};

struct shares {
	struct shared *at;
	size_t count;
};

/*
 * What is shared with any of these, people, teams and units, and has not ended: in
 * mem.  At most SHARES_MAX, the newest.
 */
MUST_USE enum err shares_with(struct ctx *c, struct arena *mem, const int64_t *who,
    size_t who_count, struct shares *out);
/* Of this entity; what  MAY_READ or MAY_CHANGE: nothing else is ever shared. */
struct people shares_of(const struct actor *a, const struct entity *e, enum may what);

/* ---- territories (territory.c) ---- */

struct territories {                 /* of an actor: those of the people they stand for */
	const struct territory **at; /* two may be one */
	size_t count;
	const struct meta *meta; /* by which their rules were compiled */
};

/* Those of the organisation, and of each person, into org->mem. */
MUST_USE enum err territories_load(struct ctx *c, struct org *org);
/* Does one ask the field, or could it: is their metadata not that of now? */
bool territories_ask(const struct ctx *c, const struct org *org, const struct entity *e,
    const struct field *f);
const struct territories *territories_of(const struct actor *a);
bool territories_same(const struct territories *a, const struct territories *b);
/* Its rule about records of e, by the metadata of now; NULL: nothing is in it. */
const struct rule *territory_rule_now(const struct ctx *c, const struct territories *all,
    const struct territory *t, const struct entity *e);

/* ---- standing, one after the other (standing.c; for why.c) ---- */

#define SELVES_MAX 32

struct self { /* of an actor: themselves, or somebody they stand in for */
	int64_t id;
	const int64_t *names; /* people, teams and units that stand for that one */
	size_t name_count;
};

/* Today's, themselves first; none: they have no place.  out holds SELVES_MAX */
MUST_USE enum err stand_selves(
    struct ctx *c, struct moment now, struct self *out, size_t *count);
/* auth_stand() with what is due to one of them alone. */
MUST_USE enum err stand_as(struct ctx *c, struct moment now, int64_t self);

const struct person *org_person(const struct org *org, int64_t id);

#endif
