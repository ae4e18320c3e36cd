/*
 * value.c - values of any type, and what the types share.
 */
#include "meta/types.h"

int
type_columns(const struct type *type)
{
	int n = 0;

	while (n < TYPE_COLUMNS_MAX && type->columns[n].suffix != NULL)
		n++;
	return n;
}

bool
type_shows(const struct type *type, int column)
{
	return column == 0 ||
	       (column != type->compare && column != type->fold && column != type->sort);
}

bool
value_empty(const struct cell *v)
{
	return v[0].kind == CELL_NULL;
}

bool
value_same(const struct field *f, const struct cell *a, const struct cell *b)
{
	for (int i = 0; i < type_columns(f->type); i++)
		if (!cell_same(&a[i], &b[i]))
			return false;
	return true;
}

const struct entity *
value_target(const struct field *f, const struct cell *v)
{
	for (size_t i = 0; i < f->to_count; i++)
		if (f->to_count == 1 || str_same(f->to[i]->name, v[1].s))
			return f->to[i];
	return NULL;
}

void
value_clear(const struct field *f, struct cell *v)
{
	memset(v, 0, sizeof(*v) * (size_t)type_columns(f->type));
}

void
value_write(struct jw *w, const struct field *f, const struct cell *v)
{
	if (value_empty(v))
		jw_null(w);
	else
		f->type->write(w, f, v);
}

struct str
value_show(struct arena *mem, const struct field *f, const struct cell *v)
{
	return value_empty(v) ? STR("") : f->type->show(mem, f, v);
}

bool
read_text(struct ctx *c, const struct field *f, const json_t *in, bool lines, size_t max,
    struct str *out)
{
	size_t limit = f->has_max ? (size_t)f->max : max;

	if (!json_is_string(in)) {
		fault(c, f->name, "not_text", NULL);
		return false;
	}
	if (!text_clean(c->mem, json_str(in), lines, out)) {
		fault(c, f->name, "text_invalid", NULL);
		return false;
	}
	if (out->len > limit && utf8_count(*out) > limit) {
		fault_over(c, f->name, "too_long", (int64_t)limit);
		return false;
	}
	return out->len > 0;
}

void
fill_text(struct ctx *c, struct str s, struct cell *v)
{
	v[0] = CELL_OF_TEXT(s);
	v[1] = CELL_OF_TEXT(fold(c->mem, s));
	v[2] = CELL_OF_BLOB(fold_sort(c->mem, str_c(c->mem, c->meta->facts.language), s));
}

bool
literal_text(struct arena *mem, const struct field *f, struct str text, bool number,
    struct cell *out)
{
	(void)mem, (void)f;
	*out = CELL_OF_TEXT(text);
	return !number;
}

struct str
show_first(struct arena *mem, const struct field *f, const struct cell *v)
{
	(void)mem, (void)f;
	return v[0].s;
}

void
write_first(struct jw *w, const struct field *f, const struct cell *v)
{
	(void)f;
	jw_str(w, v[0].s);
}

void
check_range(struct ctx *c, const struct field *f, double value)
{
	if (f->has_min && value < f->min)
		fault(c, f->name, "too_small", "min",
		    str_c(c->mem, real_write(c->mem, f->min)), NULL);
	else if (f->has_max && value > f->max)
		fault(c, f->name, "too_large", "max",
		    str_c(c->mem, real_write(c->mem, f->max)), NULL);
}

bool
whole_fits(struct ctx *c, const struct field *f, int64_t i)
{
	if (i > WHOLE_MAX)
		fault_over(c, f->name, "too_large", WHOLE_MAX);
	else if (i < -WHOLE_MAX)
		fault(c, f->name, "too_small", "min", "-9007199254740991", NULL);
	else
		return true;
	return false;
}
