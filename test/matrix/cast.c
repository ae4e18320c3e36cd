/*
 * cast.c - the company: who works there, and what it has.
 *
 * Of each entity there is a record for each of the people, one of nobody's and
 * one in the trash.  References go to the records of the same owner in the
 * core's entities, where packs ask that of them, and to those of somebody else
 * in ours: so rights that look one step further differ from those that do not.
 */
#include "matrix.h"

#include <math.h>

#define FAR_MS INT64_C(7000000000000) /* the year 2191 */

/* The organisation: units in a tree, teams across them, managers, and somebody who
 * is away. */
static const struct {
	const char *name, *parent;
} units[] = { { "north", "" }, { "harbor", "north" }, { "south", "" },
	{ "east", "south" } };

static const char *const teams[] = { "red", "blue", "green", "mix" };

#define WIDE "read:* write:* export"

static const struct person cast[] = {
	{ .name = "max",
	    .roles = "manager",
	    .unit = "north",
	    .manager = "boss",
	    .scopes = WIDE },
	{ .name = "sal",
	    .roles = "seller",
	    .unit = "north",
	    .teams = "red mix",
	    .manager = "max" },
	{ .name = "abe",
	    .roles = "agent",
	    .unit = "harbor",
	    .teams = "red",
	    .manager = "sal" },
	{ .name = "sue",
	    .roles = "seller",
	    .unit = "south",
	    .teams = "blue mix",
	    .manager = "max",
	    .deputy = "duo",
	    .from = "2001-01-01",
	    .away = true,
	    .scopes = WIDE },
	{ .name = "amy",
	    .roles = "agent",
	    .unit = "south",
	    .teams = "blue",
	    .manager = "sue",
	    .deputy = "abe",
	    .from = "2001-01-01",
	    .until = "2001-02-01" },
	{ .name = "vic",
	    .roles = "viewer",
	    .unit = "east",
	    .teams = "green",
	    .deputy = "sal",
	    .from = "2199-01-01" },
	{ .name = "duo",
	    .roles = "seller agent",
	    .unit = "east",
	    .teams = "green",
	    .manager = "boss" },
	{ .name = "nil", .roles = "", .unit = "", .teams = "" },
	{ .name = "tik",
	    .roles = "seller",
	    .of = "sal",
	    .scopes =
		"read:crate read:account write:label read:parcel read:role export" },
	{ .name = "tok", .roles = "manager", .of = "max", .scopes = "read:*" },
};

const struct territory territories[TERRITORIES] = {
	{ "Open", "crate", "open", "vic max" },
	{ "Heavy", "crate", "weight > 5 and state = 'packed'", "amy vic" },
	{ "Lost", "crate", "state != 'packed' or owner = @me", "sue" },
};

/* Records that are shared: of our entities, the one that this person owns. */
static const struct {
	const char *owner;
	struct share share;
} shares[] = {
	{ "boss", { "team", "blue", true } },
	{ "max", { "user", "vic", false } },
	{ "max", { "user", "sal", false } },
	{ "nil", { "unit", "north", false } },
	{ "vic", { "user", "abe", true } },
	{ "amy", { "user", "sue", false } },
};

/* And one that has ended: it counts for nothing. */
static const struct share ended = { "team", "green", true };

/* Values that cannot be made up by type alone: JSON; "-": left out. */
static const struct given {
	const char *entity, *field, *value;
	const char *of; /* whose records it speaks of: who reads none says nothing */
} given[] = {
	{ "account", "closed_on", "-", NULL }, /* others could not be taken over by it */
	{ "deal", "probability", "40", NULL },
	{ "lead", "died", "false", NULL },
	{ "preference", "days", "-", NULL },
	{ "preference", "quiet_from", "-", NULL },
	{ "preference", "quiet_until", "-", NULL },
	{ "preference", "zone", "-", NULL },
	{ "segment", "entity", "\"crate\"", "crate" },
	{ "segment", "rule", "\"name is set\"", NULL },
	{ "template", "entity", "\"crate\"", "crate" },
	{ "template", "file", "-", NULL },
	{ "view", "columns", "-", NULL },
	{ "view", "entity", "\"crate\"", NULL },
	{ "view", "sort", "-", NULL },
	{ "view", "where", "-", NULL },
};

/* ---- people ---- */

void
cast_hire(struct matrix *m)
{
	struct person *boss = &m->people[m->person_count++];

	*boss = (struct person){ .name = "boss", .roles = "admin", .admin = true };
	for (size_t i = 0; i < sizeof(cast) / sizeof(cast[0]); i++)
		m->people[m->person_count++] = cast[i];
}

static json_t *
words_of(const char *text)
{
	json_t *list = json_array();
	char *copy = strdup(text), *one;

	for (one = strtok(copy, " "); one != NULL; one = strtok(NULL, " "))
		json_array_append_new(list, json_string(one));
	free(copy);
	return list;
}

static void
take_id(struct person *p, const json_t *from)
{
	const char *id = json_string_value(json_object_get(from, "id"));

	snprintf(p->id, sizeof(p->id), "%s", id == NULL ? "" : id);
}

static void
take_token(struct matrix *m, struct person *p)
{
	const struct answer *a = must(m, 201,
	    ask(m, NULL, "POST",
		json_pack("{s:s, s:o}", "name", p->name, "scopes", words_of(p->scopes)),
		"/api/tokens"));

	snprintf(p->token, sizeof(p->token), "%s",
	    json_string_value(json_object_get(a->json, "token")));
}

static void
sign_in(struct matrix *m, struct person *p, const char *password)
{
	const struct answer *a = must(m, 200,
	    ask(m, NULL, "POST",
		json_pack("{s:s, s:s}", "login", p->of == NULL ? p->name : p->of,
		    "password", password),
		"/api/login"));
	char cookie[300];

	snprintf(p->password, sizeof(p->password), "%s", password);
	snprintf(p->token, sizeof(p->token), "%s", a->cookie);
	snprintf(cookie, sizeof(cookie), "Cookie: %s", a->cookie);
	ask_header(m, cookie);
	take_id(p, must(m, 200, ask(m, NULL, "GET", NULL, "/api/me"))->json);
	if (p->scopes != NULL)
		take_token(m, p);
	ask_header(m, NULL);
}

const struct person *
person_named(const struct matrix *m, const char *name)
{
	for (size_t i = 0; name != NULL && i < m->person_count; i++)
		if (strcmp(m->people[i].name, name) == 0)
			return &m->people[i];
	return NULL;
}

const struct person *
person_by_id(const struct matrix *m, const char *id)
{
	for (size_t i = 0; id != NULL && i < m->person_count; i++)
		if (strcmp(m->people[i].id, id) == 0)
			return &m->people[i];
	return NULL;
}

/* ---- the organisation ---- */

bool
is_below(const char *unit, const char *above)
{
	while (unit != NULL && unit[0] != '\0') {
		size_t i = 0;

		if (strcmp(unit, above) == 0)
			return true;
		while (i < sizeof(units) / sizeof(units[0]) &&
		       strcmp(units[i].name, unit) != 0)
			i++;
		unit = i == sizeof(units) / sizeof(units[0]) ? NULL : units[i].parent;
	}
	return false;
}

/* Makes it; its id under its name. */
static void
found(struct matrix *m, json_t *ids, const char *entity, const char *name, json_t *body)
{
	const struct answer *a =
	    must(m, 201, ask(m, m->people, "POST", body, "/api/%s", entity));

	json_object_set(ids, name, json_object_get(a->json, "id"));
}

/* Everybody to their place in it. */
static void
place(struct matrix *m, const struct person *p, const json_t *ids)
{
	const struct person *above = person_named(m, p->manager),
			    *deputy = person_named(m, p->deputy);
	json_t *news = json_object(), *unit = NULL;

	if (p->unit != NULL)
		unit = json_object_get(ids, p->unit);
	if (unit != NULL)
		json_object_set(news, "unit", unit);
	if (above != NULL)
		json_object_set_new(news, "manager", json_string(above->id));
	if (deputy != NULL) {
		json_object_set_new(news, "deputy", json_string(deputy->id));
		json_object_set_new(news, "away_from", json_string(p->from));
		if (p->until != NULL)
			json_object_set_new(news, "away_until", json_string(p->until));
	}
	must(m, 200, ask(m, m->people, "PATCH", news, "/api/user/%s", p->id));
	for (size_t i = 0; p->teams != NULL && i < sizeof(teams) / sizeof(teams[0]); i++)
		if (strstr(p->teams, teams[i]) != NULL)
			must(m, 201,
			    ask(m, m->people, "POST",
				json_pack("{s:O, s:s}", "team",
				    json_object_get(ids, teams[i]), "person", p->id),
				"/api/team_member"));
}

static void
survey(struct matrix *m, json_t *ids, const struct territory *t)
{
	found(m, ids, "territory", t->name,
	    json_pack("{s:s, s:s, s:s}", "name", t->name, "entity", t->entity, "rule",
		t->rule));
	for (size_t i = 1; i < m->person_count; i++)
		if (m->people[i].of == NULL &&
		    strstr(t->people, m->people[i].name) != NULL)
			must(m, 201,
			    ask(m, m->people, "POST",
				json_pack("{s:O, s:s}", "territory",
				    json_object_get(ids, t->name), "person",
				    m->people[i].id),
				"/api/territory_member"));
}

static void
organise(struct matrix *m)
{
	json_t *ids = json_object();

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		json_t *above = json_object_get(ids, units[i].parent);
		json_t *body = json_pack("{s:s}", "name", units[i].name);

		if (above != NULL)
			json_object_set(body, "parent", above);
		found(m, ids, "unit", units[i].name, body);
	}
	for (size_t i = 0; i < sizeof(teams) / sizeof(teams[0]); i++)
		found(m, ids, "team", teams[i], json_pack("{s:s}", "name", teams[i]));
	for (size_t i = 1; i < m->person_count; i++)
		if (m->people[i].of == NULL)
			place(m, &m->people[i], ids);
	for (size_t i = 0; i < TERRITORIES; i++)
		survey(m, ids, &territories[i]);
	json_decref(ids);
}

static void
hire(struct matrix *m, const struct person *p, const char *password)
{
	char id[24];
	const struct answer *a = must(m, 201,
	    ask(m, m->people, "POST",
		json_pack("{s:s, s:s, s:o}", "login", p->name, "name", p->name, "roles",
		    words_of(p->roles)),
		"/api/user"));

	snprintf(id, sizeof(id), "%s", json_string_value(json_object_get(a->json, "id")));
	must(m, 204,
	    ask(m, m->people, "POST", json_pack("{s:s}", "new", password),
		"/api/users/%s/password", id));
}

void
cast_enter(struct matrix *m, const char *password)
{
	char own[80];

	sign_in(m, m->people, password);
	for (size_t i = 1; i < m->person_count; i++) {
		struct person *p = &m->people[i];

		snprintf(own, sizeof(own), "%s sails at dawn",
		    p->of == NULL ? p->name : p->of);
		if (p->of == NULL)
			hire(m, p, own);
		sign_in(m, p, own);
	}
	organise(m);
}

/* ---- values ---- */

static json_t *
canary(const struct entity *e, const struct field *f, int number, const char *owner)
{
	return json_sprintf("CNR-%s-%s-%d-%s", e->name, f->name, number, owner);
}

static double
within(const struct field *f, double value)
{
	if (isfinite(f->max) && value > f->max)
		value = f->max - fmod(value, 90);
	return isfinite(f->min) && value < f->min ? f->min : value;
}

static json_t *
text_value(const struct entity *e, const struct field *f, int number, const char *owner)
{
	json_t *v = canary(e, f, number, owner);

	if (isfinite(f->max) && (double)json_string_length(v) > f->max) {
		json_decref(v);
		return f->required ? json_sprintf("C%d", number) : NULL;
	}
	return v;
}

/* "of" is a list of keys, or an object of them. */
static json_t *
option(const struct field *f, int number)
{
	json_t *of = json_object_get(f->says, "of"), *each;
	size_t n = json_is_array(of) ? json_array_size(of) : json_object_size(of), i = 0;
	const char *key;

	if (n == 0)
		return NULL;
	if (json_is_array(of))
		return json_incref(json_array_get(of, (size_t)number % n));
	json_object_foreach(of, key, each)
	{
		if (i++ == (size_t)number % n)
			return json_string(key);
	}
	return NULL;
}

static json_t *
day(int number, size_t place)
{
	return json_sprintf("%04d-%02d-%02d", 1900 + number / 28 % 100 + (int)place,
	    1 + number % 12, 1 + number % 28);
}

static json_t *
plain_value(struct matrix *m, const struct entity *e, const struct field *f, int number,
    const char *owner)
{
	size_t place = (size_t)(f - e->fields);
	const char *t = f->type;

	if (f->proven) /* of a length that no country has check digits for */
		return json_sprintf("7300%08d", number);
	if (strcmp(t, "text") == 0 || strcmp(t, "long_text") == 0)
		return text_value(e, f, number, owner);
	if (strcmp(t, "rich_text") == 0)
		return json_sprintf(
		    "<p>CNR-%s-%s-%d-%s</p>", e->name, f->name, number, owner);
	if (strcmp(t, "person_name") == 0)
		return json_pack("{s:o}", "family", canary(e, f, number, owner));
	if (strcmp(t, "address") == 0)
		return json_pack("{s:o}", "street", canary(e, f, number, owner));
	if (strcmp(t, "tags") == 0)
		return json_pack("[o]", canary(e, f, number, owner));
	if (strcmp(t, "email") == 0)
		return json_sprintf(
		    "cnr-%s-%s-%d-%s@x.test", e->name, f->name, number, owner);
	if (strcmp(t, "url") == 0)
		return json_sprintf(
		    "https://x.test/cnr-%s-%s-%d-%s", e->name, f->name, number, owner);
	if (strcmp(t, "phone") == 0)
		return json_sprintf("+8491%02zu%05d", place % 100, number);
	if (strcmp(t, "money") == 0)
		return json_pack("{s:I, s:s}", "minor", (json_int_t)(700000000 + number),
		    "cur", m->currency);
	if (strcmp(t, "int") == 0)
		return json_integer((json_int_t)within(f, 710000000 + number));
	if (strcmp(t, "duration") == 0)
		return json_integer(720000 + number);
	if (strcmp(t, "time") == 0)
		return json_integer(INT64_C(1700000000000) + number * 60000 +
				    (json_int_t)place * 3600000);
	if (strcmp(t, "real") == 0)
		return json_real(number + 0.25);
	if (strcmp(t, "percent") == 0)
		return json_integer(number % 90);
	if (strcmp(t, "score") == 0)
		return json_integer(number % 5);
	if (strcmp(t, "date") == 0)
		return day(number, place);
	if (strcmp(t, "bool") == 0)
		return json_boolean(number % 2 == 0);
	if (strcmp(t, "choice") == 0)
		return option(f, number);
	if (strcmp(t, "choices") == 0) {
		json_t *one = option(f, number);

		return one == NULL ? NULL : json_pack("[o]", one);
	}
	return NULL; /* number, file, image: the program gives them */
}

/* ---- what a reference names ---- */

static bool
is_ours(const struct entity *e)
{
	return !e->server && json_object_get(e->doc, "icon") == NULL;
}

static struct row *
row_for(struct matrix *m, const struct person *p, const struct entity *to, int number,
    bool shift)
{
	size_t n = to->row_count, at = (size_t)number;

	/* the same owner's, or from there the next that p may read */
	for (size_t i = 0; i < n; i++) {
		struct row *r = &m->rows[to->rows[(at + i + (shift ? 1 : 0)) % n]];

		if (!r->gone && (p->admin || reads(m, p, r)))
			return r;
	}
	return NULL;
}

static json_t *
ref_value(struct matrix *m, const struct entity *e, const struct field *f,
    const struct person *p, int number)
{
	const struct row *r;

	if (f->to == NULL)
		return NULL;
	if (strcmp(f->to->name, "user") == 0)
		return json_string(m->people[(size_t)number % 9].id);
	r = row_for(m, p, f->to, number, is_ours(e));
	return r == NULL ? NULL : json_string(r->id);
}

bool
may_name(const struct field *f, const struct entity *to)
{
	const char *trait = json_string_value(json_object_get(f->says, "to_trait"));
	const json_t *each;
	size_t i;

	json_array_foreach(json_object_get(f->says, "to"), i, each)
	{
		if (strcmp(json_string_value(each), to->name) == 0)
			return true;
	}
	return trait != NULL && has_trait(to, trait);
}

/* Each record another entity, in turn. */
static json_t *
any_value(struct matrix *m, const struct entity *e, const struct field *f,
    const struct person *p, int number)
{
	for (size_t i = 0; i < m->entity_count; i++) {
		const struct entity *to =
		    &m->entities[(i + (size_t)number) % m->entity_count];
		const struct row *r = NULL;

		if (may_name(f, to) && to != e)
			r = row_for(m, p, to, number, is_ours(e));
		if (r != NULL)
			return json_pack("{s:s, s:s}", "entity", to->name, "id", r->id);
	}
	return NULL;
}

bool
given_speaks(struct matrix *m, const struct person *p, const struct entity *e)
{
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (strcmp(given[i].entity, e->name) == 0 && given[i].of != NULL &&
		    never(m, p, READ, entity_of(m, given[i].of)))
			return false;
	return true;
}

const char *
given_value(const struct entity *e, const struct field *f)
{
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (strcmp(given[i].entity, e->name) == 0 &&
		    strcmp(given[i].field, f->name) == 0)
			return given[i].value;
	return NULL;
}

json_t *
cast_body(struct matrix *m, struct entity *e, const struct person *p, int number,
    const char *owner)
{
	json_t *body = json_object();

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const char *own = given_value(e, f);
		json_t *v = NULL;

		if (!sets(m, p, f) || f->own || f->system || f->says == NULL ||
		    (own != NULL && own[0] == '-'))
			continue;
		if (own != NULL)
			v = json_loads(own, JSON_DECODE_ANY, NULL);
		else if (strcmp(f->type, "ref") == 0)
			v = ref_value(m, e, f, p, number);
		else if (strcmp(f->type, "any") == 0)
			v = any_value(m, e, f, p, number);
		else
			v = plain_value(m, e, f, number, owner);
		if (v != NULL)
			json_object_set_new(body, f->name, v);
	}
	return body;
}

/* ---- records ---- */

/* People are hired and organised, roles are there, notices come by themselves, files
 * are sent. */
bool
is_made(const struct entity *e)
{
	static const char *const others[] = { "user", "role", "notice", "reply", "file",
		"unit", "team", "team_member", "territory", "territory_member" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(e->name, others[i]) == 0)
			return false;
	return true;
}

/* Is there something that it could name? */
static bool
has_any(struct matrix *m, const struct entity *e, const struct field *f)
{
	json_t *v = any_value(m, e, f, m->people, 0);
	bool yes = v != NULL;

	json_decref(v);
	return yes;
}

static bool
is_ready(struct matrix *m, struct entity *e)
{
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f->to != NULL && f->to != e && is_made(f->to) && !f->readonly &&
		    f->to->row_count == 0)
			return false;
		if (strcmp(f->type, "any") == 0 && f->required && !f->readonly &&
		    !has_any(m, e, f))
			return false;
	}
	return m->row_count < ROWS_MAX - PEOPLE_MAX;
}

static size_t *place_of(struct matrix *m, const char *id);

static struct row *
add_row(struct matrix *m, struct entity *e, const json_t *seen, int number)
{
	struct row *r = &m->rows[m->row_count];

	if (m->row_count == ROWS_MAX)
		kit_lose(m->kit, "more records than ROWS_MAX");
	e->rows[e->row_count++] = m->row_count++;
	r->entity = e;
	r->number = number;
	snprintf(
	    r->id, sizeof(r->id), "%s", json_string_value(json_object_get(seen, "id")));
	*place_of(m, r->id) = m->row_count;
	r->seen = json_deep_copy(seen);
	return r;
}

void
cast_see(struct matrix *m, struct row *r)
{
	for (size_t i = 0; i < m->person_count; i++)
		r->reads[i] = may(m, &m->people[i], READ, r);
}

/* The id of who it is shared with. */
static const char *
id_of(struct matrix *m, const struct share *s)
{
	const struct entity *e = entity_of(m, s->kind);

	if (strcmp(s->kind, "user") == 0)
		return person_named(m, s->who)->id;
	for (size_t i = 0; i < e->row_count; i++)
		if (strcmp(json_string_value(
			       json_object_get(m->rows[e->rows[i]].seen, "title")),
			s->who) == 0)
			return m->rows[e->rows[i]].id;
	kit_lose(m->kit, "there is no %s %s", s->kind, s->who);
}

static void
share_with(struct matrix *m, const struct row *r, const struct share *s, json_t *until)
{
	must(m, 201,
	    ask(m, m->people, "POST",
		json_pack("{s:s, s:s, s:s, s:o}", "kind", s->kind, "who", id_of(m, s),
		    "level", s->change ? "change" : "see", "until_ms", until),
		"/api/%s/%s/shares", r->entity->name, r->id));
}

static void
share_row(struct matrix *m, struct row *r)
{
	if (r->owner == NULL || r->gone || !is_ours(r->entity) ||
	    !has_trait(r->entity, "own"))
		return;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		if (strcmp(r->owner->name, shares[i].owner) != 0)
			continue;
		share_with(m, r, &shares[i].share, json_null());
		r->shares[r->share_count++] = shares[i].share;
	}
	if (strcmp(r->owner->name, "abe") == 0)
		share_with(m, r, &ended, json_integer(FAR_MS));
}

/* What is private the owner writes: nobody else can. */
static void
confide(struct matrix *m, struct row *r)
{
	for (size_t i = 0; i < r->entity->field_count; i++) {
		const struct field *f = &r->entity->fields[i];
		json_t *v;

		if (!f->own || r->owner == NULL || !may(m, r->owner, READ, r) ||
		    !may(m, r->owner, CHANGE, r))
			continue;
		v = plain_value(m, r->entity, f, r->number, r->owner->name);
		if (r->own == NULL)
			r->own = json_object();
		json_object_set(r->own, f->name, v);
		must(m, 200,
		    ask(m, r->owner, "PATCH", json_pack("{s:o}", f->name, v),
			"/api/%s/%s", r->entity->name, r->id));
	}
}

static struct row *
make(struct matrix *m, struct entity *e, const struct person *owner)
{
	int number = (int)m->row_count;
	const char *name = owner == NULL ? "nobody" : owner->name;
	json_t *body = cast_body(m, e, m->people, number, name);
	struct row *r;

	if (has_trait(e, "own"))
		json_object_set_new(
		    body, "owner", owner == NULL ? json_null() : json_string(owner->id));
	r = add_row(m, e,
	    must(m, 201, ask(m, m->people, "POST", body, "/api/%s", e->name))->json,
	    number);
	r->owner = owner;
	cast_see(m, r);
	confide(m, r);
	return r;
}

static void
make_all(struct matrix *m, struct entity *e)
{
	struct row *last;

	for (size_t i = 0; i < m->person_count; i++)
		if (m->people[i].of == NULL)
			make(m, e, &m->people[i]);
	make(m, e, NULL);
	last = make(m, e, &m->people[2]);
	must(m, 200, ask(m, m->people, "DELETE", NULL, "/api/%s/%s", e->name, last->id));
	last->gone = true;
}

/* A file on each of the first records that can have some. */
static void
send_files(struct matrix *m)
{
	struct entity *file = entity_of(m, "file");
	size_t before = m->row_count;
	char bytes[100];

	for (size_t i = 0; i < before && file->row_count < 30; i++) {
		const struct row *about = &m->rows[i];
		const struct person *owner = about->owner;
		int number = (int)m->row_count;
		struct row *r;

		if (!has_trait(about->entity, "files") || about->gone || i % 3 != 0)
			continue;
		snprintf(bytes, sizeof(bytes), "CNR-file-bytes-%d-%s\n", number,
		    owner == NULL ? "nobody" : owner->name);
		r = add_row(m, file,
		    must(m, 201,
			ask_bytes(m, m->people, "POST", bytes, strlen(bytes),
			    "/api/files?name=CNR-file-name-%d-x.txt&about=%s:%s", number,
			    about->entity->name, about->id))
			->json,
		    number);
		r->owner = owner;
		if (owner == NULL)
			continue;
		must(m, 200,
		    ask(m, m->people, "PATCH", json_pack("{s:s}", "owner", owner->id),
			"/api/file/%s", r->id));
	}
}

void
cast_make(struct matrix *m)
{
	bool made[ENTITIES_MAX] = { false };

	for (size_t round = 0; round < 2 * m->entity_count; round++)
		for (size_t i = 0; i < m->entity_count; i++) {
			struct entity *e = &m->entities[i];

			/* the second half of the rounds goes without what never came */
			if (made[i] || !is_made(e) ||
			    (!is_ready(m, e) && round < m->entity_count))
				continue;
			make_all(m, e);
			made[i] = true;
		}
	send_files(m);
	cast_look(m);
	for (size_t i = 0; i < m->row_count; i++)
		share_row(m, &m->rows[i]);
	cast_look(m);
}

/* ---- what there is now ---- */

static json_t *
ids_of(struct matrix *m, const struct entity *e, bool trash)
{
	json_t *ids = json_array(), *each;
	char *next = strdup("");
	size_t i;

	while (next != NULL) {
		const struct answer *a = must(m, 200,
		    ask(m, m->people, "GET", NULL, "/api/%s?limit=200%s&after=%s",
			e->name, trash ? "&trash=1" : "", next));
		const char *further = json_string_value(json_object_get(a->json, "next"));

		json_array_foreach(rows_of(a), i, each)
		    json_array_append(ids, json_object_get(each, "id"));
		free(next);
		next = further == NULL ? NULL : strdup(further);
	}
	return ids;
}

static void
look_at(struct matrix *m, struct entity *e, bool trash)
{
	json_t *ids = ids_of(m, e, trash), *each;
	size_t i;

	json_array_foreach(ids, i, each)
	{
		struct row *r = row_by_id(m, json_string_value(each));
		const json_t *seen = must(m, 200,
		    ask(m, m->people, "GET", NULL, "/api/%s/%s", e->name,
			json_string_value(each)))
					 ->json;

		if (r == NULL)
			r = add_row(m, e, seen, (int)m->row_count);
		json_decref(r->seen);
		r->seen = json_deep_copy(seen);
		r->gone = trash;
	}
	json_decref(ids);
}

void
cast_look(struct matrix *m)
{
	for (size_t i = 0; i < m->entity_count; i++) {
		look_at(m, &m->entities[i], false);
		look_at(m, &m->entities[i], true);
	}
	for (size_t i = 0; i < m->row_count; i++)
		cast_see(m, &m->rows[i]);
}

/* Where a record with this id is, or would be, in matrix.places. */
static size_t *
place_of(struct matrix *m, const char *id)
{
	size_t at = (size_t)strtoull(id, NULL, 10) * 0x9e3779b97f4a7c15u >> 52;

	while (m->places[at] != 0 && strcmp(m->rows[m->places[at] - 1].id, id) != 0)
		at = (at + 1) % PLACES;
	return &m->places[at];
}

struct row *
row_by_id(struct matrix *m, const char *id)
{
	size_t place = id == NULL ? 0 : *place_of(m, id);

	return place == 0 ? NULL : &m->rows[place - 1];
}

struct row *
row_by_number(struct matrix *m, int number)
{
	return number >= 0 && (size_t)number < m->row_count ? &m->rows[number] : NULL;
}
