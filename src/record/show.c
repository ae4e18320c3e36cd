/*
 * show.c - records as the API shows them, with the titles of what they name.
 */
#include "record/room.h"

/* ids of one target entity, and after the asking their titles */
struct wanted {
	const struct entity *entity;
	int64_t *ids;
	size_t count, size;
	struct title *titles;
};

static int
by_id(const void *a, const void *b)
{
	const struct title *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/*
 * The title of an entity may itself be a reference (an affiliation is called
 * by its person): one step further, and no more.
 */
static enum err
titles_of(struct ctx *c, const struct entity *e, int64_t *ids, size_t count, int depth,
    struct title **out)
{
	bool through = e->title->to_count > 0;
	struct title *titles = *out = arena_array(c->mem, struct title, count + 1), *far;
	int64_t *next = arena_array(c->mem, int64_t, count + 1);
	struct grant g = auth_grant(c, e, MAY_READ);
	struct sql q = SQL_INIT(c->mem);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		titles[i] = (struct title){ ids[i], STR("") };
	qsort(titles, count, sizeof(*titles), by_id);
	if (count == 0 || auth_never(&g))
		return OK;
	sql_text(&q, "select t.id, t.");
	sql_column(&q, e->title, 0);
	sql_text(&q, " from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.id in (");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			sql_text(&q, ", ");
		sql_int(&q, ids[i]);
	}
	sql_text(&q, ")");
	auth_where(c, &g, "t", &q);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (rows_next(&r)) {
			struct title key = { .id = row_int(&r, 0) };
			struct title *t = bsearch(&key, titles, count, sizeof(*t), by_id);
			int64_t target = row_int(&r, 1);

			if (t != NULL && !through)
				t->text =
				    str_copy(c->mem, utf8_head(row_str(&r, 1), 160));
			else if (t != NULL && target != 0) {
				next[n++] = target;
				t->text = str_printf(c->mem, "%" PRId64, target);
			}
		}
		TRY(rows_err(&r));
	}
	if (!through)
		return OK;
	if (depth == 0)
		n = 0;
	TRY(titles_of(c, e->title->to[0], next, n, 0, &far));
	for (size_t i = 0; i < count; i++) {
		struct title key = { 0 }, *t;

		if (!str_int(titles[i].text, &key.id))
			continue;
		t = bsearch(&key, far, n, sizeof(*t), by_id);
		titles[i].text = t == NULL ? STR("") : t->text;
	}
	return OK;
}

enum err
record_titles(
    struct ctx *c, const struct entity *e, int64_t *ids, size_t count, struct title **out)
{
	return titles_of(c, e, ids, count, 1, out);
}

static void
want_title(
    struct ctx *c, struct wanted *list, size_t *count, const struct entity *e, int64_t id)
{
	struct wanted *w = NULL;

	for (size_t i = 0; i < *count; i++)
		if (list[i].entity == e)
			w = &list[i];
	if (w == NULL) {
		w = &list[(*count)++];
		*w = (struct wanted){ .entity = e };
	}
	for (size_t i = 0; i < w->count; i++)
		if (w->ids[i] == id)
			return;
	list_room(c->mem, (void **)&w->ids, w->count, &w->size, sizeof(*w->ids));
	w->ids[w->count++] = id;
}

static bool
shown(const struct field *f, const bool *loaded)
{
	return !f->hidden && (loaded == NULL || loaded[f->index]);
}

/* Ask for the titles of everything the rows name: one statement an entity. */
static enum err
gather(struct ctx *c, struct record *const *rows, size_t count, const bool *loaded,
    struct wanted **out, size_t *out_count)
{
	const struct entity *e = rows[0]->entity;
	struct wanted *list = arena_array(c->mem, struct wanted, c->meta->entity_count);

	*out = list;
	*out_count = 0;
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];

		if (f->to_count == 0 || !shown(f, loaded))
			continue;
		for (size_t j = 0; j < count; j++) {
			const struct cell *v = record_value(rows[j], f);
			const struct entity *to =
			    value_empty(v) ? NULL : value_target(f, v);

			if (to != NULL)
				want_title(c, list, out_count, to, v->i);
		}
	}
	for (size_t i = 0; i < *out_count; i++)
		TRY(record_titles(
		    c, list[i].entity, list[i].ids, list[i].count, &list[i].titles));
	return OK;
}

static struct str
title_in(const struct wanted *list, size_t count, const struct entity *e, int64_t id)
{
	struct title key = { .id = id }, *t;

	for (size_t i = 0; i < count; i++)
		if (list[i].entity == e) {
			t = bsearch(
			    &key, list[i].titles, list[i].count, sizeof(*t), by_id);
			return t == NULL ? STR("") : t->text;
		}
	return STR("");
}

static void
write_refs(struct jw *w, const struct record *rec, const bool *loaded,
    const struct wanted *list, size_t count)
{
	const struct entity *e = rec->entity;

	jw_key(w, "refs");
	jw_open(w);
	for (size_t i = 0; i < e->field_count; i++) {
		const struct field *f = &e->fields[i];
		const struct cell *v = record_value(rec, f);
		const struct entity *to;

		if (f->to_count == 0 || !shown(f, loaded) || value_empty(v))
			continue;
		to = value_target(f, v);
		if (to == NULL)
			continue;
		jw_key_str(w, f->name);
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, v->i);
		jw_key(w, "entity");
		jw_str(w, to->name);
		jw_key(w, "title");
		jw_str(w, title_in(list, count, to, v->i));
		jw_close(w);
	}
	jw_close(w);
}

static void
write_may(struct ctx *c, struct jw *w, const struct record *rec, bool as_list)
{
	const struct entity *e = rec->entity;
	bool change = auth_of_row(c, e, MAY_CHANGE, rec->id, rec->now) == OK;
	bool all = as_list;

	jw_key(w, "may");
	jw_open(w);
	jw_key(w, "change");
	if (all || !change) {
		jw_bool(w, change);
	} else {
		jw_array(w);
		for (size_t i = 0; i < e->field_count; i++)
			if (!e->fields[i].readonly && !e->fields[i].hidden)
				jw_str(w, e->fields[i].name);
		jw_end(w);
	}
	jw_key(w, "delete");
	jw_bool(w, auth_of_row(c, e, MAY_DELETE, rec->id, rec->now) == OK);
	jw_close(w);
}

/* The title of a row: its own text, or the title of what it is called by. */
static struct str
title_text(
    struct ctx *c, const struct record *rec, const struct wanted *list, size_t count)
{
	const struct field *f = rec->entity->title;
	const struct cell *v = record_value(rec, f);

	if (f->to_count > 0)
		return value_empty(v) ? STR("")
				      : title_in(list, count, value_target(f, v), v->i);
	return utf8_head(value_show(c->mem, f, v), 160);
}

static void
write_row(struct ctx *c, struct jw *w, const struct record *rec, const bool *loaded,
    bool as_list, const struct wanted *list, size_t count)
{
	const struct entity *e = rec->entity;

	jw_open(w);
	jw_key(w, "id");
	jw_id(w, rec->id);
	jw_key(w, "entity");
	jw_str(w, e->name);
	jw_key(w, "version");
	jw_int(w, rec->version);
	if (rec->deleted_ms != 0) {
		jw_key(w, "deleted_ms");
		jw_int(w, rec->deleted_ms);
	}
	jw_key(w, "title");
	jw_str(w, title_text(c, rec, list, count));
	jw_key(w, "fields");
	jw_open(w);
	for (size_t i = 0; i < e->field_count; i++)
		if (shown(&e->fields[i], loaded)) {
			jw_key_str(w, e->fields[i].name);
			value_write(w, &e->fields[i], record_value(rec, &e->fields[i]));
		}
	jw_close(w);
	write_refs(w, rec, loaded, list, count);
	write_may(c, w, rec, as_list);
	jw_close(w);
}

enum err
record_write(struct ctx *c, struct jw *w, struct record *const *rows, size_t count,
    const bool *loaded, bool as_list)
{
	struct wanted *list = NULL;
	size_t n = 0;

	if (count > 0)
		TRY(gather(c, rows, count, loaded, &list, &n));
	for (size_t i = 0; i < count; i++)
		write_row(c, w, rows[i], loaded, as_list, list, n);
	return OK;
}

/* ---- history ---- */

static enum err
people_titles(struct ctx *c, const struct event *events, size_t count, struct title **out,
    size_t *out_count)
{
	int64_t *ids = arena_array(c->mem, int64_t, count + 1);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		size_t j = 0;

		while (j < n && ids[j] != events[i].actor)
			j++;
		if (j == n && events[i].actor != 0)
			ids[n++] = events[i].actor;
	}
	*out_count = n;
	return record_titles(c, meta_entity(c->meta, STR("user")), ids, n, out);
}

static void
write_by(struct jw *w, const struct title *people, size_t n, int64_t actor)
{
	struct title key = { .id = actor },
		     *t = bsearch(&key, people, n, sizeof(key), by_id);

	jw_key(w, "by");
	if (actor == 0) {
		jw_null(w);
		return;
	}
	jw_open(w);
	jw_key(w, "id");
	jw_id(w, actor);
	jw_key(w, "title");
	jw_str(w, t == NULL ? STR("") : t->text);
	jw_close(w);
}

static void
write_event(struct jw *w, const struct event *event, const struct title *people, size_t n)
{
	jw_key(w, "id");
	jw_id(w, event->id);
	jw_key(w, "at");
	jw_int(w, event->at_ms);
	write_by(w, people, n, event->actor);
	jw_key(w, "what");
	jw_str(w, event->what);
	jw_key(w, "via");
	jw_c(w, via_name(event->via));
	jw_key(w, "version");
	jw_int(w, event->version);
	jw_key(w, "changes");
	jw_raw(w, event->changes.len > 0 ? event->changes : STR("{}"));
}

enum err
record_history(struct ctx *c, struct ref which, struct str after, struct jw *w)
{
	int64_t before = INT64_MAX;
	struct event *events;
	struct title *people;
	struct record *rec;
	size_t count, n;

	TRY(record_load(c, which, &rec));
	if (after.len > 0 && !str_int(after, &before))
		return ERR_FORM;
	TRY(event_history(c, which.entity, which.id, before, 50, &events, &count));
	TRY(people_titles(c, events, count, &people, &n));
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		jw_open(w);
		write_event(w, &events[i], people, n);
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "next");
	if (count == 50)
		jw_id(w, events[count - 1].id);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}

/* ---- timeline: activities and changes, newest first ---- */

#define TIMELINE_PAGE 50

struct item {
	int64_t at, id;
	struct str kind;
	const struct event *event;
	struct record *rec;
};

static int
newest_first(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? 1 : -1;
	return (x->id < y->id) - (x->id > y->id);
}

static enum err
load_items(struct ctx *c, struct ref which, int64_t before_ms, struct str kind,
    struct item *items, size_t *count)
{
	struct sql q = SQL_INIT(c->mem);
	size_t kept = 0;

	sql_text(&q, "select at_ms, kind, item from _timeline where entity = ");
	sql_str(&q, which.entity->name);
	sql_text(&q, " and record = ");
	sql_int(&q, which.id);
	sql_text(&q, " and at_ms < ");
	sql_int(&q, before_ms);
	if (kind.len > 0) {
		sql_text(&q, " and kind = ");
		sql_str(&q, kind);
	}
	sql_text(&q, " order by at_ms desc, item desc limit ");
	sql_int(&q, TIMELINE_PAGE);
	{
		DEFER(rows_end) struct rows r = { 0 };

		TRY(rows_begin(c->db, &q, &r));
		while (*count < TIMELINE_PAGE && rows_next(&r))
			items[(*count)++] = (struct item){ .at = row_int(&r, 0),
				.kind = str_copy(c->mem, row_str(&r, 1)),
				.id = row_int(&r, 2) };
		TRY(rows_err(&r));
	}
	for (size_t i = 0; i < *count; i++) {
		struct ref at = { meta_entity(c->meta, items[i].kind), items[i].id };

		/* what these eyes may not see is not in their stream */
		if (at.entity != NULL && record_load(c, at, &items[i].rec) == OK)
			items[kept++] = items[i];
	}
	*count = kept;
	return OK;
}

static enum err
write_item(struct ctx *c, struct jw *w, const struct item *item,
    const struct title *people, size_t n)
{
	jw_open(w);
	jw_key(w, "kind");
	if (item->event != NULL) {
		jw_c(w, "event");
		write_event(w, item->event, people, n);
	} else {
		jw_str(w, item->kind);
		jw_key(w, "at");
		jw_int(w, item->at);
		jw_key(w, "row");
		TRY(record_write(c, w, &item->rec, 1, NULL, true));
	}
	jw_close(w);
	return OK;
}

/* Events older than a moment: of the record itself. */
static enum err
load_events(
    struct ctx *c, struct ref which, int64_t before_ms, struct event **out, size_t *count)
{
	int64_t before = INT64_MAX;

	for (;;) {
		TRY(event_history(
		    c, which.entity, which.id, before, TIMELINE_PAGE, out, count));
		/* the cursor is a time, events are by id: skip what was shown */
		if (*count == 0 || (*out)[*count - 1].at_ms < before_ms)
			break;
		before = (*out)[*count - 1].id;
	}
	while (*count > 0 && (*out)[0].at_ms >= before_ms) {
		(*out)++;
		(*count)--;
	}
	return OK;
}

enum err
record_timeline(
    struct ctx *c, struct ref which, struct str after, struct str kind, struct jw *w)
{
	struct item *items = arena_array(c->mem, struct item, 2 * TIMELINE_PAGE);
	int64_t before_ms = INT64_MAX;
	struct event *events = NULL;
	struct title *people;
	size_t count = 0, event_count = 0, n;
	struct record *rec;
	bool more;

	TRY(record_load(c, which, &rec));
	if (after.len > 0 && !str_int(after, &before_ms))
		return ERR_FORM;
	if (!str_is(kind, "event"))
		TRY(load_items(c, which, before_ms, kind, items, &count));
	more = count == TIMELINE_PAGE;
	if (kind.len == 0 || str_is(kind, "event"))
		TRY(load_events(c, which, before_ms, &events, &event_count));
	more |= event_count == TIMELINE_PAGE;
	TRY(people_titles(c, events, event_count, &people, &n));
	for (size_t i = 0; i < event_count; i++)
		items[count++] = (struct item){
			.at = events[i].at_ms, .id = events[i].id, .event = &events[i]
		};
	qsort(items, count, sizeof(*items), newest_first);
	if (count > TIMELINE_PAGE) {
		count = TIMELINE_PAGE;
		more = true;
	}
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++)
		TRY(write_item(c, w, &items[i], people, n));
	jw_end(w);
	jw_key(w, "next");
	if (more && count > 0)
		jw_id(w, items[count - 1].at);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}

/* ---- the search box ---- */

enum err
record_search(struct ctx *c, struct str words, int limit, struct jw *w)
{
	struct hit *hits;
	size_t count;

	TRY(search_find(c, words, NULL, limit, &hits, &count));
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		struct ref which = { meta_entity(c->meta, hits[i].entity), hits[i].id };
		struct record *rec;
		struct wanted *list;
		size_t n;

		if (which.entity == NULL || record_load(c, which, &rec) != OK ||
		    rec->deleted_ms != 0)
			continue;
		TRY(gather(c, &rec, 1, NULL, &list, &n));
		jw_open(w);
		jw_key(w, "entity");
		jw_str(w, which.entity->name);
		jw_key(w, "id");
		jw_id(w, rec->id);
		jw_key(w, "title");
		jw_str(w, title_text(c, rec, list, n));
		if (which.entity->under != NULL) {
			const struct field *f = which.entity->under;
			const struct cell *v = record_value(rec, f);

			jw_key(w, "under");
			if (value_empty(v))
				jw_null(w);
			else if (f->to_count > 0)
				jw_str(w, title_in(list, n, value_target(f, v), v->i));
			else
				jw_str(w, utf8_head(value_show(c->mem, f, v), 120));
		}
		if (which.entity->badge != NULL) {
			jw_key(w, "badge");
			value_write(w, which.entity->badge,
			    record_value(rec, which.entity->badge));
		}
		jw_close(w);
	}
	jw_end(w);
	return OK;
}
