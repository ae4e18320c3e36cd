/*
 * words.c - the search box's index made anew, after a field has become some roles'
 * only, or everybody's, or is found by since now.
 *
 * A job, batch by batch beside everything else; what must not be found by is not
 * from the first moment (search/known.c), so nothing hastens.  When all words are
 * where they belong it is said so, if no other metadata came into force meanwhile:
 * else the next job sees to it.
 */
#include "site/room.h"

#define BATCH 200

/* Is one on its way, but this? */
static enum err
is_planned(struct ctx *c, bool *out)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n;

	sql_text(&q, "select count(*) from _job where kind = 'index'"
		     " and state in ('waiting', 'running') and id <> ");
	sql_int(&q, c->job);
	TRY(db_int(c->db, &q, ERR_BUG, &n));
	*out = n > 0;
	return OK;
}

/* In the transaction that stores what made the index old. */
enum err
site_plan_words(struct ctx *c, const struct meta *meta)
{
	struct ctx program = *c;
	bool planned;
	int64_t id;

	if (!meta->words_old || c->site->config.moving) /* a move makes all of it */
		return OK;
	TRY(is_planned(c, &planned));
	if (planned)
		return OK;
	program.actor.user = 0; /* nobody's: nobody waits for it */
	return job_add(&program, "index", json_hold(c->mem, json_object()), &id);
}

static int64_t
number_of(const json_t *object, const char *key)
{
	int64_t n;

	return str_int(json_get_str(object, key), &n) ? n : 0;
}

static void
keep_number(json_t *object, const char *key, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, n);
	json_object_set_new(object, key, json_string(text));
}

/* *count BATCH: there may be more. */
static enum err
batch(struct ctx *c, struct job *job, const struct entity *e, size_t *count)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t after = number_of(job->result, "after");

	TRY(tx_begin(c->db, &tx));
	TRY(record_index_next(c, e, &after, BATCH, count));
	keep_number(job->result, "after", after);
	TRY(job_step(c, job, job->done + (int64_t)*count, 0));
	return tx_commit(&tx);
}

static enum err
words_of(struct ctx *c, struct job *job, const struct entity *e)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	size_t count = BATCH;

	while (count == BATCH) {
		struct ctx part = *c;

		arena_reset(mem);
		part.mem = mem;
		part.now_ms = time_now_ms();
		TRY(batch(&part, job, e, &count));
	}
	return OK;
}

/* errs  CLASH  other metadata is in force */
static enum err
settle(struct ctx *c, int64_t stamp)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t now;

	TRY(tx_begin(c->db, &tx));
	TRY(tx_lock_tables(c->db, c->mem));
	TRY(site_stamp(c, &now));
	if (now != stamp)
		return ERR_CLASH;
	for (size_t i = 0; i < c->meta->entity_count; i++)
		if (c->meta->entities[i].words_old)
			TRY(search_settle(c, &c->meta->entities[i]));
	TRY(site_touch(c));
	return tx_commit(&tx);
}

/* What is kept of the way is of one metadata: of another it begins again. */
static void
begin(struct job *job, int64_t stamp)
{
	if (number_of(job->result, "stamp") == stamp)
		return;
	keep_number(job->result, "stamp", stamp);
	json_object_del(job->result, "after");
	json_object_set_new(job->result, "at", json_integer(0));
}

enum err
site_words_job(struct ctx *c, struct job *job)
{
	const struct meta *m = c->meta;
	struct str why;
	int64_t stamp;
	enum err e;

	TRY(site_stamp(c, &stamp));
	begin(job, stamp);
	for (size_t i = (size_t)json_get_int(job->result, "at", 0); i < m->entity_count;
	     i++) {
		if (m->entities[i].words_old)
			TRY(words_of(c, job, &m->entities[i]));
		json_object_del(job->result, "after");
		json_object_set_new(job->result, "at", json_integer((json_int_t)i + 1));
	}
	e = settle(c, stamp);
	return e == OK || e == ERR_CLASH ? site_reload(c, &why) : e;
}
