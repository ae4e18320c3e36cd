/*
 * user.c - the hooks of the entity "user", which the server itself reads.
 *
 * Roles must be there, the zone must be one the server knows, nobody reports to
 * themselves, and nobody may take the last administrator away.  Who leaves is out at
 * once, and does not come back by an old session when they return.
 */
#include "site/room.h"

static bool
is_admin(const struct record *rec, const struct cell *cells)
{
	const struct cell *roles = &cells[entity_field(rec->entity, STR("roles"))->first];
	const struct cell *active =
	    &cells[entity_field(rec->entity, STR("active"))->first];

	return roles->kind == CELL_TEXT &&
	       str_find(roles->s, STR("|admin|")) < roles->s.len &&
	       (active->kind == CELL_NULL || active->i != 0);
}

enum err
site_role(struct ctx *c, struct str key, int64_t *id)
{
	const struct entity *role = meta_entity(c->meta, STR("role"));

	*id = 0;
	if (key.len == 0 || str_is(key, "admin"))
		return OK;
	return record_find(c, entity_field(role, STR("key")), key, id);
}

static enum err
check_roles(struct ctx *c, const struct record *rec)
{
	const struct field *f = entity_field(rec->entity, STR("roles"));
	const struct cell *v = record_value(rec, f);
	struct str rest = value_empty(v) ? STR("") : v->s, word;

	if (!record_changed(rec, f))
		return OK;
	while (str_cut(rest, '|', &word, &rest)) {
		int64_t id;

		if (word.len == 0 || str_is(word, "admin"))
			continue;
		TRY(site_role(c, word, &id));
		if (id == 0)
			fault(
			    c, f->name, "not_choice", "value", str_c(c->mem, word), NULL);
	}
	return OK;
}

/* Somebody must be able to let people in. */
static enum err
check_last_admin(struct ctx *c, const struct record *rec)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t others;

	if (record_is_new(rec) || !is_admin(rec, rec->before) ||
	    (is_admin(rec, rec->now) && rec->deleted_ms == 0))
		return OK;
	sql_text(&q, "select count(*) from \"user\" where deleted_ms is null and"
		     " coalesce(active, 1) = 1 and roles like '%|admin|%' and id <> ");
	sql_int(&q, rec->id);
	TRY(db_int(c->db, &q, ERR_BUG, &others));
	if (others == 0)
		fault(c, STR("roles"), "last_admin", NULL);
	return OK;
}

static enum err
user_check(struct ctx *c, struct record *rec)
{
	const struct field *f = entity_field(rec->entity, STR("zone"));
	const struct cell *zone = record_value(rec, f);

	if (!value_empty(zone) && record_changed(rec, f) &&
	    !zone_known(str_c(c->mem, zone->s)))
		fault(c, f->name, "not_choice", "value", str_c(c->mem, zone->s), NULL);
	TRY(check_roles(c, rec));
	TRY(check_tree(c, rec, "manager"));
	return check_last_admin(c, rec);
}

static bool
is_here(const struct record *rec, const struct cell *cells)
{
	const struct cell *active =
	    &cells[entity_field(rec->entity, STR("active"))->first];

	return active->kind == CELL_NULL || active->i != 0;
}

static enum err
user_before_write(struct ctx *c, struct record *rec)
{
	bool deleted = rec->deleted_ms != 0;

	if (deleted) /* which does not ask record_check: the last administrator stays */
		TRY(check_last_admin(c, rec));
	if (c->fault_count > 0)
		return ERR_INPUT;
	if (record_is_new(rec))
		return OK;
	/* a link that was sent is for whoever has the address now */
	if (record_changed(rec, entity_field(rec->entity, STR("email"))))
		TRY(ticket_drop(c, rec->id));
	if (is_here(rec, rec->now) && !deleted)
		return OK;
	TRY(ticket_drop(c, rec->id));
	TRY(auth_end_sessions(c, rec->id, 0));
	if (deleted)
		TRY(passkey_drop_all(c, rec->id, "deleted"));
	return auth_end_tokens(c, rec->id);
}

/* A role may ask for a second factor that its person's sessions began without. */
static enum err
roles_are_others(struct ctx *c, struct record *rec)
{
	if (record_is_new(rec) ||
	    !record_changed(rec, entity_field(rec->entity, STR("roles"))))
		return OK;
	return auth_second_enforce(
	    c, json_object_get(c->meta->facts.security, "second_factor"), rec->id);
}

/* Who is new is in no circle but their own: only what places them counts. */
static enum err
user_after_write(struct ctx *c, struct record *rec)
{
	static const char *const places[] = { "unit", "manager", "deputy", "away_from",
		"away_until" };

	TRY(roles_are_others(c, rec));
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (record_changed(rec, entity_field(rec->entity, str_of(places[i]))))
			return auth_org_touch(c);
	return OK;
}

const struct hooks hooks_user = {
	.entity = "user",
	.check = user_check,
	.before_write = user_before_write,
	.after_write = user_after_write,
};
