/*
 * secret.c - see secret.h.
 */
#include "auth/auth.h"

#include <sodium.h>

#define BATCH 200

static struct str
place_of(struct ctx *c, struct str name)
{
	return str_printf(c->mem, "_secret/sealed/%.*s", STR_ARG(name));
}

/* ---- one ---- */

/* Nothing is sealed yet: only then is a new key as good as the old one. */
static enum err
make_first_key(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t count;
	enum err e;

	sql_text(&q, "select count(*) from _secret");
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	if (count > 0)
		return ERR_ABSENT;
	e = keyring_make(c->keys);
	return e == ERR_CLASH ? OK : e; /* somebody was faster */
}

static enum err
seal_it(struct ctx *c, struct str name, struct str secret, struct str *out)
{
	enum err e = seal(c->keys, c->mem, place_of(c, name), secret, out);

	if (e == ERR_ABSENT && make_first_key(c) == OK)
		e = seal(c->keys, c->mem, place_of(c, name), secret, out);
	if (e != ERR_ABSENT && e != ERR_DOWN)
		return e;
	fault(c, STR(""), "secret_key", NULL);
	return ERR_DOWN;
}

enum err
auth_secret_put(struct ctx *c, struct str name, struct str secret)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct str sealed;

	assert(name.len > 0 && name.len <= AUTH_SECRET_NAME);
	TRY(tx_begin(c->db, &tx));
	TRY(seal_it(c, name, secret, &sealed));
	sql_text(&q, "insert into _secret (name, sealed, changed_ms) values (");
	sql_str(&q, name);
	sql_text(&q, ", ");
	sql_str(&q, sealed);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ") on conflict (name) do update set sealed = excluded.sealed,"
		     " changed_ms = excluded.changed_ms");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
auth_secret(struct ctx *c, struct str name, struct str *out)
{
	struct sql q = SQL_INIT(c->mem);
	struct str sealed;

	sql_text(&q, "select sealed from _secret where name = ");
	sql_str(&q, name);
	TRY(db_str(c->db, &q, c->mem, ERR_ABSENT, &sealed));
	if (unseal(c->keys, c->mem, place_of(c, name), sealed, out) == OK)
		return OK;
	fault(c, STR(""), "secret_closed", NULL);
	return ERR_DOWN;
}

enum err
auth_secret_drop(struct ctx *c, struct str name)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _secret where name = ");
	sql_str(&q, name);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* ---- all ---- */

struct sealed {
	struct str name, text;
};

struct some {
	struct sealed at[BATCH];
	size_t count;
};

/* The next ones by name, behind after. */
static enum err
read_some(struct ctx *c, struct str after, struct some *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	out->count = 0;
	sql_text(&q, "select name, sealed from _secret where name > ");
	sql_str(&q, after);
	sql_text(&q, " order by name");
	sql_limit(&q, BATCH);
	TRY(rows_begin(c->db, &q, &r));
	while (out->count < BATCH && rows_next(&r))
		out->at[out->count++] = (struct sealed){ str_copy(c->mem, row_str(&r, 0)),
			str_copy(c->mem, row_str(&r, 1)) };
	return rows_err(&r);
}

/* The key that seals now; 0: there is none. */
static int
sealing_key(struct ctx *c)
{
	struct keyring_state state;

	if (keyring_look(c->keys, &state) != OK || state.count == 0)
		return 0;
	return state.numbers[state.count - 1];
}

enum err
auth_secrets_look(struct ctx *c, struct secrets *out)
{
	struct some *some = arena_make(c->mem, struct some);
	struct str after = STR(""), secret;
	int now = sealing_key(c);

	*out = (struct secrets){ .first = STR("") };
	do {
		TRY(read_some(c, after, some));
		for (size_t i = 0; i < some->count; i++) {
			const struct sealed *s = &some->at[i];

			after = s->name;
			out->count++;
			if (unseal(c->keys, c->mem, place_of(c, s->name), s->text,
				&secret) == OK) {
				sodium_memzero((char *)(uintptr_t)secret.at, secret.len);
				out->old += sealed_by(s->text) != now;
			} else if (out->closed++ == 0) {
				out->first = s->name;
			}
		}
	} while (some->count == BATCH);
	return OK;
}

/* Unless somebody stored another one meanwhile. */
static enum err
replace(struct ctx *c, const struct sealed *s, struct str text)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _secret set sealed = ");
	sql_str(&q, text);
	sql_text(&q, " where name = ");
	sql_str(&q, s->name);
	sql_text(&q, " and sealed = ");
	sql_str(&q, s->text);
	return db_run(c->db, &q);
}

static enum err
reseal_some(struct ctx *c, const struct some *some, int64_t *done)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int now = sealing_key(c);
	int64_t count = 0;

	TRY(tx_begin(c->db, &tx));
	for (size_t i = 0; i < some->count; i++) {
		const struct sealed *s = &some->at[i];
		struct str place = place_of(c, s->name), secret, text;

		if (sealed_by(s->text) == now ||
		    unseal(c->keys, c->mem, place, s->text, &secret) != OK)
			continue;
		TRY(seal(c->keys, c->mem, place, secret, &text));
		sodium_memzero((char *)(uintptr_t)secret.at, secret.len);
		TRY(replace(c, s, text));
		count += db_changes(c->db);
	}
	TRY(tx_commit(&tx));
	*done += count;
	return OK;
}

enum err
auth_secrets_reseal(struct ctx *c, int64_t *done)
{
	struct some *some = arena_make(c->mem, struct some);
	struct str after = STR("");

	*done = 0;
	do {
		TRY(read_some(c, after, some));
		TRY(reseal_some(c, some, done));
		if (some->count > 0)
			after = some->at[some->count - 1].name;
	} while (some->count == BATCH);
	return OK;
}
