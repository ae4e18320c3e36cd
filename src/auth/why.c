/*
 * why.c - why somebody may do something with a record, or may not.
 *
 * Nothing is decided here.  The grant that every list and page asks is asked again,
 * rule by rule; and who stands in for others is placed as each of them in turn, to
 * see for whom it is that a rule holds.
 */
#include "auth/org.h"

struct asking {
	struct ctx *c;
	const struct entity *e;
	int64_t id;
	const struct entity *item; /* of the grant */
	struct moment now;
	struct self selves[SELVES_MAX];
	size_t self_count;
	struct why *out;
};

static struct reason *
add(struct asking *a, const struct reason *reason)
{
	if (a->out->count == REASONS_MAX)
		return &a->out->at[REASONS_MAX - 1];
	a->out->at[a->out->count] = *reason;
	return &a->out->at[a->out->count++];
}

static bool
reaches(struct asking *a, const struct rule *rule)
{
	struct grant one = { .rules = { rule }, .rule_count = 1, .item = a->item };

	return auth_reaches(a->c, a->e, &one, a->id, NULL) == OK;
}

static void
ask_about(struct asking *a)
{
	if (a->item != NULL && !reaches(a, rule_yes()))
		(void)add(a, &(struct reason){ .kind = REASON_ABOUT });
}

static bool
is_in(const struct actor *actor, const struct territory *t)
{
	const struct territories *all = territories_of(actor);
	bool found = t == NULL;

	for (size_t i = 0; i < all->count; i++)
		found |= t != NULL && all->at[i]->id == t->id;
	return found;
}

/* The first of their selves for whom it holds; 0: themselves, or only all together. */
static enum err
find_whom(struct asking *a, const struct grant *g, size_t rule, int64_t *whom)
{
	struct actor was = a->c->actor;
	bool found = false;

	*whom = 0;
	for (size_t i = 0; i < a->self_count && a->self_count > 1 && !found; i++) {
		enum err e = stand_as(a->c, a->now, a->selves[i].id);

		found = e == OK && is_in(&a->c->actor, g->in[rule]) &&
			reaches(a, g->rules[rule]);
		a->c->actor = was;
		TRY(e);
		if (found && i > 0)
			*whom = a->selves[i].id;
	}
	return OK;
}

static enum err
ask_rules(struct asking *a, const struct grant *g, enum may what)
{
	for (size_t i = 0; i < g->rule_count; i++) {
		struct reason *reason = add(a, &(struct reason){ .kind = REASON_ROLE,
						   .row = g->from[i],
						   .right = &g->from[i]->rights[what],
						   .holds = reaches(a, g->rules[i]) });

		if (g->in[i] != NULL) {
			reason->territory.id = g->in[i]->id;
			reason->territory.name = str_copy(a->c->mem, g->in[i]->name);
			reason->territory.rule = str_copy(a->c->mem, g->in[i]->text);
		}
		if (reason->holds)
			TRY(find_whom(a, g, i, &reason->for_whom));
	}
	return OK;
}

static bool
is_named(const struct self *self, int64_t who)
{
	for (size_t i = 0; i < self->name_count; i++)
		if (self->names[i] == who)
			return true;
	return false;
}

static void
add_share(struct asking *a, const struct share *share)
{
	for (size_t i = 0; i < a->self_count; i++)
		if (is_named(&a->selves[i], share->who)) {
			(void)add(a, &(struct reason){ .kind = REASON_SHARE,
					 .share = *share,
					 .holds = true,
					 .for_whom = i == 0 ? 0 : a->selves[i].id });
			return;
		}
}

static enum err
ask_shares(struct asking *a, enum may what)
{
	struct share *shares;
	size_t count;

	TRY(auth_shares(a->c, a->e, a->id, &shares, &count));
	for (size_t i = 0; i < count; i++)
		if (what == MAY_READ || shares[i].change)
			add_share(a, &shares[i]);
	return OK;
}

enum err
auth_why(
    struct ctx *c, const struct entity *e, enum may what, int64_t id, struct why *out)
{
	struct grant g = auth_grant(c, e, what);
	struct asking a = { .c = c, .e = e, .id = id, .item = g.item, .out = out };

	*out = (struct why){ .yes = auth_reaches(c, e, &g, id, NULL) == OK };
	if (g.all) {
		(void)add(
		    &a, &(struct reason){
			    .kind = g.opens == NULL ? REASON_ADMIN : REASON_ROLE,
			    .row = g.opens,
			    .right = g.opens == NULL ? NULL : &g.opens->rights[what],
			    .holds = true });
		return OK;
	}
	TRY(auth_moment(c, &a.now));
	TRY(stand_selves(c, a.now, a.selves, &a.self_count));
	TRY(ask_rules(&a, &g, what));
	ask_about(&a);
	return people_hold(g.shared, id) ? ask_shares(&a, what) : OK;
}
