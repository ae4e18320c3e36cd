/*
 * body.c - what comes after the head: kept, spooled, counted, refused.
 */
#include "support.h"

#include <dirent.h>
#include <sys/stat.h>

static struct http_server *server;
static char spool[64];

static void
upload(struct req *r)
{
	struct stat about = { 0 };

	if (r->file == NULL || stat(r->file, &about) != 0) {
		req_reply(r, 400, "text/plain", STR("no file"));
		return;
	}
	if (str_is(req_query(r, "take"), "1"))
		req_file_take(r);
	req_reply(r, 201, "text/plain",
	    str_printf(
		r->mem, "%zu %lld %s", r->file_size, (long long)about.st_size, r->file));
}

static void
handle(struct req *r)
{
	if (str_is(r->path, "/upload"))
		upload(r);
	else
		req_reply(r, 200, "text/plain", r->body);
}

static enum http_body
accepts(void *site_set, const struct req *r)
{
	(void)site_set;
	return str_is(r->path, "/upload") ? HTTP_BODY_UPLOAD : HTTP_BODY_SMALL;
}

#define UPLOAD_MAX (3 << 20)

static int
begin(void **state)
{
	(void)state;
	strcpy(spool, "/tmp/kith-http-XXXXXX");
	assert_non_null(mkdtemp(spool));
	server = serve((struct http_config){ .handle = handle,
	    .accepts = accepts,
	    .spool_dir = spool,
	    .upload_max = UPLOAD_MAX });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	http_stop(server, 1000);
	assert_int_equal(rmdir(spool), 0); /* nothing is left behind */
	return 0;
}

/* Announce and send a body of len bytes; expect is a header, or "". */
static struct heard
send_body(const char *path, const char *expect, size_t len)
{
	int fd = dial(server);
	char head[256];
	char *body = malloc(len + 1);
	struct heard h;

	memset(body, 'b', len);
	snprintf(head, sizeof(head),
	    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n%s\r\n", path, len,
	    expect);
	tell(fd, head);
	if (expect[0] == '\0')
		tell_len(fd, body, len);
	h = hear(fd, false);
	free(body);
	close(fd);
	return h;
}

static void
expect_refusal(struct heard h, int status)
{
	assert_int_equal(h.status, status);
	assert_string_equal(head_of(&h, "X-Content-Type-Options"), "nosniff");
	heard_clear(&h);
}

static void
large_bodies_are_refused(void **state)
{
	struct heard h = send_body("/echo", "", HTTP_BODY_MAX);

	(void)state;
	assert_int_equal(h.status, 200);
	assert_int_equal(h.len, HTTP_BODY_MAX);
	heard_clear(&h);
	expect_refusal(send_body("/echo", "", HTTP_BODY_MAX + 1), 413);
	/* asked first, answered first: nothing of the body was sent */
	expect_refusal(
	    send_body("/echo", "Expect: 100-continue\r\n", HTTP_BODY_MAX + 1), 413);
	expect_refusal(send_body("/upload", "Expect: 100-continue\r\n", 4 << 20), 413);
}

static void
chunked_bodies_are_counted(void **state)
{
	static const char head[] = "POST /echo HTTP/1.1\r\nHost: a\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	char *chunk = malloc(65536 + 16);
	int fd = dial(server);
	struct heard h;

	(void)state;
	memcpy(chunk, "10000\r\n", 7);
	memset(chunk + 7, 'c', 65536);
	memcpy(chunk + 7 + 65536, "\r\n", 3);
	tell(fd, head);
	tell(fd, "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
	h = hear(fd, false);
	assert_int_equal(h.status, 200);
	assert_string_equal(h.body, "hello!");
	heard_clear(&h);
	tell(fd, head);
	for (int i = 0; i < 17; i++)
		tell(fd, chunk);
	tell(fd, "0\r\n\r\n");
	expect_refusal(hear(fd, false), 413);
	/* who never stops is not listened to for ever */
	tell(fd, head);
	while (tell(fd, chunk))
		;
	close(fd);
	free(chunk);
}

static int
spooled(void)
{
	DIR *d = opendir(spool);
	int count = 0;

	for (struct dirent *e; (e = readdir(d)) != NULL;)
		count += e->d_name[0] != '.';
	closedir(d);
	return count;
}

static void
uploads_are_spooled(void **state)
{
	struct heard h = send_body("/upload", "", 2 << 20);
	long long got, on_disk;
	char path[256];

	(void)state;
	assert_int_equal(h.status, 201);
	assert_int_equal(sscanf(h.body, "%lld %lld %255s", &got, &on_disk, path), 3);
	assert_int_equal(got, 2 << 20);
	assert_int_equal(on_disk, 2 << 20);
	heard_clear(&h);
	h = send_body("/upload?take=1", "", 100);
	assert_int_equal(h.status, 201);
	assert_int_equal(sscanf(h.body, "%lld %lld %255s", &got, &on_disk, path), 3);
	heard_clear(&h);
	assert_int_equal(unlink(path), 0); /* it was ours */
	h = send_body("/upload", "", 0);
	assert_int_equal(h.status, 201);
	heard_clear(&h);
}

/* The last byte that may come comes; one more is too much, and nothing is kept. */
static void
uploads_end_at_the_limit(void **state)
{
	struct heard h = send_body("/upload", "", UPLOAD_MAX);
	long long got, on_disk;
	char path[256];

	(void)state;
	assert_int_equal(h.status, 201);
	assert_int_equal(sscanf(h.body, "%lld %lld %255s", &got, &on_disk, path), 3);
	assert_int_equal(on_disk, UPLOAD_MAX);
	heard_clear(&h);
	expect_refusal(send_body("/upload", "", UPLOAD_MAX + 1), 413);
	expect_refusal(
	    send_body("/upload", "Expect: 100-continue\r\n", UPLOAD_MAX + 1), 413);
	while (spooled() > 0)
		sched_yield();
}

/* The same where nobody says before how much comes. */
static void
uploads_in_chunks_end_at_the_limit(void **state)
{
	static const char head[] = "POST /upload HTTP/1.1\r\nHost: a\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	char *chunk = malloc(UPLOAD_MAX + 16);
	int head_len = sprintf(chunk, "%x\r\n", UPLOAD_MAX);
	int fd = dial(server);
	struct heard h;

	(void)state;
	memset(chunk + head_len, 'c', UPLOAD_MAX);
	memcpy(chunk + head_len + UPLOAD_MAX, "\r\n", 2);
	for (int more = 0; more < 2; more++) {
		tell(fd, head);
		tell_len(fd, chunk, (size_t)head_len + UPLOAD_MAX + 2);
		tell(fd, more ? "1\r\n!\r\n0\r\n\r\n" : "0\r\n\r\n");
		h = hear(fd, false);
		assert_int_equal(h.status, more ? 413 : 201);
		heard_clear(&h);
	}
	while (spooled() > 0)
		sched_yield();
	close(fd);
	free(chunk);
}

static void
uploads_that_break_off_leave_nothing(void **state)
{
	int fd = dial(server);

	(void)state;
	tell(fd, "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx");
	while (spooled() == 0)
		sched_yield();
	close(fd);
	while (spooled() > 0)
		sched_yield();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(large_bodies_are_refused),
		cmocka_unit_test(chunked_bodies_are_counted),
		cmocka_unit_test(uploads_are_spooled),
		cmocka_unit_test(uploads_end_at_the_limit),
		cmocka_unit_test(uploads_in_chunks_end_at_the_limit),
		cmocka_unit_test(uploads_that_break_off_leave_nothing),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
