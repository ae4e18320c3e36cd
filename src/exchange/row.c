/*
 * row.c - one row of a file becomes a record, or says why not.
 *
 *   gather     cells to values of the wire, by the columns of the map
 *   settle     values that no column brought
 *   match      is it there already?
 *   save       as anybody would, or leave it
 *
 * All under one savepoint: what a refused row made on its way (a missing
 * account) goes with it.
 */
#include "exchange/room.h"

const char *const did_names[DID_COUNT] = { "create", "update", "skip", "refuse" };

struct work {
	struct ctx *c;
	const struct plan *plan;
	struct refs *refs;
	const struct sheet_row *row;
	json_t *news;
};

static struct str
cell_of(const struct work *w, size_t column)
{
	return column < w->row->count ? w->row->cells[column] : STR("");
}

/* ---- gather ---- */

/* A part of a value: the object of the whole is there, or begins. */
static void
put_part(struct work *w, const struct source *s, const char *name, json_t *value)
{
	json_t *whole = json_object_get(w->news, name);

	if (!json_is_object(whole)) {
		whole = json_object();
		json_object_set_new(w->news, name, whole);
	}
	if (json_object_get(whole, s->part) == NULL)
		json_object_set_new(whole, s->part, value);
	else
		json_decref(value);
}

/* Of several columns for one field, lists and long texts take all, others
 * the first that holds something. */
static void
put(struct work *w, const struct source *s, json_t *value)
{
	char *name = str_c(w->c->mem, s->to->name);
	json_t *there = json_object_get(w->news, name);

	if (s->part != NULL) {
		put_part(w, s, name, value);
	} else if (there == NULL) {
		json_object_set_new(w->news, name, value);
	} else if (json_is_array(there) && json_is_array(value)) {
		json_array_extend(there, value);
		json_decref(value);
	} else if (type_is(s->to, "long_text")) {
		json_object_set_new(w->news, name,
		    json_sprintf(
			"%s\n%s", json_string_value(there), json_string_value(value)));
		json_decref(value);
	} else {
		json_decref(value);
	}
}

static enum err
gather(struct work *w)
{
	for (size_t i = 0; i < w->plan->source_count; i++) {
		const struct source *s = &w->plan->sources[i];
		struct str text = cell_word(w->c, s, cell_of(w, s->column));
		json_t *value = NULL;

		if (text.len == 0)
			continue; /* an empty cell says nothing */
		if (s->to->to_count > 0)
			TRY(refs_find(w->c, w->refs, s, text, &value));
		else
			value = cell_read(w->c, s, text);
		if (value != NULL)
			put(w, s, value);
	}
	return OK;
}

/* ---- settle ---- */

static struct str
column_text(struct work *w, struct str name)
{
	const json_t *each;
	size_t i;

	for (i = 0; i < w->plan->source_count; i++)
		if (str_same(w->plan->sources[i].header, name))
			return cell_word(w->c, &w->plan->sources[i],
			    cell_of(w, w->plan->sources[i].column));
	json_array_foreach(w->plan->header, i, each)
	{
		if (str_same(json_str(each), name))
			return cell_of(w, i);
	}
	return STR("");
}

static bool
is_gap(struct str s, size_t *len)
{
	static const char *const gaps[] = { " ", "-", "–", "—", "·", ",", "/" };

	for (size_t i = 0; i < COUNT_OF(gaps); i++)
		if (str_starts(s, gaps[i])) {
			*len = strlen(gaps[i]);
			return true;
		}
	return false;
}

/* Blanks and dashes that an empty cell left over at either end. */
static struct str
trim_gaps(struct str s)
{
	size_t len;

	while (s.len > 0 && is_gap(s, &len))
		s = (struct str){ s.at + len, s.len - len };
	for (;;) {
		size_t cut = s.len;

		for (size_t n = 1; n <= 3 && n <= s.len; n++)
			if (is_gap((struct str){ s.at + s.len - n, n }, &len) && len == n)
				cut = s.len - n;
		if (cut == s.len)
			return s;
		s.len = cut;
	}
}

/* "{product} – {account}" with the cells of this row. */
static struct str
fill_text(struct work *w, struct str pattern)
{
	struct text t = TEXT_INIT(w->c->mem);
	struct str rest = pattern, head, name;

	while (str_cut(rest, '{', &head, &rest)) {
		text_str(&t, head);
		if (!str_cut(rest, '}', &name, &rest))
			break;
		text_str(&t, column_text(w, name));
	}
	text_str(&t, rest);
	return trim_gaps(text_done(&t));
}

static void
settle_one(struct work *w, const struct setting *s)
{
	char *name = str_c(w->c->mem, s->to->name);
	struct str text;

	if (json_object_get(w->news, name) != NULL)
		return; /* the row knows better */
	if (s->text.at == NULL) {
		json_object_set(w->news, name, (json_t *)(uintptr_t)s->value);
		return;
	}
	text = fill_text(w, s->text);
	if (text.len > 0)
		json_object_set_new(w->news, name, json_stringn(text.at, text.len));
}

static void
settle(struct work *w)
{
	for (size_t i = 0; i < w->plan->setting_count; i++)
		if (w->plan->settings[i].when == NULL)
			settle_one(w, &w->plan->settings[i]);
}

/* ---- match ---- */

/* Type one value into a probe; what does not fit, the save will say. */
static void
probe_put(struct work *w, struct record *probe, const struct field *f)
{
	struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
	const json_t *value = json_object_get(w->news, str_c(w->c->mem, f->name));
	size_t faults = w->c->fault_count;

	if (value == NULL || json_is_null(value) || probe->given[f->index])
		return;
	f->type->read(w->c, f, value, cells);
	if (w->c->fault_count == faults)
		memcpy(record_value(probe, f), cells,
		    sizeof(*cells) * (size_t)type_columns(f->type));
	w->c->fault_count = faults;
	probe->given[f->index] = true;
}

static struct record *
probe_new(struct work *w)
{
	struct record *probe = arena_make(w->c->mem, struct record);

	probe->entity = w->plan->entity;
	probe->now = arena_array(w->c->mem, struct cell, probe->entity->cell_count);
	return probe;
}

static enum err
match(struct work *w, struct record *probe, int64_t *id)
{
	const struct plan *p = w->plan;

	*id = 0;
	if (p->on_same == SAME_CREATE)
		return OK;
	for (size_t i = 0; i < p->by_count; i++)
		probe_put(w, probe, p->by[i]);
	for (size_t i = 0; p->by_count == 0 && i < p->entity->match_count; i++)
		for (size_t j = 0; j < p->entity->match[i].count; j++)
			probe_put(w, probe, p->entity->match[i].fields[j]);
	return record_same(w->c, probe, p->by, p->by_count, id);
}

/* Settings with a rule: asked of what the record will be. */
static enum err
settle_when(struct work *w, struct record *probe, int64_t id)
{
	const struct plan *p = w->plan;
	struct record *stored;
	enum err e;

	if (!p->conditional)
		return OK;
	if (id != 0) {
		e = record_load(w->c, (struct ref){ p->entity, id }, &stored);
		if (e != OK)
			return e == ERR_ABSENT ? OK : e;
		memcpy(
		    probe->now, stored->now, sizeof(*probe->now) * p->entity->cell_count);
		memset(probe->given, 0, sizeof(probe->given));
	}
	for (size_t i = 0; i < p->entity->field_count; i++)
		probe_put(w, probe, &p->entity->fields[i]);
	for (size_t i = 0; i < p->setting_count; i++)
		if (p->settings[i].when != NULL &&
		    rule_holds(w->c, p->settings[i].when, probe->now))
			settle_one(w, &p->settings[i]);
	return OK;
}

/* ---- save ---- */

static bool
anything_changed(const struct record *rec)
{
	for (size_t i = 0; i < rec->entity->field_count; i++)
		if (!rec->entity->fields[i].system &&
		    record_changed(rec, &rec->entity->fields[i]))
			return true;
	return false;
}

static enum err
save(struct work *w, int64_t id, enum did *did)
{
	struct record *rec;

	if (w->c->fault_count > 0)
		return ERR_INPUT;
	if (id == 0) {
		*did = DID_CREATE;
		return record_create(w->c, w->plan->entity, w->news, &rec);
	}
	*did = DID_SKIP;
	if (w->plan->on_same == SAME_SKIP)
		return OK;
	TRY(record_change(w->c, (struct ref){ w->plan->entity, id }, 0, w->news, &rec));
	if (anything_changed(rec))
		*did = DID_UPDATE;
	return OK;
}

/* An error that the row itself is guilty of, with words for it. */
static bool
is_refusal(struct ctx *c, enum err e, enum did did)
{
	if (e != ERR_INPUT && e != ERR_DENIED && e != ERR_CLASH && e != ERR_ABSENT)
		return false;
	if (c->fault_count == 0)
		fault(c, STR(""),
		    e == ERR_CLASH      ? "taken"
		    : did == DID_CREATE ? "denied_create"
					: "denied_change",
		    NULL);
	return true;
}

static enum err
take(struct work *w, enum did *did)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct record *probe = probe_new(w);
	int64_t id;

	TRY(tx_begin(w->c->db, &tx));
	TRY(gather(w));
	settle(w);
	TRY(match(w, probe, &id));
	TRY(settle_when(w, probe, id));
	TRY(save(w, id, did));
	/* nothing to keep: what was made on the way goes too */
	return *did == DID_SKIP ? OK : tx_commit(&tx);
}

enum err
row_import(struct ctx *c, const struct plan *plan, struct refs *refs,
    const struct sheet_row *row, enum did *did, json_t **news)
{
	struct work w = { c, plan, refs, row, json_hold(c->mem, json_object()) };
	enum err e;

	fault_clear(c);
	*did = DID_CREATE;
	*news = w.news;
	e = take(&w, did);
	if (e == OK && *did != DID_SKIP)
		refs_keep(refs);
	else
		refs_drop(refs);
	if (e == OK)
		return OK;
	if (!is_refusal(c, e, *did))
		return e;
	*did = DID_REFUSE;
	return OK;
}
