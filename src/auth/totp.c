/*
 * totp.c - RFC 6238 over RFC 4226, and base32 (RFC 4648): what apps speak.
 *
 * SHA-1 is what they all have; as an HMAC over a counter it is not known to be weak.
 */
#include "auth/second.h"

#include <gnutls/crypto.h>

void
totp_code(const unsigned char *secret, size_t len, int64_t step, char out[7])
{
	unsigned char counter[8], mac[20];
	size_t at;
	uint32_t n;

	for (int i = 7; i >= 0; i--, step >>= 8)
		counter[i] = (unsigned char)(step & 255);
	if (gnutls_hmac_fast(
		GNUTLS_MAC_SHA1, secret, len, counter, sizeof(counter), mac) != 0)
		abort();
	at = mac[sizeof(mac) - 1] &
	     15; /* RFC 4226 §5.3: where to look is in the last byte */
	n = ((uint32_t)mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
	    (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	snprintf(out, 7, "%06" PRIu32, n % 1000000);
}

struct str
base32(struct arena *mem, const unsigned char *at, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	struct text t = TEXT_INIT(mem);
	unsigned bits = 0, n = 0;

	for (size_t i = 0; i < len; i++) {
		n = (n << 8 | at[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			text_char(&t, letters[n >> (bits - 5) & 31]);
	}
	if (bits > 0)
		text_char(&t, letters[n << (5 - bits) & 31]);
	return text_done(&t);
}
