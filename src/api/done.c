/*
 * done.c - what was done to many records at once, for who may take it back.
 */
#include "api/room.h"

#include "exchange/exchange.h"

static enum err
list(struct ctx *c)
{
	return done_list(
	    c, req_q(c, "after"), str_is(req_q(c, "mine"), "1"), reply_json(c, 200));
}

static enum err
look(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	return done_look(c, id, reply_json(c, 200));
}

const struct route done_routes[] = {
	{ "GET", "/api/done", list,
	    "imports, bulk changes, hand-overs, merges: what can be taken back", WRITES },
	{ "GET", "/api/done/{id}", look, "how much of a job was changed since", WRITES },
	{ 0 },
};
