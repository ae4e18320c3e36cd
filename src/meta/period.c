/*
 * period.c - borders of weeks, months, quarters and years: @month, @month_end,
 * @last_week, @next_year_end.
 *
 * A month is one of the asker's calendar, a week begins on the asker's day: the
 * same saved view says "this month" to everyone in their own way.
 */
#include "meta/rule.h"

static const char *const names[] = { [PERIOD_WEEK] = "week",
	[PERIOD_MONTH] = "month",
	[PERIOD_QUARTER] = "quarter",
	[PERIOD_YEAR] = "year" };

static const int months[] = { 0, 1, 3, 12 };

/* "@last_month_end" */
bool
period_read(struct str word, struct operand *o)
{
	static const struct {
		const char *text;
		int shift;
	} heads[] = { { "@last_", -1 }, { "@next_", 1 }, { "@", 0 } };
	struct str rest = word;

	for (size_t i = 0; i < COUNT_OF(heads); i++)
		if (str_starts(word, heads[i].text)) {
			size_t len = strlen(heads[i].text);

			o->shift = heads[i].shift;
			rest = (struct str){ word.at + len, word.len - len };
			break;
		}
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		size_t len = strlen(names[i]);

		if (!str_starts(rest, names[i]))
			continue;
		rest = (struct str){ rest.at + len, rest.len - len };
		o->period = (enum period)i;
		o->end = str_is(rest, "_end");
		return o->end || rest.len == 0;
	}
	return false;
}

static bool
is_persian(const struct actor *a)
{
	return a->calendar != NULL && strcmp(a->calendar, "persian") == 0;
}

/* 1 Monday ... 7 Sunday; 1970-01-01 was a Thursday. */
static int64_t
week_start(const struct actor *a, int64_t day)
{
	int64_t first = a->first_day != 0 ? a->first_day : is_persian(a) ? 6 : 1;
	int64_t weekday = ((day + 3) % 7 + 7) % 7 + 1;

	return day - (weekday - first + 7) % 7;
}

/* The first day of the month that is `count` months after year 0. */
static int64_t
month_start(const struct actor *a, int count)
{
	struct civil first = { count / 12, count % 12 + 1, 1 };
	int64_t day = 0;

	if (!is_persian(a))
		return date_days(first);
	jalali_days(first, &day);
	return day;
}

/* The border's day, as of today. */
int64_t
period_day(const struct actor *a, int64_t today, const struct operand *o)
{
	struct civil now = is_persian(a) ? jalali_of_days(today) : date_of_days(today);
	int step = months[o->period], count;

	if (o->period == PERIOD_WEEK)
		return week_start(a, today) + 7 * o->shift + (o->end ? 6 : 0);
	count = now.year * 12 + now.month - 1;
	count += o->shift * step - count % step;
	return o->end ? month_start(a, count + step) - 1 : month_start(a, count);
}
