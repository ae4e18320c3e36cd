/*
 * pg_run.c - statements on PostgreSQL, and their rows.
 *
 * Values go as text with their types left to the server, which knows what they
 * are compared with; rows come back in its binary form (manual, 55.7: integers
 * and doubles in network order, text as it is).  A statement's whole answer is
 * held at once, so that others may run while it is read.
 */
#include "db/postgres.h"

#include <math.h>

/* What the catalogue calls its types (pg_type.dat). */
enum oid {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_FLOAT8 = 701,
	OID_NUMERIC = 1700,
};

struct answer {
	PGresult *result;
	int row, rows;
};

/* ---- values ---- */

static void
make_room(struct pg *pg, size_t count)
{
	if (count <= pg->room)
		return;
	pg->room = count + 64;
	pg->values = memory_grow(pg->values, pg->room * sizeof(*pg->values));
	pg->lengths = memory_grow(pg->lengths, pg->room * sizeof(*pg->lengths));
	pg->formats = memory_grow(pg->formats, pg->room * sizeof(*pg->formats));
	pg->digits = memory_grow(pg->digits, pg->room * sizeof(*pg->digits));
}

/* Text ends with a zero for libpq; strings of ours need not. */
static void
bind(struct pg *pg, struct arena *mem, size_t i, const struct cell *cell)
{
	pg->formats[i] = cell->kind == CELL_BLOB;
	pg->lengths[i] = 0;
	switch (cell->kind) {
	case CELL_INT:
		snprintf(pg->digits[i], sizeof(*pg->digits), "%" PRId64, cell->i);
		pg->values[i] = pg->digits[i];
		return;
	case CELL_REAL:
		snprintf(pg->digits[i], sizeof(*pg->digits), "%.17g", cell->d);
		pg->values[i] = pg->digits[i];
		return;
	case CELL_TEXT: pg->values[i] = str_c(mem, cell->s); return;
	case CELL_BLOB:
		pg->values[i] = cell->s.len == 0 ? "" : cell->s.at;
		pg->lengths[i] = (int)cell->s.len;
		return;
	case CELL_NULL: pg->values[i] = NULL;
	}
}

/* ---- statements ---- */

static const char *
statement_name(char *to, size_t size, uint64_t number)
{
	snprintf(to, size, "s%" PRIu64, number);
	return to;
}

/* A place for a statement: its own, a free one, or that of the longest unused. */
static struct pg_kept *
find_kept(struct pg *pg, struct str text, uint64_t hash, bool *found)
{
	struct pg_kept *oldest = &pg->kept[0];

	*found = false;
	for (size_t i = 0; i < PG_STATEMENTS_MAX && !*found; i++) {
		struct pg_kept *k = &pg->kept[i];

		*found = k->number != 0 && k->hash == hash && str_is(text, k->text);
		if (*found || k->used < oldest->used)
			oldest = k;
	}
	return oldest;
}

static enum err
drop_kept(struct pg *pg, struct pg_kept *k)
{
	char text[48];

	if (k->number == 0)
		return OK;
	snprintf(text, sizeof(text), "deallocate s%" PRIu64, k->number);
	free(k->text);
	*k = (struct pg_kept){ 0 };
	return pg_ask(pg, text, NULL);
}

static enum err
keep(struct pg *pg, struct str text, struct pg_kept **out)
{
	uint64_t hash = str_hash(text);
	bool found;
	struct pg_kept *k = find_kept(pg, text, hash, &found);
	PGresult *result = NULL;
	char name[32], *copy;
	enum err e;

	*out = k;
	if (found) {
		k->used = ++pg->clock;
		return OK;
	}
	TRY(drop_kept(pg, k));
	copy = memory_copy(text.at, text.len);
	statement_name(name, sizeof(name), ++pg->prepared);
	e = PQsendPrepare(pg->link, name, copy, 0, NULL) == 0 ? pg_failed(pg, NULL)
							      : pg_answer(pg, &result);
	if (e == OK && (result == NULL || PQresultStatus(result) != PGRES_COMMAND_OK))
		e = pg_failed(pg, result);
	PQclear(result);
	if (e != OK) {
		free(copy);
		return e;
	}
	*k = (struct pg_kept){ hash, ++pg->clock, pg->prepared, copy };
	return OK;
}

static enum err
run(struct pg *pg, const struct sql *q, PGresult **out)
{
	struct pg_kept *k;
	char name[32];

	TRY(keep(pg, text_done(&q->text), &k));
	make_room(pg, q->arg_count);
	for (size_t i = 0; i < q->arg_count; i++)
		bind(pg, q->text.mem, i, &q->args[i]);
	if (PQsendQueryPrepared(pg->link, statement_name(name, sizeof(name), k->number),
		(int)q->arg_count, pg->values, pg->lengths, pg->formats, 1) == 0)
		return pg_failed(pg, NULL);
	TRY(pg_answer(pg, out));
	if (*out != NULL && (PQresultStatus(*out) == PGRES_TUPLES_OK ||
				PQresultStatus(*out) == PGRES_COMMAND_OK))
		return OK;
	return pg_failed(pg, *out);
}

enum err
pg_prepare(void *conn, const struct sql *q, void **out)
{
	struct pg *pg = conn;
	PGresult *result = NULL;
	struct answer *a;
	enum err e;

	if (pg->number != 0 && pg->lost)
		return ERR_AGAIN;
	TRY(pg_mend(pg));
	e = run(pg, q, &result);
	if (e == ERR_AGAIN && pg->number == 0) {
		/* a read: once more, on a connection that is there */
		PQclear(result);
		result = NULL;
		TRY(pg_mend(pg));
		e = run(pg, q, &result);
	}
	if (e != OK) {
		PQclear(result);
		return e;
	}
	pg->changes = strtoll(PQcmdTuples(result), NULL, 10);
	if (PQresultStatus(result) == PGRES_COMMAND_OK)
		pg->written += pg->changes;
	a = memory_room(sizeof(*a));
	*a = (struct answer){ result, -1, PQntuples(result) };
	*out = a;
	return OK;
}

enum err
pg_step(void *statement, bool *row)
{
	struct answer *a = statement;

	*row = ++a->row < a->rows;
	return OK;
}

void
pg_reset(void *conn, void *statement)
{
	struct answer *a = statement;

	(void)conn;
	PQclear(a->result);
	free(a);
}

/* ---- columns ---- */

static int64_t
read_int(const char *at, int len)
{
	uint64_t n = 0;

	for (int i = 0; i < len; i++)
		n = n << 8 | (unsigned char)at[i];
	return len == 2 ? (int16_t)n : len == 4 ? (int32_t)n : (int64_t)n;
}

static double
read_double(const char *at)
{
	uint64_t n = (uint64_t)read_int(at, 8);
	double d;

	memcpy(&d, &n, sizeof(d));
	return d;
}

/*
 * A numeric, which sums of bigints are: digits of base 10,000, the first with
 * a weight.  Whole ones that fit are integers.
 */
static struct cell
read_numeric(const char *at)
{
	int count = (int)read_int(at, 2), weight = (int)read_int(at + 2, 2);
	bool negative = read_int(at + 4, 2) != 0;
	double d = 0;
	__int128 whole = 0;

	for (int i = 0; i < count; i++)
		d += (double)read_int(at + 8 + 2 * i, 2) * pow(10000, weight - i);
	if (weight > 4 || count > weight + 1)
		return CELL_OF_REAL(negative ? -d : d);
	for (int i = 0; i <= weight; i++)
		whole = whole * 10000 + (i < count ? read_int(at + 8 + 2 * i, 2) : 0);
	if (whole > INT64_MAX)
		return CELL_OF_REAL(negative ? -d : d);
	return CELL_OF_INT(negative ? -(int64_t)whole : (int64_t)whole);
}

void
pg_column(void *statement, int i, struct cell *out)
{
	const struct answer *a = statement;
	const char *at = PQgetvalue(a->result, a->row, i);
	int len = PQgetlength(a->result, a->row, i);

	if (PQgetisnull(a->result, a->row, i)) {
		*out = (struct cell){ 0 };
		return;
	}
	switch ((enum oid)PQftype(a->result, i)) {
	case OID_BOOL: *out = CELL_OF_INT(at[0] != 0); break;
	case OID_INT2:
	case OID_INT4:
	case OID_INT8: *out = CELL_OF_INT(read_int(at, len)); break;
	case OID_FLOAT8: *out = CELL_OF_REAL(read_double(at)); break;
	case OID_NUMERIC: *out = read_numeric(at); break;
	case OID_BYTEA: *out = CELL_OF_BLOB(((struct str){ at, (size_t)len })); break;
	default: *out = CELL_OF_TEXT(((struct str){ at, (size_t)len }));
	}
}
