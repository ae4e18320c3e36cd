/*
 * trace.c - texts that lead to somebody, wherever they stand.
 *
 * Taken from the personal fields of the person's records as they are and as the
 * history says they were.  Only what tells one person from others is looked for:
 * mails, phones, whole names, addresses, long texts; never a city or a first name.
 * What another record holds as its own (a company's switchboard, a namesake) is
 * said, and left alone.
 */
#include "privacy/room.h"

static const struct {
	const char *type;
	size_t min; /* bytes; shorter ones are anybody's */
} kinds[] = { { "email", 5 }, { "phone", 7 }, { "person_name", 6 }, { "address", 10 },
	{ "long_text", 24 }, { "rich_text", 24 } };

static size_t
least(const struct field *f)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(f->type->name, kinds[i].type) == 0)
			return kinds[i].min;
	return 0;
}

static void
add(struct ctx *c, struct traces *t, const struct field *f, struct str text)
{
	text = str_trim(text);
	/* a name in one word is half of the town's */
	if (text.len < least(f) ||
	    (strcmp(f->type->name, "person_name") == 0 && text.len < 9 &&
		str_find(text, STR(" ")) == text.len))
		return;
	for (size_t i = 0; i < t->list.count; i++)
		if (str_same(t->list.at[i].text, text))
			return;
	*list_add(c->mem, &t->list) =
	    (struct trace){ .text = str_copy(c->mem, text), .field = f };
}

static bool
speaks(const struct field *f)
{
	return f->personal != PERSONAL_NO && least(f) > 0 && f->is == NULL;
}

static void
add_cells(struct ctx *c, struct traces *t, const struct field *f, const struct cell *v)
{
	if (value_empty(v))
		return;
	add(c, t, f, v[0].s);
	if (f->type->fold > 0 && v[f->type->fold].kind == CELL_TEXT)
		add(c, t, f, v[f->type->fold].s);
	if (strcmp(f->type->name, "phone") != 0)
		return;
	if (v[1].kind == CELL_TEXT)
		add(c, t, f, v[1].s);
	if (v[0].s.len > 9) /* as it is dialled at home, too */
		add(c, t, f, (struct str){ v[0].s.at + v[0].s.len - 9, 9 });
}

static void
add_record(struct ctx *c, struct traces *t, const struct record *rec)
{
	for (size_t i = 0; i < rec->entity->field_count; i++)
		if (speaks(&rec->entity->fields[i]))
			add_cells(c, t, &rec->entity->fields[i],
			    record_value(rec, &rec->entity->fields[i]));
}

/* ---- as it was ---- */

static void
add_wire(struct ctx *c, struct traces *t, const struct field *f, const json_t *value)
{
	struct cell v[TYPE_COLUMNS_MAX] = { 0 };
	size_t faults = c->fault_count;

	if (value == NULL || json_is_null(value))
		return;
	f->type->read(c, f, value, v);
	if (c->fault_count == faults)
		add_cells(c, t, f, v);
	c->fault_count = faults;
}

static enum err
add_history(struct ctx *c, struct traces *t, struct ref which)
{
	int64_t before = INT64_MAX;
	size_t count = 200;

	while (count == 200) {
		struct event *events;

		TRY(event_history(
		    c, which.entity, which.id, before, 200, &events, &count));
		for (size_t i = 0; i < count; i++) {
			json_t *changes, *change;
			const char *key;

			before = events[i].id;
			if (events[i].changes.len == 0 ||
			    json_read(c->mem, events[i].changes, &changes, NULL) != OK)
				continue;
			json_object_foreach(changes, key, change)
			{
				const struct field *f =
				    entity_field(which.entity, str_of(key));

				if (f == NULL || !speaks(f))
					continue;
				add_wire(c, t, f, json_object_get(change, "from"));
				add_wire(c, t, f, json_object_get(change, "to"));
			}
		}
	}
	return OK;
}

/* ---- whose else ---- */

static enum err
held_by(struct ctx *c, const struct pieces *p, const struct field *f, int column,
    struct str text, bool *yes)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select t.id from ");
	sql_table(&q, f->entity);
	sql_text(&q, " t where t.deleted_ms is null and t.");
	sql_column(&q, f, column);
	sql_text(&q, " = ");
	sql_str(&q, text);
	sql_text(&q, " limit 100");
	TRY(rows_begin(c->db, &q, &r));
	while (!*yes && rows_next(&r))
		*yes = !pieces_have(p, f->entity, row_int(&r, 0));
	return rows_err(&r);
}

/* A field of the same type, of any entity, in any of its text columns. */
static enum err
is_shared(struct ctx *c, const struct pieces *p, const struct trace *t, bool *yes)
{
	const struct type *type = t->field->type;
	bool phone = strcmp(type->name, "phone") == 0;

	for (size_t i = 0; i < c->meta->entity_count && !*yes; i++) {
		const struct entity *e = &c->meta->entities[i];

		for (size_t j = 0; j < e->field_count && !*yes; j++) {
			if (e->fields[j].type != type)
				continue;
			TRY(held_by(c, p, &e->fields[j], 0, t->text, yes));
			if (!*yes && type->fold > 0)
				TRY(held_by(
				    c, p, &e->fields[j], type->fold, t->text, yes));
			if (!*yes && phone)
				TRY(held_by(c, p, &e->fields[j], 1, t->text, yes));
		}
	}
	return OK;
}

/* The last digits of a number that is another's, too, are. */
static void
share_endings(struct traces *t)
{
	for (size_t i = 0; i < t->list.count; i++)
		for (size_t j = 0; t->list.at[i].shared && j < t->list.count; j++)
			if (str_find(t->list.at[i].text, t->list.at[j].text) <
			    t->list.at[i].text.len)
				t->list.at[j].shared = true;
}

enum err
traces_find(struct ctx *c, const struct pieces *p, struct traces *out)
{
	*out = (struct traces){ 0 };
	for (size_t i = 0; i < p->go.count; i++) {
		struct record *rec;

		TRY(load_any(c, p->go.at[i].ref, &rec));
		if (!rec->entity->person && i > 0)
			continue;
		add_record(c, out, rec);
		TRY(add_history(c, out, p->go.at[i].ref));
	}
	for (size_t i = 0; i < out->list.count; i++)
		TRY(is_shared(c, p, &out->list.at[i], &out->list.at[i].shared));
	share_endings(out);
	out->texts = arena_array(c->mem, struct str, out->list.count + 1);
	for (size_t i = 0; i < out->list.count; i++)
		if (!out->list.at[i].shared)
			out->texts[out->count++] = out->list.at[i].text;
	return OK;
}

/* ---- to look for them ---- */

/* A text as it stands in JSON, and with what "like" reads as signs made plain. */
static void
like(struct sql *q, struct str s)
{
	struct text t = TEXT_INIT(q->text.mem);

	text_char(&t, '%');
	for (size_t i = 0; i < s.len; i++) {
		if (strchr("%_\\", s.at[i]) != NULL)
			text_char(&t, '\\');
		/* a line's end is written otherwise in JSON: any sign will do */
		text_char(&t, s.at[i] == '\n' || s.at[i] == '"' ? '%' : s.at[i]);
	}
	text_char(&t, '%');
	sql_text(q, " like ");
	sql_str(q, text_done(&t));
	sql_text(q, " escape '\\'");
}

void
sql_like_any(struct sql *q, const char *column, const struct traces *t)
{
	sql_text(q, "(1 = 0");
	for (size_t i = 0; i < t->count; i++) {
		sql_text(q, " or ");
		text_c(&q->text, column);
		like(q, t->texts[i]);
	}
	sql_text(q, ")");
}

bool
traces_in(const struct traces *t, struct str s)
{
	for (size_t i = 0; i < t->count; i++)
		if (str_find(s, t->texts[i]) < s.len)
			return true;
	return false;
}

struct str
traces_cut(struct arena *mem, const struct traces *t, struct str s)
{
	for (size_t i = 0; i < t->count; i++) {
		struct text out = TEXT_INIT(mem);
		size_t at;

		if (str_find(s, t->texts[i]) == s.len)
			continue;
		while ((at = str_find(s, t->texts[i])) < s.len) {
			text_add(&out, s.at, at);
			text_c(&out, TRACE_GONE);
			s.at += at + t->texts[i].len;
			s.len -= at + t->texts[i].len;
		}
		text_str(&out, s);
		s = text_done(&out);
	}
	return s;
}

json_t *
traces_cut_json(struct arena *mem, const struct traces *t, const json_t *in)
{
	struct str s;
	const char *key;
	json_t *out, *value;
	size_t i;

	switch (json_typeof(in)) {
	case JSON_STRING:
		s = traces_cut(mem, t, json_str(in));
		return json_stringn(s.at, s.len);
	case JSON_ARRAY:
		out = json_array();
		json_array_foreach((json_t *)(uintptr_t)in, i, value)
		    json_array_append_new(out, traces_cut_json(mem, t, value));
		return out;
	case JSON_OBJECT:
		out = json_object();
		json_object_foreach((json_t *)(uintptr_t)in, key, value)
		{
			s = traces_cut(mem, t, str_of(key));
			json_object_set_new(
			    out, str_c(mem, s), traces_cut_json(mem, t, value));
		}
		return out;
	default: return json_incref((json_t *)(uintptr_t)in);
	}
}
