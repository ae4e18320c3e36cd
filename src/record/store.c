/*
 * store.c - the row and the event: what a save leaves behind, with its words.
 */
#include "record/room.h"

void
record_stamp(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;
	const struct field *updated = entity_field(e, STR("updated_ms"));
	struct cell who =
	    c->actor.user != 0 ? CELL_OF_INT(c->actor.user) : (struct cell){ 0 };

	if (record_is_new(rec)) {
		const struct field *created = entity_field(e, STR("created_ms"));

		/* an import may bring the day a record was made elsewhere */
		if (value_empty(record_value(rec, created)))
			*record_value(rec, created) = CELL_OF_INT(c->now_ms);
		*record_value(rec, entity_field(e, STR("created_by"))) = who;
	}
	/* … and the day it was last changed there: only the program may say so */
	if (!record_is_new(rec) || !rec->given[updated->index])
		*record_value(rec, updated) = CELL_OF_INT(c->now_ms);
	*record_value(rec, entity_field(e, STR("updated_by"))) = who;
}

static enum err
insert(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;
	struct sql q = SQL_INIT(c->mem);

	rec->version = 1;
	text_str(&q.text, e->insert);
	sql_value(&q, &CELL_OF_INT(rec->id));
	sql_value(&q, &CELL_OF_INT(rec->version));
	for (size_t i = 0; i < e->cell_count; i++)
		sql_value(&q, &rec->now[i]);
	return db_run(c->db, &q);
}

/*
 * Store what changed, if the row is still the version the caller saw.
 * One statement, one round trip, the same text on every engine.
 *
 * errs  CLASH  the row has another version now, or is gone
 */
static enum err
update(struct ctx *c, struct record *rec, int64_t seen)
{
	const struct entity *e = rec->entity;
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update ");
	sql_table(&q, e);
	sql_text(&q, " set version = version + 1, deleted_ms = ");
	sql_cell(&q,
	    rec->deleted_ms != 0 ? &CELL_OF_INT(rec->deleted_ms) : &(struct cell){ 0 });
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		for (int j = 0; record_changed(rec, f) && j < type_columns(f->type);
		     j++) {
			sql_text(&q, ", ");
			sql_column(&q, f, j);
			sql_text(&q, " = ");
			sql_cell(&q, record_value(rec, f) + j);
		}
	}
	sql_text(&q, " where id = ");
	sql_int(&q, rec->id);
	sql_text(&q, " and version = ");
	sql_int(&q, seen);
	sql_text(&q, " returning version");
	return db_int(c->db, &q, ERR_CLASH, &rec->version);
}

/* Something may be planned with it: then that is the last that happens. */
static void
touch(struct record *rec)
{
	const struct quality *q = rec->entity->quality;
	const struct cell *now =
	    record_value(rec, entity_field(rec->entity, STR("updated_ms")));
	struct cell *at =
	    q == NULL || q->touched == NULL ? NULL : record_value(rec, q->touched);

	if (at != NULL && (at->kind != CELL_INT || at->i < now->i))
		*at = *now;
}

enum err
record_store(struct ctx *c, struct record *rec, int64_t seen)
{
	const struct entity *e = rec->entity;

	if (c->from.looker != 0) /* nobody writes in the name of whom they look at */
		return ERR_DENIED;
	if (rec->as_is) {
		TRY(update(c, rec, seen));
		return record_keep_unique(c, rec);
	}
	archive_leave(rec);
	record_stamp(c, rec);
	touch(rec);
	for (size_t i = 0; i < e->trait_count; i++)
		if (e->traits[i]->before_write != NULL)
			TRY(e->traits[i]->before_write(c, rec));
	if (e->hooks != NULL && e->hooks->before_write != NULL)
		TRY(e->hooks->before_write(c, rec));
	record_compute(c, rec);
	TRY(record_is_new(rec) ? insert(c, rec) : update(c, rec, seen));
	return record_keep_unique(c, rec);
}

/* ---- the event ---- */

struct str
record_diff(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	bool any = false;

	if (record_is_new(rec))
		return STR("");
	jw_open(&w);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f->no_audit || f->hidden || !record_changed(rec, f))
			continue;
		any = true;
		jw_key_str(&w, f->name);
		jw_open(&w);
		jw_key(&w, "from");
		value_write(&w, f, &rec->before[f->first]);
		jw_key(&w, "to");
		value_write(&w, f, record_value(rec, f));
		jw_close(&w);
	}
	jw_close(&w);
	return any ? text_done(&t) : STR("");
}

/* Words, event, and what the traits do to other records. */
enum err
record_after(struct ctx *c, struct record *rec, const char *what)
{
	const struct entity *e = rec->entity;

	TRY(record_keep_words(c, rec));
	TRY(event_add(c, e, rec->id, what, rec->version, record_diff(c, rec)));
	for (size_t i = 0; i < e->trait_count; i++)
		if (e->traits[i]->after_write != NULL)
			TRY(e->traits[i]->after_write(c, rec));
	/* nothing is said by it that the program should act on */
	if (!rec->as_is && e->hooks != NULL && e->hooks->after_write != NULL)
		TRY(e->hooks->after_write(c, rec));
	return OK;
}
