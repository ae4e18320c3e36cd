/*
 * hand.c - all that somebody owns, to others: the wish, and what it would do.
 *
 * Which kinds there are, metadata says: every entity whose records have an owner.
 * Each record goes to whom the first of the rules about its kind says, and what no
 * rule speaks of is dealt out evenly, in the order of kinds and ids, so that whoever
 * asks twice is answered the same.  The preview counts by the statement that the work
 * selects by (record/give.c), so they cannot disagree but by what changes in between.
 */
#include "exchange/room.h"

/* ---- the wish ---- */

static const struct entity *
users(struct ctx *c)
{
	return meta_entity(c->meta, STR("user"));
}

static size_t
person_at(struct ctx *c, struct hand *hand, int64_t user)
{
	for (size_t i = 0; i < hand->people.count; i++)
		if (hand->people.at[i].user == user)
			return i;
	list_add(c->mem, &hand->people)->user = user;
	return hand->people.count - 1;
}

/* Somebody who is here and works: else what they own is as lost as before. */
static enum err
check_receiver(struct ctx *c, struct str at, int64_t user)
{
	const struct entity *e = users(c);
	const struct field *active = entity_field(e, STR("active"));
	struct record *rec;
	enum err err = record_load(c, (struct ref){ e, user }, &rec);

	if (err != OK && err != ERR_ABSENT)
		return err;
	if (err == ERR_ABSENT || rec->deleted_ms != 0)
		fault(c, at, "no_such", "entity", str_c(c->mem, e->one), NULL);
	else if (!value_empty(record_value(rec, active)) &&
		 record_value(rec, active)->i == 0)
		fault(c, at, "hand_inactive", "name",
		    str_c(c->mem, record_title(c->mem, rec)), NULL);
	return OK;
}

/* out  *who  their place among the people; or a fault was added */
static enum err
read_receiver(
    struct ctx *c, struct hand *hand, struct str at, struct str text, size_t *who)
{
	size_t faults = c->fault_count;
	int64_t user;

	if (!str_int(text, &user) || user <= 0)
		fault(c, at, text.len == 0 ? "required" : "not_ref", NULL);
	else if (user == hand->from)
		fault(c, at, "hand_self", NULL);
	else
		TRY(check_receiver(c, at, user));
	if (c->fault_count == faults)
		*who = person_at(c, hand, user);
	return OK;
}

static enum err
read_to(struct ctx *c, struct hand *hand, const json_t *to)
{
	const json_t *each;
	size_t i, who;

	if (json_array_size(to) == 0)
		fault(c, STR("to"), "required", NULL);
	if (json_array_size(to) > HAND_PEOPLE_MAX) {
		fault_over(c, STR("to"), "too_many", HAND_PEOPLE_MAX);
		return OK;
	}
	json_array_foreach(to, i, each)
	{
		size_t count = hand->people.count, faults = c->fault_count;

		TRY(read_receiver(c, hand, STR("to"), json_str(each), &who));
		if (c->fault_count == faults && hand->people.count == count)
			fault(c, STR("to"), "hand_twice", NULL);
	}
	hand->even = hand->people.count;
	return OK;
}

static struct hand_kind *
kind_named(struct hand *hand, struct str name)
{
	for (size_t i = 0; i < hand->kinds.count; i++)
		if (str_same(hand->kinds.at[i].of.entity->name, name))
			return &hand->kinds.at[i];
	return NULL;
}

static void
add_kind(struct ctx *c, struct hand *hand, const struct entity *e)
{
	struct hand_kind *k = list_add(c->mem, &hand->kinds);

	k->of.entity = e;
	k->of.owner = hand->from;
	k->of.open = hand->open;
	k->of.rules = arena_array(c->mem, const struct rule *, HAND_RULES_MAX);
}

/* Those that are asked for, or all that the actor may hand on. */
static enum err
read_kinds(struct ctx *c, struct hand *hand, const json_t *names)
{
	for (size_t i = 0; names == NULL && i < c->meta->entity_count; i++)
		if (record_may_hand(c, &c->meta->entities[i]))
			add_kind(c, hand, &c->meta->entities[i]);
	if (names == NULL)
		return hand->kinds.count > 0 ? OK : ERR_DENIED;
	if (!json_is_array(names) || json_array_size(names) == 0)
		fault(c, STR("kinds"), "required", NULL);
	for (size_t i = 0; i < json_array_size(names); i++) {
		struct str name = json_str(json_array_get(names, i));
		const struct entity *e = meta_entity(c->meta, name);

		if (e == NULL || e->owner == NULL)
			fault(c, STR("kinds"), "unknown_entity", NULL);
		else if (!record_may_hand(c, e))
			fault(c, STR("kinds"), "denied_hand", NULL);
		else if (kind_named(hand, name) == NULL)
			add_kind(c, hand, e);
	}
	return OK;
}

/* The place of a fault: "rules.2.where". */
static struct str
rule_place(struct ctx *c, size_t i, const char *name)
{
	return str_printf(c->mem, "rules.%zu.%s", i, name);
}

static enum err
read_rule(struct ctx *c, struct hand *hand, const json_t *row, size_t i)
{
	struct hand_kind *k = kind_named(hand, json_get_str(row, "entity"));
	struct str where = json_get_str(row, "where");
	size_t faults = c->fault_count, who = 0;
	struct rule_fault why = { 0 };
	struct rule *rule = NULL;

	if (k == NULL)
		fault(c, rule_place(c, i, "entity"), "unknown_entity", NULL);
	else if (where.len == 0)
		fault(c, rule_place(c, i, "where"), "required", NULL);
	else if (auth_rule(c, k->of.entity, where, &rule, &why) != OK)
		fault_rule(c, rule_place(c, i, "where"), &why);
	TRY(read_receiver(
	    c, hand, rule_place(c, i, "to"), json_get_str(row, "to"), &who));
	if (c->fault_count > faults)
		return OK;
	/* analyse: clang-analyzer-core.NullDereference: where k is none, there is a
	 * fault, and it has returned */
	k->rule_to[k->of.rule_count] = who;
	k->of.rules[k->of.rule_count++] = rule;
	return OK;
}

static enum err
read_rules(struct ctx *c, struct hand *hand, const json_t *rules)
{
	if (rules != NULL && !json_is_array(rules))
		fault(c, STR("rules"), "required", NULL);
	if (json_array_size(rules) > HAND_RULES_MAX) {
		fault_over(c, STR("rules"), "too_many", HAND_RULES_MAX);
		return OK;
	}
	for (size_t i = 0; i < json_array_size(rules); i++)
		TRY(read_rule(c, hand, json_array_get(rules, i), i));
	return OK;
}

/* Whoever is gone may be in the trash already: what they own is still here. */
static enum err
check_from(struct ctx *c, int64_t from)
{
	struct record *rec;

	return record_load(c, (struct ref){ users(c), from }, &rec);
}

enum err
hand_read(struct ctx *c, int64_t from, const json_t *wish, struct hand *out)
{
	*out = (struct hand){ .from = from, .open = json_get_bool(wish, "open") };
	TRY(check_from(c, from));
	TRY(read_kinds(c, out, json_object_get(wish, "kinds")));
	TRY(read_to(c, out, json_object_get(wish, "to")));
	TRY(read_rules(c, out, json_object_get(wish, "rules")));
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* ---- who gets how many ---- */

size_t
hand_receiver(struct hand *hand, const struct hand_kind *k, size_t rule)
{
	return rule < k->of.rule_count ? k->rule_to[rule] : hand->dealt++ % hand->even;
}

static void
hand_give(struct ctx *c, struct hand *hand, const struct hand_kind *k, size_t who,
    int64_t count)
{
	struct hand_person *p = &hand->people.at[who];

	if (p->of == NULL)
		p->of = arena_array(c->mem, int64_t, hand->kinds.count);
	p->of[k - hand->kinds.at] += count;
	p->count += count;
	hand->total += count;
}

/* As if each were dealt out by itself. */
static void
deal(struct ctx *c, struct hand *hand, const struct hand_kind *k, int64_t count)
{
	int64_t even = (int64_t)hand->even;

	for (int64_t i = 0; i < even && i < count; i++)
		hand_give(c, hand, k, (size_t)((hand->dealt + (uint64_t)i) % hand->even),
		    count / even + (i < count % even));
	hand->dealt += (uint64_t)count;
}

static enum err
count_kind(struct ctx *c, struct hand *hand, const struct hand_kind *k)
{
	int64_t counts[HAND_RULES_MAX + 1];

	TRY(record_held(c, &k->of, counts));
	for (size_t i = 0; i < k->of.rule_count; i++)
		hand_give(c, hand, k, k->rule_to[i], counts[i]);
	deal(c, hand, k, counts[k->of.rule_count]);
	return OK;
}

enum err
hand_count(struct ctx *c, struct hand *hand)
{
	for (size_t i = 0; i < hand->kinds.count; i++)
		TRY(count_kind(c, hand, &hand->kinds.at[i]));
	hand->dealt = 0;
	if (hand->total == 0)
		fault(c, STR(""), "hand_nothing", NULL);
	if (hand->total > HAND_MAX)
		fault_over(c, STR("kinds"), "too_many", HAND_MAX);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* ---- as JSON ---- */

enum err
hand_held(struct ctx *c, int64_t from, struct jw *w)
{
	int64_t all, open;
	bool any = false;

	db_budget(c->db, HAND_COUNT_MS);
	TRY(check_from(c, from));
	jw_open(w);
	jw_key(w, "kinds");
	jw_array(w);
	for (size_t i = 0; i < c->meta->entity_count; i++) {
		struct holding h = { .entity = &c->meta->entities[i], .owner = from };

		if (!record_may_hand(c, h.entity))
			continue;
		any = true;
		TRY(record_held(c, &h, &all));
		h.open = true;
		open = all;
		if (record_ends(h.entity) && all > 0)
			TRY(record_held(c, &h, &open));
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, h.entity->name);
		jw_key(w, "count");
		jw_int(w, all);
		jw_key(w, "open");
		jw_int(w, open);
		jw_key(w, "ends");
		jw_bool(w, record_ends(h.entity));
		jw_close(w);
	}
	jw_end(w);
	jw_close(w);
	return any ? OK : ERR_DENIED;
}

static void
write_kinds(struct jw *w, const struct hand *hand, const struct hand_person *p)
{
	jw_key(w, "kinds");
	jw_open(w);
	for (size_t i = 0; i < hand->kinds.count; i++) {
		if (p->of == NULL || p->of[i] == 0)
			continue;
		jw_key_str(w, hand->kinds.at[i].of.entity->name);
		jw_int(w, p->of[i]);
	}
	jw_close(w);
}

enum err
hand_plan(struct ctx *c, int64_t from, const json_t *wish, struct jw *w)
{
	struct hand hand;

	db_budget(c->db, HAND_COUNT_MS);
	TRY(hand_read(c, from, wish, &hand));
	TRY(hand_count(c, &hand));
	jw_open(w);
	jw_key(w, "total");
	jw_int(w, hand.total);
	jw_key(w, "to");
	jw_array(w);
	for (size_t i = 0; i < hand.people.count; i++) {
		const struct hand_person *p = &hand.people.at[i];

		jw_open(w);
		jw_key(w, "id");
		jw_id(w, p->user);
		jw_key(w, "count");
		jw_int(w, p->count);
		write_kinds(w, &hand, p);
		jw_close(w);
	}
	jw_end(w);
	jw_close(w);
	return OK;
}

enum err
hand_add(struct ctx *c, int64_t from, const json_t *wish, int64_t *job)
{
	struct hand hand;
	json_t *args;

	db_budget(c->db, HAND_COUNT_MS);
	TRY(hand_read(c, from, wish, &hand));
	TRY(hand_count(c, &hand));
	args = json_hold(c->mem, json_object());
	id_set(args, "from", from);
	json_object_set(args, "wish", (json_t *)(uintptr_t)wish);
	TRY(job_add(c, "hand", args, job));
	site_wake_jobs(c->site);
	return OK;
}
