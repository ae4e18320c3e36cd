/*
 * piece.c - what goes with somebody, and what only loses sight of them.
 *
 * With a person goes what is about nobody else: items of their stream (notes,
 * calls, consents, files …), what cannot be without them and is nobody's own (an
 * affiliation), and the record they were made of (a lead that became a contact).
 * A deal, an order, whatever is somebody's work, stays and loses the reference.
 */
#include "privacy/room.h"

enum err
load_any(struct ctx *c, struct ref which, struct record **out)
{
	struct actor was = c->actor;
	enum err e;

	c->actor.program = true;
	e = record_load(c, which, out);
	c->actor = was;
	return e;
}

/* Does a record of f's entity go when what f points to goes? */
static bool
goes_along(const struct field *f, const struct entity *to)
{
	const struct entity *e = f->entity;

	if (entity_has(e, "item") && f->up)
		return true;
	if (e->person && to->person && e != to &&
	    entity_action(e, STR(ACTION_CONVERT)) != NULL)
		return true;
	return f->required && !entity_has(e, "own") && !entity_has(e, "stage") &&
	       !entity_has(e, "number");
}

bool
pieces_have(const struct pieces *p, const struct entity *e, int64_t id)
{
	for (size_t i = 0; i < p->go.count; i++)
		if (p->go.at[i].ref.id == id && p->go.at[i].ref.entity == e)
			return true;
	return false;
}

static enum err
add(struct ctx *c, struct pieces *p, struct ref ref)
{
	struct record *rec;
	struct piece *piece;

	if (pieces_have(p, ref.entity, ref.id))
		return OK;
	if (p->go.count == PIECES_MAX)
		return ERR_LARGE;
	TRY(load_any(c, ref, &rec));
	piece = list_add(c->mem, &p->go);
	*piece = (struct piece){ ref, record_title(c->mem, rec) };
	return OK;
}

/* Ids of the records that name it by f. */
static enum err
named_by(
    struct ctx *c, const struct field *f, struct ref to, int64_t **out, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	LIST(int64_t) ids = { 0 };

	sql_text(&q, "select t.id from ");
	sql_table(&q, f->entity);
	sql_text(&q, " t where t.");
	sql_column(&q, f, 0);
	sql_text(&q, " = ");
	sql_int(&q, to.id);
	if (f->to_count > 1 || strcmp(f->type->name, "any") == 0) {
		sql_text(&q, " and t.");
		sql_column(&q, f, 1);
		sql_text(&q, " = ");
		sql_str(&q, to.entity->name);
	}
	sql_text(&q, " order by t.id");
	sql_limit(&q, PIECES_MAX);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		*list_add(c->mem, &ids) = row_int(&r, 0);
	*out = ids.at;
	*count = ids.count;
	return rows_err(&r);
}

static enum err
look_behind(struct ctx *c, struct pieces *p, struct ref to)
{
	for (size_t i = 0; i < to.entity->related_count; i++) {
		const struct field *f = to.entity->related[i].field;
		int64_t *ids;
		size_t count;

		TRY(named_by(c, f, to, &ids, &count));
		for (size_t j = 0; j < count; j++) {
			struct ref ref = { f->entity, ids[j] };

			if (goes_along(f, to.entity))
				TRY(add(c, p, ref));
			else
				*list_add(c->mem, &p->stay) = (struct loose){ ref, f };
		}
	}
	return OK;
}

/* What was made one with somebody is theirs; it is in the trash. */
static enum err
add_merged(struct ctx *c, struct pieces *p, struct ref into)
{
	int64_t *ids;
	size_t count;

	TRY(record_merged(c, into, &ids, &count));
	for (size_t i = 0; i < count; i++) {
		enum err e = add(c, p, (struct ref){ into.entity, ids[i] });

		if (e != OK && e != ERR_ABSENT)
			return e;
	}
	return OK;
}

enum err
pieces_find(struct ctx *c, struct ref who, struct pieces *out)
{
	size_t kept = 0;

	*out = (struct pieces){ 0 };
	TRY(add(c, out, who));
	for (size_t i = 0; i < out->go.count; i++) {
		TRY(add_merged(c, out, out->go.at[i].ref));
		TRY(look_behind(c, out, out->go.at[i].ref));
	}
	for (size_t i = 0; i < out->stay.count; i++)
		if (!pieces_have(out, out->stay.at[i].ref.entity, out->stay.at[i].ref.id))
			out->stay.at[kept++] = out->stay.at[i];
	out->stay.count = kept;
	return OK;
}
