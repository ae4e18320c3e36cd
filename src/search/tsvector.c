/*
 * tsvector.c - the index, on PostgreSQL's full text: made and kept.
 *
 * src   PostgreSQL manual: 12 "Full Text Search", 70 "GIN Indexes"
 *
 * GIN hands out all that match, in no order; a family name in a million rows
 * would cost half a second to show its newest fifty.  So the records of each
 * kind are counted off in slabs as they come, and each word is kept twice: as
 * "contact.tran", and with its slab as "contact5.tran".  One asks the newest
 * slab of each kind, then the newest few, and only for what is too rare to have
 * filled the page there all of them.  Words of the title are kept once more
 * with "=" in place of the dot; what is kept apart has "!".
 */
#include "search/tsvector.h"

/* ---- make ---- */

static enum err
is_made(struct ctx *c, struct str what, bool *made)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n;

	sql_text(&q, "select count(*) from _made where what = ");
	sql_str(&q, what);
	TRY(db_int(c->db, &q, ERR_BUG, &n));
	*made = n > 0;
	return OK;
}

static enum err
make(struct ctx *c, struct str what, const struct sql *define)
{
	struct sql note = SQL_INIT(c->mem);

	TRY(db_run(c->db, define));
	sql_text(&note, "insert into _made (what) values (");
	sql_str(&note, what);
	sql_text(&note, ") on conflict (what) do nothing");
	return db_run(c->db, &note);
}

struct str
tsvector_series(struct ctx *c, const struct entity *e)
{
	return str_printf(c->mem, "_search_%.*s", STR_ARG(e->name));
}

static enum err
make_series(struct ctx *c, const struct entity *e)
{
	struct sql q = SQL_INIT(c->mem);
	struct str name = tsvector_series(c, e);
	bool made;

	TRY(is_made(c, name, &made));
	if (made)
		return OK;
	sql_text(&q, "create sequence ");
	sql_name(&q, name);
	return make(c, name, &q);
}

enum err
tsvector_make_index(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	/* a list of what is still to be sorted in would be read by each search */
	sql_text(&q, "create index _search_words on _search using gin (words)"
		     " with (fastupdate = off)");
	return db_run(c->db, &q);
}

static enum err
make_table(struct ctx *c)
{
	struct sql table = SQL_INIT(c->mem);
	bool made;

	TRY(is_made(c, STR("_search"), &made));
	if (made)
		return OK;
	sql_text(&table, "create table _search (id bigint primary key, kind text collate "
			 "\"C\" not null,"
			 " slab bigint not null, words tsvector not null)");
	TRY(make(c, STR("_search"), &table));
	return tsvector_make_index(c);
}

/* A record's words, each as it is kept. */
static enum err
make_function(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);
	bool made;

	TRY(is_made(c, STR("_search.apart"), &made));
	if (made)
		return OK;
	sql_text(&q,
	    "create or replace function _search_words(kind text, slab bigint, title text,"
	    " body text, apart text)"
	    " returns tsvector language sql immutable as '"
	    " with w(sign, word) as ("
	    "  select ''='', x from unnest(string_to_array(title, '' '')) x"
	    "  union select ''.'', x from unnest(string_to_array(title, '' '')) x"
	    "  union select ''.'', x from unnest(string_to_array(body, '' '')) x"
	    "  union select ''!'', x from unnest(string_to_array(apart, '' '')) x)"
	    " select coalesce(array_to_tsvector("
	    "   array_agg(place || sign || left(word, 120))), ''''::tsvector)"
	    "  from w, (values (kind), (kind || slab)) p(place) where word <> '''''");
	return make(c, STR("_search.apart"), &q);
}

static enum err
has_apart(struct ctx *c, bool *out)
{
	(void)c;
	*out = true;
	return OK;
}

static enum err
fit(struct ctx *c)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(make_table(c));
	TRY(make_function(c));
	for (size_t i = 0; i < c->meta->entity_count; i++)
		TRY(make_series(c, &c->meta->entities[i]));
	return tx_commit(&tx);
}

/* ---- keep ---- */

static enum err
drop(struct ctx *c, int64_t id)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _search where id = ");
	sql_int(&q, id);
	return db_run(c->db, &q);
}

static void
add_texts(struct sql *q, const struct search_words *words)
{
	const struct str *texts[] = { &words->title, &words->body, &words->apart };

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		sql_text(q, ", cast(");
		sql_str(q, *texts[i]);
		sql_text(q, " as text)");
	}
}

/* The record keeps its slab. */
static enum err
change(struct ctx *c, const struct search_words *words)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update _search set words = _search_words(kind, slab");
	add_texts(&q, words);
	sql_text(&q, ") where id = ");
	sql_int(&q, words->id);
	return db_run(c->db, &q);
}

static enum err
put(struct ctx *c, const struct entity *e, const struct search_words *words, bool is_new)
{
	struct sql q = SQL_INIT(c->mem);

	if (!is_new) {
		TRY(change(c, words));
		if (db_changes(c->db) > 0)
			return OK;
	}
	sql_text(&q, "insert into _search (id, kind, slab, words)"
		     " select i, k, s, _search_words(k, s, t, b, a) from (values (cast(");
	sql_int(&q, words->id);
	sql_text(&q, " as bigint), cast(");
	sql_str(&q, e->name);
	sql_text(&q, " as text), nextval('");
	sql_name(&q, tsvector_series(c, e));
	sql_text(&q, "') / ");
	text_int(&q.text, SLAB);
	add_texts(&q, words);
	sql_text(&q, ")) v(i, k, s, t, b, a)");
	return db_run(c->db, &q);
}

const struct search_index search_tsvector = {
	.key = "id",
	.has_apart = has_apart,
	.fit = fit,
	.put = put,
	.drop = drop,
	.clear = tsvector_clear,
	.fill = tsvector_fill,
	.filled = tsvector_filled,
	.find = tsvector_find,
	.where = tsvector_where,
};
