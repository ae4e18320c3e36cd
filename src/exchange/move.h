/*
 * move.h - a whole site into another database, of whichever engine.
 *
 *   mark     the new database says that it is half of a site: nobody opens it
 *   rows     every table, from one moment of the old database, as it is there:
 *            what no entity shows any more, the history, sessions, jobs, tokens
 *   indexes  behind the rows, by the metadata that came with them
 *   words    the search box's index is made anew of what is stored
 *   files    the folder, each file read again where it came to
 *   check    the new database is read as the old one was: as many rows in every
 *            table, and the same sum over all that is in them
 *   ready    the mark goes, and only now the new database is a site
 *
 * The old database is only read.  What is killed on the way leaves a marked one.
 * The engine's own tables (_made, _step, _order, _search) are not carried: the new
 * database has its own.
 *
 * Life     the report's text lives in from's memory.
 * Threads  the work's own.
 * Limits   memory does not grow with the number of rows: some MB of them at a time.
 */
#ifndef EXCHANGE_MOVE_H
#define EXCHANGE_MOVE_H

#include "file/file.h"
#include "site/site.h"

struct move_sum {
	int64_t rows;
	uint64_t sum; /* of hashes of rows, in any order; engines agree on it */
};

struct move_table {
	struct str name;
	struct move_sum from, to;
};

struct move_report {
	struct move_table *tables; /* by name */
	size_t count;
	int64_t later; /* events that the old database got after the moment */
	struct file_tally files;
	bool same_files; /* both sites have one folder: nothing was copied */
	struct str why;  /* on failure, a line for a person */
};

enum move_stage { MOVE_ROWS, MOVE_INDEXES, MOVE_WORDS, MOVE_FILES, MOVE_CHECK };

struct move_watch {
	/* What is done now, of which table, rows so far; false: stop. */
	bool (*tell)(void *arg, enum move_stage stage, struct str table, int64_t rows);
	void *arg;
};

/* A row on its way: cells in the order of columns, the caller's to change. */
struct move_row {
	struct str table;
	const struct str *columns; /* the same array for all rows of a table */
	size_t count;
	struct cell *cells;
	struct arena *mem; /* for new ones */
};

/* What becomes of rows on their way, where a copy is not to be the same: sums are
 * taken behind it.  Files are its affair too: none is carried. */
struct move_veil {
	/* out  keep  false: it stays behind */
	enum err (*row)(void *arg, struct move_row *row, bool *keep);
	void *arg;
};

/*
 * Carry the site that from is opened on into the database that `to` names, which
 * must be new.
 *
 * errs  CLASH  `to` holds something; or the check failed: the report's tables say
 *              where, and `to` stays marked
 *       LIMIT  watch stopped it: `to` stays marked
 *       INPUT  a table that the other engine could not hold: why
 *       any    a database failed: why
 */
MUST_USE enum err move_site(struct ctx *from, const struct site_config *to,
    const struct move_watch *watch, struct move_report *out);
/* The same through a veil.  errs  any of its own */
MUST_USE enum err move_veiled(struct ctx *from, const struct site_config *to,
    const struct move_veil *veil, const struct move_watch *watch,
    struct move_report *out);

/*
 * Read two sites and compare them, as a move does behind itself.
 * errs  CLASH  they differ: the report's tables say where
 */
MUST_USE enum err move_compare(struct ctx *from, struct ctx *to,
    const struct move_watch *watch, struct move_report *out);
bool move_same(const struct move_table *table);

#endif
