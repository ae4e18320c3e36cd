/*
 * sow_word.c - the words of a recipe: how each is read, and draws its value.
 */
#include "exchange/sow_room.h"

#define OFTEN_ENOUGH 50 /* one in eleven has no check digit */

#include <math.h>

/* ---- as it is, or from elsewhere ---- */

static enum err
const_read(struct sower *s, const json_t *in, struct node *n)
{
	n->value = value_of_json(s, json_object_get(in, "const"));
	return OK;
}

static enum err
const_draw(struct sower *s, const struct node *n, struct value *out)
{
	(void)s;
	*out = n->value;
	return OK;
}

static enum err
use_read(struct sower *s, const json_t *in, struct node *n)
{
	struct str name = json_get_str(in, "use");

	n->of = map_get(&s->shared, name);
	if (n->of == NULL)
		return sow_fail(s, "nothing shared above as \"%.*s\"", STR_ARG(name));
	return OK;
}

static enum err
use_draw(struct sower *s, const struct node *n, struct value *out)
{
	return node_draw(s, n->of, out);
}

static enum err
from_read(struct sower *s, const json_t *in, struct node *n)
{
	const json_t *from = json_object_get(in, "from"), *each;
	size_t i;

	n->path_count = json_is_array(from) ? json_array_size(from) : 1;
	n->paths = arena_array(s->mem, struct path, n->path_count);
	if (!json_is_array(from))
		return path_read(s, json_str(from), &n->paths[0]);
	json_array_foreach(from, i, each) TRY(path_read(s, json_str(each), &n->paths[i]));
	return OK;
}

static enum err
from_draw(struct sower *s, const struct node *n, struct value *out)
{
	for (size_t i = 0; i < n->path_count && out->kind == V_EMPTY; i++)
		*out = path_walk(s, &n->paths[i]);
	return OK;
}

/* ---- pools ---- */

static enum err
pick_read(struct sower *s, const json_t *in, struct node *n)
{
	n->text = json_get_str(in, "pick");
	if (memchr(n->text.at == NULL ? "" : n->text.at, '{', n->text.len) == NULL &&
	    !map_has(&s->pools, n->text))
		return sow_fail(s, "no pool \"%.*s\"", STR_ARG(n->text));
	return template_read(s, n->text);
}

static enum err
pick_draw(struct sower *s, const struct node *n, struct value *out)
{
	const struct pool *pool;

	TRY(pool_named(s, n->text, &pool));
	*out = (struct value){ .kind = V_ENTRY, .entry = pool_draw(s, pool) };
	return OK;
}

static enum err
read_span(struct sower *s, const json_t *in, const char *key, struct node *n)
{
	const json_t *span = json_object_get(in, key);

	n->from = json_number_value(json_array_get(span, 0));
	n->to = json_number_value(json_array_get(span, 1));
	if (json_array_size(span) != 2 || n->to < n->from)
		return sow_fail(s, "\"%s\" is two numbers, rising", key);
	if (n->log && n->from <= 0)
		return sow_fail(s, "\"%s\" with skew log begins above 0", key);
	return OK;
}

static enum err
many_read(struct sower *s, const json_t *in, struct node *n)
{
	n->text = json_get_str(in, "many");
	if (!map_has(&s->pools, n->text))
		return sow_fail(s, "no pool \"%.*s\"", STR_ARG(n->text));
	return read_span(s, in, "of", n);
}

static enum err
many_draw(struct sower *s, const struct node *n, struct value *out)
{
	int64_t want = draw_whole(s, n, (int64_t)n->from, (int64_t)n->to), tries = 0;
	struct text t = TEXT_INIT(s->c->mem);
	struct jw w = JW_INIT(&t);
	struct map seen = MAP_INIT(s->c->mem);
	const struct pool *pool;

	TRY(pool_named(s, n->text, &pool));
	jw_array(&w);
	while ((int64_t)seen.count < want && seen.count < pool->count &&
	       tries++ < SOW_TRIES) {
		const struct entry *entry = pool_draw(s, pool);

		if (!map_has(&seen, entry->text))
			jw_str(&w, entry->text);
		map_put(&seen, entry->text, pool->entries);
	}
	jw_end(&w);
	if (seen.count > 0)
		*out = (struct value){ .kind = V_JSON, .s = text_done(&t) };
	return OK;
}

/* ---- numbers ---- */

static enum err
range_read(struct sower *s, const json_t *in, struct node *n)
{
	return read_span(s, in, "range", n);
}

static enum err
range_draw(struct sower *s, const struct node *n, struct value *out)
{
	out->kind = V_INT;
	out->i = n->log ? (int64_t)llround(n->from * pow(n->to / n->from, draw_u(s)))
			: draw_whole(s, n, (int64_t)n->from, (int64_t)n->to);
	return OK;
}

static enum err
money_read(struct sower *s, const json_t *in, struct node *n)
{
	return read_span(s, in, "money", n);
}

static double
two_digits(double d)
{
	double unit = d > 0 ? pow(10, floor(log10(d)) - 1) : 1;

	return unit < 1 ? round(d / unit) / round(1 / unit) : round(d / unit) * unit;
}

static enum err
money_draw(struct sower *s, const struct node *n, struct value *out)
{
	struct str name = locale_of(s);
	const struct locale *locale = map_get(&s->locales, name);
	double amount = n->log ? n->from * pow(n->to / n->from, draw_u(s))
			       : n->from + (n->to - n->from) * draw_skewed(s, n);

	if (locale == NULL)
		return sow_fail(s, "no currency for locale \"%.*s\"", STR_ARG(name));
	amount = two_digits(amount * locale->unit);
	out->kind = V_JSON;
	out->s = str_printf(s->c->mem, "{\"minor\":%lld,\"cur\":\"%s\"}",
	    llround(amount * pow(10, locale->currency->digits)), locale->currency->code);
	return OK;
}

/* ---- times ---- */

static enum err
plus_read(struct sower *s, const json_t *in, struct node *n)
{
	n->paths = arena_make(s->mem, struct path);
	n->path_count = 1;
	n->step = json_get_int(in, "step", 1);
	TRY(path_read(s, json_get_str(in, "plus"), n->paths));
	TRY(read_span(s, in, "by", n));
	if (n->step < 1)
		return sow_fail(s, "\"step\" is a number of seconds");
	n->from = ceil(n->from / (double)n->step);
	n->to = floor(n->to / (double)n->step);
	return OK;
}

static enum err
plus_draw(struct sower *s, const struct node *n, struct value *out)
{
	struct value v = path_walk(s, n->paths);
	int64_t steps = draw_whole(s, n, (int64_t)n->from, (int64_t)n->to);

	if (v.kind == V_TIME)
		*out =
		    (struct value){ .kind = V_TIME, .i = v.i + steps * n->step * 1000 };
	return OK;
}

/* ---- texts ---- */

static enum err
text_read(struct sower *s, const json_t *in, struct node *n)
{
	const json_t *what = json_object_get(in, n->word->name);

	n->text = json_str(what);
	if (n->text.at == NULL)
		return node_read(s, what, &n->of);
	return template_read(s, n->text);
}

static enum err
fill(struct sower *s, const struct node *n, struct str *out)
{
	struct value v = { 0 };

	if (n->of != NULL)
		TRY(node_draw(s, n->of, &v));
	*out = template_fill(s, n->of == NULL ? n->text : value_text(s, &v));
	return OK;
}

static enum err
template_draw(struct sower *s, const struct node *n, struct value *out)
{
	struct str text;

	TRY(fill(s, n, &text));
	*out = value_of_text(text);
	return OK;
}

/* The sign for "?" with which a tax code proves itself; of some digits there is none. */
static bool
prove(struct sower *s, char *at, size_t len)
{
	static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char *open = memchr(at, '?', len);
	struct str country = s->c->meta->facts.country, form;

	if (open == NULL)
		return true;
	for (size_t i = 0; i < sizeof(signs) - 1; i++) {
		*open = signs[i];
		if (scheme_read(s->c->mem, SCHEME_TAX, (struct str){ at, len }, country,
			&form) == NULL)
			return true;
	}
	return false;
}

static enum err
digits_draw(struct sower *s, const struct node *n, struct value *out)
{
	struct str text;
	char *at;

	TRY(fill(s, n, &text));
	for (int tries = 0; tries < OFTEN_ENOUGH; tries++) {
		at = str_c(s->c->mem, text);
		for (size_t i = 0; i < text.len; i++)
			if (at[i] == '#')
				at[i] = (char)('0' + (int)(draw_u(s) * 10));
		*out = value_of_text((struct str){ at, text.len });
		if (prove(s, at, text.len))
			return OK;
	}
	return sow_fail(
	    s, "digits \"%.*s\": no sign for \"?\" proves them", STR_ARG(text));
}

static enum err
email_draw(struct sower *s, const struct node *n, struct value *out)
{
	struct text t = TEXT_INIT(s->c->mem);
	struct str text;

	TRY(fill(s, n, &text));
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != ' ')
			text_char(&t, text.at[i] >= 'A' && text.at[i] <= 'Z'
					  ? (char)(text.at[i] + 32)
					  : text.at[i]);
	*out = value_of_text(text_done(&t));
	return OK;
}

/* ---- one of several ---- */

static enum err
weights_read(struct sower *s, const json_t *in, struct node *n)
{
	const json_t *of = json_object_get(in, n->word->name);
	const char *key;
	json_t *weight;
	double sum = 0;

	n->branches = arena_array(s->mem, struct branch, json_object_size(of) + 1);
	json_object_foreach((json_t *)(uintptr_t)of, key, weight)
	{
		sum += json_number_value(weight);
		n->branches[n->branch_count].key = str_of(key);
		n->branches[n->branch_count++].upto = sum;
	}
	if (!(sum > 0))
		return sow_fail(s, "\"%s\" is an object of numbers", n->word->name);
	return OK;
}

static enum err
weights_draw(struct sower *s, const struct node *n, struct value *out)
{
	*out = value_of_text(draw_branch(s, n)->key);
	return OK;
}

static enum err
read_nodes(struct sower *s, const json_t *in, const char *key, struct node *n)
{
	const json_t *of = json_object_get(in, key);
	const char *name;
	json_t *value;

	if (!json_is_object(of))
		return sow_fail(s, "\"%s\" is an object of values", key);
	n->branches = arena_array(s->mem, struct branch, json_object_size(of));
	json_object_foreach((json_t *)(uintptr_t)of, name, value)
	{
		struct branch *b = &n->branches[n->branch_count++];

		b->key = str_of(name);
		TRY(node_read(s, value, &b->node));
	}
	return OK;
}

static enum err
parts_read(struct sower *s, const json_t *in, struct node *n)
{
	return read_nodes(s, in, "parts", n);
}

static enum err
parts_draw(struct sower *s, const struct node *n, struct value *out)
{
	struct text t = TEXT_INIT(s->c->mem);
	struct jw w = JW_INIT(&t);
	const struct field *field = s->field;
	bool any = false;

	s->field = NULL;
	jw_open(&w);
	for (size_t i = 0; i < n->branch_count; i++) {
		struct value v = { 0 };
		struct str text;

		TRY(node_draw(s, n->branches[i].node, &v));
		text = value_text(s, &v);
		if (text.len == 0)
			continue;
		any = true;
		jw_key_str(&w, n->branches[i].key);
		jw_str(&w, text);
	}
	jw_close(&w);
	s->field = field;
	if (any)
		*out = (struct value){ .kind = V_JSON, .s = text_done(&t) };
	return OK;
}

static enum err
read_else(struct sower *s, const json_t *in, struct node *n)
{
	const json_t *otherwise = json_object_get(in, "else");

	return otherwise == NULL ? OK : node_read(s, otherwise, &n->otherwise);
}

static enum err
chance_read(struct sower *s, const json_t *in, struct node *n)
{
	n->from = json_number_value(json_object_get(in, "chance"));
	if (!(n->from > 0 && n->from <= 1))
		return sow_fail(s, "\"chance\" is a number from 0 to 1");
	if (json_object_get(in, "of") == NULL)
		return sow_fail(s, "\"chance\" lacks \"of\"");
	TRY(node_read(s, json_object_get(in, "of"), &n->of));
	return read_else(s, in, n);
}

static enum err
chance_draw(struct sower *s, const struct node *n, struct value *out)
{
	const struct node *what = draw_u(s) < n->from ? n->of : n->otherwise;

	return what == NULL ? OK : node_draw(s, what, out);
}

static enum err
by_read(struct sower *s, const json_t *in, struct node *n)
{
	n->paths = arena_make(s->mem, struct path);
	n->path_count = 1;
	TRY(path_read(s, json_get_str(in, "by"), n->paths));
	TRY(read_nodes(s, in, "of", n));
	return read_else(s, in, n);
}

static enum err
by_draw(struct sower *s, const struct node *n, struct value *out)
{
	struct value v = path_walk(s, n->paths);
	struct str key = value_text(s, &v);
	const struct node *what = n->otherwise;

	for (size_t i = 0; v.kind != V_EMPTY && i < n->branch_count; i++) {
		const struct branch *b = &n->branches[i];

		if (str_same(b->key, key))
			return node_draw(s, b->node, out);
		if (str_is(b->key, "*"))
			what = b->node;
	}
	return what == NULL ? OK : node_draw(s, what, out);
}

/* ---- other records ---- */

/* "with" and "not", for each entity that may be drawn. */
static enum err
read_among(struct sower *s, const json_t *in, struct node *n)
{
	const json_t *with = json_object_get(in, "with"), *mine;
	struct str but = json_get_str(in, "not");
	int theirs[COUNT_OF(((struct index_of *)NULL)->names)];
	const char *key;

	n->mine = arena_array(s->mem, struct path, COUNT_OF(theirs));
	json_object_foreach((json_t *)(uintptr_t)with, key, mine)
	{
		if (n->mine_count == COUNT_OF(theirs))
			return sow_fail(
			    s, "\"with\" has more than %zu names", COUNT_OF(theirs));
		TRY(name_number(s, str_of(key), &theirs[n->mine_count]));
		TRY(path_read(s, json_str(mine), &n->mine[n->mine_count++]));
	}
	for (size_t i = 0; i < n->branch_count; i++) {
		struct branch *b = &n->branches[i];

		b->bed = bed_of(s, b->key);
		if (b->bed == NULL)
			return sow_fail(s, "no entity \"%.*s\"", STR_ARG(b->key));
		b->bed->kept = true;
		if (n->mine_count > 0)
			b->among = bed_index(s, b->bed, theirs, n->mine_count);
	}
	return but.at == NULL ? OK : path_read(s, but, &n->but);
}

static enum err
ref_read(struct sower *s, const json_t *in, struct node *n)
{
	n->branches = arena_make(s->mem, struct branch);
	n->branch_count = 1;
	n->branches[0].key = json_get_str(in, "ref");
	return read_among(s, in, n);
}

static enum err
draw_from(
    struct sower *s, const struct node *n, const struct branch *b, struct value *out)
{
	const struct plant *plant = bed_draw(s, n, b);

	if (plant != NULL)
		*out = (struct value){ .kind = V_PLANT, .plant = plant };
	return OK;
}

static enum err
ref_draw(struct sower *s, const struct node *n, struct value *out)
{
	return draw_from(s, n, &n->branches[0], out);
}

static enum err
any_read(struct sower *s, const json_t *in, struct node *n)
{
	TRY(weights_read(s, in, n));
	return read_among(s, in, n);
}

static enum err
any_draw(struct sower *s, const struct node *n, struct value *out)
{
	return draw_from(s, n, draw_branch(s, n), out);
}

const struct word words_of_recipes[] = {
	{ "const", " ", const_read, const_draw },
	{ "use", " ", use_read, use_draw },
	{ "pick", " ", pick_read, pick_draw },
	{ "many", " of ", many_read, many_draw },
	{ "weights", " ", weights_read, weights_draw },
	{ "range", " skew ", range_read, range_draw },
	{ "money", " skew ", money_read, money_draw },
	{ "between", " skew within hours step ", between_read, between_draw },
	{ "plus", " by step ", plus_read, plus_draw },
	{ "ref", " skew with not ", ref_read, ref_draw },
	{ "any", " skew with not ", any_read, any_draw },
	{ "from", " ", from_read, from_draw },
	{ "template", " ", text_read, template_draw },
	{ "digits", " ", text_read, digits_draw },
	{ "email", " ", text_read, email_draw },
	{ "parts", " ", parts_read, parts_draw },
	{ "chance", " of else ", chance_read, chance_draw },
	{ "by", " of else ", by_read, by_draw },
	{ NULL, NULL, NULL, NULL },
};
