/*
 * may.c - rights as rules: of a statement, and of one row.
 */
#include "auth/org.h"

static bool
has_role(const struct ctx *c, struct str role)
{
	const json_t *each;
	size_t i;

	if (str_is(role, "*"))
		return c->actor.user != 0;
	json_array_foreach(
	    c->actor.roles, i, each) if (str_same(json_str(each), role)) return true;
	return false;
}

static struct grant
grant_of(const struct ctx *c, const struct entity *e, enum may what, bool said)
{
	struct grant g = { .all = c->actor.admin || c->actor.program };

	if (!auth_scope(&c->actor, e, what))
		return (struct grant){ 0 };
	for (size_t i = 0; i < e->may_count && !g.all; i++) {
		const struct right *right = &e->may[i].rights[what];

		if (!right->yes || (said && right->implied) ||
		    !has_role(c, e->may[i].role))
			continue;
		if (right->rule == NULL) {
			g.all = true;
			g.opens = &e->may[i];
		} else if (g.rule_count < COUNT_OF(g.rules)) {
			g.from[g.rule_count] = &e->may[i];
			g.rules[g.rule_count++] = right->rule;
		}
	}
	return g;
}

struct grant
auth_grant(const struct ctx *c, const struct entity *e, enum may what)
{
	struct grant g = grant_of(c, e, what, false);

	if (!g.all && !auth_never(&g))
		g.shared = shares_of(&c->actor, e, what);
	return g;
}

struct grant
auth_grant_said(const struct ctx *c, const struct entity *e, enum may what)
{
	return grant_of(c, e, what, true);
}

bool
auth_never(const struct grant *g)
{
	return !g->all && g->rule_count == 0;
}

void
auth_where(struct ctx *c, const struct grant *g, const char *alias, struct sql *q)
{
	if (g->all)
		return;
	sql_text(q, " and (");
	if (g->rule_count == 0)
		sql_text(q, "1 = 0");
	for (size_t i = 0; i < g->rule_count; i++) {
		if (i > 0)
			sql_text(q, " or ");
		rule_sql(c, g->rules[i], alias, q);
	}
	if (g->shared.count > 0) {
		sql_text(q, " or ");
		text_c(&q->text, alias);
		sql_text(q, ".id");
		sql_ids(q, c->db, g->shared.ids, g->shared.count);
	}
	sql_text(q, ")");
}

bool
auth_holds(struct ctx *c, const struct grant *g, int64_t id, const struct cell *cells,
    const struct far *far)
{
	for (size_t i = 0; i < g->rule_count; i++)
		if (rule_holds_far(c, g->rules[i], cells, far))
			return true;
	return g->all || people_hold(g->shared, id);
}

static enum err
ask_stored(struct ctx *c, const struct entity *e, const struct grant *g, int64_t id)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t one;

	sql_text(&q, "select 1 from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.id = ");
	sql_int(&q, id);
	auth_where(c, g, "t", &q);
	return db_int(c->db, &q, ERR_DENIED, &one);
}

bool
auth_local(const struct grant *g)
{
	for (size_t i = 0; i < g->rule_count && !g->all; i++)
		if (!rule_is_local(g->rules[i]))
			return false;
	return true;
}

enum err
auth_of_row(struct ctx *c, const struct entity *e, enum may what, int64_t id,
    const struct cell *cells)
{
	struct grant g = auth_grant(c, e, what);

	return auth_reaches(c, e, &g, id, cells);
}

enum err
auth_reaches(struct ctx *c, const struct entity *e, const struct grant *g, int64_t id,
    const struct cell *cells)
{
	bool local = cells != NULL;

	if (g->all || people_hold(g->shared, id))
		return OK;
	for (size_t i = 0; i < g->rule_count; i++) {
		if (!rule_is_local(g->rules[i]))
			local = false;
		else if (cells != NULL && rule_holds(c, g->rules[i], cells))
			return OK;
	}
	if (g->rule_count == 0 || local)
		return ERR_DENIED;
	return ask_stored(c, e, g, id);
}
