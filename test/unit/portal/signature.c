/*
 * signature.c - strokes of a pen stand in a picture as they came: these letters, no
 * others.
 */
#include "portal/portal.h"

#include "unit/scratch.h"

static void
strokes_are_taken(void **state)
{
	static const char *const good[] = { "M0 0", "M1 2L3 4", "M999 999L0 0M12 7L8 9" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(signature_ok(str_of(good[i])));
}

static void
nothing_else_is(void **state)
{
	static const char *const bad[] = { "", "M", "M1", "M1 ", "M1 2L", "L1 2",
		"M1000 2", "M1 1000", "M-1 2", "M1 2 ", " M1 2", "m1 2", "M1,2",
		"M1 2C1 2 3 4 5 6", "M1 2\"/><script>", "M1 2Z", "M1.5 2", "M1 2L3 4\n",
		"M\xD9\xA1 2", "M1  2" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(signature_ok(str_of(bad[i])));
	assert_false(signature_ok((struct str){ "M1 2\0L3 4", 9 }));
}

static void
it_has_an_end(void **state)
{
	char *strokes = malloc(PORTAL_SIGNATURE_MAX + 8);
	size_t n = 0;

	(void)state;
	for (; n + 4 <= PORTAL_SIGNATURE_MAX; n += 4)
		memcpy(strokes + n, "M1 2", 4);
	assert_int_equal(n, PORTAL_SIGNATURE_MAX);
	assert_true(signature_ok((struct str){ strokes, n }));
	memcpy(strokes + n, "M1 2", 4);
	assert_false(signature_ok((struct str){ strokes, n + 4 }));
	free(strokes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strokes_are_taken),
		cmocka_unit_test(nothing_else_is),
		cmocka_unit_test(it_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
