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

static enum err
own_tell(struct ctx *c, struct record *rec)
{
	if (!is_given_by_other(c, rec))
		return OK;
	return notice_write(c, record_value(rec, rec->entity->owner)->i, "assigned",
	    (struct ref){ rec->entity, rec->id },
	    utf8_head(record_title(c->mem, rec), 120));
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
