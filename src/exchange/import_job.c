/*
 * import_job.c - the job that runs an import, and the same for a command.
 */
#include "exchange/room.h"

#include <unistd.h>

/* ---- the job ---- */

struct kept {
	struct job *job;
	const struct import_watch *watch;
};

static void
counts_keep(json_t *result, const struct import_counts *n, int64_t refused_at)
{
	count_set(result, "created", n->created);
	count_set(result, "updated", n->updated);
	count_set(result, "skipped", n->skipped);
	count_set(result, "refused", n->refused);
	count_set(result, "alike", n->alike);
	count_set(result, "refused_at", refused_at);
}

static void
counts_take(const json_t *result, struct import_counts *n, int64_t *refused_at)
{
	n->created = json_get_int(result, "created", 0);
	n->updated = json_get_int(result, "updated", 0);
	n->skipped = json_get_int(result, "skipped", 0);
	n->refused = json_get_int(result, "refused", 0);
	n->alike = json_get_int(result, "alike", 0);
	*refused_at = json_get_int(result, "refused_at", 0);
}

static enum err
keep_in_job(struct ctx *c, struct run *run)
{
	struct kept *kept = run->arg;

	counts_keep(kept->job->result, &run->counts, run->refused_at);
	return job_step(c, kept->job, run->done, run->total);
}

static struct str
number(struct ctx *c, int64_t n)
{
	return str_printf(c->mem, "%" PRId64, n);
}

/* The owner hears of it; not part of what an undo takes back. */
static enum err
tell_owner(struct ctx *c, const struct import *imp, const struct import_counts *n)
{
	const struct entity *notice = meta_entity(c->meta, STR("notice"));
	struct ctx as = ctx_part(c, c->mem);
	struct record *rec;
	json_t *args, *news;
	struct str text;

	if (notice == NULL || imp->owner == 0)
		return OK;
	args = json_hold(
	    c->mem, json_pack("{s:s, s:s, s:s, s:s, s:s}", "name",
			str_c(c->mem, imp->name), "created", number(c, n->created).at,
			"updated", number(c, n->updated).at, "skipped",
			number(c, n->skipped).at, "refused", number(c, n->refused).at));
	text = meta_text(c->meta, c->mem, c->actor.language, "notice.import_done", args);
	news = json_hold(
	    c->mem, json_pack("{s:s, s:s, s:s}", "to", number(c, imp->owner).at, "kind",
			"import_done", "text", str_c(c->mem, utf8_head(text, 300))));
	as.actor.program = true;
	as.job = 0;
	as.via = VIA_JOB;
	return record_create(&as, notice, news, &rec);
}

/* Once, however often the job is begun again. */
static enum err
finish(struct ctx *c, struct job *job, const struct import *imp, struct run *run)
{
	DEFER(tx_end) struct tx tx = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(import_state(c, imp->id, "done"));
	TRY(tell_owner(c, imp, &run->counts));
	json_object_set_new(job->result, "finished", json_true());
	TRY(job_step(c, job, run->done, run->done));
	return tx_commit(&tx);
}

static FILE *
refused_open(struct ctx *c, int64_t id, int64_t kept)
{
	return fopen(refused_path(c, id), kept > 0 ? "r+b" : "wb");
}

static void
file_close(FILE **f)
{
	if (*f != NULL)
		fclose(*f);
}

static enum err
run_job(struct ctx *c, struct job *job, struct run *run)
{
	DEFER(file_close) FILE *refused = NULL;
	const struct entity *e;
	struct import imp;
	struct plan *plan;

	TRY(import_load(c, id_of(job->args, "import"), &imp));
	e = meta_entity(c->meta, imp.entity);
	if (e == NULL)
		return ERR_ABSENT;
	TRY(may_import(c, e));
	run->seen = json_object_get(imp.options, "seen");
	TRY(plan_read(c, e, json_object_get(imp.options, "map"), run->seen, &plan));
	run->plan = plan;
	run->path = imp.path.at;
	run->done = job->done;
	counts_take(job->result, &run->counts, &run->refused_at);
	refused = run->refused = refused_open(c, imp.id, run->refused_at);
	if (refused == NULL)
		return ERR_DOWN;
	TRY(run_rows(c, run));
	if (run->refused_at == 0)
		(void)unlink(refused_path(c, imp.id));
	return finish(c, job, &imp, run);
}

enum err
import_job(struct ctx *c, struct job *job)
{
	struct kept kept = { .job = job };
	struct run run = {
		.batch = IMPORT_BATCH, .job = job, .keep = keep_in_job, .arg = &kept
	};

	if (json_get_bool(job->result, "finished"))
		return OK;
	TRY(as_asker(c, job));
	c->via = VIA_IMPORT;
	return run_job(c, job, &run);
}

/* ---- the command ---- */

static enum err
keep_by_watch(struct ctx *c, struct run *run)
{
	const struct kept *kept = run->arg;

	(void)c;
	if (kept->watch == NULL || kept->watch->progress == NULL)
		return OK;
	return kept->watch->progress(kept->watch->arg, run->done, run->total) ? OK
									      : ERR_LIMIT;
}

static struct str
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return str_of(slash == NULL ? path : slash + 1);
}

/* What a command imports is known too, so that it can be taken back. */
static enum err
note_command(struct ctx *c, const struct entity *e, const char *path, const json_t *seen,
    const json_t *map, struct import *imp)
{
	imp->id = db_new_id(c->db);
	imp->owner = c->actor.user;
	imp->name = utf8_head(base_name(path), IMPORT_NAME_MAX);
	imp->path = STR("");
	imp->entity = e->name;
	imp->state = STR("running");
	imp->created_ms = c->now_ms;
	imp->options = json_hold(c->mem, json_object());
	json_object_set(imp->options, "seen", (json_t *)(uintptr_t)seen);
	json_object_set(imp->options, "map", (json_t *)(uintptr_t)map);
	c->job = db_new_id(c->db); /* no row: only a name for what it did */
	add_ran(imp->options, c->job);
	return import_insert(c, imp);
}

static enum err
run_command(struct ctx *c, struct run *run, const struct entity *e, const json_t *map,
    struct import *imp)
{
	struct plan *plan;

	TRY(plan_read(c, e, map, run->seen, &plan));
	run->plan = plan;
	if (run->dry)
		return run_rows(c, run);
	TRY(note_command(c, e, run->path, run->seen, map, imp));
	TRY(run_rows(c, run));
	return import_state(c, imp->id, "done");
}

enum err
import_file(struct ctx *c, struct str entity, const char *path, const json_t *map,
    bool dry_run, const struct import_watch *watch, struct import_counts *out,
    int64_t *id)
{
	const struct entity *e = meta_entity(c->meta, entity);
	struct kept kept = { .watch = watch };
	struct run run = { .path = path,
		.dry = dry_run,
		.batch = dry_run ? IMPORT_TRIAL : IMPORT_BATCH,
		.refused = watch == NULL ? NULL : watch->refused,
		.keep = keep_by_watch,
		.arg = &kept };
	struct import imp = { 0 };
	enum via via = c->via;
	struct str preset;
	json_t *seen, *own;
	enum err err;

	TRY(detect(c, path, &(struct reading){ 0 }, &seen));
	if (entity.len == 0)
		e = guess_entity(c, seen);
	if (e == NULL) {
		fault(c, STR("entity"), "unknown_word", "word", str_c(c->mem, entity),
		    NULL);
		return ERR_INPUT;
	}
	TRY(may_import(c, e));
	own = map == NULL ? guess_map(c, e, seen, &preset)
			  : json_hold(c->mem, json_deep_copy(map));
	guess_forms(c, e, seen, own);
	run.seen = seen;
	c->via = VIA_IMPORT;
	err = run_command(c, &run, e, own, &imp);
	c->via = via;
	c->job = 0;
	*out = run.counts;
	*id = imp.id;
	return err;
}
