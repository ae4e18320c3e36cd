/*
 * act_say.c - what somebody said to an action, and the values that follow of it.
 */
#include "record/act.h"

/* The day it is for whoever asks. */
static json_t *
today(struct ctx *c)
{
	struct str day = date_write(c->mem, ctx_today(c));

	return json_hold(c->mem, json_stringn(day.at, day.len));
}

static json_t *
id_value(struct ctx *c, const struct field *f, const struct entity *e, int64_t id)
{
	const char *text = str_printf(c->mem, "%" PRId64, id).at;

	if (f == NULL || f->to_count == 1 || f->system)
		return json_hold(c->mem, json_string(text));
	return json_hold(c->mem,
	    json_pack("{s:s%, s:s}", "entity", e->name.at, e->name.len, "id", text));
}

/* ---- what is asked ---- */

bool
act_may_ask(const struct ctx *c, const struct ask *ask)
{
	return auth_field(c, ask->field, MAY_CHANGE) != WHOSE_NONE;
}

json_t *
act_preset(struct ctx *c, const struct ask *ask)
{
	return str_is(json_str(ask->preset), "@today") ? today(c)
						       : (json_t *)(uintptr_t)ask->preset;
}

static struct str
place_of(struct ctx *c, struct str name)
{
	return str_printf(c->mem, "asks.%.*s", STR_ARG(name));
}

/* Is it what the record has now, or the record itself? */
static bool
is_as_now(const struct act *a, const struct ask *ask, const struct cell *cells)
{
	const struct field *f = ask->field;

	if (f->to_count == 1 && f->to[0] == a->rec->entity && cells->i == a->rec->id)
		return true;
	return f->entity == a->rec->entity &&
	       value_same(f, cells, record_value(a->rec, f));
}

static void
take_ask(struct ctx *c, struct act *a, const struct ask *ask, json_t *value)
{
	struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
	struct str at = place_of(c, ask->name);
	size_t from = c->fault_count;

	if (json_is_null(value))
		value = NULL;
	if (value != NULL)
		ask->field->type->read(c, ask->field, value, cells);
	else if (ask->required)
		fault(c, at, "required", NULL);
	if (c->fault_count == from && ask->other && is_as_now(a, ask, cells))
		fault(c, at, "same_as_now", NULL);
	for (size_t i = from; i < c->fault_count; i++)
		c->faults[i].at = at;
	if (value != NULL)
		json_object_set(a->asked, str_c(c->mem, ask->name), value);
}

static const struct ask *
ask_named(const struct action *action, struct str name)
{
	for (size_t i = 0; i < action->ask_count; i++)
		if (str_same(action->asks[i].name, name))
			return &action->asks[i];
	return NULL;
}

void
act_read_asks(struct ctx *c, struct act *a)
{
	json_t *said = json_object_get(a->wish, "asks"), *value;
	const char *name;

	a->asked = json_hold(c->mem, json_object());
	json_object_foreach(said, name, value)
	{
		const struct ask *ask = ask_named(a->action, str_of(name));

		if (ask == NULL || !act_may_ask(c, ask))
			fault(c, place_of(c, utf8_head(str_of(name), 60)),
			    "unknown_field", NULL);
	}
	for (size_t i = 0; i < a->action->ask_count; i++) {
		const struct ask *ask = &a->action->asks[i];

		value = json_object_get(said, str_c(c->mem, ask->name));
		if (act_may_ask(c, ask))
			take_ask(c, a, ask, value == NULL ? act_preset(c, ask) : value);
	}
}

/* ---- values ---- */

static const struct made *
made_as(const struct act *a, struct str name)
{
	for (size_t i = 0; i < a->made_count; i++)
		if (str_is(name, a->made[i].as))
			return &a->made[i];
	return NULL;
}

static json_t *
asked_value(
    struct ctx *c, const struct act *a, const struct field *f, const struct ask *ask)
{
	json_t *value = json_object_get(a->asked, str_c(c->mem, ask->name));
	int64_t id;

	if (value != NULL && ask->field->to_count == 1 && str_int(json_str(value), &id))
		return id_value(c, f, ask->field->to[0], id);
	return value;
}

/* "@name": what is asked, made before, or the record itself. */
static json_t *
named(struct ctx *c, const struct act *a, const struct field *f, struct str name)
{
	const struct ask *ask = ask_named(a->action, name);
	const struct made *made = made_as(a, name);

	if (ask != NULL)
		return asked_value(c, a, f, ask);
	if (str_is(name, "this"))
		return id_value(c, f, a->rec->entity, a->rec->id);
	if (str_is(name, "today"))
		return today(c);
	return made == NULL || made->id == 0 ? NULL
					     : id_value(c, f, made->entity, made->id);
}

static json_t *
resolve(struct ctx *c, const struct act *a, const struct field *f, const json_t *row,
    const json_t *from)
{
	struct str name = json_str(from);

	if (json_is_object(from))
		return json_object_get(from, "const");
	if (name.len > 1 && name.at[0] == '@')
		return named(c, a, f, (struct str){ name.at + 1, name.len - 1 });
	if (name.at != NULL && entity_field(a->rec->entity, name) != NULL)
		return json_object_get(row, str_c(c->mem, name));
	return (json_t *)(uintptr_t)from;
}

json_t *
act_value(struct ctx *c, const struct act *a, const struct field *f, const json_t *from)
{
	bool seen = f == NULL || auth_sees(c, f);

	return resolve(c, a, f, seen ? a->seen : a->whole, from);
}

static enum sayer
sayer_of(struct ctx *c, const struct field *f)
{
	return f != NULL && auth_field(c, f, MAY_CHANGE) == WHOSE_NONE ? SAID_BY_PROGRAM
								       : SAID_BY_ACTOR;
}

json_t *
act_values(struct ctx *c, const struct act *a, const struct entity *e, const json_t *set,
    enum sayer sayer, bool clears)
{
	json_t *news = json_hold(c->mem, json_object()), *from;
	const char *key;

	json_object_foreach((json_t *)(uintptr_t)set, key, from)
	{
		const struct field *f = entity_field(e, str_of(key));
		json_t *value;

		if (sayer_of(c, f) != sayer)
			continue;
		value = act_value(c, a, f, from);
		if (value != NULL && !json_is_null(value))
			json_object_set(news, key, value);
		else if (clears)
			json_object_set_new(news, key, json_null());
	}
	return news;
}

/* ---- steps ---- */

bool
act_applies(struct ctx *c, const struct act *a, const json_t *step)
{
	const char *given = json_string_value(json_object_get(step, "given"));
	struct str text = json_get_str(step, "when");
	struct rule_fault why;
	struct rule *when;

	if (given != NULL && json_object_get(a->asked, given) == NULL)
		return false;
	if (text.len == 0)
		return true;
	return rule_compile(c->mem, c->meta, a->rec->entity, text, &when, &why) == OK &&
	       rule_holds(c, when, a->rec->now);
}

void
act_place_faults(
    struct ctx *c, const struct act *a, size_t from, const json_t *set, const char *as)
{
	for (size_t i = from; i < c->fault_count; i++) {
		struct str at = c->faults[i].at;
		struct str value = json_get_str(set, str_c(c->mem, at));
		struct str head, name;

		if (str_cut(value, '@', &head, &name) && head.len == 0 &&
		    ask_named(a->action, name) != NULL)
			c->faults[i].at = place_of(c, name);
		else if (as != NULL)
			c->faults[i].at = str_printf(c->mem, "%s.%.*s", as, STR_ARG(at));
	}
}
