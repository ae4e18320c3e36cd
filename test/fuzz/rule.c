/*
 * rule.c - any bytes as a rule: refused with a place inside the text, or else
 * both evaluators can be asked, and the client's tree is JSON.
 */
#include "meta/meta.h"

extern const struct words app_words;
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct arena *kept; /* as long as the program runs */
static struct meta *meta;
static const struct entity *thing;

static const char user[] =
    "{ \"entity\": \"user\", \"label\": [\"User\", \"Users\"], \"face\": { \"title\": "
    "\"name\" }, \"fields\": { \"name\": { \"type\": \"text\" } } }";

static void
die(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

static struct str
file_text(struct arena *mem, const char *name)
{
	FILE *f = fopen(name, "rb");
	struct text t = TEXT_INIT(mem);
	char buf[8192];
	size_t n;

	if (f == NULL)
		die("run it at the top of the tree");
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(&t, buf, n);
	fclose(f);
	return text_done(&t);
}

static void
begin(void)
{
	struct arena *mem = kept = arena_new();
	struct facts facts = { .language = STR("en"),
		.country = STR("VN"),
		.zone = STR("Asia/Ho_Chi_Minh"),
		.currency = currency_of(STR("VND")),
		.rates = json_hold(mem, json_object()) };
	struct problems problems = { .mem = mem };
	struct document docs[] = { { STR("user.json"), str_of(user) },
		{ STR("thing.json"), file_text(mem, "test/meta/thing.json") } };

	if (meta_compile(&app_words, docs, 2, &facts, 1, &problems, &meta) != OK)
		die("the documents are wrong");
	thing = meta_entity(meta, STR("thing"));
}

static void
ask(struct arena *mem, const struct rule *rule)
{
	struct ctx c = { .mem = mem, .meta = meta, .now_ms = 1795323600000 };
	struct cell *cells = arena_array(mem, struct cell, thing->cell_count);
	struct sql q = SQL_INIT(mem);
	struct text t = TEXT_INIT(mem);
	struct jw w = JW_INIT(&t);
	json_t *tree;

	c.actor =
	    (struct actor){ .user = 7, .language = "en", .zone = "Asia/Ho_Chi_Minh" };
	rule_sql(&c, rule, "t", &q);
	if (rule_is_local(rule))
		(void)rule_holds(&c, rule, cells);
	rule_json(&w, rule);
	if (json_read(mem, text_done(&t), &tree, NULL) != OK)
		die("the tree is no JSON");
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *mem = arena_new();
	struct str text = { (const char *)bytes, size };
	struct rule_fault why = { 0 };
	struct calc *calc;
	struct rule *rule;

	if (meta == NULL)
		begin();
	if (rule_compile(mem, meta, thing, text, &rule, &why) == OK)
		ask(mem, rule);
	else if (why.at > size || memchr(why.text, '\0', sizeof(why.text)) == NULL)
		die("a fault outside the rule");
	(void)calc_compile(mem, thing, text, &calc, &why);
	arena_free(mem);
	return 0;
}
