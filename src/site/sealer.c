/*
 * sealer.c - one thread a site that seals what happened, soon after it did.
 *
 * It is woken by the hub's rounds, rests between two seals so that a busy site
 * has many rows in each, and does what else must be done by the clock: rows for
 * what was only counted (trail_flush), alarms (alarm.c), once a day a head noted beside
 * the database (proof.c) and a job that takes away what is no longer kept.  What it
 * cannot do now it tries again; saves never wait for it.
 *
 * Once sealed with a key, always with a key: while it is missing nothing is
 * sealed, since a seal without it would excuse those of anybody.
 */
#include "site/room.h"

#include <time.h>

#define REST_MS 400
#define REST_BAD_MS 5000
#define LOOK_MS 20000 /* by itself, so often */
#define SEALS_AT_ONCE 8
#define PURPOSE "kith chain"
#define SWEEP_AFTER_US (INT64_C(60) * 1000000)

struct sealer {
	struct site *site;
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool awake;
	atomic_bool stop;
	struct listener listener;
	int64_t began_us;
	int64_t swept_day; /* when the day's sweep was asked for */
	int64_t noted_day; /* when a head was noted last, as a day of UTC; 0: never */
	enum err said;     /* the last failure that was logged */
};

/* ---- the key ---- */

enum err
site_chain_key(struct ctx *c, struct seal_key *out, const struct seal_key **key)
{
	struct sql q = SQL_INIT(c->mem);
	struct str mark = STR("");
	int number = 0;
	enum err e = c->keys == NULL
			 ? ERR_ABSENT
			 : keyring_derive(c->keys, &number, PURPOSE, out->key);

	*key = NULL;
	if (e == OK) {
		seal_key_mark(out);
		*key = out;
		return OK;
	}
	if (e != ERR_ABSENT)
		return e;
	sql_text(&q, "select mark from _seal order by n desc limit 1");
	e = db_str(c->db, &q, c->mem, ERR_ABSENT, &mark);
	if (e != OK && e != ERR_ABSENT)
		return e;
	return mark.len > 0 ? ERR_DENIED : OK;
}

size_t
site_chain_keys(struct ctx *c, struct seal_key *out, size_t max)
{
	struct keyring_state state;
	size_t count = 0;

	if (c->keys == NULL || keyring_look(c->keys, &state) != OK)
		return 0;
	for (size_t i = state.count; i > 0 && count < max; i--) {
		int number = state.numbers[i - 1];

		if (keyring_derive(c->keys, &number, PURPOSE, out[count].key) == OK)
			seal_key_mark(&out[count++]);
	}
	return count;
}

/* ---- sealing ---- */

enum err
site_seal(struct ctx *c, const atomic_bool *stop)
{
	const struct seal_key *key;
	struct seal_key room;
	int64_t rows = 1;

	TRY(site_chain_key(c, &room, &key));
	while (rows > 0 && (stop == NULL || !*stop)) {
		enum err e = chain_seal(c->db, key, SEALS_AT_ONCE, &rows);

		if (e == ERR_CLASH || e == ERR_AGAIN)
			return OK; /* another process did */
		TRY(e);
	}
	return OK;
}

/* ---- once a day ---- */

static bool
can_run(const struct sealer *k, const char *name)
{
	for (const struct job_kind *kind = k->site->config.kinds;
	     kind != NULL && kind->name != NULL; kind++)
		if (strcmp(kind->name, name) == 0)
			return time_steady_us() - k->began_us > SWEEP_AFTER_US;
	return false;
}

static enum err
add_daily(struct ctx *c, const char *name)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t asked, id;

	sql_text(&q, "select count(*) from _job where kind = ");
	sql_str(&q, str_of(name));
	sql_text(&q, " and (created_ms > ");
	sql_int(&q, c->now_ms - DAY_MS * 5 / 6);
	sql_text(&q, " or state in ('waiting', 'running'))");
	TRY(db_int(c->db, &q, ERR_BUG, &asked));
	return asked > 0 ? OK : job_add(c, name, json_hold(c->mem, json_object()), &id);
}

/* A rule of the archive that is on: "true" stands for nothing else in the setting. */
static enum err
archives(struct ctx *c, bool *out)
{
	struct str text;

	TRY(site_setting(c, "archive", &text));
	*out = str_find(text, STR("true")) < text.len;
	return OK;
}

/* One job of each a day for all processes, not while a server has just begun. */
static enum err
ask_for_daily(struct sealer *k, struct ctx *c, int64_t day)
{
	DEFER(tx_end) struct tx tx = { 0 };
	bool on;

	if (day == k->swept_day || !can_run(k, "sweep"))
		return OK;
	TRY(archives(c, &on));
	TRY(tx_begin(c->db, &tx));
	TRY(tx_lock_tables(c->db, c->mem));
	TRY(add_daily(c, "sweep"));
	if (on && can_run(k, "archive"))
		TRY(add_daily(c, "archive"));
	TRY(tx_commit(&tx));
	k->swept_day = day;
	site_wake_jobs(k->site);
	return OK;
}

static enum err
work(struct sealer *k, struct ctx *c)
{
	int64_t day = c->now_ms / DAY_MS;

	TRY(trail_flush(c));
	TRY(site_raise_alarms(c));
	TRY(site_seal(c, &k->stop));
	TRY(ask_for_daily(k, c, day));
	if (day == k->noted_day)
		return OK;
	TRY(site_note_head(c));
	k->noted_day = day;
	return OK;
}

static enum err
work_once(struct sealer *k)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ctx c = { .mem = mem, .db = k->db };
	enum err e;

	site_begin(k->site, &c);
	site_as_program(&c);
	c.via = VIA_JOB;
	e = work(k, &c);
	if (e != OK && e != k->said)
		log_warn("chain: what happened is not sealed: %s",
		    e == ERR_DENIED && !db_in_tx(c.db)
			? "the key it was sealed with is not there, or this copy only "
			  "reads"
			: db_said(c.db));
	k->said = e;
	site_end(&c);
	return e;
}

static void
wait_ms(struct sealer *k, int64_t ms, bool woken)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	at.tv_sec += at.tv_nsec / 1000000000;
	at.tv_nsec %= 1000000000;
	while (!k->stop && !(woken && k->awake) &&
	       pthread_cond_timedwait(&k->woken, &k->lock, &at) == 0)
		continue;
}

static void *
run(void *arg)
{
	struct sealer *k = arg;

	pthread_mutex_lock(&k->lock);
	while (!k->stop) {
		enum err e;

		k->awake = false;
		pthread_mutex_unlock(&k->lock);
		e = work_once(k);
		pthread_mutex_lock(&k->lock);
		wait_ms(k, e == OK ? REST_MS : REST_BAD_MS, false);
		wait_ms(k, LOOK_MS, true);
	}
	pthread_mutex_unlock(&k->lock);
	return NULL;
}

/* ---- life ---- */

static void
hear(void *arg, const struct news *news)
{
	struct sealer *k = arg;

	(void)news;
	pthread_mutex_lock(&k->lock);
	k->awake = true;
	pthread_cond_signal(&k->woken);
	pthread_mutex_unlock(&k->lock);
}

static void
hear_shout(void *arg, int64_t user, struct str name, struct str data)
{
	(void)arg, (void)user, (void)name, (void)data;
}

enum err
sealer_new(struct site *site, struct sealer **out)
{
	struct sealer *k = memory_new(1, sizeof(*k));
	pthread_condattr_t steady;
	enum err e = db_new(site->engine, &k->db);

	if (e != OK) {
		free(k);
		return e;
	}
	k->site = site;
	k->began_us = time_steady_us();
	pthread_mutex_init(&k->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&k->woken, &steady);
	pthread_condattr_destroy(&steady);
	k->listener = (struct listener){ .hear = hear, .shout = hear_shout, .arg = k };
	hub_listen(site->hub, &k->listener);
	thread_begin(&k->thread, run, k);
	*out = k;
	return OK;
}

void
sealer_free(struct sealer *k)
{
	if (k == NULL)
		return;
	hub_deafen(k->site->hub, &k->listener);
	pthread_mutex_lock(&k->lock);
	k->stop = true;
	pthread_cond_broadcast(&k->woken);
	pthread_mutex_unlock(&k->lock);
	pthread_join(k->thread, NULL);
	(void)!work_once(k); /* what was done last; tried once, nobody waits for more */
	db_free(k->db);
	pthread_mutex_destroy(&k->lock);
	pthread_cond_destroy(&k->woken);
	free(k);
}
