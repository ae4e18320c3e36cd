/*
 * scope.c - what a token is for, out of what its person may.
 *
 *   read:lead    read:*     see records of an entity, of all
 *   write:lead   write:*    see, create, change, delete them; "*" is all but those of
 *                           the group "admin" (users, roles, units …)
 *   export                  take out what may be read, as a file
 *   admin                   the group "admin", and what only administrators may
 *
 * A token never may more than its person.  auth_grant() asks here first, so every way
 * in and out is narrowed alike; what has no records is narrowed by api/.
 */
#include "auth/room.h"

#define SCOPES_MAX 100

static bool
has(const json_t *scopes, const char *scope)
{
	const json_t *each;
	size_t i;

	json_array_foreach(
	    scopes, i, each) if (str_is(json_str(each), scope)) return true;
	return false;
}

static bool
has_of(const json_t *scopes, const char *verb, struct str entity)
{
	char scope[100];

	snprintf(scope, sizeof(scope), "%s:%.*s", verb, STR_ARG(entity));
	return has(scopes, scope);
}

static bool
may_read(const json_t *scopes, const struct entity *e)
{
	return has(scopes, "read:*") || has(scopes, "write:*") ||
	       has_of(scopes, "read", e->name) || has_of(scopes, "write", e->name);
}

static bool
may_write(const json_t *scopes, const struct entity *e)
{
	return has_of(scopes, "write", e->name) ||
	       (has(scopes, "write:*") &&
		   (!str_is(e->group, "admin") || has(scopes, "admin")));
}

bool
auth_scope(const struct actor *a, const struct entity *e, enum may what)
{
	if (a->scopes == NULL || a->program)
		return true;
	if (what == MAY_READ)
		return may_read(a->scopes, e);
	if (what == MAY_EXPORT)
		return has(a->scopes, "export") && may_read(a->scopes, e);
	return may_write(a->scopes, e);
}

bool
auth_scope_has(const struct actor *a, const char *scope)
{
	return a->scopes == NULL || has(a->scopes, scope);
}

/* ---- wishes ---- */

static bool
is_scope(struct ctx *c, struct str s)
{
	struct str verb, of;

	if (str_is(s, "export") || str_is(s, "admin"))
		return true;
	return str_cut(s, ':', &verb, &of) &&
	       (str_is(verb, "read") || str_is(verb, "write")) &&
	       (str_is(of, "*") || meta_entity(c->meta, of) != NULL);
}

/* In the order they were said, each once. */
enum err
scopes_read(struct ctx *c, const json_t *wish, json_t **out)
{
	json_t *scopes = json_hold(c->mem, json_array());
	const json_t *each;
	size_t i;

	if (wish == NULL)
		wish = json_hold(c->mem, json_pack("[s, s]", "read:*", "write:*"));
	if (!json_is_array(wish) || json_array_size(wish) == 0 ||
	    json_array_size(wish) > SCOPES_MAX)
		fault(c, STR("scopes"), "required", NULL);
	json_array_foreach(wish, i, each)
	{
		char *scope = str_c(c->mem, utf8_head(json_str(each), 80));

		if (!is_scope(c, str_of(scope)))
			fault(c, STR("scopes"), "not_choice", "value", scope, NULL);
		else if (!has(scopes, scope))
			json_array_append_new(scopes, json_string(scope));
	}
	*out = scopes;
	return c->fault_count > 0 ? ERR_INPUT : OK;
}
