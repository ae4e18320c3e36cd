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

static void
add_change(struct sql *q, const struct record *rec, const struct field *f, bool *any)
{
	if (!record_changed(rec, f))
		return;
	if (*any)
		sql_text(q, ", ");
	else
		sql_text(q, " set ");
	*any = true;
	sql_column(q, f, 0);
	sql_text(q, " = ");
	sql_cell(q, record_value(rec, f));
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
	for (size_t i = 0; i < e->computed_count; i++)
		if (is_quality(e->computed[i]))
			add_change(&q, rec, e->computed[i], &any);
	if (e->quality->touched != NULL)
		add_change(&q, rec, e->quality->touched, &any);
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

/* Of all of them at once.  out  *last  by the places of recs; 0: nothing did */
static enum err
load_last(struct ctx *c, const struct entity *e, struct record *const *recs, size_t count,
    int64_t *last)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int64_t *ids = arena_array(c->mem, int64_t, count + 1);
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		ids[i] = recs[i]->id;
	sql_text(&q, "select record, max(at_ms) from _timeline where entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record");
	sql_ids(&q, c->db, ids, count);
	sql_text(&q, " group by record order by record");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		while (at < count && ids[at] < row_int(&r, 0))
			at++;
		if (at < count && ids[at] == row_int(&r, 0))
			last[at] = row_int(&r, 1);
	}
	return rows_err(&r);
}

/* As record_touch_again(), into the record; they stand by rising id. */
static enum err
touch_all(struct ctx *c, const struct entity *e, struct record *const *recs, size_t count)
{
	const struct field *updated = entity_field(e, STR("updated_ms"));
	int64_t *last;

	if (!knows_touch(e) || count == 0)
		return OK;
	last = arena_array(c->mem, int64_t, count);
	TRY(load_last(c, e, recs, count, last));
	for (size_t i = 0; i < count; i++) {
		int64_t stored = record_value(recs[i], updated)->i;

		*record_value(recs[i], e->quality->touched) =
		    CELL_OF_INT(last[i] > stored ? last[i] : stored);
	}
	return OK;
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
	TRY(touch_all(c, e, recs, *count));
	for (size_t i = 0; i < *count; i++) {
		for (size_t j = 0; j < e->computed_count; j++)
			if (is_quality(e->computed[j]))
				calc_run(c, e->computed[j]->is, e->computed[j],
				    recs[i]->now, record_value(recs[i], e->computed[j]));
		TRY(put(c, recs[i]));
		*after = recs[i]->id;
	}
	return OK;
}
