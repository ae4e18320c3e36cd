/*
 * map.c - open addressing, a power of two, at most half full.
 */
#include "base/base.h"

static struct map_slot *
slot_of(const struct map *map, struct str name)
{
	size_t i = str_hash(name) & (map->size - 1);

	while (map->slots[i].name.at != NULL && !str_same(map->slots[i].name, name))
		i = (i + 1) & (map->size - 1);
	return &map->slots[i];
}

void *
map_get(const struct map *map, struct str name)
{
	return map->size == 0 ? NULL : slot_of(map, name)->value;
}

bool
map_has(const struct map *map, struct str name)
{
	return map->size != 0 && slot_of(map, name)->name.at != NULL;
}

static void
grow(struct map *map)
{
	struct map old = *map;

	map->size = old.size == 0 ? 16 : old.size * 2;
	map->slots = arena_array(map->mem, struct map_slot, map->size);
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i].name.at != NULL)
			*slot_of(map, old.slots[i].name) = old.slots[i];
}

void
map_put(struct map *map, struct str name, void *value)
{
	struct map_slot *slot;

	if (map->count * 2 >= map->size)
		grow(map);
	if (name.at == NULL)
		name.at = "";
	slot = slot_of(map, name);
	map->count += slot->name.at == NULL;
	slot->name = name;
	slot->value = value;
}
