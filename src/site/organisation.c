/*
 * organisation.c - the hooks of units, teams, territories and who is in them, which
 * the server itself reads (auth/org.c): a tree stays a tree, nobody is in a team
 * twice, a territory's rule can be read, and every change is one of the organisation.
 */
#include "site/room.h"

/* What a record of this entity names in f; 0: nothing. */
static enum err
named_by(struct ctx *c, const struct field *f, int64_t id, int64_t *out)
{
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	sql_text(&q, "select coalesce(t.");
	sql_column(&q, f, 0);
	sql_text(&q, ", 0) from ");
	sql_table(&q, f->entity);
	sql_text(&q, " t where t.id = ");
	sql_int(&q, id);
	*out = 0;
	e = db_int(c->db, &q, ERR_ABSENT, out);
	return e == ERR_ABSENT ? OK : e;
}

enum err
check_tree(struct ctx *c, const struct record *rec, const char *name)
{
	const struct field *f = entity_field(rec->entity, str_of(name));
	const struct cell *v = record_value(rec, f);
	int64_t at = value_empty(v) ? 0 : v->i;

	if (!record_changed(rec, f))
		return OK;
	for (int steps = 0; at != 0; steps++) {
		if (at == rec->id || steps == ORG_DEPTH_MAX) {
			fault(c, f->name, "in_circle", NULL);
			return OK;
		}
		TRY(named_by(c, f, at, &at));
	}
	return OK;
}

static enum err
organisation_changed(struct ctx *c, struct record *rec)
{
	(void)rec;
	return auth_org_touch(c);
}

static enum err
unit_check(struct ctx *c, struct record *rec)
{
	return check_tree(c, rec, "parent");
}

const struct hooks hooks_unit = {
	.entity = "unit",
	.check = unit_check,
	.after_write = organisation_changed,
};

const struct hooks hooks_team = {
	.entity = "team",
	.after_write = organisation_changed,
};

/* Nobody is twice in one: of a record that says who is in what. */
static enum err
check_once(struct ctx *c, const struct record *rec, struct str group_name)
{
	const struct field *group = entity_field(rec->entity, group_name);
	const struct field *person = entity_field(rec->entity, STR("person"));
	struct sql q = SQL_INIT(c->mem);
	int64_t others;

	if (value_empty(record_value(rec, group)) ||
	    value_empty(record_value(rec, person)))
		return OK;
	sql_text(&q, "select count(*) from ");
	sql_table(&q, rec->entity);
	sql_text(&q, " where deleted_ms is null and ");
	sql_column(&q, group, 0);
	sql_text(&q, " = ");
	sql_int(&q, record_value(rec, group)->i);
	sql_text(&q, " and person = ");
	sql_int(&q, record_value(rec, person)->i);
	sql_text(&q, " and id <> ");
	sql_int(&q, rec->id);
	TRY(db_int(c->db, &q, ERR_BUG, &others));
	if (others > 0)
		fault(c, person->name, "taken", NULL);
	return OK;
}

static enum err
team_member_check(struct ctx *c, struct record *rec)
{
	return check_once(c, rec, STR("team"));
}

const struct hooks hooks_team_member = {
	.entity = "team_member",
	.check = team_member_check,
	.after_write = organisation_changed,
};

/* ---- territories ---- */

static enum err
territory_check(struct ctx *c, struct record *rec)
{
	const struct field *entity = entity_field(rec->entity, STR("entity"));
	const struct field *rule = entity_field(rec->entity, STR("rule"));
	struct str word = record_value(rec, entity)->s;
	const struct entity *e = meta_entity(c->meta, word);
	struct rule_fault why = { 0 };
	struct rule *compiled;

	if (value_empty(record_value(rec, entity)) ||
	    value_empty(record_value(rec, rule)))
		return OK;
	if (e == NULL || !auth_has_territories(e)) {
		fault(c, entity->name, "not_choice", "value",
		    str_c(c->mem, utf8_head(word, 40)), NULL);
		return OK;
	}
	if (auth_territory(
		c->mem, c->meta, e, record_value(rec, rule)->s, &compiled, &why) == OK)
		return OK;
	fault_rule(c, rule->name, &why);
	return OK;
}

const struct hooks hooks_territory = {
	.entity = "territory",
	.check = territory_check,
	.after_write = organisation_changed,
};

static enum err
territory_member_check(struct ctx *c, struct record *rec)
{
	return check_once(c, rec, STR("territory"));
}

const struct hooks hooks_territory_member = {
	.entity = "territory_member",
	.check = territory_member_check,
	.after_write = organisation_changed,
};
