/*
 * sheet.c - rows in, whatever the file: chooses the reader, keeps the count.
 */
#include "paper/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * errs  ABSENT  no such file
 *       DOWN    not to be read
 */
static enum err
head_read(const char *path, unsigned char *head, size_t size, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT ? ERR_ABSENT : ERR_DOWN;
	n = read(fd, head, size);
	close(fd);
	if (n < 0)
		return ERR_DOWN;
	*len = (size_t)n;
	return OK;
}

static bool
head_is(const unsigned char *head, size_t len, struct str magic)
{
	return len >= magic.len && memcmp(head, magic.at, magic.len) == 0;
}

enum err
sheet_open(const char *path, const struct sheet_options *options, struct sheet_in **out,
    struct sheet_fault *fault)
{
	static const struct sheet_options plain = { 0 };
	unsigned char head[8];
	size_t len = 0;
	struct sheet_in *in;
	enum err e;

	*fault = (struct sheet_fault){ "io", 0 };
	TRY(head_read(path, head, sizeof(head), &len));
	/* Excel's old format and PDF are named like sheets often enough */
	if (head_is(head, len, STR("\xD0\xCF\x11\xE0\xA1\xB1")) ||
	    head_is(head, len, STR("%PDF-"))) {
		fault->code = "xlsx_bad";
		return ERR_INPUT;
	}
	in = memory_new(1, sizeof(*in));
	in->mem = arena_new();
	options = options == NULL ? &plain : options;
	e = head_is(head, len, STR("PK\x03\x04")) || head_is(head, len, STR("PK\x05\x06"))
		? xlsx_open(in, path, options, fault)
		: csv_open(in, path, options, fault);
	if (e != OK) {
		sheet_close(in);
		return e;
	}
	*fault = (struct sheet_fault){ 0 };
	*out = in;
	return OK;
}

void
sheet_close(struct sheet_in *in)
{
	if (in == NULL)
		return;
	if (in->reader != NULL)
		in->reader->close(in->room);
	arena_free(in->mem);
	free(in->row.at);
	free(in);
}

void
sheet_closep(struct sheet_in **in)
{
	sheet_close(*in);
}

/* A converter leaves U+FFFD where bytes meant nothing in the charset. */
static bool
row_lost(const struct row_make *row)
{
	return row->len >= 3 && memmem(row->at, row->len, "\xEF\xBF\xBD", 3) != NULL;
}

enum err
sheet_next(struct sheet_in *in, struct arena *mem, struct sheet_row *row,
    struct sheet_fault *fault)
{
	struct sheet_row made;
	enum err e;

	*fault = (struct sheet_fault){ 0 };
	do {
		if (in->ended)
			return ERR_ABSENT;
		e = in->reader->next(in, fault);
		if (e != OK) {
			in->ended = true;
			return e;
		}
		made.count = 0;
		if (in->row.fault.code == NULL && row_blank(&in->row))
			continue;
		if (in->converted && row_lost(&in->row))
			row_break(&in->row, "text", in->row.line);
		if (in->row.fault.code != NULL || !row_take(&in->row, mem, &made)) {
			in->rows++;
			*fault = in->row.fault;
			return ERR_INPUT;
		}
	} while (made.count == 0);
	for (size_t i = 0; in->guarded && i < made.count; i++)
		made.cells[i] = guard_undo(mem, made.cells[i]);
	in->rows++;
	*row = made;
	return OK;
}

const struct sheet_about *
sheet_about(const struct sheet_in *in)
{
	return &in->about;
}

void
sheet_progress(const struct sheet_in *in, int64_t *done, int64_t *size)
{
	in->reader->progress(in->room, done, size);
}

int64_t
sheet_total(const struct sheet_in *in)
{
	int64_t done, size, said;

	if (in->ended)
		return in->rows;
	said = in->reader->total(in->room);
	if (said > in->rows)
		return said;
	in->reader->progress(in->room, &done, &size);
	if (done <= 0 || in->rows == 0)
		return in->rows;
	return (int64_t)((double)in->rows * (double)size / (double)done + 0.5);
}
