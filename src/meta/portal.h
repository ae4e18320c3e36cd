/*
 * portal.h - what a customer is shown of a record by a link: of meta's door.
 *
 *   "portal": { "shows": ["number", "total"], "lines": ["text", "total"],
 *               "at": "sent", "accept": "accepted", "refuse": "refused",
 *               "until": "valid_until" }
 *
 * They are shown what was kept when the record came to the stage `at` (record/version.c),
 * of it the fields that are named here, and nothing else.  Whoever holds the link is
 * nobody we know: a field that not everybody has who has the record cannot be named.
 */
#ifndef META_PORTAL_H
#define META_PORTAL_H

#include "db/db.h"

#define PORTAL_FIELDS_MAX 24

struct portal {
	const struct field *shows[PORTAL_FIELDS_MAX], *lines[PORTAL_FIELDS_MAX];
	size_t shows_count, lines_count;
	const struct stage *at, *accept, *refuse;
	const struct field *until; /* behind that day it is not accepted; or NULL */
};

#endif
