/*
 * alike.c - who may be the same as a record that is about to be, or just came to be.
 *
 * Asked on every way in, so it costs a few looks into indexes: who has the same number,
 * mailbox, name, company.  Of what many share the newest are looked at.  Those that are
 * found are judged as the search over the whole table judges (pair_score.c); what only
 * that finds is two spellings of a value that no index holds beside each other.
 *
 * Who asks is told of what they could have found by themselves: records they read,
 * by fields they may ask.  All else is as if it were not there, and counts nowhere.
 */
#include "record/pair.h"

#define LOOK_MAX 100   /* records of one look that are judged */
#define LOOK_WIDE 2000 /* that share a value, where the rest of the key leaves few */
#define LOOKS_MAX 48
#define KEY_FIELDS 5 /* four that are the same, and one of any */

struct look { /* all of these are the same */
	const struct field *fields[KEY_FIELDS];
	const struct cell *values[KEY_FIELDS];
	size_t count;
	bool full; /* there are more than were looked at */
};

struct asking {
	const struct record *rec;
	const struct entity *entity;
	struct grant grant;
	bool *asked; /* by index of field: theirs to ask */
	struct look looks[LOOKS_MAX];
	size_t look_count;
	LIST(struct profile) found; /* the record itself first */
};

/* ---- which looks ---- */

static bool
is_said(const struct asking *a, const struct field *f)
{
	return a->asked[f->index] && !value_empty(record_value(a->rec, f));
}

static void
add_same(
    struct asking *a, struct look *look, const struct field *f, const struct field *mine)
{
	look->fields[look->count] = f;
	look->values[look->count++] = record_value(a->rec, mine) + mine->same_column;
}

/* The first that an index holds; look->count: none. */
static size_t
place_of_index(const struct look *look)
{
	size_t i = 0;

	while (i < look->count && field_same_index(look->fields[i]).len == 0)
		i++;
	return i;
}

static bool
is_within(const struct look *small, const struct look *large)
{
	for (size_t i = 0; i < small->count; i++) {
		size_t j = 0;

		while (j < large->count && (large->fields[j] != small->fields[i] ||
					       large->values[j] != small->values[i]))
			j++;
		if (j == large->count)
			return false;
	}
	return true;
}

static void
add_look(struct asking *a, const struct look *look)
{
	if (look->count == 0 || a->look_count == LOOKS_MAX ||
	    place_of_index(look) == look->count)
		return;
	for (size_t i = 0; i < a->look_count; i++)
		if (a->looks[i].count == look->count && is_within(&a->looks[i], look))
			return;
	a->looks[a->look_count++] = *look;
}

/* Each of the fields that may agree crosswise, with each of the record's values. */
static void
add_any(struct asking *a, const struct match *m, const struct look *same)
{
	for (size_t i = 0; i < m->any_count; i++)
		for (size_t j = 0; j < m->any_count; j++) {
			struct look look = *same;

			if (!a->asked[m->any[i]->index] || !is_said(a, m->any[j]))
				continue;
			add_same(a, &look, m->any[i], m->any[j]);
			add_look(a, &look);
		}
}

static void
add_looks(struct asking *a, const struct match *m)
{
	struct look look = { 0 };

	for (size_t i = 0; i < m->count; i++) {
		if (!is_said(a, m->fields[i]))
			return;
		add_same(a, &look, m->fields[i], m->fields[i]);
	}
	if ((m->like != NULL && !is_said(a, m->like)) ||
	    (m->domain != NULL && !is_said(a, m->domain)))
		return;
	if (m->any_count > 0)
		add_any(a, m, &look);
	else
		add_look(a, &look);
}

/* ---- looking ---- */

static void
add_condition(struct sql *q, const struct look *look, size_t i, const char *of)
{
	text_c(&q->text, of[0] == 's' ? " and s." : " and t.");
	sql_column(q, look->fields[i], look->fields[i]->same_column);
	sql_text(q, " = ");
	sql_cell(q, look->values[i]);
}

/* ", s.birthday": of what is asked beside the index, each column once. */
static void
select_rest(struct sql *q, const struct look *look, size_t by)
{
	for (size_t i = 0; i < look->count; i++) {
		size_t j = 0;

		while (j < i && (j == by || look->fields[j] != look->fields[i]))
			j++;
		if (i == by || j < i)
			continue;
		sql_text(q, ", s.");
		sql_column(q, look->fields[i], look->fields[i]->same_column);
	}
}

/*
 * The newest of those who share what an index holds, and of these who shares the rest,
 * which it holds behind (meta/fit_index.c): of a name that hundreds have, no row is
 * looked at but theirs.
 */
static void
add_newest(struct ctx *c, const struct asking *a, struct sql *q, const struct look *look,
    size_t by)
{
	sql_text(q, " and t.id in (select s.id from (select s.id");
	select_rest(q, look, by);
	sql_text(q, " from ");
	sql_table(q, a->entity);
	sql_text(q, " s");
	if (db_wants_way(c->db))
		sql_way(q, c->db, field_same_index(look->fields[by]));
	sql_text(q, " where s.deleted_ms is null");
	archive_out(q, a->entity, "s");
	add_condition(q, look, by, "s");
	auth_where(c, &a->grant, "s", q);
	sql_text(q, " order by s.id desc");
	sql_limit(q, LOOK_WIDE);
	sql_text(q, ") s where 1 = 1");
	for (size_t i = 0; i < look->count; i++)
		if (i != by)
			add_condition(q, look, i, "s");
	sql_text(q, ")");
}

static void
look_sql(struct ctx *c, const struct asking *a, const struct look *look, struct sql *q)
{
	size_t by = place_of_index(look);

	profile_select(q, a->entity);
	if (look->count == 1 && db_wants_way(c->db))
		sql_way(q, c->db, field_same_index(look->fields[by]));
	sql_text(q, " where t.deleted_ms is null");
	archive_out(q, a->entity, "t");
	if (look->count > 1) {
		add_newest(c, a, q, look, by);
	} else {
		add_condition(q, look, 0, "t");
		auth_where(c, &a->grant, "t", q);
	}
	sql_text(q, " and t.id <> ");
	sql_int(q, a->rec->id);
	sql_text(q, " order by t.id desc");
	sql_limit(q, LOOK_MAX + 1);
}

static bool
is_found(const struct asking *a, int64_t id)
{
	for (size_t i = 0; i < a->found.count; i++)
		if (a->found.at[i].id == id)
			return true;
	return false;
}

static void
add_found(struct ctx *c, struct asking *a, const struct record *other)
{
	struct profile *p = list_add(c->mem, &a->found);

	p->id = other->id;
	profile_read(c, a->entity, other->now, a->asked, &a->found.at[0], p);
}

static enum err
take_look(struct ctx *c, struct asking *a, struct look *look)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct record *other = record_new(c, a->entity);
	struct sql q = SQL_INIT(c->mem);
	size_t count = 0;

	look_sql(c, a, look, &q);
	TRY(rows_begin(c->db, &q, &r));
	for (; count < LOOK_MAX && rows_next(&r); count++) {
		if (is_found(a, row_int(&r, 0)))
			continue;
		profile_peek(&r, other);
		if (profile_may_meet(c, a->entity, other->now, a->asked, &a->found.at[0]))
			add_found(c, a, other);
	}
	look->full = count == LOOK_MAX && rows_next(&r);
	return rows_err(&r);
}

/* Has a look at less of it seen all there are? */
static bool
is_known(const struct asking *a, const struct look *look)
{
	for (size_t i = 0; i < a->look_count; i++)
		if (a->looks[i].count < look->count && !a->looks[i].full &&
		    is_within(&a->looks[i], look))
			return true;
	return false;
}

static enum err
take_looks(struct ctx *c, struct asking *a)
{
	for (size_t n = 1; n <= KEY_FIELDS; n++)
		for (size_t i = 0; i < a->look_count; i++)
			if (a->looks[i].count == n && !is_known(a, &a->looks[i]))
				TRY(take_look(c, a, &a->looks[i]));
	return OK;
}

/* ---- judging ---- */

static bool
is_same(const struct entity *e, const struct verdict *v)
{
	for (size_t i = 0; i < e->match_count; i++)
		if (e->match[i].plain && (v->agree & 1u << i) != 0)
			return true;
	return false;
}

/* The surest ALIKE_MOST, the newest of those that are as sure. */
static void
put_alike(struct alikes *out, const struct alike *one)
{
	size_t at = out->count;

	while (at > 0 && out->at[at - 1].score < one->score)
		at--;
	if (at == ALIKE_MOST)
		return;
	out->count += out->count < ALIKE_MOST;
	for (size_t i = out->count - 1; i > at; i--)
		out->at[i] = out->at[i - 1];
	out->at[at] = *one;
}

static const struct profile *
profile_at(const struct asking *a, int64_t id)
{
	for (size_t i = 1; i < a->found.count; i++)
		if (a->found.at[i].id == id)
			return &a->found.at[i];
	return NULL;
}

/* Of those that were found, who shares a mark with the record itself. */
static void
judge(struct asking *a, struct gathered *got, enum alike_ask ask, struct alikes *out)
{
	const struct entity *e = a->entity;
	int64_t own = a->found.at[0].id;

	for (size_t i = got->twin_count; i > 0; i--) {
		const struct twins *t = &got->twins[i - 1];
		const struct profile *other;
		struct alike one;
		struct verdict v;

		if (t->low != own && t->high != own)
			continue;
		other = profile_at(a, t->low == own ? t->high : t->low);
		v = pair_judge(e, &a->found.at[0], other, &t->shared);
		if (v.score < PAIR_FLOOR && (ask == ALIKE_SURE || !is_same(e, &v)))
			continue;
		one = (struct alike){ .id = other->id,
			.score = v.score,
			.agree = v.agree,
			.disagree = v.disagree };
		pair_why(e, &a->found.at[0], other, &v, &one);
		put_alike(out, &one);
	}
}

static enum err
name_them(struct ctx *c, const struct entity *e, struct alikes *out)
{
	int64_t ids[ALIKE_MOST];
	struct title *titles;

	for (size_t i = 0; i < out->count; i++)
		ids[i] = out->at[i].id;
	TRY(record_titles(c, e, ids, out->count, &titles));
	for (size_t i = 0; i < out->count; i++)
		for (size_t j = 0; j < out->count; j++)
			if (titles[j].id == out->at[i].id)
				out->at[i].title = titles[j];
	return OK;
}

/* ---- asked ---- */

static void
begin(struct ctx *c, const struct record *rec, struct asking *a)
{
	const struct entity *e = rec->entity;
	struct profile *own;

	a->rec = rec;
	a->entity = e;
	a->grant = auth_grant(c, e, MAY_READ);
	a->asked = pair_asked(c, e);
	own = list_add(c->mem, &a->found);
	own->id = rec->id;
	own->now = rec->now;
	profile_read(c, e, rec->now, a->asked, NULL, own);
	for (size_t i = 0; i < e->match_count; i++)
		add_looks(a, &e->match[i]);
}

static enum err
look_and_judge(struct ctx *c, struct asking *a, enum alike_ask ask, struct alikes *out)
{
	struct gathered got = { .only = &a->rec->id };

	TRY(take_looks(c, a));
	if (a->found.count == 1)
		return OK;
	for (size_t i = 0; i < a->found.count; i++)
		gather_marks(&got, a->entity, &a->found.at[i], 0, 1);
	gather_twins(&got, a->entity);
	judge(a, &got, ask, out);
	gathered_clear(&got);
	return name_them(c, a->entity, out);
}

enum err
record_alike(
    struct ctx *c, const struct record *rec, enum alike_ask ask, struct alikes *out)
{
	struct asking *a = arena_make(c->mem, struct asking);

	*out = (struct alikes){ .entity = rec->entity };
	if (rec->entity->match_count == 0)
		return OK;
	begin(c, rec, a);
	return auth_never(&a->grant) ? OK : look_and_judge(c, a, ask, out);
}

bool
record_alike_news(const struct record *rec)
{
	for (size_t i = 0; i < rec->entity->field_count; i++)
		if (rec->entity->fields[i].matched &&
		    record_changed(rec, &rec->entity->fields[i]))
			return true;
	return false;
}

enum err
record_check_apart(struct ctx *c, const struct record *rec)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	struct alikes found;

	if (!rec->apart || !record_alike_news(rec))
		return OK;
	TRY(record_alike(c, rec, ALIKE_SURE, &found));
	if (found.count == 0)
		return OK;
	record_alikes_write(c, &w, &found);
	c->notes = text_done(&t);
	return ERR_ALIKE;
}

void
record_alike_write(
    struct ctx *c, struct jw *w, const struct entity *e, const struct alike *one)
{
	jw_open(w);
	jw_key(w, "entity");
	jw_str(w, e->name);
	jw_key(w, "id");
	jw_id(w, one->id);
	jw_key(w, "title");
	jw_str(w, one->title.text);
	past_write(c, w, e, one->title.mark);
	jw_key(w, "why");
	jw_array(w);
	for (size_t i = 0; i < one->why_count; i++)
		jw_str(w, one->why[i]->name);
	jw_end(w);
	jw_key(w, "score");
	jw_int(w, one->score);
	jw_close(w);
}

void
record_alikes_write(struct ctx *c, struct jw *w, const struct alikes *all)
{
	jw_array(w);
	for (size_t i = 0; i < all->count; i++)
		record_alike_write(c, w, all->entity, &all->at[i]);
	jw_end(w);
}
