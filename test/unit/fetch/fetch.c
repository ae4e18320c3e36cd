/*
 * fetch.c - no spelling of an address, no name and no redirect reaches what is not
 * to be reached; what is allowed is reached, and bounded.
 *
 * A canary listens on every address of this machine, IPv4 and IPv6, and must never
 * hear from anybody it was not named for.
 */
#include "unit/http/support.h"

#include "fetch/fetch.h"

#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/stat.h>

static struct arena *mem;
static struct http_server *canary, *inner; /* inner: 127.0.0.2, which may be reached */
static _Atomic int visits, inner_visits;
static _Atomic int asked;
static int canary_port;

/* ---- names, as a hostile server of names answers them ---- */

static struct addrinfo *
answer(const char *address, int port, struct addrinfo *next)
{
	struct addrinfo *a = calloc(1, sizeof(*a) + sizeof(struct sockaddr_in));
	struct sockaddr_in *in = (struct sockaddr_in *)(a + 1);

	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, address, &in->sin_addr);
	a->ai_family = AF_INET;
	a->ai_socktype = SOCK_STREAM;
	a->ai_protocol = IPPROTO_TCP;
	a->ai_addrlen = sizeof(*in);
	a->ai_addr = (struct sockaddr *)in;
	a->ai_next = next;
	return a;
}

static _Atomic(struct addrinfo *) ours[256];

/* Takes the place of the system's, for libcurl too. */
int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
    struct addrinfo **out)
{
	int (*real)(const char *, const char *, const struct addrinfo *,
	    struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
	int n, port = service == NULL ? 0 : atoi(service);

	if (node == NULL || strstr(node, ".test") == NULL)
		return real(node, service, hints, out);
	n = atomic_fetch_add(&asked, 1);
	if (strcmp(node, "inside.test") == 0)
		*out = answer("127.0.0.1", port, NULL);
	else if (strcmp(node, "turns.test") == 0) /* good first, then bad */
		*out = answer(n % 2 == 0 ? "127.0.0.2" : "127.0.0.1", port, NULL);
	else if (strcmp(node, "both.test") == 0)
		*out = answer("127.0.0.1", port, answer("127.0.0.2", port, NULL));
	else
		return EAI_NONAME;
	ours[(size_t)n % COUNT_OF(ours)] = *out;
	return 0;
}

void
freeaddrinfo(struct addrinfo *list)
{
	void (*real)(struct addrinfo *) = dlsym(RTLD_NEXT, "freeaddrinfo");

	for (size_t i = 0; i < COUNT_OF(ours); i++)
		if (ours[i] == list) {
			ours[i] = NULL;
			while (list != NULL) {
				struct addrinfo *next = list->ai_next;

				free(list);
				list = next;
			}
			return;
		}
	real(list);
}

/* ---- servers ---- */

static void
sing(struct req *r)
{
	visits++;
	req_reply(r, 200, "text/plain", STR("inside"));
}

static size_t
endless(void *arg, char *buf, size_t room)
{
	(void)arg;
	memset(buf, 'x', room);
	return room;
}

static void
ended(void *arg)
{
	(void)arg;
}

static void
serve_inner(struct req *r)
{
	char to[80];

	inner_visits++;
	snprintf(to, sizeof(to), "http://127.0.0.1:%d/", canary_port);
	if (str_is(r->path, "/redirect")) {
		req_header_set(r, "Location", str_of(to));
		req_reply(r, 302, "text/plain", STR(""));
	} else if (str_is(r->path, "/endless")) {
		req_stream(r, 200, "text/plain", endless, ended, NULL);
	} else if (str_is(r->path, "/echo")) {
		req_reply(r, 200, "text/plain",
		    str_printf(r->mem, "%s %.*s %.*s", r->method,
			STR_ARG(req_header(r, "X-Word")), STR_ARG(r->body)));
	} else if (str_is(r->path, "/wrong")) {
		req_reply(r, 500, "text/plain", STR("sorry"));
	} else if (str_is(r->path, "/silent")) {
		poll(NULL, 0, 3000);
		req_reply(r, 200, "text/plain", STR("late"));
	} else {
		req_reply(r, 200, "text/plain; charset=utf-8", STR("hello"));
	}
}

static int
setup(void **state)
{
	char at[40];

	(void)state;
	mem = arena_new();
	canary = serve((struct http_config){ .handle = sing, .listen = "[::]:0" });
	canary_port = http_port(canary);
	snprintf(at, sizeof(at), "127.0.0.2:%d", 0);
	inner = serve((struct http_config){ .handle = serve_inner, .listen = at });
	setenv("http_proxy", "http://127.0.0.1:1", 1); /* is not used */
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	http_stop(canary, 0);
	http_stop(inner, 0);
	arena_free(mem);
	return 0;
}

static struct gate
gate_of(const char *format, int port)
{
	struct gate g;
	struct str wrong;

	assert_int_equal(
	    gate_read(str_printf(mem, "%s:%d", format, port), &g, &wrong), OK);
	return g;
}

static enum err
get(const struct gate *g, const char *url, struct fetched *out)
{
	struct fetch f = { .gate = g, .url = str_of(url), .ms = 1500 };
	struct str why;

	return fetch(mem, &f, out, &why);
}

/* ---- what must not be reached ---- */

/* %d is the canary's port.  Loopback, own addresses, metadata, tricks. */
static const char *const spellings[] = { "http://127.0.0.1:%d/", "http://127.1:%d/",
	"http://127.0.1:%d/", "http://0177.0.0.1:%d/", "http://0177.1:%d/",
	"http://00000177.0.0.1:%d/", "http://0x7f.0.0.1:%d/", "http://0x7f.1:%d/",
	"http://0x7f000001:%d/", "http://0X7F000001:%d/", "http://2130706433:%d/",
	"http://017700000001:%d/", "http://127.0.0.1.:%d/", "http://127.000.000.001:%d/",
	"http://127.255.255.254:%d/", "http://127.0.0.3:%d/", "http://0:%d/",
	"http://0.0.0.0:%d/", "http://0x0:%d/", "http://[::]:%d/", "http://[::1]:%d/",
	"http://[0:0:0:0:0:0:0:1]:%d/", "http://[::ffff:127.0.0.1]:%d/",
	"http://[::ffff:7f00:1]:%d/", "http://[0:0:0:0:0:ffff:7f00:1]:%d/",
	"http://[::127.0.0.1]:%d/", "http://[64:ff9b::7f00:1]:%d/",
	"http://[64:ff9b:1::7f00:1]:%d/", "http://[2002:7f00:1::]:%d/",
	"http://[2001:0:7f00:1::]:%d/", "http://[fe80::1]:%d/",
	"http://[fe80::1%%25lo]:%d/", "http://[fe80::1%%25eth0]:%d/",
	"http://[fd00::2]:%d/", "http://[fd00:ec2::254]:%d/", "http://[ff02::1]:%d/",
	"http://localhost:%d/", "http://LOCALHOST:%d/", "http://localhost.:%d/",
	"http://ip6-localhost:%d/", "http://inside.test:%d/", "http://10.0.0.1:%d/",
	"http://172.16.0.1:%d/", "http://192.168.0.1:%d/", "http://192.0.2.2:%d/",
	"http://169.254.169.254:%d/latest/meta-data/", "http://0251.0376.0251.0376:%d/",
	"http://2852039166:%d/", "http://100.100.100.200:%d/", "http://168.63.129.16:%d/",
	"http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1:%d/", /* ①②⑦ */
	"http://127\xe3\x80\x82"
	"0\xe3\x80\x82"
	"0\xe3\x80\x82"
	"1:%d/", /* 。 */
	"http://127\xef\xbc\x8e"
	"0\xef\xbc\x8e"
	"0\xef\xbc\x8e"
	"1:%d/",                                                 /* ． */
	"http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1:%d/", /* １２７ */
	"http://example.org@127.0.0.1:%d/", "http://example.org:80@127.0.0.1:%d/",
	"http://127.0.0.1:%d@example.org/", "http://a:b@127.0.0.1:%d/",
	"http://127.0.0.1:%d#@example.org/", "http://127.0.0.1:%d\\@example.org/",
	"http://example.org\\@127.0.0.1:%d/", "http:\\\\127.0.0.1:%d\\",
	"http:127.0.0.1:%d", "http:///127.0.0.1:%d/", "http://127.0.0.1:%d:80/",
	"http://127.0.0.1%%00:%d/", "http://127.0.0.1%%2e:%d/",
	"http://%%31%%32%%37.0.0.1:%d/", "//127.0.0.1:%d/", "127.0.0.1:%d/",
	" http://127.0.0.1:%d/", "http://127.0.0.1:%d/ HTTP/1.0\r\nX: y",
	"http://127.0.0.1\t:%d/", "file:///etc/passwd?%d", "gopher://127.0.0.1:%d/_GET",
	"dict://127.0.0.1:%d/x", "ftp://127.0.0.1:%d/", "tftp://127.0.0.1:%d/",
	"ldap://127.0.0.1:%d/", "smtp://127.0.0.1:%d/", "telnet://127.0.0.1:%d/",
	"ws://127.0.0.1:%d/", "unix:///run/x:%d", "HTTPS://127.0.0.1:%d/",
	"hTTp://127.0.0.1:%d/", "https://127.0.0.1:%d/", "https://[::1]:%d/" };

static void
test_spellings(void **state)
{
	/* the port is no excuse: it is open for public addresses */
	struct gate g = gate_of("", canary_port);
	struct fetched out;
	char url[200];

	(void)state;
	assert_true(COUNT_OF(spellings) >= 60);
	visits = 0;
	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(url, sizeof(url), spellings[i], canary_port);
#pragma GCC diagnostic pop
		if (get(&g, url, &out) == OK)
			fail_msg("%s was answered", url);
		if (visits > 0)
			fail_msg("%s reached the canary", url);
	}
	/* and the canary does hear, when it is named */
	g = gate_of("127.0.0.1", canary_port);
	snprintf(url, sizeof(url), "http://0x7f.1:%d/", canary_port);
	assert_int_equal(get(&g, url, &out), OK);
	assert_int_equal(visits, 1);
}

/* One who names an address learns nothing of what listens there. */
static void
test_no_oracle(void **state)
{
	struct gate g = { 0 };
	struct fetched out;
	struct str open, closed;
	struct fetch f = { .gate = &g, .ms = 1500 };

	(void)state;
	f.url = str_printf(mem, "http://127.0.0.1:%d/", canary_port);
	assert_int_equal(fetch(mem, &f, &out, &open), ERR_DENIED);
	f.url = STR("http://127.0.0.1:1/");
	assert_int_equal(fetch(mem, &f, &out, &closed), ERR_DENIED);
	assert_true(str_same(open, closed));
}

/* The name answers well when it is looked at, and else when it is connected to. */
static void
test_rebinding(void **state)
{
	struct gate g = gate_of("127.0.0.2", http_port(inner));
	struct fetched out;
	char url[80];
	int good = 0;

	(void)state;
	visits = inner_visits = asked = 0;
	snprintf(url, sizeof(url), "http://turns.test:%d/", http_port(inner));
	for (int i = 0; i < 20; i++)
		good += get(&g, url, &out) == OK;
	assert_int_equal(good, 10);
	assert_int_equal(inner_visits, 10);
	snprintf(url, sizeof(url), "http://both.test:%d/", http_port(inner));
	assert_int_equal(get(&g, url, &out), OK); /* the one that may be reached */
	g = gate_of("127.0.0.2", canary_port);
	snprintf(url, sizeof(url), "http://both.test:%d/", canary_port);
	(void)get(&g, url, &out);
	assert_int_equal(visits, 1); /* by 127.0.0.2 itself, where it listens too */
}

static void
test_redirect(void **state)
{
	struct gate g = gate_of("127.0.0.2", http_port(inner));
	struct fetched out;
	char url[80];

	(void)state;
	visits = 0;
	snprintf(url, sizeof(url), "http://127.0.0.2:%d/redirect", http_port(inner));
	assert_int_equal(get(&g, url, &out), OK);
	assert_int_equal(out.status, 302);
	assert_int_equal(visits, 0);
}

/* ---- what may be reached ---- */

static void
test_answers(void **state)
{
	static const char *const headers[] = { "X-Word: kith", NULL };
	struct gate g = gate_of("127.0.0.2", http_port(inner));
	struct fetch f = { .gate = &g,
		.method = "POST",
		.headers = headers,
		.body = STR("a=b"),
		.url = str_printf(mem, "http://127.0.0.2:%d/echo", http_port(inner)) };
	struct fetched out;
	struct str why;
	char url[80];

	(void)state;
	assert_int_equal(fetch(mem, &f, &out, &why), OK);
	assert_true(str_is(out.body, "POST kith a=b"));
	snprintf(url, sizeof(url), "http://127.0.0.2:%d/wrong", http_port(inner));
	assert_int_equal(get(&g, url, &out), OK);
	assert_int_equal(out.status, 500);
	assert_true(str_is(out.body, "sorry"));
}

static void
test_bounds(void **state)
{
	struct gate g = gate_of("127.0.0.2", http_port(inner));
	struct fetched out;
	int64_t begun;
	char url[80];

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.2:%d/endless", http_port(inner));
	assert_int_equal(get(&g, url, &out), ERR_LARGE);
	snprintf(url, sizeof(url), "http://127.0.0.2:%d/silent", http_port(inner));
	begun = time_steady_us();
	assert_int_equal(get(&g, url, &out), ERR_DOWN);
	assert_true(time_steady_us() - begun < 2900000);
	for (int i = 0; i < FETCH_AT_ONCE; i++)
		assert_true(fetch_enter());
	assert_false(fetch_enter());
	snprintf(url, sizeof(url), "http://127.0.0.2:%d/", http_port(inner));
	assert_int_equal(get(&g, url, &out), ERR_LIMIT);
	for (int i = 0; i < FETCH_AT_ONCE; i++)
		fetch_leave();
	assert_int_equal(get(&g, url, &out), OK);
}

static void
test_connect(void **state)
{
	static const int ports[] = { 389, 0 };
	struct gate g = gate_of("127.0.0.2", http_port(inner)), none = { 0 };
	int fd = -1, port = http_port(inner);
	struct str why;

	(void)state;
	assert_int_equal(
	    fetch_connect(mem, &g, STR("127.0.0.2"), port, ports, &fd, &why), OK);
	assert_true(fd >= 0);
	assert_true(tell_len(fd, "GET / HTTP/1.0\r\nHost: x\r\n\r\n", 27));
	close(fd);
	visits = 0;
	assert_int_equal(
	    fetch_connect(mem, &none, STR("localhost"), canary_port, ports, &fd, &why),
	    ERR_DENIED);
	assert_int_equal(
	    fetch_connect(mem, &none, STR("::1"), canary_port, ports, &fd, &why),
	    ERR_DENIED);
	assert_int_equal(fetch_connect(mem, &none, STR("127.0.0.1:80/x?"), canary_port,
			     ports, &fd, &why),
	    ERR_INPUT);
	assert_int_equal(visits, 0);
}

/* A server whom nobody vouches for is not spoken to, nor one of another name. */
static void
test_tls(void **state)
{
	char dir[] = "/tmp/kith-fetch-XXXXXX", cert[64], key[64], line[512];
	struct http_server *tls;
	struct gate g;
	struct fetched out;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/cert.pem", dir);
	snprintf(key, sizeof(key), "%s/key.pem", dir);
	snprintf(line, sizeof(line),
	    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
	    "-keyout %s -out %s -days 2 -subj /CN=kith -addext "
	    "subjectAltName=IP:127.0.0.2 2>/dev/null",
	    key, cert);
	assert_int_equal(system(line), 0);
	tls = serve((struct http_config){ .handle = serve_inner,
	    .listen = "127.0.0.2:0",
	    .tls_cert = cert,
	    .tls_key = key });
	g = gate_of("127.0.0.2", http_port(tls));
	snprintf(line, sizeof(line), "https://127.0.0.2:%d/", http_port(tls));
	inner_visits = 0;
	assert_int_equal(get(&g, line, &out), ERR_DOWN);
	setenv("KITH_CA", cert, 1);
	assert_int_equal(get(&g, line, &out), OK);
	assert_true(str_is(out.body, "hello"));
	assert_int_equal(inner_visits, 1);
	snprintf(line, sizeof(line), "https://turns.test:%d/", http_port(tls));
	asked = 0; /* the right address under another name */
	assert_int_equal(get(&g, line, &out), ERR_DOWN);
	assert_int_equal(inner_visits, 1);
	unsetenv("KITH_CA");
	http_stop(tls, 0);
	snprintf(line, sizeof(line), "rm -r %s", dir);
	assert_int_equal(system(line), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_no_oracle), cmocka_unit_test(test_rebinding),
		cmocka_unit_test(test_redirect), cmocka_unit_test(test_answers),
		cmocka_unit_test(test_bounds), cmocka_unit_test(test_connect),
		cmocka_unit_test(test_tls) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
