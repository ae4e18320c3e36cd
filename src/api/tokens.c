/*
 * tokens.c - tokens for one's programs.
 */
#include "api/room.h"

static enum err
reply_tokens(struct ctx *c, int64_t user)
{
	struct jw *w = reply_json(c, 200);

	jw_open(w);
	jw_key(w, "rows");
	TRY(auth_tokens(c, user, w));
	jw_close(w);
	return OK;
}

static enum err
tokens(struct ctx *c)
{
	return reply_tokens(c, c->actor.user);
}

static enum err
theirs(struct ctx *c)
{
	int64_t user;

	TRY(req_other(c, &user));
	return reply_tokens(c, user);
}

/*
 * A token outlives the session it is made in: who found a browser open may not take
 * one along.  So whoever came in a while ago says their password again.
 */
static enum err
prove(struct ctx *c, struct str password)
{
	bool fresh, has;

	TRY(auth_session_fresh(c, &fresh));
	if (fresh)
		return OK;
	TRY(auth_password_has(c, c->actor.user, &has));
	if (!has || password.len > 0)
		return sign_again(c, "password", password);
	fault(c, STR("password"), "required", NULL);
	return ERR_INPUT;
}

static enum err
new_token(struct ctx *c)
{
	char token[AUTH_TOKEN_SIZE];
	struct token_wish wish;
	struct jw *w;
	json_t *body;
	int64_t id;

	TRY(req_json(c, &body));
	wish = (struct token_wish){ .name = json_get_str(body, "name"),
		.days = json_get_int(body, "expires_days", 90),
		.scopes = json_object_get(body, "scopes") };
	TRY(prove(c, json_get_str(body, "password")));
	TRY(auth_token_new(c, &wish, token, &id));
	w = reply_json(c, 201);
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, id);
	jw_key(w, "token");
	jw_c(w, token);
	jw_close(w);
	return OK;
}

static enum err
drop_token(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	TRY(auth_token_drop(c, id));
	return reply_nothing(c);
}

const struct route token_routes[] = {
	{ "GET", "/api/tokens", tokens, "my tokens, without their secrets", SESSION },
	{ "POST", "/api/tokens", new_token, "a token for a program; shown once",
	    SESSION },
	{ "DELETE", "/api/tokens/{id}", drop_token, "end a token", SESSION },
	{ "GET", "/api/user/{id}/tokens", theirs, "somebody's tokens", 0 },
	{ 0 },
};
