/*
 * run.c - all rows of a file, in batches.
 *
 * A batch is one transaction: its records and the place behind them are kept
 * together or not at all, so a run that dies goes on exactly where it was.
 * Rows that were refused go to a file; how long it is, is part of the place,
 * and what stands behind is cut off before going on.
 */
#include "exchange/room.h"

#include <unistd.h>

struct batch {
	struct ctx c; /* with the memory of one batch */
	struct run *run;
	struct refs *refs;
	struct sheet_in *in;
	struct sheet_out *out; /* of refused rows, in this batch */
	bool mute;             /* the header is there already */
	bool ended;
};

/* ---- rows that were refused ---- */

static enum err
refused_write(void *arg, const char *at, size_t len)
{
	struct batch *b = arg;

	if (b->mute)
		return OK;
	b->run->refused_at += (int64_t)len;
	return fwrite(at, 1, len, b->run->refused) == len ? OK : ERR_FULL;
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
	b->mute = b->run->refused_at > 0;
	TRY(sheet_csv((struct sheet_sink){ refused_write, b }, &style, columns, count + 2,
	    &b->out));
	if (b->mute) /* pass over the header that was made again */
		TRY(sheet_finish(b->out));
	b->mute = false;
	return OK;
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

/* ---- rows ---- */

static void
count_row(struct run *run, enum did did)
{
	struct import_counts *n = &run->counts;

	*(did == DID_CREATE     ? &n->created
	    : did == DID_UPDATE ? &n->updated
	    : did == DID_SKIP   ? &n->skipped
				: &n->refused) += 1;
	run->done++;
}

static enum err
one_row(struct batch *b, const struct sheet_row *row, enum err read,
    const struct sheet_fault *f)
{
	enum did did = DID_REFUSE;
	json_t *news = NULL;

	if (read == ERR_INPUT) {
		fault_clear(&b->c);
		sheet_say(&b->c, f);
	} else {
		TRY(row_import(&b->c, b->run->plan, b->refs, row, &did, &news));
	}
	count_row(b->run, did);
	if (did == DID_REFUSE)
		TRY(refused_add(b, row));
	if (b->run->row != NULL)
		b->run->row(&b->c, b->run, row, did, news);
	return OK;
}

static bool
is_enough(const struct run *run)
{
	return run->stop_at > 0 && run->done >= run->stop_at;
}

/* Up to `count` rows; b->ended at the end of the file. */
static enum err
some_rows(struct batch *b, int64_t count)
{
	while (count-- > 0 && !b->ended) {
		struct sheet_row row = { 0 };
		struct sheet_fault f;
		enum err e = sheet_next(b->in, b->c.mem, &row, &f);

		if (e == ERR_ABSENT) {
			b->ended = true;
			break;
		}
		if (e != OK && e != ERR_INPUT) {
			fault_clear(&b->c);
			sheet_say(&b->c, &f);
			return e == ERR_DOWN ? e : ERR_INPUT;
		}
		if (e == ERR_INPUT)
			row.line = f.line;
		TRY(one_row(b, &row, e, &f));
		b->ended = is_enough(b->run);
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

/* One transaction.  A trial is rolled back, and memory of it with it. */
static enum err
one_batch(struct ctx *c, struct batch *b)
{
	DEFER(tx_end) struct tx tx = { 0 };

	begin_part(b, c);
	TRY(tx_begin(c->db, &tx));
	for (int64_t n = 0; n < b->run->batch && !b->ended; n += IMPORT_BATCH) {
		int64_t rest = b->run->batch - n;

		if (n > 0)
			begin_part(b, c);
		TRY(some_rows(b, rest < IMPORT_BATCH ? rest : IMPORT_BATCH));
		TRY(keep_place(b));
	}
	if (b->run->dry) {
		refs_forget(b->refs);
		return OK;
	}
	return tx_commit(&tx);
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

static enum err
cut_refused(struct run *run)
{
	if (run->refused == NULL || run->refused_at == 0)
		return OK;
	if (ftruncate(fileno(run->refused), (off_t)run->refused_at) != 0 ||
	    fseeko(run->refused, (off_t)run->refused_at, SEEK_SET) != 0)
		return ERR_DOWN;
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
	struct batch b = { .c = { .mem = mem }, .run = run, .refs = refs_new(own) };
	enum err e = OK;

	TRY(cut_refused(run));
	TRY(sheet_reopen(c, run->path, run->seen, &in));
	b.in = in;
	begin_part(&b, c);
	e = pass_over(&b, run->done);
	while (e == OK && !b.ended)
		e = one_batch(c, &b);
	sheet_freep(&b.out);
	if (e != OK)
		tell_faults(c, &b.c);
	return e;
}
