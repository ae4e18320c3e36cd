/*
 * several.c - two servers on one PostgreSQL: each has its own engine, hub, worker
 * and metadata, as two processes have, and people must not notice which they met.
 */
#include "unit/exchange/help.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define PATIENCE_MS 10000
#define THREADS 8

static const char boat[] =
    "{\"entity\":\"boat\",\"label\":[\"Boat\",\"Boats\"],\"traits\":[\"number\"],"
    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\"},"
    "\"code\":{\"type\":\"text\",\"unique\":true},\"n\":{\"type\":\"int\"},"
    "\"no\":{\"type\":\"number\",\"series\":\"B-{####}\"},"
    "\"tows\":{\"type\":\"ref\",\"to\":\"boat\",\"on_delete\":\"refuse\"}}}";

static struct site *other; /* `site` of help.h is the first */

static bool
in_time(int64_t began_us)
{
	struct timespec moment = { 0, 5000000 };

	nanosleep(&moment, NULL);
	return time_steady_us() - began_us < PATIENCE_MS * 1000;
}

/* Ask again until it holds; how it came to hold is not a matter of time. */
#define until(condition)                                                   \
	do {                                                               \
		int64_t began_us = time_steady_us();                       \
		while (!(condition))                                       \
			if (!in_time(began_us))                            \
				fail_msg("it never came: %s", #condition); \
	} while (0)

/* ---- what a thread works with, in one of the two ---- */

struct hand {
	pthread_t thread;
	struct ctx c;
	struct site *site;
	int number;
	int64_t id, version; /* of a record, for some tests */
	enum err err;
	int64_t *ids;
};

static void
hand_begin(struct hand *h, int number)
{
	h->number = number;
	h->site = number % 2 == 0 ? site : other;
	h->c = (struct ctx){ .mem = arena_new() };
	assert_int_equal(db_new(site_engine(h->site), &h->c.db), OK);
	site_begin(h->site, &h->c);
	site_as_program(&h->c);
}

static void
hand_end(struct hand *h)
{
	site_end(&h->c);
	db_free(h->c.db);
	arena_free(h->c.mem);
}

/* The same work in `count` threads, half of them in each. */
static void
at_once(struct hand *hands, int count, void *(*work)(void *))
{
	for (int i = 0; i < count; i++)
		pthread_create(&hands[i].thread, NULL, work, &hands[i]);
	for (int i = 0; i < count; i++)
		pthread_join(hands[i].thread, NULL);
}

static const struct entity *
kind(const struct ctx *in, const char *name)
{
	const struct entity *e = meta_entity(in->meta, str_of(name));

	assert_non_null(e);
	return e;
}

static json_t *
news_of(struct ctx *in, const char *name, const char *value)
{
	return json_hold(in->mem, json_pack("{s:s}", name, value));
}

static bool
knows(struct site *of, const char *entity)
{
	struct ctx look = { .mem = arena_new() };
	bool yes;

	site_begin(of, &look);
	yes = meta_entity(look.meta, str_of(entity)) != NULL;
	site_end(&look);
	arena_free(look.mem);
	return yes;
}

/* ---- open both ---- */

static _Atomic int ran[2];

static enum err
run_count(struct ctx *in, struct job *job)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(in->mem);

	atomic_fetch_add(&ran[in->site == other], 1);
	TRY(tx_begin(in->db, &tx));
	sql_text(&q, "insert into ran (job) values (");
	sql_int(&q, job->id);
	sql_text(&q, ")");
	TRY(db_run(in->db, &q));
	TRY(job_step(in, job, 1, 1));
	return tx_commit(&tx);
}

static const struct job_kind kinds[] = { { "count", "counts", run_count }, { 0 } };

static struct site *
opened(void)
{
	struct site_config config = site_config_of();
	struct site *out = NULL;
	struct str why = STR("");

	config.kinds = kinds;
	if (site_open(&config, mem, &out, &why) != OK)
		fail_msg("%.*s", STR_ARG(why));
	assert_int_equal(site_start(out), OK);
	return out;
}

static int
both_open(void **state)
{
	struct str said;

	if (on_sqlite())
		return 0;
	setup(state);
	site_end(&c);
	db_free(c.db);
	site_close(site);
	site = opened();
	other = opened();
	c = (struct ctx){ .mem = mem };
	assert_int_equal(db_new(site_engine(site), &c.db), OK);
	site_begin(site, &c);
	site_as_program(&c);
	if (site_apply(&c, STR("boat.json"), str_of(boat), &said) != OK)
		fail_msg("%.*s", STR_ARG(said));
	site_end(&c);
	site_begin(site, &c);
	site_as_program(&c);
	until(knows(other, "boat"));
	return 0;
}

static int
both_close(void **state)
{
	if (on_sqlite())
		return 0;
	site_close(other);
	return teardown(state);
}

/* ---- ids ---- */

#define IDS 20000

static void *
take_ids(void *arg)
{
	struct hand *h = arg;

	for (int i = 0; i < IDS; i++)
		h->ids[i] = engine_new_id(site_engine(h->site));
	return NULL;
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
check_ids(void)
{
	int64_t *ids = calloc((size_t)THREADS * IDS, sizeof(*ids));
	struct hand hands[THREADS] = { 0 };

	for (int i = 0; i < THREADS; i++) {
		hand_begin(&hands[i], i);
		hands[i].ids = ids + (ptrdiff_t)i * IDS;
	}
	at_once(hands, THREADS, take_ids);
	for (int i = 0; i < THREADS; i++)
		hand_end(&hands[i]);
	qsort(ids, (size_t)THREADS * IDS, sizeof(*ids), by_number);
	for (int i = 1; i < THREADS * IDS; i++)
		assert_true(ids[i - 1] < ids[i]);
	free(ids);
}

#define NODES_HELD                                                                \
	" from pg_locks where locktype = 'advisory' and granted and objsubid = 2" \
	" and classid = 1265202280 and database ="                                \
	" (select oid from pg_database where datname = current_database())"

/* How many hold a number on a connection that was made after us, in microseconds. */
static int64_t
holders_since(int64_t us)
{
	char text[400];

	snprintf(text, sizeof(text),
	    "select count(distinct objid)" NODES_HELD
	    " and pid in (select pid from pg_stat_activity"
	    " where extract(epoch from backend_start) * 1000000 > %" PRId64 ")",
	    us);
	return scratch_ask(base.url, text);
}

static void
ids_never_meet(void **state)
{
	int64_t us = scratch_ask(base.url,
	    "select cast(extract(epoch from clock_timestamp()) * 1000000"
	    " as bigint)");

	(void)state;
	check_ids();
	assert_int_equal(holders_since(0), 2);
	/* who was cut off takes a number again, and hears again */
	assert_int_equal(
	    scratch_ask(base.url, "select count(pg_terminate_backend(pid))" NODES_HELD),
	    2);
	until(holders_since(us) == 2);
	check_ids();
}

/* ---- what happens is heard ---- */

struct ear {
	struct listener listener;
	struct site *site;
	pthread_mutex_t lock;
	int64_t ids[1000];
	size_t count;
	int64_t user;
	int shouts;
	char said[5000];
};

static void
ear_hear(void *arg, const struct news *news)
{
	struct ear *ear = arg;

	pthread_mutex_lock(&ear->lock);
	for (size_t i = 0; i < news->count; i++)
		if (ear->count < COUNT_OF(ear->ids))
			ear->ids[ear->count++] = news->events[i].id;
	pthread_mutex_unlock(&ear->lock);
}

static void
ear_shout(void *arg, int64_t user, struct str name, struct str data)
{
	struct ear *ear = arg;

	if (!str_is(name, "test"))
		return;
	pthread_mutex_lock(&ear->lock);
	ear->shouts++;
	ear->user = user;
	snprintf(ear->said, sizeof(ear->said), "%.*s", STR_ARG(data));
	pthread_mutex_unlock(&ear->lock);
}

static void
ear_open(struct ear *ear, struct site *of)
{
	*ear = (struct ear){ .site = of };
	ear->listener =
	    (struct listener){ .hear = ear_hear, .shout = ear_shout, .arg = ear };
	pthread_mutex_init(&ear->lock, NULL);
	hub_listen(site_hub(of), &ear->listener);
	hub_attend(site_hub(of));
}

static void
ear_close(struct ear *ear)
{
	hub_leave(site_hub(ear->site));
	hub_deafen(site_hub(ear->site), &ear->listener);
	pthread_mutex_destroy(&ear->lock);
}

static size_t
heard_of(struct ear *ear)
{
	size_t n;

	pthread_mutex_lock(&ear->lock);
	n = ear->count;
	pthread_mutex_unlock(&ear->lock);
	return n;
}

static int
shouts_of(struct ear *ear)
{
	int n;

	pthread_mutex_lock(&ear->lock);
	n = ear->shouts;
	pthread_mutex_unlock(&ear->lock);
	return n;
}

#define CHANGES 50

static void
changes_are_heard_by_both(void **state)
{
	struct ear near, far;
	struct record *rec;

	(void)state;
	ear_open(&near, site);
	ear_open(&far, other);
	for (int i = 0; i < CHANGES; i++)
		assert_ok(record_create(
		    &c, kind(&c, "boat"), news_of(&c, "name", "heard"), &rec));
	until(heard_of(&near) >= CHANGES && heard_of(&far) >= CHANGES);
	ear_close(&near);
	ear_close(&far);
	assert_int_equal(near.count, CHANGES); /* each once, one after the other */
	assert_int_equal(far.count, CHANGES);
	for (int i = 0; i < CHANGES; i++) {
		assert_int_equal(near.ids[i], far.ids[i]);
		assert_true(i == 0 || far.ids[i - 1] < far.ids[i]);
	}
}

static void
shouts_cross(void **state)
{
	static const char odd[] = "{\"a\":\"it's \\\\ $1 'x' \xf0\x9f\x98\x80\\n\"}";
	char large[ENGINE_SAY_MAX + 2] = { 0 }; /* a zero behind it: ASan is strict */
	struct ear near, far;

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	ear_open(&near, site);
	ear_open(&far, other);
	hub_shout(site_hub(site), 42, "test", str_of(odd));
	until(shouts_of(&near) == 1 && shouts_of(&far) == 1);
	assert_string_equal(near.said, odd);
	assert_string_equal(far.said, odd);
	assert_int_equal(far.user, 42);
	/* what is too large, and what is of this process, stays in it */
	hub_shout(site_hub(site), 42, "test", str_of(large));
	hub_shout(site_hub(site), HUB_HERE, "test", STR("here"));
	hub_shout(site_hub(site), 43, "test", STR("last"));
	until(shouts_of(&near) == 4 && shouts_of(&far) == 2);
	assert_string_equal(far.said, "last");
	ear_close(&near);
	ear_close(&far);
}

/* ---- metadata, settings, people ---- */

static bool
is_called(struct site *of, const char *name)
{
	struct ctx look = { .mem = arena_new() };
	bool yes;

	site_begin(of, &look);
	yes = str_is(look.meta->facts.name, name);
	site_end(&look);
	arena_free(look.mem);
	return yes;
}

static void
metadata_reaches_both(void **state)
{
	static const char more[] =
	    "{\"extend\":\"boat\",\"fields\":{\"length\":{\"type\":"
	    "\"real\"}}}";
	struct hand far = { 0 }, after = { 0 };
	struct record *rec, *back;
	struct str said;

	(void)state;
	hand_begin(&far, 1);
	assert_int_equal(record_create(&far.c, kind(&far.c, "boat"),
			     news_of(&far.c, "name", "before"), &rec),
	    OK);
	assert_ok(site_apply(&c, STR("more.json"), str_of(more), &said));
	/* work that began before ends as it began */
	assert_null(entity_field(kind(&far.c, "boat"), STR("length")));
	assert_int_equal(
	    record_load(&far.c, (struct ref){ rec->entity, rec->id }, &back), OK);
	assert_int_equal(record_change(&far.c, (struct ref){ rec->entity, rec->id },
			     rec->version, news_of(&far.c, "name", "after"), &back),
	    OK);
	hand_end(&far);
	for (int64_t began_us = time_steady_us();;) {
		bool there;

		hand_begin(&after, 1);
		there = entity_field(kind(&after.c, "boat"), STR("length")) != NULL;
		hand_end(&after);
		if (there)
			break;
		if (!in_time(began_us))
			fail_msg("the other never learned it");
	}
	assert_ok(site_set(&c, "name", STR("Renamed")));
	assert_ok(site_reload(&c, &said));
	until(is_called(site, "Renamed") && is_called(other, "Renamed"));
	/* nobody but the program stored it: the next look finds it all the same */
	assert_ok(site_set(&c, "name", STR("Quietly")));
	until(is_called(other, "Quietly") && is_called(site, "Quietly"));
}

static void *
apply_own(void *arg)
{
	struct hand *h = arg;
	struct str said, name = str_printf(h->c.mem, "kind%d", h->number);

	h->err = site_apply(&h->c, name,
	    str_printf(h->c.mem,
		"{\"entity\":\"kind%d\",\"label\":[\"K\",\"Ks\"],\"face\":{\"title\":"
		"\"name\"},\"fields\":{\"name\":{\"type\":\"text\"}}}",
		h->number),
	    &said);
	return NULL;
}

static void
two_apply_at_once(void **state)
{
	struct hand hands[4] = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++)
		hand_begin(&hands[i], i);
	at_once(hands, 4, apply_own);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(hands[i].err, OK);
		hand_end(&hands[i]);
	}
	for (int i = 0; i < 4; i++) {
		char name[16];

		snprintf(name, sizeof(name), "kind%d", i);
		until(knows(site, name) && knows(other, name));
	}
}

static void
a_person_is_refused_by_both(void **state)
{
	struct hand far = { 0 };
	int64_t sam = (user_new("boss", "admin"), user_new("sam", "admin"));
	struct record *rec;

	(void)state;
	hand_begin(&far, 1);
	assert_int_equal(auth_as(&far.c, sam), OK);
	assert_true(far.c.actor.admin);
	assert_ok(record_change(&c, (struct ref){ kind(&c, "user"), sam }, 0,
	    json_hold(c.mem, json_pack("{s:[]}", "roles")), &rec));
	assert_int_equal(auth_as(&far.c, sam), OK);
	assert_false(far.c.actor.admin);
	assert_ok(record_change(&c, (struct ref){ kind(&c, "user"), sam }, 0,
	    json_hold(c.mem, json_pack("{s:b}", "active", 0)), &rec));
	assert_int_equal(auth_as(&far.c, sam), ERR_WHO);
	hand_end(&far);
}

/* ---- jobs ---- */

#define JOBS 400

static void
each_job_runs_once(void **state)
{
	int64_t held, left;

	(void)state;
	tell("create table ran (job bigint not null)");
	assert_ok(job_add(&c, "count", json_hold(c.mem, json_object()), &held));
	assert_ok(job_add(&c, "count", json_hold(c.mem, json_object()), &left));
	until(ask("select count(*) from _job where state = 'done'") == 2);
	tell("delete from ran");
	/* one that another machine works on, one whose machine is gone */
	tell("update _job set state = 'running', tries = 1, lease_ms ="
	     " cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"
	     " + case when id = (select min(id) from _job) then 15000 else -1 end");
	for (int i = 0; i < JOBS; i++) {
		int64_t id;

		assert_ok(job_add(&c, "count", json_hold(c.mem, json_object()), &id));
		if (i % 50 == 0) {
			site_wake_jobs(site);
			site_wake_jobs(other);
		}
	}
	until(ask("select count(*) from _job where state = 'done'") == JOBS + 1);
	assert_int_equal(ask("select count(*) from ran"), JOBS + 1);
	assert_int_equal(ask("select count(distinct job) from ran"), JOBS + 1);
	assert_int_equal(ask("select count(*) from _job where state = 'running'"), 1);
	print_message("%d and %d jobs\n", ran[0], ran[1]);
}

/* ---- the same record ---- */

static void *
change_seen(void *arg)
{
	struct hand *h = arg;
	struct record *rec;

	h->err =
	    record_change(&h->c, (struct ref){ kind(&h->c, "boat"), h->id }, h->version,
		news_of(&h->c, "name",
		    str_printf(h->c.mem, "%" PRId64 " by %d", h->version, h->number).at),
		&rec);
	return NULL;
}

static void
one_save_wins(void **state)
{
	struct hand hands[THREADS] = { 0 };
	struct record *rec;

	(void)state;
	assert_ok(record_create(&c, kind(&c, "boat"), news_of(&c, "name", "once"), &rec));
	for (int i = 0; i < THREADS; i++)
		hand_begin(&hands[i], i);
	for (int round = 1; round <= 10; round++) {
		int won = 0, told = 0;

		for (int i = 0; i < THREADS; i++) {
			hands[i].id = rec->id;
			hands[i].version = round;
			hands[i].c.notes = STR_NONE;
		}
		at_once(hands, THREADS, change_seen);
		for (int i = 0; i < THREADS; i++) {
			won += hands[i].err == OK;
			told += hands[i].err == ERR_CLASH && hands[i].c.notes.len > 0;
		}
		assert_int_equal(won, 1);
		assert_int_equal(told, THREADS - 1);
	}
	/* "whatever it is now": all of them, one after the other */
	for (int i = 0; i < THREADS; i++)
		hands[i].version = 0;
	at_once(hands, THREADS, change_seen);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(hands[i].err, OK);
		hand_end(&hands[i]);
	}
	assert_ok(record_load(&c, (struct ref){ rec->entity, rec->id }, &rec));
	assert_int_equal(rec->version, 1 + 10 + THREADS);
}

static void *
create_code(void *arg)
{
	struct hand *h = arg;
	struct record *rec;

	fault_clear(&h->c);
	do
		h->err = record_create(&h->c, kind(&h->c, "boat"),
		    news_of(&h->c, "code",
			str_printf(h->c.mem, "code %" PRId64, h->version).at),
		    &rec);
	while (h->err == ERR_AGAIN);
	return NULL;
}

static void
one_has_the_code(void **state)
{
	struct hand hands[THREADS] = { 0 };

	(void)state;
	for (int i = 0; i < THREADS; i++)
		hand_begin(&hands[i], i);
	for (int round = 1; round <= 10; round++) {
		int won = 0, told = 0;

		for (int i = 0; i < THREADS; i++)
			hands[i].version = round;
		at_once(hands, THREADS, create_code);
		for (int i = 0; i < THREADS; i++) {
			won += hands[i].err == OK;
			told +=
			    hands[i].err == ERR_INPUT && fault_has(&hands[i].c, "taken");
		}
		assert_int_equal(won, 1);
		assert_int_equal(told, THREADS - 1);
	}
	for (int i = 0; i < THREADS; i++)
		hand_end(&hands[i]);
}

/* ---- numbers without gaps ---- */

static void *
draw_numbers(void *arg)
{
	struct hand *h = arg;

	for (int i = 0; i < 20; i++) {
		struct record *rec;
		struct tx tx = { 0 };

		h->err = tx_begin(h->c.db, &tx);
		if (h->err == OK)
			h->err = record_create(&h->c, kind(&h->c, "boat"),
			    news_of(&h->c, "name", "numbered"), &rec);
		if (h->err == OK && i % 4 != 3) /* every fourth is given up */
			h->err = tx_commit(&tx);
		tx_end(&tx);
		if (h->err != OK)
			return NULL;
	}
	return NULL;
}

static void
numbers_have_no_gaps(void **state)
{
	struct hand hands[THREADS] = { 0 };
	int64_t all;

	(void)state;
	for (int i = 0; i < THREADS; i++)
		hand_begin(&hands[i], i);
	at_once(hands, THREADS, draw_numbers);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(hands[i].err, OK);
		hand_end(&hands[i]);
	}
	all = ask("select count(*) from boat");
	assert_int_equal(
	    ask("select count(*) from boat where name = 'numbered'"), THREADS * 15);
	assert_int_equal(ask("select count(distinct \"no\") from boat"), all);
	assert_int_equal(
	    ask("select max(cast(substr(\"no\", 3) as bigint)) from boat"), all);
}

/* ---- the same ten records, each in an order of its own ---- */

#define RECORDS 4
#define ROUNDS 2
#define CROSSING 4 /* threads: each meeting of two costs a second */

static int64_t shared[RECORDS];

static enum err
change_all(struct hand *h, int round)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec;

	TRY(tx_begin(h->c.db, &tx));
	for (int i = 0; i < RECORDS; i++) {
		int at = h->number % 2 == 0 ? (i + h->number) % RECORDS
					    : (RECORDS - i + h->number) % RECORDS;

		TRY(record_change(&h->c, (struct ref){ kind(&h->c, "boat"), shared[at] },
		    0,
		    json_hold(h->c.mem, json_pack("{s:i}", "n", h->number * 100 + round)),
		    &rec));
	}
	return tx_commit(&tx);
}

static void *
change_crosswise(void *arg)
{
	struct hand *h = arg;

	h->err = OK;
	for (int round = 0; round < ROUNDS && h->err == OK; round++)
		do
			h->err = change_all(h, round);
		while (h->err == ERR_AGAIN && in_time(time_steady_us()));
	return NULL;
}

static void
who_waits_for_whom_ends(void **state)
{
	struct hand hands[CROSSING] = { 0 };
	struct record *rec;

	(void)state;
	for (int i = 0; i < RECORDS; i++) {
		assert_ok(record_create(
		    &c, kind(&c, "boat"), news_of(&c, "name", "shared"), &rec));
		shared[i] = rec->id;
	}
	for (int i = 0; i < CROSSING; i++)
		hand_begin(&hands[i], i);
	at_once(hands, CROSSING, change_crosswise);
	for (int i = 0; i < CROSSING; i++) {
		if (hands[i].err != OK)
			fail_msg("%s: %s", err_key(hands[i].err), db_said(hands[i].c.db));
		hand_end(&hands[i]);
	}
	for (int i = 0; i < RECORDS; i++) {
		assert_ok(
		    record_load(&c, (struct ref){ kind(&c, "boat"), shared[i] }, &rec));
		assert_int_equal(rec->version, 1 + CROSSING * ROUNDS);
	}
}

/* ---- who is named while somebody takes it away ---- */

static _Atomic bool is_through;

static void *
take_away(void *arg)
{
	struct hand *h = arg;
	struct record *rec;

	h->err =
	    record_delete(&h->c, (struct ref){ kind(&h->c, "boat"), h->id }, 0, &rec);
	atomic_store(&is_through, true);
	return NULL;
}

/* The other waits for us, who have named it and not ended: then it is in use. */
static void
who_is_named_stays(void **state)
{
	struct tx tx = { 0 };
	struct hand taker = { 0 };
	struct record *named, *naming;
	int64_t began_us;

	(void)state;
	assert_ok(record_create(&c, kind(&c, "boat"), news_of(&c, "name", "a"), &named));
	hand_begin(&taker, 1);
	taker.id = named->id;
	assert_ok(tx_begin(c.db, &tx));
	assert_ok(record_create(&c, kind(&c, "boat"),
	    news_of(&c, "tows", str_printf(mem, "%" PRId64, named->id).at), &naming));
	pthread_create(&taker.thread, NULL, take_away, &taker);
	began_us = time_steady_us();
	while (!atomic_load(&is_through) && time_steady_us() - began_us < 300000)
		(void)in_time(began_us);
	assert_false(atomic_load(&is_through));
	assert_ok(tx_commit(&tx));
	tx_end(&tx);
	pthread_join(taker.thread, NULL);
	assert_int_equal(taker.err, ERR_INPUT);
	assert_true(fault_has(&taker.c, "in_use"));
	assert_ok(record_load(&c, (struct ref){ kind(&c, "boat"), named->id }, &named));
	assert_int_equal(named->deleted_ms, 0);
	hand_end(&taker);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_never_meet),
		cmocka_unit_test(changes_are_heard_by_both),
		cmocka_unit_test(shouts_cross),
		cmocka_unit_test(metadata_reaches_both),
		cmocka_unit_test(two_apply_at_once),
		cmocka_unit_test(a_person_is_refused_by_both),
		cmocka_unit_test(each_job_runs_once),
		cmocka_unit_test(one_save_wins),
		cmocka_unit_test(one_has_the_code),
		cmocka_unit_test(numbers_have_no_gaps),
		cmocka_unit_test(who_waits_for_whom_ends),
		cmocka_unit_test(who_is_named_stays),
	};

	return on_sqlite() ? 0 : cmocka_run_group_tests(tests, both_open, both_close);
}
