/*
 * people.c - users and tokens from the command line.
 */
#include "app/app.h"

#include "record/record.h"

#include <unistd.h>

/* From standard input if it is not a terminal, else made up and printed. */
static struct str
password_in(struct work *work, bool *made)
{
	char line[AUTH_PASSWORD_MAX + 2], random[44];

	*made = isatty(STDIN_FILENO) || fgets(line, sizeof(line), stdin) == NULL ||
		line[0] == '\n';
	if (*made) {
		auth_random(random);
		random[20] = '\0';
		return str_copy(work->mem, str_of(random));
	}
	line[strcspn(line, "\r\n")] = '\0';
	return str_copy(work->mem, str_of(line));
}

static enum err
user_id(struct work *work, const char *login, int64_t *id)
{
	const struct entity *user = meta_entity(work->c.meta, STR("user"));

	TRY(record_find(&work->c, entity_field(user, STR("login")), str_of(login), id));
	return *id == 0 ? ERR_ABSENT : OK;
}

static int
say_password(
    struct work *work, enum err e, const char *login, struct str password, bool made)
{
	if (e != OK)
		return work_failed(work, e, login);
	if (made)
		printf("login     %s\npassword  %.*s\n", login, STR_ARG(password));
	return 0;
}

static int
user_add(struct work *work, const char *login, const char *name, const char *role)
{
	json_t *news = json_hold(work->mem,
	    json_pack("{s:s, s:s, s:[s]}", "login", login, "name",
		name == NULL ? login : name, "roles", role == NULL ? "seller" : role));
	struct record *rec;
	struct str password;
	bool made;
	enum err e;

	if (site_seed(&work->c) != OK)
		return fail("%s: the roles cannot be made", login);
	e = record_create(&work->c, meta_entity(work->c.meta, STR("user")), news, &rec);
	if (e != OK)
		return work_failed(work, e, login);
	password = password_in(work, &made);
	e = auth_password_set(&work->c, rec->id, password, "command");
	return say_password(work, e, login, password, made);
}

static int
user_passwd(struct work *work, const char *login)
{
	struct str password;
	int64_t id;
	bool made;
	enum err e = user_id(work, login, &id);

	if (e != OK)
		return fail("there is no user \"%s\"", login);
	password = password_in(work, &made);
	e = auth_password_set(&work->c, id, password, "command");
	return say_password(work, e, login, password, made);
}

/* For an administrator who lost the telephone, and is the only one. */
static int
user_plain(struct work *work, const char *login)
{
	int64_t id;
	enum err e = user_id(work, login, &id);

	if (e != OK)
		return fail("there is no user \"%s\"", login);
	e = auth_second_drop(&work->c, id, "command");
	if (e == ERR_ABSENT)
		return fail("%s has no second factor", login);
	return e == OK ? 0 : work_failed(work, e, login);
}

static int
user_list(struct work *work)
{
	const struct entity *user = meta_entity(work->c.meta, STR("user"));
	const struct field *fields[] = { entity_field(user, STR("login")),
		entity_field(user, STR("name")), entity_field(user, STR("roles")) };
	struct query query = { .entity = user,
		.sort = STR("name"),
		.fields = fields,
		.field_count = 3,
		.limit = RECORD_PAGE_MAX };
	struct page page;

	do {
		enum err e = record_page(&work->c, &query, &page);

		if (e != OK)
			return work_failed(work, e, "users");
		for (size_t i = 0; i < page.count; i++)
			printf("%-20.*s %-30.*s %.*s\n",
			    STR_ARG(value_show(work->mem, fields[0],
				record_value(page.rows[i], fields[0]))),
			    STR_ARG(record_title(work->mem, page.rows[i])),
			    STR_ARG(value_show(work->mem, fields[2],
				record_value(page.rows[i], fields[2]))));
		query.after = page.next;
	} while (page.next.len > 0);
	return 0;
}

static int
user(int argc, char **argv)
{
	const char *name = take_option(&argc, argv, "--name");
	const char *role = take_option(&argc, argv, "--role");
	const char *breached = take_option(&argc, argv, "--breached");
	struct work work;
	int code;

	if (argc < 3 || options_left(argc, argv) ||
	    (strcmp(argv[1], "list") != 0 && argc != 4))
		return usage_of(argv[0]);
	if (breached != NULL && !auth_breached_use(breached))
		return fail("%s: is no sorted file of SHA-1 hashes", breached);
	if (!work_begin(&work, argv[2], false))
		return 1;
	if (strcmp(argv[1], "add") == 0)
		code = user_add(&work, argv[3], name, role);
	else if (strcmp(argv[1], "passwd") == 0)
		code = user_passwd(&work, argv[3]);
	else if (strcmp(argv[1], "plain") == 0)
		code = user_plain(&work, argv[3]);
	else if (strcmp(argv[1], "list") == 0)
		code = user_list(&work);
	else
		code = usage_of(argv[0]);
	work_end(&work);
	return code;
}

/* "read:lead,export" */
static json_t *
scopes_of(struct work *work, const char *text)
{
	json_t *scopes = json_hold(work->mem, json_array());
	struct str rest = str_of(text), one;

	while (str_next(&rest, ',', &one)) {
		json_array_append_new(scopes, json_stringn(one.at, one.len));
	}
	return scopes;
}

static int
token_add(struct work *work, const char *of, const struct token_wish *wish)
{
	char made[AUTH_TOKEN_SIZE];
	int64_t id;
	enum err e = user_id(work, of, &work->c.actor.user);

	if (e == OK)
		e = auth_token_new(&work->c, wish, made, &id);
	if (e != OK)
		return work_failed(work, e, "token");
	printf("%s\n", made);
	return 0;
}

static int
token_list(struct work *work)
{
	struct text t = TEXT_INIT(work->mem);
	struct jw w = JW_INIT(&t);
	enum err e = auth_tokens(&work->c, 0, &w);

	if (e != OK)
		return work_failed(work, e, "tokens");
	printf("%.*s\n", STR_ARG(text_done(&t)));
	return 0;
}

static int
token_revoke(struct work *work, const char *number)
{
	int64_t id;
	enum err e =
	    str_int(str_of(number), &id) ? auth_token_drop(&work->c, id) : ERR_ABSENT;

	return e == OK ? 0 : work_failed(work, e, number);
}

static int
token(int argc, char **argv)
{
	const char *of = take_option(&argc, argv, "--user");
	const char *days = take_option(&argc, argv, "--days");
	const char *scopes = take_option(&argc, argv, "--scopes");
	struct token_wish wish = { .days = 90 };
	struct work work;
	int code;

	if (argc < 3 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (days != NULL && !str_int(str_of(days), &wish.days))
		return fail("--days %s: is no whole number", days);
	if (!work_begin(&work, argv[2], false))
		return 1;
	if (scopes != NULL)
		wish.scopes = scopes_of(&work, scopes);
	if (strcmp(argv[1], "add") == 0 && argc == 4 && of != NULL) {
		wish.name = str_of(argv[3]);
		code = token_add(&work, of, &wish);
	} else if (strcmp(argv[1], "list") == 0) {
		code = token_list(&work);
	} else if (strcmp(argv[1], "revoke") == 0 && argc == 4) {
		code = token_revoke(&work, argv[3]);
	} else {
		code = usage_of(argv[0]);
	}
	work_end(&work);
	return code;
}

const struct command people_commands[] = {
	{ "user",
	    "add|passwd|plain|list DATABASE [LOGIN] [--name NAME] [--role ROLE] "
	    "[--breached FILE]",
	    "people who may sign in; a password is read from standard input, or made up;"
	    " plain: without the second factor they lost",
	    user },
	{ "token",
	    "add|list|revoke DATABASE [NAME|ID] [--user LOGIN] [--days N] [--scopes A,B]",
	    "tokens for programs", token },
	{ 0 },
};
