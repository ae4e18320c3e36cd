/*
 * arena.h - memory for a file of tests, from its first to its last: the group's
 * setup and teardown.
 */
#ifndef TEST_ARENA_H
#define TEST_ARENA_H

#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena *mem;

static int
setup(void **state)
{
	(void)state;
	mem = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

#endif
