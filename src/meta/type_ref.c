/*
 * type_ref.c - the types "ref", "any", "file" and "image": other records.
 *
 * Whether the other record exists, for these eyes, is asked by record/.
 */
#include "meta/types.h"

static bool
id_of(const json_t *in, int64_t *id)
{
	return json_is_string(in) && str_int(json_str(in), id) && *id > 0;
}

static void
ref_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	int64_t id;

	if (id_of(in, &id))
		v[0] = CELL_OF_INT(id);
	else
		fault(c, f->name, "not_ref", NULL);
}

static void
ref_write(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_id(w, v[0].i);
}

static struct str
ref_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	(void)f;
	return str_printf(mem, "%" PRId64, v[0].i);
}

static bool
ref_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	int64_t id;

	(void)mem, (void)f, (void)number;
	if (!str_int(text, &id))
		return false;
	*out = CELL_OF_INT(id);
	return true;
}

static void
any_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str name = json_get_str(in, "entity");
	int64_t id;

	if (!json_is_object(in) || !id_of(json_object_get(in, "id"), &id)) {
		fault(c, f->name, "not_ref", NULL);
		return;
	}
	for (size_t i = 0; i < f->to_count; i++)
		if (str_same(f->to[i]->name, name)) {
			v[0] = CELL_OF_INT(id);
			v[1] = CELL_OF_TEXT(f->to[i]->name);
			return;
		}
	fault(c, f->name, "not_ref", NULL);
}

static void
any_write(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_open(w);
	jw_key(w, "entity");
	jw_str(w, v[1].s);
	jw_key(w, "id");
	jw_id(w, v[0].i);
	jw_close(w);
}

#define REF_TYPE(n, sentence, form)               \
	const struct type type_##n = {            \
		.name = #n,                       \
		.doc = sentence,                  \
		.wire = form,                     \
		.columns = { { "", STORE_INT } }, \
		.ops = OP_EQ | OP_EMPTY,          \
		.read = ref_read,                 \
		.write = ref_write,               \
		.show = ref_show,                 \
		.literal = ref_literal,           \
	}

REF_TYPE(ref, "Another record, of one entity.", "id");
REF_TYPE(file, "A file.", "file id");
REF_TYPE(image, "A picture.", "file id");

const struct type type_any = {
	.name = "any",
	.doc = "Another record, of one of several entities.",
	.wire = "{ entity, id }",
	.columns = { { "", STORE_INT }, { "_entity", STORE_TEXT } },
	.ops = OP_EQ | OP_EMPTY,
	.sort = -1,
	.read = any_read,
	.write = any_write,
	.show = ref_show,
	.literal = ref_literal,
};
