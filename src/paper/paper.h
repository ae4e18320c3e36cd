/*
 * paper.h - the door of paper/: documents in and out.
 *
 *   sheet_in    rows out of CSV and XLSX, streamed, as text
 *   sheet_out   rows into CSV and XLSX, streamed, typed
 *   docx        a Word document with fields, filled (docx.h)
 *   pdf         a paper for a customer (pdf.h)
 *   read_*      what people typed in a file, as values of the wire
 *   guess_*     which way a column was typed
 *
 * Everything that comes in is hostile until it was read; everything that goes
 * out is text to a spreadsheet and never a formula.
 *
 * Life     a sheet is opened and closed; what it answers lives in the arena
 *          that was given, or as long as the sheet is open.
 * Threads  a sheet belongs to one thread at a time.
 * Limits   below; memory does not grow with the file.
 */
#ifndef PAPER_PAPER_H
#define PAPER_PAPER_H

#include "base/base.h"
#include "paper/docx.h"
#include "paper/pdf.h"

#define SHEET_COLUMNS_MAX 512
#define SHEET_CELL_MAX ((size_t)64 << 10) /* bytes of UTF-8 */
#define SHEET_ROW_MAX ((size_t)1 << 20)   /* bytes of all cells */
#define SHEET_ROWS_MAX 1048576            /* a worksheet of XLSX */
#define SHEET_SHEETS_MAX 256
#define SHEET_TEXT_MAX 32767 /* UTF-16 units of a cell of XLSX */

#define XLSX_ENTRIES_MAX 10000
#define XLSX_RATIO_MAX 200 /* unpacked to packed */
#define XLSX_DEPTH_MAX 64
#define XLSX_STRINGS_MAX ((size_t)256 << 20) /* the shared strings, unpacked */
#define XLSX_PART_MAX ((uint64_t)4 << 30)    /* a worksheet, unpacked */

/* ---- rows in ---------------------------------------------------------- */

struct sheet_in;

struct sheet_options {
	const char *charset;  /* "UTF-8" …; NULL: found out */
	char delimiter;       /* ',' ';' '\t'; 0: found out */
	const char *sheet;    /* a worksheet's name; NULL: the first that is shown */
	const char *temp_dir; /* for shared strings that are many; NULL: /tmp */
};

/* What the file turned out to be.  Lives as long as the sheet is open. */
struct sheet_about {
	const char *format;  /* "csv" "xlsx" */
	const char *charset; /* "UTF-8" "UTF-16LE" "windows-1258" …; NULL for XLSX */
	char delimiter;      /* 0 for XLSX */
	struct str sheet;    /* the worksheet that is read */
	struct str *sheets;  /* all of them */
	size_t sheet_count;
};

/*
 * What is wrong with a row or with the file.
 *
 *   of a row, reading goes on      of the file, reading ends
 *   csv_quote   opened, not closed xlsx_bad   not a workbook, or broken
 *   csv_nul     holds a NUL        xlsx_bomb  unpacks to too much
 *   columns     over 512           sheet      no worksheet of that name
 *   cell_long   over 64 KiB        charset    no such charset
 *   row_long    over 1 MiB         io         the file cannot be read
 *   text        not in its charset
 *   cell_bad    names a text that is not there, or stands before its neighbour
 */
struct sheet_fault {
	const char *code;
	int64_t line; /* physical line, or row of the worksheet; from 1, 0: none */
};

struct sheet_row {
	struct str *cells; /* valid UTF-8 in NFC, trimmed */
	size_t count;      /* up to the last cell that holds something */
	int64_t line;      /* where the row begins, from 1 */
};

/*
 * Open a file of rows: a zip is XLSX, all else is CSV.
 *
 * in    path     a file that can be read twice
 *       options  NULL: find out everything
 * out   out      close it with sheet_close()
 *       fault    why not
 * errs  INPUT    not a sheet, or no such worksheet or charset
 *       LARGE    a zip bomb
 *       ABSENT   no such file
 *       DOWN     the file cannot be read
 */
MUST_USE enum err sheet_open(const char *path, const struct sheet_options *options,
    struct sheet_in **out, struct sheet_fault *fault);
void sheet_close(struct sheet_in *in); /* accepts NULL */
void sheet_closep(struct sheet_in **in);

/*
 * Read the next row that is not empty.
 *
 * out   row      its cells in mem; valid only if OK
 *       fault    what is wrong and where, if INPUT, LARGE or DOWN
 * errs  ABSENT   no more rows
 *       INPUT    this row is broken; call again for the next
 *       FORM     the file is broken from here on
 *       LARGE    it unpacks to more than the limit
 *       DOWN     it cannot be read
 */
MUST_USE enum err sheet_next(struct sheet_in *in, struct arena *mem,
    struct sheet_row *row, struct sheet_fault *fault);

const struct sheet_about *sheet_about(const struct sheet_in *in);
void sheet_progress(const struct sheet_in *in, int64_t *done, int64_t *size);
/* Rows in all, as far as can be told from what was read; exact at the end. */
int64_t sheet_total(const struct sheet_in *in);

/* ---- rows out --------------------------------------------------------- */

struct sheet_out;

/* A cell's text is the wire's: what does not fit its kind is written as text. */
enum sheet_kind {
	SHEET_TEXT,
	SHEET_NUMBER, /* "-1234.5" */
	SHEET_MONEY,  /* "1234.50", with a currency */
	SHEET_DATE,   /* "2026-11-22" */
	SHEET_TIME,   /* "2026-11-22 08:15:00", in the reader's zone */
	SHEET_BOOL,   /* "true" "false" */
	SHEET_URL     /* text: a link in a sheet is followed too easily */
};

struct sheet_column {
	struct str title;
	enum sheet_kind kind;
	int width; /* in digits; 0: by kind and title */
};

struct sheet_cell {
	struct str text;     /* empty: an empty cell */
	struct str currency; /* ISO 4217, for SHEET_MONEY */
};

/* Where bytes go.  An answer other than OK ends the writing with it. */
struct sheet_sink {
	enum err (*write)(void *arg, const char *at, size_t len);
	void *arg;
};

struct csv_style {
	bool bom;       /* Excel takes a file without one for its own charset */
	char delimiter; /* 0: ',' */
	bool raw;       /* formulas stay as they are: for programs, not for people */
};

struct xlsx_style {
	const char *temp_dir; /* NULL: /tmp */
	const char *name;     /* of the worksheet; NULL: "Sheet" */
	int64_t rows_max;     /* of a worksheet; 0: SHEET_ROWS_MAX */
};

/*
 * Begin a file.  The header is written at once; columns need not live on.
 *
 * errs  INPUT    more than SHEET_COLUMNS_MAX columns, or none
 *       DOWN     the file cannot be written; or what the sink answered
 */
MUST_USE enum err sheet_csv(struct sheet_sink sink, const struct csv_style *style,
    const struct sheet_column *columns, size_t count, struct sheet_out **out);
MUST_USE enum err sheet_xlsx(const char *path, const struct xlsx_style *style,
    const struct sheet_column *columns, size_t count, struct sheet_out **out);
/* One row: as many cells as there are columns. */
MUST_USE enum err sheet_write(struct sheet_out *out, const struct sheet_cell *cells);
/* Bring the file to its end.  Only then is it whole; errs FULL, DOWN. */
MUST_USE enum err sheet_finish(struct sheet_out *out);
void sheet_free(struct sheet_out *out); /* accepts NULL; unfinished is thrown away */
void sheet_freep(struct sheet_out **out);

/* ---- what people typed ------------------------------------------------ */

enum date_order { DATE_MDY, DATE_DMY, DATE_YMD, DATE_ISO, DATE_JALALI };

struct date_guess {
	enum date_order order;
	bool ambiguous; /* nothing decides between day and month, or it is mixed */
	size_t count;   /* samples that are dates in this order */
};

struct money {
	struct str amount; /* decimal, ASCII, no grouping */
	char currency[4];  /* ISO 4217, or "" */
};

/*
 * Read a number in any script's digits: "1,234.5" "(12)" "۱۲٫۵" "45 %".
 *
 * in    decimal  '.' or ','; 0: guess from this value alone
 * out   out      "-1234.5": ASCII, no grouping, no exponent, no plus; in mem
 */
bool read_number(struct arena *mem, struct str s, char decimal, struct str *out);
/*
 * Read a number with its currency: "$1,234.50" "1.234.567 ₫" "۱۲۳٬۰۰۰ ریال".
 * A bare $ is USD and a bare ¥ CNY; tomans become ten rials each.
 */
bool read_money(struct arena *mem, struct str s, char decimal, struct money *out);
/* Days since 1970; a time behind the date is allowed and left out. */
bool read_date(struct str s, enum date_order order, int64_t *days);
/* Milliseconds UTC; the zone counts if the text names none. */
bool read_time(struct str s, enum date_order order, int zone_minutes, int64_t *ms);
/* yes/no in English, Vietnamese, Persian, Chinese; true/false, 1/0, x. */
bool read_bool(struct str s, bool *out);

struct date_guess guess_dates(const struct str *samples, size_t count);
char guess_decimal(const struct str *samples, size_t count); /* 0: nothing decides */

#endif
