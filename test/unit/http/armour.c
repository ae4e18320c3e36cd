/* What the library answers by itself leaves with our armour; and who a proxy
 * says it asks for. */
#include "support.h"

static struct http_server *server, *behind;

static void
handle(struct req *r)
{
	if (str_is(r->path, "/silent"))
		return;
	req_reply(r, 200, "text/plain",
	    str_printf(r->mem, "%.*s %s", STR_ARG(r->peer), r->secure ? "safe" : "open"));
}

static int
begin(void **state)
{
	(void)state;
	server = serve((struct http_config){ .handle = handle });
	behind = serve(
	    (struct http_config){ .handle = handle, .proxy = "127.0.0.1,10.0.0.0/8" });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	http_stop(server, 1000);
	http_stop(behind, 1000);
	return 0;
}

static void
expect_armour(const char *request, int status)
{
	static const char *const wanted[][2] = {
		{ "X-Content-Type-Options", "nosniff" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
		{ "Referrer-Policy", "no-referrer" },
		{ "Cache-Control", "no-store" },
		{ "Content-Security-Policy", "default-src 'none'" },
		{ "Content-Security-Policy", "frame-ancestors 'none'" },
		{ "Content-Type", "charset=utf-8" },
	};
	struct heard h = ask(server, request);

	if (h.status != status)
		fail_msg("%d instead of %d for %.60s", h.status, status, request);
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		if (strstr(head_of(&h, wanted[i][0]), wanted[i][1]) == NULL)
			fail_msg("%.60s: %s is \"%s\"", request, wanted[i][0],
			    head_of(&h, wanted[i][0]));
	heard_clear(&h);
}

static char *
long_head(const char *before, size_t len, const char *after)
{
	char *out = calloc(1, strlen(before) + len + strlen(after) + 1);

	strcpy(out, before);
	memset(out + strlen(before), 'x', len);
	strcat(out, after);
	return out;
}

/* Most of these never reach a line of ours. */
static void
refusals_have_armour(void **state)
{
	static const char *const end = " HTTP/1.1\r\nHost: a\r\n\r\n";
	char *wide = long_head("GET / HTTP/1.1\r\nHost: a\r\nA: ", 40000, "\r\n\r\n");
	char *wider = long_head("GET /", 40000, end);
	char *most = long_head("GET /", 9000, end);

	(void)state;
	expect_armour("GET /\r\n\r\n", 400);
	expect_armour("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505);
	expect_armour("GET / HTTP/1.1\r\n\r\n", 400);
	expect_armour("GET / HTTP/1.1\r\nHost a\r\n\r\n", 400);
	expect_armour("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400);
	expect_armour("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
		      "\r\nzz\r\n",
	    400);
	expect_armour("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501);
	expect_armour("GET /silent HTTP/1.1\r\nHost: a\r\n\r\n", 500);
	expect_armour(wide, 431);
	expect_armour(wider, 414);
	expect_armour(most, 414);
	free(wide), free(wider), free(most);
}

static void
expect_peer(const struct http_server *s, const char *headers, const char *body)
{
	struct heard h = ask_get(s, "/", headers);

	if (strcmp(h.body, body) != 0)
		fail_msg("%s: \"%s\" instead of \"%s\"", headers, h.body, body);
	heard_clear(&h);
}

static void
proxies_are_believed(void **state)
{
	(void)state;
	expect_peer(server, "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n",
	    "127.0.0.1 open");
	expect_peer(behind, "", "127.0.0.1 open");
	expect_peer(behind, "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n",
	    "1.2.3.4 safe");
	/* what stands first is what the client has written itself */
	expect_peer(behind, "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n", "1.2.3.4 open");
	expect_peer(behind, "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.2.3.4\r\n",
	    "1.2.3.4 open");
	expect_peer(behind, "X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n",
	    "127.0.0.1 open");
	/* a chain of ours is followed as far as it is ours */
	expect_peer(
	    behind, "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.7\r\n", "1.2.3.4 open");
	expect_peer(behind,
	    "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 10.0.0.7, 10.0.0.8\r\n",
	    "1.2.3.4 open");
	expect_peer(behind, "X-Forwarded-For: 10.0.0.7\r\n", "10.0.0.7 open");
	expect_peer(behind, "X-Forwarded-For: 2001:db8::1\r\n", "2001:db8::1 open");
	/* what cannot be read is nobody's word */
	expect_peer(behind, "X-Forwarded-For: unknown\r\n", "127.0.0.1 open");
	expect_peer(behind, "X-Forwarded-For: 1.2.3.4, \r\n", "127.0.0.1 open");
	expect_peer(behind, "X-Forwarded-For: 1.2.3.4, x, 10.0.0.7\r\n", "10.0.0.7 open");
	expect_peer(behind, "Forwarded: for=1.2.3.4\r\n", "127.0.0.1 open");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_have_armour),
		cmocka_unit_test(proxies_are_believed),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
