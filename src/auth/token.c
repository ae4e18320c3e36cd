/*
 * token.c - tokens of programs: shown once, used, listed, ended.
 */
#include "auth/room.h"

enum err
auth_token_new(struct ctx *c, struct str name, int64_t days, char token[AUTH_TOKEN_SIZE],
    int64_t *id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	char random[44];

	if (name.len == 0 || days < 1 || days > 366) {
		fault(c, name.len == 0 ? STR("name") : STR("expires_days"),
		    name.len == 0 ? "required" : "too_large", "max", "366", NULL);
		return ERR_INPUT;
	}
	auth_random(random);
	snprintf(token, AUTH_TOKEN_SIZE, "kith_%s", random);
	*id = db_new_id(c->db);
	TRY(tx_begin(c->db, &tx));
	sql_text(&q,
	    "insert into _token (id, hash, person, name, created_ms, until_ms) values (");
	sql_int(&q, *id);
	sql_text(&q, ", ");
	sql_str(&q, auth_hash_of(c, str_of(token)));
	sql_text(&q, ", ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_str(&q, utf8_head(name, 80));
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms + days * DAY_MS);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	TRY(trail(c, TRAIL_TOKEN, TRAIL_NOTHING, "name", str_c(c->mem, name), "id",
	    number_text(c->mem, *id), "until",
	    number_text(c->mem, c->now_ms + days * DAY_MS), NULL));
	return tx_commit(&tx);
}

/* ---- use ---- */

static enum err
note_use(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _token set seen_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " where id = ");
	sql_int(&q, c->from.session);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

static enum err
find(struct ctx *c, struct str token, int64_t *seen)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	person_select(&q);
	sql_text(&q, "k.seen_ms, k.id from _token k join \"user\" u on u.id = k.person"
		     " where k.hash = ");
	sql_str(&q, auth_hash_of(c, token));
	sql_text(&q, " and k.ended_ms is null and k.until_ms > ");
	sql_int(&q, c->now_ms);
	person_may_act(&q);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_WHO;
	return person_become(c, &r, seen);
}

enum err
auth_by_token(struct ctx *c, struct str token)
{
	int64_t seen;
	enum err e;

	TRY(find(c, token, &seen));
	if (c->now_ms - seen <= AUTH_SEEN_MS)
		return OK;
	e = note_use(c);
	return e == ERR_FULL || e == ERR_DENIED ? OK : e;
}

/* ---- end ---- */

static void
set_ended(const struct ctx *c, struct sql *q)
{
	sql_text(q, "update _token set ended_ms = ");
	sql_int(q, c->now_ms);
	sql_text(q, " where ended_ms is null");
}

enum err
auth_token_drop(struct ctx *c, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	set_ended(c, &q);
	sql_text(&q, " and id = ");
	sql_int(&q, id);
	if (!c->actor.admin && !c->actor.program) {
		sql_text(&q, " and person = ");
		sql_int(&q, c->actor.user);
	}
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_ABSENT;
	TRY(trail(
	    c, TRAIL_TOKEN_END, TRAIL_NOTHING, "id", number_text(c->mem, id), NULL));
	return tx_commit(&tx);
}

enum err
auth_end_tokens(struct ctx *c, int64_t user)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	set_ended(c, &q);
	sql_text(&q, " and person = ");
	sql_int(&q, user);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) > 0)
		TRY(trail(c, TRAIL_TOKEN_END, (struct trail_about){ .person = user },
		    "name", "*", NULL));
	return tx_commit(&tx);
}

/* ---- list ---- */

enum err
auth_tokens(struct ctx *c, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select id, name, created_ms, until_ms, seen_ms from _token"
		     " where ended_ms is null");
	if (!c->actor.program) {
		sql_text(&q, " and person = ");
		sql_int(&q, c->actor.user);
	}
	sql_text(&q, " order by id desc limit 200");
	TRY(rows_begin(c->db, &q, &r));
	jw_array(w);
	while (rows_next(&r)) {
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, row_int(&r, 0));
		jw_key(w, "name");
		jw_str(w, row_str(&r, 1));
		jw_key(w, "created_ms");
		jw_int(w, row_int(&r, 2));
		jw_key(w, "until_ms");
		jw_int(w, row_int(&r, 3));
		jw_key(w, "last_ms");
		if (row_null(&r, 4))
			jw_null(w);
		else
			jw_int(w, row_int(&r, 4));
		jw_close(w);
	}
	jw_end(w);
	return rows_err(&r);
}
