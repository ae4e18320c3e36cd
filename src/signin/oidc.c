/*
 * oidc.c - signing in by OpenID Connect: the way to the issuer and back.
 *
 * Authorization code with PKCE (S256), state and nonce.  What comes back by the
 * browser is believed only as far as it leads to the issuer's own answer, over TLS,
 * to a question of ours.
 */
#include "signin/room.h"

#include <sodium.h>

#define BACK_MAX 500
#define PARAMETER_MAX 4096

/* ---- addresses ---- */

/* src  RFC 3986 §2.3: what is not unreserved is %XX */
static struct str
encode(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++) {
		unsigned char b = (unsigned char)s.at[i];

		if ((b >= '0' && b <= '9') || ((b | 32) >= 'a' && (b | 32) <= 'z') ||
		    (b != '\0' && strchr("-._~", b) != NULL))
			text_char(&t, (char)b);
		else
			text_printf(&t, "%%%02X", b);
	}
	return text_done(&t);
}

static void
add(struct text *t, const char *name, struct str value)
{
	if (t->len > 0 && t->at[t->len - 1] != '?' && t->at[t->len - 1] != '&')
		text_char(t, '&');
	text_printf(t, "%s=%.*s", name, STR_ARG(encode(t->mem, value)));
}

/* Of ours: "/deal/5", not "//evil.example" nor "/\evil.example". */
static bool
is_path(struct str s)
{
	if (s.len == 0 || s.len > BACK_MAX || s.at[0] != '/' ||
	    (s.len > 1 && (s.at[1] == '/' || s.at[1] == '\\')))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] >= 0x7f || s.at[i] == '\\')
			return false;
	return true;
}

/* Where the issuer sends people back to: only what the company's own address is. */
static enum err
redirect_of(struct ctx *c, struct str provider, struct str *out)
{
	struct str url;

	TRY(site_address(c, &url));
	if (url.len == 0) {
		fault(c, STR(""), "url_needed", NULL);
		return ERR_DOWN;
	}
	*out = str_printf(
	    c->mem, "%.*s/api/login/oidc/%.*s/back", STR_ARG(url), STR_ARG(provider));
	return OK;
}

static enum err
load(struct ctx *c, struct str name, struct provider *out)
{
	TRY(provider_load(c, name, out));
	return out->active && out->kind == PROVIDER_OIDC ? OK : ERR_ABSENT;
}

/* ---- there ---- */

static struct str
challenge_of(struct arena *mem, const char *verifier)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char *text = arena_alloc(mem, 44);

	crypto_hash_sha256(hash, (const unsigned char *)verifier, strlen(verifier));
	sodium_bin2base64(
	    text, 44, hash, sizeof(hash), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_of(text);
}

enum err
oidc_begin(struct ctx *c, struct issuers *issuers, const struct oidc_start *start,
    struct str *location, char cookie[44])
{
	struct oidc_start safe = *start;
	struct text t = TEXT_INIT(c->mem);
	struct provider p;
	struct issuer issuer;
	struct round round;
	struct str redirect;
	char state[44];

	safe.back = is_path(start->back) ? start->back : STR("/");
	TRY(load(c, start->provider, &p));
	TRY(redirect_of(c, p.name, &redirect));
	TRY(issuer_load(c, issuers, &p, false, &issuer));
	TRY(round_begin(c, &safe, state, cookie, &round));
	text_str(&t, issuer.authorize);
	if (str_find(issuer.authorize, STR("?")) == issuer.authorize.len)
		text_char(&t, '?');
	add(&t, "response_type", STR("code"));
	add(&t, "client_id", provider_text(&p, "client_id"));
	add(&t, "redirect_uri", redirect);
	add(&t, "scope", provider_text(&p, "scopes"));
	add(&t, "state", str_of(state));
	add(&t, "nonce", str_of(round.nonce));
	add(&t, "code_challenge", challenge_of(c->mem, round.verifier));
	add(&t, "code_challenge_method", STR("S256"));
	*location = text_done(&t);
	return OK;
}

/* ---- what the issuer says, when it is asked ---- */

static struct str
base64(struct arena *mem, struct str s)
{
	size_t size = sodium_base64_encoded_len(s.len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(mem, size);

	sodium_bin2base64(text, size, (const unsigned char *)s.at, s.len,
	    sodium_base64_VARIANT_ORIGINAL);
	return str_of(text);
}

/* The client proves itself in a header, or in the form (RFC 6749 §2.3.1). */
static enum err
prove_client(struct ctx *c, const struct provider *p, const struct issuer *issuer,
    struct text *form, const char **header)
{
	struct str id = provider_text(p, "client_id"), secret;

	TRY(provider_secret(c, p, &secret));
	*header = NULL;
	if (secret.len > 0 && !issuer->posts) {
		struct str pair = str_printf(c->mem, "%.*s:%.*s",
		    STR_ARG(encode(c->mem, id)), STR_ARG(encode(c->mem, secret)));

		*header = str_c(c->mem, str_printf(c->mem, "Authorization: Basic %.*s",
					    STR_ARG(base64(c->mem, pair))));
		return OK;
	}
	add(form, "client_id", id);
	if (secret.len > 0)
		add(form, "client_secret", secret);
	return OK;
}

static enum err
ask(struct ctx *c, const struct provider *p, const struct fetch *f, json_t **out)
{
	struct fetch gated = *f;
	struct fetched got;
	struct gate gate;
	struct str why;
	enum err e;

	TRY(signin_gate(c, &gate));
	gated.gate = &gate;
	e = fetch(c->mem, &gated, &got, &why);
	site_budget(c, false); /* what was waited for was not the database */
	if (e != OK)
		return provider_is_down(c, p, why);
	if (got.status >= 500)
		return provider_is_down(
		    c, p, str_printf(c->mem, "it answers %d", got.status));
	if (got.status != 200)
		return provider_is_wrong(c, p,
		    str_c(c->mem, str_printf(c->mem, "it answers %d: %.*s", got.status,
				      STR_ARG(utf8_head(got.body, 200)))));
	if (json_read(c->mem, got.body, out, NULL) != OK || !json_is_object(*out))
		return provider_is_wrong(c, p, "its answer is no JSON");
	return OK;
}

/* A code for tokens. */
static enum err
exchange(struct ctx *c, const struct provider *p, const struct issuer *issuer,
    const struct round *round, struct str code, json_t **tokens)
{
	const char *headers[] = { "Content-Type: application/x-www-form-urlencoded",
		"Accept: application/json", NULL, NULL };
	struct text form = TEXT_INIT(c->mem);
	struct fetch f = { .method = "POST", .url = issuer->token, .headers = headers };
	struct str redirect;

	TRY(redirect_of(c, p->name, &redirect));
	add(&form, "grant_type", STR("authorization_code"));
	add(&form, "code", code);
	add(&form, "redirect_uri", redirect);
	add(&form, "code_verifier", str_of(round->verifier));
	TRY(prove_client(c, p, issuer, &form, &headers[2]));
	f.body = text_done(&form);
	return ask(c, p, &f, tokens);
}

static enum err
read_claims(struct ctx *c, struct issuers *issuers, const struct provider *p,
    struct issuer *issuer, const struct round *round, const json_t *tokens,
    json_t **claims)
{
	struct id_ask is = { .issuer = issuer->issuer,
		.client_id = provider_text(p, "client_id"),
		.nonce = str_of(round->nonce),
		.keys = issuer->keys,
		.now_ms = time_now_ms() };
	struct str token = json_get_str(tokens, "id_token");
	const char *why;
	enum err e = id_token_read(c->mem, &is, token, claims, &why);

	if (e == ERR_ABSENT) { /* they may have changed their keys */
		TRY(issuer_load(c, issuers, p, true, issuer));
		is.keys = issuer->keys;
		e = id_token_read(c->mem, &is, token, claims, &why);
	}
	return e == OK ? OK : provider_is_wrong(c, p, why);
}

/* Name, mail and groups, which many say only when they are asked again. */
static enum err
ask_more(struct ctx *c, const struct provider *p, const struct issuer *issuer,
    const json_t *tokens, json_t *claims)
{
	struct str access = json_get_str(tokens, "access_token");
	const char *headers[] = { NULL, "Accept: application/json", NULL };
	struct fetch f = { .url = issuer->userinfo, .headers = headers };
	json_t *more = NULL;

	if (issuer->userinfo.len == 0 || access.len == 0 || access.len > PARAMETER_MAX ||
	    memchr(access.at, '\n', access.len) != NULL ||
	    memchr(access.at, '\r', access.len) != NULL ||
	    !(p->create || json_object_get(p->body, "role_map") != NULL))
		return OK;
	headers[0] = str_c(
	    c->mem, str_printf(c->mem, "Authorization: Bearer %.*s", STR_ARG(access)));
	TRY(ask(c, p, &f, &more));
	if (!str_same(json_get_str(more, "sub"), json_get_str(claims, "sub")))
		return provider_is_wrong(c, p, "it speaks of somebody else");
	json_object_update_missing(claims, more);
	return OK;
}

/* ---- and back ---- */

static enum err
check_answer(struct ctx *c, const struct provider *p, const struct issuer *issuer,
    const struct oidc_answer *a)
{
	/* RFC 9207: an answer of another issuer is not taken for this one's */
	if ((issuer->says_iss || a->iss.len > 0) && !str_same(a->iss, issuer->issuer))
		return provider_is_wrong(c, p, "another issuer answered");
	if (a->code.len == 0 || a->code.len > PARAMETER_MAX)
		return provider_is_wrong(c, p, "it sent no code");
	return OK;
}

static enum err
was_refused(struct ctx *c, const struct provider *p, struct str error)
{
	log_info("sign-in by %.*s: it says %.*s", STR_ARG(p->name),
	    STR_ARG(utf8_head(error, 80)));
	fault(c, STR(""), "provider_refused", NULL);
	return ERR_WHO;
}

static enum err
ask_who(struct ctx *c, struct issuers *issuers, const struct provider *p,
    const struct round *round, const struct oidc_answer *a, json_t **claims)
{
	struct issuer issuer;
	json_t *tokens = NULL;

	TRY(issuer_load(c, issuers, p, false, &issuer));
	TRY(check_answer(c, p, &issuer, a));
	TRY(exchange(c, p, &issuer, round, a->code, &tokens));
	TRY(read_claims(c, issuers, p, &issuer, round, tokens, claims));
	return ask_more(c, p, &issuer, tokens, *claims);
}

enum err
oidc_finish(struct ctx *c, struct issuers *issuers, struct str provider,
    const struct oidc_answer *answer, struct oidc_done *out)
{
	struct provider p;
	struct round round;
	json_t *claims;

	TRY(round_finish(c, answer->state, answer->cookie, &round));
	if (!str_same(round.provider, provider) ||
	    (round.link != 0 && round.link != c->actor.user)) {
		fault(c, STR(""), "round_stale", NULL);
		return ERR_WHO;
	}
	TRY(load(c, provider, &p));
	if (answer->error.len > 0)
		return was_refused(c, &p, answer->error);
	TRY(ask_who(c, issuers, &p, &round, answer, &claims));
	*out = (struct oidc_done){
		.user = round.link, .back = round.back, .linked = round.link != 0
	};
	if (out->linked)
		return identity_link(c, &p, identity_issuer(c->mem, &p),
		    json_get_str(claims, "sub"), round.link);
	return identity_user(c, &p, identity_issuer(c->mem, &p), claims, &out->user);
}

enum err
oidc_check(struct ctx *c, struct issuers *issuers, const struct provider *p)
{
	struct issuer issuer;
	struct str redirect;

	TRY(redirect_of(c, p->name, &redirect));
	TRY(issuer_load(c, issuers, p, true, &issuer));
	return OK;
}
