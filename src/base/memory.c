/*
 * memory.c - from the heap, or not at all.
 */
#include "base/base.h"

static void *
given(void *at)
{
	if (at == NULL) {
		fputs("kith: out of memory\n", stderr);
		abort();
	}
	return at;
}

void *
memory_new(size_t count, size_t size)
{
	return given(calloc(count == 0 ? 1 : count, size == 0 ? 1 : size));
}

void *
memory_room(size_t size)
{
	return given(malloc(size == 0 ? 1 : size));
}

void *
memory_grow(void *at, size_t size)
{
	return given(realloc(at, size == 0 ? 1 : size));
}

char *
memory_copy(const char *at, size_t len)
{
	char *copy = memory_room(len + 1);

	if (len > 0)
		memcpy(copy, at, len);
	copy[len] = '\0';
	return copy;
}

char *
memory_text(const char *at)
{
	return memory_copy(at, strlen(at));
}
