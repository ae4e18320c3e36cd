/*
 * pair_eyes.c - pairs for who may not ask all that records are compared by.
 *
 * That two agree in a field, or do not, tells of its values.  So for these eyes each
 * pair is judged anew, by the fields they may ask: where these make it sure enough it is
 * told, with that score and those names, and else it is as if there were none.  How
 * many share a value is counted among the records of these pairs: no other counts.
 */
#include "record/pair.h"

bool *
pair_asked(const struct ctx *c, const struct entity *e)
{
	bool *asked = arena_array(c->mem, bool, e->field_count);

	for (size_t i = 0; i < e->field_count; i++)
		asked[i] = auth_asks(c, &e->fields[i]);
	return asked;
}

static bool
any_asked(const struct match *m, const bool *asked)
{
	for (size_t i = 0; i < m->any_count; i++)
		if (asked[m->any[i]->index])
			return true;
	return m->any_count == 0;
}

static bool
is_asked(const struct match *m, const bool *asked)
{
	for (size_t i = 0; i < m->count; i++)
		if (!asked[m->fields[i]->index])
			return false;
	return any_asked(m, asked) && (m->like == NULL || asked[m->like->index]) &&
	       (m->domain == NULL || asked[m->domain->index]);
}

bool
pair_key_asked(const struct entity *e, const bool *asked)
{
	for (size_t i = 0; i < e->match_count; i++)
		if (is_asked(&e->match[i], asked))
			return true;
	return false;
}

/* ---- judging ---- */

struct judging {
	const struct entity *entity;
	const bool *asked;
	struct profiles all;
	struct gathered got;
};

static int
by_ids(const void *a, const void *b)
{
	const struct twins *x = a, *y = b;

	return x->low != y->low ? (x->low > y->low) - (x->low < y->low)
				: (x->high > y->high) - (x->high < y->high);
}

static enum err
read_all(struct ctx *c, struct judging *j, const struct pair_row *rows, size_t count)
{
	int64_t *ids = arena_array(c->mem, int64_t, 2 * count + 1);

	for (size_t i = 0; i < count; i++) {
		ids[2 * i] = rows[i].low;
		ids[2 * i + 1] = rows[i].high;
	}
	TRY(profiles_load(c, j->entity, ids, 2 * count, j->asked, &j->all));
	for (size_t i = 0; i < j->all.count; i++)
		gather_marks(&j->got, j->entity, &j->all.at[i], 0, 1);
	gather_twins(&j->got, j->entity);
	return OK;
}

/* False: these fields do not say it. */
static bool
judge(struct ctx *c, const struct judging *j, struct pair_row *row)
{
	const struct profile *a = profile_of(&j->all, row->low),
			     *b = profile_of(&j->all, row->high);
	struct twins key = { .low = row->low, .high = row->high };
	const struct twins *t =
	    j->got.twin_count == 0
		? NULL
		: bsearch(&key, j->got.twins, j->got.twin_count, sizeof(key), by_ids);
	struct verdict v;

	if (a == NULL || b == NULL || t == NULL)
		return false;
	v = pair_judge(j->entity, a, b, &t->shared);
	row->score = v.score;
	row->why = pair_told(c, j->entity, &v, j->asked);
	return v.score >= PAIR_FLOOR;
}

static int
surest_first(const void *a, const void *b)
{
	const struct pair_row *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score) - (x->score > y->score)
				    : (x->id < y->id) - (x->id > y->id);
}

enum err
pairs_judge(struct ctx *c, const struct entity *e, const bool *asked,
    struct pair_row *rows, size_t *count)
{
	struct judging j = { .entity = e, .asked = asked };
	enum err err = read_all(c, &j, rows, *count);
	size_t n = 0;

	for (size_t i = 0; err == OK && i < *count; i++)
		if (judge(c, &j, &rows[i]))
			rows[n++] = rows[i];
	gathered_clear(&j.got);
	*count = n;
	qsort(rows, n, sizeof(*rows), surest_first);
	return err;
}
