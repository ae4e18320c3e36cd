/*
 * password.c - passwords: set, and is this the one?
 *
 * A wrong login and a wrong password answer alike and take as long: where
 * there is no password, one is verified all the same.
 */
#include "auth/room.h"

static enum err
busy(struct ctx *c)
{
	fault(c, STR(""), "login_busy", "seconds", "3", NULL);
	return ERR_LIMIT;
}

/* Who knew the old one is out. */
static enum err
end_others(struct ctx *c, int64_t user, const char *by)
{
	bool self = strcmp(by, "self") == 0;

	TRY(auth_end_sessions(c, user, self ? c->from.session : 0));
	if (self)
		return OK;
	TRY(passkey_drop_all(c, user, "password given"));
	return auth_end_tokens(c, user);
}

/* In the caller's transaction. */
static enum err
store(struct ctx *c, int64_t user, const char *hash, const char *by)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _password (person, hash, changed_ms) values (");
	sql_int(&q, user);
	sql_text(&q, ", ");
	sql_str(&q, str_of(hash));
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ") on conflict (person) do update set hash = excluded.hash,"
		     " changed_ms = excluded.changed_ms");
	TRY(db_run(c->db, &q));
	TRY(end_others(c, user, by));
	return trail(
	    c, TRAIL_PASSWORD, (struct trail_about){ .person = user }, "by", by, NULL);
}

enum err
auth_password_set(struct ctx *c, int64_t user, struct str password, const char *by)
{
	DEFER(tx_end) struct tx tx = { 0 };
	char hash[HASH_SIZE];

	TRY(strength_check(c, user, password));
	if (hash_make(password, hash) != OK)
		return busy(c);
	TRY(tx_begin(c->db, &tx));
	TRY(store(c, user, hash, by));
	return tx_commit(&tx);
}

enum err
auth_password_hash(struct ctx *c, struct str password, struct str *out)
{
	char hash[HASH_SIZE];

	if (hash_make(password, hash) != OK)
		return busy(c);
	*out = str_copy(c->mem, str_of(hash));
	return OK;
}

enum err
auth_password_by_ticket(struct ctx *c, enum ticket_kind kind, struct str ticket,
    struct str password, const char *by)
{
	DEFER(tx_end) struct tx tx = { 0 };
	char hash[HASH_SIZE];
	int64_t user;

	TRY(ticket_look(c, kind, ticket, &user));
	TRY(strength_check(c, user, password));
	if (hash_make(password, hash) != OK)
		return busy(c);
	TRY(tx_begin(c->db, &tx));
	TRY(ticket_use(c, kind, ticket, &user));
	TRY(store(c, user, hash, by));
	return tx_commit(&tx);
}

struct stored {
	int64_t user;
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
	}
	return rows_err(&r);
}

static void
select_password(struct sql *q)
{
	sql_text(q,
	    "select u.id, p.hash from \"user\" u left join _password p on p.person = u.id"
	    " where u.deleted_ms is null and ");
}

/* Is it theirs?  In the place that was entered: counted, then hashed. */
static enum err
judge(struct ctx *c, const struct try *t, struct str hash, struct str password)
{
	bool right;

	TRY(tries_take(c, t));
	if (hash_verify(hash, password, t->known, &right) != OK)
		return busy(c);
	if (right)
		return tries_right(c, t);
	fault(c, STR(""), "login_wrong", NULL);
	return ERR_WHO;
}

static enum err
verify(struct ctx *c, const struct try *t, struct str hash, struct str password)
{
	enum err e;

	if (!hash_enter(t->known))
		return busy(c);
	e = judge(c, t, hash, password);
	hash_leave(t->known);
	return e;
}

/* Who is meant, also without a password of their own; *s of user 0: nobody. */
static enum err
find_login(struct ctx *c, struct str login, struct try *t, struct stored *s)
{
	struct sql q = SQL_INIT(c->mem);

	*t = (struct try){ .kind = TRY_PASSWORD, .who = fold(c->mem, login) };
	select_password(&q);
	sql_text(&q, "(u.login = ");
	sql_str(&q, login);
	sql_text(&q, " or u.email = ");
	sql_str(&q, t->who);
	sql_text(&q, ") and coalesce(u.active, 1) = 1"
		     " order by coalesce(p.person, 0) desc limit 1");
	TRY(load(c, &q, s));
	return tries_known(c, s->user, &t->known);
}

enum err
auth_login(struct ctx *c, struct str login, struct str password, int64_t *user)
{
	struct stored s = { 0 };
	struct try t;

	if (password.len > AUTH_PASSWORD_MAX || login.len > 254) {
		fault(c, STR(""), "login_wrong", NULL);
		return ERR_WHO;
	}
	TRY(find_login(c, login, &t, &s));
	TRY(verify(c, &t, s.hash, password));
	*user = s.user;
	return OK;
}

enum err
auth_login_forgive(struct ctx *c, struct str login)
{
	struct stored s = { 0 };
	struct try t;

	TRY(find_login(c, login, &t, &s));
	return tries_right(c, &t);
}

enum err
auth_password_is(struct ctx *c, int64_t user, struct str password)
{
	struct try t = { .kind = TRY_PASSWORD,
		.who = str_of(number_text(c->mem, user)),
		.known = true };
	struct sql q = SQL_INIT(c->mem);
	struct stored s = { 0 };

	if (password.len > AUTH_PASSWORD_MAX) {
		fault(c, STR(""), "login_wrong", NULL);
		return ERR_WHO;
	}
	select_password(&q);
	sql_text(&q, "u.id = ");
	sql_int(&q, user);
	TRY(load(c, &q, &s));
	return s.hash.len == 0 ? ERR_ABSENT : verify(c, &t, s.hash, password);
}

enum err
auth_password_has(struct ctx *c, int64_t user, bool *has)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&q, "select count(*) from _password where person = ");
	sql_int(&q, user);
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	*has = count > 0;
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
