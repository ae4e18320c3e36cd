/*
 * write.c - the ways of changing.  What is refused is asked first, while the
 * database is held; what is allowed after that, and taken back.
 */
#include "matrix.h"

#define NEW_NUMBER 10000 /* canaries of what is made on trial: of no known row */
#define NONE "4611686018427387904"

/* ---- helpers ---- */

const struct field *
plain_field(struct matrix *m, const struct person *p, struct entity *e)
{
	const struct field *found = NULL;

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f->says == NULL || f->readonly || f->unique || f->computed ||
		    f->hidden || f->own || f->proven || !sets(m, p, f) || f->max < 100 ||
		    given_value(e, f) != NULL ||
		    json_object_get(f->says, "needed") != NULL ||
		    (strcmp(f->type, "text") != 0 && strcmp(f->type, "long_text") != 0))
			continue;
		if (found == NULL || found == e->title)
			found = f;
	}
	return found;
}

json_t *
job_done(struct matrix *m, const struct person *p, const struct answer *a)
{
	const char *id = json_string_value(json_object_get(a->json, "job"));
	int64_t end = steady_ms() + KIT_PATIENCE_MS;
	char path[80];

	if (id == NULL)
		return NULL;
	snprintf(path, sizeof(path), "/api/jobs/%s", id);
	for (;;) {
		const char *state;

		a = must(m, 200, ask(m, p, "GET", NULL, "%s", path));
		state = json_string_value(json_object_get(a->json, "state"));
		if (strcmp(state, "waiting") != 0 && strcmp(state, "running") != 0)
			return json_deep_copy(a->json);
		if (steady_ms() > end)
			kit_lose(m->kit, "%s never ends", path);
		nap_ms(3);
	}
}

static const json_t *
fields_of(const struct row *r)
{
	return json_object_get(r->seen, "fields");
}

/* The stored values with these in their place. */
static json_t *
as_if(const struct row *r, const char *field, const json_t *value)
{
	json_t *fields = json_deep_copy(fields_of(r));

	json_object_set(fields, field, (json_t *)(uintptr_t)value);
	return fields;
}

/* ---- create ---- */

/* What p would make, with what the traits add by themselves. */
static json_t *
as_made(const struct person *p, const struct entity *e, const json_t *body)
{
	json_t *fields = json_deep_copy(body),
	       *stages = json_object_get(e->doc, "pipeline");

	if (has_trait(e, "own") && json_object_get(fields, "owner") == NULL)
		json_object_set_new(fields, "owner", json_string(p->id));
	if (stages != NULL && json_object_get(fields, "stage") == NULL)
		json_object_set_new(fields, "stage",
		    json_string(json_object_iter_key(json_object_iter(stages))));
	return fields;
}

static void
create_one(struct matrix *m, const struct person *p, struct entity *e, json_t *body,
    bool allowed)
{
	json_t *fields = as_made(p, e, body);
	const struct answer *a;

	if (may_values(m, p, CREATE, e, fields) == allowed) {
		if (!allowed)
			store_hold(m);
		a = ask(m, p, "POST", json_incref(body), "/api/%s", e->name);
		check(m,
		    a->status == (!allowed                   ? 403
				     : given_speaks(m, p, e) ? 201
							     : 422),
		    "%s makes %s: %d %s", p->name, e->name, a->status, a->body);
	}
	json_decref(fields);
	json_decref(body);
}

/* What is private is said by who will own it: not by who makes it for them. */
static void
create_for(struct matrix *m, const struct person *p, struct entity *e, json_t *given)
{
	json_t *fields = as_made(p, e, given);
	const struct field *own = NULL;
	const struct answer *a;

	for (size_t i = 0; i < e->field_count; i++)
		if (e->fields[i].own && strcmp(e->fields[i].type, "int") != 0)
			own = &e->fields[i];
	if (own != NULL && p != &m->people[3] && may_values(m, p, CREATE, e, fields)) {
		json_object_set_new(given, own->name, json_string("whispered"));
		store_hold(m);
		a = ask(m, p, "POST", json_incref(given), "/api/%s", e->name);
		check(m, a->status == 422, "%s makes %s with what is private: %d",
		    p->name, e->name, a->status);
	}
	json_decref(fields);
	json_decref(given);
}

static void
create_all(struct matrix *m, const struct person *p, bool allowed)
{
	way(m, "create");
	for (size_t i = 0; i < m->entity_count; i++) {
		struct entity *e = &m->entities[i];
		int number = NEW_NUMBER + (int)(i * 50) + 2 * (int)(p - m->people);
		json_t *given;

		if (!is_made(e) || skipped(m, p, e))
			continue;
		create_one(m, p, e, cast_body(m, e, p, number, p->name), allowed);
		if (!has_trait(e, "own") || never(m, p, READ, entity_of(m, "user")))
			continue; /* whom one does not see, one cannot name */
		given = cast_body(m, e, p, number + 1, p->name);
		json_object_set_new(given, "owner", json_string(m->people[3].id));
		if (!allowed)
			create_for(m, p, e, json_deep_copy(given));
		create_one(m, p, e, given, allowed);
	}
}

/* ---- change ---- */

static int
change_status(struct matrix *m, const struct person *p, const struct row *r,
    const char *field, const json_t *value)
{
	json_t *after = as_if(r, field, value);
	struct row changed = *r;
	bool allowed;

	changed.seen = json_pack("{s:o}", "fields", after);
	if (strcmp(field, "owner") == 0)
		allowed = may_hand(m, p, r, after);
	else
		allowed = may(m, p, CHANGE, r) && may(m, p, CHANGE, &changed);
	json_decref(changed.seen);
	if (!reads(m, p, r) || r->gone)
		return 404;
	return allowed ? 200 : 403;
}

/* As an administrator sees it: it has that value now, and nothing else differs. */
static void
check_changed(struct matrix *m, struct row *r, const char *field, const json_t *value)
{
	json_t *now = json_deep_copy(must(
	    m, 200, ask(m, m->people, "GET", NULL, "/api/%s/%s", r->entity->name, r->id))
					 ->json);
	json_t *expected = json_deep_copy(r->seen);
	static const char *const moving[] = { "updated_ms", "updated_by", "touched_ms" };

	json_object_set(
	    json_object_get(expected, "fields"), field, (json_t *)(uintptr_t)value);
	for (size_t i = 0; i < 3; i++) {
		json_object_del(json_object_get(expected, "fields"), moving[i]);
		json_object_del(json_object_get(now, "fields"), moving[i]);
	}
	/* what is private went to its new owner */
	for (size_t i = 0; i < r->entity->field_count; i++)
		if (r->entity->fields[i].own) {
			json_object_del(
			    json_object_get(now, "fields"), r->entity->fields[i].name);
			json_object_del(json_object_get(expected, "fields"),
			    r->entity->fields[i].name);
		}
	check(m,
	    json_equal(
		json_object_get(expected, "fields"), json_object_get(now, "fields")),
	    "%s %d: more than %s was changed", r->entity->name, r->number, field);
	json_decref(expected);
	json_decref(now);
}

static void
change_one(struct matrix *m, const struct person *p, struct row *r, const char *field,
    json_t *value, bool allowed)
{
	int expected = change_status(m, p, r, field, value);
	const struct answer *a;

	if ((expected == 200) == allowed) {
		if (!allowed)
			store_hold(m);
		a = ask(m, p, "PATCH", json_pack("{s:O}", field, value), "/api/%s/%s",
		    r->entity->name, r->id);
		check(m, a->status == expected, "%s changes %s %d: %d, must be %d: %s",
		    p->name, r->entity->name, r->number, a->status, expected, a->body);
		if (allowed)
			check_changed(m, r, field, value);
	}
	json_decref(value);
}

static json_t *
undo_wish(const json_t *version, const char *field)
{
	return json_pack(
	    "{s:O, s:[s]}", "version", (json_t *)(uintptr_t)version, "fields", field);
}

/* What they changed they take back; what they may not change they do not take back. */
static void
undo_text(struct matrix *m, const struct person *p, struct row *r, const char *field,
    bool allowed)
{
	const char *e = r->entity->name;
	const struct answer *a;
	json_t *version;
	int expected = !reads(m, p, r) || r->gone ? 404 : 403;

	way(m, "undo");
	version = json_incref(json_object_get(
	    must(m, 200, ask(m, m->people, "GET", NULL, "/api/%s/%s", e, r->id))->json,
	    "version"));
	if (!allowed)
		store_hold(m);
	if (allowed || expected == 404 || !may(m, p, CHANGE, r)) {
		a = ask(
		    m, p, "POST", undo_wish(version, field), "/api/%s/%s/undo", e, r->id);
		check(m, a->status == (allowed ? 200 : expected),
		    "%s takes a change of %s %d back: %d, must be %d: %s", p->name, e,
		    r->number, a->status, allowed ? 200 : expected, a->body);
	}
	if (allowed)
		check_changed(m, r, field, json_object_get(fields_of(r), field));
	json_decref(version);
}

/* A text, and back to what it was. */
static void
change_text(struct matrix *m, const struct person *p, struct row *r,
    const struct field *f, bool allowed)
{
	const json_t *was = json_object_get(fields_of(r), f->name);

	if (!json_is_string(was))
		return;
	change_one(
	    m, p, r, f->name, json_sprintf("%s+", json_string_value(was)), allowed);
	if (!allowed || change_status(m, p, r, f->name, was) == 200)
		undo_text(m, p, r, f->name, allowed);
}

static void
put_back(struct matrix *m, const struct row *r, const char *field)
{
	must(m, 200,
	    ask(m, m->people, "PATCH",
		json_pack("{s:O}", field, json_object_get(fields_of(r), field)),
		"/api/%s/%s", r->entity->name, r->id));
}

static bool
is_switch(
    struct matrix *m, const struct person *p, const struct row *r, const struct field *f)
{
	return json_is_boolean(json_object_get(fields_of(r), f->name)) &&
	       f->says != NULL && !f->readonly && !f->computed && sets(m, p, f);
}

/* Yes and no: some rights ask it, of the row before and of the row after. */
static void
change_switches(struct matrix *m, const struct person *p, struct row *r, bool allowed)
{
	for (size_t i = 0; i < r->entity->field_count; i++) {
		const struct field *f = &r->entity->fields[i];
		const json_t *was = json_object_get(fields_of(r), f->name);
		json_t *turned = json_boolean(!json_is_true(was));

		if (is_switch(m, p, r, f) &&
		    (change_status(m, p, r, f->name, turned) == 200) == allowed) {
			change_one(m, p, r, f->name, json_incref(turned), allowed);
			if (allowed)
				put_back(m, r, f->name);
		}
		json_decref(turned);
	}
}

/* Who may give it away, and not change it, does not change it on the way. */
static void
hand_and_more(struct matrix *m, const struct person *p, struct row *r,
    const struct field *f, const json_t *owner)
{
	json_t *after = as_if(r, "owner", owner);

	if (reads(m, p, r) && !r->gone && f != NULL && may_hand(m, p, r, after) &&
	    !may(m, p, CHANGE, r)) {
		const struct answer *a;

		store_hold(m);
		a = ask(m, p, "PATCH",
		    json_pack("{s:O, s:s}", "owner", (json_t *)(uintptr_t)owner, f->name,
			"on the way"),
		    "/api/%s/%s", r->entity->name, r->id);
		check(m, a->status == 403, "%s hands %s %d on and changes it: %d",
		    p->name, r->entity->name, r->number, a->status);
	}
	json_decref(after);
}

/* On to somebody, and a switch turned with it, which some rights ask. */
static void
hand_and_turn(struct matrix *m, const struct person *p, struct row *r,
    const struct field *f, const json_t *owner, bool allowed)
{
	json_t *turned =
		   json_boolean(!json_is_true(json_object_get(fields_of(r), f->name))),
	       *kept = as_if(r, f->name, turned), *after = json_deep_copy(kept);
	const struct answer *a;
	bool may_both;

	json_object_set(after, "owner", (json_t *)(uintptr_t)owner);
	may_both = may_hand_changed(m, p, r, kept, after);
	if (may_both == allowed) {
		if (!allowed)
			store_hold(m);
		a = ask(m, p, "PATCH",
		    json_pack("{s:O, s:O}", "owner", (json_t *)(uintptr_t)owner, f->name,
			turned),
		    "/api/%s/%s", r->entity->name, r->id);
		check(m, a->status == (allowed ? 200 : 403),
		    "%s hands %s %d on and turns %s: %d", p->name, r->entity->name,
		    r->number, f->name, a->status);
	}
	if (may_both && allowed) {
		put_back(m, r, "owner");
		put_back(m, r, f->name);
	}
	json_decref(after);
	json_decref(kept);
	json_decref(turned);
}

static void
hand_and_turn_all(struct matrix *m, const struct person *p, struct row *r,
    const json_t *owner, bool allowed)
{
	for (size_t i = 0; i < r->entity->field_count && reads(m, p, r) && !r->gone;
	     i++) {
		const struct field *f = &r->entity->fields[i];

		if (is_switch(m, p, r, f))
			hand_and_turn(m, p, r, f, owner, allowed);
	}
}

/* To somebody else, and back by an administrator. */
static void
change_owner(struct matrix *m, const struct person *p, struct row *r, bool allowed)
{
	const json_t *was = json_object_get(fields_of(r), "owner");
	const struct person *to = &m->people[r->number % 2 == 0 ? 3 : 5];
	json_t *value;

	if (to == p)
		to = &m->people[6];
	value = json_string(to->id);

	if (was == NULL || json_equal((json_t *)(uintptr_t)was, value)) {
		json_decref(value);
		return;
	}
	if (!allowed)
		hand_and_more(m, p, r, plain_field(m, p, r->entity), value);
	hand_and_turn_all(m, p, r, value, allowed);
	if ((change_status(m, p, r, "owner", value) == 200) == allowed) {
		change_one(m, p, r, "owner", json_incref(value), allowed);
		if (allowed)
			put_back(m, r, "owner");
	}
	json_decref(value);
}

static void
change_all(struct matrix *m, const struct person *p, bool allowed)
{
	for (size_t i = 0; i < m->row_count; i++) {
		struct row *r = &m->rows[i];
		const struct field *f = plain_field(m, p, r->entity);

		if (!is_made(r->entity) || skipped(m, p, r->entity))
			continue;
		way(m, "change");
		if (f != NULL)
			change_text(m, p, r, f, allowed);
		change_switches(m, p, r, allowed);
		way(m, "hand");
		change_owner(m, p, r, allowed);
	}
}

/* Hidden and absent: the same answer, byte for byte. */
static void
change_none(struct matrix *m, const struct person *p)
{
	for (size_t i = 0; i < m->row_count; i++) {
		const struct row *r = &m->rows[i];
		char *none;

		if (reads(m, p, r) || r->gone || skipped(m, p, r->entity))
			continue;
		way(m, "change");
		store_hold(m);
		none = strdup(
		    ask(m, p, "PATCH", NULL, "/api/%s/" NONE, r->entity->name)->body);
		check(m,
		    strcmp(none,
			ask(m, p, "PATCH", NULL, "/api/%s/%s", r->entity->name, r->id)
			    ->body) == 0,
		    "%s: %s %d: hidden and absent differ", p->name, r->entity->name,
		    r->number);
		free(none);
	}
}

/* ---- fields that are not theirs ---- */

/* A name as long as that one, of no field. */
static void
no_name(const struct field *f, char *out, size_t size)
{
	snprintf(out, size, "zz%s", f->name);
	out[strlen(f->name)] = '\0';
}

/* As of a field that is not there. */
static void
field_same(struct matrix *m, const struct person *p, const struct field *f, char *told,
    char *want)
{
	char none[80];

	no_name(f, none, sizeof(none));
	for (char *at = want; (at = strstr(at, none)) != NULL;)
		memcpy(at, f->name, strlen(f->name));
	check(m, strcmp(told, want) == 0,
	    "%s: %s is told apart from what is not there: %s", p->name, f->name, told);
	free(want);
	free(told);
}

static void
field_one(
    struct matrix *m, const struct person *p, const struct row *r, const struct field *f)
{
	char none[80], *told, *want;
	const struct answer *a;

	store_hold(m);
	a = ask(m, p, "PATCH", json_pack("{s:s}", f->name, "7"), "/api/%s/%s",
	    r->entity->name, r->id);
	check(m, a->status == 422 || a->status == 403 || a->status == 404,
	    "%s sets %s.%s of %d: %d", p->name, r->entity->name, f->name, r->number,
	    a->status);
	if (knows(m, p, f))
		return;
	no_name(f, none, sizeof(none));
	told = strdup(a->body);
	want = strdup(ask(m, p, "PATCH", json_pack("{s:s}", none, "7"), "/api/%s/%s",
	    r->entity->name, r->id)
			  ->body);
	field_same(m, p, f, told, want);
	told = strdup(
	    ask(m, p, "POST", undo_wish(json_object_get(r->seen, "version"), f->name),
		"/api/%s/%s/undo", r->entity->name, r->id)
		->body);
	want =
	    strdup(ask(m, p, "POST", undo_wish(json_object_get(r->seen, "version"), none),
		"/api/%s/%s/undo", r->entity->name, r->id)
		       ->body);
	field_same(m, p, f, told, want);
}

static void
field_all(struct matrix *m, const struct person *p)
{
	way(m, "fields");
	for (size_t i = 0; i < m->row_count; i++) {
		const struct row *r = &m->rows[i];

		if (r->gone || !reads(m, p, r) || !is_made(r->entity))
			continue;
		for (size_t j = 0; j < r->entity->field_count; j++) {
			const struct field *f = &r->entity->fields[j];

			if (f->says != NULL &&
			    (!sets(m, p, f) || (f->own && !is_owner(p, r))))
				field_one(m, p, r, f);
		}
	}
}

/* ---- the trash ---- */

/* Does something living refer to it that would be left hanging? */
static bool
is_used(struct matrix *m, const struct row *r)
{
	for (size_t i = 0; i < m->row_count; i++) {
		const struct row *by = &m->rows[i];

		for (size_t j = 0; !by->gone && j < by->entity->field_count; j++) {
			const struct field *f = &by->entity->fields[j];
			const json_t *v = json_object_get(fields_of(by), f->name);

			if (f->to == r->entity && json_is_string(v) &&
			    strcmp(json_string_value(v), r->id) == 0 &&
			    json_object_get(f->says, "on_delete") != NULL)
				return true;
		}
	}
	return false;
}

static void
delete_one(struct matrix *m, const struct person *p, struct row *r, bool allowed)
{
	int expected = !reads(m, p, r) || r->gone ? 404
		       : !may(m, p, DELETE, r)    ? 403
		       : is_used(m, r)            ? 422
						  : 200;
	const struct answer *a;

	if ((expected == 200) != allowed)
		return;
	if (!allowed)
		store_hold(m);
	a = ask(m, p, "DELETE", NULL, "/api/%s/%s", r->entity->name, r->id);
	check(m, a->status == expected, "%s deletes %s %d: %d, must be %d", p->name,
	    r->entity->name, r->number, a->status, expected);
	if (!allowed)
		return;
	a = ask(m, p, "POST", NULL, "/api/%s/%s/restore", r->entity->name, r->id);
	/* also where it names what they do not see: they threw away no more than that */
	check(m, a->status == 200, "%s restores %s %d: %d", p->name, r->entity->name,
	    r->number, a->status);
}

/* What is in the trash is not out of it for everybody. */
static void
restore_one(struct matrix *m, const struct person *p, struct row *r)
{
	int expected = !reads(m, p, r) ? 404 : 403;
	const struct answer *a;

	if (!r->gone || (reads(m, p, r) && may(m, p, DELETE, r)))
		return;
	store_hold(m);
	a = ask(m, p, "POST", NULL, "/api/%s/%s/restore", r->entity->name, r->id);
	check(m, a->status == expected, "%s restores %s %d: %d, must be %d", p->name,
	    r->entity->name, r->number, a->status, expected);
}

static void
delete_all(struct matrix *m, const struct person *p, bool allowed)
{
	way(m, "delete");
	for (size_t i = 0; i < m->row_count; i++) {
		struct row *r = &m->rows[i];

		/* who is allowed is tried on every third: each costs two changes */
		if (!is_made(r->entity) || skipped(m, p, r->entity) ||
		    (allowed && i % 3 != 0))
			continue;
		delete_one(m, p, r, allowed);
		if (!allowed)
			restore_one(m, p, r);
	}
}

/* ---- the archive ---- */

static void
archive_one(struct matrix *m, const struct person *p, struct row *r, bool allowed)
{
	bool has = json_object_get(fields_of(r), "archived_ms") != NULL;
	int expected = !reads(m, p, r) || r->gone || !has ? 404
		       : !may(m, p, CHANGE, r)            ? 403
							  : 200;
	const struct answer *a;

	if ((expected == 200) != allowed)
		return;
	if (!allowed)
		store_hold(m);
	a = ask(
	    m, p, "POST", json_object(), "/api/%s/%s/archive", r->entity->name, r->id);
	check(m, a->status == expected, "%s archives %s %d: %d, must be %d", p->name,
	    r->entity->name, r->number, a->status, expected);
	if (!allowed)
		return;
	a = ask(m, p, "POST", json_pack("{s:b}", "back", 1), "/api/%s/%s/archive",
	    r->entity->name, r->id);
	check(m, a->status == 200, "%s takes %s %d out of the archive: %d", p->name,
	    r->entity->name, r->number, a->status);
}

static void
archive_all(struct matrix *m, const struct person *p, bool allowed)
{
	way(m, "archive");
	for (size_t i = 0; i < m->row_count; i++)
		if (is_made(m->rows[i].entity) && !skipped(m, p, m->rows[i].entity) &&
		    (!allowed || i % 3 == 0))
			archive_one(m, p, &m->rows[i], allowed);
}

/* ---- by a key ---- */

static void
put_by_one(
    struct matrix *m, const struct person *p, const struct row *r, const struct field *f)
{
	const json_t *v = json_object_get(fields_of(r), f->name);
	int expected = !reads(m, p, r) ? 404 : may(m, p, CHANGE, r) ? 200 : 403;
	const struct answer *a;
	char *value;

	if (!json_is_string(v) || r->gone)
		return;
	value = escaped(json_string_value(v));
	store_hold(m);
	/* said again as it is: nothing happens where it is allowed either */
	a = ask(m, p, "PUT", json_pack("{s:O}", f->name, (json_t *)(uintptr_t)v),
	    "/api/%s/by/%s/%s", r->entity->name, f->name, value);
	check(m, a->status == expected, "%s puts %s %d: %d, must be %d: %s", p->name,
	    r->entity->name, r->number, a->status, expected, a->body);
	free(value);
}

static void
put_by_all(struct matrix *m, const struct person *p)
{
	way(m, "put-by");
	for (size_t i = 0; i < m->row_count; i++)
		for (size_t j = 0; j < m->rows[i].entity->field_count; j++) {
			const struct field *f = &m->rows[i].entity->fields[j];

			if (f->unique && finds(m, p, f) && is_made(m->rows[i].entity) &&
			    !skipped(m, p, m->rows[i].entity))
				put_by_one(m, p, &m->rows[i], f);
		}
}

/* ---- duplicates ---- */

static json_t *
draft_of(const struct row *r, const json_t *names)
{
	json_t *draft = json_object(), *each;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)names, i, each)
	{
		const char *name = json_string_value(each);
		json_t *v = json_object_get(fields_of(r), name);

		if (v == NULL || json_is_null(v)) {
			json_decref(draft);
			return NULL;
		}
		json_object_set(draft, name, v);
	}
	return draft;
}

static bool
finds_all(
    struct matrix *m, const struct person *p, const struct row *r, const json_t *names)
{
	const json_t *each;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)names, i, each)
	{
		if (!finds(m, p, field_of(r->entity, json_string_value(each))))
			return false;
	}
	return true;
}

static void
duplicates_of(
    struct matrix *m, const struct person *p, const struct row *r, const json_t *names)
{
	json_t *draft = draft_of(r, names), *each;
	const struct answer *a;
	bool found = false;
	size_t i;

	if (draft == NULL)
		return;
	a = must(m, 200, ask(m, p, "POST", draft, "/api/%s/duplicates", r->entity->name));
	json_array_foreach(json_object_get(a->json, "hits"), i, each)
	{
		const char *id = json_string_value(json_object_get(each, "id"));
		const struct row *hit = row_by_id(m, id);

		found |= strcmp(id, r->id) == 0;
		check(m, hit != NULL && reads(m, p, hit), "%s: %s %d: a hidden double",
		    p->name, r->entity->name, r->number);
	}
	check(m, found == (reads(m, p, r) && !r->gone && finds_all(m, p, r, names)),
	    "%s: %s %d: is a double: %d", p->name, r->entity->name, r->number, found);
}

/* Fields that are the same, and nothing more; NULL: more is asked. */
static const json_t *
asked_while_typing(const json_t *key)
{
	size_t said = json_object_size(key) - (json_object_get(key, "weight") != NULL);

	if (json_is_array(key))
		return key;
	return said == 1 ? json_object_get(key, "same") : NULL;
}

static void
duplicates_all(struct matrix *m, const struct person *p)
{
	way(m, "duplicates");
	for (size_t i = 0; i < m->row_count; i++) {
		const json_t *names;
		size_t j;

		if (!is_made(m->rows[i].entity) || skipped(m, p, m->rows[i].entity))
			continue;
		json_array_foreach(
		    json_object_get(m->rows[i].entity->doc, "match"), j, names)
		{
			const json_t *same = asked_while_typing(names);

			if (same != NULL)
				duplicates_of(m, p, &m->rows[i], same);
		}
	}
}

/* ---- shares ---- */

static void
share_one(struct matrix *m, const struct person *p, const struct row *r, bool allowed)
{
	int expected = !reads(m, p, r) || r->gone ? 404 : may(m, p, SHARE, r) ? 201 : 403;
	const struct answer *a;

	if ((expected == 201) != allowed)
		return;
	if (!allowed) {
		store_hold(m);
		a = ask(m, p, "GET", NULL, "/api/%s/%s/shares", r->entity->name, r->id);
		check(m, a->status == (expected == 404 ? 404 : 200),
		    "%s reads shares of %s %d: %d", p->name, r->entity->name, r->number,
		    a->status);
	}
	/* with an administrator: nobody sees more for it */
	a = ask(m, p, "POST",
	    json_pack("{s:s, s:s, s:s}", "kind", "user", "who", m->people[0].id, "level",
		"see"),
	    "/api/%s/%s/shares", r->entity->name, r->id);
	check(m, a->status == expected, "%s shares %s %d: %d, must be %d: %s", p->name,
	    r->entity->name, r->number, a->status, expected, a->body);
	if (a->status == 201) {
		char id[24];

		snprintf(id, sizeof(id), "%s",
		    json_string_value(json_object_get(a->json, "id")));
		a = ask(m, p, "DELETE", NULL, "/api/%s/%s/shares/%s", r->entity->name,
		    r->id, id);
		check(m, a->status == 204, "%s ends a share of %s %d: %d", p->name,
		    r->entity->name, r->number, a->status);
	}
}

static void
share_all(struct matrix *m, const struct person *p, bool allowed)
{
	way(m, "shares");
	for (size_t i = 0; i < m->row_count; i++)
		if (!m->rows[i].entity->server && !skipped(m, p, m->rows[i].entity) &&
		    (!allowed || i % 3 == 0))
			share_one(m, p, &m->rows[i], allowed);
}

/* ---- convert, and what else is done with a record ---- */

/* Who may change it is told what it would do; who may not, no more than a change says. */
static void
act_one(struct matrix *m, const struct person *p, const struct row *r, const char *act)
{
	int refusal = !reads(m, p, r) || r->gone ? 404 : 403;
	const struct answer *a =
	    ask(m, p, "GET", NULL, "/api/%s/%s/%s", r->entity->name, r->id, act);

	if (refusal == 403 && may(m, p, CHANGE, r)) {
		check(m, a->status == 200 || a->status == 422, "%s: %s %d %s: %d",
		    p->name, r->entity->name, r->number, act, a->status);
		return;
	}
	check(m, a->status == refusal, "%s: %s %d %s: %d", p->name, r->entity->name,
	    r->number, act, a->status);
	store_hold(m);
	a = ask(
	    m, p, "POST", json_object(), "/api/%s/%s/%s", r->entity->name, r->id, act);
	check(m, a->status == refusal, "%s: %s %d %s: %d", p->name, r->entity->name,
	    r->number, act, a->status);
}

static void
convert_all(struct matrix *m, const struct person *p)
{
	way(m, "convert");
	for (size_t i = 0; i < m->row_count; i++)
		if (json_object_get(m->rows[i].entity->doc, "convert") != NULL)
			act_one(m, p, &m->rows[i], "convert");
}

/* Who may not make, change or delete it alone may not among several either, whatever else
 * is asked. */
static void
several_one(struct matrix *m, const struct person *p, const struct row *r)
{
	int refusal = !reads(m, p, r) || r->gone ? 404 : 403;
	const struct answer *a;

	if (refusal == 404 || !may(m, p, CHANGE, r)) {
		store_hold(m);
		a = ask(m, p, "POST",
		    json_pack("{s:[{s:s,s:{}}]}", "change", "id", r->id, "fields"),
		    "/api/%s/several", r->entity->name);
		check(m, a->status == refusal, "%s: %s %d changed among several: %d",
		    p->name, r->entity->name, r->number, a->status);
	}
	if (refusal == 404 || !may(m, p, DELETE, r)) {
		store_hold(m);
		a = ask(m, p, "POST", json_pack("{s:[{s:s}]}", "delete", "id", r->id),
		    "/api/%s/several", r->entity->name);
		check(m, a->status == refusal, "%s: %s %d deleted among several: %d",
		    p->name, r->entity->name, r->number, a->status);
	}
}

static void
several_all(struct matrix *m, const struct person *p)
{
	way(m, "several");
	for (size_t i = 0; i < m->row_count; i++)
		if (!skipped(m, p, m->rows[i].entity))
			several_one(m, p, &m->rows[i]);
}

static void
act_all(struct matrix *m, const struct person *p)
{
	const char *name;
	json_t *doc;
	char act[80];

	way(m, "act");
	for (size_t i = 0; i < m->row_count; i++)
		json_object_foreach(
		    json_object_get(m->rows[i].entity->doc, "actions"), name, doc)
		{
			snprintf(act, sizeof(act), "act/%s", name);
			act_one(m, p, &m->rows[i], act);
		}
}

/* ---- what is one's own ---- */

/* What guards an account is not for its tokens. */
static void
guards_all(struct matrix *m, const struct person *p)
{
	static const struct {
		const char *method, *path;
	} guards[] = { { "PATCH", "/api/me" }, { "POST", "/api/me/password" },
		{ "GET", "/api/me/sessions" }, { "DELETE", "/api/me/sessions" },
		{ "GET", "/api/tokens" }, { "POST", "/api/tokens" },
		{ "GET", "/api/me/totp" }, { "POST", "/api/me/totp" },
		{ "DELETE", "/api/me/totp" }, { "POST", "/api/me/recovery" } };

	store_hold(m);
	for (size_t i = 0; i < sizeof(guards) / sizeof(guards[0]); i++) {
		const struct answer *a =
		    ask(m, p, guards[i].method, NULL, "%s", guards[i].path);

		check(m, a->status == 403, "%s: %s %s: %d", p->name, guards[i].method,
		    guards[i].path, a->status);
	}
}

/* Where p is signed in is nobody else's business, nor theirs to end. */
static void
sessions_of(struct matrix *m, const struct person *p, const struct person *other)
{
	json_t *rows = json_deep_copy(
		   rows_of(must(m, 200, ask(m, p, "GET", NULL, "/api/me/sessions")))),
	       *each;
	size_t i;

	store_hold(m);
	json_array_foreach(rows, i, each)
	{
		const char *id = json_string_value(json_object_get(each, "id"));

		check(m,
		    strstr(ask(m, other, "GET", NULL, "/api/me/sessions")->body, id) ==
			NULL,
		    "%s sees a session of %s", other->name, p->name);
		check(m,
		    ask(m, other, "DELETE", NULL, "/api/me/sessions/%s", id)->status ==
			404,
		    "%s ends a session of %s", other->name, p->name);
	}
	json_decref(rows);
}

static void
mine_all(struct matrix *m, const struct person *p)
{
	const struct person *other =
	    &m->people[p == &m->people[2] ? 3 : 2]; /* by browsers */
	char id[24] = "";
	const struct answer *a;

	way(m, "mine");
	if (p->scopes != NULL) {
		guards_all(m, p);
		return;
	}
	a = must(m, 200, ask(m, p, "GET", NULL, "/api/me"));
	check(m, strcmp(json_string_value(json_object_get(a->json, "id")), p->id) == 0,
	    "%s is somebody else", p->name);
	a = must(m, 201, /* with the password: they may have come in long ago */
	    ask(m, p, "POST",
		json_pack("{s:s+, s:s}", "name", "of ", p->name, "password", p->password),
		"/api/tokens"));
	snprintf(id, sizeof(id), "%s", json_string_value(json_object_get(a->json, "id")));
	a = must(m, 200, ask(m, other, "GET", NULL, "/api/tokens"));
	check(m, strstr(a->body, id) == NULL, "%s sees a token of %s", other->name,
	    p->name);
	store_hold(m);
	a = ask(m, other, "DELETE", NULL, "/api/tokens/%s", id);
	check(m, a->status == 404, "%s ends a token of %s: %d", other->name, p->name,
	    a->status);
	must(m, 204, ask(m, p, "DELETE", NULL, "/api/tokens/%s", id));
	sessions_of(m, p, other);
	store_hold(m);
	a = ask(m, p, "PATCH", json_pack("{s:[s]}", "roles", "admin"), "/api/me");
	check(m, a->status == 422, "%s gives themselves a role: %d", p->name, a->status);
}

void
write_all_ways(struct matrix *m)
{
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->people[i];

		create_all(m, p, false);
		change_all(m, p, false);
		change_none(m, p);
		field_all(m, p);
		delete_all(m, p, false);
		archive_all(m, p, false);
		put_by_all(m, p);
		duplicates_all(m, p);
		convert_all(m, p);
		act_all(m, p);
		several_all(m, p);
		share_all(m, p, false);
	}
	for (size_t i = 0; i < m->person_count; i++) {
		const struct person *p = &m->people[i];

		mine_all(m, p);
		change_all(m, p, true);
		delete_all(m, p, true);
		archive_all(m, p, true);
		share_all(m, p, true);
	}
	for (size_t i = 0; i < m->person_count; i++)
		bulk_all(m, &m->people[i]);
	for (size_t i = 0; i < m->person_count; i++)
		hand_all(m, &m->people[i]);
	for (size_t i = 0; i < m->person_count; i++)
		create_all(m, &m->people[i], true);
	cast_look(m);
}
