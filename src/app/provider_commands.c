/*
 * provider_commands.c - who vouches for people, and what whoever runs the server
 * says of it: its own address, and which inner ones it may ask.
 *
 * The second are no company administrator's affair: on a server of many companies
 * each of them could reach the inside of the net through it.
 */
#include "app/app.h"

#include "fetch/fetch.h"
#include "signin/signin.h"

/* ---- settings ---- */

static bool
is_own_url(const char *value)
{
	return (strncmp(value, "https://", 8) == 0 ||
		   strncmp(value, "http://", 7) == 0) &&
	       strpbrk(value, " \\\"<>?#@") == NULL && strlen(value) < 300;
}

static bool
is_good(const char *name, const char *value)
{
	struct gate gate;
	struct str wrong;

	if (strcmp(name, "url") == 0 && value[0] != '\0' && !is_own_url(value)) {
		fail("%s is not an address like https://crm.example", value);
		return false;
	}
	if (strcmp(name, "outgoing") == 0 &&
	    gate_read(str_of(value), &gate, &wrong) != OK) {
		fail("\"%.*s\" is not like 10.1.2.3, 10.1.0.0/16:8443, [fd00::/8]:636 or "
		     ":8443",
		    STR_ARG(wrong));
		return false;
	}
	return true;
}

static int
set(int argc, char **argv)
{
	static const char *const names[] = { "outgoing", "url" };
	struct work work;
	struct str said;
	bool known = false;
	int code = 0;
	enum err e;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		known |= argc > 2 && strcmp(argv[2], names[i]) == 0;
	if (!known || argc > 4 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (argc == 4 && !is_good(argv[2], argv[3]))
		return 1;
	if (!work_begin(&work, argv[1], false))
		return 1;
	e = argc == 4 ? site_set(&work.c, argv[2], str_of(argv[3])) : OK;
	if (e == OK && argc == 4)
		e = trail(&work.c, TRAIL_SETTING, TRAIL_NOTHING, "name", argv[2], "to",
		    argv[3], NULL);
	if (e == OK)
		e = site_setting(&work.c, argv[2], &said);
	if (e != OK)
		code = work_failed(&work, e, argv[2]);
	else
		printf("%s = %.*s\n", argv[2], STR_ARG(said));
	work_end(&work);
	return code;
}

/* ---- providers ---- */

static enum err
list(struct work *work)
{
	struct provider *all = arena_array(work->mem, struct provider, PROVIDERS_MAX);
	size_t count;

	TRY(provider_list(&work->c, all, &count));
	for (size_t i = 0; i < count; i++) {
		struct text t = TEXT_INIT(work->mem);
		struct jw w = JW_INIT(&t);

		TRY(provider_write(&work->c, &w, &all[i]));
		printf("%.*s\n", STR_ARG(text_done(&t)));
	}
	return OK;
}

static enum err
put(struct work *work, const char *name, const char *path)
{
	struct json_fault bad;
	json_t *body;
	size_t size;
	char *text =
	    read_file(work->mem, strcmp(path, "-") == 0 ? "/dev/stdin" : path, &size);

	if (text == NULL) {
		fail("%s: cannot be read", path);
		return ERR_FORM;
	}
	if (json_read(work->mem, (struct str){ text, size }, &body, &bad) != OK ||
	    !json_is_object(body)) {
		fail("%s:%d:%d: %s", path, bad.line, bad.column, bad.text);
		return ERR_FORM;
	}
	return provider_put(&work->c, str_of(name), body);
}

static enum err
check(struct work *work, const char *name)
{
	struct issuers *issuers = issuers_new();
	struct provider p;
	enum err e = provider_load(&work->c, str_of(name), &p);

	if (e == OK)
		e = p.kind == PROVIDER_OIDC ? oidc_check(&work->c, issuers, &p)
					    : ldap_check(&work->c, &p);
	issuers_free(issuers);
	if (e == OK)
		printf("%s answers as it should\n", name);
	return e;
}

static int
provider(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	bool is_list = strcmp(verb, "list") == 0, is_set = strcmp(verb, "set") == 0;
	bool is_drop = strcmp(verb, "drop") == 0, is_check = strcmp(verb, "check") == 0;
	struct work work;
	int code = 0;
	enum err e;

	if (options_left(argc, argv) || !(is_list || is_set || is_drop || is_check) ||
	    argc != (is_list     ? 3
			: is_set ? 5
				 : 4))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[2], false))
		return 1;
	e = is_list   ? list(&work)
	    : is_set  ? put(&work, argv[3], argv[4])
	    : is_drop ? provider_drop(&work.c, str_of(argv[3]))
		      : check(&work, argv[3]);
	if (e != OK)
		code =
		    e == ERR_FORM ? 1 : work_failed(&work, e, is_list ? "list" : argv[3]);
	work_end(&work);
	return code;
}

const struct command provider_commands[] = {
	{ "provider", "list|set|drop|check DATABASE [NAME] [FILE]",
	    "who vouches for people at the sign-in: OpenID Connect, LDAP", provider },
	{ "set", "DATABASE url|outgoing [VALUE]",
	    "the server's own address; inner addresses it may ask", set },
	{ 0 },
};
