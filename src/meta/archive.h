/*
 * archive.h - what an entity's document says of its archive: of meta's door.
 *
 *   "archive": { "lost": { "when": "stage = 'lost'", "after": "1095d",
 *                          "since": "closed_on", "says": "Lost three years ago" } }
 *
 * It brings "archived_ms": when the record went there; empty: it is at work.  Lists leave
 * out what has it (record/archive.c), the indexes of lists do not hold it (fit_index.c).
 * {} is an archive by hand alone.  A rule does nothing before somebody has switched it on
 * (site/archive.c).
 *
 * What a rule asks everybody has who has the record: else where it lies would tell them.
 */
#ifndef META_ARCHIVE_H
#define META_ARCHIVE_H

#include "db/db.h"

#define ARCHIVE_RULES_MAX 10
#define ARCHIVE_REST_DAYS 90 /* nobody finds put away what they changed in these days */

struct archive_rule {
	struct str name, says;
	struct str text;         /* all of it, as one rule */
	const struct rule *rule; /* of text */
	bool counts;             /* everybody has what it asks */
};

struct archive {
	const struct field *at; /* archived_ms */
	struct archive_rule rules[ARCHIVE_RULES_MAX];
	size_t count;
};

/* NULL: there is none, or it does not count. */
const struct archive_rule *archive_rule_named(
    const struct archive *archive, struct str name);

#endif
