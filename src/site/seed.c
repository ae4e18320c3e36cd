/*
 * seed.c - rows every company begins with, and answers kept for a day.
 */
#include "site/room.h"

static enum err
seed_row(struct ctx *c, const struct entity *e, const struct field *by, const json_t *row)
{
	struct str key = json_get_str(row, str_c(c->mem, by->name));
	json_t *news = json_hold(c->mem, json_deep_copy(row)), *value;
	struct record *made;
	const char *name;
	char path[120];
	int64_t id;

	TRY(record_find(c, by, key, &id));
	if (id != 0)
		return OK;
	/* "role.seller" and "role.seller.doc" of lang/ name it in the company's words */
	json_object_foreach(news, name, value)
	{
		const json_t *words = c->meta->texts[language_index(c->actor.language)],
			     *found;

		snprintf(path, sizeof(path), "%.*s.%.*s%s", STR_ARG(e->name),
		    STR_ARG(key), strcmp(name, "name") == 0 ? "" : ".doc");
		found = strcmp(name, str_c(c->mem, by->name)) == 0 || words == NULL
			    ? NULL
			    : json_object_get(words, path);
		if (json_is_string(found))
			json_object_set(news, name, (json_t *)(uintptr_t)found);
	}
	return record_create(c, e, news, &made);
}

static enum err
seed_document(struct ctx *c, struct str text)
{
	const struct entity *e;
	const struct field *by;
	json_t *doc, *row;
	size_t i;

	if (json_read(c->mem, text, &doc, NULL) != OK ||
	    json_object_get(doc, "seed") == NULL)
		return OK;
	e = meta_entity(c->meta, json_get_str(doc, "seed"));
	by = e == NULL ? NULL : entity_field(e, json_get_str(doc, "by"));
	if (by == NULL)
		return ERR_BUG;
	json_array_foreach(json_object_get(doc, "rows"), i, row)
	    TRY(seed_row(c, e, by, row));
	return OK;
}

enum err
site_seed(struct ctx *c)
{
	const struct document *docs;
	size_t count;

	site_documents(c->site, &docs, &count);
	for (size_t i = 0; i < count; i++)
		if (str_find(docs[i].text, STR("\"seed\"")) < docs[i].text.len)
			TRY(seed_document(c, docs[i].text));
	return OK;
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
