/*
 * json.c - any bytes as JSON: what is taken comes out as it went in, and every
 * place in it can be found.
 */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
die(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

/* Equal, but that 183e0 may come back as 183: numbers are one kind in JSON. */
static bool
same(const json_t *a, const json_t *b)
{
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_number(a) && json_is_number(b))
		return json_number_value(a) == json_number_value(b);
	if (json_typeof(a) != json_typeof(b) ||
	    json_array_size(a) != json_array_size(b) ||
	    json_object_size(a) != json_object_size(b))
		return false;
	if (!json_is_array(a) && !json_is_object(a))
		return json_equal(a, b);
	json_array_foreach(a, i, value)
	{
		if (!same(value, json_array_get(b, i)))
			return false;
	}
	json_object_foreach((json_t *)(uintptr_t)a, key, value)
	{
		const json_t *other = json_object_get(b, key);

		if (other == NULL || !same(value, other))
			return false;
	}
	return true;
}

/* Each key of the top: json_where() must stay inside the text. */
static void
check_places(struct str text, const json_t *tree)
{
	const char *key;
	json_t *value;
	int line, column;

	json_where(text, "", &line, &column);
	json_where(text, "a.b.#3.c", &line, &column);
	json_object_foreach((json_t *)(uintptr_t)tree, key, value)
	{
		json_where(text, key, &line, &column);
		if (line < 1 || column < 1 || (size_t)line > text.len + 1 ||
		    (size_t)column > text.len + 1)
			die("a place outside the text");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *mem = arena_new();
	struct str text = { (const char *)bytes, size };
	struct json_fault fault;
	json_t *tree, *back;

	if (json_read(mem, text, &tree, &fault) != OK) {
		if (memchr(fault.text, '\0', sizeof(fault.text)) == NULL)
			die("a fault without an end");
	} else {
		struct text out = TEXT_INIT(mem);
		struct jw w = JW_INIT(&out);

		jw_json(&w, tree);
		if (json_read(mem, text_done(&out), &back, NULL) != OK)
			die("what was written cannot be read");
		if (!same(tree, back))
			die("another tree came back");
		if (json_read(mem, json_dump(mem, tree), &back, NULL) != OK ||
		    !same(tree, back))
			die("another tree was dumped");
		check_places(text, tree);
	}
	arena_free(mem);
	return 0;
}
