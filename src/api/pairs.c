/*
 * pairs.c - records that may be one, over HTTP: the list, what somebody says to a
 * pair, and the search for them.
 */
#include "api/room.h"

#include "exchange/exchange.h"

#define PAGE 25

static enum err
list(struct ctx *c)
{
	struct pair_query query = {
		.after = req_q(c, "after"), .where = req_q(c, "where"), .limit = PAGE
	};
	const struct entity *e;
	struct jw *w;

	TRY(req_entity(c, &e));
	w = reply_json(c, 200);
	jw_open(w);
	TRY(record_pairs(c, e, &query, w));
	TRY(pairs_write_run(c, e, w));
	jw_close(w);
	return OK;
}

static enum err
find(struct ctx *c)
{
	const struct entity *e;
	int64_t job;

	TRY(req_entity(c, &e));
	TRY(pairs_find(c, e, &job));
	return reply_job(c, job);
}

static enum err
part(struct ctx *c)
{
	const struct entity *e;
	const json_t *apart;
	json_t *body;
	int64_t id;

	TRY(req_entity(c, &e));
	TRY(req_id(c, "id", &id));
	TRY(req_json(c, &body));
	apart = json_object_get(body, "apart");
	if (!json_is_boolean(apart)) {
		fault(c, STR("apart"), "not_bool", NULL);
		return ERR_INPUT;
	}
	TRY(record_pair_part(c, e, id, json_is_true(apart)));
	return reply_nothing(c);
}

const struct route pair_routes[] = {
	{ "GET", "/api/{entity}/pairs", list, "records that may be one, the surest first",
	    0 },
	{ "POST", "/api/{entity}/pairs", find, "search all of it for them, as a job", 0 },
	{ "POST", "/api/{entity}/pairs/{id}", part,
	    "these are two; apart false: they may be one", 0 },
	{ 0 },
};
