/*
 * sow_pool.c - pools, and chance.
 *
 * src   splitmix64: S. Vigna, public domain; weights as the format says.
 */
#include "exchange/sow_room.h"

#include <math.h>

double
draw_u(struct sower *s)
{
	uint64_t z = s->random += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	z ^= z >> 31;
	return (double)(z >> 11) * 0x1p-53;
}

double
draw_skewed(struct sower *s, const struct node *n)
{
	double u = draw_u(s);

	return n->skew == 1 ? u : pow(u, n->skew);
}

int64_t
draw_whole(struct sower *s, const struct node *n, int64_t from, int64_t to)
{
	int64_t drawn = from + (int64_t)(draw_skewed(s, n) * ((double)(to - from) + 1));

	return drawn > to ? to : drawn;
}

const struct branch *
draw_branch(struct sower *s, const struct node *n)
{
	double mark = draw_u(s) * n->branches[n->branch_count - 1].upto;
	size_t i = 0;

	while (i + 1 < n->branch_count && n->branches[i].upto <= mark)
		i++;
	return &n->branches[i];
}

const struct entry *
pool_draw(struct sower *s, const struct pool *pool)
{
	double mark = draw_u(s) * pool->entries[pool->count - 1].upto;
	size_t i = 0;

	while (i + 1 < pool->count && pool->entries[i].upto <= mark)
		i++;
	return &pool->entries[i];
}

/* Folded to lower-case ASCII letters and digits, nothing else. */
struct str
code_of(struct arena *mem, struct str text)
{
	struct str folded = fold(mem, text);
	struct text t = TEXT_INIT(mem);

	for (size_t i = 0; i < folded.len; i++)
		if ((folded.at[i] >= 'a' && folded.at[i] <= 'z') ||
		    (folded.at[i] >= '0' && folded.at[i] <= '9'))
			text_char(&t, folded.at[i]);
	return text_done(&t);
}

/* Cut "*weight" off the end of text; 1 if there is none. */
static double
cut_weight(struct str *text)
{
	size_t star = text->len;
	double weight;

	while (star > 0 && text->at[star - 1] != '*')
		star--;
	if (star < 2 ||
	    !str_real((struct str){ text->at + star, text->len - star }, &weight))
		return 1;
	text->len = star - 1;
	return weight;
}

static enum err
read_entry(struct sower *s, const json_t *in, struct entry *out)
{
	struct str text = json_str(in), code;
	double weight;

	if (text.len == 0)
		return sow_fail(s, "an entry of a pool is a text");
	weight = cut_weight(&text);
	if (!(weight > 0))
		return sow_fail(
		    s, "entry \"%.*s\": its weight is not above 0", STR_ARG(text));
	out->upto += weight;
	if (str_cut(text, '|', &out->text, &code)) {
		out->code = code;
	} else {
		out->text = text;
		out->code = code_of(s->mem, text);
	}
	return template_read(s, out->text);
}

static enum err
read_entries(struct sower *s, const json_t *in, struct pool *pool)
{
	const json_t *each;
	size_t i;

	pool->count = json_array_size(in);
	if (pool->count == 0)
		return sow_fail(s, "a pool is a list that is not empty, or one for each "
				   "locale");
	pool->entries = arena_array(s->mem, struct entry, pool->count);
	json_array_foreach(in, i, each)
	{
		pool->entries[i].upto = i > 0 ? pool->entries[i - 1].upto : 0;
		TRY(read_entry(s, each, &pool->entries[i]));
	}
	return OK;
}

enum err
pool_read(struct sower *s, const json_t *in, struct pool **out)
{
	struct pool *pool = arena_make(s->mem, struct pool), *of;
	const char *key;
	json_t *list;

	*out = pool;
	pool->by_locale = (struct map)MAP_INIT(s->mem);
	if (!json_is_object(in))
		return read_entries(s, in, pool);
	json_object_foreach((json_t *)(uintptr_t)in, key, list)
	{
		of = arena_make(s->mem, struct pool);
		TRY(read_entries(s, list, of));
		map_put(&pool->by_locale, str_of(key), of);
	}
	return OK;
}

struct str
locale_of(struct sower *s)
{
	struct value v = s->now[s->name_locale];
	struct str text = value_text(s, &v);

	return text.len > 0 ? text : s->c->meta->facts.language;
}

enum err
pool_named(struct sower *s, struct str name, const struct pool **out)
{
	struct str plain = template_fill(s, name), locale;
	const struct pool *pool = map_get(&s->pools, plain);

	if (pool == NULL)
		return sow_fail(s, "no pool \"%.*s\"", STR_ARG(plain));
	if (pool->entries == NULL) {
		locale = locale_of(s);
		pool = map_get(&pool->by_locale, locale);
		if (pool == NULL)
			return sow_fail(s, "pool \"%.*s\": nothing for locale \"%.*s\"",
			    STR_ARG(plain), STR_ARG(locale));
	}
	*out = pool;
	return OK;
}
