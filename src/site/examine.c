/*
 * examine.c - is everything where it belongs?  What `kith doctor` asks.
 *
 * Reads only, each question a statement of its own, so that a database may be
 * examined while people work: between two questions somebody may have saved, and
 * nothing here compares the answers of two.  A question that cannot be asked is a
 * finding itself, and the others are asked all the same.
 */
#include "site/room.h"

#define JOB_LATE_MS (INT64_C(24) * 3600 * 1000)

struct look {
	struct ctx *c;
	const struct examiner *x;
	bool drops; /* rules, or an erasure, took history away */
};

static void
tell(const struct look *l, bool fault, struct str where, const char *what, int64_t count,
    int64_t example, const char *advice)
{
	struct finding f = { fault, where, what, advice, count, example };

	l->x->found(l->x->arg, &f);
}

/* The rows of `rest`, which begins behind the word from and calls them t. */
static enum err
count_rows(
    struct ctx *c, const struct sql *rest, int64_t *count, int64_t *example, bool *asked)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	sql_text(&q, "select count(*), coalesce(min(t.id), 0) from ");
	sql_part(&q, rest);
	e = rows_begin(c->db, &q, &r);
	if (e == OK && rows_next(&r)) {
		*count = row_int(&r, 0);
		*example = row_int(&r, 1);
	}
	e = e == OK ? rows_err(&r) : e;
	*asked = e == OK;
	return e == ERR_BUG || e == ERR_INPUT ? OK : e;
}

/* There should be none. */
static enum err
none(const struct look *l, const struct sql *rest, struct str where, const char *what,
    const char *advice)
{
	int64_t count = 0, example = 0;
	bool asked;

	TRY(count_rows(l->c, rest, &count, &example, &asked));
	if (!asked)
		tell(l, true, where, "cannot be asked", 0, 0, db_said(l->c->db));
	else if (count > 0)
		tell(l, true, where, what, count, example, advice);
	return OK;
}

static struct str
place(const struct look *l, const struct field *f)
{
	return str_printf(
	    l->c->mem, "%.*s.%.*s", STR_ARG(f->entity->name), STR_ARG(f->name));
}

/* ---- tables ---- */

/* Has its table all the columns that the metadata speaks of? */
static enum err
fits(const struct look *l, const struct entity *e, bool *yes)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(l->c->mem);
	enum err err;

	sql_text(&q, "select t.id, t.version, t.deleted_ms");
	text_str(&q.text, e->columns);
	sql_text(&q, " from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.id = 0");
	err = rows_begin(l->c->db, &q, &r);
	*yes = err == OK;
	if (!*yes)
		tell(l, true, e->name, "its table does not fit this program", 0, 0,
		    "serve the database once with this program: it adds what is missing");
	return err == ERR_BUG || err == ERR_INPUT ? OK : err;
}

/* ---- references ---- */

/* Living rows of e whose f names a record of `to`. */
static void
naming(struct sql *q, const struct field *f, const struct entity *to)
{
	sql_table(q, f->entity);
	sql_text(q, " t where t.deleted_ms is null and t.");
	sql_column(q, f, 0);
	sql_text(q, " is not null");
	if (type_columns(f->type) < 2)
		return;
	sql_text(q, " and t.");
	sql_column(q, f, 1);
	sql_text(q, " = ");
	sql_str(q, to->name);
}

static enum err
look_at_target(const struct look *l, const struct field *f, const struct entity *to)
{
	struct sql q = SQL_INIT(l->c->mem);

	naming(&q, f, to);
	sql_text(&q, " and not exists (select 1 from ");
	sql_table(&q, to);
	sql_text(&q, " x where x.id = t.");
	sql_column(&q, f, 0);
	sql_text(&q, ")");
	return none(l, &q, place(l, f), "points to nothing",
	    "clear the field, or take the lost records from a backup");
}

static enum err
look_at_references(const struct look *l, const struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++)
		for (size_t j = 0; j < e->fields[i].to_count; j++)
			TRY(look_at_target(l, &e->fields[i], e->fields[i].to[j]));
	return OK;
}

/* ---- history ---- */

/* Each save leaves an event with the version that it made. */
static enum err
look_at_history(const struct look *l, const struct entity *e)
{
	struct sql q = SQL_INIT(l->c->mem);

	sql_table(&q, e);
	sql_text(&q, " t where t.version <> coalesce((select max(v.version) from _event v"
		     " where v.entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and v.record = t.id), ");
	/* where rules drop history there may be none; the chain says whether */
	text_c(&q.text, l->drops ? "t.version)" : "0)");
	return none(l, &q, e->name, "has another version than its history",
	    "somebody wrote to the table beside Kith, or the history was cut");
}

static enum err
look_at_order(const struct look *l)
{
	struct sql q = SQL_INIT(l->c->mem);

	sql_text(&q, "(select v.record as id, v.version - lag(v.version) over"
		     " (partition by v.entity, v.record order by v.id) as step"
		     " from _event v) t where t.step <= 0");
	return none(l, &q, STR("history"), "was written out of order",
	    "clients that follow the feed should read these records again");
}

/* ---- timelines ---- */

static enum err
look_at_items(const struct look *l, const struct entity *e)
{
	struct sql q = SQL_INIT(l->c->mem);

	if (!entity_has(e, "item"))
		return OK;
	sql_text(&q, "(select s.item as id from _timeline s where s.kind = ");
	sql_str(&q, e->name);
	sql_text(&q, " and not exists (select 1 from ");
	sql_table(&q, e);
	sql_text(&q, " x where x.id = s.item and x.deleted_ms is null)) t");
	TRY(none(l, &q, e->name, "stands in a timeline and is gone",
	    "the timeline shows one line less; nothing is lost"));
	for (size_t i = 0; i < e->field_count; i++)
		for (size_t j = 0; j < e->fields[i].to_count; j++) {
			const struct field *f = &e->fields[i];
			struct sql lost = SQL_INIT(l->c->mem);

			if (!f->up || !entity_has(f->to[j], "timeline"))
				continue;
			naming(&lost, f, f->to[j]);
			sql_text(&lost, " and not exists (select 1 from _timeline s"
					" where s.item = t.id and s.record = t.");
			sql_column(&lost, f, 0);
			sql_text(&lost, ")");
			TRY(none(l, &lost, place(l, f), "is missing in a timeline",
			    "save these records once more"));
		}
	return OK;
}

static enum err
look_at_streams(const struct look *l, const struct entity *e)
{
	struct sql q = SQL_INIT(l->c->mem);

	if (!entity_has(e, "timeline"))
		return OK;
	sql_text(&q, "(select s.item as id from _timeline s where s.entity = ");
	sql_str(&q, e->name);
	sql_text(&q, " and not exists (select 1 from ");
	sql_table(&q, e);
	sql_text(&q, " x where x.id = s.record)) t");
	return none(l, &q, e->name, "has a timeline and is gone",
	    "take the lost records from a backup");
}

/* ---- the search box ---- */

static enum err
look_at_words(const struct look *l, const struct entity *e)
{
	int64_t lost, stray, example;

	if (!search_covers(e))
		return OK;
	TRY(search_examine(l->c, e, &lost, &stray, &example));
	if (lost > 0)
		tell(l, true, e->name, "is not found by the search box", lost, example,
		    "save these records once more");
	if (stray > 0)
		tell(l, true, e->name, "is gone and still in the search index", stray, 0,
		    "the search box leaves them out; nothing is lost");
	return OK;
}

/* ---- jobs ---- */

static enum err
look_at_jobs(const struct look *l)
{
	struct sql dead = SQL_INIT(l->c->mem), late = SQL_INIT(l->c->mem);
	int64_t count = 0, example = 0;
	bool asked;

	sql_text(&dead, "_job t where t.state = 'dead'");
	TRY(none(l, &dead, STR("jobs"), "took the server with it, each time it ran",
	    "look at what they were to do, and stop them or send us their numbers"));
	sql_text(&late, "_job t where t.state in ('waiting', 'running') and t.run_ms < ");
	sql_int(&late, l->c->now_ms - JOB_LATE_MS);
	TRY(count_rows(l->c, &late, &count, &example, &asked));
	if (count > 0)
		tell(l, false, STR("jobs"), "is a day late", count, example,
		    "jobs go on while the server runs");
	return OK;
}

/* ---- files ---- */

/* What the record of a file says must lie in the folder. */
static enum err
look_at_files(const struct look *l, const struct entity *e)
{
	DEFER(rows_end) struct rows r = { 0 };
	const struct field *hash = entity_field(e, STR("hash"));
	const struct field *size = entity_field(e, STR("size"));
	struct sql q = SQL_INIT(l->c->mem);
	int64_t lost = 0, example = 0;

	if (!e->server || hash == NULL || size == NULL || l->x->has_file == NULL)
		return OK;
	sql_text(&q, "select t.id, t.");
	sql_column(&q, hash, 0);
	sql_text(&q, ", t.");
	sql_column(&q, size, 0);
	sql_text(&q, " from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.deleted_ms is null order by t.id");
	TRY(rows_begin(l->c->db, &q, &r));
	while (rows_next(&r))
		if (!l->x->has_file(l->x->arg, row_str(&r, 1), row_int(&r, 2)) &&
		    lost++ == 0)
			example = row_int(&r, 0);
	if (lost > 0)
		tell(l, true, e->name, "is not in the folder of files, or not whole",
		    lost, example, "take the folder of files from a backup");
	return rows_err(&r);
}

/* ---- secrets ---- */

static enum err
look_at_secrets(const struct look *l)
{
	struct keyring_state state;
	struct secrets seen;
	enum err e = auth_secrets_look(l->c, &seen);

	if (e == ERR_BUG || e == ERR_INPUT)
		return OK; /* a database of before has no such table */
	TRY(e);
	if (seen.closed > 0)
		tell(l, true, STR("secrets"), "cannot be opened", seen.closed, 0,
		    str_c(l->c->mem,
			str_printf(l->c->mem,
			    "put the file of keys they were sealed with to %s, or give "
			    "them anew (the first: %.*s)",
			    keyring_path(l->c->keys), STR_ARG(seen.first))));
	if (keyring_look(l->c->keys, &state) != OK && seen.count > 0)
		tell(l, true, STR("secrets"), "have a file of keys that cannot be read",
		    0, 0, keyring_path(l->c->keys));
	else if (state.open_to_others)
		tell(l, true, STR("secrets"), "have a file of keys that anybody may read",
		    0, 0,
		    str_c(l->c->mem,
			str_printf(l->c->mem, "chmod 400 %s", keyring_path(l->c->keys))));
	return OK;
}

/* ---- all of it ---- */

static enum err
look_at_entity(const struct look *l, const struct entity *e)
{
	bool yes;

	l->x->looks_at(l->x->arg, e->name);
	TRY(fits(l, e, &yes));
	if (!yes)
		return OK;
	TRY(look_at_references(l, e));
	TRY(look_at_history(l, e));
	TRY(look_at_items(l, e));
	TRY(look_at_streams(l, e));
	TRY(look_at_words(l, e));
	return look_at_files(l, e);
}

static enum err
look_for_rules(struct look *l)
{
	struct sql q = SQL_INIT(l->c->mem);
	int64_t notes;

	if (site_is_older(l->c))
		return OK;
	sql_text(&q, "select count(*) from _trail where kind in ('dropped',"
		     " 'masked')"); /* notes do not come along into a masked copy */
	TRY(db_int(l->c->db, &q, ERR_BUG, &notes));
	l->drops = notes > 0;
	return OK;
}

/* ---- territories ---- */

static bool
is_readable(const struct look *l, const struct rows *r)
{
	const struct entity *e = meta_entity(l->c->meta, row_str(r, 1));
	struct rule_fault why;
	struct rule *rule;

	return e != NULL && auth_has_territories(e) &&
	       auth_territory(l->c->mem, l->c->meta, e, row_str(r, 2), &rule, &why) == OK;
}

/* Metadata has changed since their rules were stored. */
static enum err
look_at_territories(const struct look *l)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(l->c->mem);
	int64_t count = 0, example = 0;

	sql_text(&q, "select t.id, t.entity, t.rule from territory t"
		     " where t.deleted_ms is null order by t.id");
	TRY(rows_begin(l->c->db, &q, &r));
	while (rows_next(&r))
		if (!is_readable(l, &r) && count++ == 0)
			example = row_int(&r, 0);
	if (count > 0)
		tell(l, false, STR("territory"),
		    "rules cannot be read any more: nothing is in these", count, example,
		    "write the rule for the fields there are now, or delete it");
	return rows_err(&r);
}

enum err
site_examine(struct ctx *c, const struct examiner *x)
{
	struct look l = { c, x, false };

	TRY(look_for_rules(&l));

	for (size_t i = 0; i < c->meta->entity_count; i++)
		TRY(look_at_entity(&l, &c->meta->entities[i]));
	x->looks_at(x->arg, STR("history"));
	TRY(look_at_order(&l));
	x->looks_at(x->arg, STR("secrets"));
	TRY(look_at_secrets(&l));
	TRY(look_at_territories(&l));
	x->looks_at(x->arg, STR("jobs"));
	return look_at_jobs(&l);
}
