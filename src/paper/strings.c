/*
 * strings.c - the shared strings of a workbook: one buffer and where each
 * string ends in it.  What does not fit into a modest memory goes to a file
 * without a name.
 */
#include "paper/inside.h"

#include <fcntl.h>
#include <unistd.h>

#define MEMORY_MAX ((size_t)16 << 20)
#define COUNT_MAX ((size_t)8 << 20)

void
strings_init(struct strings *s, const char *temp_dir)
{
	*s = (struct strings){ .fd = -1,
		.temp_dir = temp_dir == NULL ? "/tmp" : temp_dir };
}

void
strings_clear(struct strings *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->at);
	free(s->ends);
}

static int
temp_open(const char *dir)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char path[512];

	if (fd >= 0 ||
	    snprintf(path, sizeof(path), "%s/kith-XXXXXX", dir) >= (int)sizeof(path))
		return fd;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

/* Write the buffer out; only between two strings. */
static void
spill(struct strings *s)
{
	size_t done = 0;

	if (s->fd < 0)
		s->fd = temp_open(s->temp_dir);
	while (s->fd >= 0 && done < s->len) {
		ssize_t n = pwrite(
		    s->fd, s->at + done, s->len - done, (off_t)(s->spilled + done));

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	s->failed |= done < s->len;
	s->spilled += (uint32_t)s->len;
	s->len = 0;
}

void
strings_add(struct strings *s, const char *at, size_t len)
{
	size_t made = s->spilled + s->len - s->open;

	/* one byte over the limit of a cell is kept, so that the row objects */
	if (made + len > SHEET_CELL_MAX + 1)
		len = made > SHEET_CELL_MAX ? 0 : SHEET_CELL_MAX + 1 - made;
	if (s->full || s->spilled + s->len + len > XLSX_STRINGS_MAX) {
		s->full = true;
		return;
	}
	if (s->len + len > s->size) {
		while (s->len + len > s->size)
			s->size = s->size == 0 ? 4096 : s->size * 2;
		s->at = memory_grow(s->at, s->size);
	}
	if (len > 0)
		memcpy(s->at + s->len, at, len);
	s->len += len;
}

void
strings_end(struct strings *s)
{
	size_t begun = s->open - s->spilled;

	if (s->count == COUNT_MAX)
		s->full = true;
	if (s->full)
		return;
	if (s->len > begun)
		s->len = begun + escape_undo(s->at + begun, s->len - begun);
	if (s->count == s->ends_size) {
		s->ends_size = s->ends_size == 0 ? 256 : s->ends_size * 2;
		s->ends = memory_grow(s->ends, s->ends_size * sizeof(*s->ends));
	}
	s->open = s->ends[s->count++] = s->spilled + (uint32_t)s->len;
	if (s->len > MEMORY_MAX)
		spill(s);
}

bool
strings_put(struct strings *s, size_t i, struct row_make *row)
{
	char cell[SHEET_CELL_MAX + 1];
	uint32_t from;
	size_t len;

	if (i >= s->count)
		return false;
	from = i == 0 ? 0 : s->ends[i - 1];
	len = s->ends[i] - from;
	if (len == 0)
		return true;
	if (from >= s->spilled) {
		row_add(row, s->at + (from - s->spilled), len);
		return true;
	}
	if (pread(s->fd, cell, len, (off_t)from) != (ssize_t)len)
		return false;
	row_add(row, cell, len);
	return true;
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at =
	    c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* _xHHHH_ as an ASCII character; -1: it is something else. */
static int
escaped(const char *at, size_t left)
{
	int c = 0;

	if (left < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (hex(at[i]) < 0)
			return -1;
		c = c * 16 + hex(at[i]);
	}
	return c > 0 && c < 0x80 ? c : -1;
}

size_t
escape_undo(char *at, size_t len)
{
	size_t to = 0;

	if (memmem(at, len, "_x", 2) == NULL)
		return len;
	for (size_t i = 0; i < len; i++) {
		int c = escaped(at + i, len - i);

		at[to++] = c < 0 ? at[i] : (char)c;
		i += c < 0 ? 0 : 6;
	}
	return to;
}
