/*
 * help.h - a sheet as one text, so that a test can say what it expects.
 *
 * Cells stand between | and rows on lines of their own; "!code 7" is a fault
 * of line 7, "#code" the one that ended the reading.
 */
#ifndef TEST_PAPER_HELP_H
#define TEST_PAPER_HELP_H

#include "paper/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include <zip.h>

static struct arena *mem;
static char path[64];

static inline int
paper_setup(void **state)
{
	int fd;

	(void)state;
	mem = arena_new();
	snprintf(path, sizeof(path), "/tmp/kith-paper-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 || close(fd) != 0;
}

static inline int
paper_teardown(void **state)
{
	(void)state;
	arena_free(mem);
	return unlink(path);
}

#define paper_test(f) cmocka_unit_test_setup_teardown(f, paper_setup, paper_teardown)

static inline void
file_write(const char *at, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(at, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

#define file_text(literal) file_write("" literal, sizeof(literal) - 1)

static inline const char *
sheet_text_with(const struct sheet_options *options)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	struct text t = TEXT_INIT(mem);
	struct sheet_fault fault;
	struct sheet_row row;
	enum err e = sheet_open(path, options, &in, &fault);

	if (e != OK)
		return str_printf(mem, "#%s %s", fault.code, err_key(e)).at;
	while ((e = sheet_next(in, mem, &row, &fault)) == OK || e == ERR_INPUT) {
		if (e == ERR_INPUT)
			text_printf(&t, "!%s %d", fault.code, (int)fault.line);
		for (size_t i = 0; e == OK && i < row.count; i++)
			text_printf(
			    &t, "%s%.*s", i > 0 ? "|" : "", STR_ARG(row.cells[i]));
		text_char(&t, '\n');
	}
	if (e != ERR_ABSENT)
		text_printf(&t, "#%s", fault.code);
	return str_c(mem, text_done(&t));
}

static inline const char *
sheet_text(void)
{
	return sheet_text_with(NULL);
}

/* A workbook of one worksheet, of parts given as text; NULL: left out. */
struct parts {
	const char *rows, *strings, *styles, *book, *top;
};

static inline void
part_add(zip_t *z, const char *name, const char *text)
{
	if (text != NULL)
		assert_true(
		    zip_file_add(z, name,
			zip_source_buffer(z, str_c(mem, str_of(text)), strlen(text), 0),
			0) >= 0);
}

static inline void
book_write(struct parts p)
{
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	assert_non_null(z);
	part_add(z, "_rels/.rels",
	    p.top != NULL ? p.top
			  : "<Relationships><Relationship Id='a' Type='x/officeDocument' "
			    "Target='xl/workbook.xml'/></Relationships>");
	part_add(z, "xl/workbook.xml",
	    p.book != NULL ? p.book
			   : "<workbook xmlns:r='r'><sheets><sheet name='Hidden' "
			     "state='hidden' r:id='h'/>"
			     "<sheet name='People' r:id='p'/><sheet name='Other' "
			     "r:id='h'/></sheets></workbook>");
	part_add(z, "xl/_rels/workbook.xml.rels",
	    "<Relationships><Relationship Id='p' Type='x/worksheet' Target='s.xml'/>"
	    "<Relationship Id='h' Type='x/worksheet' Target='/xl/h.xml'/>"
	    "<Relationship Id='t' Type='x/sharedStrings' Target='t.xml'/>"
	    "<Relationship Id='y' Type='x/styles' Target='y.xml'/></Relationships>");
	part_add(z, "xl/s.xml", p.rows);
	part_add(z, "xl/h.xml",
	    "<x:worksheet xmlns:x='x'><x:sheetData><x:row><x:c t='str'>"
	    "<x:v>hidden</x:v></x:c></x:row></x:sheetData></x:worksheet>");
	part_add(z, "xl/t.xml", p.strings);
	part_add(z, "xl/y.xml", p.styles);
	assert_int_equal(zip_close(z), 0);
}

static inline long
resident_kb(void)
{
	char line[256];
	long kb = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "VmRSS: %ld", &kb) == 1)
			break;
	if (f != NULL)
		fclose(f);
	return kb;
}

#endif
