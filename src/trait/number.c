/*
 * number.c - the trait "number": draws the next of a series.
 *
 * Drawn in the transaction that makes the record, so a series has no gaps.
 * {yyyy} {mm} are of the day in the actor's zone; {#####} is the count, padded;
 * a year in the pattern begins its count anew.
 */
#include "db/db.h"
#include "record/record.h"
#include "trait/trait.h"

static enum err
draw(struct ctx *c, struct str series, int64_t *out)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "insert into _series (name, next) values (");
	sql_str(&q, series);
	sql_text(&q, ", 1) on conflict (name) do update set next = _series.next + 1 "
		     "returning next");
	return db_int(c->db, &q, ERR_BUG, out);
}

/* The pattern with its date; count < 0 leaves the place of the number open. */
static struct str
spell(struct ctx *c, struct str pattern, int64_t count)
{
	struct civil day = date_of_days(ctx_today(c));
	struct text t = TEXT_INIT(c->mem);
	struct str rest = pattern, head, word;

	while (str_cut(rest, '{', &head, &rest)) {
		text_str(&t, head);
		if (!str_cut(rest, '}', &word, &rest))
			break;
		if (str_is(word, "yyyy"))
			text_printf(&t, "%04d", day.year);
		else if (str_is(word, "mm"))
			text_printf(&t, "%02d", day.month);
		else if (count < 0)
			text_char(&t, '#');
		else
			text_printf(&t, "%0*" PRId64, (int)word.len, count);
	}
	text_str(&t, rest);
	return text_done(&t);
}

static enum err
number_draw(struct ctx *c, struct record *rec)
{
	const struct entity *e = rec->entity;

	for (size_t i = 0; i < e->field_count && record_is_new(rec); i++) {
		const struct field *f = &e->fields[i];
		struct str series;
		int64_t count;

		if (strcmp(f->type->name, "number") != 0 ||
		    !value_empty(record_value(rec, f)))
			continue;
		series = str_printf(c->mem, "%.*s.%.*s", STR_ARG(e->name),
		    STR_ARG(spell(c, f->series, -1)));
		TRY(draw(c, series, &count));
		*record_value(rec, f) = CELL_OF_TEXT(spell(c, f->series, count));
	}
	return OK;
}

const struct trait trait_number = {
	.name = "number",
	.still = true,
	.doc = "Draws a number from a series, without gaps.",
	.before_write = number_draw,
};
