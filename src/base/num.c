/*
 * num.c - integers, decimals, currencies.
 */
#include "base/base.h"

#include <math.h>

static const struct currency currencies[] = {
	{ "VND", 0, "₫" },
	{ "IRR", 0, "﷼" },
	{ "CNY", 2, "¥" },
	{ "USD", 2, "$" },
	{ "EUR", 2, "€" },
	{ "AED", 2, "د.إ" },
	{ "AUD", 2, "A$" },
	{ "CAD", 2, "C$" },
	{ "CHF", 2, "CHF" },
	{ "GBP", 2, "£" },
	{ "HKD", 2, "HK$" },
	{ "IDR", 2, "Rp" },
	{ "INR", 2, "₹" },
	{ "IQD", 3, "ع.د" },
	{ "JPY", 0, "¥" },
	{ "KHR", 2, "៛" },
	{ "KRW", 0, "₩" },
	{ "KWD", 3, "د.ك" },
	{ "LAK", 2, "₭" },
	{ "MYR", 2, "RM" },
	{ "OMR", 3, "ر.ع" },
	{ "PHP", 2, "₱" },
	{ "QAR", 2, "ر.ق" },
	{ "RUB", 2, "₽" },
	{ "SAR", 2, "ر.س" },
	{ "SGD", 2, "S$" },
	{ "THB", 2, "฿" },
	{ "TRY", 2, "₺" },
	{ "TWD", 2, "NT$" },
};

const struct currency *
currency_of(struct str code)
{
	for (size_t i = 0; i < COUNT_OF(currencies); i++)
		if (str_is(code, currencies[i].code))
			return &currencies[i];
	return NULL;
}

const struct currency *
currency_at(size_t i)
{
	return i < COUNT_OF(currencies) ? &currencies[i] : NULL;
}

bool
decimal_minor(struct str s, int digits, int64_t *out)
{
	bool minus = s.len > 0 && s.at[0] == '-', point = false, any = false;
	size_t i = s.len > 0 && (s.at[0] == '-' || s.at[0] == '+') ? 1 : 0;
	int64_t n = 0;
	int after = 0, round = 0;

	for (; i < s.len; i++) {
		if (s.at[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		any = true;
		if (point && after >= digits) {
			if (after++ == digits)
				round = s.at[i] >= '5';
			continue;
		}
		after += point;
		if (n > (INT64_MAX / 1000 - 9) / 10)
			return false;
		n = n * 10 + s.at[i] - '0';
	}
	for (; after < digits; after++)
		if (__builtin_mul_overflow(n, 10, &n))
			return false;
	n += round;
	*out = minus ? -n : n;
	return any;
}

struct str
minor_decimal(struct arena *mem, int64_t minor, int digits)
{
	uint64_t n = minor < 0 ? -(uint64_t)minor : (uint64_t)minor, one = 1;

	for (int i = 0; i < digits; i++)
		one *= 10;
	if (digits == 0)
		return str_printf(mem, "%" PRId64, minor);
	return str_printf(mem, "%s%" PRIu64 ".%0*" PRIu64, minor < 0 ? "-" : "", n / one,
	    digits, n % one);
}

bool
int_scale(int64_t a, int64_t b, int64_t c, int64_t *out)
{
	__int128 n = (__int128)a * b, half, q;

	if (c == 0)
		return false;
	if (c < 0)
		n = -n, c = -c;
	half = c / 2;
	q = (n >= 0 ? n + half : n - half) / c;
	if (q > INT64_MAX || q < INT64_MIN)
		return false;
	*out = (int64_t)q;
	return true;
}

bool
str_real(struct str s, double *out)
{
	char c[64], *end;
	double d;

	if (s.len == 0 || s.len >= sizeof(c))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (strchr("0123456789+-.eE", s.at[i]) == NULL || s.at[i] == '\0')
			return false;
	memcpy(c, s.at, s.len);
	c[s.len] = '\0';
	d = strtod(c, &end);
	if (*end != '\0' || !isfinite(d))
		return false;
	*out = d;
	return true;
}

int64_t
real_round(double d)
{
	if (!(d > -9.2e18 && d < 9.2e18))
		return d < 0 ? INT64_MIN : INT64_MAX;
	return (int64_t)llround(d);
}

const char *
real_text(double d, char out[REAL_TEXT_MAX])
{
	for (int precision = 6; precision <= 17; precision++) {
		snprintf(out, REAL_TEXT_MAX, "%.*g", precision, d);
		if (strtod(out, NULL) == d)
			break;
	}
	return out;
}

struct str
real_write(struct arena *mem, double d)
{
	char out[REAL_TEXT_MAX];

	return str_copy(mem, str_of(real_text(d, out)));
}
