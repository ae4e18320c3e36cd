/*
 * line.c - the words of lines: of what a record is a line, in which order they stand,
 * and what of them is summed in the whole; and "from", what a record takes over from
 * what it names, as a line its price from the product.
 */
#include "meta/compile.h"

const struct key line_keys[] = {
	{ "of", JSON_STRING, "the reference to the whole: required, to one kind" },
	{ "order", JSON_STRING, "an int: its place among the lines of one whole" },
	{ "optional", JSON_STRING,
	    "a bool: where it is true the line is offered beside the others, and not "
	    "summed" },
	{ "heading", JSON_STRING,
	    "a text: where there is one, it stands above the line and those behind it" },
	{ "priced", JSON_OBJECT,
	    "what takes a rate over that somebody picks: { text, quantity, price }" },
	{ "sums", JSON_OBJECT,
	    "field of the line to the field of the whole that holds its sum: money, "
	    "int" },
	{ NULL, JSON_NULL, NULL },
};

const struct key priced_keys[] = {
	{ "text", JSON_STRING, "a text: what the rate is called" },
	{ "quantity", JSON_STRING, "a number: how much was asked for" },
	{ "price", JSON_STRING, "money: for one" },
	{ NULL, JSON_NULL, NULL },
};

static bool
is_a(const struct field *f, const char *type)
{
	return strcmp(f->type->name, type) == 0;
}

/* ---- the whole ---- */

static void
compile_of(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *name, struct line_word *line)
{
	const struct field *f = named_field(k, e, s, "line.of", name);

	if (f == NULL)
		return;
	if (f->to_count != 1 || !f->required || f->on_delete == DELETE_REFUSE)
		say(k, s, "line.of", "E079",
		    "%.*s must be a required reference to one kind, which does not "
		    "refuse to be deleted: lines go with it",
		    STR_ARG(f->name));
	else if (entity_has(f->to[0], "line") || f->to[0]->server)
		say(k, s, "line.of", "E079", "%.*s cannot have lines",
		    STR_ARG(f->to[0]->name));
	else if (f->to[0]->lines != NULL)
		say(k, s, "line.of", "E079", "%.*s has lines already: %.*s",
		    STR_ARG(f->to[0]->name), STR_ARG(f->to[0]->lines->name));
	else
		line->of = f;
}

/* What doc, which stands at `at`, calls key; NULL: nothing, or it was said what is wrong.
 */
static const struct field *
field_of_type(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *doc, const char *key, const char *type)
{
	const json_t *name = json_object_get(doc, key);
	const struct field *f;
	char path[60];

	snprintf(path, sizeof(path), "%s.%s", at, key);
	f = name == NULL ? NULL : named_field(k, e, s, path, name);
	if (f == NULL || is_a(f, type))
		return f;
	say(k, s, path, "E079", "%.*s is of the type %s; here it takes %s",
	    STR_ARG(f->name), f->type->name, type);
	return NULL;
}

static void
compile_priced(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *doc, struct line_word *line)
{
	static const char at[] = "line.priced";

	if (doc == NULL || !check_keys(k, s, at, doc, priced_keys))
		return;
	line->priced.text = field_of_type(k, e, s, at, doc, "text", "text");
	line->priced.quantity = field_of_type(k, e, s, at, doc, "quantity", "real");
	line->priced.price = field_of_type(k, e, s, at, doc, "price", "money");
	if (line->priced.price == NULL)
		say(k, s, at, "E079", "it needs \"price\": where does the amount go?");
}

/* ---- sums ---- */

/* Why no sum of f can be kept in to; NULL: it can. */
static const char *
why_no_sum(const struct field *f, const struct field *to)
{
	if (!is_a(f, "money") && !is_a(f, "int"))
		return "only money and int are summed";
	if (f->type != to->type)
		return "the sum is of the same type";
	if (f->guard != NULL && f->guard->own)
		return "what is private is not summed";
	if (to->is != NULL || to->system || to->trait != NULL || to->required)
		return "the sum is a field of its own, neither calculated nor required";
	return to->summed ? "it is another sum already" : NULL;
}

static void
compile_sum(struct compiler *k, const struct entity *e, const struct source *s,
    const char *name, const json_t *to_name, struct line_word *line)
{
	struct entity *whole = map_get(&k->meta->by_name, line->of->to[0]->name);
	const struct field *f, *named;
	struct field *to;
	const char *why;
	char at[200];

	snprintf(at, sizeof(at), "line.sums.%s", name);
	f = named_field(k, e, s, at, json_hold(k->mem, json_string(name)));
	named = named_field(k, whole, s, at, to_name);
	if (f == NULL || named == NULL)
		return;
	to = map_get(&whole->by_name, named->name);
	why = why_no_sum(f, to);
	if (why == NULL && line->sum_count == LINE_SUMS_MAX)
		why = "there are too many of them";
	if (why != NULL) {
		say(k, s, at, "E079", "%s", why);
		return;
	}
	to->summed = to->readonly = true;
	line->sums[line->sum_count].from = f;
	line->sums[line->sum_count++].to = to;
}

void
compile_line(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *doc = json_object_get(s->json, "line");
	bool has = entity_has(e, "line");
	struct line_word *line;
	const char *name;
	json_t *to;

	if (has != (doc != NULL))
		say(k, s, doc == NULL ? "traits" : "line", "E079",
		    doc == NULL ? "the trait \"line\" needs \"line\": of what?"
				: "this needs the trait \"line\"");
	if (!has || doc == NULL || !check_keys(k, s, "line", doc, line_keys))
		return;
	line = arena_make(k->mem, struct line_word);
	compile_of(k, e, s, json_object_get(doc, "of"), line);
	line->order = field_of_type(k, e, s, "line", doc, "order", "int");
	line->optional = field_of_type(k, e, s, "line", doc, "optional", "bool");
	line->heading = field_of_type(k, e, s, "line", doc, "heading", "text");
	compile_priced(k, e, s, json_object_get(doc, "priced"), line);
	if (line->of == NULL)
		return;
	((struct entity *)map_get(&k->meta->by_name, line->of->to[0]->name))->lines = e;
	json_object_foreach(json_object_get(doc, "sums"), name, to)
	    compile_sum(k, e, s, name, to, line);
	e->line = line;
}

/* Who does not see what is summed does not see the sum. */
void
guard_sums(const struct entity *e, struct arena *mem)
{
	for (size_t i = 0; i < e->line->sum_count; i++) {
		const struct field *from = e->line->sums[i].from;
		struct field *to = (struct field *)(uintptr_t)e->line->sums[i].to;

		if (from->guard == NULL)
			continue;
		if (to->guard == NULL) {
			to->guard = arena_make(mem, struct guard);
			to->guard->others = LEVEL_CHANGE;
		}
		to->guard->parts =
		    arena_array(mem, const struct field *, from->guard->part_count + 1);
		memcpy(to->guard->parts, from->guard->parts,
		    sizeof(*to->guard->parts) * from->guard->part_count);
		to->guard->parts[from->guard->part_count] = from;
		to->guard->part_count = from->guard->part_count + 1;
	}
}

bool
stage_locks_lines(const struct stage *stage)
{
	for (size_t i = 0; i < stage->locks_count; i++)
		if (stage->locks[i]->summed)
			return true;
	return false;
}

/* ---- what is taken over ---- */

void
compile_from(struct compiler *k, struct entity *e, const struct source *s)
{
	const char *name;
	json_t *doc;

	json_object_foreach(json_object_get(s->json, "fields"), name, doc)
	{
		struct str said = json_get_str(doc, "from"), ref, there;
		struct field *f = map_get(&e->by_name, str_of(name));
		const struct field *through, *from = NULL;
		char at[200];

		if (said.len == 0 || f == NULL)
			continue;
		snprintf(at, sizeof(at), "fields.%s.from", name);
		through = str_cut(said, '.', &ref, &there) ? entity_field(e, ref) : NULL;
		if (through != NULL && through->to_count == 1)
			from = entity_field(through->to[0], there);
		if (from == NULL)
			say(k, s, at, "E080",
			    "\"%.*s\" is no field of what a reference names: "
			    "REFERENCE.FIELD",
			    STR_ARG(said));
		else if (f->is != NULL)
			say(k, s, at, "E080", "what is calculated takes nothing over");
		else if (from->type != f->type ||
			 (from->to_count > 0 && from->to[0] != f->to[0]))
			say(k, s, at, "E080", "%.*s takes values that %.*s does not have",
			    STR_ARG(f->name), STR_ARG(said));
		else if (!from->hidden) /* what a site hides brings nothing any more */
			f->through = through, f->from = from;
		e->takes |= f->from != NULL;
	}
}
