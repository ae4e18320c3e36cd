/*
 * reach.h - by what a person can be contacted, and when never: of meta's door.
 *
 * Compiled in reach.c; who may be contacted now is answered by record_reach().
 */
#ifndef META_REACH_H
#define META_REACH_H

#include "db/db.h"

enum channel {
	CHANNEL_PHONE,
	CHANNEL_SMS,
	CHANNEL_EMAIL,
	CHANNEL_CHAT,
	CHANNEL_POST,
	CHANNEL_VISIT,
	CHANNEL_COUNT
};
extern const char *const channel_names[CHANNEL_COUNT];
int channel_named(struct str name); /* -1: none */

#define REACH_POINTS_MAX 4
#define REACH_NEVER_MAX 8
#define REACH_FREE_MAX 16

struct never { /* while it holds, no channel reaches them */
	struct str name, says;
	const struct rule *when;
	bool gone; /* and it is shown of them everywhere */
};

struct point {    /* what a channel needs */
	bool has; /* there is such a channel */
	const struct field *fields[REACH_POINTS_MAX];
	size_t count; /* 0: it needs nothing */
};

struct reach_word {
	struct point by[CHANNEL_COUNT];
	struct never never[REACH_NEVER_MAX];
	size_t never_count;
	struct str free[REACH_FREE_MAX]; /* topics that are no advertising */
	size_t free_count;
	const struct field *through; /* who that names is reached in its place */
};

/* A record of it, while it is planned, is to contact somebody. */
struct approach {
	const struct field *whom, *at;
	enum channel by;
	const struct rule *planned;
};

#endif
