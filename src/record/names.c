/*
 * names.c - what the events of a record name: who did it, and what its
 * references pointed to before and after.  One statement for each entity that
 * is named, whatever the number of events.
 */
#include "record/room.h"

/* A change of a reference, one side of it. */
struct side {
	const struct event *event;
	const struct field *field;
	const struct entity *entity;
	int64_t id;
	bool to;
};

struct named { /* records of one entity */
	const struct entity *entity;
	LIST(int64_t) ids;
	struct title *titles;
};

struct names {
	LIST(struct side) sides;
	LIST(struct named) named;
};

static void
want(struct ctx *c, struct names *names, const struct entity *e, int64_t id)
{
	struct named *n = names->named.at, *end = n + names->named.count;

	while (n < end && n->entity != e)
		n++;
	if (n == end) {
		n = list_add(c->mem, &names->named);
		n->entity = e;
	}
	for (size_t i = 0; i < n->ids.count; i++)
		if (n->ids.at[i] == id)
			return;
	*list_add(c->mem, &n->ids) = id;
}

static void
take_side(struct ctx *c, struct names *names, struct side side, const json_t *value)
{
	struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
	size_t faults = c->fault_count;

	if (!json_is_null(value))
		side.field->type->read(c, side.field, value, cells);
	c->fault_count = faults;
	side.entity = value_empty(cells) ? NULL : value_target(side.field, cells);
	side.id = cells[0].i;
	if (side.entity == NULL)
		return;
	want(c, names, side.entity, side.id);
	*list_add(c->mem, &names->sides) = side;
}

static void
take_changes(
    struct ctx *c, struct names *names, const struct entity *e, const struct event *event)
{
	json_t *changes, *change;
	const char *key;

	if (event->changes.len == 0 ||
	    json_read(c->mem, event->changes, &changes, NULL) != OK)
		return;
	json_object_foreach(changes, key, change)
	{
		struct side side = { .event = event };

		side.field = entity_field(e, str_of(key));
		if (side.field == NULL || side.field->to_count == 0)
			continue;
		take_side(c, names, side, json_object_get(change, "from"));
		side.to = true;
		take_side(c, names, side, json_object_get(change, "to"));
	}
}

enum err
names_of(struct ctx *c, const struct entity *e, const struct event *events, size_t count,
    struct names **out)
{
	struct names *names = *out = arena_make(c->mem, struct names);

	for (size_t i = 0; i < count; i++) {
		if (events[i].actor != 0)
			want(
			    c, names, meta_entity(c->meta, STR("user")), events[i].actor);
		take_changes(c, names, e, &events[i]);
	}
	for (size_t i = 0; i < names->named.count; i++) {
		struct named *n = &names->named.at[i];

		TRY(record_titles(c, n->entity, n->ids.at, n->ids.count, &n->titles));
	}
	return OK;
}

static const struct title *
title_of(const struct names *names, struct str entity, int64_t id)
{
	struct title key = { .id = id }, *t;

	for (size_t i = 0; i < names->named.count; i++) {
		const struct named *n = &names->named.at[i];

		if (!str_same(n->entity->name, entity))
			continue;
		t = bsearch(&key, n->titles, n->ids.count, sizeof(key), title_order);
		return t;
	}
	return NULL;
}

void
names_write_by(struct jw *w, const struct names *names, int64_t actor)
{
	const struct title *who;

	jw_key(w, "by");
	if (actor == 0) {
		jw_null(w);
		return;
	}
	who = title_of(names, STR("user"), actor);
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, actor);
	jw_key(w, "title");
	jw_str(w, who == NULL ? STR("") : who->text);
	jw_close(w);
}

void
names_write_refs(
    struct ctx *c, struct jw *w, const struct names *names, const struct event *event)
{
	const struct field *open = NULL;

	jw_key(w, "refs");
	jw_open(w);
	for (size_t i = 0; i < names->sides.count; i++) {
		const struct side *side = &names->sides.at[i];

		if (side->event != event)
			continue;
		if (open != side->field) {
			if (open != NULL)
				jw_close(w);
			open = side->field;
			jw_key_str(w, open->name);
			jw_open(w);
		}
		jw_key_str(w, side->to ? STR("to") : STR("from"));
		title_write(
		    c, w, side->entity, title_of(names, side->entity->name, side->id));
	}
	if (open != NULL)
		jw_close(w);
	jw_close(w);
}
