/*
 * text.h - strings with a length, text that grows, UTF-8.
 *
 * A struct str does not own what it points to; where a library needs a NUL it
 * is made by str_c().  All text inside the program is valid UTF-8 in NFC: it
 * is checked and composed where it comes in (text_clean).
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

struct str {
	const char *at;
	size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
#define STR_ARG(s) (int)(s).len, (s).at == NULL ? "" : (s).at /* for "%.*s" */

struct str str_of(const char *c);
bool str_is(struct str s, const char *c);
bool str_same(struct str a, struct str b);
int str_order(struct str a, struct str b); /* by bytes */
struct str str_trim(struct str s);
struct str str_lower(struct arena *mem, struct str s); /* A to Z, and no other */
bool str_starts(struct str s, const char *head);
bool str_cut(struct str s, char at, struct str *before, struct str *after);
/* The next piece of what a sign cuts, the last one too; false: nothing is left.  Two
 * signs have an empty piece between them, one at the end has none behind it. */
bool str_next(struct str *rest, char at, struct str *piece);
size_t str_find(struct str s, struct str what); /* s.len if absent */
char *str_c(struct arena *mem, struct str s);
struct str str_copy(struct arena *mem, struct str s);
struct str str_printf(struct arena *mem, const char *format, ...) PRINTF(2, 3);
bool str_int(struct str s, int64_t *out); /* whole string, base 10 */
uint64_t str_hash(struct str s);

/* Text that grows in an arena; always NUL-terminated when read as at. */
struct text {
	struct arena *mem;
	char *at;
	size_t len, size;
};

#define TEXT_INIT(m)       \
	{                  \
		.mem = (m) \
	}

void text_reserve(struct text *t, size_t more);
void text_c(struct text *t, const char *c);
void text_int(struct text *t, int64_t i);
void text_printf(struct text *t, const char *format, ...) PRINTF(2, 3);
void text_html(struct text *t, struct str s);    /* as text or attribute of HTML */
void text_point(struct text *t, uint32_t point); /* as UTF-8 */
struct str text_done(const struct text *t);

/* In the header because every answer is made of thousands of these. */
static inline void
text_add(struct text *t, const char *at, size_t len)
{
	if (len == 0)
		return;
	if (t->size - t->len <= len)
		text_reserve(t, len);
	/* analyse: analyzer-null-argument: without memory size is 0, and was reserved */
	/* analyse: clang-analyzer-core.NonNullParamChecker: len > 0 has letters at at */
	memcpy(t->at + t->len, at, len);
	t->len += len;
	t->at[t->len] = '\0';
}

static inline void
text_str(struct text *t, struct str s)
{
	text_add(t, s.at, s.len);
}

static inline void
text_char(struct text *t, char c)
{
	text_add(t, &c, 1);
}

/* UTF-8, RFC 3629.  utf8_next moves *at on; 0xFFFD for what is not UTF-8. */
bool utf8_valid(struct str s);
uint32_t utf8_next(struct str s, size_t *at);
size_t utf8_count(struct str s);
struct str utf8_head(struct str s, size_t points);
/* Up to the first that is none: what was cut off inside a letter ends before it. */
struct str utf8_part(struct str s);

/* Does it leave a mark for the eye?  Not if all of it are blanks, joiners, signs of the
 * direction, fillers, and marks that want a letter to stand on. */
bool text_shows(struct str s);
/*
 * Make a user's text fit to keep: valid UTF-8 without NUL and control
 * characters (tab and newline stay if lines), composed to NFC, trimmed; empty, if it
 * shows nothing.
 *
 * errs  false    not UTF-8, or it holds a NUL
 */
bool text_clean(struct arena *mem, struct str in, bool lines, struct str *out);
/*
 * The name of a file as people may read it: without controls, line ends, and what
 * turns the direction of reading (gnp.exe that is seen as exe.png).
 */
struct str text_name(struct arena *mem, struct str in);

#endif
