/*
 * visit.c - a link, and what it leads to: is it open to them?
 */
#include "portal/room.h"

/* "2026-11-24" in the company's zone; a day that nobody named is never over. */
static bool
is_late(struct ctx *c, const struct visit *v)
{
	const struct field *until = v->portal->until;
	const struct cell *day = until == NULL ? NULL : record_value(v->rec, until);

	return day != NULL && !value_empty(day) &&
	       str_order(day->s, date_write(c->mem, ctx_today(c))) < 0;
}

static enum portal_state
state_of(struct ctx *c, const struct visit *v)
{
	struct str stage = record_value(v->rec, v->rec->entity->stage)->s;

	if (str_same(stage, v->portal->accept->name))
		return PORTAL_ACCEPTED;
	if (str_same(stage, v->portal->refuse->name))
		return PORTAL_REFUSED;
	if (!str_same(stage, v->portal->at->name))
		return PORTAL_AWAY;
	return is_late(c, v) ? PORTAL_LATE : PORTAL_OPEN;
}

/* Nobody's rights are asked: the link is the right. */
static void
become_program(struct ctx *c)
{
	const char *language = c->actor.language;

	c->actor = (struct actor){ .program = true,
		.language = language,
		.zone = str_c(c->mem, c->meta->facts.zone),
		.calendar = c->actor.calendar };
	c->via = VIA_LINK;
}

enum err
visit_begin(struct ctx *c, struct str secret, struct visit *out)
{
	become_program(c);
	TRY(record_link_find(c, secret, &out->link));
	out->portal = out->link.which.entity->portal;
	if (out->portal == NULL)
		return ERR_ABSENT;
	TRY(record_load(c, out->link.which, &out->rec));
	if (out->rec->deleted_ms != 0)
		return ERR_ABSENT;
	TRY(record_version_last(c, out->link.which, &out->version));
	out->state = state_of(c, out);
	return OK;
}
