/*
 * look.c - what a customer sees.
 */
#include "portal/room.h"

#include "site/site.h"

static const char *const states[] = {
	[PORTAL_OPEN] = "open",
	[PORTAL_LATE] = "late",
	[PORTAL_ACCEPTED] = "accepted",
	[PORTAL_REFUSED] = "refused",
	[PORTAL_AWAY] = "away",
};

/* ---- values, as they were kept ---- */

/* By its title, as it is called now; its number is none of theirs. */
static enum err
write_title(struct ctx *c, struct jw *w, const struct entity *e, const json_t *value)
{
	struct title *title;
	int64_t id;

	if (!json_is_string(value) || !str_int(str_of(json_string_value(value)), &id)) {
		jw_null(w);
		return OK;
	}
	TRY(record_titles(c, e, &id, 1, &title));
	jw_str(w, title->text);
	return OK;
}

static enum err
write_value(struct ctx *c, struct jw *w, const struct field *f, const json_t *value)
{
	if (value == NULL)
		jw_null(w);
	else if (f->to_count == 1)
		return write_title(c, w, f->to[0], value);
	else if (f->of_count > 0 && json_is_string(value))
		jw_str(w, chosen_label(c->meta, c->actor.language, f,
			      str_of(json_string_value(value))));
	else
		jw_json(w, value);
	return OK;
}

/* { name, label, type, unit }: open for more. */
static void
open_field(struct ctx *c, struct jw *w, const struct field *f)
{
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, f->name);
	jw_key(w, "label");
	jw_str(w, field_label(c->meta, c->actor.language, f));
	jw_key(w, "type");
	jw_c(w, f->type->name);
	jw_key(w, "unit");
	jw_str(w, f->unit);
}

static enum err
write_fields(struct ctx *c, struct jw *w, const struct visit *v)
{
	const json_t *kept = json_object_get(v->version.body, "fields");

	jw_key(w, "fields");
	jw_array(w);
	for (size_t i = 0; i < v->portal->shows_count; i++) {
		const struct field *f = v->portal->shows[i];
		const json_t *value = json_object_get(kept, str_c(c->mem, f->name));

		if (value == NULL)
			continue;
		open_field(c, w, f);
		jw_key(w, "value");
		TRY(write_value(c, w, f, value));
		jw_close(w);
	}
	jw_end(w);
	return OK;
}

static const json_t *
kept_value(const json_t *kept, const struct field *f)
{
	return json_object_getn(kept, f->name.at, f->name.len);
}

/* What stands above it, and that it is offered beside the others. */
static void
write_place(struct jw *w, const struct line_word *line, const json_t *kept)
{
	const struct field *heading = line->heading, *optional = line->optional;

	if (heading != NULL && !field_is_kept(heading) && !heading->hidden) {
		jw_key(w, "heading");
		jw_str(w, json_str(kept_value(kept, heading)));
	}
	if (optional != NULL && json_is_true(kept_value(kept, optional))) {
		jw_key(w, "optional");
		jw_bool(w, true);
	}
}

static enum err
write_line(struct ctx *c, struct jw *w, const struct visit *v, const json_t *kept)
{
	const struct portal *p = v->portal;

	jw_open(w);
	write_place(w, v->rec->entity->lines->line, kept);
	jw_key(w, "cells");
	jw_array(w);
	for (size_t i = 0; i < p->lines_count; i++) {
		const struct field *f = p->lines[i];

		TRY(write_value(c, w, f, json_object_get(kept, str_c(c->mem, f->name))));
	}
	jw_end(w);
	jw_close(w);
	return OK;
}

static enum err
write_lines(struct ctx *c, struct jw *w, const struct visit *v)
{
	json_t *lines = json_object_get(v->version.body, "lines"), *line;
	size_t i;

	jw_key(w, "lines");
	jw_open(w);
	jw_key(w, "columns");
	jw_array(w);
	for (i = 0; i < v->portal->lines_count; i++) {
		open_field(c, w, v->portal->lines[i]);
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "rows");
	jw_array(w);
	json_array_foreach(lines, i, line)
	    TRY(write_line(c, w, v, json_object_get(line, "fields")));
	jw_end(w);
	jw_close(w);
	return OK;
}

/* ---- who they deal with, and what they said ---- */

static void
write_if_said(struct jw *w, const struct record *rec, const char *name)
{
	const struct field *f = entity_field(rec->entity, str_of(name));
	const struct cell *v = f == NULL ? NULL : record_value(rec, f);

	if (v == NULL || v->kind != CELL_TEXT || value_empty(v))
		return;
	jw_key_str(w, str_of(name));
	jw_str(w, v->s);
}

/* Of whom they can ask more. */
static enum err
write_owner(struct ctx *c, struct jw *w, const struct visit *v)
{
	const struct field *owner = v->rec->entity->owner;
	struct record *person;
	enum err e;

	if (owner == NULL || value_empty(record_value(v->rec, owner)))
		return OK;
	e = record_load(
	    c, (struct ref){ owner->to[0], record_value(v->rec, owner)->i }, &person);
	if (e != OK)
		return e == ERR_ABSENT ? OK : e;
	jw_key(w, "by");
	jw_open(w);
	jw_key(w, "name");
	jw_str(w, record_title(c->mem, person));
	write_if_said(w, person, "email");
	jw_close(w);
	return OK;
}

static void
write_answer(struct jw *w, const struct record *reply)
{
	const struct field *at = entity_field(reply->entity, STR("created_ms"));

	jw_open(w);
	jw_key(w, "at_ms");
	jw_int(w, record_value(reply, at)->i);
	write_if_said(w, reply, "kind");
	write_if_said(w, reply, "name");
	write_if_said(w, reply, "text");
	jw_close(w);
}

/* The newest; not that they looked. */
static enum err
write_answers(struct ctx *c, struct jw *w, const struct visit *v)
{
	const struct entity *reply = meta_entity(c->meta, STR("reply"));
	struct query query = { .entity = reply, .limit = PORTAL_TOLD_MAX };
	LIST(const struct field *) fields = { 0 };
	struct page page;

	for (size_t i = 0; i < reply->field_count; i++)
		*list_add(c->mem, &fields) = &reply->fields[i];
	query.fields = fields.at;
	query.field_count = fields.count;
	query.where =
	    str_printf(c->mem, "about = '%" PRId64 "' and kind != 'opened'", v->rec->id);
	query.sort = STR("-created_ms");
	TRY(record_page(c, &query, &page));
	jw_key(w, "answers");
	jw_array(w);
	for (size_t i = 0; i < page.count; i++)
		write_answer(w, page.rows[i]);
	jw_end(w);
	return OK;
}

/* ---- all of it ---- */

static enum err
write_shown(struct ctx *c, struct jw *w, const struct visit *v)
{
	jw_key(w, "title");
	jw_str(w, record_title(c->mem, v->rec));
	jw_key(w, "version");
	jw_int(w, v->version.number);
	jw_key(w, "at_ms");
	jw_int(w, v->version.at_ms);
	TRY(write_fields(c, w, v));
	if (v->portal->lines_count > 0)
		TRY(write_lines(c, w, v));
	return write_answers(c, w, v);
}

static void
write_house(struct ctx *c, struct jw *w)
{
	const struct facts *facts = &c->meta->facts;

	jw_key(w, "company");
	jw_str(w, facts->name);
	jw_key(w, "zone");
	jw_str(w, facts->zone);
	jw_key(w, "toman");
	jw_bool(w, facts->toman);
	jw_key(w, "currency");
	jw_c(w, facts->currency->code);
	jw_key(w, "currencies");
	currencies_write(w);
}

enum err
visit_write(struct ctx *c, const struct visit *v, struct jw *w)
{
	jw_open(w);
	write_house(c, w);
	jw_key(w, "kind");
	jw_str(w, meta_one(c->meta, c->actor.language, v->rec->entity));
	jw_key(w, "state");
	jw_c(w, states[v->state]);
	jw_key(w, "link_until_ms");
	jw_int(w, v->link.until_ms);
	TRY(write_owner(c, w, v));
	if (v->state != PORTAL_AWAY)
		TRY(write_shown(c, w, v));
	jw_close(w);
	return OK;
}

struct looking {
	struct str secret;
	bool ours;
	struct visit visit;
};

/* The first look at each version is told to the owner. */
static enum err
look(struct ctx *c, void *arg)
{
	struct looking *l = arg;
	struct visit *v = &l->visit;
	bool first;

	TRY(visit_begin(c, l->secret, v));
	if (l->ours || v->state == PORTAL_AWAY || v->link.seen >= v->version.number)
		return OK;
	TRY(record_link_seen(c, &v->link, v->version.number, &first));
	return first ? reply_keep(c, v, &(struct reply_said){ .kind = "opened" }) : OK;
}

enum err
portal_look(struct ctx *c, struct str secret, bool ours, struct jw *w)
{
	struct looking l = { .secret = secret, .ours = ours };

	TRY(site_whole(c, look, &l));
	return visit_write(c, &l.visit, w);
}
