/*
 * pair_find.c - the way over the whole table, and what is kept of it.
 *
 * The records are read a batch at a time, in transactions of their own: who works
 * meanwhile waits for nothing.  What is in memory has its bounds (record/pair.h); a
 * larger table is walked several times, for some of the marks each time.  A search
 * that was stopped leaves what was there before, and what it found by then; the next
 * one begins anew, for the pairs that it finds again it knows what people said.
 */
#include "record/pair.h"

#define BATCH 4000 /* records read at once */
#define PAIRS 400  /* compared, and kept, in one transaction */

struct search {
	const struct entity *entity;
	bool hides; /* what is compared is not everybody's */
	int64_t run, rows, done, total, kept;
	size_t walks;
	struct arena *mem; /* of a batch */
	const struct pair_watch *watch;
	struct gathered got;
};

static enum err
tell(struct ctx *c, struct search *s, int64_t done)
{
	s->done = done;
	return s->watch->tell(c, s->watch->arg, done, s->total);
}

/* ---- reading ---- */

void
profile_select(struct sql *q, const struct entity *e)
{
	sql_text(q, "select t.id");
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		for (int j = 0; f->matched && j < type_columns(f->type); j++) {
			sql_text(q, ", t.");
			sql_column(q, f, j);
		}
	}
	sql_text(q, " from ");
	sql_table(q, e);
	sql_text(q, " t");
}

void
profile_peek(const struct rows *r, struct record *into)
{
	const struct entity *e = into->entity;
	int column = 1;

	into->id = row_int(r, 0);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		for (int j = 0; f->matched && j < type_columns(f->type); j++)
			row_peek(r, column++, record_value(into, f) + j);
	}
}

void
profile_take(struct ctx *c, const struct rows *r, struct record *into, const bool *asked,
    struct profile *out)
{
	profile_peek(r, into);
	out->id = into->id;
	profile_read(c, into->entity, into->now, asked, NULL, out);
}

/* ---- marks of all ---- */

static enum err
walk_batch(struct ctx *c, struct search *s, size_t walk, int64_t *after, size_t *count)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct record *rec = record_new(c, s->entity);
	struct sql q = SQL_INIT(c->mem);

	*count = 0;
	profile_select(&q, s->entity);
	sql_text(&q, " where t.deleted_ms is null");
	archive_out(&q, s->entity, "t");
	sql_text(&q, " and t.id > ");
	sql_int(&q, *after);
	sql_text(&q, " order by t.id");
	sql_limit(&q, BATCH);
	TRY(rows_begin(c->db, &q, &r));
	while (*count < BATCH && rows_next(&r)) {
		struct profile p;

		profile_take(c, &r, rec, NULL, &p);
		gather_marks(&s->got, s->entity, &p, walk, s->walks);
		*after = p.id;
		++*count;
	}
	return rows_err(&r);
}

static enum err
walk_all(struct ctx *c, struct search *s, size_t walk)
{
	int64_t after = 0;
	size_t count = BATCH;

	while (count == BATCH) {
		struct ctx part = *c;

		arena_reset(s->mem);
		part.mem = s->mem;
		TRY(walk_batch(&part, s, walk, &after, &count));
		TRY(tell(c, s, s->done + (int64_t)count));
	}
	gather_twins(&s->got, s->entity);
	return OK;
}

/* As many walks as keep the marks of one within their bounds. */
static enum err
plan_walks(struct ctx *c, struct search *s)
{
	struct sql q = SQL_INIT(c->mem);
	int64_t marks = 0;

	sql_text(&q, "select count(*) from ");
	sql_table(&q, s->entity);
	sql_text(&q, " t where t.deleted_ms is null");
	archive_out(&q, s->entity, "t");
	TRY(db_int(c->db, &q, ERR_BUG, &s->rows));
	for (size_t i = 0; i < s->entity->match_count; i++) {
		const struct match *m = &s->entity->match[i];
		int64_t any = m->any_count > 0 ? (int64_t)m->any_count : 1;

		marks += any * (m->like != NULL ? 3 : 1);
	}
	s->walks = (size_t)(s->rows * marks / PAIR_MARKS_MAX) + 1;
	s->total = s->rows * (int64_t)s->walks * 4 / 3 + 1; /* a quarter is to compare */
	return OK;
}

/* ---- comparing ---- */

enum err
profiles_load(struct ctx *c, const struct entity *e, int64_t *ids, size_t count,
    const bool *asked, struct profiles *out)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct record *rec = record_new(c, e);
	struct sql q = SQL_INIT(c->mem);

	count = ids_once(ids, count);
	*out = (struct profiles){ .at = arena_array(c->mem, struct profile, count + 1) };
	profile_select(&q, e);
	sql_text(&q, " where t.deleted_ms is null");
	archive_out(&q, e, "t");
	sql_text(&q, " and t.id");
	sql_ids(&q, c->db, ids, count);
	sql_text(&q, " order by t.id");
	TRY(rows_begin(c->db, &q, &r));
	while (out->count < count && rows_next(&r))
		profile_take(c, &r, rec, asked, &out->at[out->count++]);
	return rows_err(&r);
}

static int
by_id(const void *a, const void *b)
{
	const struct profile *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

const struct profile *
profile_of(const struct profiles *all, int64_t id)
{
	struct profile key = { .id = id };

	return bsearch(&key, all->at, all->count, sizeof(key), by_id);
}

/* ---- what is kept ---- */

static json_t *
named(const struct field *const *fields, size_t count, const bool *asked)
{
	json_t *names = json_array();

	for (size_t i = 0; i < count; i++)
		if (asked == NULL || asked[fields[i]->index])
			json_array_append_new(
			    names, json_stringn(fields[i]->name.at, fields[i]->name.len));
	return names;
}

static void
put_name(json_t *to, const char *key, const struct field *f)
{
	if (f != NULL)
		json_object_set_new(to, key, json_stringn(f->name.at, f->name.len));
}

static json_t *
key_told(const struct match *m, const bool *asked)
{
	json_t *key = json_object();

	if (m->count > 0)
		json_object_set_new(key, "same",
		    named((const struct field *const *)m->fields, m->count, asked));
	if (m->any_count > 0)
		json_object_set_new(key, "any",
		    named((const struct field *const *)m->any, m->any_count, asked));
	put_name(key, "like", m->like);
	put_name(key, "domain", m->domain);
	return key;
}

struct str
pair_told(
    struct ctx *c, const struct entity *e, const struct verdict *v, const bool *asked)
{
	json_t *why = json_hold(c->mem, json_object()), *agree = json_array(),
	       *differ = json_array();

	for (size_t i = 0; i < e->match_count; i++)
		if ((v->agree & 1u << i) != 0)
			json_array_append_new(agree, key_told(&e->match[i], asked));
	for (size_t i = 0; i < e->unlike_count; i++)
		if ((v->disagree & 1u << i) != 0)
			json_array_append_new(
			    differ, json_stringn(e->unlike[i].field->name.at,
					e->unlike[i].field->name.len));
	json_object_set_new(why, "agree", agree);
	json_object_set_new(why, "differ", differ);
	return json_dump(c->mem, why);
}

static void
insert_pair(struct ctx *c, const struct entity *e, const struct twins *t,
    const struct verdict *v, int64_t run, struct sql *q)
{
	sql_text(q, "insert into _pair (id, entity, low, high, score, why, state, run,"
		    " at_ms) values (");
	sql_int(q, db_new_id(c->db));
	sql_text(q, ", ");
	sql_str(q, e->name);
	sql_text(q, ", ");
	sql_int(q, t->low);
	sql_text(q, ", ");
	sql_int(q, t->high);
	sql_text(q, ", ");
	sql_int(q, v->score);
	sql_text(q, ", ");
	sql_str(q, pair_told(c, e, v, NULL));
	sql_text(q, ", 'open', ");
	sql_int(q, run);
	sql_text(q, ", ");
	sql_int(q, c->now_ms);
	sql_text(q, ") on conflict (low, high) do ");
}

/* What people said of it stays. */
static enum err
keep(struct ctx *c, struct search *s, const struct twins *t, const struct verdict *v)
{
	struct sql q = SQL_INIT(c->mem);

	insert_pair(c, s->entity, t, v, s->run, &q);
	sql_text(&q, "update set score = excluded.score, why = excluded.why,"
		     " run = excluded.run");
	s->kept += v->score >= PAIR_FLOOR;
	return db_run(c->db, &q);
}

enum err
record_pairs_note(struct ctx *c, int64_t id, const struct alikes *alike)
{
	for (size_t i = 0; i < alike->count; i++) {
		const struct alike *one = &alike->at[i];
		struct twins t = { .low = id < one->id ? id : one->id,
			.high = id < one->id ? one->id : id };
		struct verdict v = { .score = one->score,
			.agree = one->agree,
			.disagree = one->disagree };
		struct sql q = SQL_INIT(c->mem);

		insert_pair(c, alike->entity, &t, &v, 0, &q);
		sql_text(&q, "nothing");
		TRY(db_run(c->db, &q));
	}
	return OK;
}

static enum err
compare_some(struct ctx *c, struct search *s, const struct twins *twins, size_t count)
{
	int64_t *ids = arena_array(c->mem, int64_t, 2 * count);
	DEFER(tx_end) struct tx tx = { 0 };
	struct profiles all;

	for (size_t i = 0; i < count; i++) {
		ids[2 * i] = twins[i].low;
		ids[2 * i + 1] = twins[i].high;
	}
	TRY(tx_begin(c->db, &tx));
	TRY(profiles_load(c, s->entity, ids, 2 * count, NULL, &all));
	for (size_t i = 0; i < count; i++) {
		const struct profile *a = profile_of(&all, twins[i].low),
				     *b = profile_of(&all, twins[i].high);
		struct verdict v;

		if (a == NULL || b == NULL)
			continue;
		v = pair_judge(s->entity, a, b, &twins[i].shared);
		if ((s->hides ? v.most : v.score) >= PAIR_FLOOR)
			TRY(keep(c, s, &twins[i], &v));
	}
	return tx_commit(&tx);
}

/* Those only that can be sure enough, whatever their values say. */
static size_t
promising(const struct search *s, size_t *from, struct twins out[PAIRS])
{
	const struct gathered *g = &s->got;
	size_t n = 0;

	for (; *from < g->twin_count && n < PAIRS; ++*from)
		if (pair_at_most(s->entity, &g->twins[*from].shared) >= PAIR_FLOOR)
			out[n++] = g->twins[*from];
	return n;
}

static enum err
compare_all(struct ctx *c, struct search *s)
{
	int64_t begun = s->done, left = s->total - begun;
	size_t from = 0, n;
	struct twins some[PAIRS];

	while ((n = promising(s, &from, some)) > 0) {
		struct ctx part = *c;

		arena_reset(s->mem);
		part.mem = s->mem;
		part.now_ms = time_now_ms();
		TRY(compare_some(&part, s, some, n));
		TRY(tell(c, s,
		    begun + left * (int64_t)from / ((int64_t)s->got.twin_count + 1)));
	}
	return OK;
}

/* What was found before and is not any more: a value changed since. */
static enum err
drop_others(struct ctx *c, const struct search *s)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct sql q = SQL_INIT(c->mem);

	TRY(tx_begin(c->db, &tx));
	sql_text(&q, "delete from _pair where state = 'open' and entity = ");
	sql_str(&q, s->entity->name);
	sql_text(&q, " and run <> ");
	sql_int(&q, s->run);
	TRY(db_run(c->db, &q));
	return tx_commit(&tx);
}

/* ---- told ---- */

static void
say(struct ctx *c, const struct search *s, json_t *result)
{
	json_t *skipped = json_array();

	json_object_set_new(result, "read", json_integer((json_int_t)s->rows));
	json_object_set_new(result, "pairs", json_integer((json_int_t)s->kept));
	json_object_set_new(result, "full", json_boolean(s->got.full));
	for (size_t i = 0; i < s->got.skipped_count; i++) {
		const struct skipped *one = &s->got.skipped[i];
		json_t *key = key_told(&s->entity->match[one->key], NULL);

		json_object_set_new(key, "count", json_integer((json_int_t)one->count));
		json_object_set_new(key, "like_id",
		    json_string(str_printf(c->mem, "%" PRId64, one->like).at));
		json_array_append_new(skipped, key);
	}
	json_object_set_new(result, "skipped", skipped);
	json_object_set_new(
	    result, "skipped_all", json_integer((json_int_t)s->got.skipped_all));
}

static enum err
search_all(struct ctx *c, struct search *s)
{
	TRY(plan_walks(c, s));
	for (size_t i = 0; i < s->walks; i++)
		TRY(walk_all(c, s, i));
	gather_done(&s->got);
	TRY(compare_all(c, s));
	return drop_others(c, s);
}

enum err
record_pairs_find(struct ctx *c, const struct entity *e, int64_t run,
    const struct pair_watch *watch, json_t *result)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct search s = { .entity = e, .run = run, .mem = mem, .watch = watch };
	enum err err;

	for (size_t i = 0; i < e->field_count; i++)
		s.hides |= e->fields[i].matched && field_hides(&e->fields[i]);
	err = search_all(c, &s);

	if (err == OK)
		say(c, &s, result);
	gathered_clear(&s.got);
	return err;
}
