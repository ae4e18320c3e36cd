/*
 * price.h - what a thing costs, for what is asked: of meta's door.
 *
 * Compiled in price.c; asked by record_offers().
 */
#ifndef META_PRICE_H
#define META_PRICE_H

#include "db/db.h"

#define PRICE_BY_MAX 12 /* fields that a rate is found by */

struct band { /* what lies between, both ends with it; an empty end is open */
	const struct field *from, *to; /* NULL: it has none */
};

/* A record of it is a rate: so much for each, at least that, from then on. */
struct price {
	const struct field *by[PRICE_BY_MAX]; /* an empty one is for any */
	size_t by_count;
	struct band valid, quantity;
	const struct field *each, *fixed, *least; /* money, of one currency; or NULL */
	const struct field *per;  /* so many `each` is the price of; NULL: of one */
	const struct field *days; /* how long it takes; NULL: that is not known */
};

#endif
