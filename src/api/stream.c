/*
 * stream.c - what changed, to the screens that may see it, as it happens.
 *
 * The hub brings a round of events; here each goes to the streams of those who
 * may read its record, as an entity, an id, a version and a word, never a
 * value.  Whom a record leaves is told `gone`, whom it comes to `appeared`.
 *
 * Streams hang on their user, and users on those with the same roles: what the
 * roles decide is decided once, and what the row decides once for a user.
 * When a round holds more for somebody than they can use, they are told `many`
 * and the entity: look again.  A stream that was away says which id it had
 * last and gets what came since, or `reset` when that is too much.
 *
 * Threads  hear and shout: the hub's.  Streams come in workers and go in loop
 *          threads; all under one lock, which is held over statements of the
 *          hub's handle and not over a worker's but for the last few events.
 */
#include "api/round.h"

#define MANY 200        /* events of a round, in one stream */
#define PLACE_MS 30000  /* a stream that is told nothing learns its place so often */
#define SHIFTS_MAX 20   /* entities that one event may shift */
#define ENDED_US 200000 /* sessions that ended are looked for so often, at most */

/* The library has let go of it. */
static void
closed(void *arg)
{
	struct client *client = arg;
	struct streams *s = client->of;

	pthread_mutex_lock(&s->lock);
	crowds_leave(&s->crowds, client);
	pthread_mutex_unlock(&s->lock);
	hub_leave(site_hub(s->site));
	free(client);
}

/* ---- a round ---- */

static void
begin(struct streams *s, struct ctx *c, struct arena *mem)
{
	*c = (struct ctx){ .mem = mem, .db = s->db };
	site_begin(s->site, c);
}

/* From the place in an event's id a stream may resume: below the border. */
static int64_t
place_in(const struct news *news, const struct event *event)
{
	return event->id < news->border ? event->id : news->place;
}

static struct str
seen_text(struct round *r, size_t i, enum sight sight)
{
	struct str *text = &r->texts[i][sight];
	const struct event *event = &r->news->events[i];

	if (text->len == 0)
		*text = said_event(r->c.mem, event, sight, place_in(r->news, event));
	return *text;
}

/* Each entity among what is seen once, and the place. */
static struct str
many(struct round *r, const unsigned char *sights)
{
	struct text t = TEXT_INIT(r->c.mem);
	struct map said = MAP_INIT(r->c.mem);

	for (size_t i = 0; i < r->news->count; i++) {
		struct str entity = r->news->events[i].entity;

		if (sights[i] == SIGHT_NONE || map_has(&said, entity))
			continue;
		map_put(&said, entity, r);
		text_str(&t, said_many(r->c.mem, entity));
	}
	text_str(&t, said_place(r->c.mem, r->news->place));
	return text_done(&t);
}

/* What a stream is sent of this round; "": nothing. */
static struct str
chunk_of(struct round *r, const unsigned char *sights)
{
	struct text t = TEXT_INIT(r->c.mem);
	size_t count = 0;

	for (size_t i = 0; i < r->news->count; i++) {
		if (sights[i] == SIGHT_ASK)
			return said_reset(r->c.mem, r->news->place);
		count += sights[i] != SIGHT_NONE;
	}
	if (count > MANY)
		return many(r, sights);
	for (size_t i = 0; i < r->news->count; i++)
		if (sights[i] != SIGHT_NONE)
			text_str(&t, seen_text(r, i, (enum sight)sights[i]));
	return text_done(&t);
}

static void
send_to(struct round *r, struct eyes *eyes, struct str chunk)
{
	for (struct client *client = eyes->clients; client != NULL;
	     client = client->next) {
		if (chunk.len > 0)
			(void)http_stream_send(client->stream, chunk);
		else if (r->c.now_ms - client->placed_ms > PLACE_MS)
			(void)http_stream_send(
			    client->stream, said_place(r->c.mem, r->news->place));
		else
			continue;
		client->placed_ms = r->c.now_ms;
	}
}

/* Those whose rights ask the row: one after the other, in memory. */
static void
tell_each(struct round *r, struct crowd *crowd, const unsigned char *common)
{
	size_t count = r->news->count;
	unsigned char *sights = arena_alloc(r->c.mem, count),
		      *last = arena_alloc(r->c.mem, count);
	struct str chunk = STR("");

	for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside) {
		r->c.actor = eyes->actor;
		for (size_t i = 0; i < count; i++)
			sights[i] = common[i] != SIGHT_ASK ? common[i]
							   : (unsigned char)record_sight(
								 &r->c, r->happened[i]);
		if (memcmp(sights, last, count) != 0) { /* they begin as nothing seen */
			memcpy(last, sights, count);
			chunk = chunk_of(r, sights);
		}
		send_to(r, eyes, chunk);
	}
}

static void
tell_crowd(struct round *r, struct crowd *crowd)
{
	size_t count = r->news->count;
	unsigned char *common = arena_alloc(r->c.mem, count);
	struct str chunk;
	bool ask = false;

	r->c.actor = crowd->eyes->actor;
	for (size_t i = 0; i < count; i++) {
		common[i] = (unsigned char)record_sight_of_all(&r->c, r->happened[i]);
		ask |= common[i] == SIGHT_ASK;
	}
	if (ask) {
		tell_each(r, crowd, common);
		return;
	}
	chunk = chunk_of(r, common);
	for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside)
		send_to(r, eyes, chunk);
}

/* Rights that ask another record: who has them looks at that entity again. */
static void
tell_shifts(struct round *r, size_t i)
{
	const struct entity *shifted[SHIFTS_MAX];
	size_t count = record_shifts(&r->c, r->happened[i], shifted, SHIFTS_MAX);

	for (size_t j = 0; j < count; j++) {
		struct str text = said_many(r->c.mem, shifted[j]->name);

		for (struct crowd *crowd = r->of->crowds.first; crowd != NULL;
		     crowd = crowd->next) {
			struct grant g;

			r->c.actor = crowd->eyes->actor;
			g = auth_grant(&r->c, shifted[j], MAY_READ);
			if (g.all || auth_never(&g))
				continue;
			for (struct eyes *eyes = crowd->eyes; eyes != NULL;
			     eyes = eyes->beside)
				send_to(r, eyes, text);
		}
	}
}

/*
 * Somebody's roles changed, or they left: who they are is looked up again.
 * What they see is another matter now, so they look at everything again.  Eyes that
 * were lent are asked for once more.
 */
static void
look_up(struct round *r, struct eyes *eyes)
{
	if (eyes->looker != 0 || auth_as(&r->c, eyes->actor.user) != OK) {
		crowds_close(eyes);
		return;
	}
	eyes->anew = !json_equal(eyes->crowd->roles, r->c.actor.roles) ||
		     !auth_same_standing(&eyes->actor, &r->c.actor);
	crowds_became(&r->of->crowds, eyes, &r->c.actor);
}

static void
look_up_people(struct round *r)
{
	for (size_t i = 0; i < r->news->count; i++) {
		const struct event *event = &r->news->events[i];

		if (!str_is(event->entity, "user"))
			continue;
		for (struct eyes *eyes = crowds_eyes(&r->of->crowds, event->record);
		     eyes != NULL; eyes = crowds_next(eyes))
			look_up(r, eyes);
		crowds_close_lent(&r->of->crowds, event->record);
	}
}

static void
tell_anew(struct round *r, bool all)
{
	struct str text = said_reset(r->c.mem, r->news->place);

	for (struct crowd *crowd = r->of->crowds.first; crowd != NULL;
	     crowd = crowd->next)
		for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside) {
			if (all || eyes->anew)
				send_to(r, eyes, text);
			eyes->anew = false;
		}
}

static void
tell_round(struct round *r)
{
	size_t count = r->news->count;

	r->happened = arena_array(r->c.mem, struct happened *, count + 1);
	r->texts = arena_alloc(r->c.mem, (count + 1) * sizeof(*r->texts));
	for (size_t i = 0; i < count; i++)
		r->happened[i] = record_happened(&r->c, &r->news->events[i]);
	look_up_people(r);
	stand_again(r);
	for (struct crowd *crowd = r->of->crowds.first; crowd != NULL;
	     crowd = crowd->next)
		tell_crowd(r, crowd);
	for (size_t i = 0; i < count; i++)
		tell_shifts(r, i);
	tell_anew(r, r->news->lost);
}

static void
end_pass(void *arg, int64_t pass)
{
	const struct streams *s = arg;

	crowds_end(&s->crowds, pass);
}

/* Who was signed out, here or by another program, hears nothing more. */
static void
look_for_ended(struct streams *s, struct ctx *c)
{
	if (time_steady_us() - s->looked_us < ENDED_US)
		return;
	if (auth_ended(c, end_pass, s) != OK)
		log_warn("stream: ended sessions cannot be read: %s", site_said(c));
	else
		s->looked_us = time_steady_us();
}

/* All that is said in a round, to those who are still in. */
static void
tell(struct streams *s, struct round *r, struct arena *mem)
{
	begin(s, &r->c, mem);
	look_for_ended(s, &r->c);
	if (r->news->count > 0 || r->news->lost) {
		tell_round(r);
	} else if (r->c.now_ms - s->stood_ms >= STAND_MS) {
		stand_again(r);
		tell_anew(r, false);
	}
	site_end(&r->c);
}

static void
hear(void *arg, const struct news *news)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct streams *s = arg;
	struct round r = { .of = s, .news = news };
	bool moved;

	pthread_mutex_lock(&s->lock);
	moved = news->place != s->place || news->top != s->top;
	s->place = news->place;
	s->top = news->top;
	s->told += news->count > 0 || news->lost;
	if (s->crowds.first != NULL)
		tell(s, &r, mem);
	if (moved) {
		atomic_fetch_add(&s->rounds, 1);
		if (s->server != NULL)
			http_wake(s->server, s);
	}
	pthread_mutex_unlock(&s->lock);
}

/* What is said among servers, and concerns who listens. */
static void
tell_sites(struct streams *s, struct arena *mem, struct str name, struct str data)
{
	struct news none = { .place = s->place };
	struct round r = { .of = s, .news = &none };

	if (!str_is(name, "shared"))
		return;
	pthread_mutex_lock(&s->lock);
	if (s->crowds.first != NULL) {
		begin(s, &r.c, mem);
		stand_shared(&r, data);
		tell_anew(&r, false);
		site_end(&r.c);
	}
	pthread_mutex_unlock(&s->lock);
}

static void
tell_all_anew(struct streams *s, struct arena *mem)
{
	struct news none = { .place = s->place };
	struct round r = { .of = s, .news = &none };

	if (s->crowds.first == NULL)
		return;
	begin(s, &r.c, mem);
	tell_anew(&r, true);
	site_end(&r.c);
}

static void
shout(void *arg, int64_t user, struct str name, struct str data)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct streams *s = arg;
	struct str text =
	    str_printf(mem, "event: %.*s\ndata: %.*s\n\n", STR_ARG(name), STR_ARG(data));

	if (user == HUB_SITES) {
		tell_sites(s, mem, name, data);
		return;
	}
	pthread_mutex_lock(&s->lock);
	for (struct crowd *crowd = s->crowds.first; crowd != NULL; crowd = crowd->next)
		for (struct eyes *eyes = crowd->eyes; eyes != NULL; eyes = eyes->beside)
			for (struct client *client = user == 0 || user == eyes->actor.user
							 ? eyes->clients
							 : NULL;
			     client != NULL; client = client->next)
				(void)http_stream_send(client->stream, text);
	if (str_is(name, "meta")) /* rights among it: what one sees may be other */
		tell_all_anew(s, mem);
	pthread_mutex_unlock(&s->lock);
}

/* ---- a stream begins ---- */

static enum err
events(struct ctx *c)
{
	struct streams *s = api_streams(c);
	struct str last = req_header(c->req, "Last-Event-ID");
	struct client *client = memory_new(1, sizeof(*client));
	int64_t from;

	if (last.len == 0)
		last = req_q(c, "after");
	client->of = s;
	client->pass = c->from.session;
	client->looker = c->from.looker;
	hub_attend(site_hub(s->site));
	client->stream = req_events(c->req, closed, client);
	c->reply->direct = true;
	if (stream_join(c, client, str_int(last, &from) ? &from : NULL) != OK)
		http_stream_close(client->stream); /* they come again, from there */
	return OK;
}

/* ---- life ---- */

struct streams *
streams_new(struct site *site)
{
	struct streams *s = memory_new(1, sizeof(*s));

	s->db = site_handle(site);
	if (s->db == NULL) {
		free(s);
		return NULL;
	}
	s->site = site;
	s->place = s->top = hub_place(site_hub(site));
	s->listener = (struct listener){ .hear = hear, .shout = shout, .arg = s };
	pthread_mutex_init(&s->lock, NULL);
	hub_listen(site_hub(site), &s->listener);
	return s;
}

void
streams_serve(struct streams *s, struct http_server *server)
{
	pthread_mutex_lock(&s->lock);
	s->server = server;
	pthread_mutex_unlock(&s->lock);
}

const _Atomic uint64_t *
streams_rounds(const struct streams *s)
{
	return &s->rounds;
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
	    TOKEN },
	{ 0 },
};
