/*
 * xlsx.c - workbooks: honest ones, and those that were made to hurt.
 */
#include "help.h"

#include "paper/inside.h"

#define ROWS(inside) "<worksheet><sheetData>" inside "</sheetData></worksheet>"

static const char styles[] =
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[$-409]d\\-mmm\\-yy;@'/>"
    "<numFmt numFmtId='165' formatCode='#,##0.00\\ \"USD\"'/>"
    "<numFmt numFmtId='166' formatCode='yyyy\"年\"m\"月\"d\"日\"'/>"
    "<numFmt numFmtId='167' formatCode='[Red]0.00'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf "
    "numFmtId='165'/>"
    "<xf numFmtId='22'/><xf numFmtId='46'/><xf numFmtId='20'/><xf numFmtId='166'/>"
    "<xf numFmtId='167'/></cellXfs></styleSheet>";

static void
reads_every_kind_of_text(void **state)
{
	(void)state;
	book_write((struct parts){
	    .strings =
		"<sst><si><t>Nguyễn Thị Ánh</t></si><si><r><t>远大</t></r><r>"
		"<t xml:space='preserve'> 物流</t></r><rPh><t>yuan</t></rPh></si>"
		"<si><t>علی رضایی</t></si><si><t>a_x000D_b_x0041_</t></si><si/></sst>",
	    .rows =
		ROWS("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='s'><v>1</v></c>"
		     "<c r='D1' t='s'><v>2</v></c><c t='s'><v>3</v></c><c "
		     "t='s'><v>4</v></c></row>"
		     "<row r='3'/><row r='4'><c r='B4' s='1'/></row>"
		     "<row r='5'><c t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r>"
		     "<rPh><t>no</t></rPh></is></c><c "
		     "t='str'><f>A1&amp;\"x\"</f><v>made</v></c>"
		     "<c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#N/A</v></c>"
		     "<c t='d'><v>2016-10-20T00:00:00</v></c><c "
		     "t='d'><v>2016-10-20T08:15:00Z</v>"
		     "</c></row>") });
	assert_string_equal(sheet_text(),
	    "Nguyễn Thị Ánh||远大 物流|علی رضایی|abA\n"
	    "inline|made|true|false|#N/A|2016-10-20|2016-10-20 08:15:00\n");
}

#define DATES                                                                       \
	ROWS("<row><c s='1'><v>42663</v></c><c s='2'><v>42663.5</v></c><c s='4'>"   \
	     "<v>42663.99999999</v></c><c s='7'><v>1</v></c><c s='1'><v>60</v></c>" \
	     "<c s='1'><v>61</v></c><c s='1'><v>0</v></c><c s='6'><v>0.25</v></c>"  \
	     "<c s='5'><v>1.5</v></c><c s='1'><v>-1</v></c><c s='1'><v>1e9</v></c>" \
	     "<c s='1'><v>2958465</v></c></row>")

static void
turns_serials_into_dates(void **state)
{
	(void)state;
	book_write((struct parts){ .styles = styles, .rows = DATES });
	assert_string_equal(sheet_text(),
	    "2016-10-20|2016-10-20 "
	    "12:00:00|2016-10-21|1900-01-01|60|1900-03-01|0|06:00:00|"
	    "36:00:00|-1|1000000000|9999-12-31\n");
	book_write((struct parts){ .styles = styles,
	    .rows = DATES,
	    .book = "<workbook xmlns:r='r'><workbookPr date1904='1'/><sheets>"
		    "<sheet name='a' r:id='p'/></sheets></workbook>" });
	assert_string_equal(sheet_text(),
	    "2020-10-21|2020-10-21 "
	    "12:00:00|2020-10-22|1904-01-02|1904-03-01|1904-03-02|1904-01-01|"
	    "06:00:00|36:00:00|-1|1000000000|2958465\n");
}

static void
leaves_numbers_as_people_see_them(void **state)
{
	(void)state;
	book_write((struct parts){ .styles = styles,
	    .rows =
		ROWS("<row><c><v>42663</v></c><c s='3'><v>1234.5</v></c><c "
		     "s='8'><v>-0.10</v></c>"
		     "<c><v>0.30000000000000004</v></c><c><v>8.4912345678E10</v></c>"
		     "<c><v>19.989999999999998</v></c><c><v>1.0000000000000001E-5</v></c>"
		     "<c><v>12345678901234567890</v></c><c><v>n.a.</v></c><c "
		     "s='99'><v>7</v></c></row>") });
	assert_string_equal(sheet_text(),
	    "42663|1234.5|-0.10|0.3|84912345678|19.99|0.00001|"
	    "12345678901234567890|n.a.|7\n");
}

static void
knows_formats(void **state)
{
	(void)state;
	assert_int_equal(look_custom("General"), LOOK_NUMBER);
	assert_int_equal(look_custom("0.00E+00"), LOOK_NUMBER);
	assert_int_equal(look_custom("#,##0 \"days\""), LOOK_NUMBER);
	assert_int_equal(look_custom("[Red]0;[Blue]dd"), LOOK_NUMBER);
	assert_int_equal(look_custom("\\d0"), LOOK_NUMBER);
	assert_int_equal(look_custom("dd/mm/yyyy"), LOOK_DATE);
	assert_int_equal(look_custom("mmmm"), LOOK_DATE);
	assert_int_equal(look_custom("h:mm AM/PM"), LOOK_TIME);
	assert_int_equal(look_custom("[h]:mm"), LOOK_SPAN);
	assert_int_equal(look_custom("[h"), LOOK_NUMBER);
	assert_int_equal(look_custom("\""), LOOK_NUMBER);
	assert_int_equal(look_custom("\\"), LOOK_NUMBER);
}

static void
chooses_a_worksheet(void **state)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct sheet_options other = { .sheet = "Other" }, none = { .sheet = "Nobody" };
	struct sheet_fault fault;

	(void)state;
	book_write((struct parts){ .rows = ROWS("<row><c><v>1</v></c></row>") });
	assert_string_equal(sheet_text(), "1\n");
	assert_string_equal(sheet_text_with(&other), "hidden\n");
	assert_string_equal(sheet_text_with(&none), "#sheet input");
	assert_int_equal(sheet_open(path, NULL, &in, &fault), OK);
	assert_string_equal(sheet_about(in)->format, "xlsx");
	assert_int_equal(sheet_about(in)->sheet_count, 3);
	assert_true(str_is(sheet_about(in)->sheets[0], "Hidden"));
	assert_true(str_is(sheet_about(in)->sheet, "People"));
}

static void
breaks_rows_but_reads_on(void **state)
{
	(void)state;
	book_write((struct parts){ .strings = "<sst><si><t>a</t></si></sst>",
	    .rows = ROWS(
		"<row><c t='s'><v>0</v></c></row><row r='5'><c t='s'><v>1</v></c></row>"
		"<row><c t='s'><v>-1</v></c></row><row><c "
		"t='s'><v>99999999999999999999</v></c>"
		"</row><row><c r='XFD8'><v>1</v></c></row><row><c "
		"r='ZZZZ9'><v>1</v></c></row>"
		"<row><c r='SS10' s='1'/><c r='A'><v>1</v></c></row>"
		"<row><c r='B11'><v>1</v></c><c r='A11'><v>2</v></c></row>"
		"<row><c r='A12' t='s'><v>0</v></c></row>") });
	assert_string_equal(sheet_text(),
	    "a\n!cell_bad 5\n!cell_bad 6\n!cell_bad 7\n!columns 8\n"
	    "!columns 9\n!cell_bad 10\n!cell_bad 11\na\n");
}

static const char *
deep(void)
{
	struct text t = TEXT_INIT(mem);

	for (int i = 0; i < 10000; i++)
		text_c(&t, "<a>");
	return text_done(&t).at;
}

static void
ends_at_what_is_not_a_workbook(void **state)
{
	static const char *const rows[] = {
		"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" ROWS(
		    "<row><c><v>&b;</v></c></row>"),
		"<!DOCTYPE l SYSTEM 'file:///etc/hostname'>" ROWS("<row/>"),
		"<worksheet><sheetData><row><c><v>1</v></c>",
		ROWS("<row r='1048577'><c><v>1</v></c></row>"),
		ROWS("<row r='4294967297'><c><v>1</v></c></row>"),
		ROWS("<row r='0'/>"),
		"",
		"no xml",
		"<?xml version='1.0' encoding='UTF-7'?><a/>",
		ROWS("<row><c><v>\xFF</v></c></row>"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		book_write((struct parts){ .rows = rows[i] });
		if (strcmp(sheet_text(), "#xlsx_bad") != 0)
			fail_msg("%s: %s", rows[i], sheet_text());
	}
	book_write((struct parts){ .rows = deep() });
	assert_string_equal(sheet_text(), "#xlsx_bad");
	book_write(
	    (struct parts){ .rows = ROWS(""), .strings = "<!DOCTYPE a []><sst/>" });
	assert_string_equal(sheet_text(), "#xlsx_bad input");
	book_write((struct parts){ .rows = ROWS(""), .top = "<Relationships/>" });
	assert_string_equal(sheet_text(), "#xlsx_bad input");
	book_write((struct parts){ .rows = ROWS(""), .book = "<workbook/>" });
	assert_string_equal(sheet_text(), "#xlsx_bad input");
	book_write((struct parts){ 0 });
	assert_string_equal(sheet_text(), "#xlsx_bad input");
}

static void
refuses_what_is_not_a_zip(void **state)
{
	struct stat_ {
		char *at;
		size_t len;
	} file;
	FILE *f;

	(void)state;
	file_text("PK\x03\x04 nothing of the kind");
	assert_string_equal(sheet_text(), "#xlsx_bad input");
	file_text("PK\x05\x06");
	assert_string_equal(sheet_text(), "#xlsx_bad input");

	book_write((struct parts){
	    .rows = ROWS("<row><c><v>1</v></c></row>"), .styles = styles });
	file.at = arena_alloc(mem, 65536);
	f = fopen(path, "rb");
	file.len = fread(file.at, 1, 65536, f);
	fclose(f);
	for (size_t len = 4; len < file.len; len++) {
		file_write(file.at, len);
		assert_string_equal(sheet_text(), "#xlsx_bad input");
	}
}

/* 268 MB of one letter in half a megabyte, and smaller cousins. */
static void
refuses_bombs(void **state)
{
	size_t len = (size_t)268 << 20;
	char *zeros = calloc(1, len);
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	int64_t began;
	long before;

	(void)state;
	assert_non_null(zeros);
	zip_file_add(z, "xl/s.xml", zip_source_buffer(z, zeros, len, 0), 0);
	assert_int_equal(zip_close(z), 0);
	free(zeros);
	began = time_steady_us();
	before = resident_kb();
	assert_string_equal(sheet_text(), "#xlsx_bomb large");
	assert_in_range(time_steady_us() - began, 0, 1000000);
	assert_in_range(resident_kb(), 0, before + 16384);

	z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	for (int i = 0; i <= XLSX_ENTRIES_MAX; i++)
		zip_file_add(
		    z, str_printf(mem, "%d", i).at, zip_source_buffer(z, "", 0, 0), 0);
	assert_int_equal(zip_close(z), 0);
	assert_string_equal(sheet_text(), "#xlsx_bomb large");
}

/* A directory that says less than there is: the first byte too many ends it. */
static void
holds_a_part_to_its_word(void **state)
{
	struct text t = TEXT_INIT(mem);
	size_t size = 0;
	char *bytes = arena_alloc(mem, 1 << 20);
	uint32_t said = 200;
	FILE *f;

	(void)state;
	text_c(&t, "<worksheet><sheetData>");
	for (int i = 0; i < 20000; i++)
		text_printf(&t, "<row><c><v>%d</v></c></row>", i * 7919);
	text_c(&t, "</sheetData></worksheet>");
	book_write((struct parts){ .rows = text_done(&t).at });
	f = fopen(path, "rb");
	size = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	for (size_t i = 0; i + 54 < size; i++)
		if (memcmp(bytes + i, "PK\1\2", 4) == 0 &&
		    memcmp(bytes + i + 46, "xl/s.xml", 8) == 0)
			memcpy(bytes + i + 24, &said, 4);
	file_write(bytes, size);
	assert_non_null(strstr(sheet_text(), "#xlsx_b"));
}

/* A token without an end is not waited for. */
static void
gives_up_an_endless_token(void **state)
{
	struct text t = TEXT_INIT(mem);
	uint32_t n = 1;

	(void)state;
	text_c(&t, "<worksheet a='");
	for (int i = 0; i < 3000000; i++)
		text_printf(&t, "%x", n = n * 1664525 + 1013904223);
	text_c(&t, "'/>");
	book_write((struct parts){ .rows = text_done(&t).at });
	assert_string_equal(sheet_text(), "#xlsx_bad");
}

/* More strings than memory is given for: they come back from the disk. */
static void
spills_shared_strings(void **state)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct text s = TEXT_INIT(mem), r = TEXT_INIT(mem);
	struct arena *row_mem = arena_new();
	struct sheet_fault fault;
	struct sheet_row row;

	(void)state;
	text_c(&s, "<sst>");
	text_c(&r, "<worksheet><sheetData>");
	for (int i = 0; i < 800000; i++)
		text_printf(&s, "<si><t>Nguyễn Văn An %08x %08x</t></si>", i,
		    (unsigned)i * 2654435761u);
	for (int i = 0; i < 1000; i++)
		text_printf(&r, "<row><c t='s'><v>%d</v></c></row>", i * 799);
	text_c(&s, "</sst>");
	text_c(&r, "</sheetData></worksheet>");
	book_write(
	    (struct parts){ .rows = text_done(&r).at, .strings = text_done(&s).at });
	assert_int_equal(sheet_open(path, NULL, &in, &fault), OK);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(sheet_next(in, row_mem, &row, &fault), OK);
		assert_string_equal(str_c(row_mem, row.cells[0]),
		    str_printf(row_mem, "Nguyễn Văn An %08x %08x", i * 799,
			(unsigned)i * 799 * 2654435761u)
			.at);
		arena_reset(row_mem);
	}
	arena_free(row_mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		paper_test(reads_every_kind_of_text),
		paper_test(turns_serials_into_dates),
		paper_test(leaves_numbers_as_people_see_them),
		paper_test(knows_formats),
		paper_test(chooses_a_worksheet),
		paper_test(breaks_rows_but_reads_on),
		paper_test(ends_at_what_is_not_a_workbook),
		paper_test(refuses_what_is_not_a_zip),
		paper_test(refuses_bombs),
		paper_test(holds_a_part_to_its_word),
		paper_test(gives_up_an_endless_token),
		paper_test(spills_shared_strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
