/*
 * leave.c - records get other owners, and are changed in the same breath.
 *
 * Whom a record leaves is told that it is gone and not one thing more; whom it comes
 * to, that it appeared; who reads it before and after, that it changed; and nobody else
 * hears of it.
 */
#include "matrix.h"

#define EACH 3 /* of the records that could be given away, every third is */

struct left {
	const struct row *row;
	json_t *owner; /* before */
	bool read[PEOPLE_MAX];
};

/* Rights to read these ask the row alone, or records that stay as they are.  What the
 * asker owns is left out: what is private in it would come back to them unexpected. */
static bool
is_given(struct matrix *m, const struct row *r)
{
	const struct field *f = plain_field(m, m->people, r->entity);

	return is_made(r->entity) && !r->gone && has_trait(r->entity, "own") &&
	       !has_trait(r->entity, "item") && !is_owner(m->people, r) && f != NULL &&
	       json_is_string(
		   json_object_get(json_object_get(r->seen, "fields"), f->name));
}

/* To somebody of another unit than whoever has it. */
static void
give_away(struct matrix *m, struct left *left, const struct row *r)
{
	const struct person *to = &m->people[is_owner(&m->people[3], r) ? 5 : 3];
	const struct field *f = plain_field(m, m->people, r->entity);
	const json_t *fields = json_object_get(r->seen, "fields");

	left->row = r;
	left->owner = json_deep_copy(json_object_get(fields, "owner"));
	memcpy(left->read, r->reads, sizeof(left->read));
	must(m, 200,
	    ask(m, m->people, "PATCH",
		json_pack("{s:s, s:s+}", "owner", to->id, f->name,
		    json_string_value(json_object_get(fields, f->name)), ", given"),
		"/api/%s/%s", r->entity->name, r->id));
}

static void
give_back(struct matrix *m, const struct left *left)
{
	must(m, 200,
	    ask(m, m->people, "PATCH", json_pack("{s:o}", "owner", left->owner),
		"/api/%s/%s", left->row->entity->name, left->row->id));
}

/* Of what is gone: which, and when; not what, by whom, or what it became. */
static void
check_gone(
    struct matrix *m, const struct person *p, const struct row *r, const json_t *told)
{
	static const char *const told_of[] = { "id", "at", "entity", "record", "what" };
	const json_t *v;
	const char *key;

	json_object_foreach((json_t *)(uintptr_t)told, key, v)
	{
		bool known = false;

		for (size_t i = 0; i < sizeof(told_of) / sizeof(told_of[0]); i++)
			known |= strcmp(key, told_of[i]) == 0;
		check(m, known, "%s: %s %d left them, and is told with its %s", p->name,
		    r->entity->name, r->number, key);
	}
}

static void
check_left(
    struct matrix *m, const struct person *p, const struct left *left, const json_t *told)
{
	const struct row *r = left->row;
	const json_t *row = json_object_get(told, r->id);
	bool before = left->read[p - m->people], after = reads(m, p, r);
	const char *word = json_string_value(json_object_get(row, "what")),
		   *wanted = !before && !after ? NULL
			     : !after          ? "gone"
			     : !before         ? "appeared"
					       : "changed";

	check(m,
	    (word == NULL) == (wanted == NULL) &&
		(word == NULL || strcmp(word, wanted) == 0),
	    "%s: %s %d: told %s, must be %s", p->name, r->entity->name, r->number,
	    word == NULL ? "nothing" : word, wanted == NULL ? "nothing" : wanted);
	if (word != NULL && strcmp(word, "gone") == 0)
		check_gone(m, p, r, row);
}

void
leave_all_ways(struct matrix *m)
{
	static struct left left[ROWS_MAX];
	const struct row *fence;
	size_t count = 0, seen = 0;
	char mark[24];

	way(m, "leave");
	feed_place(m, mark, sizeof(mark));
	for (size_t i = 0; i < m->row_count; i++)
		if (is_given(m, &m->rows[i]) && seen++ % EACH == 0)
			give_away(m, &left[count++], &m->rows[i]);
	fence = hear_fence(m);
	cast_look(m);
	for (size_t i = 0; i < m->person_count; i++) {
		json_t *told = read_feed(m, &m->people[i], mark, fence);

		for (size_t j = 0; j < count; j++)
			check_left(m, &m->people[i], &left[j], told);
		json_decref(told);
	}
	for (size_t i = 0; i < count; i++)
		give_back(m, &left[i]);
	cast_look(m);
}
