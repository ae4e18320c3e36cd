/*
 * guess_cells.c - what cells look like: kinds of values, and how dates,
 * decimals and currencies of a column are written.
 */
#include "exchange/guess_room.h"

struct samples
samples_of(struct arena *mem, const json_t *seen, size_t column)
{
	const json_t *rows = json_object_get(seen, "sample"), *row;
	struct samples s = { arena_array(mem, struct str, json_array_size(rows) + 1), 0 };
	size_t i;

	json_array_foreach(rows, i, row)
	{
		struct str cell = json_str(json_array_get(row, column));

		if (cell.len > 0)
			s.cells[s.count++] = cell;
	}
	return s;
}

bool
looks_email(struct str s)
{
	struct str local, domain, rest;

	return str_cut(s, '@', &local, &domain) && local.len > 0 &&
	       memchr(s.at, ' ', s.len) == NULL && str_cut(domain, '.', &local, &rest);
}

/* Seven digits or more, a plus or a nought in front, and nothing but gaps: not
 * a number one counts with. */
bool
looks_phone(struct str s)
{
	size_t digits = 0;

	if (s.len == 0 || (s.at[0] != '+' && s.at[0] != '0' && s.at[0] != '('))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] >= '0' && s.at[i] <= '9')
			digits++;
		else if (strchr("+-() ./", s.at[i]) == NULL)
			return false;
	}
	return digits >= 7 && digits <= 15;
}

bool
looks_url(struct str s)
{
	return str_starts(s, "http://") || str_starts(s, "https://") ||
	       str_starts(s, "www.");
}

/* ---- forms ---- */

static const char *
date_word(enum date_order order)
{
	static const char *const words[] = { [DATE_MDY] = "m/d/y",
		[DATE_DMY] = "d/m/y",
		[DATE_YMD] = "y/m/d",
		[DATE_ISO] = "iso",
		[DATE_JALALI] = "jalali" };

	return words[order];
}

/* Where day and month could be either, the country of the site decides. */
static void
guess_date(struct ctx *c, const struct samples *s, json_t *said)
{
	struct date_guess g = guess_dates(s->cells, s->count);

	if (g.count == 0)
		return;
	if (g.ambiguous && (g.order == DATE_MDY || g.order == DATE_DMY))
		g.order = str_is(c->meta->facts.country, "US") ? DATE_MDY : DATE_DMY;
	json_object_set_new(said, "date", json_string(date_word(g.order)));
}

static void
guess_number(const struct samples *s, json_t *said)
{
	char decimal[2] = { guess_decimal(s->cells, s->count), '\0' };

	if (decimal[0] != '\0')
		json_object_set_new(said, "decimal", json_string(decimal));
}

/* "Amount (USD)" says it for the column; else the site's own. */
static const struct currency *
currency_in(struct arena *mem, const char *header)
{
	struct str rest = phrase_of(mem, str_of(header)), word;
	char upper[4] = "";

	while (str_cut(rest, ' ', &word, &rest)) {
		if (word.len != 3)
			continue;
		for (int i = 0; i < 3; i++)
			upper[i] = word.at[i] >= 'a' && word.at[i] <= 'z'
				       ? (char)(word.at[i] - 32)
				       : word.at[i];
		if (currency_of(str_of(upper)) != NULL)
			return currency_of(str_of(upper));
	}
	return NULL;
}

static void
guess_currency(struct ctx *c, const char *header, json_t *said)
{
	const struct currency *cur = currency_in(c->mem, header);

	if (cur == NULL)
		cur = c->meta->facts.currency;
	json_object_set_new(said, "currency", json_string(cur->code));
}

static bool
is_unsaid(const json_t *said, const char *key)
{
	const json_t *j = json_object_get(said, key);

	return j == NULL || json_is_null(j);
}

static void
guess_form(struct ctx *c, const struct field *f, const char *header,
    const struct samples *s, json_t *said)
{
	static const char *const numbers[] = { "money", "real", "percent", "score",
		"int" };

	if ((type_is(f, "date") || type_is(f, "time")) && is_unsaid(said, "date"))
		guess_date(c, s, said);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (type_is(f, numbers[i]) && is_unsaid(said, "decimal"))
			guess_number(s, said);
	if (type_is(f, "money") && is_unsaid(said, "currency"))
		guess_currency(c, header, said);
}

void
guess_forms(struct ctx *c, const struct entity *e, const json_t *seen, json_t *map)
{
	const json_t *header = json_object_get(seen, "header"), *name;
	json_t *columns = json_object_get(map, "columns");
	size_t i;

	json_array_foreach(header, i, name)
	{
		json_t *said = json_object_get(columns, json_string_value(name));
		const struct field *f = entity_field(e, json_get_str(said, "to"));
		struct samples s;

		if (f == NULL || !json_is_object(said))
			continue;
		s = samples_of(c->mem, seen, i);
		guess_form(c, f, json_string_value(name), &s, said);
	}
}
