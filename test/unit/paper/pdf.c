/*
 * pdf.c - a paper for a customer: made in four languages, read back by poppler; and from
 * texts that were made to hurt.
 */
#include "help.h"

static struct str cells[2000 * 2];
static struct pdf_fault why;

static struct pdf_paper
paper_in(const char *language, struct str title, size_t rows)
{
	static const struct pdf_column columns[] = { { STR("Text"), false },
		{ STR("Net"), true } };
	static struct pdf_fact total;

	total = (struct pdf_fact){ STR("Total"), STR("۱۲۳ USD"), true };
	return (struct pdf_paper){ .language = language,
		.company = STR("Acme"),
		.kind = STR("Quote"),
		.title = title,
		.columns = columns,
		.column_count = 2,
		.cells = cells,
		.row_count = rows,
		.totals = &total,
		.total_count = 1,
		.page = STR("{page}/{pages}") };
}

static void
fill(struct str text, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		cells[2 * i] = text;
		cells[2 * i + 1] = STR("1.00");
	}
}

static enum err
made(const struct pdf_paper *paper, struct str *out)
{
	struct pdf_how how = { .ms = 120000 };

	why = (struct pdf_fault){ 0 };
	return pdf_make(mem, paper, &how, out, &why);
}

/* Its text, as a reader copies it out. */
static const char *
read_back(struct str file)
{
	static char text[65536];
	const char *command =
	    str_printf(mem, "pdftotext -layout -enc UTF-8 %s -", path).at;
	FILE *to = fopen(path, "we"), *from;
	size_t len;

	assert_non_null(to);
	assert_int_equal(fwrite(file.at, 1, file.len, to), file.len);
	assert_int_equal(fclose(to), 0);
	from = popen(command, "re");
	assert_non_null(from);
	len = fread(text, 1, sizeof(text) - 1, from);
	text[len] = 0;
	while (fgetc(from) != EOF)
		;
	assert_int_equal(pclose(from), 0);
	return text;
}

static void
writes_four_languages(void **state)
{
	static const struct {
		const char *language, *title;
	} each[] = { { "en", "Wiring" }, { "vi", "Lắp đặt kệ" }, { "fa", "۱۲۳" },
		{ "zh", "叉车电池更换" } };

	(void)state;
	fill(STR("Cable"), 2);
	for (size_t i = 0; i < COUNT_OF(each); i++) {
		struct pdf_paper paper =
		    paper_in(each[i].language, str_of(each[i].title), 2);
		struct str file;
		const char *text;

		assert_int_equal(made(&paper, &file), OK);
		assert_true(file.len < 200000); /* of a font, what is used */
		text = read_back(file);
		assert_non_null(strstr(text, each[i].title));
		assert_non_null(strstr(text, "Cable"));
		assert_non_null(strstr(text, "1.00"));
		assert_non_null(strstr(text, "USD"));
	}
}

static void
bears_hostile_texts(void **state)
{
	struct text t = TEXT_INIT(mem);
	struct pdf_paper paper;
	struct str file;

	(void)state;
	for (int i = 0; i < 20000; i++)
		text_char(&t, 'x');
	fill(text_done(&t), 1);
	paper = paper_in("en", STR("Long"), 1);
	assert_int_equal(made(&paper, &file), OK);
	fill(STR("a\x01\x1B[31m\xE2\x80\xAE evil \xE2\x80\xAC\xEF\xBF\xBE b"), 1);
	paper.title = STR("\xE2\x80\xAE\xE2\x80\xAE\xE2\x80\xAE");
	assert_int_equal(made(&paper, &file), OK);
	assert_non_null(strstr(read_back(file), "evil"));
}

static void
holds_its_limits(void **state)
{
	struct pdf_paper paper = paper_in("en", STR("Many"), PDF_ROWS_MAX + 1);
	atomic_bool stop = true;
	struct pdf_how how = { .stop = &stop };
	struct str file;

	(void)state;
	assert_int_equal(made(&paper, &file), ERR_LARGE);
	fill(STR("Cable"), PDF_ROWS_MAX);
	paper.row_count = PDF_ROWS_MAX;
	assert_int_equal(made(&paper, &file), OK);
	assert_int_equal(pdf_make(mem, &paper, &how, &file, &why), ERR_LIMIT);
}

static void
says_letters_without_a_font(void **state)
{
	struct pdf_paper paper = paper_in("en", STR("\xF3\xB0\x80\x80"), 0);
	struct str file;

	(void)state;
	assert_int_equal(made(&paper, &file), ERR_INPUT);
	assert_true(str_find(why.letters, STR("U+F0000")) < why.letters.len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		paper_test(writes_four_languages),
		paper_test(bears_hostile_texts),
		paper_test(holds_its_limits),
		paper_test(says_letters_without_a_font),
	};

	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	pdf_fonts_end();
	return failed;
}
