/*
 * scheme.c - numbers that companies, people and banks really have are taken, in every
 * way that people write them; one wrong sign is not.
 */
#include "meta/scheme.h"

#include "literal.h"
#include "unit/arena.h"

/* What it becomes, or the code of its fault. */
static const char *
read_as(enum scheme scheme, const char *typed, const char *country)
{
	struct str out = { 0 };
	const char *code = scheme_read(mem, scheme, str_of(typed), str_of(country), &out);

	return code != NULL ? code : str_c(mem, out);
}

static void
becomes(const char *typed, const char *country, const char *form)
{
	assert_string_equal(read_as(SCHEME_TAX, typed, country), form);
}

static void
vietnam(void **state)
{
	(void)state;
	becomes("0101243150", "VN", "0101243150");
	becomes(" 010 124 3150", "VN", "0101243150");
	becomes("0300588569-001", "VN", "0300588569-001");
	becomes("0300588569001", "VN", "0300588569-001");
	becomes("VN0100109106", "VN", "0100109106");
	becomes("101243150", "VN", "0101243150"); /* a spreadsheet took the zero */
	becomes("10-1243150", "VN", "101243150"); /* nobody's spreadsheet writes so */
	becomes("101243151", "VN", "101243151");  /* no zero makes it right */
	becomes("001099012345", "VN", "001099012345"); /* a person's, with no check */
	becomes("0101243151", "VN", "tax_code_digit");
	becomes("0300588569-000", "VN", "tax_code_digit");
	becomes("0200001556", "VN", "tax_code_digit"); /* 10 is no digit */
}

static void
iran(void **state)
{
	(void)state;
	becomes("10380284790", "IR", "10380284790");
	becomes("۱۰۳۸۰۲۸۴۷۹۰", "IR", "10380284790");
	becomes("14007650912", "IR", "14007650912");
	becomes("0499370899", "IR", "0499370899");
	becomes("411111111111", "IR", "411111111111"); /* the economic code of before */
	becomes("10380285692", "IR", "tax_code_digit");
	becomes("1111111111", "IR", "tax_code_digit");
	becomes("0499370898", "IR", "tax_code_digit");
}

static void
china(void **state)
{
	(void)state;
	becomes("91110000600037341L", "CN", "91110000600037341L");
	becomes("9111 0000 6000 3734 1l", "VN", "91110000600037341L");
	becomes("CN91350100M000100Y43", "VN", "91350100M000100Y43");
	becomes("110108600037341", "CN", "110108600037341"); /* 15 digits, before 2015 */
	becomes("91110000600037341B", "CN", "tax_code_digit");
	becomes("9111000060003734IL", "CN", "tax_code_digit"); /* there is no I */
}

static void
of_others(void **state)
{
	(void)state;
	becomes("IR10380284790", "VN", "IR10380284790");
	becomes("ir 10380285692", "VN", "tax_code_digit");
	becomes("VN0101243151", "IR", "tax_code_digit");
	becomes("VN0300588569001", "IR", "VN0300588569-001");
	becomes("US12-3456789", "VN", "US123456789");
	becomes("DE123456789", "VN", "DE123456789");
	becomes("CHE-123.456.789", "VN", "CHE123456789");
	becomes("không có", "VN", "not_tax_code");
	becomes("n/a", "VN", "not_tax_code");
	becomes("ask Linh", "VN", "not_tax_code");
	becomes("123", "VN", "not_tax_code");
	becomes("12345678901234567890123456789012345", "VN", "not_tax_code");
}

/* A wrong digit, and two that are swapped, in any place. */
static void
no_slip_is_taken(void **state)
{
	static const char *const right[] = { "0101243150", "0100109106",
		"91110000600037341L" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(right); i++)
		for (size_t at = 0; right[i][at] != '\0'; at++) {
			char *wrong = str_c(mem, str_copy(mem, str_of(right[i])));

			for (int d = '0'; d <= '9'; d++) {
				wrong[at] = (char)d;
				if (d != right[i][at])
					becomes(wrong, "VN", "tax_code_digit");
			}
			wrong[at] = right[i][at];
			if (right[i][at + 1] == '\0' || right[i][at + 1] == right[i][at])
				continue;
			wrong[at] = right[i][at + 1];
			wrong[at + 1] = right[i][at];
			becomes(wrong, "VN", "tax_code_digit");
		}
}

static void
bank_accounts(void **state)
{
	(void)state;
	assert_string_equal(read_as(SCHEME_IBAN, "gb82 WEST 1234 5698 7654 32", "VN"),
	    "GB82WEST12345698765432");
	assert_string_equal(read_as(SCHEME_IBAN, "IR580540105180021273113007", "IR"),
	    "IR580540105180021273113007");
	assert_string_equal(
	    read_as(SCHEME_IBAN, "NL91 ABNA 0417 1643 00", "VN"), "NL91ABNA0417164300");
	assert_string_equal(read_as(SCHEME_IBAN, "FR1420041010050500013M02606", "VN"),
	    "FR1420041010050500013M02606");
	assert_string_equal(read_as(SCHEME_IBAN, "AE070331234567890123456", "IR"),
	    "AE070331234567890123456");
	assert_string_equal(
	    read_as(SCHEME_IBAN, "IR580540105180021273113070", "IR"), "iban_digit");
	assert_string_equal(
	    read_as(SCHEME_IBAN, "DE89370400440532013001", "VN"), "iban_digit");
	assert_string_equal(
	    read_as(SCHEME_IBAN, "DE8937040044053201300", "VN"), "not_iban");
	assert_string_equal(read_as(SCHEME_IBAN, "0101243150", "VN"), "not_iban");
	assert_string_equal(read_as(SCHEME_IBAN, "DE", "VN"), "not_iban");
}

/* What a filter asks for is what is kept, however it is written. */
static void
asked_in_any_way(void **state)
{
	(void)state;
	assert_string_equal(
	    str_c(mem, scheme_form(mem, SCHEME_TAX, STR("0300588569 001"))),
	    "0300588569-001");
	assert_string_equal(
	    str_c(mem, scheme_form(mem, SCHEME_TAX, STR("CN 91350100m000100y43"))),
	    "91350100M000100Y43");
	assert_string_equal(
	    str_c(mem, scheme_form(mem, SCHEME_TAX, STR("0101"))), "0101");
	assert_string_equal(str_c(mem, scheme_form(mem, SCHEME_TAX, STR(""))), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vietnam),
		cmocka_unit_test(iran),
		cmocka_unit_test(china),
		cmocka_unit_test(of_others),
		cmocka_unit_test(no_slip_is_taken),
		cmocka_unit_test(bank_accounts),
		cmocka_unit_test(asked_in_any_way),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
