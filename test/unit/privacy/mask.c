/*
 * mask.c - of a company in which every value is somebody's and unique, nothing stands
 * in the masked copy, in any form; what was the same still is; the copy is whole.
 *
 * The copy is a file, whatever the company was kept in.
 */
#include "help.h"

#include <ftw.h>

/* What must not be found: as it was typed; the test makes the other forms. */
static const char *const canaries[] = { "Trần Thị Kimoanhqz", "kimoanhqz",
	"zwettler.kimo@briefkasten.vn", "briefkasten", "zwettler", "+84908417733",
	"0908 417 733", "Quartermaster of Yarns", "12 Ngõ Rübezahl, Ba Đìnhqx",
	"Rübezahl", "Đìnhqx", "lovesdahlias", "She told us of the pelargonium at night",
	"pelargonium", "Wintergreen Holdings", "wintergreen", "www.wintergreen-yarn.com",
	"TAX7719284", "Thulebjerg", "thulebjerg.csv", "Cranes for Bjoernstad",
	"Bjoernstad", "Persimmon clause", "Persimmon", "bookbinder",
	"https://talk.example.net/kolibri", "kolibri", "گلستان‌زاده",
	"گلستانزاده", "远大物流甲", "Old Cinnabar name", "Cinnabar", "Mistlethrush",
	"mistle.thrush@oldmail.org", "sokolnikov", "Sokolnikov Petr", "203.0.113.77",
	"Hazelnut room", "hazelnut", "vermilion-offer", "Vermilion", "1961-07-23",
	"shoesize-forty-one", "hidden-boat-owner", "session-agent-heron",
	"hash-of-session", "token-named-osprey", "sealed-secret-marten",
	"subject-of-lynx", "provider-badger", "answer-otter", "job-for-weasel",
	"mail.lobster.example", "rich-honeysuckle", "honeysuckle", "Kingfisher view" };

static int64_t kim, twin, lead, deal, user;

static void
define(const char *text)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c.mem);

	sql_define(&q, c.db, text);
	assert_ok(tx_begin(c.db, &tx));
	assert_ok(db_run(c.db, &q));
	assert_ok(tx_commit(&tx));
}

static void
people(void)
{
	struct record *gone;
	int64_t acme, old;

	acme = make("account",
	    "{\"name\":\"Wintergreen Holdings\",\"website\":\"www.wintergreen-yarn.com\","
	    "\"tax_code\":\"TAX7719284\",\"email\":\"zwettler.kimo@briefkasten.vn\"}");
	kim = make("contact",
	    "{\"name\":{\"family\":\"Trần\",\"middle\":\"Thị\",\"given\":\"Kimoanhqz\"},"
	    "\"email\":\"zwettler.kimo@briefkasten.vn\",\"phone\":\"0908 417 733\","
	    "\"job_title\":\"Quartermaster of Yarns\",\"birthday\":\"1961-07-23\","
	    "\"address\":{\"street\":\"12 Ngõ Rübezahl\",\"city\":\"Ba Đìnhqx\","
	    "\"country\":\"VN\"},\"tags\":[\"lovesdahlias\"],\"account\":\"%lld\","
	    "\"bio\":\"<p>Her <b>rich-honeysuckle</b> <a "
	    "href=\\\"https://talk.example.net/kolibri\\\">Persimmon</a></p>\","
	    "\"description\":\"She told us of the pelargonium at night\"}",
	    (long long)acme);
	twin = make("contact", "{\"name\":{\"family\":\"Trần\",\"middle\":\"Thị\","
			       "\"given\":\"Kimoanhqz\"}}");
	(void)make("contact",
	    "{\"name\":\"گلستان‌زاده\",\"description\":\"远大物流甲\"}");
	old = make("contact", "{\"name\":\"Old Cinnabar name\","
			      "\"email\":\"mistle.thrush@oldmail.org\"}");
	change("contact", old, "{\"name\":\"Sokolnikov Petr\",\"email\":null}");
	assert_ok(record_delete(
	    &c, (struct ref){ meta_entity(c.meta, STR("contact")), old }, 0, &gone));
	lead = make("lead",
	    "{\"name\":\"Mistlethrush A\",\"company\":\"Thulebjerg\",\"email\":"
	    "\"zwettler.kimo@briefkasten.vn\"}");
	deal = make("deal",
	    "{\"name\":\"Cranes for Bjoernstad\",\"contact\":\"%lld\",\"amount\":"
	    "{\"minor\":1250000,\"cur\":\"VND\"},\"next_step\":\"Persimmon clause\","
	    "\"external_id\":\"bookbinder\"}",
	    (long long)kim);
	user = user_new("sokolnikov", "admin");
	change("user", user, "{\"name\":\"Sokolnikov Petr\",\"phone\":\"+84908417733\"}");
	assert_ok(auth_password_set(&c, user, STR("one-good-enough-4711"), "command"));
}

static void
work_of_theirs(void)
{
	char hash[FILE_HASH_SIZE];
	int64_t id;

	(void)make("note",
	    "{\"text\":\"Call +84908417733 and ask Bjoernstad\",\"about\":{\"entity\":"
	    "\"contact\",\"id\":\"%lld\"}}",
	    (long long)kim);
	(void)make("meeting",
	    "{\"name\":\"Kimoanhqz\",\"place\":\"Hazelnut room\",\"at\":1790000000000}");
	(void)make("view",
	    "{\"name\":\"Kingfisher view\",\"entity\":\"contact\",\"shape\":"
	    "\"table\",\"where\":\"email = 'mistle.thrush@oldmail.org'\"}");
	assert_ok(file_keep(
	    base.files, scratch("offer.txt", "for the vermilion-offer only\n"), hash));
	id = make("file",
	    "{\"name\":\"Vermilion.pdf\",\"about\":{\"entity\":\"contact\",\"id\":"
	    "\"%lld\"}}",
	    (long long)kim);
	tell(str_c(
	    c.mem, str_printf(c.mem,
		       "update file set hash = '%s', size = 29, type = 'application/pdf'"
		       " where id = %" PRId64,
		       hash, id)));
	assert_ok(import_new(&c, STR("contact"), STR("thulebjerg.csv"),
	    scratch("in.csv", "Name,Email\nThulebjerg,mistle.thrush@oldmail.org\n"),
	    &id));
	assert_ok(job_add(&c, "bulk", json_of("{\"where\":\"job-for-weasel\"}"), &id));
}

/* What the server keeps for itself. */
static void
corners(void)
{
	c.from.address = STR("203.0.113.77");
	change("contact", twin, "{\"job_title\":\"Quartermaster of Yarns\"}");
	assert_ok(
	    trail(&c, TRAIL_SIGN_IN_BAD, TRAIL_NOTHING, "login", "sokolnikov", NULL));
	c.from.address = STR("");
	tell("insert into _session (hash, person, created_ms, seen_ms, until_ms, agent) "
	     "values ('hash-of-session', 5, 1, 2, 9999999999999, 'session-agent-heron')");
	tell("insert into _token (id, hash, person, name, created_ms, until_ms) values"
	     " (5, 'x', 5, 'token-named-osprey', 1, 9999999999999)");
	tell("insert into _secret (name, sealed, changed_ms) values"
	     " ('_totp/secret/5', 'sealed-secret-marten', 1)");
	tell("insert into _provider (name, body, changed_ms) values"
	     " ('p', '{\"issuer\":\"provider-badger\"}', 1)");
	tell("insert into _identity (issuer, subject, id, person, created_ms) values"
	     " ('i', 'subject-of-lynx', 1, 5, 1)");
	tell("insert into _answer (person, key, status, body, at_ms) values (0, 'k', 200,"
	     " 'answer-otter', 1)");
	assert_ok(site_set(&c, "url", STR("https://mail.lobster.example")));
	/* columns and tables that no entity shows any more */
	define("alter table contact add column shoe_size %T");
	tell("update contact set shoe_size = 'shoesize-forty-one'");
	tell("insert into _made (what) values ('contact.shoe_size')");
	define("create table boat (id %I primary key, version %I not null,"
	       " deleted_ms %I, name %T)%S");
	tell("insert into boat (id, version, name) values (1, 1, 'hidden-boat-owner')");
	tell("insert into _made (what) values ('boat'), ('boat.name')");
}

static void
company(void)
{
	struct str said;

	assert_ok(site_apply(&c, STR("extend/contact.json"),
	    STR("{\"extend\":\"contact\",\"fields\":{\"bio\":{\"type\":\"rich_text\","
		"\"label\":\"Bio\"}}}"),
	    &said));
	site_renew(&c);
	site_as_program(&c);
	people();
	work_of_theirs();
	corners();
	assert_ok(site_seal(&c, NULL));
}

/* ---- looking for what must not be there ---- */

static struct str forms[COUNT_OF(canaries) * 4];
static size_t form_count, found;

static void
add_form(struct str s)
{
	if (s.len >= 5)
		forms[form_count++] = s;
}

static struct str
without_blanks(struct str s)
{
	struct text t = TEXT_INIT(c.mem);

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != ' ')
			text_char(&t, s.at[i]);
	return text_done(&t);
}

static void
make_forms(void)
{
	form_count = 0;
	for (size_t i = 0; i < COUNT_OF(canaries); i++) {
		struct str s = str_of(canaries[i]), folded = fold(c.mem, s);

		add_form(s);
		add_form(folded);
		add_form(without_blanks(folded));
	}
	add_form(STR("908417733"));
}

static int
look_into(const char *path, const struct stat *st, int kind)
{
	struct text t = TEXT_INIT(c.mem);
	char buffer[65536];
	FILE *f = kind == FTW_F ? fopen(path, "rb") : NULL;
	size_t n;

	(void)st;
	while (f != NULL && (n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		text_add(&t, buffer, n);
	if (f != NULL)
		fclose(f);
	for (size_t i = 0; i < form_count; i++)
		if (memmem(t.at == NULL ? "" : t.at, t.len, forms[i].at, forms[i].len) !=
		    NULL) {
			if (strstr(path, "/copy/") != NULL)
				print_error("%s holds %.*s\n", path, STR_ARG(forms[i]));
			found++;
		}
	return 0;
}

static size_t
look_for_all(const char *folder)
{
	found = 0;
	assert_int_equal(ftw(folder, look_into, 10), 0);
	return found;
}

/* ---- the copy, opened ---- */

static struct site *there;
static struct ctx was;

static void
go_to(const struct site_config *config)
{
	struct str why;

	was = c;
	c = (struct ctx){ .mem = was.mem };
	if (site_open(config, was.mem, &there, &why) != OK)
		fail_msg("%.*s", STR_ARG(why));
	assert_int_equal(db_new(site_engine(there), &c.db), OK);
	site_begin(there, &c);
	site_as_program(&c);
}

static void
come_back(void)
{
	site_end(&c);
	db_free(c.db);
	site_close(there);
	c = was;
}

static bool
has_file(void *arg, struct str hash, int64_t size)
{
	struct stat st;
	int fd;

	if (file_open(arg, hash, &fd) != OK)
		return false;
	fstat(fd, &st);
	close(fd);
	return st.st_size == size;
}

static void
copy_must_be_whole(const char *files)
{
	struct examiner x = { looks_at, count_fault, has_file, (void *)(uintptr_t)files };
	struct chain_check check;

	faults = 0;
	assert_ok(site_prove(&c, &x, NULL, &check));
	assert_ok(site_examine(&c, &x));
	assert_int_equal(faults, 0);
	assert_int_equal(check.waiting, 0);
}

static int64_t
same(const char *a, const char *b)
{
	return ask(str_c(
	    c.mem, str_printf(c.mem,
		       "select count(*) from contact a, contact b where a.id = %" PRId64
		       " and b.id = %" PRId64 " and a.%s = b.%s",
		       kim, twin, a, b)));
}

static void
what_was_the_same_still_is(void)
{
	assert_int_equal(same("name", "name"), 1);
	assert_int_equal(same("job_title", "job_title"), 1);
	assert_int_equal(ask("select count(distinct name) from contact"), 3);
	assert_int_equal(ask("select count(*) from contact x, lead y, account z where"
			     " x.email = y.email and z.email = y.email"
			     " and x.email like '%@%.example'"),
	    1);
	assert_int_equal(
	    ask(str_c(
		c.mem, str_printf(c.mem,
			   "select count(*) from deal where contact = %" PRId64, kim))),
	    1);
	assert_int_equal(ask("select count(*) from deal where amount = 1250000"), 1);
	assert_int_equal(ask("select count(*) from contact where birthday is not null"
			     " and birthday <> '1961-07-23'"),
	    1);
	assert_int_equal(
	    ask("select count(*) from contact where bio like '<p>%<b>%'"), 1);
	assert_int_equal(ask("select count(*) from view where \"where\" is null"),
	    2); /* one of theirs, one that the program brought */
	assert_int_equal(ask("select count(*) from file where name like '%.pdf'"), 1);
	assert_int_equal(
	    ask("select count(*) from contact where address_country = 'VN'"), 1);
	assert_int_equal(ask("select count(*) from \"user\" where roles = '|admin|'"), 1);
}

static void
nothing_stayed_that_opens(void)
{
	static const char *const empty[] = { "_secret", "_provider", "_identity",
		"_round", "_session", "_token", "_ticket", "_totp", "_recovery", "_try",
		"_answer", "_import" };

	for (size_t i = 0; i < COUNT_OF(empty); i++)
		assert_int_equal(
		    ask(str_c(
			c.mem, str_printf(c.mem, "select count(*) from %s", empty[i]))),
		    0);
	/* a job is the copy's own: of nobody, about nothing */
	assert_int_equal(
	    ask("select count(*) from _job where owner <> 0 or args <> '{}'"), 0);
	assert_int_equal(ask("select count(*) from _setting where name = 'url'"), 0);
	assert_int_equal(ask("select count(*) from _trail where kind = 'masked'"), 1);
}

static void
a_copy_tells_nothing_of_anybody(void **state)
{
	struct mask_report report;
	struct site_config config;
	struct hit *hits;
	const char *folder, *files;
	size_t count;
	int64_t who;

	(void)state;
	company();
	make_forms();
	folder = str_c(c.mem, str_printf(c.mem, "%s/copy", base.dir));
	files = str_c(c.mem, str_printf(c.mem, "%s/copy.files", folder));
	mkdir(folder, 0700);
	config = site_config_of();
	config.url = str_c(c.mem, str_printf(c.mem, "%s/copy.db", folder));
	config.files_dir = files;
	config.make = false;
	if (mask_site(&c, &config, NULL, &report) != OK)
		fail_msg("%.*s", STR_ARG(report.move.why));
	if (on_sqlite()) /* the forms are the right ones: there, they are found */
		assert_true(look_for_all(base.dir) > COUNT_OF(canaries));
	assert_int_equal(look_for_all(folder), 0);
	assert_int_equal(ask("select count(*) from _trail where kind = 'backup'"), 1);

	go_to(&config);
	what_was_the_same_still_is();
	nothing_stayed_that_opens();
	copy_must_be_whole(files);
	assert_ok(auth_login(&c, report.login, str_of(report.password), &who));
	assert_int_equal(who, user);
	assert_int_equal(
	    auth_login(&c, report.login, STR("one-good-enough-4711"), &who), ERR_WHO);
	fault_clear(&c);
	assert_ok(search_find(&c,
	    &(struct search_ask){
		.words = STR("kimoanhqz"), .all_shown = true, .limit = 5 },
	    &hits, &count));
	assert_int_equal(count, 0);
	assert_ok(search_find(&c,
	    &(struct search_ask){
		.words = ask_text("select name from contact order by id limit 1"),
		.all_shown = true,
		.limit = 5 },
	    &hits, &count));
	assert_true(count > 0);
	come_back();
	assert_int_equal(look_for_all(folder), 0); /* the log, too */
}

/* Another copy has nothing in common with the first; none is made over another. */
static void
copies_do_not_know_each_other(void **state)
{
	struct mask_report one, two;
	struct site_config config = site_config_of();
	struct str first;

	(void)state;
	company();
	config.make = false;
	config.url = str_c(c.mem, str_printf(c.mem, "%s/one.db", base.dir));
	config.files_dir = str_c(c.mem, str_printf(c.mem, "%s/one.files", base.dir));
	assert_ok(mask_site(&c, &config, NULL, &one));
	assert_int_equal(mask_site(&c, &config, NULL, &two), ERR_CLASH);
	go_to(&config);
	first = ask_text("select email from lead");
	come_back();
	config.url = str_c(c.mem, str_printf(c.mem, "%s/two.db", base.dir));
	config.files_dir = str_c(c.mem, str_printf(c.mem, "%s/two.files", base.dir));
	assert_ok(mask_site(&c, &config, NULL, &two));
	go_to(&config);
	assert_false(str_same(first, ask_text("select email from lead")));
	come_back();
	assert_true(strcmp(one.password, two.password) != 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		exchange_test(a_copy_tells_nothing_of_anybody),
		exchange_test(copies_do_not_know_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
