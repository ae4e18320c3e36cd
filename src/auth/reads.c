/*
 * reads.c - who reads far more records than people do.
 *
 * What is stolen with somebody's session or token is read by the thousand, and by
 * rights.  So what goes out is counted, by person and hour, in memory: a lock and an
 * addition for a list, nothing for the database.  Whoever passes the company's limit
 * ("read_alarm") is due once in that hour; whoever raises the alarm (site/alarm.c)
 * takes those who are.
 *
 * Each process counts for itself, and begins anew when it begins.  READERS are kept
 * at once; where more come within an hour, who read least is forgotten.
 */
#include "auth/auth.h"

#include <pthread.h>

#define READERS 4096 /* a power of two */
#define PROBES 8

enum state { COUNTED, DUE, RAISED };

struct reader {
	int64_t user, since_ms, count, session;
	char address[64];
	enum state state;
};

struct reads {
	pthread_mutex_t lock;
	struct reader at[READERS];
	bool due; /* somebody is */
};

struct reads *
reads_new(void)
{
	struct reads *reads = memory_new(1, sizeof(*reads));

	pthread_mutex_init(&reads->lock, NULL);
	return reads;
}

void
reads_free(struct reads *reads)
{
	if (reads == NULL)
		return;
	pthread_mutex_destroy(&reads->lock);
	free(reads);
}

/* An hour is over, or began later than now: the clock was set back. */
static bool
is_over(const struct reader *r, int64_t now_ms)
{
	return r->state != DUE &&
	       (now_ms - r->since_ms >= HOUR_MS || now_ms < r->since_ms);
}

static struct reader *
reader_of(struct reads *reads, int64_t user, int64_t now_ms)
{
	uint64_t first = (uint64_t)user * UINT64_C(0x9E3779B97F4A7C15) >> 32;
	struct reader *least = NULL;

	for (size_t i = 0; i < PROBES; i++) {
		struct reader *r = &reads->at[(first + i) % READERS];

		if (r->user == user && !is_over(r, now_ms))
			return r;
		if (r->user == 0 || r->user == user || is_over(r, now_ms)) {
			least = r;
			break;
		}
		if (least == NULL || r->count < least->count)
			least = r;
	}
	*least = (struct reader){ .user = user, .since_ms = now_ms };
	return least;
}

/* True: with these they passed the limit. */
static bool
add(struct ctx *c, int64_t user, size_t records, int64_t limit)
{
	struct reader *r = reader_of(c->reads, user, c->now_ms);

	r->count += (int64_t)records;
	if (r->state != COUNTED || r->count <= limit)
		return false;
	r->state = DUE;
	r->session = c->from.session;
	snprintf(r->address, sizeof(r->address), "%.*s", STR_ARG(c->from.address));
	c->reads->due = true;
	return true;
}

void
auth_read(struct ctx *c, size_t records)
{
	int64_t user = c->from.looker != 0 ? c->from.looker : c->actor.user;
	int64_t limit;
	bool due;

	if (c->reads == NULL || user == 0 || records == 0)
		return;
	limit = auth_number(c, "read_alarm");
	if (limit == 0)
		return;
	pthread_mutex_lock(&c->reads->lock);
	due = add(c, user, records, limit);
	pthread_mutex_unlock(&c->reads->lock);
	if (due && c->hub != NULL)
		hub_wake(c->hub); /* those who listen look for themselves */
}

bool
reads_due(struct ctx *c, struct much_read *out)
{
	struct reads *reads = c->reads;
	bool found = false;

	if (reads == NULL)
		return false;
	pthread_mutex_lock(&reads->lock);
	for (size_t i = 0; i < READERS && reads->due && !found; i++) {
		const struct reader *r = &reads->at[i];

		if (r->state != DUE)
			continue;
		found = true;
		*out = (struct much_read){ .user = r->user,
			.count = r->count,
			.from = { .session = r->session,
			    .address = str_copy(c->mem, str_of(r->address)) } };
	}
	reads->due = found;
	pthread_mutex_unlock(&reads->lock);
	return found;
}

void
reads_raised(struct ctx *c, int64_t user)
{
	pthread_mutex_lock(&c->reads->lock);
	for (size_t i = 0; i < READERS; i++)
		if (c->reads->at[i].user == user && c->reads->at[i].state == DUE)
			c->reads->at[i].state = RAISED;
	pthread_mutex_unlock(&c->reads->lock);
}
