/*
 * token.c - tokens of programs: shown once, used, listed, ended.
 */
#include "auth/room.h"

static enum err
check(struct ctx *c, const struct token_wish *wish, json_t **scopes)
{
	if (!text_shows(wish->name))
		fault(c, STR("name"), "required", NULL);
	if (wish->days < 1)
		fault(c, STR("expires_days"), "too_small", "min", "1", NULL);
	if (wish->days > AUTH_TOKEN_DAYS)
		fault_over(c, STR("expires_days"), "too_large", AUTH_TOKEN_DAYS);
	return scopes_read(c, wish->scopes, scopes);
}

enum err
auth_token_new(struct ctx *c, const struct token_wish *wish, char token[AUTH_TOKEN_SIZE],
    int64_t *id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int64_t until_ms = c->now_ms + wish->days * DAY_MS;
	json_t *scopes;
	char random[44];

	TRY(check(c, wish, &scopes));
	auth_random(random);
	snprintf(token, AUTH_TOKEN_SIZE, "kith_%s", random);
	*id = db_new_id(c->db);
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "insert into _token (id, hash, person, name, created_ms, until_ms,"
		     " scopes) values (");
	sql_int(&q, *id);
	sql_text(&q, ", ");
	sql_str(&q, auth_hash_of(c, str_of(token)));
	sql_text(&q, ", ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_str(&q, utf8_head(wish->name, 80));
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, until_ms);
	sql_text(&q, ", ");
	sql_str(&q, json_dump(c->mem, scopes));
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	TRY(trail(c, TRAIL_TOKEN, TRAIL_NOTHING, "name",
	    str_c(c->mem, utf8_head(wish->name, 80)), "id", number_text(c->mem, *id),
	    "until", number_text(c->mem, until_ms), "scopes",
	    str_c(c->mem, json_dump(c->mem, scopes)), NULL));
	return tx_commit(&tx);
}

/* ---- use ---- */

/* A scope that cannot be read is none. */
static const json_t *
scopes_of(struct ctx *c, struct str text)
{
	json_t *scopes;

	if (json_read(c->mem, text, &scopes, NULL) != OK || !json_is_array(scopes))
		scopes = json_hold(c->mem, json_array());
	return scopes;
}

static enum err
find(struct ctx *c, struct str token, int64_t *seen)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	const json_t *scopes;

	person_select(&q);
	sql_text(&q, "k.seen_ms, k.id, k.scopes from _token k"
		     " join \"user\" u on u.id = k.person where k.hash = ");
	sql_str(&q, auth_hash_of(c, token));
	sql_text(&q, " and k.ended_ms is null and k.until_ms > ");
	sql_int(&q, c->now_ms);
	person_may_act(&q);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_WHO;
	scopes = scopes_of(c, row_str(&r, PERSON_COLUMNS + 2));
	TRY(person_become(c, &r, seen));
	c->actor.scopes = scopes;
	return OK;
}

static enum err
note_use(struct ctx *c, bool first)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _token set seen_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", address = ");
	sql_str(&q, c->from.address);
	sql_text(&q, " where id = ");
	sql_int(&q, c->from.session);
	TRY(db_run(c->db, &q));
	if (first)
		TRY(trail(c, TRAIL_SIGN_IN, TRAIL_NOTHING, "by", "token", NULL));
	return tx_commit(&tx);
}

enum err
auth_by_token(struct ctx *c, struct str token)
{
	int64_t seen = 0;
	enum err e;

	TRY(find(c, token, &seen));
	if (c->now_ms - seen <= AUTH_SEEN_MS)
		return OK;
	e = note_use(c, seen == 0);
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
auth_token_count(struct ctx *c, int64_t user, int64_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(
	    &q, "select count(*) from _token where ended_ms is null and until_ms > ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " and person = ");
	sql_int(&q, user);
	return db_int(c->db, &q, ERR_BUG, count);
}

static void
write_token(struct ctx *c, const struct rows *r, struct jw *w)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, row_int(r, 0));
	jw_key(w, "name");
	jw_str(w, row_str(r, 1));
	jw_key(w, "created_ms");
	jw_int(w, row_int(r, 2));
	jw_key(w, "until_ms");
	jw_int(w, row_int(r, 3));
	jw_key(w, "last_ms");
	if (row_null(r, 4))
		jw_null(w);
	else
		jw_int(w, row_int(r, 4));
	jw_key(w, "last_address");
	jw_str(w, row_str(r, 5));
	jw_key(w, "scopes");
	jw_json(w, scopes_of(c, row_str(r, 6)));
	jw_close(w);
}

enum err
auth_tokens(struct ctx *c, int64_t user, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select id, name, created_ms, until_ms, seen_ms, address, scopes"
		     " from _token where ended_ms is null and until_ms > ");
	sql_int(&q, c->now_ms);
	if (user != 0) {
		sql_text(&q, " and person = ");
		sql_int(&q, user);
	}
	sql_text(&q, " order by id desc limit 200");
	TRY(rows_begin(c->db, &q, &r));
	jw_array(w);
	while (rows_next(&r))
		write_token(c, &r, w);
	jw_end(w);
	return rows_err(&r);
}
