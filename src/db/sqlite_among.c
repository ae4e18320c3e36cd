/*
 * sqlite_among.c - is a number among many, asked of rows as they come.
 *
 * src   sqlite.org/lang_expr.html, "The LIKE, GLOB, REGEXP, MATCH, and extract
 *       operators": X match Y is the application's function match(Y, X).
 *
 * "x in (…)" makes a table of the numbers before the first row is read, and from
 * JSON reads them first: for 300 people as much work as half a page of a list.  That
 * is well spent where the engine looks rows up by them.  Where it walks an order and
 * leaves out what does not fit, a search among the sorted numbers is all it takes.
 */
#include "db/sqlite.h"

/* x match numbers: 1, 0, or null where x is. */
static void
among(sqlite3_context *out, int count, sqlite3_value **args)
{
	struct people numbers = {
		.ids = sqlite3_value_blob(args[0]),
		.count = (size_t)sqlite3_value_bytes(args[0]) / sizeof(int64_t),
	};

	(void)count;
	if (sqlite3_value_type(args[1]) != SQLITE_NULL)
		sqlite3_result_int(
		    out, people_hold(numbers, sqlite3_value_int64(args[1])));
}

int
sqlite_teach(sqlite3 *db)
{
	return sqlite3_create_function(db, "match", 2,
	    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, among, NULL,
	    NULL);
}
