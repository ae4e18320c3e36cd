/*
 * indexes.c - the indexes of large tables, made by a job after the change that wants
 * them.
 *
 * Where the engine can, an index is made while others write; one that was cut off is
 * a part, and nobody's.  So it is noted first that it is begun ("~deal_i_colour" in
 * _made), and what is noted and has no end is dropped by whoever comes next.  It takes
 * a statement of minutes: meanwhile a second handle keeps the job ours, hears that it
 * is stopped, and gives it up when somebody wants to alter tables, who would wait for
 * it; then it is begun again.  Once nobody can, and before it runs, the note is looked
 * for once more: whoever altered tables may have taken it away.
 *
 * Where there is one writer, it is made in a transaction.  Its table is read before, so
 * that nobody waits for a cold disk.
 *
 * A unique one is waited for (meta/fit_unique.c): where nobody waits for it any more, it
 * must not be made, and with it the waiting ends in one transaction.
 *
 * What is made is by the metadata in force; of another it is asked anew before each.
 */
#include "site/room.h"

#define HOLD_MS INT64_C(60000) /* of the lease, while one writer makes one */
#define KEEP_MS INT64_C(1000)  /* between two steps that keep the job ours */
#define READ_ROWS 20000
#define BEGUN "~"

/* ---- the job is wanted ---- */

static enum err
planned(struct ctx *c, int64_t *id)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select coalesce(min(id), 0) from _job where kind = 'indexes'"
		     " and state in ('waiting', 'running')");
	return db_int(c->db, &q, ERR_BUG, id);
}

enum err
site_indexes_now(struct ctx *c, struct job *out)
{
	int64_t id;

	*out = (struct job){ 0 };
	TRY(planned(c, &id));
	return id == 0 ? OK : job_load(c, id, out);
}

/* In the transaction that stores what wants them; whose change it was may look on. */
enum err
site_plan_indexes(struct ctx *c, const struct meta *meta)
{
	int64_t id;

	if (!meta->late)
		return OK;
	TRY(planned(c, &id));
	return id != 0 ? OK
		       : job_add(c, "indexes", json_hold(c->mem, json_object()), &id);
}

/* ---- what was begun ---- */

struct work {
	struct ctx *c;
	struct job *job;
	bool gave_way; /* to somebody who alters, or altered, tables: once more */
};

static enum err
step(struct work *w, int64_t more)
{
	return job_step(w->c, w->job, w->job->done + more, w->job->total);
}

static struct str
begun(struct ctx *c, struct str name)
{
	return str_printf(c->mem, BEGUN "%.*s", STR_ARG(name));
}

static enum err
forget(struct ctx *c, struct str what)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "delete from _made where what = ");
	sql_str(&q, what);
	return db_run(c->db, &q);
}

static enum err
is_begun(struct ctx *c, struct str note, bool *out)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n;

	sql_text(&q, "select count(*) from _made where what = ");
	sql_str(&q, note);
	TRY(db_int(c->db, &q, ERR_BUG, &n));
	*out = n > 0;
	return OK;
}

static enum err
find_begun(struct ctx *c, struct str *name)
{
	struct sql q = SQL_INIT(c->mem);
	struct str what;
	enum err e;

	*name = STR_NONE;
	sql_text(&q, "select what from _made where what like '" BEGUN "%' limit 1");
	e = db_str(c->db, &q, c->mem, ERR_ABSENT, &what);
	if (e == OK)
		*name = (struct str){ what.at + 1, what.len - 1 };
	return e == ERR_ABSENT ? OK : e;
}

/* ---- beside writers ---- */

struct looker { /* on while a statement runs, by a handle of its own */
	struct ctx c;
	struct work w;
	struct str note; /* that it is begun */
	int64_t kept_ms;
};

static enum err
keep_ours(struct looker *l)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(l->c.db, &tx));
	TRY(step(&l->w, 0));
	return tx_commit(&tx);
}

static bool
begins(void *arg)
{
	struct looker *l = arg;
	bool begun = false;

	if (is_begun(&l->c, l->note, &begun) != OK || !begun)
		l->w.gave_way = true;
	return !l->w.gave_way;
}

static bool
goes_on(void *arg)
{
	struct looker *l = arg;
	int64_t now = time_now_ms();

	arena_reset(l->c.mem);
	if ((l->c.stop != NULL && *l->c.stop) ||
	    db_beside_wanted(l->c.db, l->c.mem, &l->w.gave_way) != OK || l->w.gave_way)
		return false;
	if (now >= l->kept_ms && now < l->kept_ms + KEEP_MS)
		return true;
	l->kept_ms = now;
	return keep_ours(l) == OK;
}

/* w->gave_way: it was given up. */
static enum err
run_beside(struct work *w, struct str name, const struct sql *q)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct looker l = {
		.c = *w->c, .w = { .job = w->job }, .note = begun(w->c, name)
	};
	struct beside watch = { begins, goes_on, &l };
	enum err e;

	l.c.mem = mem;
	l.w.c = &l.c;
	TRY(db_new(db_engine(w->c->db), &l.c.db));
	e = db_beside(w->c->db, q, &watch);
	db_free(l.c.db);
	w->gave_way = l.w.gave_way && e == ERR_LIMIT;
	return w->gave_way ? OK : e;
}

static enum err
note_dropped(struct work *w, struct str name)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(w->c->db, &tx));
	TRY(step(w, 0));
	TRY(forget(w->c, begun(w->c, name)));
	return tx_commit(&tx);
}

static enum err
drop_part(struct work *w, struct str name)
{
	struct sql q = SQL_INIT(w->c->mem);

	sql_text(&q, "drop index ");
	sql_beside(&q, w->c->db);
	sql_text(&q, "if exists ");
	sql_name(&q, name);
	TRY(run_beside(w, name, &q));
	return w->gave_way ? OK : note_dropped(w, name);
}

static enum err
drop_parts(struct work *w)
{
	struct str name;

	while (!w->gave_way) {
		TRY(find_begun(w->c, &name));
		if (name.at == NULL)
			return OK;
		TRY(drop_part(w, name));
	}
	return OK;
}

/* Unless nobody waits for a unique one any more. */
static enum err
note_begun(struct work *w, const struct late_index *x)
{
	DEFER(tx_end) struct tx tx = { 0 };
	bool waits = true;

	TRY(tx_begin(w->c->db, &tx));
	TRY(tx_lock_tables(w->c->db, w->c->mem));
	TRY(step(w, 0));
	if (x->unique)
		TRY(meta_waits(w->c, x->name, &waits));
	w->gave_way = !waits;
	if (waits)
		TRY(meta_note_made(w->c, begun(w->c, x->name)));
	return tx_commit(&tx);
}

/* Who waited for a unique one may have ceased to, a moment ago: it is dropped then. */
static enum err
note_made(struct work *w, const struct late_index *x)
{
	bool waited = true;

	if (x->unique)
		TRY(meta_wait_end(w->c, x->name, &waited));
	w->gave_way = !waited;
	if (!waited)
		return OK;
	TRY(step(w, 1));
	TRY(forget(w->c, begun(w->c, x->name)));
	return meta_note_made(w->c, x->what);
}

static enum err
make_beside(struct work *w, const struct late_index *x)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(w->c->mem);

	TRY(note_begun(w, x));
	if (w->gave_way)
		return OK;
	sql_make_index(&q, w->c->db, x);
	TRY(run_beside(w, x->name, &q));
	if (w->gave_way)
		return OK;
	TRY(tx_begin(w->c->db, &tx));
	TRY(tx_lock_tables(w->c->db, w->c->mem));
	TRY(note_made(w, x));
	return tx_commit(&tx);
}

/* ---- one writer ---- */

/* The next READ_ROWS rows behind *after; 0: there are none. */
static enum err
read_rows(struct db *db, struct arena *mem, struct str table, int64_t *after)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select coalesce(max(x.id), 0), sum(x.version) from"
		     " (select t.id, t.version from ");
	sql_name(&q, table);
	sql_text(&q, " t where t.id > ");
	sql_int(&q, *after);
	sql_text(&q, " order by t.id");
	sql_limit(&q, READ_ROWS);
	sql_text(&q, ") x");
	TRY(rows_begin(db, &q, &r));
	*after = rows_next(&r) ? row_int(&r, 0) : 0;
	return rows_err(&r);
}

/* Where many write, nobody is in the way of who reads for long. */
static enum err
read_all(struct db *db, struct arena *mem, struct str table)
{
	struct sql q = SQL_INIT(mem);
	int64_t sum;

	sql_text(&q, "select coalesce(sum(t.version), 0) from ");
	sql_name(&q, table);
	sql_text(&q, " t");
	return db_int(db, &q, ERR_BUG, &sum);
}

/* By a handle of its own, since the actor's has as much time as a request; and in parts
 * where a moment of the database that is kept for long lets its log grow. */
enum err
site_read_table(struct ctx *c, struct str table)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	int64_t after = INT64_MIN;
	struct db *db;
	enum err e;

	TRY(db_new(db_engine(c->db), &db));
	do {
		arena_reset(mem);
		e = c->stop != NULL && *c->stop ? ERR_LIMIT
		    : db_makes_beside(db)       ? read_all(db, mem, table)
						: read_rows(db, mem, table, &after);
	} while (e == OK && after != 0 && !db_makes_beside(db));
	db_free(db);
	return e;
}

/* Which it is at, for who looks on: what is begun stores nothing until its end. */
static enum err
note_which(struct work *w)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(w->c->db, &tx));
	TRY(step(w, 0));
	return tx_commit(&tx);
}

static enum err
make_alone(struct work *w, const struct late_index *x)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(w->c->mem);

	TRY(note_which(w));
	TRY(job_hold(w->c, w->job, HOLD_MS));
	TRY(site_read_table(w->c, x->entity->name));
	TRY(tx_begin(w->c->db, &tx));
	tx_long(&tx);
	TRY(note_made(w, x));
	if (w->gave_way)
		return OK;
	sql_make_index(&q, NULL, x);
	TRY(db_run(w->c->db, &q));
	return tx_commit(&tx);
}

/* ---- all of them ---- */

/* At which it is, by what people know. */
static void
tell_which(json_t *result, const struct late_index *x)
{
	struct str field = x->field == NULL ? STR("") : x->field->name;

	json_object_set_new(
	    result, "entity", json_stringn(x->entity->name.at, x->entity->name.len));
	json_object_set_new(result, "field", json_stringn(field.at, field.len));
}

/* Whoever wants one from now on adds a job of their own; all processes hear that lists
 * are walked by what was made.  *ended false: something else is in force since. */
static enum err
end(struct work *w, int64_t stamp, bool *ended)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t now;

	TRY(tx_begin(w->c->db, &tx));
	TRY(tx_lock_tables(w->c->db, w->c->mem));
	TRY(site_stamp(w->c, &now));
	*ended = now == stamp;
	if (!*ended)
		return OK;
	TRY(job_done(w->c, w->job));
	TRY(site_touch(w->c));
	return tx_commit(&tx);
}

static enum err
make_next(struct work *w, int64_t stamp, bool *ended)
{
	const struct late_index *late;
	size_t count;

	TRY(meta_late(w->c, w->c->meta, &late, &count));
	if (count == 0)
		return end(w, stamp, ended);
	w->job->total = w->job->done + (int64_t)count;
	tell_which(w->job->result, late);
	return db_makes_beside(w->c->db) ? make_beside(w, late) : make_alone(w, late);
}

enum err
site_indexes_job(struct ctx *c, struct job *job)
{
	struct work w = { .c = c, .job = job };
	struct str why;
	int64_t stamp;

	job->done = 0;
	for (bool ended = false; !ended;) {
		w.gave_way = false;
		TRY(site_stamp(c, &stamp));
		if (site_is_behind(c, stamp) && site_catch_up(c, stamp))
			site_as_program(c);
		if (db_makes_beside(c->db))
			TRY(drop_parts(&w));
		if (!w.gave_way)
			TRY(make_next(&w, stamp, &ended));
	}
	return site_reload(c, &why);
}
