/*
 * numbers.c - days in two calendars, instants, zones, and exact decimals.
 */
#include "base/base.h"

#include "unit/arena.h"

static void
same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("expected \"%s\", got \"%.*s\"", want, STR_ARG(got));
}

static int64_t
days(const char *date)
{
	int64_t n;

	if (!date_read(str_of(date), &n))
		fail_msg("%s is a date", date);
	return n;
}

static void
test_dates(void **state)
{
	static const char *const bad[] = { "2026-02-29", "2100-02-29", "2026-13-01",
		"2026-00-01", "2026-01-00", "2026-04-31", "26-01-01", "2026-1-1",
		"2026/01/01", "2026-01-01 ", "", "0000-01-01", "-026-01-01",
		"2026-01-0a" };
	int64_t n;

	(void)state;
	assert_int_equal(days("1970-01-01"), 0);
	assert_int_equal(days("1969-12-31"), -1);
	assert_int_equal(days("2000-02-29"), 11016);
	assert_int_equal(days("2026-11-22"), 20779);
	for (n = -719162; n < 2932896; n += 97) /* years 1 … 9999 */
		assert_int_equal(days(str_c(mem, date_write(mem, n))), n);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (date_read(str_of(bad[i]), &n))
			fail_msg("\"%s\" was taken", bad[i]);
}

/* Against the calendar of the observatory: leap years 1399 1403 1408. */
static void
test_jalali(void **state)
{
	static const struct {
		struct civil jalali;
		const char *date;
	} known[] = {
		{ { 1357, 11, 22 }, "1979-02-11" },
		{ { 1399, 1, 1 }, "2020-03-20" },
		{ { 1399, 12, 30 }, "2021-03-20" },
		{ { 1400, 1, 1 }, "2021-03-21" },
		{ { 1403, 1, 1 }, "2024-03-20" },
		{ { 1403, 12, 30 }, "2025-03-20" },
		{ { 1404, 1, 1 }, "2025-03-21" },
		{ { 1404, 12, 29 }, "2026-03-20" },
		{ { 1405, 1, 1 }, "2026-03-21" },
		{ { 1405, 9, 1 }, "2026-11-22" },
		{ { 1408, 12, 30 }, "2030-03-20" },
		{ { 1409, 1, 1 }, "2030-03-21" },
	};
	static const struct civil absent[] = { { 1404, 12, 30 }, { 1400, 12, 30 },
		{ 1405, 7, 31 }, { 1405, 13, 1 }, { 1405, 0, 1 }, { 1405, 1, 32 },
		{ 1405, 1, 0 } };
	int64_t n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		struct civil back;

		assert_true(jalali_days(known[i].jalali, &n));
		same(date_write(mem, n), known[i].date);
		back = jalali_of_days(n);
		assert_int_equal(back.year, known[i].jalali.year);
		assert_int_equal(back.month, known[i].jalali.month);
		assert_int_equal(back.day, known[i].jalali.day);
	}
	for (size_t i = 0; i < COUNT_OF(absent); i++)
		if (jalali_days(absent[i], &n))
			fail_msg("%d/%d/%d was taken", absent[i].year, absent[i].month,
			    absent[i].day);
	for (n = days("1990-01-01"); n < days("2060-01-01"); n++) {
		int64_t back;

		assert_true(jalali_days(jalali_of_days(n), &back));
		assert_int_equal(back, n);
	}
}

static void
test_zones(void **state)
{
	int64_t noon = days("2026-11-22") * DAY_MS + DAY_MS / 2;

	(void)state;
	assert_int_equal(zone_day("Asia/Ho_Chi_Minh", noon), days("2026-11-22"));
	assert_int_equal(
	    zone_day("Asia/Ho_Chi_Minh", noon + 5 * 3600000), days("2026-11-23"));
	assert_int_equal(zone_day("America/New_York", days("2026-11-22") * DAY_MS),
	    days("2026-11-21"));
	assert_int_equal(zone_start_ms("Asia/Ho_Chi_Minh", days("2026-11-22")),
	    days("2026-11-22") * DAY_MS - 7 * 3600000);
	assert_int_equal(zone_start_ms("Asia/Tehran", days("2026-11-22")),
	    days("2026-11-22") * DAY_MS - 12600000);
	/* the day the clocks of New York go forward has 23 hours */
	assert_int_equal(zone_start_ms("America/New_York", days("2026-03-09")) -
			     zone_start_ms("America/New_York", days("2026-03-08")),
	    23 * 3600000);
	assert_true(zone_known("Asia/Shanghai"));
	assert_false(zone_known("Mars/Olympus"));
	assert_false(zone_known(""));
}

static void
test_instants(void **state)
{
	int64_t ms;

	(void)state;
	assert_true(time_read(STR("2026-11-22T08:15:00.000Z"), &ms));
	same(time_write(mem, ms), "2026-11-22T08:15:00.000Z");
	assert_true(time_read(STR("1969-12-31T23:59:59.999Z"), &ms));
	assert_int_equal(ms, -1);
	same(minutes_write(mem, 450), "07:30");
	same(minutes_write(mem, 1440), "24:00");
	same(time_write(mem, -1), "1969-12-31T23:59:59.999Z");
	assert_false(time_read(STR("2026-11-22T25:00:00Z"), &ms));
	assert_false(time_read(STR("2026-02-30T00:00:00Z"), &ms));
	assert_false(time_read(STR("yesterday"), &ms));
	assert_true(span_read(STR("14d"), &ms));
	assert_int_equal(ms, 14 * DAY_MS);
	assert_true(span_read(STR("36h"), &ms));
	assert_int_equal(ms, 36 * 3600000);
	assert_false(span_read(STR("7x"), &ms));
	assert_false(span_read(STR("d"), &ms));
	assert_false(span_read(STR(""), &ms));
	assert_false(span_read(STR("99999999999999999999d"), &ms));
}

static void
test_decimals(void **state)
{
	static const struct {
		const char *text;
		int digits;
		int64_t minor;
	} good[] = {
		{ "1234.5", 2, 123450 },
		{ "0", 0, 0 },
		{ "-0.01", 2, -1 },
		{ "0.005", 2, 1 }, /* half away from zero */
		{ "-0.005", 2, -1 },
		{ "0.0049999", 2, 0 },
		{ "1.5", 0, 2 },
		{ "2.5", 0, 3 },
		{ "+7", 0, 7 },
		{ "999999999999999", 0, 999999999999999 },
	};
	static const char *const bad[] = { "", ".", "-", "1.2.3", "1,5", "1e5", "abc",
		" 1", "1 ", "9999999999999999999", "٣" };
	int64_t n;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		if (!decimal_minor(str_of(good[i].text), good[i].digits, &n))
			fail_msg("%s is a number", good[i].text);
		if (n != good[i].minor)
			fail_msg("%s: got %" PRId64, good[i].text, n);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (decimal_minor(str_of(bad[i]), 0, &n))
			fail_msg("\"%s\" was taken", bad[i]);
	same(minor_decimal(mem, 123450, 2), "1234.50");
	same(minor_decimal(mem, -5, 2), "-0.05");
	same(minor_decimal(mem, 7, 0), "7");
	assert_true(int_scale(10, 1, 4, &n));
	assert_int_equal(n, 3);
	assert_true(int_scale(-10, 1, 4, &n));
	assert_int_equal(n, -3);
	assert_true(int_scale(INT64_MAX, 100, 100, &n));
	assert_int_equal(n, INT64_MAX);
	assert_false(int_scale(INT64_MAX, 2, 1, &n));
	assert_false(int_scale(1, 1, 0, &n));
	assert_int_equal(currency_of(STR("VND"))->digits, 0);
	assert_int_equal(currency_of(STR("USD"))->digits, 2);
	assert_int_equal(currency_of(STR("IRR"))->digits, 0);
	assert_null(currency_of(STR("vnd")));
	assert_null(currency_of(STR("XYZ")));
}

static void
test_reals(void **state)
{
	double d;

	(void)state;
	assert_true(str_real(STR("0.1"), &d));
	same(real_write(mem, d), "0.1");
	same(real_write(mem, 1e21), "1e+21");
	assert_false(str_real(STR("nan"), &d));
	assert_false(str_real(STR("inf"), &d));
	assert_false(str_real(STR("0x10"), &d));
	assert_false(str_real(STR("1e999"), &d));
	assert_false(str_real(STR(""), &d));
	assert_int_equal(real_round(2.5), 3);
	assert_int_equal(real_round(-2.5), -3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_dates),
		cmocka_unit_test(test_jalali), cmocka_unit_test(test_zones),
		cmocka_unit_test(test_instants), cmocka_unit_test(test_decimals),
		cmocka_unit_test(test_reals) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
