/*
 * face_title.c - what a row is called, and what those are called that it names.
 *
 * Titles are joined rather than selected one by one: the engine keeps its place
 * in a joined table, and rows that follow each other often name the same.
 */
#include "record/room.h"

#define FACE_JOINS 8 /* references whose titles are joined; others are selected */

/* A reference: of the row that passes, of what that one names, or known by id. */
struct hop {
	const struct field *field;
	const char *alias; /* NULL: id is known */
	int64_t id;
	const char *next; /* what the table behind it is called */
	bool marked;      /* a mark stands before the title */
};

static void
add_link(struct sql *q, const struct hop *link)
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
add_title(struct ctx *c, struct sql *q, const struct entity *to, const struct hop *link)
{
	struct grant g = auth_grant(c, to, MAY_READ);
	bool through = to->title->to_count > 0;
	struct hop further = { .field = to->title, .alias = link->next };

	if (auth_never(&g) || (through && strcmp(link->next, "b") == 0)) {
		sql_text(q, "null");
		return;
	}
	sql_text(q, "(select ");
	if (link->marked)
		past_add_before(c, to, link->next, q);
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
add_title_of_any(struct ctx *c, struct sql *q, const struct hop *link)
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
add_join(struct ctx *c, struct sql *q, const struct entity *to, const struct hop *link)
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
		    &(struct hop){ .field = f, .alias = "t", .next = j.near });
		if (j.beyond != NULL)
			add_join(c, q, j.beyond,
			    &(struct hop){
				.field = j.to->title, .alias = j.near, .next = j.far });
	}
}

static void
add_joined_title(struct ctx *c, struct sql *q, const struct field *f, bool marked)
{
	struct joined j = joined_of(f);

	if (j.beyond == NULL)
		add_link(q, &(struct hop){ .field = j.to->title, .alias = j.near });
	else
		add_link(q, &(struct hop){ .field = j.beyond->title, .alias = j.far });
	if (marked) {
		sql_text(q, ", ");
		past_add_mark(c, j.to, j.near, q);
	}
}

void
face_select_titles(struct ctx *c, const struct face *face, struct sql *q)
{
	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];
		struct hop link = { .field = f,
			.alias = "t",
			.next = "a",
			.marked = face->marked[f->index] };

		if (f->to_count == 0)
			continue;
		sql_text(q, ", ");
		if (face->joined[f->index])
			add_joined_title(c, q, f, link.marked);
		else if (f->to_count == 1)
			add_title(c, q, f->to[0], &link);
		else
			add_title_of_any(c, q, &link);
	}
}

static bool
can_be_marked(struct ctx *c, const struct field *f)
{
	for (size_t i = 0; i < f->to_count; i++)
		if (past_marks(c, f->to[i]))
			return true;
	return false;
}

/*
 * Which titles come by a join, and which with a mark.  Engines join 64 tables at
 * most, and plan the longer the more there are.
 */
void
face_choose_titles(struct ctx *c, struct face *face)
{
	size_t count = 0;

	for (size_t i = 0; i < face->field_count; i++) {
		const struct field *f = face->fields[i];

		face->marked[f->index] = can_be_marked(c, f);
		face->joined[f->index] = count < FACE_JOINS && can_join(c, f);
		count += face->joined[f->index];
	}
}

static void
take_title(struct face *face, size_t i, struct str title)
{
	face->marks[i] = face->marked[i] ? past_cut(&title) : STR("");
	face->titles[i] = title;
}

void
face_take_titles(const struct rows *r, struct face *face, int *at)
{
	for (size_t i = 0; i < face->field_count; i++) {
		size_t n = face->fields[i]->index;

		if (face->fields[i]->to_count == 0)
			continue;
		if (!face->joined[n]) {
			take_title(face, n, row_str(r, (*at)++));
			continue;
		}
		face->titles[n] = row_str(r, (*at)++);
		face->marks[n] = face->marked[n] ? row_str(r, (*at)++) : STR("");
	}
}

/* ---- a record in memory: only what it names has to be asked ---- */

const struct entity *
face_names(const struct face *face, size_t i)
{
	const struct field *f = face->fields[i];
	const struct cell *v = &face->now[f->first];

	return f->to_count == 0 || value_empty(v) ? NULL : value_target(f, v);
}

enum err
face_ask_titles(struct ctx *c, struct face *face)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int at = 0;

	sql_text(&q, "select 0");
	for (size_t i = 0; i < face->field_count; i++) {
		const struct entity *to = face_names(face, i);
		const struct field *f = face->fields[i];
		struct hop link = {
			.field = f, .next = "a", .marked = face->marked[f->index]
		};

		if (to == NULL)
			continue;
		link.id = face->now[f->first].i;
		sql_text(&q, ", ");
		add_title(c, &q, to, &link);
	}
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_BUG;
	for (size_t i = 0; i < face->field_count; i++)
		if (face_names(face, i) != NULL)
			take_title(face, face->fields[i]->index,
			    str_copy(c->mem, row_str(&r, ++at)));
	return OK;
}

/* A choice is called as in the reader's language. */
static struct str
chosen_title(struct ctx *c, const struct field *f, const struct cell *v)
{
	return value_empty(v) ? STR("")
			      : chosen_label(c->meta, c->actor.language, f, v->s);
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
