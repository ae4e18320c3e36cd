/*
 * archive.c - what the rules of entities put into the archive, a run a day.
 *
 * A rule (meta/archive.h) does nothing before an administrator has switched it on; what
 * it would take now is counted for them before.  Which are on is the setting "archive":
 * { "deal.lost": true }.  The run walks each, newest first, and puts away record by
 * record as a hand would, so that history says it and one undo takes the whole run back.
 */
#include "exchange/room.h"

#define ARCHIVE_BATCH 100

static enum err
switched(struct ctx *c, json_t **out)
{
	struct str text;

	TRY(site_setting(c, "archive", &text));
	if (text.len == 0 || json_read(c->mem, text, out, NULL) != OK)
		*out = json_hold(c->mem, json_object());
	return OK;
}

/* "deal.lost" */
static const char *
key_of(struct ctx *c, const struct entity *e, const struct archive_rule *r)
{
	return str_c(
	    c->mem, str_printf(c->mem, "%.*s.%.*s", STR_ARG(e->name), STR_ARG(r->name)));
}

static struct query
query_of(const struct entity *e, const struct archive_rule *r)
{
	return (struct query){ .entity = e,
		.where = r->text,
		.fields = &e->title,
		.field_count = 1,
		.limit = ARCHIVE_BATCH };
}

/* ---- shown, and switched on ---- */

static enum err
write_rule(struct ctx *c, struct jw *w, const struct entity *e,
    const struct archive_rule *r, bool on)
{
	struct query query = query_of(e, r);
	char *path = str_c(c->mem,
	    str_printf(c->mem, "%.*s.archive.%.*s", STR_ARG(e->name), STR_ARG(r->name)));
	int64_t count;
	bool exact;

	TRY(record_count(c, &query, &count, &exact));
	jw_open(w);
	jw_key(w, "key");
	jw_c(w, key_of(c, e, r));
	jw_key(w, "entity");
	jw_str(w, e->name);
	jw_key(w, "label");
	jw_str(w, meta_label(c->meta, c->actor.language, path,
		      r->says.len > 0 ? r->says : r->name));
	jw_key(w, "rule");
	jw_str(w, r->text);
	jw_key(w, "on");
	jw_bool(w, on);
	jw_key(w, "count");
	jw_int(w, count);
	jw_key(w, "exact");
	jw_bool(w, exact);
	jw_close(w);
	return OK;
}

enum err
archive_write(struct ctx *c, struct jw *w)
{
	json_t *on;

	if (!c->actor.admin)
		return ERR_DENIED;
	TRY(switched(c, &on));
	jw_open(w);
	jw_key(w, "rules");
	jw_array(w);
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];

		for (size_t j = 0; e->archive != NULL && j < e->archive->count; j++) {
			const struct archive_rule *r = &e->archive->rules[j];

			if (r->counts)
				TRY(write_rule(
				    c, w, e, r, json_get_bool(on, key_of(c, e, r))));
		}
	}
	jw_end(w);
	jw_close(w);
	return OK;
}

static bool
is_rule(const struct ctx *c, struct str key)
{
	struct str entity, name;
	const struct entity *e;

	if (!str_cut(key, '.', &entity, &name))
		return false;
	e = meta_entity(c->meta, entity);
	return e != NULL && archive_rule_named(e->archive, name) != NULL;
}

enum err
archive_switch(struct ctx *c, const json_t *wish)
{
	const char *key;
	json_t *was, *value;
	struct str text;

	if (!c->actor.admin)
		return ERR_DENIED;
	json_object_foreach((json_t *)(uintptr_t)wish, key, value)
	{
		if (!is_rule(c, str_of(key)))
			fault(c, utf8_head(str_of(key), 60), "unknown_word", "word",
			    str_c(c->mem, utf8_head(str_of(key), 60)), NULL);
		else if (!json_is_boolean(value))
			fault(c, str_of(key), "not_bool", NULL);
	}
	if (c->fault_count > 0)
		return ERR_INPUT;
	TRY(switched(c, &was));
	text = json_dump(c->mem, wish);
	TRY(site_set(c, "archive", text));
	return trail(c, TRAIL_SETTING, TRAIL_NOTHING, "name", "archive", "from",
	    json_dump(c->mem, was).at, "to", text.at, NULL);
}

enum err
archive_run(struct ctx *c, int64_t *job)
{
	struct ctx program = *c;

	if (!c->actor.admin)
		return ERR_DENIED;
	program.actor.user =
	    0; /* as that of the day: what the rules say, nobody's hand */
	TRY(job_add(&program, "archive", json_hold(c->mem, json_object()), job));
	site_wake_jobs(c->site);
	return OK;
}

/* ---- the run ---- */

static enum err
put_away(struct ctx *c, struct job *job, struct ref which)
{
	struct record *rec;
	const char *key = "updated";
	enum err e = record_archive(c, which, 0, true, &rec);

	if (e == ERR_CLASH || e == ERR_ABSENT || e == ERR_INPUT || e == ERR_DENIED)
		key = "refused"; /* somebody was quicker */
	else if (e != OK)
		return e;
	fault_clear(c);
	count_set(job->result, key, json_get_int(job->result, key, 0) + 1);
	return OK;
}

static enum err
batch(struct ctx *c, struct job *job, const struct entity *e,
    const struct archive_rule *r, bool *last)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct query query = query_of(e, r);
	struct page page;

	query.after = json_get_str(job->result, "after");
	TRY(tx_begin(c->db, &tx));
	TRY(record_page(c, &query, &page));
	for (size_t i = 0; i < page.count; i++)
		TRY(put_away(c, job, (struct ref){ e, page.rows[i]->id }));
	*last = page.next.len == 0;
	json_object_set_new(
	    job->result, "after", json_stringn(page.next.at, page.next.len));
	TRY(job_step(c, job, job->done + (int64_t)page.count, 0));
	return tx_commit(&tx);
}

static enum err
all_of(
    struct ctx *c, struct job *job, const struct entity *e, const struct archive_rule *r)
{
	DEFER(arena_freep) struct arena *mem = arena_new();

	for (bool last = false; !last;) {
		struct ctx part;

		arena_reset(mem);
		part = ctx_part(c, mem);
		part.now_ms = time_now_ms();
		TRY(batch(&part, job, e, r, &last));
	}
	return OK;
}

static enum err
finish(struct ctx *c, struct job *job)
{
	DEFER(tx_end) struct tx tx = { 0 };

	json_object_set_new(job->result, "finished", json_true());
	TRY(tx_begin(c->db, &tx));
	TRY(job_step(c, job, job->done, job->done));
	return tx_commit(&tx);
}

/* A rule that was begun goes on behind the last batch; those before it are done: what
 * "passed" counts, as long as it is the same metadata, which is a day at most. */
static enum err
run(struct ctx *c, struct job *job, const json_t *on)
{
	int64_t passed = json_get_int(job->result, "passed", 0), place = 0;

	for (size_t i = 0; i < c->meta->entity_count; i++) {
		const struct entity *e = &c->meta->entities[i];

		for (size_t j = 0; e->archive != NULL && j < e->archive->count; j++) {
			const struct archive_rule *r = &e->archive->rules[j];

			if (place++ < passed)
				continue;
			if (r->counts && json_get_bool(on, key_of(c, e, r)))
				TRY(all_of(c, job, e, r));
			count_set(job->result, "passed", place);
			json_object_del(job->result, "after");
		}
	}
	return finish(c, job);
}

enum err
archive_job(struct ctx *c, struct job *job)
{
	json_t *on;

	if (json_get_bool(job->result, "finished"))
		return OK;
	TRY(as_asker(c, job));
	c->via = VIA_JOB;
	TRY(switched(c, &on));
	return run(c, job, on);
}
