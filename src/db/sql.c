/*
 * sql.c - the text of a statement and the values beside it.
 */
#include "db/driver.h"

void
sql_literal(struct sql *q, const char *literal, size_t len)
{
	text_add(&q->text, literal, len);
}

/* Quoted, because an entity may be called "order"; checked, because it is SQL. */
void
sql_name(struct sql *q, struct str name)
{
	assert(name.len > 0 && name.len < 64);
	for (size_t i = 0; i < name.len; i++)
		assert((name.at[i] >= 'a' && name.at[i] <= 'z') ||
		       (name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '_');
	text_char(&q->text, '"');
	text_str(&q->text, name);
	text_char(&q->text, '"');
}

void
sql_value(struct sql *q, const struct cell *cell)
{
	assert(q->arg_count < DB_ARGS_MAX);
	list_room(
	    q->text.mem, (void **)&q->args, q->arg_count, &q->arg_size, sizeof(*cell));
	q->args[q->arg_count++] = *cell;
}

void
sql_cell(struct sql *q, const struct cell *cell)
{
	sql_value(q, cell);
	text_char(&q->text, '$');
	text_int(&q->text, (int64_t)q->arg_count);
}

void
sql_int(struct sql *q, int64_t i)
{
	sql_cell(q, &CELL_OF_INT(i));
}

void
sql_real(struct sql *q, double d)
{
	sql_cell(q, &CELL_OF_REAL(d));
}

void
sql_str(struct sql *q, struct str s)
{
	sql_cell(q, &CELL_OF_TEXT(s));
}

/* A part's text holds $1…$n and no other dollar: names and literals have none. */
void
sql_part(struct sql *q, const struct sql *part)
{
	struct str rest = text_done(&part->text), head;
	size_t used;

	while (str_cut(rest, '$', &head, &rest)) {
		text_str(&q->text, head);
		for (used = 0;
		     used < rest.len && rest.at[used] >= '0' && rest.at[used] <= '9';)
			used++;
		int64_t n = 0;
		if (str_int((struct str){ rest.at, used }, &n) && n > 0)
			sql_cell(q, &part->args[n - 1]);
		rest.at += used;
		rest.len -= used;
	}
	text_str(&q->text, rest);
}
