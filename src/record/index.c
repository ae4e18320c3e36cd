/*
 * index.c - the words by which the search box finds a record.
 */
#include "record/room.h"

#define BATCH 2000 /* records indexed in a transaction */

/* A phone is found by each of its endings, any other text by its words. */
static void
add_words(struct ctx *c, struct text *t, const struct field *f, const struct cell *v)
{
	struct str words;

	if (value_empty(v))
		return;
	if (strcmp(f->type->name, "phone") == 0)
		words = fold_endings(c->mem,
		    v->s.at[0] == '+' ? (struct str){ v->s.at + 1, v->s.len - 1 } : v->s);
	else
		words = fold_words(c->mem, value_show(c->mem, f, v), SEARCH_TEXT);
	if (t->len > 0)
		text_char(t, ' ');
	text_str(t, words);
}

static bool
is_searched(const struct field *f)
{
	return !f->title && f->type->text && !f->hidden && f->guard == NULL &&
	       (f->search || strcmp(f->type->name, "phone") == 0 ||
		   strcmp(f->type->name, "email") == 0);
}

static void
words_of(struct ctx *c, const struct record *rec, struct str *title, struct str *body)
{
	const struct entity *e = rec->entity;
	struct text head = TEXT_INIT(c->mem), rest = TEXT_INIT(c->mem);

	add_words(c, &head, e->title, record_value(rec, e->title));
	for (size_t i = 0; i < e->field_count; i++)
		if (is_searched(&e->fields[i]))
			add_words(
			    c, &rest, &e->fields[i], record_value(rec, &e->fields[i]));
	*title = text_done(&head);
	*body = text_done(&rest);
}

enum err
record_keep_words(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	struct str title, body;
	bool touched =
	    record_is_new(rec) || rec->deleted_ms != 0 || record_changed(rec, e->title);

	for (size_t i = 0; i < e->field_count; i++)
		touched |=
		    is_searched(&e->fields[i]) && record_changed(rec, &e->fields[i]);
	if (!search_covers(e))
		return OK;
	if (rec->deleted_ms != 0)
		return search_drop(c, rec->id);
	if (!touched)
		return OK;
	words_of(c, rec, &title, &body);
	return search_put(c, e, rec->id, title, body, record_is_new(rec));
}

/* ---- of all that is stored ---- */

static bool
is_read(const struct field *f)
{
	return f->title || is_searched(f);
}

static void
select_words(struct sql *q, const struct entity *e, int64_t after)
{
	sql_text(q, "select id");
	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0;
		     is_read(&e->fields[i]) && j < type_columns(e->fields[i].type); j++) {
			sql_text(q, ", ");
			sql_column(q, &e->fields[i], j);
		}
	sql_text(q, " from ");
	sql_table(q, e);
	sql_text(q, " where deleted_ms is null and id > ");
	sql_int(q, after);
	sql_text(q, " order by id");
	sql_limit(q, BATCH);
}

static void
take(const struct rows *r, struct record *rec)
{
	int column = 1;

	rec->id = row_int(r, 0);
	for (size_t i = 0; i < rec->entity->field_count; i++) {
		const struct field *f = &rec->entity->fields[i];

		for (int j = 0; is_read(f) && j < type_columns(f->type); j++)
			row_peek(r, column++, record_value(rec, f) + j);
	}
}

static enum err
load_words(struct ctx *c, const struct entity *e, int64_t after,
    struct search_words *words, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct record *rec = record_new(c, e);
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	select_words(&q, e, after);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < BATCH && rows_next(&r)) {
		struct search_words *w = &words[(*count)++];

		take(&r, rec);
		w->id = rec->id;
		words_of(c, rec, &w->title, &w->body);
	}
	return rows_err(&r);
}

/* The next records behind *after.  out  *after  of the last; *count  0: the end */
static enum err
index_batch(struct ctx *c, const struct entity *e, int64_t *after, size_t *count)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct search_words *words = arena_array(c->mem, struct search_words, BATCH);

	TRY(tx_begin(c->db, &tx));
	TRY(load_words(c, e, *after, words, count));
	TRY(search_fill(c, e, words, *count));
	if (*count > 0)
		*after = words[*count - 1].id;
	return tx_commit(&tx);
}

static enum err
index_entity(struct ctx *c, const struct entity *e, const struct index_watch *watch)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ctx work = *c;
	int64_t after = 0, done = 0;
	size_t count;

	work.mem = mem;
	do {
		arena_reset(mem);
		TRY(index_batch(&work, e, &after, &count));
		done += (int64_t)count;
		if (watch != NULL && !watch->tell(watch->arg, e->name, done))
			return ERR_LIMIT;
	} while (count == BATCH);
	return OK;
}

static enum err
in_tx(struct ctx *c, enum err (*work)(struct ctx *c))
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(work(c));
	return tx_commit(&tx);
}

enum err
record_index_all(struct ctx *c, const struct index_watch *watch)
{
	TRY(in_tx(c, search_clear));
	for (size_t i = 0; i < c->meta->entity_count; i++)
		if (search_covers(&c->meta->entities[i]))
			TRY(index_entity(c, &c->meta->entities[i], watch));
	return in_tx(c, search_filled);
}
