/*
 * tries.c - how often somebody may be wrong.
 *
 * A try is counted before it is judged, so that many at once are many; one that was
 * right is forgiven.  Two counts: of who is meant and the network it comes from, and
 * of who is meant, from wherever they were not signed in before.  So guesses from
 * elsewhere, however many, do not keep people out of where they are known, and no
 * lock lasts longer than AUTH_LOCK_MAX_MS.
 *
 * Nobody who is not there is counted and locked as everybody else: the count is of
 * what was said, not of whom it named; and it is kept as a hash, because people type
 * passwords into the wrong field.
 *
 * A network is an IPv4 address, or the first 64 bits of an IPv6 one.
 */
#include "auth/room.h"

#include <arpa/inet.h>

#define FORGET_MS HOUR_MS      /* after its lock is over, a count begins anew */
#define KNOWN_MS (30 * DAY_MS) /* so long a network of a sign-in is known */
#define KNOWN_MAX 200

static const struct kind {
	const char *name;
	int64_t here, all; /* wrong ones without a wait */
	int64_t wait_ms;   /* behind them, doubled with each */
} kinds[] = {
	[TRY_PASSWORD] = { "password", AUTH_FREE_TRIES, 50, 2000 },
	[TRY_CODE] = { "code", AUTH_FREE_TRIES, AUTH_FREE_TRIES, 30000 },
};

struct str
auth_net(struct arena *mem, struct str address)
{
	static const unsigned char mapped[12] = { [10] = 0xff, 0xff };
	char text[INET6_ADDRSTRLEN];
	unsigned char b[16];

	if (inet_pton(AF_INET6, str_c(mem, address), b) != 1)
		return address;
	if (memcmp(b, mapped, sizeof(mapped)) == 0)
		return str_printf(mem, "%d.%d.%d.%d", b[12], b[13], b[14], b[15]);
	memset(b + 8, 0, 8);
	inet_ntop(AF_INET6, b, text, sizeof(text));
	return str_printf(mem, "%s/64", text);
}

enum err
tries_known(struct ctx *c, int64_t person, bool *known)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct str here = auth_net(c->mem, c->from.address);
	struct sql q = SQL_INIT(c->mem);

	*known = false;
	sql_text(&q, "select address from _session where person = ");
	sql_int(&q, person);
	sql_text(&q, " and created_ms > ");
	sql_int(&q, c->now_ms - KNOWN_MS);
	sql_text(&q, " order by created_ms desc");
	sql_limit(&q, KNOWN_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (!*known && rows_next(&r))
		*known = str_same(auth_net(c->mem, row_str(&r, 0)), here);
	return rows_err(&r);
}

/* ---- a count ---- */

struct count {
	struct str key;
	int64_t failed, at_ms, until_ms;
};

static struct str
key_of(struct ctx *c, const struct try *t, bool here)
{
	struct str net = here ? auth_net(c->mem, c->from.address) : STR("*");

	return auth_hash_of(c, str_printf(c->mem, "%s %.*s %.*s", kinds[t->kind].name,
				   STR_ARG(net), STR_ARG(t->who)));
}

static enum err
load(struct ctx *c, struct count *n)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select failed, at_ms, until_ms from _try where what = ");
	/* analyse: analyzer-use-of-uninitialized-value: key_of() made it; gcc loses
	 * what a function gives by value into an array */
	sql_str(&q, n->key);
	TRY(rows_begin(c->db, &q, &r));
	if (rows_next(&r)) {
		n->failed = row_int(&r, 0);
		n->at_ms = row_int(&r, 1);
		n->until_ms = row_int(&r, 2);
	}
	/* what is locked for longer than ever is so by a clock that ran ahead */
	if (n->until_ms > c->now_ms + AUTH_LOCK_MAX_MS)
		n->until_ms = 0;
	if (n->at_ms < c->now_ms - FORGET_MS && n->until_ms < c->now_ms - FORGET_MS)
		n->failed = 0;
	return rows_err(&r);
}

static int64_t
wait_after(int64_t failed, int64_t none, int64_t wait_ms)
{
	for (int64_t i = none; i < failed && wait_ms < AUTH_LOCK_MAX_MS; i++)
		wait_ms *= 2;
	if (failed < none)
		return 0;
	return wait_ms < AUTH_LOCK_MAX_MS ? wait_ms : AUTH_LOCK_MAX_MS;
}

static enum err
store(struct ctx *c, const struct count *n)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _try (what, failed, at_ms, until_ms) values (");
	sql_str(&q, n->key);
	sql_text(&q, ", ");
	sql_int(&q, n->failed);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, n->until_ms);
	sql_text(&q, ") on conflict (what) do update set failed = excluded.failed,"
		     " at_ms = excluded.at_ms, until_ms = excluded.until_ms");
	return db_run(c->db, &q);
}

static enum err
sweep(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _try where at_ms < ");
	sql_int(&q, c->now_ms - DAY_MS);
	return db_run(c->db, &q);
}

/* One more that was wrong, if none is locked. */
static enum err
count(struct ctx *c, const struct kind *kind, struct count *counts, size_t n)
{
	int64_t until = 0;
	char seconds[24];

	for (size_t i = 0; i < n; i++) {
		TRY(load(c, &counts[i]));
		until = counts[i].until_ms > until ? counts[i].until_ms : until;
	}
	if (until > c->now_ms) {
		snprintf(
		    seconds, sizeof(seconds), "%" PRId64, (until - c->now_ms) / 1000 + 1);
		fault(c, STR(""), "login_locked", "seconds", seconds, NULL);
		return ERR_LIMIT;
	}
	for (size_t i = 0; i < n; i++) {
		int64_t wait = wait_after(
		    ++counts[i].failed, i == 0 ? kind->here : kind->all, kind->wait_ms);

		counts[i].until_ms = wait == 0 ? 0 : c->now_ms + wait;
		TRY(store(c, &counts[i]));
	}
	return sweep(c);
}

enum err
tries_take(struct ctx *c, const struct try *t)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct count counts[] = { { .key = key_of(c, t, true) },
		{ .key = key_of(c, t, false) } };

	TRY(tx_begin(c->db, &tx));
	TRY(count(c, &kinds[t->kind], counts, t->known ? 1 : 2));
	return tx_commit(&tx);
}

/* From elsewhere one is taken back, not all: others may be guessing there. */
enum err
tries_right(struct ctx *c, const struct try *t)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql mine = SQL_INIT(c->mem), all = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&mine, "delete from _try where what = ");
	sql_str(&mine, key_of(c, t, true));
	TRY(db_run(c->db, &mine));
	sql_text(&all, "update _try set failed = failed - 1, until_ms = 0"
		       " where failed > 0 and what = ");
	sql_str(&all, key_of(c, t, false));
	if (!t->known)
		TRY(db_run(c->db, &all));
	return tx_commit(&tx);
}
