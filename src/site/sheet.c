/*
 * sheet.c - the site's own sheet: documents by name, and every change of them.
 *
 * A change is kept whole, as it was and as it is, so that it can be looked at and
 * taken back.  Taking one back changes only what it changed: what others said since
 * of other things stays, and where they said otherwise of the same it is refused.
 */
#include "site/room.h"

#define NOTE_MAX 200 /* characters */

/* ---- what is stored ---- */

enum err
site_stored(struct ctx *c, struct site_doc **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	LIST(struct site_doc) list = { 0 };

	sql_text(&q, "select name, body from _sheet order by name");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &list) =
		    (struct site_doc){ str_copy(c->mem, row_str(&r, 0)),
			    str_copy(c->mem, row_str(&r, 1)) };
	*out = list.at;
	*count = list.count;
	return rows_err(&r);
}

enum err
site_sheet(struct ctx *c, struct site_doc **out, size_t *count)
{
	struct site_doc *all;
	size_t stored;

	TRY(site_stored(c, &all, &stored));
	*out = arena_array(c->mem, struct site_doc, stored + 1);
	*count = 0;
	for (size_t i = 0; i < stored; i++)
		if (!site_is_pack(all[i].name) && !site_is_aside(all[i].name))
			(*out)[(*count)++] = all[i];
	return OK;
}

enum err
site_document(struct ctx *c, struct str name, struct str *out)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	*out = STR_NONE;
	sql_text(&q, "select body from _sheet where name = ");
	sql_str(&q, name);
	e = db_str(c->db, &q, c->mem, ERR_ABSENT, out);
	return e == ERR_ABSENT ? OK : e;
}

static enum err
put_document(struct ctx *c, const struct site_doc *doc)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _sheet (name, body, at_ms) values (");
	sql_str(&q, doc->name);
	sql_text(&q, ", ");
	sql_str(&q, doc->body);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ") on conflict (name) do update set body = excluded.body, at_ms = "
		     "excluded.at_ms");
	return db_run(c->db, &q);
}

static enum err
drop_document(struct ctx *c, const struct site_doc *doc)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _sheet where name = ");
	sql_str(&q, doc->name);
	return db_run(c->db, &q);
}

/* ---- and how it was ---- */

static enum err
keep_change(struct ctx *c, struct site_change *change)
{
	struct sql q = SQL_INIT(c->mem);

	change->id = db_new_id(c->db);
	sql_text(
	    &q, "insert into _sheet_change (id, at_ms, actor, note, undoes) values (");
	sql_int(&q, change->id);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_str(&q, utf8_head(change->note, NOTE_MAX));
	sql_text(&q, ", ");
	sql_int(&q, change->undoes);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static struct cell
text_or_null(struct str s)
{
	if (s.at == NULL)
		return (struct cell){ .kind = CELL_NULL };
	return CELL_OF_TEXT(s);
}

static enum err
keep_part(struct ctx *c, int64_t change, const struct site_doc *doc, struct str was)
{
	struct cell before = text_or_null(was), after = text_or_null(doc->body);
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _sheet_part (change, name, was, body) values (");
	sql_int(&q, change);
	sql_text(&q, ", ");
	sql_str(&q, doc->name);
	sql_text(&q, ", ");
	sql_cell(&q, &before);
	sql_text(&q, ", ");
	sql_cell(&q, &after);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static enum err
store(struct ctx *c, struct site_change *change, const struct site_doc *doc)
{
	struct str was;

	TRY(site_document(c, doc->name, &was));
	if (was.at == NULL ? doc->body.at == NULL : str_same(was, doc->body))
		return OK;
	if (change->id == 0)
		TRY(keep_change(c, change));
	TRY(keep_part(c, change->id, doc, was));
	TRY(trail(c, TRAIL_SHEET, TRAIL_NOTHING, "name", str_c(c->mem, doc->name),
	    "change", str_c(c->mem, str_printf(c->mem, "%" PRId64, change->id)), NULL));
	return doc->body.at == NULL ? drop_document(c, doc) : put_document(c, doc);
}

enum err
site_store(struct ctx *c, struct site_change *change)
{
	change->id = 0;
	for (size_t i = 0; i < change->count; i++)
		TRY(store(c, change, &change->docs[i]));
	return change->id == 0 ? OK : site_touch(c);
}

/* ---- the changes ---- */

enum err
site_changes(
    struct ctx *c, int64_t before, int limit, struct site_past **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	LIST(struct site_past) list = { 0 };

	sql_text(&q, "select t.id, t.at_ms, t.actor, t.note, t.undoes, coalesce((select "
		     "max(u.id) from _sheet_change u where u.undoes = t.id), 0)"
		     " from _sheet_change t");
	if (before != 0) {
		sql_text(&q, " where t.id < ");
		sql_int(&q, before);
	}
	sql_text(&q, " order by t.id desc");
	sql_limit(&q, limit);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &list) = (struct site_past){ .id = row_int(&r, 0),
			.at_ms = row_int(&r, 1),
			.by = row_int(&r, 2),
			.note = str_copy(c->mem, row_str(&r, 3)),
			.undoes = row_int(&r, 4),
			.undone = row_int(&r, 5) };
	*out = list.at;
	*count = list.count;
	return rows_err(&r);
}

enum err
site_past(struct ctx *c, int64_t id, struct site_past *out)
{
	struct site_past *rows;
	size_t count;

	if (id <= 0 || id == INT64_MAX)
		return ERR_ABSENT;
	TRY(site_changes(c, id + 1, 1, &rows, &count));
	if (count == 0 || rows[0].id != id)
		return ERR_ABSENT;
	*out = rows[0];
	return OK;
}

static struct str
body_of(struct ctx *c, const struct rows *r, int column)
{
	return row_null(r, column) ? STR_NONE : str_copy(c->mem, row_str(r, column));
}

enum err
site_past_parts(struct ctx *c, int64_t id, struct site_part **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	LIST(struct site_part) list = { 0 };

	sql_text(&q, "select name, was, body from _sheet_part where change = ");
	sql_int(&q, id);
	sql_text(&q, " order by name");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &list) =
		    (struct site_part){ str_copy(c->mem, row_str(&r, 0)),
			    body_of(c, &r, 1), body_of(c, &r, 2) };
	*out = list.at;
	*count = list.count;
	return rows_err(&r);
}

/* The last one of that document behind `after`; *id 0: none. */
enum err
site_changed_since(struct ctx *c, struct str name, int64_t after, int64_t *id)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select coalesce(max(change), 0) from _sheet_part where name = ");
	sql_str(&q, name);
	sql_text(&q, " and change > ");
	sql_int(&q, after);
	return db_int(c->db, &q, ERR_BUG, id);
}

/* ---- taking one back ---- */

static bool
same(const json_t *a, const json_t *b)
{
	return a == b || (a != NULL && b != NULL && json_equal(a, b));
}

static bool take_back(
    struct arena *mem, const json_t *was, const json_t *is, json_t *now, json_t **out);

static bool
take_back_key(
    struct arena *mem, const json_t *was, const json_t *is, const char *key, json_t *now)
{
	json_t *out;

	if (!take_back(mem, json_object_get(was, key), json_object_get(is, key),
		json_object_get(now, key), &out))
		return false;
	if (out == NULL)
		json_object_del(now, key);
	else
		json_object_set(now, key, out);
	return true;
}

/*
 * What there is now without the change from was to is; NULL: nothing.  False: what
 * the change said is not there any more.
 */
static bool
take_back(
    struct arena *mem, const json_t *was, const json_t *is, json_t *now, json_t **out)
{
	const char *key;
	json_t *value;

	*out = now;
	if (same(was, is))
		return true;
	if (same(is, now)) {
		*out = (json_t *)(uintptr_t)was;
		return true;
	}
	if (!json_is_object(was) || !json_is_object(is) || !json_is_object(now))
		return false;
	*out = json_hold(mem, json_copy(now));
	json_object_foreach((json_t *)(uintptr_t)is, key,
	    value) if (!take_back_key(mem, was, is, key, *out)) return false;
	json_object_foreach((json_t *)(uintptr_t)was, key,
	    value) if (json_object_get(is, key) == NULL &&
		       !take_back_key(mem, was, is, key, *out)) return false;
	return true;
}

/* NULL for no document. */
static enum err
read_body(struct ctx *c, struct str body, json_t **out)
{
	*out = NULL;
	return body.at == NULL ? OK : json_read(c->mem, body, out, NULL);
}

/*
 * What a document was that was not there, or is when it is gone: one that says nothing
 * of the same; an entity is there or not.
 */
static json_t *
empty_of(struct arena *mem, const json_t *doc)
{
	json_t *out, *part;
	const char *key;

	if (json_object_get(doc, "entity") != NULL)
		return NULL;
	out = json_hold(mem, json_object());
	json_object_foreach((json_t *)(uintptr_t)doc, key, part)
	{
		if (strcmp(key, "extend") == 0)
			json_object_set(out, key, part);
		else if (json_is_object(part))
			json_object_set_new(out, key, json_object());
	}
	return out;
}

bool
site_says_nothing(const json_t *doc)
{
	const char *key;
	json_t *part;

	json_object_foreach((json_t *)(uintptr_t)doc, key, part)
	{
		if (strcmp(key, "extend") != 0 &&
		    !(json_is_object(part) && json_object_size(part) == 0))
			return false;
	}
	return true;
}

enum err
site_take_back(struct ctx *c, const struct site_part *part, struct site_doc *out)
{
	struct str stored;
	json_t *was, *is, *now, *then;

	TRY(site_document(c, part->name, &stored));
	TRY(read_body(c, part->was, &was));
	TRY(read_body(c, part->is, &is));
	TRY(read_body(c, stored, &now));
	*out = (struct site_doc){ .name = part->name };
	if (same(is, now)) { /* letter by letter, as it was */
		out->body = part->was;
		return OK;
	}
	if (site_is_pack(part->name)) /* one version, or another: none between */
		return ERR_CLASH;
	was = was == NULL ? empty_of(c->mem, is) : was;
	is = is == NULL ? empty_of(c->mem, was) : is;
	now = now == NULL ? empty_of(c->mem, is) : now;
	if (!take_back(c->mem, was, is, now, &then))
		return ERR_CLASH;
	if (then != NULL && !site_says_nothing(then))
		out->body = json_dump(c->mem, then);
	return OK;
}
