/*
 * list.c - pages, counts and sums: keyset, capped, never an offset.
 *
 * Sorted by one field and the id behind it; empty values come last whichever
 * way one sorts, so a page has two phases: rows with a value, rows without.
 * The cursor says where the last row stood: phase, value, id.
 */
#include "record/room.h"

struct sort {
	const struct field *field; /* NULL: by id, newest first */
	bool down;
};

struct cursor {
	bool given, empty_phase;
	struct cell value;
	int64_t id;
};

static enum err
read_sort(struct ctx *c, const struct query *query, struct sort *out)
{
	struct str name = query->sort;

	*out = (struct sort){ .down = true };
	if (name.len == 0)
		return OK;
	out->down = name.at[0] == '-';
	if (out->down)
		name = (struct str){ name.at + 1, name.len - 1 };
	if (str_is(name, "id"))
		return OK;
	out->field = entity_field(query->entity, name);
	if (out->field == NULL || out->field->hidden || out->field->type->sort < 0) {
		fault(c, STR("sort"), "bad_sort", NULL);
		return ERR_INPUT;
	}
	return OK;
}

/* ---- the cursor: phase, kind, value, id; opaque to callers ---- */

static struct str
write_cursor(struct ctx *c, const struct sort *sort, const struct record *last)
{
	static const char hex[] = "0123456789abcdef";
	struct text t = TEXT_INIT(c->mem);
	const struct cell *v = sort->field == NULL ? &(struct cell){ 0 }
						   : record_value(last, sort->field) +
							 sort->field->type->sort;

	switch (v->kind) {
	case CELL_NULL: text_c(&t, "n."); break;
	case CELL_INT: text_printf(&t, "i%" PRId64 ".", v->i); break;
	case CELL_REAL: text_printf(&t, "r%.17g~", v->d); break;
	case CELL_TEXT:
	case CELL_BLOB:
		text_char(&t, v->kind == CELL_TEXT ? 't' : 'b');
		for (size_t i = 0; i < v->s.len; i++) {
			text_char(&t, hex[(unsigned char)v->s.at[i] >> 4]);
			text_char(&t, hex[v->s.at[i] & 15]);
		}
		text_char(&t, '.');
	}
	text_int(&t, last->id);
	return text_done(&t);
}

static bool
from_hex(struct arena *mem, struct str s, struct str *out)
{
	char *to = arena_alloc(mem, s.len / 2 + 1);

	for (size_t i = 0; i + 1 < s.len; i += 2) {
		int high = s.at[i] <= '9' ? s.at[i] - '0' : s.at[i] - 'a' + 10;
		int low = s.at[i + 1] <= '9' ? s.at[i + 1] - '0' : s.at[i + 1] - 'a' + 10;

		if (high < 0 || high > 15 || low < 0 || low > 15)
			return false;
		to[i / 2] = (char)(high << 4 | low);
	}
	*out = (struct str){ to, s.len / 2 };
	return s.len % 2 == 0;
}

static enum err
read_cursor(struct ctx *c, struct str text, struct cursor *out)
{
	struct str value, id;
	bool ok;

	if (text.len == 0)
		return OK;
	ok = str_cut(text, text.at[0] == 'r' ? '~' : '.', &value, &id) && value.len > 0 &&
	     str_int(id, &out->id);
	if (ok) {
		struct str rest = { value.at + 1, value.len - 1 };

		switch (value.at[0]) {
		case 'n': out->empty_phase = true; break;
		case 'i':
			out->value.kind = CELL_INT;
			ok = str_int(rest, &out->value.i);
			break;
		case 'r':
			out->value.kind = CELL_REAL;
			ok = str_real(rest, &out->value.d);
			break;
		case 't':
		case 'b':
			out->value.kind = value.at[0] == 't' ? CELL_TEXT : CELL_BLOB;
			ok = from_hex(c->mem, rest, &out->value.s);
			break;
		default: ok = false;
		}
	}
	out->given = ok;
	if (!ok)
		fault(c, STR("after"), "bad_sort", NULL);
	return ok ? OK : ERR_INPUT;
}

/* ---- which rows, which columns ---- */

/* " from t where living and rights and rule and words" */
static enum err
add_where(struct ctx *c, const struct query *query, struct sql *q)
{
	struct grant g = auth_grant(c, query->entity, MAY_READ);

	if (auth_never(&g))
		return ERR_DENIED;
	sql_text(q, " from ");
	sql_table(q, query->entity);
	if (query->trash)
		sql_text(q, " t where t.deleted_ms is not null");
	else
		sql_text(q, " t where t.deleted_ms is null");
	auth_where(c, &g, "t", q);
	if (query->where.len > 0) {
		const struct rule *rule;

		TRY(record_rule(c, query->entity, query->where, &rule));
		sql_text(q, " and ");
		rule_sql(c, rule, "t", q);
	}
	if (query->words.len > 0 && !search_where(c, query->words, query->entity, "t", q))
		sql_text(q, " and 1 = 0");
	return OK;
}

static void
want(bool *wanted, const struct field *f)
{
	if (f != NULL && !f->hidden)
		wanted[f->index] = true;
}

/* What the rules of `change` ask, so that a row can say whether it may be. */
static void
want_rights(const struct ctx *c, const struct entity *e, bool *wanted)
{
	static const enum may asked[] = { MAY_CHANGE, MAY_DELETE };

	for (size_t k = 0; k < COUNT_OF(asked); k++) {
		struct grant g = auth_grant(c, e, asked[k]);

		for (size_t i = 0; i < g.rule_count; i++)
			for (size_t j = 0; j < e->field_count; j++)
				if (rule_asks(g.rules[i], &e->fields[j]))
					wanted[j] = true;
	}
}

static void
want_default(const struct entity *e, bool *wanted)
{
	const json_t *name;
	size_t i;

	json_array_foreach(json_object_get(e->views, "table"), i, name)
	    want(wanted, entity_field(e, json_str(name)));
	want(wanted, e->under);
	want(wanted, e->badge);
	for (i = 0; i < e->fact_count; i++)
		want(wanted, e->facts[i]);
	want(wanted, entity_field(e, STR("updated_ms")));
}

static bool *
choose(struct ctx *c, const struct query *query, const struct sort *sort)
{
	const struct entity *e = query->entity;
	bool *wanted = arena_array(c->mem, bool, e->field_count);

	if (query->fields == NULL)
		want_default(e, wanted);
	for (size_t i = 0; i < query->field_count; i++)
		want(wanted, query->fields[i]);
	want(wanted, e->title);
	want(wanted, sort->field);
	want_rights(c, e, wanted);
	return wanted;
}

static void
add_columns(struct sql *q, const struct entity *e, const bool *wanted)
{
	sql_text(q, "select t.id, t.version, t.deleted_ms");
	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0; wanted[i] && j < type_columns(e->fields[i].type); j++) {
			sql_text(q, ", t.");
			sql_column(q, &e->fields[i], j);
		}
}

static struct record *
take(struct ctx *c, const struct entity *e, const struct rows *r, const bool *wanted)
{
	struct record *rec = record_new(c, e);
	int at = 3;

	rec->id = row_int(r, 0);
	rec->version = row_int(r, 1);
	rec->deleted_ms = row_int(r, 2);
	for (size_t i = 0; i < e->field_count; i++)
		for (int j = 0; wanted[i] && j < type_columns(e->fields[i].type); j++)
			row_cell(
			    r, at++, c->mem, &rec->now[e->fields[i].first + (size_t)j]);
	return rec;
}

/* ---- one phase of a page ---- */

static void
sort_column(struct sql *q, const struct sort *sort)
{
	sql_text(q, "t.");
	sql_column(q, sort->field, sort->field->type->sort);
}

static void
add_order(struct sql *q, const struct sort *sort, bool empty_phase)
{
	sql_text(q, " order by ");
	if (sort->field != NULL && !empty_phase) {
		sort_column(q, sort);
		if (sort->down)
			sql_text(q, " desc, ");
		else
			sql_text(q, ", ");
	}
	if (sort->down)
		sql_text(q, "t.id desc");
	else
		sql_text(q, "t.id");
}

static void
add_position(
    struct sql *q, const struct sort *sort, const struct cursor *from, bool empty_phase)
{
	bool by_value = sort->field != NULL && !empty_phase;

	if (sort->field != NULL) {
		sql_text(q, " and ");
		sort_column(q, sort);
		if (empty_phase)
			sql_text(q, " is null");
		else
			sql_text(q, " is not null");
	}
	if (!from->given || (sort->field != NULL && from->empty_phase != empty_phase))
		return;
	sql_text(q, " and (");
	if (by_value) {
		sort_column(q, sort);
		sql_text(q, ", t.id) ");
	} else {
		sql_text(q, "t.id) ");
	}
	if (sort->down)
		sql_text(q, "< (");
	else
		sql_text(q, "> (");
	if (by_value) {
		sql_cell(q, &from->value);
		sql_text(q, ", ");
	}
	sql_int(q, from->id);
	sql_text(q, ")");
}

static enum err
run_phase(struct ctx *c, const struct query *query, const struct sort *sort,
    const struct cursor *from, bool empty_phase, size_t limit, struct page *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	add_columns(&q, query->entity, out->loaded);
	TRY(add_where(c, query, &q));
	add_position(&q, sort, from, empty_phase);
	add_order(&q, sort, empty_phase);
	sql_text(&q, " limit ");
	sql_int(&q, (int64_t)(limit - out->count));
	TRY(rows_begin(c->db, &q, &r));
	while (out->count < limit && rows_next(&r))
		out->rows[out->count++] = take(c, query->entity, &r, out->loaded);
	return rows_err(&r);
}

enum err
record_page(struct ctx *c, const struct query *query, struct page *out)
{
	size_t limit = query->limit > 0 && query->limit <= RECORD_PAGE_MAX
			   ? (size_t)query->limit
			   : 50;
	struct cursor from = { 0 };
	struct sort sort;

	TRY(read_sort(c, query, &sort));
	TRY(read_cursor(c, query->after, &from));
	*out = (struct page){ .rows = arena_array(c->mem, struct record *, limit + 1) };
	out->loaded = choose(c, query, &sort);
	/* one more than asked: is there a next page? */
	if (!from.empty_phase || sort.field == NULL)
		TRY(run_phase(c, query, &sort, &from, false, limit + 1, out));
	if (sort.field != NULL && out->count <= limit)
		TRY(run_phase(c, query, &sort, &from, true, limit + 1, out));
	if (out->count > limit) {
		out->count = limit;
		out->next = write_cursor(c, &sort, out->rows[limit - 1]);
	}
	return OK;
}

enum err
record_count(struct ctx *c, const struct query *query, int64_t *count, bool *exact)
{
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select count(*) from (select 1");
	TRY(add_where(c, query, &q));
	sql_text(&q, " limit ");
	sql_int(&q, RECORD_COUNT_MAX + 1);
	sql_text(&q, ") x");
	TRY(db_int(c->db, &q, ERR_BUG, count));
	*exact = *count <= RECORD_COUNT_MAX;
	if (!*exact)
		*count = RECORD_COUNT_MAX;
	return OK;
}

/* ---- groups ---- */

static void
write_group(struct ctx *c, struct jw *w, const struct rows *r, const struct field *by,
    const struct field *sum)
{
	struct cell v[TYPE_COLUMNS_MAX] = { 0 };
	int at = type_columns(by->type);

	for (int i = 0; i < at; i++)
		row_cell(r, i, c->mem, &v[i]);
	jw_open(w);
	jw_key(w, "key");
	value_write(w, by, v);
	jw_key(w, "count");
	jw_int(w, row_int(r, at));
	jw_key(w, "exact");
	jw_bool(w, true);
	if (sum != NULL && strcmp(sum->type->name, "money") == 0) {
		jw_key(w, "sum");
		jw_open(w);
		jw_key(w, "minor");
		jw_int(w, row_int(r, at + 1));
		jw_key(w, "cur");
		jw_c(w, c->meta->facts.currency->code);
		jw_close(w);
	} else if (sum != NULL) {
		jw_key(w, "sum");
		jw_real(w, row_real(r, at + 1));
	}
	jw_close(w);
}

static enum err
sum_statement(struct ctx *c, const struct query *query, const struct field *by,
    const struct field *sum, struct sql *q)
{
	sql_text(q, "select ");
	for (int i = 0; i < type_columns(by->type); i++) {
		sql_text(q, "t.");
		sql_column(q, by, i);
		sql_text(q, ", ");
	}
	sql_text(q, "count(*)");
	if (sum != NULL) {
		sql_text(q, ", sum(t.");
		sql_column(q, sum, sum->type->compare);
		sql_text(q, ")");
	}
	TRY(add_where(c, query, q));
	sql_text(q, " group by ");
	for (int i = 0; i < type_columns(by->type); i++) {
		if (i > 0)
			sql_text(q, ", ");
		sql_text(q, "t.");
		sql_column(q, by, i);
	}
	sql_text(q, " order by count(*) desc limit ");
	sql_int(q, RECORD_GROUP_MAX);
	return OK;
}

static enum err
ask_sum(struct ctx *c, const struct sql *q, const struct field *by,
    const struct field *sum, struct str *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	TRY(rows_begin(c->db, q, &r));
	jw_array(&w);
	while (rows_next(&r))
		write_group(c, &w, &r, by, sum);
	jw_end(&w);
	*out = text_done(&t);
	return rows_err(&r);
}

/* A board asks this at every look: while nothing happened, it is remembered. */
enum err
record_sum(struct ctx *c, const struct query *query, const struct field *by,
    const struct field *sum, struct jw *w)
{
	struct sql q = SQL_INIT(c->mem);
	struct str answer;
	int64_t stamp;

	TRY(sum_statement(c, query, by, sum, &q));
	TRY(db_stamp(c->db, c->mem, &stamp));
	if (!db_kept(c->db, c->mem, &q, stamp, &answer)) {
		TRY(ask_sum(c, &q, by, sum, &answer));
		db_keep(c->db, c->mem, &q, stamp, answer);
	}
	jw_raw(w, answer);
	return OK;
}
