/*
 * session.c - sessions of browsers, tokens of programs, and who they are.
 *
 * Only hashes are stored: who reads the database cannot sign in with it.
 */
#include "auth/auth.h"

#include <sodium.h>

#define SEEN_EVERY_MS 60000 /* a session notes its use at most so often */

void
auth_random(char out[44])
{
	unsigned char bytes[32];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(
	    out, 44, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static struct str
hash_of(struct ctx *c, struct str token)
{
	unsigned char hash[crypto_generichash_BYTES];
	char hex[sizeof(hash) * 2 + 1];

	crypto_generichash(
	    hash, sizeof(hash), (const unsigned char *)token.at, token.len, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	return str_copy(c->mem, str_of(hex));
}

enum err
auth_session_new(
    struct ctx *c, int64_t user, struct str agent, char token[AUTH_TOKEN_SIZE])
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	auth_random(token);
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "insert into _session (hash, person, created_ms, seen_ms, until_ms, "
		     "agent) values (");
	sql_str(&q, hash_of(c, str_of(token)));
	sql_text(&q, ", ");
	sql_int(&q, user);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms + AUTH_SESSION_MS);
	sql_text(&q, ", ");
	sql_str(&q, utf8_head(utf8_valid(agent) ? agent : STR(""), 200));
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

static const char *
word_or(struct ctx *c, const struct rows *r, int column, struct str otherwise)
{
	return str_c(c->mem, row_str(r, column).len > 0 ? row_str(r, column) : otherwise);
}

/* |admin|seller| as an array. */
static const json_t *
roles_of(struct ctx *c, struct str words)
{
	json_t *roles = json_hold(c->mem, json_array());
	struct str rest = words, word;

	while (str_cut(rest, '|', &word, &rest))
		if (word.len > 0)
			json_array_append_new(roles, json_stringn(word.at, word.len));
	return roles;
}

static void
select_person(struct sql *q)
{
	sql_text(
	    q, "select u.id, u.roles, u.language, u.zone, u.calendar, u.first_day, ");
}

static void
who_may_act(struct sql *q)
{
	sql_text(q, " and u.deleted_ms is null and coalesce(u.active, 1) = 1");
}

/* out  seen  the seventh column: when the session or token was last used */
static enum err
become(struct ctx *c, const struct sql *q, int64_t *seen)
{
	DEFER(rows_end) struct rows r = { 0 };
	const struct facts *facts = &c->meta->facts;
	const json_t *each;
	size_t i;

	TRY(rows_begin(c->db, q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_WHO;
	c->actor = (struct actor){ .user = row_int(&r, 0) };
	c->actor.roles = roles_of(c, row_str(&r, 1));
	c->actor.language = word_or(c, &r, 2, facts->language);
	c->actor.zone = word_or(c, &r, 3, facts->zone);
	c->actor.calendar = word_or(c, &r, 4,
	    strcmp(c->actor.language, "fa") == 0 ? STR("persian") : STR("gregorian"));
	c->actor.first_day = (int)row_int(&r, 5);
	*seen = row_int(&r, 6);
	json_array_foreach(c->actor.roles, i, each) c->actor.admin |=
	    str_is(json_str(each), "admin");
	return OK;
}

enum err
auth_as(struct ctx *c, int64_t user)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t none;

	select_person(&q);
	sql_text(&q, "0 from \"user\" u where u.id = ");
	sql_int(&q, user);
	who_may_act(&q);
	return become(c, &q, &none);
}

static enum err
note_use(struct ctx *c, struct str hash)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _session set seen_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " where hash = ");
	sql_str(&q, hash);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
auth_by_session(struct ctx *c, struct str token)
{
	struct sql q = SQL_INIT(c->mem);
	struct str hash = hash_of(c, token);
	int64_t seen;
	enum err e;

	select_person(&q);
	sql_text(&q, "k.seen_ms from _session k join \"user\" u on u.id = k.person"
		     " where k.hash = ");
	sql_str(&q, hash);
	/* one that ends later than any can is of a clock that ran ahead */
	sql_text(&q, " and k.until_ms between ");
	sql_int(&q, c->now_ms + 1);
	sql_text(&q, " and ");
	sql_int(&q, c->now_ms + 2 * AUTH_SESSION_MS);
	sql_text(&q, " and k.seen_ms > ");
	sql_int(&q, c->now_ms - AUTH_IDLE_MS);
	who_may_act(&q);
	TRY(become(c, &q, &seen));
	if (c->now_ms - seen <= SEEN_EVERY_MS)
		return OK;
	e = note_use(c, hash);
	/* on a full disk, or a copy that only reads, people still read */
	return e == ERR_FULL || e == ERR_DENIED ? OK : e;
}

enum err
auth_by_token(struct ctx *c, struct str token)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t seen;

	select_person(&q);
	sql_text(&q, "k.seen_ms from _token k join \"user\" u on u.id = k.person"
		     " where k.hash = ");
	sql_str(&q, hash_of(c, token));
	sql_text(&q, " and k.until_ms > ");
	sql_int(&q, c->now_ms);
	who_may_act(&q);
	return become(c, &q, &seen);
}

enum err
auth_logout(struct ctx *c, struct str token)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _session where hash = ");
	sql_str(&q, hash_of(c, token));
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
auth_end_sessions(struct ctx *c, int64_t user, struct str but_token)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _session where person = ");
	sql_int(&q, user);
	sql_text(&q, " and hash <> ");
	sql_str(&q, but_token.len > 0 ? hash_of(c, but_token) : STR(""));
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

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
	sql_str(&q, hash_of(c, str_of(token)));
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
	return tx_commit(&tx);
}

enum err
auth_token_drop(struct ctx *c, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _token where id = ");
	sql_int(&q, id);
	if (!c->actor.admin && !c->actor.program) {
		sql_text(&q, " and person = ");
		sql_int(&q, c->actor.user);
	}
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_ABSENT;
	return tx_commit(&tx);
}

enum err
auth_tokens(struct ctx *c, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q,
	    "select id, name, created_ms, until_ms, person from _token where person = ");
	sql_int(&q, c->actor.user);
	if (c->actor.program)
		sql_text(&q, " or 1 = 1");
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
		jw_close(w);
	}
	jw_end(w);
	return rows_err(&r);
}
