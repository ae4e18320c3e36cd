/*
 * words.c - letters and JSON: text that is cleaned, folded, sorted, cut; trees
 * that are read strictly, written, and whose places are found.
 */
#include "base/base.h"

#include "base/sound.h"

#include "unit/arena.h"

static void
same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("expected \"%s\", got \"%.*s\"", want, STR_ARG(got));
}

/* ---- memory ---- */

static int ended;

static void
end(void *what)
{
	*(int *)what = ++ended;
}

static void
test_arena(void **state)
{
	struct arena *a = arena_new();
	int first = 0, second = 0;
	char *p = arena_alloc(a, 3), *big = arena_alloc(a, 5 << 20), *grown;
	size_t size;

	(void)state;
	for (size_t i = 0; i < 5 << 20; i += 4096)
		assert_int_equal(big[i], 0);
	assert_int_equal((uintptr_t)arena_alloc(a, 1) % _Alignof(max_align_t), 0);
	memcpy(p, "ab", 3);
	grown = arena_grow(a, p, 3, 3000);
	assert_string_equal(grown, "ab");
	assert_int_equal(grown[2999], 0);
	arena_defer(a, end, &first);
	arena_defer(a, end, &second);
	size = arena_size(a);
	assert_true(size >= 5 << 20);
	arena_reset(a);
	assert_int_equal(second, 1); /* newest first */
	assert_int_equal(first, 2);
	for (int i = 0; i < 10000; i++)
		arena_copy(a, "0123456789", 10);
	arena_reset(a);
	assert_true(arena_size(a) <= size);
	arena_free(a);
}

/* ---- text ---- */

static void
test_clean(void **state)
{
	struct str out;

	(void)state;
	assert_true(text_clean(mem, STR("  a\tb\r\n c  "), false, &out));
	assert_null(memchr(out.at, '\n', out.len));
	assert_true(text_clean(mem, STR("a\nb"), true, &out));
	same(out, "a\nb");
	/* e and a combining acute become one letter */
	assert_true(text_clean(mem, STR("e\xcc\x81"), false, &out));
	same(out, "é");
	assert_true(text_clean(mem, STR("a\x01\x1b[31mb"), false, &out));
	assert_null(memchr(out.at, 0x1b, out.len));
	assert_false(text_clean(mem, STR("a\0b"), false, &out));
	assert_false(text_clean(mem, STR("\xff\xfe"), false, &out));
	assert_false(text_clean(mem, STR("\xed\xa0\x80"), false, &out)); /* a surrogate */
	assert_false(text_clean(mem, STR("\xc0\xaf"), false, &out)); /* too long a form */
	assert_false(text_clean(mem, STR("\xf4\x90\x80\x80"), false, &out));
	assert_int_equal(utf8_count(STR("Điện")), 4);
	same(utf8_head(STR("Điện"), 2), "Đi");
	same(utf8_head(STR("远大物流"), 9), "远大物流");
}

/* What nobody can see is nothing; what scripts write with such signs stays as it is. */
static void
test_nothing_to_see(void **state)
{
	static const char *const nothing[] = { "\u200B", "\u200C\u200D", "\u202E\u2066",
		"\u0301\u0308", "\u00A0", "\u3000 \u2009", "\u2060\uFEFF\u00AD", "\uFE0F",
		"\u115F\u1160", "\u3164", "\uFFA0", "\u2800", "\u034F", "\u061C",
		"\u064B", "\U000E0041\U000E007F", "\u2028\u2029", "\u20DD",
		" \u200B \u200E " };
	static const char *const something[] = {
		"\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
		"\u0915\u094D\u200D\u0937", "e\u200B", "\u200E\u05D0", "\u2764\uFE0F",
		"\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u00B4", "\uAC00",
		"\u6B27", "\u0E01\u0E33", "\uE000", "-", "\u1EA1"
	};
	struct str s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nothing); i++) {
		assert_true(text_clean(mem, str_of(nothing[i]), true, &s));
		if (s.len != 0)
			fail_msg("of those without a mark, %zu has one", i);
	}
	for (size_t i = 0; i < COUNT_OF(something); i++) {
		assert_true(text_clean(mem, str_of(something[i]), true, &s));
		same(s, something[i]);
	}
}

static void
test_cut(void **state)
{
	struct str a, b, rest;
	int64_t n;

	(void)state;
	assert_true(str_cut(STR("a=b=c"), '=', &a, &b));
	same(a, "a");
	same(b, "b=c");
	assert_false(str_cut(STR("abc"), '=', &a, &b));
	assert_true(str_int(STR("-9223372036854775808"), &n));
	assert_int_equal(n, INT64_MIN);
	assert_false(str_int(STR("9223372036854775808"), &n));
	assert_false(str_int(STR(""), &n));
	assert_false(str_int(STR("12a"), &n));
	assert_false(str_int(STR(" 12"), &n));
	assert_int_equal(str_find(STR("aab"), STR("ab")), 1);
	assert_int_equal(str_find(STR("aab"), STR("x")), 3);
	rest = STR("a,,b,");
	assert_true(str_next(&rest, ',', &a));
	same(a, "a");
	assert_true(str_next(&rest, ',', &a));
	same(a, "");
	assert_true(str_next(&rest, ',', &a));
	same(a, "b");
	assert_false(str_next(&rest, ',', &a));
	rest = STR("whole");
	assert_true(str_next(&rest, ',', &a));
	same(a, "whole");
	assert_false(str_next(&rest, ',', &a));
}

/* What a person would call the same. */
static void
test_fold(void **state)
{
	static const char *const alike[][2] = {
		{ "Nguyễn", "nguyen" },
		{ "NGUYỄN", "nguyen" },
		{ "nguye\xcc\x82\xcc\x83n", "nguyen" }, /* marks apart */
		{ "Điện", "dien" },
		{ "đường", "duong" },
		{ "Müller", "muller" },
		{ "ÅNGSTRÖM", "angstrom" },
		{ "ﬁn", "fin" },
		{ "Ａｂｃ１", "abc1" },               /* full width */
		{ "علي", "علی" },                     /* Arabic yeh */
		{ "شركت", "شرکت" },                   /* Arabic kaf */
		{ "می\xe2\x80\x8cخواهم", "میخواهم" }, /* a joiner that joins nothing */
		{ "مُحَمَّد", "محمد" },
		{ "۱۲۳", "123" },
		{ "١٢٣", "123" },
		{ "远大物流", "远大物流" },
		{ "ＩＢＭ公司", "ibm公司" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(alike); i++) {
		struct str got = fold(mem, str_of(alike[i][0]));

		if (!str_is(got, alike[i][1]))
			fail_msg("%s: expected %s, got %.*s", alike[i][0], alike[i][1],
			    STR_ARG(got));
		/* what is folded is folded: asking twice changes nothing */
		assert_true(str_same(fold(mem, got), got));
	}
}

static void
test_words(void **state)
{
	(void)state;
	same(fold_words(mem, STR("Công ty Điện-lực, (Đà Nẵng)"), 100),
	    "cong ty dien luc da nang");
	same(fold_words(mem, STR("远大物流"), 100), "远大 大物 物流");
	same(fold_words(mem, STR("大"), 100), "大");
	same(fold_words(mem, STR("ABC远大"), 100), "abc 远大");
	same(fold_words(mem, STR("\"* OR title:x ; --"), 100), "or title x");
	same(fold_words(mem, STR("  "), 100), "");
	same(fold_words(mem, STR("a b c d"), 2), "a b");
	same(fold_words(mem, STR("one two three"), 2), "one two");
	same(fold_words(mem, STR("one two远大"), 2), "one two");
	same(fold_digits(mem, STR("room ۱۲/٣")), "room 12/3");
	same(sound_words(mem, STR("张小明"), 100), "zhangxiaoming zxm xiaoming ming");
	same(sound_words(mem, STR("单军"), 100), "shanjun sj danjun dj jun");
	same(sound_words(mem, STR("Anh 王 2"), 100), "wang");
	same(sound_words(mem, STR("张小明"), 2), "zhangxiaoming zxm");
	same(sound_words(mem, STR("Nguyễn شرکت 12"), 100), "");
	same(sound_words(mem, STR(""), 100), "");
	assert_true(str_find(fold_endings(mem, STR("84903123456")), STR("3456")) <
		    fold_endings(mem, STR("84903123456")).len);
}

static void
test_sort(void **state)
{
	static const char *const vi[] = { "An", "Ăn", "Ân", "Bình", "Dung", "Đào", "Em" };
	static const char *const fa[] = { "آب", "بابک", "پارسا", "تهران", "چای", "گل",
		"یاس" };

	(void)state;
	for (size_t i = 1; i < COUNT_OF(vi); i++)
		if (str_order(fold_sort(mem, "vi", str_of(vi[i - 1])),
			fold_sort(mem, "vi", str_of(vi[i]))) >= 0)
			fail_msg("%s before %s", vi[i - 1], vi[i]);
	for (size_t i = 1; i < COUNT_OF(fa); i++)
		if (str_order(fold_sort(mem, "fa", str_of(fa[i - 1])),
			fold_sort(mem, "fa", str_of(fa[i]))) >= 0)
			fail_msg("%s before %s", fa[i - 1], fa[i]);
}

/* ---- JSON ---- */

static void
test_strict(void **state)
{
	static const char *const bad[] = { "", "{", "{\"a\":1,}", "{\"a\":1,\"a\":2}",
		"[1] 2", "nul", "{a:1}", "'a'", "[01]", "[1.]", "[.5]", "[+1]",
		"\"\\u0000\"", "\"\\ud800\"", "\"\xff\"", "\"\n\"", "[NaN]", "[1e999]",
		"[1]x", "[99999999999999999999]", "{\"a\" \"t xt:t \\\xe4\x8b\xa3" };
	struct json_fault why;
	struct text deep = TEXT_INIT(mem);
	json_t *tree;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (json_read(mem, str_of(bad[i]), &tree, &why) != ERR_FORM)
			fail_msg("%s was taken", bad[i]);
		assert_true(why.line >= 1);
		assert_true(utf8_valid(str_of(why.text))); /* it quotes */
	}
	for (int i = 0; i < JSON_DEPTH_MAX + 1; i++)
		text_char(&deep, '[');
	for (int i = 0; i < JSON_DEPTH_MAX + 1; i++)
		text_char(&deep, ']');
	assert_int_equal(json_read(mem, text_done(&deep), &tree, NULL), ERR_FORM);
	assert_int_equal(
	    json_read(mem, (struct str){ deep.at + 1, deep.len - 2 }, &tree, NULL), OK);
	assert_int_equal(
	    json_read(mem, STR("  {\"a\":[1,-2.5e3,\"x\"]} "), &tree, &why), OK);
	assert_int_equal(json_read(mem, STR("{\n  \"a\": x }"), &tree, &why), ERR_FORM);
	assert_int_equal(why.line, 2);
}

static void
test_writer(void **state)
{
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	(void)state;
	jw_open(&w);
	jw_key_c(&w, "a\"b");
	jw_str(&w, STR("</script>\\ \n\x01 é"));
	jw_key(&w, "n");
	jw_array(&w);
	jw_int(&w, INT64_MIN);
	jw_id(&w, INT64_MAX);
	jw_real(&w, 0.1);
	jw_real(&w, 1e300);
	jw_bool(&w, true);
	jw_null(&w);
	jw_open(&w);
	jw_close(&w);
	jw_end(&w);
	jw_close(&w);
	{
		json_t *tree;

		assert_int_equal(json_read(mem, text_done(&t), &tree, NULL), OK);
		assert_string_equal(json_string_value(json_object_get(tree, "a\"b")),
		    "</script>\\ \n\x01 é");
	}
	assert_true(str_find(text_done(&t), STR("\"9223372036854775807\",0.1,")) < t.len);
}

static void
place(const char *path, int line, int column)
{
	static const char text[] = "{\n"
				   "  \"a\": { \"x\": 1,\n"
				   "           \"y\": [10, {\"z\": 2}] },\n"
				   "  \"b\\\"\": \"}\",\n"
				   "\t\"é\": 5\n"
				   "}";
	int l, c;

	json_where(str_of(text), path, &l, &c);
	if (l != line || c != column)
		fail_msg("%s: expected %d:%d, got %d:%d", path, line, column, l, c);
}

static void
test_where(void **state)
{
	(void)state;
	place("", 1, 1);
	place("a", 2, 8);
	place("a.x", 2, 15);
	place("a.y.#1.z", 3, 28);
	place("a.y.#0", 3, 18);
	place("a.none", 2, 8); /* the object that lacks it */
	place("none", 1, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_arena),
		cmocka_unit_test(test_clean), cmocka_unit_test(test_nothing_to_see),
		cmocka_unit_test(test_cut), cmocka_unit_test(test_fold),
		cmocka_unit_test(test_words), cmocka_unit_test(test_sort),
		cmocka_unit_test(test_strict), cmocka_unit_test(test_writer),
		cmocka_unit_test(test_where) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
