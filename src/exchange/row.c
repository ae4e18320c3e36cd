/*
 * row.c - one row of a file becomes a record, or says why not.
 *
 *   gather     cells to values of the wire, by the columns of the map
 *   settle     values that no column brought
 *   say        each value is typed, once
 *   match      is it there already?
 *   refer      names to records; what is missing is made, if all else fits
 *   resemble   is it like one that is there, or like a row before?
 *   save       as anybody would, or leave it
 *
 * All in one transaction: what a refused row made on its way (a missing
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
	struct record *draft; /* news, typed */
	int64_t id;           /* of the one that is there already; 0: none */
	struct row_did *out;
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

static void
gather(struct work *w)
{
	for (size_t i = 0; i < w->plan->source_count; i++) {
		const struct source *s = &w->plan->sources[i];
		struct str text = cell_word(w->c, s, cell_of(w, s->column));
		json_t *value = NULL;

		if (text.len > 0 && s->to->to_count == 0) /* empty says nothing */
			value = cell_read(w->c, s, text);
		if (value != NULL)
			put(w, s, value);
	}
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

static enum err
match(struct work *w)
{
	const struct plan *p = w->plan;

	if (p->on_same == SAME_CREATE || w->id != 0)
		return OK;
	return record_same(w->c, w->draft, p->by, p->by_count, &w->id);
}

/* ---- refer ---- */

/* Say one more thing: to the draft, and to the news. */
static enum err
say_more(struct work *w, json_t *more)
{
	enum err e = record_say(w->c, w->draft, more);

	json_object_update(w->news, more);
	return e == ERR_INPUT ? OK : e; /* the faults are there */
}

static enum err
refer(struct work *w)
{
	json_t *values = w->news, *more = json_hold(w->c->mem, json_object());

	w->news = more;
	for (size_t i = 0; i < w->plan->source_count; i++) {
		const struct source *s = &w->plan->sources[i];
		json_t *value = NULL;
		struct str text;

		if (s->to->to_count == 0)
			continue;
		text = cell_word(w->c, s, cell_of(w, s->column));
		if (text.len > 0)
			TRY(refs_find(
			    w->c, w->refs, s, text, w->c->fault_count == 0, &value));
		if (value != NULL)
			put(w, s, value);
	}
	w->news = values;
	return say_more(w, more);
}

/* Settings with a rule: asked of what the record will be. */
static enum err
settle_when(struct work *w)
{
	const struct plan *p = w->plan;
	struct record *as = w->draft, *stored;
	json_t *more = json_hold(w->c->mem, json_object()), *values = w->news;

	if (!p->conditional)
		return OK;
	if (w->id != 0) {
		enum err e = record_load(w->c, (struct ref){ p->entity, w->id }, &stored);

		if (e != OK)
			return e;
		for (size_t i = 0; i < p->entity->field_count; i++)
			if (as->given[i])
				memcpy(record_value(stored, &p->entity->fields[i]),
				    record_value(as, &p->entity->fields[i]),
				    sizeof(struct cell) *
					(size_t)type_columns(p->entity->fields[i].type));
		as = stored;
	}
	for (size_t i = 0; i < p->setting_count; i++) {
		const struct setting *s = &p->settings[i];

		if (s->when == NULL || w->draft->given[s->to->index] ||
		    !rule_holds(w->c, s->when, as->now))
			continue;
		w->news = more;
		settle_one(w, s);
		w->news = values;
	}
	return say_more(w, more);
}

/* ---- resemble ---- */

/* One alone, and surely: it is the row's own record. */
static void
become(struct work *w)
{
	const struct alikes *all = &w->out->alike;

	if (all->at[0].score >= ON_ALIKE_SURE &&
	    (all->count == 1 || all->at[1].score < ON_ALIKE_SURE))
		w->id = all->at[0].id;
	else
		fault_alike(w->c, "alike_unsure", all);
}

/* A row that is one already by its keys is told of, and nothing more. */
static enum err
resemble(struct work *w)
{
	const struct plan *p = w->plan;
	bool known = w->id != 0;

	if (w->c->fault_count > 0 ||
	    (!p->tells_alike && (known || p->on_alike == ON_ALIKE_CREATE)))
		return OK;
	TRY(record_alike(w->c, w->draft, known ? ALIKE_ANY : ALIKE_SURE, &w->out->alike));
	if (known || w->out->alike.count == 0)
		return OK;
	w->out->left = p->on_alike == ON_ALIKE_SKIP;
	if (p->on_alike == ON_ALIKE_UPDATE)
		become(w);
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

/* The right to import reaches only some records: is this, as stored, one of them? */
static enum err
may_import_row(struct work *w, int64_t id)
{
	enum err e = auth_of_row(w->c, w->plan->entity, MAY_IMPORT, id, NULL);

	if (e == ERR_DENIED)
		fault(w->c, STR(""), "denied_import", NULL);
	return e;
}

/* Asked, as any change is, of the row before and of the row now. */
static enum err
save(struct work *w)
{
	enum did *did = &w->out->did;
	struct ref which = { w->plan->entity, w->id };
	struct record *rec;

	if (w->c->fault_count > 0)
		return ERR_INPUT;
	if (w->id == 0) {
		TRY(record_finish(w->c, w->draft));
		w->out->id = w->draft->id;
		if (w->plan->on_alike == ON_ALIKE_REVIEW)
			TRY(record_pairs_note(w->c, w->draft->id, &w->out->alike));
		return may_import_row(w, w->draft->id);
	}
	w->out->id = w->id;
	TRY(may_import_row(w, w->id));
	*did = DID_SKIP;
	TRY(record_change(w->c, which, 0, w->news, &rec));
	if (!anything_changed(rec))
		return OK;
	*did = DID_UPDATE;
	return may_import_row(w, w->id);
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

/* Is it there, and is that enough? */
static bool
is_left(const struct work *w)
{
	return w->id != 0 && w->plan->on_same == SAME_SKIP;
}

static enum err
take(struct work *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	const struct plan *p = w->plan;
	enum err said;
	bool left;

	TRY(tx_begin(w->c->db, &tx));
	gather(w);
	settle(w);
	w->draft = record_begin(w->c, p->entity);
	said = record_say(w->c, w->draft, w->news);
	if (said != OK && said != ERR_INPUT)
		return said;
	if (p->on_same == SAME_SKIP || !p->match_refers)
		TRY(match(w));
	if (!is_left(w))
		TRY(refer(w));
	if (p->match_refers)
		TRY(match(w));
	left = is_left(w);
	TRY(resemble(w));
	if (left || w->out->left) {
		w->out->did = DID_SKIP;
		return OK;
	}
	TRY(settle_when(w));
	TRY(save(w));
	/* nothing to keep: what was made on the way goes too */
	return w->out->did == DID_SKIP ? OK : tx_commit(&tx);
}

enum err
row_import(struct ctx *c, const struct plan *plan, struct refs *refs,
    const struct sheet_row *row, struct row_did *out)
{
	struct work w = { .c = c, .plan = plan, .refs = refs, .row = row, .out = out };
	enum err e;

	fault_clear(c);
	*out = (struct row_did){ .did = DID_CREATE };
	out->news = w.news = json_hold(c->mem, json_object());
	e = take(&w);
	if (e == OK && out->did != DID_SKIP)
		refs_keep(refs);
	else
		refs_drop(refs);
	if (e == OK)
		return OK;
	if (!is_refusal(c, e, out->did))
		return e;
	out->did = DID_REFUSE;
	return OK;
}
