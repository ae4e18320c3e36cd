/*
 * cppcheck.h - the loops of libraries, which are macros, for an analyser that reads no
 * header but ours.
 */
#define json_array_foreach(array, index, value) \
	for (index = 0; (value = json_array_get(array, index)) != NULL; index++)
#define json_object_foreach(object, key, value) \
	for (key = json_key_first(object); (value = json_next(object, key)) != NULL;)
