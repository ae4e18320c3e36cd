/*
 * csv_in.c - rows out of comma separated values, as RFC 4180 and the world
 * write them.
 *
 * A quote that is never closed must not swallow the file: the text behind it
 * stays in the window until it is closed, and if that does not come within a
 * cell's limit, only the line on which it was opened is lost.
 *
 * src  RFC 4180; "sep=;" on the first line is Excel's
 */
#include "paper/inside.h"

#define LOOK_LINES 64 /* on which the delimiter is found */

static const char delimiters[] = { ',', ';', '\t' };

enum after { NEXT_CELL, NEXT_ROW };

struct csv {
	struct feed feed;
	char delimiter;
	bool ends_cell[256]; /* bytes that a plain cell cannot hold */
	int64_t line;
};

/* The text that the window holds ahead. */
static struct str
ahead(const struct feed *f)
{
	return (struct str){ f->win + f->at, f->end - f->at };
}

static bool
more(struct feed *f)
{
	return f->at < f->end || feed_fill(f);
}

/* Step over the end of a line: LF, CR or both. */
static void
end_line(struct csv *csv)
{
	struct feed *f = &csv->feed;
	bool cr = f->win[f->at++] == '\r';

	csv->line++;
	if (cr && more(f) && f->win[f->at] == '\n')
		f->at++;
}

/* Past the rest of this line, whatever it holds. */
static void
skip_line(struct csv *csv)
{
	struct feed *f = &csv->feed;

	do {
		while (f->at < f->end && f->win[f->at] != '\n' && f->win[f->at] != '\r')
			f->at++;
		f->keep = f->at;
		if (f->at < f->end) {
			end_line(csv);
			return;
		}
	} while (feed_fill(f));
}

static enum after
plain_cell(struct csv *csv, struct row_make *row)
{
	struct feed *f = &csv->feed;

	for (;;) {
		size_t from = f->at;

		while (f->at < f->end && !csv->ends_cell[(unsigned char)f->win[f->at]])
			f->at++;
		row_add(row, f->win + from, f->at - from);
		f->keep = f->at;
		if (f->at == f->end) {
			if (!feed_fill(f))
				return NEXT_ROW;
		} else if (f->win[f->at] == csv->delimiter) {
			f->at++;
			return NEXT_CELL;
		} else if (f->win[f->at] == '\0') {
			row_break(row, "csv_nul", csv->line);
			f->at++;
		} else {
			end_line(csv);
			return NEXT_ROW;
		}
	}
}

/* The quote at keep was a mistake: give its line up and go on behind it. */
static enum after
bad_quote(struct csv *csv, struct row_make *row, const char *code, int64_t opened)
{
	row_break(row, code, opened);
	csv->feed.at = csv->feed.keep;
	csv->line = opened;
	skip_line(csv);
	return NEXT_ROW;
}

/* Behind the closing quote. */
static enum after
close_quote(struct csv *csv, struct row_make *row, int64_t opened)
{
	struct feed *f = &csv->feed;
	bool ends;

	while (more(f) && f->win[f->at] == ' ' && csv->delimiter != ' ')
		f->at++;
	ends = !more(f) || csv->ends_cell[(unsigned char)f->win[f->at]];
	/* text behind it, lines further on: that quote opened another cell */
	if (!ends && csv->line > opened)
		return bad_quote(csv, row, "csv_quote", opened);
	return plain_cell(csv, row);
}

/* A run of a quoted cell that means nothing else than itself. */
static void
quoted_run(struct csv *csv, struct row_make *row)
{
	struct feed *f = &csv->feed;
	size_t from = f->at;

	while (f->at < f->end && f->win[f->at] != '"' && f->win[f->at] != '\n' &&
	       f->win[f->at] != '\r' && f->win[f->at] != '\0')
		f->at++;
	row_add(row, f->win + from, f->at - from);
}

static enum after
quoted_cell(struct csv *csv, struct row_make *row)
{
	struct feed *f = &csv->feed;
	int64_t opened = csv->line;

	f->keep = f->at++;
	for (;;) {
		quoted_run(csv, row);
		if (f->at - f->keep > SHEET_CELL_MAX * 2 ||
		    row_cell_len(row) >= SHEET_CELL_MAX)
			return bad_quote(csv, row,
			    csv->line > opened ? "csv_quote" : "cell_long", opened);
		if (!more(f))
			return bad_quote(csv, row, "csv_quote", opened);
		if (f->win[f->at] == '\n' || f->win[f->at] == '\r') {
			end_line(csv);
			row_add(row, "\n", 1);
		} else if (f->win[f->at] == '\0') {
			row_break(row, "csv_nul", csv->line);
			f->at++;
		} else if (f->win[f->at] == '"') {
			f->at++;
			if (!more(f) || f->win[f->at] != '"')
				return close_quote(csv, row, opened);
			f->at++;
			row_add(row, "\"", 1);
		}
	}
}

static enum after
csv_cell(struct csv *csv, struct row_make *row)
{
	struct feed *f = &csv->feed;

	f->keep = f->at;
	while (more(f) && f->win[f->at] == ' ')
		f->at++;
	if (more(f) && f->win[f->at] == '"')
		return quoted_cell(csv, row);
	return plain_cell(csv, row);
}

static enum err
csv_next(struct sheet_in *in, struct sheet_fault *fault)
{
	struct csv *csv = in->room;
	size_t column = 0;

	csv->feed.keep = csv->feed.at;
	if (!more(&csv->feed)) {
		if (!csv->feed.failed)
			return ERR_ABSENT;
		*fault = (struct sheet_fault){ "io", csv->line };
		return ERR_DOWN;
	}
	row_begin(&in->row, csv->line);
	do
		row_at(&in->row, column++);
	while (csv_cell(csv, &in->row) == NEXT_CELL);
	return OK;
}

static void
csv_close(void *room)
{
	struct csv *csv = room;

	feed_close(&csv->feed);
	free(csv);
}

static void
csv_progress(const void *room, int64_t *done, int64_t *size)
{
	const struct csv *csv = room;

	*done = feed_done(&csv->feed);
	*size = csv->feed.size;
}

static int64_t
csv_total(const void *room)
{
	(void)room;
	return 0;
}

static const struct reader csv_reader = { csv_next, csv_close, csv_progress, csv_total };

/* How many cells each of the first lines has, if c is between them. */
static size_t
count_cells(struct str text, char c, size_t *cells)
{
	size_t lines = 0, count = 1;
	bool quoted = false, fresh = true, empty = true;

	for (size_t i = 0; i < text.len && lines < LOOK_LINES; i++) {
		char now = text.at[i];

		if (now == '"' && (quoted || fresh))
			quoted = !quoted;
		fresh = !quoted && (now == c || (fresh && now == ' '));
		if (quoted) {
			empty = false;
		} else if (now == '\n' || now == '\r') {
			if (!empty)
				cells[lines++] = count;
			count = 1;
			fresh = empty = true;
		} else {
			count += now == c;
			empty = false;
		}
	}
	if (!empty && lines == 0)
		cells[lines++] = count;
	return lines;
}

/*
 * The delimiter is what cuts the lines into as many cells as the header has,
 * and into more than one.
 */
static char
delimiter_guess(struct str text)
{
	char best = delimiters[0];
	double best_score = 0;

	for (size_t i = 0; i < COUNT_OF(delimiters); i++) {
		size_t cells[LOOK_LINES];
		size_t lines = count_cells(text, delimiters[i], cells), same = 0;
		double score;

		for (size_t n = 0; n < lines; n++)
			same += cells[n] == cells[0];
		if (lines == 0 || cells[0] < 2)
			continue;
		score = (double)same / (double)lines + (double)cells[0] / 1000.0;
		if (score > best_score) {
			best_score = score;
			best = delimiters[i];
		}
	}
	return best;
}

/* "sep=;" alone on the first line: Excel's own way to name the delimiter. */
static char
delimiter_said(struct csv *csv)
{
	struct str text = ahead(&csv->feed);

	if (text.len < 6 || memcmp(text.at, "sep=", 4) != 0 ||
	    (text.at[5] != '\r' && text.at[5] != '\n') ||
	    memchr("\"\r\n", text.at[4], 4) != NULL)
		return 0;
	csv->feed.at += 5;
	end_line(csv);
	return text.at[4];
}

static void
csv_delimiter(struct csv *csv, char wanted)
{
	char said;

	while (csv->feed.end - csv->feed.at < FEED_CHUNK && feed_fill(&csv->feed))
		;
	said = delimiter_said(csv);
	csv->delimiter = wanted != 0 ? wanted : said;
	if (csv->delimiter == 0)
		csv->delimiter = delimiter_guess(ahead(&csv->feed));
	csv->ends_cell[(unsigned char)csv->delimiter] = true;
	csv->ends_cell['\n'] = csv->ends_cell['\r'] = csv->ends_cell['\0'] = true;
}

enum err
csv_open(struct sheet_in *in, const char *path, const struct sheet_options *options,
    struct sheet_fault *fault)
{
	struct csv *csv = memory_new(1, sizeof(*csv));
	const char *charset = NULL;

	in->reader = &csv_reader;
	in->room = csv;
	csv->feed.fd = -1;
	csv->line = 1;
	if (options->charset != NULL &&
	    (charset = charset_known(options->charset)) == NULL) {
		fault->code = "charset";
		return ERR_INPUT;
	}
	TRY(feed_open(&csv->feed, path, charset, &in->about.charset));
	csv_delimiter(csv, options->delimiter);
	in->guarded = true;
	in->converted = csv->feed.from != NULL;
	in->about.format = "csv";
	in->about.delimiter = csv->delimiter;
	return OK;
}
