/*
 * crowded.c - a list narrowed by words, among many others that have them: who does not
 * read all, who filters, takes out or adds up is answered with every one of theirs.
 */
#include "auth/auth.h"

#include "unit/exchange/help.h"

#define OTHERS (SEARCH_CANDIDATES + 100)

static const char leaf[] =
    "{\"entity\":\"leaf\",\"label\":[\"Leaf\",\"Leaves\"],\"traits\":[\"own\"],"
    "\"face\":{\"title\":\"name\"},\"fields\":{\"name\":{\"type\":\"text\",\"label\":"
    "\"Name\"},\"size\":{\"type\":\"int\",\"label\":\"Size\"}},"
    "\"may\":{\"seller\":{\"read\":\"@own\",\"export\":true},"
    "\"manager\":{\"read\":true,\"export\":\"@own\"}}}";

static const struct entity *leaves;
static int64_t ann, bob;

static void
make_leaf(int64_t owner, const char *name)
{
	struct record *rec;
	json_t *news = json_hold(c.mem, json_pack("{s:s, s:i, s:o}", "name", name, "size",
					    7, "owner", json_sprintf("%" PRId64, owner)));

	site_as_program(&c);
	assert_ok(record_create(&c, leaves, news, &rec));
}

/* Newer hits for “quokka” that nobody is shown: in the index they are as any other. */
static void
crowd(void)
{
	DEFER(tx_end) struct tx tx = { 0 };

	assert_ok(tx_begin(c.db, &tx));
	for (int i = 0; i < OTHERS; i++) {
		struct search_words words = {
			.id = db_new_id(c.db), .title = STR("quokka"), .body = STR("")
		};

		assert_ok(search_put(&c, leaves, &words, true));
	}
	assert_ok(tx_commit(&tx));
}

static int
begin(void **state)
{
	struct str said;

	setup(state);
	if (site_apply(&c, STR("leaf.json"), str_of(leaf), &said) != OK)
		fail_msg("%.*s", STR_ARG(said));
	site_end(&c);
	site_begin(site, &c);
	leaves = meta_entity(c.meta, STR("leaf"));
	ann = user_new("ann", "seller");
	bob = user_new("bob", "manager");
	make_leaf(ann, "Quokka Harbor");
	make_leaf(bob, "Quokka Hill");
	crowd();
	return 0;
}

static void
become(int64_t user, const char *role)
{
	act_as(user);
	c.actor.roles = json_hold(c.mem, json_pack("[s]", role));
}

static struct query
ask_quokka(const char *where)
{
	return (struct query){
		.entity = leaves, .words = STR("quok"), .where = str_of(where)
	};
}

static void
shows(struct query query, size_t rows)
{
	struct page page;
	int64_t n;
	bool exact;

	assert_ok(record_page(&c, &query, &page));
	assert_int_equal(page.count, rows);
	assert_ok(record_count(&c, &query, &n, &exact));
	assert_int_equal(n, rows);
}

static void
what_is_hidden_takes_no_place(void **state)
{
	(void)state;
	become(ann, "seller");
	shows(ask_quokka(""), 1);
}

static void
what_is_filtered_away_takes_no_place(void **state)
{
	(void)state;
	become(bob, "manager");
	shows(ask_quokka("size = 7"), 2);
}

static void
what_does_not_leave_takes_no_place(void **state)
{
	struct query query = ask_quokka("");

	(void)state;
	become(bob, "manager");
	query.out = true;
	shows(query, 1);
}

static void
a_sum_is_of_all(void **state)
{
	struct query query = ask_quokka("");
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);

	(void)state;
	become(bob, "manager");
	assert_ok(record_sum(&c, &query, entity_field(leaves, STR("size")), NULL, &w));
	assert_string_equal(
	    str_c(c.mem, text_done(&t)), "[{\"key\":7,\"count\":2,\"exact\":true}]");
}

/* Who is shown each of them is answered by the newest. */
static void
the_newest_will_do(void **state)
{
	(void)state;
	become(bob, "manager");
	shows(ask_quokka(""), 0);
}

static void
no_words_are_nothing(void **state)
{
	struct query query = ask_quokka("");

	(void)state;
	become(ann, "seller");
	query.words = STR("*");
	shows(query, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_hidden_takes_no_place),
		cmocka_unit_test(what_is_filtered_away_takes_no_place),
		cmocka_unit_test(what_does_not_leave_takes_no_place),
		cmocka_unit_test(a_sum_is_of_all),
		cmocka_unit_test(the_newest_will_do),
		cmocka_unit_test(no_words_are_nothing),
	};

	return cmocka_run_group_tests(tests, begin, teardown);
}
