/*
 * event.c - rows of what happened.
 */
#include "event/event.h"

enum err
event_add(struct ctx *c, const struct entity *e, int64_t record, const char *what,
    int64_t version, struct str changes)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t id;

	TRY(tx_order(c->db, &id));
	sql_text(&q,
	    "insert into _event (id, at_ms, entity, record, what, version, actor, via,"
	    " job, changes, address, session) values (");
	sql_int(&q, id);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_str(&q, e->name);
	sql_text(&q, ", ");
	sql_int(&q, record);
	sql_text(&q, ", ");
	sql_str(&q, str_of(what));
	sql_text(&q, ", ");
	sql_int(&q, version);
	sql_text(&q, ", ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_int(&q, c->via);
	sql_text(&q, ", ");
	sql_int(&q, c->job);
	sql_text(&q, ", ");
	sql_cell(&q, changes.len > 0 ? &CELL_OF_TEXT(changes) : &(struct cell){ 0 });
	sql_text(&q, ", ");
	sql_cell(&q, c->from.address.len > 0 ? &CELL_OF_TEXT(c->from.address)
					     : &(struct cell){ 0 });
	sql_text(&q, ", ");
	sql_cell(&q,
	    c->from.session != 0 ? &CELL_OF_INT(c->from.session) : &(struct cell){ 0 });
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static struct cell
text_or_null(struct str s)
{
	return s.len > 0 ? CELL_OF_TEXT(s) : (struct cell){ 0 };
}

enum err
event_add_many(struct ctx *c, const struct entity *e, const char *what,
    const struct event_of *of, size_t count)
{
	static const struct str columns[] = { { "id", 2 }, { "at_ms", 5 },
		{ "entity", 6 }, { "record", 6 }, { "what", 4 }, { "version", 7 },
		{ "actor", 5 }, { "via", 3 }, { "job", 3 }, { "changes", 7 },
		{ "address", 7 }, { "session", 7 } };
	const size_t width = COUNT_OF(columns);
	struct cell *cells = arena_array(c->mem, struct cell, count * width), *to = cells;
	struct db_rows rows = { STR("_event"), columns, width, cells, count };
	int64_t id;

	for (size_t i = 0; i < count; i++) {
		TRY(tx_order(c->db, &id));
		*to++ = CELL_OF_INT(id);
		*to++ = CELL_OF_INT(c->now_ms);
		*to++ = CELL_OF_TEXT(e->name);
		*to++ = CELL_OF_INT(of[i].record);
		*to++ = CELL_OF_TEXT(str_of(what));
		*to++ = CELL_OF_INT(of[i].version);
		*to++ = CELL_OF_INT(c->actor.user);
		*to++ = CELL_OF_INT((int64_t)c->via);
		*to++ = CELL_OF_INT(c->job);
		*to++ = text_or_null(of[i].changes);
		*to++ = text_or_null(c->from.address);
		*to++ = c->from.session != 0 ? CELL_OF_INT(c->from.session)
					     : (struct cell){ 0 };
	}
	return db_put(c->db, &rows);
}

static void
select_events(struct sql *q)
{
	sql_text(q,
	    "select id, at_ms, entity, record, what, version, actor, via, job, changes,"
	    " address, session from _event where ");
}

static enum err
load(struct db *db, struct arena *mem, const struct sql *q, int limit, struct event **out,
    size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };

	*out = arena_array(mem, struct event, (size_t)limit);
	*count = 0;
	TRY(rows_begin(db, q, &r));
	while (*count < (size_t)limit && rows_next(&r))
		(*out)[(*count)++] = (struct event){
			.id = row_int(&r, 0),
			.at_ms = row_int(&r, 1),
			.entity = str_copy(mem, row_str(&r, 2)),
			.record = row_int(&r, 3),
			.what = str_copy(mem, row_str(&r, 4)),
			.version = row_int(&r, 5),
			.actor = row_int(&r, 6),
			.via = (enum via)row_int(&r, 7),
			.job = row_int(&r, 8),
			.changes = str_copy(mem, row_str(&r, 9)),
			.from = { .address = str_copy(mem, row_str(&r, 10)),
			    .session = row_int(&r, 11) },
		};
	return rows_err(&r);
}

enum err
event_history(struct ctx *c, const struct entity *e, int64_t record, int64_t before,
    int limit, struct event **out, size_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	select_events(&q);
	sql_text(&q, "entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record = ");
	sql_int(&q, record);
	sql_text(&q, " and id < ");
	sql_int(&q, before);
	sql_text(&q, " order by id desc");
	sql_limit(&q, limit);
	return load(c->db, c->mem, &q, limit, out, count);
}

enum err
event_of_version(struct ctx *c, const struct entity *e, int64_t record, int64_t version,
    struct event *out)
{
	struct sql q = SQL_INIT(c->mem);
	struct event *found;
	size_t count;

	select_events(&q);
	sql_text(&q, "entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record = ");
	sql_int(&q, record);
	sql_text(&q, " and version = ");
	sql_int(&q, version);
	sql_text(&q, " order by id desc");
	sql_limit(&q, 1);
	TRY(load(c->db, c->mem, &q, 1, &found, &count));
	if (count == 0)
		return ERR_ABSENT;
	*out = found[0];
	return OK;
}

enum err
event_after(struct db *db, struct arena *mem, int64_t after, int limit,
    struct event **out, size_t *count)
{
	struct sql q = SQL_INIT(mem);

	select_events(&q);
	sql_text(&q, "id > ");
	sql_int(&q, after);
	sql_text(&q, " order by id");
	sql_limit(&q, limit);
	return load(db, mem, &q, limit, out, count);
}

enum err
event_of_job(struct ctx *c, int64_t job, int64_t before, int limit, struct event **out,
    size_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	select_events(&q);
	sql_text(&q, "job = ");
	sql_int(&q, job);
	sql_text(&q, " and job <> 0 and id < ");
	sql_int(&q, before);
	sql_text(&q, " order by id desc");
	sql_limit(&q, limit);
	return load(c->db, c->mem, &q, limit, out, count);
}

enum err
event_built_on(struct ctx *c, const struct event *event, bool *yes)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t one;
	enum err e;

	sql_text(&q, "select 1 from _event where entity = ");
	sql_str(&q, event->entity);
	sql_text(&q, " and record = ");
	sql_int(&q, event->record);
	sql_text(&q, " and id > ");
	sql_int(&q, event->id);
	sql_text(&q, " and not (job <> 0 and job in (");
	sql_int(&q, event->job);
	sql_text(&q, ", ");
	sql_int(&q, c->job);
	sql_text(&q, ")) limit 1");
	e = db_int(c->db, &q, ERR_ABSENT, &one);
	*yes = e == OK;
	return e == ERR_ABSENT ? OK : e;
}

enum err
event_last(struct db *db, struct arena *mem, int64_t *id)
{
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select coalesce(max(id), 0) from _event");
	return db_int(db, &q, ERR_BUG, id);
}

enum err
event_settled(struct db *db, int64_t *border)
{
	return db_settled(db, border);
}

enum err
event_place(struct db *db, struct arena *mem, int64_t *id)
{
	int64_t border;

	TRY(event_settled(db, &border));
	TRY(event_last(db, mem, id));
	if (*id >= border)
		*id = border - 1;
	return OK;
}
