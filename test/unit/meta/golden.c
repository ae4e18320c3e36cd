/*
 * golden.c - documents that must load, and the statements that make their
 * tables; documents that must be refused, and what is said of them.
 *
 * Each test/meta/good/X.json and test/meta/bad/X.json is compiled beside the
 * core's own documents; X.out holds what is expected, X.pg.out the statements
 * for PostgreSQL.  UPDATE=1 writes it.
 */
#include "meta/meta.h"

#include <dirent.h>
#include "unit/scratch.h"

#define DOCS_MAX 200

extern const struct words app_words;

static struct arena *mem;
static struct document docs[DOCS_MAX];
static size_t doc_count;
static struct facts facts;
static int wrong;

static struct str
file_text(const char *name)
{
	FILE *f = fopen(name, "rb");
	struct text t = TEXT_INIT(mem);
	char buf[8192];
	size_t n;

	if (f == NULL)
		return STR("");
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(&t, buf, n);
	fclose(f);
	return text_done(&t);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_json(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 5 && strcmp(e->d_name + n - 5, ".json") == 0;
}

static void
each_json(const char *folder, void (*run)(const char *path))
{
	struct dirent **list;
	int n = scandir(folder, &list, is_json, by_name);
	char path[600];

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, list[i]->d_name);
		run(path);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

static void
add_doc(const char *path)
{
	assert_true(doc_count + 1 < DOCS_MAX);
	docs[doc_count++] =
	    (struct document){ str_copy(mem, str_of(path)), file_text(path) };
}

static enum err
compile(const char *path, struct problems *problems, struct meta **out)
{
	size_t count = doc_count;

	*problems = (struct problems){ .mem = mem };
	if (path != NULL)
		docs[count++] = (struct document){ str_of(path), file_text(path) };
	return meta_compile(&app_words, docs, count, &facts, 1, problems, out);
}

static void
expect(const char *path, const char *end, struct str got)
{
	char out[600];
	struct str want;
	FILE *f;

	snprintf(out, sizeof(out), "%.*s.%s", (int)strlen(path) - 5, path, end);
	if (getenv("UPDATE") != NULL && (f = fopen(out, "w")) != NULL) {
		fwrite(got.at, 1, got.len, f);
		fclose(f);
	}
	want = file_text(out);
	if (str_same(want, got))
		return;
	fprintf(stderr, "%s\n--- expected\n%.*s--- got\n%.*s", out, STR_ARG(want),
	    STR_ARG(got));
	wrong++;
}

/* ---- bad ---- */

static void
run_bad(const char *path)
{
	struct text t = TEXT_INIT(mem);
	struct problems problems;
	struct meta *meta = NULL;

	if (compile(path, &problems, &meta) == OK) {
		fprintf(stderr, "%s was taken\n", path);
		meta_drop(meta);
		wrong++;
		return;
	}
	for (size_t i = 0; i < problems.list.count; i++) {
		text_str(&t, problem_show(mem, &problems.list.at[i]));
		text_char(&t, '\n');
	}
	expect(path, "out", text_done(&t));
}

static void
test_bad(void **state)
{
	(void)state;
	wrong = 0;
	each_json("test/meta/bad", run_bad);
	assert_int_equal(wrong, 0);
}

/* ---- good ---- */

static enum err
fit(struct db *db, struct meta *meta, struct text *said)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct ctx c = { .mem = mem, .db = db, .meta = meta };

	TRY(tx_begin(db, &tx));
	TRY(meta_fit(
	    &c, meta, &(struct fit_how){ 0 }, &(struct problems){ .mem = mem }, said));
	return tx_commit(&tx);
}

static void
run_good(const char *path)
{
	struct scratch scratch;
	struct text core_said = TEXT_INIT(mem), said = TEXT_INIT(mem),
		    again = TEXT_INIT(mem);
	struct problems problems;
	struct meta *core, *meta = NULL;
	struct engine *engine;
	struct db *db;
	char why[200];

	if (compile(path, &problems, &meta) != OK) {
		fprintf(
		    stderr, "%.*s\n", STR_ARG(problem_show(mem, &problems.list.at[0])));
		wrong++;
		return;
	}
	/* the warnings first: what is good may still be slow */
	for (size_t i = 0; i < problems.list.count; i++)
		text_printf(
		    &said, "-- %.*s\n", STR_ARG(problem_show(mem, &problems.list.at[i])));
	scratch_make(&scratch);
	assert_int_equal(compile(NULL, &problems, &core), OK);
	assert_int_equal(problems.list.count, 0); /* ours warn of nothing */
	assert_int_equal(engine_open(scratch.url, true, &engine, why, sizeof(why)), OK);
	assert_int_equal(db_new(engine, &db), OK);
	assert_int_equal(db_migrate(db), OK);
	assert_int_equal(fit(db, core, &core_said), OK);
	assert_int_equal(fit(db, meta, &said), OK);
	assert_int_equal(fit(db, meta, &again), OK);
	assert_int_equal(again.len, 0); /* what fits is left alone */
	db_free(db);
	engine_close(engine);
	meta_drop(core);
	meta_drop(meta);
	scratch_drop(&scratch);
	expect(path, on_sqlite() ? "out" : "pg.out", text_done(&said));
}

static void
test_good(void **state)
{
	(void)state;
	wrong = 0;
	each_json("test/meta/good", run_good);
	assert_int_equal(wrong, 0);
}

static int
setup(void **state)
{
	(void)state;
	mem = arena_new();
	facts = (struct facts){ .name = STR("Test"),
		.language = STR("en"),
		.country = STR("VN"),
		.zone = STR("Asia/Ho_Chi_Minh"),
		.currency = currency_of(STR("VND")) };
	facts.rates = json_hold(mem, json_object());
	each_json("entities", add_doc);
	each_json("entities/lang", add_doc);
	each_json("lang", add_doc);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bad),
		cmocka_unit_test(test_good) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
