/*
 * pair_score.c - what two records agree in, and how sure that makes.
 *
 * Each key that agrees leaves a doubt, and doubts multiply: two keys of 80 leave one
 * of 4 in 100.  A key counts only if it brings a field that no surer one has brought:
 * the same number twice is no second witness.  The more records share what these two
 * share, the less it says.  What differs takes its part of what is left.
 */
#include "record/pair.h"

static bool
has_domain(const struct entity *e, const struct field *f)
{
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].domain == f)
			return true;
	return false;
}

/* Most namesakes write themselves alike, and a name is dear to read. */
static bool
is_named_as(const struct field *f, const struct cell *now, const struct profile *own)
{
	size_t at = f->first + (size_t)f->same_column;

	return own != NULL && form_is_name(f) && now[at].kind == CELL_TEXT &&
	       cell_same(&now[at], &own->now[at]);
}

void
profile_read(struct ctx *c, const struct entity *e, const struct cell *now,
    const bool *asked, const struct profile *own, struct profile *out)
{
	out->forms = arena_array(c->mem, struct str, 2 * e->field_count);
	out->domains = out->forms + e->field_count;
	out->there = true;
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (!f->matched || (asked != NULL && !asked[i]))
			continue;
		out->forms[i] = is_named_as(f, now, own)
				    ? own->forms[i]
				    : form_of(c->mem, f, &now[f->first]);
		if (has_domain(e, f))
			out->domains[i] = form_domain(c->meta, out->forms[i]);
	}
}

/* ---- before it is read ---- */

/* Of the value and own's: is the mark of the one that of the other? */
static bool
may_be_same(struct ctx *c, const struct field *f, const struct cell *now,
    const struct field *mine, const struct profile *own)
{
	const struct cell *a = &now[f->first + (size_t)f->type->compare];
	const struct cell *b = &own->now[mine->first + (size_t)mine->type->compare];
	struct str form, other = own->forms[mine->index];

	if (other.len == 0 || value_empty(&now[f->first]))
		return false;
	if (form_is_name(f))
		return true;
	if (a->kind == CELL_INT && b->kind == CELL_INT)
		return a->i == b->i;
	form = form_peek(c->mem, f, &now[f->first]);
	return form.len > 0 && str_same(form_mark(f, form), form_mark(mine, other));
}

static bool
may_share_domain(struct ctx *c, const struct match *m, const struct cell *now,
    const struct profile *own)
{
	const struct field *f = m->domain;
	struct str mine = f == NULL ? STR("") : own->domains[f->index];

	return f == NULL ||
	       (mine.len > 0 &&
		   str_same(
		       mine, form_domain(c->meta, form_peek(c->mem, f, &now[f->first]))));
}

static bool
may_share_any(struct ctx *c, const struct match *m, const struct cell *now,
    const bool *asked, const struct profile *own)
{
	for (size_t i = 0; i < m->any_count; i++)
		for (size_t j = 0; j < m->any_count; j++)
			if (asked[m->any[i]->index] &&
			    may_be_same(c, m->any[i], now, m->any[j], own))
				return true;
	return m->any_count == 0;
}

bool
profile_may_meet(struct ctx *c, const struct entity *e, const struct cell *now,
    const bool *asked, const struct profile *own)
{
	for (size_t i = 0; i < e->match_count; i++) {
		const struct match *m = &e->match[i];
		bool may = true;

		for (size_t j = 0; may && j < m->count; j++)
			may = may_be_same(c, m->fields[j], now, m->fields[j], own);
		if (may && may_share_domain(c, m, now, own) &&
		    may_share_any(c, m, now, asked, own))
			return true;
	}
	return false;
}

/* ---- keys that agree ---- */

static bool
any_same(const struct match *m, const struct profile *a, const struct profile *b)
{
	for (size_t i = 0; i < m->any_count; i++)
		for (size_t j = 0; j < m->any_count; j++)
			if (form_same(m->any[i], a->forms[m->any[i]->index],
				b->forms[m->any[j]->index]))
				return true;
	return m->any_count == 0;
}

static bool
domain_same(const struct match *m, const struct profile *a, const struct profile *b)
{
	struct str mine, other;

	if (m->domain == NULL)
		return true;
	mine = a->domains[m->domain->index];
	other = b->domains[m->domain->index];
	return mine.len > 0 && str_same(mine, other);
}

static int
likeness(const struct field *f, const struct profile *a, const struct profile *b)
{
	return name_likeness(a->forms[f->index], b->forms[f->index]);
}

static bool
agrees(const struct match *m, const struct profile *a, const struct profile *b)
{
	for (size_t i = 0; i < m->count; i++)
		if (!form_same(m->fields[i], a->forms[m->fields[i]->index],
			b->forms[m->fields[i]->index]))
			return false;
	return any_same(m, a, b) && domain_same(m, a, b) &&
	       (m->like == NULL || likeness(m->like, a, b) >= NAME_LIKE);
}

/* ---- for ---- */

/* Two who share it are sure as the key says; of many, any two are less so. */
static int
faded(int weight, unsigned shared)
{
	int lost = shared <= 2 ? 0 : ((int)shared - 2) * 7;

	return weight * (100 - (lost > 80 ? 80 : lost)) / 100;
}

static void
add_fields(const struct match *m, bool *known)
{
	for (size_t i = 0; i < m->count; i++)
		known[m->fields[i]->index] = true;
	for (size_t i = 0; i < m->any_count; i++)
		known[m->any[i]->index] = true;
	if (m->like != NULL)
		known[m->like->index] = true;
	if (m->domain != NULL)
		known[m->domain->index] = true;
}

static bool
brings(const struct match *m, const bool *known)
{
	for (size_t i = 0; i < m->count; i++)
		if (!known[m->fields[i]->index])
			return true;
	for (size_t i = 0; i < m->any_count; i++)
		if (!known[m->any[i]->index])
			return true;
	return (m->like != NULL && !known[m->like->index]) ||
	       (m->domain != NULL && !known[m->domain->index]);
}

/* The surest of these keys that says something new; match_count: none. */
static size_t
surest(const struct entity *e, unsigned keys, const struct shared *shared,
    const bool *known, int *weight)
{
	size_t best = e->match_count;

	*weight = 0;
	for (size_t i = 0; i < e->match_count; i++) {
		int n = faded(e->match[i].weight, shared->by[i]);

		if ((keys & 1u << i) != 0 && n > *weight && brings(&e->match[i], known)) {
			*weight = n;
			best = i;
		}
	}
	return best;
}

static double
doubt_of(
    const struct entity *e, unsigned keys, const struct shared *shared, unsigned *counted)
{
	bool known[META_FIELDS_MAX] = { false };
	double doubt = 1;
	size_t key;
	int weight;

	*counted = 0;
	while ((key = surest(e, keys, shared, known, &weight)) < e->match_count) {
		doubt *= 1 - weight / 100.0;
		*counted |= 1u << key;
		keys &= ~(1u << key);
		add_fields(&e->match[key], known);
	}
	return doubt;
}

int
pair_at_most(const struct entity *e, const struct shared *shared)
{
	unsigned keys = 0, counted;

	for (size_t i = 0; i < e->match_count; i++)
		keys |= shared->by[i] > 0 ? 1u << i : 0;
	return (int)(100 * (1 - doubt_of(e, keys, shared, &counted)));
}

/* ---- against ---- */

/* 0…1: how much another it is; names may be nearly the same. */
static double
difference(const struct field *f, const struct profile *a, const struct profile *b)
{
	struct str mine = a->forms[f->index], other = b->forms[f->index];
	double off;

	if (mine.len == 0 || other.len == 0 || form_same(f, mine, other))
		return 0;
	if (!form_is_name(f))
		return 1;
	off = (90 - likeness(f, a, b)) / 40.0;
	return off < 0 ? 0 : off > 1 ? 1 : off;
}

struct verdict
pair_judge(const struct entity *e, const struct profile *a, const struct profile *b,
    const struct shared *shared)
{
	struct verdict v = { 0 };
	unsigned keys = 0;
	double sure;

	for (size_t i = 0; i < e->match_count; i++)
		if (shared->by[i] > 0 && agrees(&e->match[i], a, b))
			keys |= 1u << i;
	sure = 1 - doubt_of(e, keys, shared, &v.agree);
	v.most = (int)(100 * sure);
	for (size_t i = 0; i < e->unlike_count; i++) {
		double off = difference(e->unlike[i].field, a, b);

		sure *= 1 - off * e->unlike[i].weight / 100.0;
		v.disagree |= off >= 0.5 ? 1u << i : 0;
	}
	v.score = (int)(100 * sure);
	v.score = v.score > 99 ? 99 : v.score;
	return v;
}

/* ---- in which fields ---- */

static void
add_why(const struct field *f, struct alike *out)
{
	for (size_t i = 0; i < out->why_count; i++)
		if (out->why[i] == f)
			return;
	if (out->why_count < COUNT_OF(out->why))
		out->why[out->why_count++] = f;
}

/* Of several that may agree crosswise, those of a that b has. */
static void
add_any(const struct match *m, const struct profile *a, const struct profile *b,
    struct alike *out)
{
	for (size_t i = 0; i < m->any_count; i++)
		for (size_t j = 0; j < m->any_count; j++)
			if (form_same(m->any[i], a->forms[m->any[i]->index],
				b->forms[m->any[j]->index]))
				add_why(m->any[i], out);
}

void
pair_why(const struct entity *e, const struct profile *a, const struct profile *b,
    const struct verdict *v, struct alike *out)
{
	for (size_t i = 0; i < e->match_count; i++) {
		const struct match *m = &e->match[i];

		if ((v->agree & 1u << i) == 0)
			continue;
		for (size_t j = 0; j < m->count; j++)
			add_why(m->fields[j], out);
		add_any(m, a, b, out);
		if (m->like != NULL)
			add_why(m->like, out);
		if (m->domain != NULL)
			add_why(m->domain, out);
	}
}
