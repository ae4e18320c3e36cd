/*
 * stage.c - the trait "stage": a record that moves along a pipeline.
 *
 * A move follows an arrow, brings what the new stage needs, and starts the
 * clock of the stage again.  History that is imported is not asked by which
 * way it came.
 */
#include "record/record.h"
#include "trait/trait.h"

static const struct stage *
stage_of(const struct record *rec, const struct cell *cells)
{
	const struct cell *v = &cells[rec->entity->stage->first];

	return v->kind == CELL_TEXT ? entity_stage(rec->entity, v->s) : NULL;
}

static bool
moved(const struct record *rec)
{
	return record_is_new(rec) || record_changed(rec, rec->entity->stage);
}

/* The first stage is where a record begins; a stage sets what nobody said. */
static enum err
stage_fill(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;
	const struct stage *stage;
	const char *key;
	json_t *value;

	if (e->stage == NULL)
		return OK;
	if (record_is_new(rec) && value_empty(record_value(rec, e->stage)))
		*record_value(rec, e->stage) = CELL_OF_TEXT(e->stages[0].name);
	stage = stage_of(rec, rec->now);
	if (stage == NULL || !moved(rec))
		return OK;
	json_object_foreach((json_t *)(uintptr_t)stage->sets, key, value)
	{
		const struct field *f = entity_field(e, str_of(key));

		if (f != NULL && !rec->given[f->index])
			record_put(c, rec, f, value);
	}
	return OK;
}

static bool
has_arrow(const struct stage *from, const struct stage *to)
{
	for (size_t i = 0; i < from->next_count; i++)
		if (str_same(from->next[i], to->name))
			return true;
	return false;
}

/* A stage as the actor calls it. */
static const char *
label(struct ctx *c, const struct entity *e, const struct stage *stage)
{
	struct str path =
	    str_printf(c->mem, "%.*s.stage.%.*s", STR_ARG(e->name), STR_ARG(stage->name));

	return str_c(c->mem, meta_label(c->meta, c->actor.language, path.at,
				 field_option(e->stage, stage->name)->label));
}

static void
check_locks(struct ctx *c, const struct record *rec, const struct stage *stage)
{
	for (size_t i = 0; i < stage->locks_count; i++)
		if (record_changed(rec, stage->locks[i]))
			fault(c, stage->locks[i]->name, "locked", NULL);
}

static enum err
stage_check(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;
	const struct stage *to, *from;

	if (e->stage == NULL || c->via == VIA_IMPORT)
		return OK;
	to = stage_of(rec, rec->now);
	from = record_is_new(rec) ? NULL : stage_of(rec, rec->before);
	if (to == NULL)
		return OK; /* the type has said so */
	if (from != NULL && from == to)
		check_locks(c, rec, to);
	if (!moved(rec) || from == to)
		return OK;
	if (from != NULL && c->via != VIA_UNDO && !has_arrow(from, to))
		fault(c, e->stage->name, "no_arrow", "from", label(c, e, from), "to",
		    label(c, e, to), NULL);
	for (size_t i = 0; i < to->needs_count; i++)
		if (value_empty(record_value(rec, to->needs[i])))
			fault(c, to->needs[i]->name, "needed", NULL);
	if (to->when != NULL && rule_is_local(to->when) &&
	    !rule_holds(c, to->when, rec->now))
		fault(c, e->stage->name, "not_now", NULL);
	return OK;
}

/* The day it ended, in the zone of whoever ended it; none while it is open. */
static void
stamp_end(struct ctx *c, struct record *rec)
{
	const struct field *closed = entity_field(rec->entity, STR("closed_on"));
	const struct stage *stage = stage_of(rec, rec->now);

	if (closed == NULL || strcmp(closed->type->name, "date") != 0 || stage == NULL)
		return;
	if (stage->end == STAGE_OPEN)
		value_clear(closed, record_value(rec, closed));
	else if (!rec->given[closed->index] || value_empty(record_value(rec, closed)))
		if (c->via != VIA_IMPORT)
			*record_value(rec, closed) =
			    CELL_OF_TEXT(date_write(c->mem, ctx_today(c)));
}

static enum err
stage_stamp(struct ctx *c, struct record *rec)
{
	const struct field *since = entity_field(rec->entity, STR("stage_since_ms"));

	if (rec->entity->stage == NULL || !moved(rec))
		return OK;
	if (!rec->given[since->index])
		*record_value(rec, since) = CELL_OF_INT(c->now_ms);
	stamp_end(c, rec);
	return OK;
}

/* What it is now is what somebody was shown.  What is imported is on its way still: its
 * lines come behind it. */
static enum err
stage_keep(struct ctx *c, struct record *rec)
{
	const struct stage *stage =
	    rec->entity->stage == NULL ? NULL : stage_of(rec, rec->now);

	if (stage == NULL || !stage->keeps || !moved(rec) || c->via == VIA_IMPORT)
		return OK;
	return record_version_keep(c, rec);
}

const struct trait trait_stage = {
	.name = "stage",
	.still = true,
	.doc = "Moves along a pipeline and remembers since when.",
	.adds =
	    "{ \"stage\": { \"type\": \"choice\", \"label\": \"Stage\", \"required\": "
	    "true },"
	    "  \"stage_since_ms\": { \"type\": \"time\", \"label\": \"In stage since\","
	    "    \"readonly\": true, \"audit\": false } }",
	.fill = stage_fill,
	.check = stage_check,
	.before_write = stage_stamp,
	.after_write = stage_keep,
};
