/*
 * webauthn.c - any bytes as what a browser says with a passkey, when one is made and
 * when one signs.  It is refused with a reason or kept as it is, and never with more
 * memory than there are bytes, which the library would ask for if a head says so.
 */
#include "auth/webauthn.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct webauthn_place place = { { "crm.example.com", 15 },
	{ "https://crm.example.com", 23 } };

static void
die(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

/* What is kept of a key comes back as it was. */
static void
check_key(struct arena *mem, const struct webauthn_key *key)
{
	struct str back;

	if (key->id.len == 0 || key->id.len > WEBAUTHN_ID_MAX)
		die("a name without a length");
	if (webauthn_bytes(mem, webauthn_text(mem, key->key), WEBAUTHN_DATA_MAX, &back) !=
		OK ||
	    !str_same(back, key->key))
		die("another key came back");
}

static void
make(struct arena *mem, const json_t *credential)
{
	struct webauthn_said said;
	struct webauthn_key key;
	const char *why = NULL;

	if (webauthn_read(mem, &place, WEBAUTHN_CREATE, credential, &said, &why) == OK &&
	    webauthn_made(mem, &place, &said, &key, &why) == OK)
		check_key(mem, &key);
	else if (why == NULL)
		die("refused, and nobody knows why");
}

/* By keys that signed nothing here: the base point of the curve, and its bytes where
 * another kind of key is asked for. */
static void
prove(struct arena *mem, const json_t *credential)
{
	static const char base_point[] =
	    "\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2"
	    "\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96"
	    "\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16"
	    "\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";
	struct webauthn_said said;
	const char *why = NULL;
	int64_t counter;

	if (webauthn_read(mem, &place, WEBAUTHN_GET, credential, &said, &why) != OK)
		return;
	for (const int *algorithm = webauthn_algorithms; *algorithm != 0; algorithm++) {
		struct webauthn_key key = { .algorithm = *algorithm,
			.counter = 1,
			.key = { base_point, *algorithm == -8 ? 32 : 64 } };

		if (webauthn_signed(&place, &said, &key, &counter, &why) == OK &&
		    counter <= key.counter)
			die("a counter that stepped back was taken");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *mem = arena_new();
	struct str text = { (const char *)bytes, size };
	struct webauthn_place other;
	json_t *credential;

	(void)webauthn_place_of(mem, text, &other);
	if (json_read(mem, text, &credential, NULL) == OK && json_is_object(credential)) {
		make(mem, credential);
		prove(mem, credential);
	}
	arena_free(mem);
	return 0;
}
