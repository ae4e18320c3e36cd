/*
 * domain.c - where e-mail goes: names that can be are taken, names that cannot be are
 * not, and of a slip of the finger it is said what was meant.
 */
#include "meta/types.h"

#include "literal.h"
#include "unit/arena.h"

static void
can_be(void **state)
{
	static const char *const right[] = { "gmail.com", "a.vn", "1688.com", "163.com",
		"x1.co.uk", "xn--fiqs8s.cn", "công-ty.vn", "例子.中国", "a-b.c-d.org",
		"mail.example", "ایران.ir" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(right); i++)
		if (!domain_can_be(str_of(right[i])))
			fail_msg("%s is refused", right[i]);
}

static void
cannot_be(void **state)
{
	static const char *const wrong[] = { "", ".", "localhost", "gmail", "gmail.",
		".com", "gmail..com", "-a.com", "a-.com", "a.-com", "a_b.com", "a b.com",
		"192.168.1.1", "a.123", "a.1-2", "a/b.com", "a@b.com", "[1.2.3.4]" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (domain_can_be(str_of(wrong[i])))
			fail_msg("%s is taken", wrong[i]);
}

/* 63 of a label, 253 of all. */
static void
too_long(void **state)
{
	char name[300];

	(void)state;
	memset(name, 'a', sizeof(name));
	memcpy(name + 63, ".com", 5);
	assert_true(domain_can_be(str_of(name)));
	memset(name, 'a', 64);
	memcpy(name + 64, ".com", 5);
	assert_false(domain_can_be(str_of(name)));
	for (size_t i = 0; i < 253; i++)
		name[i] = i % 50 == 49 ? '.' : 'a';
	assert_true(domain_can_be((struct str){ name, 253 }));
	name[253] = 'a';
	assert_false(domain_can_be((struct str){ name, 254 }));
}

static void
nowhere(void **state)
{
	(void)state;
	assert_true(domain_is_nowhere(STR("x.invalid")));
	assert_true(domain_is_nowhere(STR("a.b.test")));
	assert_true(domain_is_nowhere(STR("example.com")));
	assert_true(domain_is_nowhere(STR("mail.example.org")));
	assert_false(domain_is_nowhere(STR("harbor.example")));
	assert_false(domain_is_nowhere(STR("test.com")));
	assert_false(domain_is_nowhere(STR("contest.vn")));
	assert_false(domain_is_nowhere(STR("myexample.com")));
	assert_false(domain_is_nowhere(STR("latest")));
}

static void
means(const char *typed, const char *meant)
{
	assert_string_equal(str_c(mem, domain_meant(str_of(typed))), meant);
}

static void
slips(void **state)
{
	(void)state;
	means("gmial.com", "gmail.com");
	means("gamil.com", "gmail.com");
	means("gmai.com", "gmail.com");
	means("gmaill.com", "gmail.com");
	means("gnail.com", "gmail.com");
	means("gmail.con", "gmail.com");
	means("gmail.cm", "gmail.com");
	means("gmail.com.vn", "gmail.com");
	means("yahooo.com", "yahoo.com");
	means("yaho.com.vn", "yahoo.com.vn");
	means("hotmial.com", "hotmail.com");
	means("outlok.com", "outlook.com");
	means("iclould.com", "icloud.com");
}

/* Hosts of their own, however near. */
static void
no_slips(void **state)
{
	static const char *const own[] = { "gmail.com", "yahoo.com.vn", "email.com",
		"ymail.com", "mail.com", "cloud.com", "qq.com", "163.com", "126.com",
		"live.com", "outlook.com.vn", "hotmail.co.uk", "fpt.vn", "g.co", "", "a",
		"gm", "gmail.comcast.net" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(own); i++)
		means(own[i], "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(can_be),
		cmocka_unit_test(cannot_be),
		cmocka_unit_test(too_long),
		cmocka_unit_test(nowhere),
		cmocka_unit_test(slips),
		cmocka_unit_test(no_slips),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
