/*
 * sort.c - the order of a list, and the place in it where a page begins.
 *
 * Sorted by one field and the id behind it; empty values come last whichever
 * way one sorts, so a list has two phases: rows with a value, rows without.
 * A cursor says where the last row stood: phase, value, id.
 */
#include "record/room.h"

enum err
sort_read(struct ctx *c, const struct query *query, struct sort *out)
{
	struct str name = query->sort;

	*out = (struct sort){ .down = true, .trash = query->trash };
	if (name.len == 0 && archive_asked(query, query->rule) == ARCHIVED_ONLY)
		out->field = query->entity->archive->at; /* last put there first */
	if (name.len == 0)
		return OK;
	out->down = name.at[0] == '-';
	if (out->down)
		name = (struct str){ name.at + 1, name.len - 1 };
	if (str_is(name, "id"))
		return OK;
	out->field = auth_asked_field(c, query->entity, name);
	if (out->field == NULL || out->field->type->sort < 0) {
		fault(c, STR("sort"), "bad_sort", NULL);
		return ERR_INPUT;
	}
	return OK;
}

/* ---- the cursor: phase, kind, value, id; opaque to callers ---- */

struct str
sort_place(struct ctx *c, const struct sort *sort, const struct cell *now, int64_t id)
{
	static const char hex[] = "0123456789abcdef";
	struct text t = TEXT_INIT(c->mem);
	const struct cell none = { 0 }, *v = &none;

	if (sort->field != NULL)
		v = &now[sort->field->first] + sort->field->type->sort;
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
	text_int(&t, id);
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

/* A value of the kind that the sort's column holds: engines differ in what they
 * make of another. */
static bool
fits(const struct sort *sort, const struct place *p)
{
	static const enum cell_kind kinds[] = { [STORE_INT] = CELL_INT,
		[STORE_TEXT] = CELL_TEXT,
		[STORE_REAL] = CELL_REAL,
		[STORE_BLOB] = CELL_BLOB };

	if (p->empty_phase)
		return true;
	return sort->field != NULL &&
	       p->value.kind ==
		   kinds[sort->field->type->columns[sort->field->type->sort].store];
}

enum err
sort_read_place(
    struct ctx *c, const struct sort *sort, struct str text, struct place *out)
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
	out->given = ok = ok && fits(sort, out);
	if (!ok)
		fault(c, STR("after"), "bad_sort", NULL);
	return ok ? OK : ERR_INPUT;
}

/* ---- as SQL ---- */

static void
sort_column(struct sql *q, const struct sort *sort)
{
	sql_text(q, "t.");
	sql_column(q, sort->field, sort->field->type->sort);
}

void
sort_order(struct sql *q, const struct sort *sort, bool empty_phase)
{
	sql_text(q, " order by ");
	if (sort->field != NULL && !empty_phase) {
		sort_column(q, sort);
		if (sort->down)
			sql_text(q, " desc, ");
		else
			sql_text(q, ", ");
	}
	sql_text(q, "t.id");
	if (sort->trash) /* so that nobody walks all that lives to find the dead */
		sql_text(q, " + 0");
	if (sort->down)
		sql_text(q, " desc");
}

void
sort_from(
    struct sql *q, const struct sort *sort, const struct place *from, bool empty_phase)
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
