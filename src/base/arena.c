/*
 * arena.c - blocks in a chain; the newest serves, all end together.
 */
#include "base/base.h"

#define BLOCK_MIN ((size_t)8 << 10)
#define BLOCK_KEEP ((size_t)256 << 10) /* a reset keeps a first block up to this */
#define ALIGN ((size_t)16)

struct block {
	struct block *older;
	size_t size, used;
	_Alignas(16) char at[];
};

struct deferred {
	struct deferred *older;
	void (*end)(void *);
	void *what;
};

struct arena {
	struct block *newest;
	struct deferred *deferred;
	size_t total;
};

static struct block *
block_new(size_t size, struct block *older)
{
	struct block *b = memory_room(sizeof(*b) + size);

	b->older = older;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *
arena_new(void)
{
	struct arena *mem = memory_new(1, sizeof(*mem));

	mem->newest = block_new(BLOCK_MIN, NULL);
	mem->total = BLOCK_MIN;
	return mem;
}

static void
run_deferred(struct arena *mem)
{
	while (mem->deferred != NULL) {
		struct deferred *d = mem->deferred;
		mem->deferred = d->older;
		d->end(d->what);
	}
}

void
arena_reset(struct arena *mem)
{
	run_deferred(mem);
	while (mem->newest->older != NULL) {
		struct block *b = mem->newest;
		mem->newest = b->older;
		/* a larger block serves the next work better */
		if (mem->newest->older == NULL && b->size <= BLOCK_KEEP &&
		    b->size > mem->newest->size) {
			free(mem->newest);
			b->older = NULL;
			mem->newest = b;
			break;
		}
		free(b);
	}
	mem->newest->used = 0;
	mem->total = mem->newest->size;
}

void
arena_free(struct arena *mem)
{
	if (mem == NULL)
		return;
	run_deferred(mem);
	while (mem->newest != NULL) {
		struct block *b = mem->newest;
		mem->newest = b->older;
		free(b);
	}
	free(mem);
}

void
arena_freep(struct arena **mem)
{
	arena_free(*mem);
}

size_t
arena_size(const struct arena *mem)
{
	return mem->total;
}

static size_t
round_up(size_t size)
{
	return (size + ALIGN - 1) & ~(ALIGN - 1);
}

void *
arena_alloc(struct arena *mem, size_t size)
{
	struct block *b = mem->newest;
	void *at;

	size = round_up(size == 0 ? 1 : size);
	if (b->size - b->used < size) {
		size_t want = b->size * 2 > BLOCK_KEEP ? BLOCK_KEEP : b->size * 2;

		if (want < size)
			want = size;
		mem->total += want;
		if (mem->total > ARENA_MAX) {
			fputs("kith: a piece of work took too much memory\n", stderr);
			abort();
		}
		b = mem->newest = block_new(want, b);
	}
	at = b->at + b->used;
	b->used += size;
	return memset(at, 0, size);
}

void *
arena_grow(struct arena *mem, void *old, size_t old_size, size_t size)
{
	struct block *b = mem->newest;
	void *at;

	/* the last allocation of a block grows where it stands */
	if (old != NULL && (char *)old + round_up(old_size) == b->at + b->used &&
	    (size_t)((char *)old - b->at) + round_up(size) <= b->size) {
		b->used = (size_t)((char *)old - b->at) + round_up(size);
		memset((char *)old + old_size, 0, size - old_size);
		return old;
	}
	at = arena_alloc(mem, size);
	if (old != NULL)
		memcpy(at, old, old_size);
	return at;
}

char *
arena_copy(struct arena *mem, const char *at, size_t len)
{
	char *copy = arena_alloc(mem, len + 1);

	if (len > 0)
		memcpy(copy, at, len);
	return copy;
}

void
arena_defer(struct arena *mem, void (*end)(void *), void *what)
{
	struct deferred *d = arena_make(mem, struct deferred);

	d->older = mem->deferred;
	d->end = end;
	d->what = what;
	mem->deferred = d;
}
