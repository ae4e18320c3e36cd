/*
 * meta_actions.c - what can be done with a record: buttons, and what they ask.
 */
#include "api/meta_room.h"

/* When it may be done, as the tree that the client evaluates. */
static void
write_when(struct ctx *c, struct jw *w, const struct action *a)
{
	if (a->when == NULL || !auth_asks_all(c, a->when))
		return;
	jw_key(w, "when");
	rule_json(w, a->when);
}

static void
write_label(struct ctx *c, struct jw *w, const struct entity *e, const struct action *a)
{
	jw_key(w, "label");
	jw_str(w, action_label(c->meta, c->actor.language, e, a));
}

/* A word of the action in the reader's language: "contact.act.move.account". */
static struct str
word_of(struct ctx *c, const struct entity *e, const struct action *a, struct str name,
    struct str english)
{
	struct str path = str_printf(c->mem, "%.*s.act.%.*s.%.*s", STR_ARG(e->name),
	    STR_ARG(a->name), STR_ARG(name));

	return meta_label(c->meta, c->actor.language, path.at, english);
}

static void
write_ask(struct ctx *c, struct jw *w, const struct entity *e, const struct action *a,
    const struct ask *ask)
{
	struct str doc = str_printf(c->mem, "%.*s.doc", STR_ARG(ask->name));
	struct str label = ask->label.len > 0
			       ? word_of(c, e, a, ask->name, ask->label)
			       : field_label(c->meta, c->actor.language, ask->field);

	jw_open(w);
	jw_key(w, "name");
	jw_str(w, ask->name);
	jw_key(w, "label");
	jw_str(w, label);
	jw_key(w, "doc");
	jw_str(w, word_of(c, e, a, doc, ask->doc));
	jw_key(w, "entity");
	jw_str(w, ask->field->entity->name);
	jw_key(w, "field");
	jw_str(w, ask->field->name);
	jw_key(w, "required");
	jw_bool(w, ask->required);
	jw_close(w);
}

static void
write_action(struct ctx *c, struct jw *w, const struct entity *e, const struct action *a)
{
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, a->name);
	write_label(c, w, e, a);
	jw_key(w, "doc");
	jw_str(w, word_of(c, e, a, STR("doc"), a->doc));
	jw_key(w, "icon");
	jw_str(w, a->icon);
	write_when(c, w, a);
	jw_key(w, "asks");
	jw_array(w);
	for (size_t i = 0; i < a->ask_count; i++)
		if (auth_field(c, a->asks[i].field, MAY_CHANGE) != WHOSE_NONE)
			write_ask(c, w, e, a, &a->asks[i]);
	jw_end(w);
	jw_close(w);
}

static void
write_convert(struct ctx *c, struct jw *w, const struct entity *e)
{
	const struct action *convert = entity_action(e, STR(ACTION_CONVERT));

	if (convert == NULL)
		return;
	jw_key(w, "convert");
	jw_open(w);
	write_label(c, w, e, convert);
	write_when(c, w, convert);
	jw_close(w);
}

void
meta_write_actions(struct ctx *c, struct jw *w, const struct entity *e)
{
	write_convert(c, w, e);
	if (e->action_count == 0)
		return;
	jw_key(w, "actions");
	jw_array(w);
	for (size_t i = 0; i < e->action_count; i++)
		if (!str_is(e->actions[i].name, ACTION_CONVERT))
			write_action(c, w, e, &e->actions[i]);
	jw_end(w);
}
