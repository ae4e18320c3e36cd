/*
 * pair.c - pairs that may be one: what is told of them, and what people say to it.
 *
 * Who sees a pair sees both records, and the fields that make it one: by others it is
 * judged anew (pair_eyes.c).  What is not seen is not counted either.
 */
#include "record/pair.h"

bool
record_has_pairs(const struct entity *e)
{
	return e->match_count > 0 && !e->server;
}

bool
pair_sees_fields(const struct ctx *c, const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].matched && !auth_asks(c, &e->fields[i]))
			return false;
	return true;
}

bool
pair_tells(const struct ctx *c, const struct entity *e)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	return record_has_pairs(e) && !auth_never(&g) &&
	       pair_key_asked(e, pair_asked(c, e));
}

static bool
may_all(const struct ctx *c, const struct entity *e, enum may what)
{
	struct grant g = auth_grant(c, e, what);

	return g.all && g.item == NULL;
}

bool
record_may_find_pairs(struct ctx *c, const struct entity *e)
{
	return record_has_pairs(e) && pair_sees_fields(c, e) && may_all(c, e, MAY_READ) &&
	       may_all(c, e, MAY_CHANGE) && may_all(c, e, MAY_DELETE);
}

/* ---- the list ---- */

/* As 87.1234: the score and the id of the last that was told. */
static bool
read_place(struct str text, int64_t *score, int64_t *id)
{
	struct str head, tail;

	return str_cut(text, '.', &head, &tail) && str_int(head, score) &&
	       str_int(tail, id);
}

/* " from …" the pairs that stand, for these eyes.  in  only  a rule that one of the two
 * fulfils; NULL: all */
static void
from_pairs(struct ctx *c, const struct entity *e, const struct rule *only, struct sql *q)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	sql_text(q, " from _pair p join ");
	sql_table(q, e);
	sql_text(q, " a on a.id = p.low join ");
	sql_table(q, e);
	sql_text(q, " b on b.id = p.high where p.state = 'open' and p.entity = ");
	sql_str(q, e->name);
	sql_text(q, " and a.deleted_ms is null and b.deleted_ms is null");
	archive_out(q, e, "a");
	archive_out(q, e, "b");
	auth_where(c, &g, "a", q);
	auth_where(c, &g, "b", q);
	if (only == NULL)
		return;
	sql_text(q, " and (");
	rule_sql(c, only, "a", q);
	sql_text(q, " or ");
	rule_sql(c, only, "b", q);
	sql_text(q, ")");
}

/* Some are kept that only other eyes could find sure. */
static void
add_floor(struct sql *q)
{
	sql_text(q, " and p.score >= ");
	sql_int(q, PAIR_FLOOR);
}

static enum err
take_rows(
    struct ctx *c, const struct sql *q, struct pair_row *out, size_t max, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(c->db, q, &r));
	for (*count = 0; *count < max && rows_next(&r); ++*count)
		out[*count] =
		    (struct pair_row){ row_int(&r, 0), row_int(&r, 1), row_int(&r, 2),
			    row_int(&r, 3), str_copy(c->mem, row_str(&r, 4)) };
	return rows_err(&r);
}

static enum err
read_rows(struct ctx *c, const struct entity *e, const struct pair_query *query,
    struct pair_row *out, size_t *count)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t score, id;

	sql_text(&q, "select p.id, p.low, p.high, p.score, p.why");
	from_pairs(c, e, query->only, &q);
	add_floor(&q);
	if (query->after.len > 0) {
		if (!read_place(query->after, &score, &id)) {
			fault(c, STR("after"), "bad_sort", NULL);
			return ERR_INPUT;
		}
		sql_text(&q, " and (p.score < ");
		sql_int(&q, score);
		sql_text(&q, " or (p.score = ");
		sql_int(&q, score);
		sql_text(&q, " and p.id < ");
		sql_int(&q, id);
		sql_text(&q, "))");
	}
	sql_text(&q, " order by p.score desc, p.id desc");
	sql_limit(&q, query->limit + 1);
	return take_rows(c, &q, out, (size_t)query->limit + 1, count);
}

static enum err
count_pairs(struct ctx *c, const struct entity *e, const struct rule *only, int64_t *out)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select count(*) from (select p.id");
	from_pairs(c, e, only, &q);
	add_floor(&q);
	sql_limit(&q, RECORD_COUNT_MAX + 1);
	sql_text(&q, ") x");
	return db_int(c->db, &q, ERR_BUG, out);
}

static bool
may_change(struct ctx *c, const struct record *rec)
{
	return auth_of_row(c, rec->entity, MAY_CHANGE, rec->id, rec->before) == OK;
}

static bool
may_delete(struct ctx *c, const struct record *rec)
{
	return auth_of_row(c, rec->entity, MAY_DELETE, rec->id, rec->before) == OK;
}

static enum err
write_row(struct ctx *c, struct jw *w, const struct entity *e, const struct pair_row *row)
{
	struct record *low, *high;
	json_t *why;
	bool change;

	TRY(record_load(c, (struct ref){ e, row->low }, &low));
	TRY(record_load(c, (struct ref){ e, row->high }, &high));
	if (json_read(c->mem, row->why, &why, NULL) != OK)
		return ERR_BUG;
	change = may_change(c, low) && may_change(c, high);
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, row->id);
	jw_key(w, "score");
	jw_int(w, row->score);
	jw_key(w, "why");
	jw_json(w, why);
	jw_key(w, "may_part");
	jw_bool(w, change);
	jw_key(w, "may_merge");
	jw_bool(w, change && (may_delete(c, low) || may_delete(c, high)));
	jw_key(w, "rows");
	jw_array(w);
	TRY(record_write(c, w, low, true));
	TRY(record_write(c, w, high, true));
	jw_end(w);
	jw_close(w);
	return OK;
}

/* A page of count rows, the last of which may be one more than fits. */
static enum err
write_page(struct ctx *c, const struct entity *e, const struct pair_query *query,
    const struct pair_row *rows, size_t count, struct jw *w)
{
	size_t shown = count > (size_t)query->limit ? (size_t)query->limit : count;

	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < shown; i++) {
		enum err err = write_row(c, w, e, &rows[i]);

		if (err != OK && err != ERR_ABSENT) /* it went since it was read */
			return err;
	}
	jw_end(w);
	jw_key(w, "next");
	if (shown < count)
		jw_str(w, str_printf(c->mem, "%" PRId64 ".%" PRId64,
			      rows[shown - 1].score, rows[shown - 1].id));
	else
		jw_null(w);
	return OK;
}

static void
write_count(struct jw *w, int64_t count, bool exact)
{
	jw_key(w, "count");
	jw_int(w, count);
	jw_key(w, "exact");
	jw_bool(w, exact);
}

static enum err
write_kept(
    struct ctx *c, const struct entity *e, const struct pair_query *query, struct jw *w)
{
	struct pair_row rows[PAIR_PAGE_MAX + 1];
	size_t count;
	int64_t all;

	TRY(read_rows(c, e, query, rows, &count));
	TRY(write_page(c, e, query, rows, count, w));
	TRY(count_pairs(c, e, query->only, &all));
	write_count(
	    w, all > RECORD_COUNT_MAX ? RECORD_COUNT_MAX : all, all <= RECORD_COUNT_MAX);
	return OK;
}

/* ---- the list, for who may not ask all of it ---- */

enum err
pairs_judged(struct ctx *c, const struct entity *e, const struct rule *only,
    struct pair_row **out, size_t *count, bool *exact)
{
	struct sql q = SQL_INIT(c->mem);

	*out = arena_array(c->mem, struct pair_row, PAIR_JUDGED_MAX + 1);
	sql_text(&q, "select p.id, p.low, p.high, 0, ''");
	from_pairs(c, e, only, &q);
	sql_text(&q, " order by p.id desc");
	sql_limit(&q, PAIR_JUDGED_MAX + 1);
	TRY(take_rows(c, &q, *out, PAIR_JUDGED_MAX + 1, count));
	*exact = *count <= PAIR_JUDGED_MAX;
	*count = *exact ? *count : PAIR_JUDGED_MAX;
	return pairs_judge(c, e, pair_asked(c, e), *out, count);
}

static enum err
write_judged(
    struct ctx *c, const struct entity *e, const struct pair_query *query, struct jw *w)
{
	int64_t score = INT64_MAX, id = 0;
	struct pair_row *rows;
	size_t count, from = 0, left;
	bool exact;

	if (query->after.len > 0 && !read_place(query->after, &score, &id)) {
		fault(c, STR("after"), "bad_sort", NULL);
		return ERR_INPUT;
	}
	TRY(pairs_judged(c, e, query->only, &rows, &count, &exact));
	while (from < count && (rows[from].score > score ||
				   (rows[from].score == score && rows[from].id >= id)))
		from++;
	left = count - from;
	TRY(write_page(c, e, query, rows + from,
	    left > (size_t)query->limit ? (size_t)query->limit + 1 : left, w));
	write_count(w, (int64_t)count, exact);
	return OK;
}

enum err
record_pairs(
    struct ctx *c, const struct entity *e, const struct pair_query *query, struct jw *w)
{
	struct pair_query some = *query;

	if (!record_has_pairs(e))
		return ERR_ABSENT;
	if (!pair_tells(c, e)) {
		fault(c, STR(""), "pairs_unseen", NULL);
		return ERR_DENIED;
	}
	if (some.where.len > 0)
		TRY(record_rule(c, e, some.where, &some.only));
	if (pair_sees_fields(c, e))
		return write_kept(c, e, &some, w);
	return write_judged(c, e, &some, w);
}

/* ---- what somebody says to it ---- */

static enum err
load_pair(struct ctx *c, const struct entity *e, int64_t id, struct pair_row *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select low, high from _pair where id = ");
	sql_int(&q, id);
	sql_text(&q, " and entity = ");
	sql_str(&q, e->name);
	sql_lock(&q, c->db);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	*out =
	    (struct pair_row){ .id = id, .low = row_int(&r, 0), .high = row_int(&r, 1) };
	return OK;
}

static enum err
set_state(struct ctx *c, int64_t id, bool apart)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _pair set state = ");
	sql_str(&q, apart ? STR("apart") : STR("open"));
	sql_text(&q, ", said_by = ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", at_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " where id = ");
	sql_int(&q, id);
	return db_run(c->db, &q);
}

/* errs  ABSENT  by what they may ask there is no such pair */
static enum err
must_see(struct ctx *c, const struct entity *e, int64_t id)
{
	struct pair_row *rows;
	size_t count;
	bool exact;

	if (pair_sees_fields(c, e))
		return OK;
	TRY(pairs_judged(c, e, NULL, &rows, &count, &exact));
	for (size_t i = 0; i < count; i++)
		if (rows[i].id == id)
			return OK;
	return ERR_ABSENT;
}

enum err
record_pair_part(struct ctx *c, const struct entity *e, int64_t id, bool apart)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *low, *high;
	struct pair_row row = { 0 };

	if (!pair_tells(c, e))
		return ERR_ABSENT;
	TRY(tx_begin(c->db, &tx));
	TRY(must_see(c, e, id));
	TRY(load_pair(c, e, id, &row));
	TRY(record_load(c, (struct ref){ e, row.low }, &low));
	TRY(record_load(c, (struct ref){ e, row.high }, &high));
	TRY(allow(c, e, MAY_CHANGE, low->id, low->before));
	TRY(allow(c, e, MAY_CHANGE, high->id, high->before));
	TRY(set_state(c, id, apart));
	return tx_commit(&tx);
}

enum err
record_pairs_forget(struct ctx *c, struct ref which)
{
	struct sql low = SQL_INIT(c->mem), high = SQL_INIT(c->mem);

	sql_text(&low, "delete from _pair where low = ");
	sql_int(&low, which.id);
	TRY(db_run(c->db, &low));
	sql_text(&high, "delete from _pair where high = ");
	sql_int(&high, which.id);
	return db_run(c->db, &high);
}
