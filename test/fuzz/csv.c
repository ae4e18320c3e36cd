/*
 * csv.c - any bytes as CSV: every row is bounded, lines never go back, and
 * what was read can be written and read again as the same.
 */
#include "paper/paper.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
fail(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

static enum err
into_text(void *arg, const char *at, size_t len)
{
	text_add(arg, at, len);
	return OK;
}

/* A row written as CSV comes back as it was. */
static void
check_return(struct arena *mem, const struct sheet_row *row)
{
	struct sheet_options utf8 = { .charset = "UTF-8", .delimiter = ',' };
	struct sheet_column column[SHEET_COLUMNS_MAX] = { 0 };
	struct sheet_cell cell[SHEET_COLUMNS_MAX] = { 0 };
	struct text t = TEXT_INIT(mem);
	struct sheet_in *in;
	struct sheet_fault fault;
	struct sheet_row back;
	struct sheet_out *out;
	char path[64];
	int fd = memfd_create("row", 0);

	for (size_t i = 0; i < row->count; i++) {
		column[i].title = STR("t");
		cell[i].text = row->cells[i];
	}
	if (sheet_csv((struct sheet_sink){ into_text, &t }, NULL, column, row->count,
		&out) != OK ||
	    sheet_write(out, cell) != OK || sheet_finish(out) != OK)
		fail("not written");
	sheet_free(out);
	if (write(fd, t.at, t.len) != (ssize_t)t.len)
		fail("no room");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (sheet_open(path, &utf8, &in, &fault) != OK ||
	    sheet_next(in, mem, &back, &fault) != OK ||
	    sheet_next(in, mem, &back, &fault) != OK || back.count != row->count)
		fail("not read back");
	for (size_t i = 0; i < row->count; i++)
		if (!str_same(back.cells[i], row->cells[i]))
			fail("another cell came back");
	sheet_close(in);
	close(fd);
}

/* Cells within their limits; a value read from each way of typing. */
static void
check_row(struct arena *mem, const struct sheet_row *row, int64_t last)
{
	struct str out;
	struct money money;
	int64_t n;
	bool b, small = row->count > 0;

	if (row->count == 0 || row->count > SHEET_COLUMNS_MAX || row->line <= last)
		fail("a row out of bounds");
	for (size_t i = 0; i < row->count; i++) {
		struct str cell = row->cells[i];

		if (cell.len > SHEET_CELL_MAX * 3 || !utf8_valid(cell))
			fail("a cell out of bounds");
		small &= cell.len < 1000;
		read_number(mem, cell, 0, &out);
		read_money(mem, cell, ',', &money);
		read_time(cell, (enum date_order)(i % 5), 210, &n);
		read_bool(cell, &b);
	}
	guess_dates(row->cells, row->count);
	guess_decimal(row->cells, row->count);
	if (small && row->line < 4)
		check_return(mem, row);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct sheet_in *in;
	struct sheet_fault fault;
	struct sheet_row row;
	struct arena *mem;
	int64_t last = 0, rows = 0;
	int fd = memfd_create("sheet", 0);
	char path[64];
	enum err e;

	/* zips are xlsx.c's affair */
	if (size >= 2 && bytes[0] == 'P' && bytes[1] == 'K')
		size = 0;
	if (write(fd, bytes, size) != (ssize_t)size)
		fail("no room");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (sheet_open(path, NULL, &in, &fault) == OK) {
		mem = arena_new();
		while ((e = sheet_next(in, mem, &row, &fault)) == OK || e == ERR_INPUT) {
			if (e == OK)
				check_row(mem, &row, last);
			last = e == OK ? row.line : last;
			rows++;
			arena_reset(mem);
		}
		if (rows > (int64_t)size + 1 || sheet_total(in) != rows)
			fail("more rows than bytes");
		sheet_close(in);
		arena_free(mem);
	}
	close(fd);
	return 0;
}
