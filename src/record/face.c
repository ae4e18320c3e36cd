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

/* A reference: of the row that passes, of what that one names, or known by id. */
struct link {
	const struct field *field;
	const char *alias; /* NULL: id is known */
	int64_t id;
	const char *next; /* what the table behind it is called */
};

static void
add_link(struct sql *q, const struct link *link)
{
	if (link->alias == NULL) {
		sql_int(q, link->id);
		return;
	}
	text_c(&q->text, link->alias);
	sql_text(q, ".");
	sql_column(q, link->field, 0);
}

/*
 * What a link to an entity is called; null for what these eyes may not read.
 * The title of an entity may itself be a reference (an affiliation is called
 * by its person): one step further, and no more.
 */
static void
add_title(struct ctx *c, struct sql *q, const struct entity *to, const struct link *link)
{
	struct grant g = auth_grant(c, to, MAY_READ);
	bool through = to->title->to_count > 0;
	struct link further = { .field = to->title, .alias = link->next };

	if (auth_never(&g) || (through && strcmp(link->next, "b") == 0)) {
		sql_text(q, "null");
		return;
	}
	sql_text(q, "(select ");
	further.next = "b";
	if (through)
		add_title(c, q, to->title->to[0], &further);
	else
		add_link(q, &further);
	sql_text(q, " from ");
	sql_table(q, to);
	sql_text(q, " ");
	text_c(&q->text, link->next);
	sql_text(q, " where ");
	text_c(&q->text, link->next);
	sql_text(q, ".id = ");
	add_link(q, link);
	auth_where(c, &g, link->next, q);
	sql_text(q, ")");
}

/* A reference to any of several says in its second column to which. */
static void
add_title_of_any(struct ctx *c, struct sql *q, const struct link *link)
{
	const struct field *f = link->field;

	sql_text(q, "case t.");
	sql_column(q, f, 1);
	for (size_t i = 0; i < f->to_count; i++) {
		sql_text(q, " when ");
		sql_str(q, f->to[i]->name);
		sql_text(q, " then ");
		add_title(c, q, f->to[i], link);
	}
	sql_text(q, " end");
}

static void
add_titles(struct ctx *c, struct sql *q, const struct face *face)
{
	for (size_t i = 0; i < face->field_count; i++) {
		struct link link = {
			.field = face->fields[i], .alias = "t", .next = "a"
		};

		if (link.field->to_count == 0)
			continue;
		sql_text(q, ", ");
		if (link.field->to_count == 1)
			add_title(c, q, link.field->to[0], &link);
		else
			add_title_of_any(c, q, &link);
	}
}

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

void
face_init(struct ctx *c, const struct entity *e, const bool *wanted, bool shown,
    struct face *out)
{
	*out = (struct face){ .entity = e, .shown = shown };
	out->fields = arena_array(c->mem, const struct field *, e->field_count);
	out->now = arena_array(c->mem, struct cell, e->cell_count);
	out->titles = arena_array(c->mem, struct str, e->field_count);
	for (size_t i = 0; i < e->field_count; i++)
		if (wanted == NULL ? !e->fields[i].hidden : wanted[i])
			out->fields[out->field_count++] = &e->fields[i];
	right_init(c, e, MAY_CHANGE, &out->change);
	right_init(c, e, MAY_DELETE, &out->remove);
}

void
face_select(struct ctx *c, const struct face *face, struct sql *q)
{
	sql_text(q, "select t.id, t.version, t.deleted_ms");
	for (size_t i = 0; i < face->field_count; i++)
		for (int j = 0; j < type_columns(face->fields[i]->type); j++) {
			sql_text(q, ", t.");
			sql_column(q, face->fields[i], j);
		}
	if (!face->shown)
		return;
	add_titles(c, q, face);
	add_right(c, q, &face->change);
	add_right(c, q, &face->remove);
}

static bool
take_right(struct ctx *c, const struct rows *r, const struct face_right *right, int *at,
    const struct cell *cells)
{
	return right->local ? auth_holds(c, &right->grant, cells, NULL)
			    : row_int(r, (*at)++) != 0;
}

void
face_take(struct ctx *c, const struct rows *r, struct face *face)
{
	int at = 3;

	face->id = row_int(r, 0);
	face->version = row_int(r, 1);
	face->deleted_ms = row_int(r, 2);
	for (size_t i = 0; i < face->field_count; i++) {
		struct cell *v = &face->now[face->fields[i]->first];

		for (int j = type_columns(face->fields[i]->type); j > 0; j--)
			row_peek(r, at++, v++);
	}
	if (!face->shown)
		return;
	for (size_t i = 0; i < face->field_count; i++)
		if (face->fields[i]->to_count > 0)
			face->titles[face->fields[i]->index] = row_str(r, at++);
	face->may_change = take_right(c, r, &face->change, &at, face->now);
	face->may_delete = take_right(c, r, &face->remove, &at, face->now);
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
	sql_text(&q, " t where t.id");
	sql_ids(&q, c->db, ids, count);
	auth_where(c, &g, "t", &q);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		face_take(c, &r, face);
		to.take(c, face, to.arg);
	}
	return rows_err(&r);
}

/* ---- a record in memory: only what it names has to be asked ---- */

static const struct entity *
named_by(const struct face *face, size_t i)
{
	const struct field *f = face->fields[i];
	const struct cell *v = &face->now[f->first];

	return f->to_count == 0 || value_empty(v) ? NULL : value_target(f, v);
}

static enum err
ask_titles(struct ctx *c, struct face *face)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int at = 0;

	sql_text(&q, "select 0");
	for (size_t i = 0; i < face->field_count; i++) {
		struct link link = { .field = face->fields[i], .next = "a" };

		if (named_by(face, i) == NULL)
			continue;
		link.id = face->now[link.field->first].i;
		sql_text(&q, ", ");
		add_title(c, &q, named_by(face, i), &link);
	}
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_BUG;
	for (size_t i = 0; i < face->field_count; i++)
		if (named_by(face, i) != NULL)
			face->titles[face->fields[i]->index] =
			    str_copy(c->mem, row_str(&r, ++at));
	return OK;
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
	out->may_change = auth_of_row(c, e, MAY_CHANGE, rec->id, rec->now) == OK;
	out->may_delete = auth_of_row(c, e, MAY_DELETE, rec->id, rec->now) == OK;
	return ask_titles(c, out);
}

/* ---- as JSON ---- */

static void
write_refs(struct jw *w, const struct face *face)
{
	jw_key(w, "refs");
	jw_open(w);
	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];
		const struct entity *to = named_by(face, i);

		if (to == NULL || f->hidden)
			continue;
		jw_key_quoted(w, f->key);
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, face->now[f->first].i);
		jw_key(w, "entity");
		jw_str(w, to->name);
		jw_key(w, "title");
		jw_str(w, utf8_head(face->titles[f->index], RECORD_TITLE_MAX));
		jw_close(w);
	}
	jw_close(w);
}

/* In a list whether, on a page which fields. */
static void
write_may(struct jw *w, const struct face *face, bool as_list)
{
	const struct entity *e = face->entity;

	jw_key(w, "may");
	jw_open(w);
	jw_key(w, "change");
	if (as_list || !face->may_change) {
		jw_bool(w, face->may_change);
	} else {
		jw_array(w);
		for (size_t i = 0; i < e->field_count; i++)
			if (!e->fields[i].readonly && !e->fields[i].hidden)
				jw_str(w, e->fields[i].name);
		jw_end(w);
	}
	jw_key(w, "delete");
	jw_bool(w, face->may_delete);
	jw_close(w);
}

struct str
face_title(struct ctx *c, const struct face *face)
{
	const struct field *f = face->entity->title;

	return utf8_head(f->to_count > 0 ? face->titles[f->index]
					 : value_show(c->mem, f, &face->now[f->first]),
	    RECORD_TITLE_MAX);
}

void
face_write(struct ctx *c, struct jw *w, const struct face *face, bool as_list)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, face->id);
	jw_key(w, "entity");
	jw_str(w, face->entity->name);
	jw_key(w, "version");
	jw_int(w, face->version);
	if (face->deleted_ms != 0) {
		jw_key(w, "deleted_ms");
		jw_int(w, face->deleted_ms);
	}
	jw_key(w, "title");
	jw_str(w, face_title(c, face));
	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];

		if (f->hidden) /* asked for by a rule only */
			continue;
		jw_key_quoted(w, f->key);
		value_write(w, f, &face->now[f->first]);
	}
	jw_close(w);
	write_refs(w, face);
	write_may(w, face, as_list);
	jw_close(w);
}
