/*
 * cell.c - what a person typed in a cell, as a value of the wire.
 *
 * One row a type; types that are text on the wire need none: their own reader
 * cleans and checks them.
 */
#include "exchange/room.h"

struct cell_kind_row {
	const char *type;
	json_t *(*read)(struct ctx *c, const struct source *s, struct str text);
};

static json_t *
refuse(struct ctx *c, const struct source *s, const char *code)
{
	fault(c, s->to->name, code, NULL);
	return NULL;
}

static json_t *
text_json(struct str s)
{
	return json_stringn(s.at, s.len);
}

struct str
cell_word(struct ctx *c, const struct source *s, struct str text)
{
	const struct str *found;

	if (s->words.count == 0 || text.len == 0)
		return text;
	found = map_get(&s->words, squeeze(c->mem, text));
	return found == NULL ? text : *found;
}

static int
decimals_of(struct str amount)
{
	struct str whole, part = STR("");

	return str_cut(amount, '.', &whole, &part) ? (int)part.len : 0;
}

static bool
power(int digits, int64_t *out)
{
	*out = 1;
	while (digits-- > 0)
		if (__builtin_mul_overflow(*out, 10, out))
			return false;
	return true;
}

/* amount * scale, as an integer of so many digits: rounded once, at the end. */
static bool
scaled(const struct source *s, struct str amount, int digits, int64_t *out)
{
	int places = decimals_of(amount);
	int64_t mantissa, up, down, factor;

	if (places > 12) { /* more than anybody measures: cut */
		amount.len -= (size_t)(places - 12);
		places = 12;
	}
	return decimal_minor(amount, places, &mantissa) && power(digits, &up) &&
	       power(places + s->scale_digits, &down) &&
	       !__builtin_mul_overflow(s->scale, up, &factor) &&
	       int_scale(mantissa, factor, down, out);
}

static json_t *
read_int(struct ctx *c, const struct source *s, struct str text)
{
	struct str number;
	int64_t n;

	if (!read_number(c->mem, text, s->decimal, &number))
		return refuse(c, s, "not_number");
	if (decimals_of(number) > 0 && s->scale == 1) {
		struct str whole = number, part = STR("");

		/* 12.00 is a whole number, 12.5 is none */
		(void)str_cut(number, '.', &whole, &part);
		for (size_t i = 0; i < part.len; i++)
			if (part.at[i] != '0')
				return refuse(c, s, "not_integer");
	}
	return scaled(s, number, 0, &n) ? json_integer(n) : refuse(c, s, "not_number");
}

static json_t *
read_real(struct ctx *c, const struct source *s, struct str text)
{
	struct str number;
	double d;

	if (!read_number(c->mem, text, s->decimal, &number) || !str_real(number, &d))
		return refuse(c, s, "not_number");
	for (int i = 0; i < s->scale_digits; i++)
		d /= 10;
	return json_real(d * (double)s->scale);
}

static json_t *
read_amount(struct ctx *c, const struct source *s, struct str text)
{
	const struct currency *cur = s->currency;
	struct money m;
	json_t *out;
	int64_t minor;

	if (!read_money(c->mem, text, s->decimal, &m))
		return refuse(c, s, "not_money");
	if (m.currency[0] != '\0')
		cur = currency_of(str_of(m.currency));
	if (cur == NULL)
		cur = m.currency[0] == '\0' ? c->meta->facts.currency : NULL;
	if (cur == NULL) {
		fault(c, s->to->name, "bad_currency", "value", m.currency, NULL);
		return NULL;
	}
	if (!scaled(s, m.amount, cur->digits, &minor))
		return refuse(c, s, "not_money");
	out = json_object();
	json_object_set_new(out, "minor", json_integer(minor));
	json_object_set_new(out, "cur", json_string(cur->code));
	return out;
}

static json_t *
read_yes(struct ctx *c, const struct source *s, struct str text)
{
	bool yes;

	if (!read_bool(text, &yes))
		return refuse(c, s, "not_bool");
	return json_boolean(yes);
}

static json_t *
read_day(struct ctx *c, const struct source *s, struct str text)
{
	int64_t days;

	if (!read_date(text, s->order, &days))
		return refuse(c, s, "not_date");
	return text_json(date_write(c->mem, days));
}

/* The zone's distance from UTC is known only when the instant is. */
static json_t *
read_instant(struct ctx *c, const struct source *s, struct str text)
{
	int64_t ms, day;
	int minutes;

	if (!read_time(text, s->order, 0, &ms)) {
		if (!read_date(text, s->order, &day))
			return refuse(c, s, "not_time");
		return json_integer(zone_start_ms(c->actor.zone, day));
	}
	minutes = (int)(zone_offset_ms(c->actor.zone, ms) / 60000);
	minutes =
	    (int)(zone_offset_ms(c->actor.zone, ms - minutes * INT64_C(60000)) / 60000);
	(void)read_time(text, s->order, minutes, &ms);
	return json_integer(ms);
}

static struct str
choice_of(struct ctx *c, const struct source *s, struct str text)
{
	const struct str *found = map_get(&s->choices, squeeze(c->mem, text));

	return found == NULL ? text : *found;
}

static json_t *
read_choice(struct ctx *c, const struct source *s, struct str text)
{
	return text_json(choice_of(c, s, text));
}

/* "red, green; blue" and "red|green", and JSON's ["red","green"] of exports. */
static json_t *
read_list(struct ctx *c, const struct source *s, struct str text)
{
	json_t *out = json_array();
	size_t from = 0;

	if (text.len > 1 && text.at[0] == '[' && text.at[text.len - 1] == ']')
		text = (struct str){ text.at + 1, text.len - 2 };
	for (size_t i = 0; i <= text.len; i++) {
		struct str word;

		if (i < text.len && memchr(",;|", text.at[i], 3) == NULL)
			continue;
		word = str_trim((struct str){ text.at + from, i - from });
		if (word.len > 1 && word.at[0] == '"' && word.at[word.len - 1] == '"')
			word = (struct str){ word.at + 1, word.len - 2 };
		from = i + 1;
		if (word.len == 0)
			continue;
		word = cell_word(c, s, word);
		json_array_append_new(
		    out, text_json(s->to->of_count > 0 ? choice_of(c, s, word) : word));
	}
	return out;
}

/* "https://…" is asked for; people leave it out. */
static json_t *
read_link(struct ctx *c, const struct source *s, struct str text)
{
	(void)s;
	if (str_find(text, STR("://")) < text.len ||
	    memchr(text.at, '.', text.len) == NULL)
		return text_json(text);
	return text_json(str_printf(c->mem, "https://%.*s", STR_ARG(text)));
}

static const struct cell_kind_row kinds[] = {
	{ "bool", read_yes },
	{ "choice", read_choice },
	{ "choices", read_list },
	{ "date", read_day },
	{ "duration", read_int },
	{ "int", read_int },
	{ "money", read_amount },
	{ "percent", read_real },
	{ "real", read_real },
	{ "score", read_real },
	{ "tags", read_list },
	{ "time", read_instant },
	{ "url", read_link },
};

json_t *
cell_read(struct ctx *c, const struct source *s, struct str text)
{
	if (s->part != NULL)
		return text_json(s->choices.count > 0 ? choice_of(c, s, text) : text);
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (type_is(s->to, kinds[i].type))
			return kinds[i].read(c, s, text);
	return text_json(text);
}
