/*
 * way.c - how a page is found: by its filter or along its order.
 *
 * An index for both is best, and lists that people keep open have one (meta/
 * index.c).  Without it there are two ways, and they differ by a factor of ten
 * thousand at a million records: find what the filter leaves and sort it, good
 * for few; or walk the order's index and leave out what does not fit, good for
 * many, because a page is full soon.  PostgreSQL knows how many there are.
 * SQLite keeps no numbers and always sorts: 400,000 of 1,000,000 contacts were
 * sorted for each page, 1.8 s where the walk took 0.1 ms.  So they are counted,
 * up to RECORD_MANY, and it is told.
 *
 * Before that: what can be had from a few places of an index of filter and order, as
 * the records of eight owners, is merged from them (arms.c); unless those own so much
 * that the first page is full after a few rows of others.  A row that is left out
 * costs a fourth of a place to begin at.  Not on PostgreSQL: where eight people own
 * most of 100,000 contacts, its own choice was 7 times as quick.
 */
#include "record/room.h"

/* Does an index hold all that is asked for in this order? */
static bool
is_in_order(const struct query *query, const struct field *f)
{
	enum archived asked = archive_asked(query, query->rule);

	if (asked == ARCHIVED_ONLY && f == query->entity->archive->at)
		return true;
	return field_in_order(f) && (asked == ARCHIVED_OUT || !field_order_is_lean(f));
}

/* What the reader may order the longest list by, for a message. */
static char *
orders_of(struct ctx *c, const struct query *query)
{
	const struct entity *e = query->entity;
	struct text t = TEXT_INIT(c->mem);

	for (size_t i = 0; i < e->field_count; i++) {
		if (!is_in_order(query, &e->fields[i]) || !auth_asks(c, &e->fields[i]))
			continue;
		if (t.len > 0)
			text_c(&t, ", ");
		text_str(&t, field_label(c->meta, c->actor.language, &e->fields[i]));
	}
	return str_c(c->mem, text_done(&t));
}

/*
 * Sorting reads all that the filter leaves before the first row comes out, on
 * each page anew: up to RECORD_SORTED_MAX rows it is done, more is refused.
 */
static enum err
check_sort(struct ctx *c, const struct query *query, const struct sort *sort)
{
	char max[24];
	int64_t n;

	if (sort->field == NULL || is_in_order(query, sort->field) ||
	    query->words.len > 0)
		return OK;
	TRY(list_count(c, query, RECORD_SORTED_MAX + 1, &n));
	if (n <= RECORD_SORTED_MAX)
		return OK;
	snprintf(max, sizeof(max), "%d", RECORD_SORTED_MAX);
	fault(c, STR("sort"), "sort_too_many", "max", max, "fields", orders_of(c, query),
	    NULL);
	return ERR_INPUT;
}

static struct str
order_index(struct ctx *c, const struct query *query, const struct sort *sort)
{
	return sort->field == NULL ? entity_ids_index(c->mem, query->entity)
				   : field_order_index(c->mem, sort->field);
}

/* Without a filter, and without an order. */
static bool
is_bare(struct ctx *c, const struct query *query, const struct sort *sort)
{
	struct grant g = auth_grant(c, query->entity, MAY_READ);

	return g.all && query->rule == NULL && sort->field == NULL;
}

/* Does one index hold exactly what is asked for, in order? */
static bool
is_served(struct ctx *c, const struct query *query, const struct sort *sort)
{
	struct grant g = auth_grant(c, query->entity, MAY_READ);
	const struct entity *e = query->entity;

	if (g.all && query->rule == NULL)
		return true;
	return (query->rule != NULL &&
		   rule_is_served(query->rule, e, sort->field, &c->actor)) ||
	       (!g.all && g.rule_count == 1 && g.item == NULL && g.shared.count == 0 &&
		   rule_is_served(g.rules[0], e, sort->field, &c->actor));
}

/* Whose list of what, until what they may changes: in short, because a statement may
 * hold the ids of all their people. */
static void
name_count(struct ctx *c, const struct query *query, struct sql *q)
{
	size_t i;
	json_t *role;

	sql_text(q, "many ");
	sql_table(q, query->entity);
	sql_int(q, c->actor.user);
	sql_int(q, c->actor.org);
	sql_int(q, c->actor.meta);
	json_array_foreach(c->actor.roles, i, role)
	    sql_str(q, str_of(json_string_value(role)));
	sql_int(q, (int64_t)(str_hash(query->where) >> 1));
	sql_int(q, query->out);
}

/*
 * Up to RECORD_MANY; once a minute, because it decides only which way is quicker, and
 * to count is dear where each page would.
 */
static enum err
count_many(struct ctx *c, const struct query *query, int64_t *n)
{
	struct sql name = SQL_INIT(c->mem), q = SQL_INIT(c->mem);
	int64_t minute = c->now_ms / MINUTE_MS;
	struct str kept;

	name_count(c, query, &name);
	if (db_kept(c->db, c->mem, &name, minute, &kept) && str_int(kept, n))
		return OK;
	TRY(list_counts(c, query, RECORD_MANY, &q));
	TRY(db_int(c->db, &q, ERR_BUG, n));
	db_keep(c->db, c->mem, &name, minute, str_printf(c->mem, "%" PRId64, *n));
	return OK;
}

/* ---- merged, or walked ---- */

static uint64_t
arm_hash(const struct arm *arm)
{
	if (arm->pin.by == NULL)
		return arm->ids.count;
	return arm->pin.value.kind == CELL_TEXT ? str_hash(arm->pin.value.s)
						: (uint64_t)arm->pin.value.i;
}

/* Which list it is, in short: it decides only which way is quicker. */
static void
name_list(const struct query *query, const struct sort *sort, const struct way *way,
    struct sql *q)
{
	uint64_t hash = str_hash(query->where);

	for (const struct arm *a = way->arms; a < way->arms + way->arm_count; a++)
		hash = hash * 31 + arm_hash(a);
	sql_text(q, "full ");
	sql_table(q, query->entity);
	if (sort->field != NULL)
		sql_column(q, sort->field, 0);
	if (sort->down)
		sql_text(q, " down");
	sql_int(q, (int64_t)(hash >> 1));
	sql_int(q, (int64_t)list_limit(query));
}

/* How many of the rows that the order begins with are in the list. */
static enum err
count_first(struct ctx *c, const struct query *query, const struct sort *sort,
    const struct way *way, int64_t *n)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select count(*)");
	TRY(list_where(c, query, NULL, NULL, &q));
	sql_text(&q, " and t.id in (select t.id from ");
	sql_table(&q, query->entity);
	sql_text(&q, " t");
	sql_way(&q, c->db, order_index(c, query, sort));
	sql_text(&q, " where t.deleted_ms is null");
	archive_where(&q, archive_asked(query, query->rule));
	sort_from(&q, sort, &(struct place){ 0 }, false);
	sort_order(&q, sort, false);
	sql_limit(&q, (int64_t)(3 * list_limit(query) + 4 * way->arm_count));
	sql_text(&q, ")");
	return db_int(c->db, &q, ERR_BUG, n);
}

/* Is the first page full soon along the order?  Asked once a minute. */
static enum err
is_full_soon(struct ctx *c, const struct query *query, const struct sort *sort,
    const struct way *way, bool *soon)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t minute = c->now_ms / MINUTE_MS, n;
	struct str kept;

	name_list(query, sort, way, &q);
	if (!db_kept(c->db, c->mem, &q, minute, &kept) || !str_int(kept, &n)) {
		TRY(count_first(c, query, sort, way, &n));
		db_keep(c->db, c->mem, &q, minute, str_printf(c->mem, "%" PRId64, n));
	}
	*soon = n > (int64_t)list_limit(query);
	return OK;
}

/* Does it have a way now? */
static enum err
choose_arms(struct ctx *c, const struct query *query, const struct sort *sort,
    struct way *out, bool *chosen)
{
	bool walks = false;

	*chosen = arms_choose(c, query, sort, out);
	if (!*chosen || query->after.len > 0)
		return OK;
	TRY(is_full_soon(c, query, sort, out, &walks));
	if (walks)
		*out =
		    (struct way){ .given = true, .index = order_index(c, query, sort) };
	return OK;
}

/* Then the indexes of lists do not hold all of it. */
static bool
archives(const struct query *query)
{
	return query->entity->archive != NULL &&
	       archive_asked(query, query->rule) != ARCHIVED_OUT;
}

enum err
way_choose(
    struct ctx *c, const struct query *query, const struct sort *sort, struct way *out)
{
	int64_t n;
	bool chosen;

	TRY(check_sort(c, query, sort));
	if (query->trash || archives(query) || query->words.len > 0 ||
	    (sort->field != NULL && !field_in_order(sort->field)) || !db_wants_way(c->db))
		return OK;
	if (is_bare(c, query, sort))
		*out = (struct way){ .given = query->entity->archive != NULL,
			.index = order_index(c, query, sort) };
	if (is_served(c, query, sort))
		return OK;
	TRY(choose_arms(c, query, sort, out, &chosen));
	if (chosen)
		return OK;
	TRY(count_many(c, query, &n));
	out->given = n == RECORD_MANY;
	out->index = order_index(c, query, sort);
	return OK;
}
