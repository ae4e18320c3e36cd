/*
 * freight.c - 1,540 real rates and 9,215 real orders: the cheapest offer is what a plain
 * statement over the file finds, for each of them, to the cent.
 *
 * The statement's table is read from the file here, by other code than the import's:
 * cents and ten-billionths of a kilogram, all of them integers.
 */
#include "help.h"

#include <sqlite3.h>

#define DATA "test/data/freight/"
#define COLUMNS 14
#define WEIGHT_DIGITS 10

static sqlite3 *plain;

/* "a,\"1,2\",c" in place; how many. */
static size_t
split(char *line, char *parts[COLUMNS])
{
	size_t n = 0;
	bool quoted = false;
	char *to = line;

	line[strcspn(line, "\r\n")] = '\0';
	parts[n++] = line;
	for (const char *from = line; *from != '\0'; from++)
		if (*from == '"') {
			quoted = !quoted;
		} else if (*from != ',' || quoted) {
			*to++ = *from;
		} else {
			*to++ = '\0';
			if (n < COLUMNS)
				parts[n++] = to;
		}
	*to = '\0';
	return n;
}

/* " $1,043.23 " as so many 10^-digits. */
static int64_t
scaled(const char *s, int digits)
{
	int64_t n = 0;
	int after = -1;

	for (; *s != '\0'; s++) {
		if (*s == '.')
			after = 0;
		if (*s < '0' || *s > '9' || after >= digits)
			continue;
		n = n * 10 + (*s - '0');
		after += after >= 0;
	}
	for (int i = after < 0 ? 0 : after; i < digits; i++)
		n *= 10;
	return n;
}

static void
run(const char *text)
{
	char *why = NULL;

	if (sqlite3_exec(plain, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
}

static void
read_rates(void)
{
	FILE *f = fopen(DATA "FreightRates.csv", "r");
	char line[500], *p[COLUMNS], text[600];

	assert_non_null(f);
	assert_int_equal(sqlite3_open(":memory:", &plain), SQLITE_OK);
	run("create table rate (origin, destination, service, low, high, least, each)");
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f) != NULL) {
		if (split(line, p) < 8)
			continue;
		snprintf(text, sizeof(text),
		    "insert into rate values ('%s', '%s', '%s', %lld, %lld, %lld, %lld)",
		    p[1], p[2], p[5], (long long)scaled(p[3], WEIGHT_DIGITS),
		    (long long)scaled(p[4], WEIGHT_DIGITS), (long long)scaled(p[6], 2),
		    (long long)scaled(p[7], 2));
		run(text);
	}
	fclose(f);
}

struct order {
	const char *origin, *destination, *service, *weight;
};

/* Cents; -1: nobody carries it. */
static int64_t
cheapest_by_statement(const struct order *o, int64_t *offers)
{
	static sqlite3_stmt *stmt;
	int64_t least;

	if (stmt == NULL)
		assert_int_equal(
		    sqlite3_prepare_v2(plain,
			"select count(*), min(max(least, (each * ?4 + 5000000000) / "
			"10000000000)) from rate where origin = ?1 and destination = ?2 "
			"and service = ?3 and ?4 between low and high",
			-1, &stmt, NULL),
		    SQLITE_OK);
	sqlite3_reset(stmt);
	sqlite3_bind_text(stmt, 1, o->origin, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(stmt, 2, o->destination, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(stmt, 3, o->service, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(stmt, 4, scaled(o->weight, WEIGHT_DIGITS));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	*offers = sqlite3_column_int64(stmt, 0);
	least = *offers == 0 ? -1 : sqlite3_column_int64(stmt, 1);
	return least;
}

static const char *
port_id(struct ctx *part, const char *code)
{
	struct sql q = SQL_INIT(part->mem);
	int64_t id = 0;

	sql_text(&q, "select id from port where code = ");
	sql_str(&q, str_of(code));
	assert_ok(db_int(part->db, &q, OK, &id));
	return str_printf(part->mem, "%lld", (long long)id).at;
}

static const char *
service_key(const char *code)
{
	return strcmp(code, "DTD") == 0   ? "dtd"
	       : strcmp(code, "DTP") == 0 ? "dtp"
					  : "crf";
}

static int64_t
cheapest_by_kith(const struct order *o, int64_t *offers)
{
	struct arena *own = arena_new();
	struct ctx part = ctx_part(&c, own);
	struct text t = TEXT_INIT(own);
	struct jw w = JW_INIT(&t);
	json_t *told, *first,
	    *wish = json_hold(own,
		json_pack("{s:f, s:{s:s, s:s, s:s}}", "quantity", strtod(o->weight, NULL),
		    "by", "origin", port_id(&part, o->origin), "destination",
		    port_id(&part, o->destination), "service", service_key(o->service)));
	int64_t total = -1;

	assert_ok(record_offers(&part, meta_entity(c.meta, STR("rate")), wish, &w));
	assert_int_equal(json_read(own, text_done(&t), &told, NULL), OK);
	*offers = json_integer_value(json_object_get(told, "count"));
	first = json_array_get(json_object_get(told, "offers"), 0);
	if (first != NULL)
		total = json_integer_value(
		    json_object_get(json_object_get(first, "total"), "minor"));
	arena_free(own);
	return total;
}

static void
install(void)
{
	char *port = str_c(c.mem, file_read("packs/logistics/entities/port.json"));
	char *rate = str_c(c.mem, file_read("packs/logistics/entities/rate.json"));

	apply("port.json", port);
	apply("rate.json", rate);
	read_rates();
}

static void
import(void)
{
	struct import_watch watch = { .refused = stderr };
	struct import_counts n;
	char *path = str_c(c.mem, str_printf(c.mem, DATA "FreightRates.csv"));
	int64_t id;

	assert_ok(import_file(&c, STR("rate"), path,
	    json_of(file_read("packs/logistics/import/freight.json").at), false, &watch,
	    &n, &id));
	assert_int_equal(n.created, 1540);
	assert_int_equal(n.refused, 0);
}

static void
each_order_costs_what_the_file_says(void **state)
{
	char line[500], *p[COLUMNS];
	size_t orders = 0, matching = 0, wrong = 0;
	FILE *f;

	(void)state;
	install();
	import();
	f = fopen(DATA "OrderList.csv", "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f) != NULL) {
		struct order o;
		int64_t said, found, offers, ours;

		assert_int_equal(split(line, p), COLUMNS);
		o = (struct order){ p[2], p[11], p[5], p[13] };
		orders++;
		found = cheapest_by_statement(&o, &offers);
		said = cheapest_by_kith(&o, &ours);
		matching += found >= 0;
		if (said == found && ours == offers)
			continue;
		wrong++;
		print_error("order %s, %s to %s, %s, %s kg: %lld of %lld offers, and not "
			    "%lld of %lld\n",
		    p[0], o.origin, o.destination, o.service, o.weight, (long long)said,
		    (long long)ours, (long long)found, (long long)offers);
	}
	fclose(f);
	print_message("%zu orders, %zu on a lane of the file\n", orders, matching);
	assert_int_equal(wrong, 0);
	assert_true(matching > 1000);
	sqlite3_close_v2(plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(each_order_costs_what_the_file_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
