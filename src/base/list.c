/*
 * list.c - growing arrays in an arena.
 */
#include "base/base.h"

void
list_room(struct arena *mem, void **at, size_t count, size_t *size, size_t each)
{
	size_t more = *size == 0 ? 8 : *size * 2;

	if (count < *size)
		return;
	*at = arena_grow(mem, *at, *size * each, more * each);
	*size = more;
}
