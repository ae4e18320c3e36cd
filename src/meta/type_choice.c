/*
 * type_choice.c - the types "choice", "choices" and "tags": one of a list,
 * some of a list, words of one's own.
 *
 * Several are kept as |a|b| in the order given, so that one is found by |a|.
 */
#include "meta/types.h"

#define WORDS_MAX 50
#define TAG_MAX_SIZE 60

static bool
known(struct ctx *c, const struct field *f, struct str s)
{
	if (field_option(f, s) != NULL)
		return true;
	fault(c, f->name, "not_choice", "value", str_c(c->mem, utf8_head(s, 80)), NULL);
	return false;
}

static void
choice_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct str s = json_str(in);

	if (s.at == NULL)
		fault(c, f->name, "not_text", NULL);
	else if (s.len > 0 && known(c, f, s))
		v[0] = CELL_OF_TEXT(s);
}

static bool
choice_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	(void)mem;
	*out = CELL_OF_TEXT(text);
	return !number && field_option(f, text) != NULL;
}

static struct str
choice_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	const struct option *o = field_option(f, v[0].s);

	(void)mem;
	return o == NULL ? v[0].s : o->label;
}

/* One word of a list, cleaned; STR_NONE after a fault. */
static struct str
word_of(struct ctx *c, const struct field *f, const json_t *in)
{
	struct str s;

	if (!json_is_string(in) || !text_clean(c->mem, json_str(in), false, &s) ||
	    s.len == 0) {
		fault(c, f->name, "not_text", NULL);
		return STR_NONE;
	}
	if (f->of_count > 0)
		return known(c, f, s) ? s : STR_NONE;
	if (utf8_count(s) > TAG_MAX_SIZE || memchr(s.at, '|', s.len) != NULL) {
		fault_over(c, f->name, "too_long", TAG_MAX_SIZE);
		return STR_NONE;
	}
	return s;
}

static void
words_read(struct ctx *c, const struct field *f, const json_t *in, struct cell *v)
{
	struct text t = TEXT_INIT(c->mem);
	const json_t *each;
	size_t i;

	if (!json_is_array(in) || json_array_size(in) > WORDS_MAX) {
		fault_over(
		    c, f->name, json_is_array(in) ? "too_many" : "not_text", WORDS_MAX);
		return;
	}
	text_char(&t, '|');
	json_array_foreach(in, i, each)
	{
		struct str s = word_of(c, f, each), held;

		if (s.at == NULL)
			return;
		held = str_printf(c->mem, "|%.*s|", STR_ARG(s));
		if (str_find(text_done(&t), held) < t.len)
			continue; /* said twice */
		text_str(&t, s);
		text_char(&t, '|');
	}
	if (t.len > 1)
		v[0] = CELL_OF_TEXT(text_done(&t));
}

/* Walk |a|b|: each word in turn; false at the end. */
static bool
next_word(struct str *rest, struct str *word)
{
	if (rest->len > 0 && rest->at[0] == '|') {
		rest->at++;
		rest->len--;
	}
	return str_cut(*rest, '|', word, rest);
}

static void
words_write(struct jw *w, const struct field *f, const struct cell *v)
{
	struct str rest = v[0].s, word;

	(void)f;
	jw_array(w);
	while (next_word(&rest, &word))
		jw_str(w, word);
	jw_end(w);
}

static bool
words_join(struct arena *mem, struct cell *to, const struct cell *more)
{
	struct text t = TEXT_INIT(mem);
	struct str rest = more[0].s, word;
	size_t count = 0;

	text_str(&t, to[0].s);
	while (next_word(&rest, &word)) {
		struct str held = str_printf(mem, "|%.*s|", STR_ARG(word));

		if (str_find(text_done(&t), held) == t.len)
			text_printf(&t, "%.*s|", STR_ARG(word));
	}
	for (size_t i = 1; i < t.len; i++)
		count += t.at[i] == '|';
	to[0] = CELL_OF_TEXT(text_done(&t));
	return count <= WORDS_MAX;
}

static struct str
words_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	struct text t = TEXT_INIT(mem);
	struct str rest = v[0].s, word;

	while (next_word(&rest, &word)) {
		const struct option *o = field_option(f, word);

		text_c(&t, t.len > 0 ? ", " : "");
		text_str(&t, o == NULL ? word : o->label);
	}
	return text_done(&t);
}

static bool
words_literal(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	(void)f;
	*out = CELL_OF_TEXT(str_printf(mem, "|%.*s|", STR_ARG(text)));
	return !number && text.len > 0;
}

const struct type type_choice = {
	.name = "choice",
	.doc = "One of a list; a retired choice stays readable.",
	.wire = "key",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_EQ | OP_EMPTY,
	.read = choice_read,
	.write = write_first,
	.show = choice_show,
	.literal = choice_literal,
};

const struct type type_choices = {
	.name = "choices",
	.doc = "Some of a list.",
	.wire = "[key, …]",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_HAS | OP_EMPTY,
	.sort = -1,
	.read = words_read,
	.write = words_write,
	.show = words_show,
	.join = words_join,
	.literal = words_literal,
};

const struct type type_tags = {
	.name = "tags",
	.doc = "Words of one's own.",
	.wire = "[word, …]",
	.columns = { { "", STORE_TEXT } },
	.ops = OP_HAS | OP_EMPTY,
	.sort = -1,
	.text = true,
	.read = words_read,
	.write = words_write,
	.show = words_show,
	.join = words_join,
	.literal = words_literal,
};
