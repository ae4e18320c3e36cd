/*
 * records.c - records over HTTP.  Reads the request, calls record/, writes the
 * reply; holds no rule and no SQL.
 */
#include "api/room.h"

#include "exchange/exchange.h"

static enum err
list(struct ctx *c)
{
	const struct entity *e;
	struct query query;

	TRY(req_entity(c, &e));
	TRY(req_list(c, e, &query));
	return record_list(c, &query, reply_json(c, 200));
}

static enum err
count(struct ctx *c)
{
	const struct entity *e;
	struct query query;
	int64_t n;
	bool exact;
	struct jw *w;

	TRY(req_entity(c, &e));
	TRY(req_list(c, e, &query));
	TRY(record_count(c, &query, &n, &exact));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "count");
	jw_int(w, n);
	jw_key(w, "exact");
	jw_bool(w, exact);
	jw_close(w);
	return OK;
}

static enum err
named_field(struct ctx *c, const struct entity *e, const char *name, bool may_lack,
    const struct field **out)
{
	struct str s = req_q(c, name);

	*out = auth_asked_field(c, e, s);
	if ((s.len == 0 && may_lack) || *out != NULL)
		return OK;
	fault(c, str_of(name), "unknown_field", NULL);
	return ERR_INPUT;
}

static enum err
quality(struct ctx *c)
{
	const struct entity *e;
	struct query query;
	struct jw *w;

	TRY(req_entity(c, &e));
	TRY(req_list(c, e, &query));
	w = reply_json(c, 200);
	jw_open(w);
	TRY(record_quality(c, &query, w));
	TRY(site_write_making(c, e, w));
	jw_close(w);
	return OK;
}

static enum err
sum(struct ctx *c)
{
	const struct field *by, *of;
	const struct entity *e;
	struct query query;
	struct jw *w;

	TRY(req_entity(c, &e));
	TRY(req_list(c, e, &query));
	TRY(named_field(c, e, "by", false, &by));
	TRY(named_field(c, e, "sum", true, &of));
	if (of != NULL && ((of->type->ops & OP_LESS) == 0 ||
			      of->type->columns[of->type->compare].store == STORE_TEXT)) {
		fault(c, STR("sum"), "not_number", NULL);
		return ERR_INPUT;
	}
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "groups");
	TRY(record_sum(c, &query, by, of, w));
	jw_close(w);
	return OK;
}

/* ---- made and changed: and what it resembles ---- */

enum alike_wish { ALIKE_TELL, ALIKE_REFUSE, ALIKE_NO };

static enum err
req_alike(struct ctx *c, enum alike_wish *out)
{
	struct str wish = req_q(c, "alike");

	*out = str_is(wish, "refuse") ? ALIKE_REFUSE
	       : str_is(wish, "no")   ? ALIKE_NO
				      : ALIKE_TELL;
	if (wish.len == 0 || str_is(wish, "tell") || *out != ALIKE_TELL)
		return OK;
	fault(c, STR("alike"), "not_choice", "value", str_c(c->mem, utf8_head(wish, 20)),
	    NULL);
	return ERR_INPUT;
}

static enum err
make_and_tell(
    struct ctx *c, const struct entity *e, const json_t *news, enum alike_wish wish)
{
	struct record *rec;

	TRY(wish == ALIKE_REFUSE ? record_create_apart(c, e, news, &rec)
				 : record_create(c, e, news, &rec));
	return wish == ALIKE_TELL ? reply_record_alike(c, 201, rec)
				  : reply_record(c, 201, rec);
}

static enum err
change_and_tell(struct ctx *c, struct ref which, int64_t seen, const json_t *news,
    enum alike_wish wish)
{
	struct record *rec;

	TRY(wish == ALIKE_REFUSE ? record_change_apart(c, which, seen, news, &rec)
				 : record_change(c, which, seen, news, &rec));
	return wish == ALIKE_TELL ? reply_record_alike(c, 200, rec)
				  : reply_record(c, 200, rec);
}

static enum err
create(struct ctx *c)
{
	const struct entity *e;
	enum alike_wish wish;
	json_t *news;

	TRY(req_entity(c, &e));
	TRY(req_alike(c, &wish));
	TRY(req_json(c, &news));
	return make_and_tell(c, e, news, wish);
}

static enum err
read(struct ctx *c)
{
	struct ref which;

	TRY(req_ref(c, &which));
	return record_show(c, which, reply_json(c, 200));
}

static enum err
change(struct ctx *c)
{
	enum alike_wish wish;
	struct ref which;
	int64_t seen;
	json_t *news;

	TRY(req_ref(c, &which));
	TRY(req_version(c, &seen));
	TRY(req_alike(c, &wish));
	TRY(req_json(c, &news));
	return change_and_tell(c, which, seen, news, wish);
}

static enum err delete (struct ctx *c) {
	struct record *rec; struct ref which; int64_t seen;

	TRY(req_ref(c, &which));
	TRY(req_version(c, &seen));
	TRY(record_delete(c, which, seen, &rec));
	return reply_record(c, 200, rec);
}

static enum err
restore(struct ctx *c)
{
	struct record *rec;
	struct ref which;

	TRY(req_ref(c, &which));
	TRY(record_restore(c, which, &rec));
	return reply_record(c, 200, rec);
}

static enum err
archive(struct ctx *c)
{
	struct record *rec;
	struct ref which;
	int64_t seen;
	json_t *wish;

	TRY(req_ref(c, &which));
	TRY(req_version(c, &seen));
	TRY(req_json(c, &wish));
	TRY(record_archive(c, which, seen, !json_get_bool(wish, "back"), &rec));
	return reply_record(c, 200, rec);
}

static enum err
step_back(struct ctx *c)
{
	struct record *rec;
	struct ref which;
	int64_t seen;
	json_t *wish;

	TRY(req_ref(c, &which));
	TRY(req_version(c, &seen));
	TRY(req_json(c, &wish));
	TRY(record_step_back(c, which, seen, wish, &rec));
	return reply_record(c, 200, rec);
}

static enum err
history(struct ctx *c)
{
	struct ref which;

	TRY(req_ref(c, &which));
	return record_history(c, which, req_q(c, "after"), reply_json(c, 200));
}

static enum err
timeline(struct ctx *c)
{
	struct ref which;

	TRY(req_ref(c, &which));
	return record_timeline(
	    c, which, req_q(c, "after"), req_q(c, "kind"), reply_json(c, 200));
}

static enum err
duplicates(struct ctx *c)
{
	const struct entity *e;
	json_t *news;
	struct jw *w;

	TRY(req_entity(c, &e));
	TRY(req_json(c, &news));
	w = reply_json(c, 200);
	jw_open(w);
	jw_key(w, "hits");
	TRY(record_duplicates(c, e, news, w));
	jw_close(w);
	return OK;
}

/* What the body asks of an entity, answered. */
static enum err
of_wish(struct ctx *c, enum err (*answer)(struct ctx *c, const struct entity *e,
			   const json_t *wish, struct jw *w))
{
	const struct entity *e;
	json_t *wish;

	TRY(req_entity(c, &e));
	TRY(req_json(c, &wish));
	return answer(c, e, wish, reply_json(c, 200));
}

static enum err
offers(struct ctx *c)
{
	return of_wish(c, record_offers);
}

static enum err
several(struct ctx *c)
{
	return of_wish(c, record_several);
}

static enum err
lines(struct ctx *c)
{
	struct ref which;
	int64_t seen;
	json_t *wish;

	TRY(req_ref(c, &which));
	TRY(req_version(c, &seen));
	TRY(req_json(c, &wish));
	return record_lines_save(c, which, seen, wish, reply_json(c, 200));
}

static enum err
copy(struct ctx *c)
{
	struct record *rec;
	struct ref which;
	json_t *news;

	TRY(req_ref(c, &which));
	TRY(req_json(c, &news));
	TRY(record_lines_copy(c, which, news, &rec));
	return reply_record(c, 201, rec);
}

/* A preview asks what it would do; both ask the same rights. */
static enum err
merge(struct ctx *c)
{
	const struct entity *e;
	int64_t seen;
	json_t *wish;

	TRY(req_entity(c, &e));
	TRY(req_version(c, &seen));
	TRY(req_json(c, &wish));
	return json_get_bool(wish, "preview")
		   ? record_merge_plan(c, e, wish, seen, reply_json(c, 200))
		   : record_merge(c, e, wish, seen, reply_json(c, 200));
}

static enum err
versions(struct ctx *c)
{
	struct ref which;

	TRY(req_ref(c, &which));
	return record_versions(c, which, reply_json(c, 200));
}

static enum err
version(struct ctx *c)
{
	struct ref which;
	int64_t number;

	TRY(req_ref(c, &which));
	TRY(req_id(c, "n", &number));
	return record_version(c, which, number, reply_json(c, 200));
}

static enum err
merges(struct ctx *c)
{
	struct ref which;

	TRY(req_ref(c, &which));
	return record_merges(c, which, reply_json(c, 200));
}

static enum err
unmerge(struct ctx *c)
{
	int64_t id;

	TRY(req_id(c, "id", &id));
	return record_unmerge(c, id, reply_json(c, 200));
}

/* Create or change by an external key: synchronisation, safe to repeat. */
static enum err
put_by(struct ctx *c)
{
	struct str name = req_part(c->req, "field"), value = req_part(c->req, "value");
	const struct field *f;
	const struct entity *e;
	enum alike_wish wish;
	json_t *news;
	int64_t id;

	TRY(req_entity(c, &e));
	TRY(req_alike(c, &wish));
	f = auth_asked_field(c, e, name);
	if (f == NULL || !f->unique)
		return ERR_ABSENT;
	TRY(req_json(c, &news));
	TRY(record_find(c, f, value, &id));
	if (id != 0)
		return change_and_tell(c, (struct ref){ e, id }, 0, news, wish);
	json_object_set_new(news, str_c(c->mem, name), json_stringn(value.at, value.len));
	return make_and_tell(c, e, news, wish);
}

static enum err
plan(struct ctx *c, struct str action)
{
	struct ref which;

	TRY(req_ref(c, &which));
	return record_act_plan(c, which, action, reply_json(c, 200));
}

static enum err
act(struct ctx *c, struct str action)
{
	struct ref which;
	int64_t seen;
	json_t *wish;

	TRY(req_ref(c, &which));
	TRY(req_version(c, &seen));
	TRY(req_json(c, &wish));
	return act_run(c, which, action, seen, wish, reply_json(c, 200));
}

static enum err
act_plan(struct ctx *c)
{
	return plan(c, req_part(c->req, "action"));
}

static enum err
act_do(struct ctx *c)
{
	return act(c, req_part(c->req, "action"));
}

static enum err
convert_plan(struct ctx *c)
{
	return plan(c, STR(ACTION_CONVERT));
}

static enum err
convert(struct ctx *c)
{
	return act(c, STR(ACTION_CONVERT));
}

static enum err
search(struct ctx *c)
{
	struct str limit = req_q(c, "limit");
	enum archived archived;
	int64_t n = 20;

	TRY(req_archived(c, &archived));
	if (limit.len > 0 && (!str_int(limit, &n) || n < 1 || n > 50)) {
		fault(c, STR("limit"), "too_large", "max", "50", NULL);
		return ERR_INPUT;
	}
	return record_search(
	    c, utf8_head(req_q(c, "q"), 200), archived, (int)n, reply_json(c, 200));
}

/* At a moment, and about a topic, if they are said. */
static enum err
reach(struct ctx *c)
{
	struct str at = req_q(c, "at");
	int64_t at_ms = c->now_ms;
	struct ref which;

	TRY(req_ref(c, &which));
	if (at.len > 0 && !str_int(at, &at_ms)) {
		fault(c, STR("at"), "not_time", NULL);
		return ERR_INPUT;
	}
	return record_reach_show(c, which, req_q(c, "topic"), at_ms, reply_json(c, 200));
}

static enum err
reach_many(struct ctx *c)
{
	return of_wish(c, record_reach_many);
}

/* ---- the archive, by rules ---- */

static enum err
archive_rules(struct ctx *c)
{
	return archive_write(c, reply_json(c, 200));
}

static enum err
set_archive_rules(struct ctx *c)
{
	json_t *wish;

	TRY(req_json(c, &wish));
	TRY(archive_switch(c, wish));
	return archive_write(c, reply_json(c, 200));
}

static enum err
run_archive(struct ctx *c)
{
	int64_t job;

	TRY(archive_run(c, &job));
	return reply_job(c, job);
}

const struct route record_routes[] = {
	{ "GET", "/api/archive", archive_rules,
	    "rules of the archive, and how many each would take now", 0 },
	{ "PUT", "/api/archive", set_archive_rules,
	    "switch rules on: { \"deal.lost\": true }; the others are off", 0 },
	{ "POST", "/api/archive/run", run_archive, "what they take, now, as a job", 0 },
	{ "GET", "/api/search", search, "one box over everything one may see", TOKEN },
	{ "GET", "/api/{entity}", list, "a page of records", 0 },
	{ "POST", "/api/{entity}", create, "make a record", 0 },
	{ "GET", "/api/{entity}/count", count, "how many, exact up to 1,000", 0 },
	{ "GET", "/api/{entity}/sum", sum, "groups by a field, with a sum", 0 },
	{ "GET", "/api/{entity}/quality", quality,
	    "by owner: how complete, what is missing, doubtful and stale", 0 },
	{ "POST", "/api/{entity}/duplicates", duplicates, "likely duplicates of a draft",
	    0 },
	{ "POST", "/api/{entity}/offers", offers,
	    "what a price list says of what is asked, the cheapest first", 0 },
	{ "POST", "/api/{entity}/several", several,
	    "delete, change and create several, all or none", 0 },
	{ "POST", "/api/{entity}/{id}/lines", lines,
	    "change a record and its lines in one step; the sums follow", 0 },
	{ "POST", "/api/{entity}/{id}/copy", copy,
	    "make a record with the same lines; the body is what the new one says", 0 },
	{ "POST", "/api/{entity}/merge", merge,
	    "make one record of several; preview: what it would do", 0 },
	{ "GET", "/api/{entity}/{id}/versions", versions,
	    "what was kept of a record, with its lines, as it was", 0 },
	{ "GET", "/api/{entity}/{id}/versions/{n}", version, "one of them", 0 },
	{ "GET", "/api/{entity}/{id}/merges", merges, "what went into a record", 0 },
	{ "POST", "/api/merges/{id}/undo", unmerge, "make several of one again", WRITES },
	{ "PUT", "/api/{entity}/by/{field}/{value}", put_by,
	    "make or change by a unique field", 0 },
	{ "GET", "/api/{entity}/{id}", read, "one record", 0 },
	{ "PATCH", "/api/{entity}/{id}", change, "change some fields of a record", 0 },
	{ "DELETE", "/api/{entity}/{id}", delete, "into the trash", 0 },
	{ "POST", "/api/{entity}/{id}/restore", restore, "out of the trash", 0 },
	{ "POST", "/api/{entity}/{id}/archive", archive,
	    "into the archive; { back: true }: out of it", 0 },
	{ "POST", "/api/{entity}/{id}/undo", step_back,
	    "take one change back: { version, fields }", 0 },
	{ "GET", "/api/{entity}/{id}/history", history, "who changed what, when", 0 },
	{ "GET", "/api/{entity}/{id}/timeline", timeline, "the stream of a record", 0 },
	{ "GET", "/api/{entity}/{id}/act/{action}", act_plan,
	    "what an action of its entity would do", 0 },
	{ "POST", "/api/{entity}/{id}/act/{action}", act_do,
	    "do it: { asks, choices, into }; the answer names the job to take it back by",
	    0 },
	{ "GET", "/api/{entity}/{id}/reach", reach,
	    "may they be contacted, by each channel: topic, at", 0 },
	{ "POST", "/api/{entity}/reach", reach_many,
	    "how many may be: { by, ids or where, topic, at }", 0 },
	{ "GET", "/api/{entity}/{id}/convert", convert_plan, "what it would become", 0 },
	{ "POST", "/api/{entity}/{id}/convert", convert, "make it so", 0 },
	{ 0 },
};
