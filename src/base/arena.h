/*
 * arena.h - memory that ends with the piece of work.
 *
 * What is allocated in an arena is never freed alone: it ends when the arena
 * is reset or freed.  What is not memory (a library's object) is hung on the
 * arena with arena_defer() and ends with it, newest first.
 *
 * Threads  an arena belongs to one thread at a time.
 * Limits   an arena over its limit ends the process: requests are bounded
 *          long before, so this is a bug and not a user's doing.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#define ARENA_MAX ((size_t)1 << 30)

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *mem);
void arena_freep(struct arena **mem);
void arena_reset(struct arena *mem);
size_t arena_size(const struct arena *mem);

/* Zeroed memory of size bytes, aligned for anything. */
void *arena_alloc(struct arena *mem, size_t size) __attribute__((malloc));
void *arena_grow(struct arena *mem, void *old, size_t old_size, size_t size);
char *arena_copy(struct arena *mem, const char *at, size_t len); /* + NUL */
void arena_defer(struct arena *mem, void (*end)(void *), void *what);

#define arena_make(mem, type) ((type *)arena_alloc(mem, sizeof(type)))
#define arena_array(mem, type, n) ((type *)arena_alloc(mem, sizeof(type) * (n)))

#endif
