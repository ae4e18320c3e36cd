/*
 * export.c - lists as files: words, rights, formulas, and back again.
 */
#include "help.h"

static struct {
	enum err err;
} last;

/* Pull it in small bites, as a slow client does. */
static const char *
exported(struct export_wish wish)
{
	struct text t = TEXT_INIT(c.mem);
	struct export *e;
	char buf[700];
	size_t len;

	last.err = export_begin(&c, &wish, &e);
	if (last.err != OK)
		return "";
	do {
		assert_ok(export_next(e, c.db, buf, sizeof(buf), &len));
		text_add(&t, buf, len);
	} while (len > 0);
	export_end(e);
	return str_c(c.mem, text_done(&t));
}

static struct export_wish
wish_of(const char *entity, const char *fields)
{
	struct export_wish wish = { .entity = meta_entity(c.meta, str_of(entity)) };
	const struct field **list = arena_array(c.mem, const struct field *, 20);
	struct str rest = str_of(fields), name;

	while (rest.len > 0) {
		if (!str_cut(rest, ',', &name, &rest)) {
			name = rest;
			rest.len = 0;
		}
		list[wish.field_count] = entity_field(wish.entity, name);
		assert_non_null(list[wish.field_count++]);
	}
	wish.fields = list;
	return wish;
}

static int64_t
make(const char *entity, const char *quoted)
{
	char *text = str_c(c.mem, str_of(quoted));
	struct record *rec;

	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	assert_ok(
	    record_create(&c, meta_entity(c.meta, str_of(entity)), json_of(text), &rec));
	return rec->id;
}

static void
speaks_to_people(void **state)
{
	struct export_wish wish;
	char news[400];
	int64_t acme;

	(void)state;
	acme = make("account", "{'name':'Acme'}");
	snprintf(news, sizeof(news),
	    "{'name':'Roof','account':'%" PRId64
	    "','amount':{'minor':123450,'cur':'EUR'},"
	    "'stage':'proposal','close_date':'2026-11-22','created_ms':1767322800000}",
	    acme);
	make("deal", news);
	wish = wish_of("deal", "name,account,amount,stage,close_date,created_ms,owner");
	assert_string_equal(exported(wish),
	    "\xEF\xBB\xBFName,Account,Amount,Amount (currency),Stage,Close by,Created,"
	    "Owner\r\nRoof,Acme,1234.50,EUR,Proposal,2026-11-22,2026-01-02 "
	    "10:00:00,\r\n");
	c.actor.language = "vi";
	assert_non_null(strstr(exported(wish), "Phụ trách"));
	assert_null(strstr(exported(wish), "Proposal"));
	c.actor.zone = "Etc/UTC";
	assert_non_null(strstr(exported(wish), "2026-01-02 03:00:00"));
}

static void
gives_names_in_parts(void **state)
{
	struct export_wish wish = wish_of("contact", "name,tags");

	(void)state;
	make("contact", "{'name':{'family':'Lee','given':'Ann'},'tags':['a','b']}");
	assert_string_equal(
	    exported(wish), "\xEF\xBB\xBFName,Tags\r\nAnn Lee,\"a, b\"\r\n");
	wish.parts = true;
	assert_non_null(strstr(exported(wish), "Name (family)"));
	assert_non_null(strstr(exported(wish), "Ann Lee,Lee,,Ann,"));
}

static void
walks_page_by_page(void **state)
{
	struct export_wish wish = wish_of("account", "name,employees");
	const char *text;
	int lines = 0;

	(void)state;
	for (int i = 0; i < 450; i++) {
		char news[100];

		snprintf(news, sizeof(news), "{'name':'Co %03d','employees':%d}", i, i);
		make("account", news);
	}
	wish.sort = STR("name");
	text = exported(wish);
	for (const char *p = text; *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 451);
	assert_true(strstr(text, "Co 199") < strstr(text, "Co 200"));
	wish.where = STR("employees >= 449");
	assert_non_null(strstr(exported(wish), "\r\nCo 449,449\r\n"));
	wish.where = STR("employees >=");
	exported(wish);
	assert_int_equal(last.err, ERR_INPUT);
}

static void
keeps_to_rights(void **state)
{
	int64_t manager, seller;

	(void)state;
	make("account", "{'name':'=cmd()'}");
	manager = user_new("Mai", "manager");
	seller = user_new("Sam", "seller");
	act_as(manager);
	assert_non_null(strstr(exported(wish_of("account", "name")), "'=cmd()"));
	act_as(seller);
	exported(wish_of("account", "name"));
	assert_int_equal(last.err, ERR_DENIED);
	act_as(manager); /* what is not for these eyes is not called by its name */
	exported(wish_of("user", "name"));
	assert_int_equal(last.err, ERR_DENIED);
}

static void
comes_back_as_it_went(void **state)
{
	struct export_wish wish = wish_of(
	    "contact", "external_id,name,email,phone,tags,birthday,address,status");
	struct import_counts n;
	int64_t id;

	(void)state;
	make("contact", "{'external_id':'7','name':{'family':'Nguyễn','middle':'Văn',"
			"'given':'An'},'email':'an@example.com','phone':'+84912345678',"
			"'tags':['vip','=1+1'],'birthday':'1990-12-25',"
			"'status':'customer'}");
	c.actor.language = "vi";
	for (int xlsx = 0; xlsx < 2; xlsx++) {
		const char *path = scratch("back", "");
		FILE *f = fopen(path, "wb");
		int64_t rows;

		assert_non_null(f);
		wish.as = xlsx ? EXPORT_XLSX : EXPORT_CSV;
		assert_ok(export_file(&c, &wish, f, &rows));
		fclose(f);
		assert_int_equal(rows, 1);
		assert_ok(import_file(&c, STR(""), path, NULL, false, NULL, &n, &id));
		assert_int_equal(n.skipped, 1);
		assert_ok(
		    import_file(&c, STR("contact"), path, NULL, true, NULL, &n, &id));
		assert_int_equal(n.refused, 0);
	}
}

/* The request is over, and so is its memory; the export is not. */
static void
outlives_its_request(void **state)
{
	struct export_wish wish;
	struct export *e;
	struct ctx later = { .mem = arena_new() };
	struct db *db;
	char buf[4000];
	size_t len;

	(void)state;
	make("account", "{'name':'Acme'}");
	site_begin(site, &later);
	site_as_program(&later);
	later.db = c.db;
	wish = wish_of("account", "name");
	wish.sort = str_copy(later.mem, STR("name"));
	assert_ok(export_begin(&later, &wish, &e));
	site_end(&later);
	arena_free(later.mem);
	assert_ok(db_new(site_engine(site), &db));
	assert_ok(export_next(e, db, buf, sizeof(buf), &len));
	assert_true(len > 10);
	assert_string_equal(export_name(e), "account.csv");
	export_end(e);
	db_free(db);
}

/* What was written before somebody's rights went, and nothing after. */
static void
ends_with(const char *change)
{
	struct export_wish wish = wish_of("account", "name");
	int64_t mai = user_new("Mai", "manager");
	struct ref who = { meta_entity(c.meta, STR("user")), mai };
	struct ctx later = c;
	struct record *rec;
	struct export *e;
	char buf[40000];
	size_t len;

	later.actor.program = false;
	assert_ok(auth_as(&later, mai));
	assert_ok(export_begin(&later, &wish, &e));
	assert_ok(export_next(e, c.db, buf, sizeof(buf), &len));
	assert_true(len > 1000);
	assert_ok(record_change(&c, who, 0, json_of(change), &rec));
	assert_int_equal(export_next(e, c.db, buf, sizeof(buf), &len), ERR_DENIED);
	export_end(e);
	assert_ok(record_delete(&c, who, 0, &rec));
}

static void
ends_with_the_right(void **state)
{
	char text[200];
	int64_t north;

	(void)state; /* a page of these is more than is held back */
	snprintf(text, sizeof(text), "{'name':'%0110d'}", 7);
	for (int i = 0; i < 450; i++)
		make("account", text);
	north = make("unit", "{'name':'North'}");
	snprintf(text, sizeof(text), "{'name':'Lan','unit':'%" PRId64 "'}", north);
	make("user", text);
	ends_with("{\"roles\":[\"seller\"]}");
	snprintf(text, sizeof(text), "{\"unit\":\"%" PRId64 "\"}", north);
	ends_with(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(speaks_to_people),
		exchange_test(gives_names_in_parts),
		exchange_test(walks_page_by_page),
		exchange_test(keeps_to_rights),
		exchange_test(comes_back_as_it_went),
		exchange_test(outlives_its_request),
		exchange_test(ends_with_the_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
