/*
 * search.c - the door: the engine's own index does the work.
 */
#include "search/room.h"

#define DIALLED_MIN 6 /* digits behind the zero */

static const struct search_index *
index_of(const struct ctx *c)
{
	return db_is(c->db, "postgres") ? &search_tsvector : &search_fts5;
}

/* What the index holds: see known.c. */
static enum err
fit_known(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_define(&q, c->db,
	    "create table if not exists _searched (entity %T primary key,"
	    " body %T not null, apart %T not null)%S");
	return db_run(c->db, &q);
}

enum err
search_fit(struct ctx *c)
{
	TRY(index_of(c)->fit(c));
	return fit_known(c);
}

/* Sessions, notices, views are not. */
bool
search_covers(const struct entity *e)
{
	return !e->server || e->order != 0;
}

static enum err
count_lost(struct ctx *c, const struct entity *e, int64_t *lost, int64_t *example)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select count(*), coalesce(min(t.id), 0) from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.deleted_ms is null and not exists"
		     " (select 1 from _search s where s.");
	text_c(&q.text, index_of(c)->key);
	sql_text(&q, " = t.id)");
	TRY(rows_begin(c->db, &q, &r));
	if (rows_next(&r)) {
		*lost = row_int(&r, 0);
		*example = row_int(&r, 1);
	}
	return rows_err(&r);
}

enum err
search_examine(struct ctx *c, const struct entity *e, int64_t *lost, int64_t *stray,
    int64_t *example)
{
	struct sql q = SQL_INIT(c->mem);

	*lost = *stray = *example = 0;
	TRY(count_lost(c, e, lost, example));
	sql_text(&q, "select count(*) from _search s where s.kind = ");
	sql_str(&q, e->name);
	sql_text(&q, " and not exists (select 1 from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.deleted_ms is null and t.id = s.");
	text_c(&q.text, index_of(c)->key);
	sql_text(&q, ")");
	return db_int(c->db, &q, ERR_BUG, stray);
}

enum err
search_put(
    struct ctx *c, const struct entity *e, const struct search_words *words, bool is_new)
{
	return index_of(c)->put(c, e, words, is_new);
}

enum err
search_drop(struct ctx *c, int64_t id)
{
	return index_of(c)->drop(c, id);
}

unsigned
search_scope_of(const struct ctx *c, search_scope scope, const struct entity *e)
{
	unsigned parts = scope == NULL ? SEARCH_BODY : scope[e - c->meta->entities];

	return c->meta->no_words_apart ? parts & SEARCH_BODY : parts;
}

enum err
search_has_apart(struct ctx *c, bool *out)
{
	return index_of(c)->has_apart(c, out);
}

enum err
search_find(struct ctx *c, const struct search_ask *ask, struct hit **out, size_t *count)
{
	*out = arena_array(c->mem, struct hit, (size_t)ask->limit);
	*count = 0;
	return index_of(c)->find(c, ask, *out, count);
}

enum err
search_scrub(struct ctx *c, bool *more)
{
	*more = false;
	return index_of(c)->scrub == NULL ? OK : index_of(c)->scrub(c, more);
}

enum err
search_clear(struct ctx *c)
{
	return index_of(c)->clear(c);
}

enum err
search_fill(
    struct ctx *c, const struct entity *e, const struct search_words *words, size_t count)
{
	return index_of(c)->fill(c, e, words, count);
}

enum err
search_filled(struct ctx *c)
{
	return index_of(c)->filled(c);
}

enum err
search_where(
    struct ctx *c, const struct search_list *list, const char *alias, struct sql *q)
{
	return index_of(c)->where(c, list, alias, q);
}

/* A number is kept as +84903…: the zero it is dialled with is in the way of its
 * endings. */
struct str
search_dialled(struct str word)
{
	struct str rest = word;

	while (rest.len > 0 && rest.at[0] == '0')
		rest = (struct str){ rest.at + 1, rest.len - 1 };
	if (rest.len == word.len || rest.len < DIALLED_MIN)
		return STR("");
	for (size_t i = 0; i < rest.len; i++)
		if (rest.at[i] < '0' || rest.at[i] > '9')
			return STR("");
	return rest;
}

static bool
seen(const struct hit *hits, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (hits[i].id == id)
			return true;
	return false;
}

void
search_take(struct ctx *c, struct rows *r, int limit, struct hit *hits, size_t *count)
{
	size_t before = *count;

	while (*count < (size_t)limit && rows_next(r)) {
		int64_t id = row_int(r, 0);

		if (!seen(hits, before, id))
			hits[(*count)++] =
			    (struct hit){ id, str_copy(c->mem, row_str(r, 1)) };
	}
}
