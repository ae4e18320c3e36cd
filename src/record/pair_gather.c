/*
 * pair_gather.c - who could be one with whom: marks, sorted; who has the same one.
 */
#include "record/pair.h"

#define KEY_BITS 3 /* META_MATCH_MAX is 8 */

_Static_assert(META_MATCH_MAX == 1 << KEY_BITS, "a mark tells its key");

void
gathered_clear(struct gathered *g)
{
	free(g->marks);
	free(g->twins);
	*g = (struct gathered){ 0 };
}

/* ---- marks ---- */

static uint64_t
mixed(uint64_t h, struct str s)
{
	h = (h ^ str_hash(s)) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ (h >> 29);
}

struct marking {
	struct gathered *to;
	int64_t id;
	size_t key, walk, walks;
};

static void
add_mark(const struct marking *at, uint64_t what)
{
	struct gathered *g = at->to;

	if ((what >> 32) % at->walks != at->walk)
		return;
	if (g->mark_count == g->mark_size) {
		g->mark_size = g->mark_size == 0 ? 1024 : g->mark_size * 2;
		g->marks = memory_grow(g->marks, g->mark_size * sizeof(*g->marks));
	}
	what = what >> KEY_BITS << KEY_BITS | at->key;
	g->marks[g->mark_count++] = (struct mark){ what, at->id };
}

/* Names that are about the same have a word in common; Chinese ones their first
 * character, the family. */
static void
mark_words(const struct marking *at, const struct profile *p, const struct match *m,
    uint64_t what)
{
	struct str words[NAME_WORDS_MAX];
	size_t count;

	if (m->like == NULL) {
		add_mark(at, what);
		return;
	}
	count = name_words(p->forms[m->like->index], words);
	for (size_t i = 0; i < count; i++) {
		struct str word = words[i];

		if ((unsigned char)word.at[0] >= 0xE3 &&
		    (unsigned char)word.at[0] <= 0xEF)
			word = utf8_head(word, 1);
		add_mark(at, mixed(what, word));
	}
}

static void
mark_any(const struct marking *at, const struct profile *p, const struct match *m,
    uint64_t what)
{
	if (m->any_count == 0)
		mark_words(at, p, m, what);
	for (size_t i = 0; i < m->any_count; i++) {
		struct str form = p->forms[m->any[i]->index];

		if (form.len > 0)
			mark_words(at, p, m, mixed(what, form_mark(m->any[i], form)));
	}
}

void
gather_marks(struct gathered *g, const struct entity *e, const struct profile *p,
    size_t walk, size_t walks)
{
	for (size_t i = 0; i < e->match_count; i++) {
		const struct match *m = &e->match[i];
		struct marking at = { g, p->id, i, walk, walks };
		uint64_t what = mixed(i + 1, STR("match"));
		bool given = true;

		for (size_t j = 0; j < m->count && given; j++) {
			struct str form = p->forms[m->fields[j]->index];

			given = form.len > 0;
			what = mixed(what, form_mark(m->fields[j], form));
		}
		if (given && m->domain != NULL) {
			struct str domain = p->domains[m->domain->index];

			given = domain.len > 0;
			what = mixed(what, domain);
		}
		if (given)
			mark_any(&at, p, m, what);
	}
}

/* ---- twins ---- */

static int
by_mark(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return x->what != y->what ? (x->what > y->what) - (x->what < y->what)
				  : (x->id > y->id) - (x->id < y->id);
}

static int
by_ids(const void *a, const void *b)
{
	const struct twins *x = a, *y = b;

	return x->low != y->low ? (x->low > y->low) - (x->low < y->low)
				: (x->high > y->high) - (x->high < y->high);
}

static void
add_twins(struct gathered *g, int64_t low, int64_t high, size_t key, size_t shared)
{
	struct twins *t;

	if (g->twin_count == PAIR_MOST_MAX) {
		g->full = true;
		return;
	}
	if (g->twin_count == g->twin_size) {
		g->twin_size = g->twin_size == 0 ? 256 : g->twin_size * 2;
		g->twins = memory_grow(g->twins, g->twin_size * sizeof(*g->twins));
	}
	t = &g->twins[g->twin_count++];
	*t = (struct twins){ .low = low, .high = high };
	t->shared.by[key] = (uint8_t)shared;
}

/* The largest are told; of names that are only about the same it would say nothing. */
static void
skip(struct gathered *g, const struct entity *e, size_t key, int64_t like, size_t count)
{
	struct skipped *at = NULL;

	if (e->match[key].like != NULL)
		return;
	g->skipped_all++;
	if (g->skipped_count < SKIPPED_MAX)
		at = &g->skipped[g->skipped_count++];
	for (size_t i = 0; i < g->skipped_count && at == NULL; i++)
		if (g->skipped[i].count < (int64_t)count)
			at = &g->skipped[i];
	if (at != NULL)
		*at = (struct skipped){ key, (int64_t)count, like };
}

/* Of a run of one mark, each id once. */
static size_t
once(struct mark *run, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (n == 0 || run[n - 1].id != run[i].id)
			run[n++] = run[i];
	return n;
}

static void
one_run(struct gathered *g, const struct entity *e, struct mark *run, size_t count)
{
	size_t key = run->what & ((1u << KEY_BITS) - 1);

	count = once(run, count);
	if (count > PAIR_GROUP_MAX) {
		skip(g, e, key, run->id, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			if (g->only == NULL || *g->only == run[i].id ||
			    *g->only == run[j].id)
				add_twins(g, run[i].id, run[j].id, key, count);
}

/* Sorted, each pair once: what several keys say of it stands together. */
static void
unite(struct gathered *g)
{
	size_t n = 0;

	if (g->twin_count > 0)
		qsort(g->twins, g->twin_count, sizeof(*g->twins), by_ids);
	for (size_t i = 0; i < g->twin_count; i++) {
		if (n == 0 || by_ids(&g->twins[n - 1], &g->twins[i]) != 0) {
			g->twins[n++] = g->twins[i];
			continue;
		}
		for (size_t k = 0; k < META_MATCH_MAX; k++) {
			uint8_t *to = &g->twins[n - 1].shared.by[k],
				by = g->twins[i].shared.by[k];

			/* the fewest that share one of several values */
			*to = *to == 0 || (by != 0 && by < *to) ? by : *to;
		}
	}
	g->twin_count = n;
}

void
gather_twins(struct gathered *g, const struct entity *e)
{
	size_t from = 0;

	if (g->mark_count > 0)
		qsort(g->marks, g->mark_count, sizeof(*g->marks), by_mark);
	while (from < g->mark_count) {
		size_t to = from + 1;

		while (to < g->mark_count && g->marks[to].what == g->marks[from].what)
			to++;
		if (to - from > 1)
			one_run(g, e, &g->marks[from], to - from);
		from = to;
	}
	g->mark_count = 0;
	unite(g);
}

void
gather_done(struct gathered *g)
{
	free(g->marks);
	g->marks = NULL;
	g->mark_size = 0;
}
