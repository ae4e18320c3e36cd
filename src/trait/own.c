/*
 * own.c - the trait "own": a record belongs to a person.
 *
 * Who makes a record owns it, unless the maker names somebody else.  Whoever
 * is given a record by another person hears of it.
 */
#include "record/record.h"
#include "trait/trait.h"

static enum err
own_fill(struct ctx *c, struct record *rec)
{
	const struct field *owner = rec->entity->owner;

	if (record_is_new(rec) && !rec->given[owner->index] && c->actor.user != 0)
		*record_value(rec, owner) = CELL_OF_INT(c->actor.user);
	return OK;
}

static bool
is_given_by_other(const struct ctx *c, const struct record *rec)
{
	const struct cell *owner = record_value(rec, rec->entity->owner);

	if (record_is_new(rec) && rec->version > 1)
		return false; /* out of the trash: it was theirs already */
	return owner->kind == CELL_INT && owner->i != c->actor.user &&
	       c->actor.user != 0 && (c->via == VIA_WEB || c->via == VIA_API) &&
	       record_changed(rec, rec->entity->owner);
}

static bool
can_be_about(const struct entity *notice, const struct entity *e)
{
	const struct field *about = entity_field(notice, STR("about"));

	for (size_t i = 0; about != NULL && i < about->to_count; i++)
		if (about->to[i] == e)
			return true;
	return false;
}

/* A notice to the new owner, written by the program. */
static enum err
own_tell(struct ctx *c, struct record *rec)
{
	const struct entity *notice = meta_entity(c->meta, STR("notice"));
	struct actor was = c->actor;
	struct record *made;
	json_t *news;
	enum err e;

	if (!is_given_by_other(c, rec) || notice == NULL ||
	    !can_be_about(notice, rec->entity))
		return OK;
	news = json_hold(c->mem,
	    json_pack("{s:s, s:s, s:{s:s, s:s}, s:s}", "to",
		str_c(c->mem, value_show(c->mem, rec->entity->owner,
				  record_value(rec, rec->entity->owner))),
		"kind", "assigned", "about", "entity", str_c(c->mem, rec->entity->name),
		"id", str_printf(c->mem, "%" PRId64, rec->id).at, "text",
		str_c(c->mem, utf8_head(record_title(c->mem, rec), 120))));
	c->actor.program = true;
	e = record_create(c, notice, news, &made);
	c->actor = was;
	return e;
}

const struct trait trait_own = {
	.name = "own",
	.still = true,
	.doc = "Belongs to a person, who hears of it when it is given to them.",
	.adds = "{ \"owner\": { \"type\": \"ref\", \"label\": \"Owner\", \"to\": "
		"\"user\" } }",
	.fill = own_fill,
	.after_write = own_tell,
};
