/*
 * must.h - what a fuzzer takes for granted.
 */
#ifndef TEST_FUZZ_MUST_H
#define TEST_FUZZ_MUST_H

#include <stdbool.h>
#include <stdlib.h>

static inline void
must(bool holds)
{
	if (!holds)
		abort();
}

#endif
