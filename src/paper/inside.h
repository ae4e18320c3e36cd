/*
 * inside.h - what the rooms of paper/ share; not for other folders.
 */
#ifndef PAPER_INSIDE_H
#define PAPER_INSIDE_H

#include "paper/paper.h"

/* ---- row.c: a row in the making --------------------------------------- */

struct row_make {
	char *at; /* the cells, one behind the other */
	size_t len, size;
	size_t start[SHEET_COLUMNS_MAX + 1];
	size_t count;
	bool beyond; /* the cell begun last is over the limit of columns */
	int64_t line;
	struct sheet_fault fault; /* the first thing wrong with it */
};

void row_begin(struct row_make *row, int64_t line);
void row_cell(struct row_make *row, size_t column); /* from 0; never backwards */
void row_add(struct row_make *row, const char *at, size_t len);
void row_break(struct row_make *row, const char *code, int64_t line);
size_t row_cell_len(const struct row_make *row);
bool row_take(struct row_make *row, struct arena *mem, struct sheet_row *out);

/* ---- sheet.c ----------------------------------------------------------- */

/* A format: how the rows of it are read. */
struct reader {
	enum err (*next)(struct sheet_in *in, struct sheet_fault *fault);
	void (*close)(void *room);
	void (*progress)(const void *room, int64_t *done, int64_t *size);
	int64_t (*total)(const void *room); /* 0: it does not say */
};

struct sheet_in {
	const struct reader *reader;
	void *room; /* the format's own */
	struct arena *mem; /* what about points to */
	struct sheet_about about;
	struct row_make row;
	int64_t rows;
	bool ended;
	bool converted; /* U+FFFD marks what was not in the charset */
};

enum err csv_open(struct sheet_in *in, const char *path, const struct sheet_options *options,
    struct sheet_fault *fault);
enum err xlsx_open(struct sheet_in *in, const char *path, const struct sheet_options *options,
    struct sheet_fault *fault);

/* ---- charset.c, feed.c: bytes of any charset as a window of UTF-8 ------ */

#define FEED_WINDOW ((size_t)512 << 10)
#define FEED_CHUNK  ((size_t)64 << 10)

struct feed;

const char *charset_known(const char *name); /* our spelling, or NULL */
/* Find out a file's charset by reading it; NULL if it cannot be read. */
const char *charset_guess(int fd);

struct feed {
	int fd;
	int64_t size, read; /* bytes of the file */
	struct UConverter *from, *to;
	char *raw;          /* not yet converted: raw_at … raw_end */
	size_t raw_at, raw_end;
	uint16_t *pivot, *pivot_from, *pivot_to;
	bool started, eof, failed;
	char *win;
	size_t keep, at, end; /* keep <= at <= end: what is before keep may go */
};

enum err feed_open(struct feed *f, const char *path, const char *charset, const char **found);
void feed_close(struct feed *f);
/* More bytes behind end.  Moves the window: keep, at and end change together. */
bool feed_fill(struct feed *f);
int64_t feed_done(const struct feed *f);

/* ---- format.c: the number formats of a workbook ------------------------ */

enum look { LOOK_NUMBER, LOOK_DATE, LOOK_TIME, LOOK_SPAN };

enum look look_builtin(int id);
enum look look_custom(const char *code);
/* A stored number as a reader sees it: dates as ISO text, 15 digits else. */
size_t look_write(enum look look, bool since_1904, struct str stored, char *out, size_t size);

#define LOOK_TEXT_MAX 400

#endif
