/*
 * fts5.c - the index, on SQLite's full text.
 */
#include "search/search.h"

#define DIALLED_MIN 6 /* digits behind the zero */

enum err
search_fit(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql ask = SQL_INIT(c->mem), q = SQL_INIT(c->mem), note = SQL_INIT(c->mem);
	int64_t made;

	sql_text(&ask, "select count(*) from _made where what = '_search'");
	TRY(db_int(c->db, &ask, ERR_BUG, &made));
	if (made > 0)
		return OK;
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "create virtual table _search using fts5(kind, title, body, detail "
		     "= 'column',"
		     " prefix = '1 2 3', tokenize = \"unicode61 remove_diacritics 0 "
		     "tokenchars '_'\")");
	TRY(db_run(c->db, &q));
	sql_text(&note, "insert into _made (what) values ('_search')");
	TRY(db_run(c->db, &note));
	return tx_commit(&tx);
}

enum err
search_drop(struct ctx *c, int64_t id)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _search where rowid = ");
	sql_int(&q, id);
	return db_run(c->db, &q);
}

enum err
search_put(struct ctx *c, const struct entity *e, int64_t id, struct str title,
    struct str body, bool is_new)
{
	struct sql q = SQL_INIT(c->mem);

	if (!is_new)
		TRY(search_drop(c, id));
	sql_text(&q, "insert into _search (rowid, kind, title, body) values (");
	sql_int(&q, id);
	sql_text(&q, ", ");
	sql_str(&q, e->name);
	sql_text(&q, ", ");
	sql_str(&q, title);
	sql_text(&q, ", ");
	sql_str(&q, body);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

/* A number as it is dialled at home, 0903…, is kept as +84903…: its zero is in
 * the way of its endings. */
static void
add_word(struct text *t, struct str word)
{
	struct str rest = word;

	while (rest.len > 0 && rest.at[0] == '0')
		rest = (struct str){ rest.at + 1, rest.len - 1 };
	if (rest.len == word.len || rest.len < DIALLED_MIN ||
	    strspn(rest.at, "0123456789") < rest.len)
		text_printf(t, "\"%.*s\"*", STR_ARG(word));
	else
		text_printf(t, "(\"%.*s\"* OR \"%.*s\"*)", STR_ARG(word), STR_ARG(rest));
}

/*
 * The words as FTS5 wants them: each quoted and a prefix, all of them asked
 * for.  Words hold letters and digits only, so nothing of its syntax passes.
 */
static bool
expression(struct arena *mem, struct str words, const struct entity *e,
    const char *column, struct str *out)
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
		add_word(&t, word);
	}
	text_char(&t, ')');
	*out = text_done(&t);
	return true;
}

bool
search_where(struct ctx *c, struct str words, const struct entity *e, const char *alias,
    struct sql *q)
{
	struct str match;

	if (!expression(c->mem, words, e, "{title body} : ", &match))
		return false;
	sql_text(q, " and ");
	text_c(&q->text, alias);
	sql_text(q, ".id in (select rowid from _search where _search match ");
	sql_str(q, match);
	sql_text(q, " order by rowid desc limit ");
	sql_int(q, SEARCH_CANDIDATES);
	sql_text(q, ")");
	return true;
}

static bool
seen(const struct hit *hits, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (hits[i].id == id)
			return true;
	return false;
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
	while (*count < (size_t)limit && rows_next(&r)) {
		int64_t id = row_int(&r, 0);

		if (!seen(hits, *count, id))
			hits[(*count)++] =
			    (struct hit){ id, str_copy(c->mem, row_str(&r, 1)) };
	}
	return rows_err(&r);
}

enum err
search_find(struct ctx *c, struct str words, const struct entity *e, int limit,
    struct hit **out, size_t *count)
{
	struct str match;

	*out = arena_array(c->mem, struct hit, (size_t)limit);
	*count = 0;
	if (!expression(c->mem, words, e, "title : ", &match))
		return OK;
	TRY(find_in(c, match, limit, *out, count));
	if (*count >= (size_t)limit)
		return OK;
	(void)expression(c->mem, words, e, "body : ", &match);
	TRY(find_in(c, match, limit, *out, count));
	if (*count >= (size_t)limit)
		return OK;
	(void)expression(c->mem, words, e, "{title body} : ", &match);
	return find_in(c, match, limit, *out, count);
}
