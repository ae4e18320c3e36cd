/*
 * retain.c - what a site no longer keeps, by its own rules.
 *
 * The setting "retention" says for how many days: {"trash": 30, "history": {"*":
 * 0, "task": 365}, "trail": {"sign_in": 400}, "jobs": 90, "sessions": 30, "uploads":
 * 90, "exports": 7}.  0, or absent: for ever, but for what nobody can ask for any more.
 * A job a day takes some away at a time; what it takes out of the chain it says there.
 */
#include "privacy/room.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH 200
#define DAYS_MAX 36500
#define SPOOL_DAYS 1   /* an upload that was never finished, or got no record */
#define EXPORT_DAYS 30 /* what is not said of files to hand out */
#define SWEEP_US (INT64_C(600) * 1000000)

static const char *const kinds[] = { "trash", "history", "trail", "jobs", "sessions",
	"uploads", "exports" };

struct sweep {
	struct ctx *c;
	struct job *job; /* NULL: a command's */
	json_t *rules, *result;
	const struct seal_key *key;
	struct seal_key room;
	int64_t until_us, done;
};

/* ---- the rules ---- */

static bool
days_ok(const json_t *days)
{
	return json_is_integer(days) && json_integer_value(days) >= 0 &&
	       json_integer_value(days) <= DAYS_MAX;
}

/* Of history by entity, of the trail by kind; "*" for the others. */
static void
check_map(struct ctx *c, const char *name, const json_t *map)
{
	const char *key;
	json_t *days;

	json_object_foreach((json_t *)(uintptr_t)map, key, days)
	{
		enum trail_kind kind;
		struct str at = str_printf(c->mem, "%s.%s", name, key);
		bool known =
		    strcmp(key, "*") == 0 ||
		    (strcmp(name, "history") == 0
			    ? meta_entity(c->meta, str_of(key)) != NULL
			    : trail_kind_of(str_of(key), &kind) && retain_may_drop(kind));

		if (!known)
			fault(c, at, "unknown_word", "word", key, NULL);
		else if (!days_ok(days))
			fault(c, at, "not_integer", NULL);
	}
}

enum err
retain_check(struct ctx *c, const json_t *rules)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)rules, key, value)
	{
		size_t i = 0;

		while (i < COUNT_OF(kinds) && strcmp(kinds[i], key) != 0)
			i++;
		if (i == COUNT_OF(kinds))
			fault(c, str_of(key), "unknown_field", NULL);
		else if (json_is_object(value) && (i == 1 || i == 2))
			check_map(c, key, value);
		else if (!days_ok(value))
			fault(c, str_of(key), "not_integer", NULL);
	}
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* Notes and erasures are the proof of what is not there. */
bool
retain_may_drop(enum trail_kind kind)
{
	return kind != TRAIL_DROPPED && kind != TRAIL_REDACTED && kind != TRAIL_ERASE;
}

enum err
retain_rules(struct ctx *c, json_t **out)
{
	struct str text;

	TRY(site_setting(c, "retention", &text));
	if (text.len == 0 || json_read(c->mem, text, out, NULL) != OK)
		*out = json_hold(c->mem, json_object());
	return OK;
}

static int64_t
days_of(const struct sweep *s, const char *kind, const char *of, int64_t absent)
{
	const json_t *rule = json_object_get(s->rules, kind);

	if (json_is_object(rule)) {
		const json_t *own = of == NULL ? NULL : json_object_get(rule, of);

		return own != NULL ? json_integer_value(own)
				   : json_get_int(rule, "*", absent);
	}
	return rule == NULL ? absent : json_integer_value(rule);
}

/* ---- the work ---- */

static void
count(struct sweep *s, const char *kind, int64_t n)
{
	if (n > 0)
		json_object_set_new(
		    s->result, kind, json_integer(json_get_int(s->result, kind, 0) + n));
}

/* After each batch.  *more false: enough for today */
static enum err
rest(struct sweep *s, int64_t n, bool *more)
{
	DEFER(tx_end) struct tx tx = { 0 };

	s->done += n;
	*more = *more && time_steady_us() < s->until_us;
	if (s->job == NULL)
		return OK;
	TRY(tx_begin(s->c->db, &tx));
	TRY(job_step(s->c, s->job, s->done, s->done));
	return tx_commit(&tx);
}

static enum err
ids_of(struct ctx *c, const struct sql *q, int64_t *ids, size_t *n)
{
	DEFER(rows_end) struct rows r = { 0 };

	*n = 0;
	TRY(rows_begin(c->db, q, &r));
	while (*n < BATCH && rows_next(&r))
		ids[(*n)++] = row_int(&r, 0);
	return rows_err(&r);
}

static enum err
empty_trash_of(
    struct sweep *s, const struct entity *e, int64_t before_ms, const char *rule)
{
	int64_t ids[BATCH];
	bool more = true;

	while (more) {
		struct ctx *c = s->c;
		struct sql q = SQL_INIT(c->mem);
		size_t n;

		sql_text(&q, "select t.id from ");
		sql_table(&q, e);
		sql_text(&q, " t where t.deleted_ms is not null and t.deleted_ms < ");
		sql_int(&q, before_ms);
		sql_text(&q, " order by t.deleted_ms, t.id");
		sql_limit(&q, BATCH);
		TRY(ids_of(c, &q, ids, &n));
		for (size_t i = 0; i < n; i++) {
			struct str hash = STR("");
			bool gone;

			TRY(purge(
			    c, (struct ref){ e, ids[i] }, s->key, rule, true, &hash));
			TRY(bytes_drop(c, hash, &gone));
		}
		count(s, "trash", (int64_t)n);
		more = n == BATCH;
		TRY(rest(s, (int64_t)n, &more));
	}
	return OK;
}

static enum err
empty_trash(struct sweep *s)
{
	struct ctx *c = s->c;
	int64_t days = days_of(s, "trash", NULL, 0);
	char rule[60];

	snprintf(rule, sizeof(rule), "trash after %" PRId64 " days", days);
	for (size_t i = 0; days > 0 && i < c->meta->entity_count; i++)
		TRY(empty_trash_of(
		    s, &c->meta->entities[i], c->now_ms - days * DAY_MS, rule));
	return OK;
}

struct old { /* what is old enough */
	bool events;
	struct str word;   /* an entity, or a kind of the trail */
	int64_t before;    /* an id: how far to look */
	int64_t before_ms; /* each row for itself: clocks are set back, too */
};

/* Of the events never the newest, since new ones are told by it. */
static void
select_old(struct sql *q, const struct old *old, int64_t after)
{
	if (old->events)
		sql_text(q, "select id from _event where id < (select max(id) from"
			    " _event) and entity = ");
	else
		sql_text(q, "select id from _trail where kind = ");
	sql_str(q, old->word);
	sql_text(q, " and id > ");
	sql_int(q, after);
	sql_text(q, " and id < ");
	sql_int(q, old->before);
	sql_text(q, " and at_ms < ");
	sql_int(q, old->before_ms);
	sql_text(q, " order by id");
	sql_limit(q, BATCH);
}

static enum err
drop_batch(struct sweep *s, bool events, const char *rule, const int64_t *ids, size_t n)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct ctx *c = s->c;
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	TRY(chain_hold(c->db, c->mem));
	if (events)
		sql_text(&q, "delete from _event where id");
	else
		sql_text(&q, "delete from _trail where id");
	sql_ids(&q, c->db, ids, n);
	TRY(db_run(c->db, &q));
	TRY(chain_dropped(c, s->key, rule, ids, n));
	return tx_commit(&tx);
}

static enum err
drop_old(struct sweep *s, const char *kind, struct str word)
{
	struct ctx *c = s->c;
	int64_t days = days_of(s, kind, str_c(c->mem, word), 0);
	struct old old = { .events = strcmp(kind, "history") == 0,
		.word = word,
		.before_ms = c->now_ms - days * DAY_MS };
	int64_t ids[BATCH], after = 0;
	bool more = true;
	char rule[160];

	if (days == 0)
		return OK;
	snprintf(rule, sizeof(rule), "%s of %.*s after %" PRId64 " days", kind,
	    STR_ARG(utf8_head(word, 60)), days);
	TRY(event_id_at(c->db, c->mem, old.before_ms, &old.before));
	while (more) {
		struct sql q = SQL_INIT(c->mem);
		size_t n;

		select_old(&q, &old, after);
		TRY(ids_of(c, &q, ids, &n));
		if (n > 0)
			TRY(drop_batch(s, old.events, rule, ids, n));
		after = n > 0 ? ids[n - 1] : after;
		count(s, kind, (int64_t)n);
		more = n == BATCH;
		TRY(rest(s, (int64_t)n, &more));
	}
	return OK;
}

static enum err
drop_history(struct sweep *s)
{
	const struct meta *meta = s->c->meta;

	for (size_t i = 0; i < meta->entity_count; i++)
		TRY(drop_old(s, "history", meta->entities[i].name));
	for (int i = 0; i < TRAIL_KINDS; i++)
		if (retain_may_drop((enum trail_kind)i))
			TRY(drop_old(s, "trail", str_of(trail_name((enum trail_kind)i))));
	return OK;
}

/* ---- what is neither record nor history ---- */

static enum err
drop_rows(struct sweep *s, const char *kind, const struct sql *q)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct ctx *c = s->c;

	TRY(tx_begin(c->db, &tx));
	TRY(db_run(c->db, q));
	count(s, kind, db_changes(c->db));
	return tx_commit(&tx);
}

static enum err
drop_jobs(struct sweep *s)
{
	struct ctx *c = s->c;
	struct sql jobs = SQL_INIT(c->mem), sweeps = SQL_INIT(c->mem);
	int64_t days = days_of(s, "jobs", NULL, 0);

	/* its own of before say nothing that the trail does not */
	sql_text(&sweeps, "delete from _job where kind = 'sweep' and state not in"
			  " ('waiting', 'running') and id <> ");
	sql_int(&sweeps, c->job);
	sql_text(&sweeps, " and created_ms < ");
	sql_int(&sweeps, c->now_ms - 2 * DAY_MS);
	TRY(drop_rows(s, "jobs", &sweeps));
	if (days == 0)
		return OK;
	sql_text(&jobs, "delete from _job where state not in ('waiting', 'running')"
			" and created_ms < ");
	sql_int(&jobs, c->now_ms - days * DAY_MS);
	return drop_rows(s, "jobs", &jobs);
}

static enum err
drop_sessions(struct sweep *s)
{
	struct ctx *c = s->c;
	struct sql q = SQL_INIT(c->mem);
	int64_t days = days_of(s, "sessions", NULL, 0);

	if (days == 0)
		return OK;
	sql_text(&q, "delete from _session where until_ms < ");
	sql_int(&q, c->now_ms - days * DAY_MS);
	return drop_rows(s, "sessions", &q);
}

/* Files of a folder that nobody touched for so long. */
static void
drop_files(struct sweep *s, const char *kind, const char *dir, int64_t days)
{
	DIR *d = days == 0 ? NULL : opendir(dir);
	struct dirent *each;
	int64_t n = 0;

	while (d != NULL && (each = readdir(d)) != NULL) {
		char *path =
		    str_c(s->c->mem, str_printf(s->c->mem, "%s/%s", dir, each->d_name));
		struct stat st;

		if (each->d_name[0] == '.' || lstat(path, &st) != 0 ||
		    !S_ISREG(st.st_mode) ||
		    (int64_t)st.st_mtime * 1000 > s->c->now_ms - days * DAY_MS)
			continue;
		n += unlink(path) == 0;
	}
	if (d != NULL)
		closedir(d);
	count(s, kind, n);
}

/* Files that no record has.  What one day has no time for is the next one's first. */
static enum err
drop_bytes(struct sweep *s)
{
	static const char digits[] = "0123456789abcdef";
	int64_t day = s->c->now_ms / DAY_MS;
	bool more = true;

	for (int i = 0; i < 16 && more; i++) {
		DEFER(arena_freep) struct arena *mem = arena_new();
		struct ctx part = *s->c;
		int64_t n;

		part.mem = mem;
		TRY(bytes_sweep(&part, digits[(day + i) % 16],
		    s->c->now_ms - SPOOL_DAYS * DAY_MS, &n));
		count(s, "files", n);
		TRY(rest(s, n, &more));
	}
	return OK;
}

static void
drop_leftovers(struct sweep *s)
{
	struct ctx *c = s->c;
	const char *files = site_files(c->site);
	size_t len = strlen(files);

	drop_files(s, "uploads", str_c(c->mem, str_printf(c->mem, "%s/imports", files)),
	    days_of(s, "uploads", NULL, 0));
	drop_files(s, "exports", str_c(c->mem, str_printf(c->mem, "%s/persons", files)),
	    days_of(s, "exports", NULL, EXPORT_DAYS));
	if (len > 6 && strcmp(files + len - 6, ".files") == 0)
		len -= 6;
	drop_files(s, "spool",
	    str_c(c->mem, str_printf(c->mem, "%.*s.spool", (int)len, files)), SPOOL_DAYS);
}

static enum err
run(struct sweep *s)
{
	struct ctx *c = s->c;

	s->until_us = time_steady_us() + SWEEP_US;
	TRY(retain_rules(c, &s->rules));
	TRY(site_seal(c, c->stop));
	TRY(site_chain_key(c, &s->room, &s->key));
	TRY(empty_trash(s));
	TRY(drop_history(s));
	TRY(drop_jobs(s));
	TRY(drop_sessions(s));
	drop_leftovers(s);
	return drop_bytes(s);
}

enum err
sweep_now(struct ctx *c, json_t *result)
{
	struct sweep s = { .c = c, .result = result };

	return run(&s);
}

enum err
sweep_job(struct ctx *c, struct job *job)
{
	struct sweep s = { .c = c, .job = job, .result = job->result };

	return run(&s);
}
