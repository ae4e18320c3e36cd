/*
 * id_token.c - a token that says who somebody is: theirs, ours, fresh?
 *
 * cjose verifies the signature and nothing else is believed before it did.  What the
 * token says of its own algorithm is only compared: two are known here, each goes
 * with one kind of key, and the key comes from the issuer's set, never from the
 * token.
 *
 * src  OpenID Connect Core 1.0 §3.1.3.7, RFC 7515, RFC 8725
 */
#include "signin/room.h"

#include <cjose/cjose.h>
#include <ctype.h>

#define TOKEN_MAX ((size_t)64 << 10)
#define KEYS_TRIED 100
#define SKEW_S 60
#define AGE_MAX_S 600
#define RSA_LETTERS_MIN 342 /* of a modulus of 2048 bits, in base64url */

static const struct alg {
	const char *name, *kty, *crv, *numbers[2];
} algs[] = { { "RS256", "RSA", NULL, { "n", "e" } },
	{ "ES256", "EC", "P-256", { "x", "y" } } };

static void
jws_end(cjose_jws_t **jws)
{
	cjose_jws_release(*jws);
}

static void
jwk_end(cjose_jwk_t **jwk)
{
	cjose_jwk_release(*jwk);
}

static enum err
no(const char **why, const char *said)
{
	*why = said;
	return ERR_WHO;
}

/* ---- letters ---- */

/* What it decodes it does not look at: of other letters, or of a number of them that no
 * bytes make, cjose ends the process (an assert in its base64.c). */
static bool
is_base64url(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.at[i]) && s.at[i] != '-' && s.at[i] != '_')
			return false;
	return s.len > 0 && s.len % 4 != 1;
}

/* RFC 7515 §3.1: three parts. */
static bool
is_compact(struct str token)
{
	struct str head, body, rest;

	return str_cut(token, '.', &head, &rest) && str_cut(rest, '.', &body, &rest) &&
	       is_base64url(head) && is_base64url(body) &&
	       (rest.len == 0 || is_base64url(rest));
}

/* ---- the key ---- */

static bool
says(const json_t *object, const char *key, const char *value)
{
	return str_is(json_get_str(object, key), value);
}

static bool
may_sign(const json_t *key, const struct alg *alg)
{
	return says(key, "kty", alg->kty) &&
	       (alg->crv == NULL || says(key, "crv", alg->crv)) &&
	       is_base64url(json_get_str(key, alg->numbers[0])) &&
	       is_base64url(json_get_str(key, alg->numbers[1])) &&
	       (alg->crv != NULL || json_get_str(key, "n").len >= RSA_LETTERS_MIN) &&
	       (json_object_get(key, "use") == NULL || says(key, "use", "sig")) &&
	       (json_object_get(key, "alg") == NULL || says(key, "alg", alg->name));
}

/*
 * The one of that name; a token without a name is only of an issuer with one key.
 * errs  ABSENT
 */
static const json_t *
find_key(const json_t *keys, const struct alg *alg, const json_t *kid)
{
	const json_t *each;
	size_t i;

	if (kid == NULL)
		return json_array_size(keys) == 1 &&
			       may_sign(json_array_get(keys, 0), alg)
			   ? json_array_get(keys, 0)
			   : NULL;
	json_array_foreach(keys, i, each) if (i < KEYS_TRIED && json_is_string(kid) &&
					      json_equal(json_object_get(each, "kid"),
						  (json_t *)(uintptr_t)kid) &&
					      may_sign(each, alg)) return each;
	return NULL;
}

/* Of the key only what verifies: nothing else of it is read. */
static bool
is_signed(struct arena *mem, cjose_jws_t *jws, const json_t *key, const struct alg *alg)
{
	const char *x = alg->numbers[0], *y = alg->numbers[1];
	json_t *part = json_hold(
	    mem, json_pack("{s:s, s:s*, s:O, s:O}", "kty", alg->kty, "crv", alg->crv, x,
		     json_object_get(key, x), y, json_object_get(key, y)));
	struct str text = json_dump(mem, part);
	DEFER(jwk_end) cjose_jwk_t *jwk = cjose_jwk_import(text.at, text.len, NULL);

	return jwk != NULL && cjose_jws_verify(jws, jwk, NULL);
}

/* ---- what it says ---- */

/* Of several for whom it is, it must say whose it is. */
static bool
is_for(const json_t *claims, struct str client)
{
	const json_t *aud = json_object_get(claims, "aud"), *each;
	struct str azp = json_get_str(claims, "azp");
	bool found = false;
	size_t i;

	json_array_foreach(aud, i, each) found |= str_same(json_str(each), client);
	if (json_is_string(aud))
		found = str_same(json_str(aud), client);
	if (json_object_get(claims, "azp") != NULL || json_array_size(aud) > 1)
		found = found && str_same(azp, client);
	return found;
}

static bool
read_time(const json_t *claims, const char *name, double *out)
{
	const json_t *value = json_object_get(claims, name);

	*out = json_number_value(value);
	return json_is_number(value);
}

static enum err
check_times(const json_t *claims, double now, const char **why)
{
	double exp, iat, nbf;

	if (!read_time(claims, "exp", &exp) || !read_time(claims, "iat", &iat))
		return no(why, "it does not say from when to when it holds");
	if (exp <= now - SKEW_S)
		return no(why, "it has expired");
	if (iat > now + SKEW_S || iat < now - AGE_MAX_S)
		return no(why, "it was made too long ago, or is yet to be");
	if (json_object_get(claims, "nbf") != NULL &&
	    (!read_time(claims, "nbf", &nbf) || nbf > now + SKEW_S))
		return no(why, "it does not hold yet");
	return OK;
}

static enum err
check_claims(const struct id_ask *ask, const json_t *claims, const char **why)
{
	struct str nonce = json_get_str(claims, "nonce");

	if (!str_same(json_get_str(claims, "iss"), ask->issuer))
		return no(why, "another issuer made it");
	if (!is_for(claims, ask->client_id))
		return no(why, "it is for another client");
	if (ask->nonce.len == 0 || !str_same(nonce, ask->nonce))
		return no(why, "its nonce is not the one that was sent");
	if (json_get_str(claims, "sub").len == 0)
		return no(why, "it does not say who");
	return check_times(claims, (double)ask->now_ms / 1000, why);
}

/* ---- all of it ---- */

static const struct alg *
alg_of(const json_t *header)
{
	for (size_t i = 0; i < COUNT_OF(algs); i++)
		if (says(header, "alg", algs[i].name))
			return &algs[i];
	return NULL;
}

enum err
id_token_read(struct arena *mem, const struct id_ask *ask, struct str token,
    json_t **claims, const char **why)
{
	DEFER(jws_end) cjose_jws_t *jws = NULL;
	const json_t *header, *key;
	const struct alg *alg;
	uint8_t *text;
	size_t len;

	if (token.len == 0 || token.len > TOKEN_MAX)
		return no(why, "there is none, or it is too long");
	jws = is_compact(token) ? cjose_jws_import(token.at, token.len, NULL) : NULL;
	if (jws == NULL)
		return no(why, "it is no signed token");
	header = cjose_jws_get_protected(jws);
	alg = alg_of(header);
	if (alg == NULL)
		return no(why, "its algorithm is neither RS256 nor ES256");
	if (json_object_get(header, "crit") != NULL)
		return no(why, "it asks for what is not known here");
	key = find_key(ask->keys, alg, json_object_get(header, "kid"));
	if (key == NULL) {
		*why = "its key is not one of the issuer's";
		return ERR_ABSENT;
	}
	if (!is_signed(mem, jws, key, alg) ||
	    !cjose_jws_get_plaintext(jws, &text, &len, NULL))
		return no(why, "its signature is wrong");
	if (json_read(mem, str_copy(mem, (struct str){ (const char *)text, len }), claims,
		NULL) != OK ||
	    !json_is_object(*claims))
		return no(why, "it holds no object");
	return check_claims(ask, *claims, why);
}
