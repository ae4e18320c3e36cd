/*
 * second.c - second factors: set up, asked for, taken away.
 */
#include "auth/room.h"

#include <sodium.h>

#define SECRET_SIZE 20 /* RFC 4226 §4: as long as the hash */
#define STEP_MS INT64_C(30000)
#define RECOVERY_LETTERS 24 /* of 5 bits */
#define WEAK_MAX \
	20000 /* people whose sessions end at once; others with their next request */

/* ---- what somebody has ---- */

enum err
auth_second(struct ctx *c, int64_t person, struct second *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*out = (struct second){ 0 };
	sql_text(&q,
	    "select t.since_ms, (select count(*) from _recovery y where y.person ="
	    " t.person and y.used_ms is null) from _totp t where t.person = ");
	sql_int(&q, person);
	TRY(rows_begin(c->db, &q, &r));
	if (rows_next(&r))
		*out = (struct second){ true, row_int(&r, 0), row_int(&r, 1) };
	return rows_err(&r);
}

/* Is it one of |admin|seller|? */
static bool
is_listed(struct str role, struct str roles)
{
	struct str rest = roles, word;

	while (str_cut(rest, '|', &word, &rest))
		if (word.len > 0 && str_same(word, role))
			return true;
	return false;
}

bool
second_is_asked(const json_t *settled, struct str roles)
{
	const json_t *role;
	size_t i;

	json_array_foreach(
	    settled, i, role) if (str_is(json_str(role), "*") ||
				  is_listed(json_str(role), roles)) return true;
	return false;
}

enum err
auth_second_must(struct ctx *c, int64_t person, bool *must)
{
	struct sql q = SQL_INIT(c->mem);
	struct str roles;

	sql_text(&q, "select coalesce(roles, '') from \"user\" where id = ");
	sql_int(&q, person);
	TRY(db_str(c->db, &q, c->mem, ERR_WHO, &roles));
	*must = second_is_asked(
	    json_object_get(c->meta->facts.security, "second_factor"), roles);
	return OK;
}

/* Whose sessions began without: those of one person, or, 0, of all. */
static enum err
find_weak(
    struct ctx *c, const json_t *settled, int64_t person, int64_t *out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	sql_text(&q, "select distinct u.id, coalesce(u.roles, '') from _session k"
		     " join \"user\" u on u.id = k.person"
		     " where k.ended_ms is null and k.strong = 0");
	if (person != 0) {
		sql_text(&q, " and k.person = ");
		sql_int(&q, person);
	}
	sql_limit(&q, WEAK_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		if (second_is_asked(settled, row_str(&r, 1)))
			out[(*count)++] = row_int(&r, 0);
	return rows_err(&r);
}

enum err
auth_second_enforce(struct ctx *c, const json_t *settled, int64_t person)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t *people = arena_array(c->mem, int64_t, WEAK_MAX);
	size_t count;

	if (json_array_size(settled) == 0)
		return OK;
	TRY(tx_begin(c->db, &tx));
	TRY(find_weak(c, settled, person, people, &count));
	for (size_t i = 0; i < count; i++)
		TRY(session_end_weak(c, people[i]));
	return tx_commit(&tx);
}

/* ---- its secret ---- */

static struct str
name_of(struct ctx *c, const char *kind, int64_t person)
{
	return str_printf(c->mem, "%s/%" PRId64, kind, person);
}

/* As a part of a URI (RFC 3986 §2.3). */
static struct str
escaped(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++) {
		unsigned char ch = (unsigned char)s.at[i];

		if ((ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') ||
		    (ch >= 'a' && ch <= 'z') || strchr("-._~", ch) != NULL)
			text_char(&t, (char)ch);
		else
			text_printf(&t, "%%%02X", ch);
	}
	return text_done(&t);
}

static enum err
login_of(struct ctx *c, int64_t person, struct str *out)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select coalesce(login, name) from \"user\" where id = ");
	sql_int(&q, person);
	return db_str(c->db, &q, c->mem, ERR_WHO, out);
}

enum err
auth_second_begin(struct ctx *c, int64_t person, struct str *secret, struct str *uri)
{
	struct str company = escaped(c->mem, c->meta->facts.name), login;
	unsigned char bytes[SECRET_SIZE];
	struct str sealed = { (const char *)bytes, sizeof(bytes) };

	TRY(login_of(c, person, &login));
	randombytes_buf(bytes, sizeof(bytes));
	TRY(auth_secret_put(c, name_of(c, "totp_pending", person), sealed));
	*secret = base32(c->mem, bytes, sizeof(bytes));
	sodium_memzero(bytes, sizeof(bytes));
	*uri = str_printf(c->mem,
	    "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s&digits=6&period=30",
	    STR_ARG(company), STR_ARG(escaped(c->mem, login)), STR_ARG(*secret),
	    STR_ARG(company));
	return OK;
}

/* ---- codes ---- */

/* As people type them: digits of any script, blanks and dashes in between. */
static struct str
typed(struct ctx *c, struct str code)
{
	struct str folded = fold(c->mem, utf8_head(code, 100));
	struct text t = TEXT_INIT(c->mem);

	for (size_t i = 0; i < folded.len; i++)
		if (strchr(" -\t", folded.at[i]) == NULL)
			text_char(&t, folded.at[i]);
	return text_done(&t);
}

/* The step whose code this is, the one of now or beside it; 0: none. */
static int64_t
step_of(const struct ctx *c, struct str secret, struct str code)
{
	int64_t now = c->now_ms / STEP_MS, found = 0;
	char good[7];

	for (int64_t step = now - 1; step <= now + 1; step++) {
		totp_code((const unsigned char *)secret.at, secret.len, step, good);
		if (code.len == 6 && sodium_memcmp(good, code.at, 6) == 0)
			found = step;
	}
	return found;
}

/* A step is used once, and none before it after that. */
static enum err
use_step(struct ctx *c, int64_t person, int64_t step, bool *used)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _totp set step = ");
	sql_int(&q, step);
	sql_text(&q, " where person = ");
	sql_int(&q, person);
	sql_text(&q, " and step < ");
	sql_int(&q, step);
	TRY(db_run(c->db, &q));
	*used = db_changes(c->db) > 0;
	return tx_commit(&tx);
}

static enum err
use_recovery(struct ctx *c, int64_t person, struct str code, bool *used)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _recovery set used_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " where used_ms is null and person = ");
	sql_int(&q, person);
	sql_text(&q, " and hash = ");
	sql_str(&q, auth_hash_of(c, code));
	TRY(db_run(c->db, &q));
	*used = db_changes(c->db) > 0;
	if (*used)
		TRY(trail(c, TRAIL_SECOND, (struct trail_about){ .person = person },
		    "what", "recovery code used", NULL));
	return tx_commit(&tx);
}

static enum err
code_is_good(struct ctx *c, int64_t person, struct str code, bool *good)
{
	struct str secret;
	int64_t step;

	*good = false;
	if (code.len != 6)
		return use_recovery(c, person, code, good);
	TRY(auth_secret(c, name_of(c, "totp", person), &secret));
	step = step_of(c, secret, code);
	return step == 0 ? OK : use_step(c, person, step, good);
}

static enum err
try_of(struct ctx *c, int64_t person, struct try *t)
{
	*t = (struct try){ .kind = TRY_CODE, .who = str_of(number_text(c->mem, person)) };
	return tries_known(c, person, &t->known);
}

static enum err
wrong(struct ctx *c)
{
	fault(c, STR("code"), "code_wrong", NULL);
	return ERR_WHO;
}

enum err
auth_second_check(struct ctx *c, int64_t person, struct str code)
{
	struct try t;
	bool good;

	TRY(try_of(c, person, &t));
	TRY(tries_take(c, &t));
	TRY(code_is_good(c, person, typed(c, code), &good));
	return good ? tries_right(c, &t) : wrong(c);
}

/* ---- set up ---- */

/* Groups of four of 32 letters that are not taken for each other. */
static struct str
recovery_code(struct arena *mem)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	unsigned char bytes[RECOVERY_LETTERS];
	struct text t = TEXT_INIT(mem);

	randombytes_buf(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i > 0 && i % 4 == 0)
			text_char(&t, '-');
		text_char(&t, letters[bytes[i] & 31]);
	}
	return text_done(&t);
}

static enum err
forget_recovery(struct ctx *c, int64_t person)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _recovery where person = ");
	sql_int(&q, person);
	return db_run(c->db, &q);
}

static enum err
keep_recovery(struct ctx *c, int64_t person, struct str code)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _recovery (hash, person) values (");
	sql_str(&q, auth_hash_of(c, typed(c, code)));
	sql_text(&q, ", ");
	sql_int(&q, person);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static enum err
make_recovery(struct ctx *c, int64_t person, json_t **codes)
{
	*codes = json_hold(c->mem, json_array());
	TRY(forget_recovery(c, person));
	for (int i = 0; i < RECOVERY_CODES; i++) {
		struct str code = recovery_code(c->mem);

		TRY(keep_recovery(c, person, code));
		json_array_append_new(*codes, json_stringn(code.at, code.len));
	}
	return OK;
}

enum err
auth_recovery_new(struct ctx *c, int64_t person, json_t **codes)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(make_recovery(c, person, codes));
	TRY(trail(c, TRAIL_SECOND, (struct trail_about){ .person = person }, "what",
	    "recovery codes made", NULL));
	return tx_commit(&tx);
}

static enum err
put_in_force(struct ctx *c, int64_t person, struct str secret, int64_t step)
{
	struct sql q = SQL_INIT(c->mem);

	TRY(auth_secret_put(c, name_of(c, "totp", person), secret));
	TRY(auth_secret_drop(c, name_of(c, "totp_pending", person)));
	sql_text(&q, "insert into _totp (person, since_ms, step) values (");
	sql_int(&q, person);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, step);
	sql_text(&q, ") on conflict (person) do update set since_ms = excluded.since_ms,"
		     " step = excluded.step");
	return db_run(c->db, &q);
}

enum err
auth_second_confirm(struct ctx *c, int64_t person, struct str code, json_t **codes)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct str secret;
	struct try t;
	int64_t step;
	enum err e;

	TRY(try_of(c, person, &t));
	TRY(tries_take(c, &t));
	e = auth_secret(c, name_of(c, "totp_pending", person), &secret);
	if (e == ERR_ABSENT)
		return wrong(c);
	TRY(e);
	step = step_of(c, secret, typed(c, code));
	if (step == 0)
		return wrong(c);
	TRY(tx_begin(c->db, &tx));
	TRY(put_in_force(c, person, secret, step));
	TRY(make_recovery(c, person, codes));
	TRY(auth_end_sessions(c, person, c->from.session));
	TRY(session_strengthen(c));
	TRY(tries_right(c, &t));
	TRY(trail(c, TRAIL_SECOND, (struct trail_about){ .person = person }, "what",
	    "set up", NULL));
	return tx_commit(&tx);
}

enum err
auth_second_drop(struct ctx *c, int64_t person, const char *by)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	bool self = strcmp(by, "self") == 0;

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _totp where person = ");
	sql_int(&q, person);
	TRY(db_run(c->db, &q));
	if (db_changes(c->db) == 0)
		return ERR_ABSENT;
	TRY(auth_secret_drop(c, name_of(c, "totp", person)));
	TRY(auth_secret_drop(c, name_of(c, "totp_pending", person)));
	TRY(forget_recovery(c, person));
	TRY(auth_end_sessions(c, person, self ? c->from.session : 0));
	TRY(trail(c, TRAIL_SECOND, (struct trail_about){ .person = person }, "what",
	    "taken away", "by", by, NULL));
	return tx_commit(&tx);
}
