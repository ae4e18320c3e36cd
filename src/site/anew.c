/*
 * anew.c - what stands beside records made anew, when metadata says otherwise how: the
 * search box's index, after a field has become some roles' only, or everybody's, or is
 * found by since now; what is calculated of data quality.
 *
 * Jobs, batch by batch beside everything else.  What must not be found by is not from
 * the first moment (search/known.c), so nothing hastens.  When all is as it should be it
 * is said so, if no other metadata came into force meanwhile: else the next job sees to
 * it.
 */
#include "site/room.h"

struct anew {
	const char *kind; /* of the job */
	size_t batch;     /* records of a transaction: others' saves wait so long */
	bool (*is_old)(const struct entity *e);
	enum err (*next)(struct ctx *c, const struct entity *e, int64_t *after,
	    size_t max, size_t *count);
	enum err (*settle)(struct ctx *c, const struct entity *e);
};

static bool
words_are_old(const struct entity *e)
{
	return e->words_old;
}

static bool
quality_is_old(const struct entity *e)
{
	return e->quality != NULL && e->quality->old;
}

static const struct anew words = { "index", 200, words_are_old, record_index_next,
	search_settle };
static const struct anew quality = { "quality", 50, quality_is_old, record_quality_next,
	record_quality_settle };

/* ---- planned ---- */

/* Is one on its way, but this? */
static enum err
is_planned(struct ctx *c, const struct anew *a, bool *out)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t n;

	sql_text(&q, "select count(*) from _job where kind = ");
	sql_str(&q, str_of(a->kind));
	sql_text(&q, " and state in ('waiting', 'running') and id <> ");
	sql_int(&q, c->job);
	TRY(db_int(c->db, &q, ERR_BUG, &n));
	*out = n > 0;
	return OK;
}

static enum err
plan(struct ctx *c, const struct anew *a)
{
	struct ctx program = *c;
	bool planned;
	int64_t id;

	TRY(is_planned(c, a, &planned));
	if (planned)
		return OK;
	program.actor.user = 0; /* nobody's: nobody waits for it */
	return job_add(&program, a->kind, json_hold(c->mem, json_object()), &id);
}

/* In the transaction that stores what made it old. */
enum err
site_plan_anew(struct ctx *c, const struct meta *meta)
{
	if (meta->words_old && !c->site->config.moving) /* a move makes all of it */
		TRY(plan(c, &words));
	return meta->quality_old ? plan(c, &quality) : OK;
}

/* ---- done ---- */

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

/* *count a->batch: there may be more. */
static enum err
batch(struct ctx *c, struct job *job, const struct anew *a, const struct entity *e,
    size_t *count)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t after = number_of(job->result, "after");

	TRY(tx_begin(c->db, &tx));
	TRY(a->next(c, e, &after, a->batch, count));
	keep_number(job->result, "after", after);
	TRY(job_step(c, job, job->done + (int64_t)*count, job->total));
	return tx_commit(&tx);
}

static enum err
all_of(struct ctx *c, struct job *job, const struct anew *a, const struct entity *e)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	size_t count = a->batch;

	while (count == a->batch) {
		struct ctx part = *c;

		arena_reset(mem);
		part.mem = mem;
		part.now_ms = time_now_ms();
		TRY(batch(&part, job, a, e, &count));
	}
	return OK;
}

/* errs  CLASH  other metadata is in force */
static enum err
settle(struct ctx *c, const struct anew *a, int64_t stamp)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t now;

	TRY(tx_begin(c->db, &tx));
	TRY(tx_lock_tables(c->db, c->mem));
	TRY(site_stamp(c, &now));
	if (now != stamp)
		return ERR_CLASH;
	for (size_t i = 0; i < c->meta->entity_count; i++)
		if (a->is_old(&c->meta->entities[i]))
			TRY(a->settle(c, &c->meta->entities[i]));
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
	job->done = job->total = 0;
}

/* Of how many it is told how far it is; more may come meanwhile. */
static enum err
count_all(struct ctx *c, struct job *job, const struct anew *a)
{
	int64_t n;

	for (size_t i = 0; i < c->meta->entity_count; i++) {
		struct sql q = SQL_INIT(c->mem);

		if (!a->is_old(&c->meta->entities[i]))
			continue;
		sql_text(&q, "select count(*) from ");
		sql_table(&q, &c->meta->entities[i]);
		TRY(db_int(c->db, &q, ERR_BUG, &n));
		job->total += n;
	}
	return OK;
}

static enum err
make_anew(struct ctx *c, struct job *job, const struct anew *a)
{
	const struct meta *m = c->meta;
	struct str why;
	int64_t stamp;
	enum err e;

	TRY(site_stamp(c, &stamp));
	begin(job, stamp);
	if (job->total == 0)
		TRY(count_all(c, job, a));
	for (size_t i = (size_t)json_get_int(job->result, "at", 0); i < m->entity_count;
	     i++) {
		if (a->is_old(&m->entities[i]))
			TRY(all_of(c, job, a, &m->entities[i]));
		json_object_del(job->result, "after");
		json_object_set_new(job->result, "at", json_integer((json_int_t)i + 1));
	}
	e = settle(c, a, stamp);
	return e == OK || e == ERR_CLASH ? site_reload(c, &why) : e;
}

enum err
site_words_job(struct ctx *c, struct job *job)
{
	return make_anew(c, job, &words);
}

enum err
site_quality_job(struct ctx *c, struct job *job)
{
	return make_anew(c, job, &quality);
}
