/*
 * link.c - links by which somebody without an account here sees one record.
 *
 * The link is a random secret; what is stored is its hash, so that a copy of the database
 * opens nothing.  It ends by its day, when somebody takes it back, and with the record.
 * Who holds it is nobody we know: what they see is portal/'s to say.
 */
#include "record/room.h"

static enum err
may_hand_out(struct ctx *c, struct ref which, struct record **rec)
{
	TRY(record_load(c, which, rec));
	if ((*rec)->deleted_ms != 0)
		return ERR_ABSENT;
	return allow(c, which.entity, MAY_CHANGE, which.id, NULL);
}

/* Those that ended make room. */
static enum err
check_room(struct ctx *c, struct ref which)
{
	struct sql gone = SQL_INIT(c->mem), q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&gone, "delete from _link where record = ");
	sql_int(&gone, which.id);
	sql_text(&gone, " and until_ms <= ");
	sql_int(&gone, c->now_ms);
	TRY(db_run(c->db, &gone));
	sql_text(&q, "select count(*) from _link where record = ");
	sql_int(&q, which.id);
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	if (count < RECORD_LINKS_MAX)
		return OK;
	fault_over(c, STR(""), "links_full", RECORD_LINKS_MAX);
	return ERR_INPUT;
}

enum err
record_link_make(
    struct ctx *c, struct ref which, int64_t days, struct link *out, char secret[44])
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct record *rec;

	if (days < 1 || days > LINK_DAYS_MAX) {
		fault_over(c, STR("days"), "link_days", LINK_DAYS_MAX);
		return ERR_INPUT;
	}
	TRY(tx_begin(c->db, &tx));
	TRY(may_hand_out(c, which, &rec));
	TRY(check_room(c, which));
	auth_random(secret);
	*out = (struct link){ .id = db_new_id(c->db),
		.which = which,
		.by = c->actor.user,
		.made_ms = c->now_ms,
		.until_ms = c->now_ms + days * DAY_MS };
	sql_text(&q,
	    "insert into _link (id, hash, entity, record, actor, made_ms, until_ms,"
	    " seen, said) values (");
	sql_int(&q, out->id);
	sql_text(&q, ", ");
	sql_str(&q, auth_hash_of(c, str_of(secret)));
	sql_text(&q, ", ");
	sql_str(&q, which.entity->name);
	sql_text(&q, ", ");
	sql_int(&q, which.id);
	sql_text(&q, ", ");
	sql_int(&q, out->by);
	sql_text(&q, ", ");
	sql_int(&q, out->made_ms);
	sql_text(&q, ", ");
	sql_int(&q, out->until_ms);
	sql_text(&q, ", 0, 0)");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
record_link_end(struct ctx *c, struct ref which, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct record *rec;

	TRY(tx_begin(c->db, &tx));
	TRY(may_hand_out(c, which, &rec));
	sql_text(&q, "delete from _link where id = ");
	sql_int(&q, id);
	sql_text(&q, " and record = ");
	sql_int(&q, which.id);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_ABSENT;
	return tx_commit(&tx);
}

enum err
record_links_forget(struct ctx *c, struct ref which)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _link where record = ");
	sql_int(&q, which.id);
	return db_run(c->db, &q);
}

/* ---- told to those who see the record ---- */

static enum err
write_link(struct ctx *c, struct jw *w, const struct link *link)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, link->id);
	jw_key(w, "made_ms");
	jw_int(w, link->made_ms);
	jw_key(w, "until_ms");
	jw_int(w, link->until_ms);
	jw_key(w, "seen"); /* the version they saw last; 0: none yet */
	jw_int(w, link->seen);
	jw_key(w, "by");
	TRY(record_write_named(c, w, meta_entity(c->meta, STR("user")), link->by));
	jw_close(w);
	return OK;
}

enum err
record_links(struct ctx *c, struct ref which, struct jw *w)
{
	struct sql q = SQL_INIT(c->mem);
	struct link all[RECORD_LINKS_MAX];
	struct record *rec;
	size_t count = 0;

	TRY(record_load(c, which, &rec));
	sql_text(
	    &q, "select id, actor, made_ms, until_ms, seen from _link where record = ");
	sql_int(&q, which.id);
	sql_text(&q, " and until_ms > ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " order by id desc");
	sql_limit(&q, RECORD_LINKS_MAX);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (rows_next(&r))
			all[count++] = (struct link){ .id = row_int(&r, 0),
				.by = row_int(&r, 1),
				.made_ms = row_int(&r, 2),
				.until_ms = row_int(&r, 3),
				.seen = row_int(&r, 4) };
		TRY(rows_err(&r));
	}
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		TRY(write_link(c, w, &all[i]));
	jw_end(w);
	jw_close(w);
	return OK;
}

/* ---- of whoever holds it ---- */

enum err
record_link_find(struct ctx *c, struct str secret, struct link *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q,
	    "select id, entity, record, actor, made_ms, until_ms, seen from _link"
	    " where hash = ");
	sql_str(&q, auth_hash_of(c, secret));
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	*out = (struct link){ .id = row_int(&r, 0),
		.which = { meta_entity(c->meta, row_str(&r, 1)), row_int(&r, 2) },
		.by = row_int(&r, 3),
		.made_ms = row_int(&r, 4),
		.until_ms = row_int(&r, 5),
		.seen = row_int(&r, 6) };
	return out->which.entity == NULL || out->until_ms <= c->now_ms ? ERR_ABSENT : OK;
}

enum err
record_link_seen(struct ctx *c, const struct link *link, int64_t number, bool *first)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _link set seen = ");
	sql_int(&q, number);
	sql_text(&q, " where id = ");
	sql_int(&q, link->id);
	sql_text(&q, " and seen < ");
	sql_int(&q, number);
	TRY(db_run(c->db, &q));
	*first = db_changes(c->db) > 0;
	return OK;
}

enum err
record_link_says(struct ctx *c, const struct link *link)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _link set said = said + 1 where id = ");
	sql_int(&q, link->id);
	sql_text(&q, " and said < ");
	sql_int(&q, LINK_ANSWERS_MAX);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) > 0)
		return OK;
	fault_over(c, STR(""), "portal_full", LINK_ANSWERS_MAX);
	return ERR_INPUT;
}
