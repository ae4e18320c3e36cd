/*
 * out.c - rows out, and back in again.
 */
#include "help.h"

static enum err
into_text(void *arg, const char *at, size_t len)
{
	text_add(arg, at, len);
	return OK;
}

static enum err
into_full_disk(void *arg, const char *at, size_t len)
{
	(void)arg, (void)at, (void)len;
	return ERR_FULL;
}

static const struct sheet_column columns[] = {
	{ STR("Name"), SHEET_TEXT, 0 },
	{ STR("Số"), SHEET_NUMBER, 0 },
	{ STR("Amount"), SHEET_MONEY, 0 },
	{ STR("تاریخ"), SHEET_DATE, 0 },
	{ STR("When"), SHEET_TIME, 0 },
	{ STR("是"), SHEET_BOOL, 0 },
	{ STR("Web"), SHEET_URL, 0 },
};

#define CELL(s)                \
	{                      \
		.text = STR(s) \
	}

static const struct sheet_cell rows[][COUNT_OF(columns)] = {
	{ CELL("Nguyễn Thị Ánh"), CELL("-1234.5"), { STR("1234.50"), STR("USD") },
	    CELL("2016-10-20"), CELL("2016-10-20 08:15:30"), CELL("true"),
	    CELL("https://example.com/?a=1,2") },
	{ CELL("远大, \"物流\""), CELL(""), { STR("1500000"), STR("VND") },
	    CELL("1850-01-01"), CELL(""), CELL("false"), CELL("=HYPERLINK(\"x\")") },
	{ CELL("علی\nرضایی"), CELL("12345678901234567890"), { STR("=1+1"), STR("USD") },
	    CELL("=now()"), CELL("@x"), CELL("+1"), CELL("-x") },
};

static struct str
csv_of(const struct csv_style *style)
{
	DEFER(sheet_freep) struct sheet_out *out = NULL;
	struct text t = TEXT_INIT(mem);

	assert_int_equal(sheet_csv((struct sheet_sink){ into_text, &t }, style, columns,
			     COUNT_OF(columns), &out),
	    OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(sheet_write(out, rows[i]), OK);
	assert_int_equal(sheet_finish(out), OK);
	return text_done(&t);
}

static void
writes_csv(void **state)
{
	(void)state;
	assert_string_equal(csv_of(&(struct csv_style){ .bom = true }).at,
	    "\xEF\xBB\xBFName,Số,Amount,تاریخ,When,是,Web\r\n"
	    "Nguyễn Thị Ánh,-1234.5,1234.50 USD,2016-10-20,2016-10-20 08:15:30,true,"
	    "\"https://example.com/?a=1,2\"\r\n"
	    "\"远大, \"\"物流\"\"\",,1500000 "
	    "VND,1850-01-01,,false,\"'=HYPERLINK(\"\"x\"\")\"\r\n"
	    "\"علی\nرضایی\",12345678901234567890,'=1+1,'=now(),'@x,+1,'-x\r\n");
}

#define READ_BACK(date)                                                              \
	"Name|Số|Amount|تاریخ|When|是|Web\n"                                 \
	"Nguyễn Thị Ánh|-1234.5|1234.5" date "|2016-10-20|2016-10-20 08:15:30|true|" \
	"https://example.com/?a=1,2\n"

static void
reads_its_own_csv(void **state)
{
	static const struct csv_style styles[] = { { 0 }, { .bom = true },
		{ .delimiter = ';' }, { .delimiter = '\t', .bom = true } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(styles); i++) {
		struct str csv = csv_of(&styles[i]);

		file_write(csv.at, csv.len);
		assert_string_equal(sheet_text(),
		    READ_BACK("0 USD") "远大, \"物流\"||1500000 "
				       "VND|1850-01-01||false|=HYPERLINK(\"x\")\n"
				       "علی\nرضایی|12345678901234567890|=1+1|=now()|@x|+"
				       "1|-x\n");
	}
}

static void
reads_its_own_xlsx(void **state)
{
	struct sheet_out *out = NULL;
	struct sheet_in *in;
	struct sheet_fault fault;

	(void)state;
	assert_int_equal(sheet_xlsx(path, &(struct xlsx_style){ .name = "A/B [x]" },
			     columns, COUNT_OF(columns), &out),
	    OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(sheet_write(out, rows[i]), OK);
	assert_int_equal(sheet_finish(out), OK);
	sheet_free(out);
	assert_string_equal(sheet_text(),
	    READ_BACK("") "远大, \"物流\"||1500000|1850-01-01||false|=HYPERLINK(\"x\")\n"
			  "علی\nرضایی|12345678901234567890|=1+1|=now()|@x|+1|-x\n");
	assert_int_equal(sheet_open(path, NULL, &in, &fault), OK);
	assert_true(str_is(sheet_about(in)->sheet, "A B  x "));
	sheet_close(in);
}

static char *
part_of(const char *name)
{
	zip_t *z = zip_open(path, ZIP_RDONLY, NULL);
	zip_file_t *f = zip_fopen(z, name, 0);
	char *text = arena_alloc(mem, 1 << 16);

	assert_non_null(f);
	assert_true(zip_fread(f, text, (1 << 16) - 1) > 0);
	zip_fclose(f);
	zip_discard(z);
	return text;
}

static void
types_its_cells(void **state)
{
	struct sheet_out *out = NULL;
	const char *xml;

	(void)state;
	assert_int_equal(sheet_xlsx(path, NULL, columns, COUNT_OF(columns), &out), OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(sheet_write(out, rows[i]), OK);
	assert_int_equal(sheet_finish(out), OK);
	sheet_free(out);
	xml = part_of("xl/worksheets/sheet1.xml");
	assert_null(strstr(xml, "<f>"));
	assert_null(strstr(xml, "hyperlink"));
	assert_non_null(strstr(xml, "state=\"frozen\""));
	assert_non_null(strstr(xml, "<v>42663</v>"));
	assert_non_null(strstr(xml, "<t>=now()</t>"));
	assert_non_null(strstr(part_of("xl/styles.xml"), "#,##0.00\\ &quot;USD&quot;"));
	assert_non_null(strstr(part_of("xl/styles.xml"), "#,##0\\ &quot;VND&quot;"));
}

static void
goes_on_in_another_worksheet(void **state)
{
	struct sheet_column one = { STR("n"), SHEET_NUMBER, 0 };
	struct sheet_options third = { .sheet = "Sheet 3" };
	struct sheet_out *out = NULL;

	(void)state;
	assert_int_equal(
	    sheet_xlsx(path, &(struct xlsx_style){ .rows_max = 4 }, &one, 1, &out), OK);
	for (int i = 1; i <= 8; i++) {
		struct sheet_cell cell = { .text = str_printf(mem, "%d", i) };
		assert_int_equal(sheet_write(out, &cell), OK);
	}
	assert_int_equal(sheet_finish(out), OK);
	sheet_free(out);
	assert_string_equal(sheet_text(), "n\n1\n2\n3\n");
	assert_string_equal(sheet_text_with(&third), "n\n7\n8\n");
}

static void
shortens_what_no_cell_holds(void **state)
{
	struct sheet_column one = { STR("n"), SHEET_TEXT, 0 };
	struct text t = TEXT_INIT(mem);
	struct sheet_out *out = NULL;
	struct sheet_cell cell;

	(void)state;
	for (int i = 0; i < SHEET_TEXT_MAX; i++)
		text_c(&t, "\xF0\x9F\x98\x80"); /* two units each */
	cell = (struct sheet_cell){ .text = text_done(&t) };
	assert_int_equal(sheet_xlsx(path, NULL, &one, 1, &out), OK);
	assert_int_equal(sheet_write(out, &cell), OK);
	assert_int_equal(sheet_finish(out), OK);
	sheet_free(out);
	assert_int_equal(strlen(sheet_text()), 2 + SHEET_TEXT_MAX / 2 * 4 + 1);
}

/* What a spreadsheet would run, what it would not, and what we leave alone. */
static void
guards_against_formulas(void **state)
{
	static const struct {
		const char *value, *written;
	} of[] = {
		{ "=1+1", "'=1+1" },
		{ "+1-2", "'+1-2" },
		{ "-1+2", "'-1+2" },
		{ "@SUM(1)", "'@SUM(1)" },
		{ "\tx", "\"'\tx\"" },
		{ "\rx", "\"'\rx\"" },
		{ "＝1", "'＝1" },
		{ "＋1", "'＋1" },
		{ "－1", "'－1" },
		{ "＠x", "'＠x" },
		{ " =1", "' =1" },
		{ "\"=1", "\"'\"\"=1\"" },
		{ "\xEF\xBB\xBF=1", "'\xEF\xBB\xBF=1" },
		{ "\xC2\xA0=1", "'\xC2\xA0=1" },
		{ "'=1", "''=1" },
		{ "a;=1", "\"a;'=1\"" },
		{ "a\n=cmd|x", "\"a\n'=cmd|x\"" },
		{ "a\n-cmd|' /C calc'!A0", NULL },
		{ "a,@x", "\"a,'@x\"" },
		{ "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0" },
		{ "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"" },
		{ "+84 912 345 678", "+84 912 345 678" },
		{ "+84912345678", "+84912345678" },
		{ "+84 (912) 1", "'+84 (912) 1" },
		{ "-", "'-" },
		{ "a=b", "a=b" },
		{ "a-b", "a-b" },
		{ "me@example.com", "me@example.com" },
		{ "notes:\n- one\n- two", "\"notes:\n- one\n- two\"" },
		{ "plain", "plain" },
		{ "O'Brien", "O'Brien" },
		{ "'quoted'", "'quoted'" },
	};
	struct sheet_column one = { STR("v"), SHEET_TEXT, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(of); i++) {
		DEFER(sheet_freep) struct sheet_out *out = NULL;
		struct text t = TEXT_INIT(mem);
		struct sheet_cell cell = { .text = str_of(of[i].value) };
		struct str back;

		assert_int_equal(
		    sheet_csv((struct sheet_sink){ into_text, &t }, NULL, &one, 1, &out),
		    OK);
		assert_int_equal(sheet_write(out, &cell), OK);
		assert_int_equal(sheet_finish(out), OK);
		if (of[i].written != NULL)
			assert_string_equal(
			    t.at, str_printf(mem, "v\r\n%s\r\n", of[i].written).at);
		file_write(t.at, t.len);
		assert_true(text_clean(mem, cell.text, true, &back));
		assert_string_equal(
		    sheet_text(), str_printf(mem, "v\n%.*s\n", STR_ARG(back)).at);
	}
}

static void
writes_raw_when_asked(void **state)
{
	DEFER(sheet_freep) struct sheet_out *out = NULL;
	struct sheet_column one = { STR("v"), SHEET_TEXT, 0 };
	struct sheet_cell cell = CELL("=1+1"), empty = CELL("");
	struct text t = TEXT_INIT(mem);

	(void)state;
	assert_int_equal(sheet_csv((struct sheet_sink){ into_text, &t },
			     &(struct csv_style){ .raw = true }, &one, 1, &out),
	    OK);
	assert_int_equal(sheet_write(out, &cell), OK);
	assert_int_equal(sheet_write(out, &empty), OK);
	assert_int_equal(sheet_finish(out), OK);
	assert_string_equal(t.at, "v\r\n=1+1\r\n\"\"\r\n");
}

static void
says_when_it_cannot_write(void **state)
{
	DEFER(sheet_freep) struct sheet_out *csv = NULL;
	struct sheet_out *xlsx = NULL;

	(void)state;
	assert_int_equal(sheet_csv((struct sheet_sink){ into_full_disk, NULL }, NULL,
			     columns, 7, &csv),
	    OK);
	assert_int_equal(sheet_finish(csv), ERR_FULL);
	assert_int_equal(
	    sheet_csv((struct sheet_sink){ into_text, NULL }, NULL, columns, 0, &xlsx),
	    ERR_INPUT);
	assert_int_equal(
	    sheet_xlsx("/nonexistent/x.xlsx", NULL, columns, 7, &xlsx), ERR_DOWN);
	assert_int_equal(sheet_xlsx(path, NULL, columns, 7, &xlsx), OK);
	sheet_free(xlsx); /* unfinished: nothing is left of it */
	assert_int_not_equal(access(path, F_OK), 0);
	file_text("");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		paper_test(writes_csv),
		paper_test(reads_its_own_csv),
		paper_test(reads_its_own_xlsx),
		paper_test(types_its_cells),
		paper_test(goes_on_in_another_worksheet),
		paper_test(shortens_what_no_cell_holds),
		paper_test(guards_against_formulas),
		paper_test(writes_raw_when_asked),
		paper_test(says_when_it_cannot_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
