/*
 * json.c - JSON in and out.
 */
#include "base/base.h"

static void
drop(void *tree)
{
	json_decref(tree);
}

json_t *
json_hold(struct arena *mem, json_t *tree)
{
	if (tree != NULL)
		arena_defer(mem, drop, tree);
	return tree;
}

/* jansson allows 2048; a fault here must not need a deep stack to find. */
static bool
too_deep(struct str s)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAX)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

enum err
json_read(struct arena *mem, struct str text, json_t **out, struct json_fault *fault)
{
	json_error_t e = { .line = 1, .column = 1 };
	json_t *tree = NULL;

	if (text.len > JSON_TEXT_MAX || too_deep(text))
		snprintf(e.text, sizeof(e.text), "too large or too deep");
	else
		tree = json_loadb(
		    text.at == NULL ? "" : text.at, text.len, JSON_REJECT_DUPLICATES, &e);
	if (tree == NULL) {
		if (fault != NULL) {
			fault->line = e.line > 0 ? e.line : 1;
			fault->column = e.column > 0 ? e.column : 1;
			snprintf(fault->text, sizeof(fault->text), "%.150s", e.text);
			/* it quotes, and stops where it does not understand */
			fault->text[utf8_part(str_of(fault->text)).len] = '\0';
		}
		return ERR_FORM;
	}
	*out = json_hold(mem, tree);
	return OK;
}

/* ---- where: a walk over text that is known to be valid JSON ---- */

struct walk {
	struct str s;
	size_t at;
};

static void
skip_space(struct walk *w)
{
	while (w->at < w->s.len && strchr(" \t\r\n,:", w->s.at[w->at]) != NULL)
		w->at++;
}

static struct str
skip_string(struct walk *w)
{
	size_t from = ++w->at;

	while (w->at < w->s.len && w->s.at[w->at] != '"')
		w->at += w->s.at[w->at] == '\\' ? 2 : 1;
	w->at++;
	return (struct str){ w->s.at + from, w->at - from - 1 };
}

static void
skip_value(struct walk *w)
{
	int depth = 0;

	skip_space(w);
	do {
		char c = w->at < w->s.len ? w->s.at[w->at] : '\0';

		if (c == '"') {
			skip_string(w);
		} else if (c == '{' || c == '[') {
			depth++;
			w->at++;
		} else if (c == '}' || c == ']') {
			depth--;
			w->at++;
		} else {
			w->at++;
			while (depth == 0 && w->at < w->s.len &&
			       strchr(" \t\r\n,:]}", w->s.at[w->at]) == NULL)
				w->at++;
		}
		if (depth > 0)
			skip_space(w);
	} while (depth > 0 && w->at < w->s.len);
}

/* Step into the member or element called step; false leaves w where it was. */
static bool
step_into(struct walk *w, struct str step)
{
	struct walk in = *w;
	int64_t index = -1, n = 0;

	skip_space(&in);
	if (in.at >= in.s.len || (in.s.at[in.at] != '{' && in.s.at[in.at] != '['))
		return false;
	if (in.s.at[in.at] == '[' &&
	    (step.len < 2 || !str_int((struct str){ step.at + 1, step.len - 1 }, &index)))
		return false;
	in.at++;
	for (;;) {
		skip_space(&in);
		if (in.at >= in.s.len || in.s.at[in.at] == '}' || in.s.at[in.at] == ']')
			return false;
		if (index < 0 ? str_same(skip_string(&in), step) : n++ == index) {
			skip_space(&in);
			*w = in;
			return true;
		}
		skip_value(&in);
	}
}

void
json_where(struct str text, const char *path, int *line, int *column)
{
	struct walk w = { text, 0 };
	struct str rest = str_of(path), step;

	skip_space(&w);
	while (str_next(&rest, '.', &step)) {
		if (!step_into(&w, step))
			break;
	}
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < w.at && i < text.len; i++) {
		*column = text.at[i] == '\n' ? 1 : *column + 1;
		*line += text.at[i] == '\n';
	}
}

struct str
json_str(const json_t *j)
{
	if (!json_is_string(j))
		return STR_NONE;
	return (struct str){ json_string_value(j), json_string_length(j) };
}

struct str
json_get_str(const json_t *object, const char *key)
{
	return json_str(json_object_get(object, key));
}

int64_t
json_get_int(const json_t *object, const char *key, int64_t absent)
{
	const json_t *j = json_object_get(object, key);

	return json_is_integer(j) ? json_integer_value(j) : absent;
}

bool
json_get_bool(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

struct str
json_dump(struct arena *mem, const json_t *j)
{
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	jw_json(&w, j);
	return text_done(&t);
}

/* ---- the writer ---- */

static void
before(struct jw *w)
{
	if (w->comma)
		text_char(w->out, ',');
	w->comma = true;
}

void
jw_open(struct jw *w)
{
	before(w);
	text_char(w->out, '{');
	w->comma = false;
}

void
jw_close(struct jw *w)
{
	text_char(w->out, '}');
	w->comma = true;
}

void
jw_more(struct jw *w)
{
	assert(w->out->len > 1 && w->out->at[w->out->len - 1] == '}');
	w->out->len--;
	w->comma = w->out->at[w->out->len - 1] != '{';
}

void
jw_array(struct jw *w)
{
	before(w);
	text_char(w->out, '[');
	w->comma = false;
}

void
jw_end(struct jw *w)
{
	text_char(w->out, ']');
	w->comma = true;
}

/* What stands in a JSON string as it is (RFC 8259 §7); '<' does not, so that
 * JSON in HTML stays data. */
static inline bool
stands(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\' && c != '<';
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
/* The high bit of each byte of w that is under n (n < 0x80), or of none. */
#define UNDER(w, n) (((w)-EACH(n)) & ~(w)&EACH(0x80))

/* stands(), of eight at once: most of an answer is letters and digits. */
static inline bool
all_stand(const char *at)
{
	uint64_t w;

	memcpy(&w, at, sizeof(w));
	return (UNDER(w, 0x20) | UNDER(w ^ EACH('"'), 1) | UNDER(w ^ EACH('\\'), 1) |
		   UNDER(w ^ EACH('<'), 1)) == 0;
}

static void
add_escape(struct text *t, unsigned char c)
{
	if (c == '"' || c == '\\') {
		text_char(t, '\\');
		text_char(t, (char)c);
	} else if (c == '\n') {
		text_c(t, "\\n");
	} else {
		text_printf(t, "\\u%04x", c);
	}
}

/* Whether all of it stands; the last eight are looked at as eight again. */
static bool
is_plain(struct str s)
{
	size_t i = 0;

	if (s.len < 8) {
		while (i < s.len && stands((unsigned char)s.at[i]))
			i++;
		return i == s.len;
	}
	while (i + 8 < s.len && all_stand(s.at + i))
		i += 8;
	return i + 8 >= s.len && all_stand(s.at + s.len - 8);
}

static void
add_escaped(struct text *t, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (stands((unsigned char)s.at[i]))
			continue;
		text_add(t, s.at + from, i - from);
		add_escape(t, (unsigned char)s.at[i]);
		from = i + 1;
	}
	text_add(t, s.at + from, s.len - from);
}

static void
add_quoted(struct text *t, struct str s)
{
	text_reserve(t, s.len + 2);
	text_char(t, '"');
	if (is_plain(s))
		text_str(t, s);
	else
		add_escaped(t, s);
	text_char(t, '"');
}

void
jw_key_quoted(struct jw *w, struct str quoted)
{
	before(w);
	text_str(w->out, quoted);
	w->comma = false;
}

void
jw_key_str(struct jw *w, struct str key)
{
	before(w);
	add_quoted(w->out, key);
	text_char(w->out, ':');
	w->comma = false;
}

void
jw_key_c(struct jw *w, const char *key)
{
	jw_key_str(w, str_of(key));
}

void
jw_str(struct jw *w, struct str s)
{
	before(w);
	add_quoted(w->out, s);
}

void
jw_c(struct jw *w, const char *c)
{
	if (c == NULL)
		jw_null(w);
	else
		jw_str(w, str_of(c));
}

void
jw_int(struct jw *w, int64_t i)
{
	before(w);
	text_int(w->out, i);
}

void
jw_id(struct jw *w, int64_t id)
{
	before(w);
	text_char(w->out, '"');
	text_int(w->out, id);
	text_char(w->out, '"');
}

void
jw_real(struct jw *w, double d)
{
	before(w);
	text_str(w->out, real_write(w->out->mem, d));
}

void
jw_bool(struct jw *w, bool b)
{
	before(w);
	text_c(w->out, b ? "true" : "false");
}

void
jw_null(struct jw *w)
{
	before(w);
	text_c(w->out, "null");
}

void
jw_raw(struct jw *w, struct str json)
{
	before(w);
	text_str(w->out, json);
}

/* Depth is bounded by json_read and by what the program builds itself. */
void
jw_json(struct jw *w, const json_t *j)
{
	const char *key;
	json_t *value;
	size_t i;

	switch (j == NULL ? JSON_NULL : json_typeof(j)) {
	case JSON_OBJECT:
		jw_open(w);
		json_object_foreach((json_t *)(uintptr_t)j, key, value)
		{
			jw_key_c(w, key);
			jw_json(w, value);
		}
		jw_close(w);
		break;
	case JSON_ARRAY:
		jw_array(w);
		json_array_foreach(j, i, value) jw_json(w, value);
		jw_end(w);
		break;
	case JSON_STRING: jw_str(w, json_str(j)); break;
	case JSON_INTEGER: jw_int(w, json_integer_value(j)); break;
	case JSON_REAL: jw_real(w, json_real_value(j)); break;
	case JSON_TRUE: jw_bool(w, true); break;
	case JSON_FALSE: jw_bool(w, false); break;
	case JSON_NULL: jw_null(w); break;
	}
}
