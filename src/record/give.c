/*
 * give.c - many records to other owners at once.
 *
 * The one way to change a record (change.c) reads it, types what is said, asks every
 * rule, trait and hook, and stores it: right for a record, and a minute's work for
 * three hundred thousand, while nobody else could write.  Here only one thing changes,
 * and it is known what that can mean: where nothing that is declared of an entity minds
 * whose a record is, its records are given in one statement for many (give_many), with
 * one event each, as a save would leave.  Where anything does (a rule that asks the
 * owner, a stage that locks it, a trait or a hook that has not said it is still), they
 * go the one way, one after the other.  doc/decisions/2026-11-23-hand-over.md
 *
 * Rights are those of allow.c: a right to hand that is said speaks of the record as it
 * was; one that is not said is as change, and asked of the record as it was and as it
 * is now.
 *
 * A record that is given was not worked on: when it was last changed, and by whom,
 * stays as it was, so that lists of what is stale still are.  History says who gave it.
 */
#include "record/room.h"

/* ---- what somebody holds ---- */

static const struct field *
done_of(const struct entity *e)
{
	const struct field *f = entity_field(e, STR("done"));

	return f != NULL && strcmp(f->type->name, "bool") == 0 ? f : NULL;
}

bool
record_ends(const struct entity *e)
{
	return e->stage != NULL || done_of(e) != NULL;
}

/* What is not at an end: a stage that is neither won nor lost; a thing not done. */
static void
open_where(struct sql *q, const struct entity *e)
{
	const struct field *done = done_of(e);

	for (size_t i = 0; e->stage != NULL && i < e->stage_count; i++) {
		if (e->stages[i].end == STAGE_OPEN)
			continue;
		sql_text(q, " and t.");
		sql_column(q, e->stage, 0);
		sql_text(q, " <> ");
		sql_str(q, e->stages[i].name);
	}
	if (done != NULL) {
		sql_text(q, " and coalesce(t.");
		sql_column(q, done, 0);
		sql_text(q, ", 0) = 0");
	}
}

static void
held_where(struct ctx *c, struct sql *q, const struct entity *e)
{
	struct grant read = auth_grant(c, e, MAY_READ), hand = auth_grant(c, e, MAY_HAND);

	sql_text(q, " t where t.deleted_ms is null");
	auth_where(c, &read, "t", q);
	auth_where(c, &hand, "t", q);
}

/* Which of the rules is the first that holds; as many as there are: none does. */
static void
which_rule(struct ctx *c, struct sql *q, const struct holding *h)
{
	if (h->rule_count == 0) {
		sql_text(q, "0");
		return;
	}
	sql_text(q, "case");
	for (size_t i = 0; i < h->rule_count; i++) {
		sql_text(q, " when ");
		rule_sql(c, h->rules[i], "t", q);
		sql_text(q, " then ");
		text_int(&q->text, (int64_t)i);
	}
	sql_text(q, " else ");
	text_int(&q->text, (int64_t)h->rule_count);
	sql_text(q, " end");
}

static void
of_holding(struct ctx *c, struct sql *q, const struct holding *h)
{
	sql_text(q, " from ");
	sql_table(q, h->entity);
	held_where(c, q, h->entity);
	sql_text(q, " and t.");
	sql_column(q, h->entity->owner, 0);
	sql_text(q, " = ");
	sql_int(q, h->owner);
	if (h->open)
		open_where(q, h->entity);
}

bool
record_may_hand(struct ctx *c, const struct entity *e)
{
	struct grant read = auth_grant(c, e, MAY_READ), hand = auth_grant(c, e, MAY_HAND);

	return e->owner != NULL && !auth_never(&read) && !auth_never(&hand);
}

enum err
record_held(struct ctx *c, const struct holding *h, int64_t *counts)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	memset(counts, 0, sizeof(*counts) * (h->rule_count + 1));
	sql_text(&q, "select x.k, count(*) from (select ");
	which_rule(c, &q, h);
	sql_text(&q, " as k");
	of_holding(c, &q, h);
	sql_text(&q, ") x group by x.k");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		counts[row_int(&r, 0)] = row_int(&r, 1);
	return rows_err(&r);
}

/* Does a right to hand that is said reach it?  Then nothing is asked afterwards. */
static void
is_said(struct ctx *c, struct sql *q, const struct entity *e)
{
	struct grant said = auth_grant_said(c, e, MAY_HAND);

	sql_text(q, ", case when t.id is not null");
	if (auth_never(&said))
		sql_text(q, " and 1 = 0");
	else
		auth_where(c, &said, "t", q);
	sql_text(q, " then 1 else 0 end");
}

static enum err
take_gifts(
    struct ctx *c, const struct sql *q, struct gift *out, size_t max, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };

	*count = 0;
	TRY(rows_begin(c->db, q, &r));
	while (*count < max && rows_next(&r))
		out[(*count)++] = (struct gift){ .id = row_int(&r, 0),
			.version = row_int(&r, 1),
			.from = row_int(&r, 2),
			.said = row_int(&r, 3) != 0,
			.rule = (size_t)row_int(&r, 4) };
	return rows_err(&r);
}

static void
select_gifts(struct ctx *c, struct sql *q, const struct entity *e)
{
	sql_text(q, "select t.id, t.version, t.");
	sql_column(q, e->owner, 0);
	is_said(c, q, e);
	sql_text(q, ", ");
}

enum err
record_held_next(struct ctx *c, const struct holding *h, int64_t after, struct gift *out,
    size_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	assert(db_in_tx(c->db));
	select_gifts(c, &q, h->entity);
	which_rule(c, &q, h);
	of_holding(c, &q, h);
	sql_text(&q, " and t.id > ");
	sql_int(&q, after);
	sql_text(&q, " order by t.id");
	sql_limit(&q, GIVE_MAX);
	sql_lock(&q, c->db);
	return take_gifts(c, &q, out, GIVE_MAX, count);
}

enum err
record_held_of(struct ctx *c, const struct entity *e, const int64_t *ids, size_t id_count,
    struct gift *out, size_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	assert(db_in_tx(c->db) && id_count <= GIVE_MAX);
	*count = 0;
	if (id_count == 0 || !record_may_hand(c, e))
		return OK;
	select_gifts(c, &q, e);
	sql_text(&q, "0 from ");
	sql_table(&q, e);
	held_where(c, &q, e);
	sql_text(&q, " and t.id");
	sql_ids(&q, c->db, ids, id_count);
	sql_text(&q, " order by t.id");
	sql_lock(&q, c->db);
	return take_gifts(c, &q, out, GIVE_MAX, count);
}

/* ---- does anything mind whose it is? ---- */

static bool
field_minds(const struct field *f, const struct field *owner)
{
	return (f->is != NULL && calc_asks(f->is, owner)) ||
	       (f->needed != NULL && rule_asks(f->needed, owner));
}

static bool
stage_minds(const struct stage *s, const struct field *owner)
{
	for (size_t i = 0; i < s->locks_count; i++)
		if (s->locks[i] == owner)
			return true;
	return false;
}

bool
record_minds_owner(const struct entity *e)
{
	bool minds = e->owner->among != NULL || e->owner->unique ||
		     (e->hooks != NULL && !e->hooks->still);

	for (size_t i = 0; i < e->field_count; i++)
		minds |= field_minds(&e->fields[i], e->owner);
	for (size_t i = 0; i < e->holds_count; i++)
		minds |= rule_asks(e->holds[i].rule, e->owner);
	for (size_t i = 0; i < e->stage_count; i++)
		minds |= stage_minds(&e->stages[i], e->owner);
	for (size_t i = 0; i < e->trait_count; i++)
		minds |= !e->traits[i]->still;
	return minds;
}

/* ---- the one way, one after the other ---- */

static struct str
owner_of(struct arena *mem, int64_t user)
{
	return str_printf(mem, "%" PRId64, user);
}

/* Under a savepoint of its own, as bulk changes are. */
static enum err
change_owner(struct ctx *c, const struct entity *e, const struct gift *gift)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct ref which = { e, gift->id };
	json_t *news = json_hold(c->mem, json_object());
	struct record *rec;

	json_object_set_new(news, str_c(c->mem, e->owner->name),
	    json_string(owner_of(c->mem, gift->to).at));
	TRY(tx_begin(c->db, &tx));
	TRY(record_change(c, which, gift->version, news, &rec));
	return tx_commit(&tx);
}

static enum err
give_each(struct ctx *c, const struct entity *e, struct gift *gifts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum err err = change_owner(c, e, &gifts[i]);

		if (err != OK && err != ERR_INPUT && err != ERR_DENIED &&
		    err != ERR_CLASH && err != ERR_ABSENT)
			return err;
		gifts[i].given = err == OK;
		fault_clear(c);
	}
	return OK;
}

/* ---- many in one statement ---- */

/* The next run of gifts from one to another.  out  ids; *count 0: there is none */
static void
next_run(const struct gift *gifts, size_t count, bool *taken, int64_t *ids,
    size_t *run_count, const struct gift **first)
{
	*run_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct gift *g = &gifts[i];

		if (taken[i] || !g->given)
			continue;
		if (*run_count == 0)
			*first = g;
		if (g->from != (*first)->from || g->to != (*first)->to)
			continue;
		taken[i] = true;
		ids[(*run_count)++] = g->id;
	}
}

static enum err
update_run(struct ctx *c, const struct entity *e, const struct gift *first,
    const int64_t *ids, size_t count)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "update ");
	sql_table(&q, e);
	sql_text(&q, " set version = version + 1, ");
	sql_column(&q, e->owner, 0);
	sql_text(&q, " = ");
	sql_int(&q, first->to);
	sql_text(&q, " where id");
	sql_ids(&q, c->db, ids, count);
	TRY(db_run(c->db, &q));
	return db_changes(c->db) == (int64_t)count ? OK : ERR_BUG; /* they are locked */
}

static enum err
update_all(struct ctx *c, const struct entity *e, struct gift *gifts, size_t count)
{
	bool *taken = arena_array(c->mem, bool, count);
	int64_t *ids = arena_array(c->mem, int64_t, count);
	const struct gift *first = NULL;
	size_t run;

	for (next_run(gifts, count, taken, ids, &run, &first); run > 0;
	     next_run(gifts, count, taken, ids, &run, &first))
		TRY(update_run(c, e, first, ids, run));
	return OK;
}

/* Would the actor come by what is private to somebody else?  See allow.c. */
static void
keep_private(struct ctx *c, const struct entity *e, struct gift *gifts, size_t count)
{
	if (!allow_is_private(e))
		return;
	for (size_t i = 0; i < count; i++)
		if (!gifts[i].said && gifts[i].to == c->actor.user &&
		    gifts[i].from != c->actor.user)
			gifts[i].given = false;
}

static bool
is_asked(const struct gift *g)
{
	return g->given && !g->said;
}

/* Those of gifts, by rising id, that are not among the rows. */
static enum err
keep_others(const struct sql *q, struct db *db, struct gift *gifts, size_t count)
{
	DEFER(rows_end) struct rows r = { 0 };
	size_t i = 0;

	TRY(rows_begin(db, q, &r));
	for (bool row = rows_next(&r); i < count; i++) {
		if (!is_asked(&gifts[i]))
			continue;
		if (row && row_int(&r, 0) == gifts[i].id)
			row = rows_next(&r);
		else
			gifts[i].given = false;
	}
	return rows_err(&r);
}

/* Where no right to hand is said a record stays among those that one may change.
 * out  *all  they do; else those that do not are not given */
static enum err
keep_denied(
    struct ctx *c, const struct entity *e, struct gift *gifts, size_t count, bool *all)
{
	struct grant change = auth_grant(c, e, MAY_CHANGE);
	int64_t *ids = arena_array(c->mem, int64_t, count);
	struct sql q = SQL_INIT(c->mem);
	size_t asked = 0;

	*all = true;
	for (size_t i = 0; i < count; i++)
		if (is_asked(&gifts[i]))
			ids[asked++] = gifts[i].id;
	if (asked == 0 || change.all)
		return OK;
	sql_text(&q, "select t.id from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.id");
	sql_ids(&q, c->db, ids, asked);
	auth_where(c, &change, "t", &q);
	sql_text(&q, " order by t.id");
	TRY(keep_others(&q, c->db, gifts, count));
	for (size_t i = 0; i < count; i++)
		asked -= is_asked(&gifts[i]);
	*all = asked == 0;
	return OK;
}

/* Under a savepoint: if some must not be given, none is, and the others come again. */
static enum err
update_allowed(
    struct ctx *c, const struct entity *e, struct gift *gifts, size_t count, bool *done)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(update_all(c, e, gifts, count));
	TRY(keep_denied(c, e, gifts, count, done));
	return *done ? tx_commit(&tx) : OK;
}

/* What a save of each would have left: field -> { from, to }. */
static struct str
changes_of(struct ctx *c, const struct field *owner, const struct gift *gift)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	if (owner->no_audit)
		return STR("");
	jw_open(&w);
	jw_key_str(&w, owner->name);
	jw_open(&w);
	jw_key(&w, "from");
	value_write(&w, owner, &CELL_OF_INT(gift->from));
	jw_key(&w, "to");
	value_write(&w, owner, &CELL_OF_INT(gift->to));
	jw_close(&w);
	jw_close(&w);
	return text_done(&t);
}

static enum err
tell_all(struct ctx *c, const struct entity *e, const struct gift *gifts, size_t count)
{
	struct event_of *events = arena_array(c->mem, struct event_of, count);
	const struct gift *last = NULL;
	struct str changes = STR("");
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct gift *g = &gifts[i];

		if (!g->given)
			continue;
		if (last == NULL || last->from != g->from || last->to != g->to)
			changes = changes_of(c, e->owner, g);
		last = g;
		events[n++] = (struct event_of){ g->id, g->version + 1, changes };
	}
	return event_add_many(c, e, "changed", events, n);
}

static enum err
give_many(struct ctx *c, const struct entity *e, struct gift *gifts, size_t count)
{
	bool done = false;

	for (size_t i = 0; i < count; i++)
		gifts[i].given = gifts[i].from != gifts[i].to;
	keep_private(c, e, gifts, count);
	while (!done) /* each time fewer */
		TRY(update_allowed(c, e, gifts, count, &done));
	return tell_all(c, e, gifts, count);
}

enum err
record_give(struct ctx *c, const struct entity *e, struct gift *gifts, size_t count)
{
	assert(db_in_tx(c->db) && count <= GIVE_MAX);
	if (c->from.looker != 0) /* nobody writes in the name of whom they look at */
		return ERR_DENIED;
	return record_minds_owner(e) ? give_each(c, e, gifts, count)
				     : give_many(c, e, gifts, count);
}
