/*
 * reach_show.c - may they be contacted, told as JSON: of one by every channel, of many
 * by one, in numbers.
 */
#include "record/reach.h"

static bool
is_reached(const struct entity *e)
{
	return entity_has(e, "reach") && e->reach != NULL;
}

/* ---- what is asked ---- */

/* A topic that one can have a wish about. */
static bool
topic_known(struct ctx *c, struct str topic)
{
	const struct entity *e = meta_entity(c->meta, STR("preference"));
	const struct field *f = e == NULL ? NULL : entity_field(e, STR("topic"));

	return topic.len == 0 || (f != NULL && field_option(f, topic) != NULL);
}

static enum err
check_topic(struct ctx *c, struct str topic)
{
	if (topic_known(c, topic))
		return OK;
	fault(c, STR("topic"), "not_choice", "value", str_c(c->mem, utf8_head(topic, 40)),
	    NULL);
	return ERR_INPUT;
}

/* ---- of one ---- */

static void
write_to(struct ctx *c, struct jw *w, const struct record *who, enum channel by)
{
	const struct point *p = &who->entity->reach->by[by];

	jw_key(w, "to");
	jw_array(w);
	for (size_t i = 0; i < p->count; i++)
		if (!value_empty(record_value(who, p->fields[i])) &&
		    auth_field(c, p->fields[i], MAY_READ) == WHOSE_ALL)
			jw_str(w, p->fields[i]->name);
	jw_end(w);
}

static void
write_why(struct ctx *c, struct jw *w, const struct entity *e,
    const struct reach_answer *answer)
{
	bool unseen = false;

	jw_key(w, "why");
	jw_array(w);
	for (size_t i = 0; i < answer->count; i++) {
		const struct reach_why *why = &answer->why[i];

		if (!why->told && unseen)
			continue; /* not even how many there are */
		unseen |= !why->told;
		jw_open(w);
		jw_key(w, "code");
		jw_str(w, reach_code(c, why));
		jw_key(w, "says");
		jw_str(w, reach_says(c, e, answer, why));
		jw_close(w);
	}
	jw_end(w);
}

/* When it is only the hour that forbids it: until when. */
static int64_t
again_of(const struct reach_answer *answer)
{
	bool only = answer->count == 1 && answer->why[0].code == REACH_QUIET &&
		    answer->why[0].told;

	return only ? answer->again_ms : 0;
}

static void
write_channel(struct ctx *c, struct jw *w, const struct said *said,
    const struct record *who, const struct reach_ask *ask)
{
	struct reach_answer answer;

	reach_judge(c, said, who, ask, &answer);
	jw_key_c(w, channel_names[ask->by]);
	jw_open(w);
	jw_key(w, "may");
	jw_bool(w, answer.may);
	write_to(c, w, who, ask->by);
	write_why(c, w, who->entity, &answer);
	if (again_of(&answer) != 0) {
		jw_key(w, "again");
		jw_int(w, again_of(&answer));
	}
	jw_close(w);
}

enum err
record_reach_show(
    struct ctx *c, struct ref which, struct str topic, int64_t at_ms, struct jw *w)
{
	struct record *who;
	struct said *said;

	if (!is_reached(which.entity))
		return ERR_ABSENT;
	TRY(check_topic(c, topic));
	TRY(record_load(c, which, &who));
	if (who->deleted_ms != 0)
		return ERR_ABSENT;
	TRY(record_load_any(c, which, &who)); /* what they do not see forbids, too */
	TRY(reach_said(c, &who->id, 1, &said));
	jw_open(w);
	jw_key(w, "at");
	jw_int(w, at_ms);
	jw_key(w, "channels");
	jw_open(w);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (which.entity->reach->by[i].has)
			write_channel(c, w, said, who,
			    &(struct reach_ask){ (enum channel)i, topic, at_ms });
	jw_close(w);
	jw_close(w);
	return OK;
}

/* ---- of many ---- */

#define CODES_MAX 24
#define STEP RECORD_PAGE_MAX

struct tally {
	const struct entity *entity;
	struct reach_ask ask;
	int64_t of, may;
	struct {
		struct str code, says;
		int64_t count;
	} why[CODES_MAX];
	size_t why_count;
	json_t *rows; /* of those that were asked for by id; or NULL */
};

static void
count_why(struct ctx *c, struct tally *t, const struct reach_answer *answer,
    const struct reach_why *why)
{
	struct str code = reach_code(c, why);
	size_t i = 0;

	while (i < t->why_count && !str_same(t->why[i].code, code))
		i++;
	if (i == CODES_MAX)
		return;
	if (i == t->why_count) {
		t->why[t->why_count].code = code;
		t->why[t->why_count++].says =
		    why->told && why->code == REACH_QUIET
			? meta_text(
			      c->meta, c->mem, c->actor.language, "reach.quiet_now", NULL)
			: reach_says(c, t->entity, answer, why);
	}
	t->why[i].count++;
}

static void
count_one(struct ctx *c, struct tally *t, const struct record *who,
    const struct reach_answer *answer)
{
	json_t *codes = json_array();
	bool unseen = false;

	t->of++;
	t->may += answer->may;
	for (size_t i = 0; i < answer->count; i++) {
		const struct reach_why *why = &answer->why[i];

		if (!why->told && unseen)
			continue;
		unseen |= !why->told;
		count_why(c, t, answer, why);
		json_array_append_new(
		    codes, json_string(str_c(c->mem, reach_code(c, why))));
	}
	if (t->rows == NULL) {
		json_decref(codes);
		return;
	}
	json_array_append_new(t->rows,
	    json_pack("{s:s, s:b, s:o}", "id", str_printf(c->mem, "%" PRId64, who->id).at,
		"may", answer->may, "why", codes));
}

/* These records, ascending, as they are stored: they are the actor's to see. */
static enum err
count_ids(struct ctx *c, struct tally *t, const int64_t *ids, size_t count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct record who = { .entity = t->entity };
	struct sql q = SQL_INIT(c->mem);
	struct said *said;

	if (count == 0)
		return OK;
	TRY(reach_said(c, ids, count, &said));
	who.now = arena_array(c->mem, struct cell, t->entity->cell_count);
	sql_text(&q, "select t.id");
	text_str(&q.text, t->entity->columns);
	sql_text(&q, " from ");
	sql_table(&q, t->entity);
	sql_text(&q, " t where t.id");
	sql_ids(&q, c->db, ids, count);
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r)) {
		struct reach_answer answer;

		who.id = row_int(&r, 0);
		record_take_row(c, &r, 1, &who);
		reach_judge(c, said, &who, &t->ask, &answer);
		count_one(c, t, &who, &answer);
	}
	return rows_err(&r);
}

static int
id_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum err
count_page(struct ctx *c, struct tally *t, const struct page *page)
{
	int64_t ids[STEP];

	for (size_t i = 0; i < page->count; i++)
		ids[i] = page->rows[i]->id;
	/* analyse: uninitvar: as many are set as are sorted */
	qsort(ids, page->count, sizeof(*ids), id_order);
	return count_ids(c, t, ids, page->count);
}

/* A page has memory of its own, or ten thousand records would be in it at once. */
static enum err
count_query(struct ctx *c, struct tally *t, struct query *query, bool *exact)
{
	*exact = true;
	do {
		struct page page;

		TRY(record_page(c, query, &page));
		TRY(count_page(c, t, &page));
		query->after = page.next;
		if (t->of >= REACH_COUNT_MAX && page.next.len > 0) {
			*exact = false;
			return OK;
		}
	} while (query->after.len > 0);
	return OK;
}

/* Those of ids that the actor sees. */
static enum err
count_named(struct ctx *c, struct tally *t, const json_t *ids)
{
	struct grant g = auth_grant(c, t->entity, MAY_READ);
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);
	int64_t asked[STEP], seen[STEP];
	size_t n = 0, count = 0, i;
	const json_t *id;

	json_array_foreach((json_t *)(uintptr_t)ids, i, id)
	{
		if (n == STEP || !str_int(json_str(id), &asked[n++])) {
			fault_over(c, STR("ids"), "too_many", STEP);
			return ERR_INPUT;
		}
	}
	if (auth_never(&g))
		return ERR_DENIED;
	n = ids_once(asked, n);
	if (n == 0)
		return OK;
	sql_text(&q, "select t.id from ");
	sql_table(&q, t->entity);
	sql_text(&q, " t where t.deleted_ms is null and t.id");
	sql_ids(&q, c->db, asked, n);
	auth_where(c, &g, "t", &q);
	sql_text(&q, " order by t.id");
	TRY(rows_begin(c->db, &q, &r));
	while (rows_next(&r))
		seen[count++] = row_int(&r, 0);
	TRY(rows_err(&r));
	return count_ids(c, t, seen, count);
}

static enum err
read_wish(struct ctx *c, const json_t *wish, struct tally *t)
{
	int by = channel_named(json_get_str(wish, "by"));

	if (by < 0)
		fault(c, STR("by"), "not_choice", "value",
		    str_c(c->mem, utf8_head(json_get_str(wish, "by"), 40)), NULL);
	TRY(check_topic(c, json_get_str(wish, "topic")));
	t->ask = (struct reach_ask){ by < 0 ? CHANNEL_PHONE : (enum channel)by,
		json_get_str(wish, "topic"), json_get_int(wish, "at", c->now_ms) };
	return c->fault_count > 0 ? ERR_INPUT : OK;
}

static void
write_tally(struct jw *w, const struct tally *t, bool exact)
{
	jw_open(w);
	jw_key(w, "of");
	jw_int(w, t->of);
	jw_key(w, "exact");
	jw_bool(w, exact);
	jw_key(w, "may");
	jw_int(w, t->may);
	jw_key(w, "why");
	jw_array(w);
	for (size_t i = 0; i < t->why_count; i++) {
		jw_open(w);
		jw_key(w, "code");
		jw_str(w, t->why[i].code);
		jw_key(w, "says");
		jw_str(w, t->why[i].says);
		jw_key(w, "count");
		jw_int(w, t->why[i].count);
		jw_close(w);
	}
	jw_end(w);
	if (t->rows != NULL) {
		jw_key(w, "rows");
		jw_json(w, t->rows);
	}
	jw_close(w);
}

enum err
record_reach_many(struct ctx *c, const struct entity *e, const json_t *wish, struct jw *w)
{
	const json_t *ids = json_object_get(wish, "ids");
	struct tally *t = arena_make(c->mem, struct tally);
	struct query query = { .entity = e,
		.where = json_get_str(wish, "where"),
		.fields = &e->title,
		.field_count = 1,
		.limit = STEP };
	bool exact = true;

	t->entity = e;
	if (!is_reached(e))
		return ERR_ABSENT;
	TRY(read_wish(c, wish, t));
	if (json_is_array(ids)) {
		t->rows = json_hold(c->mem, json_array());
		TRY(count_named(c, t, ids));
	} else {
		TRY(count_query(c, t, &query, &exact));
	}
	write_tally(w, t, exact);
	return OK;
}
