/*
 * letter.c - nothing that people are called gets out of its line of a letter.
 */
#include "mail/mail.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct str
composed(struct arena *mem, struct letter letter)
{
	struct str out;

	letter.from = letter.from.len > 0 ? letter.from : STR("kith@crm.example");
	letter.to = letter.to.len > 0 ? letter.to : STR("lan@example.com");
	assert_int_equal(letter_compose(mem, &letter, &out), OK);
	return out;
}

/* Lines of at most 998 bytes, ended by CRLF, all of them ASCII; the head is known. */
static void
check_lines(struct str letter)
{
	static const char *const heads[] = { "From: ", "To: ", "Subject: ", "Date: ",
		"Message-ID: ", "Auto-Submitted: ", "MIME-Version: ", "Content-Type: ",
		"Content-Transfer-Encoding: ", " " };
	struct str rest = letter, line;
	bool body = false;

	while (str_cut(rest, '\n', &line, &rest)) {
		size_t known = 0;

		assert_true(line.len > 0 && line.at[line.len - 1] == '\r');
		assert_true(line.len <= 79);
		for (size_t i = 0; i + 1 < line.len; i++)
			assert_true(line.at[i] >= ' ' && line.at[i] < 0x7f);
		body |= line.len == 1;
		for (size_t i = 0; i < COUNT_OF(heads); i++)
			known += str_starts(line, heads[i]);
		assert_true(body || known == 1);
	}
	assert_true(body && rest.len == 0);
}

static void
names_stay_in_their_lines(void **state)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct letter letter = { .from_name = STR("Công ty\r\nBcc: eve@evil.example"),
		.to_name = STR("\"Lan\" <eve@evil.example>,"),
		.subject = STR("Mật khẩu mới cho Công ty TNHH Thương mại và Dịch vụ Biển "
			       "Đông\r\n\r\nHello"),
		.text = STR("Một dòng\n.\nFrom here\n"),
		.at_ms = INT64_C(1795323600000),
		.id = 42 };
	struct str out = composed(mem, letter);

	(void)state;
	check_lines(out);
	assert_int_equal(str_find(out, STR("Bcc")), out.len);
	assert_int_equal(str_find(out, STR("evil")), out.len);
	assert_true(
	    str_find(out, STR("Date: Sun, 22 Nov 2026 05:00:00 +0000\r\n")) < out.len);
	assert_true(str_find(out, STR("Message-ID: <42@crm.example>")) < out.len);
}

static void
a_word_ends_between_characters(void **state)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	char many[400] = "";

	(void)state;
	for (int i = 0; i < 60; i++)
		strcat(many, i % 3 == 0 ? "ữ" : i % 3 == 1 ? "a" : "中");
	check_lines(composed(
	    mem, (struct letter){ .subject = str_of(many), .text = str_of(many) }));
}

static void
what_is_no_address_is_refused(void **state)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	static const char *const bad[] = { "lan", "lan@", "@example.com",
		"lan@example.com\r\nBcc: eve@evil.example", "lan@example.com,eve@evil",
		"<lan@example.com>", "lan@example.com (x)" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct letter letter = { .from = STR("kith@crm.example"),
			.to = str_of(bad[i]) };
		struct str out;

		assert_int_equal(letter_compose(mem, &letter, &out), ERR_INPUT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stay_in_their_lines),
		cmocka_unit_test(a_word_ends_between_characters),
		cmocka_unit_test(what_is_no_address_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
