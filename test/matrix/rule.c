/*
 * rule.c - the reference: may they?  Knows the rights from the declarations and
 * the company from what was made, and shares no line with what it judges.
 *
 *   rule   = all { "or" all }      all = term { "and" term }
 *   term   = ["not"] place says    place = field | reference "." field
 *   says   = "= @me" | "= 'x'" | "!= 'x'" | "> 5" | "< 5" | "in ('x', 'y')"
 *          | "not in (…)" | "in @circle" | "is set" | "is empty" | nothing: a bool
 *
 * A level, "@team", is short for "owner in @team".  Circles are asked of the table
 * of people in cast.c, territories there too; whoever stands in for somebody has the
 * other's beside their own.
 *
 * A term it does not know ends the test: whoever gives the rights a new word
 * teaches it here.
 */
#include "matrix.h"

#include <math.h>

const char *const right_names[RIGHTS] = { "read", "create", "change", "delete", "export",
	"import", "hand", "share" };

struct asking {
	struct matrix *m;
	const struct person *p;
	const struct entity *e;
	const json_t *fields;
	const char *rule; /* the whole, for messages */
};

/* ---- values ---- */

static bool
is_empty(const json_t *v)
{
	return v == NULL || json_is_null(v) ||
	       (json_is_string(v) && json_string_length(v) == 0) ||
	       (json_is_array(v) && json_array_size(v) == 0);
}

/* The value of "field" or "reference.field"; NULL: there is none. */
static const json_t *
value_at(const struct asking *a, const char *place, size_t len)
{
	char name[80], *dot;
	const json_t *v;
	const struct row *far;

	snprintf(name, sizeof(name), "%.*s", (int)len, place);
	dot = strchr(name, '.');
	if (dot != NULL)
		*dot = '\0';
	if (field_of((struct entity *)(uintptr_t)a->e, name) == NULL)
		kit_lose(a->m->kit, "the rule \"%s\" names no field: %s", a->rule, name);
	v = json_object_get(a->fields, name);
	if (dot == NULL || !json_is_string(v))
		return dot == NULL ? v : NULL;
	far = row_by_id(a->m, json_string_value(v));
	return far == NULL
		   ? NULL
		   : json_object_get(json_object_get(far->seen, "fields"), dot + 1);
}

static bool
is_text(const json_t *v, const char *text, size_t len)
{
	return json_is_string(v) && json_string_length(v) == len &&
	       memcmp(json_string_value(v), text, len) == 0;
}

/* ('x', 'y') */
static bool
is_among(const json_t *v, const char *list)
{
	const char *end;

	while ((list = strchr(list, '\'')) != NULL) {
		end = strchr(++list, '\'');
		if (end == NULL)
			return false;
		if (is_text(v, list, (size_t)(end - list)))
			return true;
		list = end + 1;
	}
	return false;
}

/* ---- what is said of a value ---- */

static bool
in_same(const char *names, const char *others)
{
	char copy[80], *one;

	snprintf(copy, sizeof(copy), "%s", names == NULL ? "" : names);
	for (one = strtok(copy, " "); one != NULL; one = strtok(NULL, " "))
		if (others != NULL && strstr(others, one) != NULL)
			return true;
	return false;
}

static bool
reports_to(const struct matrix *m, const struct person *p, const struct person *boss)
{
	for (int i = 0; p != NULL && i < PEOPLE_MAX; i++) {
		if (p == boss)
			return true;
		p = person_named(m, p->manager);
	}
	return false;
}

static bool
is_unit(const struct person *p)
{
	return p->unit != NULL && p->unit[0] != '\0';
}

/* Is the other in this circle of p's?  Everybody is in all of their own. */
static bool
in_circle(const struct matrix *m, const struct person *p, const char *circle,
    const struct person *other)
{
	if (p == other)
		return true;
	if (strcmp(circle, "team") == 0)
		return in_same(p->teams, other->teams);
	if (strcmp(circle, "unit") == 0)
		return is_unit(p) && is_unit(other) && strcmp(p->unit, other->unit) == 0;
	if (strcmp(circle, "units") == 0)
		return is_unit(p) && is_below(other->unit, p->unit);
	if (strcmp(circle, "reports") == 0)
		return reports_to(m, other, p);
	if (strcmp(circle, "me") != 0 && strcmp(circle, "own") != 0)
		kit_lose(m->kit, "teach test/matrix/rule.c the circle @%s", circle);
	return false;
}

/* The person, whatever way they came in by. */
static const struct person *
self(const struct matrix *m, const struct person *p)
{
	return p->of == NULL ? p : person_named(m, p->of);
}

static bool
stands_for(const struct person *p, const struct person *away)
{
	return away->deputy != NULL && away->away &&
	       strcmp(away->deputy, p->of == NULL ? p->name : p->of) == 0;
}

static bool
is_of_circle(const struct asking *a, const json_t *v, const char *with)
{
	const struct person *other = person_by_id(a->m, json_string_value(v));
	char circle[20];

	if (sscanf(with, " @%19[a-z]", circle) != 1 &&
	    sscanf(with, "@%19[a-z]", circle) != 1)
		kit_lose(a->m->kit, "which circle is in \"%s\"?", a->rule);
	if (other == NULL)
		return false;
	for (size_t i = 0; i < a->m->person_count; i++) {
		const struct person *away = &a->m->people[i];

		if (stands_for(a->p, away) && in_circle(a->m, away, circle, other))
			return true;
	}
	return in_circle(a->m, self(a->m, a->p), circle, other);
}

static bool
is_equal(const struct asking *a, const json_t *v, const char *with)
{
	(void)a;
	return is_among(v, with);
}

static bool
differs(const struct asking *a, const json_t *v, const char *with)
{
	(void)a;
	return !is_among(v, with);
}

static bool
is_more(const struct asking *a, const json_t *v, const char *with)
{
	(void)a;
	return json_is_number(v) && json_number_value(v) > atof(with);
}

static bool
is_less(const struct asking *a, const json_t *v, const char *with)
{
	(void)a;
	return json_is_number(v) && json_number_value(v) < atof(with);
}

static bool
is_none(const struct asking *a, const json_t *v, const char *with)
{
	(void)a;
	(void)with;
	return is_empty(v);
}

static bool
is_set(const struct asking *a, const json_t *v, const char *with)
{
	return !is_none(a, v, with);
}

static bool
is_true(const struct asking *a, const json_t *v, const char *with)
{
	(void)a;
	(void)with;
	return json_is_true(v);
}

static const struct says {
	const char *words;
	bool (*holds)(const struct asking *a, const json_t *v, const char *with);
} says[] = {
	{ " = @", is_of_circle },
	{ " in @", is_of_circle },
	{ " is empty", is_none },
	{ " is set", is_set },
	{ " = '", is_equal },
	{ " != '", differs },
	{ " not in (", differs },
	{ " in (", is_equal },
	{ " > ", is_more },
	{ " < ", is_less },
};

static bool
term_holds(const struct asking *a, const char *at, size_t len)
{
	char *term = strndup(at, len);
	bool not_so = strncmp(term, "not ", 4) == 0, holds = false;
	char *place = term + (not_so ? 4 : 0);
	size_t n = strcspn(place, " "), i = 0;

	while (i < sizeof(says) / sizeof(says[0]) &&
	       strncmp(place + n, says[i].words, strlen(says[i].words)) != 0)
		i++;
	if (i < sizeof(says) / sizeof(says[0]))
		holds = says[i].holds(
		    a, value_at(a, place, n), place + n + strlen(says[i].words) - 1);
	else if (place[n] == '\0')
		holds = is_true(a, value_at(a, place, n), "");
	else
		kit_lose(a->m->kit, "teach test/matrix/rule.c the term \"%s\" of \"%s\"",
		    term, a->rule);
	free(term);
	return holds != not_so;
}

/* The end of what stands before the word, which is not inside a text. */
static const char *
upto(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);
	bool quoted = false;

	for (; at < end; at++) {
		quoted ^= *at == '\'';
		if (!quoted && (size_t)(end - at) > len && memcmp(at, word, len) == 0)
			return at;
	}
	return end;
}

static bool
all_hold(const struct asking *a, const char *at, const char *end)
{
	while (at < end) {
		const char *stop = upto(at, end, " and ");

		if (!term_holds(a, at, (size_t)(stop - at)))
			return false;
		at = stop == end ? end : stop + strlen(" and ");
	}
	return true;
}

static bool
rule_holds(const struct asking *a)
{
	const char *at = a->rule, *end = at + strlen(at);

	while (at < end) {
		const char *stop = upto(at, end, " or ");

		if (all_hold(a, at, stop))
			return true;
		at = stop == end ? end : stop + strlen(" or ");
	}
	return false;
}

/* ---- rights ---- */

/* Is the word among these? */
static bool
has_word(const char *words, const char *word)
{
	const char *at = words;
	size_t len = strlen(word);

	while (at != NULL && (at = strstr(at, word)) != NULL) {
		if ((at == words || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
			return true;
		at += len;
	}
	return false;
}

static bool
has_role(const struct person *p, const char *role)
{
	return strcmp(role, "*") == 0 || has_word(p->roles, role);
}

/* What a role says of a right: of hand and share, what it says of change. */
static const json_t *
level_of(const json_t *rights, enum right right)
{
	const json_t *level = json_object_get(rights, right_names[right]);

	if (level == NULL && (right == HAND || right == SHARE))
		level = json_object_get(rights, right_names[CHANGE]);
	return level;
}

/* Calls take for what each of the person's roles says of the right. */
static bool
any_role(const struct entity *e, const struct person *p, enum right right,
    bool (*take)(const json_t *level, const void *arg), const void *arg)
{
	const json_t *rights;
	const char *role;

	json_object_foreach(json_object_get(e->doc, "may"), role, rights)
	{
		const json_t *level = level_of(rights, right);

		if (level != NULL && has_role(p, role) && take(level, arg))
			return true;
	}
	return false;
}

/* Of theirs, or of somebody they stand in for. */
static bool
in_territory(const struct asking *a)
{
	for (size_t i = 0; i < TERRITORIES; i++) {
		struct asking rule = *a;
		bool theirs = has_word(territories[i].people, self(a->m, a->p)->name);

		for (size_t j = 0; j < a->m->person_count; j++)
			theirs |= stands_for(a->p, &a->m->people[j]) &&
				  has_word(territories[i].people, a->m->people[j].name);
		rule.rule = territories[i].rule;
		if (theirs && strcmp(territories[i].entity, a->e->name) == 0 &&
		    rule_holds(&rule))
			return true;
	}
	return false;
}

static bool
level_holds(const json_t *level, const void *arg)
{
	struct asking a = *(const struct asking *)arg;

	if (!json_is_string(level))
		return json_is_true(level);
	a.rule = json_string_value(level);
	if (strcmp(a.rule, "@territory") == 0)
		return in_territory(&a) ||
		       is_of_circle(&a, json_object_get(a.fields, "owner"), "@me");
	if (a.rule[0] == '@')
		return is_of_circle(&a, json_object_get(a.fields, "owner"), a.rule);
	return rule_holds(&a);
}

static bool
level_is_some(const json_t *level, const void *arg)
{
	(void)arg;
	return json_is_string(level) || json_is_true(level);
}

/* ---- what a token is for ---- */

static bool
has_scope(const struct person *p, const char *verb, const char *of)
{
	char scope[100];

	snprintf(scope, sizeof(scope), "%s%s%s", verb, of == NULL ? "" : ":",
	    of == NULL ? "" : of);
	return has_word(p->scopes, scope);
}

static bool
in_scope(const struct person *p, enum right right, const struct entity *e)
{
	const char *group = json_string_value(json_object_get(e->doc, "group"));
	bool office = group != NULL && strcmp(group, "admin") == 0;
	bool writes =
	    has_scope(p, "write", e->name) ||
	    (has_scope(p, "write", "*") && (!office || has_scope(p, "admin", NULL)));
	bool reads_it = has_scope(p, "write", e->name) || has_scope(p, "write", "*") ||
			has_scope(p, "read", e->name) || has_scope(p, "read", "*");

	if (p->scopes == NULL)
		return true;
	if (right == READ)
		return reads_it;
	return right == EXPORT ? reads_it && has_scope(p, "export", NULL) : writes;
}

/* ---- shares ---- */

static bool
is_one_of(const struct person *q, const struct share *s)
{
	if (strcmp(s->kind, "user") == 0)
		return strcmp(s->who, q->name) == 0;
	if (strcmp(s->kind, "team") == 0)
		return in_same(q->teams, s->who);
	return is_below(q->unit, s->who);
}

/* With them, or with somebody they stand in for. */
static bool
is_shared(struct matrix *m, const struct person *p, const struct row *r, bool change)
{
	for (size_t i = 0; i < r->share_count; i++) {
		if (change && !r->shares[i].change)
			continue;
		if (is_one_of(self(m, p), &r->shares[i]))
			return true;
		for (size_t j = 0; j < m->person_count; j++)
			if (stands_for(p, &m->people[j]) &&
			    is_one_of(&m->people[j], &r->shares[i]))
				return true;
	}
	return false;
}

/* ---- may they? ---- */

bool
never(struct matrix *m, const struct person *p, enum right right, const struct entity *e)
{
	(void)m;
	return !in_scope(p, right, e) ||
	       (!p->admin && !any_role(e, p, right, level_is_some, NULL));
}

/* Whoever makes, changes or deletes a line changes what it is a line of. */
static bool
may_whole(struct matrix *m, const struct person *p, enum right right,
    const struct entity *e, const json_t *fields)
{
	const char *of =
	    json_string_value(json_object_get(json_object_get(e->doc, "line"), "of"));
	const json_t *v = of == NULL ? NULL : json_object_get(fields, of);
	const struct row *whole = NULL;

	if (v == NULL || (right != CREATE && right != CHANGE && right != DELETE))
		return true;
	whole = row_by_id(
	    m, json_string_value(json_is_object(v) ? json_object_get(v, "id") : v));
	return whole == NULL || may(m, p, CHANGE, whole);
}

bool
may_values(struct matrix *m, const struct person *p, enum right right,
    const struct entity *e, const json_t *fields)
{
	struct asking a = { m, p, e, fields, NULL };

	return in_scope(p, right, e) &&
	       (p->admin || any_role(e, p, right, level_holds, &a)) &&
	       may_whole(m, p, right, e, fields);
}

static bool reads_as_person(
    struct matrix *m, const struct person *p, const struct row *r);

/* What is about a record is for who reads that record, and for its own owner. */
static bool
reads_about(struct matrix *m, const struct person *p, const struct row *r)
{
	const json_t *fields = json_object_get(r->seen, "fields"), *v;
	struct asking a = { m, p, r->entity, fields, "@me" };
	bool all = true;

	if (p->admin || !has_trait(r->entity, "item") ||
	    is_of_circle(&a, json_object_get(fields, "owner"), "@me"))
		return true;
	for (size_t i = 0; i < r->entity->field_count; i++) {
		const struct field *f = &r->entity->fields[i];
		const struct row *of;

		v = json_object_get(fields, f->name);
		if (!json_is_true(json_object_get(f->says, "up")) || is_empty(v))
			continue;
		of = row_by_id(m,
		    json_string_value(json_is_object(v) ? json_object_get(v, "id") : v));
		all &= of != NULL && reads_as_person(m, p, of);
	}
	return all;
}

/* Whatever their token is for. */
static bool
reads_as_person(struct matrix *m, const struct person *p, const struct row *r)
{
	struct asking a = { m, p, r->entity, json_object_get(r->seen, "fields"), NULL };

	return p->admin ||
	       (any_role(r->entity, p, READ, level_is_some, NULL) &&
		   is_shared(m, p, r, false)) ||
	       (any_role(r->entity, p, READ, level_holds, &a) && reads_about(m, p, r));
}

/* A share widens whose records, not what a role may do. */
bool
may(struct matrix *m, const struct person *p, enum right right, const struct row *r)
{
	if ((right == READ || right == CHANGE) && !never(m, p, right, r->entity) &&
	    is_shared(m, p, r, right == CHANGE))
		return true;
	return may_values(m, p, right, r->entity, json_object_get(r->seen, "fields")) &&
	       (right != READ || reads_about(m, p, r));
}

static bool
says_hand(struct matrix *m, const struct person *p, const struct entity *e,
    const json_t *fields)
{
	struct asking a = { m, p, e, fields, NULL };
	const json_t *rights, *level;
	const char *role;

	json_object_foreach(json_object_get(e->doc, "may"), role, rights)
	{
		level = json_object_get(rights, "hand");
		if (level != NULL && has_role(p, role) && level_holds(level, &a))
			return true;
	}
	return p->admin;
}

/* Another's record with private fields: for oneself, or for nobody. */
static bool
is_taken(const struct person *p, const struct row *r, const json_t *after)
{
	const char *next = json_string_value(json_object_get(after, "owner"));
	bool has_private = false;

	for (size_t i = 0; i < r->entity->field_count; i++)
		has_private |= r->entity->fields[i].own;
	return has_private && !is_owner(p, r) &&
	       (next == NULL || strcmp(next, p->id) == 0);
}

/* Where hand is said, it is asked of the record as it is; else it is a change. */
bool
may_hand(
    struct matrix *m, const struct person *p, const struct row *r, const json_t *after)
{
	const json_t *before = json_object_get(r->seen, "fields");

	if (!in_scope(p, HAND, r->entity))
		return false;
	return says_hand(m, p, r->entity, before) ||
	       (may(m, p, CHANGE, r) && may(m, p, HAND, r) && !is_taken(p, r, after) &&
		   (may_values(m, p, CHANGE, r->entity, after) ||
		       is_shared(m, p, r, true)));
}

/* And something else with it: judged as if its owner had stayed.  kept: it, then. */
bool
may_hand_changed(struct matrix *m, const struct person *p, const struct row *r,
    const json_t *kept, const json_t *after)
{
	if (!in_scope(p, HAND, r->entity) || !may(m, p, CHANGE, r))
		return false;
	if (says_hand(m, p, r->entity, json_object_get(r->seen, "fields")))
		return may_values(m, p, CHANGE, r->entity, kept) ||
		       is_shared(m, p, r, true);
	return may_hand(m, p, r, after);
}

/* ---- fields ---- */

static bool
is_named(const struct person *p, const json_t *roles)
{
	const json_t *each;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)roles, i, each)
	{
		if (has_role(p, json_string_value(each)))
			return true;
	}
	return false;
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Every field that a calculation names. */
static bool
knows_parts(struct matrix *m, const struct person *p, const struct field *f)
{
	const char *at = json_string_value(json_object_get(f->says, "is"));
	char name[80];

	while (at != NULL && *at != '\0') {
		size_t n = 0;
		const struct field *part;

		while (is_word(at[n]) && n < sizeof(name) - 1)
			n++;
		snprintf(name, sizeof(name), "%.*s", (int)n, at);
		part = field_of((struct entity *)(uintptr_t)f->of, name);
		if (part != NULL && part != f && !knows(m, p, part))
			return false;
		at += n == 0 ? 1 : n;
	}
	return true;
}

static bool
is_read_by(const struct entity *e, const char *role)
{
	const json_t *rights = json_object_get(json_object_get(e->doc, "may"), role);

	return level_is_some(json_object_get(rights, "read"), NULL);
}

/* A role lost it.  Another that reads such records, too, has it; and who has no role
 * that reads them loses nothing by that. */
static bool
keeps(const struct person *p, const struct field *f)
{
	char roles[80], *rest = roles, *role;

	snprintf(roles, sizeof(roles), "%s", p->roles);
	while ((role = strsep(&rest, " ")) != NULL)
		if (strcmp(role, f->lost) != 0 && is_read_by(f->of, role))
			return true;
	return is_read_by(f->of, "*") || !has_word(p->roles, f->lost);
}

bool
knows(struct matrix *m, const struct person *p, const struct field *f)
{
	if (f->hidden)
		return false;
	if (p->admin)
		return true;
	if (f->see != NULL)
		return is_named(p, f->see);
	if (f->lost != NULL)
		return keeps(p, f);
	return knows_parts(m, p, f);
}

bool
finds(struct matrix *m, const struct person *p, const struct field *f)
{
	return knows(m, p, f) && !f->own;
}

bool
sets(struct matrix *m, const struct person *p, const struct field *f)
{
	return knows(m, p, f) && !f->readonly && !f->computed &&
	       (p->admin || f->change == NULL || is_named(p, f->change));
}

bool
is_owner(const struct person *p, const struct row *r)
{
	const char *id = json_string_value(
	    json_object_get(json_object_get(r->seen, "fields"), "owner"));

	return id != NULL && strcmp(id, p->id) == 0;
}

bool
sees(struct matrix *m, const struct person *p, const struct entity *e,
    const struct field *f, const struct row *r)
{
	(void)e;
	return knows(m, p, f) && reads(m, p, r) && (!f->own || is_owner(p, r));
}
