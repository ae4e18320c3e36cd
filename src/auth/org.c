/*
 * org.c - the organisation in memory: who is in whose team and unit, who reports
 * to whom.
 *
 * Nothing of it is written to records: a record belongs to its owner, and whose
 * team that is, is asked of here.  So a person who moves to another unit takes all
 * they own along at once, whether that is three records or three million.
 *
 * It is read whole (5,000 people: some milliseconds) and kept until it changes:
 * each transaction that changes it leaves another stamp, which every request reads
 * with its session.  Who reads a stamp that is not the kept one's reads anew; the
 * others wait for that one.  New metadata is read anew for, too: the rules of
 * territories speak of it.  The stamp is read before the tables, so what is kept
 * may be newer than it says, and never older.
 *
 * Lists of people are made in the order of ids, by letting each person in turn
 * walk up the tree: no list is sorted, and a circle in the tree, which the hooks
 * forbid, cannot keep the walk from ending.
 *
 * Threads  any; one reads while the others wait.
 * Limits   ORG_DEPTH_MAX steps up a tree; who hangs deeper hangs nowhere.
 */
#include "auth/org.h"

#include <pthread.h>

struct orgs {
	pthread_mutex_t lock;
	struct org *kept;
};

struct orgs *
orgs_new(void)
{
	struct orgs *orgs = memory_new(1, sizeof(*orgs));

	pthread_mutex_init(&orgs->lock, NULL);
	return orgs;
}

void
orgs_free(struct orgs *orgs)
{
	if (orgs == NULL)
		return;
	org_drop(orgs->kept);
	pthread_mutex_destroy(&orgs->lock);
	free(orgs);
}

struct org *
org_hold(struct org *org)
{
	atomic_fetch_add(&org->holders, 1);
	return org;
}

void
org_drop(struct org *org)
{
	if (org == NULL || atomic_fetch_sub(&org->holders, 1) > 1)
		return;
	if (org->meta != NULL)
		meta_drop(org->meta);
	arena_free(org->mem);
}

/* ---- its rows ---- */

struct user_row {
	int64_t id, unit, manager;
};

struct unit_row {
	int64_t id, parent;
};

struct member_row {
	int64_t team, person;
};

struct loaded {
	LIST(struct user_row) users;
	LIST(struct person) people; /* beside users */
	LIST(struct unit_row) units;
	LIST(struct member_row) members; /* by person */
};

/* Who has left, or is in the trash, still owns records: they stay where they were. */
static enum err
load_users(struct ctx *c, struct arena *mem, struct loaded *l)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select u.id, u.unit, u.manager, u.deputy, u.away_from,"
		     " u.away_until from \"user\" u order by u.id");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		*list_add(mem, &l->users) = (struct user_row){ .id = row_int(&r, 0),
			.unit = row_int(&r, 1),
			.manager = row_int(&r, 2) };
		*list_add(mem, &l->people) = (struct person){ .id = row_int(&r, 0),
			.deputy = row_int(&r, 3),
			.from = str_copy(mem, row_str(&r, 4)),
			.until = str_copy(mem, row_str(&r, 5)) };
	}
	return rows_err(&r);
}

static enum err
load_units(struct ctx *c, struct arena *mem, struct loaded *l)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	sql_text(&q, "select t.id, t.parent from unit t where t.deleted_ms is null"
		     " order by t.id");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(mem, &l->units) =
		    (struct unit_row){ row_int(&r, 0), row_int(&r, 1) };
	return rows_err(&r);
}

static enum err
load_members(struct ctx *c, struct arena *mem, struct loaded *l)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(mem);

	sql_text(&q,
	    "select distinct m.team, m.person from team_member m"
	    " join team t on t.id = m.team where m.deleted_ms is null and"
	    " t.deleted_ms is null and m.team is not null and m.person is not null"
	    " order by m.person, m.team");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(mem, &l->members) =
		    (struct member_row){ row_int(&r, 0), row_int(&r, 1) };
	return rows_err(&r);
}

/* ---- trees ---- */

int
org_place(const void *things, size_t count, size_t size, int64_t id)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int64_t at = *(const int64_t *)((const char *)things + middle * size);

		if (at == id)
			return (int)middle;
		if (at < id)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

/* Whoever cannot reach the top in ORG_DEPTH_MAX steps stands alone. */
static void
cut_circles(struct arena *mem, int *parent, size_t count)
{
	bool *lost = arena_array(mem, bool, count + 1);

	for (size_t i = 0; i < count; i++) {
		int at = parent[i], steps = 0;

		while (at >= 0 && steps++ < ORG_DEPTH_MAX)
			at = parent[at];
		lost[i] = at >= 0;
	}
	for (size_t i = 0; i < count; i++)
		if (lost[i])
			parent[i] = -1;
}

/* Of each place the people who stand there or below, by id. */
static struct people *
gather(struct arena *mem, const int *parent, size_t places, const int *place,
    const struct person *people, size_t count)
{
	struct people *lists = arena_array(mem, struct people, places + 1);
	size_t total = 0;
	int64_t *ids;

	for (size_t i = 0; i < count; i++)
		for (int at = place[i]; at >= 0; at = parent[at])
			lists[at].count++, total++;
	ids = arena_array(mem, int64_t, total + 1);
	for (size_t i = 0; i < places; i++) {
		lists[i].ids = ids;
		ids += lists[i].count;
		lists[i].count = 0;
	}
	for (size_t i = 0; i < count; i++)
		for (int at = place[i]; at >= 0; at = parent[at]) {
			int64_t *to = (int64_t *)(uintptr_t)lists[at].ids;

			to[lists[at].count++] = people[i].id;
		}
	return lists;
}

static void
build_units(struct org *org, const struct loaded *l)
{
	size_t count = l->units.count;
	int *parent = arena_array(org->mem, int, count + 1);
	int *none = arena_array(org->mem, int, count + 1);
	int *place = arena_array(org->mem, int, org->people_count + 1);
	struct people *own, *below;

	for (size_t i = 0; i < count; i++) {
		none[i] = -1;
		parent[i] = org_place(
		    l->units.at, count, sizeof(struct unit_row), l->units.at[i].parent);
	}
	cut_circles(org->mem, parent, count);
	for (size_t i = 0; i < org->people_count; i++)
		place[i] = org->people[i].unit = org_place(
		    l->units.at, count, sizeof(struct unit_row), l->users.at[i].unit);
	own = gather(org->mem, none, count, place, org->people, org->people_count);
	below = gather(org->mem, parent, count, place, org->people, org->people_count);
	org->units = arena_array(org->mem, struct unit, count + 1);
	org->unit_count = count;
	for (size_t i = 0; i < count; i++)
		org->units[i] =
		    (struct unit){ l->units.at[i].id, parent[i], own[i], below[i] };
}

static void
build_reports(struct org *org, const struct loaded *l)
{
	size_t count = org->people_count;
	int *manager = arena_array(org->mem, int, count + 1);
	int *place = arena_array(org->mem, int, count + 1);
	struct people *reports;

	for (size_t i = 0; i < count; i++) {
		place[i] = (int)i;
		manager[i] = org_place(
		    l->users.at, count, sizeof(struct user_row), l->users.at[i].manager);
	}
	cut_circles(org->mem, manager, count);
	reports = gather(org->mem, manager, count, place, org->people, count);
	for (size_t i = 0; i < count; i++)
		org->people[i].reports = reports[i];
}

/* The teams that have somebody, by id. */
static void
find_teams(struct org *org, const struct loaded *l)
{
	int64_t *ids = arena_array(org->mem, int64_t, l->members.count + 1);

	for (size_t i = 0; i < l->members.count; i++)
		ids[i] = l->members.at[i].team;
	org->team_count = ids_once(ids, l->members.count);
	org->teams = arena_array(org->mem, struct team, org->team_count + 1);
	for (size_t i = 0; i < org->team_count; i++)
		org->teams[i].id = ids[i];
}

static void
build_teams(struct org *org, const struct loaded *l)
{
	size_t count = l->members.count;
	int *of_person = arena_array(org->mem, int, count + 1);
	int64_t *ids = arena_array(org->mem, int64_t, count + 1);

	find_teams(org, l);
	for (size_t i = 0; i < count; i++) {
		of_person[i] = org_place(org->teams, org->team_count, sizeof(struct team),
		    l->members.at[i].team);
		org->teams[of_person[i]].members.count++;
	}
	for (size_t i = 0; i < org->team_count; i++) {
		org->teams[i].members.ids = ids;
		ids += org->teams[i].members.count;
		org->teams[i].members.count = 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct people *to = &org->teams[of_person[i]].members;
		struct person *p =
		    (struct person *)(uintptr_t)org_person(org, l->members.at[i].person);

		((int64_t *)(uintptr_t)to->ids)[to->count++] = l->members.at[i].person;
		if (p == NULL)
			continue;
		if (p->team_count == 0)
			p->teams = &of_person[i];
		p->team_count++;
	}
}

static int
by_deputy(const void *a, const void *b)
{
	const struct absence *x = a, *y = b;

	return (x->deputy > y->deputy) - (x->deputy < y->deputy);
}

static void
build_absences(struct org *org)
{
	org->absences = arena_array(org->mem, struct absence, org->people_count + 1);
	for (size_t i = 0; i < org->people_count; i++)
		if (org->people[i].deputy != 0 && org->people[i].from.len > 0)
			org->absences[org->absence_count++] =
			    (struct absence){ org->people[i].deputy, &org->people[i] };
	if (org->absence_count > 1)
		qsort(
		    org->absences, org->absence_count, sizeof(*org->absences), by_deputy);
}

/* ---- read and kept ---- */

static enum err
load(struct ctx *c, int64_t stamp, struct org **out)
{
	struct arena *mem = arena_new();
	struct org *org = arena_make(mem, struct org);
	struct loaded l = { 0 };
	enum err e;

	org->mem = mem;
	org->stamp = stamp;
	org->holders = 1;
	e = load_users(c, mem, &l);
	if (e == OK)
		e = load_units(c, mem, &l);
	if (e == OK)
		e = load_members(c, mem, &l);
	if (e != OK) {
		arena_free(mem);
		return e;
	}
	org->people = l.people.at;
	org->people_count = l.people.count;
	build_units(org, &l);
	build_reports(org, &l);
	build_teams(org, &l);
	build_absences(org);
	e = territories_load(c, org);
	if (e != OK) {
		org_drop(org);
		return e;
	}
	*out = org;
	return OK;
}

enum err
org_at(struct ctx *c, int64_t stamp, struct org **out)
{
	struct orgs *orgs = c->orgs;
	enum err e = OK;

	if (orgs == NULL)
		return load(c, stamp, out);
	pthread_mutex_lock(&orgs->lock);
	if (orgs->kept == NULL || orgs->kept->stamp != stamp ||
	    orgs->kept->meta != c->meta) {
		struct org *now;

		e = load(c, stamp, &now);
		if (e == OK) {
			org_drop(orgs->kept);
			orgs->kept = now;
		}
	}
	if (e == OK)
		*out = org_hold(orgs->kept);
	pthread_mutex_unlock(&orgs->lock);
	return e;
}

bool
auth_territory_asks(const struct ctx *c, const struct entity *e, const struct field *f)
{
	bool asks = c->orgs == NULL;

	if (asks)
		return true;
	pthread_mutex_lock(&c->orgs->lock);
	asks = c->orgs->kept == NULL || territories_ask(c, c->orgs->kept, e, f);
	pthread_mutex_unlock(&c->orgs->lock);
	return asks;
}

const struct person *
org_person(const struct org *org, int64_t id)
{
	int at = org_place(org->people, org->people_count, sizeof(*org->people), id);

	return at < 0 ? NULL : &org->people[at];
}

/* ---- it changed ---- */

bool
auth_is_organisation(struct str entity)
{
	static const char *const names[] = { "unit", "team", "team_member", "territory",
		"territory_member" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(entity, names[i]))
			return true;
	return false;
}

void
org_moment(const struct rows *r, int from, struct moment *out)
{
	if (!str_int(row_str(r, from), &out->org))
		out->org = 0;
	out->shared = !row_null(r, from + 1);
	if (!str_int(row_str(r, from + 2), &out->meta))
		out->meta = 0;
}

enum err
auth_moment(struct ctx *c, struct moment *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	*out = (struct moment){ 0 };
	sql_text(&q, "select " ORG_MOMENT);
	TRY(rows_begin(c->db, &q, &r));
	if (rows_next(&r))
		org_moment(&r, 0, out);
	return rows_err(&r);
}

enum err
auth_org_touch(struct ctx *c)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _setting (name, value) values ('_org', ");
	sql_str(&q, str_printf(c->mem, "%" PRId64, db_new_id(c->db)));
	sql_text(&q, ") on conflict (name) do update set value = excluded.value");
	return db_run(c->db, &q);
}
