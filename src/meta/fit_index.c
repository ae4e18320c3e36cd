/*
 * fit_index.c - the indexes that metadata wants, and which of them come later.
 *
 * An index takes time by the number of records.  Up to META_AT_ONCE_MAX it is made in
 * the change that wants it; beyond, a job makes it beside those who work (site/
 * indexes.c), and until it is there the snapshot says that it is not: lists do without.
 * Those that keep values unique are fit_unique.c's.
 */
#include "meta/fit.h"

#define INDEX_NAME_MAX 60
#define REPORT "#quality:"

/* ---- now, or later ---- */

static enum err
count_some(struct fitting *t, const struct entity *e, int64_t *n)
{
	struct sql q = SQL_INIT(t->c->mem);

	sql_text(&q, "select count(*) from (select 1 from ");
	sql_table(&q, e);
	sql_limit(&q, META_AT_ONCE_MAX + 1);
	sql_text(&q, ") t");
	return db_int(t->c->db, &q, ERR_BUG, n);
}

enum err
fit_is_large(struct fitting *t, const struct entity *e, bool *large)
{
	int64_t n = 0;

	*large = false;
	if (t->at_once || !fit_made(t, e->name) || fit_is_new(t, e->name))
		return OK;
	if (t->asked != e) {
		TRY(count_some(t, e, &n));
		t->asked = e;
		t->large = n > META_AT_ONCE_MAX;
	}
	*large = t->large;
	return OK;
}

void
sql_make_index(struct sql *q, const struct db *beside, const struct late_index *x)
{
	sql_text(q, "create ");
	if (x->unique)
		sql_text(q, "unique ");
	sql_text(q, "index ");
	if (beside != NULL)
		sql_beside(q, beside);
	sql_name(q, x->name);
	sql_part(q, &x->on);
}

void
fit_later(struct fitting *t, const struct late_index *x, const char *say)
{
	struct sql q = SQL_INIT(t->c->mem);

	sql_make_index(&q, NULL, x);
	text_str(t->said, text_done(&q.text));
	text_c(t->said, say);
	map_put(&t->made, x->what, t); /* once */
	*list_add(t->c->mem, &t->late) = *x;
}

static enum err
make_index(struct fitting *t, const struct late_index *x)
{
	struct sql q = SQL_INIT(t->c->mem);
	bool large;

	TRY(fit_is_large(t, x->entity, &large));
	sql_make_index(&q, NULL, x);
	if (!large)
		return fit_make(t, x->what, &q);
	fit_later(t, x, "; -- later, by a job: people go on working\n");
	return OK;
}

/* ---- names ---- */

/* Engines cut names at 63 letters: a longer one ends in what tells it apart. */
static struct str
short_name(struct arena *mem, struct str name)
{
	if (name.len < INDEX_NAME_MAX)
		return name;
	return str_printf(
	    mem, "%.*s_%016" PRIx64, INDEX_NAME_MAX - 18, name.at, str_hash(name));
}

struct str
fit_index_name(struct arena *mem, const struct field *f, int column, const char *kind)
{
	return short_name(
	    mem, str_printf(mem, "%.*s_i%s_%.*s%s", STR_ARG(f->entity->name), kind,
		     STR_ARG(f->name), f->type->columns[column].suffix));
}

struct str
field_same_index(struct arena *mem, const struct field *f)
{
	const struct entity *e = f->entity;
	int column = f->type->fold > 0 ? f->type->fold : f->type->compare;

	if (f->unique)
		return f->waits ? STR("") : field_unique_index(mem, f);
	if (f->to_count > 0 && !f->system && !field_is_late(f, 0))
		return fit_index_name(mem, f, 0, "");
	if ((match_begins_with(e, f) || (f == e->title && f->type->fold > 0)) &&
	    !field_is_late(f, column))
		return fit_index_name(mem, f, column, "");
	return STR("");
}

struct str
field_order_index(struct arena *mem, const struct field *f)
{
	return fit_index_name(mem, f, f->type->sort, "");
}

/* ---- on a column ---- */

struct str
fit_column_what(struct ctx *c, const struct field *f, int column, const char *kind)
{
	return str_printf(c->mem, "%.*s#%s%.*s%s", STR_ARG(f->entity->name), kind,
	    STR_ARG(f->name), f->type->columns[column].suffix);
}

/* Of living records, the id behind the value. */
static enum err
make_column_index(struct fitting *t, const struct field *f, int column)
{
	struct late_index x = { .what = fit_column_what(t->c, f, column, ""),
		.name = fit_index_name(t->c->mem, f, column, ""),
		.entity = f->entity,
		.field = f,
		.column = column,
		.list = -1,
		.on = SQL_INIT(t->c->mem) };

	if (fit_made(t, x.what))
		return OK;
	sql_text(&x.on, " on ");
	sql_table(&x.on, f->entity);
	sql_text(&x.on, " (");
	sql_column(&x.on, f, column);
	sql_text(&x.on, ", id) where deleted_ms is null");
	return make_index(t, &x);
}

enum err
fit_drop(struct fitting *t, struct str what, struct str name)
{
	struct sql q = SQL_INIT(t->c->mem), note = SQL_INIT(t->c->mem);

	sql_text(&q, "drop index ");
	sql_name(&q, name);
	text_str(t->said, text_done(&q.text));
	text_c(t->said, ";\n");
	if (t->plan)
		return OK;
	TRY(db_run(t->c->db, &q));
	sql_text(&note, "delete from _made where what = ");
	sql_str(&note, what);
	return db_run(t->c->db, &note);
}

/* What lists, related lists, duplicate keys and unique fields need. */
static enum err
make_column_indexes(struct fitting *t, const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const struct type *type = f->type;

		TRY(f->unique ? fit_unique(t, f) : fit_not_unique(t, f));
		if (field_wants_order(f))
			TRY(make_column_index(t, f, type->sort));
		if (f->to_count > 0 && !f->system)
			TRY(make_column_index(t, f, 0));
		if (f == e->stage || f == entity_board(e))
			TRY(make_column_index(t, f, 0));
		if (match_begins_with(e, f))
			TRY(make_column_index(
			    t, f, type->fold > 0 ? type->fold : type->compare));
		if (f == e->title && type->fold > 0)
			TRY(make_column_index(t, f, type->fold));
	}
	return OK;
}

/* ---- on several ---- */

static struct late_index
named(struct fitting *t, const struct entity *e, struct str what, struct str name)
{
	struct late_index x = { .what = what,
		.name = short_name(t->c->mem, name),
		.entity = e,
		.column = -1,
		.list = -1,
		.on = SQL_INIT(t->c->mem) };

	sql_text(&x.on, " on ");
	sql_table(&x.on, e);
	return x;
}

/* What a board counts and sums by column, without touching the rows. */
static enum err
make_board_index(struct fitting *t, const struct entity *e)
{
	const json_t *board = json_object_get(e->views, "board");
	const struct field *by = entity_board(e);
	const struct field *sum = entity_field(e, json_get_str(board, "sum"));
	const char *kind = sum == NULL ? "count" : "board";
	struct late_index x =
	    named(t, e, str_printf(t->c->mem, "%.*s#%s", STR_ARG(e->name), kind),
		str_printf(t->c->mem, "%.*s_%s", STR_ARG(e->name), kind));

	if (by == NULL || fit_made(t, x.what))
		return OK;
	x.field = by;
	sql_text(&x.on, " (");
	sql_column(&x.on, by, 0);
	if (sum != NULL) {
		sql_text(&x.on, ", ");
		sql_column(&x.on, sum, sum->type->compare);
	}
	/* deleted_ms once more: the engine asks it of the row else */
	sql_text(&x.on, ", deleted_ms) where deleted_ms is null");
	return make_index(t, &x);
}

/* Whose, or which kind, in an order: the lists that people keep open. */
static enum err
make_list_index(
    struct fitting *t, const struct entity *e, const struct list_index *list, int place)
{
	const struct field *by = list->by, *sort = list->sort;
	struct late_index x = named(t, e,
	    str_printf(t->c->mem, "%.*s#%.*s_%.*s", STR_ARG(e->name), STR_ARG(by->name),
		STR_ARG(sort->name)),
	    str_printf(t->c->mem, "%.*s_l_%.*s_%.*s", STR_ARG(e->name), STR_ARG(by->name),
		STR_ARG(sort->name)));

	if (fit_made(t, x.what))
		return OK;
	x.field = sort;
	x.list = place;
	sql_text(&x.on, " (");
	sql_column(&x.on, by, by->type->compare);
	sql_text(&x.on, ", ");
	sql_column(&x.on, sort, sort->type->sort);
	sql_text(&x.on, ", id) where deleted_ms is null");
	return make_index(t, &x);
}

static enum err
make_list_indexes(struct fitting *t, const struct entity *e)
{
	struct list_index lists[META_LISTS_MAX];
	size_t n = entity_wants_lists(e, lists);

	for (size_t i = 0; i < n; i++)
		TRY(make_list_index(t, e, &lists[i], (int)i));
	return OK;
}

/* The trash of a large table is found without looking at all that lives. */
static enum err
make_trash_index(struct fitting *t, const struct entity *e)
{
	struct late_index x =
	    named(t, e, str_printf(t->c->mem, "%.*s#trash", STR_ARG(e->name)),
		str_printf(t->c->mem, "%.*s_trash", STR_ARG(e->name)));

	if (fit_made(t, x.what))
		return OK;
	sql_text(&x.on, " (deleted_ms, id) where deleted_ms is not null");
	return make_index(t, &x);
}

/* What the report on data quality asks, in its order: see record/quality_sum.c. */
static void
add_report_columns(struct sql *q, const struct entity *e)
{
	const struct quality *report = e->quality;

	sql_text(q, " (");
	sql_column(q, e->owner, 0);
	sql_text(q, ", missing_fields, completeness");
	if (report->doubted != NULL)
		sql_text(q, ", doubts");
	if (report->touched != NULL)
		sql_text(q, ", touched_ms");
	for (size_t i = 0; report->stale != NULL && i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f == report->touched || !rule_asks(report->stale, f))
			continue;
		sql_text(q, ", ");
		sql_column(q, f, f->type->compare);
	}
	/* deleted_ms once more: the engine asks it of the row else */
	sql_text(q, ", deleted_ms) where deleted_ms is null");
}

/* By what it holds: when "stale" asks another field, it is another index. */
static struct late_index
report_index(struct fitting *t, const struct entity *e)
{
	struct sql on = SQL_INIT(t->c->mem);
	struct late_index x;
	uint64_t sum;

	add_report_columns(&on, e);
	sum = str_hash(text_done(&on.text));
	x = named(t, e,
	    str_printf(t->c->mem, "%.*s" REPORT "%016" PRIx64, STR_ARG(e->name), sum),
	    str_printf(t->c->mem, "%.*s_quality_%016" PRIx64, STR_ARG(e->name), sum));
	x.report = true;
	sql_part(&x.on, &on);
	return x;
}

/* What no report asks any more costs every save. */
static enum err
drop_reports(struct fitting *t, const struct entity *e, struct str wanted)
{
	struct str begins = str_printf(t->c->mem, "%.*s" REPORT, STR_ARG(e->name));

	for (size_t i = 0; i < t->made.size; i++) {
		struct str what = t->made.slots[i].name;

		if (what.at == NULL || !str_starts(what, begins.at) ||
		    str_same(what, wanted))
			continue;
		TRY(fit_drop(t, what,
		    short_name(t->c->mem,
			str_printf(t->c->mem, "%.*s_quality_%.*s", STR_ARG(e->name),
			    (int)(what.len - begins.len), what.at + begins.len))));
	}
	return OK;
}

static enum err
make_report_index(struct fitting *t, const struct entity *e)
{
	const struct quality *q = e->quality;
	struct late_index x;

	if (q == NULL || q->missing == NULL || e->owner == NULL)
		return drop_reports(t, e, STR(""));
	x = report_index(t, e);
	TRY(drop_reports(t, e, x.what));
	return fit_made(t, x.what) ? OK : make_index(t, &x);
}

enum err
fit_indexes(struct fitting *t, const struct entity *e)
{
	TRY(make_column_indexes(t, e));
	TRY(make_board_index(t, e));
	TRY(make_list_indexes(t, e));
	TRY(make_report_index(t, e));
	return make_trash_index(t, e);
}
