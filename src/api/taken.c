/*
 * taken.c - whose bytes of which file are in the trail already.
 *
 * A row for each download would be a row for each picture of each page.  So there is
 * one for a person and a file in an hour of the clock; what was noted is known to this
 * process, so a restart, or another server, may note it once more.
 */
#include "api/room.h"

#include <pthread.h>

#define TAKEN_MAX 8192 /* in an hour; beyond that all are noted anew */

struct taken {
	pthread_mutex_t lock;
	uint64_t noted[TAKEN_MAX * 2];
	size_t count;
	int64_t hour;
};

struct taken *
taken_new(void)
{
	struct taken *taken = memory_new(1, sizeof(*taken));

	pthread_mutex_init(&taken->lock, NULL);
	return taken;
}

void
taken_free(struct taken *taken)
{
	if (taken == NULL)
		return;
	pthread_mutex_destroy(&taken->lock);
	free(taken);
}

static uint64_t
name_of(struct ctx *c, int64_t file)
{
	int64_t user = c->from.looker != 0 ? c->from.looker : c->actor.user;

	return 1 | str_hash(str_printf(c->mem, "%" PRId64 " %" PRId64, user, file));
}

/* True: it was not there yet. */
static bool
add(struct taken *taken, uint64_t name, int64_t hour)
{
	size_t at = name % COUNT_OF(taken->noted);

	if (taken->hour != hour || taken->count == TAKEN_MAX) {
		memset(taken->noted, 0, sizeof(taken->noted));
		taken->count = 0;
		taken->hour = hour;
	}
	while (taken->noted[at] != 0 && taken->noted[at] != name)
		at = (at + 1) % COUNT_OF(taken->noted);
	if (taken->noted[at] == name)
		return false;
	taken->noted[at] = name;
	taken->count++;
	return true;
}

static void
forget_all(struct taken *taken)
{
	pthread_mutex_lock(&taken->lock);
	taken->hour = -1;
	pthread_mutex_unlock(&taken->lock);
}

enum err
note_taken(struct ctx *c, const struct record *file)
{
	struct taken *taken = api_taken(c);
	uint64_t name = name_of(c, file->id);
	bool first;
	enum err e;

	pthread_mutex_lock(&taken->lock);
	first = add(taken, name, c->now_ms / HOUR_MS);
	pthread_mutex_unlock(&taken->lock);
	if (!first)
		return OK;
	e = trail(c, TRAIL_FILE, (struct trail_about){ file->entity, file->id, 0 }, NULL);
	if (e != OK)
		forget_all(taken);
	/* on a full disk, or a copy that only reads, people still read */
	return e == ERR_FULL || e == ERR_DENIED ? OK : e;
}
