/*
 * sum.c - how many, and how much: counts that are capped, groups with a sum.
 */
#include "record/room.h"

enum err
list_counts(struct ctx *c, const struct query *query, int64_t max, struct sql *q)
{
	sql_text(q, "select count(*) from (select 1");
	TRY(list_where(c, query, NULL, NULL, q));
	sql_limit(q, max);
	sql_text(q, ") x");
	return OK;
}

enum err
list_count(struct ctx *c, const struct query *query, int64_t max, int64_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	TRY(list_counts(c, query, max, &q));
	return db_int(c->db, &q, ERR_BUG, count);
}

enum err
record_count(struct ctx *c, const struct query *query, int64_t *count, bool *exact)
{
	TRY(list_count(c, query, RECORD_COUNT_MAX + 1, count));
	*exact = *count <= RECORD_COUNT_MAX;
	if (!*exact)
		*count = RECORD_COUNT_MAX;
	return OK;
}

/* ---- groups ---- */

static void
write_group(struct ctx *c, struct jw *w, const struct rows *r, const struct field *by,
    const struct field *sum)
{
	struct cell v[TYPE_COLUMNS_MAX] = { 0 };
	int at = type_columns(by->type);

	for (int i = 0; i < at; i++)
		row_cell(r, i, c->mem, &v[i]);
	jw_open(w);
	jw_key(w, "key");
	value_write(w, by, v);
	jw_key(w, "count");
	jw_int(w, row_int(r, at));
	jw_key(w, "exact");
	jw_bool(w, true);
	if (sum != NULL && strcmp(sum->type->name, "money") == 0) {
		jw_key(w, "sum");
		money_json(w, row_int(r, at + 1), str_of(c->meta->facts.currency->code));
	} else if (sum != NULL) {
		jw_key(w, "sum");
		jw_real(w, row_real(r, at + 1));
	}
	jw_close(w);
}

static enum err
sum_statement(struct ctx *c, const struct query *query, const struct field *by,
    const struct field *sum, struct sql *q)
{
	struct query all = *query;

	sql_text(q, "select ");
	for (int i = 0; i < type_columns(by->type); i++) {
		sql_text(q, "t.");
		sql_column(q, by, i);
		sql_text(q, ", ");
	}
	sql_text(q, "count(*)");
	if (sum != NULL) {
		/* as integers a sum may overflow, which SQLite answers with an error */
		sql_text(q, ", sum(cast(t.");
		sql_column(q, sum, sum->type->compare);
		sql_define(q, c->db, " as %R))");
	}
	all.summed = true;
	TRY(list_where(c, &all, NULL, NULL, q));
	sql_text(q, " group by ");
	for (int i = 0; i < type_columns(by->type); i++) {
		if (i > 0)
			sql_text(q, ", ");
		sql_text(q, "t.");
		sql_column(q, by, i);
	}
	sql_text(q, " order by count(*) desc");
	sql_limit(q, RECORD_GROUP_MAX);
	return OK;
}

static enum err
ask_sum(struct ctx *c, const struct sql *q, const struct field *by,
    const struct field *sum, struct str *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	TRY(rows_begin(c->db, q, &r));
	jw_array(&w);
	while (rows_next(&r))
		write_group(c, &w, &r, by, sum);
	jw_end(&w);
	*out = text_done(&t);
	return rows_err(&r);
}

/* A board asks this at every look: while nothing happened, it is remembered. */
enum err
record_sum(struct ctx *c, const struct query *query, const struct field *by,
    const struct field *sum, struct jw *w)
{
	struct sql q = SQL_INIT(c->mem);
	struct str answer;
	int64_t stamp;

	TRY(sum_statement(c, query, by, sum, &q));
	TRY(db_stamp(c->db, c->mem, &stamp));
	if (!db_kept(c->db, c->mem, &q, stamp, &answer)) {
		TRY(ask_sum(c, &q, by, sum, &answer));
		db_keep(c->db, c->mem, &q, stamp, answer);
	}
	jw_raw(w, answer);
	return OK;
}
