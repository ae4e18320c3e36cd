/*
 * move_rows.c - tables as they are, their rows, and sums over them.
 *
 * A row's hash is taken over its cells in the order of the columns' names, each with
 * its kind: what an engine calls the value does not matter, a bit of it does.  Sums
 * of hashes do not depend on the order in which rows are read.
 */
#include "exchange/move_room.h"

#include <sodium.h>

#define BATCH_BYTES (4 << 20) /* of values read at once, about */

/* ---- what tables there are ---- */

/* The engine's own: the new database has them, and its own content in them. */
static bool
is_engines(struct str name)
{
	return str_is(name, "_made") || str_is(name, "_step") || str_is(name, "_order") ||
	       str_is(name, "_unique_wait") || str_starts(name, "_search");
}

static int
by_name(const void *a, const void *b)
{
	return str_order(
	    ((const struct db_column *)a)->name, ((const struct db_column *)b)->name);
}

/* Of n columns of one table.  errs  INPUT  it is not one of ours */
static enum err
table_of(struct arena *mem, struct db_column *columns, size_t n, struct table *t,
    struct str *why)
{
	*t = (struct table){ .name = columns[0].table, .columns = columns, .count = n };
	t->names = arena_array(mem, struct str, n);
	qsort(columns, n, sizeof(*columns), by_name);
	for (size_t i = 0; i < n; i++) {
		const struct db_column *c = &columns[i];

		t->names[i] = c->name;
		if (c->kind == CELL_NULL || c->key > MOVE_KEYS_MAX) {
			*why =
			    str_printf(mem, "%.*s.%.*s: a column that Kith did not make",
				STR_ARG(t->name), STR_ARG(c->name));
			return ERR_INPUT;
		}
		if (c->key == 0)
			continue;
		t->keys[c->key - 1] = i;
		t->key_count++;
	}
	if (t->key_count > 0)
		return OK;
	*why = str_printf(mem, "%.*s: a table that Kith did not make", STR_ARG(t->name));
	return ERR_INPUT;
}

enum err
tables_load(
    struct db *db, struct arena *mem, struct table **out, size_t *count, struct str *why)
{
	LIST(struct table) list = { 0 };
	struct db_column *columns;
	size_t n, last;

	TRY(db_catalogue(db, mem, &columns, &n));
	for (size_t first = 0; first < n; first = last) {
		for (last = first + 1;
		     last < n && str_same(columns[last].table, columns[first].table);)
			last++;
		if (is_engines(columns[first].table))
			continue;
		TRY(table_of(
		    mem, &columns[first], last - first, list_add(mem, &list), why));
	}
	*out = list.at;
	*count = list.count;
	return OK;
}

/* ---- make ---- */

static void
define_column(struct sql *q, const struct db *db, const struct db_column *c)
{
	static const char *const types[] = { [CELL_INT] = " %I",
		[CELL_REAL] = " %R",
		[CELL_TEXT] = " %T",
		[CELL_BLOB] = " %B" };

	sql_name(q, c->name);
	sql_define(q, db, types[c->kind]);
	if (c->not_null && c->key == 0)
		sql_text(q, " not null");
}

/* As meta_fit() notes what it makes: "deal", "deal.amount_cur". */
static enum err
note_made(struct db *db, struct arena *mem, const struct table *t)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "insert into _made (what) values (");
	sql_str(&q, t->name);
	sql_text(&q, ")");
	for (size_t i = 0; i < t->count; i++) {
		sql_text(&q, ", (");
		sql_str(&q,
		    str_printf(mem, "%.*s.%.*s", STR_ARG(t->name), STR_ARG(t->names[i])));
		sql_text(&q, ")");
	}
	return db_run(db, &q);
}

enum err
table_make(struct db *db, struct arena *mem, const struct table *t)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "create table ");
	sql_name(&q, t->name);
	sql_text(&q, " (");
	for (size_t i = 0; i < t->count; i++) {
		define_column(&q, db, &t->columns[i]);
		sql_text(&q, ", ");
	}
	for (size_t i = 0; i < t->key_count; i++) {
		text_c(&q.text, i == 0 ? "primary key (" : ", ");
		sql_name(&q, t->names[t->keys[i]]);
	}
	sql_define(&q, db, "))%S");
	TRY(db_run(db, &q));
	return note_made(db, mem, t);
}

/* ---- rows ---- */

struct scan {
	struct db *db;
	const struct table *table;
	int64_t limit;
	bool begun;
	struct cell last[MOVE_KEYS_MAX]; /* the key of the last row, in last_mem */
	struct arena *mem, *last_mem;
	struct cell *cells;
	size_t rows;
	size_t kept;       /* of rows: those that go on, the first ones */
	struct text canon; /* of a row: what is hashed */
	struct move_sum sum;
	size_t bytes; /* of the batch */
};

static void
select_rows(struct sql *q, const struct scan *s)
{
	const struct table *t = s->table;

	for (size_t i = 0; i < t->count; i++) {
		text_c(&q->text, i == 0 ? "select " : ", ");
		sql_name(q, t->names[i]);
	}
	sql_text(q, " from ");
	sql_name(q, t->name);
	for (size_t i = 0; s->begun && i < t->key_count; i++) {
		text_c(&q->text, i == 0 ? " where (" : ", ");
		sql_name(q, t->names[t->keys[i]]);
	}
	for (size_t i = 0; s->begun && i < t->key_count; i++) {
		text_c(&q->text, i == 0 ? ") > (" : ", ");
		sql_cell(q, &s->last[i]);
	}
	if (s->begun)
		sql_text(q, ")");
	for (size_t i = 0; i < t->key_count; i++) {
		text_c(&q->text, i == 0 ? " order by " : ", ");
		sql_name(q, t->names[t->keys[i]]);
	}
	sql_limit(q, s->limit);
}

static void
add_canon(struct text *t, const struct cell *cell)
{
	double real = cell->kind == CELL_REAL ? cell->d + 0.0 : 0; /* -0 is 0 */
	uint64_t bits = 0;

	text_char(t, (char)cell->kind);
	switch (cell->kind) {
	case CELL_NULL: return;
	case CELL_INT: bits = (uint64_t)cell->i; break;
	case CELL_REAL: memcpy(&bits, &real, sizeof(bits)); break;
	case CELL_TEXT:
	case CELL_BLOB: bits = cell->s.len; break;
	}
	text_add(t, (const char *)&bits, sizeof(bits));
	if (cell->kind == CELL_TEXT || cell->kind == CELL_BLOB)
		text_str(t, cell->s);
}

static void
take_row(struct scan *s, const struct rows *r, struct cell *cells)
{
	for (size_t i = 0; i < s->table->count; i++) {
		row_cell(r, (int)i, s->mem, &cells[i]);
		s->bytes += 8;
		if (cells[i].kind == CELL_TEXT || cells[i].kind == CELL_BLOB)
			s->bytes += cells[i].s.len;
	}
}

static void
add_sum(struct scan *s, const struct cell *cells)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES];
	uint64_t hash;

	s->canon.len = 0;
	for (size_t i = 0; i < s->table->count; i++)
		add_canon(&s->canon, &cells[i]);
	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)s->canon.at,
	    s->canon.len, key);
	s->sum.sum += hash;
	s->sum.rows++;
}

/* Through the veil; those that go on close up. */
static enum err
veil_rows(struct scan *s, const struct move_veil *veil)
{
	size_t n = s->table->count;

	s->kept = 0;
	for (size_t i = 0; i < s->rows; i++) {
		struct move_row row = { s->table->name, s->table->names, n,
			s->cells + i * n, s->mem };
		bool keep = true;

		if (veil != NULL)
			TRY(veil->row(veil->arg, &row, &keep));
		if (!keep)
			continue;
		add_sum(s, row.cells);
		if (s->kept < i)
			memcpy(s->cells + s->kept * n, row.cells, n * sizeof(*row.cells));
		s->kept++;
	}
	return OK;
}

/* Few lengths, since each is a statement of its own. */
static void
choose_limit(struct scan *s)
{
	static const int64_t lengths[] = { 5000, 500, 50 };
	size_t each = s->rows == 0 ? 1 : s->bytes / s->rows + 1, i = 0;

	while (i + 1 < COUNT_OF(lengths) && (size_t)lengths[i] * each > BATCH_BYTES)
		i++;
	s->limit = lengths[i];
}

static void
keep_last(struct scan *s)
{
	const struct table *t = s->table;
	const struct cell *row = s->cells + (s->rows - 1) * t->count;

	s->begun = true;
	arena_reset(s->last_mem);
	for (size_t i = 0; i < t->key_count; i++)
		s->last[i] = cell_copy(s->last_mem, &row[t->keys[i]]);
}

/* The next rows into s->cells.  out  *more  false: these were the last */
static enum err
scan_next(struct scan *s, bool *more)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q;
	int64_t limit = s->limit;

	arena_reset(s->mem);
	q = (struct sql)SQL_INIT(s->mem);
	s->cells = arena_array(s->mem, struct cell, s->table->count * (size_t)limit);
	s->rows = s->bytes = 0;
	select_rows(&q, s);
	TRY(rows_begin(s->db, &q, &r));
	while (s->rows < (size_t)limit && rows_next(&r))
		take_row(s, &r, s->cells + s->rows++ * s->table->count);
	TRY(rows_err(&r));
	*more = s->rows == (size_t)limit;
	if (s->rows > 0) {
		keep_last(s);
		choose_limit(s);
	}
	return OK;
}

static enum err
put(struct db *to, const struct scan *s)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct db_rows rows = { s->table->name, s->table->names, s->table->count,
		s->cells, s->kept };

	if (s->kept == 0)
		return OK;
	TRY(tx_begin(to, &tx));
	TRY(db_put(to, &rows));
	return tx_commit(&tx);
}

enum err
move_tell(const struct watching *w, struct str table, int64_t rows)
{
	if (w->watch == NULL || w->watch->tell(w->watch->arg, w->stage, table, rows))
		return OK;
	return ERR_LIMIT;
}

enum err
table_read(struct db *from, const struct table *t, const struct way *way,
    const struct watching *w, struct move_sum *out)
{
	DEFER(arena_freep)
	struct arena *mem = arena_new(), *last_mem = arena_new(), *canon = arena_new();
	struct scan s = { .db = from,
		.table = t,
		.limit = 50,
		.mem = mem,
		.last_mem = last_mem,
		.canon = TEXT_INIT(canon) };
	bool more = true;

	while (more) {
		TRY(scan_next(&s, &more));
		TRY(veil_rows(&s, way == NULL ? NULL : way->veil));
		if (way != NULL)
			TRY(put(way->to, &s));
		TRY(move_tell(w, t->name, s.sum.rows));
	}
	*out = s.sum;
	return OK;
}
