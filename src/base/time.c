/*
 * time.c - instants, dates and zones.
 */
#include "base/base.h"

#include <time.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define ZONE_MAX 64

int64_t
time_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
time_steady_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

bool
date_valid(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap);
}

/* Days from civil: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t
date_days(struct civil d)
{
	int64_t y = d.month <= 2 ? d.year - 1 : d.year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil
date_of_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct civil){ (int)(yoe + era * 400 + (month <= 2)), month,
		(int)(doy - (153 * mp + 2) / 5 + 1) };
}

static bool
digits(const char *at, int count, int *out)
{
	int n = 0;

	for (int i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		n = n * 10 + at[i] - '0';
	}
	*out = n;
	return true;
}

bool
date_read(struct str s, int64_t *days)
{
	struct civil d;

	if (s.len != DATE_LEN || s.at[4] != '-' || s.at[7] != '-' ||
	    !digits(s.at, 4, &d.year) || !digits(s.at + 5, 2, &d.month) ||
	    !digits(s.at + 8, 2, &d.day) || !date_valid(d.year, d.month, d.day))
		return false;
	*days = date_days(d);
	return true;
}

struct str
date_write(struct arena *mem, int64_t days)
{
	struct civil d = date_of_days(days);

	return str_printf(mem, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void
close_calendar(void *at)
{
	UCalendar **held = at;

	ucal_close(*held);
	*held = NULL;
}

/* One calendar of each kind a thread; ICU takes a while to open one. */
static UCalendar *
persian(void)
{
	static _Thread_local UCalendar *held;
	UErrorCode e = U_ZERO_ERROR;

	if (held == NULL) {
		held = ucal_open(
		    u"Etc/UTC", -1, "fa_IR@calendar=persian", UCAL_TRADITIONAL, &e);
		ucal_setAttribute(held, UCAL_LENIENT, 0);
		thread_ends_with(close_calendar, &held);
	}
	return held;
}

bool
jalali_days(struct civil j, int64_t *days)
{
	UErrorCode e = U_ZERO_ERROR;
	double ms;

	if (j.year < 1 || j.year > 3000 || j.month < 1 || j.month > 12 || j.day < 1 ||
	    j.day > 31)
		return false;
	ucal_clear(persian());
	ucal_setDate(persian(), j.year, j.month - 1, j.day, &e);
	ms = ucal_getMillis(persian(), &e);
	if (U_FAILURE(e))
		return false;
	*days = (int64_t)(ms / (double)DAY_MS) - (ms < 0 && (int64_t)ms % DAY_MS != 0);
	return true;
}

struct civil
jalali_of_days(int64_t days)
{
	UErrorCode e = U_ZERO_ERROR;

	ucal_setMillis(persian(), (double)days * (double)DAY_MS, &e);
	return (struct civil){ ucal_get(persian(), UCAL_YEAR, &e),
		ucal_get(persian(), UCAL_MONTH, &e) + 1,
		ucal_get(persian(), UCAL_DATE, &e) };
}

/* The calendar of the zone asked for last, kept: most work has one zone. */
static UCalendar *
in_zone(const char *zone)
{
	static _Thread_local UCalendar *held;
	static _Thread_local char held_zone[ZONE_MAX];
	UErrorCode e = U_ZERO_ERROR;
	UChar wide[ZONE_MAX];

	if (held != NULL && strcmp(held_zone, zone) == 0)
		return held;
	u_uastrncpy(wide, zone, ZONE_MAX - 1);
	wide[ZONE_MAX - 1] = 0;
	if (held == NULL)
		thread_ends_with(close_calendar, &held);
	else
		ucal_close(held);
	held = ucal_open(wide, -1, "en_US", UCAL_GREGORIAN, &e);
	snprintf(held_zone, sizeof(held_zone), "%s", zone);
	return held;
}

int64_t
zone_offset_ms(const char *zone, int64_t ms)
{
	UErrorCode e = U_ZERO_ERROR;
	UCalendar *cal = in_zone(zone);

	ucal_setMillis(cal, (double)ms, &e);
	return ucal_get(cal, UCAL_ZONE_OFFSET, &e) + ucal_get(cal, UCAL_DST_OFFSET, &e);
}

static int64_t
floor_day(int64_t ms)
{
	return ms / DAY_MS - (ms % DAY_MS < 0);
}

int64_t
zone_day(const char *zone, int64_t ms)
{
	return floor_day(ms + zone_offset_ms(zone, ms));
}

int64_t
zone_start_ms(const char *zone, int64_t day)
{
	int64_t guess = day * DAY_MS - zone_offset_ms(zone, day * DAY_MS);

	return day * DAY_MS - zone_offset_ms(zone, guess);
}

bool
zone_known(const char *zone)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar wide[ZONE_MAX], canon[ZONE_MAX];
	UBool system = 0;

	if (strlen(zone) == 0 || strlen(zone) >= ZONE_MAX)
		return false;
	u_uastrncpy(wide, zone, ZONE_MAX);
	ucal_getCanonicalTimeZoneID(wide, -1, canon, ZONE_MAX, &system, &e);
	return U_SUCCESS(e) && system;
}

struct str
time_write(struct arena *mem, int64_t ms)
{
	struct civil d = date_of_days(floor_day(ms));
	int64_t rest = ms - floor_day(ms) * DAY_MS;

	return str_printf(mem, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", d.year, d.month,
	    d.day, (int)(rest / 3600000), (int)(rest / 60000 % 60),
	    (int)(rest / 1000 % 60), (int)(rest % 1000));
}

/* "2026-11-22T08:15[:00[.000]]Z", UTC only: an offset is the edge's affair. */
bool
time_read(struct str s, int64_t *ms)
{
	int hour, minute, second = 0, milli = 0;
	int64_t days;
	size_t at = 16;

	if (s.len < 17 || (s.at[10] != 'T' && s.at[10] != ' ') || s.at[13] != ':' ||
	    !date_read((struct str){ s.at, DATE_LEN }, &days) ||
	    !digits(s.at + 11, 2, &hour) || !digits(s.at + 14, 2, &minute))
		return false;
	if (s.len >= 20 && s.at[16] == ':') {
		if (!digits(s.at + 17, 2, &second))
			return false;
		at = 19;
		if (s.len >= 24 && s.at[19] == '.') {
			if (!digits(s.at + 20, 3, &milli))
				return false;
			at = 23;
		}
	}
	if (s.len != at + 1 || s.at[at] != 'Z' || hour > 23 || minute > 59 || second > 59)
		return false;
	*ms =
	    days * DAY_MS + hour * 3600000LL + minute * 60000LL + second * 1000LL + milli;
	return true;
}

bool
minutes_read(struct str s, int *minutes)
{
	struct str hours, rest;
	int64_t h, m;

	if (!str_cut(s, ':', &hours, &rest) || hours.len == 0 || hours.len > 2 ||
	    rest.len != 2 || hours.at[0] == '-' || hours.at[0] == '+' ||
	    rest.at[0] == '-' || rest.at[0] == '+' || !str_int(hours, &h) ||
	    !str_int(rest, &m) || m > 59 || h * 60 + m > 1440)
		return false;
	*minutes = (int)(h * 60 + m);
	return true;
}

struct str
minutes_write(struct arena *mem, int minutes)
{
	return str_printf(mem, "%02d:%02d", minutes / 60, minutes % 60);
}

bool
span_read(struct str s, int64_t *ms)
{
	int64_t n, unit;

	if (s.len < 2 || !str_int((struct str){ s.at, s.len - 1 }, &n) || n < 0 ||
	    n > 100000)
		return false;
	switch (s.at[s.len - 1]) {
	case 'd': unit = DAY_MS; break;
	case 'h': unit = 3600000; break;
	case 'm': unit = 60000; break;
	default: return false;
	}
	*ms = n * unit;
	return true;
}
