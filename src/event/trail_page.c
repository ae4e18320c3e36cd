/*
 * trail_page.c - the trail and the events, read as one.
 *
 * Ids of both are one order, so two walks from the newest are merged.  A kind and
 * a record have indexes; a user and a time are looked for on the way.
 */
#include "event/event.h"

#define CHUNK 200
#define SLACK_MS INT64_C(3600000) /* clocks that were set, work that took long */

enum { EVENTS, TRAIL, TABLES };

struct walk { /* of one table */
	struct trail_row rows[CHUNK];
	size_t at, count;
	int64_t before;
	bool ended;
};

static bool
is_event_kind(struct str kind)
{
	return str_is(kind, "created") || str_is(kind, "changed") ||
	       str_is(kind, "deleted") || str_is(kind, "restored");
}

static void
select_from(struct sql *q, int table)
{
	if (table == EVENTS)
		sql_text(q, "select id, at_ms, entity, record, what, actor, via, session,"
			    " address, version, job from _event");
	else
		sql_text(q, "select id, at_ms, entity, record, kind, actor, via, session,"
			    " address, person, times, details from _trail");
}

static void
take(struct arena *mem, const struct rows *r, int table, struct trail_row *out)
{
	*out = (struct trail_row){ .id = row_int(r, 0),
		.at_ms = row_int(r, 1),
		.entity = str_copy(mem, row_str(r, 2)),
		.record = row_int(r, 3),
		.kind = str_copy(mem, row_str(r, 4)),
		.actor = row_int(r, 5),
		.via = (enum via)row_int(r, 6),
		.from = { .session = row_int(r, 7),
		    .address = str_copy(mem, row_str(r, 8)) },
		.times = 1 };
	if (table == EVENTS) {
		out->version = row_int(r, 9);
		out->job = row_int(r, 10);
	} else {
		out->person = row_int(r, 9);
		out->times = row_int(r, 10);
		out->details = str_copy(mem, row_str(r, 11));
	}
}

static enum err
fill(struct db *db, struct arena *mem, const struct trail_query *query, int table,
    struct walk *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	select_from(&q, table);
	sql_text(&q, " where id < ");
	sql_int(&q, w->before);
	if (query->record != 0) {
		sql_text(&q, " and entity = ");
		sql_str(&q, query->entity);
		sql_text(&q, " and record = ");
		sql_int(&q, query->record);
		sql_text(&q, " and record <> 0");
	}
	if (query->kind.len > 0) {
		if (table == EVENTS)
			sql_text(&q, " and what = ");
		else
			sql_text(&q, " and kind = ");
		sql_str(&q, query->kind);
	}
	sql_text(&q, " order by id desc");
	sql_limit(&q, CHUNK);
	w->at = w->count = 0;
	TRY(rows_begin(db, &q, &r));
	while (w->count < CHUNK && rows_next(&r))
		take(mem, &r, table, &w->rows[w->count++]);
	w->ended = w->count < CHUNK;
	if (w->count > 0)
		w->before = w->rows[w->count - 1].id;
	return rows_err(&r);
}

/* The newer of the heads of both.  out  *row  NULL: both have ended */
static enum err
next_of(struct db *db, struct arena *mem, const struct trail_query *query,
    struct walk *walks, const struct trail_row **row)
{
	*row = NULL;
	for (int i = 0; i < TABLES; i++) {
		struct walk *w = &walks[i];

		if (w->at == w->count && !w->ended)
			TRY(fill(db, mem, query, i, w));
		if (w->at < w->count && (*row == NULL || w->rows[w->at].id > (*row)->id))
			*row = &w->rows[w->at];
	}
	return OK;
}

static void
step(struct walk *walks, const struct trail_row *row)
{
	for (int i = 0; i < TABLES; i++)
		if (walks[i].at < walks[i].count &&
		    walks[i].rows[walks[i].at].id == row->id)
			walks[i].at++;
}

static bool
fits(const struct trail_query *q, const struct trail_row *row)
{
	return (q->entity.len == 0 || str_same(row->entity, q->entity)) &&
	       (q->user == 0 || row->actor == q->user || row->person == q->user) &&
	       (q->from_ms == 0 || row->at_ms >= q->from_ms) &&
	       (q->until_ms == 0 || row->at_ms < q->until_ms);
}

/* When the first row behind an id was written; *at_ms 0: there is none. */
static enum err
time_behind(struct db *db, struct arena *mem, int64_t id, int64_t *at_ms)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select at_ms from (select * from (select id, at_ms from _event"
		     " where id > ");
	sql_int(&q, id);
	sql_text(&q, " order by id limit 1) e union all select * from"
		     " (select id, at_ms from _trail where id > ");
	sql_int(&q, id);
	sql_text(&q, " order by id limit 1) t) x order by id limit 1");
	*at_ms = 0;
	switch (db_int(db, &q, ERR_ABSENT, at_ms)) {
	case OK:
	case ERR_ABSENT: return OK;
	default: return ERR_DOWN;
	}
}

enum err
event_id_at(struct db *db, struct arena *mem, int64_t ms, int64_t *out)
{
	int64_t low = 0, high = INT64_MAX - 1, at_ms;

	while (low < high) {
		int64_t mid = low + (high - low) / 2;

		TRY(time_behind(db, mem, mid, &at_ms));
		if (at_ms == 0 || at_ms >= ms)
			high = mid;
		else
			low = mid + 1;
	}
	*out = low + 1;
	return OK;
}

static enum err
first_before(struct db *db, struct arena *mem, const struct trail_query *q, int64_t *out)
{
	*out = q->before > 0 ? q->before : INT64_MAX;
	return q->before > 0 || q->until_ms == 0
		   ? OK
		   : event_id_at(db, mem, q->until_ms + SLACK_MS, out);
}

enum err
trail_page(struct db *db, struct arena *mem, const struct trail_query *q,
    struct trail_row **out, size_t *count, int64_t *next)
{
	struct walk *walks = arena_array(mem, struct walk, TABLES);
	const struct trail_row *row;
	int64_t before;

	*out = arena_array(mem, struct trail_row, (size_t)q->limit + 1);
	*count = 0;
	*next = 0;
	TRY(first_before(db, mem, q, &before));
	walks[EVENTS].before = walks[TRAIL].before = before;
	walks[EVENTS].ended =
	    q->trail_only || (q->kind.len > 0 && !is_event_kind(q->kind));
	walks[TRAIL].ended = q->kind.len > 0 && is_event_kind(q->kind);
	for (int i = 0; *count < (size_t)q->limit && i < TRAIL_SCAN; i++) {
		TRY(next_of(db, mem, q, walks, &row));
		if (row == NULL ||
		    (q->from_ms != 0 && row->at_ms < q->from_ms - SLACK_MS)) {
			*next = 0;
			return OK;
		}
		if (fits(q, row))
			(*out)[(*count)++] = *row;
		*next = row->id;
		step(walks, row);
	}
	return OK;
}
