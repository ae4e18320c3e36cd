/*
 * xlsx.c - any bytes as a workbook; and, since few of them are zips, as each
 * of the parts of one.
 *
 * The first byte chooses: 'P' is a zip as it stands, 0 to 4 the part that the
 * rest is the XML of.
 */
#include "paper/inside.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct bytes {
	const uint8_t *at;
	size_t left;
};

static void
fail(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

static int64_t
bytes_read(void *from, void *at, uint64_t size)
{
	struct bytes *b = from;
	size_t n = b->left < size ? b->left : size;

	/* small bites, so that tokens are cut */
	n = n > 100 ? 100 : n;
	memcpy(at, b->at, n);
	b->at += n;
	b->left -= n;
	return (int64_t)n;
}

static void
try_zip(const uint8_t *bytes, size_t size)
{
	struct sheet_in *in;
	struct sheet_fault fault;
	struct sheet_row row;
	int fd = memfd_create("sheet", 0);
	char path[64];
	enum err e;

	if (write(fd, bytes, size) != (ssize_t)size)
		fail("no room");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (sheet_open(path, NULL, &in, &fault) == OK) {
		struct arena *mem = arena_new();

		while ((e = sheet_next(in, mem, &row, &fault)) == OK || e == ERR_INPUT)
			arena_reset(mem);
		if (e != ERR_ABSENT && fault.code == NULL)
			fail("no word about what is wrong");
		sheet_close(in);
		arena_free(mem);
	} else if (fault.code == NULL) {
		fail("no word about what is wrong");
	}
	close(fd);
}

static void
check_row(struct row_make *row, struct arena *mem, int64_t *last)
{
	struct sheet_row out;

	if (row->line <= *last || row->line > SHEET_ROWS_MAX)
		fail("a line out of order");
	*last = row->line;
	if (row->fault.code == NULL && row_take(row, mem, &out) &&
	    out.count > SHEET_COLUMNS_MAX)
		fail("too many cells");
	arena_reset(mem);
}

static void
try_rows(struct part *p, struct book *book)
{
	struct row_make row = { 0 };
	struct xlsx_rows rows = {
		.book = book, .strings = book->strings, .row = &row, .part = p
	};
	struct arena *mem = arena_new();
	int64_t last = 0;

	rows.value = malloc(SHEET_CELL_MAX);
	p->arg = &rows;
	do {
		rows.row_done = false;
		if (part_run(p) != OK)
			break;
		if (rows.row_done)
			check_row(&row, mem, &last);
	} while (rows.row_done);
	free(rows.value);
	free(row.at);
	arena_free(mem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct part_words *const words[] = { &row_words, &string_words,
		&style_words, &book_words, &link_words };
	struct bytes from = { bytes + 1, size - 1 };
	struct strings strings;
	struct book book = { 0 };
	struct part p;

	if (size == 0)
		return 0;
	if (bytes[0] == 'P') {
		try_zip(bytes, size);
		return 0;
	}
	if (bytes[0] > 4)
		return 0;
	strings_init(&strings, NULL);
	strings_add(&strings, "shared", 6);
	strings_end(&strings);
	book.mem = arena_new();
	book.strings = &strings;
	book.by_id = arena_alloc(book.mem, LOOK_ID_MAX);
	book.since_1904 = size % 2;
	for (unsigned char look = LOOK_NUMBER; look <= LOOK_SPAN; look++)
		*list_add(book.mem, &book.looks) = look;
	part_init(&p, words[bytes[0]], &book);
	p.read = bytes_read;
	p.from = &from;
	p.size = size;
	if (bytes[0] == 0)
		try_rows(&p, &book);
	else if (part_run(&p) != OK && p.fault == NULL)
		fail("no word about what is wrong");
	part_clear(&p);
	strings_clear(&strings);
	arena_free(book.mem);
	return 0;
}
