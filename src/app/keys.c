/*
 * keys.c - the keys that secrets are sealed with: seen, and changed.
 */
#include "app/app.h"

#include <errno.h>

static int
cannot(struct work *work, const char *what)
{
	return fail("%s: %s: %s", keyring_path(work->c.keys), what, strerror(errno));
}

static int
show(struct work *work)
{
	struct keyring_state state;
	struct secrets seen;
	enum err e;

	if (keyring_look(work->c.keys, &state) != OK)
		return fail("%s: is not a file of keys, or cannot be read",
		    keyring_path(work->c.keys));
	e = auth_secrets_look(&work->c, &seen);
	if (e != OK)
		return work_failed(work, e, "secrets");
	printf("keys      %s\n", keyring_path(work->c.keys));
	for (size_t i = 0; i < state.count; i++)
		printf("key %-5d %s\n", state.numbers[i],
		    i + 1 == state.count ? "seals and opens" : "opens");
	if (state.count == 0)
		puts("          is not there: it is made with the first secret");
	printf("secrets   %" PRId64 ", %" PRId64 " of them under an older key\n",
	    seen.count, seen.old);
	if (state.open_to_others)
		puts("warning   anybody on this machine may read the file: chmod 400");
	if (seen.closed == 0)
		return 0;
	return fail("%" PRId64 " secrets cannot be opened with these keys (the first: "
		    "%.*s): put the file of keys they were sealed with there",
	    seen.closed, STR_ARG(seen.first));
}

/* What was done to the keys is in the trail; never one of them. */
static int
note(struct work *work, const char *what)
{
	enum err e = trail(&work->c, TRAIL_KEY, TRAIL_NOTHING, "what", what, NULL);

	return e == OK ? 0 : work_failed(work, e, "the trail");
}

static int
add(struct work *work)
{
	struct keyring_state state;
	enum err e = keyring_look(work->c.keys, &state);
	bool first = e == OK && state.count == 0;

	if (e == OK)
		e = state.count == 0 ? keyring_make(work->c.keys)
				     : keyring_add(work->c.keys);
	if (e == ERR_LIMIT)
		return fail(
		    "%s holds %d keys, and no more fit: take out old ones that no "
		    "backup needs",
		    keyring_path(work->c.keys), KEYS_MAX);
	return e == OK ? note(work, first ? "made" : "added")
		       : cannot(work, "no key can be added");
}

/* Twice, because a server may have begun to seal under the old key before it saw
 * the new one. */
static int
reseal(struct work *work)
{
	int64_t first = 0, then = 0;
	enum err e = auth_secrets_reseal(&work->c, &first);

	if (e == OK)
		e = auth_secrets_reseal(&work->c, &then);
	if (e != OK)
		return work_failed(work, e, "secrets");
	printf("%" PRId64 " secrets sealed anew\n", first + then);
	return note(work, "sealed anew") != 0 ? 1 : show(work);
}

static int
rotate(struct work *work)
{
	int code = add(work);

	return code != 0 ? code : reseal(work);
}

static int
key(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct work *work);
	} verbs[] = { { "show", show }, { "add", add }, { "reseal", reseal },
		{ "rotate", rotate } };
	struct work work;
	int code;

	if (argc != 3 || options_left(argc, argv))
		return usage_of(argv[0]);
	for (size_t i = 0; i < COUNT_OF(verbs); i++) {
		if (strcmp(argv[1], verbs[i].name) != 0)
			continue;
		if (!work_begin(&work, argv[2], false))
			return 1;
		code = verbs[i].run(&work);
		work_end(&work);
		return code;
	}
	return usage_of(argv[0]);
}

const struct command key_commands[] = {
	{ "key", "show|rotate|add|reseal DATABASE [--key FILE]",
	    "the keys that secrets in the database are sealed with", key },
	{ 0 },
};
