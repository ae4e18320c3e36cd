/*
 * quality.c - what is calculated of a record's data quality, kept as its entity says it
 * now.
 *
 * A save calculates it (fill.c).  When the document says it otherwise, or fields become
 * some roles' only, what is stored is old: by which words it was calculated is
 * remembered (_quality), and a job goes through the table.  Nothing happens to a record
 * by that: no version, no event, nobody's hand.
 */
#include "record/room.h"

/* ---- by which words ---- */

static enum err
load_says(struct ctx *c, struct map *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select entity, says from _quality");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct str *says = arena_make(c->mem, struct str);

		*says = str_copy(c->mem, row_str(&r, 1));
		map_put(out, str_copy(c->mem, row_str(&r, 0)), says);
	}
	return rows_err(&r);
}

/* Nothing is calculated any more: what is stored grows old unseen. */
static enum err
forget(struct ctx *c, const struct entity *e)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _quality where entity = ");
	sql_str(&q, e->name);
	return db_run(c->db, &q);
}

enum err
record_quality_settle(struct ctx *c, const struct entity *e)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _quality (entity, says) values (");
	sql_str(&q, e->name);
	sql_text(&q, ", ");
	sql_str(&q, e->quality->says);
	sql_text(&q, ") on conflict (entity) do update set says = excluded.says");
	return db_run(c->db, &q);
}

static enum err
know(struct ctx *c, struct entity *e, const struct str *says)
{
	if (e->quality == NULL)
		return says == NULL ? OK : forget(c, e);
	if (says != NULL && str_same(*says, e->quality->says))
		return OK;
	TRY(entity_has_records(c, e, &e->quality->old));
	return e->quality->old ? OK : record_quality_settle(c, e);
}

enum err
record_quality_know(struct ctx *c, struct meta *meta)
{
	struct map says = MAP_INIT(c->mem);

	TRY(load_says(c, &says));
	for (size_t i = 0; i < meta->entity_count; i++) {
		struct entity *e = &meta->entities[i];

		TRY(know(c, e, map_get(&says, e->name)));
		meta->quality_old |= e->quality != NULL && e->quality->old;
	}
	return OK;
}

/* ---- of all that is stored ---- */

static bool
is_quality(const struct field *f)
{
	return f->is != NULL && calc_is_quality(f->is);
}

/* What is asked to be stored of it; nothing, if it is so already. */
static enum err
put(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	struct sql q = SQL_INIT(c->mem);
	bool any = false;

	sql_text(&q, "update ");
	sql_table(&q, e);
	sql_text(&q, " set ");
	for (size_t i = 0; i < e->computed_count; i++) {
		const struct field *f = e->computed[i];

		if (!is_quality(f) || !record_changed(rec, f))
			continue;
		if (any)
			sql_text(&q, ", ");
		sql_column(&q, f, 0);
		sql_text(&q, " = ");
		sql_cell(&q, record_value(rec, f));
		any = true;
	}
	sql_text(&q, " where id = ");
	sql_int(&q, rec->id);
	return any ? db_run(c->db, &q) : OK;
}

/* ---- when something last happened with it ---- */

/* No change of the record: nobody's version, and nothing is told. */
static bool
knows_touch(const struct entity *e)
{
	return e->quality != NULL && e->quality->touched != NULL;
}

static void
add_touch(struct sql *q, struct ref which, int64_t at_ms)
{
	sql_text(q, "update ");
	sql_table(q, which.entity);
	sql_text(q, " set touched_ms = ");
	sql_int(q, at_ms);
	sql_text(q, " where id = ");
	sql_int(q, which.id);
}

enum err
record_touch(struct ctx *c, struct ref which, int64_t at_ms)
{
	struct sql q = SQL_INIT(c->mem);

	if (!knows_touch(which.entity))
		return OK;
	add_touch(&q, which, at_ms);
	sql_text(&q, " and (touched_ms is null or touched_ms < ");
	sql_int(&q, at_ms);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

/* By what is stored of it and around it. */
enum err
record_touch_again(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	struct sql q = SQL_INIT(c->mem);
	int64_t last, stored;

	if (!knows_touch(e))
		return OK;
	sql_text(&q, "select coalesce(max(at_ms), 0) from _timeline where entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record = ");
	sql_int(&q, rec->id);
	TRY(db_int(c->db, &q, ERR_BUG, &last));
	stored = record_value(rec, entity_field(e, STR("updated_ms")))->i;
	q = (struct sql)SQL_INIT(c->mem);
	add_touch(&q, (struct ref){ e, rec->id }, last > stored ? last : stored);
	return db_run(c->db, &q);
}

static struct record *
take(struct ctx *c, const struct entity *e, const struct rows *r)
{
	struct record *rec = record_new(c, e);

	rec->id = row_int(r, 0);
	record_take_row(c, r, 1, rec);
	rec->before = arena_array(c->mem, struct cell, e->cell_count);
	memcpy(rec->before, rec->now, sizeof(*rec->now) * e->cell_count);
	return rec;
}

/* Who wants to change one of them meanwhile waits. */
static enum err
load(struct ctx *c, const struct entity *e, int64_t after, size_t max,
    struct record **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	sql_text(&q, "select t.id");
	text_str(&q.text, e->columns);
	sql_text(&q, " from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.id > ");
	sql_int(&q, after);
	sql_text(&q, " order by t.id");
	sql_limit(&q, (int64_t)max);
	sql_lock(&q, c->db);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < max && rows_next(&r))
		out[(*count)++] = take(c, e, &r);
	return rows_err(&r);
}

enum err
record_quality_next(
    struct ctx *c, const struct entity *e, int64_t *after, size_t max, size_t *count)
{
	struct record **recs = arena_array(c->mem, struct record *, max);

	TRY(load(c, e, *after, max, recs, count));
	for (size_t i = 0; i < *count; i++) {
		for (size_t j = 0; j < e->computed_count; j++)
			if (is_quality(e->computed[j]))
				calc_run(c, e->computed[j]->is, e->computed[j],
				    recs[i]->now, record_value(recs[i], e->computed[j]));
		TRY(put(c, recs[i]));
		TRY(record_touch_again(c, recs[i]));
		*after = recs[i]->id;
	}
	return OK;
}
