/*
 * deadline.c - the end of a conversation that a library leads without one.
 */
#include "fetch/fetch.h"

#include <pthread.h>
#include <time.h>

struct deadline {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	struct timespec until;
	bool over;
	int fd;
};

static void *
watch(void *arg)
{
	struct deadline *d = arg;
	int waited = 0;

	pthread_mutex_lock(&d->lock);
	while (!d->over && waited == 0)
		waited = pthread_cond_timedwait(&d->cond, &d->lock, &d->until);
	if (!d->over) /* whoever reads or writes is told that nobody is there */
		shutdown(d->fd, SHUT_RDWR);
	pthread_mutex_unlock(&d->lock);
	return NULL;
}

struct deadline *
deadline_begin(int fd, int ms)
{
	struct deadline *d = memory_new(1, sizeof(*d));
	pthread_condattr_t steady;

	d->fd = fd;
	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&d->cond, &steady);
	pthread_condattr_destroy(&steady);
	clock_gettime(CLOCK_MONOTONIC, &d->until);
	d->until.tv_sec += ms / 1000;
	d->until.tv_nsec += ms % 1000 * 1000000L;
	if (d->until.tv_nsec >= 1000000000L) {
		d->until.tv_sec++;
		d->until.tv_nsec -= 1000000000L;
	}
	if (pthread_create(&d->thread, NULL, watch, d) == 0)
		return d;
	free(d);
	return NULL;
}

void
deadline_end(struct deadline *d)
{
	if (d == NULL)
		return;
	pthread_mutex_lock(&d->lock);
	d->over = true;
	pthread_cond_signal(&d->cond);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	pthread_cond_destroy(&d->cond);
	pthread_mutex_destroy(&d->lock);
	free(d);
}
