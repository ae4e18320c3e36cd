/*
 * fit_unique.c - the indexes that keep the values of a field unique.
 *
 * A field that is new has no values: nothing can be shared but what is given from now
 * on.  So of a large table the index is a job's, too (fit_index.c), and what is given
 * until it is there is kept in _unique_wait under the index' name, whose primary key
 * refuses a value twice as the index will (record/unique.c).  That it is waited for is
 * noted in _made: "?contact_iu_code".
 *
 * A field that has values is read first, and its index is made in the change.  So is
 * that of one that waited and left the sheet, or need not be unique for a while: what
 * was saved meanwhile nobody kept.
 */
#include "meta/fit.h"

#define WAITS "?"
#define BEGUN "~"

/* ---- which ---- */

struct str
field_unique_index(struct arena *mem, const struct field *f)
{
	return fit_index_name(mem, f, f->type->compare, "u");
}

/* Empty values are left out: of a field that is new all are, and the index is made as
 * fast as the table is read. */
static struct late_index
unique_index(struct ctx *c, const struct field *f)
{
	int column = f->type->compare;
	struct late_index x = { .what = fit_column_what(c, f, column, "u"),
		.name = field_unique_index(c->mem, f),
		.entity = f->entity,
		.field = f,
		.unique = true,
		.column = -1,
		.list = -1,
		.on = SQL_INIT(c->mem) };

	sql_text(&x.on, " on ");
	sql_table(&x.on, f->entity);
	sql_text(&x.on, " (");
	sql_column(&x.on, f, column);
	sql_text(&x.on, ") where deleted_ms is null and ");
	sql_column(&x.on, f, column);
	sql_text(&x.on, " is not null");
	return x;
}

/* ---- later ---- */

void
fit_note_wait(struct fitting *t, struct str what)
{
	if (str_starts(what, WAITS))
		*list_add(t->c->mem, &t->waits) =
		    (struct waiting){ .index = { what.at + 1, what.len - 1 } };
}

static struct waiting *
waiting_for(struct fitting *t, struct str index)
{
	for (size_t i = 0; i < t->waits.count; i++)
		if (str_same(t->waits.at[i].index, index))
			return &t->waits.at[i];
	return NULL;
}

static struct str
wait_note(struct arena *mem, struct str index)
{
	return str_printf(mem, WAITS "%.*s", STR_ARG(index));
}

static enum err
wait_for(struct fitting *t, const struct late_index *x)
{
	struct waiting *w = waiting_for(t, x->name);

	if (w == NULL)
		TRY(fit_note(t, wait_note(t->c->mem, x->name)));
	else
		w->wanted = true;
	fit_later(t, x,
	    "; -- later, by a job: people go on working, and no two records share a "
	    "value from now on\n");
	return OK;
}

enum err
fit_forget(struct ctx *c, struct str what)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _made where what = ");
	sql_str(&q, what);
	return db_run(c->db, &q);
}

enum err
meta_wait_end(struct ctx *c, struct str index, bool *waited)
{
	struct sql q = SQL_INIT(c->mem);

	TRY(fit_forget(c, wait_note(c->mem, index)));
	*waited = db_changes(c->db) > 0;
	sql_text(&q, "delete from _unique_wait where what = ");
	sql_str(&q, index);
	return db_run(c->db, &q);
}

enum err
meta_waits(struct ctx *c, struct str index, bool *waits)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n;

	sql_text(&q, "select count(*) from _made where what = ");
	sql_str(&q, wait_note(c->mem, index));
	TRY(db_int(c->db, &q, ERR_BUG, &n));
	*waits = n > 0;
	return OK;
}

/* What a job had begun of it, too; it sees that its note is gone. */
static enum err
end_wait(struct fitting *t, struct waiting *w)
{
	struct sql q = SQL_INIT(t->c->mem);
	bool waited;

	w->wanted = true; /* it is dealt with */
	sql_text(&q, "drop index if exists ");
	sql_name(&q, w->index);
	text_str(t->said, text_done(&q.text));
	text_c(t->said, ";\n");
	if (t->plan)
		return OK;
	TRY(db_run(t->c->db, &q));
	TRY(fit_forget(t->c, str_printf(t->c->mem, BEGUN "%.*s", STR_ARG(w->index))));
	return meta_wait_end(t->c, w->index, &waited);
}

enum err
fit_end_waits(struct fitting *t)
{
	for (size_t i = 0; i < t->waits.count; i++)
		if (!t->waits.at[i].wanted)
			TRY(end_wait(t, &t->waits.at[i]));
	return OK;
}

/* ---- now ---- */

/* Values that two living records share keep a field from becoming unique. */
static enum err
check_unique(struct fitting *t, const struct field *f)
{
	struct sql q = SQL_INIT(t->c->mem);
	int64_t records;
	enum err e;

	if (fit_is_new(t, fit_column(t->c, f, 0)))
		return OK;
	sql_text(&q, "select count(*) from ");
	sql_table(&q, f->entity);
	sql_text(&q, " where deleted_ms is null and ");
	sql_column(&q, f, f->type->compare);
	sql_text(&q, " is not null group by ");
	sql_column(&q, f, f->type->compare);
	sql_text(&q, " having count(*) > 1 limit 1");
	e = db_int(t->c->db, &q, ERR_ABSENT, &records);
	if (e != OK)
		return e == ERR_ABSENT ? OK : e;
	meta_say(t->meta, t->problems, f, "unique", "E037",
	    "%" PRId64 " records share a value: merge or change them first", records);
	return ERR_INPUT;
}

static enum err
must_be_read(struct fitting *t, const struct entity *e)
{
	if (t->unread == NULL || t->plan)
		return OK;
	*t->unread = str_copy(t->c->mem, e->name);
	return ERR_AGAIN;
}

static enum err
make_now(struct fitting *t, const struct late_index *x, bool large)
{
	struct waiting *w = waiting_for(t, x->name);
	struct sql q = SQL_INIT(t->c->mem);
	enum err e;

	if (t->meta == NULL) /* asked is what a job makes */
		return OK;
	if (large)
		TRY(must_be_read(t, x->entity));
	e = check_unique(t, x->field);
	if (e != OK)
		return e == ERR_INPUT ? OK : e; /* it was said */
	if (w != NULL)
		TRY(end_wait(t, w));
	if (large)
		text_c(t->said, "-- in the change, behind a reading of all records:\n");
	sql_make_index(&q, NULL, x);
	return fit_make(t, x->what, &q);
}

enum err
fit_unique(struct fitting *t, const struct field *f)
{
	struct late_index x = unique_index(t->c, f);
	bool large;

	if (fit_made(t, x.what))
		return OK;
	TRY(fit_is_large(t, f->entity, &large));
	if (large && (waiting_for(t, x.name) != NULL ||
			 fit_is_new(t, fit_column(t->c, f, f->type->compare))))
		return wait_for(t, &x);
	return make_now(t, &x, large);
}

/* Values may be the same again; who waits for it waits no more (fit_end_waits). */
enum err
fit_not_unique(struct fitting *t, const struct field *f)
{
	struct late_index x = unique_index(t->c, f);

	return fit_made(t, x.what) ? fit_drop(t, x.what, x.name) : OK;
}
