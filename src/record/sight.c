/*
 * sight.c - who sees what happened.
 *
 * An event is for those who may read its record now.  Who could before it and
 * cannot any more is told that it is gone, and nothing else of it; for who
 * could not, it came.  The record is read once for an event, whoever asks, and
 * so is each record that a rule reaches; an open right reads nothing.
 *
 * What a record was is what it is, with the "from" of the event in it: so a
 * right that asks a field without history is asked of the field as it is now.
 */
#include "record/room.h"

struct reached { /* a record behind a reference */
	const struct entity *entity;
	int64_t id;
	const struct cell *cells; /* NULL: it is not there */
};

struct happened {
	struct ctx *c;
	const struct event *event;
	const struct entity *entity; /* NULL: nobody speaks of such things any more */
	const struct cell *now, *before;
	LIST(struct reached) reached;
	bool looked;
	enum err err;
};

struct happened *
record_happened(struct ctx *c, const struct event *event)
{
	struct happened *h = arena_make(c->mem, struct happened);

	h->c = c;
	h->event = event;
	h->entity = meta_entity(c->meta, event->entity);
	return h;
}

/* The stored cells, or NULL; a failure of the database is kept in h. */
static const struct cell *
cells_of(struct happened *h, const struct entity *e, int64_t id)
{
	struct record *rec;
	enum err err = record_load_any(h->c, (struct ref){ e, id }, &rec);

	if (err == OK)
		return rec->now;
	if (err != ERR_ABSENT)
		h->err = err;
	return NULL;
}

static const struct cell *
reach(void *arg, const struct field *hop, const struct cell *own)
{
	struct happened *h = arg;
	const struct cell *v = &own[hop->first];
	const struct entity *to = value_empty(v) ? NULL : value_target(hop, v);
	struct reached *found;

	if (to == NULL)
		return NULL;
	for (size_t i = 0; i < h->reached.count; i++)
		if (h->reached.at[i].id == v->i && h->reached.at[i].entity == to)
			return h->reached.at[i].cells;
	found = list_add(h->c->mem, &h->reached);
	*found = (struct reached){ to, v->i, cells_of(h, to, v->i) };
	return found->cells;
}

/* The field as it was; as it is now, if that cannot be read any more. */
static void
put_back(struct ctx *c, const struct field *f, const json_t *from, struct cell *cells)
{
	struct cell was[TYPE_COLUMNS_MAX] = { 0 };
	size_t faults = c->fault_count;

	if (!json_is_null(from))
		f->type->read(c, f, from, was);
	if (c->fault_count == faults)
		memcpy(
		    &cells[f->first], was, sizeof(*was) * (size_t)type_columns(f->type));
	c->fault_count = faults;
}

static const struct cell *
cells_before(struct happened *h)
{
	size_t size = sizeof(struct cell) * h->entity->cell_count;
	struct cell *cells = arena_alloc(h->c->mem, size);
	json_t *changes, *change;
	const char *key;

	memcpy(cells, h->now, size);
	if (h->event->changes.len == 0 ||
	    json_read(h->c->mem, h->event->changes, &changes, NULL) != OK)
		return cells;
	json_object_foreach(changes, key, change)
	{
		const struct field *f = entity_field(h->entity, str_of(key));

		if (f != NULL)
			put_back(h->c, f, json_object_get(change, "from"), cells);
	}
	return cells;
}

static void
look(struct happened *h)
{
	if (h->looked)
		return;
	h->looked = true;
	h->now = cells_of(h, h->entity, h->event->record);
	if (h->now != NULL && str_is(h->event->what, "changed"))
		h->before = cells_before(h);
}

enum sight
record_sight_of_all(struct ctx *c, const struct happened *h)
{
	struct grant g;

	if (h->entity == NULL)
		return SIGHT_NONE;
	g = auth_grant(c, h->entity, MAY_READ);
	return g.all ? SIGHT_SEEN : auth_never(&g) ? SIGHT_NONE : SIGHT_ASK;
}

enum sight
record_sight(struct ctx *c, struct happened *h)
{
	struct far far = { reach, h };
	enum sight all = record_sight_of_all(c, h);
	struct grant g;
	bool sees, saw;

	if (all != SIGHT_ASK)
		return all;
	look(h);
	if (h->now == NULL)
		return h->err == OK ? SIGHT_NONE : SIGHT_ASK;
	g = auth_grant(c, h->entity, MAY_READ);
	sees = auth_holds(c, &g, h->event->record, h->now, &far);
	saw = h->before == NULL ? sees
				: auth_holds(c, &g, h->event->record, h->before, &far);
	if (h->err != OK)
		return SIGHT_ASK;
	return sees ? (saw ? SIGHT_SEEN : SIGHT_CAME) : saw ? SIGHT_GONE : SIGHT_NONE;
}

struct str
record_told(struct ctx *c, struct happened *h)
{
	bool mine = false;

	if (h->entity->guarded && h->entity->owner != NULL) {
		look(h);
		mine = h->now != NULL && auth_is_mine(c, h->entity, h->now);
	}
	return changes_told(c, h->entity, h->event->changes, mine);
}

/* The fields of an event's record that changed. */
struct turned {
	const struct field *at[META_FIELDS_MAX];
	size_t count;
};

static void
find_turned(const struct happened *h, const json_t *changes, struct turned *out)
{
	const char *key;
	json_t *change;

	out->count = 0;
	json_object_foreach((json_t *)(uintptr_t)changes, key, change)
	{
		const struct field *f = entity_field(h->entity, str_of(key));

		if (f != NULL && out->count < COUNT_OF(out->at))
			out->at[out->count++] = f;
	}
}

/* Does a right to read x ask one of them: of x itself, or behind a reference? */
static bool
is_asked(const struct entity *x, const struct turned *turned,
    bool (*asks)(const struct rule *rule, const struct field *f))
{
	for (size_t i = 0; i < x->may_count; i++) {
		const struct right *right = &x->may[i].rights[MAY_READ];

		for (size_t j = 0; right->rule != NULL && j < turned->count; j++)
			if (asks(right->rule, turned->at[j]))
				return true;
	}
	return false;
}

static bool
has_turned(const struct turned *turned, const struct field *f)
{
	for (size_t i = 0; i < turned->count; i++)
		if (turned->at[i] == f)
			return true;
	return false;
}

static bool
has_territories(const struct entity *e)
{
	for (size_t i = 0; i < e->may_count; i++)
		if (e->may[i].rights[MAY_READ].territory)
			return true;
	return false;
}

/* May somebody read a record of e now, or no more, that is other in this? */
static bool
is_opened(const struct ctx *c, const struct entity *e, const struct turned *turned)
{
	bool opened = is_asked(e, turned, rule_asks), lies = has_territories(e);

	for (size_t i = 0; i < turned->count && lies && !opened; i++)
		opened = auth_territory_asks(c, e, turned->at[i]);

	if (e->about_count > 0 && e->owner != NULL)
		opened |= has_turned(turned, e->owner);
	for (size_t i = 0; i < e->about_count; i++)
		opened |= has_turned(turned, e->about[i]);
	return opened;
}

/* Items are read by who reads what they are about, as deep as auth/about.c goes. */
static bool
is_reached(const struct happened *h, const struct entity *x, const struct turned *turned,
    int depth)
{
	if (is_asked(x, turned, rule_reaches))
		return true;
	for (size_t i = 0; i < x->about_count && depth < AUTH_ABOUT_DEPTH; i++)
		for (size_t j = 0; j < x->about[i]->to_count; j++) {
			const struct entity *to = x->about[i]->to[j];

			if ((to == h->entity && is_opened(h->c, to, turned)) ||
			    is_reached(h, to, turned, depth + 1))
				return true;
		}
	return false;
}

size_t
record_shifts(
    struct ctx *c, const struct happened *h, const struct entity **out, size_t max)
{
	struct turned *turned = arena_make(c->mem, struct turned);
	json_t *changes;
	size_t count = 0;

	if (h->entity == NULL || h->event->changes.len == 0 ||
	    json_read(c->mem, h->event->changes, &changes, NULL) != OK)
		return 0;
	find_turned(h, changes, turned);
	for (size_t i = 0; i < c->meta->entity_count && count < max; i++)
		if (is_reached(h, &c->meta->entities[i], turned, 0))
			out[count++] = &c->meta->entities[i];
	return count;
}
