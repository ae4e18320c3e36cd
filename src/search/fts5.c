/*
 * fts5.c - the index, on SQLite's full text.
 */
#include "search/room.h"

/*
 * Beginnings up to so many letters are in the index; a longer one is merged of all
 * words that begin so.  Four and five make it 40 % larger and a save 13 us dearer,
 * and a family name of 380,000 people typed letter by letter four times cheaper.
 */
#define PREFIX_LETTERS 5

static enum err
make_index(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "create virtual table _search using fts5(kind, title, body, apart,"
		     " detail = 'column',"
		     " prefix = '1 2 3 4 5',"
		     " tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")");
	return db_run(c->db, &q);
}

static enum err
is_made(struct ctx *c, const char *what, bool *made)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n;

	sql_text(&q, "select count(*) from _made where what = ");
	sql_str(&q, str_of(what));
	TRY(db_int(c->db, &q, ERR_BUG, &n));
	*made = n > 0;
	return OK;
}

static enum err
note_made(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _made (what) values ('_search'), ('_search.apart')"
		     " on conflict (what) do nothing");
	return db_run(c->db, &q);
}

static enum err
fit(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };
	bool made;

	TRY(is_made(c, "_search", &made));
	if (made)
		return OK;
	TRY(tx_begin(c->db, &tx));
	TRY(make_index(c));
	TRY(note_made(c));
	return tx_commit(&tx);
}

/* An index of before keeps nothing apart: such words are left out of it. */
static enum err
has_apart(struct ctx *c, bool *out)
{
	return is_made(c, "_search.apart", out);
}

static enum err
drop(struct ctx *c, int64_t id)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _search where rowid = ");
	sql_int(&q, id);
	return db_run_late(c->db, id, &q);
}

static enum err
put(struct ctx *c, const struct entity *e, const struct search_words *words, bool is_new)
{
	struct sql q = SQL_INIT(c->mem);
	bool apart = !c->meta->no_words_apart;

	if (!is_new)
		TRY(drop(c, words->id));
	if (apart)
		sql_text(
		    &q, "insert into _search (rowid, kind, title, body, apart) values (");
	else
		sql_text(&q, "insert into _search (rowid, kind, title, body) values (");
	sql_int(&q, words->id);
	sql_text(&q, ", ");
	sql_str(&q, e->name);
	sql_text(&q, ", ");
	sql_str(&q, words->title);
	sql_text(&q, ", ");
	sql_str(&q, words->body);
	if (apart) {
		sql_text(&q, ", ");
		sql_str(&q, words->apart);
	}
	sql_text(&q, ")");
	return db_run_late(c->db, words->id, &q);
}

/* ---- the whole anew ---- */

static enum err
clear(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "drop table _search");
	TRY(db_run(c->db, &q));
	TRY(make_index(c));
	return note_made(c);
}

static enum err
fill(
    struct ctx *c, const struct entity *e, const struct search_words *words, size_t count)
{
	static const struct str columns[] = { { "rowid", 5 }, { "kind", 4 },
		{ "title", 5 }, { "body", 4 }, { "apart", 5 } };
	struct db_rows rows = { STR("_search"), columns, COUNT_OF(columns), NULL, count };
	struct cell *cells = arena_array(c->mem, struct cell, 5 * count), *cell = cells;

	for (size_t i = 0; i < count; i++) {
		*cell++ = CELL_OF_INT(words[i].id);
		*cell++ = CELL_OF_TEXT(e->name);
		*cell++ = CELL_OF_TEXT(words[i].title);
		*cell++ = CELL_OF_TEXT(words[i].body);
		*cell++ = CELL_OF_TEXT(words[i].apart);
	}
	rows.cells = cells;
	return db_put(c->db, &rows);
}

static enum err
filled(struct ctx *c)
{
	(void)c;
	return OK;
}

#define SCRUB_PAGES 400

/*
 * What was dropped stands in old segments until they are merged: all into one,
 * some pages at a time.  src  sqlite.org/fts5.html, "merge"
 */
static enum err
scrub(struct ctx *c, bool *more)
{
	struct sql begin = SQL_INIT(c->mem), q = SQL_INIT(c->mem);
	int64_t before = db_written(c->db), between;

	sql_text(&q, "insert into _search (_search, rank) values ('merge', ");
	sql_int(&q, SCRUB_PAGES);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	between = db_written(c->db);
	*more = between - before >= 2;
	if (*more)
		return OK;
	sql_text(&begin, "insert into _search (_search, rank) values ('merge', ");
	sql_int(&begin, -SCRUB_PAGES);
	sql_text(&begin, ")");
	TRY(db_run(c->db, &begin));
	*more = db_written(c->db) - between >= 2;
	return OK;
}

/* ---- ask ---- */

static size_t
letters(struct str word)
{
	size_t n = 0;

	for (size_t i = 0; i < word.len; i++)
		n += ((unsigned char)word.at[i] & 0xC0) != 0x80;
	return n;
}

static void
add_word(struct text *t, struct str word, bool whole)
{
	struct str rest = search_dialled(word);

	if (whole && letters(word) > PREFIX_LETTERS)
		text_printf(t, "\"%.*s\"", STR_ARG(word));
	else if (rest.len == 0)
		text_printf(t, "\"%.*s\"*", STR_ARG(word));
	else
		text_printf(t, "(\"%.*s\"* OR \"%.*s\"*)", STR_ARG(word), STR_ARG(rest));
}

/*
 * The words as FTS5 wants them: each quoted and a prefix, all of them asked
 * for.  Words hold letters and digits only, so nothing of its syntax passes.
 *
 * in   words    folded; one at least
 *      columns  "title", "{title body}": in which each of them may stand
 *      whole    long words are the whole word, not the beginning of one
 */
static void
add_words(struct text *t, const char *columns, struct str words, bool whole)
{
	struct str rest = words, word;

	text_printf(t, "%s : (", columns);
	while (str_next(&rest, ' ', &word)) {
		if (t->at[t->len - 1] != '(')
			text_c(t, " AND ");
		add_word(t, word, whole);
	}
	text_char(t, ')');
}

/* title : (("harbor" OR "arbor" OR …) AND "port"*) */
static void
add_near(struct text *t, struct arena *mem, struct str words, int mistakes)
{
	struct near near[SEARCH_WORDS];
	size_t count = near_words(mem, words, mistakes, near);

	text_c(t, "title : (");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_c(t, " AND ");
		if (near[i].head.len > 0) {
			text_printf(t, "\"%.*s\"*", STR_ARG(near[i].head));
			continue;
		}
		text_printf(t, "(\"%.*s\"", STR_ARG(near[i].word));
		for (size_t j = 0; j < near[i].others.count; j++)
			text_printf(t, " OR \"%.*s\"", STR_ARG(near[i].others.at[j]));
		text_char(t, ')');
	}
	text_char(t, ')');
}

/* Where the words of a list may stand, by the parts that are asked. */
static const char *
columns_of(unsigned parts)
{
	return (parts & SEARCH_BODY) == 0    ? "title"
	       : (parts & SEARCH_APART) == 0 ? "{title body}"
					     : "{title body apart}";
}

static enum err
where(struct ctx *c, const struct search_list *list, const char *alias, struct sql *q)
{
	struct str folded = fold_words(c->mem, list->words, SEARCH_WORDS);
	struct text match = TEXT_INIT(c->mem);

	if (folded.len == 0) {
		sql_text(q, " and 1 = 0");
		return OK;
	}
	text_printf(&match, "kind:\"%.*s\" AND ", STR_ARG(list->entity->name));
	if (list->mistakes > 0)
		add_near(&match, c->mem, folded, list->mistakes);
	else
		add_words(&match,
		    columns_of(search_scope_of(c, list->scope, list->entity)), folded,
		    false);
	sql_text(q, " and ");
	text_c(&q->text, alias);
	sql_text(q, ".id in (select rowid from _search where _search match ");
	sql_str(q, text_done(&match));
	if (!list->whole)
		sql_text(q, " order by rowid desc");
	if (!list->whole)
		sql_limit(q, SEARCH_CANDIDATES);
	sql_text(q, ")");
	return OK;
}

static enum err
find_in(struct ctx *c, struct str match, int limit, struct hit *hits, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select rowid, kind from _search where _search match ");
	sql_str(&q, match);
	sql_text(&q, " order by rowid desc limit ");
	sql_int(&q, limit);
	TRY(rows_begin(c->db, &q, &r));
	search_take(c, &r, limit, hits, count);
	return rows_err(&r);
}

/* kind : ("deal" OR "task"): those asked for more or less than their body; apart: for
 * what is kept apart too. */
static bool
add_kinds(struct ctx *c, struct text *t, search_scope scope, bool apart)
{
	size_t count = 0;

	for (size_t i = 0; scope != NULL && i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];
		unsigned parts = search_scope_of(c, scope, e);

		if (parts == SEARCH_BODY ||
		    (apart && parts != (SEARCH_BODY | SEARCH_APART)))
			continue;
		text_printf(t, "%s\"%.*s\"", count++ == 0 ? "kind : (" : " OR ",
		    STR_ARG(e->name));
	}
	if (count > 0)
		text_char(t, ')');
	return count > 0;
}

struct look { /* what may hold the words */
	const char *columns, *apart;
};

/*
 * All words in the columns; of entities whose body is not everybody's: not there, or
 * also among what is kept apart.
 */
static struct str
of_any_kind(struct ctx *c, search_scope scope, const struct look *look, struct str words,
    bool whole)
{
	struct text t = TEXT_INIT(c->mem), kinds = TEXT_INIT(c->mem);

	add_words(&t, look->columns, words, whole);
	if (look->apart == NULL)
		return text_done(&t);
	if (add_kinds(c, &kinds, scope, false))
		text_printf(&t, " NOT %.*s", STR_ARG(text_done(&kinds)));
	kinds = (struct text)TEXT_INIT(c->mem);
	if (add_kinds(c, &kinds, scope, true)) {
		text_printf(&t, " OR (%.*s AND ", STR_ARG(text_done(&kinds)));
		add_words(&t, look->apart, words, whole);
		text_char(&t, ')');
	}
	return text_done(&t);
}

/* Of the one kind that is asked for, if there is one. */
static struct str
of_kind(struct ctx *c, const struct search_ask *ask, struct str any)
{
	return ask->only == NULL ? any
				 : str_printf(c->mem, "kind:\"%.*s\" AND (%.*s)",
				       STR_ARG(ask->only->name), STR_ARG(any));
}

static struct str
expression(struct ctx *c, const struct search_ask *ask, const struct look *look,
    struct str words, bool whole)
{
	return of_kind(c, ask, of_any_kind(c, ask->scope, look, words, whole));
}

static enum err
find_near(struct ctx *c, const struct search_ask *ask, struct str words, struct hit *hits,
    size_t *count)
{
	struct text t = TEXT_INIT(c->mem);

	add_near(&t, c->mem, words, ask->mistakes);
	return find_in(c, of_kind(c, ask, text_done(&t)), ask->limit, hits, count);
}

/*
 * The title before the body before both; in each, those that have the words
 * before those in which they only begin.  FTS5 reads the list of one word from
 * its newest end and stops when it has enough; the lists of all words that
 * begin with some letters it first reads whole, unless the index keeps
 * beginnings of that length.
 */
static enum err
find(struct ctx *c, const struct search_ask *ask, struct hit *hits, size_t *count)
{
	static const struct look looks[] = { { "title", NULL },
		{ "body", "{body apart}" }, { "{title body}", "{title body apart}" } };
	struct str folded = fold_words(c->mem, ask->words, SEARCH_WORDS);
	size_t limit = (size_t)ask->limit;

	if (ask->mistakes > 0 && folded.len > 0)
		return find_near(c, ask, folded, hits, count);
	for (size_t i = 0; i < COUNT_OF(looks) && *count < limit; i++) {
		struct str whole, begun;

		if (folded.len == 0)
			return OK;
		whole = expression(c, ask, &looks[i], folded, true);
		begun = expression(c, ask, &looks[i], folded, false);
		TRY(find_in(c, whole, ask->limit, hits, count));
		if (*count < limit && !str_same(whole, begun))
			TRY(find_in(c, begun, ask->limit, hits, count));
	}
	return OK;
}

const struct search_index search_fts5 = {
	.key = "rowid",
	.has_apart = has_apart,
	.fit = fit,
	.put = put,
	.drop = drop,
	.clear = clear,
	.fill = fill,
	.filled = filled,
	.scrub = scrub,
	.find = find,
	.where = where,
};
