/*
 * since.c - may the actor see other records than when they were here last?
 *
 * Most of what moves people is an event of a record, and told as such.  This is the rest:
 * rights and fields of the metadata, a share that was made, taken back or has ended, a
 * deputy's day that began.  The trail is counted with the events, so what is behind an
 * event is known exactly.
 */
#include "auth/org.h"
#include "auth/room.h"

#define LOOKED_AT 1000 /* of more, some may be theirs */

/* Of one person, or of who knows whom: then anybody's may be theirs. */
static enum err
noted_since(struct ctx *c, int64_t event, bool *yes)
{
	static const enum trail_kind kinds[] = { TRAIL_RIGHTS, TRAIL_SHEET, TRAIL_SHARE,
		TRAIL_SHARE_END };
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int count = 0;

	sql_text(&q, "select person from _trail where kind in (");
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (i > 0)
			sql_text(&q, ", ");
		sql_str(&q, str_of(trail_name(kinds[i])));
	}
	sql_text(&q, ") and id > ");
	sql_int(&q, event);
	sql_limit(&q, LOOKED_AT);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		int64_t who = row_int(&r, 0);

		*yes |= who == 0 || who == c->actor.user || ++count == LOOKED_AT;
	}
	return rows_err(&r);
}

static enum err
time_of(struct ctx *c, int64_t event, int64_t *at_ms)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	*at_ms = 0;
	sql_text(&q, "select at_ms from _event where id <= ");
	sql_int(&q, event);
	sql_text(&q, " order by id desc limit 1");
	e = db_int(c->db, &q, ERR_ABSENT, at_ms);
	return e == ERR_ABSENT ? OK : e;
}

/* Did they stand elsewhere then, by the organisation and the shares of now? */
static enum err
stood_elsewhere(struct ctx *c, int64_t then_ms, bool *yes)
{
	struct actor here = c->actor;
	int64_t now_ms = c->now_ms;
	struct moment now;
	enum err e;

	TRY(auth_moment(c, &now));
	c->now_ms = then_ms;
	e = auth_stand(c, now);
	*yes = e == OK && !auth_same_standing(&here, &c->actor);
	c->now_ms = now_ms;
	c->actor = here;
	return e;
}

enum err
auth_moved_since(struct ctx *c, int64_t event, bool *yes)
{
	int64_t then_ms;

	*yes = false;
	TRY(noted_since(c, event, yes));
	if (*yes)
		return OK;
	TRY(time_of(c, event, &then_ms));
	return stood_elsewhere(c, then_ms, yes);
}
