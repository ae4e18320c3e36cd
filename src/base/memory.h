/*
 * memory.h - from the heap, or not at all.
 *
 * A process without memory ends: it is started again, and what it had promised is
 * on disk.  So nobody asks whether he was given any; what could be made to grow by
 * a stranger has its limit before it comes here.  What these give is free()'s.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

#define HEAP __attribute__((returns_nonnull, warn_unused_result))

void *memory_new(size_t count, size_t size) HEAP; /* zeroed */
void *memory_room(size_t size) HEAP;              /* as it comes */
void *memory_grow(void *at, size_t size) HEAP;    /* at may be NULL */
char *memory_text(const char *at) HEAP;
char *memory_copy(const char *at, size_t len) HEAP; /* + NUL */

#endif
