/*
 * import.c - what columns mean, what rows would do, and what they do.
 */
#include "help.h"

static const json_t *
shown(int64_t id)
{
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);

	assert_ok(import_write(&c, id, &w));
	return json_of(text_done(&t).at);
}

static const json_t *
preview(int64_t id)
{
	struct text t = TEXT_INIT(c.mem);
	struct jw w = JW_INIT(&t);

	assert_ok(import_preview(&c, id, &w));
	return json_of(text_done(&t).at);
}

static int64_t
brought(const char *entity, const char *content)
{
	int64_t id;

	assert_ok(import_new(
	    &c, str_of(entity), STR("file.csv"), scratch("upload.csv", content), &id));
	return id;
}

static json_t *
column(const json_t *import, const char *header)
{
	return json_object_get(
	    json_object_get(json_object_get(import, "map"), "columns"), header);
}

static void
assert_means(const json_t *import, const char *header, const char *to, const char *part)
{
	json_t *said = column(import, header);

	if (!str_is(json_get_str(said, "to"), to == NULL ? "" : to) ||
	    !str_is(json_get_str(said, "part"), part == NULL ? "" : part))
		fail_msg("%s: %s", header, json_dump(c.mem, said).at);
}

static const char *
say(const json_t *row, const char *key)
{
	return str_c(c.mem, json_get_str(row, key));
}

static void
patch_map(int64_t id, const char *map)
{
	char *text = str_c(c.mem, str_printf(c.mem, "{\"map\":%s}", map));

	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	assert_ok(import_patch(&c, id, json_of(text)));
}

/* ---- guesses ---- */

static void
guesses_in_four_languages(void **state)
{
	const json_t *is;

	(void)state;
	is = shown(brought("contact",
	    "First Name,Last Name,E-Mail Address,Company Name,Mobile Phone,Birth Date,"
	    "Notes\nAn,Nguyen,an@example.com,Acme,+84 912 345 678,25/12/1990,x\n"));
	assert_means(is, "First Name", "name", "given");
	assert_means(is, "Last Name", "name", "family");
	assert_means(is, "E-Mail Address", "email", NULL);
	assert_means(is, "Company Name", "account", NULL);
	assert_string_equal(say(column(is, "Company Name"), "missing"), "create");
	assert_means(is, "Mobile Phone", "mobile", NULL);
	assert_means(is, "Birth Date", "birthday", NULL);
	assert_string_equal(say(column(is, "Birth Date"), "date"), "d/m/y");
	assert_means(is, "Notes", "description", NULL);

	is = shown(brought("contact",
	    "Họ tên;SĐT;Công ty;Chức vụ;Tỉnh/Thành phố;Phụ trách;Lung tung\n"
	    "Nguyễn Văn An;0912345678;Acme;Giám đốc;Hà Nội;Bình;?\n"));
	assert_string_equal(say(is, "delimiter"), ";");
	assert_means(is, "Họ tên", "name", NULL);
	assert_means(is, "SĐT", "phone", NULL);
	assert_means(is, "Công ty", "account", NULL);
	assert_means(is, "Chức vụ", "job_title", NULL);
	assert_means(is, "Tỉnh/Thành phố", "address", "region");
	assert_means(is, "Phụ trách", "owner", NULL);
	assert_string_equal(say(column(is, "Phụ trách"), "missing"), "skip");
	assert_means(is, "Lung tung", NULL, NULL);

	is = shown(brought("contact", "نام,نام خانوادگی,موبايل,شركت,شهر,تاریخ تولد\n"
				      "زهرا,محمدی,۰۹۱۲۳۴۵۶۷۸۹,آکمه,تهران,۱۳۷۰/۰۵/۱۲\n"));
	assert_means(is, "نام خانوادگی", "name", "family");
	assert_means(is, "موبايل", "mobile", NULL); /* with an Arabic yeh */
	assert_means(is, "شركت", "account", NULL);  /* and an Arabic kaf */
	assert_means(is, "شهر", "address", "city");
	assert_means(is, "تاریخ تولد", "birthday", NULL);
	assert_string_equal(say(column(is, "تاریخ تولد"), "date"), "jalali");

	is =
	    shown(brought("contact", "姓名,手机,公司名称,电子邮箱,备注\n王伟,13812345678,"
				     "远大物流,wang@example.cn,好\n"));
	assert_means(is, "姓名", "name", NULL);
	assert_means(is, "手机", "mobile", NULL);
	assert_means(is, "公司名称", "account", NULL);
	assert_means(is, "电子邮箱", "email", NULL);
	assert_means(is, "备注", "description", NULL);
}

static void
guesses_by_cells_and_entity(void **state)
{
	const json_t *is;

	(void)state;
	is = shown(brought("contact", "A,B,Full name\nx@example.com,0912 345 678,An\n"
				      "y@example.com,0912 345 679,Bo\n"));
	assert_means(is, "A", "email", NULL);
	assert_means(is, "B", "phone", NULL);
	is = shown(brought("", "Deal Name,Deal Stage,Close Value,Expected Close Date\n"
			       "Roof,won,\"1.234,50\",2026-01-02\n"));
	assert_string_equal(say(is, "entity"), "deal");
	assert_string_equal(say(column(is, "Close Value"), "decimal"), ",");
	assert_string_equal(say(column(is, "Close Value"), "currency"), "USD");
}

static void
follows_presets(void **state)
{
	const json_t *is = shown(brought("",
	    "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Contact "
	    "owner,Create Date,Last Activity Date\n"
	    "7,Ann,Lee,ann@example.com,+1 202 555 0100,Customer,Nobody,2024-03-01 "
	    "10:22,\n"));
	int64_t id;

	(void)state;
	assert_string_equal(say(is, "preset"), "hubspot");
	assert_string_equal(say(is, "entity"), "contact");
	assert_means(is, "Record ID", "external_id", NULL);
	assert_means(is, "Last Activity Date", NULL, NULL);
	assert_true(str_int(json_get_str(is, "id"), &id));
	assert_ok(import_run(&c, id));
	jobs_run();
	assert_string_equal(ask_text("select status from contact").at, "customer");
	assert_string_equal(ask_text("select name from contact").at, "Ann Lee");
	assert_true(ask("select created_ms from contact") < INT64_C(1710000000000));
	assert_int_equal(ask("select count(*) from contact where owner is null"), 1);
}

/* ---- trying ---- */

static void
previews_and_keeps_nothing(void **state)
{
	int64_t id = brought("contact", "Name,Email,Company\n"
					"Ann Lee,ann@example.com,Acme\n"
					"Bob Ray,bob@,Zeta\n"
					"Ann Lee,ANN@example.com,Acme\n");
	const json_t *is = preview(id), *rows = json_object_get(is, "rows"), *row;

	(void)state;
	assert_int_equal(json_array_size(rows), 3);
	row = json_array_get(rows, 0);
	assert_string_equal(say(row, "does"), "create");
	assert_int_equal(json_get_int(row, "line", 0), 2);
	assert_string_equal(
	    say(json_object_get(json_object_get(row, "fields"), "name"), "family"),
	    "Lee");
	row = json_object_get(json_object_get(row, "refs"), "account");
	assert_string_equal(say(row, "title"), "Acme");
	assert_true(json_get_bool(row, "new"));
	row = json_array_get(rows, 1);
	assert_string_equal(say(row, "does"), "refuse");
	row = json_array_get(json_object_get(row, "faults"), 0);
	assert_string_equal(say(row, "at"), "email");
	assert_string_equal(say(row, "code"), "not_email");
	assert_string_equal(say(json_array_get(rows, 2), "does"), "skip");
	assert_int_equal(json_get_int(json_object_get(is, "counts"), "create", 0), 1);
	assert_int_equal(ask("select count(*) from contact"), 0);
	assert_int_equal(ask("select count(*) from account"), 0);
	assert_int_equal(ask("select count(*) from _event where entity = 'contact'"), 0);
}

static void
refuses_maps_that_name_nothing(void **state)
{
	static const char map[] =
	    "{\"map\":{\"columns\":{\"Name\":{\"to\":\"nome\"},\"Nope\":{\"to\":"
	    "\"email\"},"
	    "\"Mail\":{\"to\":\"email\",\"date\":\"d.m.y\"}},\"set\":{\"stage\":1},"
	    "\"on_duplicate\":\"merge\",\"duplicate_by\":[\"zip\"]}}";
	int64_t id = brought("contact", "Name,Mail\nAnn,a@example.com\n");

	(void)state;
	assert_int_equal(import_patch(&c, id, json_of(map)), ERR_INPUT);
	assert_int_equal(c.fault_count, 6);
	assert_string_equal(c.faults[0].at.at, "map.columns.Name.to");
	assert_string_equal(c.faults[0].code, "unknown_field");
}

/* ---- doing ---- */

static struct import_counts
bring(const char *entity, const char *content, const char *map)
{
	struct import_counts n;
	char *text = str_c(c.mem, str_of(map));
	int64_t id;

	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	assert_ok(import_file(&c, str_of(entity), scratch("in.csv", content),
	    json_of(text), false, NULL, &n, &id));
	return n;
}

static void
reads_every_kind(void **state)
{
	struct import_counts n;

	(void)state;
	n = bring("contact",
	    "Given,Family,City,Street,Tags,DNC,Born,More,Phone\n"
	    "Zahra,Mohammadi,Tehran,Azadi 1,\"vip; fair|new\",yes,۱۳۷۰/۰۵/۱۲,one,\n"
	    "Bo,Ek,,,,no,,,+84 912 345 678\n",
	    "{'columns':{'Given':{'to':'name','part':'given'},"
	    "'Family':{'to':'name','part':'family'},"
	    "'City':{'to':'address','part':'city'},"
	    "'Street':{'to':'address','part':'street'},'Tags':{'to':'tags'},"
	    "'DNC':{'to':'do_not_contact'},'Born':{'to':'birthday','date':'jalali'},"
	    "'More':{'to':'description'},'Phone':{'to':'phone'}},'set':{}}");
	assert_int_equal(n.created, 2);
	assert_string_equal(
	    ask_text("select tags from contact where tags is not null").at,
	    "|vip|fair|new|");
	assert_string_equal(
	    ask_text("select birthday from contact where birthday is not null").at,
	    "1991-08-03");
	assert_string_equal(
	    ask_text("select address from contact where address is not null").at,
	    "Azadi 1, Tehran");
	assert_int_equal(ask("select sum(do_not_contact) from contact"), 1);

	bring("account", "N,C\nA,Việt Nam\nB,U.S.A.\nC,ایران\nD,Narnia\n",
	    "{'columns':{'N':{'to':'name'},'C':{'to':'address','part':'country'}}}");
	assert_int_equal(ask("select count(*) from account where"
			     " name || ':' || address_country in"
			     " ('A:VN', 'B:US', 'C:IR', 'D:Narnia')"),
	    4);

	n = bring("deal",
	    "Deal,Value,Stage,When\nA,\"€ 1.234,50\",Đang đàm phán,2026-01-02 10:00\n"
	    "B,12,won,\nC,x,won,\n",
	    "{'columns':{'Deal':{'to':'name'},'Value':{'to':'amount','decimal':',',"
	    "'currency':'VND','scale':1000},'Stage':{'to':'stage','words':{'Đang đàm "
	    "phán':'negotiation'}},'When':{'to':'created_ms','date':'iso'}},'set':{}}");
	assert_int_equal(n.created, 2);
	assert_int_equal(n.refused, 1);
	assert_int_equal(
	    ask("select amount from deal where amount_cur = 'EUR'"), 123450000);
	assert_int_equal(ask("select amount from deal where amount_cur = 'VND'"), 12000);
	/* ten o'clock in Ho Chi Minh City */
	assert_int_equal(
	    ask("select created_ms from deal where name = 'A'"), INT64_C(1767322800000));
}

static void
finds_what_is_named(void **state)
{
	static const char rows[] = "Name,Firm\nAnn,Acme\nBob,ACME\nCid,Nowhere\n";
	struct import_counts n;

	(void)state;
	bring("account", "N\nAcme\n", "{'columns':{'N':{'to':'name'}}}");
	n = bring("contact", rows,
	    "{'columns':{'Name':{'to':'name'},'Firm':{'to':'account','missing':'refuse'}}"
	    "}");
	assert_int_equal(n.created, 2);
	assert_int_equal(n.refused, 1);
	n = bring("contact", rows,
	    "{'columns':{'Name':{'to':'name'},'Firm':{'to':'account','missing':'skip'}},"
	    "'on_duplicate':'update'}");
	assert_int_equal(n.skipped, 2);
	assert_int_equal(n.created, 1);
	/* two of a name: nobody knows which is meant */
	bring("account", "N\nacme\n",
	    "{'columns':{'N':{'to':'name'}},'on_duplicate':'create'}");
	n = bring("contact", "Name,Firm\nDan,Acme\n",
	    "{'columns':{'Name':{'to':'name'},'Firm':{'to':'account','missing':'create'}}"
	    "}");
	assert_int_equal(n.refused, 1);
}

static void
updates_by_a_key(void **state)
{
	static const char map[] =
	    "{'columns':{'ID':{'to':'external_id'},'Name':{'to':'name'},"
	    "'Phone':{'to':'phone'}},'on_duplicate':'update','duplicate_by':['external_"
	    "id']}";
	struct import_counts n;

	(void)state;
	bring("account", "ID,Name,Phone\n1,Acme,0912345678\n2,Beta,\n", map);
	n = bring(
	    "account", "ID,Name,Phone\n1,Acme Ltd,\n2,Beta,\n3,Gamma,\n3,Delta,\n", map);
	assert_int_equal(n.created, 1);
	assert_int_equal(n.updated, 2); /* Acme, and Gamma by the row behind it */
	assert_int_equal(n.skipped, 1);
	assert_string_equal(
	    ask_text("select name from account where external_id = '1'").at, "Acme Ltd");
	/* an empty cell says nothing */
	assert_string_equal(
	    ask_text("select phone from account where external_id = '1'").at,
	    "+84912345678");
}

static void
leaves_no_trace_of_refused_rows(void **state)
{
	int64_t id = brought("contact", "Name,Email,Company\nAnn,a@example.com,Acme\n"
					",b@example.com,Lost Inc\n"); /* no name */
	const char *path;
	struct str text;

	(void)state;
	assert_ok(import_run(&c, id));
	jobs_run();
	assert_int_equal(ask("select count(*) from contact"), 1);
	assert_int_equal(ask("select count(*) from account"), 1);
	assert_ok(import_refused(&c, id, &path));
	text = file_read(path);
	assert_true(str_find(text, STR("Lost Inc,3,")) < text.len);
	assert_true(str_find(text, STR("Name: ")) < text.len);
	assert_int_equal(import_run(&c, id), ERR_CLASH); /* it has run */
}

static void
tells_its_owner_and_keeps_to_rights(void **state)
{
	int64_t manager = user_new("Mai", "manager"), seller = user_new("Sam", "seller");
	int64_t id;
	const json_t *is;

	(void)state;
	act_as(seller);
	assert_int_equal(import_new(&c, STR("contact"), STR("x"),
			     scratch("up.csv", "Name\nAnn\n"), &id),
	    ERR_DENIED);
	/* and the list lies nowhere any more */
	assert_int_not_equal(
	    access(str_c(c.mem, str_printf(c.mem, "%s/up.csv", base.dir)), F_OK), 0);
	fault_clear(&c);
	act_as(manager);
	id = brought("contact", "Name,Email\nAnn Lee,a@example.com\n");
	assert_ok(import_run(&c, id));
	assert_int_equal(import_run(&c, id), ERR_CLASH);
	jobs_run();
	act_as(manager);
	is = shown(id);
	assert_string_equal(say(is, "state"), "done");
	assert_int_equal(
	    json_get_int(
		json_object_get(json_object_get(is, "job"), "result"), "created", 0),
	    1);
	assert_int_equal(
	    ask("select count(*) from notice where kind = 'import_done'"), 1);
	assert_int_equal(ask("select count(*) from contact t join \"user\" u on u.id ="
			     " t.owner where u.name = 'Mai'"),
	    1);
	act_as(seller); /* another's import is not there */
	assert_int_equal(import_undo(&c, id), ERR_ABSENT);
	act_as(manager);
	/* it says it is done: the job behind it may be a moment late */
	tell("update _job set state = 'running'");
	assert_ok(import_undo(&c, id));
	tell("update _job set state = 'done' where kind = 'import'");
	jobs_run();
	act_as(manager);
	assert_string_equal(say(shown(id), "state"), "undone");
	assert_int_equal(ask("select count(*) from contact where deleted_ms is null"), 0);
	assert_int_equal(ask("select count(*) from notice where deleted_ms is null"), 1);
	patch_map(id, "{'columns':{'Name':{'to':'name'}}}"); /* and again */
	assert_ok(import_run(&c, id));
	jobs_run();
	assert_int_equal(ask("select count(*) from contact where deleted_ms is null"), 1);
}

static void
leaves_what_others_built_on(void **state)
{
	int64_t id = brought("account", "Name\nAcme\nBeta\n");
	struct record *rec;

	(void)state;
	assert_ok(import_run(&c, id));
	jobs_run();
	assert_ok(record_change(&c,
	    (struct ref){ meta_entity(c.meta, STR("account")),
		ask("select id from account where name = 'Acme'") },
	    0, json_of("{\"employees\":5}"), &rec));
	assert_ok(import_undo(&c, id));
	jobs_run();
	assert_string_equal(
	    ask_text("select name from account where deleted_ms is null").at, "Acme");
	assert_int_equal(
	    json_get_int(json_object_get(json_object_get(shown(id), "job"), "result"),
		"refused", 0),
	    1);
}

static void
tries_from_the_command_line(void **state)
{
	struct import_counts n;
	int64_t id = 1;

	(void)state;
	assert_ok(import_file(&c, STR("account"),
	    scratch("in.csv", "Company,Parent company\nAcme,Zeta\nZeta,\n"), NULL, true,
	    NULL, &n, &id));
	assert_int_equal(n.created, 1);
	assert_int_equal(n.skipped, 1); /* made as the parent of the row before */
	assert_int_equal(id, 0);
	assert_int_equal(ask("select count(*) from account"), 0);
	assert_int_equal(ask("select count(*) from _import"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(guesses_in_four_languages),
		exchange_test(guesses_by_cells_and_entity),
		exchange_test(follows_presets),
		exchange_test(previews_and_keeps_nothing),
		exchange_test(refuses_maps_that_name_nothing),
		exchange_test(reads_every_kind),
		exchange_test(finds_what_is_named),
		exchange_test(updates_by_a_key),
		exchange_test(leaves_no_trace_of_refused_rows),
		exchange_test(tells_its_owner_and_keeps_to_rights),
		exchange_test(leaves_what_others_built_on),
		exchange_test(tries_from_the_command_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
