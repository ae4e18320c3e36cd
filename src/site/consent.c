/*
 * consent.c - the hooks of the entity "consent", which the server itself reads.
 *
 * Who withdraws the consent to be contacted, by every channel, is not to be
 * contacted: the flag on that person's page follows the newest word on it.  The
 * flag may still be set by hand, for who never agreed to anything.
 */
#include "site/room.h"

static const struct cell *
value_of(const struct record *rec, const char *name)
{
	return record_value(rec, entity_field(rec->entity, str_of(name)));
}

static bool
is(const struct record *rec, const char *name, const char *word)
{
	const struct cell *v = value_of(rec, name);

	return !value_empty(v) && str_is(v->s, word);
}

/* Does a consent behind this one say something else? */
static enum err
is_newest(struct ctx *c, const struct record *rec, bool *yes)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t later;

	sql_text(&q, "select count(*) from consent where deleted_ms is null and"
		     " purpose = 'contact' and coalesce(channel, 'any') = 'any'"
		     " and about = ");
	sql_int(&q, value_of(rec, "about")->i);
	sql_text(&q, " and id > ");
	sql_int(&q, rec->id);
	TRY(db_int(c->db, &q, ERR_BUG, &later));
	*yes = later == 0;
	return OK;
}

static enum err
consent_after_write(struct ctx *c, struct record *rec)
{
	const struct field *about = entity_field(rec->entity, STR("about"));
	const struct cell *v = record_value(rec, about);
	const struct entity *e = value_empty(v) ? NULL : value_target(about, v);
	struct record *changed;
	struct actor was = c->actor;
	bool newest;
	enum err err;

	if (e == NULL || rec->deleted_ms != 0 || !is(rec, "purpose", "contact") ||
	    !(value_empty(value_of(rec, "channel")) || is(rec, "channel", "any")) ||
	    entity_field(e, STR("do_not_contact")) == NULL)
		return OK;
	TRY(is_newest(c, rec, &newest));
	if (!newest)
		return OK;
	c->actor.program = true; /* it follows, whoever may change the person's page */
	err = record_change(c, (struct ref){ e, v->i }, 0,
	    json_hold(c->mem, json_pack("{s:b}", "do_not_contact",
				  !value_empty(value_of(rec, "withdrawn")))),
	    &changed);
	c->actor = was;
	return err == ERR_ABSENT ? OK : err;
}

const struct hooks hooks_consent = { .entity = "consent",
	.still = true, /* whose it is changes nothing of what was agreed */
	.after_write = consent_after_write };
