/*
 * act_make.c - records that an action makes: each step of "makes" finds one that is
 * there already, or makes one.
 */
#include "record/act.h"

/* ---- what is there already ---- */

/* What agrees in "find". */
static enum err
find_existing(struct ctx *c, const struct act *a, const struct entity *e,
    const json_t *find, int64_t *id)
{
	struct record *probe = record_new(c, e);
	const struct field *fields[4];
	size_t count = 0;
	const char *key;
	json_t *from;

	*id = 0;
	if (record_fill(c, probe, act_values(c, a, e, find, SAID_BY_ACTOR, false)) != OK)
		fault_clear(c);
	json_object_foreach((json_t *)(uintptr_t)find, key,
	    from) if (count < COUNT_OF(fields) && entity_field(e, str_of(key)) != NULL)
	    fields[count++] = entity_field(e, str_of(key));
	return count == 0 ? OK : record_same(c, probe, fields, count, id);
}

static enum err
write_step(struct ctx *c, const struct act *a, const json_t *step, struct jw *w)
{
	const struct entity *e = meta_entity(c->meta, json_get_str(step, "entity"));
	int64_t id;
	struct record *found;

	TRY(find_existing(c, a, e, json_object_get(step, "find"), &id));
	jw_open(w);
	jw_key(w, "as");
	jw_str(w, json_get_str(step, "as"));
	jw_key(w, "entity");
	jw_str(w, e->name);
	jw_key(w, "fields");
	jw_json(
	    w, act_values(c, a, e, json_object_get(step, "set"), SAID_BY_ACTOR, false));
	jw_key(w, "optional");
	jw_bool(w, json_get_bool(step, "optional"));
	jw_key(w, "matches");
	jw_array(w);
	if (id != 0 && record_load(c, (struct ref){ e, id }, &found) == OK) {
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, id);
		jw_key(w, "title");
		jw_str(w, record_title(c->mem, found));
		jw_close(w);
	}
	jw_end(w);
	jw_close(w);
	return OK;
}

enum err
act_write_makes(struct ctx *c, const struct act *a, struct jw *w)
{
	const json_t *step;
	size_t i;

	jw_key(w, "makes");
	jw_array(w);
	json_array_foreach(json_object_get(a->action->spec, "makes"), i, step)
	{
		if (act_applies(c, a, step) &&
		    meta_entity(c->meta, json_get_str(step, "entity")) != NULL)
			TRY(write_step(c, a, step, w));
	}
	jw_end(w);
	return OK;
}

/* ---- made ---- */

/* A step's faults say whose they are: "deal.name", for each has a name. */
enum err
act_create(struct ctx *c, struct act *a, const struct made *made, const json_t *set,
    const json_t *chosen, struct record **rec)
{
	size_t before = c->fault_count;
	json_t *news = act_values(c, a, made->entity, set, SAID_BY_ACTOR, false);
	json_t *hidden = act_values(c, a, made->entity, set, SAID_BY_PROGRAM, false);
	enum err e;

	json_object_update(news, (json_t *)(uintptr_t)chosen);
	e = record_create_hidden(c, made->entity, news, hidden, rec);
	a->acted.created += e == OK;
	if (e != OK)
		act_place_faults(c, a, before, set, made->as);
	return e;
}

/*
 * One step, as the caller chose: { "id" } takes what is there, { "fields" }
 * overrides what is made, null leaves it out, absent does what is usual.
 */
static enum err
run_step(struct ctx *c, struct act *a, const json_t *step)
{
	struct made *made = &a->made[a->made_count];
	const json_t *choice;
	struct record *rec;

	made->as = json_string_value(json_object_get(step, "as"));
	made->entity = meta_entity(c->meta, json_get_str(step, "entity"));
	choice = json_object_get(json_object_get(a->wish, "into"), made->as);
	if (made->entity == NULL || json_is_null(choice) || !act_applies(c, a, step))
		return OK;
	if (json_object_get(choice, "id") != NULL) {
		if (!str_int(json_get_str(choice, "id"), &made->id))
			return ERR_ABSENT;
		TRY(record_load(c, (struct ref){ made->entity, made->id }, &rec));
		made->existing = true;
	} else if (choice == NULL) {
		TRY(find_existing(
		    c, a, made->entity, json_object_get(step, "find"), &made->id));
		made->existing = made->id != 0;
	}
	if (made->id == 0) {
		TRY(act_create(c, a, made, json_object_get(step, "set"),
		    json_object_get(choice, "fields"), &rec));
		made->id = rec->id;
	}
	a->made_count++;
	return OK;
}

enum err
act_make(struct ctx *c, struct act *a)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(a->action->spec, "makes"), i, step)
	{
		if (a->made_count < META_STEPS_MAX)
			TRY(run_step(c, a, step));
	}
	return OK;
}

enum err
act_write_made(struct ctx *c, const struct act *a, struct jw *w)
{
	jw_key(w, "made");
	jw_array(w);
	for (size_t i = 0; i < a->made_count; i++) {
		const struct made *made = &a->made[i];
		struct record *rec;

		TRY(record_load(c, (struct ref){ made->entity, made->id }, &rec));
		jw_open(w);
		jw_key(w, "as");
		jw_c(w, made->as);
		jw_key(w, "entity");
		jw_str(w, made->entity->name);
		jw_key(w, "id");
		jw_id(w, made->id);
		jw_key(w, "title");
		jw_str(w, record_title(c->mem, rec));
		jw_key(w, "existing");
		jw_bool(w, made->existing);
		jw_close(w);
	}
	jw_end(w);
	return OK;
}
