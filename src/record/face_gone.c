/*
 * face_gone.c - who is no more and what is one of the past, wherever a row is shown.
 */
#include "record/room.h"

bool
face_can_be_gone(struct ctx *c, const struct entity *e)
{
	bool can = false;

	for (size_t i = 0; e->reach != NULL && i < e->reach->never_count; i++) {
		const struct never *n = &e->reach->never[i];

		if (n->gone && !auth_asks_all(c, n->when))
			return false;
		can |= n->gone;
	}
	return can;
}

/* The number of the reason, from 1; 0: none holds. */
void
face_select_gone(struct ctx *c, const struct face *face, struct sql *q)
{
	const struct reach_word *reach = face->entity->reach;

	if (!face->asks_gone)
		return;
	sql_text(q, ", case");
	for (size_t i = 0; i < reach->never_count; i++) {
		if (!reach->never[i].gone)
			continue;
		sql_text(q, " when ");
		rule_sql(c, reach->never[i].when, "t", q);
		sql_text(q, " then ");
		sql_int(q, (int64_t)i + 1);
	}
	sql_text(q, " else 0 end");
}

const struct never *
face_gone_of(const struct face *face, int64_t number)
{
	return number == 0 ? NULL : &face->entity->reach->never[number - 1];
}

const struct never *
face_gone_now(struct ctx *c, const struct face *face)
{
	const struct reach_word *reach = face->entity->reach;

	for (size_t i = 0; face->asks_gone && i < reach->never_count; i++)
		if (reach->never[i].gone &&
		    rule_holds(c, reach->never[i].when, face->now))
			return &reach->never[i];
	return NULL;
}

void
face_write_gone(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct never *n = face->gone;

	if (n == NULL)
		return;
	jw_key(w, "gone");
	jw_str(w, meta_label(c->meta, c->actor.language,
		      str_printf(c->mem, "%.*s.never.%.*s", STR_ARG(face->entity->name),
			  STR_ARG(n->name))
			  .at,
		      n->says));
}

/* Since when it is one of the past. */
void
face_write_ended(struct ctx *c, struct jw *w, const struct face *face)
{
	const struct field *f = face->entity->ended;
	const struct cell *v = f == NULL ? NULL : &face->now[f->first];

	if (v == NULL || v->kind != CELL_TEXT || !face_tells(face, f))
		return;
	if (str_order(v->s, date_write(c->mem, ctx_today(c))) > 0)
		return;
	jw_key(w, "ended");
	jw_str(w, v->s);
}
