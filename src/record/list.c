/*
 * list.c - a page of a list: by a keyset, never by an offset.
 *
 * A page is one statement (two, where a list has rows without a value in the
 * field it is sorted by), asks one row more than it shows, and looks at each
 * row once: record_list() writes it as it passes, record_page() keeps it.
 */
#include "record/room.h"

/* ---- which rows, which columns ---- */

size_t
list_limit(const struct query *query)
{
	return query->limit > 0 && query->limit <= RECORD_PAGE_MAX ? (size_t)query->limit
								   : 50;
}

/* Those that have the words.  The newest will do where nothing else leaves any out. */
static enum err
words_where(struct ctx *c, const struct query *query, enum archived archived,
    const struct grant *g, struct sql *q)
{
	bool some = false;
	struct search_list list = { .entity = query->entity,
		.words = query->words,
		.scope = record_scope(c),
		.whole = !g->all || query->out || query->summed ||
			 (query->where.len > 0 && !query->newest),
		.mistakes = query->mistakes };

	if (!list.whole && archived == ARCHIVED_OUT)
		TRY(archive_has_some(c, query->entity, &some));
	list.whole |= some || archived == ARCHIVED_ONLY;
	return search_where(c, &list, "t", q);
}

enum err
list_where(struct ctx *c, const struct query *query, const struct face *face,
    const struct way *way, struct sql *q)
{
	struct grant g = auth_grant(c, query->entity, MAY_READ);
	struct grant out = auth_grant(c, query->entity, MAY_EXPORT);
	const struct rule *rule = query->rule;
	enum archived archived;

	if (auth_never(&g) || (query->out && auth_never(&out)))
		return ERR_DENIED;
	sql_text(q, " from ");
	sql_table(q, query->entity);
	sql_text(q, " t");
	if (way != NULL && way->given)
		sql_way(q, c->db, way->index);
	if (face != NULL)
		face_join(c, face, q);
	if (query->trash)
		sql_text(q, " where t.deleted_ms is not null");
	else
		sql_text(q, " where t.deleted_ms is null");
	if (rule == NULL && query->where.len > 0)
		TRY(record_rule(c, query->entity, query->where, &rule));
	archived = archive_asked(query, rule);
	archive_where(q, archived);
	if (way == NULL || !way->pins_rights)
		auth_where(c, &g, "t", q);
	if (query->out)
		auth_where(c, &out, "t", q);
	if (query->where.len > 0 && (way == NULL || !way->pins_rule)) {
		sql_text(q, " and ");
		rule_sql(c, rule, "t", q);
	}
	if (query->words.len > 0)
		TRY(words_where(c, query, archived, &g, q));
	return OK;
}

static void
want(enum want *wanted, const struct field *f)
{
	if (f != NULL)
		wanted[f->index] = WANT_SHOWN; /* if they see it: face_init() */
}

static void
want_default(const struct entity *e, enum want *wanted)
{
	const json_t *name;
	size_t i;

	json_array_foreach(json_object_get(e->views, "table"), i, name)
	    want(wanted, entity_field(e, json_str(name)));
	want(wanted, e->under);
	want(wanted, e->badge);
	for (i = 0; i < e->fact_count; i++)
		want(wanted, e->facts[i]);
	want(wanted, entity_field(e, STR("updated_ms")));
}

static enum want *
choose(struct ctx *c, const struct query *query, const struct sort *sort)
{
	const struct entity *e = query->entity;
	enum want *wanted = arena_array(c->mem, enum want, e->field_count);

	if (query->fields == NULL)
		want_default(e, wanted);
	else
		for (size_t i = 0; i < query->field_count; i++)
			want(wanted, query->fields[i]);
	want(wanted, e->title);
	if (sort->field != NULL)
		wanted[sort->field->index] = WANT_ALL;
	return wanted;
}

/* ---- one phase of a page ---- */

/* What is done with each row of a page, while its text is there. */
struct walk {
	const struct query *query;
	struct sort sort;
	struct way way;
	struct face face;
	void (*take)(struct ctx *c, struct walk *walk);
	size_t limit, count;
	bool more;
	struct str next;   /* where the last row of a full page stood */
	struct jw *w;      /* record_list */
	struct page *page; /* record_page */
};

static enum err
phase_statement(struct ctx *c, const struct walk *walk, const struct place *from,
    bool empty_phase, struct sql *q)
{
	int64_t most = (int64_t)(walk->limit - walk->count) + 1;

	if (walk->way.arm_count > 0)
		return arms_statement(c, walk->query, &walk->face, &walk->way,
		    &(struct stretch){ &walk->sort, from, empty_phase, most }, q);
	face_select(c, &walk->face, q);
	TRY(list_where(c, walk->query, &walk->face, &walk->way, q));
	sort_from(q, &walk->sort, from, empty_phase);
	sort_order(q, &walk->sort, empty_phase);
	sql_limit(q, most);
	return OK;
}

static enum err
walk_phase(struct ctx *c, struct walk *walk, const struct place *from, bool empty_phase)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(phase_statement(c, walk, from, empty_phase, &q));
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		if (walk->count == walk->limit) {
			walk->more = true;
			break;
		}
		face_take(c, &r, &walk->face);
		walk->take(c, walk);
		if (++walk->count == walk->limit)
			walk->next =
			    sort_place(c, &walk->sort, walk->face.now, walk->face.id);
	}
	return rows_err(&r);
}

/* Rows with a value, and when they end, those without. */
static enum err
walk_page(struct ctx *c, struct walk *walk, bool shown)
{
	struct query *query = arena_array(c->mem, struct query, 1);
	struct place from = { 0 };

	*query = *walk->query;
	walk->query = query;
	if (query->where.len > 0)
		TRY(record_rule(c, query->entity, query->where, &query->rule));

	walk->limit = list_limit(query);
	TRY(sort_read(c, query, &walk->sort));
	TRY(way_choose(c, query, &walk->sort, &walk->way));
	TRY(sort_read_place(c, &walk->sort, query->after, &from));
	face_init(c, query->entity, choose(c, query, &walk->sort), shown, &walk->face);
	if (!from.empty_phase || walk->sort.field == NULL)
		TRY(walk_phase(c, walk, &from, false));
	if (walk->sort.field != NULL && !walk->more)
		TRY(walk_phase(c, walk, &from, true));
	if (!walk->more)
		walk->next = STR("");
	return OK;
}

/* ---- a page of records, a page of JSON ---- */

static void
keep_row(struct ctx *c, struct walk *walk)
{
	const struct face *face = &walk->face;
	struct record *rec = record_new(c, face->entity);

	rec->id = face->id;
	rec->version = face->version;
	rec->deleted_ms = face->deleted_ms;
	for (size_t i = 0; i < face->field_count; i++) {
		size_t first = face->fields[i]->first;

		if (!face_tells(face, face->fields[i]))
			continue;
		for (int j = type_columns(face->fields[i]->type); j > 0; j--, first++)
			rec->now[first] = cell_copy(c->mem, &face->now[first]);
	}
	walk->page->rows[walk->page->count++] = rec;
}

enum err
record_page(struct ctx *c, const struct query *query, struct page *out)
{
	struct page page = { .rows =
				 arena_array(c->mem, struct record *, RECORD_PAGE_MAX) };
	struct walk walk = { .query = query, .take = keep_row, .page = &page };

	TRY(walk_page(c, &walk, false));
	page.next = walk.next;
	*out = page;
	return OK;
}

static void
write_row(struct ctx *c, struct walk *walk)
{
	face_write(c, walk->w, &walk->face, true);
}

enum err
record_list(struct ctx *c, const struct query *query, struct jw *w)
{
	struct walk walk = { .query = query, .take = write_row, .w = w };

	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	TRY(walk_page(c, &walk, true));
	auth_read(c, walk.count);
	jw_end(w);
	jw_key(w, "next");
	if (walk.next.len > 0)
		jw_str(w, walk.next);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}
