/*
 * type_person_name.c - the type "person_name": the parts of a name and how it
 * is written as a whole.
 *
 * Vietnamese, Chinese, Korean and Japanese names lead with the family; others
 * with the given name.  Which a name is, its letters tell, and where they do
 * not (Vietnamese without marks), its family, on a Vietnamese site.
 */
#include "meta/types.h"

#define PART_MAX 80

enum { WHOLE, FOLD, SORT, FAMILY, MIDDLE, GIVEN, TITLE };

enum order { GIVEN_FIRST, FAMILY_FIRST, FAMILY_FIRST_JOINED };

static bool
is_vietnamese_letter(uint32_t p)
{
	return (p >= 0x1EA0 && p <= 0x1EF9) || p == 0x0110 || p == 0x0111 ||
	       p == 0x01A0 || p == 0x01A1 || p == 0x01AF || p == 0x01B0 || p == 0x0102 ||
	       p == 0x0103;
}

/* Vietnamese families, folded: nine people in ten have one of these. */
static bool
is_vietnamese_family(struct ctx *c, struct str word)
{
	static const char *const families[] = { "nguyen", "tran", "le", "pham", "hoang",
		"huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
		"ly", "dao", "doan", "vuong", "trinh", "truong", "dinh", "lam", "phung",
		"mai", "to", "ha", "cao", "luong", "luu", "ta", "thai", "chau", "quach",
		"la", "tang", "kieu", "dam", "diep", "khong" };
	struct str folded = fold(c->mem, word);

	for (size_t i = 0; i < COUNT_OF(families); i++)
		if (str_is(folded, families[i]))
			return true;
	return false;
}

/* in  family  the family, or the first word of a name in one piece */
static enum order
order_of(struct ctx *c, struct str s, struct str family)
{
	size_t at = 0;

	while (at < s.len) {
		uint32_t p = utf8_next(s, &at);

		if (p >= 0x2E80 && p <= 0xFAFF)
			return FAMILY_FIRST_JOINED;
		if (p >= 0x0600 && p <= 0x06FF)
			return GIVEN_FIRST;
		if (is_vietnamese_letter(p))
			return FAMILY_FIRST;
	}
	return str_is(c->meta->facts.language, "vi") && is_vietnamese_family(c, family)
		   ? FAMILY_FIRST
		   : GIVEN_FIRST;
}

static void
add_part(struct text *t, const struct cell *part, const char *gap)
{
	if (part->kind == CELL_NULL)
		return;
	text_c(t, t->len > 0 ? gap : "");
	text_str(t, part->s);
}

static void
compose(struct ctx *c, struct cell *v)
{
	struct text all = TEXT_INIT(c->mem), t = TEXT_INIT(c->mem);
	enum order order;
	const char *gap;

	for (int i = FAMILY; i <= GIVEN; i++)
		add_part(&all, &v[i], "");
	order = order_of(
	    c, text_done(&all), v[FAMILY].kind == CELL_NULL ? STR("") : v[FAMILY].s);
	gap = order == FAMILY_FIRST_JOINED ? "" : " ";
	if (order == GIVEN_FIRST) {
		add_part(&t, &v[GIVEN], gap);
		add_part(&t, &v[MIDDLE], gap);
		add_part(&t, &v[FAMILY], gap);
	} else {
		add_part(&t, &v[FAMILY], gap);
		add_part(&t, &v[MIDDLE], gap);
		add_part(&t, &v[GIVEN], gap);
	}
	if (t.len > 0)
		fill_text(c, text_done(&t), v);
}

/* Chinese families of two characters: the common ones. */
static size_t
family_size(struct str s)
{
	static const char *const doubles[] = { "欧阳", "司马", "上官", "诸葛", "司徒",
		"夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文",
		"端木" };

	for (size_t i = 0; i < COUNT_OF(doubles); i++)
		if (str_starts(s, doubles[i]) && utf8_count(s) > 2)
			return strlen(doubles[i]);
	return utf8_head(s, 1).len;
}

static struct str
first_word(struct str *rest)
{
	struct str word;

	*rest = str_trim(*rest);
	if (!str_cut(*rest, ' ', &word, rest)) {
		word = *rest;
		rest->len = 0;
	}
	*rest = str_trim(*rest);
	return word;
}

static struct str
last_word(struct str *rest)
{
	struct str s = str_trim(*rest), word = s;

	for (size_t i = s.len; i > 0; i--)
		if (s.at[i - 1] == ' ') {
			word = (struct str){ s.at + i, s.len - i };
			break;
		}
	*rest = str_trim((struct str){ s.at, s.len - word.len });
	return word;
}

static void
put(struct cell *v, int part, struct str s)
{
	if (s.len > 0)
		v[part] = CELL_OF_TEXT(s);
}

/* A name in one piece, as files and forms bring it. */
static void
take_apart(struct ctx *c, struct str s, struct cell *v)
{
	struct str rest = s;

	switch (order_of(c, s, first_word(&rest))) {
	case FAMILY_FIRST_JOINED:
		if (memchr(s.at, ' ', s.len) == NULL) {
			size_t size = family_size(s);
			put(v, FAMILY, (struct str){ s.at, size });
			put(v, GIVEN, (struct str){ s.at + size, s.len - size });
			break;
		}
		put(v, FAMILY, first_word(&s));
		put(v, GIVEN, s);
		break;
	case FAMILY_FIRST:
		if (memchr(s.at, ' ', s.len) == NULL) {
			put(v, GIVEN, s);
			break;
		}
		put(v, FAMILY, first_word(&s));
		put(v, GIVEN, last_word(&s));
		put(v, MIDDLE, s);
		break;
	case GIVEN_FIRST:
		put(v, GIVEN, first_word(&s));
		put(v, FAMILY, s);
		break;
	}
}

static void
name_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	static const char *const keys[] = { [FAMILY] = "family",
		[MIDDLE] = "middle",
		[GIVEN] = "given",
		[TITLE] = "title" };
	const char *key;
	json_t *value;
	struct str s;

	if (json_is_string(in)) {
		if (read_text(c, f, in, false, PART_MAX * 3, &s)) {
			take_apart(c, s, v);
			compose(c, v);
		}
		return;
	}
	if (!json_is_object(in)) {
		fault(c, f->name, "not_text", NULL);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)in, key, value)
	{
		int part = FAMILY;

		while (part <= TITLE && strcmp(keys[part], key) != 0)
			part++;
		if (part > TITLE)
			fault(c, f->name, "unknown_word", "word", key, NULL);
		else if (!json_is_null(value) &&
			 read_text(c, f, value, false, PART_MAX, &s))
			put(v, part, s);
	}
	compose(c, v);
}

static void
write_part(struct jw *w, struct str key, const struct cell *part)
{
	if (part->kind == CELL_NULL)
		return;
	jw_key_quoted(w, key);
	jw_str(w, part->s);
}

static void
name_write(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_open(w);
	write_part(w, STR("\"family\":"), &v[FAMILY]);
	write_part(w, STR("\"middle\":"), &v[MIDDLE]);
	write_part(w, STR("\"given\":"), &v[GIVEN]);
	write_part(w, STR("\"title\":"), &v[TITLE]);
	jw_close(w);
}

static const char *const parts[TYPE_COLUMNS_MAX] = {
	[FAMILY] = "family", [MIDDLE] = "middle", [GIVEN] = "given", [TITLE] = "title"
};

const struct type type_person_name = {
	.name = "person_name",
	.doc = "A person's name in its parts, written in the order its language expects.",
	.wire = "{ family, middle, given, title }, or one string",
	.columns = { { "", STORE_TEXT }, { "_fold", STORE_TEXT }, { "_sort", STORE_BLOB },
	    { "_family", STORE_TEXT }, { "_middle", STORE_TEXT },
	    { "_given", STORE_TEXT }, { "_title", STORE_TEXT } },
	.ops = OP_EQ | OP_LESS | OP_TEXT | OP_EMPTY,
	.fold = FOLD,
	.sort = SORT,
	.parts = parts,
	.text = true,
	.read = name_read,
	.write = name_write,
	.show = show_first,
	.literal = literal_text,
};
