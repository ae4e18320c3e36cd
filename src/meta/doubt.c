/*
 * doubt.c - how complete a record is, and what may be wrong with it.
 *
 * What is wrong is refused where it is typed (type_*.c).  Here is what may be right,
 * and seldom is: the record is stored, and somebody is told to look.
 */
#include "meta/rule.h"
#include "meta/types.h"

const char *const doubt_names[DOUBT_COUNT] = { "email_slip", "email_nowhere",
	"phone_unknown", "phone_abroad", "name_no_letters", "tax_code_unproven" };

enum usual_doubt
doubt_named(struct str name)
{
	int i = 0;

	while (i < DOUBT_COUNT && !str_is(name, doubt_names[i]))
		i++;
	return (enum usual_doubt)i;
}

static bool
type_is(const struct field *f, const char *name)
{
	return strcmp(f->type->name, name) == 0;
}

/* ---- of one value ---- */

static struct str
domain_of(struct str email)
{
	struct str local, domain = STR("");

	(void)str_cut(email, '@', &local, &domain);
	return domain;
}

struct str
doubt_meant(struct arena *mem, const struct field *f, const struct cell *v)
{
	struct str domain, meant;

	if (!type_is(f, "email") || value_empty(v))
		return STR("");
	domain = domain_of(v[0].s);
	meant = domain_meant(domain);
	if (meant.len == 0)
		return STR("");
	return str_printf(
	    mem, "%.*s%.*s", (int)(v[0].s.len - domain.len), v[0].s.at, STR_ARG(meant));
}

/* A letter of any script; signs and digits of others are beyond what people type. */
static bool
has_letter(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80)
			return true;
	}
	return false;
}

/* The country of the record's address, if it says another than the site's. */
static struct str
abroad(struct ctx *c, const struct entity *e, const struct cell *cells)
{
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		struct cell country = { 0 };

		if (!type_is(f, "address") || f->hidden || field_hides(f))
			continue;
		for (int j = 0; j < type_columns(f->type); j++)
			if (strcmp(f->type->columns[j].suffix, "_country") == 0)
				country = cells[f->first + (size_t)j];
		if (country.kind == CELL_TEXT && country.s.len == 2 &&
		    !str_same(country.s, c->meta->facts.country))
			return country.s;
	}
	return STR("");
}

/* Typed as one dials at home, where home is another country: it became one of ours. */
static bool
is_abroad(struct ctx *c, const struct field *f, const struct cell *cells)
{
	const struct cell *v = &cells[f->first];
	struct str country = abroad(c, f->entity, cells);

	return country.len > 0 && str_starts(v[0].s, "+") && v[1].kind == CELL_TEXT &&
	       memchr(v[1].s.at, '+', v[1].s.len) == NULL &&
	       !str_starts(fold_digits(c->mem, v[1].s), "00") &&
	       !phone_is_of(str_c(c->mem, v[0].s), str_c(c->mem, country));
}

bool
doubt_is_at(
    struct ctx *c, enum usual_doubt what, const struct field *f, const struct cell *cells)
{
	const struct cell *v = &cells[f->first];

	if (value_empty(v) || v[0].kind != CELL_TEXT || f->hidden || field_hides(f))
		return false;
	switch (what) {
	case DOUBT_EMAIL_SLIP:
		return type_is(f, "email") && domain_meant(domain_of(v[0].s)).len > 0;
	case DOUBT_EMAIL_NOWHERE:
		return type_is(f, "email") && domain_is_nowhere(domain_of(v[0].s));
	case DOUBT_PHONE_UNKNOWN: return type_is(f, "phone") && !str_starts(v[0].s, "+");
	case DOUBT_PHONE_ABROAD: return type_is(f, "phone") && is_abroad(c, f, cells);
	case DOUBT_NAME_NO_LETTERS:
		return type_is(f, "person_name") && !has_letter(v[0].s);
	case DOUBT_TAX_CODE_UNPROVEN:
		return f->scheme == SCHEME_TAX &&
		       !scheme_is_known(v[0].s, c->meta->facts.country);
	case DOUBT_COUNT: break;
	}
	return false;
}

bool
doubt_reads(const struct field *f)
{
	return type_is(f, "phone") || type_is(f, "address");
}

/* Whose rule says no field is about all that it asks. */
bool
doubt_is_about(struct ctx *c, const struct quality *q, struct str name,
    const struct field *f, const struct cell *cells)
{
	enum usual_doubt usual = doubt_named(name);

	if (usual != DOUBT_COUNT)
		return doubt_is_at(c, usual, f, cells);
	for (size_t i = 0; i < q->doubt_count; i++) {
		const struct doubt *d = &q->doubts[i];

		if (d->counts && str_same(d->name, name))
			return d->at != NULL ? d->at == f : rule_asks(d->when, f);
	}
	return false;
}

/* A bit for each that some field is in; most fields are empty. */
static unsigned
usual_doubts(struct ctx *c, const struct entity *e, const struct cell *cells)
{
	unsigned found = 0;

	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		for (int j = 0; j < DOUBT_COUNT && cells[f->first].kind == CELL_TEXT; j++)
			if ((found & 1u << j) == 0 &&
			    doubt_is_at(c, (enum usual_doubt)j, f, cells))
				found |= 1u << j;
	}
	return found;
}

/* ---- of a record ---- */

static bool
is_wanted(struct ctx *c, const struct quality_piece *p, const struct cell *cells)
{
	return p->counts && (p->when == NULL || rule_holds(c, p->when, cells)) &&
	       (p->field->show == NULL || rule_holds(c, p->field->show, cells));
}

static bool
is_filled(const struct quality_piece *p, const struct cell *cells)
{
	for (size_t i = 0; i < p->or_count; i++)
		if (!value_empty(&cells[p->or [i] -> first]))
			return true;
	return !value_empty(&cells[p->field->first]);
}

/* Rounded down, so that 100 is all of it. */
static struct cell
score(struct ctx *c, const struct quality *q, const struct cell *cells)
{
	int all = 0, there = 0;

	for (size_t i = 0; i < q->piece_count; i++) {
		const struct quality_piece *p = &q->pieces[i];

		if (!is_wanted(c, p, cells))
			continue;
		all += p->weight;
		there += is_filled(p, cells) ? p->weight : 0;
	}
	return CELL_OF_INT(all == 0 ? 100 : there * 100 / all);
}

static void
add_word(struct text *t, struct str word)
{
	text_printf(t, "%s%.*s|", t->len == 0 ? "|" : "", STR_ARG(word));
}

static struct cell
words(const struct text *t)
{
	struct cell none = { 0 };

	return t->len == 0 ? none : CELL_OF_TEXT(text_done(t));
}

static struct cell
missing(struct ctx *c, const struct quality *q, const struct cell *cells)
{
	struct text t = TEXT_INIT(c->mem);

	for (size_t i = 0; i < q->piece_count; i++)
		if (is_wanted(c, &q->pieces[i], cells) &&
		    !is_filled(&q->pieces[i], cells))
			add_word(&t, q->pieces[i].field->name);
	return words(&t);
}

static struct cell
doubted(struct ctx *c, const struct quality *q, const struct cell *cells)
{
	unsigned usual = usual_doubts(c, q->doubted->entity, cells);
	struct text t = TEXT_INIT(c->mem);

	for (int i = 0; i < DOUBT_COUNT; i++)
		if ((usual & 1u << i) != 0)
			add_word(&t, str_of(doubt_names[i]));
	for (size_t i = 0; i < q->doubt_count; i++)
		if (q->doubts[i].counts && rule_holds(c, q->doubts[i].when, cells))
			add_word(&t, q->doubts[i].name);
	return words(&t);
}

void
quality_run(struct ctx *c, const struct quality *q, const struct field *f,
    const struct cell *cells, struct cell *v)
{
	v[0] = f == q->score     ? score(c, q, cells)
	       : f == q->missing ? missing(c, q, cells)
				 : doubted(c, q, cells);
}

/* ---- what it asks ---- */

static bool
piece_asks(const struct quality_piece *p, const struct field *f)
{
	for (size_t i = 0; i < p->or_count; i++)
		if (p->or [i] == f)
			return true;
	return p->field == f || (p->when != NULL && rule_asks(p->when, f)) ||
	       (p->field->show != NULL && rule_asks(p->field->show, f));
}

bool
quality_asks(const struct quality *q, const struct field *one, const struct field *f)
{
	bool doubts = one == q->doubted;

	for (size_t i = 0; !doubts && i < q->piece_count; i++)
		if (piece_asks(&q->pieces[i], f))
			return true;
	for (size_t i = 0; doubts && i < q->doubt_count; i++)
		if (rule_asks(q->doubts[i].when, f))
			return true;
	return false;
}
