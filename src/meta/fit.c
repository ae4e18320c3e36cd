/*
 * fit.c - tables that fit the metadata.
 *
 * What exists is remembered in _made ("deal", "deal.amount_cur", "deal#owner")
 * and not asked of the engine, whose catalogues differ.  Nothing is dropped
 * here: data that no field shows any more is still the user's.
 */
#include "meta/meta.h"

#define INDEX_NAME_MAX 60

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

static enum err
load_made(struct ctx *c, struct meta *meta, struct map *made)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select what from _made");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct str what = str_copy(c->mem, row_str(&r, 0));

		map_put(made, what, made);
		note_column(meta, what);
	}
	return rows_err(&r);
}

/* Run one statement and remember what it made. */
static enum err
make(struct ctx *c, struct map *made, struct str what, const struct sql *define,
    struct text *said)
{
	struct sql q = SQL_INIT(c->mem);

	text_str(said, text_done(&define->text));
	text_c(said, ";\n");
	TRY(db_run(c->db, define));
	sql_text(&q, "insert into _made (what) values (");
	sql_str(&q, what);
	sql_text(&q, ")");
	map_put(made, what, made);
	return db_run(c->db, &q);
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
make_table(struct ctx *c, struct map *made, const struct entity *e, struct text *said)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "create table ");
	sql_table(&q, e);
	sql_define(&q, c->db, " (id %I primary key, version %I not null, deleted_ms %I");
	for (size_t i = 0; i < e->field_count; i++)
		add_columns(&q, c->db, &e->fields[i]);
	sql_define(&q, c->db, ")%S");
	TRY(make(c, made, e->name, &q, said));
	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0; j < type_columns(e->fields[i].type); j++) {
			struct sql note = SQL_INIT(c->mem);
			struct str what = column_key(c, &e->fields[i], j);

			sql_text(&note, "insert into _made (what) values (");
			sql_str(&note, what);
			sql_text(&note, ") on conflict (what) do nothing");
			TRY(db_run(c->db, &note));
			map_put(made, what, made);
		}
	return OK;
}

static enum err
make_column(
    struct ctx *c, struct map *made, const struct field *f, int i, struct text *said)
{
	struct sql q = SQL_INIT(c->mem);
	struct str what = column_key(c, f, i);

	if (map_has(made, what))
		return OK;
	sql_text(&q, "alter table ");
	sql_table(&q, f->entity);
	sql_text(&q, " add column ");
	sql_column(&q, f, i);
	sql_text(&q, " ");
	sql_define(&q, c->db, store_word(f->type->columns[i].store));
	return make(c, made, what, &q, said);
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
make_index(struct ctx *c, struct map *made, const struct field *a, int column,
    const char *kind, struct text *said)
{
	const struct entity *e = a->entity;
	struct str what = str_printf(c->mem, "%.*s#%s%.*s%s", STR_ARG(e->name), kind,
	    STR_ARG(a->name), a->type->columns[column].suffix);
	struct sql q = SQL_INIT(c->mem);

	if (map_has(made, what))
		return OK;
	if (kind[0] == 'u')
		sql_text(&q, "create unique index ");
	else
		sql_text(&q, "create index ");
	sql_name(&q, index_name(c->mem, a, column, kind));
	sql_text(&q, " on ");
	sql_table(&q, e);
	sql_text(&q, " (");
	sql_column(&q, a, column);
	if (kind[0] != 'u')
		sql_text(&q, ", id");
	sql_text(&q, ") where deleted_ms is null");
	return make(c, made, what, &q, said);
}

static bool
in_match(const struct entity *e, const struct field *f)
{
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].count > 0 && e->match[i].fields[0] == f)
			return true;
	return false;
}

/* What lists, related lists, duplicate keys and unique fields need. */
static enum err
make_indexes(struct ctx *c, struct map *made, const struct entity *e, struct text *said)
{
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const struct type *t = f->type;

		if (f->unique)
			TRY(make_index(c, made, f, t->compare, "u", said));
		if (field_in_order(f))
			TRY(make_index(c, made, f, t->sort, "", said));
		if (f->to_count > 0 && !f->system)
			TRY(make_index(c, made, f, 0, "", said));
		if (f == e->stage || f == entity_board(e))
			TRY(make_index(c, made, f, 0, "", said));
		if (in_match(e, f))
			TRY(make_index(
			    c, made, f, t->fold > 0 ? t->fold : t->compare, "", said));
		if (f == e->title && t->fold > 0)
			TRY(make_index(c, made, f, t->fold, "", said));
	}
	return OK;
}

/* What a board counts and sums by column, without touching the rows. */
static enum err
make_board_index(
    struct ctx *c, struct map *made, const struct entity *e, struct text *said)
{
	const json_t *board = json_object_get(e->views, "board");
	const struct field *by = entity_board(e);
	const struct field *sum = entity_field(e, json_get_str(board, "sum"));
	const char *kind = sum == NULL ? "count" : "board";
	struct str what = str_printf(c->mem, "%.*s#%s", STR_ARG(e->name), kind);
	struct sql q = SQL_INIT(c->mem);

	if (by == NULL || map_has(made, what))
		return OK;
	sql_text(&q, "create index ");
	add_index_name(c, &q, str_printf(c->mem, "%.*s_%s", STR_ARG(e->name), kind));
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
	return make(c, made, what, &q, said);
}

/* Whose, or which kind, in an order: the lists that people keep open. */
static enum err
make_list_index(struct ctx *c, struct map *made, const struct field *by,
    const struct field *sort, struct text *said)
{
	const struct entity *e = sort->entity;
	struct sql q = SQL_INIT(c->mem);
	struct str what;

	what = str_printf(c->mem, "%.*s#%.*s_%.*s", STR_ARG(e->name), STR_ARG(by->name),
	    STR_ARG(sort->name));
	if (map_has(made, what))
		return OK;
	sql_text(&q, "create index ");
	add_index_name(c, &q,
	    str_printf(c->mem, "%.*s_l_%.*s_%.*s", STR_ARG(e->name), STR_ARG(by->name),
		STR_ARG(sort->name)));
	sql_text(&q, " on ");
	sql_table(&q, e);
	sql_text(&q, " (");
	sql_column(&q, by, by->type->compare);
	sql_text(&q, ", ");
	sql_column(&q, sort, sort->type->sort);
	sql_text(&q, ", id) where deleted_ms is null");
	return make(c, made, what, &q, said);
}

static enum err
make_list_indexes(
    struct ctx *c, struct map *made, const struct entity *e, struct text *said)
{
	struct list_index lists[META_LISTS_MAX];
	size_t n = entity_lists(e, lists);

	for (size_t i = 0; i < n; i++)
		TRY(make_list_index(c, made, lists[i].by, lists[i].sort, said));
	return OK;
}

/* The trash of a large table is found without looking at all that lives. */
static enum err
make_trash_index(
    struct ctx *c, struct map *made, const struct entity *e, struct text *said)
{
	struct str what = str_printf(c->mem, "%.*s#trash", STR_ARG(e->name));
	struct sql q = SQL_INIT(c->mem);

	if (map_has(made, what))
		return OK;
	sql_text(&q, "create index ");
	add_index_name(c, &q, str_printf(c->mem, "%.*s_trash", STR_ARG(e->name)));
	sql_text(&q, " on ");
	sql_table(&q, e);
	sql_text(&q, " (deleted_ms, id) where deleted_ms is not null");
	return make(c, made, what, &q, said);
}

enum err
meta_fit(struct ctx *c, struct meta *meta, struct text *said)
{
	struct map made = MAP_INIT(c->mem);

	TRY(load_made(c, meta, &made));
	for (size_t i = 0; i < meta->entity_count; i++) {
		const struct entity *e = &meta->entities[i];

		if (!map_has(&made, e->name))
			TRY(make_table(c, &made, e, said));
		for (size_t j = 0; j < e->field_count; j++)
			for (int k = 0; k < type_columns(e->fields[j].type); k++)
				TRY(make_column(c, &made, &e->fields[j], k, said));
		TRY(make_indexes(c, &made, e, said));
		TRY(make_board_index(c, &made, e, said));
		TRY(make_list_indexes(c, &made, e, said));
		TRY(make_trash_index(c, &made, e, said));
	}
	return OK;
}
