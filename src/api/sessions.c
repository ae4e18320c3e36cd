/*
 * sessions.c - where somebody is signed in: one's own, and everybody's for who
 * administers.  What is still open of one that ends, closes with it.
 */
#include "api/room.h"

static enum err
reply_sessions(struct ctx *c, int64_t user)
{
	struct jw *w = reply_json(c, 200);

	jw_open(w);
	jw_key(w, "rows");
	TRY(auth_sessions(c, user, w));
	jw_close(w);
	return OK;
}

static enum err
mine(struct ctx *c)
{
	return reply_sessions(c, c->actor.user);
}

static enum err
end_mine(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "n", &id));
	TRY(auth_end_session(c, c->actor.user, id));
	return reply_nothing(c);
}

/* All, or with ?others=1 all but this one. */
static enum err
end_all_mine(struct ctx *c)
{
	bool others = str_is(req_q(c, "others"), "1");

	TRY(auth_end_sessions(c, c->actor.user, others ? c->from.session : 0));
	return reply_nothing(c);
}

static enum err
theirs(struct ctx *c)
{
	int64_t user;

	TRY(req_other(c, &user));
	return reply_sessions(c, user);
}

static enum err
end_theirs(struct ctx *c)
{
	int64_t user, id;

	TRY(req_other(c, &user));
	TRY(req_id(c, "n", &id));
	TRY(auth_end_session(c, user, id));
	return reply_nothing(c);
}

static enum err
end_all_theirs(struct ctx *c)
{
	int64_t user;

	TRY(req_other(c, &user));
	TRY(auth_end_sessions(c, user, 0));
	return reply_nothing(c);
}

const struct route session_routes[] = {
	{ "GET", "/api/me/sessions", mine, "where I am signed in", SESSION },
	{ "DELETE", "/api/me/sessions", end_all_mine,
	    "sign out everywhere; ?others=1: but here", SESSION },
	{ "DELETE", "/api/me/sessions/{n}", end_mine, "sign out there", SESSION },
	{ "GET", "/api/user/{id}/sessions", theirs, "where somebody is signed in", 0 },
	{ "DELETE", "/api/user/{id}/sessions", end_all_theirs,
	    "sign somebody out everywhere", 0 },
	{ "DELETE", "/api/user/{id}/sessions/{n}", end_theirs, "sign somebody out there",
	    0 },
	{ 0 },
};
