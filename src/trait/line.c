/*
 * line.c - the trait "line": a record is a line of another.
 *
 * Lines have no life of their own: who may change the whole may change them, what locks
 * the whole locks them, they go to the trash with it and come back with it, and the whole
 * holds their sums, whoever stored a line, and by which way.
 */
#include "record/record.h"
#include "trait/trait.h"

const struct trait trait_line = {
	.name = "line",
	.still = true,
	.doc = "Is a line of another record: ordered, stored with it, summed in it.",
	.fill = record_line_fill,
	.check = record_line_check,
	.after_write = record_line_after,
};
