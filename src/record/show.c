/*
 * show.c - one record as the API shows it; titles of many; the search box.
 */
#include "record/merge.h"

#define RECORD_UNDER_MAX 120

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
	struct title *titles = *out = arena_array(c->mem, struct title, count + 1), *far;
	int64_t *next = arena_array(c->mem, int64_t, count + 1);
	struct grant g = auth_grant(c, e, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		titles[i] = (struct title){ ids[i], STR("") };
	qsort(titles, count, sizeof(*titles), title_order);
	if (count == 0 || auth_never(&g))
		return OK;
	sql_text(&q, "select t.id, t.");
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
			int64_t target = row_int(&r, 1);

			if (t != NULL && !through)
				t->text =
				    str_copy(c->mem, utf8_head(row_str(&r, 1), 160));
			else if (t != NULL && target != 0) {
				next[n++] = target;
				t->text = str_printf(c->mem, "%" PRId64, target);
			}
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

/* ---- the search box ---- */

#define LOOK_FIRST 100 /* hits that are looked at where not all of them may be shown */

struct found {
	const struct hit *hits;
	struct str *rows; /* as JSON, beside its hit; "" for what is not shown */
	size_t count, shown;
};

static void
write_under(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct field *f = face->entity->under;
	const struct cell *v = f == NULL ? NULL : &face->now[f->first];

	if (f == NULL || !face_tells(face, f))
		return;
	jw_key(w, "under");
	if (value_empty(v))
		jw_null(w);
	else if (f->to_count > 0)
		jw_str(w, utf8_head(face->titles[f->index], RECORD_TITLE_MAX));
	else
		jw_str(w, utf8_head(value_show(c->mem, f, v), RECORD_UNDER_MAX));
}

static void
write_hit(struct ctx *c, const struct face *face, void *arg)
{
	const struct entity *e = face->entity;
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	struct found *found = arg;

	if (face->deleted_ms != 0)
		return;
	jw_open(&w);
	jw_key(&w, "entity");
	jw_str(&w, e->name);
	jw_key(&w, "id");
	jw_id(&w, face->id);
	jw_key(&w, "title");
	jw_str(&w, face_title(c, face));
	write_under(c, &w, face);
	if (e->badge != NULL && face_tells(face, e->badge)) {
		jw_key(&w, "badge");
		value_write(&w, e->badge, &face->now[e->badge->first]);
	}
	jw_close(&w);
	for (size_t i = 0; i < found->count; i++)
		if (found->hits[i].id == face->id) {
			found->rows[i] = text_done(&t);
			found->shown++;
		}
}

/* All hits of one entity: what a hit shows of them, in one statement. */
static enum err
write_hits_of(struct ctx *c, const struct entity *e, struct found *found)
{
	const struct field *shown[] = { e->title, e->under, e->badge };
	enum want *wanted = arena_array(c->mem, enum want, e->field_count);
	int64_t *ids = arena_array(c->mem, int64_t, found->count);
	struct face face;
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(shown); i++)
		if (shown[i] != NULL)
			wanted[shown[i]->index] = WANT_SHOWN;
	for (size_t i = 0; i < found->count; i++)
		if (str_same(found->hits[i].entity, e->name))
			ids[n++] = found->hits[i].id;
	face_init(c, e, wanted, true, &face);
	return face_each(c, &face, ids, n, (struct face_taker){ write_hit, found });
}

/* Does the actor read all there is, of what they read at all? */
static bool
reads_all(struct ctx *c)
{
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		struct grant g = auth_grant(c, &c->meta->entities[i], MAY_READ);

		if (!g.all && !auth_never(&g) && search_covers(&c->meta->entities[i]))
			return false;
	}
	return true;
}

/* The newest hits, and of them what is shown. */
static enum err
look(struct ctx *c, const struct search_ask *ask, struct found *found)
{
	struct hit *at;

	*found = (struct found){ 0 };
	TRY(search_find(c, ask, &at, &found->count));
	found->hits = at;
	found->rows = arena_array(c->mem, struct str, found->count + 1);
	for (size_t i = 0; i < found->count; i++) {
		const struct entity *e = meta_entity(c->meta, at[i].entity);
		size_t j = 0;

		while (j < i && !str_same(at[j].entity, at[i].entity))
			j++;
		if (j == i && e != NULL)
			TRY(write_hits_of(c, e, found));
	}
	return OK;
}

/*
 * What is hidden takes no place: else who asks for one hit learns by its absence that a
 * newer record, which they may not see, has these words.  So it is looked further, until
 * the answer is full or there is no more; and to look further is not seen by the time it
 * takes unless there is much.
 */
static enum err
look_until_full(struct ctx *c, struct search_ask *ask, int limit, struct found *found)
{
	ask->limit = ask->all_shown || limit > LOOK_FIRST ? limit : LOOK_FIRST;
	for (;;) {
		TRY(look(c, ask, found));
		if (found->shown >= (size_t)limit || found->count < (size_t)ask->limit ||
		    ask->limit == SEARCH_CANDIDATES)
			return OK;
		ask->limit = ask->limit < SEARCH_CANDIDATES / 10 ? ask->limit * 10
								 : SEARCH_CANDIDATES;
	}
}

/* "deals: acme", as people call them in any language; a colon behind anything else is a
 * sign as any other. */
static const struct entity *
cut_kind(struct ctx *c, struct str *words)
{
	static const struct str colons[] = { { ":", 1 }, { "\xEF\xBC\x9A", 3 } };

	for (size_t i = 0; i < COUNT_OF(colons); i++) {
		size_t at = str_find(*words, colons[i]), behind = at + colons[i].len;
		const struct entity *e;

		if (at == words->len)
			continue;
		e = meta_called(c->meta, c->mem, str_trim((struct str){ words->at, at }));
		if (e != NULL) {
			*words = (struct str){ words->at + behind, words->len - behind };
			return e;
		}
	}
	return NULL;
}

enum err
record_search(struct ctx *c, struct str words, int limit, struct jw *w)
{
	const struct entity *only = cut_kind(c, &words);
	struct search_ask ask = { words, record_scope(c), only, reads_all(c), limit };
	struct found found;
	size_t n = 0;

	TRY(look_until_full(c, &ask, limit, &found));
	jw_array(w);
	for (size_t i = 0; i < found.count && n < (size_t)limit; i++)
		if (found.rows[i].len > 0) {
			jw_raw(w, found.rows[i]);
			n++;
		}
	jw_end(w);
	auth_read(c, n);
	return OK;
}
