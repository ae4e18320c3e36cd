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

enum err
fit_index(struct fitting *t, const struct late_index *x)
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

/* ---- with the archive, or without ---- */

/*
 * Of an entity with an archive the indexes of lists hold what is at work alone: where
 * most is put away, nobody walks past it.  They are others than those of before it had
 * one, which go when the new are there; and the other way round.
 */
void
fit_living(struct sql *q, bool lean)
{
	sql_text(q, " where deleted_ms is null");
	if (lean)
		sql_text(q, " and archived_ms is null");
}

enum err
fit_drop(struct fitting *t, struct str what, struct str name)
{
	struct sql q = SQL_INIT(t->c->mem);

	sql_text(&q, "drop index ");
	sql_name(&q, name);
	text_str(t->said, text_done(&q.text));
	text_c(t->said, ";\n");
	if (t->plan)
		return OK;
	TRY(db_run(t->c->db, &q));
	map_put(&t->made, what, NULL);
	return fit_forget(t->c, what);
}

/* ---- names ---- */

struct str
fit_short_name(struct arena *mem, struct str name)
{
	if (name.len < INDEX_NAME_MAX)
		return name;
	return str_printf(
	    mem, "%.*s_%016" PRIx64, INDEX_NAME_MAX - 18, name.at, str_hash(name));
}

struct str
fit_index_name(struct arena *mem, const struct field *f, int column, const char *kind)
{
	return fit_short_name(
	    mem, str_printf(mem, "%.*s_i%s_%.*s%s", STR_ARG(f->entity->name), kind,
		     STR_ARG(f->name), f->type->columns[column].suffix));
}

static bool
has_same_index(const struct field *f)
{
	const struct entity *e = f->entity;

	return f->unique || (f->to_count > 0 && !f->system) || match_begins_with(e, f) ||
	       (f == e->title && f->type->fold > 0);
}

void
finish_indexes(struct entity *e, struct arena *mem)
{
	for (size_t i = 0; i < e->field_count; i++) {
		struct field *f = &e->fields[i];

		/* compared folded where the type folds: Nguyễn is nguyen.  What must be
		 * unique is compared as it is unique, by the index that keeps it so. */
		f->same_column =
		    f->type->fold > 0 && !f->unique ? f->type->fold : f->type->compare;
		if (has_same_index(f))
			f->same_index = f->unique
					    ? field_unique_index(mem, f)
					    : fit_index_name(mem, f, f->same_column, "");
	}
}

struct str
field_same_index(const struct field *f)
{
	bool away = f->unique ? f->waits : field_is_late(f, f->same_column);

	return away ? STR("") : f->same_index;
}

struct str
field_order_index(struct arena *mem, const struct field *f)
{
	return fit_index_name(mem, f, f->type->sort, field_order_is_lean(f) ? LEAN : "");
}

/* ---- on a column ---- */

struct str
fit_column_what(struct ctx *c, const struct field *f, int column, const char *kind)
{
	return str_printf(c->mem, "%.*s#%s%.*s%s", STR_ARG(f->entity->name), kind,
	    STR_ARG(f->name), f->type->columns[column].suffix);
}

enum err
fit_drop_other(struct fitting *t, struct str wanted, struct str what, struct str name)
{
	bool there = fit_made(t, wanted) && map_get(&t->made, wanted) != t;

	return there && fit_made(t, what) ? fit_drop(t, what, name) : OK;
}

const char *
fit_lean_mark(bool lean)
{
	return lean ? LEAN ":" : "";
}

static enum err
drop_other_column(struct fitting *t, const struct field *f, int column, struct str wanted)
{
	bool other = !column_index_is_lean(f, column);

	return fit_drop_other(t, wanted,
	    fit_column_what(t->c, f, column, fit_lean_mark(other)),
	    fit_index_name(t->c->mem, f, column, other ? LEAN : ""));
}

struct beyond { /* columns that an index holds behind the id */
	const struct field *of[META_MATCH_MAX * 4];
	size_t count;
};

static void
add_beyond(struct beyond *b, const struct field *f)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->of[i] == f)
			return;
	b->of[b->count++] = f;
}

/* By which keys that begin with f go on: hundreds share a name, and who of them shares
 * a birthday is to be known without looking at each. */
static void
of_keys(const struct field *f, struct beyond *b)
{
	const struct entity *e = f->entity;

	for (size_t i = 0; i < e->match_count; i++)
		for (size_t j = 1; e->match[i].fields[0] == f && e->match[i].plain &&
				   j < e->match[i].count;
		     j++)
			add_beyond(b, e->match[i].fields[j]);
}

static void
add_beyond_id(struct sql *q, const struct field *f, int column)
{
	struct beyond b = { 0 };

	if (column == f->same_column)
		of_keys(f, &b);
	for (size_t i = 0; i < b.count; i++) {
		sql_text(q, ", ");
		sql_column(q, b.of[i], b.of[i]->same_column);
	}
	if (b.count == 0)
		return;
	sql_text(q, ", deleted_ms"); /* the engine asks it of the row else */
	if (f->entity->archive != NULL)
		sql_text(q, ", archived_ms");
}

/*
 * Of living records, the id behind the value; and behind it, what else is asked of all
 * that share one.  An index that was made before this was so is left as it is.
 */
static enum err
make_column_index(struct fitting *t, const struct field *f, int column)
{
	bool lean = column_index_is_lean(f, column);
	struct late_index x = { .what =
				    fit_column_what(t->c, f, column, fit_lean_mark(lean)),
		.name = fit_index_name(t->c->mem, f, column, lean ? LEAN : ""),
		.entity = f->entity,
		.field = f,
		.column = column,
		.list = -1,
		.on = SQL_INIT(t->c->mem) };

	if (fit_made(t, x.what))
		return drop_other_column(t, f, column, x.what);
	sql_text(&x.on, " on ");
	sql_table(&x.on, f->entity);
	sql_text(&x.on, " (");
	sql_column(&x.on, f, column);
	sql_text(&x.on, ", id");
	add_beyond_id(&x.on, f, column);
	sql_text(&x.on, ")");
	fit_living(&x.on, lean);
	TRY(fit_index(t, &x));
	return drop_other_column(t, f, column, x.what);
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

enum err
fit_indexes(struct fitting *t, const struct entity *e)
{
	TRY(make_column_indexes(t, e));
	return fit_lists(t, e);
}
