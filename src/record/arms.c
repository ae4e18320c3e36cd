/*
 * arms.c - a page from several places of an index at once.
 *
 * The records of eight owners by name: the index (owner, name) has them as eight
 * lists, each in order; the engine merges them and stops when the page is full.
 * So what a list narrowed to a few people, or to "mine or nobody's", costs goes by
 * their number and not by how much is theirs: for one as much as the open list, for
 * eight a third more, for 64 half as much again.  Where they own much of all, it is
 * not merged: way.c.
 *
 *   select … from (select t.id, t.name … where owner = $1 and …
 *            union all select … where owner = $2 and … order by 2, 1 limit 51) k
 *     left join contact t on t.id = k.id …
 *
 * Arms are made of the rights or of the filter, whichever has fewer; the other is
 * asked of each row.  No row stands in two: of one field they ask different values,
 * and an arm of another field leaves out those of the fields before it.  Records
 * that are shared with the actor are an arm by their ids, the last.
 */
#include "record/room.h"

#define ARGS_MAX 2000 /* of all arms together */
#define TEXT_MAX 60000

/* ---- as a statement ---- */

static void
add_column(struct sql *q, const struct field *f, int column)
{
	sql_text(q, "t.");
	sql_column(q, f, column);
}

static void
add_pin(struct sql *q, const struct pin *pin)
{
	sql_text(q, " and ");
	add_column(q, pin->by, pin->value.kind == CELL_NULL ? 0 : pin->by->type->compare);
	if (pin->value.kind == CELL_NULL) {
		sql_text(q, " is null");
		return;
	}
	sql_text(q, " = ");
	sql_cell(q, &pin->value);
}

/* What arms of other fields before this one have already. */
static void
leave_out(struct sql *q, const struct way *way, size_t arm)
{
	for (const struct arm *a = way->arms; a < &way->arms[arm]; a++) {
		if (a->pin.by == way->arms[arm].pin.by)
			continue;
		sql_text(q, " and ");
		if (a->pin.value.kind == CELL_NULL) {
			add_column(q, a->pin.by, 0);
			sql_text(q, " is not null");
			continue;
		}
		sql_text(q, "not coalesce(");
		add_column(q, a->pin.by, a->pin.by->type->compare);
		sql_text(q, " = ");
		sql_cell(q, &a->pin.value);
		sql_text(q, ", false)");
	}
}

/* Of the arms, or beyond them one that has nothing. */
static enum err
add_arm(struct ctx *c, const struct query *query, const struct way *way, size_t i,
    const struct stretch *of, struct sql *q)
{
	bool is_none = i >= way->arm_count;
	struct arm arm = way->arms[is_none ? way->arm_count - 1 : i];

	if (is_none)
		arm.pin.value = CELL_OF_INT(0); /* no id */
	sql_text(q, "select t.id as id");
	if (of->sort->field != NULL && !of->empty_phase) {
		sql_text(q, ", ");
		add_column(q, of->sort->field, of->sort->field->type->sort);
		sql_text(q, " as s");
	}
	TRY(list_where(c, query, NULL, way, q));
	if (arm.pin.by != NULL) {
		add_pin(q, &arm.pin);
	} else {
		sql_text(q, " and t.id");
		sql_ids(q, c->db, arm.ids.ids, arm.ids.count);
	}
	if (!is_none)
		leave_out(q, way, i);
	sort_from(q, of->sort, of->from, of->empty_phase);
	return OK;
}

/* Statements are kept by their text: arms come in few numbers. */
static size_t
count_padded(const struct way *way)
{
	const struct pin *last = &way->arms[way->arm_count - 1].pin;
	size_t n = 1;

	if (last->by == NULL || last->by->to_count != 1 || last->value.kind != CELL_INT)
		return way->arm_count;
	while (n < way->arm_count)
		n *= 2;
	return n;
}

/* By what add_arm() selects, of what is called k. */
static void
add_order(struct sql *q, const struct stretch *of, bool outer)
{
	sql_text(q, " order by ");
	if (of->sort->field != NULL && !of->empty_phase) {
		if (outer)
			sql_text(q, "k.");
		sql_text(q, "s");
		if (of->sort->down)
			sql_text(q, " desc");
		sql_text(q, ", ");
	}
	if (outer)
		sql_text(q, "k.");
	sql_text(q, "id");
	if (of->sort->down)
		sql_text(q, " desc");
}

enum err
arms_statement(struct ctx *c, const struct query *query, const struct face *face,
    const struct way *way, const struct stretch *of, struct sql *q)
{
	size_t count = count_padded(way);

	face_select(c, face, q);
	sql_text(q, " from (");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			sql_text(q, " union all ");
		TRY(add_arm(c, query, way, i, of, q));
	}
	add_order(q, of, false);
	sql_limit(q, of->most);
	/* left, so that no engine begins with the whole table */
	sql_text(q, ") k left join ");
	sql_table(q, query->entity);
	sql_text(q, " t on t.id = k.id");
	face_join(c, face, q);
	add_order(q, of, true);
	return OK;
}

/* ---- which arms ---- */

/* Of all the rights together. */
static bool
pins_of_rights(struct ctx *c, const struct query *query, const struct sort *sort,
    const struct grant *g, struct pins *out)
{
	struct pins *one = arena_make(c->mem, struct pins);

	out->count = 0;
	out->exact = g->item == NULL;
	for (size_t i = 0; i < g->rule_count; i++) {
		if (!rule_pins(c, g->rules[i], query->entity, sort->field, one) ||
		    !pins_join(out, one))
			return false;
		out->exact &= one->exact;
	}
	return !g->all && g->rule_count > 0;
}

static void
add_arms(
    struct ctx *c, const struct pins *pins, const struct people *shared, struct way *out)
{
	out->arms = arena_array(c->mem, struct arm, pins->count + 1);
	for (size_t i = 0; i < pins->count; i++)
		out->arms[out->arm_count++] = (struct arm){ .pin = pins->at[i] };
	if (shared->count > 0)
		out->arms[out->arm_count++] = (struct arm){ .ids = *shared };
}

/* What is asked in each arm is there as often: not so of what asks for very much. */
static bool
is_short(struct ctx *c, const struct query *query, const struct sort *sort,
    const struct way *way)
{
	struct sql q = SQL_INIT(c->mem);
	struct stretch of = { sort, &(struct place){ 0 }, false, 1 };

	return way->arm_count > 0 && add_arm(c, query, way, 0, &of, &q) == OK &&
	       q.arg_count * count_padded(way) < ARGS_MAX &&
	       text_done(&q.text).len * count_padded(way) < TEXT_MAX;
}

bool
arms_choose(
    struct ctx *c, const struct query *query, const struct sort *sort, struct way *out)
{
	struct grant g = auth_grant(c, query->entity, MAY_READ);
	struct pins *rights = arena_make(c->mem, struct pins);
	struct pins *rule = arena_make(c->mem, struct pins);
	bool by_rights = pins_of_rights(c, query, sort, &g, rights);
	bool by_rule = query->rule != NULL &&
		       rule_pins(c, query->rule, query->entity, sort->field, rule);

	if (by_rights && (!by_rule || rights->count <= rule->count)) {
		out->pins_rights = rights->exact;
		add_arms(c, rights, &g.shared, out);
	} else if (by_rule) {
		out->pins_rule = rule->exact;
		add_arms(c, rule, &(struct people){ 0 }, out);
	}
	if (!is_short(c, query, sort, out))
		out->arm_count = 0;
	return out->arm_count > 0;
}
