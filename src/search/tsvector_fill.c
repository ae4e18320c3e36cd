/*
 * tsvector_fill.c - PostgreSQL's index of a whole database, made at once.
 *
 * src   PostgreSQL source, tsvectorrecv(): how many words, then each, ended by a
 *       zero, and the count of its places (none are kept)
 *
 * The same rows that _search_words() makes, but made here, and the GIN behind them:
 * a record at a time took ten times as long.
 */
#include "search/tsvector.h"

#define SORT_MEMORY "256MB" /* of the server, while it makes the GIN */

/* ---- words of a record, as _search_words() has them ---- */

struct lexemes {
	struct arena *mem;
	LIST(struct str) list;
	struct str places[2]; /* the kind; the kind and its slab */
};

static void
add_words(struct lexemes *l, struct str words, const char *signs)
{
	struct str rest = words, word;

	while (str_next(&rest, ' ', &word)) {
		word = utf8_head(word, WORD_MAX);
		for (size_t i = 0; word.len > 0 && i < COUNT_OF(l->places); i++)
			for (const char *sign = signs; *sign != '\0'; sign++)
				*list_add(l->mem, &l->list) =
				    str_printf(l->mem, "%.*s%c%.*s",
					STR_ARG(l->places[i]), *sign, STR_ARG(word));
	}
}

static int
order(const void *a, const void *b)
{
	return str_order(*(const struct str *)a, *(const struct str *)b);
}

static void
drop_twins(struct lexemes *l)
{
	size_t kept = 0;

	if (l->list.count > 1)
		qsort(l->list.at, l->list.count, sizeof(*l->list.at), order);
	for (size_t i = 0; i < l->list.count; i++)
		if (kept == 0 || !str_same(l->list.at[kept - 1], l->list.at[i]))
			l->list.at[kept++] = l->list.at[i];
	l->list.count = kept;
}

static struct str
as_tsvector(const struct lexemes *l)
{
	struct text t = TEXT_INIT(l->mem);
	uint32_t n = (uint32_t)l->list.count;
	char count[4] = { (char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n };

	text_add(&t, count, sizeof(count));
	for (size_t i = 0; i < l->list.count; i++) {
		text_str(&t, l->list.at[i]);
		text_add(&t, "\0\0\0", 3); /* its end, and no places */
	}
	return text_done(&t);
}

static struct str
tsvector_of(struct arena *mem, const struct entity *e, int64_t slab,
    const struct search_words *words)
{
	struct lexemes l = { .mem = mem };

	l.places[0] = e->name;
	l.places[1] = str_printf(mem, "%.*s%" PRId64, STR_ARG(e->name), slab);
	add_words(&l, words->title, "=.");
	add_words(&l, words->body, ".");
	add_words(&l, words->apart, "!");
	drop_twins(&l);
	return as_tsvector(&l);
}

/* ---- how many of a kind there are ---- */

static enum err
load_counted(struct ctx *c, const struct entity *e, int64_t *counted)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select case when is_called then last_value else 0 end from ");
	sql_name(&q, tsvector_series(c, e));
	return db_int(c->db, &q, ERR_BUG, counted);
}

static enum err
keep_counted(struct ctx *c, const struct entity *e, int64_t counted)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select setval('");
	sql_name(&q, tsvector_series(c, e));
	sql_text(&q, "', ");
	sql_int(&q, counted);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

/* ---- the door's ---- */

enum err
tsvector_clear(struct ctx *c)
{
	struct sql index = SQL_INIT(c->mem), q = SQL_INIT(c->mem);

	sql_text(&index, "drop index _search_words");
	TRY(db_run(c->db, &index));
	sql_text(&q, "truncate _search");
	TRY(db_run(c->db, &q));
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		struct sql back = SQL_INIT(c->mem);

		sql_text(&back, "alter sequence ");
		sql_name(&back, tsvector_series(c, &c->meta->entities[i]));
		sql_text(&back, " restart");
		TRY(db_run(c->db, &back));
	}
	return OK;
}

enum err
tsvector_fill(
    struct ctx *c, const struct entity *e, const struct search_words *words, size_t count)
{
	static const struct str columns[] = { { "id", 2 }, { "kind", 4 }, { "slab", 4 },
		{ "words", 5 } };
	struct db_rows rows = { STR("_search"), columns, COUNT_OF(columns), NULL, count };
	struct cell *cells = arena_array(c->mem, struct cell, 4 * count), *cell = cells;
	int64_t counted;

	if (count == 0)
		return OK;
	TRY(load_counted(c, e, &counted));
	for (size_t i = 0; i < count; i++) {
		int64_t slab = ++counted / SLAB;

		*cell++ = CELL_OF_INT(words[i].id);
		*cell++ = CELL_OF_TEXT(e->name);
		*cell++ = CELL_OF_INT(slab);
		*cell++ = CELL_OF_BLOB(tsvector_of(c->mem, e, slab, &words[i]));
	}
	rows.cells = cells;
	TRY(db_put(c->db, &rows));
	return keep_counted(c, e, counted);
}

enum err
tsvector_filled(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "set local maintenance_work_mem = '" SORT_MEMORY "'");
	TRY(db_run(c->db, &q));
	return tsvector_make_index(c);
}
