/*
 * fit.c - tables that fit the metadata.
 *
 * What exists is remembered in _made ("deal", "deal.amount_cur", "deal#owner")
 * and not asked of the engine, whose catalogues differ.  Nothing is dropped
 * here: data that no field shows any more is still the user's.  "deal.amount=money"
 * says of which type a field's values are, for the day when it comes back.
 *
 * A plan asks and tells all, and runs no statement.
 */
#include "meta/fit.h"

static const char old_mark, new_mark; /* it was there before; it is made now */

void
sql_table(struct sql *q, const struct entity *e)
{
	sql_name(q, e->name);
}

void
sql_column(struct sql *q, const struct field *f, int i)
{
	text_char(&q->text, '"'); /* names of fields hold letters, digits and _ */
	text_str(&q->text, f->name);
	text_c(&q->text, f->type->columns[i].suffix);
	text_char(&q->text, '"');
}

enum err
entity_has_records(struct ctx *c, const struct entity *e, bool *out)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t one = 0;
	enum err err;

	sql_text(&q, "select 1 from ");
	sql_table(&q, e);
	sql_text(&q, " limit 1");
	err = db_int(c->db, &q, ERR_ABSENT, &one);
	*out = err == OK;
	return err == ERR_ABSENT ? OK : err;
}

static const char *
store_word(enum store store)
{
	static const char *const words[] = { "%I", "%T", "%R", "%B" };

	return words[store];
}

static bool
has_column(const struct entity *e, struct str column)
{
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		struct str rest = { column.at + f->name.len, column.len - f->name.len };

		if (!str_starts(column, f->name.at))
			continue;
		for (int j = 0; j < type_columns(f->type); j++)
			if (str_is(rest, f->type->columns[j].suffix))
				return true;
	}
	return false;
}

/* "deal.amount_cur": of a field that is no more?  What is written down of it may have
 * been some roles' only, and who they were is not known any more. */
static void
note_column(struct meta *meta, struct str what)
{
	struct str entity, column;
	struct entity *e;

	if (!str_cut(what, '.', &entity, &column))
		return;
	e = map_get(&meta->by_name, entity);
	if (e != NULL && !has_column(e, column))
		e->guarded = true;
}

static void
put_mark(struct fitting *t, struct str what, const void *mark)
{
	map_put(&t->made, what, (void *)(uintptr_t)mark);
}

static enum err
load_made(struct fitting *t)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(t->c->mem);

	sql_text(&q, "select what from _made");
	TRY(rows_begin(t->c->db, &q, &r));
	while (rows_next(&r)) {
		struct str what = str_copy(t->c->mem, row_str(&r, 0)), key, type;

		if (str_cut(what, '=', &key, &type)) {
			map_put(&t->types, key, str_c(t->c->mem, type));
		} else {
			put_mark(t, what, &old_mark);
			fit_note_wait(t, what);
			if (t->meta != NULL)
				note_column(t->meta, what);
		}
	}
	return rows_err(&r);
}

enum err
fit_note(struct fitting *t, struct str what)
{
	put_mark(t, what, &new_mark);
	return t->plan ? OK : meta_note_made(t->c, what);
}

bool
fit_made(const struct fitting *t, struct str what)
{
	return map_get(&t->made, what) != NULL; /* what was dropped is kept as such */
}

bool
fit_is_new(const struct fitting *t, struct str what)
{
	return map_get(&t->made, what) == &new_mark;
}

enum err
fit_make(struct fitting *t, struct str what, const struct sql *define)
{
	text_str(t->said, text_done(&define->text));
	text_c(t->said, ";\n");
	if (!t->plan)
		TRY(db_run(t->c->db, define));
	return fit_note(t, what);
}

static void
add_columns(struct sql *q, const struct db *db, const struct field *f)
{
	for (int i = 0; i < type_columns(f->type); i++) {
		sql_text(q, ", ");
		sql_column(q, f, i);
		sql_text(q, " ");
		sql_define(q, db, store_word(f->type->columns[i].store));
	}
}

struct str
fit_column(struct ctx *c, const struct field *f, int i)
{
	return str_printf(c->mem, "%.*s.%.*s%s", STR_ARG(f->entity->name),
	    STR_ARG(f->name), f->type->columns[i].suffix);
}

static enum err
make_table(struct fitting *t, const struct entity *e)
{
	struct sql q = SQL_INIT(t->c->mem);

	sql_text(&q, "create table ");
	sql_table(&q, e);
	sql_define(
	    &q, t->c->db, " (id %I primary key, version %I not null, deleted_ms %I");
	for (size_t i = 0; i < e->field_count; i++)
		add_columns(&q, t->c->db, &e->fields[i]);
	sql_define(&q, t->c->db, ")%S");
	TRY(fit_make(t, e->name, &q));
	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0; j < type_columns(e->fields[i].type); j++)
			TRY(fit_note(t, fit_column(t->c, &e->fields[i], j)));
	return OK;
}

static enum err
make_column(struct fitting *t, const struct field *f, int i)
{
	struct sql q = SQL_INIT(t->c->mem);
	struct str what = fit_column(t->c, f, i);

	if (map_has(&t->made, what))
		return OK;
	sql_text(&q, "alter table ");
	sql_table(&q, f->entity);
	sql_text(&q, " add column ");
	sql_column(&q, f, i);
	sql_text(&q, " ");
	sql_define(&q, t->c->db, store_word(f->type->columns[i].store));
	return fit_make(t, what, &q);
}

/* ---- of which type values are ---- */

/* May values of the one be read as the other?  Only where nothing is different but how
 * long they may be. */
static bool
reads_as(struct str was, const struct type *is)
{
	bool text = str_is(was, "text") || str_is(was, "long_text");

	return str_is(was, is->name) || (text && (strcmp(is->name, "text") == 0 ||
						     strcmp(is->name, "long_text") == 0));
}

/* Columns stay when their field goes: one that comes back has the values of before. */
static enum err
check_type(struct fitting *t, const struct field *f)
{
	struct str key = fit_column(t->c, f, 0);
	const char *was = map_get(&t->types, key);

	if (was == NULL)
		return fit_note(
		    t, str_printf(t->c->mem, "%.*s=%s", STR_ARG(key), f->type->name));
	if (!reads_as(str_of(was), f->type))
		meta_say(t->meta, t->problems, f, "type", "E036",
		    "there are values of the type \"%s\" under this name: take another "
		    "name",
		    was);
	return OK;
}

static enum err
fit_entity(struct fitting *t, const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++)
		TRY(check_type(t, &e->fields[i]));
	if (problems_forbid(t->problems))
		return OK; /* tell the rest too, and make nothing */
	if (!map_has(&t->made, e->name))
		TRY(make_table(t, e));
	for (size_t i = 0; i < e->field_count; i++)
		for (int k = 0; k < type_columns(e->fields[i].type); k++)
			TRY(make_column(t, &e->fields[i], k));
	return fit_indexes(t, e);
}

/* Lists do without them, until they are there. */
static void
tell_late(struct meta *meta, const struct late_index *x)
{
	struct entity *e = map_get(&meta->by_name, x->entity->name);

	meta->late = true;
	if (x->column >= 0)
		e->fields[x->field->index].late |= 1U << x->column;
	if (x->unique)
		e->fields[x->field->index].waits = true;
	e->late_ids |= x->ids;
	if (x->list >= 0)
		e->late_lists |= 1U << x->list;
	if (x->report)
		e->quality->late = true;
}

enum err
meta_fit(struct ctx *c, struct meta *meta, const struct fit_how *how,
    struct problems *problems, struct text *said)
{
	struct fitting t = { .c = c,
		.meta = meta,
		.made = MAP_INIT(c->mem),
		.types = MAP_INIT(c->mem),
		.plan = how->plan,
		.at_once = how->at_once,
		.unread = how->unread,
		.problems = problems,
		.said = said };

	TRY(load_made(&t));
	for (size_t i = 0; i < meta->entity_count; i++)
		TRY(fit_entity(&t, &meta->entities[i]));
	if (!problems_forbid(problems))
		TRY(fit_end_waits(&t));
	for (size_t i = 0; i < t.late.count; i++)
		tell_late(meta, &t.late.at[i]);
	return problems_forbid(problems) ? ERR_INPUT : OK;
}

enum err
meta_late(
    struct ctx *c, const struct meta *meta, const struct late_index **out, size_t *count)
{
	struct text said = TEXT_INIT(c->mem);
	struct fitting t = { .c = c,
		.made = MAP_INIT(c->mem),
		.types = MAP_INIT(c->mem),
		.plan = true,
		.problems = &(struct problems){ .mem = c->mem },
		.said = &said };

	TRY(load_made(&t));
	for (size_t i = 0; i < meta->entity_count; i++)
		if (fit_made(&t, meta->entities[i].name))
			TRY(fit_indexes(&t, &meta->entities[i]));
	*out = t.late.at;
	*count = t.late.count;
	return OK;
}

enum err
meta_note_made(struct ctx *c, struct str what)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _made (what) values (");
	sql_str(&q, what);
	sql_text(&q, ") on conflict (what) do nothing");
	return db_run(c->db, &q);
}
