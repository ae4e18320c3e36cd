/*
 * rule.c - the rule language: test/rule.cases in memory and in SQL, and rules
 * made at random asked of rows made at random, by both.
 */
#include "record/room.h"

#include "unit/scratch.h"

#define CASES "test/rule.cases"
#define TREES "test/rule.trees.json"
#define NOW_MS INT64_C(1795323600000)
#define RULES 1500
#define ROWS 45

extern const struct words app_words;

static const char user_text[] =
    "{ \"entity\": \"user\", \"label\": [\"User\", \"Users\"], \"doc\": \"x\","
    "  \"face\": { \"title\": \"name\" }, \"fields\": { \"name\": { \"type\": \"text\","
    "  \"label\": \"Name\" } } }";

/* As test/rule.cases says. */
static const int64_t crew[] = { 7, 8, 9 }, manager[] = { 7, 9 };
static const struct standing standing = { .circles = { [CIRCLE_ME] = { crew, 1 },
					      [CIRCLE_TEAM] = { crew, 2 },
					      [CIRCLE_UNIT] = { crew, 1 },
					      [CIRCLE_UNITS] = { crew, 3 },
					      [CIRCLE_REPORTS] = { manager, 2 } } };

static struct scratch scratch;
static struct engine *engine;
static struct arena *mem;
static struct meta *meta;
static const struct entity *thing;
static struct ctx c;

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

static enum err
make_tables(void)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct text said = TEXT_INIT(mem);

	TRY(db_migrate(c.db));
	TRY(tx_begin(c.db, &tx));
	TRY(meta_fit(
	    &c, meta, &(struct fit_how){ 0 }, &(struct problems){ .mem = mem }, &said));
	return tx_commit(&tx);
}

static int
setup(void **state)
{
	struct facts facts = { .name = STR("Test"),
		.language = STR("en"),
		.country = STR("VN"),
		.zone = STR("Asia/Ho_Chi_Minh"),
		.currency = currency_of(STR("VND")) };
	struct problems problems = { 0 };
	struct document docs[2];
	char why[200];

	(void)state;
	mem = arena_new();
	problems.mem = mem;
	facts.rates = json_hold(mem, json_object());
	docs[0] = (struct document){ STR("user.json"), str_of(user_text) };
	docs[1] = (struct document){ STR("test/meta/thing.json"),
		file_text("test/meta/thing.json") };
	if (meta_compile(&app_words, docs, 2, &facts, 1, &problems, &meta) != OK)
		fail_msg("%.*s", STR_ARG(problem_show(mem, &problems.list.at[0])));
	thing = meta_entity(meta, STR("thing"));
	scratch_make(&scratch);
	c = (struct ctx){ .mem = mem, .meta = meta, .now_ms = NOW_MS };
	c.actor = (struct actor){ .user = 7,
		.standing = &standing,
		.program = true,
		.language = "en",
		.zone = "Asia/Ho_Chi_Minh",
		.calendar = "gregorian" };
	if (engine_open(scratch.url, true, &engine, why, sizeof(why)) != OK ||
	    db_new(engine, &c.db) != OK || make_tables() != OK)
		fail_msg("the database: %s", why);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	db_free(c.db);
	engine_close(engine);
	meta_drop(meta);
	arena_free(mem);
	scratch_drop(&scratch);
	return 0;
}

/* ---- rows ---- */

static struct record *
store(const json_t *fields)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec = record_new(&c, thing), *back;

	if (record_fill(&c, rec, fields) != OK)
		fail_msg("%s: %s: %.*s", json_dumps(fields, 0), c.faults[0].code,
		    STR_ARG(c.faults[0].at));
	rec->id = db_new_id(c.db);
	assert_int_equal(tx_begin(c.db, &tx), OK);
	assert_int_equal(record_store(&c, rec, 0), OK);
	assert_int_equal(tx_commit(&tx), OK);
	/* as it comes back: what is compared is what is stored */
	assert_int_equal(record_load_any(&c, (struct ref){ thing, rec->id }, &back), OK);
	return back;
}

static bool
in_sql(const struct rule *rule, int64_t id)
{
	struct sql q = SQL_INIT(mem);
	int64_t one;
	enum err e;

	sql_text(&q, "select 1 from ");
	sql_table(&q, thing);
	sql_text(&q, " t where t.id = ");
	sql_int(&q, id);
	sql_text(&q, " and ");
	rule_sql(&c, rule, "t", &q);
	e = db_int(c.db, &q, ERR_ABSENT, &one);
	if (e != OK && e != ERR_ABSENT)
		fail_msg("%.*s: %s", STR_ARG(text_done(&q.text)), db_said(c.db));
	return e == OK;
}

static const struct rule *
compiled(struct str text)
{
	struct rule_fault why = { 0 };
	struct rule *rule;

	if (rule_compile(mem, meta, thing, text, &rule, &why) != OK)
		fail_msg("%.*s: %zu: %s", STR_ARG(text), why.at, why.text);
	return rule;
}

/* ---- borders of periods, for somebody whose year is another one ---- */

/* 2026-11-22 is Sunday, the first of Azar 1405. */
static void
test_persian_periods(void **state)
{
	static const struct {
		const char *rule, *day;
	} cases[] = { { "day = @month", "2026-11-22" },
		{ "day = @month_end", "2026-12-21" },
		{ "day = @last_month", "2026-10-23" }, { "day = @quarter", "2026-09-23" },
		{ "day = @year", "2026-03-21" }, { "day = @last_year_end", "2026-03-20" },
		{ "day = @week", "2026-11-21" },
		{ "day = @next_week_end", "2026-12-04" } };

	(void)state;
	c.actor.calendar = "persian";
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		json_t *fields = json_hold(mem, json_pack("{s:s}", "day", cases[i].day));
		struct record *rec = store(fields);

		if (!rule_holds(&c, compiled(str_of(cases[i].rule)), rec->now))
			fail_msg("%s: %s", cases[i].rule, cases[i].day);
	}
	c.actor.first_day = 7;
	assert_true(rule_holds(&c, compiled(STR("day = @week + 13d")),
	    store(json_hold(mem, json_pack("{s:s}", "day", "2026-12-05")))->now));
	c.actor.first_day = 0;
	c.actor.calendar = "gregorian";
}

/* ---- test/rule.cases ---- */

/* The part before " | ". */
static struct str
part(struct str *rest)
{
	size_t at = str_find(*rest, STR(" | "));
	struct str head = { rest->at, at };

	*rest = at == rest->len ? STR("")
				: (struct str){ rest->at + at + 3, rest->len - at - 3 };
	return str_trim(head);
}

static struct str
tree_of(const struct rule *rule)
{
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	rule_json(&w, rule);
	return text_done(&t);
}

static bool
run_case(int line, struct str text, struct text *trees)
{
	struct str rest = text, rule_text = part(&rest), record = part(&rest);
	const struct rule *rule = compiled(rule_text);
	bool yes = str_is(str_trim(rest), "yes"), memory, sql;
	struct record *rec;
	json_t *fields;

	if (!yes && !str_is(str_trim(rest), "no"))
		fail_msg(CASES ":%d: yes or no?", line);
	assert_int_equal(json_read(mem, record, &fields, NULL), OK);
	rec = store(fields);
	memory = rule_holds(&c, rule, rec->now);
	sql = in_sql(rule, rec->id);
	text_printf(trees, "%s  ", trees->len == 2 ? "" : ",\n");
	{
		struct jw w = JW_INIT(trees);

		jw_str(&w, rule_text);
	}
	text_printf(trees, ": %.*s", STR_ARG(tree_of(rule)));
	if (memory == yes && sql == yes)
		return true;
	fprintf(stderr, CASES ":%d: %.*s: C says %s, SQL says %s\n", line, STR_ARG(text),
	    memory ? "yes" : "no", sql ? "yes" : "no");
	return false;
}

/* What the client evaluates is kept beside the cases, for its own test. */
static void
check_trees(struct text *trees)
{
	json_t *now, *kept;
	FILE *f;

	text_c(trees, "\n}\n");
	if (getenv("UPDATE") != NULL && (f = fopen(TREES, "w")) != NULL) {
		fwrite(trees->at, 1, trees->len, f);
		fclose(f);
	}
	now = json_loads(trees->at, 0, NULL); /* a rule may be there twice */
	kept = json_loads(file_text(TREES).at, 0, NULL);
	if (!json_equal(now, kept))
		fail_msg(TREES " is old: UPDATE=1 make unit ONLY=meta/rule");
	json_decref(now);
	json_decref(kept);
}

static void
test_cases(void **state)
{
	struct str all = file_text(CASES), text;
	struct text trees = TEXT_INIT(mem);
	int line = 0, count = 0, wrong = 0;

	(void)state;
	text_c(&trees, "{\n");
	while (all.len > 0) {
		if (!str_cut(all, '\n', &text, &all)) {
			text = all;
			all.len = 0;
		}
		line++;
		if (text.len == 0 || text.at[0] == '#')
			continue;
		wrong += !run_case(line, text, &trees);
		count++;
	}
	assert_true(count >= 120);
	assert_int_equal(wrong, 0);
	check_trees(&trees);
}

/* ---- at random ---- */

static uint64_t seed = 20261122;

static unsigned
draw(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

#define ONE_OF(list) ((list)[draw((unsigned)COUNT_OF(list))])

static const char *const texts[] = { "a", "ab", "b", "Điện", "dien", "%", "_x", "'", "A",
	"nguyen", "Nguyễn Văn", "۳", "3", "物流" };
static const char *const kinds[] = { "red", "green", "blue" };
static const char *const days[] = { "2026-11-21", "2026-11-22", "2026-11-29",
	"1999-12-31", "0001-01-01" };
static const char *const circles[] = { "team", "unit", "units", "reports" };
static const char *const people[] = { "7", "8", "9" };
static const int64_t numbers[] = { 0, 1, 2, 5, -1, 100, 9007199254740991 };

static json_t *
random_row(void)
{
	json_t *row = json_object();

	if (draw(3) > 0)
		json_object_set_new(row, "name", json_string(ONE_OF(texts)));
	if (draw(3) > 0)
		json_object_set_new(row, "other", json_string(ONE_OF(texts)));
	if (draw(3) > 0)
		json_object_set_new(row, "count", json_integer(ONE_OF(numbers)));
	if (draw(3) > 0)
		json_object_set_new(row, "limit", json_integer(ONE_OF(numbers)));
	if (draw(3) > 0)
		json_object_set_new(row, "size", json_real((double)draw(8) / 4 - 1));
	if (draw(3) > 0)
		json_object_set_new(row, "price",
		    json_pack("{s:i,s:s}", "minor", (int)draw(6), "cur", "VND"));
	if (draw(3) > 0)
		json_object_set_new(row, "done", json_boolean(draw(2)));
	if (draw(3) > 0)
		json_object_set_new(row, "day", json_string(ONE_OF(days)));
	if (draw(3) > 0)
		json_object_set_new(row, "at",
		    json_integer(NOW_MS + (int64_t)draw(5) * 3600000 - 7200000));
	if (draw(3) > 0)
		json_object_set_new(row, "kind", json_string(ONE_OF(kinds)));
	if (draw(3) > 0)
		json_object_set_new(
		    row, "several", json_pack("[s,s]", ONE_OF(kinds), ONE_OF(kinds)));
	if (draw(3) > 0)
		json_object_set_new(row, "mine", json_string(ONE_OF(people)));
	if (draw(3) > 0)
		json_object_set_new(
		    row, "who", json_pack("{s:s}", "family", ONE_OF(texts)));
	return json_hold(mem, row);
}

static void
quoted(struct text *t, const char *s)
{
	text_char(t, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			text_char(t, '\'');
		text_char(t, *s);
	}
	text_char(t, '\'');
}

static const char *const signs[] = { "=", "!=", "<", "<=", ">", ">=" };

static void
random_text_leaf(struct text *t)
{
	static const char *const ops[] = { "=", "!=", "<", ">=", "contains", "starts" };
	static const char *const fields[] = { "name", "other", "who" };

	text_printf(t, "%s %s ", ONE_OF(fields), ONE_OF(ops));
	quoted(t, ONE_OF(texts));
}

static void
random_list(struct text *t)
{
	text_printf(t, "%s %sin (", draw(2) ? "name" : "other", draw(2) ? "not " : "");
	for (unsigned i = 0, n = draw(3); i <= n; i++) {
		text_c(t, i > 0 ? ", " : "");
		if (draw(4) == 0)
			text_c(t, draw(2) ? "name" : "other");
		else
			quoted(t, ONE_OF(texts));
	}
	text_char(t, ')');
}

static void
random_leaf(struct text *t)
{
	static const char *const any[] = { "name", "count", "size", "price", "done",
		"day", "at", "kind", "several", "mine", "who" };

	switch (draw(17)) {
	case 0:
	case 1: random_text_leaf(t); break;
	case 2: random_list(t); break;
	case 3:
		text_printf(t, "count %s %" PRId64, ONE_OF(signs), ONE_OF(numbers));
		break;
	case 4: text_printf(t, "count %s limit", ONE_OF(signs)); break;
	case 5:
		text_printf(t, "size %s %.2f", ONE_OF(signs), (double)draw(8) / 4 - 1);
		break;
	case 6: text_printf(t, "price %s %u", ONE_OF(signs), draw(6)); break;
	case 7: text_printf(t, "day %s '%s'", ONE_OF(signs), ONE_OF(days)); break;
	case 8:
		text_printf(t, "day %s @today %s %ud", ONE_OF(signs), draw(2) ? "+" : "-",
		    draw(9));
		break;
	case 9: text_printf(t, "at %s @now - %uh", ONE_OF(signs), draw(3)); break;
	case 10:
		text_printf(t, "kind %s '%s'", draw(2) ? "=" : "!=", ONE_OF(kinds));
		break;
	case 11: text_printf(t, "several contains '%s'", ONE_OF(kinds)); break;
	case 12:
		text_printf(
		    t, "mine %s %s", draw(2) ? "=" : "!=", draw(2) ? "@me" : "'8'");
		break;
	case 13:
		text_printf(t, "mine.name %s ", draw(2) ? "!=" : ONE_OF(signs));
		quoted(t, draw(2) ? "a" : ONE_OF(texts));
		break;
	case 15:
		text_printf(t, "mine %s @%s", draw(2) ? "in" : "not in", ONE_OF(circles));
		break;
	case 14: text_printf(t, "mine.name is %s", draw(2) ? "set" : "empty"); break;
	default:
		text_printf(t, "%s is %s", ONE_OF(any), draw(2) ? "set" : "empty");
		break;
	}
}

static void
random_rule(struct text *t, unsigned depth)
{
	unsigned what = draw(depth == 0 ? 2 : 6);

	if (what == 0 && depth > 0) {
		text_c(t, "not ");
		random_rule(t, depth - 1);
	} else if (what >= 4) {
		text_char(t, '(');
		random_rule(t, depth - 1);
		text_c(t, what == 4 ? " and " : " or ");
		random_rule(t, depth - 1);
		text_char(t, ')');
	} else if (what == 1) {
		text_c(t, "done");
	} else {
		random_leaf(t);
	}
}

/* Of the people 7, 8 and 9, 7 is called "a", 8 has no name, and 9 is not there. */
static void
store_people(void)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql a = SQL_INIT(mem), b = SQL_INIT(mem);

	assert_int_equal(tx_begin(c.db, &tx), OK);
	sql_text(&a, "insert into \"user\" (id, version, name) values (7, 1, 'a')");
	sql_text(&b, "insert into \"user\" (id, version) values (8, 1)");
	assert_int_equal(db_run(c.db, &a), OK);
	assert_int_equal(db_run(c.db, &b), OK);
	assert_int_equal(tx_commit(&tx), OK);
}

static const struct cell *
person(void *arg, const struct field *hop, const struct cell *own)
{
	struct record *rec;
	const struct cell *v = &own[hop->first];

	(void)arg;
	if (value_empty(v) ||
	    record_load_any(&c, (struct ref){ hop->to[0], v->i }, &rec) != OK)
		return NULL;
	return rec->now;
}

static void
test_random(void **state)
{
	const struct far far = { person, NULL };
	struct record *rows[ROWS];
	int wrong = 0, yes = 0;

	(void)state;
	store_people();
	for (size_t i = 0; i < ROWS; i++)
		rows[i] = store(random_row());
	for (int n = 0; n < RULES; n++) {
		struct text t = TEXT_INIT(mem);
		const struct rule *rule;

		random_rule(&t, 3);
		rule = compiled(text_done(&t));
		for (size_t i = 0; i < ROWS; i++) {
			bool memory = rule_holds_far(&c, rule, rows[i]->now, &far);

			yes += memory;
			if (memory != in_sql(rule, rows[i]->id) && wrong++ < 10)
				fprintf(stderr, "row %zu, C says %s: %s\n", i,
				    memory ? "yes" : "no", t.at);
		}
	}
	assert_int_equal(wrong, 0);
	assert_in_range(yes, RULES * ROWS / 10, RULES * ROWS * 9 / 10);
}

/* ---- what is no rule ---- */

static void
test_refused(void **state)
{
	static const struct {
		const char *text;
		size_t at;
		const char *says;
	} bad[] = {
		{ "nonsense = 1", 0, "nonsense" },
		{ "name =", 6, "value" },
		{ "name = 'a", 7, "value" },
		{ "count = 'a'", 8, "" },
		{ "name = 5", 7, "no value" },
		{ "count = 5 7", 10, "should end" },
		{ "(name is set", 12, "bracket" },
		{ "kind = 'pink'", 7, "pink" },
		{ "kind < 'red'", 0, "" },
		{ "done contains 'x'", 0, "" },
		{ "day = '2026-02-30'", 6, "" },
		{ "day < @tomorrow", 6, "tomorrow" },
		{ "day < @today + 7x", 15, "span" },
		{ "count = @me", 8, "person" },
		{ "mine = @team", 7, "several" },
		{ "mine in (@team)", 9, "several" },
		{ "count in @team", 9, "people" },
		{ "about in @team", 9, "people" },
		{ "mine in @everybody", 8, "no people" },
		{ "mine in @me", 8, "no people" },
		{ "count = name", 8, "compared" },
		{ "who.nose = 'x'", 0, "nose" },
		{ "mine.name.x = 'x'", 0, "" },
		{ "name in ()", 9, "" },
		{ "name is odd", 8, "" },
		{ "and", 0, "" },
		{ "name == 'a'", 6, "value" },
		{ "; drop table thing", 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct rule_fault why = { 0 };
		struct rule *rule;
		enum err e =
		    rule_compile(mem, meta, thing, str_of(bad[i].text), &rule, &why);

		if (e != ERR_INPUT)
			fail_msg("%s was taken", bad[i].text);
		if (strstr(why.text, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].text, why.text);
		if (bad[i].at != 0 && why.at != bad[i].at)
			fail_msg("%s: at %zu, not %zu: %s", bad[i].text, why.at,
			    bad[i].at, why.text);
	}
}

/* Every reason has its words in every language, and says of what in all or in none. */
static void
test_reasons(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		for (size_t j = 0; j < RULE_REASON_COUNT; j++) {
			const char *english = rule_reasons[j].english;
			char path[40], key[64];
			const char *words;
			json_t *lang;

			snprintf(path, sizeof(path), "lang/%s.json", languages[i]);
			snprintf(key, sizeof(key), "rule.%s", rule_reasons[j].name);
			lang = json_load_file(path, 0, NULL);
			words = json_string_value(json_object_get(lang, key));
			if (words == NULL)
				fail_msg("%s: no %s", path, key);
			assert_int_equal(strstr(words, "{what}") != NULL,
			    strstr(english, "{what}") != NULL);
			json_decref(lang);
		}
}

/* What stands there is whole letters, whatever it is. */
static void
test_what(void **state)
{
	struct rule_fault why;
	struct rule *rule;

	(void)state;
	assert_int_equal(
	    rule_compile(mem, meta, thing, STR("done and \u0111o = 1"), &rule, &why),
	    ERR_INPUT);
	assert_string_equal(why.what, "\u0111");
	assert_int_equal(why.at, 9);
	assert_int_equal(
	    rule_compile(mem, meta, thing, STR("done and \xC4 = 1"), &rule, &why),
	    ERR_INPUT);
	assert_string_equal(why.what, "\uFFFD");
	assert_int_equal(
	    rule_compile(mem, meta, thing, STR("name ="), &rule, &why), ERR_INPUT);
	assert_string_equal(why.what, "");
	assert_string_equal(why.name, "wants_value");
}

static void
test_deep(void **state)
{
	struct text t = TEXT_INIT(mem);
	struct rule_fault why;
	struct rule *rule;

	(void)state;
	for (int i = 0; i < RULE_DEPTH_MAX + 1; i++)
		text_char(&t, '(');
	text_c(&t, "done");
	assert_int_equal(
	    rule_compile(mem, meta, thing, text_done(&t), &rule, &why), ERR_INPUT);
	t.len = 0;
	for (int i = 0; i < RULE_NODES_MAX + 1; i++)
		text_c(&t, "done or ");
	text_c(&t, "done");
	assert_int_equal(
	    rule_compile(mem, meta, thing, text_done(&t), &rule, &why), ERR_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cases),
		cmocka_unit_test(test_persian_periods), cmocka_unit_test(test_random),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_what), cmocka_unit_test(test_deep) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
