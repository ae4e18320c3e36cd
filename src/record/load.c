/*
 * load.c - records from their rows.
 */
#include "record/room.h"

struct record *
record_new(struct ctx *c, const struct entity *e)
{
	struct record *rec = arena_make(c->mem, struct record);

	rec->entity = e;
	rec->now = arena_array(c->mem, struct cell, e->cell_count);
	return rec;
}

bool
record_is_new(const struct record *rec)
{
	return rec->before == NULL;
}

bool
record_changed(const struct record *rec, const struct field *f)
{
	return rec->before == NULL
		   ? !value_empty(&rec->now[f->first])
		   : !value_same(f, &rec->before[f->first], &rec->now[f->first]);
}

struct str
record_title(struct arena *mem, const struct record *rec)
{
	return value_show(mem, rec->entity->title, record_value(rec, rec->entity->title));
}

void
record_take_row(struct ctx *c, const struct rows *r, int from, struct record *rec)
{
	for (size_t i = 0; i < rec->entity->cell_count; i++)
		row_cell(r, from + (int)i, c->mem, &rec->now[i]);
}

static enum err
load_where(struct ctx *c, struct ref which, const struct grant *g, bool mine,
    struct record **out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct record *rec;

	sql_text(&q, "select t.id, t.version, t.deleted_ms");
	text_str(&q.text, which.entity->columns);
	sql_text(&q, " from ");
	sql_table(&q, which.entity);
	sql_text(&q, " t where t.id = ");
	sql_int(&q, which.id);
	if (g != NULL)
		auth_where(c, g, "t", &q);
	if (mine)
		sql_lock(&q, c->db);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	rec = record_new(c, which.entity);
	rec->id = row_int(&r, 0);
	rec->version = row_int(&r, 1);
	rec->deleted_ms = row_int(&r, 2);
	record_take_row(c, &r, 3, rec);
	rec->before = arena_array(c->mem, struct cell, which.entity->cell_count);
	memcpy(rec->before, rec->now, sizeof(*rec->now) * which.entity->cell_count);
	*out = rec;
	return OK;
}

enum err
record_load(struct ctx *c, struct ref which, struct record **out)
{
	struct grant g = auth_grant(c, which.entity, MAY_READ);

	return auth_never(&g) ? ERR_ABSENT : load_where(c, which, &g, false, out);
}

enum err
record_load_mine(struct ctx *c, struct ref which, struct record **out)
{
	struct grant g = auth_grant(c, which.entity, MAY_READ);

	assert(db_in_tx(c->db));
	return auth_never(&g) ? ERR_ABSENT : load_where(c, which, &g, true, out);
}

enum err
record_as_seen(struct ctx *c, const struct record *rec, int64_t seen)
{
	if (rec->deleted_ms != 0)
		return ERR_ABSENT;
	return seen == 0 || seen == rec->version
		   ? OK
		   : record_clash(c, (struct ref){ rec->entity, rec->id });
}

enum err
record_load_any(struct ctx *c, struct ref which, struct record **out)
{
	return load_where(c, which, NULL, false, out);
}

enum err
record_hold(struct ctx *c, struct ref which, struct record **out)
{
	assert(db_in_tx(c->db));
	return load_where(c, which, NULL, true, out);
}

enum err
record_find(struct ctx *c, const struct field *f, struct str value, int64_t *id)
{
	struct sql q = SQL_INIT(c->mem);
	struct cell cell;

	*id = 0;
	if (f->type->literal == NULL || !f->type->literal(c->mem, f, value, false, &cell))
		return OK;
	sql_text(&q, "select coalesce(min(t.id), 0) from ");
	sql_table(&q, f->entity);
	TRY(record_sql_who(c, &q, f, f->type->compare, &cell));
	return db_int(c->db, &q, ERR_BUG, id);
}

enum err
record_rule(
    struct ctx *c, const struct entity *e, struct str text, const struct rule **out)
{
	struct rule_fault why;
	struct rule *rule;

	if (auth_rule(c, e, text, &rule, &why) != OK) {
		fault_rule(c, STR("where"), &why);
		return ERR_INPUT;
	}
	*out = rule;
	return OK;
}
