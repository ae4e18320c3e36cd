/*
 * sheet.c - the site's own sheet as files: to keep in git, to carry from a test to the
 * company.
 */
#include "app/app.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define DEPTH_MAX 4 /* folders in folders */

/* ---- out ---- */

/* "DIR/lang/vi.json": the folders on the way are made. */
static bool
make_folders(char *path)
{
	for (char *at = strchr(path + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
		bool there;

		*at = '\0';
		there = mkdir(path, 0777) == 0 || errno == EEXIST;
		*at = '/';
		if (!there)
			return false;
	}
	return true;
}

/* For people and diffs: a line each, in the order in which it was said. */
static bool
write_document(struct work *work, const char *dir, const struct site_doc *doc)
{
	char *path = (char *)(uintptr_t)str_c(
	    work->mem, str_printf(work->mem, "%s/%.*s", dir, STR_ARG(doc->name)));
	json_t *tree;
	FILE *f;

	if (json_read(work->mem, doc->body, &tree, NULL) != OK || !make_folders(path))
		return false;
	f = fopen(path, "w");
	if (f == NULL)
		return false;
	if (json_dumpf(tree, f, JSON_INDENT(2)) != 0 || fputc('\n', f) == EOF) {
		fclose(f);
		return false;
	}
	return fclose(f) == 0;
}

static int
sheet_export(struct work *work, const char *dir)
{
	struct site_doc *docs;
	size_t count;
	enum err e = site_sheet(&work->c, &docs, &count);

	if (e != OK)
		return work_failed(work, e, dir);
	for (size_t i = 0; i < count; i++)
		if (!write_document(work, dir, &docs[i]))
			return fail(
			    "%s/%.*s: cannot be written", dir, STR_ARG(docs[i].name));
	printf("%zu documents\n", count);
	return 0;
}

/* ---- in ---- */

static bool
ends_in_json(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".json") == 0;
}

static bool
add_file(struct folder *found, const char *path, const char *name)
{
	size_t size;
	char *text = read_file(found->mem, path, &size);

	if (text == NULL || found->count == FOLDER_MAX)
		return false;
	found->docs[found->count++] =
	    (struct site_doc){ str_copy(found->mem, str_of(name)), { text, size } };
	return true;
}

static bool
find_files(struct folder *found, const char *dir, const char *below, int depth)
{
	struct arena *mem = found->mem;
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool fine = d != NULL && depth < DEPTH_MAX;

	while (fine && (entry = readdir(d)) != NULL) {
		const char *path =
		    str_c(mem, str_printf(mem, "%s/%s", dir, entry->d_name));
		const char *name =
		    str_c(mem, str_printf(mem, "%s%s", below, entry->d_name));
		struct stat st;

		if (entry->d_name[0] == '.' || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			fine = find_files(found, path,
			    str_c(mem, str_printf(mem, "%s/", name)), depth + 1);
		else if (ends_in_json(name))
			fine = add_file(found, path, name);
	}
	if (d != NULL)
		closedir(d);
	return fine;
}

static int
by_name(const void *a, const void *b)
{
	return str_order(
	    ((const struct site_doc *)a)->name, ((const struct site_doc *)b)->name);
}

bool
read_folder(struct folder *found, const char *dir)
{
	if (!find_files(found, dir, "", 0))
		return false;
	qsort(found->docs, found->count, sizeof(*found->docs), by_name);
	return true;
}

static bool
is_found(const struct folder *found, struct str name)
{
	for (size_t i = 0; i < found->count; i++)
		if (str_same(found->docs[i].name, name))
			return true;
	return false;
}

/* The folder is the sheet: what is stored and not in it goes.  Columns stay. */
static enum err
take_the_rest_away(struct work *work, struct folder *found)
{
	struct site_doc *docs;
	size_t count;

	TRY(site_sheet(&work->c, &docs, &count));
	for (size_t i = 0; i < count; i++) {
		if (is_found(found, docs[i].name))
			continue;
		if (found->count == FOLDER_MAX)
			return ERR_LARGE;
		found->docs[found->count++] = (struct site_doc){ .name = docs[i].name };
	}
	return OK;
}

static int
sheet_import(struct work *work, const char *dir, bool only_plan)
{
	struct folder *found = arena_make(work->mem, struct folder);
	struct site_change change;
	enum err e;

	found->mem = work->mem;
	if (!read_folder(found, dir))
		return fail("%s: not a folder of %d documents at most", dir, FOLDER_MAX);
	if (found->count == 0)
		return fail("%s: there is no document in it", dir);
	for (size_t i = 0; i < found->count; i++)
		if (site_is_pack(found->docs[i].name))
			return fail("%s/%.*s: packs have a command of their own: kith "
				    "pack install",
			    dir, STR_ARG(found->docs[i].name));
	e = take_the_rest_away(work, found);
	change = (struct site_change){
		.docs = found->docs, .count = found->count, .note = STR("kith sheet")
	};
	if (e == OK)
		e = only_plan ? site_plan(&work->c, &change)
			      : site_change(&work->c, &change);
	printf("%.*s%.*s", STR_ARG(site_told(work->mem, &change)), STR_ARG(change.said));
	if (e == ERR_INPUT)
		return 1;
	return e == OK ? 0 : work_failed(work, e, dir);
}

static int
sheet(int argc, char **argv)
{
	bool only_plan = take_flag(&argc, argv, "--dry-run");
	struct work work;
	int code;

	if (argc != 4 || options_left(argc, argv) ||
	    (strcmp(argv[1], "export") != 0 && strcmp(argv[1], "import") != 0))
		return usage_of(argv[0]);
	if (strcmp(argv[1], "export") == 0) {
		if (!work_look(&work, argv[2], NULL))
			return 1;
		code = sheet_export(&work, argv[3]);
	} else {
		if (!(only_plan ? work_look(&work, argv[2], NULL)
				: work_begin(&work, argv[2], false)))
			return 1;
		code = sheet_import(&work, argv[3], only_plan);
	}
	work_end(&work);
	return code;
}

const struct command sheet_commands[] = {
	{ "sheet", "export|import DATABASE FOLDER [--dry-run]",
	    "the site's own metadata as files; import makes it what the folder says",
	    sheet },
	{ 0 },
};
