/*
 * session.c - sessions of browsers: begun, used, listed, ended.
 *
 * Only hashes are stored: who reads the database cannot sign in with it.  A session
 * that has ended stays for a while as a row that says when: by it every server on the
 * database closes what is still open of it, and its person sees where they were.
 */
#include "auth/room.h"

#define LISTED_MAX 100
#define ENDED_SINCE_MS 60000 /* clocks of servers differ by less */

/* ---- begin ---- */

/* Of this person, what has ended long ago. */
static enum err
sweep(struct ctx *c, int64_t user)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _session where person = ");
	sql_int(&q, user);
	sql_text(&q, " and (until_ms < ");
	sql_int(&q, c->now_ms - AUTH_KEPT_MS);
	sql_text(&q, " or ended_ms < ");
	sql_int(&q, c->now_ms - AUTH_KEPT_MS);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static struct str
clipped(struct str s)
{
	return utf8_head(utf8_valid(s) ? s : STR(""), 200);
}

enum err
auth_session_new(struct ctx *c, int64_t user, const struct arrival *arrival,
    char token[AUTH_TOKEN_SIZE])
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	auth_random(token);
	TRY(tx_begin(c->db, &tx));
	TRY(sweep(c, user));
	sql_text(&q, "insert into _session (id, hash, person, created_ms, seen_ms, "
		     "until_ms, agent, address, how, strong) values (");
	sql_int(&q, db_new_id(c->db));
	sql_text(&q, ", ");
	sql_str(&q, auth_hash_of(c, str_of(token)));
	sql_text(&q, ", ");
	sql_int(&q, user);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms + auth_number(c, "session_hours") * HOUR_MS);
	sql_text(&q, ", ");
	sql_str(&q, clipped(arrival->agent));
	sql_text(&q, ", ");
	sql_str(&q, clipped(c->from.address));
	sql_text(&q, ", ");
	sql_str(&q, str_of(arrival->how));
	sql_text(&q, ", ");
	sql_int(&q, arrival->strong ? 1 : 0);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* ---- use ---- */

static enum err
note_use(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _session set seen_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " where id = ");
	sql_int(&q, c->from.session);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* " and …": it lives.  One that began later than now is of a clock that was set back
 * since, or of a server whose clock runs ahead. */
static void
that_lives(const struct ctx *c, struct sql *q)
{
	int64_t most_ms = auth_number(c, "session_hours") * HOUR_MS;

	sql_text(q, " and k.ended_ms is null and k.until_ms > ");
	sql_int(q, c->now_ms);
	sql_text(q, " and k.created_ms between ");
	sql_int(q, c->now_ms - most_ms);
	sql_text(q, " and ");
	sql_int(q, c->now_ms + most_ms);
	sql_text(q, " and k.seen_ms > ");
	sql_int(q, c->now_ms - auth_number(c, "idle_minutes") * MINUTE_MS);
}

/* Those are over for whom a second factor was settled since they began without. */
static bool
is_too_weak(const struct ctx *c, const struct rows *r)
{
	return row_int(r, PERSON_COLUMNS + 2) == 0 &&
	       second_is_asked(json_object_get(c->meta->facts.security, "second_factor"),
		   row_str(r, PERSON_ROLES));
}

static enum err
find(struct ctx *c, struct str token, int64_t *seen)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	person_select(&q);
	sql_text(&q,
	    "k.seen_ms, k.id, k.strong from _session k join \"user\" u on u.id = k.person"
	    " where k.hash = ");
	sql_str(&q, auth_hash_of(c, token));
	that_lives(c, &q);
	person_may_act(&q);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_WHO;
	return is_too_weak(c, &r) ? ERR_WHO : person_become(c, &r, seen);
}

enum err
auth_by_session(struct ctx *c, struct str token)
{
	int64_t seen = 0;
	enum err e;

	TRY(find(c, token, &seen));
	if (c->now_ms - seen <= AUTH_SEEN_MS)
		return OK;
	e = note_use(c);
	/* on a full disk, or a copy that only reads, people still read */
	return e == ERR_FULL || e == ERR_DENIED ? OK : e;
}

/* ---- list ---- */

enum err
auth_sessions(struct ctx *c, int64_t user, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q,
	    "select k.id, k.created_ms, k.seen_ms, k.until_ms, k.agent, k.address, k.how"
	    " from _session k where k.person = ");
	sql_int(&q, user);
	that_lives(c, &q);
	sql_text(&q, " order by k.seen_ms desc, k.id desc");
	sql_limit(&q, LISTED_MAX);
	TRY(rows_begin(c->db, &q, &r));
	jw_array(w);
	while (rows_next(&r)) {
		static const char *const times[] = { "created_ms", "seen_ms",
			"until_ms" };
		static const char *const texts[] = { "agent", "address", "how" };

		jw_open(w);
		jw_key(w, "id");
		jw_id(w, row_int(&r, 0));
		for (int i = 0; i < 3; i++) {
			jw_key_c(w, times[i]);
			jw_int(w, row_int(&r, 1 + i));
		}
		for (int i = 0; i < 3; i++) {
			jw_key_c(w, texts[i]);
			jw_str(w, row_str(&r, 4 + i));
		}
		jw_key(w, "current");
		jw_bool(w, row_int(&r, 0) == c->from.session);
		jw_close(w);
	}
	jw_end(w);
	return rows_err(&r);
}

enum err
auth_session_fresh(struct ctx *c, bool *fresh)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&q, "select count(*) from _session where id = ");
	sql_int(&q, c->from.session);
	sql_text(&q, " and created_ms > ");
	sql_int(&q, c->now_ms - AUTH_FRESH_MS);
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	*fresh = count > 0;
	return OK;
}

/* ---- end ---- */

/* Those of a person who are still in. */
static void
set_ended(const struct ctx *c, int64_t user, struct sql *q)
{
	sql_text(q, "update _session set ended_ms = ");
	sql_int(q, c->now_ms);
	sql_text(q, " where ended_ms is null and person = ");
	sql_int(q, user);
}

static enum err
end_one(struct ctx *c, int64_t user, int64_t id)
{
	struct sql q = SQL_INIT(c->mem);

	set_ended(c, user, &q);
	sql_text(&q, " and id = ");
	sql_int(&q, id);
	TRY(db_run(c->db, &q));
	return db_changes(c->db) > 0 ? OK : ERR_ABSENT;
}

enum err
auth_sign_out(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(end_one(c, c->actor.user, c->from.session));
	TRY(trail(c, TRAIL_SIGN_OUT, TRAIL_NOTHING, NULL));
	return tx_commit(&tx);
}

enum err
auth_end_session(struct ctx *c, int64_t user, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(end_one(c, user, id));
	TRY(trail(c, TRAIL_SESSION_END, (struct trail_about){ .person = user }, "session",
	    number_text(c->mem, id), NULL));
	return tx_commit(&tx);
}

enum err
auth_end_sessions(struct ctx *c, int64_t user, int64_t but)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	set_ended(c, user, &q);
	sql_text(&q, " and id <> ");
	sql_int(&q, but);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) > 0)
		TRY(trail(c, TRAIL_SESSION_END, (struct trail_about){ .person = user },
		    "count", number_text(c->mem, db_changes(c->db)), NULL));
	return tx_commit(&tx);
}

enum err
session_end_weak(struct ctx *c, int64_t user)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	set_ended(c, user, &q);
	sql_text(&q, " and strong = 0");
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) > 0)
		TRY(trail(c, TRAIL_SESSION_END, (struct trail_about){ .person = user },
		    "count", number_text(c->mem, db_changes(c->db)), "why",
		    "second factor settled", NULL));
	return tx_commit(&tx);
}

enum err
session_strengthen(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _session set strong = 1 where id = ");
	sql_int(&q, c->from.session);
	return db_run(c->db, &q);
}

/* ---- what has ended, for what is still open ---- */

enum err
auth_ended(struct ctx *c, void (*each)(void *arg, int64_t pass), void *arg)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select id from _session where ended_ms > ");
	sql_int(&q, c->now_ms - ENDED_SINCE_MS);
	sql_text(&q, " union all select id from _token where ended_ms > ");
	sql_int(&q, c->now_ms - ENDED_SINCE_MS);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		each(arg, row_int(&r, 0));
	return rows_err(&r);
}

enum err
auth_pass_ended(struct db *db, struct arena *mem, int64_t pass, bool *ended)
{
	struct sql q = SQL_INIT(mem);
	int64_t count;

	sql_text(&q, "select (select count(*) from _session where ended_ms is not null"
		     " and id = ");
	sql_int(&q, pass);
	sql_text(&q, ") + (select count(*) from _token where ended_ms is not null"
		     " and id = ");
	sql_int(&q, pass);
	sql_text(&q, ")");
	TRY(db_int(db, &q, ERR_BUG, &count));
	*ended = count > 0;
	return OK;
}
