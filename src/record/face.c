/*
 * face.c - a row of a list as it passes: from the engine to JSON, kept nowhere.
 *
 * What a page asks of each row is settled once (face_init, face_select): the
 * columns of the wanted fields, behind them the title of what each reference
 * names, and last the rights that reach into other records.  All of it is one
 * statement, so a page is one trip to the engine.  A row's cells point into the
 * engine's memory and live until the next row.
 *
 * Titles are joined rather than selected one by one: the engine keeps its place
 * in a joined table, and rows that follow each other often name the same.
 */
#include "record/room.h"

#define FACE_JOINS 8 /* references whose titles are joined; others are selected */

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

/* ---- titles from tables that are joined: a3 for field 3, b3 one step further ---- */

struct joined {
	char near[16], far[16];
	const struct entity *to, *beyond; /* beyond: what the title names; NULL: text */
};

static struct joined
joined_of(const struct field *f)
{
	struct joined j = { .to = f->to[0] };

	snprintf(j.near, sizeof(j.near), "a%zu", f->index);
	snprintf(j.far, sizeof(j.far), "b%zu", f->index);
	if (j.to->title->to_count > 0)
		j.beyond = j.to->title->to[0];
	return j;
}

static bool
may_name(struct ctx *c, const struct entity *e)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	return !auth_never(&g);
}

/* Whose title cannot be had by a join is selected, or is null. */
static bool
can_join(struct ctx *c, const struct field *f)
{
	struct joined j;

	if (f->to_count != 1)
		return false;
	j = joined_of(f);
	return may_name(c, j.to) &&
	       (j.beyond == NULL ||
		   (j.beyond->title->to_count == 0 && may_name(c, j.beyond)));
}

static void
add_join(struct ctx *c, struct sql *q, const struct entity *to, const struct link *link)
{
	struct grant g = auth_grant(c, to, MAY_READ);

	sql_text(q, " left join ");
	sql_table(q, to);
	sql_text(q, " ");
	text_c(&q->text, link->next);
	sql_text(q, " on ");
	text_c(&q->text, link->next);
	sql_text(q, ".id = ");
	add_link(q, link);
	auth_where(c, &g, link->next, q);
}

void
face_join(struct ctx *c, const struct face *face, struct sql *q)
{
	for (size_t i = 0; face->shown && i < face->field_count; i++) {
		const struct field *f = face->fields[i];
		struct joined j;

		if (!face->joined[f->index])
			continue;
		j = joined_of(f);
		add_join(c, q, j.to,
		    &(struct link){ .field = f, .alias = "t", .next = j.near });
		if (j.beyond != NULL)
			add_join(c, q, j.beyond,
			    &(struct link){
				.field = j.to->title, .alias = j.near, .next = j.far });
	}
}

static void
add_joined_title(struct sql *q, const struct field *f)
{
	struct joined j = joined_of(f);

	if (j.beyond == NULL)
		add_link(q, &(struct link){ .field = j.to->title, .alias = j.near });
	else
		add_link(q, &(struct link){ .field = j.beyond->title, .alias = j.far });
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
		if (face->joined[link.field->index])
			add_joined_title(q, link.field);
		else if (link.field->to_count == 1)
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

/* ---- who is no more: a mark wherever they are shown ---- */

static bool
can_be_gone(struct ctx *c, const struct entity *e)
{
	bool can = false;

	for (size_t i = 0; e->reach != NULL && i < e->reach->never_count; i++) {
		const struct never *n = &e->reach->never[i];

		if (n->gone && !auth_asks_all(c, n->when))
			return false;
		can |= n->gone;
	}
	return can;
}

/* The number of the reason, from 1; 0: none holds. */
static void
add_gone(struct ctx *c, struct sql *q, const struct face *face)
{
	const struct reach_word *reach = face->entity->reach;

	if (!face->asks_gone)
		return;
	sql_text(q, ", case");
	for (size_t i = 0; i < reach->never_count; i++) {
		if (!reach->never[i].gone)
			continue;
		sql_text(q, " when ");
		rule_sql(c, reach->never[i].when, "t", q);
		sql_text(q, " then ");
		sql_int(q, (int64_t)i + 1);
	}
	sql_text(q, " else 0 end");
}

static const struct never *
gone_now(struct ctx *c, const struct face *face)
{
	const struct reach_word *reach = face->entity->reach;

	for (size_t i = 0; face->asks_gone && i < reach->never_count; i++)
		if (reach->never[i].gone &&
		    rule_holds(c, reach->never[i].when, face->now))
			return &reach->never[i];
	return NULL;
}

void
face_write_gone(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct never *n = face->gone;

	if (n == NULL)
		return;
	jw_key(w, "gone");
	jw_str(w, meta_label(c->meta, c->actor.language,
		      str_printf(c->mem, "%.*s.never.%.*s", STR_ARG(face->entity->name),
			  STR_ARG(n->name))
			  .at,
		      n->says));
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
		       f == face->entity->ended
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

/* Engines join 64 tables at most, and plan the longer the more there are. */
static void
choose_joins(struct ctx *c, struct face *face)
{
	size_t count = 0;

	for (size_t i = 0; i < face->field_count && count < FACE_JOINS; i++)
		if (can_join(c, face->fields[i])) {
			face->joined[face->fields[i]->index] = true;
			count++;
		}
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
	out->joined = arena_array(c->mem, bool, e->field_count);
	right_init(c, e, MAY_CHANGE, &out->change);
	right_init(c, e, MAY_DELETE, &out->remove);
	out->asks_gone = shown && can_be_gone(c, e);
	choose_told(c, out, wanted);
	for (size_t i = 0; i < e->field_count; i++) {
		enum want want = want_of(out, wanted, &e->fields[i]);

		if (out->asks_owner && &e->fields[i] == e->owner)
			want = WANT_ALL;

		if (want != WANT_NOTHING)
			add_field(out, &e->fields[i], want);
	}
	if (shown)
		choose_joins(c, out);
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
	add_titles(c, q, face);
	add_gone(c, q, face);
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

static const struct never *
take_gone(const struct face *face, int64_t number)
{
	return number == 0 ? NULL : &face->entity->reach->never[number - 1];
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
	for (size_t i = 0; i < face->field_count; i++)
		if (face->fields[i]->to_count > 0)
			face->titles[face->fields[i]->index] = row_str(r, at++);
	if (face->asks_gone)
		face->gone = take_gone(face, row_int(r, at++));
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
		const struct entity *to = named_by(face, i);
		struct link link = { .field = face->fields[i], .next = "a" };

		if (to == NULL)
			continue;
		link.id = face->now[link.field->first].i;
		sql_text(&q, ", ");
		add_title(c, &q, to, &link);
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
	out->gone = gone_now(c, out);
	out->mine = out->asks_owner && auth_is_mine(c, e, rec->now);
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

		if (to == NULL || !face_tells(face, f))
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

static bool
face_changes(struct ctx *c, const struct face *face, const struct field *f)
{
	enum whose whose = f->hidden ? WHOSE_NONE : auth_field(c, f, MAY_CHANGE);

	return whose == WHOSE_ALL || (whose == WHOSE_MINE && face->mine);
}

static bool
is_same_grant(const struct grant *a, const struct grant *b)
{
	if (a->all != b->all || a->rule_count != b->rule_count || b->shared.count > 0)
		return false;
	for (size_t i = 0; i < a->rule_count; i++)
		if (a->rules[i] != b->rules[i])
			return false;
	return true;
}

/* Hand and share are as change where nothing is said of them. */
static bool
may_also(struct ctx *c, const struct face *face, enum may what)
{
	struct grant g = auth_grant(c, face->entity, what);

	if (is_same_grant(&g, &face->change.grant))
		return face->may_change;
	return auth_reaches(c, face->entity, &g, face->id, NULL) == OK;
}

/* In a list whether, on a page which fields. */
static void
write_may(struct ctx *c, struct jw *w, const struct face *face, bool as_list)
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
			if (!e->fields[i].readonly &&
			    face_changes(c, face, &e->fields[i]))
				jw_str(w, e->fields[i].name);
		jw_end(w);
	}
	jw_key(w, "delete");
	jw_bool(w, face->may_delete);
	if (!as_list && e->owner != NULL) {
		jw_key(w, "hand");
		jw_bool(w, may_also(c, face, MAY_HAND));
	}
	if (!as_list && !e->server) {
		jw_key(w, "share");
		jw_bool(w, may_also(c, face, MAY_SHARE));
	}
	jw_close(w);
}

/* A choice is called as in the reader's language. */
static struct str
chosen_title(struct ctx *c, const struct field *f, const struct cell *v)
{
	const struct option *o = value_empty(v) ? NULL : field_option(f, v->s);

	return o == NULL
		   ? value_show(c->mem, f, v)
		   : meta_label(c->meta, c->actor.language,
			 str_printf(c->mem, "%.*s.%.*s.%.*s", STR_ARG(f->entity->name),
			     STR_ARG(f->name), STR_ARG(o->name))
			     .at,
			 o->label);
}

struct str
face_title(struct ctx *c, const struct face *face)
{
	const struct field *f = face->entity->title;
	const struct cell *v = &face->now[f->first];

	return utf8_head(f->to_count > 0 ? face->titles[f->index]
			 : strcmp(f->type->name, "choice") == 0
			     ? chosen_title(c, f, v)
			     : value_show(c->mem, f, v),
	    RECORD_TITLE_MAX);
}

/* Since when it is one of the past. */
static void
write_ended(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct field *f = face->entity->ended;
	const struct cell *v = f == NULL ? NULL : &face->now[f->first];
	int64_t ms = c->now_ms + zone_offset_ms(c->actor.zone, c->now_ms);

	if (v == NULL || v->kind != CELL_TEXT || !face_tells(face, f))
		return;
	if (str_order(v->s, (struct str){ time_write(c->mem, ms).at, DATE_LEN }) > 0)
		return;
	jw_key(w, "ended");
	jw_str(w, v->s);
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
	face_write_gone(c, w, face);
	if (face->merged.len > 0) {
		jw_key(w, "merged");
		jw_raw(w, face->merged);
	}
	jw_key(w, "title");
	jw_str(w, face_title(c, face));
	write_ended(c, w, face);
	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];

		if (!face_tells(face, f))
			continue;
		jw_key_quoted(w, f->key);
		value_write(w, f, &face->now[f->first]);
	}
	jw_close(w);
	if (!as_list)
		face_write_doubted(c, w, face);
	write_refs(w, face);
	write_may(c, w, face, as_list);
	jw_close(w);
}
