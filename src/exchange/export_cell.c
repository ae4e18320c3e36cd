/*
 * export_cell.c - values in people's words: labels, titles, amounts, days.
 */
#include "exchange/export_room.h"

static enum sheet_kind
kind_of(const struct field *f)
{
	static const struct {
		const char *type;
		enum sheet_kind kind;
	} kinds[] = { { "bool", SHEET_BOOL }, { "date", SHEET_DATE },
		{ "duration", SHEET_NUMBER }, { "int", SHEET_NUMBER },
		{ "money", SHEET_NUMBER }, { "percent", SHEET_NUMBER },
		{ "real", SHEET_NUMBER }, { "score", SHEET_NUMBER },
		{ "time", SHEET_TIME }, { "url", SHEET_URL } };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (type_is(f, kinds[i].type))
			return kinds[i].kind;
	return SHEET_TEXT;
}

/* ---- columns ---- */

struct columns {
	struct arena *mem;
	struct ctx *c;
	struct export_column *at;
	size_t count, size;
	bool parts;
};

static void
add(struct columns *to, const struct field *f, enum export_what what, int part,
    struct str title, enum sheet_kind kind)
{
	if (to->count == SHEET_COLUMNS_MAX)
		return;
	list_room(to->mem, (void **)&to->at, to->count, &to->size, sizeof(*to->at));
	to->at[to->count++] =
	    (struct export_column){ f, what, part, str_copy(to->mem, title), kind };
}

/* "Amount (currency)" in the words of the language. */
static struct str
title_with(struct columns *to, const char *key, const char *name, struct str label)
{
	json_t *args = json_hold(to->mem, json_object());

	json_object_set_new(args, "label", json_stringn(label.at, label.len));
	json_object_set_new(args, "part", json_string(name));
	return meta_text(to->c->meta, to->mem, to->c->actor.language, key, args);
}

static void
add_field(struct columns *to, const struct field *f)
{
	struct str label = field_label(to->c->meta, to->c->actor.language, f);
	const char *const *parts = f->type->parts;

	if (!auth_sees(to->c, f))
		return;
	add(to, f, WHAT_VALUE, 0, label, kind_of(f));
	if (type_is(f, "money"))
		add(to, f, WHAT_CURRENCY, 1, title_with(to, "export.currency", "", label),
		    SHEET_TEXT);
	for (int i = 0; to->parts && parts != NULL && i < TYPE_COLUMNS_MAX; i++)
		if (parts[i] != NULL)
			add(to, f, WHAT_PART, i,
			    title_with(to, "export.part", parts[i], label), SHEET_TEXT);
}

void
export_columns(struct arena *mem, struct ctx *c, const struct export_wish *wish,
    struct export_column **out, size_t *count)
{
	const json_t *table = json_object_get(wish->entity->views, "table"), *name;
	struct columns to = { .mem = mem, .c = c, .parts = wish->parts };
	size_t i;

	for (i = 0; wish->fields != NULL && i < wish->field_count; i++)
		add_field(&to, wish->fields[i]);
	json_array_foreach(table, i, name)
	{
		const struct field *f = entity_field(wish->entity, json_str(name));

		if (wish->fields == NULL && f != NULL)
			add_field(&to, f);
	}
	if (to.count == 0) /* a file has a column at least */
		add_field(&to, wish->entity->title);
	*out = to.at;
	*count = to.count;
}

/* ---- titles ---- */

static int
by_id(const void *a, const void *b)
{
	const struct title *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Every id that the page's columns name of one entity, once. */
static size_t
ids_of(struct ctx *c, const struct export_column *columns, size_t count,
    const struct page *page, const struct entity *e, int64_t **out)
{
	int64_t *ids = arena_array(c->mem, int64_t, page->count * count + 1);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; columns[i].field->to_count > 0 && j < page->count;
		     j++) {
			const struct cell *v =
			    record_value(page->rows[j], columns[i].field);

			if (!value_empty(v) && value_target(columns[i].field, v) == e)
				ids[n++] = v->i;
		}
	*out = ids;
	return ids_once(ids, n);
}

static bool
is_there(const struct export_titles *t, const struct entity *e)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->of[i].entity == e)
			return true;
	return t->count == COUNT_OF(t->of);
}

static enum err
titles_to(struct ctx *c, const struct export_column *columns, size_t count,
    const struct page *page, const struct entity *e, struct export_titles *out)
{
	int64_t *ids;
	size_t n = is_there(out, e) ? 0 : ids_of(c, columns, count, page, e, &ids);

	if (n == 0)
		return OK;
	out->of[out->count].entity = e;
	out->of[out->count].count = n;
	return record_titles(c, e, ids, n, &out->of[out->count++].at);
}

enum err
export_titles(struct ctx *c, const struct export_column *columns, size_t count,
    const struct page *page, struct export_titles *out)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < columns[i].field->to_count; j++)
			TRY(titles_to(
			    c, columns, count, page, columns[i].field->to[j], out));
	return OK;
}

static struct str
title_of(const struct export_titles *t, const struct entity *e, int64_t id)
{
	struct title key = { .id = id }, *found;

	for (size_t i = 0; i < t->count; i++)
		if (t->of[i].entity == e) {
			found = bsearch(
			    &key, t->of[i].at, t->of[i].count, sizeof(key), by_id);
			return found == NULL ? STR("") : found->text;
		}
	return STR("");
}

/* ---- cells ---- */

/* |a|b| as "A, B" */
static struct str
list_text(struct ctx *c, const struct field *f, struct str held)
{
	struct text t = TEXT_INIT(c->mem);
	struct str word, rest = held;

	while (str_cut(rest, '|', &word, &rest))
		if (word.len > 0) {
			text_c(&t, t.len > 0 ? ", " : "");
			text_str(&t, chosen_label(c->meta, c->actor.language, f, word));
		}
	return text_done(&t);
}

/* "2026-11-22 08:15:00", as the actor's clock showed it. */
static struct str
time_text(struct ctx *c, int64_t ms)
{
	char *text =
	    str_c(c->mem, time_write(c->mem, ms + zone_offset_ms(c->actor.zone, ms)));

	text[10] = ' ';
	return (struct str){ text, 19 };
}

static struct str
amount_text(struct ctx *c, const struct cell *v)
{
	const struct currency *cur = currency_of(v[1].s);

	return minor_decimal(c->mem, v[0].i, cur == NULL ? 0 : cur->digits);
}

static struct str
value_text(struct ctx *c, const struct export_titles *t, const struct field *f,
    const struct cell *v)
{
	if (f->to_count > 0)
		return title_of(t, value_target(f, v), v->i);
	if (type_is(f, "choice"))
		return chosen_label(c->meta, c->actor.language, f, v->s);
	if (type_is(f, "choices") || type_is(f, "tags"))
		return list_text(c, f, v->s);
	if (type_is(f, "time"))
		return time_text(c, v->i);
	if (type_is(f, "money"))
		return amount_text(c, v);
	return value_show(c->mem, f, v);
}

void
export_cell(struct ctx *c, const struct export_titles *titles,
    const struct export_column *column, const struct record *rec, struct sheet_cell *out)
{
	const struct cell *v = record_value(rec, column->field);

	*out = (struct sheet_cell){ .text = STR("") };
	if (value_empty(v))
		return;
	switch (column->what) {
	case WHAT_VALUE: out->text = value_text(c, titles, column->field, v); break;
	case WHAT_CURRENCY: out->text = v[1].s; break;
	case WHAT_PART:
		if (v[column->part].kind == CELL_TEXT)
			out->text = v[column->part].s;
	}
}
