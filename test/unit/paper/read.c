/*
 * read.c - what people type, and what is made of it.
 */
#include "help.h"

static void
reads_numbers(void **state)
{
	static const struct {
		const char *typed;
		char decimal;
		const char *read;
	} of[] = {
		{ "1234.5", 0, "1234.5" },
		{ "1,234.50", 0, "1234.50" },
		{ "1.234,50", 0, "1234.50" },
		{ "1 234,5", 0, "1234.5" },
		{ "1'234.5", 0, "1234.5" },
		{ "1.234.567", 0, "1234567" },
		{ "12,34,567", 0, "1234567" },
		{ "1,234", 0, "1234" },
		{ "1.234", 0, "1.234" },
		{ "1.234", ',', "1234" },
		{ "1,234", ',', "1.234" },
		{ "0,125", 0, "0.125" },
		{ "-5", 0, "-5" },
		{ "5-", 0, "-5" },
		{ "(1,234.00)", 0, "-1234.00" },
		{ "+7", 0, "7" },
		{ "−7", 0, "-7" },
		{ "45 %", 0, "45" },
		{ "۱۲۳٬۴۵۶٫۷۸", 0, "123456.78" },
		{ "۱۲٫۵", ',', "12.5" },
		{ "１，２３４．５", 0, "1234.5" },
		{ "1\xC2\xA0"
		  "234",
		    0, "1234" },
		{ "1.5E+3", 0, "1500" },
		{ "8.4E10", 0, "84000000000" },
		{ "15e-4", 0, "0.0015" },
		{ "007", 0, "7" },
		{ ".5", 0, "0.5" },
		{ "5.", 0, "5" },
		{ "-0.00", 0, "0.00" },
		{ "00.5", 0, "0.5" },
		{ "", 0, NULL },
		{ "-", 0, NULL },
		{ "abc", 0, NULL },
		{ "1,2,3", 0, NULL },
		{ "1,23", '.', NULL },
		{ "12a", 0, NULL },
		{ "1.2.3", 0, NULL },
		{ "1e999", 0, NULL },
		{ "1,234,5", 0, NULL },
		{ "--1", 0, NULL },
		{ "()", 0, NULL },
		{ "%", 0, NULL },
		{ "12345678901234567890123456789012345678901", 0, NULL },
		{ "\xFF", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(of); i++) {
		struct str out = STR("?");
		bool good = read_number(mem, str_of(of[i].typed), of[i].decimal, &out);

		if (good != (of[i].read != NULL) || !str_is(out, good ? of[i].read : "?"))
			fail_msg("%s: %.*s", of[i].typed, STR_ARG(out));
	}
}

static void
reads_money(void **state)
{
	static const struct {
		const char *typed, *amount, *currency;
	} of[] = {
		{ "$1,234.50", "1234.50", "USD" },
		{ "1.234.567 ₫", "1234567", "VND" },
		{ "1.234 đ", "1234", "VND" },
		{ "50.000 VNĐ", "50000", "VND" },
		{ "۱۲۳٬۰۰۰ ریال", "123000", "IRR" },
		{ "۱۲٬۵۰۰ تومان", "125000", "IRR" },
		{ "١٢٣ ريال", "123", "IRR" },
		{ "¥1,234", "1234", "CNY" },
		{ "￥1,234.50", "1234.50", "CNY" },
		{ "100元", "100", "CNY" },
		{ "US$ 12", "12", "USD" },
		{ "(1,234.00)", "-1234.00", "" },
		{ "($5.00)", "-5.00", "USD" },
		{ "-$5", "-5", "USD" },
		{ "$-5", "-5", "USD" },
		{ "12,50 €", "12.50", "EUR" },
		{ "EUR 1.234,50", "1234.50", "EUR" },
		{ "$12 CAD", "12", "CAD" },
		{ "HK$99.90", "99.90", "HKD" },
		{ "£5", "5", "GBP" },
		{ "1234", "1234", "" },
		{ "12.-", "-12", "" },
		{ "1,234 JPY", "1234", "JPY" },
		{ "12 apples", NULL, "" },
		{ "", NULL, "" },
		{ "free", NULL, "" },
		{ "1 2 3 $", NULL, "" },
		{ "€", NULL, "" },
		{ "12 XXX", NULL, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(of); i++) {
		struct money m = { 0 };
		bool good = read_money(mem, str_of(of[i].typed), 0, &m);

		if (good != (of[i].amount != NULL))
			fail_msg("%s", of[i].typed);
		if (good && (!str_is(m.amount, of[i].amount) ||
				strcmp(m.currency, of[i].currency) != 0))
			fail_msg(
			    "%s: %.*s %s", of[i].typed, STR_ARG(m.amount), m.currency);
	}
}

static void
reads_dates(void **state)
{
	static const struct {
		const char *typed;
		enum date_order order;
		const char *read;
	} of[] = {
		{ "10/20/2016", DATE_MDY, "2016-10-20" },
		{ "3/1/2017", DATE_MDY, "2017-03-01" },
		{ "3/1/2017", DATE_DMY, "2017-01-03" },
		{ "20.10.2016", DATE_DMY, "2016-10-20" },
		{ "20-10-16", DATE_DMY, "2016-10-20" },
		{ "1/2/70", DATE_MDY, "1970-01-02" },
		{ "2016-10-20", DATE_ISO, "2016-10-20" },
		{ "2016/1/2", DATE_MDY, "2016-01-02" },
		{ "16/10/20", DATE_YMD, "2016-10-20" },
		{ "20161020", DATE_YMD, "2016-10-20" },
		{ "20 Oct 2016", DATE_MDY, "2016-10-20" },
		{ "Oct 20, 2016", DATE_DMY, "2016-10-20" },
		{ "20-October-16", DATE_ISO, NULL },
		{ "20-October-16", DATE_DMY, "2016-10-20" },
		{ "Thu, 20 Oct 2016", DATE_MDY, "2016-10-20" },
		{ "2016 Oct 20", DATE_DMY, "2016-10-20" },
		{ "2016年10月20日", DATE_YMD, "2016-10-20" },
		{ "۱۳۹۵/۰۷/۲۹", DATE_JALALI, "2016-10-20" },
		{ "95/7/29", DATE_JALALI, "2016-10-20" },
		{ "29/07/1395", DATE_JALALI, "2016-10-20" },
		{ "1403/12/30", DATE_JALALI, "2025-03-20" },
		{ "1404/12/30", DATE_JALALI, NULL },
		{ "2016-10-20", DATE_JALALI, "2016-10-20" },
		{ "1395/07/29", DATE_YMD, NULL },
		{ "2016-10-20T15:30:00Z", DATE_ISO, "2016-10-20" },
		{ "10/20/2016 3:30 PM", DATE_MDY, "2016-10-20" },
		{ "29/2/2016", DATE_DMY, "2016-02-29" },
		{ "29/2/2015", DATE_DMY, NULL },
		{ "13/13/2016", DATE_DMY, NULL },
		{ "20/10/2016", DATE_MDY, NULL },
		{ "10/20/2016", DATE_YMD, NULL },
		{ "10/20", DATE_MDY, NULL },
		{ "", DATE_MDY, NULL },
		{ "0000-00-00", DATE_ISO, NULL },
		{ "2016-10-20 nonsense", DATE_ISO, NULL },
		{ "0912-345-678", DATE_DMY, NULL },
		{ "1.2.3", DATE_DMY, NULL },
		{ "Foo 3 2016", DATE_MDY, NULL },
		{ "1/1/20161", DATE_DMY, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(of); i++) {
		int64_t days = 0;
		bool good = read_date(str_of(of[i].typed), of[i].order, &days);

		if (good != (of[i].read != NULL) ||
		    (good && !str_is(date_write(mem, days), of[i].read)))
			fail_msg("%s as %d: %s", of[i].typed, of[i].order,
			    date_write(mem, days).at);
	}
}

static void
reads_times(void **state)
{
	static const struct {
		const char *typed;
		int zone;
		const char *read;
	} of[] = {
		{ "2016-10-20 15:30", 0, "2016-10-20T15:30:00.000Z" },
		{ "2016-10-20 15:30", 420, "2016-10-20T08:30:00.000Z" },
		{ "2016-10-20", 210, "2016-10-19T20:30:00.000Z" },
		{ "2016-10-20T15:30:45.5Z", 420, "2016-10-20T15:30:45.500Z" },
		{ "2016-10-20T15:30:45+03:30", 0, "2016-10-20T12:00:45.000Z" },
		{ "2016-10-20 15:30 -0500", 0, "2016-10-20T20:30:00.000Z" },
		{ "20/10/2016 12:05 AM", 0, "2016-10-20T00:05:00.000Z" },
		{ "20/10/2016, 3:30:00 pm", 0, "2016-10-20T15:30:00.000Z" },
		{ "20/10/2016 3:30 CH", 0, "2016-10-20T15:30:00.000Z" },
		{ "20/10/2016 UTC", 0, NULL },
		{ "20/10/2016 25:00", 0, NULL },
		{ "20/10/2016 13:00 PM", 0, NULL },
		{ "20/10/2016 1:5", 0, NULL },
		{ "20/10/2016 10:00:61", 0, NULL },
		{ "2016-10-20T", 0, "2016-10-20T00:00:00.000Z" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(of); i++) {
		int64_t ms = 0;
		bool good = read_time(str_of(of[i].typed), DATE_DMY, of[i].zone, &ms);

		if (good != (of[i].read != NULL) ||
		    (good && !str_is(time_write(mem, ms), of[i].read)))
			fail_msg("%s: %s", of[i].typed, time_write(mem, ms).at);
	}
}

#define GUESS(...)   \
	guess_dates( \
	    (struct str[]){ __VA_ARGS__ }, COUNT_OF(((struct str[]){ __VA_ARGS__ })))

static void
guesses_the_order_of_dates(void **state)
{
	struct date_guess g;

	(void)state;
	g = GUESS(STR("10/20/2016"), STR("3/1/2017"), STR(""));
	assert_int_equal(g.order, DATE_MDY);
	assert_false(g.ambiguous);
	assert_int_equal(g.count, 2);
	g = GUESS(STR("1/3/2017"), STR("20/10/2016"));
	assert_int_equal(g.order, DATE_DMY);
	assert_false(g.ambiguous);
	g = GUESS(STR("1/3/2017"), STR("2/10/2016"));
	assert_true(g.ambiguous);
	g = GUESS(STR("1/13/2017"), STR("13/1/2016"));
	assert_true(g.ambiguous);
	g = GUESS(STR("2016-10-20"), STR("2016-01-02 10:00"));
	assert_int_equal(g.order, DATE_ISO);
	assert_false(g.ambiguous);
	assert_int_equal(g.count, 2);
	g = GUESS(STR("2016/1/2"));
	assert_int_equal(g.order, DATE_YMD);
	g = GUESS(STR("۱۳۹۵/۰۷/۲۹"), STR("1396/01/02"));
	assert_int_equal(g.order, DATE_JALALI);
	assert_false(g.ambiguous);
	g = GUESS(STR("95/07/29"));
	assert_true(g.ambiguous);
	g = GUESS(STR("hello"), STR("12"));
	assert_int_equal(g.count, 0);
}

static void
guesses_the_point(void **state)
{
	struct str dot[] = { STR("1,234"), STR("12.5") },
		   comma[] = { STR("1.234"), STR("€ 12,5") },
		   groups[] = { STR("1.234.567 ₫") },
		   none[] = { STR("12"), STR("1,234"), STR("x") };

	(void)state;
	assert_int_equal(guess_decimal(dot, 2), '.');
	assert_int_equal(guess_decimal(comma, 2), ',');
	assert_int_equal(guess_decimal(groups, 1), ',');
	assert_int_equal(guess_decimal(none, 3), 0);
}

static void
reads_yes_and_no(void **state)
{
	static const char *const yes[] = { "yes", "Yes", "có", "Có", "بله", "是", "true",
		"1", "x", " X " };
	static const char *const no[] = { "no", "NO", "không", "خیر", "否", "false",
		"0" };
	static const char *const neither[] = { "", "maybe", "2", "\xFF", "yesyes" };
	bool out;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(yes); i++)
		if (!read_bool(str_of(yes[i]), &out) || !out)
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < COUNT_OF(no); i++)
		if (!read_bool(str_of(no[i]), &out) || out)
			fail_msg("%s", no[i]);
	for (size_t i = 0; i < COUNT_OF(neither); i++)
		assert_false(read_bool(str_of(neither[i]), &out));
}

/* Whatever the bytes: an answer, and nothing touched beyond. */
static void
survives_any_bytes(void **state)
{
	uint64_t seed = 42;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		static const char alphabet[] =
		    "0123456789019.,-/: ()%$eEtTzZ+'\xD9\xAB\xC2\xA0\xEF\xBF\xBD\xFFjan";
		char bytes[24];
		struct str s = { bytes, 0 }, number;
		struct money money;
		int64_t out;
		bool truth;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			bytes[i] = alphabet[(seed >> 33) % (sizeof(alphabet) - 1)];
		}
		s.len = (seed >> 40) % sizeof(bytes);
		read_number(mem, s, ".,"[seed >> 50 & 1], &number);
		read_money(mem, s, 0, &money);
		read_date(s, (enum date_order)((seed >> 45) % 5), &out);
		read_time(s, (enum date_order)((seed >> 45) % 5), 420, &out);
		guess_dates(&s, 1);
		guess_decimal(&s, 1);
		if (round % 100 == 0)
			read_bool(s, &truth);
		arena_reset(mem);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		paper_test(reads_numbers),
		paper_test(reads_money),
		paper_test(reads_dates),
		paper_test(reads_times),
		paper_test(guesses_the_order_of_dates),
		paper_test(guesses_the_point),
		paper_test(reads_yes_and_no),
		paper_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
