/*
 * erase.c - who is erased is nowhere any more, and nobody else is touched; an older
 * copy does not bring them back; the chain stays proven.
 */
#include "help.h"

#define MAIL "canary.mai.8841@example.com"
#define OLD_MAIL "canary.old.8841@example.com"
#define PHONE "+84908417733"
#define WORDS "She told us of the canary that sings at night in Hue."

static int64_t mai, twin, acme, deal, theirs, note, lead;
static const struct entity *contact;

static void
letter_to(const char *name, const char *address)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", site_outbox(site), name);
	f = fopen(path, "we");
	assert_non_null(f);
	fprintf(f, "From: <a@example.com>\r\nTo: <%s>\r\n\r\nbody\r\n", address);
	fclose(f);
}

static bool
letter_lies(const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", site_outbox(site), name);
	return access(path, F_OK) == 0;
}

/* A person in every corner: history, trail, search, jobs, answers, imports, files. */
static void
leave_traces(void)
{
	char hash[FILE_HASH_SIZE];
	const char *path;
	json_t *args;
	int64_t id;

	contact = meta_entity(c.meta, STR("contact"));
	acme = make("account", "{\"name\":\"Acme\",\"phone\":\"+84281112233\"}");
	mai = make("contact",
	    "{\"name\":{\"family\":\"Trần\",\"given\":\"Thị Canary\"},"
	    "\"email\":\"" OLD_MAIL "\",\"phone\":\"+84281112233\",\"mobile\":\"" PHONE
	    "\",\"account\":\"%lld\",\"description\":\"" WORDS "\"}",
	    (long long)acme);
	change("contact", mai, "{\"email\":\"" MAIL "\"}");
	twin = make("contact", "{\"name\":{\"family\":\"Lê\",\"given\":\"Văn Khác\"},"
			       "\"email\":\"other@example.com\"}");
	deal = make("deal",
	    "{\"name\":\"Cranes for Trần Thị Canary\",\"account\":\"%lld\",\"contact\":"
	    "\"%lld\"}",
	    (long long)acme, (long long)mai);
	note = make("note",
	    "{\"text\":\"Called " PHONE ", nobody there\",\"about\":{\"entity\":"
	    "\"contact\",\"id\":\"%lld\"}}",
	    (long long)mai);
	theirs = make("note",
	    "{\"text\":\"Ask " MAIL " about 100%% of it\",\"about\":{\"entity\":"
	    "\"contact\",\"id\":\"%lld\"}}",
	    (long long)twin);
	change("note", theirs, "{\"text\":\"Do not ask " MAIL " any more\"}");
	lead = make("lead", "{\"name\":{\"family\":\"Trần\",\"given\":\"Thị Canary\"},"
			    "\"company\":\"Acme\",\"email\":\"" OLD_MAIL "\"}");
	tell(str_c(c.mem,
	    str_printf(c.mem, "update lead set contact = %" PRId64 " where id = %" PRId64,
		mai, lead)));
	path = scratch("offer.txt", "for " MAIL " only\n");
	assert_ok(file_keep(base.files, path, hash));
	make("file",
	    "{\"name\":\"offer.txt\",\"about\":{\"entity\":\"contact\",\"id\":\"%lld\"}}",
	    (long long)mai);
	tell(str_c(c.mem, str_printf(c.mem, "update file set hash = '%s'", hash)));
	args = json_of("{\"where\":\"email = '" MAIL "'\"}");
	assert_ok(job_add(&c, "bulk", args, &id));
	tell("update _job set state = 'done'");
	tell(
	    "insert into _answer (person, key, status, body, at_ms) values (0, 'k1', 200,"
	    " '{\"email\":\"" MAIL "\"}', 1)");
	assert_ok(trail(&c, TRAIL_EXPORT, (struct trail_about){ .entity = contact },
	    "where", "email = '" MAIL "'", NULL));
	tell(str_c(c.mem,
	    str_printf(c.mem,
		"insert into _share (id, entity, record, kind, who, level, maker, at_ms)"
		" values (1, 'contact', %" PRId64 ", 'user', 1, 'see', 1, 1),"
		" (2, 'contact', %" PRId64 ", 'user', 1, 'see', 1, 1)",
		mai, twin)));
	path = scratch("leads.csv", "Name,Email\nTran Thi Canary," MAIL "\n");
	assert_ok(import_new(&c, STR("contact"), STR("leads.csv"), path, &id));
	path = scratch("else.csv", "Name,Email\nSomebody Else,else@example.com\n");
	assert_ok(import_new(&c, STR("contact"), STR("else.csv"), path, &id));
	mkdir(site_outbox(site), 0700);
	letter_to("1.eml", MAIL);
	letter_to("2.eml", "other@example.com");
	assert_ok(site_seal(&c, NULL));
}

static int64_t
hits(const char *text)
{
	struct str texts[] = { str_of(text) };
	struct db_place *places;
	int64_t n = 0;
	size_t count;

	assert_ok(db_scan(c.db, c.mem, texts, 1, &places, &count));
	for (size_t i = 0; i < count; i++)
		n += places[i].hits;
	return n;
}

static int
files_with(const char *text)
{
	char command[300], found[20] = "";
	FILE *out;

	snprintf(command, sizeof(command), "grep -rl '%s' %s | wc -l", text, base.files);
	out = popen(command, "r");
	assert_non_null(fgets(found, sizeof(found), out));
	pclose(out);
	return atoi(found);
}

static void
nothing_of_them_is_left(void **state)
{
	static const char *const gone[] = { MAIL, OLD_MAIL, PHONE, "908417733",
		"Trần Thị Canary", "tran thi canary", "canary that sings", "canary.mai" };
	struct ref who;
	json_t *result;
	struct text plan;
	struct jw w;

	(void)state;
	leave_traces();
	for (size_t i = 0; i < COUNT_OF(gone); i++)
		assert_true(hits(gone[i]) > 0);
	who = (struct ref){ contact, mai };
	plan = (struct text)TEXT_INIT(c.mem);
	w = (struct jw)JW_INIT(&plan);
	assert_ok(erase_plan(&c, who, &w));
	assert_true(str_find(text_done(&plan), STR("Cranes for")) < plan.len);
	assert_true(str_find(text_done(&plan), STR("+84281112233")) < plan.len);

	result = json_hold(c.mem, json_object());
	assert_ok(erase_now(&c, who, STR("asked by " MAIL), result));
	assert_int_equal(json_get_int(result, "hits", -1), 0);
	assert_true(json_get_int(result, "texts", 0) > 4);
	for (size_t i = 0; i < COUNT_OF(gone); i++)
		if (hits(gone[i]) > 0)
			fail_msg("%s is still there", gone[i]);
	assert_int_equal(files_with("canary"), 0);
	assert_false(letter_lies("1.eml"));
	assert_true(letter_lies("2.eml"));
	assert_int_equal(ask("select count(*) from _share"), 1);
	assert_int_equal(ask("select count(*) from contact"), 1);
	assert_int_equal(ask("select count(*) from lead"), 0);
	assert_int_equal(ask("select count(*) from file"), 0);

	/* and nobody else is touched */
	assert_int_equal(ask("select count(*) from contact where email ="
			     " 'other@example.com'"),
	    1);
	assert_int_equal(
	    ask("select count(*) from account where phone like '%84281112233'"), 1);
	assert_int_equal(ask("select count(*) from deal where contact is null"), 1);
	assert_true(str_find(ask_text("select name from deal"), STR("Cranes for ")) == 0);
	assert_true(str_starts(ask_text("select text from note"), "Do not ask "));
	assert_int_equal(files_with("else@example.com"), 1);
	assert_int_equal(ask("select count(*) from _trail where kind = 'erase'"), 1);
	must_be_whole();
}

/* ---- an older copy ---- */

static void
an_older_copy_does_not_bring_them_back(void **state)
{
	char copy[200], path[220];
	int64_t count = 0;
	json_t *result;

	(void)state;
	leave_traces();
	if (!on_sqlite())
		skip(); /* its copies are PostgreSQL's own */
	snprintf(copy, sizeof(copy), "%s/copy.db", base.dir);
	assert_ok(db_backup(c.db, copy, NULL));
	result = json_hold(c.mem, json_object());
	assert_ok(erase_now(&c, (struct ref){ contact, mai }, STR("asked"), result));
	work_close();
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s%s", base.url, i == 0 ? "-wal" : "-shm");
		unlink(path);
	}
	assert_int_equal(rename(copy, base.url), 0);
	work_open();
	assert_true(hits(MAIL) > 0);
	assert_ok(erase_again(&c, &count));
	assert_true(count > 0);
	assert_int_equal(hits(MAIL), 0);
	assert_int_equal(ask("select count(*) from contact"), 1);
	assert_ok(erase_again(&c, &count));
	assert_int_equal(count, 0);
	must_be_whole();
}

static void
not_everybody_may_and_not_everything_is_a_person(void **state)
{
	int64_t job, boss;
	struct ref who;

	(void)state;
	leave_traces();
	boss = user_new("boss", "manager");
	who = (struct ref){ contact, mai };
	act_as(boss);
	assert_int_equal(erase_add(&c, who, STR("x"), STR("1"), &job), ERR_DENIED);
	site_as_program(&c);
	assert_int_equal(erase_add(&c, who, STR("x"), STR("1"), &job), ERR_INPUT);
	assert_true(fault_has(&c, "erase_confirm"));
	fault_clear(&c);
	who = (struct ref){ meta_entity(c.meta, STR("deal")), deal };
	assert_int_equal(erase_add(&c, who, STR("x"), STR_NONE, &job), ERR_INPUT);
	assert_true(fault_has(&c, "not_person"));
	fault_clear(&c);
	who = (struct ref){ meta_entity(c.meta, STR("user")), boss };
	assert_int_equal(erase_add(&c, who, STR("x"), STR_NONE, &job), ERR_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(nothing_of_them_is_left),
		exchange_test(an_older_copy_does_not_bring_them_back),
		exchange_test(not_everybody_may_and_not_everything_is_a_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
