/*
 * map.h - names to things, in an arena.  Grows; never forgets.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

struct map_slot {
	struct str name;
	void *value;
};

struct map {
	struct arena *mem;
	struct map_slot *slots;
	size_t count, size;
};

#define MAP_INIT(m)        \
	{                  \
		.mem = (m) \
	}

void *map_get(const struct map *map, struct str name);
bool map_has(const struct map *map, struct str name);
void map_put(struct map *map, struct str name, void *value);

#endif
