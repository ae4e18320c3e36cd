/*
 * imports.c - records in bulk over HTTP: import, export, bulk changes.
 */
#include "api/room.h"

#include "exchange/exchange.h"

#include <unistd.h>

static enum err
reply_import(struct ctx *c, int status, int64_t id)
{
	return import_write(c, id, reply_json(c, status));
}

static char *
id_text(struct ctx *c, int64_t id)
{
	return str_c(c->mem, str_printf(c->mem, "%" PRId64, id));
}

static enum err
upload(struct ctx *c)
{
	const char *path;
	int64_t id;

	if (c->req->file == NULL || c->req->file_size == 0) {
		fault(c, STR("file"), "required", NULL);
		return ERR_INPUT;
	}
	path = req_file_take(c->req);
	TRY(import_new(c, req_q(c, "entity"), req_q(c, "name"), path, &id));
	return reply_import(c, 201, id);
}

static enum err
list(struct ctx *c)
{
	return import_list(c, reply_json(c, 200));
}

static enum err
show(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	return reply_import(c, 200, id);
}

static enum err
patch(struct ctx *c)
{
	json_t *news;
	int64_t id;

	TRY(req_id(c, "id", &id));
	TRY(req_json(c, &news));
	TRY(import_patch(c, id, news));
	return reply_import(c, 200, id);
}

static enum err
preview(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	return import_preview(c, id, reply_json(c, 200));
}

static enum err
run(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	TRY(import_run(c, id));
	TRY(trail(c, TRAIL_IMPORT, TRAIL_NOTHING, "import", id_text(c, id), NULL));
	site_wake_jobs(c->site);
	return reply_import(c, 202, id);
}

static enum err
undo(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	TRY(import_undo(c, id));
	TRY(trail(c, TRAIL_UNDO, TRAIL_NOTHING, "import", id_text(c, id), NULL));
	site_wake_jobs(c->site);
	return reply_import(c, 202, id);
}

static enum err
refused(struct ctx *c)
{
	const char *path;
	int64_t id;
	FILE *file;

	TRY(req_id(c, "id", &id));
	TRY(import_refused(c, id, &path));
	file = fopen(path, "re");
	if (file == NULL)
		return ERR_ABSENT;
	c->reply->direct = true;
	req_reply_file(
	    c->req, dup(fileno(file)), "text/csv; charset=utf-8", STR("refused.csv"));
	fclose(file);
	return OK;
}

/* ---- bulk ---- */

static enum err
bulk(struct ctx *c)
{
	const struct entity *e;
	json_t *wish;
	int64_t job;

	TRY(req_entity(c, &e));
	TRY(req_json(c, &wish));
	TRY(bulk_add(c, e, wish, &job));
	TRY(trail(c, TRAIL_BULK, (struct trail_about){ .entity = e }, "job",
	    id_text(c, job), "what",
	    json_object_get(wish, "delete") != NULL    ? "delete"
	    : json_object_get(wish, "archive") != NULL ? "archive"
						       : "change",
	    NULL));
	return reply_job(c, job);
}

static enum err
undo_job(struct ctx *c)
{
	int64_t id, job;

	TRY(req_id(c, "id", &id));
	TRY(job_undo(c, id, &job));
	TRY(trail(c, TRAIL_UNDO, TRAIL_NOTHING, "job", id_text(c, id), NULL));
	return reply_job(c, job);
}

/* ---- hand-over ---- */

static enum err
held(struct ctx *c)
{
	int64_t from;

	TRY(req_id(c, "id", &from));
	return hand_held(c, from, reply_json(c, 200));
}

static enum err
plan_hand(struct ctx *c)
{
	json_t *wish;
	int64_t from;

	TRY(req_id(c, "id", &from));
	TRY(req_json(c, &wish));
	return hand_plan(c, from, wish, reply_json(c, 200));
}

static enum err
hand(struct ctx *c)
{
	int64_t from, job;
	json_t *wish;

	TRY(req_id(c, "id", &from));
	TRY(req_json(c, &wish));
	TRY(hand_add(c, from, wish, &job));
	return reply_job(c, job);
}

/* ---- export ---- */

#define LOOK_US 500000 /* is who asked for it still signed in? */

struct flow {
	struct export *export;
	struct site *site;
	struct db *db; /* of the thread that pulls: made when it first does */
	int64_t pass, looked_us;
};

/* Whoever was signed out since gets no more of it. */
static bool
may_go_on(struct flow *f)
{
	DEFER(arena_freep) struct arena *mem = NULL;
	bool ended = true;

	if (time_steady_us() - f->looked_us < LOOK_US)
		return true;
	mem = arena_new();
	f->looked_us = time_steady_us();
	return auth_pass_ended(f->db, mem, f->pass, &ended) == OK && !ended;
}

static size_t
pull(void *arg, char *buf, size_t room)
{
	struct flow *f = arg;
	size_t len;

	if (f->db == NULL && (f->db = site_handle(f->site)) == NULL) {
		log_error("export: it broke off: the database cannot be opened");
		return HTTP_PULL_BROKEN;
	}
	if (!may_go_on(f)) {
		log_error("export: it broke off: who asked for it is signed out");
		return HTTP_PULL_BROKEN;
	}
	if (export_next(f->export, f->db, buf, room, &len) != OK) {
		log_error("export: it broke off");
		return HTTP_PULL_BROKEN;
	}
	return len;
}

static void
flow_end(void *arg)
{
	struct flow *f = arg;

	export_end(f->export);
	site_handle_end(f->db);
	free(f);
}

static enum err
read_wish(struct ctx *c, struct export_wish *out)
{
	struct str as = req_q(c, "as");
	struct query query;

	TRY(req_entity(c, &out->entity));
	TRY(req_list(c, out->entity, &query));
	if (as.len > 0 && !str_is(as, "csv") && !str_is(as, "xlsx")) {
		fault(c, STR("as"), "not_choice", "value",
		    str_c(c->mem, utf8_head(as, 20)), NULL);
		return ERR_INPUT;
	}
	*out = (struct export_wish){ .entity = query.entity,
		.where = query.where,
		.words = query.words,
		.sort = query.sort,
		.archived = query.archived,
		.fields = query.fields,
		.field_count = query.field_count,
		.as = str_is(as, "xlsx") ? EXPORT_XLSX : EXPORT_CSV };
	return OK;
}

static enum err
take_out(struct ctx *c)
{
	struct export_wish wish;
	struct flow *f;
	enum err e;

	TRY(read_wish(c, &wish));
	f = memory_new(1, sizeof(*f));
	f->site = c->site;
	f->pass = c->from.session;
	e = export_begin(c, &wish, &f->export);
	if (e != OK) {
		free(f);
		return e;
	}
	req_header_set(c->req, "Content-Disposition",
	    str_printf(c->mem, "attachment; filename=\"%s\"", export_name(f->export)));
	c->reply->direct = true;
	req_stream(c->req, 200, export_type(f->export), pull, flow_end, f);
	return OK;
}

const struct route import_routes[] = {
	{ "POST", "/api/imports", upload, "a file to import; the body is its bytes",
	    UPLOAD | WRITES },
	{ "GET", "/api/imports", list, "the newest imports", WRITES },
	{ "GET", "/api/imports/{id}", show, "one import: header, sample, map, progress",
	    WRITES },
	{ "PATCH", "/api/imports/{id}", patch, "change how it is read, or its map",
	    WRITES },
	{ "GET", "/api/imports/{id}/preview", preview, "what the first rows would do",
	    WRITES },
	{ "POST", "/api/imports/{id}/run", run, "run it as a job", WRITES },
	{ "GET", "/api/imports/{id}/refused.csv", refused, "the rows that were refused",
	    WRITES },
	{ "POST", "/api/imports/{id}/undo", undo, "take the whole import back", WRITES },
	{ "GET", "/api/{entity}/export", take_out, "a list as CSV or XLSX, streamed", 0 },
	{ "POST", "/api/{entity}/bulk", bulk, "change or delete many, as a job", 0 },
	{ "GET", "/api/user/{id}/hand", held, "what somebody owns, by kind", 0 },
	{ "POST", "/api/user/{id}/hand/plan", plan_hand,
	    "who would get how many of it; nothing is done", 0 },
	{ "POST", "/api/user/{id}/hand", hand, "give it to others, as a job", 0 },
	{ "POST", "/api/jobs/{id}/undo", undo_job, "take a job back", WRITES },
	{ 0 },
};
