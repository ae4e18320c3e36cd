/*
 * seed.c - rows every company begins with, and answers kept for a day.
 *
 *   { "seed": "role", "by": "key", "rows": [ { "key": "admin", … }, … ] }
 *
 * Each row has a key of its own, and what came once is remembered by it in _seeded: what
 * somebody deleted stays deleted, what they renamed is left as it is, and what a later
 * version adds comes when that begins.  "by" names the unique field that holds the key;
 * without it, the key is only remembered.
 */
#include "site/room.h"

#define KEY "key"

struct seed {
	const struct entity *entity;
	const struct field *by; /* or NULL */
	const json_t *row;
	struct str key, what; /* what: as it is remembered, "role.admin" */
};

static enum err
was_sown(struct ctx *c, const struct seed *s, bool *sown)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n;

	sql_text(&q, "select count(*) from _seeded where what = ");
	sql_str(&q, s->what);
	TRY(db_int(c->db, &q, ERR_BUG, &n));
	*sown = n > 0;
	return OK;
}

/* Two programs may begin at once: *first, in one of them. */
static enum err
remember(struct ctx *c, const struct seed *s, bool *first)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _seeded (what, at_ms) values (");
	sql_str(&q, s->what);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ") on conflict (what) do nothing");
	TRY(db_run(c->db, &q));
	*first = db_changes(c->db) > 0;
	return OK;
}

/* In a company of before there was a memory: also what is in the trash was there. */
static enum err
was_there(struct ctx *c, const struct seed *s, bool *there)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n = 0;

	if (s->by != NULL) {
		sql_text(&q, "select count(*) from ");
		sql_table(&q, s->entity);
		sql_text(&q, " where ");
		sql_column(&q, s->by, s->by->type->compare);
		sql_text(&q, " = ");
		sql_str(&q, s->key);
		TRY(db_int(c->db, &q, ERR_BUG, &n));
	}
	*there = n > 0;
	return OK;
}

/* "role.seller" and "role.seller.doc" of lang/ name it in the company's words. */
static json_t *
in_their_words(struct ctx *c, const struct seed *s)
{
	const json_t *words = c->meta->texts[language_index(c->actor.language)];
	json_t *news = json_hold(c->mem, json_deep_copy(s->row)), *value;
	const char *name;

	json_object_foreach(news, name, value)
	{
		struct str path = str_printf(c->mem, "%.*s%s", STR_ARG(s->what),
		    strcmp(name, "name") == 0 ? "" : ".doc");
		const json_t *found =
		    words == NULL ? NULL : json_object_get(words, str_c(c->mem, path));

		if (strcmp(name, KEY) != 0 && json_is_string(found))
			json_object_set(news, name, (json_t *)(uintptr_t)found);
	}
	if (s->by == NULL)
		json_object_del(news, KEY);
	return news;
}

static enum err
sow_once(struct ctx *c, void *arg)
{
	const struct seed *s = arg;
	struct record *made;
	bool first, there;

	TRY(remember(c, s, &first));
	TRY(was_there(c, s, &there));
	if (!first || there)
		return OK;
	return record_create(c, s->entity, in_their_words(c, s), &made);
}

static enum err
sow(struct ctx *c, struct seed *s)
{
	bool sown;

	s->key = json_get_str(s->row, KEY);
	if (s->key.len == 0)
		return ERR_BUG;
	s->what =
	    str_printf(c->mem, "%.*s.%.*s", STR_ARG(s->entity->name), STR_ARG(s->key));
	TRY(was_sown(c, s, &sown));
	return sown ? OK : site_whole(c, sow_once, s);
}

/* *rows NULL: it is another document. */
static enum err
seed_read(struct ctx *c, struct str text, struct seed *s, const json_t **rows)
{
	struct str by;
	json_t *doc;

	*rows = NULL;
	if (str_find(text, STR("\"seed\"")) >= text.len ||
	    json_read(c->mem, text, &doc, NULL) != OK ||
	    json_object_get(doc, "seed") == NULL)
		return OK;
	by = json_get_str(doc, "by");
	s->entity = meta_entity(c->meta, json_get_str(doc, "seed"));
	if (s->entity != NULL && by.len > 0)
		s->by = entity_field(s->entity, by);
	if (s->entity == NULL || (by.len > 0 && s->by == NULL))
		return ERR_BUG;
	*rows = json_object_get(doc, "rows");
	return OK;
}

static enum err
sow_all(struct ctx *c, enum err (*each)(struct ctx *c, struct seed *s))
{
	const struct document *docs;
	const json_t *rows, *row;
	size_t count, n;

	site_documents(c->site, &docs, &count);
	for (size_t i = 0; i < count; i++) {
		struct seed s = { 0 };

		TRY(seed_read(c, docs[i].text, &s, &rows));
		json_array_foreach(rows, n, row)
		{
			s.row = row;
			TRY(each(c, &s));
		}
	}
	return OK;
}

enum err
site_seed(struct ctx *c)
{
	return sow_all(c, sow);
}

/* What the company asks of such records, a view of somebody must not keep it from work:
 * it is tried again at the next beginning. */
static enum err
sow_what_fits(struct ctx *c, struct seed *s)
{
	enum err e = sow(c, s);

	if (e != ERR_INPUT)
		return e;
	log_warn("site: %.*s, which this version brings, does not fit: %s",
	    STR_ARG(s->what), c->fault_count > 0 ? c->faults->code : "");
	fault_clear(c);
	return OK;
}

enum err
site_seed_more(struct ctx *c)
{
	return sow_all(c, sow_what_fits);
}

enum err
site_answered(struct ctx *c, struct str key, int64_t *status, struct str *body)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*status = 0;
	sql_text(&q, "select status, body from _answer where person = ");
	sql_int(&q, c->actor.user);
	sql_text(&q, " and key = ");
	sql_str(&q, key);
	sql_text(&q, " and at_ms > ");
	sql_int(&q, c->now_ms - DAY_MS);
	TRY(rows_begin(c->db, &q, &r));
	if (rows_next(&r)) {
		*status = row_int(&r, 0);
		*body = str_copy(c->mem, row_str(&r, 1));
	}
	return rows_err(&r);
}

enum err
site_answer(struct ctx *c, struct str key, int64_t status, struct str body)
{
	struct sql q = SQL_INIT(c->mem), old = SQL_INIT(c->mem);

	sql_text(&old, "delete from _answer where at_ms <= ");
	sql_int(&old, c->now_ms - DAY_MS);
	TRY(db_run(c->db, &old));
	sql_text(&q, "insert into _answer (person, key, status, body, at_ms) values (");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_str(&q, key);
	sql_text(&q, ", ");
	sql_int(&q, status);
	sql_text(&q, ", ");
	sql_str(&q, body);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}
