/*
 * format.c - the number formats of a workbook: which numbers are dates.
 *
 * A date in a workbook is a number of days and a format that says so.
 *
 * src  ECMA-376 part 1, 18.8.30 (numFmt), 18.17.4 (dates)
 */
#include "paper/inside.h"

#include <math.h>
#include <strings.h>

#define SERIAL_MAX 2958466 /* the day after 9999-12-31 */
#define DAY_SECONDS 86400
#define DIGITS_MAX 15 /* as many as a double holds and Excel shows */

enum look
look_builtin(int id)
{
	if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
	    (id >= 50 && id <= 54) || id == 57 || id == 58)
		return LOOK_DATE;
	if (id == 46)
		return LOOK_SPAN;
	if ((id >= 18 && id <= 21) || id == 45 || id == 47 || (id >= 32 && id <= 35) ||
	    id == 55 || id == 56)
		return LOOK_TIME;
	return LOOK_NUMBER;
}

/* Past what a format shows as it is: "…", [Red], \x, _x, *x, AM/PM. */
static const char *
skip_literal(const char *c, bool *span)
{
	const char *end;

	if (*c == '"' || *c == '[') {
		end = strchr(c + 1, *c == '"' ? '"' : ']');
		if (*c == '[' && strchr("hHmMsS", c[1]) != NULL && c[1] != '\0' &&
		    end != NULL)
			*span |= strspn(c + 1, "hHmMsS") == (size_t)(end - c - 1);
		return end == NULL ? c + strlen(c) : end + 1;
	}
	if (*c == '\\' || *c == '_' || *c == '*')
		return c[1] == '\0' ? c + 1 : c + 2;
	if (strncasecmp(c, "AM/PM", 5) == 0)
		return c + 5;
	return strncasecmp(c, "A/P", 3) == 0 ? c + 3 : c;
}

enum look
look_custom(const char *code)
{
	bool date = false, time = false, month = false, span = false;
	const char *c = code;

	while (*c != '\0' && *c != ';') {
		const char *after = skip_literal(c, &span);

		if (after != c) {
			c = after;
			continue;
		}
		date |= strchr("yYdD", *c) != NULL;
		time |= strchr("hHsS", *c) != NULL;
		month |= strchr("mM", *c) != NULL;
		c++;
	}
	if (strncasecmp(code, "general", 7) == 0 || strncasecmp(code, "standard", 8) == 0)
		return LOOK_NUMBER;
	if (date || (month && !time && !span))
		return LOOK_DATE;
	return span ? LOOK_SPAN : time ? LOOK_TIME : LOOK_NUMBER;
}

static size_t
clock_write(int64_t seconds, char *out)
{
	return (size_t)snprintf(out, LOOK_TEXT_MAX, "%02d:%02d:%02d",
	    (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

/*
 * Days since 1970 of a serial number.  In the 1900 system day 60 is 29
 * February 1900, which never was (Lotus thought so, and Excel after it).
 */
static bool
serial_days(int64_t serial, bool since_1904, int64_t *days)
{
	if (since_1904)
		*days = serial + date_days((struct civil){ 1904, 1, 1 });
	else
		*days =
		    serial + date_days((struct civil){ 1899, 12, serial > 60 ? 30 : 31 });
	return since_1904 || (serial != 60 && serial > 0);
}

static size_t
date_text(enum look look, bool since_1904, double serial, char *out)
{
	int64_t whole = (int64_t)floor(serial), days;
	int64_t seconds = (int64_t)floor((serial - floor(serial)) * DAY_SECONDS + 0.5);
	struct civil d;
	size_t len;

	if (seconds == DAY_SECONDS) {
		whole++;
		seconds = 0;
	}
	if (look == LOOK_SPAN || (look == LOOK_TIME && whole == 0))
		return clock_write(whole * DAY_SECONDS + seconds, out);
	if (whole == 0 && seconds > 0 && !since_1904)
		return clock_write(seconds, out);
	if (!serial_days(whole, since_1904, &days))
		return 0;
	d = date_of_days(days);
	if (d.year > 9999)
		return 0;
	len = (size_t)snprintf(
	    out, LOOK_TEXT_MAX, "%04d-%02d-%02d", d.year, d.month, d.day);
	if (seconds == 0)
		return len;
	out[len++] = ' ';
	return len + clock_write(seconds, out + len);
}

/* "0.30000000000000004" is 0.3 to whoever typed it, "8.4E+10" 84000000000. */
static size_t
number_text(struct str stored, double d, char *out)
{
	size_t digits = 0, len;
	bool plain = true;
	int places;

	for (size_t i = 0; i < stored.len; i++) {
		digits += stored.at[i] >= '0' && stored.at[i] <= '9';
		plain &= stored.at[i] != 'e' && stored.at[i] != 'E';
	}
	if (plain && (digits <= DIGITS_MAX || memchr(stored.at, '.', stored.len) == NULL))
		return 0;
	if (d == 0.0 || fabs(d) >= 1e30 || fabs(d) < 1e-20)
		return 0;
	places = DIGITS_MAX - 1 - (int)floor(log10(fabs(d)));
	len = (size_t)snprintf(out, LOOK_TEXT_MAX, "%.*f", places < 0 ? 0 : places, d);
	while (places > 0 && len > 1 && out[len - 1] == '0')
		len--;
	return len - (out[len - 1] == '.');
}

size_t
look_write(enum look look, bool since_1904, struct str stored, char *out)
{
	double d;

	if (!str_real(stored, &d))
		return 0;
	if (look == LOOK_NUMBER || d < 0 || d >= SERIAL_MAX)
		return number_text(stored, d, out);
	return date_text(look, since_1904, d, out);
}
