/*
 * quiet.c - hours at which nobody calls or writes, on the clock of who is called.
 *
 * The clock is asked, not the calendar: a night in which clocks are changed has an hour
 * more or less, and 07:00 is when the clock shows it.  Where it shows an hour twice, the
 * hour is quiet twice; where it leaves one out, what ends within it ends after it.
 */
#include "record/reach.h"

#define HOPS_MAX 64      /* from the end of one to the end of another */
#define CLOCK_CHANGE 180 /* minutes that a change of clocks can be off */

static int64_t
day_of(int64_t local_ms)
{
	return local_ms / DAY_MS - (local_ms % DAY_MS < 0);
}

/* 1970-01-01 was a Thursday. */
static bool
has_day(const struct quiet *q, int64_t day)
{
	int64_t weekday = ((day + 3) % 7 + 7) % 7;

	return (q->days >> weekday & 1) != 0;
}

bool
quiet_holds(const struct quiet *q, int64_t at_ms)
{
	int64_t local = at_ms + zone_offset_ms(q->zone, at_ms), day = day_of(local);
	int minute = (int)((local - day * DAY_MS) / MINUTE_MS);

	if (q->from < q->until)
		return minute >= q->from && minute < q->until && has_day(q, day);
	return (minute >= q->from && has_day(q, day)) ||
	       (minute < q->until && has_day(q, day - 1));
}

/* Of one that holds at that moment. */
static int64_t
end_of(const struct quiet *q, int64_t at_ms)
{
	int64_t off = zone_offset_ms(q->zone, at_ms), local = at_ms + off,
		day = day_of(local), minute = (local - day * DAY_MS) / MINUTE_MS;
	int64_t end = day * DAY_MS + q->until * MINUTE_MS, t, sooner,
		now = at_ms - at_ms % MINUTE_MS;

	if (q->from >= q->until && minute >= q->from)
		end += DAY_MS;
	t = end - off;
	sooner = end - zone_offset_ms(q->zone, t);
	if (sooner < t)
		t = sooner > now ? sooner : now;
	for (int i = 0; i < CLOCK_CHANGE && quiet_holds(q, t); i++)
		t += MINUTE_MS;
	return t;
}

static bool
speaks_of(const struct quiet *q, enum channel by)
{
	return q->channel < 0 ? by != CHANNEL_POST : q->channel == (int)by;
}

int64_t
quiet_end(const struct quiet *list, size_t count, enum channel by, int64_t at_ms)
{
	int64_t t = at_ms;

	for (int hops = 0; hops < HOPS_MAX; hops++) {
		int64_t from = t;

		for (size_t i = 0; i < count; i++)
			if (speaks_of(&list[i], by) && quiet_holds(&list[i], t))
				t = end_of(&list[i], t);
		if (t == from)
			return t;
	}
	return 0;
}
