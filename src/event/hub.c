/*
 * hub.c - one thread a site that reads new rows and tells those who listen.
 *
 * After a quiet time the first news are told at once.  Then the hub rests as
 * long as the telling took, and a little: a busy site is told in rounds that
 * grow, and telling never takes more than half of a core.
 *
 * Other programs on the same database (a command line, another server) wake
 * nobody here: while somebody listens, the hub looks by itself.
 */
#include "event/event.h"

#include <pthread.h>
#include <time.h>

#define HUB_ROWS 500
#define REST_MIN_MS 20
#define REST_MAX_MS 400
#define LOOK_MS 400

struct shouted {
	struct shouted *next;
	int64_t user;
	char *name, *data;
};

struct hub {
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool awake, stop;
	int attended;
	int64_t look_until_us; /* as if attended */
	int64_t place;
	struct shouted *first, **last;
	struct tally *tally;

	pthread_mutex_t telling;    /* held while listeners are told */
	struct listener *listeners; /* under telling */

	/* the thread's own */
	int64_t top;
	int64_t *kept, *keeps; /* told above the border: last round's, this one's */
	size_t kept_count, keeps_count;
	int64_t calm; /* after too much: tell only what is settled, up to here */
};

static bool
was_told(const struct hub *hub, int64_t id)
{
	return ids_hold(hub->kept, hub->kept_count, id);
}

/* The caller holds telling. */
static void
tell_held(struct hub *hub, struct news *news)
{
	news->top = hub->top;
	for (struct listener *l = hub->listeners; l != NULL; l = l->next)
		l->hear(l->arg, news);
	pthread_mutex_lock(&hub->lock);
	hub->place = news->place;
	pthread_mutex_unlock(&hub->lock);
}

static void
tell(struct hub *hub, struct news *news)
{
	for (size_t i = 0; i < news->count; i++)
		if (news->events[i].id > hub->top)
			hub->top = news->events[i].id;
	pthread_mutex_lock(&hub->telling);
	tell_held(hub, news);
	pthread_mutex_unlock(&hub->telling);
}

static bool
is_attended(struct hub *hub)
{
	bool attended;

	pthread_mutex_lock(&hub->lock);
	attended = hub->attended > 0;
	pthread_mutex_unlock(&hub->lock);
	return attended;
}

/*
 * Leave in events those to be told now; remember those above the border.
 *
 * out   news   count, place, lost
 */
static void
sift(struct hub *hub, struct event *events, size_t count, struct news *news)
{
	news->events = events;
	for (size_t i = 0; i < count; i++) {
		bool settled = events[i].id < news->border;

		if (settled)
			news->place = events[i].id;
		else if (hub->calm != 0)
			continue;
		else if (hub->keeps_count < HUB_KEPT)
			hub->keeps[hub->keeps_count++] = events[i].id;
		else
			news->lost = true;
		if (!was_told(hub, events[i].id))
			events[news->count++] = events[i];
	}
	if (news->lost)
		hub->calm = events[count - 1].id;
}

/* What was told above the border is, in the next round, what was kept in this. */
static void
turn_over(struct hub *hub, int64_t border)
{
	int64_t *kept = hub->kept;

	hub->kept = hub->keeps;
	hub->kept_count = hub->calm == 0 ? hub->keeps_count : 0;
	hub->keeps = kept;
	hub->keeps_count = 0;
	if (hub->calm < border)
		hub->calm = 0;
}

/*
 * Nobody is there: only the place moves on.
 *
 * out   alone   false: somebody came meanwhile, and nothing was skipped
 */
static enum err
skip(struct hub *hub, struct arena *mem, int64_t border, bool *alone)
{
	struct news news = { .border = border };

	TRY(event_last(hub->db, mem, &news.place));
	pthread_mutex_lock(&hub->telling); /* who comes now waits, and starts behind */
	*alone = !is_attended(hub);
	if (*alone) {
		news.lost = news.place > hub->top;
		hub->top = news.place > hub->top ? news.place : hub->top;
		if (news.place >= border)
			news.place = border - 1;
		tell_held(hub, &news);
	}
	pthread_mutex_unlock(&hub->telling);
	return OK;
}

static enum err
tell_rows(struct hub *hub, struct arena *mem)
{
	int64_t border, from = hub->place;
	bool alone = !is_attended(hub);
	struct event *events;
	size_t count;

	TRY(event_settled(hub->db, &border)); /* before the rows are read */
	if (alone)
		TRY(skip(hub, mem, border, &alone));
	if (alone)
		return OK;
	do {
		struct news news = { .border = border, .place = hub->place };

		arena_reset(mem);
		TRY(event_after(hub->db, mem, from, HUB_ROWS, &events, &count));
		sift(hub, events, count, &news);
		tell(hub, &news);
		from = count > 0 ? events[count - 1].id : from;
		if (hub->calm != 0 && from >= border)
			break; /* what follows waits until it is settled */
	} while (count == HUB_ROWS);
	turn_over(hub, border);
	return OK;
}

static void
tell_shouts(struct hub *hub, struct shouted *list)
{
	while (list != NULL) {
		struct shouted *next = list->next;

		pthread_mutex_lock(&hub->telling);
		for (struct listener *l = hub->listeners; l != NULL; l = l->next)
			l->shout(
			    l->arg, list->user, str_of(list->name), str_of(list->data));
		pthread_mutex_unlock(&hub->telling);
		free(list->name);
		free(list->data);
		free(list);
		list = next;
	}
}

static void
after_ms(struct timespec *at, int64_t ms)
{
	clock_gettime(CLOCK_MONOTONIC, at);
	at->tv_sec += ms / 1000;
	at->tv_nsec += ms % 1000 * 1000000;
	at->tv_sec += at->tv_nsec / 1000000000;
	at->tv_nsec %= 1000000000;
}

/* Until there is something to do; the caller holds the lock. */
static void
sleep_until_woken(struct hub *hub)
{
	struct timespec at;

	after_ms(&at, LOOK_MS);
	while (!hub->awake && !hub->stop)
		if (hub->attended == 0 && hub->look_until_us < time_steady_us())
			pthread_cond_wait(&hub->woken, &hub->lock);
		else if (pthread_cond_timedwait(&hub->woken, &hub->lock, &at) != 0)
			return;
}

static void
rest(struct hub *hub, int64_t ms)
{
	struct timespec at;

	after_ms(&at, ms < REST_MIN_MS   ? REST_MIN_MS
		      : ms > REST_MAX_MS ? REST_MAX_MS
					 : ms);
	while (!hub->stop && hub->first == NULL &&
	       pthread_cond_timedwait(&hub->woken, &hub->lock, &at) == 0)
		continue;
}

static void *
run(void *arg)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct hub *hub = arg;

	pthread_mutex_lock(&hub->lock);
	while (!hub->stop) {
		struct shouted *list;
		int64_t began_us;

		sleep_until_woken(hub);
		began_us = time_steady_us();
		hub->awake = false;
		list = hub->first;
		hub->first = NULL;
		hub->last = &hub->first;
		pthread_mutex_unlock(&hub->lock);
		if (tell_rows(hub, mem) != OK)
			log_warn("event: cannot read events: %s", db_said(hub->db));
		tell_shouts(hub, list); /* what was not read is read by the next round */
		arena_reset(mem);
		pthread_mutex_lock(&hub->lock);
		rest(hub, (time_steady_us() - began_us) / 1000);
	}
	pthread_mutex_unlock(&hub->lock);
	return NULL;
}

static void
shout_here(struct hub *hub, int64_t user, struct str name, struct str data)
{
	struct shouted *s = memory_new(1, sizeof(*s));

	s->user = user;
	s->name = memory_copy(name.at, name.len);
	s->data = memory_copy(data.at, data.len);
	pthread_mutex_lock(&hub->lock);
	*hub->last = s;
	hub->last = &s->next;
	hub->awake = true;
	pthread_cond_signal(&hub->woken);
	pthread_mutex_unlock(&hub->lock);
}

/* On its way between processes: "USER NAME DATA". */
static void
say(struct engine *engine, int64_t user, const char *name, struct str data)
{
	DEFER(arena_freep) struct arena *mem = arena_new();

	engine_say(
	    engine, str_printf(mem, "%" PRId64 " %s %.*s", user, name, STR_ARG(data)));
}

static void
hear(void *arg, struct str text)
{
	struct str user, name;
	int64_t id;

	if (str_cut(text, ' ', &user, &text) && str_int(user, &id) && id != HUB_HERE &&
	    str_cut(text, ' ', &name, &text))
		shout_here(arg, id, name, text);
}

enum err
hub_new(struct engine *engine, struct hub **out)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct hub *hub = memory_new(1, sizeof(*hub));
	pthread_condattr_t steady;
	enum err e = db_new(engine, &hub->db);

	if (e == OK)
		e = event_last(hub->db, mem, &hub->top);
	if (e == OK)
		e = event_place(hub->db, mem, &hub->place);
	if (e != OK) {
		db_free(hub->db);
		free(hub);
		return e;
	}
	hub->kept = memory_new(HUB_KEPT, sizeof(*hub->kept));
	hub->keeps = memory_new(HUB_KEPT, sizeof(*hub->keeps));
	hub->last = &hub->first;
	hub->tally = tally_new();
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_mutex_init(&hub->lock, NULL);
	pthread_mutex_init(&hub->telling, NULL);
	pthread_cond_init(&hub->woken, &steady);
	pthread_condattr_destroy(&steady);
	thread_begin(&hub->thread, run, hub);
	engine_on_commit(engine, hub_wake, hub);
	engine_on_hear(engine, hear, hub);
	*out = hub;
	return OK;
}

/* The engine must have no writers any more. */
void
hub_free(struct hub *hub)
{
	if (hub == NULL)
		return;
	engine_on_commit(db_engine(hub->db), NULL, NULL);
	engine_on_hear(db_engine(hub->db), NULL, NULL);
	pthread_mutex_lock(&hub->lock);
	hub->stop = true;
	pthread_cond_signal(&hub->woken);
	pthread_mutex_unlock(&hub->lock);
	pthread_join(hub->thread, NULL);
	tell_shouts(hub, hub->first);
	db_free(hub->db);
	pthread_mutex_destroy(&hub->lock);
	pthread_mutex_destroy(&hub->telling);
	pthread_cond_destroy(&hub->woken);
	tally_free(hub->tally);
	free(hub->kept);
	free(hub->keeps);
	free(hub);
}

void
hub_listen(struct hub *hub, struct listener *listener)
{
	pthread_mutex_lock(&hub->telling);
	listener->next = hub->listeners;
	hub->listeners = listener;
	pthread_mutex_unlock(&hub->telling);
}

void
hub_deafen(struct hub *hub, struct listener *listener)
{
	pthread_mutex_lock(&hub->telling);
	for (struct listener **at = &hub->listeners; *at != NULL; at = &(*at)->next)
		if (*at == listener) {
			*at = listener->next;
			break;
		}
	pthread_mutex_unlock(&hub->telling);
}

static void
attend(struct hub *hub, int more)
{
	pthread_mutex_lock(&hub->lock);
	hub->attended += more;
	if (more > 0)
		pthread_cond_signal(&hub->woken); /* to look from now on */
	pthread_mutex_unlock(&hub->lock);
}

void
hub_attend(struct hub *hub)
{
	pthread_mutex_lock(&hub->telling); /* not while rows are skipped for nobody */
	attend(hub, 1);
	pthread_mutex_unlock(&hub->telling);
}

void
hub_leave(struct hub *hub)
{
	attend(hub, -1);
}

void
hub_look(struct hub *hub, int64_t ms)
{
	int64_t until_us = time_steady_us() + ms * 1000;

	pthread_mutex_lock(&hub->lock);
	if (until_us > hub->look_until_us)
		hub->look_until_us = until_us;
	pthread_cond_signal(&hub->woken);
	pthread_mutex_unlock(&hub->lock);
}

void
hub_wake(void *arg)
{
	struct hub *hub = arg;

	pthread_mutex_lock(&hub->lock);
	hub->awake = true;
	pthread_cond_signal(&hub->woken);
	pthread_mutex_unlock(&hub->lock);
}

void
hub_shout(struct hub *hub, int64_t user, const char *name, struct str data)
{
	shout_here(hub, user, str_of(name), data);
	if (user != HUB_HERE)
		say(db_engine(hub->db), user, name, data);
}

void
event_call(struct engine *engine, const char *name)
{
	say(engine, HUB_SITES, name, STR(""));
}

struct tally *
hub_tally(struct hub *hub)
{
	return hub->tally;
}

int64_t
hub_place(struct hub *hub)
{
	int64_t place;

	pthread_mutex_lock(&hub->lock);
	place = hub->place;
	pthread_mutex_unlock(&hub->lock);
	return place;
}
