/*
 * act_change.c - other records that an action changes: each that "same" and "where" name.
 *
 * Where people choose ("choose") what becomes of them, those that are not theirs to
 * change stay as they are, and they are told how many.  Where nothing is chosen, one
 * that is not theirs refuses the action: half of it would be a lie.
 */
#include "record/act.h"

#define ACT_NAMED 3 /* records whose titles are told */

struct found {
	int64_t ids[ACT_MAX + 1];
	bool may[ACT_MAX + 1];
	size_t count;
};

/* ---- which ---- */

static void
same_where(struct ctx *c, const struct act *a, const struct entity *e, const json_t *same,
    struct sql *q)
{
	const char *name;
	json_t *from;

	json_object_foreach((json_t *)(uintptr_t)same, name, from)
	{
		const struct field *f = entity_field(e, str_of(name));
		struct cell cells[TYPE_COLUMNS_MAX] = { 0 };
		json_t *value = act_value(c, a, f, from);

		if (value != NULL && !json_is_null(value))
			f->type->read(c, f, value, cells);
		for (int i = 0; i < type_columns(f->type); i++) {
			sql_text(q, " and t.");
			sql_column(q, f, i);
			if (cells[i].kind == CELL_NULL) {
				sql_text(q, " is null");
			} else {
				sql_text(q, " = ");
				sql_cell(q, &cells[i]);
			}
		}
	}
}

static void
rule_where(struct ctx *c, const struct entity *e, struct str text, struct sql *q)
{
	struct rule_fault why;
	struct rule *rule;

	if (text.len == 0 ||
	    rule_compile(c->mem, c->meta, e, text, &rule, &why) != OK) /* was checked */
		return;
	sql_text(q, " and (");
	rule_sql(c, rule, "t", q);
	sql_text(q, ")");
}

/* Those they see, and whether they may change them.  Faults: act_many */
static enum err
find(struct ctx *c, const struct act *a, const struct entity *e, const json_t *step,
    struct found *out)
{
	struct grant read = auth_grant(c, e, MAY_READ),
		     change = auth_grant(c, e, MAY_CHANGE);
	DEFER(rows_end) struct rows r = { 0 };
	struct sql q = SQL_INIT(c->mem);

	out->count = 0;
	if (auth_never(&read))
		return OK;
	sql_text(&q, "select t.id, case when t.id is not null");
	if (auth_never(&change))
		sql_text(&q, " and 1 = 0");
	else
		auth_where(c, &change, "t", &q);
	sql_text(&q, " then 1 else 0 end from ");
	sql_table(&q, e);
	sql_text(&q, " t where t.deleted_ms is null");
	same_where(c, a, e, json_object_get(step, "same"), &q);
	rule_where(c, e, json_get_str(step, "where"), &q);
	auth_where(c, &read, "t", &q);
	sql_text(&q, " order by t.id");
	sql_limit(&q, ACT_MAX + 1);
	TRY(rows_begin(c->db, &q, &r));
	for (; out->count <= ACT_MAX && rows_next(&r); out->count++) {
		out->ids[out->count] = row_int(&r, 0);
		out->may[out->count] = row_int(&r, 1) != 0;
	}
	return rows_err(&r);
}

/* ---- what becomes of them ---- */

/* What to do with each: { set } or { do, with }; NULL: nothing.  Faults: not_option */
static const json_t *
chosen(struct ctx *c, const struct act *a, const json_t *step, bool *asked)
{
	const json_t *choose = json_object_get(step, "choose"), *choice;
	const char *as = json_string_value(json_object_get(step, "as"));
	const char *wish =
	    json_string_value(json_object_get(json_object_get(a->wish, "choices"), as));

	*asked = choose != NULL;
	if (choose == NULL)
		return step;
	if (wish == NULL || strcmp(wish, "leave") == 0)
		return NULL;
	choice = json_object_get(choose, wish);
	if (choice == NULL)
		fault(c, str_printf(c->mem, "choices.%s", as), "not_choice", "value",
		    wish, NULL);
	return choice;
}

static enum err
change_one(
    struct ctx *c, struct act *a, const char *as, struct ref which, const json_t *what)
{
	const json_t *set = json_object_get(what, "set");
	struct str does = json_get_str(what, "do");
	size_t from = c->fault_count;
	struct record *rec;
	enum err e;

	if (does.at != NULL) {
		e = act_inner(c, a, which, entity_action(which.entity, does),
		    json_object_get(what, "with"));
	} else {
		json_t *news = act_values(c, a, which.entity, set, SAID_BY_ACTOR, true);

		e = record_change(c, which, 0, news, &rec);
		a->acted.changed += e == OK;
	}
	if (e != OK)
		act_place_faults(c, a, from, set, as);
	return e;
}

static enum err
make_instead(struct ctx *c, struct act *a, const struct changed *part, const json_t *set)
{
	struct made made = { .as = part->as, .entity = part->entity };
	struct record *rec;

	return set == NULL ? OK : act_create(c, a, &made, set, NULL, &rec);
}

static enum err
change_all(struct ctx *c, struct act *a, struct changed *part, const json_t *step)
{
	struct found *found = arena_make(c->mem, struct found);
	bool asked;
	const json_t *what = chosen(c, a, step, &asked);

	if (c->fault_count > 0)
		return ERR_INPUT;
	if (what == NULL)
		return OK;
	TRY(find(c, a, part->entity, step, found));
	if (found->count > ACT_MAX) {
		fault(c, str_printf(c->mem, "choices.%s", part->as), "act_many", "max",
		    str_printf(c->mem, "%d", ACT_MAX).at, NULL);
		return ERR_INPUT;
	}
	if (found->count == 0)
		return make_instead(c, a, part, json_object_get(step, "else"));
	for (size_t i = 0; i < found->count; i++) {
		if (asked && !found->may[i]) {
			part->stays++;
			continue;
		}
		TRY(change_one(
		    c, a, part->as, (struct ref){ part->entity, found->ids[i] }, what));
		part->count++;
	}
	return OK;
}

enum err
act_change(struct ctx *c, struct act *a)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(a->action->spec, "changes"), i, step)
	{
		struct changed *part = &a->changed[a->changed_count];

		if (i >= META_STEPS_MAX || !act_applies(c, a, step))
			continue;
		part->as = json_string_value(json_object_get(step, "as"));
		part->entity = meta_entity(c->meta, json_get_str(step, "entity"));
		a->changed_count++;
		TRY(change_all(c, a, part, step));
	}
	return OK;
}

/* ---- what it would do ---- */

static struct str
word_of(struct ctx *c, const struct act *a, const char *as, const char *choice,
    struct str english)
{
	struct str path = str_printf(c->mem, "%.*s.act.%.*s.%s%s%s",
	    STR_ARG(a->rec->entity->name), STR_ARG(a->action->name), as,
	    choice == NULL ? "" : ".", choice == NULL ? "" : choice);

	return meta_label(c->meta, c->actor.language, path.at, english);
}

static void
write_choices(struct ctx *c, const struct act *a, const json_t *step, struct jw *w)
{
	const char *as = json_string_value(json_object_get(step, "as")), *name;
	json_t *choice;

	jw_key(w, "choose");
	jw_array(w);
	json_object_foreach(json_object_get(step, "choose"), name, choice)
	{
		jw_open(w);
		jw_key(w, "name");
		jw_c(w, name);
		jw_key(w, "label");
		jw_str(w, word_of(c, a, as, name, json_get_str(choice, "label")));
		jw_close(w);
	}
	jw_end(w);
}

static enum err
write_found(
    struct ctx *c, const struct entity *e, const struct found *found, struct jw *w)
{
	size_t named = found->count < ACT_NAMED ? found->count : ACT_NAMED;
	int64_t ids[ACT_NAMED], may = 0;
	struct title *titles;

	for (size_t i = 0; i < found->count; i++)
		may += found->may[i];
	jw_key(w, "count");
	jw_int(w, (int64_t)found->count);
	jw_key(w, "may");
	jw_int(w, may);
	jw_key(w, "max");
	jw_int(w, ACT_MAX);
	jw_key(w, "some");
	jw_array(w);
	memcpy(ids, found->ids, sizeof(*ids) * named);
	TRY(record_titles(c, e, ids, named, &titles));
	for (size_t i = 0; i < named; i++)
		title_write(c, w, e, &titles[i]);
	jw_end(w);
	return OK;
}

enum err
act_write_changes(struct ctx *c, const struct act *a, struct jw *w)
{
	struct found *found = arena_make(c->mem, struct found);
	const json_t *step;
	size_t i;

	jw_key(w, "changes");
	jw_array(w);
	json_array_foreach(json_object_get(a->action->spec, "changes"), i, step)
	{
		const struct entity *e =
		    meta_entity(c->meta, json_get_str(step, "entity"));
		const char *as = json_string_value(json_object_get(step, "as"));

		if (!act_applies(c, a, step))
			continue;
		TRY(find(c, a, e, step, found));
		jw_open(w);
		jw_key(w, "as");
		jw_c(w, as);
		jw_key(w, "entity");
		jw_str(w, e->name);
		jw_key(w, "label");
		jw_str(w, word_of(c, a, as, NULL, json_get_str(step, "label")));
		TRY(write_found(c, e, found, w));
		if (json_object_get(step, "choose") != NULL)
			write_choices(c, a, step, w);
		jw_close(w);
	}
	jw_end(w);
	return OK;
}
