/*
 * sign.c - signing in and out.
 */
#include "api/room.h"

#include "signin/signin.h"

static struct arrival
arrival_of(struct ctx *c, const char *how)
{
	return (struct arrival){ .agent = req_header(c->req, "User-Agent"), .how = how };
}

/* The cookie goes when the session would, if nobody ends it before. */
static void
set_cookie(struct ctx *c, const char *token)
{
	req_cookie_set(
	    c->req, COOKIE, str_of(token), auth_number(c, "session_hours") * 3600);
}

/* A browser holds one session: the one it had is of nobody's use any more. */
static enum err
leave(struct ctx *c)
{
	struct str cookie = req_cookie(c->req, COOKIE);
	enum err e = cookie.len > 0 ? auth_by_session(c, cookie) : ERR_WHO;

	if (e == OK)
		e = auth_sign_out(c);
	return e == ERR_WHO || e == ERR_ABSENT ? OK : e;
}

struct entry {
	int64_t user;
	struct arrival arrival;
	char token[AUTH_TOKEN_SIZE];
};

static enum err
enter(struct ctx *c, void *arg)
{
	struct entry *entry = arg;

	TRY(leave(c));
	TRY(auth_session_new(c, entry->user, &entry->arrival, entry->token));
	TRY(auth_by_session(c, str_of(entry->token)));
	return trail(c, TRAIL_SIGN_IN, TRAIL_NOTHING, "by", entry->arrival.how, "agent",
	    str_c(c->mem, entry->arrival.agent), NULL);
}

enum err
sign_in(struct ctx *c, int64_t user, const char *how, bool strong)
{
	struct entry entry = { user, arrival_of(c, how), "" };

	entry.arrival.strong = strong;

	TRY(site_whole(c, enter, &entry));
	set_cookie(c, entry.token);
	return OK;
}

/* They are refused as ever, whether it could be written or not. */
void
sign_note_bad(struct ctx *c, const char *by, struct str login, int64_t user)
{
	bool locked = fault_has(c, "login_locked");
	enum err e = trail(c, TRAIL_SIGN_IN_BAD, (struct trail_about){ .person = user },
	    "by", by, "login", login.len > 0 ? str_c(c->mem, utf8_head(login, 80)) : NULL,
	    "why", locked ? "locked" : "wrong", NULL);

	if (e != OK)
		log_warn("sign-in: a refusal could not be written down: %s", err_text(e));
}

/* Nobody's password here; perhaps a directory vouches for them. */
static enum err
ask_directory(struct ctx *c, struct str login, struct str password, struct entry *out)
{
	struct str provider;
	enum err e = ldap_login(c, login, password, &out->user, &provider);

	if (e != OK)
		return e == ERR_ABSENT ? ERR_WHO : e;
	out->arrival.how = str_c(c->mem, provider);
	return auth_login_forgive(c, login);
}

/* out  whose it is, and who says so */
static enum err
say_password(struct ctx *c, struct str login, struct str password, struct entry *out)
{
	enum err e;

	TRY(api_door_take(c));
	out->arrival.how = "password";
	e = auth_login(c, login, password, &out->user);
	if (e == ERR_WHO)
		e = ask_directory(c, login, password, out);
	if (e == ERR_WHO || (e == ERR_LIMIT && !fault_has(c, "login_busy")))
		sign_note_bad(c, "password", login, 0);
	if (e != ERR_WHO)
		api_door_give(c);
	return e;
}

static enum err
login(struct ctx *c)
{
	struct entry entry;
	json_t *body;

	TRY(req_json(c, &body));
	TRY(say_password(
	    c, json_get_str(body, "login"), json_get_str(body, "password"), &entry));
	TRY(sign_second(c, entry.user));
	TRY(sign_in(c, entry.user, entry.arrival.how, false));
	return reply_me(c, 200, true);
}

enum err
sign_again(struct ctx *c, const char *at, struct str password)
{
	enum err e = auth_password_is(c, c->actor.user, password);
	bool fresh;

	if (e == ERR_ABSENT) {
		TRY(auth_session_fresh(c, &fresh));
		if (fresh)
			return OK;
	} else if (e != ERR_WHO) {
		return e;
	}
	fault_clear(c);
	fault(c, str_of(at), e == ERR_ABSENT ? "sign_in_again" : "login_wrong", NULL);
	return ERR_INPUT;
}

static enum err
logout(struct ctx *c)
{
	TRY(leave(c));
	req_cookie_set(c->req, COOKIE, STR(""), 0);
	/* not "cookies": that would sign out of the company's other programs too */
	req_header_set(c->req, "Clear-Site-Data", STR("\"cache\", \"storage\""));
	return reply_nothing(c);
}

const struct route sign_routes[] = {
	{ "POST", "/api/login", login, "begin a session", OPEN },
	{ "POST", "/api/logout", logout, "end the session", SESSION },
	{ 0 },
};
