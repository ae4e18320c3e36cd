/*
 * same_work.c - who is nobody costs what somebody costs: no time and no word at the
 * door tells who works here.  Compared is what is done, not how long it took: the
 * statements, in their order, the hashes, and what is put down for a letter.
 *
 * src   OWASP ASVS 5.0, 6.3.8
 */
#include "auth/auth.h"

#include "unit/exchange/help.h"

#include <dlfcn.h>
#include <sodium.h>
#include <sqlite3.h>

#define WORK_MAX 4000

/* ---- what is done, as it passes the libraries' doors ---- */

static char work[WORK_MAX]; /* a line for each statement */
static int hashes;
static bool watching;

static void
note(const char *what)
{
	size_t used = strlen(work);

	if (watching)
		snprintf(work + used, sizeof(work) - used, "%.300s\n", what);
}

/* Instead of the library's: the same hash for everything, and at once. */
int
crypto_pwhash_str(char out[crypto_pwhash_STRBYTES], const char *const password,
    unsigned long long len, unsigned long long passes, size_t memory)
{
	(void)password, (void)len, (void)passes, (void)memory;
	memset(out, 0, crypto_pwhash_STRBYTES);
	memcpy(out, "$argon2id$of-no-use", sizeof("$argon2id$of-no-use"));
	return 0;
}

int
crypto_pwhash_str_verify(const char hash[crypto_pwhash_STRBYTES],
    const char *const password, unsigned long long len)
{
	(void)hash, (void)password, (void)len;
	hashes += watching;
	return -1;
}

/* PostgreSQL: a statement of ours is prepared once, under a name. */
int
PQsendQueryPrepared(PGconn *link, const char *name, int count, const char *const *values,
    const int *lengths, const int *formats, int format)
{
	int (*send)(PGconn *, const char *, int, const char *const *, const int *,
	    const int *, int) = dlsym(RTLD_NEXT, "PQsendQueryPrepared");

	note(name);
	return send(link, name, count, values, lengths, formats, format);
}

static int
see(unsigned kind, void *arg, void *statement, void *text)
{
	(void)kind, (void)arg, (void)text;
	if (sqlite3_sql(statement) != NULL)
		note(sqlite3_sql(statement));
	return 0;
}

static int
watch(sqlite3 *db, char **error, const void *api)
{
	(void)error, (void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, see, NULL);
}

/* ---- the people ---- */

static const char *const names[] = { "ann", "bob", "cut", "gone", "nobody" };
static const char *const addresses[] = { "ann@example.com", "bob@example.com",
	"cut@example.com", "gone@example.com", "nobody@example.com" };

/* bob has no password, cut is switched off, gone is deleted, nobody never was. */
static int
begin(void **state)
{
	sqlite3_auto_extension((void (*)(void))watch);
	setup(state);
	c.from.address = STR("198.51.100.7");
	for (size_t i = 0; i + 1 < COUNT_OF(names); i++) {
		const struct entity *user = meta_entity(c.meta, STR("user"));
		struct record *rec;
		json_t *news = json_hold(c.mem,
		    json_pack("{s:s, s:s, s:s, s:b}", "name", names[i], "login", names[i],
			"email", addresses[i], "active", strcmp(names[i], "cut") != 0));

		assert_ok(record_create(&c, user, news, &rec));
		if (strcmp(names[i], "bob") != 0)
			assert_ok(auth_password_set(
			    &c, rec->id, STR("a lighthouse at night"), "administrator"));
		if (strcmp(names[i], "gone") == 0)
			assert_ok(
			    record_delete(&c, (struct ref){ user, rec->id }, 0, &rec));
	}
	return 0;
}

static void
look_away(char *out)
{
	watching = false;
	memcpy(out, work, sizeof(work));
	work[0] = '\0';
}

static void
same(const char *first, const char *other, const char *who)
{
	assert_true(first[0] != '\0');
	assert_true(strlen(first) < WORK_MAX - 300);
	if (strcmp(first, other) != 0)
		fail_msg("%s:\n%s\nthe first:\n%s", who, other, first);
}

/* ---- the door ---- */

static void
sign_in(const char *who, char done[WORK_MAX])
{
	int64_t user = 0;

	fault_clear(&c);
	hashes = 0;
	watching = true;
	assert_int_equal(auth_login(&c, str_of(who), STR("wrong horse"), &user), ERR_WHO);
	look_away(done);
	assert_int_equal(hashes, 1);
	assert_int_equal(user, 0);
	assert_int_equal(c.fault_count, 1);
	assert_string_equal(c.faults[0].code, "login_wrong");
	assert_int_equal(json_object_size(c.faults[0].args), 0);
}

static void
all_sign_in(const char *const *who, size_t count)
{
	char first[WORK_MAX], other[WORK_MAX];

	c.actor = (struct actor){ .language = "en" };
	sign_in(who[0], first); /* what is done once for all */
	sign_in(who[0], first);
	for (size_t i = 1; i < count; i++) {
		sign_in(who[i], other);
		sign_in(who[i], other);
		same(first, other, who[i]);
	}
	site_as_program(&c);
}

static void
at_sign_in(void **state)
{
	(void)state;
	all_sign_in(names, COUNT_OF(names));
}

static void
at_sign_in_by_address(void **state)
{
	(void)state;
	all_sign_in(addresses, COUNT_OF(addresses));
}

/* The sixth time somebody waits, whoever it is, and nothing is hashed. */
static void
at_a_lock(void **state)
{
	char first[WORK_MAX], other[WORK_MAX];

	(void)state;
	c.actor = (struct actor){ .language = "en" };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		int64_t user;

		for (int j = 0; j < 3; j++) /* with the two above */
			sign_in(names[i], other);
		fault_clear(&c);
		hashes = 0;
		watching = true;
		assert_int_equal(
		    auth_login(&c, str_of(names[i]), STR("wrong horse"), &user),
		    ERR_LIMIT);
		look_away(i == 0 ? first : other);
		assert_int_equal(hashes, 0);
		assert_string_equal(c.faults[0].code, "login_locked");
		assert_string_equal(
		    json_string_value(json_object_get(c.faults[0].args, "seconds")), "3");
		if (i > 0)
			same(first, other, names[i]);
	}
	site_as_program(&c);
}

/* ---- a letter ---- */

static void
ask_letter(const char *who, char done[WORK_MAX])
{
	int64_t before = ask("select count(*) from _job");

	c.actor = (struct actor){ .language = "en" };
	watching = true;
	assert_ok(site_reset(&c, str_of(who), STR("https://crm.example.com")));
	look_away(done);
	site_as_program(&c);
	assert_int_equal(ask("select count(*) from _job"), before + 1);
}

/* Nobody waits for what is done later: whether there is a letter. */
static void
at_a_reset(void **state)
{
	char first[WORK_MAX], other[WORK_MAX];

	(void)state;
	ask_letter("ann", first);
	ask_letter("ann", first);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		ask_letter(names[i], other);
		same(first, other, names[i]);
		ask_letter(addresses[i], other);
		same(first, other, addresses[i]);
	}
}

static void
finish(struct str link, char done[WORK_MAX])
{
	fault_clear(&c);
	watching = true;
	assert_int_equal(auth_password_by_ticket(
			     &c, TICKET_RESET, link, STR("a harbour of 7 seas"), "reset"),
	    ERR_WHO);
	look_away(done);
	assert_int_equal(c.fault_count, 1);
	assert_string_equal(c.faults[0].code, "ticket_old");
}

/* A link that was sent and is used up costs what one costs that never was. */
static void
at_a_link(void **state)
{
	char first[WORK_MAX], other[WORK_MAX];
	char ticket[44];

	(void)state;
	fault_clear(&c);
	assert_ok(ticket_new(&c, TICKET_RESET,
	    ask("select id from \"user\" where login = 'ann'"), ticket));
	assert_ok(auth_password_by_ticket(
	    &c, TICKET_RESET, str_of(ticket), STR("an orchard in winter"), "reset"));
	finish(str_of(ticket), first);
	finish(STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), other);
	same(first, other, "a link that never was");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_sign_in),
		cmocka_unit_test(at_a_lock),
		cmocka_unit_test(at_sign_in_by_address),
		cmocka_unit_test(at_a_reset),
		cmocka_unit_test(at_a_link),
	};

	return cmocka_run_group_tests(tests, begin, teardown);
}
