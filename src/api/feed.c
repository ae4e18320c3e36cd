/*
 * feed.c - all that happened, in order, for programs.
 *
 * What is promised: each event of a record the caller may read comes, in the
 * order of ids, and none appears later behind an id that was handed out.  Only
 * what is settled is read, so a writer who takes long holds the feed and
 * leaves no gap.  A request that has nothing to say yet waits without a thread.
 *
 * Limits  FEED_MAX events an answer, FEED_SCAN looked at, FEED_WAIT_S waited.
 */
#include "api/room.h"

#include <stdatomic.h>

#define FEED_PAGE 100
#define FEED_MAX 500
#define FEED_SCAN 2000
#define FEED_WAIT_S 30

struct feed {
	const struct entity *entity; /* NULL: all */
	int64_t after, border;
	int64_t limit, wait_s;
	size_t told;
	bool more; /* there is more already */
};

/* A number of the query.  errs  INPUT  not one, or over max */
static enum err
number_in(struct ctx *c, const char *name, int64_t max, int64_t *out)
{
	struct str s = req_q(c, name);

	if (s.len == 0 || (str_int(s, out) && *out >= 0 && *out <= max))
		return OK;
	fault_over(c, str_of(name),
	    str_int(s, out) && *out > max ? "too_large" : "not_number", max);
	return ERR_INPUT;
}

static enum err
feed_of(struct ctx *c, struct feed *out)
{
	struct str entity = req_q(c, "entity"), after = req_q(c, "after");

	*out = (struct feed){ .limit = FEED_PAGE };
	TRY(number_in(c, "limit", FEED_MAX, &out->limit));
	TRY(number_in(c, "wait", FEED_WAIT_S, &out->wait_s));
	if (out->limit == 0)
		out->limit = 1;
	if (entity.len > 0) {
		out->entity = meta_entity(c->meta, entity);
		if (out->entity == NULL)
			return ERR_ABSENT;
	}
	if (str_is(after, "now"))
		TRY(event_place(c->db, c->mem, &out->after));
	else
		TRY(number_in(c, "after", INT64_MAX, &out->after));
	if (c->req->mark > out->after)
		out->after = c->req->mark; /* looked at before it was parked */
	return OK;
}

static void
write_event(struct ctx *c, struct jw *w, struct happened *happened,
    const struct event *event, enum sight sight)
{
	struct str changes;

	jw_open(w);
	jw_key(w, "id");
	jw_id(w, event->id);
	jw_key(w, "at");
	jw_int(w, event->at_ms);
	jw_key(w, "entity");
	jw_str(w, event->entity);
	jw_key(w, "record");
	jw_id(w, event->record);
	jw_key(w, "what");
	jw_str(w, sight_word(event, sight));
	if (sight != SIGHT_GONE) { /* whom it left learns that, and no more */
		jw_key(w, "version");
		jw_int(w, event->version);
		jw_key(w, "by");
		if (event->actor != 0)
			jw_id(w, event->actor);
		else
			jw_null(w);
		jw_key(w, "via");
		jw_c(w, via_name(event->via));
		if (event->via == VIA_MERGE) {
			jw_key(w, "merge");
			jw_id(w, event->job);
		}
		jw_key(w, "changes");
		changes = record_told(c, happened);
		jw_raw(w, changes.len > 0 ? changes : STR("{}"));
	}
	jw_close(w);
}

/* One event: told, passed over, or the end of this answer (false). */
static enum err
look_at(struct ctx *c, struct feed *f, const struct event *event, struct jw *w)
{
	enum sight sight = SIGHT_NONE;
	struct happened *happened = record_happened(c, event);

	if (f->entity == NULL || str_same(f->entity->name, event->entity))
		sight = record_sight(c, happened);
	if (sight == SIGHT_ASK)
		return ERR_DOWN;
	if (sight != SIGHT_NONE) {
		write_event(c, w, happened, event, sight);
		f->told++;
	}
	f->after = event->id;
	return OK;
}

static enum err
look(struct ctx *c, struct feed *f, struct jw *w)
{
	struct event *events;
	size_t count = FEED_MAX, seen = 0;

	while (count == FEED_MAX && seen < FEED_SCAN) {
		TRY(event_after(c->db, c->mem, f->after, FEED_MAX, &events, &count));
		seen += count;
		for (size_t i = 0; i < count; i++) {
			if (events[i].id >= f->border)
				return OK;
			if (f->told == (size_t)f->limit) {
				f->more = true;
				return OK;
			}
			TRY(look_at(c, f, &events[i], w));
		}
	}
	f->more = count == FEED_MAX;
	return OK;
}

static enum err
feed(struct ctx *c)
{
	struct streams *s = api_streams(c);
	uint64_t rounds = atomic_load(streams_rounds(s)); /* before anything is read */
	struct feed f;
	struct jw *w;

	TRY(feed_of(c, &f));
	TRY(event_settled(c->db, &f.border));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	TRY(look(c, &f, w));
	jw_end(w);
	jw_key(w, "next");
	jw_id(w, f.after);
	jw_key(w, "more");
	jw_bool(w, f.more);
	jw_close(w);
	auth_read(c, f.told);
	if (f.told > 0 || f.more || f.wait_s == 0)
		return OK;
	c->req->mark = f.after;
	hub_look(c->hub, f.wait_s * 1000);
	c->reply->direct =
	    req_park(c->req, s, (unsigned)f.wait_s * 1000, streams_rounds(s), rounds);
	return OK;
}

const struct route feed_routes[] = {
	{ "GET", "/api/feed", feed, "all that happened, in order, for programs", TOKEN },
	{ 0 },
};
