/*
 * share.c - one record, for somebody beside those whose rights reach it.
 *
 * What is shared with an actor is read once for a piece of work, as lists of ids,
 * and only where anything is shared with anybody: else no statement has a letter
 * more for it.  A share that has ended stays as a row, and counts for nothing.
 */
#include "auth/org.h"

#include "event/event.h"

static const char *const kinds[] = { "user", "team", "unit" };

static void
that_live(const struct ctx *c, struct sql *q)
{
	sql_text(q, " and (until_ms is null or until_ms > ");
	sql_int(q, c->now_ms);
	sql_text(q, ")");
}

/* ---- what is shared with somebody ---- */

struct ids {
	int64_t *at;
	size_t count, size;
};

struct sharing { /* one entity */
	struct str entity;
	struct ids see, change;
};

struct sharings {
	struct sharing *at;
	size_t count, size;
};

static struct sharing *
sharing_of(struct arena *mem, struct sharings *all, struct str entity)
{
	struct sharing *s;

	for (size_t i = 0; i < all->count; i++)
		if (str_same(all->at[i].entity, entity))
			return &all->at[i];
	s = list_add(mem, all);
	s->entity = str_copy(mem, entity);
	return s;
}

/* By rising record: the lists are in order, with repetitions beside each other. */
static void
add_once(struct arena *mem, struct ids *to, int64_t id)
{
	if (to->count == 0 || to->at[to->count - 1] != id)
		*list_add(mem, to) = id;
}

static enum err
read_shares(struct ctx *c, struct arena *mem, const struct sql *q, struct sharings *all)
{
	DEFER(rows_end) struct rows r = { 0 };

	TRY(rows_begin(c->db, q, &r));
	while (rows_next(&r)) {
		struct sharing *s = sharing_of(mem, all, row_str(&r, 0));

		add_once(mem, &s->see, row_int(&r, 1));
		if (str_is(row_str(&r, 2), "change"))
			add_once(mem, &s->change, row_int(&r, 1));
	}
	return rows_err(&r);
}

enum err
shares_with(struct ctx *c, struct arena *mem, const int64_t *who, size_t who_count,
    struct shares *out)
{
	struct sql q = SQL_INIT(c->mem);
	struct sharings all = { 0 };

	*out = (struct shares){ 0 };
	sql_text(&q, "select x.entity, x.record, x.level from (select entity, record,"
		     " level, id from _share where who");
	sql_ids(&q, c->db, who, who_count);
	that_live(c, &q);
	sql_text(&q, " order by id desc");
	sql_limit(&q, SHARES_MAX);
	sql_text(&q, ") x order by x.record");
	TRY(read_shares(c, mem, &q, &all));
	out->at = arena_array(mem, struct shared, all.count + 1);
	out->count = all.count;
	for (size_t i = 0; i < all.count; i++)
		out->at[i] = (struct shared){ all.at[i].entity,
			{ all.at[i].see.at, all.at[i].see.count },
			{ all.at[i].change.at, all.at[i].change.count } };
	return OK;
}

/* ---- of a record ---- */

static void
share_read(struct ctx *c, const struct rows *r, struct share *out)
{
	*out = (struct share){ .id = row_int(r, 0),
		.kind = str_copy(c->mem, row_str(r, 1)),
		.who = row_int(r, 2),
		.change = str_is(row_str(r, 3), "change"),
		.until_ms = row_int(r, 4),
		.by = row_int(r, 5),
		.at_ms = row_int(r, 6) };
}

enum err
auth_shares(struct ctx *c, const struct entity *e, int64_t record, struct share **out,
    size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*out = arena_array(c->mem, struct share, SHARED_MAX);
	*count = 0;
	sql_text(&q, "select id, kind, who, level, until_ms, maker, at_ms from _share"
		     " where entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record = ");
	sql_int(&q, record);
	that_live(c, &q);
	sql_text(&q, " order by id desc");
	sql_limit(&q, SHARED_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < SHARED_MAX && rows_next(&r))
		share_read(c, &r, &(*out)[(*count)++]);
	return rows_err(&r);
}

static enum err
forget(
    struct ctx *c, const struct entity *e, int64_t record, const char *column, int64_t id)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _share where entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record = ");
	sql_int(&q, record);
	if (strcmp(column, "who") == 0)
		sql_text(&q, " and who = ");
	else
		sql_text(&q, " and id = ");
	sql_int(&q, id);
	return db_run(c->db, &q);
}

static enum err
store(struct ctx *c, const struct entity *e, int64_t record, const struct share *share,
    int64_t *id)
{
	struct sql q = SQL_INIT(c->mem);
	struct cell until = { 0 };

	if (share->until_ms != 0)
		until = CELL_OF_INT(share->until_ms);
	*id = db_new_id(c->db);
	sql_text(&q, "insert into _share (id, entity, record, kind, who, level, until_ms,"
		     " maker, at_ms) values (");
	sql_int(&q, *id);
	sql_text(&q, ", ");
	sql_str(&q, e->name);
	sql_text(&q, ", ");
	sql_int(&q, record);
	sql_text(&q, ", ");
	sql_str(&q, share->kind);
	sql_text(&q, ", ");
	sql_int(&q, share->who);
	sql_text(&q, ", ");
	sql_str(&q, share->change ? STR("change") : STR("see"));
	sql_text(&q, ", ");
	sql_cell(&q, &until);
	sql_text(&q, ", ");
	sql_int(&q, c->actor.user);
	sql_text(&q, ", ");
	sql_int(&q, c->now_ms);
	sql_text(&q, ")");
	return db_run(c->db, &q);
}

/* Is there such a person, team or unit, for these eyes? */
static enum err
check_who(struct ctx *c, const struct share *share)
{
	struct sql q = SQL_INIT(c->mem);
	const struct entity *e = NULL;
	struct grant g;
	int64_t one;
	enum err err;

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_is(share->kind, kinds[i]))
			e = meta_entity(c->meta, share->kind);
	if (e == NULL) {
		fault(c, STR("kind"), "not_choice", "value",
		    str_c(c->mem, utf8_head(share->kind, 20)), NULL);
		return OK;
	}
	sql_text(&q, "select 1 from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.deleted_ms is null and t.id = ");
	sql_int(&q, share->who);
	g = auth_grant(c, e, MAY_READ);
	auth_where(c, &g, "t", &q);
	err = db_int(c->db, &q, ERR_ABSENT, &one);
	if (err == ERR_ABSENT)
		fault(c, STR("who"), "no_such", "entity", str_c(c->mem, e->one), NULL);
	return err == ERR_ABSENT ? OK : err;
}

static enum err
check_share(
    struct ctx *c, const struct entity *e, int64_t record, const struct share *share)
{
	struct share *others;
	size_t count;

	TRY(check_who(c, share));
	if (share->until_ms != 0 && share->until_ms <= c->now_ms)
		fault(c, STR("until_ms"), "in_past", NULL);
	TRY(auth_shares(c, e, record, &others, &count));
	if (count == SHARED_MAX)
		fault_over(c, STR(""), "too_many_shares", SHARED_MAX);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

static char *
number(struct ctx *c, int64_t n)
{
	return str_c(c->mem, str_printf(c->mem, "%" PRId64, n));
}

/* Whoever is shared with once more has the new share, and not both. */
enum err
auth_share(struct ctx *c, const struct entity *e, int64_t record,
    const struct share *share, int64_t *id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct trail_about about = { .entity = e,
		.record = record,
		.person = str_is(share->kind, "user") ? share->who : 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(check_share(c, e, record, share));
	TRY(forget(c, e, record, "who", share->who));
	TRY(store(c, e, record, share, id));
	TRY(trail(c, TRAIL_SHARE, about, "with",
	    str_c(c->mem,
		str_printf(c->mem, "%.*s %" PRId64, STR_ARG(share->kind), share->who)),
	    "level", share->change ? "change" : "see", "until",
	    share->until_ms == 0 ? NULL : number(c, share->until_ms), NULL));
	return tx_commit(&tx);
}

static enum err
find(struct ctx *c, const struct entity *e, int64_t record, int64_t id, struct share *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select id, kind, who, level, until_ms, maker, at_ms from _share"
		     " where id = ");
	sql_int(&q, id);
	sql_text(&q, " and entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record = ");
	sql_int(&q, record);
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	share_read(c, &r, out);
	return OK;
}

enum err
auth_share_end(
    struct ctx *c, const struct entity *e, int64_t record, int64_t id, struct share *was)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(find(c, e, record, id, was));
	TRY(forget(c, e, record, "id", id));
	TRY(trail(c, TRAIL_SHARE_END,
	    (struct trail_about){ .entity = e,
		.record = record,
		.person = str_is(was->kind, "user") ? was->who : 0 },
	    "with",
	    str_c(c->mem,
		str_printf(c->mem, "%.*s %" PRId64, STR_ARG(was->kind), was->who)),
	    NULL));
	return tx_commit(&tx);
}

/* ---- of records that become one, and part again ---- */

static enum err
list_of(
    struct ctx *c, const struct entity *e, const int64_t *from, size_t count, json_t *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select id, record from _share where entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record");
	sql_ids(&q, c->db, from, count);
	sql_text(&q, " order by id");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		json_array_append_new(out, json_pack("[s, s]", number(c, row_int(&r, 0)),
					       number(c, row_int(&r, 1))));
	return rows_err(&r);
}

enum err
auth_shares_move(struct ctx *c, const struct entity *e, const int64_t *from, size_t count,
    int64_t to, json_t **moved)
{
	struct sql q = SQL_INIT(c->mem);

	*moved = json_hold(c->mem, json_array());
	TRY(list_of(c, e, from, count, *moved));
	if (json_array_size(*moved) == 0)
		return OK;
	sql_text(&q, "update _share set record = ");
	sql_int(&q, to);
	sql_text(&q, " where entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and record");
	sql_ids(&q, c->db, from, count);
	return db_run(c->db, &q);
}

enum err
auth_shares_back(struct ctx *c, const struct entity *e, int64_t from, const json_t *moved)
{
	const json_t *each;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)moved, i, each)
	{
		struct sql q = SQL_INIT(c->mem);
		int64_t id, record;

		if (!str_int(json_str(json_array_get(each, 0)), &id) ||
		    !str_int(json_str(json_array_get(each, 1)), &record))
			continue;
		sql_text(&q, "update _share set record = ");
		sql_int(&q, record);
		sql_text(&q, " where id = ");
		sql_int(&q, id);
		sql_text(&q, " and entity = ");
		sql_str(&q, e->name);
		sql_text(&q, " and record = ");
		sql_int(&q, from);
		TRY(db_run(c->db, &q));
	}
	return OK;
}
