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

/* As a formula of this field, over a row in which something stands. */
static void
calculate(struct arena *mem, const char *name, struct str text)
{
	const struct field *f = entity_field(thing, str_of(name));
	const struct field *price = entity_field(thing, STR("price"));
	struct ctx c = { .mem = mem, .meta = meta, .now_ms = 1795323600000 };
	struct cell *cells = arena_array(mem, struct cell, thing->cell_count);
	struct cell out[TYPE_COLUMNS_MAX] = { 0 };
	struct rule_fault why = { 0 };
	struct calc *calc;

	cells[entity_field(thing, STR("count"))->first] = CELL_OF_INT(-3);
	cells[entity_field(thing, STR("size"))->first] = CELL_OF_REAL(1e300);
	cells[entity_field(thing, STR("share"))->first] = CELL_OF_REAL(0.1);
	cells[price->first] = CELL_OF_INT(9007199254740991);
	cells[price->first + 1] = CELL_OF_TEXT(STR("USD"));
	if (calc_compile(mem, f, text, &calc, &why) == OK)
		calc_run(&c, calc, f, cells, out);
	else if (why.at > text.len || memchr(why.text, '\0', sizeof(why.text)) == NULL)
		die("a fault outside the formula");
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *mem = arena_new();
	struct str text = { (const char *)bytes, size };
	struct rule_fault why = { 0 };
	struct rule *rule;

	if (meta == NULL)
		begin();
	if (rule_compile(mem, meta, thing, text, &rule, &why) == OK)
		ask(mem, rule);
	else if (why.at > size || memchr(why.text, '\0', sizeof(why.text)) == NULL)
		die("a fault outside the rule");
	calculate(mem, "size", text);
	calculate(mem, "price", text);
	arena_free(mem);
	return 0;
}
