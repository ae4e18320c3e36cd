/*
 * match.c - who may be the same: an entity's match keys, asked by index.
 */
#include "record/room.h"

#define MATCH_HITS_MAX 10

/* Compared folded where the type folds: Nguyễn is nguyen.  A key that must be
 * unique is compared as it is unique, by the index that keeps it so. */
static int
match_column(const struct field *f)
{
	return f->type->fold > 0 && !f->unique ? f->type->fold : f->type->compare;
}

/* A key of fields that they do not all see is none: it would tell that some
 * record holds the value. */
static bool
all_given(struct ctx *c, const struct record *rec, const struct field *const *fields,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (value_empty(record_value(rec, fields[i])) || !auth_asks(c, fields[i]))
			return false;
	return count > 0;
}

static void
add_match(struct sql *q, const struct record *rec, const struct field *const *fields,
    size_t count)
{
	sql_text(q, "select t.id from ");
	sql_table(q, rec->entity);
	sql_text(q, " t where t.deleted_ms is null");
	for (size_t i = 0; i < count; i++) {
		sql_text(q, " and t.");
		sql_column(q, fields[i], match_column(fields[i]));
		sql_text(q, " = ");
		sql_cell(q, record_value(rec, fields[i]) + match_column(fields[i]));
	}
	sql_text(q, " and t.id <> ");
	sql_int(q, rec->id);
}

static enum err
first_match(struct ctx *c, const struct record *rec, const struct field *const *fields,
    size_t count, int64_t *id)
{
	struct grant g = auth_grant(c, rec->entity, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	if (auth_never(&g) || !all_given(c, rec, fields, count))
		return OK;
	add_match(&q, rec, fields, count);
	auth_where(c, &g, "t", &q); /* whom they do not see is nobody's twin */
	sql_text(&q, " order by t.id limit 1");
	e = db_int(c->db, &q, ERR_ABSENT, id);
	return e == ERR_ABSENT ? OK : e;
}

enum err
record_same(struct ctx *c, const struct record *rec, const struct field **by,
    size_t by_count, int64_t *id)
{
	const struct entity *e = rec->entity;

	*id = 0;
	/* each field given is a key of its own: e-mail, or external id */
	for (size_t i = 0; i < by_count && *id == 0; i++)
		TRY(first_match(c, rec, &by[i], 1, id));
	for (size_t i = 0; by_count == 0 && i < e->match_count && *id == 0; i++)
		if (e->match[i].plain)
			TRY(first_match(c, rec,
			    (const struct field *const *)e->match[i].fields,
			    e->match[i].count, id));
	return OK;
}

static enum err
write_hits(struct ctx *c, const struct record *rec, const struct match *m, int64_t *seen,
    size_t *seen_count, struct jw *w)
{
	const struct entity *e = rec->entity;
	struct grant g = auth_grant(c, e, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	int64_t ids[MATCH_HITS_MAX];
	size_t count = 0;

	if (!all_given(c, rec, (const struct field *const *)m->fields, m->count))
		return OK;
	add_match(&q, rec, (const struct field *const *)m->fields, m->count);
	auth_where(c, &g, "t", &q); /* a hidden record is not given away */
	sql_text(&q, " order by t.id desc");
	sql_limit(&q, MATCH_HITS_MAX);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (count < MATCH_HITS_MAX && rows_next(&r))
			ids[count++] = row_int(&r, 0);
		TRY(rows_err(&r));
	}
	for (size_t i = 0; i < count; i++) {
		struct record *hit;
		size_t j = 0;

		while (j < *seen_count && seen[j] != ids[i])
			j++;
		if (j < *seen_count || *seen_count == MATCH_HITS_MAX)
			continue;
		seen[(*seen_count)++] = ids[i];
		TRY(record_load(c, (struct ref){ e, ids[i] }, &hit));
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, e->name);
		jw_key(w, "id");
		jw_id(w, ids[i]);
		jw_key(w, "title");
		jw_str(w, record_title(c->mem, hit));
		jw_key(w, "why");
		jw_array(w);
		for (j = 0; j < m->count; j++)
			jw_str(w, m->fields[j]->name);
		jw_end(w);
		jw_close(w);
	}
	return OK;
}

enum err
record_duplicates(struct ctx *c, const struct entity *e, const json_t *news, struct jw *w)
{
	struct record *rec = record_new(c, e);
	int64_t seen[MATCH_HITS_MAX];
	size_t count = 0;

	if (record_fill(c, rec, news) != OK)
		fault_clear(c); /* half-typed values are no faults here */
	jw_array(w);
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].plain)
			TRY(write_hits(c, rec, &e->match[i], seen, &count, w));
	jw_end(w);
	return OK;
}
