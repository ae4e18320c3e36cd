/*
 * security.c - what the company settled about signing in.
 */
#include "api/room.h"

static enum err
show(struct ctx *c)
{
	struct jw *w;

	if (!c->actor.admin)
		return ERR_DENIED;
	w = reply_json(c, 200);
	jw_open(w);
	auth_policy_write(c, w);
	jw_close(w);
	return OK;
}

/* What the body leaves out goes back to its default. */
static enum err
change(struct ctx *c)
{
	struct str why, was;
	json_t *news;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(req_json(c, &news));
	TRY(auth_policy_check(c, news));
	TRY(site_setting(c, "security", &was));
	TRY(site_set(c, "security", json_dump(c->mem, news)));
	TRY(trail(c, TRAIL_SETTING, TRAIL_NOTHING, "name", "security", "from",
	    str_c(c->mem, was), "to", str_c(c->mem, json_dump(c->mem, news)), NULL));
	TRY(site_reload(c, &why));
	TRY(auth_second_enforce(c, json_object_get(news, "second_factor"), 0));
	return reply_nothing(c);
}

const struct route security_routes[] = {
	{ "GET", "/api/security", show, "how long, how strong: what was settled", 0 },
	{ "PUT", "/api/security", change, "settle it", 0 },
	{ 0 },
};
