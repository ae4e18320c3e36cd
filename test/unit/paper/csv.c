/*
 * csv.c - what the world calls CSV, read into the same rows.
 */
#include "help.h"

#include <unicode/ucnv.h>

#define NAMES                                                                                       \
	"Tên,Công ty,Ghi chú\r\nNguyễn Thị Ánh,Vận tải Đường Việt,đã gọi\r\n" \
	"Trần Văn Bình,Hà Nội,ưu đãi\r\n"
#define NAMES_READ                                                                              \
	"Tên|Công ty|Ghi chú\nNguyễn Thị Ánh|Vận tải Đường Việt|đã gọi\n" \
	"Trần Văn Bình|Hà Nội|ưu đãi\n"

/* Write s in another charset, with head in front. */
static void
file_in(const char *charset, const char *head, size_t head_len, const char *s)
{
	UErrorCode e = U_ZERO_ERROR;
	char *out = arena_alloc(mem, strlen(s) * 4 + 8);
	int32_t len;

	memcpy(out, head, head_len);
	len = ucnv_convert(
	    charset, "UTF-8", out + head_len, (int32_t)strlen(s) * 4, s, -1, &e);
	assert_true(U_SUCCESS(e));
	file_write(out, head_len + (size_t)len);
}

static void
assert_about(const char *charset, char delimiter)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct sheet_fault fault;

	assert_int_equal(sheet_open(path, NULL, &in, &fault), OK);
	assert_string_equal(sheet_about(in)->charset, charset);
	assert_int_equal(sheet_about(in)->delimiter, delimiter);
}

static void
reads_quotes_and_lines(void **state)
{
	(void)state;
	file_text("a,b,c\r\n1,\"two, \"\"quoted\"\"\",3\n\"line\r\nbreak\",,\r\r\n,,,\n "
		  "x , \"y\" ,z");
	assert_string_equal(
	    sheet_text(), "a|b|c\n1|two, \"quoted\"|3\nline\nbreak\nx|y|z\n");
	file_text("5\" pipe,a\"b\n\"said \"hi\" twice\",c\n");
	assert_string_equal(sheet_text(), "5\" pipe|a\"b\nsaid hi\" twice\"|c\n");
}

static void
keeps_ragged_rows_and_their_lines(void **state)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct sheet_fault fault;
	struct sheet_row row;
	const int64_t lines[] = { 1, 4, 6 };

	(void)state;
	file_text("a,b,,,\n\n\n\"1\n2\",x,y,z\n3\n");
	assert_int_equal(sheet_open(path, NULL, &in, &fault), OK);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(sheet_next(in, mem, &row, &fault), OK);
		assert_int_equal(row.line, lines[i]);
		assert_int_equal(row.count, i == 0 ? 2 : i == 1 ? 4 : 1);
	}
	assert_int_equal(sheet_next(in, mem, &row, &fault), ERR_ABSENT);
	assert_int_equal(sheet_next(in, mem, &row, &fault), ERR_ABSENT);
	assert_int_equal(sheet_total(in), 3);
}

static void
loses_one_line_to_a_broken_quote(void **state)
{
	(void)state;
	file_text("a,b\n1,\"open\n2,x\n3,\"y\"\n4,\"many\nlines\"\n");
	assert_string_equal(sheet_text(), "a|b\n!csv_quote 2\n2|x\n3|y\n4|many\nlines\n");
	file_text("a,b\n1,\"open\n2,x\n");
	assert_string_equal(sheet_text(), "a|b\n!csv_quote 2\n2|x\n");
	file_text("a,b\n1,2\n3,\"");
	assert_string_equal(sheet_text(), "a|b\n1|2\n!csv_quote 3\n");
}

static void
bounds_a_quote_that_never_closes(void **state)
{
	struct text t = TEXT_INIT(mem);

	(void)state;
	text_c(&t, "a,b\n1,\"open\n");
	for (int i = 0; i < 200000; i++)
		text_c(&t, "x,y\n");
	file_write(t.at, t.len);
	assert_memory_equal(sheet_text(), "a|b\n!csv_quote 2\nx|y\nx|y\n", 24);
}

static void
refuses_nul_and_oversize_row_by_row(void **state)
{
	struct text t = TEXT_INIT(mem);

	(void)state;
	file_text("a,b\n1\0,2\n3,4\n");
	assert_string_equal(sheet_text(), "a|b\n!csv_nul 2\n3|4\n");
	file_text("a,b\n\"1\0\",2\n3,4\n");
	assert_string_equal(sheet_text(), "a|b\n!csv_nul 2\n3|4\n");

	text_c(&t, "a,b\n");
	for (size_t i = 0; i <= SHEET_CELL_MAX; i++)
		text_char(&t, 'x');
	text_c(&t, ",1\n\"");
	for (size_t i = 0; i <= SHEET_CELL_MAX * 3; i++)
		text_char(&t, 'y');
	text_c(&t, "\",1\n3,4\n");
	for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
		text_c(&t, "v,");
	text_c(&t, " \n");
	for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
		text_c(&t, "v,");
	text_c(&t, "w\n5,6\n");
	file_write(t.at, t.len);
	assert_non_null(
	    strstr(sheet_text(), "a|b\n!cell_long 2\n!cell_long 3\n3|4\nv|v"));
	assert_non_null(strstr(sheet_text(), "|v\n!columns 6\n5|6\n"));
}

static void
bounds_a_row(void **state)
{
	struct text t = TEXT_INIT(mem);

	(void)state;
	text_c(&t, "a\n");
	for (size_t i = 0; i < SHEET_ROW_MAX + 100; i++)
		text_char(&t, i % 60000 == 0 ? ',' : 'x');
	text_c(&t, "\n1,2\n");
	file_write(t.at, t.len);
	assert_string_equal(sheet_text(), "a\n!row_long 2\n1|2\n");
}

static void
finds_the_delimiter(void **state)
{
	(void)state;
	file_text("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n");
	assert_about("UTF-8", ';');
	file_text("name\tnote\nx\ta, b; c\ny\td, e; f\n");
	assert_about("UTF-8", '\t');
	file_text("name,note\nx,\"a;b;c\"\ny,\"d;e;f\"\n");
	assert_about("UTF-8", ',');
	file_text("sep=;\r\na,b;c\n1;2\n");
	assert_about("UTF-8", ';');
	assert_string_equal(sheet_text(), "a,b|c\n1|2\n");
	file_text("alone\nx\n");
	assert_about("UTF-8", ',');
}

static void
reads_vietnamese_in_every_charset(void **state)
{
	/* tone marks apart from their vowels, as Windows-1258 has them */
	static const char old[] = "T\xEAn,C\xF4ng ty,Ghi ch\xFA\r\n"
				  "Nguy\xEA\xDEn Thi\xF2 \xC1nh,V\xE2\xF2n ta\xD2i "
				  "\xD0\xFD\xF5\xCCng Vi\xEA\xF2t,"
				  "\xF0\xE3 go\xF2i\r\nTr\xE2\xCCn V\xE3n B\xECnh,H\xE0 "
				  "N\xF4\xF2i,\xFDu \xF0\xE3i\r\n";
	struct {
		const char *charset, *head;
		size_t len;
		const char *found;
	} as[] = {
		{ "UTF-8", "", 0, "UTF-8" },
		{ "UTF-8", "\xEF\xBB\xBF", 3, "UTF-8" },
		{ "UTF-16LE", "\xFF\xFE", 2, "UTF-16LE" },
		{ "UTF-16BE", "\xFE\xFF", 2, "UTF-16BE" },
		{ "UTF-16LE", "", 0, "UTF-16LE" },
		{ "UTF-16BE", "", 0, "UTF-16BE" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(as); i++) {
		file_in(as[i].charset, as[i].head, as[i].len, NAMES);
		assert_about(as[i].found, ',');
		assert_string_equal(sheet_text(), NAMES_READ);
	}
	file_write(old, sizeof(old) - 1);
	assert_about("windows-1258", ',');
	assert_non_null(strstr(sheet_text(), "Nguyễn Thị Ánh|Vận tải Đường Việt|"));
}

static void
composes_marks(void **state)
{
	(void)state;
	file_text("Nguye\xCC\x82\xCC\x83n,b\n");
	assert_string_equal(sheet_text(), "Nguyễn|b\n");
}

static void
reads_other_scripts(void **state)
{
	static const char *const chinese =
	    "姓名;公司;城市\n张伟;远大物流有限公司;上海\n李娜;中国国际航空;北京\n";
	static const char *const persian = "نام\tشرکت\nعلی رضایی\tحمل و نقل تهران\n";
	static const char *const arabic = "الاسم\tالشركة\nعلي رضا\tشركة النقل والشحن\n";
	static const char *const french = "Prénom;Société\nJosé;Café\nHélène;Crêperie\n";
	static const char *const italian = "Nome;Città\nNiccolò;Forlì\nperò;così\n";

	(void)state;
	file_in("GB18030", "", 0, chinese);
	assert_about("GB18030", ';');
	assert_string_equal(sheet_text(),
	    "姓名|公司|城市\n张伟|远大物流有限公司|上海\n李娜|中国国际航空|北京\n");
	file_in("GB18030", "\x84\x31\x95\x33", 4, chinese);
	assert_about("GB18030", ';');
	assert_memory_equal(sheet_text(), "姓名|", 7);
	file_in("UTF-16LE", "", 0, chinese);
	assert_about("UTF-16LE", ';');
	file_in("UTF-8", "", 0, persian);
	assert_about("UTF-8", '\t');
	assert_string_equal(sheet_text(), "نام|شرکت\nعلی رضایی|حمل و نقل تهران\n");
	file_in("windows-1256", "", 0, arabic);
	assert_about("windows-1256", '\t');
	file_in("windows-1252", "", 0, french);
	assert_about("windows-1252", ';');
	assert_string_equal(sheet_text(), "Prénom|Société\nJosé|Café\nHélène|Crêperie\n");
	file_in("windows-1252", "", 0, italian);
	assert_about("windows-1252", ';');
}

/* What is not ASCII may come late, and a torn letter is not a charset. */
static void
looks_at_the_whole_file(void **state)
{
	struct text t = TEXT_INIT(mem);

	(void)state;
	for (int i = 0; i < 30000; i++)
		text_c(&t, "plain,text\n");
	text_c(&t, "Jos\xE9,Caf\xE9\n");
	file_write(t.at, t.len);
	assert_about("windows-1252", ',');
	t.len = 0;
	for (int i = 0; i < 100; i++)
		text_c(&t, "José,Café\n");
	text_c(&t, "Jos\xE9,x\nlast,row\n");
	file_write(t.at, t.len);
	assert_about("UTF-8", ',');
	assert_non_null(strstr(sheet_text(), "!text 101\nlast|row\n"));
}

static void
obeys_its_options(void **state)
{
	struct sheet_options latin = { .charset = "WINDOWS-1252", .delimiter = ';' };
	struct sheet_options unknown = { .charset = "EBCDIC" };

	(void)state;
	file_text("Jos\xC3\xA9,a;b\n");
	assert_string_equal(sheet_text_with(&latin), "JosÃ©,a|b\n");
	assert_string_equal(sheet_text_with(&unknown), "#charset input");
}

static void
knows_what_is_no_sheet(void **state)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct sheet_fault fault;

	(void)state;
	file_text("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old Excel");
	assert_string_equal(sheet_text(), "#xlsx_bad input");
	file_text("");
	assert_string_equal(sheet_text(), "");
	assert_int_equal(sheet_open("/nonexistent/sheet", NULL, &in, &fault), ERR_ABSENT);
	assert_int_equal(sheet_open("/tmp", NULL, &in, &fault), ERR_DOWN);
}

/* A million rows: memory stays where it was, the count comes out right. */
static void
stays_small_on_a_million_rows(void **state)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct arena *row_mem = arena_new();
	struct sheet_fault fault;
	struct sheet_row row;
	FILE *f = fopen(path, "w");
	long before, rows = 0;

	(void)state;
	for (int i = 0; i < 1000000; i++)
		fprintf(f, "Nguyễn Văn %d,a%d@example.com,\"Hà Nội, %d\",123.45\r\n", i,
		    i, i);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(sheet_open(path, NULL, &in, &fault), OK);
	before = resident_kb();
	while (sheet_next(in, row_mem, &row, &fault) == OK) {
		assert_int_equal(row.count, 4);
		if (++rows == 1000)
			assert_in_range(sheet_total(in), 900000, 1300000);
		arena_reset(row_mem);
	}
	assert_int_equal(rows, 1000000);
	assert_int_equal(sheet_total(in), 1000000);
	assert_in_range(resident_kb(), 0, before + 4096);
	arena_free(row_mem);
}

/* Empty rows are skipped before they take memory, whatever they are empty of. */
static void
skips_emptiness_at_no_cost(void **state)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct arena *row_mem = arena_new();
	struct sheet_fault fault;
	struct sheet_row row;
	FILE *f = fopen(path, "w");

	(void)state;
	for (int i = 0; i < 200000; i++)
		fputs(", ,\x01,\xC2\x85,\xEF\xBB\xBF,,,,,,,,,,,,\n", f);
	fputs("a,b\n", f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(sheet_open(path, NULL, &in, &fault), OK);
	assert_int_equal(sheet_next(in, row_mem, &row, &fault), OK);
	assert_int_equal(row.line, 200001);
	assert_in_range(arena_size(row_mem), 0, 65536);
	assert_int_equal(sheet_next(in, row_mem, &row, &fault), ERR_ABSENT);
	arena_free(row_mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		paper_test(reads_quotes_and_lines),
		paper_test(keeps_ragged_rows_and_their_lines),
		paper_test(loses_one_line_to_a_broken_quote),
		paper_test(bounds_a_quote_that_never_closes),
		paper_test(refuses_nul_and_oversize_row_by_row),
		paper_test(bounds_a_row),
		paper_test(finds_the_delimiter),
		paper_test(reads_vietnamese_in_every_charset),
		paper_test(composes_marks),
		paper_test(reads_other_scripts),
		paper_test(looks_at_the_whole_file),
		paper_test(obeys_its_options),
		paper_test(knows_what_is_no_sheet),
		paper_test(skips_emptiness_at_no_cost),
		paper_test(stays_small_on_a_million_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
