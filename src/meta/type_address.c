/*
 * type_address.c - the type "address": where somebody is, in parts and in one
 * line, as its country writes it.
 */
#include "meta/types.h"

#define PART_MAX 200

enum {
	WHOLE,
	FOLD,
	SORT,
	STREET,
	WARD,
	DISTRICT,
	CITY,
	REGION,
	COUNTRY,
	POST,
	PARTS_END
};

static const char *const parts[TYPE_COLUMNS_MAX] = { [STREET] = "street",
	[WARD] = "ward",
	[DISTRICT] = "district",
	[CITY] = "city",
	[REGION] = "region",
	[COUNTRY] = "country",
	[POST] = "post" };

static bool
largest_first(struct str country)
{
	return str_is(country, "CN") || str_is(country, "JP") || str_is(country, "KR") ||
	       str_is(country, "TW") || str_is(country, "IR");
}

/* China and Iran write from the large to the small, the others the other way. */
static struct str
one_line(struct arena *mem, const struct cell *v)
{
	struct text t = TEXT_INIT(mem);
	bool large = v[COUNTRY].kind != CELL_NULL && largest_first(v[COUNTRY].s);

	for (int i = STREET; i <= REGION; i++) {
		int part = large ? REGION + STREET - i : i;

		if (v[part].kind == CELL_NULL)
			continue;
		text_c(&t, t.len > 0 ? ", " : "");
		text_str(&t, v[part].s);
	}
	for (int i = POST; i >= COUNTRY; i--)
		if (v[i].kind != CELL_NULL) {
			text_c(&t, t.len > 0 ? ", " : "");
			text_str(&t, v[i].s);
		}
	return text_done(&t);
}

static void
address_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	const char *key;
	json_t *value;
	struct str s;

	if (json_is_string(in)) {
		if (read_text(c, f, in, false, PART_MAX, &s))
			v[STREET] = CELL_OF_TEXT(s);
	} else if (!json_is_object(in)) {
		fault(c, f->name, "not_text", NULL);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)in, key, value)
	{
		int part = STREET;

		while (part < PARTS_END && strcmp(parts[part], key) != 0)
			part++;
		if (part == PARTS_END)
			fault(c, f->name, "unknown_word", "word", key, NULL);
		else if (!json_is_null(value) &&
			 read_text(c, f, value, false, PART_MAX, &s))
			v[part] = CELL_OF_TEXT(s);
	}
	s = one_line(c->mem, v);
	if (s.len > 0)
		fill_text(c, s, v);
}

static void
address_write(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_open(w);
	for (int i = STREET; i < PARTS_END; i++)
		if (v[i].kind != CELL_NULL) {
			jw_key_c(w, parts[i]);
			jw_str(w, v[i].s);
		}
	jw_close(w);
}

const struct type type_address = {
	.name = "address",
	.doc = "Where somebody is, in the parts that its country uses.",
	.wire = "{ street, ward, district, city, region, country, post }",
	.columns = { { "", STORE_TEXT }, { "_fold", STORE_TEXT }, { "_sort", STORE_BLOB },
	    { "_street", STORE_TEXT }, { "_ward", STORE_TEXT },
	    { "_district", STORE_TEXT }, { "_city", STORE_TEXT },
	    { "_region", STORE_TEXT }, { "_country", STORE_TEXT },
	    { "_post", STORE_TEXT } },
	.ops = OP_EQ | OP_TEXT | OP_EMPTY,
	.fold = FOLD,
	.sort = SORT,
	.parts = parts,
	.text = true,
	.read = address_read,
	.write = address_write,
	.show = show_first,
	.literal = literal_text,
};
