/*
 * webauthn.c - passkeys without a database: places, what was said, keys, signatures.
 */
#include "auth/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

#define FLAG_PRESENT 0x01
#define FLAG_VERIFIED 0x04
#define FLAG_KEY 0x40
#define FLAG_MORE 0x80
#define DATA_HEAD 37 /* a hash of the place, flags, a counter */

const int webauthn_algorithms[] = { COSE_ES256, COSE_EDDSA, COSE_RS256, 0 };

/* ---- places ---- */

/* A name as in DNS: no address, which browsers do not take. */
static bool
is_name(struct str host)
{
	bool letter = false;

	for (size_t i = 0; i < host.len; i++) {
		char ch = host.at[i];

		letter |= ch >= 'a' && ch <= 'z';
		if (!(ch >= 'a' && ch <= 'z') && !(ch >= '0' && ch <= '9') && ch != '-' &&
		    ch != '.')
			return false;
	}
	return letter && host.len <= 253;
}

static struct str
lower(struct arena *mem, struct str s)
{
	char *out = str_c(mem, s);

	for (size_t i = 0; i < s.len; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] | 32);
	return str_of(out);
}

bool
webauthn_place_of(struct arena *mem, struct str address, struct webauthn_place *out)
{
	struct str url = lower(mem, address), host, port;
	const char *scheme = str_starts(url, "https://") ? "https://" : "http://";
	const char *usual = str_starts(url, "https://") ? "443" : "80";
	int64_t n;

	if (!str_starts(url, scheme))
		return false;
	host = (struct str){ url.at + strlen(scheme), url.len - strlen(scheme) };
	if (!str_cut(host, ':', &out->rp, &port)) {
		out->rp = host;
		port = str_of(usual);
	}
	if (!is_name(out->rp) || !str_int(port, &n) || n < 1 || n > 65535 ||
	    (usual[0] == '8' && !str_is(out->rp, "localhost")))
		return false;
	out->origin = str_printf(mem, "%s%.*s", scheme, STR_ARG(out->rp));
	if (!str_is(port, usual))
		out->origin = str_printf(mem, "%.*s:%" PRId64, STR_ARG(out->origin), n);
	return true;
}

/* ---- bytes as text ---- */

struct str
webauthn_text(struct arena *mem, struct str bytes)
{
	size_t size = sodium_base64_ENCODED_LEN(
	    bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *out = arena_alloc(mem, size);

	sodium_bin2base64(out, size, (const unsigned char *)bytes.at, bytes.len,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_of(out);
}

enum err
webauthn_bytes(struct arena *mem, struct str text, size_t max, struct str *out)
{
	unsigned char *bytes;
	size_t len;

	if (text.len == 0 || text.len > max * 4 / 3 + 2)
		return ERR_WHO;
	bytes = arena_alloc(mem, max + 1);
	if (sodium_base642bin(bytes, max, text.at, text.len, NULL, &len, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return ERR_WHO;
	*out = (struct str){ (const char *)bytes, len };
	return OK;
}

/* ---- what was said ---- */

static const unsigned char *
at(struct str s)
{
	return (const unsigned char *)s.at;
}

/* Of ours, for this, and not from a frame in another's page. */
static enum err
read_client(struct arena *mem, const struct webauthn_place *place, enum webauthn_act act,
    struct webauthn_said *said, const char **why)
{
	static const char *const types[] = {
		[WEBAUTHN_CREATE] = "webauthn.create", [WEBAUTHN_GET] = "webauthn.get"
	};
	json_t *client;

	*why = "its client data is no JSON";
	if (json_read(mem, said->client, &client, NULL) != OK || !json_is_object(client))
		return ERR_WHO;
	*why = "it was made for something else";
	if (!str_is(json_get_str(client, "type"), types[act]))
		return ERR_WHO;
	*why = "it is of another origin";
	if (!str_same(json_get_str(client, "origin"), place->origin) ||
	    json_get_bool(client, "crossOrigin") ||
	    json_object_get(client, "topOrigin") != NULL)
		return ERR_WHO;
	*why = "it has no challenge";
	said->challenge = json_get_str(client, "challenge");
	return said->challenge.len > 0 && said->challenge.len < 100 ? OK : ERR_WHO;
}

enum err
webauthn_read(struct arena *mem, const struct webauthn_place *place,
    enum webauthn_act act, const json_t *credential, struct webauthn_said *out,
    const char **why)
{
	const json_t *response = json_object_get(credential, "response");
	struct part {
		const json_t *in;
		const char *name;
		size_t max;
		struct str *out;
	} parts[] = { { credential, "id", WEBAUTHN_ID_MAX, &out->id },
		{ response, "clientDataJSON", WEBAUTHN_CLIENT_MAX, &out->client },
		{ response, "authenticatorData", WEBAUTHN_DATA_MAX, &out->data },
		{ response, "signature", WEBAUTHN_SIGNATURE_MAX, &out->signature },
		{ response, "userHandle", WEBAUTHN_USER_MAX, &out->user } };
	size_t count = act == WEBAUTHN_CREATE ? 3 : COUNT_OF(parts);

	*why = "it is no public key";
	*out = (struct webauthn_said){ 0 };
	if (!str_is(json_get_str(credential, "type"), "public-key"))
		return ERR_WHO;
	for (size_t i = 0; i < count; i++) {
		*why = "a part of it is missing, too long, or no base64url";
		TRY(webauthn_bytes(mem, json_get_str(parts[i].in, parts[i].name),
		    parts[i].max, parts[i].out));
	}
	return read_client(mem, place, act, out, why);
}

/* ---- before the library reads it ---- */

/* The number in a head of CBOR (RFC 8949 §3); 0 bytes: there is none we take. */
static size_t
head_of(const unsigned char *p, size_t len, uint64_t *n)
{
	unsigned info = p[0] & 31;
	size_t more = info < 24 ? 0 : (size_t)1 << (info - 24);

	if (info > 27 || more >= len)
		return 0;
	*n = info < 24 ? info : 0;
	for (size_t i = 1; i <= more; i++)
		*n = *n << 8 | p[i];
	return 1 + more;
}

/*
 * Does no head say there is more than there is?  The library asks for memory for as
 * many as are said.  What stands in a map follows it, head by head, so that it need
 * not be understood.
 */
static bool
counts_fit(const unsigned char *p, size_t len)
{
	while (len > 0) {
		unsigned major = p[0] >> 5;
		uint64_t n = 0;
		size_t took = head_of(p, len, &n);

		if (took == 0 || (major >= 2 && major <= 5 && n > len - took))
			return false;
		if (major == 2 || major == 3)
			took += (size_t)n;
		p += took;
		len -= took;
	}
	return true;
}

/* What is behind a head of so many bytes. */
static bool
rest_fits(struct str data, size_t before)
{
	return data.len < before || counts_fit(at(data) + before, data.len - before);
}

/* Behind an identifier of the maker, and the name of the key with its length. */
static bool
made_fits(struct str data)
{
	size_t name = DATA_HEAD + 16 + 2;

	if (data.len < name)
		return true; /* the library says what is missing */
	return rest_fits(
	    data, name + ((size_t)at(data)[name - 2] << 8 | at(data)[name - 1]));
}

/* ---- a key ---- */

/* Is it one of its kind: a point of the curve, a number of a length? */
static bool
key_is_good(int algorithm, const unsigned char *key, size_t len)
{
	es256_pk_t *es256 = algorithm == COSE_ES256 ? es256_pk_new() : NULL;
	eddsa_pk_t *eddsa = algorithm == COSE_EDDSA ? eddsa_pk_new() : NULL;
	rs256_pk_t *rs256 = algorithm == COSE_RS256 ? rs256_pk_new() : NULL;
	bool good = (es256 != NULL && es256_pk_from_ptr(es256, key, len) == FIDO_OK) ||
		    (eddsa != NULL && eddsa_pk_from_ptr(eddsa, key, len) == FIDO_OK) ||
		    (rs256 != NULL && rs256_pk_from_ptr(rs256, key, len) == FIDO_OK);

	es256_pk_free(&es256);
	eddsa_pk_free(&eddsa);
	rs256_pk_free(&rs256);
	return good;
}

static void
cred_end(fido_cred_t **cred)
{
	fido_cred_free(cred);
}

static void
assert_end(fido_assert_t **a)
{
	fido_assert_free(a);
}

/* The data as one with a key of this algorithm. */
static bool
reads_as(struct arena *mem, const struct webauthn_said *said, int algorithm,
    struct webauthn_key *out, uint8_t *flags)
{
	DEFER(cred_end) fido_cred_t *cred = fido_cred_new();

	if (cred == NULL || fido_cred_set_type(cred, algorithm) != FIDO_OK ||
	    fido_cred_set_authdata_raw(cred, at(said->data), said->data.len) != FIDO_OK ||
	    !key_is_good(
		algorithm, fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred)))
		return false;
	*flags = fido_cred_flags(cred);
	*out = (struct webauthn_key){ .algorithm = algorithm,
		.counter = fido_cred_sigcount(cred),
		.id = str_copy(mem, (struct str){ (const char *)fido_cred_id_ptr(cred),
					fido_cred_id_len(cred) }),
		.key =
		    str_copy(mem, (struct str){ (const char *)fido_cred_pubkey_ptr(cred),
				      fido_cred_pubkey_len(cred) }) };
	return true;
}

/* §7.1 13: the data begins with a hash of the place. */
static bool
is_of_place(const struct webauthn_place *place, struct str data)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, at(place->rp), place->rp.len);
	return data.len >= DATA_HEAD && memcmp(hash, data.at, sizeof(hash)) == 0;
}

enum err
webauthn_made(struct arena *mem, const struct webauthn_place *place,
    const struct webauthn_said *said, struct webauthn_key *out, const char **why)
{
	const int *algorithm = webauthn_algorithms;
	uint8_t flags = 0;

	*why = "it is of another place";
	if (!is_of_place(place, said->data))
		return ERR_WHO;
	*why = "it says there is more than there is";
	if (!made_fits(said->data))
		return ERR_WHO;
	*why = "it has no key of an algorithm we take";
	while (*algorithm != 0 && !reads_as(mem, said, *algorithm, out, &flags))
		algorithm++;
	if (*algorithm == 0)
		return ERR_WHO;
	*why = "nobody was there, or nobody was verified";
	if ((flags & FLAG_PRESENT) == 0 || (flags & FLAG_VERIFIED) == 0)
		return ERR_WHO;
	*why = "it has two names";
	return str_same(out->id, said->id) && out->id.len <= WEBAUTHN_ID_MAX ? OK
									     : ERR_WHO;
}

/* ---- a signature ---- */

static bool
verifies(const fido_assert_t *a, const struct webauthn_key *key)
{
	es256_pk_t *es256 = es256_pk_new();
	eddsa_pk_t *eddsa = eddsa_pk_new();
	rs256_pk_t *rs256 = rs256_pk_new();
	const void *pk = NULL;
	bool right;

	if (key->algorithm == COSE_ES256 &&
	    es256_pk_from_ptr(es256, key->key.at, key->key.len) == FIDO_OK)
		pk = es256;
	if (key->algorithm == COSE_EDDSA &&
	    eddsa_pk_from_ptr(eddsa, key->key.at, key->key.len) == FIDO_OK)
		pk = eddsa;
	if (key->algorithm == COSE_RS256 &&
	    rs256_pk_from_ptr(rs256, key->key.at, key->key.len) == FIDO_OK)
		pk = rs256;
	right = pk != NULL && fido_assert_verify(a, 0, key->algorithm, pk) == FIDO_OK;
	es256_pk_free(&es256);
	eddsa_pk_free(&eddsa);
	rs256_pk_free(&rs256);
	return right;
}

/* A string with an end, for the library; a name of DNS fits. */
static bool
set_place(fido_assert_t *a, const struct webauthn_place *place)
{
	char rp[256];

	snprintf(rp, sizeof(rp), "%.*s", STR_ARG(place->rp));
	return fido_assert_set_rp(a, rp) == FIDO_OK;
}

/* §6.1: without a key, and without more than it says; the library reads past that. */
static bool
is_whole(const fido_assert_t *a, struct str data)
{
	uint8_t flags = fido_assert_flags(a, 0);

	return (flags & FLAG_KEY) == 0 &&
	       ((flags & FLAG_MORE) != 0 || data.len == DATA_HEAD);
}

enum err
webauthn_signed(const struct webauthn_place *place, const struct webauthn_said *said,
    const struct webauthn_key *key, int64_t *counter, const char **why)
{
	DEFER(assert_end) fido_assert_t *a = fido_assert_new();

	*why = "it says there is more than there is";
	if (!rest_fits(said->data, DATA_HEAD))
		return ERR_WHO;
	*why = "its data cannot be read";
	if (a == NULL || !set_place(a, place) || fido_assert_set_count(a, 1) != FIDO_OK ||
	    fido_assert_set_clientdata(a, at(said->client), said->client.len) !=
		FIDO_OK ||
	    fido_assert_set_authdata_raw(a, 0, at(said->data), said->data.len) !=
		FIDO_OK ||
	    fido_assert_set_sig(a, 0, at(said->signature), said->signature.len) !=
		FIDO_OK ||
	    fido_assert_set_up(a, FIDO_OPT_TRUE) != FIDO_OK ||
	    fido_assert_set_uv(a, FIDO_OPT_TRUE) != FIDO_OK)
		return ERR_WHO;
	if (!is_whole(a, said->data))
		return ERR_WHO;
	*why = "its place, its flags or its signature are wrong";
	if (!verifies(a, key))
		return ERR_WHO;
	*counter = fido_assert_sigcount(a, 0);
	*why = "its counter stepped back: there may be two of it";
	return (*counter == 0 && key->counter == 0) || *counter > key->counter ? OK
									       : ERR_WHO;
}
