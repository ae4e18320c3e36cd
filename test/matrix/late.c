/*
 * late.c - rights that change while everybody is at it.
 *
 * Streams are open, pages were read, a place in the feed is known; then the site's own
 * rights take records and fields from some and give to others.  From then on each is
 * told, shown, found and given what they may now: by streams from before, too.
 */
#include "matrix.h"

#define THINNER 5 /* of the pairs that are asked: it is the same asking once more */

static const char rights[] =
    "{'seller':  {'crate':   {'read': '@own', 'fields': {'worth': 'none', 'cost': "
    "'see'}},"
    "             'contact': {'read': '@own'},"
    "             'deal':    {'read': '@unit'},"
    "             'lead':    {'fields': {'phone': 'none'}},"
    "             'task':    {'read': false}},"
    " 'agent':   {'crate':   {'read': '@team', 'fields': {'place': 'none'}},"
    "             'lead':    {'read': false, 'change': false},"
    "             'parcel':  {'read': 'owner = @me or stage = \"new\"'}},"
    " 'manager': {'crate':   {'export': false},"
    "             'account': {'read': '@units'}},"
    " 'viewer':  {'contact': {'read': false}}}";

static json_t *
read_rights(struct matrix *m)
{
	char text[sizeof(rights)];
	json_t *tree;

	for (size_t i = 0; i < sizeof(rights); i++) /* ' for ", and " for ' */
		text[i] = (char)(rights[i] == '\''  ? '"'
				 : rights[i] == '"' ? '\''
						    : rights[i]);
	tree = json_loads(text, 0, NULL);
	if (tree == NULL)
		kit_lose(m->kit, "late.c: the rights are no JSON");
	return tree;
}

/* A field that some have is given to one role more; one that all have is taken. */
static void
give(struct matrix *m, struct field *f, const char *role, const char *level)
{
	json_t *list;

	if (strcmp(level, "none") == 0 && f->see == NULL) {
		f->lost = strdup(role); /* as long as the run */
	} else if (strcmp(level, "see") == 0 && f->see != NULL) {
		if (f->change ==
		    NULL) /* who saw it could change it; who sees it now, not */
			f->change = f->see;
		list = json_deep_copy(f->see);
		json_array_append_new(list, json_string(role));
		f->see = list;
	} else {
		kit_lose(m->kit, "teach late.c to make %s of %s.%s", level, f->of->name,
		    f->name);
	}
}

static void
overlay(struct matrix *m, const char *role, struct entity *e, const json_t *says)
{
	json_t *may = json_object_get(e->doc, "may"), *had;
	const json_t *level;
	const char *name;

	if (json_object_get(may, role) == NULL)
		json_object_set_new(may, role, json_object());
	had = json_object_get(may, role);
	json_object_foreach(
	    (json_t *)(uintptr_t)says, name, level) if (strcmp(name, "fields") != 0)
	    json_object_set(had, name, (json_t *)(uintptr_t)level);
	json_object_foreach(json_object_get(says, "fields"), name, level)
	    give(m, field_of(e, name), role, json_string_value(level));
}

/* The model, as the site's own rights make it. */
static void
overlay_all(struct matrix *m, const json_t *says)
{
	const json_t *entities, *each;
	const char *role, *name;

	json_object_foreach((json_t *)(uintptr_t)says, role, entities)
	    json_object_foreach((json_t *)(uintptr_t)entities, name, each)
		overlay(m, role, entity_of(m, name), each);
}

static void
change_rights(struct matrix *m)
{
	json_t *says = read_rights(m);

	way(m, "late");
	must(m, 200,
	    ask(m, m->people, "PUT", json_pack("{s:O}", "rights", says), "/api/rights"));
	overlay_all(m, says);
	json_decref(says);
	cast_look(m);
}

/* Not one answer changes before the streams do: no pause between, and no look. */
void
late_all_ways(struct matrix *m)
{
	size_t thin = m->thin;

	hear_through(m, change_rights);
	store_rest(m);
	m->thin *= THINNER;
	m->late = true;
	read_all_ways(m);
	exports_all(m);
	m->thin = thin;
}
