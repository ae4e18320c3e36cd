/*
 * paper.h - what stands on the paper of a record, which a customer gets: of meta's door.
 *
 *   "paper": { "to": ["account", "account.address"], "facts": ["number", "@today"],
 *              "columns": ["@row", "text", "quantity", "net"], "totals": ["net",
 * "total"], "texts": ["terms"], "language": "contact.language" }
 *
 * A paper goes to strangers.  So what a document keeps from some of the people who read
 * the record can never be on one: that is a fault of the document (paper.c).  What the
 * site's own rights take from a role is left out of what that role makes.
 */
#ifndef META_PAPER_H
#define META_PAPER_H

#include "db/db.h"

#define PAPER_PLACES_MAX 12 /* of each part */

struct field;

enum paper_part {
	PAPER_TO,
	PAPER_FACTS,
	PAPER_COLUMNS, /* of the lines */
	PAPER_TOTALS,
	PAPER_TEXTS,
	PAPER_PARTS
};

enum paper_what { PAPER_FIELD, PAPER_TODAY, PAPER_ROW };

struct paper_place {
	enum paper_what what;
	const struct field *through; /* a reference, whose field it is; NULL: its own */
	const struct field *field;
	size_t said; /* the how many-th of its part */
};

struct paper_word {
	struct {
		struct paper_place at[PAPER_PLACES_MAX];
		size_t count;
	} parts[PAPER_PARTS];
	struct paper_place language; /* a choice of it; field NULL: it says none */
};

#endif
