/*
 * chain.c - whoever changes, deletes, puts in or exchanges what happened, or cuts
 * its end off, is found, and the place is right; what a rule took out is no break.
 */
#include "event/event.h"

#include "unit/scratch.h"

#include <sodium.h>

#define TAMPERINGS 1000
#define BURSTS 40
#define FOUND_MAX 64

static struct scratch base;
static struct engine *engine;
static struct arena *mem;
static struct ctx c;
static struct seal_key key;
static const struct entity thing = { .name = STR("thing") };
static uint32_t seed = 1;

static uint32_t
dice(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % sides;
}

/* ---- rows, and seals of some of them ---- */

static void
happen(int64_t record)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct str changes =
	    str_printf(mem, "{\"name\":{\"from\":\"a%d\",\"to\":\"b\"}}", (int)record);

	c.from = (struct origin){ .address = STR("203.0.113.7"), .session = record % 3 };
	assert_int_equal(tx_begin(c.db, &tx), OK);
	if (dice(4) == 0)
		assert_int_equal(
		    trail(&c, TRAIL_EXPORT, (struct trail_about){ &thing, record, 0 },
			"as", "csv", NULL),
		    OK);
	else
		assert_int_equal(
		    event_add(&c, &thing, record, "changed", 1, changes), OK);
	assert_int_equal(tx_commit(&tx), OK);
}

static void
run(const char *text)
{
	struct sql q = SQL_INIT(mem);

	text_c(&q.text, text);
	if (db_run(c.db, &q) != OK)
		fail_msg("%s: %s", text, db_said(c.db));
}

static int64_t
ask(const char *text)
{
	struct sql q = SQL_INIT(mem);
	int64_t n = 0;

	text_c(&q.text, text);
	if (db_int(c.db, &q, ERR_ABSENT, &n) != OK)
		fail_msg("%s: %s", text, db_said(c.db));
	return n;
}

static const char *
say(const char *format, ...)
{
	char *line = arena_alloc(mem, 1000);
	va_list args;

	va_start(args, format);
	vsnprintf(line, 1000, format, args);
	va_end(args);
	return line;
}

static void
all_sealed(const struct seal_key *with)
{
	int64_t rows = 1;

	while (rows > 0)
		assert_int_equal(chain_seal(c.db, with, 2, &rows), OK);
}

static int
setup(void **state)
{
	char why[200] = "";

	(void)state;
	scratch_make(&base);
	mem = arena_new();
	if (engine_open(base.url, true, &engine, why, sizeof(why)) != OK)
		fail_msg("the database: %s", why);
	c = (struct ctx){ .mem = mem, .now_ms = time_now_ms() };
	assert_int_equal(db_new(engine, &c.db), OK);
	assert_int_equal(db_migrate(c.db), OK);
	memset(key.key, 7, sizeof(key.key));
	seal_key_mark(&key);
	for (int i = 0; i < BURSTS; i++) {
		for (uint32_t j = dice(i == 20 ? 600 : 12) + 1; j > 0; j--)
			happen(i * 1000 + (int)j);
		all_sealed(&key);
	}
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	db_free(c.db);
	engine_close(engine);
	arena_free(mem);
	scratch_drop(&base);
	return 0;
}

/* ---- what is found ---- */

static struct chain_break found[FOUND_MAX];
static size_t found_count;

static void
take(void *arg, const struct chain_break *b)
{
	(void)arg;
	if (found_count < FOUND_MAX)
		found[found_count++] = *b;
}

static struct chain_check
check(const struct chain_head *anchor)
{
	struct chain_check out = { .keys = &key,
		.key_count = 1,
		.anchors = anchor,
		.anchor_count = anchor != NULL,
		.found = take };

	found_count = 0;
	assert_int_equal(chain_check(c.db, &out), OK);
	return out;
}

static bool
was_found(enum chain_what what, int64_t n, int64_t id)
{
	for (size_t i = 0; i < found_count; i++)
		if (found[i].what == what && (n == 0 || found[i].n == n) &&
		    found[i].id == id)
			return true;
	return false;
}

static void
must_find(const char *did, size_t count)
{
	if (found_count != count)
		for (size_t i = 0; i < found_count; i++)
			print_error("found %d seal %lld row %lld\n", found[i].what,
			    (long long)found[i].n, (long long)found[i].id);
	if (found_count != count)
		fail_msg("%s: %zu breaks found instead of %zu", did, found_count, count);
}

/* ---- hands that meddle, each in a transaction that is given up ---- */

static const char *const names[] = { "_event", "_trail" };

static int64_t
any_row(int table)
{
	return ask(say("select id from %s order by id limit 1 offset %u", names[table],
	    dice((uint32_t)ask(say("select count(*) from %s", names[table])))));
}

static void
change_row(void)
{
	static const char *const sets[2][11] = {
		{ "at_ms = at_ms + 1", "entity = 'other'", "record = record + 1",
		    "what = 'deleted'", "version = 2", "actor = 99", "via = 5", "job = 7",
		    "changes = null", "address = '198.51.100.1'", "session = null" },
		{ "at_ms = at_ms - 1", "entity = ''", "record = 0", "kind = 'token'",
		    "actor = 99", "person = 1", "via = 5", "session = 12", "address = ''",
		    "times = 2", "details = '{}'" },
	};
	int table = (int)dice(2);
	int64_t id = any_row(table);
	const char *set = sets[table][dice(11)];

	/* by another value than it has */
	run(say("update %s set %s where id = %lld", names[table],
	    strcmp(set, "session = null") == 0 ? "session = 77" : set, (long long)id));
	check(NULL);
	must_find(set, 1);
	if (!was_found(CHAIN_CHANGED, 0, id))
		fail_msg("%s of %lld was found elsewhere", set, (long long)id);
}

static void
delete_row(void)
{
	int table = (int)dice(2);
	int64_t id = any_row(table);

	run(say("delete from %s where id = %lld", names[table], (long long)id));
	check(NULL);
	must_find("delete", 1);
	assert_true(was_found(CHAIN_DELETED, 0, id));
}

static void
insert_row(void)
{
	int64_t id = any_row(0);

	/* in the other table, so that the number is free */
	run(say(
	    "insert into _trail select %lld, at_ms, 'export', 1, 0, '', 0, 0, 0, '', 1,"
	    " '{}' from _event where id = %lld",
	    (long long)id, (long long)id));
	check(NULL);
	must_find("insert", 1);
	assert_true(was_found(CHAIN_INSERTED, 0, id));
	assert_string_equal(found[0].table, "_trail");
}

static void
insert_first(void)
{
	int64_t id = ask("select min(begins) from _seal") - (int64_t)dice(100);

	/* before all there is: as history that never was */
	if (id >= ask("select min(id) from _event"))
		return;
	run(say("insert into _event select %lld, at_ms, entity, record, what, version,"
		" actor, via, job, changes, address, session from _event where id ="
		" (select min(id) from _event)",
	    (long long)id));
	check(NULL);
	must_find("insert before all", 1);
	assert_true(was_found(CHAIN_INSERTED, 0, id));
}

static void
exchange_rows(void)
{
	int64_t a = any_row(0), b = any_row(0);

	if (a == b)
		return;
	run(say("update _event set id = -1 where id = %lld", (long long)a));
	run(say(
	    "update _event set id = %lld where id = %lld", (long long)a, (long long)b));
	run(say("update _event set id = %lld where id = -1", (long long)b));
	check(NULL);
	must_find("exchange", 2);
	assert_true(was_found(CHAIN_EXCHANGED, 0, a) && was_found(CHAIN_EXCHANGED, 0, b));
}

static int64_t
any_seal(void)
{
	return 1 + dice((uint32_t)ask("select max(n) from _seal"));
}

static void
delete_seal(void)
{
	int64_t n = 1 + dice((uint32_t)ask("select max(n) from _seal") - 1);

	run(say("delete from _seal where n = %lld", (long long)n));
	check(NULL);
	must_find("delete a seal", 1);
	assert_true(was_found(CHAIN_SEALS_GONE, n, 0) && found[0].other == n);
}

static void
change_seal(void)
{
	int64_t n = any_seal();

	run(say("update _seal set %s where n = %lld",
	    dice(2) ? "at_ms = at_ms + 1"
		    : "head = (select o.head from _seal o where o.n <> _seal.n limit 1)",
	    (long long)n));
	check(NULL);
	must_find("change a seal", 1);
	assert_true(was_found(CHAIN_SEAL, n, 0));
}

/* A row goes, and the seal is made to say it never was: who has not the key
 * cannot make the seal's head. */
static void
delete_both(void)
{
	int64_t n = any_seal();

	run(say("delete from _event where id in (select ends from _seal where n = %lld)",
	    (long long)n));
	run(say("update _seal set ends = ends - 1 where n = %lld", (long long)n));
	check(NULL);
	assert_true(was_found(CHAIN_SEAL, n, 0));
	for (size_t i = 0; i < found_count; i++) /* there, or at the one behind */
		assert_true(found[i].n == n || found[i].n == n + 1);
}

static void
cut_end(void)
{
	int64_t last = ask("select max(n) from _seal"), n = 1 + dice((uint32_t)last - 1);
	struct chain_head anchor;

	assert_int_equal(chain_last(c.db, mem, &anchor), OK);
	for (int i = 0; i < 2; i++)
		run(say(
		    "delete from %s where id > (select ends from _seal where n = %lld)",
		    names[i], (long long)n));
	run(say("delete from _seal where n > %lld", (long long)n));
	check(NULL);
	must_find("nobody can know", 0);
	check(&anchor);
	must_find("cut the end", 1);
	assert_true(was_found(CHAIN_CUT, last, 0) && found[0].other == n);
}

/* All of it made anew, as who has no key can. */
static void
forge_all(void)
{
	struct chain_head anchor;

	assert_int_equal(chain_last(c.db, mem, &anchor), OK);
	run(say("delete from _event where id = %lld", (long long)any_row(0)));
	run("delete from _seal");
	all_sealed(NULL);
	check(&anchor);
	assert_true(found_count > 0);
	happen(1);
	all_sealed(&key); /* the server goes on, and does not notice */
	check(&anchor);
	assert_true(found_count > 0);
}

static void
forge_note(void)
{
	int64_t id = any_row(0);

	run(say("delete from _event where id = %lld", (long long)id));
	run(say(
	    "insert into _trail values ((select max(id) + 100 from _event), 1, 'dropped',"
	    " 0, 0, '', 0, 0, 0, '', 1, '{\"rule\":\"mine\",\"rows\":\"%lld\","
	    "\"mark\":\"%s\",\"proof\":\"00\"}')",
	    (long long)id, dice(2) ? key.mark : ""));
	all_sealed(&key);
	check(NULL);
	assert_true(was_found(CHAIN_DELETED, 0, id));
	assert_true(was_found(
	    CHAIN_NOTE, 0, ask("select max(id) from _trail where kind = 'dropped'")));
}

static void
a_thousand_tamperings_are_found(void **state)
{
	static void (*const hands[])(void) = { change_row, change_row, change_row,
		delete_row, delete_row, insert_row, insert_first, exchange_rows,
		delete_seal, change_seal, delete_both, cut_end };
	struct arena *outer = mem;

	(void)state;
	check(NULL);
	must_find("nothing", 0);
	for (int i = 0; i < TAMPERINGS; i++) {
		DEFER(tx_end) struct tx tx = { 0 };

		c.mem = mem = arena_new();
		assert_int_equal(tx_begin(c.db, &tx), OK);
		hands[dice(COUNT_OF(hands))]();
		arena_free(mem);
	}
	for (int i = 0; i < 5; i++) {
		DEFER(tx_end) struct tx tx = { 0 };

		c.mem = mem = arena_new();
		assert_int_equal(tx_begin(c.db, &tx), OK);
		(i % 2 == 0 ? forge_all : forge_note)();
		arena_free(mem);
	}
	c.mem = mem = outer;
	check(NULL);
	must_find("nothing any more", 0);
}

/* ---- what a rule took out ---- */

static void
what_a_rule_takes_is_no_break(void **state)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t ids[3], seals = ask("select count(*) from _seal");
	struct chain_check said;
	struct str salts = STR_NONE;
	struct sql q = SQL_INIT(mem);
	char nothing[16] = { 0 };

	(void)state;
	ids[0] = ask("select min(id) from _event");
	ids[1] = ask("select id from _event order by id limit 1 offset 40");
	ids[2] = ask("select id from _event order by id limit 1 offset 41");
	assert_int_equal(tx_begin(c.db, &tx), OK);
	run(say("delete from _event where id in (%lld, %lld)", (long long)ids[0],
	    (long long)ids[2]));
	assert_int_equal(
	    chain_dropped(&c, &key, "after a year", (int64_t[]){ ids[0], ids[2] }, 2),
	    OK);
	run(say("update _event set changes = null where id = %lld", (long long)ids[1]));
	assert_int_equal(chain_redacted(&c, &key, "erased", &ids[1], 1), OK);
	assert_int_equal(tx_commit(&tx), OK);
	all_sealed(&key);
	said = check(NULL);
	must_find("a rule", 0);
	assert_int_equal(said.dropped, 2);
	assert_int_equal(said.redacted, 1);
	assert_true(said.seals > seals);
	/* nothing to guess from is left */
	text_c(&q.text, "select salts from _seal order by n limit 1");
	assert_int_equal(db_str(c.db, &q, mem, ERR_ABSENT, &salts), OK);
	assert_memory_equal(salts.at, nothing, sizeof(nothing));
	/* and who changes the redacted row since is found as ever */
	{
		DEFER(tx_end) struct tx again = { 0 };

		assert_int_equal(tx_begin(c.db, &again), OK);
		run(say("update _event set changes = '{}' where id = %lld",
		    (long long)ids[1]));
		check(NULL);
		must_find("changed after it was redacted", 1);
		assert_true(was_found(CHAIN_CHANGED, 0, ids[1]));
	}
}

/* ---- two sealers, and many writers ---- */

static void
no_key_is_said_and_nothing_else(void **state)
{
	struct chain_check out = { .found = take };

	(void)state;
	found_count = 0;
	assert_int_equal(chain_check(c.db, &out), OK);
	assert_int_equal(found_count, 1);
	assert_true(was_found(CHAIN_NO_KEY, 1, 0));
}

static void
a_number_that_was_sealed_is_not_given_again(void **state)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t last, id;

	(void)state;
	all_sealed(&key);
	last = ask("select max(ends) from _seal");
	assert_int_equal(tx_begin(c.db, &tx), OK);
	run("delete from _event");
	run("delete from _trail");
	assert_int_equal(tx_commit(&tx), OK);
	assert_int_equal(tx_begin(c.db, &tx), OK);
	assert_int_equal(tx_order(c.db, &id), OK);
	assert_true(id > last);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_tamperings_are_found),
		cmocka_unit_test(no_key_is_said_and_nothing_else),
		cmocka_unit_test(what_a_rule_takes_is_no_break),
		cmocka_unit_test(a_number_that_was_sealed_is_not_given_again),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
