/*
 * merge_keep.c - what is remembered of a merge, so that it can be taken back.
 *
 * The body holds, of the record that stays, each field that changed: its cells as
 * they were and as the merge made them, exactly, with what is only there to sort and
 * to find.  Where the cells are still the merge's, nobody touched them since.
 */
#include "record/merge.h"

#include <sodium.h>

#define INTO_MAX 20 /* merges on the way from a record to where it is now */

/* ---- cells, exactly ---- */

static json_t *
cell_write(const struct cell *v)
{
	char number[40];
	json_t *blob;
	size_t size;
	char *text;

	switch (v->kind) {
	case CELL_INT: return json_integer((json_int_t)v->i);
	case CELL_REAL:
		snprintf(number, sizeof(number), "%.17g", v->d);
		return json_pack("{s:s}", "real", number);
	case CELL_TEXT: return json_stringn(v->s.at, v->s.len);
	case CELL_BLOB:
		size =
		    sodium_base64_ENCODED_LEN(v->s.len, sodium_base64_VARIANT_ORIGINAL);
		text = memory_room(size);
		sodium_bin2base64(text, size, (const unsigned char *)v->s.at, v->s.len,
		    sodium_base64_VARIANT_ORIGINAL);
		blob = json_pack("{s:s}", "blob", text);
		free(text);
		return blob;
	case CELL_NULL: break;
	}
	return json_null();
}

json_t *
cells_write(const struct field *f, const struct cell *v)
{
	json_t *out = json_array();

	for (int i = 0; i < type_columns(f->type); i++)
		json_array_append_new(out, cell_write(&v[i]));
	return out;
}

static bool
blob_read(struct arena *mem, struct str text, struct cell *out)
{
	unsigned char *at = arena_alloc(mem, text.len + 1);
	size_t len;

	if (text.at == NULL || sodium_base642bin(at, text.len, text.at, text.len, NULL,
				   &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*out = CELL_OF_BLOB(((struct str){ (const char *)at, len }));
	return true;
}

static bool
cell_read(struct arena *mem, const json_t *in, struct cell *out)
{
	if (json_is_integer(in))
		*out = CELL_OF_INT(json_integer_value(in));
	else if (json_is_string(in))
		*out = CELL_OF_TEXT(json_str(in));
	else if (json_object_get(in, "real") != NULL)
		*out = CELL_OF_REAL(strtod(json_get_str(in, "real").at, NULL));
	else if (json_is_object(in))
		return blob_read(mem, json_get_str(in, "blob"), out);
	else
		*out = (struct cell){ 0 };
	return true;
}

bool
cells_read(struct arena *mem, const struct field *f, const json_t *in,
    struct cell out[TYPE_COLUMNS_MAX])
{
	size_t count = (size_t)type_columns(f->type);

	if (json_array_size(in) != count) /* the type is another since */
		return false;
	for (size_t i = 0; i < count; i++)
		if (!cell_read(mem, json_array_get(in, i), &out[i]))
			return false;
	return true;
}

/* ---- kept ---- */

static json_t *
fields_of(struct ctx *c, const struct record *rec)
{
	json_t *out = json_object();

	for (size_t i = 0; i < rec->entity->field_count; i++) {
		const struct field *f = &rec->entity->fields[i];
		json_t *each;

		if (!record_changed(rec, f))
			continue;
		each = json_object();
		json_object_set_new(each, "was", cells_write(f, &rec->before[f->first]));
		json_object_set_new(each, "now", cells_write(f, record_value(rec, f)));
		json_object_set_new(out, str_c(c->mem, f->name), each);
	}
	return out;
}

static enum err
keep_merge(struct ctx *c, const struct merge *m, const json_t *shares)
{
	json_t *body = json_hold(c->mem, json_object());
	struct sql q = SQL_INIT(c->mem);

	json_object_set_new(body, "fields", fields_of(c, m->at[0]));
	json_object_set(body, "shares", (json_t *)(uintptr_t)shares);
	sql_text(&q, "insert into _merge (id, entity, record, version, actor, at_ms,"
		     " body) values (");
	sql_int(&q, m->id);
	sql_text(&q, ", ");
	sql_str(&q, m->entity->name);
	sql_text(&q, ", ");
	sql_int(&q, m->stays);
	sql_text(&q, ", ");
	sql_int(&q, m->at[0]->version);
	sql_text(&q, ", ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ", ");
	sql_str(&q, json_dump(c->mem, body));
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

static void
add_stamp(struct sql *q, const struct record *rec, const char *name)
{
	const struct field *f = entity_field(rec->entity, str_of(name));

	sql_text(q, ", ");
	sql_cell(q, &rec->before[f->first]);
}

static enum err
keep_part(struct ctx *c, const struct merge *m, const struct record *rec)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _merge_part (merge, record, version, updated_ms,"
		     " updated_by) values (");
	sql_int(&q, m->id);
	sql_text(&q, ", ");
	sql_int(&q, rec->id);
	sql_text(&q, ", ");
	sql_int(&q, rec->version);
	add_stamp(&q, rec, "updated_ms");
	add_stamp(&q, rec, "updated_by");
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

enum err
merge_keep(struct ctx *c, const struct merge *m, const json_t *shares)
{
	TRY(keep_merge(c, m, shares));
	for (size_t i = 1; i < m->count; i++)
		TRY(keep_part(c, m, m->at[i]));
	return OK;
}

enum err
merge_load(struct ctx *c, int64_t id, struct kept *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select entity, record, version, actor, at_ms, undone_ms, body"
		     " from _merge where id = ");
	sql_int(&q, id);
	sql_lock(&q, c->db);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	*out = (struct kept){ .id = id,
		.entity = str_copy(c->mem, row_str(&r, 0)),
		.record = row_int(&r, 1),
		.version = row_int(&r, 2),
		.actor = row_int(&r, 3),
		.at_ms = row_int(&r, 4),
		.undone_ms = row_int(&r, 5),
		.body = str_copy(c->mem, row_str(&r, 6)) };
	return OK;
}

enum err
merge_parts(struct ctx *c, int64_t id, struct part out[MERGE_MAX], size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	sql_text(&q, "select record, version, updated_ms, updated_by from _merge_part"
		     " where merge = ");
	sql_int(&q, id);
	sql_text(&q, " order by record");
	TRY(rows_begin(c->db, &q, &r));
	while (*count < MERGE_MAX && rows_next(&r)) {
		struct part *p = &out[(*count)++];

		*p = (struct part){ .record = row_int(&r, 0), .version = row_int(&r, 1) };
		row_cell(&r, 2, c->mem, &p->updated_ms);
		row_cell(&r, 3, c->mem, &p->updated_by);
	}
	return rows_err(&r);
}

/* ---- is it as it was left? ---- */

static bool
has_stamps(const struct record *rec, const struct kept *kept)
{
	const struct field *ms = entity_field(rec->entity, STR("updated_ms"));
	const struct field *by = entity_field(rec->entity, STR("updated_by"));

	return rec->before[ms->first].i == kept->at_ms &&
	       rec->before[by->first].i == kept->actor;
}

/* Did anything happen to it since, but merges and what took them back? */
static enum err
happened_since(
    struct ctx *c, const struct kept *kept, const struct record *rec, bool *yes)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t one;
	enum err e;

	sql_text(&q, "select 1 from _event e where e.entity = ");
	sql_str(&q, rec->entity->name);
	sql_text(&q, " and e.record = ");
	sql_int(&q, rec->id);
	sql_text(&q, " and e.id > (select max(m.id) from _event m where m.entity = ");
	sql_str(&q, rec->entity->name);
	sql_text(&q, " and m.record = ");
	sql_int(&q, rec->id);
	sql_text(&q, " and m.job = ");
	sql_int(&q, kept->id);
	sql_text(&q, ") and e.job not in (select k.id from _merge k) limit 1");
	e = db_int(c->db, &q, ERR_ABSENT, &one);
	*yes = e == OK;
	return e == ERR_ABSENT ? OK : e;
}

enum err
merge_untouched(struct ctx *c, const struct kept *kept, const struct record *rec,
    int64_t version, bool *yes)
{
	bool since = false;

	*yes = rec->version == version;
	if (*yes || !has_stamps(rec, kept))
		return OK;
	TRY(happened_since(c, kept, rec, &since));
	*yes = !since;
	return OK;
}

/* ---- what became of them ---- */

static enum err
forget_moves(struct ctx *c, int64_t id)
{
	struct sql moves = SQL_INIT(c->mem), streams = SQL_INIT(c->mem);

	sql_text(&moves, "delete from _merge_move where merge = ");
	sql_int(&moves, id);
	TRY(db_run(c->db, &moves));
	sql_text(&streams, "delete from _merge_stream where merge = ");
	sql_int(&streams, id);
	return db_run(c->db, &streams);
}

enum err
merge_undone(struct ctx *c, int64_t id)
{
	struct sql q = SQL_INIT(c->mem);

	TRY(forget_moves(c, id));
	sql_text(&q, "update _merge set body = '', undone_ms = ");
	sql_int(&q, c->now_ms);
	sql_text(&q, " where id = ");
	sql_int(&q, id);
	return db_run(c->db, &q);
}

static enum err
ids_of(struct ctx *c, const struct sql *q, int64_t **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	LIST(int64_t) ids = { 0 };

	TRY(rows_begin(c->db, q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &ids) = row_int(&r, 0);
	*out = ids.at;
	*count = ids.count;
	return rows_err(&r);
}

enum err
record_merged(struct ctx *c, struct ref which, int64_t **out, size_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select p.record from _merge m join _merge_part p on p.merge = m.id"
		     " where m.undone_ms is null and m.record = ");
	sql_int(&q, which.id);
	sql_text(&q, " order by p.record");
	return ids_of(c, &q, out, count);
}

/* The record, or one that it was made one with, goes for good. */
enum err
record_merge_forget(struct ctx *c, struct ref which)
{
	struct sql ask = SQL_INIT(c->mem), part = SQL_INIT(c->mem);
	int64_t *ids;
	size_t count;

	sql_text(&ask, "select id from _merge where record = ");
	sql_int(&ask, which.id);
	sql_text(&ask, " union select merge from _merge_part where record = ");
	sql_int(&ask, which.id);
	TRY(ids_of(c, &ask, &ids, &count));
	for (size_t i = 0; i < count; i++) {
		struct sql q = SQL_INIT(c->mem);

		TRY(forget_moves(c, ids[i]));
		sql_text(&q, "update _merge set body = '' where id = ");
		sql_int(&q, ids[i]);
		TRY(db_run(c->db, &q));
	}
	sql_text(&part, "delete from _merge_part where record = ");
	sql_int(&part, which.id);
	return db_run(c->db, &part);
}

/* ---- where is it now? ---- */

static enum err
newest(struct ctx *c, const struct sql *q, int64_t *merge, int64_t *record)
{
	DEFER(rows_end) struct rows r = { 0 };

	*merge = *record = 0;
	TRY(rows_begin(c->db, q, &r));
	if (!rows_next(&r))
		return rows_err(&r);
	*merge = row_int(&r, 0);
	*record = row_int(&r, 1);
	return OK;
}

enum err
merge_of(struct ctx *c, int64_t record, int64_t *merge, int64_t *into)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select m.id, m.record from _merge_part p join _merge m on"
		     " m.id = p.merge where m.undone_ms is null and m.body <> '' and"
		     " p.record = ");
	sql_int(&q, record);
	sql_text(&q, " order by m.id desc limit 1");
	return newest(c, &q, merge, into);
}

enum err
merge_into(struct ctx *c, int64_t record, int64_t *merge)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t same;

	sql_text(&q, "select m.id, m.record from _merge m where m.undone_ms is null and"
		     " m.body <> '' and m.record = ");
	sql_int(&q, record);
	sql_text(&q, " order by m.id desc limit 1");
	return newest(c, &q, merge, &same);
}

/* The record that it is in now, by however many merges; *merge 0: it is in none. */
static enum err
follow(struct ctx *c, int64_t record, int64_t *merge, int64_t *into)
{
	int64_t of, next;

	*into = record;
	*merge = 0;
	for (int i = 0; i < INTO_MAX; i++) {
		TRY(merge_of(c, *into, &of, &next));
		if (of == 0)
			return OK;
		*merge = *merge == 0 ? of : *merge;
		*into = next;
	}
	return OK;
}

static void
say_merged(struct ctx *c, const struct record *into)
{
	if (into == NULL) {
		fault_unseen(c);
		return;
	}
	fault(c, STR(""), "merged", "title", str_c(c->mem, record_title(c->mem, into)),
	    "id", str_printf(c->mem, "%" PRId64, into->id).at, NULL);
}

enum err
record_unmerged(struct ctx *c, struct ref which)
{
	int64_t merge, into;
	struct record *rec = NULL;
	enum err e;

	TRY(follow(c, which.id, &merge, &into));
	if (merge == 0)
		return OK;
	e = record_load(c, (struct ref){ which.entity, into }, &rec);
	if (e != OK && e != ERR_ABSENT)
		return e;
	say_merged(c, rec);
	return ERR_INPUT;
}

enum err
merge_told(struct ctx *c, struct ref which, struct str *out)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	int64_t merge, into;
	struct record *rec;
	enum err e;

	*out = STR("");
	TRY(follow(c, which.id, &merge, &into));
	if (merge == 0)
		return OK;
	e = record_load(c, (struct ref){ which.entity, into }, &rec);
	if (e != OK)
		return e == ERR_ABSENT ? OK : e;
	jw_open(&w);
	jw_key(&w, "merge");
	jw_id(&w, merge);
	jw_key(&w, "into");
	TRY(record_write_named(c, &w, which.entity, into));
	jw_close(&w);
	*out = text_done(&t);
	return OK;
}
