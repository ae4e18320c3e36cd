/*
 * purge.c - a record goes for good, with all that was written of it.
 */
#include "privacy/room.h"

#include <unistd.h>

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

/* Its file, if no other record has the same. */
static enum err
file_of(struct ctx *c, const struct record *rec, struct str *hash)
{
	const struct field *f = entity_field(rec->entity, STR("hash"));
	struct sql q = SQL_INIT(c->mem);
	int64_t others;

	*hash = STR("");
	if (!rec->entity->server || f == NULL || !f->hidden ||
	    value_empty(record_value(rec, f)))
		return OK;
	sql_text(&q, "select count(*) from ");
	sql_table(&q, rec->entity);
	sql_text(&q, " t where t.");
	sql_column(&q, f, 0);
	sql_text(&q, " = ");
	sql_str(&q, record_value(rec, f)->s);
	sql_text(&q, " and t.id <> ");
	sql_int(&q, rec->id);
	TRY(db_int(c->db, &q, ERR_BUG, &others));
	if (others == 0)
		*hash = record_value(rec, f)->s;
	return OK;
}

enum err
purge_file(struct ctx *c, struct str hash)
{
	char *path;

	if (hash.len < 2)
		return OK;
	path = str_c(c->mem, str_printf(c->mem, "%s/%.2s/%.*s", site_files(c->site),
				 hash.at, STR_ARG(hash)));
	(void)unlink(path);
	return OK;
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
	TRY(file_of(c, rec, hash));
	TRY(clear_references(c, which));
	TRY(leave_streams(c, which));
	TRY(end_shares(c, which));
	TRY(search_drop(c, which.id));
	while (more)
		TRY(drop_events(c, which, key, rule, &more));
	TRY(delete_row(c, which));
	return tx_commit(&tx);
}
