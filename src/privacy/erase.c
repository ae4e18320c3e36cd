/*
 * erase.c - somebody goes, from everywhere, and that is proven.
 *
 * The order makes it safe to be cut off anywhere and begun again: the ledger
 * first, then what leads to the person is cut out of all that stays, while the
 * person's own records still say what to look for; then the pieces go, and the
 * person last.  At the end the words of the index and the log are scrubbed, and
 * all that is stored is read for the texts: what was found is in the certificate.
 */
#include "privacy/room.h"

#include <poll.h>

#define SCRUB_TRIES 50
#define SCRUB_REST_MS 100
#define RULE "erased"

/* ---- who may be erased ---- */

static enum err
may_erase(struct ctx *c, struct ref who)
{
	struct record *rec;

	if (!c->actor.admin && !c->actor.program)
		return ERR_DENIED;
	TRY(load_any(c, who, &rec));
	TRY(record_unmerged(c, who));
	if (who.entity->person && !who.entity->server)
		return OK;
	fault(c, STR(""), "not_person", NULL);
	return ERR_INPUT;
}

/* ---- the plan ---- */

static void
write_record(struct jw *w, struct ref ref, struct str title)
{
	jw_open(w);
	jw_key(w, "entity");
	jw_str(w, ref.entity->name);
	jw_key(w, "id");
	jw_id(w, ref.id);
	jw_key(w, "title");
	jw_str(w, title);
}

static enum err
write_stays(struct ctx *c, struct jw *w, const struct pieces *p)
{
	for (size_t i = 0; i < p->stay.count; i++) {
		const struct loose *l = &p->stay.at[i];
		struct record *rec;

		TRY(load_any(c, l->ref, &rec));
		write_record(w, l->ref, record_title(c->mem, rec));
		jw_key(w, "loses");
		jw_str(w, field_label(c->meta, c->actor.language, l->field));
		jw_close(w);
	}
	return OK;
}

static enum err
write_mentions(
    struct ctx *c, struct jw *w, const struct pieces *p, const struct traces *t)
{
	struct ref *found;
	size_t count;

	TRY(cut_find(c, p, t, &found, &count));
	for (size_t i = 0; i < count; i++) {
		struct record *rec;

		TRY(load_any(c, found[i], &rec));
		write_record(w, found[i], record_title(c->mem, rec));
		jw_close(w);
	}
	return OK;
}

/* Texts that are somebody else's too, which is why they stay. */
static void
write_shared(struct ctx *c, struct jw *w, const struct traces *t)
{
	for (size_t i = 0; i < t->list.count; i++) {
		const struct trace *trace = &t->list.at[i];

		if (!trace->shared)
			continue;
		jw_open(w);
		jw_key(w, "text");
		jw_str(w, trace->text);
		jw_key(w, "field");
		jw_str(w, field_label(c->meta, c->actor.language, trace->field));
		jw_close(w);
	}
}

enum err
erase_plan(struct ctx *c, struct ref who, struct jw *w)
{
	struct pieces p;
	struct traces t;

	TRY(may_erase(c, who));
	TRY(pieces_find(c, who, &p));
	TRY(traces_find(c, &p, &t));
	jw_open(w);
	jw_key(w, "goes");
	jw_array(w);
	for (size_t i = 0; i < p.go.count; i++) {
		write_record(w, p.go.at[i].ref, p.go.at[i].title);
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "loses_reference");
	jw_array(w);
	TRY(write_stays(c, w, &p));
	jw_end(w);
	jw_key(w, "loses_text");
	jw_array(w);
	TRY(write_mentions(c, w, &p, &t));
	jw_end(w);
	jw_key(w, "stays");
	jw_array(w);
	write_shared(c, w, &t);
	jw_end(w);
	jw_key(w, "confirm");
	jw_id(w, who.id);
	jw_close(w);
	return OK;
}

static enum err
add_job(struct ctx *c, struct ref who, struct str reason, bool dry, int64_t *job)
{
	json_t *args = json_hold(c->mem,
	    json_pack("{s:s, s:s, s:s, s:b}", "entity", str_c(c->mem, who.entity->name),
		"id", str_printf(c->mem, "%" PRId64, who.id).at, "reason",
		str_c(c->mem, reason), "dry", dry));

	TRY(job_add(c, "erase", args, job));
	site_wake_jobs(c->site);
	return OK;
}

enum err
erase_add(
    struct ctx *c, struct ref who, struct str reason, struct str confirm, int64_t *job)
{
	int64_t id;

	TRY(may_erase(c, who));
	if (confirm.at == NULL)
		return add_job(c, who, STR(""), true, job);
	if (!str_int(confirm, &id) || id != who.id)
		fault(c, STR("confirm"), "erase_confirm", NULL);
	if (reason.len == 0 || reason.len > 500)
		fault(c, STR("reason"), reason.len == 0 ? "required" : "too_long", "max",
		    "500", NULL);
	if (c->fault_count > 0)
		return ERR_INPUT;
	return add_job(c, who, reason, false, job);
}

/* ---- the work ---- */

struct work {
	struct ctx *c;
	struct job *job; /* NULL: a command's */
	const struct seal_key *key;
	struct seal_key room;
	struct pieces pieces;
	struct traces traces;
	struct cuts cuts;
	int64_t files;
};

/* Somebody stopped it, or the process ends?  Then it is begun again, or not. */
static enum err
step(struct work *w, int64_t done)
{
	DEFER(tx_end) struct tx tx = { 0 };

	if (w->job == NULL)
		return OK;
	TRY(tx_begin(w->c->db, &tx));
	TRY(job_step(w->c, w->job, done, (int64_t)w->pieces.go.count + 3));
	return tx_commit(&tx);
}

/* Into the trash first: screens that show them hear of it. */
static enum err
take_from_screens(struct work *w)
{
	for (size_t i = w->pieces.go.count; i-- > 0;) {
		struct record *rec;
		enum err e = record_delete(w->c, w->pieces.go.at[i].ref, 0, &rec);

		fault_clear(w->c);
		if (e != OK && e != ERR_INPUT && e != ERR_ABSENT)
			return e;
	}
	return OK;
}

static enum err
note(struct work *w, struct ref who, struct str reason)
{
	struct ctx *c = w->c;
	json_t *details = json_hold(c->mem, json_object());

	json_object_set_new(details, "reason", json_stringn(reason.at, reason.len));
	json_object_set_new(
	    details, "records", json_integer((json_int_t)w->pieces.go.count));
	return trail_json(c, TRAIL_ERASE,
	    (struct trail_about){ .entity = who.entity, .record = who.id }, details);
}

static enum err
purge_pieces(struct work *w)
{
	for (size_t i = w->pieces.go.count; i-- > 0;) {
		struct str hash = STR("");
		bool gone;
		enum err e =
		    purge(w->c, w->pieces.go.at[i].ref, w->key, RULE, true, &hash);

		if (e != OK && e != ERR_ABSENT)
			return e;
		TRY(bytes_drop(w->c, hash, &gone));
		w->files += gone;
		TRY(step(w, (int64_t)(w->pieces.go.count - i)));
	}
	return OK;
}

static enum err
scrub_words(struct ctx *c)
{
	bool more = true;

	while (more) {
		DEFER(tx_end) struct tx tx = { 0 };

		TRY(tx_begin(c->db, &tx));
		TRY(search_scrub(c, &more));
		TRY(tx_commit(&tx));
	}
	return OK;
}

/* Who reads a long list holds the log; he is done soon. */
static enum err
scrub_log(struct ctx *c)
{
	enum err e = ERR_AGAIN;

	for (int i = 0; e == ERR_AGAIN && i < SCRUB_TRIES; i++) {
		e = db_scrub(c->db);
		if (e == ERR_AGAIN)
			poll(NULL, 0, SCRUB_REST_MS);
	}
	return e == ERR_AGAIN ? OK : e; /* the scan says what is left */
}

/* ---- the certificate ---- */

static void
put_int(json_t *object, const char *name, int64_t n)
{
	json_object_set_new(object, name, json_integer((json_int_t)n));
}

static void
say_done(struct work *w, json_t *result)
{
	json_t *records = json_array();

	for (size_t i = 0; i < w->pieces.go.count; i++)
		json_array_append_new(records,
		    json_pack("{s:s, s:s}", "entity",
			str_c(w->c->mem, w->pieces.go.at[i].ref.entity->name), "id",
			str_printf(w->c->mem, "%" PRId64, w->pieces.go.at[i].ref.id).at));
	json_object_set_new(result, "records", records);
	put_int(result, "references_cleared", (int64_t)w->pieces.stay.count);
	put_int(result, "texts_cut", w->cuts.records);
	put_int(result, "events_redacted", w->cuts.events);
	put_int(result, "trail_redacted", w->cuts.trail);
	put_int(result, "jobs_emptied", w->cuts.jobs);
	put_int(result, "imports_redacted", w->cuts.imports);
	put_int(result, "uploads_removed", w->cuts.uploads);
	put_int(result, "merges_forgotten", w->cuts.merges);
	put_int(result, "versions_cut", w->cuts.versions);
	put_int(result, "answers_dropped", w->cuts.answers);
	put_int(result, "letters_removed", w->cuts.letters);
	put_int(result, "files_removed", w->files);
	put_int(
	    result, "texts_shared", (int64_t)(w->traces.list.count - w->traces.count));
}

static enum err
prove(struct work *w, json_t *result)
{
	struct ctx *c = w->c;
	struct db_place *places;
	json_t *scanned = json_array();
	size_t count;
	int64_t hits = 0;

	json_object_set_new(result, "scanned", scanned);
	TRY(db_scan(c->db, c->mem, w->traces.texts, w->traces.count, &places, &count));
	for (size_t i = 0; i < count; i++) {
		const char *name = str_c(c->mem, places[i].name);
		const char *base = strrchr(name, '/');

		hits += places[i].hits;
		json_array_append_new(scanned,
		    json_pack("{s:s, s:I, s:I}", "place", base == NULL ? name : base + 1,
			"bytes", (json_int_t)places[i].bytes, "hits",
			(json_int_t)places[i].hits));
	}
	put_int(result, "texts", (int64_t)w->traces.count);
	put_int(result, "hits", hits);
	put_int(result, "at", time_now_ms());
	json_object_set_new(result, "engine",
	    json_string(db_is(c->db, "sqlite") ? "sqlite" : "postgres"));
	return OK;
}

static void
of_plans(struct ctx *c, struct sql *q, struct ref who)
{
	sql_text(q, " from _job where kind in ('erase', 'person') and id <> ");
	sql_int(q, c->job);
	sql_text(q, " and args like ");
	sql_str(q, str_printf(c->mem, "%%\"id\":\"%" PRId64 "\"%%", who.id));
}

/* Plans and files that were made of them before hold names and more. */
static enum err
drop_plans(struct ctx *c, struct ref who)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql ask = SQL_INIT(c->mem), q = SQL_INIT(c->mem);

	sql_text(&ask, "select id");
	of_plans(c, &ask, who);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &ask, &r));
		while (rows_next(&r))
			person_forget(c, row_int(&r, 0));
		TRY(rows_err(&r));
	}
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete");
	of_plans(c, &q, who);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* What was said may hold what is to be erased. */
static enum err
cut_reason(struct work *w, struct str *reason)
{
	struct ctx *c = w->c;
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	/* a copy: what it was read from is exchanged below */
	*reason = str_copy(c->mem, traces_cut(c->mem, &w->traces, *reason));
	if (w->job == NULL)
		return OK;
	json_object_set_new(
	    w->job->args, "reason", json_stringn(reason->at, reason->len));
	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "update _job set args = ");
	sql_str(&q, json_dump(c->mem, w->job->args));
	sql_text(&q, " where id = ");
	sql_int(&q, w->job->id);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

static enum err
run(struct work *w, struct ref who, struct str reason, json_t *result)
{
	struct ctx *c = w->c;

	TRY(pieces_find(c, who, &w->pieces));
	TRY(traces_find(c, &w->pieces, &w->traces));
	TRY(ledger_add(c, &w->pieces));
	TRY(site_seal(c, c->stop)); /* what is taken out of the chain must be in it */
	TRY(site_chain_key(c, &w->room, &w->key));
	TRY(cut_reason(w, &reason));
	TRY(take_from_screens(w));
	TRY(note(w, who, reason));
	TRY(step(w, 0));
	TRY(cut_records(c, &w->pieces, &w->traces, &w->cuts));
	TRY(cut_uploads(c, &w->traces, &w->cuts));
	cut_letters(c, &w->traces, &w->cuts);
	TRY(site_seal(c, c->stop));
	TRY(cut_tables(c, who, &w->traces, w->key, &w->cuts));
	TRY(drop_plans(c, who));
	TRY(purge_pieces(w));
	TRY(scrub_words(c));
	TRY(scrub_log(c));
	say_done(w, result);
	return prove(w, result);
}

static enum err
run_as_program(struct work *w, struct ref who, struct str reason, json_t *result)
{
	struct actor was = w->c->actor;
	enum err e;

	w->c->actor.program = true;
	e = run(w, who, reason, result);
	w->c->actor = was;
	return e;
}

enum err
erase_now(struct ctx *c, struct ref who, struct str reason, json_t *result)
{
	struct work w = { .c = c };

	TRY(may_erase(c, who));
	return run_as_program(&w, who, reason, result);
}

/* The plan is the result; it goes with the person it speaks of. */
static enum err
plan_job(struct ctx *c, struct job *job, struct ref who)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	TRY(erase_plan(c, who, &w));
	return json_read(c->mem, text_done(&t), &job->result, NULL);
}

/* The program does it, in the words of who asked. */
static void
speak_as(struct ctx *c, int64_t user)
{
	struct actor program = c->actor;

	c->actor.program = false;
	if (auth_as(c, user) == OK)
		program.language = c->actor.language;
	c->actor = program;
}

enum err
erase_job(struct ctx *c, struct job *job)
{
	struct work w = { .c = c, .job = job };
	struct ref who = { meta_entity(c->meta, json_get_str(job->args, "entity")), 0 };
	struct record *rec;
	enum err e;

	if (who.entity == NULL || !str_int(json_get_str(job->args, "id"), &who.id))
		return ERR_BUG;
	speak_as(c, job->owner);
	if (json_get_bool(job->args, "dry"))
		return plan_job(c, job, who);
	c->actor.user = job->owner;
	e = load_any(c, who, &rec);
	if (e == ERR_ABSENT && job->tries > 1)
		return OK; /* it was done when the process ended, but for the proof */
	TRY(e);
	return run_as_program(&w, who, json_get_str(job->args, "reason"), job->result);
}

enum err
erase_again(struct ctx *c, int64_t *count)
{
	struct ref *found;
	size_t n;

	*count = 0;
	TRY(ledger_read(c, &found, &n));
	for (size_t i = 0; i < n; i++) {
		json_t *result = json_hold(c->mem, json_object());
		struct work w = { .c = c };
		struct record *rec;
		enum err e = load_any(c, found[i], &rec); /* it may have gone along */

		if (e == OK)
			e = run_as_program(&w, found[i], STR("ledger"), result);
		if (e != OK && e != ERR_ABSENT)
			return e;
		*count += e == OK;
	}
	return OK;
}

const struct job_kind privacy_kinds[] = {
	{ "erase", "Somebody goes, from everywhere, and that is proven.", erase_job },
	{ "person", "All that is held on somebody, as a file.", person_job },
	{ "sweep", "What the site's rules do not keep is taken away.", sweep_job },
	{ NULL, NULL, NULL },
};
