/*
 * ways.c - signing in by what somebody else vouches for: which ways there are, the
 * way to an issuer and back, whose identities they are, and the providers.
 */
#include "api/room.h"

#include "signin/signin.h"

#define WAY_COOKIE "kith_way"

/* ---- which ways ---- */

/* All that somebody may know who is nobody yet: who vouches, how long a password is. */
static enum err
ways(struct ctx *c)
{
	struct provider *all = arena_array(c->mem, struct provider, PROVIDERS_MAX);
	struct jw *w = reply_json(c, 200);
	size_t count;

	TRY(provider_list(c, all, &count));
	jw_open(w);
	jw_key(w, "password_min");
	jw_int(w, auth_number(c, "password_min"));
	jw_key(w, "ways");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		if (!all[i].active || all[i].kind != PROVIDER_OIDC)
			continue;
		jw_open(w);
		jw_key(w, "name");
		jw_str(w, all[i].name);
		jw_key(w, "label");
		jw_str(w, all[i].label);
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "passkeys");
	jw_bool(w, passkeys_possible(c));
	jw_close(w);
	return OK;
}

/* ---- there and back ---- */

static enum err
redirect(struct ctx *c, struct str location)
{
	req_header_set(c->req, "Location", location);
	req_header_set(c->req, "Cache-Control", STR("no-store"));
	req_header_set(c->req, "Referrer-Policy", STR("no-referrer"));
	c->reply->status = 302;
	c->reply->body = (struct text)TEXT_INIT(c->mem);
	return OK;
}

/*
 * A browser is shown a page, not a problem: which words, the page knows.  The ticket
 * of a second step goes behind a #, which no server and no log is told.
 */
static enum err
refused(struct ctx *c, enum err e)
{
	const char *why = c->fault_count > 0 ? c->faults[0].code : err_key(e);
	struct str ticket =
	    c->fault_count > 0 ? json_get_str(c->faults[0].args, "ticket") : STR_NONE;

	return redirect(
	    c, str_printf(c->mem,
		   ticket.len > 0 ? "/login?why=%s#%.*s" : "/login?why=%s%.*s", why,
		   STR_ARG(ticket)));
}

static enum err
begin(struct ctx *c)
{
	struct oidc_start start = { .provider = req_part(c->req, "name"),
		.back = req_q(c, "to") };
	struct str location;
	char cookie[44];
	enum err e;

	TRY(api_door_take(c));
	e = oidc_begin(c, api_issuers(c), &start, &location, cookie);
	if (e == ERR_ABSENT)
		return e;
	if (e != OK)
		return refused(c, e);
	api_door_give(c);
	req_cookie_set(c->req, WAY_COOKIE, str_of(cookie), ROUND_MS / 1000);
	return redirect(c, location);
}

/* Nobody's session is needed to come back; to link, the one that began must be here. */
static enum err
come_back(struct ctx *c)
{
	struct oidc_answer answer = { .state = req_q(c, "state"),
		.code = req_q(c, "code"),
		.iss = req_q(c, "iss"),
		.error = req_q(c, "error"),
		.cookie = req_cookie(c->req, WAY_COOKIE) };
	struct str name = req_part(c->req, "name");
	struct oidc_done done;
	enum err e = api_door_take(c);

	req_cookie_set(c->req, WAY_COOKIE, STR(""), 0);
	if (e == OK)
		e = oidc_finish(c, api_issuers(c), name, &answer, &done);
	if (e != OK)
		sign_note_bad(c, str_c(c->mem, name), STR(""), 0);
	if (e == OK && !done.linked)
		e = sign_second(c, done.user);
	if (e == OK && !done.linked)
		e = sign_in(c, done.user, str_c(c->mem, name), false);
	if (e != OK)
		return refused(c, e);
	api_door_give(c);
	return redirect(c, done.back);
}

/* ---- identities ---- */

static enum err
must_be_admin(const struct ctx *c)
{
	return c->actor.admin ? OK : ERR_DENIED;
}

static enum err
write_identities(struct ctx *c, int64_t user)
{
	struct jw *w = reply_json(c, 200);

	jw_open(w);
	jw_key(w, "rows");
	TRY(identity_list(c, user, w));
	jw_close(w);
	return OK;
}

static enum err
my_identities(struct ctx *c)
{
	return write_identities(c, c->actor.user);
}

static enum err
link_me_to_entry(struct ctx *c, const struct provider *p, const json_t *said)
{
	TRY(api_door_take(c));
	TRY(ldap_link(c, p, json_get_str(said, "login"), json_get_str(said, "password"),
	    c->actor.user));
	api_door_give(c);
	return my_identities(c);
}

/*
 * Link oneself: a directory is asked at once; to an issuer the browser is sent.  It is
 * another way into the account: the password is said again, and only a request of
 * our own pages begins it, else another could link himself to whom he lures.
 */
static enum err
link_me(struct ctx *c)
{
	struct oidc_start start = { .link = c->actor.user };
	struct provider p;
	struct str location;
	char cookie[44];
	json_t *body;
	struct jw *w;

	TRY(req_json(c, &body));
	TRY(sign_again(c, "password", json_get_str(body, "password")));
	TRY(provider_load(c, json_get_str(body, "provider"), &p));
	if (p.kind == PROVIDER_LDAP)
		return link_me_to_entry(c, &p, json_object_get(body, "directory"));
	start.provider = p.name;
	start.back = json_get_str(body, "to");
	TRY(oidc_begin(c, api_issuers(c), &start, &location, cookie));
	req_cookie_set(c->req, WAY_COOKIE, str_of(cookie), ROUND_MS / 1000);
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "location");
	jw_str(w, location);
	jw_close(w);
	return OK;
}

static enum err
unlink_me(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "n", &id));
	TRY(identity_unlink(c, c->actor.user, id));
	return reply_nothing(c);
}

/* {id} of the path, of a user who is there. */
static enum err
req_user(struct ctx *c, int64_t *id)
{
	struct record *rec;

	TRY(must_be_admin(c));
	TRY(req_id(c, "id", id));
	return record_load(
	    c, (struct ref){ meta_entity(c->meta, STR("user")), *id }, &rec);
}

static enum err
identities(struct ctx *c)
{
	int64_t user;

	TRY(req_user(c, &user));
	return write_identities(c, user);
}

static enum err
link_user(struct ctx *c)
{
	struct provider p;
	json_t *body;
	int64_t user;

	TRY(req_user(c, &user));
	TRY(req_json(c, &body));
	TRY(provider_load(c, json_get_str(body, "provider"), &p));
	TRY(identity_link(
	    c, &p, identity_issuer(c->mem, &p), json_get_str(body, "subject"), user));
	return write_identities(c, user);
}

static enum err
unlink_user(struct ctx *c)
{
	int64_t user, id;

	TRY(req_user(c, &user));
	TRY(req_id(c, "n", &id));
	TRY(identity_unlink(c, user, id));
	return reply_nothing(c);
}

/* ---- providers ---- */

static enum err
providers(struct ctx *c)
{
	struct provider *all = arena_array(c->mem, struct provider, PROVIDERS_MAX);
	struct jw *w = reply_json(c, 200);
	size_t count;

	TRY(must_be_admin(c));
	TRY(provider_list(c, all, &count));
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		TRY(provider_write(c, w, &all[i]));
	jw_end(w);
	jw_close(w);
	return OK;
}

static enum err
put_provider(struct ctx *c)
{
	struct provider p;
	json_t *body;

	TRY(must_be_admin(c));
	TRY(req_json(c, &body));
	TRY(provider_put(c, req_part(c->req, "name"), body));
	TRY(provider_load(c, req_part(c->req, "name"), &p));
	return provider_write(c, reply_json(c, 200), &p);
}

static enum err
drop_provider(struct ctx *c)
{
	TRY(must_be_admin(c));
	TRY(provider_drop(c, req_part(c->req, "name")));
	return reply_nothing(c);
}

static enum err
check_provider(struct ctx *c)
{
	struct provider p;

	TRY(must_be_admin(c));
	TRY(provider_load(c, req_part(c->req, "name"), &p));
	TRY(p.kind == PROVIDER_OIDC ? oidc_check(c, api_issuers(c), &p)
				    : ldap_check(c, &p));
	return reply_nothing(c);
}

const struct route way_routes[] = {
	{ "GET", "/api/login/ways", ways, "the buttons of the sign-in page", OPEN },
	{ "GET", "/api/login/oidc/{name}", begin,
	    "to the sign-in of an issuer; ?to= a path to end at", OPEN },
	{ "GET", "/api/login/oidc/{name}/back", come_back, "and back from it", OPEN },
	{ "GET", "/api/me/identities", my_identities, "who vouches for me", 0 },
	{ "POST", "/api/me/identities", link_me, "link one to me; the password again",
	    SESSION },
	{ "DELETE", "/api/me/identities/{n}", unlink_me, "take one away", SESSION },
	{ "GET", "/api/user/{id}/identities", identities, "who vouches for a user", 0 },
	{ "POST", "/api/user/{id}/identities", link_user,
	    "link one to a user: provider, subject", SESSION },
	{ "DELETE", "/api/user/{id}/identities/{n}", unlink_user, "take one away",
	    SESSION },
	{ "GET", "/api/providers", providers, "who may vouch for people", 0 },
	{ "PUT", "/api/providers/{name}", put_provider,
	    "make or change one; the secret can be written only", SESSION },
	{ "DELETE", "/api/providers/{name}", drop_provider, "take one away", SESSION },
	{ "POST", "/api/providers/{name}/check", check_provider,
	    "can it be reached, and does it answer well?", 0 },
	{ 0 },
};
