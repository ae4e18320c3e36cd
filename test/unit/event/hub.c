/*
 * hub.c - what was committed is told: at once, once, and to the last; and what
 * is read up to the settled border gets no company later.
 */
#include "event/event.h"

#include "unit/scratch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define WRITERS 8
#define EACH 50
#define TOLD_MAX 20000
#define PATIENCE_MS 20000
#define COMING_MS 300

static struct scratch base;
static struct engine *engine;
static struct hub *hub;
static const struct entity thing = { .name = STR("thing") };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t told[TOLD_MAX]; /* records of the events, as they were told */
static size_t told_count;
static int64_t place, top;
static int lost;

static void
hear(void *arg, const struct news *news)
{
	(void)arg;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < news->count && told_count < TOLD_MAX; i++)
		told[told_count++] = news->events[i].record;
	assert_true(news->place >= place); /* it never goes back */
	place = news->place;
	top = news->top;
	lost += news->lost;
	pthread_mutex_unlock(&lock);
}

static void
shout(void *arg, int64_t user, struct str name, struct str data)
{
	(void)arg, (void)user, (void)name, (void)data;
}

static struct listener listener = { .hear = hear, .shout = shout };

static int
setup(void **state)
{
	char why[200] = "";
	struct db *db;

	(void)state;
	scratch_make(&base);
	if (engine_open(base.url, true, &engine, why, sizeof(why)) != OK ||
	    db_new(engine, &db) != OK || db_migrate(db) != OK)
		fail_msg("the database: %s", why);
	db_free(db);
	told_count = 0;
	place = top = lost = 0;
	assert_int_equal(hub_new(engine, &hub), OK);
	hub_listen(hub, &listener);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	hub_free(hub);
	engine_close(engine);
	scratch_drop(&base);
	return 0;
}

/* ---- somebody who writes ---- */

struct writer {
	struct ctx c;
	struct tx tx;
	pthread_t thread;
	int number;
};

static void
writer_init(struct writer *w, struct engine *of)
{
	*w = (struct writer){ .c = { .mem = arena_new(), .now_ms = time_now_ms() } };
	assert_int_equal(db_new(of, &w->c.db), OK);
}

static void
writer_clear(struct writer *w)
{
	db_free(w->c.db);
	arena_free(w->c.mem);
}

static void
begin(struct writer *w)
{
	w->tx = (struct tx){ 0 };
	assert_int_equal(tx_begin(w->c.db, &w->tx), OK);
}

static void
add(struct writer *w, int64_t record)
{
	assert_int_equal(event_add(&w->c, &thing, record, "created", 1, STR("")), OK);
}

static void
commit(struct writer *w)
{
	assert_int_equal(tx_commit(&w->tx), OK);
	tx_end(&w->tx);
}

static void
write_one(struct writer *w, int64_t record)
{
	begin(w);
	add(w, record);
	commit(w);
}

/* ---- what was told ---- */

static size_t
times(int64_t record)
{
	size_t n = 0;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < told_count; i++)
		n += told[i] == record;
	pthread_mutex_unlock(&lock);
	return n;
}

static void
until_told(int64_t record)
{
	for (int i = 0; times(record) == 0; i++) {
		if (i == PATIENCE_MS)
			fail_msg("%lld was never told", (long long)record);
		usleep(1000);
	}
}

static int
lost_now(void)
{
	int n;

	pthread_mutex_lock(&lock);
	n = lost;
	pthread_mutex_unlock(&lock);
	return n;
}

/* ---- the tests ---- */

static void *
write_many(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < EACH; i++)
		write_one(w, w->number * EACH + i + 1);
	return NULL;
}

static void
each_is_told_once(void **state)
{
	struct writer writers[WRITERS];

	(void)state;
	hub_attend(hub);
	for (int i = 0; i < WRITERS; i++) {
		writer_init(&writers[i], engine);
		writers[i].number = i;
		pthread_create(&writers[i].thread, NULL, write_many, &writers[i]);
	}
	for (int i = 0; i < WRITERS; i++)
		pthread_join(writers[i].thread, NULL);
	for (int64_t r = 1; r <= (int64_t)WRITERS * EACH; r++)
		until_told(r);
	for (int64_t r = 1; r <= (int64_t)WRITERS * EACH; r++)
		assert_int_equal(times(r), 1);
	for (int i = 0; i < WRITERS; i++)
		writer_clear(&writers[i]);
}

static void
for_nobody_nothing_is_read(void **state)
{
	struct writer w;

	(void)state;
	writer_init(&w, engine);
	write_one(&w, 1);
	for (int i = 0; hub_place(hub) == 0 && i < PATIENCE_MS; i++)
		usleep(1000);
	assert_true(hub_place(hub) > 0); /* but the place moves on */
	hub_attend(hub);
	write_one(&w, 2);
	until_told(2);
	assert_int_equal(times(1), 0);
	writer_clear(&w);
}

/* Told first of what is skipped, and slow: somebody comes in the midst of it. */
struct gate {
	struct listener listener;
	atomic_bool telling, came;
};

static void
hear_slowly(void *arg, const struct news *news)
{
	struct gate *g = arg;

	if (!news->lost)
		return;
	atomic_store(&g->telling, true);
	for (int i = 0; !atomic_load(&g->came) && i < COMING_MS; i++)
		usleep(1000);
}

static void
who_comes_while_rows_are_skipped_misses_none_of_theirs(void **state)
{
	struct gate gate = { .listener = {
				 .hear = hear_slowly, .shout = shout, .arg = &gate } };
	struct writer w;
	int lost_before;

	(void)state;
	hub_listen(hub, &gate.listener);
	writer_init(&w, engine);
	write_one(&w, 1);
	for (int i = 0; !atomic_load(&gate.telling) && i < PATIENCE_MS; i++)
		usleep(1000);
	assert_true(atomic_load(&gate.telling));
	hub_attend(hub);
	lost_before = lost_now();
	atomic_store(&gate.came, true);
	write_one(&w, 2);
	until_told(2);
	assert_int_equal(lost_now(), lost_before);
	hub_deafen(hub, &gate.listener);
	writer_clear(&w);
}

/* Another program: nothing here is woken by its commits but what looks. */
static void
what_others_wrote_is_seen(void **state)
{
	struct engine *other = NULL;
	char why[200];
	struct writer w;

	(void)state;
	hub_attend(hub);
	assert_int_equal(engine_open(base.url, false, &other, why, sizeof(why)), OK);
	writer_init(&w, other);
	write_one(&w, 1);
	until_told(1);
	write_one(&w, 2);
	until_told(2);
	writer_clear(&w);
	engine_close(other);
}

/* How many events the feed would show. */
static size_t
settled(struct writer *w, int64_t *first)
{
	struct event *events;
	size_t count, n = 0;
	int64_t border;

	assert_int_equal(event_settled(w->c.db, &border), OK);
	assert_int_equal(event_after(w->c.db, w->c.mem, 0, 100, &events, &count), OK);
	while (n < count && events[n].id < border)
		n++;
	*first = n > 0 ? events[0].record : 0;
	return n;
}

static void
who_takes_long_holds_the_feed_and_not_the_screens(void **state)
{
	struct writer slow, quick;
	int64_t first;

	(void)state;
	if (on_sqlite())
		skip(); /* one writer: it is the border */
	hub_attend(hub);
	writer_init(&slow, engine);
	writer_init(&quick, engine);
	begin(&slow);
	add(&slow, 1);
	write_one(&quick, 2);
	until_told(2);
	assert_int_equal(times(1), 0);
	assert_int_equal(settled(&quick, &first), 0);
	pthread_mutex_lock(&lock);
	assert_true(place < top); /* whoever resumes begins before what is missing */
	pthread_mutex_unlock(&lock);
	commit(&slow);
	until_told(1);
	write_one(&quick, 3);
	until_told(3);
	assert_int_equal(times(1), 1);
	assert_int_equal(times(2), 1);
	assert_int_equal(settled(&quick, &first), 3);
	assert_int_equal(first, 1); /* in the order of ids, not of telling */
	writer_clear(&slow);
	writer_clear(&quick);
}

static void
too_much_above_the_border_is_said_and_not_missed(void **state)
{
	struct writer slow, quick;

	(void)state;
	if (on_sqlite())
		skip(); /* one writer: it is the border */
	hub_attend(hub);
	writer_init(&slow, engine);
	writer_init(&quick, engine);
	begin(&slow);
	add(&slow, 1);
	begin(&quick);
	for (int i = 0; i < HUB_KEPT + 10; i++) {
		add(&quick, 1000 + i);
		if (i % 1000 == 0)
			arena_reset(quick.c.mem);
	}
	commit(&quick);
	until_told(1000);
	write_one(&quick, 2); /* waits for the border now */
	commit(&slow);
	until_told(1);
	until_told(2);
	until_told(1000 + HUB_KEPT + 9);
	assert_int_equal(lost, 1);
	writer_clear(&slow);
	writer_clear(&quick);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_is_told_once, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    for_nobody_nothing_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    who_comes_while_rows_are_skipped_misses_none_of_theirs, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    what_others_wrote_is_seen, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    who_takes_long_holds_the_feed_and_not_the_screens, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    too_much_above_the_border_is_said_and_not_missed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
