/*
 * token.c - any bytes where an issuer says who somebody is.
 *
 *   t…          a token, as it came
 *   k KEYS\n…   a set of keys, and a token
 *   s CLAIMS    claims that the issuer really signed
 *
 * Nobody but the issuer makes a token that holds, whatever the set of keys says; and
 * what the issuer signed holds only if it is theirs, ours, asked for and fresh.
 */
#include "signin/signin.h"

#include "fuzz/must.h"

#include <cjose/cjose.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#define NOW_MS INT64_C(1700000000000)

static cjose_jwk_t *key;
static cjose_header_t *header;
static char *public_keys;

static void
begin(void)
{
	char *text;

	key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, NULL);
	header = cjose_header_new(NULL);
	must(key != NULL && header != NULL);
	must(cjose_jwk_set_kid(key, "k", 1, NULL));
	must(cjose_header_set(header, "alg", "ES256", NULL));
	must(cjose_header_set(header, "kid", "k", NULL));
	text = cjose_jwk_to_json(key, false, NULL);
	must(asprintf(&public_keys, "[%s]", text) > 0);
	free(text);
}

static enum err
read_with(struct arena *mem, struct str keys, struct str token, json_t **claims)
{
	struct id_ask ask = { .issuer = STR("https://issuer.example"),
		.client_id = STR("kith"),
		.nonce = STR("n0"),
		.now_ms = NOW_MS };
	const char *why;
	json_t *set;

	if (json_read(mem, keys, &set, NULL) != OK || !json_is_array(set))
		return ERR_WHO;
	ask.keys = set;
	return id_token_read(mem, &ask, token, claims, &why);
}

static void
signed_by_the_issuer(struct arena *mem, struct str said)
{
	cjose_jws_t *jws =
	    cjose_jws_sign(key, header, (const uint8_t *)said.at, said.len, NULL);
	const char *token;
	json_t *claims;

	if (jws == NULL)
		return;
	must(cjose_jws_export(jws, &token, NULL));
	if (read_with(mem, str_of(public_keys), str_of(token), &claims) == OK) {
		double exp = json_number_value(json_object_get(claims, "exp"));

		must(str_is(json_get_str(claims, "iss"), "https://issuer.example"));
		must(str_is(json_get_str(claims, "nonce"), "n0"));
		must(json_get_str(claims, "sub").len > 0);
		must(exp >= (double)NOW_MS / 1000 - 120 &&
		     json_object_get(claims, "iat") != NULL &&
		     json_object_get(claims, "aud") != NULL);
	}
	cjose_jws_release(jws);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *mem = arena_new();
	struct str all = { arena_copy(mem, (const char *)at, len), len }, keys, token;
	json_t *claims;

	if (key == NULL)
		begin();
	if (len > 1 && at[0] == 's')
		signed_by_the_issuer(mem, (struct str){ all.at + 1, len - 1 });
	else if (len > 1 && at[0] == 'k' &&
		 str_cut((struct str){ all.at + 1, len - 1 }, '\n', &keys, &token))
		must(read_with(mem, keys, token, &claims) != OK);
	else if (len > 0)
		must(read_with(mem, str_of(public_keys),
			 (struct str){ all.at + 1, len - 1 }, &claims) != OK);
	arena_free(mem);
	return 0;
}
