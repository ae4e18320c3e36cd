/*
 * text.c - strings with a length and text that grows.
 */
#include "base/base.h"

#include <stdarg.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

struct str
str_of(const char *c)
{
	return (struct str){ c, c == NULL ? 0 : strlen(c) };
}

bool
str_is(struct str s, const char *c)
{
	size_t len = strlen(c);

	return s.len == len && memcmp(s.at == NULL ? "" : s.at, c, len) == 0;
}

bool
str_same(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

int
str_order(struct str a, struct str b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.at, b.at, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str
str_trim(struct str s)
{
	while (s.len > 0 && is_space(s.at[0]))
		s.at++, s.len--;
	while (s.len > 0 && is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

struct str
str_lower(struct arena *mem, struct str s)
{
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < s.len; i++)
		text_char(&t,
		    s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] + 32) : s.at[i]);
	return text_done(&t);
}

bool
str_starts(struct str s, const char *head)
{
	size_t len = strlen(head);

	return s.len >= len && (len == 0 || memcmp(s.at, head, len) == 0);
}

bool
str_cut(struct str s, char at, struct str *before, struct str *after)
{
	const char *found = s.len == 0 ? NULL : memchr(s.at, at, s.len);

	if (found == NULL)
		return false;
	*before = (struct str){ s.at, (size_t)(found - s.at) };
	*after = (struct str){ found + 1, s.len - before->len - 1 };
	return true;
}

bool
str_next(struct str *rest, char at, struct str *piece)
{
	if (rest->len == 0)
		return false;
	if (!str_cut(*rest, at, piece, rest)) {
		*piece = *rest;
		rest->len = 0;
	}
	return true;
}

size_t
str_find(struct str s, struct str what)
{
	const char *found;

	if (what.len == 0)
		return 0;
	found = s.len == 0 ? NULL : memmem(s.at, s.len, what.at, what.len);
	return found == NULL ? s.len : (size_t)(found - s.at);
}

char *
str_c(struct arena *mem, struct str s)
{
	return arena_copy(mem, s.at, s.len);
}

struct str
str_copy(struct arena *mem, struct str s)
{
	return (struct str){ arena_copy(mem, s.at, s.len), s.len };
}

struct str
str_printf(struct arena *mem, const char *format, ...)
{
	struct text t = TEXT_INIT(mem);
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text_reserve(&t, (size_t)len);
	va_start(args, format);
	vsnprintf(t.at, (size_t)len + 1, format, args);
	va_end(args);
	t.len = (size_t)len;
	return text_done(&t);
}

bool
str_int(struct str s, int64_t *out)
{
	bool minus = s.len > 0 && s.at[0] == '-';
	size_t i = minus ? 1 : 0;
	int64_t n = 0;

	if (i == s.len)
		return false;
	for (; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, s.at[i] - '0', &n))
			return false;
	}
	if (!minus && n == INT64_MIN)
		return false;
	*out = minus ? n : -n;
	return true;
}

/* FNV-1a: short names, never hostile sizes; tables are bounded elsewhere. */
uint64_t
str_hash(struct str s)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 1099511628211u;
	return h;
}

void
text_reserve(struct text *t, size_t more)
{
	size_t size = t->size == 0 ? 64 : t->size;

	if (t->len + more + 1 <= t->size)
		return;
	while (size < t->len + more + 1)
		size *= 2;
	t->at = arena_grow(t->mem, t->at, t->size, size);
	t->size = size;
}

void
text_c(struct text *t, const char *c)
{
	text_add(t, c, strlen(c));
}

/* Two digits a step: ids have nineteen of them. */
void
text_int(struct text *t, int64_t i)
{
	static const char pairs[] =
	    "0001020304050607080910111213141516171819202122232425262728293031323334"
	    "3536373839404142434445464748495051525354555657585960616263646566676869"
	    "707172737475767778798081828384858687888990919293949596979899";
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t n = i < 0 ? -(uint64_t)i : (uint64_t)i;

	for (; n > 9; n /= 100) {
		*--at = pairs[2 * (n % 100) + 1];
		*--at = pairs[2 * (n % 100)];
	}
	if (n > 0 || i == 0)
		*--at = (char)('0' + n);
	if (i < 0)
		*--at = '-';
	text_add(t, at, (size_t)(digits + sizeof(digits) - at));
}

void
text_printf(struct text *t, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text_reserve(t, (size_t)len);
	va_start(args, format);
	vsnprintf(t->at + t->len, (size_t)len + 1, format, args);
	va_end(args);
	t->len += (size_t)len;
}

void
text_html(struct text *t, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		switch (s.at[i]) {
		case '<': text_c(t, "&lt;"); break;
		case '>': text_c(t, "&gt;"); break;
		case '&': text_c(t, "&amp;"); break;
		case '"': text_c(t, "&quot;"); break;
		default: text_char(t, s.at[i]);
		}
}

void
text_point(struct text *t, uint32_t p)
{
	char c[4];

	if (p < 0x80) {
		text_char(t, (char)p);
	} else if (p < 0x800) {
		c[0] = (char)(0xC0 | p >> 6);
		c[1] = (char)(0x80 | (p & 0x3F));
		text_add(t, c, 2);
	} else if (p < 0x10000) {
		c[0] = (char)(0xE0 | p >> 12);
		c[1] = (char)(0x80 | (p >> 6 & 0x3F));
		c[2] = (char)(0x80 | (p & 0x3F));
		text_add(t, c, 3);
	} else {
		c[0] = (char)(0xF0 | p >> 18);
		c[1] = (char)(0x80 | (p >> 12 & 0x3F));
		c[2] = (char)(0x80 | (p >> 6 & 0x3F));
		c[3] = (char)(0x80 | (p & 0x3F));
		text_add(t, c, 4);
	}
}

struct str
text_done(const struct text *t)
{
	return (struct str){ t->at == NULL ? "" : t->at, t->len };
}

/*
 * Decode one code point.  The shortest form only, no surrogates, nothing
 * over U+10FFFF: what RFC 3629 §4 allows and no more.
 *
 * out   *len  bytes it took; 1 for a byte that starts nothing
 */
static uint32_t
decode(const unsigned char *c, size_t left, size_t *len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = c[0] < 0x80       ? 1
		   : c[0] >> 5 == 6  ? 2
		   : c[0] >> 4 == 14 ? 3
		   : c[0] >> 3 == 30 ? 4
				     : 0;
	uint32_t p;

	*len = 1;
	if (n == 1)
		return c[0];
	if (n == 0 || n > left)
		return 0xFFFD;
	p = c[0] & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (c[i] >> 6 != 2)
			return 0xFFFD;
		p = p << 6 | (c[i] & 0x3F);
	}
	if (p < least[n] || p > 0x10FFFF || (p >= 0xD800 && p < 0xE000))
		return 0xFFFD;
	*len = n;
	return p;
}

uint32_t
utf8_next(struct str s, size_t *at)
{
	size_t len;
	uint32_t p = decode((const unsigned char *)s.at + *at, s.len - *at, &len);

	*at += len;
	return p;
}

struct str
utf8_part(struct str s)
{
	size_t len;

	for (size_t i = 0; i < s.len; i += len) {
		uint32_t p = decode((const unsigned char *)s.at + i, s.len - i, &len);
		if (p == 0xFFFD && len == 1)
			return (struct str){ s.at, i };
	}
	return s;
}

bool
utf8_valid(struct str s)
{
	return utf8_part(s).len == s.len;
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.at[i] & 0xC0) != 0x80;
	return n;
}

struct str
utf8_head(struct str s, size_t points)
{
	size_t at = 0;

	if (s.len <= points)
		return s;
	while (points-- > 0 && at < s.len)
		utf8_next(s, &at);
	return (struct str){ s.at, at };
}

static bool
plain_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < 0x20 || s.at[i] > 0x7E)
			return false;
	return true;
}

/* Compose to NFC.  Text that is composed already - nearly all - is not copied. */
static struct str
compose(struct arena *mem, struct str s)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);
	int32_t len = (int32_t)s.len, wide_len = 0, done;
	UChar *wide = arena_array(mem, UChar, s.len + 1);
	UChar *norm = arena_array(mem, UChar, s.len * 3 + 1);
	char *out;

	u_strFromUTF8(wide, len + 1, &wide_len, s.at, len, &e);
	if (unorm2_quickCheck(nfc, wide, wide_len, &e) == UNORM_YES)
		return s;
	done = unorm2_normalize(nfc, wide, wide_len, norm, (int32_t)(s.len * 3 + 1), &e);
	if (U_FAILURE(e))
		return s;
	out = arena_alloc(mem, (size_t)done * 3 + 1);
	u_strToUTF8(out, done * 3 + 1, &len, norm, done, &e);
	return U_FAILURE(e) ? s : (struct str){ out, (size_t)len };
}

/* src  UAX #44, General_Category and Default_Ignorable_Code_Point */
bool
text_shows(struct str s)
{
	const uint32_t blank = U_GC_Z_MASK | U_GC_CC_MASK | U_GC_CF_MASK | U_GC_M_MASK;
	size_t at = 0;

	while (at < s.len) {
		UChar32 p = (UChar32)utf8_next(s, &at);

		if ((U_GET_GC_MASK(p) & blank) == 0 && p != 0x2800 /* Braille, no dots */
		    && !u_hasBinaryProperty(p, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
			return true;
	}
	return false;
}

bool
text_clean(struct arena *mem, struct str in, bool lines, struct str *out)
{
	struct text t = TEXT_INIT(mem);
	size_t at = 0;

	if (in.len > 0 && memchr(in.at, 0, in.len) != NULL)
		return false;
	in = str_trim(in);
	if (plain_ascii(in)) {
		*out = in;
		return true;
	}
	if (!utf8_valid(in))
		return false;
	while (at < in.len) {
		uint32_t p = utf8_next(in, &at);
		bool keep = lines && (p == '\n' || p == '\t');

		if ((p == '\n' || p == '\t') && !lines)
			text_char(&t, ' ');
		else if (keep || (p >= 0x20 && (p < 0x7F || p > 0x9F) && p != 0xFEFF))
			text_point(&t, p);
	}
	in = str_trim(text_done(&t));
	*out = text_shows(in) ? compose(mem, in) : STR("");
	return true;
}

static bool
is_turning(uint32_t p)
{
	return p == 0x61C || p == 0x200E || p == 0x200F || (p >= 0x202A && p <= 0x202E) ||
	       (p >= 0x2066 && p <= 0x2069);
}

struct str
text_name(struct arena *mem, struct str in)
{
	struct text t = TEXT_INIT(mem);
	size_t at = 0;

	while (at < in.len) {
		uint32_t p = utf8_next(in, &at);
		bool control = p < 0x20 || (p >= 0x7F && p <= 0x9F) || p == 0x2028 ||
			       p == 0x2029 || p == 0xFEFF;

		if (!control && !is_turning(p))
			text_point(&t, p);
	}
	return str_trim(text_done(&t));
}
