/*
 * lines_copy.c - another whole with the same lines.
 *
 * What the new one says is said by whoever makes it; of its lines they take what they
 * see and could have typed.  The rest comes as it comes to any new line: calculated,
 * preset, or taken over from what the line names.  Lines they do not see stay behind.
 */
#include "record/room.h"

static bool
could_be_typed(const struct ctx *c, const struct field *f)
{
	return !f->system && !f->readonly && !f->unique && f->is == NULL &&
	       f->trait == NULL && f != f->entity->line->of && auth_asks(c, f) &&
	       auth_field(c, f, MAY_CHANGE) == WHOSE_ALL;
}

/* As a caller of the API would write it, of the new whole. */
static enum err
said_of(struct ctx *c, const struct record *line, int64_t whole, json_t **out)
{
	const struct entity *e = line->entity;
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	jw_open(&w);
	jw_key_str(&w, e->line->of->name);
	jw_id(&w, whole);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (value_empty(record_value(line, f)) || !could_be_typed(c, f))
			continue;
		jw_key_str(&w, f->name);
		f->type->write(&w, f, record_value(line, f));
	}
	jw_close(&w);
	return json_read(c->mem, text_done(&t), out, NULL);
}

static enum err
copy_line(struct ctx *c, struct ref which, int64_t whole, size_t number)
{
	size_t before = c->fault_count;
	struct record *line;
	json_t *news;
	enum err e = record_load(c, which, &line);

	if (e != OK)
		return e == ERR_ABSENT ? OK : e; /* not for these eyes */
	TRY(said_of(c, line, whole, &news));
	e = record_create(c, which.entity, news, &line);
	for (size_t i = before; i < c->fault_count; i++)
		c->faults[i].at = str_printf(
		    c->mem, "lines.%zu.%.*s", number, STR_ARG(c->faults[i].at));
	return e;
}

static enum err
copy_lines(struct ctx *c, struct ref from, struct ref to)
{
	enum err refused = OK, e;
	int64_t ids[LINES_MAX];
	size_t count;

	TRY(record_lines_of(c, from, 0, ids, &count));
	for (size_t i = 0; i < count; i++) {
		e = copy_line(c, (struct ref){ from.entity->lines, ids[i] }, to.id, i);
		if (e != OK && e != ERR_INPUT)
			return e;
		refused = refused == OK ? e : refused;
	}
	return refused;
}

enum err
record_lines_copy(
    struct ctx *c, struct ref which, const json_t *news, struct record **out)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct ref made = { .entity = which.entity };
	struct record *rec;
	enum err e;

	if (which.entity->lines == NULL)
		return ERR_ABSENT;
	TRY(tx_begin(c->db, &tx));
	TRY(record_load(c, which, &rec));
	TRY(record_as_seen(c, rec, 0));
	TRY(record_create(c, which.entity, news, &rec));
	TRY(record_lines_may(c, rec));
	made.id = c->whole = rec->id;
	e = copy_lines(c, which, made);
	c->whole = 0;
	TRY(e);
	TRY(record_lines_settle(c, made));
	TRY(record_load(c, made, out));
	return tx_commit(&tx);
}
