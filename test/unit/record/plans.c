/*
 * plans.c - no list, board, record page, picker or search looks at a whole table.
 *
 * Walks every entity and asks all that its views can ask, as people of several
 * roles; each statement that ran is explained by the engine, and a plan that
 * scans or sorts a table of records fails, unless it is one of the few allowed.
 * The plans do not depend on how much there is: no statistics are kept.
 */
#include "record/record.h"
#include "site/site.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#define STATEMENTS_MAX 6000

extern const struct words app_words;

static struct arena *mem;
static struct site *site;
static struct ctx c;
static char path[80];
static const char *what; /* that is asked now */
static int wrong;

struct seen {
	const char *sql, *what;
};
static struct seen seen[STATEMENTS_MAX];
static size_t seen_count;

static struct document docs[80];
static size_t doc_count;

static struct str
file_text(const char *name)
{
	FILE *f = fopen(name, "rb");
	struct text t = TEXT_INIT(mem);
	char buf[8192];
	size_t n;

	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(&t, buf, n);
	fclose(f);
	return text_done(&t);
}

/* The program's own documents, read from the tree. */
static void
load_docs(void)
{
	FILE *names = popen("ls entities/*.json lang/*.json", "r");
	char name[300];

	assert_non_null(names);
	while (fgets(name, sizeof(name), names) != NULL && doc_count < COUNT_OF(docs)) {
		name[strcspn(name, "\n")] = '\0';
		docs[doc_count++] =
		    (struct document){ str_copy(mem, str_of(name)), file_text(name) };
	}
	pclose(names);
}

/* ---- every statement that any connection runs ---- */

static int
note(unsigned kind, void *arg, void *statement, void *text)
{
	const char *sql = sqlite3_sql(statement);

	(void)kind, (void)arg, (void)text;
	if (what == NULL || sql == NULL || strncmp(sql, "select", 6) != 0)
		return 0;
	for (size_t i = 0; i < seen_count; i++)
		if (strcmp(seen[i].sql, sql) == 0)
			return 0;
	assert_true(seen_count < STATEMENTS_MAX);
	seen[seen_count++] = (struct seen){ strdup(sql), strdup(what) };
	return 0;
}

static int
watch(sqlite3 *db, char **error, const void *api)
{
	(void)error, (void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note, NULL);
}

/* ---- what is asked ---- */

static void
ask_list(const struct entity *e, const char *where, const char *sort, bool trash)
{
	struct query q = {
		.entity = e, .where = str_of(where), .sort = str_of(sort), .trash = trash
	};
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);
	int64_t n;
	bool exact;
	enum err err;

	what = str_c(mem, str_printf(mem, "%.*s where %s sort %s%s", STR_ARG(e->name),
			      where, sort, trash ? " trash" : ""));
	err = record_list(&c, &q, &w);
	assert_true(err == OK || err == ERR_DENIED);
	err = record_count(&c, &q, &n, &exact);
	assert_true(err == OK || err == ERR_DENIED);
}

/* By each column of the table view and the title, both ways, with a filter. */
static void
ask_orders(const struct entity *e, const char *where)
{
	ask_list(e, where, "", false);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (!field_in_order(f))
			continue;
		ask_list(e, where, str_c(mem, f->name), false);
		ask_list(e, where, str_c(mem, str_printf(mem, "-%.*s", STR_ARG(f->name))),
		    false);
	}
}

/* The lists that have an index of their own: whose, which kind. */
static void
ask_own_lists(const struct entity *e)
{
	struct list_index lists[META_LISTS_MAX];
	size_t n = entity_lists(e, lists);

	for (size_t i = 0; i < n; i++)
		ask_list(e,
		    str_c(mem, str_printf(mem, "%.*s = %s", STR_ARG(lists[i].by->name),
				   lists[i].by->to_count > 0 ? "@me"
				   : lists[i].by->of_count > 0
				       ? str_c(mem, str_printf(mem, "'%.*s'",
							STR_ARG(lists[i].by->of[0].name)))
				       : "true")),
		    str_c(mem, lists[i].sort->name), false);
}

static void
ask_board(const struct entity *e)
{
	const struct field *by = entity_board(e);
	const struct field *sum =
	    entity_field(e, json_get_str(json_object_get(e->views, "board"), "sum"));
	struct query q = { .entity = e };
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	if (by == NULL)
		return;
	what = str_c(mem, str_printf(mem, "%.*s board", STR_ARG(e->name)));
	assert_int_equal(record_sum(&c, &q, by, sum, &w), OK);
	if (by->of_count > 0)
		ask_list(e,
		    str_c(mem, str_printf(mem, "%.*s = '%.*s'", STR_ARG(by->name),
				   STR_ARG(by->of[0].name))),
		    "", false);
}

/* Pickers, related lists, pages, streams, duplicates. */
static void
ask_records(const struct entity *e)
{
	struct query words = { .entity = e, .words = STR("ng tr") };
	struct ref which = { e, 1 };
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);
	json_t *news = json_hold(mem, json_object());

	what = str_c(mem, str_printf(mem, "%.*s picker", STR_ARG(e->name)));
	assert_true(record_list(&c, &words, &w) != ERR_BUG);
	what = str_c(mem, str_printf(mem, "%.*s record", STR_ARG(e->name)));
	assert_true(record_show(&c, which, &w) == ERR_ABSENT);
	assert_true(record_history(&c, which, STR(""), &w) == ERR_ABSENT);
	assert_true(record_timeline(&c, which, STR(""), STR(""), &w) == ERR_ABSENT);
	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].to_count == 1 && !e->fields[i].system)
			ask_list(e,
			    str_c(mem, str_printf(mem, "%.*s = '1'",
					   STR_ARG(e->fields[i].name))),
			    "", false);
	for (size_t i = 0; i < e->match_count; i++)
		for (size_t j = 0; j < e->match[i].count; j++)
			json_object_set_new(news, str_c(mem, e->match[i].fields[j]->name),
			    json_string("an@example.com"));
	what = str_c(mem, str_printf(mem, "%.*s duplicates", STR_ARG(e->name)));
	assert_true(record_duplicates(&c, e, news, &w) != ERR_BUG);
	c.fault_count = 0;
}

/* ---- what is allowed ---- */

/*
 * Of whole tables:
 *   - a walk in the order of ids, or of anything, that ends with a page's or a
 *     count's limit and is narrowed by nothing but what is living, or was chosen
 *     because a page is full soon on it;
 *   - a board's sums: a covering index from end to end, and remembered while
 *     nothing happens;
 *   - saved views and segments, of which there are few: one's own, or the shared.
 */
/* An index that holds nothing else, to the limit. */
static bool
is_lean(const char *sql, const char *plan)
{
	size_t len = strlen(plan);

	return strstr(sql, "t.archived_ms is null") != NULL && len > 2 &&
	       (strcmp(plan + len - 2, "_a") == 0 || strstr(plan, "_quality_") != NULL);
}

/* By the name that records have in all statements, or without one. */
static bool
is_of_records(const char *plan)
{
	const char *of = strstr(plan, "SCAN ") + 5;

	return strncmp(of, "t", strcspn(of, " ")) == 0 ||
	       meta_entity(c.meta, (struct str){ of, strcspn(of, " ") }) != NULL;
}

static bool
is_allowed_scan(const char *sql, const char *plan)
{
	if (!is_of_records(plan))
		return true; /* the outer of a count, the row of "select 0" */
	if (strstr(plan, "USING COVERING INDEX") != NULL && strstr(sql, "group by"))
		return true;
	return strstr(sql, "where t.deleted_ms is null order by t.id desc limit ") ||
	       strstr(sql, "where t.deleted_ms is null limit ") || is_lean(sql, plan) ||
	       strstr(sql, " t not indexed where ") || strstr(sql, "from \"view\" t") ||
	       strstr(sql, "from \"segment\" t");
}

/*
 * Of sorting:
 *   - groups, of which there are few;
 *   - the trash;
 *   - one's notices, in another order than the usual one.
 */
static bool
is_allowed_sort(const char *sql)
{
	return strstr(sql, "group by") || strstr(sql, "deleted_ms is not null") ||
	       strstr(sql, "from \"notice\" t");
}

static bool
is_bad(const char *sql, const char *plan)
{
	if (strstr(plan, "TEMP B-TREE FOR ORDER BY") != NULL)
		return !is_allowed_sort(sql);
	/* of all that share a name, who shares the birthday is told by the index */
	if (strstr(plan, "SEARCH s USING INDEX") != NULL)
		return true;
	return strstr(plan, "SCAN") != NULL && !is_allowed_scan(sql, plan);
}

/* What several arms found, a page at most, is put in order once more; the arms are
 * not sorted, but what is shared by its ids. */
static int
sorts_allowed(const char *sql)
{
	if (strstr(sql, " union all ") == NULL)
		return 0;
	return strstr(sql, "t.id in (") != NULL ? 2 : 1;
}

static void
explain(sqlite3 *db, const struct seen *s)
{
	char *sql = sqlite3_mprintf("explain query plan %s", s->sql);
	sqlite3_stmt *plan = NULL;
	int sorts = sorts_allowed(s->sql);

	if (strstr(s->sql, "_search") != NULL || strstr(s->sql, "from _") != NULL) {
		sqlite3_free(sql);
		return;
	}
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(plan, 3);

		if (!is_bad(s->sql, line) ||
		    (strstr(line, "FOR ORDER BY") != NULL && sorts-- > 0))
			continue;
		printf("%s: %s\n    %s\n", s->what, line, s->sql);
		wrong++;
	}
	sqlite3_finalize(plan);
	sqlite3_free(sql);
}

static void
ask_as(const char *role)
{
	c.actor = (struct actor){ .user = 12,
		.language = "en",
		.zone = "Etc/UTC",
		.roles = json_hold(mem, json_pack("[s]", role)),
		.admin = strcmp(role, "admin") == 0 };
	for (size_t i = 0; i < c.meta->entity_count; i++) {
		const struct entity *e = &c.meta->entities[i];

		ask_orders(e, "");
		ask_own_lists(e);
		ask_list(e, "", "", true);
		ask_board(e);
		ask_records(e);
	}
	what = NULL;
}

static void
test_plans(void **state)
{
	sqlite3 *db = NULL;

	(void)state;
	ask_as("admin");
	ask_as("seller");
	assert_true(seen_count > 100);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < seen_count; i++)
		explain(db, &seen[i]);
	sqlite3_close(db);
	printf("%zu statements\n", seen_count);
	assert_int_equal(wrong, 0);
}

/* ---- an order without an index ---- */

static void
add_accounts(int from, int count)
{
	sqlite3 *db = NULL;
	char sql[400];

	snprintf(sql, sizeof(sql),
	    "with recursive x (n) as (select %d union all select n + 1 from x where n < "
	    "%d) insert into account (id, version, name, website, owner, employees) "
	    "select n, 1, 'a' || n, 'w' || (n * 7919 %% 20011), n %% 50, n %% 1000 from "
	    "x",
	    from, from + count - 1);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static enum err
ordered(const char *where, const char *sort, bool trash)
{
	struct query q = { .entity = meta_entity(c.meta, STR("account")),
		.where = str_of(where),
		.sort = str_of(sort),
		.trash = trash };
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	c.fault_count = 0;
	return record_list(&c, &q, &w);
}

static void
test_order(void **state)
{
	const json_t *args;

	(void)state;
	add_accounts(1, RECORD_SORTED_MAX);
	assert_int_equal(ordered("", "website", false), OK);
	add_accounts(RECORD_SORTED_MAX + 1, 1);
	assert_int_equal(ordered("", "-website", false), ERR_INPUT);
	assert_string_equal(c.faults[0].code, "sort_too_many");
	args = c.faults[0].args;
	assert_true(str_find(json_get_str(args, "fields"), STR("Name, ")) <
		    json_get_str(args, "fields").len);
	assert_true(str_find(json_get_str(args, "fields"), STR("Website")) ==
		    json_get_str(args, "fields").len);
	/* what is narrowed enough is sorted; what has an index always */
	assert_int_equal(ordered("owner = '7'", "website", false), OK);
	assert_int_equal(ordered("", "website", true), OK);
	assert_int_equal(ordered("", "-name", false), OK);
	assert_int_equal(ordered("", "", false), OK);
}

/* ---- many that fit a filter, which no index holds in this order ---- */

static void
begins(const char *where, const char *sort, const char *first, const char *way)
{
	struct query q = { .entity = meta_entity(c.meta, STR("account")),
		.where = str_of(where),
		.sort = str_of(sort) };
	size_t was = seen_count, len = strlen(first);
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);
	bool found = false;

	what = "ways";
	assert_int_equal(record_list(&c, &q, &w), OK);
	what = NULL;
	assert_int_equal(strncmp(t.at, "{\"rows\":[{\"id\":\"", 16), 0);
	assert_int_equal(strncmp(t.at + 16, first, len), 0);
	assert_int_equal(t.at[16 + len], '"');
	for (size_t i = was; i < seen_count; i++)
		found |= strstr(seen[i].sql, way) != NULL;
	assert_true(found == (way[0] == ' '));
}

/* Walked along the order, a list is what it is when it is sorted. */
static void
test_way(void **state)
{
	(void)state;
	/* many */
	begins(
	    "owner != '7'", "employees", "1000", " indexed by \"account_ia_employees\"");
	begins("owner != '7'", "-employees", "19999",
	    " indexed by \"account_ia_employees\"");
	begins(
	    "owner in ('1', '2', '3', '4', '5', '6', '8', '9', '10', '11', '12', '13', "
	    "'14', '15', '16')",
	    "-employees", "19966", " indexed by \"account_ia_employees\"");
	begins("employees >= 10", "", "19999", " indexed by \"account_ids_a\"");
	/* few, or held by an index of both */
	begins("owner = '7'", "employees", "7", "indexed by");
	begins("owner = '7'", "", "19957", "indexed by");
	begins("owner = '7'", "-name", "19957", "indexed by");
}

/* ---- narrowed to a few people: from as many places of an index ---- */

static const char *const gates[] = { "owner in @team", "owner = @me or owner is empty",
	"owner in @team and employees > 10", "owner = @me or kind = 'customer'",
	"owner in @team or kind in ('customer', 'prospect')" };

static void
put_gate(const char *rule)
{
	struct str said,
	    body = str_printf(
		mem, "{\"rights\":{\"agent\":{\"account\":{\"read\":\"%s\"}}}}", rule);

	site_as_program(&c);
	assert_int_equal(site_apply(&c, STR("rights.json"), body, &said), OK);
	site_renew(&c);
}

static const struct standing few = { .circles = { [CIRCLE_ME] = { (int64_t[]){ 7 }, 1 },
					 [CIRCLE_TEAM] = {
					     (int64_t[]){ 3, 7, 8, 9, 40 }, 5 } } };

static bool
is_merged(size_t from)
{
	for (size_t i = from; i < seen_count; i++)
		if (strstr(seen[i].sql, " union all ") != NULL)
			return true;
	return false;
}

/* All pages, as ids: by what this actor may, or by an administrator who asks so. */
static struct str
walked(const char *sort, const char *rule)
{
	struct text ids = TEXT_INIT(mem);
	struct str after = STR("");
	struct page page;

	c.actor = (struct actor){ .user = 7,
		.language = "en",
		.zone = "Etc/UTC",
		.admin = rule[0] != '\0',
		.roles = json_hold(mem, json_pack("[s]", "agent")),
		.standing = &few };
	do {
		struct query q = { .entity = meta_entity(c.meta, STR("account")),
			.where = str_of(rule),
			.sort = str_of(sort),
			.after = after,
			.limit = 7 };

		assert_int_equal(record_page(&c, &q, &page), OK);
		for (size_t i = 0; i < page.count; i++)
			text_printf(&ids, "%" PRId64 " ", page.rows[i]->id);
		after = page.next;
	} while (after.len > 0 && ids.len < 4000);
	return text_done(&ids);
}

/* A first page by last change of what the gate in force lets through: by which way. */
static void
first_page(const char *gate, bool merged)
{
	struct query q = { .entity = meta_entity(c.meta, STR("account")),
		.sort = STR("-updated_ms"),
		.limit = 9 }; /* statements that were seen are not seen again */
	struct page page;
	size_t was = seen_count;

	c.actor.admin = false;
	what = gate;
	assert_int_equal(record_page(&c, &q, &page), OK);
	what = NULL;
	assert_int_equal(page.count, 9);
	assert_true(seen_count > was);
	assert_true(is_merged(was) == merged);
}

static void
test_gated(void **state)
{
	static const char *const sorts[] = { "name", "-name", "updated_ms", "-updated_ms",
		"" };
	sqlite3 *db = NULL;

	(void)state;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db,
		"update account set owner = 50 where owner = 0;"
		"update account set owner = null where id % 17 = 0;"
		"update account set kind = case id % 3 when 0 then 'customer'"
		" when 1 then 'prospect' end;"
		"update account set updated_ms = id / 3 where id % 5 > 0;"
		"update account set name = null where id % 11 = 0",
		NULL, NULL, NULL),
	    SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(gates); i++) {
		put_gate(gates[i]);
		for (size_t j = 0; j < COUNT_OF(sorts); j++) {
			size_t was = seen_count;
			struct str by_right, by_filter;

			what = gates[i];
			by_right = walked(sorts[j], "");
			what = NULL;
			for (size_t k = was; k < seen_count; k++)
				explain(db, &seen[k]);
			by_filter = walked(sorts[j],
			    str_c(mem, str_printf(mem, "not not (%s)", gates[i])));
			assert_true(by_right.len > 3000);
			assert_string_equal(by_right.at, by_filter.at);
		}
		if (i == 0) /* few among all */
			first_page(gates[i], true);
	}
	first_page(gates[COUNT_OF(gates) - 1], false); /* two of three */
	sqlite3_close(db);
	assert_int_equal(wrong, 0);
}

static int
setup(void **state)
{
	struct site_config config = {
		.url = path, .make = true, .words = &app_words, .docs = docs
	};
	struct str why;

	(void)state;
	mem = arena_new();
	load_docs();
	config.doc_count = doc_count;
	snprintf(path, sizeof(path), "/tmp/kith-plans-%d.db", (int)getpid());
	sqlite3_auto_extension((void (*)(void))watch);
	if (site_open(&config, mem, &site, &why) != OK)
		return -1;
	c.mem = mem;
	if (db_new(site_engine(site), &c.db) != OK)
		return -1;
	site_begin(site, &c);
	return 0;
}

static int
teardown(void **state)
{
	char command[200];

	(void)state;
	site_end(&c);
	db_free(c.db);
	site_close(site);
	arena_free(mem);
	snprintf(command, sizeof(command), "rm -rf %s*", path);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_plans),
		cmocka_unit_test(test_order), cmocka_unit_test(test_way),
		cmocka_unit_test(test_gated) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
