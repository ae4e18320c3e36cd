/*
 * ask.c - any bytes as what may be asked of a list, and written into a record.
 *
 *   line 1   who asks (a, s or anything), what for (l w), which entity
 *   then     where, sort, after, words, fields, a line each;  or a JSON object
 *
 * Whatever it is, it is answered or refused: an error of the database would be SQL
 * that we did not write.  A row that was shown can be loaded by the same person.
 * What was written is undone.
 */
#include "unit/exchange/help.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#define LINES 6

static int64_t people[2];

static int64_t
hire(const char *login, const char *role)
{
	json_t *news = json_hold(mem,
	    json_pack("{s:s, s:s, s:[s]}", "login", login, "name", login, "roles", role));
	struct record *rec;

	assert_ok(record_create(&c, meta_entity(c.meta, STR("user")), news, &rec));
	return rec->id;
}

static void
fill(const char *entity, const char *text)
{
	struct json_fault bad;
	struct record *rec;
	json_t *news;

	assert_int_equal(json_read(mem, str_of(text), &news, &bad), OK);
	assert_ok(record_create(&c, meta_entity(c.meta, str_of(entity)), news, &rec));
}

static void
tidy(void)
{
	scratch_drop(&base);
}

static void
begin(void)
{
	setup(NULL);
	atexit(tidy);
	people[0] = hire("ada", "admin");
	people[1] = hire("sam", "seller");
	fill("account", "{\"name\":\"Sao Mai\",\"phone\":\"0903111222\"}");
	fill("account",
	    "{\"name\":\"Điện Quang\",\"revenue\":{\"minor\":5,\"cur\":\"VND\"}}");
	fill("contact", "{\"name\":{\"given\":\"Trang\"},\"tags\":[\"vip\"]}");
	fill("task", "{\"name\":\"Call\",\"due\":1700000000000}");
}

static void
must_be_calm(enum err e, const char *what)
{
	if (e != ERR_BUG && e != ERR_DOWN && e != ERR_FULL && e != ERR_DOUBT)
		return;
	fprintf(stderr, "%s: %s: %s\n", what, err_text(e), db_said(c.db));
	abort();
}

static void
list(const struct entity *e, struct str lines[LINES])
{
	const struct field *fields[1] = { entity_field(e, lines[4]) };
	struct query q = { .entity = e,
		.where = lines[0],
		.sort = lines[1],
		.after = lines[2],
		.words = lines[3],
		.limit = 20 };
	struct jw w;
	struct text text = TEXT_INIT(c.mem);
	struct page page;
	int64_t count;
	bool exact;
	enum err got;

	if (fields[0] != NULL && !fields[0]->hidden) {
		q.fields = fields;
		q.field_count = 1;
	}
	got = record_page(&c, &q, &page);
	must_be_calm(got, "page");
	for (size_t i = 0; got == OK && i < page.count; i++) {
		struct record *rec;

		if (record_load(&c, (struct ref){ e, page.rows[i]->id }, &rec) != OK)
			abort();
	}
	must_be_calm(record_count(&c, &q, &count, &exact), "count");
	w = (struct jw)JW_INIT(&text);
	must_be_calm(record_list(&c, &q, &w), "list");
}

struct writing {
	const struct entity *entity;
	const json_t *news;
};

static enum err
write_and_undo(struct ctx *ctx, void *arg)
{
	const struct writing *what = arg;
	struct record *rec;
	enum err e = record_create(ctx, what->entity, what->news, &rec);

	must_be_calm(e, "create");
	if (e == OK)
		must_be_calm(record_change(ctx, (struct ref){ what->entity, rec->id }, 0,
				 what->news, &rec),
		    "change");
	return ERR_CLASH; /* none of it is kept */
}

static void
ask_one(char who, char how, struct str entity, struct str rest)
{
	const struct entity *e = meta_entity(c.meta, entity);
	struct str lines[LINES] = { { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 },
		{ "", 0 } };
	struct json_fault bad;
	json_t *news;

	if (e == NULL)
		e = meta_entity(c.meta, STR("account"));
	if (who != 'p' && auth_as(&c, people[who == 's']) != OK)
		abort();
	if (how == 'w') {
		struct writing what = { .entity = e };

		if (json_read(c.mem, rest, &news, &bad) == OK && json_is_object(news)) {
			what.news = news;
			must_be_calm(site_whole(&c, write_and_undo, &what), "write");
		}
		return;
	}
	for (size_t i = 0; i < LINES && rest.len > 0; i++)
		if (!str_cut(rest, '\n', &lines[i], &rest)) {
			lines[i] = rest;
			rest.len = 0;
		}
	list(e, lines);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *work = arena_new(), *was;
	struct str all = { arena_copy(work, (const char *)at, len), len }, head,
		   rest = { "", 0 };

	if (site == NULL)
		begin();
	was = c.mem;
	if (!str_cut(all, '\n', &head, &rest))
		head = all;
	/* as http/ does it: what is not UTF-8 comes no further */
	if (utf8_valid(all) && memchr(all.at, '\0', all.len) == NULL) {
		struct db *db = c.db;

		site_end(&c);
		c = (struct ctx){ .mem = work, .db = db };
		site_begin(site, &c);
		site_as_program(&c);
		ask_one(head.len > 0 ? head.at[0] : 'a', head.len > 1 ? head.at[1] : 'l',
		    head.len > 2 ? (struct str){ head.at + 2, head.len - 2 } : STR(""),
		    rest);
		site_end(&c);
		c = (struct ctx){ .mem = was, .db = db };
		site_begin(site, &c);
	}
	arena_free(work);
	return 0;
}
