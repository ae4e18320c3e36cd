/*
 * scene_code.c - the app on somebody's telephone that shows codes.
 *
 * Written apart from the server's, so that both must be right.
 */
#include "scene.h"

#include <gnutls/crypto.h>
#include <time.h>

static size_t
bytes_of(const char *text, unsigned char out[64])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint64_t n = 0;
	size_t count = 0;
	int bits = 0;

	for (; *text != '\0' && *text != ' ' && count < 64; text++) {
		const char *at = strchr(letters, *text);

		n = n << 5 | (at == NULL ? 0 : (uint64_t)(at - letters));
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[count++] = (unsigned char)(n >> bits);
		}
	}
	return count;
}

char *
code_of(const char *text)
{
	const char *steps = strchr(text, ' ');
	int64_t step = time(NULL) / 30 + (steps == NULL ? 0 : atoi(steps));
	unsigned char secret[64], counter[8], mac[20];
	size_t len = bytes_of(text, secret);
	unsigned int n;
	char *out;

	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)(step >> (56 - 8 * i));
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, len, counter, 8, mac) != 0)
		abort();
	n = mac[19] & 15;
	n = (unsigned)(mac[n] & 127) << 24 | (unsigned)mac[n + 1] << 16 |
	    (unsigned)mac[n + 2] << 8 | mac[n + 3];
	if (asprintf(&out, "%06u", n % 1000000) < 0)
		abort();
	return out;
}
