/*
 * quality.h - how good a record's data are, as an entity's document says: of meta's
 * door.
 *
 *   "complete": { "name": 10, "phone": { "or": ["mobile"], "weight": 30 } }
 *   "doubts":   { "old_prefix": { "when": "phone starts '+84120'", "at": "phone",
 *                                 "says": "Prefix of before 2018" } }
 *
 * Both bring fields that nobody fills: "completeness" (0 to 100), "missing_fields" and
 * "doubts" (choices).  They are calculated at every save as any formula is (calc.c), so
 * lists, rules, exports and sums know them as fields like others.
 *
 * "stale": "180d" brings "touched_ms": when it was last saved, or something happened
 * with it (trait/timeline.c); what time alone makes of it is asked by a rule, q->stale.
 *
 * What everybody has who has the record is counted, and nothing else: a number that
 * also counted a field of the accountants would tell the others whether it is filled.
 * So what asks a field that somebody does not have, or that is hidden, is left out.
 */
#ifndef META_QUALITY_H
#define META_QUALITY_H

#include "db/db.h"

#define QUALITY_PIECES_MAX 20
#define QUALITY_DOUBTS_MAX 20
#define QUALITY_OR_MAX 3

struct quality_piece { /* of completeness */
	const struct field *field;
	const struct field * or [QUALITY_OR_MAX]; /* one of these does as well */
	size_t or_count;
	int weight;
	const struct rule *when; /* it is asked for when this holds; NULL: always */
	struct str text;         /* of when */
	bool gone;               /* it asks what is hidden here */
	bool counts;
};

struct doubt {
	struct str name, text;
	const struct rule *when;
	const struct field *at;
	bool counts;
};

struct quality {
	struct quality_piece pieces[QUALITY_PIECES_MAX];
	size_t piece_count;
	struct doubt doubts[QUALITY_DOUBTS_MAX];
	size_t doubt_count;
	const struct field *score, *missing, *doubted, *touched; /* NULL: not said */
	const struct rule
	    *stale; /* nothing happened with it for too long; NULL: not said */
	struct str stale_text;
	struct str says; /* all that counts, as one text: the same, the same values */
	bool old;        /* what is stored was calculated otherwise */
	bool late;       /* a job makes the index of the report still */
};

/* What is doubted of any record, whatever its document says. */
enum usual_doubt {
	DOUBT_EMAIL_SLIP,    /* of a big mail host's name */
	DOUBT_EMAIL_NOWHERE, /* a domain that is kept for examples */
	DOUBT_PHONE_UNKNOWN, /* no number of any country */
	DOUBT_PHONE_ABROAD,  /* typed without a country by who lives in another */
	DOUBT_NAME_NO_LETTERS,
	DOUBT_TAX_CODE_UNPROVEN, /* no check digit that is known here */
	DOUBT_COUNT
};
extern const char *const doubt_names[DOUBT_COUNT];

/* The same for e-mail: the address that was most likely meant; "": none. */
struct str doubt_meant(struct arena *mem, const struct field *f, const struct cell *v);
/* Is this usual doubt at this value? */
bool doubt_is_at(struct ctx *c, enum usual_doubt what, const struct field *f,
    const struct cell *cells);
/* Is the doubt of this name, of a record with these cells, about f? */
bool doubt_is_about(struct ctx *c, const struct quality *q, struct str name,
    const struct field *f, const struct cell *cells);
/* Do usual doubts look at more of it than people are shown? */
bool doubt_reads(const struct field *f);
/* The usual doubt of this name; DOUBT_COUNT: it is a rule's. */
enum usual_doubt doubt_named(struct str name);
/* Is what one of the three fields says calculated from f? */
bool quality_asks(
    const struct quality *q, const struct field *one, const struct field *f);
/* The value of one of the three fields. */
void quality_run(struct ctx *c, const struct quality *q, const struct field *f,
    const struct cell *cells, struct cell *v);

#endif
