/*
 * read_date.c - days and hours as the world writes them.
 *
 * A date is three parts, of which one may be a month's name; a year of four
 * digits tells where it stands, and only the rest needs the order of the
 * column.  Years 1300 to 1500 are Jalali: nobody sells to the fourteenth
 * century.
 */
#include "paper/inside.h"

#define JALALI_FIRST 1300
#define JALALI_LAST 1500

struct parts {
	int value[3], width[3];
	int word;  /* which of them is a month's name, or -1 */
	char mark; /* what stands behind the first */
	struct str rest;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct str
behind(struct str s, size_t count)
{
	return (struct str){ s.at + count, s.len - count };
}

/* A run of up to max digits. */
static bool
take_digits(struct str *s, int max, int *value, int *width)
{
	*value = *width = 0;
	while (*width < max && s->len > 0 && is_digit(s->at[0])) {
		*value = *value * 10 + s->at[0] - '0';
		*s = behind(*s, 1);
		(*width)++;
	}
	return *width > 0 && (s->len == 0 || !is_digit(s->at[0]));
}

static size_t
letters(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.at[n] >= 'a' && s.at[n] <= 'z')
		n++;
	return n;
}

/* A month's name in English, whole or its first three letters; 0: none. */
static int
month_of(struct str word)
{
	static const char *const names[] = { "january", "february", "march", "april",
		"may", "june", "july", "august", "september", "october", "november",
		"december" };

	for (int i = 0; word.len >= 3 && i < 12; i++)
		if (word.len <= strlen(names[i]) &&
		    memcmp(word.at, names[i], word.len) == 0)
			return i + 1;
	return str_is(word, "sept") ? 9 : 0;
}

static bool
is_weekday(struct str word)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday",
		"friday", "saturday", "sunday" };

	for (size_t i = 0; word.len >= 3 && i < COUNT_OF(names); i++)
		if (word.len <= strlen(names[i]) &&
		    memcmp(word.at, names[i], word.len) == 0)
			return true;
	return false;
}

/* What parts the parts; 年 月 日 do as well. */
static size_t
mark_len(struct str s)
{
	if (s.len > 0 && strchr(" /-.,", s.at[0]) != NULL && s.at[0] != '\0')
		return 1;
	return str_starts(s, "年") || str_starts(s, "月") || str_starts(s, "日") ? 3 : 0;
}

static size_t
skip_marks(struct str *s)
{
	size_t all = 0, len;

	while ((len = mark_len(*s)) > 0 && all < 8) {
		*s = behind(*s, len);
		all += len;
	}
	return all;
}

static bool
take_part(struct str *s, struct parts *p, int i)
{
	size_t len = letters(*s);

	if (len == 0)
		return take_digits(s, 4, &p->value[i], &p->width[i]);
	p->value[i] = month_of((struct str){ s->at, len });
	if (p->word >= 0 || p->value[i] == 0)
		return false;
	p->word = i;
	*s = behind(*s, len);
	return true;
}

/* "20161020" */
static bool
compact_read(struct str s, struct parts *p)
{
	size_t n = 0;
	int all = 0;

	while (n < s.len && n < 9 && is_digit(s.at[n]))
		all = all * 10 + s.at[n++] - '0';
	if (n != 8)
		return false;
	*p = (struct parts){ .value = { all / 10000, all / 100 % 100, all % 100 },
		.width = { 4, 2, 2 },
		.word = -1,
		.rest = behind(s, 8) };
	return true;
}

static bool
parts_read(struct str s, struct parts *p)
{
	s = str_trim(s);
	if (compact_read(s, p))
		return true;
	*p = (struct parts){ .word = -1 };
	if (is_weekday((struct str){ s.at, letters(s) })) {
		s = behind(s, letters(s));
		skip_marks(&s);
	}
	for (int i = 0; i < 3; i++) {
		if (!take_part(&s, p, i))
			return false;
		if (i == 0)
			p->mark = s.len > 0 ? s.at[0] : 0;
		if (i < 2 && skip_marks(&s) == 0)
			return false;
	}
	if (str_starts(s, "日"))
		s = behind(s, 3);
	p->rest = s;
	return true;
}

static int
full_year(int year, int width, bool jalali)
{
	if (width > 2)
		return width == 4 ? year : -1;
	if (width < 2)
		return -1;
	if (jalali)
		return year + (year < 50 ? 1400 : 1300);
	return year + (year < 69 ? 2000 : 1900); /* POSIX's %y */
}

/* Which part is year, month, day; false: not in this order. */
static bool
parts_order(const struct parts *p, enum date_order order, int *year, int *month, int *day)
{
	bool first = p->width[0] == 4 || order == DATE_YMD || order == DATE_ISO ||
		     (order == DATE_JALALI && p->width[2] != 4);

	if (p->word >= 0) {
		int one = p->word == 0 ? 1 : 0, two = p->word == 2 ? 1 : 2;

		*year = p->width[one] == 4 ? one : two;
		*day = *year == one ? two : one;
		*month = p->word;
	} else if (first) {
		*year = 0, *month = 1, *day = 2;
	} else {
		*year = 2;
		*month = order == DATE_MDY ? 0 : 1;
		*day = order == DATE_MDY ? 1 : 0;
	}
	return p->width[*day] <= 2 && p->width[*month] <= 2 &&
	       (order != DATE_ISO || p->width[*year] == 4);
}

static bool
parts_days(const struct parts *p, enum date_order order, int64_t *days)
{
	int year, month, day;
	struct civil d;
	bool jalali;

	if (!parts_order(p, order, &year, &month, &day))
		return false;
	d = (struct civil){ full_year(
				p->value[year], p->width[year], order == DATE_JALALI),
		p->value[month], p->value[day] };
	jalali = d.year >= JALALI_FIRST && d.year <= JALALI_LAST;
	if (order == DATE_JALALI && jalali)
		return jalali_days(d, days);
	if ((jalali && order != DATE_ISO) || !date_valid(d.year, d.month, d.day))
		return false;
	*days = date_days(d);
	return true;
}

/* AM and PM, in English and Vietnamese. */
static bool
half_read(struct str *s, int *hour)
{
	bool pm = str_starts(*s, "pm") || str_starts(*s, "p.m.") || str_starts(*s, "ch");
	bool am = str_starts(*s, "am") || str_starts(*s, "a.m.") || str_starts(*s, "sa");

	if (!am && !pm)
		return true;
	if (*hour < 1 || *hour > 12)
		return false;
	*hour = *hour % 12 + (pm ? 12 : 0);
	*s = str_trim(behind(*s, s->at[1] == '.' ? 4 : 2));
	return true;
}

/* "z" "utc" "+07:00" "-0330" "+3"; minutes stay as they are if there is none. */
static bool
zone_read(struct str *s, int *minutes)
{
	int hours, rest = 0, width, rest_width, sign;

	if (str_starts(*s, "utc") || str_starts(*s, "gmt"))
		*s = str_trim(behind(*s, 3));
	else if (str_starts(*s, "z"))
		*s = behind(*s, 1);
	else if (s->len == 0 || (s->at[0] != '+' && s->at[0] != '-'))
		return true;
	*minutes = 0;
	if (s->len == 0 || (s->at[0] != '+' && s->at[0] != '-'))
		return true;
	sign = s->at[0] == '-' ? -1 : 1;
	*s = behind(*s, 1);
	if (!take_digits(s, 4, &hours, &width))
		return false;
	if (width > 2) {
		rest = hours % 100;
		hours /= 100;
	} else if (str_starts(*s, ":")) {
		*s = behind(*s, 1);
		if (!take_digits(s, 2, &rest, &rest_width))
			return false;
	}
	*minutes = sign * (hours * 60 + rest);
	return hours <= 14 && rest < 60;
}

/* Seconds behind the minutes, with or without a fraction. */
static bool
seconds_read(struct str *s, int64_t *ms)
{
	int second = 0, width, fraction = 0;

	if (!str_starts(*s, ":"))
		return true;
	*s = behind(*s, 1);
	if (!take_digits(s, 2, &second, &width) || second > 59)
		return false;
	*ms += second * 1000;
	if (!str_starts(*s, ".") && !str_starts(*s, ","))
		return true;
	*s = behind(*s, 1);
	for (width = 0; s->len > 0 && is_digit(s->at[0]); width++, *s = behind(*s, 1))
		if (width < 3)
			fraction = fraction * 10 + s->at[0] - '0';
	for (int i = width; i < 3; i++)
		fraction *= 10;
	*ms += fraction;
	return width > 0 && width <= 9;
}

/* The time behind a date, to its end; nothing is midnight. */
static bool
clock_read(struct str s, int zone_minutes, int64_t *ms)
{
	int hour, minute, width;

	*ms = 0;
	if (str_starts(s, "t"))
		s = behind(s, 1);
	while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == ','))
		s = behind(s, 1);
	s = str_trim(s);
	if (s.len > 0) {
		if (!take_digits(&s, 2, &hour, &width) || !str_starts(s, ":"))
			return false;
		s = behind(s, 1);
		if (!take_digits(&s, 2, &minute, &width) || width != 2 ||
		    !seconds_read(&s, ms))
			return false;
		s = str_trim(s);
		if (!half_read(&s, &hour) || hour > 23 || minute > 59 ||
		    !zone_read(&s, &zone_minutes))
			return false;
		*ms += hour * 3600000LL + minute * 60000LL;
	}
	*ms -= zone_minutes * 60000LL;
	return str_trim(s).len == 0;
}

bool
read_time(struct str s, enum date_order order, int zone_minutes, int64_t *ms)
{
	struct typed t;
	struct parts p;
	int64_t days, of_day;

	if (!typed_read(s, &t) || !parts_read((struct str){ t.at, t.len }, &p) ||
	    !parts_days(&p, order, &days) || !clock_read(p.rest, zone_minutes, &of_day))
		return false;
	*ms = days * DAY_MS + of_day;
	return true;
}

bool
read_date(struct str s, enum date_order order, int64_t *days)
{
	struct typed t;
	struct parts p;
	int64_t found, of_day;

	if (!typed_read(s, &t) || !parts_read((struct str){ t.at, t.len }, &p) ||
	    !parts_days(&p, order, &found) || !clock_read(p.rest, 0, &of_day))
		return false;
	*days = found;
	return true;
}

struct votes {
	size_t iso, ymd, short_ymd, dmy, mdy, open, jalali;
};

static void
vote(struct votes *v, const struct parts *p)
{
	int year = p->width[0] == 4 ? p->value[0] : p->width[2] == 4 ? p->value[2] : 0;

	if (p->word >= 0)
		return;
	if (year >= JALALI_FIRST && year <= JALALI_LAST)
		v->jalali++;
	else if (p->width[0] == 4 && p->mark == '-' && p->width[1] == 2)
		v->iso++;
	else if (p->width[0] == 4)
		v->ymd++;
	else if (p->value[0] > 31)
		v->short_ymd++;
	else if (p->value[0] > 12)
		v->dmy++;
	else if (p->value[1] > 12)
		v->mdy++;
	else
		v->open++;
}

static struct date_guess
votes_count(const struct votes *v)
{
	size_t typed = v->dmy + v->mdy + v->open;

	if (v->jalali > 0 && v->jalali >= typed + v->iso + v->ymd)
		return (struct date_guess){ DATE_JALALI, false, 0 };
	/* "95/07/29" is 1995 to one and 1395 to another */
	if (v->short_ymd > 0)
		return (struct date_guess){ DATE_YMD, true, 0 };
	if (typed > 0)
		return (struct date_guess){ v->mdy > v->dmy ? DATE_MDY : DATE_DMY,
			(v->mdy > 0) == (v->dmy > 0), 0 };
	return (struct date_guess){ v->ymd > 0 ? DATE_YMD : DATE_ISO, false, 0 };
}

struct date_guess
guess_dates(const struct str *samples, size_t count)
{
	struct votes v = { 0 };
	struct date_guess guess;
	int64_t days;

	for (size_t i = 0; i < count; i++) {
		struct typed t;
		struct parts p;

		if (typed_read(samples[i], &t) &&
		    parts_read((struct str){ t.at, t.len }, &p))
			vote(&v, &p);
	}
	guess = votes_count(&v);
	for (size_t i = 0; i < count; i++)
		guess.count += read_date(samples[i], guess.order, &days);
	return guess;
}
