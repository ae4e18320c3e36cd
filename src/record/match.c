/*
 * match.c - who may be the same: an entity's match keys, asked by index.
 */
#include "record/room.h"

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
		sql_column(q, fields[i], fields[i]->same_column);
		sql_text(q, " = ");
		sql_cell(q, record_value(rec, fields[i]) + fields[i]->same_column);
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

enum err
record_duplicates(struct ctx *c, const struct entity *e, const json_t *news, struct jw *w)
{
	struct record *rec = record_new(c, e);
	struct alikes found;

	if (record_fill(c, rec, news) != OK)
		fault_clear(c); /* half-typed values are no faults here */
	TRY(record_alike(c, rec, ALIKE_ANY, &found));
	record_alikes_write(c, w, &found);
	return OK;
}
