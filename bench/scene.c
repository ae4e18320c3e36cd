/*
 * scene.c - the scenarios of reading: what a page asks of the server, and what
 * a person would write by hand to answer the same (the floor).
 */
#include "bench.h"

#define UNITS 1024
#define PAGES 64
#define COMMON 24 /* words that many records have */

#define PAGE                                                                        \
	"select t.id, t.version, t.name, t.name_family, t.name_middle, "            \
	"t.name_given, t.account, t.job_title, t.status, t.owner, t.phone, "        \
	"t.mobile, t.email, t.updated_ms, a.name, u.name from contact t left join " \
	"account a on a.id = t.account left join \"user\" u on u.id = t.owner "     \
	"where t.deleted_ms is null and t.archived_ms is null and "

/* ---- making asks ---- */

static struct ask *
asks_for(struct sample *s, struct scenario *out, size_t units, size_t per)
{
	out->per = per;
	out->count = units * per;
	out->asks = arena_array(s->mem, struct ask, out->count);
	for (size_t i = 0; i < out->count; i++)
		out->asks[i] = (struct ask){ .method = "GET" };
	return out->asks;
}

static int
person_of(struct sample *s, const char *id)
{
	for (size_t i = 0; i < s->people_count; i++)
		if (strcmp(s->people[i].id, id) == 0)
			return (int)i;
	return 0;
}

/* An owner as often as there are records of theirs. */
static int
draw_owner(struct sample *s)
{
	return person_of(s, s->contacts[draw(s, s->contact_count)].owner);
}

/* ---- lists ---- */

static bool
list(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);

	(void)port;
	for (size_t i = 0; i < UNITS; i++) {
		int who = draw_owner(s);

		ask[i].who = who;
		ask[i].path = sample_text(s,
		    "/api/"
		    "contact?where=owner%%20%%3D%%20%%40me&sort=-updated_ms&limit=50");
		ask[i].sql = PAGE "t.owner = $1 and t.updated_ms is not null order by "
				  "t.updated_ms desc, t.id desc limit 50";
		ask[i].value = s->people[who].id;
	}
	return true;
}

static bool
filter(struct sample *s, int port, struct scenario *out)
{
#define OF_STATUS(status)                                                           \
	{                                                                           \
		status, PAGE "t.owner = $1 and t.status = '" status                 \
			     "' and t.name_sort is not null order by t.name_sort, " \
			     "t.id limit 50"                                        \
	}
	static const struct {
		const char *name, *sql;
	} states[] = { OF_STATUS("customer"), OF_STATUS("active"), OF_STATUS("lead"),
		OF_STATUS("nurturing") };
	struct ask *ask = asks_for(s, out, UNITS, 1);

	(void)port;
	for (size_t i = 0; i < UNITS; i++) {
		size_t state = draw(s, COUNT_OF(states));
		int who = draw_owner(s);

		ask[i].who = who;
		ask[i].path = sample_text(s,
		    "/api/contact?where=status%%20%%3D%%20%%27%s%%27%%20and%%20owner"
		    "%%20%%3D%%20%%40me&sort=name&limit=50",
		    states[state].name);
		ask[i].sql = states[state].sql;
		ask[i].value = s->people[who].id;
	}
	return true;
}

static bool
sort(struct sample *s, int port, struct scenario *out)
{
	static const struct {
		const char *sort, *sql;
	} ways[] = {
		{ "name", PAGE "t.name_sort is not null order by t.name_sort, t.id limit "
			       "50" },
		{ "-name", PAGE "t.name_sort is not null order by t.name_sort desc, t.id "
				"desc limit 50" },
		{ "-updated_ms", PAGE "t.updated_ms is not null order by t.updated_ms "
				      "desc, t.id desc limit 50" },
		{ "email", PAGE "t.email is not null order by t.email, t.id limit 50" },
		{ "mobile",
		    PAGE "t.mobile is not null order by t.mobile, t.id limit 50" },
		{ "job_title", PAGE "t.job_title_sort is not null order by "
				    "t.job_title_sort, t.id limit 50" },
	};
	struct ask *ask = asks_for(s, out, UNITS, 1);

	(void)port;
	for (size_t i = 0; i < UNITS; i++) {
		size_t way = draw(s, COUNT_OF(ways));

		ask[i].who = draw_owner(s);
		ask[i].path =
		    sample_text(s, "/api/contact?sort=%s&limit=50", ways[way].sort);
		ask[i].sql = ways[way].sql;
	}
	return true;
}

/* Where a page ends: what to ask for the next one, and its last record. */
struct place {
	const char *after, *last;
};

static bool
walk_page(struct sample *s, int port, const char *after, int limit, struct place *out)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct ask ask = { .method = "GET" };
	json_t *page, *rows;
	struct str body;

	ask.path = sample_text(s, "/api/contact?sort=name&fields=name&limit=%d%s%s",
	    limit, after == NULL ? "" : "&after=", after == NULL ? "" : after);
	if (load_once(mem, port, s->tokens[0], &ask, &body) != 200 ||
	    json_read(mem, body, &page, NULL) != OK)
		return false;
	rows = json_object_get(page, "rows");
	out->after = str_c(s->mem, json_get_str(page, "next"));
	out->last = str_c(
	    s->mem, json_get_str(json_array_get(rows, json_array_size(rows) - 1), "id"));
	return out->after[0] != '\0';
}

/* PAGES pages by name, from that row on, to which one walks as nobody would. */
static bool
pages_from(struct sample *s, int port, int64_t row, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, PAGES, 1);
	struct place at = { 0 };

	for (int64_t walked = 0; walked < row; walked += 200)
		if (!walk_page(s, port, at.after, 200, &at))
			return false;
	for (size_t i = 0; i < PAGES; i++) {
		if (!walk_page(s, port, at.after, 50, &at))
			return false;
		ask[i].path =
		    sample_text(s, "/api/contact?sort=name&limit=50&after=%s", at.after);
		ask[i].sql = PAGE "(t.name_sort, t.id) > (select name_sort, id from "
				  "contact where id = $1) order by t.name_sort, t.id "
				  "limit 50";
		ask[i].value = at.last;
	}
	return true;
}

static bool
first(struct sample *s, int port, struct scenario *out)
{
	return pages_from(s, port, 0, out);
}

static bool
deep(struct sample *s, int port, struct scenario *out)
{
	return pages_from(s, port, s->total / 10 * 9, out);
}

/* ---- a record ---- */

static bool
record(struct sample *s, int port, struct scenario *out)
{
	static const struct {
		const char *entity, *sql, *line;
	} kinds[] = {
		{ "contact", "select * from contact where id = $1",
		    "select kind, item, at_ms from _timeline where entity = 'contact' "
		    "and record = $1 order by at_ms desc, item desc limit 50" },
		{ "account", "select * from account where id = $1",
		    "select kind, item, at_ms from _timeline where entity = 'account' "
		    "and record = $1 order by at_ms desc, item desc limit 50" },
		{ "deal", "select * from deal where id = $1",
		    "select kind, item, at_ms from _timeline where entity = 'deal' "
		    "and record = $1 order by at_ms desc, item desc limit 50" },
	};
	struct ask *ask = asks_for(s, out, UNITS, 2);

	(void)port;
	for (size_t i = 0; i < 2 * UNITS; i += 2) {
		size_t kind = draw(s, 4) == 0 ? 2 : draw(s, 2);
		const struct thing *t =
		    kind == 0   ? &s->contacts[draw(s, s->contact_count)]
		    : kind == 1 ? &s->accounts[draw(s, s->account_count)]
				: &s->deals[draw(s, s->deal_count)];

		ask[i].who = ask[i + 1].who = person_of(s, t->owner);
		ask[i].path = sample_text(s, "/api/%s/%s", kinds[kind].entity, t->id);
		ask[i + 1].path =
		    sample_text(s, "/api/%s/%s/timeline", kinds[kind].entity, t->id);
		ask[i].sql = kinds[kind].sql;
		ask[i + 1].sql = kinds[kind].line;
		ask[i].value = ask[i + 1].value = t->id;
	}
	return true;
}

/* ---- search ---- */

static void
search_for(struct sample *s, struct ask *ask, const char *words)
{
	ask->who = draw_owner(s);
	ask->path = sample_text(s, "/api/search?q=%s", url_text(s->mem, words));
}

static size_t
letter_size(const char *at)
{
	size_t size = 1;

	while (((unsigned char)at[size] & 0xC0) == 0x80)
		size++;
	return size;
}

/* The first letters of a text. */
static const char *
head_of(struct sample *s, const char *text, size_t letters)
{
	size_t len = 0;

	while (letters-- > 0 && text[len] != '\0')
		len += letter_size(text + len);
	return str_c(s->mem, (struct str){ text, len });
}

static bool
search_common(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);

	(void)port;
	for (size_t i = 0; i < UNITS; i++)
		search_for(s, &ask[i], s->words[draw(s, COMMON)]);
	return true;
}

/* The address of somebody: one record has it, or a few. */
static bool
search_rare(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);
	const struct thing *t;

	(void)port;
	for (size_t i = 0; i < UNITS; i++) {
		do
			t = &s->contacts[draw(s, s->contact_count)];
		while (t->email[0] == '\0');
		search_for(s, &ask[i],
		    str_c(s->mem, (struct str){ t->email, strcspn(t->email, "@") }));
	}
	return true;
}

static bool
search_prefix(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);

	(void)port;
	for (size_t i = 0; i < UNITS; i++)
		search_for(s, &ask[i],
		    head_of(s, s->words[draw(s, s->word_count / 2)], 1 + draw(s, 3)));
	return true;
}

static bool
is_chinese(const char *at)
{
	return (unsigned char)at[0] >= 0xE4 && (unsigned char)at[0] <= 0xE9;
}

/* Two signs next to each other in the name of a company. */
static bool
search_pair(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);

	(void)port;
	for (size_t i = 0; i < UNITS;) {
		const char *name = s->accounts[draw(s, s->account_count)].name;
		size_t len = strlen(name), at = draw(s, len / 3 + 1) * 3;

		if (at + 6 > len || !is_chinese(name + at) || !is_chinese(name + at + 3))
			continue;
		search_for(s, &ask[i++], str_c(s->mem, (struct str){ name + at, 6 }));
	}
	return true;
}

static bool
search_phone(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);
	const struct thing *t;

	(void)port;
	for (size_t i = 0; i < UNITS; i++) {
		do
			t = &s->contacts[draw(s, s->contact_count)];
		while (strlen(t->mobile) < 8);
		search_for(s, &ask[i], t->mobile + strlen(t->mobile) - 4 - draw(s, 3));
	}
	return true;
}

/* Somebody's name, letter by letter. */
static bool
search_typed(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);
	const char *name = "";
	size_t letters = 0;

	(void)port;
	for (size_t i = 0; i < UNITS; i++) {
		if (strlen(head_of(s, name, letters)) == strlen(name) || letters > 12) {
			name = s->contacts[draw(s, s->contact_count)].name;
			letters = 0;
		}
		search_for(s, &ask[i], head_of(s, name, ++letters));
	}
	return true;
}

/* A common word, two of whose letters changed places. */
static bool
search_mistyped(struct sample *s, int port, struct scenario *out)
{
	struct ask *ask = asks_for(s, out, UNITS, 1);

	(void)port;
	for (size_t i = 0; i < UNITS; i++) {
		const char *word = s->words[draw(s, COMMON)];
		size_t len = strlen(word);
		char *typed = str_c(s->mem, str_of(word));

		if (len > 3 && typed[len - 2] != typed[len - 1]) {
			typed[len - 1] = word[len - 2];
			typed[len - 2] = word[len - 1];
		}
		search_for(s, &ask[i], utf8_valid(str_of(typed)) ? typed : word);
	}
	return true;
}

/* ---- a board ---- */

static bool
board(struct sample *s, int port, struct scenario *out)
{
	static const char *const stages[] = { "prospecting", "engaging", "proposal",
		"negotiation" };
	static const char cards[] =
	    "select t.id, t.version, t.name, t.amount, t.amount_cur, t.close_date, "
	    "t.stage, t.stage_since_ms, t.owner, a.name, u.name from deal t left join "
	    "account a on a.id = t.account left join \"user\" u on u.id = t.owner where "
	    "t.deleted_ms is null and t.archived_ms is null and t.stage = $1 order by "
	    "t.id desc limit 50";
	size_t per = COUNT_OF(stages) + 1;
	struct ask *ask = asks_for(s, out, 128, per);

	(void)port;
	for (size_t i = 0; i < out->count; i++) {
		size_t step = i % per;

		ask[i].who = (int)(i / per % s->people_count);
		ask[i].path = sample_text(s, "/api/deal/sum?by=stage&sum=amount");
		if (step == 0)
			continue;
		ask[i].path =
		    sample_text(s, "/api/deal?where=stage%%20%%3D%%20%%27%s%%27&limit=50",
			stages[step - 1]);
		ask[i].sql = cards;
		ask[i].value = stages[step - 1];
	}
	return true;
}

static const struct {
	struct scenario about;
	bool (*make)(struct sample *s, int port, struct scenario *out);
} scenarios[] = {
	{ { .name = "list",
	      .what = "list: mine, last changed first",
	      .goal_p99_ms = 10,
	      .goal_floor = 0.5 },
	    list },
	{ { .name = "filter",
	      .what = "filter: mine of one status, by name",
	      .goal_p99_ms = 10,
	      .goal_floor = 0.5 },
	    filter },
	{ { .name = "sort",
	      .what = "sort: everybody's by six columns",
	      .goal_p99_ms = 10,
	      .goal_floor = 0.5 },
	    sort },
	{ { .name = "first",
	      .what = "the first pages by name",
	      .goal_p99_ms = 10,
	      .goal_floor = 0.5 },
	    first },
	{ { .name = "deep", .what = "the pages behind nine tenths, by name" }, deep },
	{ { .name = "record", .what = "record, then its timeline", .goal_p99_ms = 10 },
	    record },
	{ { .name = "board", .what = "board: sums, then four columns" }, board },
	{ { .name = "search-common", .what = "search: a common word", .goal_p99_ms = 25 },
	    search_common },
	{ { .name = "search-rare", .what = "search: an address", .goal_p99_ms = 25 },
	    search_rare },
	{ { .name = "search-prefix",
	      .what = "search: one to three letters",
	      .goal_p99_ms = 25 },
	    search_prefix },
	{ { .name = "search-pair",
	      .what = "search: a pair of Chinese signs",
	      .goal_p99_ms = 25 },
	    search_pair },
	{ { .name = "search-phone",
	      .what = "search: the end of a number",
	      .goal_p99_ms = 25 },
	    search_phone },
	{ { .name = "search-typed",
	      .what = "search: a name, letter by letter",
	      .goal_p99_ms = 25 },
	    search_typed },
	{ { .name = "search-mistyped", .what = "search: a word with a mistake" },
	    search_mistyped },
};

const size_t reading_count = COUNT_OF(scenarios);

const char *
reading_name(size_t n)
{
	return scenarios[n].about.name;
}

bool
reading(size_t n, struct sample *s, int port, struct scenario *out)
{
	*out = scenarios[n].about;
	s->random = 20260102 + n;
	return scenarios[n].make(s, port, out);
}
