/*
 * discover.c - what an issuer says of itself (OpenID Connect Discovery 1.0), and
 * its keys; kept for a while, since every sign-in needs both.
 *
 * An issuer changes its keys when it likes: a key that is not found is asked for
 * once more, but not more often than every half minute, so that tokens with made-up
 * names of keys do not make us ask for each.
 */
#include "signin/room.h"

#include <pthread.h>

#define KEEP_MS HOUR_MS
#define KEEP_KEYS_MS (10 * MINUTE_MS)
#define ASK_AGAIN_MS INT64_C(30000)
#define KEPT PROVIDERS_MAX

struct kept {
	char *url;  /* what was asked */
	char *text; /* what it said */
	int64_t at_ms;
	int64_t again_ms; /* when it was asked for although it was kept */
};

struct issuers {
	pthread_mutex_t lock;
	struct kept at[2 * KEPT]; /* documents and keys */
	size_t next;              /* to be overwritten */
};

struct issuers *
issuers_new(void)
{
	struct issuers *issuers = memory_new(1, sizeof(*issuers));

	pthread_mutex_init(&issuers->lock, NULL);
	return issuers;
}

void
issuers_free(struct issuers *issuers)
{
	if (issuers == NULL)
		return;
	for (size_t i = 0; i < COUNT_OF(issuers->at); i++) {
		free(issuers->at[i].url);
		free(issuers->at[i].text);
	}
	pthread_mutex_destroy(&issuers->lock);
	free(issuers);
}

/* The caller has the lock. */
static struct kept *
kept_at(struct issuers *issuers, struct str url)
{
	for (size_t i = 0; i < COUNT_OF(issuers->at); i++)
		if (issuers->at[i].url != NULL && str_is(url, issuers->at[i].url))
			return &issuers->at[i];
	return NULL;
}

struct want {
	struct str url;
	int64_t keep_ms; /* so long it is good */
	bool again;      /* although it is kept, if that was not done a moment ago */
};

/* What was kept, in c->mem; NULL: it must be asked. */
static const char *
find(struct ctx *c, struct issuers *issuers, const struct want *want)
{
	const char *found = NULL;
	struct kept *k;

	pthread_mutex_lock(&issuers->lock);
	k = kept_at(issuers, want->url);
	if (k != NULL && want->again && c->now_ms - k->again_ms > ASK_AGAIN_MS)
		k->again_ms = c->now_ms;
	else if (k != NULL && c->now_ms - k->at_ms < want->keep_ms)
		found = arena_copy(c->mem, k->text, strlen(k->text));
	pthread_mutex_unlock(&issuers->lock);
	return found;
}

static void
keep(struct issuers *issuers, struct str url, struct str text, int64_t now_ms)
{
	struct kept *k;

	pthread_mutex_lock(&issuers->lock);
	k = kept_at(issuers, url);
	if (k == NULL) {
		k = &issuers->at[issuers->next++ % COUNT_OF(issuers->at)];
		k->again_ms = 0;
	}
	free(k->url);
	free(k->text);
	k->url = memory_copy(url.at, url.len);
	k->text = memory_copy(text.at, text.len);
	k->at_ms = now_ms;
	pthread_mutex_unlock(&issuers->lock);
}

/* It was not good: ask again the next time. */
static void
forget(struct issuers *issuers, struct str url)
{
	struct kept *k;

	pthread_mutex_lock(&issuers->lock);
	k = kept_at(issuers, url);
	if (k != NULL)
		k->at_ms = 0;
	pthread_mutex_unlock(&issuers->lock);
}

/* The JSON object there, from memory or from it. */
static enum err
read_at(struct ctx *c, struct issuers *issuers, const struct provider *p,
    const struct want *want, json_t **out)
{
	static const char *const headers[] = { "Accept: application/json", NULL };
	struct str text = str_of(find(c, issuers, want)), url = want->url, why;
	struct fetched got = { .status = 200, .body = text };
	struct gate gate;
	enum err e;

	if (text.at == NULL) {
		struct fetch f = { .gate = &gate, .url = url, .headers = headers };

		TRY(signin_gate(c, &gate));
		e = fetch(c->mem, &f, &got, &why);
		if (e != OK)
			return provider_is_down(c, p,
			    str_printf(c->mem, "%.*s: %.*s", STR_ARG(url), STR_ARG(why)));
	}
	if (got.status != 200 || json_read(c->mem, got.body, out, NULL) != OK ||
	    !json_is_object(*out))
		return provider_is_down(c, p,
		    str_printf(
			c->mem, "%.*s answers %d, or no JSON", STR_ARG(url), got.status));
	if (text.at == NULL)
		keep(issuers, url, got.body, c->now_ms);
	return OK;
}

static bool
lists(const json_t *array, const char *word)
{
	const json_t *each;
	size_t i;

	json_array_foreach(array, i, each) if (str_is(json_str(each), word)) return true;
	return false;
}

/* It must say that it is the one that was named: OpenID Connect Discovery §4.3. */
static enum err
read_document(
    struct ctx *c, const struct provider *p, const json_t *said, struct issuer *out)
{
	const json_t *ways =
	    json_object_get(said, "token_endpoint_auth_methods_supported");

	*out = (struct issuer){ .issuer = json_get_str(said, "issuer"),
		.authorize = json_get_str(said, "authorization_endpoint"),
		.token = json_get_str(said, "token_endpoint"),
		.userinfo = json_get_str(said, "userinfo_endpoint"),
		.says_iss =
		    json_get_bool(said, "authorization_response_iss_parameter_supported"),
		.posts = ways != NULL && !lists(ways, "client_secret_basic") };
	if (!str_same(out->issuer, provider_text(p, "issuer")))
		return provider_is_wrong(c, p, "it says that it is another issuer");
	if (!provider_url_fits(out->authorize) || !provider_url_fits(out->token) ||
	    !provider_url_fits(json_get_str(said, "jwks_uri")) ||
	    (out->userinfo.len > 0 && !provider_url_fits(out->userinfo)))
		return provider_is_wrong(c, p, "an address it names is not one of https");
	return OK;
}

enum err
issuer_load(struct ctx *c, struct issuers *issuers, const struct provider *p, bool fresh,
    struct issuer *out)
{
	struct str issuer = provider_text(p, "issuer");
	bool slash = issuer.len > 0 && issuer.at[issuer.len - 1] == '/';
	struct want document = { .keep_ms = KEEP_MS,
		.again = fresh,
		.url = str_printf(c->mem, "%.*s%s.well-known/openid-configuration",
		    STR_ARG(issuer), slash ? "" : "/") };
	struct want set = { .keep_ms = KEEP_KEYS_MS, .again = fresh };
	json_t *said = NULL, *keys = NULL;
	enum err e;

	TRY(read_at(c, issuers, p, &document, &said));
	e = read_document(c, p, said, out);
	if (e != OK)
		forget(issuers, document.url);
	TRY(e);
	set.url = json_get_str(said, "jwks_uri");
	TRY(read_at(c, issuers, p, &set, &keys));
	out->keys = json_object_get(keys, "keys");
	return json_is_array(out->keys) ? OK : provider_is_wrong(c, p, "it has no keys");
}
