/*
 * join.c - somebody comes to a stream, for the first time or again: they are told
 * what they missed, and then with the others.
 */
#include "api/round.h"

#define REPLAY_PAGE 500
#define REPLAY_PAGES 4  /* read for one who comes back */
#define REPLAY_TOLD 500 /* told to them */

struct replay {
	struct client *client;
	int64_t from, place, top; /* (from, top] is to be told; place is settled */
	uint64_t seen;            /* the rounds that it holds */
	bool resumes;             /* from where it was before */
	bool done;
	struct text text; /* what is told, when all of it is known */
	size_t told;
	int pages;
	bool lost;
};

static enum err
replay_page(struct ctx *c, struct replay *p, size_t *count)
{
	struct event *events;

	TRY(event_after(c->db, c->mem, p->from, REPLAY_PAGE, &events, count));
	for (size_t i = 0; i < *count && events[i].id <= p->top; i++) {
		enum sight sight = record_sight(c, record_happened(c, &events[i]));
		int64_t place = events[i].id <= p->place ? events[i].id : p->place;

		p->from = events[i].id;
		p->lost |= stand_shifts(c, &events[i]);
		if (sight == SIGHT_NONE && !p->lost)
			continue;
		p->lost |= sight == SIGHT_ASK || p->told++ == REPLAY_TOLD;
		if (p->lost)
			return OK;
		text_str(&p->text, said_event(c->mem, &events[i], sight, place));
	}
	return OK;
}

/*
 * Tell what came since, as far as they may see it, up to what the others know.
 * What is not settled may get company: the next time begins there again.
 */
static enum err
replay(struct ctx *c, struct replay *p)
{
	size_t count = REPLAY_PAGE;

	p->pages = 0;
	while (p->from < p->top && count == REPLAY_PAGE && !p->lost) {
		p->lost = p->pages++ == REPLAY_PAGES;
		if (!p->lost)
			TRY(replay_page(c, p, &count));
	}
	p->from = p->place < p->top ? p->place : p->top;
	p->done = true;
	return OK;
}

/* Does it come from another history: of a database that was put back since? */
static enum err
check_from(struct ctx *c, struct replay *p)
{
	int64_t last;

	if (p->from <= p->top)
		return OK;
	TRY(event_last(c->db, c->mem, &last));
	p->lost = p->from > last;
	return OK;
}

/* Catch up, mostly while the others are told; the rest under the lock. */
static enum err
join(struct ctx *c, struct replay *p)
{
	struct streams *s = p->client->of;
	bool missing = true;
	enum err e = OK;

	for (int tries = 0;; tries++) {
		pthread_mutex_lock(&s->lock);
		missing = !p->done || p->seen != s->told;
		p->place = s->place;
		p->top = s->top;
		p->seen = s->told;
		if (p->lost || e != OK || !missing || tries == 3)
			break;
		pthread_mutex_unlock(&s->lock);
		e = replay(c, p);
	}
	if (e == OK && !p->lost && missing)
		e = replay(c, p);
	if (e == OK) {
		(void)http_stream_send(p->client->stream,
		    p->lost ? said_reset(c->mem, p->place) : text_done(&p->text));
		p->client->placed_ms = c->now_ms;
		crowds_enter(&s->crowds, p->client, &c->actor);
		p->client->eyes->came_back |= p->resumes;
	}
	pthread_mutex_unlock(&s->lock);
	return e;
}

enum err
stream_join(struct ctx *c, struct client *client, const int64_t *from)
{
	struct streams *s = client->of;
	struct replay p = {
		.client = client, .resumes = from != NULL, .text = TEXT_INIT(c->mem)
	};

	if (from == NULL) {
		pthread_mutex_lock(&s->lock);
		p.from = s->place;
		pthread_mutex_unlock(&s->lock);
		(void)http_stream_send(client->stream, said_place(c->mem, p.from));
	} else {
		p.from = *from;
	}
	(void)http_stream_send(client->stream, STR("event: hello\ndata: {}\n\n"));
	p.top = p.place = hub_place(site_hub(s->site));
	TRY(check_from(c, &p));
	if (p.resumes && !p.lost)
		TRY(auth_moved_since(c, p.from, &p.lost));
	return join(c, &p);
}
