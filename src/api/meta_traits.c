/*
 * meta_traits.c - of an entity, what its traits say to a page: what is wanted of it, what
 * a question of a price can ask, of which kind its lines are; and of a field, where its
 * value comes from.
 */
#include "api/meta_room.h"

/* Does the actor see all that f is calculated from? */
static bool
sees_parts(const struct ctx *c, const struct field *f)
{
	for (size_t i = 0; i < f->entity->field_count; i++)
		if (calc_asks(f->is, &f->entity->fields[i]) &&
		    !auth_asks(c, &f->entity->fields[i]))
			return false;
	return true;
}

/* Where its value comes from, for a page that shows it before it is stored. */
void
meta_write_origin(struct ctx *c, struct jw *w, const struct field *f)
{
	if (f->is != NULL && f->is_text.len > 0 && sees_parts(c, f)) {
		jw_key(w, "is");
		jw_str(w, f->is_text);
	}
	if (f->from != NULL && auth_asks(c, f->from)) {
		jw_key(w, "from");
		jw_open(w);
		jw_key(w, "through");
		jw_str(w, f->through->name);
		jw_key(w, "field");
		jw_str(w, f->from->name);
		jw_close(w);
	}
}

static void
write_wanted(struct jw *w, const struct quality_piece *p)
{
	jw_open(w);
	jw_key(w, "field");
	jw_str(w, p->field->name);
	jw_key(w, "weight");
	jw_int(w, p->weight);
	jw_key(w, "or");
	jw_array(w);
	for (size_t i = 0; i < p->or_count; i++)
		jw_str(w, p->or [i] -> name);
	jw_end(w);
	jw_close(w);
}

/* What counts, which is of fields that everybody has. */
static void
write_quality(struct jw *w, const struct quality *q)
{
	jw_key(w, "quality");
	jw_open(w);
	jw_key(w, "complete");
	jw_array(w);
	for (size_t i = 0; i < q->piece_count; i++)
		if (q->pieces[i].counts)
			write_wanted(w, &q->pieces[i]);
	jw_end(w);
	jw_key(w, "doubts");
	jw_open(w);
	for (size_t i = 0; i < q->doubt_count; i++)
		if (q->doubts[i].counts && q->doubts[i].at != NULL) {
			jw_key_str(w, q->doubts[i].name);
			jw_str(w, q->doubts[i].at->name);
		}
	jw_close(w);
	if (q->stale != NULL) {
		jw_key(w, "stale");
		jw_str(w, q->stale_text);
	}
	jw_close(w);
}

/* What a question of a price can say, and what of a rate it is asked by. */
static void
write_price(struct ctx *c, struct jw *w, const struct price *p)
{
	const struct field *unit =
	    p->quantity.from != NULL ? p->quantity.from : p->quantity.to;

	jw_key(w, "price");
	jw_open(w);
	jw_key(w, "by");
	jw_array(w);
	for (size_t i = 0; i < p->by_count; i++)
		if (auth_asks(c, p->by[i]))
			jw_str(w, p->by[i]->name);
	jw_end(w);
	if (unit != NULL) {
		jw_key(w, "quantity");
		jw_str(w, unit->name);
	}
	if (p->valid.from != NULL || p->valid.to != NULL) {
		jw_key(w, "dated");
		jw_bool(w, true);
	}
	jw_close(w);
}

static void
write_line_field(struct ctx *c, struct jw *w, const char *key, const struct field *f)
{
	if (f == NULL || f->hidden || !auth_asks(c, f))
		return;
	jw_key_str(w, str_of(key));
	jw_str(w, f->name);
}

/* Where a rate that somebody picks goes. */
static void
write_priced(struct ctx *c, struct jw *w, const struct line_word *line)
{
	if (line->priced.price == NULL || !auth_asks(c, line->priced.price))
		return;
	jw_key(w, "priced");
	jw_open(w);
	write_line_field(c, w, "text", line->priced.text);
	write_line_field(c, w, "quantity", line->priced.quantity);
	write_line_field(c, w, "price", line->priced.price);
	jw_close(w);
}

/* Of which kind its lines are, and what of them it sums: field of a line -> its own. */
static void
write_lines(struct ctx *c, struct jw *w, const struct entity *e)
{
	const struct line_word *line = e->lines->line;

	jw_key(w, "lines");
	jw_open(w);
	jw_key(w, "entity");
	jw_str(w, line->of->entity->name);
	jw_key(w, "of");
	jw_str(w, line->of->name);
	if (line->order != NULL) {
		jw_key(w, "order");
		jw_str(w, line->order->name);
	}
	write_line_field(c, w, "optional", line->optional);
	write_line_field(c, w, "heading", line->heading);
	write_priced(c, w, line);
	jw_key(w, "sums");
	jw_open(w);
	for (size_t i = 0; i < line->sum_count; i++)
		if (auth_asks(c, line->sums[i].from) && auth_asks(c, line->sums[i].to)) {
			jw_key_str(w, line->sums[i].from->name);
			jw_str(w, line->sums[i].to->name);
		}
	jw_close(w);
	jw_key(w, "locked"); /* the stages in which nobody changes them */
	jw_array(w);
	for (size_t i = 0; i < e->stage_count; i++)
		if (stage_locks_lines(&e->stages[i]))
			jw_str(w, e->stages[i].name);
	jw_end(w);
	jw_close(w);
}

/* The stage in which a customer may answer, and where a yes and a no lead. */
static void
write_portal(struct jw *w, const struct portal *p)
{
	jw_key(w, "portal");
	jw_open(w);
	jw_key(w, "at");
	jw_str(w, p->at->name);
	jw_key(w, "accept");
	jw_str(w, p->accept->name);
	jw_key(w, "refuse");
	jw_str(w, p->refuse->name);
	jw_close(w);
}

void
meta_write_traits(struct ctx *c, struct jw *w, const struct entity *e)
{
	if (e->quality != NULL)
		write_quality(w, e->quality);
	if (e->lines != NULL)
		write_lines(c, w, e);
	if (e->portal != NULL)
		write_portal(w, e->portal);
	if (e->paper != NULL) {
		jw_key(w, "paper");
		jw_bool(w, true);
	}
	if (record_may_price(c, e))
		write_price(c, w, e->price);
}
