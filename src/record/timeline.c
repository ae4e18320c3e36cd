/*
 * timeline.c - what happened: to a record, and around it.
 *
 * A history is the record's events.  A timeline merges them with the items that
 * stand in its stream (_timeline, kept by the trait "item"), newest first; a
 * page costs one statement for each kind of item on it, not one for each item.
 *
 * What is not for these eyes takes no place: it is looked on until a page is full, a page
 * says where it ends by what it shows, and that there is more if more can be shown.
 */
#include "record/room.h"

#define HISTORY_PAGE 50
#define PAGE_AND_ONE (RECORD_TIMELINE_PAGE + 1) /* one more: is there more? */
#define LOOK_ON 500 /* items at a time, where not all of the first may be shown */

/* An address tells where somebody was: for administrators, and for oneself. */
static void
write_from(struct ctx *c, struct jw *w, const struct event *event)
{
	const struct origin *from = &event->from;

	if (!c->actor.admin && !c->actor.program && event->actor != c->actor.user)
		return;
	jw_key(w, "from");
	jw_open(w);
	if (from->address.len > 0) {
		jw_key(w, "address");
		jw_str(w, from->address);
	}
	if (from->session != 0) {
		jw_key(w, "session");
		jw_id(w, from->session);
	}
	jw_close(w);
}

static void
write_event(
    struct ctx *c, struct jw *w, const struct event *event, const struct names *names)
{
	jw_key(w, "id");
	jw_id(w, event->id);
	jw_key(w, "at");
	jw_int(w, event->at_ms);
	names_write_by(w, names, event->actor);
	jw_key(w, "what");
	jw_str(w, event->what);
	jw_key(w, "via");
	jw_c(w, via_name(event->via));
	if (event->via == VIA_MERGE) {
		jw_key(w, "merge");
		jw_id(w, event->job);
	}
	jw_key(w, "version");
	jw_int(w, event->version);
	jw_key(w, "changes");
	jw_raw(w, event->changes.len > 0 ? event->changes : STR("{}"));
	names_write_refs(c, w, names, event);
}

static void
leave_unseen(struct ctx *c, const struct record *rec, struct event *events, size_t count)
{
	bool mine = auth_is_mine(c, rec->entity, rec->now);

	for (size_t i = 0; i < count; i++)
		events[i].changes = changes_told(c, rec->entity, events[i].changes, mine);
}

enum err
record_history(struct ctx *c, struct ref which, struct str after, struct jw *w)
{
	int64_t before = INT64_MAX;
	struct event *events;
	struct names *names;
	struct record *rec;
	size_t count;

	TRY(record_load(c, which, &rec));
	if (after.len > 0 && !str_int(after, &before))
		return ERR_FORM;
	TRY(event_history(
	    c, which.entity, which.id, before, HISTORY_PAGE, &events, &count));
	leave_unseen(c, rec, events, count);
	TRY(names_of(c, which.entity, events, count, &names));
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	for (size_t i = 0; i < count; i++) {
		jw_open(w);
		write_event(c, w, &events[i], names);
		write_from(c, w, &events[i]);
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "next");
	if (count == HISTORY_PAGE)
		jw_id(w, events[count - 1].id);
	else
		jw_null(w);
	jw_close(w);
	return OK;
}

/* ---- timeline ---- */

struct item {
	int64_t at, id;
	struct str kind;
	struct str row; /* as JSON; "" for what these eyes may not see */
};

struct items {
	struct item *at;
	size_t count;
};

/* Where a page ends: the last item and the last event that it shows. */
struct spot {
	int64_t at, item, event;
};

static bool
read_spot(struct str text, struct spot *out)
{
	struct str at, item, event;

	*out = (struct spot){ INT64_MAX, INT64_MAX, INT64_MAX };
	return text.len == 0 ||
	       (str_cut(text, '.', &at, &text) && str_cut(text, '.', &item, &event) &&
		   str_int(at, &out->at) && str_int(item, &out->item) &&
		   str_int(event, &out->event));
}

/* The next items behind a spot, whoever may see them: no more than max. */
static enum err
load_some(struct ctx *c, struct ref which, const struct spot *from, struct str kind,
    struct items *out, size_t max)
{
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	sql_text(&q, "select at_ms, kind, item from _timeline where entity = ");
	sql_str(&q, which.entity->name);
	sql_text(&q, " and record = ");
	sql_int(&q, which.id);
	sql_text(&q, " and (at_ms, item) < (");
	sql_int(&q, from->at);
	sql_text(&q, ", ");
	sql_int(&q, from->item);
	sql_text(&q, ")");
	if (kind.len > 0) {
		sql_text(&q, " and kind = ");
		sql_str(&q, kind);
	}
	sql_text(&q, " order by at_ms desc, item desc");
	sql_limit(&q, (int64_t)max);
	*out = (struct items){ arena_array(c->mem, struct item, max), 0 };
	TRY(rows_begin(c->db, &q, &r));
	while (out->count < max && rows_next(&r))
		out->at[out->count++] = (struct item){ .at = row_int(&r, 0),
			.kind = str_copy(c->mem, row_str(&r, 1)),
			.id = row_int(&r, 2) };
	return rows_err(&r);
}

static void
write_row(struct ctx *c, const struct face *face, void *arg)
{
	const struct items *items = arg;
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);

	face_write(c, &w, face, true);
	for (size_t i = 0; i < items->count; i++)
		if (items->at[i].id == face->id)
			items->at[i].row = text_done(&t);
}

/* The rows of all items of one kind, each to its item. */
static enum err
write_kind(struct ctx *c, const struct entity *e, struct items *items)
{
	int64_t *ids = arena_array(c->mem, int64_t, items->count);
	struct face face;
	size_t n = 0;

	for (size_t i = 0; i < items->count; i++)
		if (str_same(items->at[i].kind, e->name))
			ids[n++] = items->at[i].id;
	face_init(c, e, NULL, true, &face);
	return face_each(c, &face, ids, n, (struct face_taker){ write_row, items });
}

static enum err
write_items(struct ctx *c, struct items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		const struct entity *e = meta_entity(c->meta, items->at[i].kind);
		size_t j = 0;

		while (j < i && !str_same(items->at[j].kind, items->at[i].kind))
			j++;
		if (j == i && e != NULL)
			TRY(write_kind(c, e, items));
	}
	return OK;
}

static void
show_item(struct jw *w, const struct item *item)
{
	jw_open(w);
	jw_key(w, "kind");
	jw_str(w, item->kind);
	jw_key(w, "at");
	jw_int(w, item->at);
	jw_key(w, "row");
	jw_raw(w, item->row);
	jw_close(w);
}

static void
show_event(
    struct ctx *c, struct jw *w, const struct event *event, const struct names *names)
{
	jw_open(w);
	jw_key(w, "kind");
	jw_c(w, "event");
	write_event(c, w, event, names);
	jw_close(w);
}

struct timeline {
	struct item items[PAGE_AND_ONE]; /* that these eyes see */
	struct event *events;
	struct names *names;
	size_t item_count, event_count;
	struct spot spot;
};

/* Items that may be shown, until there are enough or no more. */
static enum err
load_items(struct ctx *c, struct ref which, struct str kind, struct timeline *t)
{
	struct spot from = t->spot;
	size_t max = PAGE_AND_ONE;
	struct items some;

	do {
		TRY(load_some(c, which, &from, kind, &some, max));
		TRY(write_items(c, &some));
		for (size_t i = 0; i < some.count && t->item_count < PAGE_AND_ONE; i++)
			if (some.at[i].row.len > 0)
				t->items[t->item_count++] = some.at[i];
		if (some.count < max)
			return OK;
		from.at = some.at[some.count - 1].at;
		from.item = some.at[some.count - 1].id;
		max = LOOK_ON;
	} while (t->item_count < PAGE_AND_ONE);
	return OK;
}

/* Two streams into one, newest first; the spot moves to where the page ends. */
static size_t
merge(struct ctx *c, struct jw *w, struct timeline *t)
{
	size_t i = 0, j = 0;

	while (
	    i + j < RECORD_TIMELINE_PAGE && (i < t->item_count || j < t->event_count)) {
		if (j == t->event_count ||
		    (i < t->item_count && t->items[i].at >= t->events[j].at_ms)) {
			show_item(w, &t->items[i]);
			t->spot.at = t->items[i].at;
			t->spot.item = t->items[i++].id;
		} else {
			show_event(c, w, &t->events[j], t->names);
			t->spot.event = t->events[j++].id;
		}
	}
	return i + j;
}

enum err
record_timeline(
    struct ctx *c, struct ref which, struct str after, struct str kind, struct jw *w)
{
	struct timeline *t = arena_make(c->mem, struct timeline);
	bool events = kind.len == 0 || str_is(kind, "event");
	struct record *rec;

	TRY(record_load(c, which, &rec));
	if (!read_spot(after, &t->spot))
		return ERR_FORM;
	if (!str_is(kind, "event"))
		TRY(load_items(c, which, kind, t));
	if (events)
		TRY(event_history(c, which.entity, which.id, t->spot.event, PAGE_AND_ONE,
		    &t->events, &t->event_count));
	leave_unseen(c, rec, t->events, t->event_count);
	TRY(names_of(c, which.entity, t->events, t->event_count, &t->names));
	jw_open(w);
	jw_key(w, "rows");
	jw_array(w);
	size_t rows = merge(c, w, t);
	bool more = rows < t->item_count + t->event_count;
	jw_end(w);
	auth_read(c, rows);
	jw_key(w, "next");
	if (more)
		jw_str(w, str_printf(c->mem, "%" PRId64 ".%" PRId64 ".%" PRId64,
			      t->spot.at, t->spot.item, t->spot.event));
	else
		jw_null(w);
	jw_close(w);
	return OK;
}
