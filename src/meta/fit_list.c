/*
 * fit_list.c - the indexes of an entity on several columns: what lists, boards and the
 * report on data quality ask, and what is away, in the archive or the trash.
 */
#include "meta/fit.h"

#define REPORT "#quality:"

/* Of lists: what and name without the archive, or with it. */
static struct str
lean_what(struct ctx *c, const struct entity *e, bool lean, struct str what)
{
	return str_printf(
	    c->mem, "%.*s#%s%.*s", STR_ARG(e->name), fit_lean_mark(lean), STR_ARG(what));
}

static struct str
lean_name(struct arena *mem, const struct entity *e, bool lean, struct str name)
{
	return fit_short_name(mem, str_printf(mem, "%.*s_%.*s%s", STR_ARG(e->name),
				       STR_ARG(name), lean ? "_" LEAN : ""));
}

static struct late_index
any_named(struct fitting *t, const struct entity *e, struct str what, struct str name)
{
	struct late_index x = { .what = what,
		.name = fit_short_name(t->c->mem, name),
		.entity = e,
		.column = -1,
		.list = -1,
		.on = SQL_INIT(t->c->mem) };

	sql_text(&x.on, " on ");
	sql_table(&x.on, e);
	return x;
}

static struct late_index
named(struct fitting *t, const struct entity *e, struct str what, struct str name)
{
	bool lean = e->archive != NULL;

	return any_named(
	    t, e, lean_what(t->c, e, lean, what), lean_name(t->c->mem, e, lean, name));
}

/* Once it is made, the other goes. */
static enum err
make_named(
    struct fitting *t, const struct late_index *x, struct str what, struct str name)
{
	bool other = x->entity->archive == NULL;

	if (!fit_made(t, x->what))
		TRY(fit_index(t, x));
	return fit_drop_other(t, x->what, lean_what(t->c, x->entity, other, what),
	    lean_name(t->c->mem, x->entity, other, name));
}

/* What a list asks of each row, once more: the engine asks it of the row else. */
static void
end_counted(struct sql *q, const struct entity *e)
{
	sql_text(q, ", deleted_ms");
	if (e->archive != NULL)
		sql_text(q, ", archived_ms");
	sql_text(q, ")");
	fit_living(q, e->archive != NULL);
}

/* What a board counts and sums by column, without touching the rows. */
static enum err
make_board_index(struct fitting *t, const struct entity *e)
{
	const json_t *board = json_object_get(e->views, "board");
	const struct field *by = entity_board(e);
	const struct field *sum = entity_field(e, json_get_str(board, "sum"));
	struct str kind = sum == NULL ? STR("count") : STR("board");
	struct late_index x = named(t, e, kind, kind);

	if (by == NULL)
		return OK;
	x.field = by;
	sql_text(&x.on, " (");
	sql_column(&x.on, by, 0);
	if (sum != NULL) {
		sql_text(&x.on, ", ");
		sql_column(&x.on, sum, sum->type->compare);
	}
	end_counted(&x.on, e);
	return make_named(t, &x, kind, kind);
}

/* Whose, or which kind, in an order: the lists that people keep open. */
static enum err
make_list_index(
    struct fitting *t, const struct entity *e, const struct list_index *list, int place)
{
	const struct field *by = list->by, *sort = list->sort;
	struct str what =
	    str_printf(t->c->mem, "%.*s_%.*s", STR_ARG(by->name), STR_ARG(sort->name));
	struct str name = str_printf(t->c->mem, "l_%.*s", STR_ARG(what));
	struct late_index x = named(t, e, what, name);

	x.field = sort;
	x.list = place;
	sql_text(&x.on, " (");
	sql_column(&x.on, by, by->type->compare);
	sql_text(&x.on, ", ");
	sql_column(&x.on, sort, sort->type->sort);
	sql_text(&x.on, ", id)");
	fit_living(&x.on, e->archive != NULL);
	return make_named(t, &x, what, name);
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

/* What was put away may be the newest there is, as what a file brought: a list without
 * an order begins behind it. */
static enum err
make_ids_index(struct fitting *t, const struct entity *e)
{
	struct late_index x = named(t, e, STR("ids"), STR("ids"));

	if (e->archive == NULL || fit_made(t, x.what))
		return OK;
	x.ids = true;
	sql_text(&x.on, " (id)");
	fit_living(&x.on, true);
	return fit_index(t, &x);
}

struct str
entity_ids_index(struct arena *mem, const struct entity *e)
{
	return e->archive == NULL || e->late_ids ? STR("")
						 : lean_name(mem, e, true, STR("ids"));
}

/* Whoever looks for what is away finds it without looking at all the rest. */
static enum err
make_away_index(struct fitting *t, const struct entity *e, const char *kind,
    const char *column, const char *where)
{
	struct late_index x =
	    any_named(t, e, str_printf(t->c->mem, "%.*s#%s", STR_ARG(e->name), kind),
		str_printf(t->c->mem, "%.*s_%s", STR_ARG(e->name), kind));

	if (fit_made(t, x.what))
		return OK;
	sql_text(&x.on, " (");
	text_c(&x.on.text, column);
	sql_text(&x.on, ", id) where ");
	text_c(&x.on.text, where);
	return fit_index(t, &x);
}

static enum err
make_away_indexes(struct fitting *t, const struct entity *e)
{
	if (e->archive != NULL)
		TRY(make_away_index(t, e, "archive", "archived_ms",
		    "deleted_ms is null and archived_ms is not null"));
	return make_away_index(t, e, "trash", "deleted_ms", "deleted_ms is not null");
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
	end_counted(q, e);
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
	x = any_named(t, e,
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
		    fit_short_name(t->c->mem,
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
	return fit_made(t, x.what) ? OK : fit_index(t, &x);
}

enum err
fit_lists(struct fitting *t, const struct entity *e)
{
	TRY(make_board_index(t, e));
	TRY(make_list_indexes(t, e));
	TRY(make_report_index(t, e));
	TRY(make_ids_index(t, e));
	return make_away_indexes(t, e);
}
