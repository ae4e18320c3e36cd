/*
 * far.c - what lies far back is found, too: whole words everywhere, beginnings nearby
 * and then everywhere.
 *
 * PostgreSQL looks at the newest 16,384 records of a kind before it looks at the
 * others; here the count is put forward, and a dozen records do.
 */
#include "unit/exchange/help.h"

#include "search/search.h"

#define ENOUGH 5 /* hits asked for */

static int64_t last_id;

static void
keep(const char *entity, const char *title, const char *body)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct search_words words = {
		.id = ++last_id, .title = str_of(title), .body = str_of(body)
	};

	assert_int_equal(tx_begin(c.db, &tx), OK);
	assert_int_equal(
	    search_put(&c, meta_entity(c.meta, str_of(entity)), &words, true), OK);
	assert_int_equal(tx_commit(&tx), OK);
}

/* As if so many slabs of contacts had been made meanwhile. */
static void
go_on(int slabs)
{
	struct sql q = SQL_INIT(c.mem);
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t n;

	if (on_sqlite())
		return;
	assert_int_equal(tx_begin(c.db, &tx), OK);
	sql_text(&q, "select setval('_search_contact', last_value + 16384 * ");
	sql_int(&q, slabs);
	sql_text(&q, ") from _search_contact");
	assert_int_equal(db_int(c.db, &q, ERR_BUG, &n), OK);
	assert_int_equal(tx_commit(&tx), OK);
}

/* The ids that are found, in their order: "3 1 ". */
static void
finds(const char *words, const char *ids)
{
	struct text t = TEXT_INIT(c.mem);
	struct hit *hits;
	size_t count;

	assert_int_equal(
	    search_find(&c,
		&(struct search_ask){
		    .words = str_of(words), .all_shown = true, .limit = ENOUGH },
		&hits, &count),
	    OK);
	for (size_t i = 0; i < count; i++)
		text_printf(&t, "%" PRId64 " ", hits[i].id);
	assert_string_equal(str_c(c.mem, text_done(&t)), ids);
}

static int
begin(void **state)
{
	setup(state);
	last_id = 1000000;
	keep("contact", "amy clark", "amy clark1000001 mail example"); /* …001 */
	keep("contact", "amy clarkson", "");                           /* …002 */
	go_on(3);
	keep("contact", "hong anh nguyen", ""); /* …003 */
	go_on(20);
	keep("contact", "an binh nguyen", "");       /* …004 */
	keep("account", "clark amy partners", "");   /* …005 */
	keep("contact", "zoe miller", "amy clarke"); /* …006 */
	return 0;
}

static void
whole_words_are_found_everywhere(void **state)
{
	(void)state;
	finds("amy clark1000001", "1000001 ");
	finds("hong anh nguyen", "1000003 ");
	finds("nguyen anh", "1000003 ");
}

static void
the_last_word_may_be_half_typed(void **state)
{
	(void)state;
	finds("hong ng", "1000003 ");
	finds("amy clark100", "1000001 ");
	finds("amy clarks", "1000002 ");
}

static void
every_word_may_be_half_typed(void **state)
{
	(void)state;
	finds("ho ng", "1000003 ");
	finds("clarks am", "1000002 ");
	finds("am clark1000001", "1000001 ");
}

static void
one_word_is_a_beginning(void **state)
{
	(void)state;
	finds("clarks", "1000002 ");
	finds("clark1000001", "1000001 ");
	finds("nguyen", "1000004 1000003 ");
	finds("mil", "1000006 ");
}

/* Titles before the rest, the newest first; none of it twice. */
static void
the_order_is_kept(void **state)
{
	(void)state;
	finds("clark", "1000005 1000002 1000001 1000006 ");
}

/* Who may have the whole words hidden from them is told of beginnings all the same. */
static void
what_is_hidden_takes_nothing_away(void **state)
{
	bool found = false;
	struct hit *hits;
	size_t count;

	(void)state;
	assert_int_equal(
	    search_find(&c,
		&(struct search_ask){ .words = STR("amy clark"), .limit = ENOUGH }, &hits,
		&count),
	    OK);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		found |= hits[i].id == 1000002;
	assert_true(found);
}

static void
what_is_not_there_is_not_found(void **state)
{
	(void)state;
	finds("amy miller1", "");
	finds("binh clark", "");
	finds("xavier", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_words_are_found_everywhere),
		cmocka_unit_test(the_last_word_may_be_half_typed),
		cmocka_unit_test(every_word_may_be_half_typed),
		cmocka_unit_test(one_word_is_a_beginning),
		cmocka_unit_test(the_order_is_kept),
		cmocka_unit_test(what_is_hidden_takes_nothing_away),
		cmocka_unit_test(what_is_not_there_is_not_found),
	};

	return cmocka_run_group_tests(tests, begin, teardown);
}
