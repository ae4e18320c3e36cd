/*
 * why.c - what is explained is what is answered: why somebody may, and what an
 * administrator is shown through their eyes.
 */
#include "matrix.h"

/* ---- why ---- */

static bool
says_yes(const struct answer *a, const char *right)
{
	return json_is_true(json_object_get(json_object_get(a->json, right), "yes"));
}

static bool
has_reasons(const struct answer *a, const char *right)
{
	return json_array_size(
		   json_object_get(json_object_get(a->json, right), "because")) > 0;
}

static void
check_fields(
    struct matrix *m, const struct person *p, const struct row *r, const struct answer *a)
{
	const json_t *fields = json_object_get(a->json, "fields");

	for (size_t i = 0; i < r->entity->field_count; i++) {
		const struct field *f = &r->entity->fields[i];
		const json_t *told = json_object_get(fields, f->name);

		if (told == NULL) {
			check(m, f->see == NULL && !f->own, "%s: %s %d: nothing of %s",
			    p->name, r->entity->name, r->number, f->name);
			continue;
		}
		check(m,
		    json_is_true(json_object_get(told, "see")) ==
			sees(m, p, r->entity, f, r),
		    "%s: %s %d: sees %s", p->name, r->entity->name, r->number, f->name);
		check(m,
		    json_is_true(json_object_get(told, "change")) ==
			(reads(m, p, r) && may(m, p, CHANGE, r) && sets(m, p, f) &&
			    (!f->own || is_owner(p, r))),
		    "%s: %s %d: changes %s", p->name, r->entity->name, r->number,
		    f->name);
	}
}

/* What is said of a record, beside what must be, and what its page answers. */
static void
ask_why(struct matrix *m, const struct person *p, const struct row *r)
{
	static const enum right told[] = { READ, CHANGE, DELETE, EXPORT, HAND, SHARE };
	const struct answer *a;
	bool seen =
	    ask(m, p, "GET", NULL, "/api/%s/%s", r->entity->name, r->id)->status == 200;

	a = must(m, 200,
	    ask(m, m->people, "GET", NULL, "/api/%s/%s/why?user=%s", r->entity->name,
		r->id, p->id));
	check(m, says_yes(a, "read") == seen, "%s: %s %d: why says %d, the page %d",
	    p->name, r->entity->name, r->number, says_yes(a, "read"), seen);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const char *right = right_names[told[i]];

		check(m, says_yes(a, right) == (seen && may(m, p, told[i], r)),
		    "%s: %s %d: why says %d of %s", p->name, r->entity->name, r->number,
		    says_yes(a, right), right);
		check(m, !seen || says_yes(a, right) == has_reasons(a, right),
		    "%s: %s %d: %s: %s", p->name, r->entity->name, r->number, right,
		    a->body);
	}
	check_fields(m, p, r, a);
}

/* Of oneself, what one sees; of others nothing. */
static void
ask_of_oneself(struct matrix *m, const struct person *p, const struct row *r)
{
	const struct answer *a =
	    ask(m, p, "GET", NULL, "/api/%s/%s/why", r->entity->name, r->id);

	check(m, a->status == (reads(m, p, r) ? 200 : 404), "%s: %s %d/why: %d", p->name,
	    r->entity->name, r->number, a->status);
	check(m, a->status != 200 || says_yes(a, "read"), "%s: %s %d/why: %s", p->name,
	    r->entity->name, r->number, a->body);
	a = ask(m, p, "GET", NULL, "/api/%s/%s/why?user=%s", r->entity->name, r->id,
	    m->people[0].id);
	check(m, p->admin || a->status == (reads(m, p, r) ? 403 : 404),
	    "%s: %s %d/why?user: %d", p->name, r->entity->name, r->number, a->status);
}

/* ---- through the eyes of others ---- */

static bool
is_own(const struct entity *e, const char *name)
{
	for (size_t i = 0; name != NULL && i < e->field_count; i++)
		if (e->fields[i].own && strcmp(e->fields[i].name, name) == 0)
			return true;
	return false;
}

/* Without what is private, wherever it is spoken of. */
static void
leave_own_out(const struct entity *e, json_t *tree)
{
	const char *key;
	json_t *each;
	void *next;

	for (size_t i = json_array_size(tree); i-- > 0;) {
		each = json_array_get(tree, i);
		if (is_own(e, json_string_value(each)))
			json_array_remove(tree, i);
		else
			leave_own_out(e, each);
	}
	json_object_foreach_safe(tree, next, key, each)
	{
		if (is_own(e, key))
			json_object_del(tree, key);
		else
			leave_own_out(e, each);
	}
}

static char *
shared_part(const struct entity *e, const struct answer *a)
{
	bool any = false;
	json_t *tree;
	char *text;

	for (size_t i = 0; i < e->field_count; i++)
		any |= e->fields[i].own;
	if (!any || a->json == NULL)
		return strdup(a->body);
	tree = json_deep_copy(a->json);
	leave_own_out(e, tree);
	text = json_dumps(tree, JSON_ENCODE_ANY);
	json_decref(tree);
	return text;
}

/*
 * The same answer, to the letter, as they are given themselves; but for what is
 * private, which is for no eyes but the owner's own (ask.c looks for its canaries).
 */
static void
look(struct matrix *m, const struct person *p, const struct entity *e, const char *eyes,
    const char *path)
{
	const struct answer *a = ask(m, p, "GET", NULL, "%s", path);
	char *told = shared_part(e, a), *seen;
	int status = a->status;

	ask_header(m, eyes);
	a = ask(m, m->people, "GET", NULL, "%s", path);
	ask_header(m, NULL);
	seen = shared_part(e, a);
	check(m, a->status == status && strcmp(seen, told) == 0,
	    "%s: %s: %s\n  %d %s\n  %d %s", p->name, eyes, path, status, told, a->status,
	    seen);
	free(seen);
	free(told);
}

static void
look_at_records(
    struct matrix *m, const struct person *p, const struct entity *e, const char *eyes)
{
	static const char *const ends[] = { "", "/history", "/timeline", "/shares" };
	char path[200];

	for (size_t i = 0; i < e->row_count; i++)
		for (size_t j = 0; j < sizeof(ends) / sizeof(ends[0]); j++) {
			snprintf(path, sizeof(path), "/api/%s/%s%s", e->name,
			    m->rows[e->rows[i]].id, ends[j]);
			look(m, p, e, eyes, path);
		}
}

/* The last two ask for who asks: a person has them, a role has not. */
static const char *const lists[] = { "?limit=200", "?limit=200&trash=1", "/count",
	"/sum?by=owner", "?sort=-created_ms&limit=5", "?where=owner%20%3D%20@me",
	"?where=owner%20in%20@units&limit=200" };

/* As a file: a list, and the bytes of attachments. */
static void
look_at_files(
    struct matrix *m, const struct person *p, const struct entity *e, const char *eyes)
{
	char path[200];

	snprintf(path, sizeof(path), "/api/%s/export?as=csv&fields=%s", e->name,
	    e->title->name);
	look(m, p, e, eyes, path);
	for (size_t i = 0; strcmp(e->name, "file") == 0 && i < e->row_count; i++) {
		snprintf(path, sizeof(path), "/api/files/%s", m->rows[e->rows[i]].id);
		look(m, p, e, eyes, path);
	}
}

static void
look_at_lists(struct matrix *m, const struct person *p, const struct entity *e,
    const char *eyes, size_t count)
{
	char path[200];

	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "/api/%s%s", e->name, lists[i]);
		look(m, p, e, eyes, path);
	}
}

static bool asks_nobody(struct matrix *m, const struct person *p, const struct entity *e);

/* Nor, of items, to what they could be about? */
static bool
asks_nobody_about(struct matrix *m, const struct person *p, const struct entity *e)
{
	for (size_t i = 0; has_trait(e, "item") && i < e->field_count; i++)
		for (size_t j = 0; j < m->entity_count; j++)
			if (json_is_true(json_object_get(e->fields[i].says, "up")) &&
			    may_name(&e->fields[i], &m->entities[j]) &&
			    !asks_nobody(m, p, &m->entities[j]))
				return false;
	return true;
}

/* Is no right of theirs to such records about who asks? */
static bool
asks_nobody(struct matrix *m, const struct person *p, const struct entity *e)
{
	const json_t *rights, *level;
	const char *role, *right;

	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].own)
			return false;
	json_object_foreach(json_object_get(e->doc, "may"), role, rights)
	    json_object_foreach((json_t *)(uintptr_t)rights, right,
		level) if ((strcmp(role, "*") == 0 || strstr(p->roles, role) != NULL) &&
			   json_is_string(level)) return false;
	return asks_nobody_about(m, p, e);
}

static void
look_through(struct matrix *m, const struct person *p, const struct entity *e)
{
	char eyes[100], roles[60];

	way(m, "eyes");
	snprintf(eyes, sizeof(eyes), "X-Kith-Eyes: user:%s", p->id);
	look_at_records(m, p, e, eyes);
	look_at_files(m, p, e, eyes);
	look_at_lists(m, p, e, eyes, sizeof(lists) / sizeof(lists[0]));
	if (p->admin || p->roles[0] == '\0' || !asks_nobody(m, p, e))
		return;
	snprintf(roles, sizeof(roles), "%s", p->roles);
	if (strchr(roles, ' ') != NULL)
		*strchr(roles, ' ') = ',';
	snprintf(eyes, sizeof(eyes), "X-Kith-Eyes: role:%s", roles);
	way(m, "role");
	look_at_lists(m, p, e, eyes, sizeof(lists) / sizeof(lists[0]) - 2);
}

/* Nobody else has eyes, and through them nothing is changed. */
static void
refuse_eyes(struct matrix *m, const struct person *p, const struct entity *e)
{
	const struct person *boss = m->people;
	char eyes[60], told[300] = "";

	way(m, "eyes");
	snprintf(eyes, sizeof(eyes), "X-Kith-Eyes: user:%s", boss->id);
	if (!p->admin) {
		ask_header(m, eyes);
		must(m, 403, ask(m, p, "GET", NULL, "/api/%s", e->name));
		ask_header(m, NULL);
		must(m, 403, ask(m, p, "GET", NULL, "/api/%s?eyes=role:seller", e->name));
	}
	snprintf(eyes, sizeof(eyes), "X-Kith-Eyes: user:%s", p->id);
	store_hold(m);
	for (size_t i = 0; i < e->row_count; i++) {
		const char *id = m->rows[e->rows[i]].id;

		ask_header(m, eyes);
		must(m, 403, ask(m, boss, "DELETE", NULL, "/api/%s/%s", e->name, id));
		must(m, 403,
		    ask(m, boss, "PATCH", json_object(), "/api/%s/%s", e->name, id));
		must(m, 403, ask(m, boss, "POST", json_object(), "/api/%s", e->name));
		ask_header(m, NULL);
	}
	check(m, !store_changed(m, told, sizeof(told)), "%s: through eyes: %s", e->name,
	    told);
	store_let(m);
}

void
why_all_ways(struct matrix *m)
{
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->people[i];

		for (size_t j = 0; j < m->entity_count; j++) {
			const struct entity *e = &m->entities[j];

			way(m, "why");
			for (size_t k = 0; k < e->row_count && !skipped(m, p, e); k++) {
				if (p->scopes == NULL)
					ask_why(m, p, &m->rows[e->rows[k]]);
				ask_of_oneself(m, p, &m->rows[e->rows[k]]);
			}
			if (skipped(m, p, e))
				continue;
			if (p->scopes == NULL)
				look_through(m, p, e);
			refuse_eyes(m, p, e);
		}
	}
}
