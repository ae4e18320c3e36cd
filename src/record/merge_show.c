/*
 * merge_show.c - a merge as it is told: what it would do, what there were.
 */
#include "record/merge.h"

void
merge_write_moved(struct jw *w, const struct moved *moved, size_t count)
{
	jw_key(w, "moved");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, moved[i].field->entity->name);
		jw_key(w, "field");
		jw_str(w, moved[i].field->name);
		jw_key(w, "count");
		jw_int(w, moved[i].count);
		jw_close(w);
	}
	jw_end(w);
}

/* ---- what it would do ---- */

/* Do all of them say the same? */
static bool
is_alike(const struct merge *m, const struct field *f)
{
	for (size_t i = 1; i < m->count; i++)
		if (!value_same(
			f, &m->at[0]->before[f->first], &m->at[i]->before[f->first]))
			return false;
	return true;
}

static bool
is_shown(struct ctx *c, const struct merge *m, const struct field *f)
{
	bool mine = true;

	for (size_t i = 0; i < m->count; i++)
		mine &= auth_is_mine(c, m->entity, m->at[i]->before);
	return !f->system && !f->hidden && f->is == NULL &&
	       !(f->readonly && f->trait != NULL) &&
	       (auth_field(c, f, MAY_READ) == WHOSE_ALL ||
		   (auth_field(c, f, MAY_READ) == WHOSE_MINE && mine));
}

/* "from": the record whose value it would be; null: of several. */
static void
write_field(struct ctx *c, const struct merge *m, const struct field *f, struct jw *w)
{
	const struct record *from = merge_source(c, m, f);

	jw_open(w);
	jw_key(w, "name");
	jw_str(w, f->name);
	jw_key(w, "from");
	if (from == NULL)
		jw_null(w);
	else
		jw_id(w, from->id);
	jw_key(w, "value");
	value_write(w, f, record_value(m->at[0], f));
	jw_key(w, "may");
	jw_bool(w, merge_may_take(c, f));
	jw_close(w);
}

enum err
record_merge_plan(
    struct ctx *c, const struct entity *e, const json_t *wish, int64_t seen, struct jw *w)
{
	struct moved *moved;
	struct merge m;
	size_t count;

	TRY(merge_read(c, e, wish, seen, false, &m));
	TRY(merge_allow(c, &m));
	TRY(merge_count(c, &m, &moved, &count));
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < m.count; i++)
		TRY(record_write(c, w, m.at[i], false));
	jw_end(w);
	auth_read(c, m.count);
	merge_choose(c, &m);
	if (c->fault_count > 0)
		return ERR_INPUT;
	jw_key(w, "differs");
	jw_array(w);
	for (size_t i = 0; i < e->field_count; i++)
		if (is_shown(c, &m, &e->fields[i]) && !is_alike(&m, &e->fields[i]))
			write_field(c, &m, &e->fields[i], w);
	jw_end(w);
	merge_write_moved(w, moved, count);
	jw_close(w);
	return OK;
}

/* ---- those that there were ---- */

struct row {
	struct kept kept;
	struct part parts[MERGE_MAX];
	size_t part_count;
};

static enum err
load_rows(struct ctx *c, struct ref which, struct row **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*out = arena_array(c->mem, struct row, MERGE_LIST_MAX);
	*count = 0;
	sql_text(&q, "select id, actor, at_ms, undone_ms, body from _merge"
		     " where record = ");
	sql_int(&q, which.id);
	sql_text(&q, " order by id desc");
	sql_limit(&q, MERGE_LIST_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < MERGE_LIST_MAX && rows_next(&r))
		(*out)[(*count)++].kept = (struct kept){ .id = row_int(&r, 0),
			.actor = row_int(&r, 1),
			.at_ms = row_int(&r, 2),
			.undone_ms = row_int(&r, 3),
			.body = str_copy(c->mem, row_str(&r, 4)) };
	return rows_err(&r);
}

/* Those that they see, each with its name. */
static enum err
write_from(struct ctx *c, struct ref which, const struct row *row, struct jw *w)
{
	jw_key(w, "from");
	jw_array(w);
	for (size_t i = 0; i < row->part_count; i++) {
		struct ref part = { which.entity, row->parts[i].record };
		struct record *rec;
		enum err e = record_load(c, part, &rec);

		if (e != OK && e != ERR_ABSENT)
			return e;
		if (e == OK)
			TRY(record_write_named(c, w, part.entity, part.id));
	}
	jw_end(w);
	return OK;
}

static enum err
write_row(
    struct ctx *c, struct ref which, const struct row *row, int64_t newest, struct jw *w)
{
	const struct entity *people = meta_entity(c->meta, STR("user"));

	jw_open(w);
	jw_key(w, "id");
	jw_id(w, row->kept.id);
	jw_key(w, "at");
	jw_int(w, row->kept.at_ms);
	jw_key(w, "by");
	if (row->kept.actor == 0)
		jw_null(w);
	else
		TRY(record_write_named(c, w, people, row->kept.actor));
	TRY(write_from(c, which, row, w));
	jw_key(w, "undone_ms");
	if (row->kept.undone_ms == 0)
		jw_null(w);
	else
		jw_int(w, row->kept.undone_ms);
	jw_key(w, "undo");
	jw_bool(w, row->kept.id == newest);
	jw_close(w);
	return OK;
}

enum err
record_merges(struct ctx *c, struct ref which, struct jw *w)
{
	struct record *rec;
	struct row *rows;
	int64_t newest;
	size_t count;

	TRY(record_load(c, which, &rec));
	TRY(load_rows(c, which, &rows, &count));
	TRY(merge_into(c, which.id, &newest));
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		TRY(merge_parts(c, rows[i].kept.id, rows[i].parts, &rows[i].part_count));
		TRY(write_row(c, which, &rows[i], newest, w));
	}
	jw_end(w);
	jw_close(w);
	return OK;
}
