/*
 * purge.c - a record goes for good, with all that was written of it.
 */
#include "privacy/room.h"

static enum err
delete_row(struct ctx *c, struct ref which)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from ");
	sql_table(&q, which.entity);
	sql_text(&q, " where id = ");
	sql_int(&q, which.id);
	return db_run(c->db, &q);
}

/* Of what it was in, and of what was in its own. */
static enum err
leave_streams(struct ctx *c, struct ref which)
{
	struct sql item = SQL_INIT(c->mem), own = SQL_INIT(c->mem);

	sql_text(&item, "delete from _timeline where item = ");
	sql_int(&item, which.id);
	TRY(db_run(c->db, &item));
	sql_text(&own, "delete from _timeline where entity = ");
	sql_str(&own, which.entity->name);
	sql_text(&own, " and record = ");
	sql_int(&own, which.id);
	return db_run(c->db, &own);
}

static enum err
end_shares(struct ctx *c, struct ref which)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _share where entity = ");
	sql_str(&q, which.entity->name);
	sql_text(&q, " and record = ");
	sql_int(&q, which.id);
	return db_run(c->db, &q);
}

/* CHAIN_IDS of them at once; out  *more  there are others */
static enum err
drop_events(struct ctx *c, struct ref which, const struct seal_key *key, const char *rule,
    bool *more)
{
	int64_t *ids = arena_array(c->mem, int64_t, CHAIN_IDS);
	struct sql q = SQL_INIT(c->mem), gone = SQL_INIT(c->mem);
	size_t count = 0;

	sql_text(&q, "select id from _event where entity = ");
	sql_str(&q, which.entity->name);
	sql_text(&q, " and record = ");
	sql_int(&q, which.id);
	sql_text(&q, " order by id");
	sql_limit(&q, CHAIN_IDS);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (count < CHAIN_IDS && rows_next(&r))
			ids[count++] = row_int(&r, 0);
		TRY(rows_err(&r));
	}
	*more = count == CHAIN_IDS;
	if (count == 0)
		return OK;
	sql_text(&gone, "delete from _event where id");
	sql_ids(&gone, c->db, ids, count);
	TRY(db_run(c->db, &gone));
	return chain_dropped(c, key, rule, ids, count);
}

/* Those who named it name nothing: past every rule, since it is no more. */
static enum err
clear_references(struct ctx *c, struct ref which)
{
	for (size_t i = 0; i < which.entity->related_count; i++) {
		const struct field *f = which.entity->related[i].field;
		struct sql q = SQL_INIT(c->mem);

		sql_text(&q, "update ");
		sql_table(&q, f->entity);
		sql_text(&q, " set ");
		for (int j = 0; j < type_columns(f->type); j++) {
			sql_column(&q, f, j);
			text_c(&q.text,
			    j + 1 < type_columns(f->type) ? " = null, " : " = null");
		}
		sql_text(&q, " where ");
		sql_column(&q, f, 0);
		sql_text(&q, " = ");
		sql_int(&q, which.id);
		TRY(db_run(c->db, &q));
	}
	return OK;
}

/* Its file; "": none. */
static struct str
file_of(const struct record *rec)
{
	const struct field *f = hash_field(rec->entity);

	return f == NULL || value_empty(record_value(rec, f)) ? STR("")
							      : record_value(rec, f)->s;
}

enum err
purge(struct ctx *c, struct ref which, const struct seal_key *key, const char *rule,
    bool events, struct str *hash)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec;
	bool more = events;

	TRY(tx_begin(c->db, &tx));
	TRY(load_any(c, which, &rec));
	*hash = file_of(rec);
	TRY(clear_references(c, which));
	TRY(leave_streams(c, which));
	TRY(end_shares(c, which));
	TRY(record_merge_forget(c, which));
	TRY(record_pairs_forget(c, which));
	TRY(record_versions_forget(c, which));
	TRY(record_links_forget(c, which));
	TRY(search_drop(c, which.id));
	while (more)
		TRY(drop_events(c, which, key, rule, &more));
	TRY(delete_row(c, which));
	return tx_commit(&tx);
}
