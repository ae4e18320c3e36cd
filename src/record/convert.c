/*
 * convert.c - one record becomes others, as its entity's "convert" says.
 *
 * Each step of "makes" finds a record that is there already, or makes one from
 * the fields of the first and of the steps before (@name); "then" writes what
 * came of it back.  All in one transaction or none.
 *
 * What the actor does not see is carried only to where they do not see it either.
 */
#include "record/room.h"

#define STEPS_MAX 8

struct made {
	const char *as;
	const struct entity *entity;
	int64_t id;
	bool existing;
};

struct plan {
	struct record *rec;
	json_t *seen, *whole; /* the fields of rec, as on the wire: theirs, and all */
	struct made made[STEPS_MAX];
	size_t count;
};

static const struct made *
made_as(const struct plan *p, struct str name)
{
	for (size_t i = 0; i < p->count; i++)
		if (str_is(name, p->made[i].as))
			return &p->made[i];
	return NULL;
}

/* A value of "set": a field of the record, @step, {"const": value}, or a word
 * that is none of these, itself. */
static json_t *
resolve(struct ctx *c, const struct plan *p, const json_t *row, const json_t *from)
{
	struct str name = json_str(from);
	const struct made *made;

	if (json_is_object(from))
		return json_object_get(from, "const");
	if (name.len > 1 && name.at[0] == '@') {
		made = made_as(p, (struct str){ name.at + 1, name.len - 1 });
		if (made == NULL || made->id == 0)
			return NULL;
		return json_hold(c->mem,
		    json_string(str_c(c->mem, str_printf(c->mem, "%" PRId64, made->id))));
	}
	if (name.at != NULL && entity_field(p->rec->entity, name) == NULL)
		return (json_t *)(uintptr_t)from;
	return json_object_get(row, str_c(c->mem, name));
}

/* Who says a value of a new record: the actor, or the program in fields that are not
 * theirs. */
enum sayer { SAID_BY_ACTOR, SAID_BY_PROGRAM };

static enum sayer
sayer_of(struct ctx *c, const struct field *f)
{
	return f != NULL && auth_field(c, f, MAY_CHANGE) == WHOSE_NONE ? SAID_BY_PROGRAM
								       : SAID_BY_ACTOR;
}

static json_t *
prefilled(struct ctx *c, const struct plan *p, const struct entity *e, const json_t *set,
    enum sayer sayer)
{
	json_t *news = json_hold(c->mem, json_object()), *from;
	const char *key;

	json_object_foreach((json_t *)(uintptr_t)set, key, from)
	{
		const struct field *f = entity_field(e, str_of(key));
		bool seen = f == NULL || auth_sees(c, f);
		json_t *value = sayer_of(c, f) != sayer
				    ? NULL
				    : resolve(c, p, seen ? p->seen : p->whole, from);

		if (value != NULL && !json_is_null(value))
			json_object_set(news, key, value);
	}
	return news;
}

/* What is there already and agrees in "find". */
static enum err
find_existing(struct ctx *c, const struct plan *p, const struct entity *e,
    const json_t *find, int64_t *id)
{
	struct record *probe = record_new(c, e);
	const struct field *fields[4];
	size_t count = 0;
	const char *key;
	json_t *from;

	*id = 0;
	if (record_fill(c, probe, prefilled(c, p, e, find, SAID_BY_ACTOR)) != OK)
		fault_clear(c);
	json_object_foreach((json_t *)(uintptr_t)find, key,
	    from) if (count < COUNT_OF(fields) && entity_field(e, str_of(key)) != NULL)
	    fields[count++] = entity_field(e, str_of(key));
	return count == 0 ? OK : record_same(c, probe, fields, count, id);
}

/* A rule of the metadata: it speaks of fields whoever asks. */
static enum err
rule_of(struct ctx *c, const struct entity *e, struct str text, const struct rule **out)
{
	struct rule_fault why;
	struct rule *rule;

	TRY(rule_compile(c->mem, c->meta, e, text, &rule, &why));
	*out = rule;
	return OK;
}

static void
say_not_now(struct ctx *c, const struct rule *when, struct str text)
{
	if (auth_asks_all(c, when))
		fault(c, STR(""), "not_now", "rule", str_c(c->mem, text), NULL);
	else
		fault(c, STR(""), "not_now", NULL);
}

static enum err
read_row(struct ctx *c, const struct record *rec, json_t **fields)
{
	struct text t = TEXT_INIT(c->mem);
	struct jw w = JW_INIT(&t);
	json_t *whole;

	TRY(record_write(c, &w, rec, true));
	TRY(json_read(c->mem, text_done(&t), &whole, NULL));
	*fields = json_object_get(whole, "fields");
	return OK;
}

static enum err
read_rows(struct ctx *c, struct plan *p)
{
	bool was = c->actor.program;
	enum err e;

	TRY(read_row(c, p->rec, &p->seen));
	p->whole = p->seen;
	if (!p->rec->entity->guarded)
		return OK;
	c->actor.program = true;
	e = read_row(c, p->rec, &p->whole);
	c->actor.program = was;
	return e;
}

static enum err
begin(struct ctx *c, struct ref which, struct plan *p)
{
	const struct rule *when;
	struct str text = json_get_str(which.entity->convert, "when");

	if (which.entity->convert == NULL)
		return ERR_ABSENT;
	TRY(record_load(c, which, &p->rec));
	if (p->rec->deleted_ms != 0)
		return ERR_ABSENT;
	TRY(auth_of_row(c, which.entity, MAY_CHANGE, which.id, p->rec->now));
	if (text.len > 0) {
		TRY(rule_of(c, which.entity, text, &when));
		if (!rule_holds(c, when, p->rec->now)) {
			say_not_now(c, when, text);
			return ERR_INPUT;
		}
	}
	return read_rows(c, p);
}

static bool
step_applies(struct ctx *c, const struct plan *p, const json_t *step)
{
	struct str text = json_get_str(step, "when");
	const struct rule *when;

	if (text.len == 0)
		return true;
	return rule_of(c, p->rec->entity, text, &when) == OK &&
	       rule_holds(c, when, p->rec->now);
}

static enum err
write_step(struct ctx *c, const struct plan *p, const json_t *step, struct jw *w)
{
	const struct entity *e = meta_entity(c->meta, json_get_str(step, "entity"));
	int64_t id;
	struct record *found;

	TRY(find_existing(c, p, e, json_object_get(step, "find"), &id));
	jw_open(w);
	jw_key(w, "as");
	jw_str(w, json_get_str(step, "as"));
	jw_key(w, "entity");
	jw_str(w, e->name);
	jw_key(w, "fields");
	jw_json(w, prefilled(c, p, e, json_object_get(step, "set"), SAID_BY_ACTOR));
	jw_key(w, "optional");
	jw_bool(w, json_get_bool(step, "optional"));
	jw_key(w, "matches");
	jw_array(w);
	if (id != 0 && record_load(c, (struct ref){ e, id }, &found) == OK) {
		jw_open(w);
		jw_key(w, "id");
		jw_id(w, id);
		jw_key(w, "title");
		jw_str(w, record_title(c->mem, found));
		jw_close(w);
	}
	jw_end(w);
	jw_close(w);
	return OK;
}

enum err
record_convert_plan(struct ctx *c, struct ref which, struct jw *w)
{
	struct plan p = { 0 };
	const json_t *step;
	size_t i;

	TRY(begin(c, which, &p));
	jw_open(w);
	jw_key(w, "makes");
	jw_array(w);
	json_array_foreach(json_object_get(which.entity->convert, "makes"), i,
	    step) if (step_applies(c, &p, step) &&
		      meta_entity(c->meta, json_get_str(step, "entity")) != NULL)
	    TRY(write_step(c, &p, step, w));
	jw_end(w);
	jw_close(w);
	return OK;
}

/* A step's faults say whose they are: "deal.name", for each has a name. */
static enum err
create_step(struct ctx *c, const struct plan *p, const struct made *made,
    const json_t *set, const json_t *chosen, struct record **rec)
{
	size_t before = c->fault_count;
	json_t *news = prefilled(c, p, made->entity, set, SAID_BY_ACTOR);
	json_t *hidden = prefilled(c, p, made->entity, set, SAID_BY_PROGRAM);
	enum err e;

	json_object_update(news, (json_t *)(uintptr_t)chosen);
	e = record_create_hidden(c, made->entity, news, hidden, rec);

	for (size_t i = before; e != OK && i < c->fault_count; i++)
		c->faults[i].at =
		    str_printf(c->mem, "%s.%.*s", made->as, STR_ARG(c->faults[i].at));
	return e;
}

/*
 * One step, as the caller chose: { "id" } takes what is there, { "fields" }
 * overrides what is made, null leaves it out, absent does what is usual.
 */
static enum err
run_step(struct ctx *c, struct plan *p, const json_t *step, const json_t *into)
{
	struct made *made = &p->made[p->count];
	const json_t *choice;
	struct record *rec;

	made->as = json_string_value(json_object_get(step, "as"));
	made->entity = meta_entity(c->meta, json_get_str(step, "entity"));
	choice = json_object_get(into, made->as);
	if (made->entity == NULL || json_is_null(choice) || !step_applies(c, p, step))
		return OK;
	if (json_object_get(choice, "id") != NULL) {
		if (!str_int(json_get_str(choice, "id"), &made->id))
			return ERR_ABSENT;
		TRY(record_load(c, (struct ref){ made->entity, made->id }, &rec));
		made->existing = true;
	} else if (choice == NULL) {
		TRY(find_existing(
		    c, p, made->entity, json_object_get(step, "find"), &made->id));
		made->existing = made->id != 0;
	}
	if (made->id == 0) {
		TRY(create_step(c, p, made, json_object_get(step, "set"),
		    json_object_get(choice, "fields"), &rec));
		made->id = rec->id;
	}
	p->count++;
	return OK;
}

static enum err
write_result(struct ctx *c, const struct plan *p, struct record *rec, struct jw *w)
{
	jw_open(w);
	jw_key(w, "made");
	jw_array(w);
	for (size_t i = 0; i < p->count; i++) {
		struct record *made;

		TRY(record_load(
		    c, (struct ref){ p->made[i].entity, p->made[i].id }, &made));
		jw_open(w);
		jw_key(w, "as");
		jw_c(w, p->made[i].as);
		jw_key(w, "entity");
		jw_str(w, p->made[i].entity->name);
		jw_key(w, "id");
		jw_id(w, p->made[i].id);
		jw_key(w, "title");
		jw_str(w, record_title(c->mem, made));
		jw_key(w, "existing");
		jw_bool(w, p->made[i].existing);
		jw_close(w);
	}
	jw_end(w);
	jw_key(w, "row");
	TRY(record_write(c, w, rec, false));
	jw_close(w);
	return OK;
}

/* The links back are read-only for people: the program writes them. */
static enum err
write_back(struct ctx *c, const struct plan *p, struct record **rec)
{
	const struct entity *e = p->rec->entity;
	const json_t *then = json_object_get(e->convert, "then");
	json_t *news = prefilled(c, p, e, then, SAID_BY_ACTOR);
	bool was = c->actor.program;
	size_t from = c->fault_count;
	enum err err;

	json_object_update(news, prefilled(c, p, e, then, SAID_BY_PROGRAM));
	c->actor.program = true;
	err = record_change(c, (struct ref){ e, p->rec->id }, p->rec->version, news, rec);
	c->actor.program = was;
	faults_told(c, e, from);
	return err;
}

enum err
record_convert(struct ctx *c, struct ref which, const json_t *into, struct jw *w)
{
	DEFER(tx_end) struct tx tx = { 0 };
	struct plan p = { 0 };
	struct record *rec;
	const json_t *step;
	size_t i;

	TRY(tx_begin(c->db, &tx));
	TRY(begin(c, which, &p));
	json_array_foreach(json_object_get(which.entity->convert, "makes"), i,
	    step) if (p.count < STEPS_MAX) TRY(run_step(c, &p, step, into));
	TRY(write_back(c, &p, &rec));
	TRY(write_result(c, &p, rec, w));
	return tx_commit(&tx);
}
