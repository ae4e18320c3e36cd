/*
 * outside.c - any bytes as an address to ask, as networks that may be asked, and as a
 * login in the filter of a directory.
 *
 * An address that fits is read by libcurl as it is here, or refused: one scheme, one
 * host, no name and password.  A list of networks that is read lets nobody reach this
 * machine who did not name it.  A login stays one value of the filter.
 */
#include "signin/room.h"

#include "fuzz/must.h"

#include <arpa/inet.h>
#include <curl/curl.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
address_try(const char *text)
{
	CURLU *url = curl_url();
	char *scheme = NULL, *host = NULL, *user = NULL;

	if (provider_url_fits(str_of(text)) &&
	    curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK) {
		must(curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_NO_USER);
		must(curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK);
		must(curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK);
		must(strcmp(scheme, "https") == 0 ||
		     (strcmp(scheme, "http") == 0 && (strcmp(host, "localhost") == 0 ||
							 strcmp(host, "127.0.0.1") == 0 ||
							 strcmp(host, "[::1]") == 0)));
		must(strpbrk(text, " \t\r\n\\") == NULL);
	}
	curl_free(user), curl_free(scheme), curl_free(host);
	curl_url_cleanup(url);
}

/* Names of networks hold no word of 127.0.0.1: then it is out of reach. */
static void
gate_try(struct str text)
{
	static const int usual[] = { 443, 0 };
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(443) };
	struct str wrong;
	struct gate gate;
	bool named = false;

	if (gate_read(text, &gate, &wrong) != OK)
		return;
	must(gate.count <= GATE_MAX);
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (size_t i = 0; i < gate.count; i++) {
		const struct gate_net *n = &gate.nets[i];

		must(n->port >= 0 && n->port <= 65535 && n->bits >= 0);
		must(n->family == 0 || n->bits <= (n->family == AF_INET ? 32 : 128));
		/* of IPv6 only what holds ::ffff:127.0.0.1 */
		named =
		    named ||
		    (n->family == AF_INET &&
			(n->bits == 0 || n->at[0] >> (n->bits < 8 ? 8 - n->bits : 0) ==
					     127 >> (n->bits < 8 ? 8 - n->bits : 0))) ||
		    n->family == AF_INET6;
	}
	must(named || !gate_allows(&gate, (struct sockaddr *)&here, usual));
}

static void
filter_try(struct arena *mem, struct str login)
{
	struct str said = ldap_escape(mem, login);
	size_t plain = 0;

	for (size_t i = 0; i < said.len; i++, plain++) {
		must(said.at[i] >= ' ' && said.at[i] < 0x7f &&
		     strchr("*()", said.at[i]) == NULL);
		if (said.at[i] == '\\') {
			must(i + 2 < said.len &&
			     strspn(said.at + i + 1, "0123456789abcdef") >= 2);
			i += 2;
		}
	}
	must(plain == login.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *mem = arena_new();
	struct str text = { arena_copy(mem, (const char *)at, len), len };

	if (memchr(text.at, '\0', len) == NULL)
		address_try(text.at);
	gate_try(text);
	filter_try(mem, text);
	arena_free(mem);
	return 0;
}
