/*
 * face.c - a row of a list as it passes: from the engine to JSON, kept nowhere.
 *
 * What a page asks of each row is settled once (face_init, face_select): the
 * columns of the wanted fields, behind them the title of what each reference
 * names, and last the rights that reach into other records.  All of it is one
 * statement, so a page is one trip to the engine.  A row's cells point into the
 * engine's memory and live until the next row.
 */
#include "record/room.h"

/* A right that asks other records is asked with the row, not once more for it. */
static void
add_right(struct ctx *c, struct sql *q, const struct face_right *right)
{
	if (right->local)
		return;
	sql_text(q, ", case when 1 = 1");
	auth_where(c, &right->grant, "t", q);
	sql_text(q, " then 1 else 0 end");
}

static void
right_init(struct ctx *c, const struct entity *e, enum may what, struct face_right *out)
{
	out->grant = auth_grant(c, e, what);
	out->local = auth_local(&out->grant);
}

static bool
is_asked(const struct face_right *right, const struct field *f)
{
	for (size_t i = 0; i < right->grant.rule_count; i++)
		if (rule_asks(right->grant.rules[i], f))
			return true;
	return false;
}

static bool
is_archive(const struct entity *e, const struct field *f)
{
	return e->archive != NULL && f == e->archive->at;
}

static enum want
want_of(const struct face *face, const enum want *wanted, const struct field *f)
{
	enum want want = face->whose[f->index] == WHOSE_NONE ? WANT_NOTHING
			 : wanted != NULL                    ? wanted[f->index]
			 : doubt_reads(f)                    ? WANT_ALL
							     : WANT_SHOWN;

	if (!face->shown) /* what becomes of it is not ours to know */
		return want == WANT_NOTHING ? WANT_NOTHING : WANT_ALL;
	return is_asked(&face->change, f) || is_asked(&face->remove, f) ||
		       f == face->entity->ended || is_archive(face->entity, f)
		   ? WANT_ALL
		   : want;
}

/* Of which rows a field is told is settled before there are any. */
static void
choose_told(struct ctx *c, struct face *face, const enum want *wanted)
{
	const struct entity *e = face->entity;

	face->whose = arena_array(c->mem, enum whose, e->field_count);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (!f->hidden)
			face->whose[i] = auth_field(c, f, MAY_READ);
		face->asks_owner |= face->whose[i] == WHOSE_MINE &&
				    (wanted == NULL || wanted[i] != WANT_NOTHING);
	}
}

static void
add_field(struct face *face, const struct field *f, enum want want)
{
	face->fields[face->field_count++] = f;
	for (int j = 0; j < type_columns(f->type); j++)
		if (want == WANT_ALL || type_shows(f->type, j))
			face->cells[face->cell_count++] = (struct face_cell){ f, j };
}

void
face_init(struct ctx *c, const struct entity *e, const enum want *wanted, bool shown,
    struct face *out)
{
	*out = (struct face){ .entity = e, .shown = shown };
	out->fields = arena_array(c->mem, const struct field *, e->field_count);
	out->cells = arena_array(c->mem, struct face_cell, e->cell_count);
	out->now = arena_array(c->mem, struct cell, e->cell_count);
	out->titles = arena_array(c->mem, struct str, e->field_count);
	out->marks = arena_array(c->mem, struct str, e->field_count);
	out->joined = arena_array(c->mem, bool, e->field_count);
	out->marked = arena_array(c->mem, bool, e->field_count);
	right_init(c, e, MAY_CHANGE, &out->change);
	right_init(c, e, MAY_DELETE, &out->remove);
	out->asks_gone = shown && past_gone(c, e);
	choose_told(c, out, wanted);
	for (size_t i = 0; i < e->field_count; i++) {
		enum want want = want_of(out, wanted, &e->fields[i]);

		if (out->asks_owner && &e->fields[i] == e->owner)
			want = WANT_ALL;

		if (want != WANT_NOTHING)
			add_field(out, &e->fields[i], want);
	}
	if (shown)
		face_choose_titles(c, out);
}

void
face_select(struct ctx *c, const struct face *face, struct sql *q)
{
	sql_text(q, "select t.id, t.version, t.deleted_ms");
	for (size_t i = 0; i < face->cell_count; i++) {
		sql_text(q, ", t.");
		sql_column(q, face->cells[i].field, face->cells[i].column);
	}
	if (!face->shown)
		return;
	face_select_titles(c, face, q);
	if (face->asks_gone) {
		sql_text(q, ", ");
		past_add_gone(c, face->entity, "t", q);
	}
	add_right(c, q, &face->change);
	add_right(c, q, &face->remove);
}

static bool
take_right(struct ctx *c, const struct rows *r, const struct face_right *right, int *at,
    const struct face *face)
{
	return right->local ? auth_holds(c, &right->grant, face->id, face->now, NULL)
			    : row_int(r, (*at)++) != 0;
}

void
face_take(struct ctx *c, const struct rows *r, struct face *face)
{
	int at = 3;

	face->id = row_int(r, 0);
	face->version = row_int(r, 1);
	face->deleted_ms = row_int(r, 2);
	for (const struct face_cell *v = face->cells; v < face->cells + face->cell_count;
	     v++)
		row_peek(r, at++, &face->now[v->field->first + (size_t)v->column]);
	if (face->asks_owner)
		face->mine = auth_is_mine(c, face->entity, face->now);
	if (!face->shown)
		return;
	face_take_titles(r, face, &at);
	if (face->asks_gone)
		face->gone = past_reason(face->entity, row_str(r, at++));
	face->may_change = take_right(c, r, &face->change, &at, face);
	face->may_delete = take_right(c, r, &face->remove, &at, face);
}

enum err
face_each(struct ctx *c, struct face *face, const int64_t *ids, size_t count,
    struct face_taker to)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct grant g = auth_grant(c, face->entity, MAY_READ);
	struct sql q = SQL_INIT(c->mem);

	if (count == 0 || auth_never(&g))
		return OK;
	face_select(c, face, &q);
	sql_text(&q, " from ");
	sql_table(&q, face->entity);
	sql_text(&q, " t");
	face_join(c, face, &q);
	sql_text(&q, " where t.id");
	sql_ids(&q, c->db, ids, count);
	auth_where(c, &g, "t", &q);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		face_take(c, &r, face);
		to.take(c, face, to.arg);
	}
	return rows_err(&r);
}

enum err
face_of(struct ctx *c, const struct record *rec, struct face *out)
{
	const struct entity *e = rec->entity;

	face_init(c, e, NULL, true, out);
	out->id = rec->id;
	out->version = rec->version;
	out->deleted_ms = rec->deleted_ms;
	out->now = rec->now;
	out->gone = out->asks_gone ? past_now(c, e, rec->now) : NULL;
	out->mine = out->asks_owner && auth_is_mine(c, e, rec->now);
	out->may_change = auth_of_row(c, e, MAY_CHANGE, rec->id, rec->now) == OK;
	out->may_delete = auth_of_row(c, e, MAY_DELETE, rec->id, rec->now) == OK;
	return face_ask_titles(c, out);
}
