/*
 * thread.c - threads: what each gives back at its end, and whom it tells that it waits.
 */
#include "base/base.h"

struct keepsake {
	struct keepsake *older;
	void (*end)(void *at);
	void *at;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t newest;

static void
end_all(void *first)
{
	struct keepsake *k, *older;

	for (k = first; k != NULL; k = older) {
		older = k->older;
		k->end(k->at);
		free(k);
	}
}

static void
begin(void)
{
	if (pthread_key_create(&newest, end_all) != 0)
		abort();
}

void
thread_ends_with(void (*end)(void *at), void *at)
{
	struct keepsake *k = memory_new(1, sizeof(*k));

	pthread_once(&once, begin);
	*k = (struct keepsake){ pthread_getspecific(newest), end, at };
	if (pthread_setspecific(newest, k) != 0)
		abort();
}

void
thread_begin(pthread_t *out, void *(*run)(void *arg), void *arg)
{
	if (pthread_create(out, NULL, run, arg) != 0) {
		fputs("kith: no more threads\n", stderr);
		abort();
	}
}

/* ---- waits ---- */

static _Thread_local struct {
	void (*told)(void *at, bool rests);
	void *at;
	unsigned depth;
} counted;

void
thread_counts_with(void (*told)(void *at, bool rests), void *at)
{
	counted.told = told;
	counted.at = at;
}

void
thread_rest(void)
{
	if (counted.depth++ == 0 && counted.told != NULL)
		counted.told(counted.at, true);
}

void
thread_wake(void)
{
	assert(counted.depth > 0);
	if (--counted.depth == 0 && counted.told != NULL)
		counted.told(counted.at, false);
}
