/*
 * line.h - lines of a whole: of meta's door.
 *
 * Compiled in line.c; kept true by record/lines.c.
 */
#ifndef META_LINE_H
#define META_LINE_H

#include "db/db.h"

#define LINE_SUMS_MAX 8

struct stage;

/* A record of it is a line of another, which is stored with it and sums it. */
struct line_word {
	const struct field *of;    /* the reference to the whole */
	const struct field *order; /* an int: its place among the lines of one whole */
	const struct field
	    *optional; /* a bool: offered beside, and not summed; or NULL */
	const struct field
	    *heading; /* a text: stands above it and those behind; or NULL */
	struct {      /* where what a picked rate says goes; each may be NULL */
		const struct field *text, *quantity, *price;
	} priced;
	struct {
		const struct field *from, *to; /* of the line; of the whole */
	} sums[LINE_SUMS_MAX];
	size_t sum_count;
};

/* Is any sum locked in the stage?  Then the lines are, in every word. */
bool stage_locks_lines(const struct stage *stage);

#endif
