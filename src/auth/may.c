/*
 * may.c - rights as rules: of a statement, and of one row.
 */
#include "auth/org.h"
#include "auth/room.h"

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

static void
add_rule(struct grant *g, const struct may_row *from, const struct rule *rule,
    const struct territory *in)
{
	if (rule == NULL || g->rule_count == COUNT_OF(g->rules))
		return;
	g->from[g->rule_count] = from;
	g->in[g->rule_count] = in;
	g->rules[g->rule_count++] = rule;
}

static void
add_territories(const struct ctx *c, const struct entity *e, const struct may_row *from,
    struct grant *g)
{
	const struct territories *all = territories_of(&c->actor);

	for (size_t i = 0; i < all->count; i++)
		add_rule(g, from, territory_rule_now(c, all, all->at[i], e), all->at[i]);
}

/* What the roles say. */
static struct grant
grant_of(const struct ctx *c, const struct entity *e, enum may what, bool said)
{
	struct grant g = { .all = c->actor.admin || c->actor.program };

	for (size_t i = 0; i < e->may_count && !g.all; i++) {
		const struct right *right = &e->may[i].rights[what];

		if (!right->yes || (said && right->implied) ||
		    !has_role(c, e->may[i].role))
			continue;
		if (right->rule == NULL) {
			g.all = true;
			g.opens = &e->may[i];
			continue;
		}
		add_rule(&g, &e->may[i], right->rule, NULL);
		if (right->territory)
			add_territories(c, e, &e->may[i], &g);
	}
	return g;
}

bool
grant_is_open(const struct ctx *c, const struct entity *e)
{
	return grant_of(c, e, MAY_READ, false).all;
}

/* Of an item, what it is about is asked too, unless all of that is open. */
static void
ask_about(const struct ctx *c, const struct entity *e, struct grant *g)
{
	if (e->about_count == 0 || auth_never(g) || about_is_open(c, e))
		return;
	g->item = e;
	if (!g->all)
		return;
	g->all = false;
	g->rules[0] = rule_yes();
	g->from[0] = g->opens;
	g->rule_count = 1;
}

static struct grant
grant_whole(const struct ctx *c, const struct entity *e, enum may what)
{
	struct grant g = grant_of(c, e, what, false);

	if (what == MAY_READ)
		ask_about(c, e, &g);
	if (!g.all && !auth_never(&g))
		g.shared = shares_of(&c->actor, e, what);
	return g;
}

struct grant
grant_to_read(const struct ctx *c, const struct entity *e)
{
	return grant_whole(c, e, MAY_READ);
}

struct grant
auth_grant(const struct ctx *c, const struct entity *e, enum may what)
{
	return auth_scope(&c->actor, e, what) ? grant_whole(c, e, what)
					      : (struct grant){ 0 };
}

struct grant
auth_grant_said(const struct ctx *c, const struct entity *e, enum may what)
{
	return auth_scope(&c->actor, e, what) ? grant_of(c, e, what, true)
					      : (struct grant){ 0 };
}

bool
auth_never(const struct grant *g)
{
	return !g->all && g->rule_count == 0;
}

static void
rules_where(struct ctx *c, const struct grant *g, const char *alias, struct sql *q)
{
	if (g->rule_count == 0)
		sql_text(q, "1 = 0");
	for (size_t i = 0; i < g->rule_count; i++) {
		if (i > 0)
			sql_text(q, " or ");
		rule_sql(c, g->rules[i], alias, q);
	}
}

void
grant_where(
    struct ctx *c, const struct grant *g, const char *alias, int depth, struct sql *q)
{
	if (g->all)
		return;
	sql_text(q, " and (");
	if (g->item != NULL) {
		sql_text(q, "(");
		rules_where(c, g, alias, q);
		sql_text(q, ") and ");
		about_where(c, g->item, alias, depth, q);
	} else {
		rules_where(c, g, alias, q);
	}
	if (g->shared.count > 0) {
		sql_text(q, " or ");
		text_c(&q->text, alias);
		sql_text(q, ".id");
		sql_ids(q, c->db, g->shared.ids, g->shared.count);
	}
	sql_text(q, ")");
}

void
auth_where(struct ctx *c, const struct grant *g, const char *alias, struct sql *q)
{
	grant_where(c, g, alias, 0, q);
}

bool
grant_holds(struct ctx *c, const struct grant *g, int64_t id, const struct cell *cells,
    const struct far *far, int depth)
{
	bool holds = false;

	for (size_t i = 0; i < g->rule_count && !holds; i++)
		holds = rule_holds_far(c, g->rules[i], cells, far);
	if (holds && g->item != NULL)
		holds = about_holds(c, g->item, cells, far, depth);
	return holds || g->all || people_hold(g->shared, id);
}

bool
auth_holds(struct ctx *c, const struct grant *g, int64_t id, const struct cell *cells,
    const struct far *far)
{
	return grant_holds(c, g, id, cells, far, 0);
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
	if (g->item != NULL)
		return false;
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
	if (g->item != NULL)
		return ask_stored(c, e, g, id);
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
