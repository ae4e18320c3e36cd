/*
 * tokens.c - tokens for one's programs.
 */
#include "api/room.h"

static enum err
tokens(struct ctx *c)
{
	struct jw *w = reply_json(c, 200);

	jw_open(w);
	jw_key(w, "rows");
	TRY(auth_tokens(c, w));
	jw_close(w);
	return OK;
}

static enum err
new_token(struct ctx *c)
{
	char token[AUTH_TOKEN_SIZE];
	struct jw *w;
	json_t *body;
	int64_t id;

	TRY(req_json(c, &body));
	TRY(auth_token_new(c, json_get_str(body, "name"),
	    json_get_int(body, "expires_days", 90), token, &id));
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
	{ "GET", "/api/tokens", tokens, "my tokens, without their secrets", 0 },
	{ "POST", "/api/tokens", new_token, "a token for a program; shown once", 0 },
	{ "DELETE", "/api/tokens/{id}", drop_token, "end a token", 0 },
	{ 0 },
};
