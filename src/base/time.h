/*
 * time.h - instants, dates, two calendars.
 *
 * An instant is int64 milliseconds since 1970 UTC.  A date is a day without a
 * zone, kept as "YYYY-MM-DD" and counted as days since 1970-01-01 (proleptic
 * Gregorian).  Zones are IANA names; calendars "gregorian" and "persian".
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

struct civil {
	int year, month, day; /* month and day from 1 */
};

#define DATE_LEN 10 /* "2026-11-22" */
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

int64_t time_now_ms(void);
int64_t time_steady_us(void); /* for durations: never jumps */

bool date_valid(int year, int month, int day);
int64_t date_days(struct civil date);
struct civil date_of_days(int64_t days);
bool date_read(struct str s, int64_t *days); /* YYYY-MM-DD, years 1..9999 */
struct str date_write(struct arena *mem, int64_t days);

/* Jalali (Solar Hijri), by ICU's Persian calendar. */
bool jalali_days(struct civil jalali, int64_t *days);
struct civil jalali_of_days(int64_t days);

/* The day that it is at an instant in a zone, and the instant a day begins. */
int64_t zone_day(const char *zone, int64_t ms);
int64_t zone_start_ms(const char *zone, int64_t day);
/* What the zone's clocks show less what UTC shows, at an instant. */
int64_t zone_offset_ms(const char *zone, int64_t ms);
bool zone_known(const char *zone);

/* RFC 3339 with milliseconds, UTC: "2026-11-22T08:15:00.000Z". */
struct str time_write(struct arena *mem, int64_t ms);
bool time_read(struct str s, int64_t *ms);

/* What a clock shows, "07:30" or "7:30" up to "24:00", as minutes since midnight. */
bool minutes_read(struct str s, int *minutes);
/* "07:30" */
struct str minutes_write(struct arena *mem, int minutes);

/* "14d" "36h" "30m" as milliseconds. */
bool span_read(struct str s, int64_t *ms);

#endif
