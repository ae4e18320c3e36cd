/*
 * label.c - labels of metadata and the server's sentences, in four languages.
 */
#include "meta/meta.h"

#include "base/fold.h"

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

/* [one, many], if that language has them. */
static const json_t *
pair_of(const struct meta *meta, int language, const struct entity *e)
{
	const json_t *words = meta->labels[language];

	return words == NULL ? NULL : json_object_getn(words, e->name.at, e->name.len);
}

struct str
meta_one(const struct meta *meta, const char *language, const struct entity *e)
{
	struct str one =
	    json_str(json_array_get(pair_of(meta, language_index(language), e), 0));

	return one.len > 0 ? one : e->one;
}

struct str
meta_many(const struct meta *meta, const char *language, const struct entity *e)
{
	struct str many =
	    json_str(json_array_get(pair_of(meta, language_index(language), e), 1));

	return many.len > 0 ? many : e->many;
}

static bool
is_called(
    const struct meta *meta, struct arena *mem, const struct entity *e, struct str folded)
{
	if (str_same(e->name, folded) || str_same(fold(mem, e->one), folded) ||
	    str_same(fold(mem, e->many), folded))
		return true;
	for (int l = 0; l < (int)COUNT_OF(meta->labels); l++)
		for (size_t i = 0; i < json_array_size(pair_of(meta, l, e)); i++)
			if (str_same(fold(mem, json_str(json_array_get(
						   pair_of(meta, l, e), i))),
				folded))
				return true;
	return false;
}

const struct entity *
meta_called(const struct meta *meta, struct arena *mem, struct str called)
{
	struct str folded = fold(mem, called);

	for (size_t i = 0; i < meta->entity_count && folded.len > 0; i++)
		if (is_called(meta, mem, &meta->entities[i], folded))
			return &meta->entities[i];
	return NULL;
}

bool
field_called(
    const struct meta *meta, struct arena *mem, const struct field *f, struct str folded)
{
	if (str_same(f->name, folded) || str_same(fold(mem, f->label), folded))
		return true;
	for (int l = 0; l < (int)COUNT_OF(meta->labels); l++)
		if (str_same(fold(mem, field_label(meta, languages[l], f)), folded))
			return true;
	return false;
}

static bool
begins(struct arena *mem, struct str text, struct str folded)
{
	struct str all = fold(mem, text);

	return all.len >= folded.len && memcmp(all.at, folded.at, folded.len) == 0;
}

bool
option_called(const struct meta *meta, struct arena *mem, const struct field *f,
    const struct option *o, struct str folded)
{
	struct str path = str_printf(mem, "%.*s.%.*s.%.*s", STR_ARG(f->entity->name),
	    STR_ARG(f->name), STR_ARG(o->name));

	if (folded.len == 0)
		return false;
	if (begins(mem, o->name, folded) || begins(mem, o->label, folded))
		return true;
	for (int l = 0; l < (int)COUNT_OF(meta->labels); l++)
		if (begins(mem, meta_label(meta, languages[l], str_c(mem, path), STR("")),
			folded))
			return true;
	return false;
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

struct str
action_label(const struct meta *meta, const char *language, const struct entity *e,
    const struct action *a)
{
	bool convert = str_is(a->name, ACTION_CONVERT);
	char path[160];

	snprintf(path, sizeof(path), "%.*s.%s%.*s", STR_ARG(e->name),
	    convert ? "" : "act.", STR_ARG(a->name));
	return meta_label(meta, language, path, a->label);
}

struct str
option_label(const struct meta *meta, const char *language, const struct field *f,
    const struct option *o)
{
	char path[240];
	struct str own;

	snprintf(path, sizeof(path), "%.*s.%.*s.%.*s", STR_ARG(f->entity->name),
	    STR_ARG(f->name), STR_ARG(o->name));
	own = meta_label(meta, language, path, STR(""));
	if (own.len > 0 || !f->brought)
		return own.len > 0 ? own : o->label;
	if (entity_field(f->entity, o->name) != NULL) /* what is missing is a field */
		return field_label(meta, language, entity_field(f->entity, o->name));
	snprintf(path, sizeof(path), "*.%.*s.%.*s", STR_ARG(f->name), STR_ARG(o->name));
	return meta_label(meta, language, path, o->label);
}

struct str
chosen_label(
    const struct meta *meta, const char *language, const struct field *f, struct str key)
{
	const struct option *o = field_option(f, key);

	return o == NULL ? key : option_label(meta, language, f, o);
}
