/*
 * merge.c - several records become one.
 *
 * In one transaction or not at all: those that go are deleted first, so that what
 * must be unique is free for the one that stays; then it is changed as by hand, with
 * the actor's rights; then what named the others names it.
 */
#include "record/merge.h"

static enum err
drop_one(struct ctx *c, struct record *rec)
{
	rec->deleted_ms = c->now_ms;
	TRY(record_store(c, rec, rec->version));
	return record_after(c, rec, "deleted");
}

static enum err
drop_others(struct ctx *c, const struct merge *m)
{
	for (size_t i = 1; i < m->count; i++)
		TRY(drop_one(c, m->at[i]));
	return OK;
}

/* As record_change(), of values that are there already: what they name was named. */
static enum err
change(struct ctx *c, struct record *rec)
{
	TRY(record_fill(c, rec, json_hold(c->mem, json_object())));
	TRY(allow_turn(c, rec));
	rec->carried = true;
	TRY(record_check(c, rec));
	TRY(record_store(c, rec, rec->version));
	TRY(allow_stored(c, rec));
	return record_after(c, rec, "changed");
}

static enum err
note(struct ctx *c, const struct merge *m, size_t moved)
{
	json_t *details = json_hold(c->mem, json_object()), *from = json_array();

	for (size_t i = 1; i < m->count; i++)
		json_array_append_new(
		    from, json_string(str_printf(c->mem, "%" PRId64, m->at[i]->id).at));
	json_object_set_new(details, "from", from);
	json_object_set_new(
	    details, "merge", json_string(str_printf(c->mem, "%" PRId64, m->id).at));
	json_object_set_new(details, "records", json_integer((json_int_t)moved));
	return trail_json(c, TRAIL_MERGE,
	    (struct trail_about){ .entity = m->entity, .record = m->stays }, details);
}

/* The history of each says by the number of the job that they belong together. */
static enum err
run(struct ctx *c, struct merge *m)
{
	json_t *shares;
	size_t moved;

	TRY(drop_others(c, m));
	merge_choose(c, m);
	TRY(c->fault_count > 0 ? ERR_INPUT : OK);
	TRY(change(c, m->at[0]));
	TRY(merge_move(c, m, &moved));
	TRY(auth_shares_move(c, m->entity, m->goes, m->go_count, m->stays, &shares));
	TRY(merge_keep(c, m, shares));
	return note(c, m, moved);
}

static enum err
as_merge(struct ctx *c, struct merge *m)
{
	enum via via = c->via;
	int64_t job = c->job;
	enum err e;

	m->id = db_new_id(c->db);
	c->via = VIA_MERGE;
	c->job = m->id;
	e = run(c, m);
	c->via = via;
	c->job = job;
	return e;
}

static enum err
answer(struct ctx *c, const struct merge *m, const struct moved *moved, size_t count,
    struct jw *w)
{
	jw_open(w);
	jw_key(w, "merge");
	jw_id(w, m->id);
	jw_key(w, "row");
	TRY(record_write(c, w, m->at[0], false));
	merge_write_moved(w, moved, count);
	jw_close(w);
	return OK;
}

/* Others would wait for it: of those who came for less, no more than a few do. */
static void
expect(struct tx *tx, const struct moved *moved, size_t count)
{
	int64_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += moved[i].count;
	if (all > MERGE_LONG)
		tx_long(tx);
}

enum err
record_merge(
    struct ctx *c, const struct entity *e, const json_t *wish, int64_t seen, struct jw *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct moved *moved;
	struct merge m;
	size_t count;

	TRY(tx_begin(c->db, &tx));
	db_budget(c->db, MERGE_MS);
	TRY(merge_read(c, e, wish, seen, true, &m));
	TRY(merge_allow(c, &m));
	TRY(merge_count(c, &m, &moved, &count));
	expect(&tx, moved, count);
	TRY(as_merge(c, &m));
	TRY(answer(c, &m, moved, count, w));
	return tx_commit(&tx);
}
