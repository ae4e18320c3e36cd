/*
 * out.c - rows out, whatever the format: what is common to the writers.
 */
#include "paper/inside.h"

#define TIME_LEN 19 /* "2026-11-22 08:15:00" */

enum err
sheet_out_new(const struct sheet_column *columns, size_t count, struct sheet_out **out)
{
	struct sheet_out *o;

	if (count == 0 || count > SHEET_COLUMNS_MAX)
		return ERR_INPUT;
	o = memory_new(1, sizeof(*o));
	o->mem = arena_new();
	o->count = count;
	o->columns = arena_array(o->mem, struct sheet_column, count);
	for (size_t i = 0; i < count; i++) {
		o->columns[i] = columns[i];
		o->columns[i].title = str_copy(o->mem, columns[i].title);
	}
	*out = o;
	return OK;
}

enum err
sheet_write(struct sheet_out *out, const struct sheet_cell *cells)
{
	return out->writer->write(out, cells);
}

enum err
sheet_finish(struct sheet_out *out)
{
	assert(!out->finished);
	out->finished = true;
	return out->writer->finish(out);
}

void
sheet_free(struct sheet_out *out)
{
	if (out == NULL)
		return;
	if (out->room != NULL)
		out->writer->free(out->room);
	arena_free(out->mem);
	free(out);
}

void
sheet_freep(struct sheet_out **out)
{
	sheet_free(*out);
}

static size_t
digits_at(struct str s, size_t from)
{
	size_t at = from;

	while (at < s.len && s.at[at] >= '0' && s.at[at] <= '9')
		at++;
	return at - from;
}

static bool
is_decimal(struct str s)
{
	size_t at = str_starts(s, "-") ? 1 : 0;
	size_t whole = digits_at(s, at);

	at += whole;
	if (whole == 0 || at == s.len)
		return whole > 0;
	return s.at[at] == '.' && at + 1 < s.len &&
	       digits_at(s, at + 1) == s.len - at - 1;
}

static bool
is_moment(struct str s)
{
	static const char shape[] = " 00:00:00";
	int64_t days;

	if (s.len != TIME_LEN || !date_read((struct str){ s.at, DATE_LEN }, &days))
		return false;
	for (size_t i = 0; i < TIME_LEN - DATE_LEN; i++) {
		char c = s.at[DATE_LEN + i];

		if (shape[i] == '0' ? c < '0' || c > '9' : c != shape[i])
			return false;
	}
	return true;
}

bool
kind_fits(enum sheet_kind kind, struct str s)
{
	int64_t days;

	switch (kind) {
	case SHEET_NUMBER:
	case SHEET_MONEY: return is_decimal(s);
	case SHEET_DATE: return date_read(s, &days);
	case SHEET_TIME: return is_moment(s);
	case SHEET_BOOL: return str_is(s, "true") || str_is(s, "false");
	default: return false;
	}
}

void
moment_read(struct str s, int64_t *days, int *seconds)
{
	const char *c = s.at + DATE_LEN + 1;
	struct str day = { s.at, DATE_LEN };

	*seconds = 0;
	if (!date_read(day, days))
		*days = 0;
	if (s.len == TIME_LEN)
		*seconds = ((c[0] - '0') * 10 + c[1] - '0') * 3600 +
			   ((c[3] - '0') * 10 + c[4] - '0') * 60 + (c[6] - '0') * 10 +
			   c[7] - '0';
}
