/*
 * merge_move.c - what named a record that goes names the one that stays; and back.
 *
 * Found from the metadata: every field of every entity that can name such a record.
 * What is named stays the same customer, so nobody is asked whether they may change
 * the record that names it, and neither rules nor locks of stages are: it is not
 * another thing that is said.  Records in the trash are moved too, for they may come
 * back.
 *
 * Limits  MERGE_MOVES_MAX records
 */
#include "record/merge.h"

#define BATCH 200

struct ids {
	LIST(int64_t) list;
};

/* ---- who names them ---- */

static bool
names_several(const struct field *f)
{
	return f->type->columns[1].suffix != NULL;
}

static void
that_name(struct ctx *c, const struct merge *m, const struct field *f, struct sql *q)
{
	sql_text(q, " and t.");
	sql_column(q, f, 0);
	sql_ids(q, c->db, m->goes, m->go_count);
	if (names_several(f)) {
		sql_text(q, " and t.");
		sql_column(q, f, 1);
		sql_text(q, " = ");
		sql_str(q, m->entity->name);
	}
}

/* Living ones by the index of the field, those in the trash by its own. */
static enum err
find_by(struct ctx *c, const struct merge *m, const struct field *f, bool trash,
    struct ids *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select t.id from ");
	sql_table(&q, f->entity);
	if (trash)
		sql_text(&q, " t where t.deleted_ms is not null");
	else
		sql_text(&q, " t where t.deleted_ms is null");
	that_name(c, m, f, &q);
	sql_text(&q, " order by t.id");
	sql_limit(&q, MERGE_MOVES_MAX + 1);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		if (!merge_has(m, f->entity, row_int(&r, 0)))
			*list_add(c->mem, &out->list) = row_int(&r, 0);
	return rows_err(&r);
}

static enum err
find(struct ctx *c, const struct merge *m, const struct entity *by, struct ids *out)
{
	const struct entity *e = m->entity;

	*out = (struct ids){ 0 };
	for (size_t i = 0; i < e->related_count; i++)
		if (e->related[i].entity == by) {
			TRY(find_by(c, m, e->related[i].field, false, out));
			TRY(find_by(c, m, e->related[i].field, true, out));
		}
	/* each record once, however many of its fields name one */
	out->list.count = ids_once(out->list.at, out->list.count);
	return OK;
}

/* Its fields stand beside each other. */
static bool
is_first_of(const struct entity *e, size_t i)
{
	return i == 0 || e->related[i - 1].entity != e->related[i].entity;
}

/* ---- those that the actor sees ---- */

static enum err
count_by(struct ctx *c, const struct merge *m, const struct field *f, int64_t *count)
{
	struct grant g = auth_grant(c, f->entity, MAY_READ);
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	if (auth_never(&g) || !auth_asks(c, f) || f->hidden)
		return OK;
	sql_text(&q, "select count(*) from (select 1 from ");
	sql_table(&q, f->entity);
	sql_text(&q, " t where t.deleted_ms is null");
	that_name(c, m, f, &q);
	auth_where(c, &g, "t", &q);
	sql_limit(&q, MERGE_MOVES_MAX);
	sql_text(&q, ") x");
	return db_int(c->db, &q, ERR_BUG, count);
}

enum err
merge_count(struct ctx *c, const struct merge *m, struct moved **out, size_t *count)
{
	const struct entity *e = m->entity;

	*out = arena_array(c->mem, struct moved, e->related_count + 1);
	*count = 0;
	for (size_t i = 0; i < e->related_count; i++) {
		struct moved *moved = &(*out)[*count];

		moved->field = e->related[i].field;
		TRY(count_by(c, m, moved->field, &moved->count));
		*count += moved->count > 0;
	}
	return OK;
}

/* ---- one record ---- */

struct mover {
	const struct merge *merge;
	struct cell cells[BATCH * 7];
	size_t rows, moved;
};

static void
keep_move(struct ctx *c, struct mover *mover, const struct record *rec, const json_t *was)
{
	const struct entity *e = rec->entity;
	const struct field *ms = entity_field(e, STR("updated_ms"));
	const struct field *by = entity_field(e, STR("updated_by"));
	struct cell *row = &mover->cells[mover->rows++ * 7];

	row[0] = CELL_OF_INT(mover->merge->id);
	row[1] = CELL_OF_INT(rec->id);
	row[2] = CELL_OF_TEXT(e->name);
	row[3] = CELL_OF_INT(rec->version);
	row[4] = rec->before[ms->first];
	row[5] = rec->before[by->first];
	row[6] = CELL_OF_TEXT(json_dump(c->mem, was));
}

/* { field: the id that it named } */
static json_t *
turn(struct ctx *c, const struct merge *m, struct record *rec)
{
	json_t *was = json_hold(c->mem, json_object());

	for (size_t i = 0; i < rec->entity->field_count; i++) {
		const struct field *f = &rec->entity->fields[i];
		struct cell *v = record_value(rec, f);

		if (f->to_count == 0 || f->system || value_empty(v) || v->i == m->stays ||
		    !merge_has(m, value_target(f, v), v->i))
			continue;
		json_object_set_new(was, str_c(c->mem, f->name),
		    json_string(str_printf(c->mem, "%" PRId64, v->i).at));
		v->i = m->stays;
	}
	return was;
}

/* A unique reference is one that two of them cannot share: which, is told by title. */
static void
say_whose(struct ctx *c, const struct record *rec, size_t from)
{
	bool seen = auth_of_row(c, rec->entity, MAY_READ, rec->id, NULL) == OK;

	for (size_t i = from; seen && i < c->fault_count; i++)
		if (c->faults[i].at.len > 0)
			c->faults[i].at = str_printf(c->mem, "%.*s.%" PRId64 ".%.*s",
			    STR_ARG(rec->entity->name), rec->id,
			    STR_ARG(c->faults[i].at));
	if (!seen && c->fault_count > from) {
		c->fault_count = from;
		fault_unseen(c);
	}
}

static enum err
store(struct ctx *c, struct record *rec, bool stamped)
{
	enum err e = rec->deleted_ms != 0 ? OK : record_check_place(c, rec);

	if (e == ERR_INPUT)
		say_whose(c, rec, 0);
	TRY(e);
	rec->as_is = true;
	if (stamped)
		record_stamp(c, rec);
	TRY(record_store(c, rec, rec->version));
	return record_after(c, rec, "changed");
}

static enum err
move_one(struct ctx *c, struct mover *mover, const struct entity *e, int64_t id)
{
	struct record *rec;
	json_t *was;

	TRY(record_hold(c, (struct ref){ e, id }, &rec));
	was = turn(c, mover->merge, rec);
	TRY(store(c, rec, true));
	keep_move(c, mover, rec, was);
	return OK;
}

/* ---- all of them ---- */

static enum err
put_moves(struct ctx *c, struct mover *mover)
{
	static const struct str columns[] = { { "merge", 5 }, { "record", 6 },
		{ "entity", 6 }, { "version", 7 }, { "updated_ms", 10 },
		{ "updated_by", 10 }, { "was", 3 } };
	struct db_rows rows = { STR("_merge_move"), columns, COUNT_OF(columns),
		mover->cells, mover->rows };

	mover->moved += mover->rows;
	mover->rows = 0;
	return rows.count == 0 ? OK : db_put(c->db, &rows);
}

/* Each batch has memory of its own; what a fault says of one outlives it. */
static enum err
with_faults(struct ctx *c, struct ctx *part, enum err e)
{
	for (size_t i = 0; e != OK && i < part->fault_count; i++) {
		const struct fault *f = &part->faults[i];

		fault(c, str_copy(c->mem, f->at), f->code, NULL);
		if (f->args != NULL)
			c->faults[c->fault_count - 1].args =
			    json_hold(c->mem, json_deep_copy(f->args));
	}
	return e;
}

static enum err
move_batch(struct ctx *c, struct mover *mover, const struct entity *e, const int64_t *ids,
    size_t count)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ctx part = ctx_part(c, mem);
	enum err err = OK;

	for (size_t i = 0; i < count && err == OK; i++)
		err = move_one(&part, mover, e, ids[i]);
	if (err == OK)
		err = put_moves(&part, mover);
	return with_faults(c, &part, err);
}

static enum err
move_all_of(
    struct ctx *c, struct mover *mover, const struct entity *e, const struct ids *ids)
{
	for (size_t i = 0; i < ids->list.count; i += BATCH) {
		size_t rest = ids->list.count - i;

		TRY(move_batch(
		    c, mover, e, &ids->list.at[i], rest < BATCH ? rest : BATCH));
	}
	return OK;
}

static enum err
too_many(struct ctx *c)
{
	fault_over(c, STR("from"), "merge_large", MERGE_MOVES_MAX);
	return ERR_INPUT;
}

/* ---- there ---- */

static enum err
find_all(struct ctx *c, const struct merge *m, struct ids *of, size_t *all)
{
	const struct entity *e = m->entity;

	*all = 0;
	for (size_t i = 0; i < e->related_count; i++) {
		if (!is_first_of(e, i))
			continue;
		TRY(find(c, m, e->related[i].entity, &of[i]));
		*all += of[i].list.count;
	}
	return *all > MERGE_MOVES_MAX ? too_many(c) : OK;
}

enum err
merge_move(struct ctx *c, const struct merge *m, size_t *moved)
{
	struct mover *mover = arena_make(c->mem, struct mover);
	const struct entity *e = m->entity;
	struct ids *of = arena_array(c->mem, struct ids, e->related_count + 1);

	mover->merge = m;
	TRY(find_all(c, m, of, moved));
	for (size_t i = 0; i < e->related_count; i++)
		if (is_first_of(e, i))
			TRY(move_all_of(c, mover, e->related[i].entity, &of[i]));
	return merge_streams(c, m);
}

/* ---- and back ---- */

struct move {
	struct str entity, was;
	int64_t record, version;
	struct cell updated_ms, updated_by;
};

static enum err
load_moves(
    struct ctx *c, const struct merge *m, int64_t after, struct move *out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	sql_text(&q, "select entity, was, record, version, updated_ms, updated_by"
		     " from _merge_move where merge = ");
	sql_int(&q, m->id);
	sql_text(&q, " and record > ");
	sql_int(&q, after);
	sql_text(&q, " order by record");
	sql_limit(&q, BATCH);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < BATCH && rows_next(&r)) {
		struct move *move = &out[(*count)++];

		*move = (struct move){ .entity = str_copy(c->mem, row_str(&r, 0)),
			.was = str_copy(c->mem, row_str(&r, 1)),
			.record = row_int(&r, 2),
			.version = row_int(&r, 3) };
		row_cell(&r, 4, c->mem, &move->updated_ms);
		row_cell(&r, 5, c->mem, &move->updated_by);
	}
	return rows_err(&r);
}

/* Fields that name something else since stay: that is what somebody said last. */
static bool
turn_back(struct ctx *c, const struct merge *m, struct record *rec, struct str text)
{
	bool turned = false;
	const char *name;
	json_t *was, *id;

	if (json_read(c->mem, text, &was, NULL) != OK)
		return false;
	json_object_foreach(was, name, id)
	{
		const struct field *f = entity_field(rec->entity, str_of(name));
		struct cell *v = f == NULL ? NULL : record_value(rec, f);

		if (v == NULL || value_empty(v) || v->i != m->stays ||
		    value_target(f, v) != m->entity)
			continue;
		turned |= str_int(json_str(id), &v->i);
	}
	return turned;
}

static enum err
move_one_back(struct ctx *c, const struct merge *m, const struct kept *kept,
    const struct move *move)
{
	struct ref which = { meta_entity(c->meta, move->entity), move->record };
	struct record *rec;
	bool untouched;
	enum err e;

	if (which.entity == NULL)
		return OK;
	e = record_hold(c, which, &rec);
	if (e != OK)
		return e == ERR_ABSENT ? OK : e; /* gone for good meanwhile */
	TRY(merge_untouched(c, kept, rec, move->version, &untouched));
	if (!turn_back(c, m, rec, move->was))
		return OK;
	if (untouched) {
		*record_value(rec, entity_field(rec->entity, STR("updated_ms"))) =
		    move->updated_ms;
		*record_value(rec, entity_field(rec->entity, STR("updated_by"))) =
		    move->updated_by;
	}
	return store(c, rec, !untouched);
}

static enum err
move_batch_back(struct ctx *c, const struct merge *m, const struct kept *kept,
    int64_t *after, size_t *count)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ctx part = ctx_part(c, mem);
	struct move *moves;
	enum err e;

	moves = arena_array(mem, struct move, BATCH);
	e = load_moves(&part, m, *after, moves, count);
	for (size_t i = 0; i < *count && e == OK; i++) {
		*after = moves[i].record;
		e = move_one_back(&part, m, kept, &moves[i]);
	}
	return with_faults(c, &part, e);
}

enum err
merge_move_back(
    struct ctx *c, const struct merge *m, const struct kept *kept, size_t *moved)
{
	int64_t after = 0;
	size_t count;

	*moved = 0;
	do {
		TRY(move_batch_back(c, m, kept, &after, &count));
		*moved += count;
	} while (count == BATCH);
	return merge_streams_back(c, m);
}
