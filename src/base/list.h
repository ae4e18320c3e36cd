/*
 * list.h - growing arrays in an arena: LIST(struct field) fields = { 0 };
 * And arrays of ids in ascending order, each once: sets, as small as they can be.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#define LIST(type)                  \
	struct {                    \
		type *at;           \
		size_t count, size; \
	}

/* Room for one more; answers a pointer to the new, zeroed element. */
#define list_add(mem, list)                                                   \
	(list_room((mem), (void **)&(list)->at, (list)->count, &(list)->size, \
	     sizeof(*(list)->at)),                                            \
	    &(list)->at[(list)->count++])

void list_room(struct arena *mem, void **at, size_t count, size_t *size, size_t each);

/* Puts them in order, each once; answers how many are left. */
size_t ids_once(int64_t *ids, size_t count);
bool ids_hold(const int64_t *ids, size_t count, int64_t id); /* of those in order */

#endif
