/*
 * import.c - an import from its upload to its undo.
 *
 *   mapping   the file is read, the map can be changed and tried
 *   running   a job saves the rows
 *   done      or failed: what was saved stays
 *   undone    taken back; it can be mapped and run again
 */
#include "exchange/room.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum err
may_import(struct ctx *c, const struct entity *e)
{
	struct grant g = auth_grant(c, e, MAY_IMPORT);

	return auth_never(&g) ? ERR_DENIED : OK;
}

/* ---- files ---- */

char *
import_path(struct ctx *c, int64_t id, const char *end)
{
	char *dir = str_c(c->mem, str_printf(c->mem, "%s/imports", site_files(c->site)));

	mkdir(dir, 0700);
	return str_c(c->mem, str_printf(c->mem, "%s/%" PRId64 "%s", dir, id, end));
}

const char *
refused_path(struct ctx *c, int64_t id)
{
	return import_path(c, id, ".refused.csv");
}

static enum err
copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char buf[65536];
	ssize_t n = -1;
	enum err e = OK;

	while (in >= 0 && out >= 0 && (n = read(in, buf, sizeof(buf))) > 0)
		if (write(out, buf, (size_t)n) != n) {
			e = ERR_FULL; /* a file takes less for no other reason */
			break;
		}
	if (e == OK && n != 0)
		e = errno == ENOSPC ? ERR_FULL : ERR_DOWN;
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0)
		e = ERR_FULL;
	if (out >= 0 && e != OK)
		unlink(to);
	return e;
}

/* Into our folder, over a border of file systems if need be. */
static enum err
move_file(const char *from, const char *to)
{
	if (rename(from, to) == 0)
		return OK;
	if (errno != EXDEV)
		return errno == ENOSPC ? ERR_FULL : ERR_DOWN;
	TRY(copy_file(from, to));
	return unlink(from) == 0 ? OK : ERR_DOWN;
}

/* ---- begin ---- */

static enum err
choose_entity(
    struct ctx *c, struct str name, const json_t *seen, const struct entity **out)
{
	const struct entity *e =
	    name.len == 0 ? guess_entity(c, seen) : meta_entity(c->meta, name);

	if (e == NULL) {
		fault(c, STR("entity"), "unknown_word", "word",
		    str_c(c->mem, utf8_head(name, 60)), NULL);
		return ERR_INPUT;
	}
	*out = e;
	return may_import(c, e);
}

/* Guess anew what the columns mean. */
static void
guess_into(struct ctx *c, const struct entity *e, json_t *options)
{
	struct str preset = STR_NONE;
	json_t *map = guess_map(c, e, json_object_get(options, "seen"), &preset);

	json_object_set(options, "map", map);
	json_object_set_new(options, "preset",
	    preset.at == NULL ? json_null() : json_stringn(preset.at, preset.len));
}

/* Its file comes to lie where imports do; back, if it is to be tried again. */
static enum err
take_in(struct ctx *c, struct import *imp, const char *path)
{
	enum err e;

	imp->path = str_of(import_path(c, imp->id, ""));
	TRY(move_file(path, imp->path.at));
	e = import_insert(c, imp);
	if (e != OK && move_file(imp->path.at, path) != OK)
		(void)unlink(imp->path.at);
	return e;
}

static enum err
begin_import(
    struct ctx *c, struct str entity, struct str name, const char *path, int64_t *id)
{
	struct import imp = {
		.owner = c->actor.user, .state = STR("mapping"), .created_ms = c->now_ms
	};
	const struct entity *e = NULL;
	json_t *seen;

	TRY(detect(c, path, &(struct reading){ 0 }, &seen));
	TRY(choose_entity(c, entity, seen, &e));
	if (!text_clean(c->mem, utf8_head(name, IMPORT_NAME_MAX), false, &imp.name))
		imp.name = STR("");
	imp.id = db_new_id(c->db);
	imp.entity = e->name;
	imp.options = json_hold(c->mem, json_object());
	json_object_set(imp.options, "seen", seen);
	json_object_set_new(imp.options, "how", json_object());
	guess_into(c, e, imp.options);
	TRY(take_in(c, &imp, path));
	*id = imp.id;
	return OK;
}

enum err
import_new(
    struct ctx *c, struct str entity, struct str name, const char *path, int64_t *id)
{
	enum err e = begin_import(c, entity, name, path, id);

	if (e != OK && e != ERR_AGAIN) /* a list of people lies nowhere for nothing */
		(void)unlink(path);
	return e;
}

/* ---- change ---- */

static void
set_how(json_t *how, const json_t *news, const char *key)
{
	json_t *value = json_object_get(news, key);

	if (json_is_string(value) && json_string_length(value) > 0)
		json_object_set(how, key, value);
	else if (value != NULL)
		json_object_del(how, key);
}

static enum err
read_again(struct ctx *c, struct import *imp, const json_t *news)
{
	json_t *how = json_object_get(imp->options, "how"), *seen;
	struct str delimiter;
	struct reading as;

	set_how(how, news, "charset");
	set_how(how, news, "delimiter");
	set_how(how, news, "sheet");
	delimiter = json_get_str(how, "delimiter");
	as.charset = json_string_value(json_object_get(how, "charset"));
	as.sheet = json_string_value(json_object_get(how, "sheet"));
	as.delimiter = str_is(delimiter, "tab") ? '\t'
		       : delimiter.len == 1 && strchr(",;\t", delimiter.at[0]) != NULL
			   ? delimiter.at[0]
			   : '\0';
	TRY(detect(c, imp->path.at, &as, &seen));
	json_object_set(imp->options, "seen", seen);
	return OK;
}

static bool
is_busy(struct ctx *c, const struct import *imp)
{
	struct job job = { 0 };

	return imp->job != 0 && job_load(c, imp->job, &job) == OK && job_is_busy(&job);
}

/* Runs already, or has: what was saved must be taken back first. */
static enum err
must_be_open(struct ctx *c, const struct import *imp)
{
	if (is_busy(c, imp) || str_is(imp->state, "done"))
		return ERR_CLASH;
	return imp->path.len == 0 ? ERR_CLASH : OK; /* made by a command */
}

enum err
import_patch(struct ctx *c, int64_t id, const json_t *news)
{
	json_t *map = json_object_get(news, "map");
	const struct entity *e = NULL;
	struct import imp;
	struct plan *plan;
	bool again = false;

	TRY(import_load(c, id, &imp));
	TRY(must_be_open(c, &imp));
	if (json_object_get(news, "charset") != NULL ||
	    json_object_get(news, "delimiter") != NULL ||
	    json_object_get(news, "sheet") != NULL) {
		TRY(read_again(c, &imp, news));
		again = true;
	}
	again |= json_object_get(news, "entity") != NULL;
	TRY(choose_entity(c,
	    again && json_object_get(news, "entity") != NULL
		? json_get_str(news, "entity")
		: imp.entity,
	    json_object_get(imp.options, "seen"), &e));
	imp.entity = e->name;
	if (map != NULL) {
		TRY(plan_read(c, e, map, json_object_get(imp.options, "seen"), &plan));
		json_object_set(imp.options, "map", map);
	} else if (again) {
		guess_into(c, e, imp.options);
	}
	imp.state = STR("mapping");
	return import_store(c, &imp);
}

/* ---- run, undo ---- */

static enum err
plan_of(struct ctx *c, const struct import *imp, struct plan **out)
{
	const struct entity *e = meta_entity(c->meta, imp->entity);

	if (e == NULL)
		return ERR_ABSENT;
	TRY(may_import(c, e));
	return plan_read(c, e, json_object_get(imp->options, "map"),
	    json_object_get(imp->options, "seen"), out);
}

enum err
import_run(struct ctx *c, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	json_t *args = json_hold(c->mem, json_object());
	struct import imp;
	struct plan *plan;

	TRY(tx_begin(c->db, &tx)); /* two clicks are one run */
	TRY(import_load(c, id, &imp));
	TRY(must_be_open(c, &imp));
	TRY(plan_of(c, &imp, &plan));
	id_set(args, "import", id);
	TRY(job_add(c, "import", args, &imp.job));
	imp.state = STR("running");
	add_ran(imp.options, imp.job);
	TRY(import_store(c, &imp));
	TRY(tx_commit(&tx));
	site_wake_jobs(c->site);
	return OK;
}

/* All its runs go back together.  One of the command line was no job. */
static enum err
mark_undone(struct ctx *c, const json_t *jobs, int64_t undo)
{
	const json_t *each;
	size_t i;

	json_array_foreach(jobs, i, each)
	{
		struct job job = { 0 };
		int64_t id;
		enum err e;

		if (!str_int(json_str(each), &id))
			continue;
		e = job_load(c, id, &job);
		if (e != ERR_ABSENT)
			TRY(e);
		if (e == OK)
			TRY(job_set_undone(c, &job, undo));
	}
	return OK;
}

enum err
import_undo(struct ctx *c, int64_t id)
{
	DEFER(tx_end) struct tx tx = { 0 };
	json_t *args = json_hold(c->mem, json_object());
	struct import imp;

	TRY(tx_begin(c->db, &tx));
	TRY(import_load(c, id, &imp));
	if (is_busy(c, &imp) || str_is(imp.state, "mapping") ||
	    str_is(imp.state, "undone"))
		return ERR_CLASH;
	id_set(args, "import", id);
	json_object_set(args, "jobs", json_object_get(imp.options, "ran"));
	TRY(job_add(c, "undo", args, &imp.job));
	TRY(mark_undone(c, json_object_get(args, "jobs"), imp.job));
	imp.state = STR("done");
	TRY(import_store(c, &imp));
	TRY(tx_commit(&tx));
	site_wake_jobs(c->site);
	return OK;
}

void
add_ran(json_t *options, int64_t job)
{
	json_t *ran = json_object_get(options, "ran");
	char text[24];

	if (ran == NULL) {
		ran = json_array();
		json_object_set_new(options, "ran", ran);
	}
	snprintf(text, sizeof(text), "%" PRId64, job);
	json_array_append_new(ran, json_string(text));
}

enum err
import_refused(struct ctx *c, int64_t id, const char **path)
{
	struct import imp;

	TRY(import_load(c, id, &imp));
	*path = refused_path(c, id);
	return access(*path, R_OK) == 0 ? OK : ERR_ABSENT;
}

/* ---- try ---- */

struct trial {
	struct jw *w;
	int64_t counts[DID_COUNT], alike;
	const struct entity *entity;
	int64_t made[IMPORT_PREVIEW],
	    lines[IMPORT_PREVIEW]; /* of rows: what they became */
	size_t row_count;
};

/* A value as it would be stored: in the form that its type writes. */
static void
write_value(struct ctx *c, struct jw *w, const struct field *f, const json_t *value)
{
	struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
	size_t faults = c->fault_count;

	if (f->to_count == 0 && !json_is_null(value))
		f->type->read(c, f, value, cells);
	if (c->fault_count == faults && !value_empty(cells))
		value_write(w, f, cells);
	else
		jw_json(w, value);
	c->fault_count = faults;
}

static void
write_fields(struct ctx *c, struct trial *t, json_t *news)
{
	const char *name;
	json_t *value;

	jw_key(t->w, "fields");
	jw_open(t->w);
	json_object_foreach(news, name, value)
	{
		jw_key_c(t->w, name);
		write_value(c, t->w, entity_field(t->entity, str_of(name)), value);
	}
	jw_close(t->w);
}

/* What references are called; those that the import would make are "new". */
static void
write_refs(struct ctx *c, struct trial *t, json_t *news)
{
	const char *name;
	json_t *value;

	jw_key(t->w, "refs");
	jw_open(t->w);
	json_object_foreach(news, name, value)
	{
		const struct field *f = entity_field(t->entity, str_of(name));
		struct record *rec;
		int64_t id;

		if (f == NULL || f->to_count != 1 || !str_int(json_str(value), &id) ||
		    record_load(c, (struct ref){ f->to[0], id }, &rec) != OK)
			continue;
		jw_key_c(t->w, name);
		jw_open(t->w);
		jw_key(t->w, "id");
		jw_id(t->w, id);
		jw_key(t->w, "entity");
		jw_str(t->w, f->to[0]->name);
		jw_key(t->w, "title");
		jw_str(t->w, record_title(c->mem, rec));
		if (record_value(rec, entity_field(f->to[0], STR("created_ms")))->i >=
		    c->now_ms) {
			jw_key(t->w, "new");
			jw_bool(t->w, true);
		}
		jw_close(t->w);
	}
	jw_close(t->w);
}

/* The line of the row that would have made it; 0: it is there already. */
static int64_t
line_of(const struct trial *t, int64_t id)
{
	for (size_t i = 0; i < t->row_count; i++)
		if (t->made[i] == id)
			return t->lines[i];
	return 0;
}

/* What the row resembles: records, or rows before it, by their lines. */
static void
write_alike(struct ctx *c, struct trial *t, const struct alikes *alike)
{
	jw_key(t->w, "alike");
	jw_array(t->w);
	for (size_t i = 0; i < alike->count; i++) {
		int64_t line = line_of(t, alike->at[i].id);

		record_alike_write(c, t->w, t->entity, &alike->at[i]);
		if (line == 0)
			continue;
		jw_more(t->w);
		jw_key(t->w, "line");
		jw_int(t->w, line);
		jw_close(t->w);
	}
	jw_end(t->w);
}

static void
note_made(struct trial *t, int64_t line, const struct row_did *did)
{
	if (did->did != DID_CREATE || t->row_count == IMPORT_PREVIEW)
		return;
	t->made[t->row_count] = did->id;
	t->lines[t->row_count++] = line;
}

static void
show_row(struct ctx *c, struct run *run, const struct sheet_row *row,
    const struct row_did *did)
{
	struct trial *t = run->arg;
	size_t faults = c->fault_count;

	t->counts[did->did]++;
	t->alike += did->alike.count > 0;
	jw_open(t->w);
	jw_key(t->w, "line");
	jw_int(t->w, row->line);
	jw_key(t->w, "does");
	jw_c(t->w, did_names[did->did]);
	write_fields(c, t, did->news);
	c->fault_count = faults;
	write_refs(c, t, did->news);
	write_alike(c, t, &did->alike);
	note_made(t, row->line, did);
	jw_key(t->w, "faults");
	faults_write(c, t->w, c->faults, faults);
	jw_close(t->w);
}

enum err
import_preview(struct ctx *c, int64_t id, struct jw *w)
{
	struct trial trial = { .w = w };
	struct run run = { .dry = true,
		.batch = IMPORT_PREVIEW,
		.stop_at = IMPORT_PREVIEW,
		.row = show_row,
		.arg = &trial };
	struct ctx as = *c;
	struct import imp;
	struct plan *plan;
	enum err e;

	TRY(import_load(c, id, &imp));
	TRY(plan_of(c, &imp, &plan));
	trial.entity = plan->entity;
	plan->tells_alike = true;
	run.plan = plan;
	run.path = imp.path.at;
	run.seen = json_object_get(imp.options, "seen");
	as.via = VIA_IMPORT;
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	e = run_rows(&as, &run);
	c->faults = as.faults;
	c->fault_count = as.fault_count;
	TRY(e);
	jw_end(w);
	jw_key(w, "counts");
	jw_open(w);
	for (int i = 0; i < DID_COUNT; i++) {
		jw_key_c(w, did_names[i]);
		jw_int(w, trial.counts[i]);
	}
	jw_key(w, "alike");
	jw_int(w, trial.alike);
	jw_close(w);
	jw_close(w);
	return OK;
}
