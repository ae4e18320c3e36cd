/*
 * link.c - links by mail: to set a new password, or the first one.
 *
 * Who asks for one learns nothing: the answer is the same, and as quick, for names
 * that exist and those that do not.  A link sets a password and no more: signing in
 * is the next step, with the second factor, if there is one.
 */
#include "api/room.h"

static enum err
accepted(struct ctx *c)
{
	struct jw *w = reply_json(c, 202);

	jw_open(w);
	jw_close(w);
	return OK;
}

static enum err
reset(struct ctx *c)
{
	struct str said, url;
	json_t *body;

	TRY(req_json(c, &body));
	TRY(api_door_take(c));
	said = json_get_str(body, "login");
	if (said.len == 0)
		said = json_get_str(body, "email");
	TRY(site_address(c, &url));
	if (url.len == 0) {
		log_warn("reset: no letter is sent, because nobody said where we are"
			 " reached: kith serve --url, or the setting url");
		return accepted(c);
	}
	TRY(site_reset(c, said, url));
	site_wake_jobs(c->site);
	return accepted(c);
}

static enum err
invite(struct ctx *c)
{
	struct str url;
	int64_t user;

	TRY(req_other(c, &user));
	TRY(site_address(c, &url));
	if (url.len == 0) {
		fault(c, STR(""), "url_needed", NULL);
		return ERR_INPUT;
	}
	TRY(site_invite(c, user, url));
	site_wake_jobs(c->site);
	return accepted(c);
}

static enum err
finish(struct ctx *c, enum ticket_kind kind, const char *by)
{
	json_t *body;
	enum err e;

	TRY(req_json(c, &body));
	TRY(api_door_take(c));
	e = auth_password_by_ticket(
	    c, kind, json_get_str(body, "token"), json_get_str(body, "password"), by);
	if (e != ERR_WHO)
		api_door_give(c);
	TRY(e);
	return reply_nothing(c);
}

static enum err
finish_reset(struct ctx *c)
{
	return finish(c, TICKET_RESET, "reset");
}

static enum err
finish_invite(struct ctx *c)
{
	return finish(c, TICKET_INVITE, "invite");
}

const struct route link_routes[] = {
	{ "POST", "/api/reset", reset, "a letter with a link to a new password", OPEN },
	{ "POST", "/api/reset/finish", finish_reset, "a new password, by the link",
	    OPEN },
	{ "POST", "/api/user/{id}/invite", invite,
	    "a letter with a link to the first password", 0 },
	{ "POST", "/api/invite/finish", finish_invite, "the first password, by the link",
	    OPEN },
	{ 0 },
};
