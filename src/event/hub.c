/*
 * hub.c - one thread a site that reads new rows and tells those who listen.
 */
#include "event/event.h"

#include <pthread.h>

#define HUB_ROWS 500

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
	struct shouted *first, **last;
	pthread_mutex_t telling;    /* held while listeners are told */
	struct listener *listeners; /* under telling */
	int64_t told;
};

static void
tell_rows(struct hub *hub, struct arena *mem)
{
	struct event *events;
	size_t count;

	do {
		if (event_after(hub->db, mem, hub->told, HUB_ROWS, &events, &count) !=
		    OK) {
			log_warn("event: cannot read events: %s", db_said(hub->db));
			return; /* the next wake reads them */
		}
		pthread_mutex_lock(&hub->telling);
		for (size_t i = 0; i < count; i++)
			for (struct listener *l = hub->listeners; l != NULL; l = l->next)
				l->hear(l->arg, &events[i]);
		pthread_mutex_unlock(&hub->telling);
		pthread_mutex_lock(&hub->lock);
		hub->told = count > 0 ? events[count - 1].id : hub->told;
		pthread_mutex_unlock(&hub->lock);
		arena_reset(mem);
	} while (count == HUB_ROWS);
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

static void *
run(void *arg)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct hub *hub = arg;

	pthread_mutex_lock(&hub->lock);
	while (!hub->stop) {
		struct shouted *list;

		while (!hub->awake && !hub->stop)
			pthread_cond_wait(&hub->woken, &hub->lock);
		hub->awake = false;
		list = hub->first;
		hub->first = NULL;
		hub->last = &hub->first;
		pthread_mutex_unlock(&hub->lock);
		tell_rows(hub, mem);
		tell_shouts(hub, list);
		pthread_mutex_lock(&hub->lock);
	}
	pthread_mutex_unlock(&hub->lock);
	return NULL;
}

enum err
hub_new(struct engine *engine, struct hub **out)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct hub *hub = calloc(1, sizeof(*hub));
	enum err e = db_new(engine, &hub->db);

	if (e == OK)
		e = event_last(hub->db, mem, &hub->told);
	if (e != OK) {
		db_free(hub->db);
		free(hub);
		return e;
	}
	hub->last = &hub->first;
	pthread_mutex_init(&hub->lock, NULL);
	pthread_mutex_init(&hub->telling, NULL);
	pthread_cond_init(&hub->woken, NULL);
	pthread_create(&hub->thread, NULL, run, hub);
	engine_on_commit(engine, hub_wake, hub);
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
	struct shouted *s = calloc(1, sizeof(*s));

	s->user = user;
	s->name = strdup(name);
	s->data = strndup(data.at, data.len);
	pthread_mutex_lock(&hub->lock);
	*hub->last = s;
	hub->last = &s->next;
	hub->awake = true;
	pthread_cond_signal(&hub->woken);
	pthread_mutex_unlock(&hub->lock);
}

int64_t
hub_last(struct hub *hub)
{
	int64_t told;

	pthread_mutex_lock(&hub->lock);
	told = hub->told;
	pthread_mutex_unlock(&hub->lock);
	return told;
}
