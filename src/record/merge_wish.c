/*
 * merge_wish.c - which records are to be one, and may the actor do that?
 *
 * A record that is not there, is in the trash or is not for these eyes is told with
 * the same words.  Who merges must be able to do by hand what a merge does: change
 * the record that stays, delete the others, and share the one where they were shared.
 */
#include "record/merge.h"

bool
merge_has(const struct merge *m, const struct entity *e, int64_t id)
{
	if (e != m->entity)
		return false;
	for (size_t i = 0; i < m->go_count; i++)
		if (m->goes[i] == id)
			return true;
	return m->stays == id;
}

/* ---- what is said ---- */

static bool
read_id(struct ctx *c, struct str at, const json_t *in, int64_t *out)
{
	if (str_int(json_str(in), out) && *out > 0)
		return true;
	fault(c, at, in == NULL ? "required" : "not_ref", NULL);
	return false;
}

static void
read_into(struct ctx *c, const json_t *wish, struct merge *m)
{
	const json_t *from = json_object_get(wish, "from"), *each;
	size_t i;

	(void)read_id(c, STR("into"), json_object_get(wish, "into"), &m->stays);
	if (!json_is_array(from) || json_array_size(from) == 0) {
		fault(c, STR("from"), "required", NULL);
		return;
	}
	if (json_array_size(from) > MERGE_MAX - 1) {
		fault_over(c, STR("from"), "too_many", MERGE_MAX - 1);
		return;
	}
	json_array_foreach((json_t *)(uintptr_t)from, i, each)
	{
		int64_t id;

		if (!read_id(c, STR("from"), each, &id))
			return;
		if (merge_has(m, m->entity, id)) {
			fault(c, STR("from"), "merge_twice", NULL);
			return;
		}
		m->goes[m->go_count++] = id;
	}
}

static void
check_keys(struct ctx *c, const json_t *wish)
{
	static const char *const known[] = { "into", "from", "take", "versions",
		"preview" };
	const json_t *value;
	const char *key;

	json_object_foreach((json_t *)(uintptr_t)wish, key, value)
	{
		size_t i = 0;

		while (i < COUNT_OF(known) && strcmp(key, known[i]) != 0)
			i++;
		if (i == COUNT_OF(known))
			fault(c, utf8_head(str_of(key), 60), "unknown_field", NULL);
	}
}

/* ---- the records ---- */

static enum err
load(struct ctx *c, struct merge *m, int64_t id, bool mine, struct str at)
{
	struct ref which = { m->entity, id };
	struct record *rec;
	enum err e =
	    mine ? record_load_mine(c, which, &rec) : record_load(c, which, &rec);

	if (e != OK && e != ERR_ABSENT)
		return e;
	if (e == ERR_ABSENT || rec->deleted_ms != 0)
		fault(c, at, "no_such", "entity", str_c(c->mem, m->entity->one), NULL);
	else
		m->at[m->count++] = rec;
	return OK;
}

static enum err
load_all(struct ctx *c, struct merge *m, bool mine)
{
	TRY(load(c, m, m->stays, mine, STR("into")));
	for (size_t i = 0; i < m->go_count; i++)
		TRY(load(c, m, m->goes[i], mine, STR("from")));
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

static struct record *
member(const struct merge *m, struct str id)
{
	int64_t n;

	for (size_t i = 0; i < m->count && str_int(id, &n); i++)
		if (m->at[i]->id == n)
			return m->at[i];
	return NULL;
}

/* errs  CLASH  one was changed since it was seen */
static enum err
check_versions(struct ctx *c, const struct merge *m, const json_t *versions, int64_t seen)
{
	const json_t *value;
	const char *key;

	if (seen != 0 && seen != m->at[0]->version)
		return record_clash(c, (struct ref){ m->entity, m->stays });
	if (versions != NULL && !json_is_object(versions))
		fault(c, STR("versions"), "bad_version", NULL);
	json_object_foreach((json_t *)(uintptr_t)versions, key, value)
	{
		const struct record *rec = member(m, str_of(key));

		if (rec == NULL || !json_is_integer(value))
			fault(c, STR("versions"), "bad_version", NULL);
		else if (json_integer_value(value) != rec->version)
			return record_clash(c, (struct ref){ m->entity, rec->id });
	}
	return OK;
}

/* ---- whose value is taken ---- */

bool
merge_may_take(const struct ctx *c, const struct field *f)
{
	return !f->readonly && !f->system && !f->hidden && f->is == NULL &&
	       auth_field(c, f, MAY_CHANGE) != WHOSE_NONE;
}

/* Another's private field is not theirs to take, nor theirs to be overwritten. */
static bool
is_theirs(const struct ctx *c, const struct field *f, const struct record *rec)
{
	return auth_field(c, f, MAY_CHANGE) == WHOSE_ALL ||
	       auth_is_mine(c, rec->entity, rec->before);
}

static void
take_one(struct ctx *c, struct merge *m, const char *name, const json_t *value)
{
	const struct field *f = auth_seen_field(c, m->entity, str_of(name));
	struct str at = str_printf(c->mem, "take.%.*s", 60, name);
	const struct record *from = member(m, json_str(value));

	if (f == NULL)
		fault(c, at, "unknown_field", NULL);
	else if (from == NULL)
		fault(c, at, "not_ref", NULL);
	else if (from != m->at[0] && (!merge_may_take(c, f) || !is_theirs(c, f, from) ||
					 !is_theirs(c, f, m->at[0])))
		fault(c, at, "readonly", NULL);
	else
		m->chosen[f->index] = from;
}

static void
read_take(struct ctx *c, struct merge *m, const json_t *take)
{
	const json_t *value;
	const char *name;

	if (take != NULL && !json_is_object(take))
		fault(c, STR("take"), "not_text", NULL);
	json_object_foreach((json_t *)(uintptr_t)take, name, value)
	    take_one(c, m, name, value);
}

enum err
merge_read(struct ctx *c, const struct entity *e, const json_t *wish, int64_t seen,
    bool mine, struct merge *out)
{
	struct merge *m = out;

	*m = (struct merge){ .entity = e };
	m->chosen = arena_array(c->mem, const struct record *, e->field_count + 1);
	if (e->server || e->line != NULL || e->lines != NULL) {
		fault(c, STR(""), "merge_kind", NULL); /* whose lines would they be? */
		return ERR_INPUT;
	}
	if (!json_is_object(wish)) {
		fault(c, STR("into"), "required", NULL);
		return ERR_INPUT;
	}
	check_keys(c, wish);
	read_into(c, wish, m);
	if (c->fault_count > 0)
		return ERR_INPUT;
	TRY(load_all(c, m, mine));
	TRY(check_versions(c, m, json_object_get(wish, "versions"), seen));
	read_take(c, m, json_object_get(wish, "take"));
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* ---- may they? ---- */

static enum err
allow_one(struct ctx *c, const struct record *rec, enum may what, const char *at)
{
	enum err e = auth_of_row(c, rec->entity, what, rec->id, rec->before);

	if (e == ERR_DENIED)
		fault(c, str_of(at),
		    what == MAY_DELETE  ? "denied_delete"
		    : what == MAY_SHARE ? "denied_share"
					: "denied_change",
		    "id", str_printf(c->mem, "%" PRId64, rec->id).at, NULL);
	return e;
}

/* With whom one that goes is shared, the one that stays will be. */
static enum err
allow_shares(struct ctx *c, const struct merge *m)
{
	struct share *shares;
	size_t all = 0, count;

	for (size_t i = 0; i < m->count; i++) {
		TRY(auth_shares(c, m->entity, m->at[i]->id, &shares, &count));
		if (i > 0 && count > 0)
			TRY(allow_one(c, m->at[0], MAY_SHARE, "into"));
		all += count;
	}
	if (all > SHARED_MAX) {
		fault_over(c, STR("from"), "too_many_shares", SHARED_MAX);
		return ERR_INPUT;
	}
	return OK;
}

enum err
merge_allow(struct ctx *c, const struct merge *m)
{
	enum err e = allow_one(c, m->at[0], MAY_CHANGE, "into");

	for (size_t i = 1; i < m->count && (e == OK || e == ERR_DENIED); i++) {
		enum err of = allow_one(c, m->at[i], MAY_DELETE, "from");

		e = of == OK ? e : of;
	}
	return e == OK ? allow_shares(c, m) : e;
}
