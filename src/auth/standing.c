/*
 * standing.c - where the actor stands in the organisation today.
 *
 * Each circle is a list of people by id, most often one that the organisation
 * holds already.  Who stands in for somebody who is away has their circles too,
 * with the actor's own roles: a deputy looks after what is the other's, and may
 * do with it what they may do with theirs.  One step: the deputy of a deputy does
 * not stand in for both.
 */
#include "auth/org.h"

struct held {
	struct standing standing; /* first: it is known to others by this */
	_Atomic int holders;
	struct org *org;
	struct arena *mem; /* of what is this one's; NULL: nothing */
	int64_t self;
	struct shares shares;
	struct territories territories;
};

static void
drop(void *arg)
{
	struct held *held = arg;

	if (held == NULL || atomic_fetch_sub(&held->holders, 1) > 1)
		return;
	org_drop(held->org);
	arena_free(held->mem);
	free(held);
}

void
auth_hold(const struct actor *a)
{
	if (a->standing != NULL)
		atomic_fetch_add(&((struct held *)(uintptr_t)a->standing)->holders, 1);
}

void
auth_drop(const struct actor *a)
{
	drop((void *)(uintptr_t)a->standing);
}

void
auth_keep(struct arena *mem, const struct actor *a)
{
	auth_hold(a);
	if (a->standing != NULL)
		arena_defer(mem, drop, (void *)(uintptr_t)a->standing);
}

static bool
is_same(struct people a, struct people b)
{
	return a.count == b.count &&
	       (a.count == 0 || memcmp(a.ids, b.ids, a.count * sizeof(*a.ids)) == 0);
}

static const struct shares *
shares_in(const struct actor *a)
{
	static const struct shares none;

	return a->standing == NULL || a->standing->shares == NULL ? &none
								  : a->standing->shares;
}

static bool
is_same_shares(const struct shares *a, const struct shares *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!str_same(a->at[i].entity, b->at[i].entity) ||
		    !is_same(a->at[i].see, b->at[i].see) ||
		    !is_same(a->at[i].change, b->at[i].change))
			return false;
	return true;
}

bool
auth_same_standing(const struct actor *a, const struct actor *b)
{
	for (int i = 0; i < CIRCLE_COUNT; i++)
		if (!is_same(
			actor_circle(a, (enum circle)i), actor_circle(b, (enum circle)i)))
			return false;
	return is_same_shares(shares_in(a), shares_in(b)) &&
	       territories_same(territories_of(a), territories_of(b));
}

/* ---- whose circles: one's own, and those of people one stands in for ---- */

struct selves {
	const struct person *at[SELVES_MAX];
	size_t count;
};

struct names { /* a list of ids */
	int64_t *at;
	size_t count, size;
};

static bool
is_away(const struct person *p, struct str today)
{
	return str_order(p->from, today) <= 0 &&
	       (p->until.len == 0 || str_order(today, p->until) <= 0);
}

static void
find_selves(struct ctx *c, const struct org *org, struct selves *out)
{
	struct str today = date_write(c->mem, ctx_today(c));
	const struct person *self = org_person(org, c->actor.user);
	size_t low = 0, high = org->absence_count;

	*out = (struct selves){ 0 };
	if (self == NULL)
		return;
	out->at[out->count++] = self;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (org->absences[middle].deputy < self->id)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < org->absence_count && org->absences[low].deputy == self->id &&
	       out->count < SELVES_MAX;
	     low++)
		if (is_away(org->absences[low].away, today))
			out->at[out->count++] = org->absences[low].away;
}

/* ---- circles ---- */

struct parts {
	LIST(struct people) list;
	struct arena *mem;
};

static void
add_part(struct parts *parts, struct people people)
{
	if (people.count > 0)
		*list_add(parts->mem, &parts->list) = people;
}

static void
add_circle(
    struct parts *to, const struct org *org, const struct person *p, enum circle circle)
{
	add_part(to, (struct people){ &p->id, 1 });
	switch (circle) {
	case CIRCLE_TEAM:
		for (size_t i = 0; i < p->team_count; i++)
			add_part(to, org->teams[p->teams[i]].members);
		break;
	case CIRCLE_UNIT:
		if (p->unit >= 0)
			add_part(to, org->units[p->unit].own);
		break;
	case CIRCLE_UNITS:
		if (p->unit >= 0)
			add_part(to, org->units[p->unit].below);
		break;
	case CIRCLE_REPORTS: add_part(to, p->reports); break;
	case CIRCLE_ME:
	case CIRCLE_COUNT: break;
	}
}

/* One list, if it holds all the others: that of a single person and their own. */
static const struct people *
largest(const struct parts *parts)
{
	const struct people *most = &parts->list.at[0];

	for (size_t i = 1; i < parts->list.count; i++)
		if (parts->list.at[i].count > most->count)
			most = &parts->list.at[i];
	for (size_t i = 0; i < parts->list.count; i++) {
		const struct people *p = &parts->list.at[i];

		if (p != most && (p->count != 1 || !people_hold(*most, p->ids[0])))
			return NULL;
	}
	return most;
}

static struct people
merged(struct held *held, const struct parts *parts)
{
	size_t total = 0;
	int64_t *ids;

	for (size_t i = 0; i < parts->list.count; i++)
		total += parts->list.at[i].count;
	if (held->mem == NULL)
		held->mem = arena_new();
	ids = arena_array(held->mem, int64_t, total + 1);
	total = 0;
	for (size_t i = 0; i < parts->list.count; i++) {
		const struct people *p = &parts->list.at[i];

		if (p->count > 0)
			memcpy(ids + total, p->ids, p->count * sizeof(*ids));
		total += p->count;
	}
	return (struct people){ ids, ids_once(ids, total) };
}

static struct people
circle_of(struct ctx *c, struct held *held, const struct selves *selves, enum circle what)
{
	struct parts parts = { .mem = c->mem };
	const struct people *one;

	if (selves->count == 0) /* placed nowhere */
		return (struct people){ &held->self, 1 };
	for (size_t i = 0; i < selves->count; i++)
		add_circle(&parts, held->org, selves->at[i], what);
	one = largest(&parts);
	return one != NULL ? *one : merged(held, &parts);
}

/* A deputy has those of who is away, too. */
static void
take_territories(struct held *held, const struct selves *selves)
{
	struct territories *out = &held->territories;
	size_t most = 0;

	for (size_t i = 0; i < selves->count; i++)
		most += selves->at[i]->territory_count;
	if (most == 0)
		return;
	if (held->mem == NULL)
		held->mem = arena_new();
	out->meta = held->org->meta;
	out->at = arena_array(held->mem, const struct territory *, most);
	for (size_t i = 0; i < selves->count; i++)
		for (size_t j = 0; j < selves->at[i]->territory_count; j++)
			out->at[out->count++] =
			    &held->org->territories[selves->at[i]->territories[j]];
}

/* In every circle, and with nothing shared: as most are where there are no teams. */
static bool
is_alone(const struct held *held)
{
	for (int i = 0; i < CIRCLE_COUNT; i++)
		if (held->standing.circles[i].count > 1 ||
		    held->standing.circles[i].ids[0] != held->self)
			return false;
	return held->shares.count == 0 && held->territories.count == 0;
}

/* People, teams and units that stand for them: who shares with one shares with all. */
static void
find_names(struct arena *mem, const struct org *org, const struct selves *selves,
    struct names *out)
{
	for (size_t i = 0; i < selves->count; i++) {
		const struct person *p = selves->at[i];

		*list_add(mem, out) = p->id;
		for (size_t j = 0; j < p->team_count; j++)
			*list_add(mem, out) = org->teams[p->teams[j]].id;
		for (int at = p->unit; at >= 0; at = org->units[at].parent)
			*list_add(mem, out) = org->units[at].id;
	}
}

static enum err
take_shares(struct ctx *c, struct held *held, const struct selves *selves)
{
	struct names names = { 0 };

	find_names(c->mem, held->org, selves, &names);
	if (names.count == 0)
		*list_add(c->mem, &names) = c->actor.user;
	if (held->mem == NULL)
		held->mem = arena_new();
	return shares_with(c, held->mem, names.at, names.count, &held->shares);
}

static void
keep_only(struct selves *selves, int64_t id)
{
	for (size_t i = 0; i < selves->count; i++)
		if (selves->at[i]->id == id) {
			selves->at[0] = selves->at[i];
			selves->count = 1;
		}
}

/* only: with the circles of this one of their selves; 0: of all. */
static enum err
stand(struct ctx *c, struct moment now, int64_t only)
{
	struct held *held = memory_new(1, sizeof(*held));
	struct selves selves;

	held->holders = 1;
	held->standing.shares = &held->shares;
	held->standing.territories = &held->territories;
	held->self = c->actor.user;
	arena_defer(c->mem, drop, held);
	c->actor.standing = NULL;
	c->actor.org = now.org;
	TRY(org_at(c, now.org, &held->org));
	find_selves(c, held->org, &selves);
	if (only != 0)
		keep_only(&selves, only);
	for (int i = 0; i < CIRCLE_COUNT; i++)
		held->standing.circles[i] = circle_of(c, held, &selves, (enum circle)i);
	take_territories(held, &selves);
	if (now.shared)
		TRY(take_shares(c, held, &selves));
	if (!is_alone(held))
		c->actor.standing = &held->standing;
	return OK;
}

enum err
auth_stand(struct ctx *c, struct moment now)
{
	return stand(c, now, 0);
}

enum err
stand_as(struct ctx *c, struct moment now, int64_t self)
{
	return stand(c, now, self);
}

enum err
stand_selves(struct ctx *c, struct moment now, struct self *out, size_t *count)
{
	struct selves selves;
	struct org *org;

	TRY(org_at(c, now.org, &org));
	find_selves(c, org, &selves);
	*count = selves.count;
	for (size_t i = 0; i < selves.count; i++) {
		struct selves one = { { selves.at[i] }, 1 };
		struct names names = { 0 };

		find_names(c->mem, org, &one, &names);
		out[i] = (struct self){ selves.at[i]->id, names.at, names.count };
	}
	org_drop(org);
	return OK;
}

struct people
shares_of(const struct actor *a, const struct entity *e, enum may what)
{
	const struct shares *shares = shares_in(a);

	for (size_t i = 0; i < shares->count; i++)
		if (str_same(shares->at[i].entity, e->name))
			return what == MAY_CHANGE ? shares->at[i].change
			       : what == MAY_READ ? shares->at[i].see
						  : (struct people){ 0 };
	return (struct people){ 0 };
}
