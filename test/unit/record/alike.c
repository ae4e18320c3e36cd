/*
 * alike.c - does the search for duplicates find those that are one, and only those?
 *
 * 1,000 pairs in four scripts, of which half are one (test/data/alike.jsonl, made by
 * test/alike.mjs), are stored and searched for.  Printed is what was found; the test
 * fails far below what is measured, when something has broken.
 *
 * Some pairs that are one share nothing that anybody could know them by (a name with
 * a slip, and neither number nor mailbox): no search finds those.
 */
#include "unit/exchange/help.h"

#define PAIRS_MAX 1200
#define SURE 80 /* what somebody merges after one look */

#define FLOOR_PRECISION 93
#define FLOOR_RECALL 70

static struct pair {
	const char *script;
	bool same, firm;
	int64_t low, high;
	int score; /* 0: not found */
} pairs[PAIRS_MAX];
static size_t pair_count;
static bool shows; /* those that went wrong */

static int64_t
made(const char *entity, json_t *news)
{
	struct record *rec = NULL;

	c.fault_count = 0;
	assert_ok(record_create(
	    &c, meta_entity(c.meta, str_of(entity)), json_hold(c.mem, news), &rec));
	return rec->id;
}

/* The company by its name, made when it is named first. */
static int64_t
firm_of(json_t *known, const char *name)
{
	const json_t *id = json_object_get(known, name);
	int64_t n;

	if (id != NULL)
		return json_integer_value(id);
	n = made("account", json_pack("{s:s}", "name", name));
	json_object_set_new(known, name, json_integer((json_int_t)n));
	return n;
}

static int64_t
one(json_t *known, const char *entity, const json_t *said)
{
	json_t *news = json_deep_copy(said);
	const char *firm = json_string_value(json_object_get(said, "account"));

	if (firm != NULL)
		json_object_set_new(news, "account",
		    json_string(str_printf(c.mem, "%" PRId64, firm_of(known, firm)).at));
	return made(entity, news);
}

static void
store_line(json_t *known, const char *line)
{
	json_t *says = json_loads(line, 0, NULL);
	const char *entity = json_string_value(json_object_get(says, "of"));
	struct pair *p = &pairs[pair_count++];
	int64_t a, b;

	assert_non_null(says);
	assert_true(pair_count < PAIRS_MAX);
	a = one(known, entity, json_object_get(says, "a"));
	b = one(known, entity, json_object_get(says, "b"));
	*p = (struct pair){ .script = strdup(
				json_string_value(json_object_get(says, "script"))),
		.same = json_is_true(json_object_get(says, "same")),
		.firm = strcmp(entity, "account") == 0,
		.low = a < b ? a : b,
		.high = a < b ? b : a };
	json_decref(says);
}

static void
store_all(void)
{
	FILE *f = fopen("test/data/alike.jsonl", "r");
	DEFER(tx_end) struct tx tx = { 0 };
	json_t *known = json_object();
	char line[4000];

	assert_non_null(f);
	assert_ok(tx_begin(c.db, &tx));
	tx_whole(&tx);
	while (fgets(line, sizeof(line), f) != NULL)
		store_line(known, line);
	assert_ok(tx_commit(&tx));
	fclose(f);
	json_decref(known);
}

static enum err
hear(struct ctx *of, void *arg, int64_t done, int64_t total)
{
	(void)of;
	assert_true(done <= total);
	++*(int *)arg;
	return OK;
}

static void
search(const char *entity)
{
	int heard = 0;
	struct pair_watch watch = { hear, &heard };
	json_t *result = json_object();

	assert_ok(record_pairs_find(
	    &c, meta_entity(c.meta, str_of(entity)), 7, &watch, result));
	assert_true(heard > 0);
	json_decref(result);
}

static void
take_scores(void)
{
	for (size_t i = 0; i < pair_count; i++) {
		struct sql q = SQL_INIT(c.mem);
		int64_t score = 0;

		sql_text(&q, "select coalesce(max(score), 0) from _pair where low = ");
		sql_int(&q, pairs[i].low);
		sql_text(&q, " and high = ");
		sql_int(&q, pairs[i].high);
		assert_ok(db_int(c.db, &q, ERR_BUG, &score));
		pairs[i].score = (int)score;
		if (shows && (score > 0) != pairs[i].same)
			print_message("%zu %s score %d\n", i + 1,
			    pairs[i].same ? "missed" : "wrong", pairs[i].score);
	}
}

struct figures {
	int right, wrong, missed;
};

static struct figures
figures_of(const char *script, int from)
{
	struct figures f = { 0 };

	for (size_t i = 0; i < pair_count; i++) {
		const struct pair *p = &pairs[i];
		bool found = p->score >= from && p->score > 0;

		if (script != NULL && strcmp(p->script, script) != 0)
			continue;
		f.right += found && p->same;
		f.wrong += found && !p->same;
		f.missed += !found && p->same;
	}
	return f;
}

static double
precision(struct figures f)
{
	return f.right == 0 ? 0 : 100.0 * f.right / (f.right + f.wrong);
}

static double
recall(struct figures f)
{
	return f.right == 0 ? 0 : 100.0 * f.right / (f.right + f.missed);
}

static void
print_row(const char *name, const char *script)
{
	struct figures all = figures_of(script, 1), sure = figures_of(script, SURE);

	print_message("| %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n", name,
	    precision(all), recall(all), precision(sure), recall(sure));
}

static void
those_that_are_one(void **state)
{
	struct figures all;

	(void)state;
	shows = getenv("SHOW") != NULL;
	store_all();
	assert_int_equal(pair_count, 1000);
	search("contact");
	search("account");
	take_scores();
	print_message("| of 1,000 pairs | precision | recall | precision, sure of %d and "
		      "more | recall |\n|---|---|---|---|---|\n",
	    SURE);
	print_row("Vietnamese", "vi");
	print_row("Persian", "fa");
	print_row("Chinese", "zh");
	print_row("Latin", "la");
	print_row("all", NULL);
	all = figures_of(NULL, 1);
	assert_true(precision(all) >= FLOOR_PRECISION);
	assert_true(recall(all) >= FLOOR_RECALL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { exchange_test(those_that_are_one) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
