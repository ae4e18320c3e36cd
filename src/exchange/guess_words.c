/*
 * guess_words.c - all that columns may be called: names and labels of fields,
 * words of documents with "import": "columns", and presets of other programs.
 */
#include "exchange/guess_room.h"

bool
may_map(const struct ctx *c, const struct field *f)
{
	if (f->hidden || f->is != NULL || auth_field(c, f, MAY_CHANGE) == WHOSE_NONE)
		return false;
	return str_is(f->name, "created_ms") || (!f->readonly && !f->system);
}

/* " e mail address ": so that a word is found as a word. */
struct str
phrase_of(struct arena *mem, struct str s)
{
	struct str folded = fold(mem, s);
	struct text t = TEXT_INIT(mem);

	text_char(&t, ' ');
	for (size_t i = 0; i < folded.len; i++) {
		unsigned char b = (unsigned char)folded.at[i];
		bool letter =
		    b >= 0x80 || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');

		if (letter)
			text_char(&t, (char)b);
		else if (t.at[t.len - 1] != ' ')
			text_char(&t, ' ');
	}
	if (t.at[t.len - 1] != ' ')
		text_char(&t, ' ');
	return text_done(&t);
}

static void
add_term(struct ctx *c, struct vocabulary *v, struct str word, const struct field *to,
    const char *part, double sure)
{
	struct term *t;

	if (word.len == 0)
		return;
	t = list_add(c->mem, &v->terms);
	*t = (struct term){ squeeze(c->mem, word), phrase_of(c->mem, word), to, part,
		sure };
}

static void
add_labels(struct ctx *c, struct vocabulary *v, const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (!may_map(c, f))
			continue;
		add_term(c, v, f->name, f, NULL, 1.0);
		for (int l = 0; l < 4; l++)
			add_term(
			    c, v, field_label(c->meta, languages[l], f), f, NULL, 0.95);
	}
}

/* ---- documents ---- */

static const char *
part_of(const struct field *f, struct str name)
{
	for (int i = 0; f->type->parts != NULL && i < TYPE_COLUMNS_MAX; i++)
		if (f->type->parts[i] != NULL && str_is(name, f->type->parts[i]))
			return f->type->parts[i];
	return NULL;
}

static void
add_meaning(struct ctx *c, struct vocabulary *v, const struct field *f,
    const json_t *said, double sure)
{
	struct str part = json_get_str(said, "part"), type = json_get_str(said, "type");
	const json_t *word;
	size_t i;

	if (f == NULL || !may_map(c, f) || (type.at != NULL && !type_is(f, type.at)) ||
	    (part.at != NULL && part_of(f, part) == NULL))
		return;
	json_array_foreach(json_object_get(said, "words"), i, word) add_term(
	    c, v, json_str(word), f, part.at == NULL ? NULL : part_of(f, part), sure);
}

/* The first field is meant, the others if it is taken. */
static void
add_meanings(
    struct ctx *c, struct vocabulary *v, const struct entity *e, const json_t *said)
{
	const json_t *to = json_object_get(said, "to"), *name;
	struct str of = json_get_str(said, "entity"), type = json_get_str(said, "type");
	double sure = of.at == NULL ? 0.9 : 0.92;
	size_t i;

	if (of.at != NULL && !str_same(of, e->name))
		return;
	json_array_foreach(to, i, name)
	{
		const struct field *f = entity_field(e, json_str(name));

		add_meaning(c, v, f, said, sure);
		if (f != NULL)
			sure -= 0.1;
	}
	for (i = 0; to == NULL && type.at != NULL && i < e->field_count; i++)
		if (type_is(&e->fields[i], type.at)) {
			add_meaning(c, v, &e->fields[i], said, 0.85);
			return;
		}
}

struct vocabulary
vocabulary_of(struct ctx *c, const struct entity *e)
{
	struct vocabulary v = { 0 };
	const json_t *doc, *said;
	size_t i, j;

	add_labels(c, &v, e);
	json_array_foreach(c->meta->imports, i, doc)
	{
		if (!str_is(json_get_str(doc, "import"), "columns"))
			continue;
		json_array_foreach(json_object_get(doc, "names"), j, said)
		    add_meanings(c, &v, e, said);
	}
	return v;
}

/* ---- presets ---- */

static bool
has_header(struct arena *mem, const json_t *header, struct str wanted)
{
	struct str key = squeeze(mem, wanted);
	const json_t *each;
	size_t i;

	json_array_foreach(header, i, each)
	{
		if (str_same(squeeze(mem, json_str(each)), key))
			return true;
	}
	return false;
}

/* How many of its headers are here; 0 if one that it must have is not. */
static size_t
fits(struct ctx *c, const json_t *file, const json_t *seen)
{
	json_t *columns = json_object_get(file, "columns"), *said;
	const json_t *header = json_object_get(seen, "header"), *each;
	const char *name;
	size_t i, count = 0;

	json_array_foreach(json_object_get(file, "detect"), i, each)
	{
		if (!has_header(c->mem, header, json_str(each)))
			return 0;
	}
	json_object_foreach(columns, name, said)
	{
		count += has_header(c->mem, header, str_of(name));
	}
	return count;
}

static const json_t *
find_preset(struct ctx *c, const struct entity *e, const json_t *seen, struct str *name)
{
	const json_t *best = NULL, *doc, *file;
	size_t most = 0, i, j;

	*name = STR_NONE;
	json_array_foreach(c->meta->imports, i, doc)
	{
		json_array_foreach(json_object_get(doc, "files"), j, file)
		{
			struct str of = json_get_str(file, "entity");
			size_t n =
			    e != NULL && !str_same(of, e->name) ? 0 : fits(c, file, seen);

			if (n > most) {
				most = n;
				best = file;
				*name = json_get_str(doc, "name");
			}
		}
	}
	return best;
}

const json_t *
preset_of(struct ctx *c, const struct entity *e, const json_t *seen, struct str *name)
{
	return find_preset(c, e, seen, name);
}

const struct entity *
preset_entity(struct ctx *c, const json_t *seen)
{
	struct str name;
	const json_t *file = find_preset(c, NULL, seen, &name);

	return file == NULL ? NULL : meta_entity(c->meta, json_get_str(file, "entity"));
}

const json_t *
preset_column(struct arena *mem, const json_t *file, const char *header)
{
	json_t *columns = json_object_get(file, "columns"), *said;
	struct str key = squeeze(mem, str_of(header));
	const char *name;

	json_object_foreach(columns, name, said)
	{
		if (str_same(squeeze(mem, str_of(name)), key))
			return said;
	}
	return NULL;
}
