/*
 * sample.c - records and words out of the database, drawn by a fixed seed.
 *
 * Through the program's own door to the engines, so that it is one text for
 * both; the database is closed again before the server opens it.
 */
#include "bench.h"

#include "db/db.h"

#include <ctype.h>

#define CONTACTS 8192
#define ACCOUNTS 1024
#define DEALS 1024
#define WORDS 2000
#define TRIES 20

uint64_t
draw(struct sample *s, uint64_t below)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return below == 0 ? 0 : s->random % below;
}

const char *
url_text(struct arena *mem, const char *text)
{
	struct text t = TEXT_INIT(mem);

	for (; *text != '\0'; text++)
		if (isalnum((unsigned char)*text))
			text_char(&t, *text);
		else
			text_printf(&t, "%%%02X", (unsigned char)*text);
	return str_c(mem, text_done(&t));
}

static void
give_up(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static struct db *
open_db(const char *url, struct engine **engine)
{
	char why[300];
	struct db *db;

	if (engine_open(url, false, engine, why, sizeof(why)) != OK)
		give_up(why);
	if (db_new(*engine, &db) != OK)
		give_up("the database cannot be opened");
	return db;
}

static void
read_tokens(struct sample *s, const char *path)
{
	FILE *f = fopen(path, "r");
	char login[100], token[200];

	if (f == NULL)
		give_up("no tokens");
	while (
	    s->people_count < TOKENS_MAX && fscanf(f, "%99s %199s", login, token) == 2) {
		struct person *p = &s->people[s->people_count];

		p->login = str_c(s->mem, str_of(login));
		p->token = str_c(s->mem, str_of(token));
		s->tokens[s->people_count++] = p->token;
	}
	fclose(f);
}

static void
find_people(struct sample *s, struct db *db)
{
	for (size_t i = 0; i < s->people_count; i++) {
		struct sql q = SQL_INIT(s->mem);
		int64_t id;

		sql_text(&q, "select id from \"user\" where login = ");
		sql_str(&q, str_of(s->people[i].login));
		if (db_int(db, &q, ERR_ABSENT, &id) != OK)
			give_up("nobody has that name");
		s->people[i].id = str_c(s->mem, str_printf(s->mem, "%" PRId64, id));
	}
}

/* ---- records at random ---- */

struct table { /* name: the first column of select is the id, then as in take() */
	const char *bounds, *select, *behind;
	size_t bounds_len, select_len;
};

#define LITERAL(text) text, sizeof(text) - 1

static void
query(struct sql *q, const char *text, size_t len)
{
	sql_literal(q, text, len);
}

static int64_t
ask_int(struct sample *s, struct db *db, const char *text, size_t len)
{
	struct sql q = SQL_INIT(s->mem);
	int64_t n;

	query(&q, text, len);
	if (db_int(db, &q, ERR_BUG, &n) != OK)
		give_up(db_said(db));
	return n;
}

static const char *
column(struct sample *s, const struct rows *r, int i)
{
	struct cell cell;

	row_cell(r, i, s->mem, &cell);
	switch (cell.kind) {
	case CELL_INT: return str_c(s->mem, str_printf(s->mem, "%" PRId64, cell.i));
	case CELL_TEXT: return str_c(s->mem, cell.s);
	default: return "";
	}
}

/* The record at or behind an id drawn between the first and the last. */
static void
take(struct sample *s, struct db *db, const char *select, size_t len, int64_t from,
    struct thing *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(s->mem);

	query(&q, select, len);
	sql_int(&q, from);
	sql_text(&q, " and deleted_ms is null order by id limit 1");
	if (rows_begin(db, &q, &r) != OK || !rows_next(&r))
		give_up(db_said(db));
	*out = (struct thing){ .id = column(s, &r, 0),
		.version = row_int(&r, 1),
		.name = column(s, &r, 2),
		.owner = column(s, &r, 3),
		.account = column(s, &r, 4),
		.mobile = column(s, &r, 5),
		.email = column(s, &r, 6) };
}

/* Each once, so that nobody changes what another is at; *count may get less. */
static struct thing *
take_many(struct sample *s, struct db *db, size_t *count, int64_t first, int64_t last,
    const char *select, size_t len)
{
	struct thing *things = arena_array(s->mem, struct thing, *count);
	struct map seen = MAP_INIT(s->mem);
	size_t n = 0;

	for (size_t tries = 0; n < *count && tries < TRIES * *count; tries++) {
		take(s, db, select, len,
		    first + (int64_t)draw(s, (uint64_t)(last - first) + 1), &things[n]);
		if (map_has(&seen, str_of(things[n].id)))
			continue;
		map_put(&seen, str_of(things[n].id), &things[n]);
		n++;
	}
	*count = n;
	return things;
}

#define FIRST(table) ask_int(s, db, LITERAL("select min(id) from " table))
#define LAST(table) \
	ask_int(s, db, LITERAL("select max(id) from " table " where deleted_ms is null"))
#define COUNT(table) \
	ask_int(s, db, LITERAL("select count(*) from " table " where deleted_ms is null"))
#define TAKE(count, table, columns)                        \
	take_many(s, db, count, FIRST(table), LAST(table), \
	    LITERAL("select id, version, " columns " from " table " where id >= "))

/* Half of a small company, that drawing each once comes to an end. */
static size_t
at_most(size_t count, int64_t there)
{
	return (int64_t)count < there / 2 ? count : (size_t)(there / 2);
}

/* ---- words ---- */

struct counted {
	const char *word;
	size_t times;
};

static int
compare_counted(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	return x->times != y->times ? (x->times < y->times) - (x->times > y->times)
				    : strcmp(x->word, y->word);
}

static void
count_words(struct sample *s, struct map *seen, struct counted *all, const char *name)
{
	char *text = str_c(s->mem, str_of(name)), *rest = NULL;

	for (char *word = strtok_r(text, " ,.&()", &rest); word != NULL;
	     word = strtok_r(NULL, " ,.&()", &rest)) {
		struct counted *c = map_get(seen, str_of(word));

		if (c == NULL && s->word_count < WORDS && strlen(word) > 1) {
			c = &all[s->word_count++];
			c->word = word;
			map_put(seen, str_of(word), c);
		}
		if (c != NULL)
			c->times++;
	}
}

static void
find_words(struct sample *s)
{
	struct counted *all = arena_array(s->mem, struct counted, WORDS);
	struct map seen = MAP_INIT(s->mem);

	for (size_t i = 0; i < s->contact_count; i++)
		count_words(s, &seen, all, s->contacts[i].name);
	qsort(all, s->word_count, sizeof(*all), compare_counted);
	s->words = arena_array(s->mem, const char *, s->word_count);
	for (size_t i = 0; i < s->word_count; i++)
		s->words[i] = all[i].word;
}

void
sample_take(struct sample *s, struct arena *mem, const char *url, const char *tokens)
{
	struct engine *engine;
	struct db *db = open_db(url, &engine);

	*s = (struct sample){ .mem = mem, .random = 20260102 };
	read_tokens(s, tokens);
	find_people(s, db);
	s->total = COUNT("contact");
	s->contact_count = at_most(CONTACTS, s->total);
	s->contacts =
	    TAKE(&s->contact_count, "contact", "name, owner, account, mobile, email");
	s->account_count = at_most(ACCOUNTS, COUNT("account"));
	s->accounts = TAKE(&s->account_count, "account", "name, owner");
	s->deal_count = at_most(DEALS, COUNT("deal"));
	s->deals = TAKE(&s->deal_count, "deal", "name, owner, account");
	find_words(s);
	db_free(db);
	engine_close(engine);
}

/* ---- what it holds, as one number ---- */

static uint64_t
mix(uint64_t sum, struct str s)
{
	return (sum ^ str_hash(s)) * UINT64_C(0x9E3779B97F4A7C15);
}

void
sample_sum(const char *url)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct engine *engine;
	struct db *db = open_db(url, &engine);
	struct sql q = SQL_INIT(mem);
	struct rows r = { 0 };
	uint64_t sum = 0;
	int64_t n = 0;

	sql_text(&q, "select name, email, mobile, created_ms from contact order by id");
	if (rows_begin(db, &q, &r) != OK)
		give_up(db_said(db));
	while (rows_next(&r)) {
		for (int i = 0; i < 3; i++)
			sum = mix(sum, row_str(&r, i));
		sum = (sum ^ (uint64_t)row_int(&r, 3)) * UINT64_C(0x9E3779B97F4A7C15);
		n++;
	}
	if (rows_err(&r) != OK)
		give_up(db_said(db));
	rows_end(&r);
	printf("%" PRId64 " contacts, sum %016" PRIx64 "\n", n, sum);
	db_free(db);
	engine_close(engine);
}
