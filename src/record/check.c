/*
 * check.c - may this record be stored?  Everybody who has a say is asked.
 */
#include "record/reach.h"

static enum err
check_unique(struct ctx *c, const struct record *rec, const struct field *f)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t other;
	enum err e;

	sql_text(&q, "select t.id from ");
	sql_table(&q, f->entity);
	TRY(record_sql_who(
	    c, &q, f, f->type->compare, record_value(rec, f) + f->type->compare));
	sql_text(&q, " and t.id <> ");
	sql_int(&q, rec->id);
	sql_text(&q, " limit 1");
	e = db_int(c->db, &q, ERR_ABSENT, &other);
	if (e == OK)
		fault(c, f->name, "taken", NULL);
	return e == ERR_ABSENT ? OK : e;
}

/* What comes back is told which of what it belongs to must come back before it. */
static enum err
say_absent(
    struct ctx *c, const struct record *rec, const struct field *f, struct ref which)
{
	struct record *away;
	enum err e = rec->carried ? record_load(c, which, &away) : ERR_ABSENT;

	if (e == OK)
		fault(c, f->name, "in_trash", "title",
		    str_c(c->mem, record_title(c->mem, away)), NULL);
	else if (e == ERR_ABSENT)
		fault(c, f->name, "no_such", "entity", str_c(c->mem, which.entity->one),
		    NULL);
	return e == ERR_ABSENT ? OK : e;
}

/* There, not in the trash, and for these eyes: else it "does not exist".  And it stays
 * there until this is stored: who takes it away or merges it waits, and finds us. */
static enum err
check_target(struct ctx *c, const struct record *rec, const struct field *f)
{
	const struct cell *v = record_value(rec, f);
	const struct entity *to = value_target(f, v);
	struct grant all = { .all = true },
		     g = rec->carried ? all : auth_grant(c, to, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	int64_t one;
	enum err e;

	/* who makes a record owns it, also by a token that reads no people */
	if (f == rec->entity->owner && v->i == c->actor.user)
		return OK;
	sql_text(&q, "select 1 from ");
	sql_table(&q, to);
	sql_text(&q, " t where t.deleted_ms is null and t.id = ");
	sql_int(&q, v->i);
	auth_where(c, &g, "t", &q);
	if (db_in_tx(c->db))
		sql_hold(&q, c->db);
	e = db_int(c->db, &q, ERR_ABSENT, &one);
	if (e == ERR_ABSENT)
		return say_absent(c, rec, f, (struct ref){ to, v->i });
	return e;
}

/*
 * A rule that looks beyond its row, asked of a row that is not stored yet:
 * with t as (select 0 as id, cast($1 as …) as a, …) select 1 from t where (rule).
 * No field is called "id".
 */
static enum err
holds_beyond(
    struct ctx *c, const struct record *rec, const struct rule *rule, bool *holds)
{
	static const char *const words[] = { "%I)", "%t)%C", "%R)", "%B)" };
	const struct entity *e = rec->entity;
	struct sql q = SQL_INIT(c->mem);
	int64_t one;
	enum err err;

	sql_text(&q, "with t as (select 0 as id");
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (!rule_asks(rule, f))
			continue;
		for (int j = 0; j < type_columns(f->type); j++) {
			sql_text(&q, ", cast(");
			sql_cell(&q, record_value(rec, f) + j);
			sql_text(&q, " as ");
			sql_define(&q, c->db, words[f->type->columns[j].store]);
			sql_text(&q, " as ");
			sql_column(&q, f, j);
		}
	}
	sql_text(&q, ") select 1 from t where ");
	rule_sql(c, rule, "t", &q);
	err = db_int(c->db, &q, ERR_ABSENT, &one);
	*holds = err == OK;
	return err == ERR_ABSENT ? OK : err;
}

static void
say_not_among(struct ctx *c, const struct field *f)
{
	struct str path = str_printf(
	    c->mem, "%.*s.%.*s.says", STR_ARG(f->entity->name), STR_ARG(f->name));

	if (f->says.len == 0)
		fault(c, f->name, "not_among", NULL);
	else
		fault(c, f->name, "rule", "says",
		    str_c(
			c->mem, meta_label(c->meta, c->actor.language, path.at, f->says)),
		    NULL);
}

static enum err
check_among(struct ctx *c, const struct record *rec, const struct field *f)
{
	bool holds;

	TRY(holds_beyond(c, rec, f->among, &holds));
	if (!holds)
		say_not_among(c, f);
	return OK;
}

/* History that is imported comes as it is: what was not asked then is not
 * asked now.  What the type says holds all the same. */
static bool
is_history(const struct ctx *c)
{
	return c->via == VIA_IMPORT;
}

static enum err
check_field(struct ctx *c, struct record *rec, const struct field *f)
{
	const struct cell *v = record_value(rec, f);
	bool changed = record_changed(rec, f);

	if (value_empty(v)) {
		if (f->required && f->is == NULL && !f->system)
			fault(c, f->name, "required", NULL);
		else if (f->needed != NULL && !is_history(c) &&
			 rule_holds(c, f->needed, rec->now))
			fault(c, f->name, "needed", NULL);
		return OK;
	}
	if (!changed)
		return OK;
	if (f->type->check != NULL)
		f->type->check(c, f, v);
	if (f->unique)
		TRY(check_unique(c, rec, f));
	if (f->to_count > 0 && !f->system)
		TRY(check_target(c, rec, f));
	return OK;
}

static enum err
check_stored(struct ctx *c, const struct record *rec, bool unique, bool targets)
{
	size_t from = c->fault_count;

	for (size_t i = 0; i < rec->entity->field_count; i++) {
		const struct field *f = &rec->entity->fields[i];

		if (value_empty(record_value(rec, f)) || !record_changed(rec, f))
			continue;
		if (f->unique && unique)
			TRY(check_unique(c, rec, f));
		if (f->to_count > 0 && f->on_delete == DELETE_REFUSE && targets)
			TRY(check_target(c, rec, f));
	}
	faults_told(c, rec->entity, from);
	return c->fault_count > from ? ERR_INPUT : OK;
}

enum err
record_check_unique(struct ctx *c, const struct record *rec)
{
	return check_stored(c, rec, true, false);
}

enum err
record_check_place(struct ctx *c, const struct record *rec)
{
	return check_stored(c, rec, true, true);
}

static void
check_holds(struct ctx *c, const struct record *rec)
{
	const struct entity *e = rec->entity;

	for (size_t i = 0; i < e->holds_count; i++) {
		const struct holds *h = &e->holds[i];
		struct str path;

		if (rule_holds(c, h->rule, rec->now))
			continue;
		if (!auth_asks_all(c, h->rule)) {
			fault_unseen(c); /* what it says speaks of it */
			continue;
		}
		path = str_printf(
		    c->mem, "%.*s.rule.%.*s", STR_ARG(e->name), STR_ARG(h->name));
		fault(c, h->at == NULL ? STR("") : h->at->name, "rule", "says",
		    str_c(
			c->mem, meta_label(c->meta, c->actor.language, path.at, h->says)),
		    NULL);
	}
}

/*
 * Keep every objection: a user mends a form once, not field by field.
 *
 * out   c->faults  one per objection, in field order
 * errs  INPUT      at least one; what a trait returns passes through
 */
enum err
record_check(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;
	size_t from = c->fault_count;

	for (size_t i = 0; i < e->field_count; i++)
		TRY(check_field(c, rec, &e->fields[i]));
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f->among != NULL && !value_empty(record_value(rec, f)) &&
		    !is_history(c) && record_changed(rec, f))
			TRY(check_among(c, rec, f));
	}
	check_holds(c, rec);
	TRY(reach_check_plan(c, rec));
	for (size_t i = 0; i < e->trait_count; i++)
		if (e->traits[i]->check != NULL)
			TRY(e->traits[i]->check(c, rec));
	if (e->hooks != NULL && e->hooks->check != NULL)
		TRY(e->hooks->check(c, rec));
	faults_told(c, e, from);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}
