/*
 * quality_sum.c - the report on data quality: by owner how many records, how complete,
 * what is missing, doubtful and stale.
 *
 * One statement over an index that holds all it asks (meta/fit_index.c), with the rights
 * and the rule of any list: nobody counts what they do not read.  Records of one owner in
 * which the same is missing stand together in it, so what comes back is short.  While
 * nothing happened its answer is remembered, as a board's sums are.  While a job makes
 * that index of a large table there is no report: it says so at once.
 */
#include "record/pair.h"

#define GROUPS_MAX 20000 /* owners times what can be missing together */
#define OWNERS_MAX 500

struct tally {
	int64_t records, complete, incomplete, doubtful, stale, alike;
	int64_t missing[QUALITY_PIECES_MAX];
};

struct owner_tally {
	int64_t owner; /* 0: nobody's */
	struct tally of;
};

struct report {
	const struct entity *entity;
	bool whole; /* more owners or groups than are told: false */
	bool pairs; /* they are told of records that may be one */
	struct tally all;
	size_t count;
	struct owner_tally owners[OWNERS_MAX]; /* last: as many are kept as there are */
};

/* ---- asked ---- */

/* "count(…)": of those where the column is not empty; 0 where there is no column. */
static void
add_filled(struct sql *q, const struct field *f)
{
	if (f == NULL) {
		sql_text(q, ", 0");
		return;
	}
	sql_text(q, ", count(t.");
	sql_column(q, f, 0);
	sql_text(q, ")");
}

static void
add_score(struct sql *q, const struct field *score)
{
	if (score == NULL) {
		sql_text(q, ", 0");
		return;
	}
	sql_text(q, ", coalesce(sum(t.");
	sql_column(q, score, 0);
	sql_text(q, "), 0)");
}

static void
add_stale(struct ctx *c, struct sql *q, const struct rule *stale)
{
	if (stale == NULL) {
		sql_text(q, ", 0");
		return;
	}
	sql_text(q, ", sum(case when ");
	rule_sql(c, stale, "t", q);
	sql_text(q, " then 1 else 0 end)");
}

/* " group by owner, missing", of those there are. */
static void
add_groups(struct sql *q, const struct entity *e)
{
	const struct field *by[] = { e->owner, e->quality->missing };
	bool any = false;

	for (size_t i = 0; i < COUNT_OF(by); i++) {
		if (by[i] == NULL)
			continue;
		if (any)
			sql_text(q, ", t.");
		else
			sql_text(q, " group by t.");
		sql_column(q, by[i], 0);
		any = true;
	}
}

static void
add_key(struct sql *q, const struct field *f)
{
	if (f == NULL) {
		sql_text(q, "null");
		return;
	}
	sql_text(q, "t.");
	sql_column(q, f, 0);
}

static enum err
statement(struct ctx *c, const struct query *query, struct sql *q)
{
	const struct entity *e = query->entity;
	struct query all = *query;

	sql_text(q, "select ");
	add_key(q, e->owner);
	sql_text(q, ", ");
	add_key(q, e->quality->missing);
	sql_text(q, ", count(*)");
	add_score(q, e->quality->score);
	add_filled(q, e->quality->doubted);
	add_stale(c, q, e->quality->stale);
	all.summed = true;
	TRY(list_where(c, &all, NULL, NULL, q));
	add_groups(q, e);
	sql_limit(q, GROUPS_MAX + 1);
	return OK;
}

/* ---- added up ---- */

static void
add_tally(struct tally *to, const struct rows *r, const struct quality *q)
{
	struct str missing = row_str(r, 1);
	int64_t records = row_int(r, 2);

	to->records += records;
	to->complete += row_int(r, 3);
	to->doubtful += row_int(r, 4);
	to->stale += row_int(r, 5);
	to->incomplete += missing.len > 0 ? records : 0;
	for (size_t i = 0; missing.len > 0 && i < q->piece_count; i++) {
		struct str name = q->pieces[i].field->name;
		const char *at = memmem(missing.at, missing.len, name.at, name.len);

		/* |phone|tax_code|: a name within another is none */
		while (at != NULL && (at[-1] != '|' || at[name.len] != '|'))
			at = memmem(at + 1, missing.len - (size_t)(at + 1 - missing.at),
			    name.at, name.len);
		to->missing[i] += at != NULL ? records : 0;
	}
}

static struct owner_tally *
tally_of(struct report *report, int64_t owner)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->owners[i].owner == owner)
			return &report->owners[i];
	if (report->count == OWNERS_MAX)
		return NULL;
	report->owners[report->count].owner = owner;
	return &report->owners[report->count++];
}

static enum err
ask(struct ctx *c, const struct sql *q, struct report *report)
{
	DEFER(rows_end) struct rows r = { 0 };
	const struct quality *quality = report->entity->quality;
	int groups = 0;

	report->whole = true;
	TRY(rows_begin(c->db, q, &r));
	while (rows_next(&r)) {
		struct owner_tally *t = tally_of(report, row_int(&r, 0));

		report->whole &= ++groups <= GROUPS_MAX && t != NULL;
		if (t != NULL)
			add_tally(&t->of, &r, quality);
		add_tally(&report->all, &r, quality);
	}
	return rows_err(&r);
}

/* ---- who may be one with another (pair_count.c) ---- */

/* Not remembered: what somebody says to a pair is no event. */
static enum err
ask_pairs(struct ctx *c, const struct query *query, struct report *report)
{
	struct pair_tally *pairs;
	size_t count;
	enum err e = pairs_count(c, query, &pairs, &count);

	report->pairs = e == OK;
	report->all.alike = 0;
	for (size_t i = 0; i < report->count; i++)
		report->owners[i].of.alike = 0;
	if (e == ERR_ABSENT)
		return OK;
	TRY(e);
	for (size_t i = 0; i < count; i++) {
		struct owner_tally *t = tally_of(report, pairs[i].owner);

		report->all.alike += pairs[i].records;
		if (t != NULL)
			t->of.alike += pairs[i].records;
	}
	return OK;
}

/* ---- told ---- */

static void
write_number(struct jw *w, const char *key, int64_t n)
{
	jw_key_c(w, key);
	jw_int(w, n);
}

static void
write_tally(struct jw *w, const struct report *report, const struct tally *t)
{
	const struct quality *q = report->entity->quality;

	write_number(w, "records", t->records);
	if (q->score != NULL) {
		write_number(
		    w, "completeness", t->records == 0 ? 0 : t->complete / t->records);
		write_number(w, "incomplete", t->incomplete);
		jw_key(w, "missing");
		jw_open(w);
		for (size_t i = 0; i < q->piece_count; i++)
			if (t->missing[i] > 0) {
				jw_key_str(w, q->pieces[i].field->name);
				jw_int(w, t->missing[i]);
			}
		jw_close(w);
	}
	if (q->doubted != NULL)
		write_number(w, "doubtful", t->doubtful);
	if (q->stale != NULL)
		write_number(w, "stale", t->stale);
	if (report->pairs)
		write_number(w, "alike", t->alike);
}

static int
by_owner(const void *a, const void *b)
{
	const struct owner_tally *x = a, *y = b;

	return (x->owner > y->owner) - (x->owner < y->owner);
}

/* in  titles  by rising id, as owners are */
static void
write_owners(
    struct jw *w, const struct report *report, const struct title *titles, size_t count)
{
	size_t at = 0;

	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < report->count; i++) {
		const struct owner_tally *t = &report->owners[i];

		while (at < count && titles[at].id < t->owner)
			at++;
		jw_open(w);
		jw_key(w, "owner");
		if (t->owner == 0) {
			jw_null(w);
		} else {
			jw_open(w);
			jw_key(w, "id");
			jw_id(w, t->owner);
			jw_key(w, "title");
			jw_str(w, at < count && titles[at].id == t->owner
				      ? titles[at].text
				      : STR(""));
			jw_close(w);
		}
		write_tally(w, report, &t->of);
		jw_close(w);
	}
	jw_end(w);
}

static enum err
tell(struct ctx *c, struct report *report, struct jw *w)
{
	const struct entity *e = report->entity;
	struct title *titles = NULL;
	int64_t ids[OWNERS_MAX];
	size_t count = 0;

	qsort(report->owners, report->count, sizeof(*report->owners), by_owner);
	for (size_t i = 0; i < report->count; i++)
		if (report->owners[i].owner != 0)
			ids[count++] = report->owners[i].owner;
	if (count > 0)
		TRY(record_titles(c, e->owner->to[0], ids, count, &titles));
	if (e->owner != NULL)
		write_owners(w, report, titles, count);
	jw_key(w, "all");
	jw_open(w);
	write_tally(w, report, &report->all);
	jw_close(w);
	jw_key(w, "whole");
	jw_bool(w, report->whole);
	return OK;
}

/* ---- kept: numbers, and no names, which are told to who may read them ---- */

static struct str
as_bytes(const struct report *report)
{
	return (struct str){ (const char *)report,
		offsetof(struct report, owners) +
		    report->count * sizeof(report->owners[0]) };
}

static enum err
ask_or_recall(struct ctx *c, const struct sql *q, struct report *report)
{
	const struct entity *e = report->entity;
	struct str kept;
	int64_t stamp;

	TRY(db_stamp(c->db, c->mem, &stamp));
	/* what a job calculates anew is no event either */
	stamp ^= (int64_t)str_hash(e->quality->says);
	if (e->quality->old)
		return ask(c, q, report);
	if (db_kept(c->db, c->mem, q, stamp, &kept)) {
		memcpy(report, kept.at, kept.len);
		report->entity = e;
		return OK;
	}
	TRY(ask(c, q, report));
	db_keep(c->db, c->mem, q, stamp, as_bytes(report));
	return OK;
}

enum err
record_quality(struct ctx *c, const struct query *query, struct jw *w)
{
	struct report *report = arena_make(c->mem, struct report);
	int64_t now = c->now_ms;
	struct sql q = SQL_INIT(c->mem);
	enum err e;

	if (query->entity->quality == NULL)
		return ERR_ABSENT;
	report->entity = query->entity;
	c->now_ms -= now % HOUR_MS; /* stale is so by the hour: the same is recalled */
	e = statement(c, query, &q);
	c->now_ms = now;
	TRY(e);
	jw_key(w, "old"); /* a job goes through the table still */
	jw_bool(w, query->entity->quality->old);
	if (query->entity->quality->late) { /* it would look at each of so many rows */
		jw_key(w, "all");
		jw_null(w);
		return OK;
	}
	TRY(ask_or_recall(c, &q, report));
	TRY(ask_pairs(c, query, report));
	return tell(c, report, w);
}
