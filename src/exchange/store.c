/*
 * store.c - imports that are known: rows of _import.
 *
 * options holds what is found out and said: { "how" charset, delimiter, sheet
 * as the user chose them; "seen" what detect() found; "map"; "preset"; "ran"
 * the jobs that saved records }.
 */
#include "exchange/room.h"

static void
select_import(struct sql *q)
{
	sql_text(q, "select id, owner, name, path, entity, state, options, job,"
		    " created_ms from _import where id = ");
}

enum err
import_load(struct ctx *c, int64_t id, struct import *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	struct str options;

	select_import(&q);
	sql_int(&q, id);
	if (!c->actor.admin && !c->actor.program) {
		sql_text(&q, " and owner = ");
		sql_int(&q, c->actor.user);
	}
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_ABSENT;
	out->id = row_int(&r, 0);
	out->owner = row_int(&r, 1);
	out->name = str_copy(c->mem, row_str(&r, 2));
	/* where the files are now: they may have come from elsewhere since */
	out->path = str_of(row_str(&r, 3).len == 0 ? "" : import_path(c, id, ""));
	out->entity = str_copy(c->mem, row_str(&r, 4));
	out->state = str_copy(c->mem, row_str(&r, 5));
	options = str_copy(c->mem, row_str(&r, 6));
	out->job = row_int(&r, 7);
	out->created_ms = row_int(&r, 8);
	return json_read(c->mem, options, &out->options, NULL) == OK ? OK : ERR_BUG;
}

static void
sql_job(struct sql *q, int64_t job)
{
	sql_cell(q, job != 0 ? &CELL_OF_INT(job) : &(struct cell){ 0 });
}

enum err
import_insert(struct ctx *c, const struct import *imp)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "insert into _import (id, owner, name, path, entity, state, options,"
		     " job, created_ms) values (");
	sql_int(&q, imp->id);
	sql_text(&q, ", ");
	sql_int(&q, imp->owner);
	sql_text(&q, ", ");
	sql_str(&q, imp->name);
	sql_text(&q, ", ");
	sql_str(&q, imp->path);
	sql_text(&q, ", ");
	sql_str(&q, imp->entity);
	sql_text(&q, ", ");
	sql_str(&q, imp->state);
	sql_text(&q, ", ");
	sql_str(&q, json_dump(c->mem, imp->options));
	sql_text(&q, ", ");
	sql_job(&q, imp->job);
	sql_text(&q, ", ");
	sql_int(&q, imp->created_ms);
	sql_text(&q, ")");
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
import_store(struct ctx *c, const struct import *imp)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _import set entity = ");
	sql_str(&q, imp->entity);
	sql_text(&q, ", state = ");
	sql_str(&q, imp->state);
	sql_text(&q, ", options = ");
	sql_str(&q, json_dump(c->mem, imp->options));
	sql_text(&q, ", job = ");
	sql_job(&q, imp->job);
	sql_text(&q, " where id = ");
	sql_int(&q, imp->id);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

enum err
import_state(struct ctx *c, int64_t id, const char *state)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _import set state = ");
	sql_str(&q, str_of(state));
	sql_text(&q, " where id = ");
	sql_int(&q, id);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* ---- as the contract shows them ---- */

/* A run whose job ended without telling us has failed. */
static const char *
state_of(const struct import *imp, const struct job *job)
{
	static const char *const ended[] = { "failed", "dead", "stopped" };

	for (size_t i = 0; job != NULL && i < COUNT_OF(ended); i++)
		if (str_is(imp->state, "running") && str_is(job->state, ended[i]))
			return "failed";
	return imp->state.at;
}

/* A list shows no rows of the files. */
static void
write_seen(struct jw *w, const json_t *seen, bool whole)
{
	static const char *const keys[] = { "format", "charset", "delimiter", "sheet",
		"sheets", "header", "sample", "total" };

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (json_object_get(seen, keys[i]) != NULL &&
		    (whole || strcmp(keys[i], "sample") != 0)) {
			jw_key_c(w, keys[i]);
			jw_json(w, json_object_get(seen, keys[i]));
		}
}

static enum err
write_one(struct ctx *c, struct jw *w, const struct import *imp, bool whole)
{
	const json_t *preset = json_object_get(imp->options, "preset");
	struct job job = { 0 };
	enum err e = imp->job == 0 ? ERR_ABSENT : job_load(c, imp->job, &job);

	if (e != OK && e != ERR_ABSENT)
		return e;
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, imp->id);
	jw_key(w, "name");
	jw_str(w, imp->name);
	jw_key(w, "entity");
	jw_str(w, imp->entity);
	jw_key(w, "state");
	jw_c(w, state_of(imp, e == OK ? &job : NULL));
	jw_key(w, "created_ms");
	jw_int(w, imp->created_ms);
	write_seen(w, json_object_get(imp->options, "seen"), whole);
	jw_key(w, "preset");
	if (json_is_string(preset))
		jw_json(w, preset);
	else
		jw_null(w);
	jw_key(w, "map");
	jw_json(w, json_object_get(imp->options, "map"));
	jw_key(w, "job");
	if (e == OK)
		job_write(w, &job);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}

enum err
import_write(struct ctx *c, int64_t id, struct jw *w)
{
	struct import imp = { 0 };

	TRY(import_load(c, id, &imp));
	return write_one(c, w, &imp, true);
}

enum err
import_list(struct ctx *c, struct jw *w)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t ids[IMPORT_LIST_MAX];
	size_t count = 0;

	sql_text(&q, "select id from _import where 1 = 1");
	if (!c->actor.admin && !c->actor.program) {
		sql_text(&q, " and owner = ");
		sql_int(&q, c->actor.user);
	}
	sql_text(&q, " order by id desc");
	sql_limit(&q, IMPORT_LIST_MAX);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (count < IMPORT_LIST_MAX && rows_next(&r))
			ids[count++] = row_int(&r, 0);
		TRY(rows_err(&r));
	}
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		struct import imp = { 0 };

		TRY(import_load(c, ids[i], &imp));
		TRY(write_one(c, w, &imp, false));
	}
	jw_end(w);
	jw_close(w);
	return OK;
}
