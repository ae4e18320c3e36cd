/*
 * several.c - several records of one kind in one step: all of it is stored, or nothing.
 *
 * What people see as one thing may be several records, as what somebody wants of each
 * channel.  It is saved as they see it.  Each record goes the way it always goes, in one
 * transaction around them: deleted first, so that what is unique is free for the others,
 * then changed, then made.  Objections are collected from all of them.
 */
#include "record/room.h"

struct several {
	const struct entity *entity;
	const json_t *wish;
	struct jw *w;
	enum err refused; /* the first objection; the others are asked all the same */
};

typedef enum err (*one_step)(
    struct ctx *c, const struct several *s, const json_t *one, struct record **out);

static enum err
which_of(const struct several *s, const json_t *one, struct ref *which, int64_t *seen)
{
	const json_t *version = json_object_get(one, "version");

	which->entity = s->entity;
	*seen = json_is_integer(version) ? json_integer_value(version) : 0;
	return str_int(json_get_str(one, "id"), &which->id) ? OK : ERR_ABSENT;
}

static enum err
delete_one(struct ctx *c, const struct several *s, const json_t *one, struct record **out)
{
	struct ref which;
	int64_t seen;

	TRY(which_of(s, one, &which, &seen));
	return record_delete(c, which, seen, out);
}

static enum err
change_one(struct ctx *c, const struct several *s, const json_t *one, struct record **out)
{
	struct ref which;
	int64_t seen;

	TRY(which_of(s, one, &which, &seen));
	return record_change(c, which, seen, json_object_get(one, "fields"), out);
}

static enum err
create_one(struct ctx *c, const struct several *s, const json_t *one, struct record **out)
{
	return record_create(c, s->entity, json_object_get(one, "fields"), out);
}

/* A fault says of which it is: "create.0.name". */
static void
place_faults(struct ctx *c, size_t from, const char *key, size_t number)
{
	for (size_t i = from; i < c->fault_count; i++)
		c->faults[i].at = str_printf(
		    c->mem, "%s.%zu.%.*s", key, number, STR_ARG(c->faults[i].at));
}

/* One after the other; rows as stored go into the answer. */
static enum err
each(struct ctx *c, struct several *s, const char *key, one_step step)
{
	const json_t *one;
	size_t i;

	jw_key_c(s->w, key);
	jw_array(s->w);
	json_array_foreach((json_t *)(uintptr_t)json_object_get(s->wish, key), i, one)
	{
		size_t before = c->fault_count;
		struct record *rec;
		enum err e = step(c, s, one, &rec);

		place_faults(c, before, key, i);
		if (e != OK && e != ERR_INPUT)
			return e;
		if (e != OK)
			s->refused = e;
		else if (s->refused == OK)
			TRY(record_write(c, s->w, rec, true));
	}
	jw_end(s->w);
	return OK;
}

/* What is there is named, what becomes of it is said. */
static void
check_one(struct ctx *c, const char *key, size_t number, const json_t *one)
{
	bool made = strcmp(key, "create") == 0, gone = strcmp(key, "delete") == 0;
	int64_t id;

	if (!made && !str_int(json_get_str(one, "id"), &id))
		fault(c, str_printf(c->mem, "%s.%zu.id", key, number), "not_ref", NULL);
	if (!gone && !json_is_object(json_object_get(one, "fields")))
		fault(c, str_printf(c->mem, "%s.%zu.fields", key, number), "required",
		    NULL);
}

/* Lists, and not too many in all. */
static enum err
check_wish(struct ctx *c, const json_t *wish)
{
	static const char *const keys[] = { "delete", "change", "create" };
	size_t count = 0, j;
	const json_t *one;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const json_t *list = json_object_get(wish, keys[i]);

		if (list != NULL && !json_is_array(list))
			fault(c, str_of(keys[i]), "not_list", NULL);
		json_array_foreach((json_t *)(uintptr_t)list, j, one)
		{
			check_one(c, keys[i], j, one);
			count++;
		}
	}
	if (count > SEVERAL_MAX)
		fault_over(c, STR(""), "too_many", SEVERAL_MAX);
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

enum err
record_several(struct ctx *c, const struct entity *e, const json_t *wish, struct jw *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct several s = { .entity = e, .wish = wish, .w = w };

	TRY(check_wish(c, wish));
	TRY(tx_begin(c->db, &tx));
	jw_open(w);
	TRY(each(c, &s, "delete", delete_one));
	TRY(each(c, &s, "change", change_one));
	TRY(each(c, &s, "create", create_one));
	jw_close(w);
	if (s.refused != OK)
		return s.refused;
	return tx_commit(&tx);
}
