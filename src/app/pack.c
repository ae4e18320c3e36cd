/*
 * pack.c - packs on the command line: listed, made of a folder, installed, upgraded and
 * removed, by the same path as in the browser.
 */
#include "app/app.h"

#include <errno.h>
#include <sys/stat.h>

#define TAKES_MAX 100

/* ---- a folder as one document ---- */

static const char *
said_of(struct arena *mem, const struct json_fault *bad)
{
	return str_c(
	    mem, str_printf(mem, "%d:%d: %s", bad->line, bad->column, bad->text));
}

/* What is beside a pack's documents is not a part of it as a file: demo/, test/. */
static bool
belongs(struct str name)
{
	struct str folder, rest;

	return !str_cut(name, '/', &folder, &rest) || str_is(folder, "entities") ||
	       str_is(folder, "extend") || str_is(folder, "lang");
}

/* False: said why not. */
static bool
bundle_folder(struct arena *mem, const char *dir, struct str *out)
{
	struct folder *found = arena_make(mem, struct folder);
	json_t *head = NULL, *documents = json_hold(mem, json_object()), *doc;
	struct json_fault bad;

	found->mem = mem;
	if (!read_folder(found, dir)) {
		fail("%s: not a folder of %d documents at most", dir, FOLDER_MAX);
		return false;
	}
	for (size_t i = 0; i < found->count; i++) {
		struct site_doc *file = &found->docs[i];

		if (json_read(mem, file->body, &doc, &bad) != OK) {
			fail("%s/%.*s:%s", dir, STR_ARG(file->name), said_of(mem, &bad));
			return false;
		}
		if (str_is(file->name, "pack.json"))
			head = doc;
		else if (belongs(file->name))
			json_object_set(documents, str_c(mem, file->name), doc);
	}
	if (!json_is_object(head)) {
		fail("%s: there is no pack.json in it", dir);
		return false;
	}
	json_object_del(head, "demo");
	json_object_set(head, "documents", documents);
	*out = json_dump(mem, head);
	return true;
}

/* A file as `kith pack make` prints it, or a folder.  False: said why not. */
static bool
read_pack(struct arena *mem, const char *path, struct str *out)
{
	struct stat st;
	size_t size;
	char *text;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return bundle_folder(mem, path, out);
	text = read_file(mem, path, &size);
	if (text == NULL) {
		fail("%s: cannot be read", path);
		return false;
	}
	*out = (struct str){ text, size };
	return true;
}

static int
make(const char *dir)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct str bundle;
	json_t *tree;

	if (!bundle_folder(mem, dir, &bundle) ||
	    json_read(mem, bundle, &tree, NULL) != OK)
		return 1;
	json_dumpf(tree, stdout, JSON_INDENT(2));
	putchar('\n');
	return 0;
}

/* ---- which are here ---- */

static int
list(struct work *work)
{
	const json_t *packs = work->c.meta->packs;
	json_t *pack;
	size_t i;

	json_array_foreach(packs, i, pack) printf("%-20.*s  %.*s\n",
	    STR_ARG(json_get_str(pack, "name")), STR_ARG(json_get_str(pack, "version")));
	return 0;
}

/* ---- in, over, and out ---- */

static enum err
agree(struct ctx *c, struct site_change *change)
{
	return site_upgrade(c, change->arg, change);
}

static void
tell_word(struct arena *mem, const char *who, const json_t *word)
{
	printf("  %-5s %.*s\n", who,
	    STR_ARG(word == NULL ? STR("-") : json_dump(mem, word)));
}

/* Where the site says otherwise: what was, is and the site says. */
static void
tell_conflicts(struct arena *mem, const struct site_upgrade *u)
{
	for (size_t i = 0; i < u->conflicts.count; i++) {
		const struct site_conflict *met = &u->conflicts.at[i];

		printf("%.*s: %s\n", STR_ARG(met->at),
		    met->taken ? "the pack's word is taken"
			       : "the site's word stays; --take it for the pack's");
		tell_word(mem, "was", met->was);
		tell_word(mem, "now", met->now);
		tell_word(mem, "site", met->theirs);
	}
}

static int
change_pack(struct work *work, struct site_upgrade *u, bool only_plan)
{
	struct site_change change = {
		.agree = agree, .arg = u, .note = STR("kith pack"), .said = STR("")
	};
	enum err e;

	if (only_plan)
		e = site_upgrade(&work->c, u, &change);
	else
		e = site_change(&work->c, &change);
	if (only_plan && e == OK)
		e = site_plan(&work->c, &change);
	tell_conflicts(work->mem, u);
	printf("%.*s%.*s", STR_ARG(site_told(work->mem, &change)), STR_ARG(change.said));
	if (e == ERR_ABSENT)
		return fail("the pack \"%.*s\" is not installed", STR_ARG(u->name));
	if (e == ERR_INPUT)
		return 1;
	return e == OK ? 0 : work_failed(work, e, "pack");
}

/* All "--take PLACE". */
static const json_t *
takes_of(struct arena *mem, int *argc, char **argv)
{
	json_t *takes = json_hold(mem, json_array());
	const char *place;

	for (int i = 0; i < TAKES_MAX; i++) {
		place = take_option(argc, argv, "--take");
		if (place == NULL)
			break;
		json_array_append_new(takes, json_string(place));
	}
	return takes;
}

static bool
read_wish(struct arena *mem, int argc, char **argv, struct site_upgrade *u)
{
	if (strcmp(argv[1], "remove") == 0 && argc == 4) {
		u->name = str_of(argv[3]);
		return true;
	}
	u->how = strcmp(argv[1], "install") == 0 ? SITE_NEW : SITE_OVER;
	return read_pack(mem, argv[3], &u->body);
}

static bool
is_word(const char *word)
{
	static const char *const words[] = { "install", "upgrade", "remove", "list",
		"make" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static int
pack(int argc, char **argv)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	bool only_plan = take_flag(&argc, argv, "--dry-run"), lists;
	struct site_upgrade u = { .take = takes_of(mem, &argc, argv) };
	struct work work;
	int code;

	if (argc < 3 || options_left(argc, argv) || !is_word(argv[1]))
		return usage_of(argv[0]);
	lists = strcmp(argv[1], "list") == 0;
	if (strcmp(argv[1], "make") == 0)
		return argc == 3 ? make(argv[2]) : usage_of(argv[0]);
	if (argc != (lists ? 3 : 4))
		return usage_of(argv[0]);
	if (!lists && !read_wish(mem, argc, argv, &u))
		return 1;
	if (!(only_plan || lists ? work_look(&work, argv[2], NULL)
				 : work_begin(&work, argv[2], false)))
		return 1;
	code = lists ? list(&work) : change_pack(&work, &u, only_plan);
	work_end(&work);
	return code;
}

const struct command pack_commands[] = {
	{ "pack",
	    "install|upgrade DATABASE FILE | remove DATABASE NAME [--take PLACE]… "
	    "[--dry-run] | list DATABASE | make FOLDER",
	    "packs: metadata that others made, installed, upgraded and removed", pack },
	{ 0 },
};
