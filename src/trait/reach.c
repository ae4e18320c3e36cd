/*
 * reach.c - the trait "reach": can be called and written to, or not.
 *
 * Who from now on may never be contacted may still stand in plans: those who made them
 * hear of it.  What becomes of a plan is theirs to say; nothing is taken away.
 */
#include "db/db.h"
#include "record/record.h"
#include "trait/trait.h"

#define PLANS_MAX 200 /* of one person that are told */

struct plan {
	struct ref record;
	int64_t owner;
};

struct plans {
	LIST(struct plan) list;
};

static bool
holds_any(struct ctx *c, const struct record *rec, const struct cell *cells)
{
	const struct reach_word *reach = rec->entity->reach;

	for (size_t i = 0; i < reach->never_count; i++)
		if (rule_holds(c, reach->never[i].when, cells))
			return true;
	return false;
}

static bool
names(const struct field *f, const struct entity *e)
{
	for (size_t i = 0; f != NULL && i < f->to_count; i++)
		if (f->to[i] == e)
			return true;
	return false;
}

/* " or t.about in (…)": of records that stand for them, as their deals. */
static void
add_through(const struct entity *e, const struct field *whom, const struct record *rec,
    struct sql *q)
{
	const struct field *through = e->reach == NULL ? NULL : e->reach->through;

	if (!names(through, rec->entity) || !names(whom, e))
		return;
	sql_text(q, " or t.");
	sql_column(q, whom, 0);
	sql_text(q, " in (select x.id from ");
	sql_table(q, e);
	sql_text(q, " x where x.deleted_ms is null and x.");
	sql_column(q, through, 0);
	sql_text(q, " = ");
	sql_int(q, rec->id);
	sql_text(q, ")");
}

/* Of e, that are still to happen, and somebody's. */
static enum err
find_plans(
    struct ctx *c, const struct entity *e, const struct record *rec, struct plans *plans)
{
	const struct field *whom = e->approach->whom;
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select t.id, t.owner from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.deleted_ms is null and t.owner is not null and (t.");
	sql_column(&q, whom, 0);
	sql_text(&q, " = ");
	sql_int(&q, rec->id);
	for (size_t i = 0; i < c->meta->entity_count; i++)
		add_through(&c->meta->entities[i], whom, rec, &q);
	sql_text(&q, ") and ");
	rule_sql(c, e->approach->planned, "t", &q);
	sql_text(&q, " order by t.id");
	sql_limit(&q, PLANS_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &plans->list) =
		    (struct plan){ { e, row_int(&r, 0) }, row_int(&r, 1) };
	return rows_err(&r);
}

static enum err
reach_tell(struct ctx *c, struct record *rec)
{
	struct plans plans = { 0 };

	if (record_is_new(rec) || rec->deleted_ms != 0 || rec->as_is ||
	    !holds_any(c, rec, rec->now) || holds_any(c, rec, rec->before))
		return OK;
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];

		if (e->approach != NULL && e->owner != NULL)
			TRY(find_plans(c, e, rec, &plans));
	}
	for (size_t i = 0; i < plans.list.count; i++) {
		const struct plan *p = &plans.list.at[i];

		/* no name: who owns the plan may not see the person */
		TRY(notice_write(c, p->owner, "plan", p->record,
		    meta_text(c->meta, c->mem, notice_language(c, p->owner),
			"notice.plan", NULL)));
	}
	return OK;
}

const struct trait trait_reach = {
	.name = "reach",
	.still = true,
	.doc =
	    "Can be called and written to, by channels, at hours, unless it may not be.",
	.after_write = reach_tell,
};
