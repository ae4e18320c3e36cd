/*
 * change.c - the one way in which a record comes to be, and becomes another.
 *
 * A browser, an import, a conversion, an undo: all of them end here, so what
 * holds here holds everywhere.  The steps, all in one transaction or none:
 *
 *   record_load    is it there, for these eyes?             ABSENT
 *   record_fill    does each value fit its type?            INPUT
 *   allow_turn     may the actor turn before into now?      DENIED
 *   record_check   do rules, traits and hooks agree?        INPUT
 *   …check_apart   does it resemble another, if it must not? ALIKE
 *   record_store   is it still the version they saw?        CLASH
 *   record_after   one row that says so; sent after the commit
 *
 * Nothing here knows a deal from a shipment: what differs between entities is
 * data (entities/, packs/) or a trait (trait/).  A line that names an entity
 * is in the wrong file.
 */
#include "record/room.h"

/* The row that another saved first: both values can be shown side by side. */
enum err
record_clash(struct ctx *c, struct ref which)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	struct record *stored;

	if (record_load(c, which, &stored) == OK &&
	    record_write(c, &w, stored, false) == OK)
		c->notes = text_done(&t);
	return ERR_CLASH;
}

/* A private field of a new record is said by who will own it. */
static void
check_mine(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;

	if (!e->guarded || !record_is_new(rec) || auth_is_mine(c, e, rec->now))
		return;
	for (size_t i = 0; i < e->field_count; i++)
		if (rec->given[i] &&
		    auth_field(c, &e->fields[i], MAY_CHANGE) == WHOSE_MINE)
			fault(c, e->fields[i].name, "readonly", NULL);
}

/* A right to create that looks beyond the row asks a row that is stored: it is
 * asked once it is, and until then whoever has any such right goes on. */
static bool
is_asked_later(struct ctx *c, const struct record *rec)
{
	struct grant g = auth_grant(c, rec->entity, MAY_CREATE);

	return !auth_local(&g);
}

/* Faults of the values and of the rules, in one answer; filled: what fill said. */
static enum err
may_and_check(struct ctx *c, struct record *rec, enum err filled)
{
	if (filled != OK && filled != ERR_INPUT)
		return filled;
	if (rec->before != NULL)
		TRY(allow_turn(c, rec));
	else if (!is_asked_later(c, rec))
		TRY(allow(c, rec->entity, MAY_CREATE, rec->id, rec->now));
	check_mine(c, rec);
	TRY(record_check(c, rec));
	return filled;
}

/* Filled already, which is most of the work: a new record's values ask nothing
 * that another writer could change, so they are typed before the turn. */
static enum err
create_filled(struct ctx *c, struct record *rec)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(may_and_check(c, rec, OK));
	TRY(record_check_apart(c, rec));
	TRY(record_store(c, rec, 0));
	if (is_asked_later(c, rec))
		TRY(allow(c, rec->entity, MAY_CREATE, rec->id, NULL));
	TRY(record_after(c, rec, "created"));
	return tx_commit(&tx);
}

/* The engine refused what was asked and found free: where many write, another took
 * it in between.  Asked again, the field that is taken says so. */
static enum err
beaten(struct ctx *c, struct record *rec)
{
	TRY(record_check(c, rec));
	return ERR_AGAIN;
}

static enum err
create(struct ctx *c, struct record *rec, const json_t *news)
{
	const struct entity *e = rec->entity;
	struct grant g = auth_grant(c, e, MAY_CREATE);
	enum err filled, err;

	if (auth_never(&g)) {
		fault(c, STR(""), "denied_create", NULL);
		return ERR_DENIED;
	}
	rec->id = db_new_id(c->db);
	filled = record_fill(c, rec, news);
	if (filled != OK) /* never stored: no reason to keep others waiting */
		return may_and_check(c, rec, filled);
	err = create_filled(c, rec);
	return err == ERR_CLASH ? beaten(c, rec) : err;
}

enum err
record_create(
    struct ctx *c, const struct entity *e, const json_t *news, struct record **out)
{
	struct record *rec = record_new(c, e);

	TRY(create(c, rec, news));
	*out = rec;
	return OK;
}

enum err
record_create_apart(
    struct ctx *c, const struct entity *e, const json_t *news, struct record **out)
{
	struct record *rec = record_new(c, e);

	rec->apart = true;
	TRY(create(c, rec, news));
	*out = rec;
	return OK;
}

struct record *
record_begin(struct ctx *c, const struct entity *e)
{
	return record_new(c, e);
}

enum err
record_finish(struct ctx *c, struct record *rec)
{
	return create(c, rec, json_hold(c->mem, json_object()));
}

enum err
record_create_hidden(struct ctx *c, const struct entity *e, const json_t *news,
    const json_t *hidden, struct record **out)
{
	struct record *rec = record_new(c, e);
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)hidden, name, value)
	    record_put(c, rec, entity_field(e, str_of(name)), value);
	TRY(create(c, rec, news));
	*out = rec;
	return OK;
}

enum err
record_try(struct ctx *c, const struct entity *e, const json_t *news, struct record **out)
{
	struct record *rec = record_new(c, e);

	*out = rec;
	return may_and_check(c, rec, record_fill(c, rec, news));
}

/* What is only calculated otherwise since is no change of theirs. */
static bool
is_changed(const struct record *rec)
{
	for (size_t i = 0; i < rec->entity->field_count; i++)
		if (!rec->entity->fields[i].brought &&
		    record_changed(rec, &rec->entity->fields[i]))
			return true;
	return false;
}

/* *out is left alone until the record is to be stored. */
static enum err
change(struct ctx *c, struct ref which, int64_t seen, const json_t *news, bool apart,
    struct record **out)
{
	DEFER(tx_end) struct tx tx = { 0 }; /* rolls back unless committed */
	struct record *rec;

	/* The write lock comes before the first read: on SQLite a reader
	 * that turns writer can meet a BUSY that no waiting cures. */
	TRY(tx_begin(c->db, &tx));
	TRY(record_load_mine(c, which, &rec));
	TRY(record_as_seen(c, rec, seen));
	TRY(allow_begin(c, rec, news));
	TRY(may_and_check(c, rec, record_fill(c, rec, news)));
	rec->apart = apart;
	TRY(record_check_apart(c, rec));
	*out = rec;
	if (!is_changed(rec)) /* said again as it is: nothing happened */
		return OK;
	TRY(record_store(c, rec, rec->version));
	TRY(allow_stored(c, rec));
	TRY(record_after(c, rec, "changed"));
	return tx_commit(&tx);
}

static enum err
change_as(struct ctx *c, struct ref which, int64_t seen, const json_t *news, bool apart,
    struct record **out)
{
	struct record *rec = NULL;
	enum err e = change(c, which, seen, news, apart, &rec);

	*out = rec;
	return e == ERR_CLASH && rec != NULL ? beaten(c, rec) : e;
}

enum err
record_change(struct ctx *c, struct ref which, int64_t seen, const json_t *news,
    struct record **out)
{
	return change_as(c, which, seen, news, false, out);
}

enum err
record_change_apart(struct ctx *c, struct ref which, int64_t seen, const json_t *news,
    struct record **out)
{
	return change_as(c, which, seen, news, true, out);
}

/* How many living records name this one by the field: of those a grant reaches. */
static enum err
count_users(struct ctx *c, const struct record *rec, const struct field *f,
    const struct grant *g, int64_t *count)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select count(*) from (select 1 from ");
	sql_table(&q, f->entity);
	sql_text(&q, " t where t.deleted_ms is null and t.");
	sql_column(&q, f, 0);
	sql_text(&q, " = ");
	sql_int(&q, rec->id);
	auth_where(c, g, "t", &q);
	sql_text(&q, " limit 1000) x");
	return db_int(c->db, &q, ERR_BUG, count);
}

/* Those they see are counted for them; of the others, that there is something. */
static enum err
check_unused_by(struct ctx *c, const struct record *rec, const struct field *f)
{
	struct grant all = { .all = true }, g = auth_grant(c, f->entity, MAY_READ);
	int64_t count, seen = 0;
	char number[24];

	TRY(count_users(c, rec, f, &all, &count));
	if (count > 0 && auth_asks(c, f))
		TRY(count_users(c, rec, f, &g, &seen));
	snprintf(number, sizeof(number), "%" PRId64, seen);
	if (seen > 0)
		fault(c, STR(""), "in_use", "count", number, "entity",
		    str_c(c->mem, f->entity->many), NULL);
	else if (count > 0)
		fault_unseen(c);
	return OK;
}

/* No living record refers to it by a field that forbids it. */
static enum err
check_unused(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;

	for (size_t i = 0; i < e->related_count; i++)
		if (e->related[i].field->on_delete == DELETE_REFUSE)
			TRY(check_unused_by(c, rec, e->related[i].field));
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

enum err
record_delete(struct ctx *c, struct ref which, int64_t seen, struct record **out)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec;

	TRY(tx_begin(c->db, &tx));
	TRY(record_load_mine(c, which, &rec));
	TRY(record_as_seen(c, rec, seen));
	TRY(allow(c, which.entity, MAY_DELETE, which.id, rec->before));
	TRY(record_line_may(c, rec));
	TRY(check_unused(c, rec));
	rec->deleted_ms = c->now_ms;
	TRY(record_store(c, rec, rec->version));
	TRY(record_after(c, rec, "deleted"));
	TRY(record_lines_along(c, rec, 0));
	TRY(tx_commit(&tx));

	*out = rec;
	return OK;
}

enum err
record_restore(struct ctx *c, struct ref which, struct record **out)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec;
	int64_t gone_ms;

	TRY(tx_begin(c->db, &tx));
	TRY(record_load_mine(c, which, &rec));
	gone_ms = rec->deleted_ms;
	if (gone_ms == 0)
		return ERR_ABSENT;
	TRY(allow(c, which.entity, MAY_DELETE, which.id, rec->before));
	TRY(record_line_may(c, rec));
	TRY(record_unmerged(c, which)); /* it comes back from there by its undo */
	rec->deleted_ms = 0;
	rec->before = NULL; /* as a whole: any place of it may be taken */
	rec->carried = true;
	TRY(record_check_place(c, rec));
	rec->before = arena_array(c->mem, struct cell, which.entity->cell_count);
	memcpy(rec->before, rec->now, sizeof(*rec->now) * which.entity->cell_count);
	if (which.entity->hooks != NULL && which.entity->hooks->check != NULL)
		TRY(which.entity->hooks->check(c, rec));
	if (c->fault_count > 0)
		return ERR_INPUT;
	/* words of the index went with the deletion */
	TRY(record_store(c, rec, rec->version));
	rec->before = NULL;
	TRY(record_after(c, rec, "restored"));
	TRY(record_lines_along(c, rec, gone_ms));
	TRY(tx_commit(&tx));

	*out = rec;
	return OK;
}

/* What the event changed, as news that change it back; what is calculated follows.
 * NULL if nothing is known of it. */
static json_t *
inverse(struct ctx *c, const struct entity *e, const struct event *event)
{
	json_t *changes, *news = json_hold(c->mem, json_object()), *change;
	const char *key;

	if (event->changes.len == 0 ||
	    json_read(c->mem, event->changes, &changes, NULL) != OK)
		return NULL;
	json_object_foreach(changes, key, change)
	{
		const struct field *f = entity_field(e, str_of(key));

		if (f == NULL || (f->is == NULL && !f->summed))
			json_object_set(news, key, json_object_get(change, "from"));
	}
	return news;
}

enum err
record_undo(struct ctx *c, const struct event *event, bool *undone)
{
	struct ref which = { meta_entity(c->meta, event->entity), event->record };
	struct record *rec;
	bool built_on = false;
	json_t *news;
	enum err e;

	*undone = false;
	if (which.entity == NULL)
		return OK;
	e = record_load_any(c, which, &rec);
	if (e == OK && rec->version != event->version)
		TRY(event_built_on(c, event, &built_on));
	if (e != OK || built_on)
		return e == ERR_ABSENT ? OK : e;
	if (str_is(event->what, "created")) {
		e = record_delete(c, which, 0, &rec);
	} else if (str_is(event->what, "deleted")) {
		e = record_restore(c, which, &rec);
	} else {
		news = inverse(c, which.entity, event);
		e = news == NULL ? OK : record_change(c, which, 0, news, &rec);
	}
	*undone = e == OK;
	if (e == ERR_INPUT || e == ERR_DENIED || e == ERR_CLASH) {
		fault_clear(c);
		return OK; /* told as not undone */
	}
	return e;
}
