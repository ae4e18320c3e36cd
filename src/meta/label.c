/*
 * label.c - labels of metadata and the server's sentences, in four languages.
 */
#include "meta/meta.h"

static const json_t *
look_up(const json_t *const by_language[4], const char *language, const char *key)
{
	const json_t *words = by_language[language_index(language)];

	return words == NULL ? NULL : json_object_get(words, key);
}

struct str
meta_label(
    const struct meta *meta, const char *language, const char *path, struct str english)
{
	const json_t *found = look_up(meta->labels, language, path);

	return json_is_string(found) ? json_str(found) : english;
}

struct str
meta_many(const struct meta *meta, const char *language, const struct entity *e)
{
	struct str many =
	    json_str(json_array_get(look_up(meta->labels, language, e->name.at), 1));

	return many.len > 0 ? many : e->many;
}

/* {name} in the sentence becomes the argument of that name. */
static struct str
fill(struct arena *mem, struct str sentence, const json_t *args)
{
	struct text t = TEXT_INIT(mem);
	struct str rest = sentence, head, name;

	while (str_cut(rest, '{', &head, &rest)) {
		text_str(&t, head);
		if (!str_cut(rest, '}', &name, &rest))
			break;
		text_str(&t, json_get_str(args, str_c(mem, name)));
	}
	text_str(&t, rest);
	return text_done(&t);
}

struct str
meta_text(const struct meta *meta, struct arena *mem, const char *language,
    const char *key, const json_t *args)
{
	const json_t *found = look_up(meta->texts, language, key);

	if (found == NULL)
		found = look_up(meta->texts, "en", key);
	return json_is_string(found) ? fill(mem, json_str(found), args)
				     : str_copy(mem, str_of(key));
}

struct str
field_label(const struct meta *meta, const char *language, const struct field *f)
{
	char path[160];
	struct str own;

	snprintf(
	    path, sizeof(path), "%.*s.%.*s", STR_ARG(f->entity->name), STR_ARG(f->name));
	own = meta_label(meta, language, path, STR(""));
	if (own.len > 0 || (!f->system && f->trait == NULL))
		return own.len > 0 ? own : f->label;
	snprintf(path, sizeof(path), "*.%.*s", STR_ARG(f->name));
	return meta_label(meta, language, path, f->label);
}
