/*
 * assets.c - the client's files; and all of it once more by TLS.
 */
#include "support.h"

#include <curl/curl.h>
#include <sys/stat.h>

static struct http_server *server;

#define TEXT(t)                  \
	{                        \
		t, sizeof(t) - 1 \
	}

static const struct http_asset assets[] = {
	{ .path = "/assets/app-Bq3Xk9aZ.js",
	    .type = "text/javascript; charset=utf-8",
	    .tag = "1",
	    .raw = TEXT("plain"),
	    .br = TEXT("by br"),
	    .gz = TEXT("by gz"),
	    .forever = true },
	{ .path = "/favicon.ico",
	    .type = "image/x-icon",
	    .tag = "2",
	    .raw = TEXT("icon") },
	{ .path = "/index.html", .type = "text/html", .tag = "3", .raw = TEXT("<page>") },
};

static void
handle(struct req *r)
{
	if (!http_assets_serve(r, assets, COUNT_OF(assets)))
		req_reply(r, 404, "text/plain", STR("not ours"));
}

static int
begin(void **state)
{
	(void)state;
	server = serve((struct http_config){ .handle = handle });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	http_stop(server, 1000);
	return 0;
}

static void
expect(const char *path, const char *headers, int status, const char *body)
{
	struct heard h = ask_get(server, path, headers);

	assert_int_equal(h.status, status);
	assert_string_equal(h.body, body);
	heard_clear(&h);
}

static void
files_are_found(void **state)
{
	(void)state;
	expect("/favicon.ico", "", 200, "icon");
	expect("/", "", 200, "<page>");
	expect("/deal/17", "Sec-Fetch-Dest: document\r\n", 200, "<page>");
	expect("/deal/17?x=a.b", "", 200, "<page>");
	expect("/index.html", "", 200, "<page>");
	/* a page is no answer to who wants a script */
	expect("/deal/17", "Sec-Fetch-Dest: script\r\n", 404, "not ours");
	expect("/assets/gone.js", "", 404, "not ours");
	expect("/assets/app-Bq3Xk9aZ.js/", "", 200, "<page>");
	expect_status(server, "POST / HTTP/1.1\r\nHost: a\r\n\r\n", 404);
}

static void
forms_are_chosen(void **state)
{
	static const char path[] = "/assets/app-Bq3Xk9aZ.js";
	struct heard h;

	(void)state;
	expect(path, "", 200, "plain");
	expect(path, "Accept-Encoding: gzip, deflate, br, zstd\r\n", 200, "by br");
	expect(path, "Accept-Encoding: gzip, br;q=0\r\n", 200, "by gz");
	expect(path, "Accept-Encoding: zstd\r\n", 200, "plain");
	h = ask_get(server, path, "Accept-Encoding: br\r\n");
	assert_string_equal(head_of(&h, "Content-Encoding"), "br");
	assert_string_equal(head_of(&h, "Vary"), "Accept-Encoding");
	heard_clear(&h);
}

static void
what_never_changes_is_kept(void **state)
{
	struct heard h = ask_get(server, "/assets/app-Bq3Xk9aZ.js", "");

	(void)state;
	assert_string_equal(
	    head_of(&h, "Cache-Control"), "public, max-age=31536000, immutable");
	heard_clear(&h);
	h = ask_get(server, "/", "If-None-Match: W/\"3\"\r\n");
	assert_int_equal(h.status, 304);
	assert_string_equal(head_of(&h, "Cache-Control"), "no-cache");
	heard_clear(&h);
}

static void
one_address_has_its_share(void **state)
{
	struct http_server *s =
	    serve((struct http_config){ .handle = handle, .connections_per_ip = 8 });
	int fd[9];
	struct heard h;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(fd); i++)
		fd[i] = dial(s);
	for (size_t i = 0; i < 8; i++) {
		h = ask_fd(fd[i], "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		assert_int_equal(h.status, 200);
		heard_clear(&h);
	}
	await_end(fd[8]);
	for (size_t i = 0; i < COUNT_OF(fd); i++)
		close(fd[i]);
	/* as soon as they are gone, others may come */
	for (int status = 0; status != 200;) {
		h = ask_get(s, "/", "");
		status = h.status;
		heard_clear(&h);
	}
	http_stop(s, 1000);
}

/* A full house: whoever has kept it waiting longest makes room. */
static void
the_slowest_gives_way(void **state)
{
	struct http_server *s =
	    serve((struct http_config){ .handle = handle, .connections = 8 });
	struct pollfd slow[8];
	struct heard h;
	size_t left = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(slow); i++) {
		slow[i] = (struct pollfd){ .fd = dial(s), .events = POLLIN };
		h = ask_fd(slow[i].fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		heard_clear(&h);
		tell(slow[i].fd, "GET /");
	}
	h = ask_get(s, "/", "");
	assert_int_equal(h.status, 200);
	heard_clear(&h);
	assert_int_equal(poll(slow, COUNT_OF(slow), PATIENCE_MS), 1);
	/* the others are still heard */
	for (size_t i = 0; i < COUNT_OF(slow); i++) {
		if (slow[i].revents != 0)
			continue;
		h = ask_fd(slow[i].fd, " HTTP/1.1\r\nHost: a\r\n\r\n");
		left += h.status == 200;
		heard_clear(&h);
	}
	assert_int_equal(left, 7);
	for (size_t i = 0; i < COUNT_OF(slow); i++)
		close(slow[i].fd);
	http_stop(s, 1000);
}

static size_t
keep(char *at, size_t one, size_t count, void *arg)
{
	struct heard *h = arg;

	h->body = realloc(h->body, h->len + one * count + 1);
	memcpy(h->body + h->len, at, one * count);
	h->len += one * count;
	h->body[h->len] = '\0';
	return one * count;
}

static size_t
keep_head(char *at, size_t one, size_t count, void *arg)
{
	if (one * count > 26 && strncasecmp(at, "Strict-Transport-Security:", 26) == 0)
		*(bool *)arg = true;
	return one * count;
}

static void
tls_echo(struct req *r)
{
	req_reply(r, 200, "text/plain",
	    str_printf(r->mem, "%s %zu", r->secure ? "safe" : "open", r->body.len));
}

static void
all_works_by_tls(void **state)
{
	char dir[] = "/tmp/kith-tls-XXXXXX", cert[64], key[64], url[64], command[512];
	struct http_server *s;
	struct heard h = { 0 };
	CURL *curl = curl_easy_init();
	char *body = calloc(1, 500000);
	bool strict = false;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/cert.pem", dir);
	snprintf(key, sizeof(key), "%s/key.pem", dir);
	snprintf(command, sizeof(command),
	    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
	    "-days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 "
	    "-out %s -keyout %s 2>/dev/null",
	    cert, key);
	if (system(command) != 0)
		skip();
	s = serve(
	    (struct http_config){ .handle = tls_echo, .tls_cert = cert, .tls_key = key });
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", http_port(s));
	memset(body, 'x', 499999);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CAINFO, cert);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &h);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_head);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &strict);
	for (int i = 0; i < 5; i++) {
		h.len = 0;
		assert_int_equal(curl_easy_perform(curl), CURLE_OK);
		assert_string_equal(h.body, "safe 499999");
	}
	assert_true(strict);
	curl_easy_cleanup(curl);
	http_stop(s, 1000);
	unlink(cert), unlink(key), rmdir(dir);
	free(body);
	heard_clear(&h);
}

static void
bad_settings_are_explained(void **state)
{
	struct http_server *s;
	char why[200] = "", taken[64];
	struct http_config config = { .handle = handle };

	(void)state;
	config.listen = "nonsense";
	assert_int_equal(http_start(&config, &s, why), ERR_INPUT);
	assert_non_null(strstr(why, "nonsense"));
	snprintf(taken, sizeof(taken), "127.0.0.1:%d", http_port(server));
	config.listen = taken;
	assert_int_equal(http_start(&config, &s, why), ERR_DOWN);
	assert_non_null(strstr(why, "in use"));
	config.listen = "127.0.0.1:0";
	config.tls_cert = "/nowhere.pem";
	assert_int_equal(http_start(&config, &s, why), ERR_INPUT);
	assert_non_null(strstr(why, "/nowhere.pem"));
	config.tls_cert = config.tls_key = __FILE__;
	assert_int_equal(http_start(&config, &s, why), ERR_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_found),
		cmocka_unit_test(forms_are_chosen),
		cmocka_unit_test(what_never_changes_is_kept),
		cmocka_unit_test(one_address_has_its_share),
		cmocka_unit_test(the_slowest_gives_way),
		cmocka_unit_test(all_works_by_tls),
		cmocka_unit_test(bad_settings_are_explained),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
