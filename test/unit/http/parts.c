/*
 * parts.c - addresses, cookies, hosts, codings, routes and buckets.
 */
#include "support.h"

static struct arena *mem;

static int
begin(void **state)
{
	(void)state;
	mem = arena_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static void
path_good(const char *raw, const char *decoded)
{
	struct str out;

	if (!http_path_decode(mem, str_of(raw), &out) || !str_is(out, decoded))
		fail_msg("%s is not %s", raw, decoded);
}

static void
path_bad(const char *raw)
{
	struct str out;

	if (http_path_decode(mem, str_of(raw), &out))
		fail_msg("%s was taken", raw);
}

static void
paths_are_decoded_once(void **state)
{
	(void)state;
	path_good("/", "/");
	path_good("/api/deal/17", "/api/deal/17");
	path_good("/a%20b", "/a b");
	path_good("/%2541", "/%41");
	path_good("/a/", "/a/");
	path_good("/%C4%90%C3%A0", "/Đà");
	path_good("/a...b", "/a...b");
	path_good("/...", "/...");
	path_good("/a+b", "/a+b");
}

static void
paths_are_refused(void **state)
{
	static const char *const bad[] = { "", "a", "*", "http://e/", "//", "//a",
		"/a//b", "/.", "/..", "/../a", "/a/..", "/a/../b", "/%2e%2e/a", "/%2E/",
		"/a%2fb", "/a%2Fb", "/a\\b", "/a%5cb", "/%", "/%4", "/%4g", "/%00",
		"/a%0ab", "/%7f", "/%ff", "/%c0%af", "/%c0%80", "/%ed%a0%80",
		"/%f8%88%80%80%80" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		path_bad(bad[i]);
}

static void
queries_are_decoded(void **state)
{
	struct str out;

	(void)state;
	assert_true(http_query_decode(mem, STR("a+b%2B%26%0A"), &out));
	assert_true(str_is(out, "a b+&\n"));
	assert_false(http_query_decode(mem, STR("%"), &out));
	assert_false(http_query_decode(mem, STR("a%0"), &out));
	assert_false(http_query_decode(mem, STR("a%00"), &out));
	assert_false(http_query_decode(mem, STR("%ff"), &out));
}

static void
cookies_are_read(void **state)
{
	struct str rest = STR(" a=1; b = \"2\" ;c;=d; e=;f=x=y"), name, value;

	(void)state;
	assert_true(http_cookie_next(&rest, &name, &value));
	assert_true(str_is(name, "a") && str_is(value, "1"));
	assert_true(http_cookie_next(&rest, &name, &value));
	assert_true(str_is(name, "b") && str_is(value, "2"));
	assert_true(http_cookie_next(&rest, &name, &value));
	assert_true(str_is(name, "e") && value.len == 0);
	assert_true(http_cookie_next(&rest, &name, &value));
	assert_true(str_is(name, "f") && str_is(value, "x=y"));
	assert_false(http_cookie_next(&rest, &name, &value));
}

static void
codings_have_a_quality(void **state)
{
	(void)state;
	assert_int_equal(http_coding_quality(STR("gzip, br"), "gzip"), 1000);
	assert_int_equal(http_coding_quality(STR("GZIP;Q=0.5"), "gzip"), 500);
	assert_int_equal(http_coding_quality(STR("gzip;q=0"), "gzip"), 0);
	assert_int_equal(http_coding_quality(STR("gzip; q=0.001"), "gzip"), 1);
	assert_int_equal(http_coding_quality(STR("*;q=0.3, br"), "gzip"), 300);
	assert_int_equal(http_coding_quality(STR("gzip;q=0, *"), "gzip"), 0);
	assert_int_equal(http_coding_quality(STR("*, gzip;q=0"), "gzip"), 0);
	assert_int_equal(http_coding_quality(STR("gzip;q=x"), "gzip"), 0);
	assert_int_equal(http_coding_quality(STR("xgzip"), "gzip"), 0);
	assert_int_equal(http_coding_quality(STR(""), "gzip"), 0);
	assert_int_equal(http_coding_quality(STR("gzip;a=b;q=0.25"), "gzip"), 250);
}

static void
hosts_are_names(void **state)
{
	static const char *const good[] = { "a", "crm.example.com", "a:80",
		"127.0.0.1:8080", "[::1]", "[::1]:443", "xn--bcher-kva.example", "a_b" };
	static const char *const bad[] = { "", "a b", "a/b", "ok:80@evil", "a:b",
		"a:99999", "[::1", "[::g]", "[::1]x", "a,b", ":80", "a\"", "<a>",
		"a:-1" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (!http_host_valid(str_of(good[i])))
			fail_msg("%s was refused", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (http_host_valid(str_of(bad[i])))
			fail_msg("%s was taken", bad[i]);
}

static int
match(const char *pattern, const char *path)
{
	struct str out[HTTP_PARTS_MAX];

	return http_route_match(pattern, str_of(path), out, HTTP_PARTS_MAX);
}

static void
networks_hold(void **state)
{
	static const struct {
		const char *list, *address;
		bool holds;
	} cases[] = {
		{ "127.0.0.1", "127.0.0.1", true },
		{ "127.0.0.1", "127.0.0.2", false },
		{ "127.0.0.1", "::ffff:127.0.0.1", true },
		{ "::ffff:127.0.0.1", "127.0.0.1", true },
		{ "10.0.0.0/8", "10.255.0.1", true },
		{ "10.0.0.0/8", "11.0.0.1", false },
		{ "10.0.0.0/9", "10.127.0.1", true },
		{ "10.0.0.0/9", "10.128.0.1", false },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "203.0.113.9", true },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
		{ "::1, 10.1.2.0/24", "10.1.2.3", true },
		{ "", "10.1.2.3", false },
	};
	static const char *const bad[] = { "10.0.0.0/33", "::1/129", "10.0.0/8", "here",
		"10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "1.2.3.4:80", ",",
		"::1,::1,::1,::1,::1,::1,::1,::1,::1,::1,::1,::1,::1,::1,::1,::1,::1" };
	bool holds;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_true(
		    http_nets_hold(cases[i].list, str_of(cases[i].address), &holds));
		if (holds != cases[i].holds)
			fail_msg("%s in %s", cases[i].address, cases[i].list);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (http_nets_hold(bad[i], STR("::1"), &holds))
			fail_msg("%s was taken", bad[i]);
}

static void
routes_match(void **state)
{
	struct str out[2];

	(void)state;
	assert_int_equal(
	    http_route_match("/api/{entity}/{id}", STR("/api/deal/17"), out, 2), 2);
	assert_true(str_is(out[0], "deal") && str_is(out[1], "17"));
	assert_int_equal(http_route_match("/f/{rest*}", STR("/f/a/b/c"), out, 2), 1);
	assert_true(str_is(out[0], "a/b/c"));
	assert_int_equal(match("/", "/"), 0);
	assert_int_equal(match("/api/me", "/api/me"), 0);
	assert_int_equal(match("/api/me", "/api/me/"), -1);
	assert_int_equal(match("/api/me", "/api/mee"), -1);
	assert_int_equal(match("/api/{a}", "/api/"), -1);
	assert_int_equal(match("/api/{a}", "/api"), -1);
	assert_int_equal(match("/api/{a}", "/api/x/y"), -1);
	assert_int_equal(match("/api/{a}/x", "/api/1/x"), 1);
	assert_int_equal(match("/api/{a}/x", "/api/1/y"), -1);
	assert_int_equal(match("/{a*}", "/"), -1);
	assert_int_equal(http_route_match("/{a}/{b}/{c}", STR("/1/2/3"), out, 2), -1);
}

static void
letters_come_before_braces(void **state)
{
	(void)state;
	assert_true(http_route_order("/api/me", "/api/{entity}") < 0);
	assert_true(http_route_order("/api/{entity}/count", "/api/{entity}/{id}") < 0);
	assert_true(http_route_order("/api/files/{id}", "/api/{entity}/count") < 0);
	assert_true(http_route_order("/{rest*}", "/{a}") > 0);
	assert_int_equal(http_route_order("/api/{a}", "/api/{b}"), 0);
}

static void
buckets_run_dry_and_fill(void **state)
{
	struct buckets *b = buckets_new(100);
	int64_t wait_ms = 0;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(http_bucket_take(b, STR("login:sam"), 0.001, 5, NULL));
	assert_false(http_bucket_take(b, STR("login:sam"), 0.001, 5, &wait_ms));
	assert_true(wait_ms > 900000 && wait_ms <= 1000000);
	assert_true(http_bucket_take(b, STR("login:eve"), 0.001, 5, NULL));
	/* a million a second: there is one again before we can ask */
	while (!http_bucket_take(b, STR("login:sam"), 1e6, 5, NULL))
		;
	buckets_free(b);
}

static void
buckets_forget_the_innocent_first(void **state)
{
	struct buckets *b = buckets_new(64);
	char key[32];

	(void)state;
	for (int i = 0; i < 50; i++)
		http_bucket_take(b, STR("guilty"), 1e-6, 50, NULL);
	for (int i = 0; i < 10000; i++) {
		snprintf(key, sizeof(key), "flood %d", i);
		assert_true(http_bucket_take(b, str_of(key), 1e-6, 50, NULL));
	}
	assert_false(http_bucket_take(b, STR("guilty"), 1e-6, 50, NULL));
	buckets_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_decoded_once),
		cmocka_unit_test(paths_are_refused),
		cmocka_unit_test(queries_are_decoded),
		cmocka_unit_test(cookies_are_read),
		cmocka_unit_test(codings_have_a_quality),
		cmocka_unit_test(hosts_are_names),
		cmocka_unit_test(networks_hold),
		cmocka_unit_test(routes_match),
		cmocka_unit_test(letters_come_before_braces),
		cmocka_unit_test(buckets_run_dry_and_fill),
		cmocka_unit_test(buckets_forget_the_innocent_first),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
