/*
 * two.c - two companies in one process share nothing.
 */
#include "app/app.h"

#include "unit/scratch.h"

/* The program's own documents, read from the tree. */
static struct document docs[80];
static size_t doc_count;

static void
load_docs(struct arena *mem)
{
	FILE *names = popen("ls entities/*.json entities/lang/*.json lang/*.json", "r");
	char path[300];
	size_t size;

	assert_non_null(names);
	while (fgets(path, sizeof(path), names) != NULL && doc_count < COUNT_OF(docs)) {
		char *text;

		path[strcspn(path, "\n")] = '\0';
		text = read_file(mem, path, &size);
		assert_non_null(text);
		docs[doc_count++] =
		    (struct document){ str_copy(mem, str_of(path)), { text, size } };
	}
	pclose(names);
}

struct company {
	struct arena *mem;
	struct site *site;
	struct ctx c;
	struct scratch base;
};

static void
open_company(struct company *o, const char *name, const char *currency)
{
	struct site_config config = { .url = o->base.url,
		.files_dir = o->base.files,
		.make = true,
		.words = &app_words,
		.docs = docs,
		.doc_count = doc_count };
	struct str why;

	scratch_make(&o->base);
	o->mem = arena_new();
	assert_int_equal(site_open(&config, o->mem, &o->site, &why), OK);
	assert_int_equal(site_start(o->site), OK);
	o->c.mem = o->mem;
	assert_int_equal(db_new(site_engine(o->site), &o->c.db), OK);
	site_begin(o->site, &o->c);
	site_as_program(&o->c);
	assert_int_equal(site_set(&o->c, "name", str_of(name)), OK);
	assert_int_equal(site_set(&o->c, "currency", str_of(currency)), OK);
	assert_int_equal(site_reload(&o->c, &why), OK);
	site_end(&o->c);
	site_begin(o->site, &o->c);
	site_as_program(&o->c);
}

static void
close_company(struct company *o)
{
	site_end(&o->c);
	db_free(o->c.db);
	site_close(o->site);
	arena_free(o->mem);
	scratch_drop(&o->base);
}

static int64_t
count(struct company *o, const char *entity)
{
	struct query q = { .entity = meta_entity(o->c.meta, str_of(entity)) };
	int64_t n;
	bool exact;

	assert_int_equal(record_count(&o->c, &q, &n, &exact), OK);
	return n;
}

static void
test_apart(void **state)
{
	static const char boat[] = "{\"entity\":\"boat\",\"label\":[\"Boat\",\"Boats\"],"
				   "\"face\":{\"title\":\"name\"},"
				   "\"fields\":{\"name\":{\"type\":\"text\"}}}";
	struct company a = { 0 }, b = { 0 };
	struct record *rec;
	struct str said;

	(void)state;
	open_company(&a, "a", "VND");
	open_company(&b, "b", "CNY");
	assert_string_equal(a.c.meta->facts.currency->code, "VND");
	assert_string_equal(b.c.meta->facts.currency->code, "CNY");
	assert_int_equal(record_create(&a.c, meta_entity(a.c.meta, STR("account")),
			     json_hold(a.mem, json_pack("{s:s}", "name", "Acme")), &rec),
	    OK);
	assert_int_equal(count(&a, "account"), 1);
	assert_int_equal(count(&b, "account"), 0);

	/* an entity of one company is none of the other's */
	assert_int_equal(site_apply(&a.c, STR("boat.json"), str_of(boat), &said), OK);
	site_end(&a.c);
	site_begin(a.site, &a.c);
	assert_non_null(meta_entity(a.c.meta, STR("boat")));
	assert_null(meta_entity(b.c.meta, STR("boat")));
	close_company(&b);
	site_as_program(&a.c);
	assert_int_equal(count(&a, "account"), 1);
	close_company(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_apart) };
	struct arena *mem = arena_new();
	int failed;

	load_docs(mem);
	failed = cmocka_run_group_tests_name("two sites", tests, NULL, NULL);
	arena_free(mem);
	return failed;
}

/* The program carries these inside; here they are read. */
const struct document app_docs[1], app_demos[1];
const size_t app_doc_count, app_demo_count;
const struct http_asset app_assets[1];
const size_t app_asset_count;
