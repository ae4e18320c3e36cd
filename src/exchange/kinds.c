/*
 * kinds.c - the kinds of jobs, of this folder and of site/.
 */
#include "exchange/room.h"

const struct job_kind exchange_kinds[] = {
	{ "archive", "What rules say goes into the archive.", archive_job },
	{ "bulk", "One change, the archive, or the trash, for many records.", bulk_job },
	{ "hand", "All that somebody owns goes to others.", hand_job },
	{ "import", "Rows of a file become records.", import_job },
	{ "index", "Words of records are found by whom they may be.", site_words_job },
	{ "indexes", "Indexes of large tables are made, beside those who work.",
	    site_indexes_job },
	{ "letter", "A link by mail, to come in by.", site_letter_job },
	{ "pairs", "Records that may be one are searched for, in all of a table.",
	    pairs_job },
	{ "quality", "What is missing in records, and doubtful, is calculated anew.",
	    site_quality_job },
	{ "undo",
	    "Take back what an import, a bulk change, a hand-over or an action did.",
	    undo_job },
	{ NULL, NULL, NULL },
};
