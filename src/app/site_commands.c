/*
 * site_commands.c - making and keeping a site.
 */
#include "app/app.h"

#include "exchange/exchange.h"

#include <unistd.h>

#define DEMO_RECIPE "packs/sales/demo/recipe.json"

static void
show_progress(void *arg, struct str entity, int64_t done, int64_t total)
{
	(void)arg;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%.*s %" PRId64 " of %" PRId64 "          ",
		    STR_ARG(entity), done, total);
}

static enum err
set_options(struct work *work, int *argc, char **argv)
{
	static const char *const names[] = { "name", "language", "country", "currency",
		"zone" };
	char option[20];
	struct str why;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value;

		snprintf(option, sizeof(option), "--%s", names[i]);
		value = take_option(argc, argv, option);
		if (value != NULL)
			TRY(site_set(&work->c, names[i], str_of(value)));
	}
	return site_reload(&work->c, &why);
}

/* The demo company of the pack; prints who may sign in. */
static int
sow_demo(struct work *work, const char *recipe_path, double scale, const char *password)
{
	struct sow_report report = { 0 };
	struct sow_options o = { .scale = scale,
		.password = str_of(password),
		.password_for_all = true,
		.tell = show_progress,
		.report = &report };
	struct str text = STR_NONE;
	json_t *recipe;
	size_t size;
	enum err e;

	for (size_t i = 0; i < app_demo_count && recipe_path == NULL; i++)
		if (str_is(app_demos[i].file, DEMO_RECIPE))
			text = app_demos[i].text;
	if (recipe_path != NULL) {
		text.at = read_file(work->mem, recipe_path, &size);
		text.len = text.at == NULL ? 0 : size;
	}
	if (json_read(work->mem, text, &recipe, NULL) != OK)
		return fail("%s: cannot be read as JSON",
		    recipe_path == NULL ? DEMO_RECIPE : recipe_path);
	for (size_t i = 0; i < app_demo_count; i++)
		if (str_is(app_demos[i].file, DEMO_RECIPE) &&
		    json_object_get(recipe, "pools_from") != NULL) {
			json_t *base;

			if (json_read(work->mem, app_demos[i].text, &base, NULL) != OK)
				return fail("%s: cannot be read as JSON", DEMO_RECIPE);
			o.base = base;
		}
	e = sow(&work->c, recipe, &o);
	if (e != OK)
		return fail("demo: %.*s",
		    STR_ARG(report.why.len > 0 ? report.why : str_of(err_text(e))));
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	printf("login     %.*s\npassword  %s\n", STR_ARG(report.login), password);
	return 0;
}

/* The same in a hurry: nobody else knows of the new database yet. */
static int
make_company(
    struct work *work, const char *recipe_path, double scale, const char *password)
{
	struct engine *engine = site_engine(work->site);
	enum err e = engine_hurry(engine, 2000);
	int code;

	if (e != OK)
		return work_failed(work, e, "hurry");
	code = sow_demo(work, recipe_path, scale, password);
	e = engine_settle(engine);
	return e == OK ? code : work_failed(work, e, "to the disk");
}

static int
new_site(int argc, char **argv)
{
	bool demo = take_flag(&argc, argv, "--demo");
	const char *recipe = take_option(&argc, argv, "--recipe");
	const char *scale = take_option(&argc, argv, "--scale");
	const char *password = take_option(&argc, argv, "--password");
	const char *pack = take_option(&argc, argv, "--pack");
	struct work work;
	enum err e;
	int code = 0;

	if (argc < 2 || (pack != NULL && strcmp(pack, "sales") != 0))
		return pack == NULL ? usage_of(argv[0])
				    : fail("there is no pack \"%s\"", pack);
	if (access(argv[1], F_OK) == 0)
		return fail("%s is there already", argv[1]);
	if (!work_begin(&work, argv[1], true))
		return 1;
	e = set_options(&work, &argc, argv);
	if (e == OK && !demo && recipe == NULL) /* a recipe brings its language first */
		e = site_seed(&work.c);
	if (options_left(argc, argv))
		code = 2;
	else if (e != OK)
		code = work_failed(&work, e, argv[1]);
	else if (demo || recipe != NULL)
		code =
		    make_company(&work, recipe, scale == NULL ? 1 : strtod(scale, NULL),
			password == NULL ? "kith-demo-2026" : password);
	else
		printf("%s is ready: kith serve %s\n", argv[1], argv[1]);
	work_end(&work);
	return code;
}

static int
apply(int argc, char **argv)
{
	const char *base;
	struct work work;
	struct str said;
	size_t size;
	int code = 0;

	if (argc < 3 || options_left(argc, argv))
		return usage_of(argv[0]);
	if (!work_begin(&work, argv[1], false))
		return 1;
	for (int i = 2; i < argc && code == 0; i++) {
		char *text = read_file(work.mem, argv[i], &size);
		enum err e;

		if (text == NULL) {
			code = fail("%s: cannot be read", argv[i]);
			break;
		}
		base =
		    strrchr(argv[i], '/') == NULL ? argv[i] : strrchr(argv[i], '/') + 1;
		e = site_apply(&work.c, str_of(base), (struct str){ text, size }, &said);
		printf("%.*s", STR_ARG(said));
		code = e == OK ? 0 : 1;
	}
	work_end(&work);
	return code;
}

static int
print_words(int argc, char **argv)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);

	(void)argc;
	if (strcmp(argv[0], "words") == 0) {
		words_print(&app_words, &t);
	} else if (argc > 1 && strcmp(argv[1], "--ts") == 0) {
		text_c(&t, "// Made by `kith schema --ts`: what the program "
			   "knows.\n\nexport type FieldType =\n");
		for (const struct type *const *type = app_words.types; *type != NULL;
		     type++)
			text_printf(&t, "  | '%s'\n", (*type)->name);
	} else {
		words_schema(&app_words, &w);
		text_char(&t, '\n');
	}
	fwrite(t.at, 1, t.len, stdout);
	return 0;
}

const struct command site_commands[] = {
	{ "new",
	    "FILE [--demo] [--name NAME] [--language en|vi|fa|zh] [--country XX] "
	    "[--currency XXX] [--zone ZONE]",
	    "make a company's database", new_site },
	{ "apply", "DATABASE FILE…", "put entities of one's own in force", apply },
	{ "words", "", "print the vocabulary", print_words },
	{ "schema", "[--ts]", "print the JSON Schema of an entity", print_words },
	{ 0 },
};
