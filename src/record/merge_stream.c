/*
 * merge_stream.c - what stands in the stream of a record that goes, stands in that of
 * the one that stays; and back.
 *
 * What names a record that goes was stored anew, and so were its places in streams.  What
 * is left here stands one step behind: the note on a deal of theirs.  Which these are is
 * remembered, and which of them stood in the other's stream already.
 */
#include "record/merge.h"

static void
of_streams(struct ctx *c, const struct merge *m, struct sql *q)
{
	sql_text(q, " t.entity = ");
	sql_str(q, m->entity->name);
	sql_text(q, " and t.record");
	sql_ids(q, c->db, m->goes, m->go_count);
}

/* What stands in the streams of those that go, and, of that, in the other's already. */
static enum err
keep_streams(struct ctx *c, const struct merge *m)
{
	struct sql all = SQL_INIT(c->mem), own = SQL_INIT(c->mem);

	sql_text(&all, "insert into _merge_stream (merge, record, item) select cast(");
	sql_int(&all, m->id);
	sql_text(&all, " as bigint), t.record, t.item from _timeline t where");
	of_streams(c, m, &all);
	TRY(db_run(c->db, &all));
	sql_text(&own, "insert into _merge_stream (merge, record, item) select cast(");
	sql_int(&own, m->id);
	sql_text(
	    &own, " as bigint), t.record, t.item from _timeline t where t.entity = ");
	sql_str(&own, m->entity->name);
	sql_text(&own, " and t.record = ");
	sql_int(&own, m->stays);
	sql_text(&own, " and t.item in (select s.item from _merge_stream s"
		       " where s.merge = ");
	sql_int(&own, m->id);
	sql_text(&own, ")");
	return db_run(c->db, &own);
}

static enum err
join_streams(struct ctx *c, const struct merge *m)
{
	struct sql in = SQL_INIT(c->mem), out = SQL_INIT(c->mem);

	sql_text(&in, "insert into _timeline (entity, record, at_ms, kind, item)"
		      " select distinct t.entity, cast(");
	sql_int(&in, m->stays);
	sql_text(&in, " as bigint), t.at_ms, t.kind, t.item from _timeline t where");
	of_streams(c, m, &in);
	sql_text(&in, " and not exists (select 1 from _merge_stream s where s.merge = ");
	sql_int(&in, m->id);
	sql_text(&in, " and s.record = ");
	sql_int(&in, m->stays);
	sql_text(&in, " and s.item = t.item)");
	TRY(db_run(c->db, &in));
	sql_text(&out, "delete from _timeline where entity = ");
	sql_str(&out, m->entity->name);
	sql_text(&out, " and record");
	sql_ids(&out, c->db, m->goes, m->go_count);
	return db_run(c->db, &out);
}

enum err
merge_streams(struct ctx *c, const struct merge *m)
{
	TRY(keep_streams(c, m));
	return join_streams(c, m);
}

/* Of those that still stand there: an item that went meanwhile does not come back. */
enum err
merge_streams_back(struct ctx *c, const struct merge *m)
{
	struct sql in = SQL_INIT(c->mem), out = SQL_INIT(c->mem);

	sql_text(&in, "insert into _timeline (entity, record, at_ms, kind, item)"
		      " select t.entity, s.record, t.at_ms, t.kind, t.item"
		      " from _merge_stream s join _timeline t on t.item = s.item"
		      " where s.merge = ");
	sql_int(&in, m->id);
	sql_text(&in, " and s.record <> t.record and t.entity = ");
	sql_str(&in, m->entity->name);
	sql_text(&in, " and t.record = ");
	sql_int(&in, m->stays);
	sql_text(&in, " and not exists (select 1 from _timeline o where o.item = s.item"
		      " and o.record = s.record)");
	TRY(db_run(c->db, &in));
	sql_text(&out, "delete from _timeline where entity = ");
	sql_str(&out, m->entity->name);
	sql_text(&out, " and record = ");
	sql_int(&out, m->stays);
	sql_text(&out, " and item in (select s.item from _merge_stream s"
		       " where s.merge = ");
	sql_int(&out, m->id);
	sql_text(&out, " and s.record <> ");
	sql_int(&out, m->stays);
	sql_text(&out, ") and item not in (select s.item from _merge_stream s"
		       " where s.merge = ");
	sql_int(&out, m->id);
	sql_text(&out, " and s.record = ");
	sql_int(&out, m->stays);
	sql_text(&out, ")");
	return db_run(c->db, &out);
}
