/*
 * second.c - one's second factor, and the second step of a sign-in.
 *
 * Whoever changes what guards an account says the password again: a browser left
 * open for a minute must not be enough to keep its owner out for ever.
 */
#include "api/room.h"

static enum err
reply_secret(struct ctx *c, int64_t person)
{
	struct str secret, uri;
	struct jw *w;

	TRY(auth_second_begin(c, person, &secret, &uri));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "secret");
	jw_str(w, secret);
	jw_key(w, "uri");
	jw_str(w, uri);
	jw_close(w);
	return OK;
}

static enum err
reply_codes(struct ctx *c, const json_t *codes)
{
	struct jw *w = reply_json(c, 200);

	jw_open(w);
	jw_key(w, "recovery");
	jw_json(w, codes);
	jw_close(w);
	return OK;
}

static enum err
reply_state(struct ctx *c, int64_t person)
{
	struct second second;
	struct jw *w;
	bool must;

	TRY(auth_second(c, person, &second));
	TRY(auth_second_must(c, person, &must));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "on");
	jw_bool(w, second.on);
	jw_key(w, "must");
	jw_bool(w, must);
	if (second.on) {
		jw_key(w, "since_ms");
		jw_int(w, second.since_ms);
		jw_key(w, "recovery_left");
		jw_int(w, second.recovery);
	}
	jw_close(w);
	return OK;
}

/* ---- one's own ---- */

static enum err
said_password(struct ctx *c)
{
	json_t *body;

	TRY(req_json(c, &body));
	return sign_again(c, "password", json_get_str(body, "password"));
}

static enum err
mine(struct ctx *c)
{
	return reply_state(c, c->actor.user);
}

static enum err
begin(struct ctx *c)
{
	TRY(said_password(c));
	return reply_secret(c, c->actor.user);
}

static enum err
confirm(struct ctx *c)
{
	json_t *body, *codes;
	enum err e;

	TRY(req_json(c, &body));
	e = auth_second_confirm(c, c->actor.user, json_get_str(body, "code"), &codes);
	if (e == ERR_WHO)
		return ERR_INPUT;
	TRY(e);
	return reply_codes(c, codes);
}

static enum err
drop(struct ctx *c)
{
	bool must;

	TRY(said_password(c));
	TRY(auth_second_must(c, c->actor.user, &must));
	if (must) {
		fault(c, STR(""), "second_factor_must", NULL);
		return ERR_DENIED;
	}
	TRY(auth_second_drop(c, c->actor.user, "self"));
	return reply_nothing(c);
}

static enum err
recovery(struct ctx *c)
{
	struct second second;
	json_t *codes;

	TRY(said_password(c));
	TRY(auth_second(c, c->actor.user, &second));
	if (!second.on)
		return ERR_ABSENT;
	TRY(auth_recovery_new(c, c->actor.user, &codes));
	return reply_codes(c, codes);
}

/* ---- somebody's, for who administers ---- */

static enum err
theirs(struct ctx *c)
{
	int64_t user;

	TRY(req_other(c, &user));
	return reply_state(c, user);
}

static enum err
drop_theirs(struct ctx *c)
{
	int64_t user;

	TRY(req_other(c, &user));
	TRY(auth_second_drop(c, user, "administrator"));
	return reply_nothing(c);
}

/* ---- the second step ---- */

static enum err
refuse(struct ctx *c, enum ticket_kind kind, int64_t user, const char *code)
{
	char ticket[44];

	TRY(ticket_new(c, kind, user, ticket));
	fault(c, STR(""), code, "ticket", ticket, NULL);
	return ERR_WHO;
}

/* Who has a passkey has two factors: a password alone sets up no other for them. */
static enum err
must_set_up(struct ctx *c, int64_t user)
{
	bool passkey;

	TRY(passkey_has(c, user, &passkey));
	if (!passkey)
		return refuse(c, TICKET_ENROL, user, "second_factor_setup");
	fault(c, STR(""), "passkey_needed", NULL);
	return ERR_WHO;
}

enum err
sign_second(struct ctx *c, int64_t user)
{
	struct second second;
	bool must;

	TRY(auth_second(c, user, &second));
	if (second.on)
		return refuse(c, TICKET_SECOND, user, "second_factor");
	TRY(auth_second_must(c, user, &must));
	return must ? must_set_up(c, user) : OK;
}

/* The secret of an app, for whoever must have one before they come in. */
static enum err
enrol(struct ctx *c)
{
	json_t *body;
	int64_t user;

	TRY(req_json(c, &body));
	TRY(api_door_take(c));
	TRY(ticket_look(c, TICKET_ENROL, json_get_str(body, "ticket"), &user));
	api_door_give(c);
	return reply_secret(c, user);
}

static enum err
come_in(struct ctx *c, enum ticket_kind kind, struct str ticket, const json_t *codes)
{
	struct jw *w;
	int64_t user;

	TRY(ticket_use(c, kind, ticket, &user));
	api_door_give(c);
	TRY(sign_in(c, user, "password and code", true));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "me");
	TRY(me_write(c, w));
	if (codes != NULL) {
		jw_key(w, "recovery");
		jw_json(w, codes);
	}
	jw_close(w);
	return OK;
}

static enum err
check(struct ctx *c, enum ticket_kind kind, struct str ticket, struct str code)
{
	json_t *codes = NULL;
	int64_t user;
	enum err e;

	TRY(ticket_look(c, kind, ticket, &user));
	e = kind == TICKET_SECOND ? auth_second_check(c, user, code)
				  : auth_second_confirm(c, user, code, &codes);
	if (e == ERR_WHO)
		sign_note_bad(c, "code", STR(""), user);
	TRY(e);
	return come_in(c, kind, ticket, codes);
}

static enum err
second_step(struct ctx *c)
{
	struct str ticket, code;
	json_t *body;
	int64_t user;

	TRY(req_json(c, &body));
	TRY(api_door_take(c));
	ticket = json_get_str(body, "ticket");
	code = json_get_str(body, "code");
	if (ticket_look(c, TICKET_ENROL, ticket, &user) == OK)
		return check(c, TICKET_ENROL, ticket, code);
	fault_clear(c);
	return check(c, TICKET_SECOND, ticket, code);
}

const struct route second_routes[] = {
	{ "GET", "/api/me/totp", mine, "have I a second factor, must I?", SESSION },
	{ "POST", "/api/me/totp", begin, "the secret for an app; not in force yet",
	    SESSION },
	{ "POST", "/api/me/totp/confirm", confirm, "in force, with a code of the app",
	    SESSION },
	{ "DELETE", "/api/me/totp", drop, "without a second factor again", SESSION },
	{ "POST", "/api/me/recovery", recovery, "other recovery codes", SESSION },
	{ "GET", "/api/user/{id}/totp", theirs, "has somebody a second factor?", 0 },
	{ "DELETE", "/api/user/{id}/totp", drop_theirs,
	    "take the second factor of somebody who lost it", 0 },
	{ "POST", "/api/login/totp", enrol,
	    "the secret for an app, for who must have one to come in", OPEN },
	{ "POST", "/api/login/second", second_step, "the second step: a code", OPEN },
	{ 0 },
};
