/*
 * quality.c - "complete" and "doubts" of an entity's document, and the fields that they
 * bring.
 */
#include "meta/compile.h"
#include "meta/rule.h"

const struct key piece_keys[] = {
	{ "weight", JSON_INTEGER, "1 to 100: what it counts beside the others" },
	{ "or", JSON_ARRAY, "fields of which one does as well" },
	{ "when", JSON_STRING, "it is asked for when this rule holds" },
	{ NULL, JSON_NULL, NULL },
};

const struct key doubt_keys[] = {
	{ "when", JSON_STRING, "rule: what is so is doubtful" },
	{ "at", JSON_STRING, "the field to look at" },
	{ "says", JSON_STRING, "what is doubtful, for people, in English" },
	{ NULL, JSON_NULL, NULL },
};

const struct key stale_keys[] = {
	{ "after", JSON_STRING, "180d: without a change and without anything happening" },
	{ "when", JSON_STRING, "of which records; absent: of those not at an end" },
	{ NULL, JSON_NULL, NULL },
};

/* ---- the fields ---- */

static json_t *
field_doc(const char *type, const char *label, const char *doc)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:b}", "type", type, "label", label, "doc",
	    doc, "readonly", 1, "audit", 0);
}

static json_t *
option_doc(struct compiler *k, struct str label)
{
	return json_pack("{s:s}", "label", str_c(k->mem, label));
}

static void
add_score(struct compiler *k, const struct entity *e, const json_t *complete, json_t *to)
{
	json_t *of = json_object(), *missing, *score, *piece;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)complete, name, piece)
	{
		const struct field *f = entity_field(e, str_of(name));

		if (f != NULL)
			json_object_set_new(of, name, option_doc(k, f->label));
	}
	if (json_object_size(of) == 0) {
		json_decref(of);
		return;
	}
	score = field_doc("int", "Completeness",
	    "How much of what is wanted of such a record is there, by weight.");
	json_object_set_new(score, "unit", json_string("%"));
	json_object_set_new(score, "min", json_integer(0));
	json_object_set_new(score, "max", json_integer(100));
	missing = field_doc("choices", "Missing", "What is wanted and empty.");
	json_object_set_new(missing, "of", of);
	json_object_set_new(to, "completeness", score);
	json_object_set_new(to, "missing_fields", missing);
}

static void
add_doubts(struct compiler *k, const json_t *doubts, json_t *to)
{
	static const char *const labels[DOUBT_COUNT] = { "Email: a slip?",
		"Email: reaches nobody", "Phone: unknown number",
		"Phone: country code missing?", "Name without letters",
		"Tax code: not verified" };
	json_t *of = json_object(), *field, *doc;
	const char *name;

	for (int i = 0; i < DOUBT_COUNT; i++)
		json_object_set_new(of, doubt_names[i], option_doc(k, str_of(labels[i])));
	json_object_foreach((json_t *)(uintptr_t)doubts, name, doc)
	{
		struct str says = json_get_str(doc, "says");

		json_object_set_new(
		    of, name, option_doc(k, says.len > 0 ? says : str_of(name)));
	}
	field = field_doc("choices", "Doubts",
	    "What may be wrong: it was taken, and somebody should look at it.");
	json_object_set_new(field, "of", of);
	json_object_set_new(to, "doubts", field);
}

/* Somebody has a field of such a name already. */
static void
refuse_taken(
    struct compiler *k, const struct entity *e, const struct source *s, json_t *fields)
{
	static const char *const names[] = { "completeness", "missing_fields", "doubts",
		"touched_ms" };
	char at[40];

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(at, sizeof(at), "fields.%s", names[i]);
		if (json_object_get(fields, names[i]) == NULL ||
		    !map_has(&e->by_name, str_of(names[i])))
			continue;
		say(k, s, at, "E031",
		    "field \"%s\" is brought by \"complete\", \"doubts\" or \"stale\": "
		    "take another "
		    "name",
		    names[i]);
		json_object_del(fields, names[i]);
	}
}

void
compile_quality_fields(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *complete = json_object_get(s->json, "complete");
	const json_t *doubts = json_object_get(s->json, "doubts");
	json_t *fields = json_hold(k->mem, json_object());

	if (json_is_object(complete))
		add_score(k, e, complete, fields);
	if (json_is_object(doubts))
		add_doubts(k, doubts, fields);
	if (json_object_get(s->json, "stale") != NULL)
		json_object_set_new(fields, "touched_ms",
		    field_doc("time", "Last touched",
			"When it was last changed, or something happened with it."));
	refuse_taken(k, e, s, fields);
	compile_brought_fields(k, e, "quality", fields);
}

/* ---- what they are calculated from ---- */

/* What is stored is the same for all who look. */
static bool
asks_who(const struct rule *r)
{
	for (size_t i = 0; i < r->operand_count; i++)
		if (r->operands[i].kind == OPERAND_ME ||
		    r->operands[i].kind == OPERAND_CIRCLE)
			return true;
	for (size_t i = 0; i < r->of_count; i++)
		if (asks_who(r->of[i]))
			return true;
	return false;
}

/* A field that the site has hidden: who hides one need not mend what core and packs
 * say of quality. */
static bool
asks_hidden(const struct entity *e, const struct rule_fault *why)
{
	const struct field *f = entity_field(e, str_of(why->what));

	return f != NULL && f->hidden;
}

const struct rule *
compile_stored_rule(struct compiler *k, struct entity *e, const struct source *s,
    const char *at, const json_t *doc, struct str *text, bool *gone)
{
	struct rule_fault why;
	struct rule *rule;
	char path[300];

	*text = arena_str(k, json_object_get(doc, "when"));
	if (text->len == 0)
		return NULL;
	snprintf(path, sizeof(path), "%s.when", at);
	if (rule_compile(k->mem, k->meta, e, *text, &rule, &why) != OK) {
		*gone = asks_hidden(e, &why);
		if (!*gone)
			say_rule(k, s, path, "E021", &why);
	} else if (!rule_is_local(rule)) {
		say(k, s, path, "E023", "\"when\" may ask its own record only");
	} else if (asks_who(rule)) {
		say(k, s, path, "E076",
		    "it is stored, and the same for all who look: "
		    "it cannot ask who looks");
	} else {
		return rule;
	}
	return NULL;
}

static void
take_or(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *names, struct quality_piece *p)
{
	const json_t *name;
	size_t i;

	if (json_array_size(names) > QUALITY_OR_MAX)
		say(k, s, at, "E076", "%d other fields at most", QUALITY_OR_MAX);
	json_array_foreach((json_t *)(uintptr_t)names, i, name)
	{
		const struct field *f = named_field(k, e, s, at, name);

		if (f != NULL && p->or_count < QUALITY_OR_MAX)
			p->or [p->or_count++] = f;
	}
}

static void
take_piece(struct compiler *k, struct entity *e, const struct source *s, const char *name,
    const json_t *doc)
{
	struct quality *q = e->quality;
	struct quality_piece *p = &q->pieces[q->piece_count];
	char at[200];

	snprintf(at, sizeof(at), "complete.%s", name);
	p->field = named_field(k, e, s, at, json_hold(k->mem, json_string(name)));
	if (json_is_object(doc) && check_keys(k, s, at, doc, piece_keys)) {
		take_or(k, e, s, at, json_object_get(doc, "or"), p);
		p->when = compile_stored_rule(k, e, s, at, doc, &p->text, &p->gone);
	}
	p->weight = json_is_object(doc)             ? (int)json_get_int(doc, "weight", 0)
		    : json_integer_value(doc) > 100 ? 0
						    : (int)json_integer_value(doc);
	if (p->weight < 1 || p->weight > 100)
		say(k, s, at, "E076", "a weight is a number from 1 to 100");
	q->piece_count += p->field != NULL;
}

static void
take_doubt(struct compiler *k, struct entity *e, const struct source *s, const char *name,
    const json_t *doc)
{
	struct quality *q = e->quality;
	struct doubt *d = &q->doubts[q->doubt_count];
	bool gone = false;
	char at[200];

	snprintf(at, sizeof(at), "doubts.%s", name);
	if (!check_keys(k, s, at, doc, doubt_keys))
		return;
	if (doubt_named(str_of(name)) != DOUBT_COUNT)
		say(k, s, at, "E076", "\"%s\" is doubted anyhow: take another name",
		    name);
	d->name = str_copy(k->mem, str_of(name));
	d->when = compile_stored_rule(k, e, s, at, doc, &d->text, &gone);
	if (d->text.len == 0)
		say(k, s, at, "E076", "a doubt needs \"when\": what is doubtful");
	if (json_object_get(doc, "at") != NULL)
		d->at = named_field(k, e, s, at, json_object_get(doc, "at"));
	q->doubt_count += d->when != NULL;
}

static void
each_of(struct compiler *k, struct entity *e, const struct source *s, const char *word,
    size_t max,
    void (*take)(struct compiler *k, struct entity *e, const struct source *s,
	const char *name, const json_t *doc))
{
	const json_t *all = json_object_get(s->json, word);
	const char *name;
	json_t *doc;

	if (json_object_size(all) > max) {
		say(k, s, word, "E076", "%zu at most", max);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)all, name, doc) take(k, e, s, name, doc);
}

/* ---- stale ---- */

/* "stage not in ('won', 'lost')": not at an end. */
static struct str
open_stages(struct compiler *k, const struct entity *e)
{
	struct text t = TEXT_INIT(k->mem);

	for (size_t i = 0; i < e->stage_count; i++)
		if (e->stages[i].end != STAGE_OPEN)
			text_printf(&t, "%s'%.*s'", t.len == 0 ? "stage not in (" : ", ",
			    STR_ARG(e->stages[i].name));
	if (t.len > 0)
		text_char(&t, ')');
	return text_done(&t);
}

static struct str
stale_text(struct compiler *k, const struct entity *e, const json_t *doc)
{
	struct str after =
	    json_is_string(doc) ? json_str(doc) : json_get_str(doc, "after");
	struct str when = json_get_str(doc, "when");

	if (when.len == 0)
		when = open_stages(k, e);
	return when.len == 0
		   ? str_printf(k->mem, "touched_ms < @now - %.*s", STR_ARG(after))
		   : str_printf(k->mem, "touched_ms < @now - %.*s and (%.*s)",
			 STR_ARG(after), STR_ARG(when));
}

const struct rule *
compile_said_rule(struct compiler *k, struct entity *e, const struct source *s,
    const char *at, struct str text)
{
	struct rule_fault why;
	struct rule *rule;

	if (rule_compile(k->mem, k->meta, e, text, &rule, &why) == OK)
		return rule;
	say(k, s, at, "E021", "%s", why.text);
	return NULL;
}

static void
compile_stale(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *doc = json_object_get(s->json, "stale");
	struct str after =
	    json_is_string(doc) ? json_str(doc) : json_get_str(doc, "after");
	struct str when;
	int64_t ms;
	bool gone = false;

	if (doc == NULL ||
	    (json_is_object(doc) && !check_keys(k, s, "stale", doc, stale_keys)))
		return;
	if (after.len == 0 || !span_read(after, &ms)) {
		say(k, s, "stale", "E063", "\"%.*s\" is no span like 180d",
		    STR_ARG(after));
		return;
	}
	if (json_get_str(doc, "when").len > 0 &&
	    compile_stored_rule(k, e, s, "stale", doc, &when, &gone) == NULL)
		return; /* it was said what is wrong, or it asks what is hidden here */
	e->quality->stale_text = stale_text(k, e, doc);
	e->quality->stale = compile_said_rule(k, e, s, "stale", e->quality->stale_text);
}

static const struct field *
calculated(struct compiler *k, struct entity *e, const char *name)
{
	struct field *f = map_get(&e->by_name, str_of(name));

	if (f == NULL || !f->brought)
		return NULL;
	f->is = calc_of_quality(k->mem, e->quality, f);
	return f;
}

void
compile_quality(struct compiler *k, struct entity *e, const struct source *s)
{
	if (json_object_get(s->json, "complete") == NULL &&
	    json_object_get(s->json, "doubts") == NULL &&
	    json_object_get(s->json, "stale") == NULL)
		return;
	e->quality = arena_make(k->mem, struct quality);
	each_of(k, e, s, "complete", QUALITY_PIECES_MAX, take_piece);
	each_of(k, e, s, "doubts", QUALITY_DOUBTS_MAX, take_doubt);
	e->quality->score = calculated(k, e, "completeness");
	e->quality->missing = calculated(k, e, "missing_fields");
	e->quality->doubted = calculated(k, e, "doubts");
	e->quality->touched = json_object_get(s->json, "stale") == NULL
				  ? NULL
				  : entity_field(e, STR("touched_ms"));
	if (e->quality->touched != NULL)
		compile_stale(k, e, s);
}

/* ---- what counts of it ---- */

static bool
is_open(const struct field *f)
{
	return !f->hidden && !field_hides(f);
}

bool
rule_asks_open(const struct entity *e, const struct rule *r)
{
	for (size_t i = 0; r != NULL && i < e->field_count; i++)
		if (rule_asks(r, &e->fields[i]) && !is_open(&e->fields[i]))
			return false;
	return true;
}

static bool
piece_counts(const struct entity *e, const struct quality_piece *p)
{
	for (size_t i = 0; i < p->or_count; i++)
		if (!is_open(p->or [i]))
			return false;
	return !p->gone && is_open(p->field) && rule_asks_open(e, p->when) &&
	       rule_asks_open(e, p->field->show);
}

static void
add_pieces(struct text *t, const struct quality *q)
{
	for (size_t i = 0; i < q->piece_count; i++) {
		const struct quality_piece *p = &q->pieces[i];

		if (!p->counts)
			continue;
		text_printf(t, "%.*s", STR_ARG(p->field->name));
		for (size_t j = 0; j < p->or_count; j++)
			text_printf(t, "|%.*s", STR_ARG(p->or [j] -> name));
		text_printf(t, " %d %.*s / %.*s\n", p->weight, STR_ARG(p->text),
		    STR_ARG(p->field->show_text));
	}
}

static void
add_doubtful(struct text *t, const struct entity *e, const struct quality *q)
{
	for (size_t i = 0; i < q->doubt_count; i++)
		if (q->doubts[i].counts)
			text_printf(t, "%.*s? %.*s\n", STR_ARG(q->doubts[i].name),
			    STR_ARG(q->doubts[i].text));
	for (size_t i = 0; i < e->field_count; i++)
		if (!is_open(&e->fields[i]))
			text_printf(t, "-%.*s\n", STR_ARG(e->fields[i].name));
}

void
finish_quality(struct entity *e, struct arena *mem)
{
	struct text t = TEXT_INIT(mem);
	struct quality *q = e->quality;

	if (q == NULL)
		return;
	for (size_t i = 0; i < q->piece_count; i++)
		q->pieces[i].counts = piece_counts(e, &q->pieces[i]);
	for (size_t i = 0; i < q->doubt_count; i++)
		q->doubts[i].counts =
		    rule_asks_open(e, q->doubts[i].when) &&
		    (q->doubts[i].at == NULL || is_open(q->doubts[i].at));
	if (q->stale != NULL && !rule_asks_open(e, q->stale))
		q->stale = NULL;
	text_c(&t,
	    q->touched == NULL
		? "1\n"
		: "1 touched\n"); /* another number when the program doubts otherwise */
	add_pieces(&t, q);
	if (q->doubted != NULL)
		add_doubtful(&t, e, q);
	q->says = text_done(&t);
}
