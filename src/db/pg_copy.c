/*
 * pg_copy.c - many rows at once, by COPY in its binary form.
 *
 * src   PostgreSQL manual: COPY, "Binary Format"; 34.10 "Functions Associated with
 *       the COPY Command"
 *
 * A row is the number of its values, each with its length before it (-1: null);
 * integers and doubles in network order, text and bytes as they are.
 */
#include "db/postgres.h"

#define PART ((size_t)1 << 20) /* bytes handed on at once */

static void
add_number(struct text *t, uint64_t n, int bytes)
{
	char at[8];

	for (int i = 0; i < bytes; i++)
		at[i] = (char)(n >> (8 * (bytes - 1 - i)));
	text_add(t, at, (size_t)bytes);
}

static void
add_cell(struct text *t, const struct cell *cell)
{
	uint64_t bits;

	switch (cell->kind) {
	case CELL_NULL: add_number(t, UINT32_MAX, 4); return;
	case CELL_INT:
		add_number(t, 8, 4);
		add_number(t, (uint64_t)cell->i, 8);
		return;
	case CELL_REAL:
		memcpy(&bits, &cell->d, sizeof(bits));
		add_number(t, 8, 4);
		add_number(t, bits, 8);
		return;
	case CELL_TEXT:
	case CELL_BLOB: add_number(t, cell->s.len, 4); text_str(t, cell->s);
	}
}

static enum err
hand_on(struct pg *pg, struct text *part)
{
	if (PQputCopyData(pg->link, part->at, (int)part->len) != 1)
		return pg_failed(pg, NULL);
	part->len = 0;
	return pg_flush(pg);
}

static enum err
send_rows(struct pg *pg, const struct db_rows *rows, struct text *part)
{
	const struct cell *cell = rows->cells;

	text_add(part, "PGCOPY\n\377\r\n\0", 11);
	add_number(part, 0, 8); /* no flags, no more of a header */
	for (size_t i = 0; i < rows->count; i++) {
		add_number(part, rows->column_count, 2);
		for (size_t j = 0; j < rows->column_count; j++)
			add_cell(part, cell++);
		if (part->len >= PART)
			TRY(hand_on(pg, part));
	}
	add_number(part, UINT16_MAX, 2); /* the end */
	return hand_on(pg, part);
}

enum err
pg_put(void *conn, const struct db_rows *rows)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct text part = TEXT_INIT(mem);
	struct sql q = SQL_INIT(mem);
	struct pg *pg = conn;
	PGresult *result = NULL;
	enum err e;

	sql_text(&q, "copy ");
	sql_name(&q, rows->table);
	for (size_t i = 0; i < rows->column_count; i++) {
		text_c(&q.text, i == 0 ? " (" : ", ");
		sql_name(&q, rows->columns[i]);
	}
	sql_text(&q, ") from stdin (format binary)");
	TRY(pg_copy_begin(pg, q.text.at));
	e = send_rows(pg, rows, &part);
	if (e != OK)
		return e; /* the connection is lost, and with it the transaction */
	if (PQputCopyEnd(pg->link, NULL) != 1)
		return pg_failed(pg, NULL);
	TRY(pg_answer(pg, &result));
	if (result == NULL || PQresultStatus(result) != PGRES_COMMAND_OK)
		e = pg_failed(pg, result);
	else
		pg->written += (int64_t)rows->count;
	PQclear(result);
	return e;
}
