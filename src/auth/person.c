/*
 * person.c - who somebody is: the actor of a piece of work.
 */
#include "auth/org.h"
#include "auth/room.h"

#include <sodium.h>

struct str
auth_hash_of(struct ctx *c, struct str token)
{
	unsigned char hash[crypto_generichash_BYTES];
	char hex[sizeof(hash) * 2 + 1];

	crypto_generichash(
	    hash, sizeof(hash), (const unsigned char *)token.at, token.len, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	return str_copy(c->mem, str_of(hex));
}

void
auth_random(char out[44])
{
	unsigned char bytes[32];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(
	    out, 44, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *
number_text(struct arena *mem, int64_t n)
{
	return str_c(mem, str_printf(mem, "%" PRId64, n));
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

/* With the moment of the organisation: one statement says who it is, and whether what
 * is kept of the others still holds. */
void
person_select(struct sql *q)
{
	sql_text(q, "select u.id, u.roles, u.language, u.zone, u.calendar, u.first_day,"
		    " " ORG_MOMENT ", ");
}

void
person_may_act(struct sql *q)
{
	sql_text(q, " and u.deleted_ms is null and coalesce(u.active, 1) = 1");
}

enum err
person_become(struct ctx *c, const struct rows *r, int64_t *seen)
{
	const struct facts *facts = &c->meta->facts;
	const json_t *each;
	struct moment now;
	size_t i;

	c->actor = (struct actor){ .user = row_int(r, 0) };
	c->from.session = row_int(r, PERSON_COLUMNS + 1);
	c->actor.roles = roles_of(c, row_str(r, 1));
	c->actor.language = word_or(c, r, 2, facts->language);
	c->actor.zone = word_or(c, r, 3, facts->zone);
	c->actor.calendar = word_or(c, r, 4,
	    strcmp(c->actor.language, "fa") == 0 ? STR("persian") : STR("gregorian"));
	c->actor.first_day = (int)row_int(r, 5);
	org_moment(r, 6, &now);
	*seen = row_int(r, PERSON_COLUMNS);
	json_array_foreach(c->actor.roles, i, each) c->actor.admin |=
	    str_is(json_str(each), "admin");
	c->actor.meta = now.meta;
	return auth_stand(c, now);
}

enum err
auth_as(struct ctx *c, int64_t user)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int64_t none, came_by = c->from.session;
	const json_t *scopes = c->actor.scopes;

	person_select(&q);
	sql_text(&q, "0, 0 from \"user\" u where u.id = ");
	sql_int(&q, user);
	person_may_act(&q);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_WHO;
	TRY(person_become(c, &r, &none));
	c->from.session = came_by;
	c->actor.scopes = scopes;
	return OK;
}

enum err
auth_still(struct ctx *c, bool *same)
{
	const struct actor *was = &c->actor;
	struct ctx now = *c;

	TRY(auth_as(&now, was->user));
	*same = now.actor.meta == was->meta && json_equal(now.actor.roles, was->roles) &&
		auth_same_standing(&now.actor, was);
	return OK;
}
