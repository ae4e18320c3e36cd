/*
 * round.c - a browser on its way to an issuer and back.
 *
 * Two secrets are made: one goes round with the browser (state), one stays in it
 * (a cookie).  Only their hashes are stored, and the row is taken away with its
 * first use, so an answer works once, in the browser that asked, for ten minutes:
 * nobody can have another sign in as himself, or use an answer that he saw.
 * What the issuer is asked to repeat (nonce) and what proves to it that we are who
 * asked (the verifier of RFC 7636) are made of both halves and kept nowhere.
 */
#include "signin/room.h"

#include <sodium.h>

#define ROUNDS_MAX 5000 /* at the same moment */
#define HALF 43         /* letters of auth_random() */

static struct str
hash_of(struct ctx *c, const char *what, struct str a, struct str b)
{
	unsigned char hash[32];
	struct str all =
	    str_printf(c->mem, "%s\n%.*s\n%.*s", what, STR_ARG(a), STR_ARG(b));
	char *text = arena_alloc(c->mem, 44);

	crypto_generichash(
	    hash, sizeof(hash), (const unsigned char *)all.at, all.len, NULL, 0);
	sodium_bin2base64(
	    text, 44, hash, sizeof(hash), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_of(text);
}

static void
derive(struct ctx *c, struct str state, struct str cookie, struct round *out)
{
	snprintf(out->nonce, sizeof(out->nonce), "%.*s",
	    STR_ARG(hash_of(c, "nonce", state, cookie)));
	snprintf(out->verifier, sizeof(out->verifier), "%.*s",
	    STR_ARG(hash_of(c, "verifier", state, cookie)));
}

static enum err
make_room(struct ctx *c)
{
	struct sql old = SQL_INIT(c->mem), q = SQL_INIT(c->mem);
	int64_t count;

	sql_text(&old, "delete from _round where until_ms < ");
	sql_int(&old, c->now_ms);
	sql_text(&old, " or until_ms > "); /* of a clock that ran ahead */
	sql_int(&old, c->now_ms + 2 * ROUND_MS);
	TRY(db_run(c->db, &old));
	sql_text(&q, "select count(*) from _round");
	TRY(db_int(c->db, &q, ERR_BUG, &count));
	return count < ROUNDS_MAX ? OK : ERR_LIMIT;
}

enum err
round_begin(struct ctx *c, const struct oidc_start *start, char state[44],
    char cookie[44], struct round *out)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	auth_random(state);
	auth_random(cookie);
	TRY(tx_begin(c->db, &tx));
	TRY(make_room(c));
	sql_text(&q, "insert into _round (state, browser, provider, back, link, until_ms)"
		     " values (");
	sql_str(&q, hash_of(c, "state", str_of(state), STR("")));
	sql_text(&q, ", ");
	sql_str(&q, hash_of(c, "browser", str_of(cookie), STR("")));
	sql_text(&q, ", ");
	sql_str(&q, start->provider);
	sql_text(&q, ", ");
	sql_str(&q, start->back);
	sql_text(&q, ", ");
	sql_int(&q, start->link);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms + ROUND_MS);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	TRY(tx_commit(&tx));
	*out = (struct round){
		.provider = start->provider, .back = start->back, .link = start->link
	};
	derive(c, str_of(state), str_of(cookie), out);
	return OK;
}

static void
where_it_is(struct ctx *c, struct sql *q, struct str state, struct str cookie)
{
	sql_text(q, " where state = ");
	sql_str(q, hash_of(c, "state", state, STR("")));
	sql_text(q, " and browser = ");
	sql_str(q, hash_of(c, "browser", cookie, STR("")));
	sql_text(q, " and until_ms > ");
	sql_int(q, c->now_ms);
}

/* errs  ABSENT */
static enum err
take(struct ctx *c, struct str state, struct str cookie, struct round *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _round");
	where_it_is(c, &q, state, cookie);
	sql_text(&q, " returning provider, back, link");
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	out->provider = str_copy(c->mem, row_str(&r, 0));
	out->back = str_copy(c->mem, row_str(&r, 1));
	out->link = row_int(&r, 2);
	return OK;
}

enum err
round_finish(struct ctx *c, struct str state, struct str cookie, struct round *out)
{
	DEFER(tx_end) struct tx tx = { 0 };
	enum err e = ERR_ABSENT;

	TRY(tx_begin(c->db, &tx));
	if (state.len == HALF && cookie.len == HALF)
		e = take(c, state, cookie, out);
	if (e == ERR_ABSENT) {
		fault(c, STR(""), "round_stale", NULL);
		return ERR_WHO;
	}
	TRY(e);
	derive(c, state, cookie, out);
	return tx_commit(&tx);
}
