/*
 * list.c - growing arrays in an arena, and ids in order.
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

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

size_t
ids_once(int64_t *ids, size_t count)
{
	size_t kept = 0;

	if (count > 1) /* no array at all is not for qsort */
		qsort(ids, count, sizeof(*ids), by_number);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	return kept;
}

bool
ids_hold(const int64_t *ids, size_t count, int64_t id)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && ids[low] == id;
}
