/*
 * sow_bed.c - records made before, to refer to.
 *
 * Of each only the id and the values that some path reads are kept.  A draw
 * "with" equal values goes through an index, so that it costs the same among
 * a hundred thousand.
 */
#include "exchange/sow_room.h"

struct bed *
bed_of(struct sower *s, struct str name)
{
	const struct entity *e = meta_entity(s->c->meta, name);
	struct bed **at = &s->beds;

	if (e == NULL)
		return NULL;
	while (*at != NULL && (*at)->entity != e)
		at = &(*at)->next;
	if (*at != NULL)
		return *at;
	*at = arena_make(s->mem, struct bed);
	(*at)->entity = e;
	(*at)->by_key = (struct map)MAP_INIT(s->mem);
	for (size_t i = 0; i < e->field_count && (*at)->key == NULL; i++)
		if (e->fields[i].unique)
			(*at)->key = &e->fields[i];
	return *at;
}

struct index_of *
bed_index(struct sower *s, struct bed *bed, const int *names, size_t count)
{
	struct index_of *index = bed->indexes;

	while (index != NULL &&
	       (index->count != count ||
		   memcmp(index->names, names, count * sizeof(*names)) != 0))
		index = index->next;
	if (index != NULL)
		return index;
	index = arena_make(s->mem, struct index_of);
	memcpy(index->names, names, count * sizeof(*names));
	index->count = count;
	index->groups = (struct map)MAP_INIT(s->mem);
	index->next = bed->indexes;
	bed->indexes = index;
	return index;
}

void
beds_ready(struct sower *s)
{
	for (struct bed *bed = s->beds; bed != NULL; bed = bed->next)
		for (int i = 0; i < s->name_count; i++)
			if (bed->kept && bed->defined[i] && s->wanted[i])
				bed->slots[i] = (int16_t)++bed->slot_count;
}

/* One text for some values; false if one of them is empty. */
static bool
add_key(struct sower *s, struct text *t, const struct value *v)
{
	if (v->kind == V_EMPTY)
		return false;
	if (v->kind == V_PLANT)
		text_printf(t, "#%" PRId64, v->plant->id);
	else
		text_str(t, value_text(s, v));
	text_char(t, '\x1f');
	return true;
}

static void
add_to_index(struct sower *s, struct index_of *index, struct plant *plant)
{
	struct text t = TEXT_INIT(s->c->mem);
	struct group_of *group;

	for (size_t i = 0; i < index->count; i++)
		if (!add_key(s, &t, &s->now[index->names[i]]))
			return;
	group = map_get(&index->groups, text_done(&t));
	if (group == NULL) {
		group = arena_make(s->mem, struct group_of);
		map_put(&index->groups, str_copy(s->mem, text_done(&t)), group);
	}
	*list_add(s->mem, &group->plants) = plant;
}

void
bed_keep(struct sower *s, struct bed *bed, int64_t id)
{
	struct plant *plant;
	struct value key = { 0 };
	int n;

	bed->made++;
	if (!bed->kept)
		return;
	plant =
	    arena_alloc(s->mem, sizeof(*plant) + bed->slot_count * sizeof(struct value));
	plant->bed = bed;
	plant->id = id;
	for (int i = 0; i < s->name_count; i++) {
		struct value *v;

		if (bed->slots[i] == 0)
			continue;
		v = &plant->kept[bed->slots[i] - 1];
		*v = s->now[i];
		if (v->kind == V_TEXT || v->kind == V_JSON)
			v->s = str_copy(s->mem, v->s);
	}
	*list_add(s->mem, &bed->plants) = plant;
	for (struct index_of *index = bed->indexes; index != NULL; index = index->next)
		add_to_index(s, index, plant);
	if (bed->key != NULL && name_number(s, bed->key->name, &n) == OK)
		key = s->now[n];
	if (key.kind != V_EMPTY)
		map_put(&bed->by_key, str_copy(s->mem, value_text(s, &key)), plant);
}

const struct plant *
bed_find(const struct bed *bed, struct str key)
{
	return map_get(&bed->by_key, key);
}

/* Where a plant stands; count if it is not among them.  Ids rise. */
static size_t
place_of(struct plant *const *at, size_t count, const struct plant *plant)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (at[middle]->id < plant->id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && at[low] == plant ? low : count;
}

static const struct group_of *
group_for(struct sower *s, const struct node *n, const struct branch *from)
{
	struct text t = TEXT_INIT(s->c->mem);

	for (size_t i = 0; i < n->mine_count; i++) {
		struct value v = path_walk(s, &n->mine[i]);

		if (!add_key(s, &t, &v))
			return NULL;
	}
	return map_get(&from->among->groups, text_done(&t));
}

const struct plant *
bed_draw(struct sower *s, const struct node *n, const struct branch *from)
{
	struct plant *const *at = from->bed->plants.at;
	size_t count = from->bed->plants.count, without, i;
	struct value but = { 0 };

	if (from->among != NULL) {
		const struct group_of *group = group_for(s, n, from);

		at = group == NULL ? NULL : group->plants.at;
		count = group == NULL ? 0 : group->plants.count;
	}
	if (n->but.count > 0)
		but = path_walk(s, &n->but);
	without = but.kind == V_PLANT ? place_of(at, count, but.plant) : count;
	count -= without < count;
	i = (size_t)draw_whole(s, n, 0, count == 0 ? 0 : (int64_t)count - 1);
	if (count == 0)
		return NULL;
	return at[i < without ? i : i + 1];
}
