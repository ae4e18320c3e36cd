/*
 * sow.h - making a company up from a recipe.
 *
 * A recipe is data: pools to draw from, and steps that say which records to
 * make and how.  Its format stands in packs/sales/demo/README.md.  Records go
 * in by the one save path, as history of their owners; the same seed on the
 * same day makes the same company, but for the ids.
 *
 * Life     everything is given back at the end but what the report holds.
 * Threads  the work's own.
 * Limits   SOW_NAMES_MAX different names in a recipe; SOW_BATCH records in a
 *          transaction.  Memory: the records that others may refer to, and of
 *          those the values that some path of the recipe reads.
 */
#ifndef EXCHANGE_SOW_H
#define EXCHANGE_SOW_H

#include "base/base.h"

#define SOW_NAMES_MAX 400
#define SOW_BATCH 200000
#define SOW_TELL 1000 /* and so many between two words about it */
#define SOW_TRIES 50  /* to draw what is distinct */

struct sow_report { /* text in the caller's c->mem */
	int64_t made;
	struct str login; /* who may sign in with the password: "" without one */
	struct str why;   /* on failure, a line for a person */
};

struct sow_options {
	double scale;            /* of every count; 0: 1 */
	const char *const *only; /* these entities, ended by NULL; NULL: all */
	int64_t today;       /* days since 1970; 0: what the recipe says, else this day */
	struct str password; /* of the first user with the role "admin"; "": none */
	bool password_for_all; /* and of everybody else who has a sign-in name */
	const json_t *base;    /* the recipe that "pools_from" names, read; else NULL */
	void (*tell)(void *arg, struct str entity, int64_t done, int64_t total);
	void *arg;
	struct sow_report *report; /* or NULL */
};

/*
 * Set the site up as the recipe says and make its records.  What was
 * committed before a failure stays.  Afterwards c holds the new snapshot and
 * its actor is the program.
 *
 * errs  INPUT  the recipe, or a record it makes, is not right: report->why, and
 *              the fault bad_recipe{message}
 */
MUST_USE enum err sow(
    struct ctx *c, const json_t *recipe, const struct sow_options *options);

#endif
