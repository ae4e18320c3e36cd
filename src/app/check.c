/*
 * check.c - what is declared, before it is in force; and what people keep.
 */
#include "app/app.h"

/* Core and packs, and the files given on top. */
static int
check_files(int argc, char **argv)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct document *docs =
	    arena_array(mem, struct document, app_doc_count + (size_t)argc);
	struct problems problems = { .mem = mem };
	struct facts facts = { .name = STR("check"),
		.language = STR("en"),
		.country = STR("VN"),
		.zone = STR("Etc/UTC"),
		.currency = currency_at(0) };
	size_t count = app_doc_count, size;
	struct meta *meta;

	memcpy(docs, app_docs, sizeof(*docs) * app_doc_count);
	for (int i = 1; i < argc; i++) {
		char *text = read_file(mem, argv[i], &size);

		if (text == NULL)
			return fail("%s: cannot be read", argv[i]);
		docs[count++] = (struct document){ str_of(argv[i]), { text, size } };
	}
	if (meta_compile(&app_words, docs, count, &facts, 1, &problems, &meta) != OK)
		meta = NULL;
	for (size_t i = 0; i < problems.list.count; i++)
		printf("%.*s\n", STR_ARG(problem_show(mem, &problems.list.at[i])));
	if (meta == NULL)
		return 1;
	if (problems.list.count == 0)
		printf("%zu entities, no problems\n", meta->entity_count);
	meta_drop(meta);
	return 0;
}

/* ---- a database: its own sheet, and the views that people saved ---- */

static struct str
value_of(struct work *work, const struct record *view, const char *name)
{
	const struct field *f = entity_field(view->entity, str_of(name));

	return value_show(work->mem, f, record_value(view, f));
}

/* "-amount" is by amount, the largest first. */
static const struct field *
sort_of(const struct entity *e, struct str sort)
{
	if (sort.len > 0 && sort.at[0] == '-')
		sort = (struct str){ sort.at + 1, sort.len - 1 };
	return entity_field(e, sort);
}

/* What is wrong with a saved view; "" for nothing. */
static struct str
judge(struct work *work, const struct record *view)
{
	struct str where = value_of(work, view, "where");
	const struct entity *e =
	    meta_entity(work->c.meta, value_of(work, view, "entity"));
	const struct field *sort;
	struct rule_fault why;
	struct rule *rule;

	if (e == NULL)
		return STR("E the entity it lists is not there any more");
	sort = sort_of(e, value_of(work, view, "sort"));
	if (where.len > 0 &&
	    rule_compile(work->mem, work->c.meta, e, where, &rule, &why) != OK)
		return str_printf(work->mem, "E its filter cannot be read: %s", why.text);
	if (where.len > 0 && !rule_is_served(rule, e, sort, NULL))
		return STR("W002 no index holds its filter in its order: slow where few "
			   "of many records pass");
	if (where.len == 0 && sort != NULL && !field_in_order(sort))
		return STR("W003 no index holds its order: refused beyond 20,000 records "
			   "(put the field into the table view)");
	return STR("");
}

static int
check_views(struct work *work)
{
	const struct entity *view = meta_entity(work->c.meta, STR("view"));
	const struct field *fields[] = { entity_field(view, STR("entity")),
		entity_field(view, STR("where")), entity_field(view, STR("sort")) };
	struct query query = { .entity = view,
		.sort = STR("name"),
		.fields = fields,
		.field_count = COUNT_OF(fields),
		.limit = RECORD_PAGE_MAX };
	size_t count = 0, bad = 0;
	struct page page;

	do {
		enum err e = record_page(&work->c, &query, &page);

		if (e != OK)
			return work_failed(work, e, "views");
		for (size_t i = 0; i < page.count; i++, count++) {
			struct str said = judge(work, page.rows[i]);

			bad += said.len > 0 && said.at[0] == 'E';
			if (said.len > 0)
				printf("view \"%.*s\": %.*s\n",
				    STR_ARG(record_title(work->mem, page.rows[i])),
				    STR_ARG(said));
		}
		query.after = page.next;
	} while (page.next.len > 0);
	printf("%zu entities, %zu saved views\n", work->c.meta->entity_count, count);
	return bad == 0 ? 0 : 1;
}

/*
 * The database as it is, by this program's metadata and the site's own sheet: what an
 * upgrade would do, and what speaks against it.  Nothing is written.
 */
static int
check_sheet(struct work *work, bool *fits)
{
	struct site_change none = { 0 };
	enum err e = site_plan(&work->c, &none);

	if (e != OK && e != ERR_INPUT)
		return work_failed(work, e, "metadata");
	printf("%.*s", STR_ARG(site_told(work->mem, &none)));
	*fits = none.said.len == 0;
	if (e == OK && !*fits)
		printf("the tables are an older program's; this one would run:\n%.*s",
		    STR_ARG(none.said));
	return e == OK ? 0 : 1;
}

static int
check_database(const char *url)
{
	struct work work;
	bool fits = false;
	int code;

	if (!work_look(&work, url, NULL)) /* which says what the sheet lacks */
		return 1;
	code = check_sheet(&work, &fits);
	if (code == 0 && fits)
		code = check_views(&work);
	work_end(&work);
	return code;
}

static bool
is_database(const char *arg)
{
	char head[16] = "";
	FILE *f = fopen(arg, "rb");

	if (f != NULL) {
		if (fread(head, 1, sizeof(head), f) < sizeof(head))
			head[0] = '\0';
		fclose(f);
	}
	return strstr(arg, "://") != NULL || strncmp(head, "SQLite format 3", 15) == 0;
}

static int
check(int argc, char **argv)
{
	return argc == 2 && is_database(argv[1]) ? check_database(argv[1])
						 : check_files(argc, argv);
}

const struct command check_commands[] = {
	{ "check", "[FILE… | DATABASE]",
	    "check the metadata: the program's own, and files on top; or a database's, "
	    "with its saved views",
	    check },
	{ 0 },
};
