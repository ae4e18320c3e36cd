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

	sql_text(&q, "create virtual table _search using fts5(kind, title, body, detail "
		     "= 'column',"
		     " prefix = '1 2 3 4 5',"
		     " tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")");
	return db_run(c->db, &q);
}

static enum err
fit(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql ask = SQL_INIT(c->mem), note = SQL_INIT(c->mem);
	int64_t made;

	sql_text(&ask, "select count(*) from _made where what = '_search'");
	TRY(db_int(c->db, &ask, ERR_BUG, &made));
	if (made > 0)
		return OK;
	TRY(tx_begin(c->db, &tx));
	TRY(make_index(c));
	sql_text(&note, "insert into _made (what) values ('_search')");
	TRY(db_run(c->db, &note));
	return tx_commit(&tx);
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
put(struct ctx *c, const struct entity *e, int64_t id, struct str title, struct str body,
    bool is_new)
{
	struct sql q = SQL_INIT(c->mem);

	if (!is_new)
		TRY(drop(c, id));
	sql_text(&q, "insert into _search (rowid, kind, title, body) values (");
	sql_int(&q, id);
	sql_text(&q, ", ");
	sql_str(&q, e->name);
	sql_text(&q, ", ");
	sql_str(&q, title);
	sql_text(&q, ", ");
	sql_str(&q, body);
	sql_text(&q, ")");
	return db_run_late(c->db, id, &q);
}

/* ---- the whole anew ---- */

static enum err
clear(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "drop table _search");
	TRY(db_run(c->db, &q));
	return make_index(c);
}

static enum err
fill(
    struct ctx *c, const struct entity *e, const struct search_words *words, size_t count)
{
	static const struct str columns[] = { { "rowid", 5 }, { "kind", 4 },
		{ "title", 5 }, { "body", 4 } };
	struct db_rows rows = { STR("_search"), columns, COUNT_OF(columns), NULL, count };
	struct cell *cells = arena_array(c->mem, struct cell, 4 * count), *cell = cells;

	for (size_t i = 0; i < count; i++) {
		*cell++ = CELL_OF_INT(words[i].id);
		*cell++ = CELL_OF_TEXT(e->name);
		*cell++ = CELL_OF_TEXT(words[i].title);
		*cell++ = CELL_OF_TEXT(words[i].body);
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
 * in   whole  long words are the whole word, not the beginning of one
 */
static bool
expression(struct arena *mem, struct str words, const struct entity *e,
    const char *column, bool whole, struct str *out)
{
	struct text t = TEXT_INIT(mem);
	struct str rest = fold_words(mem, words, SEARCH_WORDS), word;

	if (rest.len == 0)
		return false;
	if (e != NULL)
		text_printf(&t, "kind:\"%.*s\" AND ", STR_ARG(e->name));
	text_printf(&t, "%s(", column);
	while (rest.len > 0) {
		if (!str_cut(rest, ' ', &word, &rest)) {
			word = rest;
			rest.len = 0;
		}
		if (t.at[t.len - 1] != '(')
			text_c(&t, " AND ");
		add_word(&t, word, whole);
	}
	text_char(&t, ')');
	*out = text_done(&t);
	return true;
}

static enum err
where(struct ctx *c, struct str words, const struct entity *e, const char *alias,
    struct sql *q)
{
	struct str match;

	if (!expression(c->mem, words, e, "{title body} : ", false, &match)) {
		sql_text(q, " and 1 = 0");
		return OK;
	}
	sql_text(q, " and ");
	text_c(&q->text, alias);
	sql_text(q, ".id in (select rowid from _search where _search match ");
	sql_str(q, match);
	sql_text(q, " order by rowid desc limit ");
	sql_int(q, SEARCH_CANDIDATES);
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

/*
 * The title before the body before both; in each, those that have the words
 * before those in which they only begin.  FTS5 reads the list of one word from
 * its newest end and stops when it has enough; the lists of all words that
 * begin with some letters it first reads whole, unless the index keeps
 * beginnings of that length.
 */
static enum err
find(struct ctx *c, struct str words, const struct entity *e, int limit, struct hit *hits,
    size_t *count)
{
	static const char *const columns[] = { "title : ", "body : ", "{title body} : " };
	struct str whole, begun;

	for (size_t i = 0; i < COUNT_OF(columns) && *count < (size_t)limit; i++) {
		if (!expression(c->mem, words, e, columns[i], true, &whole) ||
		    !expression(c->mem, words, e, columns[i], false, &begun))
			return OK;
		TRY(find_in(c, whole, limit, hits, count));
		if (*count < (size_t)limit && !str_same(whole, begun))
			TRY(find_in(c, begun, limit, hits, count));
	}
	return OK;
}

const struct search_index search_fts5 = {
	.key = "rowid",
	.fit = fit,
	.put = put,
	.drop = drop,
	.clear = clear,
	.fill = fill,
	.filled = filled,
	.find = find,
	.where = where,
};
