/*
 * main.c - the program: one word, one command.
 */
#include "app/app.h"

#include "confine/confine.h"

#include <locale.h>
#include <sodium.h>

static const struct command *const tables[] = { site_commands, sheet_commands,
	pack_commands, check_commands, copy_commands, doctor_commands, serve_commands,
	data_commands, people_commands, move_commands, privacy_commands, key_commands,
	provider_commands };

static int
help(FILE *to)
{
	fputs("Kith " KITH_VERSION
	      ", a customer relationship management system in one program.\n\n"
	      "  kith COMMAND [ARGUMENT …]    kith COMMAND --help\n\n",
	    to);
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		for (const struct command *c = tables[i]; c->name != NULL; c++)
			fprintf(to, "  %-8s  %s\n", c->name, c->doc);
	fputs("\nexit codes: 0 done, 1 refused or failed, 2 wrong usage\n", to);
	return to == stdout ? 0 : 2;
}

static const struct command *
find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		for (const struct command *c = tables[i]; c->name != NULL; c++)
			if (strcmp(c->name, name) == 0)
				return c;
	return NULL;
}

int
usage_of(const char *name)
{
	const struct command *c = find(name);

	if (c != NULL)
		fprintf(stderr, "usage: kith %s %s\n", c->name, c->usage);
	return 2;
}

/* Whatever a command reads, it runs no program and asks the kernel nothing odd; the
 * server gives up more, once it listens. */
static bool
confine_early(const struct command *command)
{
	enum confine_how how;

	if (!confine_how(getenv("KITH_CONFINE"), &how)) {
		fail("KITH_CONFINE is on, off or strict");
		return false;
	}
	if (strcmp(command->name, "serve") != 0)
		confine_command(how);
	return true;
}

int
main(int argc, char **argv)
{
	const struct command *command;
	const char *key;

	setlocale(LC_ALL, "C.UTF-8");
	if (sodium_init() < 0)
		return fail("no random numbers on this machine");
	if (argc < 2)
		return help(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help(stdout);
	if (strcmp(argv[1], "--version") == 0) {
		puts("kith " KITH_VERSION);
		return 0;
	}
	key = take_option(&argc, argv, "--key"); /* of every command that opens a site */
	if (key != NULL)
		setenv("KITH_KEY", key, true);
	command = find(argv[1]);
	if (command == NULL) {
		fail("there is no command \"%s\": kith --help lists them", argv[1]);
		return 2;
	}
	if (argc > 2 && strcmp(argv[2], "--help") == 0) {
		printf(
		    "kith %s %s\n\n%s.\n", command->name, command->usage, command->doc);
		return 0;
	}
	if (!confine_early(command))
		return 2;
	return command->run(argc - 1, argv + 1);
}
