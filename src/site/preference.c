/*
 * preference.c - the hooks of the entity "preference", which record/reach.c reads:
 * what it says is readable there, or it is not stored.
 */
#include "site/room.h"

#include "base/fold.h"

static const struct field *
field_of(const struct record *rec, const char *name)
{
	return entity_field(rec->entity, str_of(name));
}

/* "7:30", in the digits of any script, is kept as 07:30. */
static void
fill_clock(struct ctx *c, struct record *rec, const char *name)
{
	const struct field *f = field_of(rec, name);
	struct cell *v = record_value(rec, f);
	struct str text;
	int minutes;

	if (value_empty(v) || !record_changed(rec, f))
		return;
	text = fold_digits(c->mem, v->s);
	if (!minutes_read(text, &minutes)) {
		fault(c, f->name, "not_clock", NULL);
		return;
	}
	record_put(
	    c, rec, f, json_hold(c->mem, json_string(minutes_write(c->mem, minutes).at)));
}

static enum err
preference_fill(struct ctx *c, struct record *rec)
{
	fill_clock(c, rec, "quiet_from");
	fill_clock(c, rec, "quiet_until");
	return OK;
}

static enum err
preference_check(struct ctx *c, struct record *rec)
{
	const struct cell *from = record_value(rec, field_of(rec, "quiet_from")),
			  *until = record_value(rec, field_of(rec, "quiet_until"));
	const struct field *zone = field_of(rec, "zone");
	const struct cell *v = record_value(rec, zone);

	if (!value_empty(from) && !value_empty(until) && str_same(from->s, until->s))
		fault(c, STR("quiet_until"), "no_hours", NULL);
	if (!value_empty(v) && !zone_known(str_c(c->mem, v->s)))
		fault(c, zone->name, "not_zone", "value",
		    str_c(c->mem, utf8_head(v->s, 40)), NULL);
	return OK;
}

const struct hooks hooks_preference = { .entity = "preference",
	.still = true, /* whose it is changes nothing of what was said */
	.fill = preference_fill,
	.check = preference_check };
