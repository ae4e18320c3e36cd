/*
 * fill.c - what the caller said, typed; and what nobody said, set.
 */
#include "record/room.h"

static void
take_value(struct ctx *c, struct record *rec, const struct field *f, const json_t *in)
{
	struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
	size_t faults = c->fault_count;

	if (!json_is_null(in))
		f->type->read(c, f, in, cells);
	if (c->fault_count > faults)
		return;
	memcpy(
	    record_value(rec, f), cells, sizeof(*cells) * (size_t)type_columns(f->type));
	rec->given[f->index] = true;
}

/* A read-only field may be said as it is: forms send what they show. */
static bool
same_as_stored(
    struct ctx *c, const struct record *rec, const struct field *f, const json_t *in)
{
	struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
	size_t faults = c->fault_count;

	if (!json_is_null(in))
		f->type->read(c, f, in, cells);
	if (c->fault_count > faults) {
		c->fault_count = faults;
		return false;
	}
	return value_same(f, cells, record_value(rec, f));
}

void
record_put(struct ctx *c, struct record *rec, const struct field *f, const json_t *value)
{
	bool given = rec->given[f->index];

	take_value(c, rec, f, value);
	rec->given[f->index] = given; /* the caller did not say it */
}

/* What a new one begins with today; of what a file brings no day is known but its own. */
static const json_t *
preset_of(struct ctx *c, const struct field *f)
{
	if (!f->preset_today)
		return f->preset;
	return c->via == VIA_IMPORT
		   ? NULL
		   : json_hold(
			 c->mem, json_string(str_c(c->mem,
				     date_write(c->mem, ctx_today(c) + f->preset_days))));
}

static void
take_presets(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const json_t *preset;

		if (f->preset == NULL || rec->given[i] ||
		    !value_empty(record_value(rec, f)))
			continue;
		preset = preset_of(c, f);
		if (preset != NULL)
			take_value(c, rec, f, preset);
	}
}

/* Is it what a new record begins with? */
static bool
is_preset(struct ctx *c, const struct record *rec, const struct field *f)
{
	const json_t *preset = f->preset == NULL ? NULL : preset_of(c, f);

	return preset != NULL && same_as_stored(c, rec, f, preset);
}

/* Did somebody say it, or was it taken over from what the reference named before? */
static enum err
is_own_word(struct ctx *c, const struct record *rec, const struct field *f, bool *own)
{
	const struct cell *was =
	    record_is_new(rec) ? NULL : &rec->before[f->through->first];
	struct record *there;
	enum err e;

	*own = !value_empty(record_value(rec, f)) && !is_preset(c, rec, f);
	if (!*own || was == NULL || was->kind != CELL_INT)
		return OK;
	e = record_load_any(c, (struct ref){ f->through->to[0], was->i }, &there);
	*own =
	    e != OK || !value_same(f, record_value(there, f->from), record_value(rec, f));
	return e == ERR_ABSENT ? OK : e;
}

/* What a reference names now has it, and nobody said anything else.  What they are not
 * to see is taken over to where they do not see it. */
static enum err
take_over(struct ctx *c, struct record *rec, const struct field *f)
{
	const struct cell *v = record_value(rec, f->through);
	struct record *there;
	enum err e;
	bool own;

	if (v->kind != CELL_INT || rec->given[f->index] ||
	    !record_changed(rec, f->through) ||
	    (!auth_asks(c, f->from) && auth_sees(c, f)))
		return OK;
	TRY(is_own_word(c, rec, f, &own));
	if (own)
		return OK;
	e = record_load(c, (struct ref){ f->through->to[0], v->i }, &there);
	if (e == OK && !value_empty(record_value(there, f->from)))
		memcpy(record_value(rec, f), record_value(there, f->from),
		    sizeof(struct cell) * (size_t)type_columns(f->type));
	return e == ERR_ABSENT ? OK : e; /* that is said where targets are checked */
}

static enum err
take_from_others(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;

	for (size_t i = 0; i < e->field_count && e->takes && c->via != VIA_UNDO; i++)
		if (e->fields[i].from != NULL)
			TRY(take_over(c, rec, &e->fields[i]));
	return OK;
}

void
record_compute(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;

	for (size_t i = 0; i < e->computed_count; i++) {
		const struct field *f = e->computed[i];

		calc_run(c, f->is, f, rec->now, record_value(rec, f));
	}
}

/* A file brings records with the day on which they were made elsewhere. */
static bool
may_say(const struct ctx *c, const struct field *f)
{
	if (c->via == VIA_UNDO)
		return true; /* it was there */
	if (auth_field(c, f, MAY_CHANGE) == WHOSE_NONE)
		return false;
	return !f->readonly || c->actor.program ||
	       (c->via == VIA_IMPORT && str_is(f->name, "created_ms"));
}

/*
 * Another's private field may not even be compared with what is said of it.
 * A new record is nobody's yet: see check_mine().
 */
static bool
is_others(const struct ctx *c, const struct record *rec, const struct field *f)
{
	return rec->before != NULL && auth_field(c, f, MAY_READ) == WHOSE_MINE &&
	       !auth_is_mine(c, rec->entity, rec->before);
}

/* What is taken back, whoever sees it. */
static bool
is_there(const struct ctx *c, const struct field *f)
{
	return f != NULL && (auth_sees(c, f) || (c->via == VIA_UNDO && !f->hidden));
}

static void
say_one(struct ctx *c, struct record *rec, const struct field *f, const json_t *value)
{
	if (is_others(c, rec, f))
		fault(c, f->name, "readonly", NULL);
	else if (may_say(c, f))
		take_value(c, rec, f, value);
	else if (!same_as_stored(c, rec, f, value))
		fault(c, f->name, "readonly", NULL);
}

enum err
record_say(struct ctx *c, struct record *rec, const json_t *news)
{
	size_t faults = c->fault_count;
	const char *key;
	json_t *value;

	if (!json_is_object(news)) {
		fault(c, STR(""), "not_text", NULL);
		return ERR_INPUT;
	}
	json_object_foreach((json_t *)(uintptr_t)news, key, value)
	{
		const struct field *f = entity_field(rec->entity, str_of(key));

		if (!is_there(c, f))
			fault(c, utf8_head(str_of(key), 60), "unknown_field", NULL);
		else
			say_one(c, rec, f, value);
	}
	return c->fault_count > faults ? ERR_INPUT : OK;
}

/*
 * errs  INPUT  a value does not fit, a field is unknown or read-only; a fault
 *              each, and the record is half-filled: do not store it
 */
enum err
record_fill(struct ctx *c, struct record *rec, const json_t *news)
{
	const struct entity *e = rec->entity;
	enum err said = record_say(c, rec, news);

	if (said != OK && !json_is_object(news))
		return said;
	TRY(take_from_others(c, rec));
	if (record_is_new(rec))
		take_presets(c, rec);
	for (size_t i = 0; i < e->trait_count; i++)
		if (e->traits[i]->fill != NULL)
			TRY(e->traits[i]->fill(c, rec));
	if (e->hooks != NULL && e->hooks->fill != NULL)
		TRY(e->hooks->fill(c, rec));
	record_compute(c, rec);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}
