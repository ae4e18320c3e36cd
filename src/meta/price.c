/*
 * price.c - the words of a price list: by what a rate is found, for how much and until
 * when it holds, and what it says.
 */
#include "meta/compile.h"

const struct key price_keys[] = {
	{ "by", JSON_ARRAY,
	    "fields that what is asked for must agree with: choices, texts, references "
	    "to "
	    "one kind; one that is empty holds for all" },
	{ "valid", JSON_ARRAY, "[from, to]: dates, both with it; an empty one is open" },
	{ "quantity", JSON_ARRAY, "[from, to]: numbers, both with it: a break" },
	{ "each", JSON_STRING, "money for each of the quantity" },
	{ "per", JSON_STRING, "a number: each is the price of so many (absent: of one)" },
	{ "fixed", JSON_STRING, "money once" },
	{ "least", JSON_STRING, "money: less is never asked" },
	{ "days", JSON_STRING, "a number: how long it takes" },
	{ NULL, JSON_NULL, NULL },
};

static const char *const numbers[] = { "int", "real", NULL };
static const char *const dates[] = { "date", NULL };
static const char *const amounts[] = { "money", NULL };
static const char *const keys[] = { "choice", "text", "ref", "bool", "int", NULL };

static bool
is_one_of(const struct field *f, const char *const *types)
{
	while (*types != NULL && strcmp(f->type->name, *types) != 0)
		types++;
	return *types != NULL;
}

/* The field of one of these types that name names; NULL, and it was said why. */
static const struct field *
typed_field(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *name, const char *const *types)
{
	const struct field *f = name == NULL ? NULL : named_field(k, e, s, at, name);

	if (f == NULL || is_one_of(f, types))
		return f;
	say(k, s, at, "E078", "%.*s is of the type %s; here it takes %s%s%s",
	    STR_ARG(f->name), f->type->name, types[0], types[1] == NULL ? "" : " or ",
	    types[1] == NULL ? "" : types[1]);
	return NULL;
}

static void
compile_by(struct compiler *k, const struct entity *e, const struct source *s,
    const json_t *by, struct price *p)
{
	const json_t *name;
	char at[40];
	size_t i;

	if (json_array_size(by) > PRICE_BY_MAX)
		say(k, s, "price.by", "E078", "%d at most", PRICE_BY_MAX);
	json_array_foreach((json_t *)(uintptr_t)by, i, name)
	{
		const struct field *f;

		snprintf(at, sizeof(at), "price.by.%zu", i);
		f = typed_field(k, e, s, at, name, keys);
		if (f != NULL && f->to_count > 1)
			say(k, s, at, "E078", "%.*s names records of several kinds",
			    STR_ARG(f->name));
		else if (f != NULL && p->by_count < PRICE_BY_MAX)
			p->by[p->by_count++] = f;
	}
}

static void
compile_band(struct compiler *k, const struct entity *e, const struct source *s,
    const char *at, const json_t *ends, const char *const *types, struct band *out)
{
	if (ends == NULL)
		return;
	if (json_array_size(ends) != 2) {
		say(k, s, at, "E078", "two fields: from and to");
		return;
	}
	out->from = typed_field(k, e, s, at, json_array_get(ends, 0), types);
	out->to = typed_field(k, e, s, at, json_array_get(ends, 1), types);
}

void
compile_price(struct compiler *k, struct entity *e, const struct source *s)
{
	const json_t *doc = json_object_get(s->json, "price");
	bool priced = entity_has(e, "price");
	struct price *p;

	if (priced != (doc != NULL))
		say(k, s, doc == NULL ? "traits" : "price", "E078",
		    doc == NULL ? "the trait \"price\" needs \"price\": of what?"
				: "this needs the trait \"price\"");
	if (doc == NULL || !check_keys(k, s, "price", doc, price_keys))
		return;
	p = arena_make(k->mem, struct price);
	compile_by(k, e, s, json_object_get(doc, "by"), p);
	compile_band(
	    k, e, s, "price.valid", json_object_get(doc, "valid"), dates, &p->valid);
	compile_band(k, e, s, "price.quantity", json_object_get(doc, "quantity"), numbers,
	    &p->quantity);
	p->each =
	    typed_field(k, e, s, "price.each", json_object_get(doc, "each"), amounts);
	p->per = typed_field(k, e, s, "price.per", json_object_get(doc, "per"), numbers);
	p->fixed =
	    typed_field(k, e, s, "price.fixed", json_object_get(doc, "fixed"), amounts);
	p->least =
	    typed_field(k, e, s, "price.least", json_object_get(doc, "least"), amounts);
	p->days =
	    typed_field(k, e, s, "price.days", json_object_get(doc, "days"), numbers);
	if (p->each == NULL && p->fixed == NULL)
		say(k, s, "price", "E078",
		    "it says no price: \"each\", \"fixed\" or both");
	e->price = p;
}
