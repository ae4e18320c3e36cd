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
    "             'lead':    {'read': false}},"
    " 'agent':   {'crate':   {'read': '@team', 'fields': {'place': 'none'}},"
    "             'parcel':  {'read': true}},"
    " 'manager': {'crate':   {'export': false},"
    "             'account': {'read': '@units'}},"
    " 'viewer':  {'contact': {'read': false}}}";

static json_t *
read_rights(struct matrix *m)
{
	char text[sizeof(rights)];
	json_t *tree;

	for (size_t i = 0; i < sizeof(rights); i++)
		text[i] = (char)(rights[i] == '\'' ? '"' : rights[i]);
	tree = json_loads(text, 0, NULL);
	if (tree == NULL)
		kit_lose(m->kit, "late.c: the rights are no JSON");
	return tree;
}

/* Everybody who had it but that role; or that role, too. */
static void
give(struct field *f, const char *role, bool sees)
{
	static const char *const roles[] = { "manager", "seller", "agent", "viewer", "" };
	json_t *list = json_array(), *each;
	size_t i;

	for (i = 0; f->see == NULL && i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(roles[i], role) != 0)
			json_array_append_new(list, json_string(roles[i]));
	json_array_foreach((json_t *)(uintptr_t)f->see, i, each)
	{
		if (strcmp(json_string_value(each), role) != 0)
			json_array_append(list, each);
	}
	if (sees)
		json_array_append_new(list, json_string(role));
	f->see = list; /* as long as the run */
}

static void
overlay(const char *role, struct entity *e, const json_t *says)
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
	    give(field_of(e, name), role, strcmp(json_string_value(level), "none") != 0);
}

/* The model, as the site's own rights make it. */
static void
overlay_all(struct matrix *m, const json_t *says)
{
	const json_t *entities, *each;
	const char *role, *name;

	json_object_foreach((json_t *)(uintptr_t)says, role, entities)
	    json_object_foreach((json_t *)(uintptr_t)entities, name, each)
		overlay(role, entity_of(m, name), each);
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
	m->thin *= THINNER;
	read_all_ways(m);
	exports_all(m);
	m->thin = thin;
}
