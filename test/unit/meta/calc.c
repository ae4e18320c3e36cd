/*
 * calc.c - formulas: exact to the last digit, and no money out of two currencies.
 */
#include "literal.h"
#include "record/room.h"

#include "unit/arena.h"

#define MANY 100000
#define NO_RATE INT64_MIN

extern const struct words app_words;

static struct ctx c;
static const struct entity *line;
static struct record *rec;
static struct meta *kept; /* of the formula that is tried */

static void
compile(
    const char *formula, const char *type, struct problems *problems, struct meta **meta)
{
	static const char *before =
	    "{ \"entity\": \"line\", \"label\": [\"Line\", \"Lines\"], \"doc\": \"x\","
	    " \"face\": { \"title\": \"name\" }, \"fields\": {"
	    " \"name\": { \"type\": \"text\", \"label\": \"N\" },"
	    " \"count\": { \"type\": \"real\", \"label\": \"C\" },"
	    " \"pieces\": { \"type\": \"int\", \"label\": \"P\" },"
	    " \"price\": { \"type\": \"money\", \"label\": \"P\" },"
	    " \"cost\": { \"type\": \"money\", \"label\": \"K\" },"
	    " \"off\": { \"type\": \"percent\", \"label\": \"O\" },"
	    " \"out\": { \"label\": \"R\", \"type\": ";
	struct facts facts = { .name = STR("Test"),
		.language = STR("en"),
		.country = STR("VN"),
		.zone = STR("UTC"),
		.currency = currency_of(STR("VND")),
		.rates = json_hold(mem, json_pack("{s:s}", "USD", "25000")) };
	struct document docs[2];

	docs[0] = (struct document){ STR("user.json"),
		STR("{ \"entity\": \"user\", \"label\": [\"User\", \"Users\"], \"doc\": "
		    "\"x\", \"face\": { \"title\": \"name\" }, \"fields\": { \"name\": { "
		    "\"type\": \"text\", \"label\": \"Name\" } } }") };
	docs[1] = (struct document){ STR("line.json"),
		str_printf(
		    mem, "%s\"%s\", \"is\": \"%s\" } } }", before, type, formula) };
	enum err e = meta_compile(&app_words, docs, 2, &facts, 1, problems, meta);

	assert_int_equal(e == OK, !problems_forbid(problems));
}

/* A line whose field "out" is the formula. */
static void
formula(const char *text, const char *type)
{
	struct problems problems = { .mem = mem };
	struct meta *meta = NULL;

	compile(text, type, &problems, &meta);
	if (problems_forbid(&problems))
		fail_msg("%.*s", STR_ARG(problem_show(mem, &problems.list.at[0])));
	meta_drop(kept);
	kept = meta;
	c = (struct ctx){ .mem = mem, .meta = meta };
	c.actor = (struct actor){ .program = true, .language = "en", .zone = "UTC" };
	line = meta_entity(meta, STR("line"));
	rec = record_new(&c, line);
}

static void
put(const char *name, json_t *value)
{
	record_put(&c, rec, entity_field(line, str_of(name)), json_hold(mem, value));
	assert_int_equal(c.fault_count, 0);
}

static json_t *
money(int64_t minor, const char *cur)
{
	return json_pack("{s:I, s:s}", "minor", (json_int_t)minor, "cur", cur);
}

static const struct cell *
out(void)
{
	record_compute(&c, rec);
	return record_value(rec, entity_field(line, STR("out")));
}

static void
is_money(int64_t minor, const char *cur, int64_t worth)
{
	const struct cell *v = out();

	assert_int_equal(v[0].kind, CELL_INT);
	assert_int_equal(v[0].i, minor);
	assert_string_equal(str_c(mem, v[1].s), cur);
	assert_int_equal(v[2].kind, worth == NO_RATE ? CELL_NULL : CELL_INT);
	if (worth != NO_RATE)
		assert_int_equal(v[2].i, worth);
}

static void
decimals_are_decimals(void **state)
{
	(void)state;
	/* 1.005 * 100 is 100.49999999999999 to a processor */
	formula("price * count", "money");
	put("price", money(100, "USD"));
	put("count", json_real(1.005));
	is_money(101, "USD", 25125); /* a cent more than doubles make of it */
	put("price", money(-100, "USD"));
	is_money(-101, "USD", -25125);
}

static void
rounded_once_at_the_end(void **state)
{
	(void)state;
	formula("price / 3 * 3", "money");
	put("price", money(100, "VND"));
	is_money(100, "VND", 100);
	formula("price * 0.5", "money"); /* half away from zero, either way */
	put("price", money(3, "VND"));
	is_money(2, "VND", 2);
	formula("price * off * count", "money");
	put("price", money(INT64_C(1000000000000), "VND")); /* 10^12 dong */
	put("off", json_real(0.1));
	put("count", json_real(0.001));
	is_money(1000000, "VND", 1000000);
}

static void
currencies_do_not_mix(void **state)
{
	(void)state;
	formula("price - cost", "money");
	put("price", money(10000, "USD")); /* 100 dollars, 2,500,000 dong */
	put("cost", money(500000, "VND"));
	is_money(2000000, "VND", 2000000);
	put("cost", money(2500, "USD"));
	is_money(7500, "USD", 1875000);
	/* of one currency, whose rate nobody knows */
	put("price", money(9000, "EUR"));
	put("cost", money(1000, "EUR"));
	is_money(8000, "EUR", NO_RATE);
	/* of two, one of them without a rate: no number rather than a wrong one */
	put("cost", money(1000, "USD"));
	assert_int_equal(out()[0].kind, CELL_NULL);
	/* a ratio is of what both are worth */
	formula("(price - cost) / price", "percent");
	put("price", money(10000, "USD"));
	put("cost", money(500000, "VND"));
	assert_true(out()[0].d == 80.0);
}

static void
nothing_out_of_nothing(void **state)
{
	(void)state;
	formula("price / pieces", "money");
	put("price", money(100, "VND"));
	assert_int_equal(out()[0].kind, CELL_NULL); /* a part is empty */
	put("pieces", json_integer(0));
	assert_int_equal(out()[0].kind, CELL_NULL);
	put("pieces", json_integer(7));
	is_money(14, "VND", 14);
	assert_int_equal(c.fault_count, 0);
	/* what nothing can hold is said, and not stored as something else */
	formula("price * 1e9", "money");
	put("price", money(INT64_C(1000000000000), "VND"));
	assert_int_equal(out()[0].kind, CELL_NULL);
	assert_int_equal(c.fault_count, 1);
	assert_string_equal(c.faults[0].code, "too_large");
}

static void
refused(const char *text, const char *type, const char *why)
{
	struct problems problems = { .mem = mem };
	struct meta *meta = NULL;

	compile(text, type, &problems, &meta);
	assert_null(meta);
	for (size_t i = 0; i < problems.list.count; i++)
		if (strcmp(problems.list.at[i].id, "E022") == 0) {
			assert_string_equal(str_c(mem, problems.list.at[i].text), why);
			return;
		}
	fail_msg("%s was taken", text);
}

static void
money_is_no_number(void **state)
{
	(void)state;
	refused("price * cost", "money", "money cannot be multiplied by money");
	refused("count / price", "real", "a number cannot be divided by money");
	refused("price + 5", "money", "money and a number cannot be added");
	refused("price / cost", "money", "this is a number, and the field keeps money");
	refused("price * 2", "real", "this is money, and the field keeps a number");
	refused("count * 1.2.3", "real", "there is no such field or number");
	refused("count * 1e999999999", "real", "there is no such field or number");
}

/* floor((2 |n| + d) / 2 d) with its sign, in what the compiler has. */
static int64_t
half_away(__int128 n, __int128 d)
{
	__int128 positive = n < 0 ? -n : n, whole = (2 * positive + d) / (2 * d);

	return (int64_t)(n < 0 ? -whole : whole);
}

/* As the compiler's own wide integers say, whatever is multiplied. */
static void
as_wide_integers_say(void **state)
{
	uint64_t seed = 20261123;

	(void)state;
	formula("price * count * off", "money");
	for (int i = 0; i < MANY; i++) {
		int64_t price, thousandths, tenths;

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		price = (int64_t)(seed >> 33) - (INT64_C(1) << 30);
		thousandths = (int64_t)(seed >> 20 & 0xfffff);
		tenths = (int64_t)(seed >> 7 & 0x3ff);
		put("price", money(price, "VND"));
		put("count", json_real((double)thousandths / 1000));
		put("off", json_real((double)tenths / 10));
		assert_int_equal(out()[0].i,
		    half_away((__int128)price * thousandths * tenths, 1000000));
	}
}

static int
end(void **state)
{
	meta_drop(kept);
	return teardown(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_decimals),
		cmocka_unit_test(rounded_once_at_the_end),
		cmocka_unit_test(currencies_do_not_mix),
		cmocka_unit_test(nothing_out_of_nothing),
		cmocka_unit_test(money_is_no_number),
		cmocka_unit_test(as_wide_integers_say),
	};

	return cmocka_run_group_tests(tests, setup, end);
}
