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
void row_at(struct row_make *row, size_t column); /* from 0; never backwards */
void row_add(struct row_make *row, const char *at, size_t len);
void row_break(struct row_make *row, const char *code, int64_t line);
size_t row_cell_len(const struct row_make *row);
bool row_blank(const struct row_make *row);
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
	void *room;        /* the format's own */
	struct arena *mem; /* what about points to */
	struct sheet_about about;
	struct row_make row;
	int64_t rows;
	bool ended;
	bool guarded;   /* sheet_csv() may have written it */
	bool converted; /* U+FFFD marks what was not in the charset */
};

enum err csv_open(struct sheet_in *in, const char *path,
    const struct sheet_options *options, struct sheet_fault *fault);
enum err xlsx_open(struct sheet_in *in, const char *path,
    const struct sheet_options *options, struct sheet_fault *fault);

/* ---- guard.c: text that a spreadsheet would run -------------------------- */

void guard_write(struct text *out, struct str s);
struct str guard_undo(struct arena *mem, struct str s);

/* ---- out.c --------------------------------------------------------------- */

struct writer {
	enum err (*write)(struct sheet_out *out, const struct sheet_cell *cells);
	enum err (*finish)(struct sheet_out *out);
	void (*free)(void *room);
};

struct sheet_out {
	const struct writer *writer;
	void *room;        /* the format's own */
	struct arena *mem; /* as long as the sheet */
	struct sheet_column *columns;
	size_t count;
	bool finished;
};

enum err sheet_out_new(
    const struct sheet_column *columns, size_t count, struct sheet_out **out);
/* Whether a text is of that kind as the wire writes it. */
bool kind_fits(enum sheet_kind kind, struct str s);
/* Days since 1970 and seconds of a date or a time that fits. */
void moment_read(struct str s, int64_t *days, int *seconds);

/* ---- charset.c, feed.c: bytes of any charset as a window of UTF-8 ------ */

#define FEED_WINDOW ((size_t)512 << 10)
#define FEED_CHUNK ((size_t)64 << 10)

struct feed;

const char *charset_known(const char *name); /* our spelling, or NULL */
/* Find out a file's charset by reading it; NULL if it cannot be read. */
const char *charset_guess(int fd);

struct feed {
	int fd;
	int64_t size, read; /* bytes of the file */
	struct UConverter *from, *to;
	char *raw; /* not yet converted: raw_at … raw_end */
	size_t raw_at, raw_end;
	uint16_t *pivot, *pivot_from, *pivot_to;
	bool started, eof, failed;
	char *win;
	size_t keep, at, end; /* keep <= at <= end: what is before keep may go */
};

enum err feed_open(
    struct feed *f, const char *path, const char *charset, const char **found);
void feed_close(struct feed *f);
/* More bytes behind end.  Moves the window: keep, at and end change together. */
bool feed_fill(struct feed *f);
int64_t feed_done(const struct feed *f);

/* ---- part.c: one XML part of a zip, through expat, within limits -------- */

struct part_words {
	void (*start)(void *arg, const char *name, const char **attributes);
	void (*end)(void *arg, const char *name);
	void (*text)(void *arg, const char *at, size_t len); /* NULL: not wanted */
};

struct part {
	struct XML_ParserStruct *xml;
	const struct part_words *words;
	void *arg;
	int64_t (*read)(void *from, void *at, uint64_t size); /* as zip_fread() */
	void *from;
	uint64_t size, got; /* as the zip says, and as it came */
	int depth;
	bool whole; /* names are told with their prefix */
	bool done;
	const char *fault; /* once set it stays */
};

/* Nothing is read yet.  from must outlive the part. */
void part_init(struct part *p, const struct part_words *words, void *arg);
/*
 * Read until the part ends or part_pause().
 *
 * errs  FORM   p->fault: not XML, a DOCTYPE, too deep, a broken zip
 *       LARGE  more than the zip said
 */
enum err part_run(struct part *p);
void part_pause(struct part *p); /* out of a handler: part_run() answers OK */
void part_stop(struct part *p, const char *code); /* NULL: enough was read */
void part_clear(struct part *p);
int64_t part_done(const struct part *p); /* bytes, as far as they were understood */
/* The value of an attribute by its local name, or NULL. */
const char *part_get(const char **attributes, const char *name);

/* ---- pack.c: a zip, opened within limits -------------------------------- */

struct zip; /* libzip's */
struct zip_file;

struct pack_limits {
	int64_t entries;
	uint64_t part, all; /* unpacked, as the directory says */
};

/*
 * The caller discards what is in *out, whatever is answered.
 *
 * errs  INPUT  not a zip
 *       LARGE  more entries or bytes than that, or packed as no office does
 */
MUST_USE enum err pack_open(
    const char *path, const struct pack_limits *limits, struct zip **out);
/*
 * Begin a part by its name in the zip, where letters' case is of no matter.
 *
 * errs  ABSENT  no such part
 *       FORM    packed in a way no office does, or encrypted
 *       LARGE   over its limit
 */
MUST_USE enum err pack_part(struct zip *zip, const char *name, uint64_t size_max,
    struct part *p, struct zip_file **file);
/* The same, and read it to its end; errs as of part_run(), too. */
MUST_USE enum err pack_run(
    struct zip *zip, const char *name, uint64_t size_max, struct part *p);

/* ---- strings.c: shared strings, compact, on disk when they are many ----- */

struct strings {
	char *at; /* what is not on disk */
	size_t len, size;
	uint32_t *ends; /* where each string ends, counted over all */
	size_t count, ends_size;
	uint32_t spilled; /* bytes on disk */
	uint32_t open;    /* where the string being made begins */
	int fd;           /* -1: all in memory */
	const char *temp_dir;
	bool failed, full; /* the disk; the limits */
};

void strings_init(struct strings *s, const char *temp_dir);
void strings_clear(struct strings *s);
void strings_add(struct strings *s, const char *at, size_t len);
void strings_end(struct strings *s);
/* Put the string at i into the row's cell; false: there is none. */
bool strings_put(struct strings *s, size_t i, struct row_make *row);
/* Undo _x000D_ in place; answers the length that is left. */
size_t escape_undo(char *at, size_t len);

/* ---- book.c: what a workbook says about its sheets ---------------------- */

struct book_sheet {
	struct str name, id;
	bool hidden;
};

struct book_link {
	struct str id, kind, target;
};

struct book {
	struct arena *mem;
	bool since_1904;
	LIST(struct book_sheet) sheets;
	LIST(struct book_link) links;
	bool in_xfs;
	LIST(unsigned char) looks; /* enum look of each cell format */
	unsigned char *by_id;      /* enum look of each number format */
	struct strings *strings;
	int phonetic; /* depth inside of a reading aid, which is not text */
	bool in_text;
};

extern const struct part_words book_words, link_words, style_words, string_words;

/* ---- xlsx_in.c: the rows of a worksheet --------------------------------- */

/* What a number is to its reader. */
enum look { LOOK_NUMBER, LOOK_DATE, LOOK_TIME, LOOK_SPAN };

struct xlsx_rows {
	struct book *book;
	struct strings *strings;
	struct row_make *row;
	struct part *part;
	int64_t line, last; /* last: as the dimension says */
	bool in_row, in_value, row_done, ended;
	int phonetic;
	size_t column; /* where the next cell stands */
	char type;     /* s shared, i inline, b bool, d date, n number, t text */
	enum look look;
	char *value;
	size_t value_len;
};

extern const struct part_words row_words;

/* ---- format.c: the number formats of a workbook ------------------------- */

#define LOOK_ID_MAX 65536
#define LOOK_TEXT_MAX 64

enum look look_builtin(int id);
enum look look_custom(const char *code);
/*
 * Write a stored number as a reader sees it: a date as ISO text, else up to
 * 15 digits and no exponent.
 *
 * out   out    LOOK_TEXT_MAX bytes
 * errs  0      leave it as it stands
 */
size_t look_write(enum look look, bool since_1904, struct str stored, char *out);

/* ---- typed.c: what was typed, in ASCII as far as it goes ------------------ */

#define TYPED_MAX 160

/*
 * Digits of any script are ASCII, blanks are ' ', minuses '-', full-width
 * signs narrow; marks of direction are gone; letters are left, ASCII in lower
 * case.  In number of Arabic signs '.' and ',' are what they stand for.
 */
struct typed {
	char at[TYPED_MAX + 1];
	size_t len;
	bool arabic; /* it held U+066B or U+066C, which leave no doubt */
};

bool typed_read(struct str s, struct typed *out); /* false: too long, not UTF-8 */

/* ---- read_number.c ---------------------------------------------------------- */

#define DIGITS_READ_MAX 40

/* A number taken apart. */
struct number {
	bool minus;
	char digits[DIGITS_READ_MAX + 1];
	int count, scale; /* scale: how many of the digits are behind the point */
};

/*
 * in    s        digits and what parts them; no sign
 *       decimal  '.' ',' or 0
 *       grouped  a lone separator before three digits parts thousands
 */
bool number_read(struct str s, char decimal, bool grouped, struct number *out);
struct str number_write(struct arena *mem, const struct number *n);
/* Where the number begins and ends among other signs; false: no digit. */
bool number_find(struct str s, size_t *from, size_t *to);

#endif
