/*
 * timeline.c - the trait "timeline": collects what happens around a record.
 *
 * Whatever has a field with "up" (a call, a note, a file …) stands in the
 * stream of what that field names, and one step further: a note on a deal
 * shows on the pages of its account and its contact too.  Which item stands in
 * whose stream is kept when the item is saved, so that reading is one walk
 * along an index.
 */
#include "db/db.h"
#include "record/record.h"
#include "trait/trait.h"

#define STREAMS_MAX 16

struct stream {
	struct str entity;
	int64_t id;
};

struct streams {
	struct stream at[STREAMS_MAX];
	size_t count;
};

static void
add_stream(struct streams *s, const struct entity *e, int64_t id)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].id == id)
			return;
	if (s->count < STREAMS_MAX && entity_has(e, "timeline"))
		s->at[s->count++] = (struct stream){ e->name, id };
}

/* Whoever may see it.  errs  ABSENT  it was taken away for good */
static enum err
load_any(struct ctx *c, struct ref which, struct record **out)
{
	struct actor was = c->actor;
	enum err err;

	c->actor.program = true;
	err = record_load(c, which, out);
	c->actor = was;
	return err;
}

/* What the target itself names by fields with "up": one step, no further. */
static enum err
add_above(struct ctx *c, struct streams *s, const struct entity *e, int64_t id)
{
	struct record *rec;
	enum err err = load_any(c, (struct ref){ e, id }, &rec);

	if (err != OK)
		return err == ERR_ABSENT ? OK : err;
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const struct cell *v = record_value(rec, f);

		if (f->up && !value_empty(v) && value_target(f, v) != NULL)
			add_stream(s, value_target(f, v), v->i);
	}
	return OK;
}

/* When it happened: its own time if it has one, else when it was written. */
static int64_t
moment(const struct record *rec)
{
	const struct field *at = entity_field(rec->entity, STR("at"));

	if (at == NULL || strcmp(at->type->name, "time") != 0 ||
	    value_empty(record_value(rec, at)))
		at = entity_field(rec->entity, STR("created_ms"));
	return record_value(rec, at)->i;
}

static enum err
drop_item(struct ctx *c, const struct record *rec)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _timeline where item = ");
	sql_int(&q, rec->id);
	return db_run(c->db, &q);
}

static enum err
put_item(struct ctx *c, const struct record *rec, const struct stream *s)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(
	    &q, "insert into _timeline (entity, record, at_ms, kind, item) values (");
	sql_str(&q, s->entity);
	sql_text(&q, ", ");
	sql_int(&q, s->id);
	sql_text(&q, ", ");
	sql_int(&q, moment(rec));
	sql_text(&q, ", ");
	sql_str(&q, rec->entity->name);
	sql_text(&q, ", ");
	sql_int(&q, rec->id);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

/* What is new brings it back from the archive; what a file brings, if it happened since.
 */
static enum err
touch(struct ctx *c, const struct record *rec, const struct stream *s)
{
	struct ref which = { meta_entity(c->meta, s->entity), s->id };

	TRY(record_touch(c, which, moment(rec)));
	if (!record_is_new(rec))
		return OK;
	return record_come_back(c, which, c->via == VIA_IMPORT ? moment(rec) : c->now_ms);
}

static enum err
keep_item(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;
	struct streams streams = { 0 };

	if (!record_is_new(rec))
		TRY(drop_item(c, rec));
	if (rec->deleted_ms != 0)
		return OK;
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const struct cell *v = record_value(rec, f);

		if (!f->up || value_empty(v) || value_target(f, v) == NULL)
			continue;
		add_stream(&streams, value_target(f, v), v->i);
		TRY(add_above(c, &streams, value_target(f, v), v->i));
	}
	for (size_t i = 0; i < streams.count; i++) {
		TRY(put_item(c, rec, &streams.at[i]));
		TRY(touch(c, rec, &streams.at[i]));
	}
	return OK;
}

/* Is it there, and not for these eyes? */
static enum err
is_hidden(struct ctx *c, struct ref which, bool *hidden)
{
	struct record *rec;
	enum err err = which.entity == NULL ? OK : record_load(c, which, &rec);

	*hidden = false;
	if (err != ERR_ABSENT)
		return err;
	err = load_any(c, which, &rec);
	*hidden = err == OK;
	return err == ERR_ABSENT ? OK : err;
}

/* What hangs on a record that they do not see is not theirs to hang elsewhere: it
 * would show them what is for those who see that record, the bytes of its files. */
static enum err
check_item(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;
	bool hidden;

	for (size_t i = 0; i < e->field_count && !record_is_new(rec); i++) {
		const struct field *f = &e->fields[i];
		const struct cell *was = &rec->before[f->first];

		if (!f->up || value_empty(was) || !record_changed(rec, f))
			continue;
		TRY(is_hidden(c, (struct ref){ value_target(f, was), was->i }, &hidden));
		if (hidden)
			fault(c, f->name, "no_such", "entity",
			    str_c(c->mem, value_target(f, was)->one), NULL);
	}
	return OK;
}

const struct trait trait_timeline = {
	.name = "timeline",
	.still = true,
	.doc = "Collects notes, activities, files and changes in one stream.",
};

const struct trait trait_item = {
	.name = "item",
	.still = true,
	.doc = "Stands in the stream of what it is about, and of what that belongs to.",
	.check = check_item,
	.after_write = keep_item,
};
