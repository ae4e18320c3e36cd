/*
 * segment.c - a rule that is kept under a name says something, of records there are.
 */
#include "site/room.h"

static enum err
segment_check(struct ctx *c, struct record *rec)
{
	const struct field *entity = entity_field(rec->entity, STR("entity"));
	const struct field *rule = entity_field(rec->entity, STR("rule"));
	struct str word = record_value(rec, entity)->s;
	const struct entity *e = meta_entity(c->meta, word);
	struct rule_fault why = { 0 };
	struct grant g = { 0 };
	enum err err;

	if (value_empty(record_value(rec, entity)) ||
	    value_empty(record_value(rec, rule)) ||
	    !(record_is_new(rec) || record_changed(rec, entity) ||
		record_changed(rec, rule)))
		return OK;
	if (e != NULL)
		g = auth_grant(c, e, MAY_READ);
	if (e == NULL || e->server || auth_never(&g)) {
		fault(c, entity->name, "not_choice", "value",
		    str_c(c->mem, utf8_head(word, 40)), NULL);
		return OK;
	}
	err = auth_segment(c, e, rec->id, record_value(rec, rule)->s, &why);
	if (err == ERR_INPUT)
		fault_rule(c, rule->name, &why);
	return err == ERR_INPUT ? OK : err;
}

const struct hooks hooks_segment = { .entity = "segment", .check = segment_check };
