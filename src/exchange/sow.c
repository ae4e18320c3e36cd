/*
 * sow.c - the sower: settings, then step by step the records.
 *
 * Each record is a piece of work of its own inside a shared transaction: its
 * values are drawn, it is saved as whoever owns it at the time it was made,
 * and the memory is given back.
 */
#include "exchange/sow_room.h"

#include "auth/auth.h"
#include "record/record.h"
#include "site/site.h"

#include <stdarg.h>

enum err
sow_fail(struct sower *s, const char *format, ...)
{
	struct text t = TEXT_INIT(s->outer);
	char said[400];
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	text_str(&t, s->place);
	if (s->row > 0)
		text_printf(&t, ", record %" PRId64, s->row);
	if (s->line.len > 0)
		text_printf(&t, ", %.*s", STR_ARG(s->line));
	text_printf(&t, ": %s", said);
	s->why = text_done(&t);
	return ERR_INPUT;
}

/* ---- the site ---- */

/* Rates are kept as decimal texts, so that no float decides about money. */
static struct str
rates_text(struct sower *s, const json_t *rates)
{
	struct text t = TEXT_INIT(s->outer);
	struct jw w = JW_INIT(&t);
	const char *key;
	json_t *rate;

	jw_open(&w);
	json_object_foreach((json_t *)(uintptr_t)rates, key, rate)
	{
		jw_key_c(&w, key);
		jw_str(&w, json_is_string(rate)
			       ? json_str(rate)
			       : real_write(s->outer, json_number_value(rate)));
	}
	jw_close(&w);
	return text_done(&t);
}

static enum err
set_one(struct sower *s, const char *key, const json_t *value)
{
	static const char *const known = " country language currency zone toman rates ";
	char held[64];

	s->line = str_of(key);
	snprintf(held, sizeof(held), " %s ", key);
	if (strstr(known, held) == NULL)
		return sow_fail(s, "no such setting");
	if (strcmp(key, "rates") == 0)
		return site_set(s->c, key, rates_text(s, value));
	if (json_str(value).len == 0)
		return sow_fail(s, "a setting is a text");
	if (strcmp(key, "zone") == 0 && !zone_known(json_string_value(value)))
		return sow_fail(s, "no such zone");
	if (strcmp(key, "currency") == 0 && currency_of(json_str(value)) == NULL)
		return sow_fail(s, "no such currency");
	return site_set(s->c, key, json_str(value));
}

/* The work goes on with the new snapshot, by the program. */
static void
begin_again(struct ctx *c)
{
	int64_t now_ms = c->now_ms;

	site_end(c);
	site_begin(c->site, c);
	site_as_program(c);
	c->now_ms = now_ms;
}

static enum err
set_up_site(struct sower *s)
{
	const json_t *site = json_object_get(s->recipe, "site");
	struct str name = json_get_str(s->recipe, "name"), why;
	const char *key;
	json_t *value;

	s->place = STR("site");
	if (!json_is_object(site))
		return OK;
	json_object_foreach((json_t *)(uintptr_t)site, key, value)
	    TRY(set_one(s, key, value));
	s->line = STR("");
	if (name.len > 0)
		TRY(site_set(s->c, "name", name));
	if (site_reload(s->c, &why) != OK)
		return sow_fail(s, "%.*s", STR_ARG(why));
	begin_again(s->c);
	return OK;
}

/* Settings first: what every company begins with is in its own language. */
static enum err
begin_site(struct sower *s)
{
	TRY(set_up_site(s));
	return site_seed(s->c);
}

/* ---- a record ---- */

/* A text names a record by its key; a day or time is what the field keeps. */
static enum err
fit_to_field(struct sower *s, const struct field *f, struct value *v)
{
	struct str key;
	struct bed *bed;

	value_fit(s, f, v);
	if (f == NULL || f->to_count != 1 || v->kind == V_PLANT || v->kind == V_EMPTY)
		return OK;
	key = value_text(s, v);
	bed = bed_of(s, f->to[0]->name);
	*v = (struct value){ .kind = V_PLANT, .plant = bed_find(bed, key) };
	if (v->plant != NULL)
		return OK;
	v->kind = V_EMPTY;
	if (bed->made == 0 && s->options->only != NULL)
		return OK; /* left out on purpose */
	return sow_fail(s, "no %.*s \"%.*s\" was made before", STR_ARG(bed->entity->name),
	    STR_ARG(key));
}

static enum err
draw_lines(struct sower *s, const struct step *step, const struct row *row)
{
	memset(s->now, 0, sizeof(*s->now) * (size_t)s->name_count);
	s->now[s->name_n] = (struct value){ .kind = V_INT, .i = step->bed->made + 1 };
	for (size_t i = 0; i < row->count; i++) {
		const struct line *line = &row->lines[i];
		struct value v = { 0 };

		s->line = s->names[line->name];
		s->field = line->field;
		TRY(node_draw(s, line->node, &v));
		TRY(fit_to_field(s, line->field, &v));
		s->now[line->name] = v;
	}
	s->line = STR("");
	return OK;
}

static enum err
draw_distinct(struct sower *s, struct step *step, const struct row *row)
{
	struct str text;

	for (int tries = 0; tries < SOW_TRIES; tries++) {
		TRY(draw_lines(s, step, row));
		if (step->distinct < 0)
			return OK;
		text = value_text(s, &s->now[step->distinct]);
		if (!map_has(&step->seen, text)) {
			map_put(&step->seen, str_copy(s->mem, text), step);
			return OK;
		}
	}
	return OK;
}

static json_t *
text_json(struct str text)
{
	return json_stringn(text.at == NULL ? "" : text.at, text.len);
}

/* As a caller of the API would write it; NULL: empty. */
static json_t *
value_json(struct sower *s, const struct field *f, const struct value *v)
{
	struct str id;
	json_t *tree;

	switch (v->kind) {
	case V_BOOL: return json_boolean(v->i != 0);
	case V_INT:
	case V_TIME: return json_integer(v->i);
	case V_REAL: return json_real(v->d);
	case V_JSON:
		return json_read(s->c->mem, v->s, &tree, NULL) == OK ? json_incref(tree)
								     : NULL;
	case V_PLANT:
		id = str_printf(s->c->mem, "%" PRId64, v->plant->id);
		if (strcmp(f->type->name, "any") != 0)
			return text_json(id);
		return json_pack("{s:o, s:o}", "entity",
		    text_json(v->plant->bed->entity->name), "id", text_json(id));
	case V_TEXT:
	case V_ENTRY:
	case V_DAY: return text_json(value_text(s, v));
	case V_EMPTY: break;
	}
	return NULL;
}

static struct value
value_named(struct sower *s, struct str name)
{
	int n;

	return name_number(s, name, &n) == OK ? s->now[n] : (struct value){ 0 };
}

/*
 * When it was made, and when it last changed: when it came to its stage, if
 * nobody says more.  A stage is never reached before the record is there.
 */
static void
set_times(struct sower *s, json_t *news)
{
	int64_t created = json_get_int(news, "created_ms", s->c->now_ms);
	int64_t since = json_get_int(news, "stage_since_ms", created);

	if (since < created) {
		since = created;
		json_object_set_new(news, "stage_since_ms", json_integer(since));
	}
	if (json_object_get(news, "updated_ms") == NULL)
		json_object_set_new(news, "updated_ms", json_integer(since));
	s->c->now_ms = created;
}

static json_t *
compose(struct sower *s, const struct step *step, const struct row *row)
{
	json_t *news = json_hold(s->c->mem, json_object());
	const struct field *owner = step->bed->entity->owner;
	struct value v;

	for (size_t i = 0; i < row->count; i++) {
		const struct line *line = &row->lines[i];
		json_t *value = line->field == NULL
				    ? NULL
				    : value_json(s, line->field, &s->now[line->name]);

		if (value != NULL)
			json_object_setn_new(
			    news, line->field->name.at, line->field->name.len, value);
	}
	set_times(s, news);
	s->c->actor.user = 0;
	if (owner != NULL) {
		v = value_named(s, owner->name);
		s->c->actor.user = v.kind == V_PLANT ? v.plant->id : 0;
	}
	return news;
}

static enum err
tell_fault(struct sower *s, enum err e)
{
	const struct fault *f = s->c->faults;
	struct str args;

	if (s->c->fault_count == 0)
		return sow_fail(s, "%s: %s", err_text(e), db_said(s->c->db));
	args = json_dump(s->c->mem, f->args);
	s->line = f->at;
	return sow_fail(s, "%s %.*s", f->code, STR_ARG(args));
}

/* Somebody who may sign in: asked for by password_for(). */
static void
note_login(struct sower *s, int64_t id)
{
	struct value login = value_named(s, STR("login"));
	struct value roles = value_named(s, STR("roles"));
	struct str text = value_text(s, &roles);
	struct login *l;

	if (login.kind == V_EMPTY || s->options->password.len == 0)
		return;
	l = list_add(s->mem, &s->logins);
	l->id = id;
	l->name = str_copy(s->outer, value_text(s, &login));
	l->admin = str_find(text, STR("\"admin\"")) < text.len;
}

static enum err
sow_record(struct sower *s, struct step *step, const struct row *row)
{
	const struct entity *e = step->bed->entity;
	int64_t now_ms = s->c->now_ms;
	struct record *rec;
	json_t *news;
	enum err err;

	arena_reset(s->c->mem);
	s->c->faults = NULL;
	fault_clear(s->c);
	TRY(draw_distinct(s, step, row));
	news = compose(s, step, row);
	err = record_create(s->c, e, news, &rec);
	s->c->now_ms = now_ms;
	s->c->actor.user = 0;
	if (err != OK)
		return tell_fault(s, err);
	bed_keep(s, step->bed, rec->id);
	if (str_is(e->name, "user"))
		note_login(s, rec->id);
	return OK;
}

/* ---- steps ---- */

static void
tell_progress(const struct sower *s, const struct step *step)
{
	if (s->options->tell != NULL)
		s->options->tell(
		    s->options->arg, step->bed->entity->name, s->made, s->total);
}

static enum err
sow_batch(struct sower *s, struct step *step, int64_t *done)
{
	DEFER(tx_end) struct tx tx = { 0 };
	int64_t until = *done + SOW_BATCH < step->count ? *done + SOW_BATCH : step->count;

	TRY(tx_begin(s->c->db, &tx));
	tx_whole(&tx);
	while (*done < until) {
		s->row = *done + 1;
		TRY(sow_record(s, step, &step->rows[step->repeat ? 0 : *done]));
		++*done;
		if (++s->made % SOW_TELL == 0)
			tell_progress(s, step);
	}
	TRY(tx_commit(&tx));
	tell_progress(s, step);
	return OK;
}

static enum err
sow_steps(struct sower *s)
{
	for (size_t i = 0; i < s->step_count; i++) {
		struct step *step = &s->steps[i];
		int64_t done = 0;

		s->place = str_printf(
		    s->mem, "step %zu (%.*s)", i + 1, STR_ARG(step->bed->entity->name));
		while (done < step->count)
			TRY(sow_batch(s, step, &done));
	}
	return OK;
}

/* Reading and making happen in memory that is given back; c is as it was. */
static enum err
read_and_sow(struct sower *s)
{
	DEFER(arena_freep) struct arena *batch = arena_new();
	struct ctx *c = s->c, was = *c;
	enum err e;

	c->faults = NULL;
	c->fault_count = 0;
	c->via = VIA_IMPORT;
	c->mem = s->mem;
	s->zone = str_c(s->mem, c->meta->facts.zone);
	e = recipe_read(s);
	c->mem = batch;
	if (e == OK)
		e = sow_steps(s);
	*c = was;
	return e;
}

/* Hashing is slow on purpose, so it is done outside of transactions. */
static enum err
set_passwords(struct sower *s, struct str *login)
{
	for (size_t i = 0; i < s->logins.count; i++) {
		const struct login *l = &s->logins.at[i];
		bool first = l->admin && login->len == 0;

		if (!first && !s->options->password_for_all)
			continue;
		TRY(auth_password_set(s->c, l->id, s->options->password, "command"));
		if (first)
			*login = l->name;
	}
	return OK;
}

enum err
sow(struct ctx *c, const json_t *recipe, const struct sow_options *options)
{
	DEFER(arena_freep) struct arena *mem = arena_new();
	struct sower *s = arena_make(mem, struct sower);
	struct str login = STR("");
	enum err e;

	*s = (struct sower){ .c = c,
		.options = options,
		.mem = mem,
		.outer = c->mem,
		.recipe = recipe,
		.pools = MAP_INIT(mem),
		.locales = MAP_INIT(mem),
		.shared = MAP_INIT(mem),
		.name_of = MAP_INIT(mem) };
	site_as_program(c);
	e = begin_site(s);
	if (e == OK)
		e = read_and_sow(s);
	if (e == OK)
		e = set_passwords(s, &login);
	if (s->why.len > 0)
		fault(c, STR(""), "bad_recipe", "message", str_c(c->mem, s->why), NULL);
	if (options->report != NULL)
		*options->report =
		    (struct sow_report){ .made = s->made, .login = login, .why = s->why };
	return e;
}
