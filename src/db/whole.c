/*
 * whole.c - whole databases: one moment of one, the tables of it, many rows at once.
 */
#include "db/room.h"

enum err
db_freeze(struct db *db)
{
	assert(db->depth == 0 && !db->frozen);
	TRY(db->engine->driver->freeze(db->conn));
	db->frozen = true;
	return OK;
}

void
db_thaw(struct db *db)
{
	if (db->frozen)
		(void)db->engine->driver->exec(db->conn, "rollback");
	db->frozen = false;
}

enum err
db_catalogue(struct db *db, struct arena *mem, struct db_column **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	LIST(struct db_column) list = { 0 };
	struct sql q = SQL_INIT(mem);

	text_c(&q.text, db->engine->driver->dialect.catalogue);
	TRY(rows_begin(db, &q, &r));
	while (rows_next(&r))
		*list_add(mem, &list) = (struct db_column){
			.table = str_copy(mem, row_str(&r, 0)),
			.name = str_copy(mem, row_str(&r, 1)),
			.kind = (enum cell_kind)row_int(&r, 2),
			.not_null = row_int(&r, 3) != 0,
			.key = (int)row_int(&r, 4),
		};
	*out = list.at;
	*count = list.count;
	return rows_err(&r);
}

/* Rows from..from+count in one statement. */
static enum err
insert(struct db *db, struct arena *mem, const struct db_rows *rows, size_t from,
    size_t count)
{
	const struct cell *cell = rows->cells + from * rows->column_count;
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "insert into ");
	sql_name(&q, rows->table);
	for (size_t i = 0; i < rows->column_count; i++) {
		text_c(&q.text, i == 0 ? " (" : ", ");
		sql_name(&q, rows->columns[i]);
	}
	sql_text(&q, ") values ");
	for (size_t i = 0; i < count; i++) {
		text_c(&q.text, i == 0 ? "(" : ", (");
		for (size_t j = 0; j < rows->column_count; j++) {
			if (j > 0)
				sql_text(&q, ", ");
			sql_cell(&q, cell++);
		}
		sql_text(&q, ")");
	}
	return db_run(db, &q);
}

/* Statements of the same length are the same statement: it is compiled once. */
static enum err
insert_all(struct db *db, const struct db_rows *rows)
{
	size_t most = DB_ARGS_MAX / 8 / rows->column_count, count;
	struct arena *mem = arena_new();
	enum err e = OK;

	if (most == 0)
		most = 1;
	for (size_t i = 0; e == OK && i < rows->count; i += count) {
		count = rows->count - i < most ? rows->count - i : most;
		arena_reset(mem);
		e = insert(db, mem, rows, i, count);
	}
	arena_free(mem);
	return e;
}

enum err
db_put(struct db *db, const struct db_rows *rows)
{
	const struct driver *d = db->engine->driver;

	assert(db->depth > 0);
	if (rows->count == 0)
		return OK;
	return d->put != NULL ? d->put(db->conn, rows) : insert_all(db, rows);
}

enum err
db_look(struct db *db, struct arena *mem)
{
	const char *text = db->engine->driver->dialect.look;
	struct sql q = SQL_INIT(mem);

	if (text == NULL)
		return OK;
	text_c(&q.text, text);
	return db_run(db, &q);
}
