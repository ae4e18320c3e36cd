/*
 * move.c - a whole site into another database, step by step: see move.h.
 */
#include "exchange/move_room.h"

#include "exchange/exchange.h"

#include <sys/stat.h>

struct move {
	struct ctx *from;
	const struct site_config *config; /* of the new database */
	struct engine *engine;            /* while rows go in */
	struct site *site;                /* from then on */
	struct ctx c;                     /* of the new database */
	struct watching watching;
	const struct move_veil *veil; /* or NULL */
	struct table *tables;
	size_t count;
	int64_t events; /* of the moment */
	struct move_report *report;
};

static enum err
begin_stage(struct move *m, enum move_stage stage)
{
	m->watching.stage = stage;
	return move_tell(&m->watching, STR(""), 0);
}

static enum err
explain(struct move *m, enum err e, const char *what, struct db *db)
{
	if (e != OK && e != ERR_LIMIT && m->report->why.len == 0)
		m->report->why = str_printf(m->from->mem, "%s: %s (%s)", what,
		    err_text(e), db == NULL ? "" : db_said(db));
	return e;
}

/* ---- the new database ---- */

/* One that can be opened without being made is somebody's already. */
static enum err
must_be_new(struct move *m)
{
	struct engine *engine = NULL;
	char why[400] = "";
	enum err e = engine_open(m->config->url, false, &engine, why, sizeof(why));

	if (e == OK) {
		engine_close(engine);
		m->report->why =
		    STR("what is moved to must be new, and there is a Kith database "
			"already: remove it, or name another");
		return ERR_CLASH;
	}
	if (e == ERR_ABSENT || e == ERR_BUG) /* not there; or a stranger's, or empty */
		return OK;
	m->report->why = str_copy(m->from->mem, str_of(why));
	return e;
}

/* Tables of its own, and the mark, in one: it is never taken for a new company. */
static enum err
lay_ground(struct db *db, struct arena *mem)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(db, &tx));
	TRY(db_migrate(db));
	TRY(site_mark_moving(db, true));
	TRY(db_indexes_off(db, mem));
	return tx_commit(&tx);
}

static enum err
make_new(struct move *m)
{
	char why[400] = "";
	enum err e;

	TRY(must_be_new(m));
	e = engine_open(m->config->url, true, &m->engine, why, sizeof(why));
	if (e != OK) {
		m->report->why = str_copy(m->from->mem, str_of(why));
		return e;
	}
	TRY(engine_hurry(m->engine, SITE_MOVING_MB));
	TRY(db_new(m->engine, &m->c.db));
	m->c.mem = m->from->mem;
	return explain(m, lay_ground(m->c.db, m->c.mem), "the new database", m->c.db);
}

/* ---- rows ---- */

static bool
is_among(const struct table *tables, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_same(tables[i].name, name))
			return true;
	return false;
}

/* Those of the server are there; entities' come as they were. */
static enum err
make_tables(struct move *m)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct table *there;
	size_t count;

	TRY(tables_load(m->c.db, m->c.mem, &there, &count, &m->report->why));
	TRY(tx_begin(m->c.db, &tx));
	for (size_t i = 0; i < m->count; i++)
		if (!is_among(there, count, m->tables[i].name))
			TRY(table_make(m->c.db, m->c.mem, &m->tables[i]));
	return tx_commit(&tx);
}

static enum err
index_server_tables(struct move *m)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(m->c.db, &tx));
	TRY(db_indexes_on(m->c.db, m->c.mem));
	return tx_commit(&tx);
}

static enum err
count_events(struct ctx *c, int64_t *n)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select count(*) from _event");
	return db_int(c->db, &q, ERR_BUG, n);
}

/* The moment lasts from the first table to the last. */
static enum err
carry_rows(struct move *m)
{
	struct way way = { m->c.db, m->veil };
	struct db *from = m->from->db;
	enum err e = OK;

	TRY(begin_stage(m, MOVE_ROWS));
	TRY(explain(m, make_tables(m), "the new database", m->c.db));
	for (size_t i = 0; e == OK && i < m->count; i++) {
		struct move_table *t = &m->report->tables[i];

		e = table_read(from, &m->tables[i], &way, &m->watching, &t->from);
		if (e != OK && e != ERR_LIMIT)
			m->report->why = str_printf(m->from->mem, "%.*s: %s (%s) (%s)",
			    STR_ARG(t->name), err_text(e), db_said(from),
			    db_said(m->c.db));
	}
	return e;
}

static enum err
read_moment(struct move *m)
{
	enum err e;

	TRY(explain(m, db_freeze(m->from->db), "the old database", m->from->db));
	e = tables_load(
	    m->from->db, m->from->mem, &m->tables, &m->count, &m->report->why);
	if (e == OK)
		e = count_events(m->from, &m->events);
	if (e == OK) {
		m->report->count = m->count;
		m->report->tables =
		    arena_array(m->from->mem, struct move_table, m->count);
		for (size_t i = 0; i < m->count; i++)
			m->report->tables[i].name = m->tables[i].name;
		e = explain(m, carry_rows(m), "rows", m->from->db);
	}
	db_thaw(m->from->db);
	return explain(m, e, "the old database", m->from->db);
}

/* ---- from rows to a site ---- */

static enum err
look(struct move *m)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(m->c.db, &tx));
	TRY(db_look(m->c.db, m->c.mem));
	return tx_commit(&tx);
}

/* Opened as a site it fits its tables to the metadata that came: their indexes. */
static enum err
make_indexes(struct move *m)
{
	struct site_config config = *m->config;
	struct str why = STR("");
	enum err e;

	TRY(begin_stage(m, MOVE_INDEXES));
	TRY(explain(m, index_server_tables(m), "indexes", m->c.db));
	db_free(m->c.db);
	m->c.db = NULL;
	engine_close(m->engine);
	m->engine = NULL;
	config.make = false;
	config.moving = true;
	e = site_open(&config, m->from->mem, &m->site, &why);
	if (e != OK) {
		m->report->why = why;
		return e;
	}
	TRY(db_new(site_engine(m->site), &m->c.db));
	site_begin(m->site, &m->c);
	site_as_program(&m->c);
	return OK;
}

static bool
tell_words(void *arg, struct str entity, int64_t done)
{
	return move_tell(arg, entity, done) == OK;
}

static enum err
make_words(struct move *m)
{
	struct index_watch watch = { tell_words, &m->watching };

	TRY(begin_stage(m, MOVE_WORDS));
	TRY(explain(
	    m, record_index_all(&m->c, &watch), "the search box's index", m->c.db));
	return explain(m, look(m), "the new database", m->c.db);
}

static bool
is_same_folder(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static enum err
copy_files(struct move *m)
{
	const char *from = site_files(m->from->site), *to = site_files(m->site);
	char why[400] = "";
	enum err e;

	TRY(begin_stage(m, MOVE_FILES));
	m->report->same_files = is_same_folder(from, to);
	if (m->report->same_files)
		return OK;
	e = file_carry_all(from, to, &m->report->files, why, sizeof(why));
	if (e != OK)
		m->report->why = str_copy(m->from->mem, str_of(why));
	return e;
}

/* ---- check ---- */

bool
move_same(const struct move_table *t)
{
	return t->from.rows == t->to.rows && t->from.sum == t->to.sum;
}

static enum err
all_same(const struct move_report *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!move_same(&r->tables[i]))
			return ERR_CLASH;
	return OK;
}

/* A table that is not there has no rows. */
static enum err
read_new(struct move *m)
{
	struct table *there;
	size_t count, j;

	TRY(begin_stage(m, MOVE_CHECK));
	TRY(tables_load(m->c.db, m->c.mem, &there, &count, &m->report->why));
	for (size_t i = 0; i < m->count; i++) {
		for (j = 0; j < count; j++)
			if (str_same(there[j].name, m->tables[i].name))
				break;
		/* the columns of the old: those the new one added are empty */
		if (j < count)
			TRY(table_read(m->c.db, &m->tables[i], NULL, &m->watching,
			    &m->report->tables[i].to));
	}
	return OK;
}

static enum err
finish(struct move *m)
{
	int64_t now;

	TRY(explain(m, read_new(m), "reading again", m->c.db));
	TRY(all_same(m->report));
	TRY(explain(m, engine_settle(site_engine(m->site)), "to the disk", m->c.db));
	TRY(explain(m, site_mark_moving(m->c.db, false), "ready", m->c.db));
	TRY(explain(m, count_events(m->from, &now), "the old database", m->from->db));
	m->report->later = now - m->events;
	return OK;
}

static enum err
run(struct move *m)
{
	TRY(make_new(m));
	TRY(read_moment(m));
	TRY(make_indexes(m));
	TRY(make_words(m));
	if (m->veil == NULL)
		TRY(copy_files(m));
	return finish(m);
}

enum err
move_site(struct ctx *from, const struct site_config *to, const struct move_watch *watch,
    struct move_report *out)
{
	return move_veiled(from, to, NULL, watch, out);
}

enum err
move_veiled(struct ctx *from, const struct site_config *to, const struct move_veil *veil,
    const struct move_watch *watch, struct move_report *out)
{
	struct move m = { .from = from,
		.config = to,
		.veil = veil,
		.watching = { watch, MOVE_ROWS },
		.report = out };
	enum err e;

	*out = (struct move_report){ 0 };
	e = run(&m);
	if (m.c.meta != NULL)
		site_end(&m.c);
	db_free(m.c.db);
	site_close(m.site);
	engine_close(m.engine);
	return e;
}

static enum err
read_both(struct move *m)
{
	TRY(tables_load(
	    m->from->db, m->from->mem, &m->tables, &m->count, &m->report->why));
	m->report->count = m->count;
	m->report->tables = arena_array(m->from->mem, struct move_table, m->count);
	TRY(begin_stage(m, MOVE_CHECK));
	for (size_t i = 0; i < m->count; i++) {
		m->report->tables[i].name = m->tables[i].name;
		TRY(table_read(m->from->db, &m->tables[i], NULL, &m->watching,
		    &m->report->tables[i].from));
	}
	return read_new(m);
}

enum err
move_compare(struct ctx *from, struct ctx *to, const struct move_watch *watch,
    struct move_report *out)
{
	struct move m = {
		.from = from, .c = *to, .watching = { watch, MOVE_CHECK }, .report = out
	};
	enum err e;

	*out = (struct move_report){ 0 };
	TRY(explain(&m, db_freeze(from->db), "the old database", from->db));
	e = db_freeze(to->db);
	if (e == OK)
		e = read_both(&m);
	db_thaw(from->db);
	db_thaw(to->db);
	return e == OK ? all_same(out) : explain(&m, e, "reading", to->db);
}
