/*
 * html.c - what people may write stays, what could run does not.
 */
#include "meta/types.h"

#include "clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
expect(const char *in, const char *html, const char *plain)
{
	struct arena *mem = arena_new();
	struct str out, words;

	assert_true(html_clean(mem, str_of(in), &out, &words));
	assert_string_equal(str_c(mem, out), html);
	assert_string_equal(str_c(mem, words), plain);
	arena_free(mem);
}

static void
test_kept(void **state)
{
	(void)state;
	expect("<p>Xin <b>chào</b></p>", "<p>Xin <b>chào</b></p>", "Xin chào");
	expect(
	    "plain < text & more", "plain &lt; text &amp; more", "plain < text & more");
	expect("<a href=\"https://x.example/?a=1&b=2\" onclick=\"x()\">l</a>",
	    "<a href=\"https://x.example/?a=1&amp;b=2\""
	    " rel=\"noopener noreferrer nofollow\">l</a>",
	    "l");
}

static void
test_nothing_runs(void **state)
{
	static const char *const hostile[] = { "<script>alert(1)</script>",
		"<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
		"<a href=\"javascript:alert(1)\">x</a>",
		"<a href=\" java\nscript:alert(1)\">x</a>",
		"<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
		"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
		"<p style=\"background:url(javascript:x)\">x</p>",
		"<!--<img src=x onerror=1>-->",
		"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">" };
	static const char *const never[] = { "<script", "<img", "<svg", "<iframe",
		"href=\"java", "href=\" ", "style=", "onerror=\"", "<!--" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		struct arena *mem = arena_new();
		struct str out, words;

		assert_true(html_clean(mem, str_of(hostile[i]), &out, &words));
		for (size_t j = 0; j < COUNT_OF(never); j++)
			assert_null(strstr(str_c(mem, out), never[j]));
		arena_free(mem);
	}
}

/* One a line: what browsers mended into something else, and what only tries. */
static void
test_the_corpus(void **state)
{
	FILE *f = fopen("test/data/mxss.txt", "r");
	char line[1024], again[1024];
	size_t count = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		struct arena *mem = arena_new();
		struct str out, twice, words;

		count++;
		assert_true(html_clean(mem, str_of(line), &out, &words));
		if (!is_clean(str_c(mem, out)))
			fail_msg("%s became %s", line, str_c(mem, out));
		/* what a browser makes of it is as clean, however often */
		assert_true(html_clean(mem, out, &twice, &words));
		if (!is_clean(str_c(mem, twice)))
			fail_msg("%s became %s", line, str_c(mem, twice));
		/* and within what holds something else */
		snprintf(again, sizeof(again), "<table><td><b><a href=x>%.900s", line);
		assert_true(html_clean(mem, str_of(again), &out, &words));
		if (!is_clean(str_c(mem, out)))
			fail_msg("%s became %s", again, str_c(mem, out));
		arena_free(mem);
	}
	fclose(f);
	assert_true(count > 140);
}

/* Tags left open are opened anew in each paragraph: 100 kB would be gigabytes. */
static void
test_a_price(void **state)
{
	struct arena *mem = arena_new();
	struct text t = TEXT_INIT(mem);
	struct str out, words;

	(void)state;
	text_c(&t, "<p>");
	for (int i = 0; i < 300; i++)
		text_printf(&t, "<b id=%d>", i);
	while (t.len < 100000)
		text_c(&t, "</p><p>x");
	assert_false(html_clean(mem, text_done(&t), &out, &words));
	assert_true(arena_size(mem) < (size_t)8 << 20);
	arena_free(mem);
}

static void
test_cleaning_twice_changes_nothing(void **state)
{
	struct arena *mem = arena_new();
	struct str once, twice, words;

	(void)state;
	assert_true(
	    html_clean(mem, STR("<ul><li>a<li>b</ul> <b>c<i>d</b>e"), &once, &words));
	assert_true(html_clean(mem, once, &twice, &words));
	assert_true(str_same(once, twice));
	arena_free(mem);
}

static void
test_depth(void **state)
{
	struct arena *mem = arena_new();
	struct text t = TEXT_INIT(mem);
	struct str out, words;

	(void)state;
	for (int i = 0; i < 10000; i++)
		text_c(&t, "<div>");
	assert_false(html_clean(mem, text_done(&t), &out, &words));
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_nothing_runs),
		cmocka_unit_test(test_cleaning_twice_changes_nothing),
		cmocka_unit_test(test_the_corpus),
		cmocka_unit_test(test_a_price),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
