/*
 * act.c - what an entity says can be done with a record is done; see act.h.
 */
#include "record/act.h"

/* ---- may it be done, now? ---- */

static void
say_not_now(struct ctx *c, const struct action *action)
{
	if (auth_asks_all(c, action->when))
		fault(c, STR(""), "not_now", "rule", str_c(c->mem, action->when_text),
		    NULL);
	else
		fault(c, STR(""), "not_now", NULL);
}

static enum err
read_row(struct ctx *c, const struct record *rec, json_t **fields)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	json_t *whole;

	TRY(record_write(c, &w, rec, true));
	TRY(json_read(c->mem, text_done(&t), &whole, NULL));
	*fields = json_object_get(whole, "fields");
	return OK;
}

static enum err
read_rows(struct ctx *c, struct act *a)
{
	bool was = c->actor.program;
	enum err e;

	TRY(read_row(c, a->rec, &a->seen));
	a->whole = a->seen;
	if (!a->rec->entity->guarded)
		return OK;
	c->actor.program = true;
	e = read_row(c, a->rec, &a->whole);
	c->actor.program = was;
	return e;
}

static enum err
begin(struct ctx *c, struct ref which, int64_t seen, struct act *a)
{
	if (a->action == NULL)
		return ERR_ABSENT;
	TRY(db_in_tx(c->db) ? record_load_mine(c, which, &a->rec)
			    : record_load(c, which, &a->rec));
	TRY(record_as_seen(c, a->rec, seen));
	TRY(allow(c, which.entity, MAY_CHANGE, which.id, a->rec->now));
	if (a->action->when != NULL && !rule_holds(c, a->action->when, a->rec->now)) {
		say_not_now(c, a->action);
		return ERR_INPUT;
	}
	return read_rows(c, a);
}

/* ---- the record itself ---- */

/* Some of it no person writes: then all of it is the program's to write. */
static bool
is_programs(struct ctx *c, const struct entity *e, const json_t *then)
{
	const char *name;
	json_t *from;

	json_object_foreach((json_t *)(uintptr_t)then, name, from)
	{
		const struct field *f = entity_field(e, str_of(name));

		if (f != NULL &&
		    (f->readonly || auth_field(c, f, MAY_CHANGE) == WHOSE_NONE))
			return true;
	}
	return false;
}

/* Its version is another by now, if what was made before changed it too. */
static enum err
then(struct ctx *c, struct act *a)
{
	const struct entity *e = a->rec->entity;
	const json_t *then = json_object_get(a->action->spec, "then");
	json_t *news = act_values(c, a, e, then, SAID_BY_ACTOR, true);
	bool was = c->actor.program;
	size_t from = c->fault_count;
	enum err err;

	json_object_update(news, act_values(c, a, e, then, SAID_BY_PROGRAM, true));
	if (json_object_size(news) == 0)
		return OK;
	c->actor.program |= is_programs(c, e, then);
	err = record_change(c, (struct ref){ e, a->rec->id }, 0, news, &a->rec);
	c->actor.program = was;
	faults_told(c, e, from);
	if (err != OK)
		act_place_faults(c, a, from, then, NULL);
	a->acted.changed += err == OK;
	return err;
}

static enum err
run(struct ctx *c, struct act *a)
{
	act_read_asks(c, a);
	if (c->fault_count > 0)
		return ERR_INPUT;
	TRY(act_change(c, a));
	TRY(act_make(c, a));
	return then(c, a);
}

static json_t *
asks_of(struct ctx *c, const struct act *a, const struct act *inner, const json_t *with)
{
	json_t *asks = json_hold(c->mem, json_object()), *from;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)with, name, from)
	{
		const char *of = json_string_value(json_object_get(from, "of"));
		json_t *value = of != NULL ? json_object_get(inner->seen, of)
					   : act_value(c, a, NULL, from);

		if (value != NULL)
			json_object_set(asks, name, value);
	}
	return asks;
}

enum err
act_inner(struct ctx *c, struct act *a, struct ref which, const struct action *action,
    const json_t *with)
{
	json_t *wish = json_hold(c->mem, json_object());
	struct act *inner = arena_make(c->mem, struct act);

	if (a->inner) /* an action within one within one is a circle, or as good as one */
		return ERR_BUG;
	*inner = (struct act){ .action = action, .wish = wish, .inner = true };
	TRY(begin(c, which, 0, inner));
	json_object_set(wish, "asks", asks_of(c, a, inner, with));
	TRY(run(c, inner));
	a->acted.changed += inner->acted.changed;
	a->acted.created += inner->acted.created;
	return OK;
}

/* ---- told ---- */

static void
write_asks(struct ctx *c, const struct act *a, struct jw *w)
{
	jw_key(w, "asks");
	jw_open(w);
	for (size_t i = 0; i < a->action->ask_count; i++) {
		const struct ask *ask = &a->action->asks[i];
		const json_t *value = act_preset(c, ask);

		if (value == NULL || !act_may_ask(c, ask))
			continue;
		jw_key_str(w, ask->name);
		jw_json(w, value);
	}
	jw_close(w);
}

static void
write_changed(const struct act *a, struct jw *w)
{
	jw_key(w, "changed");
	jw_array(w);
	for (size_t i = 0; i < a->changed_count; i++) {
		jw_open(w);
		jw_key(w, "as");
		jw_c(w, a->changed[i].as);
		jw_key(w, "count");
		jw_int(w, a->changed[i].count);
		jw_key(w, "stays");
		jw_int(w, a->changed[i].stays);
		jw_close(w);
	}
	jw_end(w);
}

enum err
record_act_plan(struct ctx *c, struct ref which, struct str action, struct jw *w)
{
	struct act *a = arena_make(c->mem, struct act);

	a->action = entity_action(which.entity, action);
	TRY(begin(c, which, 0, a));
	a->asked = json_hold(c->mem, json_object());
	jw_open(w);
	write_asks(c, a, w);
	TRY(act_write_changes(c, a, w));
	TRY(act_write_makes(c, a, w));
	jw_close(w);
	return OK;
}

enum err
record_act(struct ctx *c, struct ref which, struct str action, int64_t seen,
    const json_t *wish, struct acted *acted, struct jw *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct act *a = arena_make(c->mem, struct act);

	a->action = entity_action(which.entity, action);
	a->wish = wish;
	TRY(tx_begin(c->db, &tx));
	TRY(begin(c, which, seen, a));
	TRY(run(c, a));
	TRY(act_write_made(c, a, w));
	write_changed(a, w);
	jw_key(w, "row");
	TRY(record_write(c, w, a->rec, false));
	*acted = a->acted;
	return tx_commit(&tx);
}
