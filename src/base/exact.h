/*
 * exact.h - fractions: what decimals are calculated with, and rounded once.
 *
 * A tenth is no sum of powers of two, so 1.005 * 100 is 100.49999999999999 to a
 * processor and 100.5 to a customer.  Here numbers are as they were written down, as
 * GMP's fractions (https://gmplib.org), until somebody asks for a whole one.
 *
 * A fraction is the caller's, by mpq_init(), and ends by DEFER(exact_end).
 */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H

#include "base/base.h"

#include <gmp.h>

#define EXACT_DIGITS_MAX 64 /* of a number that is read */
#define EXACT_POWER_MAX 400 /* of ten, in it: more than any double has */

void exact_end(mpq_t *q);

/*
 * in    s  ASCII: "-12.5", "1e3"; '.' for the point, no grouping
 * errs  false  not a number, or longer than the limits above
 */
bool exact_read(mpq_t q, struct str s);
/* As the shortest decimal that reads back: 0.1 is a tenth.  False: infinite, or none. */
bool exact_of_real(mpq_t q, double d);

/* Half away from zero.  False: it does not fit. */
bool exact_whole(const mpq_t q, int64_t *out);
/* The nearest; of two, either. */
double exact_real(const mpq_t q);

#endif
