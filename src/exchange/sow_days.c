/*
 * sow_days.c - days and times between bounds.
 */
#include "exchange/sow_room.h"

#define DAYS_MAX 1000000

/* "-730d", "closed_on", "closed_on-60d" */
static enum err
read_bound(struct sower *s, const json_t *in, struct bound *out)
{
	struct str text = json_str(in), digits;
	size_t at;

	if (text.len == 0)
		return sow_fail(s, "a bound is a text such as \"-30d\" or \"due-2d\"");
	at = text.len - 1;
	while (at > 0 && text.at[at - 1] >= '0' && text.at[at - 1] <= '9')
		at--;
	digits = (struct str){ text.at + at, text.len - 1 - at };
	if (text.at[text.len - 1] == 'd' && digits.len > 0 &&
	    (at == 0 || text.at[at - 1] == '-' || text.at[at - 1] == '+')) {
		if (!str_int(digits, &out->days) || out->days > DAYS_MAX)
			return sow_fail(s, "bound \"%.*s\": too far", STR_ARG(text));
		if (at > 0 && text.at[--at] == '-')
			out->days = -out->days;
		text.len = at;
	}
	return text.len == 0 ? OK : path_read(s, text, &out->path);
}

enum err
bounds_read(struct sower *s, const json_t *in, struct bounds *out)
{
	const json_t *each;
	size_t i;

	if (json_is_null(in))
		return OK;
	out->count = json_is_array(in) ? json_array_size(in) : 1;
	out->at = arena_array(s->mem, struct bound, out->count);
	if (!json_is_array(in))
		return read_bound(s, in, &out->at[0]);
	json_array_foreach(in, i, each) TRY(read_bound(s, each, &out->at[i]));
	return OK;
}

static bool
day_of(struct sower *s, const struct value *v, int64_t *day)
{
	switch (v->kind) {
	case V_DAY: *day = v->i; return true;
	case V_TIME: *day = zone_day(s->zone, v->i); return true;
	case V_TEXT: return date_read(v->s, day);
	default: return false;
	}
}

static bool
bound_day(struct sower *s, const struct bounds *b, int64_t *day)
{
	for (size_t i = 0; i < b->count; i++) {
		struct value v;

		*day = s->today;
		if (b->at[i].path.count > 0) {
			v = path_walk(s, &b->at[i].path);
			if (!day_of(s, &v, day))
				continue;
		}
		*day += b->at[i].days;
		return true;
	}
	return false;
}

static bool
is_type(const struct field *f, const char *name)
{
	return f != NULL && strcmp(f->type->name, name) == 0;
}

void
value_fit(struct sower *s, const struct field *f, struct value *v)
{
	int64_t day;

	if (is_type(f, "date") && v->kind == V_TIME) {
		*v = (struct value){ .kind = V_DAY, .i = zone_day(s->zone, v->i) };
	} else if (is_type(f, "time") && v->kind != V_TIME && day_of(s, v, &day)) {
		*v = (struct value){ .kind = V_TIME, .i = zone_start_ms(s->zone, day) };
	}
}

static enum err
read_pair(struct sower *s, const json_t *in, struct bounds out[2])
{
	if (json_array_size(in) != 2)
		return sow_fail(s, "two bounds are expected");
	TRY(bounds_read(s, json_array_get(in, 0), &out[0]));
	return bounds_read(s, json_array_get(in, 1), &out[1]);
}

enum err
between_read(struct sower *s, const json_t *in, struct node *n)
{
	const json_t *within = json_object_get(in, "within");
	const json_t *hours = json_object_get(in, "hours");

	n->hours[0] = 8;
	n->hours[1] = 18;
	n->step = json_get_int(in, "step", 1);
	if (n->step < 1)
		return sow_fail(s, "\"step\" is a number of seconds");
	if (hours != NULL) {
		n->hours[0] = json_integer_value(json_array_get(hours, 0));
		n->hours[1] = json_integer_value(json_array_get(hours, 1));
		if (n->hours[0] < 0 || n->hours[0] >= n->hours[1] || n->hours[1] > 24)
			return sow_fail(s, "hours are two, rising, from 0 to 24");
	}
	TRY(read_pair(s, json_object_get(in, "between"), n->span));
	return within == NULL ? OK : read_pair(s, within, n->within);
}

/* Cut to what "within" allows; an empty bound becomes its own. */
static bool
find_days(struct sower *s, const struct node *n, int64_t day[2])
{
	bool has[2] = { false, false }, cut[2] = { false, false };
	int64_t limit[2] = { 0, 0 };

	for (int i = 0; i < 2; i++) {
		has[i] = bound_day(s, &n->span[i], &day[i]);
		cut[i] = bound_day(s, &n->within[i], &limit[i]);
	}
	for (int i = 0; i < 2; i++) {
		if (!has[i] && !cut[i])
			return false;
		if (!has[i])
			day[i] = limit[i];
		if (cut[0] && day[i] < limit[0])
			day[i] = limit[0];
		if (cut[1] && day[i] > limit[1])
			day[i] = limit[1];
	}
	if (day[1] < day[0])
		day[0] = day[1];
	return true;
}

enum err
between_draw(struct sower *s, const struct node *n, struct value *out)
{
	int64_t day[2], seconds = (n->hours[1] - n->hours[0]) * 3600;

	if (!find_days(s, n, day))
		return OK;
	*out = (struct value){ .kind = V_DAY, .i = draw_whole(s, n, day[0], day[1]) };
	if (is_type(s->field, "time")) {
		seconds = n->hours[0] * 3600 + (int64_t)(draw_u(s) * (double)seconds);
		seconds -= seconds % n->step;
		out->kind = V_TIME;
		out->i = zone_start_ms(s->zone, out->i) + seconds * 1000;
	}
	return OK;
}
