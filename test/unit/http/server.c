/*
 * server.c - requests: taken whole or refused, and answered in order.
 */
#include "support.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <zstd.h>

static struct http_server *server;
static char site[] = "the site";
static sem_t entered, gate; /* a handler of /gate says so and waits */

struct row {
	const char *method, *pattern;
	void (*run)(struct req *r);
};

static void
echo(struct req *r)
{
	req_reply(r, 200, "text/plain", r->body);
}

static void
tell_all(struct req *r)
{
	struct str query = req_query(r, "q"), cookie = req_cookie(r, "kith");

	req_reply(r, 200, "text/plain",
	    str_printf(r->mem, "%s|%.*s|%.*s|%.*s|%.*s|%.*s|%s", r->method,
		STR_ARG(r->path), STR_ARG(query), STR_ARG(cookie),
		STR_ARG(req_part(r, "id")), STR_ARG(r->peer),
		r->secure ? "safe" : "open"));
}

static void
large(struct req *r)
{
	struct text t = TEXT_INIT(r->mem);

	for (int i = 0; i < 1000; i++)
		text_printf(&t, "%d,", i);
	req_reply(r, 200, "application/json", text_done(&t));
}

static void
tagged(struct req *r)
{
	if (!req_etag(r, STR("v17")))
		req_reply(r, 200, "text/plain", STR("seventeen"));
}

static void
file(struct req *r)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);

	if (fd < 0 || write(fd, "0123456789", 10) != 10)
		abort();
	req_reply_file(r, fd, "text/html", str_of("b\"\r\nö.html"));
}

static void
headers(struct req *r)
{
	req_header_add(r, "X-Say", STR("a\r\nX-Evil: 1"));
	req_cookie_set(r, "kith", STR("a;b\r\nc"), 60);
	req_header_set(r, "Content-Security-Policy", STR("sandbox"));
	req_reply(r, 200, "text/plain", STR("x"));
}

static void
wait_at_gate(struct req *r)
{
	sem_post(&entered);
	await(&gate);
	req_reply(r, 200, "text/plain", STR("through"));
}

static void
silent(struct req *r)
{
	(void)r;
}

static void
who_works(struct req *r)
{
	assert(r->mine == http_mine());
	req_reply(r, 200, "text/plain", str_of(r->mine));
}

static const struct row rows[] = {
	{ "POST", "/echo", echo },
	{ "GET", "/tell", tell_all },
	{ "GET", "/tell/{id}", tell_all },
	{ "DELETE", "/tell/{id}", tell_all },
	{ "GET", "/tell/letters", large },
	{ "GET", "/large", large },
	{ "GET", "/tagged", tagged },
	{ "GET", "/file", file },
	{ "GET", "/headers", headers },
	{ "GET", "/gate", wait_at_gate },
	{ "GET", "/silent", silent },
	{ "GET", "/mine", who_works },
};

static void
handle(struct req *r)
{
	int status;
	const struct row *row =
	    req_route(r, rows, COUNT_OF(rows), sizeof(rows[0]), &status);

	if (row == NULL)
		req_reply(r, status, "text/plain", STR("no"));
	else
		row->run(r);
}

static enum http_body
accepts(void *site_set, const struct req *r)
{
	(void)site_set;
	return strcmp(r->method, "POST") == 0 ? HTTP_BODY_SMALL : HTTP_BODY_NONE;
}

static void *
mine_make(void *site_set)
{
	return site_set;
}

static int
begin(void **state)
{
	(void)state;
	sem_init(&entered, 0, 0);
	sem_init(&gate, 0, 0);
	server = serve((struct http_config){ .handle = handle,
	    .accepts = accepts,
	    .workers = 4,
	    .head_s = 1,
	    .site_set = site,
	    .worker_begin = mine_make,
	    .proxy = "127.0.0.1" });
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
expect_body(struct heard h, int status, const char *body)
{
	assert_int_equal(h.status, status);
	assert_string_equal(h.body, body);
	assert_true(h.whole);
	heard_clear(&h);
}

static void
requests_are_understood(void **state)
{
	(void)state;
	expect_body(ask_get(server, "/tell?a=%26&q=a+%C4%90", "Cookie: x=1; kith=s\r\n"),
	    200, "GET|/tell|a Đ|s||127.0.0.1|open");
	expect_body(ask_get(server, "/tell/1%207",
			"X-Forwarded-For: 9.9.9.9, 1.2.3.4\r\n"
			"X-Forwarded-Proto: https\r\n"),
	    200, "GET|/tell/1 7|||1 7|1.2.3.4|safe");
	expect_body(ask_get(server, "/mine", ""), 200, "the site");
	expect_status(server, "GET /tell/letters HTTP/1.1\r\nHost: a\r\n\r\n", 200);
}

static void
connections_are_kept(void **state)
{
	int fd = dial(server);

	(void)state;
	for (int i = 0; i < 50; i++)
		expect_body(ask_fd(fd, "POST /echo HTTP/1.1\r\nHost: a\r\n"
				       "Content-Length: 5\r\n\r\nhello"),
		    200, "hello");
	close(fd);
}

static void
pipelines_keep_their_order(void **state)
{
	int fd = dial(server);
	char path[64], request[128];

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(request, sizeof(request),
		    "GET /tell/%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
		assert_true(tell(fd, request));
	}
	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "GET|/tell/%d|||%d|127.0.0.1|open", i, i);
		expect_body(hear(fd, false), 200, path);
	}
	close(fd);
}

static void
head_is_get_without_body(void **state)
{
	struct heard h;
	int fd = dial(server);

	(void)state;
	h = ask_fd(fd, "HEAD /tell HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_int_equal(h.status, 200);
	assert_string_equal(head_of(&h, "Content-Length"), "27");
	heard_clear(&h);
	/* the next answer begins where this one ended */
	expect_body(ask_fd(fd, "GET /mine HTTP/1.1\r\nHost: a\r\n\r\n"), 200, "the site");
	close(fd);
}

static void
methods_are_named(void **state)
{
	struct heard h = ask(server, "PATCH /tell/1 HTTP/1.1\r\nHost: a\r\n\r\n");

	(void)state;
	assert_int_equal(h.status, 405);
	assert_string_equal(head_of(&h, "Allow"), "GET, HEAD, DELETE");
	heard_clear(&h);
	expect_status(server, "BREW /tell HTTP/1.1\r\nHost: a\r\n\r\n", 501);
	expect_status(server, "TRACE /tell HTTP/1.1\r\nHost: a\r\n\r\n", 501);
	expect_status(server, "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404);
}

static void
heads_are_refused(void **state)
{
	static const struct {
		const char *request;
		int status;
	} bad[] = {
		{ "GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /a%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /tell?q=%f HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /tell?q=%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /tell#x HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET http://evil/ HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
		{ "GET /tell HTTP/1.1\r\n\r\n", 400 },
		{ "GET /tell HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
		{ "GET /tell HTTP/1.1\r\nHost: ok:80@evil\r\n\r\n", 400 },
		{ "GET /tell HTTP/1.1\r\nHost: \r\n\r\n", 400 },
		{ "GET /tell HTTP/2.0\r\nHost: a\r\n\r\n", 505 },
		{ "GET /tell HTTP/1.1\r\nHost: a\r\nX-A: \x01\r\n\r\n", 400 },
		{ "GET /tell HTTP/1.1\r\nHost: a\r\nX A: 1\r\n\r\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		    400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
		  "Content-Length: 1\r\n\r\nx",
		    400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\nx", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
		    501 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		    400 },
		{ "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n"
		  "Content-Length: 1\r\n\r\nx",
		    417 },
		{ "GET /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 413 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		expect_status(server, bad[i].request, bad[i].status);
}

static void
long_heads_are_refused(void **state)
{
	char *request = malloc(200000);
	size_t len;

	(void)state;
	len = (size_t)sprintf(request, "GET /%0*d HTTP/1.1\r\nHost: a\r\n\r\n", 8192, 0);
	assert_int_equal(len, strlen(request));
	expect_status(server, request, 414);
	len = (size_t)sprintf(request, "GET /tell HTTP/1.1\r\nHost: a\r\n");
	for (int i = 0; i < 64; i++)
		len += (size_t)sprintf(request + len, "X-%d: 1\r\n", i);
	strcpy(request + len, "\r\n");
	expect_status(server, request, 431);
	sprintf(request, "GET /tell HTTP/1.1\r\nHost: a\r\nX: %0*d\r\n\r\n", 9000, 0);
	expect_status(server, request, 431);
	sprintf(request, "GET /tell HTTP/1.1\r\nHost: a\r\nX: %0*d\r\n\r\n", 150000, 0);
	expect_status(server, request, 431);
	free(request);
}

static void
the_largest_head_fits(void **state)
{
	char *request = malloc(20000);
	size_t len;
	struct heard h;
	int fd = dial(server);

	(void)state;
	len = (size_t)sprintf(request, "GET /tell/%0*d HTTP/1.1\r\nHost: a\r\n", 8186, 0);
	for (int i = 0; i < 61; i++)
		len += (size_t)sprintf(request + len, "X-%02d: %058d\r\n", i, 0);
	strcpy(request + len, "\r\n");
	h = ask(server, request);
	assert_int_equal(h.status, 200);
	assert_true(h.whole && h.len > 8186);
	assert_non_null(
	    strstr(head_of(&h, "Content-Security-Policy"), "trusted-types default"));
	heard_clear(&h);
	len = (size_t)sprintf(request, "GET /tell?");
	for (int i = 0; i < 4000; i++)
		len += (size_t)sprintf(request + len, "a&");
	sprintf(request + len, "q=1 HTTP/1.1\r\nHost: a\r\n\r\n");
	expect_body(ask_fd(fd, request), 200, "GET|/tell|1|||127.0.0.1|open");
	len = (size_t)sprintf(request, "GET /t%c.a HTTP/1.1\r\nHost: a\r\n\r\n", '\0');
	tell_len(fd, request, len);
	h = hear(fd, false);
	assert_int_equal(h.status, 400);
	heard_clear(&h);
	close(fd);
	free(request);
}

static void
answers_are_packed(void **state)
{
	char *text = malloc(65536);
	struct heard plain = ask_get(server, "/large", ""), h;
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	size_t len;

	(void)state;
	assert_string_equal(head_of(&plain, "Vary"), "Accept-Encoding");
	assert_string_equal(head_of(&plain, "Content-Encoding"), "");
	h = ask_get(server, "/large", "Accept-Encoding: gzip, zstd\r\n");
	assert_string_equal(head_of(&h, "Content-Encoding"), "zstd");
	len = ZSTD_decompress(text, 65536, h.body, h.len);
	assert_int_equal(len, plain.len);
	assert_memory_equal(text, plain.body, len);
	heard_clear(&h);
	h = ask_get(server, "/large", "Accept-Encoding: gzip, zstd;q=0\r\n");
	assert_string_equal(head_of(&h, "Content-Encoding"), "gzip");
	assert_int_equal(
	    libdeflate_gzip_decompress(d, h.body, h.len, text, 65536, &len), 0);
	assert_int_equal(len, plain.len);
	assert_memory_equal(text, plain.body, len);
	heard_clear(&h);
	h = ask_get(server, "/large", "Accept-Encoding: gzip;q=0, *;q=0\r\n");
	assert_string_equal(head_of(&h, "Content-Encoding"), "");
	heard_clear(&h);
	h = ask_get(server, "/tell", "Accept-Encoding: gzip\r\n");
	assert_string_equal(head_of(&h, "Content-Encoding"), "");
	heard_clear(&h);
	heard_clear(&plain);
	libdeflate_free_decompressor(d);
	free(text);
}

static void
what_is_known_is_not_sent_again(void **state)
{
	struct heard h = ask_get(server, "/tagged", "");

	(void)state;
	assert_string_equal(head_of(&h, "ETag"), "W/\"v17\"");
	heard_clear(&h);
	h = ask_get(server, "/tagged", "If-None-Match: \"v16\", W/\"v17\"\r\n");
	assert_int_equal(h.status, 304);
	assert_string_equal(head_of(&h, "ETag"), "W/\"v17\"");
	assert_string_equal(head_of(&h, "X-Content-Type-Options"), "nosniff");
	heard_clear(&h);
	expect_body(
	    ask_get(server, "/tagged", "If-None-Match: \"v1\"\r\n"), 200, "seventeen");
}

static void
files_are_served_in_parts(void **state)
{
	struct heard h = ask_get(server, "/file", "");

	(void)state;
	assert_string_equal(head_of(&h, "Content-Disposition"),
	    "attachment; filename=\"b__.html\"; "
	    "filename*=UTF-8''b%22%C3%B6.html"); /* nothing of a line's end is left */
	assert_string_equal(head_of(&h, "Content-Security-Policy"), HTTP_CSP_FILE);
	expect_body(h, 200, "0123456789");
	expect_body(ask_get(server, "/file", "Range: bytes=2-4\r\n"), 206, "234");
	expect_body(ask_get(server, "/file", "Range: bytes=7-\r\n"), 206, "789");
	expect_body(ask_get(server, "/file", "Range: bytes=-2\r\n"), 206, "89");
	expect_body(ask_get(server, "/file", "Range: bytes=0-99\r\n"), 206, "0123456789");
	expect_body(ask_get(server, "/file", "Range: bytes=4-2\r\n"), 200, "0123456789");
	expect_body(
	    ask_get(server, "/file", "Range: bytes=0-1,4-5\r\n"), 200, "0123456789");
	h = ask_get(server, "/file", "Range: bytes=10-\r\n");
	assert_string_equal(head_of(&h, "Content-Range"), "bytes */10");
	assert_int_equal(h.status, 416);
	heard_clear(&h);
}

static void
headers_cannot_be_broken(void **state)
{
	struct heard h = ask_get(server, "/headers", "");

	(void)state;
	assert_string_equal(head_of(&h, "X-Evil"), "");
	assert_string_equal(head_of(&h, "X-Say"), "a  X-Evil: 1");
	assert_string_equal(head_of(&h, "Set-Cookie"),
	    "kith=a_b__c; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
	assert_string_equal(head_of(&h, "Content-Security-Policy"), "sandbox");
	heard_clear(&h);
	expect_status(server, "GET /silent HTTP/1.1\r\nHost: a\r\n\r\n", 500);
}

static void
slow_senders_hold_nobody(void **state)
{
	int slow[40];
	int last = dial(server);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(slow); i++) {
		slow[i] = dial(server);
		tell(slow[i], i % 2 ? "GET /tell HTTP/1.1\r\nHost:"
				    : "POST /echo HTTP/1.1\r\nHost: a\r\n"
				      "Content-Length: 100\r\n\r\nx");
	}
	expect_body(ask_get(server, "/mine", ""), 200, "the site");
	/* one letter now and then keeps the line busy, but does not get on */
	tell(last, "GET /");
	for (struct pollfd p = { .fd = last, .events = POLLIN }; poll(&p, 1, 20) == 0;)
		if (!tell(last, "x"))
			break;
	for (size_t i = 0; i < COUNT_OF(slow); i++) {
		await_end(slow[i]);
		close(slow[i]);
	}
	close(last);
}

static void
busy_workers_block_nobody_else(void **state)
{
	int fd[16];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(fd); i++) {
		fd[i] = dial(server);
		tell(fd[i], "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
	}
	for (int i = 0; i < 4; i++)
		await(&entered);
	/* all four workers are held; the loops still take in and refuse */
	expect_status(server, "GET /.. HTTP/1.1\r\nHost: a\r\n\r\n", 400);
	assert_int_equal(sem_trywait(&entered), -1);
	for (size_t i = 0; i < COUNT_OF(fd); i++)
		sem_post(&gate);
	for (size_t i = 0; i < COUNT_OF(fd); i++) {
		expect_body(hear(fd[i], false), 200, "through");
		close(fd[i]);
	}
	for (size_t i = 4; i < COUNT_OF(fd); i++)
		await(&entered);
}

/* One may work at a time: the next begins while it does, but not before a slice. */
static void
long_work_is_no_door(void **state)
{
	struct http_config config = { .handle = handle, .workers = 3, .running = 1 };
	struct http_server *narrow = serve(config);
	struct timespec from, to;
	int fd[2];

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (size_t i = 0; i < COUNT_OF(fd); i++) {
		fd[i] = dial(narrow);
		tell(fd[i], "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
	}
	await(&entered);
	await(&entered);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(
	    (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000 >=
	    HTTP_SLICE_MS - 1);
	for (size_t i = 0; i < COUNT_OF(fd); i++)
		sem_post(&gate);
	for (size_t i = 0; i < COUNT_OF(fd); i++) {
		expect_body(hear(fd[i], false), 200, "through");
		close(fd[i]);
	}
	http_stop(narrow, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_understood),
		cmocka_unit_test(connections_are_kept),
		cmocka_unit_test(pipelines_keep_their_order),
		cmocka_unit_test(head_is_get_without_body),
		cmocka_unit_test(methods_are_named),
		cmocka_unit_test(heads_are_refused),
		cmocka_unit_test(long_heads_are_refused),
		cmocka_unit_test(the_largest_head_fits),
		cmocka_unit_test(answers_are_packed),
		cmocka_unit_test(what_is_known_is_not_sent_again),
		cmocka_unit_test(files_are_served_in_parts),
		cmocka_unit_test(headers_cannot_be_broken),
		cmocka_unit_test(slow_senders_hold_nobody),
		cmocka_unit_test(busy_workers_block_nobody_else),
		cmocka_unit_test(long_work_is_no_door),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
