/*
 * stream.c - what changed, to the screens that may see it, as it happens.
 *
 * The hub's thread brings each event once; here it goes to every stream whose
 * user may read the record.  A stream that was away gives the id it saw last
 * and gets what came since, or `reset` when that is too much.
 */
#include "api/room.h"

#include <pthread.h>

#define REPLAY_MAX 500

struct client {
	struct client *next, **at;
	struct streams *of;
	struct http_stream *stream;
	int64_t user;
	struct arena *mem; /* of the actor */
	struct actor actor;
	int64_t since; /* events up to here are not this stream's */
};

struct streams {
	struct site *site;
	struct listener listener;
	struct db *db; /* of the hub's thread */
	pthread_mutex_t lock;
	struct client *clients;
};

static struct str
event_text(struct arena *mem, const struct event *event)
{
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	text_printf(&t, "id: %" PRId64 "\nevent: record\ndata: ", event->id);
	jw_open(&w);
	jw_key(&w, "entity");
	jw_str(&w, event->entity);
	jw_key(&w, "id");
	jw_id(&w, event->record);
	jw_key(&w, "version");
	jw_int(&w, event->version);
	jw_key(&w, "what");
	jw_str(&w, event->what);
	jw_key(&w, "by");
	jw_id(&w, event->actor);
	jw_close(&w);
	text_c(&t, "\n\n");
	return text_done(&t);
}

static bool
may_see(struct ctx *c, const struct client *client, const struct event *event)
{
	const struct entity *e = meta_entity(c->meta, event->entity);

	c->actor = client->actor;
	return e != NULL && auth_of_row(c, e, MAY_READ, event->record, NULL) == OK;
}

static void
begin(struct streams *s, struct ctx *c, struct arena *mem)
{
	*c = (struct ctx){ .mem = mem, .db = s->db };
	site_begin(s->site, c);
}

/* Somebody's roles changed: they are looked up again for each open stream. */
static void
refresh(struct ctx *c, struct client *client)
{
	struct arena *mem = arena_new(), *was = c->mem;

	c->mem = mem;
	if (auth_as(c, client->user) == OK) {
		arena_free(client->mem);
		client->mem = mem;
		client->actor = c->actor;
	} else {
		arena_free(mem);
		http_stream_close(client->stream);
	}
	c->mem = was;
}

static void
hear(void *arg, const struct event *event)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct streams *s = arg;
	struct str text = event_text(mem, event);
	bool person = str_is(event->entity, "user");
	struct ctx c;

	pthread_mutex_lock(&s->lock);
	if (s->clients != NULL) {
		begin(s, &c, mem);
		for (struct client *client = s->clients; client != NULL;
		     client = client->next) {
			if (person && client->user == event->record)
				refresh(&c, client);
			if (event->id > client->since && may_see(&c, client, event))
				http_stream_send(client->stream, text);
		}
		site_end(&c);
	}
	pthread_mutex_unlock(&s->lock);
}

static void
shout(void *arg, int64_t user, struct str name, struct str data)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct streams *s = arg;
	struct str text =
	    str_printf(mem, "event: %.*s\ndata: %.*s\n\n", STR_ARG(name), STR_ARG(data));

	pthread_mutex_lock(&s->lock);
	for (struct client *client = s->clients; client != NULL; client = client->next)
		if (user == 0 || client->user == user)
			http_stream_send(client->stream, text);
	pthread_mutex_unlock(&s->lock);
}

static void
closed(void *arg)
{
	struct client *client = arg;
	struct streams *s = client->of;

	pthread_mutex_lock(&s->lock);
	*client->at = client->next;
	if (client->next != NULL)
		client->next->at = client->at;
	pthread_mutex_unlock(&s->lock);
	arena_free(client->mem);
	free(client);
}

/* What came since the stream was last here, as far as it may see it. */
static enum err
replay(struct ctx *c, struct client *client, int64_t from)
{
	struct event *events;
	struct ctx asking = *c;
	size_t count;

	TRY(event_after(c->db, c->mem, from, REPLAY_MAX, &events, &count));
	if (count == REPLAY_MAX) {
		http_stream_send(client->stream, STR("event: reset\ndata: {}\n\n"));
		return OK;
	}
	for (size_t i = 0; i < count; i++)
		if (events[i].id <= client->since && may_see(&asking, client, &events[i]))
			http_stream_send(client->stream, event_text(c->mem, &events[i]));
	return OK;
}

static enum err
events(struct ctx *c)
{
	struct streams *s = api_streams(c);
	struct str last = req_header(c->req, "Last-Event-ID");
	struct client *client = calloc(1, sizeof(*client));
	int64_t from = 0;
	bool again = last.len > 0 && str_int(last, &from);
	struct arena *was = c->mem;
	enum err e = OK;

	client->of = s;
	client->user = c->actor.user;
	client->mem = c->mem = arena_new();
	e = auth_as(c, client->user); /* a copy that outlives the request */
	client->actor = c->actor;
	c->mem = was;
	if (e != OK) {
		arena_free(client->mem);
		free(client);
		return e;
	}
	pthread_mutex_lock(&s->lock);
	client->stream = req_events(c->req, closed, client);
	c->reply->direct = true;
	client->since = hub_last(site_hub(s->site));
	client->next = s->clients;
	client->at = &s->clients;
	if (client->next != NULL)
		client->next->at = &client->next;
	s->clients = client;
	http_stream_send(client->stream,
	    str_printf(c->mem, "id: %" PRId64 "\nevent: hello\ndata: {}\n\n",
		again ? from : client->since));
	if (again)
		e = replay(c, client, from);
	pthread_mutex_unlock(&s->lock);
	return e;
}

struct streams *
streams_new(struct site *site)
{
	struct streams *s = calloc(1, sizeof(*s));

	s->db = site_handle(site);
	if (s->db == NULL) {
		free(s);
		return NULL;
	}
	s->site = site;
	s->listener = (struct listener){ .hear = hear, .shout = shout, .arg = s };
	pthread_mutex_init(&s->lock, NULL);
	hub_listen(site_hub(site), &s->listener);
	return s;
}

/* After the server has stopped: no stream is open any more.  The hub must not
 * tell again: its site is closed next, by the same hand. */
void
streams_close(struct streams *s)
{
	hub_deafen(site_hub(s->site), &s->listener);
	site_handle_end(s->db);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

const struct route stream_routes[] = {
	{ "GET", "/api/events", events, "server-sent events: what changed, as it happens",
	    0 },
	{ 0 },
};
