/*
 * show.c - values as people write them in a letter, in the language of the document.
 *
 * A number keeps every digit it has: it is written from its decimal text and never
 * becomes a double on the way.  Days are ICU's to write, in the person's calendar.
 */
#include "document/room.h"

#include <unicode/udat.h>
#include <unicode/ustring.h>

#define DAY_LETTERS 80

static int
language_of(const struct ctx *c)
{
	return language_index(c->actor.language);
}

enum { EN, VI, FA, ZH }; /* as language_index() counts */

/* ---- numbers ---- */

/* Digits of Persian, where that is written. */
static struct str
in_digits(struct ctx *c, struct str s)
{
	struct text t = TEXT_INIT(c->mem);

	if (language_of(c) != FA)
		return s;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			text_point(&t, 0x6F0 + (uint32_t)(s.at[i] - '0'));
		else
			text_char(&t, s.at[i]);
	return text_done(&t);
}

struct str
show_count(struct ctx *c, size_t n)
{
	return in_digits(c, str_printf(c->mem, "%zu", n));
}

/* "-1234.50" as 1.234,50 */
static struct str
grouped(struct ctx *c, struct str s)
{
	static const char *const groups[] = { ",", ".", "٬", "," };
	static const char *const points[] = { ".", ",", "٫", "." };
	int language = language_of(c);
	struct text t = TEXT_INIT(c->mem);
	struct str whole, behind = STR("");

	if (str_find(s, STR("e")) < s.len)
		return s;
	if (str_starts(s, "-")) {
		text_c(&t, "\xE2\x88\x92"); /* a minus that does not part */
		s = (struct str){ s.at + 1, s.len - 1 };
	}
	if (!str_cut(s, '.', &whole, &behind))
		whole = s;
	for (size_t i = 0; i < whole.len; i++) {
		if (i > 0 && (whole.len - i) % 3 == 0)
			text_c(&t, groups[language]);
		text_char(&t, whole.at[i]);
	}
	if (behind.len > 0) {
		text_c(&t, points[language]);
		text_str(&t, behind);
	}
	return in_digits(c, text_done(&t));
}

static bool
is_toman(const struct ctx *c, struct str code)
{
	return c->meta->facts.toman && str_is(code, "IRR");
}

static const char *
unit_of(struct ctx *c, struct str code)
{
	bool persian = language_of(c) == FA;

	if (is_toman(c, code))
		return persian ? "تومان" : "toman";
	if (persian && str_is(code, "IRR"))
		return "ریال";
	return language_of(c) == VI && str_is(code, "VND") ? "₫" : str_c(c->mem, code);
}

static struct str
amount_of(struct ctx *c, const struct cell *v)
{
	const struct currency *cur = currency_of(v[1].s);

	return grouped(c, minor_decimal(c->mem, v[0].i,
			      (cur == NULL ? 0 : cur->digits) + is_toman(c, v[1].s)));
}

/* A space that does not break the line. */
static struct str
show_money(struct ctx *c, const struct cell *v, int part)
{
	struct str amount = amount_of(c, v);

	if (part >= 0)
		return part == 0 ? amount : str_of(unit_of(c, v[1].s));
	return str_printf(c->mem, "%.*s\xC2\xA0%s", STR_ARG(amount), unit_of(c, v[1].s));
}

/* ---- days ---- */

static struct str
utf8_of(struct ctx *c, const UChar *wide, int32_t len)
{
	char out[DAY_LETTERS * 4];
	int32_t bytes = 0;
	UErrorCode e = U_ZERO_ERROR;

	u_strToUTF8(out, sizeof(out), &bytes, wide, len, &e);
	return U_FAILURE(e) ? STR("")
			    : str_copy(c->mem, (struct str){ out, (size_t)bytes });
}

struct str
show_day(struct ctx *c, int64_t days)
{
	static const char *const locales[] = { "en_GB", "vi_VN", "fa_IR", "zh_CN" };
	int language = language_of(c);
	bool persian = language == FA && c->actor.calendar != NULL &&
		       strcmp(c->actor.calendar, "persian") == 0;
	const char *locale = persian          ? "fa_IR@calendar=persian"
			     : language == FA ? "fa_IR@calendar=gregorian"
					      : locales[language];
	UErrorCode e = U_ZERO_ERROR;
	UDateFormat *format =
	    udat_open(UDAT_NONE, UDAT_LONG, locale, u"Etc/UTC", -1, NULL, 0, &e);
	UChar wide[DAY_LETTERS];
	int32_t len = 0;

	if (U_FAILURE(e))
		return date_write(c->mem, days);
	len = udat_format(
	    format, (double)days * (double)DAY_MS, wide, DAY_LETTERS, NULL, &e);
	udat_close(format);
	return U_FAILURE(e) ? date_write(c->mem, days) : utf8_of(c, wide, len);
}

static struct str
show_time(struct ctx *c, int64_t ms)
{
	int64_t there = ms + zone_offset_ms(c->actor.zone, ms);
	int64_t day = zone_day(c->actor.zone, ms);
	struct str clock =
	    minutes_write(c->mem, (int)((there - day * DAY_MS) / MINUTE_MS));
	struct str date = show_day(c, day);

	clock = in_digits(c, clock);
	return str_printf(c->mem, "%.*s %.*s", STR_ARG(date), STR_ARG(clock));
}

/* ---- words ---- */

/* |a|b| */
static struct str
show_options(struct ctx *c, const struct field *f, struct str held)
{
	static const char *const between[] = { ", ", ", ", "، ", "、" };
	struct text t = TEXT_INIT(c->mem);
	struct str rest = held, one;

	while (str_next(&rest, '|', &one))
		if (one.len > 0) {
			text_c(&t, t.len > 0 ? between[language_of(c)] : "");
			text_str(&t, chosen_label(c->meta, c->actor.language, f, one));
		}
	return text_done(&t);
}

/* ---- a value ---- */

static bool
is(const struct field *f, const char *type)
{
	return strcmp(f->type->name, type) == 0;
}

static bool
is_number(const struct field *f)
{
	return !f->plain && (is(f, "int") || is(f, "real") || is(f, "score"));
}

static struct str
with_unit(struct ctx *c, const struct field *f, struct str number)
{
	if (f->unit.len == 0)
		return number;
	return str_printf(c->mem, "%.*s\xC2\xA0%.*s", STR_ARG(number), STR_ARG(f->unit));
}

struct str
show_value(struct ctx *c, const struct field *f, const struct cell *v, int part)
{
	int64_t days;

	if (value_empty(v))
		return STR("");
	if (is(f, "money"))
		return show_money(c, v, part);
	if (part >= 0)
		return v[part].kind == CELL_TEXT ? v[part].s : STR("");
	if (is(f, "choice"))
		return chosen_label(c->meta, c->actor.language, f, v->s);
	if (is(f, "choices") || is(f, "tags"))
		return show_options(c, f, v->s);
	if (is(f, "date"))
		return date_read(v->s, &days) ? show_day(c, days) : v->s;
	if (is(f, "time"))
		return show_time(c, v->i);
	if (is(f, "bool"))
		return meta_text(c->meta, c->mem, c->actor.language,
		    v->i != 0 ? "document.yes" : "document.no", NULL);
	if (is_number(f))
		return with_unit(c, f, grouped(c, value_show(c->mem, f, v)));
	if (is(f, "percent"))
		return str_printf(
		    c->mem, "%.*s%%", STR_ARG(grouped(c, value_show(c->mem, f, v))));
	return value_show(c->mem, f, v);
}
