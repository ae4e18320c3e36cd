/*
 * literal.h - statements of a test as they stand, without values.
 */
#ifndef TEST_LITERAL_H
#define TEST_LITERAL_H

#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* In a transaction of its own, on disk when it returns. */
static inline void
run(struct db *db, struct arena *mem, const char *literal)
{
	struct sql q = SQL_INIT(mem);
	struct tx tx;

	text_c(&q.text, literal);
	assert_int_equal(tx_begin(db, &tx), OK);
	assert_int_equal(db_run(db, &q), OK);
	assert_int_equal(tx_commit(&tx), OK);
}

#endif
