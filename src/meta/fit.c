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
#include "meta/compile.h"

#define INDEX_NAME_MAX 60

struct fitting {
	struct ctx *c;
	struct meta *meta;
	struct map made;  /* what there is */
	struct map types; /* "deal.amount" -> its type */
	bool plan;
	struct problems *problems;
	struct text *said;
};

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
			note_column(t->meta, what);
		}
	}
	return rows_err(&r);
}

static enum err
remember(struct fitting *t, struct str what)
{
	struct sql q = SQL_INIT(t->c->mem);

	put_mark(t, what, &new_mark);
	if (t->plan)
		return OK;
	sql_text(&q, "insert into _made (what) values (");
	sql_str(&q, what);
	sql_text(&q, ") on conflict (what) do nothing");
	return db_run(t->c->db, &q);
}

/* Run one statement and remember what it made. */
static enum err
make(struct fitting *t, struct str what, const struct sql *define)
{
	text_str(t->said, text_done(&define->text));
	text_c(t->said, ";\n");
	if (!t->plan)
		TRY(db_run(t->c->db, define));
	return remember(t, what);
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

static struct str
column_key(struct ctx *c, const struct field *f, int i)
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
	TRY(make(t, e->name, &q));
	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0; j < type_columns(e->fields[i].type); j++)
			TRY(remember(t, column_key(t->c, &e->fields[i], j)));
	return OK;
}

static enum err
make_column(struct fitting *t, const struct field *f, int i)
{
	struct sql q = SQL_INIT(t->c->mem);
	struct str what = column_key(t->c, f, i);

	if (map_has(&t->made, what))
		return OK;
	sql_text(&q, "alter table ");
	sql_table(&q, f->entity);
	sql_text(&q, " add column ");
	sql_column(&q, f, i);
	sql_text(&q, " ");
	sql_define(&q, t->c->db, store_word(f->type->columns[i].store));
	return make(t, what, &q);
}

/* Engines cut names at 63 letters: a longer one ends in what tells it apart. */
static struct str
short_name(struct arena *mem, struct str name)
{
	if (name.len < INDEX_NAME_MAX)
		return name;
	return str_printf(
	    mem, "%.*s_%016" PRIx64, INDEX_NAME_MAX - 18, name.at, str_hash(name));
}

static void
add_index_name(struct ctx *c, struct sql *q, struct str name)
{
	sql_name(q, short_name(c->mem, name));
}

/* Of make_index, on one column. */
static struct str
index_name(struct arena *mem, const struct field *f, int column, const char *kind)
{
	return short_name(
	    mem, str_printf(mem, "%.*s_i%s_%.*s%s", STR_ARG(f->entity->name), kind,
		     STR_ARG(f->name), f->type->columns[column].suffix));
}

struct str
field_order_index(struct arena *mem, const struct field *f)
{
	return index_name(mem, f, f->type->sort, "");
}

/*
 * An index on up to two columns of living records, the id behind them.
 *
 * in    kind   "" or "u" for unique
 */
static enum err
make_index(struct fitting *t, const struct field *a, int column, const char *kind)
{
	const struct entity *e = a->entity;
	struct str what = str_printf(t->c->mem, "%.*s#%s%.*s%s", STR_ARG(e->name), kind,
	    STR_ARG(a->name), a->type->columns[column].suffix);
	struct sql q = SQL_INIT(t->c->mem);

	if (map_has(&t->made, what))
		return OK;
	if (kind[0] == 'u')
		sql_text(&q, "create unique index ");
	else
		sql_text(&q, "create index ");
	sql_name(&q, index_name(t->c->mem, a, column, kind));
	sql_text(&q, " on ");
	sql_table(&q, e);
	sql_text(&q, " (");
	sql_column(&q, a, column);
	if (kind[0] != 'u')
		sql_text(&q, ", id");
	sql_text(&q, ") where deleted_ms is null");
	return make(t, what, &q);
}

static bool
in_match(const struct entity *e, const struct field *f)
{
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].plain && e->match[i].fields[0] == f)
			return true;
	return false;
}

static struct str
unique_key(struct ctx *c, const struct field *f)
{
	return str_printf(c->mem, "%.*s#u%.*s%s", STR_ARG(f->entity->name),
	    STR_ARG(f->name), f->type->columns[f->type->compare].suffix);
}

/* Values that two living records share keep a field from becoming unique. */
static enum err
check_unique(struct fitting *t, const struct field *f)
{
	struct sql q = SQL_INIT(t->c->mem);
	int64_t records;
	enum err e;

	if (map_get(&t->made, column_key(t->c, f, 0)) == &new_mark)
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
make_unique(struct fitting *t, const struct field *f)
{
	enum err e;

	if (map_has(&t->made, unique_key(t->c, f)))
		return OK;
	e = check_unique(t, f);
	if (e != OK)
		return e == ERR_INPUT ? OK : e; /* it was said */
	return make_index(t, f, f->type->compare, "u");
}

/* Values may be the same again. */
static enum err
drop_unique(struct fitting *t, const struct field *f)
{
	struct str what = unique_key(t->c, f);
	struct sql q = SQL_INIT(t->c->mem), note = SQL_INIT(t->c->mem);

	if (!map_has(&t->made, what))
		return OK;
	sql_text(&q, "drop index ");
	sql_name(&q, index_name(t->c->mem, f, f->type->compare, "u"));
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
make_indexes(struct fitting *t, const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const struct type *type = f->type;

		TRY(f->unique ? make_unique(t, f) : drop_unique(t, f));
		if (field_in_order(f))
			TRY(make_index(t, f, type->sort, ""));
		if (f->to_count > 0 && !f->system)
			TRY(make_index(t, f, 0, ""));
		if (f == e->stage || f == entity_board(e))
			TRY(make_index(t, f, 0, ""));
		if (in_match(e, f))
			TRY(make_index(
			    t, f, type->fold > 0 ? type->fold : type->compare, ""));
		if (f == e->title && type->fold > 0)
			TRY(make_index(t, f, type->fold, ""));
	}
	return OK;
}

/* What a board counts and sums by column, without touching the rows. */
static enum err
make_board_index(struct fitting *t, const struct entity *e)
{
	const json_t *board = json_object_get(e->views, "board");
	const struct field *by = entity_board(e);
	const struct field *sum = entity_field(e, json_get_str(board, "sum"));
	const char *kind = sum == NULL ? "count" : "board";
	struct str what = str_printf(t->c->mem, "%.*s#%s", STR_ARG(e->name), kind);
	struct sql q = SQL_INIT(t->c->mem);

	if (by == NULL || map_has(&t->made, what))
		return OK;
	sql_text(&q, "create index ");
	add_index_name(
	    t->c, &q, str_printf(t->c->mem, "%.*s_%s", STR_ARG(e->name), kind));
	sql_text(&q, " on ");
	sql_table(&q, e);
	sql_text(&q, " (");
	sql_column(&q, by, 0);
	if (sum != NULL) {
		sql_text(&q, ", ");
		sql_column(&q, sum, sum->type->compare);
	}
	/* deleted_ms once more: the engine asks it of the row else */
	sql_text(&q, ", deleted_ms) where deleted_ms is null");
	return make(t, what, &q);
}

/* Whose, or which kind, in an order: the lists that people keep open. */
static enum err
make_list_index(struct fitting *t, const struct field *by, const struct field *sort)
{
	const struct entity *e = sort->entity;
	struct sql q = SQL_INIT(t->c->mem);
	struct str what;

	what = str_printf(t->c->mem, "%.*s#%.*s_%.*s", STR_ARG(e->name),
	    STR_ARG(by->name), STR_ARG(sort->name));
	if (map_has(&t->made, what))
		return OK;
	sql_text(&q, "create index ");
	add_index_name(t->c, &q,
	    str_printf(t->c->mem, "%.*s_l_%.*s_%.*s", STR_ARG(e->name), STR_ARG(by->name),
		STR_ARG(sort->name)));
	sql_text(&q, " on ");
	sql_table(&q, e);
	sql_text(&q, " (");
	sql_column(&q, by, by->type->compare);
	sql_text(&q, ", ");
	sql_column(&q, sort, sort->type->sort);
	sql_text(&q, ", id) where deleted_ms is null");
	return make(t, what, &q);
}

static enum err
make_list_indexes(struct fitting *t, const struct entity *e)
{
	struct list_index lists[META_LISTS_MAX];
	size_t n = entity_lists(e, lists);

	for (size_t i = 0; i < n; i++)
		TRY(make_list_index(t, lists[i].by, lists[i].sort));
	return OK;
}

/* The trash of a large table is found without looking at all that lives. */
static enum err
make_trash_index(struct fitting *t, const struct entity *e)
{
	struct str what = str_printf(t->c->mem, "%.*s#trash", STR_ARG(e->name));
	struct sql q = SQL_INIT(t->c->mem);

	if (map_has(&t->made, what))
		return OK;
	sql_text(&q, "create index ");
	add_index_name(t->c, &q, str_printf(t->c->mem, "%.*s_trash", STR_ARG(e->name)));
	sql_text(&q, " on ");
	sql_table(&q, e);
	sql_text(&q, " (deleted_ms, id) where deleted_ms is not null");
	return make(t, what, &q);
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
	struct str key = column_key(t->c, f, 0);
	const char *was = map_get(&t->types, key);

	if (was == NULL)
		return remember(
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
	TRY(make_indexes(t, e));
	TRY(make_board_index(t, e));
	TRY(make_list_indexes(t, e));
	return make_trash_index(t, e);
}

enum err
meta_fit(struct ctx *c, struct meta *meta, bool plan, struct problems *problems,
    struct text *said)
{
	struct fitting t = { .c = c,
		.meta = meta,
		.made = MAP_INIT(c->mem),
		.types = MAP_INIT(c->mem),
		.plan = plan,
		.problems = problems,
		.said = said };

	TRY(load_made(&t));
	for (size_t i = 0; i < meta->entity_count; i++)
		TRY(fit_entity(&t, &meta->entities[i]));
	return problems_forbid(problems) ? ERR_INPUT : OK;
}
