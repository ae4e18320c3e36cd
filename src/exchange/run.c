/*
 * run.c - all rows of a file, in batches.
 *
 * A batch is one transaction: its records and the place behind them are kept
 * together or not at all, so a run that dies goes on exactly where it was.
 * Rows that were refused go to a file; how long it is, is part of the place,
 * and what stands behind is cut off before going on.
 *
 * Most rows are saved, or refused before they wrote anything.  So a batch is
 * tried as a whole, without a savepoint for each row (on SQLite each of them
 * makes the full text flush itself); only if a row had to be given up half
 * done is the batch done again, row by row with care.
 */
#include "exchange/room.h"

#include <unistd.h>

#define LINES_SIZE ((size_t)8 << 20) /* of text in one batch */

struct line { /* of the file, as it was read */
	struct sheet_row row;
	struct sheet_fault fault; /* code NULL: none */
};

struct batch {
	struct ctx c; /* with the memory of one batch */
	struct run *run;
	struct refs *refs;
	struct sheet_in *in;
	struct arena *lines_mem;
	struct line lines[IMPORT_BATCH];
	size_t line_count;
	struct sheet_out *out; /* of refused rows, in this batch */
	size_t pass;           /* bytes of it that are in the file already */
	bool ended;
};

/* ---- rows that were refused ---- */

static enum err
refused_write(void *arg, const char *at, size_t len)
{
	struct batch *b = arg;
	size_t pass = len < b->pass ? len : b->pass;

	b->pass -= pass;
	b->run->refused_at += (int64_t)(len - pass);
	return fwrite(at + pass, 1, len - pass, b->run->refused) == len - pass ? OK
									       : ERR_FULL;
}

static enum err
count_bytes(void *arg, const char *at, size_t len)
{
	struct batch *b = arg;

	(void)at;
	b->pass += len;
	return OK;
}

/* The header that is in the file already, to be passed over. */
static enum err
measure_header(struct batch *b, const struct csv_style *style,
    const struct sheet_column *columns, size_t count)
{
	DEFER(sheet_freep) struct sheet_out *out = NULL;

	TRY(sheet_csv(
	    (struct sheet_sink){ count_bytes, b }, style, columns, count, &out));
	return sheet_finish(out);
}

static struct str
own_text(struct ctx *c, const char *key)
{
	return meta_text(c->meta, c->mem, c->actor.language, key, NULL);
}

/* The columns of the file, then where and why. */
static enum err
refused_begin(struct batch *b)
{
	const json_t *header = b->run->plan->header;
	size_t count = json_array_size(header);
	struct sheet_column *columns =
	    arena_array(b->c.mem, struct sheet_column, count + 2);
	struct csv_style style = { .bom = true };

	if (count + 2 > SHEET_COLUMNS_MAX)
		count = SHEET_COLUMNS_MAX - 2;
	for (size_t i = 0; i < count; i++)
		columns[i].title = json_str(json_array_get(header, i));
	columns[count].title = own_text(&b->c, "import.line");
	columns[count + 1].title = own_text(&b->c, "import.reason");
	b->pass = 0;
	if (b->run->refused_at > 0)
		TRY(measure_header(b, &style, columns, count + 2));
	return sheet_csv(
	    (struct sheet_sink){ refused_write, b }, &style, columns, count + 2, &b->out);
}

static enum err
refused_add(struct batch *b, const struct sheet_row *row)
{
	size_t count = json_array_size(b->run->plan->header);
	struct sheet_cell *cells = arena_array(b->c.mem, struct sheet_cell, count + 2);

	if (b->run->refused == NULL)
		return OK;
	if (b->out == NULL)
		TRY(refused_begin(b));
	if (count + 2 > SHEET_COLUMNS_MAX)
		count = SHEET_COLUMNS_MAX - 2;
	for (size_t i = 0; i < count && i < row->count; i++)
		cells[i].text = row->cells[i];
	cells[count].text = str_printf(b->c.mem, "%" PRId64, row->line);
	cells[count + 1].text = faults_say(&b->c, b->run->plan->entity);
	return sheet_write(b->out, cells);
}

static enum err
refused_end(struct batch *b)
{
	enum err e = OK;

	if (b->out == NULL)
		return OK;
	e = sheet_finish(b->out);
	sheet_freep(&b->out);
	b->out = NULL;
	if (e == OK && fflush(b->run->refused) != 0)
		e = ERR_FULL;
	/* the place that is kept must not be ahead of the file; a pipe may refuse */
	(void)fdatasync(fileno(b->run->refused));
	return e;
}

static enum err
cut_refused(struct run *run)
{
	if (run->refused == NULL || fflush(run->refused) != 0)
		return OK;
	if (ftruncate(fileno(run->refused), (off_t)run->refused_at) != 0 ||
	    fseeko(run->refused, (off_t)run->refused_at, SEEK_SET) != 0)
		return ERR_DOWN;
	return OK;
}

/* ---- rows ---- */

static void
count_row(struct run *run, const struct row_did *row)
{
	struct import_counts *n = &run->counts;

	*(row->did == DID_CREATE     ? &n->created
	    : row->did == DID_UPDATE ? &n->updated
	    : row->did == DID_SKIP   ? &n->skipped
				     : &n->refused) += 1;
	n->alike += row->alike.count > 0;
	run->done++;
}

/* Rows that were not taken, and somebody might want to look at. */
static enum err
keep_row(struct batch *b, const struct sheet_row *row, const struct row_did *did)
{
	if (did->left) {
		fault_clear(&b->c);
		fault_alike(&b->c, "alike", &did->alike);
	}
	return did->left || did->did == DID_REFUSE ? refused_add(b, row) : OK;
}

static enum err
one_row(struct batch *b, const struct line *line)
{
	struct row_did did = { .did = DID_REFUSE };

	if (line->fault.code != NULL) {
		fault_clear(&b->c);
		sheet_say(&b->c, &line->fault);
	} else {
		TRY(row_import(&b->c, b->run->plan, b->refs, &line->row, &did));
	}
	count_row(b->run, &did);
	TRY(keep_row(b, &line->row, &did));
	if (b->run->row != NULL)
		b->run->row(&b->c, b->run, &line->row, &did);
	return OK;
}

static bool
is_enough(const struct run *run, size_t ahead)
{
	return run->stop_at > 0 && run->done + (int64_t)ahead >= run->stop_at;
}

/* The next rows, as many as a batch takes; b->ended behind the last. */
static enum err
read_lines(struct batch *b)
{
	arena_reset(b->lines_mem);
	b->line_count = 0;
	while (b->line_count < IMPORT_BATCH && !b->ended &&
	       arena_size(b->lines_mem) < LINES_SIZE) {
		struct line *line = &b->lines[b->line_count];
		enum err e;

		memset(line, 0, sizeof(*line));
		e = sheet_next(b->in, b->lines_mem, &line->row, &line->fault);
		if (e != OK && e != ERR_INPUT && e != ERR_ABSENT) {
			fault_clear(&b->c);
			sheet_say(&b->c, &line->fault);
			return e == ERR_DOWN ? e : ERR_INPUT;
		}
		b->ended = e == ERR_ABSENT;
		if (b->ended)
			break;
		if (e == ERR_INPUT)
			line->row.line = line->fault.line;
		else
			line->fault.code = NULL;
		b->line_count++;
		b->ended = is_enough(b->run, b->line_count);
	}
	return OK;
}

static void
begin_part(struct batch *b, const struct ctx *c)
{
	arena_reset(b->c.mem);
	b->c = ctx_part(c, b->c.mem);
	b->c.now_ms = time_now_ms();
}

static enum err
keep_place(struct batch *b)
{
	struct run *run = b->run;
	int64_t total = sheet_total(b->in) - 1;

	run->total = b->ended || total < run->done ? run->done : total;
	TRY(refused_end(b));
	return run->keep == NULL ? OK : run->keep(&b->c, run);
}

static enum err
do_lines(struct ctx *c, struct batch *b)
{
	begin_part(b, c);
	for (size_t i = 0; i < b->line_count; i++)
		TRY(one_row(b, &b->lines[i]));
	return keep_place(b);
}

/* errs  CLASH  as a whole: a row was given up after it wrote */
static enum err
keep_lines(struct ctx *c, struct batch *b, bool whole)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	if (whole)
		tx_whole(&tx);
	TRY(do_lines(c, b));
	return tx_commit(&tx);
}

/* What happened in a transaction that was given up did not happen. */
static enum err
step_back(struct batch *b, const struct run *was)
{
	b->run->counts = was->counts;
	b->run->done = was->done;
	b->run->refused_at = was->refused_at;
	refs_forget(b->refs);
	return cut_refused(b->run);
}

static enum err
one_batch(struct ctx *c, struct batch *b)
{
	struct run was = *b->run;
	enum err e;

	TRY(still_asked(c, b->run->job));
	TRY(read_lines(b));
	e = keep_lines(c, b, true);
	if (e != ERR_CLASH)
		return e;
	TRY(step_back(b, &was));
	return keep_lines(c, b, false);
}

/* A trial: with care, and rolled back; up to batch rows see one another. */
static enum err
one_trial(struct ctx *c, struct batch *b)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t from = b->run->done;

	TRY(tx_begin(c->db, &tx));
	do {
		TRY(read_lines(b));
		TRY(do_lines(c, b));
	} while (!b->ended && b->run->done - from < b->run->batch);
	refs_forget(b->refs);
	return OK;
}

static enum err
pass_over(struct batch *b, int64_t count)
{
	while (count-- > 0) {
		struct sheet_fault f;
		struct sheet_row row;
		enum err e = sheet_next(b->in, b->c.mem, &row, &f);

		if (e != OK && e != ERR_INPUT)
			return e == ERR_ABSENT ? OK : e;
		if (count % IMPORT_BATCH == 0)
			arena_reset(b->c.mem);
	}
	return OK;
}

/* Faults of the part that failed, where the caller looks for them. */
static void
tell_faults(struct ctx *c, const struct ctx *part)
{
	for (size_t i = 0; i < part->fault_count; i++) {
		const struct fault *f = &part->faults[i];

		fault(c, f->at, f->code, NULL);
		json_object_update(c->faults[c->fault_count - 1].args, f->args);
	}
}

enum err
run_rows(struct ctx *c, struct run *run)
{
	DEFER(sheet_closep) struct sheet_in *in = NULL;
	DEFER(arena_freep) struct arena *mem = arena_new();
	DEFER(arena_freep) struct arena *own = arena_new();
	DEFER(arena_freep) struct arena *lines = arena_new();
	struct batch *b = arena_make(c->mem, struct batch);
	enum err e;

	if (run->refused_at > 0)
		TRY(cut_refused(run));
	TRY(sheet_reopen(c, run->path, run->seen, &in));
	*b = (struct batch){
		.c = { .mem = mem }, .run = run, .refs = refs_new(own), .in = in
	};
	b->lines_mem = lines;
	begin_part(b, c);
	e = pass_over(b, run->done);
	while (e == OK && !b->ended)
		e = run->dry ? one_trial(c, b) : one_batch(c, b);
	sheet_freep(&b->out);
	if (e != OK)
		tell_faults(c, &b->c);
	return e;
}
