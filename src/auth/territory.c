/*
 * territory.c - what is in somebody's territories: records of a kind of which a rule
 * holds, whoever owns them.
 *
 * Who looks after a territory has what is in it where a role of theirs says
 * "@territory"; to be in one widens whose records, and never what a role may do.  A
 * rule asks the record itself and nothing behind it, so that a list stays a walk
 * along an index and a row in memory is answered without a statement.  It is checked
 * when it is stored.  One that new metadata made wrong has nothing in it, the log and
 * `kith doctor` say so.
 *
 * Rules are compiled once for an organisation and its metadata (org.c).  Whoever stands
 * in an older one for a moment compiles them as they are asked.
 */
#include "auth/org.h"
#include "auth/room.h"

static bool
is_everybodys(const void *arg, const struct field *f)
{
	(void)arg;
	return f->guard == NULL || !f->guard->own;
}

enum err
auth_territory(struct arena *mem, const struct meta *meta, const struct entity *e,
    struct str text, struct rule **out, struct rule_fault *why)
{
	static const struct rule_eyes eyes = { .passes = is_everybodys };

	TRY(rule_compile_for(mem, meta, e, text, &eyes, out, why));
	if (!rule_is_local(*out)) {
		*why = rule_fault_of(RULE_own_record, 0, STR(""));
		return ERR_INPUT;
	}
	rule_stands_in(*out);
	return OK;
}

bool
auth_has_territories(const struct entity *e)
{
	return e->owner != NULL && !e->server;
}

/* ---- read with the organisation ---- */

static void
compile(struct org *org, struct territory *t)
{
	const struct entity *e = meta_entity(org->meta, t->entity);
	struct rule_fault why = rule_fault_of(RULE_no_records, 0, STR(""));
	struct rule *rule;

	if (e != NULL && auth_has_territories(e) &&
	    auth_territory(org->mem, org->meta, e, t->text, &rule, &why) == OK)
		t->rule = rule;
	else
		log_warn(
		    "territory %.*s: nothing is in it: %s", STR_ARG(t->name), why.text);
}

static enum err
load_rules(struct ctx *c, struct org *org)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	LIST(struct territory) list = { 0 };

	sql_text(&q, "select t.id, t.name, t.entity, t.rule from territory t"
		     " where t.deleted_ms is null order by t.id");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct territory *t = list_add(org->mem, &list);

		*t = (struct territory){ .id = row_int(&r, 0),
			.name = str_copy(org->mem, row_str(&r, 1)),
			.entity = str_copy(org->mem, row_str(&r, 2)),
			.text = str_copy(org->mem, row_str(&r, 3)) };
		compile(org, t);
	}
	org->territories = list.at;
	org->territory_count = list.count;
	return rows_err(&r);
}

/* By person: the places of each stand beside each other. */
static enum err
load_members(struct ctx *c, struct org *org)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int *places = NULL;
	size_t left = 0;

	sql_text(&q, "select distinct m.person, m.territory from territory_member m"
		     " where m.deleted_ms is null and m.person is not null"
		     " and m.territory is not null order by m.person, m.territory");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct person *p =
		    (struct person *)(uintptr_t)org_person(org, row_int(&r, 0));
		int place = org_place(org->territories, org->territory_count,
		    sizeof(*org->territories), row_int(&r, 1));

		if (p == NULL || place < 0 || org->territories[place].rule == NULL ||
		    p->territory_count == TERRITORIES_MAX)
			continue;
		if (p->territory_count == 0) {
			if (left < TERRITORIES_MAX) {
				left = (size_t)16 * TERRITORIES_MAX;
				places = arena_array(org->mem, int, left);
			}
			p->territories = places;
		}
		/* analyse: analyzer-null-dereference: nobody has one before this loop, so
		 * the first row of each person brings places */
		/* analyse: clang-analyzer-core.NullDereference: the same */
		*places++ = place;
		left--;
		p->territory_count++;
	}
	return rows_err(&r);
}

enum err
territories_load(struct ctx *c, struct org *org)
{
	if (c->meta == NULL)
		return OK;
	org->meta = meta_hold((struct meta *)(uintptr_t)c->meta);
	TRY(load_rules(c, org));
	return org->territory_count == 0 ? OK : load_members(c, org);
}

bool
territories_ask(const struct ctx *c, const struct org *org, const struct entity *e,
    const struct field *f)
{
	bool asks = org->meta != c->meta;

	for (size_t i = 0; i < org->territory_count && !asks; i++)
		asks = org->territories[i].rule != NULL &&
		       str_same(org->territories[i].entity, e->name) &&
		       rule_asks(org->territories[i].rule, f);
	return asks;
}

/* ---- of an actor ---- */

const struct territories *
territories_of(const struct actor *a)
{
	static const struct territories none;

	return a->standing == NULL || a->standing->territories == NULL
		   ? &none
		   : a->standing->territories;
}

bool
territories_same(const struct territories *a, const struct territories *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->at[i]->id != b->at[i]->id ||
		    !str_same(a->at[i]->entity, b->at[i]->entity) ||
		    !str_same(a->at[i]->text, b->at[i]->text))
			return false;
	return true;
}

const struct rule *
territory_rule_now(const struct ctx *c, const struct territories *all,
    const struct territory *t, const struct entity *e)
{
	struct rule_fault why;
	struct rule *rule;

	if (!str_same(t->entity, e->name))
		return NULL;
	if (all->meta == c->meta)
		return t->rule;
	return auth_has_territories(e) &&
		       auth_territory(c->mem, c->meta, e, t->text, &rule, &why) == OK
		   ? rule
		   : NULL;
}
