/*
 * past.c - who is no more, and what has ended: told of a record, and wherever it is
 * named.
 *
 * Two words of the metadata say it: a reason of "reach.never" that is "gone" (they
 * died), and the date of "face.ended" (it closed, they left).  A record that is shown
 * has the cells that answer.  One that is only named is not read for it: the statement
 * that reads its title reads a mark with it, "2" for the second reason of its entity or
 * the date.  Where the title comes of a select the mark stands before it in the same
 * text - "2 Mai", "2026-03-01 Acme", " An" has neither - so that the row is looked up
 * once; where tables are joined it is a column: putting texts together costs more.
 *
 * Who does not see in everybody's records what it goes by is told of nobody.
 */
#include "record/room.h"

bool
past_gone(struct ctx *c, const struct entity *e)
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

static bool
can_end(struct ctx *c, const struct entity *e)
{
	return e->ended != NULL && !e->ended->hidden &&
	       auth_field(c, e->ended, MAY_READ) == WHOSE_ALL;
}

bool
past_marks(struct ctx *c, const struct entity *e)
{
	return past_gone(c, e) || can_end(c, e);
}

/* ---- asked of a table ---- */

/* "case when … then '1' when … then '3'": the number of the reason that holds. */
static void
add_reasons(struct ctx *c, const struct entity *e, const char *alias, struct sql *q)
{
	char then[24];

	sql_text(q, "case");
	for (size_t i = 0; i < e->reach->never_count; i++) {
		if (!e->reach->never[i].gone)
			continue;
		sql_text(q, " when ");
		rule_sql(c, e->reach->never[i].when, alias, q);
		snprintf(then, sizeof(then), " then '%zu'", i + 1);
		text_c(&q->text, then);
	}
}

void
past_add_gone(struct ctx *c, const struct entity *e, const char *alias, struct sql *q)
{
	add_reasons(c, e, alias, q);
	sql_text(q, " end");
}

void
past_add_mark(struct ctx *c, const struct entity *e, const char *alias, struct sql *q)
{
	bool gone = past_gone(c, e), ends = can_end(c, e);

	if (gone)
		add_reasons(c, e, alias, q);
	if (gone && ends)
		sql_text(q, " else ");
	if (ends) {
		text_c(&q->text, alias);
		sql_text(q, ".");
		sql_column(q, e->ended, 0);
	}
	if (gone)
		sql_text(q, " end");
	if (!gone && !ends)
		sql_text(q, "null");
}

void
past_add_before(struct ctx *c, const struct entity *e, const char *alias, struct sql *q)
{
	sql_text(q, "coalesce(");
	past_add_mark(c, e, alias, q);
	sql_text(q, ", '') || ' ' || ");
}

struct str
past_cut(struct str *title)
{
	struct str mark = STR(""), rest;

	if (str_cut(*title, ' ', &mark, &rest))
		*title = rest;
	return mark;
}

/* ---- of a record that is here ---- */

const struct never *
past_reason(const struct entity *e, struct str mark)
{
	int64_t number;

	return mark.len == DATE_LEN || !str_int(mark, &number)
		   ? NULL
		   : &e->reach->never[number - 1];
}

const struct never *
past_now(struct ctx *c, const struct entity *e, const struct cell *now)
{
	for (size_t i = 0; i < e->reach->never_count; i++)
		if (e->reach->never[i].gone &&
		    rule_holds(c, e->reach->never[i].when, now))
			return &e->reach->never[i];
	return NULL;
}

/* ---- told ---- */

void
past_write_gone(
    struct ctx *c, struct jw *w, const struct entity *e, const struct never *why)
{
	if (why == NULL)
		return;
	jw_key(w, "gone");
	jw_str(w, meta_label(c->meta, c->actor.language,
		      str_printf(
			  c->mem, "%.*s.never.%.*s", STR_ARG(e->name), STR_ARG(why->name))
			  .at,
		      why->says));
}

/* A date that is still to come has ended nothing: by the clock of who reads. */
void
past_write_ended(struct ctx *c, struct jw *w, struct str day)
{
	if (str_order(day, date_write(c->mem, ctx_today(c))) > 0)
		return;
	jw_key(w, "ended");
	jw_str(w, day);
}

void
past_write(struct ctx *c, struct jw *w, const struct entity *e, struct str mark)
{
	if (mark.len == DATE_LEN)
		past_write_ended(c, w, mark);
	else
		past_write_gone(c, w, e, past_reason(e, mark));
}
