/*
 * merge.c - what was merged and taken apart again is what it was, in every table.
 *
 * All rows of all tables are written down before and after: each cell, those that are
 * only there to sort and to find too, but for versions, which rise, and for what says
 * that something happened.  Run on both engines.
 */
#include "unit/exchange/help.h"

#define MANY 10

static const char thing[] =
    "{\"entity\":\"thing\",\"label\":[\"T\",\"Ts\"],"
    "\"traits\":[\"own\",\"stage\",\"number\",\"timeline\",\"files\"],"
    "\"face\":{\"title\":\"name\"},\"views\":{\"table\":[\"name\"]},"
    "\"fields\":{\"name\":{\"type\":\"text\",\"required\":true,\"search\":true},"
    "\"code\":{\"type\":\"text\",\"unique\":true},"
    "\"no\":{\"type\":\"number\",\"series\":\"T-{####}\"},"
    "\"long\":{\"type\":\"long_text\"},\"rich\":{\"type\":\"rich_text\"},"
    "\"n\":{\"type\":\"int\"},\"x\":{\"type\":\"real\"},\"twice\":{\"type\":\"int\","
    "\"is\":\"n * 2\"},\"m\":{\"type\":\"money\"},\"yes\":{\"type\":\"bool\"},"
    "\"day\":{\"type\":\"date\"},\"at\":{\"type\":\"time\"},"
    "\"one\":{\"type\":\"choice\",\"of\":[\"a\",\"b\"]},"
    "\"some\":{\"type\":\"choices\",\"of\":[\"a\",\"b\",\"c\"]},"
    "\"tags\":{\"type\":\"tags\"},\"who\":{\"type\":\"person_name\"},"
    "\"mail\":{\"type\":\"email\"},\"phone\":{\"type\":\"phone\"},"
    "\"web\":{\"type\":\"url\"},\"where\":{\"type\":\"address\"},"
    "\"up\":{\"type\":\"ref\",\"to\":\"thing\",\"on_delete\":\"refuse\"},"
    "\"any\":{\"type\":\"any\",\"to\":[\"thing\",\"account\"]}},"
    "\"pipeline\":{\"new\":{\"next\":[\"old\"]},\"old\":{\"end\":\"won\"}}}";

static const char part[] =
    "{\"entity\":\"part\",\"label\":[\"P\",\"Ps\"],\"traits\":[\"item\",\"timeline\"],"
    "\"face\":{\"title\":\"name\"},\"views\":{\"table\":[\"name\"]},"
    "\"fields\":{\"name\":{\"type\":\"text\",\"required\":true},"
    "\"of\":{\"type\":\"ref\",\"to\":\"thing\",\"up\":true},"
    "\"other\":{\"type\":\"ref\",\"to\":\"thing\"},"
    "\"sole\":{\"type\":\"ref\",\"to\":\"thing\",\"unique\":true},"
    "\"about\":{\"type\":\"any\",\"to_trait\":\"timeline\",\"up\":true}}}";

static void
begin(void)
{
	apply("thing.json", thing);
	apply("part.json", part);
}

static int64_t
made(const char *entity, json_t *news)
{
	struct record *rec = NULL;

	c.now_ms++; /* each at a time of its own */
	c.fault_count = 0;
	assert_ok(record_create(
	    &c, meta_entity(c.meta, str_of(entity)), json_hold(c.mem, news), &rec));
	return rec->id;
}

static void
changed(const char *entity, int64_t id, json_t *news)
{
	struct ref which = { meta_entity(c.meta, str_of(entity)), id };
	struct record *rec;

	c.now_ms++;
	c.fault_count = 0;
	assert_ok(record_change(&c, which, 0, json_hold(c.mem, news), &rec));
}

static void
deleted(const char *entity, int64_t id)
{
	struct ref which = { meta_entity(c.meta, str_of(entity)), id };
	struct record *rec;

	c.now_ms++;
	c.fault_count = 0;
	assert_ok(record_delete(&c, which, 0, &rec));
}

static const char *
id_text(int64_t id)
{
	return str_printf(c.mem, "%" PRId64, id).at;
}

/* ---- all there is ---- */

/* What says that something happened, what is remembered, and the words, which are
 * asked by searching. */
static bool
is_left_out(struct str table)
{
	static const char *const names[] = { "_event", "_trail", "_seal", "_order",
		"_job", "_answer" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(table, names[i]))
			return true;
	return str_starts(table, "_merge") || str_starts(table, "_search");
}

static void
write_cell(struct text *t, const struct cell *v)
{
	switch (v->kind) {
	case CELL_INT: text_printf(t, "%" PRId64, v->i); break;
	case CELL_REAL: text_printf(t, "%.17g", v->d); break;
	case CELL_NULL: text_c(t, "-"); break;
	case CELL_TEXT: text_str(t, v->s); break;
	case CELL_BLOB:
		for (size_t i = 0; i < v->s.len; i++)
			text_printf(t, "%02x", (unsigned char)v->s.at[i]);
		break;
	}
	text_c(t, "|");
}

static void
write_table(struct text *t, const struct db_column *all, size_t count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c.mem);
	int columns = 0;

	text_c(&q.text, "select ");
	for (size_t i = 0; i < count; i++) {
		if (str_is(all[i].name, "version"))
			continue;
		text_printf(&q.text, "%s\"%.*s\"", columns++ > 0 ? ", " : "",
		    STR_ARG(all[i].name));
	}
	text_printf(&q.text, " from \"%.*s\" order by ", STR_ARG(all[0].table));
	for (int i = 1; i <= columns; i++)
		text_printf(&q.text, "%s%d", i > 1 ? ", " : "", i);
	assert_ok(rows_begin(c.db, &q, &r));
	while (rows_next(&r)) {
		text_printf(t, "%.*s: ", STR_ARG(all[0].table));
		for (int i = 0; i < columns; i++) {
			struct cell v;

			row_cell(&r, i, c.mem, &v);
			write_cell(t, &v);
		}
		text_c(t, "\n");
	}
	assert_ok(rows_err(&r));
}

static struct str
all_rows(void)
{
	struct text t = TEXT_INIT(c.mem);
	struct db_column *all;
	size_t count;

	assert_ok(db_catalogue(c.db, c.mem, &all, &count));
	for (size_t i = 0, n; i < count; i += n) {
		for (n = 1; i + n < count && str_same(all[i].table, all[i + n].table);
		     n++)
			;
		if (!is_left_out(all[i].table))
			write_table(&t, &all[i], n);
	}
	return text_done(&t);
}

/* The first line that differs is what one wants to see. */
static void
assert_same(struct str was, struct str is)
{
	size_t from = 0;

	if (str_same(was, is))
		return;
	for (size_t i = 0; i < was.len && i < is.len && was.at[i] == is.at[i]; i++)
		if (was.at[i] == '\n')
			from = i + 1;
	fail_msg("was: %.600s\n\nis: %.600s", was.at + from, is.at + from);
}

/* ---- there and back ---- */

static int64_t
merged(const char *entity, int64_t into, const int64_t *from, size_t count, json_t *take)
{
	json_t *wish = json_hold(c.mem, json_object()), *ids = json_array(), *told;
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);
	int64_t merge;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(ids, json_string(id_text(from[i])));
	json_object_set_new(wish, "into", json_string(id_text(into)));
	json_object_set_new(wish, "from", ids);
	if (take != NULL)
		json_object_set_new(wish, "take", take);
	c.now_ms++;
	c.fault_count = 0;
	assert_ok(record_merge(&c, meta_entity(c.meta, str_of(entity)), wish, 0, &w));
	assert_ok(json_read(c.mem, text_done(&t), &told, NULL));
	assert_true(str_int(json_get_str(told, "merge"), &merge));
	return merge;
}

static void
unmerged(int64_t merge)
{
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);

	c.now_ms++;
	c.fault_count = 0;
	assert_ok(record_unmerge(&c, merge, &w));
}

static size_t
found(const char *words)
{
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);
	json_t *hits;

	assert_ok(record_search(&c, str_of(words), ARCHIVED_OUT, 50, &w));
	assert_ok(json_read(c.mem, text_done(&t), &hits, NULL));
	return json_array_size(json_object_get(hits, "hits"));
}

static json_t *
full(int i)
{
	json_t *news = json_pack("{s:s, s:s, s:s, s:i, s:f, s:b, s:s, s:I, s:s}", "name",
	    str_printf(c.mem, "Đồ vật %d", i).at, "code", str_printf(c.mem, "K%d", i).at,
	    "rich", "<p>Sông <b>Hồng</b></p>", "n", i, "x", 0.1 * i, "yes", i % 2, "day",
	    "2026-11-22", "at", (json_int_t)1795000000000 + i, "one",
	    i % 2 == 0 ? "a" : "b");

	json_object_update_new(news,
	    json_pack("{s:[s,s], s:[s], s:s, s:s, s:{s:i,s:s}, s:{s:s,s:s}}", "some", "a",
		i % 2 == 0 ? "b" : "c", "tags", str_printf(c.mem, "t%d", i).at, "mail",
		str_printf(c.mem, "x%d@example.com", i).at, "phone",
		str_printf(c.mem, "0903 100 1%02d", i).at, "m", "minor", i * 100, "cur",
		"USD", "who", "family", "Nguyễn", "given", "An"));
	return news;
}

/* Every kind of reference, to each of ten; from the trash as well. */
static void
refer(int64_t to, int i, int64_t next)
{
	int64_t id = made("part",
	    json_pack("{s:s, s:s, s:s, s:{s:s, s:s}}", "name", "p", "of", id_text(to),
		"other", id_text(next), "about", "entity", "thing", "id", id_text(to)));

	(void)made("part", json_pack("{s:s, s:{s:s, s:s}}", "name", "of a part", "about",
			       "entity", "part", "id", id_text(id)));
	(void)made("note", json_pack("{s:s, s:{s:s, s:s}}", "text", "n", "about",
			       "entity", "thing", "id", id_text(to)));
	(void)made("task", json_pack("{s:s, s:{s:s, s:s}}", "name", "t", "about",
			       "entity", "part", "id", id_text(id)));
	id = made("part", json_pack("{s:s, s:s}", "name", "gone", "other", id_text(to)));
	deleted("part", id);
	if (i == 3)
		(void)made(
		    "part", json_pack("{s:s, s:s}", "name", "sole", "sole", id_text(to)));
}

static void
ten_and_all_that_names_them(void **state)
{
	int64_t ids[MANY], merge;
	struct str was;

	(void)state;
	begin();
	ids[0] = made("thing", json_pack("{s:s}", "name", "bare"));
	for (int i = 1; i < MANY; i++)
		ids[i] = made("thing", full(i));
	for (int i = 1; i < MANY; i++)
		changed("thing", ids[i],
		    json_pack("{s:s, s:{s:s,s:s}}", "up", id_text(ids[(i + 3) % MANY]),
			"any", "entity", "thing", "id", id_text(ids[(i + 1) % MANY])));
	changed("thing", ids[0], json_pack("{s:s}", "up", id_text(ids[4])));
	for (int i = 0; i < MANY; i++)
		refer(ids[i], i, ids[(i + 1) % MANY]);
	was = all_rows();
	merge = merged("thing", ids[0], &ids[1], MANY - 1,
	    json_pack("{s:s, s:s, s:s}", "code", id_text(ids[7]), "who", id_text(ids[2]),
		"x", id_text(ids[9])));
	assert_int_equal(ask("select count(*) from thing where deleted_ms is null"), 1);
	assert_int_equal(found("K7"), 0); /* it is not searched by it */
	assert_int_equal(found("Đồ vật"), 0);
	assert_int_equal(ask("select n from thing where deleted_ms is null"), 1);
	assert_int_equal(ask("select twice from thing where deleted_ms is null"), 2);
	assert_string_equal(
	    ask_text("select tags from thing where deleted_ms is null").at,
	    "|t1|t2|t3|t4|t5|t6|t7|t8|t9|");
	assert_int_equal(ask("select count(*) from part p join thing t on t.id = p.other"
			     " where t.deleted_ms is not null"),
	    0);
	assert_int_equal(ask("select count(*) from note n join thing t on t.id = n.about"
			     " where t.deleted_ms is not null"),
	    0);
	assert_int_equal(
	    ask("select count(*) from _timeline s join thing t on t.id = s.record"
		" where t.deleted_ms is not null"),
	    0);
	unmerged(merge);
	assert_int_equal(found("Đồ vật"), MANY - 1);
	assert_same(was, all_rows());
}

/* ---- by chance ---- */

static uint32_t seed = 7;

static size_t
chance(size_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static bool
is_there(int64_t id)
{
	return ask(str_printf(c.mem,
		   "select count(*) from thing where id = %" PRId64
		   " and deleted_ms is null",
		   id)
		       .at) == 1;
}

/* Up to three others that are still there; count 0: none is. */
static size_t
pick(const int64_t *ids, size_t count, int64_t into, int64_t out[3])
{
	size_t n = 0;

	for (size_t i = 0; i < 6 && n < 3; i++) {
		int64_t id = ids[chance(count)];
		bool twice = id == into || !is_there(id);

		for (size_t j = 0; j < n; j++)
			twice |= out[j] == id;
		if (!twice)
			out[n++] = id;
	}
	return n;
}

/* Merges on merges, taken back one after the other: all is as it was before each. */
static void
merges_on_merges(void **state)
{
	int64_t ids[20], from[3], merges[8];
	struct str were[8];
	size_t depth = 0;

	(void)state;
	begin();
	for (int i = 0; i < 20; i++)
		ids[i] = made("thing",
		    chance(3) == 0 ? json_pack("{s:s}", "name", "bare") : full(i));
	for (int i = 0; i < 20; i++) {
		changed(
		    "thing", ids[i], json_pack("{s:s}", "up", id_text(ids[chance(20)])));
		refer(ids[i], i, ids[chance(20)]);
	}
	for (int i = 0; i < 40 && depth < COUNT_OF(merges); i++) {
		int64_t into = ids[chance(20)];
		size_t n = is_there(into) ? pick(ids, 20, into, from) : 0;
		json_t *take = chance(2) == 0 ? NULL : json_object();

		if (n == 0) {
			json_decref(take);
			continue;
		}
		if (take != NULL)
			json_object_set_new(
			    take, "mail", json_string(id_text(from[chance(n)])));
		were[depth] = all_rows();
		merges[depth++] = merged("thing", into, from, n, take);
	}
	assert_int_equal(depth, COUNT_OF(merges));
	while (depth-- > 0) {
		unmerged(merges[depth]);
		assert_same(were[depth], all_rows());
	}
	assert_int_equal(ask("select count(*) from _merge_move"), 0);
	assert_int_equal(ask("select count(*) from _merge_stream"), 0);
}

/* ---- what somebody did since ---- */

static void
what_was_done_since_stays(void **state)
{
	int64_t ids[3], merge, left, stays, note;

	(void)state;
	begin();
	for (int i = 0; i < 3; i++)
		ids[i] = made("thing", full(i));
	left = made("part", json_pack("{s:s, s:s}", "name", "p", "of", id_text(ids[1])));
	stays = made("part", json_pack("{s:s, s:s}", "name", "q", "of", id_text(ids[1])));
	note = made("note", json_pack("{s:s, s:{s:s, s:s}}", "text", "n", "about",
				"entity", "part", "id", id_text(left)));
	merge = merged("thing", ids[0], &ids[1], 2,
	    json_pack("{s:s, s:s}", "n", id_text(ids[2]), "mail", id_text(ids[2])));
	changed("thing", ids[0], json_pack("{s:i}", "n", 77));
	changed("part", stays, json_pack("{s:n}", "of"));
	changed("part", left, json_pack("{s:s}", "name", "renamed"));
	deleted("note", note);
	unmerged(merge);
	assert_int_equal(
	    ask(str_printf(c.mem, "select n from thing where id = %" PRId64, ids[0]).at),
	    77);
	assert_int_equal(
	    ask(str_printf(c.mem, "select twice from thing where id = %" PRId64, ids[0])
		    .at),
	    154);
	assert_string_equal(
	    ask_text(
		str_printf(c.mem, "select mail from thing where id = %" PRId64, ids[0])
		    .at)
		.at,
	    "x0@example.com");
	assert_int_equal(ask(str_printf(c.mem,
			     "select count(*) from part where id = %" PRId64
			     " and of = %" PRId64 " and name = 'renamed'",
			     left, ids[1])
				 .at),
	    1);
	assert_int_equal(
	    ask(str_printf(c.mem,
		"select count(*) from part where id = %" PRId64 " and of is null", stays)
		    .at),
	    1);
	/* it went: it does not come back into the stream */
	assert_int_equal(ask(str_printf(c.mem,
			     "select count(*) from _timeline where item = %" PRId64, note)
				 .at),
	    0);
}

/* ---- too much ---- */

static void
more_than_one_transaction_takes(void **state)
{
	json_t *wish = json_hold(c.mem, json_object());
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);
	int64_t into, from, merge;
	struct str was;

	(void)state;
	begin();
	into = made("thing", full(1));
	from = made("thing", full(2));
	tell(str_printf(c.mem,
	    "insert into part (id, version, name, other) select n, 1, 'p', %" PRId64
	    " from (with recursive s(n) as (select 1 union all select n + 1 from s"
	    " where n <= %d) select n from s) s",
	    from, MERGE_MOVES_MAX)
		 .at);
	was = all_rows();
	json_object_set_new(wish, "into", json_string(id_text(into)));
	json_object_set_new(wish, "from", json_pack("[s]", id_text(from)));
	assert_int_equal(
	    record_merge(&c, meta_entity(c.meta, STR("thing")), wish, 0, &w), ERR_INPUT);
	assert_string_equal(c.faults[0].code, "merge_large");
	assert_string_equal(json_get_str(c.faults[0].args, "max").at, "100000");
	assert_same(was, all_rows());
	/* several batches, the last not full */
	tell("delete from part where id > 450");
	was = all_rows();
	merge = merged("thing", into, &from, 1, NULL);
	assert_int_equal(ask("select count(*) from _merge_move"), 450);
	assert_int_equal(ask(str_printf(c.mem,
			     "select count(*) from part where other = %" PRId64, into)
				 .at),
	    450);
	unmerged(merge);
	assert_same(was, all_rows());
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(ten_and_all_that_names_them),
		exchange_test(merges_on_merges),
		exchange_test(what_was_done_since_stays),
		exchange_test(more_than_one_transaction_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
