/*
 * show.c - one record as the API shows it; titles of many.
 */
#include "record/merge.h"

int
title_order(const void *a, const void *b)
{
	const struct title *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/*
 * The title of an entity may itself be a reference (an affiliation is called
 * by its person): one step further, and no more.
 */
static enum err
titles_of(struct ctx *c, const struct entity *e, int64_t *ids, size_t count, int depth,
    struct title **out)
{
	bool through = e->title->to_count > 0;
	bool marked =
	    through || past_marks(c, e); /* what it names is an id, in text, too */
	struct title *titles = *out = arena_array(c->mem, struct title, count + 1), *far;
	int64_t *next = arena_array(c->mem, int64_t, count + 1);
	struct grant g = auth_grant(c, e, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		titles[i] = (struct title){ .id = ids[i], .text = STR("") };
	qsort(titles, count, sizeof(*titles), title_order);
	if (count == 0 || auth_never(&g))
		return OK;
	sql_text(&q, "select t.id, ");
	if (marked)
		past_add_before(c, e, "t", &q);
	sql_text(&q, "t.");
	sql_column(&q, e->title, 0);
	sql_text(&q, " from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.id");
	sql_ids(&q, c->db, ids, count);
	auth_where(c, &g, "t", &q);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (rows_next(&r)) {
			struct title key = { .id = row_int(&r, 0) };
			struct title *t =
			    bsearch(&key, titles, count, sizeof(*t), title_order);
			struct str text = row_str(&r, 1);

			if (t == NULL)
				continue;
			t->mark = marked ? str_copy(c->mem, past_cut(&text)) : STR("");
			t->text = str_copy(c->mem, utf8_head(text, RECORD_TITLE_MAX));
			if (through && str_int(text, &next[n]))
				n++;
		}
		TRY(rows_err(&r));
	}
	if (!through)
		return OK;
	if (depth == 0)
		n = 0;
	TRY(titles_of(c, e->title->to[0], next, n, 0, &far));
	for (size_t i = 0; i < count; i++) {
		struct title key = { 0 }, *t;

		if (!str_int(titles[i].text, &key.id))
			continue;
		t = bsearch(&key, far, n, sizeof(*t), title_order);
		titles[i].text = t == NULL ? STR("") : t->text;
	}
	return OK;
}

enum err
record_titles(
    struct ctx *c, const struct entity *e, int64_t *ids, size_t count, struct title **out)
{
	return titles_of(c, e, ids, count, 1, out);
}

void
title_write(
    struct ctx *c, struct jw *w, const struct entity *e, const struct title *title)
{
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, title->id);
	jw_key(w, "entity");
	jw_str(w, e->name);
	jw_key(w, "title");
	jw_str(w, title->text);
	past_write(c, w, e, title->mark);
	jw_close(w);
}

enum err
record_write_named(struct ctx *c, struct jw *w, const struct entity *e, int64_t id)
{
	struct title *titles;

	TRY(record_titles(c, e, &id, 1, &titles));
	title_write(c, w, e, &titles[0]);
	return OK;
}

/* ---- one record ---- */

enum err
record_write(struct ctx *c, struct jw *w, const struct record *rec, bool as_list)
{
	struct face face;

	TRY(face_of(c, rec, &face));
	face_write(c, w, &face, as_list);
	return OK;
}

enum err
record_show(struct ctx *c, struct ref which, struct jw *w)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct grant g = auth_grant(c, which.entity, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	struct face face;

	if (auth_never(&g))
		return ERR_ABSENT;
	face_init(c, which.entity, NULL, true, &face);
	face_select(c, &face, &q);
	sql_text(&q, " from ");
	sql_table(&q, which.entity);
	sql_text(&q, " t");
	face_join(c, &face, &q);
	sql_text(&q, " where t.id = ");
	sql_int(&q, which.id);
	auth_where(c, &g, "t", &q);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	face_take(c, &r, &face);
	if (face.deleted_ms != 0)
		TRY(merge_told(c, which, &face.merged));
	face_write(c, w, &face, false);
	auth_read(c, 1);
	return OK;
}
