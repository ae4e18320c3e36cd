/*
 * read.c - records for a document, as whoever asks sees them: what a reference names, and
 * what names the record.
 */
#include "document/room.h"

bool
read_tells(const struct making *m, const struct record *rec, const struct field *f)
{
	enum whose whose = auth_field(m->c, f, MAY_READ);

	return whose == WHOSE_ALL ||
	       (whose == WHOSE_MINE && auth_is_mine(m->c, rec->entity, rec->now));
}

enum err
read_follow(struct making *m, const struct record *rec, const struct field *hop,
    struct record **out)
{
	const struct cell *v = record_value(rec, hop);
	struct ref to = { NULL, v->i };
	enum err e;

	*out = NULL;
	if (value_empty(v) || !read_tells(m, rec, hop))
		return OK;
	to.entity = value_target(hop, v);
	for (size_t i = 0; i < m->seen.count; i++)
		if (m->seen.at[i]->id == to.id && m->seen.at[i]->entity == to.entity) {
			*out = m->seen.at[i];
			return OK;
		}
	e = record_load(m->c, to, out);
	if (e == ERR_ABSENT) {
		*out = NULL;
		return OK;
	}
	TRY(e);
	*list_add(m->c->mem, &m->seen) = *out;
	return OK;
}

enum err
read_title(struct making *m, const struct field *f, const struct cell *v, struct str *out)
{
	int64_t id = v->i;
	struct title *titles;

	TRY(record_titles(m->c, value_target(f, v), &id, 1, &titles));
	*out = titles[0].text;
	return OK;
}

/* All that the actor has of such a record. */
static void
ask_all(struct ctx *c, struct query *q)
{
	const struct field **fields =
	    arena_array(c->mem, const struct field *, q->entity->field_count);

	for (size_t i = 0; i < q->entity->field_count; i++)
		if (auth_sees(c, &q->entity->fields[i]))
			fields[q->field_count++] = &q->entity->fields[i];
	q->fields = fields;
}

static void
turn_round(void **at, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		void *was = at[i];

		at[i] = at[count - 1 - i];
		at[count - 1 - i] = was;
	}
}

enum err
read_children(struct making *m, int64_t id, const struct entity *child,
    const struct field *by, void ***out, size_t *count)
{
	struct query q = {
		.entity = child, .limit = RECORD_PAGE_MAX, .archived = ARCHIVED_WITH
	};
	struct grant g = auth_grant(m->c, child, MAY_READ);
	const struct line_word *line = child->line;
	struct page page;

	*out = arena_array(m->c->mem, void *, DOCUMENT_ROWS_MAX);
	*count = 0;
	if (auth_never(&g) || !auth_asks(m->c, by))
		return OK;
	if (line != NULL && line->order != NULL && auth_asks(m->c, line->order))
		q.sort = line->order->name;
	q.where = str_printf(m->c->mem, "%.*s = '%" PRId64 "'", STR_ARG(by->name), id);
	ask_all(m->c, &q);
	do {
		TRY(record_page(m->c, &q, &page));
		m->rows += page.count;
		if (m->rows > DOCUMENT_ROWS_MAX)
			return ERR_LARGE;
		for (size_t i = 0; i < page.count; i++)
			(*out)[(*count)++] = page.rows[i];
		q.after = page.next;
	} while (page.next.len > 0);
	if (q.sort.len == 0)
		turn_round(*out, *count); /* they came newest first */
	return OK;
}
