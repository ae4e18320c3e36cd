/*
 * offers.c - what does it cost?  All that a price list says of what is asked, the
 * cheapest first, each explained line by line.
 *
 * A rate whose field is empty holds for all; one whose field is not asked for is an offer
 * too, and says by its values for what.  Amounts are fractions until a line ends, and
 * rounded once there, half away from zero, to the minor unit of the rate's currency, as
 * an invoice is.  Rates of several currencies are compared by what they are worth in the
 * site's; one that cannot be compared comes last.
 *
 * Who does not read what a price is made of has no price; rates that somebody does not
 * read are no offers to them.
 */
#include "base/exact.h"
#include "record/room.h"

#define QUANTITY_MAX 1000000000000

struct asked {
	const struct entity *entity;
	const struct price *price;
	struct str on; /* the day */
	double quantity;
	const struct field *by[PRICE_BY_MAX];
	struct cell cells[PRICE_BY_MAX][TYPE_COLUMNS_MAX];
	size_t by_count;
};

struct offer {
	int64_t id;
	const struct currency *cur;
	bool has_each, has_fixed;
	int64_t price, each, fixed, raised, total; /* minor units of cur */
	double per;
	bool compares; /* worth holds */
	int64_t worth; /* minor units of the site's currency */
	bool has_days;
	double days;
	struct str record; /* as JSON */
};

typedef LIST(struct offer) offers;

/* ---- what is asked ---- */

static const struct field *
by_named(const struct price *p, struct str name)
{
	for (size_t i = 0; i < p->by_count; i++)
		if (str_same(p->by[i]->name, name))
			return p->by[i];
	return NULL;
}

static void
read_by(struct ctx *c, struct asked *a, const char *name, const json_t *value)
{
	const struct field *f = by_named(a->price, str_of(name));
	struct str at =
	    str_printf(c->mem, "by.%.*s", STR_ARG(utf8_head(str_of(name), 60)));
	size_t from = c->fault_count;

	if (f == NULL || !auth_asks(c, f)) {
		fault(c, at, "unknown_field", NULL);
		return;
	}
	if (json_is_null(value))
		return;
	f->type->read(c, f, value, a->cells[a->by_count]);
	for (size_t i = from; i < c->fault_count; i++)
		c->faults[i].at = at;
	if (c->fault_count == from && !value_empty(a->cells[a->by_count]))
		a->by[a->by_count++] = f;
}

static void
read_quantity(struct ctx *c, struct asked *a, const json_t *value)
{
	a->quantity = value == NULL ? 1 : json_number_value(value);
	if (value != NULL && (!json_is_number(value) || !(a->quantity >= 0) ||
				 !(a->quantity <= QUANTITY_MAX)))
		fault(c, STR("quantity"), "not_quantity", NULL);
}

static void
read_day(struct ctx *c, struct asked *a, struct str on)
{
	int64_t day;

	a->on = on.len > 0 ? on : date_write(c->mem, ctx_today(c));
	if (!date_read(a->on, &day))
		fault(c, STR("on"), "not_date", NULL);
}

static enum err
read_wish(struct ctx *c, struct asked *a, const json_t *wish)
{
	static const char *const words[] = { "by", "on", "quantity" };
	json_t *by = json_object_get(wish, "by"), *value;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)wish, name, value)
	{
		size_t i = 0;

		while (i < COUNT_OF(words) && strcmp(words[i], name) != 0)
			i++;
		if (i == COUNT_OF(words))
			fault(c, utf8_head(str_of(name), 60), "unknown_field", NULL);
	}
	json_object_foreach(by, name, value)
	{
		if (a->by_count < PRICE_BY_MAX)
			read_by(c, a, name, value);
	}
	read_quantity(c, a, json_object_get(wish, "quantity"));
	read_day(c, a, json_get_str(wish, "on"));
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

static bool
asks_all(const struct ctx *c, const struct price *p)
{
	const struct field *const all[] = { p->each, p->fixed, p->least, p->per,
		p->valid.from, p->valid.to, p->quantity.from, p->quantity.to };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i] != NULL && !auth_asks(c, all[i]))
			return false;
	return true;
}

bool
record_may_price(struct ctx *c, const struct entity *e)
{
	struct grant g = auth_grant(c, e, MAY_READ);

	return e->price != NULL && !auth_never(&g) && asks_all(c, e->price);
}

/* ---- which rates ---- */

static void
add_column(struct sql *q, const struct field *f, int column)
{
	sql_text(q, "t.");
	sql_column(q, f, column);
}

static void
add_end(struct sql *q, const struct field *f, const char *op, const struct cell *is)
{
	if (f == NULL)
		return;
	sql_text(q, " and (");
	add_column(q, f, 0);
	sql_text(q, " is null or ");
	add_column(q, f, 0);
	text_c(&q->text, op);
	sql_cell(q, is);
	sql_text(q, ")");
}

static void
add_band(struct sql *q, const struct band *band, struct cell is)
{
	add_end(q, band->from, " <= ", &is);
	add_end(q, band->to, " >= ", &is);
}

static void
offers_sql(struct ctx *c, const struct asked *a, const struct grant *g, struct sql *q)
{
	sql_text(q, "select t.id");
	text_str(&q->text, a->entity->columns);
	sql_text(q, " from ");
	sql_table(q, a->entity);
	sql_text(q, " t where t.deleted_ms is null");
	for (size_t i = 0; i < a->by_count; i++) {
		int column = a->by[i]->same_column;

		sql_text(q, " and (");
		add_column(q, a->by[i], column);
		sql_text(q, " = ");
		sql_cell(q, &a->cells[i][column]);
		sql_text(q, " or ");
		add_column(q, a->by[i], 0);
		sql_text(q, " is null)");
	}
	archive_out(q, a->entity, "t");
	add_band(q, &a->price->valid, CELL_OF_TEXT(a->on));
	add_band(q, &a->price->quantity, CELL_OF_REAL(a->quantity));
	auth_where(c, g, "t", q);
	sql_limit(q, RECORD_OFFERS_MAX + 1);
}

/* ---- what one of them says ---- */

static double
number_of(const struct record *rate, const struct field *f, double absent)
{
	const struct cell *v = f == NULL ? NULL : record_value(rate, f);

	if (v == NULL || value_empty(v))
		return absent;
	return v->kind == CELL_INT ? (double)v->i : v->d;
}

/* price * quantity / per, rounded once; false: it does not fit. */
static bool
line_of(int64_t price, double quantity, double per, int64_t *out)
{
	DEFER(exact_end) mpq_t sum, by;

	mpq_init(sum);
	mpq_init(by);
	mpq_set_si(sum, price, 1);
	if (!exact_of_real(by, quantity))
		return false;
	mpq_mul(sum, sum, by);
	if (!exact_of_real(by, per) || mpq_sgn(by) <= 0)
		return false;
	mpq_div(sum, sum, by);
	return exact_whole(sum, out);
}

/* An amount, all of one currency.  False: it has none, or of another. */
static bool
amount_of(const struct record *rate, const struct field *f, struct offer *o, int64_t *out)
{
	const struct cell *v = f == NULL ? NULL : record_value(rate, f);

	if (v == NULL || value_empty(v))
		return false;
	if (o->cur == NULL)
		o->cur = currency_of(v[1].s);
	*out = v[0].i;
	return o->cur != NULL && str_is(v[1].s, o->cur->code);
}

/* False: it says no price of this. */
static bool
offer_of(struct ctx *c, const struct asked *a, const struct record *rate, struct offer *o)
{
	const struct price *p = a->price;
	int64_t least = INT64_MIN;

	*o = (struct offer){ .id = rate->id, .per = number_of(rate, p->per, 1) };
	o->has_each = amount_of(rate, p->each, o, &o->price);
	o->has_fixed = amount_of(rate, p->fixed, o, &o->fixed);
	if ((!o->has_each && !o->has_fixed) ||
	    (o->has_each && !line_of(o->price, a->quantity, o->per, &o->each)) ||
	    __builtin_add_overflow(o->each, o->fixed, &o->total))
		return false;
	if (amount_of(rate, p->least, o, &least) && least > o->total) {
		o->raised = least - o->total;
		o->total = least;
	}
	o->compares = money_worth(c, o->total, o->cur, &o->worth);
	o->days = number_of(rate, p->days, -1);
	o->has_days = o->days >= 0 && auth_asks(c, p->days);
	return true;
}

static int
cheapest_first(const void *a, const void *b)
{
	const struct offer *x = a, *y = b;

	if (x->compares != y->compares)
		return x->compares ? -1 : 1;
	if (x->worth != y->worth)
		return x->worth < y->worth ? -1 : 1;
	if (x->has_days != y->has_days)
		return x->has_days ? -1 : 1;
	if (x->has_days && x->days != y->days)
		return x->days < y->days ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static enum err
find_offers(struct ctx *c, const struct asked *a, offers *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct grant g = auth_grant(c, a->entity, MAY_READ);
	struct record *rate = record_new(c, a->entity);
	struct sql q = SQL_INIT(c->mem);
	size_t seen = 0;

	offers_sql(c, a, &g, &q);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r) && seen++ < RECORD_OFFERS_MAX) {
		struct offer o;

		rate->id = row_int(&r, 0);
		record_take_row(c, &r, 1, rate);
		if (offer_of(c, a, rate, &o))
			*list_add(c->mem, out) = o;
	}
	TRY(rows_err(&r));
	if (seen <= RECORD_OFFERS_MAX)
		return OK;
	fault_over(c, STR("by"), "too_many_offers", RECORD_OFFERS_MAX);
	return ERR_INPUT;
}

/* ---- told ---- */

static double
fastest_of(const offers *all)
{
	double days = -1;

	for (size_t i = 0; i < all->count; i++)
		if (all->at[i].has_days && (days < 0 || all->at[i].days < days))
			days = all->at[i].days;
	return days;
}

/* The first so many, and behind them the cheapest of the fastest. */
static void
choose_shown(offers *all, double fastest)
{
	size_t i = 0;

	while (i < all->count && !(all->at[i].has_days && all->at[i].days <= fastest))
		i++;
	if (i < all->count && i >= RECORD_OFFERS_TOLD)
		all->at[RECORD_OFFERS_TOLD - 1] = all->at[i];
	if (all->count > RECORD_OFFERS_TOLD)
		all->count = RECORD_OFFERS_TOLD;
}

static void
keep_record(struct ctx *c, const struct face *face, void *arg)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	offers *all = arg;

	face_write(c, &w, face, true);
	for (size_t i = 0; i < all->count; i++)
		if (all->at[i].id == face->id)
			all->at[i].record = text_done(&t);
}

static enum err
load_records(struct ctx *c, const struct asked *a, offers *all)
{
	int64_t *ids = arena_array(c->mem, int64_t, all->count + 1);
	struct face face;

	for (size_t i = 0; i < all->count; i++)
		ids[i] = all->at[i].id;
	face_init(c, a->entity, NULL, true, &face);
	return face_each(
	    c, &face, ids, all->count, (struct face_taker){ keep_record, all });
}

static void
write_amount(struct jw *w, const char *key, int64_t minor, const struct currency *cur)
{
	jw_key_c(w, key);
	money_json(w, minor, str_of(cur->code));
}

static void
write_line(struct jw *w, const struct offer *o, const char *part, const struct field *f,
    int64_t minor)
{
	jw_open(w);
	jw_key(w, "part");
	jw_c(w, part);
	jw_key(w, "field");
	jw_str(w, f->name);
	write_amount(w, "amount", minor, o->cur);
}

static void
write_lines(struct jw *w, const struct asked *a, const struct offer *o)
{
	const struct price *p = a->price;

	jw_key(w, "lines");
	jw_array(w);
	if (o->has_each) {
		write_line(w, o, "each", p->each, o->each);
		write_amount(w, "price", o->price, o->cur);
		jw_key(w, "quantity");
		jw_real(w, a->quantity);
		jw_key(w, "per");
		jw_real(w, o->per);
		jw_close(w);
	}
	if (o->has_fixed) {
		write_line(w, o, "fixed", p->fixed, o->fixed);
		jw_close(w);
	}
	if (o->raised > 0) {
		write_line(w, o, "least", p->least, o->raised);
		jw_close(w);
	}
	jw_end(w);
}

static void
write_offer(struct ctx *c, struct jw *w, const struct asked *a, const struct offer *o,
    const struct offer *first, double fastest)
{
	jw_open(w);
	write_amount(w, "total", o->total, o->cur);
	if (o->compares) {
		write_amount(w, "worth", o->worth, c->meta->facts.currency);
	} else {
		jw_key(w, "worth");
		jw_null(w);
	}
	jw_key(w, "days");
	if (o->has_days)
		jw_real(w, o->days);
	else
		jw_null(w);
	jw_key(w, "best");
	jw_array(w);
	if (o->compares && o->worth == first->worth)
		jw_c(w, "cheapest");
	if (o->has_days && o->days <= fastest)
		jw_c(w, "fastest");
	jw_end(w);
	write_lines(w, a, o);
	jw_key(w, "record");
	jw_raw(w, o->record);
	jw_close(w);
}

enum err
record_offers(struct ctx *c, const struct entity *e, const json_t *wish, struct jw *w)
{
	struct asked asked = { .entity = e, .price = e->price };
	offers all = { 0 };
	double fastest;
	size_t count;

	if (e->price == NULL)
		return ERR_ABSENT;
	if (!record_may_price(c, e))
		return ERR_DENIED;
	TRY(read_wish(c, &asked, wish));
	TRY(find_offers(c, &asked, &all));
	if (all.count > 0)
		qsort(all.at, all.count, sizeof(*all.at), cheapest_first);
	fastest = fastest_of(&all);
	count = all.count;
	choose_shown(&all, fastest);
	TRY(load_records(c, &asked, &all));
	jw_open(w);
	jw_key(w, "count");
	jw_int(w, (int64_t)count);
	jw_key(w, "offers");
	jw_array(w);
	for (size_t i = 0; i < all.count; i++)
		if (all.at[i].record.len > 0) /* it went meanwhile */
			write_offer(c, w, &asked, &all.at[i], &all.at[0], fastest);
	jw_end(w);
	jw_close(w);
	return OK;
}
