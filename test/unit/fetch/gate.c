/*
 * gate.c - which addresses may be reached, and how a company names its own.
 */
#include "fetch/fetch.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const int usual[] = { 80, 443, 0 };

static bool
allows(const char *list, const char *address, int port)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port) };
	struct sockaddr_in v4 = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	struct gate g;
	struct str wrong;

	assert_int_equal(gate_read(str_of(list), &g, &wrong), OK);
	if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
		return gate_allows(&g, (struct sockaddr *)&v4, usual);
	assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
	return gate_allows(&g, (struct sockaddr *)&v6, usual);
}

static void
test_closed(void **state)
{
	static const char *const closed[] = { "0.0.0.0", "0.1.2.3", "10.0.0.1",
		"10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
		"127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254",
		"172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1",
		"192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255",
		"198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250",
		"240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
		"::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808",
		"64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1",
		"2001:20::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1",
		"2002:a00:1::1", "3fff::1", "4000::1", "5f00::1", "fc00::1",
		"fd00:ec2::254", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1",
		"ff0e::1" };
	static const char *const open[] = { "1.1.1.1", "8.8.8.8", "9.255.255.255",
		"11.0.0.1", "100.63.255.255", "100.128.0.1", "126.1.1.1", "128.0.0.1",
		"168.63.129.17", "169.253.1.1", "172.15.255.255", "172.32.0.1",
		"192.0.1.1", "192.167.1.1", "192.169.1.1", "198.17.255.255", "198.20.0.1",
		"223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2003::1",
		"2606:4700::1111", "2a00::1", "3ffe::1" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(closed); i++)
		if (allows("", closed[i], 443))
			fail_msg("%s is open", closed[i]);
	for (size_t i = 0; i < COUNT_OF(open); i++)
		if (!allows("", open[i], 443))
			fail_msg("%s is closed", open[i]);
}

static void
test_ports(void **state)
{
	(void)state;
	assert_true(allows("", "8.8.8.8", 80));
	assert_false(allows("", "8.8.8.8", 8443));
	assert_false(allows("", "8.8.8.8", 22));
	assert_true(allows(":8443", "8.8.8.8", 8443));
	assert_true(allows(":8443", "8.8.8.8", 443));
	assert_false(allows(":8443", "10.0.0.1", 8443)); /* of public ones only */
}

static void
test_named(void **state)
{
	(void)state;
	assert_true(allows("10.1.0.0/16", "10.1.2.3", 443));
	assert_false(allows("10.1.0.0/16", "10.2.2.3", 443));
	assert_false(allows("10.1.0.0/16", "10.1.2.3", 8443));
	assert_true(allows("10.1.0.0/16:8443", "10.1.2.3", 8443));
	assert_false(allows("10.1.0.0/16:8443", "10.1.2.3", 443));
	assert_true(allows("1.2.3.4, 127.0.0.1:9\n[fd00:7::/32]:636", "127.0.0.1", 9));
	assert_true(allows("[fd00:7::/32]:636", "fd00:7:9::1", 636));
	assert_false(allows("[fd00:7::/32]:636", "fd00:8::1", 636));
	assert_true(allows("fd00:7::/32", "fd00:7:9::1", 443));
	assert_true(allows("::1", "::1", 80));
	assert_true(allows("10.0.0.0/9", "10.127.1.1", 80));
	assert_false(allows("10.0.0.0/9", "10.128.1.1", 80));
	/* an IPv4 that is named is not so in its disguises */
	assert_false(allows("127.0.0.1", "::ffff:127.0.0.1", 80));
	assert_false(allows("127.0.0.1", "64:ff9b::7f00:1", 80));
}

static void
test_words(void **state)
{
	static const char *const wrong[] = { "10.0.0", "10.0.0.0/33", "10.0.0.0/0",
		"::/0", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:http", ":",
		"::1:x", "[::1", "[10.0.0.1]:80", "[::1]80", "example.org", "0177.0.0.1",
		"10.0.0.1/8x", "*", "fd00::/129" };
	struct gate g = { .count = 7 };
	struct str entry;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		char list[80];

		snprintf(list, sizeof(list), "10.0.0.1, %s , ::1", wrong[i]);
		if (gate_read(str_of(list), &g, &entry) != ERR_INPUT)
			fail_msg("%s is taken", wrong[i]);
		assert_true(str_is(entry, wrong[i]));
		assert_int_equal(g.count, 7);
	}
	assert_int_equal(gate_read(STR(" ,, \n"), &g, &entry), OK);
	assert_int_equal(g.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_closed),
		cmocka_unit_test(test_ports), cmocka_unit_test(test_named),
		cmocka_unit_test(test_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
