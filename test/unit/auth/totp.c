/*
 * totp.c - codes and base32 as the RFCs print them.
 */
#include "auth/auth.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* RFC 6238, appendix B: the last six of its eight digits. */
static void
codes_are_those_of_the_rfc(void **state)
{
	static const struct {
		int64_t second;
		const char *code;
	} rows[] = { { 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" },
		{ INT64_C(20000000000), "353130" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char code[7];

		totp_code((const unsigned char *)"12345678901234567890", 20,
		    rows[i].second / 30, code);
		assert_string_equal(code, rows[i].code);
	}
}

/* RFC 4648, section 10. */
static void
base32_is_that_of_the_rfc(void **state)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	static const char *const rows[][2] = { { "", "" }, { "f", "MY" },
		{ "fo", "MZXQ" }, { "foo", "MZXW6" }, { "foob", "MZXW6YQ" },
		{ "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str text =
		    base32(mem, (const unsigned char *)rows[i][0], strlen(rows[i][0]));

		assert_true(str_is(text, rows[i][1]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(base32_is_that_of_the_rfc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
