/*
 * step_back.c - one change of a record is taken back, or some fields of it.
 *
 * What a change did is in its event.  A field goes back to what it was while it is
 * still what the change made of it; where somebody went on from there, their work is
 * not thrown away: the fault says who it was, and when.  The way back is a change like
 * any other, asked all that a change is asked, but for the arrows of a pipeline: the
 * record was there before.
 */
#include "record/room.h"

#define LOOK_PAGE 50
#define LOOK_PAGES 20 /* of events since, to find who went on; no name after that */

struct step {
	struct record *rec; /* as it is now */
	struct event event;
	json_t *changes; /* of it, those that the actor sees */
	json_t *news;    /* what takes it back */
	bool whole;      /* nothing was chosen: all that can go */
};

/* ---- what is asked ---- */

static enum err
nothing(struct ctx *c)
{
	fault(c, STR(""), "undo_nothing", NULL);
	return ERR_INPUT;
}

static enum err
read_event(struct ctx *c, const json_t *wish, struct step *s)
{
	const struct entity *e = s->rec->entity;
	int64_t version = json_get_int(wish, "version", 0);
	enum err err = event_of_version(c, e, s->rec->id, version, &s->event);
	struct str told;

	if (err == ERR_ABSENT)
		return nothing(c);
	TRY(err);
	told = changes_told(c, e, s->event.changes, auth_is_mine(c, e, s->rec->now));
	if (told.len == 0 || json_read(c->mem, told, &s->changes, NULL) != OK)
		return nothing(c);
	return OK;
}

/* ---- does it still stand? ---- */

/* Is the field as the change left it? */
static bool
stands(struct ctx *c, const struct step *s, const struct field *f, const json_t *change)
{
	struct cell made[TYPE_COLUMNS_MAX] = { 0 };
	const json_t *to = json_object_get(change, "to");
	size_t faults = c->fault_count;

	if (to != NULL && !json_is_null(to))
		f->type->read(c, f, to, made);
	if (c->fault_count > faults) { /* it is of another type by now */
		c->fault_count = faults;
		return false;
	}
	return value_same(f, made, record_value(s->rec, f));
}

/* The newest event behind the change that says something of f; NULL: none is known. */
static enum err
who_went_on(
    struct ctx *c, const struct step *s, const struct field *f, const struct event **out)
{
	const char *name = str_c(c->mem, f->name);
	int64_t before = INT64_MAX;

	*out = NULL;
	for (int page = 0; page < LOOK_PAGES; page++) {
		struct event *events;
		json_t *changes;
		size_t count;

		TRY(event_history(
		    c, s->rec->entity, s->rec->id, before, LOOK_PAGE, &events, &count));
		for (size_t i = 0; i < count && events[i].id > s->event.id; i++) {
			if (events[i].changes.len == 0 ||
			    json_read(c->mem, events[i].changes, &changes, NULL) != OK ||
			    json_object_get(changes, name) == NULL)
				continue;
			*out = &events[i];
			return OK;
		}
		if (count < LOOK_PAGE || events[count - 1].id <= s->event.id)
			return OK;
		before = events[count - 1].id;
	}
	return OK;
}

/* "2026-11-22 14:05", by the clocks of whoever asks. */
static struct str
moment(struct ctx *c, int64_t ms)
{
	struct str s = time_write(c->mem, ms + zone_offset_ms(c->actor.zone, ms));

	return str_printf(c->mem, "%.10s %.5s", s.at, s.at + DATE_LEN + 1);
}

static enum err
say_who(struct ctx *c, const struct step *s, const struct field *f)
{
	const struct entity *user = meta_entity(c->meta, STR("user"));
	const struct event *event;
	struct title *who;

	TRY(who_went_on(c, s, f, &event));
	if (event != NULL && event->actor != 0) {
		int64_t id = event->actor;

		TRY(record_titles(c, user, &id, 1, &who));
		if (who[0].text.len > 0) {
			fault(c, f->name, "undo_stands", "who",
			    str_c(c->mem, who[0].text), "when",
			    str_c(c->mem, moment(c, event->at_ms)), NULL);
			return OK;
		}
	}
	fault(c, f->name, "undo_moved", NULL);
	return OK;
}

/* ---- what takes it back ---- */

/* May the actor say it?  What the program keeps goes back with the rest alone. */
static bool
may_say(struct ctx *c, const struct step *s, const struct field *f)
{
	enum whose whose = auth_field(c, f, MAY_CHANGE);

	return (s->whole || !f->readonly) &&
	       (whose == WHOSE_ALL ||
		   (whose == WHOSE_MINE && auth_is_mine(c, s->rec->entity, s->rec->now)));
}

/* What is calculated, and what is the program's own, follows; but for the way into the
 * archive and out of it. */
static bool
follows(const struct field *f)
{
	const struct archive *archive = f->entity->archive;

	return f->is != NULL || f->hidden ||
	       (f->system && (archive == NULL || f != archive->at));
}

static enum err
take_back(struct ctx *c, struct step *s, const struct field *f, const json_t *change)
{
	if (!may_say(c, s, f))
		fault(c, f->name, "readonly", NULL);
	else if (!stands(c, s, f, change))
		return say_who(c, s, f);
	else
		json_object_set(
		    s->news, str_c(c->mem, f->name), json_object_get(change, "from"));
	return OK;
}

static enum err
take_all(struct ctx *c, struct step *s)
{
	const char *name;
	json_t *change;

	json_object_foreach(s->changes, name, change)
	{
		const struct field *f = entity_field(s->rec->entity, str_of(name));

		if (f != NULL && !follows(f))
			TRY(take_back(c, s, f, change));
	}
	return OK;
}

static enum err
take_chosen(struct ctx *c, struct step *s, const json_t *names)
{
	const json_t *each;
	size_t i;

	json_array_foreach(names, i, each)
	{
		struct str name = utf8_head(json_str(each), 60);
		const struct field *f = auth_seen_field(c, s->rec->entity, name);
		const json_t *change =
		    f == NULL ? NULL
			      : json_object_get(s->changes, str_c(c->mem, f->name));

		if (f == NULL)
			fault(c, name, "unknown_field", NULL);
		else if (change == NULL)
			fault(c, name, "undo_nothing", NULL);
		else if (follows(f))
			fault(c, name, "readonly", NULL);
		else
			TRY(take_back(c, s, f, change));
	}
	return OK;
}

static enum err
plan(struct ctx *c, const json_t *wish, struct step *s)
{
	const json_t *names = json_object_get(wish, "fields");

	s->whole = !json_is_array(names);
	s->news = json_hold(c->mem, json_object());
	TRY(read_event(c, wish, s));
	TRY(s->whole ? take_all(c, s) : take_chosen(c, s, names));
	if (c->fault_count > 0)
		return ERR_INPUT;
	return json_object_size(s->news) == 0 ? nothing(c) : OK;
}

static enum err
change_as_undo(struct ctx *c, struct ref which, int64_t seen, const json_t *news,
    struct record **out)
{
	enum via via = c->via;
	enum err e;

	c->via = VIA_UNDO;
	e = record_change(c, which, seen, news, out);
	c->via = via;
	return e;
}

enum err
record_step_back(struct ctx *c, struct ref which, int64_t seen, const json_t *wish,
    struct record **out)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct step s = { 0 };

	TRY(tx_begin(c->db, &tx));
	TRY(record_load_mine(c, which, &s.rec));
	TRY(record_as_seen(c, s.rec, seen));
	/* Who may not change it learns nothing of what could go back. */
	TRY(allow(c, which.entity, MAY_CHANGE, which.id, s.rec->before));
	TRY(plan(c, wish, &s));
	TRY(change_as_undo(c, which, seen, s.news, out));
	return tx_commit(&tx);
}

/* ---- one of several that go back together ---- */

/* What was made and used since is not thrown away. */
static enum err
unmake(struct ctx *c, struct ref which, const struct event *event)
{
	struct record *rec;
	bool built_on;

	TRY(record_load(c, which, &rec));
	TRY(event_built_on(c, event, &built_on));
	if (!built_on)
		return record_delete(c, which, 0, &rec);
	fault(c, STR(""), "undo_built", "title", str_c(c->mem, record_title(c->mem, rec)),
	    NULL);
	return ERR_INPUT;
}

enum err
record_event_back(struct ctx *c, const struct event *event)
{
	struct ref which = { meta_entity(c->meta, event->entity), event->record };
	json_t *wish = json_hold(c->mem, json_pack("{s:I}", "version", event->version));
	struct record *rec;

	if (which.entity == NULL)
		return nothing(c);
	if (str_is(event->what, "created"))
		return unmake(c, which, event);
	if (str_is(event->what, "deleted"))
		return record_restore(c, which, &rec);
	return event->changes.len == 0 ? OK : record_step_back(c, which, 0, wish, &rec);
}
