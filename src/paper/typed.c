/*
 * typed.c - what people typed, brought to one spelling before it is read.
 */
#include "paper/inside.h"

#include <unicode/uchar.h>

static bool
is_gone(uint32_t p)
{
	return (p >= 0x200B && p <= 0x200F) || (p >= 0x202A && p <= 0x202E) ||
	       (p >= 0x2060 && p <= 0x2069) || p == 0xFEFF || p == 0x061C || p == 0x0640;
}

static uint32_t
plain_point(uint32_t p)
{
	switch (p) {
	case 0xA0:
	case 0x2007:
	case 0x2009:
	case 0x202F:
	case 0x3000:
	case '\t':
	case '\n':
	case '\r': return ' ';
	case 0x2212:
	case 0x2010:
	case 0x2011:
	case 0x2013:
	case 0xFE63: return '-';
	case 0x2019:
	case 0x02BC: return '\'';
	case 0x066B: return '.';
	case 0x066C:
	case 0x060C:
	case 0x3001: return ',';
	case 0x066A: return '%';
	case 0x3002: return '.';
	}
	if (p >= 0xFF01 && p <= 0xFF5E)
		p -= 0xFEE0; /* full width */
	return p >= 'A' && p <= 'Z' ? p + 32 : p;
}

bool
typed_read(struct str s, struct typed *out)
{
	size_t at = 0;

	*out = (struct typed){ 0 };
	if (s.len > TYPED_MAX * 3 || !utf8_valid(s))
		return false;
	while (at < s.len) {
		size_t from = at;
		uint32_t p = utf8_next(s, &at);

		if (out->len + 4 > TYPED_MAX || p == 0)
			return false;
		if (is_gone(p))
			continue;
		out->arabic |= p == 0x066B || p == 0x066C;
		if (p > 0x7F && u_charType((UChar32)p) == U_DECIMAL_DIGIT_NUMBER)
			p = (uint32_t)('0' + u_charDigitValue((UChar32)p));
		p = plain_point(p);
		if (p < 0x80) {
			out->at[out->len++] = (char)p;
		} else {
			memcpy(out->at + out->len, s.at + from, at - from);
			out->len += at - from;
		}
	}
	return true;
}
