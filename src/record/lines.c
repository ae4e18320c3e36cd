/*
 * lines.c - a whole and its lines: stored together, summed, locked and thrown away
 * together.
 *
 * A line is a record like any other and goes the one way (change.c); what is here makes
 * sure that the whole says the sums of its lines at the end of every transaction that
 * touched one.  Stored one by one, each line sums anew; stored with its whole
 * (c->whole), the last step does it once.
 *
 * Sums are exact: whole minor units, of one currency.  Lines in two currencies have no
 * sum, and are refused.
 */
#include "record/room.h"

/* ---- sums ---- */

/* Of the lines that count: what is offered beside them does not. */
static void
counted(struct sql *q, const struct line_word *line, const struct field *f, int column)
{
	if (line->optional != NULL) {
		sql_text(q, "case when coalesce(t.");
		sql_column(q, line->optional, 0);
		sql_text(q, ", 0) = 0 then ");
	}
	sql_text(q, "t.");
	sql_column(q, f, column);
	if (line->optional != NULL)
		sql_text(q, " end");
}

static void
select_sums(struct sql *q, const struct line_word *line)
{
	sql_text(q, "select count(*)");
	for (size_t i = 0; i < line->sum_count; i++) {
		const struct field *f = line->sums[i].from;

		sql_text(q, ", count(");
		counted(q, line, f, 0);
		sql_text(q, "), cast(sum(");
		counted(q, line, f, 0);
		sql_text(q, ") as bigint)");
		if (type_columns(f->type) == 1)
			continue;
		sql_text(q, ", min(");
		counted(q, line, f, 1);
		sql_text(q, "), max(");
		counted(q, line, f, 1);
		sql_text(q, ")");
	}
}

static void
of_whole(struct sql *q, const struct entity *lines, int64_t whole)
{
	sql_text(q, " from ");
	sql_table(q, lines);
	sql_text(q, " t where t.");
	sql_column(q, lines->line->of, 0);
	sql_text(q, " = ");
	sql_int(q, whole);
}

static json_t *
money_of(struct ctx *c, int64_t minor, struct str cur)
{
	return json_hold(c->mem, json_pack("{s:I, s:s}", "minor", (json_int_t)minor,
				     "cur", str_c(c->mem, cur)));
}

/* The next columns of the row are those of the sum in f. */
static void
take_sum(struct ctx *c, struct record *rec, const struct field *f, const struct rows *r,
    int *at)
{
	int64_t count = row_int(r, *at), sum = row_int(r, *at + 1);
	bool money = type_columns(f->type) > 1;
	struct str low = money ? str_copy(c->mem, row_str(r, *at + 2)) : STR("");
	struct str high = money ? row_str(r, *at + 3) : STR("");

	*at += money ? 4 : 2;
	if (!str_same(low, high))
		fault(c, f->name, "lines_currency", "one", str_c(c->mem, low), "other",
		    str_c(c->mem, high), NULL);
	else if (count == 0)
		record_put(c, rec, f, json_null());
	else if (money)
		record_put(c, rec, f, money_of(c, sum, low));
	else
		record_put(c, rec, f, json_hold(c->mem, json_integer(sum)));
}

static enum err
sum_lines(struct ctx *c, struct record *rec)
{
	DEFER(rows_end) struct rows r = { 0 };
	const struct entity *lines = rec->entity->lines;
	struct sql q = SQL_INIT(c->mem);
	int at = 1;

	select_sums(&q, lines->line);
	of_whole(&q, lines, rec->id);
	sql_text(&q, " and t.deleted_ms is null");
	TRY(rows_begin(c->db, &q, &r));
	if (!rows_next(&r))
		return rows_err(&r) != OK ? rows_err(&r) : ERR_BUG;
	if (row_int(&r, 0) > LINES_MAX)
		fault_over(c, STR(""), "too_many_lines", LINES_MAX);
	for (size_t i = 0; i < lines->line->sum_count; i++)
		take_sum(c, rec, lines->line->sums[i].to, &r, &at);
	return rows_err(&r);
}

static bool
is_other(const struct record *rec)
{
	const struct line_word *line = rec->entity->lines->line;

	for (size_t i = 0; i < line->sum_count; i++)
		if (record_changed(rec, line->sums[i].to))
			return true;
	return false;
}

enum err
record_lines_settle(struct ctx *c, struct ref whole)
{
	struct record *rec;

	TRY(record_hold(c, whole, &rec));
	if (rec->deleted_ms != 0)
		return OK;
	TRY(sum_lines(c, rec));
	if (c->fault_count > 0)
		return ERR_INPUT;
	if (!is_other(rec))
		return OK;
	record_compute(c, rec);
	TRY(record_check(c, rec));
	TRY(record_store(c, rec, rec->version));
	return record_after(c, rec, "changed");
}

/* ---- a line ---- */

static struct ref
whole_of(const struct record *line)
{
	const struct field *of = line->entity->line->of;
	const struct cell *v = record_value(line, of);

	return (struct ref){ of->to[0], v->kind == CELL_INT ? v->i : 0 };
}

/* Behind the others, if nobody says where. */
enum err
record_line_fill(struct ctx *c, struct record *line)
{
	const struct line_word *word = line->entity->line;
	struct sql q = SQL_INIT(c->mem);
	int64_t last;

	if (word->order == NULL || !record_is_new(line) ||
	    !value_empty(record_value(line, word->order)) || whole_of(line).id == 0)
		return OK;
	sql_text(&q, "select coalesce(max(t.");
	sql_column(&q, word->order, 0);
	sql_text(&q, "), 0)");
	of_whole(&q, line->entity, whole_of(line).id);
	TRY(db_int(c->db, &q, ERR_BUG, &last));
	*record_value(line, word->order) =
	    CELL_OF_INT(last < INT32_MAX ? last + 1 : INT32_MAX);
	return OK;
}

static bool
is_locked(const struct record *whole)
{
	const struct field *f = whole->entity->stage;
	const struct stage *stage =
	    f == NULL ? NULL : entity_stage(whole->entity, record_value(whole, f)->s);

	return stage != NULL && stage_locks_lines(stage);
}

enum err
record_lines_may(struct ctx *c, const struct record *whole)
{
	TRY(allow(c, whole->entity, MAY_CHANGE, whole->id, whole->before));
	if (whole->deleted_ms == 0 && (c->via == VIA_IMPORT || !is_locked(whole)))
		return OK;
	fault(c, STR(""), whole->deleted_ms != 0 ? "in_trash" : "lines_locked", "title",
	    str_c(c->mem, record_title(c->mem, whole)), NULL);
	return ERR_INPUT;
}

static enum err
may_change_line(struct ctx *c, struct ref which)
{
	struct record *whole;

	TRY(record_load_mine(c, which, &whole));
	return record_lines_may(c, whole);
}

enum err
record_line_check(struct ctx *c, struct record *line)
{
	const struct field *of = line->entity->line->of;
	struct ref whole = whole_of(line);
	enum err e;

	if (!record_is_new(line) && record_changed(line, of))
		fault(c, of->name, "readonly", NULL);
	if (whole.id == 0 || whole.id == c->whole || !db_in_tx(c->db))
		return OK; /* nothing is stored outside of one: see record_try() */
	e = may_change_line(c, whole);
	/* a fault of it, or of the reference, is said already */
	return e == ERR_INPUT || e == ERR_ABSENT ? OK : e;
}

enum err
record_line_may(struct ctx *c, struct record *line)
{
	if (line->entity->line == NULL || whole_of(line).id == c->whole)
		return OK;
	return may_change_line(c, whole_of(line));
}

enum err
record_line_after(struct ctx *c, struct record *line)
{
	struct ref whole = whole_of(line);

	return whole.id == c->whole ? OK : record_lines_settle(c, whole);
}

/* ---- with the whole, into the trash and back ---- */

enum err
record_lines_of(
    struct ctx *c, struct ref whole, int64_t gone_ms, int64_t *ids, size_t *count)
{
	const struct field *order = whole.entity->lines->line->order;
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select t.id");
	of_whole(&q, whole.entity->lines, whole.id);
	if (gone_ms == 0) {
		sql_text(&q, " and t.deleted_ms is null");
	} else {
		sql_text(&q, " and t.deleted_ms = ");
		sql_int(&q, gone_ms);
	}
	sql_text(&q, " order by ");
	if (order != NULL) {
		sql_text(&q, "t.");
		sql_column(&q, order, 0);
		sql_text(&q, ", ");
	}
	sql_text(&q, "t.id");
	sql_limit(&q, LINES_MAX);
	*count = 0;
	TRY(rows_begin(c->db, &q, &r));
	while (*count < LINES_MAX && rows_next(&r))
		ids[(*count)++] = row_int(&r, 0);
	return rows_err(&r);
}

static enum err
go_along(struct ctx *c, struct ref which, int64_t gone_ms)
{
	struct record *line;

	TRY(record_hold(c, which, &line));
	line->deleted_ms = gone_ms;
	TRY(record_store(c, line, line->version));
	if (gone_ms == 0)
		line->before = NULL; /* words of the index went with the deletion */
	return record_after(c, line, gone_ms == 0 ? "restored" : "deleted");
}

enum err
record_lines_along(struct ctx *c, const struct record *whole, int64_t gone_ms)
{
	struct ref which = { whole->entity, whole->id };
	const struct entity *lines = whole->entity->lines;
	int64_t outer = c->whole, ids[LINES_MAX];
	enum err e = OK;
	size_t count;

	if (lines == NULL)
		return OK;
	TRY(record_lines_of(c, which, gone_ms, ids, &count));
	c->whole = whole->id;
	for (size_t i = 0; i < count && e == OK; i++)
		e = go_along(c, (struct ref){ lines, ids[i] }, whole->deleted_ms);
	c->whole = outer;
	return e;
}

/* ---- stored together ---- */

/* What is wished of lines, each new one a line of this whole. */
static json_t *
wish_of_lines(struct ctx *c, struct ref whole, const json_t *wish)
{
	json_t *out = json_hold(c->mem, json_deep_copy(wish)), *one;
	const char *of = str_c(c->mem, whole.entity->lines->line->of->name);
	char id[24];
	size_t i;

	snprintf(id, sizeof(id), "%" PRId64, whole.id);
	json_object_del(out, "fields");
	json_array_foreach(json_object_get(out, "create"), i, one)
	{
		json_t *fields = json_object_get(one, "fields");

		if (json_is_object(fields))
			json_object_set_new(fields, of, json_string(id));
	}
	return out;
}

/* A line that is wished for is one of this whole. */
static enum err
check_theirs(struct ctx *c, struct ref whole, const json_t *wish, const char *key)
{
	const json_t *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)json_object_get(wish, key), i, one)
	{
		struct ref which = { .entity = whole.entity->lines };
		struct record *line;
		enum err e;

		if (!str_int(json_get_str(one, "id"), &which.id))
			continue; /* record_several() says so */
		e = record_load(c, which, &line);
		if (e != OK && e != ERR_ABSENT)
			return e;
		if (e == ERR_ABSENT || whole_of(line).id != whole.id)
			fault(c, str_printf(c->mem, "%s.%zu.id", key, i), "no_such",
			    "entity", str_c(c->mem, which.entity->one), NULL);
	}
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

/* Lines first: the whole may move to where they are locked.  Faults of both in one
 * answer. */
static enum err
store_together(struct ctx *c, struct ref whole, const json_t *wish, struct jw *w)
{
	const json_t *fields = json_object_get(wish, "fields");
	struct record *rec;
	enum err lines, e = OK;

	lines = record_several(c, whole.entity->lines, wish_of_lines(c, whole, wish), w);
	if (lines == OK)
		lines = record_lines_settle(c, whole);
	if (lines != OK && lines != ERR_INPUT)
		return lines;
	if (fields != NULL)
		e = record_change(c, whole, 0, fields, &rec);
	return lines != OK ? lines : e;
}

static enum err
save(struct ctx *c, const struct record *rec, const json_t *wish, struct jw *w)
{
	struct ref whole = { rec->entity, rec->id };

	TRY(record_lines_may(c, rec));
	TRY(check_theirs(c, whole, wish, "change"));
	TRY(check_theirs(c, whole, wish, "delete"));
	c->whole = whole.id;
	return store_together(c, whole, wish, w);
}

enum err
record_lines_save(
    struct ctx *c, struct ref which, int64_t seen, const json_t *wish, struct jw *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *rec;
	enum err e;

	if (which.entity->lines == NULL)
		return ERR_ABSENT;
	TRY(tx_begin(c->db, &tx));
	TRY(record_load_mine(c, which, &rec));
	TRY(record_as_seen(c, rec, seen));
	jw_open(w);
	jw_key(w, "lines");
	e = save(c, rec, wish, w);
	c->whole = 0;
	TRY(e);
	jw_key(w, "record");
	TRY(record_load(c, which, &rec));
	TRY(record_write(c, w, rec, false));
	jw_close(w);
	return tx_commit(&tx);
}
