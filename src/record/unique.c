/*
 * unique.c - no two living records share a value of a unique field.
 *
 * An index sees to that.  Until a job has made it for a field that came to a large
 * table (field.waits, meta/fit_unique.c), the values given since the field is there are
 * kept in _unique_wait, under the name of that index: who has one is found there, and
 * its primary key refuses a second, whoever writes at the same moment.  Those are all
 * values that there are: the field had none before.
 *
 * A process whose snapshot is from before the field may take a record that has one to
 * the trash: so a row here counts as long as its record lives and has the value.  And
 * one whose snapshot is from before the index finds no note in _made: it does as if
 * the field did not wait.
 */
#include "record/room.h"

/* "17", "0.5", "a@b.example": the values of a field are all of one kind. */
static struct str
key_of(struct arena *mem, const struct cell *v)
{
	switch (v->kind) {
	case CELL_INT: return str_printf(mem, "%" PRId64, v->i);
	case CELL_REAL: return str_printf(mem, "%.17g", v->d == 0 ? 0.0 : v->d);
	default: return v->s;
	}
}

static const struct cell *
compared(const struct record *rec, const struct field *f)
{
	return record_value(rec, f) + f->type->compare;
}

/* " and t.code = $1" */
static void
add_same(struct sql *q, const struct field *f, const struct cell *v)
{
	sql_text(q, " and t.");
	sql_column(q, f, f->type->compare);
	sql_text(q, " = ");
	sql_cell(q, v);
}

/* " where w.what = $1 and w.key = $2" */
static void
add_kept(struct ctx *c, struct sql *q, const struct field *f, const struct cell *v)
{
	sql_text(q, " where w.what = ");
	sql_str(q, field_unique_index(c->mem, f));
	sql_text(q, " and w.value = ");
	sql_str(q, key_of(c->mem, v));
}

static enum err
waits(struct ctx *c, const struct field *f, bool *out)
{
	*out = false;
	return f->waits ? meta_waits(c, field_unique_index(c->mem, f), out) : OK;
}

enum err
record_sql_who(
    struct ctx *c, struct sql *q, const struct field *f, int column, const struct cell *v)
{
	bool waiting = false;

	if (f->unique && column == f->type->compare)
		TRY(waits(c, f, &waiting));
	sql_text(q, " t where t.deleted_ms is null and t.");
	sql_column(q, f, column);
	sql_text(q, " = ");
	sql_cell(q, v);
	if (!waiting)
		return OK;
	sql_text(q, " and t.id in (select w.id from _unique_wait w");
	add_kept(c, q, f, v);
	sql_text(q, ")");
	return OK;
}

/* ---- kept until there is an index ---- */

static enum err
let_go(struct ctx *c, const struct record *rec, const struct field *f)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _unique_wait where id = ");
	sql_int(&q, rec->id);
	sql_text(&q, " and what = ");
	sql_str(&q, field_unique_index(c->mem, f));
	return db_run(c->db, &q);
}

/* Of whoever has it no more, and did not say so. */
static enum err
let_go_stale(struct ctx *c, const struct field *f, const struct cell *v)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _unique_wait as w");
	add_kept(c, &q, f, v);
	sql_text(&q, " and not exists (select 1 from ");
	sql_table(&q, f->entity);
	sql_text(&q, " t where t.id = w.id and t.deleted_ms is null");
	add_same(&q, f, v);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static enum err
keep(struct ctx *c, const struct record *rec, const struct field *f)
{
	const struct cell *v = compared(rec, f);
	struct sql q = SQL_INIT(c->mem);

	TRY(let_go_stale(c, f, v));
	sql_text(&q, "insert into _unique_wait (what, value, id) values (");
	sql_str(&q, field_unique_index(c->mem, f));
	sql_text(&q, ", ");
	sql_str(&q, key_of(c->mem, v));
	sql_text(&q, ", ");
	sql_int(&q, rec->id);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

enum err
record_keep_unique(struct ctx *c, const struct record *rec)
{
	for (size_t i = 0; i < rec->entity->field_count; i++) {
		const struct field *f = &rec->entity->fields[i];
		bool waiting;

		TRY(waits(c, f, &waiting));
		if (!waiting)
			continue;
		TRY(let_go(c, rec, f));
		if (rec->deleted_ms == 0 && compared(rec, f)->kind != CELL_NULL)
			TRY(keep(c, rec, f));
	}
	return OK;
}
