/*
 * password.c - passwords (argon2id, by libsodium) and the lock after tries.
 *
 * A wrong login and a wrong password answer alike and take as long: where
 * there is no password, one is verified all the same.
 */
#include "auth/auth.h"

#include <pthread.h>
#include <sodium.h>

#define MEMORY ((size_t)64 << 20)
#define PASSES 2

/* 64 MiB each: one at a time, so that sign-ins cannot starve the rest. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static const char *const common[] = { "password", "12345678", "qwertyui", "iloveyou",
	"11111111", "matkhau", "abc12345", "kith", "letmein", "admin123" };

static bool
password_fit(struct ctx *c, struct str password)
{
	struct str folded = fold(c->mem, password);
	int64_t least = auth_number(c, "password_min");
	char min[24];

	snprintf(min, sizeof(min), "%" PRId64, least);
	if ((int64_t)utf8_count(password) < least)
		fault(c, STR("password"), "password_short", "min", min, NULL);
	else if (password.len > AUTH_PASSWORD_MAX || !utf8_valid(password))
		fault(c, STR("password"), "too_long", "max", "1024", NULL);
	for (size_t i = 0; i < COUNT_OF(common) && c->fault_count == 0; i++)
		if (str_starts(folded, common[i]) && folded.len < strlen(common[i]) + 5)
			fault(c, STR("password"), "password_common", NULL);
	return c->fault_count == 0;
}

/* Who knew the old one is out. */
static enum err
end_others(struct ctx *c, int64_t user, const char *by)
{
	bool self = strcmp(by, "self") == 0;

	TRY(auth_end_sessions(c, user, self ? c->from.session : 0));
	return self ? OK : auth_end_tokens(c, user);
}

enum err
auth_password_set(struct ctx *c, int64_t user, struct str password, const char *by)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	char hash[crypto_pwhash_STRBYTES];
	int failed;

	if (!password_fit(c, password))
		return ERR_INPUT;
	pthread_mutex_lock(&one_at_a_time);
	failed = crypto_pwhash_str(hash, password.at, password.len, PASSES, MEMORY);
	pthread_mutex_unlock(&one_at_a_time);
	if (failed)
		return ERR_BUG;
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "insert into _password (person, hash, changed_ms, failed, "
		     "locked_until_ms) values (");
	sql_int(&q, user);
	sql_text(&q, ", ");
	sql_str(&q, str_of(hash));
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q,
	    ", 0, 0) on conflict (person) do update set hash = excluded.hash,"
	    " changed_ms = excluded.changed_ms, failed = 0, locked_until_ms = 0");
	TRY(db_run(c->db, &q));
	TRY(end_others(c, user, by));
	TRY(trail(
	    c, TRAIL_PASSWORD, (struct trail_about){ .person = user }, "by", by, NULL));
	return tx_commit(&tx);
}

static bool
verify(struct str hash, struct str password)
{
	/* a hash of nothing anybody knows, so that absence costs the same */
	static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$"
				     "c29tZXNhbHRzb21lc2FsdA$"
				     "GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo";
	char c[crypto_pwhash_STRBYTES] = { 0 };
	bool same;

	memcpy(c, hash.len > 0 ? hash.at : nobody,
	    hash.len > 0 && hash.len < sizeof(c) ? hash.len : sizeof(nobody) - 1);
	pthread_mutex_lock(&one_at_a_time);
	same = crypto_pwhash_str_verify(
		   c, password.len > 0 ? password.at : "", password.len) == 0;
	pthread_mutex_unlock(&one_at_a_time);
	return same && hash.len > 0;
}

struct stored {
	int64_t user, failed, locked_until_ms;
	struct str hash;
};

static enum err
load(struct ctx *c, const struct sql *q, struct stored *out)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(c->db, q, &r));
	if (rows_next(&r)) {
		out->user = row_int(&r, 0);
		out->hash = str_copy(c->mem, row_str(&r, 1));
		out->failed = row_int(&r, 2);
		out->locked_until_ms = row_int(&r, 3);
	}
	return rows_err(&r);
}

static void
select_password(struct sql *q)
{
	sql_text(q,
	    "select p.person, p.hash, p.failed, p.locked_until_ms from _password p"
	    " join \"user\" u on u.id = p.person where u.deleted_ms is null and ");
}

static enum err
note_try(struct ctx *c, const struct stored *s, bool right)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int64_t failed = right ? 0 : s->failed + 1, wait = 0;

	if (right && s->failed == 0)
		return OK;
	if (failed >= AUTH_FREE_TRIES)
		wait = failed - AUTH_FREE_TRIES > 9
			   ? AUTH_LOCK_MAX_MS
			   : INT64_C(2000) << (failed - AUTH_FREE_TRIES);
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _password set failed = ");
	sql_int(&q, failed);
	sql_text(&q, ", locked_until_ms = ");
	sql_int(&q,
	    wait == 0 ? 0
		      : c->now_ms + (wait > AUTH_LOCK_MAX_MS ? AUTH_LOCK_MAX_MS : wait));
	sql_text(&q, " where person = ");
	sql_int(&q, s->user);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
auth_login(struct ctx *c, struct str login, struct str password, int64_t *user)
{
	struct sql q = SQL_INIT(c->mem);
	struct stored s = { 0 };
	char seconds[24];
	bool right;

	if (password.len > AUTH_PASSWORD_MAX || login.len > 254)
		return ERR_WHO;
	select_password(&q);
	sql_text(&q, "(u.login = ");
	sql_str(&q, login);
	sql_text(&q, " or u.email = ");
	sql_str(&q, fold(c->mem, login));
	sql_text(&q, ") and coalesce(u.active, 1) = 1 limit 1");
	TRY(load(c, &q, &s));
	/* what is locked for longer than ever is so by a clock that ran ahead */
	if (s.locked_until_ms > c->now_ms &&
	    s.locked_until_ms <= c->now_ms + AUTH_LOCK_MAX_MS) {
		snprintf(seconds, sizeof(seconds), "%" PRId64,
		    (s.locked_until_ms - c->now_ms) / 1000 + 1);
		fault(c, STR(""), "login_locked", "seconds", seconds, NULL);
		return ERR_LIMIT;
	}
	right = verify(s.hash, password);
	if (s.user != 0)
		TRY(note_try(c, &s, right));
	if (!right) {
		fault(c, STR(""), "login_wrong", NULL);
		return ERR_WHO;
	}
	*user = s.user;
	return OK;
}

enum err
auth_password_is(struct ctx *c, int64_t user, struct str password, bool *is)
{
	struct sql q = SQL_INIT(c->mem);
	struct stored s = { 0 };

	select_password(&q);
	sql_text(&q, "p.person = ");
	sql_int(&q, user);
	TRY(load(c, &q, &s));
	*is = password.len <= AUTH_PASSWORD_MAX && verify(s.hash, password);
	return OK;
}

enum err
auth_is_empty(struct ctx *c, bool *empty)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&q, "select count(*) from _password");
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	*empty = count == 0;
	return OK;
}
