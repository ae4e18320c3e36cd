/*
 * unmerge.c - what was made one is several again.
 *
 * A record that nobody touched since is, but for its version, what it was, to the
 * last byte: no rule is asked of it, for it was stored so.  Of one that was changed
 * since, what the merge did is taken back where it still stands; what somebody said
 * since stays.  Refused, with the reason, where something stands on the merge: the
 * record went into another, others went into it later, it is in the trash, or what is
 * needed is not known any more.
 */
#include "record/merge.h"

struct unmerge {
	struct kept kept;
	struct merge m;
	struct part parts[MERGE_MAX];
	size_t part_count;
	json_t *body, *stay; /* stay: names of fields that were changed since */
};

/* ---- does something stand on it? ---- */

static enum err
refuse(struct ctx *c, const char *code)
{
	fault(c, STR(""), code, NULL);
	return ERR_INPUT;
}

static enum err
load_stays(struct ctx *c, struct unmerge *u)
{
	struct ref which = { u->m.entity, u->kept.record };
	int64_t later;

	TRY(record_load_mine(c, which, &u->m.at[0]));
	if (u->kept.undone_ms != 0)
		return refuse(c, "merge_undone");
	if (u->kept.body.len == 0)
		return refuse(c, "merge_lost");
	TRY(record_unmerged(c, which));
	if (u->m.at[0]->deleted_ms != 0)
		return refuse(c, "merge_trash");
	TRY(merge_into(c, which.id, &later));
	return later != u->kept.id ? refuse(c, "merge_later") : OK;
}

static enum err
load_goes(struct ctx *c, struct unmerge *u)
{
	for (size_t i = 0; i < u->part_count; i++) {
		struct ref which = { u->m.entity, u->parts[i].record };
		enum err e = record_load_mine(c, which, &u->m.at[i + 1]);

		if (e == ERR_ABSENT) {
			fault(c, STR("from"), "denied_delete", NULL);
			return ERR_DENIED;
		}
		TRY(e);
		u->m.goes[u->m.go_count++] = which.id;
		u->m.count++;
	}
	return OK;
}

static enum err
load(struct ctx *c, int64_t merge, struct unmerge *u)
{
	TRY(merge_load(c, merge, &u->kept));
	u->m.id = merge;
	u->m.entity = meta_entity(c->meta, u->kept.entity);
	u->m.stays = u->kept.record;
	u->m.count = 1;
	u->stay = json_hold(c->mem, json_array());
	if (u->m.entity == NULL)
		return ERR_ABSENT;
	TRY(load_stays(c, u));
	TRY(merge_parts(c, merge, u->parts, &u->part_count));
	TRY(load_goes(c, u));
	return json_read(c->mem, u->kept.body, &u->body, NULL) == OK ? OK : ERR_BUG;
}

/* ---- the one that stays ---- */

static bool
is_told(struct ctx *c, const struct field *f, const struct record *rec)
{
	enum whose whose =
	    f->hidden || f->system ? WHOSE_NONE : auth_field(c, f, MAY_READ);

	return whose == WHOSE_ALL ||
	       (whose == WHOSE_MINE && auth_is_mine(c, rec->entity, rec->before));
}

static void
give_back(struct ctx *c, struct unmerge *u, const struct field *f, const json_t *change)
{
	struct cell was[TYPE_COLUMNS_MAX] = { 0 }, now[TYPE_COLUMNS_MAX] = { 0 };
	struct record *rec = u->m.at[0];

	if (!cells_read(c->mem, f, json_object_get(change, "was"), was) ||
	    !cells_read(c->mem, f, json_object_get(change, "now"), now))
		return;
	if (value_same(f, record_value(rec, f), now))
		memcpy(record_value(rec, f), was,
		    sizeof(*was) * (size_t)type_columns(f->type));
	else if (is_told(c, f, rec))
		json_array_append_new(u->stay, json_stringn(f->name.at, f->name.len));
}

static void
give_all_back(struct ctx *c, struct unmerge *u, bool untouched)
{
	struct record *rec = u->m.at[0];
	const char *name;
	json_t *change;

	json_object_foreach(json_object_get(u->body, "fields"), name, change)
	{
		const struct field *f = entity_field(rec->entity, str_of(name));

		if (f == NULL || (f->system && !untouched))
			continue;
		give_back(c, u, f, change);
		rec->given[f->index] = record_changed(rec, f);
	}
}

static enum err
change_back(struct ctx *c, struct unmerge *u)
{
	struct record *rec = u->m.at[0];
	bool untouched;

	TRY(merge_untouched(c, &u->kept, rec, u->kept.version, &untouched));
	TRY(allow(c, rec->entity, MAY_CHANGE, rec->id, rec->before));
	give_all_back(c, u, untouched);
	rec->as_is = untouched;
	rec->carried = true;
	if (!untouched)
		record_compute(c, rec);
	TRY(allow_turn(c, rec));
	TRY(record_check_unique(c, rec));
	TRY(record_store(c, rec, rec->version));
	TRY(allow_stored(c, rec));
	return record_after(c, rec, "changed");
}

/* ---- the others ---- */

static void
say_whose(struct ctx *c, const struct record *rec, size_t from)
{
	for (size_t i = from; i < c->fault_count; i++)
		if (c->faults[i].at.len > 0)
			c->faults[i].at = str_printf(c->mem, "%" PRId64 ".%.*s", rec->id,
			    STR_ARG(c->faults[i].at));
}

/* Out of the trash: all of it is new to the index, and what is unique may be taken. */
static enum err
bring_back(struct ctx *c, struct unmerge *u, size_t i)
{
	struct record *rec = u->m.at[i + 1];
	const struct part *part = &u->parts[i];
	struct cell *before = rec->before;
	size_t from = c->fault_count;
	enum err e;

	TRY(allow(c, rec->entity, MAY_DELETE, rec->id, before));
	rec->deleted_ms = 0;
	rec->carried = true;
	rec->before = NULL;
	e = record_check_unique(c, rec);
	if (e == ERR_INPUT)
		say_whose(c, rec, from);
	TRY(e);
	rec->before = before;
	TRY(merge_untouched(c, &u->kept, rec, part->version, &rec->as_is));
	if (rec->as_is) {
		*record_value(rec, entity_field(rec->entity, STR("updated_ms"))) =
		    part->updated_ms;
		*record_value(rec, entity_field(rec->entity, STR("updated_by"))) =
		    part->updated_by;
	}
	TRY(record_store(c, rec, rec->version));
	rec->before = NULL;
	return record_after(c, rec, "restored");
}

/* When all of them are there, for they may name each other. */
static enum err
check_all(struct ctx *c, const struct unmerge *u)
{
	struct record *stays = u->m.at[0];

	TRY(stays->as_is ? record_check_place(c, stays) : record_check(c, stays));
	for (size_t i = 1; i < u->m.count; i++) {
		size_t from = c->fault_count;
		enum err e = record_check_place(c, u->m.at[i]);

		if (e == ERR_INPUT)
			say_whose(c, u->m.at[i], from);
		TRY(e);
	}
	return OK;
}

/* ---- the way ---- */

static enum err
note(struct ctx *c, const struct unmerge *u, size_t moved)
{
	return trail(c, TRAIL_UNDO,
	    (struct trail_about){ .entity = u->m.entity, .record = u->m.stays }, "merge",
	    str_printf(c->mem, "%" PRId64, u->m.id).at, "records",
	    str_printf(c->mem, "%zu", moved).at, NULL);
}

/* When what happened with each is back with it. */
static enum err
touch_again(struct ctx *c, const struct unmerge *u)
{
	for (size_t i = 0; i < u->m.count; i++)
		if (u->m.at[i]->as_is)
			TRY(record_touch_again(c, u->m.at[i]));
	return OK;
}

static enum err
run(struct ctx *c, struct unmerge *u)
{
	size_t moved;

	TRY(change_back(c, u));
	for (size_t i = 0; i < u->part_count; i++)
		TRY(bring_back(c, u, i));
	TRY(check_all(c, u));
	TRY(merge_move_back(c, &u->m, &u->kept, &moved));
	TRY(touch_again(c, u));
	TRY(auth_shares_back(
	    c, u->m.entity, u->m.stays, json_object_get(u->body, "shares")));
	TRY(merge_undone(c, u->m.id));
	return note(c, u, moved);
}

static enum err
as_undo(struct ctx *c, struct unmerge *u)
{
	enum via via = c->via;
	int64_t job = c->job;
	enum err e;

	c->via = VIA_UNDO;
	c->job = u->m.id;
	e = run(c, u);
	c->via = via;
	c->job = job;
	return e;
}

static enum err
answer(struct ctx *c, const struct unmerge *u, struct jw *w)
{
	struct ref which = { u->m.entity, u->m.stays };
	struct record *stays;
	enum err e = record_load(c, which, &stays);

	if (e != OK && e != ERR_ABSENT)
		return e;
	jw_open(w);
	jw_key(w, "merge");
	jw_id(w, u->m.id);
	jw_key(w, "row");
	if (e == ERR_ABSENT) /* it is somebody else's again */
		jw_null(w);
	else
		TRY(record_write(c, w, stays, false));
	jw_key(w, "restored");
	jw_array(w);
	for (size_t i = 0; i < u->m.go_count; i++)
		TRY(record_write_named(c, w, u->m.entity, u->m.goes[i]));
	jw_end(w);
	jw_key(w, "kept");
	jw_json(w, u->stay);
	jw_close(w);
	return OK;
}

/* Others would wait for it: of those who came for less, no more than a few do. */
static enum err
expect(struct ctx *c, struct tx *tx, int64_t merge)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t moved;

	sql_text(&q, "select count(*) from _merge_move where merge = ");
	sql_int(&q, merge);
	TRY(db_int(c->db, &q, ERR_BUG, &moved));
	if (moved > MERGE_LONG)
		tx_long(tx);
	return OK;
}

enum err
record_unmerge(struct ctx *c, int64_t merge, struct jw *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct unmerge u = { 0 };

	TRY(tx_begin(c->db, &tx));
	db_budget(c->db, MERGE_MS);
	TRY(load(c, merge, &u));
	TRY(expect(c, &tx, merge));
	TRY(as_undo(c, &u));
	TRY(answer(c, &u, w));
	return tx_commit(&tx);
}
