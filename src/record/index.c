/*
 * index.c - the words by which the search box finds a record.
 */
#include "record/room.h"

#include "base/sound.h"

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

/* What is called in Chinese is found by its sounds too. */
static void
add_sounds(struct ctx *c, struct text *t, const struct field *f, const struct cell *v)
{
	struct str sounds;

	if (value_empty(v))
		return;
	sounds = sound_words(c->mem, value_show(c->mem, f, v), RECORD_SOUNDS);
	if (sounds.len == 0)
		return;
	if (t->len > 0)
		text_char(t, ' ');
	text_str(t, sounds);
}

static struct search_words
words_of(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	struct text title = TEXT_INIT(c->mem), body = TEXT_INIT(c->mem),
		    apart = TEXT_INIT(c->mem);

	add_words(c, &title, e->title, record_value(rec, e->title));
	if (e->title->type->text)
		add_sounds(c, &title, e->title, record_value(rec, e->title));
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (search_holds(f))
			add_words(
			    c, search_parts(f) ? &apart : &body, f, record_value(rec, f));
	}
	return (struct search_words){ rec->id, text_done(&title), text_done(&body),
		text_done(&apart) };
}

enum err
record_keep_words(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	struct search_words words;
	bool touched =
	    record_is_new(rec) || rec->deleted_ms != 0 || record_changed(rec, e->title);

	for (size_t i = 0; i < e->field_count; i++)
		touched |=
		    search_holds(&e->fields[i]) && record_changed(rec, &e->fields[i]);
	if (!search_covers(e))
		return OK;
	if (rec->deleted_ms != 0)
		return search_drop(c, rec->id);
	if (!touched)
		return OK;
	words = words_of(c, rec);
	return search_put(c, e, &words, record_is_new(rec));
}

/* ---- by which of them somebody is answered ---- */

/* A part of the index is theirs who have every field in it. */
static unsigned
parts_of(const struct ctx *c, const struct entity *e)
{
	bool body = !e->words_lost, apart = e->words_apart && !e->words_lost;

	if (c->actor.program)
		return SEARCH_BODY | (e->words_apart ? SEARCH_APART : 0u);
	for (size_t i = 0; i < e->field_count && e->guarded; i++) {
		const struct field *f = &e->fields[i];

		if ((f->in_body || f->in_apart) && !auth_asks(c, f)) {
			body &= !f->in_body;
			apart &= !f->in_apart;
		}
	}
	return (body ? SEARCH_BODY : 0u) | (apart ? SEARCH_APART : 0u);
}

search_scope
record_scope(struct ctx *c)
{
	unsigned char *scope;

	if (!c->meta->guarded)
		return NULL;
	scope = arena_array(c->mem, unsigned char, c->meta->entity_count);
	for (size_t i = 0; i < c->meta->entity_count; i++)
		scope[i] = (unsigned char)parts_of(c, &c->meta->entities[i]);
	return scope;
}

/* ---- of all that is stored ---- */

static bool
is_read(const struct field *f)
{
	return f->title || search_holds(f);
}

static void
select_words(struct sql *q, const struct entity *e, int64_t after, size_t max)
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
	sql_limit(q, (int64_t)max);
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
load_words(struct ctx *c, const struct entity *e, int64_t after, bool mine, size_t max,
    struct search_words *words, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct record *rec = record_new(c, e);
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	select_words(&q, e, after, max);
	if (mine)
		sql_lock(&q, c->db);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < max && rows_next(&r)) {
		take(&r, rec);
		words[(*count)++] = words_of(c, rec);
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
	TRY(load_words(c, e, *after, false, BATCH, words, count));
	TRY(search_fill(c, e, words, *count));
	if (*count > 0)
		*after = words[*count - 1].id;
	return tx_commit(&tx);
}

/* Who saves one of them meanwhile waits, and puts newer words behind ours. */
enum err
record_index_next(
    struct ctx *c, const struct entity *e, int64_t *after, size_t max, size_t *count)
{
	struct search_words *words = arena_array(c->mem, struct search_words, max);

	TRY(load_words(c, e, *after, true, max, words, count));
	for (size_t i = 0; i < *count; i++)
		TRY(search_put(c, e, &words[i], false));
	if (*count > 0)
		*after = words[*count - 1].id;
	return OK;
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

static enum err
filled(struct ctx *c)
{
	for (size_t i = 0; i < c->meta->entity_count; i++)
		if (search_covers(&c->meta->entities[i]))
			TRY(search_settle(c, &c->meta->entities[i]));
	return search_filled(c);
}

enum err
record_index_all(struct ctx *c, const struct index_watch *watch)
{
	TRY(in_tx(c, search_clear));
	for (size_t i = 0; i < c->meta->entity_count; i++)
		if (search_covers(&c->meta->entities[i]))
			TRY(index_entity(c, &c->meta->entities[i], watch));
	return in_tx(c, filled);
}
