/*
 * fold.c - letters as people compare them, over ICU's tables.
 */
#include "base/base.h"

#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/uscript.h>

#define SORT_TEXT_MAX 240 /* bytes of a text that take part in its sort key */

static bool
fold_ascii(struct arena *mem, struct str s, struct str *out)
{
	char *to;

	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	to = arena_alloc(mem, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		to[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] + 32) : s.at[i];
	*out = (struct str){ to, s.len };
	return true;
}

/* What Unicode calls other letters but a reader calls the same. */
static uint32_t
same_letter(uint32_t p)
{
	switch (p) {
	case 0x0111: return 'd'; /* đ */
	case 0x0142: return 'l'; /* ł */
	case 0x00F8: return 'o'; /* ø */
	case 0x0131: return 'i'; /* ı */
	case 0x064A:
	case 0x0649: return 0x06CC; /* ي ى -> ی */
	case 0x0643: return 0x06A9; /* ك -> ک */
	case 0x0629:
	case 0x06C0: return 0x0647; /* ة ۀ -> ه */
	case 0x0640: return 0;      /* tatweel */
	case 0x200C:
	case 0x200D:
	case 0x200E:
	case 0x200F: return 0; /* joiners */
	default: return p;
	}
}

static uint32_t
fold_point(uint32_t p)
{
	int32_t digit;

	if (u_charType((UChar32)p) == U_NON_SPACING_MARK)
		return 0;
	digit = u_charType((UChar32)p) == U_DECIMAL_DIGIT_NUMBER
		    ? u_charDigitValue((UChar32)p)
		    : -1;
	return digit >= 0 ? (uint32_t)('0' + digit) : same_letter(p);
}

/* Case-folded and taken apart, as UTF-16: NFKC_Casefold, then NFD. */
static int32_t
take_apart(struct arena *mem, struct str s, UChar **out)
{
	UErrorCode e = U_ZERO_ERROR;
	int32_t room = (int32_t)s.len * 8 + 32, wide_len = 0, len;
	UChar *wide = arena_array(mem, UChar, s.len + 1);
	UChar *cased = arena_array(mem, UChar, (size_t)room);

	*out = arena_array(mem, UChar, (size_t)room);
	u_strFromUTF8WithSub(
	    wide, (int32_t)s.len + 1, &wide_len, s.at, (int32_t)s.len, 0xFFFD, NULL, &e);
	len = unorm2_normalize(
	    unorm2_getNFKCCasefoldInstance(&e), wide, wide_len, cased, room, &e);
	len = unorm2_normalize(unorm2_getNFDInstance(&e), cased, len, *out, room, &e);
	return U_FAILURE(e) ? 0 : len;
}

struct str
fold(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);
	struct str ascii;
	UChar *wide;
	int32_t len, i = 0;

	if (fold_ascii(mem, s, &ascii))
		return ascii;
	/* room: three bytes (U+FDFA) can become eighteen letters */
	len = take_apart(mem, s, &wide);
	while (i < len) {
		uint32_t p = wide[i++];
		if (U16_IS_LEAD(p) && i < len)
			p = ((p - 0xD800) << 10) + (wide[i++] - 0xDC00u) + 0x10000;
		p = fold_point(p);
		if (p != 0)
			text_point(&t, p);
	}
	return text_done(&t);
}

static bool
is_han(uint32_t p)
{
	UErrorCode e = U_ZERO_ERROR;

	return p >= 0x2E80 && uscript_getScript((UChar32)p, &e) == USCRIPT_HAN;
}

/* Append a run of Han as its pairs; a single character stands alone. */
static size_t
add_pairs(struct text *t, struct str s, size_t from, size_t *next)
{
	size_t at = from, words = 0;
	uint32_t before = utf8_next(s, &at);

	for (;;) {
		size_t ahead = at;
		uint32_t p = ahead < s.len ? utf8_next(s, &ahead) : 0;

		if (!is_han(p))
			break;
		if (t->len > 0)
			text_char(t, ' ');
		text_point(t, before);
		text_point(t, p);
		words++;
		before = p;
		at = ahead;
	}
	if (words == 0) {
		if (t->len > 0)
			text_char(t, ' ');
		text_point(t, before);
		words = 1;
	}
	*next = at;
	return words;
}

struct str
fold_words(struct arena *mem, struct str s, size_t words_max)
{
	struct text t = TEXT_INIT(mem);
	struct str f = fold(mem, s);
	size_t at = 0, words = 0;
	bool inside = false;

	while (at < f.len && (inside || words < words_max)) {
		size_t here = at;
		uint32_t p = utf8_next(f, &at);

		if (is_han(p) && words == words_max)
			break;
		if (is_han(p)) {
			words += add_pairs(&t, f, here, &at);
			inside = false;
		} else if (p == '_' || u_isalnum((UChar32)p)) {
			if (!inside && t.len > 0)
				text_char(&t, ' ');
			words += !inside;
			inside = true;
			text_add(&t, f.at + here, at - here);
		} else {
			inside = false;
		}
	}
	return text_done(&t);
}

struct str
fold_endings(struct arena *mem, struct str digits)
{
	struct text t = TEXT_INIT(mem);

	for (size_t from = 0; from + 4 <= digits.len && from < 20; from++) {
		if (t.len > 0)
			text_char(&t, ' ');
		text_add(&t, digits.at + from, digits.len - from);
	}
	return text_done(&t);
}

struct str
fold_digits(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);
	size_t at = 0;

	while (at < s.len) {
		uint32_t p = utf8_next(s, &at);
		int32_t digit = p < 0x80 ? -1 : u_charDigitValue((UChar32)p);
		bool is_digit = u_charType((UChar32)p) == U_DECIMAL_DIGIT_NUMBER;

		text_point(&t, is_digit && digit >= 0 ? (uint32_t)('0' + digit) : p);
	}
	return text_done(&t);
}

/* One collator a thread and language; opening one costs a millisecond. */
static _Thread_local struct held {
	char language[8];
	UCollator *of;
} held[6];

static void
close_collators(void *at)
{
	struct held *mine = at;

	for (size_t i = 0; i < COUNT_OF(held); i++) {
		ucol_close(mine[i].of);
		mine[i].of = NULL;
	}
}

/* Where this language's is, or may be: with all places taken, in the first. */
static struct held *
place_of(const char *language)
{
	for (size_t i = 0; i < COUNT_OF(held); i++)
		if (held[i].of == NULL || strcmp(held[i].language, language) == 0)
			return &held[i];
	ucol_close(held[0].of);
	held[0].of = NULL;
	return &held[0];
}

static UCollator *
collator(const char *language)
{
	struct held *place = place_of(language);
	UErrorCode e = U_ZERO_ERROR;

	if (place->of != NULL)
		return place->of;
	if (held[0].of == NULL && held[1].of == NULL)
		thread_ends_with(close_collators, held);
	place->of = ucol_open(language, &e);
	ucol_setStrength(place->of, UCOL_TERTIARY);
	snprintf(place->language, sizeof(place->language), "%s", language);
	return place->of;
}

struct str
fold_sort(struct arena *mem, const char *language, struct str s)
{
	UErrorCode e = U_ZERO_ERROR;
	struct str head = s.len > SORT_TEXT_MAX ? utf8_head(s, SORT_TEXT_MAX / 4) : s;
	UChar *wide = arena_array(mem, UChar, head.len + 1);
	int32_t wide_len = 0, room = (int32_t)head.len * 8 + 32, len;
	uint8_t *key = arena_alloc(mem, (size_t)room);

	u_strFromUTF8WithSub(wide, (int32_t)head.len + 1, &wide_len, head.at,
	    (int32_t)head.len, 0xFFFD, NULL, &e);
	len = ucol_getSortKey(collator(language), wide, wide_len, key, room);
	if (len > room)
		len = room;
	return (struct str){ (char *)key, len > 0 ? (size_t)len - 1 : 0 };
}
