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
	size_t people_count, unit_count, team_count, absence_count;
};

/* The organisation of this stamp, held: org_drop() it. */
MUST_USE enum err org_at(struct ctx *c, int64_t stamp, struct org **out);
struct org *org_hold(struct org *org);
void org_drop(struct org *org);
const struct person *org_person(const struct org *org, int64_t id);

#endif
