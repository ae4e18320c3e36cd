/*
 * passkeys.c - passkeys: one's own, somebody's for who administers, and coming in.
 *
 * To make one or take one away, the password is said again.  A request says nothing of
 * where we are: that is site_address().
 */
#include "api/room.h"

/* errs  INPUT  passkeys are not possible here: a fault says why */
static enum err
place_of(struct ctx *c, struct webauthn_place *out)
{
	struct str address;

	TRY(site_address(c, &address));
	if (webauthn_place_of(c->mem, address, out))
		return OK;
	fault(c, STR(""), address.len == 0 ? "url_needed" : "passkey_https", NULL);
	return ERR_INPUT;
}

bool
passkeys_possible(struct ctx *c)
{
	struct webauthn_place place;
	bool possible = place_of(c, &place) == OK;

	fault_clear(c);
	return possible;
}

/* ---- one's own ---- */

/* For whom somebody else vouches, they vouch each time: a passkey would let them in
 * when nobody vouches any more. */
static enum err
said_password(struct ctx *c, json_t **body)
{
	bool has;

	TRY(req_json(c, body));
	TRY(auth_password_has(c, c->actor.user, &has));
	if (!has) {
		fault(c, STR("password"), "password_elsewhere", NULL);
		return ERR_INPUT;
	}
	return sign_again(c, "password", json_get_str(*body, "password"));
}

static enum err
list_of(struct ctx *c, int64_t person)
{
	struct jw *w = reply_json(c, 200);

	jw_open(w);
	jw_key(w, "rows");
	TRY(passkey_list(c, person, w));
	jw_close(w);
	return OK;
}

static enum err
mine(struct ctx *c)
{
	return list_of(c, c->actor.user);
}

static enum err
begin(struct ctx *c)
{
	struct webauthn_place place;
	json_t *body;

	TRY(place_of(c, &place));
	TRY(said_password(c, &body));
	return passkey_begin(c, &place, c->actor.user, reply_json(c, 200));
}

static enum err
finish(struct ctx *c)
{
	struct webauthn_place place;
	json_t *body;
	int64_t id;
	enum err e;

	TRY(place_of(c, &place));
	TRY(req_json(c, &body));
	e = passkey_finish(c, &place, c->actor.user, json_get_str(body, "name"),
	    json_object_get(body, "credential"), &id);
	if (e == ERR_WHO)
		return ERR_INPUT; /* they are in: it is their passkey that is not good */
	TRY(e);
	TRY(mine(c));
	c->reply->status = 201;
	return OK;
}

static enum err
rename_mine(struct ctx *c)
{
	json_t *body;
	int64_t id;

	TRY(req_id(c, "n", &id));
	TRY(req_json(c, &body));
	TRY(passkey_rename(c, c->actor.user, id, json_get_str(body, "name")));
	return reply_nothing(c);
}

static enum err
drop_mine(struct ctx *c)
{
	json_t *body;
	int64_t id;

	TRY(req_id(c, "n", &id));
	TRY(req_json(c, &body));
	TRY(sign_again(c, "password", json_get_str(body, "password")));
	TRY(passkey_drop(c, c->actor.user, id, "self"));
	return reply_nothing(c);
}

/* ---- somebody's ---- */

static enum err
theirs(struct ctx *c)
{
	int64_t user;

	TRY(req_other(c, &user));
	return list_of(c, user);
}

static enum err
drop_theirs(struct ctx *c)
{
	int64_t user, id;

	TRY(req_other(c, &user));
	TRY(req_id(c, "n", &id));
	TRY(passkey_drop(c, user, id, "administrator"));
	return reply_nothing(c);
}

/* ---- coming in ---- */

static enum err
ask(struct ctx *c)
{
	struct webauthn_place place;

	TRY(place_of(c, &place));
	return passkey_ask(c, &place, reply_json(c, 200));
}

static enum err
answer(struct ctx *c)
{
	struct webauthn_place place;
	int64_t person;
	json_t *body;
	enum err e;

	TRY(place_of(c, &place));
	TRY(req_json(c, &body));
	TRY(api_door_take(c));
	e = passkey_answer(c, &place, json_object_get(body, "credential"), &person);
	if (e == ERR_WHO)
		sign_note_bad(c, "passkey", STR(""), person);
	TRY(e);
	api_door_give(c);
	TRY(sign_in(c, person, "passkey", true));
	return reply_me(c, 200, true);
}

const struct route passkey_routes[] = {
	{ "GET", "/api/me/passkeys", mine, "my passkeys", SESSION },
	{ "POST", "/api/me/passkeys/begin", begin, "what a browser needs to make one",
	    SESSION },
	{ "POST", "/api/me/passkeys/finish", finish, "keep the one that was made",
	    SESSION },
	{ "PATCH", "/api/me/passkeys/{n}", rename_mine, "call it something else",
	    SESSION },
	{ "DELETE", "/api/me/passkeys/{n}", drop_mine,
	    "take one away; the password again", SESSION },
	{ "GET", "/api/user/{id}/passkeys", theirs, "somebody's passkeys", 0 },
	{ "DELETE", "/api/user/{id}/passkeys/{n}", drop_theirs,
	    "take one of somebody who lost it", 0 },
	{ "POST", "/api/login/passkey/begin", ask, "what a browser needs to sign", OPEN },
	{ "POST", "/api/login/passkey/finish", answer,
	    "come in by a passkey: both factors", OPEN },
	{ 0 },
};
