/*
 * making.c - what a report waits for, as people are told: the job that makes its index,
 * or that calculates anew what it counts, and how far that is.
 *
 * How many records there are is the administrators' to know; others are told the share.
 */
#include "site/room.h"

struct making {
	struct str state;
	int64_t done, of;
};

/* The newest of that kind; OK with no state: there is none. */
static enum err
load(struct ctx *c, const char *kind, struct making *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*out = (struct making){ .state = STR("") };
	sql_text(&q, "select state, done, total from _job where kind = ");
	sql_str(&q, str_of(kind));
	sql_text(&q, " order by id desc");
	sql_limit(&q, 1);
	TRY(rows_begin(c->db, &q, &r));
	if (rows_next(&r))
		*out = (struct making){ str_copy(c->mem, row_str(&r, 0)), row_int(&r, 1),
			row_int(&r, 2) };
	return rows_err(&r);
}

static void
write_share(struct ctx *c, struct jw *w, const struct making *m)
{
	if (m->of <= 0) /* nobody knows yet */
		return;
	jw_key(w, "percent");
	jw_int(w, m->done >= m->of ? 100 : m->done * 100 / m->of);
	if (!c->actor.admin)
		return;
	jw_key(w, "done");
	jw_int(w, m->done);
	jw_key(w, "of");
	jw_int(w, m->of);
}

enum err
site_write_making(struct ctx *c, const struct entity *e, struct jw *w)
{
	const struct quality *q = e->quality;
	struct making m;

	jw_key(w, "making");
	if (q == NULL || (!q->late && !q->old)) {
		jw_null(w);
		return OK;
	}
	TRY(load(c, q->late ? "indexes" : "quality", &m));
	jw_open(w);
	jw_key(w, "what");
	jw_c(w, q->late ? "index" : "values");
	jw_key(w, "state");
	jw_str(w, m.state);
	write_share(c, w, &m);
	jw_close(w);
	return OK;
}
