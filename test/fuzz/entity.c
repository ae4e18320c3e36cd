/*
 * entity.c - any bytes as a document beside the core: refused with places in
 * it, or compiled into a snapshot whose statements can be written.
 */
#include "meta/meta.h"

extern const struct words app_words;
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A core of two, so that a run is quick: references, a stage, rights. */
static const char user[] =
    "{ \"entity\": \"user\", \"label\": [\"User\", \"Users\"], \"face\": { \"title\": "
    "\"name\" }, \"fields\": { \"name\": { \"type\": \"text\" } } }";
static const char deal[] =
    "{ \"entity\": \"deal\", \"label\": [\"Deal\", \"Deals\"], \"traits\": [\"own\", "
    "\"stage\"], \"face\": { \"title\": \"name\" }, \"fields\": { \"name\": { \"type\": "
    "\"text\" }, \"amount\": { \"type\": \"money\" } }, \"pipeline\": { \"new\": { "
    "\"next\": [\"won\"] }, \"won\": { \"end\": \"won\", \"needs\": [\"amount\"] } } }";

static void
die(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

/* What is said of a document stays inside it. */
static void
check_problems(const struct problems *problems, size_t size)
{
	if (problems->list.count == 0)
		die("refused without a word");
	for (size_t i = 0; i < problems->list.count; i++) {
		const struct problem *p = &problems->list.at[i];

		if (p->line < 1 || p->column < 0 || (size_t)p->line > size + 1)
			die("a problem outside the document");
		if (!utf8_valid(problem_show(problems->mem, p)))
			die("a problem that is no text");
	}
}

static void
write_rules(struct arena *mem, const struct meta *meta)
{
	struct ctx c = { .mem = mem, .meta = meta };

	c.actor = (struct actor){ .user = 7, .language = "en", .zone = "Etc/UTC" };
	for (size_t i = 0; i < meta->entity_count; i++) {
		const struct entity *e = &meta->entities[i];

		for (size_t j = 0; j < e->may_count; j++)
			for (int what = 0; what < MAY_COUNT; what++) {
				struct sql q = SQL_INIT(mem);

				if (e->may[j].rights[what].rule != NULL)
					rule_sql(
					    &c, e->may[j].rights[what].rule, "t", &q);
			}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *mem = arena_new();
	struct facts facts = { .language = STR("en"),
		.country = STR("VN"),
		.zone = STR("Etc/UTC"),
		.currency = currency_of(STR("VND")),
		.rates = json_hold(mem, json_object()) };
	struct problems problems = { .mem = mem };
	struct document docs[] = { { STR("user.json"), str_of(user) },
		{ STR("deal.json"), str_of(deal) },
		{ STR("fuzz.json"), { (const char *)bytes, size } } };
	struct meta *meta;

	if (meta_compile(&app_words, docs, 3, &facts, 1, &problems, &meta) != OK) {
		check_problems(&problems, size + sizeof(deal));
	} else {
		write_rules(mem, meta);
		meta_drop(meta);
	}
	arena_free(mem);
	return 0;
}
