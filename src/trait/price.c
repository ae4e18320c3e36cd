/*
 * price.c - the trait "price": a record is a rate, one line of a price list.
 *
 * What it says is asked by record_offers().  A rate is of one currency: a price in
 * dollars with a least amount in dong would be neither.
 */
#include "record/record.h"
#include "trait/trait.h"

static bool
is_of_another(const struct record *rec, const struct field *f, struct str *cur)
{
	const struct cell *v = f == NULL ? NULL : record_value(rec, f);

	if (v == NULL || value_empty(v))
		return false;
	if (cur->len == 0)
		*cur = v[1].s;
	return !str_same(*cur, v[1].s);
}

static bool
is_upside_down(const struct record *rec, const struct band *band)
{
	const struct cell *from, *to;

	if (band->from == NULL || band->to == NULL)
		return false;
	from = record_value(rec, band->from);
	to = record_value(rec, band->to);
	if (value_empty(from) || value_empty(to))
		return false;
	if (from->kind == CELL_TEXT)
		return str_order(from->s, to->s) > 0;
	return from->kind == CELL_INT ? from->i > to->i : from->d > to->d;
}

static enum err
price_check(struct ctx *c, struct record *rec)
{
	const struct price *p = rec->entity->price;
	const struct field *const amounts[] = { p->each, p->fixed, p->least };
	struct str cur = STR("");

	for (size_t i = 0; i < COUNT_OF(amounts); i++)
		if (is_of_another(rec, amounts[i], &cur))
			fault(c, amounts[i]->name, "one_currency", "cur",
			    str_c(c->mem, cur), NULL);
	if (is_upside_down(rec, &p->valid))
		fault(c, p->valid.to->name, "before_from", NULL);
	if (is_upside_down(rec, &p->quantity))
		fault(c, p->quantity.to->name, "before_from", NULL);
	return OK;
}

const struct trait trait_price = {
	.name = "price",
	.still = true,
	.doc = "Is a rate that prices are looked up by: for what, how much, until when.",
	.check = price_check,
};
