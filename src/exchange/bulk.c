/*
 * bulk.c - one change, the archive, or the trash, for many records.
 *
 * Records are walked by id, newest first: the walk does not depend on what the
 * change changes, so none is met twice.  Each is saved as if it were alone.
 */
#include "exchange/room.h"

#define BULK_BATCH 100

struct bulk {
	const struct entity *entity;
	const json_t *ids, *set;
	const json_t *archive; /* true: into it; false: out of it; NULL: neither */
	struct str where;
	enum archived archived; /* of where */
};

/* ---- the wish ---- */

static void
check_set(struct ctx *c, const struct entity *e, json_t *set)
{
	const char *name;
	json_t *value;

	json_object_foreach(set, name, value)
	{
		const struct field *f = auth_seen_field(c, e, str_of(name));
		struct cell cells[TYPE_COLUMNS_MAX] = { 0 };

		if (f == NULL)
			fault(c, str_of(name), "unknown_field", NULL);
		else if (f->readonly || f->is != NULL || f->system ||
			 auth_field(c, f, MAY_CHANGE) == WHOSE_NONE)
			fault(c, f->name, "readonly", NULL);
		else if (!json_is_null(value))
			f->type->read(c, f, value, cells);
		else if (f->required)
			fault(c, f->name, "required", NULL);
	}
}

static void
check_ids(struct ctx *c, const json_t *ids)
{
	const json_t *each;
	int64_t id;
	size_t i;

	if (json_array_size(ids) > BULK_IDS_MAX)
		fault_over(c, STR("ids"), "too_many", BULK_IDS_MAX);
	json_array_foreach(ids, i, each)
	{
		if (!str_int(json_str(each), &id)) {
			fault(c, STR("ids"), "not_ref", NULL);
			return;
		}
	}
}

static void
check_where(struct ctx *c, const struct entity *e, struct str where)
{
	struct rule_fault why;
	struct rule *rule;

	if (where.len > 0 && auth_rule(c, e, where, &rule, &why) != OK)
		fault_rule(c, STR("where"), &why);
}

/* One of them, and no other. */
static void
check_what(struct ctx *c, const struct entity *e, const json_t *wish)
{
	const json_t *set = json_object_get(wish, "set"),
		     *archive = json_object_get(wish, "archive");
	enum archived archived;

	if (json_is_object(set) + json_get_bool(wish, "delete") +
		json_is_boolean(archive) !=
	    1)
		fault(c, STR("set"), "required", NULL);
	else if (archive != NULL && e->archive == NULL)
		fault(c, STR("archive"), "no_archive", NULL);
	if (!archived_read(json_get_str(wish, "archived"), &archived))
		fault(c, STR("archived"), "not_choice", "value",
		    str_c(c->mem, utf8_head(json_get_str(wish, "archived"), 20)), NULL);
}

/* As it is asked for: what to do, and with which. */
static json_t *
args_of(struct ctx *c, const struct entity *e, const json_t *wish)
{
	static const char *const keys[] = { "ids", "where", "archived", "set", "delete",
		"archive" };
	json_t *args = json_hold(c->mem, json_object());

	json_object_set_new(args, "entity", json_stringn(e->name.at, e->name.len));
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (json_object_get(wish, keys[i]) != NULL)
			json_object_set(args, keys[i], json_object_get(wish, keys[i]));
	return args;
}

enum err
bulk_add(struct ctx *c, const struct entity *e, const json_t *wish, int64_t *job)
{
	json_t *ids = json_object_get(wish, "ids"),
	       *where = json_object_get(wish, "where");
	json_t *set = json_object_get(wish, "set");
	bool trash = json_get_bool(wish, "delete");
	struct grant g = auth_grant(c, e, trash ? MAY_DELETE : MAY_CHANGE);
	struct grant hand = auth_grant(c, e, MAY_HAND);

	if (auth_never(&g) && (trash || auth_never(&hand)))
		return ERR_DENIED;
	if (json_is_array(ids) == json_is_string(where))
		fault(c, STR("ids"), "required", NULL); /* one of them, not both */
	check_what(c, e, wish);
	check_ids(c, ids);
	check_where(c, e, json_str(where));
	check_set(c, e, set);
	if (c->fault_count > 0)
		return ERR_INPUT;
	TRY(job_add(c, "bulk", args_of(c, e, wish), job));
	site_wake_jobs(c->site);
	return OK;
}

/* ---- the work ---- */

static void
add_count(struct job *job, const char *key)
{
	count_set(job->result, key, json_get_int(job->result, key, 0) + 1);
}

/* The first of what was refused, with why: the rest is only counted. */
static void
sample_fault(struct ctx *c, struct job *job, int64_t id)
{
	json_t *sample = json_object_get(job->result, "faults"), *faults, *row;
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	if (sample == NULL) {
		sample = json_array();
		json_object_set_new(job->result, "faults", sample);
	}
	if (json_array_size(sample) >= BULK_FAULTS_MAX)
		return;
	faults_write(c, &w, c->faults, c->fault_count);
	if (json_read(c->mem, text_done(&t), &faults, NULL) != OK)
		return;
	row = json_object();
	id_set(row, "id", id);
	json_object_set_new(row, "faults", json_deep_copy(faults));
	json_array_append_new(sample, row);
}

static bool
any_changed(const struct record *rec)
{
	for (size_t i = 0; i < rec->entity->field_count; i++)
		if (!rec->entity->fields[i].system &&
		    record_changed(rec, &rec->entity->fields[i]))
			return true;
	return false;
}

static bool
deletes(const struct bulk *bulk)
{
	return bulk->set == NULL && bulk->archive == NULL;
}

static enum err
put_away(struct ctx *c, const struct bulk *bulk, struct ref which, bool *changed)
{
	const struct field *at = bulk->entity->archive->at;
	struct record *rec;

	TRY(record_archive(c, which, 0, json_is_true(bulk->archive), &rec));
	*changed = record_changed(rec, at);
	return OK;
}

static enum err
save(struct ctx *c, const struct bulk *bulk, struct ref which, bool *changed)
{
	struct record *rec;

	if (bulk->archive != NULL)
		return put_away(c, bulk, which, changed);
	if (deletes(bulk))
		TRY(record_delete(c, which, 0, &rec));
	else
		TRY(record_change(c, which, 0, bulk->set, &rec));
	*changed = deletes(bulk) || any_changed(rec);
	return OK;
}

/* Under a savepoint of its own; what changes nothing leaves no trace. */
static enum err
change_one(struct ctx *c, const struct bulk *bulk, int64_t id, bool *changed)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct ref which = { bulk->entity, id };

	TRY(tx_begin(c->db, &tx));
	TRY(save(c, bulk, which, changed));
	return *changed ? tx_commit(&tx) : OK;
}

static enum err
one(struct ctx *c, const struct bulk *bulk, struct job *job, int64_t id)
{
	bool changed = false;
	enum err e;

	fault_clear(c);
	e = change_one(c, bulk, id, &changed);
	if (e == OK) {
		add_count(job, changed ? "updated" : "skipped");
		return OK;
	}
	if (e != ERR_INPUT && e != ERR_DENIED && e != ERR_CLASH && e != ERR_ABSENT)
		return e;
	if (c->fault_count == 0)
		fault(c, STR(""),
		    e == ERR_CLASH  ? "taken"
		    : deletes(bulk) ? "denied_delete"
				    : "denied_change",
		    NULL);
	add_count(job, "refused");
	sample_fault(c, job, id);
	return OK;
}

/* The next ids; *count 0 at the end.  A page's cursor is part of the place. */
static enum err
next_ids(struct ctx *c, const struct bulk *bulk, struct job *job, int64_t *ids,
    size_t *count, bool *last)
{
	struct query query = { .entity = bulk->entity,
		.where = bulk->where,
		.archived = bulk->archived,
		.after = json_get_str(job->result, "after"),
		.limit = BULK_BATCH };
	struct page page;

	*count = 0;
	if (bulk->ids != NULL) {
		size_t from = (size_t)job->done, all = json_array_size(bulk->ids);

		for (; *count < BULK_BATCH && from + *count < all; ++*count)
			if (!str_int(json_str(json_array_get(bulk->ids, from + *count)),
				&ids[*count]))
				ids[*count] = 0;
		*last = from + *count >= all;
		return OK;
	}
	TRY(record_page(c, &query, &page));
	for (; *count < page.count; ++*count)
		ids[*count] = page.rows[*count]->id;
	*last = page.next.len == 0;
	json_object_set_new(
	    job->result, "after", json_stringn(page.next.at, page.next.len));
	return OK;
}

static enum err
batch(struct ctx *c, const struct bulk *bulk, struct job *job, bool *last)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t ids[BULK_BATCH], done;
	size_t count;

	TRY(tx_begin(c->db, &tx));
	TRY(next_ids(c, bulk, job, ids, &count, last));
	for (size_t i = 0; i < count; i++)
		TRY(one(c, bulk, job, ids[i]));
	done = job->done + (int64_t)count;
	if (*last)
		json_object_set_new(job->result, "finished", json_true());
	TRY(job_step(c, job, done,
	    *last               ? done
	    : job->total > done ? job->total
				: done + BULK_BATCH));
	return tx_commit(&tx);
}

static enum err
count_all(struct ctx *c, const struct bulk *bulk, struct job *job)
{
	struct query query = {
		.entity = bulk->entity, .where = bulk->where, .archived = bulk->archived
	};
	bool exact;

	if (job->total > 0)
		return OK;
	job->total = (int64_t)json_array_size(bulk->ids);
	return bulk->ids != NULL ? OK : record_count(c, &query, &job->total, &exact);
}

enum err
bulk_job(struct ctx *c, struct job *job)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct bulk bulk = {
		.entity = meta_entity(c->meta, json_get_str(job->args, "entity")),
		.ids = json_object_get(job->args, "ids"),
		.set = json_object_get(job->args, "set"),
		.archive = json_object_get(job->args, "archive"),
		.where = json_get_str(job->args, "where"),
	};
	bool last = json_get_bool(job->result, "finished");

	if (bulk.entity == NULL || (bulk.archive != NULL && bulk.entity->archive == NULL))
		return ERR_ABSENT;
	(void)archived_read(json_get_str(job->args, "archived"), &bulk.archived);
	TRY(as_asker(c, job));
	c->via = VIA_JOB;
	if (!last)
		TRY(count_all(c, &bulk, job));
	while (!last) {
		struct ctx part;

		arena_reset(mem);
		part = ctx_part(c, mem);
		part.now_ms = time_now_ms();
		TRY(still_asked(&part, job));
		TRY(batch(&part, &bulk, job, &last));
	}
	return OK;
}
