/*
 * pair_count.c - how many records somebody should look at because they may be one with
 * another: by owner, for the report on data quality.
 *
 * A record counts once, however many it resembles.  What counts is what the list of
 * pairs tells: both are theirs to see, and by what they may ask it is sure enough.
 */
#include "record/pair.h"

/* The one side of the pairs that stand; of the other it is asked here whether it is seen.
 */
static void
add_side(struct ctx *c, const struct entity *e, const char *one, const char *other,
    struct sql *q)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	sql_text(q, "select p.");
	text_c(&q->text, one);
	sql_text(q, " from _pair p join ");
	sql_table(q, e);
	sql_text(q, " b on b.id = p.");
	text_c(&q->text, other);
	sql_text(q, " where p.state = 'open' and p.score >= ");
	sql_int(q, PAIR_FLOOR);
	sql_text(q, " and p.entity = ");
	sql_str(q, e->name);
	sql_text(q, " and b.deleted_ms is null");
	auth_where(c, &g, "b", q);
}

static void
add_all(struct ctx *c, const struct entity *e, struct sql *q)
{
	sql_text(q, " and t.id in (");
	add_side(c, e, "low", "high", q);
	sql_text(q, " union all ");
	add_side(c, e, "high", "low", q);
	sql_text(q, ")");
}

static int
by_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of those that were judged for these eyes. */
static enum err
add_judged(struct ctx *c, const struct entity *e, struct sql *q)
{
	struct pair_row *rows;
	size_t count;
	int64_t *ids;
	bool exact;

	TRY(pairs_judged(c, e, NULL, &rows, &count, &exact));
	ids = arena_array(c->mem, int64_t, 2 * count + 1);
	for (size_t i = 0; i < count; i++) {
		ids[2 * i] = rows[i].low;
		ids[2 * i + 1] = rows[i].high;
	}
	qsort(ids, 2 * count, sizeof(*ids), by_id);
	sql_text(q, " and t.id");
	sql_ids(q, c->db, ids, 2 * count);
	return OK;
}

static enum err
statement(struct ctx *c, const struct query *query, struct sql *q)
{
	const struct entity *e = query->entity;

	sql_text(q, "select ");
	if (e->owner == NULL) {
		sql_text(q, "0");
	} else {
		sql_text(q, "t.");
		sql_column(q, e->owner, 0);
	}
	sql_text(q, ", count(*)");
	TRY(list_where(c, query, NULL, NULL, q));
	if (pair_sees_fields(c, e))
		add_all(c, e, q);
	else
		TRY(add_judged(c, e, q));
	if (e->owner != NULL) {
		sql_text(q, " group by t.");
		sql_column(q, e->owner, 0);
	}
	return OK;
}

enum err
pairs_count(
    struct ctx *c, const struct query *query, struct pair_tally **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	LIST(struct pair_tally) list = { 0 };
	struct sql q = SQL_INIT(c->mem);

	if (!pair_tells(c, query->entity))
		return ERR_ABSENT;
	TRY(statement(c, query, &q));
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &list) =
		    (struct pair_tally){ row_int(&r, 0), row_int(&r, 1) };
	*out = list.at;
	*count = list.count;
	return rows_err(&r);
}
